"""What moves by itself in a frame: glints, stars, lamps, beams, drops, flakes; each is deterministic in time.

Knows the stage's geometry; nothing of places.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic.canvas import SHIFT, bgra, fixed
from pipelines.cameras.animatic.palette import Colour, rgb
from pipelines.cameras.animatic.stage import Stage, paste


def plain(colour: Colour) -> tuple[int, int, int]:
    return tuple(int(np.clip(v, 0, 255)) for v in colour[:3])  # type: ignore[return-value]


def through(stage: Stage, depth: float, u: float, points: np.ndarray) -> np.ndarray:
    """(n, 2) frame pixels of points given in pixels of the frame at rest."""
    m = stage.move.matrix(depth, u)
    return points @ m[:, :2].T + m[:, 2]


class Twinkles:
    """Stars that each breathe at their own pace."""

    depth = 0.0

    def __init__(self, stage: Stage, count: int, low: float = 0.03) -> None:
        rng = np.random.default_rng([stage.land, 41])
        pad_x, pad_y = stage.pad(0)
        x = rng.uniform(-pad_x, stage.width + pad_x, count * 2)
        y = rng.uniform(-pad_y, stage.height * max(stage.horizon, 0.3), count * 2) ** 1.0
        rise = 1 - y / (stage.height * max(stage.horizon, 0.3))
        keep = (rng.random(count * 2) < rise * 0.8 + low)[: count * 2]
        self.points = np.stack([x, y], 1)[keep]
        n = len(self.points)
        self.size = rng.choice([0.8, 0.8, 1.1, 1.1, 1.6], n) * stage.height / 720
        self.pace, self.phase = rng.uniform(0.8, 3.0, n), rng.uniform(0, 6.28, n)
        self.floor = rng.uniform(0.25, 0.75, n)
        self.colour = stage.light.gleam * min(1.0, 0.35 + stage.light.stars * 0.6)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        points = through(stage, 0, u, self.points)
        bright = self.floor + (1 - self.floor) * (0.5 + 0.5 * np.sin(seconds * self.pace + self.phase))
        sheet = np.zeros_like(frame)
        for p, b, r in zip(fixed(points), bright, self.size, strict=True):
            cv2.circle(
                sheet, tuple(int(v) for v in p), int(r * (1 << SHIFT)), plain(self.colour * b), -1, cv2.LINE_AA, SHIFT
            )
        cv2.max(frame, sheet, frame)


class Aurora:
    """Curtains of light that wander over the sky."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.small = (max(8, stage.width // 6), max(8, stage.height // 6))
        rng = np.random.default_rng([stage.land, 43])
        self.p = rng.uniform(0, 6.28, (3, 4))
        self.colours = [rgb("#3df5a0"), rgb("#2fd6c0"), rgb("#8a5cf0")]

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        w, h = self.small
        shift = through(stage, 0, u, np.array([[stage.width / 2, stage.height * stage.horizon]]))[0]
        x = (np.arange(w) * 6 - shift[0])[None, :] / stage.unit
        y = (np.arange(h) * 6 - shift[1])[:, None] / stage.unit
        total = np.zeros((h, w, 3), np.float32)
        for i, colour in enumerate(self.colours):
            p, t = self.p[i], seconds * 0.35
            base = -0.20 - 0.07 * i + 0.06 * np.sin(x * 2.6 + p[0] + t) + 0.03 * np.sin(x * 6.1 + p[1] - t * 1.3)
            rays = (
                0.55
                + 0.3 * np.sin(x * 21 + p[2] + t * 2 + 3 * np.sin(x * 3 + t))
                + 0.15 * np.sin(x * 47 + p[3] - t * 3)
            )
            rise = base - y  # above the curtain's foot
            k = np.where(rise > 0, np.exp(-rise / (0.11 + 0.03 * i)) * (1 - np.exp(-rise / 0.012)), 0) * rays
            total += k[..., None] * colour * (0.72 - 0.1 * i)
        sheet = cv2.resize(
            np.clip(total, 0, 255).astype(np.uint8), (stage.width, stage.height), interpolation=cv2.INTER_LINEAR
        )
        cv2.add(frame, sheet[: frame.shape[0]], frame)


class Glints:
    """Flat lozenges of light on water, each swelling and fading; denser under the sun."""

    def __init__(
        self,
        stage: Stage,
        depth: float,
        top: float,
        bottom: float,
        colour: Colour,
        path: Colour | None,
        count: int,
        seed: int,
        width: float = 0.05,
    ) -> None:
        rng = np.random.default_rng([stage.land, seed, 47])
        self.depth, s = depth, stage.scale(depth)
        pad_x, _ = stage.pad(depth)
        y0, y1 = (stage.height * stage.horizon + y * s * (stage.squash if y > 0 else 1) for y in (top, bottom))
        y1 = min(y1, stage.height + 60)
        t = rng.random(count) ** 1.5
        self.y = y0 + 2 + (y1 - y0) * t
        near = 0.12 + 0.88 * t
        self.x = rng.uniform(-pad_x, stage.width + pad_x, count)
        self.w = width * s * near * rng.uniform(0.4, 1.3, count)
        self.h = np.maximum(0.8, 0.0042 * s * near * rng.uniform(0.6, 1.3, count))
        self.colour = [colour] * count
        if path is not None:
            sun = stage.width / 2 + stage.sun_at[0] * stage.scale(0)
            under = rng.random(count) < 0.55
            spread = (0.02 + 0.16 * t) * stage.unit
            self.x = np.where(under, sun + rng.normal(0, 1, count) * spread, self.x)
            self.colour = [path if k else colour for k in under]
        self.pace, self.phase = rng.uniform(0.7, 1.9, count), rng.uniform(0, 6.28, count)
        self.soft = [
            halo(max(3, int(stage.height * 0.022)), c * 0.6, 0.4)
            for c in (colour, path)
            if c is not None and c.mean() > 90
        ]
        self.soft = self.soft if stage.close else []

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        if stage.close:
            self._bokeh(frame, stage, seconds, u)
            return
        wave = np.sin(seconds * self.pace + self.phase)
        half = self.w * np.clip(0.35 + 0.65 * wave, 0, 1) / 2
        x = self.x + np.sin(seconds * 0.5 + self.phase * 2) * self.w * 0.35
        y = self.y + np.cos(seconds * 0.9 + self.phase) * self.h * 0.5
        m = stage.move.matrix(self.depth, u)
        px, py = m[0, 0] * x + m[0, 1] * y + m[0, 2], m[1, 0] * x + m[1, 1] * y + m[1, 2]
        for i in np.flatnonzero((half > 1) & (py < frame.shape[0] + 4) & (px > -100) & (px < frame.shape[1] + 100)):
            a, b, hw, hh = px[i], py[i], half[i], self.h[i] / 2 + 0.3
            shape = np.array(
                [
                    [a - hw, b],
                    [a - hw * 0.4, b - hh],
                    [a + hw * 0.5, b - hh],
                    [a + hw, b],
                    [a + hw * 0.4, b + hh],
                    [a - hw * 0.5, b + hh],
                ]
            )
            cv2.fillConvexPoly(frame, fixed(shape), plain(self.colour[i]), cv2.LINE_AA, SHIFT)

    def _bokeh(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        """Out of focus a glint is a soft disc."""
        if not self.soft:
            return
        points = through(stage, self.depth, u, np.stack([self.x, self.y], 1))
        r = self.soft[-1].shape[0] / 2
        for i in range(0, len(points), 3):
            gain = max(0.0, float(np.sin(seconds * self.pace[i] + self.phase[i])))
            m = np.array([[1, 0, points[i, 0] - r], [0, 1, points[i, 1] - r]])
            paste(frame, self.soft[-1], m, light=True, gain=0.5 * gain)


def halo(radius: int, colour: Colour, sharp: float = 1.6) -> np.ndarray:
    """(2r, 2r, 3) uint8: a soft round light, to be added."""
    y, x = np.mgrid[-radius:radius, -radius:radius].astype(np.float32) + 0.5
    fall = np.clip(1 - np.hypot(x, y) / radius, 0, 1) ** (sharp * 1.5)
    noise = np.random.default_rng(5).random(fall.shape, np.float32)[..., None] * (fall[..., None] > 0)
    return np.clip(fall[..., None] * colour + noise * 0.9, 0, 255).astype(np.uint8)


class Glow:
    """The light about a lamp or fire, which may flicker; added."""

    def __init__(
        self,
        stage: Stage,
        depth: float,
        x: float,
        y: float,
        radius: float,
        colour: Colour,
        flicker: float = 0.06,
        up: float = 0.0,
        seed: int = 0,
    ) -> None:
        s = stage.scale(depth)
        self.depth, self.flicker, self.seed = depth, flicker, seed
        r = max(3, int(min(radius * s, 200)))
        self.zoom = radius * s / r
        self.image = halo(r, colour)
        self.at = (
            stage.width / 2 + x * s,
            stage.height * stage.horizon + y * s * (stage.squash if y > 0 else 1) - up * s,
        )

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        k, r = self.zoom, self.image.shape[0] / 2
        m = stage.move.matrix(self.depth, u) @ np.array(
            [[k, 0, self.at[0] - r * k], [0, k, self.at[1] - r * k], [0, 0, 1]]
        )
        t = seconds * 7 + self.seed * 1.7
        gain = 1 - self.flicker * (0.5 + 0.5 * np.sin(t) * np.sin(t * 0.37 + 1) + 0.3 * np.sin(t * 2.3))
        paste(frame, self.image, m, light=True, gain=float(gain))


class Beam:
    """A lighthouse's beam that sweeps round."""

    def __init__(
        self,
        stage: Stage,
        depth: float,
        x: float,
        y: float,
        up: float,
        colour: Colour,
        length: float = 1.6,
        turn_seconds: float = 5.0,
    ) -> None:
        s = stage.scale(depth)
        self.depth, self.turn = depth, turn_seconds
        w, h = int(length * s), int(0.34 * s)
        xx, yy = np.arange(w)[None, :] / w, (np.arange(h)[:, None] - h / 2) / (h / 2)
        body = np.clip(1 - np.abs(yy) / (0.05 + 0.95 * xx), 0, 1) ** 0.7 * (1 - xx) ** 1.25
        self.image = np.clip(
            body[..., None] * colour + np.random.default_rng(3).random((h, w, 1)) * 0.9, 0, 255
        ).astype(np.uint8)
        self.at = (
            stage.width / 2 + x * s,
            stage.height * stage.horizon + y * s * (stage.squash if y > 0 else 1) - up * s,
        )
        self.start = stage.rng.uniform(0, 6.28)
        self.spot = halo(max(4, int(0.09 * s)), colour)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        angle = self.start + seconds * 2 * np.pi / self.turn
        base = stage.move.matrix(self.depth, u)
        h = self.image.shape[0]
        for k in (0.0, np.pi):
            c = float(np.cos(angle + k))
            if abs(c) < 0.03:
                continue
            tilt = 0.05 * c
            m = base @ np.array([[c, 0, self.at[0]], [tilt, 1, self.at[1] - h / 2], [0, 0, 1]])
            paste(frame, self.image, m, light=True, gain=0.35 + 0.65 * abs(c))
        r = self.spot.shape[0] / 2
        m = base @ np.array([[1, 0, self.at[0] - r], [0, 1, self.at[1] - r], [0, 0, 1]])
        paste(frame, self.spot, m, light=True, gain=0.5 + 0.5 * float(np.sin(angle)) ** 2)


class Smoke:
    """Puffs that rise, widen and thin out."""

    def __init__(
        self,
        stage: Stage,
        depth: float,
        x: float,
        y: float,
        up: float,
        colour: Colour,
        size: float = 0.03,
        rise: float = 0.22,
        count: int = 8,
        alpha: float = 0.55,
        wind: float = 0.08,
    ) -> None:
        self.depth, self.s = depth, stage.scale(depth)
        self.at = (
            stage.width / 2 + x * self.s,
            stage.height * stage.horizon + y * self.s * (stage.squash if y > 0 else 1) - up * self.s,
        )
        self.colour, self.size, self.rise, self.count, self.alpha, self.wind = colour, size, rise, count, alpha, wind
        r = max(6, int(size * self.s * 1.2))
        yy, xx = np.mgrid[-r:r, -r:r].astype(np.float32)
        soft = np.clip((1 - np.hypot(xx, yy) / r) * 2.2, 0, 1) * 255 * alpha
        self.image = np.clip(soft[..., None] / 255 * np.array(bgra(colour), np.float32), 0, 255).astype(np.uint8)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        base, r = stage.move.matrix(self.depth, u), self.image.shape[0] / 2
        for i in range(self.count):
            t = (seconds * 0.22 + i / self.count) % 1.0
            k = 0.35 + 1.3 * t
            x = self.at[0] + self.s * (self.wind * t**1.3 + 0.012 * np.sin(seconds * 1.3 + i * 2.1) * t)
            y = self.at[1] - self.s * self.rise * t
            m = base @ np.array([[k, 0, x - r * k], [0, k, y - r * k], [0, 0, 1]])
            paste(frame, self.image, m, gain=float(min(1, t * 6) * (1 - t) ** 1.2))
