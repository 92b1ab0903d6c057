"""SANA-Video, tiny: text to video and image to video with the same weights."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer


def build(folder: Path) -> None:
    import torch
    from diffusers import (
        AutoencoderKLWan,
        DPMSolverMultistepScheduler,
        SanaVideoPipeline,
        SanaVideoTransformer3DModel,
    )
    from transformers import Gemma2Config, Gemma2Model

    tokenizer = qwen_tokenizer()
    torch.manual_seed(0)
    reader = Gemma2Config(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, head_dim=16, max_position_embeddings=4096, pad_token_id=0, bos_token_id=1,
        eos_token_id=2,
    )  # fmt: skip
    transformer = SanaVideoTransformer3DModel(
        num_attention_heads=2, attention_head_dim=24, num_layers=2, num_cross_attention_heads=2,
        cross_attention_head_dim=24, cross_attention_dim=48, caption_channels=32, rope_max_seq_len=64,
    )  # fmt: skip
    vae = AutoencoderKLWan(
        base_dim=8, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    )
    scheduler = DPMSolverMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=8.0)
    SanaVideoPipeline(
        tokenizer=tokenizer, text_encoder=Gemma2Model(reader).eval(), vae=vae.eval(),
        transformer=transformer.eval(), scheduler=scheduler,
    ).save_pretrained(folder)  # fmt: skip


CASES = [
    Case(
        Entry(
            id="tiny-sana-video", name="sana-video", family="sana_video", takes=["text", "first frame"], fps=16.0,
            sizes=[(96, 64), (64, 96)], grid=Grid(side=32, frames=4, most_frames=17), steps=4, guidance=6.0,
            negative="blurred", words=64, precision="fp32", options={"motion_score": 30},
            schedulers=["DPMSolverMultistepScheduler", "FlowMatchEulerDiscreteScheduler"],
        ),
        build,
    )
]  # fmt: skip
