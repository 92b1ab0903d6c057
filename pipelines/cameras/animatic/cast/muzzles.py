# ruff: noqa: E501  a drawing's rows of points read best on one line
"""Portraits of animals, from the front where that suits them and from the side where it doesn't; and of the robot.

Face units as in faces.py: the head's half height is about 1, the lowest cut near y = -3.7.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.cameras.animatic.cast import beasts, creatures
from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.faces import Mood, mood_of
from pipelines.cameras.animatic.cast.poses import wave

INK = "#221c28"


@dataclass(frozen=True)
class Front:
    """A furry face seen from the front."""

    wide: float  # half width at the cheeks
    ruff: float  # how far the cheek fur stands out
    ears: str
    muzzle: tuple[float, float]  # radii
    nose: float
    eye: float = 0.15
    iris: str = "#8a5a2c"
    slit: bool = False
    mask: bool = False  # pale cheeks and brows
    apart: float = 0.4


FRONTS = {
    "cat": Front(1.04, 0.08, "point", (0.34, 0.22), 0.1, 0.22, "#9cbf5a", True),
    "dog": Front(0.86, 0.0, "flop", (0.42, 0.36), 0.17, 0.16, "#6b4428"),
    "fox": Front(0.9, 0.26, "tall", (0.26, 0.3), 0.12, 0.16, "#b97a2c", True, True),
    "wolf": Front(0.92, 0.24, "point", (0.32, 0.36), 0.15, 0.15, "#d9b24a", False, True),
    "bear": Front(0.98, 0.06, "round", (0.42, 0.34), 0.18, 0.12, "#4a3020"),
    "rabbit": Front(0.82, 0.08, "long", (0.3, 0.22), 0.085, 0.2, "#5a3a2c"),
}


def animal_portrait(paper: Paper, name: str, words: str, mood_words: str, seed: int, phase: float) -> None:
    """Head and shoulders of an animal, breathing and blinking."""
    mood, breath = mood_of(mood_words), 0.02 * wave(phase)
    with paper.moved(0, breath):
        if name in FRONTS:
            _front(paper, name, words, mood, phase)
        elif name in ("horse", "deer", "elephant"):
            _side(paper, name, words, phase)
        elif name == "robot":
            _robot(paper, words, mood, phase)
        elif name == "dragon":
            _dragon(paper, words, mood, phase)
        else:
            _bird(paper, words, mood, seed, phase)


def _front(paper: Paper, name: str, words: str, mood: Mood, phase: float) -> None:
    f, k = FRONTS[name], beasts.coloured(beasts.BEASTS[name], words)
    c, pale = k.coat, k.belly or lighter(k.coat, 0.5)
    paper.blob(darker(c, 0.12), [(-0.7, -0.6), (-1.1, -1.6), (-1.5, -2.6), (-1.6, -4.5), (1.6, -4.5), (1.5, -2.6), (1.1, -1.6), (0.7, -0.6)], shade=0.12)
    paper.blob(pale, [(-0.5, -0.8), (-0.62, -1.7), (-0.36, -2.6), (0.04, -3.2), (0.44, -2.6), (0.7, -1.7), (0.5, -0.8)], shade=0.1)
    with paper.moved(0, -1, turn=mood.nod * 0.7 + 1.5 * wave(phase, 0.2)), paper.moved(0, 1):
        twitch = 5 * max(0.0, wave(phase, 0.1) - 0.85) / 0.15
        for side in (-1, 1):
            _front_ear(paper, f, c, side, twitch if side > 0 else 0.0, mood)
        _skull(paper, f, c, pale)
        _front_face(paper, f, c, pale, mood, phase)


def _front_ear(paper: Paper, f: Front, c: str, side: int, twitch: float, mood: Mood) -> None:
    inner, back = "#e2a096", 14 if mood.tilt < -0.2 or mood.lid > 0.5 else 0
    with paper.moved(side * f.wide * 0.62, 0.6, flip=side, turn=side * -(twitch + back)):
        if f.ears in ("point", "tall"):
            h = 1.0 if f.ears == "point" else 1.25
            paper.poly(c, [(-0.42, 0.1), (0.16, h), (0.42, -0.35)], round=0.12, shade=0.14)
            paper.poly(inner, [(-0.22, 0.14), (0.13, h - 0.26), (0.28, -0.16)], round=0.08)
        elif f.ears == "round":
            paper.oval(c, 0.12, 0.24, 0.36, shade=0.2)
            paper.oval(darker(c, 0.25), 0.12, 0.22, 0.2, shade=0)
        elif f.ears == "long":
            paper.limb(c, [(-0.1, 0.1), (0.06, 0.9), (0.2, 1.8)], (0.44, 0.6, 0.34), shade=0.2)
            paper.limb(inner, [(-0.04, 0.4), (0.08, 0.95), (0.19, 1.65)], (0.14, 0.28, 0.12), shade=0)
        else:
            paper.limb(darker(c, 0.3), [(0.0, 0.24), (0.5, -0.04), (0.56, -0.9)], (0.42, 0.6, 0.4), shade=0.2)


def _skull(paper: Paper, f: Front, c: str, pale: str) -> None:
    w, r = f.wide, f.ruff
    outline = [(0, 0.98), (w * 0.6, 0.82), (w * 0.95, 0.34), (w + r * 0.3, -0.08), (w * 0.9 + r, -0.42), (w * 0.62, -0.76), (0.26, -1.0), (0, -1.05), (-0.26, -1.0), (-w * 0.62, -0.76), (-w * 0.9 - r, -0.42), (-w - r * 0.3, -0.08), (-w * 0.95, 0.34), (-w * 0.6, 0.82)]
    paper.blob(c, outline, shade=0.14)
    if f.mask:
        for s in (-1, 1):
            paper.blob(pale, [(s * 0.1, -0.34), (s * 0.4, -0.2), (s * 0.72, -0.14), (s * (w * 0.9 + r) * 0.99, -0.42), (s * w * 0.62, -0.75), (s * 0.26, -0.99), (0, -1.04), (0, -0.6)], shade=0.08)
    if f.slit and not f.mask:
        for x, y in ((-0.24, 0.66), (0, 0.6), (0.24, 0.66)):
            paper.limb(darker(c, 0.34), [(x, y + 0.24), (x * 0.8, y)], (0.12, 0.03), shade=0)


def _front_face(paper: Paper, f: Front, c: str, pale: str, mood: Mood, phase: float) -> None:
    mw, mh = f.muzzle
    blink = 0.5 <= phase < 0.57
    for s in (-1, 1):
        x, y = s * f.apart + 0.03, 0.08
        _animal_eye(paper, f, x, y, 1.0 if blink else mood.lid, mood)
        tilt = 0.14 * mood.tilt
        paper.limb(darker(c, 0.3), [(x - s * f.eye * 0.9, y + f.eye + 0.1 + tilt + mood.lift), (x + s * f.eye * 0.8, y + f.eye + 0.12 - tilt + mood.lift)], (0.07, 0.04), shade=0)
    base = -0.52
    for s in (-1, 1):
        paper.oval(pale, 0.03 + s * mw * 0.52, base, mw * 0.62, mh * 0.78, shade=0.12)
    paper.blob(pale, [(-mw * 0.5, base + 0.1), (0.03, base + mh * 1.1), (mw * 0.5 + 0.06, base + 0.1), (0.03, base - mh * 0.6)], shade=0)
    n, top = f.nose, base + mh * 0.62
    ink = "#e08a86" if (f.slit and not f.mask) or f.ears == "long" else INK
    open_ = 0.26 * mood.open
    if open_ > 0.03:
        paper.blob("#6e2430", [(-mw * 0.4, base - mh * 0.5), (0.03, base - mh * 0.34), (mw * 0.4 + 0.06, base - mh * 0.5), (0.03, base - mh * 0.6 - open_)], shade=0)
        paper.oval("#e08a86", 0.03, base - mh * 0.58 - open_ * 0.55, 0.1, open_ * 0.36, shade=0)
    paper.blob(ink, [(0.03 - n * 1.1, top + n * 0.35), (0.03, top + n * 0.55), (0.03 + n * 1.1, top + n * 0.35), (0.03 + n * 0.5, top - n * 0.5), (0.03, top - n * 0.8), (0.03 - n * 0.5, top - n * 0.5)], shade=0)
    paper.oval("#ffffff", 0.03 - n * 0.35, top + n * 0.22, n * 0.2, n * 0.12, shade=0, alpha=0.7)
    curl = 0.08 * mood.smile
    paper.line(INK, [(0.03, top - n * 0.7), (0.03, base - mh * 0.36)], 0.03)
    for s in (-1, 1):
        paper.line(INK, [(0.03, base - mh * 0.36), (0.03 + s * mw * 0.4, base - mh * 0.52 - curl * 0.3), (0.03 + s * mw * 0.82, base - mh * 0.3 + curl)], 0.032)
        if f.ears in ("point", "tall", "long"):
            for dy in (-0.05, 0.08):
                paper.line("#fbf6ee", [(s * mw * 0.8, base + dy * 0.4), (s * (mw + 0.5), base + dy * 1.4 + 0.04), (s * (mw + 0.95), base + dy * 2.6)], 0.016, alpha=0.8)


def _animal_eye(paper: Paper, f: Front, x: float, y: float, lid: float, mood: Mood) -> None:
    r = f.eye
    if lid > 0.9:
        paper.line(INK, [(x - r, y + 0.02), (x, y - r * 0.4), (x + r, y + 0.02)], 0.05)
        return
    tall = r * (1.0 - 0.55 * max(0.0, lid) + 0.3 * max(0.0, -lid))
    paper.oval(INK, x, y, r * 1.14, tall * 1.14, shade=0)
    paper.oval(f.iris, x, y, r, tall, shade=0)
    gx, gy = 0.25 * r * mood.look[0], 0.2 * r * mood.look[1]
    paper.oval(INK, x + gx, y + gy, r * (0.34 if f.slit else 0.66), min(tall * 0.94, r * (0.8 if f.slit else 0.66)), shade=0)
    paper.oval("#ffffff", x + r * 0.3, y + tall * 0.36, r * 0.22, shade=0)


def _side(paper: Paper, name: str, words: str, phase: float) -> None:
    """A long head on a long neck."""
    k = beasts.coloured(beasts.BEASTS[name], words)
    wide = 1.6 if name == "elephant" else 0.9
    if k.mane:
        paper.limb(k.mane, [(-1.9, -4.0), (-1.45, -2.0), (-1.0, -0.4), (-0.5, 0.8)], (0.9, 0.8, 0.6, 0.3), shade=0.1)
    paper.limb(k.coat, [(-1.3, -5.0), (-1.0, -2.6), (-0.35, -0.6), (0.0, 0.1)], (wide * 3.0, wide * 2.3, wide * 1.5, wide * 1.4), shade=0.22)
    size = {"horse": 0.72, "deer": 0.7, "elephant": 0.98}[name]
    with paper.moved(-0.2, 0.1, turn=-16 + 2 * wave(phase) if name != "elephant" else 2 * wave(phase), size=size):
        beasts.face(paper, k, phase)
    if k.mane:
        paper.limb(k.mane, [(-0.45, 0.95), (-0.05, 0.78), (0.2, 0.4)], (0.24, 0.22, 0.05), shade=0.1)


def _bird(paper: Paper, words: str, mood: Mood, seed: int, phase: float) -> None:
    c = creatures.tinted(words, ("#4f7fb8", "#d8694c", "#5a6f8c", "#e2b04a")[seed % 4])
    paper.blob(c, [(-0.8, 0.3), (-1.1, -0.8), (-1.6, -2.2), (-1.7, -4.5), (1.4, -4.5), (1.4, -2.2), (0.95, -0.9), (0.7, -0.3)], shade=0.16)
    paper.blob(lighter(c, 0.6), [(0.74, -0.5), (0.98, -1.0), (1.4, -2.2), (1.4, -4.5), (0.0, -4.5), (-0.1, -2.4), (0.2, -1.2)], shade=0.06)
    with paper.moved(0, -0.8, turn=3 * wave(phase)), paper.moved(0, 0.8):
        paper.oval(c, 0.0, 0.1, 0.98, 0.95, shade=0.18)
        gape = 0.3 * mood.open
        paper.poly("#d9902f", [(0.76, -0.12), (1.5, -0.2 - gape), (0.7, -0.34)], round=0.04)
        paper.poly("#f0b040", [(0.78, 0.24), (1.72, -0.12 + gape * 0.3), (0.78, -0.14)], round=0.05, shade=0.14)
        paper.blob(lighter(c, 0.7), [(0.2, -0.3), (0.7, -0.38), (0.86, -0.2), (0.6, 0.0), (0.2, -0.05)], shade=0)
        if 0.5 <= phase < 0.57:
            paper.line(INK, [(0.24, 0.22), (0.42, 0.14), (0.6, 0.22)], 0.05)
        else:
            paper.oval("#f6efe0", 0.42, 0.24, 0.26, shade=0)
            paper.oval(INK, 0.45, 0.24, 0.19, shade=0)
            paper.oval("#ffffff", 0.52, 0.32, 0.06, shade=0)
        paper.limb(darker(c, 0.3), [(0.16, 0.54 + mood.lift), (0.44, 0.58 + mood.lift - 0.1 * mood.tilt), (0.7, 0.5 - 0.2 * mood.tilt)], (0.04, 0.09, 0.03), shade=0)


def _dragon(paper: Paper, words: str, mood: Mood, phase: float) -> None:
    c = creatures.tinted(words, "#3f8a6b")
    paper.limb(c, [(-1.4, -5.0), (-1.1, -2.6), (-0.7, -0.8), (-0.1, 0.1)], (2.6, 1.9, 1.4, 1.2), shade=0.22)
    paper.limb("#e8d48f", [(-0.5, -4.9), (-0.35, -2.8), (-0.2, -1.2), (0.1, -0.5)], (1.2, 0.9, 0.6, 0.3), shade=0.1)
    for i in range(6):
        y = -0.4 - i * 0.62
        x = -1.1 - 0.16 * i
        paper.poly(darker(c, 0.3), [(x + 0.14, y + 0.26), (x - 0.4, y + 0.2), (x + 0.06, y - 0.26)], round=0.05)
    with paper.moved(-0.2, 0.2, turn=2 * wave(phase) + mood.nod, size=0.86):
        creatures.dragon_head(paper, c, mood.tilt < -0.2 or mood.open > 0.6, phase)


def _robot(paper: Paper, words: str, mood: Mood, phase: float) -> None:
    c = creatures.tinted(words, "#dfe4ea")
    paper.blob(c, [(-0.5, -1.4), (-1.4, -1.7), (-1.8, -2.4), (-1.8, -4.5), (1.8, -4.5), (1.8, -2.4), (1.4, -1.7), (0.5, -1.4)], shade=0.12)
    paper.box("#6b7688", -0.34, -1.5, 0.34, -0.9, round=0.08, shade=0.2)
    paper.oval("#6b7688", 0.2, -2.9, 0.52, shade=0)
    paper.oval("#ef8a4a", 0.2, -2.9, 0.36 + 0.02 * wave(phase), shade=0, lit=True)
    with paper.moved(0, -1, turn=mood.nod + 1.5 * wave(phase)), paper.moved(0, 1):
        paper.line("#6b7688", [(-0.1, 0.9), (-0.14, 1.35)], 0.08)
        paper.oval("#ef8a4a", -0.14, 1.42, 0.14, lit=True)
        for s in (-1, 1):
            paper.poly(darker(c, 0.18), [(s * 1.16, 0.28), (s * 1.36, 0.2), (s * 1.36, -0.34), (s * 1.16, -0.42)], round=0.06)
        paper.poly(c, [(-1.2, -0.95), (1.2, -0.95), (1.2, 0.95), (-1.2, 0.95)], round=0.5, shade=0.14)
        paper.poly("#1f2c46", [(-0.86, -0.66), (1.06, -0.66), (1.06, 0.62), (-0.86, 0.62)], round=0.34)
        glow = "#7fe6f2" if mood.tilt >= -0.2 else "#ff9a6a"
        for s in (-1, 1):
            x = 0.1 + s * 0.42
            tall = 0.05 if 0.5 <= phase < 0.57 else 0.22 * (1 - 0.6 * max(0.0, mood.lid)) + 0.2 * max(0, -mood.lid)
            if mood.smile > 0.6:
                paper.line(glow, [(x - 0.18, 0.06), (x, 0.24), (x + 0.18, 0.06)], 0.09, lit=True)
            else:
                paper.oval(glow, x + 0.05 * mood.look[0], 0.14 + 0.06 * mood.look[1], 0.17, tall, lit=True)
        h = 0.14 * mood.smile
        if mood.open > 0.2:
            paper.oval(glow, 0.1, -0.34, 0.16, 0.07 + 0.1 * mood.open, lit=True)
        else:
            paper.line(glow, [(-0.14, -0.32 + h), (0.1, -0.36 - h * 0.4), (0.34, -0.32 + h)], 0.06, lit=True)
