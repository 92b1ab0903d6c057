"""HunyuanVideo 1.5: text to video and image to video.

Traps, seen in the source:
- Neither pipeline has a callback or takes guidance: the scheduler's step is listened to, and the guider is replaced.
- The image-to-video one takes no size: it picks one from a list by the picture's shape, rounded so that even a size of
  the list may miss itself. Here it is told the task's.
- The prompt's template is cut off after 108 tokens, as its own tokenizer counts them; it must stay as it is. Words in
  quotation marks are read once more, letter by letter, by the second reader.
- The constructor asks the decoder for its channels, so that no pipeline is made of readers alone: a subclass may.
- The transformers take the given picture as more channels: each is trained for text or for a first frame alone.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task

READ = ("prompt_embeds", "prompt_embeds_mask", "prompt_embeds_2", "prompt_embeds_mask_2")


class Hunyuan15(Family):
    readers = ("tokenizer", "text_encoder", "tokenizer_2", "text_encoder_2")
    calls_back = False

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import HunyuanVideo15ImageToVideoPipeline, HunyuanVideo15Pipeline

        return _bare(HunyuanVideo15ImageToVideoPipeline if task.first else HunyuanVideo15Pipeline)

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        pipe.tokenizer_max_length = entry.words
        found = dict(zip(READ, pipe.encode_prompt(prompt), strict=True))
        if negative is not None:
            against = pipe.encode_prompt(negative)
            found |= {f"negative_{name}": made for name, made in zip(READ, against, strict=True)}
        return found  # (1, words, width), (1, words), (1, 256, width), (1, 256), and again

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        call: dict[str, Any] = {"num_frames": task.frames, "num_inference_steps": task.steps}
        return call | ({"image": task.first} if task.first else {"width": task.width, "height": task.height})

    def prepare(self, pipe: Any, entry: Entry, task: Task) -> None:
        pipe.guider = pipe.guider.new(guidance_scale=task.guidance if task.guided else 1.0)
        pipe.video_processor.calculate_default_height_width = lambda **_: (task.height, task.width)


@cache
def _bare(cls: Any) -> type:
    """The class, able to do without its decoder while it only reads."""

    class Bare(cls):
        @wraps(cls.__init__)  # type: ignore[misc]  # its parameters are looked at
        def __init__(self, **parts: Any) -> None:
            super().__init__(**parts)
            if parts["vae"] is None:
                super().register_modules(vae=None)

        def register_modules(self, **parts: Any) -> None:
            super().register_modules(**{n: part for n, part in parts.items() if n != "vae" or part is not None})

    Bare.__name__ = cls.__name__
    return Bare


family = Hunyuan15()
