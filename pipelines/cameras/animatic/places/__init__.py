"""The places there are, each a function that paints itself onto a stage back to front."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.cameras.animatic.places import (
    arenas,
    built,
    country,
    heavens,
    indoors,
    markets,
    shores,
    streets,
    towns,
    travel,
    waters,
    wilds,
    workrooms,
)
from pipelines.cameras.animatic.stage import Stage

_ROOMS = (arenas, built, country, heavens, indoors, markets, shores, streets, towns, travel, waters, wilds, workrooms)
PLACES: dict[str, Callable[[Stage], None]] = {name: paint for room in _ROOMS for name, paint in room.PLACES.items()}
