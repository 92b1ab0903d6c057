"""What kind of film a brief asks for: an advert, news, a poem, a comedy …

Knows the words of assets/stories/forms.toml, and what is known of a lesson's question.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

from pipelines.understanding.words import listed
from pipelines.writers.english import form_of as form_of_verb
from pipelines.writers.material import FOLDER

_ASKED_NEXT = re.compile(  # what follows the name of a form asked for: "a poem about", "news:"
    r"\s*(?:$|[:.,!?;]|(?:about|of|for|on|to|in|from|with|that|who|which|where|called|titled|film|video|movie|short|"
    r"clip|report|story|spot|reel|trailer|advert|campaign|flash|poem|tale|piece|our|my|the|a|an)\b)"
)
_REQUEST = {"en": 70, "zh": 24}  # characters in which a brief says what it asks for
_END_OF_REQUEST = re.compile(r"[:.!?]|\b(?:about|who|which|where)\b")


@cache
def _forms() -> dict:
    return tomllib.loads((FOLDER / "forms.toml").read_text(encoding="utf-8"))


def form_of(text: str, tone: str, language: str) -> str:
    """The form of the film that the brief asks for; empty for a plain story."""
    low = text.lower()
    request = _request(low, language)
    words = _forms()[language]
    by_request = next((form for form in words if _asked(words[form]["asked"], request, language)), "")
    toned = tone.strip().lower()
    by_tone = next((form for form in words if toned and _found(words[form]["asked"], toned, language)), "")
    return by_tone or by_request or next((form for form in words if _found(words[form]["anywhere"], low, language)), "")


def _request(text: str, language: str) -> str:
    """The part of the brief that asks: up to "about", or 写一首 … 的诗 without what stands between."""
    head = text[: _REQUEST[language]]
    if language == "zh":
        first = re.split(r"[：，。！？\n]", head)[0]
        return first if len(first) <= 14 and "关于" not in first else f"{first[:6]} {first[-5:]}"
    end = _END_OF_REQUEST.search(head, 3)
    return head[: end.end()] if end else head


def _found(words: str, text: str, language: str) -> bool:
    return any(_search(word, text, language) for word in listed(words))


def _search(word: str, text: str, language: str) -> re.Match[str] | None:
    """A word or regular expression; English ones are whole words unless they begin the text."""
    if language == "zh" or word.startswith("^"):
        return re.search(word, text)
    return re.search(rf"\b(?:{word})(?!\w)", text)


def _asked(words: str, request: str, language: str) -> bool:
    """Whether a brief asks for a film of this form: "a 30-second advert for …", not "she learns a lesson"."""
    if language == "zh":
        return _found(words, request, language)
    for word in listed(words):
        found = _search(word, request, language)
        if not found:
            continue
        tells = any(_happens(w) for w in request[: found.start()].split())
        if word[0] == "^" or (not tells and _ASKED_NEXT.match(request[found.end() :])):
            return True
    return False


def _happens(word: str) -> bool:
    return form_of_verb(word.strip(" ,.:;")) in ("s", "past") or word in ("who", "whose", "which")


@cache
def _answers() -> dict:
    return tomllib.loads((FOLDER / "answers.toml").read_text(encoding="utf-8"))


def answer(text: str, language: str) -> list[str]:
    """What is known of the question that a lesson asks, sentence by sentence; empty where it is not a known one."""
    for known in _answers().values():
        if re.search(known["asked_en"], text, re.I) or re.search(known["asked_zh"], text):
            return [line for line in known[language].splitlines() if line.strip()]
    return []


def is_of(kind: str, form: str) -> bool:
    """Whether a form is in one of the lists: "matter", "ambient"."""
    return form in listed(_forms()[kind]["forms"])
