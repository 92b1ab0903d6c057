"""What the page shows of a film: plain dictionaries for the parts, from what the Studio tells; knows no component."""

from __future__ import annotations

from typing import Any

from studio import board, orders, timing
from studio.board import media_address
from studio.errors import NotFound
from studio.film import Film, Take
from ui.desk import Desk, Shown

OPEN_JOBS = ("processing", "pending", "paused")


def shelf(desk: Desk) -> Shown:
    """The projects, beside the tabs and in the library."""
    cards = [card.model_dump() for card in desk.studio.projects()]
    binned = [card.model_dump() for card in desk.studio.projects(binned=True)]
    return {"projects": cards, "library": {"projects": cards, "binned": binned}}


def project(desk: Desk, project_id: str, shot_id: str = "") -> Shown:
    """Everything of a project, and its shelf; an unknown or empty project shows empty rooms."""
    try:
        film = desk.studio.film(project_id) if project_id else None
    except NotFound:
        film = None
    if film is None or film.project.deleted_at:
        return nothing() | shelf(desk)
    shots = [card.model_dump() for card in desk.studio.board(project_id)]
    kept = [s["id"] for s in shots]
    chosen = shot_id if shot_id in kept else (kept[0] if kept else "")
    return {
        "project": project_id,
        "shot": chosen,
        "header": header(desk, film),
        "script": script(desk, film),
        "filmstrip": {
            "project": project_id,
            "shot": chosen,
            "shots": shots,
            "headings": {s.id: s.heading for s in film.scenes},
        },
        "film": film_room(desk, film),
        **shot_parts(desk, film, chosen),
        **shelf(desk),
    }


def nothing() -> Shown:
    """The rooms with no film in them."""
    empty: dict[str, Any] = {"project": "", "shot": ""}
    return {
        "project": "",
        "shot": "",
        "header": empty | {"title": ""},
        "script": empty | {"scenes": []},
        "filmstrip": empty | {"shots": [], "headings": {}},
        "film": empty | {"cuts": []},
        "viewer": empty,
        "panel": empty,
    }


def header(desk: Desk, film: Film) -> dict[str, Any]:
    """Title and what is being done."""
    project = film.project
    jobs = [j.model_dump(mode="json") for j in desk.studio.jobs(project_id=project.id) if j.state in OPEN_JOBS]
    return {"project": project.id, "title": project.title or project.brief.text[:60], "jobs": jobs}


def script(desk: Desk, film: Film) -> dict[str, Any]:
    """The screenplay and the bible."""
    number = {s.id: n for n, s in enumerate(film.shots, start=1)}

    def scene(s: Any) -> dict[str, Any]:
        lines = film.lines_of(s.id)
        spoken = sum(board.line_seconds(film, line) for line in lines)
        rows = [
            line.model_dump(include={"id", "revision", "kind", "character", "text"})
            | {"shot": number.get(line.shot_id or "")}
            for line in lines
        ]
        shots = [number[x.id] for x in film.shots_of(s.id)]
        return s.model_dump(include={"id", "revision", "heading", "action", "mood", "seconds"}) | {
            "spoken": spoken,
            "lines": rows,
            "shots": shots,
        }

    project = film.project
    return {
        "project": project.id,
        "title": project.title,
        "logline": project.logline,
        "brief": project.brief.text,
        "styles": desk.studio.styles(),
        "style": film.style.model_dump(include={"name", "prompt", "revision"}),
        "characters": [c.model_dump(include={"id", "revision", "name", "look"}) for c in film.characters],
        "scenes": [scene(s) for s in film.scenes],
    }


def shot_parts(desk: Desk, film: Film, shot_id: str) -> Shown:
    """The selected shot in the viewer and in the inspector's panel."""
    shot = next((s for s in film.shots if s.id == shot_id), None)
    if shot is None:
        empty = {"project": film.project.id, "shot": ""}
        return {"viewer": empty, "panel": empty}
    takes = [take(t) | {"picked": t.id == shot.take_id} for t in desk.studio.takes(shot_id)]
    picked = next((t for t in takes if t["picked"]), None)
    rate = film.project.rate
    width, height = film.project.brief.pixels
    view = {
        "project": film.project.id,
        "shot": shot_id,
        "number": film.shots.index(shot) + 1,
        "of": len(film.shots),
        "ratio": width / height,
        "take": picked,
        "takes": takes,
        "locked": shot.locked,
        "least": board.spoken_length(film, shot),
        "first": board.starts(film)[shot_id],
        "timecode": timing.timecode(round(board.starts(film)[shot_id] * rate), rate),
        "prompt": shot.prompt or orders.compiled_prompt(film, shot),
        "own": bool(shot.prompt),
        "lines": [
            line.model_dump(include={"id", "revision", "kind", "character", "text"})
            for line in film.lines_over(shot_id)
        ],
    }
    return {"viewer": view, "panel": view}


def take(made: Take) -> dict[str, Any]:
    """A take as the strip of takes shows it."""
    rate = timing.rate(made.fps) if made.fps != "0" else None
    return {
        "id": made.id,
        "maker": made.maker,
        "seconds": made.seconds,
        "width": made.width,
        "height": made.height,
        "seed": made.recipe.get("order", made.recipe).get("seed"),
        "created_at": made.created_at,
        "begin": made.handle / float(rate) if rate else 0.0,
        "media": media_address(made.id, made.recipe_hash),
        "poster": media_address(made.id, made.recipe_hash, "poster"),
    }


def film_room(desk: Desk, film: Film) -> dict[str, Any]:
    """The cuts, newest first, and what is in the film."""
    crew = film.project.brief.crew.model_dump()
    makers = []
    for kind, maker_id in crew.items():
        if maker_id != "none":
            maker = desk.studio.crew.maker(kind, maker_id)  # type: ignore[arg-type]
            makers.append({"kind": kind, "id": maker.id, "name": maker.name, "licence": maker.licence})
    cuts = []
    for cut in desk.studio.cuts(film.project.id):
        fields = cut.model_dump(
            include={"id", "seconds", "loudness_lufs", "size_bytes", "made_with", "created_at", "frames", "fps"}
        )
        subtitles = f"/api/v1/media/{cut.id}/subtitles" if cut.subtitles else ""
        cuts.append(
            fields | {"shots": len(cut.shots), "media": media_address(cut.id, cut.recipe_hash), "subtitles": subtitles}
        )
    cuts.sort(key=lambda c: -c["created_at"])
    width, height = film.project.brief.pixels
    return {
        "project": film.project.id,
        "title": film.project.title,
        "logline": film.project.logline,
        "cuts": cuts,
        "makers": makers,
        "burned": film.project.brief.subtitles in ("burn", "both"),
        "width": width,
        "height": height,
        "poster": next(
            (
                media_address(t.id, t.recipe_hash, "poster")
                for s in film.shots
                if (t := film.takes.get(s.take_id or ""))
            ),
            "",
        ),
        "shots": len(film.shots),
        "seconds": board.film_seconds(film),
        "done": desk.studio.done(film),
    }
