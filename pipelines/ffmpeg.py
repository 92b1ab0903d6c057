"""Runs the ffmpeg program: starts it, feeds it, reads from it, and ends it when the work is called off.

    with Programs() as programs:
        programs.run(["-i", "a.mp4", "-c", "copy", "b.mp4"])            # waits; returns what ffmpeg said
        programs.feed([... "-i", "pipe:0", "b.mp4"], frames)            # writes each array's bytes to its stdin
        for chunk in programs.read([... "pipe:1"], chunk_bytes): ...    # whole chunks from its stdout
Any of these may be called from several threads. Leaving the block, or stop(), kills and waits for all that still run.
Knows nothing of films: callers turn Failed into a sentence for the person.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np

from studio.errors import BackendMissing, DiskFull

log = logging.getLogger(__name__)
COMMON = ["-hide_banner", "-nostats", "-nostdin", "-y", "-loglevel", "warning"]
BEAT_SECONDS = 0.25
NO_SPACE = (
    "No space left on device",
    "There is not enough space on the disk",
    "Error number -28",
    "Disk quota exceeded",
)


class Failed(Exception):
    """ffmpeg ended with an error; `said` is what it printed."""

    def __init__(self, said: str) -> None:
        super().__init__(said.strip()[-400:])
        self.said = said


class Stopped(Exception):
    """The program was ended because the work was called off."""


@cache
def program() -> str:
    """The path of the ffmpeg program; BackendMissing names the command that installs it."""
    try:
        import imageio_ffmpeg

        return imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as why:
        raise BackendMissing("Storyreel needs ffmpeg: run “pip install imageio-ffmpeg” and try again.") from why


class Programs:
    """The ffmpeg programs of one piece of work."""

    def __init__(self, cwd: Path | None = None, beat: Callable[[], None] = lambda: None) -> None:
        """`beat` is called four times a second while the thread that made this waits; it may raise to call off."""
        self._cwd, self._beat, self._owner = cwd, beat, threading.get_ident()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self.stopped = False

    def __enter__(self) -> Programs:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, arguments: Sequence[str]) -> str:
        """Waits for the program's end and returns what it said; raises Failed, DiskFull or Stopped."""
        with self._started(arguments) as (_, said):
            pass
        return said[0]

    def feed(self, arguments: Sequence[str], chunks: Iterable[np.ndarray]) -> str:
        """Writes every array's bytes to the program's standard input, then waits for its end."""
        with self._started(arguments, stdin=subprocess.PIPE) as (process, said):
            try:
                for chunk in chunks:
                    process.stdin.write(np.ascontiguousarray(chunk).data)
                process.stdin.close()
            except OSError:
                # The program ended early: its own words, read below, say why.
                log.debug("ffmpeg closed its input early")
        return said[0]

    def read(self, arguments: Sequence[str], chunk_bytes: int) -> Iterator[bytes]:
        """Whole chunks of the program's standard output; the last may be shorter."""
        with self._started(arguments, stdout=subprocess.PIPE) as (process, _):
            while chunk := process.stdout.read(chunk_bytes):
                yield chunk

    def stop(self) -> None:
        """Kills and waits for every program that still runs; none can be started afterwards."""
        with self._lock:
            self.stopped = True
            left = list(self._running)
        for process in left:
            process.kill()
        for process in left:
            process.wait()

    @contextmanager
    def _started(self, arguments: Sequence[str], **pipes: Any) -> Iterator[tuple[Any, list[str]]]:
        said: list[str] = []
        with tempfile.TemporaryFile() as errors:
            process = self._start(arguments, errors, pipes)
            try:
                yield process, said
                self._wait(process)
            finally:
                self._end(process)
                errors.seek(0)
                said.append(errors.read().decode("utf-8", "replace"))
            self._check(process.returncode, said[0], arguments)

    def _start(self, arguments: Sequence[str], errors: IO[bytes], pipes: dict[str, Any]) -> subprocess.Popen[bytes]:
        command = [program(), *COMMON, *arguments]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **pipes}
        with self._lock:
            if self.stopped:
                raise Stopped
            process = subprocess.Popen(command, stderr=errors, cwd=self._cwd, **pipes)
            self._running.add(process)
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        while True:
            try:
                process.wait(BEAT_SECONDS)
                return
            except subprocess.TimeoutExpired:
                if threading.get_ident() == self._owner:
                    self._beat()

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # Closing flushes what the ended program never read.
                try:
                    pipe.close()
                except OSError:
                    log.debug("ffmpeg's pipe was closed already")
        with self._lock:
            self._running.discard(process)

    def _check(self, code: int, said: str, arguments: Sequence[str]) -> None:
        if self.stopped:
            raise Stopped
        if any(words in said for words in NO_SPACE):
            log.error("ffmpeg ran out of disk: %s", said.strip()[-2000:])
            raise disk_full(Path(arguments[-1]))
        if code:
            log.error("ffmpeg ended with %d: ffmpeg %s\n%s", code, " ".join(arguments), said.strip()[-4000:])
            raise Failed(said)


def disk_full(near: Path) -> DiskFull:
    """The error for a full disk, naming what is free where `near` stands."""
    folder = near if near.is_dir() else near.parent
    try:
        free = f"{shutil.disk_usage(folder).free / 1e6:.0f} MB are free"
    except OSError:
        free = "it has no room left"
    return DiskFull(
        f"The disk is full ({free}): delete what you don't need, then cut the film again. Finished parts are kept."
    )
