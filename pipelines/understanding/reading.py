"""Adds up what texts say to one picture, and what they leave open to what is likely.

Knows likelihoods (a whale is at sea); not how anything is painted or told.
"""

from __future__ import annotations

from pydantic import BaseModel, Field

from pipelines.understanding.notes import ALIVE, Figure, Notes, act, add, habit, kind_of, note, of_world
from pipelines.understanding.words import table

SKY_THINGS = ("sun", "moon", "star")  # never what a film is about while anything else is there
_GENERIC = {"man", "woman", "boy", "girl", "old_man", "old_woman", "child", "crowd", "couple", "family", "baby"}


class Reading(BaseModel):
    """What a text shows; `named` says which of place, time, weather and mood the text itself named.

    `figures` are living beings, vehicles and buildings in the order they are named; `props` are objects. Where nothing
    else is in the picture the first object is its figure.
    """

    place: str
    interior: bool
    time: str
    season: str = ""
    weather: str
    mood: str
    light: str = ""
    figures: list[Figure] = Field(default_factory=list)
    props: list[str] = Field(default_factory=list)
    named: dict[str, bool] = Field(default_factory=dict)


def read(text: str, *more: str) -> Reading:
    """What the texts show together, English or Chinese; earlier texts win over later ones."""
    told = [note(t) for t in (text, *more)]
    figures, props = _cast(told)
    actions = [f.action for f in figures] + [a for n in told for a in n.actions]
    place, place_named = _first(told, "places"), any(n.places for n in told)
    weather = _first(told, "weathers")
    place = place or _likely_place(told, figures, props, actions, weather)
    time = _first(told, "times")
    named = {"place": place_named, "time": bool(time), "weather": bool(weather), "mood": bool(_first(told, "moods"))}
    time = time or ("night" if any(n.dim for n in told) else "")
    time = time or _usual("usual_time", [weather, *props, *(f.name for f in figures), place]) or "afternoon"
    season = _first(told, "seasons")
    weather = weather or ("stars" if place == "space" else "clear")
    mood = _first(told, "moods") or _usual("usual_mood", [weather, place, *(f.name for f in figures), time]) or "calm"
    inside = next((n.inside for n in told if n.inside is not None), None)
    interior = place in of_world("interior", "places") if inside is None else inside
    return Reading(
        place=place,
        interior=interior,
        time=time,
        season=season,
        weather=weather,
        mood=mood,
        light=_first(told, "lights"),
        figures=figures,
        props=props,
        named=named,
    )


def _first(told: list[Notes], field: str) -> str:
    return next((getattr(n, field)[0] for n in told if getattr(n, field)), "")


def _cast(told: list[Notes]) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    props: list[str] = []
    gone: set[str] = set()
    for notes in told:
        for new in notes.figures:
            same = next((f for f in figures if f.name == new.name), None)
            if same is not None:
                act(same, new.action)
                same.look = same.look or new.look
            elif new.name not in gone:
                figures.append(new.model_copy())
        for prop in notes.props:
            if prop not in gone:
                add(props, prop)
        doer = next((f for f in figures if kind_of(f.name) in (*ALIVE, "vehicle")), None)
        for action in notes.actions:
            if doer is not None:
                act(doer, action)
        gone |= set(notes.absent) | (_people() if notes.nobody or "crowd" in notes.absent else set())
    if any(f.action == "ride" for f in figures):  # what is ridden comes with its rider
        figures = [f for f in figures if f.name != "bicycle"] or figures
    _join_the_feast(told, figures, props, gone)
    if not figures and props:
        lead = next((p for p in props if p not in SKY_THINGS), props[0])
        props.remove(lead)
        figures.append(Figure(name=lead, action="stand"))
        figures[0].action = habit(figures[0].name)
    return figures, props


def _join_the_feast(told: list[Notes], figures: list[Figure], props: list[str], gone: set[str]) -> None:
    brought = [b for n in told for b in n.festive if b not in gone]
    if "crowd" in brought and all(kind_of(f.name) != "group" for f in figures):
        figures.append(Figure(name="crowd"))
    if "lantern" in brought:
        add(props, "lantern")


def _people() -> frozenset[str]:
    return of_world("kinds", "person") | of_world("kinds", "group")


def _likely_place(told: list[Notes], figures: list[Figure], props: list[str], actions: list[str], weather: str) -> str:
    telling = [f.name for f in figures if f.name not in _GENERIC]
    plain = [f.name for f in figures if f.name in _GENERIC]
    return (
        _first(told, "hints")
        or _usual("home", telling)
        or _usual("indoors", actions)
        or _usual("weather_place", [weather])
        or _usual("where", actions)
        or _usual("home", props)
        or _usual("home", plain)
        or _usual("mood_place", [_first(told, "moods")])
        or "field"
    )


def _usual(section: str, clues: list[str]) -> str:
    """What the first telling clue makes most likely."""
    for clue in clues:
        for answer in table("world")[section]:
            if clue and clue in of_world(section, answer):
                return answer
    return ""
