"""The protocols of the makers, and how a new one registers; knows no maker by name.

A maker is an object with `id`, `revision` (changed whenever the same order would give other bytes) and the verbs of
its kind. It is described by a Maker record, whose `load` imports the heavy libraries; nothing heavy is imported before.
Verbs report through one seam, `report(fraction, note)`: it records progress and raises Cancelled when asked to stop.
Files are written to exactly the path given, which the caller publishes by rename once the verb returns.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field

from studio.errors import BadInput
from studio.film import Dials, Word
from studio.prompt_styles import PromptStyles
from studio.shelf import ServerCard, Shelf
from studio.vocabulary import Angle, Fit, Movement, Size, Transition

log = logging.getLogger(__name__)
MakerKind = Literal["writer", "still", "camera", "voice", "composer", "editor"]
ENTRY_POINTS = "storyreel.makers"
_NAMED = 6  # makers in one sentence


class Report(Protocol):
    """How a verb tells how far it is; `preview` is a small JPEG of the picture in the making, at most one a second.

    `draft` is what a writer is writing, as JSON.
    """

    def __call__(self, fraction: float, note: str, preview: bytes | None = None, draft: str | None = None) -> None: ...


# ---- orders: what a maker is asked for; each field is part of the recipe ------------------------------------------


class Look(BaseModel):
    """A character as the camera needs them."""

    name: str
    look: str = ""


class Picture(BaseModel):
    """A picture to begin, end or be guided with; what it shows is part of the recipe, where it lies is not."""

    shows: str  # the file's SHA-256, or a digest of a take's recipe hash and the frame's number
    path: Path = Field(exclude=True)
    frame: int | None = Field(default=None, exclude=True)  # of a clip, counted from 0; None: the file is a picture


class Wait(BaseModel):
    """The words of a shot that waits behind this one: a camera may read them all at once."""

    prompt: str
    negative_prompt: str = ""
    dials: Dials = Field(default_factory=Dials)  # motion and guidance change which words are read


class Companion(BaseModel):
    """A settled order of the same shape that waits too: a camera may fill it in the same call."""

    order: PictureOrder
    out: Path  # as render's; what is written there counts only if the camera says that it made it


class How(BaseModel):
    """How this machine is to do it; never part of the recipe."""

    memory: Literal["", "full", "model", "group", "sequential"] = ""  # empty: chosen from what is free
    attention: str = ""  # name of an attention backend; empty: the best that is installed
    compile: bool = False  # pays back from about the third shot of one size on
    together: Literal["", "on", "off"] = ""  # several of a shape in one call; empty: stills on a GPU; on: clips too
    soon: list[Wait] = Field(default_factory=list)
    companions: list[Companion] = Field(default_factory=list)  # the nearest first


_OWN = {"prompt", "own_words", "negative_prompt", "seed", "handle"}  # what a companion may have for itself


class PictureOrder(BaseModel):
    """What every picture is asked for by, moving or not."""

    prompt: str = ""  # for a model: compiled from the fields, or the person's own words
    own_words: str = ""  # the person's own words alone, for a camera that reads the fields
    negative_prompt: str = ""
    size: Size = Size.WIDE
    angle: Angle = Angle.EYE_LEVEL
    movement: Movement = Movement.STATIC
    subject: str = ""
    action: str = ""
    setting: str = ""
    light: str = ""
    mood: str = ""
    heading: str = ""  # of the scene, INT./EXT. PLACE - TIME
    look_seed: int = 0  # one a scene: adjacent shots share palette and land
    characters: list[Look] = Field(default_factory=list)
    style: str = "flat"
    width: int
    height: int
    seed: int = 1
    references: list[Picture] = Field(default_factory=list)  # of the characters, and the person's own
    dials: Dials = Field(default_factory=Dials)
    model: str = ""  # filled in by settle: which weights, by repository and revision or by the files' digest
    how: How = Field(default_factory=How, exclude=True)

    @property
    def shape(self) -> str:
        """What two orders have in common that one call can fill: all but their words and seeds."""
        return self.model_dump_json(exclude=_OWN)


class StillOrder(PictureOrder):
    """The keyframe of one shot."""


class ClipOrder(PictureOrder):
    """One shot to be rendered: `frames` includes `handle` spare frames at each end."""

    fps: str  # a rational: "24", "24000/1001"
    frames: int
    handle: int = 0
    first_frame: Picture | None = None
    last_frame: Picture | None = None


class SpeechOrder(BaseModel):
    """One line to be spoken."""

    text: str
    language: Literal["en", "zh"]
    voice: str = ""  # one of voices(language); empty: the first


class Cue(BaseModel):
    """A stretch of the film with one mood."""

    seconds: float
    mood: str = ""


class ScoreOrder(BaseModel):
    """Music for a whole film; exactly the sum of its cues long, ending with it."""

    cues: list[Cue]
    tone: str = ""
    seed: int = 1


class CutShot(BaseModel):
    """One shot on the timeline: `frames` of the take from frame `first`; spare frames beyond serve its transitions."""

    shot_id: str
    path: Path
    take_hash: str
    first: int
    frames: int
    take_frames: int
    transition: Transition = Transition.CUT  # into this shot
    sound: Path | None = None  # what was made with the picture; as long as the take


class Caption(BaseModel):
    """A spoken line on the film's clock, seconds; its words too."""

    start: float
    end: float
    text: str
    words: list[Word] = Field(default_factory=list)
    speaker: str = ""


class Sound(BaseModel):
    """A voice take placed on the film's clock."""

    path: Path
    start: float


class CutOrder(BaseModel):
    """A film to be assembled."""

    title: str
    language: Literal["en", "zh"]
    width: int
    height: int
    fps: str
    shots: list[CutShot]
    fit: Fit = Fit.CROP  # how a take of another shape fills the picture
    smooth: bool = False  # interpolate a slower take's frames by optical flow
    captions: list[Caption] = Field(default_factory=list)
    burn: bool = True
    soft: bool = False
    voices: list[Sound] = Field(default_factory=list)
    music: Path | None = None
    loudness_lufs: float = -14.0  # the web's usual target
    chapters: list[tuple[float, str]] = Field(default_factory=list)  # (start seconds, title)
    comment: str = ""  # what made it: stands in the file's metadata
    recipe: dict[str, Any] = Field(default_factory=dict)  # stands in the file's metadata as JSON


# ---- what comes back -----------------------------------------------------------------------------------------------


class ClipMade(BaseModel):
    """What the camera really made."""

    width: int
    height: int
    fps: str
    frames: int
    device: str = "cpu"
    notes: list[str] = Field(default_factory=list)
    # How it ran: memory mode, seconds a step, blocks skipped … A pace is learnt from quality_steps, steps_seconds and
    # megapixel_steps (the work that those seconds were spent on), where it tells them: see history.py.
    facts: dict[str, Any] = Field(default_factory=dict)
    sound: Path | None = None  # a WAV that the camera made with its picture, beside `out`; the caller takes it over
    companions: list[ClipMade | None] = Field(default_factory=list)  # of how.companions; None: left to its own job


class StillMade(BaseModel):
    """What the still camera really made."""

    width: int
    height: int
    device: str = "cpu"
    notes: list[str] = Field(default_factory=list)
    facts: dict[str, Any] = Field(default_factory=dict)
    companions: list[StillMade | None] = Field(default_factory=list)  # likewise


class Spoken(BaseModel):
    """A spoken line: 48 kHz mono WAV, its length and the times of its words."""

    seconds: float
    words: list[Word] = Field(default_factory=list)


class CutMade(BaseModel):
    """The film as written."""

    frames: int
    seconds: float
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    segments_made: int = 0  # how many had to be encoded; the others were there already
    srt: Path | None = None


class VoiceChoice(BaseModel):
    id: str
    name: str
    language: Literal["en", "zh"]


# ---- the makers ----------------------------------------------------------------------------------------------------


class StillCamera(Protocol):
    """Paints keyframes."""

    id: str
    revision: str

    def settle(self, order: StillOrder) -> StillOrder:
        """The nearest order this camera can fill."""
        ...

    def render(self, order: StillOrder, out: Path, report: Report) -> StillMade:
        """Writes a PNG (8-bit sRGB) to `out`."""
        ...


class Camera(Protocol):
    """Renders shots. What it can begin with (first frame, references …) is its own to say in settle's notes."""

    id: str
    revision: str

    def settle(self, order: ClipOrder) -> ClipOrder:
        """The nearest order this camera can fill (its sizes, its frame grid); never fewer frames."""
        ...

    def render(self, order: ClipOrder, out: Path, report: Report) -> ClipMade:
        """Writes an MP4 (H.264, bt709 limited, tagged) to `out`."""
        ...


class Voice(Protocol):
    id: str
    revision: str

    def voices(self, language: str) -> list[VoiceChoice]: ...

    def speak(self, order: SpeechOrder, out: Path, report: Report) -> Spoken:
        """Writes a 48 kHz mono 16-bit WAV to `out`."""
        ...


class Composer(Protocol):
    id: str
    revision: str

    def compose(self, order: ScoreOrder, out: Path, report: Report) -> float:
        """Writes a 48 kHz stereo WAV to `out`; returns its seconds."""
        ...


class Editor(Protocol):
    id: str
    revision: str

    def cut(self, order: CutOrder, out: Path, segments: Path, report: Report) -> CutMade:
        """Writes an MP4 to `out`; finished segments are kept in the folder `segments` by their hash."""
        ...


@dataclass(frozen=True)
class Maker:
    """The record of a maker: what the page, the doctor and the licence ledger show of it."""

    kind: MakerKind
    id: str
    name: str
    load: Callable[[], Any]
    licence: str = "Apache-2.0"
    summary: str = ""
    missing: Callable[[], str | None] = field(default=lambda: None)  # what is missing and the command that installs it
    lane: str = "cpu"  # of the jobs that hire it to render
    heavy: bool = False  # keeps a model in the device's memory: only one such is loaded at a time; has unload()
    takes: frozenset[str] = frozenset({"text"})  # a camera's: text, first frame, last frame, reference, sound
    prompt_style: str = ""  # how it likes to be told: a file of assets/prompts/cameras; empty: a plain list of words
    prompt_tokens: int = 0  # that it reads of a prompt at most; 0: not known
    negative: str = ""  # what its authors ask not to see, where it is other than the style's
    guidance: float | None = None  # by default; at 1 or less it reads no negative prompt


class Crew:
    """The makers at hand. Loaded makers are kept, so that a model stays warm over shots."""

    def __init__(
        self,
        makers: Iterable[Maker] = (),
        shelf: Shelf | None = None,
        servers: Callable[[dict[str, Any]], list[ServerCard]] = lambda _: [],
        prompt_styles: PromptStyles | None = None,
    ) -> None:
        """`shelf` has models that come and go while the studio is open; each is a maker too.

        `servers` looks for servers of language models, and at the one that the person prefers.
        """
        self.servers = servers
        self._makers: dict[tuple[str, str], Maker] = {}
        self._loaded: dict[tuple[str, str], Any] = {}
        self._heavy: set[tuple[str, str]] = set()
        self.shelf = shelf
        self.prompt_styles = prompt_styles or PromptStyles()
        for maker in makers:
            self.add(maker)

    def add(self, maker: Maker) -> None:
        self._makers[maker.kind, maker.id] = maker

    def of(self, kind: MakerKind) -> list[Maker]:
        shelved = self.shelf.makers() if self.shelf else []
        return [m for m in [*self._makers.values(), *shelved] if m.kind == kind]

    def maker(self, kind: MakerKind, maker_id: str) -> Maker:
        """The record; BadInput names the ids there are."""
        found = self._makers.get((kind, maker_id)) or next((m for m in self.of(kind) if m.id == maker_id), None)
        if found is None:
            ids = [m.id for m in self.of(kind)]
            more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
            known = (", ".join(ids[:_NAMED]) or "none") + more
            raise BadInput(f"There is no {kind} called “{maker_id}”. Choose one of: {known}.", kind)
        return found

    def hire(self, kind: MakerKind, maker_id: str) -> Any:
        """The working maker, loaded once."""
        key = (kind, maker_id)
        if key not in self._loaded:
            maker = self.maker(kind, maker_id)
            if maker.heavy:
                self.dismiss_heavy()
                self._heavy.add(key)
            self._loaded[key] = maker.load()
        return self._loaded[key]

    @property
    def keeps_a_model(self) -> bool:
        """Whether a model is in the device's memory."""
        return bool(self._heavy & self._loaded.keys())

    def dismiss_heavy(self) -> None:
        """Unloads every model that is loaded, so that another has the device's memory."""
        for key in self._heavy & self._loaded.keys():
            self._loaded.pop(key).unload()
        self._heavy.clear()

    def discover(self, plugins: Path) -> None:
        """Adds the makers of installed packages (entry points) and of the plug-in folder, each a Maker as `maker`."""
        for point in entry_points(group=ENTRY_POINTS):
            self._adopt(point.name, point.load)
        for file in sorted(plugins.glob("*.py")) if plugins.is_dir() else []:
            self._adopt(file.name, partial(_maker_of, file))

    def _adopt(self, name: str, load: Callable[[], Maker]) -> None:
        try:
            self.add(load())
        except Exception:  # the boundary of somebody else's code: a plug-in that breaks must not take the studio along
            log.exception("the plug-in %s was left out", name)


def _maker_of(file: Path) -> Maker:
    spec = importlib.util.spec_from_file_location(f"storyreel_plugin_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.maker
