"""What a brief is about: who, what happens, where, when, in what weather and mood, and in which voice to tell it.

Knows the brief and the word lists; not how the story is ordered or filmed.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from pipelines.understanding import Figure, Reading, kind_of, read
from pipelines.understanding.notes import habit, note, settled
from pipelines.understanding.reading import SKY_THINGS
from pipelines.understanding.words import listed, plurals, table
from pipelines.writers import chinese, english
from pipelines.writers.english import Parts
from pipelines.writers.material import Wording, capital, choices, phrase, stories
from studio.film import Brief, Character
from studio.timing import is_cjk

_HE, _SHE = {"man", "boy", "old_man", "king", "monk", "fisherman"}, {"woman", "girl", "old_woman", "queen"}
_PRONOUNS = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "her", "herself"),
    "it": ("it", "it", "its", "itself"),
    "they": ("they", "them", "their", "themselves"),
    "他": ("他", "他", "他的", "自己"),
    "她": ("她", "她", "她的", "自己"),
    "它": ("它", "它", "它的", "自己"),
    "他们": ("他们", "他们", "他们的", "自己"),
    "它们": ("它们", "它们", "它们的", "自己"),
}
_ON_THE_WAY = re.compile(
    r"\b(?:from|to|towards?|into|leaves?|leaving|left|reach\w*|across|through)\b|从|离开|去|走向|穿过|来到|前往|到达",
    re.I,
)
_FOUND_INSIDE = ("door", "window", "table", "chair")
_TRAVELLED = ("railway_station", "airport", "train")  # where people carry bags
_LIVELY = ("person", "group", "machine", "animal", "flyer", "swimmer", "vehicle")


@dataclass(frozen=True)
class Gist:
    """A brief, understood."""

    language: str
    text: str
    parts: Parts
    reading: Reading
    subject: str = ""  # canonical id of the protagonist; empty where there is none
    group: str = "thing"  # which sentences of [intro], [class] … fit
    place: str = ""  # the place as the brief calls it
    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    genre: str = ""
    props: tuple[tuple[str, str], ...] = ()  # (id, noun)
    wording: Wording = field(default_factory=Wording)
    cast: tuple[Character, ...] = ()

    @property
    def has_lead(self) -> bool:
        return bool(self.subject)

    @property
    def is_matter(self) -> bool:
        """Whether the film is about a matter, such as a product or a question, and not about somebody."""
        return bool(self.parts.topic) and self.group == "thing" and (bool(self.genre) or not self.subject)


def gist(brief: Brief) -> Gist:
    """The brief, understood; the same for the same text, tone, language and seed."""
    return _gist(brief.text, brief.tone, brief.spoken_language, brief.seed)


@lru_cache(maxsize=64)
def _gist(raw: str, tone: str, language: str, seed: int) -> Gist:
    text = clean(raw)
    rng = np.random.default_rng([seed, 11, *_print(text)])
    reading = read(text, clean(tone) if tone.strip() else "")
    notes = note(text)
    native = (language == "zh") == _is_chinese(text)
    parts = (chinese if language == "zh" else english).take_apart(text) if native else Parts()
    subject = _protagonist(reading, parts, text)
    if subject and not parts.who:
        _call_by_kind(parts, subject, reading, language)
        _say_what_is_done(parts, subject, reading, language)
    place = _place_words(text, reading, language) if native else ""
    place = place or _usual_place(reading, subject, language)
    props = tuple((p, _as_called(p, text, language, native)) for p in _props(reading, subject))
    return Gist(
        language=language,
        text=text,
        parts=parts,
        reading=reading,
        subject=subject,
        group="herd" if _is_herd(parts) else _group(subject),
        place=place,
        places=_route(text, reading, notes.places),
        times=tuple(dict.fromkeys(notes.times)) or (reading.time,),
        genre=_genre(f"{text} {tone}".lower(), language),
        props=props,
        wording=_wording(parts, subject, reading, place, props, text, language, rng),
        cast=_cast(parts, reading, subject, text, language, rng),
    )


def dice(brief: Brief, use: int) -> np.random.Generator:
    """Chance for one use; another text or seed throws otherwise."""
    return np.random.default_rng([brief.seed, use, *_print(clean(brief.text))])


def _print(text: str) -> list[int]:
    return list(hashlib.sha256(text.encode()).digest()[:8])


def clean(raw: str) -> str:
    """The brief as plain words: no markup, addresses, emoji or signs that a template or a model could obey."""
    text = re.sub(r"<[^<>]{0,200}>|https?://\S+|\$?\{[^{}]{0,200}\}|\[/?\w+[^\]]{0,80}\]", " ", html.unescape(raw))
    text = "".join(c for c in text if c in "\n" or unicodedata.category(c)[0] in "LNPZM" or c in "+%")
    text = re.sub(r"[<>{}\[\]|`*_#\\~^=@/•]+", " ", text)
    text = re.sub(r"[ \t\u3000\xa0]+", " ", text).strip(" \n-–—:：")
    return text or re.sub(r"[^\w ]+", " ", raw).strip() or "film"


def noun(subject: str, language: str) -> str:
    """What a subject is usually called."""
    return listed(table(language)["subject"][subject])[0]


def _as_called(prop: str, text: str, language: str, native: bool) -> str:
    """A prop as the brief calls it, with its colour: "red umbrella", 红伞."""
    line = settled(text) if native else []
    i = next((i for i, x in enumerate(line) if prop in x.ids("subject") and len(x.ids("subject")) == 1), None)
    if i is None or line[i].is_a("place", "hint"):
        return noun(prop, language)
    start = i - 1 if i and line[i - 1].is_a("colour") and line[i - 1].end >= line[i].start - 1 else i
    words = text[line[start].start : line[i].end]
    return words if language == "zh" else words.lower()


def _is_chinese(text: str) -> bool:
    return sum(map(is_cjk, text)) * 3 > sum(c.isascii() and c.isalpha() for c in text)


def _protagonist(reading: Reading, parts: Parts, text: str) -> str:
    she = "她" in text or re.search(r"\b(?:she|her)\b", text, re.I)
    named = {f.name for f in note(text).figures}
    lively = [f.name for f in reading.figures if kind_of(f.name) in _LIVELY and f.name in named]
    if lively:
        return lively[0]
    if parts.name:
        return "woman" if she else "man"
    things = [f.name for f in reading.figures if f.name in named] + reading.props
    return (things or [f.name for f in reading.figures] or [""])[0]


def _say_what_is_done(parts: Parts, subject: str, reading: Reading, language: str) -> None:
    """The deed in plain words of the film's language, where the brief's own words are of another one."""
    action = next((f.action for f in reading.figures if f.name == subject), "")
    done = phrase(language, "does", action)
    riding = next((n for n in ("horse", "elephant") if n in {f.name for f in reading.figures} - {subject}), "bicycle")
    done = done.replace("{steed}", noun(riding, language))
    if done and not parts.clauses:
        parts.clauses = [parts.who + done if language == "zh" else f"{parts.who} {english.now(done, parts.plural)}"]


def _is_herd(parts: Parts) -> bool:
    words = parts.who.removeprefix("the ").replace(" ", "-")
    return bool(words) and words in table("world")["herd"]["words"].split()


def _group(subject: str) -> str:
    if not subject:
        return "thing"
    kind = kind_of(subject)
    if kind == "animal" and habit(subject) in ("fly", "swim"):  # a dragon, a turtle
        return "flyer" if habit(subject) == "fly" else "swimmer"
    if subject in ("boy", "girl", "child", "baby"):
        return "child"
    return "thing" if kind in ("scenery", "object") else kind


def _props(reading: Reading, subject: str) -> list[str]:
    outside = () if reading.interior else _FOUND_INSIDE
    return [p for p in reading.props if p != subject and p not in (*SKY_THINGS, *outside)]


def _call_by_kind(parts: Parts, subject: str, reading: Reading, language: str) -> None:
    """Names the protagonist by its kind, where the brief's own words can't be used."""
    count = next((f.count for f in reading.figures if f.name == subject), 1)
    name = noun(subject, language)
    if language == "zh":
        measure = chinese.measure(subject)
        parts.plural = count > 1
        parts.a_who = f"{'几' if count > 1 else '一'}{measure}{name}" if measure else name
        parts.who = name
        if name.startswith("一"):  # 一个人 has its measure word already
            parts.a_who, parts.who = name, "这" + name[1:]
        return
    parts.plural = count > 1 or kind_of(subject) == "group"
    name = plurals(name)[0] if count > 1 else name
    parts.who = f"the {name}"
    parts.a_who = f"some {name}" if count > 1 else english.with_article(name, False)


def _place_words(text: str, reading: Reading, language: str) -> str:
    """The place as the brief calls it, without its article: "small fishing village"."""
    line = settled(text)
    furniture = table("world")["furniture"]["words"].split()
    i = next((i for i, x in enumerate(line) if reading.place in x.ids("place") and x.text not in furniture), None)
    if i is None or not reading.named["place"]:
        return ""
    if language == "zh":
        return re.sub(r"(?<=.)(?:里|上|中|边)$", "", line[i].text) if len(line[i].text) > 2 else line[i].text
    start = i
    while (
        start
        and i - start < 3
        and line[start - 1].is_a("age", "colour", "season", "mood")
        and not line[start - 1].is_break
    ):
        start -= 1
    words = text[line[start].start : line[i].end]
    words = re.sub(r"^(?:(?:in|on|at|aboard|inside|out|under|above|among|the|a|an|of) )+", "", words, flags=re.I)
    return words if words and reading.place in note(f"the {words}").places[:1] else ""


def _route(text: str, reading: Reading, named: list[str]) -> tuple[str, ...]:
    """The places of the film in the order of the brief; one alone where nobody goes from one to another."""
    if len(set(named)) < 2 or not _ON_THE_WAY.search(text):
        return (reading.place,)
    told = [place for item in settled(text) for place in item.ids("place") if place in named]
    return tuple(dict.fromkeys(told))


def _usual_place(reading: Reading, subject: str, language: str) -> str:
    if reading.place == "cliff" and (
        subject in ("keeper", "lighthouse") or "lighthouse" in [f.name for f in reading.figures]
    ):
        return "海边悬崖" if language == "zh" else "lighthouse cliff"
    spot = choices(language, "spots", reading.place)[0]
    return spot.removeprefix("the ")


def _genre(text: str, language: str) -> str:
    for name in stories(language)["genre"]:
        for word in listed(stories(language)["genre"][name]["words"]):
            if re.search(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), text):
                return name
    return ""


def _pronoun(subject: str, parts: Parts, text: str, language: str, rng: np.random.Generator) -> str:
    person = kind_of(subject) in ("person", "group") if subject else False
    flip = bool(rng.integers(2))
    if language == "zh":
        if parts.plural:
            return "他们" if person else "它们"
        if not person:
            return "它"
        she = subject in _SHE or (subject not in _HE and "她" in text)
        return "她" if she else "他"
    if parts.plural:
        return "they"
    if not person:
        return "it"
    if subject in _SHE or (parts.name and re.search(r"\b(?:she|her)\b", text, re.I)):
        return "she"
    if (subject in _HE and not parts.name) or re.search(r"\b(?:he|his|him)\b", text, re.I):
        return "he"
    return "she" if flip or re.search(r"\bher\b", text, re.I) else "he"


def _wording(
    parts: Parts, subject: str, reading: Reading, place: str, props: tuple, text: str, language: str, rng
) -> Wording:
    nouns = {
        "place": place,
        "time": phrase(language, "heading_time", reading.time).title(),
        "weather": phrase(language, "weather_name", reading.weather),
    }
    if subject:
        he, him, his, himself = _PRONOUNS[_pronoun(subject, parts, text, language, rng)]
        nouns |= {"who": parts.who, "a_who": parts.a_who, "he": he, "him": him, "his": his, "himself": himself}
        nouns["who_title"] = re.sub("^这.", "", parts.who) if language == "zh" else title_case(parts.who)
    if props:
        nouns["prop"] = props[0][1]
    if parts.topic and (len(parts.topic) <= 14 if language == "zh" else len(parts.topic.split()) <= 6):
        nouns["topic"] = parts.topic
    return Wording(nouns, parts.plural)


def title_case(text: str) -> str:
    """An English title: "The Keeper and the Bottle"."""
    small = {"a", "an", "the", "and", "of", "in", "at", "on", "for", "to", "with"}
    words = text.split()
    return " ".join(w if i and w.lower() in small else w[:1].upper() + w[1:] for i, w in enumerate(words))


def _cast(
    parts: Parts, reading: Reading, subject: str, text: str, language: str, rng: np.random.Generator
) -> tuple[Character, ...]:
    people = [f for f in reading.figures if kind_of(f.name) in _LIVELY and kind_of(f.name) != "vehicle"][:2]
    cast = []
    for i, figure in enumerate(people):
        name = parts.name if i == 0 and parts.name else noun(figure.name, language)
        figure_words = f"{parts.a_who} {text}" if i == 0 and figure.name == subject else ""
        if i == 0 and _is_herd(parts):
            costumed = _costumes(language, "herd")
            cast.append(Character(position=i, name=capital(re.sub("^the ", "", parts.who)), look=costumed[0]))
            continue
        if i == 0 and figure.name == subject and parts.who and not parts.name:
            name = re.sub(r"^(?:the|my|our) |^这.", "", parts.who)
        cast.append(
            Character(
                position=i, name=capital(name), look=_dressed(figure, figure_words or text, reading, language, rng)
            )
        )
    return tuple(cast)


def _dressed(figure: Figure, text: str, reading: Reading, language: str, rng: np.random.Generator) -> str:
    """What the brief says is worn, or else the costume of the trade, or else everyday clothes."""
    if figure.look:
        return figure.look
    trades = stories(language)["trade"]
    trade = next((t for t in trades if any(_has_word(text, w) for w in listed(trades[t]))), "")
    costumes = _costumes(language, trade) if trade and figure.name in ("man", "woman", "crowd") else []
    costumes = costumes or _costumes(language, figure.name)
    if costumes:
        return costumes[int(rng.integers(len(costumes)))]
    return _look(figure.name, reading, language, rng)


def _costumes(language: str, name: str) -> list[str]:
    return [c.strip() for c in phrase(language, "costume", name).split(";") if c.strip()]


def _has_word(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}s?\b", text, re.I)) if word.isascii() else word in text


def _look(subject: str, reading: Reading, language: str, rng: np.random.Generator) -> str:
    def one(name: str) -> str:
        entries = choices(language, "look", name)
        return entries[int(rng.integers(len(entries)))]

    group, comma = _group(subject), "，" if language == "zh" else ", "
    space = "" if language == "zh" else " "
    if group == "machine":
        return comma.join(dict.fromkeys([one("machine"), one("machine")]))
    if group in ("animal", "flyer", "swimmer"):
        return one("animal") + space + one("fur") if group == "animal" else one("colours")
    young = "child_" if group == "child" else ""
    hair = one(f"{young}hair")
    if subject in ("old_man", "old_woman"):
        hair = "灰白头发" if language == "zh" else "grey hair"
    warm = reading.interior or reading.season == "summer" or reading.place in ("desert", "beach", "island")
    clothes = one("colours") + space + one(f"{young}{'indoor_' if warm else ''}clothes")
    accent = one("bag" if reading.place in _TRAVELLED else "accent")
    return comma.join(
        [hair, clothes] + ([] if warm and reading.place not in _TRAVELLED else [one("colours") + space + accent])
    )
