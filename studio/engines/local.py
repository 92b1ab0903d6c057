"""The embedded engine: a thread a slot in the studio's own process, and one that takes back what dead workers held."""

from __future__ import annotations

import logging
import threading
import time

from studio import jobs, scratch
from studio.engines.slot import Slot
from studio.film import JobState
from studio.settings import Settings, visible_cards
from studio.store.database import session

log = logging.getLogger(__name__)
_IDLE_SECONDS = 0.1  # between looks at an empty lane; a look is one indexed query
_REAP_SECONDS = 1.0
_KEPT_SECONDS = 3 * 86_400.0  # states of a shot that failed, was killed or cancelled: it may be run again
_HALF_SECONDS = 3600.0  # a file under a temporary name may be one that is being written


def _device(slot: str, slots: tuple[str, ...]) -> str:
    """The card that the worker sees of those that the studio may use: gpu:1 the second, writers the first, others none.

    Told as CUDA_VISIBLE_DEVICES has it.
    """
    lane, _, number = slot.partition(":")
    cards = [s.partition(":")[2] for s in slots if s.startswith("gpu:")]
    mine = number if lane == "gpu" else cards[0] if lane == "text" and cards else ""
    visible = visible_cards()
    if visible is None or not mine:
        return mine
    return visible[int(mine)] if int(mine) < len(visible) else ""


class LocalEngine:
    """Runs jobs on this machine from start() to close()."""

    def __init__(self, settings: Settings) -> None:
        self.slots = [Slot(name, settings, device=_device(name, settings.slots)) for name in settings.slots]
        self.settings = settings
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Takes back what an earlier studio left running, then opens the slots."""
        for job_id in jobs.reap(self.settings.receipts):
            log.info("job %s was taken back from a worker that is gone", job_id)
        self._sweep()
        loops = [threading.Thread(target=self._work, args=(slot,), name=slot.name, daemon=True) for slot in self.slots]
        self._threads = [*loops, threading.Thread(target=self._reap, name="reaper", daemon=True)]
        for thread in self._threads:
            thread.start()

    def _sweep(self) -> None:
        """Takes away what work left that nobody goes on with, and the previews of jobs that run no more."""
        _sweep_half_done(self.settings)
        running = {job.id for job in jobs.open_jobs() if job.state == JobState.PROCESSING}
        for file in [*self.settings.previews.glob("*.jpg"), *self.settings.previews.glob(".*.half")]:
            if file.stem.removeprefix(".") not in running:
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """Ends the slots; a job in the middle goes back to the queue."""
        self._closing.set()
        for slot in self.slots:
            slot.close()
        for thread in self._threads:
            thread.join(5)
        self._threads = []

    def _work(self, slot: Slot) -> None:
        while not self._closing.is_set():
            try:
                with session():
                    state = slot.step()
            except Exception:  # the boundary of a slot: whatever broke, the lane must go on
                log.exception("the slot %s stumbled", slot.name)
                slot.kill()
                state = None
                self._closing.wait(1.0)
            if state is None:
                self._closing.wait(_IDLE_SECONDS)

    def _reap(self) -> None:
        while not self._closing.wait(_REAP_SECONDS):
            try:
                jobs.reap(self.settings.receipts)
            except Exception:  # as above: a database that is away for a moment must not end the reaper
                log.exception("the reaper stumbled")


def _sweep_half_done(settings: Settings) -> None:
    """Deletes weights set aside by workers that are gone, states that no open job goes on from, files half written."""
    scratch.sweep_folders(settings.offload)
    begun = [job.created_at / 1000 for job in jobs.open_jobs()]  # what an open job left is younger than that job
    scratch.sweep_older(settings.checkpoints, min([time.time() - _KEPT_SECONDS, *begun]), "*")
    for folder in (settings.checkpoints, settings.embeddings):
        for halves in ("*.half", ".*.half*"):
            scratch.sweep_older(folder, time.time() - _HALF_SECONDS, halves)
