"""Memory that fits itself: which way of keeping a model a device has room for, and putting the model there.

The plan is pure arithmetic on stored bytes; torch is imported only by what places, frees or asks a device.

    needed = weights on the device + max(activations of a step, activations of the decoding)

Several pictures in one call have a step's activations as often; most decoders take them one at a time.

Words are read in a stage of their own, when nothing else is on the device, so readers don't count here. A step's
activations are the entry's `activation_gb` scaled by width x height x frames, which is what attention without a stored
score matrix costs; an entry that says nothing gets STEP_BYTES a pixel and frame for a 1.3B network, times the square
root of how much larger it is. Decoding is DECODE_BYTES a pixel for each frame in work, and the finished frames as
float32; in tiles only one tile is in work.
"""

from __future__ import annotations

import gc
import math
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, family
from studio.crew import How
from studio.errors import BadInput
from studio.scratch import own_folder
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
SCRATCH = "_storyreel_scratch"  # attribute of a pipeline whose weights wait on the disk: their folder
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
    host_gb: float = 0.0  # of the machine's own memory, that blocks may be pinned in
    disk: bool = False  # group offload from the disk: the machine's own memory is short
    needs: dict[str, float] = Field(default_factory=dict)  # GB by each mode this device has, in tiles, this precision


class Demand(NamedTuple):
    """A clip or still to be made by a model on a device, or several in one call."""

    entry: Entry
    weights: dict[str, int]  # bytes of each component, as it is computed with
    device: Device
    width: int
    height: int
    frames: int
    how: How = How()
    precision: str = ""  # "" lets fp8 be chosen where the device can't hold the model otherwise

    at_once: int = 1

    @property
    def sizes(self) -> _Sizes:
        return _sizes(self)


class _Way(NamedTuple):
    memory: str
    precision: str
    disk: bool = False


class _Sizes(NamedTuple):
    """GB."""

    denoisers: list[float]
    decoders: float
    others: float
    step: float  # activations
    decode: float
    decode_in_tiles: float
    precisions: tuple[str, ...]  # to choose from, the best first

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


def precisions(entry: Entry) -> tuple[str, ...]:
    """What the weights of an entry can be kept as: a GGUF is used as it is stored, and one file is read unquantised."""
    if not entry.base:
        return tuple(KEPT)
    return ("full",) if entry.path.lower().endswith(".gguf") else ("full", "fp8")


def _sizes(asked: Demand) -> _Sizes:
    entry, weights, frames = asked.entry, asked.weights, asked.frames
    kin = family(entry.family)
    known = (*kin.readers, *kin.denoisers, *kin.decoders)
    denoisers = [weights[n] / GB for n in kin.denoisers if n in weights]
    pixels = asked.width * asked.height
    finished = pixels * frames * 3 * 4 * asked.at_once  # float32
    in_work = min(frames, FRAMES_IN_WORK) * DECODE_BYTES * (1 if kin.slices else asked.at_once)
    return _Sizes(
        denoisers=denoisers,
        decoders=sum(weights.get(n, 0) for n in kin.decoders) / GB,
        others=sum(size for n, size in weights.items() if n not in known) / GB,
        step=_step_gb(entry, max(denoisers, default=0.0), pixels * frames) * asked.at_once,
        decode=(finished + in_work * pixels) / GB,
        decode_in_tiles=(2 * finished + in_work * min(TILE, pixels)) / GB,
        precisions=tuple(p for p in ("full", "fp8") if p in precisions(entry)),
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
    given = [precision] if precision else sizes.precisions if device.kind != "mps" else ["full"]
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


def plan(demand: Demand) -> Plan:
    """The best way that fits, or the leanest one, which is tried all the same."""
    sizes, device = demand.sizes, demand.device
    way, tiling, fits = _choose(sizes, device, demand.how, demand.precision)
    least = None if fits else smaller(demand)
    needs = {w.memory: round(sizes.peak(w, True), 2) for w in _ways(sizes, device, way.precision)}
    return Plan(
        memory=way.memory,
        precision=way.precision,
        tiling=tiling,
        needed_gb=round(sizes.peak(way, tiling), 2),
        fits=fits,
        reason=_reason(sizes, device, way, tiling) + ("." if fits else _but(sizes.peak(way, True), device, least)),
        host_gb=round(ROOM * device.host_free_gb, 2),
        disk=way.disk,
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


def smaller(demand: Demand) -> tuple[int, int, int] | None:
    """The largest (width, height, frames) of the same shape, smaller or shorter, that would fit; None: none would."""
    asked = demand.width, demand.height, demand.frames
    for size in sorted(_smaller_sizes(demand.entry, *asked), key=lambda s: (-s[0] * s[1] * s[2], -s[2])):
        less = demand._replace(width=size[0], height=size[1], frames=size[2])
        if _choose(less.sizes, demand.device, demand.how, demand.precision)[2]:
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


# ---- what touches a device -----------------------------------------------------------------------------------------


def empty(device: Device) -> Device:
    """The device as it is when nothing else runs, which is the same at every time."""
    host = (device.host_total_gb or device.host_free_gb) * 0.9  # the system's own part
    return device.model_copy(update={"free_gb": device.total_gb * 0.95, "host_free_gb": host})


def device_now(sharing: int = 1) -> Device:
    """The device of this process and what is free on it; what torch holds in reserve counts as free.

    `sharing`: so many processes have models on this machine, and each has its part of the machine's own memory.
    """
    import psutil
    import torch

    memory = psutil.virtual_memory()
    most, available = memory.total / GB / sharing, min(memory.available, memory.total / sharing) / GB
    host = {"host_free_gb": available, "host_total_gb": most}
    if torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
        free += torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
        name = torch.cuda.get_device_name()
        return Device(name=name, kind="cuda", free_gb=free / GB, total_gb=total / GB, **host)
    if torch.backends.mps.is_available():
        limit = torch.mps.recommended_max_memory() / GB
        left = min(limit - torch.mps.current_allocated_memory() / GB, available)
        return Device(name="Apple GPU", kind="mps", free_gb=left, total_gb=limit, **host)
    return Device(name="cpu", kind="cpu", free_gb=available, total_gb=most, **host)


def beside(placed: Plan | None, painter_gb: float, reader_gb: float, device: Device) -> str:
    """What becomes of a painter while a reader works: "kept" as it is, "lifted" off the card, or "" (let go).

    `placed` None: it is in the machine's memory; `device`: as it is with the painter on it.
    """
    if device.kind != "cuda":
        return "kept" if reader_gb <= _room(device) else ""
    left = ROOM * device.host_free_gb - reader_gb  # a reader, too, is read into the machine's own memory
    if placed is None:
        return "kept" if left >= 0 else ""
    waits = placed.memory != "full"  # its weights are in the machine's memory already, or on the disk
    if reader_gb <= _room(device) and (left >= 0 or not waits):
        return "kept"
    return "lifted" if not placed.disk and left >= (0 if waits else painter_gb) else ""


def ran_out(why: BaseException) -> bool:
    """Whether memory was short: the card's, pinned, or the machine's own, for which torch has no class of its own."""
    import torch

    said = ("out of memory", "can't allocate memory", "not enough memory")
    known = isinstance(why, (torch.OutOfMemoryError, MemoryError))
    return known or (isinstance(why, RuntimeError) and any(words in str(why) for words in said))


def free() -> None:
    """Gives back the memory of what nobody holds any more."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        if give := getattr(torch.accelerator, "empty_host_cache", None):  # pinned blocks, which torch keeps for itself
            give()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()


def apply(pipe: Any, plan: Plan, kind: str, kin: Family, scratch: Path | None = None) -> None:
    """Places a pipeline that was never placed, or was taken off; its fp8 stays until it is loaded anew.

    `kind` is the device's. `scratch` is where group offload from the disk makes its folder, never in memory (as /tmp
    may be); None: the system's folder for temporary files.
    """
    import torch

    if plan.precision == "fp8":
        _keep_as_fp8(_present(pipe, kin.denoisers), kind)
    for decoder in _present(pipe, kin.decoders):
        _switch(decoder, tiling=plan.tiling, slicing=kin.slices)
    device = torch.device(kind)
    if plan.memory == "group":
        _group(pipe, device, kin, plan, scratch)
    elif plan.memory == "full" or kind != "cuda":  # in the machine's own memory there is nowhere else to go
        pipe.to(device)
    elif plan.memory == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        pipe.enable_sequential_cpu_offload(device=device)


def _present(pipe: Any, names: Iterable[str]) -> list[Any]:
    return [part for part in (getattr(pipe, name, None) for name in names) if part is not None]


def _keep_as_fp8(denoisers: list[Any], kind: str) -> None:
    import torch

    if kind == "mps":
        raise BadInput("Apple's GPUs know no 8-bit floats: choose the precision “full”.", "precision")
    for denoiser in denoisers:
        if not any(_hook(m, "layerwise_casting") for m in denoiser.modules()):
            denoiser.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=denoiser.dtype)


def _hook(module: Any, name: str) -> Any:
    registry = getattr(module, "_diffusers_hook", None)
    return registry.get_hook(name) if registry else None


def _switch(decoder: Any, **wanted: bool) -> None:
    """Tiling and slicing, on or off; the switches of decoders that know neither (SVD's) raise."""
    for what, on in wanted.items():
        if hasattr(decoder, f"use_{what}"):
            getattr(decoder, f"{'enable' if on else 'disable'}_{what}")()


def _group(pipe: Any, device: Any, kin: Family, plan: Plan, scratch: Path | None) -> None:
    """Denoisers block by block, prefetched on a stream where the device has them; the rest layer by layer.

    On disk each part gets a fresh folder: Diffusers names files by block number alone and takes what it finds there,
    so that in a shared one a second network would be given the weights of the first.
    """
    from diffusers.hooks import apply_group_offloading

    disk = plan.disk
    folder = _set_aside(scratch) if disk else None
    vars(pipe)[SCRATCH] = folder  # made here and nobody else's, so that take_off may delete it
    streams = device.type == "cuda"
    spare = pinned_gb(part for _, part in _networks(pipe)) > plan.host_gb  # then a block is pinned while it travels
    for name, part in _networks(pipe):
        if not getattr(part, "_supports_group_offloading", True):
            part.to(device)
            continue
        blocks = {"offload_type": "block_level", "num_blocks_per_group": 1, "use_stream": streams}
        blocks |= {"low_cpu_mem_usage": spare and not disk}
        # Layer by layer, networks that tie weights (Transformers' do) would find emptied ones on the disk.
        whole = name in kin.denoisers or (disk and not hasattr(part, "enable_group_offload"))
        way = blocks | {"record_stream": streams} if whole else {"offload_type": "leaf_level"}
        place = {"offload_to_disk_path": str(folder / name)} if folder else {}
        apply_group_offloading(part, onload_device=device, **way, **place)  # type: ignore[arg-type]


def pinned_gb(networks: Iterable[Any]) -> float:
    """What pinning these networks takes of the machine's memory: torch rounds each tensor up to a power of two."""
    tensors = {id(t): t for network in networks for t in (*network.parameters(), *network.buffers())}
    return sum(1 << (t.nbytes - 1).bit_length() for t in tensors.values() if t.nbytes) / GB


def _set_aside(scratch: Path | None) -> Path:
    return own_folder(scratch) if scratch else Path(tempfile.mkdtemp(prefix="storyreel-"))


def _networks(pipe: Any) -> list[tuple[str, Any]]:
    import torch

    return [(n, part) for n, part in pipe.components.items() if isinstance(part, torch.nn.Module)]


def take_off(pipe: Any) -> None:
    """Undoes apply, whatever the mode and even after an error inside a run; all weights are in the machine's memory."""
    pipe.remove_all_hooks()
    for _, part in _networks(pipe):
        _ungroup(part)
    pipe.to("cpu", silence_dtype_warnings=True)
    clear(pipe)


def clear(pipe: Any) -> None:
    """Deletes what a pipeline has on the disk, where it was taken off or will not be used again."""
    if scratch := vars(pipe).pop(SCRATCH, None):
        shutil.rmtree(scratch, ignore_errors=True)  # on Windows a file that is still mapped stays


def _ungroup(part: Any) -> None:
    from diffusers.hooks import HookRegistry

    groups = {id(h.group): h.group for m in part.modules() if (h := _hook(m, "group_offloading"))}
    if not groups:
        return
    for group in groups.values():
        if group.offload_to_disk_path:
            _read_back(group)
    registry = HookRegistry.check_if_exists_or_initialize(part)
    for name in ("group_offloading", "layer_execution_tracker", "lazy_prefetch_group_offloading"):
        registry.remove_hook(name, recurse=True)
    registry.invalidate_child_registries_cache()


def _read_back(group: Any) -> None:
    """The weights of a group that wait on the disk: while they do, its tensors hold nothing."""
    from safetensors.torch import load_file

    stored = load_file(group.safetensors_file_path, device="cpu")
    for key, tensor in group.key_to_tensor.items():
        tensor.data = stored[key]
