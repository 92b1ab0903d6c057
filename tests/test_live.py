"""What changes is told to every open page at once, seldom enough, and to those that come back."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from socket import SHUT_RDWR

import httpx
import pytest
from conftest import eventually, toy_film
from serving import serving
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

import app
from studio import jobs
from studio.film import Film
from studio.settings import Settings
from studio.store.database import open_database
from studio.store.tail import Change
from studio.studio import Studio
from ui import live


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    settings = Settings(outputs=tmp_path_factory.mktemp("outputs"))
    open_database(settings.database_url)
    return Studio(settings, app.hire_crew(settings))


@pytest.fixture(scope="module")
def base(studio: Studio) -> Iterator[str]:
    with serving(studio) as address:
        yield address


@pytest.fixture
def film(studio: Studio) -> Film:
    return toy_film(studio, crew={"voice": "none", "composer": "none"})


def listen(base: str, since: int = 0) -> ClientConnection:
    query = f"?since={since}" if since else ""
    return connect(base.replace("http", "ws") + "/api/v1/live" + query)


def hear(socket: ClientConnection, claim, seconds: float = 10.0) -> list[list[dict]]:
    """What was told until the claim holds over all changes heard."""
    heard: list[list[dict]] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        told = json.loads(socket.recv(timeout=until - time.monotonic()))
        if isinstance(told, list):
            heard.append(told)
            if claim([change for batch in heard for change in batch]):
                return heard
    raise AssertionError(f"not heard: {heard}")


def test_a_page_is_greeted_and_told_of_jobs_and_projects(base, studio, film):
    with listen(base) as socket:
        hello = json.loads(socket.recv(timeout=5))
        assert hello["kind"] == "hello" and hello["anew"] and hello["version"]
        job = studio.render_shots(film.project.id, [film.shots[0].id]).jobs[-1]
        heard = hear(socket, lambda told: any(c["id"] == job.id for c in told))
        change = next(c for batch in heard for c in batch if c["id"] == job.id)
        assert (
            change["kind"] == "job" and change["job"]["state"] == "pending" and change["project_id"] == film.project.id
        )
        studio.update_shot(film.shots[0].id, {"subject": "a kite"})
        hear(socket, lambda told: any(c["kind"] == "project" and c["id"] == film.project.id for c in told))
    studio.cancel_jobs()


def test_progress_reaches_every_page_at_most_five_times_a_second_and_the_last_word_arrives(base, studio, film):
    studio.render_shots(film.project.id, [film.shots[0].id])
    claim = eventually(lambda: jobs.claim("sound", "test", 60) or jobs.claim("cpu", "test", 60))
    with listen(base) as one, listen(base) as two:
        began = time.monotonic()
        for n in range(1, 81):
            jobs.renew(claim, 60, n / 80, f"step {n}")
            time.sleep(0.02)
        for socket in (one, two):
            batches = hear(
                socket, lambda told: any(c["id"] == claim.id and c["job"]["note"] == "step 80" for c in told)
            )
            took = time.monotonic() - began
            assert len(batches) <= took / live.TELL_SECONDS + 2
            assert all(len({(c["kind"], c["id"]) for c in batch}) == len(batch) for batch in batches)
            steps = [int(c["job"]["note"][5:]) for b in batches for c in b if c["id"] == claim.id and c["job"]["note"]]
            assert steps == sorted(steps)
    jobs.finish(claim, "cancelled")
    studio.cancel_jobs()


def test_a_page_that_comes_back_is_told_what_it_missed(base, studio, film):
    with listen(base) as socket:
        now = json.loads(socket.recv(timeout=5))["now"]
    job = studio.render_shots(film.project.id, [film.shots[1].id]).jobs[-1]
    with listen(base, since=now) as socket:
        assert json.loads(socket.recv(timeout=5))["anew"] is False
        hear(socket, lambda told: any(c["id"] == job.id for c in told))
    answer = httpx.get(f"{base}/api/v1/live", params={"since": now}).json()
    assert answer[0]["kind"] == "hello" and not answer[0]["anew"] and job.id in {c.get("id") for c in answer[1:]}
    studio.cancel_jobs()


def test_a_page_that_was_away_for_long_is_told_to_load_anew(base):
    answer = httpx.get(f"{base}/api/v1/live", params={"since": 1}).json()
    assert [c["kind"] for c in answer] == ["hello"] and answer[0]["anew"]


def test_a_page_that_falls_too_far_behind_is_told_to_load_anew_instead_of_growing():
    page = live.Page()
    page.put([Change(kind="project", id=f"p{n}", revision=1) for n in range(live.MOST_WAITING + 1)])
    assert page.take() == ([], True)
    page.put([Change(kind="project", id="p", revision=1), Change(kind="project", id="p", revision=2)])
    changes, missed = page.take()
    assert [c.revision for c in changes] == [2] and not missed


def test_a_page_that_vanishes_is_forgotten(studio):
    with serving(studio) as base:
        pages = base.app.state.live.pages
        with listen(base) as socket:
            eventually(lambda: len(pages) == 1)
            socket.socket.shutdown(SHUT_RDWR)
            eventually(lambda: not pages)


def test_twelve_pages_are_told_the_same(base, studio, film):
    with ExitStack() as pages:
        sockets = [pages.enter_context(listen(base)) for _ in range(12)]
        studio.rename_project(film.project.id, "Twelve")
        for socket in sockets:
            hear(socket, lambda told: any(c["id"] == film.project.id for c in told))


def test_the_thread_ends_with_the_server_though_a_page_is_open(studio):
    def followers() -> set[threading.Thread]:
        return {t for t in threading.enumerate() if t.name == "live"}

    before = followers()
    with ExitStack() as page:
        with serving(studio) as base:
            socket = page.enter_context(listen(base))
            assert len(followers() - before) == 1
        assert followers() == before
        with pytest.raises(ConnectionClosed):
            while True:
                socket.recv(timeout=5)


def test_a_fault_of_the_store_does_not_still_the_pages(studio, film, caplog):
    tails = []

    class FaultyTail:
        def poll(self) -> list[Change]:
            tails.append(1)
            if len(tails) < 4:
                raise OSError("the database is away")
            return [Change(kind="project", id="back", revision=1)] if len(tails) > 5 else []

    class Faulty:
        settings, crew = studio.settings, studio.crew

        def tail(self, _since: int | None = None) -> FaultyTail:
            return FaultyTail()

    follower = live.Live(Faulty())

    async def watch() -> list[Change]:
        follower.start()
        with follower.page() as page:
            await page.news.wait()
            return page.take()[0]

    assert asyncio.run(asyncio.wait_for(watch(), 20))[0].id == "back"
    follower.close()
    assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 1
