"""The command `jobs` of the command line: what runs, waits and is paused, whichever window the work was begun in."""

from __future__ import annotations

import argparse
from typing import Any

from studio.film import Job, JobState
from studio.settings import Settings
from ui.cli import Door, command, tell

_OPEN = (JobState.PROCESSING, JobState.PENDING, JobState.PAUSED)


def add_to(commands: Any) -> None:
    """Adds the command and its own commands to the parser."""
    jobs = command(commands, "jobs", list_jobs, "list the work that runs, waits or is paused, and pause or stop it")
    jobs.add_argument("--past", action="store_true", help="what has ended too, the newest first")
    inner = jobs.add_subparsers(dest="verb", metavar="VERB")
    for verb, words in (
        ("pause", "hold a job back; a running one stops when the step in work is done"),
        ("resume", "let a paused job run"),
        ("cancel", "stop a job, or take it out of the queue"),
        ("retry", "run an ended job again"),
    ):
        command(inner, verb, change_job, words).add_argument("id")


def list_jobs(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints the queue."""
    found = [j for j in door.open_studio(settings).jobs() if asked.past or j.state in _OPEN]
    words = "\n".join(_line(j) for j in found) or "Nothing runs, waits or is paused."
    return tell(asked, [j.model_dump(mode="json") for j in found], words)


def change_job(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Pauses, resumes, cancels or retries a job; the work itself is done where a studio is open."""
    studio = door.open_studio(settings)
    verbs = {
        "pause": studio.pause_job, "resume": studio.resume_job, "cancel": studio.cancel_job, "retry": studio.retry_job
    }  # fmt: skip
    job = verbs[asked.verb](asked.id)
    return tell(asked, job.model_dump(mode="json"), _line(job))


def _line(job: Job) -> str:
    said = job.error or (job.note if job.state in _OPEN else "")
    about = job.kind.replace("_", " ") + (f" {job.args['model_id']}" if "model_id" in job.args else "")
    return f"{job.id}  {job.state:10s} {job.progress:4.0%}  {about}{': ' + said if said else ''}"
