"""Room on the disk for work in the middle, made so that what a killed worker leaves there can be told and swept."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

_ELSEWHERE_SECONDS = 7 * 86_400.0  # another machine's process can't be asked whether it lives
_CLOCK_STEP_SECONDS = 10.0
_OWNED = re.compile(r"storyreel-(\d+)@(.+)-[^-]+")


def bytes_in(path: Path) -> int:
    """The bytes of a file, or of all files in a folder; links count what they lead to, what goes meanwhile nothing."""
    if path.is_file():
        return path.stat().st_size
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with suppress(OSError):
                total += Path(folder, name).stat().st_size
    return total


def own_folder(folder: Path) -> Path:
    """A new folder of this process in `folder`; those of processes that are gone go first, for they may fill a disk."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep_folders(folder)
    return Path(tempfile.mkdtemp(prefix=f"storyreel-{os.getpid()}@{socket.gethostname()}-", dir=folder))


def sweep_folders(folder: Path) -> None:
    """Deletes what processes that are gone had in own_folder()."""
    for left in folder.glob("storyreel-*"):
        with suppress(FileNotFoundError):  # its owner took it away
            if not _owned(left):
                shutil.rmtree(left, ignore_errors=True)


def _owned(folder: Path) -> bool:
    told, made = _OWNED.fullmatch(folder.name), folder.stat().st_mtime
    if told and told[2] != socket.gethostname():
        return made > time.time() - _ELSEWHERE_SECONDS
    try:
        # One that began later has only the number of the one that made it.
        return told is not None and psutil.Process(int(told[1])).create_time() < made + _CLOCK_STEP_SECONDS
    except psutil.Error:
        return False


def sweep_older(folder: Path, than: float, pattern: str) -> None:
    """Deletes the files of that pattern that were last written before the epoch second `than`."""
    for file in folder.glob(pattern):
        with suppress(FileNotFoundError):
            if file.is_file() and file.stat().st_mtime < than:
                file.unlink()
