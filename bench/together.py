"""What several in one call save on the processor, with tiny models, in one run; what a card saves is in bench/gpu.py.

Each count is run in turns with the others, words read before and encoding left out; the best of its runs is told, which
a busy machine disturbs least. Tiny networks cost mostly what every call of a layer costs, so a batch saves most where a
step has the least arithmetic: the figures show the way of it, and nothing of a model of real size.
"""

import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
COUNTS, TURNS, STEPS = (1, 2, 4), 7, 12
FAMILIES = ("sdxl", "zimage", "flux2", "qwen_image", "wan", "ltx")


def seconds(camera: Any, count: int, folder: Path) -> float:
    """Of one call that makes so many."""
    from bench.overhead import Heard
    from studio.crew import ClipOrder, Companion, How, StillOrder
    from studio.film import Dials

    entry = camera.entry
    (width, height), frames = entry.sizes[0], entry.grid.least_frames
    clip = {"fps": str(round(entry.fps)), "frames": frames} if entry.moving else {}
    plain = {"prompt": "a red ball", "width": width, "height": height, "dials": Dials(steps=STEPS)} | clip
    orders = [camera.settle((ClipOrder if entry.moving else StillOrder)(**plain, seed=n)) for n in range(count)]
    suffix = ".mp4" if entry.moving else ".png"
    company = [Companion(order=o, out=folder / f"{o.seed}{suffix}") for o in orders[1:]]
    asked = orders[0].model_copy(update={"how": How(together="on", companions=company)})
    heard = Heard()
    began = time.perf_counter()
    made = camera.render(asked, folder / f"first{suffix}", heard)
    assert made.facts["together"] == count, "the models are small enough for any count"
    return heard.finished - began


def measure(name: str, folder: Path) -> dict[int, float]:
    """Seconds a picture by how many are made in one call, the best of the turns."""
    from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera
    from studio.settings import Settings

    case = importlib.import_module(f"tests.tiny.{name}").CASES[0]
    case.build(folder / name)
    settings = Settings(outputs=folder / "outputs")
    camera = (DiffusionCamera if case.entry.moving else StillsCamera)(case.entry, folder / name, settings)
    for count in COUNTS:
        seconds(camera, count, folder)  # loads, reads the words, warms up
    found: dict[int, list[float]] = {count: [] for count in COUNTS}
    for _ in range(TURNS):
        for count in COUNTS:
            found[count].append(seconds(camera, count, folder) / count)
    return {count: min(several) for count, several in found.items()}


def main() -> int:
    """Prints a table in Markdown."""
    import torch

    from bench.overhead import quiet

    torch.set_num_threads(1)
    quiet()
    print(f"\nMilliseconds a picture of {STEPS} steps, without encoding, by how many are made in one call\n")
    print(f"| family | {' | '.join(map(str, COUNTS))} | {COUNTS[-1]} against 1 |\n|---|{'---|' * (len(COUNTS) + 1)}")
    for name in FAMILIES:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(name, Path(folder))
        cells = " | ".join(f"{found[count] * 1000:.0f}" for count in COUNTS)
        print(f"| {name} | {cells} | {found[COUNTS[-1]] / found[1]:.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
