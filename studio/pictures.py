"""The Studio's verbs for pictures that stand still: keyframes, the person's own, and what a running job shows."""

from __future__ import annotations

from pathlib import Path

from studio import jobs, references, shooting
from studio.errors import NotFound
from studio.film import Reference, Shot, Take
from studio.references import Role
from studio.settings import Settings
from studio.store import films
from studio.store.database import in_a_session
from studio.vocabulary import Kind


class Pictures:
    """The part of the Studio that knows stills and references."""

    settings: Settings

    @in_a_session
    def stills(self, shot_id: str) -> list[Take]:
        """The shot's keyframes, the oldest first."""
        return films.find(Take, "created_at", shot_id=shot_id, kind=Kind.STILL.value)

    @in_a_session
    def approve_still(self, shot_id: str, take_id: str | None) -> Shot:
        """Makes a keyframe the one that is animated; None: none is."""
        return shooting.approve_still(shot_id, take_id)

    @in_a_session
    def references(self, project_id: str) -> list[Reference]:
        """The pictures of the film's shots and characters, the oldest first."""
        return references.of_project(project_id)

    def reference(self, reference_id: str) -> Reference:
        """One picture of the person's own."""
        return films.get(Reference, reference_id)

    @in_a_session
    def add_reference(
        self,
        project_id: str,
        picture: bytes | Path,
        shot_id: str | None = None,
        character_id: str | None = None,
        role: Role = "reference",
    ) -> Reference:
        """Keeps a PNG, JPEG or WebP of at most 64 megapixels for a shot or a character."""
        content = references.read(picture) if isinstance(picture, Path) else picture
        return references.add(self.settings, project_id, content, shot_id, character_id, role)

    @in_a_session
    def delete_reference(self, reference_id: str) -> None:
        """Lets a picture go."""
        references.delete(self.settings, reference_id)

    def preview(self, job_id: str) -> bytes:
        """The newest picture that a running job has shown, JPEG; raises NotFound when there is none."""
        try:
            return (self.settings.previews / f"{jobs.get(job_id).id}.jpg").read_bytes()
        except FileNotFoundError as why:
            raise NotFound("That job shows no picture now: it has not begun to, or it has ended.") from why
