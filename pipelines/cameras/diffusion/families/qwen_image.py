"""Qwen-Image: stills from text, with readable writing in them.

Traps: its guidance is true_cfg_scale, and happens only with a negative prompt (guidance_scale is for distilled models,
none of which is out); sides that are no multiple of 16 are rounded down after a warning; embeddings beyond 512 tokens
are cut unless the call says so. Latents travel packed, two by two. Prompts are as long as their words: together, the
shorter ones are filled up, and the mask says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, stacked

if TYPE_CHECKING:
    import torch


class QwenImage(Family):
    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import QwenImagePipeline

        return QwenImagePipeline

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        found = self._read(pipe, entry, prompt, "")
        return found | ({} if negative is None else self._read(pipe, entry, negative, "negative_"))

    def _read(self, pipe: Any, entry: Entry, prompt: str, prefix: str) -> dict[str, torch.Tensor]:
        import torch

        words, mask = pipe.encode_prompt(prompt, max_sequence_length=entry.words)  # (1, tokens, width)
        whole = torch.ones(words.shape[:2], dtype=torch.long)  # no mask: a single prompt has no padding
        return {f"{prefix}prompt_embeds": words, f"{prefix}prompt_embeds_mask": whole if mask is None else mask}

    def stacked(self, words: list[dict[str, Any]]) -> dict[str, Any] | None:
        from torch.nn.functional import pad

        if len(words) == 1:
            return words[0]
        longest = {name: max(w[name].shape[1] for w in words) for name in words[0]}

        def filled(name: str, value: torch.Tensor) -> torch.Tensor:
            missing = longest[name] - value.shape[1]
            return pad(value, (0, missing) if value.dim() == 2 else (0, 0, 0, missing))

        return stacked([{name: filled(name, value) for name, value in w.items()} for w in words])

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        return {
            "width": task.width,
            "height": task.height,
            "num_inference_steps": task.steps,
            "true_cfg_scale": task.guidance,
            "max_sequence_length": entry.words,
        }

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        return pipe._unpack_latents(latents, task.height, task.width, pipe.vae_scale_factor)[0]


family = QwenImage()
