"""REST /api/v1 over a real server: every verb answers a noun, every fault is one sentence and changes nothing."""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import imageio_ffmpeg
import pytest
from conftest import toy_film
from PIL import Image
from serving import serving
from tiny_repository import lora

import app
from studio.film import Cut, Film, Shot, Take
from studio.settings import Settings
from studio.store import films
from studio.store.database import open_database
from studio.studio import Studio

SRT = "1\n00:00:00,350 --> 00:00:01,900\nA message, in a bottle.\n"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    settings = Settings(outputs=tmp_path_factory.mktemp("outputs"))
    (settings.plugins).mkdir()
    for name in ("toy.py", "toy_still.py"):
        (settings.plugins / name).write_text((Path(__file__).parent / "plugins" / name).read_text())
    open_database(settings.database_url)
    return Studio(settings, app.hire_crew(settings))


@pytest.fixture(scope="module")
def base(studio: Studio) -> Iterator[str]:
    with serving(studio) as address:
        yield address


@pytest.fixture(scope="module")
def api(base: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base + "/api/v1", timeout=20) as client:
        yield client


@pytest.fixture
def film(studio: Studio) -> Film:
    return toy_film(studio)


def refused(answer: httpx.Response, status: int, error: str) -> str:
    """The one sentence of a refusal."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["error"] == error
    assert isinstance(body["detail"], str) and body["detail"].endswith(".") and len(body["detail"]) < 300
    return body["detail"]


# ---- films and projects ----


def test_a_film_is_begun_in_one_call_that_answers_at_once_with_ids(api):
    answer = api.post("/films", json={"text": "A lighthouse keeper finds a bottle", "seconds": 12})
    assert answer.status_code == 202
    started = answer.json()
    assert answer.headers["location"] == f"/api/v1/projects/{started['project_id']}"
    assert [j["kind"] for j in started["jobs"]] == ["write_script", "plan_shots"]
    assert api.get(f"/jobs/{started['jobs'][0]['id']}").json()["state"] == "pending"


@pytest.mark.parametrize(
    ("brief", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "🙂🙂"}, "text"),
        ({"text": "x" * 100_000}, "text"),
        ({"text": "a cat", "seconds": 0}, "seconds"),
        ({"text": "a cat", "seconds": 10_000}, "seconds"),
        ({"text": "a cat", "height": 721}, "height"),
        ({"text": "a cat", "aspect": "3:1"}, "aspect"),
        ({"text": "a cat", "lenght": 20}, "lenght"),
        ({"text": "a cat", "crew": {"camera": "nobody"}}, "camera"),
        ({"text": "a cat", "crew": {"cook": "x"}}, "crew.cook"),
        ({"text": "a cat", "style": "nowhere"}, "style"),
        ({}, "text"),
    ],
)
def test_a_brief_that_cannot_be_made_is_refused_in_one_sentence_and_leaves_nothing(api, brief, field):
    before = len(api.get("/projects").json())
    answer = api.post("/films", json=brief)
    refused(answer, 422, "BadInput")
    assert answer.json()["field"] == field
    assert len(api.get("/projects").json()) == before


def test_what_is_no_json_is_told_so(api):
    assert "JSON" in refused(
        api.post("/films", content="{", headers={"Content-Type": "application/json"}), 422, "BadInput"
    )
    assert "JSON" in refused(api.post("/films", content="text=cat"), 422, "BadInput")


def test_the_library_lists_searches_renames_and_copies(api, film):
    project = film.project.id
    assert api.patch(f"/projects/{project}", json={"title": "Ünïque 灯塔"}).json()["title"] == "Ünïque 灯塔"
    assert [p["id"] for p in api.get("/projects", params={"text": "灯塔"}).json()] == [project]
    copy = api.post(f"/projects/{project}/duplicate")
    assert copy.status_code == 201 and copy.json()["id"] != project
    assert len(api.get(f"/projects/{copy.json()['id']}").json()["shots"]) == 3
    refused(api.patch(f"/projects/{project}", json={"title": "  "}), 422, "BadInput")


def test_a_project_goes_to_the_bin_comes_back_and_goes_for_ever(api, film):
    project = film.project.id
    assert api.post(f"/projects/{project}/bin").json()["deleted_at"]
    assert project in [p["id"] for p in api.get("/projects?binned=true").json()]
    assert api.post(f"/projects/{project}/restore").json()["deleted_at"] is None
    assert api.delete(f"/projects/{project}").status_code == 200
    refused(api.get(f"/projects/{project}"), 404, "NotFound")


def test_a_brief_changes_field_by_field_and_keeps_the_rest_of_the_crew(api, film):
    project = film.project.id
    changed = api.patch(f"/projects/{project}/brief", json={"seconds": 30, "crew": {"voice": "espeak"}}).json()["brief"]
    assert changed["seconds"] == 30
    assert changed["crew"] == {**film.project.brief.crew.model_dump(), "voice": "espeak"}
    refused(api.patch(f"/projects/{project}/brief", json={"seconds": 1}), 422, "BadInput")


# ---- script and board ----


def test_a_stale_change_is_refused_by_body_and_by_if_match(api, film):
    shot = film.shots[0].id
    read = api.get(f"/shots/{shot}")
    assert read.headers["etag"] == f'"{read.json()["revision"]}"'
    first = api.patch(f"/shots/{shot}", json={"subject": "a gull"}, headers={"If-Match": read.headers["etag"]})
    assert first.json()["subject"] == "a gull" and first.json()["edited_by"] == {"subject": "person"}
    refused(
        api.patch(f"/shots/{shot}", json={"subject": "a crow"}, headers={"If-Match": read.headers["etag"]}),
        409,
        "Conflict",
    )
    refused(
        api.patch(f"/shots/{shot}", json={"subject": "a crow", "revision": read.json()["revision"]}), 409, "Conflict"
    )
    assert api.get(f"/shots/{shot}").json()["subject"] == "a gull"
    refused(api.patch(f"/shots/{shot}", json={"subject": "a"}, headers={"If-Match": "yes"}), 422, "BadInput")


def test_a_shot_takes_the_nearest_word_and_refuses_what_is_not_its_own(api, film):
    shot = film.shots[0].id
    assert (
        api.patch(f"/shots/{shot}", json={"size": "Closeup", "movement": "dolly in, push in"}).json()["size"]
        == "close-up"
    )
    for fields in ({"take_id": "x"}, {"project_id": "x"}, {"seconds": -1}, {"seconds": None}, {"seed": "many"}):
        refused(api.patch(f"/shots/{shot}", json=fields), 422, "BadInput")


def test_the_board_is_reordered_grown_and_cut_back(api, film):
    ids = [s["id"] for s in api.get(f"/projects/{film.project.id}/shots").json()]
    assert api.post(f"/shots/{ids[2]}/move", json={"before": ids[0]}).status_code == 204
    made = api.post(f"/projects/{film.project.id}/shots", json={"after": ids[0], "copy": True})
    assert made.status_code == 201 and made.json()["subject"] == film.shots[0].subject
    assert api.delete(f"/shots/{ids[1]}").status_code == 204
    order = [s["id"] for s in api.get(f"/projects/{film.project.id}/shots").json()]
    assert order == [ids[2], ids[0], made.json()["id"]]
    assert api.post(f"/shots/{ids[1]}/restore").json()["id"] == ids[1]
    assert api.get(f"/shots/{ids[0]}/order").json()["subject"] == film.shots[0].subject


def test_a_shots_prompts_are_told_before_and_after_for_each_camera(api, film):
    shot = film.shots[0].id
    plain = api.get(f"/shots/{shot}/prompts").json()
    assert plain["camera"]["prompt"] == plain["plain"] and plain["still"] is None
    crew = film.project.brief.crew.model_dump() | {"camera": "wan2.1-t2v-1.3b", "still": "z-image-turbo"}
    assert api.patch(f"/projects/{film.project.id}/brief", json={"crew": crew}).status_code == 200
    told = api.get(f"/shots/{shot}/prompts").json()
    assert told["plain"] == plain["plain"] and told["camera"]["name"] == "Wan 2.1"
    assert "Colour 0." in told["camera"]["prompt"] and "最差质量" in told["camera"]["negative_prompt"]
    assert told["still"]["left_out"]["movement"] == "a still does not move" and told["still"]["negative_prompt"] == ""
    assert told["camera"]["prompt"] == api.get(f"/shots/{shot}/order").json()["prompt"]


def test_script_and_bible_are_edited(api, film):
    scene = film.scenes[0].id
    assert api.patch(f"/scenes/{scene}", json={"heading": "EXT. SEA - NIGHT"}).json()["heading"] == "EXT. SEA - NIGHT"
    line = api.post(f"/scenes/{scene}/lines", json={"text": "The sea is loud.", "position": 0}).json()
    assert api.patch(f"/lines/{line['id']}", json={"text": "The sea is still."}).json()["text"] == "The sea is still."
    assert api.get(f"/projects/{film.project.id}").json()["lines"][0]["text"] == "The sea is still."
    assert api.delete(f"/lines/{line['id']}").status_code == 204
    keeper = api.post(f"/projects/{film.project.id}/characters", json={"name": "Keeper", "look": "grey beard"}).json()
    assert api.patch(f"/characters/{keeper['id']}", json={"look": "red scarf"}).json()["look"] == "red scarf"
    assert api.delete(f"/characters/{keeper['id']}").status_code == 204
    assert api.patch(f"/projects/{film.project.id}/style", json={"prompt": "woodcut"}).json()["prompt"] == "woodcut"


# ---- jobs ----


def test_jobs_are_rendered_found_paused_moved_and_cancelled(api, film):
    project, shots = film.project.id, [s.id for s in film.shots]
    started = api.post(f"/projects/{project}/render", json={"shot_ids": shots[:2]})
    assert started.status_code == 202
    _, one, two = started.json()["jobs"]
    found = api.get("/jobs", params={"project_id": project, "kind": "render_shot"}).json()
    assert {j["id"] for j in found} == {one["id"], two["id"]}
    assert api.post(f"/jobs/{two['id']}/move", json={"before": one["id"]}).status_code == 200
    assert api.post(f"/jobs/{one['id']}/priority", json={"priority": 5}).json()["priority"] == 5
    assert api.post(f"/jobs/{one['id']}/pause").json()["state"] == "paused"
    assert api.post(f"/jobs/{one['id']}/resume").json()["state"] == "pending"
    assert api.post(f"/jobs/{one['id']}/cancel").json()["state"] == "cancelled"
    assert api.post(f"/jobs/{one['id']}/retry").json()["state"] == "pending"
    assert api.post("/jobs/cancel", params={"project_id": project}).json()["count"] == 3
    refused(api.get("/jobs?state=sleeping"), 422, "BadInput")
    refused(api.get("/jobs/nothing"), 404, "NotFound")


def test_a_shot_is_rendered_alone_and_a_locked_one_is_not(api, film):
    shot = film.shots[0].id
    assert api.post(f"/shots/{shot}/render", json={"new_seed": True}).status_code == 202
    api.patch(f"/shots/{film.shots[1].id}", json={"locked": True})
    assert "locked" in refused(api.post(f"/shots/{film.shots[1].id}/render"), 422, "BadInput")


# ---- media ----


@pytest.fixture
def clip(studio: Studio, film: Film) -> Take:
    """A real second of video with a poster, and its shot named in the film's title."""
    film_file = studio.settings.outputs / "takes" / f"{film.project.id}.mp4"
    film_file.parent.mkdir(exist_ok=True)
    ffmpeg = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc=duration=1:size=128x72:rate=12",
    ]
    subprocess.run([*ffmpeg, "-pix_fmt", "yuv420p", "-y", film_file], check=True)
    film_file.with_suffix(".jpg").write_bytes(b"\xff\xd8\xff\xe0 a small picture")
    take = Take(
        project_id=film.project.id, kind="clip", shot_id=film.shots[1].id, recipe_hash="abc" * 20,
        path=f"takes/{film_file.name}", poster=f"takes/{film_file.stem}.jpg",
    )  # fmt: skip
    return films.insert(take)


def test_a_clip_is_sent_whole_in_ranges_and_not_twice(api, studio, clip):
    whole = api.get(f"/media/{clip.id}")
    stored = (studio.settings.outputs / clip.path).read_bytes()
    assert whole.content == stored and whole.headers["content-type"] == "video/mp4"
    assert "content-encoding" not in whole.headers
    part = api.get(f"/media/{clip.id}", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.content == stored[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(stored)}"
    assert api.get(f"/media/{clip.id}", headers={"Range": f"bytes={len(stored)}-"}).status_code == 416
    assert api.head(f"/media/{clip.id}").headers["content-length"] == str(len(stored))
    assert api.get(f"/media/{clip.id}", headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_media_are_kept_by_this_browser_only_and_for_long_where_the_address_names_the_recipe(api, clip):
    assert api.get(f"/media/{clip.id}").headers["cache-control"] == "private, no-cache"
    assert api.get(f"/media/{clip.id}/poster?v=abcabc").headers["cache-control"].startswith("private, max-age=31536000")


def test_a_film_is_downloaded_under_a_name_that_every_file_system_takes(api, studio, film, clip):
    studio.rename_project(film.project.id, '灯塔/守人: "Storm"\u202egpj..')
    sent = api.get(f"/media/{clip.id}?download=1").headers["content-disposition"]
    assert sent.startswith("attachment; filename*=utf-8''")
    name = httpx.URL("http://x/?n=" + sent.split("''")[1]).params["n"]
    assert name == "灯塔 守人 Storm gpj.. shot 2.mp4"
    assert "content-disposition" not in api.get(f"/media/{clip.id}").headers


def test_subtitles_come_as_srt_to_keep_and_as_vtt_for_a_player(api, studio, film, clip):
    (studio.settings.outputs / "takes" / "words.srt").write_text(SRT, encoding="utf-8")
    cut = films.insert(Cut(project_id=film.project.id, path=clip.path, subtitles="takes/words.srt"))
    assert api.get(f"/media/{cut.id}/subtitles").text == SRT
    vtt = api.get(f"/media/{cut.id}/subtitles?format=vtt")
    assert vtt.headers["content-type"].startswith("text/vtt")
    assert vtt.text.startswith("WEBVTT\n\n1\n00:00:00.350 --> 00:00:01.900\nA message, in a bottle.")
    assert api.get(f"/cuts/{cut.id}").json()["id"] == cut.id
    assert [c["id"] for c in api.get(f"/projects/{film.project.id}/cuts").json()] == [cut.id]


def test_media_are_asked_for_by_id_and_never_by_path(api, base, studio, film):
    secret = studio.settings.outputs.parent / "secret.txt"
    secret.write_text("mine")
    for path in (
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "takes%2fx.mp4",
        "..\\secret.txt",
        str(secret).replace("/", "%2f"),
    ):
        answer = httpx.get(f"{base}/api/v1/media/{path}")
        assert answer.status_code == 404 and "mine" not in answer.text
    outside = films.insert(Take(project_id=film.project.id, kind="clip", recipe_hash="x", path="../secret.txt"))
    refused(api.get(f"/media/{outside.id}"), 404, "NotFound")


def test_a_take_whose_file_is_gone_says_what_to_do(api, studio, clip):
    (studio.settings.outputs / clip.path).unlink()
    assert "again" in refused(api.get(f"/media/{clip.id}"), 500, "DamagedFile")


def test_takes_are_listed_told_and_picked(api, film, clip):
    shot = film.shots[1].id
    assert [t["id"] for t in api.get(f"/shots/{shot}/takes").json()] == [clip.id]
    assert api.get(f"/takes/{clip.id}").json()["recipe_hash"] == clip.recipe_hash
    assert api.post(f"/shots/{shot}/pick", json={"take_id": clip.id}).json()["take_id"] == clip.id


# ---- pictures and models ----


def _picture(size: tuple[int, int] = (64, 36)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


def test_a_picture_is_sent_in_kept_shown_and_let_go(api, film):
    project, shot = film.project.id, film.shots[0].id
    sent = {"file": ("me.jpg", _picture(), "image/jpeg")}
    made = api.post(f"/shots/{shot}/references", files=sent, data={"role": "first frame"})
    assert made.status_code == 201 and (made.json()["role"], made.json()["width"]) == ("first frame", 64)
    keeper = api.post(f"/projects/{project}/characters", json={"name": "Keeper"}).json()["id"]
    assert api.post(f"/characters/{keeper}/references", files=sent).json()["character_id"] == keeper
    assert len(api.get(f"/projects/{project}/references").json()) == 2
    one = made.json()["id"]
    shown = api.get(f"/references/{one}/media")
    assert shown.headers["content-type"] == "image/png" and shown.content == api.get(f"/media/{one}").content
    assert "reference.png" in api.get(f"/media/{one}?download=1").headers["content-disposition"]
    assert len(api.get(f"/projects/{project}").json()["references"]) == 2
    assert api.delete(f"/references/{one}").status_code == 204
    refused(api.get(f"/references/{one}/media"), 404, "NotFound")


def test_what_is_no_picture_or_no_role_is_refused(api, film):
    shot = film.shots[0].id
    assert "PNG" in refused(api.post(f"/shots/{shot}/references", files={"file": b"GIF89a"}), 422, "BadInput")
    sent = {"file": _picture()}
    refused(api.post(f"/shots/{shot}/references", files=sent, data={"role": "middle frame"}), 422, "BadInput")
    refused(api.post(f"/shots/{shot}/references"), 422, "BadInput")
    refused(api.post("/shots/nothing/references", files=sent), 404, "NotFound")


def test_keyframes_are_painted_listed_and_approved_and_takes_swept(api, studio, film):
    project, shot = film.project.id, film.shots[0].id
    assert "no still camera" in refused(api.post(f"/projects/{project}/stills"), 422, "BadInput")
    api.patch(f"/projects/{project}/brief", json={"crew": {"still": "toy-still"}, "dials": {"quality": "best"}})
    assert [j["kind"] for j in api.post(f"/projects/{project}/stills").json()["jobs"]] == ["render_still"] * 3
    assert api.post(f"/shots/{shot}/stills", json={"new_seed": True}).json()["jobs"][0]["args"]["seed"]
    still = films.insert(Take(project_id=project, shot_id=shot, kind="still", recipe_hash="s" * 64, path="takes/s.png"))
    assert [t["id"] for t in api.get(f"/shots/{shot}/stills").json()] == [still.id]
    assert api.put(f"/shots/{shot}/still", json={"take_id": still.id}).json()["still_id"] == still.id
    assert api.put(f"/shots/{shot}/still", json={"take_id": None}).json()["still_id"] is None
    swept = api.post(f"/shots/{shot}/render", json={"takes": 4}).json()["jobs"]
    assert [j["kind"] for j in swept].count("render_shot") == 4
    refused(api.post(f"/shots/{shot}/render", json={"takes": 17}), 422, "BadInput")
    studio.cancel_jobs(project)


def test_dials_are_set_for_a_film_and_for_a_shot_and_unknown_ones_refused(api, film):
    dials = {"steps": 12, "adapters": [{"id": "ink", "weight": 0.5}]}
    shot = api.patch(f"/shots/{film.shots[0].id}", json={"dials": dials, "continues": True}).json()
    assert (shot["dials"]["steps"], shot["dials"]["adapters"], shot["continues"]) == (12, dials["adapters"], True)
    brief = {"dials": {"quality": "draft"}, "fit": "letterbox", "smooth": True, "clip_sound": False}
    told = api.patch(f"/projects/{film.project.id}/brief", json=brief).json()["brief"]
    assert told["dials"]["quality"] == "draft"
    assert (told["fit"], told["smooth"], told["clip_sound"]) == ("letterbox", True, False)
    for wrong in ({"stepz": 3}, {"steps": 0}, {"quality": "superb"}):
        refused(api.patch(f"/shots/{film.shots[0].id}", json={"dials": wrong}), 422, "BadInput")


def test_the_picture_that_a_running_job_shows_is_sent_and_never_kept(api, studio, film):
    job = api.post(f"/projects/{film.project.id}/render").json()["jobs"][-1]["id"]
    assert "no picture now" in refused(api.get(f"/jobs/{job}/preview"), 404, "NotFound")
    studio.settings.previews.mkdir(exist_ok=True)
    (studio.settings.previews / f"{job}.jpg").write_bytes(_picture())
    shown = api.get(f"/jobs/{job}/preview?n=1")
    assert shown.content == _picture() and shown.headers["cache-control"] == "no-store"
    assert shown.headers["content-type"] == "image/jpeg"
    assert api.get("/jobs/..%2f..%2fsecret/preview").status_code == 404
    studio.cancel_jobs(film.project.id)


def test_models_are_listed_fetched_once_accepted_and_told_of(api, studio):
    models = {m["id"]: m for m in api.get("/models").json()}
    assert models and api.get("/adapters").json() == [] and api.get("/models/choices").json() == {}
    one = next(m for m in models.values() if m["repository"])
    assert api.get(f"/models/{one['id']}").json()["licence"] == one["licence"]
    assert "licence" in refused(api.post(f"/models/{one['id']}/get"), 422, "BadInput")
    asked = api.post(f"/models/{one['id']}/get", json={"licence_accepted": True})
    assert asked.status_code == 202 and (asked.json()["lane"], asked.json()["project_id"]) == ("net", None)
    assert "cancel it" in refused(api.delete(f"/models/{one['id']}"), 422, "BadInput")
    api.post(f"/jobs/{asked.json()['id']}/cancel")
    assert "get it first" in refused(api.post(f"/models/{one['id']}/verify"), 422, "BadInput")
    refused(api.get("/models/nothing"), 404, "NotFound")
    refused(api.post("/models/add", json={"path": "/nowhere/at/all"}), 422, "BadInput")


def test_an_adapter_is_taken_off_the_shelf_unless_a_job_lays_it_over_its_model(api, studio, film, tmp_path):
    (tmp_path / "snow.safetensors").write_bytes(lora(**{"blocks.0.cross_attn.k.lora_A.weight": (4, 1536)}))
    added = api.post("/models/add", json={"path": str(tmp_path / "snow.safetensors")}).json()
    assert (added["id"], added["found_in"]) == ("snow", "added") and api.get("/adapters").json() == [added]
    dials, shot = {"adapters": [{"id": "snow"}]}, film.shots[0].id
    assert api.patch(f"/shots/{shot}", json={"dials": dials}).status_code == 200
    api.post(f"/shots/{film.shots[1].id}/render")
    asked = api.post(f"/shots/{shot}/render").json()
    assert "cancel it" in refused(api.delete("/adapters/snow"), 422, "BadInput")
    for job in asked["jobs"]:
        api.post(f"/jobs/{job['id']}/cancel")
    assert api.delete("/adapters/snow").status_code == 204 and api.get("/adapters").json() == []
    refused(api.delete("/adapters/snow"), 404, "NotFound")
    assert studio.shot(shot).dials.adapters[0].id == "snow"  # the shot keeps what the person asked for
    studio.cancel_jobs(film.project.id)


def test_the_attention_backends_of_this_machine_are_told(api):
    told = api.get("/models/attention").json()
    known = {b["name"]: b for b in told["backends"]}
    assert known["native"]["usable"] and {"flash", "sage", "xformers"} <= set(known)
    assert all(b["usable"] == (not b["why"]) for b in told["backends"])
    line = next(c for c in api.get("/doctor").json() if c["name"] == "Attention")
    assert told["with_mask"] in line["detail"] and "Can be chosen: native" in line["detail"]


def test_the_hubs_token_is_kept_and_never_told(api, studio):
    assert api.get("/models/token").json() == {"kept": False}
    assert api.put("/models/token", json={"token": "hf_secret"}).status_code == 204
    assert api.get("/models/token").text == '{"kept":true}' and studio.settings.hub_token.read_text() == "hf_secret"
    assert api.put("/models/token", json={"token": ""}).status_code == 204
    assert api.get("/models/token").json() == {"kept": False}


def test_a_guest_of_the_network_adds_no_files_of_this_machine_and_its_owner_does(studio, tmp_path):
    with serving(studio, token="let-me-in", owner="mine") as base:

        def add(token: str, **headers: str) -> httpx.Response:
            head = {"Authorization": f"Bearer {token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
            assert httpx.get(f"{base}/api/v1/styles", headers=head).status_code == 200
            return httpx.post(f"{base}/api/v1/models/add", json={"path": str(tmp_path)}, headers=head)

        assert "no model_index.json" in refused(add("mine"), 422, "BadInput")
        assert "on the machine itself" in refused(add("let-me-in"), 403, "NotAllowed")
        # Through a proxy on this machine every address is local, and a raw tunnel leaves the name that was called.
        for mark in ({"X_Forwarded_For": "127.0.0.1"}, {"Via": "1.1 nginx"}, {"Host": "192.168.1.5:7860"}):
            assert "on the machine itself" in refused(add("mine", **mark), 403, "NotAllowed")


# ---- machine ----


def test_the_machine_tells_crew_styles_voices_storage_doctor_and_estimate(api):
    assert {"writer", "camera", "voice", "composer", "editor"} <= {m["kind"] for m in api.get("/crew").json()}
    assert all(m["licence"] for m in api.get("/crew").json())
    assert "flat" in api.get("/styles").json()
    assert api.get("/voices", params={"maker": "espeak", "language": "zh"}).json()
    refused(api.get("/voices", params={"maker": "nobody"}), 422, "BadInput")
    assert "takes" in api.get("/storage").json()
    assert {c["state"] for c in api.get("/doctor").json()} <= {"ok", "missing", "warning"}
    assert api.post("/estimate", json={"text": "a cat", "seconds": 20}).json()["seconds"] > 0


def test_a_preference_is_kept_as_it_was_given(api):
    assert api.put("/preferences/filmstrip", json={"value": {"zoom": 1.5}}).status_code == 204
    assert api.get("/preferences").json()["filmstrip"] == {"zoom": 1.5}
    assert api.put("/preferences/camera", json={"value": {"together": "off"}}).status_code == 204
    assert "together" in refused(api.put("/preferences/camera", json={"value": {"together": "x"}}), 422, "BadInput")


# ---- the API as a whole ----


def test_the_openapi_document_names_an_answer_for_every_route_and_only_problems_as_errors(api):
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    names = set(document["components"]["schemas"])
    assert "HTTPValidationError" not in names
    operations = [(p, v, o) for p, verbs in document["paths"].items() for v, o in verbs.items()]
    assert len(operations) > 50
    assert len({o["operationId"] for _, _, o in operations}) == len(operations)
    for path, verb, operation in operations:
        assert path.startswith("/api/v1/") and operation["description"], (path, verb)
        good = {code: a for code, a in operation["responses"].items() if code < "300"}
        assert good, (path, verb)
        for code, answer in operation["responses"].items():
            schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
            if code >= "400":
                assert schema == {"$ref": "#/components/schemas/Problem"}, (path, verb, code)
            elif code in ("200", "201", "202") and not _is_file(path, answer):
                assert schema, (path, verb)
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in names


def _is_file(path: str, answer: dict) -> bool:
    return "/media/" in path or any(kind.startswith("image/") for kind in answer.get("content", {}))


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


def test_the_api_page_asks_nothing_of_other_hosts(api):
    page = api.get("/docs").text
    assert "openapi.json" in page and "https://" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_bug_is_told_in_one_sentence_and_its_traceback_is_logged_once(api, studio, caplog, monkeypatch):
    monkeypatch.setattr(studio, "storage", lambda: 1 / 0)
    sentence = refused(api.get("/storage"), 500, "InternalError")
    assert "division" not in sentence
    assert len([r for r in caplog.records if r.exc_info]) == 1


def test_every_kind_of_error_has_its_status(api, studio, monkeypatch):
    from studio import errors

    statuses = {
        "BadInput": 422,
        "NotFound": 404,
        "Conflict": 409,
        "NotAllowed": 403,
        "DiskFull": 507,
        "StudioError": 400,
    }
    for name, status in statuses.items():

        def fail(name: str = name) -> dict[str, int]:
            raise getattr(errors, name)("It can't be done now: try again.")

        monkeypatch.setattr(studio, "storage", fail)
        refused(api.get("/storage"), status, name)


def test_a_long_board_is_packed_for_the_way(api, studio):
    project = toy_film(studio)
    for n in range(40):
        films.insert(
            Shot(project_id=project.project.id, scene_id=project.scenes[0].id, position=n + 3, subject="x" * 80)
        )
    answer = api.get(f"/projects/{project.project.id}/shots", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip" and len(answer.json()) == 43
