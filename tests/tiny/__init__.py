"""Tiny models of every family: the real classes with random weights, tokenizers trained on the spot, saved as folders.

One module a family with `CASES`: each builds a folder that the camera loads by the same code as a downloaded model.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry

CORPUS = [
    "a red ball rolls across a green field under a blue sky, wide shot, camera pans left",
    "the girl walks along the beach at sunset, close-up, slow dolly in, warm light, rain, snow, night, city, forest",
    "一个女孩在海边散步，夕阳，特写镜头，缓慢推进，暖色调",
    "红色的球滚过绿色的草地，蓝天，全景，镜头向左平移",
] * 50


@dataclass(frozen=True)
class Case:
    """A tiny model: its entry (sizes small, few steps) and what writes its folder."""

    entry: Entry
    build: Callable[[Path], None]

    def __str__(self) -> str:
        return self.entry.id


def t5_tokenizer():
    """A Unigram tokenizer of the T5 kind."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import T5Tokenizer

    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    made.train_from_iterator(
        CORPUS, trainers.UnigramTrainer(vocab_size=600, special_tokens=special, unk_token="<unk>", show_progress=False)
    )
    vocab = [tuple(x) for x in json.loads(made.to_str())["model"]["vocab"]]
    return T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=128)


def qwen_tokenizer():
    """A byte-level BPE tokenizer with a chat template, of the Qwen kind."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=alphabet, special_tokens=special, show_progress=False
    )
    made.train_from_iterator(CORPUS, trainer)
    found = PreTrainedTokenizerFast(
        tokenizer_object=made, eos_token="<|im_end|>", pad_token="<|endoftext|>", model_max_length=512
    )
    found.chat_template = (
        "{% for m in messages %}<|im_start|>{{m['role']}}\n{{m['content']}}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    return found


def t5_encoder(tokenizer, cls: str = "T5", width: int = 32):
    """A T5EncoderModel, or with cls "UMT5" its multilingual sister."""
    import torch
    import transformers

    torch.manual_seed(0)
    config = getattr(transformers, f"{cls}Config")(
        vocab_size=len(tokenizer), d_model=width, d_kv=8, d_ff=64, num_layers=2, num_heads=4,
        feed_forward_proj="gated-gelu", pad_token_id=0, eos_token_id=1, decoder_start_token_id=0, dropout_rate=0.0,
    )  # fmt: skip
    return getattr(transformers, f"{cls}EncoderModel")(config).eval()
