"""Where models lie: the studio's own folder, what the person added, the Hugging Face cache, folders of ComfyUI.

Looks at names, sizes and headers only. What was seen is kept until a folder or file that was looked at changes.
"""

from __future__ import annotations

import logging
import os
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError

from pipelines.cameras.diffusion import calibration, identity
from pipelines.cameras.diffusion.entries import SHIPPED, Entry, entries
from pipelines.cameras.diffusion.folders import (
    CONFIG,
    INDEX,
    State,
    components_of,
    index_of,
    is_language_model,
    state_of,
)
from pipelines.cameras.diffusion.hub import partial_of
from pipelines.cameras.diffusion.recognise import Adapter, recognise, slug
from studio.errors import BadInput, StudioError
from studio.scratch import bytes_in
from studio.settings import Settings

log = logging.getLogger(__name__)
# ComfyUI keeps single files by kind; these hold what a camera here may be able to use.
_COMFY = ("diffusion_models", "unet", "checkpoints", "diffusers")
_COMFY_ADAPTERS = "loras"
Told = dict[str, list[dict[str, Any]]]  # the tables of added.toml: model, adapter


@dataclass
class Lying:
    """A model, and where it was found."""

    entry: Entry
    state: State = "absent"
    where: Path | None = None
    found_in: str = ""  # models, Hugging Face cache, ComfyUI, added
    source: str = "shipped"
    bytes_here: int = 0
    calibrated: str = ""  # the date of its calibration


@dataclass
class Seen:
    """All that was found, and when what was looked at had last changed."""

    models: dict[str, Lying] = field(default_factory=dict)
    adapters: dict[str, Adapter] = field(default_factory=dict)
    looked_at: dict[Path, int] = field(default_factory=dict)

    def look(self, path: Path) -> Path:
        """Notes that the answer rests on this folder or file."""
        self.looked_at[path] = _changed(path)
        return path

    def listing(self, folder: Path) -> list[Path]:
        """What lies in a folder, by name; empty where it is not there or may not be read."""
        self.look(folder)
        try:
            return sorted(p for p in folder.iterdir() if not p.name.startswith("."))
        except OSError:
            return []

    def still_true(self) -> bool:
        return all(_changed(path) == changed for path, changed in self.looked_at.items())


def _changed(path: Path) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - half the time of Path.stat, on every refresh of a page
    except OSError:
        return 0


def added_file(settings: Settings) -> Path:
    """The entries of what the person added."""
    return settings.model_folder / "added.toml"


def look_around(settings: Settings) -> Seen:
    """Everything there is, each model once: the studio's own folder first, then what was added, then the others."""
    seen = Seen()
    for entry in entries(SHIPPED).values():
        seen.models[entry.id] = Lying(entry)
    _own_folder(seen, settings)
    _added(seen, settings)
    _cache(seen)
    for folder in settings.model_folders:
        _other_program(seen, folder.expanduser())
    _calibrated(seen, settings)
    return seen


# ---- the studio's own folder ---------------------------------------------------------------------------------------


def _own_folder(seen: Seen, settings: Settings) -> None:
    for path in seen.listing(settings.model_folder):
        if not path.is_dir() or path.name == _COMFY_ADAPTERS:
            continue
        if path.name in seen.models:
            _fill(seen, seen.models[path.name], path, "models")
        else:
            _adopt(seen, path, "models")
    for lying in seen.models.values():
        partial = partial_of(settings, lying.entry.id)
        if lying.state == "absent" and partial.is_dir():
            lying.state, lying.where, lying.bytes_here = "partial", partial, bytes_in(partial)
    _adapters(seen, settings.model_folder / _COMFY_ADAPTERS, "models")


def _fill(seen: Seen, lying: Lying, folder: Path, found_in: str) -> None:
    """Notes that an entry's model lies in this folder, if it does."""
    _look_inside(seen, folder)
    state = state_of(folder, lying.entry.variant)
    if state != "absent" and lying.state != "here":
        lying.state, lying.where, lying.found_in = state, folder, found_in
        lying.bytes_here = bytes_in(folder)


def _look_inside(seen: Seen, folder: Path) -> None:
    seen.look(folder)
    index = seen.look(folder / INDEX)
    if is_language_model(seen.look(folder / CONFIG).parent):
        for file in seen.listing(folder):
            seen.look(file)
    if index.is_file():
        try:
            parts = components_of(index_of(folder))
        except StudioError:
            return
        for part in parts:
            for file in seen.listing(folder / part.name):
                seen.look(file)


# ---- what the person added -----------------------------------------------------------------------------------------


def _added(seen: Seen, settings: Settings) -> None:
    file = seen.look(added_file(settings))
    try:
        told = read_added(file)
        own = [Entry.model_validate(raw) for raw in told["model"]]
    except (BadInput, ValidationError):  # edited by hand: the other models stay in reach
        log.exception("%s was passed over", file)
        return
    for entry in own:
        lying = seen.models.setdefault(entry.id, Lying(entry, source="added"))
        path = seen.look(Path(entry.path))
        if path.is_dir():
            _fill(seen, lying, path, "added")
        elif path.is_file():
            lying.state, lying.where, lying.found_in, lying.bytes_here = "here", path, "added", path.stat().st_size
    for raw in told["adapter"]:
        path = seen.look(Path(raw["path"]))
        if path.is_file():
            seen.adapters[raw["id"]] = Adapter(path, raw["family"], "added")


def read_added(file: Path) -> Told:
    """The tables of added.toml; raises BadInput for a file that is no TOML."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except tomllib.TOMLDecodeError as why:
        raise BadInput(f"{file} is no TOML any more ({why}): mend it, or delete it and add your models again.") from why
    return {"model": told.get("model", []), "adapter": told.get("adapter", [])}


def write_added(file: Path, told: Told) -> None:
    """Writes added.toml whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.half")
    half.write_text(tomlkit.dumps(told), encoding="utf-8")
    half.replace(file)


def free_id(name: str, taken: set[str]) -> str:
    """The name as an id that nothing else has."""
    wanted, number = slug(name), 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def _calibrated(seen: Seen, settings: Settings) -> None:
    """Fills in what was measured of the weights that are here."""
    for file in seen.listing(settings.model_folder / calibration.FOLDER):
        lying = seen.models.get(file.stem)
        found = calibration.read(seen.look(file))
        whole = seen.models.get(lying.entry.base, lying) if lying else None  # a single file borrows the rest
        if not (found and lying and lying.state == "here" and whole and whole.state == "here" and whole.where):
            continue
        if found.weights == identity.weights(lying.entry, whole.where):
            lying.entry = lying.entry.model_copy(update={"mag_ratios": found.ratios})
            lying.calibrated = found.date


# ---- other programs ------------------------------------------------------------------------------------------------


def _cache(seen: Seen) -> None:
    """The Hugging Face cache: models--OWNER--NAME/snapshots/COMMIT, each file a link to a blob that is whole."""
    from huggingface_hub import constants

    here = {p.name: p for p in seen.listing(Path(constants.HF_HUB_CACHE))}
    for lying in seen.models.values():
        folder = here.get(f"models--{lying.entry.repository.replace('/', '--')}")
        if lying.state == "here" or folder is None or not lying.entry.repository or "pipeline" in lying.entry.options:
            continue
        snapshots = seen.listing(folder / "snapshots")
        named = seen.look(folder / "refs" / lying.entry.revision)
        wanted = named.read_text().strip() if named.is_file() else ""
        for snapshot in sorted(snapshots, key=lambda s: (s.name == wanted, _changed(s)), reverse=True)[:1]:
            before = lying.state
            _fill(seen, lying, snapshot, "Hugging Face cache")
            if before == "partial" and lying.state == "partial":
                lying.found_in = ""  # our own download goes on


def _other_program(seen: Seen, root: Path) -> None:
    seen.look(root)
    for kind in _COMFY:
        for path in seen.listing(root / kind):
            _adopt(seen, path, "ComfyUI")
    _adapters(seen, root / _COMFY_ADAPTERS, "ComfyUI")


def _adopt(seen: Seen, path: Path, found_in: str) -> None:
    """Takes in a model that has no entry yet; what can't be used is passed over, since nobody asked for it."""
    if path.is_dir() and not (path / INDEX).is_file() and not is_language_model(path):
        return
    if path.is_file() and path.suffix.lower() not in (".safetensors", ".gguf"):
        return
    seen.look(path)
    if path.is_dir():
        _look_inside(seen, path)
    found = _recognised(path)
    if isinstance(found, Entry):
        entry = found.model_copy(update={"id": free_id(found.id, set(seen.models))})
        seen.models[entry.id] = Lying(entry, "here", path, found_in, "added", bytes_in(path))


def _recognised(path: Path) -> Entry | Adapter | None:
    """What lies there; None, and a line in the log, where it is nothing that can be used."""
    try:
        return recognise(path, entries(SHIPPED))
    except StudioError as why:
        log.info("%s was passed over: %s", path, why.sentence)
        return None


def _adapters(seen: Seen, folder: Path, found_in: str) -> None:
    for path in seen.listing(folder):
        if path.suffix.lower() != ".safetensors":
            continue
        seen.look(path)
        found = _recognised(path)
        if isinstance(found, Adapter):
            seen.adapters[free_id(path.stem, set(seen.adapters))] = replace(found, found_in=found_in)
