"""The machine over REST: who is in the crew, what is missing, what is kept, and what the person prefers."""

from __future__ import annotations

from typing import Any, Literal, get_args

from fastapi import APIRouter, Request

from studio import VERSION
from studio.crew import MakerKind, VoiceChoice
from studio.errors import StudioError
from studio.machine import Check
from ui.rest import forms
from ui.rest.counter import GONE, Hand, is_at_this_machine
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, tags=["machine"])


@router.get("/version")
def version() -> forms.Version:
    """Which Storyreel answers."""
    return forms.Version(version=VERSION)


@router.get("/here")
def here(request: Request) -> forms.Here:
    """Whether this is asked on the studio's own machine: only there may its files be named."""
    return forms.Here(here=is_at_this_machine(request))


@router.get("/crew")
def crew(studio: Hand) -> list[forms.MakerCard]:
    """The makers at hand, with their licences and what each lacks."""
    kinds = get_args(MakerKind)
    return [_card(kind, maker) for kind in kinds for maker in studio.crew.of(kind)]


def _card(kind: MakerKind, maker: Any) -> forms.MakerCard:
    try:
        missing = maker.missing() or ""
    except StudioError as why:
        missing = why.sentence
    return forms.MakerCard(
        kind=kind, id=maker.id, name=maker.name, licence=maker.licence, summary=maker.summary, missing=missing,
        takes=sorted(maker.takes) if kind in ("camera", "still") else [],
    )  # fmt: skip


@router.get("/styles")
def styles(studio: Hand) -> list[str]:
    """The names of the styles."""
    return studio.styles()


@router.get("/voices")
def voices(studio: Hand, maker: str = "espeak", language: Literal["en", "zh"] = "en") -> list[VoiceChoice]:
    """The voices of a voice maker in a language."""
    return studio.voices(maker, language)


@router.get("/doctor")
def doctor(studio: Hand) -> list[Check]:
    """What this machine can do, and for what is missing the command that brings it."""
    return studio.doctor()


@router.get("/storage")
def storage(studio: Hand) -> dict[str, int]:
    """Bytes kept, by folder."""
    return studio.storage()


@router.get("/preferences")
def preferences(studio: Hand) -> dict[str, Any]:
    """What the page keeps for the person."""
    return studio.preferences()


@router.put("/preferences/{key}", status_code=GONE)
def set_preference(studio: Hand, key: str, preference: forms.Preference) -> None:
    """Keeps one preference, any JSON value."""
    studio.set_preference(key, preference.value)
