"""Open land: mountains, forest, desert, snowfield, field, park, garden, cave."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic import land, trees
from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glow
from pipelines.cameras.animatic.palette import rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.town import fence, house, lamp_post

GRASS = {"": "#86b35a", "spring": "#9ac85f", "summer": "#7fb356", "autumn": "#c4a04a", "winter": "#f1f6fa"}
LEAF = {"": "#5f9550", "spring": "#e79fb4", "summer": "#4f8f4a", "autumn": "#d98038", "winter": "#c8d3da"}


def season(stage: Stage) -> str:
    """The season that the ground shows; snow makes winter."""
    if stage.reading.weather == "snow":
        return "winter"
    named = {"fall": "autumn"}.get(stage.reading.season, stage.reading.season)
    return named if named in GRASS else ""


def grass(stage: Stage) -> str:
    return GRASS[season(stage)]


def leaf(stage: Stage) -> str:
    return LEAF[season(stage)]


def far_hills(
    stage: Stage, local: str = "#7f9f7a", height: float = 0.1, depths: tuple[float, ...] = (0.18, 0.3), seed: int = 1
) -> None:
    """Rolling hills that fade into the distance."""
    for i, depth in enumerate(depths):
        c = stage.canvas(depth)
        land.hills(c, 0.012 + 0.02 * i, height * (1 - 0.22 * i), 0.7 + 0.4 * i, seed + i, local)
        c.mist(-height * 0.6, 0.05, 0.55)
        c.shine(0.8 - depth)
        stage.put(c)


def treeline(
    stage: Stage,
    depth: float,
    y: float,
    h: float,
    kind: str,
    local: str,
    step: float,
    seed: int,
    fill: str | None = None,
    swing: float = 0.0,
) -> None:
    """A row of trees on their own strip of ground."""
    c = stage.canvas(depth)
    snow = season(stage) == "winter"
    for x, rng in c.cells(step, seed, h):
        k = h * rng.uniform(0.6, 1.15)
        foot = y + rng.uniform(-0.006, 0.01)
        if kind == "pine":
            trees.pine(c, x, foot, k, local, rng, snow)
        elif kind == "poplar":
            trees.poplar(c, x, foot, k, local, rng)
        elif kind == "bare" or (kind == "leafy" and snow):
            trees.bare(c, x, foot, k, rng)
        elif kind == "palm":
            trees.palm(c, x, foot, k, local, rng)
        else:
            trees.leafy(c, x, foot, k, local, rng)
    if fill:
        c.ground(np.full(2, y), np.array([c.x0 - 1, c.x1 + 1]), c.paint(fill, 0.35))
        c.mist(y - h * 0.3, y + 0.12, 0.35)
    c.shine(max(0.0, 0.7 - depth * 0.6))
    stage.put(c, sway(swing, 4.0, seed) if swing else None, foot=y)


def meadow(
    stage: Stage,
    y: float,
    local: str,
    seed: int,
    blossoms: tuple[str, ...] = (),
    depth: float = 0.95,
    rough: float = 0.016,
) -> Canvas:
    """The ground under the subject, with grass along its top."""
    c = stage.canvas(depth)
    xs = c.xs(6)
    c.ground(y - rough * c.noise(seed).at(xs, 1.4, 2), xs, c.paint(local, 0.92))
    land.plain(c, y + 0.012, local, seed, 0.62, rough)
    if season(stage) != "winter":
        for k, t in enumerate((0.05, 0.13, 0.25)):
            trees.tufts(c, y + t, 0.014 + 0.05 * t, 0.09 + 0.1 * t, seed + 40 + k, local, 0.35)
    if blossoms and season(stage) not in ("winter", "autumn"):
        trees.flowers(c, y + 0.03, y + 0.3, 0.05, seed + 60, blossoms)
    c.mist(0.45, 1.0, 0.0)
    near_dark(c)
    return c


def near_dark(c: Canvas) -> None:
    """The ground falls into shade towards the camera: it holds the eye in the middle."""
    rows = (np.arange(c.height) - c.oy) / c.s / c.stage.squash
    c.veil(c.paint("#26332e", 0.0), np.clip((rows - 0.2) / 0.5, 0, 1) * 0.42)


def mountains(stage: Stage) -> None:
    sky(stage)
    snowy = season(stage) == "winter"
    rocks = ("#a3b4cc", "#8b9db8", "#8fa0ac") if snowy else ("#8493ad", "#6f7f98", "#66776a")
    for i, (depth, y, h, step, snow) in enumerate(
        ((0.12, 0.02, 0.34, 0.30, 0.42), (0.28, 0.035, 0.25, 0.26, 0.3), (0.48, 0.06, 0.13, 0.2, 0.0))
    ):
        c = stage.canvas(depth)
        land.mountains(
            c, y, h, step, 11 + i, rocks[i], snow if not snowy else (0.85, 0.75, 0.6)[i], lows=snowy
        )  # fmt: skip
        c.mist(y - h * 0.62, y + 0.03, 0.62)
        c.shine(0.75 - depth)
        stage.put(c)
    treeline(stage, 0.66, 0.085, 0.11, "pine", "#47705c", 0.036, 21, grass(stage) if season(stage) else "#5d7f5a")
    stage.put(meadow(stage, 0.13, grass(stage), 25, ("#f4f0e0", "#f2c14e")))
    stage.actors(0.2)
    side_trees(stage, "pine", "#2f5546", 0.55)
    land.foreground(stage, "grass", "#3f6b4a")


def side_trees(stage: Stage, kind: str, local: str, h: float) -> None:
    """Tall trees at the edges that frame the picture."""
    if stage.close:
        return
    c = stage.canvas(1.3)
    edge = stage.aspect * 0.5 * stage.unit / c.s
    for side, inset, k in ((-stage.side, 0.02, 1.0), (-stage.side, 0.14, 0.72), (stage.side, -0.03, 0.85)):
        rng = np.random.default_rng([stage.land, int(side) + 2, int(k * 100)])
        x, y = side * (edge - inset), 0.36 / stage.squash / stage.framing.near**0.8
        if kind == "pine":
            trees.pine(c, x, y, h * k * 1.25, local, rng, season(stage) == "winter")
        elif season(stage) == "winter":
            trees.bare(c, x, y, h * k * 1.25, rng)
        else:
            trees.leafy(c, x, y, h * k * 1.25, local, rng)
    stage.put(c, sway(0.006, 5.0), foot=0.36)


def field(stage: Stage) -> None:
    sky(stage)
    far_hills(stage, "#7f9f78" if season(stage) != "winter" else "#b8c7d0", 0.09)
    treeline(
        stage,
        0.42,
        0.04,
        0.05,
        "leafy",
        leaf(stage) if season(stage) != "spring" else "#6fa35a",
        0.06,
        71,
        grass(stage),
    )
    rows = {
        "": ("#e2c35a", "#d1ab46"),
        "summer": ("#e6c75c", "#d6b048"),
        "autumn": ("#d9a648", "#c08a3a"),
        "spring": ("#9ac85f", "#f0d65a"),
        "winter": ("#e3ebf0", "#cbd8e2"),
    }[season(stage)]
    c = stage.canvas(0.7)
    land.plain(c, 0.062, rows[0], 72, 0.75, 0.01, rows[1])
    vanish = 0.1 * stage.side
    for i in range(-26, 27):
        x = vanish + i * 0.09
        c.poly(
            [(vanish + i * 0.016, 0.064), (vanish + i * 0.0165, 0.064), (x * 4.4 + 0.03, 0.6), (x * 4.4 - 0.05, 0.6)],
            c.paint(rows[1], 0.3),
            0.35,
        )
    rng = np.random.default_rng([stage.land, 73])
    house(
        c,
        -stage.side * rng.uniform(0.35, 0.55),
        0.085,
        0.13,
        0.065,
        "#d9d2c2",
        "#b5533c",
        rng,
        snow=season(stage) == "winter",
    )
    trees.leafy(c, -stage.side * 0.22, 0.088, 0.2, leaf(stage), rng) if season(stage) != "winter" else trees.bare(
        c, -stage.side * 0.22, 0.088, 0.2, rng
    )
    c.mist(0.03, 0.16, 0.22)
    stage.put(c)
    stage.put(meadow(stage, 0.17, grass(stage), 75, ("#d8534a", "#f2e7c9", "#6b7fc4")))
    stage.actors(0.24)
    c = stage.canvas(1.2)
    fence(c, 0.3, 0.085, 0.2, 76, "#8a6d52") if not stage.close else None
    stage.put(c)
    land.foreground(stage, "grass", "#6d8a3f")


def bench(c: Canvas, x: float, y: float) -> None:
    for k in (-0.08, 0.08):
        c.box(x, y, k - 0.006, -0.045, k + 0.006, 0, c.paint("#3b3f48", 0.3))
    for k in (0.045, 0.062, 0.078):
        c.box(x, y, -0.105, -k - 0.011, 0.105, -k, c.paint("#a8744a", 0.7 if k > 0.05 else 0.4))


def lamps(stage: Stage, depth: float, y: float, h: float, step: float, seed: int) -> None:
    """Street lamps with their light."""
    c = stage.canvas(depth)
    spots = [x for x, _ in c.cells(step, seed)]
    for x in spots:
        lamp_post(c, x, y, h)
    stage.put(c)
    if stage.light.lamps > 0.3:
        for i, x in enumerate(spots):
            stage.live(
                Glow(stage, depth, x, y, 0.16, rgb("#ffb65c") * (0.5 * stage.light.lamps), 0.05, up=h * 1.05, seed=i)
            )


def garden(stage: Stage) -> None:
    sky(stage)
    treeline(
        stage, 0.3, 0.03, 0.17, "leafy", "#6fa05c" if season(stage) in ("", "summer") else leaf(stage), 0.08, 91,
        grass(stage),
    )  # fmt: skip
    c = stage.canvas(0.55)
    land.plain(c, 0.05, grass(stage), 92, 0.7)
    hedges = {"autumn": ("#a8763c", "#c98f45"), "winter": ("#b9c7cf", "#eef4f8")}
    hedge = hedges.get(season(stage), ("#5d8f52", "#7fb262"))
    for x, rng in c.cells(0.13, 93):
        trees.leaf_blob(c, x, 0.075, 0, -0.03, rng.uniform(0.05, 0.075), c.paint(hedge[0], 0.3), rng)
        trees.leaf_blob(c, x + 0.012 * stage.light_from, 0.07, 0, -0.042, 0.042, c.paint(hedge[1], 0.8), rng)
        for _ in range(7 if season(stage) not in ("autumn", "winter") else 0):
            c.ellipse(
                x + rng.uniform(-0.05, 0.05),
                0.07,
                0.006,
                0.006,
                c.paint(("#f28ba8", "#ffd76a", "#f7f2ea", "#c487e0")[int(rng.integers(4))], 0.95),
                up=rng.uniform(0.0, 0.085),
            )
    fence(c, 0.085, 0.06, 0.05, 94, "#f2ede0")
    stage.put(c)
    c = stage.canvas(0.75)
    rng = np.random.default_rng([stage.land, 95])
    x = -stage.side * 0.42
    if season(stage) == "winter":
        trees.bare(c, x, 0.14, 0.5, rng)
    else:
        trees.leafy(c, x, 0.14, 0.5, "#e79fb4" if season(stage) in ("spring", "") else leaf(stage), rng, wide=0.4)
    stage.put(c, sway(0.005, 4.4), foot=0.14)
    c = meadow(stage, 0.12, grass(stage), 96, ("#f28ba8", "#ffd76a", "#f7f2ea", "#c487e0", "#ef6f5e"))
    for i in range(8):
        t = i / 7
        c.ellipse(
            stage.side * (0.1 + 0.16 * np.sin(t * 2.6)),
            0.15 + 0.3 * t**1.4,
            0.05 + 0.06 * t,
            (0.011 + 0.014 * t),
            c.paint("#cfc7ba", 0.8),
        )
    stage.put(c)
    stage.actors(0.24)
    land.foreground(stage, "grass", "#4b7d44")
    stage.live(
        Bits(
            stage,
            "leaf",
            8,
            0.012,
            (0.03, -0.004),
            [stage.light.paint(x, 1, 0.95) for x in ("#ffd76a", "#f7f2ea", "#8fb7f0")],
            12,
            top=-0.2,
        )
    )


PLACES = {
    "mountains": mountains, "field": field, "garden": garden, }  # fmt: skip
