"""The shelf of models for diffusion cameras: which are known, here or half here, and how they come and go.

Loads no model. What lies where is looked up again only when a folder that matters has changed, since the page asks for
the makers on every refresh.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion import attention, calibration, hub, places
from pipelines.cameras.diffusion.entries import SHIPPED, Entry, entries
from pipelines.cameras.diffusion.folders import RECORD, state_of, weights_of
from pipelines.cameras.diffusion.headers import check_whole
from pipelines.cameras.diffusion.places import Lying, Seen
from pipelines.cameras.diffusion.recognise import Adapter, recognise
from studio.crew import Maker, Report
from studio.errors import BadInput, Conflict, DamagedFile, ModelMissing, NotFound
from studio.scratch import bytes_in
from studio.settings import Settings
from studio.shelf import AdapterCard, Asked, Attention, Bounds, Choice, Device, ModelCard, Pace, Request

_GB = 1 << 30
_LIBRARIES = ("torch", "diffusers", "transformers", "accelerate", "safetensors")


def open_shelf(settings: Settings) -> DiffusionShelf:
    """The shelf of these settings."""
    return DiffusionShelf(settings)


class DiffusionShelf:
    """A studio.shelf.Shelf of Diffusers models."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._seen: Seen | None = None
        self._makers: list[Maker] = []

    def _look(self) -> Seen:
        if self._seen is None or not self._seen.still_true():
            self._seen = places.look_around(self.settings)
            self._makers = [self._maker(lying) for lying in self._seen.models.values()]
        return self._seen

    def _lying(self, model_id: str) -> Lying:
        models = self._look().models
        if model_id not in models:
            raise NotFound(f"There is no model “{model_id}”: `python app.py models` lists those that are known.")
        return models[model_id]

    # ---- what there is ----

    def makers(self) -> list[Maker]:
        """A camera or still camera for each model that is known."""
        self._look()
        return list(self._makers)

    def _maker(self, lying: Lying) -> Maker:
        entry = lying.entry
        if entry.kind == "writer":
            return Maker(
                "writer", entry.id, entry.name, partial(self._load_writer, entry.id),
                licence=entry.licence or "its own, see its page", summary=entry.summary,
                missing=partial(self._missing, entry.id), lane="text", heavy=True,
            )  # fmt: skip
        return Maker(
            entry.kind, entry.id, entry.name, partial(self._load, entry.id),
            licence=entry.licence or ("its own, see its page" if entry.repository else "not known: your own files"),
            summary=entry.summary,
            missing=partial(self._missing, entry.id),
            lane="gpu" if any(s.startswith("gpu") for s in self.settings.slots) else "cpu",
            heavy=True, takes=frozenset(entry.takes), prompt_style=entry.prompt_style, prompt_tokens=entry.words,
            negative=entry.negative, guidance=entry.guidance,
        )  # fmt: skip

    def _missing(self, model_id: str) -> str | None:
        """The command that brings what the model lacks, its own files first."""
        lying = self._lying(model_id)
        if lying.state != "here" and lying.entry.repository:
            return f"python app.py models get {model_id}"
        if lying.state != "here":
            return f"python app.py models add {lying.entry.path}"
        if lying.entry.base and self._lying(lying.entry.base).state != "here":
            return f"python app.py models get {lying.entry.base}"  # whose other parts it borrows
        return _lack(lying.entry) or None

    def _load(self, model_id: str) -> Any:
        from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera

        lying = self._lying(model_id)
        camera = DiffusionCamera if lying.entry.moving else StillsCamera
        return camera(lying.entry, self.folder(model_id), self.settings)

    def _load_writer(self, model_id: str) -> Any:
        from pipelines.writers import room_of
        from pipelines.writers.transformers import Placing, TransformersChat

        folder, name = self.folder(model_id), self._lying(model_id).entry.name
        return room_of(
            self.settings, model_id,
            lambda told: TransformersChat(folder, name, Placing.model_validate(told.get("placing") or {})),
        )  # fmt: skip

    def folder(self, model_id: str) -> Path:
        """The Diffusers folder of a model; of a single file, that of the model whose other parts it borrows.

        Raises ModelMissing.
        """
        lying = self._lying(model_id)
        if lying.state != "here" or lying.where is None:
            how = f"run `{self._missing(model_id)}`, or get it on the Models page"
            raise ModelMissing(f"The model {lying.entry.name} is not on this machine: {how}.")
        return self.folder(lying.entry.base) if lying.entry.base else lying.where

    def models(self) -> list[ModelCard]:
        """Every known model: those that come with Storyreel, then the person's own."""
        return [_card(lying) for lying in self._look().models.values()]

    def model(self, model_id: str) -> ModelCard:
        """One model; raises NotFound."""
        return _card(self._lying(model_id))

    def adapters(self) -> list[AdapterCard]:
        """Every LoRA that was found or added."""
        found = self._look().adapters.items()
        return [_adapter_card(adapter_id, adapter) for adapter_id, adapter in found]

    # ---- coming and going ----

    def add(self, path: Path) -> ModelCard | AdapterCard:
        """Recognises a folder or a single file and uses it in place; raises BadInput, DamagedFile."""
        found = recognise(path, entries(SHIPPED))
        seen, file = self._look(), places.added_file(self.settings)
        told = places.read_added(file)
        if isinstance(found, Adapter):
            return self._add_adapter(found, seen, told)
        if there := [m for m in seen.models.values() if m.where and m.where.resolve() == Path(found.path)]:
            return _card(there[0])
        entry = found.model_copy(update={"id": places.free_id(found.id, {*seen.models, *seen.adapters})})
        told["model"].append(entry.model_dump(mode="json", exclude_defaults=True, exclude_none=True))
        places.write_added(file, told)
        return self.model(entry.id)

    def _add_adapter(self, found: Adapter, seen: Seen, told: places.Told) -> AdapterCard:
        """One whose file has moved keeps its id, so that the shots that name it find it again."""
        for adapter_id, known in seen.adapters.items():
            if known.path == found.path:
                return _adapter_card(adapter_id, known)
        adapter_id = places.free_id(found.path.stem, {*seen.adapters, *seen.models})
        told["adapter"] = [x for x in told["adapter"] if x["id"] != adapter_id]
        told["adapter"].append({"id": adapter_id, "path": str(found.path), "family": found.family})
        places.write_added(places.added_file(self.settings), told)
        return _adapter_card(adapter_id, replace(found, found_in="added"))

    def get(self, request: Request, report: Report) -> dict[str, Any]:
        """Downloads a model into the studio's own folder; see studio.shelf.Shelf.get."""
        return hub.get(self._lying(request.model_id).entry, request, self.settings, report)

    def verify(self, model_id: str, report: Report) -> dict[str, Any]:
        """Reads every file: downloaded ones against their checksums, others against their own headers."""
        lying = self._lying(model_id)
        if lying.where is None or lying.state == "absent":
            raise ModelMissing(f"{lying.entry.name} is not on this machine: run `{self._missing(model_id)}`.")
        if lying.where == hub.partial_of(self.settings, model_id):
            raise ModelMissing(
                f"{lying.entry.name} is only partly here: run `{self._missing(model_id)}`, which goes on and checks it."
            )
        if record := hub.record_of(lying.where):
            return hub.verify(lying.entry, self.settings, lying.where, record, report)
        return _verify_headers(lying, report)

    def remove(self, model_id: str) -> int:
        """Deletes what was downloaded, or forgets what was added; returns the bytes freed."""
        lying = self._lying(model_id)
        own, begun = self.settings.model_folder / model_id, hub.partial_of(self.settings, model_id)
        going = [begun] if begun.is_dir() else []
        if (own / RECORD).is_file():
            self._refuse_lent(model_id)
            going.append(own)
        if not going and not self._forget("model", model_id):
            raise BadInput(_why_not_removed(lying))
        freed = sum(bytes_in(folder) for folder in going)
        for folder in going:
            shutil.rmtree(folder)
        (self.settings.model_folder / f".{model_id}.lock").unlink(missing_ok=True)
        calibration.forget(self.settings, model_id)
        self._seen = None
        return freed

    def _refuse_lent(self, model_id: str) -> None:
        """Raises Conflict for a model whose parts serve a single file that the person added."""
        added = (x for x in self._look().models.values() if x.entry.base == model_id and x.found_in == "added")
        if borrower := next(added, None):
            raise Conflict(
                f"{borrower.entry.name} ({borrower.entry.id}) is a single file that borrows this model's other parts: "
                f"remove {borrower.entry.id} first."
            )

    def remove_adapter(self, adapter_id: str) -> None:
        """Forgets an added adapter; its file stays. One whose file is gone already can be forgotten too."""
        if not self._forget("adapter", adapter_id):
            raise BadInput(self._why_adapter_stays(adapter_id))
        self._seen = None

    def _why_adapter_stays(self, adapter_id: str) -> str:
        adapter = self._look().adapters.get(adapter_id)
        if adapter is None:
            raise NotFound(f"There is no model or adapter “{adapter_id}”: `python app.py models` lists what is known.")
        return (
            f"The adapter {adapter_id} was not added but found in {adapter.path.parent}, and is used in place: "
            f"delete {adapter.path.name} there yourself to be rid of it."
        )

    def _forget(self, kind: str, thing_id: str) -> bool:
        """Takes a model or an adapter of the person's out of added.toml; whether it stood there."""
        file = places.added_file(self.settings)
        told = places.read_added(file)
        kept = [x for x in told[kind] if x["id"] != thing_id]
        if kept == told[kind]:
            return False
        places.write_added(file, told | {kind: kept})
        return True

    # ---- what a machine would choose ----

    def attention(self) -> Attention:
        """The attention backends of this machine; see pipelines.cameras.diffusion.attention."""
        return attention.here(any(s.startswith("gpu") for s in self.settings.slots))

    def choose(self, model_id: str, device: Device, asked: Asked | None = None) -> Choice:
        """What this device would choose, by the model's files' bytes or, where it is not here, as stated."""
        from pipelines.cameras.diffusion import figures

        lying = self._lying(model_id)
        if lying.entry.kind == "writer":
            return _choose_for_a_writer(sum(self._weights(lying).values()) / _GB, device)
        return figures.choose(lying.entry, self._weights(lying), device, asked or Asked())

    def within(self, model_id: str, device: Device, bounds: Bounds, pace: Pace | None = None) -> Choice | None:
        """The most that a clip within these bounds can be; see studio.shelf.Shelf."""
        from pipelines.cameras.diffusion import figures

        lying = self._lying(model_id)
        return figures.within(lying.entry, self._weights(lying), device, bounds, pace)

    def _weights(self, lying: Lying) -> dict[str, int]:
        entry = lying.entry
        if lying.state == "here" and lying.where is not None:
            own = weights_of(lying.where)
            return own if not entry.base else self._weights(self._lying(entry.base)) | own
        told = entry.weights_gb or {"transformer": entry.size_gb}
        return {part: round(gb * _GB) for part, gb in told.items()}


def _choose_for_a_writer(weights: float, device: Device) -> Choice:
    """How a language model of so many GB would be held, as pipelines.writers.transformers does."""
    from pipelines.writers.transformers import SPARE

    room, precision = device.free_gb if device.kind == "cuda" else device.host_free_gb, "full"
    needs = {"full": weights * SPARE, "int8": weights * SPARE / 2, "int4": weights * SPARE / 4}
    if device.kind == "cuda" and find_spec("bitsandbytes"):
        precision = next((name for name, gb in needs.items() if gb < room), "int4")
    where = "on the card" if device.kind == "cuda" else "in memory, on the processor, some words a second"
    fits = needs[precision] < room
    reason = f"It writes {where}" + ("." if fits else "; what does not fit waits in the machine's own memory, slowly.")
    return Choice(
        memory="full", precision=precision, tiling=False, needed_gb=round(needs[precision], 2), fits=fits,
        width=0, height=0, frames=0, steps=0, reason=reason,
    )  # fmt: skip


def _lack(entry: Entry) -> str:
    """The command that installs a library which is missing; empty: none is."""
    wanted = (*_LIBRARIES, "gguf") if entry.path.endswith(".gguf") else _LIBRARIES
    if entry.kind == "writer":
        wanted = ("torch", "transformers", "accelerate", "safetensors", "llguidance")
    absent = [name for name in wanted if find_spec(name) is None]
    return f"pip install {' '.join(absent)}" if absent else ""


def _why_not_removed(lying: Lying) -> str:
    name, where = lying.entry.name, lying.where
    if where is None:
        return f"{name} is not on this machine: there is nothing to remove."
    if lying.found_in == "Hugging Face cache":
        return f"{name} lies in the Hugging Face cache, used in place: delete it there with `hf cache rm`."
    return f"{name} was not downloaded here but is used in place: delete {where} yourself to be rid of it."


def _verify_headers(lying: Lying, report: Report) -> dict[str, Any]:
    assert lying.where is not None
    files = [lying.where] if lying.where.is_file() else sorted(lying.where.rglob("*.safetensors"))
    for n, file in enumerate(files):
        report(n / len(files), f"checking {file.name}")
        check_whole(file)
    if lying.where.is_dir() and state_of(lying.where, lying.entry.variant) != "here":
        raise DamagedFile(f"Files of {lying.entry.name} are missing from {lying.where}: copy or download them again.")
    size = sum(f.stat().st_size for f in files)
    return {"model_id": lying.entry.id, "files": len(files), "bytes": size, "commit": ""}


# ---- cards ---------------------------------------------------------------------------------------------------------


def _card(lying: Lying) -> ModelCard:
    entry = lying.entry
    same = {
        "id", "name", "family", "kind", "summary", "repository", "licence", "licence_url", "films_may_be_sold",
        "gated", "size_gb", "fps", "steps", "verified", "prompt_style",
    }  # fmt: skip
    return ModelCard(
        **entry.model_dump(include=same),
        source="added" if lying.source == "added" else "shipped",
        state=lying.state, where=str(lying.where or ""), found_in=lying.found_in, bytes_here=lying.bytes_here,
        takes=list(entry.takes), sizes=[f"{w}x{h}" for w, h in entry.sizes],
        frames=entry.grid.most_frames if entry.moving else 0,
        schedulers=entry.schedulers,
        qualities=_qualities(entry),
        lack=_lack(entry) if lying.state == "here" else "",
        calibrates=bool(entry.mag_steps), calibrated=lying.calibrated,
    )  # fmt: skip


def _qualities(entry: Entry) -> dict[str, str]:
    levels = () if entry.kind == "writer" else ("draft", "standard", "best")
    return {name: _told(entry, name) for name in levels}


def _told(entry: Entry, quality: str) -> str:
    """A quality level in words."""
    level = entry.level(quality)
    steps = f"{level.steps or entry.steps} steps"
    cache = f", {level.cache} cache" if level.cache else ""
    if level.cache == "mag" and not entry.mag_ratios:
        return f"{steps}{cache}, uncalibrated"
    return f"{steps}{cache or ', no cache'} (MagCache uncalibrated)" if level.mag else steps + cache


def _adapter_card(adapter_id: str, adapter: Adapter) -> AdapterCard:
    where = adapter.path
    return AdapterCard(
        id=adapter_id, name=where.stem, family=adapter.family, where=str(where), found_in=adapter.found_in,
        bytes_here=where.stat().st_size,
    )  # fmt: skip
