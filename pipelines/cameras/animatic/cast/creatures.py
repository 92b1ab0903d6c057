# ruff: noqa: E501  a drawing's rows of points read best on one line
"""Animals with wings, fins or shells, the dragon and the robot; knows their motions, not places.

Units differ by animal (the catalogue measures them); the head is toward +x, y = 0 the ground or the lowest point.
"""

from __future__ import annotations

import math

import numpy as np

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.looks import worn
from pipelines.cameras.animatic.cast.poses import wave

INK = "#221c28"


def tinted(look: str, plain: str) -> str:
    """The colour that the look words name, or the plain one."""
    return (worn(look).get("body") or plain) if look else plain


def _eye(paper: Paper, x: float, y: float, r: float) -> None:
    paper.oval(INK, x, y, r, shade=0)
    paper.oval("#ffffff", x + r * 0.3, y + r * 0.35, r * 0.34, shade=0)


def _wing(paper: Paper, colour: str, root: tuple[float, float], beat: float, long: float, back: float) -> None:
    """A feathered wing from its root; beat -1 (down) .. 1 (up)."""
    x, y = root
    up = beat * long
    flat = 0.12 * (1 - abs(beat))
    paper.blob(colour, [(x + 0.14, y), (x + 0.1, y + up * 0.5 + flat), (x - back * 0.16, y + up * 0.95 + flat), (x - back * 0.52, y + up * 1.12 + flat), (x - back * 0.42, y + up * 0.66), (x - back * 0.5, y + up * 0.3), (x - 0.4, y + 0.02)], shade=0.14)
    paper.blob(darker(colour, 0.16), [(x - back * 0.2, y + up * 0.8 + flat), (x - back * 0.52, y + up * 1.11 + flat), (x - back * 0.42, y + up * 0.66), (x - back * 0.49, y + up * 0.3), (x - 0.36, y + 0.03), (x - 0.2, y + up * 0.36)], shade=0)


def bird(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A bird that perches, walks, eats, sings or flies."""
    c = tinted(look, ("#4f7fb8", "#d8694c", "#5a6f8c", "#e2b04a")[seed % 4])
    flying = action in ("fly", "run", "float", "jump", "fall", "swim", "dance")
    if flying:
        beat = wave(phase, 0, 2)
        with paper.moved(0, 0.5 - 0.05 * beat):
            _flying_bird(paper, c, beat)
        return
    nod = 0.03 * max(0.0, wave(phase, 0, 2)) if action != "eat" else -0.2
    for x in (0.02, -0.08):
        lift = 0.06 * max(0.0, wave(phase, 0.5 * (x > 0))) if action == "walk" else 0.0
        paper.line("#d98a3c", [(x, 0.26), (x + 0.02, 0.12 + lift), (x + 0.0, 0.02 + lift)], 0.025)
        paper.line("#d98a3c", [(x - 0.03, 0.015 + lift), (x + 0.1, 0.015 + lift)], 0.028)
    paper.poly(darker(c, 0.3), [(-0.3, 0.42), (-0.82, 0.2), (-0.8, 0.32), (-0.3, 0.56)], round=0.03)
    paper.blob(c, [(-0.42, 0.42), (-0.1, 0.74), (0.18, 0.86 + nod), (0.4, 0.7), (0.36, 0.42), (0.12, 0.22), (-0.2, 0.24)], shade=0.24)
    paper.blob(lighter(c, 0.6), [(0.4, 0.62), (0.37, 0.42), (0.12, 0.225), (0.0, 0.26), (0.2, 0.5)], shade=0)
    paper.oval(c, 0.26, 0.84 + nod, 0.2, shade=0.2)
    open_ = 0.05 * max(0, wave(phase, 0, 3)) if action in ("sing", "talk") else 0
    paper.poly("#efaf3f", [(0.42, 0.89 + nod), (0.66, 0.84 + nod + open_), (0.43, 0.8 + nod)])
    _eye(paper, 0.32, 0.88 + nod, 0.036)
    paper.blob(darker(c, 0.28), [(0.16, 0.62), (-0.1, 0.66), (-0.52, 0.36), (-0.1, 0.36), (0.12, 0.44)], shade=0.15)


def _flying_bird(paper: Paper, c: str, beat: float) -> None:
    with paper.far(0.18):
        _wing(paper, darker(c, 0.15), (0.16, 0.06), beat * 0.92 + 0.1, 0.62, 1.0)
    paper.poly(darker(c, 0.3), [(-0.36, 0.02), (-0.8, 0.1), (-0.76, -0.04), (-0.36, -0.06)], round=0.02)
    paper.blob(c, [(-0.45, 0.0), (-0.1, 0.13), (0.26, 0.15), (0.46, 0.06), (0.3, -0.1), (-0.1, -0.14)], shade=0.25)
    paper.blob(lighter(c, 0.6), [(0.4, -0.01), (0.28, -0.1), (-0.08, -0.135), (-0.3, -0.06), (0.1, -0.03)], shade=0)
    paper.oval(c, 0.42, 0.1, 0.13, shade=0.2)
    paper.poly("#efaf3f", [(0.52, 0.14), (0.7, 0.08), (0.52, 0.06)])
    _eye(paper, 0.46, 0.13, 0.026)
    _wing(paper, darker(c, 0.06), (0.14, 0.05), beat, 0.66, 1.05)


def flock(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A skein of birds against the sky."""
    rng = np.random.default_rng([seed, 5])
    c = tinted(look, "#3b4256")
    for i in range(9):
        row = (i + 1) // 2
        x, y = -row * 0.34 + rng.uniform(-0.08, 0.08), 0.5 + (row if i % 2 else -row) * 0.11 + rng.uniform(-0.03, 0.03)
        beat = wave(phase, rng.random(), 1)
        r = 0.17 * rng.uniform(0.85, 1.1)
        with paper.moved(x, y + 0.02 * beat, size=r):
            tip = 0.75 * beat
            paper.limb(c, [(-0.35, 0), (0.3, 0.03)], (0.1, 0.24), shade=0)
            paper.blob(c, [(0.2, 0.05), (-0.1, 0.3 * beat + 0.12), (-0.5, tip + 0.1), (-0.3, 0.25 * beat), (-0.18, 0.0)], shade=0)
            paper.blob(darker(c, 0.15), [(0.25, 0.03), (0.2, 0.32 * beat + 0.1), (0.15, tip * 0.9 + 0.1), (0.02, 0.25 * beat), (-0.05, 0.0)], shade=0)


def fish(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A fish that swims in place, its tail beating."""
    c = tinted(look, ("#ef8a3c", "#3f97b0", "#e2b23f", "#c9536b")[seed % 4])
    one_fish(paper, c, phase, 0.0, 0.5, 1.0)


def one_fish(paper: Paper, c: str, phase: float, x: float, y: float, size: float) -> None:
    s = wave(phase, 0, 2)
    with paper.moved(x, y + 0.02 * wave(phase) * size, size=size):
        paper.blob(darker(c, 0.2), [(-0.62, 0.0), (-1.0 + 0.06 * s, 0.36), (-0.98, 0.05 + 0.05 * s), (-1.0 - 0.06 * s, -0.34)], shade=0.1)
        paper.blob(darker(c, 0.15), [(0.25, 0.34), (-0.05, 0.56), (-0.42, 0.42), (-0.3, 0.26)], shade=0)
        paper.blob(c, [(0.78, 0.02), (0.5, 0.28), (0.05, 0.38), (-0.4, 0.22), (-0.74, 0.03 + 0.03 * s), (-0.4, -0.22), (0.05, -0.36), (0.5, -0.24)], shade=0.3)
        for bx in (0.22, -0.15):
            paper.blob(lighter(c, 0.65), [(bx + 0.05, 0.34), (bx + 0.1, 0.0), (bx + 0.03, -0.33), (bx - 0.07, -0.32), (bx - 0.02, 0.0), (bx - 0.07, 0.33)], shade=0)
        paper.blob(darker(c, 0.25), [(0.2, -0.04), (-0.08, -0.05 + 0.05 * s), (-0.14, -0.24), (0.06, -0.2)], shade=0)
        paper.oval("#ffffff", 0.5, 0.08, 0.09, shade=0)
        _eye(paper, 0.52, 0.08, 0.055)


def shoal(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """Many fish, one way."""
    rng = np.random.default_rng([seed, 9])
    c = tinted(look, "#5aa7bd")
    for i in range(13):
        a, r = i * 2.4, 0.42 * math.sqrt((i + 0.5) / 13)
        x, y = 1.7 * r * math.cos(a), 0.5 + r * math.sin(a)
        shadeed = c if i > 5 else darker(c, 0.2)
        one_fish(paper, shadeed, phase + rng.random(), x + 0.02 * wave(phase, rng.random()), y, 0.13 * rng.uniform(0.8, 1.15))


def whale(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A whale under water, its flukes beating slowly."""
    c, s = tinted(look, "#4b6b8f"), wave(phase)
    with paper.moved(0, 0.62 + 0.02 * s):
        with paper.far(0.25):
            paper.limb(c, [(0.55, -0.24), (0.3, -0.5 - 0.08 * s)], (0.2, 0.05))
        paper.blob(c, [(-1.5, 0.14 + 0.2 * s), (-2.0, 0.42 + 0.28 * s), (-1.9, 0.2 + 0.26 * s), (-1.98, 0.0 + 0.26 * s), (-1.4, 0.02 + 0.16 * s)], shade=0.1)
        paper.blob(c, [(1.3, -0.02), (1.16, 0.28), (0.6, 0.42), (-0.2, 0.36), (-0.9, 0.2 + 0.05 * s), (-1.6, 0.12 + 0.2 * s), (-1.58, 0.04 + 0.2 * s), (-0.9, -0.06 + 0.05 * s), (-0.3, -0.32), (0.4, -0.42), (1.0, -0.32)], shade=0.22)
        paper.blob("#dfe7ec", [(1.3, -0.04), (1.0, -0.31), (0.4, -0.41), (-0.3, -0.31), (-0.6, -0.18), (0.2, -0.22), (0.8, -0.12)], shade=0.1)
        for i in range(4):
            paper.line("#9fb1c2", [(1.05 - 0.05 * i, -0.2 - 0.03 * i), (0.5, -0.27 - 0.03 * i), (-0.1 + 0.05 * i, -0.26 - 0.02 * i)], 0.012)
        paper.line(darker(c, 0.4), [(1.29, -0.02), (0.95, -0.06), (0.75, 0.02)], 0.02)
        _eye(paper, 0.72, 0.08, 0.035)
        paper.limb(darker(c, 0.16), [(0.4, -0.22), (0.2, -0.46 + 0.06 * s), (-0.1, -0.58 + 0.1 * s)], (0.2, 0.18, 0.05))


def dolphin(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A dolphin, leaping when it jumps."""
    c, s = tinted(look, "#6b8fae"), wave(phase)
    with paper.moved(0, 0.42 + 0.04 * wave(phase, 0.25), turn=24 * wave(phase, 0.25) if action == "jump" else 5 * s):
        paper.blob(c, [(-0.9, 0.02 + 0.06 * s), (-1.24, 0.22 + 0.1 * s), (-1.16, 0.04 + 0.1 * s), (-1.24, -0.14 + 0.1 * s), (-0.86, -0.04 + 0.06 * s)], shade=0)
        paper.blob(c, [(-0.02, 0.24), (-0.3, 0.52), (-0.4, 0.46), (-0.34, 0.18)], shade=0.1)
        paper.blob(c, [(1.02, -0.02), (0.8, 0.06), (0.64, 0.2), (0.2, 0.29), (-0.4, 0.2), (-1.0, 0.03 + 0.07 * s), (-0.98, -0.03 + 0.07 * s), (-0.4, -0.13), (0.2, -0.22), (0.65, -0.13), (1.0, -0.08)], shade=0.24)
        paper.blob("#e9eff2", [(0.98, -0.07), (0.65, -0.125), (0.2, -0.21), (-0.35, -0.13), (0.1, -0.1), (0.6, -0.04)], shade=0)
        paper.limb(darker(c, 0.15), [(0.3, -0.12), (0.12, -0.36 + 0.04 * s)], (0.16, 0.04))
        _eye(paper, 0.62, 0.06, 0.028)


def turtle(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A sea turtle rowing with its flippers."""
    c, s = tinted(look, "#6f9a5c"), wave(phase)
    with paper.moved(0, 0.35 + 0.02 * s):
        with paper.far():
            paper.limb(c, [(0.4, 0.0), (0.55, 0.3 * s + 0.05), (0.36, 0.55 * s)], (0.2, 0.2, 0.06))
        paper.limb(c, [(-0.6, -0.02), (-0.92, -0.1 - 0.1 * s)], (0.2, 0.1))
        paper.limb(c, [(0.55, 0.02), (0.85, 0.12)], (0.22, 0.2))
        paper.blob(lighter(c, 0.1), [(0.8, 0.26), (1.06, 0.24), (1.16, 0.1), (1.02, 0.0), (0.8, 0.02)], shade=0.2)
        _eye(paper, 1.03, 0.15, 0.034)
        paper.blob("#e6d9ae", [(-0.72, 0.0), (0.7, 0.04), (0.5, -0.12), (-0.4, -0.14)], shade=0)
        paper.blob("#7a5b3c", [(-0.8, 0.0), (-0.5, 0.28), (0.0, 0.42), (0.5, 0.3), (0.74, 0.06), (0.0, -0.04)], shade=0.24)
        for x, r in ((-0.36, 0.13), (0.0, 0.16), (0.36, 0.13)):
            paper.poly("#98744c", [(x - r, 0.14), (x - r * 0.5, 0.28), (x + r * 0.5, 0.28), (x + r, 0.14), (x + r * 0.5, 0.03), (x - r * 0.5, 0.03)], round=0.02)
        paper.limb(lighter(c, 0.05), [(0.42, -0.02), (0.34, -0.3 - 0.16 * s), (0.02, -0.44 - 0.3 * s)], (0.22, 0.22, 0.06))


def butterfly(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A butterfly opening and closing its wings."""
    c = tinted(look, ("#f0913c", "#5f86d8", "#d8628c", "#f0c444")[seed % 4])
    fold = 0.35 + 0.65 * abs(wave(phase, 0, 1))
    with paper.moved(0, 0.5 + 0.05 * wave(phase), turn=24):
        for flip in (-1, 1):
            with paper.moved(flip=flip, size=1):
                f = fold if flip > 0 else fold * 0.9
                paper.blob(c, [(0.02, 0.05), (0.3 * f, 0.5), (0.72 * f, 0.56), (0.76 * f, 0.22), (0.4 * f, 0.0)], shade=0.14)
                paper.blob(darker(c, 0.2), [(0.02, 0.02), (0.42 * f, 0.0), (0.6 * f, -0.24), (0.4 * f, -0.46), (0.14 * f, -0.3)], shade=0.14)
                paper.oval("#fdf3df", 0.56 * f, 0.38, 0.08 * f, 0.08, shade=0)
                paper.oval(lighter(c, 0.5), 0.4 * f, -0.24, 0.07 * f, 0.07, shade=0)
                paper.line(INK, [(0.01, 0.22), (0.1, 0.42), (0.18, 0.5)], 0.014)
        paper.limb("#3b2f38", [(0, 0.24), (0, 0.0), (0, -0.32)], (0.07, 0.09, 0.03))


def jellyfish(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A jellyfish that pulses, with trailing arms."""
    c, s = tinted(look, "#d98bc0"), wave(phase)
    w, top = 0.42 - 0.05 * s, 1.0 + 0.04 * s
    paper.halo(c, 0, 0.75, 0.62, 0.25)
    for i in range(7):
        x = (i - 3) * 0.11
        sway = [0.06 * wave(phase, 0.16 * j + i * 0.11) for j in range(4)]
        paper.line(lighter(c, 0.3), [(x, 0.62), (x + sway[0], 0.42), (x * 0.9 + sway[1], 0.22), (x * 0.8 + sway[2], 0.04 + 0.02 * (i % 3))], 0.028 if i % 2 else 0.04, alpha=0.75)
    paper.blob(c, [(-w, 0.6), (-w * 0.92, 0.8), (0, top), (w * 0.92, 0.8), (w, 0.6), (w * 0.5, 0.64), (0, 0.58), (-w * 0.5, 0.64)], shade=0.0, alpha=0.86)
    paper.blob(lighter(c, 0.5), [(-w * 0.66, 0.72), (-w * 0.5, 0.86), (0, top - 0.06), (0.1, top - 0.1), (-w * 0.3, 0.82)], shade=0, alpha=0.6)
    for i in (-1, 0, 1):
        paper.oval(lighter(c, 0.35), i * 0.17, 0.72, 0.06, 0.045, shade=0, alpha=0.8)


def octopus(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An octopus with rolling arms."""
    c = tinted(look, "#c9584c")
    for i, dim in ((0, 1), (7, 1), (2, 1), (5, 1), (1, 0), (6, 0), (3, 0), (4, 0)):
        x, spread = (i - 3.5) * 0.1, (i - 3.5) * 0.26
        a, b = 0.07 * wave(phase, i * 0.13), 0.1 * wave(phase, 0.2 + i * 0.13)
        with paper.far(0.2 * dim):
            paper.limb(c, [(x, 0.42), (x + spread * 0.5, 0.2 + a * 0.4), (x + spread + a, 0.07 + 0.03 * dim), (x + spread * 1.25 + b, 0.16 + abs(b))], (0.16, 0.13, 0.09, 0.03))
    paper.blob(c, [(-0.3, 0.42), (-0.36, 0.72), (-0.2, 1.0), (0.08, 1.04), (0.34, 0.84), (0.34, 0.55), (0.24, 0.36), (-0.16, 0.34)], shade=0.2)
    for x in (0.02, 0.24):
        paper.oval("#fff6e6", x, 0.52, 0.075, 0.085, shade=0)
        _eye(paper, x + 0.02, 0.52, 0.04)
    for x, y, r in ((-0.15, 0.8, 0.05), (0.0, 0.9, 0.035), (-0.22, 0.62, 0.035)):
        paper.oval(lighter(c, 0.3), x, y, r, shade=0)


def dragon(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A winged dragon, standing or in flight, breathing fire when it fights."""
    c = tinted(look, "#3f8a6b")
    belly, s = "#e8d48f", wave(phase)
    flying = action in ("fly", "run", "float", "jump", "swim")
    beat = (s if flying else 0.55 + 0.08 * s)
    with paper.moved(0, 0.3 + 0.05 * wave(phase, 0.25) if flying else 0.0):
        with paper.far(0.25):
            _dragon_wing(paper, c, (0.05, 0.72), beat * 0.95 + 0.08)
            _dragon_legs(paper, c, 0.1, flying)
        paper.limb(c, [(-0.3, 0.5), (-0.8, 0.36), (-1.2, 0.34 + 0.08 * s), (-1.62, 0.6 + 0.14 * s)], (0.34, 0.2, 0.12, 0.04))
        paper.poly(darker(c, 0.2), [(-1.58, 0.57 + 0.14 * s), (-1.86, 0.66 + 0.16 * s), (-1.68, 0.82 + 0.15 * s)], round=0.02)
        paper.limb(c, [(0.3, 0.62), (0.62, 0.82), (0.68, 1.14 + 0.02 * s), (0.92, 1.3 + 0.03 * s)], (0.36, 0.26, 0.2, 0.18))
        paper.blob(c, [(-0.5, 0.5), (-0.2, 0.76), (0.25, 0.82), (0.52, 0.62), (0.4, 0.38), (0.0, 0.3), (-0.35, 0.34)], shade=0.26)
        paper.blob(belly, [(0.5, 0.66), (0.42, 0.4), (0.02, 0.31), (-0.28, 0.35), (0.1, 0.44)], shade=0.1)
        for i in range(6):
            x, y = -0.36 + i * 0.14, 0.68 + 0.09 * math.sin(i * 0.62)
            paper.poly(darker(c, 0.28), [(x - 0.06, y), (x - 0.03, y + 0.12), (x + 0.06, y)], round=0.01)
        with paper.moved(0.92, 1.3 + 0.03 * s, turn=-6 + 4 * s, size=0.19):
            dragon_head(paper, c, action in ("fight", "sing", "burn"), phase)
        _dragon_legs(paper, c, 0.0, flying)
        _dragon_wing(paper, lighter(c, 0.06), (-0.02, 0.7), beat)


def _dragon_legs(paper: Paper, c: str, dx: float, flying: bool) -> None:
    for x, y in ((-0.26, 0.44), (0.26, 0.46)):
        if flying:
            paper.limb(c, [(x + dx, y), (x + dx - 0.08, y - 0.24), (x + dx - 0.3, y - 0.32)], (0.24, 0.13, 0.08))
        else:
            paper.limb(c, [(x + dx, y), (x + dx + 0.06, 0.22), (x + dx - 0.02, 0.05)], (0.26, 0.15, 0.11))
            paper.blob(c, [(x + dx - 0.1, 0.1), (x + dx + 0.05, 0.1), (x + dx + 0.18, 0.0), (x + dx - 0.1, 0.0)], shade=0)


def _dragon_wing(paper: Paper, c: str, root: tuple[float, float], beat: float) -> None:
    x, y = root
    up = 0.95 * beat
    tip = (x - 0.5, y + up * 1.15 + 0.1)
    paper.blob(darker("#d9824a", 0.05), [(x + 0.12, y), (x - 0.02, y + up * 0.7 + 0.1), tip, (x - 0.72, y + up * 0.55), (x - 0.98, y + up * 0.7), (x - 0.86, y + up * 0.22), (x - 0.95, y + up * 0.2), (x - 0.55, y - 0.02)], shade=0.14)
    for end in (tip, (x - 0.98, y + up * 0.7), (x - 0.95, y + up * 0.2)):
        paper.limb(c, [(x, y + up * 0.6 + 0.08), end], (0.06, 0.02), shade=0)
    paper.limb(c, [(x + 0.06, y), (x, y + up * 0.62 + 0.08)], (0.12, 0.07))


def dragon_head(paper: Paper, c: str, fire: bool, phase: float) -> None:
    """The head from the side, in skull radii."""
    if fire:
        s = wave(phase, 0, 3)
        paper.halo("#ff9a3c", 3.6, -0.5, 2.6, 0.5)
        paper.blob("#f2742e", [(1.9, -0.1), (3.2, 0.5 + 0.2 * s), (4.6, 0.2), (5.6 + 0.4 * s, -0.5), (4.4, -1.1), (3.0, -1.0 + 0.2 * s), (1.9, -0.5)], shade=0, lit=True)
        paper.blob("#ffd769", [(1.9, -0.15), (3.0, 0.1), (4.2 + 0.3 * s, -0.4), (3.0, -0.7), (1.9, -0.45)], shade=0, lit=True)
    for dx in (0.25, 0.0):
        paper.limb("#efe3c4", [(dx - 0.4, 0.7), (dx - 1.0, 1.3), (dx - 1.3, 2.1)], (0.36, 0.28, 0.06))
    low = -0.4 if fire else 0.0
    paper.blob(darker(c, 0.12), [(0.0, -0.3), (1.2, -0.5 + low * 0.5), (1.85, -0.6 + low), (1.6, -0.85 + low), (0.4, -0.85)], shade=0)
    paper.blob(c, [(-0.9, 0.3), (-0.2, 1.0), (0.6, 0.75), (1.3, 0.35), (1.9, 0.4), (2.05, 0.0), (1.8, -0.4), (0.8, -0.5), (-0.1, -0.8), (-0.8, -0.5)], shade=0.22)
    paper.oval(INK, 1.8, 0.2, 0.09, 0.07, shade=0)
    paper.oval("#ffe27a", 0.45, 0.35, 0.24, 0.2, shade=0)
    paper.oval(INK, 0.5, 0.35, 0.07, 0.18, shade=0)


def robot(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A friendly round robot with a walk of its own."""
    c = tinted(look, "#dfe4ea")
    s = wave(phase)
    step = s if action in ("walk", "run", "dance", "kick", "climb") else 0.0
    arms = {"wave": (150 + 20 * wave(phase, 0, 2), 12), "dance": (90 + 50 * s, -90 + 50 * s), "hold": (85, 80), "talk": (40 + 20 * s, 15)}
    near, far = arms.get(action, (8 - 26 * step, 8 + 26 * step))
    joint, accent = "#6b7688", "#ef8a4a"
    drop = -0.16 if action in ("sit", "kneel", "sleep") else 0.0
    with paper.far():
        _robot_leg(paper, c, 0.09, step)
        _robot_arm(paper, c, (0.15, 0.6 + drop), far)
    _robot_leg(paper, c, -0.06, -step)
    with paper.moved(0, drop + 0.012 * abs(step) + 0.004 * s):
        paper.box(joint, -0.05, 0.64, 0.05, 0.72, round=0.01)
        paper.blob(c, [(-0.19, 0.62), (0.0, 0.67), (0.19, 0.62), (0.2, 0.42), (0.12, 0.28), (-0.12, 0.28), (-0.2, 0.42)], shade=0.24)
        paper.oval(joint, 0.05, 0.5, 0.062, shade=0)
        paper.oval(accent, 0.05, 0.5, 0.04 + 0.004 * s, shade=0, lit=True)
        with paper.moved(0, 0.7, turn=-4 * s):
            robot_head(paper, c, phase)
    _robot_arm(paper, c, (-0.15, 0.6 + drop), near)


def robot_head(paper: Paper, c: str, phase: float) -> None:
    """The head with its screen, base at (0, 0), about 0.34 high."""
    paper.line("#6b7688", [(-0.02, 0.24), (-0.03, 0.34)], 0.014)
    paper.oval("#ef8a4a", -0.03, 0.35, 0.024, lit=True)
    paper.poly(c, [(-0.2, 0.02), (0.2, 0.02), (0.2, 0.25), (-0.2, 0.25)], shade=0.18, round=0.09)
    paper.poly("#22304a", [(-0.11, 0.06), (0.185, 0.06), (0.185, 0.21), (-0.11, 0.21)], round=0.05)
    blink = 0.25 if 0.46 < phase < 0.52 else 1.0
    for x in (-0.02, 0.11):
        paper.oval("#7fe6f2", x, 0.145, 0.026, 0.034 * blink, shade=0, lit=True)
    paper.oval(darker(c, 0.15), -0.2, 0.135, 0.025, 0.045, shade=0)


def _robot_leg(paper: Paper, c: str, x: float, step: float) -> None:
    foot = (x + 0.11 * step, 0.04 + 0.03 * max(0.0, step))
    paper.limb("#6b7688", [(x, 0.3), ((x + foot[0]) / 2 + 0.02, 0.17), foot], (0.07, 0.06, 0.06))
    paper.poly(c, [(foot[0] - 0.07, foot[1] - 0.04), (foot[0] + 0.13, foot[1] - 0.04), (foot[0] + 0.09, foot[1] + 0.05), (foot[0] - 0.06, foot[1] + 0.05)], shade=0.2, round=0.03)


def _robot_arm(paper: Paper, c: str, at: tuple[float, float], angle: float) -> None:
    with paper.moved(*at, turn=angle):
        paper.limb("#6b7688", [(0, 0), (0, -0.2)], (0.06, 0.05))
        paper.limb(c, [(0, -0.16), (0.02, -0.29)], (0.085, 0.1))
        for dx in (-0.02, 0.05):
            paper.limb("#6b7688", [(dx, -0.32), (dx, -0.37)], (0.03, 0.025), shade=0)
        paper.oval("#ef8a4a", 0, 0, 0.055)
