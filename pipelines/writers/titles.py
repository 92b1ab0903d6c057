"""Gives a film its title: the brief's key object, deed, way or hero, as it would stand on a poster.

Knows the gist; not how the story is told.
"""

from __future__ import annotations

import re

import numpy as np

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import conjugations
from pipelines.writers.doing import deed
from pipelines.writers.english import base_of
from pipelines.writers.gist import Gist, title_case
from pipelines.writers.material import phrase, sentences

_WAYS = (
    "through|along|across|under|over|beneath|beyond|above|into|inside|behind|between|after|before|towards|toward|past"
)
_JOINTS = (
    rf"{_WAYS}|in|on|at|to|from|with|for|by|and|while|as|when|who|that|during|of|near|about|until|back|home|deep|"
    r"down|up"
)
_DETERMINER = "an?|the|his|her|its|their|some|one|two|three"
_COUNTED_ZH = "[一两这那几][个只封条朵本把盏座张首份束艘件]"
LONGEST = {"en": 5, "zh": 7}  # words, characters


def title(told: Gist, rng: np.random.Generator) -> str:
    """The film's title; the same for the same gist and chance."""
    if told.parts.topic and (told.is_matter or not told.has_lead):
        return told.parts.topic if told.language == "zh" else title_case(told.parts.topic)
    found = _objects(told) + _ways(told) + _trains(told)
    if not found or rng.random() < 0.2:
        found = found + _pairs(told)
    found = list(dict.fromkeys(t for t in found if t))
    chosen = found[int(rng.integers(len(found)))] if found else phrase(told.language, "said", "untitled")
    return chosen if told.language == "zh" else title_case(chosen)


def _objects(told: Gist) -> list[str]:
    """What it is all about: "Message in a Bottle", "The Last Goal", 红伞."""
    if told.language == "zh":
        return _objects_zh(told)
    verb, _, rest = deed(told).partition(" ")
    held = [noun for _, noun in told.props if " " in noun]
    bottled = re.match(r"(?:an? )?((?:message|letter|note) in a bottle)", rest)
    found = re.match(rf"((?:{_DETERMINER})\s+)?(?!(?:{_JOINTS})\b)(.+?)(?=\s+(?:{_JOINTS})\b|[,.]|$)", rest)
    if bottled or not found or len(found.group(2).split()) > 3:
        return [bottled.group(1), *held] if bottled else held
    article, noun = found.groups()
    if note(noun).places and not (note(noun).props or note(noun).figures):
        return [f"the {noun} {when}" for when in _when(told)] + held
    if not article and " " not in noun:
        return [f"{conjugations(base_of(verb))[2]} {noun}", *held]
    return [noun if article is None else f"the {noun}", *held]


def _when(told: Gist) -> list[str]:
    named, reading = told.reading.named, told.reading
    weather = phrase(told.language, "weather_phrase", reading.weather)
    time = phrase(told.language, "time_phrase", reading.time)
    return [weather] * (named["weather"] and reading.weather != "clear") + [time] * named["time"]


def _objects_zh(told: Gist) -> list[str]:
    done, props = deed(told), [noun for _, noun in told.props]
    line = settled(done)
    last = next((x for x in reversed(line) if x.is_a("subject", "place") and x.text != told.parts.who), None)
    titles = [p for p in props if len(p) > 1 and p in told.text]
    bare = last is not None and any(kind_of(s) in ("person", "group") for s in last.ids("subject"))
    if last is not None and not (bare and done[: last.start][-1:] != "的"):
        before = re.search(rf"(?:{_COUNTED_ZH}|[^，在给为对把着了过读看听照亮]{{1,3}}的)$", done[: last.start])
        titles.append((before.group() if before else "") + done[last.start : last.end])
    if len(titles) > 1 and titles[0] in titles[-1]:
        titles = titles[1:]
    return [t for t in titles if 2 <= len(t) <= LONGEST["zh"]]


def _ways(told: Gist) -> list[str]:
    """Where it goes: "Along a Country Road", 飞过古城."""
    if told.language == "zh":
        done = re.sub(r"(?:的?(?:上空|上方|里|中|时))$", "", deed(told))
        done = re.sub(r"^在[^，,]{1,8}(?:里|中|上|下|时|旁|边)", "", done)
        return [done] if 3 <= len(done) <= LONGEST["zh"] and not done.endswith(("过", "着", "了")) else []
    found = re.search(rf"\b((?:home )?(?:{_WAYS}) (?:(?!(?:{_JOINTS})\b)\S+ ?)+)", deed(told))
    way = found.group(1).strip() if found else ""
    if way and len(way.split()) <= LONGEST["en"]:
        return [way]
    return _learning(told)


def _learning(told: Gist) -> list[str]:
    verb, _, rest = deed(told).partition(" ")
    found = re.match(r"(?:how )?to \w+", rest)
    return [f"{conjugations(base_of(verb))[2]} {found.group()}"] if found else []


def _trains(told: Gist) -> list[str]:
    """A place that sounds like a title by itself: "Night Train", 夜行列车."""
    if told.language == "zh":
        return [told.place] if len(told.place) >= 4 and told.place in told.text else []
    found = re.search(r"\b((?:night|last|first|midnight) (?:train|bus|ferry|flight|market))\b", told.text, re.I)
    return [found.group(1)] if found else []


def _pairs(told: Gist) -> list[str]:
    """The hero, and what stands beside."""
    weather = told.reading.named["weather"] and told.reading.weather != "clear"
    kinds = ["who_weather"] if weather else ["who_place", "who_alone"]
    if told.props and told.has_lead:
        kinds = ["who_prop", "prop_weather"] if weather else ["who_prop"]
    if not told.has_lead:
        kinds = ["time_place", "place"]
    elif told.place.lower() in told.parts.who.lower() or (kinds[0] == "who_place" and not told.reading.named["place"]):
        kinds = ["who_alone"]
    rows = [t for k in kinds for t, _ in sentences(told.language, "title", k)]
    return [t for t in (told.wording.fill(row) for row in rows) if t]
