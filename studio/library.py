"""Projects as a whole: the cards of the library, copies, the bin, and the files that go when nothing refers to them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from studio.board import media_address
from studio.film import Character, Line, Project, Scene, Shot, Style, Take
from studio.jobs import OPEN
from studio.store import films
from studio.store.database import session
from studio.store.tables import CutRow, JobRow, ShotRow, TakeRow, new_id, now


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
    rows: list[Scene | Shot | Line | Character | Take] = [
        *film.characters,
        *film.scenes,
        *film.shots,
        *film.lines,
        *film.takes.values(),
    ]
    for row in rows:
        new[row.id] = new_id()
    kept = []
    for row in rows:
        change = {"id": new[row.id], "project_id": copy.id}
        for name in ("scene_id", "shot_id", "line_id", "take_id"):
            if name in type(row).model_fields:
                change[name] = new.get(getattr(row, name))
        kept.append(row.model_copy(update=change))
    films.insert(Style(project_id=copy.id, name=film.style.name, prompt=film.style.prompt))
    films.insert_many(kept)
    return films.get(Project, copy.id)


def bin_project(project_id: str) -> Project:
    return films.update(Project, project_id, {"deleted_at": now()})


def restore(project_id: str) -> Project:
    return films.update(Project, project_id, {"deleted_at": None})


def delete(project_id: str, outputs: Path) -> int:
    """Deletes the project for ever, and the files that no other project refers to; returns the bytes freed."""
    films.get(Project, project_id)
    with session():
        takes = list(TakeRow.select(TakeRow.path, TakeRow.poster).where(TakeRow.project == project_id).dicts())
        cuts = list(CutRow.select(CutRow.path, CutRow.subtitles).where(CutRow.project == project_id).dicts())
    films.delete(Project, project_id)
    paths = {p for row in [*takes, *cuts] for p in row.values() if p}
    with session():
        shared = {r.path for r in TakeRow.select(TakeRow.path).where(TakeRow.path.in_(list(paths)))} if paths else set()
        shared |= (
            {r.poster for r in TakeRow.select(TakeRow.poster).where(TakeRow.path.in_(list(shared)))}
            if shared
            else set()
        )
        shared |= {r.path for r in CutRow.select(CutRow.path).where(CutRow.path.in_(list(paths)))} if paths else set()
        shared |= (
            {r.subtitles for r in CutRow.select(CutRow.subtitles).where(CutRow.path.in_(list(shared)))}
            if shared
            else set()
        )
    freed = 0
    for path in sorted(paths - shared):
        file = outputs / path
        if file.exists():
            freed += file.stat().st_size
            file.unlink()
    return freed


def render_history() -> tuple[float, int]:
    """(seconds of work a megapixel-frame of clip has cost on this machine, how many takes that rests on)."""
    with session():
        rows = TakeRow.select(TakeRow.width, TakeRow.height, TakeRow.frames, TakeRow.made).where(TakeRow.kind == "clip")
        work = [
            (r.made.get("seconds", 0.0), r.width * r.height * r.frames / 1e6, r.made.get("notes"))
            for r in rows.order_by(TakeRow.created_at.desc()).limit(50)
        ]
    real = [(seconds, size) for seconds, size, notes in work if seconds and size and not notes]
    return (sum(s for s, _ in real) / sum(m for _, m in real), len(real)) if real else (0.0, 0)
