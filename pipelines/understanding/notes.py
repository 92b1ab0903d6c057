"""What one text says by itself: its places, times, weathers, figures and props, counts, actions and denials.

Knows the lexicon and a little grammar; not how several texts add up, nor what is likely where nothing is said.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Literal

from pydantic import BaseModel, Field

from pipelines.understanding.words import NOUNS, Item, Sense, items, table

_SEVEREST = re.findall(r"\w+", "aurora storm snow rain dust fog petals fireflies wind cloudy stars clear")
_NOUN_BEFORE = set(
    re.findall(r"\w+", "a an the his her its their my our your this that these those some any every of with")
)
_VERB_BEFORE = set(re.findall(r"\w+", "to can will would could must may might who which and then not"))
_AGENT = re.compile(r"(?:[a-z]{3,}(?:smith|maker|keeper|wright|monger|ist|ian|man|er|or))")
_BY_FOOT = {"walk", "run", "ride", "climb", "dance", "pray", "kneel"}
_TO_WHOM = set("给为对向替跟")
_GOING = {"walk", "run", "climb"}
_NEEDS_OBJECT = {"light", "lights"}  # verbs only before what is lit
_AGENT_ZH = "者师匠手员"
_LEADS = {"he", "she", "他", "她"}  # who is spoken of before anybody is named leads the picture
_POSES = {"sit": "sitting", "kneel": "kneeling", "sleep": "lying"}
ALIVE = ("person", "group", "machine", "animal", "flyer", "swimmer")
PLURAL_COUNT = 3  # birds, where no number is said
HERD_COUNT = 4  # a caravan
MOST = 12


class Figure(BaseModel):
    """Somebody or something that stands in the picture; `name` is a canonical subject id."""

    name: str
    count: int = 1
    pose: str = ""
    action: str = "stand"
    facing: Literal[-1, 1] = 1
    age: str = ""
    look: str = ""


class Notes(BaseModel):
    """What one text says by itself; lists are in order of likelihood."""

    places: list[str] = Field(default_factory=list)
    firm: bool = False  # the first place is named as one: "in the city", not "from the city"
    hints: list[str] = Field(default_factory=list)
    times: list[str] = Field(default_factory=list)
    seasons: list[str] = Field(default_factory=list)
    weathers: list[str] = Field(default_factory=list)
    moods: list[str] = Field(default_factory=list)
    lights: list[str] = Field(default_factory=list)
    figures: list[Figure] = Field(default_factory=list)
    props: list[str] = Field(default_factory=list)
    actions: list[str] = Field(default_factory=list)  # done by nobody that the text names
    festive: list[str] = Field(default_factory=list)  # what a feast brings along: crowd, lantern
    dim: bool = False  # a dark place
    absent: list[str] = Field(default_factory=list)  # subjects that the text says are not there
    nobody: bool = False
    inside: bool | None = None


@lru_cache(maxsize=4096)
def note(text: str) -> Notes:
    """What one text says by itself."""
    text = _heading_words(text)
    line = settled(text)
    notes = Notes()
    _note_setting(line, notes)
    _note_cast(line, text, notes)
    return notes


def kind_of(subject: str) -> str:
    """person, group, machine, animal, flyer, swimmer, vehicle, scenery or object."""
    return next((kind for kind in table("world")["kinds"] if subject in of_world("kinds", kind)), "object")


@cache
def of_world(section: str, name: str) -> frozenset[str]:
    """One list of world.toml."""
    return frozenset(table("world")[section].get(name, "").split())


def _heading_words(text: str) -> str:
    """A scene heading's DAY is the middle of the day, and its train is a place; elsewhere they are not."""
    head = re.match(r"\s*(?:INT|EXT|内景|外景)[. ]", text)
    if not head:
        return text
    text = re.sub(r"\bDAY\b", "DAYTIME", text)
    return re.sub(r"\bTRAIN(?= *(?:-|$))", "TRAIN CARRIAGE", text)


def settled(text: str) -> list[Item]:
    """The items with each phrase's noun-or-verb question decided."""
    return list(_settled(text))


@lru_cache(maxsize=512)
def _settled(text: str) -> tuple[Item, ...]:
    line = items(text)
    return tuple(_settle(item, line[i - 1] if i else None) for i, item in enumerate(_lit(line)))


def _lit(line: list[Item]) -> list[Item]:
    """The items, with "light" a verb only where something is lit."""
    return [
        Item(x.text, x.start, x.end, tuple(s for s in x.senses if s.kind != "action"))
        if x.text in _NEEDS_OBJECT and not (after is not None and after.text in _NOUN_BEFORE)
        else x
        for x, after in zip_longest(line, line[1:])
    ]


def _settle(item: Item, last: Item | None) -> Item:
    if item.is_chinese or not (item.is_a("action") and item.is_a(*NOUNS)):
        return item
    verb = last is not None and (last.text in _VERB_BEFORE or last.is_a("subject", "pronoun", "weather"))
    if last is not None and (last.text in _NOUN_BEFORE or last.is_a("count", "colour", "age", "setting:before")):
        verb = False
    senses = tuple(s for s in item.senses if (s.kind == "action") == verb)
    return Item(item.text, item.start, item.end, senses)


def _denied(line: list[Item], i: int) -> bool:
    """Whether item i is said not to be there: "no people", "没有人", "no cars or people"."""
    reach = 3 if line[i].is_chinese else 4
    for back in range(i - 1, max(-1, i - 1 - reach), -1):
        item = line[back]
        if item.is_a("negation:words") or (item.is_a("negation:nobody") and _joined(line[back + 1 : i])):
            return True
        if item.is_break or item.is_a("negation:not_negation"):
            return False
        if item.is_a("subject", "place", "weather") or (item.is_a("action") and item.is_chinese):
            return _joined(line[back + 1 : i]) and _denied(line, back)
    return False


def _joined(between: list[Item]) -> bool:
    return any(x.text in ("or", "nor", "和", "或") for x in between)


def _note_setting(line: list[Item], notes: Notes) -> None:
    places: list[tuple[int, int, str]] = []
    kinds = (
        ("time", notes.times),
        ("season", notes.seasons),
        ("weather", notes.weathers),
        ("mood", notes.moods),
        ("light", notes.lights),
        ("hint", notes.hints),
    )
    for i, item in enumerate(line):
        if not item.senses or _denied(line, i):
            continue
        places += [(-_standing(line, i), i, place) for place in item.ids("place")]
        for kind, found in kinds:
            found += item.ids(kind)
        _note_feast_and_dark(line, i, notes)
        if item.is_a("setting:inside", "setting:outside") and notes.inside is None:
            notes.inside = item.is_a("setting:inside")
    places.sort(key=lambda p: p[:2])
    notes.places = [place for *_, place in places]
    notes.firm = bool(places) and places[0][0] <= -2
    notes.weathers.sort(key=_SEVEREST.index)


def _note_feast_and_dark(line: list[Item], i: int, notes: Notes) -> None:
    for brought in line[i].ids("festive"):
        add(notes.festive, "crowd")
        add(notes.festive, brought)
    dark = line[i].ids("dim")
    notes.dim |= "all" in dark or ("place" in dark and any(x.is_a("place") for x in line[i + 1 : i + 3]))


def _houses() -> frozenset[str]:
    return of_world("interior", "places") - {"room"}


def _standing(line: list[Item], i: int) -> int:
    """How firmly item i is the place of it all: 3 "in the city", 2 "city", 1 "from the city"."""
    item, after = line[i], line[i + 1] if i + 1 < len(line) else None
    if item.is_chinese:
        if after is not None and after.start == item.end and set(after.ids("place")) & _houses():
            return 1  # 山村学校 is a school
        if after is not None and after.text == "的" and any(x.is_a("place") for x in line[i + 2 : i + 5]):
            return 0
        if after is not None and after.text in table("zh")["setting"]["after"]:
            return 3
    elif after is not None and after.text == "of" and any(x.is_a("place") for x in line[i + 2 : i + 5]):
        return 0  # the edge of the forest is a forest, the shore of the lake a lake
    for back in range(i - 1, max(-1, i - 5), -1):
        if line[back].is_break or (line[back].is_a("subject", "action") and not line[back].is_a("setting:weak")):
            break
        if line[back].is_a("setting:weak"):
            return 1
        if line[back].is_a("setting:before"):
            return 3
    return 2


def _note_cast(line: list[Item], text: str, notes: Notes) -> None:
    pending: list[str] = []
    current: Figure | None = None
    last_subject = -1
    headless = _headless(line)
    for i, item in enumerate(line):
        if item.is_a("negation:nobody"):
            notes.nobody = True
        for sense in _subjects(line, i):
            if _denied(line, i):
                notes.absent.append(sense.id)
                continue
            figure = _figure(line, i, sense, text, last_subject)
            if kind_of(sense.id) == "object":
                add(notes.props, sense.id)
                _hold_what_flies(current, sense.id)
                continue
            mounted = current is not None and current.action in ("ride", "drive", "sail")
            served = i > 0 and (current is not None or headless) and line[i - 1].text in _TO_WHOM  # 给孩子们读信
            served |= headless and current is None and not any(_parts(x) for x in line[1:i])
            steed = mounted and kind_of(figure.name) in ("vehicle", "animal")
            if kind_of(figure.name) != "scenery" and not served and not steed:
                current = figure
                for action in [] if headless else pending:
                    act(figure, action)
                pending = pending if headless else []
            notes.figures.append(figure)
        if item.is_a("subject"):
            last_subject = i
        for action in item.ids("action")[:1]:
            if _denied(line, i):
                continue
            if current is None:
                pending.append(action)
            else:
                act(current, action)
    first = next((x for x in line if x.is_a("subject", "pronoun")), None)
    spoken_of = first is not None and first.text in _LEADS
    if headless:
        notes.actions = pending
        return
    if spoken_of or not any(kind_of(f.name) in ALIVE for f in notes.figures):
        _note_stand_ins(line, notes, pending)
    notes.actions = pending


def _headless(line: list[Item]) -> bool:
    """Whether the text says only what is done, by somebody named elsewhere: "rides his bicycle", 给孩子们读信."""
    if not line:
        return False
    begins = line[0].is_a("action") and not line[0].is_a("subject", "place")
    where = line[0].text == "在" and not any(x.is_break for x in line)
    return begins or (line[0].is_chinese and (line[0].text in _TO_WHOM or where))


def _parts(item: Item) -> bool:
    return item.is_break or item.text in ("and", "while", "as")


def _subjects(line: list[Item], i: int) -> list[Sense]:
    found = [s for s in line[i].senses if s.kind == "subject"]
    beast = i and line[i].is_chinese and any(kind_of(s) in ALIVE[2:] for s in line[i - 1].ids("subject"))
    if beast and all(kind_of(s.id) == "person" for s in found):
        return []  # 鲸鱼妈妈 is one whale
    before = line[i - 1] if i else None
    if line[i].text == "人" and before and before.is_chinese and not before.senses and before.text not in "的个些有无":
        return [Sense("subject", "man")]  # a trade the lexicon lacks: 手艺人
    return found


def _note_stand_ins(line: list[Item], notes: Notes, pending: list[str]) -> None:
    """Where no living being is named: a pronoun, or a word that looks like a trade, stands for one."""
    if notes.nobody or notes.absent:
        return
    named = next((item.ids("pronoun")[0] for item in line if item.is_a("pronoun")), "")
    trade = any(not x.senses and _is_trade(line, i) for i, x in enumerate(line))
    if not (named or trade):
        return
    figure = Figure(name=named if named and not trade else "man")
    for action in pending:
        act(figure, action)
    pending.clear()
    notes.figures.insert(0, figure)


def _is_trade(line: list[Item], i: int) -> bool:
    item = line[i]
    if item.is_chinese:
        return item.text in _AGENT_ZH and i > 0 and line[i - 1].is_chinese and not line[i - 1].senses
    acts = i + 1 < len(line) and line[i + 1].is_a("action")
    if acts and i in (1, 2) and line[0].text in _NOUN_BEFORE and set(line[i + 1].ids("action")) & _BY_FOOT:
        return True  # who walks is somebody, whatever the word
    return acts and bool(_AGENT.fullmatch(item.text)) and i > 0 and line[i - 1].text in _NOUN_BEFORE


def _figure(line: list[Item], i: int, sense: Sense, text: str, last_subject: int) -> Figure:
    figure = Figure(name=sense.id, count=_count(line, i, sense, last_subject), action=habit(sense.id))
    if figure.name == "crowd" and 1 < figure.count <= 6:
        figure.name = "man"  # "two people" are two, not a crowd
    elif kind_of(figure.name) == "group" or figure.name in ("flock", "shoal"):
        figure.count = 1
    near = line[max(last_subject + 1, i - 3) : i]
    figure.age = next((x.ids("age")[0] for x in reversed(near) if x.is_a("age")), _age_of(figure.name))
    figure.look = _look(line, i, text)
    for item in line[i : i + 8]:
        if item.is_a("facing"):
            figure.facing = -1 if "left" in item.ids("facing") else 1
    return figure


def _age_of(subject: str) -> str:
    ages = {"old": ("old_man", "old_woman"), "child": ("boy", "girl", "child"), "baby": ("baby",)}
    return next((age for age, names in ages.items() if subject in names), "")


def _count(line: list[Item], i: int, sense: Sense, last_subject: int) -> int:
    reach = 7 if line[i].is_chinese else 4
    for back in range(i - 1, max(last_subject, i - 1 - reach, -1), -1):
        item = line[back]
        if item.is_break or (item.is_a("action", "place") and not item.is_a("count")):
            break
        if item.is_a("count") or item.text.isdigit():
            number = int(item.text[:4]) if item.text.isdigit() else int(item.ids("count")[0])
            if back and line[back - 1].text == "十" and item.text != "十":
                number += 10
            return max(1, min(MOST, number))
    if line[i].text.replace(" ", "-") in of_world("herd", "words"):
        return HERD_COUNT
    after = line[i + 1].text if i + 1 < len(line) else ""
    if kind_of(sense.id) == "group":
        return 1
    return PLURAL_COUNT if sense.plural or after == "们" or line[i].text.endswith("们") else 1


def _look(line: list[Item], i: int, text: str) -> str:
    """The words for colours and clothes beside item i, as written."""
    if line[i].is_chinese:
        worn = re.search(r"[穿戴披留]着?([^，。,的]{1,12})的?$", text[: line[i].start])
        if worn:
            return worn.group(1)
    start = i
    while start and _coloured(line, start):
        start -= 1
    colours = text[line[start].start : line[i].start].strip(" 的") if start < i else ""
    for ahead in range(i + 1, min(i + 9, len(line))):
        if line[ahead].is_break or line[ahead].is_a("subject", "action"):
            break
        if line[ahead].is_a("garment"):
            opener = next((x for x in line[i + 1 : ahead] if x.text in ("in", "wearing", "with", "dressed")), None)
            return text[opener.end : line[ahead].end].strip() if opener else colours
    return colours


def _coloured(line: list[Item], end: int) -> bool:
    of = end > 1 and line[end - 1].text == "的" and line[end - 2].is_a("colour")
    return of or line[end - 1].is_a("colour")


def act(figure: Figure, action: str) -> None:
    """Gives the figure its action; sitting and kneeling become the pose of what else it does."""
    if figure.action == "hold" and action in _GOING:  # walks by under an umbrella
        figure.action = action
    elif figure.action in ("stand", habit(figure.name)):
        figure.action = action
        figure.pose = _POSES.get(action, figure.pose)
    elif figure.action in ("sit", "kneel"):
        figure.pose, figure.action = _POSES[figure.action], action
    elif action in ("sit", "kneel") and not figure.pose:
        figure.pose = _POSES[action]


def _hold_what_flies(figure: Figure | None, prop: str) -> None:
    if figure is None or prop not in ("kite", "balloon"):
        return
    if kind_of(figure.name) == "person" and figure.action == "fly":
        figure.action = "hold"


def habit(subject: str) -> str:
    """What a subject does where the text does not say: birds fly, whales swim."""
    return next((action for action in table("world")["goes"] if subject in of_world("goes", action)), "stand")


def add(known: list[str], new: str) -> None:
    """Appends what is not in the list yet."""
    if new not in known:
        known.append(new)
