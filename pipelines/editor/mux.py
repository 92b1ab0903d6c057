"""Puts picture, sound, words, chapters and provenance into one MP4 that plays while it loads."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from pipelines.editor.segments import tick
from pipelines.ffmpeg import Programs
from studio.crew import CutOrder

LANGUAGES = {"en": "eng", "zh": "zho"}  # ISO 639-2/T, as MP4 wants it
MARK = "AI-generated: pictures, voices and music in this film were made by computer programs (Storyreel)."


def mux(
    order: CutOrder, picture: Path, sound: Path, soft: Path | None, seconds: float, out: Path, programs: Programs
) -> None:
    """Writes the film to `out`."""
    notes = out.with_suffix(".ffmeta")
    notes.write_text(metadata(order, seconds), encoding="utf-8", newline="\n")
    inputs = ["-i", str(picture), "-i", str(sound), "-i", str(notes)]
    maps = ["-map", "0:v:0", "-map", "1:a:0"]
    if soft:
        inputs += ["-i", str(soft)]
        maps += [
            "-map",
            "3:s:0",
            "-c:s",
            "mov_text",
            "-metadata:s:s:0",
            f"language={LANGUAGES[order.language]}",
            "-disposition:s:0",
            "0" if order.burn else "default",
        ]
    scale, _ = tick(Fraction(order.fps))
    programs.run(
        [
            *(*inputs, *maps, "-map_metadata", "2", "-map_chapters", "2", "-c:v", "copy", "-c:a", "copy"),
            *("-metadata:s:a:0", f"language={LANGUAGES[order.language]}", "-metadata:s:v:0", "language=und"),
            *("-video_track_timescale", str(scale), "-movflags", "+faststart", "-f", "mp4", str(out)),
        ]
    )


def metadata(order: CutOrder, seconds: float) -> str:
    """The film's metadata in ffmpeg's text form: what it is, what made it, its recipe and its chapters."""
    recipe = json.dumps({"storyreel": order.recipe, "ai_generated": True}, ensure_ascii=False, sort_keys=True)
    whole = {
        "title": order.title,
        "comment": order.comment,
        "description": MARK,
        "keywords": "AI-generated",
        "synopsis": recipe,
    }
    written = [";FFMETADATA1", *(f"{key}={_escaped(value)}" for key, value in whole.items() if value)]
    ends = [*(start for start, _ in order.chapters[1:]), seconds]
    for (start, name), end in zip(order.chapters, ends, strict=False):
        written += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={round(start * 1000)}",
            f"END={round(end * 1000)}",
            f"title={_escaped(name)}",
        ]
    return "\n".join(written) + "\n"


def _escaped(text: str) -> str:
    return "".join("\\" + c if c in "=;#\\\n" else c for c in text)
