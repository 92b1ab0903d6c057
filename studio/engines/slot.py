"""A slot: one device and one long-lived child process; step() claims one job and sees it to its end.

The embedded engine calls step() in a loop, a farm's ticket calls it once; nothing else differs. The slot knows the job
table's verbs and the child's protocol (JSON lines), and no kind of work.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, Any

from studio import jobs
from studio.settings import ROOT, Settings

log = logging.getLogger(__name__)
GRACE_SECONDS = 3.0  # from asking the child to stop to killing its process group
MOST_GRACE_SECONDS = 180.0
_PAUSES_WAITED = 2  # a child looks up between steps: the one it is in, and as much again
_PAUSING = "pausing as soon as the step in work is done"
_CUT_OFF = "paused in the middle of a step: goes on from the last state that was kept, or begins again"
_PROGRESS_EVERY = 0.2  # seconds between writes of progress
_HEARTBEAT_EVERY = 1.0
_START_SECONDS = 120.0
_WINDOWS = sys.platform == "win32"
_ASKED: dict[str, jobs.Outcome] = {"pause": "paused", "cancel": "cancelled"}


@dataclass(frozen=True)
class End:
    """How an attempt ended."""

    outcome: jobs.Outcome
    result: dict[str, Any] | None = None
    error: str = ""
    note: str = ""  # what a paused job says of how it will go on


class Slot:
    """`name` is lane:number, such as cpu:0."""

    def __init__(self, name: str, settings: Settings, device: str = "") -> None:
        self.name, self.settings, self.device = name, settings, device
        self.lane = name.partition(":")[0]
        self.owner = jobs.owner_id(name)
        self.closing = False
        self._child: subprocess.Popen[str] | None = None
        self._said: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def step(self) -> str | None:
        """Runs the next job of the lane to its end and returns its new state; None when nothing was ready."""
        if self.closing or not jobs.waiting(self.lane):
            return None
        self._ensure_child()  # warm before the claim, so that a slow start costs no lease
        if self.closing:
            self.kill()
            return None
        held = jobs.claim(self.lane, self.owner, self.settings.lease_seconds)
        if held is None:
            return None
        log.info("job %s %s began, attempt %d, on %s", held.id, held.kind, held.attempt, self.name)
        self._tell(op="run", **_order(held))
        end = self._watch(held)
        if end is None:
            log.warning("job %s was taken over by another worker", held.id)
            return "fenced"
        if end.outcome == "lost":
            self.kill()  # the pipe closes before the process can be reaped: wait now, or the next claim is burnt
            state = jobs.adopt_or_lose(held, self.settings.receipts, end.error)
        elif end.outcome == "released" and held.receipt(self.settings.receipts).exists():
            state = jobs.adopt_or_lose(held, self.settings.receipts, "")
        else:
            state = jobs.finish(held, end.outcome, end.result, end.error, end.note)
            held.receipt(self.settings.receipts).unlink(missing_ok=True)
        (self.settings.previews / f"{held.id}.jpg").unlink(missing_ok=True)
        log.info("job %s %s %s%s", held.id, held.kind, state, f": {end.error}" if end.error else "")
        return state or "fenced"

    def _watch(self, held: jobs.Claim) -> End | None:
        """Follows the child until the attempt ends; None when the lease went to somebody else."""
        began = last = time.monotonic()
        news: dict[str, Any] | None = None
        shown: dict[str, Any] = {"fraction": 0.0, "preview": 0, "draft": ""}
        told: jobs.Outcome | None = None
        told_at, grace = 0.0, GRACE_SECONDS
        while True:
            said = self._listen()
            if said is None and self.closing:
                return End("released")
            if said is None:
                return End(told or "lost", None, "" if told else jobs.LOST)
            if said.get("op") == "done" and said.get("token") == held.token:
                return End(said["outcome"], said.get("result"), said.get("error", ""), said.get("note", ""))
            if said.get("op") == "progress":
                news, grace = said, _grace(said)
                shown = said
            clock = time.monotonic()
            if clock - last >= (_PROGRESS_EVERY if news else _HEARTBEAT_EVERY):
                told_now = (news["fraction"], news["note"], news["preview"], news["draft"]) if news else ()
                want = jobs.renew(held, self.settings.lease_seconds, *told_now)
                news, last = None, clock
                if want is None:
                    self.kill()
                    return None
                asked = _ASKED.get(want)
                if asked and told not in (asked, "cancelled"):  # who waits for a pause may still cancel
                    told, told_at = asked, clock
                    self._tell(op="stop", pause=want == "pause")
                    news = shown | {"note": _PAUSING} if want == "pause" else None
            if told and clock - told_at > (MOST_GRACE_SECONDS if told == "paused" else grace):
                self.kill()
                return End(told, note=_CUT_OFF if told == "paused" else "")
            if clock - began > held.timeout_seconds and not told:
                self.kill()
                return End(
                    "timeout",
                    None,
                    f"It was stopped after {held.timeout_seconds} seconds: make it shorter, or run it again.",
                )

    def _listen(self) -> dict[str, Any] | None:
        """The child's next message, {} when it is silent, None when it is gone and all it said was heard."""
        try:
            return self._said.get(timeout=_PROGRESS_EVERY)
        except queue.Empty:
            # One end-of-file event may be missed; the process itself is asked at each tick.
            return {} if self._child and self._child.poll() is None else None

    def _ensure_child(self) -> None:
        if self._child and self._child.poll() is None:
            return
        self.kill()
        self._said = queue.Queue()
        self._child = child = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "worker", "--slot", self.name],
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **({"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if _WINDOWS else {"start_new_session": True}),  # type: ignore[attr-defined]
        )
        assert child.stdin and child.stdout and child.stderr
        threading.Thread(target=_relay, args=(child.stdout, self._said), daemon=True).start()
        threading.Thread(target=_log_lines, args=(child.stderr, self.name), daemon=True).start()
        child.stdin.write(self.settings.model_dump_json() + "\n")
        child.stdin.flush()
        ready = self._said.get(timeout=_START_SECONDS)
        if ready is None:
            self.kill()
            raise RuntimeError(f"the worker of {self.name} did not start; its own words stand above in the log")

    def _environment(self) -> dict[str, str]:
        """The card it may use; and only what is there to fetch may ask the hub, from which the page keeps off.

        A person who has set HF_HUB_OFFLINE is told so by what fetches.
        """
        mine = os.environ | {"CUDA_VISIBLE_DEVICES": self.device, "PYTHONUNBUFFERED": "1"}
        if self.lane == "net" and not self.settings.offline:
            mine.pop("HF_HUB_OFFLINE", None)
        return mine

    def _tell(self, **message: Any) -> None:
        # A child that died meanwhile is noticed by _listen.
        with contextlib.suppress(BrokenPipeError, ValueError, OSError):
            if self._child and self._child.stdin:
                self._child.stdin.write(json.dumps(message) + "\n")
                self._child.stdin.flush()

    def close(self) -> None:
        """Ends the slot for good; a job in the middle goes back to the queue as if it had not begun."""
        self.closing = True
        self.kill()

    def kill(self) -> None:
        """Ends the child and every process it started, such as ffmpeg."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if _WINDOWS:
                subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True, check=False)
            else:
                os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _grace(progress: dict[str, Any]) -> float:
    """Seconds until a child that was asked to stop is killed: by the longest pause between its reports of late.

    A step of a big model takes up to a minute, and killing it would cost the warm model and the step.
    """
    return min(max(GRACE_SECONDS, _PAUSES_WAITED * progress["pause"]), MOST_GRACE_SECONDS)


def _order(held: jobs.Claim) -> dict[str, Any]:
    return {
        "id": held.id,
        "token": held.token,
        "kind": held.kind,
        "args": held.args,
        "project_id": held.project_id,
        "shot_id": held.shot_id,
    }


def _relay(pipe: IO[str], said: queue.Queue[dict[str, Any] | None]) -> None:
    with contextlib.suppress(ValueError):  # half a line: the child was killed while it wrote
        for line in pipe:
            said.put(json.loads(line))
    said.put(None)


def _log_lines(pipe: IO[str], name: str) -> None:
    for line in pipe:
        log.warning("%s | %s", name, line.rstrip())
