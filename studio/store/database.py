"""Opening the database by one URL, its sessions and transactions, and bringing its schema up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import psutil
from peewee import Database, DatabaseError, MySQLDatabase, OperationalError, SqliteDatabase
from playhouse.db_url import connect
from playhouse.migrations import Runner

from studio.errors import BadInput, DiskFull, NewerDatabase
from studio.store.tables import database

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_WAIT_SECONDS = 60


def open_database(url: str) -> Database:
    """Connects the tables to the database at `url` and applies the migrations it lacks.

    Raises NewerDatabase when a newer Storyreel wrote it, and BadInput when the URL can't be opened.
    """
    options: dict[str, object] = {}
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        folder.mkdir(parents=True, exist_ok=True)
        options = {
            "pragmas": {"journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "busy_timeout": 30000},
            "timeout": 30,
            # A plain transaction takes the write lock late and then fails at once: 539 times in 200 claims.
            "lock_type": "IMMEDIATE",
        }
    try:
        found = connect(url, **options)
    except (RuntimeError, ImportError, ValueError) as why:
        raise BadInput(
            f"The database “{url}” can't be opened: {why}. Check the setting `database`.", "database"
        ) from why
    database.initialize(found)
    _migrate(found, url)
    return found


def _migrate(found: Database, url: str) -> None:
    """Applies missing migrations, one process at a time: the runner itself takes no lock."""
    try:
        with session(), _migration_lock(url):
            runner = Runner(found, str(MIGRATIONS))
            known = {m.name for m in runner.migrations()}
            foreign = sorted(set(runner.applied()) - known)
            if foreign:
                raise NewerDatabase(
                    f"This library was opened by a newer Storyreel (it knows “{foreign[-1]}”): "
                    "update Storyreel, or start it with another outputs folder."
                )
            runner.up()
    except OperationalError as why:
        raise BadInput(
            f"The database “{url}” can't be opened: {why}. Check that its folder can be written.", "database"
        ) from why
    except DatabaseError as why:
        raise BadInput(
            f"“{url}” is not a database that Storyreel can read ({why}): move it away, or set `database` to another.",
            "database",
        ) from why


@contextmanager
def _migration_lock(url: str) -> Iterator[None]:
    """Held by one process of this machine at a time: a lock file beside SQLite's database that names its owner."""
    if not url.startswith("sqlite"):
        yield  # the servers' own DDL locks and the unique migration name settle a race
        return
    lock = Path(url.removeprefix("sqlite:///") + ".migrating")
    until = time.monotonic() + _LOCK_WAIT_SECONDS
    while True:
        try:
            with lock.open("x") as file:
                file.write(str(psutil.Process().pid))
            break
        except FileExistsError:
            if _abandoned(lock) or time.monotonic() > until:
                lock.unlink(missing_ok=True)
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _abandoned(lock: Path) -> bool:
    try:
        owner = lock.read_text()
    except FileNotFoundError:
        return False
    return owner.isdigit() and not psutil.pid_exists(int(owner))


@contextmanager
def session() -> Iterator[None]:
    """A connection of this thread's own for the block; the outermost block closes it. Raises DiskFull when it is."""
    mine = database.connect(reuse_if_open=True)
    try:
        yield
    except OperationalError as why:
        if "is full" in str(why):
            raise DiskFull("The disk that holds the library is full: free some room, then try again.") from why
        raise
    finally:
        if mine and not database.is_closed():
            database.close()


P = ParamSpec("P")
R = TypeVar("R")


def in_a_session(method: Callable[P, R]) -> Callable[P, R]:
    """One connection for all that the method does."""

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with session():
            return method(*args, **kwargs)

    return call


@contextmanager
def transaction() -> Iterator[None]:
    """One short write, begun with the write lock on SQLite and at READ COMMITTED on MySQL and MariaDB,
    whose default would take gap locks for ORDER BY … LIMIT … FOR UPDATE."""
    level = ("READ COMMITTED",) if isinstance(database.obj, MySQLDatabase) else ()
    with session(), database.atomic(*level):
        yield


T = TypeVar("T")


def patiently(write: Callable[[], T], tries: int = 8) -> T:
    """Runs the write again when the database says that it was locked or deadlocked, with growing pauses."""
    for n in range(tries):
        try:
            return write()
        except OperationalError as why:
            if n == tries - 1 or "lock" not in str(why).lower() or database.in_transaction():
                raise
            time.sleep(0.02 * 2**n)
    raise AssertionError("unreachable")


def skips_locked_rows() -> bool:
    """Whether SELECT … FOR UPDATE SKIP LOCKED is to be had: all but SQLite, whose writers queue anyway."""
    return not isinstance(database.obj, SqliteDatabase)
