"""What fills the air: petals, dust, bubbles, fireflies, rain, snow, lightning; deterministic, knows no places."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic.canvas import SHIFT, fixed
from pipelines.cameras.animatic.live import halo, plain, through
from pipelines.cameras.animatic.palette import Colour
from pipelines.cameras.animatic.stage import Stage, paste


class Bits:
    """Small shapes that wander through the air: petals, leaves, dust, ash, bubbles, fireflies."""

    def __init__(
        self,
        stage: Stage,
        kind: str,
        count: int,
        size: float,
        velocity: tuple[float, float],
        colours: list[Colour],
        seed: int,
        depth: float = 1.0,
        top: float = -0.7,
        glow: bool = False,
    ) -> None:
        rng = np.random.default_rng([stage.order.seed, seed, 53])
        self.kind, self.depth, self.glow, self.v, self.unit = kind, depth, glow, velocity, stage.unit
        self.x, self.y = rng.uniform(0, 1, count), rng.uniform(0, 1, count)
        self.size = size * stage.unit * rng.uniform(0.55, 1.3, count)
        self.colours = [colours[i] for i in rng.integers(0, len(colours), count)]
        self.pace, self.phase = rng.uniform(0.5, 1.6, count), rng.uniform(0, 6.28, count)
        self.y_from, self.y_to = (0.0, 1.0) if top < -0.6 else (stage.horizon + top, 1.0)
        self.halos = [halo(max(3, int(size * stage.unit * 5)), c, 2.2) for c in colours] if glow else []
        self.which = rng.integers(0, len(colours), count)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        w, h = stage.width, stage.height
        shift = stage.move.matrix(self.depth, u) @ np.array([w / 2, h / 2, 1])
        vx, vy = self.v
        span = 1.2
        wob = np.sin(seconds * self.pace * 1.7 + self.phase)
        x = (
            (self.x + (vx * seconds * self.pace + 0.03 * wob) * self.unit / w + (shift[0] - w / 2) / w) % span - 0.1
        ) * w
        tall = (self.y_to - self.y_from) * h
        y = (
            self.y_from * h
            + (
                (
                    self.y
                    + (vy * seconds * self.pace + 0.02 * np.cos(seconds * self.pace + self.phase)) * self.unit / tall
                    + (shift[1] - h / 2) / tall
                )
                % span
                - 0.1
            )
            * tall
        )
        for i in range(len(x)):
            if self.glow:
                pulse = max(0.0, float(np.sin(seconds * self.pace[i] * 1.6 + self.phase[i]))) ** 1.5
                r = self.halos[self.which[i]].shape[0] / 2
                paste(
                    frame,
                    self.halos[self.which[i]],
                    np.array([[1, 0, x[i] - r], [0, 1, y[i] - r]]),
                    light=True,
                    gain=pulse,
                )
            elif self.kind == "dot":
                cv2.circle(
                    frame,
                    (int(x[i] * 16), int(y[i] * 16)),
                    int(self.size[i] * 8),
                    plain(self.colours[i]),
                    -1,
                    cv2.LINE_AA,
                    SHIFT,
                )
            elif self.kind == "ring":
                cv2.circle(
                    frame,
                    (int(x[i] * 16), int(y[i] * 16)),
                    int(self.size[i] * 8),
                    plain(self.colours[i]),
                    max(1, round(self.size[i] / 7)),
                    cv2.LINE_AA,
                    SHIFT,
                )
            else:
                self._leaf(frame, x[i], y[i], i, seconds)

    def _leaf(self, frame: np.ndarray, x: float, y: float, i: int, seconds: float) -> None:
        a = seconds * self.pace[i] * 2.2 + self.phase[i]
        flat = 0.35 + 0.65 * abs(np.sin(a * 0.7 + self.phase[i]))
        t = (
            np.array([[1, 0], [0.4, 0.45], [-0.5, 0.4], [-1, 0], [-0.5, -0.4], [0.4, -0.45]])
            * [1, flat]
            * self.size[i]
            / 2
        )
        turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        cv2.fillConvexPoly(frame, fixed(t @ turn.T + [x, y]), plain(self.colours[i]), cv2.LINE_AA, SHIFT)


class Sheet:
    """A tile of falling streaks or flakes, wound past the frame without end; only ever brightens."""

    def __init__(
        self,
        stage: Stage,
        kind: str,
        density: float,
        size: float,
        speed: float,
        slant: float,
        colour: Colour,
        seed: int,
    ) -> None:
        w, h = stage.width, stage.height
        rng = np.random.default_rng([stage.order.seed, seed, 59])
        self.h, self.w, self.speed, self.slant, self.unit = h, w, speed, slant, stage.unit
        tile = np.zeros((h, w, 3), np.uint8)
        for _ in range(int(density)):
            x, y, k = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0.55, 1.25)
            tone = plain(colour * rng.uniform(0.45, 1.0))
            for ox in (-w, 0, w):
                for oy in (-h, 0, h):
                    self._mark(tile, kind, x + ox, y + oy, size * k * stage.unit, slant, tone)
        self.tile = np.tile(tile, (2, 2, 1))
        self.light = kind == "streak"
        self.wander = 0.0 if self.light else 0.02 * stage.unit

    @staticmethod
    def _mark(
        tile: np.ndarray, kind: str, x: float, y: float, size: float, slant: float, tone: tuple[int, int, int]
    ) -> None:
        h, w = tile.shape[:2]
        if x < -size - 4 or y < -size - 4 or x > w + size + 4 or y > h + size + 4:
            return
        if kind == "streak":
            cv2.line(
                tile,
                (int(x * 16), int(y * 16)),
                (int((x + size * slant) * 16), int((y + size) * 16)),
                tone,
                max(1, round(size / 42)),
                cv2.LINE_AA,
                SHIFT,
            )
        else:
            cv2.circle(tile, (int(x * 16), int(y * 16)), int(max(0.8, size) * 16), tone, -1, cv2.LINE_AA, SHIFT)

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:  # noqa: ARG002 - an Item's verb
        fall = self.speed * seconds * self.unit
        dx = int(-fall * self.slant + self.wander * np.sin(seconds * 0.9 + self.speed * 9)) % self.w
        dy = int(-fall) % self.h
        part = self.tile[dy : dy + frame.shape[0], dx : dx + self.w]
        (cv2.add if self.light else cv2.max)(frame, part, frame)


class Lightning:
    """Flashes at moments drawn from the shot's seed, with a bolt; at least one early in the take."""

    def __init__(self, stage: Stage) -> None:
        rng = np.random.default_rng([stage.order.seed, 61])
        gap = rng.uniform(2.2, 4.5, max(2, int(stage.seconds / 2.2) + 2))
        self.moments = min(0.9, stage.seconds * 0.3) + np.concatenate([[0.0], np.cumsum(gap)])
        self.bolts = [self._bolt(stage, rng) for _ in self.moments]

    @staticmethod
    def _bolt(stage: Stage, rng: np.random.Generator) -> list[np.ndarray]:
        x, y = rng.uniform(0.1, 0.9) * stage.width, -5.0
        end, points = stage.height * min(stage.horizon, 0.75), []
        while y < end:
            points.append((x, y))
            x, y = x + rng.normal(0, 0.028) * stage.height, y + rng.uniform(0.02, 0.06) * stage.height
        main = np.array([*points, (x, end)])
        k = len(main) // 2
        fork = main[k] + np.cumsum(
            np.concatenate([[[0, 0]], rng.normal([0.03, 0.035], 0.012, (5, 2)) * stage.height]), 0
        )
        return [main, fork]

    def draw(self, frame: np.ndarray, stage: Stage, seconds: float, u: float) -> None:
        for moment, bolt in zip(self.moments, self.bolts, strict=True):
            since = seconds - moment
            if not 0 <= since < 0.5:
                continue
            flash = np.exp(-since * 7) * (0.65 + 0.35 * np.cos(since * 40))
            if since < 0.22:
                for line, wide in zip(bolt, (3.2, 1.6), strict=True):
                    p = fixed(through(stage, 0, u, line))
                    cv2.polylines(
                        frame,
                        [p],
                        False,
                        (255, 225, 205),
                        max(1, round(wide * stage.height / 720 * 2.4)),
                        cv2.LINE_AA,
                        SHIFT,
                    )
                    cv2.polylines(
                        frame, [p], False, (255, 255, 255), max(1, round(wide * stage.height / 720)), cv2.LINE_AA, SHIFT
                    )
            lifted = cv2.convertScaleAbs(frame, alpha=1 + 0.35 * flash, beta=46 * flash)
            frame[:] = lifted
