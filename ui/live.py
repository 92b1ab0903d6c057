"""What changes, told to every open page: one thread follows the store, one WebSocket a page carries it.

Knows no kind of change: what it tells is what the tail gives, the newest word on each row. Hello is the first word to a
page, and comes again to one that fell too far behind: `anew` says to load what is shown again, then to follow.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, TypeAdapter

from studio import VERSION
from studio.store.tail import Change, Tail
from studio.studio import Studio
from ui.rest.problems import Boundary

log = logging.getLogger(__name__)
LOOK_SECONDS, IDLE_SECONDS = 0.15, 1.0  # between two looks at the store: with pages open, with none
TELL_SECONDS = 0.2  # a page is told at most five times a second
SEND_SECONDS = 20.0  # a page that takes nothing for so long is gone
MOST_WAITING = 2000  # rows a page may be behind before it is told to load anew
_OVERLAP_MS = 3000  # told again to a page that comes back: a slow transaction commits a stamp that is already past
_OLDEST_MS = 24 * 3600 * 1000  # whoever was away for longer loads anew
_CHANGES = TypeAdapter(list[Change])


class Hello(BaseModel):
    """`now` is the studio's clock in epoch milliseconds, to ask `since` with later."""

    kind: Literal["hello"] = "hello"
    version: str = VERSION
    now: int
    anew: bool = True


def _now() -> int:
    return time.time_ns() // 1_000_000


class Page:
    """One open page's letter box: the newest change of each row until the page's task takes them. Event loop only."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[str, str], Change] = {}
        self.missed = False
        self.news = asyncio.Event()

    def put(self, changes: list[Change]) -> None:
        for change in changes:
            self.waiting[change.kind, change.id] = change
        if len(self.waiting) > MOST_WAITING:
            self.waiting.clear()
            self.missed = True
        self.news.set()

    def take(self) -> tuple[list[Change], bool]:
        """(changes, whether some were missed), and empties the box."""
        taken, missed = list(self.waiting.values()), self.missed
        self.waiting, self.missed = {}, False
        self.news.clear()
        return taken, missed


class Live:
    """Follows the store in a thread of its own and fills the letter boxes of the open pages."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.pages: set[Page] = set()
        self._over, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, name="live", daemon=True)

    def start(self) -> None:
        """Begins to follow; call from the event loop's thread."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def close(self) -> None:
        """Ends the thread after its last look."""
        self._over.set()
        self._wake.set()
        self._thread.join(5)

    @contextlib.contextmanager
    def page(self) -> Iterator[Page]:
        """A letter box that is filled until the block ends."""
        page = Page()
        self.pages.add(page)
        self._wake.set()
        try:
            yield page
        finally:
            self.pages.discard(page)

    def since(self, stamp: int) -> list[Change] | None:
        """The newest word on each row written at or after `stamp`, epoch ms; None: too long ago to tell."""
        if stamp < _now() - _OLDEST_MS:
            return None
        return self.studio.tail(stamp - _OVERLAP_MS).poll()

    def _follow(self) -> None:
        tail: Tail | None = None
        faults = 0
        while not self._over.is_set():
            self._wake.clear()
            try:
                tail = tail or self.studio.tail()
                self._hand_over(tail.poll())
                faults = 0
            except Exception:  # the boundary of this thread: logged once and tried again, or every page would go still
                faults += 1
                log.log(logging.ERROR if faults == 1 else logging.DEBUG, "live updates failed", exc_info=True)
            if self.pages and not faults:
                self._over.wait(LOOK_SECONDS)
            else:
                self._wake.wait(IDLE_SECONDS)

    def _hand_over(self, changes: list[Change]) -> None:
        if changes and self.pages and not self._over.is_set():
            with contextlib.suppress(RuntimeError):  # the loop has just closed
                self._loop.call_soon_threadsafe(self._tell, changes)

    def _tell(self, changes: list[Change]) -> None:
        for page in self.pages:
            page.put(changes)


router = APIRouter(tags=["live"], route_class=Boundary)
Since = Annotated[int, Query(description="Epoch milliseconds: `now` of the last hello.")]


@router.get("/live")
def changes_since(request: Request, since: Since = 0) -> list[Hello | Change]:
    """What changed since then, for a page whose WebSocket can't connect: hello first, then the rows.

    Ask again with hello's `now`. Where hello says `anew`, the time is too long ago: load what you show again.
    """
    now = _now()
    changes = request.app.state.live.since(since)
    return [Hello(now=now, anew=changes is None), *(changes or [])]


@router.websocket("/live")
async def follow(socket: WebSocket, since: int = 0) -> None:
    """Hello, then arrays of changes, at most five a second."""
    live: Live = socket.app.state.live
    await socket.accept()
    with live.page() as page:
        now = _now()
        missed = await asyncio.to_thread(live.since, since) if since else None
        page.put(missed or [])
        hello = Hello(now=now, anew=missed is None)
        tasks = {asyncio.create_task(_until_it_leaves(socket)), asyncio.create_task(_keep_telling(socket, page, hello))}
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        with contextlib.suppress(WebSocketDisconnect, TimeoutError, RuntimeError, asyncio.CancelledError):
            task.result()  # a page that went away is no fault; anything else is


async def _until_it_leaves(socket: WebSocket) -> None:
    while True:
        await socket.receive_text()


async def _keep_telling(socket: WebSocket, page: Page, hello: Hello) -> None:
    await _send(socket, hello.model_dump_json())
    while True:
        await page.news.wait()
        changes, missed = page.take()
        if missed:
            await _send(socket, Hello(now=_now()).model_dump_json())
        if changes:
            await _send(socket, _CHANGES.dump_json(changes).decode())
        await asyncio.sleep(TELL_SECONDS)


async def _send(socket: WebSocket, text: str) -> None:
    await asyncio.wait_for(socket.send_text(text), SEND_SECONDS)
