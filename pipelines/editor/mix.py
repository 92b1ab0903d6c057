"""Mixes a film's sound in blocks, so that a long film takes no more memory than a short one.

    voices, placed -----------\\
    ambience, cut, ducked -----+ -> mix (48 kHz stereo float32, raw) -> loudness.py
    music, faded, ducked -----/
Levels are set by loudness: music and ambience stand a fixed distance below the voice, further where somebody speaks.
The ducking follows the voices' places, known beforehand: it is down when a word begins, and doesn't pump between
sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.editor import ambience, loudness, media
from pipelines.ffmpeg import Programs
from studio.crew import Sound
from studio.errors import DamagedFile

RATE = media.SAMPLE_RATE
BLOCK = 4 * RATE  # samples mixed at once
UNDER_VOICE_DB, ALONE_DB = -18.0, -8.0  # music against the voice's loudness
AMBIENCE_DB = -12.0  # the same of what was made with the pictures, where nobody speaks; it is ducked as music is
AMBIENCE_MOST_GAIN_DB = 12.0  # a hiss is not made a roar
ATTACK_SECONDS, RELEASE_SECONDS = 0.15, 0.6
SHORTEST_PAUSE_SECONDS = 1.2  # in shorter pauses the music stays down
FADE_IN_SECONDS, FADE_OUT_SECONDS = 0.4, 2.5
EDGE = 240  # samples over which a voice take opens and closes, 5 ms: no click


@dataclass(frozen=True)
class Placed:
    """A voice take on the film's samples."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True)
class Stems:
    """What a film's sound is mixed of."""

    voices: Sequence[Placed] = ()
    music: Path | None = None
    ambience: Sequence[ambience.Stretch] = ()


def sample_at(seconds: float) -> int:
    return round(seconds * RATE)


def place(voices: Sequence[Sound], length: int) -> list[Placed]:
    """Where each voice begins and ends, in samples; DamagedFile tells where one can't be read."""
    found = []
    for voice in sorted(voices, key=lambda v: (v.start, str(v.path))):
        begin = sample_at(voice.start)
        count = _samples_in(voice)
        if count and begin < length:
            found.append(Placed(voice.path, begin, min(begin + count, length)))
    return found


def _samples_in(voice: Sound) -> int:
    try:
        return sum(len(block) for block in media.samples(voice.path, 1))
    except DamagedFile as why:
        at = f"{int(voice.start) // 60}:{int(voice.start) % 60:02d}"
        raise DamagedFile(
            f"The voice at {at} is missing or damaged: speak that line again, then cut the film."
        ) from why


def mix(stems: Stems, length: int, out: Path, programs: Programs, told: Callable[[float], None]) -> bool:
    """Writes the mix as raw 48 kHz stereo float32, `length` samples; False and no file if nothing is to be heard."""
    voices, music = stems.voices, stems.music
    if not voices and music is None and not stems.ambience:
        return False
    level, around = _levels(stems, length, programs)
    spoken, played = _voice(voices, length), _music(music, length) if music else None
    atmosphere = ambience.blocks(stems.ambience, length, BLOCK) if stems.ambience else None
    with out.open("wb") as file:
        for at in range(0, length, BLOCK):
            count = min(BLOCK, length - at)
            block, duck = np.repeat(next(spoken), 2, axis=1), _duck(voices, at, count)  # (samples, 2), (samples,)
            if played is not None:
                block += next(played) * (level * duck * _fades(at, count, length))[:, None]
            if atmosphere is not None:
                block += next(atmosphere) * (around * duck)[:, None]
            block.tofile(file)
            told((at + count) / length)
    return True


def _levels(stems: Stems, length: int, programs: Programs) -> tuple[np.float32, np.float32]:
    """The factors for music and ambience."""
    voice_lufs = loudness.of_blocks(_voice(stems.voices, length), programs) if stems.voices else None
    music_lufs = loudness.of_file(stems.music, length / RATE, programs) if stems.music else None
    around_lufs = (
        loudness.of_blocks(ambience.blocks(stems.ambience, length, BLOCK), programs, 2) if stems.ambience else None
    )
    level = music_level(voice_lufs, music_lufs)
    # Without a voice, music is what the ambience keeps its distance from.
    beside = voice_lufs if voice_lufs is not None else music_lufs - ALONE_DB if music_lufs is not None else None
    return np.float32(level), np.float32(ambience_level(beside, around_lufs))


def music_level(voice_lufs: float | None, music_lufs: float | None) -> float:
    """The factor that puts the music, where it plays alone, at its distance below the voice; 1 where one is missing."""
    if voice_lufs is None or music_lufs is None:
        return 1.0
    return float(10 ** (np.clip(voice_lufs + ALONE_DB - music_lufs, -40, 30) / 20))


def ambience_level(voice_lufs: float | None, ambience_lufs: float | None) -> float:
    """The same for what was made with the pictures."""
    if voice_lufs is None or ambience_lufs is None:
        return 1.0
    return float(10 ** (np.clip(voice_lufs + AMBIENCE_DB - ambience_lufs, -40, AMBIENCE_MOST_GAIN_DB) / 20))


def _voice(voices: Sequence[Placed], length: int) -> Iterator[np.ndarray]:
    """All voices in blocks of (BLOCK or what is left, 1) float32; only those heard in a block are held."""
    waiting, heard = list(voices), []
    for at in range(0, length, BLOCK):
        block = np.zeros((min(BLOCK, length - at), 1), np.float32)
        end = at + len(block)
        while waiting and waiting[0].start < end:
            heard.append((waiting[0], _opened(waiting.pop(0))))
        for voice, sound in heard:
            begin, stop = max(voice.start, at), min(voice.end, end)
            block[begin - at : stop - at] += sound[begin - voice.start : stop - voice.start]
        heard = [(voice, sound) for voice, sound in heard if voice.end > end]
        yield block


def _opened(voice: Placed) -> np.ndarray:
    """The voice take, faded over its edges: (samples, 1) float32."""
    sound = np.concatenate(list(media.samples(voice.path, 1)))[: voice.end - voice.start].copy()
    edge = min(EDGE, len(sound) // 2)
    ramp = np.linspace(0, 1, edge, dtype=np.float32)[:, None]
    sound[:edge] *= ramp
    sound[len(sound) - edge :] *= ramp[::-1]
    return sound


def _music(path: Path, length: int) -> Iterator[np.ndarray]:
    """The music in blocks of (BLOCK or what is left, 2); silence once it is over."""
    source, kept, at = media.samples(path, 2), np.empty((0, 2), np.float32), 0
    if (first := next(source, None)) is None:
        raise DamagedFile(f"The music “{path.name}” holds no sound: choose another or compose it again.")
    kept = first
    while at < length:
        count = min(BLOCK, length - at)
        blocks, have = [kept], len(kept)
        while have < count and (block := next(source, None)) is not None:
            blocks.append(block)
            have += len(block)
        whole = np.concatenate(blocks)
        kept, whole = whole[count:], whole[:count]
        yield np.pad(whole, ((0, count - len(whole)), (0, 0)))
        at += count


def _duck(voices: Sequence[Placed], at: int, count: int) -> np.ndarray:
    """The music's gain for samples at..at+count: down before each voice begins, up after it."""
    corners, gains = [-1e18], [0.0]
    depth = UNDER_VOICE_DB - ALONE_DB
    for start, end in _spoken(voices):
        corners += [start - ATTACK_SECONDS * RATE, start, end, end + RELEASE_SECONDS * RATE]
        gains += [0.0, depth, depth, 0.0]
    decibels = np.interp(np.arange(at, at + count), corners, gains)
    return (10 ** (decibels / 20)).astype(np.float32)


def _spoken(voices: Sequence[Placed]) -> list[tuple[int, int]]:
    """The stretches with speech, short pauses included."""
    found: list[tuple[int, int]] = []
    for voice in voices:
        if found and voice.start - found[-1][1] < SHORTEST_PAUSE_SECONDS * RATE:
            found[-1] = (found[-1][0], max(found[-1][1], voice.end))
        else:
            found.append((voice.start, voice.end))
    return found


def _fades(at: int, count: int, length: int) -> np.ndarray:
    """The music's fade in and out, as a factor for each sample."""
    place_ = np.arange(at, at + count)
    fade_in = min(FADE_IN_SECONDS * RATE, length / 6)
    fade_out = min(FADE_OUT_SECONDS * RATE, length / 4)
    opening = np.clip(place_ / fade_in, 0, 1)
    closing = np.clip((length - place_) / fade_out, 0, 1)
    return (np.sin(opening * np.pi / 2) * np.sin(closing * np.pi / 2)).astype(np.float32)
