"""The writers: one that needs no language model, and the room of those that have one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.settings import Settings

if TYPE_CHECKING:
    from pipelines.writers.chat import Chat
    from pipelines.writers.room import RoomWriter


def room_of(settings: Settings, maker_id: str, open_chat: Callable[[dict[str, Any]], Chat]) -> RoomWriter:
    """The room of a model, with the studio's prompts and the person's own."""
    from pipelines.writers.prompts import Prompts
    from pipelines.writers.room import RoomWriter

    return RoomWriter(maker_id, open_chat, Prompts(settings.assets / "prompts", settings.prompts))
