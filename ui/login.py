"""Who may come in: a token shown once becomes a session cookie; knows nothing of films, and nothing of who owns what.

Without a token only this computer is answered, and everybody on it is "local". With one, every path but /login is
shut: a page comes in by cookie, a program by `Authorization: Bearer TOKEN`. The cookie holds a secret of its own,
signed with a key drawn from the token: it survives a restart and dies with the token.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import ipaddress
import json
import os
import secrets
import socket
import string
import threading
import time
from collections import deque
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import psutil
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.errors import StudioError
from studio.settings import Settings
from ui import text

COOKIE = "storyreel_session"
LANGUAGE_COOKIE, THEME_COOKIE = "studio_lang", "studio_theme"  # what the page remembers for the person
SESSION_SECONDS = 30 * 86400
_WRONG_TRIES, _TRY_SECONDS = 5, 60  # that many wrong tokens a minute from one address
_OPEN_PATHS = ("/login",)
_PAGES = Path(__file__).parent / "pages"
_NO_ENTRY = "This studio asks for its access token: open the link that it printed when it started."
_TEXT = {
    "en": {
        "lang": "en",
        "title": "Storyreel: sign in",
        "ask": "Paste the access token that the studio printed when it started.",
        "label": "Access token",
        "go": "Open the studio",
        "wrong": "That is not the token of this studio: copy it again from where the studio was started.",
        "wait": "Too many wrong tokens: wait a minute, then try again.",
    },
    "zh-CN": {
        "lang": "zh-CN",
        "title": "Storyreel：登录",
        "ask": "请粘贴工作室启动时显示的访问令牌。",
        "label": "访问令牌",
        "go": "进入工作室",
        "wrong": "令牌不正确：请从启动工作室的窗口重新复制。",
        "wait": "错误次数过多：请等一分钟再试。",
    },
}


def access_token(settings: Settings) -> str:
    """The studio's access token, made on first use and kept in outputs/secret.json, readable by its owner only."""
    file = settings.outputs / "secret.json"
    settings.outputs.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_token(file)
    token = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump({"access_token": token}, out)
    return token


def _read_token(file: Path) -> str:
    file.chmod(0o600)
    try:
        token = json.loads(file.read_text(encoding="utf-8"))["access_token"]
    except (ValueError, KeyError, TypeError) as why:
        raise StudioError(f"The access token in {file} can't be read: delete that file, then start again.") from why
    return str(token)


def links(token: str, port: int) -> list[str]:
    """One link for each address of this machine on its network, which lets a person in."""
    shown = quote(token, safe="")
    return [f"http://{address}:{port}/login?token={shown}" for address in addresses()]


def addresses() -> list[str]:
    """The IPv4 addresses of this machine, not the loopback."""
    every = [a for group in psutil.net_if_addrs().values() for a in group if a.family == socket.AF_INET]
    return sorted({a.address for a in every if not a.address.startswith("127.")})


class Throttle:
    """Counts wrong tokens by address; one that was wrong too often waits."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def shut(self, address: str) -> bool:
        with self._lock:
            tries = self._wrong.get(address, deque())
            while tries and tries[0] < time.monotonic() - _TRY_SECONDS:
                tries.popleft()
            return len(tries) >= _WRONG_TRIES

    def note(self, address: str) -> None:
        with self._lock:
            while len(self._wrong) > 1000:
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong.setdefault(address, deque(maxlen=_WRONG_TRIES)).append(time.monotonic())


class Access:
    """Who may come in; `names` are host names the studio answers to beside this machine's own."""

    def __init__(self, token: str | None = None, names: tuple[str, ...] = ()) -> None:
        self.token = token
        self.names = {"localhost", *(n.lower() for n in names)}
        self.throttle = Throttle()
        self._key = hmac.digest((token or "").encode(), b"storyreel session", hashlib.sha256)
        if token:
            own = socket.gethostname().lower()
            self.names |= {own, f"{own}.local", f"{own}.lan"}

    def current_user(self, connection: HTTPConnection) -> str | None:
        """Who asks, or None: for Gradio, REST and the WebSocket alike."""
        if self.token is None:
            return "local" if is_loopback(address_of(connection)) else None
        if self.signed(connection.cookies.get(COOKIE, "")):
            return "local"
        scheme, _, shown = connection.headers.get("authorization", "").partition(" ")
        if not shown:  # the Gradio client moves its own token here
            scheme, _, shown = connection.headers.get("x-hf-authorization", "").partition(" ")
        return "local" if scheme.lower() == "bearer" and self.knows(shown, address_of(connection)) else None

    def knows(self, shown: str, address: str) -> bool:
        """Whether `shown` is the token; a wrong one counts against the address, too many shut it out for a while."""
        if self.throttle.shut(address):
            return False
        right = hmac.compare_digest(shown.strip().encode(), (self.token or "").encode())
        if not right:
            self.throttle.note(address)
        return right

    def session(self) -> str:
        """A new signed session: born, random, signature."""
        body = f"{int(time.time())}.{secrets.token_urlsafe(18)}"
        return f"{body}.{self._signature(body)}"

    def signed(self, session: str) -> bool:
        """Whether this session was given out by us, and not too long ago."""
        body, _, signature = session.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return False
        return int(body.partition(".")[0]) > time.time() - SESSION_SECONDS

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()


def address_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def is_loopback(address: str) -> bool:
    """Whether this is an address of this computer for itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


class Gate:
    """Lets in whoever current_user knows; the rest see /login and nothing else."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in _OPEN_PATHS:
            return await self.app(scope, receive, send)
        connection = HTTPConnection(scope)
        if self.access.current_user(connection) is not None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 4401})
        return await self._refuse(connection)(scope, receive, send)

    def _refuse(self, connection: HTTPConnection) -> Response:
        if connection.scope["path"] == "/":
            return RedirectResponse("/login", 303)
        if self.access.throttle.shut(address_of(connection)):
            detail = "Too many wrong tokens from this address: wait a minute, then try again."
            return JSONResponse({"detail": detail, "error": "NotAllowed"}, 429, {"Retry-After": str(_TRY_SECONDS)})
        problem = {"detail": _NO_ENTRY, "error": "NotAllowed"}
        return JSONResponse(problem, 401, {"WWW-Authenticate": 'Bearer realm="Storyreel"'})


def speaks(connection: HTTPConnection) -> text.Language:
    """The page's language: the person's choice, else the browser's."""
    return text.language_of(connection.cookies.get(LANGUAGE_COOKIE), connection.headers.get("accept-language"))


# ---- the routes ----------------------------------------------------------------------------------------------------

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_page(request: Request, token: str = "") -> Response:
    """The link that the studio prints, and the page for people who type the token."""
    access: Access = request.app.state.access
    if not token:
        if access.current_user(request) is not None:
            return RedirectResponse("/", 303)
        # A Strict cookie stays behind when another site's link is followed: step once from our own page.
        return _step_inside() if _from_elsewhere(request) else _form(request)
    if access.token is not None and not access.knows(token, address_of(request)):
        return _form(request, "wait" if access.throttle.shut(address_of(request)) else "wrong")
    return _welcome(request, _step_inside() if _from_elsewhere(request) else RedirectResponse("/", 303))


@router.post("/login")
def login(
    request: Request,
    token: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",  # the Gradio client's auth=(name, token)
) -> Response:
    """Takes the token typed by a person, or sent by a program."""
    access: Access = request.app.state.access
    by_page = "text/html" in request.headers.get("accept", "")
    if access.token is None or access.knows(token or password, address_of(request)):
        return _welcome(request, RedirectResponse("/", 303) if by_page else JSONResponse({"success": True}))
    shut = access.throttle.shut(address_of(request))
    if by_page:
        return _form(request, "wait" if shut else "wrong")
    problem = {"detail": _TEXT["en"]["wait" if shut else "wrong"], "error": "NotAllowed"}
    return JSONResponse(problem, 429 if shut else 401)


@router.post("/logout")
def logout() -> Response:
    """Forgets the session in this browser."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _welcome(request: Request, response: Response) -> Response:
    access: Access = request.app.state.access
    if access.token is not None:
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, access.session(), max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def _from_elsewhere(request: Request) -> bool:
    return request.headers.get("sec-fetch-site") == "cross-site"


def _step_inside() -> Response:
    step = '<!doctype html><html lang="en"><head><title>Storyreel</title><meta http-equiv="refresh" content="0;url=/">'
    return HTMLResponse(step + "</head><body></body></html>", headers={"Cache-Control": "no-store"})


def _form(request: Request, fault: str = "") -> Response:
    words = _TEXT[speaks(request)]
    page = string.Template((_PAGES / "login.html").read_text(encoding="utf-8"))
    shown = {name: html.escape(said) for name, said in words.items()} | {"fault": html.escape(words.get(fault, ""))}
    status = {"": 200, "wrong": 401, "wait": 429}[fault]
    return HTMLResponse(page.substitute(shown), status, {"Cache-Control": "no-store"})
