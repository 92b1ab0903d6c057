"""Streams a camera's frames into its master, an MP4 by the ffmpeg program: H.264, yuv420p, bt709 limited, tagged.

    with encode.film(out, 832, 480, "16", group=16, order="rgb") as film:
        film.write(frame)                                 # (height, width, 3) uint8, once a frame
Knows nothing of shots. The same frames give the same bytes.
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np

from pipelines.ffmpeg import NO_SPACE, program
from studio.errors import DiskFull, MakerFailed

# x264's output differs with the number of its threads: pinned, so that the same order gives the same bytes.
X264_THREADS = 2
CRF, PRESET = 16, "superfast"

Order = Literal["bgr", "rgb"]


def _command(out: Path, width: int, height: int, fps: str, group: int, order: Order) -> list[str]:
    return [
        program(), "-y", "-v", "error", "-nostdin",
        "-f", "rawvideo", "-pix_fmt", f"{order}24", "-s", f"{width}x{height}", "-r", fps, "-i", "pipe:0",
        "-vf", "scale=in_range=pc:out_color_matrix=bt709:out_range=tv:flags=bilinear+accurate_rnd,format=yuv420p,"
        "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv",
        "-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-threads", str(X264_THREADS),
        "-x264-params", f"keyint={group}:min-keyint={group}:scenecut=0:open-gop=0:sliced-threads=0",
        "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart",
        "-f", "mp4", str(out),
    ]  # fmt: skip


@contextmanager
def film(out: Path, width: int, height: int, fps: str, group: int, order: Order = "bgr") -> Iterator[FrameWriter]:
    """A writer for (height, width, 3) uint8 frames whose channels stand in that order; both sides are even.

    `fps` is a rational such as "24000/1001", `group` the frames from one key frame to the next. Whatever goes wrong,
    program and file go; raises BackendMissing, DiskFull, MakerFailed.
    """
    with tempfile.TemporaryFile() as said:
        command = _command(out, width, height, fps, group, order)
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said)
        writer = FrameWriter(encoder, (height, width, 3))
        try:
            yield writer
            writer.close()
            if encoder.wait() != 0:
                raise OSError(errno.EPIPE, "the encoder stopped")
        except OSError as why:
            encoder.kill()
            encoder.wait()
            said.seek(0)
            _fail(out, said.read().decode("utf-8", "replace"), why)
        except BaseException:
            encoder.kill()
            encoder.wait()
            out.unlink(missing_ok=True)
            raise


class FrameWriter:
    """Where the frames go."""

    def __init__(self, encoder: subprocess.Popen[bytes], shape: tuple[int, int, int]) -> None:
        assert encoder.stdin is not None
        self._pipe, self._shape = encoder.stdin, shape

    def write(self, frame: np.ndarray) -> None:
        """Appends one (height, width, 3) uint8 frame."""
        if frame.dtype != np.uint8 or frame.shape != self._shape:
            # Bytes of another shape would still be taken, as a skewed picture.
            raise ValueError(f"a frame is {self._shape} uint8, not {frame.shape} {frame.dtype}")
        self._pipe.write(np.ascontiguousarray(frame).data)

    def close(self) -> None:
        self._pipe.close()


def _fail(out: Path, said: str, why: OSError) -> None:
    """Raises what the person can act on, and leaves no half file."""
    free = shutil.disk_usage(out.parent).free // 1_000_000 if out.parent.is_dir() else None
    out.unlink(missing_ok=True)
    if why.errno == errno.ENOSPC or any(words in said for words in NO_SPACE) or (free is not None and free < 2):
        raise DiskFull(
            f"The disk that holds {out.parent} is full ({free or 0} MB free): free some room and render the shot again."
        ) from why
    reason = said.strip().splitlines()[-1] if said.strip() else str(why)
    raise MakerFailed(
        f"The encoder could not write {out.name} ({reason}). Check that {out.parent} can be written to, "
        "then render the shot again."
    ) from why
