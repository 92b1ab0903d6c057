"""AnimateDiff, tiny: saved as one folder, and as Stable Diffusion with the adapter's folder beside the rest."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case
from tests.tiny.sdxl import clip_reader, clip_tokenizer, kl_vae


def _parts() -> dict:
    import torch
    from diffusers import PNDMScheduler, UNet2DConditionModel

    torch.manual_seed(0)
    tokenizer = clip_tokenizer()
    unet = UNet2DConditionModel(
        block_out_channels=(16, 32), layers_per_block=1, norm_num_groups=4, attention_head_dim=2,
        cross_attention_dim=32,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )  # fmt: skip
    scheduler = PNDMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1
    )
    return {
        "vae": kl_vae(), "text_encoder": clip_reader(tokenizer), "tokenizer": tokenizer, "unet": unet.eval(),
        "scheduler": scheduler,
    }  # fmt: skip


def _adapter():
    import torch
    from diffusers import MotionAdapter

    torch.manual_seed(1)
    return MotionAdapter(
        block_out_channels=(16, 32), motion_layers_per_block=1, motion_num_attention_heads=2, motion_norm_num_groups=4
    ).eval()


def build_whole(folder: Path) -> None:
    from diffusers import AnimateDiffPipeline, DDIMScheduler

    scheduler = DDIMScheduler(beta_schedule="linear", timestep_spacing="linspace", clip_sample=False, steps_offset=1)
    AnimateDiffPipeline(**_parts() | {"scheduler": scheduler}, motion_adapter=_adapter()).save_pretrained(folder)


def build_apart(folder: Path) -> None:
    from diffusers import StableDiffusionPipeline

    StableDiffusionPipeline(
        **_parts(), safety_checker=None, feature_extractor=None, requires_safety_checker=False
    ).save_pretrained(folder)
    _adapter().save_pretrained(folder / "motion_adapter")


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "animatediff", "sizes": [(96, 64), (64, 96)], "fps": 8.0,
        "steps": 4, "guidance": 7.5, "grid": Grid(side=16, frames=1, most_frames=16, least_frames=4), "words": 77,
        "precision": "fp32", "schedulers": ["DDIMScheduler", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler"],
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("animatediff"), build_whole),
    Case(_entry("animatediff-apart", options={"part_motion_adapter": "tiny/motion"}), build_apart),
]
