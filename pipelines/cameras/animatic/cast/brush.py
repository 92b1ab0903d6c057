"""Paper and scissors: smooth shapes in body units become a lit sprite; knows nothing of what the shapes show.

Units: x forward (the way the subject faces), y up, the ground (or waterline) at y = 0. Colours are "#rrggbb" albedos;
the light is laid on when the paper is cut: each shape gets one shade away from the light, the whole gets a thin rim.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np

BGR = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
FRACTION_BITS = 4  # fillPoly's fixed point: sixteenths of a pixel


@dataclass(frozen=True)
class Tones:
    """The light on a subject: BGR 0..255, light_from -1 (left) .. 1 (right), contrast 0 (all ink) .. 1 (all lit)."""

    key: BGR
    shade: BGR
    ink: BGR
    light_from: float = -0.6
    contrast: float = 1.0


@dataclass(frozen=True)
class Sprite:
    """A cut-out: image (h, w, 4) uint8 premultiplied BGRA; anchor (x, y) pixels of its ground point."""

    image: np.ndarray
    anchor: tuple[int, int]


@dataclass
class Shape:
    """One piece of paper: points (n, 2) in units; shade is the depth of its shade in units."""

    points: np.ndarray
    colour: tuple[float, float, float]  # BGR
    shade: float = 0.0
    lit: bool = False  # shines by itself
    alpha: float = 1.0
    halo: float = 0.0  # radius of a soft glow around points[0]; 0: a plain piece


@lru_cache(maxsize=512)
def bgr(colour: str) -> tuple[float, float, float]:
    """The BGR of "#rrggbb"."""
    return float(int(colour[5:7], 16)), float(int(colour[3:5], 16)), float(int(colour[1:3], 16))


@lru_cache(maxsize=4096)
def mixed(one: str, other: str, part: float) -> str:
    """The colour that is `part` (0..1) of the way from one to the other."""
    a, b = bgr(one), bgr(other)
    return "#" + "".join(f"{round(a[i] + (b[i] - a[i]) * part):02x}" for i in (2, 1, 0))


def darker(colour: str, part: float = 0.2) -> str:
    return mixed(colour, "#1a1430", part)


def lighter(colour: str, part: float = 0.2) -> str:
    return mixed(colour, "#fff6e8", part)


@lru_cache(maxsize=128)
def _spline(count: int, steps: int, closed: bool) -> np.ndarray:
    """Weights that turn `count` points into a Catmull-Rom curve through them, (places along it, count)."""
    s = np.linspace(0, 1, steps, endpoint=False)[:, None]
    basis = 0.5 * np.hstack([-s + 2 * s**2 - s**3, 2 - 5 * s**2 + 3 * s**3, s + 4 * s**2 - 3 * s**3, s**3 - s**2])
    unit = np.eye(count)
    if closed:
        rows = [basis @ unit[[(i + k) % count for k in (-1, 0, 1, 2)]] for i in range(count)]
        return np.vstack(rows)
    ends = np.vstack([2 * unit[0] - unit[1], unit, 2 * unit[-1] - unit[-2]])
    return np.vstack([*(basis @ ends[i : i + 4] for i in range(count - 1)), unit[-1:]])


def smooth(points: Points, steps: int = 7, closed: bool = True) -> np.ndarray:
    """A curve through the points, (n, 2)."""
    return _spline(len(points), steps, closed) @ np.asarray(points, float)


@lru_cache(maxsize=4)
def _circle(count: int) -> np.ndarray:
    a = np.linspace(0, 2 * math.pi, count, endpoint=False)
    return np.stack([np.cos(a), np.sin(a)], 1)


def ring(x: float, y: float, rx: float, ry: float, turn: float = 0.0, count: int = 40) -> np.ndarray:
    """An ellipse's outline; turn in degrees."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return _circle(count) @ np.array([[rx * c, rx * s], [-ry * s, ry * c]]) + (x, y)


def rounded(points: Points, radius: float) -> np.ndarray:
    """A polygon with its corners rounded."""
    p = np.asarray(points, float)
    out = []
    for i, corner in enumerate(p):
        before, after = p[i - 1] - corner, p[(i + 1) % len(p)] - corner
        lb, la = math.hypot(*before) or 1.0, math.hypot(*after) or 1.0
        reach = min(radius, lb / 2, la / 2)
        a, b = corner + before / lb * reach, corner + after / la * reach
        out += [(1 - t) ** 2 * a + 2 * t * (1 - t) * corner + t * t * b for t in (0, 0.25, 0.5, 0.75, 1)]
    return np.array(out)


@lru_cache(maxsize=128)
def _rod(points: int, widths: int, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of a rod's spine, of its direction, and of its half width, along it."""
    spine = _spline(points, steps, False) if points > 2 else np.eye(2)
    places = np.linspace(0, widths - 1, len(spine))
    half = np.stack([np.interp(places, np.arange(widths), row) for row in np.eye(widths)], 1) / 2
    return spine, np.asarray(np.gradient(spine, axis=0)), half


_CAP = np.linspace(0, math.pi, 8)[1:-1, None]
_CAP_COS, _CAP_SIN = np.cos(_CAP), np.sin(_CAP)


def tube(points: Points, widths: Sequence[float], steps: int = 6) -> np.ndarray:
    """The outline of a bent, tapered rod with round ends; widths at evenly spaced places along it."""
    to_spine, to_along, to_half = _rod(len(points), len(widths), steps)
    p = np.asarray(points, float)
    spine, along, half = to_spine @ p, to_along @ p, (to_half @ np.asarray(widths))[:, None]
    along /= np.maximum(np.sqrt((along * along).sum(1, keepdims=True)), 1e-9)
    across = along[:, ::-1] * (-1.0, 1.0)
    tip = spine[-1] + half[-1] * (across[-1] * _CAP_COS + along[-1] * _CAP_SIN)
    root = spine[0] + half[0] * (-across[0] * _CAP_COS - along[0] * _CAP_SIN)
    across *= half
    return np.concatenate([spine + across, tip, (spine - across)[::-1], root])


@dataclass
class Paper:
    """Where a subject's pieces are laid, back to front."""

    shapes: list[Shape] = field(default_factory=list)
    dim: float = 0.0  # how much darker the next pieces are (the far side of a body)
    _turns: list[np.ndarray] = field(default_factory=list)

    def _lay(self, colour: str, points: np.ndarray, shade: float, lit: bool, alpha: float, halo: float = 0.0) -> None:
        for turn in reversed(self._turns):
            points = points @ turn[:, :2].T + turn[:, 2]
            size = math.sqrt(abs(turn[0, 0] * turn[1, 1] - turn[0, 1] * turn[1, 0]))
            shade, halo = shade * size, halo * size
        albedo = bgr(darker(colour, self.dim) if self.dim and not lit else colour)
        self.shapes.append(Shape(points, albedo, shade, lit, alpha, halo))

    @contextmanager
    def moved(
        self, x: float = 0.0, y: float = 0.0, turn: float = 0.0, size: float = 1.0, flip: int = 1
    ) -> Iterator[None]:
        """What is drawn inside is sized, flipped, turned (degrees, counter-clockwise) and moved to (x, y)."""
        c, s = math.cos(math.radians(turn)) * size, math.sin(math.radians(turn)) * size
        self._turns.append(np.array([[c * flip, -s, x], [s * flip, c, y]]))
        yield
        self._turns.pop()

    @contextmanager
    def far(self, part: float = 0.22) -> Iterator[None]:
        """What is drawn inside is on the far side: darker."""
        before, self.dim = self.dim, min(0.8, self.dim + part)
        yield
        self.dim = before

    def cut(self, colour: str, outline: np.ndarray, shade: float = 0.22, lit: bool = False, alpha: float = 1.0) -> None:
        """A piece by its outline; shade as a part of its smaller side."""
        depth = shade * float(min(np.ptp(outline, axis=0))) if shade else 0.0
        self._lay(colour, outline, depth, lit, alpha)

    def blob(self, colour: str, points: Points, shade: float = 0.22, lit: bool = False, alpha: float = 1.0) -> None:
        self.cut(colour, smooth(points), shade, lit, alpha)

    def poly(
        self, colour: str, points: Points, shade: float = 0.0, round: float = 0.0, lit: bool = False, alpha: float = 1.0
    ) -> None:
        self.cut(colour, rounded(points, round) if round else np.asarray(points, float), shade, lit, alpha)

    def oval(
        self,
        colour: str,
        x: float,
        y: float,
        rx: float,
        ry: float = 0.0,
        turn: float = 0.0,
        shade: float = 0.18,
        lit: bool = False,
        alpha: float = 1.0,
    ) -> None:
        self.cut(colour, ring(x, y, rx, ry or rx, turn), shade, lit, alpha)

    def box(
        self,
        colour: str,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        round: float = 0.0,
        shade: float = 0.0,
        lit: bool = False,
        alpha: float = 1.0,
    ) -> None:
        self.poly(colour, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], shade, round, lit, alpha)

    def limb(
        self, colour: str, points: Points, widths: Sequence[float], shade: float = 0.36, lit: bool = False
    ) -> None:
        """A bent, tapered, round-ended rod."""
        self._lay(colour, tube(points, widths), shade * sum(widths) / len(widths), lit, 1.0)

    def line(self, colour: str, points: Points, width: float, lit: bool = False, alpha: float = 1.0) -> None:
        """A plain stroke, unshaded, its ends a little thinner."""
        self._lay(colour, tube(points, (width * 0.8, width, width * 0.8)), 0.0, lit, alpha)

    def hoop(self, colour: str, x: float, y: float, rx: float, ry: float, width: float, shade: float = 0.0) -> None:
        """An open ring."""
        outer, inner = ring(x, y, rx + width / 2, ry + width / 2), ring(x, y, rx - width / 2, ry - width / 2)
        self._lay(colour, np.vstack([outer, outer[:1], inner[:1], inner[::-1]]), shade * width, False, 1.0)

    def halo(self, colour: str, x: float, y: float, radius: float, strength: float = 0.6) -> None:
        """Light in the air around (x, y)."""
        self._lay(colour, np.array([[x, y]], float), 0.0, True, strength, radius)

    def bounds(self) -> tuple[float, float, float, float]:
        """(left, bottom, right, top) of the solid pieces, units."""
        solid = np.concatenate([s.points for s in self.shapes if not s.halo] or [np.zeros((1, 2))])
        (left, bottom), (right, top) = solid.min(0).tolist(), solid.max(0).tolist()
        return left, bottom, right, top


@dataclass(frozen=True)
class _Frame:
    """Where units fall on the enlarged canvas: pixel = origin + unit * scale."""

    width: int
    height: int
    x: float
    y: float
    scale: float
    facing: int

    def pixels(self, points: np.ndarray) -> np.ndarray:
        return points * (self.scale * self.facing, -self.scale) + (self.x, self.y)


def cut_out(
    paper: Paper, scale: float, tones: Tones, facing: int = 1, floor: float | None = None, enlarge: int = 0
) -> Sprite:
    """The sprite of the paper at `scale` pixels a unit; what lies under `floor` (units) is cut off straight."""
    left, bottom, right, top = paper.bounds()
    for s in paper.shapes:
        if s.halo:
            (x, y), r = s.points[0], s.halo
            left, right, top = min(left, x - r), max(right, x + r), max(top, y + r)
            bottom = min(bottom, y - r)
    if facing < 0:
        left, right = -right, -left
    left, right, bottom = min(left, 0.0), max(right, 0.0), min(bottom, 0.0)  # the anchor is always inside
    bottom = bottom if floor is None else max(bottom, floor)
    side = 0 if floor is not None and bottom == floor else 3
    ax, ay = math.ceil(-left * scale) + 3, math.ceil(top * scale) + 3
    width, height = max(4, ax + math.ceil(right * scale) + 3), max(4, ay + math.ceil(-bottom * scale) + side)
    times = enlarge or (4 if height < 110 else 3 if height < 180 else 2)
    frame = _Frame(width * times, height * times, ax * times, ay * times, scale * times, facing)
    canvas = _painted(paper.shapes, frame, tones)
    image = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    _rim(image, tones, scale * (top - bottom))
    return Sprite(image, (ax, ay))


def _light(tones: Tones) -> np.ndarray:
    """The unit vector toward the light, in pixels (y down)."""
    v = np.array([tones.light_from, -0.62])
    return v / math.hypot(*v)


def _painted(shapes: list[Shape], frame: _Frame, tones: Tones) -> np.ndarray:
    """The shapes on a canvas, lit, back to front, (height, width, 4) premultiplied."""
    canvas = np.zeros((frame.height, frame.width, 4), np.uint8)
    if not shapes:
        return canvas
    bright, drop = _colours(shapes, tones)
    ends = np.cumsum([len(s.points) for s in shapes])
    starts = np.concatenate([[0], ends[:-1]])
    points = frame.pixels(np.concatenate([s.points for s in shapes])) - 0.5  # pixel centres lie on whole numbers
    low = np.maximum(np.floor(np.minimum.reduceat(points, starts)).astype(np.int32) - 2, 0)
    high = np.maximum(np.ceil(np.maximum.reduceat(points, starts)).astype(np.int32) + 3, 0)
    fixed = np.rint(points * (1 << FRACTION_BITS)).astype(np.int32)
    light = _light(tones) * (frame.scale * (1 << FRACTION_BITS))
    for n, s in enumerate(shapes):
        if s.halo:
            _glow(canvas, points[starts[n]], s.halo * frame.scale, bright[n], s.alpha)
            continue
        outline = fixed[starts[n] : ends[n]]
        part = canvas[low[n, 1] : high[n, 1], low[n, 0] : high[n, 0]]
        if not part.size:
            continue
        if s.alpha < 1:
            over = part.copy()
            _fill(over, outline - (low[n] << FRACTION_BITS), (*bright[n], 255.0))
            cv2.addWeighted(over, s.alpha, part, 1 - s.alpha, 0, dst=part)
            continue
        _fill(canvas, outline, (*bright[n], 255.0))
        if s.shade * frame.scale > 1 and tones.contrast > 0 and not s.lit:
            _shade(part, outline - (low[n] << FRACTION_BITS), np.rint(light * s.shade).astype(np.int32), drop[n])
    return canvas


def _colours(shapes: list[Shape], tones: Tones) -> tuple[list[list[float]], list[list[float]]]:
    """Each shape's colour in the light, and how much darker it is in the shade, BGR."""
    albedo, lit = np.array([s.colour for s in shapes]), np.array([s.lit for s in shapes])[:, None]
    key, ambient, ink = (np.array(c, float) for c in (tones.key, tones.shade, tones.ink))
    sun, sky = 0.2 + 0.8 * key / 255, 0.14 + 0.86 * np.minimum(ambient, key * 0.92 + 6) / 255
    bright = ink + (albedo * sun - ink) * tones.contrast
    dark = ink + (albedo * (sky * 0.6 + sun * 0.4) * 0.86 - ink) * tones.contrast
    shining = key + (albedo - key) * tones.contrast**0.35  # lamps keep their colour in the dark
    return np.where(lit, shining, bright).tolist(), np.maximum(bright - dark, 0).tolist()


def _fill(canvas: np.ndarray, outline: np.ndarray, colour: float | tuple[float, ...]) -> None:
    cv2.fillPoly(canvas, [outline], colour, cv2.LINE_AA, FRACTION_BITS)


def _shade(part: np.ndarray, outline: np.ndarray, toward: np.ndarray, drop: Sequence[float]) -> None:
    """Darken by `drop` what the piece, slid toward the light, leaves uncovered."""
    mask = np.zeros(part.shape[:2], np.uint8)
    _fill(mask, outline, 255.0)
    _fill(mask, outline + toward, 0.0)
    cv2.subtract(part, _spread(mask, (*drop, 0.0)), dst=part)


def _spread(mask: np.ndarray, colour: Sequence[float], strength: float = 1.0) -> np.ndarray:
    """The mask in a colour, (h, w, 4); three scalings and a merge are 5 times as fast as cv2.transform."""
    return cv2.merge([cv2.convertScaleAbs(mask, alpha=k * strength / 255) for k in colour])


@lru_cache(maxsize=1)
def _falloff() -> np.ndarray:
    """How light fades around its source, (128, 128) uint8."""
    y, x = np.ogrid[-1:1:128j, -1:1:128j]
    return (np.clip(1 - np.hypot(x, y), 0, 1) ** 2.2 * 255).astype(np.uint8)


def _glow(canvas: np.ndarray, centre: np.ndarray, radius: float, colour: Sequence[float], strength: float) -> None:
    """Add light to the air around `centre`; its part of opacity is small, so that it brightens what is behind."""
    x0, y0 = (max(0, int(c - radius)) for c in centre)
    part = canvas[y0 : max(0, int(centre[1] + radius) + 2), x0 : max(0, int(centre[0] + radius) + 2)]
    if not part.size:
        return
    move = np.array([[radius / 64, 0, centre[0] - radius - x0], [0, radius / 64, centre[1] - radius - y0]])
    fade = cv2.warpAffine(_falloff(), move, part.shape[1::-1], flags=cv2.INTER_LINEAR)
    cv2.add(part, _spread(fade, (*colour, 55.0), strength), dst=part)


def _rim(image: np.ndarray, tones: Tones, height: float) -> None:
    """A thin line of the key light along the edges that face it, in place."""
    width = min(3.2, max(0.8, height * 0.0065))
    dx, dy = -_light(tones) * width
    alpha = np.ascontiguousarray(image[..., 3])
    slid = cv2.warpAffine(alpha, np.array([[1, 0, dx], [0, 1, dy]]), alpha.shape[::-1], flags=cv2.INTER_LINEAR)
    edge = cv2.subtract(alpha, slid)
    strength = 0.85 - 0.55 * tones.contrast
    edge = cv2.convertScaleAbs(edge, alpha=strength)
    drop = cv2.multiply(image, cv2.merge([edge] * 4), scale=1 / 255)
    lift = _spread(edge, (*tones.key, 255.0))
    cv2.add(cv2.subtract(image, drop), lift, dst=image)
    np.minimum(image[..., 3], alpha, out=image[..., 3])
    np.minimum(image[..., :3], image[..., 3:], out=image[..., :3]) if not tones.contrast else None
