"""What the tests share: a studio in a folder of its own, a small film on its board, and waiting with a bound."""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app
from studio import jobs
from studio.engines.local import LocalEngine
from studio.engines.slot import Slot
from studio.film import Brief, CrewChoice, Film, Line, Project, Scene, Shot
from studio.settings import Settings
from studio.store import films
from studio.store.database import open_database
from studio.store.tables import database
from studio.studio import Studio

# The tests have their own settings, whatever the person who runs them has set.
for name in [n for n in os.environ if n.startswith("STORYREEL_")]:
    del os.environ[name]
# The suite's workers have the cores between them: libraries that begin a thread a core would only wait for each other.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

TOY = CrewChoice(camera="toy", voice="none", composer="none")
PLUGINS = Path(__file__).parent / "plugins"
# Each file is run by one worker: the long ones first, or one of them would be left for the end.
LONG = ("test_page", "test_diffusion", "test_animatic", "test_film", "test_page_models", "test_cli", "test_jobs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


def pytest_collection_finish() -> None:
    """Keeps what is imported by now out of every later collection of garbage, which takes a third of a second else."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every migration applied and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("library") / "empty.db"
    open_database(f"sqlite:///{file}")
    return file


class Workshop:
    """Worker processes that stay over the tests as they stay over jobs; their outputs are emptied for each test."""

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs
        self.slots: list[Slot] = []

    def close(self) -> None:
        for slot in self.slots:
            slot.close()


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    shop = Workshop(tmp_path_factory.mktemp("workshop") / "outputs")
    yield shop
    shop.close()


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, library: Path) -> Settings:
    """Settings whose outputs are the test's own folder or the workshop's, with the toys among the plug-ins."""
    outputs = tmp_path / "outputs"
    if "running" in request.fixturenames:
        outputs = request.getfixturevalue("workshop").outputs
        shutil.rmtree(outputs, ignore_errors=True)
    shutil.copytree(PLUGINS, outputs / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(library, outputs / "storyreel.db")
    return Settings(outputs=outputs, lease_seconds=6.0)


@pytest.fixture
def studio(settings: Settings) -> Iterator[Studio]:
    """A real studio with the built-in crew; no engine runs, so its jobs wait."""
    open_database(settings.database_url)
    studio = Studio(settings, app.hire_crew(settings))
    yield studio
    database.close_all() if hasattr(database.obj, "close_all") else None


@pytest.fixture
def running(studio: Studio, workshop: Workshop) -> Iterator[Studio]:
    """The same studio with its slots open."""
    studio.engine = engine = LocalEngine(studio.settings)
    engine.slots, workshop.slots = workshop.slots or engine.slots, []
    studio.start()
    yield studio
    if not jobs.open_jobs() and not any(slot.closing for slot in engine.slots):
        engine.slots, workshop.slots = [], engine.slots  # nothing is under way: they are as they were
    studio.close()


@pytest.fixture
def board(studio: Studio) -> Film:
    """A project of one scene with three two-second shots for the toy camera."""
    return toy_film(studio)


def toy_film(studio: Studio, actions: tuple[str, ...] = ("", "", ""), **brief: object) -> Film:
    """A project whose shots have these actions (see plugins/toy.py), 256x144 at 24 frames a second."""
    asked = {"text": "three colours", "height": 144, "crew": TOY, "subtitles": "none"} | brief
    project = studio.create_project(Brief(**asked))
    scene = films.insert(Scene(project_id=project.id, heading="INT. ROOM - DAY", action="Colours.", seconds=6.0))
    for n, action in enumerate(actions):
        shot = Shot(
            project_id=project.id,
            scene_id=scene.id,
            position=n,
            subject=f"colour {n}",
            action=action,
            seconds=2.0,
            seed=n * 4000 + 77,
        )
        made = films.insert(shot)
        words = f"Colour {'ABC'[n % 3]}."
        films.insert(Line(project_id=project.id, scene_id=scene.id, shot_id=made.id, position=n, text=words))
    films.update(Project, project.id, {"title": "Three colours"})
    return films.film(project.id)


def eventually(claim: Callable[[], object], seconds: float = 30.0) -> object:
    """Waits until the claim holds and returns what it gave; fails after so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := claim():
            return found
        time.sleep(0.05)
    raise AssertionError(f"it did not become true in {seconds} s")
