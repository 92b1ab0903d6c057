"""A run that can be left and gone on with: its latents and its scheduler's state after a step, kept in one file.

No pipeline takes a state to begin with, so two of its own parts are handed the state: the scheduler, whose timesteps
then begin later, and prepare_latents, whose noise is replaced. Everything else of the pipeline runs as it is.
A state belongs to a picture and not to the call that made several: it is divided to be kept, and joined to go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_SCALARS = (int, float, str, bool, type(None))


@dataclass(frozen=True)
class State:
    """What is known after `step` steps of one picture or several made together; tensors on the CPU."""

    step: int
    tensors: dict[str, torch.Tensor] = field(default_factory=dict)
    scalars: dict[str, Any] = field(default_factory=dict)

    @property
    def latents(self) -> torch.Tensor:
        return self.tensors["latents"]

    def divided(self) -> list[State]:
        """The state of each picture by itself."""
        several = [name for name, t in self.tensors.items() if _is_of_each(name, t, self.latents)]
        return [
            State(self.step, self.tensors | {name: self.tensors[name][n : n + 1] for name in several}, self.scalars)
            for n in range(len(self.latents))
        ]

    def save(self, path: Path) -> None:
        """Writes the state under a temporary name and renames it."""
        from safetensors.torch import save_file

        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        told = {"step": str(self.step), "scalars": json.dumps(self.scalars)}
        save_file({k: v.contiguous() for k, v in self.tensors.items()}, half, metadata=told)
        half.replace(path)


def joined(states: list[State]) -> State:
    """The state of pictures that go on together, which are all at the same step."""
    import torch

    first = states[0]
    several = [name for name, t in first.tensors.items() if _is_of_each(name, t, first.latents)]
    together = {name: torch.cat([s.tensors[name] for s in states]) for name in several}
    return State(first.step, first.tensors | together, first.scalars)


def _is_of_each(name: str, tensor: torch.Tensor, latents: torch.Tensor) -> bool:
    """Whether a tensor has a row a picture: the generators, and what schedulers remember of latents."""
    return name == "generators" or (tensor.dim() == latents.dim() and len(tensor) == len(latents))


def saved(path: Path) -> State | None:
    """The state that was saved there; None where there is none, or none that can be read."""
    from safetensors import SafetensorError, safe_open

    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            told = file.metadata()
            tensors = {name: file.get_tensor(name) for name in {"generators", *file.keys()}}
        return State(int(told["step"]), tensors, json.loads(told["scalars"]))
    except (SafetensorError, KeyError, ValueError):
        path.unlink()  # the shot simply begins again
        return None


class Seam:
    """Stands between a pipeline and its scheduler for one call: hears each step, and can begin at a later one."""

    def __init__(self, pipe: Any, generators: list[torch.Generator], begin: State | None = None) -> None:
        """`generators` has one a picture."""
        self.pipe, self.generators, self.begin = pipe, generators, begin
        self._whole: Any = None  # all timesteps
        self._fresh: dict[str, Any] = {}  # the scheduler's attributes right after set_timesteps

    def state(self, step: int, latents: torch.Tensor) -> State:
        """The state after `step` steps, counted over the whole run."""
        import torch

        generators = torch.stack([g.get_state() for g in self.generators])  # (pictures, bytes)
        tensors = {"latents": latents.detach().to("cpu", copy=True), "generators": generators}
        scalars: dict[str, Any] = {}
        for name, value in vars(self.pipe.scheduler).items():
            constant = name == "timesteps" or name.startswith("_internal") or callable(value)
            if constant or _same(value, self._fresh.get(name)):
                continue
            _keep(f"scheduler.{name}", value, tensors, scalars)
        return State(step, tensors, scalars)

    @contextmanager
    def listening(self, heard: Callable[[Any], None] | None, resumes: bool) -> Iterator[None]:
        """For the length of a call; `heard` gets the latents after each step of the scheduler.

        Without either the scheduler is left alone: LTX-2 copies it, and a copy must not speak for the original.
        """
        if heard is None and not resumes:
            yield
            return
        scheduler, pipe = self.pipe.scheduler, self.pipe
        scheduler.set_timesteps = self._set_timesteps(scheduler.set_timesteps)
        if self.begin or heard:
            scheduler.step = self._step(scheduler.step, heard)
        if self.begin:
            pipe.prepare_latents = self._prepare_latents(pipe.prepare_latents)
        try:
            yield
        finally:
            for owner, name in ((scheduler, "set_timesteps"), (scheduler, "step"), (pipe, "prepare_latents")):
                vars(owner).pop(name, None)

    def _set_timesteps(self, original: Callable[..., None]) -> Callable[..., None]:
        @wraps(original)  # pipelines look at its signature
        def set_timesteps(*args: Any, **kwargs: Any) -> None:
            original(*args, **kwargs)
            scheduler = self.pipe.scheduler
            self._fresh = {k: list(v) if isinstance(v, list) else v for k, v in vars(scheduler).items()}
            if self.begin:
                _restore(scheduler, self.begin, scheduler.timesteps.device)
                self._whole = scheduler.timesteps
                scheduler.timesteps = self._whole[self.begin.step :]  # what the pipeline will go through

        return set_timesteps

    def _step(self, original: Callable[..., Any], heard: Callable[[Any], None] | None) -> Callable[..., Any]:
        @wraps(original)
        def step(*args: Any, **kwargs: Any) -> Any:
            if self.begin and first:
                first.pop()
                self.pipe.scheduler.timesteps = self._whole  # the scheduler itself counts over the whole run
                for generator, state in zip(self.generators, self.begin.tensors["generators"], strict=True):
                    generator.set_state(state.clone())  # given a row of a larger tensor, torch 2.13 crashes
            made = original(*args, **kwargs)
            if heard:
                heard(made[0])
            return made

        first = [True]
        return step

    def _prepare_latents(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def prepare_latents(*args: Any, **kwargs: Any) -> Any:
            made = original(*args, **kwargs)  # still called: what else it gives, and draws, is needed
            noise = made[0] if isinstance(made, tuple) else made
            assert self.begin is not None
            latents = self.begin.latents.to(noise.device, noise.dtype, copy=True)  # some write into them
            return (latents, *made[1:]) if isinstance(made, tuple) else latents

        return prepare_latents


def _same(value: Any, fresh: Any) -> bool:
    if isinstance(value, list) and isinstance(fresh, list):
        return len(value) == len(fresh) and all(a is b for a, b in zip(value, fresh, strict=True))
    return value is fresh


def _keep(name: str, value: Any, tensors: dict[str, Any], scalars: dict[str, Any]) -> None:
    import torch

    if isinstance(value, torch.Tensor):
        tensors[name] = value.detach().cpu()
        scalars[f"{name}@"] = value.device.type != "cpu"  # some schedulers keep their sigmas on the CPU on purpose
    elif isinstance(value, (list, tuple)):
        scalars[f"{name}#"] = len(value)
        for n, item in enumerate(value):
            _keep(f"{name}.{n}", item, tensors, scalars)
    elif isinstance(value, _SCALARS):
        scalars[name] = value


def _restore(scheduler: Any, state: State, device: Any) -> None:
    def value(name: str) -> Any:
        if name in state.tensors:
            return state.tensors[name].to(device if state.scalars[f"{name}@"] else "cpu")
        if f"{name}#" in state.scalars:
            return [value(f"{name}.{n}") for n in range(state.scalars[f"{name}#"])]
        return state.scalars.get(name)

    plain = {n.rstrip("#@") for n in (*state.tensors, *state.scalars) if n.startswith("scheduler.")}
    for name in plain:
        if name.count(".") == 1:
            setattr(scheduler, name.removeprefix("scheduler."), value(name))
