"""Claims about the Studio object: what an edit makes stale, how the board keeps whole, what leaves with a project."""

import pytest
from conftest import TOY, eventually, toy_film

from studio import board as boards
from studio import jobs, timing
from studio.errors import BadInput, DamagedFile, NotFound
from studio.film import Brief, CrewChoice, Film, Line, Shot, Take
from studio.store import films
from studio.studio import Studio


def _order(studio: Studio, film: Film) -> list[str]:
    return [s.id for s in studio.film(film.project.id).shots]


def _render(running: Studio, film: Film) -> None:
    running.render_shots(film.project.id)
    eventually(lambda: not jobs.open_jobs_of(film.project.id))


def _states(studio: Studio, film: Film) -> list[str]:
    return [c.state for c in studio.board(film.project.id)]


def test_editing_one_shot_makes_only_that_shot_stale(running: Studio, board: Film) -> None:
    _render(running, board)
    running.update_shot(board.shots[1].id, {"action": "something else"})
    assert _states(running, board) == ["done", "stale", "done"]
    queued = [j for j in running.render_shots(board.project.id).jobs if j.kind == "render_shot"]
    assert [j.shot_id for j in queued] == [board.shots[1].id]


def test_stale_work_stays_usable_until_it_is_replaced(running: Studio, board: Film) -> None:
    _render(running, board)
    shot = running.update_shot(board.shots[0].id, {"subject": "another colour"})
    assert boards.usable(running.film(board.project.id), shot)
    assert running.media_file(shot.take_id).exists()


def test_a_take_that_is_long_enough_is_trimmed_never_stale(running: Studio, board: Film) -> None:
    _render(running, board)
    running.update_shot(board.shots[0].id, {"seconds": 1.5})
    assert _states(running, board)[0] == "done"
    running.update_shot(board.shots[0].id, {"seconds": 9})
    assert _states(running, board)[0] == "stale"


def test_a_locked_shot_keeps_its_take(running: Studio, board: Film) -> None:
    _render(running, board)
    running.update_shot(board.shots[0].id, {"locked": True})
    running.update_shot(board.shots[0].id, {"subject": "another"})
    assert _states(running, board)[0] == "done"
    with pytest.raises(BadInput, match="Shot 1 is locked"):
        running.render_shots(board.project.id, [board.shots[0].id])


def test_a_locked_shot_is_not_painted_over_by_a_cut(running: Studio, board: Film) -> None:
    _render(running, board)
    running.update_shot(board.shots[0].id, {"locked": True, "subject": "another"})
    running.update_brief(board.project.id, {"crew": {**TOY.model_dump(), "voice": "espeak"}})
    queued = [j.shot_id for j in running.cut_film(board.project.id).jobs if j.kind == "render_shot"]
    assert queued == [s.id for s in board.shots[1:]]
    running.cancel_jobs(board.project.id)


def test_an_edit_made_while_the_shot_renders_is_rendered_too(running: Studio) -> None:
    film = toy_film(running, ("sleep 2",))
    running.render_shots(film.project.id)
    eventually(lambda: any(0 < j.progress < 1 for j in running.jobs(kind="render_shot")))
    running.update_shot(film.shots[0].id, {"action": "", "subject": "a later thought"})
    running.render_shots(film.project.id, [film.shots[0].id])
    eventually(lambda: not jobs.open_jobs_of(film.project.id))
    assert _states(running, film) == ["done"] and len(running.takes(film.shots[0].id)) == 2


def test_undoing_an_edit_brings_the_first_film_back(running: Studio) -> None:
    film = toy_film(running, ("", ""))
    hashes = []
    for seconds in (2.0, 1.5, 2.0):
        running.update_shot(film.shots[0].id, {"seconds": seconds})
        films.update(Line, film.lines[0].id, {"text": "A."})
        running.cut_film(film.project.id)
        eventually(lambda: not jobs.open_jobs_of(film.project.id))
        hashes.append(running.film(film.project.id).cut.recipe_hash)
    assert hashes[0] == hashes[2] != hashes[1]


def test_frames_are_counted_at_the_films_rate(studio: Studio, board: Film) -> None:
    take = Take(kind="clip", recipe_hash="x", path="x", fps="16", frames=81)
    assert boards.frames_at(take.frames, take, board.project.rate) == 121


def test_another_voice_is_heard_in_every_line(studio: Studio, board: Film) -> None:
    films.update(Line, board.lines[0].id, {"take_id": "spoken"})
    studio.update_brief(board.project.id, {"seconds": 30})
    assert films.get(Line, board.lines[0].id).take_id == "spoken"
    studio.update_brief(board.project.id, {"narrator": "clara"})
    assert films.get(Line, board.lines[0].id).take_id is None


def test_a_plug_in_that_breaks_does_not_take_the_studio_along(studio: Studio) -> None:
    (studio.settings.plugins / "broken.py").write_text("maker = 1 / 0\n")
    studio.crew.discover(studio.settings.plugins)
    assert studio.crew.maker("camera", "toy").name == "Toy camera"


def test_a_new_seed_gives_another_take_and_the_old_one_can_be_picked_again(running: Studio, board: Film) -> None:
    _render(running, board)
    shot = running.shot(board.shots[0].id)
    running.render_shots(board.project.id, [shot.id], new_seed=True)
    eventually(lambda: not jobs.open_jobs_of(board.project.id))
    takes = running.takes(shot.id)
    assert len({t.recipe_hash for t in takes}) == 2 and running.shot(shot.id).take_id == takes[1].id
    assert running.pick_take(shot.id, shot.take_id).take_id == takes[0].id
    with pytest.raises(NotFound):
        running.pick_take(board.shots[1].id, takes[0].id)


def test_a_damaged_take_is_made_again(running: Studio, board: Film) -> None:
    _render(running, board)
    shot = running.shot(board.shots[0].id)
    file = running.media_file(shot.take_id)
    file.write_bytes(file.read_bytes()[:200])
    running.render_shots(board.project.id, [shot.id])
    eventually(lambda: not jobs.open_jobs_of(board.project.id))
    assert running.jobs(kind="render_shot")[0].state == "completed" and file.stat().st_size > 200
    file.unlink()
    with pytest.raises(DamagedFile, match="render that shot"):
        running.media_file(shot.take_id)


def test_a_shot_is_never_shorter_than_what_is_said_over_it(running: Studio, board: Film) -> None:
    long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."
    running.update_line(board.lines[0].id, {"text": long})
    _render(running, board)
    film = running.film(board.project.id)
    assert film.shots[0].seconds >= timing.spoken_seconds(long)
    assert film.takes[film.shots[0].take_id].frames >= timing.frames(film.shots[0].seconds, film.project.rate)


def test_other_words_are_spoken_anew_and_the_same_words_are_not(studio: Studio, board: Film) -> None:
    line = films.update(Line, board.lines[0].id, {"take_id": "spoken"})
    assert studio.update_line(line.id, {"text": line.text}).take_id == "spoken"
    assert studio.update_line(line.id, {"text": "Other words."}).take_id is None
    with pytest.raises(BadInput, match="needs words"):
        studio.update_line(line.id, {"text": "  "})


def test_shots_are_added_moved_deleted_and_restored(studio: Studio, board: Film) -> None:
    a, b, c = (s.id for s in board.shots)
    studio.move_shot(c, a)
    assert _order(studio, board) == [c, a, b]
    new = studio.add_shot(board.project.id, after=a)
    copy = studio.add_shot(board.project.id, after=b, copy=True)
    assert _order(studio, board) == [c, a, new.id, b, copy.id]
    assert copy.subject == films.get(Shot, b).subject and copy.take_id is None
    studio.delete_shot(a)
    assert _order(studio, board) == [c, new.id, b, copy.id]
    assert "Colour A." in [x.text for x in studio.film(board.project.id).lines_over(c)]  # the script keeps the line
    studio.restore_shot(a)
    assert _order(studio, board) == [c, a, new.id, b, copy.id]
    assert [x.text for x in studio.film(board.project.id).lines_over(a)] == ["Colour A."]
    studio.move_shot(a, a)
    assert _order(studio, board) == [c, a, new.id, b, copy.id]
    with pytest.raises(NotFound):
        studio.add_line(board.scenes[0].id, "Over nothing.", shot_id="nowhere")
    assert [s.position for s in studio.film(board.project.id).shots] == [0, 1, 2, 3, 4]


def test_a_shot_moved_into_another_scene_joins_it_with_its_lines(studio: Studio, board: Film) -> None:
    scene = films.insert(board.scenes[0].model_copy(update={"id": "", "position": 1, "heading": "EXT. SEA - NIGHT"}))
    last = films.insert(Shot(project_id=board.project.id, scene_id=scene.id, position=3))
    further = films.insert(Shot(project_id=board.project.id, scene_id=scene.id, position=4))
    studio.move_shot(board.shots[0].id, further.id)
    assert studio.shot(board.shots[0].id).scene_id == scene.id
    assert films.get(Line, board.lines[0].id).scene_id == scene.id
    assert _order(studio, board)[-3:] == [last.id, board.shots[0].id, further.id]


def test_a_renamed_character_keeps_shots_and_lines(studio: Studio, board: Film) -> None:
    keeper = studio.add_character(board.project.id, "Keeper", "grey beard, yellow coat")
    studio.update_shot(board.shots[0].id, {"characters": ["Keeper"]})
    studio.update_line(board.lines[0].id, {"kind": "dialogue", "character": "Keeper"})
    studio.update_character(keeper.id, {"name": "Old Tom"})
    film = studio.film(board.project.id)
    assert film.shots[0].characters == ["Old Tom"] and film.lines[0].character == "Old Tom"
    assert studio.clip_order(film.shots[0].id).characters[0].look == "grey beard, yellow coat"


def test_a_deleted_project_takes_only_its_own_files_along(running: Studio, board: Film) -> None:
    _render(running, board)
    copy = running.duplicate_project(board.project.id)
    files = [running.media_file(running.shot(s.id).take_id) for s in board.shots]
    assert running.delete_project(board.project.id) == 0 and all(f.exists() for f in files)
    assert _states(running, running.film(copy.id)) == ["done"] * 3
    assert running.delete_project(copy.id) > 0 and not any(f.exists() for f in files)


def test_the_bin_gives_back_what_was_put_in(studio: Studio, board: Film) -> None:
    studio.bin_project(board.project.id)
    assert studio.projects() == [] and [p.id for p in studio.projects(binned=True)] == [board.project.id]
    studio.restore_project(board.project.id)
    assert [p.id for p in studio.projects()] == [board.project.id]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"crew": CrewChoice(camera="imax")}, "no camera called “imax”. Choose one of"),
        ({"crew": CrewChoice(writer="none")}, "no writer called “none”"),
        ({"style": "cubist"}, "no style “cubist”. Choose one of"),
    ],
)
def test_a_project_for_a_crew_that_is_not_there_is_refused(studio: Studio, wrong: dict, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        studio.create_project(Brief(text="a film", **wrong))
    assert studio.projects() == []


def test_a_film_of_shots_without_takes_is_asked_for_as_a_whole(studio: Studio, board: Film) -> None:
    started = studio.make_film(board.project.id)
    assert [j.kind for j in started.jobs] == ["speak_lines", "score_film", *["render_shot"] * 3, "cut_film"]
    again = studio.cut_film(board.project.id)  # what is queued already is waited for, not queued twice
    assert [j.kind for j in again.jobs] == ["speak_lines", "score_film", "cut_film"]


def test_an_estimate_grows_with_the_film(studio: Studio) -> None:
    short, long = (studio.estimate(Brief(text="x", seconds=n, crew=TOY)) for n in (10, 100))
    assert 0 < short.seconds < long.seconds and short.disk_mb < long.disk_mb and short.seconds_from == "guessed"
