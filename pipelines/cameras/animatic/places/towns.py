"""Smaller towns and ways: village, road, bridge, cafe."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glow, Smoke
from pipelines.cameras.animatic.palette import blend, lamplit, rgb
from pipelines.cameras.animatic.places.country import (
    bench,
    far_hills,
    grass,
    lamps,
    leaf,
    meadow,
    season,
    side_trees,
    treeline,
)
from pipelines.cameras.animatic.places.streets import SHOPS, distant_city, lanterns, stone, wet
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.town import house, shop


def village(stage: Stage) -> None:
    sky(stage)
    far_hills(stage, "#7f9f7a" if season(stage) != "winter" else "#b8c7d0", 0.15)
    treeline(stage, 0.36, 0.035, 0.07, "leafy", leaf(stage), 0.055, 301, grass(stage))
    for i, (depth, y, k, step) in enumerate(((0.5, 0.06, 0.13, 0.2), (0.74, 0.125, 0.22, 0.42))):
        c = stage.canvas(depth)
        land.hills(c, y + 0.012, 0.02, 1.0, 302 + i, grass(stage), 0.006)
        for x, rng in c.cells(step, 304 + i):
            if i == 0 or abs(x - stage.side * stage.aspect / 6) > 0.14:
                house(
                    c,
                    x,
                    y + rng.uniform(0, 0.012),
                    k * rng.uniform(0.85, 1.15),
                    k * rng.uniform(0.42, 0.6),
                    ("#f0e4cc", "#e3c9a4", "#d9b9a0", "#dfe3dc")[int(rng.integers(4))],
                    ("#b5533c", "#a0653f", "#7a6a60")[int(rng.integers(3))],
                    rng,
                    snow=season(stage) == "winter",
                )
            (
                trees.bare
                if season(stage) == "winter"
                else lambda c, x, y, h, rng: trees.leafy(c, x, y, h, leaf(stage), rng)
            )(c, x + k * 0.85, y + 0.004, k * rng.uniform(0.9, 1.3), rng)
        c.mist(y - 0.06, y + 0.06, 0.25 - 0.12 * i)
        stage.put(c)
        tone = blend(stage.light.haze, rgb("#ffffff") * stage.light.key, 0.35)
        first = next(iter(c.cells(step, 304 + i)))
        stage.live(Smoke(stage, depth, first[0] + step * 4, y, k * 0.95, tone, k * 0.13, 0.2, 7, 0.45))
        stage.live(Smoke(stage, depth, first[0] + step * 6, y, k * 0.95, tone, k * 0.13, 0.2, 7, 0.45))
    c = meadow(stage, 0.165, grass(stage), 307, ("#f2f0e2", "#e8798f", "#ffd76a"))
    path = np.array(
        [(-0.04, 0.165), (0.03, 0.165), (0.07, 0.21), (0.36, 0.6), (-0.4, 0.6), (-0.12, 0.26), (-0.05, 0.2)]
    )
    c.poly(path * [stage.side, 1], c.paint("#d9c49a", 0.75))
    stage.put(c)
    stage.actors(0.24)
    land.foreground(stage, "grass", "#55803f")


def road(stage: Stage) -> None:
    """A road that runs to the horizon through open land."""
    sky(stage)
    far_hills(stage, "#8a9a88", 0.13, (0.14, 0.25))
    treeline(
        stage,
        0.38,
        0.03,
        0.05,
        "poplar" if season(stage) != "winter" else "bare",
        leaf(stage) if season(stage) != "spring" else "#6fa35a",
        0.07,
        311,
        grass(stage),
    )
    c = stage.canvas(0.8)
    land.plain(c, 0.035, grass(stage), 312, 0.68)
    v = -stage.side * 0.12
    c.poly([(v - 0.010, 0.037), (v + 0.010, 0.037), (v + 0.9, 0.9), (v - 0.9, 0.9)], c.paint("#cbbd9c", 0.7))
    c.poly([(v - 0.008, 0.037), (v + 0.008, 0.037), (v + 0.8, 0.9), (v - 0.8, 0.9)], c.paint("#6f7079", 0.6))
    for s in (-1, 1):
        c.poly(
            [(v + s * 0.0072, 0.037), (v + s * 0.0066, 0.037), (v + s * 0.70, 0.9), (v + s * 0.74, 0.9)],
            c.paint("#f2ead0", 0.8),
        )
    for k in range(9):
        t0, t1 = (k / 9) ** 2.2, ((k + 0.5) / 9) ** 2.2
        c.poly(
            [
                (v - 0.0008 - 0.02 * t0, 0.038 + 0.86 * t0),
                (v + 0.0008 + 0.02 * t0, 0.038 + 0.86 * t0),
                (v + 0.0008 + 0.02 * t1, 0.038 + 0.86 * t1),
                (v - 0.0008 - 0.02 * t1, 0.038 + 0.86 * t1),
            ],
            c.paint("#f2d98a", 0.9),
        )
    for k in range(6):
        t = ((k + 1) / 6) ** 2.0
        for s in (-1, 1):
            pole(c, v + s * (0.05 + 1.15 * t), 0.045 + 0.42 * t, 0.06 + 0.62 * t) if s == -stage.side else None
    rows = (np.arange(c.height) - c.oy) / c.s / stage.squash
    c.veil(c.paint("#26332e", 0.0), np.clip((rows - 0.22) / 0.5, 0, 1) * 0.4)
    stage.put(c)
    c = stage.canvas(0.9)
    for k, (x, y, h) in enumerate(((stage.side * 0.78, 0.16, 0.4), (-stage.side * 0.93, 0.13, 0.3))):
        rng = np.random.default_rng([stage.land, 315, k])
        (trees.bare(c, x, y, h, rng) if season(stage) == "winter" else trees.leafy(c, x, y, h, leaf(stage), rng))
    stage.put(c, sway(0.005, 5), foot=0.15)
    stage.actors(0.25)
    land.foreground(stage, "grass", "#5d7f45")


def pole(c: Canvas, x: float, y: float, h: float) -> None:
    dark = c.paint("#5a4a40", 0.3)
    c.box(x, y, -h * 0.012, -h, h * 0.012, 0, dark)
    c.box(x, y, -h * 0.13, -h * 0.9, h * 0.13, -h * 0.87, dark)
    c.box(x, y, -h * 0.09, -h * 0.78, h * 0.09, -h * 0.755, dark)


def bridge(stage: Stage) -> None:
    """A great bridge over water, a city behind."""
    sky(stage)
    distant_city(stage, 0.16, 0.012, 0.05, 0.22)
    land.water(stage, 0.012, 0.5, "#3f86a0", 0.35, 88, 120)
    c = stage.canvas(0.55)
    deck, local = -0.02, "#b5533c"
    c.poly(
        [(c.x0 - 1, deck), (c.x1 + 1, deck), (c.x1 + 1, deck + 0.022), (c.x0 - 1, deck + 0.022)], c.paint(local, 0.35)
    )
    c.poly(
        [(c.x0 - 1, deck), (c.x1 + 1, deck), (c.x1 + 1, deck + 0.006), (c.x0 - 1, deck + 0.006)], c.paint(local, 0.9)
    )
    towers = (-1.35, -0.45, 0.45, 1.35)
    for a, b in zip((-2.25, *towers), (*towers, 2.25), strict=True):
        t = np.linspace(0, 1, 30)
        sag = deck - 0.33 + 0.29 * (1 - (2 * t - 1) ** 2)
        c.line(0, 0, np.stack([a + (b - a) * t, sag], 1), 0.006, c.paint(local, 0.6))
        for k in range(2, 29, 2):
            c.line(0, 0, [(a + (b - a) * t[k], sag[k]), (a + (b - a) * t[k], deck)], 0.0018, c.paint(local, 0.4))
    for x in towers:
        for dx in (-0.035, 0.02):
            c.box(x, 0.06, dx, -0.42, dx + 0.016, 0.02, c.paint(local, 0.75 if dx * stage.light_from < 0 else 0.3))
        for y in (-0.40, -0.27, -0.14):
            c.box(x, 0.06, -0.035, y, 0.036, y + 0.014, c.paint(local, 0.5))
    c.mist(-0.15, 0.08, 0.25)
    c.shine(0.3)
    stage.put(c)
    if stage.light.lamps > 0.4:
        for k, x in enumerate(np.linspace(-1.2, 1.2, 13)):
            stage.live(
                Glow(stage, 0.55, float(x), 0, 0.03, rgb("#ffcf7a") * 0.8 * stage.light.lamps, 0.05, up=0.04, seed=k)
            )
    land.swell(stage, 0.15, 0.012, "#3f86a0", 0.75, 317, 5)
    c = stage.canvas(0.95)
    stone(c, 0.19, "#b9ab98")
    for x, _ in c.cells(0.09, 319):
        c.box(x, 0.197, -0.009, -0.06, 0.009, 0, c.paint("#d8cdbb", 0.7))
    c.box(0, 0.197, c.x0 - 1, -0.072, c.x1 + 1, -0.056, c.paint("#e3d9c8", 0.85))
    c.box(0, 0.197, c.x0 - 1, -0.01, c.x1 + 1, 0.002, c.paint("#d8cdbb", 0.6))
    stage.put(c)
    stage.actors(0.26)


def cafe(stage: Stage) -> None:
    """A pavement cafe: a warm front, tables, parasols."""
    sky(stage)
    distant_city(stage, 0.2, 0.03, 0.08, 0.24)
    c = stage.canvas(0.66)
    c.light = lamplit(stage.light, "#ffcf94", 0.55)
    for x, rng in c.cells(0.5, 321, 0.3):
        shop(c, x, 0.13, 0.48, rng.uniform(0.4, 0.5), *SHOPS[int(rng.integers(len(SHOPS)))], rng, 2)
    c.mist(-0.02, 0.2, 0.15)
    stage.put(c)
    c = stage.canvas(0.93)
    c.light = lamplit(stage.light, "#ffcf94", 0.45)
    stone(c, 0.125, "#c4b5a4")
    for x, rng in c.cells(0.5, 323):
        if abs(x - stage.side * stage.aspect / 6) > 0.12:
            _table(c, x, 0.2 + rng.uniform(0, 0.02), 0.2, rng)
    stage.put(c)
    wet(stage, 0.15)
    lanterns(stage, 0.8, -0.26, 0.06, 11, "#ffcf7a")
    for k in range(3):
        stage.live(
            Smoke(
                stage,
                0.93,
                -0.55 + 0.5 * k,
                0.2,
                0.1,
                blend(stage.light.haze, rgb("#ffffff"), 0.5),
                0.008,
                0.07,
                4,
                0.35,
                0.01,
            )
        )
    stage.actors(0.26)
    land.foreground(stage, "leaves", "#3f6b4a")


def _table(c: Canvas, x: float, y: float, k: float, rng: np.random.Generator) -> None:
    colour = ("#c9443c", "#3f7a5f", "#d98a2e", "#44618f")[int(rng.integers(4))]
    c.ellipse(x, y + 0.003, k * 0.5, k * 0.06, c.paint("#3a3238", 0.1), 0.4)
    c.box(x, y, -k * 0.015, -k * 1.35, k * 0.015, 0, c.paint("#6a5040", 0.5))
    c.ellipse(x, y, k * 0.3, k * 0.05, c.paint("#e9dcc4", 0.85), up=k * 0.45)
    c.box(x, y, -k * 0.07, -k * 0.52, -k * 0.02, -k * 0.46, c.paint("#ffffff", 0.9))
    for s in (-1, 1):
        c.box(x, y, s * k * 0.42 - k * 0.12, -k * 0.3, s * k * 0.42 + k * 0.12, -k * 0.26, c.paint("#7a5638", 0.6))
        c.box(x, y, s * k * 0.53 - k * 0.015, -k * 0.62, s * k * 0.53 + k * 0.015, 0, c.paint("#7a5638", 0.4))
        c.box(x, y, s * k * 0.31 - k * 0.012, -k * 0.28, s * k * 0.31 + k * 0.012, 0, c.paint("#7a5638", 0.3))
    for i in range(6):
        a, b = (-0.66 + 0.22 * i) * k, (-0.66 + 0.22 * (i + 1)) * k
        c.shape(
            x,
            y,
            [(0, -k * 1.62), (a, -k * 1.22), ((a + b) / 2, -k * 1.17), (b, -k * 1.22)],
            c.paint(colour if i % 2 else "#f6efe2", 0.9 if (i - 2.5) * c.stage.light_from > 0 else 0.5),
        )


def park(stage: Stage) -> None:
    sky(stage)
    distant_city(stage, 0.2, 0.02, 0.06, 0.22)
    treeline(stage, 0.36, 0.045, 0.14, "leafy", leaf(stage), 0.09, 81, grass(stage))
    c = stage.canvas(0.62)
    land.plain(c, 0.06, grass(stage), 82, 0.7)
    for x, rng in c.cells(0.42, 83):
        (
            trees.bare(c, x, 0.09, 0.26, rng)
            if season(stage) == "winter"
            else trees.leafy(c, x, 0.09, rng.uniform(0.24, 0.34), leaf(stage), rng)
        )
    c.mist(0.0, 0.14, 0.2)
    stage.put(c, sway(0.004, 5), foot=0.09)
    c = meadow(stage, 0.14, grass(stage), 84, ("#f2f0e2", "#e8798f"))
    path = np.array(
        [
            (-0.05, 0.135),
            (0.0, 0.135),
            (0.06, 0.18),
            (-0.12, 0.24),
            (0.24, 0.5),
            (-0.35, 0.5),
            (-0.3, 0.24),
            (0.0, 0.18),
        ]
    ) * [stage.side * 1.4, 1]
    c.poly(path, c.paint("#e3cfa6", 0.75))
    bench(c, -stage.side * 0.42, 0.2)
    stage.put(c)
    lamps(stage, 0.95, 0.19, 0.3, 0.9, 85)
    stage.actors(0.24)
    side_trees(stage, "leafy", leaf(stage) if season(stage) != "winter" else "#8fa0a4", 0.6)
    land.foreground(stage, "grass", "#4f7a3f")


PLACES = {"park": park, "village": village, "road": road, "bridge": bridge, "cafe": cafe}
