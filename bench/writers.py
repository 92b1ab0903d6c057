"""What it costs to hold a language model to a schema, against letting it say what it likes; and how long a page takes.

A model of Qwen3-0.6B's shape with random weights and a vocabulary of 150,000 pieces, on this machine's device: the
time of a step does not depend on the values of weights. Both sides in turns, in one run; the ratio is what counts.

    python bench/writers.py [--tokens 60] [--turns 5] [--layers 28]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

VOCABULARY = 151_936  # Qwen3's, padded
SHAPE = {"hidden_size": 1024, "intermediate_size": 3072, "num_attention_heads": 16, "num_key_value_heads": 8}


def saved(folder: Path, layers: int) -> Path:
    """The model and its tokenizer, as folders of Transformers are."""
    import tiny_writers
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    words = _grown(tiny_writers.tokenizer())
    ends = {"eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id, "bos_token_id": None}
    config = Qwen3Config(vocab_size=VOCABULARY, num_hidden_layers=layers, head_dim=128, tie_word_embeddings=True,
                         max_position_embeddings=32_768, **SHAPE, **ends)  # fmt: skip
    torch.manual_seed(0)
    Qwen3ForCausalLM(config).eval().save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


def _grown(words):
    """The tokenizer with pieces of two to eight letters until its vocabulary is as large as a real one."""
    from tokenizers import Tokenizer

    told = json.loads(words.backend_tokenizer.to_str())
    known, dice = told["model"]["vocab"], random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz" * 4 + 'Ġ.,"{}:0123456789äöüæåçèĠ'
    while len(known) < VOCABULARY - 64:
        piece = "".join(dice.choice(letters) for _ in range(dice.randint(2, 8)))
        known.setdefault(piece, len(known))
    grown = type(words)(tokenizer_object=Tokenizer.from_str(json.dumps(told)), eos_token="<|im_end|>",
                        pad_token="<|endoftext|>")  # fmt: skip
    grown.chat_template = words.chat_template
    return grown


def measured(chat, held: bool, tokens: int, seed: int) -> float:
    """Seconds a token, the first left out."""
    from pipelines.writers import answers
    from pipelines.writers.chat import Ask

    schema = answers.outline_schema(8, "en")
    asked = Ask("You write.", "A keeper finds a letter in the ice.", schema, tokens, seed)
    stamps: list[float] = []
    watch = chat._listener(lambda _: stamps.append(time.perf_counter()), 0.0)
    import torch

    with torch.inference_mode():
        torch.manual_seed(seed)
        chat._generate(chat._prompt(asked), asked, watch, chat._held_to(schema) if held else None, tokens)
    return (stamps[-1] - stamps[0]) / (len(stamps) - 1)


def main() -> None:
    """Prints the table of docs/measurements.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=60)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--layers", type=int, default=28)
    asked = parser.parse_args()
    from pipelines.writers.transformers import TransformersChat

    with tempfile.TemporaryDirectory() as folder:
        chat = TransformersChat(saved(Path(folder), asked.layers), "bench")
        began = time.perf_counter()
        chat._guide  # noqa: B018 - built once a model
        print(f"the vocabulary read for the constraint: {time.perf_counter() - began:.1f} s, once a model")
        pairs = [(measured(chat, False, asked.tokens, n), measured(chat, True, asked.tokens, n))
                 for n in range(asked.turns + 1)][1:]  # fmt: skip
    free, held = (statistics.median(x) for x in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"free {free * 1000:.1f} ms a token, held to the schema {held * 1000:.1f} ms: {ratio - 1:+.1%}")


if __name__ == "__main__":
    main()
