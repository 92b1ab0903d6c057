"""What a film costs on this machine, and which models keep the plan's promise; devices are given, none is asked here.

Each figure is measured (this machine's own takes), stated (published for the card) or guessed, and says which.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from pydantic import BaseModel, Field

from studio import history, orders
from studio.crew import Crew
from studio.film import Brief
from studio.shelf import Asked, Bounds, Choice, Device, ModelCard, Pace, Shelf
from studio.vocabulary import Kind

Source = Literal["measured", "stated", "guessed"]
# Before this machine has a history: what docs/measurements.md tells of the animatic camera on two cores.
# Seconds of painting a megapixel-frame: 35.6 s for 719 frames of 0.92 megapixels, handles included.
_GUESS_SECONDS = 0.06
# For a camera with a model that neither ran here nor has figures: 5 s at 832x480, 16 a second, in 4 minutes, which the
# authors of Wan 2.1 1.3B state for an RTX 4090. A still of a megapixel is then 7 s.
_GUESS_MODEL_SECONDS = 240 / (0.832 * 0.48 * 81)
_SPEECH_AND_CUT_SHARE = 0.9  # of the film's own length: 3.4 s and 20.3 s for 26.0 s
_MB_PER_MEGAPIXEL_FRAME = 0.13  # takes, segments and film: 57 MB for a film of 17 s with one take made twice
_MB_PER_MEGAPIXEL_STILL = 1.5  # seven photographs as PNG, as the still cameras write it: 0.9 to 2.1
_SECONDS_PER_SHOT = 4.0

# What the plan promises: a 5 s clip in 2 minutes with 16 GB of the memory of a 24 GB consumer card.
PROMISE = Bounds(clip_seconds=5.0, seconds=120.0, gb=16.0)
_CARD_GB = 24.0
CARD = Device(name="a card of 24 GB", kind="cuda", free_gb=16.0, total_gb=_CARD_GB, host_free_gb=32.0, any_of_gb=24)
_QUALITIES = ("standard", "best", "draft")  # whose pace is believed first


class Kept(BaseModel):
    """A model that keeps the promise, and with which settings."""

    model_id: str
    name: str
    quality: str = ""  # whose pace was measured; empty: as stated, without a cache
    choice: Choice


class Promise(BaseModel):
    """A clip of so many seconds, in so many seconds, with so many GB: which models make it, the most of each."""

    bounds: Bounds = PROMISE
    card: str = CARD.name
    kept: list[Kept] = Field(default_factory=list)
    told: int = 0  # models with measured or stated figures


class Estimate(BaseModel):
    """What a film will cost; `seconds_from` names the weakest of the figures that it rests on."""

    seconds: float
    disk_mb: float
    shots: int
    stills: int = 0  # keyframes that are painted first
    seconds_from: Source
    clip: Choice | None = None  # a clip of the chosen model as it breaks the promise
    clip_on: str = ""  # on which device
    would: Kept | None = None  # and what would keep it


class _Part(NamedTuple):
    seconds: float
    source: Source
    disk_mb: float = 0.0


# ---- a film --------------------------------------------------------------------------------------------------------


def estimate(brief: Brief, crew: Crew, devices: Callable[[], list[Device]]) -> Estimate:
    """Time and disk for a film of that brief; devices are asked for only where a model is chosen."""
    width, height = brief.pixels
    shots = max(1, round(brief.seconds / _SECONDS_PER_SHOT))
    at_hand = orders.cameras(crew, brief)
    painted = shots if at_hand.still and "first frame" in at_hand.takes else 0
    clips = _clips(brief, crew.shelf, shots, devices)
    stills = _stills(brief, crew.shelf, painted, devices) if painted else _Part(0.0, "measured")
    frames_mb = width * height * brief.seconds * float(brief.rate) / 1e6 * _MB_PER_MEGAPIXEL_FRAME
    clip, clip_on, would = _advice(brief, crew.shelf, devices)
    return Estimate(
        seconds=round(clips.seconds + stills.seconds + brief.seconds * _SPEECH_AND_CUT_SHARE, 1),
        disk_mb=round(frames_mb + stills.disk_mb, 1),
        shots=shots,
        stills=painted,
        seconds_from=_weakest(clips.source, stills.source),
        clip=clip,
        clip_on=clip_on,
        would=would,
    )


def _weakest(*sources: Source) -> Source:
    return max(sources, key=("measured", "stated", "guessed").index)


def _clips(brief: Brief, shelf: Shelf | None, shots: int, devices: Callable[[], list[Device]]) -> _Part:
    width, height = brief.pixels
    megapixel_frames = width * height * brief.seconds * float(brief.rate) / 1e6
    maker, model = brief.crew.camera, _card(shelf, brief.crew.camera)
    choice = None
    if model and shelf:
        choice = choose(shelf, model, devices()[0], _asked(brief, brief.seconds / shots))
        if choice.seconds is not None:
            return _Part(shots * choice.seconds, choice.seconds_from or "guessed")
    if past := history.render_history(maker, brief.dials.quality):
        # A model has its own size and rate, whatever the film's.
        work = past.megapixel_frames * brief.seconds if model else megapixel_frames
        return _Part(past.seconds * work, "measured")
    if choice:
        return _Part(shots * _megapixel_frames(choice) * _GUESS_MODEL_SECONDS, "guessed")
    return _Part(megapixel_frames * _GUESS_SECONDS, "guessed")


def _stills(brief: Brief, shelf: Shelf | None, count: int, devices: Callable[[], list[Device]]) -> _Part:
    width, height = brief.pixels
    maker, model = brief.crew.still, _card(shelf, brief.crew.still)
    choice, size = None, width * height / 1e6
    if model and shelf:
        asked = Asked(width=width, height=height, quality=brief.dials.quality)  # the other dials are the camera's
        choice = choose(shelf, model, devices()[0], asked)
        size = _megapixel_frames(choice)
    disk_mb = count * size * _MB_PER_MEGAPIXEL_STILL
    if choice and choice.seconds is not None:
        return _Part(count * choice.seconds, choice.seconds_from or "guessed", disk_mb)
    if past := history.render_history(maker, brief.dials.quality, Kind.STILL):
        return _Part(count * past.each, "measured", disk_mb)
    return _Part(count * size * (_GUESS_MODEL_SECONDS if choice else _GUESS_SECONDS), "guessed", disk_mb)


def _megapixel_frames(choice: Choice) -> float:
    return choice.width * choice.height * choice.frames / 1e6


def _asked(brief: Brief, seconds: float) -> Asked:
    width, height = brief.pixels
    dials = brief.dials
    return Asked(seconds=seconds, width=width, height=height, quality=dials.quality, steps=dials.steps)


def _card(shelf: Shelf | None, model_id: str) -> ModelCard | None:
    return next((m for m in shelf.models() if m.id == model_id), None) if shelf else None


def choose(shelf: Shelf, model: ModelCard, device: Device, asked: Asked | None = None) -> Choice:
    """What a device would choose for a model, at the pace that was measured there at that quality, if it was."""
    asked = asked or Asked()
    kind = Kind.STILL if model.kind == "still" else Kind.CLIP
    pace = history.paces(model.id, device.name, kind).get(asked.quality or "standard")
    return shelf.choose(model.id, device, asked.model_copy(update={"pace": pace}))


# ---- the promise ---------------------------------------------------------------------------------------------------


def promise(shelf: Shelf, own: Device | None) -> Promise:
    """Which models keep the plan's promise, the most of each; `own` is this machine's first device.

    What was measured here counts where this machine's card is no larger than the one that the promise names.
    """
    found = Promise()
    for model in (m for m in shelf.models() if m.kind == "camera"):
        kept, told = _most(shelf, model, own)
        found.told += told
        found.kept += [kept] if kept else []
    return found


def _most(shelf: Shelf, model: ModelCard, own: Device | None) -> tuple[Kept | None, bool]:
    """(the most it can do inside the promise, whether there are figures of it)"""
    quality, pace = _pace(model, own)
    device = _bounded(own) if own and pace else CARD
    choice = shelf.within(model.id, device, PROMISE, pace)
    kept = Kept(model_id=model.id, name=model.name, quality=quality, choice=choice) if choice else None
    told = bool(pace or choice or shelf.choose(model.id, CARD, Asked()).seconds is not None)
    return kept, told


def _pace(model: ModelCard, own: Device | None) -> tuple[str, Pace | None]:
    """What was measured here of a model, where it says something about the promise's card."""
    if model.state == "here" and own and own.kind == "cuda" and own.total_gb <= _CARD_GB + 1:
        measured = history.paces(model.id, own.name)
        return next(((q, measured[q]) for q in _QUALITIES if q in measured), ("", None))
    return "", None


def _bounded(own: Device) -> Device:
    """The device with no more memory free than the promise allows, and no less than it has when nothing else runs."""
    return own.model_copy(update={"free_gb": min(own.total_gb * 0.95, PROMISE.gb)})


def _advice(
    brief: Brief, shelf: Shelf | None, devices: Callable[[], list[Device]]
) -> tuple[Choice | None, str, Kept | None]:
    """(a clip of the chosen model as it is asked for, on which device, what keeps the promise).

    Nothing where the model keeps the promise, or where nobody knows whether it does.

    Of the models that do, the chosen one is named first, then one that is here, then the one with most to see.
    """
    model = _card(shelf, brief.crew.camera)
    if shelf is None or model is None:
        return None, "", None
    own = devices()[0]
    clip, clip_on = _promised_clip(brief, shelf, model, own)
    if clip is None or ((clip.seconds or 0) <= PROMISE.seconds and clip.needed_gb <= PROMISE.gb):
        return None, "", None
    kept = promise(shelf, own).kept
    here = {m.id for m in shelf.models() if m.state == "here"}

    def rank(k: Kept) -> tuple[bool, bool, float]:
        return k.model_id == model.id, k.model_id in here, _megapixel_frames(k.choice)

    return clip, clip_on, max(kept, key=rank, default=None)


def _promised_clip(brief: Brief, shelf: Shelf, model: ModelCard, own: Device) -> tuple[Choice | None, str]:
    """A clip of the promise's length with the brief's dials: here, or else on the card that the promise names."""
    asked = _asked(brief, PROMISE.clip_seconds)
    clip = choose(shelf, model, _bounded(own), asked) if own.kind == "cuda" else None
    if clip and clip.seconds is not None:
        return clip, own.name
    clip = shelf.choose(model.id, CARD, asked)
    return (clip if clip.seconds is not None or clip.needed_gb > PROMISE.gb else None), CARD.name
