"""The steps that write: each scene is saved as it comes, a stop costs nothing finished, a person's words stay."""

import json

import pytest
from conftest import TOY, eventually

from studio.errors import MakerFailed
from studio.film import Brief, Film, Project
from studio.production import Stage, perform
from studio.store import films
from studio.studio import Studio

CREW = TOY.model_copy(update={"writer": "toy"})


@pytest.fixture
def stage(studio: Studio) -> Stage:
    studio.crew.discover(studio.settings.plugins)
    return Stage(studio.crew, studio.settings)


def project(studio: Studio, text: str = "3 scenes", seconds: float = 12) -> Project:
    return studio.create_project(Brief(text=text, seconds=seconds, crew=CREW, height=144))


def do(stage: Stage, kind: str, project_id: str, job: str = "job 1") -> Film:
    perform(stage, {"kind": kind, "project_id": project_id, "id": job, "args": {}}, lambda *_: None)
    return films.film(project_id)


def wrote(stage: Stage) -> list[int]:
    return stage.crew.hire("writer", "toy").wrote


def test_a_script_that_stops_at_scene_57_of_120_goes_on_at_57(studio: Studio, stage: Stage) -> None:
    made = project(studio, "120 scenes, stop at 57", 600)
    with pytest.raises(MakerFailed):
        do(stage, "write_script", made.id)
    kept = films.film(made.id)
    assert [s.state for s in kept.scenes] == ["written"] * 57 + ["outlined"] * 63
    assert len(kept.lines) == 57 and kept.scenes[119].summary == "beat 119"
    before = len(wrote(stage))
    film = do(stage, "write_script", made.id)
    assert wrote(stage)[before:] == list(range(57, 120))
    assert [s.id for s in film.scenes] == [s.id for s in kept.scenes] and len(film.lines) == 120
    assert {s.state for s in film.scenes} == {"written"}


def test_another_job_writes_the_script_anew(studio: Studio, stage: Stage) -> None:
    made = project(studio)
    first = do(stage, "write_script", made.id)
    second = do(stage, "write_script", made.id, "job 2")
    assert not {s.id for s in first.scenes} & {s.id for s in second.scenes}
    assert len(second.scenes) == 3 and len(second.lines) == 3


def test_what_a_person_wrote_stays_word_for_word_and_in_its_place(studio: Studio, stage: Stage) -> None:
    made = project(studio)
    film = do(stage, "write_script", made.id)
    studio.update_line(film.lines[1].id, {"text": "My own words."})
    studio.update_scene(film.scenes[2].id, {"confirmed": True})
    again = do(stage, "write_script", made.id, "job 2")
    assert [s.id for s in again.scenes][-1] == film.scenes[2].id
    assert film.scenes[1].id in [s.id for s in again.scenes]
    assert "My own words." in [x.text for x in again.lines]
    assert sum(s.seconds for s in again.scenes) == pytest.approx(12, abs=0.1)


def test_a_script_that_is_all_a_persons_own_is_left_as_it_is(studio: Studio, stage: Stage) -> None:
    made = project(studio)
    film = do(stage, "write_script", made.id)
    for scene in film.scenes:
        studio.update_scene(scene.id, {"confirmed": True})
    again = do(stage, "write_script", made.id, "job 2")
    assert [s.id for s in again.scenes] == [s.id for s in film.scenes]
    assert [x.text for x in again.lines] == [x.text for x in film.lines]


def test_a_writer_that_fails_at_the_outline_leaves_the_old_script(studio: Studio, stage: Stage) -> None:
    made = project(studio)
    film = do(stage, "write_script", made.id)
    studio.update_brief(made.id, {"text": "0 scenes"})
    with pytest.raises(ZeroDivisionError):
        do(stage, "write_script", made.id, "job 2")
    assert films.film(made.id).scenes == film.scenes


def test_a_board_that_stops_goes_on_with_the_scenes_not_planned(studio: Studio, stage: Stage) -> None:
    made = project(studio, "6 scenes", 24)
    do(stage, "write_script", made.id)

    def stop(fraction: float, note: str, *_: object) -> None:
        if note == "shots of 4":
            raise MakerFailed("stop here")

    with pytest.raises(MakerFailed):
        perform(stage, {"kind": "plan_shots", "project_id": made.id, "id": "board", "args": {}}, stop)
    first = [s.id for s in films.film(made.id).shots]
    film = do(stage, "plan_shots", made.id, "board")
    assert len(first) == 4 and [s.id for s in film.shots][:4] == first and len(film.shots) == 6
    assert [s.position for s in film.shots] == list(range(6))


def test_a_shot_that_a_person_changed_keeps_its_scenes_shots(studio: Studio, stage: Stage) -> None:
    made = project(studio)
    do(stage, "write_script", made.id)
    film = do(stage, "plan_shots", made.id)
    studio.update_shot(film.shots[1].id, {"subject": "my own"})
    again = do(stage, "plan_shots", made.id, "job 2")
    assert [s.subject for s in again.shots] == ["toy 0", "my own", "toy 2"]
    assert again.shots[1].id == film.shots[1].id and again.shots[0].id != film.shots[0].id
    assert again.lines_over(again.shots[0].id)


def test_what_is_being_written_can_be_read_while_it_is(running: Studio) -> None:
    running.crew.discover(running.settings.plugins)
    made = project(running, "1 scenes, slowly")
    running.write_script(made.id)

    def drafted() -> str:
        return next((j.draft for j in running.jobs(project_id=made.id) if j.kind == "write_script"), "")

    told = json.loads(str(eventually(drafted)))
    assert told["what"] == "scene" and told["so_far"]["lines"][0]["text"].startswith("This")
    eventually(lambda: all(j.state == "completed" for j in running.jobs(project_id=made.id)))
    assert drafted() == ""
