"""Orders that wait and may be filled in one call with the one that begins: laid beside it, and found by their own jobs.

Nothing hangs on it: each has a job of its own, which finds its recipe rendered and what is told of that, or renders it.
What a job never came for (it was cancelled, or its shot was changed) goes after a week.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from studio.crew import ClipMade, Companion, PictureOrder, StillMade
from studio.settings import Settings
from studio.store.database import session
from studio.store.tables import TakeRow, new_id

log = logging.getLogger(__name__)
MOST = 4  # in one call, the one that begins included: whoever waits for that one waits for all of them
_KEPT_SECONDS = 7 * 24 * 3600
_TOLD = ".made.json"  # beside a rendered file: how it was made, until its own job has come for it
Order = TypeVar("Order", bound=PictureOrder)


@dataclass(frozen=True)
class Waiting:
    """A settled order that waits, and where its file is to lie."""

    order: PictureOrder
    place: Path
    half: Path  # where a camera writes it

    @classmethod
    def at(cls, order: PictureOrder, place: Path) -> Waiting:
        return cls(order, place, place.with_name(f".{new_id()}{place.suffix}"))


@contextmanager
def laid_beside(order: Order, company: list[Waiting]) -> Iterator[Order]:
    """The order as a camera gets it; what it wrote and nobody published is gone afterwards."""
    for one in company:
        one.place.parent.mkdir(parents=True, exist_ok=True)
    beside = [Companion(order=one.order, out=one.half) for one in company]
    try:
        yield order.model_copy(update={"how": order.how.model_copy(update={"companions": beside})})
    finally:
        for one in company:
            for file in (one.half, one.half.with_suffix(".wav")):
                file.unlink(missing_ok=True)


def publish(company: list[Waiting], made: Iterable[ClipMade | StillMade | None], seconds: float) -> float:
    """Gives each that was made its place; returns its share of the seconds, the same for the one that began."""
    done = [(one, its) for one, its in zip(company, made, strict=False) if its]
    share = round(seconds / (1 + len(done)), 3)
    for one, its in done:
        try:
            _publish(one, its, share)
        except OSError as why:  # its own job makes it again, and says what is wrong
            log.warning("%s was made with another and could not be kept: %s", one.place.name, why)
    return share


def _publish(one: Waiting, its: ClipMade | StillMade, share: float) -> None:
    if sound := getattr(its, "sound", None):
        sound.replace(one.place.with_suffix(".wav"))  # before the clip: a clip that exists has its sound
    one.half.replace(one.place)
    told = its.model_dump(mode="json", include={"device", "notes", "facts"}) | {"seconds": share}
    half = one.half.with_suffix(".half")
    half.write_text(json.dumps(told), encoding="utf-8")
    half.replace(one.place.with_suffix(_TOLD))


def told_of(place: Path) -> dict[str, Any] | None:
    """How a file was made that another's call made: device, notes, facts, seconds; None: its job has been here."""
    try:
        return json.loads(place.with_suffix(_TOLD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def claimed(place: Path) -> None:
    """Its own job has a take of the file."""
    place.with_suffix(_TOLD).unlink(missing_ok=True)


def sweep(settings: Settings) -> None:
    """Deletes what was made along with something else and never asked for."""
    for told in settings.takes.glob(f"*/*{_TOLD}"):
        if told.stat().st_mtime > time.time() - _KEPT_SECONDS:
            continue
        name = told.name.removesuffix(_TOLD)
        with session():
            wanted = TakeRow.select().where(TakeRow.recipe_hash == name).exists()
        for file in [told] if wanted else list(told.parent.glob(f"{name}.*")):
            file.unlink(missing_ok=True)
