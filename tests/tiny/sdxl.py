"""Stable Diffusion XL, tiny: a still from text, read by two CLIPs."""

import json
from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import CORPUS, Case


def clip_tokenizer():
    """A tokenizer of the CLIP kind, 77 tokens long."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    trained = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token="<|endoftext|>"))
    trained.normalizer = normalizers.Lowercase()
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=800, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False,
        special_tokens=["<|startoftext|>", "<|endoftext|>"],
    )  # fmt: skip
    trained.train_from_iterator(CORPUS, trainer)
    model = json.loads(trained.to_str())["model"]
    return CLIPTokenizer(vocab=model["vocab"], merges=[tuple(m) for m in model["merges"]], model_max_length=77)


def clip_reader(tokenizer, cls: str = "CLIPTextModel"):
    """A CLIP text encoder 32 wide; with cls "CLIPTextModelWithProjection" its words are projected to 32."""
    import torch
    import transformers

    torch.manual_seed(0)
    config = transformers.CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=2,
        projection_dim=32, bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return getattr(transformers, cls)(config).eval()


def kl_vae(**more):
    """An image autoencoder with the stride of 8 that Stable Diffusion's has."""
    import torch
    from diffusers import AutoencoderKL

    torch.manual_seed(0)
    plain = {
        "down_block_types": ["DownEncoderBlock2D"] * 4, "up_block_types": ["UpDecoderBlock2D"] * 4,
        "block_out_channels": [8, 8, 16, 16], "layers_per_block": 1, "norm_num_groups": 4, "latent_channels": 4,
    }  # fmt: skip
    return AutoencoderKL(**(plain | more)).eval()


def build(folder: Path) -> None:
    import torch
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel

    tokenizer = clip_tokenizer()
    torch.manual_seed(0)
    unet = UNet2DConditionModel(
        block_out_channels=(16, 32), layers_per_block=1, norm_num_groups=4, attention_head_dim=(2, 4),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 2), projection_class_embeddings_input_dim=6 * 8 + 32, cross_attention_dim=64,
    )  # fmt: skip
    StableDiffusionXLPipeline(
        vae=kl_vae(scaling_factor=0.13025), unet=unet.eval(), tokenizer=tokenizer, tokenizer_2=tokenizer,
        text_encoder=clip_reader(tokenizer), text_encoder_2=clip_reader(tokenizer, "CLIPTextModelWithProjection"),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1,
            timestep_spacing="leading",
        ),
    ).save_pretrained(folder)  # fmt: skip


CASES = [
    Case(
        Entry(
            id="tiny-sdxl", name="sdxl", family="sdxl", kind="still", sizes=[(96, 64), (64, 96)], steps=4, guidance=5.0,
            grid=Grid(side=16, frames=1, most_frames=1, least_frames=1), words=77, precision="fp32",
            schedulers=["EulerDiscreteScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler"],
        ),
        build,
    )
]  # fmt: skip
