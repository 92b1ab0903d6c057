"""A language model behind an OpenAI-compatible server, here or on this network: Ollama, LM Studio, llama.cpp, vLLM.

The server is asked for JSON of the schema where it can give it; whatever it gives is mended and checked afterwards.
Nothing is sent beyond this network unless the person allows it.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from pipelines.writers.chat import Ask, Heard, Reply
from studio.errors import BadInput, MakerFailed, NotAllowed, StudioError
from studio.shelf import ServerCard

log = logging.getLogger(__name__)
# Where each program listens as it comes.
PORTS = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp", 8000: "vLLM", 5001: "KoboldCpp", 1337: "Jan"}
LOOK_SECONDS = 0.4  # to wait for a program that may not be there
CONTEXT = 8192  # tokens, where the server does not tell
MOST_CHARACTERS = 50_000  # of an answer; whatever goes on beyond it is cut off
_MOST_BYTES = 20 << 20  # of a stream: each piece of an answer comes in some 200 bytes of JSON
_MOST_ERROR_BYTES = 2000
_LONGEST_PAUSE = 60.0
_CHARACTERS_A_TOKEN = 2.5  # about; Chinese has fewer, English more
_FORMS = ("json_schema", "json_object", "")  # of asking for JSON, the strictest first


class Server(BaseModel):
    """Where the server is, and which of its models writes."""

    address: str = ""  # http://127.0.0.1:11434
    model: str = ""
    key: str = ""  # sent as a bearer token, where the server wants one
    anywhere: bool = False  # the person allows an address beyond this network


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for a connection, for the next piece, for the whole answer."""

    connect: float = 5.0
    piece: float = 300.0  # the first may have to wait for the model to be loaded
    whole: float = 900.0  # a thousand tokens at little more than one a second
    pauses: tuple[float, ...] = (1.0, 2.0, 4.0)  # before each further try of what was refused or broken off


def found(preferred: dict[str, Any], ports: dict[int, str] | None = None) -> list[ServerCard]:
    """The servers that answer on this machine, with their models; the preferred one also where it does not answer."""
    from concurrent.futures import ThreadPoolExecutor

    own = Server.model_validate({k: v for k, v in preferred.items() if k in Server.model_fields})
    asked = {f"http://127.0.0.1:{port}": (name, None) for port, name in (ports or PORTS).items()}
    if own.address:
        asked[own.address.rstrip("/").removesuffix("/v1")] = ("", own)  # type: ignore[assignment]
    with ThreadPoolExecutor(len(asked)) as pool:
        told = list(pool.map(lambda x: _card(*x), [(name, own, at) for at, (name, own) in asked.items()]))
    return [card for card in told if card.models or card.error]


def _card(name: str, own: Server | None, address: str) -> ServerCard:
    try:
        known = models(own or Server(address=address), LOOK_SECONDS * (1 if own is None else 5))
    except StudioError as why:
        return ServerCard(name=name, address=address, error=why.sentence if own else "")
    return ServerCard(name=name or urlsplit(address).netloc, address=address, models=known)


def models(server: Server, seconds: float = 5.0) -> list[str]:
    """The ids of the server's models; raises MakerFailed where it does not answer as such a server does."""
    told = _get(server, "/v1/models", seconds).get("data")
    if not isinstance(told, list):
        raise MakerFailed(f"{server.address} is no server of language models: check its address.")
    return [str(m["id"]) for m in told if isinstance(m, dict) and "id" in m]


def checked_address(server: Server) -> str:
    """The address without a trailing slash or /v1; raises BadInput, NotAllowed for one beyond this network."""
    address = server.address.strip().rstrip("/").removesuffix("/v1")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise BadInput(
            f"“{server.address}” is no address of a server: write it like http://127.0.0.1:11434.", "address"
        )
    if not server.anywhere and not _near(parts.hostname):
        raise NotAllowed(
            f"{parts.hostname} is not on this machine or its network, and your film would leave the house: "
            "choose a server here, or allow others in the settings."
        )
    return address


def _near(host: str) -> bool:
    """Whether every address of that name is this machine's or of a private network."""
    try:
        told = {x[4][0] for x in socket.getaddrinfo(host, None)}
    except OSError:
        return True  # no such name: the connection says so better
    near = [ipaddress.ip_address(str(a).partition("%")[0]) for a in told]
    return all(a.is_loopback or (a.is_private and not a.is_unspecified) or a.is_link_local for a in near)


def _get(server: Server, path: str, seconds: float) -> dict[str, Any]:
    import httpx2

    address = checked_address(server)
    try:
        with _client(server, seconds) as client:
            told = client.get(address + path)
        if told.status_code in (401, 403):
            raise MakerFailed(f"{address} wants a key ({told.status_code}): write its key in the settings.")
        told.raise_for_status()
        found = told.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as why:
        raise MakerFailed(f"The server at {address} does not answer: start it, or choose another writer.") from why
    return found if isinstance(found, dict) else {}


def _client(server: Server, seconds: float, connect: float | None = None) -> Any:
    import httpx2

    headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
    wait = httpx2.Timeout(seconds, connect=connect or seconds)
    # No redirects and no proxies of the environment: what is asked goes to this address and nowhere else.
    return httpx2.Client(headers=headers, timeout=wait, follow_redirects=False, trust_env=False)


def open_server(preferred: dict[str, Any], key: str) -> ServerChat:
    """The server of the person's preferences; raises BadInput where none is chosen."""
    told = preferred.get("server") or {}
    server = Server.model_validate({k: v for k, v in told.items() if k in Server.model_fields} | {"key": key})
    if not server.address or not server.model:
        raise BadInput(
            "No server was chosen for the writer: open Settings, choose one that runs and its model "
            "(or run `python app.py writers`).",
            "writer",
        )
    return ServerChat(server)


class ServerChat:
    """A pipelines.writers.chat.Chat of one model of a server."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        self.server, self.patience = server, patience or Patience()
        self.name = f"{server.model} at {urlsplit(server.address).netloc or server.address}"
        self._form = 0  # of _FORMS: the strictest that this server takes
        self._counts = True  # whether it takes stream_options
        self._context = 0

    @property
    def context(self) -> int:
        """As the server tells it, or CONTEXT."""
        if not self._context:
            told = _get(self.server, "/v1/models", self.patience.connect).get("data") or []
            mine = next((m for m in told if isinstance(m, dict) and m.get("id") == self.server.model), {})
            meta = mine.get("meta") if isinstance(mine.get("meta"), dict) else {}
            sizes = [mine.get("max_model_len"), mine.get("context_length"), (meta or {}).get("n_ctx")]
            self._context = next((int(x) for x in sizes if isinstance(x, int) and x > 0), CONTEXT)
        return self._context

    def count(self, text: str) -> int:
        """About how many tokens the text is: servers have no common way to ask."""
        return int(sum(2.0 if ord(c) > 0x2E80 else 1.0 for c in text) / _CHARACTERS_A_TOKEN) + 1

    def unload(self) -> None:
        """The server keeps its own memory."""

    # ---- answering ----

    def answer(self, ask: Ask, heard: Heard) -> Reply:
        """The server's answer, asked again when it is busy or breaks off; raises MakerFailed with what to do."""
        began, why = time.monotonic(), ""
        for pause in (0.0, *self.patience.pauses):
            _pause(pause, heard)
            try:
                return self._once(ask, heard, began)
            except _Later as later:
                why = str(later)
                log.info("%s: %s", self.name, why)
                _pause(later.seconds, heard)
        raise MakerFailed(f"{self.name} gave no answer ({why}): see whether the server is well, then run this again.")

    def _once(self, ask: Ask, heard: Heard, began: float) -> Reply:
        import httpx2

        address = checked_address(self.server)
        wait, where = self.patience, f"{address}/v1/chat/completions"
        try:
            with (
                _client(self.server, wait.piece, wait.connect) as client,
                client.stream("POST", where, json=self._body(ask)) as answer,
            ):
                if answer.status_code != 200:
                    self._refused(answer)
                return _read(_events(answer, time.monotonic() + wait.whole), heard, began)
        except httpx2.ConnectError as why:
            raise MakerFailed(f"The server at {address} does not answer: start it, or choose another writer.") from why
        except httpx2.HTTPError as why:
            raise _Later(f"the connection broke off: {type(why).__name__}") from why

    def _body(self, ask: Ask) -> dict[str, Any]:
        left = self.context - self.count(ask.system) - self.count(ask.user)
        body: dict[str, Any] = {
            "model": self.server.model, "messages": ask.messages, "stream": True, "temperature": ask.temperature,
            "max_tokens": max(64, min(ask.most_tokens, left)), "seed": ask.seed,
        }  # fmt: skip
        form = _FORMS[self._form]
        if form == "json_schema":
            held = {"name": "answer", "schema": ask.schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": held}
        elif form:
            body["response_format"] = {"type": form}
        if form != "json_schema":  # in words, where the server is not told otherwise
            told = f"{ask.user}\n\nJSON Schema: {json.dumps(ask.schema, ensure_ascii=False)}"
            body["messages"] = [*ask.messages[:-1], {"role": "user", "content": told}]
        if self._counts:
            body["stream_options"] = {"include_usage": True}
        return body

    def _refused(self, answer: Any) -> None:
        """What another status than 200 means: raises."""
        said = next(iter(answer.iter_bytes(_MOST_ERROR_BYTES)), b"").decode("utf-8", "replace")
        status = answer.status_code
        if status == 429 or status >= 500:
            raise _Later(f"it said {status}", _asked_to_wait(answer.headers.get("retry-after", "")))
        if status in (401, 403):
            raise MakerFailed(f"{self.name} wants a key ({status}): write its key in the settings.")
        if status == 404:
            raise MakerFailed(f"{self.name} is not there (404): choose one of the server's models in the settings.")
        if status in (400, 415, 422) and (self._counts or self._form < len(_FORMS) - 1):
            if self._counts:
                self._counts = False
            else:
                self._form += 1
            raise _Later(f"it takes no such question: {said[:200]}")
        raise MakerFailed(f"{self.name} refused the question ({status}): {_one_line(said)} Choose another writer.")


class _Later(Exception):
    """Worth another try, after so many seconds."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


def _asked_to_wait(told: str) -> float:
    try:
        return min(max(float(told), 0.0), _LONGEST_PAUSE)
    except ValueError:
        return 0.0


def _pause(seconds: float, heard: Heard) -> None:
    """Waits, and hears when it is asked to stop."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        heard("")
        time.sleep(min(left, 0.2))


def _one_line(said: str) -> str:
    return " ".join(said.split())[:200]


def _events(answer: Any, until: float) -> Iterator[dict[str, Any]]:
    """The events of a stream, up to a time and a size."""
    waiting, size = b"", 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        *rows, waiting = (waiting + chunk).split(b"\n")
        if time.monotonic() > until:
            raise _Later("it took too long")
        if size > _MOST_BYTES:
            return
        for row in rows:
            if event := _event(row):
                yield event
    if event := _event(waiting):
        yield event


def _event(row: bytes) -> dict[str, Any] | None:
    text = row.strip().removeprefix(b"data:").strip()
    if not row.startswith(b"data:"):
        return None
    if text == b"[DONE]":
        return {"done": True}
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _read(events: Iterator[dict[str, Any]], heard: Heard, began: float) -> Reply:
    """The pieces put together."""
    text, thought, first = "", "", 0.0
    counted: dict[str, Any] = {}
    ended: object = None
    for event in events:
        if event.get("error"):
            raise _Later(f"it said: {_one_line(str(event['error']))}")
        counted = event["usage"] if isinstance(event.get("usage"), dict) else counted
        choice = _first(event.get("choices"))
        delta = choice.get("delta")
        delta = delta if isinstance(delta, dict) else {}
        text += _string(delta.get("content"))
        thought += _string(delta.get("reasoning_content")) or _string(delta.get("reasoning"))
        first = first or (time.monotonic() - began if text else 0.0)
        heard(text)
        ended = ended or choice.get("finish_reason") or event.get("done")
        if len(text) > MOST_CHARACTERS or len(thought) > MOST_CHARACTERS:
            text, ended = text[:MOST_CHARACTERS], "length"
            break
    if ended is None:
        raise _Later("its answer broke off")
    if not text:
        raise _Later("its answer was empty")
    took, tokens = time.monotonic() - began, _number(counted.get("completion_tokens"))
    return Reply(text, thought, _number(counted.get("prompt_tokens")), tokens, took, first, ended != "length")


def _first(several: Any) -> dict[str, Any]:
    found = several[0] if isinstance(several, list) and several else {}
    return found if isinstance(found, dict) else {}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
