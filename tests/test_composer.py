"""What the built-in composer promises, claimed on the music that it really writes."""

import hashlib
import itertools
import subprocess
import sys
import wave
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from pipelines.composers.moods import MOODS, nearest
from pipelines.composers.score import Composition
from pipelines.composers.synth import SynthComposer
from pipelines.loudness import loudness
from studio.crew import Cue, ScoreOrder
from studio.errors import BadInput, Cancelled

ROOT = Path(__file__).resolve().parents[1]
FILM = [Cue(seconds=5, mood="calm"), Cue(seconds=6.5, mood="storm"), Cue(seconds=3.1), Cue(seconds=7, mood="希望")]


def go_on(fraction: float, note: str) -> None:
    assert 0 <= fraction <= 1 and note


def heard(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 2, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


def composed(order: ScoreOrder) -> np.ndarray:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "music.wav"
        seconds = SynthComposer().compose(order, out, go_on)
        sound = heard(out)
        assert seconds == len(sound) / 48_000
        assert [out] == list(Path(folder).iterdir())
    return sound


@cache
def music(mood: str) -> np.ndarray:
    """Twelve seconds of one mood, (samples, 2)."""
    return composed(ScoreOrder(cues=[Cue(seconds=12, mood=mood)]))


@pytest.mark.parametrize("lengths", [(0.4,), (1.2,), (4,), (2, 2, 2), (5.37, 0.21, 18.7), (1 / 3, 10.01)])
def test_music_lasts_exactly_as_long_as_its_cues(lengths):
    moods = ["calm", "tense", "joyful"]
    cues = [Cue(seconds=s, mood=m) for s, m in zip(lengths, moods, strict=False)]
    assert len(composed(ScoreOrder(cues=cues))) == round(sum(lengths) * 48_000)


@pytest.mark.parametrize("mood", MOODS)
def test_music_is_steady_and_never_clips_or_clicks(mood):
    sound = music(mood)
    assert np.abs(sound).max() <= 10 ** (-3 / 20)
    assert abs(loudness(sound) + 20) < 1
    every_second = [loudness(sound[i * 48_000 : (i + 2) * 48_000]) for i in range(9)]
    assert min(every_second) > -27 and max(every_second) < -16
    bend = np.abs(np.diff(sound.mean(axis=1), 2))
    assert bend.max() < 8 * np.percentile(bend, 99.9), "a click bends the wave far more than any note"


@pytest.mark.parametrize("mood", MOODS)
def test_music_fades_out_with_the_film(mood):
    sound = music(mood)
    level = [np.sqrt(np.mean(sound[i : i + 4800] ** 2)) for i in range(len(sound) - 9600, len(sound), 4800)]
    assert level[0] > level[1]
    assert np.abs(sound[-5:]).max() < 1e-3 and np.abs(sound[:3]).max() < 1e-2
    assert np.sqrt(np.mean(sound[-96_000:-48_000] ** 2)) > 0.003, "the last chord still rings a second before the end"


def test_moods_differ_in_tempo_or_brightness():
    marks = {}
    for mood in MOODS:
        sound = music(mood).mean(axis=1)
        power = np.abs(np.fft.rfft(sound)) ** 2
        hertz = np.fft.rfftfreq(len(sound), 1 / 48_000)
        onsets = Composition(ScoreOrder(cues=[Cue(seconds=12, mood=mood)])).notes()
        marks[mood] = np.log(
            [MOODS[mood].bpm, (hertz * power).sum() / power.sum(), len({round(n.start, 1) for n in onsets})]
        )
    names = list(marks)
    apart = {(a, b): np.abs(marks[a] - marks[b]).max() for i, a in enumerate(names) for b in names[i + 1 :]}
    assert min(apart.values()) > 0.12, min(apart, key=apart.__getitem__)


def test_no_two_moods_share_mode_and_players():
    assert len({(m.mode, m.pad, m.comp, m.lead, m.figure) for m in MOODS.values()}) == len(MOODS) == 10


@pytest.mark.parametrize(
    ("said", "mood"),
    [
        ("a tense chase", "tense"),
        ("Peaceful", "calm"),
        ("宁静", "calm"),
        ("充满希望的清晨", "hopeful"),
        ("epic", "heroic"),
        ("恐怖", "eerie"),
        ("", "calm"),
        ("xyz", "calm"),
        ("melancholy", "sad"),
        ("俏皮", "playful"),
        ("温馨浪漫", "romantic"),
    ],
)
def test_a_mood_in_peoples_words_finds_its_music(said, mood):
    assert nearest(said) == mood


def test_a_cue_without_a_mood_takes_the_films_tone():
    plain = Composition(ScoreOrder(cues=[Cue(seconds=8)], tone="joyful, bright"))
    assert [s.name for s in plain.stretches] == ["joyful"]


def test_the_notes_of_a_mood_stay_in_its_mode_and_end_at_home():
    for mood in ("calm", "sad", "heroic", "joyful"):
        film = Composition(ScoreOrder(cues=[Cue(seconds=20, mood=mood)], seed=3))
        notes = [n for n in film.notes() if n.instrument == MOODS[mood].lead]
        last = max(notes, key=lambda n: (n.start, n.instrument == MOODS[mood].lead))
        assert (last.pitch - film.tonic) % 12 in (0, 3, 4, 7)
        assert max(n.start + n.seconds for n in notes) <= film.seconds + 0.5


def test_a_change_of_mood_changes_the_players_without_a_hole():
    order = ScoreOrder(cues=FILM)
    film = Composition(order)
    assert [s.name for s in film.stretches] == ["calm", "tense", "calm", "hopeful"]
    players = [
        {n.instrument for n in film.notes() if s.start + 0.1 <= n.start < s.start + s.seconds - 0.1}
        for s in film.stretches
    ]
    assert all(a != b for a, b in itertools.pairwise(players))
    sound = composed(order)
    level = [np.sqrt(np.mean(sound[i : i + 9600] ** 2)) for i in range(9600, len(sound) - 96_000, 9600)]
    assert min(level) > 0.004


def test_another_seed_is_another_melody():
    def melody(seed: int) -> list[float]:
        notes = Composition(ScoreOrder(cues=[Cue(seconds=20, mood="romantic")], seed=seed)).notes()
        return [n.pitch for n in notes if n.instrument == "bowed"]

    melodies = {tuple(melody(seed)) for seed in range(1, 9)}
    assert len(melodies) == 8


def test_the_same_order_is_the_same_bytes_in_a_fresh_process(tmp_path):
    SynthComposer().compose(ScoreOrder(cues=FILM, seed=5), tmp_path / "here.wav", go_on)
    order = ScoreOrder(cues=FILM, seed=5).model_dump_json()
    program = (
        "import sys\nfrom pathlib import Path\nfrom pipelines.composers.synth import SynthComposer\n"
        "from studio.crew import ScoreOrder\n"
        f"order = ScoreOrder.model_validate_json({order!r})\n"
        "SynthComposer().compose(order, Path(sys.argv[1]), lambda f, n: None)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "there.wav")], cwd=ROOT, check=True)
    digests = {hashlib.sha256((tmp_path / f"{n}.wav").read_bytes()).hexdigest() for n in ("here", "there")}
    assert len(digests) == 1


def test_music_of_no_length_is_refused(tmp_path):
    for cues in ([], [Cue(seconds=0)], [Cue(seconds=-3), Cue(seconds=5)]):
        with pytest.raises(BadInput, match="no length"):
            SynthComposer().compose(ScoreOrder(cues=cues), tmp_path / "music.wav", go_on)


def test_cancelled_music_leaves_no_file(tmp_path):
    for limit in (0.05, 0.8):

        def stop(fraction: float, note: str, limit: float = limit) -> None:
            if fraction >= limit:
                raise Cancelled

        with pytest.raises(Cancelled):
            SynthComposer().compose(ScoreOrder(cues=FILM), tmp_path / "music.wav", stop)
        assert not list(tmp_path.iterdir())
