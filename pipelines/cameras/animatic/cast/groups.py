"""One person as a subject, and people together: a couple, a family, a crowd; babies crawl, drivers sit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipelines.cameras.animatic.cast import hands, heads, vehicles
from pipelines.cameras.animatic.cast.brush import Paper
from pipelines.cameras.animatic.cast.looks import Look, look_of
from pipelines.cameras.animatic.cast.people import grips, person
from pipelines.cameras.animatic.cast.poses import POSES, wave

KINDS = ("man", "woman", "woman", "man", "old_man", "girl", "boy", "old_woman", "man", "woman")
SIZES = {"boy": 0.72, "girl": 0.7, "child": 0.68, "baby": 0.42, "old_man": 0.95, "old_woman": 0.92, "woman": 0.95}


def one(
    paper: Paper, name: str, action: str, phase: float, look: str, seed: int, holding: str = "", tint: str = ""
) -> None:
    """A person doing something, perhaps with a thing in the hand; an unknown action is standing."""
    dressed = look_of(name, look, seed)
    if name == "baby" and action in ("walk", "run", "stand", "kneel"):
        action = "stand" if action == "stand" else "walk"
    pose = POSES.get(action, POSES["stand"])(phase)
    if action == "drive":
        _driving(paper, dressed, phase, seed)
    elif action == "ride":
        with paper.moved(size=0.6):
            vehicles.bicycle(paper, "ride", phase, "", seed)
        with paper.moved(-0.1):
            person(paper, name, dressed, pose)
    elif action == "sail":
        with paper.moved(0, 0.01 * wave(phase)):
            person(paper, name, dressed, pose)
        with paper.moved(size=0.72):
            vehicles.boat(paper, "sail", phase, "", seed)
    elif hands.can_carry(holding):
        if holding == "umbrella":
            pose = replace(pose, near_arm=30.0, near_elbow=66.0)
        elif action not in ("hold", "fight", "wave"):
            pose = replace(pose, near_arm=max(26.0, pose.near_arm * 0.3 + 26), near_elbow=62.0)
        pose = replace(pose, prop="")
        person(paper, name, replace(dressed, holds=""), pose)
        near, far = grips(name, dressed, pose)
        hands.carried(paper, holding, near, far, pose, phase, tint)
    else:
        person(paper, name, dressed, pose)


def _driving(paper: Paper, look: Look, phase: float, seed: int) -> None:
    """A car with its driver at the window."""
    with paper.moved(size=0.66):
        vehicles.car(paper, "drive", phase, "", seed)
    with paper.moved(0, 0.006 * wave(phase, 0, 2)):
        paper.blob(look.top, [(0.06, 0.52), (0.08, 0.6), (0.15, 0.64), (0.22, 0.6), (0.25, 0.52)], shade=0.2)
        heads.small(paper, (0.16, 0.69), 0.062, 0, replace(look, hat=look.hat if look.hat in ("cap", "beanie") else ""))
        paper.limb(look.top, [(0.18, 0.58), (0.3, 0.55)], (0.05, 0.04))


def _member(paper: Paper, name: str, action: str, phase: float, look: str, seed: int, x: float, flip: int = 1) -> None:
    with paper.moved(x, 0.0, size=SIZES.get(name, 1.0), flip=flip):
        one(paper, name, action, phase % 1.0, look, seed)


def couple(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    apart, flip = (0.2, -1) if action in ("hug", "talk", "dance", "stand", "sing") else (0.34, 1)
    with paper.far(0.06):
        _member(paper, "woman", action, phase + 0.5 if action == "talk" else phase + 0.04, look, seed + 1, apart, flip)
    _member(paper, "man", action, phase, "", seed, -apart)


def family(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    _member(paper, "man", action, phase, "", seed, -0.38)
    with paper.far(0.05):
        flip = -1 if action in ("talk", "stand", "hug") else 1
        _member(paper, "woman", action, phase + 0.3, look, seed + 1, 0.34, flip)
    _member(paper, "girl", action, phase + 0.6, "", seed + 2, 0.02)


def crowd(paper: Paper, action: str, phase: float, look: str, seed: int) -> None:
    rng = np.random.default_rng([seed, 71])
    moving = action in ("walk", "run", "dance", "swim", "fly")
    for row, count in enumerate((5, 4)):
        for i in range(count):
            kind = KINDS[rng.integers(len(KINDS))]
            x = (i - (count - 1) / 2) * 0.44 + rng.uniform(-0.06, 0.06)
            act = action if moving or rng.random() < 0.6 else ("talk", "wave", "look")[rng.integers(3)]
            flip = 1 if moving else (-1 if rng.random() < 0.45 else 1)
            with paper.far(0.22 - 0.2 * row):
                lift = 0.02 * (1 - row) * (1 + wave(phase))
                words, own = (look if row else ""), int(rng.integers(2**31))
                with paper.moved(0, lift):
                    _member(paper, kind, act, phase + rng.random(), words, own, x, flip)
