"""Writes the forty briefs of tests/briefs with the built-in writer and tells how long a minute of film takes.

Outline, scenes and shots, as production asks for them.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "briefs")]

from script import briefs, written  # noqa: E402


def seconds_a_minute(entry: dict) -> float:
    """Seconds of writing for each minute of one brief's film, which has not been written before."""
    began = time.perf_counter()
    written(entry)
    return (time.perf_counter() - began) / (entry["seconds"] / 60)


def main() -> None:
    """Prints the median and the worst of the forty, and a film of ten minutes."""
    entries = briefs()
    began = time.perf_counter()
    written(entries[0])
    print(f"the first film of a process, word lists read: {time.perf_counter() - began:.2f} s")
    figures = sorted((seconds_a_minute(e), e["id"]) for e in entries[1:])
    long = entries[-1] | {"seconds": 600, "seed": 2}
    print(f"a minute of film is written in {figures[len(figures) // 2][0]:.2f} s (median of {len(figures)} briefs)")
    print(f"slowest: {figures[-1][0]:.2f} s ({figures[-1][1]})")
    print(f"a film of ten minutes: {seconds_a_minute(long):.2f} s a minute")


if __name__ == "__main__":
    main()
