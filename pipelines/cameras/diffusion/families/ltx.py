"""LTX-Video from 0.9.5 on: text, first and last frame and pictures between, all by LTXConditionPipeline.

Traps, seen in the source and by running it:
- It makes its own timesteps (a linear and a quadratic half). A scheduler that shifts by size refuses them, one with a
  shift or a terminal of its own moves the sigmas away from them in silence, and only FlowMatchEuler steps tokens
  apart: so it is always FlowMatchEuler, unshifted.
- By default it adds new noise to the given pictures at every step, which no state of a run holds, and which the
  distilled models do without: image_cond_noise_scale is 0 here, so that a run can be left and gone on with.
- Of a list of pictures given as `image` only the first one is used, in silence: they go as `conditions`.
- A picture after the first frame is put before the clip's own tokens, and is in the callback's latents.
- Negative embeddings may be given to an unguided run, and are ignored.
- A given picture is not repeated over a batch, and would take its noise from the first seed alone.
- A decoder that is told how clean the latents are can't take several one at a time: it mixes slices of them with those
  of the times, in silence where there are two.

An entry's options: `timesteps`, eight and the like of a distilled model, as text with spaces, used where the steps
asked for are as many; `decode_timestep` and `decode_noise`, of decoders that are told how clean the latents are (0.05
and 0.025 from 0.9.7 on); `rescale`, of the guidance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, each, masked_words, sized

if TYPE_CHECKING:
    import torch

UNSHIFTED = {"use_dynamic_shifting": False, "shift": 1.0, "shift_terminal": None}


class Ltx(Family):
    slices = False

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import LTXConditionPipeline

        return LTXConditionPipeline

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        return masked_words(pipe, entry, prompt, negative)

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        call = sized(entry, task) | {
            "frame_rate": task.fps,
            "guidance_rescale": float(entry.options.get("rescale", 0.0)),
            "image_cond_noise_scale": 0.0,
            "decode_timestep": float(entry.options.get("decode_timestep", 0.05)),
            "decode_noise_scale": float(entry.options.get("decode_noise", 0.025)),
        }
        return call | _pictures(task) | _timesteps(entry, task)

    def prepare(self, pipe: Any, entry: Entry, task: Task) -> None:
        from diffusers import FlowMatchEulerDiscreteScheduler

        saved = pipe.scheduler.config
        if any(saved.get(name) != value for name, value in UNSHIFTED.items()):
            pipe.scheduler = FlowMatchEulerDiscreteScheduler.from_config(saved, **UNSHIFTED)

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        across, along = pipe.vae_spatial_compression_ratio, pipe.vae_temporal_compression_ratio
        frames, high, wide = (task.frames - 1) // along + 1, task.height // across, task.width // across
        own = latents[:, -frames * high * wide :]  # (1, tokens, channels); before them those of given pictures
        return own[0].T.reshape(-1, frames, high, wide)


def _pictures(task: Task) -> dict[str, Any]:
    from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

    given = [(task.first, 0), (task.last, task.frames - 1)]
    held = [LTXVideoCondition(image=each(task, picture), frame_index=at) for picture, at in given if picture]
    if task.first and task.then:
        held[0] = LTXVideoCondition(video=[task.first, *task.then], frame_index=0)
    return {"conditions": held} if held else {}


def _timesteps(entry: Entry, task: Task) -> dict[str, Any]:
    """A distilled model's own timesteps, where so many steps are asked for."""
    own = [float(t) for t in str(entry.options.get("timesteps", "")).split()]
    return {"timesteps": own} if len(own) == task.steps else {}


family = Ltx()
