"""The words of a shot in the language and the form that a model was trained on, part by part; knows no limits.

Everybody's words stand as they were written. Templates take only what they can hold whatever it is: a phrase; what is a
sentence already stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from studio.film import Film, Shot
from studio.prompt_styles import Language, Part, PromptStyle, Tongue, drawing, known_moods, known_words
from studio.vocabulary import Angle, Movement, Size

_ARTICLES = {"a", "an", "the", "one", "two", "three", "four"}
_BEGINS_A_CLAUSE = _ARTICLES | {"he", "she", "it", "they", "we", "i", "you", "there", "his", "her", "their", "its"}
_DETERMINERS = _ARTICLES | {"his", "her", "their", "its", "no"}
_DESCRIBES_SOMEBODY = {"in", "with", "wearing", "wears", "has", "who", "of", "is"}
_WITHIN = {
    "in", "on", "at", "under", "inside", "outside", "by", "near", "along", "across", "beneath", "above", "over",
    "behind", "between", "among", "beside", "within", "around", "aboard", "atop", "against", "beyond", "off",
}  # fmt: skip
_WITHIN_ZH = ("在", "于")
IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")  # as timing.is_cjk
_BESIDE_CHINESE = re.compile(
    rf"(?<=[{IDEOGRAPH.pattern[1:-1]}”’）])\s*([,;:!?()])\s*|\s*([,;:!?()])\s*(?={IDEOGRAPH.pattern})"
)
_CLAUSE_ZH = ("他", "她", "它", "他们", "她们", "它们", "我", "你", "两人", "镜头")


class Character(NamedTuple):
    """Somebody in the shot."""

    name: str
    look: str
    called: str  # as the sentence about the subject calls them: "the keeper"; empty: it doesn't


class Written(NamedTuple):
    """All that a prompt is made of, as it was written in the film."""

    subject: str
    action: str
    setting: str
    light: str
    mood: str
    size: Size
    angle: Angle
    movement: Movement
    characters: tuple[tuple[str, str], ...]  # (name, look), those of the shot
    own: str  # the person's own words for the camera
    unwanted: str
    heading: str  # of the scene
    style: str  # the name of the film's style
    style_words: str
    language: Language  # of the film


def written(film: Film, shot: Shot) -> Written:
    """What the shot and its film say."""
    looks = {c.name: c.look for c in film.characters}
    return Written(
        subject=shot.subject,
        action=shot.action,
        setting=shot.setting,
        light=shot.light,
        mood=shot.mood,
        size=shot.size,
        angle=shot.angle,
        movement=shot.movement,
        characters=tuple((name, looks.get(name, "")) for name in dict.fromkeys(shot.characters) if name),
        own=shot.prompt,
        unwanted=shot.negative_prompt,
        heading=next((s.heading for s in film.scenes if s.id == shot.scene_id), ""),
        style=film.style.name,
        style_words=film.style.prompt,
        language=film.project.brief.spoken_language,
    )


@dataclass(frozen=True)
class Words:
    """The shot's words in the prompt's language, where we own them, and as they stand where we don't."""

    habit: PromptStyle
    language: Language
    subject: str
    action: str
    setting: str
    light: str
    mood: str
    style: str
    size: str
    angle: str
    movement: str
    motion: str  # how much moves, for a model that knows it by words alone
    characters: list[Character] = field(default_factory=list)

    @property
    def tongue(self) -> Tongue:
        return self.habit.tongue(self.language)

    def given(self, name: str) -> bool:
        """Whether the shot says something in that field."""
        return (
            any(c.look or not c.called for c in self.characters) if name == "characters" else bool(getattr(self, name))
        )


def words_of(shot: Written, habit: PromptStyle, pace: Literal["", "slow", "fast"] = "") -> Words:
    """What the shot says, for a style of prompts."""
    language = spoken_to(shot, habit)
    tongue = habit.tongue(language)
    subject, action = _clean(shot.subject), _clean(shot.action)
    return Words(
        habit=habit,
        language=language,
        subject=subject,
        action="" if action.lower() == subject.lower() else action,
        setting=_clean(shot.setting) or _place(shot.heading),
        light=_ours(shot.light, language),
        mood=_ours(shot.mood, language),
        style=_film_style(shot, language),
        size=tongue.size[shot.size],
        angle=tongue.angle[shot.angle],
        movement=tongue.movement[shot.movement],
        motion=tongue.motion.get(pace, "") if pace else "",
        characters=[_character(name, look, f"{subject} {action}") for name, look in shot.characters],
    )


def spoken_to(shot: Written, style: PromptStyle) -> Language:
    """The shot's language where the model was trained in it."""
    spoken = _language(shot)
    return spoken if spoken in style.languages else style.languages[0]


def _language(shot: Written) -> Language:
    """The language that the shot is written in; the film's where it says nothing."""
    said = " ".join([shot.subject, shot.action, shot.setting, shot.light, shot.mood])
    letters, of_chinese = len(re.findall("[A-Za-z]", said)), ideographs(said)
    if not letters and not of_chinese:
        return shot.language
    return "zh" if of_chinese * 3 >= letters else "en"


def _clean(text: str) -> str:
    """One line, without the stop at its end."""
    return " ".join(text.split()).strip(" ,;，；、").rstrip(".。 ").rstrip(" ,;，；、")


def _place(heading: str) -> str:
    """INT./EXT. PLACE - TIME as words for a setting."""
    bare = re.sub(r"^\s*(INT\.?/EXT\.?|INT\.?|EXT\.?|内景|外景|内/外景)[\s.]*", "", heading, flags=re.I)
    comma = "，" if chinese(bare) else ", "
    return comma.join(_clean(x) for x in re.split(r"\s+-\s+", bare) if x.strip()).lower()


def _ours(text: str, language: Language) -> str:
    """Words that we own, in the other language where all of the text is such words; else the text as it stands."""
    text = _clean(text)
    if not text or chinese(text) == (language == "zh"):
        return text
    known, left, found = known_words(), text, []
    while left:
        piece = next((w for w in known if left.lower().startswith(w.lower())), "")
        if not piece:
            return text
        found.append(known[piece])
        left = left[len(piece) :].lstrip(" ,，、；;")
    return ("，" if language == "zh" else ", ").join(found)


def _film_style(shot: Written, language: Language) -> str:
    """The words for the whole film, then those of its named style."""
    named, own = drawing(shot.style), _clean(shot.style_words)
    if own in known_moods() and shot.mood:  # a mood for the whole film: the shot's own is closer
        own = ""
    comma = "，" if language == "zh" else ", "
    pieces = [_ours(own, language), named.prompt_zh if language == "zh" else named.prompt]
    return comma.join(once(x for p in pieces for x in re.split(r"[,，]\s*", p)))


def once(pieces: Iterable[str]) -> list[str]:
    """The pieces without those that were there before."""
    found: dict[str, str] = {}
    for piece in pieces:
        if piece.strip():
            found.setdefault(piece.strip().lower(), piece.strip())
    return list(found.values())


def _character(name: str, look: str, doing: str) -> Character:
    at = re.search(re.escape(name) if chinese(name) else rf"\b{re.escape(name)}\b", doing, re.I)
    called = f"the {at[0]}" if at and at[0].islower() else name if at else ""
    return Character(_clean(name), _clean(look), called)


# ---- saying it ------------------------------------------------------------------------------------------------------


def told(words: Words, order: Sequence[Part]) -> str:
    """The parts in that order, joined as the style's form is; what was said before is not said again."""
    said: list[str] = []
    for part in order:
        if not _repeats(getattr(words, part, ""), said):
            said += [s for s in _sentences(part, words, order) if s]
    if words.habit.form == "tags":
        return ", ".join(once(x for s in said for x in re.split(r"[,，;；。.]\s+|[，；。]", s)))
    return _chinese_prose(said) if words.language == "zh" else _english_prose(said)


def _repeats(text: str, said: list[str]) -> bool:
    """Whether the words were said before; one word alone may mean another thing there."""
    return len(text.split()) + ideographs(text) > 2 and text.lower() in " ".join(said).lower()


def _sentences(part: Part, words: Words, order: Sequence[Part]) -> list[str]:
    match part:
        case "doing":
            return _doing(words, _woven(words, order))
        case "looks":
            return _looks(words, order)
        case "shot":
            return [words.tongue.says["shot"].format("", size=words.size, angle=words.angle)]
        case "quality":
            return [words.tongue.quality]
        case "movement" | "motion":
            return [getattr(words, part)]
        case _:
            return [_framed(part, getattr(words, part), words)]


def _framed(part: Part, text: str, words: Words) -> str:
    """The text in the sentence that the language has for it; a sentence of its own stays as it is."""
    if not text or re.search(r"[.!?] |[。！？]", text):
        return text
    says, low = words.tongue.says, text.lower()
    first = re.split(r"[\s,]", low, maxsplit=1)[0]
    inside = set(re.findall(r"[a-z]+", low))
    if part == "setting" and (first in _WITHIN or text.startswith(_WITHIN_ZH)):
        return says["setting_within"].format(text)
    if part == "light" and first in ("lit", "lighting", "illuminated"):
        return text
    if part == "light" and "light_by" in says and inside & set(words.tongue.lights):
        return says["light_by"].format(text)
    if part == "mood" and (inside & {"mood", "atmosphere", "feeling"} or re.search("气氛|氛围", text)):
        return text
    return says[part].format(text)


def _doing(words: Words, woven: str) -> list[str]:
    subject, action = words.subject, words.action
    if not subject or not action:
        return [(subject or action) + woven.rstrip(",，")]
    at = action.lower().find(subject.lower())
    if at == 0 or (at > 0 and not woven):  # the action names the subject itself
        behind = at + len(subject)
        return [_joined(action[:behind] + woven, action[behind:].strip()) if woven else action]
    if _is_clause(action):
        return [subject + woven.rstrip(",，"), action]
    return [_joined(subject + woven, action)]


def _is_clause(action: str) -> bool:
    """Whether it has a subject of its own: "she waves", not "waves"."""
    first = action.split(maxsplit=1)[0].strip(",")
    return first.lower() in _BEGINS_A_CLAUSE or first[0].isupper() or action.startswith(_CLAUSE_ZH)


def _joined(before: str, after: str) -> str:
    """Both, with a space between unless they are Chinese."""
    return (
        before + ("" if _is_wide(before[-1]) and _is_wide(after[0]) else " ") + after if after else before.rstrip(",，")
    )


def _woven(words: Words, order: Sequence[Part]) -> str:
    """The look of the one whom the subject names, as it stands behind their name; empty where it stands apart."""
    if "looks" not in order or words.habit.looks == "apart" or words.habit.form == "tags":
        return ""
    who = _subject_of(words)
    if who is None or not who.look:
        return ""
    if words.language == "zh" or chinese(who.look):
        return f"，{who.look}，"
    worn = _worn(who.look, words)
    return f" {words.tongue.says['look_with'].format(worn)}" if worn else f", {who.look},"


def _subject_of(words: Words) -> Character | None:
    return next((c for c in words.characters if c.called and _called_in(c.called, words.subject)), None)


def _called_in(called: str, text: str) -> bool:
    return called.removeprefix("the ").lower() in text.lower()


def _worn(look: str, words: Words) -> str:
    """What one has or wears, as a sentence lists it: "short dark hair and an ochre coat"; empty for any other look."""
    inside = look.lower().split()
    if inside[0] in _ARTICLES or not _DESCRIBES_SOMEBODY.isdisjoint(inside):
        return ""
    pieces = [p for p in re.split(r",\s*(?:and\s+)?|\s+and\s+", look) if p]
    nouns = [re.findall("[a-z]+", piece.lower())[-1:] for piece in pieces]
    if not all(noun and noun[0] in {*words.tongue.worn, *words.tongue.worn_one} for noun in nouns):
        return ""
    listed = [
        f"{'an' if piece[0].lower() in 'aeiou' else 'a'} {piece}"
        if noun[0] in words.tongue.worn_one and piece.split()[0].lower() not in _DETERMINERS
        else piece
        for piece, noun in zip(pieces, nouns, strict=True)
    ]
    return ", ".join(listed[:-1]) + " and " + listed[-1] if len(listed) > 1 else listed[0]


def _looks(words: Words, order: Sequence[Part]) -> list[str]:
    """What the sentence about the subject does not say of the characters."""
    woven = _subject_of(words) if _woven(words, order) else None
    rest = [c for c in words.characters if c is not woven]
    if words.habit.form == "tags":
        return [x for c in rest for x in ("" if c.called else c.name, c.look)]
    said = [_seen(c, words) for c in rest if c.called and c.look]
    others = [_beside(c, words) for c in rest if not c.called]
    mark = "；" if words.language == "zh" else "; "
    return [*said, words.tongue.says["also"].format(mark.join(others))] if others else said


def _seen(who: Character, words: Words) -> str:
    """How somebody looks whom the subject or the action names."""
    if words.language == "zh" or chinese(who.look):
        return f"{who.name}，{who.look}"
    first, says = who.look.split(maxsplit=1)[0].lower(), words.tongue.says
    several = who.called.startswith("the ") and who.called.endswith("s") and not who.called.endswith("ss")
    if first in ("wears", "has"):
        return f"{who.called} {who.look}"
    if first in _ARTICLES or first in ("wearing", "dressed", "in"):
        return f"{who.called} {says['look_are' if several else 'look_is'].format(who.look)}"
    worn = _worn(who.look, words)
    if not worn:
        return f"{who.called}: {who.look}"
    return f"{who.called} {says['look_have' if several else 'look_has'].format(worn)}"


def _beside(who: Character, words: Words) -> str:
    """Somebody whom neither subject nor action names."""
    if not who.look:
        return who.name
    if words.language == "zh" or chinese(who.look):
        return f"{who.name}，{who.look}"
    worn = _worn(who.look, words)
    return f"{who.name} {words.tongue.says['look_with'].format(worn)}" if worn else f"{who.name}, {who.look}"


# ---- joining --------------------------------------------------------------------------------------------------------


def chinese(text: str) -> bool:
    """Whether there is an ideograph in it."""
    return not text.isascii() and bool(IDEOGRAPH.search(text))


def ideographs(text: str) -> int:
    """How many there are in it."""
    return 0 if text.isascii() else len(IDEOGRAPH.findall(text))


def _is_wide(character: str) -> bool:
    return chinese(character) or character in "，。；：、！？“”‘’（）《》…"


def _english_prose(said: list[str]) -> str:
    text = " ".join(s[0].upper() + s[1:] + _stop(s) for s in said)
    return text.replace("。 ", "。")


def _stop(sentence: str) -> str:
    """The stop that it lacks, Chinese behind Chinese words that stand as they were written."""
    if sentence[-1] in ".!?…。！？":
        return ""
    return "。" if _is_wide(sentence[-1]) and not re.search("[A-Za-z]", sentence) else "."


_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"})


def _chinese_prose(said: list[str]) -> str:
    text = "".join(s + ("" if s[-1] in "。！？…" else "。") for s in said)
    # Only what stands beside an ideograph is Chinese punctuation: "35mm, f/1.4" stays as it is.
    return _BESIDE_CHINESE.sub(lambda m: (m[1] or m[2]).translate(_WIDE), text)
