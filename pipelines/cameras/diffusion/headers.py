"""What a weight file says of itself, read from its header alone: names and shapes of its tensors; no weight is read.

Only safetensors and GGUF are opened. A pickle can run code when it is read, so it is refused by its name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from studio.errors import BadInput, DamagedFile

PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
KINDS = {".safetensors", ".gguf"}
_BYTES = {"I8": 1, "U8": 1, "BOOL": 1}  # of an element; floats are loaded at 16 bits, 8-bit ones too


@dataclass(frozen=True)
class Header:
    """The tensors of one file by name, shapes in PyTorch's order; `about` is what the file tells besides."""

    shapes: dict[str, tuple[int, ...]]
    about: dict[str, str] = field(default_factory=dict)
    quantized: bool = False

    def has(self, *names: str) -> bool:
        return any(name in self.shapes for name in names)

    def without(self, *prefixes: str) -> Header:
        """The same tensors without a prefix that other programs put in front."""
        cut = {_cut(name, prefixes): shape for name, shape in self.shapes.items()}
        return Header(cut, self.about, self.quantized)


def _cut(name: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def read_header(file: Path) -> Header:
    """The header of a safetensors or GGUF file; raises BadInput for other kinds, DamagedFile for a file cut short."""
    refuse_pickle(file)
    if file.suffix.lower() == ".gguf":
        return _gguf(file)
    if file.suffix.lower() == ".safetensors":
        return _safetensors(file)
    raise BadInput(f"{file.name} is no model: give a Diffusers folder, or a .safetensors or .gguf file.", "path")


def refuse_pickle(file: Path) -> None:
    """Raises BadInput for a file whose name says that it is a pickle."""
    if file.suffix.lower() in PICKLES:
        raise BadInput(
            f"{file.name} is a pickle, which can run code: get the safetensors version of this model.", "path"
        )


def computed_bytes(file: Path) -> int:
    """The bytes of a file's tensors once they are loaded: floats at 16 bits, others as they are stored."""
    if file.suffix.lower() != ".safetensors":
        return file.stat().st_size
    from safetensors import SafetensorError, safe_open

    total = 0
    try:
        with safe_open(str(file), framework="numpy") as opened:
            for name in opened.keys():  # noqa: SIM118 - not a dict
                held = opened.get_slice(name)
                total += math.prod(held.get_shape()) * _BYTES.get(held.get_dtype(), 2)
    except (SafetensorError, OSError) as why:
        raise _cut_short(file) from why
    return total


def check_whole(file: Path) -> None:
    """Raises DamagedFile when the file is shorter or longer than its header says."""
    if file.suffix.lower() == ".safetensors":
        _safetensors(file)


def _safetensors(file: Path) -> Header:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(file), framework="numpy") as opened:
            shapes = {name: tuple(opened.get_slice(name).get_shape()) for name in opened.keys()}  # noqa: SIM118 - not a dict
            return Header(shapes, dict(opened.metadata() or {}))
    except (SafetensorError, OSError) as why:
        raise _cut_short(file) from why


def _gguf(file: Path) -> Header:
    from gguf import GGUFReader

    try:
        reader = GGUFReader(file)
        named = reader.get_field("general.architecture")
        about = {"architecture": str(named.contents())} if named else {}
        # GGUF lists the fastest dimension first.
        shapes = {t.name: tuple(int(n) for n in reversed(t.shape)) for t in reader.tensors}
    except (ValueError, IndexError, KeyError, OSError, UnicodeDecodeError) as why:
        raise _cut_short(file) from why
    return Header(shapes, about, quantized=True)


def _cut_short(file: Path) -> DamagedFile:
    return DamagedFile(
        f"The file {file.name} is cut short or damaged: its size does not agree with its header. Download it again."
    )
