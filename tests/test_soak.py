"""Long claims, for make soak: the queue under random kills of workers and of the studio itself."""

import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest
from conftest import TOY, eventually

from studio import jobs
from studio.film import Brief, JobState, Project, Scene, Shot
from studio.settings import ROOT
from studio.store import films
from studio.store.database import session
from studio.store.tables import AttemptRow
from studio.studio import Studio

SHOTS, WORKER_KILLS, STUDIO_KILLS = 120, 20, 2
CODE = "import time, app, studio.settings as s; x = app.open_studio(s.Settings()); x.start(); time.sleep(600)"


def _open(studio: Studio) -> subprocess.Popen[bytes]:
    environment = os.environ | {"STORYREEL_OUTPUTS": str(studio.settings.outputs), "STORYREEL_LEASE_SECONDS": "3"}
    return subprocess.Popen([sys.executable, "-c", CODE], cwd=ROOT, env=environment)


@pytest.mark.soak
def test_no_job_is_lost_or_done_twice_however_often_the_processes_are_killed(studio: Studio) -> None:
    chance = random.Random(7)
    project = films.insert(Project(brief=Brief(text="many colours", height=144, crew=TOY, subtitles="none")))
    scene = films.insert(Scene(project_id=project.id))
    for n in range(SHOTS):
        action = "fail" if n % 20 == 3 else f"sleep {chance.uniform(0.05, 0.4):.3f}"
        films.insert(
            Shot(project_id=project.id, scene_id=scene.id, position=n, action=action, seconds=0.5, seed=n * 700 + 9)
        )
    studio.render_shots(project.id)
    for row in jobs.find(limit=1000):
        jobs.JobRow.update(max_attempts=12).where(
            jobs.JobRow.id == row.id
        ).execute()  # kills are what is tested, not patience
    process, killed, reopened, began = _open(studio), 0, 0, time.monotonic()
    try:
        while jobs.open_jobs_of(project.id) and time.monotonic() - began < 540:
            time.sleep(chance.uniform(0.3, 1.4))
            workers = [p for p in psutil.Process(process.pid).children(recursive=True) if "cpu:0" in p.cmdline()]
            if killed < WORKER_KILLS and workers:
                os.killpg(workers[0].pid, signal.SIGKILL)
                killed += 1
            if reopened < STUDIO_KILLS and killed >= (reopened + 1) * WORKER_KILLS // (STUDIO_KILLS + 1):
                process.kill()
                process.wait()
                process, reopened = _open(studio), reopened + 1
    finally:
        process.kill()
        process.wait()
    ended = jobs.find(project_id=project.id, kind="render_shot", limit=1000)
    assert len(ended) == SHOTS and killed == WORKER_KILLS and reopened == STUDIO_KILLS
    states = {s: sum(j.state == s for j in ended) for s in JobState}
    assert states[JobState.FAILED] == SHOTS // 20 and states[JobState.COMPLETED] == SHOTS - SHOTS // 20, states
    with session():
        for job in ended:
            done = AttemptRow.select().where(AttemptRow.job == job.id, AttemptRow.outcome == "completed").count()
            assert done == (job.state == JobState.COMPLETED)
    eventually(
        lambda: (
            not [
                p
                for p in psutil.process_iter(["cmdline"])
                if str(studio.settings.outputs) in " ".join(p.info["cmdline"] or [])
            ]
        ),
        15,
    )
