"""Gives a film its title: the brief's key object, deed, way or hero, as it would stand on a poster.

Knows the gist; not how the story is told.
"""

from __future__ import annotations

import re

import numpy as np

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import conjugations
from pipelines.writers.chinese import verbs
from pipelines.writers.doing import deed
from pipelines.writers.english import base_of, is_be, title_case
from pipelines.writers.english_clause import main_verb
from pipelines.writers.gist import Gist
from pipelines.writers.material import phrase, sentences

_WAYS = (
    "through|along|across|under|over|beneath|beyond|above|into|inside|behind|between|after|before|towards|toward|past"
)
_JOINTS = (
    rf"{_WAYS}|in|on|at|to|from|with|for|by|and|while|as|when|who|that|during|of|near|about|until|back|home|deep|"
    r"down|up|out|off"
)
_DETERMINER = "an?|the|his|her|its|their|some|one|two|three"
_COUNTED_ZH = "[一两这那几][个只封条朵本把盏座张首份束艘件位名匹头辆台支部]"
LONGEST = {"en": 5, "zh": 7}  # words, characters


_MANY = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|a hundred|a thousand"
)
_NUMBERED = {
    "en": re.compile(
        r"\b(?:room|house|door|gate|platform|number|track|table) \d+\b|"
        rf"\b(?:{_MANY}) [a-z]+s\b(?= to\b|[.,])",
        re.I,
    ),
    "zh": re.compile(
        r"\d+号[\u4e00-\u9fff]{1,3}(?=[传里的，。])|"
        r"[二三四五六七八九十百千两]+(?:个|分|年|天|小时|次|封)(?![后前来])[\u4e00-\u9fff]{1,2}(?=[，。])|"
        r"最后一[\u4e00-\u9fff]{1,2}(?=[，。])"
    ),
}


def title(told: Gist, rng: np.random.Generator) -> str:
    """The film's title; the same for the same gist and chance."""
    named = told.parts.title or _by_form(told)
    if named:
        return named if told.language == "zh" else title_case(named)
    numbers = _numbers(told)
    found = numbers or _done(told) + _trains(told)
    if not found or (rng.random() < 0.2 and not numbers):
        found = found + _pairs(told)
    found = list(dict.fromkeys(t for t in found if t))
    chosen = found[int(rng.integers(len(found)))] if found else phrase(told.language, "said", "untitled")
    return chosen if told.language == "zh" else title_case(chosen)


def _done(told: Gist) -> list[str]:
    """What is done to what, and where it leads: of the first thing done that has a title in it."""
    deeds = [p.doing for p in told.parts.points if p.doing and p.kind == "event"] or [deed(told)]
    return next((found for found in (_objects(told, d) + _ways(told, d) for d in deeds) if found), [])


def _by_form(told: Gist) -> str:
    """The title that a kind of film has: a life's name, the product, the headline."""
    parts, form = told.parts, told.genre
    if form in ("biography", "memorial") and parts.name:
        return parts.name
    if form == "news":
        return _headline(told)
    topic = re.split(r"[,，:：]", parts.topic)[0]
    if form == "poem" and topic:
        topic = re.split(r" (?:on|in|at|of|under|by) ", topic)[0] if told.language == "en" else topic
    elif form == "documentary":
        topic = topic or parts.a_who
        topic = topic if len(topic.split()) <= 6 and len(topic) <= (60 if told.language == "en" else 12) else ""
        topic = topic or (parts.a_who if len(parts.a_who) <= (40 if told.language == "en" else 12) else "")
    elif not (told.is_matter or not told.has_lead):
        return ""
    return re.sub(r"^(?:an?) (?=\w+$)", "the ", topic) if told.language == "en" else topic


def _headline(told: Gist) -> str:
    """What the news is about: "A 60-Metre Wooden Bridge", 杭州60米长的木桥."""
    first = next((p.whose or p.text for p in told.parts.points if p.kind == "event"), "")
    if told.language == "en":
        line = settled(first)
        verb = main_verb(first, line)
        head = first[: line[verb].start].strip() if verb else ""
        return head if 1 < len(head.split()) <= 6 else told.parts.topic
    clause = re.sub(r"^[^，]*\d+[年日号][^，]*，", "", first)
    cut = [clause.find(v) for v in verbs() if v in clause]
    head = re.sub("(?:[今昨]天|[今昨近]日)$", "", clause[: min(cut)]) if cut else ""
    return re.sub(r"[一两三][座条名位只个艘架]", "", head) if 2 <= len(head) <= 16 else told.place


def _numbers(told: Gist) -> list[str]:
    """A number that it is all about: "Six Minutes", "Forty Springs", "Room 13", 四十个春天."""
    said = " ".join(p.text for p in told.parts.points[:4])
    return _NUMBERED[told.language].findall(said)[:1]


def _objects(told: Gist, done: str) -> list[str]:
    """What it is all about: "Message in a Bottle", "The Last Goal", 红伞."""
    if told.language == "zh":
        return _objects_zh(told, done)
    verb, _, rest = done.partition(" ")
    held = [noun for _, noun in told.props if " " in noun]
    if is_be(verb):
        return held
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


def _objects_zh(told: Gist, done: str) -> list[str]:
    props = [noun for _, noun in told.props]
    line = settled(done)
    last = next((x for x in reversed(line) if x.is_a("subject", "place") and x.text != told.parts.who), None)
    titles = [p for p in props if len(p) > 1 and p in told.text]
    described = re.sub("^一[位个只条头匹辆艘名]", "", told.parts.a_who)
    if "的" in described and not told.parts.name and 3 <= len(described) <= LONGEST["zh"]:
        return [described]  # 怕蜡烛的龙
    bare = last is not None and any(kind_of(s) in ("person", "group") for s in last.ids("subject"))
    if last is not None and not (bare and done[: last.start][-1:] != "的"):
        before = re.search(rf"(?:{_COUNTED_ZH}|[^，在给为对把着了过读看听照亮取回]{{1,3}}的)$", done[: last.start])
        whose = re.sub("^(?:来?自|[位名个只条匹头])", "", before.group()) if before else ""
        titles.append(whose + done[last.start : last.end])
    if len(titles) > 1 and titles[0] in titles[-1]:
        titles = titles[1:]
    return [t for t in titles if 2 <= len(t) <= LONGEST["zh"]]


def _ways(told: Gist, done: str) -> list[str]:
    """Where it goes: "Along a Country Road", 飞过古城."""
    if told.language == "zh":
        done = re.sub(r"(?:的?(?:上空|上方|里|中|时))$", "", done)
        done = re.sub(r"^在[^，,]{1,8}(?:里|中|上|下|时|旁|边)", "", done)
        unfinished = re.search(r"^(?:每|今年|只|还|总)|[过着了]$", done)
        return [done] if 3 <= len(done) <= LONGEST["zh"] and not unfinished else []
    found = re.search(rf"\b((?:home )?(?:{_WAYS}) (?:(?!(?:{_JOINTS})\b)\S+ ?)+)", done)
    way = found.group(1).strip() if found else ""
    if way and len(way.split()) <= LONGEST["en"]:
        return [way]
    return _learning(done)


def _learning(done: str) -> list[str]:
    verb, _, rest = done.partition(" ")
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
