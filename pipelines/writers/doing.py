"""What is seen being done in a shot: the brief's own deed, carried through the film, with what is carried or worn.

Knows the gist; not how a shot is framed or what is spoken over it.
"""

from __future__ import annotations

import re

from pipelines.understanding.words import listed
from pipelines.writers.casting import creeps
from pipelines.writers.english import base_of, form_of, now
from pipelines.writers.gist import Gist
from pipelines.writers.material import Said, choices, phrase, sentences
from pipelines.writers.turning import sudden

_UNSEEN = listed("is, are, was, were, has, have, had, wants, needs, cannot, dies, says, say")
_HELD = listed(
    "bottle, letter, book, key, lantern, candle, map, kite, ball, umbrella, camera, phone, guitar, "
    "violin, flower, ring, box, cup, bowl, bread, shell"
)
_DARK = ("eerie", "tense", "sad", "mysterious", "horror", "thriller", "memorial")
_WAY = re.compile(
    r"\s+(?:along|through|across|over|under|in|on|down|up|into|past|at|by|deep|to|from|with|without|of|for)\b"
)


def deed(told: Gist) -> str:
    """What the brief says is done first, without who does it; empty where it says nothing."""
    return next((p.doing for p in told.parts.points if p.doing and p.kind in ("event", "fact")), "")


def happens_once(told: Gist, done: str) -> bool:
    """Whether what is done is over in a moment: a bottle is found once, a road is ridden all day."""
    first = done if told.language == "zh" else done.split(" ")[0]
    return sudden(first, told.language) and not _begins_with(done, choices(told.language, "deed", "lasting"), told)


def while_speaking(told: Gist, kind: str, said: Said, nth: int) -> str:
    """What is seen while a sentence is spoken; `nth` is for variety."""
    own = said.doing
    if own and own not in choices(told.language, "deed", "idle"):
        return own
    if not said.deed or told.group == "thing" or not can_be_seen(told, said.deed):
        return own or waiting(told, nth)
    if happens_once(told, said.deed):
        return _after(told, said.deed, nth) if said.done else _before(told, nth)
    return _away(told, said.deed) if kind == "close" else said.deed


def can_be_seen(told: Gist, done: str) -> bool:
    """Whether a camera can show it going on: not "has six minutes", not "is afraid"."""
    if told.language == "zh":
        return not re.match(r".{0,3}(?:是|有|没|只有|像|叫|属于|喜欢|害怕|想|怕|生于|出生|必须|岁|要)|.{0,6}岁", done)
    return done.split(" ")[0] not in _UNSEEN


def _before(told: Gist, nth: int) -> str:
    """What somebody of this trade does on any day."""
    rows = () if creeps(told.parts.who) else sentences(told.language, "subject", told.subject)
    usual = [doing for _, doing in rows if doing]
    return usual[nth % len(usual)] if usual else waiting(told, nth)


def _after(told: Gist, done: str, nth: int) -> str:
    """What they do once it has happened: hold what was found, or show what they feel."""
    hands = told.group in ("person", "child")
    held = next((noun for prop, noun in told.props if hands and prop in _HELD and noun in done), "")
    if held and told.language == "zh":
        return f"拿着{held}" + ("，望着远方" if nth % 2 else "")
    if held:
        text = f"holds the {held}" + (" and looks into the distance" if nth % 2 else "")
        return many_do(text) if told.parts.plural else text
    if told.group in ("person", "child", "machine", "group") and told.genre != "biography":
        feels = "uneasy" if told.reading.mood in _DARK or told.genre in _DARK else "glad"
        ways = choices(told.language, "deed", feels)
        return now(ways[nth % len(ways)], told.parts.plural) if told.language == "en" else ways[nth % len(ways)]
    return waiting(told, nth)


def waiting(told: Gist, nth: int) -> str:
    """What somebody does who does nothing in particular; `nth` is for variety."""
    ways = choices(told.language, "idle", told.group)
    way = ways[nth % len(ways)] if ways else ""
    return now(way, plural=True) if way and told.language == "en" and told.parts.plural else way


def _away(told: Gist, done: str) -> str:
    """The deed as it is left behind: "rides his bicycle away into the distance"."""
    if not _begins_with(done, choices(told.language, "deed", "away"), told) or re.search(r"\bhome\b|回家|向", done):
        return done
    if told.language == "zh":
        return f"{done}，{phrase('zh', 'deed', 'into_distance')}"
    return f"{_WAY.split(done)[0]} {phrase('en', 'deed', 'into_distance')}"


def many_do(doing: str) -> str:
    """An English action as several do it: "stand and smile"."""
    return re.sub(r"(?<= and )\w+", lambda m: now(m[0], True) if form_of(m[0]) else m[0], now(doing, plural=True))


def _begins_with(done: str, verbs: list[str], told: Gist) -> bool:
    if told.language == "zh":
        return any(verb in done for verb in verbs)
    return bool(done) and base_of(done.split()[0]) in verbs


def carried(told: Gist) -> str:
    """What the brief says they carry, wear or ride: "with a red umbrella", 撑着红伞; empty where it says nothing."""
    text, plain = told.text, told.parts
    if told.language == "zh":
        found = re.search(
            r"(?:撑|打着|举着|提着|背着|抱着|捧着|骑|牵着|披着|戴着|握着)着?[^，,。的]{0,4}?[^，,。的着走跑飞穿过站坐在]",
            text,
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
