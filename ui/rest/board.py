"""The board over REST: shots, their order, their takes, and what the camera will be asked for."""

from __future__ import annotations

from fastapi import APIRouter, Response

from studio.board import ShotCard
from studio.crew import ClipOrder
from studio.film import Shot, Take
from studio.orders import Prompts
from studio.shelf import Choice
from studio.studio import Started
from ui.rest import forms
from ui.rest.counter import GONE, MADE, STARTED, Hand, IfMatch, seen_at, tagged
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, tags=["shots"])


@router.get("/projects/{project_id}/shots")
def board(studio: Hand, project_id: str) -> list[ShotCard]:
    """The board: every shot with its state at a glance."""
    return studio.board(project_id)


@router.post("/projects/{project_id}/shots", status_code=MADE)
def add_shot(studio: Hand, project_id: str, shot: forms.NewShot | None = None) -> Shot:
    """A new shot, or a copy of one, behind another."""
    shot = shot or forms.NewShot()
    return studio.add_shot(project_id, shot.after, shot.copied)


@router.get("/shots/{shot_id}")
def shot(studio: Hand, shot_id: str, response: Response) -> Shot:
    """One shot; its ETag is its revision."""
    return tagged(response, studio.shot(shot_id))


@router.patch("/shots/{shot_id}")
def update_shot(
    studio: Hand, shot_id: str, change: forms.ShotChange, seen: IfMatch, response: Response  # type: ignore[valid-type]
) -> Shot:  # fmt: skip
    """Changes some fields of a shot; its take is stale where another picture is asked for."""
    return tagged(response, studio.update_shot(shot_id, forms.fields_of(change), seen_at(change, seen)))


@router.delete("/shots/{shot_id}", status_code=GONE)
def delete_shot(studio: Hand, shot_id: str) -> None:
    """Puts the shot into the bin."""
    studio.delete_shot(shot_id)


@router.post("/shots/{shot_id}/restore")
def restore_shot(studio: Hand, shot_id: str) -> Shot:
    """Takes the shot out of the bin."""
    return studio.restore_shot(shot_id)


@router.post("/shots/{shot_id}/move", status_code=GONE)
def move_shot(studio: Hand, shot_id: str, place: forms.Place) -> None:
    """Puts the shot in front of another, or at the end."""
    studio.move_shot(shot_id, place.before)


@router.get("/shots/{shot_id}/order")
def clip_order(studio: Hand, shot_id: str) -> ClipOrder:
    """What the camera will be asked for, with the prompt as it stands."""
    return studio.clip_order(shot_id)


@router.get("/shots/{shot_id}/choice")
def shot_choice(studio: Hand, shot_id: str) -> Choice | None:
    """What this machine would choose for the shot as it stands, and what that costs; null where no model makes it."""
    return studio.shot_choice(shot_id)
@router.get("/shots/{shot_id}/prompts")
def shot_prompts(studio: Hand, shot_id: str) -> Prompts:
    """The shot's fields as one plain line, and the prompt and negative prompt that each camera gets."""
    return studio.shot_prompts(shot_id)


@router.get("/shots/{shot_id}/takes")
def takes(studio: Hand, shot_id: str) -> list[Take]:
    """The shot's takes, the oldest first; their files are media."""
    return studio.takes(shot_id)


@router.post("/shots/{shot_id}/pick")
def pick_take(studio: Hand, shot_id: str, pick: forms.Pick) -> Shot:
    """Makes a take the one that is cut."""
    return studio.pick_take(shot_id, pick.take_id)


@router.post("/shots/{shot_id}/render", status_code=STARTED)
def render_shot(studio: Hand, shot_id: str, order: forms.OneRendering | None = None) -> Started:
    """Renders the shot; with another seed where asked, or several takes to choose from."""
    order = order or forms.OneRendering()
    return studio.render_shots(studio.shot(shot_id).project_id, [shot_id], order.new_seed, order.takes)


@router.get("/takes/{take_id}")
def take(studio: Hand, take_id: str) -> Take:
    """One take: its recipe, and how it was made."""
    return studio.take(take_id)
