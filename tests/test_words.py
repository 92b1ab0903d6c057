"""The page's words: both languages have every key, and nothing that is shown goes around the table."""

import ast
import re
from pathlib import Path

import pytest

from studio.film import JobState
from studio.vocabulary import Angle, Aspect, Movement, Size, Subtitles, Transition
from ui import text

UI = Path(text.__file__).parent.parent
SCRIPTS = [*sorted((UI / "parts").glob("*.js")), UI / "filmstrip" / "filmstrip.js"]
ROOMS = [*sorted((UI / "tabs").glob("*.py")), UI / "blocks.py", UI / "views.py"]
ENGLISH, CHINESE = text.table("en"), text.table("zh-CN")
SHOWN = {"label", "placeholder", "info", "value", "title", "text"}  # arguments that reach the person's eyes or ears


def test_both_languages_have_the_same_keys():
    assert ENGLISH.keys() == CHINESE.keys()


def test_both_languages_fill_in_the_same_values():
    def names(words: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", words))

    assert {k for k in ENGLISH if names(ENGLISH[k]) != names(CHINESE[k])} == set()


def test_no_words_are_empty_and_the_chinese_ones_are_chinese():
    same = {"page_title", "language_en", "style_flat"}
    assert [k for k, words in (ENGLISH | CHINESE).items() if not words.strip()] == []
    plain = [
        k for k, words in CHINESE.items() if re.search("[a-z]{3}", words.lower()) and not re.search("[一-鿿]", words)
    ]
    assert set(plain) <= same


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_vocabulary_has_its_words(language):
    families = {
        "size": Size,
        "angle": Angle,
        "movement": Movement,
        "transition": Transition,
        "subtitles": Subtitles,
        "state": JobState,
        "shot_state": ["empty", "stale", "queued", "paused", "rendering", "done", "failed"],
        "kind": ["write_script", "plan_shots", "speak_lines", "render_shot", "score_film", "cut_film"],
        "aspect": [str(a).replace(":", "_").replace(".", "_") for a in Aspect],
    }
    for family, values in families.items():
        for value in values:
            assert text.word_key(family, str(value)) in text.table(language)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_scripts_use_keys_that_exist_and_no_words_of_their_own(script):
    source = script.read_text("utf-8")
    used = re.findall(r"\bt\('([a-z_0-9]+)'[,)]", source)
    assert [key for key in used if key not in ENGLISH] == []
    literal = re.findall(r"\b(?:text|label|title|placeholder): '([^']*[A-Za-z]{2}[^']*)'", source)
    # The two languages are named in themselves.
    assert [words for words in literal if words != "English"] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: p.name)
def test_rooms_show_no_words_of_their_own(room):
    found = []
    for call in (n for n in ast.walk(ast.parse(room.read_text("utf-8"))) if isinstance(n, ast.Call)):
        name = ast.unparse(call.func)
        if not name.startswith("gr.") or name == "gr.Blocks":
            continue
        given = [k.value for k in call.keywords if k.arg in SHOWN]
        if name in ("gr.Button", "gr.Markdown", "gr.Warning", "gr.Info", "gr.Tab", "gr.Accordion"):
            given += call.args[:1]
        found += [
            v.value
            for v in given
            if isinstance(v, ast.Constant) and isinstance(v.value, str) and re.search("[A-Za-z]{3}", v.value)
        ]
    assert [words for words in found if words not in ("auto", "burn")] == []


def test_rooms_use_keys_that_exist():
    used = [key for room in ROOMS for key in re.findall(r'(?:\bt|\.say)\("([a-z_0-9]+)"', room.read_text("utf-8"))]
    assert [key for key in used if key not in ENGLISH] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("frame 3 of 90", "第 3 帧，共 90 帧"),
        ("Shot 4 is locked: unlock it first, then render it.", "镜头 4 已锁定：请先解锁再渲染。"),
        (
            "Not started, because “render shot” before it did not finish: it was cancelled",
            "未开始，因为前面的“渲染镜头”没有完成：已取消",
        ),
        (
            "Wan can't be read: about 11.0 GB of the machine's memory are needed, 8.0 GB are free. Close others.",
            "无法读取 Wan：约需 11.0 GB 内存，可用 8.0 GB。请关闭其他程序，或选择较小的模型。",
        ),
        ("my file is one file, which can't be kept as int8: choose “full”.",
         "my file 是单个文件，不能以 int8 精度使用：请选择 “full”。"),
        ("A sentence nobody has translated.", "A sentence nobody has translated."),
    ],
)
def test_what_the_studio_says_is_shown_in_chinese_where_the_table_knows_it(english, chinese):
    assert text.sentence("zh-CN", english) == chinese
    assert text.sentence("en", english) == english


def test_a_browser_that_asks_for_plain_chinese_gets_it():
    assert text.language_of(None, "zh") == text.language_of(None, "zh-TW,en;q=0.5") == "zh-CN"
    assert text.language_of("en", "zh") == text.language_of(None, None) == "en"
