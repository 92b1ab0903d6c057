"""How a line is read aloud: clauses, the language of each stretch, numbers as words; knows nothing of speech engines.

Text is cut into clauses at its punctuation, and each clause into runs of one language. A run is the text to hand to a
speech engine, made of pieces that remember where they stand in the line as written.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pipelines.voices import numbers_en, numbers_zh

# Silence after a mark, seconds: what a calm narrator leaves.
PAUSES = {
    **dict.fromkeys(",，", 0.2), **dict.fromkeys("、", 0.13), **dict.fromkeys(";；:：", 0.28),
    **dict.fromkeys("—–", 0.24), **dict.fromkeys("()（）[]【】", 0.16), **dict.fromkeys(".。!！?？", 0.42),
    "…": 0.42, "\n": 0.5,
}  # fmt: skip
SWITCH_PAUSE = 0.03  # between two languages inside a clause
_QUESTIONS, _EXCLAMATIONS, _STOPS = "?？", "!！", ".。…\n;；:："
_NUMBERS = {"en": numbers_en, "cmn": numbers_zh}
_HAN = re.compile(r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_MIXED = re.compile(r"(?:\d+[A-Za-z]|[A-Za-z]+-?\d)[A-Za-z\d]*(?:-[A-Za-z\d]+)*(?![^\W_])", re.ASCII)  # 4K, B2, GPT-4
_ADDRESS = re.compile(r"[A-Za-z][\w-]*(?:\.[A-Za-z\d][\w-]*)+", re.ASCII)  # storyreel.com
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}")
_LETTERS = re.compile(r"[^\W\d_]+(?:[’'‑-][^\W\d_]+)*(?:['’](?=\s|$))?")
_TITLES = {
    "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missis", "Ms": "Miz", "Prof": "Professor", "St": "Saint", "Capt": "Captain",
    "Jr": "Junior", "Sr": "Senior", "vs": "versus", "etc": "et cetera", "Lt": "Lieutenant", "Mt": "Mount",
}  # fmt: skip
_SYMBOLS = {
    "en": {"&": "and", "@": "at", "+": "plus", "=": "equals", "#": "number", "×": "times", "÷": "divided by",
           "%": "percent", "©": "copyright", "±": "plus or minus", "$": "dollars", "€": "euros", "£": "pounds"},
    "cmn": {"&": "和", "@": "艾特", "+": "加", "=": "等于", "#": "号", "×": "乘以", "÷": "除以", "%": "百分号",
            "±": "正负", "$": "美元", "€": "欧元", "£": "英镑", "￥": "元"},
}  # fmt: skip
# Scripts beyond the two languages of the studio, by the names that Unicode gives their letters.
_SCRIPTS = {
    "CYRILLIC": "ru", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "GREEK": "el", "ARABIC": "ar",
    "DEVANAGARI": "hi", "HEBREW": "he", "THAI": "th",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Something spoken, and where it stands in the line as written."""

    spoken: str
    language: str  # of eSpeak's names: en, cmn, ru …
    start: int
    end: int


@dataclass
class Run:
    """Pieces of one language in one clause; `text` is what to speak, `places` where in it each piece stands."""

    language: str
    pieces: list[Piece]
    pause: float = SWITCH_PAUSE  # seconds of silence after it
    mark: str = ","  # how its voice ends: , . ? or !
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)

    def settle(self) -> None:
        """Joins the pieces into the text to speak."""
        glue = "" if self.language == "cmn" else " "
        self.text = ""
        for piece in self.pieces:
            self.text += glue if self.text else ""
            self.places.append((len(self.text), len(self.text) + len(piece.spoken)))
            self.text += piece.spoken
        marks = {",": "，", ".": "。", "?": "？", "!": "！"} if self.language == "cmn" else {}
        self.text += marks.get(self.mark, self.mark)


def read(text: str, language: str, spelled: Mapping[str, str] = MappingProxyType({})) -> list[Run]:
    """The runs of a line in `language` ("en" or "zh"), in order; none where nothing in it can be spoken.

    `spelled` gives the characters that the engine must be handed in its own spelling.
    """
    default = "cmn" if language == "zh" else "en"
    runs: list[Run] = []
    at, clause_is_new = 0, True
    while at < len(text):
        piece = _piece(text, at, default, spelled)
        if piece is None:
            mark = text[at]
            if mark == "-" and text[max(0, at - 1) : at].strip() == "":
                mark = "–"  # a hyphen between spaces is a dash
            if mark in PAUSES and not _inside_a_word(text, at):
                _close(runs, mark)
                clause_is_new = True
            at += 1
            continue
        if clause_is_new or piece.language != runs[-1].language:
            runs.append(Run(piece.language, []))
        runs[-1].pieces.append(piece)
        at, clause_is_new = piece.end, False
    if runs and runs[-1].mark == ",":
        runs[-1].mark = "."
    for run in runs:
        run.settle()
    return runs


def _close(runs: list[Run], mark: str) -> None:
    """Ends the last run with this mark; the longest pause of several marks counts."""
    if not runs:
        return
    last = runs[-1]
    last.pause = max(last.pause, PAUSES[mark])
    if mark in _QUESTIONS or (mark in _EXCLAMATIONS and last.mark != "?"):
        last.mark = "?" if mark in _QUESTIONS else "!"
    elif mark in _STOPS and last.mark == ",":
        last.mark = "."


def _inside_a_word(text: str, at: int) -> bool:
    """Whether the mark stands between two letters or digits of Latin script, as in storyreel.com."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return text[at] in ".:" and len(around) == 2 and all(c.isascii() and c.isalnum() for c in around)


def _piece(text: str, at: int, default: str, spelled: Mapping[str, str]) -> Piece | None:
    """The piece that begins at `at`, if one does."""
    here = text[at]
    if here.isdigit() or (here in "$＄€£¥￥-−" and at + 1 < len(text) and _number_follows(text, at)):
        piece = _number(text, at, _language_around(text, at, default))
        after = text[piece.end : piece.end + 1] if piece else ""
        return _mixed(text, at) if after.isascii() and after.isalpha() and _MIXED.match(text, at) else piece
    if _MIXED.match(text, at):
        return _mixed(text, at)
    if found := _HAN.match(text, at):
        if here in spelled:
            return Piece(spelled[here], "cmn", at, at + 1)
        end = next((n for n in range(at + 1, found.end()) if text[n] in spelled), found.end())
        return Piece(text[at:end].replace("〇", "零"), "cmn", at, end)
    if found := _INITIALS.match(text, at):
        return Piece(" ".join(found.group().replace(".", "")), "en", at, found.end())
    if found := _ADDRESS.match(text, at):
        return Piece(found.group().replace(".", " dot "), "en", at, found.end())
    if here.isalpha():
        return _word(text, at)
    language = _language_around(text, at, default)
    if here in _SYMBOLS[language]:
        return Piece(_SYMBOLS[language][here], language, at, at + 1)
    return None


def _number_follows(text: str, at: int) -> bool:
    if text[at] in "-−":  # a sign only where no word or number stands before it
        return text[at + 1].isdigit() and (
            at == 0 or _HAN.match(text[at - 1]) is not None or not text[at - 1].isalnum()
        )
    return bool(re.match(r".\s?\d", text[at : at + 3]))


def _number(text: str, at: int, language: str) -> Piece | None:
    reading = _NUMBERS[language]
    found = reading.PATTERN.match(text, at)
    if found is None:
        numeral = unicodedata.digit(text[at], None)
        return None if numeral is None else Piece(reading.cardinal(numeral), language, at, at + 1)
    return Piece(reading.say(found, text[max(0, at - 12) : at]), language, at, found.end())


def _mixed(text: str, at: int) -> Piece:
    """Letters and digits grown together, said in English one group after the other."""
    found = _MIXED.match(text, at)
    assert found is not None
    groups = re.findall(r"[A-Za-z]+|\d+", found.group())
    half_day = {"am": "A M", "pm": "P M"}
    said = [numbers_en.cardinal(int(g)) if g.isdigit() else half_day.get(g.lower(), g) for g in groups]
    return Piece(" ".join(said), "en", at, found.end())


def _word(text: str, at: int) -> Piece:
    found = _LETTERS.match(text, at)
    end = found.end() if found else at + 1
    han = _HAN.search(text, at, end)  # letters that touch Chinese end where it begins
    word = text[at : han.start() if han else end].rstrip("-‑'’")
    end = at + len(word)
    if word in _TITLES:
        if text[end : end + 1] == "." and text[end + 1 : end + 2] in (" ", ""):
            end += 1
        return Piece(_TITLES[word], "en", at, end)
    if word.lower() in ("am", "pm") and re.search(r"\d\s?$", text[max(0, at - 2) : at]):
        return Piece(" ".join(word.upper()), "en", at, end)
    script = unicodedata.name(word[0], "LATIN").split()[0]
    return Piece(word.replace("’", "'"), _SCRIPTS.get(script, "en"), at, end)


def _language_around(text: str, at: int, default: str) -> str:
    """The language of a number or sign: the line's own, unless its neighbours in the clause are all of the other."""
    neighbours = {_script_near(text, range(at - 1, -1, -1)), _script_near(text, range(at + 1, len(text)))} - {""}
    return neighbours.pop() if len(neighbours) == 1 else default


def _script_near(text: str, places: range) -> str:
    for place in places:
        if _HAN.match(text[place]):
            return "cmn"
        if text[place].isalpha():
            return "en"
        if text[place] in PAUSES and text[place] not in ".,:":
            return ""
    return ""
