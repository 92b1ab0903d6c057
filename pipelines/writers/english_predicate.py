"""What an English sentence says of its subject: parted into what is done, told in the present, and seen.

Knows grammar; not who does it, nor what a brief is.
"""

from __future__ import annotations

import re

from pipelines.understanding.notes import settled
from pipelines.understanding.words import Item, listed
from pipelines.writers.english import DETERMINERS, PREPOSITIONS, base_of, finite, form_of, is_be, now
from studio.timing import spoken_seconds

_JOINTS = (",", "and", "but", "then", "while", "so", "also", "finally", "later")
_WHO = {"he", "she", "it", "they", "we", "i", "you", "nobody", "everyone", "one"}
_WHEN = ("before", "after", "when", "until", "as", "because", "while", "so", "that")
_IT = ("it", "he", "she", "they", "we")
_ENDS = (",", "and", "who", "which", "that", "to")
_WAS = ("was", "were", "had", "wasn't", "weren't", "hadn't", "could", "didn't")
_WISHES = listed("must, should, cannot, can, wants, want, needs, need, hopes, hope, plans, loves, hates, fears")
_WITH_TO = listed(
    "is, are, was, were, want, learn, begin, start, try, need, has, have, teach, decide, refuse, forget, "
    "help, continue, promise, ask, tell, be"
)
_OBJECT = re.compile(
    r"\S+(?: \w+ly)? ((?:an?|the|his|her|their|its|one) (?:[\w-]+ ){0,2}?[\w-]+)"
    r"(?= (?:of|that|which|who|before|after|by|and|during|as|while|"
    rf"{'|'.join(sorted(PREPOSITIONS))})\b|$|,)"
)


def split_predicate(predicate: str) -> list[tuple[str, str]]:
    """(joint, piece): what is done one thing after the other; joint is "", "and", "but", "which" or "clause …"."""
    if spoken_seconds(predicate) < 2.9 and " and " in predicate and "," not in predicate:
        return [("", predicate)]
    text = "who " + predicate  # so that the first word is seen to be a verb
    pieces: list[tuple[str, str]] = []
    at, joint = 4, ""
    for end, start, next_joint in _cuts(text):
        if len(text[at:end].split()) < 2 and not pieces:
            continue
        pieces.append((joint, text[at:end].strip(" ,")))
        at, joint = start, next_joint
    pieces.append((joint, text[at:].strip(" ,")))
    return [(j, p) for j, p in pieces if p]


def _cuts(text: str) -> list[tuple[int, int, str]]:
    """(end of the piece before, start of the next, joint) of everywhere that something else begins to be done."""
    line = settled(text)
    kind = form_of(line[1].text.split()[0]) if len(line) > 1 else ""
    cuts: list[tuple[int, int, str]] = []
    k = 2
    while k < len(line):
        if line[k].text not in (",", "and", "but", "while", "then", "so"):
            k += 1
            continue
        j = next((j for j in range(k, len(line)) if line[j].text not in _JOINTS), len(line))
        joint = next((x.text for x in reversed(line[k:j]) if x.text in ("but", "while", "so")), "")
        if j >= len(line):
            break
        if line[j].text.split()[0] in ("who", "which") and "," in [x.text for x in line[k:j]]:
            cuts.append((line[k].start, line[j].end + 1, "which"))
        elif _does_the_same(text, line, j, kind):
            cuts.append((line[k].start, line[j].start, joint or "and"))
        elif joint != "while" and _begins_clause(text, line, j):
            cuts.append((line[k].start, line[j].start, f"clause {joint}"))
        k = j + 1
    return cuts


def _does_the_same(text: str, line: list[Item], j: int, kind: str) -> bool:
    """Whether the one who did the first thing does another at item j: "and quietly closes"."""
    first = line[j].text.split()[0]
    adverb = first.endswith("ly") or first in ("never", "always", "still", "only")
    verb = j + 1 if adverb and j + 1 < len(line) and form_of(line[j + 1].text) else j
    same = form_of(line[verb].text.split()[0]) == kind and kind not in ("", "ing")
    return (same or is_be(line[verb].text)) and finite(text, line[: verb + 1], verb)


def _begins_clause(text: str, line: list[Item], j: int) -> bool:
    """Whether somebody else's doing begins at item j: "and a diver listens"."""
    opens = line[j].text in DETERMINERS | _WHO or text[line[j].start].isupper() or line[j].is_a("subject")
    if not opens or line[j - 1].text in PREPOSITIONS:
        return False
    for v in range(j + 1, min(j + 8, len(line))):
        if line[v].text in _ENDS or line[v].text in PREPOSITIONS - {"of", "in", "at", "on", "from"}:
            return False
        if finite(text, line, v):
            return True
    return False


def finite_start(predicate: str) -> bool:
    """Whether it begins with a verb, an adverb before it allowed."""
    words = re.findall(r"[\w'-]+", predicate.lower())[:2]
    return any(is_be(w) or form_of(w) not in ("", "ing") for w in words)


def present(predicate: str, plural: bool) -> str:
    """The predicate as it is told now: "found a key" by "finds a key"."""
    words = predicate.split(" ")
    for i in range(1, len(words) - 1):  # "before it sank"
        if words[i] in _IT and words[i - 1] in _WHEN and form_of(words[i + 1]) == "past":
            words[i + 1] = now(words[i + 1], words[i] in ("they", "we"))
    plain = [w.lower().strip(",") for w in words]
    at = next((i for i, w in enumerate(plain[:3]) if is_be(w) or form_of(w)), None)
    if at is None:
        return " ".join(words)
    low = plain[at]
    if form_of(low) == "past" or low in _WAS:
        after = form_of(words[at + 1]) if at + 1 < len(words) else ""
        words[at] = "has" if low == "had" and after == "past" and not plural else now(words[at], plural)
        words[at] = ("does not", "do not")[plural] if low == "didn't" else words[at]
    return " ".join(words)


def as_seen(predicate: str) -> str:
    """A predicate as a picture shows it: who says something, talks."""
    shown = re.sub(r"^(?:say|says|ask|asks|reply|replies|shout|shouts|answer|answers)$", "talks", predicate)
    aim = re.search(r" to (\w+) ", shown)
    if not aim or form_of(aim.group(1)) != "base" or base_of(shown.split()[0]) in _WITH_TO:
        return shown
    return shown[: aim.start()] if len(shown[: aim.start()].split()) > 2 else shown  # what for is not seen


def object_of(predicate: str) -> str:
    """What is done something to, as "it" would mean it: "finds a blue key under …" gives "the blue key"."""
    found = _OBJECT.match(predicate)
    return "the " + found.group(1).partition(" ")[2] if found else ""


def is_state(predicate: str) -> bool:
    """Whether it is so and does not happen: "is afraid", "wants to fly"."""
    first = predicate.split()[0].lower()
    if first in _WISHES:
        return True
    return first in ("is", "are", "was", "were", "has", "have", "had") and not re.match(
        r"(?:is|are|was|were) \w+(?:ed|ing|en|ne)\b|(?:is|are|was|were) gone", predicate
    )
