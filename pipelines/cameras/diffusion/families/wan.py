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

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        guided = negative is not None
        words, against = pipe.encode_prompt(
            prompt, negative, do_classifier_free_guidance=guided, max_sequence_length=entry.words
        )
        found = {"prompt_embeds": words}  # (1, tokens, width)
        return found | ({"negative_prompt_embeds": against} if guided else {})

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        call: dict[str, Any] = {
            "width": task.width,
            "height": task.height,
            "num_frames": task.frames,
            "num_inference_steps": task.steps,
            "guidance_scale": task.guidance,
        }
        if entry.guidance_low is not None:
            call["guidance_scale_2"] = entry.guidance_low
        if task.first:
            call["image"] = task.first
        if task.last:
            call["last_image"] = task.last
        return call


family = Wan()
