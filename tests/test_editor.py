"""The built-in editor: exact frames, reused segments, sound that ends with the picture, words that are really drawn.

Test takes carry their shot and frame number as ten black or white bars, so that every decoded frame tells which it is.
"""

import itertools
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
import pysubs2
import pytest

from pipelines import ffmpeg
from pipelines.editor import BuiltinEditor, conform, fonts, lines, loudness, media, mix, subtitles, timeline
from studio.crew import Caption, CutOrder, CutShot, Sound
from studio.errors import Cancelled, DamagedFile, DiskFull
from studio.film import Word

WIDTH, HEIGHT, BARS = 160, 96, 10
ZH = "一位灯塔看守人"


def quiet(_fraction: float, _note: str) -> None:
    pass


def picture(number: int) -> np.ndarray:
    """(96, 160, 3): ten bars that spell the number in binary over a grey field."""
    frame = np.full((HEIGHT, WIDTH, 3), 110, np.uint8)
    for bit in range(BARS):
        frame[:24, bit * 16 : (bit + 1) * 16] = 235 if number >> bit & 1 else 20
    return frame


def write_take(path: Path, shot: int, frames: int, fps: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Path:
    path.write_bytes(take(shot, frames, fps, size))
    return path


@cache
def take(shot: int, frames: int, fps: str, size: tuple[int, int]) -> bytes:
    """An MP4 of numbered pictures; made once for all tests."""
    with tempfile.TemporaryDirectory() as folder, ffmpeg.Programs() as programs:
        path = Path(folder) / "take.mp4"
        pictures = (picture(shot * 128 + k) for k in range(frames))
        size_ = f"scale={size[0]}:{size[1]}:flags=neighbor:out_color_matrix=bt709:out_range=tv"
        filters = f"{size_},format=yuv420p,{conform.TAGS}"
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", fps, "-i", "pipe:0"]
        programs.feed(
            [*source, "-vf", filters, "-c:v", "libx264", "-crf", "12", "-preset", "ultrafast", str(path)], pictures
        )
        return path.read_bytes()


def write_tone(path: Path, seconds: float, frequency: int = 300, volume: float = 0.3) -> Path:
    with ffmpeg.Programs() as programs:
        tone = f"sine=f={frequency}:d={seconds}:r=48000,volume={volume / 0.125:.3f}"
        programs.run(["-f", "lavfi", "-i", tone, str(path)])
    return path


def numbers(path: Path) -> list[int]:
    """The number that each decoded frame spells."""
    found = []
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            row = frame.to_ndarray(format="gray")[6:18].mean(axis=0).reshape(BARS, -1)[:, 4:-4].mean(axis=1)
            found.append(sum(1 << bit for bit in range(BARS) if row[bit] > 128))
    return found


def pictures(path: Path) -> np.ndarray:
    with av.open(str(path)) as film:
        return np.stack([frame.to_ndarray(format="gray") for frame in film.decode(video=0)])


def heard(path: Path) -> np.ndarray:
    """The film's sound as a player gives it, edit list and all: (samples, 2)."""
    with ffmpeg.Programs() as programs:
        raw = b"".join(programs.read(["-i", str(path), "-map", "0:a:0", "-f", "f32le", "-ac", "2", "pipe:1"], 1 << 20))
    return np.frombuffer(raw, np.float32).reshape(-1, 2)


class Bin:
    """A folder of takes, and orders to cut them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.segments = folder / "segments"
        self.out = folder / "film.mp4"

    def shot(
        self, number: int, frames: int, fps: str = "24", transition: str = "cut", handle: int = 4, **more: object
    ) -> CutShot:
        path = write_take(
            self.folder / f"take{number}.mp4", number, frames + 2 * handle, fps, more.pop("size", (WIDTH, HEIGHT))
        )
        whole = frames + 2 * handle
        made = {"shot_id": f"s{number}", "path": path, "take_hash": f"{number:064x}", "first": handle, "frames": frames}
        return CutShot(**{**made, "take_frames": whole, "transition": transition, **more})

    def order(self, shots: list[CutShot], fps: str = "24", **more: object) -> CutOrder:
        made = {"title": "Storm", "language": "en", "width": WIDTH, "height": HEIGHT, "fps": fps, "shots": shots}
        return CutOrder(**{**made, **more})

    def cut(self, order: CutOrder, report=quiet):
        return BuiltinEditor().cut(order, self.out, self.segments, report)


@pytest.fixture
def bin_(tmp_path: Path) -> Bin:
    return Bin(tmp_path)


# ---- frames --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", ["24", "25", "30", "23.976"])
def test_every_frame_of_every_shot_appears_once_in_order(bin_: Bin, fps: str) -> None:
    lengths = (13, 7, 22)
    made = bin_.cut(bin_.order([bin_.shot(i, n, str(timeline_rate(fps))) for i, n in enumerate(lengths)], fps))
    assert made.frames == 42 == media.frame_count(bin_.out)
    assert numbers(bin_.out) == [i * 128 + 4 + k for i, n in enumerate(lengths) for k in range(n)]


def timeline_rate(fps: str) -> Fraction:
    return Fraction(24000, 1001) if fps == "23.976" else Fraction(fps)


def test_time_stamps_are_even_and_decoding_order_never_turns_back(bin_: Bin) -> None:
    bin_.cut(bin_.order([bin_.shot(0, 15, "24000/1001"), bin_.shot(1, 20, "24000/1001")], "23.976"))
    with av.open(str(bin_.out)) as film:
        stream = film.streams.video[0]
        packets = [p for p in film.demux(stream) if p.size]
        shown = sorted(p.pts * stream.time_base for p in packets)
        decoded = [p.dts for p in packets]
    assert shown == [Fraction(1001, 24000) * k for k in range(35)]
    assert all(a < b for a, b in itertools.pairwise(decoded))


def test_a_film_can_be_entered_at_any_time(bin_: Bin) -> None:
    bin_.cut(bin_.order([bin_.shot(0, 15), bin_.shot(1, 20)]))
    spelled = []
    for k in (0, 14, 15, 34):
        row = (
            media.frame_at(bin_.out, k / 24 + 0.001)
            .mean(axis=2)[6:18]
            .mean(axis=0)
            .reshape(BARS, -1)[:, 4:-4]
            .mean(axis=1)
        )
        spelled.append(sum(1 << bit for bit in range(BARS) if row[bit] > 128))
    assert spelled == [4, 18, 128 + 4, 128 + 23]


@pytest.mark.parametrize("kind", ["dissolve", "wipe", "fade through black", "fade through white"])
def test_a_transition_is_centred_on_the_cut_and_changes_no_length(bin_: Bin, kind: str) -> None:
    shots = [bin_.shot(0, 24), bin_.shot(1, 30, transition=kind)]
    lap = timeline.overlap(shots, 1, Fraction(24))
    assert (lap.before, lap.after) == (4, 4)
    made = bin_.cut(bin_.order(shots))
    seen = numbers(bin_.out)
    assert made.frames == 54 == len(seen)
    assert seen[:20] == [4 + k for k in range(20)]
    assert seen[28:] == [128 + 4 + k for k in range(4, 30)]


def test_a_dissolve_goes_evenly_from_one_take_to_the_other_frame_by_frame(bin_: Bin) -> None:
    bin_.cut(bin_.order([bin_.shot(0, 24), bin_.shot(1, 30, transition="dissolve")]))
    film, length = pictures(bin_.out)[20:28].astype(float), 8
    takes = [pictures(bin_.folder / f"take{i}.mp4").astype(float) for i in (0, 1)]
    for k in range(length):
        share = (k + 0.5) / length
        meant = (1 - share) * takes[0][24 + k] + share * takes[1][k]
        assert np.abs(film[k] - meant)[:24].mean() < 4, k


def test_a_fade_through_black_is_dark_at_the_cut(bin_: Bin) -> None:
    bin_.cut(bin_.order([bin_.shot(0, 24), bin_.shot(1, 24, transition="fade through black")]))
    light = pictures(bin_.out)[:, 60:].mean(axis=(1, 2))
    assert light[23:25].max() < 40 < 100 < light[[15, 32]].min()


def test_a_transition_without_spare_frames_becomes_a_cut(bin_: Bin) -> None:
    shots = [bin_.shot(0, 12, handle=0), bin_.shot(1, 12, handle=0, transition="dissolve")]
    assert bin_.cut(bin_.order(shots)).frames == 24
    assert numbers(bin_.out) == [*range(12), *range(128, 140)]


def test_takes_of_other_sizes_and_rates_are_conformed(bin_: Bin) -> None:
    wide = bin_.shot(0, 24, size=(320, 96))
    half = bin_.shot(1, 12, fps="12", handle=0)
    bin_.cut(bin_.order([wide, half.model_copy(update={"frames": 24, "take_frames": 24})], fit="letterbox"))
    film = pictures(bin_.out)
    assert film.shape == (48, HEIGHT, WIDTH)
    assert film[:24, :20].max() < 30 and film[:24, -20:].max() < 30  # a wider take stands between black bars
    assert numbers(bin_.out)[24:] == [128 + k // 2 for k in range(24)]


def test_colours_are_tagged_bt709_limited_and_survive(bin_: Bin) -> None:
    bin_.cut(bin_.order([bin_.shot(0, 24), bin_.shot(1, 24, transition="dissolve")]))
    with av.open(str(bin_.out)) as film:
        stream = film.streams.video[0].codec_context
        assert (stream.colorspace, stream.color_primaries, stream.color_trc, stream.color_range) == (1, 1, 1, 1)
    field = pictures(bin_.out)[:, 60:90]
    assert np.ptp(field.mean(axis=(1, 2))) < 1.0  # no jump between bodies and composed frames


# ---- segments ------------------------------------------------------------------------------------------------------


def three_shots(bin_: Bin, words: str = "Then the storm came.") -> CutOrder:
    captions = [Caption(start=0.2, end=0.6, text="Calm."), Caption(start=1.2, end=1.8, text=words)]
    shots = [bin_.shot(0, 24), bin_.shot(1, 24, transition="dissolve"), bin_.shot(2, 24)]
    return bin_.order(shots, captions=captions)


def test_one_changed_caption_encodes_only_its_pieces(bin_: Bin) -> None:
    assert bin_.cut(three_shots(bin_)).segments_made == 4  # three bodies and an overlap
    assert bin_.cut(three_shots(bin_)).segments_made == 0
    assert bin_.cut(three_shots(bin_, "Then the sun rose.")).segments_made == 1
    assert media.frame_count(bin_.out) == 72


def test_a_damaged_segment_is_made_anew(bin_: Bin) -> None:
    order = three_shots(bin_)
    bin_.cut(order)
    broken = sorted(bin_.segments.glob("*.mp4"))[0]
    broken.write_bytes(broken.read_bytes()[:700])
    assert bin_.cut(order).segments_made == 1
    assert media.frame_count(bin_.out) == 72


def test_the_same_order_gives_the_same_bytes(bin_: Bin) -> None:
    order = three_shots(bin_)
    bin_.cut(order)
    film, first = bin_.out.read_bytes(), {p.name: p.read_bytes() for p in bin_.segments.iterdir()}
    for path in bin_.segments.iterdir():
        path.unlink()
    bin_.cut(order)
    assert {p.name: p.read_bytes() for p in bin_.segments.iterdir()} == first
    assert bin_.out.read_bytes() == film


def test_a_cancelled_cut_leaves_only_finished_segments(bin_: Bin) -> None:
    order = three_shots(bin_)

    def stop(fraction: float, _note: str) -> None:
        if fraction > 0.03:
            raise Cancelled

    with pytest.raises(Cancelled):
        bin_.cut(order, stop)
    takes = {f"take{i}.mp4" for i in range(3)}
    assert {p.name for p in bin_.folder.iterdir()} == takes | {"segments"}
    finished = list(bin_.segments.iterdir())
    assert finished and all(media.frame_count(p) > 0 and len(p.stem) == 64 for p in finished)
    assert bin_.cut(order).segments_made == 4 - len(finished)


@pytest.mark.parametrize("harm", ["missing", "empty", "cut short", "scratched"])
def test_a_bad_take_is_named_by_its_shot_and_nothing_is_left(bin_: Bin, harm: str) -> None:
    order = bin_.order([bin_.shot(0, 12), bin_.shot(1, 40)])
    take = bin_.folder / "take1.mp4"
    if harm == "missing":
        take.unlink()
    elif harm == "empty":
        take.write_bytes(b"")
    elif harm == "cut short":
        write_take(take, 1, 20, "24")
    else:
        whole = bytearray(take.read_bytes())
        at = whole.index(b"mdat") + 2500
        whole[at : at + 300] = bytes(reversed(whole[at : at + 300]))
        take.write_bytes(whole)
    with pytest.raises(DamagedFile, match=r"The take of shot 2 is missing or damaged: render that shot again"):
        bin_.cut(order)
    assert not bin_.out.exists() and not list(bin_.folder.glob(".cutting*")) and not list(bin_.segments.glob(".*"))


# ---- sound ---------------------------------------------------------------------------------------------------------


def scored(bin_: Bin) -> CutOrder:
    """Six seconds of music; a voice from 2 to 4."""
    voice = write_tone(bin_.folder / "voice.wav", 2.0, 440)
    music = write_tone(bin_.folder / "music.wav", 8.0, 220)
    shots = [bin_.shot(0, 60, handle=0), bin_.shot(1, 84, handle=0)]
    return bin_.order(shots, voices=[Sound(path=voice, start=2.0)], music=music)


def test_sound_is_as_long_as_the_picture_and_as_loud_as_asked(bin_: Bin) -> None:
    made = bin_.cut(scored(bin_))
    sound = heard(bin_.out)
    assert abs(len(sound) / 48000 - 6.0) < 1 / 24
    with ffmpeg.Programs() as programs:
        measured = loudness.measure(bin_.out, programs)
    assert abs(measured.lufs + 14) <= 0.5 and measured.peak_dbtp <= -1.0
    assert (made.loudness_lufs, made.true_peak_dbtp) == (measured.lufs, measured.peak_dbtp)


def test_peaks_are_held_where_the_target_would_clip(bin_: Bin) -> None:
    ticks = "aevalsrc=if(lt(mod(t\\,0.25)\\,0.004)\\,0.9*sin(2*PI*900*t)\\,0.02*sin(2*PI*200*t)):s=48000:d=4"
    with ffmpeg.Programs() as programs:
        programs.run(["-f", "lavfi", "-i", ticks, str(bin_.folder / "ticks.wav")])
    made = bin_.cut(bin_.order([bin_.shot(0, 96, handle=0)], music=bin_.folder / "ticks.wav", loudness_lufs=-14))
    assert made.true_peak_dbtp <= -1.0 and abs(made.loudness_lufs + 14) <= 0.5


def test_music_is_quieter_under_the_voice(bin_: Bin) -> None:
    bin_.cut(scored(bin_))
    sound = heard(bin_.out)[:, 0]

    def level(begin: float, end: float) -> float:
        part = sound[int(begin * 48000) : int(end * 48000)]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)))) / len(part)
        at = round(220 * len(part) / 48000)
        return 20 * np.log10(spectrum[at - 3 : at + 4].max())

    assert 8 <= level(0.8, 1.8) - level(2.5, 3.5) <= 12


def test_a_voice_starts_on_its_sample(bin_: Bin) -> None:
    voice = write_tone(bin_.folder / "voice.wav", 0.5, 440)
    placed = mix.place([Sound(path=voice, start=0.75)], 96000)
    with ffmpeg.Programs() as programs:
        mix.mix(mix.Stems(placed), 96000, bin_.folder / "mix", programs, lambda _: None)
    sound = np.fromfile(bin_.folder / "mix", np.float32).reshape(-1, 2)
    assert len(sound) == 96000
    assert not sound[:36000].any() and np.abs(sound[36001:36010]).max() > 0
    assert not sound[60000:].any()


def test_a_film_without_sound_has_a_silent_track(bin_: Bin) -> None:
    made = bin_.cut(bin_.order([bin_.shot(0, 25)]))
    assert made.loudness_lufs is None
    sound = heard(bin_.out)
    assert np.abs(sound).max() < 1e-4 and abs(len(sound) / 48000 - 25 / 24) < 1 / 24


def test_an_empty_music_file_gives_one_sentence(bin_: Bin) -> None:
    (bin_.folder / "empty.mp3").write_bytes(b"")
    with pytest.raises(DamagedFile, match=r"“empty.mp3”"):
        bin_.cut(bin_.order([bin_.shot(0, 12)], music=bin_.folder / "empty.mp3"))


# ---- words ---------------------------------------------------------------------------------------------------------


def drawn(bin_: Bin, text: str, name: str = "one", size: tuple[int, int] = (640, 360)) -> np.ndarray:
    """A grey picture with the caption on it: (height, width) uint8."""
    page = subtitles.Page(width=size[0], height=size[1])
    parts = subtitles.split([Caption(start=0, end=1, text=text)], page)
    words = subtitles.drawn(parts, Fraction(24), 24)
    folder = bin_.folder / name
    (folder / "fonts").mkdir(parents=True)
    (folder / "fonts" / "font.ttc").symlink_to(fonts.path())
    (folder / "words.ass").write_text(subtitles.ass(words, Fraction(24), page), encoding="utf-8")
    lead = subtitles.lead_frames(Fraction(24))
    with ffmpeg.Programs(folder) as programs:
        chain = f"setpts=N+{lead},ass=words.ass:fontsdir=fonts"
        grey = ["-f", "lavfi", "-i", f"color=gray:s={size[0]}x{size[1]}:r=24", "-vf", chain, "-frames:v", "1"]
        raw = b"".join(programs.read([*grey, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], 1 << 20))
    return np.frombuffer(raw, np.uint8).reshape(size[1], size[0])


def test_captions_are_burned_in_just_while_they_are_spoken(bin_: Bin) -> None:
    order = bin_.order([bin_.shot(0, 30), bin_.shot(1, 18)], captions=[Caption(start=0.5, end=1.5, text="The storm.")])
    bin_.cut(order)
    low = pictures(bin_.out)[:, 70:].max(axis=(1, 2))
    assert [k for k in range(48) if low[k] > 150] == list(range(12, 36))
    bin_.cut(order.model_copy(update={"burn": False}))
    assert pictures(bin_.out)[:, 70:].max() < 140


def test_chinese_glyphs_are_drawn_and_are_no_empty_boxes(bin_: Bin) -> None:
    assert all(map(fonts.draws, ZH)) and not fonts.draws("\U0010fffe")
    seen = drawn(bin_, ZH)
    columns = np.flatnonzero((seen > 200).any(axis=0))
    glyphs = np.array_split(np.arange(columns[0], columns[-1] + 1), len(ZH))
    shapes = {(seen[:, g] > 200).tobytes() for g in glyphs}
    ink = [int((seen[:, g] > 200).sum()) for g in glyphs]
    assert len(shapes) == len(ZH)  # boxes would all be one shape
    assert max(ink) > 3 * min(ink)  # 一 is one stroke, 塔 is twelve


def test_what_the_font_lacks_is_left_out_and_nothing_breaks(bin_: Bin) -> None:
    assert fonts.drawable("Home 👩‍🚀 again") == "Home again"
    assert (drawn(bin_, "Home 👩‍🚀 again", "a") == drawn(bin_, "Home again", "b")).all()
    made = bin_.cut(bin_.order([bin_.shot(0, 24)], captions=[Caption(start=0, end=1, text="😀😀")], title="👻"))
    assert made.frames == 24


@pytest.mark.parametrize("text", ["{\\b1}braces", "a {word} here", "C:\\Nowhere", "100% \\h sure", "a,b,,c"])
def test_marks_in_a_caption_are_shown_and_not_obeyed(bin_: Bin, text: str) -> None:
    plain = text.replace("{", "(").replace("}", ")").replace("\\", "/")
    seen, alike = drawn(bin_, text, "a") > 200, drawn(bin_, plain, "b") > 200
    for side in (0, -1):
        ends = [np.flatnonzero(p.any(axis=0))[side] for p in (seen, alike)]
        assert abs(ends[0] - ends[1]) <= 6  # as wide as the same text with marks that mean nothing
    assert abs(seen.any(axis=1).sum() - alike.any(axis=1).sum()) <= 4  # and no line break


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720)])
@pytest.mark.parametrize(
    "text",
    [
        "那是冬天里最糟糕的一个夜晚，一只小小的绿色瓶子不停地敲打着塔下的礁石，仿佛它一定要去什么地方，“谁也拦不住”。",
        "Then, on the worst night of the winter, a small green bottle knocked against the rocks below the tower "
        "and would not go away, as though it had somewhere to be.",
    ],
)
def test_a_long_caption_becomes_parts_of_at_most_two_lines_that_fit(text: str, size: tuple[int, int]) -> None:
    page = subtitles.Page(width=size[0], height=size[1])
    parts = subtitles.split([Caption(start=1.0, end=9.0, text=text)], page)
    assert len(parts) > 1 and (parts[0].start, parts[-1].end) == (1.0, 9.0)
    assert all(a.end == b.start for a, b in itertools.pairwise(parts))
    shown = [line for part in parts for line in part.lines]
    assert all(len(p.lines) <= 2 for p in parts)
    assert all(fonts.width(line) <= page.line_ems for line in shown)
    assert not any(line[0] in lines.NEVER_FIRST or line[-1] in lines.NEVER_LAST for line in shown)
    assert "".join("".join(shown).split()) == "".join(text.split())


def test_parts_follow_the_words_that_are_spoken() -> None:
    text = (
        "Everyone in the harbour had gone to sleep by then. "
        + "Only the keeper was still awake, and only he saw it come."
    )
    told = text.split()
    words = [Word(text=w, start=2 + i * (0.2 if i < 10 else 0.5), end=2.2 + i * 0.3) for i, w in enumerate(told)]
    page = subtitles.Page(width=720, height=1280)
    parts = subtitles.split([Caption(start=2, end=12, text=text, words=words)], page)
    second = next(p for p in parts if p.lines[0].startswith("Only the keeper"))
    assert second.start == pytest.approx(words[told.index("Only")].start)


def test_the_side_file_and_the_soft_track_tell_the_same_times(bin_: Bin) -> None:
    captions = [Caption(start=0.25, end=0.9, text="Calm."), Caption(start=1.1, end=1.9, text=f"{{Then}} <b>{ZH}</b>")]
    order = bin_.order([bin_.shot(0, 48)], captions=captions, burn=False, soft=True, language="zh")
    made = bin_.cut(order)
    side = pysubs2.load(str(made.srt), keep_unknown_html_tags=True)
    assert made.srt == bin_.out.with_suffix(".srt")
    assert [(e.start, e.end) for e in side] == [(250, 900), (1100, 1900)]
    assert ZH in made.srt.read_text(encoding="utf-8")
    with av.open(str(bin_.out)) as film:
        track = film.streams.subtitles[0]
        texts = [bytes(p)[2:].decode() for p in film.demux(track) if p.size > 2]
        assert track.metadata["language"] == "zho"
    assert [t.replace("\u2060", "").replace("\n", " ") for t in texts] == ["Calm.", f"{{Then}} <b>{ZH}</b>"]


def test_a_long_film_opens_with_its_title_and_a_short_one_does_not(bin_: Bin) -> None:
    take = write_take(bin_.folder / "long.mp4", 1, 100, "12")
    shot = CutShot(shot_id="a", path=take, take_hash="a" * 64, first=0, frames=100, take_frames=100)
    bin_.cut(bin_.order([shot], "12", burn=False))
    light = pictures(bin_.out)[:, 28:46].max(axis=(1, 2))
    assert light[18:24].min() > 150 > 130 > max(light[:4].max(), light[42:].max())
    bin_.cut(bin_.order([shot.model_copy(update={"frames": 90})], "12", burn=False))
    assert pictures(bin_.out)[:, 28:].max() < 130


# ---- the file ------------------------------------------------------------------------------------------------------


def test_the_film_says_what_it_is_and_plays_while_it_loads(bin_: Bin) -> None:
    recipe = {"brief": "灯塔; a=b #1 \\ end", "shots": 2}
    chapters = [(0.0, "INT. TOWER - NIGHT"), (0.5, "第二场；雨=夜")]
    order = bin_.order(
        [bin_.shot(0, 12), bin_.shot(1, 12)], comment="made with animatic", recipe=recipe, chapters=chapters
    )
    bin_.cut(order)
    with av.open(str(bin_.out)) as film:
        told = film.metadata
        assert [c["metadata"]["title"] for c in film.chapters()] == ["INT. TOWER - NIGHT", "第二场；雨=夜"]
    assert (told["title"], told["comment"]) == ("Storm", "made with animatic")
    assert "灯塔; a=b #1 \\\\ end" in told["synopsis"] and "AI-generated" in told["description"]
    head = bin_.out.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_a_poster_shows_its_frame(bin_: Bin) -> None:
    take = write_take(bin_.folder / "take.mp4", 1, 24, "24")
    media.poster(take, 10 / 24, bin_.folder / "poster.jpg")
    from PIL import Image

    shown = np.asarray(Image.open(bin_.folder / "poster.jpg").convert("L"), float)
    assert np.abs(shown - picture(128 + 10).mean(axis=2)).mean() < 4


def test_a_full_disk_gives_one_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with ffmpeg.Programs() as programs, pytest.raises(DiskFull, match="The disk is full"):
        programs.run(["-f", "lavfi", "-i", "testsrc=d=1", "-f", "rawvideo", "-y", "/dev/full"])
