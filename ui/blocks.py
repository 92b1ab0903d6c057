"""Puts the page together: header, projects, the seven rooms, and how it is mounted; knows no address and no login."""

from __future__ import annotations

import os
from typing import Any

# Every queued event would pay 3 to 14 ms for analytics that a private studio never sends.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000")
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "100")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr

from studio.studio import Studio
from ui.desk import Desk, Page, Shown
from ui.parts import part
from ui.tabs import brief, film, library, queue, script, settings, storyboard
from ui.theme import theme
from ui.words import I18N, t

ROOMS = {
    "brief": brief,
    "script": script,
    "storyboard": storyboard,
    "queue": queue,
    "film": film,
    "library": library,
    "settings": settings,
}
# Which project the address names: a reload comes back to it.
_PLACE = "() => [window.storyreel?.page?.wanted.project || '', '']"


def build(studio: Studio) -> gr.Blocks:
    """The page as Gradio blocks, its handlers wired to the studio."""
    with gr.Blocks(title="Storyreel", fill_width=True, fill_height=True, analytics_enabled=False) as blocks:
        page = Page(studio)
        # No gr.State: it would hold a connection open for each tab of the browser.
        page.put("project", gr.Textbox(visible=False))
        page.put("shot", gr.Textbox(visible=False))
        page.put("base", gr.JSON(visible=False))
        page.put("header", part.part("header", {"project": "", "title": "", "jobs": []}))
        with gr.Sidebar(label=t("page_projects"), open=True, width=216, elem_id="side"):
            page.put("projects", part.part("projects", []))
        with gr.Tabs(selected="brief", elem_id="rooms") as tabs:
            page.put("tabs", tabs)
            for name, room in ROOMS.items():
                with gr.Tab(t(f"tab_{name}"), id=name, elem_id=f"tab_{name}", render_children=True):
                    room.build(studio, page)
        _named_endpoints(studio)  # before our own events: a name that is taken would be changed
        for room in ROOMS.values():
            room.listen(page)
        page.hear(page["header"].refresh, refresh, "project", "shot", "base")
        page.hear(blocks.load, arrive, "project", "shot", js=_PLACE)
    return blocks


def _named_endpoints(studio: Studio) -> None:
    from ui import endpoints

    endpoints.add(studio)


def mount_options() -> dict[str, Any]:
    """What gr.mount_gradio_app is given beside the page."""
    return {
        "theme": theme(),
        "head": part.styles() + part.kit(),
        "i18n": I18N,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "pwa": False,
        "ssr_mode": False,
        "allowed_paths": [],
        "max_file_size": "200mb",
        "show_error": True,
    }


def arrive(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """The first look: the words of the page's language, and the project that the address names."""
    shown = brief.opened(desk) | storyboard.shown(desk, project_id or "", shot_id or "", None) | queue.fetch(desk)
    return shown | storyboard.opened(desk, shown)


def refresh(desk: Desk, project_id: str, shot_id: str, base: dict[str, Any] | None) -> Shown:
    """What changed elsewhere; the field that the person is in is left alone. The header sees if it comes late."""
    shown = storyboard.shown(desk, project_id, shot_id, base, desk.sent.get("busy", ""))
    return shown | {"header": shown["header"] | {"asked": desk.sent.get("asked", 0)}}
