"""The walls: app -> ui -> studio <- pipelines; and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "diffusers", "transformers", "accelerate", "gradio", "moviepy", "cv2", "scipy"}
FORBIDDEN = {
    "studio": {"ui", "pipelines", "app", "gradio", "torch", "diffusers", "transformers", "moviepy"},
    "ui": {"pipelines", "app", "torch", "diffusers", "transformers", "moviepy"},
    "pipelines": {"ui", "app", "gradio"},
}


def _imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_room_reaches_through_a_wall(room: str) -> None:
    files = [f for f in (ROOT / room).rglob("*.py") if "__pycache__" not in f.parts]
    assert files
    broken = {(f.relative_to(ROOT).as_posix(), name) for f in files for name in _imports(f) & FORBIDDEN[room]}
    assert broken == set()


def test_importing_them_all_loads_nothing_heavy() -> None:
    modules = "app, studio.studio, studio.production, ui.cli, ui.server, pipelines"
    code = f"import sys, {modules}; print(sorted({HEAVY!r} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_every_module_says_what_it_does() -> None:
    files = [f for room in FORBIDDEN for f in (ROOT / room).rglob("*.py") if "__pycache__" not in f.parts]
    silent = [
        f.relative_to(ROOT).as_posix()
        for f in files
        if f.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(f.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_grows_past_its_room() -> None:
    limit = 500  # lines; the house aims at 400
    files = [f for room in FORBIDDEN for f in (ROOT / room).rglob("*.py") if "migrations" not in f.parts]
    long = {
        f.relative_to(ROOT).as_posix(): n
        for f in files
        if (n := len(f.read_text(encoding="utf-8").splitlines())) > limit
    }
    assert long == {}
