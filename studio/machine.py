"""What this machine can do, what a film will cost on it, and what is kept where."""

from __future__ import annotations

import importlib.util
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel

from studio import library
from studio.crew import Crew
from studio.errors import StudioError
from studio.film import Brief
from studio.settings import Settings

_GB = 1 << 30
# Before this machine has a history: what docs/measurements.md tells of the animatic camera on two cores.
# Seconds of painting a megapixel-frame: 35.6 s for 719 frames of 0.92 megapixels, handles included.
_GUESS_SECONDS = 0.06
_SPEECH_AND_CUT_SHARE = 0.9  # of the film's own length: 3.4 s and 20.3 s for 26.0 s
_MB_PER_MEGAPIXEL_FRAME = 0.13  # takes, segments and film: 57 MB for a film of 17 s with one take made twice
_SECONDS_PER_SHOT = 4.0
_ENOUGH_FREE_GB = 2.0
_TORCH_SECONDS = 60
_ASK_TORCH = """
import json, torch
cuda = range(torch.cuda.device_count() if torch.cuda.is_available() else 0)
devices = [[torch.cuda.get_device_name(n), *torch.cuda.mem_get_info(n)] for n in cuda]
print(json.dumps({"version": torch.__version__, "devices": devices}))
"""


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


def estimate(brief: Brief) -> Estimate:
    """Time and disk for a film of that brief."""
    width, height = brief.pixels
    megapixel_frames = width * height * brief.seconds * float(brief.rate) / 1e6
    cost, takes = library.render_history()
    work = megapixel_frames * (cost or _GUESS_SECONDS) + brief.seconds * _SPEECH_AND_CUT_SHARE
    shots = max(1, round(brief.seconds / _SECONDS_PER_SHOT))
    return Estimate(
        seconds=round(work, 1),
        disk_mb=round(megapixel_frames * _MB_PER_MEGAPIXEL_FRAME, 1),
        shots=shots,
        measured=takes > 0,
    )


def storage(settings: Settings) -> dict[str, int]:
    """Bytes kept, by folder of outputs/."""
    folders = [settings.takes, settings.segments, settings.films, settings.logs]
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


def _devices() -> list[Check]:
    if importlib.util.find_spec("torch") is None:
        return [Check(name="Torch", state="missing", detail="not installed", remedy="pip install -r requirements.txt")]
    # In a process of its own: torch would cost the studio's own seconds and some 300 MB for as long as it is open.
    ask = [sys.executable, "-c", _ASK_TORCH]
    asked = subprocess.run(ask, capture_output=True, text=True, timeout=_TORCH_SECONDS)
    if asked.returncode:
        why = (asked.stderr.strip().splitlines() or ["no reason given"])[-1]
        return [Check(name="Torch", state="missing", detail=why, remedy="pip install -r requirements.txt")]
    told = json.loads(asked.stdout)
    found = [Check(name="Torch", state="ok", detail=told["version"])]
    for n, (name, free, total) in enumerate(told["devices"]):
        memory = f"{free / _GB:.1f} of {total / _GB:.1f} GB free"
        found.append(Check(name=f"GPU {n}", state="ok", detail=f"{name}, {memory}"))
    if told["devices"]:
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
    for kind in ("writer", "camera", "voice", "composer", "editor"):
        for maker in crew.of(kind):  # type: ignore[arg-type]
            name, detail = f"{kind.capitalize()} {maker.id}", f"{maker.name}: {maker.summary}"
            try:
                lack = maker.missing()
                checks.append(Check(name=name, state="missing" if lack else "ok", detail=detail, remedy=lack or ""))
            except StudioError as why:
                checks.append(Check(name=name, state="missing", detail=why.sentence))
    return checks
