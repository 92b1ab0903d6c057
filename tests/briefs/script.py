"""Prints what the built-in writer makes of a brief as a script to be read; `python tests/briefs/script.py [ID …]`."""

import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipelines.writers.builtin import BuiltinWriter
from studio.film import Brief
from studio.script import Around
from studio.timing import spoken_seconds
from studio.writing import StageDesk

FORTY = Path(__file__).with_name("forty.toml")


def briefs(file: Path = FORTY) -> list[dict]:
    """The briefs of a file, each with id, genre, seconds, text and facts."""
    return tomllib.loads(file.read_text(encoding="utf-8"))["brief"]


def written(entry: dict):
    """(outline, drafts, board) of one brief, as production asks for them."""
    order = Brief(text=entry["text"], seconds=entry["seconds"], tone=entry.get("tone", ""), seed=entry.get("seed", 1))
    writer, desk = BuiltinWriter(), StageDesk(lambda *_: None, "", "")
    drafts, board = [], []
    outline = writer.outline(order, [], desk)
    for i in range(len(outline.beats)):
        around = Around(before=drafts[-1] if drafts else None)
        drafts.append(writer.write_scene(order, outline, i, around, desk))
        board.append(writer.plan_scene(order, outline, i, drafts[-1], desk))
    return outline, drafts, board


def script(entry: dict) -> str:
    """The film on paper: title, logline, cast, scenes, and each shot with what is spoken over it."""
    outline, drafts, board = written(entry)
    page = [
        f"==== {entry['id']} ({entry['genre']}, {entry['seconds']} s): {entry['text']}",
        f"TITLE {outline.title}",
        f"LOGLINE {outline.logline}",
        *(f"CAST {c.name}: {c.look}" for c in outline.characters),
    ]
    for beat, draft, shots in zip(outline.beats, drafts, board, strict=True):
        page += ["", f"{draft.scene.heading}  [{beat.seconds:g} s, {draft.scene.mood}]", f"    {draft.scene.action}"]
        for shot in shots:
            spoken = " ".join(draft.lines[n].text for n in shot.lines)
            page.append(
                f"  {shot.seconds:4.1f}s ({spoken_seconds(spoken):3.1f}) {shot.size.value}, {shot.movement.value}: "
                f"{shot.subject} / {shot.action} / {shot.setting}"
            )
            page.append(f"        “{spoken}”")
    return "\n".join(page) + "\n"


if __name__ == "__main__":
    wanted = sys.argv[1:]
    file = Path(wanted.pop(0)) if wanted and wanted[0].endswith(".toml") else FORTY
    for brief in briefs(file):
        if not wanted or brief["id"] in wanted:
            print(script(brief))
