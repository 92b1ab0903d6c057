"""LTX-2: picture and sound together, from text, from a first frame, and to a last one.

Traps, seen in the source and by running it:
- It is guided in four ways, of picture and sound apart, each of them on by default: at guidance 1 all have to be put
  out, or a distilled model runs three times a step.
- A later step's own number picks its sigma, and the sound stands beside the latents of the callback: a run can't begin
  in the middle.
- A given picture is compressed as a film's is before it is looked at (image_crf), the way the model was trained; how
  much is told by the reader, which is not there any more: an entry's option `crf` tells it (33; 18 from LTX-2.5 on).
- A distilled model's sigmas are meant as they stand, and a scheduler that shifts by size would move them.
- LTX2VideoCondition counts in latent frames, and its tokens come after the clip's own. It takes -1 for the last one,
  which begins seven pictures before the clip's end: the picture would be met there, and the rest left to chance. A
  fraction of a latent frame, which nothing forbids, says the last picture itself, as the authors' own code counts.
- A prompt's embedding is that of all 49 layers of its reader, 1024 words of 3840 each: 385 MB in bf16.
- A batch begins with no picture: image to video takes one for each but compresses one alone, and the pipeline for two
  ends takes every clip's noise from the first seed. Its decoder is as LTX-Video's.

An entry's options: `crf`; `sigmas`, of a distilled model, as text with spaces, used where the steps asked for are as
many; `perturbed`, the block left out in one of the guidances (28; 29 in 2.0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Made, Task, masked_words, pictures, sized

if TYPE_CHECKING:
    import torch

UNSHIFTED = {"use_dynamic_shifting": False, "shift": 1.0, "shift_terminal": None}
UNGUIDED = {
    "guidance_scale": 1.0, "audio_guidance_scale": 1.0, "stg_scale": 0.0, "audio_stg_scale": 0.0,
    "modality_scale": 1.0, "audio_modality_scale": 1.0, "guidance_rescale": 0.0, "audio_guidance_rescale": 0.0,
}  # fmt: skip


class Ltx2(Family):
    readers = ("tokenizer", "text_encoder", "processor", "prompt_enhancer")
    decoders = ("vae", "audio_vae", "vocoder")
    moves = True
    resumes = False  # its sound can't be kept between steps
    slices = False

    def pipeline(self, entry: Entry, task: Task) -> type:
        from diffusers import LTX2ConditionPipeline, LTX2ImageToVideoPipeline, LTX2Pipeline

        if task.last or task.then:
            return LTX2ConditionPipeline
        return LTX2ImageToVideoPipeline if task.first else LTX2Pipeline

    def batches(self, entry: Entry, task: Task) -> bool:
        return task.first is None and task.last is None

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, Any]:
        return masked_words(pipe, entry, prompt, negative)  # (1, words, width x layers)

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        call = sized(entry, task) | {
            "frame_rate": task.fps,
            "motion_speed": 1.0 if task.motion is None else 0.5 + task.motion,  # of real time; 0.5 to 1.5
        }
        if task.guided:
            perturbed = [int(entry.options.get("perturbed", 28))]
            call |= {"spatio_temporal_guidance_blocks": perturbed}
        else:
            call |= UNGUIDED
        return call | _pictures(entry, task) | _sigmas(entry, task)

    def prepare(self, pipe: Any, entry: Entry, task: Task) -> None:
        from diffusers import FlowMatchEulerDiscreteScheduler

        saved = pipe.scheduler.config
        if _sigmas(entry, task) and any(saved.get(name) != value for name, value in UNSHIFTED.items()):
            pipe.scheduler = FlowMatchEulerDiscreteScheduler.from_config(saved, **UNSHIFTED)

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        across, along = pipe.vae_spatial_compression_ratio, pipe.vae_temporal_compression_ratio
        frames, high, wide = (task.frames - 1) // along + 1, task.height // across, task.width // across
        own = latents[:, : frames * high * wide]  # (1, tokens, channels); after them those of a last frame
        return own[0].T.reshape(-1, frames, high, wide)

    def made(self, pipe: Any, output: tuple[Any, ...], task: Task, number: int = 0) -> Made:
        """The picture, and the sound cut to its length: latents of sound rarely end where a frame does."""
        rate = int(pipe.vocoder.config.output_sampling_rate)
        sound = output[1][number].float().cpu().T.clamp(-1, 1).numpy()  # (samples, channels) float32
        return Made(pictures(output[0], number), sound[: round(task.frames / task.fps * rate)], rate)


def _pictures(entry: Entry, task: Task) -> dict[str, Any]:
    crf = int(entry.options.get("crf", 33))
    if not task.last and not task.then:
        return {"image": task.first, "image_crf": crf} if task.first else {}
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

    given: list[tuple[Any, Any]] = []
    if task.first:
        given.append(([task.first, *task.then] if task.then else task.first, 0))
    if task.last:
        given.append((task.last, (task.frames - 2) / entry.grid.frames + 1))
    return {"conditions": [LTX2VideoCondition(frames=pictures, index=at, crf=crf) for pictures, at in given]}


def _sigmas(entry: Entry, task: Task) -> dict[str, Any]:
    """A distilled model's own sigmas, where so many steps are asked for."""
    own = [float(s) for s in str(entry.options.get("sigmas", "")).split()]
    return {"sigmas": own} if len(own) == task.steps else {}


family = Ltx2()
