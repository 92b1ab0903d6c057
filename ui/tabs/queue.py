"""The Queue room: running, waiting and past jobs; one part draws them, the live channel keeps them true."""

from __future__ import annotations

from typing import Any

from ui.desk import Desk, Page, Shown
from ui.parts.part import part


def build(studio: Any, page: Page) -> None:
    """Lays out the table."""
    page.put("queue", part("queue", {"jobs": []}))


def listen(page: Page) -> None:
    """Wires it."""
    page.hear(page["queue"].refresh, fetch)
    page.hear(page["queue"].act, act)


def fetch(desk: Desk) -> Shown:
    """The jobs that the filters ask for."""
    asked = desk.sent
    found = desk.studio.jobs(
        asked.get("state") or None, asked.get("project") or None, asked.get("kind") or None, limit=300
    )
    names = {card.id: card.title for card in desk.studio.projects()}
    with_shots = {job.project_id for job in found if job.shot_id and job.project_id in names}
    numbers = {shot.id: shot.position + 1 for project_id in with_shots for shot in desk.studio.board(project_id)}
    return {
        "queue": {
            "jobs": [job.model_dump(mode="json") for job in found],
            "names": names,
            "asked": asked,
            "numbers": numbers,
        }
    }


def act(desk: Desk) -> Shown:
    """Cancel, retry, pause, resume, or another place in the queue."""
    studio, job_id, verb = desk.studio, desk.sent.get("id", ""), desk.sent["verb"]
    if verb == "cancel_all":
        studio.cancel_jobs(desk.sent.get("project") or None)
    elif verb in ("first", "last"):
        studio.prioritise_job(job_id, studio.job(job_id).priority + (1 if verb == "first" else -1))
    else:
        {
            "cancel": studio.cancel_job,
            "retry": studio.retry_job,
            "pause": studio.pause_job,
            "resume": studio.resume_job,
        }[verb](job_id)
    return fetch(desk)
