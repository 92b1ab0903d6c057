"""Where a brief's film is: the place it names, or the likeliest, and how the brief calls it; and in which mood.

Knows the word lists and the brief's parts; not the film's scenes.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipelines.understanding import Reading, kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item, table
from pipelines.writers.material import choices
from pipelines.writers.points import Parts

_ON_THE_WAY = re.compile(
    r"\b(?:from|to|towards?|into|leaves?|leaving|left|reach\w*|across|through)\b|从|离开|去|走向|穿过|来到|前往|到达",
    re.I,
)
_STUDIO = {  # where a film about a matter is, that names no place
    "advert": "living_room",
    "lesson": "school",
    "answered": "school",
    "news": "city",
    "recipe": "kitchen",
    "travel": "city",
}
_GROWS = re.compile(r"\b(?:plant|grow|sow|seeds?|soil|roots)\b|种|栽|浇水|土壤", re.I)
ADDRESS = re.compile(r"\b\d+[a-z]? (?:[A-Z]\w+ ){1,3}(?:Street|St|Road|Rd|Avenue|Lane|Square|Drive|Way)\b")
_NOT_HINTED = {"memorial": ("memorial",), "advert": ("laboratory", "factory", "office")}  # where it is made, not used
_LONG_WAIT = re.compile(
    r"\bwait\w* .*\b(?:years|springs|winters|summers|autumns|decades)\b|等了?.{0,6}(?:年|个[春夏秋冬]天)"
)
_MOODS = {"memorial": "sad", "thriller": "tense", "horror": "eerie", "comedy": "playful", "romance": "romantic"}


def without_names(text: str, names: list[str]) -> str:
    """The text without names that mean something else: 小雨 is a girl and no rain, "山田咖啡" no mountain."""
    for name in names:
        seen = note(name)
        beast = bool(seen.figures) and not any(kind_of(f.name) in ("person", "group") for f in seen.figures)
        if beast or seen.places or seen.weathers or seen.times or seen.seasons or seen.moods:
            kept = "" if beast or name.isascii() else "".join(x.text for x in settled(name) if x.is_a("subject"))
            text = text.replace(name, kept or " ")
    return text


def _homely(parts: Parts, form: str) -> bool:
    """Whether what an advert or a lesson is about has a place of its own: coffee a cafe, the sky the sky."""
    seen = note(parts.topic)
    known = {w for words in table("world")["home"].values() for w in words.split()}
    return form != "recipe" and any(s in known for s in [f.name for f in seen.figures] + seen.props)


def without_false_places(text: str) -> str:
    """The text without a place inside another word or a street's name: 保山 is no mountain, 12 Mill Street no mill."""
    cut = [
        x.start
        for before, x in pairwise(settled(text))
        if x.is_a("place") and len(x.text) == 1 and before.end == x.start and _unknown(before)
    ]
    return ADDRESS.sub(" ", "".join(" " if i in cut else c for i, c in enumerate(text)))


def _unknown(item: Item) -> bool:
    return item.is_chinese and not item.senses and item.text not in "的过上下进出到去回看望在往向从爬和与一了着座条片个"


def _elsewhere(text: str, place: str) -> bool:
    """Whether the text speaks of a place only as where something comes from: "a signal from Jupiter"."""
    line = settled(text)
    furniture = table("world")["furniture"]["words"].split()
    at = [i for i, x in enumerate(line) if place in x.ids("place")]
    if any(line[i].text in furniture for i in at):
        return False  # "watches the rain from the windowsill"
    return bool(at) and all(any(x.text in ("from", "about", "来自", "自") for x in line[max(0, i - 3) : i]) for i in at)


def at_home(reading: Reading, scenery: str, parts: Parts, form: str) -> Reading:
    """The reading with a likelier place and mood, where the brief names one only in passing."""
    place = _likelier_place(reading.place, scenery, parts, form)
    inside = place in table("world")["interior"]["places"].split() if place != reading.place else reading.interior
    return reading.model_copy(update={"place": place, "interior": inside, "mood": _mood(reading, parts, form)})


def _likelier_place(place: str, scenery: str, parts: Parts, form: str) -> str:
    notes = note(scenery)
    hints = [h for h in notes.hints if h not in _NOT_HINTED.get(form, ())]
    done = " ".join(p.doing for p in parts.points)
    if not notes.places and form in _STUDIO and not hints and not _homely(parts, form):
        return "garden" if form == "recipe" and _GROWS.search(scenery) else _STUDIO[form]
    if not notes.places or all(_elsewhere(scenery, p) for p in notes.places):
        home = "city" if notes.places else place
        hinted = next(iter(_where_done(done) or hints), home)  # a penguin who is a waiter stands in a cafe
        return "garden" if form == "memorial" and hinted == "memorial" else hinted
    if hints and not notes.firm:
        return hints[0]  # a night nurse's room 13 is a hospital's
    led = _led_to(done)
    return led[0] if led and _of_furniture(scenery) else place


def _mood(reading: Reading, parts: Parts, form: str) -> str:
    mood, named = reading.mood, reading.named["mood"]
    if not named and mood == "heroic" and parts.name and "soldier" in {f.name for f in reading.figures}:
        mood = "calm"
    if named and form != "memorial":
        return mood
    waited = _LONG_WAIT.search(" ".join(p.text for p in parts.points))
    return _MOODS.get(form, "sad" if waited else mood)


def _where_done(deeds: str) -> list[str]:
    """The places that deeds hint at, those first that something is brought to."""
    at = _led_to(deeds)
    return sorted(note(deeds).hints, key=lambda hint: hint not in at)


def _led_to(deeds: str) -> list[str]:
    """The places hinted at by where something happens: 婚礼上, "at a wedding", "onto the roof"."""
    line = settled(deeds)
    return [h for i, x in enumerate(line) for h in x.ids("hint") if _stands_at(line, i)]


def _stands_at(line: list[Item], i: int) -> bool:
    after = line[i + 1].text if i + 1 < len(line) else ""
    return after in ("上", "里", "中") or any(x.text in ("at", "to", "onto") for x in line[max(0, i - 3) : i])


def _of_furniture(text: str) -> bool:
    """Whether only furniture tells a place: a sofa that is carried up to a roof."""
    words = [x.text for x in settled(text) if x.is_a("place")]
    return bool(words) and set(words) <= set(table("world")["furniture"]["words"].split())


def place_words(text: str, place: str, language: str) -> str:
    """A canonical place as the text calls it, without its article: "small fishing village"; empty where it does not."""
    line = settled(text)
    furniture = table("world")["furniture"]["words"].split()
    i = next((i for i, x in enumerate(line) if place in x.ids("place") and x.text not in furniture), None)
    if i is None:
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
    return words if words and place in note(f"the {words}").places[:1] else ""


def route(text: str, reading: Reading, named: list[str]) -> tuple[str, ...]:
    """The places of the film in the order of the brief; one alone where nobody goes from one to another."""
    if len(set(named)) < 2 or not _ON_THE_WAY.search(text):
        return (reading.place,)
    told = [place for item in settled(text) for place in item.ids("place") if place in named]
    return tuple(dict.fromkeys(told))


def usual_place(reading: Reading, subject: str, language: str) -> str:
    """What the place of the film is called, where the brief has no words for it."""
    if reading.place == "cliff" and (
        subject in ("keeper", "lighthouse") or "lighthouse" in [f.name for f in reading.figures]
    ):
        return "海边悬崖" if language == "zh" else "lighthouse cliff"
    spot = choices(language, "spots", reading.place)[0]
    return spot.removeprefix("the ")
