"""What happens after a camera: other shapes, rates and colours in one film, smooth motion, a take's sound."""

import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from pipelines import encode, ffmpeg
from pipelines.editor import BuiltinEditor, ambience, conform, loudness, media, mix, segments, smooth
from studio.crew import CutOrder, CutShot, Sound
from studio.errors import DamagedFile
from studio.vocabulary import Fit

BLUE, GREY, WHITE = (30, 60, 200), (110, 110, 110), (235, 235, 235)
BARS, DISC = 8, 31


def quiet(_fraction: float, _note: str, preview: bytes | None = None) -> None:
    pass


def circle(width: int, height: int) -> np.ndarray:
    """(height, width, 3) uint8 RGB: a white disc in the middle of blue, DISC pixels across."""
    picture = np.full((height, width, 3), BLUE, np.uint8)
    cv2.circle(picture, (width // 2, height // 2), DISC // 2, WHITE, -1, cv2.LINE_AA)
    return picture


def numbered(number: int, width: int = 160, height: int = 96) -> np.ndarray:
    """Grey with the number in binary as bars across all its height."""
    picture = np.full((height, width, 3), GREY, np.uint8)
    for bit in range(BARS):
        picture[:, bit * width // BARS : (bit + 1) * width // BARS] = 235 if number >> bit & 1 else 20
    return picture


def write(path: Path, frames: Sequence[np.ndarray], fps: str) -> Path:
    height, width = frames[0].shape[:2]
    with encode.film(path, width, height, fps, 12, order="rgb") as film:
        for frame in frames:
            film.write(frame)
    return path


def shown(path: Path) -> np.ndarray:
    """(frames, height, width, 3) uint8 RGB as a player shows bt709 of limited range."""
    with av.open(str(path)) as film:
        return np.stack(
            [
                f.reformat(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").to_ndarray()
                for f in film.decode(video=0)
            ]
        )


def number_of(picture: np.ndarray) -> int:
    columns = picture.mean(axis=(0, 2)).reshape(BARS, -1)[:, 4:-4].mean(axis=1)
    return sum(1 << bit for bit in range(BARS) if columns[bit] > 128)


def shot(path: Path, frames: int, number: int = 0, **more: object) -> CutShot:
    given = {"shot_id": f"s{number}", "path": path, "take_hash": f"{number:064x}", "first": 0, "frames": frames}
    return CutShot(**{**given, "take_frames": frames, **more})


class Room:
    """A folder to cut in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.segments, self.out = folder, folder / "segments", folder / "film.mp4"

    def cut(self, shots: list[CutShot], **more: object):
        given = {"title": "Storm", "language": "en", "width": 160, "height": 96, "fps": "24", "shots": shots}
        return BuiltinEditor().cut(CutOrder(**{**given, **more}), self.out, self.segments, quiet)

    def names(self) -> set[str]:
        return {p.name for p in self.segments.glob("*.mp4")}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


# ---- shape ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("take", [(208, 120), (120, 208), (304, 176), (96, 96)], ids=str)
@pytest.mark.parametrize("fit", list(Fit))
def test_a_take_of_another_shape_fills_the_film_as_asked(room: Room, take: tuple[int, int], fit: Fit) -> None:
    path = write(room.folder / "take.mp4", [circle(*take)] * 6, "24")
    room.cut([shot(path, 6)], width=320, height=180, fit=fit)
    picture = shown(room.out)[3].astype(int)
    assert picture.shape == (180, 320, 3)
    disc = picture.min(axis=2) > 130
    across, down = np.ptp(np.flatnonzero(disc.any(axis=0))) + 1, np.ptp(np.flatnonzero(disc.any(axis=1))) + 1
    black = picture.max(axis=2) < 24
    wider, higher = 320 / take[0], 180 / take[1]
    factor = {Fit.CROP: max(wider, higher), Fit.LETTERBOX: min(wider, higher), Fit.STRETCH: higher}[fit]
    assert down == pytest.approx(DISC * factor, abs=3.5)
    if fit is Fit.STRETCH:
        assert across == pytest.approx(DISC * wider, abs=3.5)
    else:
        assert abs(across - down) <= 2  # a circle stays one
    bars = 320 * 180 - round(take[0] * factor) * round(take[1] * factor) if fit is Fit.LETTERBOX else 0
    assert black.sum() == pytest.approx(bars, abs=2 * 2 * (320 + 180))
    if bars:
        assert np.abs(np.flatnonzero(~black.all(axis=0)).mean() - 159.5) <= 1.5
        assert np.abs(np.flatnonzero(~black.all(axis=1)).mean() - 89.5) <= 1.5
        assert picture[black].max() <= 4 or np.median(picture[black]) <= 1


def test_the_fit_and_smoothness_name_a_segment_only_where_they_matter(room: Room) -> None:
    same = shot(write(room.folder / "same.mp4", [numbered(k) for k in range(6)], "24"), 6, 1)
    wide = shot(write(room.folder / "wide.mp4", [circle(320, 96)] * 6, "24"), 6, 2)
    small = shot(write(room.folder / "small.mp4", [circle(80, 48)] * 6, "24"), 6, 3)
    slow = shot(write(room.folder / "slow.mp4", [numbered(k) for k in range(3)], "12"), 6, 4)
    found = {}
    for name, one in {"same": same, "wide": wide, "small": small, "slow": slow}.items():
        for fit, smoothly in itertools.product(Fit, (False, True)):
            order = CutOrder(
                title="", language="en", width=160, height=96, fps="24", shots=[one], fit=fit, smooth=smoothly
            )
            with ffmpeg.Programs() as programs:
                bench = segments.Bench(order, segments.check_takes([one]), room.segments, room.folder, programs)
                found.setdefault(name, set()).add(segments.planned(bench, [])[0].path.name)
    assert {name: len(names) for name, names in found.items()} == {"same": 1, "wide": 3, "small": 1, "slow": 2}
    # As named by the version before takes could be fitted: kept segments stay valid.
    assert found["same"] == {"7057ea5bd6f01d2a89637f8e7c11f9ceaba193b1989a34018afcbf83c38b7930.mp4"}


# ---- colour --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matrix", "range_", "tagged"),
    [
        ("bt709", "tv", True),
        ("smpte170m", "tv", True),
        ("bt709", "pc", True),
        ("smpte170m", "pc", True),
        ("bt709", "tv", False),
    ],
)
@pytest.mark.parametrize("size", [(160, 96), (120, 72)], ids=str)
def test_colours_are_right_whatever_the_take_is_tagged_as(
    room: Room, matrix: str, range_: str, tagged: bool, size: tuple[int, int]
) -> None:
    colour, path = (200, 60, 40), room.folder / "take.mp4"
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", "24", "-i", "pipe:0"]
    tags = f",setparams=colorspace={matrix}:range={range_}" if tagged else ",setparams=colorspace=unknown:range=unknown"
    chain = f"scale=out_color_matrix={matrix}:out_range={range_},format=yuv420p{tags}"
    with ffmpeg.Programs() as programs:
        pictures = [np.full((size[1], size[0], 3), colour, np.uint8)] * 4
        programs.feed([*source, "-vf", chain, "-c:v", "libx264", "-crf", "5", str(path)], pictures)
    take = media.probe(path)
    expected = ({"bt709": 1, "smpte170m": 6}[matrix], {"tv": 1, "pc": 2}[range_]) if tagged else (2, 0)
    assert (take.colour_space, take.colour_range) == expected  # the take is what the test means
    room.cut([shot(path, 4)])
    assert np.abs(shown(room.out)[2, 48, 80].astype(int) - colour).max() <= 5
    with av.open(str(room.out)) as film:
        context = film.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)


def test_frames_may_be_given_as_rgb_or_as_bgr(tmp_path: Path) -> None:
    picture = np.full((64, 96, 3), (200, 60, 40), np.uint8)
    made = []
    for order, given in (("rgb", picture), ("bgr", picture[..., ::-1])):
        with encode.film(tmp_path / f"{order}.mp4", 96, 64, "24", 24, order=order) as film:
            film.write(given)
        made.append((tmp_path / f"{order}.mp4").read_bytes())
    assert made[0] == made[1]
    with pytest.raises(ValueError, match="a frame is"), encode.film(tmp_path / "bad.mp4", 96, 64, "24", 24) as film:
        film.write(picture[:32])
    assert not (tmp_path / "bad.mp4").exists()


# ---- rate ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "film"), [("16", "24"), ("12", "24"), ("8", "25"), ("30", "24"), ("25", "24000/1001"), ("16", "60")]
)
def test_frames_are_repeated_evenly_and_never_drift(room: Room, own: str, film: str) -> None:
    a, b = Fraction(own), Fraction(film)
    path = write(room.folder / "take.mp4", [numbered(k) for k in range(200)], own)
    frames = int(200 / a * b)
    room.cut([shot(path, frames)], fps=film)
    seen = [number_of(picture) for picture in shown(room.out)]
    assert len(seen) == frames
    # Of the take's frames the nearest in time is shown: at most half of the longer frame away, from first to last.
    off = [abs(n / a - k / b) for k, n in enumerate(seen) if n < 199]
    assert max(off) <= max(1 / a, 1 / b) / 2
    assert all(0 <= y - x <= -(-a // b) for x, y in itertools.pairwise(seen))
    if a < b:
        runs = [len(list(group)) for _, group in itertools.groupby(seen)][1:-1]
        assert max(runs) - min(runs) <= 1


def test_a_shot_in_the_middle_of_a_slower_take_shows_the_same_times(room: Room) -> None:
    path = write(room.folder / "take.mp4", [numbered(k) for k in range(60)], "16")
    room.cut([shot(path, 90)])
    whole = [number_of(p) for p in shown(room.out)]
    room.cut([shot(path, 30, first=31, take_frames=90)])
    assert [number_of(p) for p in shown(room.out)] == whole[31:61]


# ---- smooth --------------------------------------------------------------------------------------------------------


def landscape() -> np.ndarray:
    """(120, 640, 3) uint8: hills of soft noise, wide enough to pan over."""
    noise = np.random.default_rng(4).random((15, 80, 3), np.float32)
    return (cv2.resize(noise, (640, 120), interpolation=cv2.INTER_CUBIC) * 200 + 20).clip(0, 255).astype(np.uint8)


def pan(time: float) -> np.ndarray:
    """A view of 160x96 that moves by 72 pixels a second, and a red square that falls by 24."""
    view = cv2.getRectSubPix(landscape(), (160, 96), (100 + 72 * time, 60))
    top = round(20 + 24 * time)
    view[top : top + 16, 70:86] = (220, 30, 30)
    return view


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """PSNR in decibels."""
    return float(10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2)))


@pytest.mark.parametrize("own", [12, 16])
def test_smoothed_frames_are_much_nearer_to_the_truth_than_repeated_ones(room: Room, own: int) -> None:
    path = write(room.folder / "take.mp4", [pan(k / own) for k in range(own * 3 // 2)], str(own))
    truth = [pan(k / 24) for k in range(36)]
    between = [k for k in range(33) if k * own % 24]
    near = {}
    for smoothly in (False, True):
        assert room.cut([shot(path, 36)], smooth=smoothly).frames == 36
        film = shown(room.out)
        near[smoothly] = np.mean([distance(film[k], truth[k]) for k in between])
    assert near[True] > near[False] + 3.5


def test_a_smoothed_film_is_the_same_bytes_again_and_may_dissolve(room: Room) -> None:
    path = write(room.folder / "take.mp4", [pan(k / 16) for k in range(32)], "16")
    shots = [
        shot(path, 20, 1, first=8, take_frames=48),
        shot(path, 20, 2, first=12, take_frames=48, transition="dissolve"),
    ]
    made = []
    for _ in range(2):
        assert room.cut(shots, smooth=True).segments_made == 3
        made.append(room.out.read_bytes())
        for segment in room.segments.iterdir():
            segment.unlink()
    assert made[0] == made[1]


def test_no_frame_is_invented_across_a_cut_inside_a_take(room: Room) -> None:
    frames = [pan(k / 12) for k in range(6)] + [255 - pan(k / 12)[::-1] for k in range(6)]
    path = write(room.folder / "take.mp4", frames, "12")
    room.cut([shot(path, 24)], smooth=True)
    ends = frames[5].astype(float), frames[6].astype(float)
    for picture in shown(room.out)[10:13]:
        off = [np.abs(picture - end).mean() for end in ends]
        assert min(off) < 12 < 40 < max(off)  # one of them, moved at most a little: no mixture


def test_a_smoothed_take_holds_its_last_frame_and_one_cut_short_is_named(room: Room) -> None:
    path = write(room.folder / "take.mp4", [pan(k / 8) for k in range(8)], "8")
    room.cut([shot(path, 24)], smooth=True)
    film = shown(room.out)
    assert len(film) == 24 and np.abs(film[22].astype(int) - film[23]).mean() < 1
    with pytest.raises(DamagedFile, match="shot 1"):
        room.cut([shot(path, 40, 5)], smooth=True)


def test_a_faster_take_is_not_smoothed() -> None:
    frame = conform.Frame(160, 96, Fraction(24), Fit.CROP, True)
    rates = ("12", "24", "30")
    takes = [media.Media(160, 96, Fraction(r), 1.0, True, False, 1, 1) for r in rates]
    assert [conform.is_smoothed(take, frame) for take in takes] == [True, False, False]


def test_a_thunderstorm_is_no_cut_and_another_place_is() -> None:
    rng = np.random.default_rng(1)
    rain = [np.clip(pan(0) + rng.normal(0, 12, (96, 160, 1)), 0, 255).astype(np.uint8) for _ in range(2)]
    assert not smooth.Motion(*rain).cut
    assert smooth.Motion(pan(0), pan(0)[::-1, ::-1].copy()).cut


# ---- sound ---------------------------------------------------------------------------------------------------------


def tone(path: Path, seconds: float, frequency: int, rate: int = 48000, channels: int = 1) -> Path:
    with ffmpeg.Programs() as programs:
        made = f"sine=f={frequency}:d={seconds}:r={rate},volume=2"
        programs.run(["-f", "lavfi", "-i", made, "-ac", str(channels), str(path)])
    return path


def level(sound: np.ndarray, frequency: int, begin: float, end: float) -> float:
    """How strongly a frequency is heard in that time, dB."""
    part = sound[int(begin * 48000) : int(end * 48000), 0]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)))) / len(part)
    at = round(frequency * len(part) / 48000)
    return float(20 * np.log10(spectrum[at - 2 : at + 3].max() + 1e-9))


def heard(path: Path) -> np.ndarray:
    with ffmpeg.Programs() as programs:
        raw = b"".join(programs.read(["-i", str(path), "-map", "0:a:0", "-f", "f32le", "-ac", "2", "pipe:1"], 1 << 20))
    return np.frombuffer(raw, np.float32).reshape(-1, 2)


def stem(shots: list[CutShot], fps: str, length: int) -> np.ndarray:
    return np.concatenate(list(ambience.blocks(ambience.stretches(shots, Fraction(fps)), length, mix.BLOCK)))


def three(room: Room, transition: str = "cut") -> list[CutShot]:
    """Two seconds each; the second has a tone of 1 kHz, its take spare frames at both ends."""
    path = write(room.folder / "take.mp4", [numbered(k) for k in range(64)], "24")
    sound = tone(room.folder / "sound.wav", 64 / 24, 1000, 24000)
    spare = {"first": 8, "take_frames": 64}
    return [
        shot(path, 48, 1, **spare),
        shot(path, 48, 2, sound=sound, transition=transition, **spare),
        shot(path, 48, 3, transition=transition, **spare),
    ]


def test_a_shots_own_sound_is_heard_only_during_that_shot(room: Room) -> None:
    room.cut(three(room))
    sound = heard(room.out)
    assert abs(len(sound) / 48000 - 6.0) < 1 / 24
    inside = level(sound, 1000, 2.1, 3.9)
    assert inside > -40
    for begin, end in ((0.1, 1.95), (4.05, 5.9)):
        assert level(sound, 1000, begin, end) < inside - 50


def test_a_shots_sound_begins_and_ends_on_its_sample_and_lies_under_its_picture(tmp_path: Path) -> None:
    fps = Fraction(24000, 1001)
    ramp = np.arange(3 * 48000, dtype=np.float32)[:, None] / (3 * 48000)
    path = tmp_path / "ramp.wav"
    with ffmpeg.Programs() as programs:
        source = ["-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "pipe:0"]
        programs.feed([*source, "-c:a", "pcm_f32le", str(path)], [ramp.repeat(2, axis=1)])
    shots = [shot(path, 31, 1), shot(path, 29, 2, first=7, take_frames=60, sound=path), shot(path, 20, 3)]
    whole = stem(shots, str(fps), round(80 / fps * 48000))[:, 0]
    start, end = round(31 / fps * 48000), round(60 / fps * 48000)
    assert not whole[:start].any() and not whole[end:].any()
    first = round(7 / fps * 48000)
    flat = slice(start + ambience.EDGE, end - ambience.EDGE)
    assert np.abs(whole[flat] - ramp[first : first + end - start, 0][ambience.EDGE : -ambience.EDGE]).max() < 1e-6


def test_sounds_cross_where_their_pictures_dissolve(room: Room) -> None:
    shots = three(room, "dissolve")
    low = tone(room.folder / "low.wav", 64 / 24, 300)
    shots = [one if one.sound else one.model_copy(update={"sound": low}) for one in shots]
    parts = ambience.stretches(shots, Fraction(24))
    assert [(p.start, p.end) for p in parts] == [(0, 112000), (80000, 208000), (176000, 288000)]
    assert parts[1].first == 0 and parts[1].opening == parts[0].closing == 32000
    whole = stem(shots, "24", 288000)
    power = np.square(whole[:, 0]).reshape(-1, 2400).mean(axis=1)  # of every 50 ms
    assert power[2:-2].min() > 0.7 * np.median(power) and power[2:-2].max() < 1.3 * np.median(power)


def test_a_shots_sound_stands_below_the_voice_and_gives_way_to_it(room: Room) -> None:
    shots = three(room)
    voice = tone(room.folder / "voice.wav", 0.5, 400)
    stretches = ambience.stretches(shots, Fraction(24))
    placed = mix.place([Sound(path=voice, start=2.2)], 288000)
    with ffmpeg.Programs() as programs:
        mix.mix(mix.Stems(placed, None, stretches), 288000, room.folder / "mix", programs, lambda _: None)
    sound = np.fromfile(room.folder / "mix", np.float32).reshape(-1, 2)
    assert len(sound) == 288000
    spoken, alone = level(sound, 1000, 2.25, 2.65), level(sound, 1000, 3.4, 3.95)
    assert 8 <= alone - spoken <= 12
    # Measured as the ear does: where nobody speaks, 12 LU below the voice.
    with ffmpeg.Programs() as programs:
        of_voice = loudness.of_blocks([sound[105600:129600, :1]], programs)
        around = loudness.of_blocks([sound[160800:189600]], programs, 2)
    assert of_voice - around == pytest.approx(12, abs=1.5)


def test_a_sound_that_can_not_be_read_names_its_shot_and_a_short_one_ends_in_silence(room: Room) -> None:
    shots = three(room)
    tone(room.folder / "sound.wav", 1.0, 1000)
    whole = stem(shots, "24", 288000)
    assert whole[96000 : 96000 + 20000].any() and not whole[96000 + 32000 :].any()
    (room.folder / "sound.wav").write_bytes(b"RIFF")
    with pytest.raises(DamagedFile, match="The sound of shot 2 is missing or damaged"):
        room.cut(shots)
