"""Language models of real classes with random weights: what they say fits its schema, ends, and is heard as it comes.

Random weights are the hardest test of the constraint: nothing but it keeps them to JSON.
"""

import json
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_writers
from jsonschema import Draft202012Validator
from safetensors.torch import load_file, save_file
from test_writer_room import Desk, holds_together

from pipelines.writers import answers
from pipelines.writers.chat import Ask
from pipelines.writers.prompts import Prompts
from pipelines.writers.room import RoomWriter
from pipelines.writers.schema import Schema, many, most_tokens, record, text, whole
from pipelines.writers.transformers import Placing, TransformersChat
from studio.errors import BackendMissing, Cancelled, DamagedFile, MakerFailed, ModelMissing
from studio.film import Brief
from studio.script import Around
from studio.settings import ROOT

SMALL = record(title=text(12), rows=many(text(8), 1, 2), count=whole(1, 9))
NAMES = ["Mara", "马拉"]
BRIEFS = {"en": "Mara, a keeper, finds a letter from 1912 in the ice.", "zh": "守灯人马拉在冰里找到一封1912年的信。"}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("writers")
    return {family: tiny_writers.save(family, root / family) for family in tiny_writers.FAMILIES}


@pytest.fixture(scope="module")
def chats(folders: dict[str, Path]) -> Iterator[dict[str, TransformersChat]]:
    found = {family: TransformersChat(folder, family) for family, folder in folders.items()}
    yield found
    for chat in found.values():
        chat.unload()


def question(schema: Schema, seed: int = 1, user: str = "write") -> Ask:
    return Ask("You write.", user, schema, most_tokens(schema), seed, temperature=1.0)


def forms(language: str) -> list[Schema]:
    """Every form of answer that the room asks for."""
    return [
        answers.outline_schema(2, language),
        answers.scene_schema(6.0, language, NAMES),
        answers.shots_schema((1, 2), language, NAMES, 2),
        record(scenes=many(answers.revised_schema(4.0, language, []), 1, 1)),
        record(loglines=many(answers.words(60, language, 8), 2, 2)),
    ]


def answered(chat: TransformersChat, schema: Schema, seed: int) -> None:
    """Asks, and claims what must hold of every answer."""
    reply = chat.answer(question(schema, seed, BRIEFS["zh" if seed % 2 else "en"]), lambda _: None)
    value = json.loads(reply.text)
    assert not list(Draft202012Validator(schema).iter_errors(value)), reply.text
    assert reply.whole and 0 < reply.tokens_out <= most_tokens(schema)


@pytest.mark.parametrize("n", range(10))
def test_every_answer_fits_its_schema_and_its_bounds(chats: dict[str, TransformersChat], n: int) -> None:
    language = ("en", "zh")[n % 2]
    answered(chats[tiny_writers.FAMILIES[n % 3]], forms(language)[n // 2], n)


@pytest.mark.soak
@pytest.mark.parametrize("family", tiny_writers.FAMILIES)
def test_five_hundred_answers_fit(chats: dict[str, TransformersChat], family: str) -> None:
    for n in range(168):  # 504 in all
        language = ("en", "zh")[n % 2]
        answered(chats[family], forms(language)[n // 2 % 5], 1000 + n)


@pytest.mark.parametrize(("family", "language"), [("llama", "en"), ("qwen3", "zh"), ("gemma3", "en")])
def test_a_film_is_written_whatever_the_model_says(
    folders: dict[str, Path], chats: dict[str, TransformersChat], family: str, language: str
) -> None:
    room = RoomWriter(family, lambda _: chats[family], Prompts(ROOT / "assets" / "prompts", Path("/nowhere")))
    desk, brief = Desk(), Brief(text=BRIEFS[language], seconds=8)
    outline = room.outline(brief, [], desk)
    scenes = [room.write_scene(brief, outline, n, Around(), desk) for n in range(len(outline.beats))]
    board = [room.plan_scene(brief, outline, n, s, desk) for n, s in enumerate(scenes)]
    holds_together(outline, scenes, board, 8)
    assert {c.outcome for c in desk.calls} <= {"good", "mended", "refused"}  # refused: in no language at all
    assert all(c.tokens_in and c.tokens_out and c.reply for c in desk.calls)


def test_the_same_question_and_seed_give_the_same_answer(chats: dict[str, TransformersChat]) -> None:
    told = [chats["qwen3"].answer(question(SMALL, seed), lambda _: None).text for seed in (5, 5, 6)]
    assert told[0] == told[1] != told[2]


def test_what_is_said_is_heard_token_by_token_and_a_stop_ends_it(chats: dict[str, TransformersChat]) -> None:
    heard: list[str] = []

    def listen(said: str) -> None:
        heard.append(said)
        if len(said) > 8:
            raise Cancelled

    with pytest.raises(Cancelled):
        chats["llama"].answer(question(SMALL), listen)
    assert heard[-1].startswith("{") and len(heard) < 40
    assert json.loads(chats["llama"].answer(question(SMALL), lambda _: None).text)  # the next one is whole


def test_a_reasoning_model_thinks_apart_and_only_as_long_as_it_may(tmp_path: Path) -> None:
    folder = tiny_writers.save("qwen3", tmp_path / "thinker", thinks=True)
    at_once = TransformersChat(folder, "thinker").answer(question(SMALL), lambda _: None)
    assert json.loads(at_once.text) and at_once.thinking == ""
    thinks = TransformersChat(folder, "thinker", Placing(think=12)).answer(question(SMALL), lambda _: None)
    assert json.loads(thinks.text) and thinks.thinking and thinks.thinking not in thinks.text
    assert thinks.tokens_out > len(thinks.text) / 12


def test_a_template_without_a_system_message_is_told_it_with_the_question(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    chat = TransformersChat(folders["llama"], "llama")
    refuses = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}"
    )
    chat.tokenizer.chat_template = refuses
    assert chat._prompt(question(SMALL)) == "You write.\n\nwrite"
    chat.tokenizer.chat_template = None
    assert chat._prompt(question(SMALL)).startswith("You write.\n\nwrite")


def test_a_context_too_small_says_so_and_a_small_one_shortens(tmp_path: Path) -> None:
    prompts = Prompts(ROOT / "assets" / "prompts", Path("/nowhere"))
    tiny = TransformersChat(tiny_writers.save("llama", tmp_path / "tiny", context=900), "tiny")
    with pytest.raises(MakerFailed, match="context of 900 tokens, too small"):
        RoomWriter("tiny", lambda _: tiny, prompts).outline(Brief(text="a cat", seconds=8), [], Desk())
    small = TransformersChat(tiny_writers.save("llama", tmp_path / "small", context=3000), "small")
    desk = Desk()
    RoomWriter("small", lambda _: small, prompts).outline(Brief(text="a cat " * 3000, seconds=8), [], desk)
    assert all(c.tokens_in + c.tokens_out <= 3000 for c in desk.calls)


def test_unloading_gives_the_memory_back_and_the_next_question_loads_again(folders: dict[str, Path]) -> None:
    chat = TransformersChat(folders["llama"], "llama")
    first = chat.answer(question(SMALL), lambda _: None).text
    weights = weakref.ref(chat.model)
    chat.unload()
    assert weights() is None
    assert chat.answer(question(SMALL), lambda _: None).text == first


# ---- what can be wrong with a folder -------------------------------------------------------------------------------


def test_a_folder_without_a_tokenizer_or_without_weights_is_told_of(folders: dict[str, Path], tmp_path: Path) -> None:
    for missing, sentence in (("tokenizer.json", "tokenizer"), ("model.safetensors", "can't be read")):
        folder = tmp_path / missing
        folder.mkdir()
        for file in folders["llama"].iterdir():
            if file.name != missing:
                (folder / file.name).write_bytes(file.read_bytes())
        with pytest.raises(ModelMissing, match=sentence):
            TransformersChat(folder, "half").answer(question(SMALL), lambda _: None)


def test_a_truncated_weight_file_is_told_of(folders: dict[str, Path], tmp_path: Path) -> None:
    for file in folders["qwen3"].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[: 5000 if file.suffix == ".safetensors" else None])
    with pytest.raises(DamagedFile, match="damaged"):
        TransformersChat(tmp_path, "cut").answer(question(SMALL), lambda _: None)


def test_pickles_are_never_read_and_code_never_runs(folders: dict[str, Path], tmp_path: Path) -> None:
    import torch

    for file in folders["llama"].iterdir():
        if file.suffix != ".safetensors":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save(load_file(folders["llama"] / "model.safetensors"), tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelMissing):
        TransformersChat(tmp_path, "pickle").answer(question(SMALL), lambda _: None)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(
        json.dumps(
            config | {"model_type": "mine", "auto_map": {"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M"}}
        )
    )
    (tmp_path / "code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nC = M = None\n")
    save_file(load_file(folders["llama"] / "model.safetensors"), tmp_path / "model.safetensors")
    with pytest.raises(ModelMissing):
        TransformersChat(tmp_path, "code").answer(question(SMALL), lambda _: None)
    assert not (tmp_path / "ran").exists()


def test_a_precision_that_needs_a_card_says_so(folders: dict[str, Path]) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a card here")
    with pytest.raises(BackendMissing, match="needs an NVIDIA card"):
        TransformersChat(folders["llama"], "llama", Placing(precision="int4")).answer(question(SMALL), lambda _: None)
