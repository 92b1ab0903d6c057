"""Takes an English brief apart: who it is about and what they do, as phrases that can be said again.

Knows English grammar as far as briefs need it; what it can't take apart is left whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item, conjugations, listed, present, table
from pipelines.writers.material import choices

LONGEST_CLAUSE = 10  # words: about 4.3 s of speech
_LEAD_IN = re.compile(
    r"^(?:please\s+)?(?:(?:can you|could you|i want|i need|let's)\s+)?(?:to\s+)?"
    r"(?:(?:make|create|write|shoot|produce|give|tell|generate|film|show|do)\s+)?(?:me\s+|us\s+)?"
    r"(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:film|video|movie|story|advert|advertisement|ad|commercial|documentary|lesson|poem|news report|report|"
    r"biography|trailer|clip|animation|short|tale|tribute|comedy|portrait|bulletin|promo)\s+"
    r"(?:about|of|for|on|showing|where|in which|that|explaining|called|to)\s*:?\s+",
    re.I,
)
_ASKS = re.compile(
    r"^(?:(?:breaking\s+)?news(?: report| flash)?|headline|trailer|lesson|poem|story|documentary)\s*:\s*|"
    r"^(?:please\s+)?(?:explain|describe|show|teach me|tell me|teach)\s+(?:about\s+)?",
    re.I,
)
_DETERMINERS = set(listed("a, an, the, his, her, its, their, my, our, your, this, that, some, one"))
_BE = {"is": "is", "are": "is", "was": "is", "were": "is", "has": "has", "have": "has", "had": "has"}
_MODAL = set(listed("can, will, must, could, would, should, may, might, cannot"))
_PREPOSITION = r"(?:during|in|at|on|under|through|amid|amidst|while|by|after|before|beneath|across|among|near|inside)"
_NO_NAME = set(
    listed(
        "a, an, the, in, on, at, how, why, what, when, where, who, make, create, write, ignore, every, two, three, "
        "it, its, there, this, that, no, and, but, if, once, life, show, explain, tell, breaking, under, over, inside, "
        "after, before, our, my, his, her, their, your, all, some, here, we, he, she, they, i, you, follow, imagine, "
        "think, today, short, film, new, old, news, poem, advert, history, lesson, one, with, from, as, for, about"
    )
)


@dataclass
class Parts:
    """A brief in parts: {a_who} "a lighthouse keeper", {who} "the keeper", and what they do, clause by clause."""

    a_who: str = ""
    who: str = ""
    name: str = ""
    plural: bool = False
    clauses: list[str] = field(default_factory=list)  # each with its subject: "the keeper finds a message"
    statement: str = ""  # the first sentence, whole
    topic: str = ""


def take_apart(text: str) -> Parts:
    """The parts of a cleaned English brief."""
    core = _ASKS.sub("", _LEAD_IN.sub("", text))
    core = core if len(core) > 3 else text
    sentences = [s.strip(" ,;:-\"'") for s in re.split(r"(?<=[.!?;])\s+|\n+", core) if re.search(r"\w", s)]
    sentences = [s.rstrip(".!?;") for s in sentences] or ["film"]
    parts = Parts(topic=_short_topic(sentences[0]))
    parts.statement = sentences[0] if 3 <= len(sentences[0].split()) <= LONGEST_CLAUSE + 4 else ""
    for sentence in sentences[:60]:
        _add(sentence, parts)
    return parts


def _add(sentence: str, parts: Parts) -> None:
    line = settled(sentence)
    first = not parts.who
    if first:
        _find_who(sentence, line, parts)
    lead = _lead(line)
    verb = next((i for i in range(lead + 1, len(line)) if _is_verb(line, i)), None) if lead is not None else None
    if first and parts.name:
        verb = next((i for i in range(1, len(line)) if _is_verb(line, i)), None)
    if verb is None:
        return
    if first:
        joint = _other_clause(line, verb)
        done = sentence[line[verb].start : line[joint].start if joint else None].strip(" ,")
        parts.clauses += [f"{parts.who} {p}" for p in _predicates(done, parts.plural)]
        if joint and len(sentence[line[joint + 1].start :].split()) >= 3:
            parts.clauses.append(sentence[line[joint + 1].start :])
    elif 3 <= len(sentence.split()) <= LONGEST_CLAUSE + 2:
        parts.clauses.append(sentence if line[0].text == "i" else sentence[0].lower() + sentence[1:])


def _other_clause(line: list[Item], verb: int) -> int:
    """Where "and a diver listens" begins: somebody else does something; 0 where nobody does."""
    for k in range(verb + 1, len(line) - 2):
        if line[k].text in ("and", "while", "but", "as"):
            them = next((j for j in range(k + 1, min(k + 4, len(line) - 1)) if line[j].is_a("subject")), None)
            if them is not None and _is_verb(line, them + 1) and not any(_is_verb(line, j) for j in range(k + 1, them)):
                return k
    return 0


def _lead(line: list[Item]) -> int | None:
    """Where the first living being is named, or else the first thing."""
    named = [(i, s) for i, item in enumerate(line) for s in item.ids("subject")[:1]]
    alive = [i for i, s in named if kind_of(s) not in ("object", "scenery")]
    return alive[0] if alive else (named[0][0] if named else None)


def _find_who(sentence: str, line: list[Item], parts: Parts) -> None:
    name = re.match(r"([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=,| [a-z])", sentence)
    if (
        name
        and name.group(1).split()[0].lower() not in _NO_NAME
        and not line[0].senses
        and _verb_soon(line, name.end())
    ):
        parts.name = parts.who = parts.a_who = name.group(1)
        return
    i = _lead(line)
    if i is None:
        return
    item, start = line[i], i
    while start and not _ends_phrase(line[start - 1]) and line[start].text not in _DETERMINERS:
        start -= 1
    parts.plural = (
        any(s.plural for s in item.senses if s.kind == "subject") or kind_of(item.ids("subject")[0]) == "group"
    )
    full = sentence[line[start].start : item.end]
    noun = _noun(sentence[item.start : item.end], item.ids("subject")[0])
    second = _second(sentence, line, i)
    if second:
        parts.plural, full, noun = True, full + second, noun + re.sub(r"\b(a|an)\b", "the", second)
    parts.a_who = with_article(full, parts.plural)
    parts.who = f"the {noun}"


def _verb_soon(line: list[Item], end: int) -> bool:
    after = next((i for i, item in enumerate(line) if item.start >= end), None)
    return after is not None and (line[after].text == "," or _is_verb(line, after))


def _ends_phrase(item: Item) -> bool:
    return (
        item.is_break or item.is_a("setting:before", "setting:weak", "action") or item.text in ("and", "about", "when")
    )


def _second(sentence: str, line: list[Item], i: int) -> str:
    """ " and his dog" right after item i."""
    if i + 2 >= len(line) or line[i + 1].text not in ("and", "with"):
        return ""
    j = next((j for j in range(i + 2, min(i + 5, len(line))) if line[j].is_a("subject")), None)
    if j is None or any(_is_verb(line, k) for k in range(i + 2, j)) or line[i + 1].text == "with":
        return ""
    return sentence[line[i].end : line[j].end]


def _noun(phrase: str, subject: str) -> str:
    """The shortest way to say it again: "lighthouse keeper" is the keeper."""
    last = phrase.split()[-1].lower()
    said_again = note(f"the {last}").figures
    return last if said_again and said_again[0].name == subject else phrase.lower()


def with_article(phrase: str, plural: bool) -> str:
    first, _, rest = phrase.partition(" ")
    if first.lower() in _DETERMINERS or plural:
        return f"{first.lower()} {rest}".strip()
    if note(f"{first} x").figures and first[:1].isupper():
        phrase = phrase[0].lower() + phrase[1:]
    return f"{'an' if phrase[:1].lower() in 'aeiou' else 'a'} {phrase}"


# ---- verbs ---------------------------------------------------------------------------------------------------------


@cache
def _verbs() -> dict[str, str]:
    """Every known form of every known verb, to its base."""
    bases = {phrase.split()[0] for words in table("en")["action"].values() for phrase in listed(words)}
    bases |= set(choices("en", "verbs", "more"))
    forms = {form: base for base in sorted(bases) for form in conjugations(base)}
    return {**forms, **{base: base for base in bases}}


def _is_verb(line: list[Item], i: int) -> bool:
    item, before = line[i], line[i - 1] if i else None
    word = item.text.split()[0]
    if word in _BE or word in _MODAL:
        return True
    if before is not None and (before.text in _DETERMINERS or before.is_a("setting:before", "colour", "count", "age")):
        return False
    if item.is_a("action"):
        return not item.is_a("subject", "place")
    if item.senses and not item.is_a("setting:weak", "mood", "light"):
        return False
    if word in _verbs():
        return True
    return bool(not item.senses and re.fullmatch(r"[a-z]{3,}[^su]s|[a-z]{3,}ed", word) and before is not None)


def base_of(word: str) -> str:
    """The base form of a verb, or the word itself."""
    return _verbs().get(word.lower(), word.lower())


def now(verb: str, plural: bool) -> str:
    """The verb in the present tense, as one or many do it."""
    word, _, rest = verb.partition(" ")
    low = word.lower()
    if low in _BE:
        said = {"is": ("is", "are"), "has": ("has", "have")}[_BE[low]][plural]
    elif low in _MODAL:
        said = low
    else:
        base = _verbs().get(low) or _guess(low)
        said = base if plural else present(base)
    return f"{said} {rest}".strip()


def _guess(word: str) -> str:
    for ending, put in (
        ("ying", "y"),
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ed", ""),
    ):
        if word.endswith(ending):
            return word[: -len(ending)] + put
    if word.endswith("ing"):
        return word[:-3]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _predicates(predicate: str, plural: bool) -> list[str]:
    """What is done, in the present tense, one thing after the other, without when and in what weather."""
    pieces = re.split(r",?\s+(?:and then|and|then|but)\s+(?=(\w+))|,\s+(?=(\w+))", predicate)
    parts: list[str] = []
    for piece in [p for p in pieces[::3] if p]:
        first = piece.split()[0].lower()
        verbal = first in _verbs() or first in _BE or not parts
        if verbal:
            parts.append(piece)
        else:
            joint = " and " if f"and {piece}" in predicate else ", "
            parts[-1] += joint + piece
    told = [now(_without_when(p), plural) for p in parts]
    return [t for t in (_fit(t) for t in told) if len(t.split()) >= 2 or len(told) == 1]


def _without_when(clause: str) -> str:
    while True:
        tail = re.search(rf"\s+{_PREPOSITION}\s+(?:(?!\b{_PREPOSITION}\s).)*$", clause)
        if not tail or len(clause[: tail.start()].split()) < 2:
            return clause
        told = note(tail.group())
        if told.places or told.props or told.figures or not (told.times or told.weathers):
            return clause
        clause = clause[: tail.start()]


def shorter(clause: str) -> str:
    """The clause without its last "in …" or "on …"; empty where little would be left."""
    cut = re.search(rf"\s+(?:{_PREPOSITION}|into|from|with)\s+(?:(?!\b{_PREPOSITION}\s).)*$", clause)
    left = clause[: cut.start()] if cut else ""
    return left if len(left.split()) >= 4 else ""


def _fit(clause: str) -> str:
    """The clause, cut at a joint where it is too long to be said in one breath."""
    words = clause.split()
    if len(words) <= LONGEST_CLAUSE:
        return clause
    joint = {
        "while",
        "as",
        "until",
        "before",
        "because",
        "who",
        "that",
        "which",
        "when",
        "after",
        "so",
        "with",
        "to",
        "in",
    }
    cut = next((i for i in range(LONGEST_CLAUSE, 2, -1) if words[i].lower() in joint or words[i - 1].endswith(",")), 0)
    return " ".join(words[:cut]).rstrip(",") if cut else ""


def _short_topic(sentence: str) -> str:
    first = sentence.split()[0].lower()
    common = first in _NO_NAME or any(x.senses for x in settled(first))
    topic = sentence[:1].lower() + sentence[1:] if common else sentence
    return topic if len(topic.split()) <= 8 else ""
