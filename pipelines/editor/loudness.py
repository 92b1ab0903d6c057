"""Brings a mix to its loudness and true peak, measured by ffmpeg's ebur128 on the sound as it will be heard.

The gain is one number for the whole film (a linear pass after a measuring one), then a limiter holds the true peak;
ffmpeg's own loudnorm would leave the linear way as soon as one peak stands high, and ride the level up and down.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.ffmpeg import Failed, Programs
from studio.errors import DamagedFile

RATE = 48_000
PEAK_DBTP = -1.0
HEADROOM_DB = 0.8  # AAC overshoots what it is given by about this much
CLOSE_ENOUGH_LU = 0.2
ROUNDS = 5
MOST_GAIN_DB = 40.0
STEREO = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i"]  # a raw mix, whose path follows
METER = "ebur128=peak=true:framelog=quiet"
AAC = ["-c:a", "aac", "-b:a", "192k", "-ar", str(RATE), "-ac", "2"]


@dataclass(frozen=True)
class Measured:
    """Integrated loudness and true peak; loudness is None of silence."""

    lufs: float | None
    peak_dbtp: float | None


def of_blocks(blocks: Iterable[np.ndarray], programs: Programs, channels: int = 1) -> float | None:
    """The loudness of a stem in blocks, LUFS, a mono one heard from both sides; None of silence."""
    source = ["-f", "f32le", "-ar", str(RATE), "-ac", str(channels), "-i", "pipe:0"]
    chain = ["-af", f"aformat=channel_layouts=stereo,{METER}", "-f", "null", "-"]
    return _read(programs.feed(["-loglevel", "info", *source, *chain], blocks)).lufs


def of_file(path: Path, seconds: float, programs: Programs) -> float | None:
    """The loudness of a file's first seconds, LUFS; None of silence; DamagedFile where it can't be read."""
    try:
        return _measure(["-t", f"{seconds:.3f}", "-i", str(path.absolute())], programs).lufs
    except Failed as why:
        raise DamagedFile(f"The sound file “{path.name}” can't be read: choose another or make it again.") from why


def measure(path: Path, programs: Programs) -> Measured:
    """Loudness and true peak of a file's sound as a player decodes it."""
    return _measure(["-i", str(path.absolute())], programs)


def _measure(source: list[str], programs: Programs) -> Measured:
    return _read(programs.run(["-loglevel", "info", *source, "-map", "0:a:0", "-af", METER, "-f", "null", "-"]))


def _read(said: str) -> Measured:
    """The figures of the meter's summary."""
    summary = said[said.rfind("Summary:") :]
    lufs, peak = _number(r"I:\s+(\S+) LUFS", summary), _number(r"Peak:\s+(\S+) dBFS", summary)
    return Measured(lufs if lufs is not None and lufs > -69 else None, peak)


def _number(pattern: str, text: str) -> float | None:
    found = re.search(pattern, text)
    value = float(found[1]) if found else -math.inf
    return value if math.isfinite(value) else None


def finish(mixed: Path, target_lufs: float, out: Path, programs: Programs) -> Measured:
    """Encodes the raw stereo mix as AAC at the target, its true peak at most -1 dBTP; returns what it measures."""
    start = _measure([*STEREO, str(mixed)], programs)
    if start.lufs is None:
        return _encode(mixed, 0.0, None, out, programs)
    gain, ceiling = min(target_lufs - start.lufs, MOST_GAIN_DB), PEAK_DBTP - HEADROOM_DB
    for _ in range(ROUNDS):
        peaks = start.peak_dbtp is None or start.peak_dbtp + gain > ceiling
        found = _encode(mixed, gain, ceiling if peaks else None, out, programs)
        over = max(0.0, (found.peak_dbtp or -99.0) - PEAK_DBTP)
        off = target_lufs - (found.lufs if found.lufs is not None else target_lufs)
        if over == 0 and (abs(off) <= CLOSE_ENOUGH_LU or gain >= MOST_GAIN_DB):
            break
        # A limiter takes some loudness away: the rest is made up by gain.
        gain, ceiling = min(gain + off, MOST_GAIN_DB), ceiling - (over + 0.1 if over else 0.0)
    return found


def _encode(mixed: Path, gain_db: float, ceiling_db: float | None, out: Path, programs: Programs) -> Measured:
    chain = f"volume={gain_db:.3f}dB"
    if ceiling_db is not None:
        limiter = f"alimiter=limit={10 ** (ceiling_db / 20):.5f}:attack=5:release=80:level=disabled:latency=1"
        # Peaks between samples are seen by limiting at four times the rate.
        chain += f",aresample=192000,{limiter},aresample={RATE}"
    exact = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
    programs.run([*STEREO, str(mixed), "-af", chain, *AAC, *exact, "-f", "mp4", str(out)])
    return measure(out, programs)
