"""Who a Chinese clause is about: the name or noun that does something, and how it is said again.

Knows no brief; chinese_brief.py takes those apart with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item
from pipelines.writers.chinese import COUNT, measure, name_at
from pipelines.writers.chinese_clause import TIME, WHERE, begins_to_do, only_when_or_where

_NAMED = ("person", "animal", "group", "machine", "flyer")
_BEFORE_NOUN = "的和与只个条位名匹头辆艘架座棵朵本把盏群双列支尾"
_ADVERBS = "都也就才又再正刚将只却总还每便已曾仍一直经常常常慢慢悄悄独自默默终于忽然突然"
_AFTER_NOUN = _ADVERBS + "不没在和与们是有能会要把被从向对为到去来说着了过给让一第”"


@dataclass
class Doer:
    """Who a clause is about; `start` and `end` are where its words stand in the clause."""

    a_who: str
    who: str
    name: str = ""
    subject: str = ""
    plural: bool = False
    start: int = 0
    end: int = 0

    @property
    def alive(self) -> bool:
        """Whether a film can be about them, and not only about a thing."""
        return bool(self.name) or (bool(self.subject) and kind_of(self.subject) not in ("object", "scenery"))


def doer_of(clause: str, lead: Doer | None) -> Doer | None:
    """Who does what the clause tells, None where it does not say; `lead` is who the brief is about so far."""
    start = _past_when(clause)
    line = settled(clause)
    if lead is not None and lead.who and clause[start:].startswith(lead.who):
        return replace(lead, start=start, end=start + len(lead.who))
    name = name_at(clause, line, start, role=False)
    if name:
        return Doer(name, name, name, _kind_in(name), False, start, start + len(name))
    if lead is not None and begins_to_do(clause[start:]):
        return None  # 坐火车去北京
    where = WHERE.match(clause[start:])
    i = _head(clause, line, start)
    if where and _is_only_a_place(line, i, start, start + where.end()):
        start += where.end()
        name = name_at(clause, line, start, role=False)
        if name:
            return Doer(name, name, name, "", False, start, start + len(name))
    described = _described(clause, line, start)
    if described is not None:
        return described
    return _noun(clause, line, i, start) if i is not None else None


def _past_when(clause: str) -> int:
    """Where the clause begins that goes on after 有一天, 雪夜，"""
    time = TIME.match(clause)
    start = time.end() if time and time.end() < len(clause) - 1 else 0
    first, comma, _ = clause[start:].partition("，")
    return start + len(first) + 1 if comma and 2 <= len(first) <= 14 and only_when_or_where(first) else start


def _is_only_a_place(line: list[Item], head: int | None, start: int, end: int) -> bool:
    """Whether nobody stands and nothing is done between two characters: 在北京的胡同里."""
    somebody = head is not None and line[head].start < end
    return not somebody and not any(x.is_a("action") for x in line if start <= x.start < end)


def _described(clause: str, line: list[Item], start: int) -> Doer | None:
    """Somebody with a name after 的: 九岁的林小满."""
    of = re.match(r"[^，]{1,8}的", clause[start:])
    if not of:
        return None
    at = start + of.end()
    aged = re.match(r"[一二三四五六七八九十\d]+岁的", clause[start:]) is not None
    name = name_at(clause, line, at, role=False) or (name_at(clause, line, at, role=True) if aged else "")
    if not name or any(x.is_a("subject") for x in line if x.start == at):
        return None
    return Doer(clause[start : at + len(name)], name, name, "", False, start, at + len(name))


def _noun(clause: str, line: list[Item], i: int, start: int) -> Doer:
    """Somebody without a name, or with one after what they are: 一只企鹅, 侦探老周."""
    end = line[_head_end(line, i)].end
    subject, noun = line[i].ids("subject")[0], clause[line[i].start : end]
    begin = _phrase_start(clause, line, i, start)
    phrase = clause[begin:end]
    name = name_at(clause, line, end, role=True) if kind_of(subject) in _NAMED else ""
    if name and not (kind_of(subject) == "person" and name[0] in "和与跟的"):
        return Doer(phrase + name, name, name, subject, False, begin, end + len(name))
    return _unnamed(phrase, noun, subject, begin, end)


def _unnamed(phrase: str, noun: str, subject: str, begin: int, end: int) -> Doer:
    nth = rf"(?:最后|唯一|仅有的|第)?{COUNT}"
    parts = re.fullmatch(rf"(?P<count>{nth})?(?P<of>.*的)?(?P<count2>{nth})?(?P<near>.*?){re.escape(noun)}", phrase)
    first, of, second, near = (parts.group(k) or "" for k in ("count", "of", "count2", "near")) if parts else ("",) * 4
    count, seen = first or second, note(of)
    of = "" if seen.places or seen.times or seen.weathers or len(of) > 9 else of
    many = bool(count) and "一" not in count and not count.startswith("第")
    many = many or noun.endswith("们") or "和" in noun or "与" in noun
    own = "支" if noun.endswith("队") else measure(subject)
    lone = "" if many or not own or noun.startswith("一") or re.match("[我你他她它]", phrase) else f"一{own}"
    as_said = re.match("[我你他她]", phrase) is not None or bool(of and second)
    short = noun.removeprefix("灯塔") if noun.endswith("看守人") else noun
    who = f"{count}{near}{noun}" if many and count else short
    if not many and ((count.startswith("一") and len(noun) == 1) or len(short) == 1):
        who = f"这{(count or lone)[1:] or '个'}{near}{noun}"
    a_who = phrase if as_said else f"{count or lone}{of}{near}{noun}"
    return Doer(a_who, who, "", subject, many or kind_of(subject) == "group", begin, end)


def _kind_in(name: str) -> str:
    """Who a name with a title is: 王奶奶 is an old woman."""
    return next((x.ids("subject")[0] for x in settled(name) if x.is_a("subject")), "")


def _head(text: str, line: list[Item], start: int) -> int | None:
    """The first being that does something, or else the first thing; "外婆家", "钥匙的" only say whose."""
    named: list[tuple[int, str]] = []
    for i, item in enumerate(line):
        if item.start < start:
            continue
        if item.is_break or (not named and item.text in "把被给用让"):
            break
        after = line[i + 1].text if i + 1 < len(line) else ""
        ids = item.ids("subject")[:1]
        done_to = i > 0 and line[i - 1].text in "把被给为对向在从用"
        if ids and after not in ("家", "的") and not done_to and _whole(text, line, i, start):
            named.append((i, ids[0]))
        if item.is_a("action") and not item.is_a("subject") and not any(x.text == "的" for x in line[i + 1 : i + 9]):
            inner = len(item.text) == 1 and i > 0 and _bare(line[i - 1])  # 修 in 维修机器人
            if not inner and (len(item.text) > 1 or not named or named[-1][0] < i):
                break
    alive = [i for i, s in named if kind_of(s) not in ("object", "scenery")]
    return alive[0] if alive else (named[0][0] if named else None)


def _bare(item: Item) -> bool:
    """Whether the item is a character that the lexicon does not know and grammar does not need."""
    return item.is_chinese and not item.senses and item.text not in _ADVERBS + "的和与在是有不没个只位次天年日月岁元米"


def _whole(text: str, line: list[Item], i: int, start: int) -> bool:
    """Whether a noun of one character is a word of its own: 船 in 船不见了, not in 船工."""
    if len(line[i].text) > 1:
        return True
    before, after = line[i - 1] if i else None, line[i + 1] if i + 1 < len(line) else None
    begins = before is None or line[i].start == start or before.senses or before.is_break or before.text in _BEFORE_NOUN
    ends = after is None or bool(after.senses) or after.is_break or after.text in _AFTER_NOUN
    return bool(begins and (ends or name_at(text, line, line[i].end, role=True)))


def _head_end(line: list[Item], lead: int) -> int:
    """Past 们, and past "和他的狗", which belong to the subject."""
    end = lead
    after = line[end + 1] if end + 1 < len(line) else None
    if after is not None and after.start == line[end].end and "person" in map(kind_of, after.ids("subject")[:1]):
        end += 1  # 鲸鱼妈妈
    while end + 1 < len(line) and line[end + 1].text in ("们", "和", "与"):
        nearby = range(end + 2, min(end + 5, len(line)))
        joined = next((j for j in nearby if line[j].is_a("subject")), None)
        if line[end + 1].text == "们":
            end += 1
        elif joined is not None and not any(x.is_a("action") or x.is_break for x in line[end + 1 : joined]):
            end = joined
        else:
            break
    return end


def _phrase_start(clause: str, line: list[Item], i: int, start: int) -> int:
    """Where the words that belong to the noun begin: 火星上的维修机器人."""
    before = clause[start : line[i].start]
    cut = max((before.rfind(c) for c in "，、里上中下旁边时在把被给"), default=-1)
    of = before.rfind("的")
    if cut >= 0 and of > cut:
        cut = -1 if before[0] not in "在把被给从" else cut
    return start + cut + 1
