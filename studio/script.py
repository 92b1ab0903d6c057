"""What writers are asked for and give: outline, drafts, proposals, the calls that are kept; and the Writer itself.

A call to a writer sees the outline, the bible and its neighbours, never the whole film again.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field

from studio.film import Brief, Character, Line, Row, Scene, Shot

CALL_CHARACTERS = 20_000  # of a reply that are kept


# ---- drafts --------------------------------------------------------------------------------------------------------


class Beat(BaseModel):
    """One scene to be, in the outline."""

    heading: str  # INT./EXT. PLACE - TIME
    summary: str
    mood: str = ""
    seconds: float


class Outline(BaseModel):
    """The film before its scenes are written."""

    title: str
    logline: str
    language: Literal["en", "zh"]
    style_prompt: str = ""
    characters: list[Character] = Field(default_factory=list)
    beats: list[Beat]


class SceneDraft(BaseModel):
    """A written scene and what is spoken in it, in order."""

    scene: Scene
    lines: list[Line]


class Around(BaseModel):
    """A scene's neighbours as they stand; None: there is none, or it is not written yet."""

    before: SceneDraft | None = None
    after: SceneDraft | None = None


class Kept(BaseModel):
    """A scene that a person wrote or confirmed: it stays, and the outline is made around it."""

    at: float  # where in the film it stands, 0 the first to 1 the last
    beat: Beat


class Source(BaseModel):
    """An earlier script that the person wants the writer to know."""

    title: str
    text: str  # shortened to what fits


class Wish(BaseModel):
    """What a person wants changed."""

    wish: Literal["instruct", "translate", "tighten", "continue", "split", "merge"] = "instruct"
    words: str = ""  # the instruction, in the person's own words
    seconds: float | None = None  # tighten: the length to come down to
    language: Literal["en", "zh"] | None = None  # translate: into


class PlannedShot(Shot):
    """A shot as the writer plans it: `lines` are the positions, in the scene, of what is spoken over it."""

    lines: list[int] = Field(default_factory=list)


# ---- what is kept -------------------------------------------------------------------------------------------------


class Call(Row):
    """One question to a language model and its answer, kept with the job for inspection."""

    project_id: str = ""
    job_id: str = ""
    purpose: str  # outline, scene, shots, revise …
    position: int | None = None  # of the scene
    model: str = ""
    messages: list[dict[str, str]] = Field(default_factory=list)  # role, content: as they were sent
    reply: str = ""  # as it came, cut off after CALL_CHARACTERS
    thinking: str = ""  # what a reasoning model said to itself
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    first_seconds: float = 0.0  # until the first piece of the answer
    outcome: Literal["good", "mended", "refused", "failed"] = "good"
    note: str = ""  # what was mended, or why it was refused
    created_at: int = 0


class Change(BaseModel):
    """One change of a proposal: a field set, a row added or a row taken out."""

    id: str  # within the proposal
    op: Literal["set", "add", "remove"] = "set"
    kind: Literal["project", "style", "character", "scene", "line", "shot"]
    row_id: str = ""  # of the row; empty where it is added
    field: str = ""
    before: Any = None
    after: Any = None  # of an added row: its fields
    scene_id: str = ""  # where an added line or shot belongs; of a scene added by the same proposal: its change's id
    position: int = 0  # of an added row among its kind
    state: Literal["open", "accepted", "refused"] = "open"


class Proposal(Row):
    """What a writer proposes to change; a person takes or leaves it, field by field."""

    project_id: str = ""
    job_id: str = ""
    target: Literal["script", "scene", "shot"] = "script"
    target_id: str = ""
    wish: str = ""  # instruct, translate, tighten, continue, split, merge
    words: str = ""  # the person's instruction
    note: str = ""  # what the writer says of it, such as what it could not do
    changes: list[Change] = Field(default_factory=list)
    created_at: int = 0

    @property
    def open(self) -> list[Change]:
        """The changes that nobody has decided on."""
        return [c for c in self.changes if c.state == "open"]


# ---- the writer ---------------------------------------------------------------------------------------------------


class Desk(Protocol):
    """Where a writer works: it reports there, shows what it is writing, and leaves its calls for inspection."""

    @property
    def sources(self) -> list[Source]:
        """Earlier scripts that the person wants the writer to know."""
        ...

    @property
    def seed(self) -> int: ...

    @property
    def preferred(self) -> dict[str, Any]:
        """What the person set for writers: "server" and "placing", each as its writer reads it."""
        ...

    def report(self, fraction: float, note: str) -> None:
        """How far it is, 0 to 1; raises Cancelled when asked to stop. To be called at every token."""
        ...

    def show(self, what: str, position: int | None, so_far: Any) -> None:
        """What is written so far of an outline, a scene or its shots, for the page; likewise raises Cancelled."""
        ...

    def keep(self, call: Call) -> None:
        """Keeps a question to a model and its answer."""
        ...


class Writer(Protocol):
    """Writes the outline, then scene by scene; a call sees the outline and its neighbours, never the whole film."""

    id: str
    revision: str

    def outline(self, brief: Brief, kept: list[Kept], desk: Desk) -> Outline:
        """The film around the scenes that are kept, which are not among its beats; their seconds are not its own."""
        ...

    def write_scene(
        self, brief: Brief, outline: Outline, position: int, around: Around, desk: Desk
    ) -> SceneDraft: ...

    def plan_scene(
        self, brief: Brief, outline: Outline, position: int, draft: SceneDraft, desk: Desk
    ) -> list[PlannedShot]: ...

    def revise_scene(
        self, brief: Brief, outline: Outline, position: int, draft: SceneDraft, around: Around, wish: Wish, desk: Desk
    ) -> list[SceneDraft]:
        """The scene as the person wishes it: one, or with "split" two; with "continue" the one that follows it.

        With "merge" `around.after` is taken in. Raises BadInput for a wish that this writer can't fulfil.
        """
        ...

    def revise_shot(
        self, brief: Brief, outline: Outline, draft: SceneDraft, shot: PlannedShot, wish: Wish, desk: Desk
    ) -> PlannedShot: ...

    def translate_bible(
        self, brief: Brief, outline: Outline, language: Literal["en", "zh"], desk: Desk
    ) -> Outline:
        """Title, logline, style and characters, in their order, in another language; the beats as they are."""
        ...

    def loglines(self, brief: Brief, count: int, desk: Desk) -> list[str]:
        """So many one-sentence films of that brief, to choose from."""
        ...
