"""Wishes, proposals, calls, servers and earlier scripts over REST and the command line, by real jobs."""

import json
from collections.abc import Iterator

import httpx
import pytest
from chat_server import ChatServer
from chat_server import serving as answering
from conftest import eventually, toy_film
from serving import serving

import app
from studio.film import Film
from studio.settings import Settings
from studio.store.database import open_database
from studio.store.tables import database
from studio.studio import Studio
from ui import cli


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with answering() as found:
        yield found


@pytest.fixture
def film(running: Studio) -> Film:
    return toy_film(running)


@pytest.fixture
def api(running: Studio) -> Iterator[httpx.Client]:
    with serving(running) as base, httpx.Client(base_url=base + "/api/v1", timeout=20) as client:
        yield client


def ended(api: httpx.Client, job: str) -> dict:
    return eventually(lambda: (j := api.get(f"/jobs/{job}").json())["state"] in ("completed", "failed") and j)  # type: ignore


def test_a_wish_goes_from_rest_to_a_proposal_and_into_the_film(
    running: Studio, film: Film, api: httpx.Client, server: ChatServer
) -> None:
    pid = film.project.id
    assert (
        api.put("/writers/preferences", json={"server": {"address": server.address, "model": "good"}}).status_code
        == 204
    )
    crew = film.project.brief.crew.model_dump() | {"writer": "server"}
    assert api.patch(f"/projects/{pid}/brief", json={"crew": crew}).status_code == 200
    order = {"target": "shot", "target_id": film.shots[0].id, "words": "closer"}
    started = api.post(f"/projects/{pid}/revise", json=order)
    assert started.status_code == 202 and started.json()["lane"] == "text"
    done = ended(api, started.json()["id"])
    assert done["state"] == "completed", done["error"]
    proposal = api.get(f"/projects/{pid}/proposals").json()[0]
    first = proposal["changes"][0]
    told = api.post(f"/proposals/{proposal['id']}/accept", json={"changes": [first["id"]]}).json()
    assert told["changes"][0]["state"] == "accepted"
    assert str(running.shot(film.shots[0].id).model_dump(mode="json")[first["field"]]) == str(first["after"])
    api.post(f"/proposals/{proposal['id']}/refuse")
    assert api.get(f"/projects/{pid}/proposals").json() == []
    calls = api.get(f"/projects/{pid}/calls").json()
    assert calls[0]["purpose"] == "shot" and "closer" in calls[0]["messages"][1]["content"] and calls[0]["reply"]


def test_wrong_wishes_are_refused_in_a_sentence(film: Film, api: httpx.Client) -> None:
    answer = api.post(f"/projects/{film.project.id}/revise", json={"target": "scene", "target_id": "x", "words": "y"})
    assert answer.status_code == 404
    answer = api.post(f"/projects/{film.project.id}/revise", json={"words": "", "target": "script"})
    assert answer.status_code == 422 and "Say what should be otherwise" in answer.json()["detail"]
    assert api.get("/scripts", params={"text": "colour"}).json()[0]["project_id"] == film.project.id


def test_a_servers_key_is_kept_for_its_owner_and_never_told(running: Studio, api: httpx.Client) -> None:
    assert api.put("/writers/key", json={"key": "open sesame!"}).status_code == 422
    assert api.put("/writers/key", json={"key": "sesame"}).status_code == 204
    assert api.get("/writers/preferences").json()["has_key"] is True
    assert "sesame" not in api.get("/writers/preferences").text
    assert running.settings.server_key.stat().st_mode & 0o777 == 0o600
    api.put("/writers/key", json={"key": ""})
    assert api.get("/writers/preferences").json()["has_key"] is False


def test_a_locked_servers_models_are_listed_with_the_key_and_without_it_one_is_asked_for(studio: Studio) -> None:
    with answering() as server:
        server.locked = True
        studio.set_writer_preferences({"server": {"address": server.address, "model": "good"}})
        told = next(s for s in studio.servers() if s.address == server.address)
        assert told.models == [] and "wants a key (401)" in told.error
        studio.set_server_key("sesame")
        assert "good" in next(s for s in studio.servers() if s.address == server.address).models


# ---- the command line ----------------------------------------------------------------------------------------------


@pytest.fixture
def say(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command in the test's own library and gives (status, what was printed)."""
    monkeypatch.setenv("STORYREEL_OUTPUTS", str(settings.outputs))
    open_database(settings.database_url)

    def run(*words: str) -> tuple[int, str]:
        status = cli.main(list(words), cli.Door(app.open_studio, app.open_stage))
        told = capsys.readouterr()
        return status, told.out + told.err

    yield run
    database.close_all() if hasattr(database.obj, "close_all") else None


def test_the_command_line_chooses_a_server_and_revises_with_it(say, settings: Settings, server: ChatServer) -> None:
    studio = app.open_studio(settings)
    film = toy_film(studio)
    status, told = say("writers", "use", server.address, "nobody")
    assert status == 2 and "has no model “nobody”" in told
    assert say("writers", "use", server.address, "good")[0] == 0
    assert "“server” writes with good" in say("writers")[1]
    crew = film.project.brief.crew.model_dump() | {"writer": "server"}
    studio.update_brief(film.project.id, {"crew": crew})
    status, told = say("revise", film.project.id, "closer", "--shot", "1")
    assert status == 0 and "- colour 0" in told
    proposal = studio.proposals(film.project.id)[0]
    assert say("proposals", film.project.id, "--accept", proposal.id, "--changes", "1")[0] == 0
    assert say("proposals", film.project.id, "--accept", proposal.id, "--changes", "99")[0] == 2
    assert json.loads(say("calls", film.project.id, "--json")[1])[0]["outcome"] == "good"
    assert film.project.id in say("find", "colour")[1]
    assert say("revise", film.project.id, "x", "--scene", "9")[0] == 2
    assert len(say("loglines", film.project.id)[1].strip().splitlines()) == 3
