"""The Library room: every film, search and sort, the bin; also the short list of projects beside the tabs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui import views
from ui.desk import Desk, Page, Shown
from ui.parts.part import part
from ui.tabs import storyboard


def build(studio: Any, page: Page) -> None:
    """Lays out the shelf."""
    page.put("library", part("library", {"projects": [], "binned": []}))


def listen(page: Page) -> None:
    """Wires shelf and side list."""
    page.hear(page["library"].open, open_project)
    page.hear(page["projects"].open, open_project)
    page.hear(page["library"].act, act, "project", "shot")


def open_project(desk: Desk) -> Shown:
    """Shows another film in all rooms; without an id, an empty table for a new one."""
    shown = storyboard.shown(desk, desk.sent.get("id", ""), "", None)
    if desk.sent.get("tab"):
        shown["tabs"] = gr.Tabs(selected=desk.sent["tab"])
    return shown


def act(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """Copies, bins, restores, renames or deletes a film."""
    studio, chosen, verb = desk.studio, desk.sent["id"], desk.sent["verb"]
    if verb == "rename":
        studio.rename_project(chosen, desk.sent["title"])
    else:
        {
            "duplicate": studio.duplicate_project,
            "bin": studio.bin_project,
            "restore": studio.restore_project,
            "delete": studio.delete_project,
        }[verb](chosen)
    if chosen == project_id:
        return storyboard.shown(desk, project_id, shot_id, None)
    return views.shelf(desk)
