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

from pipelines.understanding import Reading, kind_of, read
from pipelines.understanding.notes import note, settled
from pipelines.understanding.reading import SKY_THINGS
from pipelines.understanding.words import listed, plurals
from pipelines.writers import chinese, chinese_brief, english, english_brief
from pipelines.writers.casting import LIVELY, cast_of, group_of, is_herd, noun
from pipelines.writers.english import title_case
from pipelines.writers.forms import answer, form_of, is_of
from pipelines.writers.material import Wording, capital, phrase
from pipelines.writers.points import Parts, Point
from pipelines.writers.whereabouts import at_home, place_words, route, usual_place, without_false_places, without_names
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
_FOUND_INSIDE = ("door", "window", "table", "chair")
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yuan"}
_MARKUP = re.compile(r"<[A-Za-z/!?][^<>]{0,200}>|https?://\S+|\$?\{[^{}]{0,200}\}|\[/?[a-z]{1,9}(?:=[^\]]{0,80})?\]")
_AGE = re.compile(r"\b([\w-]+?)[- ]years?[- ]old\b|(?<=\bis )(\w+)(?= and |[.,])|([一二三四五六七八九十\d]+)岁", re.I)
_SMALL_AGES = frozenset(
    listed("one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen")
    + listed("一, 二, 三, 四, 五, 六, 七, 八, 九, 十, 十一, 十二, 十三")
)
_OLD_AGES = ("seventy", "eighty", "ninety", "六十", "七十", "八十", "九十")


@dataclass(frozen=True)
class Gist:
    """A brief, understood."""

    language: str
    text: str
    scenery: str  # the text without names, which mean nothing to a painter
    parts: Parts
    reading: Reading
    subject: str = ""  # canonical id of the protagonist; empty where there is none
    group: str = "thing"  # which sentences of [intro], [class] … fit
    place: str = ""  # the place as the brief calls it
    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    genre: str = ""  # forms.py: the kind of film
    props: tuple[tuple[str, str], ...] = ()  # (id, noun)
    wording: Wording = field(default_factory=Wording)
    cast: tuple[Character, ...] = ()

    @property
    def has_lead(self) -> bool:
        """Whether the film is about somebody or something that the word lists know."""
        return bool(self.subject)

    @property
    def is_matter(self) -> bool:
        """Whether the film is about a matter, such as a product or a question, and not about somebody."""
        return is_of("matter", self.genre) or (self.group == "thing" and bool(self.parts.points))


def gist(brief: Brief) -> Gist:
    """The brief, understood; the same for the same text, tone, language and seed."""
    return _gist(brief.text, brief.tone, brief.spoken_language, brief.seed)


@lru_cache(maxsize=64)
def _gist(raw: str, tone: str, language: str, seed: int) -> Gist:
    text = clean(raw)
    rng = np.random.default_rng([seed, 11, *_print(text)])
    native = (language == "zh") == _is_chinese(text)
    form = form_of(text, tone, language if native else ("en" if language == "zh" else "zh"))
    parts = (chinese_brief if language == "zh" else english_brief).take_apart(text, form) if native else Parts()
    scenery = without_false_places(without_names(text, parts.names))
    notes = note(scenery)
    reading = at_home(read(scenery, clean(tone) if tone.strip() else ""), scenery, parts, form)
    subject = _protagonist(reading, parts, text, form)
    if is_of("matter", form):
        parts.who = parts.a_who = parts.name = ""
    if subject and not parts.who and not is_of("matter", form):
        _call_by_kind(parts, subject, reading, language, _own_word(subject, text, language))
        _say_what_is_done(parts, subject, reading, language)
    if form == "lesson" and answer(text, language):
        form = "answered"
        for line in answer(text, language):
            parts.tell(Point(line, kind="fact"))
    if parts.clauses and not parts.points:
        parts.points = [
            Point(capital(c) + ("。" if language == "zh" else "."), doing=_done(c, parts)) for c in parts.clauses
        ]
    place = place_words(scenery, reading.place, language) if native and reading.named["place"] else ""
    place = place or usual_place(reading, subject, language)
    props = tuple((p, _as_called(p, text, language, native)) for p in _props(reading, subject))
    return Gist(
        language=language,
        text=text,
        scenery=scenery,
        parts=parts,
        reading=reading,
        subject=subject,
        group="herd" if is_herd(parts) else group_of(subject, parts.who),
        place=place,
        places=route(scenery, reading, notes.places),
        times=tuple(dict.fromkeys(notes.times)) or (reading.time,),
        genre=form,
        props=props,
        wording=_wording(parts, subject, reading, place, props, text, language, rng),
        cast=cast_of(parts, reading, subject, text, language, rng),
    )


def dice(brief: Brief, use: int) -> np.random.Generator:
    """Chance for one use; another text or seed throws otherwise."""
    return np.random.default_rng([brief.seed, use, *_print(clean(brief.text))])


def _print(text: str) -> list[int]:
    return list(hashlib.sha256(text.encode()).digest()[:8])


def clean(raw: str) -> str:
    """The brief as plain words: no markup, addresses, emoji or signs that a template or a model could obey."""
    text = html.unescape(raw)
    text = _MARKUP.sub(" ", text)
    text = re.sub(r"([$€£¥])\s?(\d[\d.,]*\d|\d)", lambda m: f"{m.group(2)} {_MONEY[m.group(1)]}", text)
    text = "".join(c for c in text if c in "\n" or unicodedata.category(c)[0] in "LNPZM" or c in "+%")
    text = re.sub(r"[<>{}\[\]|`*_#\\~^=@/•]+", " ", text)
    text = re.sub(r"[ \t\u3000\xa0]+", " ", text).strip(" \n-–—:：")
    return text or re.sub(r"[^\w ]+", " ", raw).strip() or "film"


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


def _done(clause: str, parts: Parts) -> str:
    return clause.removeprefix(parts.who).strip()


def _protagonist(reading: Reading, parts: Parts, text: str, form: str) -> str:
    """The canonical id of who or what the film is about; empty where the lexicon has no word for it."""
    if is_of("matter", form):
        for topic in (parts.topic, re.sub(r"^(?:怎样|如何|怎么).", "", parts.topic)):
            seen = note(topic)
            things = [s for s in [f.name for f in seen.figures] + seen.props if s not in SKY_THINGS]
            if things:
                return things[0]
        return ""
    named = _named(text)
    called = note(_without(parts.name, parts.a_who))
    meant = [f.name for f in called.figures if kind_of(f.name) in LIVELY]
    lively = [f.name for f in reading.figures if kind_of(f.name) in LIVELY and f.name in named]
    if parts.name:
        about = note(" ".join(p.text for p in parts.points if p.kind == "who")).figures  # Mira is a girl
        subject = next(iter(meant), "") or next((f.name for f in about if kind_of(f.name) == "person"), "")
        she = parts.she if parts.she is not None else "她" in text or bool(re.search(r"\b(?:she|her)\b", text, re.I))
        return _of_age(subject, she, text)
    if meant:
        return meant[0]
    own = [f.name for f in called.figures] + called.props
    if own:
        return own[0]  # a lighthouse that scares the ships away
    if lively and (not parts.who or parts.who.removeprefix("the ") in text.lower()):
        return lively[0]
    things = [f.name for f in reading.figures if f.name in named] + reading.props
    return things[0] if things else ""


def _named(text: str) -> list[str]:
    """The figures that the text has a word for, "she" among them: where the lights go out, nobody walks."""
    line = settled(text)
    said = {s for x in line for s in x.ids("subject")}
    meant = any(x.is_a("pronoun") for x in line)
    return [f.name for f in note(text).figures if f.name in said or meant]


def _without(name: str, words: str) -> str:
    """The words without the name in them, which may mean something else: 李小龙 is no dragon; 王奶奶 is old."""
    means = [kind_of(f.name) for f in note(name).figures]
    return words.replace(name, " ") if name and not {"person", "group"} & set(means) else words


def _of_age(subject: str, she: bool, text: str) -> str:
    """A named person's canonical id, by what the brief says of sex and age."""
    if subject and subject not in ("man", "woman", "boy", "girl", "old_man", "old_woman", "child", "student"):
        return subject
    age = _AGE.search(text)
    years = next(g for g in age.groups() if g).lower() if age else ""
    small = years in _SMALL_AGES or (years.isdigit() and int(years) < 14)
    old = (years.isdigit() and int(years) > 64) or years in _OLD_AGES or subject in ("old_man", "old_woman")
    if small or subject in ("boy", "girl", "child"):
        return "girl" if she or subject == "girl" else "boy"
    return ("old_woman" if she else "old_man") if old else ("woman" if she or subject == "woman" else "man")


def _say_what_is_done(parts: Parts, subject: str, reading: Reading, language: str) -> None:
    """The deed in plain words of the film's language, where the brief's own words are of another one."""
    action = next((f.action for f in reading.figures if f.name == subject), "")
    done = phrase(language, "does", action)
    riding = next((n for n in ("horse", "elephant") if n in {f.name for f in reading.figures} - {subject}), "bicycle")
    done = done.replace("{steed}", noun(riding, language))
    if done and not parts.clauses:
        parts.clauses = [parts.who + done if language == "zh" else f"{parts.who} {english.now(done, parts.plural)}"]


def _props(reading: Reading, subject: str) -> list[str]:
    outside = () if reading.interior else _FOUND_INSIDE
    return [p for p in reading.props if p != subject and p not in (*SKY_THINGS, *outside)]


def _own_word(subject: str, text: str, language: str) -> str:
    """What the brief calls a subject, one of it; empty where it has no word of the film's language."""
    for item in settled(text):
        meant = next((s for s in item.senses if s.kind == "subject"), None)
        if meant is not None and meant.id == subject and not meant.plural and item.is_chinese == (language == "zh"):
            return item.text
    return ""


def _call_by_kind(parts: Parts, subject: str, reading: Reading, language: str, own: str) -> None:
    """Names the protagonist by its kind or `own` word, where the brief does not say who does something."""
    count = next((f.count for f in reading.figures if f.name == subject), 1)
    name = own or noun(subject, language)
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


def _pronoun(subject: str, parts: Parts, text: str, language: str, rng: np.random.Generator) -> str:
    if not parts.plural and parts.she is not None and kind_of(subject) == "person":
        return ("她" if parts.she else "他") if language == "zh" else ("she" if parts.she else "he")
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
        own = re.search(r"\b(himself|his|he|him|herself|she)\b", text, re.I)
        return "it" if not own else ("she" if own.group(1).lower() in ("herself", "she") else "he")
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
