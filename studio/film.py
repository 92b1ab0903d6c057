"""The nouns of a film, as Pydantic models; knows nothing of tables, makers or pages.

    Project -> Scene -> Line, Shot -> Take
A row's `id` is empty until the store gives it one; `revision` grows by one with every saved change.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from studio import timing
from studio.vocabulary import Angle, Aspect, Fit, Kind, Movement, Size, Subtitles, Transition

BRIEF_CHARACTERS = 20_000  # a long short story; more is a book and wants its own import
SHORTEST_SECONDS, LONGEST_SECONDS = 4.0, 1800.0
SHORTEST_SIDE, LONGEST_SHORT_SIDE = 144, 2160


Editor = Literal["person", "writer"]


class CrewChoice(BaseModel):
    """Which makers a project uses, by id; still, voice and composer may be "none"."""

    writer: str = "builtin"
    still: str = "none"  # paints a keyframe of each shot, to be looked at before it is animated
    camera: str = "animatic"
    voice: str = "espeak"
    composer: str = "synth"
    editor: str = "builtin"


class Adapter(BaseModel):
    """A LoRA laid over a camera's model: the id of one on the shelf, and how strongly it works."""

    id: str
    weight: float = Field(default=1.0, ge=-2, le=2)


class Dials(BaseModel):
    """What a camera with a model can be told; what is empty is left to the project, then to the model's own default."""

    quality: Literal["", "draft", "standard", "best"] = ""
    steps: int | None = Field(default=None, ge=1, le=200)
    guidance: float | None = Field(default=None, ge=0, le=30)
    scheduler: str = ""  # one of the scheduler names that the model's entry offers
    motion: float | None = Field(default=None, ge=0, le=1)  # 0 hardly moves, 0.5 as trained, 1 moves a lot
    precision: Literal["", "full", "fp8", "int8", "int4"] = ""  # of the weights: full is what the files hold
    adapters: list[Adapter] = Field(default_factory=list)

    def over(self, other: Dials) -> Dials:
        """These dials, and the other's where these are silent."""
        return Dials(**(other.model_dump(exclude_defaults=True) | self.model_dump(exclude_defaults=True)))


class Brief(BaseModel):
    """What the person asked for."""

    model_config = ConfigDict(str_strip_whitespace=True)

    text: str
    language: Literal["auto", "en", "zh"] = "auto"
    seconds: float = 24.0
    aspect: Aspect = Aspect.WIDESCREEN
    height: int = 720  # the short side, pixels, even
    fps: str = "24"
    style: str = "flat"
    tone: str = ""
    seed: int = Field(default=1, ge=0, lt=2**31)
    subtitles: Subtitles = Subtitles.BURN
    narrator: str = ""  # a voice id of the chosen voice maker; empty: its default for the language
    crew: CrewChoice = Field(default_factory=CrewChoice)
    dials: Dials = Field(default_factory=Dials)
    fit: Fit = Fit.CROP
    smooth: bool = False  # frames of a slower take are interpolated by optical flow instead of repeated
    remember: list[str] = Field(default_factory=list, max_length=8)  # projects whose scripts the writer is shown
    clip_sound: bool = True  # the sound that a camera made with its picture is heard under voice and music

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str) -> str:
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C" or c == "\u200d").strip()
        if not text:
            raise ValueError("The brief is empty: write one sentence about the film you want.")
        if len(text) > BRIEF_CHARACTERS:
            raise ValueError(
                f"The brief has {len(text):,} characters and at most {BRIEF_CHARACTERS:,} fit: "
                "shorten it, or make one film of each part."
            )
        if not any(unicodedata.category(c)[0] in "LN" for c in text):
            raise ValueError("The brief has no words in it: write one sentence about the film you want.")
        return text

    @field_validator("seconds")
    @classmethod
    def _a_length_that_can_be_made(cls, value: float) -> float:
        if not SHORTEST_SECONDS <= value <= LONGEST_SECONDS:
            raise ValueError(
                f"A film lasts {SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} seconds; {value:g} is outside: "
                "choose a length in between."
            )
        return value

    @field_validator("height")
    @classmethod
    def _a_height_that_encodes(cls, value: int) -> int:
        if not SHORTEST_SIDE <= value <= LONGEST_SHORT_SIDE or value % 2:
            raise ValueError(
                f"Height is an even number of pixels from {SHORTEST_SIDE} to {LONGEST_SHORT_SIDE}; {value} is not: "
                "480, 720 and 1080 are usual."
            )
        return value

    @field_validator("fps")
    @classmethod
    def _a_rate_that_plays(cls, value: str) -> str:
        try:
            rate = timing.rate(value)
        except (ValueError, ZeroDivisionError):
            rate = Fraction(0)
        if not 5 <= rate <= 60:
            raise ValueError(f"Frames per second is a number from 5 to 60; “{value}” is not: 24, 25 and 30 are usual.")
        return str(rate)

    @property
    def rate(self) -> Fraction:
        return Fraction(self.fps)

    @property
    def pixels(self) -> tuple[int, int]:
        """(width, height) of the film."""
        return self.aspect.pixels(self.height)

    @property
    def spoken_language(self) -> Literal["en", "zh"]:
        """The language of script and voice: as asked, or the one the brief is written in."""
        if self.language != "auto":
            return self.language
        ideographs = sum(timing.is_cjk(c) for c in self.text)
        letters = sum(c.isascii() and c.isalpha() for c in self.text)
        return "zh" if ideographs and ideographs * 3 >= letters else "en"


class Row(BaseModel):
    """What every editable row has."""

    id: str = ""
    revision: int = 0
    owner: str = "local"
    deleted_at: int | None = None  # epoch milliseconds; set while in the bin


class Project(Row):
    """One film in the making."""

    title: str = ""
    logline: str = ""
    brief: Brief
    outlined_by: str = ""  # the job that made the outline: run again, it goes on with the scenes not yet written
    created_at: int = 0
    updated_at: int = 0

    @property
    def rate(self) -> Fraction:
        return self.brief.rate


class Character(Row):
    """Somebody or something that comes back; `look` goes into the prompt of every shot with them."""

    project_id: str = ""
    position: int = 0
    name: str
    look: str = ""
    voice: str = ""  # a voice id; empty: the narrator's


class Style(Row):
    """How the whole film looks: the `name` of one of assets/styles, and words for prompts."""

    project_id: str = ""
    name: str = "flat"
    prompt: str = ""


class Line(Row):
    """One spoken sentence; spoken over the shot `shot_id` once the board is planned."""

    project_id: str = ""
    scene_id: str = ""
    shot_id: str | None = None
    position: int = 0
    kind: Literal["narration", "dialogue"] = "narration"
    character: str = ""  # a Character's name; empty for narration
    text: str
    voice: str = ""  # overrides the character's and the narrator's
    take_id: str | None = None
    edited_by: dict[str, Editor] = Field(default_factory=dict)


class Scene(Row):
    """A part of the film in one place and time."""

    project_id: str = ""
    position: int = 0
    heading: str = ""  # INT./EXT. PLACE - TIME
    summary: str = ""  # what the outline asked of it
    action: str = ""
    mood: str = ""
    seconds: float = 0.0  # the length budgeted by the outline
    state: Literal["outlined", "written", "filled in"] = "written"  # filled in: by the built-in writer, for another
    confirmed: bool = False  # by a person: no writer changes it any more
    planned_by: str = ""  # the job that made its shots
    edited_by: dict[str, Editor] = Field(default_factory=dict)

    @field_validator("summary", mode="before")
    @classmethod
    def _summary(cls, value: object) -> object:
        return value or ""  # null in a row from before there were summaries


class Shot(Row):
    """One picture on the board."""

    project_id: str = ""
    scene_id: str = ""
    position: int = 0  # over the whole film
    size: Size = Size.WIDE
    angle: Angle = Angle.EYE_LEVEL
    movement: Movement = Movement.STATIC
    subject: str = ""
    action: str = ""
    setting: str = ""
    light: str = ""
    mood: str = ""
    prompt: str = ""  # the person's own words for the camera; empty: compiled from the fields
    negative_prompt: str = ""
    characters: list[str] = Field(default_factory=list)  # names
    seconds: float = Field(default=4.0, ge=0.2, le=600)
    seed: int = Field(default=1, ge=0, lt=2**31)
    transition: Transition = Transition.CUT  # into this shot
    locked: bool = False
    take_id: str | None = None  # the picked take
    still_id: str | None = None  # the approved keyframe: the camera animates it where it can
    continues: bool = False  # begins with the last picture of the shot before
    dials: Dials = Field(default_factory=Dials)  # over the project's
    edited_by: dict[str, Editor] = Field(default_factory=dict)

    @field_validator("size", mode="before")
    @classmethod
    def _size(cls, value: object) -> Size:
        return Size.nearest(value)  # type: ignore[return-value]

    @field_validator("angle", mode="before")
    @classmethod
    def _angle(cls, value: object) -> Angle:
        return Angle.nearest(value)  # type: ignore[return-value]

    @field_validator("movement", mode="before")
    @classmethod
    def _movement(cls, value: object) -> Movement:
        return Movement.nearest(value)  # type: ignore[return-value]

    @field_validator("dials", mode="before")
    @classmethod
    def _dials(cls, value: object) -> object:
        return {} if value is None else value  # a row from before there were dials

    @field_validator("transition", mode="before")
    @classmethod
    def _transition(cls, value: object) -> Transition:
        return Transition.nearest(value)  # type: ignore[return-value]


class Word(BaseModel):
    """When a word is spoken, in seconds from the start of its line's voice take."""

    text: str
    start: float
    end: float


class Take(Row):
    """One rendering, kept by its recipe's hash; a clip has `handle` spare frames at each end."""

    project_id: str = ""
    kind: Kind
    shot_id: str | None = None
    line_id: str | None = None
    recipe_hash: str
    recipe: dict[str, Any] = Field(default_factory=dict)
    intent: str = ""  # what it was asked to show, hashed without its length
    path: str  # under outputs/, with forward slashes
    poster: str = ""  # a JPEG of a clip's middle frame, likewise
    maker: str = ""
    width: int = 0
    height: int = 0
    fps: str = "0"
    frames: int = 0
    handle: int = 0  # spare frames at each end of a clip
    seconds: float = 0.0
    words: list[Word] = Field(default_factory=list)
    made: dict[str, Any] = Field(default_factory=dict)  # device, seconds it took, package versions: not hashed
    created_at: int = 0


class Reference(Row):
    """A picture of the person's own, used by a shot, or of a character: by every shot with them."""

    project_id: str = ""
    shot_id: str | None = None
    character_id: str | None = None
    role: Literal["reference", "first frame", "last frame"] = "reference"
    path: str = ""  # under outputs/, with forward slashes
    sha256: str = ""
    width: int = 0
    height: int = 0


class Cut(Row):
    """The film as assembled once."""

    project_id: str = ""
    path: str = ""
    recipe_hash: str = ""
    frames: int = 0
    fps: str = "24"
    seconds: float = 0.0
    loudness_lufs: float | None = None
    size_bytes: int = 0
    shots: list[dict[str, Any]] = Field(default_factory=list)  # shot_id, take_id, first frame, frames
    subtitles: str = ""  # path of the .srt beside it
    made_with: str = ""
    created_at: int = 0


class JobState(StrEnum):
    PENDING = "pending"
    PAUSED = "paused"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(BaseModel):
    """One unit of queued work, as the page and REST show it; times are epoch milliseconds."""

    id: str
    project_id: str | None = None
    shot_id: str | None = None
    kind: str
    args: dict[str, Any] = Field(default_factory=dict)
    lane: str
    state: JobState
    priority: int = 0
    progress: float = 0.0
    note: str = ""
    preview: int = 0  # counts the pictures that the running job has shown; 0: none yet
    draft: str = ""  # what a writer is writing just now, as JSON: {"what", "position", "so_far"}
    error: str = ""
    result: dict[str, Any] | None = None
    attempt: int = 0
    created_at: int = 0
    started_at: int = 0
    finished_at: int = 0

    @field_validator("draft", mode="before")
    @classmethod
    def _draft(cls, value: object) -> object:
        return value or ""


class Film(BaseModel):
    """A project with all that belongs to it, in order; takes are the picked ones, approved stills, voices."""

    project: Project
    style: Style
    characters: list[Character] = Field(default_factory=list)
    scenes: list[Scene] = Field(default_factory=list)
    lines: list[Line] = Field(default_factory=list)
    shots: list[Shot] = Field(default_factory=list)
    takes: dict[str, Take] = Field(default_factory=dict)
    references: list[Reference] = Field(default_factory=list)
    cut: Cut | None = None

    def shots_of(self, scene_id: str) -> list[Shot]:
        return [s for s in self.shots if s.scene_id == scene_id]

    def lines_of(self, scene_id: str) -> list[Line]:
        return [x for x in self.lines if x.scene_id == scene_id]

    def lines_over(self, shot_id: str) -> list[Line]:
        return [x for x in self.lines if x.shot_id == shot_id]
