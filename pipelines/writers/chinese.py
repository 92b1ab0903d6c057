"""Chinese words as far as a narrator needs them: measure words and names.

Knows no briefs; chinese_brief.py takes those apart with it.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.understanding import kind_of
from pipelines.understanding.words import Item, listed, table
from pipelines.writers.material import stories

COUNT = r"(?:(?:[一两二三四五六七八九十几数百\d]+|许多|很多)[个只位名条匹头辆艘架座棵朵本把盏颗对群双列支尾]?)"


def measure(subject: str) -> str:
    """The measure word of a canonical subject: 只 for a cat, 艘 for a ship; empty for a family."""
    own, usual = ("subjects", subject), ("kinds", kind_of(subject))
    return next((word for where, name in (own, usual) for word in _measures(where, name)), "个")


def _measures(where: str, name: str) -> list[str]:
    entries = stories("zh")["measure"][where]
    return ["" if word == "无" else word for word, names in entries.items() if name in listed(names)]


# ---- names ---------------------------------------------------------------------------------------------------------


@cache
def _grammar() -> dict[str, str]:
    return table("grammar")["zh"]


@cache
def _kin() -> tuple[str, ...]:
    return tuple(sorted(listed(_grammar()["kin"]), key=len, reverse=True))


def name_at(text: str, line: list[Item], at: int, role: bool) -> str:
    """The name that begins at character `at`, empty where none does; `role`: right after "孙女", "市民"."""
    lady = re.match(r"[\u4e00-\u9fff]{1,3}(?:夫人|博士|先生|女士|教授)", text[at:])
    if lady and at == 0 and _may_follow(text, line, at + lady.end()):
        return lady.group()
    for kin in _kin():  # 何伯, 李老师
        named = re.match(rf"(?:[老小阿大]?[{_grammar()['surnames']}])(?:{kin})", text[at:])
        if named and _may_follow(text, line, at + named.end()):
            return named.group()
    for length in (2, 3, 4):
        name = text[at : at + length]
        whole = len(name) == length and re.fullmatch(r"[\u4e00-\u9fff·]+", name)
        if whole and _may_follow(text, line, at + length) and _is_name(name, text, line, at, role):
            return name
    return ""


def _is_name(name: str, text: str, line: list[Item], at: int, role: bool) -> bool:
    inside = [x for x in line if x.start < at + len(name) and x.end > at and len(x.text) > 1 and x.senses]
    if inside and not (role and not any(x.is_a("action", "place", "subject") for x in inside)):
        return False
    if any(text[at:].startswith(word) for word in _never()):
        return False
    if name[-1] in "了着过的是在有个":  # 花了三年
        return False
    if len(name) == 2 and name[0] == name[1]:
        return role or at == 0
    if (name[0] in "小老阿" and len(name) in (2, 4)) or (name[0] == "阿" and len(name) == 3):
        return len(name) == 2 or role or name[0] == "阿"
    if name[0] in _grammar()["surnames"] and len(name) in (2, 3):
        if role:
            return True
        after = text[at + len(name) : at + len(name) + 1]
        return name[-1] in _grammar()["given"] or after in "在和与是有只从第用给把被也都就每" or not after
    return len(name) == 2 and all(c in _grammar()["given"] for c in name)


@cache
def _never() -> tuple[str, ...]:
    return tuple(listed(_grammar()["never"]) + listed(_grammar()["verbs"]))


@cache
def verbs() -> tuple[str, ...]:
    """Common verbs and adverbs of two characters, for a text that the lexicon finds no action in."""
    return tuple(listed(_grammar()["verbs"]))


def _may_follow(text: str, line: list[Item], at: int) -> bool:
    if at >= len(text) or text[at] in _grammar()["after"] or text[at].isdigit():
        return True
    acts = text.startswith(verbs(), at) or any(x.start == at and x.is_a("action") for x in line)
    return acts or text[at + 1 : at + 2] in ("着", "了", "过")


def sex_of(name: str) -> bool | None:
    """True for what is likely a woman's name, False for a man's, None where it does not say."""
    if re.search(r"爷|伯|叔|公公|哥|大爷|先生|大叔", name):
        return False
    if re.search(r"奶|婶|姨|婆|姐|妈|女士|太太|夫人|嫂|娘|古丽", name):
        return True
    tail = name[1:] if len(name) > 1 else name
    if any(c in _grammar()["she"] for c in tail):
        return True
    if any(c in _grammar()["he"] for c in tail):
        return False
    return None
