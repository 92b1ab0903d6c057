"""The built-in writer: a brief becomes a titled script and a storyboard, from word lists and story shapes.

Knows no language model. The same brief and seed give the same film; another seed tells it in another way.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.understanding import read
from pipelines.understanding.words import table
from pipelines.writers import board, pacing, wishes
from pipelines.writers.doing import many_do, while_speaking
from pipelines.writers.gist import Gist, dice, gist
from pipelines.writers.material import capital, choices, parted, phrase
from pipelines.writers.points import Slot
from pipelines.writers.scenery import scene_places, scene_times
from pipelines.writers.shape import lay_out, scene_text
from pipelines.writers.telling import tell
from pipelines.writers.titles import title
from pipelines.writers.whereabouts import place_words
from studio.errors import BadInput
from studio.film import Brief, Line, Scene
from studio.script import Around, Beat, Desk, Kept, Outline, PlannedShot, SceneDraft, Wish
from studio.vocabulary import Transition

_SOFTER = {"tense": "hopeful", "sad": "hopeful", "mysterious": "calm", "heroic": "hopeful"}

_SHOWS = ("told", "stock", "after", "before", "between", "later", "intro")  # sentences that something is seen with


class BuiltinWriter:
    """Writes from word lists and story shapes, in English and Chinese."""

    id = "builtin"
    revision = "2"

    def outline(self, brief: Brief, kept: list[Kept], desk: Desk) -> Outline:
        """The film's title, logline, characters and scenes; with the kept ones' their seconds sum to the brief's."""
        desk.report(0.0, "reading the brief")
        brief = _without(brief, kept)
        told = gist(brief)
        rng = dice(brief, 5)
        count = pacing.scene_count(brief.seconds)
        weights = [1.0 + 0.08 * float(rng.random()) + (0.08 if i == count // 2 else 0.0) for i in range(count)]
        seconds = pacing.scene_seconds(brief.seconds, count, weights)
        plan = lay_out(told, seconds)
        headings = _headings(told, plan)
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
        texts = [said.text for shot in spoken for said in shot if said.text]
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


def _headings(told: Gist, plan: list[list[Slot]]) -> list[str]:
    places, times = scene_places(told, plan), scene_times(told, plan)
    seen: dict[str, int] = {}
    headings = []
    for place, time, slots in zip(places, times, plan, strict=True):
        nth = seen.get(place, 0)
        seen[place] = nth + 1
        own = told.place if place == told.reading.place else place_words(scene_text(slots), place, told.language)
        headings.append(_heading(told, place, time, own, nth if own else nth + 1))
    return headings


def _heading(told: Gist, place: str, time: str, own: str, nth: int) -> str:
    """INT./EXT. PLACE - TIME: the place as the brief calls it, and in later scenes other spots of it."""
    spots = [s for s in choices(told.language, "spots", place) if s.removeprefix("the ") not in (told.place, own)]
    spot = own if own and nth == 0 else spots[(nth - 1) % len(spots)]
    if nth and place == "cliff" and told.subject == "keeper":  # the lighthouse stays in the picture
        spot = spot.replace("悬崖", "灯塔悬崖").replace("cliff", "lighthouse cliff")
    inside = place in table("world")["interior"]["places"].split()
    inside = told.reading.interior if place == told.reading.place else inside
    if re.search(r"yard|gate|playground|runway|操场|门前|院内|跑道", spot):
        inside = False
    elif re.search(r"\b(?:shop|store|bookshop|bookstore)$|[书花]?店$|铺子?$", spot):
        inside = True
    moment = phrase(told.language, "heading_time", time)
    if told.language == "zh":
        return f"{'内景' if inside else '外景'} {spot} - {moment}"
    return f"{'INT.' if inside else 'EXT.'} {re.sub('^(?:the|an?) ', '', spot).upper()} - {moment}"


def _mood(told: Gist, i: int, count: int) -> str:
    mood = told.reading.mood
    if told.reading.named["mood"] or told.genre in ("horror", "memorial") or i < count - 1 or count < 3:
        return mood
    return _SOFTER.get(mood, mood)


# ---- its words -----------------------------------------------------------------------------------------------------


def _logline(told: Gist) -> str:
    """The brief's own first sentence, or what the film is about."""
    points = [p for p in told.parts.points if p.kind != "words"]
    stop = "。" if told.language == "zh" else "."
    asked = next((p for p in points if p.kind == "question"), None)
    if asked is not None:
        return asked.text
    bare = len(points) == 1 and points[0].kind == "who" and len(told.parts.statement) < len(told.parts.a_who) + 12
    if told.parts.statement and points and not bare:
        statement = capital(parted(told.parts.statement))
        if points[0].kind == "scene" and len(points) > 1 and len(statement.split() if stop == "." else statement) < 5:
            return f"{statement}{stop}{' ' if stop == '.' else ''}{points[1].text}"  # "A train station, 1943."
        return statement + ("" if statement.endswith("”") else stop)
    events = [p for p in points if p.kind in ("event", "fact")]
    if events:
        return events[0].text
    topic = told.parts.topic or told.parts.a_who or told.place
    return phrase(told.language, "said", "about").replace("{topic}", topic.removesuffix("的"))


def _summary(told: Gist, scene: tuple) -> str:
    said = [s for shot in scene for s in shot if s.text]
    strong = [s for s in said if s.kind in ("event", "told")]
    strong = strong or [s for s in said if s.kind in ("stock", "intro", "after")] or said
    return strong[0].text if strong else told.place


def _action(told: Gist, beat: Beat, spoken: tuple, last: bool) -> str:
    """The action line of the script: where we are, and what is seen being done."""
    chinese = told.language == "zh"
    stop, space = ("。", "") if chinese else (".", " ")
    where = capital(board.setting(told, beat.heading)) + stop
    said = [s for shot in spoken for s in shot]
    seen = next((s for s in said if s.kind == "event" and (s.doing or s.whose)), None)
    seen = seen or next((s for s in said if s.kind in _SHOWS), None)
    if seen is not None and seen.whose:
        shown = capital(parted(seen.whose))
        return where + space + shown + ("" if shown.endswith("”") else stop)
    if seen is None or not told.parts.who or told.is_matter or told.group == "thing":
        return where
    doing = seen.doing if seen.kind == "event" else while_speaking(told, "close" if last else seen.kind, seen, 0)
    if not doing:
        return where
    if told.parts.plural and not chinese:
        doing = many_do(doing)
    who = told.parts.a_who if any(s.kind == "intro" for s in said) else told.parts.who
    return f"{where}{space}{capital(who)}{space}{parted(doing)}{stop}"
