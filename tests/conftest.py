"""What the tests share: a studio in a folder of its own, a small film on its board, and waiting with a bound."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app
from studio.engines.local import LocalEngine
from studio.film import Brief, CrewChoice, Film, Line, Project, Scene, Shot
from studio.settings import Settings
from studio.store import films
from studio.store.database import open_database
from studio.store.tables import database
from studio.studio import Studio

# The tests have their own settings, whatever the person who runs them has set.
for name in [n for n in os.environ if n.startswith("STORYREEL_")]:
    del os.environ[name]

TOY = CrewChoice(camera="toy", voice="none", composer="none")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose outputs are the test's own folder, with the toy camera among the plug-ins."""
    outputs = tmp_path / "outputs"
    shutil.copytree(
        Path(__file__).parent / "plugins", outputs / "plugins", ignore=shutil.ignore_patterns("__pycache__")
    )
    return Settings(outputs=outputs, lease_seconds=6.0)


@pytest.fixture
def studio(settings: Settings) -> Iterator[Studio]:
    """A real studio with the built-in crew; no engine runs, so its jobs wait."""
    open_database(settings.database_url)
    studio = Studio(settings, app.hire_crew(settings))
    yield studio
    database.close_all() if hasattr(database.obj, "close_all") else None


@pytest.fixture
def running(studio: Studio) -> Iterator[Studio]:
    """The same studio with its slots open."""
    studio.engine = LocalEngine(studio.settings)
    studio.start()
    yield studio
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
