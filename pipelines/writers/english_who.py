"""Finds who an English phrase names: the noun, the name, one or many, and how to say them again.

Knows words; not what they do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item
from pipelines.writers.english import DETERMINERS, PREPOSITIONS, form_of, is_title, sex_of, with_article
from pipelines.writers.english_clause import NO_NAME

LONGEST_NAME = 24  # words into a phrase that a name is looked for


@dataclass
class Doer:
    """Who a sentence is about."""

    a_who: str
    who: str
    name: str = ""
    subject: str = ""  # canonical id, empty where the lexicon does not know it
    plural: bool = False

    @property
    def alive(self) -> bool:
        """Whether a film can be about them, and not only about a thing."""
        return bool(self.name) or (bool(self.subject) and kind_of(self.subject) not in ("object", "scenery"))


def doer_of(phrase: str, form: str) -> Doer:
    """Who or what a phrase names; `form` is the kind of film, which decides how a name is said again."""
    line = settled(phrase)
    name = _name_in(phrase, line)
    i = _head(line)
    end = _head_end(phrase, line, i)
    plural = _is_plural(phrase, line, i)
    subject = line[i].ids("subject")[0] if i is not None else ""
    a_who = with_article(phrase, plural) if not name or phrase.split()[0].lower() in DETERMINERS else phrase
    if name and plural and " and " in phrase and len(phrase.split()) <= 5:
        return Doer(phrase, phrase, name, subject, plural)
    if ", " in phrase and not plural:
        a_who += ","
    thing = name and any(x.is_a("place") for x in line) and not subject  # our restaurant, Casa Lucia
    if thing:
        return Doer(a_who, name, "", "", plural)
    if name:
        return Doer(
            _keep_name(phrase, name) + ("," if ", " in phrase else ""), _short_name(name, form), name, subject, plural
        )
    noun = " ".join(re.sub(rf"^(?:{'|'.join(DETERMINERS)})\s+", "", phrase[:end], flags=re.I).split()[-1:])
    if i is not None:
        noun = _noun(phrase[line[i].start : line[i].end], subject)
        second = _second(phrase, line, i)
        noun += re.sub(r"\b(?:a|an)\b", "the", second)
    owned = re.match(r"(my|our|his|her|their|your) ", phrase, re.I)
    return Doer(a_who, f"{owned.group(1).lower() if owned else 'the'} {noun}", "", subject, plural)


def _head(line: list[Item]) -> int | None:
    """The first living being named, or else the first thing; "the keeper's dog" is a dog."""
    named = [(i, s) for i, item in enumerate(line) for s in item.ids("subject")[:1]]
    cut = next(
        (i for i, x in enumerate(line) if i and x.text in ("of", "on", "in", "from", "at", "with", "for", "under")),
        len(line),
    )
    named = [(i, s) for i, s in named if i < cut] or named
    alive = [i for i, s in named if kind_of(s) not in ("object", "scenery")]
    return alive[0] if alive else (named[-1][0] if named else None)


def _head_end(phrase: str, line: list[Item], i: int | None) -> int:
    if i is not None:
        return line[i].end
    cut = next((x.start for k, x in enumerate(line) if k and x.text in PREPOSITIONS), len(phrase))
    return len(phrase[:cut].rstrip())


def _second(phrase: str, line: list[Item], i: int) -> str:
    """ " and his dog" right after item i."""
    if i + 2 >= len(line) or line[i + 1].text != "and":
        return ""
    j = next((j for j in range(i + 2, min(i + 5, len(line))) if line[j].is_a("subject")), None)
    return phrase[line[i].end : line[j].end] if j is not None else ""


def _is_plural(phrase: str, line: list[Item], i: int | None) -> bool:
    if re.search(r"\w and \w", phrase.split(" of ")[0]):
        return True
    first = phrase.split()[0].lower()
    if first in ("a", "an", "this", "that", "one", "every", "each"):
        return False
    if i is not None:
        return any(s.plural for s in line[i].senses if s.kind == "subject") or line[i].text in (
            "people",
            "police",
            "villagers",
        )
    noun = phrase[: _head_end(phrase, line, None)].split()[-1]
    return bool(re.fullmatch(r"[a-z-]+[^siu]s", noun.lower())) or (first.isdigit() and first != "1")


def _noun(phrase: str, subject: str) -> str:
    """The shortest way to say it again: "lighthouse keeper" is the keeper."""
    last = phrase.split()[-1].lower()
    said_again = note(f"the {last}").figures
    return last if said_again and said_again[0].name == subject else phrase.lower()


def _name_in(phrase: str, line: list[Item]) -> str:
    """The name in a phrase: "Ada Lovelace", "Ruiz" of "Detective Ruiz", "Tom" of "a small boy named Tom"."""
    words = [(m.group(), m.start()) for m in re.finditer(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?", phrase)]
    run: list[str] = []
    apart = next((x.start for k, x in enumerate(line) if k and x.text in PREPOSITIONS), len(phrase))
    for n, (word, start) in enumerate(words[:LONGEST_NAME]):
        if start > apart:
            break
        capped = (
            word[:1].isupper() and not word.endswith(("'s", "’s")) and bool(run or not _is_common(word, start, line))
        )
        if capped and n == 0 and not is_title(word) and sex_of(word) is None:  # any sentence begins with a capital
            after = words[1][0] if len(words) > 1 else ""
            capped = "-" not in word and not form_of(word) and (not after or after[:1].isupper())
        if capped:
            run.append(word)
        elif run and not (len(run) == 1 and is_title(run[0])):
            break
        else:
            run = []
    return " ".join(run) if any(not is_title(w) for w in run) else ""


def _is_common(word: str, start: int, line: list[Item]) -> bool:
    """Whether a word with a capital is still no name: "The", "Summer"."""
    item = next((x for x in line if x.start <= start < x.end), None)
    known = item is not None and item.is_a("subject", "time", "season", "place", "age") and sex_of(word) is None
    return known or word.lower().rstrip(".") in NO_NAME


def _keep_name(phrase: str, name: str) -> str:
    """The phrase at first mention: "our dog Biscuit", "a small boy named Tom", "old Henrik"."""
    if phrase.startswith(name):
        return phrase
    first = phrase.split()[0]
    named = sex_of(first) is not None or (is_title(first) and first[:1].isupper())
    return phrase if named else phrase[:1].lower() + phrase[1:]


def _short_name(name: str, form: str) -> str:
    """How a name is said again: "Ada", "Ruiz", "Lehtinen" in the news."""
    words = name.split()
    plain = [w for w in words if not is_title(w)] or words
    titled = len(plain) < len(words) and words[0] not in ("Old", "Little", "Big", "Young")
    return plain[-1] if len(plain) > 1 and (titled or form == "news") else plain[0]
