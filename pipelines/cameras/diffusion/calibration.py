"""MagCache's ratios as they were measured on this machine: a file a model, in `calibrated/` beside the models.

They belong to the very weights they were measured on: where these have changed it is as if there were none. What a
calibration renders is here too; the camera renders it.
"""

from __future__ import annotations

import logging
import time
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit
from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.cameras.diffusion import memory
from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Task
from studio.crew import ClipOrder
from studio.settings import Settings
from studio.shelf import Device

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)
FOLDER = "calibrated"
# Ratios hardly depend on what is shown, say MagCache's authors, who measure with any prompt.
PROMPT = (
    "A lighthouse on a rocky coast at dusk, wide shot: waves roll in and break, gulls circle the tower, the lamp "
    "begins to turn, warm light on wet stone, the camera moves slowly closer"
)


class Calibration(BaseModel):
    """What was measured, and on what."""

    model_config = ConfigDict(extra="forbid")

    model_id: str
    weights: str  # identity.weights
    date: str  # 2026-11-27
    width: int
    height: int
    frames: int
    steps: int
    ratios: list[float]  # one a step: by how much the step's residual grew


# ---- the files -----------------------------------------------------------------------------------------------------


def file_of(settings: Settings, model_id: str) -> Path:
    return settings.model_folder / FOLDER / f"{model_id}.toml"


def read(file: Path) -> Calibration | None:
    """What the file holds; None, and a line in the log, for one that was spoilt by hand."""
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError):
        log.exception("%s was passed over: calibrate the model again", file)
        return None


@cache
def _read(file: Path, changed: int) -> Calibration:
    return Calibration.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def ratios(settings: Settings, model_id: str, weights: str) -> list[float]:
    """The ratios measured on these weights; empty where there are none."""
    found = read(file_of(settings, model_id))
    return found.ratios if found and found.weights == weights else []


def keep(settings: Settings, task: Task, model_id: str, weights: str, measured: list[float]) -> Calibration:
    """Writes a calibration whole or not at all."""
    size = {"width": task.width, "height": task.height, "frames": task.frames, "steps": task.steps}
    today = time.strftime("%Y-%m-%d")
    made = Calibration(model_id=model_id, weights=weights, date=today, ratios=measured, **size)
    file = file_of(settings, model_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    half.write_text(tomlkit.dumps(made.model_dump()), encoding="utf-8")
    half.replace(file)
    return made


def forget(settings: Settings, model_id: str) -> None:
    file_of(settings, model_id).unlink(missing_ok=True)


# ---- what is rendered ----------------------------------------------------------------------------------------------


def task(entry: Entry, weights: dict[str, int], device: Device) -> Task:
    """A run at the first size and full length, or the largest that fits, by the steps of the level MagCache is for.

    A model that animates pictures is given those of the animatic painter. `weights` are the bytes of each component.
    """
    width, height = entry.sizes[0]
    frames = entry.grid.most_frames if entry.moving else 1
    demand = memory.Demand(entry, weights, device, width, height, frames)
    if not memory.plan(demand).fits:
        width, height, frames = memory.smaller(demand) or (width, height, frames)
    first, last = _pictures(width, height) if "text" not in entry.takes else (None, None)
    return Task(
        prompt=PROMPT, negative=entry.negative, width=width, height=height, frames=frames, fps=entry.fps or 1.0,
        steps=entry.mag_steps, guidance=entry.guidance, seed=1, first=first, last=last if entry.both_ends else None,
    )  # fmt: skip


def _pictures(width: int, height: int) -> tuple[Image, Image]:
    """The first and the last picture of a painted clip of four seconds, RGB."""
    from PIL import Image

    from pipelines.cameras.animatic.finish import Finish
    from pipelines.cameras.animatic.scene import staged

    order = ClipOrder(own_words=PROMPT, width=width, height=height, fps="24", frames=96)
    painted = Finish(staged(order))
    first, last = (Image.fromarray(painted.frame(n)[..., ::-1].copy()) for n in (0, order.frames - 1))
    return first, last
