"""Breaks a written scene into shots: what each shows, from how near, from where, with which movement, for how long.

Knows the lines of the scene and the gist; not how a shot is painted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item
from pipelines.writers.doing import deed, waiting
from pipelines.writers.gist import Gist
from pipelines.writers.material import Said, phrase
from pipelines.writers.pacing import shot_count, shot_seconds
from pipelines.writers.picture import subject_of
from pipelines.writers.scenery import here_and_now
from studio.film import Line
from studio.script import Beat, PlannedShot
from studio.timing import spoken_seconds
from studio.vocabulary import Angle, Movement, Size, Transition

_SIZES = {
    "wide": [Size.WIDE, Size.EXTREME_WIDE],
    "passing": [Size.FULL, Size.MEDIUM, Size.WIDE],
    "intro": [Size.FULL, Size.MEDIUM],
    "who": [Size.MEDIUM, Size.MEDIUM_CLOSE_UP, Size.FULL],
    "event": [Size.MEDIUM_CLOSE_UP, Size.MEDIUM],
    "after": [Size.CLOSE_UP, Size.MEDIUM_CLOSE_UP],
    "prop": [Size.INSERT],
    "mood": [Size.CLOSE_UP, Size.MEDIUM, Size.EXTREME_CLOSE_UP],
    "close": [Size.WIDE, Size.EXTREME_WIDE, Size.FULL],
}
_OPENING = [
    Movement.PAN_RIGHT,
    Movement.CRANE_DOWN,
    Movement.PUSH_IN,
    Movement.TRUCK_LEFT,
    Movement.PAN_LEFT,
    Movement.CRANE_UP,
]
_CLOSING = [Movement.PULL_OUT, Movement.STATIC, Movement.TILT_UP, Movement.ZOOM_OUT]
_MIDDLE = [
    Movement.PUSH_IN,
    Movement.TRUCK_RIGHT,
    Movement.PAN_LEFT,
    Movement.ORBIT,
    Movement.ZOOM_IN,
    Movement.TRUCK_LEFT,
    Movement.TILT_DOWN,
    Movement.PAN_RIGHT,
]
_NEAR = [Movement.PUSH_IN, Movement.STATIC, Movement.ZOOM_IN, Movement.TILT_DOWN]
_ANGLES = {
    "wide": [Angle.EYE_LEVEL, Angle.HIGH, Angle.LOW],
    "prop": [Angle.HIGH, Angle.OVERHEAD, Angle.EYE_LEVEL],
    "close": [Angle.EYE_LEVEL, Angle.HIGH],
    "event": [Angle.EYE_LEVEL, Angle.LOW],
}
_MOOD_ANGLES = {"tense": Angle.DUTCH, "eerie": Angle.DUTCH, "heroic": Angle.LOW, "sad": Angle.HIGH}
_WEIGHT = ["event", "told", "intro", "stock", "prop", "after", "who", "close", "mood"]
_KINDS = {  # what a role of the telling is framed as
    "told": "intro",
    "stock": "event",
    "turn": "event",
    **dict.fromkeys(("before", "later", "subject", "hint", "middle"), "who"),
}


class At(NamedTuple):
    """Where a shot stands: its number in the scene, the scene's shots, the scene's number, the last scene's."""

    shot: int
    shots: int
    scene: int
    last_scene: int

    @property
    def first(self) -> bool:
        return self.shot == 0

    @property
    def ending(self) -> bool:
        return self.shot == self.shots - 1


def plan(
    told: Gist, beat: Beat, position: int, last: int, lines: list[Line], said: tuple | None, rng: np.random.Generator
) -> list[PlannedShot]:
    """The shots of one scene; `said` is what was written shot by shot, None where a person has rewritten it."""
    groups = _groups(told, lines, said, beat.seconds)
    lengths = shot_seconds(beat.seconds, [sum(spoken_seconds(lines[i].text) for i in g) for g, _ in groups])
    shots: list[PlannedShot] = []
    for n, ((indices, sentences), length) in enumerate(zip(groups, lengths, strict=True)):
        kind = _kind(sentences, n, len(groups))
        shot = PlannedShot(
            position=n,
            seconds=length,
            lines=[lines[i].position for i in indices],
            seed=int(rng.integers(1, 2**31 - 1)),
            **_shown(told, beat, kind, sentences, rng),
        )
        at = At(n, len(groups), position, last)
        _frame(shot, kind, at, shots[-1] if shots else None, beat.mood, rng)
        shots.append(shot)
    return shots


def _groups(told: Gist, lines: list[Line], said: tuple | None, seconds: float) -> list[tuple[list[int], list[Said]]]:
    """Which lines, by index, go over which shot, and what is known of them."""
    if said is not None and [s.text for shot in said for s in shot if s.text] == [x.text for x in lines]:
        groups, at = [], 0
        for shot in said:
            spoken = sum(bool(s.text) for s in shot)
            groups.append((list(range(at, at + spoken)), list(shot)))
            at += spoken
        return groups
    count = max(1, min(shot_count(seconds), max(1, len(lines))))
    times = [spoken_seconds(x.text) for x in lines]
    whole, before = sum(times) or 1.0, 0.0
    shares: list[tuple[list[int], list[Said]]] = [([], []) for _ in range(count)]
    for i, line in enumerate(lines):
        n = min(count - 1, int((before + times[i] / 2) / whole * count))
        shares[n][0].append(i)
        shares[n][1].append(Said(line.text, "", "edited", deed=deed(told)))
        before += times[i]
    return shares


def _kind(sentences: list[Said], n: int, count: int) -> str:
    kinds = [s.kind.partition(":")[0] for s in sentences]
    kinds = [_KINDS.get(k, k) for k in kinds]
    kind = next((k for k in _WEIGHT if k in kinds), "wide")
    if "edited" in kinds:
        kind = "wide" if n == 0 and count > 1 else "who"
    if kind == "wide" and n:
        return "passing"
    return kind


# ---- what is shown -------------------------------------------------------------------------------------------------


def _shown(told: Gist, beat: Beat, kind: str, sentences: list[Said], rng: np.random.Generator) -> dict:
    here = here_and_now(told, beat.heading)
    lead = next((s for s in sentences if s.kind.partition(":")[0] == kind), sentences[0] if sentences else Said(""))
    subject, action, characters = subject_of(told, kind, lead, rng)
    light = [phrase(told.language, "light", here.time), phrase(told.language, "light_weather", here.weather)]
    if here.interior or here.weather == "clear":
        light = light[:1]
    comma = "，" if told.language == "zh" else ", "
    return {
        "subject": subject,
        "action": _here(action, here.place, told.language) or (waiting(told, int(rng.integers(12))) if action else ""),
        "characters": characters,
        "setting": setting(told, beat.heading),
        "light": comma.join(x for x in light if x),
        "mood": phrase(told.language, "mood_phrase", beat.mood or told.reading.mood),
    }


def _here(action: str, place: str, language: str) -> str:
    """The action without the name of another place than the scene's: the camera would go there."""
    named = note(action).places
    if place in named[:1] or not named:
        return action
    line = settled(action)
    at = next(i for i, item in enumerate(line) if item.is_a("place") and place not in item.ids("place"))
    if language == "zh":
        return _verb(line) or ""
    start = next((i for i in range(at - 1, 0, -1) if line[i].is_a("setting:before", "setting:weak")), at)
    return action[: line[start].start].strip() if start else ""


def _verb(line: list[Item]) -> str:
    return next((item.text for item in line if item.is_a("action")), "")


def setting(told: Gist, heading: str) -> str:
    """The place, time and weather of a scene in plain words, that the camera reads back."""
    here = here_and_now(told, heading)
    spot = heading_spot(heading, told)
    time = phrase(told.language, "time_phrase", here.time)
    weather = phrase(told.language, "weather_phrase_inside" if here.interior else "weather_phrase", here.weather)
    if here.weather in ("clear", "stars") and not here.named["weather"]:
        weather = ""
    season = phrase(told.language, "season_phrase", here.season)
    feast = feast_of(told)
    if told.language == "zh":
        return "，".join(x for x in (spot, time, season, weather, feast) if x)
    return ", ".join(x for x in (f"{spot} {time}", season, weather, feast) if x)


def feast_of(told: Gist) -> str:
    """The feast that the brief names, as it stands in a setting; empty where it names none."""
    found = next((x for x in settled(told.text) if x.is_a("festive")), None)
    if found is None or found.is_chinese != (told.language == "zh"):
        return ""
    return told.text[found.start : found.end] if found.is_chinese else f"during the {found.text}"


def heading_spot(heading: str, told: Gist) -> str:
    """The place in a scene heading as running text: "the edge of the cliff"."""
    head = heading.partition(" - ")[0]
    for start in ("INT./EXT.", "INT.", "EXT.", "内景", "外景"):
        head = head.removeprefix(start)
    head = head.strip()
    if told.language == "zh":
        return head
    own = told.place.lower() == head.lower()
    if own and told.place[:1].isupper():
        return told.place  # Mars, Paris
    article = "" if head.lower() in ("outer space", "deep space") else "the "
    return f"{article}{told.place if own else head.lower()}"


# ---- how it is shown -----------------------------------------------------------------------------------------------


def _frame(
    shot: PlannedShot, kind: str, at: At, previous: PlannedShot | None, mood: str, rng: np.random.Generator
) -> None:
    opens = at.first and at.shots > 1 and kind not in ("prop", "event")
    family = "wide" if opens or kind not in _SIZES else kind
    shot.size = _other(_SIZES[family], previous.size if previous else None, rng)
    shot.angle = _angle(family, mood, rng)
    shot.movement = _other(_movements(kind, at, mood), previous.movement if previous else None, rng)
    if at.first and at.scene:
        shot.transition = Transition.DISSOLVE


def _movements(kind: str, at: At, mood: str) -> list[Movement]:
    """What fits; a scene opens and closes on different ones, so that two neighbours over a cut never move alike."""
    if at.ending and at.scene == at.last_scene:
        return [Movement.PULL_OUT, Movement.STATIC]
    if at.ending and (at.shots > 1 or at.scene % 2):
        return _CLOSING
    if at.first:
        return [_OPENING[at.scene % len(_OPENING)]]
    if kind in ("prop", "after"):
        return _NEAR
    return [*_MIDDLE, Movement.HANDHELD, Movement.HANDHELD] if mood in ("tense", "eerie") else _MIDDLE


def _other(pool: list, before: object, rng: np.random.Generator):
    """One of the pool that is not `before`."""
    fresh = [x for x in pool if x != before] or pool
    return fresh[int(rng.integers(len(fresh)))]


def _angle(family: str, mood: str, rng: np.random.Generator) -> Angle:
    pool = _ANGLES.get(family, [Angle.EYE_LEVEL, Angle.EYE_LEVEL, Angle.LOW])
    if family in ("event", "after", "mood") and mood in _MOOD_ANGLES and rng.random() < 0.5:
        return _MOOD_ANGLES[mood]
    return pool[int(rng.integers(len(pool)))]
