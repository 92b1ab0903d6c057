"""The models of this machine, in the Settings room: what there is to get, what is here, and how it is run."""

from __future__ import annotations

from ui.desk import Desk, Page, Shown
from ui.parts.part import part

_KINDS = ("get_model", "verify_model", "calibrate_model")


def build(page: Page) -> None:
    """Lays out the shelf."""
    page.put("models", part("models", None))


def listen(page: Page) -> None:
    """Wires it. The part tells REST what is to be got, checked, added or removed: only there is asked who may."""
    page.hear(page["models"].refresh, look)


def look(desk: Desk) -> Shown:
    """Models, adapters, what is being fetched, and the preferences."""
    studio = desk.studio
    jobs = sorted((job for kind in _KINDS for job in studio.jobs(kind=kind, limit=60)), key=lambda job: job.created_at)
    return {
        "models": {
            "models": [card.model_dump() for card in studio.models()],
            "adapters": [card.model_dump() for card in studio.adapters()],
            "jobs": [job.model_dump(mode="json") for job in jobs],
            "preferences": studio.preferences().get("camera") or {},
            "token": studio.has_hub_token(),
            "folder": str(studio.settings.model_folder.resolve()),
            "hub": studio.settings.hub,
        }
    }
