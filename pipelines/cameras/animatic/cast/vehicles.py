# ruff: noqa: E501  a drawing's rows of points read best on one line
"""What people travel in, on the ground, on water, in the air and beyond; wheels turn, sails breathe, engines burn.

Units differ (the catalogue measures them); the front is toward +x; y = 0 is the ground, or the waterline.
"""

from __future__ import annotations

import math

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.creatures import tinted
from pipelines.cameras.animatic.cast.poses import wave

GLASS, TYRE, IRON, LAMP = "#a9cfe0", "#2a2a33", "#5c6474", "#ffe2a0"
REDS = ("#d8503f", "#3f7fa8", "#e5a93c", "#4f8f6d", "#ece7dc")


def _moving(action: str) -> bool:
    return action in ("drive", "ride", "run", "walk", "sail", "fly", "swim", "float")


def wheel(paper: Paper, x: float, r: float, phase: float, spokes: int = 0, y: float | None = None) -> None:
    """A wheel standing on the ground, turned by the phase."""
    y = r if y is None else y
    paper.oval(TYRE, x, y, r, shade=0)
    if spokes:
        return
    paper.oval("#c5ccd6", x, y, r * 0.58, shade=0.2)
    for i in range(5):
        a = 2 * math.pi * (i / 5 - phase / 5 * 2)
        paper.oval("#5c6474", x + 0.34 * r * math.cos(a), y + 0.34 * r * math.sin(a), r * 0.11, shade=0)


def car(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A small friendly car."""
    c = tinted(look, REDS[seed % 5])
    turn = phase if _moving(action) else 0.0
    with paper.moved(0, 0.012 * wave(phase, 0, 2) if _moving(action) else 0.0):
        paper.blob(darker(c, 0.06), [(-0.92, 0.72), (-0.72, 1.12), (-0.4, 1.32), (0.2, 1.32), (0.52, 1.1), (0.78, 0.76)], shade=0.1)
        paper.poly(GLASS, [(-0.74, 0.78), (-0.58, 1.08), (-0.36, 1.22), (-0.08, 1.22), (-0.08, 0.78)], round=0.06)
        paper.poly(GLASS, [(0.0, 0.78), (0.0, 1.22), (0.18, 1.22), (0.42, 1.06), (0.62, 0.78)], round=0.06)
        for x in (-0.3, 0.36):
            paper.poly("#e8f4f8", [(x - 0.1, 0.8), (x + 0.06, 1.16), (x + 0.14, 1.16), (x - 0.02, 0.8)], alpha=0.5)
        paper.blob(c, [(-1.4, 0.36), (-1.42, 0.68), (-1.1, 0.82), (-0.2, 0.84), (0.7, 0.8), (1.25, 0.68), (1.42, 0.5), (1.38, 0.3), (0, 0.24)], shade=0.24)
        paper.line(darker(c, 0.3), [(-0.04, 0.8), (-0.04, 0.34)], 0.016)
        paper.box(darker(c, 0.35), -0.24, 0.64, -0.12, 0.67, round=0.015)
        paper.oval(LAMP, 1.3, 0.58, 0.07, 0.09, lit=True)
        paper.oval("#e2553f", -1.37, 0.6, 0.05, 0.09, lit=True)
        paper.limb(darker(c, 0.55), [(-1.36, 0.3), (1.36, 0.28)], (0.1, 0.1), shade=0)
    for x in (-0.84, 0.84):
        paper.oval(darker(c, 0.6), x, 0.3, 0.34, shade=0)
        wheel(paper, x, 0.27, turn)


def bus(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A city bus with faces at the windows."""
    c = tinted(look, ("#d8503f", "#e0a13c", "#3f86a0")[seed % 3])
    turn = phase if _moving(action) else 0.0
    with paper.moved(0, 0.012 * wave(phase, 0, 2) if _moving(action) else 0.0):
        paper.box(c, -1.9, 0.3, 1.9, 1.9, round=0.2, shade=0.16)
        paper.box(lighter(c, 0.6), -1.9, 0.78, 1.9, 0.88)
        for i in range(5):
            x = -1.7 + i * 0.62
            paper.box(GLASS, x, 1.02, x + 0.52, 1.6, round=0.07)
            if (i + seed) % 2:
                paper.oval("#6a5566", x + 0.26, 1.2, 0.1, 0.12, shade=0)
                paper.blob("#6a5566", [(x + 0.1, 1.02), (x + 0.14, 1.12), (x + 0.38, 1.12), (x + 0.42, 1.02)], shade=0)
            paper.poly("#e8f4f8", [(x + 0.06, 1.04), (x + 0.26, 1.58), (x + 0.36, 1.58), (x + 0.16, 1.04)], alpha=0.35)
        paper.box(darker(c, 0.4), 1.4, 0.36, 1.76, 1.62, round=0.05)
        paper.box(GLASS, 1.45, 0.9, 1.71, 1.56, round=0.05)
        paper.oval(LAMP, 1.84, 0.52, 0.06, 0.1, lit=True)
        paper.box("#2e3344", -1.9, 0.28, 1.9, 0.38, round=0.05)
    for x in (-1.15, 1.05):
        paper.oval("#3a3040", x, 0.34, 0.38, shade=0)
        wheel(paper, x, 0.3, turn)


def truck(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A lorry with a box body."""
    c = tinted(look, ("#3f7fa8", "#d8503f", "#5a8f5f")[seed % 3])
    turn = phase if _moving(action) else 0.0
    with paper.moved(0, 0.012 * wave(phase, 0, 2) if _moving(action) else 0.0):
        paper.box("#394050", -1.75, 0.34, 1.5, 0.5, round=0.04)
        paper.box("#ece6d8", -1.8, 0.5, 0.62, 1.95, round=0.06, shade=0.14)
        paper.box(c, -1.8, 0.95, 0.62, 1.12)
        paper.blob(c, [(0.72, 0.42), (0.72, 1.5), (0.9, 1.6), (1.28, 1.55), (1.5, 1.05), (1.66, 0.95), (1.7, 0.5), (1.6, 0.38)], shade=0.2)
        paper.poly(GLASS, [(0.94, 1.02), (0.94, 1.44), (1.22, 1.44), (1.42, 1.02)], round=0.06)
        paper.oval(LAMP, 1.64, 0.6, 0.05, 0.09, lit=True)
    for x in (-1.25, -0.62, 1.15):
        wheel(paper, x, 0.3, turn)


def bicycle(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A bicycle; its wheels turn when it is ridden."""
    c, turn = tinted(look, ("#d8503f", "#2f8f8c", "#e0a13c")[seed % 3]), phase if _moving(action) else 0.1
    for x in (-0.56, 0.56):
        for i in range(6):
            a = math.pi * (i / 6 - turn / 6 * 2)
            paper.line("#b8bfca", [(x + 0.34 * math.cos(a), 0.38 + 0.34 * math.sin(a)), (x - 0.34 * math.cos(a), 0.38 - 0.34 * math.sin(a))], 0.008)
        paper.hoop(TYRE, x, 0.38, 0.36, 0.36, 0.045)
    for start, end in (((-0.56, 0.38), (-0.2, 0.86)), ((-0.56, 0.38), (-0.06, 0.38)), ((-0.06, 0.38), (-0.22, 0.9)), ((-0.2, 0.82), (0.4, 0.86)), ((-0.06, 0.38), (0.42, 0.8)), ((0.56, 0.38), (0.38, 1.0))):
        paper.line(c, [start, end], 0.045)
    paper.line(IRON, [(0.38, 1.0), (0.5, 1.06), (0.42, 1.12)], 0.035)
    paper.limb("#4a3328", [(-0.36, 0.94), (-0.1, 0.93)], (0.09, 0.04), shade=0)
    paper.oval(IRON, -0.06, 0.38, 0.075, shade=0)
    a = -2 * math.pi * turn
    for f in (1, -1):
        px, py = -0.06 + f * 0.16 * math.cos(a), 0.38 + f * 0.16 * math.sin(a)
        paper.line(IRON, [(-0.06, 0.38), (px, py)], 0.022)
        paper.line(TYRE, [(px - 0.05, py), (px + 0.05, py)], 0.03)


def _afloat(paper: Paper, phase: float, tilt: float = 2.0):
    return paper.moved(0, 0.015 * wave(phase, 0.2), turn=tilt * wave(phase))


def _foam(paper: Paper, left: float, right: float, phase: float) -> None:
    s = 0.02 * wave(phase)
    paper.blob("#f4f8fa", [(left - 0.06 + s, 0.0), (left + 0.1, 0.035), ((left + right) / 2, 0.018), (right - 0.06, 0.045), (right + 0.1 - s, 0.0), ((left + right) / 2, -0.03)], shade=0, alpha=0.6)


def boat(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A wooden rowing boat, somebody in it when it is rowed or fished from."""
    c = tinted(look, ("#a5633a", "#3f7f8c", "#c9523f")[seed % 3])
    with _afloat(paper, phase, 3):
        paper.blob(darker(c, 0.45), [(-0.92, 0.34), (0.0, 0.26), (1.0, 0.42), (0.9, 0.28), (0, 0.18), (-0.8, 0.22)], shade=0)
        paper.line("#d8b98a", [(-0.5, 0.36), (0.1, 0.3), (0.72, -0.02)], 0.028)
        paper.blob(c, [(-0.98, 0.36), (-0.6, 0.28), (0.0, 0.23), (0.6, 0.3), (1.1, 0.46), (0.9, 0.1), (0.6, -0.1), (-0.6, -0.1), (-0.86, 0.08)], shade=0.24)
        paper.line(lighter(c, 0.4), [(-0.96, 0.35), (0.0, 0.235), (1.07, 0.45)], 0.035)
        paper.line(darker(c, 0.25), [(-0.88, 0.16), (0.0, 0.09), (0.92, 0.18)], 0.012)
    _foam(paper, -0.8, 0.82, phase)


def sailboat(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A sailing boat whose sails breathe."""
    c = tinted(look, ("#c9523f", "#2f5f8c", "#e9e3d4")[seed % 3])
    s = 0.04 * wave(phase)
    with _afloat(paper, phase, 3):
        paper.line("#6d4a32", [(0.02, 0.2), (0.02, 2.1)], 0.04)
        paper.blob("#f7f1e3", [(0.08, 0.42), (0.08, 1.2), (0.07, 1.98), (0.5 + s, 1.3), (0.86 + s, 0.5), (0.45, 0.4)], shade=0.2)
        paper.blob("#efe2c6", [(-0.04, 0.4), (-0.02, 1.2), (-0.01, 2.05), (-0.5 + s, 1.15), (-0.92 + s, 0.42), (-0.4, 0.36)], shade=0.2)
        paper.poly(c, [(-0.02, 2.05), (-0.02, 2.22), (-0.3 - s, 2.16 + s)])
        paper.blob(c, [(-0.95, 0.3), (0.0, 0.23), (0.7, 0.27), (1.14, 0.36), (0.9, 0.05), (0.6, -0.12), (-0.7, -0.12), (-0.86, 0.08)], shade=0.22)
        paper.line("#f2ead8", [(-0.9, 0.27), (0.0, 0.2), (1.06, 0.33)], 0.04)
    _foam(paper, -0.8, 0.86, phase)


def ship(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A steamer with lit portholes and smoke."""
    c = tinted(look, "#2f3f5f")
    with _afloat(paper, phase, 1.0):
        for i in range(4):
            t = (phase + i / 4) % 1
            paper.oval("#d5d8de", -0.12 - 0.75 * t, 1.62 + 0.4 * t, 0.08 + 0.13 * t, shade=0.1, alpha=0.75 * (1 - t))
        for x in (-0.1, 0.42):
            paper.poly("#d8503f", [(x - 0.13, 0.9), (x - 0.16, 1.55), (x + 0.08, 1.55), (x + 0.13, 0.9)], shade=0.25)
            paper.poly("#2b2f3c", [(x - 0.165, 1.42), (x - 0.165, 1.57), (x + 0.085, 1.57), (x + 0.09, 1.42)])
        paper.box("#f2ede0", -0.85, 0.5, 0.95, 0.8, round=0.04, shade=0.2)
        paper.box("#f8f4ea", -0.5, 0.78, 0.8, 1.04, round=0.04, shade=0.2)
        for i in range(8):
            paper.box(LAMP, -0.74 + i * 0.21, 0.6, -0.63 + i * 0.21, 0.7, round=0.02, lit=True)
        paper.blob(c, [(-1.5, 0.56), (-1.2, 0.5), (0.0, 0.48), (1.2, 0.52), (1.78, 0.66), (1.5, 0.2), (1.34, -0.12), (-1.2, -0.12), (-1.42, 0.2)], shade=0.2)
        paper.blob("#b8433c", [(-1.38, 0.08), (1.42, 0.08), (1.34, -0.14), (-1.2, -0.14)], shade=0)
        for i in range(9):
            paper.oval(LAMP, -1.1 + i * 0.27, 0.32, 0.035, lit=True)
        paper.line(IRON, [(1.2, 0.5), (1.2, 1.1)], 0.02)
    _foam(paper, -1.3, 1.4, phase)


def train(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A steam engine with a carriage."""
    c = tinted(look, ("#b23f3a", "#2f6b5c", "#34507f")[seed % 3])
    turn = phase if _moving(action) else 0.0
    for i in range(5):
        t = (phase + i / 5) % 1
        paper.oval("#e6e3de", 1.52 - 1.7 * t, 1.75 + 0.5 * t ** 0.7, 0.12 + 0.2 * t, shade=0.12, alpha=0.85 * (1 - t))
    paper.box(darker(c, 0.1), -2.6, 0.32, -0.45, 1.46, round=0.1, shade=0.14)
    paper.box("#e9dfc8", -2.6, 0.78, -0.45, 0.84)
    paper.blob("#3a3440", [(-2.7, 1.42), (-2.4, 1.54), (-0.65, 1.54), (-0.35, 1.42)], shade=0)
    for i in range(4):
        paper.box(LAMP, -2.42 + i * 0.5, 0.94, -2.1 + i * 0.5, 1.3, round=0.05, lit=True)
    paper.box("#2b2b36", -0.5, 0.3, -0.2, 0.4)
    paper.box(c, -0.3, 0.34, 0.42, 1.5, round=0.05, shade=0.2)
    paper.blob("#3a3440", [(-0.4, 1.48), (0.0, 1.6), (0.52, 1.48)], shade=0)
    paper.box(GLASS, -0.12, 1.0, 0.26, 1.34, round=0.05)
    paper.box("#3c4252", 0.36, 0.5, 1.72, 1.14, round=0.28, shade=0.26)
    for x in (0.7, 1.1, 1.5):
        paper.box("#d9a441", x - 0.02, 0.52, x + 0.02, 1.13)
    paper.poly("#2d303c", [(1.4, 1.1), (1.36, 1.6), (1.3, 1.7), (1.72, 1.7), (1.66, 1.6), (1.62, 1.1)], shade=0.3)
    paper.blob("#d9a441", [(0.82, 1.1), (0.84, 1.28), (0.96, 1.34), (1.08, 1.28), (1.1, 1.1)], shade=0.2)
    paper.oval(LAMP, 1.74, 0.98, 0.08, 0.1, lit=True)
    paper.poly(c, [(1.5, 0.42), (1.76, 0.42), (2.0, 0.08), (1.5, 0.08)], shade=0.2)
    paper.box("#2d303c", -0.3, 0.32, 1.7, 0.46)
    for x, r in ((-2.2, 0.2), (-1.75, 0.2), (-1.25, 0.2), (-0.82, 0.2), (0.1, 0.3), (0.72, 0.3), (1.28, 0.2)):
        wheel(paper, x, r, turn)
    a = -2 * math.pi * turn
    rod = [(x + 0.16 * math.cos(a), 0.3 + 0.16 * math.sin(a)) for x in (0.1, 0.72)]
    paper.line("#c5ccd6", rod, 0.05)


def plane(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An airliner in the air."""
    c = tinted(look, ("#d8503f", "#3f7fa8", "#e0a13c")[seed % 3])
    with paper.moved(0, 0.45 + 0.02 * wave(phase), turn=3):
        with paper.far(0.2):
            paper.poly("#dfe4ea", [(0.1, 0.1), (-0.3, 0.55), (-0.46, 0.55), (-0.3, 0.1)], round=0.04)
        paper.poly(c, [(-1.3, 0.1), (-1.62, 0.68), (-1.36, 0.68), (-0.85, 0.15)], round=0.05, shade=0.2)
        paper.blob("#f1f2f0", [(1.56, -0.02), (1.3, 0.17), (0.8, 0.24), (-0.8, 0.22), (-1.56, 0.14), (-1.5, 0.06), (-0.9, -0.16), (0.8, -0.2), (1.3, -0.16)], shade=0.26)
        paper.blob(c, [(-1.54, 0.12), (-0.8, 0.02), (0.8, -0.04), (1.5, -0.08), (1.2, -0.14), (0.6, -0.1), (-0.8, -0.06)], shade=0)
        for i in range(11):
            paper.oval("#45597a", -0.8 + i * 0.17, 0.1, 0.03, 0.04, shade=0)
        paper.poly("#45597a", [(1.22, 0.08), (1.2, 0.16), (1.34, 0.13), (1.42, 0.08)], round=0.02)
        paper.poly(lighter(c, 0.1), [(-1.3, 0.1), (-1.62, 0.24), (-1.5, 0.26), (-1.0, 0.12)], round=0.03)
        paper.limb("#c3cad3", [(-0.1, -0.3), (0.26, -0.28)], (0.14, 0.17))
        paper.poly("#dfe4ea", [(0.34, -0.06), (-0.5, -0.52), (-0.7, -0.5), (-0.34, -0.06)], round=0.05, shade=0.2)


def rocket(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A rocket, burning when it flies."""
    c = tinted(look, "#d8503f")
    fly = _moving(action) or action in ("burn", "jump")
    with paper.moved(0, 0.55 + 0.015 * wave(phase, 0, 3) if fly else 0.0):
        if fly:
            s, q = wave(phase, 0, 4), wave(phase, 0.3, 3)
            paper.halo("#ff9a3c", 0, 0.0, 0.75, 0.6)
            paper.blob("#f2742e", [(-0.17, 0.16), (-0.2, -0.1), (-0.04, -0.6 - 0.08 * s), (0.06, -0.5 + 0.05 * q), (0.2, -0.1), (0.17, 0.16)], shade=0, lit=True)
            paper.blob("#ffe08a", [(-0.09, 0.16), (-0.1, -0.05), (0.0, -0.36 - 0.06 * q), (0.1, -0.05), (0.09, 0.16)], shade=0, lit=True)
        with paper.far(0.15):
            paper.blob(c, [(0.2, 0.5), (0.46, 0.26), (0.5, 0.0), (0.3, 0.12), (0.18, 0.2)], shade=0)
        paper.blob(c, [(-0.2, 0.5), (-0.46, 0.26), (-0.5, 0.0), (-0.3, 0.12), (-0.18, 0.2)], shade=0.1)
        paper.poly("#4a5162", [(-0.16, 0.18), (-0.2, 0.06), (0.2, 0.06), (0.16, 0.18)])
        paper.blob("#f2efe6", [(0, 1.72), (0.22, 1.35), (0.3, 0.9), (0.26, 0.4), (0.17, 0.17), (-0.17, 0.17), (-0.26, 0.4), (-0.3, 0.9), (-0.22, 1.35)], shade=0.3)
        paper.blob(c, [(0, 1.74), (0.12, 1.58), (0.225, 1.34), (0, 1.28), (-0.225, 1.34), (-0.12, 1.58)], shade=0.22)
        paper.oval("#c9ced8", 0, 1.0, 0.15, shade=0)
        paper.oval("#3f7fa8", 0, 1.0, 0.11, shade=0.3)
        paper.limb(c, [(0, 0.5), (0, 0.06)], (0.06, 0.09), shade=0.3)


def balloon(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A hot-air balloon with striped gores and a basket."""
    c = tinted(look, ("#d8503f", "#3f86a0", "#e0933c")[seed % 3])
    pale = "#f6ead0"
    with paper.moved(0, 0.03 + 0.03 * (1 + wave(phase)), turn=1.5 * wave(phase, 0.2)):
        for x0, x1 in ((-0.22, -0.09), (0.22, 0.09), (-0.1, -0.05), (0.1, 0.05)):
            paper.line("#6d4a32", [(x0, 0.56), (x1, 0.2)], 0.008)

        def gore(a: float, b: float) -> list[tuple[float, float]]:
            ys = ((0.0, 1.72), (0.62, 1.6), (0.96, 1.32), (1.0, 1.05), (0.72, 0.74), (0.26, 0.52))
            left, right = [(0.56 * w * a, y) for w, y in ys], [(0.56 * w * b, y) for w, y in ys]
            return [*left, *right[::-1][:-1]]

        paper.blob(c, gore(-1, 1), shade=0.26)
        for a, b in ((-0.72, -0.4), (-0.1, 0.22), (0.52, 0.78)):
            paper.blob(pale, gore(a, b), shade=0)
        paper.halo("#ffb54a", 0, 0.5, 0.16 + 0.02 * wave(phase, 0, 3), 0.5)
        paper.poly("#9a6a3f", [(-0.1, 0.2), (0.1, 0.2), (0.085, 0.02), (-0.085, 0.02)], round=0.02, shade=0.25)
        paper.line("#6d4a32", [(-0.11, 0.2), (0.11, 0.2)], 0.03)


def drone(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A small four-rotor drone."""
    c = tinted(look, "#e6e8ec")
    with paper.moved(0, 0.35 + 0.03 * wave(phase), turn=4 * wave(phase, 0.3)):
        for x, dim in ((-0.5, 0.25), (0.42, 0.25), (-0.72, 0.0), (0.66, 0.0)):
            with paper.far(dim):
                paper.line("#4a5162", [(0, 0.05), (x, 0.16)], 0.06)
                paper.box("#4a5162", x - 0.05, 0.12, x + 0.05, 0.26, round=0.02)
                paper.oval("#8b95a5", x, 0.27, 0.34 * (0.75 + 0.25 * abs(wave(phase, x, 4))), 0.022, shade=0, alpha=0.6)
        paper.blob(c, [(-0.3, 0.06), (-0.2, 0.18), (0.2, 0.18), (0.34, 0.06), (0.2, -0.06), (-0.22, -0.06)], shade=0.3)
        paper.oval("#2b2f3c", 0.2, -0.08, 0.08)
        paper.oval("#68c8e8", 0.23, -0.08, 0.035, lit=True)
        paper.oval("#e2553f", -0.24, 0.06, 0.025, lit=True)
        for x in (-0.22, 0.18):
            paper.line("#4a5162", [(x, -0.04), (x - 0.05, -0.2), (x + 0.12, -0.22)], 0.025)


def satellite(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A satellite with two solar wings."""
    with paper.moved(0, 0.5 + 0.02 * wave(phase), turn=-18 + 3 * wave(phase)):
        for side in (-1, 1):
            paper.line("#9aa3b2", [(0, 0), (side * 0.42, 0)], 0.03)
            paper.box("#33508f", side * 0.4, -0.2, side * 1.1, 0.2, round=0.01, shade=0.12)
            for i in range(1, 4):
                paper.line("#86a5d8", [(side * (0.4 + i * 0.175), -0.2), (side * (0.4 + i * 0.175), 0.2)], 0.012)
            paper.line("#86a5d8", [(side * 0.4, 0), (side * 1.1, 0)], 0.012)
        paper.box("#d9b25a", -0.2, -0.24, 0.2, 0.24, round=0.03, shade=0.3)
        paper.box("#e8e9ec", -0.2, -0.02, 0.2, 0.07)
        paper.line("#9aa3b2", [(0, 0.2), (0, 0.4)], 0.03)
        paper.blob("#eef0f3", [(-0.24, 0.52), (0.24, 0.52), (0.12, 0.37), (-0.12, 0.37)], shade=0.2)
        paper.oval("#e2553f", 0.12, -0.14, 0.03, lit=True)


def ufo(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A flying saucer with a ring of lights."""
    c = tinted(look, "#9aa5b8")
    with paper.moved(0, 0.3 + 0.05 * wave(phase), turn=3 * wave(phase, 0.3)):
        paper.halo("#9ff0d8", 0, -0.15, 0.55, 0.5)
        paper.blob("#a8e4e0", [(-0.36, 0.12), (-0.3, 0.36), (0.0, 0.5), (0.3, 0.36), (0.36, 0.12)], shade=0.2)
        paper.blob("#5f8f6a", [(-0.1, 0.14), (-0.12, 0.28), (0.0, 0.36), (0.12, 0.28), (0.1, 0.14)], shade=0)
        paper.blob(c, [(-0.95, 0.02), (-0.4, 0.18), (0.0, 0.2), (0.4, 0.18), (0.95, 0.02), (0.4, -0.12), (0, -0.15), (-0.4, -0.12)], shade=0.3)
        paper.blob(darker(c, 0.3), [(-0.45, -0.1), (0.45, -0.1), (0.2, -0.22), (-0.2, -0.22)], shade=0)
        for i in range(7):
            x = (i - 3) * 0.25
            on = 0.5 + 0.5 * wave(phase, i / 7, 2)
            paper.oval("#ffe27a" if on > 0.5 else "#f08a5a", x, 0.02 - 0.03 * (1 - (x / 0.9) ** 2), 0.05, lit=True)
