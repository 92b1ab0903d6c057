# ruff: noqa: E501  a drawing's rows of points read best on one line
"""Four-legged animals by one anatomy: numbers make it a cat, a horse or an elephant; knows gaits, not places.

Units: the back's height is about 1, the feet on y = 0, the nose toward +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter
from pipelines.cameras.animatic.cast.looks import worn
from pipelines.cameras.animatic.cast.poses import wave

XY = tuple[float, float]


@dataclass(frozen=True)
class Beast:
    """The proportions and colours of a kind."""

    coat: str
    belly: str = ""  # chest, muzzle and tail tip; empty: the coat
    sock: str = ""  # the lower legs
    length: float = 1.25  # chest to rump
    chest: float = 0.46  # depths of the trunk
    loin: float = 0.34
    leg: float = 0.15  # width at the top
    neck: XY = (0.24, 0.3)  # from the shoulder to the skull
    neck_width: XY = (0.4, 0.24)
    skull: float = 0.19
    snout: float = 0.24  # how far the muzzle stands out
    muzzle: float = 0.1
    ears: str = "point"  # point tall long round flop
    tail: str = "long"  # long bush short hair up none tuft
    mane: str = ""
    antlers: bool = False
    trunk: bool = False
    stride: float = 30.0


BEASTS: dict[str, Beast] = {
    "cat": Beast("#e08a3c", "#fbe6cb", "", 1.3, 0.44, 0.42, 0.14, (0.14, 0.22), (0.36, 0.32), 0.29, 0.06, 0.13, "point", "up", stride=26),
    "dog": Beast("#b9783f", "#f3dfc0", "", 1.12, 0.42, 0.31, 0.14, (0.2, 0.32), (0.34, 0.24), 0.2, 0.25, 0.12, "flop", "curl", stride=30),
    "fox": Beast("#d96a2c", "#fbeede", "#3a2a2c", 1.4, 0.38, 0.31, 0.12, (0.24, 0.22), (0.32, 0.24), 0.2, 0.25, 0.075, "tall", "bush", stride=30),
    "wolf": Beast("#7c8492", "#cfd3d8", "", 1.35, 0.48, 0.34, 0.145, (0.3, 0.2), (0.42, 0.3), 0.21, 0.28, 0.1, "point", "bush", stride=30),
    "horse": Beast("#8a5234", "", "#3b2a28", 1.26, 0.48, 0.43, 0.15, (0.42, 0.5), (0.4, 0.2), 0.14, 0.32, 0.095, "small", "hair", mane="#33231f", stride=28),
    "deer": Beast("#b5763f", "#ecd9b8", "", 1.05, 0.37, 0.31, 0.1, (0.28, 0.46), (0.3, 0.15), 0.13, 0.2, 0.07, "leaf", "short", antlers=True, stride=30),
    "bear": Beast("#6d4a36", "#a8825f", "", 1.3, 0.66, 0.62, 0.26, (0.3, 0.1), (0.56, 0.42), 0.26, 0.2, 0.13, "round", "short", stride=22),
    "rabbit": Beast("#c9b29a", "#fbf5ea", "", 1.0, 0.6, 0.74, 0.17, (0.1, 0.2), (0.34, 0.26), 0.25, 0.1, 0.12, "long", "puff", stride=30),
    "elephant": Beast("#8d95a3", "", "", 1.15, 0.66, 0.62, 0.25, (0.3, 0.02), (0.6, 0.5), 0.3, 0.0, 0.1, "fan", "tuft", trunk=True, stride=18),
}  # fmt: skip


def beast(paper: Paper, name: str, action: str, phase: float, look: str, seed: int) -> None:
    """A four-legged animal doing something; what it cannot do it does standing."""
    kind = coloured(BEASTS[name], look)
    if action in ("sit", "look", "pray", "sing", "hold") and name not in ("horse", "deer", "elephant"):
        _sitting(paper, kind, phase)
    elif action in ("sleep", "kneel"):
        _lying(paper, kind, phase)
    else:
        _afoot(paper, kind, action, phase)


def coloured(kind: Beast, look: str) -> Beast:
    """The kind in the colour that the look words name."""
    colour = worn(look).get("body", "") if look else ""
    return replace(kind, coat=colour, belly=lighter(colour, 0.45) if kind.belly else "", mane=darker(colour, 0.5) if kind.mane else "") if colour else kind


def _reach(start: XY, angle: float, length: float) -> XY:
    a = math.radians(angle)
    return start[0] + length * math.sin(a), start[1] - length * math.cos(a)


def _gait(action: str, phase: float) -> tuple[list[float], float, float, float]:
    """Swing of near-fore, near-hind, far-fore, far-hind (-1..1), their size, the body's rise and tilt in degrees."""
    if action in ("run", "jump", "ride", "fight", "kick", "dance"):
        lags = (0.0, 0.42, 0.1, 0.52)
        return [wave(phase, -x - 0.25) for x in lags], 1.5, 0.07 * (1 + wave(phase, 0.2)), 5 * wave(phase, 0.45)
    if action in ("walk", "climb", "swim", "float", "fly", "drive"):
        return [wave(phase, -x - 0.25) for x in (0.0, 0.25, 0.5, 0.75)], 0.8, 0.008 * wave(phase, 0, 2), 0.0
    return [0.1, -0.15, -0.15, 0.12], 0.6, 0.004 * wave(phase), 0.0


def _afoot(paper: Paper, k: Beast, action: str, phase: float) -> None:
    swings, size, rise, tilt = _gait(action, phase)
    moving = action != "stand" and size > 0.7
    hips = 0.62 if k.chest < 0.6 else 0.5
    fore, hind = (k.length * 0.36, hips), (-k.length * 0.4, hips + 0.02)
    bends = [max(0.0, wave(phase, -x)) if moving else 0.0 for x in ((0.0, 0.25, 0.5, 0.75) if size < 1 else (0.0, 0.42, 0.1, 0.52))]
    dip = -0.62 if action == "eat" else 0.03 * wave(phase, 0, 2 if moving else 1)
    with paper.moved(0, rise):
        _tail(paper, k, (-k.length * 0.5, 0.86), phase, moving)
        with paper.far():
            _fore(paper, k, (fore[0] + 0.06, fore[1]), swings[2] * k.stride * size, bends[2] * 46 * size)
            _hind(paper, k, (hind[0] + 0.07, hind[1]), swings[3] * k.stride * size, bends[3] * 40 * size)
        with paper.moved(0, 0.7, turn=tilt), paper.moved(0, -0.7):
            _hind(paper, k, hind, swings[1] * k.stride * size, bends[1] * 40 * size)
            _trunk(paper, k)
            _head(paper, k, (k.length * 0.42, 0.8), dip, phase)
        _fore(paper, k, fore, swings[0] * k.stride * size, bends[0] * 46 * size)


def _trunk(paper: Paper, k: Beast) -> None:
    h, top = k.length / 2, 1.0
    hump = 0.06 if k.chest > 0.6 else 0.0
    paper.blob(k.coat, [(-h * 0.98, top - 0.1), (-h * 0.62, top + 0.01 + hump), (0, top - 0.05 + hump), (h * 0.6, top), (h * 0.98, top - 0.16), (h * 1.0, top - k.chest * 0.75), (h * 0.62, top - k.chest * 1.08), (0, top - k.chest), (-h * 0.5, top - k.loin * 1.02), (-h * 0.9, top - k.loin * 1.08), (-h * 1.05, top - k.loin * 0.6)], shade=0.24)
    if k.belly:
        paper.blob(k.belly, [(h * 0.98, top - 0.3), (h * 1.01, top - k.chest * 0.75), (h * 0.62, top - k.chest * 1.07), (h * 0.2, top - k.chest * 1.0), (h * 0.55, top - k.chest * 0.75)], shade=0.1)


def _fore(paper: Paper, k: Beast, start: XY, swing: float, bend: float) -> None:
    long = start[1] - 0.05
    knee = _reach(start, swing, long * 0.52)
    foot = _reach(knee, swing - bend, long * 0.5)
    _leg(paper, k, [start, knee, foot], (k.leg * 1.6, k.leg * 0.95, k.leg * 0.62, k.leg * 0.56))


def _hind(paper: Paper, k: Beast, start: XY, swing: float, bend: float) -> None:
    long = start[1] - 0.04
    knee = _reach(start, swing + 18, long * 0.42)
    hock = _reach(knee, swing - 26 - bend, long * 0.36)
    foot = _reach(hock, swing - bend * 0.3 + 4, long * 0.3)
    paper.oval(k.coat, start[0] + 0.01, start[1] + 0.02, k.leg * 1.25, k.loin * 0.55, shade=0.2)
    _leg(paper, k, [start, knee, hock, foot], (k.leg * 1.9, k.leg * 1.3, k.leg * 0.7, k.leg * 0.56, k.leg * 0.54))


def _leg(paper: Paper, k: Beast, points: list[XY], widths: tuple[float, ...]) -> None:
    foot = points[-1]
    paper.limb(k.coat, points, widths)
    if k.sock:
        paper.limb(k.sock, [((points[-2][0] + foot[0] * 2) / 3, (points[-2][1] + foot[1] * 2) / 3), foot], (k.leg * 0.56, k.leg * 0.58), shade=0)
    paper.oval(k.sock or darker(k.coat, 0.18 if k.leg < 0.2 else 0.06), foot[0] + k.leg * 0.14, foot[1] - 0.005, k.leg * 0.44, k.leg * 0.28, shade=0)


def _tail(paper: Paper, k: Beast, root: XY, phase: float, moving: bool) -> None:
    x, y = root
    s = wave(phase) * (0.08 if moving else 0.05)
    if k.tail == "bush":
        paper.limb(k.coat, [(x + 0.08, y), (x - 0.22, y - 0.06 + s), (x - 0.5, y - 0.26 + s), (x - 0.72, y - 0.24 + 2 * s)], (0.1, 0.2, 0.24, 0.16))
        paper.limb(k.belly or k.coat, [(x - 0.56, y - 0.265 + s * 1.4), (x - 0.72, y - 0.24 + 2 * s), (x - 0.8, y - 0.2 + 2.3 * s)], (0.2, 0.15, 0.03))
    elif k.tail == "hair":
        paper.limb(k.mane, [(x + 0.05, y + 0.02), (x - 0.14, y - 0.04), (x - 0.22 + s, y - 0.36), (x - 0.2 + 2 * s, y - 0.62)], (0.1, 0.16, 0.18, 0.04))
    elif k.tail == "up":
        paper.limb(k.coat, [(x + 0.08, y), (x - 0.24, y + 0.02), (x - 0.36 + s, y + 0.34), (x - 0.26 + 2 * s, y + 0.6)], (0.11, 0.1, 0.1, 0.07))
    elif k.tail == "curl":
        paper.limb(k.coat, [(x + 0.1, y), (x - 0.12 - s, y + 0.18), (x - 0.06 - 2 * s, y + 0.38)], (0.12, 0.11, 0.05))
    elif k.tail in ("short", "puff"):
        r = 0.13 if k.tail == "puff" else 0.08
        paper.oval(k.belly or k.coat, x - 0.01, y - 0.1 + s * 0.4, r, r * 1.1)
    elif k.tail == "tuft":
        paper.limb(k.coat, [(x + 0.06, y - 0.1), (x - 0.1, y - 0.3), (x - 0.08 + s, y - 0.55)], (0.07, 0.05, 0.03))
        paper.oval(darker(k.coat, 0.4), x - 0.08 + s, y - 0.58, 0.035, 0.06, shade=0)


def _head(paper: Paper, k: Beast, base: XY, dip: float, phase: float) -> None:
    at = (base[0] + k.neck[0] + abs(dip) * 0.25 * (dip < -0.2), base[1] + k.neck[1] + dip)
    if k.mane:
        paper.limb(k.mane, [(base[0] - 0.18, base[1] + 0.2), ((base[0] + at[0]) / 2 - 0.12, (base[1] + at[1]) / 2 + 0.12), (at[0] - 0.06, at[1] + 0.13)], (0.1, 0.22, 0.14), shade=0.1)
    paper.limb(k.coat, [(base[0] - 0.08, base[1] - 0.06), ((base[0] + at[0]) / 2 - 0.02, (base[1] + at[1]) / 2), at], (k.neck_width[0] * 1.1, k.neck_width[0] * 0.9, k.neck_width[1]))
    with paper.moved(*at, turn=-30 if dip < -0.2 else 3 * wave(phase), size=k.skull):
        face(paper, k, phase)


def face(paper: Paper, k: Beast, phase: float) -> None:
    """The head from the side, in skull radii."""
    out, m = k.snout / k.skull + 0.7, k.muzzle / k.skull
    drop = 0.55 if out > 1.8 else 0.3
    if k.antlers:
        antlers(paper, darker(k.belly or k.coat, 0.3))
    with paper.far(0.25):
        _ear(paper, k, 0.3)
    if k.trunk:
        s = wave(phase) * 0.25
        paper.limb(k.coat, [(0.7, 0.1), (1.25, -0.7), (1.2 + s * 0.4, -1.7), (1.5 + s, -2.35)], (0.85, 0.62, 0.42, 0.3))
        paper.limb("#f3ead8", [(0.7, -0.55), (1.2, -1.0), (1.7, -0.85)], (0.22, 0.18, 0.06), shade=0.2)
    paper.blob(k.coat, [(0.2, 1.0), (0.75, 0.62), (out * 0.8, m * 0.8 - drop * 0.3), (out + m * 0.5, -drop * 0.6), (out + m * 0.3, -drop - m * 0.8), (out * 0.6, -drop - m), (0.1, -0.98), (-0.75, -0.7), (-1.0, 0.1), (-0.6, 0.8)], shade=0.2)
    if k.belly:
        paper.blob(k.belly, [(out * 0.7, -drop * 0.3), (out + m * 0.35, -drop * 0.75), (out + m * 0.2, -drop - m * 0.75), (out * 0.6, -drop - m * 0.95), (0.1, -0.94), (-0.2, -0.7), (0.5, -0.5)], shade=0)
    if k.ears == "small":
        paper.oval(darker(k.coat, 0.55), out + m * 0.12, -drop * 0.85, 0.13, 0.09, turn=40, shade=0)
        paper.line(darker(k.coat, 0.45), [(out * 0.72, -drop - m * 0.45), (out, -drop - m * 0.5)], 0.06)
    elif k.snout < 0.12 and not k.trunk:
        paper.oval("#d9827e", out + m * 0.42, -drop * 0.5, 0.12, 0.09, shade=0)
    elif not k.trunk:
        paper.oval("#2b2230", out + m * 0.42, -drop * 0.55, m * 0.42 + 0.06, m * 0.34 + 0.04, shade=0)
    paper.oval("#221c28", 0.52, 0.22, 0.15, 0.18, shade=0)
    paper.oval("#ffffff", 0.57, 0.28, 0.05, shade=0)
    _ear(paper, k, 0.0)


def _ear(paper: Paper, k: Beast, x: float) -> None:
    inner = "#e9a39a"
    if k.ears in ("point", "tall", "small"):
        h = {"point": 1.75, "tall": 2.05, "small": 1.7}[k.ears]
        w = 0.55 if k.ears == "small" else 1.0
        paper.poly(k.coat, [(x - 0.25 - 0.5 * w, 0.6), (x - 0.35, h), (x + 0.35 * w - 0.05, 0.8)], round=0.12, shade=0.12)
        if k.ears != "small":
            paper.poly(darker(inner, 0.1), [(x - 0.5, 0.8), (x - 0.36, h - 0.4), (x + 0.02, 0.88)], round=0.08)
    elif k.ears == "leaf":
        paper.limb(k.coat, [(x - 0.4, 0.6), (x - 1.0, 1.1), (x - 1.4, 1.3)], (0.3, 0.5, 0.1))
    elif k.ears == "long":
        paper.limb(k.coat, [(x - 0.3, 0.7), (x - 0.5, 1.8), (x - 0.85, 2.75)], (0.4, 0.6, 0.36))
        paper.limb(inner, [(x - 0.38, 1.1), (x - 0.53, 1.8), (x - 0.8, 2.5)], (0.14, 0.3, 0.12), shade=0)
    elif k.ears == "round":
        paper.oval(k.coat, x - 0.45, 0.92, 0.38)
    elif k.ears == "flop":
        paper.limb(darker(k.coat, 0.28), [(x - 0.35, 0.72), (x - 0.75, 0.35), (x - 0.7, -0.55)], (0.4, 0.6, 0.42))
    elif k.ears == "fan":
        paper.blob(darker(k.coat, 0.1), [(x - 0.1, 0.8), (x - 0.9, 1.0), (x - 1.5, 0.3), (x - 1.3, -0.7), (x - 0.75, -1.1), (x - 0.3, -0.3)], shade=0.16)


def antlers(paper: Paper, colour: str) -> None:
    """A stag's crown, in skull radii."""
    for dx, dim in ((0.25, 0.3), (0.0, 0.0)):
        with paper.far(dim):
            paper.limb(colour, [(dx, 0.7), (dx - 0.7, 1.7), (dx - 0.5, 2.9), (dx + 0.1, 3.7)], (0.24, 0.2, 0.16, 0.06), shade=0)
            for a, b in (((dx - 0.68, 1.8), (dx + 0.3, 2.3)), ((dx - 0.6, 2.5), (dx - 1.3, 3.3)), ((dx - 0.3, 3.0), (dx + 0.6, 3.2))):
                paper.limb(colour, [a, b], (0.17, 0.05), shade=0)


def _sitting(paper: Paper, k: Beast, phase: float) -> None:
    s, breath = wave(phase), 0.01 * wave(phase)
    _sat_tail(paper, k, s)
    with paper.far():
        paper.limb(k.coat, [(0.32, 0.62), (0.36, 0.3), (0.34, 0.04)], (k.leg * 1.4, k.leg, k.leg * 0.7))
        paper.oval(k.coat, 0.4, 0.035, k.leg * 0.6, k.leg * 0.3, shade=0)
    paper.blob(k.coat, [(-0.52, 0.02), (-0.56, 0.32), (-0.3, 0.72), (0.05, 1.04 + breath), (0.34, 1.0 + breath), (0.44, 0.74), (0.3, 0.4), (0.1, 0.02)], shade=0.28)
    if k.belly:
        paper.blob(k.belly, [(0.3, 0.98), (0.44, 0.74), (0.34, 0.48), (0.22, 0.62)], shade=0)
    paper.oval(k.coat, -0.24, 0.27, 0.29, 0.27, shade=0.25)
    paper.limb(k.sock or k.coat, [(-0.16, 0.05), (0.12, 0.04)], (k.leg * 0.8, k.leg * 0.62), shade=0.2)
    paper.limb(k.coat, [(0.24, 0.66), (0.27, 0.3), (0.25, 0.05)], (k.leg * 1.5, k.leg, k.leg * 0.7))
    paper.oval(k.sock or k.coat, 0.31, 0.035, k.leg * 0.62, k.leg * 0.32, shade=0)
    lift = 0.2 if k.skull < 0.22 else 0.12
    slim = replace(k, neck_width=(k.neck_width[0] * 0.86, k.neck_width[1]))
    _head(paper, slim, (0.15, 0.84), lift + 0.012 * s, phase)


def _sat_tail(paper: Paper, k: Beast, s: float) -> None:
    if k.tail in ("short", "puff"):
        paper.oval(k.belly or k.coat, -0.58, 0.14, 0.1)
        return
    wide = 0.2 if k.tail == "bush" else 0.1
    paper.limb(k.coat, [(-0.45, 0.08), (-0.8, 0.08), (-1.0, 0.3 + 0.1 * s), (-0.9 + 0.05 * s, 0.55 + 0.08 * s)], (0.1, wide, wide, wide * 0.5))


def _lying(paper: Paper, k: Beast, phase: float) -> None:
    b = 0.012 * wave(phase)
    paper.limb(k.coat, [(-0.5, 0.12), (-0.86, 0.08), (-0.7, 0.05), (-0.3, 0.05)], (0.1, 0.12, 0.12, 0.06))
    paper.blob(k.coat, [(-0.66, 0.0), (-0.7, 0.24), (-0.4, 0.48 + b), (0.1, 0.46 + b), (0.5, 0.38), (0.62, 0.1), (0.5, 0.0)], shade=0.3)
    paper.oval(k.coat, -0.36, 0.2, 0.27, 0.22, shade=0.25)
    paper.limb(k.sock or k.coat, [(0.3, 0.06), (0.85, 0.05)], (k.leg, k.leg * 0.7), shade=0.2)
    with paper.moved(0.66, 0.24 + b, turn=-14, size=k.skull):
        face(paper, k, phase)
        paper.line(k.coat, [(0.3, 0.22), (0.52, 0.2), (0.74, 0.22)], 0.42)
        paper.line(darker(k.coat, 0.5), [(0.32, 0.2), (0.52, 0.12), (0.72, 0.2)], 0.08)
