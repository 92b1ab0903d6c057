"""Claims about the shelf: what is found where, what is recognised and refused, and the models command."""

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hub_server import HubServer, Repository
from tiny_repository import SHARDS, lay, lora, wan, wan_file

from pipelines.cameras.diffusion.entries import SHIPPED, Entry, entries
from pipelines.cameras.diffusion.folders import weights_of
from pipelines.cameras.diffusion.shelf import DiffusionShelf
from studio.crew import Crew
from studio.errors import BadInput, Conflict, DamagedFile, ModelMissing, NotFound, StudioError
from studio.settings import ROOT, Settings
from studio.shelf import AdapterCard, Device, ModelCard

ID = "wan2.1-t2v-1.3b"
REPOSITORY = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hugging Face cache of the test's own."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def shelf(tmp_path: Path, cache: Path) -> DiffusionShelf:
    return DiffusionShelf(
        Settings(outputs=tmp_path / "outputs", model_folders=(tmp_path / "comfy",), slots=("cpu:0", "gpu:0"))
    )


def quiet(*_: object) -> None:
    """A report that nobody reads."""


# ---- what comes with Storyreel -------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", entries(SHIPPED).values(), ids=lambda e: e.id)
def test_an_entry_says_what_a_person_needs_to_know(entry) -> None:
    assert entry.name and entry.summary and entry.repository.count("/") == 1 and entry.licence_url.startswith("https://")
    assert entry.size_gb > 0 and entry.weights_gb and sum(entry.weights_gb.values()) < entry.size_gb * 1.2
    assert entry.verified == ""  # nobody has run these weights where this was written
    assert all(w % entry.grid.side == 0 and h % entry.grid.side == 0 for w, h in entry.sizes)
    assert entry.moving == (entry.fps > 0) and set(entry.takes) & {"text", "first frame"}
    assert (entry.grid.most_frames - 1) % entry.grid.frames == 0
    assert all(level.steps is None or level.steps <= entry.steps for level in entry.levels.values())
    if re.search("-I2V|FLF2V|_i2v|img2vid", entry.repository):  # a network with channels for a picture
        assert "text" not in entry.takes


def test_an_absent_model_is_a_maker_that_names_the_command(shelf: DiffusionShelf) -> None:
    crew = Crew(shelf=shelf)
    maker = crew.maker("camera", ID)
    assert maker.missing() == f"python app.py models get {ID}"
    assert maker.lane == "gpu" and maker.heavy and maker.takes == {"text"}
    with pytest.raises(ModelMissing, match=f"models get {ID}"):
        maker.load()
    assert crew.maker("still", "sdxl-base").name == "Stable Diffusion XL"
    with pytest.raises(NotFound, match="no model “nope”"):
        shelf.model("nope")


def test_the_disk_is_looked_through_again_only_when_it_has_changed(shelf: DiffusionShelf) -> None:
    before = shelf.makers()
    assert all(again is first for again, first in zip(shelf.makers(), before, strict=True))
    lay(wan(), shelf.settings.model_folder / ID)
    assert shelf.makers()[0] is not before[0]


# ---- where models lie ----------------------------------------------------------------------------------------------


def test_a_copied_folder_is_here_and_one_that_lacks_a_shard_is_partly(shelf: DiffusionShelf) -> None:
    folder = lay(wan(), shelf.settings.model_folder / ID, SHARDS[1])
    assert shelf.model(ID).state == "partial"
    (folder / SHARDS[1]).write_bytes(wan()[SHARDS[1]][:-10])
    assert shelf.model(ID).state == "partial"  # cut short
    (folder / SHARDS[1]).write_bytes(wan()[SHARDS[1]])
    card = shelf.model(ID)
    assert (card.state, card.found_in, card.where) == ("here", "models", str(folder))
    assert weights_of(folder) == {"text_encoder": 40_000, "transformer": 800_000, "vae": 40_000}
    with pytest.raises(BadInput, match="used in place"):
        shelf.remove(ID)


def test_the_hugging_face_cache_is_used_in_place(shelf: DiffusionShelf, cache: Path) -> None:
    assert shelf.model(ID).state == "absent"
    root = cache / f"models--{REPOSITORY.replace('/', '--')}"
    (root / "refs").mkdir(parents=True)
    (root / "refs" / "main").write_text("a" * 40)
    lay({"model_index.json": b"{}"}, root / "snapshots" / ("b" * 40))
    blobs = lay(wan(), root / "blobs")
    for name in wan():
        link = root / "snapshots" / ("a" * 40) / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(blobs / name)
    card = shelf.model(ID)
    assert (card.state, card.found_in) == ("here", "Hugging Face cache") and card.where.endswith("a" * 40)
    with pytest.raises(BadInput, match="hf cache rm"):
        shelf.remove(ID)


def test_folders_of_other_programs_are_looked_through(shelf: DiffusionShelf, tmp_path: Path) -> None:
    comfy = tmp_path / "comfy"
    lay({"diffusion_models/My Wan.safetensors": wan_file(), "checkpoints/old.ckpt": b"pickle"}, comfy)
    lay({"loras/snow.safetensors": lora(**{"blocks.0.cross_attn.k.lora_A.weight": (4, 1536)})}, comfy)
    lay(wan(), shelf.settings.model_folder / "my-own-folder")
    known = {c.id: c for c in shelf.models()}
    assert known["my-wan"].found_in == "ComfyUI" and known["my-wan"].state == "here"
    assert known["my-own-folder"].found_in == "models" and known["my-own-folder"].source == "added"
    assert [(a.id, a.family) for a in shelf.adapters()] == [("snow", "wan")]
    shutil.rmtree(comfy / "diffusion_models")
    assert "my-wan" not in {c.id for c in shelf.models()}


# ---- adding --------------------------------------------------------------------------------------------------------


def test_a_folder_is_added_once_and_remembered(shelf: DiffusionShelf, tmp_path: Path) -> None:
    mine = lay(wan(num_attention_heads=40), tmp_path / "My Fine Tune")
    card = shelf.add(mine)
    assert isinstance(card, ModelCard) and (card.id, card.family, card.state) == ("my-fine-tune", "wan", "here")
    assert "Wan 2.1 14B" in card.summary and card.licence == "" and card.films_may_be_sold is None
    assert shelf.add(mine).id == card.id
    again = DiffusionShelf(shelf.settings)
    assert again.model("my-fine-tune").where == str(mine)
    assert again.remove("my-fine-tune") == 0 and mine.is_dir()
    with pytest.raises(NotFound):
        again.model("my-fine-tune")


def test_an_added_file_spoilt_by_hand_costs_no_other_model(shelf: DiffusionShelf, tmp_path: Path) -> None:
    shelf.settings.model_folder.mkdir(parents=True)
    file = shelf.settings.model_folder / "added.toml"
    file.write_text('[[model]]\nid = "half')
    assert shelf.model(ID).state == "absent"
    with pytest.raises(BadInput, match=r"added\.toml is no TOML"):
        shelf.add(lay(wan(), tmp_path / "mine"))
    file.write_text('[[model]]\nid = "no-family"\n')
    assert shelf.model(ID).state == "absent"


ALIKE = {
    "1.3B": ({}, "WanPipeline", "Wan 2.1 1.3B"),
    "14B": ({"num_attention_heads": 40}, "WanPipeline", "Wan 2.1 14B"),
    "5B": ({"num_attention_heads": 24, "in_channels": 48}, "WanPipeline", "Wan 2.2 5B"),
    "pictures": ({"in_channels": 36}, "WanImageToVideoPipeline", "Wan 2.1 image to video 14B"),
    "both ends": (
        {"in_channels": 36, "pos_embed_seq_len": 514}, "WanImageToVideoPipeline", "Wan 2.1 first and last frame 14B"
    ),
    "VACE 1.3B": ({}, "WanVACEPipeline", "Wan 2.1 VACE 1.3B"),
    "VACE 14B": ({"num_attention_heads": 40}, "WanVACEPipeline", "Wan 2.1 VACE 14B"),
    "AnyFlow": ({}, "AnyFlowPipeline", "AnyFlow, Wan 2.1 1.3B"),
}  # fmt: skip


@pytest.mark.parametrize("case", ALIKE)
def test_a_folder_is_recognised_by_its_class_and_config(shelf: DiffusionShelf, tmp_path: Path, case: str) -> None:
    config, cls, alike = ALIKE[case]
    files = wan(**config)
    files["model_index.json"] = files["model_index.json"].replace(b"WanPipeline", cls.encode())
    assert shelf.add(lay(files, tmp_path / "mine")).summary.endswith(f"used like {alike}.")


def test_a_part_of_a_package_of_diffusers_own_is_trusted(shelf: DiffusionShelf, tmp_path: Path) -> None:
    files = wan()
    files["model_index.json"] = files["model_index.json"].replace(b'["diffusers", "AutoencoderKLWan"', b'["ltx2", "X"')
    assert shelf.add(lay(files, tmp_path / "mine")).state == "here"  # as LTX-2's connectors and vocoder are named


def _gguf(file: Path, cut: int = 0) -> Path:
    from gguf import GGUFWriter

    writer = GGUFWriter(file, "wan")
    writer.add_tensor("patch_embedding.weight", np.zeros((5120, 16, 1, 2, 2), np.float16).reshape(5120, 16, 1, 4))
    writer.add_tensor("head.modulation", np.zeros((1, 2, 5120), np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    if cut:
        file.write_bytes(file.read_bytes()[:-cut])
    return file


def test_single_files_are_recognised_by_their_tensors(shelf: DiffusionShelf, tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(wan_file(5120))
    assert "Wan 2.1 14B" in shelf.add(tmp_path / "a.safetensors").summary
    assert "Wan 2.1 14B" in shelf.add(_gguf(tmp_path / "b.gguf")).summary
    assert shelf.makers()[-1].missing() == "python app.py models get wan2.1-t2v-14b"  # it borrows the other parts
    for width, named, alike in (
        (1536, {"vace_blocks.0.after_proj.bias": (4,)}, "Wan 2.1 VACE 1.3B"),
        (5120, {"vace_blocks.0.proj_out.bias": (4,)}, "Wan 2.1 VACE 14B"),
    ):
        (tmp_path / f"{alike}.safetensors").write_bytes(wan_file(width, **named))
        card = shelf.add(tmp_path / f"{alike}.safetensors")
        assert alike in card.summary and "reference" in card.takes
    more = {"condition_embedder.delta_embedder.linear_1.weight": (4, 4)}
    (tmp_path / "flow.safetensors").write_bytes(wan_file(**more))
    with pytest.raises(BadInput, match="of no model known"):  # it is no Wan, though it has all a Wan has
        shelf.add(tmp_path / "flow.safetensors")
    with pytest.raises(DamagedFile, match=r"c\.gguf is cut short"):
        shelf.add(_gguf(tmp_path / "c.gguf", cut=100_000))


def test_a_model_that_lends_its_parts_to_an_added_file_stays_until_that_goes(
    shelf: DiffusionShelf, tmp_path: Path
) -> None:
    base = lay(wan(), shelf.settings.model_folder / ID)
    record = {"repository": REPOSITORY, "revision": "main", "commit": "f" * 40}
    (base / "storyreel.json").write_text(json.dumps(record))
    (tmp_path / "mine.safetensors").write_bytes(wan_file())
    mine = shelf.add(tmp_path / "mine.safetensors").id
    with pytest.raises(Conflict, match=r"borrows this model's other parts: remove mine first"):
        shelf.remove(ID)
    assert base.is_dir()
    shelf.remove(mine)
    assert shelf.remove(ID) > 0 and not base.exists()


LORAS = {
    "wan": ("diffusion_model.blocks.3.self_attn.q.lora_down.weight", 5120),
    "ltx": ("transformer.transformer_blocks.0.attn1.to_q.lora_A.weight", 2048),
    "cogvideox": ("transformer.transformer_blocks.0.attn1.to_q.lora_A.weight", 3072),
    "ltx2": ("diffusion_model.transformer_blocks.0.audio_attn1.to_q.lora_A.weight", 2048),
    "qwen_image": ("transformer_blocks.0.img_mlp.net.2.lora_A.weight", 12288),
    "zimage": ("diffusion_model.layers.0.attention.to_q.lora_A.weight", 3840),
    "sdxl": ("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight", 2048),
    "animatediff": ("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight", 768),
    "": ("something.else.lora_A.weight", 64),
}


@pytest.mark.parametrize("family", LORAS)
def test_a_lora_is_an_adapter_of_its_family(shelf: DiffusionShelf, tmp_path: Path, family: str) -> None:
    name, width = LORAS[family]
    (tmp_path / "Slow Snow.safetensors").write_bytes(lora(**{name: (4, width)}))
    card = shelf.add(tmp_path / "Slow Snow.safetensors")
    assert isinstance(card, AdapterCard) and (card.id, card.family) == ("slow-snow", family)
    assert [a.id for a in DiffusionShelf(shelf.settings).adapters()] == ["slow-snow"]
    assert shelf.add(tmp_path / "Slow Snow.safetensors").id == "slow-snow"


def test_an_added_adapter_is_forgotten_and_its_file_stays(shelf: DiffusionShelf, tmp_path: Path) -> None:
    name = "blocks.0.cross_attn.k.lora_A.weight"
    mine = lay({"snow.safetensors": lora(**{name: (4, 1536)})}, tmp_path / "mine") / "snow.safetensors"
    lay({"loras/ink.safetensors": lora(**{name: (4, 1536)})}, tmp_path / "comfy")
    assert shelf.add(mine).found_in == "added"
    assert {a.id: a.found_in for a in shelf.adapters()} == {"ink": "ComfyUI", "snow": "added"}
    with pytest.raises(BadInput, match=r"found in .*loras.* delete ink\.safetensors there yourself"):
        shelf.remove_adapter("ink")
    shelf.remove_adapter("snow")
    assert [a.id for a in shelf.adapters()] == ["ink"] and mine.exists()
    with pytest.raises(NotFound, match="no model or adapter “snow”"):
        shelf.remove_adapter("snow")
    shelf.add(mine)
    moved = mine.rename(tmp_path / "snow.safetensors")  # its id is the same again, for the shots that name it
    assert [a.id for a in shelf.adapters()] == ["ink"] and shelf.add(moved).id == "snow"
    moved.unlink()
    shelf.remove_adapter("snow")
    assert "snow" not in (shelf.settings.model_folder / "added.toml").read_text()


def test_a_model_and_an_adapter_of_one_name_are_told_apart(shelf: DiffusionShelf, tmp_path: Path) -> None:
    card = shelf.add(lay(wan(), tmp_path / "snow"))
    file = lay({"snow.safetensors": lora(**{"blocks.0.cross_attn.k.lora_A.weight": (4, 1536)})}, tmp_path / "loras")
    adapter = shelf.add(file / "snow.safetensors")
    assert (card.id, adapter.id) == ("snow", "snow-2")
    shelf.remove("snow")
    assert [a.id for a in shelf.adapters()] == ["snow-2"]


def _changed(files: dict[str, bytes], name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    return files | {name: files[name].replace(old, new)}


INDEX, READER = "model_index.json", "text_encoder/config.json"
CODE = wan() | {INDEX: wan()[INDEX].replace(b'"WanPipeline"', b'["pipeline", "Mine"]')}
AUTO = wan() | {READER: wan()[READER].replace(b"{", b'{"auto_map": {"AutoModel": "x.Y"}, ')}
OWN_TOKENIZER = wan() | {"tokenizer/tokenizer_config.json": b'{"auto_map": {"AutoTokenizer": ["x.Y", null]}}'}
PICKLES = {n: c for n, c in wan().items() if n != "text_encoder/model.safetensors"}
SHORT = {n: c for n, c in wan().items() if n != SHARDS[0] and not n.endswith(".bin")}
REFUSED: dict[str, tuple[dict[str, bytes], str, type[StudioError], str]] = {
    "a pickle": ({"m.ckpt": b"x"}, "m.ckpt", BadInput, "m.ckpt is a pickle, which can run code: get the safetensors"),
    "a folder of pickles": (PICKLES, "", BadInput, "is a pickle"),
    "code of its own": (CODE, "", BadInput, "code of its own"),
    "a component's code": (AUTO, "", BadInput, "code of its own"),
    "a tokenizer's code": (OWN_TOKENIZER, "", BadInput, "tokenizer_config.json names code of its own"),
    "another library": (_changed(wan(), INDEX, b'["transformers", "UMT5', b'["mine", "UMT5'), "", BadInput, "“mine”"),
    "an unknown pipeline": (_changed(wan(), INDEX, b"WanPipeline", b"NoPipeline"), "", BadInput, "is a NoPipeline"),
    "a missing shard": (SHORT, "", DamagedFile, "missing"),
    "a truncated file": ({"m.safetensors": wan_file()[:-1]}, "m.safetensors", DamagedFile, "cut short"),
    "a lying header": ({"m.safetensors": struct.pack("<Q", 9) + b"{}"}, "m.safetensors", DamagedFile, "cut short"),
    "scaled 8-bit weights": (
        {"m.safetensors": wan_file(**{"blocks.0.self_attn.q.scale_weight": (1,)})}, "m.safetensors", BadInput,
        "scales beside them.*choose the precision",
    ),
    "marked 8-bit weights": (
        {"m.safetensors": wan_file(scaled_fp8=(2,))}, "m.safetensors", BadInput, "scales beside them"
    ),
    "unknown tensors": ({"m.safetensors": wan()[SHARDS[0]]}, "m.safetensors", BadInput, "of no model known"),
    "a text": ({"m.txt": b"x"}, "m.txt", BadInput, "is no model"),
    "an empty folder": ({"m.txt": b"x"}, "", BadInput, "no model_index.json"),
    "nothing": ({"m.txt": b"x"}, "gone", BadInput, "nothing at"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_trusted_or_used_is_refused(shelf: DiffusionShelf, tmp_path: Path, case: str) -> None:
    files, name, error, sentence = REFUSED[case]
    with pytest.raises(error, match=sentence):
        shelf.add(lay(files, tmp_path / "mine") / name)
    assert not (shelf.settings.model_folder / "added.toml").exists()


def test_files_in_place_are_verified_by_their_headers(shelf: DiffusionShelf, tmp_path: Path) -> None:
    mine = lay(wan(), tmp_path / "mine")
    shelf.add(mine)
    assert shelf.verify("mine", quiet)["files"] == 5
    (mine / SHARDS[0]).write_bytes(wan()[SHARDS[0]][:-4])
    with pytest.raises(DamagedFile, match=r"00001-of-00002.* cut short"):
        shelf.verify("mine", quiet)


# ---- choosing ------------------------------------------------------------------------------------------------------


def test_a_choice_rests_on_stated_bytes_until_the_files_are_here(shelf: DiffusionShelf) -> None:
    card = Device(name="NVIDIA GeForce RTX 4090", kind="cuda", free_gb=23, total_gb=24, host_free_gb=64)
    stated = shelf.choose(ID, card)
    assert (stated.width, stated.height, stated.frames, stated.steps) == (832, 480, 81, 30) and stated.fits
    assert stated.seconds == pytest.approx(30 * 4.8) and stated.seconds_from == "stated"
    lay(wan(), shelf.settings.model_folder / ID)
    assert shelf.choose(ID, card).needed_gb < stated.needed_gb  # the small files' own bytes
    small = Device(name="card", kind="cuda", free_gb=5.5, total_gb=6, host_free_gb=64)
    assert shelf.choose("wan2.1-t2v-14b", small).seconds is None
    assert shelf.choose("sdxl-base", card).frames == 1


@pytest.mark.parametrize("entry", [e for e in entries(SHIPPED).values() if e.kind != "writer"], ids=lambda e: e.id)
def test_a_card_tells_what_each_mode_needs_and_how_to_write_prompts_before_it_is_here(
    shelf: DiffusionShelf, entry: Entry
) -> None:
    card = Device(name="card", kind="cuda", free_gb=11, total_gb=12, host_free_gb=64)
    choice = shelf.choose(entry.id, card)
    assert choice.needs.keys() >= {"full", "model", "group"}
    assert choice.needs["full"] >= choice.needs["group"] > 0 and choice.needs_from == entry.activation_from
    assert shelf.model(entry.id).prompt_style == entry.prompt_style != ""


# ---- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hub() -> Iterator[HubServer]:
    server = HubServer()
    server.repositories[REPOSITORY] = Repository(wan())
    yield server
    server.close()


def test_the_command_gets_lists_and_removes_a_model(hub: HubServer, tmp_path: Path) -> None:
    away = {"STORYREEL_OUTPUTS": str(tmp_path / "out"), "STORYREEL_HUB": hub.url, "HF_HUB_CACHE": str(tmp_path / "c")}

    def run(*words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "app.py"), "models", *words]
        clean = {k: v for k, v in os.environ.items() if k != "HF_HUB_OFFLINE"}  # the page's, if another test had one
        said = subprocess.run(command, env=clean | away, capture_output=True, text=True, input="", timeout=60)
        assert said.returncode == status, said.stderr
        return said

    assert "licence" in run("get", ID, status=2).stderr
    got = json.loads(run("get", ID, "--accept-licence", "--json").stdout)
    assert (tmp_path / "out" / "models" / ID / SHARDS[0]).read_bytes() == wan()[SHARDS[0]] and got["files"] == 12
    file = lay({"snow.safetensors": lora(**{"blocks.0.cross_attn.k.lora_A.weight": (4, 1536)})}, tmp_path / "mine")
    assert json.loads(run("add", str(file / "snow.safetensors"), "--json").stdout)["id"] == "snow"
    assert "off the shelf; its file stays" in run("remove", "snow").stdout
    assert "no model or adapter “snow”" in run("remove", "snow", status=1).stderr
    how = json.loads(run("how", "--memory", "group", "--attention", "native", "--json").stdout)
    assert how["chosen"] == {"memory": "group", "attention": "native"}
    told = run("how", "--memory", "auto", "--compile", "on", "--together", "on").stdout
    assert "chosen from what is free" in told and "attention: native" in told and "compile:   on" in told
    assert "together:  on" in told
    assert "Choose one of: auto, native" in run("how", "--attention", "quick", status=2).stderr
    listed = {c["id"]: c["state"] for c in json.loads(run("--json").stdout)["models"]}
    assert "memory by mode: " in run("show", "sdxl-base").stdout
    assert listed[ID] == "here" and listed["sdxl-base"] == "absent"
    assert json.loads(run("remove", ID, "--json").stdout)["freed_bytes"] > 800_000


def test_8_bit_weights_are_counted_as_the_16_bits_that_they_are_loaded_at(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from pipelines.cameras.diffusion.headers import computed_bytes

    save_file({"a": torch.zeros(8, 8).to(torch.float8_e4m3fn), "b": torch.zeros(4)}, tmp_path / "a.safetensors")
    assert computed_bytes(tmp_path / "a.safetensors") == 2 * (64 + 4)
