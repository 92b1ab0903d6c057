"""Trees and plants: each about its foot, lit from one side; knows no places."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.palette import Colour


def pine(c: Canvas, x: float, y: float, h: float, local: str, rng: np.random.Generator, snow: bool = False) -> None:
    lit, dark, side = c.paint(local, 0.7), c.paint(local, 0.1), c.stage.light_from
    c.box(x, y, -h * 0.025, -h * 0.2, h * 0.025, 0, c.paint("#5a4232", 0.3))
    tiers, wide = int(rng.integers(5, 8)), rng.uniform(0.15, 0.20)
    for j in range(tiers):
        t = j / tiers
        w, foot, top = h * wide * (1 - t * 0.78), -h * (0.12 + 0.80 * t), -h * min(1.0, 0.12 + 0.80 * t + 0.34)
        c.shape(
            x,
            y,
            [
                (-w, foot),
                (-w * 0.55, foot - h * 0.012),
                (0, top),
                (w * 0.55, foot - h * 0.012),
                (w, foot),
                (w * 0.4, foot + h * 0.022),
                (0, foot),
                (-w * 0.4, foot + h * 0.022),
            ],
            lit,
        )
        c.shape(x, y, [(0, top), (-side * w, foot), (-side * w * 0.4, foot + h * 0.022), (0, foot)], dark)
        if snow:
            c.shape(
                x,
                y,
                [
                    (0, top),
                    (side * w * 0.62, foot - h * 0.07),
                    (side * w * 0.2, foot - h * 0.06),
                    (-side * w * 0.3, foot - h * 0.09),
                ],
                c.paint("#ffffff", 0.85),
            )


def leafy(
    c: Canvas,
    x: float,
    y: float,
    h: float,
    local: str,
    rng: np.random.Generator,
    trunk: str = "#6b4d38",
    wide: float = 0.33,
) -> None:
    """A round-headed tree: blobs in shade, then lit blobs towards the light."""
    side = c.stage.light_from
    bark = c.paint(trunk, 0.35)
    c.shape(x, y, [(-h * 0.035, 0), (-h * 0.02, -h * 0.5), (h * 0.02, -h * 0.5), (h * 0.035, 0)], bark)
    for s in (-1, 1):
        c.line(x, y, [(0, -h * 0.3), (s * h * 0.12, -h * 0.52)], h * 0.02, bark)
    blobs = [
        (rng.uniform(-0.6, 0.6) * wide * h, -h * rng.uniform(0.52, 0.78), h * rng.uniform(0.15, 0.22)) for _ in range(6)
    ] + [(0, -h * 0.7, h * 0.25)]
    for tone, shift, k in ((0.05, 0.0, 1.0), (0.5, 0.03, 0.84), (0.95, 0.075, 0.52)):
        colour = c.paint(local, tone)
        for bx, by, r in blobs:
            if tone < 0.9 or by < -h * 0.6:
                leaf_blob(c, x, y, bx + side * shift * h, by - shift * h, r * k, colour, rng)


def leaf_blob(
    c: Canvas, x: float, y: float, bx: float, by: float, r: float, colour: Colour, rng: np.random.Generator
) -> None:
    a = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    k = r * (0.88 + 0.12 * np.abs(np.sin(a * 4 + rng.uniform(0, 6))))
    c.shape(x, y, np.stack([bx + np.cos(a) * k, by + np.sin(a) * k * 0.88], 1), colour)


def poplar(c: Canvas, x: float, y: float, h: float, local: str, rng: np.random.Generator) -> None:
    w = h * rng.uniform(0.1, 0.14)
    a = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    shape = np.stack([np.cos(a) * w * (1 - 0.35 * np.sin(a)), -h * 0.53 + np.sin(a) * -h * 0.47], 1)
    c.box(x, y, -h * 0.015, -h * 0.12, h * 0.015, 0, c.paint("#5a4232", 0.3))
    c.shape(x, y, shape, c.paint(local, 0.15))
    c.shape(x, y, shape * [0.55, 0.9] + [c.stage.light_from * w * 0.34, -h * 0.05], c.paint(local, 0.7))


def palm(c: Canvas, x: float, y: float, h: float, local: str, rng: np.random.Generator) -> None:
    lean = rng.uniform(0.06, 0.2) * (1 if rng.random() < 0.5 else -1) * h
    t = np.linspace(0, 1, 9)
    mid = np.stack([lean * t**1.8, -h * t], 1)
    wide = h * (0.026 - 0.013 * t)
    c.shape(
        x,
        y,
        np.vstack([mid - np.stack([wide, 0 * t], 1), (mid + np.stack([wide, 0 * t], 1))[::-1]]),
        c.paint("#8a6a4a", 0.4),
    )
    for k in range(9):
        a = np.pi * (0.06 + 0.11 * k) + rng.uniform(-0.1, 0.1)
        reach, s = h * rng.uniform(0.34, 0.46), np.linspace(0, 1, 8)
        spine = np.stack([lean + np.cos(a) * reach * s, -h - np.sin(a) * reach * 0.62 * s + reach * 0.62 * s**2.2], 1)
        thick = h * 0.045 * np.sin(np.pi * np.clip(s + 0.08, 0, 1))
        tone = 0.85 if np.cos(a) * c.stage.light_from > 0.1 else 0.25
        c.shape(
            x,
            y,
            np.vstack([spine - np.stack([0 * s, thick * 0.35], 1), (spine + np.stack([0 * s, thick], 1))[::-1]]),
            c.paint(local, tone),
        )


def bare(c: Canvas, x: float, y: float, h: float, rng: np.random.Generator, local: str = "#4a3d38") -> None:
    """A leafless tree of forking branches."""
    colour = c.paint(local, 0.25)

    def branch(px: float, py: float, angle: float, length: float, width: float, level: int) -> None:
        qx, qy = px + np.sin(angle) * length, py - np.cos(angle) * length
        nx, ny = np.cos(angle) * width / 2, np.sin(angle) * width / 2
        c.shape(
            x,
            y,
            [(px - nx, py - ny), (qx - nx * 0.6, qy - ny * 0.6), (qx + nx * 0.6, qy + ny * 0.6), (px + nx, py + ny)],
            colour,
        )
        if level:
            for turn in (rng.uniform(-0.65, -0.25), rng.uniform(0.25, 0.65)):
                branch(qx, qy, angle + turn, length * rng.uniform(0.62, 0.8), width * 0.62, level - 1)

    branch(0, 0, rng.uniform(-0.08, 0.08), h * 0.34, h * 0.05, 4)


def cactus(c: Canvas, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    lit, dark, w, side = c.paint("#5f8f5a", 0.8), c.paint("#5f8f5a", 0.15), h * 0.1, c.stage.light_from

    def arm(px: float, foot: float, top: float, wide: float) -> None:
        for colour, a, b in ((lit, -wide, wide), (dark, *sorted((-side * wide, -side * wide * 0.1)))):
            r = np.linspace(0, np.pi, 12)
            mid, half = (a + b) / 2, (b - a) / 2
            c.shape(
                x,
                y,
                [(px + b, foot), *[(px + mid + np.cos(t) * half, top - np.sin(t) * wide) for t in r], (px + a, foot)],
                colour,
            )

    for s, low, high in ((-1, 0.38, 0.72), (1, 0.5, 0.86)):
        c.box(
            x,
            y,
            *sorted((s * w * 0.4, s * h * 0.24))[:1],
            -h * low - w * 0.5,
            sorted((s * w * 0.4, s * h * 0.24))[1],
            -h * low + w * 0.5,
            dark if s == -side else lit,
        )
        arm(s * h * 0.24, -h * low + w * 0.5, -h * high, w * 0.55)
    arm(0, 0, -h * 0.94, w)


def rock(c: Canvas, x: float, y: float, w: float, h: float, rng: np.random.Generator, local: str = "#8b8580") -> None:
    """A boulder with a lit top and a dark side."""
    side = c.stage.light_from
    left, right, crown = (-w / 2, 0.0), (w / 2, 0.0), (rng.uniform(-0.12, 0.12) * w, -h)
    pts = [
        left,
        (-w * 0.42, -h * 0.55),
        (-w * 0.18, -h * 0.93),
        crown,
        (w * 0.28, -h * 0.82),
        (w * 0.45, -h * 0.4),
        right,
    ]
    c.shape(x, y, pts, c.paint(local, 0.85))
    mid = (rng.uniform(-0.08, 0.08) * w, -h * 0.55)
    half = (
        [left, pts[1], pts[2], crown, mid, (mid[0] * 0.5, 0)]
        if side > 0
        else [right, pts[5], pts[4], crown, mid, (mid[0] * 0.5, 0)]
    )
    c.shape(x, y, half, c.paint(local, 0.15))


def tufts(c: Canvas, y: float, h: float, step: float, seed: int, local: str, lit: float = 0.4) -> None:
    """Blades of grass along world y; fewer where only lines are drawn."""
    step = step * 3 if c.stage.style.hand in ("blueprint", "sketch") else step
    for x, rng in c.cells(step, seed):
        colour = c.paint(local, lit + rng.uniform(-0.15, 0.25))
        for _ in range(3):
            k, lean, w = h * rng.uniform(0.5, 1.1), rng.uniform(-0.35, 0.35), h * 0.09
            dx = rng.uniform(-0.4, 0.4) * step
            c.shape(
                x + dx,
                y,
                [
                    (-w, 0.02),
                    (lean * k * 0.5 - w * 0.3, -k * 0.6),
                    (lean * k, -k),
                    (lean * k * 0.5 + w * 0.5, -k * 0.55),
                    (w, 0.02),
                ],
                colour,
            )


def flowers(c: Canvas, y0: float, y1: float, step: float, seed: int, colours: tuple[str, ...]) -> None:
    """Dabs of blossom over the ground between two world heights; left out where only lines are drawn."""
    if c.stage.style.hand in ("blueprint", "sketch"):
        return
    for row in range(5):
        t = row / 4
        y = y0 + (y1 - y0) * t**1.4
        for x, rng in c.cells(step * (0.5 + t), seed + row):
            r = 0.0055 * (0.5 + 1.2 * t) * rng.uniform(0.7, 1.2)
            c.line(x, y, [(0, 0.004), (0, -r * 3)], r * 0.35, c.paint("#5d7f45", 0.3))
            c.ellipse(x, y, r, r * 0.85, c.paint(colours[int(rng.integers(len(colours)))], 0.95), up=r * 3.3)
