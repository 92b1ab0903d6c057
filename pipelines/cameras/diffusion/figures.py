"""What a clip of a model costs on a device, by measured or stated figures, and the most it can be within bounds.

Pure arithmetic: seconds are the pace times steps times pixels times frames. Attention grows faster than that with
pixels and frames together, so what is scaled down from a larger clip is told too slow, and what is scaled up too fast.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from pipelines.cameras.diffusion import memory
from pipelines.cameras.diffusion.entries import Entry
from studio.shelf import Asked, Bounds, Choice, Device, Pace

SCALES = (1.0, 0.875, 0.75, 0.625, 0.5)  # of the first size; a half is the least that is worth looking at
_ALIKE = 0.1  # difference of the logarithms of two shapes that are nearly the same


class _Cost(NamedTuple):
    """Seconds a megapixel-frame: of each step, and of everything else."""

    step: float
    rest: float
    source: Literal["measured", "stated"]

    def seconds(self, volume: float, steps: int) -> float:
        return round(volume * (self.step * steps + self.rest), 1)


def choose(entry: Entry, weights: dict[str, int], device: Device, asked: Asked) -> Choice:
    """What this device would choose for what is asked; `weights` are the bytes of each component."""
    size = entry.size_for(asked.width, asked.height) if asked.width and asked.height else entry.sizes[0]
    steps = asked.steps or entry.level(asked.quality).steps or entry.steps
    whole = (*size, _frames(entry, asked.seconds))
    return _choice(entry, weights, device, whole, steps, _cost(entry, device, asked.pace))


def within(entry: Entry, weights: dict[str, int], device: Device, bounds: Bounds, pace: Pace | None) -> Choice | None:
    """The largest size, native first, that gets from the draft level's steps up to the model's own inside the bounds.

    None where none does, where nothing is measured or stated for the device, or for a still. Ways of keeping the model
    that are many times slower than those which figures are told of (layer by layer, from the disk) don't count.
    """
    cost = _cost(entry, device, pace)
    if cost is None or not entry.moving:
        return None
    least = entry.level("draft").steps or entry.steps
    for width, height in _sizes(entry):
        frames = _frames(entry, bounds.clip_seconds)
        volume = width * height * frames / 1e6
        steps = min(entry.steps, int((bounds.seconds / volume - cost.rest) / cost.step + 1e-9))
        if steps < least:
            continue
        choice = _choice(entry, weights, device, (width, height, frames), steps, cost)
        if choice.fits and choice.needed_gb <= bounds.gb and choice.memory != "sequential":
            return choice
    return None


def _frames(entry: Entry, seconds: float) -> int:
    """Of the whole clip, however many goes it takes."""
    return entry.frames_for(seconds) if entry.moving else 1


def _sizes(entry: Entry) -> list[tuple[int, int]]:
    """Native sizes of the first one's shape, then scaled ones on the grid; the largest first."""
    wide, high = entry.sizes[0]
    native = [s for s in entry.sizes if abs(math.log(s[0] / s[1] / (wide / high))) < _ALIKE]
    side = entry.grid.side
    scaled = [(round(wide * x / side) * side, round(high * x / side) * side) for x in SCALES]
    return sorted(dict.fromkeys(native if entry.grid.fixed else native + scaled), key=lambda s: -s[0] * s[1])


def _choice(
    entry: Entry, weights: dict[str, int], device: Device, size: tuple[int, int, int], steps: int, cost: _Cost | None
) -> Choice:
    width, height, frames = size
    at_once = min(frames, entry.grid.most_frames)
    plan = memory.plan(memory.Demand(entry, weights, device, width, height, at_once))
    return Choice(
        memory=plan.memory, precision=plan.precision, tiling=plan.tiling, needed_gb=plan.needed_gb, fits=plan.fits,
        width=width, height=height, frames=frames, steps=steps, reason=plan.reason,
        seconds=cost.seconds(width * height * frames / 1e6, steps) if cost else None,
        seconds_from=cost.source if cost else "",
        needs={mode: round(gb, 1) for mode, gb in plan.needs.items()}, needs_from=entry.activation_from,
    )  # fmt: skip


def _cost(entry: Entry, device: Device, pace: Pace | None) -> _Cost | None:
    """As measured, else as stated for that card or, for a device that stands for many, for one of its memory."""
    if pace:
        return _Cost(pace.step, pace.rest, "measured")
    if device.kind != "cuda":
        return None
    fitting = [s for s in entry.stated if s.card in device.name or s.card_gb == device.any_of_gb]
    # "RTX 4090" is a part of "RTX 4090 D" too: the longest name is meant.
    found = max(fitting, key=lambda s: len(s.card), default=None)
    return _Cost(found.pace, 0.0, "stated") if found else None
