"""Claims about what is kept: migrations, revisions, the tail, and one schema on every database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import toy_film
from peewee import Database, OperationalError
from playhouse.db_url import connect
from playhouse.schema_diff import diff_models

from studio import jobs
from studio.errors import BadInput, Conflict, NewerDatabase, NotFound
from studio.film import Brief, Dials, Film, Project, Shot
from studio.script import Change, Proposal
from studio.settings import ROOT
from studio.store import films, tables
from studio.store.database import open_database, session
from studio.studio import Studio


def test_migrations_and_tables_agree(studio: Studio) -> None:
    with session():
        difference = diff_models(tables.database.obj, tables.TABLES)
    assert not any(difference), difference


def test_sqlite_runs_in_wal_mode_with_foreign_keys_and_a_busy_timeout(studio: Studio) -> None:
    with session():
        pragmas = {
            p: tables.database.execute_sql(f"PRAGMA {p}").fetchone()[0]
            for p in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000}


def test_a_newer_database_is_left_alone(studio: Studio) -> None:
    with session():
        tables.database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")
    with pytest.raises(NewerDatabase, match="update Storyreel"):
        open_database(studio.settings.database_url)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("dear diary, " * 100)
    with pytest.raises(BadInput, match="not a database"):
        open_database(f"sqlite:///{file}")
    assert file.read_text().startswith("dear diary")


def test_four_processes_can_open_a_new_library_at_once(tmp_path: Path) -> None:
    code = "import app; from studio.settings import Settings; print(len(app.open_studio(Settings()).projects()))"
    environment = os.environ | {"STORYREEL_OUTPUTS": str(tmp_path / "new")}
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [p.communicate()[0].strip() for p in started] == ["0"] * 4


def test_an_edit_from_an_older_page_is_not_lost_in_silence(board: Film) -> None:
    shot = board.shots[0]
    films.update(Shot, shot.id, {"subject": "first"}, shot.revision, by="person")
    with pytest.raises(Conflict, match="changed elsewhere"):
        films.update(Shot, shot.id, {"subject": "second"}, shot.revision, by="person")
    saved = films.get(Shot, shot.id)
    assert saved.subject == "first" and saved.edited_by == {"subject": "person"}


def test_a_value_that_cannot_be_used_changes_nothing(board: Film) -> None:
    shot = board.shots[0]
    for fields in ({"seconds": -1}, {"id": "x"}, {"no_such_field": 1}, {"seed": "many"}):
        with pytest.raises(BadInput):
            films.update(Shot, shot.id, fields)
    assert films.get(Shot, shot.id) == shot
    with pytest.raises(NotFound):
        films.get(Shot, "nobody")


def test_unknown_words_become_the_nearest_known_ones(board: Film) -> None:
    shot = films.update(
        Shot, board.shots[0].id, {"movement": "Push-In slowly", "size": "extreme closeup", "angle": "from the moon"}
    )
    assert (shot.movement, shot.size, shot.angle) == ("push in", "extreme close-up", "eye level")


def test_projects_are_found_by_their_words(studio: Studio) -> None:
    for text in ("A storm at sea", "海上的风暴", "A quiet garden"):
        studio.create_project(Brief(text=text))
    assert [p.title for p in studio.projects("STORM sea")] == ["A storm at sea"]
    assert [p.title for p in studio.projects("风暴")] == ["海上的风暴"]
    assert len(studio.projects()) == 3


def test_the_tail_tells_each_change_once(studio: Studio) -> None:
    tail = studio.tail()
    film = toy_film(studio)
    assert {c.id for c in tail.poll()} == {film.project.id}
    assert tail.poll() == []
    studio.update_shot(film.shots[0].id, {"subject": "new"})
    started = studio.render_shots(film.project.id)
    news = tail.poll()
    assert {c.id for c in news if c.kind == "job"} == {j.id for j in started.jobs}
    assert tail.poll() == []


# One database of this test's own on each server; what else is there stays untouched.
OWN = f"storyreel_test_{os.getpid()}"
SERVERS = {
    "postgresql": (
        "psycopg",
        "postgresql://postgres@127.0.0.1:5432/postgres",
        f"postgresql://postgres@127.0.0.1:5432/{OWN}",
    ),
    "mariadb": (
        "pymysql",
        "mysql://root@127.0.0.1:3306/mysql",
        f"mysql://root@127.0.0.1:3306/{OWN}?mariadb=true&client_flag=2",
    ),
}


@pytest.mark.parametrize("server", SERVERS)
def test_a_film_is_kept_and_queued_alike_on_a_database_server(server: str, studio: Studio) -> None:
    driver, door, own = SERVERS[server]
    pytest.importorskip(driver, reason=f"{driver} is not installed: pip install -r requirements-farm.txt")
    try:
        admin = connect(door)
        admin.connect()
    except OperationalError as why:
        pytest.skip(f"no {server} server answers on this machine: {why}")
    with own_database(admin, server):
        open_database(own)
        with session():
            assert not any(diff_models(tables.database.obj, tables.TABLES))
        film = toy_film(studio)
        started = studio.render_shots(film.project.id)
        assert [j.kind for j in studio.jobs(project_id=film.project.id)] == [j.kind for j in started.jobs]
        assert [c.state for c in studio.board(film.project.id)] == ["queued"] * 3
        assert films.get(Project, film.project.id).brief == film.project.brief
        held = jobs.claim("sound", jobs.owner_id("sound:0"), 30)
        assert jobs.renew(held, 30, 0.5, "half") == "run"
        assert jobs.finish(held, "completed", {"spoken": 0}) == "completed"
        assert jobs.claim("cpu", jobs.owner_id("cpu:0"), 30).kind == "render_shot"
        studio.delete_project(film.project.id)
        assert studio.projects() == [] and studio.jobs() == []
        tables.database.close()
    open_database(studio.settings.database_url)


@contextmanager
def own_database(admin: Database, server: str) -> Iterator[None]:
    """A fresh database that is dropped afterwards."""
    if server == "postgresql":
        admin.connection().autocommit = True
    admin.execute_sql(f"CREATE DATABASE {OWN}")
    try:
        yield
    finally:
        admin.execute_sql(f"DROP DATABASE {OWN}" + (" WITH (FORCE)" if server == "postgresql" else ""))
        admin.close()


def test_of_many_changes_inside_one_field_none_is_lost(studio: Studio, board: Film) -> None:
    """Guidance and fit, turned as fast as a hand can: both are parts of the one brief."""
    pid, shot = board.project.id, board.shots[0].id
    told: dict[str, Any] = {"guidance": 4.5, "steps": 12, "quality": "draft", "motion": 0.25, "precision": "fp8"}
    work = [partial(studio.turn_dial, pid, None, name, value) for name, value in told.items()]
    work += [partial(studio.turn_dial, pid, shot, name, value) for name, value in told.items()]
    work += [partial(studio.update_brief, pid, x) for x in ({"fit": "letterbox"}, {"smooth": True})]
    work += [partial(studio.hire, pid, "still", "toy-still"), partial(studio.hire, pid, "composer", "synth")]
    studio.crew.discover(studio.settings.plugins)
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(one) for one in work]:
            done.result()
    brief = films.get(Project, pid).brief
    assert brief.dials == films.get(Shot, shot).dials == Dials(**told)
    assert (brief.fit, brief.smooth, brief.crew.still, brief.crew.composer) == ("letterbox", True, "toy-still", "synth")


def test_changes_of_a_proposal_that_are_taken_at_once_are_all_kept(studio: Studio, board: Film) -> None:
    shot = board.shots[0]
    fields = ("subject", "action", "setting", "light", "mood")
    changes = [
        Change(id=f, kind="shot", row_id=shot.id, field=f, before=getattr(shot, f), after=f"new {f}") for f in fields
    ]
    made = films.insert(Proposal(project_id=board.project.id, target="shot", target_id=shot.id, changes=changes))
    with ThreadPoolExecutor(len(fields)) as pool:
        list(pool.map(lambda f: studio.accept_changes(made.id, [f]), fields))
    assert {c.state for c in studio.proposal(made.id).changes} == {"accepted"}
    assert [getattr(films.get(Shot, shot.id), f) for f in fields] == [f"new {f}" for f in fields]
