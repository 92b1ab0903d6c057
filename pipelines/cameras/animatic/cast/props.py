# ruff: noqa: E501  a drawing's rows of points read best on one line
"""What people rest on and hold while they act; knows hands and hips, nothing of faces."""

from __future__ import annotations

import math

from pipelines.cameras.animatic.cast.brush import Paper, darker
from pipelines.cameras.animatic.cast.poses import Pose

XY = tuple[float, float]
WOOD, PALE, IRON = "#8a5a3b", "#f4ecd8", "#5a6170"


def under(paper: Paper, pose: Pose, prop: str, hip: XY, ankle: XY, limb: float) -> None:
    """What the body rests on, behind it."""
    if pose.seat == "seat" and prop not in ("wheel", "saddle"):
        top = hip[1] - limb * 0.72
        back, front = hip[0] - 0.11, hip[0] + 0.11
        paper.line(WOOD, [(back + 0.02, top), (back + 0.005, 0.01)], 0.022)
        paper.line(WOOD, [(front - 0.02, top), (front, 0.01)], 0.022)
        paper.box("#a06f49", back - 0.02, top - 0.028, front + 0.02, top, round=0.012)
    elif pose.seat == "back":
        paper.box("#d9cbb4", hip[0] - 0.62, -0.028, hip[0] + 0.62, 0.022, round=0.02, shade=0.2)
    if prop == "desk":
        paper.box("#9c6b46", hip[0] + 0.2, hip[1] + 0.08, hip[0] + 0.72, hip[1] + 0.11, round=0.01)
        for x in (0.25, 0.67):
            paper.line(WOOD, [(hip[0] + x, hip[1] + 0.08), (hip[0] + x, 0.01)], 0.022)


def before(paper: Paper, prop: str, near: XY, far: XY, hip: XY, pose: Pose) -> None:
    """What lies between the trunk and the near arm."""
    if prop == "desk":
        paper.poly(PALE, [(near[0] - 0.05, hip[1] + 0.112), (near[0] + 0.12, hip[1] + 0.112), (near[0] + 0.13, hip[1] + 0.12), (near[0] - 0.04, hip[1] + 0.12)])
        paper.line("#2b2733", [(near[0] + 0.03, hip[1] + 0.12), (near[0] + 0.06, hip[1] + 0.19)], 0.01)
    elif prop == "guitar":
        x, y = hip[0] + 0.06, hip[1] + 0.12
        with paper.moved(x, y, turn=24):
            paper.line("#4b3328", [(0.08, 0), (0.4, 0)], 0.026)
            paper.box("#3a2820", 0.38, -0.018, 0.45, 0.02, round=0.008)
            paper.blob("#c9803f", [(-0.17, 0), (-0.12, 0.085), (-0.03, 0.075), (0.02, 0.05), (0.09, 0.062), (0.115, 0), (0.09, -0.062), (0.02, -0.05), (-0.03, -0.075), (-0.12, -0.085)], shade=0.2)
            paper.oval("#4b2f20", 0.0, 0, 0.03, shade=0)
            paper.line("#f0dcae", [(-0.1, 0), (0.38, 0)], 0.004)


def held(paper: Paper, prop: str, near: XY, far: XY, pose: Pose) -> None:
    """What the near hand holds, in front of everything."""
    x, y = near
    draw = HELD.get(prop)
    if draw:
        draw(paper, x, y, far, pose)


def _open_book(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    with paper.moved(x + 0.035, y + 0.02, turn=-24):
        paper.poly("#a9483d", [(-0.012, -0.025), (0.016, -0.03), (0.09, 0.1), (0.055, 0.11)], round=0.005)
        paper.poly(PALE, [(-0.012, -0.02), (0.0, -0.028), (0.056, 0.105), (0.038, 0.11)])
        paper.poly("#c0574a", [(-0.016, -0.02), (-0.004, -0.03), (-0.055, 0.1), (-0.078, 0.088)], round=0.005)


def _lantern(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    y -= 0.045
    paper.halo("#ffc86a", x, y - 0.06, 0.24, 0.55)
    paper.line(IRON, [(x - 0.026, y - 0.01), (x, y + 0.035), (x + 0.026, y - 0.01)], 0.009)
    paper.poly(IRON, [(x - 0.034, y - 0.016), (x, y + 0.006), (x + 0.034, y - 0.016)])
    paper.box("#ffd98a", x - 0.027, y - 0.09, x + 0.027, y - 0.018, lit=True)
    for dx in (-0.027, 0, 0.027):
        paper.line(IRON, [(x + dx, y - 0.09), (x + dx, y - 0.018)], 0.006)
    paper.box(IRON, x - 0.036, y - 0.105, x + 0.036, y - 0.088, round=0.004)


def _hammer(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    with paper.moved(x, y, turn=pose.near_arm - 20):
        paper.line(WOOD, [(-0.03, 0), (0.15, 0)], 0.018)
        paper.box(IRON, 0.13, -0.05, 0.175, 0.04, round=0.008, shade=0.3)


def _rod(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    tip = (x + 0.56, y + 0.42 + 0.003 * pose.near_arm)
    paper.line(WOOD, [(x - 0.08, y - 0.05), (x + 0.2, y + 0.17), tip], 0.013)
    paper.line("#e9edf0", [tip, (tip[0] + 0.03, y * 0.6), (tip[0] + 0.02, 0.05)], 0.0035)
    paper.oval("#d8423f", tip[0] + 0.02, 0.05, 0.014, shade=0)


def _pan(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    paper.line("#33323d", [(x, y), (x + 0.08, y + 0.005)], 0.016)
    paper.poly("#3c3b48", [(x + 0.07, y + 0.018), (x + 0.24, y + 0.018), (x + 0.22, y - 0.02), (x + 0.09, y - 0.02)], round=0.01)
    for i, dx in enumerate((0.12, 0.16, 0.2)):
        hop = 0.02 + 0.016 * math.sin(i * 2.1 + pose.near_elbow * 0.3)
        paper.oval(("#e98b3f", "#7fa65a", "#d8523f")[i], x + dx, y + hop, 0.014, shade=0)


def _spoon(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    paper.blob("#e7e3da", [(far[0] - 0.05, far[1] + 0.045), (far[0] + 0.07, far[1] + 0.045), (far[0] + 0.045, far[1] - 0.005), (far[0] - 0.025, far[1] - 0.005)], shade=0.2)
    paper.line("#c9ced8", [(x - 0.02, y), (x + 0.035, y + 0.035)], 0.01)


def _football(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    out = max(0.0, pose.near_hip - 30) / 48
    ball(paper, 0.3 + 0.55 * out, 0.055 + 0.26 * out * (1.2 - 0.4 * out), 0.052, turn=-300 * out)


def ball(paper: Paper, x: float, y: float, r: float, turn: float = 0.0) -> None:
    """A white ball with dark patches."""
    paper.oval("#f5f3ee", x, y, r, shade=0.3)
    with paper.moved(x, y, turn=turn, size=r):
        paper.poly("#2e3040", [(math.cos(a) * 0.36, math.sin(a) * 0.36) for a in (0.3, 1.56, 2.81, 4.07, 5.33)])
        for a in (0.3, 1.56, 2.81, 4.07, 5.33):
            paper.poly("#2e3040", [(math.cos(a + d) * q, math.sin(a + d) * q) for d, q in ((-0.26, 0.92), (0, 0.99), (0.26, 0.92), (0.14, 0.72), (-0.14, 0.72))])


def _staff(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    paper.line("#6d4a32", [(x + 0.01, 0.01), (x + 0.02, y), (x + 0.01, 1.08)], 0.022)
    paper.halo("#8fd0ff", x + 0.012, 1.12, 0.16, 0.5)
    paper.oval("#bfe6ff", x + 0.012, 1.11, 0.035, lit=True)


def _microphone(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    paper.line("#2b2b36", [(x, y - 0.02), (x + 0.03, y + 0.05)], 0.02)
    paper.oval("#6b7080", x + 0.036, y + 0.066, 0.023)


def _balloon_string(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    paper.line("#f3efe6", [(x, y), (x + 0.03, y + 0.2), (x + 0.01, y + 0.36)], 0.005)
    paper.blob("#d8423f", [(x + 0.01, y + 0.35), (x + 0.11, y + 0.5), (x + 0.01, y + 0.62), (x - 0.09, y + 0.5)], shade=0.2)


def umbrella(paper: Paper, x: float, y: float, colour: str) -> None:
    """An open umbrella over the head of who holds its handle at (x, y); the canopy comes back over the body."""
    top = (x - 0.06, y + 0.66)
    paper.line(IRON, [(x, y - 0.05), top], 0.012)
    with paper.moved(*top, turn=5):
        paper.blob(colour, [(-0.4, -0.22), (-0.34, -0.06), (-0.18, 0.02), (0, 0.05), (0.18, 0.02), (0.34, -0.06), (0.4, -0.22), (0.27, -0.17), (0.13, -0.21), (0, -0.17), (-0.13, -0.21), (-0.27, -0.17)], shade=0.2)
        for s in (-1, 1):
            paper.line(darker(colour, 0.22), [(0, 0.04), (s * 0.1, -0.04), (s * 0.13, -0.2)], 0.006)
        paper.line(IRON, [(0, 0.04), (0, 0.09)], 0.012)


def _umbrella(paper: Paper, x: float, y: float, far: XY, pose: Pose) -> None:
    umbrella(paper, x, y, "#c8453f")


HELD = {"open_book": _open_book, "book": _open_book, "lantern": _lantern, "lamp": _lantern, "hammer": _hammer, "rod": _rod, "pan": _pan, "bowl_spoon": _spoon, "football": _football, "staff": _staff, "microphone": _microphone, "balloon": _balloon_string, "umbrella": _umbrella}  # fmt: skip
