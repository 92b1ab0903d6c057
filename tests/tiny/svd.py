"""Stable Video Diffusion, tiny: animates a first frame without words."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case


def build(folder: Path) -> None:
    import torch
    from diffusers import (
        AutoencoderKLTemporalDecoder,
        EulerDiscreteScheduler,
        StableVideoDiffusionPipeline,
        UNetSpatioTemporalConditionModel,
    )
    from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection

    torch.manual_seed(0)
    unet = UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 32), layers_per_block=1, cross_attention_dim=16, num_attention_heads=(2, 2),
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"), addition_time_embed_dim=8,
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        projection_class_embeddings_input_dim=3 * 8, num_frames=8,
    )  # fmt: skip
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=(32, 32, 32, 32), down_block_types=("DownEncoderBlock2D",) * 4, force_upcast=False
    )
    eye = CLIPVisionConfig(  # the pipeline shows it 224 x 224 pixels, whatever it was made for
        hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=224,
        patch_size=32, projection_dim=16,
    )  # fmt: skip
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction",
        sigma_max=700.0, sigma_min=0.002, timestep_type="continuous", use_karras_sigmas=True,
    )  # fmt: skip
    StableVideoDiffusionPipeline(
        vae=vae.eval(), image_encoder=CLIPVisionModelWithProjection(eye).eval(), unet=unet.eval(),
        scheduler=scheduler, feature_extractor=CLIPImageProcessor(),
    ).save_pretrained(folder)  # fmt: skip


CASES = [
    Case(
        Entry(
            id="tiny-svd", name="svd", family="svd", takes=["first frame"], sizes=[(96, 64), (64, 96)], fps=7.0,
            steps=4, guidance=3.0, grid=Grid(side=16, frames=1, most_frames=8, least_frames=4), precision="fp32",
            schedulers=["EulerDiscreteScheduler"],
        ),
        build,
    )
]  # fmt: skip
