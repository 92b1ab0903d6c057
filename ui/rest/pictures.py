"""Pictures that stand still, over REST: keyframes, the person's own, and what a running job shows."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import FileResponse, Response

from studio.film import Reference, Shot, Take
from studio.references import MOST_BYTES, Role
from studio.studio import Started
from ui.rest import forms
from ui.rest.counter import GONE, MADE, STARTED, Hand
from ui.rest.media import Version, send
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, tags=["pictures"])
Upload = Annotated[UploadFile, File(description="A PNG, JPEG or WebP of at most 64 megapixels.")]
_PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}}
_JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}}}


@router.post("/projects/{project_id}/stills", status_code=STARTED)
def render_stills(studio: Hand, project_id: str, order: forms.Stills | None = None) -> Started:
    """Paints keyframes of these shots, or of all that have no current one."""
    order = order or forms.Stills()
    return studio.render_stills(project_id, order.shot_ids, order.new_seed)


@router.get("/shots/{shot_id}/stills")
def stills(studio: Hand, shot_id: str) -> list[Take]:
    """The shot's keyframes, the oldest first; their files are media."""
    return studio.stills(shot_id)


@router.post("/shots/{shot_id}/stills", status_code=STARTED)
def render_still(studio: Hand, shot_id: str, order: forms.OneStill | None = None) -> Started:
    """Paints the shot's keyframe; another one of the same words where asked."""
    order = order or forms.OneStill()
    return studio.render_stills(studio.shot(shot_id).project_id, [shot_id], order.new_seed)


@router.put("/shots/{shot_id}/still")
def approve_still(studio: Hand, shot_id: str, approval: forms.Approval) -> Shot:
    """Makes a keyframe the one that is animated; none with null."""
    return studio.approve_still(shot_id, approval.take_id)


@router.get("/projects/{project_id}/references")
def references(studio: Hand, project_id: str) -> list[Reference]:
    """The person's own pictures of the film's shots and characters, the oldest first."""
    return studio.references(project_id)


@router.post("/shots/{shot_id}/references", status_code=MADE)
def add_to_shot(studio: Hand, shot_id: str, file: Upload, role: Annotated[Role, Form()] = "reference") -> Reference:
    """A picture to begin, end or guide the shot with."""
    project_id = studio.shot(shot_id).project_id
    return studio.add_reference(project_id, file.file.read(MOST_BYTES + 1), shot_id=shot_id, role=role)


@router.post("/characters/{character_id}/references", status_code=MADE)
def add_to_character(studio: Hand, character_id: str, file: Upload) -> Reference:
    """A picture of the character, for every shot with them."""
    project_id = studio.character(character_id).project_id
    return studio.add_reference(project_id, file.file.read(MOST_BYTES + 1), character_id=character_id)


@router.delete("/references/{reference_id}", status_code=GONE)
def delete_reference(studio: Hand, reference_id: str) -> None:
    """Lets a picture go."""
    studio.delete_reference(reference_id)


@router.get("/references/{reference_id}/media", response_class=FileResponse, responses=_PNG)
def reference_file(request: Request, reference_id: str, v: Version = "") -> Response:
    """The picture, PNG; the same as /media/ID."""
    return send(request, reference_id, "media", v, False)


@router.get("/jobs/{job_id}/preview", response_class=Response, responses=_JPEG)
def preview(studio: Hand, job_id: str) -> Response:
    """The newest picture that the running job has shown, JPEG; the job's `preview` counts them."""
    return Response(studio.preview(job_id), media_type="image/jpeg", headers={"Cache-Control": "no-store"})
