"""What a story turns on, among what the brief says: what happens at once, or what happens last.

Knows the gist; not the film's scenes.
"""

from __future__ import annotations

import re

from pipelines.writers.english import DETERMINERS, base_of
from pipelines.writers.forms import is_of
from pipelines.writers.gist import Gist
from pipelines.writers.material import choices
from pipelines.writers.points import Point

_HABIT = re.compile(r"\b(?:every|always|each) |每[天年个晚早夜]|总是|\bwakes? (?:up )?at\b")


def turn_of(told: Gist, points: list[Point]) -> Point | None:
    """The point that the story turns on: what happens at once, or the last of several things that happen."""
    if told.is_matter or (is_of("ambient", told.genre) and told.genre != "biography"):
        return None
    events = [p for p in points if p.kind == "event"]
    if told.genre == "biography":
        return events[-1] if len(events) > 1 else None
    if len(events) > 2:
        return events[-1]
    moving = [p for p in events[1:] if not _keeps_still(told, p)]
    return moving[-1] if moving else next((p for p in events if at_once(told, p)), None)


def _keeps_still(told: Gist, point: Point) -> bool:
    """Whether what is done goes on without anything changing: somebody waits, lives somewhere."""
    words = choices(told.language, "lead", "still")
    if _HABIT.search(point.text):
        return True
    if told.language == "zh":
        return any(w in point.doing for w in words)
    return bool(point.doing) and base_of(point.doing.split()[0]) in words


def at_once(told: Gist, point: Point) -> bool:
    """Whether what a point tells happens in a moment."""
    said = re.sub("“[^”]*”", "", point.doing or point.whose or point.text)
    if told.language == "en" and point.doing:
        said = " ".join(said.split()[:3])
    return sudden(said, told.language) and not _HABIT.search(point.text)


def sudden(clause: str, language: str) -> bool:
    """Whether what is done happens at once, so that it can be the turn of a story."""
    words = choices(language, "lead", "sudden")
    if language == "zh":
        return any(w in clause for w in words)
    said = re.findall(r"[a-z']+", clause.lower())[:9]
    before = ["", *said]
    verbs = [w for b, w in zip(before, said, strict=False) if b not in DETERMINERS | {"of"}]
    return any(w in words or base_of(w) in words for w in verbs)


def is_about(told: Gist, point: Point) -> bool:
    """Whether the protagonist is named in a point, so that a sentence can go on about them."""
    who = told.parts.who.removeprefix("the ")
    who = who[2:] if who.startswith("这") else who
    begins = point.text.startswith(("She ", "He ", "她", "他")) and not point.text.startswith(("她们", "他们"))
    return begins or bool(point.doing) or (bool(who) and who.lower() in point.text.lower())
