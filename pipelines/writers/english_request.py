"""What an English brief says only to ask for a film: "Please make a 30-second advert for …", "Keep the tone warm".

Knows no story; english_brief.py takes apart what is left.
"""

from __future__ import annotations

import re

_FILM = (
    r"(?:film|video|movie|story|fairy tale|tale|advert|advertisement|ad|commercial|documentary|lesson|poem|news report|"
    r"news item|report|biography|trailer|clip|animation|short|tribute|comedy|portrait|bulletin|promo|haiku|thriller|"
    r"horror story|ghost story|love story|romance|musical|cartoon|spot|reel|teaser|legend|fable|lullaby|drama|western)"
)
_LEAD_IN = re.compile(
    r"^(?:please\s+)?(?:(?:can you|could you|i want|i need|i'd like|let's)\s+)?(?:to\s+(?:see\s+)?)?"
    r"(?:(?:make|create|write|shoot|produce|give|tell|generate|film|show|do)\s+)?(?:me\s+|us\s+)?"
    rf"(?:an?\s+|the\s+)?(?:[\w-]+\s+){{0,4}}?{_FILM}s?\s+"
    r"(?:(?:about|of|for|on|showing|where|in which|that|explaining|to)\s*:?\s+|:\s+)",
    re.I,
)
_CALLED = re.compile(
    rf"^(?:[\w' -]{{0,40}}?\b{_FILM}s?,?\s+(?:called|titled|entitled|named)\s+)"
    r"(?:[“\"]([^“”\"]{2,60})[”\"]|([A-Z0-9][^:.]{1,60}?))(?::|\s+about|,)\s+"
)
_INTRODUCES = re.compile(r"^(?:meet|introducing|say hello to|welcome to|discover|presenting)\s+(?=[A-Z])", re.I)
_ABOUT_THE_FILM = re.compile(
    r"^(?:please\s+)?(?:make|keep|use|add|show|set|give|let)\s+(?:it|this|the|them)\b.*"
    rf"(?:\b{_FILM}\b|\b(?:tone|style|music|voice|mood|ending|look)\b)|"
    r"^(?:tone|style|length|duration|format|music|mood)\s*:",
    re.I,
)
_LABEL = re.compile(
    r"^(?:(?:breaking\s+)?news(?: flash)?|breaking|headline|horror|sci-fi|science fiction|romance|sport|travel|recipe|"
    rf"{_FILM})\s*:\s*",
    re.I,
)
_ASKS = re.compile(
    r"^(?:please\s+)?(?:explain|describe|show|teach|tell)\s+"
    r"(?:(?:to\s+)?(?:me|us|[\w-]+(?:\s[\w-]+)?)\s+(?=why|how|what|where|when))?(?:about\s+)?|"
    r"^(?:the\s+)?(?:life|life story|biography|portrait)\s+(?:and \w+ )?of\s+|"
    r"^(?:an?\s+)?recipe\s+for\s+|^in (?:loving )?memory of\s+|^(?:a\s+)?tribute to\s+",
    re.I,
)
_TO_WHOM = re.compile(
    r" to (?:my |our |a |an |the )?(?:[\w-]+ )?(?:children|kids|child|[\w-]*year-olds?|students|pupils|beginners|class)"
    r"(?=[.?!]?$)",
    re.I,
)


def told_in(text: str) -> tuple[str, str]:
    """(what is told, what the film is called) of a brief: without what only asks for it; the second is often empty."""
    called = _CALLED.match(text)
    title = (called.group(1) or called.group(2)).strip() if called else ""
    text = text[called.end() :] if called else text
    core = _INTRODUCES.sub("", _ASKS.sub("", _LEAD_IN.sub("", _LABEL.sub("", text))))
    core = _TO_WHOM.sub("", core)
    return (core if len(core) > 2 else text), title


def about_the_film(sentence: str) -> bool:
    """Whether the sentence says how the film is to be made, and tells nothing: "Make it a warm video"."""
    return _ABOUT_THE_FILM.match(sentence) is not None
