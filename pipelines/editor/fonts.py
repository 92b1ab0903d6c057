"""The bundled font: where it is, how wide its text is, and which characters it can draw."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from noto_cjk_sans_otc import FONT_PATH
from PIL import ImageFont

FACE = "Noto Sans CJK SC"
_INDEX = 2  # of that face in the collection
_MEASURED_AT = 100  # pixels an em
# libass sizes a font by its line height, (ascent 1160 + descent 288) / 1000 em in this font's tables.
LINE_HEIGHT = 1.448


def path() -> Path:
    """The font collection's file."""
    return Path(str(FONT_PATH))


@cache
def _font() -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(path()), _MEASURED_AT, index=_INDEX)
    if font.getname()[0] != FACE:
        raise RuntimeError(f"{path()} has no face {FACE} at {_INDEX}")
    return font


@lru_cache(maxsize=50_000)
def width(text: str) -> float:
    """The width of the text in ems."""
    return _font().getlength(text) / _MEASURED_AT


@lru_cache(maxsize=20_000)
def draws(character: str) -> bool:
    """Whether the font has the character; spaces count as drawn."""
    if character.isspace():
        return True
    missing, drawn = _font().getmask("\U0010fffe"), _font().getmask(character)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def drawable(text: str) -> str:
    """The text without what the font can't draw (a film shows no empty boxes)."""
    if all(map(draws, text)):
        return text
    # Where something must go, the joiners and marks beside it go without a trace and an emoji leaves a blank.
    kept = ("" if unicodedata.category(c) in ("Cf", "Mn") else c if draws(c) else " " for c in text)
    return " ".join("".join(kept).split())
