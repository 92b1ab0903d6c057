"""HunyuanVideo 1.5, tiny: one for text, one for a first frame.

The transformer's projection of the second reader is 2048 wide whatever its configuration says: it is saved in bf16, in
about 9 MB.
"""

from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry, Grid
from tests.tiny import Case, qwen_tokenizer, t5_encoder

# As long as the real one's system part, which the pipeline cuts off by count; the system's words are left out.
TEMPLATE = (
    "{% for _ in range(108) %}<|im_start|>{% endfor %}{{messages[-1]['content']}}<|im_end|>"
    "{% if add_generation_prompt %}<|im_start|>{% endif %}"
)


def _readers():
    import torch
    from transformers import ByT5Tokenizer, Qwen2_5_VLTextConfig, Qwen2_5_VLTextModel

    words, letters = qwen_tokenizer(), ByT5Tokenizer(extra_ids=0)
    words.chat_template = TEMPLATE
    torch.manual_seed(0)
    reader = Qwen2_5_VLTextModel(
        Qwen2_5_VLTextConfig(
            vocab_size=len(words), hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2,
            num_key_value_heads=1,
            rope_parameters={"rope_type": "default", "rope_theta": 1e6, "mrope_section": [2, 3, 3]},
        )
    ).eval()  # fmt: skip
    second = t5_encoder(letters)
    return {"tokenizer": words, "text_encoder": reader, "tokenizer_2": letters, "text_encoder_2": second}


def _parts(task: str):
    import torch
    from diffusers import (
        AutoencoderKLHunyuanVideo15,
        ClassifierFreeGuidance,
        FlowMatchEulerDiscreteScheduler,
        HunyuanVideo15Transformer3DModel,
    )

    readers = _readers()
    torch.manual_seed(0)
    transformer = HunyuanVideo15Transformer3DModel(
        in_channels=17, out_channels=8, num_attention_heads=2, attention_head_dim=16, num_layers=3,
        num_refiner_layers=1, mlp_ratio=2.0, text_embed_dim=32, text_embed_2_dim=32, image_embed_dim=32,
        rope_axes_dim=(4, 6, 6), target_size=64, task_type=task,
    ).to(torch.bfloat16).eval()  # fmt: skip
    torch.manual_seed(0)
    vae = AutoencoderKLHunyuanVideo15(
        latent_channels=8, block_out_channels=(4, 4, 8, 8, 16), layers_per_block=1
    ).eval()  # fmt: skip
    parts = {"transformer": transformer, "vae": vae, "guider": ClassifierFreeGuidance(guidance_scale=6.0)}
    return readers | parts | {"scheduler": FlowMatchEulerDiscreteScheduler(shift=5.0)}


def build_text(folder: Path) -> None:
    from diffusers import HunyuanVideo15Pipeline

    HunyuanVideo15Pipeline(**_parts("t2v")).save_pretrained(folder)


def build_image(folder: Path) -> None:
    import torch
    from diffusers import HunyuanVideo15ImageToVideoPipeline
    from transformers import SiglipImageProcessor, SiglipVisionConfig, SiglipVisionModel

    parts = _parts("i2v")
    torch.manual_seed(0)
    eye = SiglipVisionConfig(
        hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=8
    )
    crop = SiglipImageProcessor(size={"height": 32, "width": 32})
    HunyuanVideo15ImageToVideoPipeline(
        **parts, image_encoder=SiglipVisionModel(eye).eval(), feature_extractor=crop
    ).save_pretrained(folder)


def _entry(name: str, **more) -> Entry:
    plain = {
        "id": f"tiny-{name}", "name": name, "family": "hunyuan15", "sizes": [(96, 64), (64, 96)], "fps": 16.0,
        "steps": 3, "guidance": 6.0, "grid": Grid(side=16, frames=4, most_frames=17), "words": 32,
        "precision": "fp32", "schedulers": ["FlowMatchEulerDiscreteScheduler"],
    }  # fmt: skip
    return Entry.model_validate(plain | more)


CASES = [
    Case(_entry("hunyuan15-text"), build_text),
    Case(_entry("hunyuan15-image", takes=["first frame"]), build_image),
]
