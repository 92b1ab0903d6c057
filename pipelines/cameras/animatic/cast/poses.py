# ruff: noqa: E501  a pose's angles read best on one line
"""How a jointed body moves: an action and a phase give the angles of its joints; draws nothing.

Angles are degrees. Arms and legs: 0 hangs straight down, positive swings forward. Knees bend the shin back, elbows
bend the forearm forward. `lean` tips the trunk forward, `nod` the head. A phase in [0, 1) is one seamless loop.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Pose:
    """One moment of a body; near limbs are those on the viewer's side."""

    near_hip: float = 2
    near_knee: float = 4
    far_hip: float = -3
    far_knee: float = 4
    near_arm: float = -4
    near_elbow: float = 12
    far_arm: float = 6
    far_elbow: float = 14
    lean: float = 0
    nod: float = 0
    rise: float = 0  # heights above the ground
    turn: float = 0  # the whole body about its hips, forward
    seat: str = ""  # what the body rests on: "" feet, "seat", "floor", "back", "water"
    prop: str = ""  # what the near hand holds
    mouth: float = 0  # 0 closed .. 1 open
    breath: float = 0


def wave(phase: float, lag: float = 0.0, times: float = 1) -> float:
    """A sine of the phase, -1..1."""
    return math.sin(2 * math.pi * (phase * times - lag))


def stand(t: float) -> Pose:
    b = wave(t)
    return Pose(6, 5, -8, 4, -9 - b, 15, 9 + b, 16, nod=b, breath=b)


def walk(t: float) -> Pose:
    swing = math.cos(2 * math.pi * t)
    bend = [8 + 48 * max(0.0, -wave(x, 0.04)) ** 1.4 for x in (t, t + 0.5)]
    return Pose(
        near_hip=25 * swing + 2,
        far_hip=-25 * swing + 2,
        near_knee=bend[0],
        far_knee=bend[1],
        near_arm=-24 * swing,
        far_arm=24 * swing,
        near_elbow=18 - 8 * swing,
        far_elbow=18 + 8 * swing,
        lean=3,
        nod=1.5 * wave(t, 0, 2),
    )


def run(t: float) -> Pose:
    swing = math.cos(2 * math.pi * t)
    bend = [18 + 88 * max(0.0, -wave(x, 0.06)) ** 1.2 for x in (t, t + 0.5)]
    return Pose(
        near_hip=44 * swing + 10,
        far_hip=-44 * swing + 10,
        near_knee=bend[0],
        far_knee=bend[1],
        near_arm=-46 * swing,
        far_arm=46 * swing,
        near_elbow=82,
        far_elbow=82,
        lean=13,
        nod=-5,
        rise=0.035 * abs(swing),
    )


def sit(t: float) -> Pose:
    b = wave(t)
    return Pose(86, 84, 80, 80, 22 + b, 40, 28 + b, 38, lean=-3, nod=2 + b, seat="seat", breath=b)


def dance(t: float) -> Pose:
    s, c = wave(t), wave(t, 0.25)
    return Pose(
        near_hip=16 + 14 * s,
        near_knee=18 + 16 * max(0, s),
        far_hip=-14 + 16 * s,
        far_knee=14 + 30 * max(0, -s),
        near_arm=118 + 34 * s,
        near_elbow=28 + 22 * c,
        far_arm=-92 + 30 * s,
        far_elbow=-20,
        lean=-6 * s,
        nod=10 * s,
        rise=0.03 * abs(c),
    )


def talk(t: float) -> Pose:
    s, c = wave(t), wave(t, 0.2, 2)
    return Pose(near_arm=18 + 8 * s, near_elbow=72 + 16 * c, far_arm=8, far_elbow=24 + 8 * s, nod=4 * c, mouth=0.5 + 0.5 * wave(t, 0, 3))


def wave_hand(t: float) -> Pose:
    return Pose(near_arm=150, near_elbow=22 + 24 * wave(t, 0, 2), nod=-4, mouth=0.4, breath=wave(t))


def fly(t: float) -> Pose:
    s = wave(t)
    return Pose(-8 + 3 * s, 8, -16 - 3 * s, 12, 168, 4, 30, 10, turn=72, nod=-42, rise=0.34 + 0.03 * s)


def swim(t: float) -> Pose:
    s = wave(t)
    return Pose(10 * s, 10, -10 * s, 10, 360 * t - 180, 10, 360 * t, 10, turn=76, nod=-48, rise=0.02 * wave(t, 0, 2), seat="water")


def float_(t: float) -> Pose:
    s, c = wave(t), wave(t, 0.25)
    return Pose(22 + 8 * s, 34 + 8 * c, -10 + 8 * c, 28, 52 + 10 * c, 24, -42 - 10 * s, 20, turn=10 + 5 * s, rise=0.16 + 0.05 * s)


def kneel(t: float) -> Pose:
    b = wave(t)
    return Pose(88, 92, -4, 88, 30 + b, 40, 26, 44, lean=6, nod=10 + b, seat="knee", breath=b)


def pray(t: float) -> Pose:
    b = wave(t)
    return Pose(4, 94, -2, 92, 40, 98 + b, 40, 98 + b, lean=6, nod=20 + 2 * b, seat="knee", breath=b)


def read(t: float) -> Pose:
    b = wave(t)
    return replace(stand(t), near_arm=24, near_elbow=82 + b, far_arm=34, far_elbow=72, nod=16 + 2 * b, prop="open_book")


def write(t: float) -> Pose:
    return replace(sit(t), near_arm=34 + 3 * wave(t, 0, 3), near_elbow=62, far_arm=36, far_elbow=56, nod=18, lean=8, prop="desk")


def work(t: float) -> Pose:
    s = wave(t)
    return replace(stand(t), near_arm=62 + 46 * s, near_elbow=40 - 16 * s, far_arm=46 + 24 * s, far_elbow=44, lean=14 - 5 * s, prop="hammer")


def play(t: float) -> Pose:
    s = wave(t, 0, 2)
    return replace(stand(t), near_arm=2 + 3 * s, near_elbow=78 + 12 * s, far_arm=44, far_elbow=62, nod=8 + 4 * wave(t), lean=-3, prop="guitar")


def sleep(t: float) -> Pose:
    b = wave(t)
    return Pose(14, 26, 8, 20, 5 + b, 22, 8, 18, turn=-86, nod=6, seat="back", breath=b)


def fight(t: float) -> Pose:
    s = max(0.0, wave(t))
    return Pose(26, 26, -26, 22, 54 + 34 * s, 112 - 104 * s, 58, 108, lean=8 + 8 * s, rise=0.012 * wave(t, 0, 2) + 0.012)


def eat(t: float) -> Pose:
    s = 0.5 + 0.5 * wave(t)
    return replace(sit(t), near_arm=28 + 16 * s, near_elbow=62 + 56 * s, nod=8 - 4 * s, mouth=s, prop="bowl_spoon")


def cook(t: float) -> Pose:
    s, c = wave(t, 0, 2), wave(t, 0.25, 2)
    return replace(stand(t), near_arm=36 + 8 * s, near_elbow=58 + 8 * c, far_arm=30, far_elbow=64, nod=12, lean=5, prop="pan")


def climb(t: float) -> Pose:
    s = wave(t)
    return Pose(52 + 32 * s, 80 + 22 * s, 52 - 32 * s, 80 - 22 * s, 142 - 24 * s, 26 + 14 * s, 142 + 24 * s, 26 - 14 * s, lean=6, nod=-16, rise=0.03 * wave(t, 0, 2))


def jump(t: float) -> Pose:
    up = max(0.0, math.sin(2 * math.pi * t - math.pi / 2))
    dip = max(0.0, -math.sin(2 * math.pi * t - math.pi / 2))
    return Pose(30 + 26 * dip, 20 + 62 * dip + 30 * up, -4 + 40 * dip, 20 + 62 * dip + 44 * up, 20 + 130 * up - 40 * dip, 16, 30 + 110 * up - 50 * dip, 16, lean=12 * dip, rise=0.26 * up, mouth=up)


def fall(t: float) -> Pose:
    s, c = wave(t), wave(t, 0.3)
    return Pose(54 + 12 * s, 46, 6 - 12 * s, 42, 128 + 18 * s, 20, 100 - 22 * c, 24, turn=-62, nod=14, rise=0.34 + 0.03 * c, mouth=1)


def look(t: float) -> Pose:
    return replace(stand(t), near_arm=98, near_elbow=98 + wave(t), lean=4, nod=-2 + 3 * wave(t))


def hold(t: float) -> Pose:
    b = wave(t)
    return replace(stand(t), near_arm=88 + 2 * b, near_elbow=38, nod=-5)


def hug(t: float) -> Pose:
    b = wave(t)
    return replace(stand(t), near_arm=66 + 2 * b, near_elbow=46, far_arm=74, far_elbow=36, lean=5 + b, nod=9)


def sing(t: float) -> Pose:
    s = wave(t)
    return replace(stand(t), near_arm=34 + 10 * s, near_elbow=46 + 10 * s, far_arm=44 - 10 * s, far_elbow=40, lean=-4 + 2 * s, nod=-12 + 4 * s, mouth=0.65 + 0.35 * wave(t, 0.1, 2))


def kick(t: float) -> Pose:
    s = wave(t)
    return Pose(30 + 48 * s, 26 - 22 * s, -14, 16, -36 * s, 30, 40 + 34 * s, 24, lean=-7 * s, nod=6, prop="football")


def fish(t: float) -> Pose:
    b = wave(t)
    return replace(sit(t), near_arm=46 + 3 * b, near_elbow=36, far_arm=40, far_elbow=44, prop="rod")


def bent(dx: float, dy: float, length: float) -> tuple[float, float]:
    """How a two-piece limb of that length reaches a point: its direction and half its bend, degrees."""
    direction = math.degrees(math.atan2(dx, -dy))
    return direction, math.degrees(math.acos(min(1.0, math.hypot(dx, dy) / length)))


def ride(t: float) -> Pose:
    """On a bicycle: feet on turning pedals, hands on the bar; heights from the ground under the crank."""
    legs, hip, a = [], (-0.1, 0.56), -2 * math.pi * t
    for side in (1, -1):
        pedal = (-0.034 + side * 0.09 * math.cos(a), 0.24 + side * 0.09 * math.sin(a))
        direction, bend = bent(pedal[0] - hip[0], pedal[1] - hip[1], 0.43)
        legs.append((direction + bend, 2 * bend))
    (near_hip, near_knee), (far_hip, far_knee) = legs
    return Pose(near_hip, near_knee, far_hip, far_knee, 44, 26, 48, 22, lean=30, nod=-18, rise=0.56, seat="saddle")


def row(t: float) -> Pose:
    """In a boat, pulling at oars."""
    s = wave(t)
    return Pose(84, 66, 80, 62, 58 + 10 * s, 34 - 24 * s, 62 + 10 * s, 30 - 22 * s, lean=14 * s - 4, nod=-4, rise=0.2, seat="saddle")


POSES: dict[str, Callable[[float], Pose]] = {
    "stand": stand, "walk": walk, "run": run, "sit": sit, "dance": dance, "talk": talk, "wave": wave_hand, "fly": fly, "swim": swim,
    "drive": sit, "ride": ride, "sail": row, "kneel": kneel, "read": read,
    "write": write, "work": work, "play": play, "sleep": sleep, "fight": fight, "eat": eat, "cook": cook, "climb": climb, "jump": jump,
    "fall": fall, "look": look, "hold": hold, "hug": hug, "sing": sing, "kick": kick, "pray": pray, "fish": fish, "float": float_,
    "burn": stand, "bloom": stand,
}  # fmt: skip
SECONDS = {"walk": 1.05, "run": 0.68, "dance": 1.6, "talk": 1.8, "wave": 1.4, "swim": 1.8, "jump": 1.3, "kick": 1.4, "work": 1.3, "fight": 0.9, "climb": 1.6, "play": 1.5, "fall": 1.0, "cook": 1.5, "eat": 2.2, "ride": 1.1, "sail": 2.4, "drive": 0.9}
TRAVELS = {"walk": 0.78, "run": 2.1, "swim": 0.35, "fly": 1.2, "ride": 1.6, "sail": 0.35, "drive": 2.6}
