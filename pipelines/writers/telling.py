"""Chooses what is said over every shot of a film, in order, never the same sentence twice.

Knows the gist and the sentences; not how a shot is framed. Where the sentences run out a shot stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipelines.understanding import Reading, read
from pipelines.writers.english import base_of, shorter
from pipelines.writers.gist import Gist, dice, gist
from pipelines.writers.material import Said, capital, choices, sentences
from pipelines.writers.pacing import LONGEST_SHOT, SHORTEST_SHOT, SPOKEN_SHARE, shot_count
from studio.film import Brief
from studio.script import Outline
from studio.timing import spoken_seconds

_BEFORE_TURN = ("weather", "who", "place", "genre", "time", "who", "season", "place", "who", "weather")
_AFTER_TURN = ("prop", "who", "mood", "genre", "place", "who", "prop", "time", "who", "weather", "mood")
FULLEST_SCENE = 0.93  # of its seconds; a sentence that goes past it is not said
MUSINGS = 24  # offered at a time
SHORT_FILM = 8  # shots; it has no time to look about
_OPENERS = ("place", "weather", "time")  # what a later scene opens on


@dataclass(frozen=True)
class Slot:
    """One shot to be: what should be said over it."""

    scene: int
    shot: int
    role: str
    clause: str = ""


_BESIDE = ("who", "intro", "after")
LONGEST_LINE = 4.5  # seconds spoken in one breath
Told = tuple[tuple[tuple[Said, ...], ...], ...]  # scene, shot, sentence


def tell(brief: Brief, outline: Outline) -> Told:
    """What is said over each shot of each scene; the same for the same brief and outline."""
    return _tell(brief.model_dump_json(), outline.model_dump_json())


@lru_cache(maxsize=16)
def _tell(brief_json: str, outline_json: str) -> Told:
    brief, outline = Brief.model_validate_json(brief_json), Outline.model_validate_json(outline_json)
    told = gist(brief)
    teller = _Teller(told, dice(brief, 23))
    counts = [shot_count(beat.seconds) for beat in outline.beats]
    slots = _slots(told, counts)
    film = []
    for position, beat in enumerate(outline.beats):
        here = read(beat.heading, told.text)
        mine = [s for s in slots if s.scene == position]
        film.append(teller.scene(mine, beat.seconds, here, beat.mood or told.reading.mood))
    return tuple(film)


def _slots(told: Gist, counts: list[int]) -> list[Slot]:
    """The role of every shot of the film: an opening, a turn near the middle, an end."""
    where = [(scene, shot) for scene, count in enumerate(counts) for shot in range(count)]
    total = len(where)
    roles = ["open"] + ["fill"] * (total - 1)
    clauses: dict[int, str] = {}
    if told.is_matter:
        return _matter(where)
    if total == 1:
        return [Slot(0, 0, "statement")]
    turn = 1 if total == 2 else max(2, round(total * 0.5))
    if total > 2:
        roles[1] = "intro"
        roles[-1] = "close"
    events = told.parts.clauses[: max(1, (total - turn) // 2)] or [""]
    if total <= SHORT_FILM and turn + 1 < total - 1:
        events = told.parts.clauses[:2] or [""]  # what happens, and what comes of it
    step = 1 if total <= SHORT_FILM else max(1, (total - 1 - turn) // len(events))
    for k, clause in enumerate(events):
        at = min(turn + k * step, total - 1 if total == 2 else total - 2)
        roles[at], clauses[at] = "event", clause
        if at + 1 < total - 1 and roles[at + 1] == "fill":
            roles[at + 1] = "after"
    if 2 < total <= SHORT_FILM and roles[2] == "fill":
        roles[2] = "genre" if told.genre else "who"
    if total <= SHORT_FILM and told.props and "after" in roles:
        roles[roles.index("after")] = "prop"
    return [
        Slot(scene, shot, _role(roles[i], i, turn, shot), clauses.get(i, "")) for i, (scene, shot) in enumerate(where)
    ]


def _matter(where: list[tuple[int, int]]) -> list[Slot]:
    """A film about a matter: what it is about, what is to be said of it, and a last word."""
    cycle = ("genre", "genre", "genre", "genre", "time", "mood", "place", "weather")
    roles = [cycle[i % len(cycle)] for i in range(len(where))]
    roles[:2] = ["open", "topic"][-len(where) :]
    if len(where) > 2:
        roles[-1] = "close"
    return [Slot(scene, shot, roles[i]) for i, (scene, shot) in enumerate(where)]


def _role(role: str, i: int, turn: int, shot: int) -> str:
    if role != "fill":
        return role
    if shot == 0:
        return _OPENERS[i % len(_OPENERS)]
    cycle = _BEFORE_TURN if i < turn else _AFTER_TURN
    return cycle[i % len(cycle)]


class _Teller:
    def __init__(self, told: Gist, rng: np.random.Generator) -> None:
        self.told, self.rng = told, rng
        self.used: set[str] = set()
        self.introduced = False
        self.mused = 0

    def scene(self, slots: list[Slot], seconds: float, here: Reading, mood: str) -> tuple[tuple[Said, ...], ...]:
        """What is said over each shot of one scene, about SPOKEN_SHARE of its seconds long."""
        left, free = seconds * SPOKEN_SHARE, seconds * FULLEST_SCENE
        shots = []
        for n, slot in enumerate(slots):
            budget = min(left / (len(slots) - n), LONGEST_SHOT * SPOKEN_SHARE)
            limit = free - SHORTEST_SHOT * 0.75 * (len(slots) - n - 1)
            said = self._shot(slot, budget, limit, here, mood)
            left -= sum(spoken_seconds(s.text) for s in said)
            free -= max(SHORTEST_SHOT * 0.75, sum(spoken_seconds(s.text) for s in said))
            shots.append(said)
        return tuple(shots)

    def _shot(self, slot: Slot, budget: float, limit: float, here: Reading, mood: str) -> tuple[Said, ...]:
        said: list[Said] = []
        for role in self._roles(slot):
            options = list(self._options(role, slot, here, mood))
            room = budget - sum(spoken_seconds(s.text) for s in said)
            must = role in ("open", "event", "statement", "intro", "topic", "close") or role == slot.role == "prop"
            most = room + 0.35 if said else (limit if must else min(limit, budget + 0.3))
            options = [o for o in options if spoken_seconds(o.text) <= most]
            chosen = self._choose(options, room)
            if chosen is not None:
                said.append(chosen)
                self.used.add(chosen.template)
                self.introduced |= chosen.kind in ("intro", "event", "statement")
            room = budget - sum(spoken_seconds(s.text) for s in said)
            if len(said) == 2 or (said and room < 1.25):
                break
        return tuple(said)

    def _roles(self, slot: Slot) -> list[str]:
        seconds = {
            "open": ["time", "weather", "place"],
            "event": ["mood", "prop"],
            "statement": ["intro", "place", "close"],
            "intro": ["who"],
            "close": ["close"],
            "topic": ["genre"],
            "after": ["prop", "mood"],
            "prop": ["mood"],
        }
        firsts = [slot.role] if slot.role != "fill" else []
        rest = seconds.get(slot.role, ["mood", "place", "time"])
        more = (
            ["who", "place", "time", "weather", "mood"]
            if slot.role not in ("close", "event", "statement", "open", "intro")
            else []
        )
        return list(dict.fromkeys([*firsts, *rest, *more, "musing"]))

    def _choose(self, options: list[Said], budget: float) -> Said | None:
        fresh = [o for o in options if o.template not in self.used]
        if not fresh:
            return None
        over = [spoken_seconds(o.text) - budget for o in fresh]
        cost = [(3.0 * o if o > 0 else -o) + 1.3 * float(self.rng.random()) for o in over]
        idle = choices(self.told.language, "deed", "idle")  # what stands aside for the brief's own deed
        other = [o.kind in _BESIDE and bool(o.doing) and o.doing not in idle for o in fresh]
        cost = [c + 1.2 * x for c, x in zip(cost, other, strict=True)]
        cost = [c - 0.8 * o.own for c, o in zip(cost, fresh, strict=True)]
        return fresh[int(np.argmin(cost))]

    def _options(self, role: str, slot: Slot, here: Reading, mood: str) -> Iterable[Said]:
        g, lang = self.told, self.told.language
        weather = "weather_inside" if here.interior else "weather"
        groups: dict[str, list[tuple[str, ...]]] = {
            "open": self._opening(here, weather),
            "intro": [("intro", g.group)],
            "place": [("place", here.place)],
            "time": [("time", here.time)],
            "weather": [(weather, here.weather)] * g.reading.named["weather"],
            "season": [("season", here.season)],
            "mood": [("mood", mood)],
            "who": [("class", g.group)] if g.group == "herd" else [("subject", g.subject), ("class", g.group)],
            "after": [("after", g.group)],
            "genre": [("genre", g.genre, "middle")],
            "close": [("genre", g.genre, "close")] if g.genre else [("close", mood)],
            "topic": [("topic", g.genre or "plain")],
            "prop": [],
            "event": [],
            "statement": [],
        }
        if role in ("event", "statement"):
            yield from self._events(role, slot)
            return
        if role in ("who", "after", "intro") and not g.has_lead:
            return
        if role == "who" and not self.introduced:
            return
        if role == "musing":
            yield from self._musings()
            return
        if role == "prop":
            for prop, _ in reversed(g.props):
                yield from self._filled(sentences(lang, "prop", prop), f"prop:{prop}")
            return
        for group in groups[role]:
            yield from self._filled(sentences(lang, *group), role, own=group[0] == "subject")

    def _musings(self) -> Iterable[Said]:
        """What comes to mind: so many that an hour does not use them up; each detail rests until all have been used."""
        details = choices(self.told.language, "musing", "details")
        rows = sentences(self.told.language, "musing", "words" if self.told.has_lead else "nobody")
        self.mused = (self.mused + 7) % len(details)
        for k in range(MUSINGS):
            detail, (row, doing) = details[(self.mused + k) % len(details)], rows[int(self.rng.integers(len(rows)))]
            text = self.told.wording.fill(row.replace("{detail}", detail))
            if text is not None:
                yield Said(text, doing, "mood", f"{row} {detail}")

    def _opening(self, here: Reading, weather: str) -> list[tuple[str, ...]]:
        """What a film opens on: its genre's voice, or else what the brief itself names of weather and time."""
        if self.told.genre:
            return [("genre", self.told.genre, "open")]
        named = self.told.reading.named
        told: list[tuple[str, ...]] = []
        if named["weather"]:
            told.append((weather, here.weather))
        if named["time"]:
            told.append(("time", here.time))
        return told or [("place", here.place)]

    def _filled(self, rows: Iterable[tuple[str, str]], kind: str, own: bool = False) -> Iterable[Said]:
        for template, doing in rows:
            text = self.told.wording.fill(template)
            if text is not None:
                yield Said(text, doing, kind, template, own)

    def _events(self, role: str, slot: Slot) -> Iterable[Said]:
        g, parts = self.told, self.told.parts
        stop = "。" if g.language == "zh" else "."
        if role == "statement" or (
            slot.clause and not self.introduced and parts.statement and slot.clause == parts.clauses[0]
        ):
            first = (parts.clauses or [parts.a_who or g.place])[0]
            doing = first.removeprefix(parts.who).strip() if parts.who and parts.clauses else ""
            entered = first.replace(parts.who, parts.a_who, 1) if parts.who else first
            for text in dict.fromkeys(t for t in (parts.statement, entered, first) if t):
                yield Said(capital(text) + stop, doing, "event", f"statement {text}")
            return
        if slot.clause:
            doing = slot.clause.replace(parts.who, "", 1).strip()
            bare = capital(slot.clause) + stop
            if f"clause {slot.clause}" in self.used:
                return
            way = "words" if sudden(slot.clause, g.language) else "steady"
            leads = [
                (lead, capital(lead.replace("{clause}", slot.clause))) for lead, _ in sentences(g.language, "lead", way)
            ]
            short = [
                (lead, text) for lead, text in leads if lead not in self.used and spoken_seconds(text) <= LONGEST_LINE
            ]
            for lead, text in short:
                yield Said(text, doing, "event", lead)
            if not short:
                yield Said(bare, doing, "event", f"clause {slot.clause}")
                if g.language == "en" and shorter(slot.clause):
                    yield Said(capital(shorter(slot.clause)) + stop, doing, "event", f"clause {slot.clause}")
        else:
            yield from self._filled(sentences(g.language, "stock", g.group if g.has_lead else "thing"), "event")


def sudden(clause: str, language: str) -> bool:
    """Whether what is done happens at once, so that it can be the turn of a story."""
    words = choices(language, "lead", "sudden")
    if language == "zh":
        return any(w in clause for w in words)
    return any(base_of(word) in words for word in clause.lower().split()[:4])


def parted(text: str) -> str:
    """The text without what would be read as a sentence's end."""
    return re.sub(r"[.。!！?？]+$", "", text)
