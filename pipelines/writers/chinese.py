"""Takes a Chinese brief apart: who it is about and what they do, as phrases that can be said again.

Knows Chinese word order as far as briefs need it; what it can't take apart is left whole.
"""

from __future__ import annotations

import re

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item, listed
from pipelines.writers.english import Parts
from pipelines.writers.material import stories

LONGEST_CLAUSE = 19  # characters: about 4.2 s of speech
_LEAD_IN = re.compile(
    r"^(?:请)?(?:帮我|给我|为我)?(?:做|拍摄|拍|写|制作|创作|生成|讲述|讲)?(?:一)?(?:个|部|条|段|支|首|篇|则)?"
    r"(?:\d+秒)?(?:的)?(?:短片|视频|电影|故事|广告|诗歌|诗|纪录片|微电影|宣传片|新闻|动画)?(?:，|：|:)?"
    r"(?:关于|讲述了?|讲的是|讲解|解释|描写|介绍|描述|科普)"
)
_TAIL = re.compile(
    r"的?(?:恐怖|搞笑|喜剧|温馨|感人|科普)?(?:短片|视频|电影|故事|广告|诗歌|小诗|诗|纪录片|微电影|宣传片|新闻|动画|人物传记|传记)$"
)
_COUNT = r"(?:(?:[一两二三四五六七八九十几数百\d]+|许多|很多)[个只位名条匹头辆艘架座棵朵本把盏颗对群双列支尾]?)"
_BEFORE_NOUN = re.compile(rf"(?P<count>{_COUNT})?(?P<of>[^，,里上中下内边旁时在]{{0,7}}的|年轻|年迈|小|老)?$")
_WHERE = re.compile(
    r"^(?:正|独自|静静地|默默地|悄悄地)?在(?P<there>[^，,]{1,14}(?:里|中|上|下|时|旁|边|间|内|前|夜|夜晚|清晨|黄昏|底|顶))(?P<rest>[^，,的]{2}.*)$"
)


def take_apart(text: str) -> Parts:
    """The parts of a cleaned Chinese brief."""
    text = re.sub(r"^(?:新闻|快讯|诗|故事|科普|广告)[：:]", "", text)
    advert = re.match(r"^(?:请)?(?:为|给)(.{1,16}?)(?:拍|做|写|制作|创作)(?:一)?[个部条段支首篇则]?.{0,8}$", text)
    core = advert.group(1) if advert else _TAIL.sub("", _LEAD_IN.sub("", text)) or text
    sentences = [s.strip(" ，,、：:") for s in re.split(r"[。！？!?；;\n.]+", core) if s.strip(" ，,、")] or [core]
    parts = Parts(topic=sentences[0] if len(sentences[0]) <= 12 else "")
    parts.statement = sentences[0] if 4 <= len(sentences[0]) <= LONGEST_CLAUSE + 5 else ""
    for sentence in sentences[:60]:
        for clause in [c for c in re.split(r"[，,]", sentence) if c.strip()]:
            _add(clause.strip(), parts)
    parts.clauses = [c for c in parts.clauses if len(c) <= LONGEST_CLAUSE + 3]
    return parts


def _add(clause: str, parts: Parts) -> None:
    line = settled(clause)
    name = "" if parts.who else _name(clause, line)
    if name:
        parts.name = parts.who = parts.a_who = name
        parts.clauses.append(name + _without_when(clause[len(name) :]))
        return
    lead = _lead(line)
    if lead is None or (parts.who and not _starts(line, lead)):
        told = re.sub(r"^(?:并且|并|又|然后|最后|于是|就|便|接着|却|而|还)", "", clause)
        if parts.who and any(x.is_a("action") for x in line) and len(told) >= 2:
            verb = next(x.start for x in line if x.is_a("action"))
            he = next((x for x in line if x.is_a("pronoun") or x.text == "它"), None)
            if he is not None and he.start < verb:
                parts.clauses.append(clause[: he.start] + parts.who + clause[he.end :])
            else:
                parts.clauses.append(parts.who + told)
        return
    if parts.who:
        parts.clauses.append(clause)
        return
    _find_who(clause, line, lead, parts)
    told = _without_when(clause[line[_lead_end(line, lead)].end :])
    if any(x.is_a("action") for x in settled(told)) or len(told) >= 3:
        parts.clauses.append(parts.who + told)


def _without_when(told: str) -> str:
    """What is done, without 在…里 where that only says when, in what weather, or makes it too long."""
    when = re.match(r"^在([^，,的]{1,8}?时)(?=[^，,候]{2})", told)
    if when is not None and note(when.group(1)).times:
        return told[when.end() :]
    for end in range(len(told), 3, -1):
        where = _WHERE.match(told[:end])
        if where is None:
            break
        there = where.group("there")
        end_of_there = where.end("there")
        if any(x.is_a("action") for x in settled(there)) or told[end_of_there : end_of_there + 1] == "的":
            told_shorter = re.match(
                r"^(?:正|独自|静静地|默默地|悄悄地)?在([^，,]{1,14}?(?:里|中|上|下|底|边))(?=[^，,的]{2})", told
            )
            if told_shorter is None or any(x.is_a("action") for x in settled(told_shorter.group(1))):
                return told
            there, end_of_there = told_shorter.group(1), told_shorter.end()
        only_when = note(there).times or note(there).weathers
        return told[end_of_there:] if only_when or len(told) > LONGEST_CLAUSE - 4 else told
    return told


def _lead(line: list[Item]) -> int | None:
    named = [(i, s) for i, item in enumerate(line) for s in item.ids("subject")[:1]]
    alive = [i for i, s in named if kind_of(s) not in ("object", "scenery")]
    return alive[0] if alive else (named[0][0] if named else None)


def _name(clause: str, line: list[Item]) -> str:
    """A person's name that the clause begins with: 小明, 阿强, 李雷."""
    named = re.match(
        r"(?:小|阿)[^，,在和的是]|[王李张刘陈杨赵黄周吴林孙朱胡郭何][^，,在和的是]{1,2}(?=在|和|是)", clause
    )
    if named is None or len(line) < 3 or any(x.senses and x.end <= named.end() and len(x.text) > 1 for x in line):
        return ""
    after = next((x for x in line if x.start >= named.end()), None)
    straddles = any(x.start < named.end() < x.end for x in line)
    sure = after is not None and (after.text in "在和是，," or after.is_a("action"))
    return named.group() if sure and not straddles else ""


def _starts(line: list[Item], lead: int) -> bool:
    """Whether the clause has a subject of its own: no verb stands before the first being."""
    return not any(x.is_a("action") for x in line[:lead])


def _lead_end(line: list[Item], lead: int) -> int:
    """Past 们, and past "和他的狗" or "的狗", which belong to the subject."""
    end = lead
    if end + 1 < len(line) and line[end + 1].is_a("subject") and kind_of(line[end + 1].ids("subject")[0]) == "person":
        end += 1  # 鲸鱼妈妈
    while end + 1 < len(line) and line[end + 1].text in ("们", "的", "和", "与"):
        nearby = range(end + 2, min(end + 5, len(line)))
        joined = next((j for j in nearby if line[j].is_a("subject")), None)
        if line[end + 1].text == "们":
            end += 1
        elif joined is not None and not any(x.is_a("action") for x in line[end + 1 : joined]):
            end = joined
        else:
            break
    return end


def _find_who(clause: str, line: list[Item], lead: int, parts: Parts) -> None:
    end = _lead_end(line, lead)
    noun = clause[line[lead].start : line[end].end]
    subject = line[lead].ids("subject")[0]
    before = _BEFORE_NOUN.search(clause[: line[lead].start])
    count, of = (before.group("count") or "", before.group("of") or "") if before else ("", "")
    of = "" if any(note(of).model_dump(include={"places", "times", "weathers"}).values()) and len(of) > 5 else of
    many = (bool(count) and not count.startswith("一")) or noun.endswith("们") or "和" in noun or "与" in noun
    parts.plural = many or kind_of(subject) == "group"
    of_noun = "支" if noun.endswith("队") else measure(subject)
    lone = "" if many or not of_noun or noun.startswith("一") else f"一{of_noun}"
    parts.a_who = f"{count or lone}{of}{noun}"
    short = re.sub(r"^(?:灯塔)(?=看守人)", "", noun)
    parts.who = (
        f"{count}{noun}"
        if many and count
        else ("这" + count[1:] + noun if count.startswith("一") and len(noun) == 1 else short)
    )


def measure(subject: str) -> str:
    """The measure word of a canonical subject: 只 for a cat, 艘 for a ship; empty for a family."""
    own, usual = ("subjects", subject), ("kinds", kind_of(subject))
    return next((word for where, name in (own, usual) for word in _measures(where, name)), "个")


def _measures(where: str, name: str) -> list[str]:
    entries = stories("zh")["measure"][where]
    return ["" if word == "无" else word for word, names in entries.items() if name in listed(names)]
