"""Wild land: forest, desert, snowfield, cave."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import SHIFT, Canvas, fixed
from pipelines.cameras.animatic.live import Glow
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.country import far_hills, meadow, near_dark, season, side_trees, treeline
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage


def forest(stage: Stage) -> None:
    sky(stage, clouds=False)
    local = {"autumn": "#c97b36", "winter": "#8fa3a8", "spring": "#7fae5c"}.get(season(stage), "#4f8060")
    for i, depth in enumerate((0.1, 0.24, 0.4, 0.6)):
        c = stage.canvas(depth)
        y = 0.02 + 0.035 * i
        for x, rng in c.cells(0.075 + 0.05 * i, 31 + i, 0.5):
            _tall(c, x, y, (0.40 + 0.2 * i) * rng.uniform(0.75, 1.25), local, rng, i)
        xs = c.xs(6)
        c.ground(y - 0.02 * c.noise(36 + i).at(xs, 1.7, 2), xs, c.paint(local, 0.3))
        c.mist(-0.16, y + 0.03, 0.72 - 0.1 * i)
        c.shine(0.85 - depth * 0.6)
        stage.put(c, sway(0.004, 5 + i, i), foot=y)
    rays(stage)
    stage.put(
        meadow(
            stage,
            0.14,
            {"winter": "#d9e3ea", "autumn": "#a9713c"}.get(season(stage), "#5c8a52"),
            45,
            ("#f0ead6", "#d97b6c"),
        )
    )
    stage.actors(0.2)
    c = stage.canvas(1.25)
    edge = stage.aspect * 0.5 * stage.unit / c.s
    if not stage.close:
        for x, w in ((-edge + 0.05, 0.1), (edge - 0.04, 0.075), (-stage.side * edge * 0.62, 0.045)):
            _trunk(c, x, 0.5, w)
        stage.put(c)
    land.foreground(stage, "leaves", "#2e5a41")
    if stage.light.stars < 0.5 and stage.reading.weather == "clear":
        motes = blend(stage.light.gleam, stage.light.haze, 0.4)
        stage.live(Bits(stage, "dot", 26, 0.0035, (0.015, -0.008), [motes], 9))


def _tall(c: Canvas, x: float, y: float, h: float, local: str, rng: np.random.Generator, row: int) -> None:
    if rng.random() < 0.55:
        trees.pine(c, x, y, h, local, rng, season(c.stage) == "winter")
        return
    w = h * 0.028
    c.shape(x, y, [(-w, 0.01), (-w * 0.6, -h), (w * 0.6, -h), (w, 0.01)], c.paint("#5d4a40", 0.45))
    if season(c.stage) != "winter":
        for _ in range(5):
            bx, by, r = rng.uniform(-0.16, 0.16) * h, -h * rng.uniform(0.62, 1.0), h * rng.uniform(0.09, 0.17)
            trees.leaf_blob(c, x, y, bx, by, r, c.paint(local, 0.25), rng)
            trees.leaf_blob(
                c, x, y, bx + c.stage.light_from * r * 0.25, by - r * 0.22, r * 0.72, c.paint(local, 0.75), rng
            )


def _trunk(c: Canvas, x: float, y: float, w: float) -> None:
    rng = np.random.default_rng([c.stage.land, int(abs(x) * 100)])
    side, dark, lit = c.stage.light_from, c.paint("#3b2f2c", 0.08), c.paint("#5d4a3c", 0.35)
    up = 1.6
    c.shape(
        x,
        y,
        [(-w * 0.9, 0.1), (-w * 0.5, -0.1), (-w * 0.4, -up), (w * 0.4, -up), (w * 0.5, -0.1), (w * 0.9, 0.1)],
        dark,
    )
    c.shape(x, y, [(side * w * 0.5, -0.1), (side * w * 0.4, -up), (side * w * 0.22, -up), (side * w * 0.3, -0.1)], lit)
    for k in range(2):
        s = 1 if k else -1
        c.shape(
            x,
            y,
            [
                (s * w * 0.3, -0.62 - 0.2 * k),
                (s * w * 2.4, -0.85 - 0.2 * k),
                (s * w * 2.5, -0.84 - 0.2 * k),
                (s * w * 0.3, -0.54 - 0.2 * k),
            ],
            dark,
        )
    _ = rng


def rays(stage: Stage) -> None:
    """Slanting shafts of light through the trees."""
    light = stage.light
    if light.sun_seen < 0.4 or light.moon:
        return
    c = stage.canvas(0.6)
    for i in range(5):
        rng = np.random.default_rng([stage.land, 51, i])
        x, w = -0.75 + 0.34 * i + rng.uniform(-0.1, 0.1), rng.uniform(0.03, 0.09)
        lean = -stage.light_from * 0.32
        c.poly(
            [(x, -0.9), (x + w, -0.9), (x + w * 1.7 + lean, 0.3), (x - w * 0.2 + lean, 0.3)],
            blend(light.gleam, light.horizon(), 0.4),
            0.17,
        )
    rows = (np.arange(c.height) - c.oy) / c.s
    fade = np.clip((0.24 - rows) / 0.4, 0, 1)[:, None, None]
    c.image[:] = (c.image * fade).astype(np.uint8)
    stage.put(c, lambda t: (0.012 * float(np.sin(t * 0.5)), 0.0, 0.0))


def desert(stage: Stage) -> None:
    sky(stage)
    c = stage.canvas(0.12)
    _mesas(c)
    c.mist(-0.1, 0.02, 0.5)
    c.shine(0.6)
    stage.put(c)
    for i, (depth, y, h, f) in enumerate(((0.25, 0.02, 0.06, 1.3), (0.45, 0.06, 0.08, 0.9), (0.7, 0.12, 0.1, 0.6))):
        c = stage.canvas(depth)
        land.dunes(c, y + 0.02, h, f, 52 + i, ("#efb87a", "#eaaa62", "#e49b4e")[i])
        c.mist(y - 0.02, y + 0.1, 0.3)
        c.shine(0.5 - depth * 0.4)
        stage.put(c)
    c = stage.canvas(0.95)
    land.dunes(c, 0.19, 0.06, 0.45, 58, "#de9446")
    for k in range(7):
        y = 0.2 + 0.035 * k * (1 + k * 0.12)
        xs = c.xs(8)
        ys = y + 0.006 * np.sin(xs * 9 + k) + 0.01 * c.noise(59).at(xs + k, 2.0)
        c.poly(
            np.vstack([np.stack([xs, ys], 1), np.stack([xs, ys + 0.0035 + 0.0006 * k], 1)[::-1]]),
            c.paint("#c98a4a", 0.5),
            0.5,
        )
    for x, rng in c.cells(0.7, 57):
        if rng.random() < 0.55 and abs(x - stage.side * 0.3) > 0.2:
            trees.cactus(c, x, 0.18 + rng.uniform(0, 0.02), rng.uniform(0.11, 0.2), rng)
    near_dark(c)
    stage.put(c)
    stage.actors(0.26)
    land.foreground(stage, "rocks", "#a5694a")
    stage.live(Bits(stage, "dot", 24, 0.003, (0.12, 0.0), [stage.light.paint("#f1d3a0")], 10, top=-0.15))


def _mesas(c: Canvas) -> None:
    for x, rng in c.cells(0.55, 56):
        w, h = rng.uniform(0.14, 0.3), rng.uniform(0.07, 0.15)
        side = c.stage.light_from
        pts = [
            (-w * 0.62, 0.02),
            (-w * 0.5, -h * 0.5),
            (-w * 0.43, -h * 0.55),
            (-w * 0.4, -h),
            (w * 0.36, -h * 1.02),
            (w * 0.42, -h * 0.55),
            (w * 0.5, -h * 0.5),
            (w * 0.64, 0.02),
        ]
        c.shape(x, 0.0, pts, c.paint("#c9764f", 0.85))
        half = pts[:4] if side > 0 else pts[4:]
        c.shape(
            x,
            0.0,
            [*half, (-side * w * 0.12, -h), (-side * w * 0.05, 0.02)]
            if side > 0
            else [(-side * w * 0.12, -h), *half, (-side * w * 0.05, 0.02)],
            c.paint("#c9764f", 0.1),
        )


def snowfield(stage: Stage) -> None:
    sky(stage)
    c = stage.canvas(0.14)
    land.mountains(c, 0.02, 0.22, 0.27, 61, "#93a5bd", 0.75)
    c.mist(-0.12, 0.03, 0.55)
    c.shine(0.7)
    stage.put(c)
    c = stage.canvas(0.35)
    land.hills(c, 0.045, 0.06, 0.9, 62, "#dbe6ef", 0.02, lit=0.62)
    c.mist(0.0, 0.08, 0.3)
    stage.put(c)
    treeline(stage, 0.55, 0.08, 0.13, "pine", "#4d6d70", 0.11, 63, None)
    c = stage.canvas(0.6)
    land.hills(c, 0.1, 0.035, 0.8, 64, "#e3ecf3", 0.02, lit=0.62)
    stage.put(c)
    if stage.rng.random() < 2:
        c = stage.canvas(0.72)
        land.hills(c, 0.135, 0.03, 0.6, 66, "#e9f0f6", 0.02, lit=0.64)
        stage.put(c)
    c = stage.canvas(0.95)
    land.hills(c, 0.19, 0.03, 0.5, 65, "#eef4f8", 0.03, lit=0.68)
    for row in range(4):
        for x, rng in c.cells(0.5, 67 + row):
            y = 0.22 + 0.06 * row
            c.ellipse(x, y, rng.uniform(0.06, 0.16), 0.006 + 0.003 * row, c.paint("#b9cbdd", 0.5), 0.35)
    stage.put(c)
    stage.actors(0.24)
    side_trees(stage, "pine", "#44615f", 0.5)
    if stage.reading.weather == "clear":
        stage.live(Bits(stage, "dot", 40, 0.003, (0.03, 0.05), [stage.light.paint("#ffffff")], 11))


def cave(stage: Stage) -> None:
    """Out of a dark cave one looks at the light."""
    sky(stage)
    far_hills(stage, "#7f9f8a", 0.1, (0.2,))
    light = stage.light
    for i, depth in enumerate((0.55, 0.75, 0.95)):
        c = stage.canvas(depth)
        _arch(
            c,
            0.5 + 0.18 * i,
            -0.24 - 0.11 * i,
            0.05 + 0.055 * i,
            101 + i,
            blend(rgb("#6b7690") * light.shade, light.haze, 0.30 - 0.13 * i) * (1.15 - 0.25 * i),
        )
        stage.put(c)
    stage.actors(0.24)
    c = stage.canvas(1.35)
    _arch(c, 0.98, -0.5, 0.36, 106, rgb("#171b2a") * (0.5 + 0.5 * light.shade), crystals=False)
    stage.put(c)
    for k, x in enumerate((-0.52, 0.6)):
        stage.live(Glow(stage, 0.95, x, 0.12, 0.13, rgb("#2f9fae") * 0.55, 0.15, seed=k))
    stage.live(Bits(stage, "dot", 22, 0.003, (0.01, -0.006), [light.gleam], 13))


def _arch(
    c: Canvas, half: float, roof: float, floor: float, seed: int, colour: np.ndarray, crystals: bool = True
) -> None:
    """A wall of rock with an opening: hanging and standing stones about its edge."""
    noise = c.noise(seed)
    c.image[:] = 0
    c.poly([(c.x0 - 1, c.y0 - 1), (c.x1 + 1, c.y0 - 1), (c.x1 + 1, c.y1 + 1), (c.x0 - 1, c.y1 + 1)], colour)
    a = np.linspace(0, 2 * np.pi, 140, endpoint=False)
    jag = 1 + 0.16 * (noise.at(a * 1.1 + 3, 2.2, 3) - 0.5) * 2
    x = np.cos(a) * half * jag
    y = np.where(np.sin(a) < 0, -np.sin(a) * roof, 0) * jag
    spikes = np.where(np.sin(a) < -0.15, 0.11 * np.clip(noise.at(a * 3, 4.0) * 2 - 1.1, 0, 1), 0)
    y = np.where(np.sin(a) < 0, y + spikes, floor + 0.02 * noise.at(x, 3.0))
    p = np.stack([c.px(x), c.py(y)], 1)
    mask = np.zeros(c.image.shape[:2], np.uint8)
    cv2.fillPoly(mask, [fixed(p)], 255, cv2.LINE_AA, SHIFT)
    rim = np.stack([c.px(x * 1.035 + 0.01 * c.stage.light_from), c.py(np.where(np.sin(a) < 0, y * 1.04, y + 0.006))], 1)
    cv2.fillPoly(
        c.image, [fixed(rim)], (*[float(v) for v in blend(colour, c.light.horizon(), 0.28)], 255), cv2.LINE_AA, SHIFT
    )
    keep = 1 - mask.astype(np.float32)[..., None] / 255
    c.image[:] = (c.image * keep).astype(np.uint8)
    if crystals:
        for x0, rng in c.cells(0.4, seed + 30):
            if abs(x0) > half * 0.8:
                for k in range(3):
                    h, lean = rng.uniform(0.04, 0.1), rng.uniform(-0.5, 0.5)
                    c.shape(
                        x0 + 0.02 * k,
                        floor + 0.06,
                        [(-0.011, 0), (lean * h - 0.004, -h * 0.8), (lean * h, -h), (0.012, 0)],
                        rgb("#58c9d0") * (0.75 - 0.15 * k) * 0.8,
                    )


PLACES = {"forest": forest, "desert": desert, "snowfield": snowfield, "cave": cave}
