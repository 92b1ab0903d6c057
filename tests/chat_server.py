"""A server that speaks OpenAI's chat protocol over real sockets; each of its models misbehaves in its own way.

    good          answers with words that fit the schema it was given; a request that breaks the protocol gets 400
    plain         likewise, but knows no response_format and no stream_options (400), so the form is told in words
    prose         puts talk and a code fence around its JSON        truncated   stops in the middle, always
    types         numbers for words, words for lists, wrong enums   repeated    each key twice, the first empty
    huge          10 MB of one string                               drip        one character at a time, for ever
    busy          429 twice, with Retry-After                       broken      500 always
    dropped       hangs up in the middle, twice                     foreign     answers in the other language
    empty         no words at all                                   thinks      thinks aloud first, in the text
    secret        wants the key “open sesame”                       stubborn    nonsense that no mending saves
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODELS = (
    "good", "plain", "prose", "truncated", "types", "repeated", "huge", "drip", "busy", "broken", "dropped", "foreign",
    "empty", "thinks", "secret", "stubborn",
)  # fmt: skip
_WORDS = {
    "en": ["the", "fox", "lake", "ice", "dusk", "keeper", "lamp", "walks", "across", "a", "quiet", "shore", "letters"],
    "zh": list("狐狸走过结冰的湖面守灯人提着灯在雪下找到旧信夜里风很轻远处有人唱歌"),
}


def instance(schema: dict[str, Any], dice: random.Random, language: str) -> Any:
    """Values that fit the schema, in words of that language."""
    if "enum" in schema:
        return dice.choice(schema["enum"])
    if schema["type"] == "integer":
        return dice.randint(schema["minimum"], schema["maximum"])
    if schema["type"] == "array":
        count = dice.randint(schema["minItems"], schema["maxItems"])
        return [instance(schema["items"], dice, language) for _ in range(count)]
    if schema["type"] == "object":
        return {name: instance(part, dice, language) for name, part in schema["properties"].items()}
    most = max(schema["minLength"], min(schema["maxLength"], 60))
    space, stop = ("", "。") if language == "zh" else (" ", ".")
    said = space.join(dice.choice(_WORDS[language]) for _ in range(most))[: most - 1].strip()
    return (said.capitalize() + stop)[:most]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChatServer

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.server.locked and self.headers.get("Authorization") != "Bearer sesame":
            self._json(401, {"error": {"message": "no key"}})
            return
        if self.path != "/v1/models":
            self._json(404, {"error": {"message": "no such page"}})
            return
        told = [{"id": m, "object": "model", "created": 0, "owned_by": "tests"} for m in MODELS]
        self._json(200, {"object": "list", "data": told})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        model = body.get("model")
        if self.path != "/v1/chat/completions" or model not in MODELS:
            self._json(404, {"error": {"message": f"model {model} not found"}})
        elif why := self._refusal(model, body):
            self._json(*why)
        else:
            self._answer(model, body)

    def _refusal(self, model: str, body: dict[str, Any]) -> Any:
        count = sum(b.get("model") == model for b in self.server.asked)
        if model == "secret" and self.headers.get("Authorization") != "Bearer open sesame":
            return 401, {"error": {"message": "no key"}}
        if model == "broken":
            return 500, {"error": {"message": "it broke"}}
        if model == "busy" and count <= 2:
            return 429, {"error": {"message": "later"}}, {"Retry-After": "0.1"}
        if model == "plain" and ("response_format" in body or "stream_options" in body):
            return 400, {"error": {"message": "unknown field"}}
        if why := _breaks_the_protocol(body):
            return 400, {"error": {"message": why}}
        return None

    def _json(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        about = {"Content-Type": "application/json", "Content-Length": str(len(data))} | (headers or {})
        for name, value in about.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _answer(self, model: str, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        text = self._text(model, body)
        pieces = [text[n : n + 16] for n in range(0, len(text), 16)] if model != "huge" else [text]
        drops = model == "dropped" and sum(b.get("model") == model for b in self.server.asked) <= 2
        try:
            for n, piece in enumerate(pieces):
                if drops and n == len(pieces) // 2:
                    self.connection.close()
                    return
                if model == "drip":
                    time.sleep(0.3)
                self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            if body.get("stream_options"):
                self._event({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": len(pieces)}})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:  # whoever asked has heard enough
            pass
        self.close_connection = True

    def _event(self, told: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "tests"} | told
        self.wfile.write(b"data: " + json.dumps(whole).encode() + b"\n\n")
        self.wfile.flush()

    def _text(self, model: str, body: dict[str, Any]) -> str:
        words = body["messages"][-1]["content"]
        schema = _schema_of(body)
        chinese = r"\u1fff" in json.dumps(schema).replace("\\\\", "\\")  # its texts may have ideographs
        language = "zh" if chinese != (model == "foreign") else "en"
        dice = random.Random(f"{body.get('seed')} {words}")
        whole = json.dumps(instance(schema, dice, language), ensure_ascii=False)
        return _spoilt(model, whole, schema)


def _schema_of(body: dict[str, Any]) -> dict[str, Any]:
    if form := body.get("response_format"):
        return form["json_schema"]["schema"]
    return json.loads(body["messages"][-1]["content"].rpartition("JSON Schema: ")[2])


def _spoilt(model: str, whole: str, schema: dict[str, Any]) -> str:
    if model == "prose":
        return f"Sure! Here is what you asked for:\n\n```json\n{whole}\n```\n\nShall I go on?"
    if model == "thinks":
        return f'<think>They want {{"title": "a trap"}} perhaps.</think>\n{whole}'
    if model == "truncated":
        return whole[: len(whole) * 2 // 3]
    if model == "types":
        return json.dumps(_mistyped(json.loads(whole)), ensure_ascii=False)
    if model == "repeated":
        first = next(iter(schema["properties"]))
        return '{"' + first + '": "", ' + whole[1:]
    if model in ("huge", "drip"):
        return '{"title": "' + "a" * (10_000_000 if model == "huge" else 10_000)
    return {"stubborn": "I am sorry, I can't do that.", "empty": ""}.get(model, whole)


def _mistyped(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _mistyped(v) for k, v in value.items()} | ({"size": "LONG SHOT!!"} if "size" in value else {})
    if isinstance(value, list):
        return {"items": [_mistyped(v) for v in value]} if value and isinstance(value[0], dict) else value
    return f"about {value}" if isinstance(value, int) else value


def _breaks_the_protocol(body: dict[str, Any]) -> str:
    """What OpenAI's reference would refuse of a request."""
    kinds = {
        "model": str, "messages": list, "stream": bool, "temperature": (int, float), "max_tokens": int, "seed": int,
        "response_format": dict, "stream_options": dict,
    }  # fmt: skip
    for name, value in body.items():
        if name not in kinds:
            return f"unknown field {name}"
        if not isinstance(value, kinds[name]):  # type: ignore[arg-type]
            return f"{name} has the wrong type"
    if any(set(m) != {"role", "content"} or m["role"] not in ("system", "user") for m in body["messages"]):
        return "a message is not of role and content"
    if not 0 <= body["temperature"] <= 2 or body["max_tokens"] < 1:
        return "a number is out of range"
    form = body.get("response_format", {})
    if form.get("type") == "json_schema":
        held = form["json_schema"]
        if set(held) != {"name", "schema", "strict"} or held["schema"].get("type") != "object":
            return "response_format is no json_schema"
    return ""


class ChatServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.locked = False  # whether even its list of models wants a key, “sesame”

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving() -> Iterator[ChatServer]:
    """The server on a free port."""
    server = ChatServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
