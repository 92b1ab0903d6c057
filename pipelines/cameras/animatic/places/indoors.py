"""Rooms: living room, bedroom, room, kitchen, library, office, school, laboratory, hospital, and a railway carriage."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.cameras.animatic import furniture as f
from pipelines.cameras.animatic import weather
from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.live import Glow, Smoke
from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.particles import Bits
from pipelines.cameras.animatic.places.country import far_hills, leaf, treeline
from pipelines.cameras.animatic.places.streets import distant_city
from pipelines.cameras.animatic.sky import sky, sway
from pipelines.cameras.animatic.stage import Stage

WALL, FLOOR = 0.6, 0.17  # the back wall's depth, and where it meets the floor
Pane = tuple[float, float, float, float]  # left, top, right, bottom in world units


def outside(stage: Stage, town: bool = False) -> None:
    """What the window shows."""
    sky(stage)
    if town:
        distant_city(stage, 0.1, 0.06, 0.1, 0.32)
    else:
        far_hills(stage, "#7f9f7a", 0.12, (0.1, 0.16))
        treeline(stage, 0.3, 0.08, 0.2, "leafy", leaf(stage), 0.12, 421, "#7fa35c")


def room(
    stage: Stage,
    wall: str,
    floor: str,
    panes: Sequence[Pane],
    trim: str = "#f0e6d4",
    town: bool = False,
    planks: bool = True,
    paper: str | None = None,
) -> Canvas:
    """The back wall with its windows, and the floor; returns the wall's canvas before it is put."""
    outside(stage, town)
    weather_out(stage)
    c = stage.canvas(WALL)
    c.poly(
        [(c.x0 - 1, c.y0 - 1), (c.x1 + 1, c.y0 - 1), (c.x1 + 1, FLOOR + 0.01), (c.x0 - 1, FLOOR + 0.01)],
        c.paint(wall, 0.55),
    )
    if paper:
        for k in range(-40, 41):
            c.box(k * 0.06, 0, -0.008, c.y0 - 0.5, 0.008, FLOOR, c.paint(paper, 0.55), 0.5)
    c.box(0, FLOOR, c.x0 - 1, -0.028, c.x1 + 1, 0.004, c.paint(trim, 0.6))
    c.box(0, FLOOR, c.x0 - 1, -0.034, c.x1 + 1, -0.028, c.paint(trim, 0.95))
    window_light(c, panes)
    for left, top, right, bottom in panes:
        t = 0.016
        c.box(0, 0, left - t, top - t, right + t, bottom + t, c.paint(trim, 0.85))
        c.box(0, 0, left - t * 2, bottom + t, right + t * 2, bottom + t * 2, c.paint(trim, 1.0))
    punch(c, panes)
    for left, top, right, bottom in panes:
        for k in range(1, max(2, round((right - left) / 0.16))):
            x = left + (right - left) * k / max(2, round((right - left) / 0.16))
            c.box(0, 0, x - 0.005, top, x + 0.005, bottom, c.paint(trim, 0.7))
        c.box(
            0,
            0,
            left,
            (top * 0.62 + bottom * 0.38) - 0.004,
            right,
            (top * 0.62 + bottom * 0.38) + 0.004,
            c.paint(trim, 0.7),
        )
    _floor(stage, c, floor, planks, panes)
    return c


def punch(c: Canvas, panes: Sequence[Pane]) -> None:
    """Cuts the window openings out of the wall."""
    for left, top, right, bottom in panes:
        x0, x1, y0, y1 = (round(float(v)) for v in (c.px(left), c.px(right), c.py(top), c.py(bottom)))
        c.image[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = 0


def window_light(c: Canvas, panes: Sequence[Pane]) -> None:
    """A soft brightness on the wall about each window, and shade in the corners."""
    xx = ((np.arange(0, c.width, 8) - c.ox) / c.s)[None, :]
    yy = ((np.arange(0, c.height, 8) - c.oy) / c.s)[:, None]
    lit = np.zeros((yy.shape[0], xx.shape[1]), np.float32)
    for left, top, right, bottom in panes:
        dx, dy = np.maximum(np.maximum(left - xx, xx - right), 0), np.maximum(np.maximum(top - yy, yy - bottom), 0)
        lit = np.maximum(lit, np.exp(-np.hypot(dx, dy) / 0.16))
    day = 1 - c.light.lamps
    c.veil(
        blend(c.light.horizon(), c.light.gleam, 0.4),
        cv2.resize(lit.astype(np.float32), (c.width, c.height)) * (0.26 * day + 0.05),
    )
    corner = np.clip(np.abs(xx) / (c.stage.aspect * 0.5) - 0.62, 0, 1) * 0.4 + np.clip(-yy - 0.34, 0, 1) * 0.6
    c.veil(
        c.paint("#2a2030", 0.0),
        cv2.resize(np.broadcast_to(np.clip(corner, 0, 0.55), lit.shape).astype(np.float32), (c.width, c.height)),
    )


def _floor(stage: Stage, wall: Canvas, local: str, planks: bool, panes: Sequence[Pane]) -> None:
    """The floor goes behind the furniture: put with the wall by the caller's `put`."""
    c = wall
    c.poly([(c.x0 - 1, FLOOR), (c.x1 + 1, FLOOR), (c.x1 + 1, 1.6), (c.x0 - 1, 1.6)], c.paint(local, 0.6))
    if planks:
        for i in range(-26, 27):
            x = i * 0.11
            c.poly(
                [(x, FLOOR), (x + 0.0025, FLOOR), (x * 2.4 + 0.005, 0.7), (x * 2.4 - 0.005, 0.7)],
                c.paint(local, 0.2),
                0.55,
            )
    else:
        for i in range(-20, 21):
            for j in range(7):
                if (i + j) % 2 == 0:
                    a, b = FLOOR + 0.46 * (j / 7) ** 1.5, FLOOR + 0.46 * ((j + 1) / 7) ** 1.5
                    ka, kb = 1 + (a - FLOOR) * 2.6, 1 + (b - FLOOR) * 2.6
                    c.poly(
                        [(i * 0.13 * ka, a), ((i + 1) * 0.13 * ka, a), ((i + 1) * 0.13 * kb, b), (i * 0.13 * kb, b)],
                        c.paint(local, 0.9),
                        0.5,
                    )
    if c.light.lamps < 0.7 and c.light.sun_seen > 0.2:
        lean = -stage.light_from * 0.3
        for left, _, right, _ in panes:
            for k in range(2):
                a, b = left + (right - left) * (k * 0.5 + 0.03), left + (right - left) * (k * 0.5 + 0.47)
                c.poly(
                    [
                        (a + lean * 0.4, FLOOR + 0.03),
                        (b + lean * 0.4, FLOOR + 0.03),
                        (b * 1.3 + lean, FLOOR + 0.17),
                        (a * 1.3 + lean, FLOOR + 0.17),
                    ],
                    c.light.sun,
                    0.34 * c.light.sun_seen * (1 - c.light.lamps),
                )
    rows = (np.arange(c.height) - c.oy) / c.s / stage.squash
    c.veil(c.paint("#1c1420", 0.0), np.clip((rows - FLOOR) / 0.5, 0, 1) * 0.5)


def weather_out(stage: Stage) -> None:
    """Rain or snow seen through the window: the wall, put next, hides the rest."""
    weather.behind(stage)


def curtains(stage: Stage, pane: Pane, local: str) -> None:
    """Two curtains that breathe in the draught."""
    left, top, right, bottom = pane
    for s, edge in ((-1, left), (1, right)):
        c = stage.canvas(WALL + 0.02)
        w = (right - left) * 0.24
        for k in range(5):
            a = edge + s * (0.03 - w * (k + 1) / 5)
            b = edge + s * (0.03 - w * k / 5)
            c.poly(
                [(a, top - 0.04), (b, top - 0.04), (b + s * 0.012, bottom + 0.075), (a + s * 0.012, bottom + 0.075)],
                c.paint(local, 0.75 if k % 2 else 0.45),
            )
        c.box(0, 0, left - 0.07, top - 0.05, right + 0.07, top - 0.04, c.paint("#6a4a34", 0.6)) if s < 0 else None
        stage.put(c, sway(0.035, 4.0, s), foot=top - 0.04)


def light_of(
    stage: Stage, depth: float, x: float, y: float, up: float, size: float = 0.42, seed: int = 0, flicker: float = 0.05
) -> None:
    """A lamp's glow in the room."""
    if stage.light.lamps > 0.2:
        stage.live(
            Glow(stage, depth, x, y, size, rgb("#ffb866") * (0.34 * stage.light.lamps), flicker, up=up, seed=seed)
        )
        stage.live(
            Glow(stage, depth, x, y, size * 0.3, rgb("#ffd9a0") * (0.4 * stage.light.lamps), flicker, up=up, seed=seed)
        )


def motes(stage: Stage) -> None:
    """Dust in the window's light."""
    if stage.light.lamps < 0.7:
        motes = blend(stage.light.gleam, stage.light.haze, 0.3)
        stage.live(Bits(stage, "dot", 22, 0.0025, (0.006, -0.004), [motes], 18))


def pendant(c: Canvas, x: float, drop: float, local: str = "#3f6f7a") -> None:
    """A lamp that hangs from the ceiling."""
    c.box(x, 0, -0.002, c.y0 - 0.2, 0.002, drop - 0.03, c.paint("#3a3230", 0.3))
    c.shape(x, 0, [(-0.012, drop - 0.035), (0.012, drop - 0.035), (0.055, drop), (-0.055, drop)], c.paint(local, 0.7))
    c.ellipse(x, 0, 0.022, 0.012, c.light.lamp("#ffedc0"), up=-(drop + 0.004))


def living_room(stage: Stage) -> None:
    s = stage.side
    pane = (-s * 0.34 - 0.2, -0.36, -s * 0.34 + 0.2, -0.02)
    c = room(stage, "#c9b8a0", "#a9774e", [pane], paper="#d3c3ac")
    rng = np.random.default_rng([stage.land, 431])
    for k, x in enumerate((0.2, 0.36, 0.53)):
        f.frame(c, s * x, -0.25 + 0.03 * (k % 2), 0.12 - 0.02 * (k % 2), 0.14, rng)
    f.shelf(c, s * 0.84, FLOOR, 0.26, 0.46, 4, rng)
    stage.put(c)
    curtains(stage, pane, "#b5654f")
    c = stage.canvas(0.75)
    f.sofa(c, -s * 0.36, 0.215, 0.52, "#4f7f86")
    f.lamp(c, -s * 0.76, 0.21, 0.36)
    f.plant(c, s * 0.62, 0.2, 0.24, rng)
    stage.put(c)
    light_of(stage, 0.75, -s * 0.76, 0.21, 0.37)
    c = stage.canvas(0.95)
    c.ellipse(s * 0.12, 0.27, 0.62, 0.075, c.paint("#a5443c", 0.5))
    c.ellipse(s * 0.12, 0.27, 0.55, 0.062, c.paint("#e3c49a", 0.6))
    c.ellipse(s * 0.12, 0.27, 0.51, 0.056, c.paint("#a5443c", 0.6))
    stage.put(c)
    stage.actors(0.27)
    motes(stage)


def bedroom(stage: Stage) -> None:
    s = stage.side
    pane = (s * 0.3 - 0.17, -0.36, s * 0.3 + 0.17, 0.0)
    c = room(stage, "#a9b5c4", "#b58a62", [pane], paper="#b5c0cd")
    rng = np.random.default_rng([stage.land, 435])
    f.frame(c, -s * 0.42, -0.24, 0.16, 0.12, rng)
    c.box(s * 0.78, FLOOR, -0.11, -0.46, 0.11, 0, c.paint("#8a6246", 0.6))
    for k in (-1, 1):
        c.box(
            s * 0.78,
            FLOOR,
            *sorted((k * 0.006, k * 0.1))[:1],
            -0.44,
            sorted((k * 0.006, k * 0.1))[1],
            -0.02,
            c.paint("#8a6246", 0.9),
        )
    stage.put(c)
    curtains(stage, pane, "#d9c4a0")
    c = stage.canvas(0.78)
    f.bed(c, -s * 0.42, 0.235, 0.72, s)
    f.table(c, s * 0.06, 0.2, 0.14, 0.12, "#8a6246")
    f.lamp(c, s * 0.06, 0.2 - 0.12 / stage.squash, 0.13, standing=False)
    stage.put(c)
    light_of(stage, 0.78, s * 0.06, 0.2, 0.22)
    c = stage.canvas(0.95)
    c.ellipse(s * 0.22, 0.28, 0.42, 0.055, c.paint("#e9dfcf", 0.6))
    stage.put(c)
    stage.actors(0.27)
    motes(stage)


def plain_room(stage: Stage) -> None:
    s = stage.side
    pane = (-s * 0.28 - 0.2, -0.37, -s * 0.28 + 0.2, 0.0)
    c = room(stage, "#bfae96", "#96694a", [pane])
    rng = np.random.default_rng([stage.land, 441])
    f.frame(c, s * 0.36, -0.24, 0.17, 0.15, rng)
    c.box(s * 0.74, FLOOR, -0.1, -0.44, 0.1, 0, c.paint("#7a5238", 0.5))
    c.box(s * 0.74, FLOOR, -0.085, -0.425, 0.085, 0, c.paint("#8a6246", 0.75))
    c.ellipse(s * 0.74 - s * 0.06, FLOOR, 0.008, 0.008, c.paint("#e3b04a", 0.9), up=0.21)
    pendant(c, 0.0, -0.4)
    stage.put(c)
    light_of(stage, WALL, 0.0, 0.0, 0.38, 0.5)
    curtains(stage, pane, "#7f8f6f")
    c = stage.canvas(0.8)
    f.table(c, -s * 0.28, 0.23, 0.4, 0.17)
    f.chair(c, -s * 0.58, 0.235, 0.26, side=-1 if s > 0 else 1)
    f.plant(c, s * 0.5, 0.215, 0.22, rng)
    stage.put(c)
    stage.actors(0.26)
    motes(stage)


def kitchen(stage: Stage) -> None:
    s = stage.side
    pane = (-s * 0.2 - 0.19, -0.34, -s * 0.2 + 0.19, -0.08)
    c = room(stage, "#dccfae", "#c9b79a", [pane], planks=False)
    for i in range(-30, 31):
        for j in range(4):
            c.box(
                i * 0.045,
                0,
                0.002,
                -0.06 + 0.032 * j,
                0.043,
                -0.031 + 0.032 * j,
                c.paint("#b9d3cc" if (i * 7 + j * 3) % 5 else "#8fb8b0", 0.7),
            )
    rng = np.random.default_rng([stage.land, 445])
    for k, x in enumerate((0.2, 0.41, 0.62, 0.83)):
        c.box(s * x, 0, -0.1, -0.44, 0.1, -0.2, c.paint("#5f8a86", 0.4))
        c.box(s * x, 0, -0.09, -0.43, 0.09, -0.21, c.paint("#6f9a94", 0.75))
        c.box(s * x, 0, -0.075 if k % 2 else 0.06, -0.26, -0.06 if k % 2 else 0.075, -0.24, c.paint("#e3c27a", 0.9))
    c.box(-s * 0.72, 0, -0.22, -0.2, 0.22, -0.188, c.paint("#8a6246", 0.7))
    for k in range(6):
        h = rng.uniform(0.04, 0.08)
        c.box(
            -s * 0.72 - 0.19 + 0.07 * k,
            0,
            0,
            -0.2 - h,
            0.045,
            -0.2,
            c.paint(("#d9844a", "#e9e0cc", "#7fa35c", "#b5443c", "#8fb8c4", "#d9b04a")[k], 0.7),
        )
    _counter(c, rng, s)
    pendant(c, s * 0.1, -0.3, "#c9653f")
    stage.put(c)
    light_of(stage, WALL, s * 0.1, 0.0, 0.29, 0.45)
    stage.live(
        Smoke(stage, WALL, s * 0.55, 0.0, 0.1, blend(stage.light.haze, rgb("#ffffff"), 0.5), 0.016, 0.16, 7, 0.4, 0.02)
    )
    c = stage.canvas(0.85)
    f.table(c, -s * 0.4, 0.265, 0.56, 0.17, "#b9824f")
    for k, colour in enumerate(("#e8503a", "#f0a030", "#8fb54a", "#e8503a")):
        c.ellipse(-s * 0.4 - 0.05 + 0.03 * k, 0.265, 0.017, 0.017, c.paint(colour, 0.9), up=0.192)
    c.shape(-s * 0.4, 0.265, [(-0.09, -0.185), (0.09, -0.185), (0.05, -0.17), (-0.05, -0.17)], c.paint("#e9e4da", 0.8))
    stage.put(c)
    stage.actors(0.27)
    motes(stage)


def _counter(c: Canvas, rng: np.random.Generator, s: float) -> None:
    """Cupboards, worktop, stove with a pot."""
    top = -0.2
    for k in range(-8, 9):
        x = k * 0.19
        c.box(x, FLOOR, -0.095, top, 0.095, -0.012, c.paint("#5f8a86", 0.35))
        c.box(x, FLOOR, -0.087, top + 0.02, 0.087, -0.02, c.paint("#6f9a94", 0.65))
        c.box(x, FLOOR, -0.02, top + 0.035, 0.02, top + 0.043, c.paint("#e3c27a", 0.9))
    c.box(0, FLOOR, c.x0 - 1, top - 0.018, c.x1 + 1, top, c.paint("#e9dcc4", 0.9))
    x = s * 0.55
    c.box(x, FLOOR, -0.12, top, 0.12, -0.005, c.paint("#e3e3e0", 0.6))
    c.box(x, FLOOR, -0.095, top + 0.05, 0.095, -0.04, c.paint("#30343c", 0.4))
    for k in range(4):
        c.ellipse(x - 0.075 + 0.05 * k, FLOOR, 0.009, 0.009, c.paint("#30343c", 0.4), up=-top - 0.025)
    c.shape(
        x,
        FLOOR,
        [(-0.06, top - 0.075), (0.06, top - 0.075), (0.055, top - 0.018), (-0.055, top - 0.018)],
        c.paint("#c9563f", 0.7),
    )
    c.box(x, FLOOR, -0.066, top - 0.084, 0.066, top - 0.073, c.paint("#c9563f", 0.95))
    c.box(x, FLOOR, -0.01, top - 0.097, 0.01, top - 0.084, c.paint("#3a3230", 0.5))
    _ = rng


PLACES = {
    "living_room": living_room, "bedroom": bedroom, "room": plain_room, "kitchen": kitchen, }  # fmt: skip
