"""Models over REST: the shelf, how they come and go, what this machine would choose, and the hub's token."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request

from studio import shelf
from studio.costs import Promise
from studio.errors import NotAllowed
from studio.film import Job
from studio.shelf import AdapterCard, Attention, Choice, ModelCard
from ui.rest import forms
from ui.rest.counter import GONE, MADE, STARTED, Hand, is_at_this_machine
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, tags=["models"])


@router.get("/models")
def models(studio: Hand) -> list[ModelCard]:
    """Every model that is known, here or not."""
    return studio.models()


@router.get("/models/choices")
def choices(studio: Hand) -> dict[str, Choice]:
    """What this machine would choose for each model that is here, and why."""
    return studio.choices()


@router.get("/models/promise")
def promise(studio: Hand) -> Promise:
    """Which models make a 5 s clip in 2 minutes with 16 GB of a 24 GB card, with what settings, by which figures."""
    return studio.promise()


@router.get("/models/attention")
def attention(studio: Hand) -> Attention:
    """The attention backends of this machine, and which is taken where nobody chose one; may take seconds."""
    return studio.attention()


@router.get("/models/token")
def hub_token(studio: Hand) -> forms.HubTokenKept:
    """Whether a token for gated models is kept; it is never told."""
    return forms.HubTokenKept(kept=studio.has_hub_token())


@router.put("/models/token", status_code=GONE)
def set_hub_token(studio: Hand, token: forms.HubToken) -> None:
    """Keeps the hub's token on this machine, in a file for its owner only; an empty one is forgotten."""
    studio.set_hub_token(token.token)


@router.post("/models/add", status_code=MADE)
def add_model(studio: Hand, request: Request, place: forms.ModelPlace) -> ModelCard | AdapterCard:
    """Uses a folder or file of this machine in place; only from this machine itself."""
    if not is_at_this_machine(request):  # whoever may name any path learns what lies on the disk
        raise NotAllowed(
            "Files of this machine are added on the machine itself: open the studio there by its own link, not through "
            "a proxy, or run `python app.py models add PATH` there."
        )
    return studio.add_model(Path(place.path))


@router.get("/models/{model_id}")
def model(studio: Hand, model_id: str) -> ModelCard:
    """One model."""
    return studio.model(model_id)


@router.post("/models/{model_id}/get", status_code=STARTED)
def get_model(studio: Hand, model_id: str, order: forms.Fetch | None = None) -> Job:
    """Downloads it once its licence is accepted; goes on where an earlier download stopped."""
    order = order or forms.Fetch()
    return studio.get_model(shelf.Request(model_id=model_id, **order.model_dump()))


@router.post("/models/{model_id}/verify", status_code=STARTED)
def verify_model(studio: Hand, model_id: str) -> Job:
    """Reads every file of a model that is here."""
    return studio.verify_model(model_id)


@router.get("/models/{model_id}/choice")
def choice(studio: Hand, model_id: str) -> Choice:
    """What this machine would choose for this model, here or not, and why."""
    return studio.choice(model_id)


@router.post("/models/{model_id}/calibrate", status_code=STARTED)
def calibrate_model(studio: Hand, model_id: str) -> Job:
    """Measures by one run what MagCache has to know; the quality levels that are meant for it then use it."""
    return studio.calibrate_model(model_id)


@router.delete("/models/{model_id}")
def remove_model(studio: Hand, model_id: str) -> forms.Freed:
    """Takes it off the shelf, and what was downloaded for it off the disk."""
    return forms.Freed(bytes=studio.remove_model(model_id))


@router.get("/adapters")
def adapters(studio: Hand) -> list[AdapterCard]:
    """The LoRAs on the shelf."""
    return studio.adapters()


@router.delete("/adapters/{adapter_id}", status_code=GONE)
def remove_adapter(studio: Hand, adapter_id: str) -> None:
    """Takes an added LoRA off the shelf; its file stays where it is."""
    studio.remove_adapter(adapter_id)
