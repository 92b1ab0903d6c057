"""Journeys: train, railway station, airport."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glow, Smoke
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.places.country import bench, far_hills, grass, leaf
from pipelines.cameras.animatic.places.streets import distant_city, pavement, stone
from pipelines.cameras.animatic.places.towns import pole
from pipelines.cameras.animatic.places.workrooms import carriage
from pipelines.cameras.animatic.sky import drift, sky
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.town import house


def train(stage: Stage) -> None:
    """Inside a railway carriage; the country runs by outside."""
    period = 3.2
    sky(stage, clouds=False)
    for i, (depth, y, h, speed) in enumerate(
        ((0.1, 0.02, 0.16, 0.05), (0.25, 0.05, 0.1, 0.14), (0.42, 0.09, 0.05, 0.42))
    ):
        c = stage.canvas(depth, period)
        if i == 0:
            land.mountains(c, y, h, 0.3, 331, "#8493ad", 0.3)
        else:
            land.hills(c, y, h, 0.9, 332 + i, ("#86a37a", grass(stage))[i - 1])
            for x, rng in c.cells(0.2 - 0.03 * i, 335 + i):
                if rng.random() < 0.5:
                    trees.leafy(c, x, y - 0.012, 0.07 + 0.03 * i, leaf(stage), rng)
                elif rng.random() < 0.25:
                    house(c, x, y, 0.08, 0.04, "#f0e4cc", "#b5533c", rng, door=False)
        c.mist(y - h * 0.5, y + 0.03, 0.4)
        stage.put(c, drift(speed, period))
    c = stage.canvas(0.55, period)
    land.plain(c, 0.11, grass(stage), 338, 0.6)
    for x, _ in c.cells(0.8, 339):
        pole(c, x, 0.13, 0.5)
    stage.put(c, drift(1.1, period))
    carriage(stage)
    stage.actors(0.3)


def railway_station(stage: Stage) -> None:
    """A platform, a waiting train, a clock and a glass roof."""
    sky(stage)
    distant_city(stage, 0.16, 0.02, 0.08, 0.24)
    c = stage.canvas(0.5)
    for k in range(-4, 5):
        x = k * 0.42
        c.box(x, 0.06, -0.012, -0.5, 0.012, 0.02, c.paint("#4f5d66", 0.5))
        c.shape(x, 0.06, [(-0.012, -0.36), (-0.1, -0.47), (0.1, -0.47), (0.012, -0.36)], c.paint("#4f5d66", 0.35))
    roof = [(c.x0 - 0.5, -0.42), (c.x1 + 0.5, -0.42), (c.x1 + 0.5, -0.5), (c.x0 - 0.5, -0.5)]
    c.poly(roof, c.paint("#4f5d66", 0.4))
    c.poly(
        [(c.x0 - 0.5, -0.5), (c.x1 + 0.5, -0.5), (c.x1 + 0.5, c.y0 - 0.2), (c.x0 - 0.5, c.y0 - 0.2)],
        blend(c.paint("#9fc0c9", 0.6), stage.light.sky[1][1], 0.5),
    )
    for k in range(-16, 17):
        c.line(0, 0, [(k * 0.14, -0.5), (k * 0.2, -0.9)], 0.005, c.paint("#4f5d66", 0.3))
    c.mist(-0.3, 0.08, 0.3)
    stage.put(c)
    c = stage.canvas(0.7)
    _train_side(c, 0.125)
    stage.put(c)
    c = stage.canvas(0.95)
    stone(c, 0.15, "#b5b0a8")
    c.poly([(c.x0 - 1, 0.15), (c.x1 + 1, 0.15), (c.x1 + 1, 0.158), (c.x0 - 1, 0.158)], c.paint("#e9e4da", 0.95))
    c.poly([(c.x0 - 1, 0.172), (c.x1 + 1, 0.172), (c.x1 + 1, 0.182), (c.x0 - 1, 0.182)], c.paint("#f0c23a", 0.9))
    bench(c, -stage.side * 0.5, 0.22)
    stage.put(c)
    c = stage.canvas(0.85)
    x = -stage.side * 0.12
    c.box(x, 0, -0.004, -0.7, 0.004, -0.3, c.paint("#3a444c", 0.3))
    c.ellipse(x, 0, 0.055, 0.055, c.paint("#3a444c", 0.3), up=0.27)
    c.ellipse(x, 0, 0.047, 0.047, blend(c.paint("#f6f1e4", 0.95), rgb("#fff3d0"), 0.5 * stage.light.lamps), up=0.27)
    c.line(x, 0, [(0, -0.27), (0.018, -0.295)], 0.005, c.paint("#2a2a30", 0.2))
    c.line(x, 0, [(0, -0.27), (-0.008, -0.308)], 0.004, c.paint("#2a2a30", 0.2))
    stage.put(c)
    for k, gx in enumerate((-0.8, 0.0, 0.8)):
        stage.live(Glow(stage, 0.7, gx, 0, 0.3, rgb("#ffcf8a") * 0.3 * stage.light.lamps, 0.03, up=0.34, seed=k))
    stage.live(
        Smoke(stage, 0.7, stage.side * 0.7, 0.12, 0.05, rgb("#ffffff") * stage.light.key, 0.05, 0.2, 8, 0.5, -0.1)
    )
    stage.actors(0.26)


def _train_side(c: Canvas, y: float) -> None:
    """A carriage standing at the platform."""
    h, body = 0.24, "#2f7a86"
    c.box(0, y, c.x0 - 1, -h * 0.1, c.x1 + 1, 0.03, c.paint("#2a2e36", 0.2))
    c.box(0, y, c.x0 - 1, -h, c.x1 + 1, -h * 0.1, c.paint(body, 0.75))
    c.box(0, y, c.x0 - 1, -h * 1.08, c.x1 + 1, -h, c.paint("#c9ced2", 0.7))
    c.box(0, y, c.x0 - 1, -h * 0.36, c.x1 + 1, -h * 0.29, c.paint("#f2e3c0", 0.85))
    for k, (x, _) in enumerate(c.cells(0.19, 341)):
        if k % 5 == 4:
            c.box(x, y, -0.07, -h * 0.9, 0.07, -h * 0.1, c.paint(body, 0.35))
            c.box(x, y, -0.002, -h * 0.9, 0.002, -h * 0.1, c.paint(body, 0.05))
        else:
            c.box(x, y, -0.075, -h * 0.84, 0.075, -h * 0.44, c.paint(body, 0.3))
            c.box(
                x,
                y,
                -0.07,
                -h * 0.82,
                0.07,
                -h * 0.46,
                blend(c.light.lamp("#ffdc94"), c.paint("#a9c6cf", 0.7), 0.4 * (1 - c.light.lamps)),
            )


def airport(stage: Stage) -> None:
    """The apron: a big plane, the tower, runway lights."""
    sky(stage)
    far_hills(stage, "#8a9a98", 0.06, (0.14,))
    c = stage.canvas(0.4)
    c.box(-stage.side * 0.5, 0.035, -0.42, -0.09, 0.42, 0, c.paint("#c2c9cf", 0.7))
    c.box(
        -stage.side * 0.5, 0.035, -0.4, -0.07, 0.4, -0.02, blend(c.light.lamp("#ffe0a0"), c.paint("#8fb5c4", 0.6), 0.5)
    )
    for k in range(-9, 10):
        c.box(-stage.side * 0.5 + k * 0.042, 0.035, -0.002, -0.09, 0.002, 0, c.paint("#8a949c", 0.4))
    x = stage.side * 0.42
    c.shape(x, 0.035, [(-0.018, 0), (-0.012, -0.24), (0.012, -0.24), (0.018, 0)], c.paint("#d8d4cc", 0.7))
    c.shape(x, 0.035, [(-0.025, -0.24), (-0.045, -0.3), (0.045, -0.3), (0.025, -0.24)], c.light.lamp("#a9e0e6"))
    c.box(x, 0.035, -0.05, -0.315, 0.05, -0.3, c.paint("#a5443c", 0.6))
    c.box(x, 0.035, -0.003, -0.38, 0.003, -0.31, c.paint("#4a5058", 0.4))
    c.mist(-0.05, 0.05, 0.25)
    stage.put(c)
    c = stage.canvas(0.75)
    c.poly([(c.x0 - 1, 0.034), (c.x1 + 1, 0.034), (c.x1 + 1, 0.6), (c.x0 - 1, 0.6)], c.paint("#9a9ea4", 0.65))
    c.poly([(c.x0 - 1, 0.045), (c.x1 + 1, 0.045), (c.x1 + 1, 0.058), (c.x0 - 1, 0.058)], c.paint("#86a060", 0.6))
    airliner(c, -stage.side * 0.14, 0.1, 0.82, stage.side)
    stage.put(c)
    c = pavement(stage, 0.15, "#9a9ea4", kerb=False)
    for x, _ in c.cells(0.3, 345):
        c.poly([(x, 0.2), (x + 0.16, 0.2), (x + 0.19, 0.216), (x + 0.01, 0.216)], c.paint("#f2d24a", 0.9))
    stage.put(c)
    for k in range(9):
        stage.live(
            Glow(
                stage,
                0.75,
                -1.0 + 0.25 * k,
                0.062,
                0.03,
                (rgb("#7ac4ff") if k % 2 else rgb("#ffb04a")) * (0.25 + 0.6 * stage.light.lamps),
                0.5,
                seed=k,
            )
        )
    stage.actors(0.26)


def airliner(c: Canvas, x: float, y: float, w: float, side: float) -> None:
    """A parked jet, nose towards `side`."""
    h = w * 0.1

    def shape(points: list[tuple[float, float]], colour: np.ndarray) -> None:
        c.shape(x, y, [(px * side * w, py * w) for px, py in points], colour)

    shape(
        [(-0.5, -0.02), (0.45, -0.02), (0.4, 0.0), (-0.45, 0.0)], c.paint("#2a2e36", 0.1) * 0 + c.paint("#7f848c", 0.3)
    )
    shape([(-0.44, -0.155), (-0.52, -0.30), (-0.45, -0.30), (-0.32, -0.16)], c.paint("#c9443c", 0.7))
    shape(
        [
            (-0.5, -0.15),
            (-0.44, -0.165),
            (0.36, -0.165),
            (0.44, -0.145),
            (0.5, -0.105),
            (0.48, -0.085),
            (0.4, -0.07),
            (-0.3, -0.07),
            (-0.5, -0.13),
        ],
        c.paint("#f4f2ec", 0.9),
    )
    shape(
        [(-0.5, -0.13), (-0.3, -0.07), (0.4, -0.07), (0.48, -0.085), (0.49, -0.098), (-0.42, -0.108)],
        c.paint("#f4f2ec", 0.3),
    )
    shape([(-0.42, -0.112), (0.49, -0.1), (0.485, -0.093), (-0.38, -0.103)], c.paint("#c9443c", 0.7))
    for k in range(18):
        shape(
            [
                (-0.3 + 0.037 * k, -0.14),
                (-0.288 + 0.037 * k, -0.14),
                (-0.288 + 0.037 * k, -0.125),
                (-0.3 + 0.037 * k, -0.125),
            ],
            c.light.lamp("#ffe2a0"),
        )
    shape([(0.4, -0.148), (0.435, -0.143), (0.455, -0.126), (0.4, -0.128)], c.paint("#34424e", 0.3))
    shape([(0.1, -0.09), (-0.16, -0.02), (-0.24, -0.02), (-0.06, -0.09)], c.paint("#b9bec4", 0.6))
    shape([(0.06, -0.06), (0.06, -0.02), (-0.04, -0.02), (-0.05, -0.055)], c.paint("#8a9098", 0.5))
    for k in (-0.08, 0.36):
        shape([(k - 0.004, -0.08), (k + 0.004, -0.08), (k + 0.004, 0), (k - 0.004, 0)], c.paint("#4a5058", 0.3))
        c.ellipse(x + k * side * w, y, h * 0.13, h * 0.13, c.paint("#23262e", 0.2), up=h * 0.1)


PLACES = {"train": train, "railway_station": railway_station, "airport": airport}
