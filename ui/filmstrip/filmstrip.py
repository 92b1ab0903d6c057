"""The filmstrip: every shot of the film as a frame with its state, drawn and kept by filmstrip.js; knows no store.

Its value is {project, shot, shots, headings}: the project's id, the selected shot's id, ShotCards as dictionaries in
order, and the headings of scenes by id. It tells `select {id}`, `move {id, before}`, `act {verb, shots}`, `undo {id}`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from ui.parts.part import part


def filmstrip(value: dict[str, Any]) -> gr.HTML:
    """The component; a factory, for a subclass of gr.HTML would write a stub file beside this module."""
    return part("filmstrip", value, Path(__file__).with_name("filmstrip.js"))
