"""Towns: city, street, alley, market, village, road, bridge, cafe terrace, railway station, train, airport."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic import trees
from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glints, Glow
from pipelines.cameras.animatic.palette import blend, lamplit, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.country import lamps, leaf, season
from pipelines.cameras.animatic.sky import bob, sky, sway
from pipelines.cameras.animatic.stage import Stage, paste
from pipelines.cameras.animatic.town import block, lamp_post, shop, skyline

CITY = ("#8296ad", "#a5a3b5", "#c2a79a", "#7a8aa0", "#b9b3a8")
SHOPS = (
    ("#d9a08a", "#b5443c"),
    ("#9db4a4", "#3f7a5f"),
    ("#e0c592", "#c97b2e"),
    ("#a9b2c9", "#44618f"),
    ("#c9979d", "#8f3f55"),
)


def distant_city(stage: Stage, depth: float, y: float, low: float, high: float, seed: int = 241) -> None:
    """A skyline far off."""
    c = stage.canvas(depth)
    skyline(c, y, 0.07, low, high, CITY, seed)
    c.mist(y - high * 0.7, y + 0.01, 0.45)
    c.shine(0.6)
    stage.put(c)


def pavement(stage: Stage, y: float, local: str = "#9a9aa2", kerb: bool = True) -> Canvas:
    """A street's surface, with reflections when it is wet."""
    c = stage.canvas(0.95)
    c.poly([(c.x0 - 1, y), (c.x1 + 1, y), (c.x1 + 1, 1.5), (c.x0 - 1, 1.5)], c.paint(local, 0.62))
    if kerb:
        c.poly([(c.x0 - 1, y), (c.x1 + 1, y), (c.x1 + 1, y + 0.012), (c.x0 - 1, y + 0.012)], c.paint(local, 1.0))
        c.poly(
            [(c.x0 - 1, y + 0.055), (c.x1 + 1, y + 0.055), (c.x1 + 1, y + 0.075), (c.x0 - 1, y + 0.075)],
            c.paint(local, 0.9),
        )
        c.poly(
            [(c.x0 - 1, y + 0.066), (c.x1 + 1, y + 0.066), (c.x1 + 1, 1.5), (c.x0 - 1, 1.5)], c.paint("#6a6c78", 0.5)
        )
        for x, _ in c.cells(0.34, 247):
            c.poly(
                [(x, y + 0.2), (x + 0.17, y + 0.2), (x + 0.2, y + 0.222), (x + 0.015, y + 0.222)],
                c.paint("#f2ead0", 0.85),
                0.8,
            )
        for i in range(-30, 31):
            x = i * 0.12
            c.poly(
                [(x, y + 0.012), (x + 0.003, y + 0.012), (x * 1.25 + 0.003, y + 0.055), (x * 1.25 - 0.002, y + 0.055)],
                c.paint(local, 0.35),
                0.6,
            )
    rows = (np.arange(c.height) - c.oy) / c.s / stage.squash
    c.veil(c.paint("#20242e", 0.0), np.clip((rows - y - 0.1) / 0.45, 0, 1) * 0.45)
    return c


def wet(stage: Stage, y: float, depth: float = 0.95, seed: int = 248) -> None:
    """Lamps and windows smeared on a rainy street."""
    if stage.reading.weather not in ("rain", "storm") and stage.light.lamps < 0.9:
        return
    strong = 1.0 if stage.reading.weather in ("rain", "storm") else 0.22
    c = stage.canvas(depth)
    for x, rng in c.cells(0.11, seed):
        colour = c.light.lamp(("#ffcf7a", "#ff9a5a", "#ffe7b0", "#7fc4d6")[int(rng.integers(4))])
        w, h = rng.uniform(0.008, 0.03), rng.uniform(0.06, 0.22)
        a = np.linspace(0, 2 * np.pi, 24)
        c.poly(
            np.stack([x + np.cos(a) * w, y + 0.03 + h / 2 + np.sin(a) * h / 2], 1),
            colour,
            0.16 * strong * stage.light.lamps,
        )
    stage.put(c, bob(0.003, 0.0, 2.2))
    stage.live(
        Glints(
            stage,
            depth,
            y + 0.01,
            y + 0.34,
            blend(stage.light.lamp("#ffdca0"), stage.light.haze, 0.4),
            None,
            int(60 * strong),
            seed,
            0.05,
        )
    )


def city(stage: Stage) -> None:
    sky(stage)
    for i, (depth, y, low, high, step) in enumerate(
        ((0.12, 0.02, 0.12, 0.36, 0.06), (0.26, 0.05, 0.12, 0.44, 0.095), (0.46, 0.10, 0.1, 0.38, 0.15))
    ):
        c = stage.canvas(depth)
        skyline(c, y, step, low, high, CITY, 251 + 3 * i)
        c.mist(y - high * 0.8, y + 0.04, 0.62)
        c.shine(0.8 - depth)
        stage.put(c)
    beacons(stage)
    c = stage.canvas(0.72)
    c.light = lamplit(stage.light, "#ffcf94", 0.35)
    for x, rng in c.cells(0.34, 261, 0.2):
        shop(
            c,
            x,
            0.145,
            0.3,
            rng.uniform(0.16, 0.3),
            *SHOPS[int(rng.integers(len(SHOPS)))],
            rng,
            int(rng.integers(2, 4)),
        )
    c.poly([(c.x0 - 1, 0.144), (c.x1 + 1, 0.144), (c.x1 + 1, 0.3), (c.x0 - 1, 0.3)], c.paint("#8f8f98", 0.6))
    c.mist(0.02, 0.2, 0.22)
    stage.put(c)
    stage.put(pavement(stage, 0.15))
    wet(stage, 0.17)
    lamps(stage, 0.93, 0.19, 0.3, 0.85, 264)
    stage.live(Traffic(stage, 0.9, 0.20))
    stage.actors(0.25)


def beacons(stage: Stage) -> None:
    """Red lights on the towers, breathing."""
    if stage.light.lamps < 0.7:
        return
    for k in range(4):
        rng = np.random.default_rng([stage.land, 265, k])
        stage.live(
            Glow(
                stage,
                0.2,
                rng.uniform(-0.8, 0.8),
                0.0,
                0.02,
                rgb("#ff5a4a") * 0.9,
                0.8,
                up=rng.uniform(0.25, 0.45),
                seed=k * 5,
            )
        )


class Traffic:
    """Cars that pass along a street, with their lights."""

    def __init__(self, stage: Stage, depth: float, y: float, count: int = 3) -> None:
        self.depth, self.s = depth, stage.scale(depth)
        rng = np.random.default_rng([stage.order.seed, 267])
        self.y = stage.height * stage.horizon + y * self.s * stage.squash
        self.start, self.v = rng.uniform(0, 4, count), rng.uniform(0.18, 0.3, count) * rng.choice([-1, 1], count)
        self.cars = [self._car(stage, i, rng) for i in range(count)]

    def _car(self, stage: Stage, i: int, rng: np.random.Generator) -> np.ndarray:
        c = Canvas.sheet(stage, self.depth, 0.24, 0.1)
        c.oy -= 0.012 * self.s
        colour = ("#c94f44", "#3f6f94", "#e3c25a", "#e9e4da", "#4f5866")[int(rng.integers(5))]
        w, h = 0.19, 0.062
        c.shape(
            0,
            0,
            [
                (-w * 0.5, -h * 0.18),
                (-w * 0.48, -h * 0.5),
                (-w * 0.3, -h * 0.58),
                (-w * 0.18, -h),
                (w * 0.14, -h),
                (w * 0.3, -h * 0.58),
                (w * 0.47, -h * 0.5),
                (w * 0.5, -h * 0.18),
            ],
            c.paint(colour, 0.8),
        )
        c.shape(
            0,
            0,
            [(-w * 0.5, -h * 0.14), (w * 0.5, -h * 0.14), (w * 0.5, -h * 0.34), (-w * 0.5, -h * 0.34)],
            c.paint(colour, 0.25),
        )
        c.shape(
            0,
            0,
            [(-w * 0.25, -h * 0.6), (-w * 0.15, -h * 0.92), (-w * 0.02, -h * 0.92), (-w * 0.02, -h * 0.6)],
            c.paint("#bcd3dc", 0.7),
        )
        c.shape(
            0,
            0,
            [(w * 0.01, -h * 0.6), (w * 0.01, -h * 0.92), (w * 0.12, -h * 0.92), (w * 0.24, -h * 0.6)],
            c.paint("#bcd3dc", 0.7),
        )
        for k in (-0.3, 0.3):
            c.ellipse(k * w, 0, h * 0.2, h * 0.2, c.paint("#23262e", 0.3), up=h * 0.13)
            c.ellipse(k * w, 0, h * 0.09, h * 0.09, c.paint("#c9ccd2", 0.6), up=h * 0.13)
        c.ellipse(w * 0.47, 0, 0.006, 0.005, c.light.lamp("#fff3c0"), up=h * 0.42)
        c.ellipse(-w * 0.48, 0, 0.004, 0.005, rgb("#e8503a"), up=h * 0.42)
        image = stage.style.layer(c.image, self.depth, 23, stage.height)
        return image if self.v[i] > 0 else np.ascontiguousarray(image[:, ::-1])

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        span = stage.aspect + 2.0
        for image, start, v in zip(self.cars, self.start, self.v, strict=True):
            x = ((start + v * seconds + 10) % span - span / 2) * self.s + stage.width / 2
            h, w = image.shape[:2]
            m = stage.move.matrix(self.depth, u) @ np.array(
                [[1, 0, x - w / 2], [0, 1, self.y - h + 0.012 * self.s], [0, 0, 1]]
            )
            paste(frame, image, m)


def street(stage: Stage) -> None:
    """Looking down a street: two rows of fronts that run together."""
    sky(stage)
    distant_city(stage, 0.14, 0.02, 0.1, 0.3)
    c = stage.canvas(0.4)
    for s in (-1, 1):
        for k in range(5):
            rng = np.random.default_rng([stage.land, 271, k, s + 1])
            x = s * (0.12 + 0.11 * k)
            block(c, x, 0.05, 0.12, 0.2 + 0.05 * k + rng.uniform(0, 0.08), CITY[int(rng.integers(5))], rng)
    c.poly([(c.x0, 0.05), (c.x1, 0.05), (c.x1, 0.5), (c.x0, 0.5)], c.paint("#8f8f98", 0.6))
    c.mist(-0.2, 0.08, 0.5)
    stage.put(c)
    c = stage.canvas(0.7)
    c.light = lamplit(stage.light, "#ffcf94", 0.3)
    facade_rows(c, 0.30, 0.75)
    c.mist(0.0, 0.16, 0.18)
    stage.put(c)
    c = pavement(stage, 0.085, "#8e8f99", kerb=False)
    _lane(c, 0.085)
    stage.put(c)
    wet(stage, 0.1)
    for i, s in enumerate((-1, 1)):
        stage.live(
            Glow(stage, 0.8, s * 0.42, 0.13, 0.16, rgb("#ffb65c") * (0.55 * stage.light.lamps), 0.05, up=0.3, seed=i)
        )
    c = stage.canvas(0.8)
    for s in (-1, 1):
        lamp_post(c, s * 0.42, 0.13, 0.29)
        lamp_post(c, s * 0.25, 0.09, 0.17)
        if stage.rng is not None and season(stage) != "winter":
            trees.leafy(c, s * 0.6, 0.15, 0.32, leaf(stage), np.random.default_rng([stage.land, 273, s + 1]))
    stage.put(c)
    stage.actors(0.24)


def _lane(c: Canvas, y: float) -> None:
    """Road, pavements and markings towards the vanishing point."""
    for s in (-1, 1):
        c.poly([(s * 0.10, y), (s * 2.2, y), (s * 4, 1.2), (s * 0.98, 1.2)], c.paint("#b5b0aa", 0.75))
        c.poly([(s * 0.10, y), (s * 0.106, y), (s * 1.04, 1.2), (s * 0.98, 1.2)], c.paint("#d8d4cc", 0.9))
    for k in range(7):
        t0, t1 = (k / 7) ** 1.8, ((k + 0.5) / 7) ** 1.8
        ya, yb = y + 0.01 + 0.9 * t0, y + 0.01 + 0.9 * t1
        wa, wb = 0.003 + 0.03 * t0, 0.003 + 0.03 * t1
        c.poly([(-wa, ya), (wa, ya), (wb, yb), (-wb, yb)], c.paint("#f2ead0", 0.8), 0.8)


def facade_rows(c: Canvas, near: float, high: float) -> None:
    """Shop fronts along both sides, larger towards the edges."""
    edge = max(abs(c.x0), abs(c.x1)) + 0.2
    for s in (-1, 1):
        x, k = near, 0
        spots = []
        while x < edge + 0.3:
            w = 0.15 + 0.42 * (x - near + 0.12)
            spots.append((x + w / 2, w, k))
            x, k = x + w * 0.98, k + 1
        for mid, w, k in spots:
            rng = np.random.default_rng([c.stage.land, 275, k, s + 1])
            y = 0.06 + 0.16 * (mid - near)
            shop(
                c,
                s * mid,
                y,
                w,
                (0.22 + high * (mid - near) * 0.62) * rng.uniform(0.9, 1.2),
                *SHOPS[int(rng.integers(len(SHOPS)))],
                rng,
                3,
            )
    c.poly([(c.x0 - 1, 0.22), (c.x1 + 1, 0.22), (c.x1 + 1, 0.5), (c.x0 - 1, 0.5)], c.paint("#8f8f98", 0.6))


def lanterns(stage: Stage, depth: float, y: float, sag: float, count: int = 7, colour: str = "#e8503a") -> None:
    """A string of paper lanterns that swing and glow."""
    c = stage.canvas(depth)
    edge = stage.aspect * 0.62
    xs = np.linspace(-edge, edge, 40)
    c.line(0, 0, np.stack([xs, y + sag * (1 - (xs / edge) ** 2)], 1), 0.003, c.paint("#3a2a28", 0.2))
    spots = np.linspace(-edge * 0.92, edge * 0.92, count)
    lit = blend(c.paint(colour, 0.8), rgb("#ff7a4a"), 0.55 * stage.light.lamps)
    for x in spots:
        top = y + sag * (1 - (x / edge) ** 2)
        c.box(x, 0, -0.006, top, 0.006, top + 0.015, c.paint("#3a2a28", 0.3))
        c.ellipse(x, 0, 0.032, 0.036, lit, up=-(top + 0.048))
        c.ellipse(x, 0, 0.015, 0.035, blend(lit, rgb("#ffe0a0"), 0.3 + 0.3 * stage.light.lamps), up=-(top + 0.048))
        c.box(x, 0, -0.013, top + 0.008, 0.013, top + 0.016, c.paint("#8a5a2a", 0.6))
        c.box(x, 0, -0.002, top + 0.084, 0.002, top + 0.115, c.paint("#e3b04a", 0.8))
    stage.put(c, sway(0.03, 3.3), foot=y)
    if stage.light.lamps > 0.3:
        for k, x in enumerate(spots):
            stage.live(
                Glow(
                    stage,
                    depth,
                    x,
                    0,
                    0.13,
                    rgb("#ff9a4a") * (0.42 * stage.light.lamps),
                    0.1,
                    up=-(y + sag * (1 - (x / edge) ** 2) + 0.048),
                    seed=k,
                )
            )


def stone(c: Canvas, y: float, local: str) -> None:
    """Paving stones in perspective."""
    c.poly([(c.x0 - 1, y), (c.x1 + 1, y), (c.x1 + 1, 1.5), (c.x0 - 1, 1.5)], c.paint(local, 0.7))
    at, k = y + 0.01, 0
    while at < 1.2:
        thick = 0.014 + 0.07 * (at - y)
        for x, rng in c.cells(0.07 + 0.28 * (at - y), 297 + k):
            w = (0.028 + 0.11 * (at - y)) * rng.uniform(0.7, 1.1)
            if rng.random() < 0.55:
                c.ellipse(x, at, w, thick * 0.4 * c.stage.squash, c.paint(local, rng.uniform(0.45, 0.9)), 0.6)
        at, k = at + thick * 1.15, k + 1
    rows = (np.arange(c.height) - c.oy) / c.s / c.stage.squash
    c.veil(c.paint("#2a2024", 0.0), np.clip((rows - y - 0.08) / 0.45, 0, 1) * 0.4)


PLACES = {
    "city": city, "street": street, }  # fmt: skip
__all__ = ["PLACES", "Bits"]
