"""LoRAs laid over a model that is in memory, by their weights, and taken off it again.

Diffusers' loaders want a reader for tensors that change how words are read; here words are read apart, so those are
left out. Knows no files but the LoRAs'.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family
from studio.errors import BadInput
from studio.film import Adapter

Laid = list[tuple[Adapter, Path]]
_NAME = "adapter{}"  # PEFT refuses dots in names


def check(cls: type, entry: Entry, wanted: Laid) -> None:
    """Raises BadInput for adapters on a pipeline that takes none."""
    if wanted and not hasattr(cls, "load_lora_weights"):
        raise BadInput(f"{entry.name} takes no adapters: take them out of the shot.", "adapters")


def lay(pipe: Any, kin: Family, wanted: Laid) -> list[str]:
    """Lays these over a model that has none on; returns notes of what was left out.

    Raises whatever the loaders raise: then some may be on.
    """
    notes = [note for n, (_, file) in enumerate(wanted) for note in _lay(pipe, kin, _NAME.format(n), file)]
    weigh(pipe, wanted)
    return notes


def weigh(pipe: Any, wanted: Laid) -> None:
    """Gives those that are laid over the model already their weights."""
    if wanted:
        names = [_NAME.format(n) for n, _ in enumerate(wanted)]
        pipe.set_adapters(names, [adapter.weight for adapter, _ in wanted])


def _lay(pipe: Any, kin: Family, name: str, file: Path) -> list[str]:
    left: set[str] = set()

    def leave(tensors: dict[str, Any], *_: Any, prefix: str = "text_encoder", **__: Any) -> None:
        left.update(key for key in tensors if key.startswith(f"{prefix}."))

    if hasattr(pipe, "load_lora_into_text_encoder"):  # there is none (words.py)
        pipe.load_lora_into_text_encoder = leave
    for more in kin.lays(pipe, file.stem):
        pipe.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name=name, **more)
    return [f"the adapter {file.name} also changes how words are read, which was left out"] if left else []
