"""What lies in a model's folder: its components, their weight files, and whether all of them are whole.

Pure file reading of the Diffusers layout (model_index.json, a folder a component); imports no library of models.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.headers import check_whole, computed_bytes, read_header
from studio.errors import BadInput, DamagedFile, ModelMissing

INDEX = "model_index.json"
CONFIG, TOKENIZER = "config.json", "tokenizer.json"  # of a language model in Transformers' format
RECORD = "storyreel.json"  # what was downloaded, written last: see hub.py
State = Literal["absent", "partial", "here"]
_WEIGHTLESS = re.compile(r"Tokenizer|Scheduler|Processor|FeatureExtractor|Guidance|Guider")
_SMALL = {".json", ".txt", ".model", ".jinja", ".tiktoken", ".spm"}  # what goes with weights
_BASES = ("diffusion_pytorch_model", "model")


@dataclass(frozen=True)
class Component:
    """One line of model_index.json: the folder `name` holds a `cls` of `library`."""

    name: str
    library: str
    cls: str

    @property
    def weighs(self) -> bool:
        """Whether it has weight files."""
        return not _WEIGHTLESS.search(self.cls)


def index_of(folder: Path) -> dict[str, Any]:
    """The folder's model_index.json; raises DamagedFile when it is not JSON."""
    return parse_index((folder / INDEX).read_bytes(), folder.name)


def parse_index(content: bytes, of: str) -> dict[str, Any]:
    """A model_index.json that was read; `of` names the model in the error."""
    try:
        found = json.loads(content)
    except ValueError as why:
        raise DamagedFile(f"{INDEX} of {of} is no JSON: download it again.") from why
    if not isinstance(found, dict) or "_class_name" not in found:
        raise DamagedFile(f"{INDEX} of {of} names no pipeline: this is no folder in Diffusers format.")
    return found


def components_of(index: dict[str, Any]) -> list[Component]:
    """The components that are there; those that are null, and plain settings, are not."""
    pairs = {k: v for k, v in index.items() if not k.startswith("_") and isinstance(v, list) and len(v) == 2}
    return [Component(k, str(v[0]), str(v[1])) for k, v in pairs.items() if v[0] and v[1]]


def weight_names(names: set[str], variant: str = "") -> list[str]:
    """Which of a component's files hold its weights, as Diffusers chooses them; empty: none do.

    The variant's files where there are any, else the plain ones; shards rather than one file where both are there.
    """
    for infix in dict.fromkeys([f".{variant}" if variant else "", ""]):
        for base in _BASES:
            shard = re.compile(rf"{base}{re.escape(infix)}-\d+-of-\d+\.safetensors")
            if shards := sorted(n for n in names if shard.fullmatch(n)):
                return shards
            if (single := f"{base}{infix}.safetensors") in names:
                return [single]
    return []


def index_name(names: set[str], weights: list[str]) -> str:
    """The index of a component's shards; empty for a single file, or when it is missing."""
    if len(weights) < 2 and not re.search(r"-\d+-of-\d+", weights[0] if weights else ""):
        return ""
    stem, _, infix = weights[0].split("-", 1)[0].partition(".")
    wanted = f"{stem}.safetensors.index.{infix}.json" if infix else f"{stem}.safetensors.index.json"
    return wanted if wanted in names else ""


def weight_files(folder: Path, variant: str = "") -> list[Path] | None:
    """The weight files of one component's folder; None: some that its index names are missing."""
    names = {f.name for f in folder.iterdir()} if folder.is_dir() else set()
    weights = weight_names(names, variant)
    if not weights:
        return None
    if index := index_name(names, weights):
        try:
            weights = sorted(set(json.loads((folder / index).read_bytes())["weight_map"].values()))
        except (ValueError, KeyError):
            return None
    elif len(weights) > 1 or "-of-" in weights[0]:
        total = int(weights[0].rpartition("-of-")[2].partition(".")[0])
        if len(weights) != total:
            return None
    return [folder / name for name in weights] if names.issuperset(weights) else None


def state_of(folder: Path, variant: str = "") -> State:
    """Whether the folder holds a model in Diffusers or Transformers format, whole: each weight file as long as its
    header says.
    """
    if not (folder / INDEX).is_file() and not is_language_model(folder):
        return "absent"
    try:
        if is_language_model(folder):
            whole = _all_whole(weight_files(folder)) and (folder / TOKENIZER).is_file()
        else:
            whole = all(_whole(folder, c, variant) for c in components_of(index_of(folder)))
    except (DamagedFile, FileNotFoundError):  # one that was taken away just now
        return "partial"
    return "here" if whole else "partial"


def is_language_model(folder: Path) -> bool:
    """Whether the folder is one of Transformers' causal language models, by the class in its config.json."""
    file = folder / CONFIG
    if (folder / INDEX).is_file() or not file.is_file():
        return False
    try:
        told = json.loads(file.read_bytes())
    except ValueError:
        return False
    classes = told.get("architectures") if isinstance(told, dict) else None
    return any(str(name).endswith("ForCausalLM") for name in classes or [])


def _whole(folder: Path, component: Component, variant: str) -> bool:
    if not component.weighs:
        return (folder / component.name).is_dir()
    return _all_whole(weight_files(folder / component.name, variant))


def _all_whole(files: list[Path] | None) -> bool:
    if files is None:
        return False
    for file in files:
        stat = file.stat()
        _check(file, stat.st_size, stat.st_mtime_ns)
    return True


@cache
def _check(file: Path, size: int, changed: int) -> None:
    """Once for each file as it stands: one that changed is read again."""
    check_whole(file)


def weights_of(path: Path) -> dict[str, int]:
    """The bytes of each component's weights once loaded at 16 bits, by name; of a single file as one denoiser.

    Whichever variant is there counts. Components that have no weights, or lack them, are left out.
    """
    if path.is_file():
        return {_denoiser(path, path.stat().st_mtime_ns): _computed(path, path.stat().st_mtime_ns)}
    if is_language_model(path):
        return {"model": sum(f.stat().st_size for f in weight_files(path) or [])}
    if not (path / INDEX).is_file():
        return {}
    parts = [c.name for c in components_of(index_of(path)) if c.weighs]
    found = {p: next(filter(None, (weight_files(path / p, v) for v in ("", "fp16", "bf16"))), None) for p in parts}
    return {name: sum(_computed(f, f.stat().st_mtime_ns) for f in files) for name, files in found.items() if files}


@cache
def _computed(file: Path, changed: int) -> int:
    return computed_bytes(file)


@cache
def _denoiser(file: Path, changed: int) -> str:
    """What Diffusers calls the network in a single file."""
    names = read_header(file).shapes
    return "unet" if any("input_blocks." in n or "down_blocks." in n for n in names) else "transformer"


def refuse_code(path: Path) -> None:
    """Raises BadInput where a JSON file, or any in a folder, names code of its own to be run; DamagedFile for no JSON.

    Not config.json alone: a tokenizer's code is named in its tokenizer_config.json, a processor's in a file of its own.
    """
    for file in [path] if path.is_file() else sorted(path.rglob("*.json")):
        stat = file.stat()
        if _brings_code(file, stat.st_size, stat.st_mtime_ns):
            raise BadInput(
                f"{file.parent.name}/{file.name} names code of its own, which is never run here: choose another model.",
                "path",
            )


@cache
def _brings_code(file: Path, size: int, changed: int) -> bool:
    """Once for each file as it stands: a tokenizer's vocabulary has tens of megabytes."""
    try:
        told = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as why:
        raise DamagedFile(f"The file {file.parent.name}/{file.name} is no JSON: download it again.") from why
    return isinstance(told, dict) and "auto_map" in told


def safe_name(name: str) -> bool:
    """Whether a path that a server or an index names stays inside its folder."""
    pure = PurePosixPath(name)
    return not pure.is_absolute() and ".." not in pure.parts and "\\" not in name and ":" not in name


# ---- which files of a repository -----------------------------------------------------------------------------------


def needed(names: list[str], index: dict[str, Any], entry: Entry) -> list[str]:
    """What a model needs of its repository: of each component its configuration and its safetensors, in that order.

    Raises ModelMissing for a component whose weights are there as pickles only.
    """
    wanted: list[str] = []
    for part in components_of(index):
        inside = {n.removeprefix(f"{part.name}/") for n in names if n.startswith(f"{part.name}/")}
        wanted += [f"{part.name}/{n}" for n in of_component(inside, part.weighs, entry, part.name)]
    return sorted(wanted, key=lambda n: (n.endswith(".safetensors"), n))


def of_component(names: set[str], weighs: bool, entry: Entry, part: str) -> list[str]:
    """The files of one component, by their names in its folder."""
    small = {n for n in names if "/" not in n and PurePosixPath(n).suffix in _SMALL and ".index." not in n}
    if not weighs:
        return sorted(small)
    weights = weight_names(names, entry.variant)
    if not weights:
        raise ModelMissing(
            f"{entry.repository} has no safetensors of its part {part}, and pickles can run code: choose another model."
        )
    index = index_name(names, weights)
    return sorted(small) + ([index] if index else []) + weights
