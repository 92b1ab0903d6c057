"""Memory that fits itself: which way of keeping a model a device has room for, and putting the model there.

The plan is pure arithmetic on stored bytes; torch is imported only by what places, frees or asks a device.

    needed = weights on the device + max(activations of a step, activations of the decoding)

Words are read in a stage of their own, when nothing else is on the device: readers count there alone. A step's
activations are the entry's `activation_gb` scaled by width x height x frames, which is what attention without a stored
score matrix costs; an entry that says nothing gets STEP_BYTES a pixel and frame for a 1.3B network, times the square
root of how much larger it is. Decoding is DECODE_BYTES a pixel for each frame in work, and the finished frames as
float32; in tiles only one tile is in work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import family
from studio.crew import How
from studio.shelf import Device

MODES = ("full", "model", "group", "sequential")  # from the fastest to the leanest
GB = 2**30
ROOM = 0.92  # of the free memory: allocators leave gaps
KEPT = {"full": 1.0, "fp8": 0.55, "int8": 0.55, "int4": 0.32}  # of a denoiser's bytes; norms and embeddings stay whole
BLOCKS = 0.15  # of a network on the device under group offload: two of 30 to 60 blocks, and what is in no block
LAYER = 0.03  # of a network on the device under sequential offload
STEP_BYTES = 130  # a pixel and frame: 4 GB, the entry's guess, at 832x480 and 81 frames for 2.8 GB of weights
DECODE_BYTES = 1536  # a pixel of a frame in work: about eight tensors of 96 channels in 16 bits
FRAMES_IN_WORK = 8  # causal video decoders go through a clip in groups of at most so many frames
TILE = 256 * 256  # pixels; the usual tile of Diffusers' decoders


class Plan(BaseModel):
    """How a model is kept while it works."""

    model_config = ConfigDict(frozen=True)

    memory: str  # one of MODES
    precision: str  # full (the entry's own), fp8, int8 or int4
    tiling: bool
    needed_gb: float  # of the device, at the peak
    fits: bool
    reason: str  # one sentence: what was chosen, why, what it costs
    disk: bool = False  # group offload from the disk: the machine's own memory is short
    reading: str = "full"  # the mode of the stage that reads the words
    needs: dict[str, float] = Field(default_factory=dict)  # GB by each mode this device has, in tiles, this precision


class _Way(NamedTuple):
    memory: str
    precision: str
    disk: bool = False


class _Sizes(NamedTuple):
    """GB."""

    readers: float
    denoisers: list[float]
    decoders: float
    others: float
    step: float  # activations
    decode: float
    decode_in_tiles: float

    def whole(self, precision: str) -> float:
        """All weights that work after the words are read."""
        return KEPT[precision] * sum(self.denoisers) + self.decoders + self.others

    def peak(self, way: _Way, tiling: bool) -> float:
        decode = self.decode_in_tiles if tiling else self.decode
        largest = KEPT[way.precision] * max(self.denoisers, default=0.0)
        if way.memory == "full":
            return self.whole(way.precision) + max(self.step, decode)
        if way.memory == "model":
            return max(largest + self.step, self.decoders + decode, self.others)
        share = BLOCKS if way.memory == "group" else LAYER
        return max(share * largest + self.step, share * self.decoders + decode)


def _sizes(entry: Entry, weights: dict[str, int], width: int, height: int, frames: int) -> _Sizes:
    kin = family(entry.family)
    known = (*kin.readers, *kin.denoisers, *kin.decoders)
    denoisers = [weights[n] / GB for n in kin.denoisers if n in weights]
    pixels = width * height
    finished = pixels * frames * 3 * 4  # float32
    in_work = min(frames, FRAMES_IN_WORK) * DECODE_BYTES
    return _Sizes(
        readers=sum(weights.get(n, 0) for n in kin.readers) / GB,
        denoisers=denoisers,
        decoders=sum(weights.get(n, 0) for n in kin.decoders) / GB,
        others=sum(size for n, size in weights.items() if n not in known) / GB,
        step=_step_gb(entry, max(denoisers, default=0.0), pixels * frames),
        decode=(finished + in_work * pixels) / GB,
        decode_in_tiles=(2 * finished + in_work * min(TILE, pixels)) / GB,
    )


def _step_gb(entry: Entry, denoiser_gb: float, volume: int) -> float:
    if entry.activation_gb:
        wide, high = entry.sizes[0]
        return entry.activation_gb * volume / (wide * high * (entry.grid.most_frames if entry.moving else 1))
    dense = 1 if entry.moving else 4  # a still's tokens are not thinned out in time
    return STEP_BYTES * dense * volume * math.sqrt(denoiser_gb / 2.8) / GB


def _shared(device: Device) -> bool:
    """Whether the device computes in the machine's own memory, so that moving weights out of it gains nothing."""
    return device.kind != "cuda"


def _room(device: Device) -> float:
    return ROOM * (device.host_free_gb if device.kind == "cpu" else device.free_gb)


def _ways(sizes: _Sizes, device: Device, precision: str) -> Iterator[_Way]:
    """Every way this device has, the best first: fp8 is tried before blocks travel at every step.

    Turns cost a few seconds a shot and change no picture, so they come before fp8.
    """
    given = [precision] if precision else ["full", "fp8"] if device.kind != "mps" else ["full"]
    if _shared(device):
        yield from (_Way("full", p) for p in given)
        yield from (_Way("group", p, disk=True) for p in given if p in ("full", "fp8"))
        return
    for p in given:
        yield from (_Way(m, p) for m in ("full", "model") if m == "full" or _waits(sizes, device, p))
    for m in ("group", "sequential"):
        yield from (_Way(m, p) for p in given if _waits(sizes, device, p) and (m, p) != ("sequential", "fp8"))
    yield from (_Way("group", p, disk=True) for p in given if p in ("full", "fp8"))


def _waits(sizes: _Sizes, device: Device, precision: str) -> bool:
    """Whether the weights can wait in the machine's own memory."""
    return sizes.whole(precision) <= ROOM * device.host_free_gb


def _allowed(sizes: _Sizes, device: Device, how: How, precision: str) -> list[_Way]:
    ways = list(_ways(sizes, device, precision))
    return [w for w in ways if w.memory == how.memory] or (ways if not how.memory or _shared(device) else
                                                           [_Way(how.memory, precision or "full")])  # fmt: skip


def _choose(sizes: _Sizes, device: Device, how: How, precision: str) -> tuple[_Way, bool, bool]:
    """(the way, in tiles, whether it fits): the first that fits, otherwise the leanest."""
    ways = _allowed(sizes, device, how, precision)
    for way in ways:
        for tiling in (False, True):
            if sizes.peak(way, tiling) <= _room(device):
                return way, tiling, True
    return min(ways, key=lambda w: sizes.peak(w, True)), True, False


def plan(
    entry: Entry,
    weights: dict[str, int],
    device: Device,
    width: int,
    height: int,
    frames: int,
    how: How,
    precision: str,
) -> Plan:
    """The best way that fits, or the leanest one, which is tried all the same.

    `weights` are the bytes of each component as it is computed with; `precision` "" lets fp8 be chosen where the
    device can't hold the model otherwise, short of moving blocks at every step.
    """
    sizes = _sizes(entry, weights, width, height, frames)
    way, tiling, fits = _choose(sizes, device, how, precision)
    least = None if fits else smaller(entry, weights, device, width, height, frames, how, precision)
    needs = {w.memory: round(sizes.peak(w, True), 2) for w in _ways(sizes, device, way.precision)}
    return Plan(
        memory=way.memory,
        precision=way.precision,
        tiling=tiling,
        needed_gb=round(sizes.peak(way, tiling), 2),
        fits=fits,
        reason=_reason(sizes, device, way, tiling) + ("." if fits else _but(sizes.peak(way, True), device, least)),
        disk=way.disk,
        reading="full" if sizes.readers <= _room(device) else "group",
        needs=needs,
    )


def _reason(sizes: _Sizes, device: Device, way: _Way, tiling: bool) -> str:
    where = {"cuda": "on the card", "mps": "in memory", "cpu": "in memory"}[device.kind]
    said = {
        "full": f"The whole model ({sizes.whole(way.precision):.1f} GB) stays {where}, the fastest way",
        "model": "The parts take turns on the card, which costs a few seconds a shot",
        "group": "Blocks of layers come to the card while others compute, which long clips hide and short ones feel",
        "sequential": "Layers come to the card one at a time, the slowest way of all",
    }[way.memory]
    if way.disk:
        said = "Blocks of layers are read from the disk at every step, many times slower"
    if way.precision == "fp8":
        said += ", with weights kept as 8-bit floats, which may cost fine detail"
    elif way.precision != "full":
        said += f", with weights quantised to {way.precision}, which costs some detail"
    if tiling:
        said += ", and pictures are decoded in tiles"
    first = sizes.peak(_Way("full", "full"), False)
    if first > _room(device):
        said += f", because all of it at once would need {first:.1f} GB of the {_free(device):.1f} GB free"
    return said


def _but(needed: float, device: Device, least: tuple[int, int, int] | None) -> str:
    said = f"; even so about {needed:.1f} GB are needed and {_free(device):.1f} GB are free, so it may run out: "
    if least is None:
        return said + "no smaller size of this model would fit, choose a smaller model."
    width, height, frames = least
    return said + f"{width}x{height}" + (f" with {frames} frames" if frames > 1 else "") + " would fit."


def _free(device: Device) -> float:
    return device.host_free_gb if device.kind == "cpu" else device.free_gb


def smaller(
    entry: Entry,
    weights: dict[str, int],
    device: Device,
    width: int,
    height: int,
    frames: int,
    how: How,
    precision: str,
) -> tuple[int, int, int] | None:
    """The largest (width, height, frames) of the same shape, smaller or shorter, that would fit; None: none would."""
    for size in sorted(_smaller_sizes(entry, width, height, frames), key=lambda s: (-s[0] * s[1] * s[2], -s[2])):
        if _choose(_sizes(entry, weights, *size), device, how, precision)[2]:
            return size
    return None


def _smaller_sizes(entry: Entry, width: int, height: int, frames: int) -> set[tuple[int, int, int]]:
    """Native sizes of nearly that shape and scaled ones on the grid, each in full length and three shorter ones."""
    side, step = entry.grid.side, entry.grid.frames
    shapes = {s for s in entry.sizes if abs(math.log(s[0] / s[1] / (width / height))) < 0.1}
    for scale in (1.0, 0.875, 0.75, 0.625, 0.5, 0.375):
        shapes.add((max(side, round(width * scale / side) * side), max(side, round(height * scale / side) * side)))
    lengths = {1} if frames == 1 else {
        max(entry.grid.least_frames, int((frames - 1) * share / step) * step + 1) for share in (1.0, 0.75, 0.5, 0.25)
    }  # fmt: skip
    asked = width * height * frames
    return {(w, h, n) for w, h in shapes for n in lengths if n <= frames and w * h <= width * height
            and w * h * n < asked}  # fmt: skip


def step_down(plan: Plan) -> Plan | None:
    """The next milder plan after the device ran out of memory: tiles first, then the next mode; None at the end."""
    if not plan.tiling:
        return plan.model_copy(update={"tiling": True, "reason": "Memory ran out: pictures are decoded in tiles."})
    left = [m for m in MODES[MODES.index(plan.memory) + 1 :] if m in plan.needs]
    if not left:
        return None
    said = f"Memory ran out with “{plan.memory}”: “{left[0]}” is tried, which is slower."
    disk = (
        left[0] == "group" and "model" not in plan.needs
    )  # weights can't wait in the machine's memory, or gain nothing
    return plan.model_copy(update={"memory": left[0], "needed_gb": plan.needs[left[0]], "disk": disk, "reason": said})
