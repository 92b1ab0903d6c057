"""A person's changes to script and board, with the rules that keep the film whole."""

from __future__ import annotations

from typing import Any, Literal

from studio.errors import BadInput
from studio.film import Character, Line, Scene, Shot
from studio.store import films
from studio.store.tables import now

_STEP = 1  # positions are whole numbers, counted from 0 over the film


def update_line(line_id: str, fields: dict[str, Any], revision: int | None) -> Line:
    """Changes a line; other words or another voice must be spoken anew, so its take is let go."""
    old = films.get(Line, line_id)
    if not str(fields.get("text", old.text)).strip():
        raise BadInput("A line needs words: write some, or delete the line.", "text")
    if any(name in fields and fields[name] != getattr(old, name) for name in ("text", "voice", "character")):
        fields = fields | {"take_id": None}
    return films.update(Line, line_id, fields, revision, by="person")


def add_line(
    scene_id: str,
    text: str,
    kind: Literal["narration", "dialogue"] = "narration",
    character: str = "",
    shot_id: str | None = None,
    position: int | None = None,
) -> Line:
    """A new line in a scene, at its end or at `position`, spoken over the shot or else over the scene's last one."""
    if not text.strip():
        raise BadInput("A line needs words: write some first.", "text")
    scene = films.get(Scene, scene_id)
    lines = films.find(Line, scene_id=scene_id)
    shots = films.find(Shot, scene_id=scene_id)
    place = len(lines) if position is None else max(0, min(position, len(lines)))
    line = Line(
        project_id=scene.project_id,
        scene_id=scene_id,
        shot_id=shot_id or (shots[-1].id if shots else None),
        position=place,
        kind=kind,
        character=character,
        text=text.strip(),
        edited_by={"text": "person"},
    )
    made = films.insert(line)
    _number([*lines[:place], made, *lines[place:]])
    return made


def update_character(character_id: str, fields: dict[str, Any], revision: int | None) -> Character:
    """Changes a character; a new name follows into the shots and lines that have the old one."""
    old = films.get(Character, character_id)
    new = films.update(Character, character_id, fields, revision)
    if new.voice != old.voice:
        unspeak(films.find(Line, project_id=old.project_id, character=old.name))
    if new.name != old.name:
        for shot in films.find(Shot, project_id=old.project_id):
            if old.name in shot.characters:
                films.update(Shot, shot.id, {"characters": [new.name if c == old.name else c for c in shot.characters]})
        for line in films.find(Line, project_id=old.project_id, character=old.name):
            films.update(Line, line.id, {"character": new.name})
    return new


def add_character(project_id: str, name: str, look: str = "") -> Character:
    """Somebody new at the end of the bible."""
    if not name.strip():
        raise BadInput("A character needs a name: write one first.", "name")
    position = len(films.find(Character, project_id=project_id))
    return films.insert(Character(project_id=project_id, name=name.strip()[:120], look=look, position=position))


def add_shot(project_id: str, after: str | None = None, copy: bool = False) -> Shot:
    """A new shot behind `after` (None: at the end), in its scene; a copy of it with copy=True, its takes left to it."""
    shots, scenes = films.find(Shot, project_id=project_id), films.find(Scene, project_id=project_id)
    if not scenes:
        raise BadInput("There is no script yet: write one first, then add shots.")
    before = next((s for s in shots if s.id == after), shots[-1] if shots else None)
    fields: dict[str, Any] = {"project_id": project_id, "scene_id": before.scene_id if before else scenes[-1].id}
    if before:
        kept = (
            {"setting", "light", "mood", "characters", "seconds", "seed", "dials"}
            if not copy
            else set(Shot.model_fields) - {"id", "take_id", "still_id", "locked"}
        )
        fields |= before.model_dump(include=kept)
    place = shots.index(before) + _STEP if before else 0
    made = films.insert(Shot.model_validate(fields | {"position": place, "deleted_at": None}))
    _number([*shots[:place], made, *shots[place:]])
    return films.get(Shot, made.id)


def move_shot(shot_id: str, before: str | None) -> None:
    """Puts the shot in front of another (None: at the end); it joins the scene it lands in, with its lines."""
    if before == shot_id:
        return
    moved = films.get(Shot, shot_id)
    others = [s for s in films.find(Shot, project_id=moved.project_id) if s.id != shot_id]
    place = next((n for n, s in enumerate(others) if s.id == before), len(others))
    if others:
        # In front of a scene's first shot it stays with the scene it comes from, if that is the one before.
        neighbours = [s.scene_id for s in (others[place - 1 : place] if place else []) + others[place : place + 1]]
        if moved.scene_id not in neighbours:
            scene_id = neighbours[-1]
            films.update(Shot, shot_id, {"scene_id": scene_id})
            for line in films.find(Line, shot_id=shot_id):
                films.update(Line, line.id, {"scene_id": scene_id})
            moved = films.get(Shot, shot_id)
    _number([*others[:place], moved, *others[place:]])


def delete_shot(shot_id: str) -> None:
    """Puts the shot into the bin; its lines stay in the script, and are spoken over a neighbour until it comes back."""
    shot = films.get(Shot, shot_id)
    shots = films.find(Shot, project_id=shot.project_id)
    films.update(Shot, shot_id, {"deleted_at": now()})
    _number([s for s in shots if s.id != shot_id])


def unspeak(lines: list[Line]) -> None:
    """Lets the lines' voice takes go: they are spoken anew before the next cut."""
    for line in lines:
        if line.take_id:
            films.update(Line, line.id, {"take_id": None})


def restore_shot(shot_id: str) -> Shot:
    """Takes the shot out of the bin, back to where it was."""
    if films.get(Scene, films.get(Shot, shot_id).scene_id).deleted_at:
        raise BadInput("That shot belongs to a script that was written anew since: add a new shot instead.")
    shot = films.update(Shot, shot_id, {"deleted_at": None})
    others = [s for s in films.find(Shot, project_id=shot.project_id) if s.id != shot_id]
    _number([*others[: shot.position], shot, *others[shot.position :]])
    return films.get(Shot, shot_id)


def _number(rows: list[Any]) -> None:
    """Writes each row's position where it changed."""
    for n, row in enumerate(rows):
        if row.position != n:
            films.update(type(row), row.id, {"position": n})
