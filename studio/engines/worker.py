"""The child of a slot: reads settings, then orders, as JSON lines on stdin; runs them; answers on a duplicated stdout.

It knows production's steps by their kind, and nothing of the job table: its parent claims, renews and commits.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any

from studio.crew import Report
from studio.errors import Cancelled, Paused, StudioError
from studio.settings import Settings

log = logging.getLogger(__name__)
Run = Callable[[dict[str, Any], Report], dict[str, Any]]
REST_SECONDS = 1.0  # between two jobs, until the worker looks whether its memory is needed elsewhere
_REPORT_EVERY = 0.1  # seconds; the parent stores less often still
_PAUSES = 8  # between reports, the longest of which counts: with a cache most steps of a model are short


class Worker:
    """One process; `run(order, report)` does the work of one order and returns its result, `rest()` is called between
    orders.
    """

    def __init__(self, settings: Settings, run: Run, rest: Callable[[], None] = lambda: None) -> None:
        self.receipts, self.previews, self.run, self.rest = settings.receipts, settings.previews, run, rest
        # Whatever a library prints goes to stderr, and so into the log; the protocol has a stream of its own.
        self._out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
        os.dup2(2, 1)
        self._orders: queue.Queue[dict[str, Any]] = queue.Queue()
        self._stop: type[Cancelled] | None = None
        self._lock = threading.Lock()
        self._reported_at = 0.0
        self._heard_at = time.monotonic()
        self._pauses: deque[float] = deque([0.0], _PAUSES)  # kept over jobs: a warm model's first step is like its last
        self._job, self._shown, self._draft = "", 0, ""

    def serve(self) -> None:
        """Answers orders until stdin ends; never returns."""
        threading.Thread(target=self._read, daemon=True).start()
        self._say(op="ready", pid=os.getpid())
        while True:
            order = self._next()
            self._stop, self._heard_at = None, time.monotonic()
            self._job, self._shown, self._draft = order["id"], 0, ""
            self._say(op="done", token=order["token"], **self._attempt(order))

    def _next(self) -> dict[str, Any]:
        while True:
            try:
                return self._orders.get(timeout=REST_SECONDS)
            except queue.Empty:
                try:
                    self.rest()
                except Exception:  # the boundary of a rest: a store that is away for a moment ends no worker
                    log.exception("the worker could not look whether it is in the way")

    def _attempt(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            result = self.run(order, self._report)
            (self.previews / f"{self._job}.jpg").unlink(missing_ok=True)
            self._leave_receipt(order["token"], result)
        except Paused as how_it_goes_on:
            return {"outcome": "paused", "note": str(how_it_goes_on)}
        except Cancelled:
            return {"outcome": "cancelled"}
        except StudioError as why:
            print(f"{order['kind']}: {why!r}", file=sys.stderr)
            return {"outcome": "failed", "error": why.sentence}
        except MemoryError:
            return {
                "outcome": "failed",
                "error": "This machine ran out of memory: close other programs or choose a smaller size.",
            }
        except Exception:  # the boundary of a job: a bug is logged once, here
            traceback.print_exc()
            return {
                "outcome": "failed",
                "error": "Something went wrong inside Storyreel; the log has the details. Running it again may help.",
            }
        return {"outcome": "completed", "result": result}

    def _leave_receipt(self, token: str, result: dict[str, Any]) -> None:
        """The last act: a rename, so that a receipt is whole or not there."""
        self.receipts.mkdir(parents=True, exist_ok=True)
        half = self.receipts / f"{token}.half"
        half.write_text(json.dumps(result))
        half.replace(self.receipts / f"{token}.ok")

    def _report(self, fraction: float, note: str, preview: bytes | None = None, draft: str | None = None) -> None:
        clock = time.monotonic()
        self._pauses.append(clock - self._heard_at)
        self._heard_at = clock
        if self._stop:
            raise self._stop()
        if preview:
            self._show(preview)
        self._draft = draft or self._draft
        if clock - self._reported_at >= _REPORT_EVERY or fraction >= 1 or preview:
            self._reported_at = clock
            told = {"preview": self._shown, "draft": self._draft, "pause": round(max(self._pauses), 2)}
            self._say(op="progress", fraction=fraction, note=note, **told)

    def _show(self, picture: bytes) -> None:
        """Lays the picture where the page finds it, by the job's id; whoever counts them sees that there is another."""
        self.previews.mkdir(parents=True, exist_ok=True)
        half = self.previews / f".{self._job}.half"
        half.write_bytes(picture)
        half.replace(self.previews / f"{self._job}.jpg")
        self._shown += 1

    def _say(self, **message: Any) -> None:
        with self._lock:
            self._out.write(json.dumps(message) + "\n")
            self._out.flush()

    def _read(self) -> None:
        for line in sys.stdin:
            message = json.loads(line)
            if message["op"] == "stop":
                self._stop = Paused if message.get("pause") else Cancelled
            else:
                self._orders.put(message)
        # End of file: the parent is gone. The whole group goes with it, ffmpeg too.
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)
