"""Z-Image, tiny: a still from text, distilled as Turbo is, and guided."""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer


def build(folder: Path) -> None:
    import torch
    from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, ZImagePipeline, ZImageTransformer2DModel
    from transformers import Qwen3Config, Qwen3Model

    torch.manual_seed(0)
    tokenizer = qwen_tokenizer()
    transformer = ZImageTransformer2DModel(
        all_patch_size=(2,), all_f_patch_size=(1,), in_channels=16, dim=64, n_layers=2, n_refiner_layers=1, n_heads=2,
        n_kv_heads=2, cap_feat_dim=32, axes_dims=[16, 8, 8], axes_lens=[256, 32, 32],
    )  # fmt: skip
    with torch.no_grad():  # made by torch.empty, and filled from the weights of a real one
        transformer.x_pad_token.fill_(1)
        transformer.cap_pad_token.fill_(1)
    vae = AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4, up_block_types=["UpDecoderBlock2D"] * 4, latent_channels=16,
        block_out_channels=[8, 8, 16, 16], layers_per_block=1, norm_num_groups=4, use_quant_conv=False,
        use_post_quant_conv=False, scaling_factor=0.3611, shift_factor=0.1159,
    )  # fmt: skip
    reader = Qwen3Config(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2,
        head_dim=16, vocab_size=len(tokenizer), max_position_embeddings=512,
    )  # fmt: skip
    ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0), vae=vae.eval(), text_encoder=Qwen3Model(reader).eval(),
        tokenizer=tokenizer, transformer=transformer.eval(),
    ).save_pretrained(folder)  # fmt: skip


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "zimage", "kind": "still", "sizes": [(96, 64), (64, 96)],
        "grid": Grid(side=16, frames=1, most_frames=1, least_frames=1), "steps": 4, "guidance": 0.0, "words": 48,
        "precision": "fp32", "schedulers": ["FlowMatchEulerDiscreteScheduler"],
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("zimage-turbo"), build),
    Case(_entry("zimage-guided", guidance=4.0, negative="blurred"), build),
]
