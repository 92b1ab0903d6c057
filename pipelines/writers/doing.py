"""What is seen being done in a shot: the brief's own deed, carried through the film, with what is carried or worn.

Knows the gist; not how a shot is framed or what is spoken over it.
"""

from __future__ import annotations

import re

from pipelines.understanding import kind_of
from pipelines.writers.english import base_of, now
from pipelines.writers.gist import Gist
from pipelines.writers.material import choices, phrase, sentences
from pipelines.writers.telling import sudden


def deed(told: Gist) -> str:
    """What the brief says is done, without who does it; empty where it says nothing."""
    clauses = told.parts.clauses
    return clauses[0].replace(told.parts.who, "", 1).strip() if clauses and told.parts.who else ""


def happens_once(told: Gist) -> bool:
    """Whether the deed is over in a moment: a bottle is found once, a road is ridden all day."""
    done = deed(told)
    first = done if told.language == "zh" else done.split(" ")[0]
    return sudden(first, told.language) and not _begins_with(done, choices(told.language, "deed", "lasting"), told)


def while_speaking(told: Gist, kind: str, said_doing: str, turned: bool, nth: int) -> str:
    """What is seen while a sentence with `said_doing` is spoken; `turned` after the story's turn, `nth` for variety."""
    if said_doing and said_doing not in choices(told.language, "deed", "idle"):
        return said_doing
    done = deed(told)
    if not done or told.group == "thing":
        return said_doing or _waiting(told, nth)
    if happens_once(told):
        return _after(told, nth) if turned else _before(told, nth)
    return _away(told, done) if kind == "close" else done


def still_doing(told: Gist, said_doing: str, last: bool) -> str:
    """What a scene without an event shows; in the last one the deed goes on, or away."""
    shown = while_speaking(told, "close" if last else "", said_doing, last, 0)
    if not last or not shown or shown != deed(told):
        return shown
    if told.language == "zh":
        return f"还{shown}" if shown.startswith("在") else shown
    return shown if told.parts.plural or shown.split()[0] in ("is", "has") else f"still {shown}"


def _before(told: Gist, nth: int) -> str:
    """What somebody of this trade does on any day."""
    usual = [doing for _, doing in sentences(told.language, "subject", told.subject) if doing]
    return usual[nth % len(usual)] if usual else _waiting(told, nth)


def _after(told: Gist, nth: int) -> str:
    holds = [noun for prop, noun in told.props if kind_of(prop) == "object" and told.group in ("person", "child")]
    if holds and told.language == "zh":
        return f"拿着{holds[0]}" + ("，望着远方" if nth % 2 else "")
    if holds:
        text = f"holds the {holds[0]}" + (" and looks into the distance" if nth % 2 else "")
        return now(text, plural=True).replace("and looks", "and look") if told.parts.plural else text
    glad = choices(told.language, "deed", "glad")
    if told.group in ("person", "child", "machine", "group"):
        return now(glad[nth % len(glad)], told.parts.plural) if told.language == "en" else glad[nth % len(glad)]
    return _waiting(told, nth)


def _waiting(told: Gist, nth: int) -> str:
    ways = choices(told.language, "idle", told.group)
    way = ways[nth % len(ways)] if ways else ""
    return now(way, plural=True) if way and told.language == "en" and told.parts.plural else way


def _away(told: Gist, done: str) -> str:
    """The deed as it is left behind: "rides his bicycle away into the distance"."""
    if not _begins_with(done, choices(told.language, "deed", "away"), told) or re.search(r"\bhome\b|回家|向", done):
        return done
    if told.language == "zh":
        return f"{done}，{phrase('zh', 'deed', 'into_distance')}"
    core = re.split(r"\s+(?:along|through|across|over|under|in|on|down|up|into|past|at|by|deep|to|from)\b", done)[0]
    return f"{core} {phrase('en', 'deed', 'into_distance')}"


def _begins_with(done: str, verbs: list[str], told: Gist) -> bool:
    if told.language == "zh":
        return any(verb in done for verb in verbs)
    return bool(done) and base_of(done.split()[0]) in verbs


def carried(told: Gist) -> str:
    """What the brief says they carry, wear or ride: "with a red umbrella", 撑着红伞; empty where it says nothing."""
    text, plain = told.text, told.parts
    if told.language == "zh":
        found = re.search(
            r"(?:撑|打|举|提|背|抱|捧|骑|牵|披|戴|握)着?[^，,。的]{0,4}?[^，,。的着走跑飞穿过站坐在]", text
        )
        return found.group() if found and plain.clauses else ""
    noun = plain.who.split()[-1] if plain.who else ""
    found = (
        re.search(
            rf"\b{re.escape(noun)}\b((?: (?:with|in|wearing|carrying|holding)) (?:an?|the|his|her|their) .+?)"
            r"(?= \w+s\b(?! of)| \w+ing\b|,|$)",
            text,
        )
        if noun
        else None
    )
    return found.group(1).strip() if found and len(found.group(1).split()) <= 6 else ""
