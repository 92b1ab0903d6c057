# ruff: noqa: E501  a drawing's rows of points read best on one line
"""Hair and hats of portraits, in face units (see faces.py); knows looks, no moods."""

from __future__ import annotations

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.looks import Look

CURLS = ((-0.86, 0.2, 0.26), (-0.88, 0.55, 0.3), (-0.68, 0.9, 0.33), (-0.32, 1.12, 0.34), (0.08, 1.2, 0.34), (0.46, 1.08, 0.33), (0.74, 0.86, 0.31), (0.9, 0.5, 0.28), (0.88, 0.2, 0.22), (-0.45, 0.78, 0.28), (-0.08, 0.84, 0.27), (0.3, 0.82, 0.27), (0.6, 0.66, 0.24))
LONG_CURLS = ((-0.95, -0.1, 0.32), (-1.0, -0.5, 0.34), (-0.92, -0.9, 0.32), (0.96, -0.1, 0.32), (1.0, -0.5, 0.34), (0.94, -0.9, 0.32))


def hair_behind(paper: Paper, look: Look, w: float) -> None:
    """What hangs behind the neck and shoulders."""
    h = darker(look.hair, 0.2)
    if look.hat == "bubble":
        return
    if look.style == "long":
        paper.blob(h, [(-0.7, 0.8), (-1.02, 0.2), (-1.06, -0.6), (-1.2, -1.4), (-1.16, -2.3), (-0.7, -2.55), (0, -2.3), (0.7, -2.55), (1.16, -2.3), (1.2, -1.4), (1.06, -0.6), (1.02, 0.2), (0.7, 0.8)], shade=0.08)
    elif look.style == "bob":
        paper.blob(h, [(-0.7, 0.8), (-1.04, 0.2), (-1.1, -0.5), (-1.04, -1.05), (-0.6, -1.15), (0, -0.9), (0.6, -1.15), (1.04, -1.05), (1.1, -0.5), (1.04, 0.2), (0.7, 0.8)], shade=0.1)
    elif look.style == "bun":
        paper.oval(h, -0.35, 1.32, 0.42, 0.36, shade=0.2)
    elif look.style == "ponytail":
        paper.limb(h, [(-0.5, 0.95), (-1.15, 0.7), (-1.4, -0.2), (-1.2, -1.3)], (0.4, 0.6, 0.55, 0.14), shade=0.2)
    elif look.style == "curly" and look.female:
        for x, y, r in LONG_CURLS:
            paper.oval(h, x, y, r, shade=0.1)


def hair_front(paper: Paper, look: Look) -> None:
    """What frames the face."""
    h = look.hair
    if look.hat == "bubble" and look.style == "bald":
        return
    if look.style == "bald":
        if look.old or look.hat:
            for f in (-1, 1):
                paper.blob(h, [(f * 0.8, 0.5), (f * 0.92, 0.3), (f * 0.9, -0.12), (f * 0.76, -0.2), (f * 0.76, 0.2)], shade=0.1)
        else:
            paper.limb(lighter(look.skin, 0.35), [(-0.34, 0.86), (-0.05, 0.95)], (0.05, 0.08), shade=0)
        return
    if look.style == "curly":
        for x, y, r in CURLS:
            paper.oval(h, x, y, r, shade=0.12)
        return
    STYLES.get(look.style, _short)(paper, h)
    paper.limb(lighter(h, 0.16), [(-0.5, 0.98), (-0.12, 1.1), (0.3, 1.06)], (0.03, 0.07, 0.02), shade=0)


def _short(paper: Paper, h: str) -> None:
    paper.blob(h, [(-0.8, 0.08), (-0.92, 0.5), (-0.78, 0.98), (-0.3, 1.26), (0.3, 1.26), (0.78, 1.0), (0.92, 0.5), (0.82, 0.08), (0.76, 0.36), (0.62, 0.6), (0.3, 0.66), (-0.1, 0.56), (-0.5, 0.76), (-0.7, 0.44)], shade=0.12)


def _parted(paper: Paper, h: str) -> None:
    paper.blob(h, [(-0.82, -0.6), (-1.0, -0.1), (-0.98, 0.5), (-0.76, 1.0), (-0.3, 1.26), (0.3, 1.24), (0.78, 1.0), (1.0, 0.5), (1.0, -0.1), (0.86, -0.6), (0.78, -0.1), (0.72, 0.3), (0.42, 0.62), (-0.22, 0.92), (-0.5, 0.66), (-0.72, 0.3), (-0.76, -0.1)], shade=0.12)


def _fringe(paper: Paper, h: str) -> None:
    paper.blob(h, [(-0.8, -0.72), (-1.04, -0.5), (-1.02, 0.4), (-0.78, 0.98), (-0.3, 1.26), (0.3, 1.26), (0.78, 0.98), (1.02, 0.4), (1.06, -0.5), (0.84, -0.72), (0.74, -0.2), (0.72, 0.34), (0.4, 0.42), (0.0, 0.46), (-0.4, 0.42), (-0.68, 0.34), (-0.72, -0.2)], shade=0.12)


def _swept(paper: Paper, h: str) -> None:
    paper.blob(h, [(-0.78, 0.04), (-0.92, 0.5), (-0.78, 0.98), (-0.3, 1.24), (0.3, 1.24), (0.78, 0.98), (0.92, 0.5), (0.8, 0.04), (0.74, 0.36), (0.56, 0.7), (0.1, 0.9), (-0.34, 0.74), (-0.62, 0.5), (-0.72, 0.3)], shade=0.12)


STYLES = {"short": _short, "long": _parted, "bob": _fringe, "bun": _swept, "ponytail": _swept}


def hat_behind(paper: Paper, look: Look) -> None:
    """The part of a hat or hood that is behind the head."""
    if look.hat == "bubble":
        paper.oval(look.hat_colour, 0, 0.05, 1.5, 1.52, shade=0.1)
        paper.oval("#2b3a58", 0.04, 0.05, 1.32, 1.34, shade=0)
    elif look.hat == "hood":
        paper.blob(darker(look.hat_colour, 0.25), [(-0.9, 0.9), (-1.2, 0.0), (-1.1, -1.2), (0, -1.6), (1.1, -1.2), (1.2, 0.0), (0.9, 0.9), (0, 1.4)], shade=0)


def hat_front(paper: Paper, look: Look) -> None:
    """The hat, over the hair."""
    draw = HATS.get(look.hat)
    if draw:
        draw(paper, look, look.hat_colour)


def _cap(paper: Paper, look: Look, c: str) -> None:
    paper.blob(c, [(-1.0, 0.72), (-1.2, 1.16), (-0.72, 1.52), (0, 1.6), (0.76, 1.52), (1.22, 1.16), (1.02, 0.72), (0, 0.84)], shade=0.14)
    paper.blob(darker(c, 0.3), [(-0.98, 0.5), (-1.02, 0.78), (0.02, 0.96), (1.04, 0.78), (1.0, 0.5), (0.02, 0.66)], shade=0)
    paper.blob(darker(c, 0.5), [(-0.86, 0.56), (0.06, 0.7), (1.0, 0.54), (0.78, 0.34), (0.1, 0.42), (-0.64, 0.34)], shade=0)
    paper.limb(lighter(darker(c, 0.5), 0.22), [(-0.5, 0.44), (0.1, 0.52), (0.66, 0.44)], (0.02, 0.05, 0.02), shade=0)
    paper.oval(look.accent, 0.05, 1.16, 0.18, 0.2, shade=0.2)
    paper.oval(darker(look.accent, 0.35), 0.05, 1.16, 0.09, 0.1, shade=0)


def _brim(paper: Paper, look: Look, c: str) -> None:
    paper.blob(c, [(-0.92, 0.62), (-0.9, 1.3), (-0.5, 1.72), (0, 1.58), (0.5, 1.72), (0.92, 1.28), (0.94, 0.62), (0, 0.74)], shade=0.15)
    paper.limb(look.accent, [(-0.93, 0.78), (0, 0.94), (0.95, 0.78)], (0.22, 0.25, 0.22), shade=0)
    paper.blob(darker(c, 0.12), [(-1.72, 0.56), (-1.0, 0.74), (0, 0.84), (1.0, 0.74), (1.72, 0.56), (1.3, 0.42), (0, 0.54), (-1.3, 0.42)], shade=0.12)


def _bucket(paper: Paper, look: Look, c: str) -> None:
    paper.blob(c, [(-0.94, 0.6), (-0.84, 1.3), (-0.4, 1.5), (0.4, 1.5), (0.84, 1.3), (0.96, 0.6), (0, 0.74)], shade=0.15)
    paper.blob(darker(c, 0.12), [(-1.5, 0.12), (-1.0, 0.72), (0, 0.86), (1.0, 0.72), (1.5, 0.12), (0.86, 0.42), (0, 0.52), (-0.86, 0.42)], shade=0.12)
    paper.line(darker(c, 0.3), [(-0.92, 0.74), (0, 0.9), (0.94, 0.74)], 0.03)


def _beanie(paper: Paper, look: Look, c: str) -> None:
    paper.blob(c, [(-0.96, 0.5), (-0.92, 1.1), (-0.5, 1.5), (0, 1.6), (0.5, 1.5), (0.94, 1.1), (0.98, 0.5)], shade=0.15)
    for x in (-0.5, -0.17, 0.17, 0.5):
        paper.line(darker(c, 0.14), [(x * 1.3, 0.7), (x * 1.1, 1.15), (x * 0.5, 1.5)], 0.03)
    paper.limb(lighter(c, 0.14), [(-0.95, 0.56), (0, 0.66), (0.97, 0.56)], (0.36, 0.4, 0.36), shade=0.2)
    paper.oval(lighter(c, 0.3), 0, 1.68, 0.22, shade=0.2)


def _hood(paper: Paper, look: Look, c: str) -> None:
    outer = [(-0.5, -1.36), (-1.12, -0.7), (-1.22, 0.2), (-0.98, 1.0), (-0.4, 1.44), (0.1, 1.5), (0.62, 1.34), (1.06, 0.9), (1.24, 0.2), (1.14, -0.7), (0.54, -1.36)]
    inner = [(0.34, -1.14), (0.84, -0.62), (0.9, 0.1), (0.72, 0.66), (0.4, 0.9), (0, 0.96), (-0.4, 0.88), (-0.7, 0.64), (-0.88, 0.1), (-0.82, -0.62), (-0.3, -1.14)]
    paper.blob(c, [*outer, *inner], shade=0.08)


def _crown(paper: Paper, look: Look, c: str) -> None:
    paper.poly(c, [(-0.86, 0.78), (-1.02, 1.7), (-0.56, 1.3), (-0.3, 1.86), (0.02, 1.34), (0.34, 1.86), (0.58, 1.3), (1.04, 1.7), (0.88, 0.78), (0.02, 0.92)], round=0.04, shade=0.12)
    paper.limb(darker(c, 0.18), [(-0.86, 0.84), (0.02, 0.98), (0.88, 0.84)], (0.18, 0.2, 0.18), shade=0)
    for x, y, q in ((-0.5, 0.92, "#c33d4e"), (0.02, 0.98, "#3f74c4"), (0.54, 0.92, "#c33d4e")):
        paper.oval(q, x, y, 0.09, shade=0.2)
    for x, y in ((-1.02, 1.72), (-0.3, 1.9), (0.34, 1.9), (1.04, 1.72)):
        paper.oval("#f6ecd0", x, y, 0.08, shade=0.2)


def _chef(paper: Paper, look: Look, c: str) -> None:
    for x, y, r in ((-0.74, 1.72, 0.54), (0.76, 1.72, 0.52), (0.0, 1.98, 0.66)):
        paper.oval(c, x, y, r, shade=0.14)
    paper.poly(c, [(-0.86, 0.72), (-0.92, 1.6), (0.92, 1.6), (0.88, 0.72), (0, 0.84)], shade=0.12, round=0.05)
    for x in (-0.45, 0.0, 0.45):
        paper.line(darker(c, 0.1), [(x, 0.98), (x * 1.05, 1.5)], 0.03)


def _wizard(paper: Paper, look: Look, c: str) -> None:
    paper.blob(c, [(-0.9, 0.7), (-0.66, 1.5), (-0.5, 2.3), (-0.7, 2.9), (-1.1, 3.1), (-0.4, 3.24), (0.1, 2.7), (0.46, 1.7), (0.92, 0.7)], shade=0.16)
    for x, y, r in ((-0.3, 1.5, 0.12), (0.2, 1.9, 0.09), (-0.2, 2.4, 0.1)):
        with paper.moved(x, y, size=r, turn=15):
            paper.poly("#f0c75a", [(0, 1), (0.26, 0.3), (1, 0.26), (0.4, -0.16), (0.6, -0.9), (0, -0.44), (-0.6, -0.9), (-0.4, -0.16), (-1, 0.26), (-0.26, 0.3)])
    paper.limb(look.accent, [(-0.9, 0.82), (0, 0.98), (0.92, 0.82)], (0.2, 0.22, 0.2), shade=0)
    paper.blob(darker(c, 0.16), [(-1.75, 0.5), (-1.0, 0.74), (0, 0.88), (1.0, 0.74), (1.75, 0.5), (1.2, 0.42), (0, 0.56), (-1.2, 0.42)], shade=0.12)


def _soldier(paper: Paper, look: Look, c: str) -> None:
    for f in (-1, 1):
        paper.line(darker(c, 0.5), [(f * 0.86, 0.5), (f * 0.78, -0.3), (f * 0.3, -1.06)], 0.06)
    paper.blob(c, [(-1.06, 0.46), (-1.04, 1.0), (-0.56, 1.44), (0, 1.54), (0.56, 1.44), (1.06, 1.0), (1.08, 0.46), (0, 0.64)], shade=0.16)
    paper.blob(darker(c, 0.2), [(-1.26, 0.36), (-1.0, 0.62), (0, 0.78), (1.0, 0.62), (1.28, 0.36), (0.9, 0.42), (0, 0.56), (-0.9, 0.42)], shade=0)


def _bubble(paper: Paper, look: Look, c: str) -> None:
    paper.oval("#9fc8e6", 0.04, 0.05, 1.32, 1.34, shade=0, alpha=0.16)
    paper.hoop(c, 0.02, 0.05, 1.4, 1.42, 0.18, shade=0.4)
    paper.limb("#ffffff", [(-1.02, 0.3), (-0.86, 0.78), (-0.44, 1.14)], (0.05, 0.14, 0.05), shade=0)
    paper.oval("#ffffff", -1.04, 0.06, 0.06, 0.09, shade=0)


HATS = {"cap": _cap, "brim": _brim, "bucket": _bucket, "beanie": _beanie, "hood": _hood, "crown": _crown, "chef": _chef, "wizard": _wizard, "soldier": _soldier, "bubble": _bubble}
