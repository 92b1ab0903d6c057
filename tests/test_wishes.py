"""A person's wishes: proposed change by change, taken or left; the film is never changed unasked."""

from collections.abc import Iterator
from typing import Any

import pytest
from chat_server import ChatServer, serving
from conftest import toy_film

from studio import writing
from studio.errors import BadInput, Conflict, NotFound
from studio.film import Brief, Film, Line, Scene
from studio.production import Stage, perform
from studio.script import Proposal, Wish
from studio.store import films
from studio.studio import Studio


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with serving() as found:
        yield found


@pytest.fixture
def film(studio: Studio, board: Film) -> Film:
    """Two scenes: one of three lines and one of one."""
    second = films.insert(
        Scene(project_id=board.project.id, position=1, heading="EXT. SHORE - NIGHT", action="Waves.", seconds=4)
    )
    films.insert(Line(project_id=board.project.id, scene_id=second.id, text="The sea is loud."))
    studio.update_scene(board.scenes[0].id, {"heading": "INT. ROOM - DAY"})
    return films.film(board.project.id)


def wish(studio: Studio, film: Film, target: Any, target_id: str, **told: Any) -> Proposal:
    job = studio.revise(film.project.id, target, target_id, Wish(**told))
    assert job.lane == "text"
    stage = Stage(studio.crew, studio.settings)
    order = {"kind": job.kind, "project_id": film.project.id, "id": job.id, "args": job.args}
    made = perform(stage, order, lambda *_: None)
    return studio.proposal(made["proposal_id"])


def served(studio: Studio, server: ChatServer, film: Film, model: str = "good") -> None:
    studio.set_writer_preferences({"server": {"address": server.address, "model": model}})
    studio.update_brief(film.project.id, {"crew": {**film.project.brief.crew.model_dump(), "writer": "server"}})


def test_a_proposal_changes_nothing_until_it_is_taken(studio: Studio, film: Film) -> None:
    before = films.film(film.project.id)
    made = wish(studio, film, "scene", film.scenes[0].id, words="make it night")
    assert [(c.field, c.before, c.after) for c in made.changes] == [("heading", "INT. ROOM - DAY", "INT. ROOM - NIGHT")]
    assert films.film(film.project.id).scenes == before.scenes
    studio.accept_changes(made.id)
    after = films.film(film.project.id)
    assert after.scenes[0].heading == "INT. ROOM - NIGHT" and after.scenes[0].edited_by["heading"] == "person"
    assert studio.proposals(film.project.id) == [] and len(studio.proposals(film.project.id, undecided=False)) == 1


def test_half_as_long_takes_lines_out_one_by_one(studio: Studio, film: Film) -> None:
    made = wish(studio, film, "scene", film.scenes[0].id, wish="tighten", seconds=1.5)
    gone = [c for c in made.changes if c.op == "remove"]
    assert len(gone) == 2 and all(c.kind == "line" for c in gone)
    studio.refuse_changes(made.id, [gone[0].id])
    studio.accept_changes(made.id)
    left = [x.text for x in films.film(film.project.id).lines_of(film.scenes[0].id)]
    assert len(left) == 2 and gone[0].before["text"] in left


def test_a_scene_is_split_and_two_are_merged(studio: Studio, film: Film) -> None:
    said = [x.text for x in film.lines]
    studio.accept_changes(wish(studio, film, "scene", film.scenes[0].id, wish="split").id)
    split = films.film(film.project.id)
    assert len(split.scenes) == 3 and [x.text for x in split.lines] == said
    assert [s.position for s in split.scenes] == [0, 1, 2]
    studio.accept_changes(wish(studio, split, "scene", split.scenes[0].id, wish="merge").id)
    merged = films.film(film.project.id)
    assert len(merged.scenes) == 2 and [x.text for x in merged.lines] == said
    assert {s.scene_id for s in merged.shots} <= {s.id for s in merged.scenes}


def test_what_changed_meanwhile_is_not_overwritten(studio: Studio, film: Film) -> None:
    made = wish(studio, film, "scene", film.scenes[0].id, words="at night, please")
    studio.update_scene(film.scenes[0].id, {"heading": "INT. MY ROOM - DAWN"})
    with pytest.raises(Conflict, match="changed since"):
        studio.accept_changes(made.id)
    assert films.get(Scene, film.scenes[0].id).heading == "INT. MY ROOM - DAWN"
    assert studio.proposals(film.project.id)[0].id == made.id


@pytest.mark.parametrize(
    ("target", "told", "sentence"),
    [
        ("scene", {"words": "  "}, "Say what should be otherwise"),
        ("scene", {"words": "x" * 3000}, "at most"),
        ("scene", {"wish": "translate"}, "which language"),
        ("shot", {"wish": "split"}, "a wish for a scene"),
        ("scene", {"words": "make it rhyme"}, "language model"),
        ("shot", {"words": "closer"}, "language model"),
        ("script", {"wish": "translate", "language": "zh"}, "language model"),
    ],
)
def test_a_wish_that_can_not_be_fulfilled_says_why(
    studio: Studio, film: Film, target: str, told: dict[str, Any], sentence: str
) -> None:
    target_id = {"scene": film.scenes[0].id, "shot": film.shots[0].id, "script": ""}[target]
    with pytest.raises(BadInput, match=sentence):
        wish(studio, film, target, target_id, **told)


def test_a_wish_for_another_film_is_refused(studio: Studio, film: Film) -> None:
    other = toy_film(studio)
    with pytest.raises(NotFound):
        studio.revise(other.project.id, "scene", film.scenes[0].id, Wish(words="at night"))


@pytest.mark.parametrize("told", [{"words": "more fog"}, {"wish": "continue"}, {"wish": "split"}, {"wish": "merge"}])
def test_a_model_revises_a_scene(studio: Studio, film: Film, server: ChatServer, told: dict[str, Any]) -> None:
    served(studio, server, film)
    made = wish(studio, film, "scene", film.scenes[0].id, **told)
    calls = studio.calls(film.project.id, made.job_id)
    assert [c.purpose for c in calls] == ["revise"] and calls[0].tokens_in and calls[0].model.startswith("good")
    studio.accept_changes(made.id)
    after = films.film(film.project.id)
    count = {"continue": 3, "split": 3, "merge": 1}.get(told.get("wish", ""), 2)
    assert len(after.scenes) == count and all(after.lines_of(s.id) for s in after.scenes)


def test_a_model_revises_a_shot_field_by_field(studio: Studio, film: Film, server: ChatServer) -> None:
    served(studio, server, film)
    made = wish(studio, film, "shot", film.shots[0].id, words="closer, and at night")
    assert {c.kind for c in made.changes} == {"shot"} and len({c.field for c in made.changes}) == len(made.changes) > 2
    one = next(c for c in made.changes if c.field == "subject")
    studio.accept_changes(made.id, [one.id])
    shot = studio.shot(film.shots[0].id)
    assert shot.subject == one.after and shot.action == film.shots[0].action
    assert [c.state for c in studio.proposal(made.id).changes].count("open") == len(made.changes) - 1


def test_a_script_is_translated_with_its_title_and_its_people(studio: Studio, film: Film, server: ChatServer) -> None:
    served(studio, server, film)
    studio.add_character(film.project.id, "Mara", "a keeper in a blue coat")
    made = wish(studio, film, "script", "", wish="translate", language="zh")
    studio.accept_changes(made.id)
    after = films.film(film.project.id)
    assert after.project.brief.spoken_language == "zh"
    assert {c.field for c in made.changes if c.kind == "project"} == {"title", "logline", "language"}
    texts = [after.project.title, *(s.action for s in after.scenes), *(x.text for x in after.lines)]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in text) for text in texts)


def test_a_confirmed_scene_is_left_alone_by_a_wish_for_the_script(
    studio: Studio, film: Film, server: ChatServer
) -> None:
    served(studio, server, film)
    studio.update_scene(film.scenes[0].id, {"confirmed": True})
    made = wish(studio, film, "script", "", words="more fog")
    assert film.scenes[0].id not in {c.row_id for c in made.changes} | {c.scene_id for c in made.changes}


def test_three_loglines_to_choose_from(studio: Studio, film: Film, server: ChatServer) -> None:
    served(studio, server, film)
    job = studio.write_loglines(film.project.id)
    order = {"kind": job.kind, "project_id": film.project.id, "id": job.id, "args": job.args}
    told = perform(Stage(studio.crew, studio.settings), order, lambda *_: None)
    assert len(set(told["loglines"])) == 3


# ---- memory of the house -------------------------------------------------------------------------------------------


def test_earlier_scripts_are_found_by_words_in_both_languages(studio: Studio, film: Film) -> None:
    other = studio.create_project(Brief(text="灯塔"))
    scene = films.insert(Scene(project_id=other.id, heading="外景 灯塔 - 夜晚", action="守灯人点亮了灯。"))
    films.insert(Line(project_id=other.id, scene_id=scene.id, text="海上起了大雾。"))
    assert [h.project_id for h in studio.find_scripts("守灯人 大雾")] == [other.id]
    assert [h.project_id for h in studio.find_scripts("Sea LOUD")] == [film.project.id]
    assert [h.project_id for h in studio.find_scripts("老守灯人")] == [other.id]  # no text has it whole
    assert studio.find_scripts("100%_nothing") == []
    assert "loud" in studio.find_scripts("loud")[0].excerpt
    studio.bin_project(other.id)
    assert studio.find_scripts("守灯人") == []
    with pytest.raises(BadInput, match="Write a word"):
        studio.find_scripts(" … ")


def test_a_chosen_script_is_handed_to_the_writer(studio: Studio, film: Film) -> None:
    new = studio.create_project(Brief(text="the sea again", remember=[film.project.id, "gone"]))
    desk = writing.desk_of(Stage(studio.crew, studio.settings), new, {}, lambda *_: None)
    assert [s.title for s in desk.sources] == ["Three colours"] and "The sea is loud." in desk.sources[0].text
