"""Kandinsky 5: text to video, and image to video with weights of its own; read by Qwen2.5-VL and CLIP.

Traps: embeddings come three together (of Qwen, of CLIP, and prompt_cu_seqlens, their lengths) or not at all; image to
video evens out the first frames against the fifth latent frame and those after it, so that fewer than 17 frames give
NaN, and a single one fails, and over a whole batch at once, so that each is made alone; latents lie as (1, frames,
height, width, channels), with the condition and its mask as more channels behind, and are written in place from step
to step; the tokenizer saved with the model is a processor of pictures and videos too, which would need torchvision to
read words, so its tokenizer alone is loaded; words have no mask, so that only prompts of one length go together.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, load, stacked

if TYPE_CHECKING:
    import torch


class Kandinsky5(Family):
    readers = ("tokenizer", "tokenizer_2", "text_encoder", "text_encoder_2")

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import Kandinsky5I2VPipeline, Kandinsky5T2VPipeline

        return Kandinsky5I2VPipeline if task.first else Kandinsky5T2VPipeline

    def load(self, cls: type, folder: Any, entry: Entry, leave_out: tuple[str, ...], dtype: Any, **more: Any) -> Any:
        pipe = load(cls, folder, entry, (*leave_out, "tokenizer"), dtype, **more)
        if "tokenizer" not in leave_out:
            from transformers import AutoTokenizer

            own = Path(folder) / "tokenizer"
            pipe.tokenizer = AutoTokenizer.from_pretrained(own, local_files_only=True, trust_remote_code=False)
        return pipe

    def batches(self, entry: Entry, task: Task) -> bool:
        return task.first is None

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        found = self._read(pipe, entry, prompt, "")
        return found | ({} if negative is None else self._read(pipe, entry, negative, "negative_"))

    def _read(self, pipe: Any, entry: Entry, prompt: str, prefix: str) -> dict[str, torch.Tensor]:
        words, pooled, lengths = pipe.encode_prompt(prompt, max_sequence_length=entry.words)
        return {
            f"{prefix}prompt_embeds_qwen": words,  # (1, tokens, 3584)
            f"{prefix}prompt_embeds_clip": pooled,  # (1, 768)
            f"{prefix}prompt_cu_seqlens": lengths,  # (2,)
        }

    def stacked(self, words: list[dict[str, Any]]) -> dict[str, Any] | None:
        found = stacked(words)
        if found is None or len(words) == 1:
            return found
        import torch

        for name in (n for n in found if n.endswith("cu_seqlens")):
            length = int(words[0][name][-1])
            if any(int(w[name][-1]) != length for w in words):
                return None
            found[name] = torch.arange(len(words) + 1, dtype=torch.int32) * length
        return found

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        return latents[0, ..., : pipe.transformer.config.in_visual_dim].permute(3, 0, 1, 2)

    def blocks(self, denoiser: Any) -> list[Any]:
        return list(denoiser.visual_transformer_blocks)


family = Kandinsky5()
