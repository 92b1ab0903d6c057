"""The animatic camera: fills a ClipOrder by painting its place once and moving through it; CPU only.

Knows orders and files; what a place looks like is in places/, what its words mean in pipelines.understanding.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from pipelines import encode
from pipelines.cameras.animatic.finish import Finish
from pipelines.cameras.animatic.scene import staged
from studio import timing
from studio.crew import ClipMade, ClipOrder, Report

REPORT_EVERY = 6  # frames


def _even(value: int) -> int:
    return max(2, value - value % 2)


class AnimaticCamera:
    """Paints each shot as a moving flat-design illustration."""

    id = "animatic"
    revision = "2"

    def settle(self, order: ClipOrder) -> ClipOrder:
        """The same order with even sides; any rate and length will do."""
        return order.model_copy(update={"width": _even(order.width), "height": _even(order.height)})

    def render(self, order: ClipOrder, out: Path, report: Report) -> ClipMade:
        """Writes exactly `order.frames` frames to `out`; raises BadInput, DiskFull, MakerFailed, Cancelled."""
        # OpenCV's own threads would fight the encoder for the cores: measured slower on two.
        cv2.setNumThreads(1)
        order = self.settle(order)
        rate = timing.rate(order.fps)
        report(0.0, "painting the layers")
        stage = staged(order)
        finish = Finish(stage)
        with encode.film(out, order.width, order.height, str(rate), group=max(1, round(rate))) as film:
            for i in range(order.frames):
                film.write(finish.frame(i))
                if i % REPORT_EVERY == 0:
                    report(0.05 + 0.95 * i / order.frames, f"frame {i + 1} of {order.frames}")
        report(1.0, "done")
        return ClipMade(width=order.width, height=order.height, fps=str(rate), frames=order.frames, device="cpu")

    def poster(self, order: ClipOrder) -> np.ndarray:
        """(height, width, 3) uint8 BGR: the middle frame."""
        cv2.setNumThreads(1)
        order = self.settle(order)
        return Finish(staged(order)).frame(order.frames // 2)
