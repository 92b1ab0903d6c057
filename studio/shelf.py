"""The shelf: the models and adapters of this machine, as every way in sees them; what one is made of is pipelines' own.

A model is known (it has an entry), here (its files are complete), or partly here (a download that can go on).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from studio.crew import Maker, Report


class Device(BaseModel):
    """Where models run, as asked from torch in a process of its own; memory in GB (2**30 bytes)."""

    name: str  # "NVIDIA GeForce RTX 4090", "cpu"
    kind: Literal["cuda", "mps", "cpu"]
    free_gb: float
    total_gb: float
    host_free_gb: float  # of the machine's own memory, where offloaded weights wait
    host_total_gb: float = 0.0  # 0: not known, what is free counts
    any_of_gb: int = 0  # it stands for every card of so much memory: what is stated for one of them holds for it


class Pace(BaseModel):
    """How fast a model was on this machine, told by its takes; a megapixel-frame is a million pixels of one frame."""

    step: float  # seconds a megapixel-frame and step
    rest: float = 0.0  # seconds a megapixel-frame: reading words, decoding, encoding
    takes: int = 1  # how many it rests on


class Asked(BaseModel):
    """What is to be planned: a clip of a film, or a still. Empty fields leave it to the model."""

    seconds: float = 5.0
    width: int = 0  # the film's; 0: the model's first size
    height: int = 0
    quality: str = ""
    steps: int | None = None
    pace: Pace | None = None  # as measured at that quality; without it what is stated holds


class Bounds(BaseModel):
    """What a clip may cost."""

    clip_seconds: float = 5.0
    seconds: float = 120.0
    gb: float = 16.0


class Choice(BaseModel):
    """What a machine would choose for a model, and why."""

    memory: str  # full, model, group or sequential
    precision: str
    tiling: bool
    needed_gb: float  # of the device, at the peak
    fits: bool  # False: tried all the same, stepping down when memory runs out
    width: int
    height: int
    frames: int
    steps: int
    reason: str  # one sentence
    seconds: float | None = None  # for such a clip; None: neither measured here nor stated
    seconds_from: Literal["measured", "stated", ""] = ""
    needs: dict[str, float] = Field(default_factory=dict)  # GB of the device by memory mode, in tiles, this precision
    needs_from: Literal["measured", "stated", "guessed", ""] = ""  # how what a step needs beside the weights is known


class AttentionBackend(BaseModel):
    """A way of computing attention, and whether this machine has it."""

    name: str  # as Diffusers calls it
    installed: bool
    usable: bool  # installed, and it works on this machine's card or processor
    why: str = ""  # why not, and what to do
    rounds: bool = False  # changes the picture a little: taken only by name


class Attention(BaseModel):
    """The attention backends of this machine, and which an NVIDIA card takes where nobody chose one."""

    device: Literal["cuda", "mps", "cpu"]
    backends: list[AttentionBackend]
    without_mask: str  # for networks that use no mask: Wan's
    with_mask: str  # for all others


class ModelCard(BaseModel):
    """A model as the Models page, the command line and the doctor show it."""

    id: str
    name: str
    family: str
    kind: Literal["camera", "still", "writer"]
    summary: str = ""
    repository: str = ""  # on the hub; empty: the person's own files
    source: Literal["shipped", "added"] = "shipped"
    licence: str = ""
    licence_url: str = ""
    films_may_be_sold: bool | None = None  # None: not known; read the licence
    gated: bool = False  # the hub asks for a token of somebody who accepted its terms
    size_gb: float = 0.0  # to download, as stated
    state: Literal["absent", "partial", "here"] = "absent"
    where: str = ""  # folder or file
    found_in: str = ""  # "models", "Hugging Face cache", "ComfyUI", "added": whose files these are
    bytes_here: int = 0
    takes: list[str] = Field(default_factory=list)  # text, first frame, last frame, reference, sound
    sizes: list[str] = Field(default_factory=list)  # native, "832x480"
    frames: int = 0  # at most in one go
    fps: float = 0.0
    steps: int = 0
    schedulers: list[str] = Field(default_factory=list)
    qualities: dict[str, str] = Field(default_factory=dict)  # draft, standard, best: what each does and costs
    prompt_style: str = ""  # how it likes to be spoken to: prose or tags, and in which languages
    verified: str = ""  # the date on which somebody ran these very weights; empty: unverified
    lack: str = ""  # a library that is missing, with the command that installs it
    calibrates: bool = False  # a quality level uses MagCache once it is calibrated: its camera's calibrate(how, report)
    calibrated: str = ""  # the date on which it was, on these weights; empty: it is not


class AdapterCard(BaseModel):
    """A LoRA on the shelf."""

    id: str
    name: str
    family: str = ""  # empty: not recognised; tried where the person asks for it
    where: str
    found_in: str = ""  # "models", "ComfyUI", "added": whose file it is; an added one can be taken off the shelf
    bytes_here: int = 0


class ServerCard(BaseModel):
    """A server of language models that answers, and its models; `error` says why the person's own one does not."""

    name: str
    address: str
    models: list[str] = Field(default_factory=list)
    error: str = ""


class Request(BaseModel):
    """What is to be fetched; the licence must be accepted by the person who asks."""

    model_id: str
    licence_accepted: bool = False
    revision: str = ""  # empty: the entry's


class Shelf(Protocol):
    """Where models lie, how they come and go, what they cost. No verb loads one."""

    def makers(self) -> list[Maker]:
        """A maker for each entry, present or not; an absent one says how to get it."""
        ...

    def models(self) -> list[ModelCard]: ...

    def model(self, model_id: str) -> ModelCard:
        """Raises NotFound."""
        ...

    def adapters(self) -> list[AdapterCard]: ...

    def add(self, path: Path) -> ModelCard | AdapterCard:
        """Recognises a folder or a single file (safetensors, GGUF) and uses it in place; BadInput says why it can't."""
        ...

    def get(self, request: Request, report: Report) -> dict[str, Any]:
        """Downloads; resumes what was begun. Raises ModelMissing, NotAllowed, DiskFull, DamagedFile, Cancelled."""
        ...

    def verify(self, model_id: str, report: Report) -> dict[str, Any]:
        """Reads every file; raises DamagedFile that names the first that is not what it should be."""
        ...

    def remove(self, model_id: str) -> int:
        """Forgets the model and deletes what was downloaded for it; files used in place stay. Returns bytes freed."""
        ...

    def remove_adapter(self, adapter_id: str) -> None:
        """Forgets an added adapter, whose file stays; BadInput for one found where another program keeps it."""
        ...

    def attention(self) -> Attention:
        """The attention backends of this machine; asks them once, which may take seconds. Raises BackendMissing."""
        ...

    def choose(self, model_id: str, device: Device, asked: Asked) -> Choice:
        """What this device would choose for such a clip (a still: one picture)."""
        ...

    def within(self, model_id: str, device: Device, bounds: Bounds, pace: Pace | None) -> Choice | None:
        """The most that a clip within these bounds can be, native sizes first; None: none can, or nobody knows."""
        ...
