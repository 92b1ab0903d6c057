"""Things that stand in rooms: windows, tables, shelves, lamps; each about its foot in world units."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic.canvas import Canvas
from pipelines.cameras.animatic.palette import blend, rgb

BOOKS = ("#b5443c", "#3f6f94", "#d9a441", "#4f7a5a", "#8f5a86", "#e0d3b8", "#5a4a4a", "#c97b4a")


def table(c: Canvas, x: float, y: float, w: float, h: float, local: str = "#a9744a") -> None:
    c.ellipse(x, y, w * 0.55, w * 0.05, c.paint("#2a1c1a", 0.0), 0.28)
    for k in (-0.43, 0.40):
        c.box(x, y, k * w, -h, (k + 0.03) * w, 0, c.paint(local, 0.25))
    c.box(x, y, -w / 2, -h, w / 2, -h + 0.018, c.paint(local, 0.9))
    c.box(x, y, -w * 0.46, -h + 0.018, w * 0.46, -h + 0.04, c.paint(local, 0.35))


def chair(c: Canvas, x: float, y: float, h: float, local: str = "#8a5a3c", side: int = 1) -> None:
    for k in (-0.2, 0.17):
        c.box(x, y, k * h, -h * 0.46, (k + 0.035) * h, 0, c.paint(local, 0.3))
    c.box(x, y, -0.23 * h, -h * 0.5, 0.23 * h, -h * 0.44, c.paint(local, 0.85))
    c.box(
        x,
        y,
        *sorted((side * 0.17 * h, side * 0.22 * h))[:1],
        -h,
        sorted((side * 0.17 * h, side * 0.22 * h))[1],
        -h * 0.46,
        c.paint(local, 0.5),
    )


def shelf(
    c: Canvas, x: float, y: float, w: float, h: float, rows: int, rng: np.random.Generator, local: str = "#7a5238"
) -> None:
    """A bookcase full of books."""
    c.box(x, y, -w / 2, -h, w / 2, 0, c.paint(local, 0.08))
    for r in range(rows):
        foot, room = -h * r / rows - 0.012, h / rows - 0.03
        at = -w / 2 + 0.014
        while at < w / 2 - 0.02:
            t, k = rng.uniform(0.009, 0.02), rng.uniform(0.62, 0.95)
            if rng.random() < 0.9:
                colour = c.paint(BOOKS[int(rng.integers(len(BOOKS)))], rng.uniform(0.35, 0.75))
                c.box(x, y, at, foot - room * k, min(at + t, w / 2 - 0.012), foot, colour)
                c.box(
                    x,
                    y,
                    at,
                    foot - room * k * 0.8,
                    min(at + t, w / 2 - 0.012),
                    foot - room * k * 0.75,
                    blend(colour, c.paint("#e9d9a8", 0.8), 0.5),
                )
            at += t + 0.0015
        c.box(x, y, -w / 2, foot, w / 2, foot + 0.012, c.paint(local, 0.65))
    for a, b in ((-w / 2 - 0.008, -w / 2 + 0.008), (w / 2 - 0.008, w / 2 + 0.008)):
        c.box(x, y, a, -h - 0.012, b, 0, c.paint(local, 0.5))
    c.box(x, y, -w / 2 - 0.014, -h - 0.02, w / 2 + 0.014, -h, c.paint(local, 0.85))


def sofa(c: Canvas, x: float, y: float, w: float, local: str) -> None:
    h = w * 0.42
    c.ellipse(x, y, w * 0.56, w * 0.04, c.paint("#2a1c1a", 0.0), 0.3)
    c.shape(x, y, soft(-w * 0.46, -h, w * 0.46, -h * 0.3, 0.03), c.paint(local, 0.6))
    for a, b in ((-0.43, -0.005), (0.005, 0.43)):
        c.shape(x, y, soft(a * w, -h * 0.93, b * w, -h * 0.4, 0.025), c.paint(local, 0.8))
        c.shape(x, y, soft(a * w, -h * 0.48, b * w, -h * 0.2, 0.02), c.paint(local, 0.95))
    c.box(x, y, -w * 0.46, -h * 0.24, w * 0.46, -h * 0.06, c.paint(local, 0.4))
    for s in (-1, 1):
        a, b = sorted((s * w * 0.42, s * w * 0.53))
        c.shape(x, y, soft(a, -h * 0.66, b, -h * 0.06, 0.025), c.paint(local, 0.7 if s == c.stage.light_from else 0.35))
        c.box(x, y, s * w * 0.46 - 0.008, -h * 0.07, s * w * 0.46 + 0.008, 0, c.paint("#5a3f30", 0.4))
    c.shape(
        x,
        y,
        [(-w * 0.36, -h * 0.5), (-w * 0.2, -h * 0.55), (-w * 0.18, -h * 0.82), (-w * 0.34, -h * 0.78)],
        c.paint("#e8b54a", 0.8),
    )


def soft(a: float, top: float, b: float, foot: float, r: float) -> np.ndarray:
    """A rectangle with round corners."""
    t = np.linspace(0, np.pi / 2, 6)
    return np.vstack([
        np.stack([b - r + np.sin(t) * r, top + r - np.cos(t) * r], 1),
        np.stack([b - r + np.cos(t) * r, foot - r + np.sin(t) * r], 1),
        np.stack([a + r - np.sin(t) * r, foot - r + np.cos(t) * r], 1),
        np.stack([a + r - np.cos(t) * r, top + r - np.sin(t) * r], 1),
    ])  # fmt: skip


def bed(c: Canvas, x: float, y: float, w: float, side: float, local: str = "#7f9fc0") -> None:
    h = w * 0.3

    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(px * side * w, py * w) for px, py in points]

    c.ellipse(x, y, w * 0.56, w * 0.04, c.paint("#2a1c1a", 0.0), 0.3)
    c.shape(x, y, at([(-0.52, 0), (-0.52, -0.52), (-0.49, -0.55), (-0.46, -0.52), (-0.46, 0)]), c.paint("#7a5238", 0.6))
    c.shape(x, y, at([(0.47, 0), (0.47, -0.24), (0.51, -0.24), (0.51, 0)]), c.paint("#7a5238", 0.5))
    c.shape(x, y, at([(-0.47, -0.05), (-0.47, -0.22), (0.48, -0.22), (0.48, -0.05)]), c.paint("#efe6d8", 0.7))
    c.shape(
        x,
        y,
        at([(-0.2, -0.03), (-0.22, -0.27), (-0.1, -0.3), (0.46, -0.27), (0.49, -0.2), (0.49, -0.03)]),
        c.paint(local, 0.8),
    )
    c.shape(x, y, at([(-0.2, -0.03), (-0.21, -0.12), (0.49, -0.1), (0.49, -0.03)]), c.paint(local, 0.35))
    c.shape(
        x,
        y,
        at([(-0.44, -0.22), (-0.45, -0.32), (-0.4, -0.36), (-0.24, -0.33), (-0.22, -0.24)]),
        c.paint("#ffffff", 0.85),
    )
    _ = h


def lamp(c: Canvas, x: float, y: float, h: float, shade: str = "#f2d9a0", standing: bool = True) -> None:
    """A lamp with a shade: a standing one, or one on a table."""
    if standing:
        c.box(x, y, -0.004, -h, 0.004, 0, c.paint("#4a3f3a", 0.4))
        c.ellipse(x, y, 0.04, 0.008, c.paint("#4a3f3a", 0.4))
    else:
        c.shape(
            x, y, [(-h * 0.14, 0), (-h * 0.06, -h * 0.5), (h * 0.06, -h * 0.5), (h * 0.14, 0)], c.paint("#3f6f7a", 0.6)
        )
    w = 0.055 if standing else h * 0.3
    k = 0.085 if standing else h * 0.5
    top = -h if standing else -h * 0.5
    lit = blend(c.paint(shade, 0.7), rgb("#ffe3a6"), 0.2 + 0.7 * c.light.lamps)
    c.shape(
        x, y, [(-w, top + k * 0.25), (-w * 0.6, top - k * 0.75), (w * 0.6, top - k * 0.75), (w, top + k * 0.25)], lit
    )


def plant(c: Canvas, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    c.shape(x, y, [(-h * 0.14, -h * 0.28), (h * 0.14, -h * 0.28), (h * 0.1, 0), (-h * 0.1, 0)], c.paint("#c97850", 0.6))
    for k in range(8):
        a, reach, s = -1.25 + 0.36 * k + rng.uniform(-0.1, 0.1), h * rng.uniform(0.5, 0.8), np.linspace(0, 1, 8)
        spine = np.stack([np.sin(a) * reach * s, -h * 0.27 - np.cos(a * 0.8) * reach * s + reach * 0.12 * s**3], 1)
        wide = h * 0.085 * np.sin(np.pi * s)
        c.shape(
            x,
            y,
            np.vstack(
                [
                    spine - np.stack([wide * np.cos(a), wide * np.sin(a)], 1),
                    (spine + np.stack([wide * np.cos(a), wide * np.sin(a)], 1))[::-1],
                ]
            ),
            c.paint("#5f9a5a", 0.3 + 0.5 * rng.random()),
        )


def frame(c: Canvas, x: float, y: float, w: float, h: float, rng: np.random.Generator) -> None:
    """A small picture on the wall, its middle at height -y."""
    c.box(x, 0, -w / 2, y - h / 2, w / 2, y + h / 2, c.paint("#6a4a34", 0.6))
    c.box(x, 0, -w * 0.42, y - h * 0.4, w * 0.42, y + h * 0.4, c.paint("#f2eadb", 0.85))
    c.box(
        x,
        0,
        -w * 0.36,
        y - h * 0.33,
        w * 0.36,
        y + h * 0.33,
        c.paint(("#9fc4cf", "#e3b58a", "#b5c49a")[int(rng.integers(3))], 0.8),
    )
    c.shape(
        x,
        0,
        [
            (-w * 0.36, y + h * 0.33),
            (-w * 0.1, y - h * 0.05),
            (w * 0.08, y + h * 0.12),
            (w * 0.2, y + h * 0.02),
            (w * 0.36, y + h * 0.33),
        ],
        c.paint("#5f7f7a", 0.6),
    )
