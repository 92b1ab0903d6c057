"""The last touch on a frame: fine grain, the lightest vignette, the paper of the style; knows nothing of layers."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic.stage import Stage
from studio import timing

GRAINS = 4  # different sheets of grain, in turn


class Finish:
    """Draws finished frames of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.rate = timing.rate(stage.order.fps)
        h, w = stage.height, stage.width
        rng = np.random.default_rng([stage.order.seed, 99])
        strength = 0.9 * stage.style.grain
        self.grain = (
            [np.repeat(rng.normal(0, strength, (h, w, 1)).round().astype(np.int16), 3, 2) for _ in range(GRAINS)]
            if strength > 0.2
            else []
        )
        self.lift = [np.clip(g, 0, 255).astype(np.uint8) for g in self.grain]
        self.drop = [np.clip(-g, 0, 255).astype(np.uint8) for g in self.grain]
        self.grain = []
        self.sheet = self._sheet(h, w)

    def _sheet(self, h: int, w: int) -> np.ndarray | None:
        """(h, w, 3) uint8 that multiplies the frame: the vignette, and the paper where the style has one."""
        yy, xx = np.linspace(-1, 1, h)[:, None], np.linspace(-1, 1, w)[None, :]
        edge = 1 - self.stage.style.vignette * np.clip((xx**2 * 0.6 + yy**2 * 0.7) - 0.25, 0, None) ** 1.2
        paper = self.stage.style.sheet(h, w)
        sheet = edge[..., None] if paper is None else edge[..., None] * paper
        noise = np.random.default_rng(4).random((h, w, 1), np.float32)
        return np.repeat(np.clip(sheet * 255 + noise - 0.5, 0, 255).astype(np.uint8), 3 // sheet.shape[2], 2)

    def frame(self, i: int) -> np.ndarray:
        """(height, width, 3) uint8 BGR: frame `i` of the take."""
        stage = self.stage
        seconds, last = float(i / self.rate), max(1, stage.order.frames - 1)
        frame = stage.draw(seconds, i / last)
        frame = stage.style.frame(frame)
        cv2.multiply(frame, self.sheet, frame, scale=1 / 255)
        if self.lift:
            cv2.add(frame, self.lift[i % GRAINS], frame)
            cv2.subtract(frame, self.drop[i % GRAINS], frame)
        return frame
