"""What differs between families of models: their pipeline classes, their words, their arguments, their latents.

A family is one module in families/ with one object, `family`. It knows Diffusers' classes and no files, memory or jobs.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.folders import refuse_code

if TYPE_CHECKING:
    import numpy as np
    import torch
    from PIL.Image import Image


@dataclass(frozen=True)
class Task:
    """One call of a pipeline: a clip of at most the model's most frames, or a still (frames 1)."""

    prompt: str
    negative: str
    width: int
    height: int
    frames: int
    fps: float
    steps: int
    guidance: float
    seed: int
    motion: float | None = None  # 0 to 1; None: as trained
    first: Image | None = None  # RGB, already width x height
    then: list[Image] = field(default_factory=list)  # the pictures right behind the first, where a clip is gone on with
    last: Image | None = None
    references: list[Image] = field(default_factory=list)  # RGB, any size
    count: int = 1  # how many the call makes, alike but for their words and seeds

    @property
    def guided(self) -> bool:
        """Whether the model is run a second time with the negative prompt."""
        return self.guidance > 1


@dataclass(frozen=True)
class Made:
    """What a call gave."""

    pictures: np.ndarray  # (frames, height, width, 3) float32, 0 to 1
    sound: np.ndarray | None = None  # (samples, channels) float32, -1 to 1
    sound_rate: int = 0  # Hz


class Family:
    """The usual case; a family overrides what is different."""

    readers: tuple[str, ...] = ("tokenizer", "text_encoder")  # components that only read the words
    denoisers: tuple[str, ...] = ("transformer",)  # components that run at every step
    decoders: tuple[str, ...] = ("vae",)
    exact: tuple[str, ...] = ()  # components that their authors keep in float32
    calls_back = True  # has callback_on_step_end; otherwise the scheduler's step is listened to
    moves = False  # has a parameter for how much moves; otherwise words tell it
    resumes = True  # a run can begin at step k with the same result
    slices = True  # given several latents, its decoder takes them one at a time

    def pipeline(self, entry: Entry, task: Task) -> type:
        """The class that does this task."""
        raise NotImplementedError

    def load(self, cls: type, folder: Any, entry: Entry, leave_out: tuple[str, ...], dtype: Any, **more: Any) -> Any:
        """The pipeline from its folder, without the components named."""
        return load(cls, folder, entry, leave_out, dtype, **more)

    def embed(self, pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, torch.Tensor]:
        """The words as the call's arguments, on the CPU; `pipe` has only its readers. `negative` None: unguided."""
        guided = negative is not None
        words, against = pipe.encode_prompt(prompt, negative, guided, max_sequence_length=entry.words)
        found = {"prompt_embeds": words}  # (1, tokens, width)
        return found | ({"negative_prompt_embeds": against} if guided else {})

    def batches(self, entry: Entry, task: Task) -> bool:
        """Whether one call can make several of these, each as it would be by itself; they share their pictures."""
        return True

    def stacked(self, words: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The words of several tasks as one call takes them; None: these can't go together."""
        return stacked(words)

    def arguments(self, entry: Entry, task: Task) -> dict[str, Any]:
        """The other arguments of the call: not words, generator, callback or output type."""
        return sized(entry, task) | ({"image": task.first} if task.first else {})

    def prepare(self, pipe: Any, entry: Entry, task: Task) -> None:
        """Whatever must be set on the pipeline before a call, such as a scheduler's shift or a guider."""

    def lays(self, pipe: Any, adapter: str) -> list[dict[str, Any]]:
        """How a LoRA of that name is laid over the model: the arguments of load_lora_weights, a call each."""
        return [{}]

    def seen(self, pipe: Any, latents: torch.Tensor, task: Task) -> torch.Tensor:
        """The first one's latents of a step as (channels, frames, height, width), for previews; frames 1: a still."""
        return latents[0] if latents.dim() == 5 else latents[0].unsqueeze(1)

    def blocks(self, denoiser: Any) -> list[Any]:
        """The repeated blocks of a denoiser: what is compiled, and counted to see what a cache really skips."""
        found = [getattr(denoiser, n, None) for n in ("blocks", "transformer_blocks")]
        return [block for several in found if several is not None for block in several]

    def made(self, pipe: Any, output: tuple[Any, ...], task: Task, number: int = 0) -> Made:
        """What the call returned (return_dict False, output_type "np") for that one of the task's count."""
        return Made(pictures(output[0], number))


def sized(entry: Entry, task: Task) -> dict[str, Any]:
    """The arguments that most pipelines name alike."""
    length = {"num_frames": task.frames} if entry.moving else {}
    size = {"width": task.width, "height": task.height}
    return size | length | {"num_inference_steps": task.steps, "guidance_scale": task.guidance}


def masked_words(pipe: Any, entry: Entry, prompt: str, negative: str | None) -> dict[str, torch.Tensor]:
    """Family.embed for pipelines that want to know which of the tokens are words."""
    guided = negative is not None
    words, seen, against, unseen = pipe.encode_prompt(prompt, negative, guided, max_sequence_length=entry.words)
    found = {"prompt_embeds": words, "prompt_attention_mask": seen}  # (1, tokens, width), (1, tokens)
    return found | ({"negative_prompt_embeds": against, "negative_prompt_attention_mask": unseen} if guided else {})


def pictures(frames: Any, number: int = 0) -> np.ndarray:
    """One of those that a call returned, (count, frames, height, width, 3) or of stills (count, height, width, 3)."""
    import numpy as np

    array = np.asarray(frames)
    return array[number] if array.ndim == 5 else array[number : number + 1]  # (frames, height, width, 3) float32


def stacked(words: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Embeddings one after another, lists too; None where some are longer than others."""
    import torch

    if len(words) == 1:
        return words[0]
    found: dict[str, Any] = {}
    for name, first in words[0].items():
        several = [w[name] for w in words]
        if isinstance(first, list):
            found[name] = [one for each in several for one in each]
        elif any(each.shape != first.shape for each in several):
            return None
        else:
            found[name] = torch.cat(several)
    return found


def each(task: Task, picture: Image | None) -> Any:
    """The picture as often as the task is made, for pipelines that don't repeat it themselves."""
    return picture if task.count == 1 else [picture] * task.count


def family(name: str) -> Family:
    """The family of that name, imported when first asked for."""
    return import_module(f"pipelines.cameras.diffusion.families.{name}").family


def load(cls: type, folder: Any, entry: Entry, leave_out: tuple[str, ...], dtype: Any, **more: Any) -> Any:
    """The pipeline of a Diffusers folder, without the components named; nothing is fetched, none of its code runs."""
    refuse_code(Path(folder))  # asked whether to run it, a library would read the answer from the worker's orders
    accepted = inspect.signature(cls).parameters
    absent = {name: None for name in leave_out if name in accepted}
    settings: dict[str, Any] = {"dtype": dtype, "local_files_only": True, "use_safetensors": True}
    if entry.variant:
        settings["variant"] = entry.variant
    pipe = cls.from_pretrained(str(folder), **absent, **settings, **more)  # type: ignore[attr-defined]
    pipe.set_progress_bar_config(disable=True)
    return pipe


def sibling(pipe: Any, cls: type) -> Any:
    """The same components under another class of the family, such as image to video.

    Never by from_pipe, which casts shared modules to float32.
    """
    if type(pipe) is cls:
        return pipe
    accepted = inspect.signature(cls).parameters
    known = {k: v for k, v in pipe.config.items() if not k.startswith("_")} | pipe.components
    made = cls(**{name: known.get(name) for name in accepted if name in known})
    made.set_progress_bar_config(disable=True)
    return made
