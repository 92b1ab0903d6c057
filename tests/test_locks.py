"""The locks: who is let in, what is refused whoever asks, and what leaves with every answer."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from serving import serving
from starlette.requests import HTTPConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

import app
from studio.errors import StudioError
from studio.settings import Settings
from studio.store.database import open_database
from studio.studio import Studio
from ui import endpoints, server
from ui.login import COOKIE, LANGUAGE_COOKIE, THEME_COOKIE, Access, Throttle, access_tokens, links

TOKEN = "only-who-has-this-comes-in"
DOORS = (
    "/config", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/startup-events", "/gradio_api/app_id",
    "/gradio_api/theme.css", "/gradio_api/heartbeat/x", "/theme.css", "/manifest.json", "/assets/x.js", "/monitoring",
    "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/projects", "/api/v1/live",
    "/api/v1/media/01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "/login/", "/logout", "/docs", "/openapi.json", "//", "/LOGIN", "/login/../config",
)  # fmt: skip


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    settings = Settings(outputs=tmp_path_factory.mktemp("outputs"))
    open_database(settings.database_url)
    return Studio(settings, app.hire_crew(settings))


@pytest.fixture(scope="module")
def base(studio: Studio) -> Iterator[str]:
    """Open to everybody on this computer."""
    with serving(studio) as address:
        yield address


@pytest.fixture(scope="module")
def shut(studio: Studio) -> Iterator[str]:
    """Open to whoever has the token."""
    with serving(studio, TOKEN) as address:
        yield address


def bearer(token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


# ---- who is let in ----


@pytest.mark.parametrize("door", DOORS)
def test_without_the_token_every_door_is_shut(shut, door):
    with httpx.Client() as client:
        answer = client.send(httpx.Request("GET", shut + door))
    assert answer.status_code == 401, (door, answer.status_code)
    assert set(answer.json()) == {"detail", "error"}


def test_without_the_token_nothing_can_be_written(shut, studio):
    before = len(studio.projects())
    for path in (
        "/api/v1/films",
        "/gradio_api/queue/join",
        "/gradio_api/upload",
        "/gradio_api/run/make_film",
        "/gradio_api/component_server",
    ):
        assert httpx.post(shut + path, json={"text": "a cat"}).status_code == 401
    assert len(studio.projects()) == before


def test_the_page_sends_a_stranger_to_the_login_and_says_nothing_of_the_studio(shut):
    answer = httpx.get(shut + "/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    login = httpx.get(shut + "/login")
    assert login.status_code == 200 and "gradio" not in login.text.lower() and TOKEN not in login.text
    assert "https://" not in login.text


def test_the_login_speaks_the_browsers_language(shut):
    chinese = httpx.get(shut + "/login", headers={"Accept-Language": "zh-TW,zh;q=0.9"}).text
    assert '<html lang="zh-CN">' in chinese and "访问令牌" in chinese
    assert '<html lang="en">' in httpx.get(shut + "/login", headers={"Accept-Language": "de"}).text


def test_the_link_sets_a_session_that_is_not_the_token_and_opens_every_door(shut):
    with httpx.Client(base_url=shut) as client:
        answer = client.get("/login", params={"token": TOKEN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and TOKEN not in cookie
        assert client.get("/").status_code == 200
        assert client.get("/api/v1/projects").status_code == 200
        assert client.get("/config").status_code == 200
        client.post("/logout")
        client.cookies.clear()
        assert client.get("/api/v1/projects").status_code == 401


def test_a_link_followed_from_another_site_steps_once_so_that_the_strict_cookie_comes_along(shut):
    answer = httpx.get(
        f"{shut}/login?token={TOKEN}", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    )
    assert (
        answer.status_code == 200 and 'http-equiv="refresh"' in answer.text and COOKIE in answer.headers["set-cookie"]
    )


def test_a_person_types_the_token(shut):
    page = {"Accept": "text/html"}
    wrong = httpx.post(shut + "/login", data={"token": "guess"}, headers=page)
    assert wrong.status_code == 401 and "not the token" in wrong.text
    right = httpx.post(shut + "/login", data={"token": TOKEN}, headers=page)
    assert (right.status_code, right.headers["location"]) == (303, "/") and COOKIE in right.cookies


@pytest.mark.parametrize("session", ["", "x", "1.2.3", "9999999999.abc.", f"9999999999.abc.{'0' * 64}", "é.é.é"])
def test_a_made_up_session_opens_nothing(shut, session):
    answer = httpx.get(shut + "/api/v1/projects", headers={b"Cookie": f"{COOKIE}={session}".encode()})
    assert answer.status_code == 401


def test_a_session_ends_with_its_token_and_with_time(monkeypatch):
    access = Access(TOKEN)
    session = access.session()
    assert access.signed(session) and Access(TOKEN).signed(session)
    assert not Access("another").signed(session)
    later = time.time() + 31 * 86400
    monkeypatch.setattr(time, "time", lambda: later)
    assert not access.signed(session)


def test_guessing_is_throttled_for_links_and_bearers_alike(studio):
    with serving(studio, TOKEN) as address:
        answers = [httpx.get(f"{address}/login", params={"token": f"guess {n}"}).status_code for n in range(6)]
        assert answers == [401] * 4 + [429] * 2
        assert httpx.get(f"{address}/login", params={"token": TOKEN}).status_code == 429
        assert httpx.get(address + "/api/v1/projects", headers=bearer()).status_code == 429


def test_a_throttle_forgets_old_addresses_and_never_grows_without_end():
    throttle = Throttle()
    for n in range(3000):
        throttle.note(f"10.0.{n // 256}.{n % 256}")
    assert len(throttle._wrong) <= 1001 and not throttle.shut("10.0.0.0")


def test_programs_come_in_by_bearer_token(shut):
    assert httpx.get(shut + "/api/v1/projects", headers=bearer()).json() == []
    assert httpx.get(shut + "/api/v1/projects", headers=bearer("guess")).status_code == 401
    for client in (
        Client(shut, headers=bearer(), verbose=False, analytics_enabled=False, download_files=False),
        Client(shut, token=TOKEN, verbose=False, analytics_enabled=False, download_files=False),
        Client(shut, auth=("anybody", TOKEN), verbose=False, analytics_enabled=False, download_files=False),
    ):
        with pytest.raises(Exception, match="There is no job “x” any more"):
            client.predict(job_id="x", api_name="/job")


def test_the_socket_asks_for_the_token_too(shut):
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        connect(shut.replace("http", "ws") + "/api/v1/live").recv(timeout=5)
    with connect(shut.replace("http", "ws") + "/api/v1/live", additional_headers=bearer()) as socket:
        assert json.loads(socket.recv(timeout=5))["kind"] == "hello"


def test_the_token_is_made_once_and_kept_from_others(tmp_path):
    settings = Settings(outputs=tmp_path / "new")
    token, owner = access_tokens(settings)
    file = settings.outputs / "secret.json"
    assert len(token) >= 32 and len(owner) >= 32 and token != owner and access_tokens(settings) == (token, owner)
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    file.write_text('{"access_token": "of-before"}')  # a studio that has no owner's token yet: links stay good
    token, owner = access_tokens(settings)
    assert token == "of-before" and access_tokens(settings) == (token, owner)
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    file.write_text("{}")
    with pytest.raises(StudioError, match="delete that file"):
        access_tokens(settings)


def test_without_a_token_no_other_machine_is_answered():
    def asks(address: str, **headers: str) -> str | None:
        sent = [(k.replace("_", "-").encode(), v.encode()) for k, v in ({"host": "localhost:7860"} | headers).items()]
        return Access().current_user(HTTPConnection({"type": "http", "headers": sent, "client": (address, 5)}))

    assert asks("127.0.0.1") == asks("::1") == asks("127.0.0.1", host="[::1]:80") == "local"
    assert asks("192.168.1.9") is None and asks("fe80::1%eth0") is None
    for mark in ("x_forwarded_for", "x_forwarded_host", "x_real_ip", "forwarded", "via"):
        assert asks("127.0.0.1", **{mark: "127.0.0.1"}) is None
    assert asks("127.0.0.1", host="studio.example") is None


def test_a_proxy_on_this_machine_lets_nobody_in_and_is_told_why(base):
    passed_on = {"X-Forwarded-For": "203.0.113.9"}
    for door in ("/", "/login", "/api/v1/projects"):
        answer = httpx.get(base + door, headers=passed_on)
        assert answer.status_code == 403 and "through a proxy: start it with --lan" in answer.text
    assert "代理" in httpx.get(base + "/", headers=passed_on | {"Accept-Language": "zh-CN"}).text


def test_only_the_owners_link_makes_a_session_of_somebody_at_this_machine(studio):
    with serving(studio, TOKEN, owner="mine") as address:
        for token, here in (("mine", True), (TOKEN, False)):
            with httpx.Client(base_url=address) as client:
                assert client.get("/login", params={"token": token}).status_code == 303
                assert client.get("/api/v1/here").json() == {"here": here}
                assert client.get("/api/v1/here", headers={"X-Real-IP": "127.0.0.1"}).json() == {"here": False}


@pytest.mark.parametrize(
    ("host", "lan", "listens", "asks"),
    [
        ("127.0.0.1", False, "127.0.0.1", False),
        ("localhost", False, "localhost", False),
        ("127.0.0.1", True, "0.0.0.0", True),
        ("0.0.0.0", False, "0.0.0.0", True),
        ("192.168.1.7", False, "192.168.1.7", True),
        ("192.168.1.7", True, "192.168.1.7", True),
        ("::", False, "::", True),
    ],
)
def test_whatever_other_machines_can_reach_asks_for_the_token(tmp_path, host, lan, listens, asks):
    settings = Settings(outputs=tmp_path, host=host, lan=lan)
    where, access = server._reach(settings)
    assert where == listens
    assert (access.token, access.owner) == (access_tokens(settings) if asks else (None, ""))


def test_a_port_that_is_taken_is_told_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StudioError, match=rf"--port {port + 1}"):
            server._listen("127.0.0.1", port)


def test_the_links_that_are_printed_let_a_person_in():
    for link in links("to ken", 7860):
        assert re.fullmatch(r"http://\d+\.\d+\.\d+\.\d+:7860/login\?token=to%20ken", link)


# ---- what is refused, whoever asks ----


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:7860", "127.0.0.1.evil.test", "192.168.1.7", "127.0.0.1@evil.test", ""]
)
def test_an_open_studio_answers_only_to_this_computers_names(base, host):
    assert httpx.get(base + "/config", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:7860", "LOCALHOST:80"])
def test_this_computers_names_are_answered(base, host):
    assert httpx.get(base + "/api/v1/version", headers={"Host": host}).status_code == 200


def test_a_shut_studio_answers_to_addresses_and_its_own_name_but_not_to_others(shut):
    for host, status in (("192.168.1.7:7860", 200), (f"{os.uname().nodename}:7860", 200), ("evil.test", 400)):
        assert httpx.get(shut + "/api/v1/version", headers=bearer() | {"Host": host}).status_code == status


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://127.0.0.1:1", "https://localhost"])
@pytest.mark.parametrize(
    "path", ["/gradio_api/component_server", "/gradio_api/upload", "/gradio_api/queue/join", "/api/v1/films"]
)
def test_another_sites_page_writes_nothing(base, studio, origin, path):
    answer = httpx.post(
        base + path, headers={"Origin": origin, "Content-Type": "text/plain"}, content='{"text": "a cat"}'
    )
    assert answer.status_code == 403 and studio.projects() == []


def test_the_studios_own_page_writes(base):
    answer = httpx.post(base + "/api/v1/estimate", headers={"Origin": base}, json={"text": "a cat"})
    assert answer.status_code == 200


def test_another_sites_page_embeds_nothing_but_a_person_may_follow_a_link(base):
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert httpx.get(base + "/api/v1/projects", headers=elsewhere | {"Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert httpx.get(base + "/", headers=elsewhere | {"Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_another_sites_socket_is_refused(base):
    address = base.replace("http", "ws") + "/api/v1/live"
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        connect(address, origin="http://evil.test").recv(timeout=5)
    with connect(address, origin=base) as socket:
        assert json.loads(socket.recv(timeout=5))["kind"] == "hello"


@pytest.mark.parametrize("path", ["/config", "/", "/api/v1/projects", "/gradio_api/info", "/theme.css"])
def test_no_other_origin_is_let_read(shut, path):
    origin = {"Origin": "http://evil.test"}
    for host in ({}, {"Host": "192.168.1.7"}):  # Gradio's own CORS opens up on any host but localhost
        answer = httpx.get(shut + path, headers=bearer() | origin | host)
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]
        asked = httpx.options(shut + path, headers=origin | host | {"Access-Control-Request-Method": "POST"})
        assert "access-control-allow-origin" not in asked.headers


@pytest.mark.parametrize(
    "path",
    ["file=http://127.0.0.1:1/x", "file=https://example.org/", "file=HTTP://example.org/", "file%3Dhttp://example.org/x",
     "file=%20http://example.org/", "file/http://example.org/", "file=ftp://example.org/", "proxy=https://x.hf.space/"],
)  # fmt: skip
def test_the_studio_fetches_nothing_for_others(base, path):
    answer = httpx.get(f"{base}/gradio_api/{path}")
    assert answer.status_code == 403 and answer.json()["error"] == "NotAllowed"


def test_no_file_of_this_machine_can_be_read_through_gradio(base, studio):
    database = Path(studio.settings.database_url.removeprefix("sqlite:///"))
    assert database.exists()
    for file in ("/etc/passwd", database, Path(app.__file__), Path(app.__file__).parent / "README.md"):
        assert httpx.get(f"{base}/gradio_api/file={file}").status_code in (403, 404)


# ---- uploads ----


def test_an_upload_lies_in_our_own_folder_and_goes_when_the_studio_closes(studio):
    with serving(studio) as address:
        answer = httpx.post(address + "/gradio_api/upload", files={"files": ("a cat.txt", b"mine")})
        stored = Path(answer.json()[0])
        assert stored.read_bytes() == b"mine"
        uploads = (studio.settings.outputs / "uploads").resolve()
        assert stored.is_relative_to(uploads)
        assert os.name != "posix" or uploads.stat().st_mode & 0o777 == 0o700
    assert not stored.exists()


def test_what_a_killed_studio_left_is_swept_at_the_next_start(studio):
    left = studio.settings.outputs / "uploads" / "left"
    fresh = studio.settings.outputs / "uploads" / "fresh"
    for folder in (left, fresh):
        folder.mkdir(parents=True)
    os.utime(left, (1, 1))
    with serving(studio):
        assert not left.exists() and fresh.exists()


def test_an_upload_that_is_too_large_is_refused(studio, base, monkeypatch):
    assert 0 < httpx.get(base + "/config").json()["max_file_size"] <= 1024**3
    monkeypatch.setattr(server, "_UPLOAD_SIZE", "1kb")
    with serving(studio) as address:
        for size, status in ((900, 200), (9000, 413)):
            answer = httpx.post(address + "/gradio_api/upload", files={"files": ("a.txt", b"x" * size)})
            assert answer.status_code == status


# ---- what leaves ----


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/api/v1/projects", "/api/v1/docs", "/gradio_api/info", "/nothing", "/gradio_api/file=http://x"],
)
def test_every_answer_wears_its_headers(base, path):
    headers = httpx.get(base + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
    assert "'unsafe-inline'" not in re.search("script-src [^;]*", policy)[0]
    assert not re.search(r"https?://|\*", policy)


def test_every_script_in_the_page_has_the_nonce_of_its_page(base):
    first, second = httpx.get(base + "/"), httpx.get(base + "/")
    nonce = re.search("'nonce-([^']+)'", first.headers["content-security-policy"])[1]
    assert f"'nonce-{nonce}'" not in second.headers["content-security-policy"]
    assert first.text.count("<script") == first.text.count(f'<script nonce="{nonce}"') > 3


def test_a_browser_keeps_what_is_named_by_its_contents_and_asks_for_the_page_each_time(base):
    page = httpx.get(base + "/")
    script = httpx.get(base + re.search(r"/assets/[\w.-]+\.js", page.text)[0])
    assert "immutable" in script.headers["cache-control"] and "private" in script.headers["cache-control"]
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" not in httpx.get(base + "/assets/nothing.js").headers.get("cache-control", "")


def test_the_page_has_its_language_before_its_scripts_run(base):
    def language(**headers: str) -> tuple[str, str]:
        page = httpx.get(base + "/", headers=headers).text
        return re.search(r'<html\s+lang="([^"]+)"', page)[1], re.search('const l="([^"]+)"', page)[1]

    assert language() == ("en", "en")
    assert language(**{"Accept-Language": "zh"}) == ("zh-CN", "zh-CN")
    assert language(**{"Accept-Language": "zh", "Cookie": "studio_lang=en"}) == ("en", "en")
    assert language(Cookie="studio_lang=zh-CN") == ("zh-CN", "zh-CN")
    assert language(Cookie='studio_lang=zh"><script>') == ("zh-CN", "zh-CN")


def test_the_page_and_the_server_remember_by_the_same_cookies():
    from ui import desk

    assert (desk.LANGUAGE_COOKIE, desk.THEME_COOKIE) == (LANGUAGE_COOKIE, THEME_COOKIE)


def test_the_page_is_dark_from_its_first_paint_and_light_for_who_wants_it(base):
    dark = httpx.get(base + "/").text
    assert '<gradio-app theme_mode="dark"' in dark and '<body class="dark"' in dark
    assert '<gradio-app theme_mode="light"' in httpx.get(base + "/?__theme=light").text
    assert '<gradio-app theme_mode="light"' in httpx.get(base + "/", headers={"Cookie": "studio_theme=light"}).text
    assert '<gradio-app theme_mode="dark"' in httpx.get(base + "/?__theme=x%22").text


def test_the_page_links_to_no_other_host(base):
    page = httpx.get(base + "/").text
    assert not re.search(r"""<(?:script|link|img|meta)[^>]*(?:src|href|content)=["']https?://""", page)


# ---- what is public ----


def test_the_named_endpoints_are_exactly_the_six(base):
    named = Client(base, verbose=False, analytics_enabled=False, download_files=False).view_api(
        return_format="dict", print_info=False
    )
    assert set(named["named_endpoints"]) == {f"/{name}" for name in endpoints.NAMES}
    assert len(endpoints.NAMES) == 6
    info = httpx.get(base + "/gradio_api/info").json()
    assert set(info["named_endpoints"]) == {f"/{name}" for name in endpoints.NAMES} and not info["unnamed_endpoints"]
    for name, about in info["named_endpoints"].items():
        assert about["description"], name


def test_the_endpoints_make_change_and_tell(base, studio):
    client = Client(base, verbose=False, analytics_enabled=False, download_files=False)
    started = client.predict(brief="一位灯塔看守人", seconds=12, aspect="9:16", api_name="/make_film")
    assert client.predict(job_id=started["jobs"][0]["id"], api_name="/job")["state"] == "pending"
    project = client.predict(project_id=started["project_id"], api_name="/get_project")
    assert project["project"]["brief"]["aspect"] == "9:16" and project["cut"] is None
    with pytest.raises(Exception, match="plan the shots first"):
        client.predict(project_id=started["project_id"], api_name="/cut_film")
    with pytest.raises(Exception, match="4 to 1800 seconds; 0 is outside"):
        client.predict(brief="a cat", seconds=0, api_name="/make_film")
    studio.delete_project(started["project_id"])


def test_the_endpoints_edit_and_render_a_shot(base, studio):
    from conftest import toy_film

    film = toy_film(studio, crew={"voice": "none", "composer": "none"})
    client = Client(base, verbose=False, analytics_enabled=False, download_files=False)
    shot = film.shots[0].id
    changed = client.predict(shot_id=shot, fields={"subject": "a red kite", "size": "wide"}, api_name="/update_shot")
    assert changed["subject"] == "a red kite"
    with pytest.raises(Exception, match="changed elsewhere"):
        client.predict(shot_id=shot, fields={"subject": "x", "revision": 0}, api_name="/update_shot")
    with pytest.raises(Exception, match="take_id"):
        client.predict(shot_id=shot, fields={"take_id": "x"}, api_name="/update_shot")
    assert client.predict(shot_id=shot, api_name="/render_shot")["jobs"][-1]["shot_id"] == shot
    studio.delete_project(film.project.id)


def test_nothing_of_gradios_own_reporting_is_on(base):
    config = httpx.get(base + "/config").json()
    assert not config["analytics_enabled"] and not config.get("show_error")
    for name in ("GRADIO_ANALYTICS_ENABLED", "HF_HUB_OFFLINE"):
        assert os.environ[name] in ("False", "1")
    assert httpx.get(base + "/monitoring").status_code == 403
