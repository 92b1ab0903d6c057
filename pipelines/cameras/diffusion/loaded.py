"""A model in memory: loaded once, placed as memory allows, made ready for each task, given back on unload.

The reader of words is never loaded together with the rest: see words.py.
"""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion import adapters, memory, reading, speed
from pipelines.cameras.diffusion.entries import Entry, Level
from pipelines.cameras.diffusion.family import Family, Task, family, sibling
from studio.crew import How
from studio.errors import BackendMissing, BadInput, DamagedFile, ModelMissing, OutOfMemory
from studio.film import Dials
from studio.shelf import Device

log = logging.getLogger(__name__)


class Loaded:
    """One model on one device. Not thread-safe: a worker renders one shot at a time."""

    def __init__(
        self, entry: Entry, folder: Path, weights: dict[str, int], scratch: Path, sharing: int = 1
    ) -> None:
        """`weights` are the bytes of each component; `scratch` is the folder for blocks offloaded to the disk.

        `sharing`: so many processes have a model on this machine.
        """
        self.entry, self.folder, self.weights, self.scratch = entry, folder, weights, scratch
        self.family: Family = family(entry.family)
        self.sharing = sharing
        self.device: Device = memory.device_now(sharing)  # before anything of ours is on it
        self.plan: memory.Plan | None = None
        self.loads = 0  # how often weights were read: once, for however many shots
        self.held: dict[tuple[int, int, int], int] = {}  # how many of a shape at once memory was found to hold
        self._pipe: Any = None
        self._precision = ""
        self._placed: memory.Plan | None = None
        self._adapted: adapters.Laid = []
        self.notes: list[str] = []  # of the adapters that are on
        self._scheduler: Any = None  # as it was saved with the model
        self._compiled = False
        self.attention = ""

    # ---- reading words ----

    def reader(self, task: Task) -> Any:
        """A function (prompt, negative) -> embeddings, by a reader of its own; the painter gives way where it must."""
        import torch

        cls, kin = self.family.pipeline(self.entry, task), self.family
        heavy = sum(self.weights.get(n, 0) for n in kin.readers) / memory.GB
        self._give_way(heavy)
        rest = tuple(n for n in inspect.signature(cls).parameters if n not in kin.readers)
        with _loading(self.entry, heavy):
            pipe = self.family.load(cls, self.folder, self.entry, rest, self._dtype())
        if self.device.kind == "cuda":
            try:
                fits = heavy < memory.device_now().free_gb * memory.ROOM and bool(pipe.to("cuda"))
            except torch.OutOfMemoryError:
                fits = False
            if not fits:  # read through a layer at a time: slow, but once for all shots
                pipe.to("cpu")
                pipe.enable_sequential_cpu_offload()

        def read(prompt: str, negative: str | None) -> Any:
            with torch.inference_mode():
                return kin.embed(pipe, self.entry, prompt, negative)

        return read

    def _give_way(self, heavy: float) -> None:
        """Lifts the painter off the device, or lets it go, where a reader of so many GB has no room beside it."""
        if self._pipe is None:
            return
        memory.free()
        ours = sum(self._painters().values()) / memory.GB
        kept = memory.beside(self._placed, ours, heavy, memory.device_now(self.sharing))
        if kept == "lifted":
            self._lift()
            memory.free()
        elif not kept:
            self.unload()

    def _painters(self) -> dict[str, int]:
        """The bytes of what is not a reader."""
        return {name: size for name, size in self.weights.items() if name not in self.family.readers}

    # ---- painting ----

    def decide(self, task: Task, dials: Dials, how: How) -> None:
        """Plans how the model is kept for this task; what is then too much for memory is stepped down from there."""
        self.plan = memory.plan(self._demand(task, how, dials.precision or "full"))

    def together(self, task: Task, how: How, most: int) -> int:
        """How many of that task one call can make, 1 to `most`, without a milder way or tiles for the sake of it."""
        assert self.plan is not None, "how a model is kept is decided first"
        shape = task.width, task.height, task.frames
        for count in range(min(most, self.held.get(shape, most)), 1, -1):
            wide = memory.plan(self._demand(task, how, self.plan.precision)._replace(at_once=count))
            if wide.fits and _where(wide) == _where(self.plan):
                return count
        return 1

    def ran_out(self, task: Task) -> int:
        """A smaller count for such a task, half as many: it is kept to while the model stays in memory."""
        self.held[task.width, task.height, task.frames] = task.count // 2
        return task.count // 2

    def _demand(self, task: Task, how: How, precision: str) -> memory.Demand:
        size = task.width, task.height, task.frames
        return memory.Demand(self.entry, self.weights, self.device, *size, how, precision)

    def to_load(self, dials: Dials, files: list[Path]) -> str:
        """What is said while these dials have weights read; "" where the weights that are here serve.

        Weights kept as fp8 have lost bits for good (Diffusers' casting refuses to be undone), and quantised ones are
        others altogether; the way from full to fp8 is the same cast that a fresh load would get.
        """
        wanted = dials.precision or "full"
        if self._pipe is None:
            return "loading the model"
        if wanted == self._precision:
            # PEFT makes a new adapter in the type of the layer under it, and fp8 can't be computed with.
            laid = files and files != [file for _, file in self._adapted]
            return "loading the model again: no adapter can be laid over fp8" if wanted == "fp8" and laid else ""
        if wanted == "fp8" and self._precision == "full" and not self._compiled:
            return ""
        return f"loading the model again: its weights are here as {self._precision}, {wanted} is asked for"

    def ready(self, task: Task, dials: Dials, files: list[Path]) -> Any:
        """The pipeline that does this task, with the scheduler and adapters asked for, not yet placed."""
        cls = self.family.pipeline(self.entry, task)
        precision, laid = dials.precision or "full", list(zip(dials.adapters, files, strict=True))
        adapters.check(cls, self.entry, laid)
        if self.to_load(dials, files):
            self.unload()
            self._load(cls, precision)
        self._precision = precision
        if type(self._pipe) is not cls:
            self._lift()
            self._pipe = sibling(self._pipe, cls)
        self._adapt(laid)
        self._schedule(dials.scheduler)
        self.family.prepare(self._pipe, self.entry, task)
        return self._pipe

    def place(self, how: How) -> None:
        """Moves the model to where its plan wants it, which costs nothing when it is there; sets the backends."""
        assert self.plan is not None, "how a model is kept is decided first"
        if self._placed is None or _where(self._placed) != _where(self.plan):
            self._lift()
            self._placed = self.plan  # also when memory runs out half-way: what was moved is taken off again
            memory.apply(self._pipe, self.plan, self.device.kind, self.family, self.scratch)
        denoisers = self.denoisers()
        self.attention = speed.attention(denoisers, how.attention)
        if how.compile and not self._compiled:
            speed.compile_blocks(denoisers)
            self._compiled = True

    @contextmanager
    def compiling(self) -> Iterator[None]:
        """Turns a compiler that fails into a sentence; the model is let go, for its blocks can't be uncompiled."""
        try:
            yield
        except Exception as why:
            if memory.ran_out(why) or not (self._compiled and speed.no_compiler(why)):
                raise
            log.exception("the blocks of %s could not be compiled", self.entry.id)
            self.unload()
            raise BackendMissing(speed.NO_COMPILER) from why

    def denoisers(self) -> list[Any]:
        """The networks that run at every step."""
        found = (getattr(self._pipe, name, None) for name in self.family.denoisers)
        return [d for d in found if d is not None]

    @contextmanager
    def cached(self, level: Level, steps: int) -> Iterator[str]:
        """For the length of a run, the level's cache; gives its name, or why there is none (speed.with_cache)."""
        denoisers = self.denoisers()
        name = speed.with_cache(denoisers, level, steps, self.entry, self._pipe)
        try:
            yield name
        finally:
            speed.off(denoisers)

    def counting(self, cache: str) -> speed.Counter:
        """Counts what the blocks of the denoisers really compute, where a cache may leave some out."""
        networks = self.denoisers() if speed.works(cache) else []
        return speed.Counter([block for d in networks for block in self.family.blocks(d)])

    def unload(self) -> None:
        """Gives the memory back, without moving anything first."""
        if self._pipe is not None:
            memory.clear(self._pipe)
        self._pipe = self._scheduler = self._placed = None
        self._adapted, self.notes, self._compiled = [], [], False
        self.held.clear()
        memory.free()

    def _load(self, cls: type, precision: str) -> None:
        with _loading(self.entry, sum(self._painters().values()) / memory.GB):
            more = reading.quantization(self.entry, precision, self.family) | self._from_file()
            self._pipe = self.family.load(cls, self.folder, self.entry, self.family.readers, self._dtype(), **more)
        self.loads += 1
        self._scheduler = self._pipe.scheduler

    def _from_file(self) -> dict[str, Any]:
        """The network of a single file, which stands in for the folder's own."""
        import diffusers

        if not self.entry.base:
            return {}
        part = self.family.denoisers[0]
        cls = getattr(diffusers, json.loads((self.folder / "model_index.json").read_text())[part][1])
        dtype = self._dtype()
        kind = dtype["default"] if isinstance(dtype, dict) else dtype
        return {part: reading.single_file(cls, Path(self.entry.path), self.folder, part, kind)}

    def _lift(self) -> None:
        if self._placed is not None:
            memory.take_off(self._pipe)
            self._placed = None

    @property
    def reads_in(self) -> str:
        """The precision that words are read in on this device."""
        return "fp32" if self.device.kind == "cpu" else self.entry.precision

    def _dtype(self) -> Any:
        import torch

        if self.device.kind == "cpu":
            return torch.float32  # a processor computes it as fast as bf16, or faster
        short = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}[self.entry.precision]
        return {"default": short} | dict.fromkeys(self.family.exact, torch.float32)

    def _schedule(self, name: str) -> None:
        import diffusers

        saved = self._scheduler
        if name and name not in self.entry.schedulers:
            known = ", ".join(self.entry.schedulers) or "only its own"
            raise BadInput(f"{self.entry.name} has no scheduler “{name}”. Choose one of: {known}.", "scheduler")
        cls = getattr(diffusers, name) if name else type(saved)
        self._pipe.scheduler = cls.from_config(saved.config, **_shift(cls, saved.config, self.entry.shift))

    def _adapt(self, wanted: adapters.Laid) -> None:
        """Lays these LoRAs over the model and takes others off; after an error nothing of the model is kept."""
        if wanted == self._adapted:
            return
        self._lift()
        try:
            if [file for _, file in wanted] == [file for _, file in self._adapted]:
                adapters.weigh(self._pipe, wanted)
            else:
                if self._adapted:
                    self._pipe.unload_lora_weights()
                self.notes = adapters.lay(self._pipe, self.family, wanted)
        except BaseException as why:
            self.unload()  # some may be on, and would be seen in the next shot
            if not isinstance(why, Exception) or memory.ran_out(why):
                raise
            log.exception("the adapters could not be laid over %s", self.entry.id)
            names = " and ".join(file.name for _, file in wanted)
            raise BadInput(
                f"The adapter {names} was not made for {self.entry.name}: choose one of its own family.", "adapters"
            ) from why
        self._adapted = list(wanted)


def _shift(cls: Any, saved: Any, asked: float | None) -> dict[str, float]:
    """The shift that was asked for, else the saved one, by the name that this scheduler has for it."""
    shift = saved.get("flow_shift", saved.get("shift")) if asked is None else asked
    name = next((n for n in ("flow_shift", "shift") if n in inspect.signature(cls).parameters), "")
    return {name: shift} if name and shift is not None else {}


def _where(plan: memory.Plan) -> tuple[Any, ...]:
    return plan.memory, plan.precision, plan.tiling, plan.disk


@contextmanager
def _loading(entry: Entry, needed_gb: float) -> Iterator[None]:
    """Turns what goes wrong while a model is read into a sentence that says what to do."""
    import torch
    from safetensors import SafetensorError

    again = f"Run `python app.py models verify {entry.id}`, which names the file, then get or add the model again."
    try:
        yield
    except torch.OutOfMemoryError:
        raise  # a RuntimeError too, and the caller's to step down from
    except SafetensorError as why:
        raise DamagedFile(f"A weight file of {entry.name} is cut short or damaged. {again}") from why
    except FileNotFoundError as why:
        raise ModelMissing(f"A file of {entry.name} is missing. {again}") from why
    except OSError as why:
        raise ModelMissing(f"A file of {entry.name} is missing or can't be read. {again}") from why
    except ImportError as why:
        raise BackendMissing(f"{entry.name} needs a library that is not installed ({why}).") from why
    except MemoryError as why:
        raise _too_little(entry, needed_gb) from why
    except (ValueError, TypeError, AttributeError, KeyError, RuntimeError) as why:
        if memory.ran_out(why):
            raise _too_little(entry, needed_gb) from why
        # RuntimeError: weights of other shapes than the class expects.
        log.exception("the model %s could not be loaded", entry.id)
        odd = f"The files of {entry.name} are not what a {entry.family} model consists of."
        raise DamagedFile(f"{odd} {again}") from why


def _too_little(entry: Entry, needed_gb: float) -> OutOfMemory:
    """The machine's own memory, through which weights are read, is short."""
    return OutOfMemory(
        f"{entry.name} can't be read: about {needed_gb:.1f} GB of the machine's memory are needed, "
        f"{memory.device_now().host_free_gb:.1f} GB are free. Close other programs, or choose a smaller model."
    )
