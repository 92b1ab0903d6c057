"""Who is in the film and what they look like: as the brief says, or as their trade dresses.

Knows the brief's parts and the word lists; not what happens to them.
"""

from __future__ import annotations

import re

import numpy as np

from pipelines.understanding import Figure, Reading, kind_of
from pipelines.understanding.notes import habit
from pipelines.understanding.words import listed, table
from pipelines.writers.material import capital, choices, phrase, stories
from pipelines.writers.points import Parts
from studio.film import Character

LIVELY = ("person", "group", "machine", "animal", "flyer", "swimmer", "vehicle")
_TRAVELLED = ("railway_station", "airport", "train")  # where people carry bags
_OF_A_TRADE = ("man", "woman", "crowd", "old_man", "old_woman", "doctor")


def noun(subject: str, language: str) -> str:
    """What a subject is usually called."""
    return listed(table(language)["subject"][subject])[0]


def is_herd(parts: Parts) -> bool:
    """Whether they are many animals that go together."""
    words = parts.who.removeprefix("the ").replace(" ", "-")
    return bool(words) and words in table("world")["herd"]["words"].split()


def group_of(subject: str, words: str = "") -> str:
    """Which sentences suit a subject: [intro], [before] … of assets/stories; `words` are what the brief calls it."""
    if not subject:
        return "thing"
    kind = kind_of(subject)
    if creeps(words):
        return "animal"
    if kind == "animal" and habit(subject) in ("fly", "swim"):  # a dragon, a turtle
        return "flyer" if habit(subject) == "fly" else "swimmer"
    if subject in ("boy", "girl", "child", "baby"):
        return "child"
    return "thing" if kind in ("scenery", "object") else kind


def creeps(words: str) -> bool:
    """Whether it is called something that does not fly or swim, and is drawn as another animal that does: an ant."""
    return bool(words) and any(_has_word(words, w) for w in table("world")["flightless"]["words"].split())


def _has_word(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}s?\b", text, re.I)) if word.isascii() else word in text


def cast_of(
    parts: Parts, reading: Reading, subject: str, text: str, language: str, rng: np.random.Generator
) -> tuple[Character, ...]:
    """Who comes back in the pictures: the protagonist, and who else does something."""
    people: list[tuple[str, str, str, str]] = []  # name, canonical id, what they are called, words on what is worn
    if not parts.who:
        return ()  # a matter
    if subject and kind_of(subject) in LIVELY and kind_of(subject) != "vehicle":
        own = re.sub(r"^(?:the|my|our|an?) |^这.|^一[位个只条头匹名]", "", parts.who)
        people.append((parts.name or own or noun(subject, language), subject, parts.a_who, text))
    for name, other in parts.others:
        if kind_of(other) in ("person", "animal", "machine", "flyer", "swimmer") and name not in [p[0] for p in people]:
            people.append((name, other, _called(name, text), name))
    cast: list[Character] = []
    for i, (name, known, called, words) in enumerate(people[:3]):
        if i == 0 and is_herd(parts):
            cast.append(Character(position=i, name=capital(name), look=_costumes(language, "herd")[0]))
            continue
        figure = next((f for f in reading.figures if f.name == known), None) or Figure(name=known)
        look = _dressed(figure, called, words, reading, language, rng)
        cast.append(Character(position=i, name=capital(name), look=look))
    return tuple(cast)


def _called(name: str, text: str) -> str:
    """A name with what the brief says before it: "a firefly named Pip", 萤火虫皮皮."""
    at = text.find(name)
    return text[max(0, at - (16 if name.isascii() else 4)) : at] + name if at >= 0 else name


def _dressed(figure: Figure, called: str, text: str, reading: Reading, language: str, rng: np.random.Generator) -> str:
    """What the brief says is worn, or else the costume of the trade or the animal, or else everyday clothes."""
    if figure.look:
        return figure.look
    trades = stories(language)["trade"]
    told = [called, text] if figure.name in _OF_A_TRADE else [called]
    found = (t for words in told for t in trades if any(_has_word(words, w) for w in listed(trades[t])))
    costumes = _costumes(language, next(found, ""))
    costumes = costumes or _costumes(language, figure.name)
    if costumes:
        return costumes[int(rng.integers(len(costumes)))]
    return _look(figure.name, reading, language, rng)


def _costumes(language: str, name: str) -> list[str]:
    return [c.strip() for c in phrase(language, "costume", name).split(";") if c.strip()]


def _look(subject: str, reading: Reading, language: str, rng: np.random.Generator) -> str:
    def one(name: str) -> str:
        entries = choices(language, "look", name)
        return entries[int(rng.integers(len(entries)))]

    group, comma = group_of(subject), "，" if language == "zh" else ", "
    space = "" if language == "zh" else " "
    if group == "machine":
        return comma.join(dict.fromkeys([one("machine"), one("machine")]))
    if group in ("animal", "flyer", "swimmer"):
        return one("animal") + space + one("fur") if group == "animal" else one("colours")
    young = "child_" if group == "child" else ""
    hair = one(f"{young}hair")
    if subject in ("old_man", "old_woman"):
        hair = "灰白头发" if language == "zh" else "grey hair"
    warm = reading.interior or reading.season == "summer" or reading.place in ("desert", "beach", "island")
    clothes = one("colours") + space + one(f"{young}{'indoor_' if warm else ''}clothes")
    accent = one("bag" if reading.place in _TRAVELLED else "accent")
    return comma.join(
        [hair, clothes] + ([] if warm and reading.place not in _TRAVELLED else [one("colours") + space + accent])
    )
