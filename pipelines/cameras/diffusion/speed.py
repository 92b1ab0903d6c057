"""Speed: attention backends, compiled blocks, and caches that leave work out, whose savings are counted, not believed.

What works on what was found by running diffusers 0.42.1: TaylorSeer hooks nothing but in its lite mode; MagCache is
nothing without ratios measured on the very model; pyramid attention keeps one state for all passes of a step, so that
where the guided and the unguided pass are made apart each is given the other's attention; first block and MagCache
know only registered blocks, and give what is added between them (VACE's hints) twice, once from memory; all but
pyramid attention need a pipeline that names its passes (cache_context).
"""

from __future__ import annotations

import inspect
import io
import json
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from types import TracebackType
from typing import Any

from pipelines.cameras.diffusion import attention as backends
from pipelines.cameras.diffusion.entries import Entry, Level
from studio.errors import BackendMissing, BadInput, MakerFailed

NONE = "none: "  # begins what with_cache says when there is no cache, before the reason
# Their attention passes no mask, which flash-attn's own kernels refuse.
MASKLESS = {"WanTransformer3DModel", "WanVACETransformer3DModel", "AnyFlowTransformer3DModel"}
WARM_STEPS = 3  # of TaylorSeer, in full, to have something to go on from
NOISE = (100, 950)  # timesteps between which pyramid attention may repeat; of 1000


# ---- attention -----------------------------------------------------------------------------------------------------


def attention(denoisers: list[Any], name: str) -> str:
    """Sets the attention backend and returns which it is; "" takes the fastest exact one that is installed.

    Backends that round (sage) are taken only by name: how a machine works must not change a picture. Raises BadInput
    for an unknown name, BackendMissing for one whose package is not installed.
    """
    if name.endswith("_hub"):
        raise BadInput(
            f"The attention backend “{name}” fetches a program when it is used, which is not allowed here: "
            "install flash-attn or sageattention and choose “flash” or “sage”.",
            "attention",
        )
    wanted = name or _best(denoisers)
    switched = [d for d in denoisers if _dispatches(d)]
    for denoiser in switched:
        _switch(denoiser, wanted)
    return wanted if switched else "native"


def _best(denoisers: list[Any]) -> str:
    import torch

    if not torch.cuda.is_available():
        return "native"
    maskless = all(type(d).__name__ in MASKLESS for d in denoisers)
    installed = [name for name in backends.PACKAGES if backends.usable(name)]
    return backends.best(installed, torch.cuda.get_device_capability() == (9, 0), maskless)


def _dispatches(denoiser: Any) -> bool:
    return any(hasattr(getattr(m, "processor", None), "_attention_backend") for m in denoiser.modules())


def _switch(denoiser: Any, name: str) -> None:
    chosen = {getattr(getattr(m, "processor", None), "_attention_backend", name) for m in denoiser.modules()}
    if chosen == {name}:
        return
    try:
        denoiser.set_attention_backend(name)
    except RuntimeError as why:
        raise BackendMissing(backends.lack(name)) from why
    except ValueError as why:
        raise BadInput(
            f"There is no attention backend “{name}”: choose another in Settings under Models.", "attention"
        ) from why


# ---- compiling -----------------------------------------------------------------------------------------------------


def compile_blocks(denoisers: list[Any]) -> None:
    """Compiles the repeated blocks: seconds at the first step of each size, then faster ones.

    Not as one whole graph, which caches break into. Raises BadInput for a network that names no repeated blocks.
    """
    for denoiser in denoisers:
        if not getattr(denoiser, "_repeated_blocks", None):
            raise BadInput(f"{type(denoiser).__name__} can't be compiled: switch “compile” off.", "compile")
        denoiser.compile_repeated_blocks(fullgraph=False)


NO_COMPILER = (
    "Compiling needs a C++ compiler, and on a GPU Triton, and did not work here: install it (Linux: `apt install g++`; "
    "Windows: the Visual Studio Build Tools), or switch “compile” off."
)


def no_compiler(why: BaseException) -> bool:
    """Whether that is the compiler's failure and not the model's, which torch passes on as it is."""
    from torch._dynamo.exc import TorchDynamoException
    from torch._inductor.exc import CppCompileError, InvalidCxxCompiler

    return isinstance(why, (TorchDynamoException, CppCompileError, InvalidCxxCompiler))


# ---- caches --------------------------------------------------------------------------------------------------------


def with_cache(denoisers: list[Any], level: Level, steps: int, entry: Entry, pipe: Any) -> str:
    """Switches the level's cache on for a run of so many steps.

    Returns its name; "" where the level has none; "none: " and the reason where it can't work on this model.
    """
    if not level.cache:
        return ""
    for denoiser in denoisers:
        if why := _refused(denoiser, level, entry, pipe) or _alone(denoisers, level):
            return NONE + why
    for denoiser in denoisers:
        denoiser.enable_cache(_config(denoiser, level, steps, entry, pipe))
    return level.cache


def works(cache: str) -> bool:
    """Whether what with_cache returned is a cache."""
    return bool(cache) and not cache.startswith(NONE)


def off(denoisers: list[Any]) -> None:
    """Takes every cache off; the networks compute everything again."""
    for denoiser in denoisers:
        if getattr(denoiser, "is_cache_enabled", False):
            denoiser.disable_cache()


def told(cache: str, skipped: float | None) -> str:
    """What the person should know of a cache after a run; "" where it did its work or none was asked for."""
    if cache.startswith(NONE):
        return f"made without a cache, every step in full: {cache.removeprefix(NONE)}"
    if cache and skipped is not None and skipped <= 0:
        return f"the {cache} cache left nothing out: at so few steps there is nothing that repeats"
    return ""


def _refused(denoiser: Any, level: Level, entry: Entry, pipe: Any) -> str:
    """Why this cache can't work on this network; "" where it can."""
    if not hasattr(denoiser, "enable_cache"):
        return f"{type(denoiser).__name__} takes none"
    source = inspect.getsource(type(pipe).__call__)
    if level.cache == "pyramid":
        return "" if "cond_uncond" in source else "pyramid attention would mix this model's passes up"
    if "cache_context" not in source:
        return f"{type(pipe).__name__} does not tell its passes apart"
    if level.cache == "taylor":
        return "" if hasattr(denoiser, "proj_out") else f"TaylorSeer finds no last layer in {type(denoiser).__name__}"
    if not _registered(denoiser):
        return f"the {level.cache} cache does not know the blocks of {type(denoiser).__name__}"
    if hasattr(denoiser, "vace_blocks"):  # a hint comes on top of what a block gives, also of one that is left out
        return f"the {level.cache} cache would add the hints between the blocks of {type(denoiser).__name__} twice"
    if level.cache == "mag" and not entry.mag_ratios:
        return f"MagCache is uncalibrated for {entry.name}"
    return ""


def unable(denoisers: list[Any], pipe: Any) -> str:
    """Why MagCache could not serve these networks even if it were calibrated; "" where it can."""
    level, calibrated = Level(cache="mag"), Entry(id="", name="", family="", sizes=[], mag_ratios=[1.0])
    refused = (_refused(denoiser, level, calibrated, pipe) for denoiser in denoisers)
    return next(filter(None, refused), "") or _alone(denoisers, level)


def _alone(denoisers: list[Any], level: Level) -> str:
    shared = level.cache == "mag" and len(denoisers) > 1
    return "MagCache is uncalibrated where two networks share the steps" if shared else ""


def _registered(denoiser: Any) -> bool:
    """Whether first block and MagCache can hook it: at least two blocks in lists, all of classes they know."""
    from diffusers.hooks._common import _ALL_TRANSFORMER_BLOCK_IDENTIFIERS as LISTS
    from diffusers.hooks._helpers import TransformerBlockRegistry

    blocks = [b for name, several in denoiser.named_children() if name in LISTS for b in several]
    try:
        for cls in {type(b) for b in blocks}:
            TransformerBlockRegistry.get(cls)
    except ValueError:
        return False
    return len(blocks) > 1


def _config(denoiser: Any, level: Level, steps: int, entry: Entry, pipe: Any) -> Any:
    import diffusers

    if level.cache == "first block":
        return diffusers.FirstBlockCacheConfig(threshold=level.threshold)
    if level.cache == "mag":  # it takes the nearest of the calibrated ratios for another number of steps
        return diffusers.MagCacheConfig(
            threshold=level.threshold, num_inference_steps=steps, mag_ratios=list(entry.mag_ratios)
        )
    interval = max(2, level.interval)
    if level.cache == "taylor":
        return diffusers.TaylorSeerCacheConfig(
            cache_interval=interval, disable_cache_before_step=WARM_STEPS, max_order=1, use_lite_mode=True,
            taylor_factors_dtype=denoiser.dtype,
        )  # fmt: skip
    return diffusers.PyramidAttentionBroadcastConfig(
        spatial_attention_block_skip_range=interval, cross_attention_block_skip_range=interval,
        spatial_attention_timestep_skip_range=NOISE, cross_attention_timestep_skip_range=NOISE,
        current_timestep_callback=lambda: pipe.current_timestep,
    )  # fmt: skip


def calibrate(denoiser: Any, steps: int, run: Callable[[], object]) -> list[float]:
    """MagCache's ratios of a model, one a step, for its entry: by how much each step's residual grew.

    `run` renders once with so many steps, at a usual size and with a usual prompt. Diffusers prints a list for each
    pass of a step (guided, unguided) and forgets it at once, so it is read from what is printed; their mean is taken.
    Raises MakerFailed when the run was shorter.
    """
    import diffusers

    said = io.StringIO()
    denoiser.enable_cache(diffusers.MagCacheConfig(calibrate=True, num_inference_steps=steps))
    try:
        with redirect_stdout(said):
            run()
    finally:
        denoiser.disable_cache()
    passes = [json.loads(line) for line in said.getvalue().splitlines() if line[:1] == "[" and line[1:2].isdigit()]
    if not passes:
        raise MakerFailed(f"The calibration ended before its {steps} steps: run it with exactly as many.")
    return [round(sum(ratios) / len(ratios), 5) for ratios in zip(*passes, strict=True)]


# ---- counting ------------------------------------------------------------------------------------------------------


class Counter:
    """Counts, while entered, what the parts of each block really computed against how often the block was called.

    A cache replaces forward inside the call, so that the block itself is called all the same; its first matrices are
    not. Each part (attention, feed-forward) weighs as much as it has parameters.
    """

    def __init__(self, blocks: Iterable[Any]) -> None:
        """Compiled blocks are left alone, for a hook would have them compiled again; nothing is then known of them."""
        self._blocks = [b for b in blocks if getattr(b, "_compiled_call_impl", None) is None]
        self._hooks: list[Any] = []
        self.asked = self.computed = 0

    def __enter__(self) -> Counter:
        for block in self._blocks:
            parts = [
                (first, size) for part in block.children() if (first := _first_matrix(part)) and (size := _size(part))
            ]
            self._hooks.append(block.register_forward_hook(self._asks(sum(size for _, size in parts))))
            self._hooks.extend(first.register_forward_hook(self._computes(size)) for first, size in parts)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()

    def _asks(self, size: int) -> Callable[..., None]:
        def hook(*_: object) -> None:
            self.asked += size

        return hook

    def _computes(self, size: int) -> Callable[..., None]:
        def hook(*_: object) -> None:
            self.computed += size

        return hook

    def skipped(self) -> float | None:
        """The share of the blocks' work that was left out, 0 to 1; None: not seen (no blocks, or compiled ones)."""
        return 1 - self.computed / self.asked if self.asked else None


def _first_matrix(part: Any) -> Any:
    import torch

    return next((m for m in part.modules() if isinstance(m, torch.nn.Linear)), None)


def _size(part: Any) -> int:
    return sum(p.numel() for p in part.parameters())
