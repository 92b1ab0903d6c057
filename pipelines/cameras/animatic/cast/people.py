# ruff: noqa: E501  a drawing's rows of points read best on one line
"""People of all ages as jointed paper puppets, alone and in groups; knows poses and looks, nothing of places.

Units: the body's own height is 1, feet on y = 0, facing +x. Order of the pieces: far limbs, what hangs behind, near
leg, trunk, head, near arm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipelines.cameras.animatic.cast import heads, props
from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter, smooth
from pipelines.cameras.animatic.cast.looks import Look
from pipelines.cameras.animatic.cast.poses import Pose

XY = tuple[float, float]
HEMS = {"coat": 0.56, "dress": 0.62, "skirt": 0.5, "robe": 0.97}  # how far down the legs clothes reach, in leg lengths


@dataclass(frozen=True)
class Build:
    """Proportions in body heights: radii, lengths and widths."""

    head: float = 0.077  # half the head's height
    hip: float = 0.47  # hip joint above the sole
    shoulder: float = 0.79
    chest: float = 0.18  # widths
    waist: float = 0.135
    arm: float = 0.33  # shoulder to wrist
    limb: float = 0.056  # width of a thigh's middle


ADULT = Build()
WOMAN = Build(head=0.078, chest=0.155, waist=0.108, hip=0.475, arm=0.32, limb=0.052, shoulder=0.785)
OLD = Build(head=0.081, hip=0.44, chest=0.165, waist=0.145, arm=0.33, shoulder=0.78)
CHILD = Build(head=0.112, hip=0.385, shoulder=0.7, chest=0.175, waist=0.15, arm=0.28, limb=0.07)
BABY = Build(head=0.185, hip=0.27, shoulder=0.56, chest=0.25, waist=0.25, arm=0.22, limb=0.1)
BUILDS = {"boy": CHILD, "girl": CHILD, "child": CHILD, "baby": BABY, "old_man": OLD, "old_woman": OLD, "keeper": OLD, "student": Build(head=0.084, hip=0.455, shoulder=0.775, chest=0.15)}


def reach(start: XY, angle: float, length: float) -> XY:
    """The point `length` away; 0 degrees hangs down, positive forward."""
    a = math.radians(angle)
    return start[0] + length * math.sin(a), start[1] - length * math.cos(a)


def between(a: XY, b: XY, part: float) -> XY:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


@dataclass(frozen=True)
class Joints:
    """Where a posed body's joints are."""

    hip: XY
    neck: XY
    head: XY
    shoulder: XY
    far_shoulder: XY
    near_leg: tuple[XY, XY, XY]  # hip, knee, ankle
    far_leg: tuple[XY, XY, XY]
    near_arm: tuple[XY, XY, XY]  # shoulder, elbow, wrist
    far_arm: tuple[XY, XY, XY]
    tip: float  # trunk's angle from upright, degrees, forward positive


def _leg(hip: XY, angle: float, knee: float, length: float) -> tuple[XY, XY, XY]:
    k = reach(hip, angle, length * 0.5)
    return hip, k, reach(k, angle - knee, length * 0.5)


def _arm(shoulder: XY, angle: float, elbow: float, length: float) -> tuple[XY, XY, XY]:
    e = reach(shoulder, angle, length * 0.5)
    return shoulder, e, reach(e, angle + elbow, length * 0.5)


def joints(p: Pose, b: Build) -> Joints:
    """The joints of a body in that pose, its lowest part resting where the pose says."""
    leg = b.hip - 0.03
    j = _hung((0.0, 0.0), p, b, leg)
    ankles = [j.near_leg[2][1], j.far_leg[2][1]]
    knees = [j.near_leg[1][1], j.far_leg[1][1]]
    ground = min(ankles) - 0.03
    if p.seat == "knee":
        ground = min(min(knees) - b.limb * 0.5, min(ankles) - 0.025)
    elif p.seat == "back":
        ground = min(j.neck[1], 0.0) - b.waist * 0.55
    elif p.seat == "saddle":
        return _hung((0.0, p.rise), p, b, leg)
    elif p.seat == "water":
        ground = (j.neck[1] + 0.0) * 0.5 + 0.02
    return _hung((0.0, p.rise - ground), p, b, leg)


def _hung(hip: XY, p: Pose, b: Build, leg: float) -> Joints:
    tip = p.turn + p.lean
    trunk = b.shoulder - b.hip
    top = reach(hip, 180 - tip, trunk + 0.012 * 0)
    neck = reach(hip, 180 - tip, trunk + 0.03 + p.breath * 0.002)
    head = reach(neck, 180 - tip - p.nod * 0.6, b.head * 1.12)
    side = (math.cos(math.radians(tip)), -math.sin(math.radians(tip)))
    near = (top[0] - side[0] * b.chest * 0.22, top[1] - side[1] * b.chest * 0.22 - 0.015)
    far = (top[0] + side[0] * b.chest * 0.26, top[1] + side[1] * b.chest * 0.26 - 0.015)
    hips = [(hip[0] - b.waist * 0.14, hip[1]), (hip[0] + b.waist * 0.14, hip[1])]
    return Joints(
        hip,
        neck,
        head,
        near,
        far,
        _leg(hips[0], p.near_hip - p.turn, p.near_knee, leg),
        _leg(hips[1], p.far_hip - p.turn, p.far_knee, leg),
        _arm(near, p.near_arm - tip, p.near_elbow, b.arm),
        _arm(far, p.far_arm - tip, p.far_elbow, b.arm),
        tip,
    )


def grips(name: str, look: Look, pose: Pose) -> tuple[XY, XY]:
    """Where the near and the far hand close, in the same units."""
    j = joints(pose, BUILDS.get(name, WOMAN if look.female else ADULT))
    return j.near_arm[2], j.far_arm[2]


def person(paper: Paper, name: str, look: Look, pose: Pose) -> None:
    """A whole person in one pose."""
    b = BUILDS.get(name, WOMAN if look.female else ADULT)
    j = joints(pose, b)
    prop = pose.prop
    props.under(paper, pose, prop, j.hip, j.near_leg[2], b.limb)
    if look.cape:
        _cape(paper, look, j, b, pose)
    with paper.far():
        _draw_arm(paper, look, j.far_arm, b)
        _draw_leg(paper, look, j.far_leg, b)
    if look.backpack:
        _pack(paper, look, j, b)
    _draw_leg(paper, look, j.near_leg, b)
    _trunk(paper, look, j, b)
    props.before(paper, prop, j.near_arm[2], j.far_arm[2], j.hip, pose)
    if look.hat == "bubble":
        heads.bubble_back(paper, j.head, b.head, look)
    paper.limb(darker(look.skin, 0.16), [between(j.neck, j.hip, 0.06), between(j.neck, j.head, 0.5)], (b.head * 0.78, b.head * 0.7), shade=0)
    heads.small(paper, j.head, b.head, j.tip + pose.nod, look, pose.mouth)
    if look.scarf:
        _scarf(paper, look, j, b)
    _draw_arm(paper, look, j.near_arm, b)
    props.held(paper, prop, j.near_arm[2], j.far_arm[2], pose)
    if look.holds == "staff" and not prop:
        props.held(paper, "staff", j.near_arm[2], j.far_arm[2], pose)


def _draw_leg(paper: Paper, look: Look, leg: tuple[XY, XY, XY], b: Build) -> None:
    hip, knee, ankle = leg
    w = b.limb
    bare = look.garment in ("dress", "skirt") or look.shorts
    puffy = 1.45 if look.garment == "suit" else 1.0
    cloth = look.skin if bare else look.top if look.garment == "robe" else look.legs
    shin = math.degrees(math.atan2(ankle[0] - knee[0], knee[1] - ankle[1]))
    _shoe(paper, look, ankle, shin, w * (1.25 if look.garment == "suit" else 1))
    paper.limb(cloth, [hip, knee, ankle], (w * 1.45 * puffy, w * 1.22 * puffy, w * 0.98 * puffy, w * 0.86 * puffy, w * 0.68 * puffy))
    if look.shorts:
        paper.limb(look.legs, [hip, between(hip, knee, 0.8)], (w * 1.75, w * 1.7))
        paper.limb(look.accent, [between(knee, ankle, 0.45), ankle], (w * 0.9, w * 0.72))


def _shoe(paper: Paper, look: Look, ankle: XY, shin: float, w: float) -> None:
    """A shoe that lies flat when the shin is upright and follows it when the leg swings back."""
    roll = -max(0.0, -shin - 18) * 0.75 + max(0.0, shin - 20) * 0.35
    with paper.moved(*ankle, turn=roll, size=w):
        paper.blob(look.shoes, [(-0.5, 0.3), (0.3, 0.34), (0.75, -0.02), (1.42, -0.24), (1.5, -0.52), (0.4, -0.54), (-0.5, -0.52), (-0.58, -0.1)], shade=0.16)


def _draw_arm(paper: Paper, look: Look, arm: tuple[XY, XY, XY], b: Build) -> None:
    shoulder, elbow, wrist = arm
    w = b.limb * (1.4 if look.garment == "suit" else 1.12 if look.garment in ("coat", "robe", "jacket") else 0.98)
    hand = reach(wrist, math.degrees(math.atan2(wrist[0] - elbow[0], elbow[1] - wrist[1])), b.limb * 0.35)
    short = look.shorts or look.garment == "dress"
    paper.limb(look.accent if look.garment == "suit" else look.skin, [between(elbow, wrist, 0.7), hand], (b.limb * 0.6, b.limb * 0.86), shade=0.2)
    if short:
        paper.limb(look.skin, [shoulder, elbow, wrist], (w * 0.9, w * 0.76, w * 0.56))
        paper.limb(look.top, [shoulder, between(shoulder, elbow, 0.66)], (w * 1.2, w * 1.16))
        return
    flare = 1.35 if look.garment == "robe" else 0.82
    cuff = between(elbow, wrist, 0.88) if look.garment == "robe" else wrist
    paper.limb(look.top, [shoulder, elbow, cuff], (w * 1.18, w * 1.0, w * flare))
    if look.garment == "robe":
        paper.limb(look.skin, [wrist, hand], (b.limb * 0.6, b.limb * 0.82), shade=0.2)


def _along(j: Joints, up: float, side: float) -> XY:
    """A point of the trunk: up 0 hip .. 1 neck, side forward in heights."""
    x, y = between(j.hip, j.neck, up)
    a = math.radians(j.tip)
    return x + side * math.cos(a), y - side * math.sin(a)


def _trunk(paper: Paper, look: Look, j: Joints, b: Build) -> None:
    c, w = b.chest / 2, b.waist / 2
    puffy = 1.18 if look.garment == "suit" else 1.08 if look.garment in ("coat", "robe") else 1.0
    c, w = c * puffy, w * puffy
    hem = HEMS.get(look.garment, 0.0)
    if not hem:
        paper.blob(look.top if look.garment == "suit" else look.legs, [_along(j, 0.14, -w), _along(j, 0.14, w), _along(j, -0.06, w * 1.1), _along(j, -0.1, 0), _along(j, -0.06, -w * 1.15)], shade=0.1)
    bottom = 0.02 if look.garment in ("dress", "skirt") else -0.02
    outline = [(0.98, -c * 0.45), (1.0, c * 0.3), (0.9, c * 0.98), (0.66, c * 1.02), (0.36, w * 1.02), (bottom, w * 1.1), (bottom - 0.02, 0), (bottom, -w * 1.12), (0.4, -w), (0.7, -c), (0.9, -c * 1.02)]
    paper.blob(look.top, [_along(j, u, s) for u, s in outline], shade=0.2)
    if hem:
        _skirts(paper, look, j, b, hem)
    _details(paper, look, j, c, w)


def _skirts(paper: Paper, look: Look, j: Joints, b: Build, reach_down: float) -> None:
    """The lower part of a coat, dress or robe, carried by the legs, over the trunk's lower edge."""

    def on(leg: tuple[XY, XY, XY], part: float) -> XY:
        return between(leg[0], leg[1], part * 2) if part < 0.5 else between(leg[1], leg[2], part * 2 - 1)

    full = {"coat": 0.062, "dress": 0.085, "skirt": 0.07, "robe": 0.07}[look.garment] * b.limb / 0.056
    back, front = sorted((on(j.near_leg, reach_down), on(j.far_leg, reach_down)))
    w = b.waist / 2 * (1.08 if look.garment in ("coat", "robe") else 1.0)
    hip_back, hip_front = _along(j, -0.08, -w * 1.24), _along(j, -0.08, w * 1.2)
    hem_back, hem_front = (back[0] - full, back[1] + 0.004), (front[0] + full, front[1] + 0.004)
    low = min(back[1], front[1]) - 0.014
    if abs(j.tip) > 40 or front[1] - back[1] > 0.12 or back[1] - front[1] > 0.12:
        low = (back[1] + front[1]) / 2 - 0.03
    points = [
        _along(j, 0.36, -w), _along(j, 0.36, w), _along(j, 0.14, w * 1.1), hip_front, between(hip_front, hem_front, 0.55), hem_front,
        ((front[0] + back[0]) / 2, low), hem_back, between(hip_back, hem_back, 0.55), hip_back, _along(j, 0.14, -w * 1.14),
    ]  # fmt: skip
    paper.cut(look.legs if look.garment == "skirt" else look.top, smooth(points, 6), shade=0.2)
    if look.garment == "robe":
        hem = [(hem_back[0] + 0.012, hem_back[1] + 0.012), ((front[0] + back[0]) / 2, low + 0.014), (hem_front[0] - 0.012, hem_front[1] + 0.012)]
        paper.line(look.accent, hem, 0.014)
    elif look.garment == "coat" and abs(j.tip) < 40:
        paper.line(darker(look.top, 0.3), [_along(j, 0.3, w * 0.72), _along(j, -0.1, w * 0.7), between(hip_front, ((front[0] + back[0]) / 2 + full * 0.6, low + 0.02), 0.9)], 0.006)
        paper.limb(darker(look.top, 0.22), [_along(j, 0.33, -w * 0.98), _along(j, 0.31, w * 0.98)], (0.024, 0.024), shade=0)


def _details(paper: Paper, look: Look, j: Joints, c: float, w: float) -> None:
    """Collars, belts, buttons: what tells one costume from another."""
    if look.garment in ("coat", "jacket"):
        inner = look.accent if look.garment == "coat" else lighter(look.top, 0.75)
        paper.poly(inner, [_along(j, 0.99, c * 0.05), _along(j, 0.98, c * 0.62), _along(j, 0.62, c * 0.6)])
        paper.line(darker(look.top, 0.3), [_along(j, 0.62, c * 0.6), _along(j, 0.34 if look.garment == "coat" else -0.02, w * 0.72)], 0.006)
    if look.garment == "coat":
        for u in (0.48, 0.3, 0.12):
            paper.oval(look.accent, *_along(j, u, c * 0.36), 0.0085, shade=0)
    if look.garment in ("robe", "dress"):
        paper.line(look.accent, [_along(j, 0.32, -w * 0.98), _along(j, 0.3, w * 0.98)], 0.022)
    if look.garment == "suit":
        paper.poly(darker(look.accent, 0.1), [_along(j, 0.72, c * 0.2), _along(j, 0.72, c * 0.85), _along(j, 0.48, c * 0.85), _along(j, 0.48, c * 0.2)], round=0.01)
        paper.line(look.accent, [_along(j, 0.08, -w * 1.05), _along(j, 0.06, w * 1.05)], 0.016)
    if look.tie:
        paper.poly(look.tie, [_along(j, 0.96, c * 0.36), _along(j, 0.9, c * 0.5), _along(j, 0.45, c * 0.56), _along(j, 0.38, c * 0.46), _along(j, 0.47, c * 0.34)])
    if look.apron:
        paper.blob(look.apron, [_along(j, 0.7, c * 0.0), _along(j, 0.7, c * 0.92), _along(j, 0.2, w * 1.05), _along(j, -0.35, w * 1.2), _along(j, -0.4, -w * 0.2), _along(j, 0.15, -w * 0.35)], shade=0.12)


def _scarf(paper: Paper, look: Look, j: Joints, b: Build) -> None:
    paper.limb(look.scarf, [_along(j, 0.8, -b.chest * 0.36), _along(j, 0.36, -b.chest * 0.5)], (0.03, 0.036))
    paper.limb(look.scarf, [_along(j, 1.0, -b.chest * 0.3), _along(j, 0.97, b.chest * 0.34)], (0.05, 0.055))


def _cape(paper: Paper, look: Look, j: Joints, b: Build, pose: Pose) -> None:
    back = b.chest * (0.75 + 0.02 * abs(pose.near_hip - pose.far_hip))
    low = min(j.near_leg[2][1], j.far_leg[2][1]) + 0.05
    points = [_along(j, 0.97, b.chest * 0.3), _along(j, 0.98, -b.chest * 0.5), _along(j, 0.4, -b.chest * 0.75), (j.hip[0] - back * 1.25, (j.hip[1] + low) / 2), (j.hip[0] - back * 1.5, low), (j.hip[0] + b.chest * 0.2, low), (j.hip[0] + b.chest * 0.4, j.hip[1])]
    paper.blob(look.cape, points, shade=0.15)


def _pack(paper: Paper, look: Look, j: Joints, b: Build) -> None:
    c = b.chest
    paper.blob(look.backpack, [_along(j, 0.95, -c * 0.3), _along(j, 0.92, -c * 0.95), _along(j, 0.5, -c * 1.15), _along(j, 0.12, -c * 0.95), _along(j, 0.15, -c * 0.3)], shade=0.2)


