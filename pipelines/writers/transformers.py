"""A language model in Transformers' format, on this machine: its answers keep to their schema token by token.

Each token is drawn only from those that may come next in the schema's JSON (llguidance), so that no answer is invalid
and none is cut off. A reasoning model may think first; what it thinks is kept apart.
"""

from __future__ import annotations

import gc
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from pipelines.writers.chat import Ask, Heard, Reply
from studio.errors import BackendMissing, DamagedFile, MakerFailed, ModelMissing, OutOfMemory

if TYPE_CHECKING:
    import numpy as np
    import torch

log = logging.getLogger(__name__)
_THINK, _THOUGHT = "<think>", "</think>"
_LONGEST_CONTEXT = 32_768  # of which a question and its answer use a tenth; a longer cache only costs memory
_BYTES = 4  # of a character at most
_GB = 1 << 30
SPARE = 1.2  # of the weights' memory: the cache and activations of a few thousand tokens


class Placing(BaseModel):
    """How a model is held: what the person chose, empty for what fits."""

    precision: Literal["", "full", "int8", "int4"] = ""
    device: Literal["", "cpu"] = ""  # cpu: the card is left to the cameras
    think: int = 0  # tokens that a reasoning model may think for; 0: it answers at once


class TransformersChat:
    """A pipelines.writers.chat.Chat; nothing is loaded before the first question."""

    def __init__(self, folder: Path, name: str, placing: Placing | None = None) -> None:
        """`folder` has config.json, safetensors and a fast tokenizer with a chat template, or without one."""
        self.folder, self.name, self.placing = folder, name, placing or Placing()

    # ---- loading ----

    @cached_property
    def tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        try:
            found = AutoTokenizer.from_pretrained(str(self.folder), local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError) as why:
            raise ModelMissing(f"The tokenizer of {self.name} in {self.folder} can't be read: {_again(why)}") from why
        if not found.is_fast:
            raise ModelMissing(f"{self.name} has no tokenizer.json in {self.folder}: get a version of it that has one.")
        return found

    @cached_property
    def model(self) -> Any:
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM

        began = time.monotonic()
        try:
            made = AutoModelForCausalLM.from_pretrained(
                str(self.folder), local_files_only=True, trust_remote_code=False, use_safetensors=True, **self._where()
            )
        except torch.OutOfMemoryError as why:
            raise OutOfMemory(self._too_large()) from why
        except (SafetensorError, RuntimeError) as why:
            raise DamagedFile(f"A weight file of {self.name} in {self.folder} is damaged: {_again(why)}") from why
        except ImportError as why:
            raise BackendMissing(f"{self.name} needs a library that is not installed ({why}).") from why
        except (OSError, ValueError, KeyError) as why:
            raise ModelMissing(f"{self.name} can't be read from {self.folder}: {_again(why)}") from why
        log.info("%s was loaded in %.1f s on %s", self.name, time.monotonic() - began, made.device)
        return made.eval()

    def _where(self) -> dict[str, Any]:
        """Where the weights go and how they are kept, as from_pretrained takes it."""
        import torch

        if not torch.cuda.is_available() or self.placing.device == "cpu":
            if self.placing.precision in ("int8", "int4"):
                raise BackendMissing(
                    f"{self.placing.precision} needs an NVIDIA card: choose the precision “full” for {self.name}."
                )
            return {"dtype": self._processor_dtype()}
        free, _ = torch.cuda.mem_get_info()
        # What does not fit on the card stays in the machine's memory, layer by layer (accelerate).
        room = {0: int(free * 0.85), "cpu": _host()}
        where: dict[str, Any] = {"dtype": "auto", "device_map": "auto", "max_memory": room}
        if precision := self.placing.precision or self._fitting(free):
            where |= _quantized(precision)
        return where

    def _processor_dtype(self) -> Any:
        """float32 where there is room for it, since processors are quick at it; else as the files are."""
        import torch

        return torch.float32 if self._bytes() * 2 * SPARE < _host() else "auto"

    def _fitting(self, free: int) -> str:
        """The precision in which the weights fit into so many bytes; empty: as they are, or not at all."""
        from transformers.utils import is_bitsandbytes_available

        if not is_bitsandbytes_available() or self._bytes() * SPARE < free:
            return ""
        return "int8" if self._bytes() / 2 * SPARE < free else "int4"

    def _bytes(self) -> int:
        return sum(f.stat().st_size for f in self.folder.glob("*.safetensors"))

    def _too_large(self) -> str:
        need = self._bytes() * SPARE / _GB
        return f"{self.name} needs about {need:.1f} GB: close other programs, choose int4, or choose a smaller model."

    def unload(self) -> None:
        """Gives the memory back; the next question loads it again."""
        if self.__dict__.pop("model", None) is None:
            return
        gc.collect()
        import torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    # ---- answering ----

    @property
    def context(self) -> int:
        """How many tokens a question and its answer may have together."""
        config = self.model.config.get_text_config()
        told = getattr(config, "max_position_embeddings", None) or _LONGEST_CONTEXT
        return min(int(told), _LONGEST_CONTEXT)

    def count(self, text: str) -> int:
        """How many tokens the text is."""
        return len(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def answer(self, ask: Ask, heard: Heard) -> Reply:
        """An answer that fits the schema; raises OutOfMemory, ModelMissing, DamagedFile."""
        import torch

        began = time.monotonic()
        prompt = self._prompt(ask)
        thinking, thought = "", 0
        try:
            with torch.inference_mode(), _seeded(ask.seed):
                if prompt.rstrip().endswith(_THINK):
                    thinking, thought = self._think(prompt, ask, heard)
                    prompt = f"{prompt}{thinking}\n{_THOUGHT}\n\n"
                watch = self._listener(heard, began)
                text, tokens_in, tokens_out = self._generate(prompt, ask, watch, self._held_to(ask.schema))
        except torch.OutOfMemoryError as why:
            self.unload()
            raise OutOfMemory(self._too_large()) from why
        first = watch.first or time.monotonic() - began
        return Reply(text, thinking, tokens_in, tokens_out + thought, time.monotonic() - began, first)

    def _prompt(self, ask: Ask) -> str:
        """The question as the model's template puts it; system words join the user's where it knows no system."""
        template = self.tokenizer.chat_template
        if not template:
            return f"{ask.system}\n\n{ask.user}\n\n"
        more = {"tokenize": False, "add_generation_prompt": True, "enable_thinking": self.placing.think > 0}
        try:
            return self.tokenizer.apply_chat_template(ask.messages, **more)
        except Exception as why:  # templates raise whatever their author chose, such as for a system message
            log.info("the template of %s takes no system message (%s)", self.name, why)
            joined = [{"role": "user", "content": f"{ask.system}\n\n{ask.user}"}]
            return self.tokenizer.apply_chat_template(joined, **more)

    def _think(self, prompt: str, ask: Ask, heard: Heard) -> tuple[str, int]:
        """What a reasoning model says to itself before it answers, cut off after so many tokens."""
        if not self.placing.think:
            return "", 0
        quiet = self._listener(lambda _: heard(""), time.monotonic())
        text, _, count = self._generate(prompt, ask, quiet, None, self.placing.think)
        return text.partition(_THOUGHT)[0].strip(), count

    def _generate(
        self, prompt: str, ask: Ask, watch: Any, held: Any, most: int | None = None
    ) -> tuple[str, int, int]:
        """(text, tokens in, tokens out)."""
        model = self.model
        inputs = self.tokenizer(prompt, return_tensors="pt", add_special_tokens=not self.tokenizer.chat_template)
        inputs = {k: v.to(model.device) for k, v in inputs.items() if k in ("input_ids", "attention_mask")}
        given = inputs["input_ids"].shape[1]  # (1, tokens)
        stop = {"stop_strings": [_THOUGHT], "tokenizer": self.tokenizer} if held is None else {}
        out = model.generate(
            **inputs, max_new_tokens=most or ask.most_tokens, do_sample=True, temperature=ask.temperature, top_p=0.95,
            top_k=50, streamer=watch, logits_processor=[held] if held else [], pad_token_id=self._pad(), **stop,
        )  # fmt: skip
        new = out[0, given:]
        return self.tokenizer.decode(new, skip_special_tokens=True), given, len(new)

    def _pad(self) -> int:
        found = self.tokenizer.pad_token_id
        return found if found is not None else self._ends[0]

    @cached_property
    def _ends(self) -> list[int]:
        """The tokens that end an answer."""
        told = self.model.generation_config.eos_token_id
        told = self.tokenizer.eos_token_id if told is None else told
        if told is None:
            raise MakerFailed(f"{self.name} names no token that ends an answer: choose a chat model.")
        return told if isinstance(told, list) else [told]

    @cached_property
    def _guide(self) -> Any:
        """The vocabulary as llguidance reads it, about a second for 150,000 tokens."""
        from llguidance.hf import from_tokenizer

        return from_tokenizer(self.tokenizer, n_vocab=self._vocabulary, eos_token=self._ends)

    @property
    def _vocabulary(self) -> int:
        return self.model.get_output_embeddings().weight.shape[0]  # padded, often beyond the tokenizer's

    def _held_to(self, schema: dict[str, Any]) -> Any:
        return _Held(self._guide, schema, self._vocabulary, self.name)

    def _listener(self, heard: Heard, began: float) -> _Listener:
        return _Listener(self.tokenizer, heard, began)


class _Listener:
    """A streamer, as generate() takes it: hears each token in the thread that makes it, so that what it raises ends
    the answer. Transformers' own waits for spaces, of which compact JSON has few.
    """

    def __init__(self, tokenizer: Any, heard: Heard, began: float) -> None:
        self._tokenizer, self._heard, self._began = tokenizer, heard, began
        self._pending: list[int] = []  # tokens that end in the middle of a character
        self._prompt = True
        self.text, self.first = "", 0.0

    def put(self, value: torch.Tensor) -> None:
        """The prompt, (1, tokens), then one token at a time, (1,)."""
        if self._prompt:
            self._prompt = False
            return
        self.first = self.first or time.monotonic() - self._began
        self._pending += value.flatten().tolist()
        said = self._tokenizer.decode(self._pending, skip_special_tokens=True)
        if not said.endswith("\ufffd") or len(self._pending) > _BYTES:
            self.text += said
            self._pending.clear()
        self._heard(self.text)

    def end(self) -> None:
        """generate() calls it."""


class _Held:
    """A logits processor that lets only those tokens through that may come next; for one call of one answer."""

    def __init__(self, guide: Any, schema: dict[str, Any], vocabulary: int, name: str) -> None:
        import numpy as np
        from llguidance import LLMatcher

        grammar = LLMatcher.grammar_from_json_schema(
            json.dumps(schema, ensure_ascii=False), overrides={"whitespace_flexible": False}
        )
        self._matcher = LLMatcher(guide, grammar)
        if why := self._matcher.get_error():
            raise MakerFailed(f"{name} can't be held to the form of an answer ({why}): choose another model.")
        self._mask: np.ndarray = np.zeros((1, (vocabulary + 31) // 32), np.int32)
        self._seen = 0

    def __call__(self, tokens: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """(1, tokens) and (1, vocabulary) -> (1, vocabulary)."""
        import numpy as np
        import torch
        from llguidance.numpy import fill_next_token_bitmask

        if self._seen and not self._matcher.is_stopped():
            self._matcher.consume_token(int(tokens[0, -1]))
        self._seen += 1
        fill_next_token_bitmask(self._matcher, self._mask, 0)
        allowed = np.unpackbits(self._mask.view(np.uint8), bitorder="little")[: scores.shape[-1]]
        return scores.masked_fill(torch.from_numpy(allowed == 0).to(scores.device), float("-inf"))


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The same question and seed give the same answer, and nobody else's dice are touched."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def _host() -> int:
    import psutil

    return int(psutil.virtual_memory().available * 0.9)


def _quantized(precision: str) -> dict[str, Any]:
    from transformers.utils import is_bitsandbytes_available

    if precision not in ("int8", "int4"):
        return {}
    if not is_bitsandbytes_available():
        raise BackendMissing(f"{precision} needs bitsandbytes: run `pip install -r requirements-gpu.txt`.")
    import torch
    from transformers import BitsAndBytesConfig

    if precision == "int8":
        return {"quantization_config": BitsAndBytesConfig(load_in_8bit=True)}
    four = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
    return {"quantization_config": four}


def _again(why: Exception) -> str:
    return f"copy or download it again ({str(why).splitlines()[0][:160]})."
