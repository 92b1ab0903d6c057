"""Claims about the queue, on a real SQLite file, real worker processes and real kills."""

import logging
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from conftest import TOY, eventually, toy_film

from studio import jobs
from studio.engines import slot
from studio.errors import BadInput
from studio.film import Film, JobState
from studio.settings import ROOT
from studio.studio import Studio


def _request(key: str = "", needs: list[str] | None = None, priority: int = 0) -> jobs.Request:
    return jobs.Request(kind="render_shot", lane="cpu", key=key, needs=needs or [], priority=priority)


def _finished(studio: Studio, project_id: str) -> bool:
    return not jobs.open_jobs_of(project_id)


def test_jobs_are_claimed_by_priority_and_then_in_order(studio: Studio) -> None:
    first, second, urgent = jobs.submit([_request(), _request(), _request(priority=5)])
    assert [jobs.claim("cpu", "me", 5).id for _ in range(3)] == [urgent.id, first.id, second.id]
    assert jobs.claim("cpu", "me", 5) is None


def test_a_job_waits_for_what_it_needs(studio: Studio) -> None:
    first, second = jobs.submit([_request("a"), _request("b", ["a"])])
    held = jobs.claim("cpu", "me", 5)
    assert held.id == first.id and jobs.claim("cpu", "me", 5) is None
    jobs.finish(held, "completed", {})
    assert jobs.claim("cpu", "me", 5).id == second.id


def test_a_failed_job_cancels_its_dependants_with_the_reason(studio: Studio) -> None:
    _, second, third = jobs.submit([_request("a"), _request("b", ["a"]), _request("c", ["b"])])
    jobs.finish(jobs.claim("cpu", "me", 5), "failed", None, "The lens was dirty.")
    for job in (jobs.get(second.id), jobs.get(third.id)):
        assert job.state == JobState.CANCELLED and "The lens was dirty." in job.error


def test_a_job_that_needs_one_that_has_failed_already_does_not_wait_for_ever(studio: Studio) -> None:
    (first,) = jobs.submit([_request()])
    jobs.finish(jobs.claim("cpu", "me", 5), "failed", None, "The lens was dirty.")
    late, free = jobs.submit([_request("b", [first.id]), _request("c", ["gone"])])
    assert late.state == JobState.CANCELLED and "The lens was dirty." in late.error
    assert free.state == JobState.PENDING


@pytest.mark.parametrize(("verb", "state"), [(jobs.cancel, JobState.CANCELLED), (jobs.pause, JobState.PAUSED)])
def test_what_was_asked_for_holds_when_the_studio_closes_first(studio: Studio, verb: object, state: JobState) -> None:
    (job,) = jobs.submit([_request()])
    held = jobs.claim("cpu", "me", 5)
    verb(job.id)
    assert jobs.finish(held, "released") == state


def test_running_a_failed_job_again_revives_what_was_cancelled_with_it(studio: Studio) -> None:
    first, second, third = jobs.submit([_request("a"), _request("b", ["a"]), _request("c", ["b"])])
    jobs.finish(jobs.claim("cpu", "me", 5), "failed", None, "No.")
    jobs.run_again(first.id)
    assert [jobs.get(j.id).state for j in (first, second, third)] == [JobState.PENDING] * 3


def test_running_a_completed_job_again_queues_a_new_one(studio: Studio) -> None:
    (job,) = jobs.submit([_request()])
    jobs.finish(jobs.claim("cpu", "me", 5), "completed", {})
    again = jobs.run_again(job.id)
    assert again.id != job.id and again.state == JobState.PENDING and jobs.get(job.id).state == JobState.COMPLETED


def test_an_attempt_that_lost_its_lease_can_write_nothing(studio: Studio) -> None:
    (job,) = jobs.submit([_request()])
    old = jobs.claim("cpu", "gone|cpu:0|999999|1.0", 0.0)
    time.sleep(0.01)
    assert jobs.reap(studio.settings.receipts) == [job.id]
    eventually(lambda: jobs.waiting("cpu"), 5)
    new = jobs.claim("cpu", jobs.owner_id("cpu:0"), 5)
    assert jobs.renew(old, 5, 0.5, "still here") is None
    assert jobs.finish(old, "completed", {"take_id": "stale"}) is None
    assert jobs.finish(new, "completed", {"take_id": "fresh"}) == "completed"
    assert jobs.get(job.id).result == {"take_id": "fresh"}


def test_a_receipt_is_adopted_instead_of_running_the_job_again(studio: Studio) -> None:
    (job,) = jobs.submit([_request()])
    held = jobs.claim("cpu", "gone|cpu:0|999999|1.0", 60.0)
    owner_of_this_host = f"{jobs.HOST}|cpu:0|999999|1.0"
    jobs.JobRow.update(owner=owner_of_this_host).where(jobs.JobRow.id == job.id).execute()
    studio.settings.receipts.mkdir(parents=True)
    held.receipt(studio.settings.receipts).write_text(
        '{"take_id": "whole", "then": [{"kind": "cut_film", "lane": "cpu"}]}'
    )
    assert jobs.reap(studio.settings.receipts) == [job.id]
    assert jobs.get(job.id).state == JobState.COMPLETED and jobs.get(job.id).result == {"take_id": "whole"}
    assert [j.kind for j in jobs.find(state="pending")] == ["cut_film"]
    assert not list(studio.settings.receipts.iterdir())


def test_waiting_jobs_are_reordered_paused_and_prioritised(studio: Studio) -> None:
    a, b, c = jobs.submit([_request(), _request(), _request()])
    jobs.move(c.id, a.id)
    assert [j.id for j in jobs.find()] == [c.id, a.id, b.id]
    jobs.prioritise(b.id, 3)
    jobs.pause(c.id)
    assert jobs.claim("cpu", "me", 5).id == b.id and jobs.claim("cpu", "me", 5).id == a.id
    assert jobs.claim("cpu", "me", 5) is None
    jobs.resume(c.id)
    assert jobs.claim("cpu", "me", 5).id == c.id


def test_history_is_filtered_by_state_project_and_kind(studio: Studio) -> None:
    film = toy_film(studio)
    studio.render_shots(film.project.id)
    jobs.submit([_request()])
    assert {j.kind for j in studio.jobs(project_id=film.project.id)} == {"speak_lines", "render_shot"}
    assert len(studio.jobs(kind="render_shot")) == 4 and not studio.jobs(state="failed")
    with pytest.raises(BadInput, match="There is no state"):
        studio.jobs(state="flying")


def test_a_board_is_rendered_by_a_worker(running: Studio, board: Film) -> None:
    running.render_shots(board.project.id)
    eventually(lambda: _finished(running, board.project.id))
    assert [s.state for s in running.board(board.project.id)] == ["done"] * 3
    take = running.takes(board.shots[0].id)[0]
    assert take.frames == 48 + 2 * take.handle and running.media_file(take.id).stat().st_size > 0
    assert running.media_file(take.id, "poster").read_bytes()[:2] == b"\xff\xd8"


def test_a_recipe_that_exists_costs_nothing(running: Studio, board: Film) -> None:
    shot = board.shots[0]
    running.render_shots(board.project.id, [shot.id])
    eventually(lambda: _finished(running, board.project.id))
    file = running.media_file(running.shot(shot.id).take_id)
    before = file.stat().st_mtime_ns
    running.render_shots(board.project.id, [shot.id])
    eventually(lambda: _finished(running, board.project.id))
    assert file.stat().st_mtime_ns == before and len(running.takes(shot.id)) == 1


def test_a_failed_job_says_a_sentence_and_the_log_has_the_traceback(
    running: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    film = toy_film(running, ("fail", "bug"))
    with caplog.at_level(logging.WARNING):
        running.render_shots(film.project.id)
        eventually(lambda: _finished(running, film.project.id))
        eventually(lambda: "ZeroDivisionError: a bug" in caplog.text, 5)
    errors = [j.error for j in sorted(running.jobs(kind="render_shot"), key=lambda j: j.id)]
    assert "told to fail" in errors[0] and "Something went wrong" in errors[1]
    assert all("Traceback" not in e for e in errors)
    assert [c.state for c in running.board(film.project.id)] == ["failed", "failed"]


@pytest.mark.parametrize("how", ["sleep 30", "stubborn 30"])
def test_a_running_job_is_cancelled_in_the_middle(running: Studio, how: str) -> None:
    film = toy_film(running, (how,))
    running.render_shots(film.project.id)
    job = eventually(
        lambda: next((j for j in running.jobs(kind="render_shot") if j.state == JobState.PROCESSING), None)
    )
    running.cancel_job(job.id)
    eventually(lambda: running.job(job.id).state == JobState.CANCELLED, 10)
    assert not [f for f in running.settings.takes.rglob("*") if f.is_file() and not f.name.startswith(".")]


def test_a_paused_job_goes_on_when_it_is_resumed(running: Studio) -> None:
    film = toy_film(running, ("sleep 1.5",))
    running.render_shots(film.project.id)
    job = eventually(
        lambda: next((j for j in running.jobs(kind="render_shot") if j.state == JobState.PROCESSING), None)
    )
    running.pause_job(job.id)
    eventually(lambda: running.job(job.id).state == JobState.PAUSED, 10)
    running.resume_job(job.id)
    eventually(lambda: running.job(job.id).state == JobState.COMPLETED)


def test_a_shot_that_was_never_begun_because_of_its_keyframe_says_why(studio: Studio) -> None:
    film = toy_film(studio, ("", ""), crew=TOY.model_copy(update={"still": "toy-still"}))
    one, two = film.shots

    def end(outcome: str, error: str = "") -> None:
        jobs.finish(jobs.claim("cpu", jobs.owner_id("cpu:0"), 60), outcome, {}, error)

    studio.render_stills(film.project.id, [one.id])
    end("failed", "no paint")
    card = studio.board(film.project.id)[0]
    assert (card.state, card.error) == ("failed", "no paint")
    studio.render_stills(film.project.id, [one.id], new_seed=True)
    end("completed")
    assert [c.state for c in studio.board(film.project.id)] == ["empty", "empty"]
    studio.render_shots(film.project.id, [two.id])
    jobs.finish(jobs.claim("sound", jobs.owner_id("sound:0"), 60), "failed", None, "no voice")
    end("completed")  # its keyframe, which needs no voice
    card = studio.board(film.project.id)[1]
    assert card.state == "failed" and card.error.endswith("did not finish: no voice")
    studio.cancel_jobs(film.project.id)
    studio.render_shots(film.project.id, [one.id])
    studio.cancel_jobs(film.project.id)  # a person's wish is no failure
    assert studio.board(film.project.id)[0].state == "empty"


def test_a_paused_job_says_how_it_will_go_on_until_it_does(running: Studio) -> None:
    film = toy_film(running, ("tell 3",))
    running.render_shots(film.project.id)
    job = eventually(lambda: next((j for j in running.jobs(kind="render_shot") if j.note == "toying"), None))
    running.pause_job(job.id)
    eventually(lambda: running.job(job.id).state == JobState.PAUSED, 10)
    assert running.job(job.id).note == "paused: goes on from there"
    card = running.board(film.project.id)[0]
    assert (card.state, card.note) == ("paused", "paused: goes on from there")
    running.engine.close()
    assert running.resume_job(job.id).note == "paused: goes on from there"
    held = jobs.claim("cpu", jobs.owner_id("cpu:0"), 60)
    assert held.id == job.id and running.job(job.id).note == ""
    jobs.renew(held, 60, 0.5, "toying")
    jobs.finish(held, "released")  # what the queue takes back says nothing of a run that is no more
    assert running.job(job.id).note == ""


def test_a_pause_waits_for_the_step_in_work_and_a_cancel_does_not(running: Studio, monkeypatch) -> None:
    monkeypatch.setattr(slot, "GRACE_SECONDS", 0.2)
    film = toy_film(running, ("stubborn 1.5", "stubborn 30"))
    running.render_shots(film.project.id)
    shots = [s.id for s in film.shots]

    def work(shot_id: str):
        return next(j for j in running.jobs(kind="render_shot") if j.shot_id == shot_id)

    eventually(lambda: work(shots[0]).note == "toying")
    workers = {w.pid for w in _workers()}
    running.pause_job(work(shots[0]).id)
    eventually(lambda: work(shots[0]).note == "pausing as soon as the step in work is done")
    eventually(lambda: work(shots[0]).state == JobState.PAUSED, 10)
    eventually(lambda: work(shots[1]).note == "toying")
    assert workers <= {w.pid for w in _workers()}  # with its model loaded
    running.pause_job(work(shots[1]).id)
    running.cancel_job(work(shots[1]).id)
    eventually(lambda: work(shots[1]).state == JobState.CANCELLED, 5)


def test_progress_is_written_while_it_happens(running: Studio) -> None:
    film = toy_film(running, ("sleep 2",))
    running.render_shots(film.project.id)
    eventually(lambda: any(0 < j.progress < 1 and j.note == "toying" for j in running.jobs(kind="render_shot")))


def _workers() -> list[psutil.Process]:
    mine = psutil.Process().children(recursive=True)
    return [p for p in mine if "worker" in p.cmdline()]


@pytest.mark.parametrize(("verb", "state"), [("pause_job", JobState.PAUSED), ("cancel_job", JobState.CANCELLED)])
def test_a_worker_in_a_long_step_is_let_finish_it_and_stays_warm(
    running: Studio, monkeypatch: pytest.MonkeyPatch, verb: str, state: JobState
) -> None:
    monkeypatch.setattr(slot, "GRACE_SECONDS", 0.3)
    film = toy_film(running, ("slow 1.5",))
    running.render_shots(film.project.id)
    job = eventually(lambda: next((j for j in running.jobs(kind="render_shot") if j.progress > 0), None))
    before = {p.pid for p in _workers()}
    getattr(running, verb)(job.id)
    eventually(lambda: running.job(job.id).state == state, 10)
    assert before and {p.pid for p in _workers()} == before


def test_a_killed_worker_loses_no_job(running: Studio) -> None:
    film = toy_film(running, ("sleep 1", "sleep 1"))
    running.render_shots(film.project.id)
    eventually(lambda: any(j.state == JobState.PROCESSING for j in running.jobs(kind="render_shot")))
    for worker in _workers():
        if "cpu:0" in worker.cmdline():
            worker.kill()
    eventually(lambda: _finished(running, film.project.id))
    assert [c.state for c in running.board(film.project.id)] == ["done", "done"]
    assert max(j.attempt for j in running.jobs(kind="render_shot")) == 2


def test_a_killed_studio_leaves_no_job_stuck_and_no_worker_behind(studio: Studio) -> None:
    film = toy_film(studio, ("sleep 2", ""))
    studio.render_shots(film.project.id)
    code = "import time, app, studio.settings as s; x = app.open_studio(s.Settings()); x.start(); time.sleep(60)"
    environment = os.environ | {"STORYREEL_OUTPUTS": str(studio.settings.outputs)}
    first = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    try:
        eventually(lambda: any(j.state == JobState.PROCESSING for j in studio.jobs(kind="render_shot")))
        workers = psutil.Process(first.pid).children(recursive=True)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    eventually(lambda: not [w for w in workers if w.is_running() and w.status() != psutil.STATUS_ZOMBIE], 10)
    second = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    try:
        eventually(lambda: _finished(studio, film.project.id))
    finally:
        second.terminate()
        second.wait()
    assert [c.state for c in studio.board(film.project.id)] == ["done", "done"]


def test_closing_the_studio_costs_a_running_job_no_attempt(running: Studio) -> None:
    film = toy_film(running, ("sleep 30",))
    running.render_shots(film.project.id)
    job = eventually(
        lambda: next((j for j in running.jobs(kind="render_shot") if j.state == JobState.PROCESSING), None)
    )
    running.close()
    assert running.job(job.id).state == JobState.PENDING and running.job(job.id).attempt == 0
