"""What a clip and a film cost: measured by this machine's own takes, else stated, else guessed; and the promise."""

from pathlib import Path

import httpx
import pytest
from conftest import TOY
from serving import serving

from pipelines.cameras.diffusion import figures
from pipelines.cameras.diffusion.entries import SHIPPED, entries
from studio import costs, history, machine
from studio.costs import CARD, PROMISE
from studio.film import Brief, CrewChoice, Dials, Film, Shot, Take
from studio.settings import Settings
from studio.shelf import Asked, Bounds, Device, Pace
from studio.store import films
from studio.studio import Studio
from studio.vocabulary import Kind

WAN, SMALL_LTX = "wan2.1-t2v-1.3b", "ltx-video-0.9.5"
VOLUME = 832 * 480 * 81 / 1e6
HERE = Device(name="NVIDIA GeForce RTX 4090", kind="cuda", free_gb=23, total_gb=24, host_free_gb=64)


def weights(model_id: str) -> dict[str, int]:
    return {part: round(gb * 2**30) for part, gb in entries(SHIPPED)[model_id].weights_gb.items()}


def choice(model_id: str, device: Device = HERE, **asked: object):
    return figures.choose(entries(SHIPPED)[model_id], weights(model_id), device, Asked(**asked))


def within(model_id: str, pace: Pace | None = None, **bounds: float):
    return figures.within(entries(SHIPPED)[model_id], weights(model_id), CARD, Bounds(**bounds), pace)


# ---- a clip --------------------------------------------------------------------------------------------------------


def test_stated_seconds_grow_with_steps_pixels_and_frames_and_belong_to_their_card() -> None:
    usual = choice(WAN)
    assert (usual.seconds, usual.seconds_from, usual.steps) == (pytest.approx(144), "stated", 30)
    assert choice(WAN, quality="draft").seconds == pytest.approx(96)
    assert choice(WAN, steps=10).seconds == pytest.approx(48)
    assert choice(WAN, seconds=10).seconds == pytest.approx(144 * 161 / 81, rel=0.01)
    tall = choice(WAN, width=720, height=1280)
    assert (tall.width, tall.height) == (480, 832) and tall.seconds == usual.seconds
    other = HERE.model_copy(update={"name": "NVIDIA GeForce RTX 3060"})
    assert choice(WAN, other).seconds is None and choice(WAN, other).seconds_from == ""
    # The longest name that fits is meant, and a card that stands for all of 24 GB takes any of them.
    assert choice("wan2.2-i2v-a14b", HERE.model_copy(update={"name": "NVIDIA GeForce RTX 4090 D"})).seconds
    assert choice("wan2.2-i2v-a14b").seconds is None and choice("wan2.2-i2v-a14b", CARD).seconds


def test_what_was_measured_goes_before_what_is_stated() -> None:
    measured = choice(WAN, pace=Pace(step=0.1, rest=0.2))
    assert measured.seconds_from == "measured" and measured.seconds == pytest.approx(VOLUME * (3 + 0.2), abs=0.1)


@pytest.mark.parametrize("entry", entries(SHIPPED).values(), ids=lambda e: e.id)
def test_a_stated_figure_names_its_source_and_a_size_that_the_model_makes(entry) -> None:
    for stated in entry.stated:
        assert "https://" in stated.source and stated.seconds > 0 and stated.steps <= entry.steps
        assert stated.width % entry.grid.side == 0 == stated.height % entry.grid.side
        assert (stated.frames - 1) % entry.grid.frames == 0


# ---- within bounds -------------------------------------------------------------------------------------------------


def test_the_promise_is_kept_at_the_native_size_by_as_many_steps_as_fit() -> None:
    found = within(WAN)
    assert (found.width, found.height, found.frames, found.steps) == (832, 480, 81, 25)
    assert found.seconds <= 120 and found.needed_gb <= 16 and found.seconds_from == "stated"
    assert within(SMALL_LTX).steps == 50  # no more than the model's own


def test_a_smaller_size_is_taken_only_where_steps_would_fall_below_the_draft_levels() -> None:
    found = within("wan2.2-ti2v-5b")
    assert (found.width, found.height, found.steps) == (960, 512, 20) and found.seconds <= 120
    one_more = found.seconds / found.steps * 1120 / 960 * 576 / 512
    assert one_more * 20 > 120, "the next larger size on the grid would have done"
    assert within(WAN, seconds=100).steps == 20 and within(WAN, seconds=95).width < 832


def test_a_model_that_can_not_keep_the_bounds_or_of_which_nothing_is_known_is_not_named() -> None:
    assert within("wan2.2-i2v-a14b") is None  # 513 s for 20 steps, and no small enough size
    assert within("wan2.1-t2v-14b") is None  # nobody stated anything
    assert within("qwen-image") is None  # a still
    assert within(WAN, gb=3.0) is None
    assert within("wan2.1-t2v-14b", Pace(step=0.01)).seconds_from == "measured"


# ---- history -------------------------------------------------------------------------------------------------------


def rendered(film: Film, shot: Shot, maker: str, seconds: float, **more: object) -> Take:
    """A take of 1 megapixel-frame, as a camera with a model tells of it: 10 steps took all but two seconds."""
    facts = {"steps_seconds": seconds - 2, "megapixel_steps": 10.0, "quality_steps": 10} | more.pop("facts", {})
    made = {"seconds": seconds, "device": "cpu", "facts": facts} | more.pop("made", {})
    kind = more.get("kind", "clip")
    size = {"width": 1000, "height": 1000, "frames": 1, "seconds": 0.5 if kind == "clip" else 0.0}
    recipe = {"order": {"dials": {"quality": more.pop("quality", "standard")}}}
    plain = {"kind": kind, "maker": maker, "recipe_hash": "a" * 64, "path": "takes/a.mp4", "fps": "24", "made": made}
    owner = {"project_id": film.project.id, "shot_id": shot.id}
    return films.insert(Take.model_validate(owner | plain | size | {"recipe": recipe} | more))


def test_a_pace_is_the_median_of_the_newest_whole_takes_of_that_device_by_quality(studio: Studio, board: Film) -> None:
    shot = board.shots[0]
    rendered(board, shot, WAN, 99.0)
    for seconds in (12.0, 22.0, 32.0) * 3:
        rendered(board, shot, WAN, seconds)
    rendered(board, shot, WAN, 7.0, quality="draft")
    rendered(board, shot, WAN, 500.0, made={"device": "another card"})
    rendered(board, shot, WAN, 500.0, made={"found": True})
    rendered(board, shot, WAN, 500.0, facts={"megapixel_steps": 4.0})  # went on from a checkpoint
    found = history.paces(WAN, "cpu")
    assert found["standard"] == Pace(step=2.0, rest=2.0, takes=10)
    assert found["draft"] == Pace(step=0.5, rest=2.0, takes=1) and set(found) == {"standard", "draft"}
    assert history.paces(WAN, "cpu", Kind.STILL) == {} == history.paces("nobody", "cpu")


def test_a_real_render_tells_its_pace(tmp_path: Path) -> None:
    from pipelines.cameras.diffusion.camera import DiffusionCamera
    from studio.crew import ClipOrder
    from tests.tiny import wan

    entry = wan.CASES[0].entry
    wan.CASES[0].build(tmp_path / "m")
    camera = DiffusionCamera(entry, tmp_path / "m", Settings(outputs=tmp_path))
    order = camera.settle(ClipOrder(prompt="a ball", width=96, height=64, fps="16", frames=21))
    facts = camera.render(order, tmp_path / "a.mp4", lambda *_: None).facts
    # 21 frames are two parts of at most 17: the work of both is added up.
    assert facts["megapixel_steps"] > 96 * 64 * order.frames * 4 / 1e6 and facts["steps_seconds"] < facts["seconds"]


# ---- a film --------------------------------------------------------------------------------------------------------


def brief(**crew: str) -> Brief:
    chosen = TOY.model_dump() | crew
    return Brief(text="x", seconds=8, height=480, crew=CrewChoice(**chosen), fps="24")


def test_an_estimate_says_by_the_weakest_of_its_figures_whether_it_was_measured(studio: Studio, board: Film) -> None:
    usual = brief(camera=WAN)
    guessed = studio.estimate(usual)
    assert guessed.seconds_from == "guessed" and guessed.shots == 2
    rendered(board, board.shots[0], WAN, 12.0)
    told = studio.estimate(usual)
    # Two clips of 4 s: 65 frames of 848x480, the film's shape on the model's grid; 1 s a step and 2 s for the rest.
    volume = told.seconds - 8 * 0.9
    assert told.seconds_from == "measured" and volume == pytest.approx(2 * (0.832 * 0.48 * 65) * (30 + 2), rel=0.03)
    assert studio.estimate(usual.model_copy(update={"dials": Dials(quality="draft")})).seconds_from == "guessed"
    half = studio.estimate(usual.model_copy(update={"dials": Dials(steps=14)}))
    assert half.seconds - 7.2 == pytest.approx(volume / 2, rel=0.01)


def test_keyframes_cost_time_and_disk_where_the_camera_begins_with_them(studio: Studio, board: Film) -> None:
    plain = studio.estimate(brief())
    painted = studio.estimate(brief(still="toy-still"))
    assert (plain.stills, painted.stills) == (0, 2)
    megapixels = 2 * 854 * 480 / 1e6
    assert painted.disk_mb - plain.disk_mb == pytest.approx(megapixels * 1.5, abs=0.11)
    assert painted.seconds - plain.seconds == pytest.approx(megapixels * 0.06, abs=0.11)
    assert studio.estimate(brief(camera=WAN, still="toy-still")).stills == 0  # it takes words alone
    rendered(board, board.shots[0], "toy-still", 30.0, kind="still")
    again = studio.estimate(brief(still="toy-still"))
    assert again.seconds - plain.seconds == pytest.approx(60, abs=0.2) and again.seconds_from == "guessed"


def test_a_still_camera_with_a_model_is_measured_stated_or_guessed_likewise(studio: Studio, board: Film) -> None:
    asked = brief(still="qwen-image")
    base = studio.estimate(brief()).seconds
    guessed = studio.estimate(asked)
    size = 1664 * 928 / 1e6  # its own size for that shape
    guess = 240 / (0.832 * 0.48 * 81)
    assert guessed.seconds - base == pytest.approx(2 * size * guess, rel=0.05)
    shot = board.shots[0]
    rendered(board, shot, "qwen-image", 12.0, kind="still")
    told = studio.estimate(asked)
    assert told.seconds - base == pytest.approx(2 * size * (30 * 1.0 + 2.0), rel=0.05)
    card = HERE.model_copy(update={"name": "NVIDIA GeForce RTX 4090 D"})
    stated = costs.estimate(asked, studio.crew, lambda: [card])
    assert stated.seconds - base == pytest.approx(2 * size * 71 / (1.328**2 * 20) * 30, rel=0.05)


# ---- the promise ---------------------------------------------------------------------------------------------------


def test_the_doctor_names_each_model_that_keeps_the_promise_with_its_settings_and_figures(studio: Studio) -> None:
    told = next(c for c in studio.doctor() if c.name == "Promise")
    assert told.state == "ok"
    assert f"{WAN}: 832x480, 81 frames, 25 steps, 8.0 GB, 120 s (stated)" in told.detail
    assert "wan2.2-ti2v-5b: 960x512" in told.detail and SMALL_LTX in told.detail and "14b" not in told.detail
    found = studio.promise()
    assert found.bounds == PROMISE and {k.model_id for k in found.kept} == {WAN, "wan2.2-ti2v-5b", SMALL_LTX}
    assert all(k.choice.seconds <= 120 and k.choice.needed_gb <= 16 for k in found.kept)


def here(studio: Studio) -> None:
    """Wan 1.3B is on the shelf, as far as anybody looks."""
    from tiny_repository import wan

    for name, content in wan().items():
        file = studio.settings.model_folder / WAN / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def test_what_was_measured_on_such_a_card_takes_the_place_of_what_is_stated(studio: Studio, board: Film) -> None:
    here(studio)
    for seconds in (3.0, 3.2):
        rendered(board, board.shots[0], WAN, seconds, made={"device": HERE.name})
    kept = {k.model_id: k for k in costs.promise(studio.shelf, HERE).kept}[WAN]
    assert (kept.choice.seconds_from, kept.quality) == ("measured", "standard") and kept.choice.seconds <= 120
    step, rest = 0.11, 2.0
    assert kept.choice.steps == int((120 / (kept.choice.width * kept.choice.height * 81 / 1e6) - rest) / step)
    larger = HERE.model_copy(update={"total_gb": 80.0})  # what such a card can do promises nothing of one of 24 GB
    assert {k.model_id: k for k in costs.promise(studio.shelf, larger).kept}[WAN].choice.seconds_from == "stated"
    rendered(board, board.shots[0], WAN, 900.0, made={"device": HERE.name})
    rendered(board, board.shots[0], WAN, 900.0, made={"device": HERE.name})
    rendered(board, board.shots[0], WAN, 900.0, made={"device": HERE.name})
    assert WAN not in {k.model_id for k in costs.promise(studio.shelf, HERE).kept}


def test_an_estimate_for_a_model_that_breaks_the_promise_says_what_would_keep_it(studio: Studio) -> None:
    told = studio.estimate(brief(camera=WAN))
    assert told.clip.seconds == pytest.approx(144, rel=0.05) and told.clip_on == CARD.name
    assert (told.would.model_id, told.would.choice.steps) == (WAN, 25)
    drafted = studio.estimate(brief(camera=WAN).model_copy(update={"dials": Dials(quality="draft")}))
    assert drafted.would is None and drafted.clip is None
    large = studio.estimate(brief(camera="wan2.1-flf2v-14b"))  # nothing is stated of it, but it needs 18 GB
    assert large.clip.needed_gb > 16 and large.would.model_id != "wan2.1-flf2v-14b"
    assert studio.estimate(brief(camera="wan2.1-t2v-14b")).would is None  # nobody knows
    assert studio.estimate(brief()).would is None


def test_rest_tells_choices_the_promise_and_what_a_shot_costs(studio: Studio, board: Film) -> None:
    here(studio)
    rendered(board, board.shots[0], WAN, 12.0)
    with serving(studio) as base, httpx.Client(base_url=base + "/api/v1", timeout=60) as api:
        assert api.get("/models/promise").json()["kept"]
        assert api.get("/models/sdxl-base/choice").json()["frames"] == 1
        assert api.get("/models/nope/choice").status_code == 404
        assert api.get("/models/choices").json()[WAN]["seconds_from"] == "measured"
        address = f"/shots/{board.shots[0].id}/choice"
        assert api.get(address).json() is None  # the toy is no model
        studio.update_brief(board.project.id, {"crew": board.project.brief.crew.model_dump() | {"camera": WAN}})
        studio.update_shot(board.shots[0].id, {"dials": {"steps": 7}})
        told = api.get(address).json()
        assert (told["steps"], told["seconds_from"]) == (7, "measured")
        # Two seconds and a third of a second more at each end, at 16 a second and on the grid.
        assert told["frames"] == 45 and told["seconds"] == pytest.approx(0.832 * 0.48 * 45 * (7 + 2), rel=0.02)
        asked = {"text": "a cat", "crew": {"camera": WAN}}
        assert api.post("/estimate", json=asked).json()["would"]["model_id"] == WAN


def test_the_doctor_and_the_shelf_say_measured_where_there_is_a_history(studio: Studio, board: Film) -> None:
    here(studio)
    rendered(board, board.shots[0], WAN, 12.0)
    told = {c.name: c for c in machine.doctor(studio.settings, studio.crew)}
    assert "(measured)" in told[f"Model {WAN}"].detail
    assert studio.choice(WAN).seconds_from == "measured"
