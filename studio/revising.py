"""The steps that answer a person's wishes: a scene, a shot or the whole script anew, as a proposal; loglines to choose.

Nothing of the film is changed here: what comes of a wish is proposed, and taken or left by the person.
"""

from __future__ import annotations

from typing import Any

from studio import proposals
from studio.crew import Report
from studio.errors import BadInput, MakerFailed
from studio.film import Film, Project, Scene, Shot
from studio.script import Change, PlannedShot, Proposal, Wish, Writer
from studio.stage import Stage
from studio.store import films
from studio.writing import StageDesk, around, desk_of, draft_of, outline_of

MOST_LOGLINES = 5
_OF_A_SCENE = ("continue", "split", "merge")


def revise(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Does what args["wish"] asks of args["target"]: proposes it."""
    film, wish = films.film(project_id), films.checked(Wish, args["wish"])
    writer = stage.crew.hire("writer", film.project.brief.crew.writer)
    desk = desk_of(stage, film.project, args, report)
    target, target_id = args["target"], args.get("target_id", "")
    if target == "shot":
        changes = _of_shot(writer, film, target_id, wish, desk)
    elif target == "scene":
        changes = _of_scene(writer, film, _place(film, target_id), wish, desk)
    else:
        changes = _of_script(writer, film, wish, desk)
    if not changes:
        raise MakerFailed("The writer changed nothing: say more clearly what should be otherwise.")
    made = films.insert(Proposal(
        project_id=project_id, job_id=args.get("job_id", ""), target=target, target_id=target_id, wish=wish.wish,
        words=wish.words, changes=changes,
    ))  # fmt: skip
    return {"proposal_id": made.id, "changes": len(changes)}


def _place(film: Film, scene_id: str) -> int:
    found = next((n for n, s in enumerate(film.scenes) if s.id == scene_id), None)
    if found is None:
        raise BadInput("That scene is not in the film any more: reload the page and choose again.")
    return found


def _of_scene(writer: Writer, film: Film, place: int, wish: Wish, desk: StageDesk) -> list[Change]:
    scene = film.scenes[place]
    near = around(film, place)
    if wish.wish == "merge" and near.after is None:
        raise BadInput("There is no scene behind this one to merge it with: choose an earlier one.")
    made = writer.revise_scene(
        film.project.brief, outline_of(film), place, draft_of(film, scene), near, wish, desk
    )
    if wish.wish == "continue":
        return [c for n, draft in enumerate(made) for c in proposals.of_new_scene(draft, place + 1 + n)]
    changes = proposals.of_scene(film, scene, made[0])
    changes += [c for n, draft in enumerate(made[1:]) for c in proposals.of_new_scene(draft, place + 1 + n)]
    if wish.wish == "merge":
        changes.append(proposals.of_gone_scene(film.scenes[place + 1]))
    return changes


def _of_shot(writer: Writer, film: Film, shot_id: str, wish: Wish, desk: StageDesk) -> list[Change]:
    shot = films.get(Shot, shot_id)
    scene = films.get(Scene, shot.scene_id)
    draft = draft_of(film, scene)
    over = [n for n, line in enumerate(draft.lines) if line.shot_id == shot.id]
    planned = PlannedShot.model_validate(shot.model_dump(mode="json") | {"lines": over})
    made = writer.revise_shot(film.project.brief, outline_of(film), draft, planned, wish, desk)
    return proposals.of_row("shot", shot, made.model_dump(mode="json"), proposals.SHOT_FIELDS)


def _of_script(writer: Writer, film: Film, wish: Wish, desk: StageDesk) -> list[Change]:
    """Scene by scene; confirmed scenes are left alone, but for a translation."""
    if wish.wish in _OF_A_SCENE:
        if wish.wish != "continue" or not film.scenes:
            raise BadInput(f"“{wish.wish}” is a wish for one scene: choose the scene.", "wish")
        return _of_scene(writer, film, len(film.scenes) - 1, wish, desk)
    chosen = [n for n, s in enumerate(film.scenes) if not s.confirmed or wish.wish == "translate"]
    if not chosen:
        raise BadInput("Every scene is confirmed: open one again, then ask for the change.")
    changes = _of_film(writer, film, wish, desk.part(0.0, 0.05))
    whole = sum(film.scenes[n].seconds for n in chosen)
    for i, n in enumerate(chosen):
        share = film.scenes[n].seconds / whole if whole else 1 / len(chosen)
        mine = wish.model_copy(update={"seconds": round(wish.seconds * share, 1)}) if wish.seconds else wish
        part = desk.part(0.05 + 0.95 * i / len(chosen), 0.95 / len(chosen))
        changes += _of_scene(writer, film, n, mine, part)
    return changes


def _of_film(writer: Writer, film: Film, wish: Wish, desk: StageDesk) -> list[Change]:
    """What is not of a scene: a translated title, logline and bible, and the language that is spoken."""
    if wish.wish != "translate" or wish.language in (None, film.project.brief.spoken_language):
        return []
    told = writer.translate_bible(film.project.brief, outline_of(film), wish.language, desk)
    changes = proposals.of_row("project", film.project, told.model_dump(), ("title", "logline"))
    if film.style.id:
        changes += proposals.of_row("style", film.style, {"prompt": told.style_prompt}, ("prompt",))
    for old, new in zip(film.characters, told.characters, strict=False):
        changes += proposals.of_row("character", old, new.model_dump(), ("name", "look"))
    spoken = Change(
        id=f"{film.project.id}-language", kind="project", row_id=film.project.id, field="language",
        before=film.project.brief.language, after=wish.language,
    )  # fmt: skip
    return [*changes, spoken]


def write_loglines(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Loglines of the brief to choose from."""
    project = films.get(Project, project_id)
    writer = stage.crew.hire("writer", project.brief.crew.writer)
    desk = desk_of(stage, project, args, report)
    count = min(max(int(args.get("count", 3)), 1), MOST_LOGLINES)
    return {"loglines": writer.loglines(project.brief, count, desk)}
