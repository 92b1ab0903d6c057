"""Up there: sky, space, planet."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic import land
from pipelines.cameras.animatic.canvas import Canvas, dithered, vertical
from pipelines.cameras.animatic.live import Twinkles
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.country import far_hills
from pipelines.cameras.animatic.sky import drift, sky
from pipelines.cameras.animatic.stage import Stage


def in_the_sky(stage: Stage) -> None:
    """High above a sea of clouds."""
    sky(stage)
    far_hills(stage, "#7f9f88", 0.05, (0.1,))
    rows = ((0.2, 0.03, 0.045, 0.012), (0.38, 0.10, 0.065, 0.022), (0.6, 0.18, 0.095, 0.038), (0.85, 0.29, 0.14, 0.07))
    for i, (depth, y, size, speed) in enumerate(rows):
        period = 3.0
        c = stage.canvas(depth, period)
        billow(c, y, size, 201 + i, i / 3)
        c.shine(0.45 * (1 - depth))
        stage.put(c, drift(speed, period))
        if i == 1:
            stage.actors(-0.06)


def billow(c: Canvas, y: float, size: float, seed: int, near: float) -> None:
    """A bank of cloud down to the bottom: lit crowns, then a body that is the more in shade the nearer it is."""
    light = c.light
    white = blend(light.horizon(), light.sun, 0.35) if not light.moon else blend(light.horizon(), light.sun, 0.12)
    crown = blend(white, light.sky[2][1], 0.12 + 0.28 * near)
    body = blend(white, light.sky[1][1], 0.14 + 0.34 * near)
    cells = [(x, rng.uniform(0.55, 1.15), rng.uniform(-0.35, 0.3)) for x, rng in c.cells(size * 0.8, seed, 0.3)]
    for colour, drop, grow in ((crown, 0.0, 1.0), (body, 0.22, 0.98)):
        for x, k, rise in cells:
            r = size * k * grow
            c.ellipse(x, y, r * 1.15, r * 0.85, colour, up=-size * (rise + drop + 0.15))
        c.ground(np.full(2, y + size * (0.35 + drop)), np.array([c.x0 - 1, c.x1 + 1]), colour)
    c.mist(y, y + 0.4, 0.55, blend(body, light.sky[1][1], 0.4))


def space(stage: Stage) -> None:
    """Stars, a nebula, a great planet with rings, drifting rocks."""
    c = stage.canvas(0)
    tint = np.random.default_rng([stage.land, 211]).permutation(3)
    hues = [rgb(("#6b3fa0", "#2f6fa8", "#a83f7a")[i]) for i in tint]
    rows = np.arange(c.height) / c.height
    base = np.repeat(
        vertical([(0, rgb("#070a1e")), (0.6, rgb("#101438")), (1, rgb("#1a1440"))], rows)[:, None], c.width, 1
    )
    small = (c.width // 16 + 2, c.height // 16 + 2)
    xx, yy = (np.arange(small[0]) * 16 - c.ox)[None, :] / c.s, (np.arange(small[1]) * 16 - c.oy)[:, None] / c.s
    for k, hue in enumerate(hues):
        n1, n2 = c.noise(212 + k), c.noise(215 + k)
        warp = n1.at(xx + yy * 0.7 + k, 1.3, 3) + n2.at(yy * 1.2 - xx * 0.5, 1.6, 3)
        cloud = np.clip(warp - 0.95, 0, 1) * np.exp(-((xx * 0.5 + yy * (1 if k % 2 else -1) + 0.1 * k) ** 2) * 9)
        base += (
            cv2.resize(cloud.astype(np.float32), (c.width, c.height), interpolation=cv2.INTER_CUBIC)[..., None]
            * hue
            * 1.7
        )
    c.image[..., :3], c.image[..., 3] = dithered(base), 255
    rng = np.random.default_rng([stage.land, 218])
    for _ in range(420):
        x, y = rng.uniform(c.x0, c.x1), rng.uniform(c.y0, c.y0 + c.height / c.s)
        r = rng.choice([0.0008, 0.0011, 0.0016])
        c.ellipse(x, 0, r, r, rgb(("#ffffff", "#bcd4ff", "#ffe6c0")[int(rng.integers(3))]) * rng.uniform(0.4, 1), up=-y)
    stage.put(c)
    stage.live(Twinkles(stage, 60, low=0.4))
    c = stage.canvas(0.12)
    globe(c, -stage.side * 0.42, -0.22, 0.24, 219, rings=True)
    stage.put(c)
    c = stage.canvas(0.3)
    globe(c, stage.side * 0.5, -0.36, 0.05, 221)
    stage.put(c)
    for depth, step, k, seed in ((0.45, 0.42, 0.02, 223), (0.75, 0.9, 0.045, 224)):
        period = 3.0
        c = stage.canvas(depth, period)
        for x, r in c.cells(step, seed):
            _asteroid(c, x, r.uniform(-0.42, 0.34), k * r.uniform(0.5, 1.4), r)
        stage.put(c, drift(0.012 + 0.02 * depth, period))
    stage.actors(-0.02)
    stage.live(Bits(stage, "dot", 16, 0.003, (-0.05, 0.01), [rgb("#c9d6ff")], 16))


def globe(c: Canvas, x: float, y: float, r: float, seed: int, rings: bool = False) -> None:
    """A banded planet: lit limb, dark side, perhaps rings."""
    rng = np.random.default_rng([c.stage.land, seed])
    hue = rgb(("#e0915a", "#5aa6d6", "#c96f8f", "#7fb08a", "#d8b46a")[int(rng.integers(5))])
    side, a = c.stage.light_from, np.linspace(0, 2 * np.pi, 90, endpoint=False)
    disc = np.stack([np.cos(a) * r, np.sin(a) * r], 1)
    tilt = np.array([[np.cos(0.35), -np.sin(0.35)], [np.sin(0.35), np.cos(0.35)]])

    def ring(front: bool) -> None:
        t = np.linspace(0, np.pi, 50) if front else np.linspace(np.pi, 2 * np.pi, 50)
        for outer, inner, colour in (
            (1.95, 1.6, blend(hue, rgb("#ffffff"), 0.45)),
            (1.55, 1.35, blend(hue, rgb("#fff0d0"), 0.2) * 0.8),
        ):
            band = np.vstack(
                [
                    np.stack([np.cos(t) * r * outer, np.sin(t) * r * outer * 0.22], 1),
                    np.stack([np.cos(t) * r * inner, np.sin(t) * r * inner * 0.22], 1)[::-1],
                ]
            )
            c.shape(x, 0, band @ tilt.T + [0, y], colour)

    if rings:
        ring(False)
    c.shape(x, 0, disc * 1.06 + [0, y], blend(hue, rgb("#ffffff"), 0.3) * 0.5, 0.35)
    c.shape(x, 0, disc + np.array([0.0, y]), hue)
    for k in range(5):
        mid, half = rng.uniform(-0.75, 0.75), rng.uniform(0.03, 0.12)
        t = np.linspace(-1, 1, 24)
        top, low = mid - half + 0.03 * np.sin(t * 5 + k), mid + half + 0.03 * np.sin(t * 4 + k * 2)
        w = np.sqrt(np.clip(1 - np.clip(np.abs(mid) + half + 0.03, 0, 1) ** 2, 0, 1))
        band = np.vstack([np.stack([t * w, top], 1), np.stack([t * w, low], 1)[::-1]]) * r * 0.985
        c.shape(x, 0, band @ tilt.T + [0, y], blend(hue, rgb("#ffffff") if k % 2 else rgb("#3a2040"), 0.22))
    t = np.linspace(-np.pi / 2, np.pi / 2, 40)
    limb = np.vstack(
        [
            np.stack([-np.cos(t) * r * side, np.sin(t) * r], 1),
            np.stack([np.cos(t) * r * 0.35 * side, np.sin(t) * r], 1)[::-1],
        ]
    )
    c.shape(x, 0, limb * 1.004 + [0, y], rgb("#0a0c22"), 0.55)
    if rings:
        ring(True)


def _asteroid(c: Canvas, x: float, y: float, r: float, rng: np.random.Generator) -> None:
    a = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    k = r * rng.uniform(0.7, 1.1, 9)
    pts = np.stack([np.cos(a) * k, np.sin(a) * k * 0.8], 1)
    side = c.stage.light_from
    c.shape(x, 0, pts + np.array([0.0, y]), rgb("#8a86a8") * (0.5 + 0.4 * c.depth))
    dark = pts[np.cos(a) * side < 0.35]
    c.shape(x, 0, (dark if len(dark) > 2 else pts) * 0.99 + [0, y], rgb("#3a3658") * (0.6 + 0.4 * c.depth))


def planet(stage: Stage) -> None:
    """On another world: strange sky, a moon or two, craters."""
    sky(stage, clouds=False)
    stage.live(Twinkles(stage, 70))
    c = stage.canvas(0.05)
    globe(c, -stage.side * 0.38, -0.34, 0.15, 231, rings=True)
    globe(c, stage.side * 0.55, -0.42, 0.04, 232)
    c.mist(-0.3, 0.0, 0.35)
    stage.put(c)
    hues = (("#b5654a", "#c97b55", "#a85a48"), ("#7a6fa8", "#8f86b8", "#6a5f98"), ("#5f9a8f", "#74ab9c", "#4f8a80"))[
        int(np.random.default_rng([stage.land, 233]).integers(3))
    ]
    for i, (depth, y, h) in enumerate(((0.15, 0.015, 0.2), (0.32, 0.04, 0.12))):
        c = stage.canvas(depth)
        land.mountains(c, y, h, 0.24, 234 + i, hues[i], 0.0)
        c.mist(y - h * 0.6, y + 0.03, 0.5)
        c.shine(0.6)
        stage.put(c)
    c = stage.canvas(0.6)
    land.hills(c, 0.1, 0.04, 1.0, 236, hues[1], 0.012)
    for x, rng in c.cells(0.35, 238):
        _spire(c, x, 0.09, rng.uniform(0.08, 0.2), hues[2], rng)
    c.mist(0.02, 0.14, 0.3)
    stage.put(c)
    c = stage.canvas(0.95)
    land.plain(c, 0.14, hues[1], 237, 0.6, 0.012)
    for x, rng in c.cells(0.36, 239):
        y, w = 0.2 + rng.uniform(0, 0.2), rng.uniform(0.04, 0.1)
        c.ellipse(x, y, w, w * 0.26, c.paint(hues[0], 0.95))
        c.ellipse(x + 0.006 * stage.light_from, y + w * 0.04, w * 0.85, w * 0.19, c.paint(hues[0], 0.12))
    stage.put(c)
    stage.actors(0.24)
    land.foreground(stage, "rocks", hues[2])


def _spire(c: Canvas, x: float, y: float, h: float, local: str, rng: np.random.Generator) -> None:
    w, side = h * rng.uniform(0.14, 0.22), c.stage.light_from
    c.shape(x, y, [(-w, 0.02), (-w * 0.5, -h * 0.6), (0, -h), (w * 0.45, -h * 0.55), (w, 0.02)], c.paint(local, 0.8))
    c.shape(
        x, y, [(-side * w, 0.02), (-side * w * 0.5, -h * 0.6), (0, -h), (side * w * 0.05, 0.02)], c.paint(local, 0.1)
    )


PLACES = {"sky": in_the_sky, "space": space, "planet": planet}
