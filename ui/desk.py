"""How the page's events reach the studio: one Desk a click, errors shown as their sentence; lays out nothing."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from studio.errors import StudioError
from studio.studio import Studio
from ui import text

LANGUAGE_COOKIE, THEME_COOKIE = "studio_lang", "studio_theme"
# Private: the page's own events are no API. Hidden: progress is drawn by our own parts, not over them.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}


class Page:
    """The components that handlers write to, by name; holders keep which project and shot this page shows."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.parts: dict[str, Any] = {}

    def put(self, name: str, component: Any) -> Any:
        """Names a component, so that handlers may show something in it."""
        self.parts[name] = component
        return component

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]

    def some(self, *names: str) -> list[Any]:
        return [self.parts[name] for name in names]

    def hear(self, listen: Callable[..., Any], handler: Callable[..., Any], *inputs: str, **more: Any) -> Any:
        """Has `handler(desk, *values)` answer an event; what it returns is shown, a StudioError is told."""
        everything = list(self.parts.values())

        def answer(request: gr.Request, event: gr.EventData, *values: Any) -> Any:
            desk = Desk(self, language_of(request), event._data if isinstance(event._data, dict) else {})
            try:
                return {self.parts[name]: value for name, value in (handler(desk, *values) or {}).items()} or gr.skip()
            except StudioError as why:
                desk.warn(why)
                return gr.skip()

        answer.__name__ = handler.__name__
        more = {
            "trigger_mode": "multiple",
            "api_name": f"page_{handler.__module__.split('.')[-1]}_{handler.__name__}",
        } | more
        answer.__annotations__ = {"request": gr.Request, "event": gr.EventData}
        return listen(answer, self.some(*inputs), everything, **(PRIVATE | more))


@dataclass(frozen=True)
class Desk:
    """What a handler has at hand: the page, its language, and what the part that called sent along."""

    page: Page
    language: text.Language = "en"
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def studio(self) -> Studio:
        return self.page.studio

    def say(self, key: str, **values: object) -> str:
        return text.say(self.language, key, **values)

    def sentence(self, why: StudioError) -> str:
        return text.sentence(self.language, why.sentence)

    def warn(self, why: StudioError) -> None:
        """Shows the sentence in the corner of the page."""
        # Gradio shows the message as markup, and what people wrote may stand in it.
        gr.Warning(html.escape(self.sentence(why)), title=self.say("page_attention"))

    def choices(self, family: str, values: Any) -> list[tuple[str, str]]:
        """A vocabulary as a dropdown wants it: the words of the page's language, the values as they are."""
        words = text.table(self.language)
        return [(words.get(text.word_key(family, str(v)), str(v)), str(v)) for v in values]


Shown = dict[str, Any]  # what a handler returns: new values of parts, by name


def language_of(request: gr.Request) -> text.Language:
    """The language of the page that asks."""
    return text.language_of(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language"))


def js(value: object) -> str:
    """The value as a JavaScript literal that is safe inside a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
