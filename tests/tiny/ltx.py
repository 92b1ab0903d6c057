"""LTX-Video, tiny: one that is guided, and a distilled one whose decoder is told how clean the latents are."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, t5_encoder, t5_tokenizer


def _vae(told: bool):
    import torch
    from diffusers import AutoencoderKLLTXVideo

    torch.manual_seed(0)
    up = {"upsample_residual": (told,) * 3, "upsample_factor": (2,) * 3 if told else (1,) * 3}
    return AutoencoderKLLTXVideo(
        latent_channels=16, block_out_channels=(8, 8, 16, 16),
        decoder_block_out_channels=(8, 16, 32) if told else (16, 16, 16),
        layers_per_block=(1, 1, 1, 1, 1), decoder_layers_per_block=(1, 1, 1, 1),
        spatio_temporal_scaling=(True, True, True, False), decoder_spatio_temporal_scaling=(True, True, True),
        decoder_inject_noise=(False,) * 4, **up,
        timestep_conditioning=told, patch_size=4, patch_size_t=1, encoder_causal=True, decoder_causal=False,
    ).eval()  # fmt: skip


def _build(folder: Path, told: bool, **schedule) -> None:
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, LTXConditionPipeline, LTXVideoTransformer3DModel

    tokenizer = t5_tokenizer()
    reader = t5_encoder(tokenizer)
    torch.manual_seed(0)
    transformer = LTXVideoTransformer3DModel(
        in_channels=16, out_channels=16, patch_size=1, patch_size_t=1, num_attention_heads=2, attention_head_dim=16,
        cross_attention_dim=32, num_layers=3, caption_channels=32,
    ).eval()  # fmt: skip
    LTXConditionPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**schedule), vae=_vae(told), text_encoder=reader,
        tokenizer=tokenizer, transformer=transformer,
    ).save_pretrained(folder)  # fmt: skip


def build(folder: Path) -> None:
    _build(folder, told=False, use_dynamic_shifting=True)


def build_distilled(folder: Path) -> None:
    _build(folder, told=True, shift_terminal=0.1)


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "ltx", "sizes": [(96, 64), (64, 96)], "fps": 16.0, "steps": 4,
        "grid": Grid(side=32, frames=8, most_frames=25, least_frames=9), "words": 32, "precision": "fp32",
        "takes": ["text", "first frame", "last frame"], "schedulers": ["FlowMatchEulerDiscreteScheduler"],
        "guidance": 3.0, "negative": "blurred", "overlap": 9,
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("ltx"), build),
    Case(_entry("ltx-distilled", guidance=1.0, options={"timesteps": "1000 975 725 0.03"}), build_distilled),
]
