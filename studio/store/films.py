"""Load and save films: each verb takes and gives film.py's nouns, in its own session; rules live elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from peewee import IntegrityError, Model
from pydantic import BaseModel, ValidationError

from studio.errors import BadInput, Conflict, NotFound
from studio.film import Character, Cut, Film, Line, Project, Reference, Row, Scene, Shot, Style, Take
from studio.script import Call, Proposal
from studio.store.database import patiently, session, transaction
from studio.store.tables import (
    CallRow,
    CharacterRow,
    CutRow,
    EventRow,
    LineRow,
    PreferenceRow,
    ProjectRow,
    ProposalRow,
    ReferenceRow,
    SceneRow,
    ShotRow,
    StyleRow,
    TakeRow,
    new_id,
    now,
)

N = TypeVar("N", bound=Row)
M = TypeVar("M", bound=BaseModel)
R = TypeVar("R")
TABLE_OF: dict[type[Row], Any] = {
    Project: ProjectRow,
    Character: CharacterRow,
    Style: StyleRow,
    Scene: SceneRow,
    Shot: ShotRow,
    Line: LineRow,
    Reference: ReferenceRow,
    Take: TakeRow,
    Cut: CutRow,
    Call: CallRow,
    Proposal: ProposalRow,
}
# What only the store itself may write.
_KEPT = {"id", "project_id", "revision", "owner", "created_at", "updated_at", "edited_by"}


def values(row: Model) -> dict[str, Any]:
    """The row by the nouns' names: a foreign key `scene` is its id, `scene_id`."""
    return {field.column_name: row.__data__.get(field.name) for field in row._meta.sorted_fields}


def _noun(kind: type[N], row: Model) -> N:
    return kind.model_validate({k: v for k, v in values(row).items() if k in kind.model_fields})


def _columns(noun: Row) -> dict[str, Any]:
    table = TABLE_OF[type(noun)]
    data = noun.model_dump(mode="json")
    return {field.name: data[field.column_name] for field in table._meta.sorted_fields if field.column_name in data}


def get(kind: type[N], row_id: str) -> N:
    """The noun with that id, binned or not; raises NotFound."""
    with session():
        row = TABLE_OF[kind].get_or_none(TABLE_OF[kind].id == row_id)
    if row is None:
        raise NotFound(
            f"There is no {kind.__name__.lower()} “{row_id}” any more: it may have been deleted; reload the page."
        )
    return _noun(kind, row)


def exists(kind: type[Row], row_id: str) -> bool:
    """Whether there is such a row, binned or not."""
    table = TABLE_OF[kind]
    with session():
        return table.select(table.id).where(table.id == row_id).exists()


def insert(noun: N) -> N:
    """Saves a new row under a new id (or the one it brings) and returns it."""
    row_id = noun.id or new_id()
    stamp = now()

    def write() -> None:
        with transaction():
            columns = _columns(noun) | {"id": row_id, "revision": 1}
            columns |= {name: stamp for name in ("created_at", "updated_at") if name in columns and not columns[name]}
            TABLE_OF[type(noun)].create(**columns)
            _touch(noun)

    _write(write)
    return get(type(noun), row_id)


def _write(write: Callable[[], R]) -> R:
    """Writes, patiently; a row that refers to one that is gone is refused in a sentence."""
    try:
        return patiently(write)
    except IntegrityError as why:
        raise NotFound("It belongs to a scene, shot or project that is not there any more: reload the page.") from why


def insert_many(nouns: Iterable[Row]) -> None:
    """Saves new rows with the ids they bring, in one transaction."""

    def write() -> None:
        with transaction():
            for noun in nouns:
                TABLE_OF[type(noun)].create(**(_columns(noun) | {"revision": 1}))
            touched = {n.project_id for n in nouns if not isinstance(n, Project)}  # type: ignore[attr-defined]
            for project_id in touched:
                touch(project_id)

    nouns = list(nouns)
    _write(write)


def update(kind: type[N], row_id: str, fields: dict[str, Any], revision: int | None = None, by: str = "") -> N:
    """Changes some fields of a row, each checked as its noun checks it; `by` is noted where the noun keeps it.

    Raises BadInput for an unknown field or a value the noun refuses, Conflict when `revision` is no longer the row's.
    """
    old = get(kind, row_id)
    unknown = sorted(set(fields) - (set(kind.model_fields) - _KEPT))
    if unknown:
        raise BadInput(f"A {kind.__name__.lower()} has no field “{unknown[0]}” that can be changed.", unknown[0])
    data = old.model_dump(mode="json") | fields
    if by and "edited_by" in kind.model_fields:
        changed = {name: by for name in fields if getattr(old, name) != fields[name]}
        data["edited_by"] = data["edited_by"] | changed
    new = checked(kind, data)

    def write() -> int:
        with transaction():
            table = TABLE_OF[kind]
            columns = {k: v for k, v in _columns(new).items() if k not in ("id", "revision")}
            if kind is Project:
                columns["updated_at"] = now()
            seen = old.revision if revision is None else revision
            count = (
                table.update(**columns, revision=seen + 1).where(table.id == row_id, table.revision == seen).execute()
            )
            if count:
                _touch(new)
            return count

    if not _write(write):
        if revision is None:  # somebody wrote between our read and our write, and nobody asked to be told
            return update(kind, row_id, fields, None, by)
        raise Conflict(
            f"This {kind.__name__.lower()} was changed elsewhere meanwhile: reload it, then make your change again."
        )
    return get(kind, row_id)


def change(
    kind: type[N], row_id: str, edit: Callable[[N], dict[str, Any]], revision: int | None = None, by: str = ""
) -> N:
    """Changes what `edit` makes of the row as it stands; asked again where somebody wrote meanwhile, so that of two
    changes inside one field, such as a brief or dials, none is lost. With `revision` raises Conflict instead.
    """
    while True:
        row = get(kind, row_id)
        try:
            return update(kind, row_id, edit(row), row.revision if revision is None else revision, by)
        except Conflict:
            if revision is not None:
                raise


def checked(kind: type[M], data: dict[str, Any]) -> M:
    """The model of these values, or BadInput with one sentence about the first that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as why:
        raise one_sentence(why) from why


def one_sentence(why: ValidationError) -> BadInput:
    """The first fault of a validation as a sentence for the person."""
    first = why.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or None
    message = first["msg"].removeprefix("Value error, ")
    return BadInput(
        message if first["type"] == "value_error" else f"The value of “{field}” can't be used: {message}.", field
    )


def delete(kind: type[Row], row_id: str) -> None:
    """Removes the row for ever, and what depends on it."""
    noun = get(kind, row_id)

    def write() -> None:
        with transaction():
            TABLE_OF[kind].delete().where(TABLE_OF[kind].id == row_id).execute()
            _touch(noun)

    patiently(write)


def delete_of_project(kind: type[Row], project_id: str) -> None:
    """Removes all rows of that kind of a project."""
    table = TABLE_OF[kind]

    def write() -> None:
        with transaction():
            table.delete().where(table.project == project_id).execute()
            touch(project_id)

    patiently(write)


def delete_of_scene(kind: type[Row], scene_id: str) -> None:
    """Removes a scene's rows of that kind."""
    table = TABLE_OF[kind]
    scene = get(Scene, scene_id)

    def write() -> None:
        with transaction():
            table.delete().where(table.scene == scene_id).execute()
            touch(scene.project_id)

    patiently(write)


def bin_script(project_id: str, kept: list[str]) -> None:
    """Puts the scenes into the bin, but for those kept, with their lines and shots; what lay there goes for good.

    All of one script has the same `deleted_at`, by which it can be taken out again.
    """
    stamp = now()

    def write() -> None:
        with transaction():
            gone = (SceneRow.project == project_id) & SceneRow.id.not_in(kept or [""])
            SceneRow.delete().where(gone, SceneRow.deleted_at.is_null(False)).execute()
            scenes = [row.id for row in SceneRow.select(SceneRow.id).where(gone)]
            for table in (LineRow, ShotRow):
                table.update(deleted_at=stamp).where(
                    table.scene.in_(scenes or [""]), table.deleted_at.is_null()
                ).execute()
            SceneRow.update(deleted_at=stamp).where(gone).execute()
            touch(project_id)

    _write(write)


def find(kind: type[N], order_by: str = "position", descending: bool = False, /, **where: Any) -> list[N]:
    """The rows whose columns equal `where` (a list means any of), not binned ones, in order."""
    table = TABLE_OF[kind]
    names = {field.column_name: field for field in table._meta.sorted_fields}
    query = table.select().where(table.deleted_at.is_null())
    for name, value in where.items():
        query = query.where(names[name].in_(value) if isinstance(value, (list, tuple, set)) else names[name] == value)
    order = names[order_by].desc() if descending else names[order_by]
    with session():
        return [_noun(kind, row) for row in query.order_by(order, table.id)]


def film(project_id: str) -> Film:
    """The project with all that belongs to it; raises NotFound."""
    with session():
        project = get(Project, project_id)
        shots = find(Shot, project_id=project_id)
        lines = [_with_heir(x, shots) for x in find(Line, project_id=project_id)]
        scenes = find(Scene, project_id=project_id)
        picked = [x.take_id for x in [*lines, *shots] if x.take_id] + [s.still_id for s in shots if s.still_id]
        order = {scene.id: n for n, scene in enumerate(scenes)}
        takes = {t.id: t for t in find(Take, "created_at", id=picked)} if picked else {}
        cuts = find(Cut, "created_at", True, project_id=project_id)
        styles = find(Style, "id", project_id=project_id)
        return Film(
            project=project,
            style=styles[0] if styles else Style(project_id=project_id),
            characters=find(Character, project_id=project_id),
            scenes=scenes,
            lines=sorted(lines, key=lambda x: (order.get(x.scene_id, 0), x.position)),
            shots=shots,
            takes=takes,
            references=find(Reference, "id", project_id=project_id),
            cut=cuts[0] if cuts else None,
        )


def _with_heir(line: Line, shots: list[Shot]) -> Line:
    """The line as it is spoken now: over a neighbour of its shot while that lies in the bin."""
    if line.shot_id is None or any(s.id == line.shot_id for s in shots):
        return line
    gone = get(Shot, line.shot_id)
    beside = [s for s in shots if s.scene_id == gone.scene_id] or shots
    heir = next((s for s in reversed(beside) if s.position < gone.position), beside[0] if beside else None)
    return line.model_copy(update={"shot_id": heir.id if heir else None})


def projects(text: str = "", binned: bool = False, sort: str = "updated", limit: int = 500) -> list[Project]:
    """Projects whose title, logline or brief contains every word of `text`, the newest first or by title."""
    by = {"updated": ProjectRow.updated_at.desc(), "created": ProjectRow.created_at.desc(), "title": ProjectRow.title}
    query = (
        ProjectRow.select()
        .where(ProjectRow.deleted_at.is_null(not binned))
        .order_by(by.get(sort, by["updated"]), ProjectRow.id)
    )
    with session():
        found = [_noun(Project, row) for row in query]
    words = text.lower().split()
    hits = [p for p in found if all(w in f"{p.title} {p.logline} {p.brief.text}".lower() for w in words)]
    return hits[:limit]


def _touch(noun: Row) -> None:
    touch(noun.id if isinstance(noun, Project) else noun.project_id)  # type: ignore[attr-defined]


def touch(project_id: str) -> None:
    """Marks the project as changed, for pages that follow it."""
    stamp = now()
    ProjectRow.update(updated_at=stamp, touched_at=stamp).where(ProjectRow.id == project_id).execute()


def note_event(kind: str, text: str, project_id: str | None = None) -> None:
    """Adds a line to the history."""
    patiently(lambda: _create_event(kind, text, project_id))


def _create_event(kind: str, text: str, project_id: str | None) -> None:
    with transaction():
        EventRow.create(kind=kind, text=text, project=project_id)


def preferences() -> dict[str, Any]:
    with session():
        return {row.key: row.value for row in PreferenceRow.select()}


def set_preference(key: str, value: Any) -> None:
    def write() -> None:
        with transaction():
            # Update, then insert: the one upsert that all four databases spell alike.
            if not PreferenceRow.update(value=value).where(PreferenceRow.key == key).execute():
                PreferenceRow.insert(key=key, value=value).execute()

    patiently(write)
