"""The subjects of the animatic camera: a name, an action and the light give a cut-out; knows no places and no frames.

A height is the subject's own resting height (a standing person, a ship above its waterline), so that a sitting person
comes out lower. Phases are one seamless loop, in 24 steps. Anything unknown becomes a person or a parcel.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from pipelines.cameras.animatic.cast import catalogue, groups, hands
from pipelines.cameras.animatic.cast.brush import Paper, Sprite, Tones, cut_out

__all__ = [
    "NAMES",
    "PEOPLE",
    "Sprite",
    "Tones",
    "brings",
    "can_hold",
    "cycle_seconds",
    "floats",
    "insert",
    "natural_height",
    "portrait",
    "sprite",
    "travels",
]

PHASES = 24  # steps of a loop
NAMES: frozenset[str] = frozenset(catalogue.SUBJECTS)
PEOPLE: frozenset[str] = frozenset(n for n, s in catalogue.SUBJECTS.items() if s.kind in ("person", "group"))


@lru_cache(maxsize=1024)
def known(name: str) -> str:
    """The subject a name means: itself, a synonym, the nearest, a person, or a box."""
    word = name.strip().lower().replace("-", " ").replace(" ", "_")
    if word in NAMES:
        return word
    for part in (word, *reversed(word.split("_"))):
        single = part[:-1] if part.endswith("s") and len(part) > 3 else part
        for candidate in (part, single):
            if candidate in NAMES or candidate in catalogue.SYNONYMS:
                return catalogue.SYNONYMS.get(candidate, candidate)
    if word.endswith(catalogue.PERSON_ENDINGS):
        return "man"
    close = difflib.get_close_matches(word, sorted(NAMES), n=1, cutoff=0.8)
    return close[0] if close else "box"


def sprite(
    name: str,
    *,
    action: str = "stand",
    facing: int = 1,
    look: str = "",
    seed: int = 0,
    phase: float = 0.0,
    height_px: float = 200,
    tones: Tones,
    holding: str = "",
) -> Sprite:
    """The subject at that moment of its motion, lit by `tones`; facing 1 looks right, -1 left.

    `holding` names a small subject in a person's hand ("letter", "red umbrella"); others carry nothing.
    """
    step, way = int(phase * PHASES + 1e-6) % PHASES, 1 if facing >= 0 else -1
    return _sprite(known(name), action, way, look, seed, step, max(4, round(height_px)), tones, holding.strip())


@lru_cache(maxsize=4 * PHASES)
def _sprite(
    name: str, action: str, facing: int, look: str, seed: int, step: int, height: int, tones: Tones, holding: str
) -> Sprite:
    subject = catalogue.SUBJECTS[name]
    paper = Paper()
    if holding and subject.kind == "person":
        groups.one(paper, name, action, step / PHASES, look, seed, known(holding), holding)
    else:
        subject.draw(paper, action, step / PHASES, look, seed)
    bottom, tall = resting_span(name)
    for s in paper.shapes:
        s.points = s.points - (0.0, bottom)
    floor = 0.0 if subject.floats == "water" else None
    return cut_out(paper, height / tall, tones, facing, floor)


@lru_cache(maxsize=256)
def resting_span(name: str) -> tuple[float, float]:
    """Where the subject's lowest point rests, and how tall it is from there, in its own units."""
    subject = catalogue.SUBJECTS[name]
    if subject.kind in ("person", "group"):
        return 0.0, 1.0
    paper = Paper()
    subject.draw(paper, "stand", 0.0, "", 0)
    _, bottom, _, top = paper.bounds()
    if subject.floats == "water":
        return 0.0, top
    return bottom, top - bottom


def portrait(
    name: str,
    *,
    look: str = "",
    mood: str = "calm",
    seed: int = 0,
    phase: float = 0.0,
    height_px: float = 500,
    tones: Tones,
    facing: int = 1,
    level: str = "close-up",
) -> Sprite:
    """Head and shoulders, cut off straight at the bottom, where the anchor is; the hat may rise above height_px.

    Levels: "medium close-up" from the chest up, "close-up" from the shoulders, "extreme close-up" the face alone.
    Animals without a portrait of their own come as a large sprite.
    """
    step = int(phase * PHASES + 1e-6) % PHASES
    way = 1 if facing >= 0 else -1
    return _portrait(known(name), look, mood, seed, step, max(8, round(height_px)), tones, way, level)


@lru_cache(maxsize=PHASES + 2)
def _portrait(
    name: str, look: str, mood: str, seed: int, step: int, height: int, tones: Tones, facing: int, level: str
) -> Sprite:
    drawn = catalogue.portrait_of(name)
    if not drawn:
        return _sprite(name, "stand", facing, look, seed, step, height, tones, "")
    bottom, top = drawn.levels.get(level, drawn.levels["close-up"])
    paper = Paper()
    drawn.draw(paper, name, look, mood, seed, step / PHASES)
    for s in paper.shapes:
        s.points = s.points - (0.0, bottom)
    tones = replace(tones, contrast=tones.contrast**0.5)  # a face in the dark must still be read
    return cut_out(paper, height / (top - bottom), tones, facing, floor=0.0)


def insert(name: str, *, seed: int = 0, phase: float = 0.0, height_px: float = 400, tones: Tones) -> Sprite:
    """The object large, with its detail, as an insert shows it."""
    return sprite(name, seed=seed, phase=phase, height_px=height_px, tones=tones)


def natural_height(name: str) -> float:
    """How tall the subject is in the world, metres."""
    return catalogue.SUBJECTS[known(name)].metres


def floats(name: str) -> Literal["", "water", "air", "under"]:
    """Where the subject belongs: "" on the ground, on the water, in the air, under water."""
    return catalogue.SUBJECTS[known(name)].floats


def brings(name: str, action: str) -> frozenset[str]:
    """The subjects that a person's action already draws: a rider's bicycle, a reader's book."""
    return catalogue.BROUGHT.get(action, frozenset()) if known(name) in PEOPLE else frozenset()


def can_hold(name: str) -> bool:
    """Whether it is small enough for one hand."""
    return hands.can_carry(known(name))


def cycle_seconds(name: str, action: str) -> float:
    """How long one loop of that motion lasts."""
    return catalogue.SUBJECTS[known(name)].seconds(action)


def travels(name: str, action: str) -> float:
    """How far that motion carries the subject forward, in its own heights a second."""
    return catalogue.SUBJECTS[known(name)].travel(action)
