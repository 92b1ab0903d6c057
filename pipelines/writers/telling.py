"""Chooses what is said over every shot of a film, in order, never the same sentence twice.

Knows the gist, the film's shape and the sentences; not how a shot is framed. Where they run out a shot stays silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from pipelines.understanding import Reading
from pipelines.writers.casting import creeps
from pipelines.writers.doing import happens_once
from pipelines.writers.forms import is_of
from pipelines.writers.gist import Gist, dice, gist
from pipelines.writers.material import Said, choices, sentences
from pipelines.writers.pacing import FULLEST, LONGEST_SHOT, SHORTEST_SHOT, SPOKEN_SHARE
from pipelines.writers.points import Point, Slot
from pipelines.writers.scenery import here_and_now
from pipelines.writers.shape import lay_out
from studio.film import Brief
from studio.script import Outline
from studio.timing import spoken_seconds

LAST_WORD = 1.4  # seconds that a film's last sentence gets more than the others
MUSINGS = 24  # offered at a time
MUSED = 30  # scenes; only a film so long goes on to what comes to mind
_STEP_BY_STEP = ("lesson",)  # whose sentences follow on one another
_STAGED = ("before", "between", "after", "later")  # where a form has one kind of sentence for all of them, "middle"
_BESIDE = ("before", "intro", "after", "later")
Told = tuple[tuple[tuple[Said, ...], ...], ...]  # scene, shot, sentence


def tell(brief: Brief, outline: Outline) -> Told:
    """What is said over each shot of each scene; the same for the same brief and outline."""
    return _tell(brief.model_dump_json(), outline.model_dump_json())


@lru_cache(maxsize=16)
def _tell(brief_json: str, outline_json: str) -> Told:
    brief, outline = Brief.model_validate_json(brief_json), Outline.model_validate_json(outline_json)
    told = gist(brief)
    teller = _Teller(told, dice(brief, 23), len(outline.beats))
    plan = lay_out(told, [beat.seconds for beat in outline.beats])
    film = []
    for slots, beat in zip(plan, outline.beats, strict=True):
        here = here_and_now(told, beat.heading)
        film.append(teller.scene(slots, beat.seconds, here, beat.mood or told.reading.mood))
    return tuple(film)


class _Teller:
    def __init__(self, told: Gist, rng: np.random.Generator, scenes: int) -> None:
        self.told, self.rng, self.scenes = told, rng, scenes
        self.used: set[str] = set()
        self.mused = 0
        self.deed, self.done = _first_deed(told)  # what is going on, and whether it has been told
        self.deed_at, self.here = "", ""  # the place of it, and where the film is

    def scene(self, slots: list[Slot], seconds: float, here: Reading, mood: str) -> tuple[tuple[Said, ...], ...]:
        """What is said over each shot of one scene."""
        self.here = here.place
        fixed = sum(max(SHORTEST_SHOT, spoken_seconds(s.text) / FULLEST) for s in slots if s.point is not None)
        free = sum(s.point is None for s in slots)
        left = seconds - fixed
        shots: list[tuple[Said, ...]] = []
        for n, slot in enumerate(slots):
            if slot.point is not None:
                shots.append((self._point(slot, slot.point, here),))
                continue
            last = LAST_WORD if n < len(slots) - 1 and slots[-1].role == "close" else 0.0
            budget = min((left - last) / free * SPOKEN_SHARE + 0.25, LONGEST_SHOT * SPOKEN_SHARE)
            limit = min(left - last - SHORTEST_SHOT * (free - 1), LONGEST_SHOT) * FULLEST
            said = self._sentence(slot, budget, limit, here, mood)
            left -= max(SHORTEST_SHOT, sum(spoken_seconds(s.text) for s in said) / FULLEST)
            free -= 1
            shots.append(said)
        return tuple(shots)

    def _point(self, slot: Slot, point: Point, here: Reading) -> Said:
        happens = point.kind in ("event", "fact")
        if point.doing and happens:
            self.deed, self.done, self.deed_at = point.doing, True, here.place
        elif happens and point.whose and slot.turned:
            self.deed, self.done = "", True  # what somebody else does ends what was going on
        kind = "event" if happens else "told"
        return self._seen(Said(slot.text, point.doing, kind, slot.text, whose=point.whose), slot)

    def _seen(self, said: Said, slot: Slot) -> Said:
        elsewhere = bool(self.deed_at) and self.deed_at != self.here
        return replace(said, deed="" if elsewhere else self.deed, done=self.done, turned=slot.turned)

    def _sentence(self, slot: Slot, budget: float, limit: float, here: Reading, mood: str) -> tuple[Said, ...]:
        silent = self._seen(Said("", "", "silent"), slot)
        if slot.role == "silent":
            return (silent,)
        for role, own in ((r, own) for r in self._roles(slot) for own in (True, False)):
            options = list(self._own(role)) if own else list(self._options(role, here, mood))
            chosen = self._choose([o for o in options if spoken_seconds(o.text) <= limit], budget)
            if chosen is None:
                continue
            self.used.add(chosen.template)
            if role == "stock":
                self.deed, self.done = ("" if happens_once(self.told, self.deed) else self.deed), True
            return (self._seen(chosen, slot),)
        return (silent,)

    def _roles(self, slot: Slot) -> list[str]:
        """What may be said where nothing of a role is left."""
        told = self.told
        others = {
            "open": ["weather", "time", "place"],
            "intro": ["place"],
            "before": ["subject", "place", "season", "time"],
            "between": ["prop", "mood", "place", "time"],
            "hint": ["place"],
            "stock": ["mood"],
            "after": ["prop", "mood"],
            "prop": ["after", "later"],
            "later": ["prop", "place"] if told.genre else ["prop", "mood", "place"],
            "lead": ["middle"],
            "turn": ["middle"],
            "middle": ["place", "time"] if told.reading.named["place"] and not told.is_matter else [],
            "close": ["later"],
            "place": ["before" if not slot.turned else "later"],
            "time": ["place"],
            "mood": ["later"],
            "season": ["before"],
            "weather": ["place"],
        }
        more = ["musing"] if self.scenes >= MUSED else []
        return list(dict.fromkeys([slot.role, *others.get(slot.role, []), *more]))

    def _choose(self, options: list[Said], budget: float) -> Said | None:
        fresh = [o for o in options if o.template not in self.used and o.text not in self.used]
        if not fresh:
            return None
        if self.told.genre in _STEP_BY_STEP and fresh[0].kind == "middle":
            return fresh[0]
        over = [spoken_seconds(o.text) - budget for o in fresh]
        cost = [(3.0 * o if o > 0 else -0.7 * o) + 1.3 * float(self.rng.random()) for o in over]
        idle = choices(self.told.language, "deed", "idle")  # what stands aside for the brief's own deed
        other = [o.kind in _BESIDE and bool(o.doing) and o.doing not in idle for o in fresh]
        cost = [c + 0.8 * x for c, x in zip(cost, other, strict=True)]
        cost = [c - 0.8 * o.own for c, o in zip(cost, fresh, strict=True)]
        return fresh[int(np.argmin(cost))]

    def _own(self, role: str) -> Iterator[Said]:
        """What the film's form has to say in a role, before what any film can say."""
        form, lang = self.told.genre, self.told.language
        if form:
            rows = sentences(lang, "genre", form, role)
            rows = rows or (sentences(lang, "genre", form, "middle") if role in _STAGED else ())
            yield from self._filled(rows, role)

    def _options(self, role: str, here: Reading, mood: str) -> Iterator[Said]:
        g, lang = self.told, self.told.language
        if role in (*_STAGED, "intro", "stock", "hint") and not (g.has_lead or role == "stock"):
            return
        if role in (*_STAGED, "hint") and (is_of("ambient", g.genre) or is_of("matter", g.genre)):
            return  # a poem, a life, a journey: what suits any story does not suit it
        if role == "musing":
            yield from self._musings()
            return
        for group in self._groups(role, here, mood):
            rows = self._lit(sentences(lang, *group), here) if group[0] == "place" else sentences(lang, *group)
            rows = [r for r in rows if "{" not in r[0]] if group[0] == "genre" else rows  # of a thing
            yield from self._filled(rows, role, own=group[0] == "subject")
        if role == "prop":
            for prop, _ in reversed(g.props):
                yield from self._filled(sentences(lang, "prop", prop), f"prop:{prop}")

    def _groups(self, role: str, here: Reading, mood: str) -> list[tuple[str, ...]]:
        """The groups of sentences that a role is said with, the best first."""
        g, named = self.told, self.told.reading.named
        weather = "weather_inside" if here.interior else "weather"
        group = g.group if g.has_lead else "thing"
        own: list[tuple[str, ...]] = [] if creeps(g.parts.who) else [("subject", g.subject)]
        groups: dict[str, list[tuple[str, ...]]] = {
            "open": self._opening(here, weather),
            "intro": [("intro", group)],
            "place": [("place", here.place)],
            "time": [("time", here.time)] * (named["time"] or not g.is_matter),
            "weather": [(weather, here.weather)] * named["weather"],
            "season": [("season", here.season)] if here.season else [],
            "mood": [("mood", mood)] * (named["mood"] or mood not in ("calm",)),
            "before": [*own, ("before", group)],
            "subject": own,
            "hint": [("hint", "any")],
            "stock": [("stock", group)],
            "between": [("between", group), ("between", "any")],
            "after": [("after", group)],
            "later": [("later", group)],
            "lead": [],
            "middle": self._about_a_thing(here, weather),
            "turn": [("stock", "thing")],
            "close": [("close", mood)],
        }
        return groups.get(role, [])

    def _about_a_thing(self, here: Reading, weather: str) -> list[tuple[str, ...]]:
        """What a plain film about no one goes on with: the thing, or the weather and the place."""
        form = self.told.genre
        if form:
            plot = not (is_of("matter", form) or is_of("ambient", form))  # a horror film about a photo
            return [("genre", form, "before"), ("genre", form, "between"), ("before", "thing")] if plot else []
        seen: list[tuple[str, ...]] = [(weather, here.weather)] * self.told.reading.named["weather"]
        if self.told.has_lead:
            return [("before", "thing"), ("later", "thing")]
        return [*seen, ("time", here.time), ("place", here.place)]

    def _opening(self, here: Reading, weather: str) -> list[tuple[str, ...]]:
        """What a film opens on: what the brief itself names of weather and time, or else its place."""
        named = self.told.reading.named
        told: list[tuple[str, ...]] = []
        if named["weather"]:
            told.append((weather, here.weather))
        if named["time"]:
            told.append(("time", here.time))
        return told or [("place", here.place)]

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

    def _lit(self, rows: Iterable[tuple[str, str]], here: Reading) -> list[tuple[str, str]]:
        """The sentences of a place without those that speak of daylight, where it is night."""
        if here.time not in ("night", "midnight"):
            return list(rows)
        return [r for r in rows if not any(w in r[0] for w in (" light", "sun", "shadow", "光", "太阳", "影子"))]

    def _filled(self, rows: Iterable[tuple[str, str]], kind: str, own: bool = False) -> Iterator[Said]:
        for template, doing in rows:
            text = self.told.wording.fill(template)
            if text is not None:
                yield Said(text, doing, kind, template, own)


def _first_deed(told: Gist) -> tuple[str, bool]:
    """What the brief says is done first, by whom the film is about."""
    first = next((p for p in told.parts.points if p.kind in ("event", "fact")), None)
    return (first.doing if first else ""), False
