"""The words of the page, in every language it speaks: en.toml and zh-CN.toml, one key set; knows no component.

A key is its section and name, `brief_text`. The table `sentences` turns what the studio says in English (errors, notes
of jobs) into the language: a pattern and what stands for it, with $1 … for what the pattern's groups found.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-CN")
NAMES = {"en": "English", "zh-CN": "中文"}


@cache
def _file(language: Language) -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))


@cache
def table(language: Language) -> dict[str, str]:
    """Every key with its words."""
    sections = {name: rows for name, rows in _file(language).items() if name != "sentences"}
    return {f"{section}_{name}": words for section, rows in sections.items() for name, words in rows.items()}


@cache
def sentences(language: Language) -> list[tuple[str, str]]:
    """(pattern over an English sentence, words with $1 …), the first that matches wins."""
    return list(_file(language).get("sentences", {}).items())


def say(language: Language, key: str, **values: object) -> str:
    """The words of a key with {name} filled in."""
    words = table(language)[key]
    return words.format(**values) if values else words


def sentence(language: Language, english: str) -> str:
    """What the studio said, in the page's language where the table knows the sentence."""
    for pattern, words in sentences(language):
        found = re.fullmatch(pattern, english, re.S)
        if found:
            parts = [sentence(language, part or "") for part in found.groups()]
            return re.sub(r"\$(\d)", lambda m, parts=parts: parts[int(m[1]) - 1], words)  # type: ignore[misc]
    return english


def word_key(family: str, value: str) -> str:
    """The key of a vocabulary's word: `size_extreme_wide` for ("size", "extreme wide")."""
    return f"{family}_{re.sub('[ -]', '_', str(value))}"


def language_of(cookie: str | None, accepted: str | None) -> Language:
    """The page's language: as chosen in the page, else the browser's first."""
    first = cookie or (accepted or "en").split(",")[0]
    return "zh-CN" if first.strip().lower().startswith("zh") else "en"
