"""AnimateDiff: Stable Diffusion 1.5 and a motion adapter laid into its UNet; text to two seconds of video.

A model is either a folder that AnimateDiffPipeline saved, or Stable Diffusion's own with the adapter's files in
motion_adapter/ beside the rest (the entry's option part_motion_adapter names their repository).
Traps: the adapter was trained with a linear beta schedule, Stable Diffusion's saved scheduler has another and renders
without complaint; the UNet that the pipeline puts together is left in train mode; CLIP reads 77 tokens and drops the
rest with no more than a warning; the adapter knows no more than 32 frames.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, load, sized

ADAPTER = "motion_adapter"
FRAMES_DECODED = 8  # at once: each by itself in this decoder, so it changes memory only


class AnimateDiff(Family):
    denoisers = ("unet",)

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import AnimateDiffPipeline

        return AnimateDiffPipeline

    def load(self, cls: type, folder: Any, entry: Entry, leave_out: tuple[str, ...], dtype: Any, **more: Any) -> Any:
        """Puts UNet and adapter together where they lie apart, and then gives the adapter's own copy back."""
        bare = cls.load_config(folder)["unet"][1] == "UNet2DConditionModel"  # type: ignore[attr-defined]
        if not bare or "unet" in leave_out:
            return load(cls, folder, entry, (*leave_out, ADAPTER), dtype, **more)
        pipe = load(cls, folder, entry, leave_out, dtype, **more, motion_adapter=_adapter(folder, dtype))
        pipe.register_modules(motion_adapter=None)
        pipe.unet.eval()
        pipe.scheduler = _scheduler(pipe.scheduler)
        return pipe

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        guided = negative is not None
        words, against = pipe.encode_prompt(prompt, pipe._execution_device, 1, guided, negative)
        found = {"prompt_embeds": words}  # (1, 77, 768)
        return found | ({"negative_prompt_embeds": against} if guided else {})

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        return sized(entry, task) | {"decode_chunk_size": FRAMES_DECODED}

    def blocks(self, denoiser: Any) -> list[Any]:
        return [m for m in denoiser.modules() if type(m).__name__ == "BasicTransformerBlock"]


def _adapter(folder: Any, dtype: Any) -> Any:
    from diffusers import MotionAdapter

    short = dtype["default"] if isinstance(dtype, dict) else dtype
    return MotionAdapter.from_pretrained(
        Path(folder) / ADAPTER, dtype=short, local_files_only=True, use_safetensors=True
    )


def _scheduler(saved: Any) -> Any:
    """The one that the adapter's authors use, with Stable Diffusion's other settings."""
    from diffusers import DDIMScheduler

    return DDIMScheduler.from_config(
        saved.config, beta_schedule="linear", timestep_spacing="linspace", clip_sample=False, steps_offset=1
    )


family = AnimateDiff()
