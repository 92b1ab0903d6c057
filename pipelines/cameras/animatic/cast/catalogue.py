# ruff: noqa: E501  a table's rows read best on one line
"""Every subject by name: who draws it, how tall it is, where it belongs, how it moves; synonyms beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from pipelines.cameras.animatic.cast import (
    beasts,
    creatures,
    faces,
    goods,
    groups,
    muzzles,
    poses,
    scenery,
    things,
    vehicles,
)
from pipelines.cameras.animatic.cast.brush import Paper

Draw = Callable[[Paper, str, float, str, int], None]  # paper, action, phase, look words, seed
Where = Literal["", "water", "air", "under"]


@dataclass(frozen=True)
class Subject:
    """One kind of thing that can be in a picture."""

    draw: Draw
    metres: float
    kind: Literal["person", "group", "animal", "vehicle", "thing"] = "thing"
    floats: Where = ""
    loops: dict[str, float] = field(default_factory=dict)  # seconds of a loop by action; "": any other
    speeds: dict[str, float] = field(default_factory=dict)  # heights a second by action

    def seconds(self, action: str) -> float:
        return self.loops.get(action, self.loops.get("", 3.0))

    def travel(self, action: str) -> float:
        return self.speeds.get(action, 0.0)


@dataclass(frozen=True)
class Portrait:
    """Who draws a face, and the lowest and highest unit shown by each level."""

    draw: Callable[[Paper, str, str, str, int, float], None]  # paper, name, look words, mood, seed, phase
    levels: dict[str, tuple[float, float]]


def _person(name: str, paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    groups.one(paper, name, action, phase, look, seed)


def _beast(name: str, paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    beasts.beast(paper, name, action, phase, look, seed)


METRES = {"boy": 1.3, "girl": 1.28, "child": 1.2, "baby": 0.75, "old_man": 1.68, "old_woman": 1.58, "woman": 1.67, "queen": 1.7, "dancer": 1.68, "robot": 1.8}
PERSONS = "man woman boy girl old_man old_woman child baby soldier astronaut king queen wizard dancer musician footballer teacher student cook fisherman keeper scientist doctor detective monk"
SUBJECTS: dict[str, Subject] = {
    name: Subject(partial(_person, name), METRES.get(name, 1.75), "person", "", {"": 3.0, **poses.SECONDS}, poses.TRAVELS)
    for name in PERSONS.split()
}
for _name, _draw in (("couple", groups.couple), ("family", groups.family), ("crowd", groups.crowd)):
    SUBJECTS[_name] = Subject(_draw, 1.75, "group", "", {"": 3.0, **poses.SECONDS}, poses.TRAVELS)

# name: where drawn, metres tall, kind, where it belongs, seconds of loops, heights a second
ROWS: dict[str, tuple[Any, ...]] = {
    **{n: (partial(_beast, n), m, "animal", "", {"": 3.0, "walk": w, "run": r}, {"walk": a, "run": b}) for n, m, w, r, a, b in (
        ("cat", 0.34, 0.8, 0.5, 1.1, 3.2), ("dog", 0.62, 0.8, 0.5, 1.1, 3.2), ("horse", 2.2, 1.2, 0.6, 0.6, 2.2), ("deer", 1.7, 1.1, 0.6, 0.5, 2.0),
        ("fox", 0.5, 0.8, 0.5, 1.0, 3.0), ("wolf", 0.9, 0.9, 0.5, 1.0, 3.0), ("bear", 1.35, 1.2, 0.7, 0.7, 2.0), ("rabbit", 0.34, 0.6, 0.45, 1.2, 3.0),
        ("elephant", 3.2, 1.6, 1.0, 0.5, 1.2))},
    "robot": (creatures.robot, 1.7, "animal", "", {"": 3.0, "walk": 1.2, "run": 0.8, "wave": 1.4, "dance": 1.6, "talk": 1.8}, {"walk": 0.4, "run": 0.9}),
    "bird": (creatures.bird, 0.22, "animal", "air", {"": 2.4, "fly": 0.7, "walk": 0.8}, {"fly": 4.0, "walk": 0.8}),
    "flock": (creatures.flock, 3.0, "animal", "air", {"": 0.9}, {"": 0.5, "fly": 0.5, "stand": 0.4}),
    "fish": (creatures.fish, 0.25, "animal", "under", {"": 1.6}, {"swim": 0.8, "stand": 0.3}),
    "shoal": (creatures.shoal, 1.6, "animal", "under", {"": 1.6}, {"swim": 0.5, "stand": 0.25}),
    "whale": (creatures.whale, 4.0, "animal", "under", {"": 4.0}, {"swim": 0.35, "stand": 0.15}),
    "dolphin": (creatures.dolphin, 0.8, "animal", "under", {"": 1.8, "jump": 2.2}, {"swim": 1.4, "jump": 1.4, "stand": 0.6}),
    "turtle": (creatures.turtle, 0.6, "animal", "under", {"": 3.0}, {"swim": 0.5, "stand": 0.2}),
    "dragon": (creatures.dragon, 4.0, "animal", "", {"": 3.0, "fly": 1.6}, {"fly": 0.6}),
    "butterfly": (creatures.butterfly, 0.1, "animal", "air", {"": 1.0}, {"fly": 1.0, "stand": 0.2}),
    "jellyfish": (creatures.jellyfish, 0.7, "animal", "under", {"": 3.0}, {}),
    "octopus": (creatures.octopus, 0.7, "animal", "under", {"": 3.0}, {"swim": 0.3}),
    **{n: (getattr(vehicles, n), m, "vehicle", w, {"": s}, {a: v}) for n, m, w, s, a, v in (
        ("car", 1.45, "", 0.8, "drive", 3.5), ("bus", 3.0, "", 1.0, "drive", 1.6), ("truck", 3.2, "", 1.0, "drive", 1.6), ("bicycle", 1.1, "", 1.2, "ride", 1.8),
        ("boat", 0.6, "water", 3.2, "sail", 0.6), ("ship", 22.0, "water", 4.0, "sail", 0.12), ("sailboat", 7.5, "water", 3.6, "sail", 0.25), ("train", 3.9, "", 1.2, "drive", 1.6),
        ("plane", 9.0, "air", 3.0, "fly", 1.0), ("rocket", 30.0, "", 0.9, "fly", 0.0), ("balloon", 16.0, "air", 5.0, "fly", 0.06), ("drone", 0.25, "air", 1.2, "fly", 1.0),
        ("satellite", 4.0, "air", 6.0, "fly", 0.08), ("ufo", 4.0, "air", 2.4, "fly", 0.6))},
    **{n: (getattr(scenery, n), m, "thing", "", {"": s}, {}) for n, m, s in (
        ("house", 6.5, 5.0), ("lighthouse", 22.0, 5.0), ("tower", 18.0, 2.0), ("windmill", 13.0, 4.0), ("tree", 6.0, 4.0), ("flower", 0.5, 3.2), ("fire", 1.2, 1.2), ("campfire", 0.9, 1.2),
        ("statue", 4.0, 3.0), ("monument", 9.0, 3.0), ("flag", 7.0, 1.6), ("snowman", 1.5, 3.0), ("door", 2.2, 3.0), ("window", 1.6, 4.0))},
    **{n: (getattr(things, n), m, "thing", "", {"": s}, {}) for n, m, s in (
        ("lamp", 1.5, 3.0), ("lantern", 0.42, 1.6), ("candle", 0.28, 1.6), ("book", 0.2, 4.0), ("letter", 0.18, 3.0), ("cup", 0.12, 3.0), ("bowl", 0.14, 3.0), ("clock", 0.2, 4.0),
        ("umbrella", 0.95, 3.0), ("bottle", 0.3, 3.2), ("phone", 0.16, 3.0), ("computer", 0.28, 2.0), ("camera", 0.14, 3.0), ("guitar", 1.0, 2.0), ("piano", 1.25, 3.5), ("violin", 0.6, 2.0),
        ("drum", 0.5, 0.9))},
    **{n: (getattr(goods, n if n != "map" else "map_"), m, "thing", w, {"": s}, {}) for n, m, w, s in (
        ("ball", 0.24, "", 1.2), ("kite", 1.2, "air", 2.4), ("chair", 0.95, "", 3.0), ("table", 0.95, "", 3.0), ("sword", 1.1, "", 3.0), ("key", 0.09, "", 3.0), ("map", 0.35, "", 3.0),
        ("ring", 0.03, "", 2.4), ("shell", 0.09, "", 3.0), ("box", 0.4, "", 3.0), ("treasure", 0.6, "", 2.4), ("kettle", 0.28, "", 2.0), ("pot", 0.3, "", 2.0), ("bread", 0.14, "", 3.0))},
}  # fmt: skip
SUBJECTS |= {name: Subject(*row) for name, row in ROWS.items()}
PERSON_ENDINGS = ("man", "woman", "er", "or", "ist", "person", "boy", "girl", "ian", "ess", "人", "者", "员", "师")
# What an action already draws beside the person, so that it need not stand there once more.
BROUGHT: dict[str, frozenset[str]] = {
    "read": frozenset({"book", "letter"}), "write": frozenset({"table", "chair", "letter"}), "sit": frozenset({"chair"}), "eat": frozenset({"bowl", "chair"}), "play": frozenset({"guitar"}),
    "cook": frozenset({"pot"}), "kick": frozenset({"ball"}), "ride": frozenset({"bicycle"}), "drive": frozenset({"car"}), "sail": frozenset({"boat"}),
}
SYNONYMS: dict[str, str] = {
    "person": "man", "people": "crowd", "someone": "man", "human": "man", "guy": "man", "lady": "woman", "mother": "woman", "mom": "woman", "mum": "woman", "father": "man", "dad": "man",
    "kid": "child", "children": "family", "son": "boy", "daughter": "girl", "grandmother": "old_woman", "grandma": "old_woman", "grandfather": "old_man", "grandpa": "old_man", "elder": "old_man",
    "knight": "soldier", "guard": "soldier", "warrior": "soldier", "prince": "king", "princess": "queen", "witch": "wizard", "sailor": "fisherman", "captain": "keeper", "chef": "cook",
    "nurse": "doctor", "pilot": "astronaut", "singer": "musician", "guitarist": "musician", "player": "footballer", "athlete": "footballer", "runner": "footballer", "priest": "monk",
    "nun": "monk", "friends": "couple", "lovers": "couple", "kitten": "cat", "puppy": "dog", "pony": "horse", "stag": "deer", "hare": "rabbit", "bunny": "rabbit", "gull": "bird", "seagull": "bird",
    "birds": "flock", "shark": "dolphin", "van": "truck", "lorry": "truck", "taxi": "car", "bike": "bicycle", "yacht": "sailboat", "ferry": "ship", "canoe": "boat", "airplane": "plane",
    "aeroplane": "plane", "jet": "plane", "helicopter": "drone", "spaceship": "rocket", "spacecraft": "rocket", "saucer": "ufo", "cottage": "house", "cabin": "house", "castle": "tower",
    "mill": "windmill", "rose": "flower", "light": "lamp", "torch": "lantern", "notebook": "book", "diary": "book", "envelope": "letter", "message": "letter", "mug": "cup", "tea": "cup",
    "coffee": "cup", "soup": "bowl", "noodles": "bowl", "watch": "clock", "laptop": "computer", "football": "ball", "flame": "fire", "bonfire": "campfire", "desk": "table", "bench": "chair",
    "memorial": "monument", "obelisk": "monument", "banner": "flag", "gift": "box", "parcel": "box", "package": "box", "chest": "treasure", "gold": "treasure", "loaf": "bread", "android": "robot",
}


ANIMAL_LEVELS = {"medium close-up": (-3.4, 1.5), "close-up": (-2.2, 1.45), "extreme close-up": (-1.15, 0.95)}
FACED = ("cat", "dog", "fox", "wolf", "bear", "rabbit", "horse", "deer", "elephant", "bird", "dragon", "robot")


def portrait_of(name: str) -> Portrait | None:
    """Who draws this subject's face, if it has one; a group shows one of its people."""
    if name in FACED:
        return Portrait(muzzles.animal_portrait, ANIMAL_LEVELS)
    if SUBJECTS[name].kind in ("person", "group"):
        return Portrait(faces.face_portrait, faces.LEVELS)
    return None
