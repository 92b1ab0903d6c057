"""The FastAPI application: locks, login, REST, live updates, media, the API page, and the Gradio app mounted at /.

Knows how the ways in are put together, not what is behind them. Gradio is imported when the page is built, not before.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse, Response

from studio import VERSION
from studio.errors import StudioError
from studio.settings import Settings
from studio.studio import Studio
from ui import live, login, rest
from ui.locks import Frontispiece, Locks
from ui.login import Access, Gate
from ui.rest.counter import PREFIX
from ui.rest.problems import EXPECTED, explain_errors

_PAGES = Path(__file__).parent / "pages"
_UPLOAD_SIZE = "500mb"  # a clip of the person's own
_UPLOADS_KEPT = (600, 86_400)  # looked through every ten minutes; an upload is taken over within the day or deleted
_EVENTS_AT_ONCE, _EVENTS_WAITING = 8, 200
_ABOUT = """A private film studio: from a brief to a finished film on your own machine.
Everything that takes time is a job: a step of production answers 202 at once with its jobs, and /jobs/ID or the
WebSocket /api/v1/live tells how they go. Times are epoch milliseconds. On another machine of the network, send the
access token as Authorization: Bearer TOKEN."""


def build(studio: Studio, access: Access) -> FastAPI:
    """The whole server over one studio, for whoever `access` lets in."""
    _settle_gradio(studio.settings)
    app = FastAPI(
        title="Storyreel", version=VERSION, description=_ABOUT, lifespan=_life, docs_url=None, redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )  # fmt: skip
    app.state.studio, app.state.access, app.state.live = studio, access, live.Live(studio)
    explain_errors(app)
    app.include_router(login.router)
    app.include_router(rest.router)
    app.include_router(live.router, prefix=PREFIX, responses=EXPECTED)
    app.add_api_route(f"{PREFIX}/docs", _api_page, include_in_schema=False, response_class=HTMLResponse)
    head = _mount_page(app, studio, access)
    # The last one added is met first: locks, gate, packing, pages. CORS with no origins turns Gradio's own off.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Frontispiece, head=head)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Gate, access=access)
    app.add_middleware(Locks, access=access)
    return app


def _mount_page(app: FastAPI, studio: Studio, access: Access) -> str:
    """Mounts the Gradio app at /; returns what belongs into the head of its page."""
    import gradio as gr

    from ui import blocks

    page: Any = blocks.build(studio)
    page.delete_cache = _UPLOADS_KEPT
    page.queue(default_concurrency_limit=_EVENTS_AT_ONCE, max_size=_EVENTS_WAITING)
    options = blocks.mount_options()
    head = options.pop("head", "")  # its scripts need the page's nonce: Frontispiece puts it in
    locked = {
        "auth_dependency": access.current_user,
        "allowed_paths": [],
        "max_file_size": _UPLOAD_SIZE,
        "show_error": False,
        "enable_monitoring": False,
        "run_history": False,
        "ssr_mode": False,
        "mcp_server": False,
        "footer_links": [],
    }
    gr.mount_gradio_app(app, page, path="/", **(options | locked))
    return head


def _settle_gradio(settings: Settings) -> None:
    """What must stand in the environment before Gradio is imported: no reports, no downloads, uploads to our folder."""
    uploads = settings.outputs / "uploads"
    _sweep(uploads)
    os.environ.update(
        GRADIO_ANALYTICS_ENABLED="False",
        GRADIO_ANALYTICS_CACHE_FREQUENCY="1000",  # each queued event else pays 3 to 14 ms for statistics
        GRADIO_ANALYTICS_MAX_EVENTS="100",
        GRADIO_TEMP_DIR=str(uploads.resolve()),
        HF_HUB_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        DO_NOT_TRACK="1",
    )


def _sweep(uploads: Path) -> None:
    """A folder that only its owner can read, without what a killed studio left behind."""
    uploads.mkdir(parents=True, exist_ok=True)
    uploads.chmod(0o700)
    for old in uploads.iterdir():
        if old.is_dir() and old.stat().st_mtime < time.time() - _UPLOADS_KEPT[1]:
            shutil.rmtree(old, ignore_errors=True)


@contextlib.asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    app.state.live.start()
    try:
        yield
    finally:
        app.state.live.close()


def _api_page() -> Response:
    return HTMLResponse((_PAGES / "api.html").read_text(encoding="utf-8"))


# ---- serving -------------------------------------------------------------------------------------------------------


def serve(studio: Studio, browser: bool = True) -> int:
    """Serves the studio until it is stopped; to the network, where settings say so, only with the token."""
    import uvicorn

    settings = studio.settings
    host, access = _reach(settings)
    listener = _listen(host, settings.port)
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        build(studio, access), log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=2,
        ws_max_size=65_536,
    )  # fmt: skip
    server = uvicorn.Server(config)
    greeting = threading.Thread(target=_greet, args=(server, access, port, browser), daemon=True)
    greeting.start()
    server.run(sockets=[listener])
    return 0


def _reach(settings: Settings) -> tuple[str, Access]:
    """The address to listen on, and who is let in there: whatever other machines can reach asks for the token."""
    host = "0.0.0.0" if settings.lan and login.is_loopback(settings.host) else settings.host
    if login.is_loopback(host):
        return host, Access()
    token, owner = login.access_tokens(settings)
    return host, Access(token, owner=owner)


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as why:
        listener.close()
        raise StudioError(
            f"The studio can't listen on {host}, port {port}: {why.strerror}. Another one may be running; "
            f"open http://127.0.0.1:{port}, or start this one with --port {port + 1}."
        ) from why
    return listener


def _greet(server: Any, access: Access, port: int, browser: bool) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    here = f"http://127.0.0.1:{port}/" + (f"login?token={access.owner}" if access.token else "")
    print(f"The studio is open: {here}", flush=True)
    if access.token:
        for link in login.links(access.token, port):
            print(f"On your network:    {link}", flush=True)
        print("Whoever has a link is let in; nobody else is. The first is this machine's own: keep it to yourself, for")
        print("with it files of this machine can be added. Ctrl+C closes the studio.", flush=True)
    if browser and _has_windows():
        webbrowser.open(here)


def _has_windows() -> bool:
    """Whether a browser window can be opened; without this, a terminal's own browser may take over the terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
