"""Where crowds gather: stage, stadium, factory."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic.canvas import Canvas, dithered, vertical
from pipelines.cameras.animatic.live import Glow, Smoke, through
from pipelines.cameras.animatic.palette import blend, lamplit, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.streets import distant_city, pavement
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage, paste


def theatre(stage: Stage) -> None:
    """A theatre's stage: curtains, spotlights, the heads of the audience."""
    c, light = stage.canvas(0.3), stage.light
    rows = np.arange(c.height) / c.height
    c.image[..., :3] = dithered(
        np.repeat(
            vertical([(0, rgb("#2a1030")), (0.5, rgb("#5a2048")), (1, rgb("#2a1226"))], rows)[:, None], c.width, 1
        )
    )
    c.image[..., 3] = 255
    for x, _ in c.cells(0.075, 391):
        c.poly([(x, c.y0), (x + 0.03, c.y0), (x + 0.034, 0.2), (x - 0.003, 0.2)], rgb("#7a2a55"), 0.5)
    stage.put(c, sway(0.004, 5.0), foot=-0.5)
    c = stage.canvas(0.6)
    c.poly([(c.x0 - 1, 0.1), (c.x1 + 1, 0.1), (c.x1 + 1, 1), (c.x0 - 1, 1)], rgb("#8a5236"))
    for i in range(-24, 25):
        c.poly(
            [(i * 0.08, 0.1), (i * 0.08 + 0.002, 0.1), (i * 0.16 + 0.004, 0.5), (i * 0.16 - 0.003, 0.5)],
            rgb("#5f3626"),
            0.7,
        )
    c.ellipse(stage.side * stage.aspect / 6, 0.2, 0.36, 0.065, rgb("#ffdf9a"), 0.55)
    c.ellipse(stage.side * stage.aspect / 6, 0.2, 0.28, 0.045, rgb("#fff0c4"), 0.5)
    stage.put(c)
    for k, (sx, colour) in enumerate(((-0.55, "#ff8fb0"), (0.0, "#ffe6a8"), (0.55, "#8fc4ff"))):
        stage.live(Spot(stage, sx, stage.side * stage.aspect / 6 + (k - 1) * 0.16, rgb(colour) * 0.36, k))
    stage.actors(0.215)
    c = stage.canvas(1.1)
    edge = stage.aspect * 0.5 * stage.unit / c.s
    for s in (-1, 1):
        for k in range(5):
            a = edge - 0.055 * k + 0.02
            sag = [
                (s * (edge + 0.6), c.y0 - 0.1),
                (s * (a - 0.12), c.y0 - 0.1),
                (s * (a - 0.1), -0.25),
                (s * a, 0.0),
                (s * (a + 0.01), 0.3),
                (s * (edge + 0.6), 0.3),
            ]
            c.poly(sag[::1], rgb("#c2363f") * np.float32(0.95 - 0.13 * (4 - k) if k % 2 else 0.6 - 0.05 * (4 - k)))
    for k in range(9):
        a = (k - 4) * edge / 4
        t = np.linspace(0, np.pi, 16)
        c.poly(
            [
                *np.stack([a + np.cos(t) * edge / 7, -0.47 + np.sin(t) * 0.07 + 0 * t], 1),
                (a - edge / 7, c.y0 - 0.1),
                (a + edge / 7, c.y0 - 0.1),
            ],
            rgb("#c2363f") * np.float32(0.8 if k % 2 else 0.62),
        )
    stage.put(c) if not stage.close else None
    if not stage.close:
        c = stage.canvas(1.4)
        for row in range(2):
            for x, rng in c.cells(0.1, 396 + row):
                y, r = 0.34 + 0.05 * row, rng.uniform(0.026, 0.034)
                c.ellipse(x, y, r, r * 1.15, rgb("#1c0c1e") * (1.3 - 0.3 * row), up=r)
                c.ellipse(x, y, r * 2.0, r * 1.7, rgb("#1c0c1e") * (1.3 - 0.3 * row), up=-r * 1.6)
        stage.put(c, lambda t: (0.0, 0.003 * float(np.sin(t * 3)), 0.0))
    _ = light


class Spot:
    """A spotlight's cone that wanders a little."""

    def __init__(self, stage: Stage, x: float, target: float, colour: np.ndarray, seed: int) -> None:
        s = stage.scale(0.6)
        w, h = int(0.5 * s), int(0.95 * s)
        yy, xx = np.arange(h)[:, None] / h, (np.arange(w)[None, :] - w / 2) / (w / 2)
        body = np.clip(1 - np.abs(xx) / (0.06 + 0.9 * yy), 0, 1) ** 0.8 * (1 - 0.72 * yy)
        self.image = np.clip(
            body[..., None] * colour + np.random.default_rng(2).random((h, w, 1)) * 0.9, 0, 255
        ).astype(np.uint8)
        self.x, self.lean, self.seed, self.s = x, (target - x) / 0.95, seed, s

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        lean = self.lean + 0.05 * np.sin(seconds * 0.7 + self.seed * 2)
        _h, w = self.image.shape[:2]
        x = stage.width / 2 + self.x * self.s - w / 2
        y = stage.height * stage.horizon - 0.75 * self.s
        paste(frame, self.image, stage.move.matrix(0.6, u) @ np.array([[1, lean, x], [0, 1, y], [0, 0, 1]]), light=True)


def stadium(stage: Stage) -> None:
    """Stands full of people, floodlights, the pitch with its lines and goal."""
    sky(stage)
    c, light = stage.canvas(0.35), stage.light
    c.light = lamplit(light, "#fff6e0", 0.8)
    t = np.linspace(-1, 1, 40)
    edge = max(abs(c.x0), abs(c.x1)) + 0.2
    for tier, (low, high, local) in enumerate(((0.045, -0.10, "#54657f"), (-0.105, -0.235, "#445672"))):
        lo = np.stack([t * edge, low - 0.05 * t**2], 1)
        hi = np.stack([t * edge, high - 0.10 * t**2], 1)
        c.poly(np.vstack([lo, hi[::-1]]), c.paint(local, 0.4))
        rng = np.random.default_rng([stage.land, 401, tier])
        colours = [c.paint(k, 0.8) for k in ("#d9534a", "#f2e7d0", "#4f86c4", "#f0c34a", "#e9b79a", "#3f4658")]
        dots = np.array(
            [(-1 + 2 * (k + 0.5) / 190 + rng.normal(0, 0.002), (r + 0.5) / 9) for r in range(9) for k in range(190)]
        )
        for x0, k in dots:
            y = (low - 0.05 * x0**2) * (1 - k) + (high - 0.10 * x0**2) * k
            c.ellipse(x0 * edge, 0, 0.0045, 0.0055, colours[int(rng.integers(6))], up=-y)
        c.poly(np.vstack([hi, (hi - [0, 0.012])[::-1]]), c.paint("#e9e4da", 0.6))
    roof = np.stack([t * edge, -0.25 - 0.12 * t**2], 1)
    c.poly(np.vstack([roof, (roof - np.stack([0 * t, 0.05 + 0.02 * t**2], 1))[::-1]]), c.paint("#8f9aa8", 0.5))
    c.mist(-0.2, 0.06, 0.2)
    stage.put(c)
    stage.live(Flashes(stage))
    c = stage.canvas(0.3)
    spots = [(s * 0.74, -0.52) for s in (-1, 1)]
    for x, y in spots:
        c.box(x, 0, -0.008, y, 0.008, -0.3, c.paint("#6a7480", 0.3))
        c.box(x, 0, -0.09, y - 0.05, 0.09, y + 0.03, c.paint("#4a5460", 0.3))
        for i in range(5):
            for j in range(2):
                c.ellipse(x - 0.068 + 0.034 * i, 0, 0.012, 0.012, rgb("#fffbe6"), up=-(y - 0.025 + 0.03 * j))
    stage.put(c)
    for k, (x, y) in enumerate(spots):
        stage.live(Glow(stage, 0.3, x, 0, 0.4, rgb("#fff6d8") * (0.3 + 0.35 * light.lamps), 0.02, up=-y, seed=k))
    c = stage.canvas(0.8)
    c.light = lamplit(light, "#fff6e0", 0.8)
    c.poly([(c.x0 - 1, 0.04), (c.x1 + 1, 0.04), (c.x1 + 1, 0.066), (c.x0 - 1, 0.066)], c.paint("#35548f", 0.6))
    for x, rng in c.cells(0.26, 405):
        c.box(
            x,
            0.064,
            -0.12,
            -0.02,
            0.12,
            0.0,
            c.paint(("#e8503a", "#f2c14e", "#4fa3c4", "#f4efe4")[int(rng.integers(4))], 0.7),
        )
    for k in range(9):
        a, b = 0.066 * 1.32**k, 0.066 * 1.32 ** (k + 1)
        c.poly(
            [(c.x0 - 1, a), (c.x1 + 1, a), (c.x1 + 1, b), (c.x0 - 1, b)], c.paint("#4f9a4a", 0.85 if k % 2 else 0.62)
        )
    c.poly([(c.x0 - 1, 0.105), (c.x1 + 1, 0.105), (c.x1 + 1, 0.109), (c.x0 - 1, 0.109)], c.paint("#ffffff", 0.9))
    gx = -stage.side * 0.3
    _goal(c, gx, 0.108, 0.36, 0.13)
    c.poly(
        [
            (gx - 0.36, 0.109),
            (gx - 0.5, 0.2),
            (gx + 0.5, 0.2),
            (gx + 0.36, 0.109),
            (gx + 0.352, 0.109),
            (gx + 0.484, 0.195),
            (gx - 0.484, 0.195),
            (gx - 0.352, 0.109),
        ],
        c.paint("#ffffff", 0.9),
    )
    stage.put(c)
    stage.actors(0.26)


def _goal(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    net = c.paint("#e9edf0", 0.7)
    for k in range(19):
        a = -w / 2 + w * k / 18
        c.line(x, y, [(a, -h), (a * 0.86, 0)], 0.001, net)
    for k in range(8):
        c.line(x, y, [(-w / 2, -h * k / 8), (w / 2, -h * k / 8)], 0.001, net)
    for a, b, top, foot in (
        (-w / 2 - 0.005, -w / 2 + 0.005, -h, 0),
        (w / 2 - 0.005, w / 2 + 0.005, -h, 0),
        (-w / 2, w / 2, -h - 0.005, -h + 0.005),
    ):
        c.box(x, y, a, top, b, foot, c.paint("#ffffff", 1.0))


class Flashes:
    """Camera flashes in the crowd."""

    def __init__(self, stage: Stage) -> None:
        rng = np.random.default_rng([stage.order.seed, 407])
        self.p = np.stack([rng.uniform(-0.9, 0.9, 40), rng.uniform(-0.24, 0.0, 40)], 1) * stage.scale(0.35) + [
            stage.width / 2,
            stage.height * stage.horizon,
        ]
        self.when = rng.uniform(0, 4, 40)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        p = through(stage, 0.35, u, self.p)
        for (x, y), w in zip(p, self.when, strict=True):
            if (seconds - w) % 4 < 0.12:
                cv2.circle(frame, (int(x), int(y)), max(1, stage.height // 240), (255, 255, 255), -1, cv2.LINE_AA)


def factory(stage: Stage) -> None:
    """Saw-tooth roofs, chimneys that smoke, pipes and tanks."""
    sky(stage)
    distant_city(stage, 0.14, 0.02, 0.05, 0.16)
    tone = blend(stage.light.haze, rgb("#8a8690") * stage.light.key, 0.5)
    for i, (depth, y, k) in enumerate(((0.34, 0.05, 0.75), (0.6, 0.11, 1.25))):
        c = stage.canvas(depth)
        stacks = []
        for x, rng in c.cells(0.44 * k, 411 + i, 0.3):
            if i == 1 and abs(x - stage.side * stage.aspect / 6) < 0.05:
                continue
            h = 0.1 * k
            if rng.random() < 0.8:
                sx = x + rng.uniform(-0.06, 0.06) * k
                top = rng.uniform(0.3, 0.42) * k
                c.shape(
                    sx,
                    y,
                    [(-0.026 * k, 0), (-0.018 * k, -top), (0.018 * k, -top), (0.026 * k, 0)],
                    c.paint("#a5675a", 0.7),
                )
                c.shape(
                    sx,
                    y,
                    [(-stage.light_from * 0.026 * k, 0), (-stage.light_from * 0.018 * k, -top), (0, -top), (0, 0)],
                    c.paint("#a5675a", 0.2),
                )
                for j in range(2):
                    c.box(
                        sx,
                        y,
                        -0.02 * k,
                        -top * (0.97 - 0.1 * j),
                        0.02 * k,
                        -top * (0.92 - 0.1 * j),
                        c.paint("#efe6da", 0.6),
                    )
                stacks.append((sx, top))
            for j in range(4):
                a = (-0.18 + 0.09 * j) * k
                c.shape(
                    x,
                    y,
                    [(a, 0), (a, -h), (a + 0.075 * k, -h - 0.06 * k), (a + 0.09 * k, -h), (a + 0.09 * k, 0)],
                    c.paint("#8a8f9a", 0.65),
                )
                c.shape(
                    x,
                    y,
                    [
                        (a + 0.078 * k, -h - 0.058 * k),
                        (a + 0.09 * k, -h),
                        (a + 0.09 * k, -h * 0.9),
                        (a + 0.075 * k, -h * 0.95),
                    ],
                    c.light.lamp("#ffd58a"),
                )
                c.box(x, y, a + 0.02 * k, -h * 0.7, a + 0.07 * k, -h * 0.35, c.light.lamp("#ffc061"))
        c.poly([(c.x0, y), (c.x1, y), (c.x1, 0.6), (c.x0, 0.6)], c.paint("#8a857f", 0.45))
        c.mist(y - 0.2, y + 0.05, 0.4 - 0.15 * i)
        stage.put(c)
        for sx, top in stacks[:5]:
            stage.live(Smoke(stage, depth, sx, y, top, tone, 0.04 * k, 0.26, 8, 0.5, 0.16))
    c = pavement(stage, 0.15, "#8f8c88", kerb=False)
    for x, rng in c.cells(0.5, 415):
        c.box(
            x, 0.2, -0.06, -0.09, 0.06, 0, c.paint(("#b5763c", "#54788a", "#8f4a40")[int(rng.integers(3))], 0.6)
        ) if abs(x - stage.side * stage.aspect / 6) > 0.2 else None
    stage.put(c)
    stage.actors(0.25)
    stage.live(Bits(stage, "dot", 14, 0.003, (0.06, -0.03), [tone], 17))


PLACES = {"stage": theatre, "stadium": stadium, "factory": factory}
