"""What this machine can do, what a film will cost on it, and what is kept where."""

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

from studio import library
from studio.crew import Crew
from studio.errors import BackendMissing, StudioError
from studio.film import Brief
from studio.prompt_styles import PromptStyles
from studio.settings import Settings
from studio.shelf import Choice, Device, ModelCard, Shelf

_GB = 1 << 30
# Before this machine has a history: what docs/measurements.md tells of the animatic camera on two cores.
# Seconds of painting a megapixel-frame: 35.6 s for 719 frames of 0.92 megapixels, handles included.
_GUESS_SECONDS = 0.06
# For a camera with a model that neither ran here nor has figures: 5 s at 832x480, 16 a second, in 4 minutes, which the
# authors of Wan 2.1 1.3B state for an RTX 4090.
_GUESS_MODEL_SECONDS = 240 / (0.832 * 0.48 * 81)
_SPEECH_AND_CUT_SHARE = 0.9  # of the film's own length: 3.4 s and 20.3 s for 26.0 s
_MB_PER_MEGAPIXEL_FRAME = 0.13  # takes, segments and film: 57 MB for a film of 17 s with one take made twice
_SECONDS_PER_SHOT = 4.0
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


class Check(BaseModel):
    """A line of the doctor's: what there is, and for what is missing the command that brings it."""

    name: str
    state: Literal["ok", "missing", "warning"]
    detail: str
    remedy: str = ""


class Estimate(BaseModel):
    """What a film will cost; `measured` says that it rests on this machine's own history."""

    seconds: float
    disk_mb: float
    shots: int
    measured: bool


def estimate(brief: Brief, shelf: Shelf | None = None) -> Estimate:
    """Time and disk for a film of that brief by its camera: as measured here, else as stated, else guessed."""
    width, height = brief.pixels
    megapixel_frames = width * height * brief.seconds * float(brief.rate) / 1e6
    shots = max(1, round(brief.seconds / _SECONDS_PER_SHOT))
    model = _card(shelf, brief.crew.camera)
    history = library.render_history(brief.crew.camera, brief.dials.quality)
    if history and model:  # a model has its own size and rate, whatever the film's
        work = history.seconds * history.megapixel_frames * brief.seconds
    elif history:
        work = history.seconds * megapixel_frames
    elif model and shelf:
        work = shots * _stated_seconds(shelf, model, brief.seconds / shots)
    else:
        work = megapixel_frames * _GUESS_SECONDS
    return Estimate(
        seconds=round(work + brief.seconds * _SPEECH_AND_CUT_SHARE, 1),
        disk_mb=round(megapixel_frames * _MB_PER_MEGAPIXEL_FRAME, 1),
        shots=shots,
        measured=history is not None,
    )


def _card(shelf: Shelf | None, model_id: str) -> ModelCard | None:
    return next((m for m in shelf.models() if m.id == model_id), None) if shelf else None


def _stated_seconds(shelf: Shelf, model: ModelCard, seconds: float) -> float:
    """What one clip of so many seconds takes by the model's own figures, or as a model of this kind might."""
    choice = shelf.choose(model.id, devices()[0], seconds)
    if choice.seconds is not None:
        return choice.seconds
    return choice.width * choice.height * choice.frames / 1e6 * _GUESS_MODEL_SECONDS


def storage(settings: Settings) -> dict[str, int]:
    """Bytes kept, by folder of outputs/."""
    of_films = [settings.takes, settings.segments, settings.films, settings.references]
    folders = [*of_films, settings.model_folder, settings.checkpoints, settings.logs]
    return {folder.name: sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) for folder in folders}


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
    if _Torch.said and time.monotonic() - _Torch.at < _ASKED_AGAIN_AFTER:
        return _Torch.said
    if importlib.util.find_spec("torch") is None:
        raise BackendMissing("not installed")
    # In a process of its own: torch would cost the studio's own seconds and some 300 MB for as long as it is open.
    ask = [sys.executable, "-c", _ASK_TORCH]
    asked = subprocess.run(ask, capture_output=True, text=True, timeout=_TORCH_SECONDS)
    if asked.returncode:
        raise BackendMissing((asked.stderr.strip().splitlines() or ["no reason given"])[-1])
    _Torch.said, _Torch.at = json.loads(asked.stdout), time.monotonic()
    return _Torch.said


def devices() -> list[Device]:
    """Where models can run on this machine: its cards, and always its processor, last."""
    memory = psutil.virtual_memory()
    host_free, host = memory.available / _GB, memory.total / _GB
    try:
        cards = _ask_torch()["devices"]
    except BackendMissing:
        cards = []
    found = [
        Device(name=name, kind=kind, free_gb=free / _GB, total_gb=total / _GB, host_free_gb=host_free)
        for name, kind, free, total in cards
    ]
    processor = Device(name="cpu", kind="cpu", free_gb=host_free, total_gb=host, host_free_gb=host_free)
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

# What the plan promises: a 5 s clip in 2 minutes with 16 GB of the memory of a 24 GB consumer card.
_PROMISED_CLIP_SECONDS, _PROMISED_SECONDS, _PROMISED_GB = 5.0, 120.0, 16.0
_PROMISED_CARD = Device(name="a card of 24 GB", kind="cuda", free_gb=_PROMISED_GB, total_gb=24.0, host_free_gb=32.0)


def choices(shelf: Shelf) -> dict[str, Choice]:
    """What this machine's first card, or else its processor, would choose for each model that is here."""
    here = [m for m in shelf.models() if m.state == "here"]
    device = devices()[0] if here else None
    return {m.id: shelf.choose(m.id, device, _PROMISED_CLIP_SECONDS) for m in here} if device else {}


def _models(shelf: Shelf | None) -> list[Check]:
    if shelf is None:
        return []
    here = [m for m in shelf.models() if m.state == "here"]
    device = devices()[0] if here else None
    return [*(_model(shelf, m, device) for m in here if device), _promise(shelf)]


def _model(shelf: Shelf, model: ModelCard, device: Device) -> Check:
    name = f"Model {model.id}"
    try:
        choice = shelf.choose(model.id, device, _PROMISED_CLIP_SECONDS)
    except StudioError as why:  # a file of it is gone or damaged: the other lines are told all the same
        return Check(name=name, state="missing", detail=why.sentence)
    state: Literal["ok", "missing", "warning"] = "missing" if model.lack else "ok" if choice.fits else "warning"
    return Check(name=name, state=state, detail=_told(choice), remedy=model.lack)


def _told(choice: Choice) -> str:
    """A choice in words: what it makes, how, and what that costs."""
    if not choice.width:  # a writer's
        return f"{choice.reason} {choice.precision}, {choice.needed_gb:.1f} GB"
    picture = f"{choice.width}x{choice.height}" + (f", {choice.frames} frames" if choice.frames > 1 else "")
    cost = f", {choice.seconds:.0f} s ({choice.seconds_from})" if choice.seconds is not None else ""
    return f"{choice.reason} {picture}, {choice.steps} steps, {choice.needed_gb:.1f} GB{cost}"


def _promise(shelf: Shelf) -> Check:
    """Which models keep the plan's promise, by measured or stated figures; says so where none has any."""
    clips = {
        m.id: shelf.choose(m.id, _PROMISED_CARD, _PROMISED_CLIP_SECONDS) for m in shelf.models() if m.kind == "camera"
    }
    told = {model_id: c for model_id, c in clips.items() if c.seconds is not None}
    kept = {
        model_id: c for model_id, c in told.items()
        if (c.seconds or 0) <= _PROMISED_SECONDS and c.needed_gb <= _PROMISED_GB
    }  # fmt: skip
    remedy = ""
    promise = "A 5 s clip in 2 minutes with 16 GB of a 24 GB card"
    if kept:
        words = "; ".join(f"{model_id}: {_told(choice)}" for model_id, choice in kept.items())
        return Check(name="Promise", state="ok", detail=f"{promise}: {words}")
    if told:
        nearest = min(told, key=lambda model_id: told[model_id].seconds or 0)
        choice = told[nearest]
        steps = int(choice.steps * _PROMISED_SECONDS / (choice.seconds or 1))  # the rest of a shot is short beside them
        why = f"no model keeps it as it comes; nearest is {nearest}, which would by {steps} steps: {_told(choice)}"
    else:
        why, remedy = "not known, for no model has measured or stated figures yet", "render a clip on such a card"
    return Check(name="Promise", state="warning", detail=f"{promise}: {why}", remedy=remedy)
