"""The sentences of assets/stories and how their slots are filled; knows no film, no brief and no order of telling."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipelines.understanding.words import listed, present

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "stories"
_SLOT = re.compile(r"\{(\w+)\}")
_ODD_VERBS = {"is": ("is", "are"), "has": ("has", "have"), "was": ("was", "were"), "do": ("does", "do")}


@dataclass(frozen=True)
class Said:
    """A sentence to be spoken, what is seen being done meanwhile, and what kind of sentence it is."""

    text: str
    doing: str = ""
    kind: str = ""
    template: str = ""
    own: bool = False  # written for this very subject or form
    deed: str = ""  # of the brief, what is going on or has just been done
    done: bool = False  # whether that has been told by now
    turned: bool = False  # whether the story's turn has been told by now
    whose: str = ""  # who is seen, where it is not the protagonist


@dataclass(frozen=True)
class Wording:
    """The words that fill the slots: nouns by slot name, and whether {who} is plural."""

    nouns: dict[str, str] = field(default_factory=dict)
    plural: bool = False

    def fill(self, template: str) -> str | None:
        """The sentence, or None where a noun that it needs is not known."""
        if any(s.lower() in _NOUN_SLOTS and s.lower() not in self.nouns for s in _SLOT.findall(template)):
            return None
        text = _SLOT.sub(self._word, template)
        return capital(text)

    def _word(self, slot: re.Match[str]) -> str:
        name = slot.group(1)
        if name in self.nouns:
            return self.nouns[name]
        if name.lower() in self.nouns:
            return capital(self.nouns[name.lower()])
        if name in _ODD_VERBS:
            return _ODD_VERBS[name][self.plural]
        return name if self.plural else present(name)


_NOUN_SLOTS = {
    "who",
    "a_who",
    "he",
    "him",
    "his",
    "himself",
    "prop",
    "place",
    "time",
    "weather",
    "topic",
    "clause",
    "who_title",
}


def capital(text: str) -> str:
    """The text with its first letter, and the first letter of each later sentence, a capital."""
    return re.sub(r"(^|[.!?] )([a-z])", lambda m: m.group(1) + m.group(2).upper(), text)


@cache
def stories(language: str) -> dict:
    """The sentence file of a language, "en" or "zh"."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def sentences(language: str, *path: str) -> tuple[tuple[str, str], ...]:
    """(template, what is being done) of one group, such as ("place", "sea"); empty where there is none."""
    found = stories(language)
    for step in path:
        found = found.get(step, {})
    if not isinstance(found, str):
        return ()
    rows = (line.partition("|") for line in found.splitlines() if line.strip())
    return tuple((said.strip(), doing.strip()) for said, _, doing in rows)


def choices(language: str, section: str, name: str) -> list[str]:
    """The entries of a list: parted by ";", or by "," where there is none."""
    entry = stories(language).get(section, {}).get(name, "")
    return [w.strip() for w in entry.split(";")] if ";" in entry else listed(entry)


def phrase(language: str, section: str, name: str) -> str:
    """One fixed phrase, such as ("en", "time_phrase", "dusk")."""
    return stories(language).get(section, {}).get(name, "")


def parted(text: str) -> str:
    """The text without what would be read as a sentence's end."""
    return text.rstrip(".。!！?？")
