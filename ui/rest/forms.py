"""What comes in over REST and what goes out where film.py has no noun for it; knows no route.

A change names only the fields it changes. Unknown fields are refused, never ignored.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from studio.crew import MakerKind
from studio.film import Brief, Character, CrewChoice, Dials, Line, Scene, Shot, Style
from studio.script import Wish
from studio.shooting import MOST_TAKES
from studio.vocabulary import Vocabulary


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """Every error: one sentence that says what to do next, the kind of error, and the field where one is at fault."""

    detail: str
    error: str
    field: str | None = None


class NewDials(Dials):
    model_config = ConfigDict(extra="forbid")


class Change(Form):
    """Some fields of a row; `revision` as it was read refuses the change with 409 when the row has changed since."""

    revision: int | None = None


def fields_of(change: Change) -> dict[str, Any]:
    """What is changed, by name."""
    return change.model_dump(mode="json", exclude_unset=True, exclude={"revision"})


def _change_of(noun: type[BaseModel], *names: str) -> type[Change]:
    """A form with these fields of the noun, each of which may be left out."""
    fields: dict[str, Any] = {}
    for name in names:
        about = noun.model_fields[name]
        words: dict[str, Any] = {"description": about.description}
        kind: Any = about.annotation
        if kind is Dials:
            kind = NewDials
        if isinstance(kind, type) and issubclass(kind, Vocabulary):  # the nearest known word is taken, so any is let in
            words |= {"examples": [str(word) for word in kind]}
            kind = str
        fields[name] = (kind, Field(default=None, **words))
    return create_model(
        f"{noun.__name__}Change", __base__=Change, __doc__=f"Changes to a {noun.__name__.lower()}.", **fields
    )


SceneChange = _change_of(Scene, "heading", "action", "mood", "seconds", "confirmed")
LineChange = _change_of(Line, "text", "kind", "character", "voice", "shot_id")
CharacterChange = _change_of(Character, "name", "look", "voice")
StyleChange = _change_of(Style, "name", "prompt")
ShotChange = _change_of(
    Shot, "size", "angle", "movement", "subject", "action", "setting", "light", "mood", "prompt", "negative_prompt",
    "characters", "seconds", "seed", "transition", "locked", "continues", "dials",
)  # fmt: skip
BriefChange = _change_of(
    Brief, "text", "language", "seconds", "aspect", "height", "fps", "style", "tone", "seed", "subtitles", "narrator",
    "crew", "dials", "fit", "smooth", "clip_sound", "remember",
)  # fmt: skip


class NewWish(Wish):
    """A wish, and what it is about: the whole script, a scene or a shot."""

    model_config = ConfigDict(extra="forbid")
    target: Literal["script", "scene", "shot"] = "script"
    target_id: str = ""


class Chosen(Form):
    """Some changes of a proposal, by their ids."""

    changes: list[str]


class ServerChoice(Form):
    """A server of language models and its model; `anywhere` allows an address beyond this network."""

    address: str = Field(default="", max_length=300)
    model: str = Field(default="", max_length=300)
    anywhere: bool = False


class Placing(Form):
    """How a model on this machine is held; `think` is how many tokens a reasoning model may think for."""

    precision: Literal["", "full", "int8", "int4"] = ""
    device: Literal["", "cpu"] = ""
    think: int = Field(default=0, ge=0, le=8192)


class WriterPreferred(Form):
    """What writers with a language model are told."""

    server: ServerChoice = Field(default_factory=ServerChoice)
    placing: Placing = Field(default_factory=Placing)


class WriterKept(WriterPreferred):
    """Likewise, and whether a key is kept."""

    has_key: bool = False


class ServerKey(Form):
    """A server's key."""

    key: str = Field(max_length=1000)


class NewCrew(CrewChoice):
    model_config = ConfigDict(extra="forbid")


class NewFilm(Brief):
    """A brief."""

    model_config = ConfigDict(extra="forbid")

    crew: NewCrew = Field(default_factory=NewCrew)
    dials: NewDials = Field(default_factory=NewDials)

    @property
    def brief(self) -> Brief:
        return Brief.model_validate(self.model_dump())


class TitleChange(Form):
    title: str


class NewLine(Form):
    """A spoken line; `position` counts from 0 in the scene, none: at its end."""

    text: str
    kind: Literal["narration", "dialogue"] = "narration"
    character: str = ""
    shot_id: str | None = None
    position: int | None = None


class NewCharacter(Form):
    name: str
    look: str = ""


class NewShot(Form):
    """Behind which shot (none: at the end), and whether as a copy of it."""

    after: str | None = None
    copied: bool = Field(default=False, alias="copy")


class Place(Form):
    """In front of which one; none: at the end."""

    before: str | None = None


class Pick(Form):
    take_id: str


class OneStill(Form):
    """Whether by another seed."""

    new_seed: bool = False


class Stills(OneStill):
    """Which shots; none: all without a current keyframe."""

    shot_ids: list[str] | None = None


class OneRendering(OneStill):
    """Whether by another seed, and how many takes, each by a seed of its own, to choose from."""

    takes: int = Field(default=1, ge=1, le=MOST_TAKES)


class Rendering(OneRendering):
    """Which shots; none: all without a current one."""

    shot_ids: list[str] | None = None


class Approval(Form):
    """Which keyframe is animated; null: none."""

    take_id: str | None


class Fetch(Form):
    """Whether the person who asks accepts the model's licence; empty revision: the one that is known to work."""

    licence_accepted: bool = False
    revision: str = ""


class ModelPlace(Form):
    """The whole path of a folder or file on the studio's machine."""

    path: str


class HubToken(Form):
    token: str


class HubTokenKept(BaseModel):
    kept: bool


class Priority(Form):
    """Higher runs sooner; 0 is usual."""

    priority: int = Field(ge=-1000, le=1000)


class Preference(Form):
    value: Any


class MakerCard(BaseModel):
    """A maker at hand; `missing` says what it lacks and the command that installs it, or is empty."""

    kind: MakerKind
    id: str
    name: str
    licence: str
    summary: str
    missing: str = ""
    takes: list[str] = Field(default_factory=list)  # of a camera: text, first frame, last frame, reference, sound


class Here(BaseModel):
    here: bool


class Count(BaseModel):
    count: int


class Freed(BaseModel):
    bytes: int


class Version(BaseModel):
    version: str
