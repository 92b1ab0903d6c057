"""The joints of a Chinese sentence: what says when and where, what can stand alone, and what is done.

Knows no brief; chinese_brief.py takes those apart with it.
"""

from __future__ import annotations

import re

from pipelines.understanding.notes import note, settled
from pipelines.writers.chinese import verbs
from pipelines.writers.points import LONGEST_LINE
from studio.timing import spoken_seconds

TIME = re.compile(
    r"^(?:[^，]{1,6}(?:时|时候|之后|以后|之前|以前)(?=，)|"
    r"(?:公元)?\d{1,4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:清晨|早上|中午|晚上|深夜|春天|夏天|秋天|冬天)?|"
    r"\d{1,2}月\d{1,2}[日号]|每(?:个|逢)?[^，的在]{1,4}?(?:天|日|早上|晚上|夜里|清晨|周末)|"
    r"有一天(?:早上|晚上|夜里|清晨)?|有一年(?:[春夏秋冬]天)?|那(?:天|年|一天|一年)(?:晚上|夜里|早上)?|"
    r"(?:一|多|许多|很多)(?:天|年|夜)(?:后|来|以后|之后)|[一二三四五六七八九十]+(?:天|年|个月|分钟|小时)[后前]|"
    r"从前|很久很久以前|很久以前|后来|终于|突然|忽然|于是|然后|最后|明天|昨天|前天|后天|今天|昨晚|今晚|今年|去年|前年|明年|当年|那时候?|小时候|年轻时|如今|从此|从那以后|直到|"
    r"(?:早上|早晨|清晨|白天|中午|下午|傍晚|晚上|夜里|夜晚|深夜|半夜|午夜|黄昏|黎明)(?=[^，的]{2}))，?"
)
WHERE = re.compile(r"^在?[^，,的]{1,9}?(?:里|上|中|下|旁|边|前|外|内|间|头)，?(?!的)(?=.{3})")
THERE = re.compile(
    r"^(?:从前|很久很久以前|很久以前|古时候|传说|曾经)?，?(?:在?[^，]{1,10}[里上中下旁边]，?)?"
    r"(?:住着|有着|有)(?=[一两三几](?![天年次]))"
)
BUT = re.compile(r"^(?:却|但是|但|可是|可|而|不过|然而)")
THERE_THEY = re.compile(r"(在?[^，的着了]{1,6}?[里上中下旁边前外内]，?)(他|她|它)(?!们?的)")  # 车上她背单词
_MOVES = re.compile(r"[上下进出回到离](?:车|船|楼|山|班|学|课|机|马|床|台|门|家|站|校)")  # 下车
_VERBS = "开坐骑吃喝看听写画读唱跳打拿带做修卖买学教养种爬推拉抱背抬举扛捡送找等守煎炒煮炖蒸烤切洗擦扫种挖挂贴折缝织"
PRONOUN = re.compile(r"^(?:他们|她们|它们|他|她|它)")
_DEPENDS = re.compile(
    r"^(?:一直|只为|只是为了|好|让|使|好让|以便|为了|直到|来|去|给|把|又|再|并|并且|而且|以及|和|与|或)"
)
_STATE = (
    r"是|(?<!所)有|没有|只有|像|叫|属于|喜欢|害怕|住在|今年|[一二三四五六七八九十\d]+岁|"
    r"必须|需要|想要|应该|希望|不能"
)
_TELLS = re.compile(r"[是有没能会要让使把被想]|[\u4e00-\u9fff][着了过]|[说问喊]：|^[^，]{1,3}地[^，上下里]{2}")


def tells(done: str) -> bool:
    """Whether something is done or so, and not only named."""
    return (
        any(x.is_a("action") for x in settled(done))
        or (len(done) > 2 and begins_to_do(done))
        or any(verb in done for verb in verbs())
        or bool(_TELLS.search(done))
    )


def begins_to_do(text: str) -> bool:
    """Whether it begins with a verb of one character, whose object follows: 开出租车, 下车时 …; 学生 is a noun."""
    first = next(iter(settled(text)), None)
    verb = first is not None and len(first.text) == 1 and first.text in _VERBS
    return verb or _MOVES.match(text) is not None


def is_state(done: str) -> bool:
    """Whether it is so and does not happen: 是, 有, 住在, 必须 …"""
    return bool(re.match(rf".{{0,4}}(?:{_STATE})", done))


def goes_on(rest: str) -> bool:
    """Whether something is said of a noun that the words after it tell, though no known verb is among them."""
    return bool(re.match(r"[^，的和与、在里上中下边旁前][^，的]{2}", rest)) and not only_when_or_where(rest)


def only_when_or_where(clause: str) -> bool:
    """Whether the clause only says where or when: 夜行列车上, 元宵节的夜晚."""
    ends = re.search(r"(?:[里上中下旁边前内间时后]|夜晚|夜里|清晨|黄昏|早上|晚上)$", clause)
    return bool(ends) and not any(x.is_a("action") for x in settled(clause))


def joined_up(clauses: list[str]) -> list[str]:
    """Clauses that can't stand alone join the one before, as far as one breath goes."""
    out: list[str] = []
    for clause in clauses:
        joined = f"{out[-1]}，{clause}" if out else clause
        fits = spoken_seconds(joined) <= LONGEST_LINE
        short = bool(out) and TIME.fullmatch(out[-1] + "，") is not None
        opens = bool(out) and only_when_or_where(out[-1])
        speaks = bool(out) and re.search(r"(?:说|道|问|喊|告诉\S{1,3}|写着)$", out[-1])
        whole = re.match(r"[^了]{1,3}了[^了]+$", clause) is not None  # 发现了镭
        years = re.fullmatch(r"[\d年月日号到至\-~ ]+", clause)
        if out and (
            ((years or opens or speaks) and fits)
            or (_DEPENDS.match(clause) and fits)
            or short
            or (len(clause) <= 4 and fits and not whole and not BUT.match(clause))
        ):
            out[-1] = joined
        else:
            out.append(clause)
    return out


def without_when(told: str) -> str:
    """What is done as a picture shows it: without 都, 却, and without a 在…里 that only says when or is too long."""
    told = re.sub(r"^(?:却|都|也|就|便|才|总|还|又|每次都)(?=[^是有])", "", told)
    found = re.match(
        r"^(?:正|独自|静静地|默默地|悄悄地)?在([^，的]{1,14}?(?:里|中|上|下|时|旁|边|间|内|前))(?=[^，的]{2})", told
    )
    if found is None or any(x.is_a("action") for x in settled(found.group(1))):
        return told
    when = note(found.group(1))
    return told[found.end() :] if (when.times or when.weathers) or len(told) > 15 else told
