"""Writers over REST: wishes and proposals, loglines, calls to models, earlier scripts, the server that writes."""

from __future__ import annotations

from fastapi import APIRouter

from studio.film import Job
from studio.script import Call, Proposal, Wish
from studio.scripts import Hit
from studio.shelf import ServerCard
from ui.rest import forms
from ui.rest.counter import GONE, STARTED, Hand
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, tags=["writers"])


@router.post("/projects/{project_id}/revise", status_code=STARTED)
def revise(studio: Hand, project_id: str, order: forms.NewWish) -> Job:
    """Asks the writer to change the script, a scene or a shot; the job's result names the proposal."""
    wish = Wish(**order.model_dump(include=set(Wish.model_fields)))
    return studio.revise(project_id, order.target, order.target_id, wish)


@router.get("/projects/{project_id}/proposals")
def proposals(studio: Hand, project_id: str, undecided: bool = True) -> list[Proposal]:
    """What writers proposed, the newest first."""
    return studio.proposals(project_id, undecided)


@router.post("/proposals/{proposal_id}/accept")
def accept_changes(studio: Hand, proposal_id: str, chosen: forms.Chosen | None = None) -> Proposal:
    """Takes these changes, or all; 409 at one whose place was changed since."""
    return studio.accept_changes(proposal_id, chosen.changes if chosen else None)


@router.post("/proposals/{proposal_id}/refuse")
def refuse_changes(studio: Hand, proposal_id: str, chosen: forms.Chosen | None = None) -> Proposal:
    """Leaves these changes, or all."""
    return studio.refuse_changes(proposal_id, chosen.changes if chosen else None)


@router.post("/projects/{project_id}/loglines", status_code=STARTED)
def write_loglines(studio: Hand, project_id: str, count: int = 3) -> Job:
    """Asks for loglines to choose from; they stand in the job's result."""
    return studio.write_loglines(project_id, count)


@router.get("/projects/{project_id}/calls")
def calls(studio: Hand, project_id: str, job_id: str | None = None) -> list[Call]:
    """The questions that were put to a model for this film, and its answers."""
    return studio.calls(project_id, job_id)


@router.get("/scripts")
def find_scripts(studio: Hand, text: str, limit: int = 20) -> list[Hit]:
    """Earlier scripts with these words; their ids can be given to a brief as \u201cremember\u201d."""
    return studio.find_scripts(text, limit)


@router.get("/writers/servers")
def servers(studio: Hand) -> list[ServerCard]:
    """The servers of language models on this machine, and the preferred one."""
    return studio.servers()


@router.get("/writers/preferences")
def writer_preferences(studio: Hand) -> forms.WriterKept:
    """Which server and model write, and how a model here is held; a key is never told."""
    return forms.WriterKept.model_validate(studio.writer_preferences())


@router.put("/writers/preferences", status_code=GONE)
def set_writer_preferences(studio: Hand, told: forms.WriterPreferred) -> None:
    """Stores them."""
    studio.set_writer_preferences(told.model_dump(exclude_unset=True))


@router.put("/writers/key", status_code=GONE)
def set_server_key(studio: Hand, key: forms.ServerKey) -> None:
    """Keeps the server's key in a file for its owner only; an empty one is forgotten."""
    studio.set_server_key(key.key)
