"""The steps that write: outline, scenes one by one, the board scene by scene; each finished scene is saved as it comes.

A step that was interrupted goes on where it stopped: the project knows the job that outlined it, a scene the one that
planned it. What a person wrote or confirmed is kept word for word, and the rest is written around it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from studio import board, orders, references
from studio.crew import Report
from studio.errors import BadInput
from studio.film import Brief, Character, Film, Line, Project, Scene, Shot, Style
from studio.jobs import Request
from studio.script import Around, Beat, Call, Kept, Outline, PlannedShot, SceneDraft, Source, Writer
from studio.stage import Stage, part
from studio.store import films
from studio.store.tables import new_id

_MOST_SEED = 2**31
_LEAST_SECONDS = 3.0  # of a film that are left to write around kept scenes; less is none
_OUTLINE_SHARE = 0.2  # of a script's progress
_SOURCE_CHARACTERS = 4000  # of an earlier script that a writer is shown


@dataclass(frozen=True)
class StageDesk:
    """A studio.crew.Desk: progress goes to the job, calls to the store."""

    told: Report
    project_id: str
    job_id: str
    sources: list[Source] = field(default_factory=list)
    seed: int = 1
    preferred: dict[str, Any] = field(default_factory=dict)
    _last: list[tuple[float, str]] = field(default_factory=lambda: [(0.0, "")])  # what was reported last

    def report(self, fraction: float, note: str) -> None:
        self._last[0] = fraction, note
        self.told(fraction, note)

    def show(self, what: str, position: int | None, so_far: Any) -> None:
        draft = json.dumps({"what": what, "position": position, "so_far": so_far}, ensure_ascii=False)
        self.told(*self._last[0], None, draft)

    def keep(self, call: Call) -> None:
        films.insert(call.model_copy(update={"project_id": self.project_id, "job_id": self.job_id}))

    def part(self, start: float, share: float) -> StageDesk:
        """The same desk, whose reports fill only a share of the whole."""
        return replace(self, told=part(self.told, start, share), _last=[(0.0, "")])


def desk_of(stage: Stage, project: Project, args: dict[str, Any], report: Report) -> StageDesk:
    """The desk of a job, with the earlier scripts that the person chose."""
    found = [source(films.film(i)) for i in project.brief.remember if films.exists(Project, i)]
    preferred = films.preferences().get("writer") or {}
    return StageDesk(report, project.id, args.get("job_id", ""), found, project.brief.seed, preferred)


def source(film: Film) -> Source:
    """A film's script as another film's writer is shown it."""
    told = [film.project.logline, *(f"{c.name}: {c.look}" for c in film.characters)]
    for scene in film.scenes:
        said = " ".join(x.text for x in film.lines_of(scene.id))
        told.append(f"{scene.heading}\n{scene.action}\n{said}")
    return Source(title=film.project.title, text="\n".join(told)[:_SOURCE_CHARACTERS])


# ---- the script ----------------------------------------------------------------------------------------------------


def write_script(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Outlines the film and writes its scenes; run again by the same job, only those that are not written yet."""
    project = films.get(Project, project_id)
    writer = stage.crew.hire("writer", project.brief.crew.writer)
    desk, job_id = desk_of(stage, project, args, report), args.get("job_id", "")
    if not job_id or project.outlined_by != job_id:
        _outline(writer, films.film(project_id), job_id, desk.part(0.0, _OUTLINE_SHARE))
    scenes = films.find(Scene, project_id=project_id)
    for n, scene in enumerate(scenes):
        if scene.state == "outlined":
            share = (1 - _OUTLINE_SHARE) / len(scenes)
            _write(writer, project_id, scene, desk.part(_OUTLINE_SHARE + share * n, share))
    filled = [s for s in films.find(Scene, project_id=project_id) if s.state == "filled in"]
    return {"scenes": len(scenes), "filled_in": len(filled)}


def _outline(writer: Writer, film: Film, job_id: str, desk: StageDesk) -> None:
    """The old script gives way only when there is an outline of the new one; scenes that a person wrote stay."""
    brief, kept = film.project.brief, [s for s in film.scenes if is_kept(film, s)]
    last = max(1, len(film.scenes) - 1)
    around = [Kept(at=film.scenes.index(s) / last, beat=_beat(s)) for s in kept]
    left = brief.seconds - sum(s.seconds for s in kept)
    if kept and left < _LEAST_SECONDS:
        made = outline_of(film).model_copy(update={"beats": []})
    else:
        made = writer.outline(brief, around, desk)
    pictured = references.of_characters(film.project.id)
    films.bin_script(film.project.id, kept=[s.id for s in kept])
    films.delete_of_project(Character, film.project.id)
    films.insert_many(
        c.model_copy(update={"id": new_id(), "project_id": film.project.id, "position": n})
        for n, c in enumerate(made.characters)
    )
    references.hand_over(film.project.id, pictured)
    keep_style(film.project.id, brief.style, made.style_prompt)
    _place(film.project.id, made.beats, list(zip(around, kept, strict=True)))
    about = {"title": made.title, "logline": made.logline, "outlined_by": job_id}
    films.update(Project, film.project.id, about)


def is_kept(film: Film, scene: Scene) -> bool:
    """Whether a person confirmed the scene or wrote any of it: no writer writes it anew."""
    by_hand = "person" in scene.edited_by.values()
    return scene.confirmed or by_hand or any("person" in x.edited_by.values() for x in film.lines_of(scene.id))


def _place(project_id: str, beats: list[Beat], kept: list[tuple[Kept, Scene]]) -> None:
    """The outline's scenes in their order, the kept ones where in the film they stood."""
    count, new, free = len(beats) + len(kept), iter(beats), 0
    for n, (place, scene) in enumerate(kept):
        stands = min(max(round(place.at * (count - 1)), free), count - len(kept) + n)
        for position in range(free, stands):
            films.insert(Scene(project_id=project_id, position=position, state="outlined", **next(new).model_dump()))
        films.update(Scene, scene.id, {"position": stands})
        free = stands + 1
    for position, beat in enumerate(new, start=free):
        films.insert(Scene(project_id=project_id, position=position, state="outlined", **beat.model_dump()))


def _beat(scene: Scene) -> Beat:
    summary = scene.summary or scene.action
    return Beat(heading=scene.heading, summary=summary, mood=scene.mood, seconds=scene.seconds)


def _write(writer: Writer, project_id: str, scene: Scene, desk: StageDesk) -> None:
    film = films.film(project_id)
    place = next(n for n, s in enumerate(film.scenes) if s.id == scene.id)
    draft = writer.write_scene(film.project.brief, outline_of(film), place, around(film, place), desk)
    keep_draft(scene, draft)


def keep_draft(scene: Scene, draft: SceneDraft) -> None:
    """Puts what was written into the scene's place."""
    state = "written" if draft.scene.state == "outlined" else draft.scene.state
    told = draft.scene.model_dump(include={"heading", "action", "mood", "seconds"}) | {"state": state}
    films.update(Scene, scene.id, told)
    films.insert_many(
        line.model_copy(update={
            "id": new_id(), "project_id": scene.project_id, "scene_id": scene.id, "position": n, "shot_id": None,
        })
        for n, line in enumerate(draft.lines)
    )  # fmt: skip


def draft_of(film: Film, scene: Scene) -> SceneDraft:
    """A scene as it stands."""
    return SceneDraft(scene=scene, lines=film.lines_of(scene.id))


def around(film: Film, place: int) -> Around:
    """The neighbours of the scene at that place, as far as they are written."""
    beside = [film.scenes[n] if 0 <= n < len(film.scenes) else None for n in (place - 1, place + 1)]
    told = [draft_of(film, s) if s and s.state != "outlined" else None for s in beside]
    return Around(before=told[0], after=told[1])


def outline_of(film: Film) -> Outline:
    """The outline as the script now stands, the person's edits included."""
    return Outline(
        title=film.project.title,
        logline=film.project.logline,
        language=film.project.brief.spoken_language,
        style_prompt=film.style.prompt,
        characters=film.characters,
        beats=[_beat(s) for s in film.scenes],
    )


def keep_style(project_id: str, name: str, prompt: str) -> None:
    """The project's one style row, made or changed."""
    found = films.find(Style, "id", project_id=project_id)
    if found:
        films.update(Style, found[0].id, {"name": name, "prompt": prompt or found[0].prompt})
    else:
        films.insert(Style(project_id=project_id, name=name, prompt=prompt))


# ---- the board -----------------------------------------------------------------------------------------------------


def plan_shots(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Breaks the script as it stands into shots; with args["film"] the whole shooting follows.

    Scenes with a shot that a person locked or changed keep their shots.
    """
    film = films.film(project_id)
    if not film.scenes:
        raise BadInput("There is no script yet: write one first, then plan the board.")
    writer = stage.crew.hire("writer", film.project.brief.crew.writer)
    desk, job_id = desk_of(stage, film.project, args, report), args.get("job_id", "")
    for n, scene in enumerate(film.scenes):
        if not (job_id and scene.planned_by == job_id) and not any(_is_kept(s) for s in film.shots_of(scene.id)):
            _plan(writer, film, n, job_id, desk.part(n / len(film.scenes), 1 / len(film.scenes)))
    _number(films.film(project_id))
    then = _shooting(stage, project_id) if args.get("film") else []
    shots = films.film(project_id).shots
    return {"shots": len(shots), "then": [r.model_dump() for r in then]}


def _is_kept(shot: Shot) -> bool:
    return shot.locked or "person" in shot.edited_by.values()


def _plan(writer: Writer, film: Film, place: int, job_id: str, desk: StageDesk) -> None:
    scene = film.scenes[place]
    draft = draft_of(film, scene)
    planned = writer.plan_scene(film.project.brief, outline_of(film), place, draft, desk)
    films.delete_of_scene(Shot, scene.id)
    first = sum(len(film.shots_of(s.id)) for s in film.scenes[:place])
    for n, shot in enumerate(planned):
        keep_shot(film.project.brief, scene, draft, shot, first + n, _seed(film.project.brief, place, n))
    films.update(Scene, scene.id, {"planned_by": job_id})


def keep_shot(brief: Brief, scene: Scene, draft: SceneDraft, planned: PlannedShot, position: int, seed: int) -> Shot:
    """Puts a planned shot on the board, with the lines that are spoken over it."""
    kept = {"id": new_id(), "project_id": scene.project_id, "scene_id": scene.id, "position": position, "seed": seed}
    shot = Shot.model_validate(planned.model_dump(exclude={"lines"}) | kept)
    films.insert_many([shot])
    for n in planned.lines:
        if 0 <= n < len(draft.lines):
            films.update(Line, draft.lines[n].id, {"shot_id": shot.id})
    return shot


def _seed(brief: Brief, place: int, n: int) -> int:
    return (brief.seed * 7919 + place * 1_299_709 + n * 104_729) % _MOST_SEED  # primes: neighbours share no pattern


def _number(film: Film) -> None:
    """Positions over the whole film: scene by scene, each scene's shots in their order."""
    ordered = [s for scene in film.scenes for s in film.shots_of(scene.id)]
    for n, shot in enumerate(ordered):
        if shot.position != n:
            films.update(Shot, shot.id, {"position": n})


def _shooting(stage: Stage, project_id: str) -> list[Request]:
    film = films.film(project_id)
    return board.shooting(film, orders.cameras(stage.crew, film.project.brief))
