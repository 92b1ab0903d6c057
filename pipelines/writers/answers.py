"""What a model is asked to answer, and what becomes of it: schemas of outline, scene and shots, and their nouns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pipelines.writers import pacing, schema
from pipelines.writers.schema import Schema, many, one_of, record, whole
from studio import timing
from studio.film import Character, Line, Scene
from studio.script import Beat, Outline, PlannedShot, SceneDraft, Wish
from studio.vocabulary import Angle, Movement, Size, Transition

TIMES = {
    "en": ["DAWN", "MORNING", "DAY", "AFTERNOON", "SUNSET", "DUSK", "NIGHT"],
    "zh": ["黎明", "清晨", "白天", "午后", "日落", "黄昏", "夜晚"],
}
INSIDE = {"en": {"INT": "INT.", "EXT": "EXT."}, "zh": {"INT": "内景", "EXT": "外景"}}
MOST_CHARACTERS = 5
MOST_SHOTS = 8  # of a scene
SECONDS_A_LINE = 3.0  # about the shortest line that is worth a caption
# Characters of a word and its space. A line may be a little longer than its share; what is too long in all is cut.
_WORD = {"en": 6.5, "zh": 1.0}
_SPOKEN_SHARE = pacing.SPOKEN_SHARE + 0.06


def words(most: int, language: str, least: int = 1) -> Schema:
    """Words of about so many English characters; Chinese says the same in half of them."""
    return schema.text(most if language == "en" else most // 2, least, language == "zh")


def speakable(seconds: float, language: str) -> int:
    """How many words (Chinese: characters) are spoken in a scene of so many seconds."""
    rate = timing.CHARACTERS_PER_SECOND if language == "zh" else timing.WORDS_PER_SECOND
    return max(3, round(seconds * _SPOKEN_SHARE * rate))


# ---- the outline ---------------------------------------------------------------------------------------------------


def outline_schema(count: int, language: str) -> Schema:
    """A film of exactly so many scenes."""
    return record(
        title=words(60, language),
        logline=words(240, language),
        style=words(160, language),
        characters=many(record(name=words(48, language), look=words(180, language)), 0, MOST_CHARACTERS),
        scenes=scenes_schema(count, language),
    )


def scenes_schema(count: int, language: str) -> Schema:
    """Exactly so many scenes of an outline."""
    scene = record(
        **_heading_schema(language),
        summary=words(240, language),
        mood=words(24, language),
        weight=whole(1, 9),
    )
    return many(scene, count, count)


def _heading_schema(language: str) -> dict[str, Schema]:
    return {"inside": one_of(["INT", "EXT"]), "place": words(48, language), "time": one_of(TIMES[language])}


def heading(answer: dict[str, Any], language: str) -> str:
    """INT./EXT. PLACE - TIME, as the language writes it."""
    place = answer["place"].upper() if language == "en" else answer["place"]
    return f"{INSIDE[language][answer['inside']]} {place} - {answer['time']}"


def beats(scenes: Sequence[dict[str, Any]], seconds: float, language: str) -> list[Beat]:
    """The outline's scenes; their seconds sum to the film's."""
    lengths = pacing.scene_seconds(seconds, len(scenes), [2.0 + s["weight"] for s in scenes])
    return [
        Beat(heading=heading(s, language), summary=s["summary"], mood=s["mood"], seconds=length)
        for s, length in zip(scenes, lengths, strict=True)
    ]


def outline(answer: dict[str, Any], seconds: float, language: str) -> Outline:
    """The answer as an outline."""
    people = {c["name"]: Character(name=c["name"], look=c["look"]) for c in answer["characters"]}
    return Outline(
        title=answer["title"].strip("《》“”"), logline=answer["logline"], language=language,  # type: ignore[arg-type]
        style_prompt=answer["style"], characters=list(people.values()),
        beats=beats(answer["scenes"], seconds, language),
    )  # fmt: skip


# ---- a scene -------------------------------------------------------------------------------------------------------


def most_lines(seconds: float) -> int:
    """How many lines a scene has at most."""
    return max(1, min(12, math.ceil(seconds / SECONDS_A_LINE)))


def lines_schema(seconds: float, language: str, names: Sequence[str]) -> Schema:
    """The lines of a scene of so many seconds."""
    most = most_lines(seconds)
    each = int(speakable(seconds, language) * _WORD[language] / most * 1.6) + 12
    speakers = {"kind": one_of(["narration", "dialogue"]), "character": one_of(["", *names])} if names else {}
    return many(record(**speakers, text=schema.text(each, 2, language == "zh")), 1, most)


def scene_schema(seconds: float, language: str, names: Sequence[str]) -> Schema:
    """A scene of so many seconds, in which these may speak."""
    lines = lines_schema(seconds, language, names)
    return record(action=words(360, language), mood=words(24, language), lines=lines)


def revised_schema(seconds: float, language: str, names: Sequence[str]) -> Schema:
    """A whole scene, heading and seconds included; longer ones than before may be wished for."""
    rest = scene_schema(max(seconds, 4.0) * 2, language, names)["properties"]
    about = _heading_schema(language) | {"action": rest["action"], "mood": rest["mood"]}
    return record(**about, seconds=whole(2, 120), lines=rest["lines"])


def lines(answers: Sequence[dict[str, Any]], seconds: float | None, before: Sequence[str] = ()) -> list[Line]:
    """The answer's lines: none that was said before, and no more than can be spoken in so many seconds."""
    found: list[Line] = []
    heard = {_bare(text) for text in before}
    spoken = 0.0
    for said in answers:
        who = said.get("character", "") if said.get("kind") == "dialogue" else ""
        if _bare(said["text"]) in heard:
            continue
        spoken += timing.spoken_seconds(said["text"])
        if found and seconds is not None and spoken > seconds * 0.97:
            break
        heard.add(_bare(said["text"]))
        kind = "dialogue" if who else "narration"
        found.append(Line(position=len(found), kind=kind, character=who, text=said["text"]))  # type: ignore[arg-type]
    return found


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def scene(answer: dict[str, Any], beat: Beat, position: int, before: Sequence[str]) -> SceneDraft:
    """The answer as a scene of the outline's heading and length."""
    made = Scene(
        position=position, heading=beat.heading, summary=beat.summary, action=answer["action"],
        mood=answer["mood"] or beat.mood, seconds=beat.seconds,
    )  # fmt: skip
    return SceneDraft(scene=made, lines=lines(answer["lines"], beat.seconds, before))


def revised(
    answer: dict[str, Any], draft: SceneDraft, seconds: float, wish: Wish, language: str
) -> SceneDraft:
    """The answer as the scene that was asked for anew; its length is its own only where the wish leaves it open."""
    length = float(answer["seconds"]) if wish.wish in ("instruct", "continue") else seconds
    if round(draft.scene.seconds) == answer["seconds"]:
        length = draft.scene.seconds
    told = {
        "heading": heading(answer, language), "action": answer["action"], "mood": answer["mood"], "seconds": length,
    }  # fmt: skip
    if wish.wish == "continue":
        told |= {"summary": answer["action"]}
    room = None if wish.wish == "translate" else max(length, 4.0) * 1.1
    return SceneDraft(scene=draft.scene.model_copy(update=told), lines=lines(answer["lines"], room))


# ---- shots ---------------------------------------------------------------------------------------------------------


def shot_counts(seconds: float, spoken: int) -> tuple[int, int]:
    """(fewest, most) shots of a scene of so many seconds and lines."""
    usual = min(pacing.shot_count(seconds), MOST_SHOTS)
    return max(1, min(usual - 1, spoken or 1)), max(usual, min(usual + 1, MOST_SHOTS))


def shot_schema(language: str, names: Sequence[str]) -> dict[str, Schema]:
    """The fields of a shot that a writer fills in."""
    seen = {"characters": many(one_of(names), 0, len(names))} if names else {}
    return {
        "size": one_of([str(x) for x in Size]), "angle": one_of([str(x) for x in Angle]),
        "movement": one_of([str(x) for x in Movement]), **seen,
        "subject": words(120, language), "action": words(160, language), "setting": words(120, language),
        "light": words(80, language, 0), "mood": words(24, language, 0),
    }  # fmt: skip


def shots_schema(counts: tuple[int, int], language: str, names: Sequence[str], spoken: int) -> Schema:
    """The shots of a scene."""
    over = {"lines": many(whole(1, spoken), 0, spoken)} if spoken else {}
    return record(shots=many(record(**shot_schema(language, names), seconds=whole(2, 10), **over), *counts))


def shots(answer: dict[str, Any], draft: SceneDraft, seconds: float, jumps: bool) -> list[PlannedShot]:
    """The answer as shots: each line over one, in order; long enough for what is spoken; together as long as the scene.

    `jumps` has the first begin out of black.
    """
    told = answer["shots"]
    over = _spoken_over([s.get("lines", []) for s in told], len(draft.lines))
    spoken = [sum(timing.spoken_seconds(draft.lines[n].text) for n in these) for these in over]
    lengths = pacing.shot_seconds(seconds, spoken)
    made = [
        PlannedShot.model_validate(
            {k: v for k, v in s.items() if k not in ("seconds", "lines")}
            | {"seconds": length, "lines": these, "position": n}
        )
        for n, (s, these, length) in enumerate(zip(told, over, lengths, strict=True))
    ]
    if jumps and made:
        made[0].transition = Transition.FADE_BLACK
    return made


def _spoken_over(asked: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    """The positions of the lines over each shot: each line over exactly one, in order."""
    place = 0
    found: list[list[int]] = [[] for _ in asked]
    wish = {n - 1: shot for shot, numbers in reversed(list(enumerate(asked))) for n in numbers}
    for n in range(count):
        even = n * len(asked) // count
        place = min(max(place, wish.get(n, even)), len(asked) - 1)
        found[place].append(n)
    return found
