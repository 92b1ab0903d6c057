"""FLUX.2 klein, tiny: a still from text and from reference pictures; distilled, and not."""

from functools import partial
from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer


def build(folder: Path, distilled: bool) -> None:
    import torch
    from diffusers import (
        AutoencoderKLFlux2,
        FlowMatchEulerDiscreteScheduler,
        Flux2KleinPipeline,
        Flux2Transformer2DModel,
    )
    from transformers import Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(0)
    tokenizer = qwen_tokenizer()
    reader = Qwen3Config(  # the pipeline takes what layers 9, 18 and 27 say
        hidden_size=16, intermediate_size=16, num_hidden_layers=28, num_attention_heads=2, num_key_value_heads=1,
        head_dim=8, vocab_size=len(tokenizer), max_position_embeddings=512,
    )  # fmt: skip
    transformer = Flux2Transformer2DModel(
        in_channels=32, num_layers=1, num_single_layers=2, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=3 * 16, timestep_guidance_channels=32, axes_dims_rope=(4, 4, 4, 4), guidance_embeds=False,
    )  # fmt: skip
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 8, 16, 16), layers_per_block=1, latent_channels=8, norm_num_groups=4
    )
    Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True), vae=vae.eval(),
        text_encoder=Qwen3ForCausalLM(reader).eval(), tokenizer=tokenizer, transformer=transformer.eval(),
        is_distilled=distilled,
    ).save_pretrained(folder)  # fmt: skip


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "flux2", "kind": "still", "sizes": [(96, 64), (64, 96)],
        "grid": Grid(side=16, frames=1, most_frames=1, least_frames=1), "steps": 4, "guidance": 1.0, "words": 48,
        "precision": "fp32", "takes": ["text", "reference"], "schedulers": ["FlowMatchEulerDiscreteScheduler"],
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("flux2-klein"), partial(build, distilled=True)),
    Case(_entry("flux2-base", guidance=4.0, negative="blurred"), partial(build, distilled=False)),
]
