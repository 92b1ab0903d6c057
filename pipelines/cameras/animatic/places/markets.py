"""Close quarters: an alley and a market."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glow, Smoke
from pipelines.cameras.animatic.palette import blend, lamplit, rgb
from pipelines.cameras.animatic.places.streets import CITY, distant_city, lanterns, pavement, stone, wet
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.town import house, skyline


def alley(stage: Stage) -> None:
    """Tall walls close together, a strip of sky, lanterns and washing."""
    sky(stage)
    c = stage.canvas(0.25)
    skyline(c, 0.04, 0.1, 0.1, 0.24, CITY, 281)
    c.mist(-0.2, 0.06, 0.5)
    stage.put(c)
    for i, (depth, inner, local) in enumerate(
        ((0.45, 0.15, "#a58a80"), (0.65, 0.26, "#8f7a78"), (0.88, 0.42, "#7d6a6c"))
    ):
        c = stage.canvas(depth)
        edge = max(abs(c.x0), abs(c.x1)) + 0.3
        for s in (-1, 1):
            rng = np.random.default_rng([stage.land, 283, i, s + 1])
            lit = 0.75 if s != stage.light_from else 0.3
            top = -1.2 if i else -0.55
            c.poly(
                [(s * inner, top), (s * edge, top - 0.1), (s * edge, 0.5), (s * inner, 0.07 + 0.045 * i)],
                c.paint(local, lit * 0.8),
            )
            for row in range(5):
                for col in range(3):
                    x, y, w = s * (inner + 0.05 + 0.13 * col + 0.04 * i), -0.1 - 0.17 * row, 0.055 + 0.012 * i
                    on = rng.random() < 0.3 + 0.4 * stage.light.lamps
                    c.box(x, 0, -w / 2 - 0.006, y - 0.09, w / 2 + 0.006, y + 0.008, c.paint(local, 0.95))
                    c.box(x, 0, -w / 2, y - 0.084, w / 2, y, c.light.lamp("#ffc76a") if on else c.paint("#42586b", 0.2))
            if i == 2:
                c.box(s * (inner + 0.16), 0.16, -0.06, -0.22, 0.06, 0.02, c.paint("#5a3f36", 0.4))
        c.poly([(c.x0, 0.07 + 0.045 * i), (c.x1, 0.07 + 0.045 * i), (c.x1, 0.6), (c.x0, 0.6)], c.paint("#7f7a7a", 0.45))
        c.mist(-0.5 + 0.2 * i, 0.15, 0.35 - 0.1 * i)
        stage.put(c)
    stage.put(pavement(stage, 0.16, "#7f7c80", kerb=False))
    wet(stage, 0.17)
    lanterns(stage, 0.8, -0.3, 0.0)
    c = stage.canvas(0.7)
    t = np.linspace(-0.3, 0.3, 20)
    c.line(0, 0, np.stack([t, -0.38 + 0.5 * t**2], 1), 0.003, c.paint("#3a3238", 0.2))
    for k, colour in enumerate(("#e9e2d2", "#c9685a", "#7f9fb5", "#e3c25a")):
        x = -0.19 + 0.12 * k
        c.box(x, 0, -0.035, -0.375 + 0.5 * x * x, 0.035, -0.28, c.paint(colour, 0.6))
    stage.put(c, sway(0.02, 3.0), foot=-0.38)
    stage.actors(0.25)


def market(stage: Stage) -> None:
    """Stalls under striped awnings, heaps of fruit, strings of lanterns."""
    sky(stage)
    distant_city(stage, 0.16, 0.02, 0.06, 0.2)
    c = stage.canvas(0.4)
    for x, rng in c.cells(0.17, 291):
        house(
            c,
            x,
            0.05,
            0.16,
            rng.uniform(0.09, 0.15),
            ("#e0c9a6", "#d9a58a", "#b9c4b5", "#dcd3c4")[int(rng.integers(4))],
            ("#b5533c", "#8a5a4a", "#6a7a8a")[int(rng.integers(3))],
            rng,
            door=False,
        )
    c.poly([(c.x0, 0.05), (c.x1, 0.05), (c.x1, 0.5), (c.x0, 0.5)], c.paint("#c9b08f", 0.6))
    c.mist(-0.1, 0.09, 0.35)
    stage.put(c)
    lanterns(stage, 0.5, -0.2, 0.06, 9, "#e8703a")
    for i, (depth, y, k, step) in enumerate(((0.6, 0.085, 0.2, 0.27), (0.82, 0.15, 0.33, 0.47))):
        c = stage.canvas(depth)
        c.light = lamplit(stage.light, "#ffcf94", 0.62)
        for x, rng in c.cells(step, 293 + i):
            if i == 0 or abs(x - stage.side * stage.aspect / 6) > 0.2:
                stall(c, x, y, k * 0.95, rng)
        c.poly([(c.x0, y), (c.x1, y), (c.x1, 0.5), (c.x0, 0.5)], c.paint("#c9b08f", 0.55)) if i == 0 else None
        stage.put(c)
    c = stage.canvas(0.95)
    c.light = lamplit(stage.light, "#ffcf94", 0.4)
    stone(c, 0.155, "#cdb594")
    stage.put(c)
    stage.items[-2], stage.items[-1] = stage.items[-1], stage.items[-2]
    lanterns(stage, 0.9, -0.42, 0.1, 7)
    if stage.light.lamps > 0.3:
        for k in range(4):
            stage.live(
                Glow(
                    stage,
                    0.82,
                    -0.75 + 0.5 * k,
                    0.1,
                    0.2,
                    rgb("#ffb05a") * 0.4 * stage.light.lamps,
                    0.12,
                    up=0.14,
                    seed=k,
                )
            )
    stage.live(
        Smoke(
            stage, 0.7, -stage.side * 0.42, 0.1, 0.1, blend(stage.light.haze, rgb("#ffffff"), 0.3), 0.03, 0.24, 7, 0.35
        )
    )
    stage.actors(0.25)


def stall(c: Canvas, x: float, y: float, w: float, rng: np.random.Generator) -> None:
    """One market stall."""
    colour = ("#c9443c", "#3f7a8f", "#d98a2e", "#5f8f4a", "#8f4a7a")[int(rng.integers(5))]
    h = w * 0.95
    c.box(
        x,
        y,
        -w * 0.44,
        -h,
        w * 0.44,
        -h * 0.36,
        blend(c.paint("#5a4238", 0.12), c.light.lamp("#ffc879"), 0.35 * c.light.lamps),
    )
    for k in (-0.46, 0.43):
        c.box(x, y, k * w, -h * 1.02, (k + 0.03) * w, 0, c.paint("#7a5638", 0.5))
    c.box(x, y, -w * 0.48, -h * 0.4, w * 0.48, 0, c.paint("#a9784a", 0.6))
    for k in range(4):
        c.box(x, y, -w * 0.48, -h * (0.1 * k + 0.05), w * 0.48, -h * (0.1 * k + 0.04), c.paint("#a9784a", 0.2))
    fruit = ("#e8503a", "#f0a030", "#8fb54a", "#f2d35a", "#b5446a")
    for heap in range(4):
        hx, tone = (-0.36 + 0.24 * heap) * w, c.paint(fruit[int(rng.integers(5))], 0.9)
        for row, n in enumerate((4, 3, 2)):
            for k in range(n):
                c.ellipse(
                    x + hx + (k - (n - 1) / 2) * w * 0.05,
                    y,
                    w * 0.028,
                    w * 0.028,
                    tone * np.float32(1 - 0.08 * ((k + row) % 2)),
                    up=h * 0.42 + row * w * 0.042,
                )
    for i in range(8):
        a, b = (-0.56 + 0.14 * i) * w, (-0.56 + 0.14 * (i + 1)) * w
        arc = [(b - (b - a) * t, -h * 0.86 + w * 0.06 * np.sin(np.pi * t)) for t in np.linspace(0, 1, 7)]
        c.shape(
            x,
            y,
            [(a * 0.85, -h * 1.18), (b * 0.85, -h * 1.18), *arc],
            c.paint(colour if i % 2 else "#f6efe2", 0.85 if i * c.stage.light_from > 3 * c.stage.light_from else 0.65),
        )


PLACES = {"alley": alley, "market": market}
