"""Claims about keyframes, shots that go on from others, sweeps of seeds, sounds and previews, by the real worker."""

import itertools
from pathlib import Path

import av
import pytest
from conftest import TOY, eventually, toy_film

from studio import board as boards
from studio import jobs, machine, orders
from studio.crew import How, Maker
from studio.errors import BadInput, NotFound
from studio.film import Brief, Dials, Film, Job, Reference, Shot, Take
from studio.orders import Cameras
from studio.production import Stage
from studio.rendering import _how
from studio.store import films
from studio.studio import Studio
from studio.vocabulary import Kind

PAINTED = TOY.model_copy(update={"still": "toy-still"})
GIVEN = frozenset({"text", "first frame", "last frame", "reference"})
ABLE = Cameras(
    Maker("camera", "toy", "", dict, lane="gpu", takes=GIVEN), Maker("still", "toy-still", "", dict, lane="gpu")
)
UNABLE = Cameras(Maker("camera", "toy", "", dict), ABLE.still)


def _wait(running: Studio, film: Film) -> None:
    eventually(lambda: not jobs.open_jobs_of(film.project.id))
    assert {j.error for j in running.jobs(project_id=film.project.id)} == {""}


def _pixel(file: Path, frame: int = 0) -> tuple[int, ...]:
    with av.open(str(file)) as container:
        picture = next(itertools.islice(container.decode(video=0), frame, None))
        return picture.to_image().getpixel((8, 8))


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))  # what H.264 makes of a flat colour


def _take(film: Film, shot: Shot, **more: object) -> Take:
    fields = {"kind": "clip", "recipe_hash": "a" * 64, "path": "takes/a.mp4", "fps": "24", "frames": 64, "handle": 8}
    return films.insert(Take.model_validate({"project_id": film.project.id, "shot_id": shot.id} | fields | more))


# ---- keyframes ----


def test_a_film_with_a_still_camera_paints_each_shot_first_and_animates_what_it_painted(running: Studio) -> None:
    film = toy_film(running, ("", ""), crew=PAINTED)
    running.update_shot(film.shots[0].id, {"seed": 0xC02040})
    kinds = [j.kind for j in running.cut_film(film.project.id).jobs]
    assert kinds == [
        "speak_lines",
        "score_film",
        "render_still",
        "render_still",
        "render_shot",
        "render_shot",
        "cut_film",
    ]
    _wait(running, film)
    shot = running.shot(film.shots[0].id)
    (still,) = running.stills(shot.id)
    assert (still.id, still.kind, still.width, still.height) == (shot.still_id, Kind.STILL, 128, 72)
    assert running.media_file(still.id).suffix == ".png" and running.media_file(still.id, "poster").exists()
    assert _near(_pixel(running.media_file(shot.take_id)), (0xC0, 0x20, 0x40))
    assert running.film(film.project.id).takes[shot.take_id].recipe["order"]["first_frame"]["shows"]
    assert [c.state for c in running.board(film.project.id)] == ["done", "done"]
    assert [j.kind for j in running.cut_film(film.project.id).jobs] == ["speak_lines", "score_film", "cut_film"]


def test_another_keyframe_is_shown_and_approved_and_makes_the_clip_stale_until_the_first_is_back(
    running: Studio,
) -> None:
    film = toy_film(running, ("",), crew=PAINTED)
    running.render_shots(film.project.id)
    _wait(running, film)
    shot = running.shot(film.shots[0].id)
    running.render_stills(film.project.id, [shot.id], new_seed=True)
    _wait(running, film)
    first, second = running.stills(shot.id)
    assert running.shot(shot.id).still_id == second.id != first.id and running.shot(shot.id).seed == shot.seed
    assert [c.state for c in running.board(film.project.id)] == ["stale"]
    running.approve_still(shot.id, first.id)
    assert [c.state for c in running.board(film.project.id)] == ["done"]
    with pytest.raises(NotFound, match="another shot"):
        running.approve_still(shot.id, shot.take_id)


def test_other_words_are_painted_anew_before_they_are_animated_and_a_locked_shot_is_left_alone(
    running: Studio,
) -> None:
    film = toy_film(running, ("", ""), crew=PAINTED)
    running.render_stills(film.project.id)
    _wait(running, film)
    assert running.render_stills(film.project.id).jobs == []
    running.update_shot(film.shots[0].id, {"subject": "another"})
    running.update_shot(film.shots[1].id, {"subject": "another", "locked": True})
    (again,) = running.render_stills(film.project.id).jobs
    assert (again.kind, again.shot_id) == ("render_still", film.shots[0].id)
    with pytest.raises(BadInput, match="Shot 2 is locked"):
        running.render_stills(film.project.id, [film.shots[1].id])


def test_a_film_without_a_still_camera_says_so(studio: Studio, board: Film) -> None:
    with pytest.raises(BadInput, match="no still camera: choose one"):
        studio.render_stills(board.project.id)


def test_a_keyframe_stands_on_the_filmstrip_until_there_is_a_take(studio: Studio, board: Film) -> None:
    still = _take(board, board.shots[0], kind="still", path="takes/a.png", poster="takes/a.jpg")
    studio.approve_still(board.shots[0].id, still.id)
    card = studio.board(board.project.id)[0]
    assert card.state == "empty" and still.id in card.poster and card.still_id == still.id


# ---- what a camera is asked for ----


def test_a_camera_that_begins_with_no_picture_is_asked_for_none_and_grows_not_stale(
    studio: Studio, board: Film
) -> None:
    shot = board.shots[0]
    before = {c: orders.intent(board, shot, c) for c in (ABLE, UNABLE)}
    still = _take(board, shot, kind="still", path="takes/a.png")
    studio.approve_still(shot.id, still.id)
    film = studio.film(board.project.id)
    assert orders.clip_order(film, film.shots[0], UNABLE).first_frame is None
    assert orders.intent(film, film.shots[0], UNABLE) == before[UNABLE]
    assert orders.clip_order(film, film.shots[0], ABLE).first_frame.path == Path("takes/a.png")
    assert orders.intent(film, film.shots[0], ABLE) != before[ABLE]
    assert not boards.wants_still(film, film.shots[1], UNABLE) and boards.wants_still(film, film.shots[1], ABLE)


def test_dials_reach_only_cameras_with_a_model_the_shots_over_the_projects(studio: Studio, board: Film) -> None:
    studio.update_brief(board.project.id, {"dials": {"quality": "draft", "steps": 8}})
    shot = studio.update_shot(board.shots[0].id, {"dials": {"steps": 20}})
    film = studio.film(board.project.id)
    model = Cameras(Maker("camera", "toy", "", dict, heavy=True), Maker("still", "s", "", dict, heavy=True))
    assert orders.clip_order(film, shot, model).dials == Dials(quality="draft", steps=20)
    assert orders.still_order(film, shot, model).dials == Dials(quality="draft")  # steps are the clip model's
    assert orders.clip_order(film, shot, ABLE).dials == Dials()


def test_a_shot_that_goes_on_begins_with_the_last_picture_that_the_film_shows(studio: Studio, board: Film) -> None:
    take = _take(board, board.shots[0], fps="16", frames=43, handle=5)
    films.update(Shot, board.shots[0].id, {"take_id": take.id})
    studio.update_shot(board.shots[1].id, {"continues": True})
    film = studio.film(board.project.id)
    first = orders.clip_order(film, film.shots[1], ABLE).first_frame
    # 7 frames of the film are left out, 48 are seen: frame 54 of 24 a second is frame 36 of 16 a second.
    assert (first.path, first.frame) == (Path(take.path), 36)
    other = films.update(Take, take.id, {"recipe_hash": "b" * 64})
    film = studio.film(board.project.id)
    assert orders.first_picture(film, film.shots[1]).shows != first.shows and other.id == take.id
    assert orders.first_picture(film, film.shots[0]) is None


def test_a_given_picture_is_met_in_the_film_where_a_cut_leads_to_it(studio: Studio, board: Film) -> None:
    picture = {"first_frame": {"shows": "x"}}
    take = _take(board, board.shots[1], recipe={"order": picture})
    shot = board.shots[1]
    assert orders.opening(board, shot, take) == 0
    assert orders.opening(board, shot.model_copy(update={"continues": True}), take) == 1  # its double is left out
    assert orders.opening(board, shot.model_copy(update={"transition": "dissolve"}), take) == take.handle
    last = take.model_copy(update={"recipe": {"order": {"last_frame": {"shows": "y"}}}})
    assert orders.opening(board, shot, last) == take.frames - 48
    for role in ("first frame", "last frame"):
        films.insert(Reference(project_id=board.project.id, shot_id=shot.id, role=role, sha256=role, path=role))
    order = orders.clip_order(studio.film(board.project.id), shot, ABLE)
    assert (order.handle, order.frames) == (0, 48)


def test_a_shot_that_goes_on_is_rendered_behind_the_other_in_the_lane_of_its_camera(
    studio: Studio, board: Film
) -> None:
    shots = [s.model_copy(update={"continues": n == 1}) for n, s in enumerate(board.shots)]
    film = board.model_copy(update={"shots": shots})
    requests = boards.renders(film, shots[::-1], ABLE, {}, {})
    assert [r.kind for r in requests] == ["render_still"] * 2 + ["render_shot"] * 3
    assert [r.shot_id for r in requests] == [shots[n].id for n in (0, 2, 0, 1, 2)]  # the second begins with the first
    still, _, one, two, _ = requests
    assert one.needs == ["speak", still.key] and two.needs == ["speak", one.key]
    assert {r.lane for r in requests} == {"gpu"}
    assert boards.renders(film, shots[1:2], ABLE, {shots[0].id: ["queued"]}, {})[0].needs == ["speak", "queued"]


def test_a_shot_that_goes_on_shows_the_same_picture_and_follows_when_the_other_changes(running: Studio) -> None:
    film = toy_film(running, ("", ""))
    running.update_shot(film.shots[0].id, {"seed": 0x2060C0})
    running.update_shot(film.shots[1].id, {"continues": True})
    running.cut_film(film.project.id)
    _wait(running, film)
    two = running.film(film.project.id).takes[running.shot(film.shots[1].id).take_id]
    assert _near(_pixel(running.media_file(two.id)), (0x20, 0x60, 0xC0))
    running.update_shot(film.shots[0].id, {"seed": 0xC06020})
    queued = [j.shot_id for j in running.cut_film(film.project.id).jobs if j.kind == "render_shot"]
    assert queued == [s.id for s in film.shots]
    _wait(running, film)
    again = running.shot(film.shots[1].id).take_id
    assert again != two.id and _near(_pixel(running.media_file(again)), (0xC0, 0x60, 0x20))


# ---- seeds to choose from ----


def test_a_sweep_renders_so_many_seeds_and_the_picked_one_is_current(running: Studio) -> None:
    film = toy_film(running, ("",))
    shot = film.shots[0]
    started = running.render_shots(film.project.id, [shot.id], takes=3)
    assert started.jobs[1].args["seed"] == shot.seed and len(started.jobs) == 4
    _wait(running, film)
    takes = running.takes(shot.id)
    assert len({orders.seed_of(t) for t in takes}) == 3 and running.shot(shot.id).take_id == takes[0].id
    running.render_shots(film.project.id, [shot.id], takes=2)
    _wait(running, film)
    takes = running.takes(shot.id)
    assert len({orders.seed_of(t) for t in takes}) == 5 and running.shot(shot.id).take_id == takes[0].id
    picked = running.pick_take(shot.id, takes[4].id)
    assert picked.seed == orders.seed_of(takes[4]) and [c.state for c in running.board(film.project.id)] == ["done"]
    with pytest.raises(BadInput, match="1 to 16"):
        running.render_shots(film.project.id, [shot.id], takes=17)


# ---- sound, previews, how it ran ----


def test_a_sound_made_with_the_picture_is_kept_beside_it_copied_with_it_and_leaves_with_it(running: Studio) -> None:
    film = toy_film(running, ("sound",))
    running.render_shots(film.project.id)
    _wait(running, film)
    (clip,) = running.takes(film.shots[0].id)
    (sound,) = films.find(Take, "id", kind=Kind.AMBIENCE)
    assert (sound.recipe_hash, sound.shot_id) == (clip.recipe_hash, clip.shot_id)
    assert sound.seconds == pytest.approx(clip.seconds, abs=0.01) and clip.made["facts"] == {"toy": True}
    copy = running.duplicate_project(film.project.id)
    wav = running.media_file(sound.id)
    assert running.delete_project(film.project.id) == 0 and wav.exists()
    assert running.delete_project(copy.id) > 0 and not wav.exists()


def test_a_running_job_shows_what_it_paints_and_takes_it_along_when_it_ends(running: Studio) -> None:
    film = toy_film(running, ("show 30",))
    tail = running.tail()
    running.render_shots(film.project.id)

    def shown() -> Job | None:
        news = [c.job for c in tail.poll() if c.job and c.job.preview]
        return news[-1] if news else None

    job = eventually(shown)
    assert running.preview(job.id)[:2] == b"\xff\xd8" and running.board(film.project.id)[0].preview
    running.cancel_job(job.id)
    eventually(lambda: running.job(job.id).state == "cancelled")
    eventually(lambda: not list(running.settings.previews.glob("*.jpg")))
    assert running.job(job.id).preview == 0
    with pytest.raises(NotFound, match="no picture now"):
        running.preview(job.id)


def test_previews_that_a_killed_studio_left_are_swept_at_the_next_start(studio: Studio) -> None:
    from studio.engines.local import LocalEngine

    studio.settings.previews.mkdir(parents=True)
    (studio.settings.previews / "01OLD.jpg").write_bytes(b"old")
    kept = studio.settings.previews / "some-model.map.json"  # the colours that a camera has learnt
    kept.write_text("{}")
    studio.engine = LocalEngine(studio.settings.model_copy(update={"slots": ()}))
    studio.start()
    assert list(studio.settings.previews.iterdir()) == [kept]
    studio.close()


def test_a_camera_with_a_model_is_told_the_words_that_wait_behind_and_the_persons_preferences(
    studio: Studio, board: Film
) -> None:
    kept = {"memory": "group", "attention": "sage", "compile": True, "together": "on", "other": 1}
    studio.set_preference("camera", kept)
    for wrong in ({"together": "perhaps"}, "all"):
        with pytest.raises(BadInput):
            studio.set_preference("camera", wrong)
    for shot in board.shots:
        studio.update_shot(shot.id, {"prompt": f"words {shot.position}", "dials": {"motion": 0.9}})
    studio.render_shots(board.project.id)
    stage, model = Stage(studio.crew, studio.settings), Cameras(Maker("camera", "toy", "", dict, heavy=True))
    how = _how(stage, model, board.shots[0])
    assert (how.memory, how.attention, how.compile, how.together) == ("group", "sage", True, "on")
    assert [w.prompt for w in how.soon] == ["words 1", "words 2"]
    assert {w.dials.motion for w in how.soon} == {0.9}  # for which some cameras add words
    assert _how(stage, ABLE, board.shots[0]) == How()


def test_an_estimate_rests_on_the_clips_of_that_camera_at_that_quality(studio: Studio, board: Film) -> None:
    size = {"width": 1000, "height": 500, "frames": 48, "seconds": 2.0}
    recipe = {"order": {"dials": {"quality": "draft"}}}
    _take(board, board.shots[0], maker="toy", made={"seconds": 12.0, "notes": ["group offload"]}, recipe=recipe, **size)
    _take(board, board.shots[0], maker="toy", made={"seconds": 0.1, "found": True}, recipe=recipe, **size)
    _take(board, board.shots[0], maker="other", made={"seconds": 99.0}, **size)
    brief = Brief(text="x", seconds=10, height=500, aspect="1:1", crew=TOY, dials=Dials(quality="draft"))
    told = studio.estimate(brief)
    assert told.seconds_from == "measured" and told.seconds == pytest.approx(0.25 * 240 * 12 / 24 + 10 * 0.9, abs=0.2)
    assert studio.estimate(brief.model_copy(update={"dials": Dials()})).seconds_from == "guessed"
    usual = {"order": {"dials": {"quality": "standard"}}}  # as a camera with a model spells an empty dial out
    _take(board, board.shots[0], maker="toy", made={"seconds": 24.0}, recipe=usual, **size)
    assert studio.estimate(brief.model_copy(update={"dials": Dials()})).seconds_from == "measured"
    assert machine.devices()[-1].kind == "cpu"
