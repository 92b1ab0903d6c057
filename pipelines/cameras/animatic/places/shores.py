"""Water and its edges: sea, beach, cliff, island, river, lake, waterfall, harbour, underwater."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import SHIFT, Canvas, fixed
from pipelines.cameras.animatic.live import Beam, through
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.places.country import far_hills, grass, season
from pipelines.cameras.animatic.sky import bob, sky, sway
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.town import house

SEA = "#3f8fae"


def horizon_land(stage: Stage, seed: int = 5) -> None:
    """Far headlands on the sea's horizon."""
    c = stage.canvas(0.1)
    xs, noise = c.xs(), c.noise(seed)
    n = noise.at(xs, 0.9, 3, 0.45)
    c.poly(
        np.vstack([np.stack([xs, -0.13 * np.clip(n - 0.46, 0, 1)], 1), [(c.x1 + 1, 0.004), (c.x0 - 1, 0.004)]]),
        c.paint("#6f8797", 0.4),
    )
    c.mist(-0.05, 0.01, 0.5)
    c.shine(0.7)
    stage.put(c)


def sea(stage: Stage) -> None:
    sky(stage)
    horizon_land(stage)
    land.water(stage, 0.0, 0.46, SEA, 0.4, 80, 130)
    for i, (depth, y) in enumerate(((0.6, 0.07), (0.8, 0.125), (0.97, 0.19))):
        land.swell(stage, y, 0.012 + 0.010 * i, SEA, depth, 110 + i, 4.5 + i)
    stage.actors(0.225)
    for i, (depth, y) in enumerate(((1.12, 0.25), (1.4, 0.33))):
        if not stage.close:
            land.swell(stage, y / stage.framing.near**0.4, 0.03 + 0.012 * i, SEA, depth, 115 + i, 5.5 + i)
    gulls(stage)


def gulls(stage: Stage) -> None:
    """A few birds far off."""
    if not stage.close and stage.light.lamps < 0.9 and stage.reading.weather in ("clear", "cloudy", "wind"):
        stage.live(Flight(stage))


class Flight:
    """Distant birds as small strokes that beat."""

    def __init__(self, stage: Stage, count: int = 5) -> None:
        rng = np.random.default_rng([stage.land, 121])
        self.x, self.y = (
            rng.uniform(-0.5, 0.5) + rng.normal(0, 0.12, count),
            -rng.uniform(0.16, 0.3) + rng.normal(0, 0.035, count),
        )
        self.size, self.phase, self.v = (
            rng.uniform(0.011, 0.019, count),
            rng.uniform(0, 6, count),
            rng.choice([-1, 1]) * 0.02,
        )
        self.colour = tuple(int(v) for v in blend(stage.light.paint("#3a4654", 0.5, 0.3), stage.light.haze, 0.25))

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        s = stage.scale(0.15)
        for x, y, k, p in zip(self.x, self.y, self.size, self.phase, strict=True):
            flap = np.sin(seconds * 5 + p) * 0.5 + 0.25
            wing = (
                np.array([(-1, -flap), (-0.5, -flap * 0.55 - 0.18), (0, 0), (0.5, -flap * 0.55 - 0.18), (1, -flap)]) * k
            )
            at = np.array([x + self.v * seconds, y + 0.006 * np.sin(seconds + p)])
            points = (wing + at) * s + [stage.width / 2, stage.height * stage.horizon]
            cv2.polylines(
                frame,
                [fixed(through(stage, 0.15, u, points))],
                False,
                self.colour,
                max(1, round(stage.height / 420)),
                cv2.LINE_AA,
                SHIFT,
            )


def beach(stage: Stage) -> None:
    sky(stage)
    horizon_land(stage)
    land.water(stage, 0.0, 0.2, "#46a6b8", 0.4, 81, 110)
    for i, (depth, y) in enumerate(((0.6, 0.075), (0.75, 0.115))):
        land.swell(stage, y, 0.012, "#5cb8bf", depth, 125 + i, 4.5 + i, 0.8)
    c = stage.canvas(0.92)
    sand(c, 0.135, "#f4e3bd", 0.03)
    stage.put(c, bob(0.012, 0.008, 5.0))
    c = stage.canvas(0.95)
    sand(c, 0.162, "#ecd09a", 0.03)
    for x, rng in c.cells(0.22, 126):
        k = rng.uniform(0.006, 0.012)
        c.ellipse(
            x,
            0.22 + rng.uniform(0, 0.16),
            k * 1.5,
            k * 0.6,
            c.paint(("#fdf3e3", "#d9a07a", "#c9b08a")[int(rng.integers(3))], 0.8),
        )
    stage.put(c)
    c = stage.canvas(0.9)
    edge = stage.aspect * 0.5
    for k, dx in enumerate((0.06, 0.2)):
        rng = np.random.default_rng([stage.land, 127, k])
        trees.palm(c, -stage.side * (edge - dx), 0.2 + 0.01 * k, 0.5 - 0.14 * k, "#4f9a5a", rng)
    stage.put(c, sway(0.012, 3.6), foot=0.2)
    stage.actors(0.25)
    gulls(stage)
    land.foreground(stage, "grass", "#8a9a5a") if stage.reading.weather != "clear" else None


def sand(c: Canvas, y: float, local: str, wave: float) -> None:
    xs, noise = c.xs(), c.noise(128)
    ys = y + wave * (noise.at(xs, 0.8, 2) - 0.5) + 0.006 * np.sin(xs * 7)
    c.ground(ys, xs, c.paint("#ffffff", 0.9) if local == "#f4e3bd" else c.paint("#c9a878", 0.55))
    c.ground(ys + (0.006 if local == "#f4e3bd" else 0.02), xs, c.paint(local, 0.72))
    rows = (np.arange(c.height) - c.oy) / c.s / c.stage.squash
    c.veil(c.paint("#a8764a", 0.1), np.clip((rows - 0.2) / 0.45, 0, 1) * 0.35)


def cliff(stage: Stage) -> None:
    sky(stage)
    horizon_land(stage)
    land.water(stage, 0.0, 0.46, SEA, 0.35, 82, 120)
    for i, (depth, y) in enumerate(((0.5, 0.09), (0.66, 0.15), (0.8, 0.22))):
        land.swell(stage, y, 0.016 + 0.006 * i, SEA, depth, 130 + i, 4.5 + i)
    c = stage.canvas(0.6)
    _headland(c, -stage.side, 0.42, 0.16, 134, "#7d8478")
    at = (-stage.side * 0.62, -0.155)
    tower(c, *at, 0.3)
    c.mist(-0.02, 0.2, 0.3)
    c.shine(0.3)
    stage.put(c)
    if stage.light.lamps > 0.3:
        stage.live(Beam(stage, 0.6, at[0], at[1], 0.265, rgb("#ffe9a8") * 0.62))
    c = stage.canvas(0.95)
    _ledge(c, stage.side, grass(stage))
    stage.put(c)
    stage.actors(0.165, to=0.175, edge=-0.08)
    land.foreground(stage, "grass", "#4a6a48")


def tower(c: Canvas, x: float, y: float, h: float) -> None:
    """A striped lighthouse with its lantern."""
    side = c.stage.light_from
    w0, w1, top = h * 0.12, h * 0.075, h * 0.8

    def half(t: float) -> float:
        return w0 + (w1 - w0) * t

    for i in range(5):
        a, b = i / 5, (i + 1) / 5
        local = "#c9443c" if i % 2 else "#f3efe6"
        c.shape(
            x,
            y,
            [(-half(a), -top * a), (-half(b), -top * b), (half(b), -top * b), (half(a), -top * a)],
            c.paint(local, 0.85),
        )
        c.shape(
            x,
            y,
            [
                (-side * half(a), -top * a),
                (-side * half(b), -top * b),
                (-side * half(b) * 0.15, -top * b),
                (-side * half(a) * 0.15, -top * a),
            ],
            c.paint(local, 0.2),
        )
    c.box(x, y, -w1 * 1.5, -top - h * 0.025, w1 * 1.5, -top, c.paint("#3a4048", 0.4))
    c.box(x, y, -w1 * 0.75, -top - h * 0.13, w1 * 0.75, -top - h * 0.025, c.light.lamp("#ffe9a0"))
    for k in (-0.75, 0, 0.75):
        c.box(x, y, (k - 0.07) * w1, -top - h * 0.13, (k + 0.07) * w1, -top - h * 0.025, c.paint("#3a4048", 0.3))
    c.shape(x, y, [(-w1, -top - h * 0.13), (w1, -top - h * 0.13), (0, -h)], c.paint("#c9443c", 0.6))
    c.box(x, y, -w0 * 0.2, -h * 0.09, w0 * 0.2, 0, c.paint("#4a3a34", 0.3))


def _headland(c: Canvas, side: float, reach: float, height: float, seed: int, local: str) -> None:
    """A steep cape from one edge of the picture into the sea."""
    edge = side * (max(abs(c.x0), abs(c.x1)) + 0.2)
    rng = np.random.default_rng([c.stage.land, seed])
    tip = side * 0.34
    tops = [
        (edge, -height * 1.25),
        (side * 0.9, -height * 1.12),
        (side * 0.72, -height),
        (side * 0.52, -height * 0.98),
        (tip + side * 0.03, -height * 0.8),
    ]
    wall = [(tip, -height * 0.45), (tip - side * 0.025, -height * 0.2), (tip - side * 0.06, 0.14)]
    c.poly([*tops, *wall, (edge, 0.2)], c.paint(local, 0.75))
    facing = side * c.stage.light_from < 0
    for k in range(7):
        x0 = tip + side * (0.02 + 0.085 * k)
        top = -height * (0.75 + 0.05 * k)
        w = 0.05 * rng.uniform(0.7, 1.3)
        c.poly(
            [
                (x0, top),
                (x0 + side * w * 0.5, top * rng.uniform(0.9, 1.0)),
                (x0 + side * w, 0.14),
                (x0 + side * w * 0.2, 0.14),
            ],
            c.paint(local, 0.42 if facing else 0.12),
        )
    c.poly(
        [
            *tops,
            (tip + side * 0.02, -height * 0.66),
            (side * 0.5, -height * 0.86),
            (side * 0.72, -height * 0.88),
            (edge, -height * 1.08),
        ],
        c.paint("#7fa05f" if season(c.stage) != "winter" else "#e8eff4", 0.75),
    )
    for k in range(6):
        x0 = tip - side * (0.09 - 0.07 * k)
        trees.rock(c, x0, 0.15, rng.uniform(0.05, 0.1), rng.uniform(0.02, 0.05), rng, "#6d7278")


def _ledge(c: Canvas, side: float, local: str) -> None:
    """The rock on which the subject stands, its edge towards the sea."""
    edge = side * (max(abs(c.x0), abs(c.x1)) + 0.2)
    noise = c.noise(137)
    xs = np.linspace(-side * 0.16, edge, 60)
    ys = 0.15 + 0.01 * (noise.at(xs, 4.0, 2) - 0.5) - 0.02 * np.clip(np.abs(xs) - 0.3, 0, 1)
    wall = [
        (-side * 0.17, 0.17),
        (-side * 0.2, 0.24),
        (-side * 0.185, 0.26),
        (-side * 0.25, 0.38),
        (-side * 0.23, 0.42),
        (-side * 0.34, 1.2),
    ]
    c.poly([*wall[::-1], *np.stack([xs, ys], 1), (edge, 1.2)], c.paint("#6f6a66", 0.55))
    rng = np.random.default_rng([c.stage.land, 138])
    for k in range(8):
        x0, y0 = -side * (0.2 - 0.16 * k), 0.28 + 0.05 * (k % 3)
        w = rng.uniform(0.05, 0.12)
        c.poly(
            [
                (x0, y0 - 0.05),
                (x0 + side * w, y0 - 0.035),
                (x0 + side * w * 1.2, y0 + 0.14),
                (x0 + side * w * 0.3, y0 + 0.2),
            ],
            c.paint("#6f6a66", 0.22 if k % 2 else 0.85),
            0.7,
        )
    turf = ys + 0.035 + 0.03 * noise.at(xs + 4, 3.0, 2) + 0.10 * np.clip(np.abs(xs - -side * 0.16) - 0.1, 0, 1)
    c.poly([*np.stack([xs, ys - 0.004], 1), *np.stack([xs, turf], 1)[::-1]], c.paint(local, 0.85))
    c.poly([*np.stack([xs, ys + 0.008], 1), *np.stack([xs, turf], 1)[::-1]], c.paint(local, 0.55))


def island(stage: Stage) -> None:
    sky(stage)
    horizon_land(stage)
    land.water(stage, 0.0, 0.46, "#3fa5b5", 0.4, 83, 120)
    c = stage.canvas(0.62)
    x = -stage.side * 0.18
    a = np.linspace(np.pi, 2 * np.pi, 40)
    rough = 1 + 0.1 * (c.noise(141).at(a * 2, 2.0, 2) - 0.5)
    c.shape(x, 0.075, np.stack([np.cos(a) * 0.42, np.sin(a) * 0.05 * rough], 1), c.paint("#ecd6a0", 0.8))
    c.shape(x + 0.03, 0.06, np.stack([np.cos(a) * 0.27, np.sin(a) * 0.15 * rough], 1), c.paint("#5f9550", 0.25))
    c.shape(
        x + 0.03 + 0.03 * stage.light_from,
        0.056,
        np.stack([np.cos(a) * 0.22, np.sin(a) * 0.13 * rough], 1),
        c.paint("#7fb35c", 0.8),
    )
    for k in range(6):
        rng = np.random.default_rng([stage.land, 142, k])
        trees.palm(c, x - 0.26 + 0.11 * k, 0.055 - 0.01 * (k % 2), rng.uniform(0.17, 0.3), "#4f9a5a", rng)
    stage.put(c, sway(0.006, 4.0), foot=0.07)
    for i, (depth, y) in enumerate(((0.72, 0.085), (0.85, 0.14))):
        land.swell(stage, y, 0.012, "#46a9b5", depth, 143 + i, 4.5 + i)
    c = stage.canvas(0.95)
    sand(c, 0.19, "#ecd09a", 0.05)
    stage.put(c)
    stage.actors(0.26)
    gulls(stage)
    land.foreground(stage, "leaves", "#2f6b4a")


def harbour(stage: Stage) -> None:
    sky(stage)
    far_hills(stage, "#7f9a95", 0.1, (0.16,))
    c = stage.canvas(0.35)
    for x, rng in c.cells(0.1, 171):
        house(
            c,
            x,
            0.02,
            0.085,
            rng.uniform(0.045, 0.085),
            ("#e8d3b0", "#d98e73", "#9fb8c0", "#e9e2d2", "#c9b06a")[int(rng.integers(5))],
            ("#b5533c", "#7a5a5a", "#54707f")[int(rng.integers(3))],
            rng,
            door=False,
        )
    c.poly([(c.x0, 0.018), (c.x1, 0.018), (c.x1, 0.034), (c.x0, 0.034)], c.paint("#8a8078", 0.4))
    c.mist(-0.08, 0.03, 0.3)
    stage.put(c)
    land.water(stage, 0.032, 0.5, "#3f86a0", 0.5, 87, 120, 0.7)
    for depth, y, step, k, seed in ((0.55, 0.075, 0.3, 0.09, 172), (0.75, 0.13, 0.62, 0.17, 173)):
        c = stage.canvas(depth)
        for x, rng in c.cells(step, seed):
            if rng.random() < 0.75:
                boat(c, x, y, k * rng.uniform(0.8, 1.2), rng)
        stage.put(c, bob(0.004, 0.005, 3.4 + depth, seed))
    c = stage.canvas(0.95)
    planks(c, 0.19, "#9a7a5a")
    stage.put(c)
    stage.actors(0.25)
    gulls(stage)


def boat(c: Canvas, x: float, y: float, w: float, rng: np.random.Generator) -> None:
    """A small fishing or sailing boat, `w` long, with its reflection."""
    local = ("#c9443c", "#3f6f94", "#f1ead9", "#4f8f78")[int(rng.integers(4))]
    c.ellipse(x, y + 0.004, w * 0.5, w * 0.05, c.paint("#22404f", 0.2), 0.45)
    c.box(x, y, -w * 0.012, -w * 0.85, w * 0.012, -w * 0.1, c.paint("#5a4638", 0.4))
    if rng.random() < 0.6:
        c.shape(x, y, [(w * 0.03, -w * 0.82), (w * 0.4, -w * 0.18), (w * 0.03, -w * 0.18)], c.paint("#f4ecdc", 0.9))
        c.shape(
            x, y, [(-w * 0.03, -w * 0.76), (-w * 0.28, -w * 0.18), (-w * 0.03, -w * 0.18)], c.paint("#f4ecdc", 0.45)
        )
    else:
        c.box(x, y, -w * 0.16, -w * 0.3, w * 0.12, -w * 0.1, c.paint("#f1ead9", 0.7))
        c.box(x, y, -w * 0.1, -w * 0.26, w * 0.06, -w * 0.18, c.light.lamp("#ffd98a"))
    c.shape(
        x,
        y,
        [(-w * 0.5, -w * 0.15), (w * 0.52, -w * 0.17), (w * 0.38, w * 0.02), (-w * 0.4, w * 0.02)],
        c.paint(local, 0.7),
    )
    c.shape(
        x,
        y,
        [(-w * 0.47, -w * 0.09), (w * 0.47, -w * 0.1), (w * 0.38, w * 0.02), (-w * 0.4, w * 0.02)],
        c.paint(local, 0.25),
    )


def planks(c: Canvas, y: float, local: str) -> None:
    """A wooden quay seen along its boards."""
    c.poly([(c.x0 - 1, y), (c.x1 + 1, y), (c.x1 + 1, 1.5), (c.x0 - 1, 1.5)], c.paint(local, 0.62))
    c.poly([(c.x0 - 1, y), (c.x1 + 1, y), (c.x1 + 1, y + 0.008), (c.x0 - 1, y + 0.008)], c.paint(local, 0.95))
    for i in range(-40, 41):
        x = i * 0.1
        c.poly(
            [(x, y + 0.008), (x + 0.002, y + 0.008), (x * 2.6 + 0.006, 0.7), (x * 2.6 - 0.006, 0.7)],
            c.paint(local, 0.12),
            0.7,
        )
    for x, _ in c.cells(0.45, 175):
        c.box(x, y + 0.005, -0.016, -0.06, 0.016, 0.02, c.paint("#5a4638", 0.5))
        c.box(x, y + 0.005, -0.019, -0.066, 0.019, -0.055, c.paint("#e8ddc8", 0.7))


PLACES = {
    "sea": sea, "beach": beach, "cliff": cliff, "island": island, "harbour": harbour, }  # fmt: skip
