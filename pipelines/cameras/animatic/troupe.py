"""Who is in a shot and what is about them: figures, what they hold, props beside them, inserts.

Knows the reading; how one figure stands and moves is in actors.py.
"""

from __future__ import annotations

import re

from pipelines.cameras.animatic import figures
from pipelines.cameras.animatic.actors import (
    Actor,
    breadth,
    drawn,
    ground,
    group,
    height,
    portrait,
    seed_of,
    shadow_of,
    third,
    tones,
)
from pipelines.cameras.animatic.cast.looks import COLOURS
from pipelines.cameras.animatic.figures import Sprite
from pipelines.cameras.animatic.manners import AFLOAT, CARRIED, FREE, FURNITURE, HUNG, PAINTED, STRUNG, WATERY
from pipelines.cameras.animatic.stage import Stage
from pipelines.understanding import Figure, kind_of
from studio.vocabulary import Size

SMALL = 0.6  # metres: what lies on a table rather than stands on the floor
WORDS_FOR = {"umbrella": r"umbrella|parasol|伞", "lantern": r"lantern|灯笼|灯", "flower": r"flower|rose|花"}


def tint(stage: Stage, name: str) -> str:
    """The colour word that the shot puts before the thing's name, or ""."""
    order, noun = stage.order, WORDS_FOR.get(name, re.escape(name))
    text = " ".join(x for x in (order.own_words, order.subject, order.action, order.setting) if x).lower()
    words = "|".join(sorted(map(re.escape, COLOURS), key=len, reverse=True))
    said = re.search(rf"({words})(?:色)?(?:的|油纸|纸|雨|布|小|大)*[ -]*(?:{noun})", text)
    return said.group(1) if said else ""


def in_hand(stage: Stage, lead: Figure, props: list[str]) -> str:
    """What the first person carries, with its colour: "red umbrella", "letter" or nothing."""
    if lead.name not in figures.PEOPLE or lead.name in ("crowd", "couple", "family") or lead.action not in FREE:
        return ""
    named = sorted((p for p in props if figures.can_hold(p)), key=lambda p: (p != "umbrella", p not in CARRIED))
    if lead.action != "hold":
        named = [p for p in named if p in CARRIED]
    if named:
        return f"{tint(stage, named[0])} {named[0]}".strip()
    dark = stage.reading.time in ("night", "midnight") and not stage.inside and stage.reading.place not in AFLOAT
    return "lantern" if lead.action == "hold" and dark else ""


def cast(stage: Stage) -> list[Actor]:
    """Everybody in the shot, back to front."""
    order, reading = stage.order, stage.reading
    people, loose = _called(stage)
    if order.size == Size.INSERT and (reading.props or reading.figures):
        named = reading.figures[0].name if reading.figures else ""
        first = named and (kind_of(named) == "object" or not reading.props)
        return [_insert(stage, named if first else reading.props[0])]
    if stage.close and people:
        behind = [_shelter(stage)] if "umbrella" in reading.props and people[0].name in figures.PEOPLE else []
        return [*behind, portrait(stage, people[0])]
    if stage.close and reading.props:
        return [_insert(stage, reading.props[0])]
    holding = in_hand(stage, people[0], loose) if people else ""
    loose = [n for n in loose if not holding.endswith(n)]
    actors: list[Actor] = []
    for i, figure in enumerate(people[:3]):
        actors += group(stage, figure, i, holding if i == 0 else "")
    for i, name in enumerate(loose[:3]):
        actors += _prop(stage, name, i, bool(people))
    return sorted(actors, key=lambda a: a.y)


def _called(stage: Stage) -> tuple[list[Figure], list[str]]:
    """The figures and the loose props that this place needs to be given."""
    order, reading = stage.order, stage.reading
    shown = PAINTED.get(reading.place, "").split()
    people = [f for f in reading.figures if f.count > 0]
    outside = () if stage.inside or reading.place in ("cafe", "cave") else FURNITURE
    if stage.inside:  # a building that is spoken of does not fit into a room
        people = [f for f in people if figures.natural_height(f.name) < 4] or people[:1]
    if stage.inside or reading.place in ("space", "underwater", "sky", "sea"):  # nothing stands in the air
        people = [f for f in people if kind_of(f.name) != "scenery"] or people[:1]
    if reading.place == "sea" and any(figures.floats(f.name) == "water" for f in people) and order.size != Size.MEDIUM:
        # The rest are aboard.
        people = [f for f in people if figures.floats(f.name) or f.action in ("swim", "sail", "fly")]
    if not stage.close:
        drawn_there = {*shown, *outside}
        people = [f for f in people if f.name not in drawn_there]
        people = [f.model_copy(update={"count": max(5, f.count)}) if f.name in HUNG else f for f in people]
    held = [n for f in people for n in figures.brings(f.name, f.action)]
    strung = ["lantern"] if reading.place in STRUNG else []
    carrying = [n for n in reading.props if n == "lantern" and people and people[0].action == "hold"]
    hidden = {*shown, *held, *strung, *outside} - {*carrying}
    return people, [n for n in dict.fromkeys(reading.props) if n not in hidden]


def _shelter(stage: Stage) -> Actor:
    """The umbrella over a face: its canopy behind the head."""
    tall, light, colour = stage.framing.tall * 0.9 * stage.height, tones(stage), tint(stage, "umbrella")
    tall *= min(1.0, stage.width / stage.height / 0.85)

    def make(phase: float) -> Sprite:
        return drawn(stage, figures.sprite("umbrella", look=colour, phase=phase, height_px=tall, tones=light))

    x = stage.width / 2 + stage.side * min(stage.width * 0.1, stage.height * 0.2)
    foot = stage.framing.feet * stage.height - 0.12 * tall
    return Actor({}, make, x + stage.side * 0.05 * tall, foot, 1.0, 4.0)


def _insert(stage: Stage, name: str) -> Actor:
    """The object large, lit, on a surface or held in the air."""
    tall = stage.framing.tall * stage.height * min(1.0, stage.width / stage.height / 1.1)
    light, colour = tones(stage), tint(stage, name)

    def make(phase: float) -> Sprite:
        s = figures.sprite(
            name, look=colour, seed=seed_of(stage, name, ""), phase=phase, height_px=tall, tones=light
        )
        return drawn(stage, s)

    flies = figures.floats(name) == "air"
    return Actor(
        {},
        make,
        stage.width / 2 + stage.side * stage.width * 0.06,
        stage.framing.feet * stage.height,
        1.0,
        max(1.0, figures.cycle_seconds(name, "stand")),
        bobs=0.012 * stage.height if flies else 0.0,
        shadow=None if flies else shadow_of(stage, tall * 1.1, 1.0),
    )


def _prop(stage: Stage, name: str, index: int, beside: bool) -> list[Actor]:
    """An object near the subject, with what it stands on where the floor is out of the picture."""
    small, medium = figures.natural_height(name) < SMALL, stage.order.size == Size.MEDIUM
    most = 0.6 if not medium else 0.24 if small else 0.5
    tall = min(max(height(stage, name), 0.062 * stage.height), most * stage.height)
    tall = min(tall, 0.2 * stage.width / breadth(stage, name, "stand")) if small else tall
    x = third(stage) + (_aside(stage, tall, index) if beside else 0.12 * index * stage.width)
    where, y = figures.floats(name), ground(stage) + 0.02 * stage.height
    bobs = 0.0
    if where == "air" or stage.reading.place in AFLOAT:
        y, bobs = stage.height * 0.3 + tall / 2, 0.014 * stage.height
    elif medium and small and beside:
        if not stage.inside:  # nothing to lay it on
            return []
        return [
            _thing(stage, "table", x, 1.12 * stage.height, 0.34 * stage.height, 0.0),
            _thing(stage, name, x, 0.8 * stage.height, tall, 0.0, flat=False),
        ]
    elif medium:
        y = 1.02 * stage.height
    elif where == "water" and stage.reading.place in WATERY:
        bobs = 0.006 * stage.height
    return [_thing(stage, name, x, y, tall, bobs)]


def _aside(stage: Stage, tall: float, index: int) -> float:
    """How far from the subject a prop lies, pixels; by turns on either side."""
    person = stage.framing.tall * stage.height * min(1.0, stage.width / stage.height / 1.1)
    gap = (0.62 * person + tall * 0.35) * (1 + 0.8 * (index // 2))
    side = stage.side if index % 2 or stage.edge is not None else -stage.side
    return side * min(gap, (0.3 if side != stage.side else 0.2) * stage.width)


def _thing(stage: Stage, name: str, x: float, y: float, tall: float, bobs: float, flat: bool = True) -> Actor:
    light, colour = tones(stage), tint(stage, name)

    def make(phase: float) -> Sprite:
        s = figures.sprite(
            name, look=colour, seed=seed_of(stage, name, ""), phase=phase, height_px=tall * 1.25, tones=light
        )
        return drawn(stage, s)

    return Actor(
        {},
        make,
        x,
        y,
        1.02,
        max(0.6, figures.cycle_seconds(name, "stand")),
        bobs=bobs,
        shadow=None if bobs or not flat else shadow_of(stage, tall * 1.1, 1.0),
        zoom=1.25,
    )
