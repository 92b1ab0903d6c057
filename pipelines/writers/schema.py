"""The JSON Schema of an answer, every string, list and number in it bounded, and how many tokens it can take at most.

Only what llguidance holds a model to is used: objects with all properties required and in order, arrays with a least
and a most, strings of a pattern, whole numbers between bounds, enumerations.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]
# No control characters, quotes or backslashes: nothing needs an escape, whose length could not be bounded. A character
# takes at most as many tokens as bytes in UTF-8, where a byte-level tokenizer knows no longer piece: two for the
# scripts of Europe and the Near East, three for those of Asia and for typographic quotes, four beyond.
_NARROW = r"[ !#-\[\]-~\u00a0-\u07ff]"
_WIDE = r"[ !#-\[\]-~\u00a0-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff\uf900-\ufdff\ufe30-\ufffd]"
_BYTES = {_NARROW: 2, _WIDE: 3}
_SHARES = (1.0, 0.75, 0.5, 0.35, 0.25)  # of the strings' lengths, tried in turn
_ROOM = 16  # tokens for what a template ends an answer with


def text(most: int, least: int = 1, wide: bool = False) -> Schema:
    """Words of so many characters; `wide` for Chinese."""
    return _text(_WIDE if wide else _NARROW, most, least)


def _text(letters: str, most: int, least: int) -> Schema:
    return {"type": "string", "pattern": f"^{letters}{{{least},{most}}}$", "minLength": least, "maxLength": most}


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
        return 2 + schema["maxLength"] * _BYTES[_letters(schema)]
    if kind == "integer":
        return max(len(str(schema["minimum"])), len(str(schema["maximum"])))
    if kind == "array":
        return 2 + schema["maxItems"] * (_longest(schema["items"]) + 2)
    parts = schema["properties"].items()
    return 2 + sum(len(json.dumps(name)) + 4 + _longest(part) for name, part in parts)


def _letters(schema: Schema) -> str:
    return schema["pattern"][1:].partition("{")[0]


def least_tokens(schema: Schema) -> int:
    """Tokens of the longest answer when its strings are as short as tightened() makes them."""
    return most_tokens(_shortened(schema, _SHARES[-1]))


def tightened(schema: Schema, tokens: int) -> Schema:
    """The same schema with shorter strings, so that its longest answer takes at most so many tokens.

    For models with a small context. Raises ValueError where even a quarter of the lengths would be too much.
    """
    for share in _SHARES:
        tighter = _shortened(schema, share)
        if most_tokens(tighter) <= tokens:
            return tighter
    raise ValueError(f"an answer takes at least {most_tokens(tighter)} tokens, {tokens} are left")


def _shortened(schema: Schema, share: float) -> Schema:
    if "enum" in schema or schema["type"] == "integer":
        return schema
    if schema["type"] == "string":
        most = max(schema["minLength"], min(8, schema["maxLength"]), int(schema["maxLength"] * share))
        return _text(_letters(schema), most, schema["minLength"])
    if schema["type"] == "array":
        return schema | {"items": _shortened(schema["items"], share)}
    return schema | {"properties": {k: _shortened(v, share) for k, v in schema["properties"].items()}}
