"""LTX-2, tiny: picture and sound, guided and distilled."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer

LAYERS, WIDTH = 2, 32  # of the reader; the embedding holds all its layers


def _reader():
    import torch
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    words = qwen_tokenizer()
    torch.manual_seed(0)
    text = {
        "vocab_size": len(words) + 8, "hidden_size": WIDTH, "intermediate_size": 64, "num_hidden_layers": LAYERS,
        "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16, "max_position_embeddings": 512,
        "sliding_window": 64,
    }  # fmt: skip
    eye = {
        "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
        "image_size": 28, "patch_size": 14,
    }  # fmt: skip
    own = len(words)
    config = Gemma3Config(
        text_config=text, vision_config=eye, image_token_index=own + 1, boi_token_index=own + 2,
        eoi_token_index=own + 3, mm_tokens_per_image=1,
    )  # fmt: skip
    return {"tokenizer": words, "text_encoder": Gemma3ForConditionalGeneration(config).eval()}


def _painter():
    import torch
    from diffusers import LTX2VideoTransformer3DModel
    from diffusers.pipelines.ltx2 import LTX2TextConnectors

    torch.manual_seed(0)
    transformer = LTX2VideoTransformer3DModel(
        in_channels=16, out_channels=16, patch_size=1, patch_size_t=1, num_attention_heads=4, attention_head_dim=16,
        cross_attention_dim=64, audio_in_channels=4, audio_out_channels=4, audio_num_attention_heads=2,
        audio_attention_head_dim=8, audio_cross_attention_dim=16, num_layers=3, qk_norm="rms_norm_across_heads",
        caption_channels=WIDTH, rope_double_precision=False, rope_type="split",
    ).eval()  # fmt: skip
    each = {"num_attention_heads": 4, "attention_head_dim": 8, "num_layers": 1, "num_learnable_registers": None}
    connectors = LTX2TextConnectors(
        caption_channels=WIDTH, text_proj_in_factor=LAYERS + 1, connector_rope_base_seq_len=32, rope_theta=10000.0,
        rope_double_precision=False, causal_temporal_positioning=False, rope_type="split",
        **{f"{of}_connector_{name}": value for of in ("video", "audio") for name, value in each.items()},
    ).eval()  # fmt: skip
    return {"transformer": transformer, "connectors": connectors}


def _decoders():
    import torch
    from diffusers import AutoencoderKLLTX2Audio, AutoencoderKLLTX2Video
    from diffusers.pipelines.ltx2 import LTX2Vocoder

    torch.manual_seed(0)
    vae = AutoencoderKLLTX2Video(
        in_channels=3, out_channels=3, latent_channels=16, block_out_channels=(8, 8, 16, 16),
        decoder_block_out_channels=(8, 16, 16), layers_per_block=(1,) * 5, decoder_layers_per_block=(1, 1, 1, 1),
        spatio_temporal_scaling=(True,) * 4, decoder_spatio_temporal_scaling=(True, True, True),
        spatial_compression_ratio=32, temporal_compression_ratio=8, decoder_inject_noise=(False,) * 4,
        upsample_residual=(False,) * 3, upsample_factor=(1, 1, 1), timestep_conditioning=False, patch_size=4,
        patch_size_t=1, encoder_causal=True, decoder_causal=False,
    ).eval()  # fmt: skip
    heard = AutoencoderKLLTX2Audio(
        base_channels=4, output_channels=2, ch_mult=(1,), num_res_blocks=1, attn_resolutions=None, in_channels=2,
        resolution=32, latent_channels=2, norm_type="pixel", causality_axis="height", dropout=0.0,
        mid_block_add_attention=False, sample_rate=16000, mel_hop_length=160, is_causal=True, mel_bins=8,
    ).eval()  # fmt: skip
    vocoder = LTX2Vocoder(
        in_channels=16, hidden_channels=32, out_channels=2, upsample_kernel_sizes=[16, 16, 4, 4],
        upsample_factors=[5, 4, 4, 2], resnet_kernel_sizes=[3], resnet_dilations=[[1, 3, 5]],
        leaky_relu_negative_slope=0.1, output_sampling_rate=16000,
    ).eval()  # fmt: skip
    with torch.no_grad():
        for weight in vocoder.parameters():
            weight.mul_(2)  # as they begin, all it says is too soft to be heard
    return {"vae": vae, "audio_vae": heard, "vocoder": vocoder}


def build(folder: Path) -> None:
    from diffusers import FlowMatchEulerDiscreteScheduler, LTX2Pipeline

    parts = _reader() | _painter() | _decoders()
    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, shift_terminal=0.1)
    LTX2Pipeline(scheduler=scheduler, **parts).save_pretrained(folder)


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "ltx2", "sizes": [(96, 64), (64, 96)], "fps": 16.0, "steps": 3,
        "grid": Grid(side=32, frames=8, most_frames=25, least_frames=9), "words": 32, "precision": "fp32",
        "takes": ["text", "first frame", "last frame", "sound"], "guidance": 3.0, "negative": "blurred",
        "schedulers": ["FlowMatchEulerDiscreteScheduler"], "options": {"perturbed": 1}, "overlap": 9,
    }  # fmt: skip
    return Entry.model_validate(plain | more)


DISTILLED = {"sigmas": "1.0 0.909375 0.421875"}
CASES = [
    Case(_entry("ltx2"), build),
    Case(_entry("ltx2-distilled", guidance=1.0, options=DISTILLED), build),
]
