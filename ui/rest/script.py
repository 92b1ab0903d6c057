"""The script and its bible over REST: scenes, lines, characters, style."""

from __future__ import annotations

from fastapi import APIRouter, Response

from studio.film import Character, Line, Scene, Style
from ui.rest import forms
from ui.rest.counter import GONE, MADE, Hand, IfMatch, seen_at, tagged
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, tags=["script"])


@router.patch("/scenes/{scene_id}")
def update_scene(
    studio: Hand, scene_id: str, change: forms.SceneChange, seen: IfMatch, response: Response  # type: ignore[valid-type]
) -> Scene:  # fmt: skip
    """Changes some fields of a scene."""
    return tagged(response, studio.update_scene(scene_id, forms.fields_of(change), seen_at(change, seen)))


@router.post("/scenes/{scene_id}/lines", status_code=MADE)
def add_line(studio: Hand, scene_id: str, line: forms.NewLine) -> Line:
    """A new spoken line in the scene."""
    return studio.add_line(scene_id, **line.model_dump())


@router.patch("/lines/{line_id}")
def update_line(
    studio: Hand, line_id: str, change: forms.LineChange, seen: IfMatch, response: Response  # type: ignore[valid-type]
) -> Line:  # fmt: skip
    """Changes a line; other words are spoken anew before the next cut."""
    return tagged(response, studio.update_line(line_id, forms.fields_of(change), seen_at(change, seen)))


@router.delete("/lines/{line_id}", status_code=GONE)
def delete_line(studio: Hand, line_id: str) -> None:
    """Removes a line."""
    studio.delete_line(line_id)


@router.post("/projects/{project_id}/characters", status_code=MADE)
def add_character(studio: Hand, project_id: str, character: forms.NewCharacter) -> Character:
    """Somebody new in the bible."""
    return studio.add_character(project_id, character.name, character.look)


@router.patch("/characters/{character_id}")
def update_character(
    studio: Hand, character_id: str, change: forms.CharacterChange, seen: IfMatch, response: Response  # type: ignore[valid-type]
) -> Character:  # fmt: skip
    """Changes a character; a new name follows into shots and lines."""
    return tagged(response, studio.update_character(character_id, forms.fields_of(change), seen_at(change, seen)))


@router.delete("/characters/{character_id}", status_code=GONE)
def delete_character(studio: Hand, character_id: str) -> None:
    """Removes a character; shots and lines keep the name."""
    studio.delete_character(character_id)


@router.patch("/projects/{project_id}/style")
def update_style(studio: Hand, project_id: str, change: forms.StyleChange) -> Style:  # type: ignore[valid-type]
    """Changes how the whole film looks."""
    return studio.update_style(project_id, forms.fields_of(change))
