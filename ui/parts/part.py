"""Makes the page's own parts: each is one gr.HTML whose template never changes and whose script draws its value.

The template is fixed, for Gradio evaluates what stands in it: what people wrote reaches the page only as the part's
`value`, and the scripts put it there as text. The scripts share kit.js, which the page's head brings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr

from ui import desk, text

HERE = Path(__file__).parent
PAGE, PARTS = HERE / "page.css", (HERE / "parts.css", HERE.parent / "filmstrip" / "filmstrip.css")


@cache
def _script(file: Path) -> str:
    own = file.read_text("utf-8")
    # The kit may load after the part: whoever comes first waits.
    waiting = "{waiting: [], ready(part) { this.waiting.push(part); }}"
    return f"(window.storyreel ||= {waiting}).ready(page => {{\n{own}\n}});"


def part(name: str, value: Any = None, file: Path | None = None, **more: Any) -> gr.HTML:
    """A part drawn by `name`.js; its element has the id of the part."""
    template = f'<div class="sr-part sr-{name}"></div>'
    script = _script(file or HERE / f"{name}.js")
    return gr.HTML(
        value=value,
        html_template=template,
        css_template="",
        js_on_load=script,
        apply_default_css=False,
        elem_id=more.pop("elem_id", name),
        container=False,
        padding=False,
        **more,
    )


def kit() -> str:
    """The script for the page's head: words, elements, the live channel."""
    words: dict[str, Any] = {language: text.table(language) for language in text.LANGUAGES}
    words["sentences"] = {language: text.sentences(language) for language in text.LANGUAGES}
    return f"<script>{(HERE / 'kit.js').read_text('utf-8').replace('__TEXT__', desk.js(words))}</script>"


def styles() -> str:
    """The page's style sheets, for its head: Gradio's own css= splits `:is(a, b)` at the comma and loses borders."""
    parts = "\n".join(file.read_text("utf-8") for file in PARTS)
    # Nested under a selector with an id's weight: Gradio resets buttons and fields after us.
    return f"<style>{PAGE.read_text('utf-8')}\n:is(html, #sr) {{\n{parts}\n}}</style>"
