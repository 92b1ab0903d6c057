"""AnyFlow: text to video by a Wan 2.1 that was distilled to any number of steps, 4 and more; no guidance.

Traps, seen in the source:
- Guidance is in the weights: above 1 the network is run twice for a worse picture. Embeddings of a negative prompt that
  are given to an unguided run break it.
- A step is told where it ends by its number in this call, so that a run can't begin in the middle.
- Latents are (1, frames, channels, height, width), time before channels, in the network's own precision.
- It takes pictures to go on from (`video`), but only its causal sister (AnyFlowFARPipeline) was trained to.
- Each token has time embeddings of its own: 1.2 GB more at 832 x 480 and 81 frames than Wan's network needs.
- Its repositories were published naming classes of the authors' own training code, which hold the same weights: an
  entry's options `pipeline` and `class_NAME` say Diffusers' names for them (hub.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task

if TYPE_CHECKING:
    import torch


class AnyFlow(Family):
    exact = ("vae",)
    resumes = False

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import AnyFlowPipeline

        return AnyFlowPipeline

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        return latents[0].transpose(0, 1)  # (channels, frames, height, width)


family = AnyFlow()
