"""The locks on every request, whoever asks: known host, no foreign writes, no fetching for others, strict headers.

Knows the addresses of doors, not what is behind them; who may come in is login.py's.
"""

from __future__ import annotations

import ipaddress
import re
import secrets

from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.login import THEME_COOKIE, Access, speaks

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d+)?", re.IGNORECASE)
_READS = ("GET", "HEAD", "OPTIONS")
# Gradio would fetch these for the caller: a proxy into our network, and out of it.
_FETCHES = re.compile(r"^/+gradio_api/+(proxy=|file[=/]\s*[a-z][a-z0-9+.-]*:/)", re.IGNORECASE)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Gradio compiles templates and handlers in the page: unsafe-eval. Its themes are inline styles. Inline scripts need
# the nonce of their page, so that markup which slipped in through a text can't run.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:{socket}; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'"
)
# Before Gradio reads navigator.language: it knows the browser's wish only, and takes a plain "zh" for English.
_EARLY = """<script>(()=>{const l="%s",set=(k,v)=>Object.defineProperty(navigator,k,{get:()=>v,configurable:true});
set("language",l);set("languages",[l]);document.documentElement.lang=l;})()</script>"""
_PAINT = {
    "dark": '<meta name="color-scheme" content="dark">'
    "<style>html,body{background:var(--bg-dark);color:var(--col-dark)}</style>",
    "light": '<meta name="color-scheme" content="light">'
    "<style>html,body{background:var(--bg);color:var(--col)}</style>",
}


class Locks:
    """Refuses what no page of ours would send, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        connection = HTTPConnection(scope)
        refusal = self._refusal(connection)
        if scope["type"] == "websocket":
            if refusal is not None:
                return await send({"type": "websocket.close", "code": 4403})
            return await self.app(scope, receive, send)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("content-security-policy", policy(connection))
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
                elif scope["path"].startswith("/assets/") and message["status"] == 200:  # named by their contents
                    headers.setdefault("cache-control", "private, max-age=31536000, immutable")
            await send(message)

        return await (refusal or self.app)(scope, receive, dressed)

    def _refusal(self, connection: HTTPConnection) -> Response | None:
        if not self._answers_to(connection.headers.get("host")):
            return _refused("The studio doesn't answer to that name: open it by the address it printed.", 400)
        if is_foreign(connection):
            return _refused("The studio takes no orders from other web pages: use its own page or an access token.")
        if _FETCHES.match(connection.scope["path"]):
            return _refused("The studio fetches nothing from other places.")
        return None

    def _answers_to(self, host: str | None) -> bool:
        """A known name or, with a token, any bare address: only a name can be turned against us by its owner."""
        parsed = _HOST.fullmatch(host or "")
        if parsed is None:
            return False
        name = parsed[1].lower().strip("[]")
        if name in self.access.names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.access.token is not None


def is_foreign(connection: HTTPConnection) -> bool:
    """Whether another site's page sends this: a write or a socket by Origin, a read by what the browser says of it."""
    scope, headers = connection.scope, connection.headers
    writes = scope["type"] == "websocket" or scope["method"] not in _READS
    origin = headers.get("origin")
    if writes and origin is not None and origin.lower().split("://")[-1] != headers.get("host", "").lower():
        return True
    if headers.get("sec-fetch-site") != "cross-site":
        return False
    return writes or headers.get("sec-fetch-mode") != "navigate"


def policy(connection: HTTPConnection, nonce: str = "") -> str:
    """The Content-Security-Policy: everything from this host, nothing from elsewhere."""
    host = connection.headers.get("host", "")
    socket = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""  # older Safari: 'self' is no socket
    return _POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "", socket=socket)


def _refused(sentence: str, status: int = 403) -> Response:
    return JSONResponse({"detail": sentence, "error": "NotAllowed"}, status)


class Frontispiece:
    """Every page as it leaves: a nonce for its scripts; for the studio's own, language and theme before it paints."""

    def __init__(self, app: ASGIApp, head: str = "") -> None:
        self.app = app
        self.head = head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        connection = HTTPConnection(scope)
        if scope["path"] == "/":  # as plain text, so that it can be edited
            scope = dict(scope, headers=[h for h in scope["headers"] if h[0] != b"accept-encoding"])
        page: list[bytes] = []
        start: Message | None = None

        async def edited(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                page.append(message.get("body", b""))
                if not message.get("more_body"):
                    await self._publish(connection, start, b"".join(page), send)

        return await self.app(scope, receive, edited)

    async def _publish(self, connection: HTTPConnection, start: Message, page: bytes, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        if connection.scope["path"] == "/":
            page = self._at_home(connection, page.decode()).encode()
        page = re.sub(rb"<script\b", b'<script nonce="' + nonce.encode() + b'"', page)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(page))
        headers["content-security-policy"] = policy(connection, nonce)
        headers["cache-control"] = "no-store"
        await send(start)
        body = b"" if connection.scope["method"] == "HEAD" else page
        await send({"type": "http.response.body", "body": body})

    def _at_home(self, connection: HTTPConnection, page: str) -> str:
        language, theme = speaks(connection), theme_of(connection)
        page = re.sub(r'(<html\b[^>]*?\slang=)"[^"]*"', rf'\1"{language}"', page, count=1)
        page = re.sub(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', "", page)
        page = page.replace("<head>", "<head>" + _EARLY % language, 1)
        page = page.replace("</head>", _PAINT[theme] + "</head>", 1)
        page = page.replace("</body>", self.head + "</body>", 1)  # before Gradio's own scripts, which are deferred
        if theme == "dark":
            page = page.replace("<body", '<body class="dark"', 1)
        return page.replace("<gradio-app", f'<gradio-app theme_mode="{theme}"', 1)


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


def theme_of(connection: HTTPConnection) -> str:
    """The page's theme: the address's ?__theme, else the person's choice, else dark."""
    wish = connection.query_params.get("__theme") or connection.cookies.get(THEME_COOKIE, "")
    return "light" if wish == "light" else "dark"
