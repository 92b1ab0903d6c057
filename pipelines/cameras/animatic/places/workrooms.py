"""Where people work, learn or travel: library, office, school, laboratory, hospital, railway carriage."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic import furniture as f
from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glow
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.indoors import FLOOR, WALL, curtains, light_of, motes, punch, room
from pipelines.cameras.animatic.stage import Stage


def library(stage: Stage) -> None:
    s = stage.side
    pane = (-0.12, -0.46, 0.12, -0.02)
    c = room(stage, "#8f6f56", "#84553a", [pane], trim="#b58a5c")
    np.random.default_rng([stage.land, 451])
    for k in (-3, -2, -1, 1, 2, 3):
        f.shelf(
            c,
            k * 0.3 + (0.02 if k > 0 else -0.02),
            FLOOR,
            0.27,
            0.62,
            6,
            np.random.default_rng([stage.land, 452, k + 4]),
        )
    stage.put(c)
    c = stage.canvas(0.7)
    x = s * 0.62
    for k in (-0.07, 0.07):
        c.line(x, 0.2, [(k, 0), (k * 0.4 + s * 0.14, -0.62)], 0.008, c.paint("#b58a5c", 0.6))
    for k in range(9):
        t = (k + 0.5) / 9
        c.line(
            x,
            0.2,
            [(-0.07 + (0.042 + s * 0.14) * t, -0.62 * t), (0.07 + (-0.042 + s * 0.14) * t, -0.62 * t)],
            0.007,
            c.paint("#b58a5c", 0.8),
        )
    stage.put(c)
    c = stage.canvas(0.85)
    f.table(c, -s * 0.36, 0.25, 0.6, 0.16, "#6f4630")
    foot = 0.25 - 0.16 / stage.squash
    for k in (-0.2, 0.2):
        c.box(-s * 0.36 + k, foot, -0.003, -0.075, 0.003, 0, c.paint("#c9a24a", 0.8))
        c.shape(
            -s * 0.36 + k,
            foot,
            [(-0.05, -0.068), (0.05, -0.068), (0.035, -0.098), (-0.035, -0.098)],
            blend(c.paint("#2f7a5a", 0.7), rgb("#6fe0a0"), 0.25 * stage.light.lamps),
        )
    for k, colour in enumerate(("#b5443c", "#3f6f94", "#d9a441")):
        c.box(-s * 0.36, foot, -0.06 + 0.006 * k, -0.018 * (k + 1), 0.06 - 0.004 * k, -0.018 * k, c.paint(colour, 0.7))
    f.chair(c, -s * 0.72, 0.26, 0.27, "#6f4630", -1 if s > 0 else 1)
    stage.put(c)
    for k in (-0.2, 0.2):
        light_of(stage, 0.85, -s * 0.36 + k, 0.25, 0.2, 0.26, int(k * 10))
    stage.actors(0.27)
    motes(stage)


def office(stage: Stage) -> None:
    s = stage.side
    panes = [(-0.86, -0.4, -0.32, 0.02), (-0.27, -0.4, 0.27, 0.02), (0.32, -0.4, 0.86, 0.02)]
    c = room(stage, "#b9c0c4", "#8a8f98", panes, trim="#dfe3e6", town=True, planks=False)
    stage.put(c)
    c = stage.canvas(0.8)
    for x, rng in c.cells(0.62, 461):
        if abs(x - s * stage.aspect / 6) > 0.16:
            desk(c, x, 0.235, rng)
    f.plant(c, -s * 0.82, 0.21, 0.3, np.random.default_rng([stage.land, 462]))
    stage.put(c)
    for k, x in enumerate((-0.5, 0.5)):
        light_of(stage, WALL, x, 0, 0.46, 0.5, k, 0.02)
    stage.actors(0.26)


def desk(c: Canvas, x: float, y: float, rng: np.random.Generator) -> None:
    f.table(c, x, y, 0.42, 0.17, "#c9a27a")
    c.box(x, y, 0.1, -0.15, 0.2, -0.01, c.paint("#e3e3e0", 0.5))
    c.box(x, y, -0.1, -0.31, 0.08, -0.2, c.paint("#2a2e38", 0.4))
    screen = blend(c.paint("#7fc4d9", 0.9), rgb("#9fe0f0"), 0.4)
    c.box(x, y, -0.092, -0.302, 0.072, -0.21, screen)
    for k in range(4):
        c.box(
            x,
            y,
            -0.08,
            -0.29 + 0.018 * k,
            -0.08 + rng.uniform(0.04, 0.13),
            -0.283 + 0.018 * k,
            blend(screen, rgb("#ffffff"), 0.5),
        )
    c.box(x, y, -0.02, -0.2, 0.0, -0.17, c.paint("#2a2e38", 0.5))
    c.box(x, y, 0.12, -0.205, 0.145, -0.17, c.paint("#e8704a", 0.8))
    f.chair(c, x - 0.27, y + 0.012, 0.27, "#3f5a78", -1)


def school(stage: Stage) -> None:
    s = stage.side
    pane = (s * 0.52 - 0.14, -0.36, s * 0.52 + 0.14, 0.0)
    pane2 = (s * 0.86 - 0.14, -0.36, s * 0.86 + 0.14, 0.0)
    c = room(stage, "#d9cfae", "#b58a5c", [pane, pane2])
    x = -s * 0.18
    c.box(x, 0, -0.44, -0.38, 0.44, 0.03, c.paint("#8a6246", 0.7))
    c.box(x, 0, -0.425, -0.365, 0.425, 0.015, c.paint("#2f5a4a", 0.55))
    chalk = c.paint("#f2f2ea", 0.85)
    rng = np.random.default_rng([stage.land, 471])
    for row in range(4):
        at = -0.38
        while at < rng.uniform(0.0, 0.1):
            k = rng.uniform(0.02, 0.06)
            c.line(
                x,
                0,
                [
                    (at, -0.31 + 0.06 * row),
                    (at + k * 0.3, -0.318 + 0.06 * row),
                    (at + k * 0.6, -0.304 + 0.06 * row),
                    (at + k, -0.312 + 0.06 * row),
                ],
                0.0028,
                chalk,
            )
            at += k + 0.016
    a = np.linspace(0, 2 * np.pi, 40)
    c.line(x + 0.27, 0, np.stack([np.cos(a) * 0.08, -0.21 + np.sin(a) * 0.08], 1), 0.003, chalk)
    c.line(x + 0.27, 0, [(-0.07, -0.17), (0.07, -0.17), (0, -0.29), (-0.07, -0.17)], 0.003, chalk)
    c.box(x, 0, -0.44, 0.03, 0.44, 0.042, c.paint("#8a6246", 0.95))
    c.ellipse(x, 0, 0.042, 0.042, c.paint("#f4f0e4", 0.9), up=0.45)
    c.line(x, 0, [(0, -0.45), (0, -0.475)], 0.004, c.paint("#2a2a30", 0.3))
    c.line(x, 0, [(0, -0.45), (0.018, -0.442)], 0.004, c.paint("#2a2a30", 0.3))
    stage.put(c)
    for i, (depth, y, k, step) in enumerate(((0.72, 0.205, 0.19, 0.3), (0.9, 0.27, 0.27, 0.44))):
        c = stage.canvas(depth)
        for x2, _ in c.cells(step, 473 + i):
            if i == 0 or abs(x2 - s * stage.aspect / 6) > 0.26:
                f.chair(c, x2, y - 0.01, k * 1.1, "#7a5238", 1)
                f.table(c, x2, y, k, k * 0.62, "#d9a868")
                c.box(x2, y, -k * 0.25, -k * 0.66, k * 0.05, -k * 0.62, c.paint("#f4f0e4", 0.9))
                c.box(
                    x2,
                    y,
                    k * 0.12,
                    -k * 0.70,
                    k * 0.3,
                    -k * 0.62,
                    c.paint(("#c9563f", "#3f6f94", "#5f9a5a")[abs(int(x2 * 10)) % 3], 0.7),
                )
        stage.put(c)
        if i == 0:
            stage.actors(0.25)
    motes(stage)


def laboratory(stage: Stage) -> None:
    s = stage.side
    pane = (-s * 0.5 - 0.3, -0.36, -s * 0.5 + 0.3, -0.06)
    c = room(stage, "#9fb5c0", "#a9b5bc", [pane], trim="#dfe8ea", town=True, planks=False)
    rng = np.random.default_rng([stage.land, 481])
    for k in range(3):
        x, w = s * (0.16 + 0.28 * k), 0.24
        c.box(x, 0, -w / 2, -0.4, w / 2, -0.12, c.paint("#26323f", 0.5))
        glow = blend(c.paint("#1f5a6a", 0.6), rgb(("#2fd6c0", "#5aa6ff", "#8fe07a")[k]), 0.22)
        c.box(x, 0, -w / 2 + 0.01, -0.39, w / 2 - 0.01, -0.13, blend(glow, rgb("#0f2430"), 0.5))
        t = np.linspace(-w / 2 + 0.02, w / 2 - 0.02, 40)
        wave = np.sin(t * 60 + k) * 0.03 * np.exp(-((t * 12) ** 2)) if k == 0 else 0.02 * np.sin(t * 40 + k * 2)
        c.line(x, 0, np.stack([t, -0.27 + wave], 1), 0.003, rgb(("#5affe0", "#8fc4ff", "#b5ff9a")[k]))
        for j in range(5):
            h = rng.uniform(0.01, 0.06)
            c.box(x, 0, -0.09 + 0.04 * j, -0.15 - h, -0.07 + 0.04 * j, -0.15, blend(glow, rgb("#ffffff"), 0.25))
    c.box(0, FLOOR, c.x0 - 1, -0.17, c.x1 + 1, -0.015, c.paint("#dfe6e8", 0.45))
    c.box(0, FLOOR, c.x0 - 1, -0.185, c.x1 + 1, -0.165, c.paint("#ffffff", 0.9))
    for k in range(-9, 10):
        c.box(k * 0.17, FLOOR, -0.001, -0.165, 0.001, -0.015, c.paint("#7f8f98", 0.4))
    for x2, r in c.cells(0.13, 483):
        flask(c, x2, FLOOR, 0.185, r)
    stage.put(c)
    for k in range(3):
        stage.live(
            Glow(
                stage,
                WALL,
                s * (0.16 + 0.28 * k),
                0,
                0.22,
                rgb(("#2fd6c0", "#5aa6ff", "#8fe07a")[k]) * 0.28,
                0.25,
                up=0.26,
                seed=k * 3,
            )
        )
    c = stage.canvas(0.9)
    f.table(c, -s * 0.46, 0.265, 0.66, 0.17, "#c9d3d8")
    for k in range(5):
        flask(c, -s * 0.46 - 0.24 + 0.12 * k, 0.265, 0.17, np.random.default_rng([stage.land, 485, k]), 1.5)
    stage.put(c)
    stage.live(Bits(stage, "ring", 8, 0.008, (0.0, -0.04), [rgb("#9fffe0")], 19, top=-0.1))
    stage.actors(0.26)


def flask(c: Canvas, x: float, y: float, up: float, rng: np.random.Generator, k: float = 1.0) -> None:
    """A flask with something bright in it."""
    colour = rgb(("#3fd6a0", "#f27a5a", "#5aa6f0", "#d96fc4", "#f2c94a")[int(rng.integers(5))])
    h = rng.uniform(0.035, 0.06) * k
    glass = blend(c.paint("#e6f2f4", 0.8), c.light.haze, 0.2)
    c.shape(
        x,
        y,
        [
            (-h * 0.1, -up - h),
            (h * 0.1, -up - h),
            (h * 0.12, -up - h * 0.6),
            (h * 0.38, -up - h * 0.05),
            (h * 0.34, -up),
            (-h * 0.34, -up),
            (-h * 0.38, -up - h * 0.05),
            (-h * 0.12, -up - h * 0.6),
        ],
        glass,
        0.75,
    )
    c.shape(
        x,
        y,
        [
            (-h * 0.24, -up - h * 0.34),
            (h * 0.24, -up - h * 0.34),
            (h * 0.36, -up - h * 0.05),
            (h * 0.32, -up),
            (-h * 0.32, -up),
            (-h * 0.36, -up - h * 0.05),
        ],
        colour * (0.6 + 0.4 * c.light.key.mean()),
    )


def hospital(stage: Stage) -> None:
    s = stage.side
    pane = (-s * 0.36 - 0.2, -0.36, -s * 0.36 + 0.2, -0.02)
    c = room(stage, "#c4d6d3", "#b5c4c4", [pane], trim="#eef4f2", town=True, planks=False)
    c.box(0, 0, c.x0 - 1, 0.02, c.x1 + 1, 0.045, c.paint("#6fb0a8", 0.7))
    x = s * 0.32
    c.box(x, 0, -0.13, -0.36, 0.13, -0.18, c.paint("#26323f", 0.5))
    c.box(x, 0, -0.12, -0.35, 0.12, -0.19, c.paint("#10242a", 0.6))
    c.line(
        x,
        0,
        [
            (-0.11, -0.27),
            (-0.04, -0.27),
            (-0.025, -0.3),
            (-0.01, -0.22),
            (0.005, -0.33),
            (0.02, -0.25),
            (0.03, -0.27),
            (0.11, -0.27),
        ],
        0.004,
        rgb("#6fffb0"),
    )
    c.box(s * 0.74, 0, -0.035, -0.34, 0.035, -0.22, c.paint("#ffffff", 0.9))
    for a, b, t, m in ((-0.009, 0.009, -0.325, -0.235), (-0.026, 0.026, -0.29, -0.27)):
        c.box(s * 0.74, 0, a, t, b, m, c.paint("#d9443c", 0.8))
    stage.put(c)
    curtains(stage, pane, "#a9cfc9")
    stage.live(Glow(stage, WALL, x, 0, 0.2, rgb("#3fd68a") * 0.3, 0.6, up=0.27, seed=1))
    c = stage.canvas(0.8)
    f.bed(c, -s * 0.4, 0.245, 0.74, s, "#9fd0c9")
    c.box(-s * 0.85, 0.24, -0.003, -0.5, 0.003, 0, c.paint("#8a949c", 0.6))
    c.shape(
        -s * 0.85,
        0.24,
        [(0.0, -0.5), (0.05, -0.5), (0.05, -0.41), (0.035, -0.39), (0.015, -0.39), (0.0, -0.41)],
        c.paint("#dff2f4", 0.9),
    )
    stage.put(c)
    light_of(stage, 0.8, 0.0, 0, 0.45, 0.5, 2, 0.01)
    stage.actors(0.27)
    motes(stage)


def carriage(stage: Stage) -> None:
    """The inside of a railway carriage about its windows."""
    panes = [
        (-1.02, -0.36, -0.36, 0.06),
        (-0.3, -0.36, 0.36, 0.06),
        (0.42, -0.36, 1.08, 0.06),
        (1.14, -0.36, 1.8, 0.06),
        (-1.74, -0.36, -1.08, 0.06),
    ]
    rumble = lambda t: (0.0, 0.0016 * float(np.sin(t * 17)) + 0.001 * float(np.sin(t * 29)), 0.0)  # noqa: E731
    c = stage.canvas(0.75)
    c.poly(
        [(c.x0 - 1, c.y0 - 1), (c.x1 + 1, c.y0 - 1), (c.x1 + 1, c.y1 + 1), (c.x0 - 1, c.y1 + 1)],
        c.paint("#a98a62", 0.55),
    )
    c.box(0, 0, c.x0 - 1, 0.1, c.x1 + 1, c.y1 + 1, c.paint("#7a4f38", 0.5))
    c.box(0, 0, c.x0 - 1, 0.1, c.x1 + 1, 0.115, c.paint("#d9b98a", 0.8))
    c.box(0, 0, c.x0 - 1, -0.5, c.x1 + 1, -0.485, c.paint("#d9b04a", 0.8))
    for left, top, right, bottom in panes:
        c.box(0, 0, left - 0.02, top - 0.02, right + 0.02, bottom + 0.02, c.paint("#6a4630", 0.7))
    punch(c, panes)
    for left, top, right, _ in panes:
        c.box(0, 0, left, top + 0.1, right, top + 0.108, c.paint("#6a4630", 0.5))
        for k in range(4):
            for edge, sgn in ((left, 1), (right, -1)):
                a, b = sorted((edge + sgn * 0.022 * k, edge + sgn * 0.022 * (k + 1)))
                c.box(0, 0, a, top, b, 0.06 - 0.02 * k, c.paint("#b5443c", 0.7 if k % 2 else 0.45))
    stage.put(c, rumble)
    c = stage.canvas(0.95)
    for x in (-0.99, 0.99):
        seat(c, x, 0.4)
    seat(c, -stage.side * 0.34, 0.4)
    c.box(0, 0.36, c.x0 - 1, 0, c.x1 + 1, 0.6, c.paint("#4a3430", 0.35))
    stage.put(c, rumble)
    light_of(stage, 0.75, 0.0, 0, 0.46, 0.5, 3, 0.04)


def seat(c: Canvas, x: float, y: float) -> None:
    """A carriage bench seen from its side of the aisle."""
    c.shape(x, y, f.soft(-0.25, -0.46, 0.25, 0.0, 0.04), c.paint("#2f6a72", 0.55))
    c.shape(x, y, f.soft(-0.22, -0.44, 0.22, -0.2, 0.035), c.paint("#3f8088", 0.75))
    c.shape(x, y, f.soft(-0.24, -0.2, 0.24, -0.08, 0.03), c.paint("#3f8088", 0.95))
    c.shape(x, y, f.soft(-0.13, -0.49, 0.13, -0.41, 0.025), c.paint("#efe6d8", 0.85))


PLACES = {"library": library, "office": office, "school": school, "laboratory": laboratory, "hospital": hospital}
