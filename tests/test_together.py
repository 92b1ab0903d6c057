"""Claims about several pictures in one call: which go along, what is left of them when something goes wrong.

That each is what it would be by itself is claimed for every family in test_diffusion.py.
"""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import TOY, toy_film
from PIL import Image
from test_diffusion import CASES, Starved, Teller, along, built, of, order_for, photo, pixels, rendered, tiny

from pipelines.cameras.diffusion import together
from pipelines.cameras.diffusion.camera import StillsCamera
from pipelines.cameras.diffusion.entries import Level
from pipelines.cameras.diffusion.family import Task, family
from studio import companions, jobs, recipe, rendering
from studio.crew import How, Maker, StillOrder
from studio.errors import Cancelled, MakerFailed, Paused
from studio.film import Dials, Film, Shot, Take
from studio.settings import Settings
from studio.stage import Stage
from studio.store import films
from studio.studio import Studio

__all__ = ["built", "photo"]  # fixtures, shared with the contract
STILL, CLIP = tiny("tiny-sdxl"), tiny("tiny-wan-text")


@pytest.fixture
def stills(built, tmp_path: Path) -> StillsCamera:
    return of(STILL.entry, built(STILL), Settings(outputs=tmp_path / "outputs"))


def wanted(camera, count: int, **more: object) -> list[StillOrder]:
    """So many orders of one shape."""
    return [order_for(camera.entry, None, seed=5 + n, prompt=f"a red ball {n}", **more) for n in range(count)]


def near(one: Path, other: Path) -> bool:
    return np.abs(pixels(one).astype(int) - pixels(other)).mean() < 1.5  # another seed is 9 and more away


# ---- which go along -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "case", "device", "expected"),
    [
        ("", STILL, "cuda", True),
        ("", STILL, "mps", True),
        ("", STILL, "cpu", False),
        ("", CLIP, "cuda", False),
        ("on", STILL, "cpu", True),
        ("on", CLIP, "cuda", True),
        ("off", STILL, "cuda", False),
    ],
)
def test_stills_go_together_on_a_card_and_clips_where_it_is_wished(wish, case, device, expected):
    order = order_for(case.entry, None, how=How(together=wish))
    task = Task("a", "", 96, 64, 1, 16.0, 4, 5.0, seed=1)
    assert together.wanted(order, case.entry, family(case.entry.family), task, device) is expected


def test_a_cache_which_would_look_at_all_of_a_call_keeps_a_picture_by_itself():
    levels = {"draft": Level(steps=8, cache="first block", threshold=0.1)}
    entry = CLIP.entry.model_copy(update={"levels": levels})
    task = Task("a", "", 96, 64, 9, 16.0, 8, 5.0, seed=1)
    asked = {"how": How(together="on")}
    for quality, expected in (("draft", False), ("best", True)):
        order = order_for(entry, None, dials=Dials(quality=quality), **asked)
        assert together.wanted(order, entry, family("wan"), task, "cuda") is expected


def test_every_family_says_whether_it_can():
    task = Task("a", "", 96, 64, 9, 16.0, 4, 5.0, seed=1)
    begun = replace(task, first=Image.new("RGB", (96, 64)))
    entries = [c.entry for c in CASES]
    assert {e.id for e in entries if not family(e.family).batches(e, task)} == {"tiny-svd", "tiny-wan-vace"}
    alone = {e.family for e in entries if "first frame" in e.takes and not family(e.family).batches(e, begun)}
    assert alone == {"svd", "wan", "kandinsky5", "ltx2"}  # of Wan, VACE


# ---- in one call ----------------------------------------------------------------------------------------------------


def test_what_goes_along_is_written_and_told_of_and_progress_is_of_all(stills, tmp_path):
    orders = wanted(stills, 3)
    alone = [tmp_path / f"alone{n}.png" for n in range(3)]
    for order, out in zip(orders, alone, strict=True):
        rendered(stills, order, out)
    teller = Teller()
    made, outs = along(stills, orders, tmp_path, teller)
    assert [near(a, b) for a, b in zip(alone, outs, strict=True)] == [True] * 3
    assert not near(outs[0], outs[1])
    assert made.facts["together"] == 3 and teller.steps == STILL.entry.steps
    assert all("for 3 together" in note for _, note in teller.told if note.startswith("step "))
    for one in (made, *made.companions):
        assert one.notes == ["made in one call with 2 others of the same shape"] and one.facts == made.facts


def test_a_clip_of_parts_is_made_by_itself(built, tmp_path):
    camera = of(CLIP.entry, built(CLIP), Settings(outputs=tmp_path / "outputs"))
    made, outs = along(camera, wanted(camera, 2, frames=46), tmp_path)
    assert not any(made.companions) and not outs[1].exists() and outs[0].exists()


def test_out_of_memory_takes_half_along_then_none_and_only_then_another_mode(stills, tmp_path):
    orders = wanted(stills, 4)
    rendered(stills, orders[0], tmp_path / "warm.png")
    Starved(stills.loaded.denoisers()[0], times=1)
    made, outs = along(stills, orders, tmp_path)
    assert [one is not None for one in made.companions] == [True, False, False]
    assert "memory ran out for 4 in one call: went on with 2" in made.notes
    assert [out.exists() for out in outs] == [True, True, False, False]
    teller = Teller()
    made, _ = along(stills, wanted(stills, 4, negative_prompt="dull"), tmp_path, teller)  # which is remembered
    assert made.facts["together"] == 2 and not any("memory" in note for note in made.notes)
    Starved(stills.loaded.denoisers()[0], times=2)
    made, _ = along(stills, wanted(stills, 2, negative_prompt="grey"), tmp_path)
    assert made.notes[:2] == [
        "memory ran out for 2 in one call: went on alone",
        "memory ran out in mode full: went on in mode full, tiled",
    ]
    assert made.companions == [None]


def test_a_decoder_that_runs_out_of_memory_costs_no_step_again(built, tmp_path):
    camera = of(CLIP.entry, built(CLIP), Settings(outputs=tmp_path / "outputs"))
    orders = wanted(camera, 2)
    rendered(camera, orders[0], tmp_path / "alone.mp4")
    Starved(camera.loaded._pipe.vae.decoder, times=1)
    teller = Teller()
    made, outs = along(camera, orders, tmp_path, teller)
    assert made.companions == [None] and teller.steps == CLIP.entry.steps
    assert near(outs[0], tmp_path / "alone.mp4")


class Broken:
    """Makes the numbers of one row of what a network gives none, from a step on."""

    def __init__(self, network: torch.nn.Module, row: int) -> None:
        self.row, self.hook = row, network.register_forward_hook(self.spoil)

    def spoil(self, _: object, __: object, made: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        spoilt = made[0].clone()
        spoilt[self.row] = float("nan")
        return spoilt, *made[1:]


def test_numbers_that_are_no_picture_cost_only_the_one_that_has_them(built, tmp_path):
    camera = of(CLIP.entry, built(CLIP), Settings(outputs=tmp_path / "outputs"))
    orders = wanted(camera, 3)
    rendered(camera, orders[0], tmp_path / "alone.mp4")
    hurt = Broken(camera.loaded.denoisers()[0], row=1)
    made, outs = along(camera, orders, tmp_path)
    assert [one is not None for one in made.companions] == [False, True]
    assert near(outs[0], tmp_path / "alone.mp4") and not outs[1].exists()
    assert "1 of those gave no picture (NaN): that is left to its own job" in made.notes
    hurt.row = 0
    with pytest.raises(MakerFailed, match="NaN"):
        along(camera, orders, tmp_path)


def test_a_pause_leaves_each_its_own_state_to_go_on_from_alone(built, tmp_path):
    camera = of(CLIP.entry, built(CLIP), Settings(outputs=tmp_path / "outputs"))
    orders = wanted(camera, 2)
    alone = [tmp_path / f"alone{n}.mp4" for n in range(2)]
    for order, out in zip(orders, alone, strict=True):
        rendered(camera, order, out)
    with pytest.raises(Paused):
        along(camera, orders, tmp_path, Teller(stop_at=3, stop=Paused))
    for order, out in zip(orders, alone, strict=True):
        teller = Teller()
        rendered(camera, order, tmp_path / "again.mp4", teller)
        assert teller.steps == CLIP.entry.steps - 3 and near(out, tmp_path / "again.mp4")
    assert not list(camera.settings.checkpoints.glob("*"))


def test_one_that_was_left_at_another_step_goes_on_by_itself(built, tmp_path):
    camera = of(CLIP.entry, built(CLIP), Settings(outputs=tmp_path / "outputs"))
    orders = wanted(camera, 3)
    with pytest.raises(Paused):
        rendered(camera, orders[1], tmp_path / "a.mp4", Teller(stop_at=2, stop=Paused))
    made, _ = along(camera, orders, tmp_path)
    assert [one is not None for one in made.companions] == [False, True]
    teller = Teller()
    rendered(camera, orders[1], tmp_path / "a.mp4", teller)
    assert teller.steps == CLIP.entry.steps - 2


def test_prompts_that_a_model_can_not_lay_side_by_side_are_left_to_their_own_jobs():
    kin = family("kandinsky5")

    def words(length: int) -> dict[str, torch.Tensor]:
        lengths = torch.tensor([0, length], dtype=torch.int32)
        return {"prompt_embeds_qwen": torch.ones(1, length, 8), "prompt_cu_seqlens": lengths}

    assert kin.stacked([words(4), words(5)]) is None
    assert kin.stacked([words(4), words(4)])["prompt_cu_seqlens"].tolist() == [0, 4, 8]


# ---- in the studio --------------------------------------------------------------------------------------------------


@pytest.fixture
def painting(studio: Studio, built) -> tuple[Stage, Film]:
    """A film of three shots whose keyframes a tiny model paints, together; its jobs wait, and the test runs them."""
    load = lambda: StillsCamera(STILL.entry, built(STILL), studio.settings)  # noqa: E731
    studio.crew.add(Maker("still", "tiny-sdxl", "SDXL", load, heavy=True))
    studio.set_preference("camera", {"together": "on"})
    film = toy_film(studio, crew=TOY.model_copy(update={"still": "tiny-sdxl"}))
    return Stage(studio.crew, studio.settings), film


def paint(stage: Stage, shot_id: str) -> Take:
    """Runs the job of that shot as a worker would."""
    job = next(j for j in jobs.find("pending", kind="render_still") if j.shot_id == shot_id)
    held = jobs.claim(job.lane, jobs.owner_id("cpu:0"), 60)
    assert held.id == job.id
    result = rendering.render_still(stage, job.project_id, job.args, Teller())
    jobs.finish(held, "completed", result)
    return films.get(Take, result["take_id"])


def test_keyframes_that_wait_are_painted_in_one_call_and_found_by_their_own_jobs(painting, studio):
    stage, film = painting
    studio.render_stills(film.project.id)
    first = paint(stage, film.shots[0].id)
    assert first.made["facts"]["together"] == 3
    loads = stage.crew.hire("still", "tiny-sdxl").loaded
    loads.ready = None  # nothing is painted any more
    others = [paint(stage, shot.id) for shot in film.shots[1:]]
    for take in others:
        assert take.made | {"seconds": 0} == first.made | {"seconds": 0} and not take.made["found"]
        assert take.made["seconds"] == first.made["seconds"] > 0
        assert studio.media_file(take.id).exists() and studio.media_file(take.id, "poster").exists()
    assert len({take.recipe_hash for take in (first, *others)}) == 3
    assert not list(stage.settings.takes.rglob("*.made.json")) and not list(stage.settings.takes.rglob(".*"))
    assert [studio.shot(s.id).still_id for s in film.shots] == [t.id for t in (first, *others)]


def test_nothing_goes_along_where_it_is_not_wished_or_another_worker_would_take_it_up(painting, studio, settings):
    stage, film = painting
    studio.set_preference("camera", {"together": "off"})
    studio.render_stills(film.project.id)
    assert paint(stage, film.shots[0].id).made["facts"]["together"] == 1
    studio.set_preference("camera", {"together": "on"})
    two = Stage(stage.crew, settings.model_copy(update={"slots": ("cpu:0", "cpu:1")}))
    assert paint(two, film.shots[1].id).made["facts"]["together"] == 1


def test_a_shot_of_another_shape_or_camera_or_held_back_waits_for_its_own_turn(painting, studio):
    stage, film = painting
    other = toy_film(studio, ("",), crew=film.project.brief.crew, aspect="9:16")
    painted = toy_film(studio, ("",), crew=TOY.model_copy(update={"still": "toy-still"}))
    for one in (film, other, painted):
        studio.render_stills(one.project.id)
    held = next(j for j in jobs.find("pending") if j.shot_id == film.shots[2].id)
    studio.pause_job(held.id)
    assert paint(stage, film.shots[0].id).made["facts"]["together"] == 2


def test_what_a_cancelled_call_would_have_made_leaves_nothing(painting, studio):
    stage, film = painting
    studio.render_stills(film.project.id)
    with pytest.raises(Cancelled):
        rendering.render_still(stage, film.project.id, {"shot_id": film.shots[0].id}, Teller(stop_at=2))
    assert not [f for f in stage.settings.takes.rglob("*") if f.is_file()]


def test_what_nobody_came_for_goes_after_a_week_and_what_is_a_take_stays(painting, studio, settings):
    stage, film = painting
    studio.render_stills(film.project.id)
    paint(stage, film.shots[0].id)
    told = sorted(settings.takes.rglob("*.made.json"))
    assert len(told) == 2
    kept = json.loads(told[0].read_text())
    assert set(kept) == {"device", "notes", "facts", "seconds"}
    take = paint(stage, film.shots[1].id)
    told[0].write_text("{}"), told[1].write_text("{}")
    companions.sweep(settings)
    assert all(file.exists() for file in told)
    week = time.time() - 8 * 24 * 3600
    for file in told:
        os.utime(file, (week, week))
    companions.sweep(settings)
    assert not any(file.exists() for file in told)
    assert studio.media_file(take.id).exists()
    assert len(list(settings.takes.rglob("*.png"))) == 2


def test_going_along_is_no_part_of_a_recipe(stills):
    plain, company = wanted(stills, 2)
    how = How(together="on", companions=[{"order": stills.settle(company), "out": "x.png"}])
    one, other = (stills.settle(plain.model_copy(update={"how": h})) for h in (How(), how))
    assert recipe.recipe("still", "a", "1", one) == recipe.recipe("still", "a", "1", other)
    assert one.shape == stills.settle(company).shape != stills.settle(plain.model_copy(update={"width": 48})).shape


def test_a_shot_is_not_companion_to_itself(painting, studio):
    """The same words and seed give the same recipe, which is painted once."""
    stage, film = painting
    for shot in film.shots[1:]:
        films.update(Shot, shot.id, {"subject": film.shots[0].subject, "seed": film.shots[0].seed})
    studio.render_stills(film.project.id)
    takes = [paint(stage, shot.id) for shot in film.shots]
    assert takes[0].made["facts"]["together"] == 1 and len({t.recipe_hash for t in takes}) == 1
