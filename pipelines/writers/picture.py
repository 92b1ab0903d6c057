"""Who or what a shot shows: the protagonist at what the brief tells, somebody else, a thing or the place.

Knows the gist and the sentence spoken meanwhile; not how near the camera is.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from pipelines.understanding import kind_of, read
from pipelines.understanding.notes import settled
from pipelines.writers.casting import noun
from pipelines.writers.doing import can_be_seen, carried, happens_once, many_do, while_speaking
from pipelines.writers.english import form_of, now
from pipelines.writers.gist import Gist
from pipelines.writers.material import Said, parted
from pipelines.writers.whereabouts import without_names

_ASKS = re.compile(r"[?？]$|^(?:how to|what|why)\b|^(?:怎样|如何|怎么)", re.I)
_STAY = re.compile(
    r"(?:[\w-]+ )?(?:days?|weekends?|weeks?|hours?|mornings?|nights?|summers?|winters?) (?:in|at|on) (.+)", re.I
)
_THEY = re.compile(r"(?:they|他们|她们)(?![a-z])", re.I)
_POINTS = re.compile(r"(?:it|this|that|they|behind)\b|它|这|那", re.I)  # to what a picture alone does not tell


def subject_of(told: Gist, kind: str, lead: Said, rng: np.random.Generator) -> tuple[str, str, list[str]]:
    """(subject, action, characters) of a shot."""
    thing = _thing(told, kind, lead)
    if thing is not None:
        return thing
    if (
        told.genre == "recipe"
        and lead.kind == "told"
        and told.reading.place == "kitchen"
        and not _ASKS.search(lead.text)
    ):
        return _at_the_stove(told, lead.text)
    both = _both(told, lead.whose)
    if both is not None:
        return both
    if lead.whose and not _POINTS.match(lead.whose):
        return _pictured(told, lead.whose), "", _named_in(told, lead.whose)
    place = told.place if told.language == "zh" else f"the {told.place}"
    if told.parts.topic and (told.genre == "advert" or (told.genre == "recipe" and not _only_asked(told))):
        return _who(told), "", []
    if not told.has_lead or (told.is_matter and told.group != "thing"):
        return place, "", []
    return _acting(told, kind, lead, rng)


def _thing(told: Gist, kind: str, lead: Said) -> tuple[str, str, list[str]] | None:
    """The thing that a sentence is about: the letter, the lamp."""
    name = ""
    if lead.kind.startswith("prop:"):
        prop = lead.kind.partition(":")[2]
        name = dict(told.props).get(prop) or noun(prop, told.language)
    elif "edited" in (kind, lead.kind):
        named = read(lead.text).figures
        name = noun(named[0].name, told.language) if named and kind_of(named[0].name) == "object" else ""
    return (name if told.language == "zh" else f"the {name}", "", []) if name else None


def _both(told: Gist, whose: str) -> tuple[str, str, list[str]] | None:
    """The two of the cast, where "they" do something together."""
    they = _THEY.match(whose)
    if not they or len(told.cast) < 2:
        return None
    two = [c.name for c in told.cast[:2]]
    other = re.sub("^(?:Her|His|Their|The) ", lambda m: m.group().lower(), two[1])
    first = two[0] if told.parts.name else told.parts.who
    who = ("和" if told.language == "zh" else " and ").join([first, other])
    return who + whose[they.end() :], "", two


def _acting(told: Gist, kind: str, lead: Said, rng: np.random.Generator) -> tuple[str, str, list[str]]:
    """The protagonist, and what they are seen doing."""
    who = _who(told)
    cast = [c.name for c in told.cast][: 2 if kind in ("event", "after", "intro") else 1]
    if told.group == "thing":
        return who, "", []
    nth = int(rng.integers(12))
    if lead.kind == "event" and lead.doing and can_be_seen(told, lead.doing):
        return who, _pictured(told, lead.doing), cast
    if lead.kind == "event" or (lead.own and lead.deed and not happens_once(told, lead.deed)):
        lead = replace(lead, doing="")  # not the habits of the trade but what the brief tells
    if lead.doing and told.language == "en" and told.parts.plural:
        lead = replace(lead, doing=many_do(lead.doing))
    return who, _with_burden(told, while_speaking(told, kind, lead, nth)), cast


def _pictured(told: Gist, text: str) -> str:
    """What a brief says as a picture shows it: a name with a meaning is who bears it, 小雨 a girl and no rain."""
    known = dict(told.parts.others) | {told.parts.name: told.subject}
    for name in told.parts.names:
        at = text.find(name)
        if at < 0 or without_names(name, [name]) == name:
            continue
        said = any(x.is_a("subject") and x.end in (at, at - 1) for x in settled(text))  # "his granddaughter Rain"
        who = noun(known[name], told.language) if known.get(name) and not said else ""
        text = text.replace(name, f"the {who}" if who and told.language == "en" else who)
    text = re.sub(r"[，,：:]?\s*“[^”]*”[,，]?", "", text)  # what is said is heard, and not read in the picture
    text = re.sub(r"\bsays$", "speaks", " ".join(text.split()))
    return text + ("话" if text.endswith("说") else "")


def _at_the_stove(told: Gist, step: str) -> tuple[str, str, list[str]]:
    """A step of a recipe as it is seen: somebody doing it, or the thing itself."""
    step = parted(step)
    if told.language == "zh":
        return ("一位厨师", step, []) if any(x.is_a("action") for x in settled(step)) else (step, "", [])
    words = step[:1].lower() + step[1:]
    orders = form_of(words.split()[0]) == "base"
    return ("a cook", now(words, plural=False), []) if orders else (words, "", [])


def _named_in(told: Gist, text: str) -> list[str]:
    """The characters that a text speaks of."""
    return [c.name for c in told.cast if c.name.lower() in text.lower()]


def _with_burden(told: Gist, doing: str) -> str:
    """A Chinese action with what is carried before it; an English subject carries it itself."""
    burden = carried(told) if told.language == "zh" else ""
    return doing if not burden or burden in doing else f"{burden}，{doing}".strip("，")


def _who(told: Gist) -> str:
    parts, chinese = told.parts, told.language == "zh"
    if parts.name:
        kind = "男人" if (told.subject, chinese) == ("man", True) else noun(told.subject, told.language)
        return f"{parts.name}，{kind}" if chinese else f"{parts.name}, the {kind}"
    if told.is_matter:
        topic = parts.topic or noun(told.subject, told.language)
        if chinese:
            return _thing_in(re.sub("^(?:怎样|如何|怎么).", "", topic)) if told.genre == "recipe" else topic
        topic = _thing_in(topic) if _ASKS.search(topic) or _STAY.match(topic) else topic
        return topic if topic.split()[0] in ("the", "a", "an", "our") or topic[:1].isupper() else f"the {topic}"
    full = read(parts.a_who).figures
    who = parts.a_who if full and full[0].name == told.subject else parts.who
    burden = carried(told) if told.language == "en" else ""
    return f"{who} {burden}" if burden and burden not in who else who


def _thing_in(topic: str) -> str:
    """What a topic can be seen by: "how to make pancakes" by pancakes, "three days in Kyoto" by Kyoto."""
    stay = _STAY.match(topic)
    if stay:
        return stay.group(1)
    seen = [x for x in settled(topic) if x.is_a("subject")]
    return topic[seen[-1].start : seen[-1].end] if seen else topic


def _only_asked(told: Gist) -> bool:
    """Whether nothing in the topic can be seen: "how to fix a tap" without a known thing in it."""
    return _ASKS.search(told.parts.topic) is not None and not told.has_lead
