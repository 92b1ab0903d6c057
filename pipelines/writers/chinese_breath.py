"""Where a Chinese sentence can be breathed in: a long one goes on over the next shot."""

from __future__ import annotations

import re

from pipelines.understanding.notes import settled
from pipelines.writers.points import LONGEST_LINE
from studio.timing import spoken_seconds

_BEFORE = "在从把被给用让向对为和与并却但而以去来到时"


def breaths(sentence: str, longest: float = LONGEST_LINE) -> list[str]:
    """The sentence in pieces of at most `longest` seconds, each but the last ending on a comma."""
    if spoken_seconds(sentence) <= longest:
        return [sentence]
    cuts = [(_cost(sentence, i, joint), i) for i, joint in _joints(sentence)]
    if not cuts:
        return [sentence]
    _, cut = min(cuts)
    left, right = sentence[:cut].rstrip("，、 "), sentence[cut:]
    return [*breaths(left + "，", longest), *breaths(right, longest)]


def _joints(sentence: str) -> list[tuple[int, float]]:
    """(index, how bad) of every place where it may part: at a comma, before 在, 把 …, after 的时候."""
    found = [(m.end(), 0.0) for m in re.finditer("[，；：、]", sentence) if m.end() < len(sentence) - 2]
    for item in settled(sentence):
        if item.start > 3 and item.start < len(sentence) - 4:
            if item.text[0] in _BEFORE and len(item.text) <= 2:
                found.append((item.start, 1.0))
            elif item.is_a("action") and sentence[item.start - 1] not in "的不没把被":
                found.append((item.start, 1.6))
    return found


def _cost(sentence: str, i: int, joint: float) -> float:
    left, right = spoken_seconds(sentence[:i]), spoken_seconds(sentence[i:])
    quoted = sentence[:i].count("“") != sentence[:i].count("”")
    return max(left, right) + joint + (9.0 if quoted else 0.0)
