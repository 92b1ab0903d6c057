"""The built-in composer: writes, plays, mixes and masters a film's music; knows nothing of pictures or voices.

The music is made in blocks of seconds, so that half an hour needs no more memory than half a minute: first mixed to a
temporary file beside the result, then brought to its loudness and written.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, oaconvolve, sosfilt

from pipelines import wav
from pipelines.composers.instruments import SAMPLE_RATE, play
from pipelines.composers.score import Composition, Note
from pipelines.loudness import K_WEIGHTING, limited
from studio.crew import Report, ScoreOrder
from studio.errors import BadInput

LOUDNESS_LUFS, PEAK_DBFS = -20.0, -3.2
_BLOCK = 16 * SAMPLE_RATE
_TAIL = 12 * SAMPLE_RATE  # the longest note with its release and room
_STEP = SAMPLE_RATE // 10  # the grain of the loudness curve


class SynthComposer:
    """Original music from the mood of each scene, synthesised in code."""

    id = "synth"
    revision = "1"

    def compose(self, order: ScoreOrder, out: Path, report: Report) -> float:
        """Writes the music to `out`, as long as the sum of the cues; BadInput where that is no time at all."""
        length = round(sum(cue.seconds for cue in order.cues) * SAMPLE_RATE)
        if length <= 0 or any(cue.seconds < 0 for cue in order.cues):
            raise BadInput("The music has no length: give each scene some seconds, or choose no music.", "music")
        report(0.0, "writing the music")
        notes = Composition(order).notes()
        with wav.whole_or_nothing(out), tempfile.TemporaryFile(dir=out.parent) as mixed:
            power = _mix(notes, length, mixed, report)
            _master(mixed, length, power, out, report)
            report(1.0, "music ready")
        return length / SAMPLE_RATE


# ---- mixing


def _mix(notes: list[Note], length: int, mixed: IO[bytes], report: Report) -> NDArray:
    """Plays all notes into the file, float32 (samples, 2); returns the weighted power of each tenth of a second."""
    dry, sent = np.zeros((_BLOCK + _TAIL, 2), np.float32), np.zeros((_BLOCK + _TAIL, 2), np.float32)
    room, rung = _room(), np.zeros((_BLOCK + _TAIL, 2), np.float32)
    rumble = butter(2, 32, "highpass", fs=SAMPLE_RATE, output="sos")
    states = [np.zeros((1, 2, 2)), np.zeros((2, 2, 2))]  # of the two filters, (sections, 2, channels)
    power, at = [], 0
    for begin in range(0, length, _BLOCK):
        report(0.05 + 0.75 * begin / length, "playing the music")
        while at < len(notes) and notes[at].start * SAMPLE_RATE < begin + _BLOCK:
            _add(notes[at], begin, dry, sent)
            at += 1
        wet = oaconvolve(sent[:_BLOCK], room, axes=0)
        rung[: len(wet)] += wet.astype(np.float32)
        block, states[0] = sosfilt(rumble, dry[:_BLOCK] + rung[:_BLOCK], axis=0, zi=states[0])
        block = block[: length - begin]
        heard, states[1] = sosfilt(K_WEIGHTING, block, axis=0, zi=states[1])
        power.append(_tenths(np.square(heard).sum(axis=1)))
        mixed.write(np.ascontiguousarray(block, dtype="<f4").tobytes())
        for buffer in (dry, sent, rung):
            buffer[:_TAIL] = buffer[_BLOCK:].copy() if _TAIL <= _BLOCK else buffer[_BLOCK : _BLOCK + _TAIL].copy()
            buffer[_TAIL:] = 0
    return np.concatenate(power)


def _add(note: Note, begin: int, dry: NDArray, sent: NDArray) -> None:
    """Adds the note to the block that begins at sample `begin`: dry, and as much of it as is sent to the room."""
    sound = play(note.instrument, note.pitch, note.seconds, note.velocity)
    start = max(0, round(note.start * SAMPLE_RATE) - begin)
    sound = sound[: len(dry) - start] * np.float32(note.gain)
    angle = (note.pan + 1) * np.pi / 4
    sound *= np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(1.4142)
    dry[start : start + len(sound)] += sound
    sent[start : start + len(sound)] += sound * np.float32(note.wet)


def _room() -> NDArray:
    """The answer of a hall to a clap, (samples, 2): dense, darkening, different in each ear, 2.2 s."""
    rng = np.random.default_rng(1_234)
    seconds = np.arange(int(2.2 * SAMPLE_RATE)) / SAMPLE_RATE
    noise = rng.standard_normal((len(seconds), 2))
    dark = sosfilt(butter(1, [180, 1500], "bandpass", fs=SAMPLE_RATE, output="sos"), noise, axis=0)
    light = sosfilt(butter(1, [1500, 6000], "bandpass", fs=SAMPLE_RATE, output="sos"), noise, axis=0)
    answer = dark * np.exp(-seconds / 0.42)[:, None] + 0.5 * light * np.exp(-seconds / 0.2)[:, None]
    answer *= np.minimum(1, seconds / 0.02)[:, None] * np.cos(np.pi / 2 * seconds / seconds[-1])[:, None]
    return (answer / np.sqrt(np.sum(answer**2, axis=0)) * 1.1).astype(np.float32)


# ---- mastering


def _tenths(power: NDArray) -> NDArray:
    """The mean power of each tenth of a second; the last one may be shorter."""
    starts = np.arange(0, len(power), _STEP)
    return np.add.reduceat(power, starts) / np.diff([*starts, len(power)])


def _gains(power: NDArray) -> NDArray:
    """The gain at each tenth of a second: loud and soft stretches are brought half way together, all to the target."""
    slow = gaussian_filter1d(power, 25, mode="nearest") + 1e-12
    middle = np.median(slow)
    levels = np.clip((slow / middle) ** -0.35, 0.5, 2.0)  # amplitude
    heard = power * levels**2
    gated = heard[heard > heard.mean() / 10]
    now = 10 * np.log10(gated.mean() + 1e-12) - 0.691
    return levels * 10 ** ((LOUDNESS_LUFS - now) / 20)


def _master(mixed: IO[bytes], length: int, power: NDArray, out: Path, report: Report) -> None:
    """Reads the mix back in blocks, sets its loudness, holds its peaks and lets it fade out with the film."""
    gains = _gains(power)
    centres = np.minimum((np.arange(len(gains)) + 0.5) * _STEP, length)
    fade = min(length // 3, 2 * SAMPLE_RATE)
    with wav.opened(out, channels=2) as file:
        for begin, margin, block in _overlapped(mixed, length):
            report(0.8 + 0.2 * begin / length, "finishing the music")
            places = np.arange(begin - margin, begin - margin + len(block))
            gain = np.interp(places, centres, gains) * _fades(places, length, fade)
            sound = limited(block * gain[:, None], PEAK_DBFS)[margin : margin + _BLOCK]
            file.writeframes(wav.samples(sound))


def _fades(places: NDArray, length: int, fade: int) -> NDArray:
    """1 but at the very beginning (10 ms) and towards the end, where it falls to nothing."""
    ending = np.clip((length - 1 - places) / max(1, fade), 0, 1)
    return np.clip(places / 480, 0, 1) * (0.5 - 0.5 * np.cos(np.pi * ending))


def _overlapped(mixed: IO[bytes], length: int) -> Iterator[tuple[int, int, NDArray]]:
    """(first sample, samples of margin before it, block with a margin on both sides): the limiter looks around."""
    around = SAMPLE_RATE // 50
    for begin in range(0, length, _BLOCK):
        margin = min(around, begin)
        end = min(length, begin + _BLOCK + around)
        mixed.seek((begin - margin) * 8)
        yield begin, margin, np.frombuffer(mixed.read((end - begin + margin) * 8), "<f4").reshape(-1, 2).astype(float)
