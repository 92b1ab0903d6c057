"""Claims about the person's own pictures, and about the verbs of the shelf, over a small shelf of real files."""

import io
import stat
from pathlib import Path

import pytest
from conftest import toy_film
from PIL import Image, PngImagePlugin

from studio import jobs, machine, orders, references
from studio.crew import Crew, Maker, Report
from studio.errors import BadInput, DamagedFile, NotFound
from studio.film import Brief, Character, Film, Reference, Shot
from studio.orders import Cameras
from studio.production import Stage, perform
from studio.shelf import (
    AdapterCard,
    Asked,
    Attention,
    AttentionBackend,
    Bounds,
    Choice,
    Device,
    ModelCard,
    Pace,
    Request,
)
from studio.store import films
from studio.studio import Studio

ABLE = Cameras(Maker("camera", "toy", "", dict, takes=frozenset({"text", "first frame", "last frame", "reference"})))


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "red", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


# ---- taking pictures in ----


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_as_a_png_by_its_contents_hash(studio: Studio, board: Film, form: str) -> None:
    shot = board.shots[0].id
    made = studio.add_reference(board.project.id, picture(form), shot_id=shot)
    again = studio.add_reference(board.project.id, picture(form), shot_id=shot)
    assert made.path == again.path == f"references/{made.sha256}.png" and (made.width, made.height) == (40, 30)
    assert Image.open(studio.media_file(made.id)).format == "PNG"
    assert [x.id for x in studio.references(board.project.id)] == [made.id, again.id]
    studio.delete_reference(made.id)
    assert studio.media_file(again.id).exists()
    studio.delete_reference(again.id)
    assert not list(studio.settings.references.iterdir())


def test_a_picture_is_turned_upright_and_what_stands_beside_it_is_left_out(studio: Studio, board: Film) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a phone that tells where it was"  # orientation: turned by 90 degrees; maker
    turned = studio.add_reference(board.project.id, picture("JPEG", exif=exif), shot_id=board.shots[0].id)
    file = studio.media_file(turned.id)
    assert (turned.width, turned.height) == (30, 40) == Image.open(file).size
    assert not Image.open(file).getexif() and b"phone" not in file.read_bytes()
    words = PngImagePlugin.PngInfo()
    words.add_text("prompt", "a secret")
    noted = studio.add_reference(board.project.id, picture(pnginfo=words), shot_id=board.shots[0].id)
    assert b"secret" not in studio.media_file(noted.id).read_bytes()


def test_a_picture_with_clear_parts_lies_on_white(studio: Studio, board: Film) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (32, 32), (255, 0, 0, 0)).save(out, "PNG")
    made = studio.add_reference(board.project.id, out.getvalue(), shot_id=board.shots[0].id)
    assert Image.open(studio.media_file(made.id)).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (b"", "no picture that can be read"),
        (b"GIF89a" + b"\0" * 99, "no picture that can be read"),
        (picture()[:60], "no picture that can be read"),
        (picture(size=(9000, 8000)), "9000 x 8000 pixels and at most 64 megapixels"),
        (picture(size=(8, 900)), "choose a larger one"),
        (picture("GIF"), "choose a PNG, a JPEG or a WebP"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(
    studio: Studio, board: Film, wrong: bytes, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        studio.add_reference(board.project.id, wrong, shot_id=board.shots[0].id)
    assert studio.references(board.project.id) == [] and not studio.settings.references.exists()


def test_a_picture_belongs_to_one_shot_or_character_of_its_film(studio: Studio, board: Film) -> None:
    keeper = studio.add_character(board.project.id, "Keeper")
    other = toy_film(studio)
    with pytest.raises(BadInput, match="name one of them"):
        studio.add_reference(board.project.id, picture())
    with pytest.raises(BadInput, match="give the first or last frame to a shot"):
        studio.add_reference(board.project.id, picture(), character_id=keeper.id, role="first frame")
    with pytest.raises(NotFound, match="another film"):
        studio.add_reference(other.project.id, picture(), character_id=keeper.id)


# ---- what becomes of them ----


def test_a_shot_is_asked_for_with_its_characters_pictures_and_its_own(studio: Studio, board: Film) -> None:
    pid, shot = board.project.id, board.shots[0].id
    keeper = studio.add_character(pid, "Keeper")
    own = studio.add_reference(pid, picture(colour="blue"), shot_id=shot)
    his = studio.add_reference(pid, picture(colour="green"), character_id=keeper.id)
    old = studio.add_reference(pid, picture(colour="white"), shot_id=shot, role="first frame")
    new = studio.add_reference(pid, picture(colour="black"), shot_id=shot, role="first frame")
    studio.update_shot(shot, {"characters": ["Keeper"]})
    film = studio.film(pid)
    order = orders.clip_order(film, film.shots[0], ABLE)
    assert [p.shows for p in order.references] == [his.sha256, own.sha256]
    assert order.first_frame.shows == new.sha256 and old.id not in [x.id for x in film.references]
    assert orders.clip_order(film, film.shots[1], ABLE).references == []
    assert {his.sha256, new.sha256} <= set(order.model_dump_json().split('"')) and "references/" not in str(
        order.model_dump()
    )


def test_a_copy_has_its_own_pictures_and_files_go_with_the_last_that_has_them(studio: Studio, board: Film) -> None:
    pid = board.project.id
    keeper = studio.add_character(pid, "Keeper")
    studio.add_reference(pid, picture(), character_id=keeper.id)
    studio.add_reference(pid, picture(colour="blue"), shot_id=board.shots[1].id)
    copy = studio.film(studio.duplicate_project(pid).id)
    assert {x.character_id or x.shot_id for x in copy.references} == {copy.characters[0].id, copy.shots[1].id}
    assert studio.delete_project(pid) == 0 and len(list(studio.settings.references.iterdir())) == 2
    assert studio.delete_project(copy.project.id) > 0 and not list(studio.settings.references.iterdir())


def test_a_character_that_keeps_its_name_keeps_its_pictures_when_the_script_is_written_anew(studio: Studio) -> None:
    project = studio.create_project(Brief(text="A lighthouse keeper finds a bottle", seconds=8))
    stage = Stage(studio.crew, studio.settings)
    order = {"kind": "write_script", "project_id": project.id, "args": {}}
    perform(stage, order, lambda *_: None)
    first = studio.film(project.id).characters[0]
    kept = studio.add_reference(project.id, picture(), character_id=first.id)
    perform(stage, order, lambda *_: None)
    film = studio.film(project.id)
    assert [(x.sha256, x.character_id) for x in film.references] == [(kept.sha256, film.characters[0].id)]
    assert film.characters[0].id != first.id and film.characters[0].name == first.name


def test_files_that_went_out_of_use_are_swept_and_no_others(studio: Studio, board: Film) -> None:
    import os

    keeper = studio.add_character(board.project.id, "Keeper")
    gone = studio.media_file(studio.add_reference(board.project.id, picture(), character_id=keeper.id).id)
    kept = studio.media_file(
        studio.add_reference(board.project.id, picture(colour="blue"), shot_id=board.shots[0].id).id
    )
    studio.delete_character(keeper.id)
    references.sweep(studio.settings)
    assert gone.exists()  # its row may be about to be written
    for file in (gone, kept):
        os.utime(file, (0, 0))
    references.sweep(studio.settings)
    assert not gone.exists() and kept.exists()


# ---- the shelf ----


class Files:
    """A shelf whose models are single files of a folder: a real one, and small."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.known = folder, ("small", "large")

    def makers(self) -> list[Maker]:
        return [Maker("camera", m.id, m.name, dict, lane="gpu", heavy=True) for m in self.models()]

    def models(self) -> list[ModelCard]:
        return [self._card(name) for name in self.known]

    def _card(self, name: str) -> ModelCard:
        here = (self.folder / name).exists()
        return ModelCard(
            id=name,
            name=name.title(),
            family="toy",
            kind="camera",
            licence="Toy-1.0",
            state="here" if here else "absent",
        )

    def model(self, model_id: str) -> ModelCard:
        found = next((m for m in self.models() if m.id == model_id), None)
        if found is None:
            raise NotFound(f"There is no model “{model_id}”: look at the Models page.")
        return found

    def adapters(self) -> list[AdapterCard]:
        return []

    def add(self, path: Path) -> ModelCard | AdapterCard:
        (self.folder / path.stem).write_bytes(path.read_bytes())
        return AdapterCard(id=path.stem, name=path.stem, where=str(path))

    def get(self, request: Request, report: Report) -> dict:
        report(0.5, "downloading")
        (self.folder / request.model_id).write_text(request.revision or "weights")
        return {"bytes": 7}

    def verify(self, model_id: str, report: Report) -> dict:
        report(0.0, "reading")
        if (self.folder / model_id).read_text() != "weights":
            raise DamagedFile(f"The file {model_id} is not what it should be: get it again.")
        return {"files": 1}

    def remove(self, model_id: str) -> int:
        (self.folder / model_id).unlink()
        return 7

    def choose(self, model_id: str, device: Device, asked: Asked) -> Choice:
        needed = 8.0 if model_id == "small" else 30.0
        told = {"seconds": 90.0, "seconds_from": "stated"} if model_id == "small" and device.kind == "cuda" else {}
        if asked.pace:
            told = {"seconds": 33.2 * asked.pace.step * 8, "seconds_from": "measured"}
        return Choice(
            memory="full", precision="full", tiling=False, needed_gb=needed, fits=needed < device.free_gb, width=832,
            height=480, frames=81, steps=8, reason=f"On {device.name} it is kept whole.", **told,
        )  # fmt: skip

    def attention(self) -> Attention:
        native = AttentionBackend(name="native", installed=True, usable=True)
        return Attention(device="cpu", backends=[native], without_mask="native", with_mask="native")

    def within(self, model_id: str, device: Device, bounds: Bounds, pace: Pace | None) -> Choice | None:
        choice = self.choose(model_id, device, Asked(pace=pace))
        return choice if choice.seconds and choice.seconds <= bounds.seconds and choice.needed_gb <= bounds.gb else None


@pytest.fixture
def shelved(studio: Studio, tmp_path: Path) -> Studio:
    """The studio with that shelf; both models are known, none is here."""
    (tmp_path / "shelf").mkdir()
    studio.crew = Crew([m for kind in ("camera", "writer", "editor") for m in studio.crew.of(kind)])
    studio.crew.shelf = Files(tmp_path / "shelf")
    return studio


def _run(studio: Studio, job_id: str) -> dict:
    """Runs the job as a worker would, after it has claimed it from the net lane."""
    held = jobs.claim("net", "me", 5)
    assert held.id == job_id
    order = {"kind": held.kind, "project_id": held.project_id, "args": held.args}
    result = perform(Stage(studio.crew, studio.settings), order, lambda *_: None)
    jobs.finish(held, "completed", result)
    return result


def test_a_model_is_fetched_once_its_licence_is_accepted_checked_and_removed(shelved: Studio) -> None:
    with pytest.raises(BadInput, match=r"its own licence \(Toy-1.0\): read it, then accept it"):
        shelved.get_model(Request(model_id="small"))
    with pytest.raises(NotFound, match="no model “nothing”"):
        shelved.get_model(Request(model_id="nothing", licence_accepted=True))
    with pytest.raises(BadInput, match="get it first"):
        shelved.verify_model("small")
    job = shelved.get_model(Request(model_id="small", licence_accepted=True))
    assert (job.lane, job.project_id, job.kind) == ("net", None, "get_model")
    assert shelved.get_model(Request(model_id="small", licence_accepted=True)).id == job.id
    with pytest.raises(BadInput, match="A job uses that model"):
        shelved.remove_model("small")
    assert _run(shelved, job.id) == {"bytes": 7} and shelved.model("small").state == "here"
    assert _run(shelved, shelved.verify_model("small").id) == {"files": 1}
    assert shelved.remove_model("small") == 7 and shelved.model("small").state == "absent"


def test_a_model_that_a_queued_shot_needs_is_not_removed(shelved: Studio) -> None:
    shelved.crew.shelf.get(Request(model_id="large"), lambda *_: None)
    film = toy_film(shelved, crew={"camera": "large", "voice": "none", "composer": "none"})
    started = shelved.render_shots(film.project.id)
    assert {j.lane for j in started.jobs if j.kind == "render_shot"} == {"gpu"}
    with pytest.raises(BadInput, match="cancel it, then remove"):
        shelved.remove_model("large")
    shelved.cancel_jobs()
    assert shelved.remove_model("large") == 7


def test_a_file_of_this_machine_is_added_by_its_whole_path(shelved: Studio, tmp_path: Path) -> None:
    (tmp_path / "style.safetensors").write_bytes(b"1")
    for path in ("style.safetensors", str(tmp_path / "nothing")):
        with pytest.raises(BadInput, match="give the whole path"):
            shelved.add_model(Path(path))
    assert shelved.add_model(tmp_path / "style.safetensors").id == "style"


def test_the_doctor_tells_what_this_machine_would_choose_and_which_model_keeps_the_promise(shelved: Studio) -> None:
    shelved.crew.shelf.get(Request(model_id="large"), lambda *_: None)
    told = {c.name: c for c in machine.doctor(shelved.settings, shelved.crew)}
    assert (
        "Model small" not in told and "kept whole. 832x480, 81 frames, 8 steps, 30.0 GB" in told["Model large"].detail
    )
    assert told["Promise"].state == "ok" and "small" in told["Promise"].detail
    assert "8.0 GB, 90 s (stated)" in told["Promise"].detail
    assert "large" not in told["Promise"].detail and list(shelved.choices()) == ["large"]


def test_a_promise_without_figures_is_told_as_not_known(shelved: Studio) -> None:
    shelved.crew.shelf.known = ("large",)
    told = {c.name: c for c in machine.doctor(shelved.settings, shelved.crew)}
    assert told["Promise"].state == "warning" and "not known" in told["Promise"].detail


def test_the_hubs_token_is_for_its_owner_only_and_is_forgotten_when_emptied(studio: Studio) -> None:
    assert not studio.has_hub_token()
    studio.set_hub_token(" hf_abc \n")
    file = studio.settings.hub_token
    assert file.read_text() == "hf_abc" and stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(BadInput, match="no token"):
        studio.set_hub_token("two words")
    studio.set_hub_token("")
    assert not studio.has_hub_token() and not file.exists()


def test_rows_that_are_gone_are_told_so(studio: Studio, board: Film) -> None:
    for call in (studio.reference, studio.delete_reference, studio.character, studio.preview):
        with pytest.raises(NotFound):
            call("nothing")
    assert films.find(Reference, "id") == [] and films.find(Character) == [] and films.find(Shot)
