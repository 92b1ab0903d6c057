"""A shot as the prompt that its camera's family of models was trained on; knows no camera, and loads nothing heavy.

    the person's own words, word for word
    or: parts of the shot -> each said as the prompt style says it -> joined, what matters least left out until it fits
The shot's words stand as they were written: only our own words (sizes, angles, movements, light, mood, named styles)
are put into the language that the model was trained on. What a prompt leaves out has a reason, which is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.film import Film, Shot
from studio.prompt_styles import Language, Part, PromptStyle, drawing
from studio.prompt_words import (
    IDEOGRAPH,
    Words,
    Written,
    chinese,
    ideographs,
    once,
    spoken_to,
    told,
    words_of,
    written,
)  # fmt: skip

SLOW, FAST = 0.35, 0.65  # motion below and above which words are added, for a model without a dial for it
_BOTH_ENDS = 2  # tokens that a reader puts around the words
_LETTERS_A_TOKEN = 5.0  # of an English word; see docs/prompts.md for what it was measured against
_FIELDS: dict[Part, tuple[str, ...]] = {
    "doing": ("subject", "action"), "looks": ("characters",), "setting": ("setting",), "light": ("light",),
    "mood": ("mood",), "style": ("style",), "shot": ("size", "angle"), "movement": ("movement",),
}  # fmt: skip
_NOT_MOVING = "a still does not move"
_SHOWN = "the first picture shows it"
_NOT_SAID = "its authors' prompts do not say it"
_NO_WORDS = "this model reads no words"
_TOO_LONG = "the prompt would be longer than this model reads"
_TOO_MANY = "the prompt would be longer than its authors advise"
_NO_NEGATIVE = "this model reads no negative prompt"
_UNGUIDED = "without guidance this model reads no negative prompt"


@dataclass(frozen=True)
class Ask:
    """Whom the words are for, and for what."""

    style: PromptStyle
    tokens: int = 0  # of a prompt at most; 0: not known
    negative: str = ""  # the model's own, in place of its style's
    guidance: float | None = None  # at 1 or less no negative prompt is read; None: not known
    moving: bool = True  # False: a still
    begins: bool = False  # with a picture, which shows what is there
    motion: float | None = None


class Phrased(BaseModel):
    """The words as the camera gets them, and what became of the shot's fields."""

    model_config = ConfigDict(frozen=True)

    style: str = ""  # id of the prompt style; empty: the plain list
    name: str = ""
    prompt: str
    negative_prompt: str = ""
    own_words: bool = False  # the prompt is the person's, word for word
    tokens: int = 0  # of the prompt, estimated, rather too many than too few
    most_tokens: int = 0  # that the model reads; 0: not known
    left_out: dict[str, str] = Field(default_factory=dict)  # field of the shot: why the prompt does not say it
    notes: list[str] = Field(default_factory=list)  # what the person should know about these words

    def reasons(self) -> dict[str, list[str]]:
        """The fields that are left out, by reason."""
        return {why: [n for n, w in self.left_out.items() if w == why] for why in dict.fromkeys(self.left_out.values())}


def phrase(film: Film, shot: Shot, ask: Ask) -> Phrased:
    """The prompt and negative prompt of a shot, for that style."""
    return _phrased(written(film, shot), plain(film, shot) if ask.style.form == "list" else "", ask)


@lru_cache(maxsize=4096)  # the page asks for every shot of a board at every change: a third of a millisecond each
def _phrased(shot: Written, in_one_line: str, ask: Ask) -> Phrased:
    style, left_out = ask.style, {}
    if style.form == "none":
        prompt, left_out = "", dict.fromkeys(_given(shot), _NO_WORDS)
    elif shot.own or style.form == "list":
        prompt = shot.own or in_one_line
    else:
        prompt, left_out = _composed(shot, ask)
    negative, why = _negative(shot, ask)
    if why and shot.unwanted:
        left_out["negative_prompt"] = why
    return Phrased(
        style=style.id, name=style.name, prompt=prompt, negative_prompt=negative, left_out=left_out,
        own_words=bool(shot.own and prompt), tokens=tokens(prompt, style.tokens_a_character),
        most_tokens=ask.tokens, notes=_notes(shot, ask, prompt),
    )  # fmt: skip


def plain(film: Film, shot: Shot) -> str:
    """The shot's fields as one line of words, for a camera that has no style of its own."""
    looks = "; ".join(f"{c.name}: {c.look}" for c in film.characters if c.name in shot.characters and c.look)
    camera = f"{shot.size} shot, {shot.angle} angle, {shot.movement}"
    parts = [camera, shot.subject, shot.action, shot.setting, shot.light, shot.mood, looks, film.style.prompt]
    return ", ".join(p for p in parts if p)


def tokens(text: str, a_character: float = 1.0) -> int:
    """About how many tokens a reader makes of the text: rather too many than too few."""
    of_chinese = ideographs(text)
    rest = IDEOGRAPH.sub(" ", text) if of_chinese else text
    words = sum(math.ceil(len(word) / _LETTERS_A_TOKEN) for word in re.findall(r"[^\W_]+", rest))
    return math.ceil(of_chinese * a_character) + words + len(re.findall(r"[^\w\s]|_", rest))


def _given(shot: Written) -> list[str]:
    """The fields that say something."""
    names = [name for fields in _FIELDS.values() for name in fields]
    return [name for name in names if getattr(shot, name)] + (["prompt"] if shot.own else [])


def _notes(shot: Written, ask: Ask, prompt: str) -> list[str]:
    style, found = ask.style, []
    if style.broken:
        found.append(style.broken)
    if style.form == "list" and style.id and not style.broken:
        found.append(f"There is no prompt style “{style.id}”: this camera is told a plain list of words.")
    if "zh" not in style.languages and style.form != "none" and chinese(prompt):
        found.append("This model was trained on English: the words of this shot are Chinese.")
    if style.form == "none":
        found.append("This model reads no words: it animates the first picture.")
    if ask.tokens and (count := tokens(prompt, style.tokens_a_character)) + _BOTH_ENDS > ask.tokens:
        found.append(f"These words are about {count} tokens and this model reads {ask.tokens}: the end is not read.")
    if shot.own and "motion" in style.order and _pace(ask):
        found.append("The motion dial adds no words to your own.")
    return found


def _pace(ask: Ask) -> Literal["", "slow", "fast"]:
    """The key of the words for how much moves, where the dial is turned and the model knows it by words alone."""
    if ask.motion is None or not ask.moving or SLOW <= ask.motion <= FAST:
        return ""
    return "slow" if ask.motion < SLOW else "fast"


# ---- composing ------------------------------------------------------------------------------------------------------


def _composed(shot: Written, ask: Ask) -> tuple[str, dict[str, str]]:
    """The prompt, and why it does not say what it leaves out."""
    style = ask.style
    words = words_of(shot, style, _pace(ask))
    shown = bool(ask.begins and ask.moving and style.from_picture)
    order = [p for p in (style.from_picture if shown else style.order) if ask.moving or p not in ("movement", "motion")]
    absent = {p: _NOT_MOVING if p == "movement" and not ask.moving else _SHOWN if shown else _NOT_SAID for p in _FIELDS}
    dropped = {part: why for part, why in absent.items() if part not in order}
    prompt, given_way = _fitted(words, order, ask)
    dropped |= given_way
    fields = {name: why for part, why in dropped.items() for name in _FIELDS.get(part, ()) if words.given(name)}
    return prompt, fields


def _fitted(words: Words, order: list[Part], ask: Ask) -> tuple[str, dict[Part, str]]:
    """The parts told within the limits, and those that had to give way; a small one comes back where there is room."""
    gone: dict[Part, str] = {}

    def without(parts: Container[Part]) -> str:
        return told(words, [p for p in order if p not in parts])

    for part in ask.style.gives_way:
        why = _too_long(without(gone), words.language, ask)
        if not why:
            break
        if part in order:
            gone[part] = why
    for part in list(gone)[::-1]:
        if not _too_long(without(gone.keys() - {part}), words.language, ask):
            del gone[part]
    return without(gone), gone


def _too_long(prompt: str, language: Language, ask: Ask) -> str:
    if ask.tokens and tokens(prompt, ask.style.tokens_a_character) + _BOTH_ENDS > ask.tokens:
        return _TOO_LONG
    most = ask.style.most_words.get(language)
    return _TOO_MANY if most and _length(prompt, language) > most else ""


def _length(text: str, language: Language) -> int:
    """Words of English, characters of Chinese."""
    return ideographs(text) if language == "zh" else len(text.split())


# ---- what is not to be seen -----------------------------------------------------------------------------------------


def _negative(shot: Written, ask: Ask) -> tuple[str, str]:
    """The person's words, then the named style's and the model's; or none, and why."""
    style, trained = ask.style, ask.negative or ask.style.negative
    if style.form == "list":
        return ", ".join(x for x in (shot.unwanted, ask.negative) if x), ""
    if style.form == "none" or not style.negatives:
        return "", _NO_WORDS if style.form == "none" else _NO_NEGATIVE
    if ask.guidance is not None and ask.guidance <= 1:
        return "", _UNGUIDED
    named = drawing(shot.style)
    in_chinese = chinese(trained) or (not trained.strip() and spoken_to(shot, style) == "zh")
    ours = named.negative_zh if in_chinese else named.negative
    against = {w.lower() for w in style.against_drawings} if named.drawn and shot.style else set()
    pieces = [x for text in (ours, trained) for x in re.split(r"[,，]\s*", text.strip()) if x]
    own = shot.unwanted.strip()
    kept = [x for x in once(pieces) if x.lower() not in against and x.lower() not in own.lower()]
    comma = "，" if any(map(chinese, kept)) else ", "
    return comma.join([x for x in (own, comma.join(kept)) if x]) or trained, ""
