"""Wan 2.1 and 2.2: text to video, image to video, first and last frame, and the 5B that does both.

Traps, seen by running them: WanPipeline rounds sizes in silence where the image-to-video one raises; the 5B
(expand_timesteps) ignores last_image in silence, and Wan 2.1's image-to-video transformers have no place for the
tokens of a second picture. Only the entries that take a last frame get one: FLF2V, and the 2.2 A14B, which has no
picture encoder.
"""

from __future__ import annotations

from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task


class Wan(Family):
    denoisers = ("transformer", "transformer_2")
    exact = ("vae", "image_encoder")

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import WanImageToVideoPipeline, WanPipeline

        return WanImageToVideoPipeline if task.first else WanPipeline

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        low = {"guidance_scale_2": entry.guidance_low} if entry.guidance_low is not None else {}
        return super().arguments(entry, task) | low | ({"last_image": task.last} if task.last else {})


family = Wan()
