"""The stage of one shot: its framing, its light, and the layers on it back to front; draws a frame of them.

Knows how a layer is laid over another, not what is painted on it.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.moves import Move
from pipelines.cameras.animatic.palette import Light, light_for
from pipelines.cameras.animatic.styles import Style
from pipelines.understanding import Reading
from studio import timing
from studio.crew import ClipOrder
from studio.vocabulary import Angle, Size

Motion = Callable[[float], tuple[float, float, float]]  # seconds -> (dx, dy in world units, shear)


@dataclass(frozen=True)
class Framing:
    """What a shot size means: how much nearer the place is, and how large the subject."""

    near: float  # scale of the subject's plane against a wide shot
    horizon: float  # from the top of the frame
    tall: float  # a standing person's height, of the frame
    feet: float  # where they stand, from the top of the frame


FRAMINGS = {
    Size.EXTREME_WIDE: Framing(0.85, 0.60, 0.13, 0.83),
    Size.WIDE: Framing(1.0, 0.58, 0.27, 0.86),
    Size.FULL: Framing(1.3, 0.53, 0.60, 0.92),
    Size.MEDIUM: Framing(1.65, 0.50, 1.30, 1.46),
    Size.MEDIUM_CLOSE_UP: Framing(1.95, 0.49, 0.92, 1.02),
    Size.CLOSE_UP: Framing(2.2, 0.48, 1.08, 1.06),
    Size.EXTREME_CLOSE_UP: Framing(2.5, 0.47, 1.5, 1.22),
    Size.INSERT: Framing(2.2, 0.40, 0.5, 0.80),
}
INSIDE = frozenset(
    [
        "living_room",
        "bedroom",
        "room",
        "kitchen",
        "library",
        "office",
        "school",
        "laboratory",
        "hospital",
        "stage",
        "train",
    ]
)
# horizon moves by, ground seen steeper by, subject larger by
ANGLES = {
    Angle.EYE_LEVEL: (0.0, 1.0, 1.0),
    Angle.LOW: (0.2, 0.42, 1.22),
    Angle.HIGH: (-0.27, 1.75, 0.86),
    Angle.OVERHEAD: (-0.56, 2.7, 0.8),
    Angle.DUTCH: (0.0, 1.0, 1.0),
}
CLOSE = (Size.MEDIUM_CLOSE_UP, Size.CLOSE_UP, Size.EXTREME_CLOSE_UP, Size.INSERT)


class Item(Protocol):
    """Something on the stage that draws itself into a frame."""

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None: ...


def lay_over(target: np.ndarray, source: np.ndarray) -> None:
    """Puts premultiplied BGRA `source` over BGR `target`, in place."""
    keep = cv2.bitwise_not(cv2.extractChannel(source, 3))
    cv2.multiply(target, cv2.merge((keep, keep, keep)), target, scale=1 / 255)
    cv2.add(target, cv2.cvtColor(source, cv2.COLOR_BGRA2BGR), target)


@dataclass
class Plate:
    """A painted layer: `at` is its corner in pixels of the frame at rest."""

    image: np.ndarray  # (h, w, 4) uint8 premultiplied BGRA
    at: tuple[float, float]
    depth: float
    motion: Motion | None = None
    foot: float = 0.0  # image row about which it shears
    bits: bool = False  # added as light rather than laid over
    solid: int | None = None  # first row from which every pixel is opaque

    def matrix(self, stage: Stage, seconds: float, u: float) -> np.ndarray:
        dx, dy, shear = self.motion(seconds) if self.motion else (0.0, 0.0, 0.0)
        s = stage.scale(self.depth)
        own = np.array([[1, -shear, shear * self.foot + self.at[0] + dx * s], [0, 1, self.at[1] + dy * s], [0, 0, 1.0]])
        return stage.move.matrix(self.depth, u) @ own

    def cover(self, stage: Stage, seconds: float, u: float) -> int:
        """The first row of the frame below which this hides all behind it."""
        if self.solid is None or stage.move.roll or (self.motion and stage.rolls):
            return stage.height
        m = self.matrix(stage, seconds, u)
        if abs(m[1, 0]) > 1e-6:
            return stage.height
        h, w = self.image.shape[:2]
        if m[1, 1] * h + m[1, 2] < stage.height or m[0, 2] > 0 or m[0, 0] * w + m[0, 2] < stage.width:
            return stage.height
        return max(0, math.ceil(m[1, 1] * self.solid + m[1, 2]) + 2)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        paste(frame, self.image, self.matrix(stage, seconds, u), self.bits)


def paste(frame: np.ndarray, image: np.ndarray, m: np.ndarray, light: bool = False, gain: float = 1.0) -> None:
    """Draws `image` through the affine map `m` into the frame, only where it falls; `light` adds, not covers."""
    h, w = image.shape[:2]
    corners = m @ np.array([[0, w, 0, w], [0, 0, h, h], [1, 1, 1, 1]], np.float64)
    x0, y0 = max(0, math.floor(corners[0].min())), max(0, math.floor(corners[1].min()))
    x1, y1 = min(frame.shape[1], math.ceil(corners[0].max()) + 1), min(frame.shape[0], math.ceil(corners[1].max()) + 1)
    if x1 <= x0 or y1 <= y0:
        return
    shifted = m.copy()
    shifted[:, 2] -= [x0, y0]
    shrunk = math.hypot(m[0, 0], m[1, 0]) < 0.6
    part = cv2.warpAffine(
        image,
        shifted,
        (x1 - x0, y1 - y0),
        flags=cv2.INTER_AREA if shrunk else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )
    if gain != 1.0:
        part = cv2.convertScaleAbs(part, alpha=gain)
    target = frame[y0:y1, x0:x1]
    if light:
        cv2.add(target, part[..., :3], target)
    else:
        lay_over(target, part)


@dataclass
class Stage:
    """One shot being built and then drawn."""

    order: ClipOrder
    reading: Reading
    style: Style
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        order = self.order
        self.width, self.height = order.width, order.height
        self.light: Light = self.style.light(
            light_for(self.reading.time, self.reading.weather, self.reading.mood, self.reading.season)
        )
        self.framing = FRAMINGS[order.size]
        shift, self.squash, self.loom = ANGLES[order.angle]
        self.close = order.size in CLOSE
        self.inside = self.reading.place in INSIDE  # whatever the heading says, the place is a room
        if self.close or (order.size == Size.MEDIUM and order.angle != Angle.OVERHEAD):
            shift *= 0.55
        self.horizon = min(0.86, self.framing.horizon + shift)
        aspect = self.width / self.height
        self.unit = self.height * min(1.0, 0.45 + 0.5 * aspect)
        self.aspect = self.width / self.unit
        self.land = (order.look_seed * 2654435761 + zlib.crc32(self.reading.place.encode())) & 0x7FFFFFFF
        self.seconds = order.frames / float(timing.rate(order.fps))
        self.rng = np.random.default_rng([order.seed, 5])
        self.side = 1.0 if self.rng.random() < 0.5 else -1.0  # the third on which the subject stands
        self.move = Move(
            order.movement,
            str(order.angle),
            self.width,
            self.height,
            (self.width / 2, self.height * 0.55),
            self.seconds,
            order.seed,
        )
        self.rolls = bool(self.move.roll) or str(order.movement) == "handheld"
        self.subject_index: int | None = None
        self.stand_y: float | None = None
        self.stand_to: float | None = None
        self.edge: float | None = None
        self._pads: dict[float, tuple[int, int]] = {}
        sx, sy = self.light.sun_at
        mirror = 1.0 if np.random.default_rng([self.land, 3]).random() < 0.5 else -1.0
        self.sun_at = (sx * mirror * min(1.0, self.aspect / 1.6), sy)
        self.light_from = float(np.sign(self.sun_at[0]))

    # -- geometry
    def scale(self, depth: float) -> float:
        """Pixels a world unit at `depth`: coming nearer enlarges near things more than far ones."""
        return self.unit * self.framing.near ** min(depth, 1.4)

    def pad(self, depth: float) -> tuple[int, int]:
        if depth not in self._pads:
            x, y = self.move.pad(depth)
            self._pads[depth] = (x + int(self.unit * 0.04), y + int(self.unit * 0.02))
        return self._pads[depth]

    def sun_px(self, canvas: Canvas) -> tuple[float, float]:
        """Where the sun stands in pixels of a canvas."""
        s = self.scale(0)
        return self.width / 2 + self.sun_at[0] * s - canvas.corner[0], self.height * self.horizon + self.sun_at[
            1
        ] * s - canvas.corner[1]

    # -- building
    def canvas(self, depth: float, period: float = 0.0) -> Canvas:
        return Canvas(self, depth, period)

    def put(self, canvas: Canvas, motion: Motion | None = None, foot: float | None = None, blur: float = 0.0) -> None:
        """Finishes a canvas in the shot's style and puts it in front of what is there."""
        box = canvas.bounds()
        if box is None:
            return
        x0, y0, x1, y1 = box
        image = self.style.layer(
            np.ascontiguousarray(canvas.image[y0:y1, x0:x1]), canvas.depth, self.land + len(self.items), self.height
        )
        blur = max(blur, self.blur(canvas.depth))
        at = (canvas.corner[0] + x0, canvas.corner[1] + y0)
        if blur > 0.6:
            image, at = softened(image, at, blur, y1 >= canvas.height)
        image = np.ascontiguousarray(image)
        alpha = image[..., 3].min(1)
        bare = np.flatnonzero(alpha < 255)
        solid = (
            (int(bare[-1]) + 1 if len(bare) else 0) if y1 >= canvas.height and x0 == 0 and x1 == canvas.width else None
        )
        solid = None if solid is None or solid >= image.shape[0] else solid
        row = image.shape[0] if foot is None else float(canvas.py(foot)) - y0
        self.items.append(Plate(image, at, canvas.depth, motion, row, solid=solid))

    def live(self, item: Item) -> None:
        self.items.append(item)

    def blur(self, depth: float) -> float:
        """The depth of field: sigma in pixels of what is behind or before the subject in close shots."""
        if self.close:
            return self.height * (0.012 if depth <= 1 else 0.02)
        if self.order.size == Size.MEDIUM:
            return self.height * (0.0035 if depth < 0.9 else 0.0) if depth <= 1 else self.height * 0.008
        return 0.0

    def actors(self, y: float | None = None, to: float | None = None, edge: float | None = None) -> None:
        """Marks the layer in which the subject stands; `y` is the world height of the ground there.

        `to` is where that ground ends towards us; `edge` how far it reaches past the middle, away from the subject.
        """
        self.subject_index, self.stand_y, self.stand_to, self.edge = len(self.items), y, to, edge

    # -- drawing
    def draw(self, seconds: float, u: float) -> np.ndarray:
        """(height, width, 3) uint8 BGR: the frame at `seconds`."""
        frame = np.empty((self.height, self.width, 3), np.uint8)
        frame[:] = np.clip(self.light.horizon(), 0, 255).astype(np.uint8)
        limits, limit = [], self.height
        for item in reversed(self.items):
            limits.append(limit)
            if isinstance(item, Plate):
                limit = min(limit, item.cover(self, seconds, u))
        for item, rows in zip(self.items, reversed(limits), strict=True):
            if rows > 0:
                item.draw(frame[:rows], self, seconds, u)
        return frame


def softened(
    image: np.ndarray, at: tuple[float, float], sigma: float, bleeds: bool
) -> tuple[np.ndarray, tuple[float, float]]:
    """Blurred, with room for the blur to run out; a layer that reaches the bottom keeps doing so."""
    room = int(sigma * 3)
    wide = cv2.copyMakeBorder(image, room, 0 if bleeds else room, 0, 0, cv2.BORDER_CONSTANT)
    wide = cv2.copyMakeBorder(wide, 0, 0, room, room, cv2.BORDER_REPLICATE)
    small = cv2.resize(wide, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / 2, borderType=cv2.BORDER_REPLICATE)
    return cv2.resize(small, (wide.shape[1], wide.shape[0]), interpolation=cv2.INTER_LINEAR), (
        at[0] - room,
        at[1] - room,
    )
