"""What models of real shape cost on this GPU, a plain Diffusers script beside the camera; `make bench-gpu` runs it.

The networks have the real sizes and random weights: memory and the time of a full step do not depend on the values,
what a cache leaves out does, so levels are run for their cost and not for their savings. --dry-run goes through every
experiment on the processor with tiny networks; its figures say nothing of a GPU.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
GB = 2**30
SHAPES = {  # Wan's own configurations, as diffusers 0.42.1 and its conversion script have them
    "1.3b": ("wan2.1-t2v-1.3b", {"num_attention_heads": 12, "ffn_dim": 8960, "num_layers": 30}),
    "14b": ("wan2.1-t2v-14b", {"num_attention_heads": 40, "ffn_dim": 13824, "num_layers": 40}),
    "5b": (
        "wan2.2-ti2v-5b",
        {"num_attention_heads": 24, "ffn_dim": 14336, "num_layers": 30, "in_channels": 48, "out_channels": 48},
    ),
}
STILLS = {"sdxl": "sdxl-base"}  # a still's own shape
TOGETHER = (1, 2, 4)  # how many are made in one call
TINY = {"num_attention_heads": 2, "attention_head_dim": 24, "ffn_dim": 96, "num_layers": 3, "text_dim": 32}
HEAD = "| what | s a step | s a shot without encoding | GB at the peak |\n|---|---|---|---|"
THREE = ("full", "model", "group")


@dataclass
class Bench:
    """What is run and how long; `folder` holds the models while it lasts."""

    folder: Path
    tiny: bool
    until: float  # time.monotonic() after which no experiment begins
    steps: int = 8
    left_out: list[str] = field(default_factory=list)

    def may(self, name: str) -> bool:
        """Whether there is time for one more experiment; what is left out is told at the end."""
        if time.monotonic() < self.until:
            return True
        self.left_out.append(name)
        return False


# ---- models of real shape ------------------------------------------------------------------------------------------


def build(bench: Bench, shape: str) -> Path:
    """A Diffusers folder with random weights, in bf16; the reader of words is tiny: it works in a stage of its own."""
    import torch
    from diffusers import UniPCMultistepScheduler, WanPipeline, WanTransformer3DModel

    from tests.tiny import t5_encoder, t5_tokenizer

    torch.manual_seed(0)
    config = SHAPES[shape][1] | (TINY if bench.tiny else {})
    tokenizer = t5_tokenizer()
    reader = t5_encoder(tokenizer, "UMT5", width=32 if bench.tiny else 4096)
    device = "cpu" if bench.tiny else "cuda"
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device(device):
            network, decoder = WanTransformer3DModel(**config), _decoder(shape, bench.tiny)
    finally:
        torch.set_default_dtype(torch.float32)
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    parts = {"tokenizer": tokenizer, "text_encoder": reader, "scheduler": scheduler}
    pipe = WanPipeline(**parts, transformer=network, vae=decoder, expand_timesteps=shape == "5b")
    pipe.save_pretrained(bench.folder / shape)
    return bench.folder / shape


def _decoder(shape: str, tiny: bool) -> Any:
    from diffusers import AutoencoderKLWan

    small = {"base_dim": 8, "dim_mult": [1, 1, 1, 1], "num_res_blocks": 1} if tiny else {}
    if shape != "5b":
        return AutoencoderKLWan(**small)
    wide = {"base_dim": 160, "decoder_base_dim": 256} if not tiny else small
    return AutoencoderKLWan(
        **wide, z_dim=48, in_channels=12, out_channels=12, is_residual=True, patch_size=2,
        latents_mean=[0.0] * 48, latents_std=[1.0] * 48, scale_factor_spatial=16, scale_factor_temporal=4,
    )  # fmt: skip


def build_still(bench: Bench, shape: str) -> Path:
    """A folder of SDXL's real sizes with random weights, in fp16; its two readers of words are shallow."""
    from tests.tiny import sdxl

    folder = bench.folder / shape
    if bench.tiny:
        sdxl.build(folder)
        return folder
    import torch
    import transformers
    from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel

    torch.manual_seed(0)
    tokenizer = sdxl.clip_tokenizer()

    def reader(cls: str, width: int) -> Any:
        plain = {"num_hidden_layers": 2, "num_attention_heads": width // 64, "intermediate_size": 2 * width}
        config = transformers.CLIPTextConfig(
            vocab_size=len(tokenizer), hidden_size=width, projection_dim=width, eos_token_id=tokenizer.eos_token_id,
            bos_token_id=tokenizer.bos_token_id, pad_token_id=tokenizer.pad_token_id, **plain,
        )  # fmt: skip
        return getattr(transformers, cls)(config)

    torch.set_default_dtype(torch.float16)
    try:
        with torch.device("cuda"):
            network = UNet2DConditionModel(  # as the model's own config.json has it
                block_out_channels=(320, 640, 1280), transformer_layers_per_block=(1, 2, 10),
                attention_head_dim=(5, 10, 20), cross_attention_dim=2048, use_linear_projection=True,
                down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
                up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), sample_size=128,
                addition_embed_type="text_time", addition_time_embed_dim=256,
                projection_class_embeddings_input_dim=2816,
            )  # fmt: skip
            decoder = AutoencoderKL(
                block_out_channels=(128, 256, 512, 512), layers_per_block=2, scaling_factor=0.13025,
                down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
                sample_size=1024, force_upcast=False,
            )  # fmt: skip
            readers = reader("CLIPTextModel", 768), reader("CLIPTextModelWithProjection", 1280)
    finally:
        torch.set_default_dtype(torch.float32)
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", timestep_spacing="leading", steps_offset=1
    )
    StableDiffusionXLPipeline(
        vae=decoder, unet=network, scheduler=scheduler, tokenizer=tokenizer, tokenizer_2=tokenizer,
        text_encoder=readers[0], text_encoder_2=readers[1],
    ).save_pretrained(folder)  # fmt: skip
    return folder


def entry_of(bench: Bench, shape: str) -> Any:
    """The shipped entry of that shape; tiny: small and short."""
    from pipelines.cameras.diffusion.entries import SHIPPED, Grid, entries

    entry = entries(SHIPPED)[STILLS[shape] if shape in STILLS else SHAPES[shape][0]]
    more: dict[str, Any] = {"steps": bench.steps, "negative": "blurred", "variant": ""}
    if bench.tiny:
        more |= {"sizes": [(96, 64)], "precision": "fp32"}
        still = Grid(side=32, frames=1, most_frames=1, least_frames=1)
        small = Grid(side=32, frames=4, most_frames=9)
        more |= {"grid": small, "words": 32} if entry.moving else {"grid": still}
    return entry.model_copy(update=more)


# ---- measuring -----------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """One shot: seconds of all but encoding, seconds a step (median), GB at the peak."""

    seconds: float
    step: float
    peak_gb: float
    facts: dict[str, Any] = field(default_factory=dict)

    def row(self, name: str) -> str:
        return f"| {name} | {self.step:.3f} | {self.seconds:.2f} | {self.peak_gb:.2f} |"


def _synchronise() -> None:
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _begin() -> None:
    import torch

    from pipelines.cameras.diffusion import memory

    memory.free()
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()


def _peak() -> float:
    """GB: the device's since _begin; without a card, what this process has in memory now."""
    import psutil
    import torch

    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated() / GB
    return psutil.Process().memory_info().rss / GB


class Plain:
    """A plain Diffusers script, in the ways its documentation shows."""

    def __init__(self, entry: Any, folder: Path, mode: str) -> None:
        import torch
        from diffusers import AutoencoderKLWan, WanPipeline

        self.entry = entry
        dtype = {"bf16": torch.bfloat16, "fp32": torch.float32}[entry.precision]
        decoder = AutoencoderKLWan.from_pretrained(folder, subfolder="vae", dtype=torch.float32)
        self.pipe = WanPipeline.from_pretrained(folder, vae=decoder, dtype=dtype, local_files_only=True)
        self.pipe.set_progress_bar_config(disable=True)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        if mode == "full" or (device == "cpu" and mode != "group"):
            self.pipe.to(device)
        elif mode == "model":
            self.pipe.enable_model_cpu_offload()
        elif mode == "sequential":
            self.pipe.enable_sequential_cpu_offload()
        else:
            self._by_groups(torch.device(device))

    def _by_groups(self, device: Any) -> None:
        """The network block by block and the other parts by their layers, as the camera has them."""
        from diffusers.hooks import apply_group_offloading

        way = {"onload_device": device, "use_stream": device.type == "cuda"}
        blocks = {"offload_type": "block_level", "num_blocks_per_group": 1, "record_stream": device.type == "cuda"}
        apply_group_offloading(self.pipe.transformer, **way, **blocks)
        for part in (self.pipe.vae, self.pipe.text_encoder):
            apply_group_offloading(part, **way, offload_type="leaf_level")

    def run(self, width: int, height: int, frames: int, steps: int) -> Run:
        import torch

        stamps: list[float] = []

        def after(_: Any, __: int, ___: Any, named: dict[str, Any]) -> dict[str, Any]:
            _synchronise()
            stamps.append(time.perf_counter())
            return {}

        _begin()
        began = time.perf_counter()
        self.pipe(
            "a red ball", "blurred", width=width, height=height, num_frames=frames, num_inference_steps=steps,
            guidance_scale=self.entry.guidance, max_sequence_length=self.entry.words, output_type="np",
            generator=torch.Generator("cpu").manual_seed(1), callback_on_step_end=after,
        )  # fmt: skip
        _synchronise()
        paces = [b - a for a, b in pairwise(stamps)]
        return Run(time.perf_counter() - began, statistics.median(paces), _peak())


def shot(
    camera: Any,
    steps: int,
    how: dict[str, Any],
    dials: dict[str, Any] | None = None,
    small: bool = False,
    prompt: str = "a red ball",
    count: int = 1,
) -> Run:
    """The same through the camera, uncached where no level is asked for; `small`: half the sides and five frames.

    With `count`, so many in one call; the seconds are those of all.
    """
    from studio.crew import ClipOrder, Companion, How, StillOrder
    from studio.film import Dials

    entry = camera.entry
    width, height = entry.sizes[0]
    frames = 5 if small else entry.grid.most_frames
    clip = {"fps": str(round(entry.fps)), "frames": frames} if entry.moving else {}
    order = (ClipOrder if entry.moving else StillOrder)(
        prompt=prompt, width=width, height=height, seed=1, **clip,
        how=How(**how), dials=Dials(**({"steps": steps, "quality": "best"} | (dials or {}))),
    )  # fmt: skip
    settled = camera.settle(order)
    if small:
        side = entry.grid.side
        half = {"width": width // 2 // side * side, "height": height // 2 // side * side}
        settled = settled.model_copy(update=half)
    ended = [0.0]

    def report(_: float, note: str, __: bytes | None = None) -> None:
        if note.startswith("writing"):
            _synchronise()
            ended[0] = time.perf_counter()

    _begin()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        others = [settled.model_copy(update={"seed": seed}) for seed in range(2, count + 1)]
        company = [Companion(order=o, out=Path(out) / f"{o.seed}.mp4") for o in others]
        settled = settled.model_copy(update={"how": settled.how.model_copy(update={"companions": company})})
        made = camera.render(settled, Path(out) / ("clip.mp4" if entry.moving else "still.png"), report)
    return Run(ended[0] - began, made.facts["seconds_a_step"], _peak(), made.facts)


# ---- experiments ---------------------------------------------------------------------------------------------------


def modes(bench: Bench, camera: Any) -> None:
    """A plain script against the camera in three memory modes, each warmed up by one shot."""
    width, height = camera.entry.sizes[0]
    frames = camera.entry.grid.most_frames
    print(f"\n### {width}x{height}, {frames} frames, {bench.steps} steps\n")
    print(HEAD)
    for mode in THREE:
        if not bench.may(f"{camera.id}: {mode}"):
            continue
        camera.unload()
        script = Plain(camera.entry, camera.folder, mode)
        script.run(width, height, frames, 2)
        plain = script.run(width, height, frames, bench.steps)
        del script
        shot(camera, 2, {"memory": mode})
        ours = shot(camera, bench.steps, {"memory": mode})
        print(plain.row(f"plain script, {mode}"))
        print(ours.row(f"camera, {mode}"))
        more = (ours.step / plain.step - 1) * 100, (ours.seconds / plain.seconds - 1) * 100
        print(
            f"| more, {mode} | {more[0]:+.2f} % | {more[1]:+.2f} % | {ours.peak_gb - plain.peak_gb:+.2f} |", flush=True
        )


def warm(bench: Bench, camera: Any) -> None:
    """Shots in a row: the first loads the model, the second finds it; then two whose words were not read along."""
    if not bench.may(f"{camera.id}: warm against cold"):
        return
    camera.unload()
    first, second = (shot(camera, bench.steps, {}) for _ in range(2))
    unread = [shot(camera, bench.steps, {}, prompt=words) for words in ("a blue ball", "a green ball")]
    print("\n### Shots in a row\n")
    print(HEAD)
    print(first.row("cold, weights in the file cache"))
    print(second.row("warm"))
    for n, run in enumerate(unread, start=1):
        print(run.row(f"warm, words read for it alone, {n}"))
    print(f"\nweights were read {second.facts['loads']} time(s), then {unread[-1].facts['loads']}", flush=True)


def twenty(bench: Bench, camera: Any) -> None:
    """Whether memory grows over shots."""
    if not bench.may(f"{camera.id}: memory over 20 shots"):
        return
    held = []
    for _ in range(20):
        shot(camera, 2, {}, small=True)
        held.append(_held())
    print(f"\n### Memory held after short shots\n\nafter 2: {held[1]:.3f} GB, after 20: {held[-1]:.3f} GB", flush=True)


def _held() -> float:
    import torch

    from pipelines.cameras.diffusion import memory

    memory.free()
    return torch.cuda.memory_allocated() / GB if torch.cuda.is_available() else _peak()


def together(bench: Bench, camera: Any) -> None:
    """One, two and four in one call, with the whole model on the device; each count is warmed up by one call."""
    print("\n### Several in one call\n\n| how many | s a step, its share | s each without encoding | GB at the peak |")
    print("|---|---|---|---|")
    for count in TOGETHER:
        if not bench.may(f"{camera.id}: {count} in one call"):
            continue
        how = {"memory": "full", "together": "on"}
        shot(camera, 2, how, count=count)
        run = shot(camera, bench.steps, how, count=count)
        made = run.facts["together"]
        said = f"{count}" if made == count else f"{count} asked for, {made} made: memory holds no more"
        each = Run(run.seconds / made, run.step, run.peak_gb)
        print(each.row(said), flush=True)


def others(bench: Bench, camera: Any) -> None:
    """The other modes, precisions, levels, attention backends, and compiled blocks; what can't be had says why."""
    from studio.errors import StudioError

    print(f"\n### Other ways\n\n{HEAD}")
    for name, how, dials in _ways(bench.tiny):
        if not bench.may(f"{camera.id}: {name}"):
            continue
        try:
            run = shot(camera, bench.steps, how, dials)
        except StudioError as why:
            print(f"| {name} | {why.sentence} | | |", flush=True)
            continue
        left_out = run.facts["work_skipped"]
        cached = f", {run.facts['cache']}" if run.facts.get("cache") else ""
        cached += f" ({left_out:.0%} of the work left out)" if left_out else ""
        print(run.row(name + cached), flush=True)
    camera.unload()


def _ways(tiny: bool) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    yield "sequential", {"memory": "sequential"}, {}
    yield from ((p, {}, {"precision": p}) for p in ("fp8", "int8", "int4"))
    yield from ((f"level {q}", {}, {"quality": q}) for q in ("draft", "standard", "best"))
    yield from (
        (f"attention {a}", {"attention": a}, {}) for a in ("_native_math" if tiny else "_native_cudnn", "flash", "sage")
    )
    yield "compiled blocks, first shot", {"compile": True}, {}
    yield "compiled blocks, second shot", {"compile": True}, {}


def main() -> int:
    """Prints tables in Markdown; 2 where there is no CUDA device and no --dry-run."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--dry-run", action="store_true", help="tiny networks on the processor")
    given.add_argument("--shapes", nargs="+", choices=[*SHAPES, *STILLS], default=["1.3b", "sdxl", "5b", "14b"])
    given.add_argument("--minutes", type=float, default=60, help="after which no further experiment begins")
    given.add_argument("--steps", type=int, default=8)
    asked = given.parse_args()
    import torch

    if not asked.dry_run and not torch.cuda.is_available():
        print(
            "No CUDA device was found: nothing is measured. Try `make bench-gpu DRY=1`, which measures nothing either."
        )
        return 2
    with tempfile.TemporaryDirectory(dir=os.environ.get("STORYREEL_BENCH_FOLDER")) as folder:
        until = time.monotonic() + asked.minutes * 60
        bench = Bench(Path(folder), asked.dry_run, until, max(3, asked.steps))
        _run_all(bench, asked.shapes)
    print(f"\nleft out for want of time: {', '.join(bench.left_out) or 'nothing'}")
    return 0


def _run_all(bench: Bench, shapes: list[str]) -> None:
    import diffusers
    import torch

    from bench.overhead import quiet
    from pipelines.cameras.diffusion import memory
    from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera
    from studio.settings import Settings

    quiet()
    device = memory.device_now()
    print(f"{device.name}, {device.total_gb:.1f} GB; torch {torch.__version__}, diffusers {diffusers.__version__}"
          + (" (dry run: these figures say nothing of a GPU)" if bench.tiny else ""))  # fmt: skip
    for shape in shapes:
        if not bench.may(f"the shape {shape}"):
            continue
        still = shape in STILLS
        print(f"\n## {'SDXL' if still else f'Wan {shape}'}", flush=True)
        folder = (build_still if still else build)(bench, shape)
        memory.free()
        settings = Settings(outputs=bench.folder / "outputs")
        camera = (StillsCamera if still else DiffusionCamera)(entry_of(bench, shape), folder, settings)
        wanted: list[Callable[[Bench, Any], None]] = [warm, together] if still else [modes, others]
        if shape == next((s for s in shapes if s in SHAPES), ""):
            wanted = [modes, warm, twenty, together, others]
        for experiment in wanted:
            experiment(bench, camera)
        camera.unload()


if __name__ == "__main__":
    sys.exit(main())
