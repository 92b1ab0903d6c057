"""The sound that a camera made with its pictures, laid under the film: each shot's own, where that shot is seen.

It is cut where the pictures are cut and crosses over where they cross; sample for sample with them. Levels are none of
this module's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipelines.editor import media, timeline
from studio.crew import CutShot
from studio.errors import DamagedFile
from studio.vocabulary import Transition

RATE = media.SAMPLE_RATE
EDGE = 480  # samples over which a sound opens and closes at a cut, 10 ms: no click, and no hole that is heard


@dataclass(frozen=True)
class Stretch:
    """A part of a take's sound on the film's samples: heard from `start` to `end`, from its own sample `first`."""

    number: int  # of the shot, from 1
    path: Path
    first: int
    start: int
    end: int
    opening: int  # samples over which it comes
    closing: int  # and goes


def stretches(shots: Sequence[CutShot], fps: Fraction) -> list[Stretch]:
    """Where each shot's sound is heard, in order: with its picture, the overlaps of dissolves and wipes included."""
    found, frame = [], 0
    for i, shot in enumerate(shots):
        into, out = timeline.overlap(shots, i, fps), timeline.Overlap()
        if i + 1 < len(shots):
            out = timeline.overlap(shots, i + 1, fps)
        if shot.sound is not None:
            begin = frame - (into.before if shot.transition in timeline.BLENDS else 0)
            end = frame + shot.frames
            if i + 1 < len(shots) and shots[i + 1].transition in timeline.BLENDS:
                end += out.after
            start = _sample(begin, fps)
            opening = _sample(_length(shot.transition, into.before, into.after), fps)
            closing = _sample(_length(shots[i + 1].transition, out.after, out.before), fps) if i + 1 < len(shots) else 0
            first = _sample(shot.first - (frame - begin), fps)
            stop = _sample(end, fps)
            found.append(Stretch(i + 1, shot.sound, first, start, stop, opening or EDGE, closing or EDGE))
        frame += shot.frames
    return found


def _length(kind: Transition, beyond: int, within: int) -> int:
    """The frames over which a sound fades: all of a blend's overlap, its own side of a fade."""
    return within + beyond if kind in timeline.BLENDS else within


def _sample(frames: int, fps: Fraction) -> int:
    return round(frames / fps * RATE)


def blocks(heard: Sequence[Stretch], length: int, size: int) -> Iterator[np.ndarray]:
    """The film's ambience in blocks of (size or what is left, 2) float32; a sound is held only while it is heard."""
    waiting, held = list(heard), []
    for at in range(0, length, size):
        block = np.zeros((min(size, length - at), 2), np.float32)
        end = at + len(block)
        while waiting and waiting[0].start < end:
            held.append((waiting[0], _faded(waiting.pop(0))))
        for part, sound in held:
            begin, stop = max(part.start, at), min(part.start + len(sound), end)
            if begin < stop:
                block[begin - at : stop - at] += sound[begin - part.start : stop - part.start]
        held = [(part, sound) for part, sound in held if part.end > end]
        yield block


def _faded(part: Stretch) -> np.ndarray:
    """The stretch's sound with its edges faded at equal power: (samples, 2) float32; DamagedFile names the shot."""
    last = part.first + part.end - part.start
    try:
        sound = np.concatenate([np.empty((0, 2), np.float32), *_until(part.path, last)])[part.first : last].copy()
    except DamagedFile as why:
        raise DamagedFile(
            f"The sound of shot {part.number} is missing or damaged: render that shot again, then cut the film."
        ) from why
    # A sound that ends before its picture still closes softly.
    closing = part.closing if part.first + len(sound) == last else EDGE
    for edge, side in ((min(part.opening, len(sound)), sound), (min(closing, len(sound)), sound[::-1])):
        ramp = (np.arange(edge, dtype=np.float32) + np.float32(0.5)) / np.float32(max(edge, 1))
        side[:edge] *= np.sin(ramp * np.float32(np.pi / 2))[:, None]
    return sound


def _until(path: Path, last: int) -> Iterator[np.ndarray]:
    count = 0
    for block in media.samples(path, 2):
        yield block
        count += len(block)
        if count >= last:
            return
