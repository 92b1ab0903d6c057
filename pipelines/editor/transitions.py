"""Composes the frames of a transition with MoviePy; knows nothing of files or encoders.

Frames are asked for at the middle of their time, so that rounding can never show a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from studio.vocabulary import Transition

SOFT_EDGE = 0.08  # of the width: how soft the edge of a wipe is


@dataclass(frozen=True)
class Reel:
    """A run of `count` pictures, each (height, width, 3) uint8 RGB, read once from front to back."""

    pictures: Iterator[np.ndarray]
    count: int


def compose(kind: Transition, outgoing: Reel, incoming: Reel, fps: Fraction) -> Iterator[np.ndarray]:
    """The pictures of a transition; a fade shows the reels one after the other, a blend both at once."""
    rate = float(fps)
    if kind in (Transition.DISSOLVE, Transition.WIPE):
        yield from _pictures(_blend(kind, outgoing, incoming, rate), outgoing.count, rate)
        return
    colour = [255, 255, 255] if kind is Transition.FADE_WHITE else [0, 0, 0]
    from moviepy import vfx

    for reel, effect in ((outgoing, vfx.FadeOut), (incoming, vfx.FadeIn)):
        if reel.count:
            faded = _clip(reel, rate).with_effects([effect(reel.count / rate, colour)])
            yield from _pictures(faded, reel.count, rate)


def _blend(kind: Transition, outgoing: Reel, incoming: Reel, rate: float) -> Any:
    from moviepy import CompositeVideoClip, vfx

    below, above = _clip(outgoing, rate), _clip(incoming, rate)
    if kind is Transition.DISSOLVE:
        above = above.with_effects([vfx.CrossFadeIn(above.duration)])
    else:
        above = above.with_mask(_wipe(above))
    return CompositeVideoClip([below, above], use_bgclip=True)


def _wipe(clip: Any) -> Any:
    """A mask that uncovers from left to right behind a soft edge."""
    from moviepy import VideoClip

    width, height = clip.size
    x = (np.arange(width) + 0.5) / width  # (width,)

    def at(t: float) -> np.ndarray:
        edge = t / clip.duration * (1 + 2 * SOFT_EDGE) - SOFT_EDGE
        row = np.clip((edge - x) / SOFT_EDGE + 0.5, 0, 1)
        return np.broadcast_to(row, (height, width))  # (height, width) float, 1 shows the new picture

    return VideoClip(frame_function=at, is_mask=True, duration=clip.duration).with_fps(clip.fps)


def _clip(reel: Reel, rate: float) -> Any:
    """The reel as a MoviePy clip; it may be asked for one picture often, and never for one before."""
    from moviepy import VideoClip

    shown, picture = 0, next(reel.pictures)

    def at(t: float) -> np.ndarray:
        nonlocal shown, picture
        while shown < min(int(t * rate), reel.count - 1):
            shown, picture = shown + 1, next(reel.pictures)
        return picture

    return VideoClip(frame_function=at, duration=reel.count / rate).with_fps(rate)


def _pictures(clip: Any, count: int, rate: float) -> Iterator[np.ndarray]:
    for k in range(count):
        yield np.rint(clip.get_frame((k + 0.5) / rate)).astype(np.uint8)
