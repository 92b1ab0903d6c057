"""The canonical recipe and its hash: everything that decides a take's bytes, and nothing about how it was run."""

import hashlib
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import BaseModel

VERSION = 1


def recipe(kind: str, maker: str, revision: str, order: BaseModel) -> dict[str, Any]:
    """The recipe of an order: the request as JSON values, fields at their defaults left out."""
    return {
        "v": VERSION,
        "kind": kind,
        "maker": maker,
        "revision": revision,
        "order": order.model_dump(mode="json", exclude_defaults=True),
    }


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON (RFC 8785), 64 hexadecimal digits."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def intent(whole: dict[str, Any]) -> str:
    """The digest without the length: a take that is long enough is trimmed, never stale."""
    order = {k: v for k, v in whole["order"].items() if k != "frames"}
    return digest({**whole, "order": order})


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
