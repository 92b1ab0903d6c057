"""Great buildings and gatherings: temple, castle, ruins, memorial, stage, stadium, factory."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import SHIFT, Canvas, fixed
from pipelines.cameras.animatic.live import Glow, Smoke, through
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.places.country import far_hills, grass, leaf, meadow, season, treeline
from pipelines.cameras.animatic.places.streets import lanterns, stone
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.town import pagoda, tower


def temple(stage: Stage) -> None:
    sky(stage)
    c = stage.canvas(0.14)
    land.mountains(c, 0.02, 0.26, 0.3, 351, "#86a09a", 0.0)
    c.mist(-0.16, 0.03, 0.7)
    c.shine(0.7)
    stage.put(c)
    treeline(stage, 0.34, 0.04, 0.1, "pine", "#55806a", 0.05, 352, "#6f9068")
    c = stage.canvas(0.55)
    pagoda(c, -stage.side * 0.42, 0.075, 0.26, 0.5, 5, "#b5443c", "#3f4f5a")
    pagoda(c, stage.side * 0.22, 0.08, 0.62, 0.26, 2, "#b5443c", "#3f4f5a")
    c.mist(-0.02, 0.12, 0.25)
    stage.put(c)
    c = stage.canvas(0.8)
    for x in (-0.86, 0.9):
        rng = np.random.default_rng([stage.land, 353, int(x > 0)])
        (
            trees.bare(c, x, 0.15, 0.4, rng)
            if season(stage) == "winter"
            else trees.leafy(c, x, 0.15, 0.4, "#e79fb4" if season(stage) in ("", "spring") else leaf(stage), rng)
        )
    stage.put(c, sway(0.005, 4.4), foot=0.15)
    c = stage.canvas(0.95)
    stone(c, 0.115, "#c4bba8")
    for k in range(4):
        w, y = 0.42 + 0.05 * k, 0.118 + 0.012 * k
        c.box(stage.side * 0.22, y, -w / 2, -0.01, w / 2, 0.004, c.paint("#d9d0bd", 0.95 - 0.1 * k))
    for x in (-0.16, 0.58):
        _stone_lamp(c, stage.side * x, 0.19)
    stage.put(c)
    for k, x in enumerate((-0.16, 0.58)):
        stage.live(
            Glow(
                stage, 0.95, stage.side * x, 0.19, 0.12, rgb("#ffb45a") * 0.6 * stage.light.lamps, 0.15, up=0.1, seed=k
            )
        )
    lanterns(stage, 0.85, -0.36, 0.05, 8)
    stage.live(
        Smoke(
            stage,
            0.95,
            stage.side * 0.22,
            0.17,
            0.03,
            blend(stage.light.haze, rgb("#ffffff"), 0.3),
            0.014,
            0.2,
            7,
            0.4,
            0.04,
        )
    )
    stage.actors(0.25)


def _stone_lamp(c: Canvas, x: float, y: float) -> None:
    for a, b, top, foot, lit in (
        (-0.03, 0.03, -0.016, 0, 0.6),
        (-0.011, 0.011, -0.075, -0.016, 0.4),
        (-0.03, 0.03, -0.085, -0.075, 0.8),
        (-0.02, 0.02, -0.12, -0.085, 0.5),
    ):
        c.box(x, y, a, top, b, foot, c.paint("#a9a69c", lit))
    c.box(x, y, -0.011, -0.115, 0.011, -0.09, c.light.lamp("#ffd07a"))
    c.shape(
        x, y, [(-0.045, -0.118), (-0.02, -0.14), (0, -0.155), (0.02, -0.14), (0.045, -0.118)], c.paint("#a9a69c", 0.7)
    )


def castle(stage: Stage) -> None:
    sky(stage)
    far_hills(stage, "#7f8f9a", 0.14, (0.14,))
    c = stage.canvas(0.42)
    x, rng = -stage.side * 0.2, np.random.default_rng([stage.land, 361])
    xs = c.xs()
    hill = 0.08 - 0.22 * np.exp(-(((xs - x) / 0.42) ** 2)) + 0.012 * c.noise(362).at(xs, 5.0, 2)
    c.ground(hill, xs, c.paint("#7f9a6a" if season(stage) != "winter" else "#dfe8ee", 0.9))
    c.ground(hill + 0.012, xs, c.paint("#7f9a6a" if season(stage) != "winter" else "#dfe8ee", 0.5))
    wall, roof = "#b9b0a8", "#4f6f94"
    foot = -0.115
    c.box(x, foot, -0.24, -0.09, 0.24, 0.05, c.paint(wall, 0.7))
    for k in range(14):
        c.box(x, foot, -0.24 + 0.035 * k, -0.108, -0.222 + 0.035 * k, -0.088, c.paint(wall, 0.7))
    for dx, w, h, r in (
        (-0.25, 0.07, 0.17, roof),
        (0.25, 0.07, 0.16, roof),
        (-0.1, 0.06, 0.26, roof),
        (0.12, 0.075, 0.22, roof),
        (0.01, 0.085, 0.33, roof),
    ):
        tower(c, x + dx, foot + 0.03, w, h, wall, r, rng)
    c.shape(
        x,
        foot,
        [(-0.03, 0.05), (-0.03, -0.02), (-0.018, -0.045), (0, -0.052), (0.018, -0.045), (0.03, -0.02), (0.03, 0.05)],
        c.paint("#4a3a34", 0.2),
    )
    c.mist(-0.14, 0.08, 0.4)
    c.shine(0.35)
    stage.put(c)
    stage.live(Flag(stage, 0.42, x + 0.01, foot + 0.03, 0.475))
    treeline(stage, 0.62, 0.1, 0.1, "leafy", leaf(stage), 0.07, 363, grass(stage))
    c = meadow(stage, 0.15, grass(stage), 364, ("#f2f0e2", "#e8798f"))
    c.poly(
        np.array([(-0.22, 0.148), (-0.16, 0.148), (-0.02, 0.19), (0.3, 0.6), (-0.5, 0.6), (-0.2, 0.24)])
        * [stage.side, 1],
        c.paint("#d3bf96", 0.75),
    )
    stage.put(c)
    stage.actors(0.24)
    land.foreground(stage, "grass", "#4f7342")


class Flag:
    """A pennant that flutters."""

    def __init__(
        self, stage: Stage, depth: float, x: float, y: float, up: float, size: float = 0.06, colour: str = "#c9443c"
    ) -> None:
        self.depth, self.s = depth, stage.scale(depth)
        self.at = (
            stage.width / 2 + x * self.s,
            stage.height * stage.horizon + y * self.s * (stage.squash if y > 0 else 1) - up * self.s,
        )
        self.size, self.colour, self.pole = (
            size,
            tuple(int(v) for v in stage.light.paint(colour, depth, 0.7)),
            tuple(int(v) for v in stage.light.paint("#4a4038", depth, 0.3)),
        )

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        t = np.linspace(0, 1, 12)
        wave = 0.16 * np.sin(t * 6 - seconds * 6) * t
        top, low = np.stack([t, -0.25 * (1 - t * 0.9) + wave], 1), np.stack([t, 0.25 * (1 - t * 0.9) + wave], 1)
        p = np.vstack([top, low[::-1]]) * self.size * self.s + self.at
        staff = np.array([[0, -0.3], [0, 0.9]]) * self.size * self.s + self.at
        cv2.polylines(
            frame,
            [fixed(through(stage, self.depth, u, staff))],
            False,
            self.pole,
            max(1, int(self.s / 400)),
            cv2.LINE_AA,
            SHIFT,
        )
        cv2.fillPoly(frame, [fixed(through(stage, self.depth, u, p))], self.colour, cv2.LINE_AA, SHIFT)


def ruins(stage: Stage) -> None:
    sky(stage)
    far_hills(stage, "#8a9a80", 0.14)
    for i, (depth, y, k, step) in enumerate(((0.42, 0.05, 0.2, 0.17), (0.7, 0.11, 0.36, 0.33))):
        c = stage.canvas(depth)
        for x, rng in c.cells(step, 371 + i):
            if i == 0 or abs(x - stage.side * stage.aspect / 6) > 0.13:
                _column(c, x, y, k * (1.0 if rng.random() < 0.5 else rng.uniform(0.3, 0.8)), k, rng)
        if i == 0:
            c.box(0.1, y, -0.36, -k * 1.12, 0.2, -k * 1.02, c.paint("#d6cbb5", 0.6))
        land.hills(c, y + 0.014, 0.014, 2.0, 373 + i, grass(stage), 0.006)
        c.mist(y - 0.12, y + 0.05, 0.35 - 0.2 * i)
        stage.put(c)
    c = meadow(stage, 0.15, grass(stage), 375, ("#f2f0e2",))
    for x, rng in c.cells(0.3, 376):
        y = 0.18 + rng.uniform(0, 0.15)
        c.box(
            x,
            y,
            -rng.uniform(0.03, 0.08),
            -rng.uniform(0.02, 0.05),
            rng.uniform(0.03, 0.08),
            0,
            c.paint("#cfc4ae", rng.uniform(0.3, 0.9)),
        )
    stage.put(c)
    stage.actors(0.24)
    land.foreground(stage, "leaves", "#466b3c")


def _column(c: Canvas, x: float, y: float, h: float, full: float, rng: np.random.Generator) -> None:
    w, side, local = full * 0.2, c.stage.light_from, "#d6cbb5"
    broken = h < full * 0.95
    top = (
        [(-w / 2, -h), (-w * 0.15, -h - w * 0.4), (w * 0.1, -h + w * 0.1), (w / 2, -h - w * 0.25)]
        if broken
        else [(-w / 2, -h), (w / 2, -h)]
    )
    c.shape(x, y, [(-w / 2, 0), *top, (w / 2, 0)], c.paint(local, 0.85))
    c.shape(
        x,
        y,
        [(-side * w / 2, 0), (-side * w / 2, -h), (-side * w * 0.1, -h), (-side * w * 0.1, 0)],
        c.paint(local, 0.2),
    )
    for k in (0.12, 0.28):
        c.box(x, y, side * k * w, -h, side * k * w + w * 0.03, 0, c.paint(local, 0.5))
    c.box(x, y, -w * 0.72, -w * 0.35, w * 0.72, 0, c.paint(local, 0.6))
    if not broken:
        c.box(x, y, -w * 0.72, -h - w * 0.35, w * 0.72, -h, c.paint(local, 0.75))
    if rng.random() < 0.6:
        for _ in range(5):
            c.ellipse(
                x + rng.uniform(-0.4, 0.4) * w,
                y,
                w * 0.16,
                w * 0.13,
                c.paint("#6f9a50", rng.uniform(0.2, 0.7)),
                up=rng.uniform(0.05, 0.9) * h,
            )


def memorial(stage: Stage) -> None:
    """An obelisk on steps between rows of stones, a flame, flags at rest."""
    sky(stage)
    far_hills(stage, "#8a9a8c", 0.09, (0.16,))
    treeline(
        stage, 0.36, 0.04, 0.14, "poplar" if season(stage) != "winter" else "bare", "#5f8565", 0.05, 381, grass(stage)
    )
    c = stage.canvas(0.6)
    x, side = -stage.side * 0.2, stage.light_from
    for k in range(4):
        w = 0.62 - 0.1 * k
        c.box(x, 0.1, -w / 2, -0.022 * (k + 1), w / 2, -0.022 * k, c.paint("#d3cdc0", 0.95 - 0.06 * k))
        c.box(x, 0.1, -w / 2, -0.022 * k - 0.009, w / 2, -0.022 * k, c.paint("#d3cdc0", 0.4))
    c.box(x, 0.1, -0.085, -0.17, 0.085, -0.088, c.paint("#d9d4c8", 0.7))
    c.shape(
        x, 0.1, [(-0.05, -0.17), (-0.034, -0.56), (0, -0.61), (0.034, -0.56), (0.05, -0.17)], c.paint("#d9d4c8", 0.9)
    )
    c.shape(
        x,
        0.1,
        [(-side * 0.05, -0.17), (-side * 0.034, -0.56), (0, -0.61), (-side * 0.006, -0.17)],
        c.paint("#d9d4c8", 0.25),
    )
    c.ellipse(x, 0.1, 0.028, 0.028, c.paint("#c9443c", 0.7), up=0.13)
    c.ellipse(x, 0.1, 0.017, 0.017, c.paint("#4f7a4a", 0.5), up=0.13)
    c.mist(-0.02, 0.12, 0.2)
    stage.put(c)
    for s in (-1, 1):
        stage.live(Flag(stage, 0.6, x + s * 0.24, 0.1, 0.36, 0.07))
    c = stage.canvas(0.75)
    land.plain(c, 0.1, grass(stage), 382, 0.62)
    for row in range(3):
        for k in range(-9, 10):
            gx, gy, h = k * (0.13 + 0.06 * row), 0.118 + 0.032 * row, 0.036 + 0.02 * row
            if abs(gx - x) > 0.2 + 0.05 * row:
                c.shape(
                    gx,
                    gy,
                    [
                        (-h * 0.3, 0),
                        (-h * 0.3, -h * 0.75),
                        (-h * 0.15, -h * 0.95),
                        (0, -h),
                        (h * 0.15, -h * 0.95),
                        (h * 0.3, -h * 0.75),
                        (h * 0.3, 0),
                    ],
                    c.paint("#f2efe8", 0.85),
                )
                c.box(
                    gx,
                    gy,
                    *sorted((-side * h * 0.3, -side * h * 0.16))[:1],
                    -h * 0.8,
                    sorted((-side * h * 0.3, -side * h * 0.16))[1],
                    0,
                    c.paint("#f2efe8", 0.3),
                )
                c.ellipse(gx, gy, h * 0.12, h * 0.07, c.paint("#c9443c", 0.8), up=h * 0.07)
    stage.put(c)
    c = stage.canvas(0.95)
    land.plain(c, 0.195, grass(stage), 383, 0.6)
    stage_path = [(x - 0.1, 0.19), (x + 0.1, 0.19), (x + 0.5, 0.8), (x - 0.5, 0.8)]
    c.poly(stage_path, c.paint("#d3cdc0", 0.65))
    stage.put(c)
    stage.live(Glow(stage, 0.6, x, 0.1, 0.1, rgb("#ff9a3a") * 0.7, 0.3, up=0.1))
    stage.actors(0.25)


PLACES = {
    "temple": temple, "castle": castle, "ruins": ruins, "memorial": memorial,
    }  # fmt: skip
