"""How a film's seconds are shared out between scenes and shots; knows numbers and speech rates, no words."""

from __future__ import annotations

import math
from collections.abc import Sequence

SHORTEST_SHOT, LONGEST_SHOT, USUAL_SHOT = 2.5, 6.0, 4.2  # seconds
SPOKEN_SHARE = 0.74  # of a shot's seconds is speech; the rest is breath
FULLEST = 0.93  # of a shot at most is speech, where a sentence of the brief needs it
FULLEST_SHARES = (0.9, 0.97)  # tried in turn
STEP = 0.5


def scene_count(seconds: float) -> int:
    """1 for a moment, 3 for 24 s, 5 for a minute, about 32 for half an hour."""
    if seconds < 24:
        return max(1, min(3, round(seconds / 8)))
    return round(3 * (seconds / 24) ** 0.55)


def shot_count(seconds: float) -> int:
    """How many shots of a usual length fill a scene."""
    usual = max(1, round(seconds / USUAL_SHOT))
    fewest, most = math.ceil(seconds / LONGEST_SHOT), max(1, math.floor(seconds / SHORTEST_SHOT))
    return min(max(usual, fewest), most)


def scene_seconds(total: float, scenes: int, weights: Sequence[float]) -> list[float]:
    """Lengths in half seconds, as near to the weights as can be, that sum to `total` exactly."""
    whole = sum(weights)
    lengths = [max(SHORTEST_SHOT, STEP * round(total * w / whole / STEP)) for w in weights]
    rest = total - sum(lengths)
    order = sorted(range(scenes), key=lambda i: (-weights[i], i))
    for turn in range(10_000):
        if abs(rest) < STEP:
            break
        i = order[turn % scenes]
        step = math.copysign(STEP, rest)
        if lengths[i] + step >= SHORTEST_SHOT:
            lengths[i] += step
            rest -= step
    lengths[-1] = round(total - sum(lengths[:-1]), 3)
    return lengths


def shot_seconds(total: float, spoken: Sequence[float]) -> list[float]:
    """The lengths of a scene's shots, from the seconds spoken over each; longer than `total` only if the speech is."""
    for share in FULLEST_SHARES:
        least = [max(SHORTEST_SHOT, STEP * math.ceil(s / share / STEP)) for s in spoken]
        if sum(least) <= total + 1e-6:
            break
    else:
        return _tight(total, spoken)
    lengths = least[:]
    rest = total - sum(least)
    while rest >= STEP - 1e-9:
        roomy = [i for i in range(len(lengths)) if lengths[i] + STEP <= LONGEST_SHOT] or list(range(len(lengths)))
        i = max(roomy, key=lambda i: (spoken[i] / lengths[i] if spoken[i] else 3.2 / lengths[i], -i))
        lengths[i] += STEP
        rest -= STEP
    shortest = min(range(len(lengths)), key=lambda i: (lengths[i], i))
    lengths[shortest] = round(lengths[shortest] + rest, 3)
    return lengths


def _tight(total: float, spoken: Sequence[float]) -> list[float]:
    """Where half seconds don't fit: as long as each is spoken, and what is left shared evenly."""
    floor = [max(s, 2.0) for s in spoken]
    floor = floor if sum(floor) <= total else [max(s, 0.5) for s in spoken]
    rest = max(0.0, total - sum(floor)) / len(floor)
    lengths = [round(f + rest, 3) for f in floor]
    if sum(floor) <= total:
        lengths[-1] = round(total - sum(lengths[:-1]), 3)
    return lengths
