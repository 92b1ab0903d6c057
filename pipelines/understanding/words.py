"""Finds the words of assets/lexicon in a text, English and Chinese mixed freely: longest match first, with inflection.

Knows words and where they stand; not what they add up to (reading.py does).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from studio.timing import is_cjk

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "lexicon"
LONGEST_TEXT = 20_000  # characters read; a brief has no more
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[\u3400-\u9fff]|[^\w\s'-]|\n")
_BREAKS = set(".,;:!?。，；：！？、\n—…()[]{}<>|/")
NOUNS = {"place", "hint", "subject", "weather", "time", "season"}


@dataclass(frozen=True)
class Sense:
    """One meaning of a phrase: its kind ("place", "action" …) and canonical id."""

    kind: str
    id: str
    plural: bool = False


@dataclass(frozen=True)
class Item:
    """A stretch of text, text[start:end], with its meanings; none where the words are not known."""

    text: str
    start: int
    end: int
    senses: tuple[Sense, ...] = ()

    def ids(self, kind: str) -> list[str]:
        return [s.id for s in self.senses if s.kind == kind]

    def is_a(self, *kinds: str) -> bool:
        return any(s.kind in kinds for s in self.senses)

    @property
    def is_break(self) -> bool:
        return self.text in _BREAKS

    @property
    def is_chinese(self) -> bool:
        return is_cjk(self.text[0])


def items(text: str) -> list[Item]:
    """The text as known phrases and loose words, in order."""
    plain = _plain(text[:LONGEST_TEXT])
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(plain)]
    book, reach = _phrases()
    found: list[Item] = []
    i = 0
    while i < len(tokens):
        most = min(reach.get(tokens[i][0], 0), len(tokens) - i)
        width = next((n for n in range(most, 0, -1) if _key(tokens, i, n) in book and _unbroken(tokens, i, n)), 0)
        senses = tuple(book[_key(tokens, i, width)]) if width else ()
        start, end = tokens[i][1], tokens[i + max(width, 1) - 1][2]
        found.append(Item(plain[start:end], start, end, senses))
        i += max(width, 1)
    return found


@cache
def table(name: str) -> dict:
    """One file of the lexicon: "en", "zh" or "world"."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def listed(words: str) -> list[str]:
    """The words of a comma-separated entry."""
    return [w.strip() for w in words.split(",") if w.strip()]


def concepts(language: str) -> int:
    """How many words and phrases the lexicon of "en" or "zh" gives a meaning to, inflected forms not counted."""
    kinds = ("place", "hint", "time", "season", "weather", "mood", "light", "subject", "both", "action")
    entries = (table(language)[kind] for kind in kinds)
    return len({w for entry in entries for key, words in entry.items() for w in listed(words)})


def _key(tokens: list[tuple[str, int, int]], i: int, n: int) -> tuple[str, ...]:
    return tuple(t[0] for t in tokens[i : i + n])


def _unbroken(tokens: list[tuple[str, int, int]], i: int, n: int) -> bool:
    """Whether Chinese characters of a phrase stand side by side: 上 - 午夜 is no 上午."""
    run = tokens[i : i + n]
    return all(a[2] == b[1] for a, b in pairwise(run) if is_cjk(a[0][0]) and is_cjk(b[0][0]))


def _plain(text: str) -> str:
    """Lower case, full-width and accented letters made plain, traditional characters simplified; the length is kept."""
    swap = _simplified()
    return "".join(swap.get(c) or _letter(c) for c in text)


def _letter(c: str) -> str:
    if c in "’‘":
        return "'"
    if c.isascii():
        return c.lower()
    base = unicodedata.normalize("NFKD", c)[:1].lower()
    return base if len(base) == 1 and base.isascii() and base.isalnum() else c


@cache
def _simplified() -> dict[str, str]:
    pairs = table("zh")["traditional"]
    return dict(zip(pairs["from"], pairs["to"], strict=True))


@cache
def _phrases() -> tuple[dict[tuple[str, ...], list[Sense]], dict[str, int]]:
    """Every phrase as tokens, with its senses; and the tokens of the longest that begins with a token."""
    book: dict[tuple[str, ...], list[Sense]] = {}
    for language in ("en", "zh"):
        for kind, entries in table(language).items():
            for name, words in entries.items():
                for phrase, sense in _forms(language, kind, name, words):
                    _enter(book, phrase, sense)
    reach: dict[str, int] = {}
    for tokens in book:
        reach[tokens[0]] = max(reach.get(tokens[0], 0), len(tokens))
    return book, reach


def _enter(book: dict[tuple[str, ...], list[Sense]], phrase: str, sense: Sense) -> None:
    senses = book.setdefault(tuple(_TOKEN.findall(_letter_by_letter(phrase))), [])
    same = [s for s in senses if (s.kind, s.id) == (sense.kind, sense.id)]
    if same and sense.plural:
        senses[senses.index(same[0])] = sense
    elif not same:
        senses.append(sense)


def _letter_by_letter(text: str) -> str:
    return "".join(_letter(c) for c in text)


def _forms(language: str, kind: str, name: str, words: str) -> list[tuple[str, Sense]]:
    if kind in ("irregular", "plural", "traditional", "measure"):
        return []
    if kind == "both":
        return [(name, Sense("subject", each)) for each in listed(words)]
    out: list[tuple[str, Sense]] = []
    for phrase in listed(words):
        if kind in ("negation", "setting", "silent", "colour", "garment", "festive", "dim"):
            out.append((phrase, Sense(f"{kind}:{name}" if kind in ("negation", "setting") else kind, name)))
            continue
        out.append((phrase, Sense(kind, name)))
        if language == "en" and kind in ("subject", "hint"):
            out += [(p, Sense(kind, name, plural=p != phrase)) for p in plurals(phrase)]
        elif language == "en" and kind == "place":
            out += [(p, Sense(kind, name)) for p in plurals(phrase)]
        elif language == "en" and kind == "action":
            out += [(p, Sense(kind, name)) for p in conjugations(phrase)]
    return out


def plurals(phrase: str) -> list[str]:
    """The plural of an English noun phrase."""
    head, _, last = phrase.rpartition(" ")
    odd = table("en")["plural"].get(last)
    if odd:
        return [f"{head} {w}".strip() for w in listed(odd)]
    if re.search(r"(s|x|z|ch|sh)$|(?:volcan|her|tomat|potat|ech|mosquit)o$", last):
        form = last + "es"
    elif re.search(r"[^aeiou]y$", last):
        form = last[:-1] + "ies"
    else:
        form = last + "s"
    return [f"{head} {form}".strip()]


def conjugations(phrase: str) -> list[str]:
    """The forms of an English verb phrase: its first word with -s, -ed, -ing, and the irregular ones."""
    verb, _, rest = phrase.partition(" ")
    forms = [present(verb), verb + ("d" if verb.endswith("e") else "ed"), _ing(verb)]
    if re.search(r"[^aeiou]y$", verb):
        forms.append(verb[:-1] + "ied")
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb):
        forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    forms += listed(table("en")["irregular"].get(verb, ""))
    return [f"{form} {rest}".strip() for form in forms]


def present(verb: str) -> str:
    """An English verb as he, she or it does it."""
    if verb in ("go", "do") or re.search(r"(s|x|z|ch|sh)$", verb):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    return verb[:-1] + "ing" if re.search(r"[^eoy]e$", verb) else verb + "ing"
