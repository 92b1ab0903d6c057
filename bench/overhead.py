"""What the camera costs over a plain Diffusers script that does the same work, in one run; part of `make bench`.

Both sides run the same tiny pipeline on the processor, in turns: the same embeddings (read before), size, seed and
steps, down to the finished frames. Encoding is left out: the camera tells when it begins. What differs with the number
of steps is the cost of a step, the rest is the cost of a shot. The targets are 2 ms a step and 100 ms a shot.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]


def quiet() -> None:
    """Diffusers' and Transformers' own notes and bars stay out of the tables."""
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()


SHORT, LONG, TURNS = 4, 24, 9  # steps of the two lengths; how often each is run
STEP_MS, SHOT_MS = 2.0, 100.0
FAMILIES = ("wan", "ltx", "sdxl")


class Times:
    """Seconds by (side, steps)."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, int], list[float]] = {}

    def add(self, side: str, steps: int, seconds: float) -> None:
        self.seconds.setdefault((side, steps), []).append(seconds)

    def best(self, side: str, steps: int) -> float:
        """The fastest run's, which a busy machine disturbs least."""
        return min(self.seconds[side, steps])

    def line(self) -> tuple[float, float]:
        """What the camera costs more: (milliseconds a step, milliseconds a shot)."""
        short, long = (self.best("camera", n) - self.best("plain", n) for n in (SHORT, LONG))
        step = (long - short) / (LONG - SHORT)
        return step * 1000, (short - SHORT * step) * 1000


class Heard:
    """A report that notes when the frames were finished and only encoding was left."""

    def __init__(self) -> None:
        self.finished = 0.0

    def __call__(self, _: float, note: str, __: bytes | None = None) -> None:
        if note.startswith("writing"):
            self.finished = time.perf_counter()


def camera_side(camera: Any, folder: Path) -> Callable[[int, int], float]:
    """A function (steps, seed) -> seconds, of the camera."""
    from studio.crew import ClipOrder, StillOrder
    from studio.film import Dials

    entry = camera.entry
    width, height = entry.sizes[0]
    plain = {"prompt": "a red ball", "width": width, "height": height}
    clip = {"fps": str(round(entry.fps)), "frames": entry.grid.least_frames} if entry.moving else {}

    def render(steps: int, seed: int) -> float:
        order = (ClipOrder if entry.moving else StillOrder)(**plain, **clip, seed=seed, dials=Dials(steps=steps))
        heard = Heard()
        began = time.perf_counter()
        camera.render(camera.settle(order), folder / "made", heard)
        return heard.finished - began

    return render


def plain_side(camera: Any) -> Callable[[int, int], float]:
    """The same for a script of a dozen lines with Diffusers alone; it is given the words read."""
    import torch

    from pipelines.cameras.diffusion.family import Task, family

    entry, kin = camera.entry, family(camera.entry.family)
    width, height = entry.sizes[0]
    frames = entry.grid.least_frames if entry.moving else 1

    def task(steps: int, seed: int) -> Task:
        return Task("a red ball", entry.negative, width, height, frames, entry.fps, steps, entry.guidance, seed)

    cls = kin.pipeline(entry, task(1, 1))
    pipe = cls.from_pretrained(camera.folder, local_files_only=True)  # type: ignore[attr-defined]
    pipe.set_progress_bar_config(disable=True)
    first = task(1, 1)
    with torch.inference_mode():
        words = kin.embed(pipe, entry, first.prompt, first.negative if first.guided else None)
    for name in kin.readers:
        setattr(pipe, name, None)

    def render(steps: int, seed: int) -> float:
        now = task(steps, seed)
        began = time.perf_counter()
        kin.prepare(pipe, entry, now)
        with torch.inference_mode():
            generator = torch.Generator().manual_seed(seed)
            pipe(**words, **kin.arguments(entry, now), generator=generator, output_type="np", return_dict=False)
        return time.perf_counter() - began

    return render


def compare(name: str, folder: Path) -> Times:
    """Both sides of one family's tiny model, in turns."""
    import importlib

    from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera
    from studio.settings import Settings

    case = importlib.import_module(f"tests.tiny.{name}").CASES[0]
    case.build(folder / name)
    settings = Settings(outputs=folder / "outputs")
    camera = (DiffusionCamera if case.entry.moving else StillsCamera)(case.entry, folder / name, settings)
    sides = {"plain": plain_side(camera), "camera": camera_side(camera, folder)}
    for render in sides.values():  # loads, reads the words, warms up
        render(SHORT, 1)
    times = Times()
    for turn in range(TURNS):
        for steps in (SHORT, LONG):
            for side, render in sorted(sides.items(), reverse=bool(turn % 2)):
                times.add(side, steps, render(steps, 2 + turn))
    return times


def main() -> int:
    """Prints a table; 1 where a target is missed."""
    import torch

    torch.set_num_threads(1)
    quiet()
    print(
        f"\nThe camera over a plain script, the best of {TURNS} runs of {SHORT} and of {LONG} steps, without encoding"
    )
    print("\n| family | plain, ms a step | camera, ms more a step | ms more a shot |\n|---|---|---|---|")
    missed = False
    for name in FAMILIES:
        with tempfile.TemporaryDirectory() as folder:
            times = compare(name, Path(folder))
        step, shot = times.line()
        plain = (times.best("plain", LONG) - times.best("plain", SHORT)) / (LONG - SHORT) * 1000
        missed |= step > STEP_MS or shot > SHOT_MS
        print(f"| {name} | {plain:.1f} | {step:.2f} | {shot:.1f} |", flush=True)
    print(f"\ntargets: {STEP_MS:.0f} ms a step, {SHOT_MS:.0f} ms a shot: {'missed' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
