# ruff: noqa: E501  a drawing's rows of points read best on one line
"""Furniture, kitchen things, treasures and toys; units differ (the catalogue measures them); y = 0 is where they stand."""

from __future__ import annotations

import math

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.creatures import tinted
from pipelines.cameras.animatic.cast.poses import wave
from pipelines.cameras.animatic.cast.props import ball as football

WOOD, BRASS, IRON, STEEL, PALE, INK = "#8a5a3b", "#e0b04c", "#59606f", "#c6ccd5", "#f3e5c3", "#2b2733"


def ball(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A football; it rolls or bounces when it moves."""
    bounce = abs(wave(phase, 0, 0.5)) if action in ("jump", "play", "kick", "run", "fall") else 0.0
    football(paper, 0, 0.5 + 0.9 * bounce, 0.5, turn=-360 * phase if action != "stand" else 12)


def kite(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A kite with a tail of bows."""
    c, s = tinted(look, ("#d8423f", "#3f7fc0", "#e89a3c")[seed % 3]), wave(phase)
    with paper.moved(0, 0.75 + 0.03 * s, turn=-16 + 4 * s):
        tail = [(-0.02 + 0.09 * wave(phase, 0.14 * i) * i * 0.4, -0.42 - 0.15 * i) for i in range(6)]
        paper.line("#f4eee2", tail, 0.014)
        for i in (1, 2, 3, 4, 5):
            x, y = tail[i]
            paper.poly(("#f2c14a", c)[i % 2], [(x, y), (x - 0.08, y + 0.05), (x - 0.08, y - 0.05)], round=0.01)
            paper.poly(("#f2c14a", c)[i % 2], [(x, y), (x + 0.08, y + 0.05), (x + 0.08, y - 0.05)], round=0.01)
        paper.poly(c, [(0, 0.55), (0.36, 0.1), (0, -0.45)], round=0.01)
        paper.poly(lighter(c, 0.25), [(0, 0.55), (0, -0.45), (-0.36, 0.1)], round=0.01)
        paper.poly("#f2c14a", [(0, 0.1), (0.36, 0.1), (0, -0.45)], round=0.01)
        paper.poly(lighter("#f2c14a", 0.3), [(0, 0.1), (-0.36, 0.1), (0, -0.45)], round=0.01)
        paper.line(WOOD, [(0, 0.55), (0, -0.45)], 0.014)
        paper.line(WOOD, [(-0.36, 0.1), (0.36, 0.1)], 0.014)


def chair(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A wooden chair with a cushion."""
    with paper.far():
        paper.limb(WOOD, [(-0.18, 0.48), (-0.2, 0.0)], (0.06, 0.045))
        paper.limb(WOOD, [(0.34, 0.48), (0.36, 0.0)], (0.06, 0.045))
    paper.limb(WOOD, [(-0.28, 0.48), (-0.31, 0.0)], (0.065, 0.05))
    paper.limb(WOOD, [(0.26, 0.48), (0.28, 0.0)], (0.065, 0.05))
    for x, dim in ((-0.2, 0.2), (-0.3, 0.0)):
        with paper.far(dim):
            paper.limb(WOOD, [(x, 0.46), (x - 0.07, 1.04)], (0.065, 0.05))
    for y in (0.72, 0.86, 0.99):
        paper.poly(lighter(WOOD, 0.12), [(-0.36 - 0.04 * y, y - 0.035), (-0.2 - 0.04 * y, y), (-0.2 - 0.04 * y, y + 0.06), (-0.36 - 0.04 * y, y + 0.035)], round=0.015)
    paper.poly(WOOD, [(-0.34, 0.44), (0.3, 0.44), (0.42, 0.52), (-0.2, 0.52)], round=0.03)
    paper.poly(tinted(look, ("#c9584c", "#4f8a94")[seed % 2]), [(-0.29, 0.5), (0.27, 0.5), (0.36, 0.56), (-0.18, 0.57)], round=0.03, shade=0.1)


def table(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A table with a vase on it."""
    c = tinted(look, "#a06c45")
    for x, dim in ((-0.62, 0.22), (0.62, 0.22), (-0.8, 0.0), (0.8, 0.0)):
        with paper.far(dim):
            paper.limb(c, [(x, 0.7), (x * 1.02, 0.0)], (0.09, 0.06))
    paper.box(darker(c, 0.2), -0.86, 0.62, 0.86, 0.72)
    paper.box(c, -1.0, 0.7, 1.0, 0.8, round=0.03, shade=0.3)
    s = 0.02 * wave(phase)
    for x, y, q in ((-0.08, 1.12, "#e2566a"), (0.04, 1.2, "#f0b83f"), (0.13, 1.1, "#e2566a")):
        paper.line("#5f8f4f", [(0.02, 0.92), (x + s, y)], 0.018)
        paper.oval(q, x + s, y, 0.055, shade=0.2)
    paper.blob("#4f8a94", [(-0.05, 1.0), (-0.09, 0.88), (-0.04, 0.8), (0.08, 0.8), (0.13, 0.88), (0.09, 1.0)], shade=0.3)


def sword(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A sword standing point down, a gleam running along it."""
    with paper.moved(0, 0, turn=6):
        paper.poly("#dfe4ea", [(0, 0.0), (0.075, 0.16), (0.07, 1.1), (-0.07, 1.1), (-0.075, 0.16)])
        paper.poly("#a8b1bf", [(0, 0.0), (0.075, 0.16), (0.07, 1.1), (0, 1.1)])
        y = 0.1 + phase
        if y < 0.95:
            paper.poly("#ffffff", [(-0.07, y), (0.07, y + 0.06), (0.07, y + 0.14), (-0.07, y + 0.08)], lit=True)
        paper.limb(BRASS, [(-0.27, 1.14), (0, 1.1), (0.27, 1.14)], (0.07, 0.1, 0.07), shade=0.3)
        paper.limb("#6d3a30", [(0, 1.14), (0, 1.42)], (0.075, 0.07), shade=0.2)
        for i in range(4):
            paper.line("#caa05a", [(-0.035, 1.19 + i * 0.06), (0.035, 1.215 + i * 0.06)], 0.014)
        paper.oval(BRASS, 0, 1.47, 0.065, shade=0.2)
        paper.oval("#c33d4e", 0, 1.47, 0.03, shade=0)


def key(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An old key, upright, gleaming."""
    c = tinted(look, BRASS)
    with paper.moved(0, 0, turn=-14 + 2 * wave(phase)):
        paper.limb(c, [(0, 0.06), (0, 0.8)], (0.085, 0.085), shade=0.4)
        for y, w in ((0.08, 0.26), (0.24, 0.2)):
            paper.box(c, 0.0, y, w, y + 0.1, round=0.015, shade=0.3)
        for a in (90, 210, 330):
            x, y = 0.17 * math.cos(math.radians(a)), 1.0 + 0.17 * math.sin(math.radians(a))
            paper.hoop(c, x, y, 0.15, 0.15, 0.075, shade=0.4)
        paper.box(lighter(c, 0.2), -0.08, 0.74, 0.08, 0.8, round=0.02)
        paper.limb("#fff6d8", [(-0.02, 0.2), (-0.02, 0.66)], (0.008, 0.022, 0.008), shade=0)


def map_(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A folded treasure map with a dotted way to a cross."""
    tops = (1.0, 0.92, 1.0, 0.92, 1.0)
    for i in range(4):
        x0, x1 = -0.8 + 0.4 * i, -0.4 + 0.4 * i
        c = "#ecd8a8" if i % 2 else "#dfc68f"
        paper.poly(c, [(x0, tops[i] - 0.95), (x1, tops[i + 1] - 0.95), (x1, tops[i + 1]), (x0, tops[i])])
    paper.blob("#a9c8b8", [(-0.8, 0.08), (-0.5, 0.2), (-0.4, 0.42), (-0.62, 0.6), (-0.8, 0.62)], shade=0)
    paper.blob("#b99f63", [(0.1, 0.5), (0.3, 0.75), (0.55, 0.72), (0.62, 0.52), (0.35, 0.4)], shade=0)
    way = [(-0.42, 0.26), (-0.2, 0.36), (-0.06, 0.3), (0.1, 0.34), (0.24, 0.46), (0.36, 0.56)]
    shown = 1 + int(phase * 8)
    for i, (x, y) in enumerate(way):
        paper.oval("#a8342f" if i < shown else "#b98f6a", x, y, 0.024, shade=0)
    for f in (-1, 1):
        paper.line("#a8342f", [(0.44, 0.6 - f * 0.07), (0.58, 0.6 + f * 0.07)], 0.034)
    paper.poly("#7a5a3a", [(-0.56, 0.86), (-0.53, 0.77), (-0.44, 0.74), (-0.53, 0.71), (-0.56, 0.62), (-0.59, 0.71), (-0.68, 0.74), (-0.59, 0.77)])


def ring(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A gold ring with a stone that sparkles."""
    paper.hoop(BRASS, 0, 0.38, 0.34, 0.34, 0.1, shade=0.4)
    paper.line("#fff0c2", [(0.31 * math.cos(a), 0.36 + 0.31 * math.sin(a)) for a in (2.3, 2.7, 3.1, 3.5)], 0.028)
    c = tinted(look, "#6fd0e6")
    paper.poly(BRASS, [(-0.14, 0.68), (0.14, 0.68), (0.2, 0.82), (-0.2, 0.82)], round=0.02, shade=0.2)
    paper.poly(c, [(0, 0.7), (-0.24, 0.94), (-0.14, 1.06), (0.14, 1.06), (0.24, 0.94)])
    paper.poly(lighter(c, 0.45), [(-0.24, 0.94), (-0.14, 1.06), (-0.08, 0.94)])
    paper.poly(lighter(c, 0.65), [(-0.08, 0.94), (-0.14, 1.06), (0.14, 1.06), (0.08, 0.94)])
    paper.poly(darker(c, 0.2), [(0.08, 0.94), (0.24, 0.94), (0, 0.7)])
    g = abs(wave(phase, 0, 1))
    with paper.moved(0.17, 1.04, turn=45 * phase, size=0.06 + 0.16 * g):
        paper.poly("#ffffff", [(0, 1), (0.12, 0.12), (1, 0), (0.12, -0.12), (0, -1), (-0.12, -0.12), (-1, 0), (-0.12, 0.12)], lit=True)


def shell(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A scallop shell."""
    c = tinted(look, ("#f0a48a", "#e9c58f", "#d9a0b8")[seed % 3])
    paper.poly(darker(c, 0.12), [(-0.22, 0.0), (0.22, 0.0), (0.3, 0.18), (-0.3, 0.18)], round=0.03)
    edge = [(0.62 * math.sin(a) * (1 + 0.03 * math.cos(a * 18)), 0.2 + 0.72 * math.cos(a) * (1 + 0.03 * math.cos(a * 18))) for a in [(-1.75 + i * 0.097) for i in range(37)]]
    paper.poly(c, [(0.0, 0.0), (-0.3, 0.04), *edge, (0.3, 0.04)], shade=0.16)
    for i in range(7):
        a = -1.3 + i * 0.433
        x, y = 0.54 * math.sin(a), 0.2 + 0.62 * math.cos(a)
        paper.limb(lighter(c, 0.4), [(x * 0.12, 0.1), (x, y)], (0.015, 0.075), shade=0.2)


def box(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A parcel tied with a ribbon."""
    c, r = tinted(look, "#c99a63"), "#c9453f"
    paper.poly(darker(c, 0.2), [(0.44, 0.0), (0.74, 0.16), (0.74, 0.86), (0.44, 0.72)])
    paper.poly(c, [(-0.58, 0.0), (0.44, 0.0), (0.44, 0.72), (-0.58, 0.72)], shade=0.05)
    paper.poly(lighter(c, 0.3), [(-0.58, 0.72), (0.44, 0.72), (0.74, 0.86), (-0.26, 0.86)])
    paper.poly(r, [(-0.14, 0.0), (0.0, 0.0), (0.0, 0.72), (0.3, 0.86), (0.17, 0.86), (-0.14, 0.72)])
    paper.poly(darker(r, 0.15), [(-0.58, 0.32), (0.44, 0.32), (0.74, 0.48), (0.74, 0.56), (0.44, 0.42), (-0.58, 0.42)])
    for f in (-1, 1):
        paper.blob(lighter(r, 0.1), [(0.06, 0.8), (0.06 + f * 0.14, 0.98), (0.06 + f * 0.32, 0.98), (0.06 + f * 0.3, 0.82)], shade=0.25)
    paper.oval(r, 0.06, 0.82, 0.055, 0.05, shade=0.2)


def treasure(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An open chest of gold."""
    c = tinted(look, "#8a5432")
    paper.halo("#ffdf8a", 0, 0.72, 0.8, 0.4)
    paper.blob(darker(c, 0.3), [(-0.72, 0.6), (-0.74, 0.98), (-0.5, 1.14), (0.5, 1.14), (0.74, 0.98), (0.72, 0.6)], shade=0)
    paper.blob(c, [(-0.78, 0.84), (-0.76, 1.04), (-0.5, 1.2), (0.5, 1.2), (0.76, 1.04), (0.78, 0.84), (0.5, 1.05), (-0.5, 1.05)], shade=0.14)
    coins = [(-0.52, 0.62), (-0.3, 0.68), (-0.06, 0.72), (0.2, 0.7), (0.44, 0.64), (-0.42, 0.72), (-0.16, 0.8), (0.1, 0.82), (0.32, 0.76), (0.0, 0.9)]
    for i, (x, y) in enumerate(coins):
        paper.oval(("#f2c44c", "#e0a93a")[i % 2], x, y, 0.13, 0.1, shade=0.25)
        paper.oval("#fbe08a", x, y + 0.01, 0.075, 0.055, shade=0)
    paper.poly("#6fd0e6", [(0.3, 0.82), (0.2, 0.9), (0.26, 0.97), (0.36, 0.97), (0.42, 0.9)], shade=0.3)
    paper.box(c, -0.72, 0.0, 0.72, 0.62, round=0.03, shade=0.16)
    paper.line(darker(c, 0.3), [(-0.7, 0.3), (0.7, 0.3)], 0.02)
    for x in (-0.64, 0.54):
        paper.box(BRASS, x, 0.0, x + 0.1, 0.62, shade=0.2)
    paper.box(BRASS, -0.74, 0.54, 0.74, 0.64, round=0.02)
    paper.poly(BRASS, [(-0.11, 0.36), (0.11, 0.36), (0.11, 0.62), (-0.11, 0.62)], round=0.03, shade=0.25)
    paper.oval(INK, 0, 0.5, 0.03, shade=0)
    for i, (x, y) in enumerate(((-0.3, 0.86), (0.24, 0.95), (0.5, 0.78))):
        g = max(0.0, wave(phase, i / 3))
        with paper.moved(x, y, size=0.02 + 0.11 * g):
            paper.poly("#ffffff", [(0, 1), (0.14, 0.14), (1, 0), (0.14, -0.14), (0, -1), (-0.14, -0.14), (-1, 0), (-0.14, 0.14)], lit=True)


def kettle(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A kettle that steams at the spout."""
    c = tinted(look, ("#3f8a8c", "#cf5a45", "#5a6274")[seed % 3])
    for i in range(3):
        t = (phase + i / 3) % 1
        paper.oval("#ffffff", 0.72 + 0.24 * t, 0.66 + 0.4 * t, 0.05 + 0.09 * t, shade=0, alpha=0.7 * (1 - t) * min(1, 6 * t))
    paper.limb(c, [(0.3, 0.26), (0.52, 0.4), (0.68, 0.6)], (0.26, 0.15, 0.09))
    paper.line(INK, [(-0.34, 0.62), (-0.26, 0.98), (0.0, 1.06), (0.26, 0.98), (0.34, 0.62)], 0.06)
    paper.blob(c, [(-0.3, 0.0), (-0.52, 0.16), (-0.46, 0.46), (-0.22, 0.68), (0.22, 0.68), (0.46, 0.46), (0.52, 0.16), (0.3, 0.0)], shade=0.24)
    paper.blob(darker(c, 0.15), [(-0.24, 0.66), (-0.14, 0.74), (0.14, 0.74), (0.24, 0.66)], shade=0)
    paper.oval(INK, 0, 0.77, 0.055, shade=0.2)
    paper.limb(lighter(c, 0.5), [(-0.36, 0.2), (-0.33, 0.4), (-0.2, 0.55)], (0.02, 0.05, 0.02), shade=0)


def pot(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A cooking pot whose lid rattles."""
    c = tinted(look, ("#c9503f", "#3f6f8c", "#4a4f5e")[seed % 3])
    for i in range(4):
        t = (phase + i / 4) % 1
        paper.oval("#ffffff", -0.3 + 0.2 * i + 0.06 * math.sin(6 * t), 0.78 + 0.5 * t, 0.05 + 0.1 * t, shade=0, alpha=0.6 * (1 - t) * min(1, 6 * t))
    for f in (-1, 1):
        paper.limb(darker(c, 0.2), [(f * 0.5, 0.5), (f * 0.7, 0.52), (f * 0.7, 0.4), (f * 0.5, 0.38)], (0.07, 0.07))
    paper.poly(c, [(-0.55, 0.6), (-0.5, 0.05), (-0.4, 0.0), (0.4, 0.0), (0.5, 0.05), (0.55, 0.6)], round=0.05, shade=0.2)
    paper.box(lighter(c, 0.25), -0.58, 0.57, 0.58, 0.64, round=0.03)
    with paper.moved(0, 0.64 + 0.015 * abs(wave(phase, 0, 3)), turn=2 * wave(phase, 0, 3)):
        paper.blob(lighter(c, 0.1), [(-0.55, 0.0), (-0.36, 0.12), (0, 0.17), (0.36, 0.12), (0.55, 0.0)], shade=0.2)
        paper.oval(INK, 0, 0.19, 0.07, 0.05, shade=0.2)


def bread(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A loaf with scored crust, still warm."""
    c = tinted(look, "#c98a46")
    for i in range(3):
        t = (phase + i / 3) % 1
        paper.line("#ffffff", [(-0.3 + 0.3 * i, 0.6 + 0.2 * t), (-0.27 + 0.3 * i + 0.04 * math.sin(6 * t), 0.7 + 0.2 * t), (-0.31 + 0.3 * i, 0.8 + 0.2 * t)], 0.03, alpha=0.5 * math.sin(math.pi * t))
    paper.box("#a9774b", -0.95, 0.0, 0.95, 0.08, round=0.04, shade=0.2)
    paper.blob(c, [(-0.8, 0.08), (-0.84, 0.28), (-0.6, 0.5), (-0.1, 0.58), (0.4, 0.55), (0.76, 0.36), (0.8, 0.1), (0, 0.05)], shade=0.26)
    for x in (-0.48, -0.16, 0.16, 0.46):
        paper.limb("#f3ddb0", [(x - 0.06, 0.32), (x + 0.02, 0.42), (x + 0.12, 0.5)], (0.02, 0.085, 0.02), shade=0.2)
