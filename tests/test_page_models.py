"""Models on the page, in a real browser: the shelf in Settings, the camera's section, keyframes, previews, brief."""

import io
import re
import shutil
import time
from pathlib import Path

import pytest
from conftest import TOY, eventually, toy_film
from PIL import Image
from test_page import base, chromium, clip, expect, frame, shots, tabs, visit  # noqa: F401
from tiny_repository import lay, lora, wan

import app
from studio import jobs
from studio.film import Dials, Film, Take
from studio.settings import Settings
from studio.store import films
from studio.store.database import open_database
from studio.studio import Studio
from ui import text

pytestmark = pytest.mark.browser
ABSENT = "wan2.1-t2v-1.3b"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small model that takes text and a first frame, and an adapter of its family: to look at only."""
    folder = tmp_path_factory.mktemp("tiny")
    lay(wan(num_attention_heads=24, in_channels=48), folder / "tiny-wan")
    name = "transformer.blocks.0.attn1.to_q.lora_"
    (folder / "grain.safetensors").write_bytes(lora(**{f"{name}A.weight": (4, 48), f"{name}B.weight": (48, 4)}))
    return folder


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Studio:
    """A studio whose shelf has the tiny model; its still camera is the toy's, and nothing runs."""
    outputs = tmp_path_factory.mktemp("outputs")
    plugins = Path(__file__).parent / "plugins"
    shutil.copytree(plugins, outputs / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    settings = Settings(outputs=outputs, lease_seconds=6.0, hub="http://127.0.0.1:9")
    open_database(settings.database_url)
    studio = Studio(settings, app.hire_crew(settings))
    studio.add_model(tiny / "tiny-wan")
    studio.add_model(tiny / "grain.safetensors")
    return studio


@pytest.fixture
def film(studio: Studio) -> Film:
    jobs.cancel_all()
    return toy_film(studio, crew=TOY.model_copy(update={"camera": "tiny-wan", "still": "toy-still"}))


def picture(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (320, 180), colour).save(made, "PNG")
    return made.getvalue()


def still(studio: Studio, film: Film, colour: str) -> Take:
    """A keyframe of the first shot."""
    file = studio.settings.outputs / "takes" / f"{time.time_ns()}.png"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(picture(colour))
    return films.insert(
        Take(
            project_id=film.project.id, kind="still", shot_id=film.shots[0].id, recipe_hash=f"{colour:0<64}",
            maker="toy-still", path=f"takes/{file.name}", poster=f"takes/{file.name}", width=320, height=180,
        )
    )  # fmt: skip


def models(visit, **more):  # noqa: F811
    page = visit(tab="settings", **more)
    page.locator("#side_models").click()
    page.locator("#models[data-ready='1'], #models [data-ready='1']").first.wait_for(state="attached")
    return page


def row(page, model_id: str):
    return page.locator(f'[id="model_{model_id}"]')


def camera_of(page):
    page.locator("#shot_camera summary").click()
    return page.locator("#shot_camera")


# ---- the shelf -----------------------------------------------------------------------------------------------------


def test_models_that_are_here_come_first_with_what_this_machine_would_choose(visit):  # noqa: F811
    page = models(visit)
    first = page.locator(".sr-model").first
    expect(first).to_have_id("model_tiny-wan")
    first.get_by_role("button", name="tiny-wan", exact=True).click()
    expect(first).to_contain_text("unverified")
    expect(first.locator(".sr-model-more")).to_contain_text("GB with", timeout=60_000)
    expect(first.locator(".sr-model-more")).to_contain_text("By mode: ")
    expect(row(page, ABSENT)).to_contain_text("films may be sold")
    expect(row(page, ABSENT).get_by_role("link")).to_have_attribute("href", re.compile("^https://"))
    page.get_by_label("Search models").fill("no such model")
    expect(page.get_by_text("No model fits these words.")).to_be_visible()


def test_a_model_is_got_only_with_its_licence_accepted_and_stops_when_told(visit, studio):  # noqa: F811
    page = models(visit)
    row(page, ABSENT).get_by_role("button", name="Get: ").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("Apache-2.0")
    expect(box).to_contain_text("28 GB")
    yes = box.get_by_role("button", name="Get", exact=True)
    expect(yes).to_be_disabled()
    box.get_by_label("I have read the licence").check()
    yes.click()
    held = eventually(lambda: jobs.claim("net", jobs.owner_id("net:0"), 60))

    def told() -> bool:
        """As a worker tells it: again and again."""
        jobs.renew(held, 60, 0.25, "7.0 of 28.0 GB, 30 MB/s")
        return "7.0 of 28.0 GB, 30 MB/s" in row(page, ABSENT).inner_text()

    eventually(told)
    expect(row(page, ABSENT).get_by_role("progressbar")).to_have_attribute("aria-valuenow", "25")
    row(page, ABSENT).get_by_role("button", name="Cancel").click()
    eventually(lambda: jobs.renew(held, 60, 0.3, "") == "cancel")
    jobs.finish(held, "cancelled")
    expect(row(page, ABSENT).get_by_role("button", name="Get: ")).to_be_visible()


def test_files_of_this_machine_are_added_checked_and_taken_off_the_shelf(visit, studio, tiny):  # noqa: F811
    shutil.copytree(tiny / "tiny-wan", tiny / "other-wan", dirs_exist_ok=True)
    page = models(visit, language="zh-CN")
    field = page.get_by_label("添加自己的：本机上的文件夹或文件")
    field.fill(str(tiny / "other-wan"))
    field.press("Enter")
    expect(row(page, "other-wan")).to_contain_text("原地使用")
    row(page, "other-wan").get_by_role("button", name="校验").click()
    eventually(lambda: [j.args["model_id"] for j in studio.jobs(kind="verify_model")] == ["other-wan"])
    jobs.cancel_all()
    remove = row(page, "other-wan").get_by_role("button", name="移除 other-wan")
    remove.click()
    page.get_by_role("dialog").get_by_role("button", name="不再使用").click()
    expect(row(page, "other-wan")).to_have_count(0)
    assert (tiny / "other-wan" / "model_index.json").exists()


def test_a_model_is_calibrated_when_asked(visit, studio):  # noqa: F811
    page = models(visit)
    mine = row(page, "tiny-wan")
    mine.get_by_role("button", name="tiny-wan", exact=True).click()
    expect(mine).to_contain_text("first block cache (MagCache uncalibrated)")
    mine.get_by_role("button", name="Calibrate: tiny-wan").click()
    eventually(lambda: [j.args["model_id"] for j in studio.jobs(kind="calibrate_model")] == ["tiny-wan"])
    expect(mine).to_contain_text("calibrating")
    jobs.cancel_all()
    expect(mine.get_by_role("button", name="Calibrate: tiny-wan")).to_be_visible()


def test_an_adapter_is_taken_off_and_a_shot_that_names_it_says_so_and_lets_it_go(visit, studio, film, shots, tiny):  # noqa: F811
    shutil.copyfile(tiny / "grain.safetensors", tiny / "dust.safetensors")
    studio.add_model(tiny / "dust.safetensors")
    studio.update_shot(shots[0], {"dials": {"adapters": [{"id": "dust"}]}})
    page = models(visit, project=film.project.id)
    page.get_by_role("button", name="Remove dust").click()
    page.get_by_role("dialog").get_by_role("button", name="Take off").click()
    eventually(lambda: [a.id for a in studio.adapters()] == ["grain"])
    assert (tiny / "dust.safetensors").exists()
    page.get_by_role("tab", name="Storyboard", exact=True).click()
    page.wait_for_load_state("networkidle", timeout=60_000)  # Gradio calls what a reload cuts short an error
    page.reload()
    section = camera_of(page)
    gone = section.locator(".sr-adapter", has_text="dust")
    expect(gone).to_contain_text("Not on the shelf any more: untick it")
    gone.get_by_label("dust", exact=True).uncheck()
    eventually(lambda: studio.shot(shots[0]).dials.adapters == [])
    expect(gone).to_have_count(0)


def test_an_attention_backend_that_is_gone_stays_chosen_and_says_what_to_do(visit, studio):  # noqa: F811
    if any(b.installed for b in studio.attention().backends if b.name == "sage"):
        pytest.skip("sageattention is installed here")
    studio.set_preference("camera", {"attention": "sage"})
    page = models(visit)
    attention = page.get_by_label("Attention", exact=True)
    expect(page.get_by_text("run `pip install sageattention`")).to_be_visible(timeout=60_000)
    assert attention.input_value() == "sage"
    assert [o for o in attention.locator("option").all_inner_texts() if "sage" in o] == ["sage (not usable here)"]
    attention.select_option("")
    eventually(lambda: studio.preferences()["camera"]["attention"] == "")
    expect(page.get_by_text("run `pip install sageattention`")).to_be_hidden()


def test_the_token_is_kept_and_never_shown_and_preferences_are(visit, studio):  # noqa: F811
    studio.set_preference("camera", {})
    page = models(visit)
    page.get_by_label("Access token").fill("hf_secretsecret")
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_text("A token is stored")).to_be_visible()
    assert studio.has_hub_token() and "hf_secret" not in page.content()
    page.get_by_label("Memory").select_option("group")
    page.get_by_label("Several in one call").select_option("on")
    page.get_by_label("Compile the networks").check()
    eventually(
        lambda: studio.preferences().get("camera") == {"memory": "group", "together": "on", "compile": True}
    )
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("No token is stored")).to_be_visible()


# ---- the storyboard ------------------------------------------------------------------------------------------------


def test_dials_are_turned_for_the_shot_and_for_the_film(visit, studio, film, shots):  # noqa: F811
    page = visit(film.project.id, "storyboard")
    section = camera_of(page)
    section.get_by_label("Quality").select_option("draft")
    steps = section.get_by_label("Steps")
    steps.fill("12")
    steps.press("Tab")
    section.get_by_label("grain", exact=True).click()  # the answer to the steps may still draw the box as it was
    weight = section.get_by_label("Weight of grain")
    expect(weight).to_be_enabled()
    weight.fill("0.6")
    weight.press("Tab")
    wanted = Dials.model_validate({"quality": "draft", "steps": 12, "adapters": [{"id": "grain", "weight": 0.6}]})
    eventually(lambda: studio.shot(shots[0]).dials == wanted)
    section.get_by_label("Whole film").check()
    expect(steps).to_have_value("")
    section.get_by_label("Guidance").fill("4.5")
    section.get_by_label("Guidance").press("Tab")
    section.get_by_label("Where a take has another shape").select_option("letterbox")
    eventually(lambda: studio.film(film.project.id).project.brief.dials.guidance == 4.5)
    eventually(lambda: studio.film(film.project.id).project.brief.fit == "letterbox")
    assert studio.shot(shots[0]).dials == wanted
    section.get_by_label("This shot").check()
    expect(section.get_by_label("Guidance")).to_have_attribute("placeholder", "As the film: 4.5")


def test_the_section_says_what_this_machine_would_choose_for_the_shot(visit, film):  # noqa: F811
    page = visit(film.project.id, "storyboard")
    section = camera_of(page)
    expect(section).to_contain_text(re.compile(r"This shot here: \d+ × \d+, \d+ frames, 30 steps"), timeout=60_000)
    section.get_by_label("Quality").select_option("draft")
    expect(section).to_contain_text(re.compile(r"This shot here: .* 20 steps"), timeout=60_000)


def test_another_camera_is_chosen_and_one_that_is_not_here_says_how_it_comes(visit, studio, film):  # noqa: F811
    page = visit(film.project.id, "storyboard")
    section = camera_of(page)
    chooser = section.get_by_label("Camera", exact=True)
    chooser.select_option(ABSENT)
    expect(section.locator(".sr-hint")).to_contain_text("Wan 2.1 1.3B is not on this machine: about 28 GB")
    assert studio.film(film.project.id).project.brief.crew.camera == "tiny-wan"
    section.locator(".sr-hint").get_by_role("button").click()
    expect(row(page, ABSENT)).to_be_in_viewport()
    page.get_by_role("tab", name="Storyboard", exact=True).click()
    chooser.select_option("toy")
    eventually(lambda: studio.film(film.project.id).project.brief.crew.camera == "toy")
    expect(section.get_by_label("Quality")).to_be_hidden()


def test_pictures_are_given_to_the_camera_and_taken_away(visit, studio, film, shots):  # noqa: F811
    page = visit(film.project.id, "storyboard")
    section = camera_of(page)
    first = {"name": "first.png", "mimeType": "image/png", "buffer": picture("teal")}
    section.locator("input[type=file]").set_input_files([first])
    thumbnail = section.get_by_role("listitem")
    expect(thumbnail).to_contain_text("First frame")
    kept = studio.references(film.project.id)
    assert [(r.shot_id, r.role) for r in kept] == [(shots[0], "first frame")]
    eventually(lambda: thumbnail.locator("img").evaluate("e => e.naturalWidth") == 320)
    thumbnail.get_by_role("button", name="Remove: First frame").click()
    expect(thumbnail).to_have_count(0)
    assert studio.references(film.project.id) == []
    expect(section.get_by_label("Continues the shot before")).to_be_hidden()
    frame(page, 2).click()
    section.get_by_label("Continues the shot before").check()
    eventually(lambda: studio.shot(shots[1]).continues)


def test_keyframes_are_painted_chosen_and_left_out(visit, studio, film, shots):  # noqa: F811
    one, two = still(studio, film, "navy"), still(studio, film, "olive")
    page = visit(film.project.id, "storyboard")
    page.get_by_role("button", name="Keyframe 2,").click()
    eventually(lambda: studio.shot(shots[0]).still_id == two.id)
    expect(page.get_by_role("img", name="The keyframe in use")).to_have_attribute("src", re.compile(two.id))
    page.get_by_role("button", name="Use none").click()
    eventually(lambda: studio.shot(shots[0]).still_id is None)
    page.get_by_role("button", name="Another", exact=True).click()
    eventually(lambda: [j.shot_id for j in studio.jobs(kind="render_still", state="pending")] == [shots[0]])
    page.get_by_role("button", name="Paint keyframes").click()
    eventually(lambda: {j.shot_id for j in studio.jobs(kind="render_still", state="pending")} == set(shots))
    assert one.id != two.id


def test_several_takes_are_asked_for_by_other_seeds(visit, studio, film, shots):  # noqa: F811
    page = visit(film.project.id, "storyboard")
    page.get_by_label("How many takes").select_option("3")
    page.get_by_role("button", name="more takes").click()

    def seeds() -> set[int]:
        found = studio.jobs(project_id=film.project.id, kind="render_shot")
        return {j.args["seed"] for j in found if j.shot_id == shots[0]}

    eventually(lambda: len(seeds()) == 3)


def test_the_picture_in_the_making_is_seen_in_viewer_and_filmstrip_and_leaves(visit, studio, film, shots):  # noqa: F811
    clip(studio, film, film.shots[0], "teal")
    studio.render_shots(film.project.id, [shots[0]], new_seed=True)
    page = visit(film.project.id, "storyboard")
    speak = jobs.claim("sound", jobs.owner_id("test:0"), 60)
    jobs.finish(speak, "completed")
    lane = studio.crew.maker("camera", "tiny-wan").lane
    work = eventually(lambda: jobs.claim(lane, jobs.owner_id("test:0"), 60))
    while studio.job(work.id).kind != "render_shot":
        jobs.finish(work, "completed")
        work = eventually(lambda: jobs.claim(lane, jobs.owner_id("test:0"), 60))
    studio.settings.previews.mkdir(exist_ok=True)
    for count, colour in enumerate(("red", "lime"), start=1):
        (studio.settings.previews / f"{work.id}.jpg").write_bytes(picture(colour))
        jobs.renew(work, 60, count / 4, f"step {count} of 4", count)
        expect(page.get_by_role("img", name="The picture in the making")).to_have_attribute(
            "src", re.compile(rf"{work.id}/preview\?v={count}$")
        )
        expect(frame(page, 1).locator("img")).to_have_attribute("src", re.compile(rf"v={count}$"))
    expect(page.locator("#viewer")).to_contain_text("step 2 of 4")
    jobs.finish(work, "paused", note="paused after step 2 of 4: goes on from there")
    expect(page.locator("#viewer")).to_contain_text("Render shot, paused: paused after step 2 of 4: goes on from there")
    expect(frame(page, 1)).to_contain_text("paused")
    page.wait_for_load_state("networkidle", timeout=60_000)  # Gradio calls what a reload cuts short an error
    page.reload()  # and so it does to whoever comes later
    expect(page.locator("#viewer")).to_contain_text("goes on from there")
    studio.resume_job(work.id)
    work = eventually(lambda: jobs.claim(lane, jobs.owner_id("test:0"), 60))
    jobs.finish(work, "failed", None, "told to fail")
    expect(page.locator(".sr-trouble")).to_contain_text("told to fail")
    expect(page.get_by_role("img", name="The picture in the making")).to_be_hidden()
    expect(frame(page, 1).locator("img")).to_have_attribute("src", re.compile("/poster"))


# ---- the brief, and everywhere -------------------------------------------------------------------------------------


def test_a_brief_takes_a_camera_with_its_dials_and_refuses_one_that_is_not_here(visit, studio):  # noqa: F811
    page, before = visit(), len(studio.projects())
    page.get_by_label("What is the film about?").fill("A kite over the dunes.")
    camera = page.get_by_label("Camera", exact=True)
    camera.fill("Wan 2.1 1.3B (not here)")
    camera.press("Enter")
    expect(page.locator("#brief_note")).to_contain_text("is not on this machine")
    page.get_by_role("button", name="Write the script only").click()
    expect(page.locator("#brief_note").get_by_role("button", name="Show it in Settings")).to_be_visible()
    assert len(studio.projects()) == before
    camera.fill("tiny-wan")
    camera.press("Enter")
    page.get_by_role("button", name="What the camera is told").click()
    page.get_by_role("textbox", name="Steps").fill("9")
    page.get_by_label("Smooth motion").check()
    page.get_by_role("button", name="Write the script only").click()
    expect(page.get_by_role("tab", name="Script", exact=True)).to_have_attribute("aria-selected", "true")
    made = studio.film(studio.projects()[0].id).project.brief
    assert (made.crew.camera, made.crew.still, made.dials, made.smooth) == ("tiny-wan", "none", Dials(steps=9), True)
    jobs.cancel_all()


def test_a_brief_for_a_model_that_is_too_slow_says_what_would_keep_to_the_bounds(visit):  # noqa: F811
    page = visit()
    camera = page.get_by_label("Camera", exact=True)
    camera.fill("Wan 2.1 1.3B (not here)")
    camera.press("Enter")
    expect(page.locator("#brief_note")).to_contain_text("is not on this machine")
    page.get_by_label("Length in seconds").fill("40")
    note = page.locator("#brief_note")
    expect(note).to_contain_text("a clip of 5 s takes about 2 min and 8 GB on a card of 24 GB", timeout=60_000)
    expect(note).to_contain_text("would be Wan 2.1 1.3B: 832 × 480, 81 frames, 25 steps")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_phone_shows_models_and_camera_without_sideways_scrolling_and_all_have_names(visit, film, language):  # noqa: F811
    words = text.table("en" if language == "en-US" else "zh-CN")
    page = visit(film.project.id, "storyboard", language=language, width=390, height=844)
    camera_of(page)
    for side in ("", "models"):
        if side:
            page.evaluate("storyreel.page.show('settings')")
            page.locator("#side_models").click()
            expect(page.get_by_role("heading", name=words["models_title"], exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        nameless = page.evaluate(
            """[...document.querySelectorAll('button, input, textarea, select, [role=option]')]
            .filter(e => e.checkVisibility() && !e.getAttribute('aria-label') && !e.title)
            .filter(e => !e.textContent.trim() && ![...e.labels || []].some(l => l.textContent.trim()))
            .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert nameless == []
