"""Stable Diffusion XL: stills from text, read by two CLIPs.

Traps: CLIP reads 77 tokens and drops the rest with no more than a warning; an empty negative prompt is not the same as
none, for which the base model was trained on zeros (force_zeros_for_empty_prompt); sides between multiples of 8 raise.
"""

from __future__ import annotations

from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task


class Sdxl(Family):
    readers = ("tokenizer", "tokenizer_2", "text_encoder", "text_encoder_2")
    denoisers = ("unet",)

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import StableDiffusionXLPipeline

        return StableDiffusionXLPipeline

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        guided = negative is not None
        words, against, pooled, pooled_against = pipe.encode_prompt(
            prompt, negative_prompt=negative or None, do_classifier_free_guidance=guided
        )
        found = {"prompt_embeds": words, "pooled_prompt_embeds": pooled}  # (1, 77, 2048) and (1, 1280)
        unwanted = {"negative_prompt_embeds": against, "negative_pooled_prompt_embeds": pooled_against}
        return found | (unwanted if guided else {})

    def blocks(self, denoiser: Any) -> list[Any]:
        return [m for m in denoiser.modules() if type(m).__name__ == "BasicTransformerBlock"]


family = Sdxl()
