"""The queue over REST: every job, waiting, running and past, and what a person may do with one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from studio.film import Job, JobState
from ui.rest import forms
from ui.rest.counter import Hand
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, prefix="/jobs", tags=["jobs"])


@router.get("")
def jobs(
    studio: Hand,
    state: JobState | None = None,
    project_id: str | None = None,
    kind: str | None = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 200,
) -> list[Job]:
    """Running jobs, then waiting ones in queue order, then the past, newest first."""
    return studio.jobs(state, project_id, kind, limit)


@router.post("/cancel")
def cancel_jobs(studio: Hand, project_id: str | None = None) -> forms.Count:
    """Cancels every open job, of one project where named; answers how many."""
    return forms.Count(count=studio.cancel_jobs(project_id))


@router.get("/{job_id}")
def job(studio: Hand, job_id: str) -> Job:
    """One job, with its progress and what it made."""
    return studio.job(job_id)


@router.post("/{job_id}/cancel")
def cancel_job(studio: Hand, job_id: str) -> Job:
    """Takes it out of the queue, or asks it to stop."""
    return studio.cancel_job(job_id)


@router.post("/{job_id}/retry")
def retry_job(studio: Hand, job_id: str) -> Job:
    """Runs an ended job again, and what was cancelled with it."""
    return studio.retry_job(job_id)


@router.post("/{job_id}/pause")
def pause_job(studio: Hand, job_id: str) -> Job:
    """Holds it back; a running one goes back to the queue, paused."""
    return studio.pause_job(job_id)


@router.post("/{job_id}/resume")
def resume_job(studio: Hand, job_id: str) -> Job:
    """Lets a paused job run when its turn comes."""
    return studio.resume_job(job_id)


@router.post("/{job_id}/move")
def move_job(studio: Hand, job_id: str, place: forms.Place) -> Job:
    """Puts a waiting job in front of another, or at the end."""
    return studio.move_job(job_id, place.before)


@router.post("/{job_id}/priority")
def prioritise_job(studio: Hand, job_id: str, order: forms.Priority) -> Job:
    """A higher priority runs sooner."""
    return studio.prioritise_job(job_id, order.priority)
