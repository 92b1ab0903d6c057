"""Where an English sentence can be breathed in: a long one over two shots, a list an item or two a line."""

from __future__ import annotations

import re

from pipelines.understanding.notes import note
from pipelines.understanding.words import listed
from pipelines.writers.english import DETERMINERS, PREPOSITIONS, form_of
from pipelines.writers.points import LONGEST_LINE
from studio.timing import spoken_seconds

_CLAUSE = set(
    listed("and, but, because, while, when, before, after, until, so, who, which, where, if, as, or, then, although")
)


def breaths(sentence: str, longest: float = LONGEST_LINE) -> list[str]:
    """The sentence in pieces of at most `longest` seconds, each but the last ending on a comma."""
    if spoken_seconds(sentence) <= longest:
        return [sentence]
    words = sentence.split(" ")
    cuts = [(_cost(words, i, longest), i) for i in range(1, len(words)) if _may_part(words, i)]
    if not cuts:
        return [sentence]
    _, cut = min(cuts)
    left, right = " ".join(words[:cut]).rstrip(",;:"), " ".join(words[cut:])
    return [*breaths(left + ",", longest), *breaths(right, longest)]


def _cost(words: list[str], i: int, longest: float) -> float:
    """How badly the sentence parts before word i: uneven halves, and words that hold together."""
    left, right = spoken_seconds(" ".join(words[:i])), spoken_seconds(" ".join(words[i:]))
    word, before = words[i].lower(), words[i - 1]
    if before.endswith((",", ";", ":")):
        joint = 0.0
    elif word in _CLAUSE:
        joint = 0.4
    elif word == "to":
        joint = 0.9
    elif word == "of" or word == "than":
        joint = 3.0
    elif word in PREPOSITIONS:
        joint = 1.2
    else:
        joint = 4.0
    short = 2.5 if min(i, len(words) - i) < 3 else 0.0
    again = 3.0 if max(left, right) > longest else 0.0  # it would have to part once more
    return max(left, right) + joint + short + again


def _may_part(words: list[str], i: int) -> bool:
    before, word = words[i - 1].rstrip(","), words[i]
    if words[i - 1].endswith((",", ";", ":")):
        return True
    joint = word.lower() in PREPOSITIONS | _CLAUSE | {"to"}
    if before.lower() in DETERMINERS | PREPOSITIONS | _CLAUSE and not (
        before.lower() in ("one", "that", "this") and joint
    ):
        return False
    if before[:1].isupper() and (word[:1].isupper() or word[:1].isdigit()):
        return False
    return not (before[-1:].isdigit() and not joint and word.lower() not in DETERMINERS)


def grouped(text: str) -> list[str]:
    """A list's items as lines: what is mixed stays together, "two eggs" with "mix 200 g of flour"."""
    items = [p.strip() for p in re.split(r",\s+(?=\D)|,\s+(?=\d+(?:[.,]\d+)?\s*\D)", text) if p.strip(" ,")]
    items = [p for item in items for p in _then(item)]
    lines: list[str] = []
    for item in items:
        bare = re.sub(r"^(?:and|then|or)\s+(?:then\s+)?", "", item)
        orders = form_of(bare.split()[0]) == "base" and len(bare.split()) > 1
        ordered = bool(lines) and form_of(lines[-1].split()[0]) == "base"
        joined = f"{lines[-1]}, {item}" if lines else item
        timed = bool(note(item).times) or bool(lines and note(lines[-1]).times)
        short = bool(lines) and not orders and not timed and spoken_seconds(joined) <= 3.3
        if lines and (short or (ordered and not orders)) and spoken_seconds(joined) <= LONGEST_LINE:
            lines[-1] = joined
        else:
            lines.append(bare)
    return lines


def _then(item: str) -> list[str]:
    """ "let it rest and fry on both sides" is two steps."""
    steps = re.split(r"\s+(?:and then|then)\s+", item)
    out = [steps[0]]
    for step in steps[1:]:
        out.append(step)
    return [s for s in out if s]
