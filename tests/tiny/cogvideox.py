"""CogVideoX, tiny: text with each of its schedulers, and a first frame."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, t5_encoder, t5_tokenizer


def _build(folder: Path, cls: str, scheduler: str, **more) -> None:
    import diffusers
    import torch

    tokenizer = t5_tokenizer()
    reader = t5_encoder(tokenizer)
    torch.manual_seed(0)
    shape = {
        "num_attention_heads": 2, "attention_head_dim": 16, "in_channels": 4, "out_channels": 4, "time_embed_dim": 8,
        "text_embed_dim": 32, "num_layers": 3, "sample_width": 12, "sample_height": 8, "sample_frames": 17,
        "patch_size": 2, "max_text_seq_length": 32, "use_rotary_positional_embeddings": True,
    }  # fmt: skip
    transformer = diffusers.CogVideoXTransformer3DModel(**(shape | more)).eval()
    torch.manual_seed(0)
    vae = diffusers.AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4, up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8, 8, 8, 8), latent_channels=4, layers_per_block=1, norm_num_groups=2,
        temporal_compression_ratio=4, sample_width=96, sample_height=64,
    ).eval()  # fmt: skip
    schedule = getattr(diffusers, scheduler)(
        prediction_type="v_prediction", timestep_spacing="trailing", rescale_betas_zero_snr=True
    )
    getattr(diffusers, cls)(
        tokenizer=tokenizer, text_encoder=reader, vae=vae, transformer=transformer, scheduler=schedule
    ).save_pretrained(folder)


def build_text(folder: Path) -> None:
    _build(folder, "CogVideoXPipeline", "CogVideoXDDIMScheduler")


def build_image(folder: Path) -> None:
    _build(folder, "CogVideoXImageToVideoPipeline", "CogVideoXDPMScheduler", in_channels=8)


def _entry(name: str, *schedulers: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "cogvideox", "sizes": [(96, 64), (64, 96)], "fps": 8.0,
        "steps": 4, "guidance": 6.0, "grid": Grid(side=16, frames=8, most_frames=17, least_frames=9), "words": 32,
        "precision": "fp32", "schedulers": list(schedulers),
    }  # fmt: skip
    return Entry.model_validate(plain | more)


DDIM, DPM = "CogVideoXDDIMScheduler", "CogVideoXDPMScheduler"
CASES = [
    Case(_entry("cogvideox-text", DDIM, DPM), build_text),
    Case(_entry("cogvideox-image", DPM, DDIM, takes=["first frame"]), build_image),
]
