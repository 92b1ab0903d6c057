"""Who may come in: a token shown once becomes a session cookie; knows nothing of films, and nothing of who owns what.

Without a token only this computer is answered, and everybody on it is "local". With one, every path but /login is
shut: a page comes in by cookie, a program by `Authorization: Bearer TOKEN`. The cookie holds a secret of its own,
signed with a key drawn from the token: it survives a restart and dies with the token.

Some verbs are for whoever sits at this computer. A proxy on it makes everybody's address a local one, so the address
alone says nothing: no proxy may have left its mark, the studio must be called by a local name, and where there is a
token, the owner's own must have been shown, which only the link for this computer has.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import ipaddress
import json
import os
import re
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
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
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
# What proxies add; X-Forwarded-… in all its kinds beside them.
_PASSED_ON = {"forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip"}
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
        "away": "This studio answers this computer only, and was reached through a proxy: start it with --lan, "
        "which asks for a token.",
    },
    "zh-CN": {
        "lang": "zh-CN",
        "title": "Storyreel：登录",
        "ask": "请粘贴工作室启动时显示的访问令牌。",
        "label": "访问令牌",
        "go": "进入工作室",
        "wrong": "令牌不正确：请从启动工作室的窗口重新复制。",
        "wait": "错误次数过多：请等一分钟再试。",
        "away": "这个工作室只回应本机，而请求经过了代理：请用 --lan 启动，凭令牌访问。",
    },
}


def access_tokens(settings: Settings) -> tuple[str, str]:
    """(the token for the network, the owner's): made on first use, kept in outputs/secret.json, for its owner's eyes.

    Raises StudioError for a file that can't be read.
    """
    file = settings.outputs / "secret.json"
    settings.outputs.mkdir(parents=True, exist_ok=True)
    kept = _read_tokens(file) if file.exists() else {}
    tokens = {name: secrets.token_urlsafe(32) for name in ("access_token", "owner_token")} | kept
    if tokens != kept:  # none yet, or one of before there was an owner's
        half = file.with_suffix(".half")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(tokens, out)
        half.replace(file)
    return tokens["access_token"], tokens["owner_token"]


def _read_tokens(file: Path) -> dict[str, str]:
    file.chmod(0o600)
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {"access_token": str(kept["access_token"])} | {k: str(v) for k, v in kept.items() if k == "owner_token"}
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise StudioError(f"The access token in {file} can't be read: delete that file, then start again.") from why


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
    """Who may come in; `names` are host names the studio answers to beside this machine's own.

    `owner` is a second token, for whoever sits at this machine; without one nobody with a token is taken for them.
    """

    def __init__(self, token: str | None = None, names: tuple[str, ...] = (), owner: str = "") -> None:
        self.token, self.owner = token, owner if token else ""
        self.names = {"localhost", *(n.lower() for n in names)}
        self.throttle = Throttle()
        if token:
            own = socket.gethostname().lower()
            self.names |= {own, f"{own}.local", f"{own}.lan"}

    def current_user(self, connection: HTTPConnection) -> str | None:
        """Who asks, or None: for Gradio, REST and the WebSocket alike."""
        if self.token is None:
            return "local" if is_from_here(connection) else None
        if self.signed(connection.cookies.get(COOKIE, "")):
            return "local"
        shown = _bearer(connection)
        return "local" if shown is not None and self.knows(shown, address_of(connection)) else None

    def at_this_machine(self, connection: HTTPConnection) -> bool:
        """Whether it is somebody at this computer who asks: what names its files is theirs alone to ask for."""
        if not is_from_here(connection) or self.token is None:
            return is_from_here(connection)
        shown = _bearer(connection)
        return self._signed_with(self.owner, connection.cookies.get(COOKIE, "")) or _same(shown or "", self.owner)

    def knows(self, shown: str, address: str) -> bool:
        """Whether `shown` is a token; a wrong one counts against the address, too many shut it out for a while."""
        if self.throttle.shut(address):
            return False
        right = self._token_of(shown) is not None
        if not right:
            self.throttle.note(address)
        return right

    def _token_of(self, shown: str) -> str | None:
        return next((token for token in (self.token, self.owner) if token and _same(shown.strip(), token)), None)

    def session(self, shown: str = "") -> str:
        """A new signed session for whoever showed that token: born, random, signature."""
        body = f"{int(time.time())}.{secrets.token_urlsafe(18)}"
        return f"{body}.{_signature(self._token_of(shown) or self.token or '', body)}"

    def signed(self, session: str) -> bool:
        """Whether this session was given out by us, and not too long ago."""
        return any(self._signed_with(token, session) for token in (self.token, self.owner))

    def _signed_with(self, token: str | None, session: str) -> bool:
        body, _, signature = session.rpartition(".")
        if not token or not _same(signature, _signature(token, body)):
            return False
        return int(body.partition(".")[0]) > time.time() - SESSION_SECONDS


def _same(shown: str, secret: str) -> bool:
    return bool(secret) and hmac.compare_digest(shown.encode(), secret.encode())


def _signature(token: str, body: str) -> str:
    key = hmac.digest(token.encode(), b"storyreel session", hashlib.sha256)
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def _bearer(connection: HTTPConnection) -> str | None:
    scheme, _, shown = connection.headers.get("authorization", "").partition(" ")
    if not shown:  # the Gradio client moves its own token here
        scheme, _, shown = connection.headers.get("x-hf-authorization", "").partition(" ")
    return shown if scheme.lower() == "bearer" else None


def address_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def is_from_here(connection: HTTPConnection) -> bool:
    """Whether the socket is this computer's, no proxy tells of having passed it on, and a local name was called."""
    if not is_loopback(address_of(connection)):
        return False
    if any(name in _PASSED_ON or name.startswith("x-forwarded-") for name in connection.headers):
        return False
    host = connection.headers.get("host", "").lower()
    return is_loopback(re.sub(r":\d+$", "", host).strip("[]"))


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
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        if scope["path"] in _OPEN_PATHS and self.access.token is not None:
            return await self.app(scope, receive, send)
        connection = HTTPConnection(scope)
        if self.access.current_user(connection) is not None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 4401})
        return await self._refuse(connection)(scope, receive, send)

    def _refuse(self, connection: HTTPConnection) -> Response:
        if self.access.token is None:
            return self._refuse_stranger(connection)
        if connection.scope["path"] == "/":
            return RedirectResponse("/login", 303)
        if self.access.throttle.shut(address_of(connection)):
            detail = "Too many wrong tokens from this address: wait a minute, then try again."
            return JSONResponse({"detail": detail, "error": "NotAllowed"}, 429, {"Retry-After": str(_TRY_SECONDS)})
        problem = {"detail": _NO_ENTRY, "error": "NotAllowed"}
        return JSONResponse(problem, 401, {"WWW-Authenticate": 'Bearer realm="Storyreel"'})


    def _refuse_stranger(self, connection: HTTPConnection) -> Response:
        """Nobody has a token to show: only this computer is answered, and not through a proxy."""
        if connection.scope["path"] in ("/", *_OPEN_PATHS):
            return PlainTextResponse(_TEXT[speaks(connection)]["away"], 403)
        return JSONResponse({"detail": _TEXT["en"]["away"], "error": "NotAllowed"}, 403)


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
    return _welcome(request, token, _step_inside() if _from_elsewhere(request) else RedirectResponse("/", 303))


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
        answer = RedirectResponse("/", 303) if by_page else JSONResponse({"success": True})
        return _welcome(request, token or password, answer)
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


def _welcome(request: Request, shown: str, response: Response) -> Response:
    access: Access = request.app.state.access
    if access.token is not None:
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, access.session(shown), max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure
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
