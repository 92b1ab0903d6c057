"""The built-in writer: a brief becomes a titled script and a storyboard, from word lists and story shapes.

Knows no language model. The same brief and seed give the same film; another seed tells it in another way.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipelines.understanding import read
from pipelines.understanding.words import table
from pipelines.writers import board, pacing, wishes
from pipelines.writers.doing import still_doing
from pipelines.writers.english import now
from pipelines.writers.gist import Gist, dice, gist
from pipelines.writers.material import capital, choices, phrase
from pipelines.writers.telling import parted, tell
from pipelines.writers.titles import title
from studio.errors import BadInput
from studio.film import Brief, Line, Scene
from studio.script import Around, Beat, Desk, Kept, Outline, PlannedShot, SceneDraft, Wish
from studio.vocabulary import Transition

_DAY = ["dawn", "morning", "noon", "afternoon", "sunset", "dusk", "night", "midnight"]
_SOFTER = {"tense": "hopeful", "sad": "hopeful", "mysterious": "calm", "heroic": "hopeful"}
_APART = {"space", "planet", "underwater", "sky"}  # nobody walks there from elsewhere
LONG_FILM = 7  # scenes; a longer film goes to other places too


class BuiltinWriter:
    """Writes from word lists and story shapes, in English and Chinese."""

    id = "builtin"
    revision = "1"

    def outline(self, brief: Brief, kept: list[Kept], desk: Desk) -> Outline:
        """The film's title, logline, characters and scenes; with the kept ones' their seconds sum to the brief's."""
        desk.report(0.0, "reading the brief")
        brief = _without(brief, kept)
        told = gist(brief)
        rng = dice(brief, 5)
        count = pacing.scene_count(brief.seconds)
        weights = [1.0 + 0.08 * float(rng.random()) + (0.08 if i == count // 2 else 0.0) for i in range(count)]
        seconds = pacing.scene_seconds(brief.seconds, count, weights)
        headings = _headings(told, count, rng)
        beats = [
            Beat(heading=heading, summary="", mood=_mood(told, i, count), seconds=seconds[i])
            for i, heading in enumerate(headings)
        ]
        outline = Outline(
            title=title(told, rng),
            logline=_logline(told),
            language=brief.spoken_language,
            style_prompt=phrase(told.language, "mood_phrase", told.reading.mood),
            characters=list(told.cast),
            beats=beats,
        )
        spoken = tell(brief, outline)
        for beat, scene in zip(beats, spoken, strict=True):
            beat.summary = _summary(told, scene)
        desk.report(1.0, "outline ready")
        return outline

    def write_scene(
        self,
        brief: Brief,
        outline: Outline,
        position: int,
        around: Around,  # the outline already says what is told before
        desk: Desk,
    ) -> SceneDraft:
        """One scene and what is spoken in it."""
        desk.report(0.0, f"writing scene {position + 1}")
        told, beat = gist(brief), outline.beats[position]
        spoken = tell(brief, _plain(outline))[position]
        scene = Scene(
            position=position,
            heading=beat.heading,
            action=_action(told, beat, spoken, 0 < position == len(outline.beats) - 1),
            mood=beat.mood,
            seconds=beat.seconds,
        )
        texts = [said.text for shot in spoken for said in shot]
        lines = [Line(position=i, kind="narration", text=text) for i, text in enumerate(texts)]
        desk.report(1.0, f"scene {position + 1} written")
        return SceneDraft(scene=scene, lines=lines)

    def plan_scene(
        self, brief: Brief, outline: Outline, position: int, draft: SceneDraft, desk: Desk
    ) -> list[PlannedShot]:
        """The shots of a scene, from what is really spoken; their seconds sum to the scene's, or to the speech's."""
        desk.report(0.0, f"planning scene {position + 1}")
        told, beat = gist(brief), outline.beats[position]
        scene = draft.scene
        beat = Beat(
            heading=scene.heading or beat.heading,
            summary=beat.summary,
            mood=scene.mood or beat.mood,
            seconds=scene.seconds or beat.seconds,
        )
        spoken = tell(brief, _plain(outline))[position]
        shots = board.plan(
            told, beat, position, len(outline.beats) - 1, draft.lines, spoken, dice(brief, 41 + position)
        )
        if position and shots and _time_jumps(outline, position):
            shots[0].transition = Transition.FADE_BLACK
        desk.report(1.0, f"scene {position + 1} planned")
        return shots

    def revise_scene(
        self,
        brief: Brief,
        outline: Outline,
        position: int,
        draft: SceneDraft,
        around: Around,
        wish: Wish,
        desk: Desk,
    ) -> list[SceneDraft]:
        """Shorter, split, merged or at another time of day; raises BadInput for wishes that need a language model."""
        desk.report(0.0, f"scene {position + 1}")
        return wishes.by_hand(draft, around, wish, outline.language)

    def revise_shot(self, *_: Any) -> PlannedShot:
        """Raises BadInput: it knows no language beyond its stories."""
        raise BadInput(wishes.NO_MODEL, "writer")

    def translate_bible(self, *_: Any) -> Outline:
        """Raises BadInput likewise."""
        raise BadInput(wishes.NO_MODEL, "writer")

    def loglines(self, brief: Brief, count: int, desk: Desk) -> list[str]:
        """The same brief told by other seeds; fewer where it tells it only one way."""
        desk.report(0.0, "reading the brief")
        found = [_logline(gist(brief.model_copy(update={"seed": brief.seed + n}))) for n in range(count)]
        return list(dict.fromkeys(found))


def _without(brief: Brief, kept: list[Kept]) -> Brief:
    left = brief.seconds - sum(k.beat.seconds for k in kept)
    return brief.model_copy(update={"seconds": left})


def _plain(outline: Outline) -> Outline:
    """The outline as it was told from: without summaries, which the telling itself gives."""
    return outline.model_copy(update={"beats": [b.model_copy(update={"summary": ""}) for b in outline.beats]})


def _time_jumps(outline: Outline, position: int) -> bool:
    before, after = (read(outline.beats[i].heading).time for i in (position - 1, position))
    return before != after


# ---- the shape of the film -----------------------------------------------------------------------------------------


def _headings(told: Gist, count: int, rng: np.random.Generator) -> list[str]:
    places, times = _places(told, count, rng), _times(told, count)
    seen: dict[str, int] = {}
    headings = []
    for i, (place, time) in enumerate(zip(places, times, strict=True)):
        nth = seen.get(place, 0)
        seen[place] = nth + 1
        headings.append(_heading(told, place, time, nth if place == told.reading.place else nth + 1, i))
    return headings


def _heading(told: Gist, place: str, time: str, nth: int, i: int) -> str:
    spots = choices(told.language, "spots", place)
    spots = [s for s in spots if s.removeprefix("the ") != told.place] or spots
    spot = told.place if nth == 0 else spots[nth % len(spots)]
    if nth and place == "cliff" and told.subject == "keeper":  # the lighthouse stays in the picture
        spot = spot.replace("悬崖", "灯塔悬崖").replace("cliff", "lighthouse cliff")
    inside = (
        told.reading.interior if place == told.reading.place else place in table("world")["interior"]["places"].split()
    )
    moment = phrase(told.language, "heading_time", time)
    if told.language == "zh":
        return f"{'内景' if inside else '外景'} {spot} - {moment}"
    return f"{'INT.' if inside else 'EXT.'} {re.sub('^(?:the|an?) ', '', spot).upper()} - {moment}"


def _places(told: Gist, count: int, rng: np.random.Generator) -> list[str]:
    home, named = told.reading.place, list(told.places)
    if count == 1 or (len(named) == 1 and count < LONG_FILM):
        return [home] * count
    if count < LONG_FILM:
        return [named[min(i * len(named) // count, len(named) - 1)] for i in range(count)]
    world = [p for p in table("en")["place"] if (p in _APART) == (home in _APART) and p not in named]
    away = [world[int(i)] for i in rng.permutation(len(world))] or [home]
    route = [named[(i // 2) % len(named)] if i % 2 == 0 else away[(i // 2) % len(away)] for i in range(count)]
    route[-1] = home
    return route


def _times(told: Gist, count: int) -> list[str]:
    times = list(told.times)
    if told.reading.named["time"]:
        return [times[min(i * len(times) // count, len(times) - 1)] for i in range(count)]
    start = _DAY.index(told.reading.time)
    if count < 3:
        return [told.reading.time] * count
    if count < LONG_FILM:
        return [told.reading.time] * (count - 1) + [_DAY[(start + 1) % len(_DAY)]]
    return [_DAY[(start + i * 7 // count) % len(_DAY)] for i in range(count)]


def _mood(told: Gist, i: int, count: int) -> str:
    mood = told.reading.mood
    if told.reading.named["mood"] or told.genre == "horror" or i < count - 1 or count < 3:
        return mood
    return _SOFTER.get(mood, mood)


# ---- its words -----------------------------------------------------------------------------------------------------


def _logline(told: Gist) -> str:
    chinese = told.language == "zh"
    parts, stop = told.parts, "。" if chinese else "."
    if parts.statement and not told.is_matter and (told.has_lead or not parts.topic):
        return capital(parted(parts.statement)) + stop
    if parts.clauses:
        return capital(parted(parts.clauses[0])) + stop
    topic = parts.topic or parts.a_who or told.place
    return phrase(told.language, "said", "about").replace("{topic}", topic.removesuffix("的"))


def _summary(told: Gist, scene: tuple) -> str:
    said = [s for shot in scene for s in shot]
    strong = [s for s in said if s.kind in ("event", "intro", "after", "who")] or said
    return strong[0].text if strong else told.place


def _action(told: Gist, beat: Beat, spoken: tuple, last: bool) -> str:
    """The action line of the script: where we are, and what is seen being done."""
    where = capital(board.setting(told, beat.heading))
    stop = "。" if told.language == "zh" else "."
    said = [s for shot in spoken for s in shot if s.doing]
    event = next((s.doing for s in said if s.kind == "event"), "")
    doing = event or next((s.doing for s in said if s.kind in ("who", "after", "intro")), "")
    if told.has_lead and not event:
        doing = still_doing(told, doing, last)
    if not (told.has_lead and doing):
        return where + stop
    space = "" if told.language == "zh" else " "
    as_told = next((s.text for shot in spoken for s in shot if s.kind == "event" and s.doing == doing), "")
    if as_told and f"{told.parts.who}{space}{doing}".lower() not in as_told.lower():
        return f"{where}{stop}{space}{as_told}"
    if told.parts.plural and told.language == "en":
        doing = now(doing, plural=True)
    met = any(s.kind == "intro" for shot in spoken for s in shot) and not event
    who = told.parts.a_who if met else told.parts.who
    return f"{where}{stop}{space}{capital(who)}{space}{parted(doing)}{stop}"
