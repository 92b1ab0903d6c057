"""Qwen-Image, tiny: a still from text."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer


def qwen_vl_reader(tokenizer):
    """Qwen2.5-VL 32 wide, with the least of an eye, which is never asked."""
    import torch
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    torch.manual_seed(0)
    words = {
        "vocab_size": len(tokenizer), "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 2048, "bos_token_id": 0,
        "eos_token_id": 2, "rope_parameters": {"rope_type": "default", "mrope_section": [2, 3, 3], "rope_theta": 1e6},
    }  # fmt: skip
    eye = {
        "depth": 1, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": 32,
        "fullatt_block_indexes": [0],
    }  # fmt: skip
    config = Qwen2_5_VLConfig(text_config=words, vision_config=eye)
    return Qwen2_5_VLForConditionalGeneration(config).eval()


def build(folder: Path) -> None:
    import torch
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImagePipeline,
        QwenImageTransformer2DModel,
    )

    tokenizer = qwen_tokenizer()
    torch.manual_seed(0)
    transformer = QwenImageTransformer2DModel(
        num_layers=2, attention_head_dim=16, num_attention_heads=2, joint_attention_dim=32, axes_dims_rope=(4, 6, 6)
    )
    vae = AutoencoderKLQwenImage(base_dim=8, dim_mult=[1, 1, 1, 1], num_res_blocks=1)
    QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True), vae=vae.eval(), tokenizer=tokenizer,
        text_encoder=qwen_vl_reader(tokenizer), transformer=transformer.eval(),
    ).save_pretrained(folder)  # fmt: skip


CASES = [
    Case(
        Entry(
            id="tiny-qwen-image", name="qwen-image", family="qwen_image", kind="still", sizes=[(96, 64), (64, 96)],
            grid=Grid(side=16, frames=1, most_frames=1, least_frames=1), steps=4, guidance=4.0, negative=" ",
            words=256,  # of tokens as short as this tokenizer's, the pipeline's own instruction takes most
            precision="fp32", schedulers=["FlowMatchEulerDiscreteScheduler"],
        ),
        build,
    )
]  # fmt: skip
