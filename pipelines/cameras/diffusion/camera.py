"""The cameras with a model: settle what a model can do, render it part by part, step down when memory runs out.

    order -> settled order -> tasks (one a call of the pipeline) -> frames -> MP4 or PNG
Long clips are made of parts, each begun with the last pictures of the one before where the model takes them. What waits
and is of the same shape may be made in the same call (together.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pipelines.cameras.diffusion import calibration, memory, parts, speed, together
from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Made, Task
from pipelines.cameras.diffusion.folders import weights_of
from pipelines.cameras.diffusion.identity import caching, identity, sample, weights
from pipelines.cameras.diffusion.loaded import Loaded
from pipelines.cameras.diffusion.pictures import fitted, opened
from pipelines.cameras.diffusion.preview import Preview
from pipelines.cameras.diffusion.run import CHECKPOINT_SECONDS, Checkpoint, Watch, run
from pipelines.cameras.diffusion.together import Member
from pipelines.cameras.diffusion.words import Embeddings, Words
from studio import recipe, timing
from studio.crew import ClipMade, ClipOrder, How, PictureOrder, Report, StillMade, StillOrder, Wait
from studio.errors import BadInput, OutOfMemory, Paused
from studio.film import Dials
from studio.settings import Settings

# Shares of a shot's progress: reading words, then denoising, then decoding and encoding.
_READ, _PAINT = 0.04, 0.9
_AGAIN = "loading the model again"
T = TypeVar("T")
_SLOW, _FAST = 0.35, 0.65  # motion below and above which words are added for a model without a parameter for it


_ADDED = ("steps_seconds", "megapixel_steps")  # facts of the parts that are those of the clip when added up


class _Run(NamedTuple):
    """What one call of the pipeline gave, by which cache, and which share of the work that left out."""

    made: list[Made | None]  # None: its numbers were no picture
    cache: str
    skipped: float | None


class _ModelCamera:
    """What still and moving cameras share."""

    revision = "2"
    checkpoint_seconds = CHECKPOINT_SECONDS

    def __init__(self, entry: Entry, folder: Path, settings: Settings) -> None:
        self.id, self.entry, self.folder, self.settings = entry.id, entry, folder, settings
        self.preview = Preview(settings.previews / f"{entry.id}.map.json")

    @cached_property
    def identity(self) -> str:
        """Which weights these are, and what the entry has the camera do with them."""
        return identity(self.entry, self.folder)

    @cached_property
    def weights(self) -> str:
        """Which weights these are."""
        return weights(self.entry, self.folder)

    @cached_property
    def loaded(self) -> Loaded:
        """The model; nothing of it is in memory before the first task."""
        weights = weights_of(self.folder) | (weights_of(Path(self.entry.path)) if self.entry.base else {})
        sharing = sum(slot.startswith("gpu:") for slot in self.settings.slots)
        return Loaded(self.entry, self.folder, weights, self.settings.offload, max(1, sharing))

    @cached_property
    def words(self) -> Words:
        """The prompts it has read; what a processor reads in float32 is nothing for a card's fp16 network."""
        return Words(f"{self.identity} {self.loaded.reads_in}", self.settings.embeddings)

    def unload(self) -> None:
        """Gives the device's memory back; the next order loads the model again."""
        if loaded := self.__dict__.pop("loaded", None):
            loaded.unload()

    # ---- calibrating ----

    def calibrate(self, how: How, report: Report) -> dict[str, Any]:
        """Measures MagCache's ratios by one run, keeps them and uses them from the next order on.

        Raises BadInput for a model that MagCache can't serve, and all that a render raises.
        """
        if not self.entry.mag_steps:
            raise BadInput(f"No quality level of {self.entry.name} uses MagCache: there is nothing to calibrate.")
        task = calibration.task(self.entry, self.loaded.weights, self.loaded.device)
        member = Member(task, f"{self.id}.calibration")
        self._read(PictureOrder(width=task.width, height=task.height, how=how), [member], report)
        ((_, words),) = self._company(PictureOrder(width=task.width, height=task.height), [member])
        notes: list[str] = []
        dials = self._dials(Dials(), task.width, task.height)
        report(_READ, self.loaded.to_load(dials, []) or "beginning")
        self.loaded.decide(task, dials, how)
        whole = Checkpoint((self._state_file(member),), "a calibration measures one whole run")
        watch = Watch(task, _share(report, _READ, _PAINT), self.preview, whole)
        measured = self._placed(lambda: self._measured(dials, task, words, watch, how), watch, notes)
        whole.clear()
        kept = calibration.keep(self.settings, task, self.id, self.weights, measured)
        self._refresh()
        report(1.0, "")
        return kept.model_dump(exclude={"weights"}) | {"notes": notes}

    def _measured(self, dials: Dials, task: Task, words: Any, watch: Watch, how: How) -> list[float]:
        pipe = self.loaded.ready(task, dials, [])
        self.loaded.place(how)
        denoisers, family = self.loaded.denoisers(), self.loaded.family
        if why := speed.unable(denoisers, pipe):
            raise BadInput(f"{self.entry.name} can't use MagCache: {why}.")
        call = family.arguments(self.entry, task)
        return speed.calibrate(denoisers[0], task.steps, lambda: run(pipe, family, [task.seed], words, call, watch))

    def _refresh(self) -> None:
        """Takes over what was calibrated meanwhile, maybe by another worker."""
        measured = calibration.ratios(self.settings, self.id, self.weights)
        if measured and measured != self.entry.mag_ratios:
            self.entry = self.entry.model_copy(update={"mag_ratios": measured})
            if "loaded" in self.__dict__:
                self.loaded.entry = self.entry

    # ---- settling ----

    def _settled(self, order: PictureOrder) -> dict[str, Any]:
        """What every settled order has: only what decides the pixels, spelt out."""
        self._refresh()
        width, height = self.entry.size_for(order.width, order.height)
        dials = self._dials(order.dials, width, height)
        whole = [self.identity, caching(self.entry, dials.quality), *map(sample, self._adapters(order))]
        return {
            "prompt": self._prompt(order.prompt, order.dials.motion),
            "negative_prompt": self._against(order.negative_prompt),
            "width": width,
            "height": height,
            "seed": order.seed,
            "references": order.references if "reference" in self.entry.takes else [],
            "dials": dials,
            "model": recipe.digest(whole)[:16],
            "how": order.how,
        }

    def _prompt(self, words: str, motion: float | None) -> str:
        if self.entry.prompt_style:  # the words say already how much moves
            return words
        if motion is None or not self.entry.moving or self.loaded.family.moves or _SLOW <= motion <= _FAST:
            return words
        return f"{words}, {'slow, subtle motion' if motion < _SLOW else 'fast, dynamic motion'}"

    def _dials(self, asked: Dials, width: int, height: int) -> Dials:
        known = memory.precisions(self.entry)
        if asked.precision and asked.precision not in known:
            choice = " or ".join(f"“{p}”" for p in known)
            name, wish = self.entry.name, asked.precision
            raise BadInput(f"{name} is one file, which can't be kept as {wish}: choose {choice}.", "precision")
        level = self.entry.level(asked.quality)
        return asked.model_copy(
            update={
                "quality": asked.quality or "standard",
                "steps": asked.steps or level.steps or self.entry.steps,
                "guidance": self.entry.guidance if asked.guidance is None else asked.guidance,
                "precision": asked.precision or self._precision(width, height),
            }
        )

    def _precision(self, width: int, height: int) -> str:
        """The weights' precision that this machine is good for: by its whole memory, for what is free changes."""
        empty = memory.empty(self.loaded.device)
        frames = self.entry.grid.most_frames if self.entry.moving else 1
        return memory.plan(memory.Demand(self.entry, self.loaded.weights, empty, width, height, frames)).precision

    def _adapters(self, order: PictureOrder) -> list[Path]:
        """The files of the order's LoRAs; looked up each time, since the shelf may have got them a moment ago."""
        from pipelines.cameras.diffusion.shelf import open_shelf

        wanted = [a.id for a in order.dials.adapters]
        known = {a.id: Path(a.where) for a in open_shelf(self.settings).adapters()} if wanted else {}
        if unknown := [i for i in wanted if i not in known]:
            raise BadInput(
                f"There is no adapter “{unknown[0]}” on the shelf any more: untick it in the storyboard under Camera, "
                "for this shot or the whole film, or add its file again in Settings under Models.",
                "adapters",
            )
        return [known[i] for i in wanted]

    # ---- rendering ----

    def _task(self, order: PictureOrder, **more: Any) -> Task:
        dials = order.dials
        assert dials.steps is not None and dials.guidance is not None, "render takes a settled order"
        plain: dict[str, Any] = {
            "prompt": order.prompt, "negative": order.negative_prompt, "width": order.width, "height": order.height,
            "frames": 1, "fps": 1.0, "steps": dials.steps, "guidance": dials.guidance, "seed": order.seed,
            "motion": dials.motion, "references": [opened(p) for p in order.references],
        }  # fmt: skip
        return Task(**(plain | more))

    def _read(self, order: PictureOrder, asked: list[Member], report: Report) -> None:
        """Reads the words of all that are asked for; those of the shots that wait behind them are read along."""
        if not self.loaded.family.readers:
            return
        here = [member.words for member in asked]
        soon = [self._awaited(w) for w in order.how.soon]

        def told(done: int, count: int) -> None:
            report(_READ * done / count, "reading the words" if count == 1 else f"reading the words of {count} shots")

        unread = not all(self.words.path(*w).exists() for w in [*here, *soon])
        self.words.read([*here, *soon], lambda: self.loaded.reader(asked[0].task), told)
        if unread:  # collecting garbage costs a third of a second
            memory.free()

    def _awaited(self, wait: Wait) -> tuple[str, str | None]:
        """The words of a shot that waits, as they will be settled for it."""
        asked = wait.dials.guidance
        guided = (self.entry.guidance if asked is None else asked) > 1
        against = self._against(wait.negative_prompt) if guided else None
        return self._prompt(wait.prompt, wait.dials.motion), against

    def _against(self, negative: str) -> str:
        if self.entry.prompt_style:  # which brought the model's own along
            return negative
        return ", ".join(x for x in (negative, self.entry.negative) if x)

    def _paint(
        self, order: PictureOrder, asked: list[Member], report: Report, notes: list[str]
    ) -> tuple[list[Made | None], dict[str, Any]]:
        """One call of the pipeline, for the first that is asked for and as many of the others as go along.

        Each time the device has too little, fewer go along, then a memory mode is stepped down. None: not made here.
        """
        self._read(order, asked, report)
        loading = self.loaded.to_load(order.dials, self._adapters(order))
        report(_READ, loading or "beginning")
        if loading.startswith(_AGAIN):
            notes.append(loading.replace("loading", "loaded", 1))
        self.loaded.decide(asked[0].task, order.dials, order.how)
        if self.loaded.plan and not self.loaded.plan.fits:
            notes.append(self.loaded.plan.reason)
        company = self._company(order, asked)
        task, kept = replace(asked[0].task, count=len(company)), Checkpoint((), every=self.checkpoint_seconds)
        watch = Watch(task, _share(report, _READ, _PAINT), self.preview, kept)
        finished = self._placed(lambda: self._once(order, company[: watch.task.count], watch), watch, notes)
        notes += [note for note in self.loaded.notes if note not in notes]
        if watch.checkpoint.again:
            notes.append(f"begun again after a pause: {watch.checkpoint.lack}")
        watch.checkpoint.clear()
        if watch.latents is not None and finished.made[0]:
            self.preview.learn(watch.latents, finished.made[0].pictures)
        made = {member.name: one for (member, _), one in zip(company, finished.made, strict=False)}
        return [made.get(member.name) for member in asked], self._facts(watch, finished, notes)

    def _company(self, order: PictureOrder, asked: list[Member]) -> list[tuple[Member, Embeddings]]:
        """Those that one call makes, with their words."""
        loaded, task, most = self.loaded, asked[0].task, 1
        if len(asked) > 1 and together.wanted(order, self.entry, loaded.family, task, loaded.device.kind):
            most = loaded.together(task, order.how, len(asked))
        return together.company(asked, most, loaded.family, self.words, self._state_file)

    def _state_file(self, member: Member) -> Path:
        return self.settings.checkpoints / f"{member.name}.safetensors"

    def _once(self, order: PictureOrder, company: list[tuple[Member, Embeddings]], watch: Watch) -> _Run:
        """Loads what is not loaded yet, places it as it is planned now, and runs."""
        loaded, family, task = self.loaded, self.loaded.family, watch.task
        words = family.stacked([words for _, words in company])
        assert words is not None, "only words that go together are taken along"
        pipe = loaded.ready(task, order.dials, self._adapters(order))
        loaded.place(order.how)
        level = self.entry.level(order.dials.quality)
        with loaded.cached(level, task.steps) as cache, loaded.counting(cache) as counter:
            files = tuple(self._state_file(member) for member, _ in company)
            watch.checkpoint = replace(watch.checkpoint, paths=files, lack=self._lack(cache))
            seeds = [member.task.seed for member, _ in company]
            with loaded.compiling():
                made = run(pipe, family, seeds, words, family.arguments(self.entry, task), watch)
        return _Run(made, cache, counter.skipped())

    def _lack(self, cache: str) -> str:
        """Why a run can't go on from a kept state; "" where it can."""
        if not self.loaded.family.resumes:
            return f"{self.entry.name} can't go on in the middle"
        if speed.works(cache):
            return f"the {cache} cache of its quality level can't be kept"
        return ""

    def _placed(self, render: Callable[[], T], watch: Watch, notes: list[str]) -> T:
        """What it gives; each time the device has too little, fewer in one call, then a memory mode lower."""
        while True:
            finished, short = _attempt(render)
            if finished is not None:
                return finished
            self._step_down(watch, short, notes)

    def _step_down(self, watch: Watch, short: str, notes: list[str]) -> None:
        assert self.loaded.plan is not None
        memory.free()
        if watch.task.count > 1:
            fewer = self.loaded.ran_out(watch.task)
            alone = "alone" if fewer == 1 else f"with {fewer}"
            notes.append(f"memory ran out for {watch.task.count} in one call: went on {alone}")
            watch.narrow(fewer)
            return
        milder = memory.step_down(self.loaded.plan)
        if milder is None:
            raise OutOfMemory(self._too_little(watch.task, short))
        notes.append(f"memory ran out in mode {_mode(self.loaded.plan)}: went on in mode {_mode(milder)}")
        self.loaded.plan = milder

    def _too_little(self, task: Task, short: str) -> str:
        device, plan = self.loaded.device, self.loaded.plan
        assert plan is not None
        asked = task.width, task.height, task.frames
        size = memory.smaller(
            memory.Demand(self.entry, self.loaded.weights, device, *asked, precision=plan.precision)
        )
        advice = f"about {size[0]}x{size[1]} with {size[2]} frames would fit" if size else "choose a smaller model"
        return (
            f"{device.name} has too little memory for {self.entry.name} at {task.width}x{task.height} with "
            f"{task.frames} frames: about {plan.needed_gb:.1f} GB are needed, {device.free_gb:.1f} GB were free "
            f"({short}). Close other programs, or {advice}."
        )

    def _facts(self, watch: Watch, finished: _Run, notes: list[str]) -> dict[str, Any]:
        plan, task, seconds = self.loaded.plan, watch.task, sorted(watch.seconds)
        assert plan is not None
        notes += together.told(task.count, len(watch.broken))
        if watch.seconds and (said := speed.told(finished.cache, finished.skipped)):
            notes.append(said)
        return {
            "memory": plan.memory,
            "tiling": plan.tiling,
            "attention": self.loaded.attention,
            "cache": finished.cache if speed.works(finished.cache) else "",
            "work_skipped": None if finished.skipped is None else round(finished.skipped, 4),
            "together": task.count,
            "seconds_a_step": round(seconds[len(seconds) // 2] / task.count, 4) if seconds else None,  # its share
            "steps_seconds": round(sum(seconds) / task.count, 3),  # likewise
            "megapixel_steps": round(task.width * task.height * task.frames / 1e6 * len(seconds), 6),
            "loads": self.loaded.loads,
            "model": self.entry.id,
            "quality_steps": task.steps,
        }


def _mode(plan: memory.Plan) -> str:
    return f"{plan.memory}{', tiled' if plan.tiling else ''}"


def _attempt(render: Callable[[], T]) -> tuple[T | None, str]:
    """What it gave, or None and why memory ran out; the exception, which holds on to that memory, goes here."""
    try:
        return render(), ""
    except (MemoryError, RuntimeError) as why:
        if not memory.ran_out(why):
            raise
        return None, str(why).partition(". ")[0]


def _share(report: Report, start: float, end: float, before: str = "") -> Report:
    return lambda fraction, note, preview=None, _=None: report(start + (end - start) * fraction, before + note, preview)


class StillsCamera(_ModelCamera):
    """A text-to-image model: keyframes."""

    def settle(self, order: StillOrder) -> StillOrder:
        """The native size nearest to the asked shape, and every dial spelt out."""
        return StillOrder(**self._settled(order))

    def render(self, order: StillOrder, out: Path, report: Report) -> StillMade:
        """Writes a PNG; raises OutOfMemory, ModelMissing, DamagedFile, MakerFailed, Cancelled."""
        notes: list[str] = []
        task, companions = self._task(order), order.how.companions
        asked = [together.member(task, o) for o in (order, *(c.order for c in companions))]
        (first, *others), facts = self._paint(order, asked, report, notes)
        report(_PAINT, "writing the picture")
        device = self.loaded.device
        told = StillMade(width=order.width, height=order.height, device=device.name, notes=notes, facts=facts)
        _png(first, out)
        along = [told if _png(one, c.out) else None for one, c in zip(others, companions, strict=True)]
        report(1.0, "")
        return told.model_copy(update={"companions": along})


def _png(made: Made | None, out: Path) -> bool:
    """Writes the picture, if there is one."""
    from PIL import Image

    if made is not None:
        picture = (made.pictures[0] * 255).round().astype("uint8")  # (height, width, 3)
        Image.fromarray(picture).save(out, format="PNG", compress_level=4)
    return made is not None


class DiffusionCamera(_ModelCamera):
    """A video model: from words, from a first picture, to a last one."""

    def settle(self, order: ClipOrder) -> ClipOrder:
        """The model's own size, rate and grid; never shorter. A clip that begins with a picture has no spare head.

        A model that can do with words alone goes to a last frame from words too.
        """
        takes, own = self.entry.takes, Fraction(self.entry.fps).limit_denominator(1001)
        first = order.first_frame if "first frame" in takes else None
        last = order.last_frame if "last frame" in takes else None
        rate = timing.rate(order.fps)
        head = 0 if first else order.handle
        frames = self.entry.frames_for(float((order.frames - order.handle + head) / rate))
        self._complain(first is not None, last is not None, frames)
        settled = self._settled(order) | {"first_frame": first, "last_frame": last}
        return ClipOrder(**settled, fps=str(own), frames=frames, handle=int(head * own / rate))

    def _complain(self, first: bool, last: bool, frames: int) -> None:
        name, most = self.entry.name, self.entry.grid.most_frames
        if "text" not in self.entry.takes and not first:
            raise BadInput(
                f"{name} animates a picture: give the shot a first frame, approve a keyframe, or let it continue "
                "the shot before; or choose a camera that takes words alone.",
                "camera",
            )
        if self.entry.both_ends and not last:
            raise BadInput(f"{name} goes from one picture to another: give the shot a last frame too.", "camera")
        if self.entry.both_ends and frames > most:  # its parts but the last would have no last frame
            raise BadInput(
                f"{name} goes from one picture to another in at most {most / self.entry.fps:.1f} s, and this shot with "
                f"its transitions needs {frames / self.entry.fps:.1f} s: make it shorter, or choose another camera.",
                "camera",
            )

    def render(self, order: ClipOrder, out: Path, report: Report) -> ClipMade:
        """Writes exactly order.frames frames; raises OutOfMemory, ModelMissing, DamagedFile, MakerFailed, Cancelled."""
        began, notes = time.monotonic(), []  # type: ignore[var-annotated]
        continues = self.entry.overlap if "first frame" in self.entry.takes else 0
        plan = parts.plan(order.frames, self.entry.grid, continues)
        if len(plan) > 1:
            notes.append(parts.told(plan))
        companions = order.how.companions if len(plan) == 1 else []  # a clip of parts is made by itself
        orders, outs = [order, *(c.order for c in companions)], [out, *(c.out for c in companions)]
        kept = [parts.Kept(self.settings.checkpoints, recipe.digest(o.model_dump(mode="json"))) for o in orders]
        facts: dict[str, Any] = {}
        for n, part in enumerate(plan):
            if n in kept[0]:
                continue
            task = self._part(order, part, kept[0], len(plan))
            asked = [Member(task, f"{kept[0].name}-{n}"), *(together.member(task, o, f"-{n}") for o in orders[1:])]
            which = f"part {n + 1} of {len(plan)}: " if len(plan) > 1 else ""
            told = _share(report, _PAINT * n / len(plan), _PAINT * (n + 1) / len(plan), which)
            try:
                with kept[0].unless_cancelled():
                    made, told_of = self._paint(order, asked, told, notes)
            except Paused as why:  # the parts before it are kept
                raise Paused(which + str(why) if str(why) else "") from why
            facts = told_of | {key: facts.get(key, 0) + told_of[key] for key in _ADDED}
            for its, one in zip(kept, made, strict=True):
                if one:
                    its.keep(n, one, last=n == len(plan) - 1)
        report(_PAINT, "writing the clip")
        clips = [self._write(its, plan, order, file) for its, file in zip(kept, outs, strict=True)]
        facts["seconds"] = round((time.monotonic() - began) / sum(clip is not None for clip in clips), 3)
        first, *others = [clip and clip.model_copy(update={"notes": notes, "facts": facts}) for clip in clips]
        report(1.0, "")
        assert first is not None, "the clip that was asked for is made, or an error is raised"
        return first.model_copy(update={"companions": others})

    def _write(self, kept: parts.Kept, plan: list[parts.Part], order: ClipOrder, out: Path) -> ClipMade | None:
        """Writes a clip and its sound; None where it was not made."""
        if len(plan) - 1 not in kept:
            return None
        parts.write(out, kept.joined(plan, order.frames), order)
        sound = kept.sound(plan, order.frames, order.fps, out.with_suffix(".wav"))
        kept.clear()
        size = {"width": order.width, "height": order.height, "frames": order.frames}
        return ClipMade.model_validate(size | {"fps": order.fps, "device": self.loaded.device.name, "sound": sound})

    def _part(self, order: ClipOrder, part: parts.Part, kept: parts.Kept, count: int) -> Task:
        """The task of one part: it begins with the shot's own picture, or with the last ones of the part before."""
        size = order.width, order.height
        begin = [fitted(order.first_frame, *size)] if order.first_frame and part.number == 0 else []
        if part.number > 0 and part.continues:
            begin = kept.last_pictures(part.number - 1, part.overlap)
        last = fitted(order.last_frame, *size) if order.last_frame and part.number == count - 1 else None
        whole = self._task(order, frames=part.frames, fps=float(Fraction(order.fps)), last=last)
        return replace(whole, seed=order.seed + part.number, first=begin[0] if begin else None, then=begin[1:])


__all__ = ["DiffusionCamera", "StillsCamera"]
