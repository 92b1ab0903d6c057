"""Paints one layer: a BGRA image, premultiplied, in world units about the horizon; knows no places.

World units: 1 is the frame's height in a wide shot; x runs right from the middle, y down from the horizon (sky is
negative). Shapes that stand on the ground are drawn about their foot in world units too, y up being negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipelines.cameras.animatic.palette import Colour, blend, rgb

if TYPE_CHECKING:
    from pipelines.cameras.animatic.stage import Stage

INDOORS = 0.55  # in a room, what stands nearer than this is inside it
SHIFT = 4  # fractional bits of the coordinates OpenCV draws with
Points = Sequence[tuple[float, float]] | np.ndarray


def bgra(colour: Colour, alpha: float = 1.0) -> tuple[float, ...]:
    return (*(float(v) * alpha for v in colour), 255.0 * alpha)


def fixed(points: np.ndarray) -> np.ndarray:
    return np.round(np.asarray(points, np.float64) * (1 << SHIFT)).astype(np.int32)


def dithered(image: np.ndarray, seed: int = 0) -> np.ndarray:
    """uint8 of a float image, with half a step of noise so that gradients show no bands."""
    noise = np.random.default_rng(seed).random(image.shape[:2], np.float32)[..., None]
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def vertical(stops: Sequence[tuple[float, Colour]], rows: np.ndarray) -> np.ndarray:
    """(len(rows), 3) float32: the colours of a gradient at positions `rows`."""
    at = [p for p, _ in stops]
    return np.stack([np.interp(rows, at, [float(c[i]) for _, c in stops]) for i in range(3)], 1).astype(np.float32)


class Noise:
    """Smooth one-dimensional noise over all of world x, the same for every framing; it repeats after `period`."""

    def __init__(self, seed: Sequence[int], period: float | None = None) -> None:
        self.table = np.random.default_rng(list(seed)).random(1024).astype(np.float64)
        self.period = period

    def at(self, x: np.ndarray | float, frequency: float, octaves: int = 1, rough: float = 0.5) -> np.ndarray:
        """Values in 0..1 at world `x`."""
        x = np.asarray(x, np.float64)
        total, weight = np.zeros_like(x), 0.0
        for octave in range(octaves):
            f = frequency * 2**octave
            if self.period:
                f = max(1, round(f * self.period)) / self.period
            count = round(f * self.period) if self.period else 1024
            p = x * f
            i = np.floor(p).astype(np.int64)
            t = p - i
            t = t * t * (3 - 2 * t)
            a, b = self.table[(i % count + octave * 131) % 1024], self.table[((i + 1) % count + octave * 131) % 1024]
            total += (a + (b - a) * t) * rough**octave
            weight += rough**octave
        return total / weight


class Canvas:
    """One layer being painted."""

    def __init__(self, stage: Stage, depth: float, period: float = 0.0) -> None:
        self.stage, self.depth, self.period = stage, depth, period
        self.light = stage.light
        self.s = stage.scale(depth)  # pixels a world unit
        self.inside = stage.inside and depth >= INDOORS
        pad_x, pad_y = stage.pad(depth)
        extra = int(period * self.s)
        self.width, self.height = stage.width + 2 * pad_x + extra, stage.height + 2 * pad_y
        self.image = np.zeros((self.height, self.width, 4), np.uint8)
        self.corner = (-pad_x, -pad_y)  # of the image, in pixels of the frame at rest
        self.ox, self.oy = pad_x + stage.width / 2, pad_y + stage.height * stage.horizon
        self.x0, self.x1 = (-self.ox) / self.s, (self.width - self.ox) / self.s
        self.y0, self.y1 = -self.oy / self.s, (self.height - self.oy) / self.s / stage.squash

    @classmethod
    def sheet(cls, stage: Stage, depth: float, wide: float, high: float) -> Canvas:
        """A small canvas of its own, `wide` x `high` world units, its foot in the middle of the bottom."""
        c = cls.__new__(cls)
        c.stage, c.depth, c.period, c.light, c.s = stage, depth, 0.0, stage.light, stage.scale(depth)
        c.inside = stage.inside and depth >= INDOORS
        c.width, c.height = max(8, int(wide * c.s)), max(6, int(high * c.s))
        c.image = np.zeros((c.height, c.width, 4), np.uint8)
        c.corner, c.ox, c.oy = (0, 0), c.width / 2, float(c.height)
        return c

    # -- coordinates
    def px(self, x: float | np.ndarray) -> float | np.ndarray:
        return self.ox + np.asarray(x) * self.s

    def py(self, y: float | np.ndarray) -> float | np.ndarray:
        y = np.asarray(y, np.float64)
        return self.oy + np.where(y > 0, y * self.stage.squash, y) * self.s

    def xs(self, step_px: float = 3) -> np.ndarray:
        """World x over the whole width, one every `step_px` pixels."""
        step = step_px / self.s
        return np.arange(np.floor(self.x0 / step) - 1, np.ceil(self.x1 / step) + 2) * step

    def cells(self, step: float, seed: int, margin: float = 0.0) -> Iterator[tuple[float, np.random.Generator]]:
        """World x on a jittered grid, each with its own generator: the same things stand there in every framing."""
        if self.period:
            step = self.period / max(1, round(self.period / step))
        count = round(self.period / step) if self.period else 0
        for i in range(int(np.floor((self.x0 - margin) / step)), int(np.ceil((self.x1 + margin) / step)) + 1):
            rng = np.random.default_rng([self.stage.land, seed, (i % count if count else i) & 0xFFFFF])
            yield (i + rng.uniform(-0.4, 0.4)) * step, rng

    def noise(self, seed: int) -> Noise:
        return Noise((self.stage.land, seed), self.period or None)

    def paint(self, local: str | Colour, lit: float = 1.0, depth: float | None = None) -> Colour:
        if self.inside:
            return self._indoors(local, lit)
        return self.light.paint(local, self.depth if depth is None else depth, lit)

    def _indoors(self, local: str | Colour, lit: float) -> Colour:
        """A surface in a room: less of the sky's light, more of the lamps'."""
        lamps = self.light.lamps
        cold = self.light.paint(local, 1, lit * 0.85) * np.float32(0.9 + 0.1 * lamps)
        warm = (rgb(local) if isinstance(local, str) else local) * rgb("#ffdcae") / 255 * np.float32(0.42 + 0.4 * lit)
        return blend(cold, warm, 0.78 * lamps)

    # -- shapes
    def poly(self, points: Points, colour: Colour, alpha: float = 1.0) -> None:
        """A filled polygon in world units."""
        p = np.asarray(points, np.float64)
        self.fill(np.stack([self.px(p[:, 0]), self.py(p[:, 1])], 1), colour, alpha)

    def shape(self, x: float, y: float, points: Points, colour: Colour, alpha: float = 1.0, size: float = 1.0) -> None:
        """A filled polygon about the foot (x, y): its own units times `size`, never squashed by the camera's height."""
        p = np.asarray(points, np.float64) * size * self.s
        self.fill(p + np.array([float(self.px(x)), float(self.py(y))]), colour, alpha)

    def fill(self, pixels: np.ndarray, colour: Colour, alpha: float = 1.0) -> None:
        lo, hi = pixels.min(0), pixels.max(0)
        if hi[0] < 0 or hi[1] < 0 or lo[0] > self.width or lo[1] > self.height:
            return
        if alpha >= 1:
            cv2.fillPoly(self.image, [fixed(pixels)], bgra(colour), cv2.LINE_AA, SHIFT)
            return
        x0, y0 = max(0, int(lo[0]) - 1), max(0, int(lo[1]) - 1)
        x1, y1 = min(self.width, int(hi[0]) + 2), min(self.height, int(hi[1]) + 2)
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [fixed(pixels - [x0, y0])], 255 * alpha, cv2.LINE_AA, SHIFT)
        self.lay(mask, (x0, y0), colour)

    def lay(self, mask: np.ndarray, at: tuple[int, int], colour: Colour) -> None:
        """Colours the layer through a uint8 mask at pixel `at`."""
        part = self.image[at[1] : at[1] + mask.shape[0], at[0] : at[0] + mask.shape[1]]
        m = mask.astype(np.float32)[..., None] / 255
        part[:] = np.clip(part * (1 - m) + np.array(bgra(colour), np.float32) * m + 0.5, 0, 255).astype(np.uint8)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0, up: float = 0.0
    ) -> None:
        """An ellipse about (x, y - up): radii in world units."""
        a = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        self.shape(x, y, np.stack([np.cos(a) * rx, np.sin(a) * ry - up], 1), colour, alpha)

    def box(
        self,
        x: float,
        y: float,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        alpha: float = 1.0,
    ) -> None:
        """A rectangle about the foot (x, y): bounds relative to it, up negative."""
        self.shape(x, y, [(left, top), (right, top), (right, bottom), (left, bottom)], colour, alpha)

    def line(self, x: float, y: float, points: Points, width: float, colour: Colour) -> None:
        """An open stroke about the foot (x, y), `width` in world units."""
        p = np.asarray(points, np.float64) * self.s + np.array([float(self.px(x)), float(self.py(y))])
        thick = max(1, round(width * self.s))
        cv2.polylines(self.image, [fixed(p)], False, bgra(colour), thick, cv2.LINE_AA, SHIFT)

    def blob(
        self,
        x: float,
        y: float,
        r: float,
        colour: Colour,
        rng: np.random.Generator,
        bumps: int = 9,
        flat: float = 0.85,
        rough: float = 0.16,
    ) -> None:
        """A lumpy round shape, as of leaves or a cloud, about the point (x, y)."""
        a = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        k = r * (1 - rough + rough * np.abs(np.sin(a * bumps / 2 + rng.uniform(0, 6))) * (0.7 + 0.6 * rng.random()))
        self.shape(x, y, np.stack([np.cos(a) * k, np.sin(a) * k * flat], 1), colour)

    def ground(self, ys: np.ndarray, xs: np.ndarray, colour: Colour) -> None:
        """Everything below the line ys(xs)."""
        top = np.stack([self.px(xs), self.py(ys)], 1)
        foot = [[float(top[-1, 0]), self.height + 4.0], [float(top[0, 0]), self.height + 4.0]]
        self.fill(np.vstack([top, foot]), colour)

    # -- light over what is painted
    def veil(self, colour: Colour, amounts: np.ndarray) -> None:
        """Mixes `colour` in by rows: `amounts` is (height,) or (height, width) in 0..1, dithered."""
        a = amounts[:, None] if amounts.ndim == 1 else amounts
        box = self.bounds()
        if box is None:
            return
        x0, y0, x1, y1 = box
        part = self.image[y0:y1, x0:x1]
        a = (a[y0:y1] if a.shape[1] == 1 else a[y0:y1, x0:x1])[..., None].astype(np.float32)
        alpha = part[..., 3:4].astype(np.float32) / 255
        noise = np.random.default_rng(7).random(part.shape[:2], np.float32)[..., None]
        mixed = part[..., :3] * (1 - a) + colour * (alpha * a) + noise * (alpha > 0)
        part[..., :3] = np.minimum(mixed, part[..., 3:4]).astype(np.uint8)

    def mist(self, top: float, bottom: float, amount: float, colour: Colour | None = None) -> None:
        """Haze that thickens from world y `top` to `bottom`."""
        rows = (np.arange(self.height) - float(self.py(top))) / max(1.0, float(self.py(bottom)) - float(self.py(top)))
        t = np.clip(rows, 0, 1)
        self.veil(self.light.haze if colour is None else colour, (t * t * (3 - 2 * t)) * amount)

    def shine(self, amount: float = 1.0) -> None:
        """Lets the sun's glow spill over the layer."""
        light = self.light
        strength = amount * light.sun_seen * (0.35 if light.moon else 0.75)
        if strength <= 0.02 or self.bounds() is None:
            return
        small = (max(2, self.width // 8), max(2, self.height // 8))
        xx = (np.arange(small[0]) * 8 - self.stage.sun_px(self)[0])[None, :] / self.stage.unit
        yy = (np.arange(small[1]) * 8 - self.stage.sun_px(self)[1])[:, None] / self.stage.unit
        fall = np.exp(-((np.hypot(xx, yy * 1.25) / 0.30) ** 1.2)).astype(np.float32)
        self.veil(
            np.minimum(light.gleam * 0.4 + light.horizon() * 0.6, 255),
            cv2.resize(fall, (self.width, self.height), interpolation=cv2.INTER_LINEAR) * strength,
        )

    def bounds(self) -> tuple[int, int, int, int] | None:
        alpha = self.image[..., 3]
        rows = np.flatnonzero(alpha.max(1))
        if not len(rows):
            return None
        columns = np.flatnonzero(alpha.max(0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
