"""Plans a film as pieces: the bodies of its shots and the overlaps of its transitions; pure frame arithmetic.

    shot 1  |-- body --|overlap|---- body ----|overlap| ...
An overlap is centred on the cut: `before` frames lie before it and `after` behind it. A dissolve and a wipe show both
takes all through the overlap and so eat the takes' spare frames; a fade shows one after the other and needs none.
All numbers are frames at the film's rate; a take of another rate counts as conformed to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from studio.crew import CutShot
from studio.vocabulary import Transition

TRANSITION_SECONDS = Fraction(2, 3)  # 16 frames at 24
BLENDS = (Transition.DISSOLVE, Transition.WIPE)


@dataclass(frozen=True)
class Range:
    """`frames` of the take of the shot at `position`, from the take's frame `first`."""

    position: int
    first: int
    frames: int


@dataclass(frozen=True)
class Piece:
    """What is encoded once: one range as it is, or a transition between two (either may be missing in a fade)."""

    start: int  # frame of the film
    frames: int
    outgoing: Range | None
    incoming: Range | None
    transition: Transition = Transition.CUT


@dataclass(frozen=True)
class Overlap:
    before: int = 0
    after: int = 0


def plan(shots: Sequence[CutShot], fps: Fraction) -> list[Piece]:
    """The film's pieces in order; their frames add up to exactly those of the shots."""
    overlaps = [overlap(shots, i, fps) for i in range(len(shots))] + [Overlap()]
    pieces: list[Piece] = []
    start = 0
    for i, shot in enumerate(shots):
        here, following = overlaps[i], overlaps[i + 1]
        if here.before + here.after:
            pieces.append(_transition(shots, i, start, here))
        body = shot.frames - here.after - following.before
        if body:
            taken = Range(i, shot.first + here.after, body)
            pieces.append(Piece(start + here.after, body, taken, None))
        start += shot.frames
    return pieces


def overlap(shots: Sequence[CutShot], i: int, fps: Fraction) -> Overlap:
    """How far the transition into shot `i` reaches: at most a third of the shorter shot and what takes can spare."""
    shot = shots[i]
    kind = shot.transition
    if kind is Transition.CUT or (i == 0 and kind in BLENDS):
        return Overlap()
    wanted = round(TRANSITION_SECONDS * fps)
    if i == 0:
        return Overlap(0, min(wanted, shot.frames) // 3)  # the film opens out of black or white
    last = shots[i - 1]
    half = min(wanted, min(last.frames, shot.frames) // 3) // 2
    if kind not in BLENDS:
        return Overlap(half, half)
    spare = max(0, last.take_frames - last.first - last.frames)
    both = Overlap(min(half, shot.first), min(half, spare))
    return both if both.before + both.after > 1 else Overlap()


def _transition(shots: Sequence[CutShot], i: int, start: int, lap: Overlap) -> Piece:
    shot, last = shots[i], shots[i - 1]
    length = lap.before + lap.after
    out_first = last.first + last.frames - lap.before
    outgoing: Range | None
    incoming: Range | None
    if shot.transition in BLENDS:
        outgoing, incoming = Range(i - 1, out_first, length), Range(i, shot.first - lap.before, length)
    else:
        outgoing = Range(i - 1, out_first, lap.before) if lap.before else None
        incoming = Range(i, shot.first, lap.after) if lap.after else None
    return Piece(start - lap.before, length, outgoing, incoming, shot.transition)
