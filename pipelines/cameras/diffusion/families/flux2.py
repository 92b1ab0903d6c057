"""FLUX.2 klein: stills from text, and from reference pictures.

Traps: a distilled model (is_distilled) ignores guidance with no more than a warning; the pipeline reads no negative
prompt but takes embeddings of one; references under 64 pixels or longer than 8 to 1 raise; sides that are no multiple
of 16 are rounded down after a warning. Latents travel packed, two by two.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, sized
from studio.errors import BadInput

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image

LEAST = 64  # pixels, Flux2ImageProcessor.check_image_input
LONGEST = 8


class Flux2(Family):
    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import Flux2KleinPipeline

        return Flux2KleinPipeline

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        found = {"prompt_embeds": pipe.encode_prompt(prompt, max_sequence_length=entry.words)[0]}  # (1, words, width)
        if negative is not None and not pipe.config.is_distilled:
            found["negative_prompt_embeds"] = pipe.encode_prompt(negative, max_sequence_length=entry.words)[0]
        return found

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        given = [_fit(picture) for picture in task.references]
        return sized(entry, task) | ({"image": given} if given else {})

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        high, wide = (side // (2 * pipe.vae_scale_factor) for side in (task.height, task.width))
        tokens = latents[0].T  # (4 * channels, high * wide)
        squares = tokens.unflatten(1, (high, wide)).unflatten(0, (-1, 2, 2))  # (channels, 2, 2, high, wide)
        return squares.permute(0, 3, 1, 4, 2).flatten(1, 2).flatten(2, 3).unsqueeze(1)

    def blocks(self, denoiser: Any) -> list[Any]:
        return [*denoiser.transformer_blocks, *denoiser.single_transformer_blocks]


def _fit(picture: Image) -> Image:
    """A reference as the model takes it: at least 64 pixels a side."""
    short, long = sorted(picture.size)
    if long > LONGEST * short:
        raise BadInput("A reference picture may be at most eight times as long as wide: crop it.", "references")
    if short >= LEAST:
        return picture
    wide, high = (math.ceil(side * LEAST / short) for side in picture.size)
    return picture.resize((wide, high))


family = Flux2()
