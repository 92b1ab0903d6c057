"""Wan, tiny: text to video, image to video with first and last frame, the 5B's kind that does both, and VACE."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, t5_encoder, t5_tokenizer


def _vae(**more):
    import torch
    from diffusers import AutoencoderKLWan

    torch.manual_seed(0)
    plain = {"base_dim": 8, "z_dim": 16, "dim_mult": [1, 1, 1, 1], "num_res_blocks": 1}
    return AutoencoderKLWan(**(plain | {"temperal_downsample": [False, True, True]} | more)).eval()


def _transformer(kind: str = "WanTransformer3DModel", **more):
    import diffusers
    import torch

    torch.manual_seed(0)
    plain = {
        "patch_size": (1, 2, 2), "num_attention_heads": 2, "attention_head_dim": 24, "in_channels": 16,
        "out_channels": 16, "text_dim": 32, "freq_dim": 32, "ffn_dim": 96, "num_layers": 3, "cross_attn_norm": True,
        "qk_norm": "rms_norm_across_heads", "rope_max_seq_len": 64,
    }  # fmt: skip
    return getattr(diffusers, kind)(**(plain | more)).eval()


def parts(**more):
    from diffusers import UniPCMultistepScheduler

    tokenizer = t5_tokenizer()
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    reader = t5_encoder(tokenizer, "UMT5")
    plain = {"tokenizer": tokenizer, "text_encoder": reader, "scheduler": scheduler}
    return plain | {"vae": _vae(), "transformer": _transformer()} | more


def build_text(folder: Path) -> None:
    from diffusers import WanPipeline

    WanPipeline(**parts()).save_pretrained(folder)


def build_two(folder: Path) -> None:
    """Two transformers, the A14B's way."""
    from diffusers import WanPipeline

    WanPipeline(**parts(transformer_2=_transformer()), boundary_ratio=0.875).save_pretrained(folder)


def build_image(folder: Path) -> None:
    _build_image(folder)


def build_ends(folder: Path) -> None:
    """The first-and-last-frame model: its transformer has places for the tokens of two pictures."""
    _build_image(folder, pos_embed_seq_len=2 * 17)


def _build_image(folder: Path, **more) -> None:
    import torch
    from diffusers import WanImageToVideoPipeline
    from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel

    torch.manual_seed(0)
    eye = CLIPVisionConfig(
        hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, image_size=32, patch_size=8
    )
    crop = CLIPImageProcessor(crop_size={"height": 32, "width": 32}, size={"shortest_edge": 32})
    transformer = _transformer(in_channels=36, image_dim=32, **more)
    made = parts(transformer=transformer, image_encoder=CLIPVisionModel(eye).eval(), image_processor=crop)
    WanImageToVideoPipeline(**made).save_pretrained(folder)


def build_both(folder: Path) -> None:
    from diffusers import WanPipeline

    vae = _vae(
        z_dim=48, in_channels=12, out_channels=12, is_residual=True, patch_size=2, latents_mean=[0.0] * 48,
        latents_std=[1.0] * 48, scale_factor_spatial=16, scale_factor_temporal=4,
    )  # fmt: skip
    made = parts(vae=vae, transformer=_transformer(in_channels=48, out_channels=48))
    WanPipeline(**made, expand_timesteps=True).save_pretrained(folder)


def build_vace(folder: Path) -> None:
    import torch
    from diffusers import WanVACEPipeline

    hinted, vae = _transformer("WanVACETransformer3DModel", vace_layers=[0, 2], vace_in_channels=96), _vae()
    with torch.no_grad():  # with small random weights the encoder is all but deaf to a clip's last picture
        for weight in vae.encoder.parameters():
            if weight.dim() >= 4:
                weight *= 6
        for block in hinted.vace_blocks:
            block.proj_out.weight *= 16  # and hints are too faint to outlast the rounding to eight bits
    WanVACEPipeline(**parts(transformer=hinted, vae=vae)).save_pretrained(folder)


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "wan", "sizes": [(96, 64), (64, 96)], "fps": 16.0, "steps": 4,
        "grid": Grid(side=16, frames=4, most_frames=17), "words": 32, "precision": "fp32", "negative": "blurred",
        "schedulers": ["UniPCMultistepScheduler", "FlowMatchEulerDiscreteScheduler"],
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("wan-text"), build_text),
    Case(_entry("wan-two", guidance_low=3.0), build_two),
    Case(_entry("wan-image", takes=["first frame"]), build_image),
    Case(_entry("wan-ends", takes=["first frame", "last frame"], both_ends=True), build_ends),
    Case(_entry("wan-both", takes=["text", "first frame"], grid=Grid(side=32, frames=4, most_frames=17)), build_both),
    Case(
        _entry(
            "wan-vace", takes=["text", "first frame", "last frame", "reference"], options={"vace": True}, overlap=9,
            guidance=5.0,
        ),
        build_vace,
    ),
]
