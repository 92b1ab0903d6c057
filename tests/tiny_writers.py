"""Language models built tiny from their configurations, with tokenizers trained on the spot, saved as folders."""

from __future__ import annotations

from pathlib import Path

SIZES = {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2,
}  # fmt: skip
_CORPUS = [
    "a red ball rolls across a green field under a blue sky, wide shot, the camera pans left at night",
    '{"title": "x", "logline": "y", "scenes": [{"inside": "INT", "place": "a room", "time": "DAY", "weight": 4}]}',
    "一个女孩在海边散步，夕阳，特写镜头，缓慢推进，暖色调。旁白：很久以前，在遥远的山村里，住着一位老人和一只猫。",
]
_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
FAMILIES = ("llama", "qwen3", "gemma3")


def tokenizer(thinks: bool = False):
    """A byte-level BPE tokenizer of some 2,000 pieces, with a ChatML template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    made.train_from_iterator(
        _CORPUS * 50,
        trainers.BpeTrainer(
            vocab_size=2000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=special,
            show_progress=False,
        ),
    )  # fmt: skip
    fast = PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    fast.chat_template = _TEMPLATE.replace("assistant\n", "assistant\n<think>\n") if thinks else _TEMPLATE
    return fast


def save(family: str, folder: Path, context: int = 32_768, thinks: bool = False, **sizes: int) -> Path:
    """A random model of that family in a folder of its own, as save_pretrained writes it."""
    import torch
    from transformers import (
        Gemma3ForCausalLM,
        Gemma3TextConfig,
        LlamaConfig,
        LlamaForCausalLM,
        Qwen3Config,
        Qwen3ForCausalLM,
    )

    words = tokenizer(thinks)
    padded = -(-len(words) // 64) * 64
    ends = {"eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id, "bos_token_id": None}
    shape = SIZES | {"vocab_size": padded, "max_position_embeddings": context} | ends | sizes
    torch.manual_seed(0)
    made = {
        "llama": lambda: LlamaForCausalLM(LlamaConfig(**shape)),
        "qwen3": lambda: Qwen3ForCausalLM(Qwen3Config(**shape, head_dim=16)),
        "gemma3": lambda: Gemma3ForCausalLM(Gemma3TextConfig(**shape, head_dim=16, sliding_window=64)),
    }[family]()
    made.eval().save_pretrained(folder)
    words.save_pretrained(folder)
    return folder
