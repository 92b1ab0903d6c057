"""Finds the joints of an English sentence: its verb, its subject, what a comma adds, how it is asked.

Knows grammar; not what a brief or a film is.
"""

from __future__ import annotations

import re

from pipelines.understanding.notes import settled
from pipelines.understanding.words import Item, listed
from pipelines.writers.english import DETERMINERS, PREPOSITIONS, RELATIVE, base_of, finite, form_of, is_be
from pipelines.writers.english_predicate import finite_start
from pipelines.writers.material import capital

NO_NAME = PREPOSITIONS | set(
    listed(
        "a, an, the, how, why, what, when, where, who, make, create, write, ignore, every, two, three, it, its, "
        "there, this, that, no, and, but, if, once, life, show, explain, tell, breaking, our, my, his, her, "
        "their, your, all, some, here, we, he, she, they, i, you, follow, imagine, think, today, short, film, "
        "new, old, news, poem, advert, history, lesson, one, as, then, so, each, both, many, most, few, several, "
        "four, five, six, seven, eight, nine, ten, next, last, first, later, suddenly, finally, meanwhile, now, "
        "please, nobody, everyone, someone, something, nothing, everything"
    )
)
PRONOUNS = set(
    listed(
        "he, she, it, they, we, i, you, this, that, these, those, both, all, none, nobody, no one, everybody, "
        "everyone, somebody, someone, nothing, everything, something"
    )
)
TIME_FIRST = re.compile(
    r"^(?:once upon a time|every (?:single )?(?:\w*day|morning|night|evening|afternoon|week|weekend|month|year|hour|"
    r"minute|time|summer|winter|spring|autumn|january|february|march|april|may|june|july|august|\w+ber)(?: \w+)??|"
    r"(?:one|last|that|this) (?:\w+ )?(?:morning|day|night|evening|afternoon|winter|summer|spring|autumn|year|week)|"
    r"(?:in|since|by) (?:\w+ )?\d{3,4}|on \d{1,2}(?:st|nd|rd|th)? \w+(?: \d{4})?|"
    r"on \w+ \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|"
    r"at (?:dawn|noon|night|dusk|midnight|sunrise|sunset|\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?)|"
    r"(?:today|tonight|tomorrow|yesterday|then|finally|meanwhile|later|suddenly|afterwards))\b,?\s+(?=\S)",
    re.I,
)
_WHEN = ("when", "while", "if", "as", "because", "although", "after", "before", "until", "since")
_LINKS = {"and", "but", "while", "when", "because", "as", "before", "until", ",", "so", "then", *RELATIVE}
_REFERS = re.compile(
    r"(?:it|this|that|these|those|(?:behind|inside|in|on|under|from|beside|above) (?:it|this|that|them))\b", re.I
)
_HOW_MUCH = ("many", "much", "long", "far", "old")


def main_verb(text: str, line: list[Item]) -> int | None:
    """The item that is the sentence's own verb, not that of "who …"; None where there is none."""
    if not line:
        return None
    after = line[0].text in _WHEN[:-1]
    begin = next((i for i, x in enumerate(line) if after and x.text == ","), 0)
    found = [i for i in range(begin, len(line)) if finite(text, line, i)]
    found = found or [i for i in range(2, len(line)) if finite(text, line, i, lenient=True)]
    own = _outside(line, found)
    if own == [len(line) - 1] and form_of(line[-1].text) == "past" and not _begins(text, line):
        return None  # "love letter never sent"
    commas = [i for i, x in enumerate(line) if x.text == ","]
    if own and commas == [own[0] - 1] and form_of(line[own[0]].text) == "past":
        own = own[1:]  # "Halden Coffee, roasted in Bergen": a participle
    if len(own) > 1 and _is_participle(line, own[0], own[1]):
        return own[1]  # "a boy named Tom teaches"
    return own[0] if own else None


def _outside(line: list[Item], verbs: list[int]) -> list[int]:
    """The verbs that are not of "who …", "that …"."""
    inside: set[int] = set()
    last = -1
    for i in verbs:
        between = [x.text for x in line[last + 1 : i]]
        joined = last in inside and (between[-1:] == ["and"] or between[-2:] == ["and", "never"])
        if joined or any(b in ("who", "which", "whose", "where") or (b == "that" and k) for k, b in enumerate(between)):
            inside.add(i)
        last = i
    return [i for i in verbs if i not in inside]


def _begins(text: str, line: list[Item]) -> bool:
    """Whether the sentence begins with somebody: "The", "She", a name."""
    return line[0].text in DETERMINERS | PRONOUNS or (text[:1].isupper() and not line[0].senses)


def _is_participle(line: list[Item], first: int, second: int) -> bool:
    """Whether the first of two verbs only describes who does the second."""
    if form_of(line[first].text) != "past" or is_be(line[first].text):
        return False
    return line[first + 1].text not in DETERMINERS and not {x.text for x in line[first + 1 : second]} & _LINKS


def subject_start(text: str, line: list[Item], verb: int) -> int:
    """Where the subject begins: past "In 2140," or "Under the bridge"."""
    time = TIME_FIRST.match(text)
    if time and time.end() <= line[verb].start:
        return time.end()
    first = line[0].text.split()[0]
    if first not in _WHEN and first not in PREPOSITIONS and first != "deep":
        return 0
    comma = text.find(", ")
    if 0 < comma < line[verb].start:
        return comma + 2
    for i in range(1 if " " in line[0].text else 2, verb):
        opens = line[i].text in DETERMINERS or line[i].is_a("count") or text[line[i].start].isupper()
        if opens and not _leads_on(text, line[i - 1]):
            return line[i].start
    return line[verb].start if first in PREPOSITIONS else 0  # "Behind it is …"


def _leads_on(text: str, before: Item) -> bool:
    """Whether the words after an item still belong to it: "of the", "Old Town"."""
    named = before.start > 0 and text[before.start].isupper()
    return named or before.text in PREPOSITIONS | DETERMINERS or before.is_a("count", "colour", "age")


def question(sentence: str) -> str:
    """ "why the sky is blue" as it is asked: "Why is the sky blue?"."""
    text = sentence.strip(" ?.")
    line = settled(text)
    words = text.split()
    if len(line) > 1 and form_of(line[1].text) == "s" and finite("who" + text, line, 1):
        return capital(text) + "?"  # "what happens when we sleep"
    asked = 2 if words[0].lower() == "how" and len(words) > 1 and words[1].lower() in _HOW_MUCH else 1
    if asked < len(words) and (is_be(words[asked].lower()) or words[asked].lower() in ("do", "does", "did")):
        return capital(text) + "?"
    verb = next((i for i in range(asked + 1, len(line)) if finite(text, line, i)), None)
    if verb is None:
        return capital(text) + "."
    ask, subject = text[: line[asked].start].strip(), text[line[asked].start : line[verb].start].strip()
    done, rest = text[line[verb].start : line[verb].end], text[line[verb].end :].strip()
    if is_be(done.lower()):
        return capital(f"{ask} {done} {subject} {rest}".strip()) + "?"
    kind = form_of(done)
    does = {"s": "does", "past": "did"}.get(kind, "do")
    return capital(f"{ask} {does} {subject} {base_of(done)} {rest}".strip()) + "?"


def aside(text: str) -> tuple[str, list[str]]:
    """The head of a phrase, and what commas add to it."""
    head, *rest = [p.strip() for p in text.split(", ") if p.strip(" ,")]
    extras: list[str] = []
    for piece in (p.strip(" ,") for p in rest):
        town = re.fullmatch(r"[A-Z]\w+(?: [A-Z]\w+)?", piece)  # Oulu, Finland
        if not extras and (town or re.match(r"(?:and|or) ", piece)):
            head += f", {piece}"
        elif extras and (re.match(r"(?:and|or) ", piece) or _goes_on(extras[-1], piece)):
            extras[-1] += f", {piece}"
        else:
            extras.append(piece)
    return head.strip(" ,"), extras


def _goes_on(before: str, piece: str) -> bool:
    return not tells(piece) and tells(before) and not piece[:1].isupper()


def tells(extra: str) -> bool:
    """Whether what a comma adds can be said as a sentence."""
    first = extra.split()[0].lower()
    if first in ("who", "which", "that"):
        return finite_start(extra.partition(" ")[2])
    if re.match("the (?:other|rest|latter|first|second)\\b", extra, re.I):
        return False  # "one holds a dress, the other a trumpet"
    described = first in ("a", "an", "the", "once", "now") and len(extra.split()) > 1
    return described or first == "born" or form_of(first) == "past"


def antecedent(piece: str) -> str:
    """What ", which …" is about: the last thing named before it."""
    words = piece.split()
    back = range(len(words) - 1, -1, -1)
    start = next((i + 1 for i in back if words[i].lower() in PREPOSITIONS), None)
    if start is None or start >= len(words):
        start = next((i for i in back if words[i].lower() in DETERMINERS), max(0, len(words) - 1))
    about = re.sub(r"^an? ", "the ", " ".join(words[start:]))
    known = about.split()[0].lower() in DETERMINERS or about[:1].isupper() or re.search(r"\d", about)
    return about if known else f"the {about}"


def refers(text: str) -> bool:
    """Whether the sentence means nothing without the one before: "Behind it …", "This is …"."""
    return _REFERS.match(text) is not None


def the(phrase: str) -> str:
    """The phrase as what is known already: "the blue key"."""
    return "the " + re.sub(r"^(?:an?|the|his|her|their|its|one|our|my|your) ", "", phrase, flags=re.I)


def orders(sentence: str) -> bool:
    """Whether somebody is told to do something: "Come and eat with us"."""
    first = next(iter(settled(sentence)), None)
    if first is None or first.is_a("subject", "place", "time", "weather"):
        return False
    return form_of(first.text) == "base" and " " in sentence


def small(text: str) -> str:
    """The phrase as it stands inside a sentence: its first letter small, unless it is a name."""
    first = next(iter(text.split()), "")
    common = first.lower() in NO_NAME or any(x.senses for x in settled(first)) or bool(form_of(first))
    return text[:1].lower() + text[1:] if common and not first[1:2].isupper() else text
