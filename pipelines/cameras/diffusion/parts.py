"""Clips longer than a model can make in one go: how they are divided, kept between parts, and joined.

A model that can begin with a picture goes on from the last one of the part before; one that can be given several, from
as many as tell it how things move. Another can't: its parts are scenes of their own, joined by a dissolve, and the take
says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import encode, wav
from pipelines.cameras.diffusion.entries import Grid
from pipelines.cameras.diffusion.family import Made
from studio.crew import ClipOrder
from studio.errors import Cancelled, Paused

DISSOLVE = 8  # frames that two unconnected parts share


@dataclass(frozen=True)
class Part:
    """One call's share: its first `overlap` frames lie over the end of the part before."""

    number: int
    frames: int
    overlap: int = 0
    continues: bool = False  # begins with the last pictures of the part before, which are then its own first


def plan(frames: int, grid: Grid, continues: int) -> list[Part]:
    """The parts of a clip of so many frames, of about equal length, together at least as long.

    Each later one begins with the last `continues` pictures of the one before; 0: it can't.
    """
    if frames <= grid.most_frames:
        return [Part(0, frames)]
    overlap = continues or min(DISSOLVE, grid.most_frames // 3)
    count = math.ceil((frames - overlap) / (grid.most_frames - overlap))
    each = math.ceil((frames + (count - 1) * overlap) / count)
    each = min(grid.most_frames, math.ceil((each - 1) / grid.frames) * grid.frames + 1)
    return [Part(0, each), *(Part(n, each, overlap, continues > 0) for n in range(1, count))]


def told(parts: list[Part]) -> str:
    """The note on a clip made of parts."""
    last = "picture" if parts[1].overlap == 1 else f"{parts[1].overlap} pictures"
    how = f"each begun with the last {last} of the one before" if parts[1].continues else "joined by a dissolve"
    return f"longer than the model can make in one go: made in {len(parts)} parts, {how}"


class Kept:
    """The finished parts of a clip; those of a long one lie on the disk, so that a killed shot goes on behind them."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._here: dict[int, np.ndarray] = {}
        self._sounds: dict[int, tuple[np.ndarray, int]] = {}

    def _file(self, number: int) -> Path:
        return self.folder / f"{self.name}-{number}.npz"

    def __contains__(self, number: int) -> bool:
        return number in self._here or self._file(number).exists()

    def keep(self, number: int, made: Made, last: bool) -> None:
        """Keeps a part; the last one is joined at once and needs no file."""
        frames = (made.pictures * 255).round().astype(np.uint8)  # (frames, height, width, 3)
        self._here[number] = frames
        if made.sound is not None:
            self._sounds[number] = made.sound, made.sound_rate
        if not last:
            self.folder.mkdir(parents=True, exist_ok=True)
            half = self.folder / f".{self.name}-{number}.half.npz"
            heard: dict[str, Any] = {"sound": made.sound, "rate": made.sound_rate} if made.sound is not None else {}
            np.savez(half, frames=frames, **heard)
            half.replace(self._file(number))

    def frames(self, number: int) -> np.ndarray:
        """(frames, height, width, 3) uint8."""
        if number not in self._here:
            with np.load(self._file(number)) as held:
                self._here[number] = held["frames"]
                if "sound" in held:
                    self._sounds[number] = held["sound"], int(held["rate"])
        return self._here[number]

    def last_pictures(self, number: int, count: int) -> list[Any]:
        from PIL import Image

        return [Image.fromarray(frame) for frame in self.frames(number)[-count:]]

    def joined(self, parts: list[Part], count: int) -> Iterator[np.ndarray]:
        """The clip's first `count` frames, each (height, width, 3) uint8 RGB."""
        tail: np.ndarray = np.empty(0)
        made = 0
        for part, after in zip(parts, [*parts[1:], None], strict=True):
            frames = self.frames(part.number)
            hidden = after.overlap if after else 0
            body = frames[part.overlap : len(frames) - hidden]
            for frame in (*_over(tail, frames[: part.overlap], part.continues), *body):
                if made < count:
                    yield frame
                    made += 1
            tail = frames[len(frames) - hidden :]

    def sound(self, parts: list[Part], count: int, fps: str, out: Path) -> Path | None:
        """Writes the clip's sound, exactly as long as its picture; None where the model made none."""
        if not self._sounds:
            return None
        rate = self._sounds[0][1]
        pieces = []
        for part in parts:
            samples = self._sounds[part.number][0]
            pieces.append(samples[round(part.overlap / Fraction(fps) * rate) :])
        whole = np.concatenate(pieces)  # (samples, channels) float32
        length = round(count / Fraction(fps) * rate)
        whole = np.pad(whole[:length], ((0, max(0, length - len(whole))), (0, 0)))
        with wav.whole_or_nothing(out), wav.opened(out, whole.shape[1], rate) as file:
            file.writeframes(wav.samples(whole))
        return out

    @contextmanager
    def unless_cancelled(self) -> Iterator[None]:
        """Forgets the parts when the work is given up, but not when it is paused or breaks."""
        try:
            yield
        except Paused:
            raise
        except Cancelled:
            self.clear()
            raise

    def clear(self) -> None:
        """Forgets the parts."""
        self._here.clear()
        for file in self.folder.glob(f"{self.name}-*.npz"):
            file.unlink(missing_ok=True)


def _over(tail: np.ndarray, head: np.ndarray, continues: bool) -> Iterable[np.ndarray]:
    """The frames that two parts share: the earlier one's where the later begins with it, else a dissolve."""
    if continues or not len(head):
        return tail
    weights = (np.arange(1, len(head) + 1) / (len(head) + 1)).reshape(-1, 1, 1, 1)
    return (tail * (1 - weights) + head * weights).round().astype(np.uint8)


def write(out: Path, frames: Iterable[np.ndarray], order: ClipOrder) -> None:
    """The clip as a native master."""
    rate = Fraction(order.fps)
    with encode.film(out, order.width, order.height, str(rate), group=max(1, round(rate)), order="rgb") as film:
        for frame in frames:
            film.write(frame)
