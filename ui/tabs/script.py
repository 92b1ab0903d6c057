"""The Script room: the screenplay and the bible, edited in place; one part of the page draws it."""

from __future__ import annotations

from typing import Any

from studio.errors import Conflict
from ui import views
from ui.desk import Desk, Page, Shown
from ui.parts.part import part

_EDITABLE = {
    "scene": {"heading", "action", "mood", "confirmed"},
    "line": {"text", "character", "kind"},
    "character": {"name", "look"},
    "style": {"name", "prompt"},
    "project": {"title"},
}


def build(studio: Any, page: Page) -> None:
    """Lays out the screenplay."""
    page.put("wishes", part("wishes", views.nothing()["wishes"]))
    page.put("script", part("script", views.nothing()["script"]))


def listen(page: Page) -> None:
    """Wires it."""
    script = page["script"]
    page.hear(script.edit, edit, "project")
    page.hear(script.new_row, add, "project")
    page.hear(script.remove_row, remove, "project")
    page.hear(script.rewrite, write_again, "project", "shot")
    page.hear(script.replan, plan_again, "project", "shot")
    page.hear(script.film, film_it, "project", "shot")


def edit(desk: Desk, project_id: str) -> Shown:
    """Saves one field of a scene, a line, a character, the style or the title."""
    sent = desk.sent
    kind, row, name, value, revision = (sent[k] for k in ("kind", "id", "field", "value", "revision"))
    if name not in _EDITABLE[kind]:
        return {}
    try:
        _save(desk, project_id, kind, row, {name: value}, revision)
    except Conflict as why:
        # Both are kept: the other's in the film, this one on the page with its field marked.
        shown = views.script(desk, desk.studio.film(project_id))
        return {"script": shown | {"conflict": {"id": row, "field": name, "mine": value, "why": desk.sentence(why)}}}
    return _after(desk, project_id)


def _save(desk: Desk, project_id: str, kind: str, row: str, fields: dict[str, Any], revision: int | None) -> None:
    studio = desk.studio
    if kind == "style":
        studio.update_style(project_id, fields)
    elif kind == "project":
        studio.rename_project(project_id, fields["title"])
    else:
        save = {"scene": studio.update_scene, "line": studio.update_line, "character": studio.update_character}[kind]
        save(row, fields, revision)


def _after(desk: Desk, project_id: str) -> Shown:
    film = desk.studio.film(project_id)
    return {"script": views.script(desk, film), "wishes": views.wishes(film), "header": views.header(desk, film)}


def add(desk: Desk, project_id: str) -> Shown:
    """A new line in a scene, or somebody new in the bible."""
    if desk.sent["kind"] == "line":
        line = desk.studio.add_line(
            desk.sent["scene"],
            desk.say("script_new_line"),
            desk.sent.get("as", "narration"),
            desk.sent.get("character", ""),
        )
        return _after(desk, project_id) | _focus(desk, project_id, line.id)
    character = desk.studio.add_character(project_id, desk.say("script_new_character"))
    return _after(desk, project_id) | _focus(desk, project_id, character.id)


def _focus(desk: Desk, project_id: str, row: str) -> Shown:
    return {"script": views.script(desk, desk.studio.film(project_id)) | {"focus": row}}


def remove(desk: Desk, project_id: str) -> Shown:
    """Takes a line or a character out."""
    {"line": desk.studio.delete_line, "character": desk.studio.delete_character}[desk.sent["kind"]](desk.sent["id"])
    return _after(desk, project_id)


def write_again(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """Script and board anew."""
    desk.studio.write_script(project_id)
    return views.project(desk, project_id, shot_id)


def plan_again(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """The board anew from the script as it stands."""
    desk.studio.plan_shots(project_id)
    return views.project(desk, project_id, shot_id)


def film_it(desk: Desk, project_id: str, shot_id: str) -> Shown:
    """All that is left to do for the film."""
    desk.studio.make_film(project_id)
    return views.project(desk, project_id, shot_id)
