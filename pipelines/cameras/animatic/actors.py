"""One figure in the picture: put into the frame in scale, light and motion, on ground, water or air.

Knows the stage; who is in a shot and what lies about is in troupe.py.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from functools import lru_cache

import cv2
import numpy as np

from pipelines.cameras.animatic import figures
from pipelines.cameras.animatic.canvas import bgra
from pipelines.cameras.animatic.figures import Sprite, Tones
from pipelines.cameras.animatic.manners import AFLOAT, HUNG, SMALLEST, TRINKET, WATERY
from pipelines.cameras.animatic.palette import blend
from pipelines.cameras.animatic.stage import Stage, paste
from pipelines.understanding import Figure, kind_of
from studio.vocabulary import Size

PERSON = 1.72  # metres
STEPS = 16  # phases kept of a loop


def tones(stage: Stage, depth: float = 1.0) -> Tones:
    """The light that falls on a figure here."""
    light = stage.light
    day = float(np.clip(light.contrast * (0.55 + 0.45 * light.key.mean()), 0, 1))
    if stage.inside:
        day = max(day, 0.85)
    warm = blend(
        light.key,
        np.array([0.62, 0.80, 1.0], np.float32) * 0.95,
        0.6 * light.lamps if stage.inside else 0.22 * light.lamps,
    )
    # By night the subject is lit a little more than its place, or nobody would find it.
    warm = blend(warm, np.array([0.80, 0.90, 0.98], np.float32), 0.34 * light.lamps)
    shade = blend(light.shade, warm * 0.5, 0.35 * light.lamps)

    def colour(c: np.ndarray) -> tuple[int, int, int]:
        return tuple(int(np.clip(v, 0, 255)) for v in c)  # type: ignore[return-value]

    return Tones(colour(warm * 235), colour(shade * 235), colour(light.ink), stage.light_from, day)


def drawn(stage: Stage, sprite: Sprite) -> Sprite:
    """The cut-out in the shot's style, with room about it for what the style adds."""
    if not stage.style.hand:
        return sprite
    room = max(4, int(stage.height * 0.02))
    wide = cv2.copyMakeBorder(sprite.image, room, room, room, room, cv2.BORDER_CONSTANT)
    return Sprite(stage.style.layer(wide, 1.0, 17, stage.height), (sprite.anchor[0] + room, sprite.anchor[1] + room))


@dataclass
class Actor:
    """One figure: its cut-outs by phase, where its foot stands in the frame at rest, and how it goes."""

    sprites: dict[int, Sprite]
    make: object
    x: float  # pixels
    y: float
    depth: float
    cycle: float
    offset: float = 0.0
    speed: float = 0.0  # pixels a second
    bobs: float = 0.0
    shadow: np.ndarray | None = None
    reflect: bool = False
    zoom: float = 1.0
    start: float = 0.0
    middle: float = 0.0  # seconds at which it passes x
    made: dict[int, Sprite] = field(default_factory=dict)

    def at(self, seconds: float) -> Sprite:
        step = int(((seconds / self.cycle + self.offset) % 1.0) * STEPS) % STEPS
        if step not in self.sprites:
            self.sprites[step] = self.make(step / STEPS)  # type: ignore[operator]
        return self.sprites[step]

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        sprite = self.at(seconds)
        x = self.x + self.speed * (seconds - self.middle)
        y = self.y + self.bobs * float(np.sin(seconds * 1.5 + self.offset * 6))
        base = stage.move.matrix(self.depth, u)
        if self.shadow is not None:
            h, w = self.shadow.shape[:2]
            paste(frame, self.shadow, base @ np.array([[1, 0, x - w / 2], [0, 1, self.y - h / 2], [0, 0, 1]]))
        z = 1 / self.zoom
        if self.reflect:
            flipped = base @ np.array(
                [[z, 0, x - sprite.anchor[0] * z], [0, -z * 0.55, y + sprite.anchor[1] * z * 0.55], [0, 0, 1]]
            )
            paste(frame, cv2.convertScaleAbs(sprite.image, alpha=0.3), flipped)
        paste(
            frame,
            sprite.image,
            base @ np.array([[z, 0, x - sprite.anchor[0] * z], [0, z, y - sprite.anchor[1] * z], [0, 0, 1]]),
        )


def third(stage: Stage) -> float:
    """The x of the subject's third, pixels."""
    return stage.width / 2 + stage.side * min(stage.width / 6, stage.height * 0.3)


def height(stage: Stage, name: str, subject: bool = False) -> float:
    """The subject's height in pixels: true scale near a person's, compressed beyond."""
    metres = max(0.02, figures.natural_height(name))
    person = stage.framing.tall * stage.height * min(1.0, stage.width / stage.height / 1.1) * stage.loom
    k = metres / PERSON
    k = k**0.75 if 0.4 < k <= 1 else (0.4**0.75 * (k / 0.4) ** 0.72 if k <= 0.4 else k**0.42)
    smallest = SMALLEST if kind_of(name) != "object" else TRINKET
    least = smallest.get(stage.order.size, 0.05) if subject else 0.05
    return float(np.clip(person * k, least * stage.height, (0.78 if k > 1.35 else 2.2) * stage.height))


def ground(stage: Stage) -> float:
    """The y at which the subject stands, pixels: as the framing asks, but always on the painted ground."""
    framed = stage.framing.feet * stage.height
    if stage.order.size == Size.MEDIUM:  # whatever their height, the head stays in the frame
        lead = stage.reading.figures[0].name if stage.reading.figures else "man"
        if lead not in figures.PEOPLE and lead != "robot":  # a cat sits in the lower half, not in the air
            return 0.94 * stage.height
        return 0.13 * stage.height + height(stage, lead)
    if stage.order.size in (Size.WIDE, Size.EXTREME_WIDE, Size.FULL) and stage.stand_y is not None:
        world = stage.scale(1) * stage.squash
        painted = stage.height * stage.horizon + stage.stand_y * world
        y = min(max(framed, painted - 0.04 * stage.height), 0.965 * stage.height)
        return y if stage.stand_to is None else min(y, stage.height * stage.horizon + stage.stand_to * world)
    return framed


def seed_of(stage: Stage, name: str, look: str) -> int:
    return (
        zlib.crc32(f"{name}|{look}".encode()) & 0xFFFF
        if look
        else (stage.order.look_seed + zlib.crc32(name.encode())) & 0xFFFF
    )


def _look(stage: Stage, figure: Figure) -> str:
    if figure.look:
        return figure.look
    return stage.order.characters[0].look if stage.order.characters and figure.name in figures.PEOPLE else ""


@lru_cache(maxsize=256)
def _span(name: str, action: str, look: str, seed: int) -> tuple[float, float]:
    """How far a motion reaches above its anchor and beneath it, in the subject's own heights."""
    light = Tones((200, 200, 200), (120, 120, 120), (20, 20, 20))
    shown = [
        figures.sprite(name, action=action, look=look, seed=seed, phase=p, height_px=64, tones=light)
        for p in (0.0, 0.25, 0.5, 0.75)
    ]
    return max(s.anchor[1] for s in shown) / 64, max(s.image.shape[0] - s.anchor[1] for s in shown) / 64


def _landed(stage: Stage, x: float) -> float:
    """The x moved from open water or thin air to where the painted ground is."""
    if stage.edge is None:
        return x
    edge, off = stage.edge * stage.scale(1), (x - stage.width / 2) * stage.side
    return x if off >= edge else stage.width / 2 + stage.side * min(2 * edge - off, 0.42 * stage.width)


def group(stage: Stage, figure: Figure, index: int, holding: str = "") -> list[Actor]:
    """A figure as often as it is counted; the first of the first is the subject."""
    rng = np.random.default_rng([stage.order.seed, 501, index])
    count = min(12, figure.count)
    tall = height(stage, figure.name, index == 0)
    wide = breadth(stage, figure.name, figure.action or "stand")
    if figure.name not in figures.PEOPLE:
        tall = min(tall, (0.62 if figure.count == 1 else 0.3) * stage.width / wide)
    where = figures.floats(figure.name)
    if where == "air" or figure.action == "fly":  # all of it in the sky
        tall = min(tall, 0.34 * stage.height)
    base_x = third(stage) if index == 0 else stage.width - third(stage) + (index - 1) * 0.16 * stage.width * -stage.side
    out = []
    for k in range(count):
        row = 0 if k == 0 else rng.uniform(0.05, 0.4)
        if index and figures.natural_height(figure.name) > 4 and not where:
            row = 0.85  # a building stands behind the people
        spread = tall * max(0.7, wide) * (1.0 if where == "" else 1.25)
        if figure.name in HUNG and index == 0:  # lamps stand in a row
            row, x = 0.7, stage.width * (k + 0.5 + 0.3 * stage.side) / count
            out.append(_one(stage, figure, x, tall, row, k, index))
            continue
        x = base_x + (0 if k == 0 else (spread * rng.uniform(0.45, 1.1) * (-1) ** k * ((k + 1) // 2) ** 0.7))
        x = x if where else _landed(stage, x)
        out.append(_one(stage, figure, x, tall * (1 - 0.35 * row), row, k, index, holding if k == 0 else ""))
    return out


def _path(stage: Stage, speed: float, x: float) -> tuple[float, float]:
    """(pixels a second, x at half time) of somebody on the move: who walks stays in the picture to the end."""
    way = float(np.clip(abs(speed) * stage.seconds, 0, 0.42 * stage.width))
    room = 0.33 * stage.width - way / 2
    middle = stage.width / 2 + float(np.clip(x - stage.width / 2, -room, room)) if way else x
    return float(np.copysign(way / stage.seconds, speed)) if way else 0.0, middle


def breadth(stage: Stage, name: str, action: str) -> float:
    """How wide the subject is against its height."""
    image = figures.sprite(name, action=action, height_px=48, tones=tones(stage)).image
    return image.shape[1] / 48


def _one(
    stage: Stage, figure: Figure, x: float, tall: float, row: float, k: int, index: int, holding: str = ""
) -> Actor:
    name, where = figure.name, figures.floats(figure.name)
    look = _look(stage, figure) if k == 0 else ""
    seed = seed_of(stage, name, look) + 31 * k
    action = figure.action or "stand"
    if figure.name in figures.PEOPLE and action in ("stand", "walk"):
        action = {"underwater": "swim", "space": "float"}.get(stage.reading.place, action)
    winged = where == "air" or (name == "dragon" and stage.reading.place == "sky")
    if winged and action in ("stand", "walk", "run"):
        action = "fly"
    if figure.pose == "sitting" and action == "stand":
        action = "sit"
    light = tones(stage)
    zoom = 1.25 if tall < stage.height else 1.0

    def make(phase: float) -> Sprite:
        s = figures.sprite(
            name,
            action=action,
            facing=figure.facing,
            look=look,
            seed=seed,
            phase=phase,
            height_px=tall * zoom,
            tones=light,
            holding=holding,
        )
        return drawn(stage, s)

    y = ground(stage) - row * 0.10 * stage.height * stage.squash
    place = stage.reading.place
    bobs = 0.0
    above, beneath = _span(name, action, look, seed)
    high, head = stage.height, 0.07 * stage.height + above * tall
    if holding.endswith("umbrella") and stage.order.size == Size.MEDIUM:
        head += 0.14 * high
    if where == "air" or action == "fly":
        lift = row * 0.22 * high * (-1 if k % 2 else 0.4)
        y = (0.3 if stage.order.size != Size.EXTREME_WIDE else 0.26) * high + (above - beneath) * tall / 2 + lift
        y, bobs = max(y, head), 0.012 * high
    elif place in AFLOAT:
        y = 0.56 * high + (above - beneath) * tall / 2 + row * 0.3 * high * (-1 if k % 2 else 0.4)
        y, bobs = max(min(y, (0.96 - beneath) * high), head), 0.012 * high
    elif where in ("water", "under") and place in (*WATERY, "beach", "cliff", "island", "bridge"):
        y = stage.height * stage.horizon + 0.16 * stage.scale(1) * stage.squash - row * 0.06 * stage.height
        bobs = 0.008 * stage.height
    elif stage.order.size in (Size.MEDIUM, Size.FULL):
        y = max(y, head)
    speed, x = _path(stage, figures.travels(name, action) * tall * figure.facing, x)
    if speed and not bobs and stage.edge is not None:
        half = abs(speed) * stage.seconds / 2
        x = (_landed(stage, x - half) + _landed(stage, x + half)) / 2
    standing = not bobs
    shadow = shadow_of(stage, tall, figures.natural_height(name)) if standing else None
    return Actor(
        {},
        make,
        x,
        y,
        1.0 - 0.2 * row,
        max(0.3, figures.cycle_seconds(name, action)),
        (seed % 97) / 97 if k else 0.0,
        speed,
        bobs,
        shadow,
        where == "water" and not standing,
        zoom,
        middle=stage.seconds / 2,
    )


def shadow_of(stage: Stage, tall: float, metres: float) -> np.ndarray:
    """A soft dark ellipse on the ground."""
    w, h = max(6, int(tall * (0.62 if metres < 3 else 0.9))), max(4, int(tall * 0.075 * min(1.5, stage.squash)))
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    d = np.hypot((xx - w / 2 + 0.5) / (w / 2), (yy - h / 2 + 0.5) / (h / 2))
    a = np.clip((1 - d) * 2.2, 0, 1) * (0.42 if stage.light.lamps < 0.8 else 0.5)
    ink = blend(stage.light.ink, stage.light.shade * 100, 0.2)
    return np.clip(a[..., None] * np.array(bgra(ink), np.float32), 0, 255).astype(np.uint8)


def portrait(stage: Stage, figure: Figure) -> Actor:
    """A face, breathing and blinking, on its third."""
    look = _look(stage, figure)
    tall = stage.framing.tall * stage.height * min(1.0, stage.width / stage.height / 0.85)
    light, seed = tones(stage), seed_of(stage, figure.name, look)
    # A face is read by its shaded side too: in dim light that side keeps near the lit one.
    soft = 0.5 - 0.3 * light.contrast
    key = tuple(min(255, round(v * (1.12 - 0.12 * light.contrast))) for v in light.key)
    shade = tuple(round(s + (k - s) * soft) for s, k in zip(light.shade, key, strict=True))
    light = replace(light, key=key, shade=shade)

    def make(phase: float) -> Sprite:
        s = figures.portrait(
            figure.name,
            look=look,
            mood=stage.reading.mood,
            seed=seed,
            phase=phase,
            height_px=tall,
            tones=light,
            facing=int(-stage.side),
            level=str(stage.order.size),
        )
        return drawn(stage, s)

    x = stage.width / 2 + stage.side * min(stage.width * 0.1, stage.height * 0.2)
    offset = (0.25 - stage.seconds / 8) % 1.0  # the eyes are open in the middle of the take
    return Actor({}, make, x, stage.framing.feet * stage.height, 1.0, 4.0, offset)
