"""How the weights of a model are read: quantised or not, in which type, one network from a single file.

Knows Diffusers' loaders; no devices and no plans.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family
from studio.errors import BackendMissing, BadInput


def quantization(entry: Entry, precision: str, kin: Family) -> dict[str, Any]:
    """What from_pretrained takes to quantise the denoisers while it reads them; empty where nothing is quantised.

    Raises BackendMissing with the command that installs what int8 or int4 needs.
    """
    if precision not in ("int8", "int4"):
        return {}
    from diffusers import PipelineQuantizationConfig

    made = _quantizer(entry, precision)
    return {"quantization_config": PipelineQuantizationConfig(quant_mapping=dict.fromkeys(kin.denoisers, made))}


def _quantizer(entry: Entry, precision: str) -> Any:
    import torch
    from diffusers.utils import is_bitsandbytes_available, is_torchao_available

    cuda = torch.cuda.is_available()
    if precision == "int8" and is_torchao_available():
        from diffusers import TorchAoConfig
        from torchao.quantization import Int8WeightOnlyConfig

        return TorchAoConfig(Int8WeightOnlyConfig())
    if cuda and is_bitsandbytes_available():
        from diffusers import BitsAndBytesConfig

        if precision == "int8":
            return BitsAndBytesConfig(load_in_8bit=True)
        return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=compute(entry))
    if precision == "int4" and not cuda:
        raise BadInput("int4 needs an NVIDIA card: choose the precision “int8” or “full”.", "precision")
    needed = "torchao==0.18.0" if precision == "int8" else "bitsandbytes==0.50.2"
    raise BackendMissing(
        f"{precision} needs {needed.partition('=')[0]}: run `{sys.executable} -m pip install {needed}`."
    )


def compute(entry: Entry) -> Any:
    """The torch type that the entry is computed in."""
    import torch

    return {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}[entry.precision]


def single_file(cls: Any, path: Path, base: Path, part: str, dtype: Any) -> Any:
    """A network from one safetensors or GGUF file, with the configuration of `part` in the folder `base`.

    GGUF weights stay as they are stored and are unpacked layer by layer while they compute. Raises BadInput for a
    class that reads no single files.
    """
    if not hasattr(cls, "from_single_file"):
        raise BadInput(f"{cls.__name__} can't be read from a single file: get the model as a Diffusers folder.", "path")
    more: dict[str, Any] = {}
    if path.suffix.lower() == ".gguf":
        from diffusers import GGUFQuantizationConfig

        more = {"quantization_config": GGUFQuantizationConfig(compute_dtype=dtype)}
    return cls.from_single_file(str(path), config=str(base), subfolder=part, dtype=dtype, local_files_only=True, **more)
