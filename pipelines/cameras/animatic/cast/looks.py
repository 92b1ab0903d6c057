# ruff: noqa: E501  a table's rows read best on one line
"""What somebody wears: look words in English and Chinese, roles' costumes and a seed decide; draws nothing."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

COLOURS: dict[str, str] = {
    "red": "#d64545", "crimson": "#b3243c", "scarlet": "#d8352f", "maroon": "#7a2433", "pink": "#ee8fa8", "orange": "#ec8b3a",
    "ginger": "#c8642b", "yellow": "#f2c13d", "gold": "#e0aa3e", "golden": "#e0aa3e", "blonde": "#e3bd6b", "blond": "#e3bd6b",
    "green": "#4f9a63", "olive": "#7d8443", "teal": "#2f8f8c", "turquoise": "#3fb3ae", "cyan": "#4fc0d0", "blue": "#3f74c4",
    "navy": "#2a3d66", "indigo": "#454a94", "purple": "#7d559f", "violet": "#8a63b8", "lavender": "#b39cd8", "brown": "#7c5236",
    "beige": "#d8c3a0", "tan": "#c49a6c", "cream": "#f0e4cb", "khaki": "#b7a678", "white": "#f2efe8", "silver": "#c3c8cf",
    "grey": "#98a0a8", "gray": "#98a0a8", "black": "#2c2c35", "dark": "#383746",
    "红": "#d64545", "粉": "#ee8fa8", "橙": "#ec8b3a", "橘": "#ec8b3a", "黄": "#f2c13d", "金": "#e0aa3e", "绿": "#4f9a63", "青": "#2f8f8c",
    "蓝": "#3f74c4", "紫": "#7d559f", "棕": "#7c5236", "褐": "#7c5236", "咖啡": "#7c5236", "米色": "#d8c3a0", "白": "#f2efe8", "银": "#c3c8cf",
    "灰": "#98a0a8", "黑": "#2c2c35", "深蓝": "#2a3d66", "花白": "#c9c9c9",
}  # fmt: skip
# Longer words first wherever one holds another: they are tried in order of length.
NOUNS: dict[str, str] = {
    "raincoat": "coat", "overcoat": "coat", "trench coat": "coat", "lab coat": "coat", "coat": "coat", "parka": "coat", "jacket": "jacket",
    "hoodie": "jacket", "sweater": "top", "jumper": "top", "pullover": "top", "cardigan": "jacket", "shirt": "top", "blouse": "top",
    "vest": "top", "top": "top", "uniform": "jacket", "suit": "jacket", "tunic": "top", "dress": "dress", "gown": "dress", "skirt": "skirt",
    "robe": "robe", "cloak": "cape", "cape": "cape", "apron": "apron", "scarf": "scarf", "headscarf": "hood", "hood": "hood", "tie": "tie",
    "trousers": "legs", "pants": "legs", "jeans": "legs", "shorts": "shorts", "boots": "shoes", "shoes": "shoes", "sneakers": "shoes",
    "hat": "hat", "cap": "cap", "beanie": "beanie", "crown": "crown", "helmet": "helmet", "beret": "beanie", "hair": "hair", "curls": "curly",
    "ponytail": "ponytail", "pigtails": "ponytail", "braid": "ponytail", "braids": "ponytail", "bun": "bun", "beard": "beard",
    "bearded": "beard", "moustache": "moustache", "mustache": "moustache", "glasses": "glasses", "spectacles": "glasses",
    "backpack": "backpack", "bag": "backpack", "skin": "skin", "eyes": "eyes", "fur": "body", "feathers": "body", "coat of fur": "body",
    "雨衣": "coat", "大衣": "coat", "外套": "coat", "风衣": "coat", "白大褂": "coat", "夹克": "jacket", "卫衣": "jacket", "毛衣": "top", "衬衫": "top",
    "上衣": "top", "T恤": "top", "制服": "jacket", "西装": "jacket", "连衣裙": "dress", "长裙": "dress", "裙子": "dress", "裙": "dress", "旗袍": "dress",
    "汉服": "robe", "长袍": "robe", "道袍": "robe", "袍": "robe", "斗篷": "cape", "披风": "cape", "围裙": "apron", "围巾": "scarf", "头巾": "hood",
    "兜帽": "hood", "领带": "tie", "长裤": "legs", "裤子": "legs", "裤": "legs", "短裤": "shorts", "靴": "shoes", "鞋": "shoes", "帽子": "hat",
    "帽": "hat", "毛线帽": "beanie", "王冠": "crown", "皇冠": "crown", "头盔": "helmet", "头发": "hair", "长发": "long", "短发": "short",
    "卷发": "curly", "光头": "bald", "秃头": "bald", "发髻": "bun", "马尾": "ponytail", "辫子": "ponytail", "胡子": "beard", "胡须": "beard",
    "八字胡": "moustache", "小胡子": "moustache", "眼镜": "glasses", "背包": "backpack", "书包": "backpack", "皮肤": "skin", "眼睛": "eyes", "毛": "body",
    "发": "hair",
}  # fmt: skip
WORDS: dict[str, str] = {
    "long-haired": "long", "long hair": "long", "long-hair": "long", "short hair": "short", "short-haired": "short", "curly": "curly",
    "wavy": "long", "bald": "bald", "bob": "bob", "long beard": "longbeard", "长胡子": "longbeard", "长须": "longbeard",
    "dark-skinned": "darkskin", "dark skin": "darkskin", "black skin": "darkskin", "brown skin": "brownskin", "pale": "paleskin",
    "黑皮肤": "darkskin", "深色皮肤": "darkskin", "白皙": "paleskin", "freckle": "freckles", "雀斑": "freckles",
}  # fmt: skip
SKINS = ("#f3c7a4", "#e8b08a", "#d69a73", "#b5774f", "#8d5a3c", "#6b4330", "#f0bd98")
HAIRS = ("#2e2530", "#3f2a25", "#5b3a29", "#7a4a2c", "#a5652f", "#d0a055", "#26262e")
OUTFITS = (  # top, bottom, accent: sets that sit well together
    ("#d9654b", "#34405f", "#f2c879"), ("#3d7f8c", "#40384f", "#f0a35e"), ("#e3a23f", "#3c4a63", "#c4503f"),
    ("#6a8f5b", "#4a4038", "#e7c36b"), ("#5870b0", "#2e3448", "#e98d6b"), ("#b85a76", "#3a3a55", "#f3cf9a"),
    ("#efe3cf", "#5a6b86", "#d2553f"), ("#7a5c94", "#38324a", "#f1b76a"), ("#2f4a6d", "#8a7458", "#e6694f"),
    ("#c9773f", "#4d5a4a", "#f4dba8"),
)  # fmt: skip
WHITE, STEEL = "#f2efe8", "#c3c8cf"


@dataclass(frozen=True)
class Look:
    """Everything a puppet wears; colours are "#rrggbb", an empty colour means not worn."""

    skin: str = SKINS[0]
    hair: str = HAIRS[0]
    style: str = "short"  # short long bob bun ponytail curly bald
    beard: str = ""  # the beard's colour
    beard_style: str = "short"  # short long moustache
    top: str = "#d9654b"
    legs: str = "#34405f"
    shoes: str = "#2b2733"
    accent: str = "#f2c879"
    garment: str = "shirt"  # shirt jacket coat dress skirt robe suit
    hat: str = ""  # cap brim beanie crown chef wizard helmet hood soldier bucket police
    hat_colour: str = "#34405f"
    scarf: str = ""
    cape: str = ""
    apron: str = ""
    tie: str = ""
    glasses: bool = False
    backpack: str = ""
    shorts: bool = False
    freckles: bool = False
    body: str = ""  # the first colour that belongs to nothing: an animal's or a thing's own
    eyes: str = "#4a3328"
    holds: str = ""  # what a role has in its hand
    old: bool = False
    female: bool = False


ROLES: dict[str, dict[str, Any]] = {
    "woman": {"female": True}, "girl": {"female": True}, "queen": {"female": True}, "old_woman": {"female": True, "old": True}, "old_man": {"old": True},
    "soldier": {"top": "#66704a", "legs": "#565f42", "shoes": "#2f2a25", "garment": "jacket", "hat": "soldier", "hat_colour": "#59633f", "accent": "#4a5236", "style": "short"},
    "astronaut": {"garment": "suit", "top": "#eceef2", "legs": "#eceef2", "shoes": "#c9ced8", "hat": "bubble", "hat_colour": "#f4f5f8", "accent": "#e0703a"},
    "king": {"garment": "robe", "top": "#a92c3e", "hat": "crown", "hat_colour": "#efbd43", "cape": "#7d1f33", "accent": "#efbd43", "beard_style": "short"},
    "queen_": {},
    "wizard": {"garment": "robe", "top": "#4b4594", "hat": "wizard", "hat_colour": "#3d3880", "accent": "#f0c75a", "beard": "#e9e6e0", "beard_style": "long", "hair": "#e9e6e0", "old": True, "holds": "staff"},
    "dancer": {"garment": "dress", "top": "#d84c6a", "female": True, "style": "bun", "accent": "#f7d5c4"},
    "musician": {"garment": "jacket", "top": "#33304a", "hat": "brim", "hat_colour": "#282538", "accent": "#e2a04a"},
    "footballer": {"garment": "shirt", "top": "#d8423f", "legs": "#f2efe8", "shorts": True, "shoes": "#f0c03f", "accent": "#f2efe8"},
    "teacher": {"garment": "jacket", "top": "#7a8a5f", "legs": "#54483f", "glasses": True, "tie": "#b8503f"},
    "student": {"garment": "shirt", "top": "#e7e9ee", "legs": "#2f4168", "backpack": "#d9723f", "accent": "#2f4168"},
    "cook": {"garment": "jacket", "top": WHITE, "legs": "#4c4f5c", "hat": "chef", "hat_colour": "#fbf9f4", "scarf": "#d2503f", "apron": "#e9e4d8"},
    "fisherman": {"garment": "coat", "top": "#e9b53a", "legs": "#3a4a5e", "hat": "bucket", "hat_colour": "#e0a92f", "beard": "#8c7a68", "shoes": "#33424f"},
    "keeper": {"garment": "coat", "top": "#2d4468", "legs": "#33313f", "hat": "cap", "hat_colour": "#24365a", "beard": "#d9d4cc", "hair": "#cfc9c0", "accent": "#e5b94f", "shoes": "#2a2630", "old": True},
    "scientist": {"garment": "coat", "top": "#f3f4f5", "legs": "#4d5b78", "glasses": True, "accent": "#58a6a0"},
    "doctor": {"garment": "coat", "top": "#f5f6f6", "legs": "#3f8f93", "accent": "#3f8f93", "scarf": ""},
    "detective": {"garment": "coat", "top": "#b08a56", "legs": "#3e3a44", "hat": "brim", "hat_colour": "#8a6a40", "accent": "#5b4630", "tie": "#7a3038"},
    "monk": {"garment": "robe", "top": "#c9702f", "style": "bald", "accent": "#8f3f24", "shoes": "#6b4a30"},
}  # fmt: skip
ROLES["queen"] |= {"garment": "robe", "top": "#7a3f8f", "hat": "crown", "hat_colour": "#efbd43", "cape": "#5a2d70", "accent": "#f3d27a", "style": "long"}
del ROLES["queen_"]
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _found(text: str, words: dict[str, str]) -> list[tuple[int, int, str]]:
    """(start, end, meaning) of every listed word in the text, the longest wherever they overlap, in order."""
    hits: list[tuple[int, int, str]] = []
    for word in sorted(words, key=len, reverse=True):
        pattern = re.escape(word) if _CHINESE.search(word) else rf"\b{re.escape(word)}(?:s|es)?\b"
        for m in re.finditer(pattern, text):
            if all(m.end() <= a or m.start() >= b for a, b, _ in hits):
                hits.append((m.start(), m.end(), words[word]))
    return sorted(hits)


def worn(text: str) -> dict[str, str]:
    """What the words name, with its colour ("" where none is said); "body" holds a colour that belongs to nothing."""
    said: dict[str, str] = {}
    for clause in re.split(r"[,.;，。；、和]|\band\b|\bwith\b|\bin an?\b", text.lower().replace("_", " ")):
        for _, _, word in _found(clause, WORDS):
            said[word] = ""
        colours, nouns = _found(clause, COLOURS), _found(clause, NOUNS)
        for start, _, noun in nouns:
            before = [c for _, end, c in colours if end <= start]
            said[noun] = before[-1] if before else colours[0][2] if colours else said.get(noun, "")
            if noun in ("long", "short", "curly") and said[noun]:
                said["hair"] = said[noun]
        if colours and not nouns:
            said.setdefault("body", colours[0][2])
    return said


@lru_cache(maxsize=512)
def look_of(name: str, text: str = "", seed: int = 0) -> Look:
    """The look of a person of that kind, from its role, the words and the seed, the words winning."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    role: dict[str, Any] = dict(ROLES.get(name, {}))
    top, legs, accent = OUTFITS[rng.integers(len(OUTFITS))]
    female = bool(role.get("female", rng.random() < 0.5 if name not in ("man", "boy", "king", "old_man", "keeper", "fisherman", "monk", "wizard") else False))
    styles: tuple[str, ...] = ("long", "bob", "bun", "ponytail", "curly") if female else ("short", "short", "curly")
    if name == "baby":
        styles, female = ("bald", "curly", "short"), False
    if role.get("old"):
        styles = ("bun", "bob") if female else ("bald", "short")
    hair = ("#d5d1ca", "#b9b4ae", "#e6e2da")[rng.integers(3)] if role.get("old") else HAIRS[rng.integers(len(HAIRS))]
    plain = Look(
        skin=SKINS[rng.integers(len(SKINS))],
        hair=hair,
        style=styles[rng.integers(len(styles))],
        top=top,
        legs=legs,
        accent=accent,
        garment="dress" if female and name in ("woman", "girl", "old_woman") and rng.random() < 0.55 else "shirt",
        beard=hair if name in ("old_man", "king") or (name in ("man", "musician") and rng.random() < 0.3) else "",
    )
    if name == "old_woman":
        plain = replace(plain, glasses=True, scarf=accent)
    return _dressed(replace(plain, female=female, **{k: v for k, v in role.items() if k != "female"}), worn(text))


def _dressed(look: Look, said: dict[str, str]) -> Look:
    new: dict[str, Any] = {}
    for noun, colour in said.items():
        if noun in ("coat", "jacket", "dress", "robe", "skirt"):
            new |= {"garment": noun, **({"top": colour} if colour else {})}
        elif noun == "top":
            new |= {"top": colour or look.top, **({"garment": "shirt"} if look.garment == "dress" else {})}
        elif noun == "skin" and any(word in said for word in ("darkskin", "brownskin", "paleskin")):
            continue
        elif noun in ("legs", "shoes", "eyes", "body", "skin", "hair"):
            new |= {noun: colour or getattr(look, noun)}
        elif noun == "shorts":
            new |= {"shorts": True, "legs": colour or look.legs}
        elif noun in ("scarf", "cape", "apron", "tie", "backpack"):
            new[noun] = colour or look.accent
        elif noun in ("hat", "cap", "beanie", "crown", "helmet", "hood"):
            kind = {"hat": look.hat or "brim", "helmet": look.hat or "soldier"}.get(noun, noun)
            new |= {"hat": kind, "hat_colour": colour or ("#efbd43" if noun == "crown" else look.hat_colour)}
        elif noun in ("beard", "longbeard", "moustache"):
            style = {"longbeard": "long", "moustache": "moustache"}.get(noun, look.beard_style)
            new |= {"beard": colour or look.hair if noun != "longbeard" else new.get("beard", look.beard or look.hair)}
            new |= {"beard_style": style}
        elif noun in ("long", "short", "curly", "bald", "bun", "ponytail", "bob"):
            new["style"] = noun
        elif noun in ("glasses", "freckles"):
            new[noun] = True
        elif noun.endswith("skin"):
            new["skin"] = {"darkskin": "#7a4c35", "brownskin": "#a56b47", "paleskin": "#f8d9c0"}[noun]
    if said.get("skirt"):
        new |= {"legs": said["skirt"], "top": look.top}
    return replace(look, **new)
