# ruff: noqa: E501  a drawing's rows of points read best on one line
"""What people hold and use: lamps, letters, instruments, cups, keys; small enough for an insert shot.

Units differ (the catalogue measures them); y = 0 is the table or the floor. The drawings are detailed enough to fill a frame.
"""

from __future__ import annotations

import math

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.creatures import tinted
from pipelines.cameras.animatic.cast.poses import wave

WOOD, BRASS, IRON, PALE, INK = "#8a5a3b", "#dcae4e", "#59606f", "#f5ecd9", "#2b2733"


def lamp(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A standing lamp under a cloth shade."""
    c = tinted(look, ("#e8a24a", "#c9584c", "#5f9a94")[seed % 3])
    paper.halo("#ffd489", 0, 1.3, 0.75 + 0.02 * wave(phase), 0.45)
    paper.blob(IRON, [(-0.22, 0.0), (-0.18, 0.06), (0, 0.09), (0.18, 0.06), (0.22, 0.0)], shade=0.2)
    paper.limb(IRON, [(0, 0.05), (0, 1.2)], (0.04, 0.035))
    paper.poly("#fff0c0", [(-0.27, 1.06), (0.27, 1.06), (0.2, 1.02), (-0.2, 1.02)], lit=True)
    paper.poly(c, [(-0.3, 1.06), (-0.17, 1.5), (0.17, 1.5), (0.3, 1.06)], round=0.02, shade=0.2)
    paper.poly(lighter(c, 0.5), [(-0.2, 1.06), (-0.11, 1.48), (0.11, 1.48), (0.2, 1.06)], lit=True, alpha=0.5)


def lantern(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A storm lantern, or a red paper lantern when the look says red or 灯笼."""
    c, s = tinted(look, IRON), wave(phase, 0, 3)
    if any(w in look for w in ("paper", "灯笼", "红", "red")):
        _paper_lantern(paper, phase)
        return
    paper.halo("#ffc86a", 0, 0.42, 0.72 + 0.03 * s, 0.55)
    handle = [(0.3 * math.cos(a), 0.82 + 0.3 * math.sin(a)) for a in [math.pi * i / 10 for i in range(11)]]
    paper.line(c, handle, 0.028)
    paper.box(c, -0.3, 0.0, 0.3, 0.12, round=0.03, shade=0.3)
    paper.blob("#ffe3a3", [(-0.2, 0.12), (-0.25, 0.4), (-0.17, 0.68), (0.17, 0.68), (0.25, 0.4), (0.2, 0.12)], shade=0, lit=True)
    paper.blob("#f58b32", [(-0.08, 0.14), (-0.1, 0.28), (0.01, 0.5 + 0.03 * s), (0.1, 0.28), (0.08, 0.14)], shade=0, lit=True)
    paper.blob("#fff4cf", [(-0.04, 0.15), (-0.05, 0.24), (0.0, 0.36 + 0.02 * s), (0.05, 0.24), (0.04, 0.15)], shade=0, lit=True)
    for x in (-0.27, 0.27):
        paper.line(c, [(x * 0.9, 0.1), (x, 0.4), (x * 0.75, 0.7)], 0.03)
    paper.poly(c, [(-0.24, 0.68), (-0.12, 0.86), (0.12, 0.86), (0.24, 0.68)], round=0.02, shade=0.3)


def _paper_lantern(paper: Paper, phase: float) -> None:
    red = "#d63a32"
    with paper.moved(0, 1.1, turn=2 * wave(phase)), paper.moved(0, -1.1):
        paper.halo("#ff9a5a", 0, 0.62, 0.7, 0.5)
        paper.line("#5a3a2a", [(0, 1.0), (0, 1.12)], 0.016)
        paper.line(BRASS, [(0, 0.26), (0.01, 0.12), (0, 0.0)], 0.03)
        paper.blob(red, [(-0.14, 0.3), (-0.42, 0.44), (-0.48, 0.62), (-0.4, 0.82), (-0.14, 0.94), (0.14, 0.94), (0.4, 0.82), (0.48, 0.62), (0.42, 0.44), (0.14, 0.3)], shade=0, lit=True)
        for w in (0.3, 0.12):
            paper.line(darker(red, 0.25), [(-w * 0.5, 0.93), (-w, 0.62), (-w * 0.5, 0.31)], 0.014)
            paper.line(darker(red, 0.25), [(w * 0.5, 0.93), (w, 0.62), (w * 0.5, 0.31)], 0.014)
        for y in (0.92, 0.26):
            paper.box(BRASS, -0.17, y, 0.17, y + 0.07, round=0.02)


def candle(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A candle in a holder."""
    s, q = wave(phase, 0, 2), wave(phase, 0.3, 3)
    paper.halo("#ffcf7a", 0, 0.92, 0.6 + 0.02 * s, 0.6)
    paper.blob(BRASS, [(-0.3, 0.06), (-0.2, 0.0), (0.2, 0.0), (0.3, 0.06), (0.12, 0.1), (-0.12, 0.1)], shade=0.2)
    paper.limb(BRASS, [(0.26, 0.05), (0.4, 0.1), (0.3, 0.16)], (0.03, 0.03), shade=0)
    paper.box(tinted(look, "#f6ead0"), -0.1, 0.06, 0.1, 0.72, round=0.03, shade=0.3)
    paper.blob("#fbf3e0", [(-0.1, 0.72), (-0.1, 0.56), (-0.07, 0.5), (-0.05, 0.62), (0.02, 0.66), (0.1, 0.7)], shade=0)
    paper.line(INK, [(0, 0.72), (0.005, 0.79)], 0.014)
    paper.blob("#f5923c", [(-0.05, 0.8), (-0.07, 0.88), (0.012 * s, 1.06 + 0.02 * q), (0.07, 0.88), (0.05, 0.8), (0, 0.77)], shade=0, lit=True)
    paper.blob("#ffe9a8", [(-0.03, 0.81), (-0.04, 0.86), (0.008 * s, 0.97 + 0.015 * q), (0.04, 0.86), (0.03, 0.81)], shade=0, lit=True)


def book(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An open book, a page turning in each loop."""
    c = tinted(look, ("#a8423c", "#2f6b6b", "#3f4f86")[seed % 3])
    lift = math.sin(math.pi * phase)
    for f in (-1, 1):
        paper.poly(c, [(0, 0.0), (f * 0.86, 0.05), (f * 0.82, 0.68), (0, 0.6)], round=0.02)
        paper.blob(PALE, [(0, 0.05), (f * 0.4, 0.1), (f * 0.8, 0.07), (f * 0.77, 0.62), (f * 0.4, 0.67), (0, 0.6)], shade=0.08)
        for i in range(6):
            y = 0.54 - i * 0.07
            paper.line("#b8a98c", [(f * 0.1, y + 0.02), (f * 0.4, y + 0.055), (f * (0.68 - 0.12 * (i == 5)), y + 0.035)], 0.014)
    x = 0.76 * math.cos(math.pi * phase)
    paper.blob(lighter(PALE, 0.4), [(0, 0.05), (x * 0.5, 0.1 + 0.2 * lift), (x, 0.08 + 0.3 * lift), (x * 0.97, 0.62 + 0.26 * lift), (x * 0.5, 0.66 + 0.18 * lift), (0, 0.6)], shade=0.1)
    paper.line(darker(PALE, 0.3), [(0, 0.05), (0, 0.6)], 0.014)


def letter(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A letter half out of its envelope, sealed in wax."""
    with paper.moved(0, 0.01 * (1 + wave(phase)), turn=-5):
        paper.poly("#d9c7a2", [(-0.7, 0.06), (0.7, 0.06), (0.7, 0.5), (0.0, 0.86), (-0.7, 0.5)], round=0.02)
        with paper.moved(0, 0.03 * wave(phase)):
            paper.poly("#fdf8ec", [(-0.58, 0.25), (0.58, 0.25), (0.58, 1.02), (-0.58, 1.02)], round=0.02, shade=0.05)
            for i in range(5):
                paper.line("#6d6478", [(-0.44, 0.9 - i * 0.1), (0.0, 0.905 - i * 0.1), (0.44 - 0.2 * (i == 4), 0.895 - i * 0.1)], 0.016)
        paper.poly("#ecdcb8", [(-0.7, 0.06), (0.7, 0.06), (0.7, 0.52), (0.0, 0.3), (-0.7, 0.52)], round=0.02, shade=0.1)
        paper.line("#c9b58c", [(-0.68, 0.08), (0.0, 0.4), (0.68, 0.08)], 0.014)
        paper.oval("#b8343a", 0.0, 0.3, 0.095, shade=0.25)
        paper.oval("#d0545a", -0.01, 0.31, 0.05, shade=0)


def _steam(paper: Paper, x: float, y: float, phase: float, size: float = 1.0) -> None:
    for i in range(3):
        t = (phase + i / 3) % 1
        a = 0.55 * math.sin(math.pi * t)
        px = x + (i - 1) * 0.12 * size
        w = 0.05 * size
        paper.line("#ffffff", [(px, y + 0.3 * t * size), (px + w * math.sin(6 * t), y + (0.3 * t + 0.12) * size), (px - w * math.sin(6 * t + 1), y + (0.3 * t + 0.24) * size)], 0.035 * size, alpha=a)


def cup(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A steaming cup on its saucer."""
    c = tinted(look, ("#e9e4d8", "#d8694c", "#5f93a8")[seed % 3])
    _steam(paper, 0, 0.66, phase)
    handle = [(0.34, 0.5), (0.56, 0.5), (0.56, 0.26), (0.28, 0.22)]
    paper.limb(darker(c, 0.1), handle, (0.06, 0.07, 0.06), shade=0.2)
    paper.blob(darker(c, 0.12), [(-0.62, 0.05), (-0.4, 0.0), (0.4, 0.0), (0.62, 0.05), (0.3, 0.07), (-0.3, 0.07)], shade=0)
    paper.blob(c, [(-0.4, 0.6), (-0.39, 0.4), (-0.26, 0.12), (-0.12, 0.05), (0.12, 0.05), (0.26, 0.12), (0.39, 0.4), (0.4, 0.6), (0, 0.57)], shade=0.26)
    paper.oval(lighter(c, 0.3), 0, 0.6, 0.4, 0.075, shade=0)
    paper.oval("#6b3f28", 0, 0.595, 0.34, 0.055, shade=0)


def bowl(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A bowl of noodles with chopsticks."""
    c = tinted(look, ("#3f6f9a", "#c9483f", "#e5e0d2")[seed % 3])
    _steam(paper, 0, 0.62, phase, 1.1)
    for dx in (0, 0.07):
        paper.line("#8a4a32", [(-0.1 + dx, 0.5), (0.72 + dx, 0.86)], 0.026)
    paper.oval("#f3d89a", 0, 0.52, 0.56, 0.11, shade=0)
    for x, y in ((-0.3, 0.56), (-0.08, 0.58), (0.12, 0.57), (0.3, 0.55)):
        paper.line("#e0b765", [(x - 0.12, y - 0.03), (x, y + 0.025), (x + 0.12, y - 0.03)], 0.03)
    paper.oval("#f6f0e2", -0.22, 0.59, 0.11, 0.06, shade=0)
    paper.oval("#f0a53c", -0.22, 0.595, 0.05, 0.03, shade=0)
    paper.oval("#6d9a4f", 0.2, 0.6, 0.06, 0.03, shade=0)
    paper.blob(c, [(-0.62, 0.54), (-0.54, 0.32), (-0.3, 0.1), (-0.2, 0.0), (0.2, 0.0), (0.3, 0.1), (0.54, 0.32), (0.62, 0.54), (0.3, 0.45), (-0.3, 0.45)], shade=0.26)
    paper.line(lighter(c, 0.6), [(-0.55, 0.38), (-0.3, 0.29), (0, 0.26), (0.3, 0.29), (0.55, 0.38)], 0.03)


def clock(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An alarm clock; its second hand goes round in each loop."""
    c = tinted(look, ("#cf4f45", "#2f7f86", "#dca23f")[seed % 3])
    for f in (-1, 1):
        paper.limb(IRON, [(f * 0.3, 0.14), (f * 0.42, 0.0)], (0.08, 0.06))
        paper.blob(BRASS, [(f * 0.16, 0.98), (f * 0.26, 1.16), (f * 0.46, 1.1), (f * 0.5, 0.88)], shade=0.2)
    paper.line(IRON, [(0, 1.0), (0, 1.16)], 0.05)
    paper.oval(c, 0, 0.54, 0.52, shade=0.2)
    paper.oval("#fbf5e6", 0, 0.54, 0.41, shade=0.06)
    for i in range(12):
        a = math.pi * i / 6
        r = 0.035 if i % 3 == 0 else 0.018
        paper.oval(INK, 0.34 * math.cos(a), 0.54 + 0.34 * math.sin(a), r, shade=0)
    for angle, long, wide in ((math.pi * 0.72 - 0.1 * phase * 0, 0.2, 0.05), (math.pi * 0.18, 0.29, 0.035)):
        paper.line(INK, [(0, 0.54), (long * math.cos(angle), 0.54 + long * math.sin(angle))], wide)
    a = math.pi / 2 - 2 * math.pi * phase
    paper.line("#d8423f", [(-0.07 * math.cos(a), 0.54 - 0.07 * math.sin(a)), (0.33 * math.cos(a), 0.54 + 0.33 * math.sin(a))], 0.018)
    paper.oval("#d8423f", 0, 0.54, 0.035, shade=0)


def umbrella(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An open umbrella."""
    c = tinted(look, ("#d8423f", "#3f74c4", "#efb83f")[seed % 3])
    with paper.moved(0, 0, turn=2 * wave(phase)):
        paper.limb(WOOD, [(0.0, 1.2), (0.0, 0.14), (0.06, 0.02), (0.15, 0.06), (0.16, 0.14)], (0.035, 0.035, 0.04), shade=0)
        scallops = [(0.8, 0.86), (0.6, 0.92), (0.4, 0.84), (0.2, 0.92), (0, 0.84), (-0.2, 0.92), (-0.4, 0.84), (-0.6, 0.92), (-0.8, 0.86)]
        paper.blob(c, [(-0.8, 0.86), (-0.66, 1.14), (-0.38, 1.34), (0, 1.42), (0.38, 1.34), (0.66, 1.14), *scallops[:-1]], shade=0.2)
        for x in (0.2, -0.2):
            paper.blob(darker(c, 0.14), [(x * 0.2, 1.41), (x * 1.7, 1.2), (x * 2.0, 0.86), (x * 1.0, 0.91), (x * 0.9, 1.2)], shade=0)
        paper.line(IRON, [(0, 1.4), (0, 1.52)], 0.03)


def bottle(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A glass bottle with a rolled message in it."""
    c = tinted(look, "#4f9a84")
    outline = [(-0.24, 0.04), (-0.25, 0.6), (-0.2, 0.78), (-0.09, 0.92), (-0.085, 1.14), (0.085, 1.14), (0.09, 0.92), (0.2, 0.78), (0.25, 0.6), (0.24, 0.04), (0.14, 0.0), (-0.14, 0.0)]
    with paper.moved(0, 0.0, turn=-7 + 2 * wave(phase)):
        paper.poly(c, outline, round=0.06, shade=0.0, alpha=0.55)
        with paper.moved(0, 0.02, turn=6):
            paper.poly("#f3e4bd", [(-0.1, 0.1), (0.12, 0.1), (0.12, 0.66), (-0.1, 0.66)], round=0.03, shade=0.25)
            paper.oval("#d9c08a", 0.01, 0.66, 0.11, 0.035, shade=0)
            paper.box("#b8343a", -0.105, 0.34, 0.125, 0.4)
        paper.poly(c, outline, round=0.06, shade=0.0, alpha=0.32)
        paper.limb("#ffffff", [(-0.17, 0.2), (-0.18, 0.6), (-0.13, 0.76)], (0.02, 0.045, 0.02), shade=0)
        paper.poly("#b98a5a", [(-0.07, 1.1), (-0.08, 1.26), (0.08, 1.26), (0.07, 1.1)], round=0.02, shade=0.3)
        paper.box(darker(c, 0.25), -0.1, 1.06, 0.1, 1.12, round=0.02)


def phone(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A telephone whose lit screen shows a message coming in."""
    c = tinted(look, "#2c2f3c")
    with paper.moved(0, 0, turn=-4):
        paper.halo("#8fc8ff", 0, 0.6, 0.75, 0.25)
        paper.box(c, -0.31, 0.0, 0.31, 1.22, round=0.08, shade=0.08)
        paper.box("#cfe6f6", -0.27, 0.05, 0.27, 1.17, round=0.05, lit=True)
        pop = min(1.0, phase * 6) if phase < 0.9 else (1 - phase) * 10
        for x0, x1, y, col in ((-0.22, 0.1, 0.94, "#ffffff"), (-0.08, 0.22, 0.74, "#6fbf8a"), (-0.22, 0.06, 0.54, "#ffffff")):
            paper.box(col, x0, y, x1, y + 0.14, round=0.05, lit=True)
        paper.box("#6fbf8a", 0.22 - 0.3 * pop - 0.01, 0.34, 0.22, 0.48, round=0.05, lit=True)
        paper.box("#f4f8fb", -0.22, 0.1, 0.22, 0.2, round=0.05, lit=True)


def computer(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A laptop with lines of work on its screen."""
    paper.halo("#8fc8ff", 0, 0.6, 0.95, 0.22)
    paper.box("#3c4152", -0.72, 0.12, 0.72, 1.1, round=0.06, shade=0.06)
    paper.box("#1f3350", -0.66, 0.18, 0.66, 1.04, round=0.03, lit=True)
    widths = (0.5, 0.8, 0.36, 0.66, 0.9, 0.44, 0.58)
    for i, w in enumerate(widths):
        y = 0.94 - i * 0.1
        paper.line(("#7fe0c0", "#8fb8ff", "#ffd27a")[i % 3], [(-0.56 + 0.06 * (i % 3), y), (-0.56 + w, y)], 0.03, lit=True)
    if phase < 0.5:
        paper.box("#ffffff", -0.5, 0.21, -0.44, 0.27, lit=True)
    paper.poly("#b9c0cb", [(-0.74, 0.12), (0.74, 0.12), (0.92, 0.03), (-0.92, 0.03)], round=0.01)
    paper.box("#8d95a3", -0.92, 0.0, 0.92, 0.035, round=0.015)


def camera(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A still camera; its flash blinks once in a loop."""
    c = tinted(look, "#3a3d4a")
    if 0.48 < phase < 0.56:
        paper.halo("#ffffff", 0.3, 0.86, 0.6, 0.9)
    paper.box("#c9ced6", -0.66, 0.56, 0.66, 0.8, round=0.07, shade=0.2)
    paper.poly("#c9ced6", [(-0.2, 0.76), (-0.14, 0.92), (0.14, 0.92), (0.2, 0.76)], round=0.03)
    paper.box("#d8503f", -0.52, 0.79, -0.36, 0.86, round=0.02)
    paper.box("#fff6d8", 0.22, 0.64, 0.42, 0.75, round=0.02, lit=True)
    paper.box(c, -0.66, 0.0, 0.66, 0.62, round=0.07, shade=0.12)
    for r, col, sh in ((0.3, "#22242e", 0), (0.25, "#555b6b", 0.2), (0.2, "#1d2433", 0), (0.13, "#2f5f8f", 0.3)):
        paper.oval(col, 0, 0.38, r, shade=sh)
    paper.oval("#d8ecfa", -0.06, 0.44, 0.04, 0.03, turn=30, shade=0)


def guitar(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A guitar standing, its strings trembling when played."""
    c = tinted(look, "#c87f3c")
    with paper.moved(0, 0, turn=-8 + wave(phase)):
        paper.limb("#4b3328", [(0, 0.7), (0, 1.66)], (0.09, 0.08), shade=0.2)
        paper.poly("#3a2820", [(-0.06, 1.62), (-0.08, 1.9), (0.08, 1.9), (0.06, 1.62)], round=0.02)
        for f in (-1, 1):
            for y in (1.69, 1.76, 1.83):
                paper.oval("#d9d4c8", f * 0.09, y, 0.018, shade=0)
        paper.blob(c, [(0, 0.0), (-0.26, 0.06), (-0.35, 0.28), (-0.24, 0.5), (-0.22, 0.62), (-0.27, 0.78), (-0.16, 0.93), (0, 0.93), (0.16, 0.93), (0.27, 0.78), (0.22, 0.62), (0.24, 0.5), (0.35, 0.28), (0.26, 0.06)], shade=0.24)
        paper.oval("#5a3620", 0, 0.6, 0.11, shade=0)
        paper.box("#4b2f20", -0.12, 0.22, 0.12, 0.27, round=0.01)
        for i in range(4):
            x, s = -0.036 + i * 0.024, 0.008 * wave(phase, i * 0.25, 3) if action == "play" else 0.0
            paper.line("#f2e7c8", [(x, 0.25), (x + s, 0.9), (x * 0.9, 1.66)], 0.007)


def piano(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """An upright piano; keys go down in turn when it plays."""
    c = tinted(look, "#4a2f2a")
    paper.box(c, -0.8, 0.0, 0.8, 1.2, round=0.03, shade=0.08)
    paper.box(lighter(c, 0.12), -0.7, 0.72, 0.7, 1.1, round=0.02)
    paper.box(darker(c, 0.25), -0.84, 1.18, 0.84, 1.25, round=0.02)
    paper.box(PALE, -0.26, 0.78, 0.26, 1.06, round=0.01)
    for i in range(4):
        paper.line("#8d8474", [(-0.2, 0.84 + i * 0.055), (0.2, 0.84 + i * 0.055)], 0.009)
    paper.box(darker(c, 0.1), -0.88, 0.5, 0.88, 0.56, round=0.02)
    for i in range(14):
        x = -0.77 + i * 0.11
        down = 0.02 if i == int(phase * 14) else 0.0
        paper.box("#faf6ea", x, 0.55 - down, x + 0.104, 0.64 - down, round=0.006)
        if i % 7 not in (2, 6):
            paper.box(INK, x + 0.075, 0.585, x + 0.135, 0.65)
    for x in (-0.74, 0.64):
        paper.box(darker(c, 0.2), x, 0.0, x + 0.1, 0.5, shade=0.2)
    paper.box(BRASS, -0.06, 0.03, -0.01, 0.08, round=0.02)
    paper.box(BRASS, 0.02, 0.03, 0.07, 0.08, round=0.02)


def violin(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A violin with its bow across it."""
    c = tinted(look, "#a8542c")
    with paper.moved(0, 0, turn=-10):
        paper.limb("#2e2420", [(0, 0.6), (0, 1.36)], (0.07, 0.05), shade=0)
        paper.limb("#5a3322", [(0, 1.34), (0.0, 1.48), (0.05, 1.52)], (0.06, 0.07), shade=0.2)
        paper.blob(c, [(0, 0.0), (-0.22, 0.05), (-0.28, 0.22), (-0.2, 0.36), (-0.15, 0.44), (-0.18, 0.54), (-0.21, 0.66), (-0.12, 0.78), (0, 0.8), (0.12, 0.78), (0.21, 0.66), (0.18, 0.54), (0.15, 0.44), (0.2, 0.36), (0.28, 0.22), (0.22, 0.05)], shade=0.26)
        for f in (-1, 1):
            paper.line("#3a2018", [(f * 0.1, 0.52), (f * 0.085, 0.42), (f * 0.11, 0.32)], 0.016)
        paper.poly("#2e2420", [(-0.03, 0.04), (0.03, 0.04), (0.05, 0.24), (-0.05, 0.24)], round=0.01)
        paper.box("#e8d3a0", -0.08, 0.38, 0.08, 0.41, round=0.01)
        for x in (-0.024, -0.008, 0.008, 0.024):
            paper.line("#f2e7c8", [(x * 1.3, 0.24), (x, 1.34)], 0.006)
    with paper.moved(0.1 + 0.05 * wave(phase), 0.46, turn=24):
        paper.line("#5a3322", [(-0.75, 0.03), (0.0, 0.05), (0.75, 0.03)], 0.024)
        paper.line("#f6f0e0", [(-0.74, 0.0), (0.74, 0.0)], 0.012)


def drum(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    """A laced drum and two sticks that beat."""
    c = tinted(look, "#c93f3a")
    paper.box(c, -0.5, 0.06, 0.5, 0.64, shade=0.2)
    for i in range(6):
        x = -0.5 + i / 6
        paper.line("#f3e2b8", [(x, 0.6), (x + 1 / 12, 0.1), (x + 1 / 6, 0.6)], 0.018)
    paper.blob(BRASS, [(-0.53, 0.1), (0, 0.0), (0.53, 0.1), (0.53, 0.03), (0, -0.06), (-0.53, 0.03)], shade=0)
    paper.oval(BRASS, 0, 0.66, 0.54, 0.15, shade=0)
    paper.oval("#f6ecd6", 0, 0.675, 0.48, 0.12, shade=0)
    for f, lag in ((-1, 0.0), (1, 0.5)):
        lift = 0.16 * max(0.0, wave(phase, lag, 1))
        paper.limb("#b98352", [(f * 0.6, 0.98 + lift), (f * 0.12, 0.74 + lift * 0.8)], (0.04, 0.035), shade=0.2)
        paper.oval("#e8d3a8", f * 0.12, 0.74 + lift * 0.8, 0.045)
