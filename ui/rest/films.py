"""Films and projects over REST: from the brief to the cut, the library and its bin."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from studio.costs import Estimate
from studio.film import Cut, Film, Project
from studio.library import ProjectCard
from studio.studio import Started
from ui.rest import forms
from ui.rest.counter import MADE, PREFIX, STARTED, Hand, IfMatch, seen_at, tagged
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary)


@router.post("/films", status_code=STARTED, tags=["films"])
def make_film(studio: Hand, film: forms.NewFilm, response: Response) -> Started:
    """Makes a film from a brief: answers at once with the project and its first jobs; the jobs tell how it goes."""
    project = studio.create_project(film.brief)
    response.headers["Location"] = f"{PREFIX}/projects/{project.id}"
    return studio.make_film(project.id)


@router.post("/estimate", tags=["films"])
def estimate(studio: Hand, film: forms.NewFilm) -> Estimate:
    """Time and disk for a film of that brief on this machine."""
    return studio.estimate(film.brief)


@router.get("/projects", tags=["projects"])
def projects(
    studio: Hand,
    text: str = "",
    binned: bool = False,
    sort: Literal["updated", "created", "title"] = "updated",
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> list[ProjectCard]:
    """The library: those whose title, logline or brief has every word of `text`."""
    return studio.projects(text, binned, sort, limit)


@router.post("/projects", status_code=MADE, tags=["projects"])
def create_project(studio: Hand, film: forms.NewFilm, response: Response) -> Project:
    """A new project with this brief; nothing is made yet."""
    project = studio.create_project(film.brief)
    response.headers["Location"] = f"{PREFIX}/projects/{project.id}"
    return project


@router.get("/projects/{project_id}", tags=["projects"])
def film(studio: Hand, project_id: str) -> Film:
    """The project with its script, board, picked takes and newest cut."""
    return studio.film(project_id)


@router.patch("/projects/{project_id}", tags=["projects"])
def rename_project(studio: Hand, project_id: str, change: forms.TitleChange) -> Project:
    """Gives the film another title."""
    return studio.rename_project(project_id, change.title)


@router.patch("/projects/{project_id}/brief", tags=["projects"])
def update_brief(
    studio: Hand, project_id: str, change: forms.BriefChange, seen: IfMatch, response: Response  # type: ignore[valid-type]
) -> Project:  # fmt: skip
    """Changes the brief; what is made already stays, and is stale where it differs."""
    fields = forms.fields_of(change)
    if "crew" in fields:  # the makers that are not named stay
        fields["crew"] = studio.film(project_id).project.brief.crew.model_dump() | fields["crew"]
    return tagged(response, studio.update_brief(project_id, fields, seen_at(change, seen)))


@router.delete("/projects/{project_id}", tags=["projects"])
def delete_project(studio: Hand, project_id: str) -> forms.Freed:
    """Deletes the project for ever, with the files that only it uses."""
    return forms.Freed(bytes=studio.delete_project(project_id))


@router.post("/projects/{project_id}/duplicate", status_code=MADE, tags=["projects"])
def duplicate_project(studio: Hand, project_id: str) -> Project:
    """A copy with its own script and board."""
    return studio.duplicate_project(project_id)


@router.post("/projects/{project_id}/bin", tags=["projects"])
def bin_project(studio: Hand, project_id: str) -> Project:
    """Cancels its jobs and puts it into the bin."""
    return studio.bin_project(project_id)


@router.post("/projects/{project_id}/restore", tags=["projects"])
def restore_project(studio: Hand, project_id: str) -> Project:
    """Takes it out of the bin."""
    return studio.restore_project(project_id)


@router.post("/projects/{project_id}/make", status_code=STARTED, tags=["films"])
def make(studio: Hand, project_id: str) -> Started:
    """All that is left to do from the brief to the film."""
    return studio.make_film(project_id)


@router.post("/projects/{project_id}/write", status_code=STARTED, tags=["films"])
def write_script(studio: Hand, project_id: str) -> Started:
    """Script and board, written anew; nothing is rendered."""
    return studio.write_script(project_id)


@router.post("/projects/{project_id}/plan", status_code=STARTED, tags=["films"])
def plan_shots(studio: Hand, project_id: str) -> Started:
    """The board, planned anew from the script as it stands."""
    return studio.plan_shots(project_id)


@router.post("/projects/{project_id}/render", status_code=STARTED, tags=["films"])
def render_shots(studio: Hand, project_id: str, order: forms.Rendering | None = None) -> Started:
    """Renders these shots, or all that have no current take."""
    order = order or forms.Rendering()
    return studio.render_shots(project_id, order.shot_ids, order.new_seed, order.takes)


@router.post("/projects/{project_id}/cut", status_code=STARTED, tags=["films"])
def cut_film(studio: Hand, project_id: str) -> Started:
    """The film anew: speaks changed lines, renders what is missing, scores, cuts."""
    return studio.cut_film(project_id)


@router.get("/projects/{project_id}/cuts", tags=["films"])
def cuts(studio: Hand, project_id: str) -> list[Cut]:
    """The films cut so far, the newest first; their files are media."""
    return studio.cuts(project_id)


@router.get("/cuts/{cut_id}", tags=["films"])
def cut(studio: Hand, cut_id: str) -> Cut:
    """One cut: what is in it and what made it."""
    return studio.cut(cut_id)
