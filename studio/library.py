"""Projects as a whole: the cards of the library, copies, the bin, and the files that go when nothing refers to them."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from studio.board import media_address
from studio.errors import DamagedFile, NotFound
from studio.film import Cut, Film, Project, Reference, Row, Style, Take
from studio.jobs import OPEN
from studio.store import films
from studio.store.database import session
from studio.store.tables import CutRow, JobRow, ReferenceRow, ShotRow, TakeRow, new_id, now
from studio.vocabulary import Kind


class ProjectCard(BaseModel):
    """A project in the library; `poster` is a media address or empty."""

    id: str
    title: str
    logline: str
    language: str
    seconds: float
    shots: int
    done: int  # shots with a take
    poster: str
    has_film: bool
    busy: bool
    created_at: int
    updated_at: int
    deleted_at: int | None = None


def cards(projects: list[Project]) -> list[ProjectCard]:
    """The cards of these projects, in a fixed number of queries however many there are."""
    ids = [p.id for p in projects]
    with session():
        shots, done, seconds = Counter[str](), Counter[str](), Counter[str]()
        first_take: dict[str, str] = {}
        live = ShotRow.select(ShotRow.project, ShotRow.take_id, ShotRow.seconds).where(ShotRow.deleted_at.is_null())
        for row in live.where(ShotRow.project.in_(ids)).order_by(ShotRow.position) if ids else []:
            shots[row.project_id] += 1
            seconds[row.project_id] += row.seconds
            if row.take_id:
                done[row.project_id] += 1
                first_take.setdefault(row.project_id, row.take_id)
        posters = TakeRow.select(TakeRow.id, TakeRow.recipe_hash).where(TakeRow.id.in_(list(first_take.values())))
        hashes = {t.id: t.recipe_hash for t in posters} if first_take else {}
        cut = {r.project_id for r in CutRow.select(CutRow.project).where(CutRow.project.in_(ids))} if ids else set()
        open_jobs = JobRow.select(JobRow.project).where(JobRow.project.in_(ids), JobRow.state.in_(OPEN)) if ids else []
        busy = {r.project_id for r in open_jobs}
    return [
        ProjectCard(
            id=p.id,
            title=p.title or p.brief.text[:60],
            logline=p.logline or p.brief.text[:200],
            language=p.brief.spoken_language,
            seconds=float(seconds[p.id]) or p.brief.seconds,
            shots=shots[p.id],
            done=done[p.id],
            poster=media_address(first_take[p.id], hashes.get(first_take[p.id], ""), "poster")
            if p.id in first_take
            else "",
            has_film=p.id in cut,
            busy=p.id in busy,
            created_at=p.created_at,
            updated_at=p.updated_at,
            deleted_at=p.deleted_at,
        )
        for p in projects
    ]


def duplicate(project_id: str) -> Project:
    """A copy with its own script and board; the takes' files are shared, not copied."""
    film = films.film(project_id)
    title = f"{film.project.title or film.project.brief.text[:60]} 2"
    copy = films.insert(Project(title=title, logline=film.project.logline, brief=film.project.brief))
    new: dict[str | None, str | None] = {None: None}
    takes = [*film.takes.values(), *_sounds_of(film)]
    # In an order in which each row finds what it refers to.
    rows: list[Row] = [*film.characters, *film.scenes, *film.shots, *film.lines, *takes]
    there = {row.id for row in rows}  # a shot in the bin is not copied, nor are its pictures
    rows += [x for x in film.references if x.shot_id in there or x.character_id in there]
    for row in rows:
        new[row.id] = new_id()
    kept = []
    for row in rows:
        change: dict[str, str | None] = {"id": new[row.id], "project_id": copy.id}
        for name in ("scene_id", "shot_id", "line_id", "take_id", "still_id", "character_id"):
            if name in type(row).model_fields:
                change[name] = new.get(getattr(row, name))
        kept.append(row.model_copy(update=change))
    films.insert(Style(project_id=copy.id, name=film.style.name, prompt=film.style.prompt))
    films.insert_many(kept)
    return films.get(Project, copy.id)


def _sounds_of(film: Film) -> list[Take]:
    """The sounds that were made with the picked clips."""
    hashes = {take.recipe_hash for take in film.takes.values()}
    sounds = films.find(Take, "id", project_id=film.project.id, kind=Kind.AMBIENCE)
    return [take for take in sounds if take.recipe_hash in hashes]


def bin_project(project_id: str) -> Project:
    return films.update(Project, project_id, {"deleted_at": now()})


def restore(project_id: str) -> Project:
    return films.update(Project, project_id, {"deleted_at": None})


def delete(project_id: str, outputs: Path) -> int:
    """Deletes the project for ever, and the files that no other project refers to; returns the bytes freed."""
    films.get(Project, project_id)
    paths = _files(project_id)
    films.delete(Project, project_id)
    freed = 0
    for path in sorted(paths - _files(among=paths)):
        file = outputs / path
        if file.exists():
            freed += file.stat().st_size
            file.unlink()
    return freed


def _files(project_id: str = "", among: set[str] | None = None) -> set[str]:
    """The files that a project refers to, or those of `among` that any project does."""
    found: set[str] = set()
    tables: list[tuple[Any, list[Any]]] = [
        (TakeRow, [TakeRow.path, TakeRow.poster]),
        (CutRow, [CutRow.path, CutRow.subtitles]),
        (ReferenceRow, [ReferenceRow.path]),
    ]
    with session():
        for table, fields in tables:
            mine = table.project == project_id if among is None else fields[0].in_(list(among))
            found |= {path for row in table.select(*fields).where(mine).tuples() for path in row if path}
    return found


def media_file(outputs: Path, media_id: str, what: Literal["media", "poster", "subtitles"]) -> Path:
    """The file of a take, a cut or a reference; raises NotFound, or DamagedFile when only the row is there."""
    row = _row_of(media_id)
    stored = row.path if what == "media" else getattr(row, what, "")
    if not stored:
        raise NotFound(f"There is no {what} of this {type(row).__name__.lower()}.")
    file = outputs / stored
    if not file.is_file():
        raise DamagedFile(f"The file {file.name} is gone from the disk: render that shot, or cut the film, again.")
    return file


def _row_of(media_id: str) -> Take | Cut | Reference:
    with contextlib.suppress(NotFound):
        return films.get(Take, media_id)
    with contextlib.suppress(NotFound):
        return films.get(Reference, media_id)
    return films.get(Cut, media_id)
