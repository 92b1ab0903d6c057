"""Looks into media files with PyAV: what they hold, frames, pictures, samples; never encodes video."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from studio.errors import DamagedFile

SAMPLE_RATE = 48_000
UNREADABLE = (av.error.FFmpegError, OSError, ValueError)


@dataclass(frozen=True)
class Media:
    """What a file holds; a missing stream has zeros."""

    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)
    seconds: float = 0.0
    has_video: bool = False
    has_audio: bool = False
    colour_space: int = 2  # ISO 23001-8: 1 is bt709, 2 unspecified
    colour_range: int = 0  # 1 limited, 2 full, 0 unspecified
    aspect: Fraction = Fraction(1)  # of a pixel, width to height

    @property
    def square(self) -> bool:
        return self.aspect == 1


def probe(path: Path) -> Media:
    """What the file holds; DamagedFile where it can't be opened."""
    try:
        with av.open(str(path)) as file:
            return _described(file)
    except UNREADABLE as why:
        raise DamagedFile(f"“{path.name}” is missing or can't be read: make it again.") from why


def _described(file: av.container.InputContainer) -> Media:
    sound = bool(file.streams.audio)
    seconds = float(file.duration / av.time_base) if file.duration else 0.0
    if not file.streams.video:
        return Media(seconds=seconds, has_audio=sound)
    stream = file.streams.video[0]
    context = stream.codec_context
    if stream.duration and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    aspect = stream.sample_aspect_ratio
    return Media(
        width=context.width,
        height=context.height,
        fps=Fraction(stream.average_rate or stream.guessed_rate or 0),
        seconds=seconds,
        has_video=True,
        has_audio=sound,
        colour_space=int(context.colorspace),
        colour_range=int(context.color_range),
        aspect=Fraction(aspect) if aspect else Fraction(1),
    )


def frame_count(path: Path) -> int:
    """The number of frames, counted packet by packet; 0 where the file can't be read as video to its end."""
    try:
        with av.open(str(path)) as file:
            if not file.streams.video:
                return 0
            return sum(1 for packet in file.demux(video=0) if packet.size)
    except UNREADABLE:
        return 0


def frame_at(path: Path, at_seconds: float) -> np.ndarray:
    """The frame shown at that time, or the last one: (height, width, 3) uint8 RGB; DamagedFile where there is none."""
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            file.seek(int(max(at_seconds, 0) * 1_000_000))
            found = None
            for frame in file.decode(stream):
                if found is not None and frame.time > at_seconds + 1e-6:
                    break
                found = frame
            if found is not None:
                return found.reformat(format="rgb24", src_colorspace="ITU709", dst_color_range="JPEG").to_ndarray()
    except (*UNREADABLE, IndexError) as why:
        raise DamagedFile(f"“{path.name}” can't be read: make it again.") from why
    raise DamagedFile(f"“{path.name}” holds no picture: make it again.")


def poster(film: Path, at_seconds: float, out_jpg: Path) -> None:
    """Writes the frame shown at that time as a JPEG; DamagedFile where the film can't be read."""
    from PIL import Image

    Image.fromarray(frame_at(film, at_seconds)).save(out_jpg, "JPEG", quality=90)


def samples(path: Path, channels: int) -> Iterator[np.ndarray]:
    """The file's sound at 48 kHz in blocks, each (samples, channels) float32; DamagedFile where it can't be read."""
    layout = "stereo" if channels == 2 else "mono"
    resampler = av.AudioResampler(format="flt", layout=layout, rate=SAMPLE_RATE)
    try:
        with av.open(str(path)) as file:
            for frame in file.decode(audio=0):
                frame.pts = None
                yield from _arrays(resampler.resample(frame), channels)
            yield from _arrays(resampler.resample(None), channels)
    except (*UNREADABLE, IndexError) as why:
        raise DamagedFile(
            f"The sound file “{path.name}” is missing or can't be read: make it again or choose another."
        ) from why


def _arrays(frames: list[av.AudioFrame], channels: int) -> Iterator[np.ndarray]:
    for frame in frames:
        yield frame.to_ndarray().reshape(-1, channels)
