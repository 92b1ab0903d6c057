"""The job table's verbs: submit, claim, renew, finish, cancel, pause, retry, reorder, reap. Knows no kind of work.

The row is the truth. A claim hands out a fresh token; every later write of that attempt carries it, so that a worker
that lost its job can change nothing (the fence). The slot renews the lease, not the busy child. A child's last act
is a receipt, `<token>.ok`; whoever finds one adopts the finished work instead of running it again.
"""

from __future__ import annotations

import json
import os
import socket
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import psutil
from peewee import fn
from pydantic import BaseModel, Field

from studio.errors import BadInput, NotFound
from studio.film import Job, JobState
from studio.store.database import patiently, session, skips_locked_rows, transaction
from studio.store.films import values
from studio.store.tables import AttemptRow, JobRow, NeedRow, new_id, now

Outcome = Literal["completed", "failed", "cancelled", "paused", "lost", "released", "timeout"]
OPEN = (JobState.PENDING, JobState.PAUSED, JobState.PROCESSING)
HOST = socket.gethostname()
# Read once: the operating system tells a start time that moves with the wall clock.
_STARTED = f"{psutil.Process().create_time():.2f}"
_CLOCK_STEP_SECONDS = 10.0  # the clock may be set by as much; a process id does not come round again so soon
BY_A_PERSON = "it was cancelled"  # the reason that is handed on to what depended on it
LOST = "The worker process stopped in the middle of it, again and again: free some memory, then run it again."
_FIRST_PAUSE_MS = 50  # before the second attempt; doubled each time


class Request(BaseModel):
    """A job to be submitted; `needs` are keys of the same batch or ids of jobs."""

    kind: str
    lane: str
    args: dict[str, Any] = Field(default_factory=dict)
    project_id: str | None = None
    shot_id: str | None = None
    key: str = ""
    needs: list[str] = Field(default_factory=list)
    priority: int = 0
    timeout_seconds: int = 6 * 3600  # the cut of a long film on a slow machine; a hung worker is cancelled by hand


@dataclass(frozen=True)
class Claim:
    """One attempt at a job, held by its token."""

    id: str
    token: str
    attempt: int
    kind: str
    timeout_seconds: int
    args: dict[str, Any] = field(default_factory=dict)
    project_id: str | None = None
    shot_id: str | None = None

    def receipt(self, folder: Path) -> Path:
        return folder / f"{self.token}.ok"


# ---- putting work in -----------------------------------------------------------------------------------------------


def submit(requests: list[Request]) -> list[Job]:
    """Queues the jobs in one transaction and returns them in order."""

    def write() -> list[str]:
        with transaction():
            return _insert(requests)

    return [get(job_id) for job_id in patiently(write)]


def _insert(requests: list[Request]) -> list[str]:
    ids: dict[str, str] = {}
    made = []
    last = JobRow.select(fn.MAX(JobRow.position)).scalar() or 0
    for n, request in enumerate(requests, start=1):
        job_id = new_id()
        ids[request.key or job_id] = job_id
        columns = request.model_dump(exclude={"needs", "key", "priority", "project_id"})
        JobRow.create(
            id=job_id, project=request.project_id, rank=-request.priority, position=last + n * 1024, **columns
        )
        for need in request.needs:
            _need(job_id, ids.get(need, need))
        made.append(job_id)
    return made


def _need(job_id: str, needed_id: str) -> None:
    """Makes the job wait for another; one that has come to nothing already takes it along at once."""
    needed = JobRow.get_or_none(JobRow.id == needed_id)
    if needed is None:
        return
    NeedRow.create(job=job_id, needed=needed_id)
    if needed.state in (JobState.FAILED, JobState.CANCELLED):
        _cancel_dependants(needed, needed.error or BY_A_PERSON)


# ---- a slot's verbs ------------------------------------------------------------------------------------------------


def _ready(lane: str, limit: int = 1) -> Any:
    """Pending jobs of the lane whose needs are all completed, in queue order."""
    needed = JobRow.alias()
    unmet = (
        NeedRow.select(NeedRow.id)
        .join(needed, on=(NeedRow.needed == needed.id))
        .where(NeedRow.job == JobRow.id, needed.state != JobState.COMPLETED)
    )
    where = (JobRow.lane == lane, JobRow.state == JobState.PENDING, JobRow.not_before <= now(), ~fn.EXISTS(unmet))
    return JobRow.select().where(*where).order_by(JobRow.rank, JobRow.position, JobRow.id).limit(limit)


def waiting(lane: str) -> bool:
    """Whether a claim on the lane would find work now."""
    with session():
        return _ready(lane).exists()


def ready(lane: str, kind: str, limit: int) -> list[Job]:
    """Jobs of that kind that nothing holds back: those that would be claimed next, in order."""
    with session():
        return [_job(row) for row in _ready(lane, limit).where(JobRow.kind == kind)]


def claim(lane: str, owner: str, lease_seconds: float) -> Claim | None:
    """Takes the first job that is ready, or None."""
    return patiently(lambda: _claim(lane, owner, lease_seconds))


def _claim(lane: str, owner: str, lease_seconds: float) -> Claim | None:
    stamp = now()
    with transaction():
        query = _ready(lane)
        if skips_locked_rows():
            query = query.for_update("FOR UPDATE SKIP LOCKED")
        row = query.first()
        if row is None:
            return None
        token, attempt = uuid.uuid4().hex, row.attempt + 1
        taken = _write(
            (JobRow.id == row.id, JobRow.state == JobState.PENDING),
            state=JobState.PROCESSING, token=token, owner=owner, attempt=attempt, want="run",
            started_at=stamp, finished_at=0,
            lease_until=stamp + int(lease_seconds * 1000), progress=0.0, note="", error="", preview=0, draft="",
        )  # fmt: skip
        if not taken:
            return None
        AttemptRow.create(job=row.id, n=_tries(row.id) + 1, token=token, owner=owner, started_at=stamp)
    return Claim(row.id, token, attempt, row.kind, row.timeout_seconds, row.args, row.project_id, row.shot_id)


def _tries(job_id: str) -> int:
    return AttemptRow.select(fn.MAX(AttemptRow.n)).where(AttemptRow.job == job_id).scalar() or 0


def _write(where: tuple[Any, ...], **columns: Any) -> int:
    return JobRow.update(revision=JobRow.revision + 1, touched_at=now(), **columns).where(*where).execute()


def _fence(held: Claim) -> tuple[Any, ...]:
    return (JobRow.id == held.id, JobRow.token == held.token, JobRow.state == JobState.PROCESSING)


def renew(
    held: Claim, lease_seconds: float, progress: float | None = None, note: str = "", preview: int = 0, draft: str = ""
) -> str | None:
    """Renews the lease, stores progress, and returns what is wanted (run, cancel, pause); None: fenced off."""

    def write() -> str | None:
        columns: dict[str, Any] = {"lease_until": now() + int(lease_seconds * 1000)}
        with transaction():
            if progress is None:  # a heartbeat alone is no news for the page
                held_still = JobRow.update(**columns).where(*_fence(held)).execute()
            else:
                done = min(max(progress, 0.0), 1.0)
                columns |= {"progress": done, "note": note[:255], "preview": preview, "draft": draft}
                held_still = _write(_fence(held), **columns)
            return JobRow.select(JobRow.want).where(*_fence(held)).scalar() if held_still else None

    return patiently(write)


def finish(
    held: Claim, outcome: Outcome, result: dict[str, Any] | None = None, error: str = "", note: str = ""
) -> str | None:
    """The one commit point of an attempt: returns the job's new state, or None when the attempt was fenced off.

    `note` is what the job says from now on; empty: what it said last, or nothing where the queue takes it back.
    What the result asks for under "then" is submitted in the same transaction. A lost attempt goes back to the queue
    until its attempts are used up; a failure or cancellation takes the dependants along, with the reason.
    """
    return patiently(lambda: _finish(held, outcome, result, error, note))


def _finish(held: Claim, outcome: Outcome, result: dict[str, Any] | None, error: str, note: str) -> str | None:
    stamp = now()
    with transaction():
        row = JobRow.get_or_none(*_fence(held))
        if row is None:
            return None
        state, columns = _end_state(row, outcome)
        then = [Request.model_validate(r) for r in (result or {}).pop("then", [])]
        ended = 0 if state in (JobState.PENDING, JobState.PAUSED) else stamp
        if note or state == JobState.PENDING:
            columns["note"] = note[:255]
        _write(
            _fence(held),
            state=state,
            result=result,
            error=error,
            finished_at=ended,
            token=None,
            owner=None,
            lease_until=0,
            want="run",
            preview=0,  # the slot takes the picture away with the attempt
            draft="",  # what came of it is in the film
            **columns,
        )
        AttemptRow.update(ended_at=stamp, outcome=outcome).where(AttemptRow.token == held.token).execute()
        _insert(then)
        if state in (JobState.FAILED, JobState.CANCELLED):
            _cancel_dependants(row, error or BY_A_PERSON)
    return state


def _end_state(row: JobRow, outcome: Outcome) -> tuple[JobState, dict[str, Any]]:
    if outcome in ("lost", "released") and row.want == "cancel":
        return JobState.CANCELLED, {}
    if outcome in ("lost", "released") and row.want == "pause":
        return JobState.PAUSED, {"attempt": row.attempt - 1}
    if outcome == "lost":
        if row.attempt < row.max_attempts:
            return JobState.PENDING, {"not_before": now() + _FIRST_PAUSE_MS * 2**row.attempt}
        return JobState.FAILED, {}
    if outcome == "timeout":
        return JobState.FAILED, {}
    if outcome == "paused":
        return JobState.PAUSED, {"attempt": row.attempt - 1}
    if outcome == "released":  # the studio closes: no fault of the job's
        return JobState.PENDING, {"attempt": row.attempt - 1}
    return JobState(outcome), {"progress": 1.0} if outcome == "completed" else {}


def _cancel_dependants(row: JobRow, reason: str) -> None:
    words = row.kind.replace("_", " ")
    for need in NeedRow.select().where(NeedRow.needed == row.id):
        why = f"Not started, because “{words}” before it did not finish: {reason}"
        columns = {"state": JobState.CANCELLED, "error": why, "finished_at": now()}
        if _write((JobRow.id == need.job_id, JobRow.state.in_([JobState.PENDING, JobState.PAUSED])), **columns):
            _cancel_dependants(need.job, reason)


def adopt_or_lose(held: Claim, receipts: Path, error: str) -> str | None:
    """Ends an attempt whose child is gone: completed if it left a receipt, else lost."""
    receipt = held.receipt(receipts)
    if receipt.exists():
        state = finish(held, "completed", json.loads(receipt.read_text()))
    else:
        state = finish(held, "lost", None, error)
    receipt.unlink(missing_ok=True)
    return state


def owner_id(slot: str) -> str:
    """This process as the owner of leases: host | slot | pid | start time."""
    return f"{HOST}|{slot}|{os.getpid()}|{_STARTED}"


def _alive(owner: str) -> bool:
    host, _, pid, started = owner.rsplit("|", 3)
    if host != HOST:
        return True  # only its lease can tell
    if int(pid) == os.getpid():
        return started == _STARTED
    try:
        process = psutil.Process(int(pid))
        return (
            abs(process.create_time() - float(started)) < _CLOCK_STEP_SECONDS
            and process.status() != psutil.STATUS_ZOMBIE
        )
    except psutil.NoSuchProcess:
        return False


def reap(receipts: Path) -> list[str]:
    """Takes back what dead local owners held at once, and what any owner's lease let run out; returns the job ids."""
    with session():
        running = list(JobRow.select().where(JobRow.state == JobState.PROCESSING))
    taken = []
    for row in running:
        if row.lease_until < now() or not _alive(row.owner):
            held = Claim(row.id, row.token, row.attempt, row.kind, row.timeout_seconds)
            if adopt_or_lose(held, receipts, LOST):
                taken.append(row.id)
    return taken


# ---- a person's verbs ----------------------------------------------------------------------------------------------


def _job(row: JobRow) -> Job:
    data = values(row)
    return Job.model_validate({k: v for k, v in data.items() if k in Job.model_fields} | {"priority": -row.rank})


def _row(job_id: str) -> JobRow:
    row = JobRow.get_or_none(JobRow.id == job_id)
    if row is None:
        raise NotFound(f"There is no job “{job_id}” any more: its project may have been deleted; reload the page.")
    return row


def came_to_nothing(job: Job) -> bool:
    """Whether it failed, or was not started because what it needed failed; not what a person cancelled."""
    chained = job.state == JobState.CANCELLED and bool(job.error) and not job.error.endswith(BY_A_PERSON)
    return job.state == JobState.FAILED or chained


def get(job_id: str) -> Job:
    """The job; raises NotFound."""
    with session():
        return _job(_row(job_id))


def find(
    state: str | None = None, project_id: str | None = None, kind: str | None = None, limit: int = 200
) -> list[Job]:
    """Running jobs, then waiting ones in queue order, then the past, newest first."""
    query = JobRow.select()
    if state:
        query = query.where(JobRow.state == state)
    if project_id:
        query = query.where(JobRow.project == project_id)
    if kind:
        query = query.where(JobRow.kind == kind)
    with session():
        open_ = list(query.where(JobRow.state.in_(OPEN)).order_by(JobRow.rank, JobRow.position, JobRow.id).limit(limit))
        past = list(
            query.where(JobRow.state.not_in(OPEN)).order_by(JobRow.finished_at.desc(), JobRow.id.desc()).limit(limit)
        )
    open_.sort(key=lambda row: row.state != JobState.PROCESSING)
    return [_job(row) for row in (open_ + past)[:limit]]


def changed_since(stamp: int) -> list[tuple[int, Job]]:
    """(revision, job) of every job written at or after `stamp`, epoch milliseconds."""
    with session():
        return [(row.revision, _job(row)) for row in JobRow.select().where(JobRow.touched_at >= stamp)]


def cancel(job_id: str) -> Job:
    """Cancels a waiting job at once; asks a running one to stop. A finished one stays as it is."""

    def write() -> None:
        with transaction():
            row = _row(job_id)
            waits = (JobRow.id == job_id, JobRow.state.in_([JobState.PENDING, JobState.PAUSED]))
            if _write(waits, state=JobState.CANCELLED, finished_at=now()):
                _cancel_dependants(row, BY_A_PERSON)
            else:
                _write((JobRow.id == job_id, JobRow.state == JobState.PROCESSING), want="cancel")

    patiently(write)
    return get(job_id)


def pause(job_id: str) -> Job:
    """Holds a waiting job back; asks a running one to stop and go back to the queue, paused."""

    def write() -> None:
        with transaction():
            if not _write((JobRow.id == job_id, JobRow.state == JobState.PENDING), state=JobState.PAUSED):
                _write((JobRow.id == job_id, JobRow.state == JobState.PROCESSING), want="pause")

    patiently(write)
    return get(job_id)


def resume(job_id: str) -> Job:
    """Lets a paused job run when its turn comes."""

    def write() -> None:
        with transaction():
            _write((JobRow.id == job_id, JobRow.state == JobState.PAUSED), state=JobState.PENDING, not_before=0)

    patiently(write)
    return get(job_id)


def run_again(job_id: str) -> Job:
    """Queues a failed or cancelled job again, with what was cancelled along with it; a completed one anew."""
    job = get(job_id)
    if job.state in OPEN:
        raise BadInput("This job has not ended yet: cancel it first, or wait.")
    if job.state == JobState.COMPLETED:
        return submit([_copy(job)])[0]

    def write() -> None:
        with transaction():
            _revive(job_id)

    patiently(write)
    return get(job_id)


def _copy(job: Job) -> Request:
    fields = job.model_dump(include={"kind", "lane", "args", "project_id", "shot_id", "priority"})
    return Request(**fields)


def _revive(job_id: str) -> None:
    over = (JobRow.id == job_id, JobRow.state.in_([JobState.FAILED, JobState.CANCELLED]))
    fresh = {
        "state": JobState.PENDING,
        "attempt": 0,
        "want": "run",
        "error": "",
        "note": "",
        "progress": 0.0,
        "not_before": 0,
        "finished_at": 0,
    }
    if not _write(over, **fresh):
        return
    for need in NeedRow.select().where(NeedRow.job == job_id):
        _revive(need.needed_id)
    for need in NeedRow.select().where(NeedRow.needed == job_id):
        if need.job.state == JobState.CANCELLED and need.job.error:  # cancelled by the chain, not by a person
            _revive(need.job_id)


def prioritise(job_id: str, priority: int) -> Job:
    """A higher priority runs sooner."""

    def write() -> None:
        with transaction():
            _row(job_id)
            _write((JobRow.id == job_id,), rank=-max(-1000, min(1000, priority)))

    patiently(write)
    return get(job_id)


def move(job_id: str, before: str | None) -> Job:
    """Puts a waiting job in front of another (None: at the end), taking that one's priority."""

    def write() -> None:
        with transaction():
            row = _row(job_id)
            target = _row(before) if before else None
            queue = [
                r
                for r in JobRow.select()
                .where(JobRow.lane == row.lane, JobRow.state == JobState.PENDING)
                .order_by(JobRow.rank, JobRow.position, JobRow.id)
                if r.id != job_id
            ]
            place = next((n for n, r in enumerate(queue) if target and r.id == target.id), len(queue))
            queue.insert(place, row)
            rank = target.rank if target else max((r.rank for r in queue), default=row.rank)
            for n, r in enumerate(queue, start=1):
                _write((JobRow.id == r.id,), position=n * 1024, **({"rank": rank} if r.id == job_id else {}))

    patiently(write)
    return get(job_id)


def cancel_all(project_id: str | None = None) -> int:
    """Cancels every open job (of one project); returns how many were told."""
    with session():
        query = JobRow.select(JobRow.id).where(JobRow.state.in_(OPEN))
        ids = [row.id for row in (query.where(JobRow.project == project_id) if project_id else query)]
    for job_id in ids:
        cancel(job_id)
    return len(ids)


def open_jobs_of(project_id: str) -> list[Job]:
    """What still waits or runs for a project."""
    with session():
        return [_job(row) for row in JobRow.select().where(JobRow.project == project_id, JobRow.state.in_(OPEN))]


def open_jobs() -> list[Job]:
    """What still waits or runs, of every project and of none."""
    with session():
        return [_job(row) for row in JobRow.select().where(JobRow.state.in_(OPEN))]
