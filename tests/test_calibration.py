"""MagCache calibrated on tiny models: what it then leaves out, which recipes it changes, where it is kept, who asks."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from serving import serving

from pipelines.cameras.diffusion import calibration, places
from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera
from pipelines.cameras.diffusion.entries import SHIPPED, Entry, Level, entries
from pipelines.cameras.diffusion.shelf import DiffusionShelf
from studio import jobs
from studio.crew import ClipOrder, How, StillOrder
from studio.errors import BadInput, Cancelled
from studio.film import Dials
from studio.production import Stage, perform
from studio.settings import ROOT, Settings
from studio.studio import Studio

STEPS = 12
LEVELS = {
    "draft": Level(steps=STEPS, cache="first block", threshold=0.12, mag=0.12),
    "standard": Level(steps=3, cache="first block", threshold=0.05),
}


def tiny(case: str, folder: Path, **more: object) -> Entry:
    """The entry of a tiny model whose draft level is meant for MagCache; its folder is made."""
    module, _, number = case.partition(" ")
    found = importlib.import_module(f"tests.tiny.{module}").CASES[int(number or 0)]
    found.build(folder)
    return found.entry.model_copy(update={"id": "tiny", "levels": LEVELS, "path": str(folder)} | more)


@pytest.fixture(scope="module")
def wan(tmp_path_factory: pytest.TempPathFactory) -> Entry:
    import torch

    torch.set_num_threads(1)
    return tiny("wan", tmp_path_factory.mktemp("wan") / "tiny")


def camera(entry: Entry, outputs: Path) -> DiffusionCamera | StillsCamera:
    kind = DiffusionCamera if entry.moving else StillsCamera
    return kind(entry, Path(entry.path), Settings(outputs=outputs))


def order(entry: Entry, quality: str) -> ClipOrder | StillOrder:
    plain = {"prompt": "a ball", "width": 96, "height": 64, "seed": 3, "dials": Dials(quality=quality)}
    return ClipOrder(**plain, fps="16", frames=9) if entry.moving else StillOrder(**plain)


def quiet(*_: object) -> None:
    """A report that nobody reads."""


# ---- the run -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["wan", "ltx", "cogvideox", "qwen_image"])
def test_a_calibrated_draft_really_leaves_work_out_and_only_its_recipe_changes(case: str, tmp_path: Path) -> None:
    entry = tiny(case, tmp_path / "model")
    filming = camera(entry, tmp_path)
    before = {q: filming.settle(order(entry, q)).model for q in ("draft", "standard", "best")}
    words = filming.words.path("a ball", None)
    told: list[tuple[float, str]] = []
    facts = filming.calibrate(How(), lambda fraction, note, _=None: told.append((fraction, note)))
    assert facts["steps"] == STEPS == len(facts["ratios"]) and facts["ratios"][0] == 1.0
    assert [f for f, _ in told] == sorted(f for f, _ in told) and told[-1][0] == 1.0
    assert sum(note.startswith("step ") for _, note in told) == STEPS
    after = {q: filming.settle(order(entry, q)).model for q in ("draft", "standard", "best")}
    assert after["draft"] != before["draft"]
    assert (after["standard"], after["best"]) == (before["standard"], before["best"])
    out = tmp_path / ("a.mp4" if entry.moving else "a.png")
    made = filming.render(filming.settle(order(entry, "draft")), out, quiet)
    assert made.facts["cache"] == "mag" and 0.2 < made.facts["work_skipped"] < 0.9 and made.facts["loads"] == 1
    assert filming.words.path("a ball", None) == words  # what was read is not read again


def test_a_model_that_animates_pictures_is_calibrated_on_painted_ones(tmp_path: Path) -> None:
    entry = tiny("wan 3", tmp_path / "model")  # it goes from a first frame to a last one
    task = calibration.task(entry, {}, camera(entry, tmp_path).loaded.device)
    assert task.first and task.last and task.first.size == (96, 64)
    assert task.first.tobytes() != task.last.tobytes() and len(set(task.first.getdata())) > 50
    assert len(camera(entry, tmp_path).calibrate(How(), quiet)["ratios"]) == STEPS


def test_a_calibration_that_is_stopped_keeps_nothing_and_leaves_the_network_as_it_was(wan, tmp_path: Path) -> None:
    filming = camera(wan, tmp_path)

    def stop(fraction: float, note: str, preview: bytes | None = None) -> None:
        if note.startswith("step 3"):
            raise Cancelled

    with pytest.raises(Cancelled):
        filming.calibrate(How(), stop)
    assert not filming.loaded.denoisers()[0].is_cache_enabled
    assert not calibration.file_of(filming.settings, "tiny").exists()


def test_a_model_that_magcache_cannot_serve_says_why(wan, tmp_path: Path) -> None:
    two = tiny("wan 1", tmp_path / "two")
    with pytest.raises(BadInput, match="two networks share the steps"):
        camera(two, tmp_path).calibrate(How(), quiet)
    plain = wan.model_copy(update={"levels": {"draft": Level(steps=4)}})
    with pytest.raises(BadInput, match="nothing to calibrate"):
        camera(plain, tmp_path).calibrate(How(), quiet)


def test_where_memory_is_short_a_smaller_clip_is_measured() -> None:
    from studio.shelf import Device

    entry = entries(SHIPPED)["wan2.1-t2v-14b"]
    bytes_of = {part: round(gb * 2**30) for part, gb in entry.weights_gb.items()}
    large = Device(name="card", kind="cuda", free_gb=47, total_gb=48, host_free_gb=64)
    small = large.model_copy(update={"free_gb": 6.0, "total_gb": 8.0})
    whole, less = (calibration.task(entry, bytes_of, device) for device in (large, small))
    assert (whole.width, whole.height, whole.frames, whole.steps) == (832, 480, 81, 20)
    assert less.width * less.height * less.frames < 832 * 480 * 81 and less.steps == 20


# ---- where it is kept ----------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(wan: Entry, tmp_path: Path) -> DiffusionShelf:
    """A shelf with that model, added by hand as docs/models.md says, and a calibration of its weights."""
    settings = Settings(outputs=tmp_path / "outputs")
    put_on(settings, wan)
    return DiffusionShelf(settings)


def put_on(settings: Settings, entry: Entry) -> None:
    raw = entry.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    places.write_added(places.added_file(settings), {"model": [raw], "adapter": []})


def calibrated(shelf: DiffusionShelf, ratio: float = 1.0) -> Path:
    filming = shelf._load("tiny")
    task = calibration.task(filming.entry, {}, filming.loaded.device)
    calibration.keep(shelf.settings, task, "tiny", filming.weights, [ratio] * STEPS)
    return calibration.file_of(shelf.settings, "tiny")


def test_a_quality_level_says_uncalibrated_until_it_is(shelf: DiffusionShelf) -> None:
    card = shelf.model("tiny")
    assert card.calibrates and not card.calibrated
    assert card.qualities["draft"] == "12 steps, first block cache (MagCache uncalibrated)"
    assert card.qualities["standard"] == "3 steps, first block cache"
    calibrated(shelf)
    card = shelf.model("tiny")
    assert card.calibrated and card.qualities["draft"] == "12 steps, mag cache"
    assert shelf._lying("tiny").entry.mag_ratios == [1.0] * STEPS
    assert not shelf.model("sana-video-2b").calibrates  # Diffusers knows no cache for it


def test_a_camera_that_is_loaded_already_takes_over_what_another_worker_measured(shelf: DiffusionShelf) -> None:
    filming = shelf._load("tiny")
    before = filming.settle(order(filming.entry, "draft")).model
    calibrated(shelf, 1.01)
    assert filming.settle(order(filming.entry, "draft")).model != before
    assert filming.loaded.entry.mag_ratios == [1.01] * STEPS


def test_a_calibration_of_other_weights_and_a_spoilt_one_are_passed_over(shelf: DiffusionShelf) -> None:
    file = calibrated(shelf)
    whole = file.read_text()
    file.write_text(whole.replace('weights = "', 'weights = "0'))
    assert not shelf.model("tiny").calibrated
    file.write_text("ratios = [1.0,")
    assert not shelf.model("tiny").calibrated and shelf.model("tiny").state == "here"
    file.write_text(whole)
    assert shelf.model("tiny").calibrated


def test_what_leaves_the_shelf_takes_its_calibration_along(shelf: DiffusionShelf) -> None:
    file = calibrated(shelf)
    shelf.remove("tiny")
    assert not file.exists()


# ---- who asks for it -----------------------------------------------------------------------------------------------


def test_a_calibration_is_a_job_in_the_models_own_lane(studio: Studio, wan: Entry) -> None:
    put_on(studio.settings, wan)
    job = studio.calibrate_model("tiny")
    assert (job.kind, job.lane, job.project_id) == ("calibrate_model", studio.crew.maker("camera", "tiny").lane, None)
    assert studio.calibrate_model("tiny").id == job.id
    with pytest.raises(BadInput, match="A job uses that model"):
        studio.remove_model("tiny")
    with pytest.raises(BadInput, match="get it first"):
        studio.calibrate_model("wan2.1-t2v-1.3b")
    held = jobs.claim(job.lane, "me", 60)
    work = {"kind": held.kind, "project_id": None, "args": held.args}
    result = perform(Stage(studio.crew, studio.settings), work, quiet)
    jobs.finish(held, "completed", result)
    assert studio.model("tiny").calibrated == result["date"] and len(result["ratios"]) == STEPS


def test_rest_begins_a_calibration_or_says_why_not(studio: Studio, wan: Entry) -> None:
    import httpx

    put_on(studio.settings, wan)
    with serving(studio) as base, httpx.Client(base_url=base + "/api/v1", timeout=30) as api:
        begun = api.post("/models/tiny/calibrate")
        assert begun.status_code == 202 and begun.json()["kind"] == "calibrate_model"
        refused = api.post("/models/wan2.1-t2v-1.3b/calibrate")
        assert refused.status_code == 422 and "get it first" in refused.json()["detail"]
    jobs.cancel_all()


def test_the_command_calibrates_a_model_and_says_which_levels_use_it(wan: Entry, tmp_path: Path) -> None:
    put_on(Settings(outputs=tmp_path / "out"), wan)
    away = os.environ | {"STORYREEL_OUTPUTS": str(tmp_path / "out"), "HF_HUB_CACHE": str(tmp_path / "cache")}

    def run(*words: str) -> str:
        command = [sys.executable, str(ROOT / "app.py"), "models", *words]
        said = subprocess.run(command, env=away, capture_output=True, text=True, input="", timeout=120)
        assert said.returncode == 0, said.stderr
        return said.stdout

    said = run("calibrate", "tiny")
    assert "96x64, 17 frames, 12 steps" in said and "now used by: draft." in said
    shown = json.loads(run("show", "tiny", "--json"))
    assert shown["calibrated"] and shown["qualities"]["draft"] == "12 steps, mag cache"
