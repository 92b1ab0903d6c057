"""What the page shows of a film: plain dictionaries for the parts, from what the Studio tells; knows no component."""

from __future__ import annotations

from typing import Any

from studio import board, orders, timing
from studio.board import media_address
from studio.crew import MakerKind
from studio.errors import BadInput, NotFound
from studio.film import Dials, Film, Shot, Take
from studio.shelf import ModelCard
from ui import text
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
        "wishes": wishes(film),
        "filmstrip": {
            "project": project_id,
            "shot": chosen,
            "shots": shots,
            "headings": {s.id: s.heading for s in film.scenes},
            "stills": film.project.brief.crew.still != "none",
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
        "wishes": empty | {"scenes": []},
        "filmstrip": empty | {"shots": [], "headings": {}},
        "film": empty | {"cuts": []},
        "viewer": empty,
        "panel": empty,
        "camera": empty,
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
        return s.model_dump(
            include={"id", "revision", "heading", "summary", "action", "mood", "seconds", "state", "confirmed"}
        ) | {
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


def wishes(film: Film) -> dict[str, Any]:
    """What wishes can be about: the scenes, and which lines are in each."""
    lines = {s.id: [{"id": x.id} for x in film.lines_of(s.id)] for s in film.scenes}
    return {
        "project": film.project.id,
        "spoken": film.project.brief.spoken_language,
        "scenes": [{"id": s.id, "heading": s.heading, "lines": lines[s.id]} for s in film.scenes],
    }


def shot_parts(desk: Desk, film: Film, shot_id: str) -> Shown:
    """The selected shot in the viewer and in the inspector's panel."""
    shot = next((s for s in film.shots if s.id == shot_id), None)
    if shot is None:
        empty = {"project": film.project.id, "shot": ""}
        return {"viewer": empty, "panel": empty, "camera": empty}
    takes = [take(t) | {"picked": t.id == shot.take_id} for t in desk.studio.takes(shot_id)]
    picked = next((t for t in takes if t["picked"]), None)
    stills = [take(t) | {"picked": t.id == shot.still_id} for t in desk.studio.stills(shot_id)]
    rate, crew = film.project.rate, film.project.brief.crew
    width, height = film.project.brief.pixels
    view = {
        "project": film.project.id,
        "shot": shot_id,
        "number": film.shots.index(shot) + 1,
        "of": len(film.shots),
        "ratio": width / height,
        "take": picked,
        "takes": takes,
        "stills": stills,
        "still": next((s for s in stills if s["picked"]), None),
        "paints": crew.still != "none",
        "begins": "first frame" in takes_of(desk, crew.camera),
        "locked": shot.locked,
        "least": board.spoken_length(film, shot),
        "first": board.starts(film)[shot_id],
        "timecode": timing.timecode(round(board.starts(film)[shot_id] * rate), rate),
        "prompts": prompts(desk, film, shot),
        "lines": [
            line.model_dump(include={"id", "revision", "kind", "character", "text"})
            for line in film.lines_over(shot_id)
        ],
    }
    return {"viewer": view, "panel": view, "camera": camera(desk, film, shot)}


def prompts(desk: Desk, film: Film, shot: Shot) -> dict[str, Any]:
    """The shot's fields as one line, and what each camera is told instead."""
    found = orders.prompts(film, shot, desk.studio.cameras(film))
    crew = film.project.brief.crew
    told = []
    for kind, maker_id, words in (("camera", crew.camera, found.camera), ("still", crew.still, found.still)):
        if words:
            fields = words.model_dump(include={"name", "prompt", "negative_prompt", "own_words", "notes"})
            reasons = [{"fields": fields_, "why": why} for why, fields_ in words.reasons().items()]
            told.append(fields | {"kind": kind, "maker": maker_id, "left_out": reasons})
    return {"plain": found.plain, "told": told}


def makers(desk: Desk, kind: MakerKind) -> list[dict[str, Any]]:
    """Who can be chosen, those that are here first; `here` is false for a model that has to be fetched."""
    cards = {c.id: c for c in desk.studio.models()}
    found = []
    for maker in desk.studio.crew.of(kind):
        card = cards.get(maker.id)
        name = text.sentence(desk.language, maker.name)
        here = card is None or card.state == "here"
        found.append({"id": maker.id, "name": name, "here": here, "size_gb": card.size_gb if card else 0.0})
    return sorted(found, key=lambda m: not m["here"])


def model(desk: Desk, model_id: str) -> ModelCard | None:
    """The card of a maker that is a model; None: it is none, or not on the shelf any more."""
    return next((c for c in desk.studio.models() if c.id == model_id), None)


def takes_of(desk: Desk, camera_id: str) -> list[str]:
    """What the camera can be given: text, first frame, last frame, reference; and whether it makes sound."""
    try:
        return sorted(desk.studio.crew.maker("camera", camera_id).takes)
    except BadInput:  # removed since the film was begun: the page must open all the same, so that another is chosen
        return []


def camera(desk: Desk, film: Film, shot: Shot) -> dict[str, Any]:
    """Who photographs the film and what it is told: for the shot, and for all of them."""
    brief = film.project.brief
    card = model(desk, brief.crew.camera)
    people = {c.id: c.name for c in film.characters if c.name in shot.characters}
    pictures = [
        r.model_dump(include={"id", "role", "character_id"}) | {"media": media_address(r.id, r.sha256)}
        for r in film.references
        if r.shot_id == shot.id or r.character_id in people
    ]
    return {
        "project": film.project.id,
        "shot": shot.id,
        "first": film.shots[0].id == shot.id,
        "seconds": shot.seconds,
        "camera": brief.crew.camera,
        "still": brief.crew.still,
        "cameras": makers(desk, "camera"),
        "stills": makers(desk, "still"),
        "card": card.model_dump() if card else None,
        "takes": takes_of(desk, brief.crew.camera),
        "fit": brief.fit,
        "smooth": brief.smooth,
        "clip_sound": brief.clip_sound,
        "dials": {"shot": shot.dials.model_dump(), "film": brief.dials.model_dump()},
        "continues": shot.continues,
        "adapters": adapters(desk, card, shot.dials, brief.dials),
        "characters": [{"id": key, "name": name} for key, name in people.items()],
        "pictures": pictures,
    }


def adapters(desk: Desk, card: ModelCard | None, *dials: Dials) -> list[dict[str, Any]]:
    """The LoRAs to choose from, and those in use that can't be laid over this model, so that they can be taken off."""
    known = {a.id: a for a in desk.studio.adapters()}
    fits = {key for key, a in known.items() if card and a.family in ("", card.family)}
    used = dict.fromkeys(a.id for some in dials for a in some.adapters)
    found = [{"id": key, "name": known[key].name, "lack": ""} for key in known if key in fits]
    for key in used:
        if key not in known:
            found.append({"id": key, "name": key, "lack": "gone"})
        elif key not in fits:
            found.append({"id": key, "name": known[key].name, "lack": "other"})
    return found


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
    found = []
    for kind, maker_id in crew.items():
        if maker := next((m for m in desk.studio.crew.of(kind) if m.id == maker_id), None):  # type: ignore[arg-type]
            found.append({"kind": kind, "id": maker.id, "name": maker.name, "licence": maker.licence})
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
        "makers": found,
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
