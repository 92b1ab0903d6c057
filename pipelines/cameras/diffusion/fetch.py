"""One file over HTTP: resumed where it was left, checked while it comes, stopped within a second.

huggingface_hub 2.4 names the address, sends the headers and tells its errors apart; the bytes are read here, because
its own download begins a file anew after every stop (its temporary file is a new one each time, and is deleted) and
looks up only every 10 MB. Xet's own protocol can be neither resumed nor stopped, so every file comes over plain HTTP,
which the hub offers for all of them.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.errors import DamagedFile, MakerFailed

CHUNK = 1 << 20
_LOOK_SECONDS = 0.3  # how long nothing may come before the job is asked whether it should stop
_TIMEOUT_SECONDS = 20.0
TRIES = 6  # without a byte in between
_LONGEST_WAIT = 3600.0

Tick = Callable[[int], None]  # called with the bytes that came (0: none for a while); raises to stop


@dataclass
class Wanted:
    """A file of a repository: what it must be when it has come."""

    name: str
    size: int
    sha256: str = ""  # of files in large-file storage
    blob: str = ""  # git's own hash of the others: SHA-1 of "blob SIZE\0" and the content
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def fetch(wanted: Wanted, half: Path, tick: Tick) -> str:
    """Completes `half`, which may hold a beginning; returns its SHA-256.

    Raises DamagedFile (and deletes it) when it is not what the hub said, MakerFailed when the connection does not
    hold, and whatever huggingface_hub raises for an answer that is an error. What has come stays for the next time.
    """
    tries = 0
    while (had := _size(half)) < wanted.size or not half.exists():
        try:
            _receive(wanted, half, had, tick)
        except _Broken as why:
            tries = 0 if _size(half) > had else tries + 1
            if tries >= TRIES:
                raise MakerFailed(
                    f"The connection broke while {wanted.name} was fetched ({why}). What has come is kept: "
                    "try again, and it goes on from there."
                ) from why
            _wait(min(0.5 * 2**tries, 30.0), tick)
        except _Later as why:
            _wait(why.seconds, tick)
    return check(wanted, half, tick)


def check(wanted: Wanted, file: Path, tick: Tick) -> str:
    """The file's SHA-256; deletes it and raises DamagedFile when size or hash are not the hub's."""
    sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {wanted.size}\0".encode(), usedforsecurity=False)
    size = 0
    with file.open("rb") as opened:
        while chunk := opened.read(8 * CHUNK):
            sha256.update(chunk)
            if not wanted.sha256:
                blob.update(chunk)
            size += len(chunk)
            tick(0)
    right = sha256.hexdigest() == wanted.sha256 if wanted.sha256 else wanted.blob in ("", blob.hexdigest())
    if size != wanted.size or not right:
        file.unlink()
        raise DamagedFile(
            f"{wanted.name} came damaged: its checksum is not the one that the hub names. It was deleted; "
            "get the model again, and only this file is fetched anew."
        )
    return sha256.hexdigest()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


class _Broken(Exception):
    """The connection ended early, or never came."""


class _Later(Exception):
    """The server asked to come back later."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


def later(response: Any, otherwise: float = 5.0) -> float:
    """The seconds to wait that a 429 or 503 asks for: Retry-After, or what the hub's rate limit header tells."""
    from huggingface_hub.utils import parse_ratelimit_headers

    told = response.headers.get("Retry-After", "")
    limit = parse_ratelimit_headers(response.headers)
    seconds = float(told) if told.isdigit() else limit.reset_in_seconds if limit else otherwise
    return min(float(seconds), _LONGEST_WAIT)


def _wait(seconds: float, tick: Tick) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        tick(0)
        time.sleep(min(left, _LOOK_SECONDS))


def _receive(wanted: Wanted, half: Path, had: int, tick: Tick) -> None:
    with half.open("ab") as out:
        for chunk in _chunks(wanted, had):
            if isinstance(chunk, int):  # the server begins at that byte: 0 when it does not know ranges
                if chunk != had:
                    out.truncate(chunk)
                tick(chunk - had)
            elif chunk is None:
                tick(0)
            else:
                out.write(chunk)
                tick(len(chunk))


def _chunks(wanted: Wanted, start: int) -> Iterator[bytes | int | None]:
    """First the byte at which the answer begins, then its bytes; None whenever nothing came for a while.

    A thread reads, so that a server which falls silent does not keep the job from being stopped.
    """
    arrived: queue.Queue[Any] = queue.Queue(maxsize=8)
    stop = threading.Event()
    threading.Thread(target=_read, args=(wanted, start, arrived, stop), name="fetch", daemon=True).start()
    try:
        while True:
            try:
                item = arrived.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if isinstance(item, Exception):
                raise item
            if item is None:
                return
            yield item
    finally:
        stop.set()


def _read(wanted: Wanted, start: int, arrived: queue.Queue[Any], stop: threading.Event) -> None:
    try:
        for item in _stream(wanted, start):
            _put(arrived, item, stop)
            if stop.is_set():
                return
        _put(arrived, None, stop)
    except Exception as why:  # handed to the thread that waits, which raises it
        _put(arrived, why, stop)


def _put(arrived: queue.Queue[Any], item: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(queue.Full):
            arrived.put(item, timeout=_LOOK_SECONDS)
            break


def _stream(wanted: Wanted, start: int) -> Iterator[bytes | int]:
    import httpx2
    from huggingface_hub.utils import get_session, hf_raise_for_status

    # Uncompressed, so that bytes on the disk are bytes of the file and a range means what it says.
    headers = wanted.headers | {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    come = start
    try:
        with get_session().stream(
            "GET", wanted.url, headers=headers, timeout=_TIMEOUT_SECONDS, follow_redirects=True
        ) as answer:
            if answer.status_code in (429, 503):
                raise _Later(later(answer))
            if answer.status_code >= 500:
                raise _Broken(f"the server answered {answer.status_code}")
            hf_raise_for_status(answer)
            come = start if answer.status_code == 206 else 0
            yield come
            for chunk in answer.iter_bytes():  # as it comes: what a buffer holds is lost when the line breaks
                come += len(chunk)
                yield chunk
    except (httpx2.TransportError, httpx2.StreamError) as why:
        raise _Broken(str(why) or type(why).__name__) from why
    if come < wanted.size:
        raise _Broken("the server stopped early")
