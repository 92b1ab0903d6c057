"""A hub of our own on 127.0.0.1: the hub's HTTP protocol as huggingface_hub speaks it, with faults on demand.

Two servers, as in life: the hub answers /api and /resolve and redirects large files to another origin, the CDN.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = ".safetensors"  # what the hub keeps in large-file storage


@dataclass
class Repository:
    """What one repository holds, and who may see it."""

    files: dict[str, bytes]
    commit: str = COMMIT
    gated: bool = False
    token: str = ""  # asked for when it is gated
    claims: dict[str, int] = field(default_factory=dict)  # sizes that are told otherwise than they are


@dataclass
class Faults:
    """What goes wrong, each so many times."""

    too_many: int = 0  # answers 429
    retry_after: int = 1
    break_after: dict[str, int] = field(default_factory=dict)  # file: the connection ends after so many bytes
    breaks: int = 1
    corrupt: dict[str, int] = field(default_factory=dict)  # file: one byte is changed so many times
    slow_bytes: int = 0  # a second; 0: as fast as it goes
    silent_after: int = 0  # bytes after which nothing more comes, without the connection ending
    no_ranges: bool = False


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    range: str
    authorization: str
    sent: int = 0
    where: str = "hub"


class HubServer:
    """Both origins; `url` is the hub's."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.faults = Faults()
        self.asked: list[Asked] = []
        self._closing = threading.Event()
        self._servers = [self._serve(_Hub), self._serve(_Cdn)]
        self.url, self.cdn = (f"http://127.0.0.1:{s.server_address[1]}" for s in self._servers)

    def _serve(self, handler: type[_Handler]) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type(handler.__name__, (handler,), {"hub": self}))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server

    def close(self) -> None:
        self._closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def sent(self, name: str) -> int:
        """Bytes of a file that were sent, over all requests."""
        return sum(a.sent for a in self.asked if a.path.endswith(name))


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Silent."""

    def _note(self, where: str) -> Asked:
        asked = Asked(
            self.command, unquote(urlsplit(self.path).path), self.headers.get("Range", ""),
            self.headers.get("Authorization", ""), where=where,
        )  # fmt: skip
        self.hub.asked.append(asked)
        return asked

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _refuse(self, status: int, code: str = "", message: str = "") -> None:
        told = ({"X_Error_Code": code} if code else {}) | ({"X_Error_Message": message} if message else {})
        self._answer(status, json.dumps({"error": message or code}).encode(), Content_Type="application/json", **told)

    def _too_many(self) -> bool:
        if self.hub.faults.too_many <= 0:
            return False
        self.hub.faults.too_many -= 1
        self._answer(429, Retry_After=str(self.hub.faults.retry_after))
        return True

    def _body(self, asked: Asked, name: str, content: bytes, **headers: str) -> None:
        """Sends a file, or the range asked for, with the faults that are due."""
        start = 0
        if asked.range.startswith("bytes=") and not self.hub.faults.no_ranges:
            start = int(asked.range.removeprefix("bytes=").partition("-")[0])
        status = 206 if start else 200
        more = {"Content_Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        part = self._spoilt(name, content)[start:]
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(part)), "Accept-Ranges": "bytes"} | headers | more).items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self._send(asked, name, part)

    def _spoilt(self, name: str, content: bytes) -> bytes:
        if self.hub.faults.corrupt.get(name, 0) <= 0:
            return content
        self.hub.faults.corrupt[name] -= 1
        return content[:-1] + bytes([content[-1] ^ 0xFF])

    def _send(self, asked: Asked, name: str, part: bytes) -> None:
        faults = self.hub.faults
        until = len(part)
        if name in faults.break_after and faults.breaks > 0:
            faults.breaks -= 1
            until = min(until, faults.break_after[name])
        step = max(1, faults.slow_bytes // 20) if faults.slow_bytes else 1 << 16
        for at in range(0, until, step):
            if faults.silent_after and at >= faults.silent_after:
                self.hub._closing.wait(60)
                break
            piece = part[at : min(at + step, until)]
            self.wfile.write(piece)
            asked.sent += len(piece)
            if faults.slow_bytes:
                time.sleep(1 / 20)
        if until < len(part):
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(2)  # in the middle of the body


class _Hub(_Handler):
    """GET /api/models/OWNER/NAME/revision/REV and GET or HEAD /OWNER/NAME/resolve/REV/FILE."""

    def do_GET(self) -> None:
        asked = self._note("hub")
        if self._too_many():
            return
        parts = asked.path.strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            self._info("/".join(parts[2:4]), "/".join(parts[5:]) or "main")
        elif len(parts) > 4 and parts[2] == "resolve":
            self._file(asked, "/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        else:
            self._refuse(404)

    do_HEAD = do_GET

    def _repository(self, name: str, revision: str) -> Repository | None:
        """The repository, if it may be seen; else the refusal is sent."""
        found = self.hub.repositories.get(name)
        given = self.headers.get("Authorization", "")
        if found is None:
            self._refuse(401 if not given else 404, "RepoNotFound", "Repository not found")
        elif found.gated and not given:
            self._refuse(401, "GatedRepo", "Access to this model is restricted.")
        elif found.gated and given != f"Bearer {found.token}":
            self._refuse(403, "GatedRepo", "Access to this model is restricted and you are not in the list.")
        elif revision not in ("main", found.commit):
            self._refuse(404, "RevisionNotFound", "Invalid rev id")
        else:
            return found
        return None

    def _info(self, name: str, revision: str) -> None:
        found = self._repository(name, revision)
        if found is None:
            return
        siblings = [_sibling(n, c, found) for n, c in found.files.items()]
        told = {"id": name, "modelId": name, "sha": found.commit, "siblings": siblings, "tags": [], "private": False}
        self._answer(200, json.dumps(told).encode(), Content_Type="application/json")

    def _file(self, asked: Asked, name: str, revision: str, file: str) -> None:
        found = self._repository(name, revision)
        if found is None:
            return
        if file not in found.files:
            self._refuse(404, "EntryNotFound", "Entry not found")
            return
        content = found.files[file]
        if not file.endswith(LARGE):
            self._body(asked, file, content, ETag=f'"{_blob(content)}"', X_Repo_Commit=found.commit)
            return
        sha256 = hashlib.sha256(content).hexdigest()
        self._answer(
            302, Location=f"{self.hub.cdn}/{name}/{sha256}/{file}", X_Repo_Commit=found.commit,
            X_Linked_Size=str(len(content)), X_Linked_ETag=f'"{sha256}"', ETag='"pointer"',
        )  # fmt: skip


class _Cdn(_Handler):
    """Large files by their hash, for whoever has the address."""

    def do_GET(self) -> None:
        asked = self._note("cdn")
        owner, name, _sha256, *file = asked.path.strip("/").split("/")
        path = "/".join(file)
        content = self.hub.repositories[f"{owner}/{name}"].files[path]
        self._body(asked, path, content, ETag=f'"{hashlib.sha256(content).hexdigest()}"')

    do_HEAD = do_GET


def _sibling(name: str, content: bytes, repository: Repository) -> dict[str, Any]:
    size = repository.claims.get(name, len(content))
    told: dict[str, Any] = {"rfilename": name, "size": size, "blobId": _blob(content)}
    if name.endswith(LARGE):
        told["lfs"] = {"size": size, "sha256": hashlib.sha256(content).hexdigest(), "pointerSize": 134}
    return told


def _blob(content: bytes) -> str:
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
