"""One call of a pipeline, watched: progress, previews, cancel and pause at every step, states to go on from.

    words -> denoise, step by step -> decode
What the pipeline does is the pipeline's; this only listens at its callback, or where it has none at its scheduler.
A call makes one picture or clip, or several of a shape: the first is the one that was asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion.family import Family, Made, Task
from pipelines.cameras.diffusion.preview import Preview
from pipelines.cameras.diffusion.resume import Seam, State, joined, saved
from pipelines.cameras.diffusion.words import Embeddings
from studio.crew import Report
from studio.errors import Cancelled, MakerFailed, Paused

PREVIEW_SECONDS = 1.0
CHECKPOINT_SECONDS = 15.0  # work that a kill may cost; a state is some megabytes, written in milliseconds


@dataclass(frozen=True)
class Checkpoint:
    """Where a run leaves the state of each picture; with a `lack` it can't go on, and leaves word of a pause."""

    paths: tuple[Path, ...]  # that of the picture that was asked for is the first
    lack: str = ""
    every: float = CHECKPOINT_SECONDS

    def state(self) -> State | None:
        """What to go on from, where all of them are at the same step."""
        states = [] if self.lack else [state for path in self.paths if (state := saved(path))]
        alike = len(states) == len(self.paths) and len({state.step for state in states}) == 1
        return joined(states) if alike else None

    def save(self, state: State, broken: set[int]) -> None:
        """Keeps each picture's, but not of those whose numbers are none."""
        for n, one in enumerate(state.divided()):
            if n not in broken:
                one.save(self.paths[n])

    @property
    def _word(self) -> Path:
        return self.paths[0].with_suffix(".again")

    def leave_word(self) -> None:
        self._word.parent.mkdir(parents=True, exist_ok=True)
        self._word.touch()

    @property
    def again(self) -> bool:
        """Whether it was paused before and begins again."""
        return bool(self.lack) and self._word.exists()

    def clear(self) -> None:
        for path in (*self.paths, self._word):
            path.unlink(missing_ok=True)


class Watch:
    """Hears every step of one run."""

    def __init__(self, task: Task, report: Report, preview: Preview, checkpoint: Checkpoint) -> None:
        self.task, self.report, self.preview, self.checkpoint = task, report, preview, checkpoint
        self.seconds: list[float] = []  # of each step
        self.broken: set[int] = set()  # which of the pictures turned to numbers that are none
        self.state: State | None = None  # the newest one
        self.latents: Any = None  # after the last step, as the family shows them
        self._seam: Seam | None = None
        self._done = 0
        self._at = self._shown = self._saved = time.monotonic()

    def begin(self, seam: Seam) -> None:
        """A call begins, at its seam's state or at the start; where it was paused before, it says which."""
        self._seam, self._done = seam, seam.begin.step if seam.begin else 0
        self.broken.clear()
        if self.checkpoint.again:
            self.report(0.0, f"begins again: {self.checkpoint.lack}")
        elif seam.begin:
            self.report(self._done / self.task.steps, f"goes on from step {self._done} of {self.task.steps}")
        self._at = time.monotonic()

    def narrow(self, count: int) -> None:
        """From now on the call makes only the first `count`; what is known of them is kept."""
        self.task = replace(self.task, count=count)
        self.state = joined(self.state.divided()[:count]) if self.state else None

    def step(self, family: Family, pipe: Any, latents: Any) -> None:
        """After a step: raises Cancelled, Paused, or MakerFailed where the numbers went wrong."""
        self._done += 1
        clock = time.monotonic()
        self.seconds.append(clock - self._at)
        self._at = clock
        finite = latents.isfinite().flatten(1).all(dim=1).tolist()  # one a picture
        self.broken |= {n for n, good in enumerate(finite) if not good}
        if 0 in self.broken:
            raise MakerFailed(
                f"The model gave numbers that are no picture (NaN) at step {self._done}: "
                "render again with another seed, precision “full”, or another scheduler."
            )
        self._keep(latents, clock)
        picture = None
        if clock - self._shown >= PREVIEW_SECONDS or self._done == self.task.steps:
            self.latents = family.seen(pipe, latents, self.task)
            if clock - self._shown >= PREVIEW_SECONDS:
                picture, self._shown = self.preview.picture(self.latents), clock
        try:
            self.report(self._done / self.task.steps, self._note(), picture)
        except Paused as why:
            raise Paused(self._pause(latents)) from why
        except Cancelled:
            replace(self.checkpoint, paths=self.checkpoint.paths[:1]).clear()  # the others were not cancelled
            raise
        self._at = time.monotonic()  # what telling costs is no part of a step

    def _pause(self, latents: Any) -> str:
        """Keeps what there is to go on from, and says how it will go on."""
        said = f"paused after step {self._done} of {self.task.steps}"
        if self.checkpoint.lack:
            self.checkpoint.leave_word()
            return f"{said}: begins again, because {self.checkpoint.lack}"
        assert self._seam is not None, "a step is heard within a call"
        self.checkpoint.save(self._seam.state(self._done, latents), self.broken)
        return f"{said}: goes on from there"

    def _keep(self, latents: Any, clock: float) -> None:
        if self.checkpoint.lack or self._seam is None:
            return
        if clock - self._saved >= self.checkpoint.every or self._done == self.task.steps:
            self.state = self._seam.state(self._done, latents)  # the last one serves a decoder that runs out of memory
            if clock - self._saved >= self.checkpoint.every:
                self.checkpoint.save(self.state, self.broken)
                self._saved = clock

    def _note(self) -> str:
        recent = self.seconds[-5:]
        pace = sum(recent) / len(recent)
        left = pace * (self.task.steps - self._done)
        paced = f"{pace:.1f} s a step" if pace >= 1 else f"{1 / max(pace, 1e-6):.1f} steps a second"
        together = f" for {self.task.count} together" if self.task.count > 1 else ""
        if self._done == self.task.steps:
            return f"step {self._done} of {self.task.steps}{together}, decoding"
        again = ""
        if self.checkpoint.lack:
            again = "; begun again after a pause" if self.checkpoint.again else "; paused, it would begin again"
        return f"step {self._done} of {self.task.steps}{together}, {paced}, {_clock(left)} left{again}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def run(
    pipe: Any, family: Family, seeds: list[int], words: Embeddings, call: dict[str, Any], watch: Watch
) -> list[Made | None]:
    """Renders the watch's task, by each of the seeds: from its newest state or its checkpoint, else from noise.

    None stands for one, not the first, whose numbers were no picture.
    """
    import torch

    begin, task = watch.state or watch.checkpoint.state(), watch.task
    generators = [torch.Generator("cpu").manual_seed(s) for s in seeds]  # the processor's: the same on every card
    seam = Seam(pipe, generators, begin)
    watch.begin(seam)
    device = pipe._execution_device
    arguments = {k: _moved(v, device) for k, v in words.items()} | call

    def after(_: Any, __: int, ___: Any, named: dict[str, Any]) -> dict[str, Any]:
        watch.step(family, pipe, named["latents"])
        return {}

    heard: Callable[[Any], None] | None = None
    if family.calls_back:
        arguments["callback_on_step_end"] = after
    else:
        heard = lambda latents: watch.step(family, pipe, latents)  # noqa: E731
    with seam.listening(heard, family.resumes), torch.inference_mode():
        try:
            noise = generators if len(seeds) > 1 else generators[0]
            output = pipe(**arguments, generator=noise, output_type="np", return_dict=False)
        except BaseException:  # also a stop: the pipeline itself puts offloaded parts back only at its end
            pipe.maybe_free_model_hooks()
            raise
        made = [family.made(pipe, output, task, n) for n in range(len(seeds))]
    watch.broken |= {n for n, one in enumerate(made) if not _finite(one, task)}
    if 0 in watch.broken:
        raise MakerFailed(
            "The decoder gave numbers that are no picture (NaN): render again with precision “full” or another seed."
        )
    return [None if n in watch.broken else one for n, one in enumerate(made)]


def _moved(value: Any, device: Any) -> Any:
    return [v.to(device) for v in value] if isinstance(value, list) else value.to(device)


def _finite(made: Made, task: Task) -> bool:
    """Whether its numbers are a picture; raises MakerFailed for one of another size than was asked for."""
    import numpy as np

    height, width = made.pictures.shape[1:3]
    if (width, height) != (task.width, task.height):
        raise MakerFailed(
            f"The model made {width}x{height} where {task.width}x{task.height} was asked: the entry's grid is wrong, "
            "correct its “side” in models/added.toml."
        )
    return bool(np.isfinite(made.pictures).all())

