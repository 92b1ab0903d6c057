"""The camera's movement: where a point of each depth stands in the frame at each moment; knows nothing painted.

Depth 0 is infinitely far, 1 the subject's plane, more than 1 the foreground. `u` runs 0..1 over the whole take.
"""

from __future__ import annotations

import math

import numpy as np

from studio.vocabulary import Movement

ROLL = {"dutch": math.radians(-7.0)}
_ALONG = {"left": -1.0, "right": 1.0, "up": -1.0, "down": 1.0}


def eased(u: float) -> float:
    """Slow at both ends, yet moving all along."""
    u = min(1.0, max(0.0, u))
    return 0.55 * u + 0.45 * u * u * (3 - 2 * u)


class Move:
    """One camera movement over a take of `seconds`, for a frame of `width` x `height` pixels."""

    def __init__(
        self,
        movement: Movement,
        angle: str,
        width: int,
        height: int,
        pivot: tuple[float, float],
        seconds: float,
        seed: int,
    ) -> None:
        self.movement, self.width, self.height, self.pivot = str(movement), width, height, pivot
        self.roll = ROLL.get(angle, 0.0)
        self.seconds = seconds
        # A share of the frame: calm whatever the length, and bounded so that layers stay small in a long take.
        self.reach = min(0.26, max(0.09, 0.048 * seconds))
        self.phases = np.random.default_rng([seed, 71]).uniform(0, 2 * np.pi, 8)

    def matrix(self, depth: float, u: float) -> np.ndarray:
        """(2, 3) float64: from the frame at rest to the frame at `u`."""
        x, y, zoom, roll = self._pose(depth, u)
        cos, sin = math.cos(roll) * zoom, math.sin(roll) * zoom
        cx, cy = self.pivot
        return np.array([[cos, -sin, cx - cos * cx + sin * cy + x], [sin, cos, cy - sin * cx - cos * cy + y]])

    def _pose(self, depth: float, u: float) -> tuple[float, float, float, float]:
        """(x, y shift in pixels, zoom, roll in radians) of a layer."""
        name, e, side = self.movement, eased(u) - 0.5, self.reach
        near = min(depth, 1.8)
        x = y = 0.0
        zoom, roll = (1.12 if self.roll else 1.0), self.roll
        if name.startswith("pan"):
            x = -_ALONG[name.split()[1]] * e * side * self.width * (0.8 + 0.2 * near)
        elif name.startswith("truck"):
            x = -_ALONG[name.split()[1]] * e * side * self.width * (0.08 + 0.92 * near)
        elif name.startswith("tilt"):
            y = -_ALONG[name.split()[1]] * e * side * 1.15 * self.height * (0.8 + 0.2 * near)
        elif name.startswith("crane"):
            y = -_ALONG[name.split()[1]] * e * side * 1.15 * self.height * (0.15 + 0.85 * near)
            zoom *= 1 + 0.03 * (0.5 + e)
        elif name in ("push in", "pull out"):
            t = (e + 0.5) if name == "push in" else (0.5 - e)
            zoom *= 1 + (0.05 + 1.05 * side * (0.12 + 0.88 * near)) * t
        elif name in ("zoom in", "zoom out"):
            t = (e + 0.5) if name == "zoom in" else (0.5 - e)
            zoom *= 1 + (0.06 + 1.1 * side) * t
        elif name == "orbit":
            x = e * side * self.width * (near - 0.62) * 1.9
            zoom *= 1.02 + 0.03 * math.sin(math.pi * u)
        elif name == "handheld":
            x, y, roll = self._tremble(u, roll)
            zoom *= 1.03
        return x, y, zoom, roll

    def _tremble(self, u: float, roll: float) -> tuple[float, float, float]:
        t, p = u * self.seconds * 2 * math.pi, self.phases
        sway = [
            math.sin(t * f + p[i]) * a
            for i, (f, a) in enumerate(((0.23, 1.0), (0.61, 0.5), (1.7, 0.16), (0.31, 0.9), (0.74, 0.45), (2.1, 0.14)))
        ]
        unit = self.height * 0.0105
        return unit * sum(sway[:3]), unit * sum(sway[3:]), roll + math.radians(0.35) * math.sin(t * 0.27 + p[6])

    def pad(self, depth: float) -> tuple[int, int]:
        """Pixels to paint beyond the frame on each side so that no edge of a layer at `depth` ever shows."""
        corners = np.array(
            [[0, 0, 1], [self.width, 0, 1], [0, self.height, 1], [self.width, self.height, 1]], np.float64
        ).T
        low, high = np.zeros(2), np.array([self.width, self.height], np.float64)
        for u in np.linspace(0, 1, 65):
            seen = np.linalg.inv(np.vstack([self.matrix(depth, u), [0, 0, 1]]))[:2] @ corners
            low, high = np.minimum(low, seen.min(1)), np.maximum(high, seen.max(1))
        pad = np.maximum(-low, high - [self.width, self.height])
        return math.ceil(pad[0]) + 3, math.ceil(pad[1]) + 3
