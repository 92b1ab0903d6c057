"""Things small enough to be held, drawn in a hand; knows their sizes in body heights, nothing of bodies."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.cameras.animatic.cast import goods, props, scenery, things
from pipelines.cameras.animatic.cast.brush import Paper
from pipelines.cameras.animatic.cast.looks import look_of
from pipelines.cameras.animatic.cast.poses import Pose

XY = tuple[float, float]
Draw = Callable[[Paper, str, float, str, int], None]
# name: who draws it, its size against a body's height in its own units, where on it the hand is (x, y)
CARRIED: dict[str, tuple[Draw, float, float, float]] = {
    "letter": (things.letter, 0.12, -0.5, 0.3),
    "bottle": (things.bottle, 0.17, 0.0, 0.35),
    "cup": (things.cup, 0.1, -0.4, 0.35),
    "bowl": (things.bowl, 0.11, 0.0, 0.15),
    "candle": (things.candle, 0.15, 0.0, 0.05),
    "phone": (things.phone, 0.09, 0.0, 0.5),
    "camera": (things.camera, 0.1, 0.0, 0.3),
    "clock": (things.clock, 0.12, 0.0, 0.2),
    "violin": (things.violin, 0.24, 0.0, 0.7),
    "flower": (scenery.flower, 0.24, 0.0, 0.25),
    "flag": (scenery.flag, 0.36, 0.0, 0.5),
    "sword": (goods.sword, 0.34, 0.0, 1.28),
    "key": (goods.key, 0.12, 0.0, 0.5),
    "map": (goods.map_, 0.16, -0.6, 0.4),
    "ring": (goods.ring, 0.08, 0.0, 0.1),
    "shell": (goods.shell, 0.11, 0.0, 0.1),
    "box": (goods.box, 0.17, -0.5, 0.3),
    "treasure": (goods.treasure, 0.2, -0.5, 0.3),
    "ball": (goods.ball, 0.12, 0.0, 0.1),
    "bread": (goods.bread, 0.13, -0.3, 0.2),
    "kettle": (goods.kettle, 0.15, 0.0, 1.0),
}
POINT_UP = {"sword"}


def can_carry(name: str) -> bool:
    return name in CARRIED or name in props.HELD


def carried(paper: Paper, name: str, hand: XY, far: XY, pose: Pose, phase: float, look: str = "") -> None:
    """The thing in the hand at `hand`, in the colour that `look` names."""
    if name == "umbrella":
        props.umbrella(paper, *hand, look_of(name, look).body or "#c8453f")
        return
    if name in props.HELD:
        props.held(paper, name, hand, far, pose)
        return
    draw, size, x, y = CARRIED[name]
    turn = 158 if name in POINT_UP else 0
    with paper.moved(*hand, turn=turn), paper.moved(-x * size, -y * size, size=size):
        draw(paper, "stand", phase, look, 0)
