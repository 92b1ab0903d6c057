"""The writers' room on the page, in a real browser: a server of the real protocol, jobs run by real workers."""

from collections.abc import Iterator

import pytest
from chat_server import ChatServer
from chat_server import serving as answering
from conftest import eventually, toy_film
from test_page import HOSTILE, base, chromium, studio, tabs, visit  # noqa: F401 - fixtures

from studio.engines.local import LocalEngine
from studio.film import Film
from studio.store import films
from studio.studio import Studio

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with answering() as found:
        yield found


@pytest.fixture
def film(studio: Studio, server: ChatServer) -> Iterator[Film]:  # noqa: F811
    studio.set_writer_preferences({"server": {"address": server.address, "model": "good"}})
    made = toy_film(studio)
    studio.update_brief(made.project.id, {"crew": {**made.project.brief.crew.model_dump(), "writer": "server"}})
    studio.engine = LocalEngine(studio.settings)
    studio.start()
    yield films.film(made.project.id)
    studio.close()
    studio.engine = None


def test_a_wish_is_proposed_as_a_diff_and_taken_change_by_change(studio: Studio, film: Film, visit) -> None:  # noqa: F811
    page = visit(film.project.id, "script")
    page.get_by_label("What the wish is about").select_option(f"scene {film.scenes[0].id}")
    page.get_by_label("What should be otherwise").fill("more fog, please")
    page.get_by_role("button", name="Ask the writer").click()
    proposal = page.get_by_role("region", name="Proposed: more fog, please")
    proposal.wait_for()
    before = films.film(film.project.id)
    assert before.scenes[0].action == "Colours."  # nothing is changed unasked
    action = proposal.locator(".sr-change", has_text="Scene 1 · Change action")
    assert action.locator("del").inner_text() == "Colours."
    after = action.locator("ins").inner_text()
    action.get_by_role("button", name="Take this change").click()
    eventually(lambda: films.film(film.project.id).scenes[0].action == after)
    eventually(lambda: page.get_by_label("Action", exact=True).first.input_value() == after)
    proposal.get_by_role("button", name="Leave all").click()
    proposal.wait_for(state="detached")
    assert studio.proposals(film.project.id) == []


def test_what_people_and_models_write_is_shown_as_text(studio: Studio, film: Film, visit) -> None:  # noqa: F811
    page = visit(film.project.id, "script")
    page.get_by_label("What should be otherwise").fill(HOSTILE)
    page.get_by_role("button", name="Ask the writer").click()
    page.locator(".sr-proposal strong", has_text="<img src=x").wait_for()
    assert page.evaluate("window.ran") is None


def test_a_confirmed_scene_says_so_and_can_be_opened_again(studio: Studio, film: Film, visit) -> None:  # noqa: F811
    page = visit(film.project.id, "script")
    lock = page.get_by_role("button", name="Confirm this scene")
    lock.click()
    eventually(lambda: films.film(film.project.id).scenes[0].confirmed)
    eventually(lambda: lock.get_attribute("aria-pressed") == "true")
    lock.click()
    eventually(lambda: not films.film(film.project.id).scenes[0].confirmed)


def test_three_loglines_are_shown_and_one_goes_to_the_head_of_the_brief(studio: Studio, film: Film, visit) -> None:  # noqa: F811
    page = visit(film.project.id, "script")
    page.get_by_role("button", name="Three loglines").click()
    rows = page.locator(".sr-loglines .sr-change")
    rows.nth(2).wait_for()
    chosen = rows.nth(1).locator("p").inner_text()
    rows.nth(1).get_by_role("button", name="Use this").click()
    eventually(lambda: films.film(film.project.id).project.brief.text.startswith(chosen))


def test_the_queue_shows_what_a_model_was_asked_and_answered(studio: Studio, film: Film, visit) -> None:  # noqa: F811
    page = visit(film.project.id, "script")
    page.get_by_role("button", name="Three loglines").click()
    page.locator(".sr-loglines .sr-change").first.wait_for()
    page.get_by_role("tab", name="Queue").click()
    page.get_by_role("button", name="What the model was asked").first.click()
    page.locator(".sr-calls summary").first.click()
    assert "three colours" in page.locator(".sr-calls pre").nth(1).inner_text()
    assert "loglines" in page.locator(".sr-calls .sr-reply").inner_text()


def test_a_server_is_chosen_in_settings_and_its_key_never_comes_back(studio: Studio, server: ChatServer, visit) -> None:  # noqa: F811
    page = visit("", "settings")
    page.get_by_label("Address of the server").fill(server.address)
    page.get_by_label("Model", exact=True).fill("secret")
    page.get_by_label("Key, if the server wants one").fill("sesame")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    told = studio.writer_preferences()
    assert told["server"]["model"] == "secret" and told["has_key"]
    page.wait_for_load_state("networkidle", timeout=60_000)  # Gradio calls what a reload cuts short an error
    page.reload()
    page.get_by_role("button", name="good", exact=True).wait_for()
    assert page.get_by_label("Key, if the server wants one").input_value() == ""
    page.get_by_role("button", name="good", exact=True).click()
    eventually(lambda: studio.writer_preferences()["server"]["model"] == "good")
    studio.set_server_key("")
