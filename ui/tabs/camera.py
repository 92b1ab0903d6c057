"""The inspector's Camera section: who photographs the film, what it is told, and the pictures it is shown."""

from __future__ import annotations

from ui import views
from ui.desk import Desk, Page, Shown
from ui.parts.part import part

_PLACE = ("project", "shot")
_SHOWN = ("filmstrip", "viewer", "panel", "camera", "header", "film")


def build(page: Page) -> None:
    """Lays out the section."""
    page.put("camera", part("camera", views.nothing()["camera"]))


def listen(page: Page) -> None:
    """Wires it. Pictures are sent to REST by the part itself: the live channel brings them back."""
    section = page["camera"]
    page.hear(section.dial, turn, *_PLACE)
    page.hear(section.choose, choose, *_PLACE)
    page.hear(section.follow, follow, *_PLACE)
    page.hear(section.forget, forget, *_PLACE)


def turn(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """A dial of the shot, or of the whole film."""
    whole = desk.sent.get("scope") == "film"
    desk.studio.turn_dial(project_id, None if whole else shot_id, desk.sent["name"], desk.sent["value"])
    return _room(desk, project_id, shot_id)


def choose(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """Another camera, fit or the like, for the whole film."""
    name, value = desk.sent["name"], desk.sent["value"]
    if name in ("camera", "still"):
        desk.studio.hire(project_id, name, value)
    else:
        desk.studio.update_brief(project_id, {name: value})
    return _room(desk, project_id, shot_id)


def follow(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """Whether the shot begins with the last picture of the one before."""
    desk.studio.update_shot(shot_id, {"continues": bool(desk.sent["value"])})
    return _room(desk, project_id, shot_id)


def forget(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """Takes a picture away."""
    desk.studio.delete_reference(desk.sent["id"])
    return _room(desk, project_id, shot_id)


def _room(desk: Desk, project_id: str, shot_id: str) -> Shown:
    whole = views.project(desk, project_id, shot_id)
    return {name: whole[name] for name in _SHOWN}
