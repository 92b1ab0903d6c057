"""Which weights these are: what tells one model's pixels from another's in a recipe, without reading gigabytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry
from studio import recipe

_SAMPLE = 1 << 20  # bytes read at each end of a weight file: a fine-tune of the same shape differs in them
# What of an entry changes the pixels beside the weights and what an order spells out; caches are the level's.
_DECIDES = {
    "family", "shift", "guidance_low", "words", "precision", "options", "schedulers", "overlap",
    "variant",  # which of a repository's weights
    "grid", "takes",  # how long clips are divided and joined
}  # fmt: skip


def identity(entry: Entry, folder: Path) -> str:
    """Hexadecimal digest of the weights in a folder (or of one file) and of what the entry has the camera do."""
    return recipe.digest([*_weights(entry, folder), entry.model_dump(mode="json", include=_DECIDES)])


def weights(entry: Entry, folder: Path) -> str:
    """Hexadecimal digest of the weights alone."""
    return recipe.digest(_weights(entry, folder))


def caching(entry: Entry, quality: str) -> list[object]:
    """What the level of that name has a cache leave out, for a recipe: a calibration changes only those that use it."""
    level = entry.level(quality)
    spelt = level.model_dump(mode="json", include={"cache", "threshold", "interval"})
    return [spelt, entry.mag_ratios if level.cache == "mag" else []]


def _weights(entry: Entry, folder: Path) -> list[object]:
    own = [sample(Path(entry.path))] if entry.base else []  # a single file in the place of the folder's network
    return [_of_folder(folder), own]


def _of_folder(folder: Path) -> object:
    record = folder / "storyreel.json"
    if record.exists():  # downloaded: the commits say it all, a motion adapter's too
        told = json.loads(record.read_text())
        return [told["repository"], told["commit"], told.get("parts", {})]
    return [sample(f) for f in sorted(folder.rglob("*.safetensors"))]


def sample(file: Path) -> str:
    """Hexadecimal digest of a weight file's size and both its ends."""
    size, found = file.stat().st_size, hashlib.sha256()
    with file.open("rb") as opened:
        found.update(f"{size}".encode() + opened.read(_SAMPLE))
        opened.seek(max(0, size - _SAMPLE))
        found.update(opened.read(_SAMPLE))
    return found.hexdigest()
