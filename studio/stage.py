"""What every step of production works with: the crew, the settings, and files that are whole or not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio import jobs
from studio.crew import Crew, Report
from studio.errors import DiskFull
from studio.film import Job, Project
from studio.settings import Settings
from studio.store import films
from studio.store.tables import new_id


@dataclass(frozen=True)
class Stage:
    """What every step works with."""

    crew: Crew
    settings: Settings

    def relative(self, path: Path) -> str:
        return path.resolve().relative_to(self.settings.outputs.resolve()).as_posix()

    def file(self, stored: str) -> Path:
        return self.settings.outputs / stored

    def rest(self, lane: str) -> None:
        """Between two jobs: a writer's model gives way where a camera with a model has work, and needs the memory."""
        if lane == "text" and self.crew.keeps_a_model and any(self._is_heavy(job) for job in jobs.open_jobs()):
            self.crew.dismiss_heavy()

    def _is_heavy(self, job: Job) -> bool:
        if job.kind not in ("render_shot", "render_still") or not films.exists(Project, job.project_id or ""):
            return False
        brief = films.get(Project, job.project_id or "").brief.crew
        wanted = brief.still if job.kind == "render_still" else brief.camera
        kinds = self.crew.of("still" if job.kind == "render_still" else "camera")
        return any(maker.id == wanted and maker.heavy for maker in kinds)

    def place(self, name: str, suffix: str) -> Path:
        """Where the take of that recipe hash lies."""
        return self.settings.takes / name[:2] / f"{name}{suffix}"


def make(out: Path, write: Callable[[Path], Any]) -> Any:
    """Calls `write` with a temporary name beside `out` and renames what it wrote: a file that exists is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(f".{new_id()}{out.suffix}")
    try:
        made = write(half)
        half.replace(out)
    except OSError as why:
        if why.errno in (28, 122):  # no space left on device, quota exceeded
            raise DiskFull(f"The disk that holds {out.parent} is full: free some room, then run this again.") from why
        raise
    finally:
        half.unlink(missing_ok=True)
    return made


def part(report: Report, start: float, share: float) -> Report:
    """A report that fills only a share of the whole."""
    return lambda fraction, note, preview=None, draft=None: report(start + share * fraction, note, preview, draft)
