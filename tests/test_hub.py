"""Claims about getting models, against a server that speaks the hub's protocol for real."""

import hashlib
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_server import HubServer, Repository
from tiny_repository import SHARDS, wan

from pipelines.cameras.diffusion.hub import partial_of
from pipelines.cameras.diffusion.shelf import DiffusionShelf
from studio.errors import (
    BadInput,
    Cancelled,
    DamagedFile,
    DiskFull,
    MakerFailed,
    ModelMissing,
    NotAllowed,
    NotFound,
    Paused,
    StudioError,
)
from studio.settings import Settings
from studio.shelf import Request

ID = "wan2.1-t2v-1.3b"
REPOSITORY = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
TOKEN = "hf_theTokenOfSomebody123"
NEEDED = {n for n in wan() if "/" in n and not n.endswith((".bin", ".py"))} | {"model_index.json"}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    server = HubServer()
    server.repositories[REPOSITORY] = Repository(wan())
    yield server
    server.close()


@pytest.fixture
def shelf(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DiffusionShelf:
    """A shelf whose hub is that server; the machine's own token and cache are out of sight."""
    from huggingface_hub import constants

    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "no-cache"))
    return DiffusionShelf(Settings(outputs=tmp_path / "outputs", hub=hub.url))


class Teller:
    """A report that remembers, and stops once `stop` holds."""

    def __init__(self, stop: Callable[[float, str], type[Exception] | None] = lambda *_: None) -> None:
        self.told: list[tuple[float, str]] = []
        self.stop = stop

    def __call__(self, fraction: float, note: str, _preview: bytes | None = None) -> None:
        self.told.append((fraction, note))
        if why := self.stop(fraction, note):
            raise why()


def get(shelf: DiffusionShelf, teller: Teller | None = None, **asked: object) -> dict[str, object]:
    return shelf.get(Request(model_id=ID, licence_accepted=True, **asked), teller or Teller())


def folder(shelf: DiffusionShelf) -> Path:
    return shelf.settings.model_folder / ID


def names(root: Path) -> set[str]:
    return {f.relative_to(root).as_posix() for f in root.rglob("*") if f.is_file()}


def test_a_download_is_whole_and_has_nothing_but_what_is_needed(shelf: DiffusionShelf) -> None:
    told = get(shelf)
    assert names(folder(shelf)) == NEEDED | {"storyreel.json"}
    assert all((folder(shelf) / n).read_bytes() == wan()[n] for n in NEEDED)
    assert told["commit"] == Repository({}).commit and told["files"] == len(NEEDED)
    assert shelf.model(ID).state == "here" and shelf.model(ID).found_in == "models"
    assert not [p for p in shelf.settings.model_folder.iterdir() if p.name.endswith(".partial")]


def test_what_is_here_already_is_not_fetched_again(shelf: DiffusionShelf, hub: HubServer) -> None:
    get(shelf)
    hub.asked.clear()
    assert get(shelf)["fetched_bytes"] == 0
    assert [a.path for a in hub.asked] == [f"/api/models/{REPOSITORY}/revision/main"]


def test_a_broken_connection_is_resumed_by_range(shelf: DiffusionShelf, hub: HubServer) -> None:
    hub.faults.break_after = {SHARDS[0]: 150_000}
    get(shelf)
    asked = [a for a in hub.asked if a.path.endswith(SHARDS[0]) and a.where == "cdn"]
    came = int(asked[1].range.removeprefix("bytes=").removesuffix("-"))
    assert len(asked) == 2 and 0 < came <= asked[0].sent == 150_000
    assert asked[1].sent == len(wan()[SHARDS[0]]) - came
    assert (folder(shelf) / SHARDS[0]).read_bytes() == wan()[SHARDS[0]]


def test_a_server_without_ranges_sends_the_file_again(shelf: DiffusionShelf, hub: HubServer) -> None:
    hub.faults.break_after, hub.faults.no_ranges = {SHARDS[0]: 150_000}, True
    get(shelf)
    assert (folder(shelf) / SHARDS[0]).read_bytes() == wan()[SHARDS[0]]


@pytest.mark.parametrize("why", [Cancelled, Paused])
def test_a_stopped_download_goes_on_where_it_was(
    shelf: DiffusionShelf, hub: HubServer, why: type[Exception]
) -> None:
    hub.faults.slow_bytes = 400_000
    stopped = Teller(lambda fraction, _: why if fraction > 0.3 else None)
    with pytest.raises(why):
        get(shelf, stopped)
    assert not folder(shelf).exists() and shelf.model(ID).state == "partial" and shelf.model(ID).bytes_here > 100_000
    hub.faults.slow_bytes = 0
    time.sleep(0.3)  # the reader of the stopped download hangs up
    before = sum(a.sent for a in hub.asked if a.where == "cdn")
    told = get(shelf)
    whole = sum(len(c) for n, c in wan().items() if n in NEEDED)
    assert told["fetched_bytes"] < whole * 0.8
    weights = sum(len(wan()[n]) for n in NEEDED if n.endswith(".safetensors"))
    assert sum(a.sent for a in hub.asked if a.where == "cdn") - before < weights * 0.8
    assert (folder(shelf) / SHARDS[0]).read_bytes() == wan()[SHARDS[0]]


def test_a_server_that_falls_silent_does_not_hold_up_a_cancel(shelf: DiffusionShelf, hub: HubServer) -> None:
    hub.faults.silent_after = 65_536
    until = time.monotonic() + 1.0
    with pytest.raises(Cancelled):
        get(shelf, Teller(lambda *_: Cancelled if time.monotonic() > until else None))
    assert time.monotonic() - until < 10  # the silence itself would last as long as the connection


def test_a_busy_hub_is_waited_for_as_long_as_it_says(shelf: DiffusionShelf, hub: HubServer) -> None:
    hub.faults.too_many = 2
    began = time.monotonic()
    get(shelf)
    assert time.monotonic() - began >= 2.0


def test_a_damaged_file_is_deleted_and_the_model_not_put_in_use(shelf: DiffusionShelf, hub: HubServer) -> None:
    hub.faults.corrupt = {SHARDS[1]: 1}
    with pytest.raises(DamagedFile, match=r"00002-of-00002.* came damaged"):
        get(shelf)
    assert not folder(shelf).exists() and shelf.model(ID).state == "partial"
    before = hub.sent(SHARDS[0])
    get(shelf)
    assert hub.sent(SHARDS[0]) == before  # only the damaged one came again
    assert (folder(shelf) / SHARDS[1]).read_bytes() == wan()[SHARDS[1]]


def test_progress_is_told_in_gigabytes_and_speed(shelf: DiffusionShelf, hub: HubServer) -> None:
    hub.faults.slow_bytes = 800_000
    teller = Teller()
    get(shelf, teller)
    fractions = [f for f, _ in teller.told]
    assert fractions == sorted(fractions) and fractions[-1] <= 1
    assert any("of 0.0 GB, " in note and note.endswith(" MB/s") for _, note in teller.told)


def _repository(hub: HubServer, **more: object) -> None:
    hub.repositories[REPOSITORY] = Repository(wan(), **more)


def _rename(hub: HubServer) -> None:
    hub.repositories["somebody/else"] = hub.repositories.pop(REPOSITORY)


def _other_class(hub: HubServer) -> None:
    files = wan()
    files["model_index.json"] = files["model_index.json"].replace(b"WanPipeline", b"LTXPipeline")
    hub.repositories[REPOSITORY] = Repository(files)


def _remote_code(hub: HubServer) -> None:
    files = wan()
    files["model_index.json"] = files["model_index.json"].replace(b'["diffusers", "Auto', b'["evil_module", "Auto')
    hub.repositories[REPOSITORY] = Repository(files)


def _tokenizers_code(hub: HubServer) -> None:
    own = {"tokenizer/tokenizer_config.json": b'{"auto_map": {"AutoTokenizer": ["x.Y", null]}}'}
    hub.repositories[REPOSITORY] = Repository(wan() | own)


def _pickles_only(hub: HubServer) -> None:
    files = {n: c for n, c in wan().items() if n != "text_encoder/model.safetensors"}
    hub.repositories[REPOSITORY] = Repository(files)


def _gated(hub: HubServer) -> None:
    _repository(hub, gated=True, token=TOKEN)


def _huge(hub: HubServer) -> None:
    _repository(hub, claims={SHARDS[0]: 10**16})


REFUSALS: dict[str, tuple[Callable[[HubServer], None], type[StudioError], str]] = {
    "gated, no token": (_gated, NotAllowed, r"accepted its terms.*models token"),
    "not there": (_rename, NotAllowed, r"or it is not there"),
    "too large for the disk": (_huge, DiskFull, r"GB are free: free some"),
    "another family": (_other_class, BadInput, r"holds a ltx model, not wan"),
    "code of its own": (_remote_code, BadInput, r"made by “evil_module”"),
    "a tokenizer's code": (_tokenizers_code, BadInput, r"tokenizer_config.json names code of its own"),
    "pickles only": (_pickles_only, ModelMissing, r"no safetensors of its part text_encoder"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_is_a_sentence_and_no_weight_is_fetched(shelf: DiffusionShelf, hub: HubServer, case: str) -> None:
    prepare, error, sentence = REFUSALS[case]
    prepare(hub)
    with pytest.raises(error, match=sentence):
        get(shelf)
    assert not folder(shelf).exists() and not [a for a in hub.asked if a.where == "cdn"]


@pytest.mark.parametrize("case", REFUSALS)
def test_a_model_of_which_nothing_came_is_not_partly_here(shelf: DiffusionShelf, hub: HubServer, case: str) -> None:
    prepare, error, _ = REFUSALS[case]
    prepare(hub)
    with pytest.raises(error):
        get(shelf)
    small = case == "a tokenizer's code"  # refused behind other small files, which have come
    assert shelf.model(ID).state == ("partial" if small else "absent")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_a_disk_that_fills_is_told_and_what_has_come_stays(shelf: DiffusionShelf, hub: HubServer) -> None:
    told = hashlib.sha256(wan()[SHARDS[1]]).hexdigest()[:12]
    half = partial_of(shelf.settings, ID) / f"transformer/.{Path(SHARDS[1]).name}.{told}.half"
    half.parent.mkdir(parents=True)
    half.symlink_to("/dev/full")
    with pytest.raises(DiskFull, match=r"became full.*goes on from there"):
        get(shelf)
    assert shelf.model(ID).state == "partial" and shelf.model(ID).bytes_here > 400_000
    half.unlink()
    assert get(shelf)["fetched_bytes"] < 900_000


def test_an_unknown_revision_is_named(shelf: DiffusionShelf) -> None:
    with pytest.raises(NotFound, match="no revision “v9”"):
        get(shelf, revision="v9")


def test_the_licence_comes_first(shelf: DiffusionShelf, hub: HubServer) -> None:
    with pytest.raises(NotAllowed, match=r"Apache-2\.0.*--accept-licence"):
        shelf.get(Request(model_id=ID), Teller())
    assert hub.asked == []


def test_a_hub_that_is_not_there_is_told_with_its_address(tmp_path: Path, shelf: DiffusionShelf) -> None:
    away = DiffusionShelf(Settings(outputs=tmp_path / "away", hub="http://127.0.0.1:9"))
    with pytest.raises(MakerFailed, match=r"127\.0\.0\.1:9 can't be reached.*STORYREEL_HUB"):
        get(away)


def test_the_token_goes_to_the_hub_alone_and_into_no_log(
    shelf: DiffusionShelf, hub: HubServer, caplog: pytest.LogCaptureFixture
) -> None:
    _repository(hub, gated=True, token=TOKEN)
    shelf.settings.outputs.mkdir(parents=True, exist_ok=True)
    shelf.settings.hub_token.write_text(TOKEN + "\n")
    with caplog.at_level(logging.DEBUG):
        get(shelf)
    assert {a.authorization for a in hub.asked if a.where == "hub"} == {f"Bearer {TOKEN}"}
    assert {a.authorization for a in hub.asked if a.where == "cdn"} == {""}
    assert TOKEN not in caplog.text
    assert all(TOKEN.encode() not in f.read_bytes() for f in folder(shelf).rglob("*") if f.is_file())


def test_a_token_without_the_right_is_refused_with_the_page(shelf: DiffusionShelf, hub: HubServer) -> None:
    _repository(hub, gated=True, token=TOKEN)
    shelf.settings.outputs.mkdir(parents=True, exist_ok=True)
    shelf.settings.hub_token.write_text("hf_anotherToken12345")
    with pytest.raises(NotAllowed, match=f"{hub.url}/{REPOSITORY}"):
        get(shelf)


def test_verify_finds_a_changed_byte_and_get_mends_only_that_file(shelf: DiffusionShelf, hub: HubServer) -> None:
    get(shelf)
    assert shelf.verify(ID, Teller())["files"] == len(NEEDED)
    file = folder(shelf) / SHARDS[1]
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(DamagedFile, match=r"00002-of-00002.*models get"):
        shelf.verify(ID, Teller())
    assert shelf.model(ID).state == "partial"
    hub.asked.clear()
    get(shelf)
    assert {a.path.rpartition("/")[2] for a in hub.asked if a.where == "cdn"} == {Path(SHARDS[1]).name}
    assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(wan()[SHARDS[1]]).digest()


def test_another_commit_replaces_the_model_in_one_step(shelf: DiffusionShelf, hub: HubServer) -> None:
    get(shelf)
    _repository(hub, commit="f" * 40)
    hub.repositories[REPOSITORY].files["vae/config.json"] = b'{"_class_name": "AutoencoderKLWan", "z_dim": 16}'
    assert get(shelf)["commit"] == "f" * 40
    assert b"z_dim" in (folder(shelf) / "vae/config.json").read_bytes()
    assert shelf.verify(ID, Teller())["commit"] == "f" * 40


def test_removing_frees_what_was_downloaded(shelf: DiffusionShelf) -> None:
    get(shelf)
    size = sum(f.stat().st_size for f in folder(shelf).rglob("*") if f.is_file())
    assert shelf.remove(ID) == size and not folder(shelf).exists() and shelf.model(ID).state == "absent"
    with pytest.raises(BadInput, match="nothing to remove"):
        shelf.remove(ID)


def test_a_model_of_two_repositories_becomes_one_folder(shelf: DiffusionShelf, hub: HubServer) -> None:
    files = wan()
    index = files["model_index.json"].replace(b"WanPipeline", b"StableDiffusionPipeline")
    index = index.replace(b'"transformer"', b'"unet"').replace(b"}", b', "safety_checker": ["x", "Y"]}')
    files["model_index.json"] = index
    unet = {n.replace("transformer/", "unet/"): c for n, c in files.items()}
    hub.repositories["stable-diffusion-v1-5/stable-diffusion-v1-5"] = Repository(unet)
    motion = {"config.json": b"{}", "diffusion_pytorch_model.safetensors": wan()[SHARDS[0]], "mm.ckpt": b"a pickle"}
    hub.repositories["guoyww/animatediff-motion-adapter-v1-5-2"] = Repository(motion)
    shelf.get(Request(model_id="animatediff-sd15", licence_accepted=True), Teller())
    made = shelf.settings.model_folder / "animatediff-sd15"
    assert (made / "motion_adapter/diffusion_pytorch_model.safetensors").read_bytes() == wan()[SHARDS[0]]
    assert b"AnimateDiffPipeline" in (made / "model_index.json").read_bytes() and not (made / "mm.ckpt").exists()
    assert shelf.model("animatediff-sd15").state == "here"
    shutil.rmtree(made / "motion_adapter")
    assert shelf.model("animatediff-sd15").state == "partial"


def test_a_repository_that_names_its_authors_own_classes_is_fetched_as_diffusers(
    shelf: DiffusionShelf, hub: HubServer, tmp_path: Path
) -> None:
    """AnyFlow came out so: the same weights, and class names of a library that is not trusted here."""
    from pipelines.cameras.diffusion.entries import SHIPPED, entries
    from pipelines.cameras.diffusion.family import family
    from tests.tiny import anyflow

    anyflow.build(tmp_path / "built")
    files = {n: (tmp_path / "built" / n).read_bytes() for n in names(tmp_path / "built")}
    for ours, theirs in (
        (b'"AnyFlowPipeline"', b'"WanAnyFlowPipeline"'),
        (b'"diffusers",\n    "AnyFlowTransformer3DModel"', b'"far.models.wan",\n    "FAR_Wan_Transformer3DModel"'),
        (b'"diffusers",\n    "FlowMapEulerDiscreteScheduler"', b'"far.schedulers",\n    "FlowMapDiscreteScheduler"'),
    ):
        assert ours in files["model_index.json"]
        files["model_index.json"] = files["model_index.json"].replace(ours, theirs)
    for name, ours, theirs in (
        ("transformer/config.json", b"AnyFlowTransformer3DModel", b"FAR_Wan_Transformer3DModel"),
        ("scheduler/scheduler_config.json", b"FlowMapEulerDiscreteScheduler", b"FlowMapDiscreteScheduler"),
    ):
        files[name] = files[name].replace(ours, theirs)
    entry = entries(SHIPPED)["anyflow-wan2.1-t2v-1.3b"]
    hub.repositories[entry.repository] = Repository(files)
    shelf.get(Request(model_id=entry.id, licence_accepted=True), Teller())
    assert shelf.model(entry.id).state == "here"
    kin = family(entry.family)
    pipe = kin.load(kin.pipeline(entry, None), shelf.settings.model_folder / entry.id, entry, kin.readers, "auto")
    assert type(pipe.transformer).__name__ == "AnyFlowTransformer3DModel" and pipe.scheduler.config.shift == 5.0
