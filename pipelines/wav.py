"""Writes 16-bit WAV files, at 48 kHz unless said otherwise, whole or not at all; knows nothing of what they hold."""

import errno
import shutil
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.loudness import SAMPLE_RATE
from studio.errors import DiskFull


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[None]:
    """Removes `out` when what is done within does not end well; a full disk becomes DiskFull."""
    try:
        yield
    except BaseException as why:  # also Cancelled: a half-written file is nobody's
        out.unlink(missing_ok=True)
        if isinstance(why, OSError) and why.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(out.parent).free // 1_000_000
            sentence = f"The disk that holds {out.parent} is full ({free} MB free): free some room and try again."
            raise DiskFull(sentence) from why
        raise


@contextmanager
def opened(out: Path, channels: int, rate: int = SAMPLE_RATE) -> Iterator[wave.Wave_write]:
    """The file, ready for `samples(…)`; `rate` in Hz."""
    with out.open("wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        yield file


def samples(sound: NDArray) -> bytes:
    """Samples from -1 to 1, (samples,) or (samples, channels), as 16 bits each."""
    return np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
