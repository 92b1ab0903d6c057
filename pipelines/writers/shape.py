"""The shape of a film: which of the brief's points is told in which scene, and what stands between them.

Knows the gist, the scenes' seconds and how long things take to say; not which sentences there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

from pipelines.writers.chinese_breath import breaths as breaths_zh
from pipelines.writers.english import shorter
from pipelines.writers.english_breath import breaths as breaths_en
from pipelines.writers.forms import is_of
from pipelines.writers.gist import Gist
from pipelines.writers.pacing import FULLEST, LONGEST_SHOT, SHORTEST_SHOT, STEP, shot_count
from pipelines.writers.points import Point, Slot
from pipelines.writers.roles import with_roles
from pipelines.writers.turning import is_about, turn_of
from studio.timing import spoken_seconds

FREE_SHOT = 3.3  # seconds that a shot between the points wants, so that a sentence fits
_OPENING = ("scene", "question")  # points that open a film by themselves
_OPEN_SECONDS, _CLOSE_SECONDS = 3.0, 3.5  # kept free for the first and the last sentence


@dataclass(frozen=True)
class _Piece:
    """What is said of a point over one shot."""

    text: str
    point: Point
    follows: bool
    at: float  # where it belongs, 0 to 1 of the film
    seconds: float  # of the shot it needs

    @classmethod
    def of(cls, text: str, point: Point, follows: bool, at: float) -> _Piece:
        """The piece, with the seconds that its words want."""
        seconds = max(SHORTEST_SHOT, STEP * math.ceil(spoken_seconds(text) / FULLEST / STEP))
        return cls(text, point, follows, at, seconds)


def lay_out(told: Gist, seconds: list[float]) -> list[list[Slot]]:
    """The slots of each scene, in order; `seconds` are the scenes' lengths."""
    counts = [shot_count(s) for s in seconds]
    pieces, turn = _pieces(told, sum(counts))
    scenes = _shared_out(pieces, seconds)
    turned = _turn_scene(scenes, turn, sum(counts), counts)
    plan = [_scene(i, scenes, counts[i], seconds[i]) for i in range(len(seconds))]
    return with_roles(told, plan, turn, turned)


# ---- the brief's points, in order and where they belong ----------------------------------------------------------


def _pieces(told: Gist, shots: int) -> tuple[list[_Piece], Point | None]:
    """What is to be said of the brief's points, each with its place in the film, and which of them is the turn."""
    points = [p for p in told.parts.points if p.kind != "words"]
    slogans = [p for p in told.parts.points if p.kind == "words"]
    turn = turn_of(told, points)
    spread = _spread(told, points, turn)
    pieces: list[_Piece] = []
    for point, at in zip(points, spread, strict=True):
        met = any(is_about(told, p.point) for p in pieces)
        pieces += _unsaid(pieces, _in_breaths(told, point, at, _introduced(told, points, turn, shots) or met))
    for slogan in slogans[:1]:
        pieces += _unsaid(pieces, _in_breaths(told, slogan, 1.0, introduced=True))
    return pieces, turn


def _unsaid(said: list[_Piece], breaths: list[_Piece]) -> list[_Piece]:
    """A point's breaths, unless they have been said: a brief may say a thing twice, a film does not."""
    if {p.text for p in breaths} & {p.text for p in said}:
        return []
    return list({p.text: p for p in reversed(breaths)}.values())[::-1]


def _introduced(told: Gist, points: list[Point], turn: Point | None, shots: int) -> bool:
    """Whether a sentence of the writer's own says who it is about, before the brief's first point does."""
    about = next((p for p in points if is_about(told, p)), None)
    return told.has_lead and not told.is_matter and shots > 3 and about is not None and about is turn


def _in_breaths(told: Gist, point: Point, at: float, introduced: bool) -> list[_Piece]:
    text = point.met if introduced else point.text
    texts = (breaths_zh if told.language == "zh" else breaths_en)(text)
    return [_Piece.of(t, point, point.follows or n > 0, at) for n, t in enumerate(texts)]


def _spread(told: Gist, points: list[Point], turn: Point | None) -> list[float]:
    """Where in the film each point belongs."""
    count = len(points)
    if count == 1:
        return [0.45 if turn else 0.12]
    events = sum(p.kind == "event" for p in points)
    if turn is None or events > 2 or told.is_matter:
        slow = told.is_matter or is_of("ambient", told.genre) or events > 2
        last = (0.8 if count > 2 else 0.55) if slow else 0.12 + 0.12 * count
        return [0.08 + (last - 0.08) * i / (count - 1) for i in range(count)]
    k = points.index(turn)
    before = [0.1 + 0.3 * i / max(1, k) for i in range(k)]
    after = [0.5 + 0.3 * i / max(1, count - k - 1) for i in range(count - k)]
    return before + after


# ---- scenes ------------------------------------------------------------------------------------------------------


def _shared_out(pieces: list[_Piece], seconds: list[float]) -> list[list[_Piece]]:
    """The pieces scene by scene, near where they belong; what does not fit the film is left out of its middle."""
    pieces = list(pieces)
    while pieces:
        for opening, closing in ((_OPEN_SECONDS, _CLOSE_SECONDS), (0.0, _CLOSE_SECONDS), (0.0, 0.0)):
            for pull in (1.0, 0.85, 0.7, 0.5, 0.3, 0.0):
                kept = (opening, closing) if len(seconds) > 1 else (0.0, 0.0)
                scenes = _packed(pieces, seconds, pull, *kept)
                if scenes is not None:
                    return scenes
        pieces = _without_one(pieces)
    return [[] for _ in seconds]


def _packed(
    pieces: list[_Piece], seconds: list[float], pull: float, opening: float, closing: float
) -> list[list[_Piece]] | None:
    """The pieces scene by scene, each point's breaths together; None where they don't fit so."""
    total = sum(seconds)
    starts = [sum(seconds[:i]) for i in range(len(seconds))]
    room = list(seconds)
    room[0] -= opening if pieces and pieces[0].point.kind not in _OPENING else 0.0
    room[-1] -= closing if pieces and pieces[-1].point.kind != "words" else 0.0
    scenes: list[list[_Piece]] = [[] for _ in seconds]
    at = 0
    for point, group in groupby(pieces, key=lambda p: p.point):
        breath = list(group)
        long = sum(p.seconds for p in breath)
        wanted = max(i for i, start in enumerate(starts) if start <= breath[0].at * pull * total + 1e-6)
        wanted = len(seconds) - 1 if point.kind == "words" else wanted
        at = at if point.follows and any(scenes) else max(at, wanted)
        while at < len(seconds) and room[at] < long - 1e-6:
            at += 1
        if at >= len(seconds):
            return None
        scenes[at] += breath
        room[at] -= long
    return scenes


def _without_one(pieces: list[_Piece]) -> list[_Piece]:
    """Without what matters least: the last long breath, or else a point of the middle."""
    if len(pieces) == 1:
        return _shortened(pieces[0])
    if len(pieces) == 2 and pieces[1].point is pieces[0].point:
        return pieces[:1]
    dropped = pieces[len(pieces) // 2].point
    return [p for p in pieces if p.point is not dropped]


def _shortened(piece: _Piece) -> list[_Piece]:
    cut = shorter(piece.text.rstrip(".!?,"))
    return [_Piece.of(cut + ".", piece.point, False, piece.at)] if cut else []


def _turn_scene(scenes: list[list[_Piece]], turn: Point | None, shots: int, counts: list[int]) -> int:
    """The scene that the story turns in: where its turn is told, or else a little after the middle."""
    for i, scene in enumerate(scenes):
        if any(p.point is turn for p in scene):
            return i
    middle, seen = 0.55 * shots, 0
    for i, count in enumerate(counts):
        seen += count
        if seen > middle:
            return i
    return len(counts) - 1


def _scene(i: int, scenes: list[list[_Piece]], count: int, seconds: float) -> list[Slot]:
    """A scene's points and the free shots around them."""
    mine = scenes[i]
    goes_on = i + 1 < len(scenes) and bool(scenes[i + 1]) and scenes[i + 1][0].follows
    opens = i == 0 and not (mine and mine[0].point.kind in _OPENING)
    closes = i == len(scenes) - 1 and not (mine and mine[-1].point.kind == "words")
    left = seconds - sum(p.seconds for p in mine)
    wanted = max(count - len(mine), int(opens) + int(closes), 0 if mine else 1)
    needed = opens or closes or not mine or seconds / len(mine) > LONGEST_SHOT
    free = min(max(wanted, int(needed)), max(int(left // FREE_SHOT), int(left >= SHORTEST_SHOT and needed)))
    free = free or int(bool(mine) and seconds / len(mine) > LONGEST_SHOT + STEP)
    gaps = [k for k in range(1, len(mine)) if not mine[k].follows]
    ends = [0] * (not mine or not mine[0].follows) + gaps + [len(mine)] * bool(mine)
    if mine and i == 0 and not opens:
        ends = [e for e in ends if e]
    if mine and (goes_on or (i == len(scenes) - 1 and not closes)):
        ends = [e for e in ends if e < len(mine)]
    order = _order(ends, len(mine), opens, closes)
    slots = [Slot(i, "point", p.text, p.point) for p in mine]
    for at in sorted((order[k % len(order)] for k in range(free)) if order else [], reverse=True):
        slots.insert(at, Slot(i, "free"))
    return slots


def _order(ends: list[int], last: int, opens: bool, closes: bool) -> list[int]:
    """Where a scene's free shots go first: where the film opens or closes, then around and between its points."""
    between = [e for e in ends if 0 < e < last]
    first = [0] * (0 in ends)
    after = [last] * (last in ends and last > 0)
    if closes and not opens:
        return [*after, *between, *first]
    return [*first, *after, *between]


def scene_text(slots: list[Slot]) -> str:
    """What the brief says in a scene, for finding out where and when it is."""
    return " ".join(s.text for s in slots if s.point is not None)
