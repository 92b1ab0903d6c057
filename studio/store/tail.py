"""Follows the database: what changed since the last look, told by each row's own revision."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from studio import jobs
from studio.film import Job
from studio.store.database import session
from studio.store.tables import ProjectRow, now

# Rows are looked at again for this long: a slow transaction commits a stamp that is already past.
_OVERLAP_MS = 3000


class Change(BaseModel):
    """A row that changed; a job comes with its fields."""

    kind: Literal["job", "project"]
    id: str
    project_id: str | None = None
    revision: int
    job: Job | None = None


class Tail:
    """For one thread: each poll() gives what no earlier poll gave."""

    def __init__(self, since: int | None = None) -> None:
        self._seen: dict[tuple[str, str], int] = {}
        self._from = now() if since is None else since
        if since is None:
            self.poll()  # what was there before is no news

    def poll(self) -> list[Change]:
        """The rows written since the last poll, jobs first."""
        stamp = now()
        with session():
            changes = [
                Change(kind="job", id=job.id, project_id=job.project_id, revision=revision, job=job)
                for revision, job in jobs.changed_since(self._from)
            ]
            projects = ProjectRow.select(ProjectRow.id, ProjectRow.touched_at).where(
                ProjectRow.touched_at >= self._from
            )
            changes += [Change(kind="project", id=p.id, project_id=p.id, revision=p.touched_at) for p in projects]
        news = [c for c in changes if self._seen.get((c.kind, c.id)) != c.revision]
        self._seen = {(c.kind, c.id): c.revision for c in changes}
        self._from = max(self._from, stamp - _OVERLAP_MS)
        return news
