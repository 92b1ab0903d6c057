"""Joins finished segments into one silent film by stream copy, packet by packet, on one clock of whole ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av

from pipelines.editor.segments import Segment, tick
from pipelines.ffmpeg import disk_full
from studio.errors import MakerFailed


def join(segments: Sequence[Segment], fps: Fraction, out: Path, told: Callable[[float], None]) -> int:
    """Writes the segments as one silent film by stream copy; returns its frames. `told` hears the fraction done."""
    scale, step = tick(fps)
    try:
        with av.open(str(out), "w", format="mp4", options={"video_track_timescale": str(scale)}) as film:
            return _copy(segments, film, Fraction(1, scale), step, told)
    except OSError as why:
        if isinstance(why, av.error.FFmpegError) and why.errno != 28:
            raise MakerFailed(
                "The parts of the film could not be joined: cut the film again, the damaged part is made anew."
            ) from why
        raise disk_full(out) from why


def _copy(
    segments: Sequence[Segment],
    film: av.container.OutputContainer,
    base: Fraction,
    step: int,
    told: Callable[[float], None],
) -> int:
    stream = None
    at = 0  # frames joined so far
    for number, segment in enumerate(segments):
        with av.open(str(segment.path)) as file:
            source = file.streams.video[0]
            if stream is None:
                stream = film.add_stream_from_template(source)
                stream.time_base = base
            for packet in _timed(file, source, base, at * step):
                packet.stream = stream
                film.mux_one(packet)
        at += segment.piece.frames
        told((number + 1) / len(segments))
    return at


def _timed(
    file: av.container.InputContainer, source: av.VideoStream, base: Fraction, offset: int
) -> Iterator[av.Packet]:
    for packet in file.demux(source):
        if packet.size and packet.pts is not None and packet.dts is not None:
            if source.time_base != base:
                raise MakerFailed("A part of the film has another time scale: clear the segments folder and cut again.")
            packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
            yield packet
