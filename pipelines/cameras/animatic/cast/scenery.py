# ruff: noqa: E501  a drawing's rows of points read best on one line
"""What stands in a place: houses, towers, trees, fires, statues; flames flicker, sails turn, leaves stir.

Units differ (the catalogue measures them); y = 0 is the ground.
"""

from __future__ import annotations

import math

import numpy as np

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.creatures import tinted
from pipelines.cameras.animatic.cast.poses import wave

STONE, WOOD, LAMP = "#a9a6ad", "#7d5338", "#ffd98a"


def smoke(paper: Paper, x: float, y: float, size: float, phase: float, colour: str = "#e4e2df") -> None:
    """Puffs that rise, grow and thin."""
    for i in range(4):
        t = (phase + i / 4) % 1
        drift = 0.5 * t * t + 0.08 * math.sin(5 * t)
        paper.oval(colour, x - drift * size, y + t * size, (0.07 + 0.13 * t) * size, shade=0, alpha=0.7 * (1 - t) * min(1.0, t * 6))


def house(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A cottage with lit windows and a smoking chimney."""
    wall = tinted(look, ("#ecdcc0", "#d9e0e2", "#e8c3a0")[seed % 3])
    roof = ("#b5523f", "#4a5a78", "#8a4f3a")[seed % 3]
    smoke(paper, 0.42, 1.28, 0.5, phase)
    paper.box("#9a5a48", 0.34, 0.85, 0.5, 1.26, shade=0.3)
    paper.box(wall, -0.62, 0.0, 0.62, 0.72, shade=0.14)
    paper.poly(roof, [(-0.78, 0.66), (-0.42, 1.16), (0.42, 1.16), (0.78, 0.66)], shade=0.18, round=0.03)
    paper.poly(lighter(wall, 0.1), [(-0.3, 0.66), (0.0, 1.02), (0.3, 0.66)], round=0.01)
    paper.line(darker(roof, 0.2), [(-0.36, 0.62), (0.0, 1.05), (0.36, 0.62)], 0.05)
    paper.oval(LAMP, 0, 0.78, 0.07, lit=True)
    paper.box("#6d4a3a", -0.13, 0.0, 0.13, 0.4, round=0.03, shade=0.2)
    paper.oval("#e2b24f", 0.07, 0.2, 0.016, shade=0)
    for x in (-0.4, 0.4):
        paper.box(lighter(wall, 0.5), x - 0.14, 0.24, x + 0.14, 0.55)
        paper.box(LAMP, x - 0.115, 0.265, x + 0.115, 0.525, lit=True)
        paper.line(lighter(wall, 0.5), [(x, 0.26), (x, 0.53)], 0.018)
        paper.line(lighter(wall, 0.5), [(x - 0.12, 0.4), (x + 0.12, 0.4)], 0.018)
    paper.blob("#6f9a5a", [(-0.68, 0.0), (-0.62, 0.12), (-0.45, 0.16), (-0.3, 0.1), (-0.24, 0.0)], shade=0.2)
    paper.blob("#6f9a5a", [(0.26, 0.0), (0.34, 0.1), (0.52, 0.14), (0.66, 0.08), (0.7, 0.0)], shade=0.2)


def lighthouse(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A striped lighthouse whose lamp turns."""
    c = tinted(look, "#cf4a40")
    turn = math.cos(2 * math.pi * phase)
    paper.halo("#ffe9a8", 0, 1.74, 0.42 + 0.16 * max(0, turn), 0.7)
    paper.blob("#6b6872", [(-0.5, 0.0), (-0.4, 0.12), (-0.1, 0.17), (0.2, 0.14), (0.44, 0.1), (0.52, 0.0)], shade=0.2)
    paper.poly("#f4efe4", [(-0.26, 0.08), (-0.155, 1.5), (0.155, 1.5), (0.26, 0.08)], shade=0.34)
    for y in (0.28, 0.76, 1.24):
        a, b = 0.26 - 0.105 * (y - 0.08) / 1.42, 0.26 - 0.105 * (y + 0.16) / 1.42
        paper.poly(c, [(-a, y), (-b, y + 0.24), (b, y + 0.24), (a, y)], shade=0.4)
    for y, x in ((0.62, -0.03), (1.1, 0.02)):
        paper.box("#4a5570", x - 0.03, y, x + 0.03, y + 0.09, round=0.03)
    paper.box("#5a4038", -0.07, 0.08, 0.07, 0.26, round=0.05)
    paper.box("#3a3f50", -0.22, 1.48, 0.22, 1.54, round=0.02)
    for x in (-0.2, -0.1, 0.1, 0.2):
        paper.line("#3a3f50", [(x, 1.52), (x, 1.63)], 0.014)
    paper.line("#3a3f50", [(-0.21, 1.63), (0.21, 1.63)], 0.016)
    paper.box(LAMP, -0.115, 1.54, 0.115, 1.78, lit=True)
    paper.box("#fffbe6", 0.075 * turn - 0.04, 1.56, 0.075 * turn + 0.04, 1.76, lit=True)
    for x in (-0.115, 0.0, 0.115):
        paper.line("#3a3f50", [(x, 1.54), (x, 1.78)], 0.014)
    paper.blob(c, [(-0.16, 1.77), (-0.1, 1.89), (0, 1.95), (0.1, 1.89), (0.16, 1.77)], shade=0.25)
    paper.line("#3a3f50", [(0, 1.93), (0, 2.05)], 0.018)


def tower(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A stone tower with a flag."""
    c = tinted(look, "#a59c98")
    _banner(paper, 0.0, 1.98, 0.34, phase, "#c9483f")
    paper.line(WOOD, [(0, 1.6), (0, 2.0)], 0.022)
    paper.poly(c, [(-0.3, 0.0), (-0.24, 1.4), (0.24, 1.4), (0.3, 0.0)], shade=0.36)
    paper.box(c, -0.33, 1.36, 0.33, 1.52, shade=0.3)
    for i in range(4):
        paper.box(c, -0.33 + i * 0.19, 1.5, -0.24 + i * 0.19, 1.62, shade=0.2)
    for x, y in ((-0.12, 0.5), (0.1, 0.75), (-0.05, 1.0), (0.14, 0.32)):
        paper.box(darker(c, 0.14), x, y, x + 0.12, y + 0.05, round=0.015)
    for y in (0.66, 1.1):
        paper.box("#3a3346", -0.035, y, 0.035, y + 0.16, round=0.035)
    paper.box("#5a4038", -0.1, 0.0, 0.1, 0.26, round=0.09)


def _banner(paper: Paper, x: float, y: float, long: float, phase: float, colour: str) -> None:
    """A cloth that waves in the wind, hung from (x, y) toward +x."""
    n = 9
    top = [(x + long * i / n, y - 0.02 + 0.12 * long * (i / n) * wave(phase, i / n * 0.9, 1)) for i in range(n + 1)]
    low = [(a, b - 0.56 * long) for a, b in top]
    paper.poly(colour, [*top, *low[::-1]], shade=0.1)


def windmill(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A windmill whose sails turn a quarter in each loop."""
    c = tinted(look, "#efe4cf")
    paper.poly(c, [(-0.34, 0.0), (-0.2, 1.05), (0.2, 1.05), (0.34, 0.0)], shade=0.34)
    paper.blob("#8f4a3c", [(-0.24, 1.02), (-0.16, 1.22), (0.0, 1.32), (0.16, 1.22), (0.24, 1.02)], shade=0.25)
    paper.box("#6d4a3a", -0.08, 0.0, 0.08, 0.28, round=0.06)
    for y in (0.5, 0.78):
        paper.box("#4a5570", -0.05, y, 0.05, y + 0.11, round=0.03)
    with paper.moved(0.02, 1.12, turn=-90 * phase + 20):
        for i in range(4):
            with paper.moved(turn=90 * i):
                paper.line(WOOD, [(0, 0), (0, 0.86)], 0.03)
                paper.box("#f7f0df", 0.02, 0.22, 0.19, 0.84, round=0.01, shade=0.1)
                for y in (0.36, 0.52, 0.68):
                    paper.line("#b99b74", [(0.02, y), (0.19, y)], 0.01)
        paper.oval(WOOD, 0, 0, 0.06)


def tree(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A tree that stirs: round, poplar-like, fir or bare of blossom by seed; "pine", "cherry", "autumn" by look."""
    leaf = tinted(look, ("#5d9a5a", "#78a552", "#4a8a68")[seed % 3])
    text = look.lower()
    leaf = "#f0a9bd" if "cherry" in text or "樱" in text or action == "bloom" else "#d8823a" if "autumn" in text or "秋" in text else leaf
    if "pine" in text or "fir" in text or "松" in text or seed % 5 == 4:
        _fir(paper, phase, leaf if leaf != "#5d9a5a" else "#3f7a5f")
        return
    rng = np.random.default_rng([seed, 17])
    paper.limb(WOOD, [(0.0, 0.0), (0.02, 0.35), (-0.01, 0.8)], (0.17, 0.1, 0.08))
    for dx, y in ((-0.24, 0.86), (0.26, 0.82)):
        paper.limb(WOOD, [(0.0, 0.5), (dx * 0.6, 0.66), (dx, y)], (0.07, 0.05, 0.03))
    clumps = ((-0.3, 0.82, 0.27), (0.32, 0.8, 0.26), (0.0, 0.78, 0.28), (-0.17, 1.08, 0.28), (0.2, 1.06, 0.27), (0.02, 1.26, 0.24))
    for i, (x, y, r) in enumerate(clumps):
        s = 0.012 * wave(phase, i * 0.13)
        x, y, r = x + rng.uniform(-0.04, 0.04) + s * y, y + rng.uniform(-0.03, 0.03), r * rng.uniform(0.92, 1.1)
        paper.blob(lighter(leaf, 0.0) if i > 2 else darker(leaf, 0.12), [(x + r * k * math.cos(a), y + r * k * 0.9 * math.sin(a)) for a, k in zip(np.linspace(0, 2 * math.pi, 9)[:-1], rng.uniform(0.9, 1.08, 8), strict=True)], shade=0.26)
    for x, y in rng.uniform((-0.35, 0.75), (0.3, 1.3), (7, 2)):
        paper.oval(lighter(leaf, 0.22), x, y, 0.035, 0.025, shade=0)


def _fir(paper: Paper, phase: float, leaf: str) -> None:
    paper.limb(WOOD, [(0, 0), (0, 0.4)], (0.12, 0.09))
    for i, (y, w) in enumerate(((0.22, 0.46), (0.55, 0.37), (0.88, 0.27))):
        s = 0.012 * wave(phase, 0.1 * i) * (i + 1)
        paper.poly(darker(leaf, 0.1 - 0.05 * i), [(-w, y), (s, y + 0.62), (w, y), (w * 0.5, y + 0.05), (0, y - 0.02), (-w * 0.5, y + 0.05)], shade=0.3, round=0.03)


def flower(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A flower that nods; it opens when it blooms."""
    c = tinted(look, ("#e2566a", "#f0b83f", "#8f6ac0", "#f29a7a")[seed % 4])
    s = wave(phase)
    wide = 0.55 + 0.45 * (0.5 - 0.5 * math.cos(2 * math.pi * phase)) if action == "bloom" else 1.0
    x = 0.03 * s
    paper.limb("#5f8f4f", [(0, 0), (0.03, 0.35), (x, 0.74)], (0.045, 0.04, 0.035))
    paper.blob("#6fa05a", [(0.01, 0.2), (0.16, 0.36), (0.32, 0.38), (0.2, 0.22)], shade=0.2)
    paper.blob("#5f8f4f", [(0.01, 0.3), (-0.14, 0.46), (-0.28, 0.46), (-0.16, 0.32)], shade=0.2)
    with paper.moved(x, 0.76, turn=-4 * s):
        for i in range(8):
            a = 2 * math.pi * i / 8
            paper.oval(c if i % 2 else lighter(c, 0.14), 0.14 * wide * math.cos(a), 0.14 * wide * math.sin(a), 0.12, 0.062 * wide + 0.01, turn=math.degrees(a), shade=0.14)
        paper.oval("#f2c14a" if c != "#f0b83f" else "#8a5a33", 0, 0, 0.085, shade=0.25)


def flames(paper: Paper, phase: float, size: float = 1.0) -> None:
    """A fire of three tongues in two colours, base at (0, 0), about 1 high times size."""
    with paper.moved(size=size):
        paper.halo("#ff9a42", 0, 0.4, 0.95, 0.55)
        for colour, k, lag in (("#e5532d", 1.0, 0.0), ("#f58b32", 0.76, 0.21), ("#ffd265", 0.48, 0.43)):
            a, b, c = (wave(phase, lag + q, n) for q, n in ((0.0, 2), (0.3, 3), (0.6, 1)))
            outline = [(-0.36, 0.08), (-0.4, 0.34), (-0.28 + 0.04 * a, 0.62 + 0.05 * b), (-0.2, 0.46), (-0.04 + 0.07 * c, 1.0 + 0.06 * a), (0.12, 0.52), (0.24 + 0.05 * b, 0.74 + 0.06 * c), (0.38, 0.34), (0.34, 0.06), (0, 0.0)]
            paper.blob(colour, [(x * k, 0.02 + y * k) for x, y in outline], shade=0, lit=True)
        for i in range(4):
            t = (phase + i / 4) % 1
            paper.oval("#ffc65a", 0.24 * math.sin(i * 2.3 + 4 * t), 0.7 + 0.55 * t, 0.018 * (1.2 - t), lit=True)


def fire(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    flames(paper, phase)


def campfire(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A fire on crossed logs within stones."""
    with paper.moved(0, 0.12):
        flames(paper, phase, 0.8)
    for x0, x1, y in ((-0.42, 0.34, 0.22), (0.42, -0.34, 0.22), (-0.4, 0.4, 0.07)):
        paper.limb(WOOD, [(x0, 0.07), (x1, y)], (0.12, 0.1))
        paper.oval("#c89b6a", x0, 0.07, 0.05, 0.06, shade=0)
    for i in range(6):
        paper.oval(STONE, -0.5 + i * 0.2, 0.04, 0.1, 0.065)


def statue(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A stone figure with a raised arm, on a plinth."""
    c = tinted(look, "#b3b6b5")
    paper.box(darker(c, 0.1), -0.42, 0.0, 0.42, 0.12, round=0.02, shade=0.3)
    paper.box(c, -0.32, 0.12, 0.32, 0.56, shade=0.25)
    paper.box(lighter(c, 0.1), -0.37, 0.54, 0.37, 0.62, round=0.02, shade=0.2)
    paper.box(darker(c, 0.25), -0.18, 0.28, 0.18, 0.4, round=0.02)
    with paper.far(0.15):
        paper.limb(c, [(0.1, 1.3), (0.3, 1.52), (0.36, 1.82)], (0.11, 0.09, 0.07))
    paper.blob(c, [(-0.2, 0.62), (-0.17, 1.0), (-0.17, 1.34), (0, 1.42), (0.17, 1.34), (0.15, 1.0), (0.2, 0.62)], shade=0.34)
    for x in (-0.07, 0.05):
        paper.line(darker(c, 0.2), [(x, 1.0), (x * 1.4, 0.8), (x * 1.5, 0.64)], 0.014)
    paper.limb(c, [(-0.15, 1.3), (-0.24, 1.1), (-0.08, 0.98)], (0.11, 0.09, 0.07))
    paper.oval(c, 0.01, 1.53, 0.095, 0.12, shade=0.3)


def monument(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A memorial obelisk with a wreath at its foot."""
    c = tinted(look, "#bdb8ae")
    for i, (w, y) in enumerate(((0.56, 0.0), (0.44, 0.09), (0.33, 0.18))):
        paper.box(darker(c, 0.12 - 0.04 * i), -w, y, w, y + 0.1, shade=0.2)
    paper.box(c, -0.24, 0.28, 0.24, 0.6, shade=0.25)
    paper.poly(c, [(-0.17, 0.6), (-0.105, 1.82), (0, 2.0), (0.105, 1.82), (0.17, 0.6)], shade=0.4)
    paper.line(darker(c, 0.25), [(-0.14, 0.5), (0.14, 0.5)], 0.016)
    paper.line(darker(c, 0.25), [(-0.14, 0.44), (0.14, 0.44)], 0.016)
    for i in range(14):
        a = 2 * math.pi * i / 14
        paper.oval("#5f8a55" if i % 3 else "#cf4a4a", 0.13 * math.cos(a), 0.3 + 0.13 * math.sin(a), 0.042, shade=0.2)


def flag(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A flag waving from its pole."""
    paper.limb("#8a8d98", [(0, 0), (0, 1.8)], (0.05, 0.035))
    paper.oval("#e2b24f", 0, 1.82, 0.045)
    _banner(paper, 0.02, 1.76, 0.95, phase, tinted(look, ("#cf4540", "#3f7fa8", "#e0a13c")[seed % 3]))
    paper.box("#6f7280", -0.14, 0.0, 0.14, 0.05, round=0.02)


def snowman(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A snowman in a hat and scarf."""
    snow, scarf = "#f3f6fa", tinted(look, "#d24a45")
    for flip in (-1, 1):
        with paper.moved(flip * 0.26, 0.76, flip=flip, turn=flip * 3 * wave(phase)):
            paper.limb(WOOD, [(0, 0), (0.24, 0.12), (0.4, 0.3)], (0.035, 0.03, 0.018), shade=0)
            paper.limb(WOOD, [(0.28, 0.16), (0.4, 0.16)], (0.024, 0.014), shade=0)
    for y, r in ((0.34, 0.38), (0.82, 0.27)):
        paper.oval(snow, 0, y, r, r * 0.94, shade=0.22)
    for y in (0.72, 0.86, 0.42):
        paper.oval("#333140", 0.06, y, 0.028, shade=0)
    paper.oval(snow, 0.0, 1.2, 0.21, shade=0.22)
    paper.limb(scarf, [(0.12, 1.0), (0.2, 0.82), (0.17, 0.66)], (0.1, 0.1, 0.09))
    paper.limb(scarf, [(-0.18, 1.04), (0, 0.99), (0.18, 1.05)], (0.11, 0.12, 0.11))
    for x in (0.0, 0.13):
        paper.oval("#2b2733", x, 1.26, 0.022, shade=0)
    paper.poly("#ef8a3c", [(0.06, 1.22), (0.32, 1.17), (0.06, 1.15)], round=0.01, shade=0.2)
    paper.box("#35344a", -0.3, 1.35, 0.3, 1.39, round=0.02)
    paper.box("#35344a", -0.19, 1.37, 0.19, 1.66, round=0.03, shade=0.2)
    paper.box(scarf, -0.19, 1.39, 0.19, 1.46)


def door(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A panelled door in its frame."""
    c = tinted(look, ("#3f7f7a", "#a5503f", "#34507f")[seed % 3])
    paper.box("#e9dfcb", -0.5, 0.0, 0.5, 2.08, shade=0.06)
    paper.box(c, -0.4, 0.04, 0.4, 1.98, shade=0.08)
    for x in (-0.3, 0.05):
        for y0, y1 in ((0.2, 0.85), (1.0, 1.8)):
            paper.box(darker(c, 0.2), x, y0, x + 0.25, y1, round=0.02)
            paper.box(lighter(c, 0.08), x + 0.02, y0 + 0.02, x + 0.23, y1 - 0.03, round=0.02)
    paper.oval("#e7b84f", 0.33, 0.95, 0.035)
    paper.box("#c9b99a", -0.56, 0.0, 0.56, 0.05)


def window(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A window with curtains that stir and a pot on the sill."""
    c = tinted(look, "#d9705a")
    s = 0.02 * wave(phase)
    paper.box("#f1e8d6", -0.72, 0.1, 0.72, 1.6, round=0.02, shade=0.05)
    paper.box("#a9cfe6", -0.62, 0.2, 0.62, 1.5)
    paper.poly("#d5ebf5", [(-0.5, 0.2), (0.1, 1.5), (0.32, 1.5), (-0.28, 0.2)], alpha=0.6)
    paper.line("#f1e8d6", [(0, 0.2), (0, 1.5)], 0.06)
    paper.line("#f1e8d6", [(-0.62, 0.95), (0.62, 0.95)], 0.05)
    for f in (-1, 1):
        paper.blob(c, [(f * 0.66, 1.56), (f * 0.16, 1.56), (f * (0.3 + s), 1.1), (f * (0.5 + s), 0.7), (f * (0.42 + 2 * s), 0.2), (f * 0.7, 0.2)], shade=0.2)
    paper.box("#8a5a3b", -0.76, 1.54, 0.76, 1.6, round=0.03)
    paper.box("#e5d8bf", -0.82, 0.04, 0.82, 0.14, round=0.02, shade=0.3)
    paper.poly("#b8633f", [(0.16, 0.14), (0.13, 0.34), (0.37, 0.34), (0.34, 0.14)], shade=0.3)
    for x, y in ((0.18, 0.5), (0.25, 0.58), (0.33, 0.5)):
        paper.limb("#5f8f4f", [(0.25, 0.34), (x + s, y)], (0.03, 0.07), shade=0.2)
