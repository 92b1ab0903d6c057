"""Stable Video Diffusion: animates a first frame, and reads no words.

Traps: guidance grows from 1 at the first frame to the asked one at the last; the pipeline returns its frames bare, not
in a tuple, with return_dict False, so that output[0] is the first clip and no batch; latents lie as (1, frames,
channels, height, width); the picture is given noise before it is encoded, from the generator, ahead of the latents';
several clips would be decoded in one row, by a decoder that looks across frames, so that the end of one is seen in the
beginning of the next: each is made alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Made, Task

if TYPE_CHECKING:
    import torch

MOTION = 127  # motion_bucket_id as the pipeline has it by default; trained from 0 to 255
FRAMES_DECODED = 8  # at once; the decoder looks across them, so a seam may be seen where it is fewer


class Svd(Family):
    readers = ()
    denoisers = ("unet",)
    moves = True

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import StableVideoDiffusionPipeline

        return StableVideoDiffusionPipeline

    def batches(self, entry: Entry, task: Task) -> bool:
        return False

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        return {}

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        return {
            "image": task.first,
            "width": task.width,
            "height": task.height,
            "num_frames": task.frames,
            "num_inference_steps": task.steps,
            "max_guidance_scale": task.guidance,
            "fps": max(1, round(task.fps)),
            "motion_bucket_id": MOTION if task.motion is None else round(255 * task.motion),
            "decode_chunk_size": FRAMES_DECODED,
        }

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        return latents[0].transpose(0, 1)

    def made(self, pipe: Any, output: tuple[Any, ...], task: Task, number: int = 0) -> Made:
        return Made(np.asarray(output[0]))  # (frames, height, width, 3) float32

    def blocks(self, denoiser: Any) -> list[Any]:
        kinds = ("BasicTransformerBlock", "TemporalBasicTransformerBlock")
        return [m for m in denoiser.modules() if type(m).__name__ in kinds]


family = Svd()
