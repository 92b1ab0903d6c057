"""What is known of each model before it is loaded: the entries of models.toml and those that the person added.

Pure: reads TOML, imports no library of models, looks at no weights.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SHIPPED = Path(__file__).with_name("models.toml")
Takes = Literal["text", "first frame", "last frame", "reference", "sound"]


class Grid(BaseModel):
    """What sizes and lengths a model can make; found in its pipeline's checks and its networks' strides."""

    model_config = ConfigDict(extra="forbid")

    side: int = 16  # both sides are multiples of this
    frames: int = 4  # a clip has this * k + 1 frames
    most_frames: int = 81  # in one go, as trained
    fixed: bool = False  # no other sizes than the native ones
    least_frames: int = 5


class Level(BaseModel):
    """A quality level: steps, and a cache that leaves work out."""

    model_config = ConfigDict(extra="forbid")

    steps: int | None = None  # None: the entry's
    cache: Literal["", "first block", "mag", "taylor", "pyramid"] = ""
    threshold: float = 0.0  # of first block and mag: how much change is let pass as none
    interval: int = 0  # of taylor and pyramid: every so many steps in full
    mag: float = 0.0  # MagCache's threshold: it takes the other cache's place once the model is calibrated; 0: never


class Stated(BaseModel):
    """What somebody published of a run; `source` says who and where."""

    model_config = ConfigDict(extra="forbid")

    card: str  # as its driver names it, or a part of that
    card_gb: int
    width: int
    height: int
    frames: int = 1
    steps: int
    seconds: float  # of the whole run
    source: str

    @property
    def pace(self) -> float:
        """Seconds a megapixel-frame and step."""
        return self.seconds * 1e6 / (self.width * self.height * self.frames * self.steps)


class Entry(BaseModel):
    """One model. Numbers are the pipeline's own defaults or the card's, as models.toml says."""

    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    family: str  # a module of families/
    kind: Literal["camera", "still", "writer"] = "camera"
    summary: str = ""
    repository: str = ""
    revision: str = "main"
    files: list[str] = Field(default_factory=list)  # patterns to download; empty: the whole repository's safetensors
    variant: str = ""  # "fp16": the files' infix
    licence: str = ""
    licence_url: str = ""
    films_may_be_sold: bool | None = None
    gated: bool = False
    size_gb: float = 0.0  # to download
    weights_gb: dict[str, float] = Field(default_factory=dict)  # GiB by component, to plan for a model not here yet
    takes: list[Takes] = Field(default_factory=lambda: ["text"])  # type: ignore[arg-type]
    both_ends: bool = False  # it can't do without a first and a last frame
    overlap: int = 1  # pictures of the part before that a later part of a long clip begins with; on the grid
    sizes: list[tuple[int, int]] = Field(default_factory=list)  # native (width, height), the best first
    grid: Grid = Field(default_factory=Grid)
    fps: float = 0.0
    steps: int = 30
    guidance: float = 5.0
    guidance_low: float | None = None  # of the second, low-noise transformer
    negative: str = ""  # what the model's authors ask not to see, where it is other than its prompt style's
    prompt_style: str = ""  # how it likes to be told: a file of assets/prompts/cameras
    words: int = 512  # tokens of a prompt at most
    schedulers: list[str] = Field(default_factory=list)  # class names in diffusers; the first is the model's own
    shift: float | None = None  # of a flow scheduler; None: as saved with the model
    levels: dict[Literal["draft", "standard", "best"], Level] = Field(default_factory=dict)
    mag_ratios: list[float] = Field(default_factory=list)  # calibrated; empty: uncalibrated
    precision: Literal["bf16", "fp16", "fp32"] = "bf16"  # it is computed in
    activation_gb: float = 0.0  # at its first size and most frames, beyond the weights; stated or measured
    activation_from: Literal["measured", "stated", "guessed"] = "guessed"
    stated: list[Stated] = Field(default_factory=list)
    verified: str = ""  # the date on which somebody ran these very weights
    path: str = ""  # of the person's own: folder or file, used in place
    base: str = ""  # of a single file: the entry whose other parts (text encoder, VAE) it borrows
    options: dict[str, float | int | str | bool] = Field(default_factory=dict)  # the family's own, see its module

    @property
    def moving(self) -> bool:
        return self.kind == "camera"

    def level(self, quality: str) -> Level:
        """The level of that name ("" is standard), with MagCache where it has one and the model is calibrated."""
        found = self.levels.get(quality or "standard", Level())  # type: ignore[call-overload]
        if found.mag and self.mag_ratios:
            return Level(steps=found.steps, cache="mag", threshold=found.mag)
        return found

    @property
    def mag_steps(self) -> int:
        """The steps of the level that MagCache is meant for, to be calibrated with; 0: none is."""
        meant = [level for level in self.levels.values() if level.mag or level.cache == "mag"]
        return (meant[0].steps or self.steps) if meant else 0

    def size_for(self, width: int, height: int) -> tuple[int, int]:
        """The size to render for a picture of that shape: the native one whose area and shape are nearest, re-shaped.

        The area of the nearest native size is kept and the shape is the asked one, on the grid, so that conforming
        crops next to nothing.
        """
        ratio = width / height
        native = min(self.sizes, key=lambda s: abs(math.log((s[0] / s[1]) / ratio)))
        area, step = native[0] * native[1], self.grid.side
        if self.grid.fixed or abs(math.log((native[0] / native[1]) / ratio)) < 0.06:
            return native  # a few per cent are cropped and never noticed
        wide = max(step, round(math.sqrt(area * ratio) / step) * step)
        high = max(step, round(math.sqrt(area / ratio) / step) * step)
        return wide, high

    def frames_for(self, seconds: float) -> int:
        """The fewest frames on the grid that last so long at the model's rate; not limited to most_frames."""
        needed = max(self.grid.least_frames, math.ceil(round(seconds * self.fps, 6)))
        step = self.grid.frames
        return math.ceil((needed - 1) / step) * step + 1


@cache
def _read(file: Path, changed: int) -> tuple[Entry, ...]:
    with file.open("rb") as opened:
        return tuple(Entry.model_validate(m) for m in tomllib.load(opened)["model"])


def entries(*files: Path) -> dict[str, Entry]:
    """The entries of these files by id; a later file's replaces an earlier one's of the same id."""
    return {e.id: e for file in files if file.exists() for e in _read(file, file.stat().st_mtime_ns)}
