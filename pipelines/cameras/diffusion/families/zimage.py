"""Z-Image: stills from text.

Traps: its guidance counts from 0, not from 1 (0 is unguided, and 1 already reads the negative prompt), sides that are
no multiple of 16 raise, and its embeddings are lists, one tensor a prompt without padding.
"""

from __future__ import annotations

from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, sized


class ZImage(Family):
    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import ZImagePipeline

        return ZImagePipeline

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        guided = negative is not None
        words, against = pipe.encode_prompt(
            prompt, negative_prompt=negative, do_classifier_free_guidance=guided, max_sequence_length=entry.words
        )
        found = {"prompt_embeds": words}  # [(tokens, width)]
        return found | ({"negative_prompt_embeds": against} if guided else {})

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        return sized(entry, task) | {"guidance_scale": task.guidance if task.guided else 0.0}

    def blocks(self, denoiser: Any) -> list[Any]:
        return list(denoiser.layers)


family = ZImage()
