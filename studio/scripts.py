"""The Studio's verbs for what writers do beside writing: wishes, proposals, loglines, calls, earlier scripts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from studio import board, jobs, proposals, recall, secrets
from studio.crew import Crew
from studio.errors import BadInput, NotFound
from studio.film import Job, Project, Scene, Shot
from studio.script import Call, Proposal, Wish
from studio.settings import Settings
from studio.shelf import ServerCard
from studio.store import films
from studio.store.database import in_a_session

MOST_WORDS = 2000  # characters of an instruction


class Hit(BaseModel):
    """An earlier script in which the words were found."""

    project_id: str
    title: str
    logline: str
    found: int  # how many of its scenes, lines and characters have one of the words
    excerpt: str  # one of them


class Scripts:
    """The part of the Studio that knows what writers propose."""

    settings: Settings
    crew: Crew

    # ---- wishes ----

    @in_a_session
    def revise(
        self, project_id: str, target: Literal["script", "scene", "shot"], target_id: str, wish: Wish
    ) -> Job:
        """Asks the writer for a change of the script, a scene or a shot; what it proposes waits to be taken or left."""
        films.get(Project, project_id)
        self._check_wish(project_id, target, target_id, wish)
        args = {"target": target, "target_id": target_id, "wish": wish.model_dump(mode="json")}
        return jobs.submit([board.request("revise", project_id, args=args)])[0]

    def _check_wish(self, project_id: str, target: str, target_id: str, wish: Wish) -> None:
        if wish.wish == "instruct" and not wish.words.strip():
            raise BadInput("Say what should be otherwise: write it in a sentence.", "words")
        if len(wish.words) > MOST_WORDS:
            raise BadInput(f"A wish has at most {MOST_WORDS:,} characters: say it more shortly.", "words")
        if wish.wish == "translate" and wish.language is None:
            raise BadInput("Say which language to translate into: en or zh.", "language")
        if target == "script":
            return
        row: Scene | Shot = films.get(Scene, target_id) if target == "scene" else films.get(Shot, target_id)
        if row.project_id != project_id or row.deleted_at:
            raise NotFound(f"That {target} is not in this film: reload the page and choose again.")
        if target == "shot" and wish.wish not in ("instruct", "translate", "tighten"):
            raise BadInput(f"“{wish.wish}” is a wish for a scene: choose the scene.", "wish")

    @in_a_session
    def proposals(self, project_id: str, undecided: bool = True) -> list[Proposal]:
        """What writers proposed, the newest first; those with a change that nobody has decided on, or all."""
        found = films.find(Proposal, "created_at", True, project_id=project_id)
        return [p for p in found if p.open or not undecided]

    def proposal(self, proposal_id: str) -> Proposal:
        """One proposal."""
        return films.get(Proposal, proposal_id)

    @in_a_session
    def accept_changes(self, proposal_id: str, change_ids: list[str] | None = None) -> Proposal:
        """Takes these changes of a proposal, or all; raises Conflict for one whose place was changed since."""
        return proposals.accept(proposal_id, change_ids)

    @in_a_session
    def refuse_changes(self, proposal_id: str, change_ids: list[str] | None = None) -> Proposal:
        """Leaves these changes of a proposal, or all."""
        return proposals.refuse(proposal_id, change_ids)

    @in_a_session
    def write_loglines(self, project_id: str, count: int = 3) -> Job:
        """Asks for loglines to choose from; they stand in the job's result."""
        films.get(Project, project_id)
        return jobs.submit([board.request("write_loglines", project_id, args={"count": count})])[0]

    # ---- what was asked and answered ----

    def calls(self, project_id: str, job_id: str | None = None) -> list[Call]:
        """The questions that were put to a model for this film, and its answers, the oldest first."""
        return films.find(Call, "created_at", project_id=project_id, **({"job_id": job_id} if job_id else {}))

    # ---- earlier scripts ----

    @in_a_session
    def find_scripts(self, text: str, limit: int = 20) -> list[Hit]:
        """Earlier scripts with these words, English or Chinese, those with the most first."""
        return [Hit(**x) for x in recall.find(text, limit)]

    # ---- the server that writes ----

    def servers(self) -> list[ServerCard]:
        """The servers of language models on this machine, and the person's own; half a second."""
        chosen = self.writer_preferences().get("server") or {}
        return self.crew.servers(chosen | {"key": secrets.read(self.settings.server_key)})

    def writer_preferences(self) -> dict[str, Any]:
        """Which server and model write, and how a model here is held; has_key tells whether a key is kept."""
        told = films.preferences().get("writer") or {}
        return told | {"has_key": self.settings.server_key.is_file()}

    def set_writer_preferences(self, told: dict[str, Any]) -> None:
        """Stores them; keys are kept apart (set_server_key)."""
        films.set_preference("writer", {k: v for k, v in told.items() if k in ("server", "placing")})

    def set_server_key(self, key: str) -> None:
        """Keeps the key of a server of language models, for its owner's eyes; empty: forgets it."""
        secrets.keep(self.settings.server_key, key, "key")
