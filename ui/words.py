"""Words that the browser looks up: labels stand in the page as keys and are shown in its language."""

from __future__ import annotations

import gradio as gr
from gradio.i18n import I18nData

from ui import text

# A browser that asks for plain "zh" would fall to English.
I18N = gr.I18n(**{"en": text.table("en"), "zh-CN": text.table("zh-CN"), "zh": text.table("zh-CN")})


def t(key: str) -> I18nData:
    """A key of the table as a label; raises KeyError for one that isn't in it."""
    text.table("en")[key]
    return I18N(key)
