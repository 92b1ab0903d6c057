"""Earlier scripts found by their words, on every database alike: each word is looked for inside the texts.

Chinese has no spaces: a run of ideographs is looked for as it is, and if nothing has it, by its pairs. LIKE over the
texts of 500 films is some tens of milliseconds; a word index would be another thing for each database.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from studio import timing
from studio.errors import BadInput
from studio.store.database import session
from studio.store.tables import CharacterRow, LineRow, ProjectRow, SceneRow

MOST_TERMS = 8
EXCERPT = 160  # characters
_TEXTS: tuple[tuple[Any, str], ...] = (
    (SceneRow, "heading"), (SceneRow, "action"), (LineRow, "text"), (CharacterRow, "name"), (CharacterRow, "look"),
)  # fmt: skip


def terms(text: str) -> list[str]:
    """The words that are looked for."""
    found = re.findall(r"[\u3400-\u9fff\U00020000-\U0003134f]+|[^\W\u3400-\u9fff]+", text.lower())
    return list(dict.fromkeys(found))[:MOST_TERMS]


def find(text: str, limit: int) -> list[dict[str, Any]]:
    """Films in which every word is found; of those with Chinese words, else those with a pair of them."""
    wanted = terms(text)
    if not wanted:
        raise BadInput("Write a word to look for: a name, a place, a thing.", "text")
    hits = _with_all(wanted)
    if not hits and any(timing.is_cjk(t[0]) for t in wanted):
        pairs = [t[n : n + 2] for t in wanted for n in range(max(1, len(t) - 1))]
        hits = _with_all(list(dict.fromkeys(pairs))[:MOST_TERMS], every=False)
    ranked = sorted(hits.items(), key=lambda x: (-x[1][0], x[0]))[:limit]
    with session():
        rows = {p.id: p for p in ProjectRow.select().where(ProjectRow.id.in_([i for i, _ in ranked] or [""]))}
    return [
        {"project_id": i, "title": rows[i].title, "logline": rows[i].logline, "found": count, "excerpt": excerpt}
        for i, (count, excerpt) in ranked
    ]


def _with_all(wanted: list[str], every: bool = True) -> dict[str, tuple[int, str]]:
    """(how many texts have a word, one of them) of the films that have every word, or any."""
    counts: Counter[str] = Counter()
    excerpts: dict[str, str] = {}
    films: list[set[str]] = []
    for word in wanted:
        here: set[str] = set()
        for project_id, text in _texts_with(word):
            here.add(project_id)
            counts[project_id] += 1
            excerpts.setdefault(project_id, _around(text, word))
        films.append(here)
    kept = set.intersection(*films) if every else set.union(*films)
    return {i: (counts[i], excerpts[i]) for i in kept}


def _texts_with(word: str) -> list[tuple[str, str]]:
    """(project, text) of the texts that have the word, films in the bin left out."""
    found: list[tuple[str, str]] = []
    with session():
        for table, name in _TEXTS:
            field = getattr(table, name)
            query = (
                table.select(table.project, field)
                .join(ProjectRow)
                .where(ProjectRow.deleted_at.is_null(), table.deleted_at.is_null(), field.contains(word))
            )
            found.extend(query.tuples())
        for name in ("title", "logline"):
            field = getattr(ProjectRow, name)
            rows = ProjectRow.select(ProjectRow.id, field).where(ProjectRow.deleted_at.is_null(), field.contains(word))
            found.extend(rows.tuples())  # type: ignore[arg-type]
    return found


def _around(text: str, word: str) -> str:
    at = max(0, text.lower().find(word) - EXCERPT // 3)
    return ("…" if at else "") + text[at : at + EXCERPT] + ("…" if at + EXCERPT < len(text) else "")
