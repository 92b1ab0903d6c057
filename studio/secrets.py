"""Secrets of the person's own, such as the hub's token: each a file for its owner's eyes, and never told again."""

from __future__ import annotations

import os
from pathlib import Path

from studio.errors import BadInput

MOST_CHARACTERS = 500


def keep(file: Path, secret: str, field: str) -> None:
    """Keeps it with mode 0600, whole or not at all; an empty one is forgotten. Raises BadInput for what is none."""
    secret = secret.strip()
    if not secret:
        file.unlink(missing_ok=True)
        return
    if not secret.isascii() or not secret.isprintable() or " " in secret or len(secret) > MOST_CHARACTERS:
        raise BadInput(f"That is no {field}: copy it again from where it was made, without anything around it.", field)
    half = file.with_suffix(".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secret)
    half.replace(file)


def read(file: Path) -> str:
    """The secret; empty: none is kept."""
    return file.read_text().strip() if file.is_file() else ""
