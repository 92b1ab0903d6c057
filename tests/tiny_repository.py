"""A repository in Diffusers format, small enough to be sent often: real files, sharded, with what to leave out."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

PARTS = {
    "scheduler": ["diffusers", "UniPCMultistepScheduler"],
    "text_encoder": ["transformers", "UMT5EncoderModel"],
    "tokenizer": ["transformers", "T5TokenizerFast"],
    "transformer": ["diffusers", "WanTransformer3DModel"],
    "vae": ["diffusers", "AutoencoderKLWan"],
}
SHARDS = [f"transformer/diffusion_pytorch_model-0000{n}-of-00002.safetensors" for n in (1, 2)]


def _tensors(seed: int, count: int, **named: tuple[int, ...]) -> bytes:
    chance = np.random.default_rng(seed)
    shapes = named or {f"blocks.{seed}.weight": (count,)}
    return save({name: chance.standard_normal(shape).astype(np.float16) for name, shape in shapes.items()})


def wan(**config: object) -> dict[str, bytes]:
    """The files of a small Wan by name: 0.9 MB of weights, and a pickle, code and a root file that nobody needs."""
    transformer = {"_class_name": "WanTransformer3DModel", "num_attention_heads": 12, "attention_head_dim": 128}
    shards = {"weight_map": {f"blocks.{n}.weight": name.partition("/")[2] for n, name in enumerate(SHARDS, 1)}}
    texts = {
        "model_index.json": {"_class_name": "WanPipeline", "_diffusers_version": "0.33.0", **PARTS},
        "scheduler/scheduler_config.json": {"_class_name": "UniPCMultistepScheduler"},
        "text_encoder/config.json": {"model_type": "umt5"},
        "tokenizer/tokenizer.json": {"version": "1.0"},
        "transformer/config.json": transformer | {"in_channels": 16} | config,
        "transformer/diffusion_pytorch_model.safetensors.index.json": shards,
        "vae/config.json": {"_class_name": "AutoencoderKLWan"},
    }
    return {name: json.dumps(content).encode() for name, content in texts.items()} | {
        "README.md": b"A card.",
        "tokenizer/spiece.model": b"\x00pieces",
        "text_encoder/model.safetensors": _tensors(3, 20_000),
        "text_encoder/pytorch_model.bin": b"a pickle",
        "text_encoder/modeling_evil.py": b"raise SystemExit",
        SHARDS[0]: _tensors(1, 200_000),
        SHARDS[1]: _tensors(2, 200_000),
        "vae/diffusion_pytorch_model.safetensors": _tensors(4, 20_000),
        "wan_whole_model.safetensors": _tensors(5, 50_000),
    }


def wan_file(width: int = 1536, channels: int = 16, **more: tuple[int, ...]) -> bytes:
    """A single file with the names and shapes that tell an original Wan, each tensor as thin as its name allows.

    `more` are other tensors, by name, and their shapes.
    """
    named = {
        "patch_embedding.weight": (width, channels, 1, 2, 2),
        "head.modulation": (1, 2, width),
        "blocks.0.self_attn.q.weight": (4, 4),
    }
    return _tensors(6, 0, **{f"model.diffusion_model.{k}": v for k, v in (named | more).items()})


def lora(**shapes: tuple[int, ...]) -> bytes:
    """A LoRA with these tensors."""
    return _tensors(7, 0, **shapes)


def lay(files: dict[str, bytes], folder: Path, *without: str) -> Path:
    """Writes a repository's files, as a person's copy of it."""
    for name, content in files.items():
        if name not in without:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder
