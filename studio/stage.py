"""What every step of production works with: the crew, the settings, and files that are whole or not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.crew import Crew, Report
from studio.errors import DiskFull
from studio.settings import Settings
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
