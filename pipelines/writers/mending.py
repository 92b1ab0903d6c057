"""An answer made to fit its schema: what a constrained model gives fits as it is, a server's reply may need mending.

    text -> JSON, found among prose and completed where it was cut off -> values of the schema's kinds and bounds
What can't be mended raises Unusable, with the reason in words that the model can be told.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from typing import Any

from pipelines.writers.schema import Schema

MOST_CHARACTERS = 30_000  # of a reply that are looked at; the longest answer asked for has some 10,000
_THINKING = re.compile(r"<think(?:ing)?>(.*?)(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_LIKE = 0.6  # how near a word must be to one of an enumeration


class Unusable(ValueError):
    """The answer can't be used; str() says why."""


def without_thinking(text: str) -> tuple[str, str]:
    """(the answer, what the model said to itself)."""
    thoughts = _THINKING.findall(text)
    answer = _THINKING.sub("", text)
    if not thoughts and "</think>" in text:  # a template that opened it for the model
        thought, _, answer = text.partition("</think>")
        thoughts = [thought]
    return answer.strip(), "\n".join(t.strip() for t in thoughts)


def mended(text: str, schema: Schema) -> tuple[Any, list[str]]:
    """(the value, what was mended); raises Unusable."""
    notes: list[str] = []
    return _fitted(_found(text, notes), schema, "the answer", notes), notes


def _found(text: str, notes: list[str]) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    import json_repair

    if len(text) > MOST_CHARACTERS:
        notes.append(f"only the first {MOST_CHARACTERS:,} of {len(text):,} characters were read")
        text = text[:MOST_CHARACTERS]
    begin = min((n for n in (text.find("{"), text.find("[")) if n >= 0), default=-1)
    if begin < 0:
        raise Unusable("there is no JSON in it")
    try:
        value = json_repair.loads(text[begin:])
    except (ValueError, RecursionError) as why:
        raise Unusable("its JSON is broken beyond mending") from why
    notes.append("its JSON was mended")
    return value


# ---- values --------------------------------------------------------------------------------------------------------


def _fitted(value: Any, schema: Schema, where: str, notes: list[str]) -> Any:
    if "enum" in schema:
        return _nearest(value, schema["enum"], where, notes)
    fit = {"string": _text, "integer": _number, "array": _list, "object": _record}[schema["type"]]
    return fit(value, schema, where, notes)


def _nearest(value: Any, words: list[str], where: str, notes: list[str]) -> str:
    if value in words:
        return value
    said = str(value or "").strip().lower().replace("_", " ")
    plain = {w.lower(): w for w in words}
    near = plain.get(said) or next((plain[w] for w in plain if w and w in said), None)
    if near is None:
        close = difflib.get_close_matches(said, plain, n=1, cutoff=_LIKE)
        near = plain[close[0]] if close else words[0]
    notes.append(f"{where}: “{str(value)[:40]}” was taken for “{near}”")
    return near


def _text(value: Any, schema: Schema, where: str, notes: list[str]) -> str:
    if isinstance(value, (dict, list)):
        value = " ".join(str(x) for x in (value.values() if isinstance(value, dict) else value))
    text = plain(str(value if value is not None else ""))
    if len(text) < schema["minLength"]:
        raise Unusable(f"{where} is empty")
    if len(text) > schema["maxLength"]:
        notes.append(f"{where} was shortened to {schema['maxLength']} characters")
        text = shortened(text, schema["maxLength"])
    return text


def plain(text: str) -> str:
    """Words of one line: no control or direction characters, no quotes that JSON would escape, single spaces."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c == "\u200d" else " " for c in text)
    kept = re.sub(r'"([^"]*)"', r"“\1”", kept).replace('"', "”").replace("\\", "/")
    return re.sub(r"[\s\u2028\u2029]+", " ", kept).strip()


def shortened(text: str, most: int) -> str:
    """The text up to its last whole sentence that fits, or else its last whole word."""
    if len(text) <= most:
        return text
    cut = text[:most]
    ends = [m.end() for m in re.finditer(r"[.!?。！？…][”’」』)）]?", cut)]
    if ends and ends[-1] >= most // 3:
        return cut[: ends[-1]].strip()
    space = cut.rfind(" ")
    return (cut[:space] if space >= most // 3 else cut).rstrip(" ,;:，；：、")


def _number(value: Any, schema: Schema, where: str, notes: list[str]) -> int:
    found = re.search(r"-?\d+(?:\.\d+)?", str(value))
    if isinstance(value, bool) or not found:
        raise Unusable(f"{where} is no number")
    number = min(max(round(float(found[0])), schema["minimum"]), schema["maximum"])
    if number != value:
        notes.append(f"{where}: {str(value)[:20]} became {number}")
    return number


def _list(value: Any, schema: Schema, where: str, notes: list[str]) -> list[Any]:
    if isinstance(value, dict):
        value = next((v for v in value.values() if isinstance(v, list)), [value])
    if not isinstance(value, list):
        value = [] if value is None else [value]
    if len(value) > schema["maxItems"]:
        notes.append(f"{where}: {len(value) - schema['maxItems']} too many were left out")
    fitted = []
    for n, item in enumerate(value[: schema["maxItems"]]):
        try:
            fitted.append(_fitted(item, schema["items"], f"{where} {n + 1}", notes))
        except Unusable as why:
            notes.append(f"{why}: it was left out")
    if len(fitted) < schema["minItems"]:
        raise Unusable(f"{where} has {len(fitted)} of at least {schema['minItems']}")
    return fitted


def _record(value: Any, schema: Schema, where: str, notes: list[str]) -> dict[str, Any]:
    if isinstance(value, list):  # several answers, or one that was wrapped
        value = next((x for x in value if isinstance(x, dict)), None)
    if not isinstance(value, dict):
        raise Unusable(f"{where} is no object")
    wanted = schema["properties"]
    inner = next((v for v in value.values() if isinstance(v, dict) and set(wanted) & set(v)), None)
    if not set(wanted) & set(value) and inner is not None:
        value = inner
    return {name: _fitted(_property(value, name, part, where), part, name, notes) for name, part in wanted.items()}


def _property(value: dict[str, Any], name: str, part: Schema, where: str) -> Any:
    if name in value:
        return value[name]
    near = {str(k).lower().replace(" ", "_").replace("-", "_"): k for k in value}
    if name in near:
        return value[near[name]]
    if "enum" in part:
        return part["enum"][0]
    if part.get("type") == "array" and not part["minItems"]:
        return []
    if part.get("type") == "string" and not part["minLength"]:
        return ""
    raise Unusable(f"{where} lacks “{name}”")
