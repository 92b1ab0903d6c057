"""Wan 2.1 and 2.2: text to video, image to video, first and last frame, the 5B that does both, VACE that does all.

Traps, seen by running them:
- WanPipeline rounds sizes in silence where the image-to-video one raises.
- The 5B (expand_timesteps) ignores last_image in silence, and Wan 2.1's image-to-video transformers have no place for
  the tokens of a second picture. Only the entries that take a last frame get one: FLF2V, which can't do without, the
  2.2 A14B, which has no picture encoder, and VACE.
- An image-to-video transformer has 36 channels and WanPipeline gives it that many of noise: it can't do without a first
  frame.
- A LoRA goes over the first of two networks alone, in silence, unless it is told otherwise.
- VACE (an entry's option `vace`) is given its frames as a video with a mask, white where it is to paint. A list of
  arrays would have width and height swapped, and in 8-bit pictures grey is no zero: so both go as tensors.
- VACE takes one clip a call, and says so.
- A reference becomes a latent frame in front, in each step's latents too, and is taken off before decoding. It is
  scaled without filtering, with its sides rounded to 8: so it is laid on white at the clip's own size here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, sized

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image


_HALF = re.compile(r"(?<![a-z])(high|low)(?=noise|[^a-z]|$)")  # in an adapter's name; not “slow”, not “flow”


class Wan(Family):
    denoisers = ("transformer", "transformer_2")
    exact = ("vae", "image_encoder")

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import WanImageToVideoPipeline, WanPipeline, WanVACEPipeline

        if entry.options.get("vace"):
            return WanVACEPipeline
        return WanImageToVideoPipeline if task.first else WanPipeline

    def batches(self, entry: Entry, task: Task) -> bool:
        return not entry.options.get("vace")

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        call = sized(entry, task)
        if entry.guidance_low is not None:
            call["guidance_scale_2"] = entry.guidance_low
        if entry.options.get("vace"):
            return call | _frames(task) | _references(task)
        pictures = {"image": task.first, "last_image": task.last}
        return call | {name: picture for name, picture in pictures.items() if picture}

    def lays(self, pipe: Any, adapter: str) -> list[dict[str, Any]]:
        """Over both networks of the A14B; one that is named for high or low noise over that half alone."""
        if getattr(pipe, "transformer_2", None) is None:
            return [{}]
        named = _HALF.search(adapter.lower())
        halves = {"high": {}, "low": {"load_into_transformer_2": True}}
        return [halves[named[1]]] if named else list(halves.values())

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        return latents[0, :, len(task.references) :]  # of VACE; others have none

    def blocks(self, denoiser: Any) -> list[Any]:
        return [*super().blocks(denoiser), *getattr(denoiser, "vace_blocks", ())]


def _frames(task: Task) -> dict[str, Any]:
    """The given frames in their places, grey between; nothing where none is given, which says the same."""
    import torch

    given = dict(enumerate([task.first, *task.then] if task.first else []))
    if task.last:
        given[task.frames - 1] = task.last
    if not given:
        return {}
    video = torch.full((1, task.frames, 3, task.height, task.width), 0.5)  # 0 to 1; grey is 0 to the encoder
    mask = torch.ones(1, task.frames, 1, task.height, task.width)
    for at, picture in given.items():
        video[0, at], mask[0, at] = _tensor(picture), 0
    return {"video": video, "mask": mask}


def _tensor(picture: Image) -> torch.Tensor:
    import numpy as np
    import torch

    return torch.from_numpy(np.asarray(picture, np.float32) / 255).movedim(2, 0)  # (3, height, width)


def _references(task: Task) -> dict[str, Any]:
    from PIL import Image, ImageOps

    size = task.width, task.height
    laid = [ImageOps.pad(p, size, Image.Resampling.LANCZOS, color="white") for p in task.references]
    return {"reference_images": laid} if laid else {}


family = Wan()
