"""Breaks what is spoken into readable captions of at most two lines, by width and reading rules; knows no times.

English breaks between words, lines near the same length, never after a little word such as “the”. Chinese breaks
between characters, never before closing nor after opening punctuation (避头尾), gladly after punctuation.
"""

from __future__ import annotations

from functools import lru_cache

from pipelines.editor import fonts
from studio.timing import is_cjk

NEVER_FIRST = set("，。、；：？！）》」』】〕〉”’…—～·,.;:?!)]}%％")
NEVER_LAST = set("（《「『【〔〈“‘([{$￥#")
_WIDE_CLOSING, _WIDE_OPENING = set("，、。；：？！）》」』】〕〉～·％"), set("（《「『【〔〈")
# A line does not end with these: they belong to what follows.
_LEANING = """a an the of to in on at by for with from and or but nor as is are was were be his her its their my your
    our this that these those had has have will would could should can may must do does did not no very into
    over under near upon like than who which i he she it we they mr. mrs. dr."""
LEANING = frozenset(_LEANING.split())
# A line gladly begins with these.
_OPENING = """and or but so because when while who which that where as if then with from into over under through"""
OPENING = frozenset(_OPENING.split())
# Chinese particles close the word before them.
CLOSING = set("的了着过地得们吗呢吧啊呀嘛")
SENTENCE_ENDS, CLAUSE_ENDS = set("。！？.!?…"), set("，、；：,;:—")


def tidy(text: str) -> str:
    """The text on one line, blanks collapsed."""
    return " ".join(text.split())


def parts(text: str, line_ems: float) -> list[tuple[int, int]]:
    """Where the captions of a tidy text begin and end, as character ranges; each fits two lines of that width."""
    points = _points(text)
    ideal = _even_share(text, line_ems)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * (len(points) - 1)
    for j in range(1, len(points)):
        for i in range(j - 1, -1, -1):
            piece = text[points[i] : points[j]].strip()
            if i < j - 1 and not _fits(piece, line_ems):
                break
            last = j == len(points) - 1
            uneven = (fonts.width(piece) / ideal - 1) ** 2
            inside = _wrapped(piece, line_ems)[0]
            cost = best[i][0] + 0.5 + 0.6 * uneven + 1.6 * inside + (0 if last else 0.8 * _awkwardness(text, points[j]))
            if cost < best[j][0]:
                best[j] = (cost, i)
    found, j = [], len(points) - 1
    while j > 0:
        i = best[j][1]
        found.append((points[i], points[j]))
        j = i
    return found[::-1]


def wrapped(text: str, line_ems: float) -> tuple[str, ...]:
    """The text as one line, or as two of about the same width; a single word wider than a line stays whole."""
    return _wrapped(text.strip(), line_ems)[1]


@lru_cache(maxsize=8192)
def _wrapped(text: str, line_ems: float) -> tuple[float, tuple[str, ...]]:
    """(how ill it reads, from 0; its lines)."""
    whole = fonts.width(text)
    if whole <= line_ems:
        return 0.0, (text,)
    choices = []
    for point in _points(text)[1:-1]:
        above, below = text[:point].strip(), text[point:].strip()
        uneven = fonts.width(above) - fonts.width(below)
        over = max(0.0, max(fonts.width(above), fonts.width(below)) / line_ems - 1) * 100
        cost = over + abs(uneven) / whole + (0.03 if uneven > 0 else 0.0) + 0.5 * _awkwardness(text, point)
        choices.append((cost, (above, below)))
    return min(choices) if choices else (0.0, (text,))


def _fits(text: str, line_ems: float) -> bool:
    if fonts.width(text) > 2 * line_ems:
        return False
    return all(fonts.width(line) <= line_ems for line in wrapped(text, line_ems))


def _even_share(text: str, line_ems: float) -> float:
    whole = fonts.width(text)
    count = max(1, -(-whole // (1.7 * line_ems)))  # two lines are never filled to the last place
    return max(whole / count, 0.1)


def _points(text: str) -> list[int]:
    """The places where a line may end, with both ends of the text."""
    inner = [i for i in range(1, len(text)) if _may_break(text[i - 1], text[i])]
    return [0, *inner, len(text)]


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in NEVER_FIRST:
        return False
    if before.isspace():
        return True
    if before in NEVER_LAST:
        return False
    return is_cjk(before) or is_cjk(after) or before in _WIDE_CLOSING or after in _WIDE_OPENING


def _awkwardness(text: str, point: int) -> float:
    """How ill a break there reads: 0 after a sentence, up to 2.2 within what belongs together."""
    above = text[:point].rstrip()
    if above.split(" ")[-1].lower() in LEANING:
        return 1.6
    end = above.rstrip("”’」』）)\"'")[-1:]
    if end in SENTENCE_ENDS:
        return 0.0
    if end in CLAUSE_ENDS:
        return 0.2
    if is_cjk(end):
        if text[point - 1].isspace():
            return 0.4
        return 2.2 if text[point] in CLOSING else 0.9 if end in CLOSING else 1.5
    return 0.6 if text[point:].split(" ")[0].lower() in OPENING else 1.0
