"""Claims about the command line, as a person runs it: a process of its own, its words, its status; refusals in ours."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TOY, toy_film

import app
from studio.film import Project
from studio.settings import ROOT, Settings
from studio.store import films
from studio.store.database import open_database
from studio.studio import Studio
from ui import cli


def _run(outputs: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"STORYREEL_OUTPUTS": str(outputs)}
    command = [sys.executable, str(ROOT / "app.py"), *words]
    return subprocess.run(
        command, cwd=outputs.parent, env=environment, capture_output=True, text=True, input=stdin, timeout=120
    )


BAD = {
    "too many steps": (("make", "a fox", "--steps", "900"), "steps"),
    "too much motion": (("make", "a fox", "--motion", "3"), "motion"),
    "too strong an adapter": (("make", "a fox", "--adapter", "snow=9"), "adapters.0.weight"),
    "an empty brief": (["make", "  "], "The brief is empty"),
    "100,000 characters": (["make", "-"], "at most 20,000 fit"),
    "only emoji": (["make", "🎬🎬🎬"], "no words in it"),
    "0 seconds": (["make", "a", "--seconds", "0"], "4 to 1800 seconds; 0 is outside"),
    "10,000 seconds": (["make", "a", "--seconds", "10000"], "4 to 1800 seconds; 10000 is outside"),
    "an odd height": (["make", "a", "--height", "721"], "even number of pixels"),
    "a height out of range": (["make", "a", "--height", "9000"], "even number of pixels"),
    "an unknown camera": (["make", "a", "--camera", "imax"], "no camera called “imax”. Choose one of: animatic"),
    "an unknown style": (["make", "a", "--style", "cubist"], "no style “cubist”"),
    "a folder as output": (["make", "a", "--out", "."], "is a folder"),
    "an output that is no film": (["make", "a", "--out", "film.txt"], "ends in .mp4"),
    "an output nobody can write": (["make", "a", "--out", "/proc/nowhere/film.mp4"], "Nothing can be written to"),
    "a frame rate of nought": (["make", "a", "--fps", "0"], "from 5 to 60"),
    "a seed out of range": (["make", "a", "--seed", "-1"], "seed"),
}


@pytest.fixture
def quiet_root() -> Iterator[None]:
    """The root logger as it was: the command opens a log."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.usefixtures("quiet_root")
@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In this process: what a refusal is in a process of its own is seen where a shot that is not there is rendered."""
    words, sentence = BAD[case]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STORYREEL_OUTPUTS", str(tmp_path / "outputs"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("word " * 20_000))
    assert cli.main(list(words), cli.Door(app.open_studio, app.open_stage)) == 2
    said = capfd.readouterr().err
    assert sentence in said and len(said.strip().splitlines()) == 1
    open_database(Settings(outputs=tmp_path / "outputs").database_url)
    assert films.find(Project, "id") == []


def test_projects_are_shown_and_deleted_by_their_id(studio: Studio) -> None:
    film = toy_film(studio)
    outputs = studio.settings.outputs
    assert film.project.id in _run(outputs, "projects").stdout
    shown = _run(outputs, "show", film.project.id)
    assert "Three colours" in shown.stdout and "Colour B." in shown.stdout
    assert json.loads(_run(outputs, "show", film.project.id, "--json").stdout)["shots"][0]["subject"] == "colour 0"
    assert _run(outputs, "delete", film.project.id).returncode == 0
    assert json.loads(_run(outputs, "projects", "--json").stdout) == studio.projects() == []
    assert _run(outputs, "show", "nobody").returncode == 1


def test_what_the_cameras_are_told_is_shown(studio: Studio) -> None:
    models = {"camera": "ltx-video-0.9.8-13b-distilled", "still": "sdxl-base"}
    film = toy_film(studio, crew=TOY.model_copy(update=models))
    studio.update_shot(film.shots[1].id, {"negative_prompt": "boats", "prompt": "一只橘猫"})
    said = _run(studio.settings.outputs, "show", film.project.id, "--prompts").stdout
    assert "Fields: wide shot, eye level angle, static, colour 0" in said
    assert "Camera (LTX-Video): Colour 0. The setting is room, day." in said
    assert "Still camera (Stable Diffusion XL): colour 0, room, day" in said
    assert "against: photo, noise, text, watermark" in said
    assert "left out: negative_prompt: without guidance this model reads no negative prompt" in said
    assert "note: This model was trained on English: the words of this shot are Chinese." in said
    facts = json.loads(_run(studio.settings.outputs, "show", film.project.id, "--prompts", "--json").stdout)
    assert facts["prompts"][film.shots[1].id]["camera"]["prompt"] == "一只橘猫"


def test_numbered_shots_are_rendered(studio: Studio) -> None:
    film = toy_film(studio)
    said = _run(studio.settings.outputs, "render", film.project.id, "--shots", "1,3")
    assert said.returncode == 0, said.stderr
    assert [c.state for c in studio.board(film.project.id)] == ["done", "empty", "done"]
    refused = _run(studio.settings.outputs, "render", film.project.id, "--shots", "9")
    assert refused.returncode == 2 and "has shots 1 to 3" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_folder_named_from_where_one_stands_is_the_same_for_workers(studio: Studio) -> None:
    film = toy_film(studio, ("",))
    outputs = studio.settings.outputs
    environment = os.environ | {"STORYREEL_OUTPUTS": outputs.name}
    command = [sys.executable, str(ROOT / "app.py"), "render", film.project.id]
    said = subprocess.run(command, cwd=outputs.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert said.returncode == 0, said.stderr
    assert [c.state for c in studio.board(film.project.id)] == ["done"]


def test_a_failed_shot_ends_the_command_with_its_sentence(studio: Studio) -> None:
    film = toy_film(studio, ("fail",))
    said = _run(studio.settings.outputs, "render", film.project.id)
    assert said.returncode == 1 and "told to fail" in said.stderr and "Traceback" not in said.stderr


def test_work_is_paused_resumed_and_cancelled_from_another_window(studio: Studio) -> None:
    film = toy_film(studio, ("",))
    job = next(j for j in studio.render_shots(film.project.id).jobs if j.kind == "render_shot")
    outputs = studio.settings.outputs
    assert "paused" in _run(outputs, "jobs", "pause", job.id).stdout
    assert [c.state for c in studio.board(film.project.id)] == ["paused"]
    assert f"{job.id}  paused" in _run(outputs, "jobs").stdout
    assert "pending" in _run(outputs, "jobs", "resume", job.id).stdout
    assert "cancelled" in _run(outputs, "jobs", "cancel", job.id).stdout
    assert [j["kind"] for j in json.loads(_run(outputs, "jobs", "--json").stdout)] == ["speak_lines"]
    past = json.loads(_run(outputs, "jobs", "--past", "--json").stdout)
    assert [(j["kind"], j["state"]) for j in past] == [("speak_lines", "pending"), ("render_shot", "cancelled")]
    assert _run(outputs, "jobs", "pause", "nothing").returncode == 1


def test_the_doctor_names_every_maker_and_a_remedy_for_what_is_missing(tmp_path: Path) -> None:
    checks = json.loads(_run(tmp_path / "outputs", "doctor", "--json").stdout)
    names = {c["name"] for c in checks}
    assert {"Memory", "Disk", "ffmpeg", "Camera animatic", "Voice espeak"} <= names
    assert all(c["remedy"] for c in checks if c["state"] == "missing")


def test_the_help_names_every_command(tmp_path: Path) -> None:
    said = _run(tmp_path / "outputs", "--help").stdout
    assert all(
        word in said
        for word in ("make", "doctor", "projects", "show", "render", "cut", "delete", "jobs", "--lan", "--no-browser")
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.5 MB: a small tmpfs, which only root may mount."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small tmpfs can't be mounted here: it takes root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_in_one_sentence_and_leaves_no_half_file(small_disk: Path) -> None:
    outputs = small_disk / "outputs"
    out = small_disk / "film.mp4"
    said = _run(outputs, "make", "A quiet lake", "--seconds", "8", "--height", "480", "--out", str(out))
    assert said.returncode == 1 and "is full" in (said.stderr.splitlines() or [""])[-1], said
    assert "Traceback" not in said.stderr, said
    assert not out.exists() and not [*outputs.rglob(".*.mp4"), *outputs.rglob(".*.wav")]
