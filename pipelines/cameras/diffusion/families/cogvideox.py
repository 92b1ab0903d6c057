"""CogVideoX: text to video and image to video.

Traps, seen in the source:
- Sizes need only be multiples of 8 for its check, but the transformer's patches make it 16; the 5B for pictures, whose
  positions are learned, refuses every size but 720 x 480.
- Of an even number of latent frames the decoder makes too many pictures (16 of 13): a clip has 8k + 1, not 4k + 1.
- Latents are (1, frames, channels, height, width), time before channels.
- CogVideoXDPMScheduler is handed what it found a step before by the pipeline, which forgets it when a run is left:
  here the scheduler keeps that itself.
- The image-to-video transformers take the given picture as more channels: they do nothing without one.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task, each

if TYPE_CHECKING:
    import torch


class CogVideoX(Family):
    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import CogVideoXImageToVideoPipeline, CogVideoXPipeline

        return CogVideoXImageToVideoPipeline if task.first else CogVideoXPipeline

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        return super().arguments(entry, task) | ({"image": each(task, task.first)} if task.first else {})

    def prepare(self, pipe: Any, entry: Entry, task: Task) -> None:
        if type(pipe.scheduler).__name__ == "CogVideoXDPMScheduler":
            pipe.scheduler = _remembering().from_config(pipe.scheduler.config)

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        return latents[0].transpose(0, 1)  # (channels, frames, height, width)


@cache
def _remembering() -> Any:
    """CogVideoXDPMScheduler, which itself keeps what it found a step before."""
    from diffusers import CogVideoXDPMScheduler

    base: Any = CogVideoXDPMScheduler

    class Remembering(base):
        found: Any = None  # the picture without noise, as the step before guessed it
        at: Any = None  # and that step's time

        @wraps(base.set_timesteps)
        def set_timesteps(self, *args: Any, **kwargs: Any) -> None:
            super().set_timesteps(*args, **kwargs)
            self.found = self.at = None

        @wraps(base.step)  # the pipeline looks whether it takes a generator
        def step(self, noise: Any, found: Any, at: Any, before: Any, *args: Any, **kwargs: Any) -> Any:
            found, before = (self.found, self.at) if found is None else (found, before)
            made = super().step(noise, found, at, before, *args, **kwargs)
            self.found, self.at = made[1], int(at)
            return made

    return Remembering


family = CogVideoX()
