"""Where and when each scene of a film is: as the brief says it, scene by scene, and near by in a long film.

Knows the gist and the film's shape; not how a place is called or painted.
"""

from __future__ import annotations

import re
from collections import deque

from pipelines.understanding import Reading, read
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import table
from pipelines.writers.gist import Gist
from pipelines.writers.points import Slot
from pipelines.writers.shape import scene_text
from pipelines.writers.whereabouts import ADDRESS

_DAY = ["dawn", "morning", "noon", "afternoon", "sunset", "dusk", "night", "midnight"]
_NOT_THERE = {"from", "about", "like", "than", "for", "从", "像", "关于"}
_WATER = ("sea", "lake", "river", "harbour", "beach", "island", "underwater")
_BY_DAY = re.compile(r"白天|日间|\b(?:during|all|by) (?:the )?day\b", re.I)  # a habit, and no moment of the film
_DARK = ("dusk", "night", "midnight", "dawn")
LONG_FILM = 7  # scenes; a longer film goes to the places near by too


def here_and_now(told: Gist, heading: str) -> Reading:
    """What a scene's heading says of place, time and weather, and the brief of the rest; no stars by day."""
    here = read(heading, told.scenery)
    if here.weather != "stars" or here.time in _DARK or here.place == "space":
        return here
    return here.model_copy(update={"weather": "clear", "named": {**here.named, "weather": False}})


def scene_places(told: Gist, plan: list[list[Slot]]) -> list[str]:
    """The canonical place of every scene."""
    if told.genre == "answered":  # what an answer speaks of is not where it is told
        return [told.reading.place] * len(plan)
    named = [_place_of(slots) for slots in plan]
    afloat = next((n for n in named if n in _WATER), "")
    named = [n or (afloat if _on_water(scene_text(slots)) else "") for n, slots in zip(named, plan, strict=True)]
    home, count = told.reading.place, len(plan)
    route = list(told.places)
    if len(route) > 1:  # somebody goes from one to another
        named = [n if n in route else "" for n in named]
        first = next((n for n in named if n), route[0])
        return _carried(named, first)
    if len({n for n in named if n}) > 1 and home in named:
        return _carried(named, next(n for n in named if n))
    way = [home] * count if count < LONG_FILM else _wandering(home, count)
    return [home if name == home else near for name, near in zip(named, way, strict=True)]


def scene_times(told: Gist, plan: list[list[Slot]]) -> list[str]:
    """The time of day of every scene."""
    count, times = len(plan), list(told.times)
    if told.reading.named["time"]:
        spoken = [note(_BY_DAY.sub(" ", scene_text(slots))).times for slots in plan]
        named = [next((t for t in scene if t in times), "") for scene in spoken]
        return _carried(named, next((n for n in named if n), told.reading.time))
    start = _DAY.index(told.reading.time)
    if count < 3:
        return [told.reading.time] * count
    if count < LONG_FILM:
        return [told.reading.time] * (count - 1) + [_DAY[(start + 1) % len(_DAY)]]
    return [_DAY[(start + i * 7 // count) % len(_DAY)] for i in range(count)]


def _carried(named: list[str], first: str) -> list[str]:
    """Each scene where it says it is, or where the scene before was."""
    out, now = [], first
    for name in named:
        now = name or now
        out.append(now)
    return out


def _place_of(slots: list[Slot]) -> str:
    """The place that the brief's last words in a scene are at, not one they only speak of."""
    furniture = table("world")["furniture"]["words"].split()
    for slot in reversed([s for s in slots if s.point is not None]):
        line = settled(ADDRESS.sub(" ", slot.point.text) if slot.point is not None else "")
        there = [
            item
            for i, item in enumerate(line)
            if item.is_a("place") and not any(x.text in _NOT_THERE for x in line[max(0, i - 4) : i])
        ]
        there.sort(key=lambda item: item.text in furniture)  # a sofa is carried up to the roof
        if there:
            return there[0].ids("place")[0]
    return ""


def _on_water(text: str) -> bool:
    seen = note(text)
    afloat = any(f.name in ("boat", "ship", "sailboat") or f.action in ("sail", "swim") for f in seen.figures)
    return afloat or "sail" in seen.actions


def _wandering(home: str, count: int) -> list[str]:
    """Out to the places near by and back again: the longer the film, the further."""
    near = _by_distance(home)
    reach = min(len(near), max(2, count // 3))
    way = [near[1 + (i // 2) % (reach - 1)] if i % 4 in (2, 3) and reach > 1 else home for i in range(count)]
    way[0] = way[-1] = home
    return way


def _by_distance(home: str) -> list[str]:
    """The places that can be walked to, the nearest first."""
    near = table("world")["near"]
    found, queue = [home], deque([home])
    while queue:
        for place in near.get(queue.popleft(), "").split():
            if place not in found:
                found.append(place)
                queue.append(place)
    return found
