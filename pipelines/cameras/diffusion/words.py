"""Prompts read once: the embeddings of all that waits are made in one go, kept by hash, and their reader is let go.

A reader is often bigger than the model that paints (UMT5-XXL: 11 GB in bf16), and never needed while it paints.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import recipe

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)
Embeddings = dict[str, "torch.Tensor | list[torch.Tensor]"]
KEPT_BYTES = 4 << 30  # on disk, the longest unused go first: about a thousand of Wan's, 4 MB each
AHEAD_BYTES = KEPT_BYTES // 2  # of one go: of LTX-2, at 385 MB a prompt, five are read ahead and not sixty
VERSION = 1  # grows when the same words would be read into other numbers


class Words:
    """The embeddings of one model, in a folder that all models share."""

    def __init__(self, model: str, folder: Path) -> None:
        """`model` tells these weights from all others."""
        self.model, self.folder = model, folder

    def path(self, prompt: str, negative: str | None) -> Path:
        return self.folder / f"{recipe.digest([VERSION, self.model, prompt, negative])}.safetensors"

    def read(
        self,
        wanted: Iterable[tuple[str, str | None]],
        embed: Callable[[], Callable[[str, str | None], Embeddings]],
        told: Callable[[int, int], None],
    ) -> None:
        """Reads what is not kept yet; `embed()` loads the reader, `told(done, all)` follows and may raise."""
        wanted = list(dict.fromkeys(wanted))
        missing = [w for w in wanted if not _whole(self.path(*w))]
        if not missing:
            return
        told(0, len(missing))
        reader, spent = embed(), 0
        for n, (prompt, negative) in enumerate(missing, start=1):
            spent += self._keep(self.path(prompt, negative), reader(prompt, negative))
            told(n, len(missing))
            if spent > AHEAD_BYTES:  # the rest is read when its turn comes
                break
        self._sweep({self.path(*w) for w in wanted})

    def of(self, prompt: str, negative: str | None) -> Embeddings:
        """The embeddings, which must have been read."""
        from safetensors import safe_open

        path = self.path(prompt, negative)
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in list(file.keys())}
            lists = json.loads(file.metadata()["lists"])
        found: Embeddings = {k: v for k, v in tensors.items() if "." not in k}
        return found | {name: [tensors[f"{name}.{n}"] for n in range(count)] for name, count in lists.items()}

    def _keep(self, path: Path, made: Embeddings) -> int:
        """Writes them and returns the bytes that took."""
        from safetensors.torch import save_file

        flat: dict[str, Any] = {}
        for name, value in made.items():
            several = enumerate(value) if isinstance(value, (list, tuple)) else None
            flat |= {f"{name}.{n}": v for n, v in several} if several else {name: value}
        lists = {k: len(v) for k, v in made.items() if isinstance(v, (list, tuple))}
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}.half")  # two cards may read the same words at once
        clones = {k: v.detach().cpu().contiguous().clone() for k, v in flat.items()}  # none may share memory
        save_file(clones, half, metadata={"lists": json.dumps(lists)})
        half.replace(path)
        return path.stat().st_size

    def _sweep(self, kept: set[Path]) -> None:
        """Lets the longest unused go, but none of those that were asked for just now."""
        found: list[tuple[float, int, Path]] = []
        for file in (*self.folder.glob("*.safetensors"), *self.folder.glob("*.half")):  # halves that a kill left
            with suppress(FileNotFoundError):  # another worker sweeps too
                found.append((file.stat().st_mtime, file.stat().st_size, file))
        total = 0
        for _, size, file in sorted(found, reverse=True):
            total += size
            if total > KEPT_BYTES and file not in kept:
                file.unlink(missing_ok=True)


def _whole(path: Path) -> bool:
    """Whether it is there and can be read, and is then swept last; what can't be read is deleted."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            whole = "lists" in (file.metadata() or {})
        os.utime(path)
    except (OSError, SafetensorError):
        whole = False
    if not whole:
        path.unlink(missing_ok=True)
    return whole
