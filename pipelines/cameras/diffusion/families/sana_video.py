"""SANA-Video: text to video and image to video with the same weights.

Traps: the length is `frames`; use_resolution_binning would render another size and stretch it back; the negative prompt
is "" by default, which the pipeline refuses together with embeddings of one; the instruction that the prompt is put
behind (complex_human_instruction) changes what Gemma says of the prompt's words, whose embeddings alone are kept, and
stands in the call's defaults, not in encode_prompt's; prompts are lowercased.
"""

from __future__ import annotations

import inspect
from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task


class SanaVideo(Family):
    exact = ("vae",)

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import SanaImageToVideoPipeline, SanaVideoPipeline

        return SanaImageToVideoPipeline if task.first else SanaVideoPipeline

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        guided = negative is not None
        instruction = inspect.signature(type(pipe).__call__).parameters["complex_human_instruction"].default
        if score := entry.options.get("motion_score"):  # as the authors' prompts end
            prompt = f"{prompt} motion score: {score}."
        words, mask, against, against_mask = pipe.encode_prompt(
            prompt, guided, negative or "", max_sequence_length=entry.words, complex_human_instruction=instruction
        )
        found = {"prompt_embeds": words, "prompt_attention_mask": mask}  # (1, words, width) and (1, words)
        unwanted = {"negative_prompt_embeds": against, "negative_prompt_attention_mask": against_mask}
        return found | (unwanted if guided else {})

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        call: dict[str, Any] = {
            "negative_prompt": None,
            "width": task.width,
            "height": task.height,
            "frames": task.frames,
            "num_inference_steps": task.steps,
            "guidance_scale": task.guidance,
            "use_resolution_binning": False,
        }
        return call | ({"image": task.first} if task.first else {})


family = SanaVideo()
