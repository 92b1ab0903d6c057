"""The prompts of writers with a language model: files in assets/prompts/, each replaced by the person's of its name.

    NAME.LANGUAGE.md:  a comment with the version, “# System”, “# User”; $words stand for what is filled in
The person's lie in outputs/prompts/. What is filled in is never looked at for further $words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from studio.errors import BadInput

_PARTS = re.compile(r"\A<!--\s*version (\d+)\b.*?-->\s*# System\n(.*?)\n# User\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Prompt:
    """One prompt as it was read."""

    name: str  # outline.en
    version: int
    system: str
    user: str
    file: Path
    own: bool = False  # the person's, not the studio's

    def filled(self, **words: object) -> tuple[str, str]:
        """(system, user) with these words in their places; raises BadInput that names one there is none for."""
        given = {name: str(word) for name, word in words.items()}
        try:
            return Template(self.system).substitute(given), Template(self.user).substitute(given)
        except (KeyError, ValueError) as why:
            known = ", ".join(f"${name}" for name in given)
            raise BadInput(
                f"The prompt {self.file} has a $ that stands for nothing ({why}): use {known}, or write $$ for a "
                "dollar; or delete the file to have the studio's own back.",
                "prompts",
            ) from why


class Prompts:
    """The prompts at hand."""

    def __init__(self, shipped: Path, own: Path) -> None:
        self.shipped, self.own = shipped, own

    def get(self, name: str, language: str) -> Prompt:
        """The prompt of that name; raises BadInput for a file of the person's that can't be used."""
        mine = self.own / f"{name}.{language}.md"
        file = mine if mine.is_file() else self.shipped / mine.name
        try:
            told = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as why:
            raise BadInput(f"The prompt {file} can't be read ({why}): mend it, or delete it.", "prompts") from why
        parts = _PARTS.match(told.replace("\r\n", "\n"))
        if parts is None:
            raise BadInput(
                f"The prompt {file} lacks its first line “<!-- version 1 -->”, its “# System” or its “# User”: "
                "copy them from the studio's own in assets/prompts, or delete the file.",
                "prompts",
            )
        system, user = parts[2].strip(), parts[3].strip()
        return Prompt(f"{name}.{language}", int(parts[1]), system, user, file, file == mine)

    def names(self) -> list[tuple[str, str]]:
        """(name, language) of every prompt."""
        return [tuple(f.name.split(".")[:2]) for f in sorted(self.shipped.glob("*.*.md"))]  # type: ignore[misc]
