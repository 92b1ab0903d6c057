"""The JSON Schema of an answer, every string, list and number in it bounded, and how many tokens it can take at most.

Only what llguidance holds a model to is used: objects with all properties required and in order, arrays with a least
and a most, strings of a pattern, whole numbers between bounds, enumerations.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]
# No control characters, quotes or backslashes: nothing needs an escape, whose length could not be bounded.
_PLAIN = r'[^"\\\x00-\x1f\x7f-\x9f\u2028\u2029]'
_BYTES = 4  # of a character in UTF-8, and so tokens, where a byte-level tokenizer knows no longer piece
_ROOM = 16  # tokens for what a template ends an answer with


def text(most: int, least: int = 1) -> Schema:
    """Words of so many characters."""
    return {"type": "string", "pattern": f"^{_PLAIN}{{{least},{most}}}$", "minLength": least, "maxLength": most}


def whole(least: int, most: int) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(words: Sequence[str]) -> Schema:
    """One word of a list."""
    return {"type": "string", "enum": list(dict.fromkeys(words))}


def many(item: Schema, least: int, most: int) -> Schema:
    """A list of so many."""
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def record(**properties: Schema) -> Schema:
    """An object with all of these, in this order."""
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def most_tokens(schema: Schema) -> int:
    """Tokens of the longest answer that the schema allows, by the least able of tokenizers."""
    return _longest(schema) + _ROOM


def _longest(schema: Schema) -> int:
    """Tokens at most: one a byte of JSON."""
    if "enum" in schema:
        return max(len(json.dumps(word, ensure_ascii=False).encode()) for word in schema["enum"])
    kind = schema["type"]
    if kind == "string":
        return 2 + schema["maxLength"] * _BYTES
    if kind == "integer":
        return max(len(str(schema["minimum"])), len(str(schema["maximum"])))
    if kind == "array":
        return 2 + schema["maxItems"] * (_longest(schema["items"]) + 2)
    parts = schema["properties"].items()
    return 2 + sum(len(json.dumps(name)) + 4 + _longest(part) for name, part in parts)


def tightened(schema: Schema, tokens: int) -> Schema:
    """The same schema with shorter strings, so that its longest answer takes at most so many tokens.

    For models with a small context. Raises ValueError where even a quarter of the lengths would be too much.
    """
    for share in (1.0, 0.75, 0.5, 0.35, 0.25):
        tighter = _shortened(schema, share)
        if most_tokens(tighter) <= tokens:
            return tighter
    raise ValueError(f"an answer takes at least {most_tokens(tighter)} tokens, {tokens} are left")


def _shortened(schema: Schema, share: float) -> Schema:
    if "enum" in schema or schema["type"] == "integer":
        return schema
    if schema["type"] == "string":
        return text(max(schema["minLength"], 8, int(schema["maxLength"] * share)), schema["minLength"])
    if schema["type"] == "array":
        return schema | {"items": _shortened(schema["items"], share)}
    return schema | {"properties": {k: _shortened(v, share) for k, v in schema["properties"].items()}}
