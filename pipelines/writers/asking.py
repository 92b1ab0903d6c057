"""One question put to a language model until its answer can be used, or it has failed: the calls are kept as they came.

Knows the model as a Chat, the answer as a schema; nothing of films.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import from_json

from pipelines.writers.chat import Ask, Chat, Reply
from pipelines.writers.mending import Unusable, mended, shortened, without_thinking
from pipelines.writers.prompts import Prompts
from pipelines.writers.schema import Schema, least_tokens, most_tokens, tightened
from studio.errors import MakerFailed
from studio.script import CALL_CHARACTERS, Call, Desk

TRIES = 2
_SHOW_SECONDS = 0.1  # between two looks at what is written so far
_CALMER = 0.4  # the temperature of a second try
_SPARE = 64  # tokens of a context that are left alone: templates differ
_GIVES_WAY = {"brief", "sources", "outline", "parts"}  # what is told at length, and shortened where there is no room
_LESS, _SHORTEST = 0.8, 400  # how much shorter at a time; characters
_AGAIN = {"en": "Your last answer could not be used: {why}.", "zh": "你上一次的回答无法使用：{why}。"}


@dataclass(frozen=True)
class Question:
    """What is asked: which prompt, filled with what, answered in which form."""

    prompt: str  # its name
    language: str
    words: dict[str, object]
    schema: Schema
    position: int | None = None  # of the scene it is about
    check: Callable[[Any], str] = lambda _: ""  # why an answer that fits its schema is refused all the same


def ask(chat: Chat, prompts: Prompts, question: Question, desk: Desk) -> Any:
    """The answer as values of its schema, or None where no try gave one; raises Cancelled and the Chat's errors."""
    first = _fitting(chat, prompts, question, _seed(desk, question))
    why = ""
    for n in range(TRIES):
        user_now = f"{first.user}\n\n{_AGAIN[question.language].format(why=why)}" if n else first.user
        now = replace(first, user=user_now, seed=first.seed + n, temperature=_CALMER if n else first.temperature)
        reply, call = _once(chat, now, question, desk)
        value, why, notes = _read(reply, question)
        outcome = "refused" if value is None else "mended" if notes else "good"
        desk.keep(call.model_copy(update={"outcome": outcome, "note": (why or "; ".join(notes))[:1000]}))
        if value is not None:
            return value
    return None


def _seed(desk: Desk, question: Question) -> int:
    place = 0 if question.position is None else question.position + 1
    return (desk.seed * 7919 + place * 104_729) % 2**31


def _fitting(chat: Chat, prompts: Prompts, question: Question, seed: int) -> Ask:
    """The question with room for its longest answer: in a small context what is told, and the answer, are shorter."""
    prompt, words = prompts.get(question.prompt, question.language), dict(question.words)
    least = least_tokens(question.schema) + _SPARE
    while True:
        system, user = prompt.filled(**words)
        left = chat.context - chat.count(system) - chat.count(user)
        longest = max(_GIVES_WAY & words.keys(), key=lambda name: len(str(words[name])), default="")
        told = str(words.get(longest, ""))
        if left >= least or len(told) < _SHORTEST:
            break
        words[longest] = shortened(told, int(len(told) * _LESS)) + " …"
    try:
        schema = tightened(question.schema, left - _SPARE)
    except ValueError as why:
        raise MakerFailed(
            f"{chat.name} has a context of {chat.context} tokens, too small for this question ({why}): "
            "choose a model with 8,000 or more, or make a shorter film."
        ) from why
    return Ask(system, user, schema, most_tokens(schema), seed)


def _once(chat: Chat, asked: Ask, question: Question, desk: Desk) -> tuple[Reply, Call]:
    shown = [0.0]

    def heard(text: str) -> None:
        clock = time.monotonic()
        if clock - shown[0] < _SHOW_SECONDS:
            return
        shown[0] = clock
        desk.show(question.prompt, question.position, _so_far(text))

    call = Call(purpose=question.prompt, position=question.position, model=chat.name, messages=asked.messages)
    began = time.monotonic()
    try:
        reply = chat.answer(asked, heard)
    except Exception as why:
        gone = {"outcome": "failed", "note": str(why)[:1000], "seconds": round(time.monotonic() - began, 3)}
        desk.keep(call.model_copy(update=gone))
        raise
    told = {
        "reply": reply.text[:CALL_CHARACTERS], "thinking": reply.thinking[:CALL_CHARACTERS],
        "tokens_in": reply.tokens_in, "tokens_out": reply.tokens_out,
        "seconds": round(reply.seconds, 3), "first_seconds": round(reply.first_seconds, 3),
    }  # fmt: skip
    return reply, call.model_copy(update=told)


def _so_far(text: str) -> Any:
    answer, _ = without_thinking(text)
    try:
        return from_json(answer[answer.find("{") :], allow_partial="trailing-strings")
    except ValueError:
        return {}


def _read(reply: Reply, question: Question) -> tuple[Any, str, list[str]]:
    """(the value or None, why it is refused, what was mended)."""
    text, _ = without_thinking(reply.text)
    try:
        value, notes = mended(text, question.schema)
    except Unusable as why:
        return None, str(why), []
    refused = question.check(value)
    return (None, refused, []) if refused else (value, "", [*reply.notes, *notes])
