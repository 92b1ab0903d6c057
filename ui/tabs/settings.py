"""The Settings room: language, theme, the crew on this machine, what it can do, what is stored; and its models."""

from __future__ import annotations

from typing import Any

from studio.errors import StudioError
from ui.desk import Desk, Page, Shown
from ui.parts.part import part
from ui.tabs import models


def build(studio: Any, page: Page) -> None:
    """Lays out the page."""
    page.put("machine", part("machine", None))
    page.put("writers", part("writers", None))
    models.build(page)


def listen(page: Page) -> None:
    """Wires it. The doctor's lines take seconds, for devices are asked: the part fetches them from REST by itself."""
    page.hear(page["machine"].refresh, look)
    models.listen(page)


def look(desk: Desk) -> Shown:
    """Crew, storage and places."""
    studio = desk.studio
    crew = []
    shelved = {card.id for card in studio.models()}  # those have a side of their own
    for kind in ("writer", "still", "camera", "voice", "composer", "editor"):
        for maker in (m for m in studio.crew.of(kind) if m.id not in shelved):  # type: ignore[arg-type]
            try:
                lack = maker.missing() or ""
            except StudioError as why:
                lack = desk.sentence(why)
            crew.append(
                {
                    "kind": kind,
                    "id": maker.id,
                    "name": maker.name,
                    "licence": maker.licence,
                    "summary": maker.summary,
                    "missing": lack,
                }
            )
    places = {
        "outputs": str(studio.settings.outputs.resolve()),
        "logs": str(studio.settings.logs.resolve()),
        "plugins": str(studio.settings.plugins.resolve()),
    }
    return {"machine": {"crew": crew, "storage": studio.storage(), "places": places}}
