"""Language models on the shelf: added by path, fetched from a hub, chosen as a film's writer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_writers
from conftest import toy_film
from hub_server import HubServer, Repository

from pipelines.cameras.diffusion.shelf import DiffusionShelf
from studio.engines.local import _device
from studio.errors import BadInput, DamagedFile
from studio.film import Brief, CrewChoice
from studio.production import Stage, perform
from studio.settings import Settings
from studio.shelf import Device, ModelCard, Request
from studio.store import films
from studio.studio import Studio

CARD = Device(name="a card", kind="cuda", free_gb=6.0, total_gb=8.0, host_free_gb=16.0)
REPOSITORY, ID = "Qwen/Qwen3-1.7B", "qwen3-1.7b"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_writers.save("qwen3", tmp_path_factory.mktemp("lm") / "My Writer 1B")


def test_a_folder_of_a_language_model_becomes_a_writer_that_makes_a_script(studio: Studio, tiny: Path) -> None:
    card = studio.add_model(tiny)
    assert isinstance(card, ModelCard) and (card.kind, card.id, card.state) == ("writer", "my-writer-1b", "here")
    assert studio.add_model(tiny) == card  # added twice it is one
    crew = CrewChoice(writer=card.id, camera="toy", voice="none", composer="none")
    project = studio.create_project(Brief(text="A fox crosses a frozen lake", seconds=8, crew=crew))
    stage = Stage(studio.crew, studio.settings)
    for kind in ("write_script", "plan_shots"):
        perform(stage, {"kind": kind, "project_id": project.id, "id": kind, "args": {}}, lambda *_: None)
    film = films.film(project.id)
    assert film.scenes and film.shots and film.lines
    calls = studio.calls(project.id, "write_script")
    assert {c.model for c in calls} == {"My Writer 1B"} and all(c.reply for c in calls)
    studio.crew.dismiss_heavy()
    assert studio.remove_model(card.id) == 0 and tiny.exists()


def test_what_is_no_language_model_is_refused_in_a_sentence(studio: Studio, tiny: Path, tmp_path: Path) -> None:
    def copy(name: str, but: str = "", **config: object) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file in tiny.iterdir():
            if file.name != but:
                (folder / file.name).write_bytes(file.read_bytes())
        told = json.loads((folder / "config.json").read_text()) | config
        (folder / "config.json").write_text(json.dumps(told))
        return folder

    with pytest.raises(BadInput, match="code of its own"):
        studio.add_model(copy("code", auto_map={"AutoModelForCausalLM": "x.Y"}))
    with pytest.raises(DamagedFile, match=r"tokenizer\.json"):
        studio.add_model(copy("mute", but="tokenizer.json"))
    with pytest.raises(DamagedFile, match="safetensors"):
        studio.add_model(copy("empty", but="model.safetensors"))
    with pytest.raises(BadInput, match="Transformers format"):
        studio.add_model(copy("other", architectures=["BertModel"]))


def test_a_writers_model_gives_way_when_a_camera_with_a_model_has_work(studio: Studio, tiny: Path) -> None:
    writer = studio.add_model(tiny).id
    stage = Stage(studio.crew, studio.settings)
    studio.crew.hire("writer", writer)
    light = toy_film(studio)
    studio.render_shots(light.project.id)
    stage.rest("text")
    assert studio.crew.keeps_a_model  # the toy camera needs no card
    model = next(m.id for m in studio.models() if m.kind == "camera")
    studio.update_brief(light.project.id, {"crew": {**light.project.brief.crew.model_dump(), "camera": model}})
    stage.rest("gpu")
    assert studio.crew.keeps_a_model  # a camera keeps its own model warm
    stage.rest("text")
    assert not studio.crew.keeps_a_model


def test_writers_share_the_first_card() -> None:
    slots = ("text:0", "cpu:0", "gpu:0", "gpu:1")
    assert [_device(s, slots) for s in slots] == ["0", "", "0", "1"] and _device("text:0", ("text:0",)) == ""


@pytest.fixture
def hub(tiny: Path) -> Iterator[HubServer]:
    server = HubServer()
    files = {f.name: f.read_bytes() for f in tiny.iterdir()}
    unwanted = {"pytorch_model.bin": b"pickle", "code.py": b"x", "a/b.json": b"{}"}
    server.repositories[REPOSITORY] = Repository(files | unwanted)
    yield server
    server.close()


def test_a_language_model_is_fetched_checked_and_taken_away(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "no-cache"))
    shelf = DiffusionShelf(Settings(outputs=tmp_path / "outputs", hub=hub.url))
    told = shelf.get(Request(model_id=ID, licence_accepted=True), lambda *_: None)
    here = Path(told["where"])
    assert {f.name for f in here.iterdir()} >= {"config.json", "tokenizer.json", "model.safetensors", "storyreel.json"}
    assert not (here / "pytorch_model.bin").exists() and not (here / "code.py").exists() and not (here / "a").exists()
    assert shelf.model(ID).state == "here" and ID in {m.id for m in shelf.makers() if m.kind == "writer"}
    assert shelf.verify(ID, lambda *_: None)["files"] == told["files"]
    (here / "model.safetensors").write_bytes((here / "model.safetensors").read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedFile):
        shelf.verify(ID, lambda *_: None)
    assert shelf.model(ID).state == "partial" and shelf.remove(ID) > 0


def test_a_card_says_how_a_language_model_would_be_held(studio: Studio) -> None:
    told = studio.shelf.choose("qwen3-8b", CARD)
    assert told.needed_gb > 4 and told.reason.startswith("It writes on the card")
    assert not told.fits or told.precision != "full"
