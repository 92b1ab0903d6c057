"""The Film room: the latest cut to play and download, earlier cuts, and what is in it."""

from __future__ import annotations

from typing import Any

from ui import views
from ui.desk import Desk, Page, Shown
from ui.parts.part import part


def build(studio: Any, page: Page) -> None:
    """Lays out the player."""
    page.put("film", part("film", views.nothing()["film"]))


def listen(page: Page) -> None:
    """Wires it."""
    page.hear(page["film"].cut, cut, "project", "shot")


def cut(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """The film anew, with everything that changed."""
    desk.studio.cut_film(project_id)
    return views.project(desk, project_id, shot_id)
