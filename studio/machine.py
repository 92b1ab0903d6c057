"""What this machine can do, what it would choose for each model, and what is kept where."""

from __future__ import annotations

import importlib.util
import json
import math
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Literal

import psutil
from pydantic import BaseModel

from studio import costs
from studio.costs import CARD, PROMISE, Estimate, Kept, Promise
from studio.crew import Crew
from studio.errors import BackendMissing, StudioError
from studio.film import Brief
from studio.prompt_styles import PromptStyles
from studio.scratch import bytes_in
from studio.settings import Settings
from studio.shelf import Asked, Choice, Device, ModelCard, Shelf

_GB = 1 << 30
_ENOUGH_FREE_GB = 2.0
_TORCH_SECONDS = 60
_ASK_TORCH = """
import json, torch
cuda = range(torch.cuda.device_count() if torch.cuda.is_available() else 0)
devices = [[torch.cuda.get_device_name(n), "cuda", *torch.cuda.mem_get_info(n)] for n in cuda]
if torch.backends.mps.is_available():
    most = torch.mps.recommended_max_memory()
    devices.append(["Apple GPU", "mps", most - torch.mps.driver_allocated_memory(), most])
print(json.dumps({"version": torch.__version__, "devices": devices}))
"""
_ASKED_AGAIN_AFTER = 60.0  # seconds: other programs take and give back a card's memory
_ASKED_AGAIN_WITHOUT_CARDS = 3600.0  # torch takes seconds to answer, and there is no memory to look up


class Check(BaseModel):
    """A line of the doctor's: what there is, and for what is missing the command that brings it."""

    name: str
    state: Literal["ok", "missing", "warning"]
    detail: str
    remedy: str = ""


def estimate(brief: Brief, crew: Crew) -> Estimate:
    """Time and disk for a film of that brief on this machine."""
    return costs.estimate(brief, crew, devices)


def storage(settings: Settings) -> dict[str, int]:
    """Bytes kept, by folder of outputs/."""
    of_films = [settings.takes, settings.segments, settings.films, settings.references]
    of_models = [settings.model_folder, settings.checkpoints, settings.embeddings, settings.offload]
    return {folder.name: bytes_in(folder) for folder in [*of_films, *of_models, settings.logs]}


def doctor(settings: Settings, crew: Crew) -> list[Check]:
    """The machine line by line."""
    checks = [
        Check(
            name="Python", state="ok", detail=f"{platform.python_version()} on {platform.system()} {platform.machine()}"
        ),
        _memory(),
        _disk(settings.outputs),
        *_devices(),
        _ffmpeg(),
        *_crew(crew),
        *_models(crew.shelf),
        *_prompts(crew.prompt_styles),
    ]
    return [*checks, Check(name="Library", state="ok", detail=settings.database_url)]


def _memory() -> Check:
    memory = psutil.virtual_memory()
    return Check(
        name="Memory",
        state="ok",
        detail=f"{memory.available / _GB:.1f} of {memory.total / _GB:.1f} GB free, {psutil.cpu_count()} processors",
    )


def _disk(outputs: Path) -> Check:
    outputs.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(outputs).free / _GB
    if free < _ENOUGH_FREE_GB:
        return Check(
            name="Disk",
            state="warning",
            detail=f"{free:.1f} GB free in {outputs}",
            remedy="free some room, or set STORYREEL_OUTPUTS to another disk",
        )
    return Check(name="Disk", state="ok", detail=f"{free:.1f} GB free in {outputs}")


class _Torch:
    """What torch said last, and when."""

    said: dict[str, Any] | None = None
    at = -math.inf


def _ask_torch() -> dict[str, Any]:
    """torch's version and devices [name, kind, free, total], bytes; raises BackendMissing."""
    if _Torch.said:
        last = _ASKED_AGAIN_AFTER if _Torch.said["devices"] else _ASKED_AGAIN_WITHOUT_CARDS
        if time.monotonic() - _Torch.at < last:
            return _Torch.said
    if importlib.util.find_spec("torch") is None:
        raise BackendMissing("not installed")
    # In a process of its own: torch would cost the studio's own seconds and some 300 MB for as long as it is open.
    ask = [sys.executable, "-c", _ASK_TORCH]
    try:
        asked = subprocess.run(ask, capture_output=True, text=True, timeout=_TORCH_SECONDS)
    except subprocess.TimeoutExpired as why:
        raise BackendMissing(
            f"torch has not answered in {_TORCH_SECONDS} s: the machine is busy, or its graphics driver hangs."
        ) from why
    if asked.returncode:
        raise BackendMissing((asked.stderr.strip().splitlines() or ["no reason given"])[-1])
    _Torch.said, _Torch.at = json.loads(asked.stdout), time.monotonic()
    return _Torch.said


def devices() -> list[Device]:
    """Where models can run on this machine: its cards, and always its processor, last."""
    memory = psutil.virtual_memory()
    host_free, host = memory.available / _GB, memory.total / _GB
    own = {"host_free_gb": host_free, "host_total_gb": host}
    try:
        cards = _ask_torch()["devices"]
    except BackendMissing:
        cards = []
    found = [
        Device(name=name, kind=kind, free_gb=free / _GB, total_gb=total / _GB, **own)
        for name, kind, free, total in cards
    ]
    processor = Device(name="cpu", kind="cpu", free_gb=host_free, total_gb=host, **own)
    return [*found, processor]


def _devices() -> list[Check]:
    try:
        version = _ask_torch()["version"]
    except BackendMissing as why:
        remedy = "pip install -r requirements.txt"
        return [Check(name="Torch", state="missing", detail=why.sentence, remedy=remedy)]
    found = [Check(name="Torch", state="ok", detail=version)]
    for n, device in enumerate(d for d in devices() if d.kind != "cpu"):
        memory = f"{device.free_gb:.1f} of {device.total_gb:.1f} GB free"
        found.append(Check(name=f"GPU {n}", state="ok", detail=f"{device.name}, {memory}"))
    if len(found) > 1:
        return found
    detail = "no CUDA device is seen: the animatic camera works on the processor"
    windows = "; on Windows also pip install -r requirements-gpu.txt"
    remedy = f"with an NVIDIA card: install its driver{windows if sys.platform == 'win32' else ''}"
    return [*found, Check(name="GPU", state="warning", detail=detail, remedy=remedy)]


def _ffmpeg() -> Check:
    try:
        import imageio_ffmpeg

        return Check(name="ffmpeg", state="ok", detail=f"{imageio_ffmpeg.get_ffmpeg_version()} from imageio-ffmpeg")
    except (ImportError, RuntimeError) as why:
        return Check(name="ffmpeg", state="missing", detail=str(why), remedy="pip install -r requirements.txt")


def _crew(crew: Crew) -> list[Check]:
    checks = []
    shelved = {(m.kind, m.id) for m in crew.shelf.makers()} if crew.shelf else set()  # those have lines of their own
    for kind in ("writer", "still", "camera", "voice", "composer", "editor"):
        for maker in (m for m in crew.of(kind) if (m.kind, m.id) not in shelved):  # type: ignore[arg-type]
            name, detail = f"{kind.capitalize()} {maker.id}", f"{maker.name}: {maker.summary}"
            try:
                lack = maker.missing()
                checks.append(Check(name=name, state="missing" if lack else "ok", detail=detail, remedy=lack or ""))
            except StudioError as why:
                checks.append(Check(name=name, state="missing", detail=why.sentence))
    return checks


def _prompts(styles: PromptStyles) -> list[Check]:
    """The person's own prompt files; what is shipped needs no line."""
    checks = []
    for name, broken in styles.mine().items():
        detail = broken.rpartition(": ")[0] if broken else f"{name}.toml is used in place of the shipped words"
        remedy = broken.rpartition(": ")[2].rstrip(".")
        checks.append(Check(name=f"Prompts {name}", state="missing" if broken else "ok", detail=detail, remedy=remedy))
    return checks


# ---- models --------------------------------------------------------------------------------------------------------


def choices(shelf: Shelf) -> dict[str, Choice]:
    """What this machine's first card, or else its processor, would choose for each model that is here."""
    here = [m for m in shelf.models() if m.state == "here"]
    device = devices()[0] if here else None
    return {m.id: costs.choose(shelf, m, device) for m in here} if device else {}


def choice(shelf: Shelf, model_id: str, asked: Asked | None = None) -> Choice:
    """What this machine's first card, or else its processor, would choose for one model."""
    return costs.choose(shelf, shelf.model(model_id), devices()[0], asked)


def promise(shelf: Shelf) -> Promise:
    """Which models keep the plan's promise."""
    return costs.promise(shelf, devices()[0])


def _models(shelf: Shelf | None) -> list[Check]:
    if shelf is None:
        return []
    here = [m for m in shelf.models() if m.state == "here"]
    return [_attention(shelf), *(_model(shelf, m, devices()[0]) for m in here), _promise(shelf)]


def _attention(shelf: Shelf) -> Check:
    """Which attention backend is taken, and what else there is."""
    try:
        found = shelf.attention()
    except StudioError as why:
        return Check(name="Attention", state="warning", detail=f"can't be told: {why.sentence}")
    plain, masked = found.without_mask, found.with_mask
    taken = masked if plain == masked else f"{plain} for models that use no mask (Wan), {masked} for the others"
    where = "" if found.device == "cuda" else "native; an NVIDIA card would take "
    others = ", ".join(b.name + (" (rounds)" if b.rounds else "") for b in found.backends if b.usable)
    broken = "; ".join(b.why for b in found.backends if b.installed and not b.usable and found.device == "cuda")
    detail = f"{where}{taken}. Can be chosen: {others}" + (f". {broken}" if broken else "")
    return Check(name="Attention", state="warning" if broken else "ok", detail=detail)


def _model(shelf: Shelf, model: ModelCard, device: Device) -> Check:
    name = f"Model {model.id}"
    try:
        chosen = costs.choose(shelf, model, device)
    except StudioError as why:  # a file of it is gone or damaged: the other lines are told all the same
        return Check(name=name, state="missing", detail=why.sentence)
    state: Literal["ok", "missing", "warning"] = "missing" if model.lack else "ok" if chosen.fits else "warning"
    return Check(name=name, state=state, detail=f"{chosen.reason} {_told(chosen)}", remedy=model.lack)


def _told(chosen: Choice) -> str:
    """A choice in words: what it makes, and what that costs."""
    if not chosen.width:  # a writer's
        return f"{chosen.precision}, {chosen.needed_gb:.1f} GB"
    picture = f"{chosen.width}x{chosen.height}" + (f", {chosen.frames} frames" if chosen.frames > 1 else "")
    cost = f", {chosen.seconds:.0f} s ({chosen.seconds_from})" if chosen.seconds is not None else ""
    return f"{picture}, {chosen.steps} steps, {chosen.needed_gb:.1f} GB{cost}"


def _promise(shelf: Shelf) -> Check:
    """Which models keep the plan's promise, and with what settings; says so where none is known to."""
    found = promise(shelf)
    bounds = f"{PROMISE.seconds / 60:.0f} minutes with {PROMISE.gb:.0f} GB of {CARD.name}"
    what = f"A {PROMISE.clip_seconds:.0f} s clip in {bounds}"
    if found.kept:
        words = "; ".join(map(kept_told, found.kept))
        return Check(name="Promise", state="ok", detail=f"{what}: {words}")
    if found.told:
        why, remedy = "no model keeps it, by any size and steps that are worth looking at", ""
    else:
        why, remedy = "not known, for no model has measured or stated figures yet", "render a clip on such a card"
    return Check(name="Promise", state="warning", detail=f"{what}: {why}", remedy=remedy)


def kept_told(kept: Kept) -> str:
    """A model that keeps the promise, in words."""
    return f"{kept.model_id}: {_told(kept.choice)}"
