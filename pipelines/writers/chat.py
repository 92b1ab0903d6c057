"""What a writer needs of a language model: one question, one answer that keeps to a schema, heard as it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

Heard = Callable[[str], None]  # the answer so far; may raise Cancelled, which ends the answer


@dataclass(frozen=True)
class Ask:
    """One question."""

    system: str
    user: str
    schema: dict[str, Any]  # JSON Schema of the answer; every string, list and number in it is bounded
    most_tokens: int  # enough for the longest answer that the schema allows, so that it can't be cut off
    seed: int = 1
    temperature: float = 0.8

    @property
    def messages(self) -> list[dict[str, str]]:
        """As chat templates and servers take them."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]


@dataclass(frozen=True)
class Reply:
    """One answer."""

    text: str  # JSON, if all went well
    thinking: str = ""  # what a reasoning model said to itself, kept apart
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    first_seconds: float = 0.0  # until the first piece of the answer
    whole: bool = True  # False: cut off before its end
    notes: list[str] = field(default_factory=list)


class Chat(Protocol):
    """A language model that was loaded, or a server that answers."""

    name: str  # as the page shows it

    def answer(self, ask: Ask, heard: Heard) -> Reply:
        """Raises StudioErrors (ModelMissing, OutOfMemory, MakerFailed …) for what a person can act on."""
        ...

    def count(self, text: str) -> int:
        """About how many tokens the text is."""
        ...

    @property
    def context(self) -> int:
        """How many tokens a question and its answer may have together."""
        ...

    def unload(self) -> None:
        """Gives the device's memory back."""
        ...
