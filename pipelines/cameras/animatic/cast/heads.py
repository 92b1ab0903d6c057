# ruff: noqa: E501  a drawing's rows of points read best on one line
"""The small head of a puppet: hair, beard, hat and a few dots for a face; portraits are faces.py's.

Drawn in head units: the skull's half height is 1, its centre (0, 0), the face toward +x.
"""

from __future__ import annotations

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter, mixed
from pipelines.cameras.animatic.cast.looks import Look

XY = tuple[float, float]


def small(paper: Paper, centre: XY, radius: float, tip: float, look: Look, mouth: float = 0.0) -> None:
    """A head at `centre`, tipped forward by `tip` degrees."""
    with paper.moved(*centre, turn=-tip, size=radius):
        _hair_behind(paper, look)
        paper.blob(look.skin, [(0, 1), (0.6, 0.82), (0.84, 0.3), (0.86, -0.25), (0.62, -0.82), (0.2, -1.02), (-0.35, -0.82), (-0.78, -0.2), (-0.78, 0.45), (-0.5, 0.85)], shade=0.2)
        paper.oval(look.skin, 0.88, -0.12, 0.13, 0.12, shade=0)
        _features(paper, look, mouth)
        if look.beard:
            _beard(paper, look)
        paper.oval(darker(look.skin, 0.08), -0.34, -0.12, 0.17, 0.23, shade=0.3)
        _hair_front(paper, look)
        _hat(paper, look)


def _features(paper: Paper, look: Look, mouth: float) -> None:
    ink = "#2b2230"
    for x in (0.2, 0.68):
        paper.oval(ink, x, 0.06, 0.085, 0.125, shade=0)
    brow = look.hair if look.style != "bald" else darker(look.skin, 0.4)
    for x in (0.17, 0.68):
        paper.line(mixed(brow, ink, 0.35), [(x - 0.13, 0.3), (x + 0.02, 0.36), (x + 0.14, 0.32)], 0.07)
    paper.oval(mixed(look.skin, "#e0503f", 0.35), 0.36, -0.3, 0.17, 0.12, shade=0, alpha=0.5)
    if mouth > 0.15:
        paper.oval("#7c2d36", 0.48, -0.52, 0.15, 0.06 + 0.14 * mouth, shade=0)
    elif not look.beard:
        paper.line(darker(look.skin, 0.5), [(0.32, -0.48), (0.48, -0.54), (0.64, -0.48)], 0.06)
    if look.glasses:
        for x in (0.2, 0.7):
            paper.oval("#e9f2f5", x, 0.05, 0.2, 0.2, shade=0, alpha=0.35)
            paper.line(ink, [(x - 0.22, 0.05), (x, 0.25), (x + 0.22, 0.05), (x, -0.16), (x - 0.22, 0.05)], 0.05)
        paper.line(ink, [(0.0, 0.08), (-0.3, 0.1)], 0.05)


def _beard(paper: Paper, look: Look) -> None:
    if look.beard_style != "moustache":
        low = -2.3 if look.beard_style == "long" else -1.3
        paper.blob(look.beard, [(-0.52, 0.1), (-0.3, -0.06), (-0.14, -0.46), (0.22, -0.6), (0.5, -0.56), (0.88, -0.5), (0.84, -0.86), (0.5, low), (0.1, low * 0.92), (-0.34, -0.9), (-0.56, -0.4)], shade=0.16)
    paper.blob(lighter(look.beard, 0.12), [(0.08, -0.5), (0.3, -0.32), (0.55, -0.26), (0.8, -0.3), (0.96, -0.5), (0.55, -0.44)], shade=0)


def _hair_behind(paper: Paper, look: Look) -> None:
    h = darker(look.hair, 0.14)
    if look.hat == "bubble":
        return
    if look.style == "long":
        paper.blob(h, [(0.1, 1.1), (-0.75, 0.85), (-1.05, 0.1), (-1.0, -1.0), (-1.05, -1.9), (-0.55, -2.0), (-0.1, -1.5), (0.1, -0.6)], shade=0.14)
    elif look.style == "bob":
        paper.blob(h, [(0.1, 1.1), (-0.8, 0.85), (-1.08, 0.1), (-1.0, -0.85), (-0.5, -1.0), (0.0, -0.8)], shade=0.14)
    elif look.style == "ponytail":
        paper.limb(h, [(-0.7, 0.35), (-1.35, 0.2), (-1.55, -0.6), (-1.3, -1.4)], (0.3, 0.55, 0.45, 0.12))
    elif look.style == "bun":
        paper.oval(h, -0.85, 0.65, 0.42)


def _hair_front(paper: Paper, look: Look) -> None:
    h = look.hair
    if look.style == "bald" or look.hat in ("bubble",):
        if look.old and look.style == "bald" and not look.hat:
            paper.blob(h, [(-0.45, 0.1), (-0.82, 0.35), (-0.9, -0.1), (-0.7, -0.5), (-0.45, -0.3)], shade=0.1)
        return
    if look.style == "curly":
        for x, y, r in ((-0.78, 0.1, 0.36), (-0.8, 0.55, 0.4), (-0.45, 0.92, 0.42), (0.05, 1.05, 0.42), (0.5, 0.88, 0.34), (0.72, 0.62, 0.2), (-0.3, 0.65, 0.45), (0.15, 0.8, 0.35)):
            paper.oval(h, x, y, r, shade=0.08)
        return
    low = -0.2 if look.style in ("long", "bob") else -0.32
    paper.blob(h, [(0.82, 0.42), (0.72, 0.9), (0.25, 1.18), (-0.35, 1.12), (-0.82, 0.75), (-0.92, 0.1), (-0.8, low - 0.2), (-0.5, low), (-0.44, 0.22), (-0.15, 0.52), (0.35, 0.52)], shade=0.16)


def _hat(paper: Paper, look: Look) -> None:
    c = look.hat_colour
    kind = look.hat
    if kind == "cap":
        paper.blob(c, [(-0.92, 0.35), (-0.98, 0.85), (-0.5, 1.24), (0.3, 1.28), (0.85, 0.95), (0.86, 0.42), (0.2, 0.5)], shade=0.2)
        paper.poly(darker(c, 0.3), [(-0.92, 0.36), (0.1, 0.42), (0.88, 0.4), (0.9, 0.62), (0.1, 0.66), (-0.95, 0.58)])
        paper.blob(darker(c, 0.45), [(0.6, 0.5), (1.0, 0.5), (1.38, 0.22), (1.3, 0.16), (0.9, 0.28)], shade=0)
        paper.oval(look.accent, 0.62, 0.72, 0.14, shade=0)
    elif kind in ("brim", "bucket"):
        high = 1.45 if kind == "brim" else 1.2
        paper.blob(c, [(-0.84, 0.5), (-0.78, high - 0.1), (-0.2, high + 0.05), (0.1, high - 0.06), (0.45, high + 0.02), (0.76, high - 0.2), (0.84, 0.5)], shade=0.2)
        paper.line(look.accent, [(-0.82, 0.66), (0, 0.6), (0.83, 0.66)], 0.2)
        droop = 0.0 if kind == "brim" else -0.25
        paper.blob(darker(c, 0.12), [(-1.4, 0.42 + droop), (-0.7, 0.62), (0.7, 0.62), (1.42, 0.4 + droop), (0.8, 0.36), (-0.8, 0.36)], shade=0)
    elif kind in ("beanie", "hood"):
        if kind == "hood":
            paper.blob(c, [(0.5, 0.98), (-0.1, 1.3), (-0.9, 0.9), (-1.12, 0.0), (-0.85, -0.95), (-0.3, -1.1), (-0.3, -0.6), (-0.45, 0.1), (-0.1, 0.6), (0.5, 0.72)], shade=0.18)
        else:
            paper.blob(c, [(-0.92, 0.3), (-0.9, 0.9), (-0.4, 1.34), (0.3, 1.3), (0.82, 0.9), (0.88, 0.44)], shade=0.2)
            paper.limb(lighter(c, 0.2), [(-0.88, 0.36), (0, 0.5), (0.84, 0.5)], (0.28, 0.3, 0.26), shade=0)
    elif kind == "crown":
        paper.poly(c, [(-0.78, 0.7), (-0.9, 1.5), (-0.5, 1.15), (-0.1, 1.68), (0.3, 1.15), (0.74, 1.5), (0.72, 0.66)], shade=0.2)
        for x in (-0.45, -0.05, 0.36):
            paper.oval("#c33d4e", x, 0.86, 0.1, shade=0)
    elif kind == "chef":
        for x, y, r in ((-0.55, 1.35, 0.5), (0.0, 1.6, 0.55), (0.5, 1.35, 0.46)):
            paper.oval(c, x, y, r, shade=0.16)
        paper.poly(c, [(-0.76, 0.55), (-0.8, 1.25), (0.74, 1.25), (0.76, 0.55)], shade=0.14)
    elif kind == "wizard":
        paper.blob(c, [(-0.8, 0.55), (-0.5, 1.5), (-0.55, 2.3), (-0.95, 2.85), (-0.3, 2.65), (0.2, 1.8), (0.55, 1.2), (0.82, 0.55)], shade=0.2)
        paper.line(look.accent, [(-0.78, 0.68), (0, 0.62), (0.8, 0.66)], 0.18)
        paper.blob(darker(c, 0.2), [(-1.6, 0.34), (-0.7, 0.6), (0.7, 0.6), (1.6, 0.3), (0.8, 0.38), (-0.8, 0.4)], shade=0)
    elif kind == "soldier":
        paper.blob(c, [(-1.0, 0.3), (-0.95, 0.95), (-0.4, 1.34), (0.3, 1.32), (0.9, 0.9), (1.0, 0.36)], shade=0.24)
        paper.blob(darker(c, 0.25), [(-1.16, 0.26), (-0.6, 0.44), (0.7, 0.46), (1.2, 0.28), (0.8, 0.28), (-0.8, 0.22)], shade=0)
        paper.line(darker(c, 0.5), [(-0.3, 0.3), (-0.1, -0.5), (0.3, -0.98)], 0.05)
    elif kind == "bubble":
        paper.oval("#9fc4de", 0.12, 0.02, 1.28, 1.26, shade=0, alpha=0.24)
        paper.line("#ffffff", [(0.5, 0.98), (0.92, 0.66), (1.14, 0.2)], 0.13, alpha=0.75)
        paper.limb("#d5d9e2", [(-0.95, -1.06), (0.1, -1.24), (1.05, -1.06)], (0.3, 0.36, 0.3), shade=0.3)


def bubble_back(paper: Paper, centre: XY, radius: float, look: Look) -> None:
    """The inside of a space helmet, behind the head."""
    with paper.moved(*centre, size=radius):
        paper.oval(look.hat_colour, -0.06, 0.02, 1.42, 1.4, shade=0.1)
        paper.oval("#30405e", 0.16, 0.02, 1.24, 1.22, shade=0)
