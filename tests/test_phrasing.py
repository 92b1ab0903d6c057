"""Claims about prompts: each family is told in its own words, nothing is lost, and one's own words always win."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from conftest import toy_film

import pipelines
from pipelines.cameras.diffusion.entries import SHIPPED as MODELS
from pipelines.cameras.diffusion.entries import entries
from studio import orders, timing
from studio.crew import Crew, Maker
from studio.errors import BadInput
from studio.film import Angle, Brief, Character, Dials, Film, Kind, Movement, Project, Scene, Shot, Size, Style, Take
from studio.orders import Cameras
from studio.phrasing import Ask, Phrased, phrase, tokens
from studio.prompt_styles import COMMON, PLAIN, SHIPPED, PromptStyles, drawing, known_words
from studio.prompt_words import IDEOGRAPH, words_of, written
from studio.rendering import render_shot
from studio.stage import Stage
from studio.studio import Studio

STYLES = sorted(f.stem for f in SHIPPED.glob("*.toml") if f.stem != COMMON)
WORDY = [s for s in STYLES if s != "svd"]
CAMERAS = [e for e in entries(MODELS).values() if e.kind in ("camera", "still")]
READS = {e.prompt_style: e.words for e in CAMERAS}  # tokens
STILL = {"sdxl", "z_image", "qwen_image", "flux2"}


def film(language: str, characters: dict[str, str], style: str = "flat", words: str = "") -> Film:
    """A film with that bible."""
    return Film(
        project=Project(brief=Brief(text="海" if language == "zh" else "the sea", language=language, style=style)),
        style=Style(name=style, prompt=words),
        characters=[Character(name=name, look=look) for name, look in characters.items()],
        scenes=[Scene(id="s", heading="EXT. SEA - AFTERNOON")],
    )


KEEPER = (
    film("en", {"Keeper": "dark wool coat, keeper's cap", "Whale": "deep blue-grey skin, pale belly"}, "watercolour"),
    Shot(
        scene_id="s", size="wide", angle="high", movement="push in", subject="a lighthouse keeper",
        action="looks into the distance", setting="the sea in the afternoon", light="slanting afternoon light",
        mood="calm", characters=["Keeper", "Whale"], negative_prompt="boats",
    ),
)  # fmt: skip
MIA = (
    film("en", {"Mia": "a girl of nine in a red raincoat, wet brown hair"}, "live"),
    Shot(
        scene_id="s", size="close-up", angle="eye level", movement="handheld", subject="Mia",
        action="She opens a rusty tin box and holds her breath.", setting="in a dim attic, dust in the air",
        light="one beam of sunlight through a skylight", mood="mysterious", characters=["Mia"],
    ),
)  # fmt: skip
CAT = (
    film("zh", {"橘猫": "光滑的橘色皮毛", "店主": "束起的长发，深灰开衫"}, "ink", "忧伤"),
    Shot(
        scene_id="s", size="medium close-up", angle="low", movement="static", subject="一只橘猫", action="等它的主人",
        setting="便利店门口，夜里，外面下着雨", light="夜里的暗光，深蓝的阴影，湿漉漉的反光", mood="忧伤",
        characters=["橘猫", "店主"], negative_prompt="行人",
    ),
)  # fmt: skip
ASTRONAUT = (
    film("zh", {"宇航员": "白色宇航服，金色面罩"}, "live", "冷色调，胶片质感"),
    Shot(
        scene_id="s", size="extreme wide", angle="overhead", movement="orbit", subject="宇航员",
        action="宇航员在红色沙丘上留下一串脚印", setting="火星，日落", light="日落的红光，长长的影子", mood="神秘",
        characters=["宇航员"],
    ),
)  # fmt: skip
ALL = {"keeper": KEEPER, "mia": MIA, "cat": CAT, "astronaut": ASTRONAUT}
ENGLISH, CHINESE = ["keeper", "mia"], ["cat", "astronaut"]


def asked(style_id: str, **more: object) -> Ask:
    plain = {"tokens": READS[style_id], "moving": style_id not in STILL}
    return Ask(PromptStyles().style(style_id), **(plain | more))  # type: ignore[arg-type]


def told(style_id: str, case: tuple[Film, Shot], **more: object) -> Phrased:
    changed = {k: more.pop(k) for k in list(more) if k in Shot.model_fields}
    return phrase(case[0], Shot.model_validate(case[1].model_dump() | changed), asked(style_id, **more))


def bare(text: str) -> str:
    """Letters and ideographs alone."""
    return re.sub(r"[\W_]+", "", text).lower()


# ---- every style ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style_id", STYLES)
def test_every_style_reads_without_a_flaw_and_says_where_it_comes_from(style_id):
    style = PromptStyles().style(style_id)
    assert style.broken == "" and style.form != "list"
    head = (SHIPPED / f"{style_id}.toml").read_text("utf-8").partition("\n\n")[0]
    assert head.startswith("# ") and len(head) > 60


def test_every_model_is_told_in_a_style_that_there_is():
    assert {e.id: e.prompt_style for e in CAMERAS if e.prompt_style not in STYLES} == {}
    assert set(STYLES) == {e.prompt_style for e in CAMERAS}


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("style_id", WORDY)
def test_nothing_is_lost_every_field_is_told_or_left_out_for_a_reason(style_id, case):
    made, (_, shot) = told(style_id, ALL[case]), ALL[case]
    style, said = PromptStyles().style(style_id), bare(made.prompt)
    words = words_of(written(*ALL[case]), style)
    fields = {"setting": words.setting, "light": words.light, "mood": words.mood, "style": words.style}
    fields |= {"size": words.size, "angle": words.angle, "movement": words.movement}
    # Where the action names the subject, what the subject looks like stands between.
    fields |= {"subject": shot.subject, "action": shot.action.removeprefix(shot.subject)}
    for name, value in fields.items():
        pieces = re.split("[,，]", value) if name in ("style", "light") else [value]
        assert name in made.left_out or all(bare(piece) in said for piece in pieces), name
    for character in ALL[case][0].characters:
        assert "characters" in made.left_out or all(bare(x) in said for x in re.split("[,，]", character.look))
    assert all(made.left_out.values())


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("style_id", WORDY)
def test_no_prompt_dangles_and_chinese_prose_has_chinese_punctuation(style_id, case):
    made = told(style_id, ALL[case])
    assert not re.search(r"[,，;；]\s*[.。,，]|[.。]\s*[.。,，]|\s[,.，。]|\{|\}|  |^[,.，。\s]|[,，;；]$", made.prompt)
    if case in CHINESE and "zh" in PromptStyles().style(style_id).languages:
        assert not re.search(r"[,;:.!?]", made.prompt) and made.prompt.endswith("。")
    if PromptStyles().style(style_id).form == "prose":
        assert made.prompt[-1] in ".。" and made.prompt[0] == made.prompt[0].upper()


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("style_id", WORDY)
def test_how_somebody_looks_is_told_once(style_id, case):
    made = told(style_id, ALL[case], tokens=0)
    for character in ALL[case][0].characters:
        assert bare(made.prompt).count(bare(re.split("[,，]", character.look)[0])) == 1


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("style_id", STYLES)
def test_limits_hold_by_the_estimate_and_by_the_authors_advice(style_id, case):
    rich = {"setting": "the old harbour " * 12 if case in ENGLISH else "古老的港口边上" * 12, "movement": "crane up"}
    for change in ({}, rich):
        made, style = told(style_id, ALL[case], **change), PromptStyles().style(style_id)
        assert made.tokens <= max(0, READS[style_id] - 2)
        chinese = bool(IDEOGRAPH.search(made.prompt))
        most = style.most_words.get("zh" if chinese and "zh" in style.languages else "en", 10**6)
        assert (len(IDEOGRAPH.findall(made.prompt)) if chinese else len(made.prompt.split())) <= most


@pytest.mark.parametrize("style_id", STYLES)
def test_ones_own_words_win_word_for_word(style_id):
    own = "  my OWN words, {style}; 35mm,  f/1.4 。\nand a second line "
    for case in ALL.values():
        made = told(style_id, case, prompt=own, motion=0.9)
        if style_id == "svd":
            assert made.prompt == "" and made.left_out["prompt"] == "this model reads no words"
        else:
            assert made.prompt == own and made.own_words and "subject" not in made.left_out


@pytest.mark.parametrize("style_id", WORDY)
def test_words_that_look_like_templates_or_markup_stay_words(style_id):
    hostile = "a {cat} {0} %s <b>&lt;</b> \x00 `rm` \\u0041"
    made = told(style_id, MIA, subject=hostile, action="", characters=[], setting="", tokens=0)
    assert hostile.split("\x00")[0].strip() in made.prompt.replace("A {cat}", "a {cat}")


def test_a_novel_in_one_field_is_told_whole_and_said_to_be_too_long():
    made = told("wan", KEEPER, action="walks on " * 20_000)
    assert bare("walks on walks on") in bare(made.prompt) and "the end is not read" in made.notes[0]
    assert made.left_out["light"] == "the prompt would be longer than this model reads"


def test_an_empty_shot_is_told_by_its_scene_and_its_camera():
    made = told("wan", (film("en", {}, "live"), Shot(scene_id="s")))
    assert "The setting is sea, afternoon." in made.prompt and "A wide shot at eye level." in made.prompt


# ---- each family's own words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style_id", "case", "movement", "words"),
    [
        ("wan", "keeper", "push in", "The camera slowly pushes in."),
        ("wan", "cat", "push in", "镜头缓缓推近。"),
        ("wan", "cat", "tilt up", "镜头上摇。"),
        ("ltx", "keeper", "push in", "The camera dollies in."),
        ("ltx", "keeper", "static", "The camera remains stationary."),
        ("ltx2", "keeper", "crane up", "The camera jibs up."),
        ("hunyuan15", "keeper", "pull out", "The camera moves back."),
        ("hunyuan15", "cat", "truck left", "相机向左平移。"),
        ("cogvideox", "mia", "orbit", "The camera circles around the subject."),
        ("kandinsky5", "keeper", "static", "The camera remains stationary."),
        ("sana_video", "cat", "static", "镜头固定不动。"),
        ("sd15", "mia", "push in", "slow push-in"),
    ],
)
def test_the_camera_moves_in_the_words_that_the_family_knows(style_id, case, movement, words):
    assert words in told(style_id, ALL[case], movement=movement, tokens=0).prompt


@pytest.mark.parametrize(
    ("style_id", "case", "begins"),
    [
        ("wan", "keeper", "Watercolour painting on cold-pressed paper"),
        ("wan", "cat", "中国水墨画"),
        ("ltx", "keeper", "A lighthouse keeper looks into the distance."),
        ("hunyuan15", "cat", "一只橘猫，光滑的橘色皮毛，等它的主人。"),
        (
            "cogvideox",
            "keeper",
            "A lighthouse keeper with a dark wool coat and a keeper's cap looks into the distance.",
        ),
        ("kandinsky5", "mia", "The scene is set in a dim attic, dust in the air."),
        ("sana_video", "keeper", "Slanting afternoon light."),
        ("sd15", "keeper", "a lighthouse keeper looks into the distance, dark wool coat"),
        ("z_image", "mia", "Mia, a girl of nine in a red raincoat, wet brown hair."),
        ("flux2", "astronaut", "宇航员，白色宇航服，金色面罩，在红色沙丘上留下一串脚印。"),
    ],
)
def test_a_prompt_begins_with_what_the_family_wants_first(style_id, case, begins):
    assert told(style_id, ALL[case]).prompt.startswith(begins)


def test_ltx_tells_of_looks_after_the_action():
    assert "The keeper has a dark wool coat and a keeper's cap." in told("ltx", KEEPER).prompt
    assert "Mia is a girl of nine in a red raincoat" in told("ltx", MIA).prompt
    robots = Shot(subject="two robots", action="play chess", characters=["Robots"])
    assert (
        "The robots have pale blue eyes."
        in phrase(film("en", {"Robots": "pale blue eyes"}), robots, asked("ltx")).prompt
    )


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ("dark hair, ochre jacket, green scarf", "with dark hair, an ochre jacket and a green scarf waits"),
        ("red hair and green eyes", "with red hair and green eyes waits"),
        ("his father's coat", "with his father's coat waits"),
        ("a tall girl of nine", "Ann, a tall girl of nine, waits"),
        ("tall boy in a coat", "Ann, tall boy in a coat, waits"),
        ("wearing a hat", "Ann, wearing a hat, waits"),
        ("old, kind", "Ann, old, kind, waits"),
        ("coat", "Ann with a coat waits"),
    ],
)  # fmt: skip
def test_what_one_wears_is_listed_and_any_other_look_stands_as_it_is(look, words):
    made = phrase(film("en", {"Ann": look}), Shot(subject="Ann", action="waits", characters=["Ann"]), asked("z_image"))
    assert words in made.prompt


def test_whoever_the_subject_does_not_name_is_in_the_picture_all_the_same():
    assert "Also in the picture: Whale with deep blue-grey skin and a pale belly." in told("wan", KEEPER).prompt
    assert "画面中还有店主，束起的长发，深灰开衫。" in told("wan", CAT).prompt
    made = phrase(film("en", {}), Shot(subject="a dog", characters=["Dog", "Ann"]), asked("wan"))
    assert "Also in the picture: Ann." in made.prompt


def test_quality_words_go_where_the_family_was_trained_with_them():
    assert told("qwen_image", KEEPER).prompt.endswith("Ultra HD, 4K, cinematic composition.")
    assert told("qwen_image", CAT).prompt.endswith("超清，4K，电影级构图。")
    assert "masterpiece" in told("sd15", KEEPER, tokens=0).prompt
    assert "masterpiece" not in told("sd15", KEEPER).prompt, "they go first where 77 tokens are too few"
    assert not re.search("masterpiece|4K", told("z_image", KEEPER).prompt)


def test_a_still_says_nothing_of_movement():
    made = told("z_image", KEEPER)
    assert "camera" not in made.prompt and made.left_out["movement"] == "a still does not move"


def test_a_clip_that_begins_with_a_picture_tells_what_moves_where_the_authors_ask_for_that():
    made = told("wan22", KEEPER, begins=True)
    assert made.prompt == "The camera slowly pushes in. A lighthouse keeper looks into the distance."
    assert {made.left_out[x] for x in ("setting", "light", "style", "size", "characters")} == {
        "the first picture shows it"
    }
    for style_id in ("wan", "ltx"):
        assert told(style_id, KEEPER, begins=True) == told(style_id, KEEPER)


@pytest.mark.parametrize("style_id", ["wan", "hunyuan15", "cogvideox", "ltx", "kandinsky5", "sana_video", "sd15"])
def test_the_motion_dial_is_told_in_words(style_id):
    assert "fast" in told(style_id, MIA, motion=0.9, tokens=0).prompt
    assert "slow" in told(style_id, MIA, motion=0.1, tokens=0).prompt
    assert told(style_id, MIA, motion=0.5) == told(style_id, MIA)


def test_a_dial_that_says_nothing_beside_ones_own_words_is_told_of():
    assert told("wan", MIA, prompt="mine", motion=0.9).notes == ["The motion dial adds no words to your own."]
    assert told("ltx2", MIA, prompt="mine", motion=0.9).notes == []  # it has a parameter for it


# ---- languages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style_id", [s for s in WORDY if "zh" not in PromptStyles().style(s).languages])
def test_a_model_trained_on_english_gets_our_words_in_english_and_theirs_as_they_stand(style_id):
    made = told(style_id, CAT, tokens=0)
    assert "一只橘猫" in made.prompt and "便利店门口" in made.prompt
    assert "dim night light, deep blue shadows, wet reflections" in made.prompt and "low angle" in made.prompt
    assert "Chinese ink wash painting" in made.prompt and "sad" in made.prompt
    assert made.notes == ["This model was trained on English: the words of this shot are Chinese."]
    assert told(style_id, KEEPER).notes == []


@pytest.mark.parametrize("style_id", [s for s in WORDY if "zh" in PromptStyles().style(s).languages])
def test_a_model_trained_in_both_languages_is_told_in_the_films(style_id):
    assert not re.search("[A-JL-Za-jl-z]", told(style_id, CAT).prompt.replace("4K", ""))
    assert not IDEOGRAPH.search(told(style_id, KEEPER).prompt)
    assert told(style_id, CAT).notes == []


def test_a_shot_is_told_in_the_language_that_it_is_written_in():
    english = Shot.model_validate(KEEPER[1].model_dump() | {"characters": []})
    assert not IDEOGRAPH.search(phrase(film("zh", {}), english, asked("wan")).prompt)


def test_only_words_that_are_ours_are_translated():
    kept = told("ltx", CAT, light="店里的灯光，夜里的暗光，深蓝的阴影").prompt
    assert "店里的灯光，夜里的暗光，深蓝的阴影" in kept, "a text that is partly the person's stands as it is"
    assert known_words()["calm"] == "平静" and known_words()["平静"] == "calm"


def test_ideographs_are_what_timing_takes_for_chinese():
    for code in (*range(0x3300, 0xA000, 7), *range(0xF800, 0xFB00), *range(0x1FF00, 0x32000, 13), 0x3400, 0x9FFF):
        assert bool(IDEOGRAPH.match(chr(code))) == timing.is_cjk(chr(code)), hex(code)


# ---- what is not to be seen ----------------------------------------------------------------------------------------


def test_wan_gets_the_chinese_negative_prompt_that_it_was_trained_with():
    for case in (KEEPER, CAT):
        made = told("wan", case).negative_prompt
        assert made.startswith(case[1].negative_prompt) and "最差质量" in made and "倒着走" in made and "," not in made


def test_a_drawn_film_is_not_steered_away_from_drawing():
    assert "画作" in told("wan", MIA).negative_prompt and "画作" not in told("wan", KEEPER).negative_prompt
    assert "cartoon" not in told("kandinsky5", KEEPER).negative_prompt
    assert "paintings" in told("kandinsky5", MIA).negative_prompt
    assert "illustration" in told("kandinsky5", MIA).negative_prompt, "a live-action film is"


@pytest.mark.parametrize("style_id", ["flux2", "svd"])
def test_a_model_that_reads_no_negative_prompt_gets_none_and_says_so(style_id):
    made = told(style_id, KEEPER)
    assert made.negative_prompt == "" and made.left_out["negative_prompt"].startswith("this model reads no ")
    assert "negative_prompt" not in told(style_id, MIA).left_out, "nothing was to be avoided"


def test_without_guidance_no_negative_prompt_is_read():
    made = told("ltx", KEEPER, guidance=1.0)
    assert made.negative_prompt == "" and "guidance" in made.left_out["negative_prompt"]
    assert told("ltx", KEEPER, guidance=3.0).negative_prompt.startswith("boats, photo, hard edges")


def test_a_models_own_negative_prompt_takes_the_place_of_its_styles():
    made = told("wan", MIA, negative="blurred").negative_prompt
    assert made.endswith("blurred") and "最差质量" not in made
    assert told("qwen_image", (film("en", {}, "none"), Shot(subject="a cat"))).negative_prompt == " "


# ---- lengths -------------------------------------------------------------------------------------------------------

# Counted with the vocabularies of CLIP (open_clip 3.3) and Qwen (dashscope 2.0.2): docs/prompts.md.
COUNTED = [
    (KEEPER, "wan", 1.0, 90, 93), (CAT, "wan", 1.0, None, 99), (MIA, "wan", 1.0, 93, 92),
    (ASTRONAUT, "hunyuan15", 1.0, None, 90), (KEEPER, "sd15", 3.0, 76, 78), (CAT, "sd15", 3.0, 163, 100),
]  # fmt: skip


@pytest.mark.parametrize(("case", "style_id", "a_character", "clip", "qwen"), COUNTED)
def test_tokens_are_estimated_too_many_rather_than_too_few(case, style_id, a_character, clip, qwen):
    guessed = tokens(told(style_id, case, tokens=0).prompt, a_character)
    assert max(clip or 0, qwen) <= guessed <= 1.5 * max(clip or 0, qwen)


def test_a_small_part_comes_back_where_there_is_room():
    """Looks had to go and are long: what went before them and is short fits again."""
    long = film("en", {"Keeper": ", ".join(f"{n} very long scarves" for n in range(30))}, "live")
    made = phrase(long, KEEPER[1], asked("sd15"))
    assert "characters" in made.left_out and "mood" not in made.left_out and "calm mood" in made.prompt


# ---- orders and takes ----------------------------------------------------------------------------------------------


def test_the_animatics_takes_stay_what_they_were(settings):
    """These hashes were made before there were prompt styles."""
    board = Film(
        project=Project(brief=Brief(text="a cat", style="ink")), style=Style(name="ink", prompt="calm"),
        characters=[Character(name="Cat", look="orange fur")], scenes=[Scene(id="s", heading="EXT. SEA - DAY")],
    )  # fmt: skip
    shot = Shot(
        scene_id="s", size="wide", angle="high", movement="push in", subject="a cat", action="waits",
        setting="the pier", light="moonlight", mood="sad", characters=["Cat"], negative_prompt="dogs",
    )  # fmt: skip
    cameras = orders.cameras(Crew(pipelines.built_in(settings)), board.project.brief)
    asked_for = "5258f44a8f047e08a72fefd932f2ac163749c075cd5703047e2dbcb5ae2e4a85"
    assert orders.intent(board, shot, cameras) == asked_for
    own = "96a193bd021fed85131b6e2cc2fd9050e344f3ac115336ff517aa5b3bf02ee2b"
    assert orders.intent(board, shot.model_copy(update={"prompt": "my words"}), cameras) == own


def a_model(**more: object) -> Maker:
    plain = {"heavy": True, "prompt_style": "wan", "prompt_tokens": 512, "guidance": 5.0}
    return Maker("camera", "m", "", dict, **(plain | more))  # type: ignore[arg-type]


def test_an_order_carries_the_words_of_its_cameras_style():
    order = orders.clip_order(*KEEPER, Cameras(a_model()))
    assert order.prompt == told("wan", KEEPER).prompt and "倒着走" in order.negative_prompt
    still = orders.still_order(*KEEPER, Cameras(a_model(), replace(a_model(prompt_style="z_image"), kind="still")))
    assert still.prompt == told("z_image", KEEPER).prompt
    assert orders.clip_order(*KEEPER, Cameras(a_model(prompt_style=""))).prompt.startswith("wide shot, high angle,")


def test_guidance_that_the_person_turns_up_brings_the_negative_prompt_back():
    distilled = Cameras(a_model(guidance=1.0))
    turned = KEEPER[1].model_copy(update={"dials": Dials(guidance=4)})
    assert orders.clip_order(*KEEPER, distilled).negative_prompt == ""
    assert "boats" in orders.clip_order(KEEPER[0], turned, distilled).negative_prompt


def test_a_keyframe_changes_what_the_camera_is_told(studio: Studio):
    model = Cameras(a_model(prompt_style="wan22", takes=frozenset({"text", "first frame"})))
    board = toy_film(studio)
    shot = board.shots[0].model_copy(update={"still_id": "t"})
    still = Take(id="t", kind=Kind.STILL, recipe_hash="x", path="x.png", fps=str(Fraction(24)))
    seen = board.model_copy(update={"takes": {"t": still}})
    assert "setting" in orders.clip_words(seen, shot, model).left_out
    assert "setting" not in orders.clip_words(board, board.shots[0], model).left_out


# ---- the person's own files ----------------------------------------------------------------------------------------


def own_file(studio: Studio, name: str, content: str) -> PromptStyles:
    folder = studio.settings.prompts / "cameras"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return studio.crew.prompt_styles


OWN = 'name = "Mine"\nform = "prose"\nlanguages = ["en"]\norder = ["doing"]\n[en.movement]\nstatic = "nothing moves"\n'


def test_a_file_of_ones_own_takes_the_place_of_the_shipped_one(studio):
    style = own_file(studio, "wan", OWN).style("wan")
    assert style.own and style.name == "Mine" and style.en.size[Size.WIDE] == "a wide shot"
    assert phrase(*KEEPER, Ask(style)).prompt.startswith("A lighthouse keeper looks into the distance.")
    (studio.settings.prompts / "cameras" / "wan.toml").unlink()
    assert studio.crew.prompt_styles.style("wan").name == "Wan 2.1"


def test_a_style_may_be_like_a_shipped_one_but_for_what_it_says(studio):
    style = own_file(
        studio, "my_model", "like = 'hunyuan15'\nname = 'Mine'\n[en.movement]\nstatic = 'nothing moves'"
    ).style("my_model")
    assert style.name == "Mine" and style.en.movement[Movement.STATIC] == "nothing moves"
    assert style.en.movement[Movement.PUSH_IN] == "the camera moves forward"


def test_a_style_of_another_name_is_a_new_one(studio):
    assert own_file(studio, "my-model", OWN).style("my-model").name == "Mine"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("order = [", "Invalid value"),
        ("form = 'prose'\nlanguages = ['en']\norder = []", "name"),
        (OWN + "[en.size]\ngiant = 'x'", "giant"),
        (OWN + "[en.says]\nlight = 'by {lamp}'", "lamp"),
        (OWN.replace('"doing"', '"weather"'), "order"),
        ("like = 'nobody'", "nobody"),
        ("\ufffe", "line 1"),
    ],
)
def test_a_broken_file_is_told_in_one_sentence_and_the_shipped_words_are_shown(studio, content, why):
    style = own_file(studio, "wan", content).style("wan")
    assert not style.own and style.name == "Wan 2.1"
    assert (
        style.broken.startswith("The prompt file ") and why in style.broken and "mend it, or delete it" in style.broken
    )
    assert phrase(*KEEPER, Ask(style)).notes == [style.broken]
    line = next(c for c in studio.doctor() if c.name == "Prompts wan")
    assert line.state == "missing" and line.remedy.startswith("mend it")


def test_a_broken_file_is_told_once_it_is_mended_no_more(studio):
    own_file(studio, "wan", "order = [")
    assert studio.crew.prompt_styles.style("wan").broken
    assert own_file(studio, "wan", OWN + "# mended").style("wan").broken == ""


def test_ones_own_common_words_are_under_every_style(studio):
    common = (SHIPPED / "common.toml").read_text("utf-8").replace("a wide shot", "a panorama")
    styles = own_file(studio, COMMON, common)
    assert styles.style("ltx").en.size[Size.WIDE] == styles.style("cogvideox").en.size[Size.WIDE] == "a panorama"
    broken = own_file(studio, COMMON, "[en.says]\nlight = 'by {lamp}'").style("ltx")
    assert "common.toml" in broken.broken and broken.en.size[Size.WIDE] == "a wide shot"


def test_no_style_reaches_outside_its_folder():
    assert PromptStyles().style("../../styles/ink").form == "list"
    assert phrase(*KEEPER, Ask(PromptStyles().style("prose, English"))).notes[0].startswith("There is no prompt style")


def test_nothing_is_rendered_by_a_broken_file_but_ones_own_words_are(studio):
    board = toy_film(studio)
    toy = studio.crew.maker("camera", "toy")
    studio.crew.add(replace(toy, prompt_style="wan"))
    own_file(studio, "wan", "order = [")
    stage, reported = Stage(studio.crew, studio.settings), []

    def report(fraction: float, note: str, preview: bytes | None = None) -> None:
        reported.append(fraction)

    with pytest.raises(BadInput, match=r"wan\.toml can't be used"):
        render_shot(stage, board.project.id, {"shot_id": board.shots[0].id}, report)
    studio.update_shot(board.shots[0].id, {"prompt": "my own"})
    assert render_shot(stage, board.project.id, {"shot_id": board.shots[0].id}, report)["take_id"] and reported


# ---- every vocabulary ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style_id", WORDY)
def test_every_size_angle_and_movement_has_words_of_its_own(style_id):
    style = PromptStyles().style(style_id)
    for language in style.languages:
        tongue = style.tongue(language)
        for table, known in ((tongue.size, Size), (tongue.angle, Angle), (tongue.movement, Movement)):
            assert set(table) == set(known) and len(set(table.values())) == len(known)


@pytest.mark.parametrize("name", [f.stem for f in (SHIPPED.parents[1] / "styles").glob("*.toml")])
def test_every_named_style_has_its_words_in_both_languages(name):
    words = drawing(name)
    assert words.prompt and words.negative and IDEOGRAPH.search(words.prompt_zh) and IDEOGRAPH.search(words.negative_zh)
    assert not IDEOGRAPH.search(words.prompt + words.negative)


def test_a_camera_without_a_style_is_told_the_plain_list():
    made = phrase(*KEEPER, Ask(PLAIN))
    assert made.prompt.startswith("wide shot, high angle, push in, a lighthouse keeper, looks into the distance")
    assert made.negative_prompt == "boats" and made.left_out == {} and made.notes == []


def test_the_examples_of_the_docs_are_what_is_composed():
    page = (SHIPPED.parents[2] / "docs" / "prompts.md").read_text("utf-8")
    examples = re.findall(r"```text (\w+) (\w+)( picture)?\n(.+?)\n```", page, re.S)
    assert len(examples) >= 12 and {case for _, case, _, _ in examples} == set(ALL)
    for style_id, case, picture, prompt in examples:
        assert told(style_id, ALL[case], begins=bool(picture)).prompt == prompt, (style_id, case)
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    assert named == set(STYLES)
