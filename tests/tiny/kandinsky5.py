"""Kandinsky 5, tiny: text to video, and image to video."""

import json
from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer
from tests.tiny.qwen_image import qwen_vl_reader
from tests.tiny.sdxl import clip_reader, clip_tokenizer


def _parts() -> dict:
    import torch
    from diffusers import AutoencoderKLHunyuanVideo, FlowMatchEulerDiscreteScheduler, Kandinsky5Transformer3DModel

    tokenizer, clip = qwen_tokenizer(), clip_tokenizer()
    torch.manual_seed(0)
    transformer = Kandinsky5Transformer3DModel(
        in_visual_dim=16, out_visual_dim=16, in_text_dim=32, in_text_dim2=32, time_dim=32, model_dim=32, ff_dim=64,
        num_text_blocks=1, num_visual_blocks=2, axes_dims=(4, 6, 6), visual_cond=True,
    )  # fmt: skip
    for weight in transformer.parameters():  # its gates begin at zero, and closed ones let no words through
        if not weight.any():
            torch.nn.init.normal_(weight, std=0.2)
    vae = AutoencoderKLHunyuanVideo(block_out_channels=(8, 8, 8, 8), layers_per_block=1, norm_num_groups=4)
    return {
        "transformer": transformer.eval(), "vae": vae.eval(), "text_encoder": qwen_vl_reader(tokenizer),
        "tokenizer": tokenizer, "text_encoder_2": clip_reader(clip), "tokenizer_2": clip,
        "scheduler": FlowMatchEulerDiscreteScheduler(shift=5.0),
    }  # fmt: skip


def _save(pipe, folder: Path) -> None:
    """With the tokenizer named as the real models have it: a processor, whose other files are of no use for words."""
    pipe.save_pretrained(folder)
    index = json.loads((folder / "model_index.json").read_text())
    index["tokenizer"] = ["transformers", "Qwen2VLProcessor"]
    (folder / "model_index.json").write_text(json.dumps(index, indent=2))


def build_text(folder: Path) -> None:
    from diffusers import Kandinsky5T2VPipeline

    _save(Kandinsky5T2VPipeline(**_parts()), folder)


def build_image(folder: Path) -> None:
    from diffusers import Kandinsky5I2VPipeline

    _save(Kandinsky5I2VPipeline(**_parts()), folder)


def _entry(name: str, least: int, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "kandinsky5", "sizes": [(96, 64), (64, 96)], "fps": 24.0,
        "steps": 3, "guidance": 5.0, "grid": Grid(side=16, frames=4, most_frames=21, least_frames=least),
        "words": 640,  # of tokens as short as this tokenizer's, the pipeline's own instruction takes most
        "precision": "fp32", "negative": "blurred", "schedulers": ["FlowMatchEulerDiscreteScheduler"],
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("kandinsky5-text", 5), build_text),
    Case(_entry("kandinsky5-image", 17, takes=["first frame"]), build_image),
]
