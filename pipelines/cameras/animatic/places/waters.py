"""Waters inland and below: river, lake, waterfall, underwater."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import SHIFT, Canvas, dithered, fixed, vertical
from pipelines.cameras.animatic.live import Glints, Smoke, through
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.country import far_hills, grass, leaf, season, treeline
from pipelines.cameras.animatic.sky import bob, sky, sway
from pipelines.cameras.animatic.stage import Stage, paste


def banks(stage: Stage) -> None:
    """What stands beyond a river or lake."""
    far_hills(stage, "#7a9a80" if season(stage) != "winter" else "#b4c4ce", 0.12)
    treeline(
        stage,
        0.4,
        0.028,
        0.09,
        "pine" if stage.reading.place == "lake" and season(stage) not in ("autumn", "spring") else "leafy",
        "#4f7a5a" if stage.reading.place == "lake" and season(stage) not in ("autumn", "spring") else leaf(stage),
        0.045,
        151,
        grass(stage),
    )


def mirror(stage: Stage, local: str, y: float, depth: float, amount: float = 0.3) -> None:
    """The dark reflection of a treeline just below it."""
    c = stage.canvas(depth)
    xs = c.xs(4)
    n = c.noise(152).at(xs, 14.0, 2)
    c.poly(
        np.vstack([[(c.x0 - 1, y)], [(c.x1 + 1, y)], np.stack([xs, y + 0.02 + 0.05 * n], 1)[::-1]]),
        c.paint(local, 0.15),
        amount,
    )
    stage.put(c, bob(0.004, 0.002, 3.0))


def lake(stage: Stage) -> None:
    sky(stage)
    c = stage.canvas(0.12)
    land.mountains(c, 0.015, 0.26, 0.3, 154, "#7f90a8", 0.35)
    c.mist(-0.14, 0.02, 0.6)
    c.shine(0.7)
    stage.put(c)
    banks(stage)
    land.water(stage, 0.032, 0.5, "#4b8fa8", 0.5, 84, 110, 0.6, 0.8)
    mirror(stage, "#4f7a5a", 0.034, 0.5, 0.4)
    c = stage.canvas(0.95)
    _near_bank(c, stage.side, 0.19, grass(stage))
    stage.put(c)
    stage.actors(0.23, edge=0.0)
    land.foreground(stage, "reeds", "#5a6e3c")
    land.foreground(stage, "grass", "#3f5f40", 96)


def _near_bank(c: Canvas, side: float, y: float, local: str) -> None:
    """Our own shore, cut into by the water on the far side from the subject."""
    xs = c.xs(5)
    ys = y + 0.10 / (1 + np.exp((xs * side + 0.12) * 14)) + 0.012 * c.noise(155).at(xs, 3.0, 2)
    c.ground(ys - 0.006, xs, c.paint("#cfc09a", 0.8))
    c.ground(ys + 0.006, xs, c.paint(local, 0.85))
    c.ground(ys + 0.022, xs, c.paint(local, 0.55))
    for x, rng in c.cells(0.12, 156):
        trees.rock(
            c, x, y + 0.06 + rng.uniform(0, 0.03), rng.uniform(0.02, 0.05), rng.uniform(0.01, 0.02), rng
        ) if rng.random() < 0.5 else None
    trees.tufts(c, y + 0.1, 0.025, 0.1, 157, local, 0.35)


def river(stage: Stage) -> None:
    sky(stage)
    banks(stage)
    c = stage.canvas(0.6)
    land.plain(c, 0.035, grass(stage), 158, 0.7)
    c.mist(0.02, 0.12, 0.25)
    stage.put(c)
    c = stage.canvas(0.7)
    s = stage.side
    t = np.linspace(0, 1, 40)
    middle, half = 0.30 * np.sin(t * 7.5 + 0.6) * (0.25 + t) * (1 - 0.45 * t), 0.008 + 0.34 * t**1.45
    y = 0.038 + 0.5 * t**1.75
    left, right = np.stack([middle - half, y], 1), np.stack([middle + half, y], 1)
    pts = np.vstack([left, right[::-1]]) * [-s, 1]
    c.poly(pts * [1.05, 1] + [0.0, -0.004], c.paint("#d8c79a", 0.7))
    c.poly(pts, blend(c.paint("#4f9ab5", 0.6), stage.light.sky[1][1], 0.35))
    stage.put(c)
    stage.live(
        Glints(stage, 0.7, 0.06, 0.5, blend(c.paint("#4f9ab5", 0.6), stage.light.horizon(), 0.6), None, 0, 85, 0.07)
    )
    stage.live(Stream(stage, pts))
    c = stage.canvas(0.85)
    for k, (x, y, h) in enumerate(((s * 0.62, 0.14, 0.36), (s * 0.86, 0.17, 0.42), (-s * 0.8, 0.1, 0.26))):
        rng = np.random.default_rng([stage.land, 159, k])
        (trees.bare(c, x, y, h, rng) if season(stage) == "winter" else trees.leafy(c, x, y, h, leaf(stage), rng))
    stage.put(c, sway(0.004, 5), foot=0.15)
    c = stage.canvas(0.95)
    _near_bank(c, s, 0.2, grass(stage))
    stage.put(c)
    stage.actors(0.25, edge=0.0)
    land.foreground(stage, "reeds", "#5a6e3c")


class Stream:
    """Glints that run down a river's course."""

    def __init__(self, stage: Stage, outline: np.ndarray, count: int = 60) -> None:
        n = len(outline) // 2
        self.left, self.right = outline[:n], outline[n:][::-1]
        rng = np.random.default_rng([stage.land, 161])
        self.t, self.k, self.w = rng.random(count), rng.uniform(0.12, 0.88, count), rng.uniform(0.5, 1.2, count)
        self.colour = tuple(int(v) for v in blend(stage.light.paint("#9fd3dd", 0.8, 0.8), stage.light.horizon(), 0.5))

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        s = stage.scale(0.7)
        t = ((self.t + seconds * 0.035) % 1.0) ** 1.7
        at = t * (len(self.left) - 1.001)
        i, f = at.astype(int), (at % 1)[:, None]
        a, b = self.left[i] * (1 - f) + self.left[i + 1] * f, self.right[i] * (1 - f) + self.right[i + 1] * f
        p = a + (b - a) * self.k[:, None]
        px = np.stack([stage.width / 2 + p[:, 0] * s, stage.height * stage.horizon + p[:, 1] * s * stage.squash], 1)
        px = through(stage, 0.7, u, px)
        for (x, y), k, w in zip(px, t, self.w, strict=True):
            hw, hh = (0.006 + 0.05 * k) * w * s / 2, 0.8 + 0.003 * k * s
            cv2.fillConvexPoly(
                frame,
                fixed(np.array([[x - hw, y], [x, y - hh], [x + hw, y], [x, y + hh]])),
                self.colour,
                cv2.LINE_AA,
                SHIFT,
            )


def waterfall(stage: Stage) -> None:
    sky(stage)
    far_hills(stage, "#7a9a80", 0.16, (0.2,))
    c = stage.canvas(0.5)
    rng = np.random.default_rng([stage.land, 165])
    top, x0, w = -0.36, -stage.side * 0.16, 0.15
    for s in (-1, 1):
        edge = s * (max(abs(c.x0), abs(c.x1)) + 0.3)
        steps = [
            (x0 + s * w * 0.5, top + 0.03),
            (x0 + s * 0.16, top - 0.02),
            (x0 + s * 0.34, top - 0.06),
            (x0 + s * 0.6, top + 0.02),
            (edge, top - 0.05),
        ]
        c.poly(
            [*steps, (edge, 0.2), (x0 + s * w * 0.35, 0.2)], c.paint("#77807a", 0.7 if s == stage.light_from else 0.4)
        )
        for k in range(9):
            x, y = x0 + s * (w * 0.55 + 0.09 * k), top + rng.uniform(0.03, 0.22)
            c.poly(
                [(x, y), (x + s * 0.04, y - 0.01), (x + s * 0.05, y + rng.uniform(0.12, 0.3)), (x + s * 0.01, y + 0.2)],
                c.paint("#77807a", 0.1),
                0.6,
            )
        c.poly(
            [*steps, (edge, top + 0.03), (x0 + s * 0.34, top + 0.02), (x0 + s * w * 0.5, top + 0.06)],
            c.paint("#6f9f58", 0.75),
        )
    c.poly(
        [(x0 - w / 2, top + 0.03), (x0 + w / 2, top + 0.03), (x0 + w / 2, 0.2), (x0 - w / 2, 0.2)],
        c.paint("#9fc6d3", 0.7),
    )
    for _ in range(10):
        x = x0 + rng.uniform(-0.7, 0.7)
        if abs(x - x0) > 0.14:
            trees.pine(c, x, top - 0.02, rng.uniform(0.08, 0.15), "#47705c", rng)
    c.mist(-0.12, 0.08, 0.5, blend(stage.light.haze, rgb("#ffffff") * stage.light.key, 0.4))
    c.shine(0.3)
    stage.put(c)
    stage.live(Fall(stage, 0.5, x0, w, top + 0.03, 0.06))
    land.water(stage, 0.055, 0.5, "#4b9aa8", 0.6, 86, 90, 0.8, 0.5)
    for k in (-0.08, 0.0, 0.08):
        stage.live(
            Smoke(
                stage,
                0.6,
                x0 + k,
                0.07,
                0.0,
                blend(stage.light.haze, rgb("#ffffff") * stage.light.key, 0.6),
                0.07,
                0.1,
                6,
                0.4,
                0.02,
            )
        )
    c = stage.canvas(0.95)
    _near_bank(c, stage.side, 0.2, grass(stage))
    stage.put(c)
    stage.actors(0.25, edge=0.0)
    land.foreground(stage, "leaves", "#2e5a41")


class Fall:
    """Streaks that run down a fall of water."""

    def __init__(self, stage: Stage, depth: float, x: float, w: float, top: float, foot: float) -> None:
        s = stage.scale(depth)
        self.depth, self.w, self.h = depth, max(4, int(w * s)), max(4, int((foot - top) * s))
        rng = np.random.default_rng([stage.land, 167])
        tile = np.zeros((self.h, self.w, 4), np.uint8)
        colours = [stage.light.paint(k, 0.7, t) for k, t in (("#ffffff", 0.95), ("#d9eef4", 0.8), ("#7fb2c6", 0.5))]
        for _ in range(90):
            px, py, n = int(rng.uniform(0, self.w)), int(rng.uniform(0, self.h)), int(self.h * rng.uniform(0.12, 0.4))
            col = (*[float(v) for v in colours[int(rng.integers(3))]], 255.0)
            for oy in (0, -self.h):
                cv2.line(
                    tile,
                    (px, py + oy),
                    (px, py + oy + n),
                    col,
                    max(1, int(self.w * rng.uniform(0.01, 0.045))),
                    cv2.LINE_AA,
                )
        self.tile = np.vstack([tile, tile])
        self.at = (stage.width / 2 + (x - w / 2) * s, stage.height * stage.horizon + top * s)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        k = int(-seconds * 0.55 * self.h) % self.h
        m = stage.move.matrix(self.depth, u) @ np.array([[1, 0, self.at[0]], [0, 1, self.at[1]], [0, 0, 1.0]])
        paste(frame, self.tile[k : k + self.h], m)


def underwater(stage: Stage) -> None:
    """Blue depths: shafts from above, rocks, weeds and corals, bubbles."""
    c, light = stage.canvas(0), stage.light
    bright = (0.35 + 0.65 * float(light.key.mean())) * (1 - 0.42 * light.stars / 1.5)
    stops = [(0, rgb("#7fe0dc")), (0.3, rgb("#36aebf")), (0.65, rgb("#1b6f97")), (1, rgb("#123f68"))]
    rows = np.arange(c.height) / c.height
    c.image[..., :3] = dithered(
        np.repeat(vertical([(p, k * np.float32(bright)) for p, k in stops], rows)[:, None], c.width, 1)
    )
    c.image[..., 3] = 255
    stage.put(c)
    deep = rgb("#1a5f86") * np.float32(bright)
    for i in range(2):
        c = stage.canvas(0.15 + 0.15 * i)
        for k in range(6):
            rng = np.random.default_rng([stage.land, 181, k, i])
            x, w, lean = -0.9 + 0.36 * k + rng.uniform(-0.1, 0.1), rng.uniform(0.02, 0.07), -0.22 * stage.light_from
            c.poly(
                [(x, c.y0), (x + w, c.y0), (x + w * 3 + lean, 0.4), (x - w + lean, 0.4)],
                rgb("#c9fff2") * np.float32(bright),
                0.13,
            )
        fade = np.clip(1.0 - np.arange(c.height) / c.height * 1.05, 0, 1)[:, None, None]
        c.image[:] = (c.image * fade).astype(np.uint8)
        stage.put(
            c,
            lambda t, i=i: (0.03 * float(np.sin(t * 0.45 + i * 2)), 0.0, 0.02 * float(np.sin(t * 0.3 + i))),
            foot=-0.6,
        )
    for i, (depth, y, h) in enumerate(((0.3, 0.1, 0.24), (0.5, 0.15, 0.2), (0.72, 0.2, 0.12))):
        c = stage.canvas(depth)
        xs = c.xs()
        colour = blend(deep, rgb("#0d2f4c") * np.float32(bright), 0.15 + 0.35 * i)
        c.ground(y - h * c.noise(183 + i).at(xs, 1.1 + 0.3 * i, 3, 0.5) ** 1.6, xs, colour)
        for x, rng in c.cells(0.2, 186 + i):
            _coral(c, x, y - 0.02, rng.uniform(0.05, 0.12), rng, 0.75 - 0.25 * i, bright)
        stage.put(c)
    for depth, seed, foot in ((0.6, 190, 0.22), (0.85, 191, 0.28)):
        c = stage.canvas(depth)
        for x, rng in c.cells(0.17, seed):
            _weed(c, x, foot, rng.uniform(0.14, 0.34), rng, bright)
        stage.put(c, sway(0.1, 4.5, seed), foot=foot)
    c = stage.canvas(0.95)
    xs = c.xs()
    c.ground(
        0.2 - 0.035 * c.noise(193).at(xs, 1.0, 2),
        xs,
        rgb("#d9c08a") * np.float32(bright) * np.array([0.72, 0.66, 0.5], np.float32),
    )
    c.ground(
        0.225 - 0.035 * c.noise(193).at(xs, 1.0, 2),
        xs,
        rgb("#b89d72") * np.float32(bright) * np.array([0.72, 0.62, 0.45], np.float32),
    )
    for x, rng in c.cells(0.3, 194):
        _coral(c, x, 0.24 + rng.uniform(0, 0.05), rng.uniform(0.06, 0.13), rng, 0.0, bright)
    c.veil(
        rgb("#0d2f4c") * np.float32(bright),
        np.clip((np.arange(c.height) - float(c.py(0.22))) / (0.3 * c.s), 0, 1) * 0.6,
    )
    stage.put(c)
    stage.live(Bits(stage, "dot", 30, 0.004, (0.01, 0.004), [rgb("#bff0ea") * bright], 14))
    stage.actors(-0.06)
    stage.live(Bits(stage, "ring", 26, 0.016, (0.01, -0.10), [rgb("#d9fff8") * bright], 15))
    if not stage.close:
        c = stage.canvas(1.4)
        for x, rng in c.cells(0.24, 195):
            if rng.random() < 0.7:
                _weed(c, x, 0.42, rng.uniform(0.2, 0.42), rng, bright * 0.35)
        stage.put(c, sway(0.12, 4.0, 2), foot=0.42)


def _coral(c: Canvas, x: float, y: float, h: float, rng: np.random.Generator, veil: float, bright: float) -> None:
    colour = rgb(("#f2705f", "#f2a65a", "#d75b8f", "#8f6fd0")[int(rng.integers(4))]) * np.float32(bright * 0.9)
    colour = blend(colour, rgb("#1a5f86") * np.float32(bright), 0.25 + 0.6 * veil)
    for k in range(5):
        a = -0.9 + 0.45 * k + rng.uniform(-0.12, 0.12)
        n = h * rng.uniform(0.6, 1.0)
        tip = (np.sin(a) * n, -np.cos(a) * n)
        c.line(x, y, [(0, 0), (tip[0] * 0.4, tip[1] * 0.55), tip], h * 0.13, colour)
        c.ellipse(x + tip[0], y, h * 0.085, h * 0.085, colour, up=-tip[1])


def _weed(c: Canvas, x: float, y: float, h: float, rng: np.random.Generator, bright: float) -> None:
    colour = blend(rgb("#2f8f6a"), rgb("#16597a"), 0.35 + 0.4 * rng.random()) * np.float32(bright)
    t = np.linspace(0, 1, 14)
    for k in range(3):
        n, p, dx = h * rng.uniform(0.6, 1.0), rng.uniform(0, 6), (k - 1) * 0.015
        mid = np.stack([dx + 0.02 * np.sin(t * 7 + p) * t, -n * t], 1)
        wide = 0.009 * np.sin(np.pi * np.clip(t * 0.9 + 0.1, 0, 1))
        c.shape(x, y, np.vstack([mid - np.stack([wide, 0 * t], 1), (mid + np.stack([wide, 0 * t], 1))[::-1]]), colour)


PLACES = {"lake": lake, "river": river, "waterfall": waterfall, "underwater": underwater}
