"""Brings takes to a film's size, shape, rate and colours, as ffmpeg's filters; knows nothing of files or encoders.

A take is a native master: 832x480 at 16 frames a second serves a film of 1280x720 at 24. What comes out has square
pixels, even sides, and bt709 of limited range whatever the take's own tags.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from pipelines.editor.media import Media
from pipelines.editor.timeline import Range
from studio.vocabulary import Fit

TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
SCALER = "flags=bicubic+accurate_rnd+full_chroma_int"
STYLE = 1  # grows when the same take would be conformed otherwise


@dataclass(frozen=True)
class Frame:
    """What takes are conformed to."""

    width: int
    height: int
    fps: Fraction
    fit: Fit
    smooth: bool


def choices(take: Media, frame: Frame) -> list:
    """What decides how this take is conformed, for a segment's name; empty where its size and rate are the film's."""
    shaped = (take.width, take.height) != (frame.width, frame.height) or not take.square
    timed = take.fps != frame.fps
    fit = str(frame.fit) if shaped and _shape(take) != Fraction(frame.width, frame.height) else ""
    return [STYLE, fit, is_smoothed(take, frame)] if shaped or timed else []


def is_smoothed(take: Media, frame: Frame) -> bool:
    """Whether pictures are made between this take's own."""
    return frame.smooth and take.fps < frame.fps


def filters(take: Media, frame: Frame, taken: Range) -> str:
    """The filters that give the range at the film's size and rate, numbered from 0."""
    steps = _even_cadence(take.fps, frame.fps) if take.fps != frame.fps else []
    return ",".join([*steps, *_part(frame.fps, taken.first, taken.frames), *_picture(take, frame)])


def filters_at_own_rate(take: Media, frame: Frame, first: int, count: int) -> str:
    """The filters that give `count` of the take's own frames from `first`, at the film's size."""
    return ",".join([*_part(take.fps, first, count), *_picture(take, frame)])


def _part(fps: Fraction, first: int, count: int) -> list[str]:
    return [f"settb={1 / fps}", "setpts=N", f"trim=start_frame={first}:end_frame={first + count}", "setpts=N"]


def _even_cadence(own: Fraction, film: Fraction) -> list[str]:
    """Repeats or leaves out frames: frame k of the film shows the take's frame nearest to its time, of two the earlier.

    So the take's frame j begins with the film's frame floor((j - 1/2) * film / own) + 1, which is counted in a time
    base where both rates are whole ticks: no rounding adds up over a take.
    """
    ticks = 2 * math.lcm(own.numerator, film.numerator)
    step, one = (int(ticks / rate) for rate in (own, film))
    return [
        f"settb=1/{ticks}",
        f"setpts=max(0\\,N*{step}-{step // 2}+{one})",
        f"fps={film}:start_time=0:round=down",
        f"tpad=stop={math.ceil(film / own) + 1}:stop_mode=clone",
    ]


def _shape(take: Media) -> Fraction:
    return Fraction(take.width, take.height) * take.aspect


def _picture(take: Media, frame: Frame) -> list[str]:
    """The filters for size and colours."""
    # An untagged picture is taken for what the studio makes; any other matrix is converted.
    steps = ["setparams=colorspace=bt709"] if take.colour_space == 2 else []
    strange = take.colour_space not in (1, 2) or take.colour_range == 2
    if (take.width, take.height) != (frame.width, frame.height) or strange or not take.square:
        steps += _fitted(take, frame)
    return [*steps, TAGS]


def _fitted(take: Media, frame: Frame) -> list[str]:
    across, down = frame.width / (take.width * take.aspect), Fraction(frame.height, take.height)
    factors = {Fit.CROP: (max(across, down),) * 2, Fit.LETTERBOX: (min(across, down),) * 2, Fit.STRETCH: (across, down)}
    by_width, by_height = factors[frame.fit]
    width, height = _even(take.width * take.aspect * by_width), _even(take.height * by_height)
    steps = [f"scale=w={width}:h={height}:{SCALER}:out_color_matrix=bt709:out_range=tv"]
    # Even places, so that colours, which have half the points, move by whole ones.
    if width > frame.width or height > frame.height:
        left, top = ((a - b) // 4 * 2 for a, b in ((width, frame.width), (height, frame.height)))
        steps.append(f"crop={frame.width}:{frame.height}:{left}:{top}")
    elif width < frame.width or height < frame.height:
        left, top = ((b - a) // 4 * 2 for a, b in ((width, frame.width), (height, frame.height)))
        steps.append(f"pad={frame.width}:{frame.height}:{left}:{top}:black")
    return [*steps, "setsar=1"]


def _even(size: Fraction) -> int:
    return max(2, round(size / 2) * 2)
