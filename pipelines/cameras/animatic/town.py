"""What people built, seen from outside: blocks with windows, houses, towers, streets; lamps lit by night."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.palette import blend, rgb


def windows(
    c: Canvas,
    x: float,
    y: float,
    left: float,
    top: float,
    right: float,
    bottom: float,
    nx: int,
    ny: int,
    rng: np.random.Generator,
    share: float | None = None,
    fill: float = 0.55,
) -> None:
    """A grid of panes about the foot (x, y); some are lit when lamps are."""
    light = c.light
    share = (0.12 + 0.4 * light.lamps) if share is None else share
    dark = blend(c.paint("#42586b", 0.25), light.horizon(), 0.22)
    lamps = [light.lamp(k) for k in ("#ffd98a", "#ffc266", "#ffe7b0")]
    w, h = (right - left) / nx, (bottom - top) / ny
    if w * c.s * fill < 1.3 or h * c.s * fill < 1.3:
        return
    for i in range(nx):
        for j in range(ny):
            lit = rng.random() < share and light.lamps > 0.1
            colour = lamps[int(rng.integers(3))] if lit else dark
            if lit:
                colour = blend(colour, light.haze, 0.5 * max(0.0, 1 - c.depth) * min(1.0, light.aerial))
            a, b = left + (i + (1 - fill) / 2) * w, top + (j + (1 - fill) / 2) * h
            c.box(x, y, a, b, a + w * fill, b + h * fill, colour)


def block(
    c: Canvas, x: float, y: float, w: float, h: float, local: str, rng: np.random.Generator, panes: bool = True
) -> None:
    """A tall building: lit front, a narrow dark side, perhaps steps or a mast on top."""
    side = c.stage.light_from
    front, flank = c.paint(local, 0.75), c.paint(local, 0.08)
    cut = w * rng.uniform(0.18, 0.32)
    top = rng.integers(0, 5)
    if top == 0 and h > 0.2:
        c.box(x, y, -w * 0.3, -h * 1.1, w * 0.3, -h, front)
        c.box(x, y, -w * 0.012, -h * 1.28, w * 0.012, -h * 1.08, flank)
    elif top == 1:
        c.shape(x, y, [(-w / 2, -h), (w / 2, -h), (w / 2 * side, -h - w * 0.35)], front)
    elif top == 2:
        c.box(x, y, -w * 0.34, -h - w * 0.16, w * 0.1, -h, flank)
    c.box(x, y, -w / 2, -h, w / 2, 0.01, front)
    a, b = (-w / 2, -w / 2 + cut) if side > 0 else (w / 2 - cut, w / 2)
    c.box(x, y, a, -h, b, 0.01, flank)
    if panes:
        nx, ny = max(2, int(w / 0.022)), max(2, int(h / 0.034))
        lo, hi = (-w / 2 + cut, w / 2) if side > 0 else (-w / 2, w / 2 - cut)
        windows(c, x, y, lo + w * 0.03, -h * 0.97, hi - w * 0.03, -h * 0.06, max(1, nx - 1), ny, rng)
        windows(c, x, y, a + w * 0.02, -h * 0.97, b - w * 0.02, -h * 0.06, 1, ny, rng, fill=0.5)


def skyline(
    c: Canvas, y: float, step: float, low: float, high: float, locals_: tuple[str, ...], seed: int, panes: bool = True
) -> None:
    """A row of blocks down to the bottom."""
    for x, rng in c.cells(step, seed, 0.2):
        h = rng.uniform(low, high) * (0.6 + 0.6 * float(c.noise(seed + 1).at(x, 0.8)))
        block(c, x, y, step * rng.uniform(0.7, 1.15), h, locals_[int(rng.integers(len(locals_)))], rng, panes)
    c.poly([(c.x0, y), (c.x1, y), (c.x1, c.y1 + 0.1), (c.x0, c.y1 + 0.1)], c.paint(locals_[0], 0.12))


def house(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    h: float,
    wall: str,
    roof: str,
    rng: np.random.Generator,
    door: bool = True,
    snow: bool = False,
) -> None:
    """A gabled house with a door, windows and a chimney."""
    side = c.stage.light_from
    rise, eave = h * rng.uniform(0.45, 0.65), w * 0.08
    c.box(x, y, side * w * -0.3 - w * 0.05, -h - rise * 0.85, side * w * -0.3 + w * 0.05, -h, c.paint("#7c5a50", 0.3))
    c.box(x, y, -w / 2, -h, w / 2, 0, c.paint(wall, 0.8))
    c.box(x, y, *((-w / 2, -h, -w * 0.22, 0) if side > 0 else (w * 0.22, -h, w / 2, 0)), c.paint(wall, 0.25))
    c.box(x, y, -w / 2, -h * 1.0, w / 2, -h * 0.93, c.paint(wall, 0.05))
    ridge = [(-w / 2 - eave, -h), (-w * 0.3, -h - rise), (w * 0.3, -h - rise), (w / 2 + eave, -h)]
    c.shape(x, y, ridge, c.paint("#f4f7fa" if snow else roof, 0.75))
    c.shape(
        x,
        y,
        [ridge[0], ridge[1], (-w * 0.12, -h - rise), (-w * 0.22, -h)]
        if side > 0
        else [ridge[3], ridge[2], (w * 0.12, -h - rise), (w * 0.22, -h)],
        c.paint("#f4f7fa" if snow else roof, 0.15),
    )
    light = c.light
    pane = blend(
        light.lamp("#ffcc70") if rng.random() < 0.8 else c.paint("#42586b", 0.3), light.haze, 0.3 * max(0, 1 - c.depth)
    )
    for k in (-0.3, 0.3) if door else (-0.3, 0.0, 0.3):
        c.box(x, y, (k - 0.1) * w, -h * 0.72, (k + 0.1) * w, -h * 0.34, c.paint("#f0e8da", 0.6))
        c.box(x, y, (k - 0.08) * w, -h * 0.69, (k + 0.08) * w, -h * 0.37, pane)
        c.box(x, y, (k - 0.006) * w, -h * 0.69, (k + 0.006) * w, -h * 0.37, c.paint("#f0e8da", 0.5))
    if door:
        c.box(x, y, -w * 0.07, -h * 0.58, w * 0.07, 0, c.paint("#6e4a3a", 0.4))


def shop(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    h: float,
    wall: str,
    awning: str,
    rng: np.random.Generator,
    storeys: int = 2,
) -> None:
    """A street front: shop window under a striped awning, storeys of windows above."""
    light = c.light
    front = c.paint(wall, 0.62)
    c.box(x, y, -w / 2, -h, w / 2, 0, front)
    c.box(x, y, -w / 2 - w * 0.015, -h - h * 0.02, w / 2 + w * 0.015, -h + h * 0.025, c.paint(wall, 0.95))
    c.box(
        x,
        y,
        *((-w / 2, -h * 0.97, -w * 0.42, 0) if c.stage.light_from > 0 else (w * 0.42, -h * 0.97, w / 2, 0)),
        c.paint(wall, 0.2),
    )
    foot = h / (storeys + 1)
    windows(c, x, y, -w * 0.4, -h * 0.93, w * 0.4, -foot * 1.25, 3, storeys, rng, fill=0.5)
    glow = light.lamp("#ffd58c")
    c.box(x, y, -w * 0.4, -foot * 0.86, w * 0.4, -foot * 0.1, c.paint(wall, 0.08))
    c.box(x, y, -w * 0.37, -foot * 0.82, w * 0.12, -foot * 0.18, glow)
    c.box(x, y, w * 0.18, -foot * 0.82, w * 0.36, 0, blend(glow, c.paint("#6b4a38", 0.3), 0.45))
    for i in range(4):
        k = -0.34 + 0.12 * i
        c.box(x, y, k * w, -foot * 0.42, (k + 0.07) * w, -foot * 0.18, blend(c.paint(awning, 0.4), glow, 0.2 * i))
    for i in range(8):
        a, b = (-0.45 + i * 0.1125) * w, (-0.45 + (i + 1) * 0.1125) * w
        c.shape(
            x,
            y,
            [
                (a, -foot * 1.02),
                (b, -foot * 1.02),
                (b * 1.06, -foot * 0.76),
                ((a + b) / 2 * 1.06, -foot * 0.71),
                (a * 1.06, -foot * 0.76),
            ],
            c.paint(awning if i % 2 else "#f6efe2", 0.85),
        )


def lamp_post(c: Canvas, x: float, y: float, h: float, local: str = "#2d3440") -> None:
    dark = c.paint(local, 0.15)
    c.box(x, y, -h * 0.012, -h, h * 0.012, 0, dark)
    c.box(x, y, -h * 0.03, -h * 0.08, h * 0.03, 0, dark)
    c.shape(
        x, y, [(-h * 0.035, -h), (h * 0.035, -h), (h * 0.05, -h * 1.1), (-h * 0.05, -h * 1.1)], c.light.lamp("#ffe2a0")
    )
    c.shape(x, y, [(-h * 0.06, -h * 1.1), (h * 0.06, -h * 1.1), (0, -h * 1.16)], dark)


def pagoda(c: Canvas, x: float, y: float, w: float, h: float, tiers: int, wall: str, roof: str) -> None:
    """A temple tower with upturned eaves, red posts and lit screens."""
    side = c.stage.light_from
    for j in range(tiers):
        t = j / tiers
        ww, foot, hh = w * (1 - 0.5 * t), -h * 0.86 * t, h * 0.86 / tiers
        c.box(x, y, -ww * 0.36, foot - hh, ww * 0.36, foot, c.paint(wall, 0.7))
        c.box(
            x,
            y,
            *((-ww * 0.36, foot - hh, -ww * 0.12, foot) if side > 0 else (ww * 0.12, foot - hh, ww * 0.36, foot)),
            c.paint(wall, 0.2),
        )
        panel = blend(c.light.lamp("#ffcf7a"), c.light.haze, 0.3 * max(0.0, 1 - c.depth))
        for k in (-0.22, 0.0, 0.22):
            c.box(x, y, (k - 0.065) * ww, foot - hh * 0.55, (k + 0.065) * ww, foot - hh * 0.08, panel)
        low, high = foot - hh * 0.6, foot - hh * 1.02
        eave = np.array(
            [
                (-0.66, low - hh * 0.16),
                (-0.5, low),
                (0, low + hh * 0.03),
                (0.5, low),
                (0.66, low - hh * 0.16),
                (0.46, low - hh * 0.16),
                (0.3, high),
                (-0.3, high),
                (-0.46, low - hh * 0.16),
            ]
        )
        eave[:, 0] *= ww
        c.shape(x, y, eave, c.paint(roof, 0.7))
        keep = eave[eave[:, 0] * side <= 1e-6]
        c.shape(x, y, [*keep, (0, high)], c.paint(roof, 0.15)) if len(keep) > 2 and side < 0 else None
    c.shape(x, y, [(-w * 0.02, -h * 0.86), (w * 0.02, -h * 0.86), (0, -h)], c.paint("#d9a441", 0.8))


def tower(
    c: Canvas, x: float, y: float, w: float, h: float, wall: str, roof: str | None, rng: np.random.Generator
) -> None:
    """A castle tower: battlements or a pointed roof, slit windows."""
    side = c.stage.light_from
    c.box(x, y, -w / 2, -h, w / 2, 0.02, c.paint(wall, 0.75))
    c.box(x, y, *((-w / 2, -h, -w * 0.1, 0.02) if side > 0 else (w * 0.1, -h, w / 2, 0.02)), c.paint(wall, 0.15))
    c.box(x, y, -w * 0.58, -h - w * 0.12, w * 0.58, -h, c.paint(wall, 0.55))
    if roof:
        c.shape(x, y, [(-w * 0.68, -h - w * 0.1), (w * 0.68, -h - w * 0.1), (0, -h - w * 1.7)], c.paint(roof, 0.75))
        c.shape(
            x,
            y,
            [(-side * w * 0.68, -h - w * 0.1), (-side * w * 0.05, -h - w * 0.1), (0, -h - w * 1.7)],
            c.paint(roof, 0.15),
        )
    else:
        for i in range(4):
            k = -0.58 + i * 0.33
            c.box(x, y, k * w, -h - w * 0.3, (k + 0.17) * w, -h - w * 0.1, c.paint(wall, 0.6 if i * side < 2 else 0.35))
    for j in range(max(1, int(h / 0.12))):
        k = rng.uniform(-0.15, 0.25) * side
        c.box(
            x,
            y,
            (k - 0.05) * w,
            -h * (0.85 - 0.27 * j) - w * 0.2,
            (k + 0.05) * w,
            -h * (0.85 - 0.27 * j),
            blend(c.light.lamp("#ffc861"), rgb("#1a1420") * c.light.shade, 1 - c.light.lamps),
        )


def fence(c: Canvas, y: float, h: float, step: float, seed: int, local: str) -> None:
    """Posts and two rails along world y."""
    for k in (0.45, 0.8):
        c.poly(
            [(c.x0, y - h * k), (c.x1, y - h * k), (c.x1, y - h * (k - 0.1)), (c.x0, y - h * (k - 0.1))],
            c.paint(local, 0.4),
        ) if y <= 0 else None
    for x, _ in c.cells(step, seed):
        c.box(x, y, -h * 0.07, -h, h * 0.07, 0.004, c.paint(local, 0.6))
        if y > 0:
            for k in (0.45, 0.8):
                c.box(x, y, 0, -h * k, step * 1.9, -h * (k - 0.1), c.paint(local, 0.4))
