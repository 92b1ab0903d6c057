"""Redraws a painted layer in a style's hand: cut paper, wet ink, watercolour, chalk, or lines; knows no shots.

Images are premultiplied BGRA uint8; each is redrawn once, when it is painted, never in a frame.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np


@lru_cache(maxsize=8)
def grain(height: int, width: int, scale: int, seed: int) -> np.ndarray:
    """(height, width) float32 noise about 0, within about -1..1, of patches `scale` pixels wide."""
    rng = np.random.default_rng([seed, scale])
    small = rng.normal(0, 0.4, (height // scale + 3, width // scale + 3)).astype(np.float32)
    wide = cv2.resize(small, (small.shape[1] * scale, small.shape[0] * scale), interpolation=cv2.INTER_CUBIC)
    return wide[:height, :width].copy()


def shaded(image: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """The colours times `factor` (h, w), the alpha kept."""
    out = image.astype(np.float32)
    out[..., :3] *= factor[..., None]
    out[..., :3] = np.minimum(out[..., :3], out[..., 3:4])
    return np.clip(out, 0, 255).astype(np.uint8)


def wobbled(image: np.ndarray, reach: float, seed: int) -> np.ndarray:
    """Edges that stray by up to `reach` pixels, as a hand and a wet brush do."""
    h, w = image.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    dx = grain(h, w, 24, seed) * reach + grain(h, w, 7, seed) * reach * 0.45
    dy = grain(h, w, 24, seed + 1) * reach + grain(h, w, 7, seed + 1) * reach * 0.45
    # The frame's edges stay where they are, so that a layer goes on covering what it covered.
    hold = np.minimum(np.minimum(xx, w - 1 - xx), h - 1 - yy) / 12
    dx, dy = dx * np.clip(hold, 0, 1), dy * np.clip(hold, 0, 1)
    return cv2.remap(image, xx + dx, yy + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def rim(alpha: np.ndarray, pixels: float) -> np.ndarray:
    """(h, w) float32 0..1: 1 at the edge of the shape, falling to 0 inside."""
    solid = cv2.copyMakeBorder(alpha, 2, 2, 2, 2, cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(solid, (0, 0), pixels)[2:-2, 2:-2].astype(np.float32) / 255
    return np.clip((1 - soft) * 2, 0, 1) * (alpha.astype(np.float32) / 255)


def papercut(image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
    """A sheet of cut paper: fibre, a pale cut edge towards the light, a shadow on the sheet behind."""
    h, w = image.shape[:2]
    alpha = image[..., 3]
    body = shaded(image, 1 + 0.045 * grain(h, w, 2, seed) + 0.03 * grain(h, w, 9, seed))
    if alpha.min() == 255:
        return body
    step = max(1.0, unit * 0.003)
    lower = cv2.warpAffine(alpha, np.float32([[1, 0, 0], [0, 1, step]]), (w, h), borderMode=cv2.BORDER_REPLICATE)
    edge = cv2.subtract(alpha, lower).astype(np.float32)[..., None] / 255
    body = (
        body * (1 - edge * 0.55) + np.array([232, 244, 250, 255], np.float32) * edge * 0.55 * (alpha[..., None] / 255)
    ).astype(np.uint8)
    away = unit * (0.006 + 0.006 * min(depth, 1.4))
    shadow = cv2.warpAffine(
        alpha, np.float32([[1, 0, away * 0.6], [0, 1, away]]), (w, h), borderMode=cv2.BORDER_CONSTANT
    )
    up = cv2.warpAffine(alpha, np.float32([[1, 0, 0], [0, 1, -away * 0.8]]), (w, h), borderMode=cv2.BORDER_REPLICATE)
    shadow = cv2.GaussianBlur(cv2.max(shadow, up), (0, 0), max(0.8, away * 0.9)).astype(np.float32) * 0.42
    free = 1 - alpha.astype(np.float32) / 255
    under = np.zeros_like(image, np.float32)
    under[..., 3] = shadow * free
    under[..., 0] = under[..., 3] * 0.16
    return np.clip(body.astype(np.float32) + under, 0, 255).astype(np.uint8)


def ink(image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
    """Brush and wash: straying edges, dark where the brush set down, dry streaks, thinner with distance."""
    h, w = image.shape[:2]
    out = wobbled(image, unit * 0.004, seed)
    edge = rim(out[..., 3], max(1.0, unit * 0.006))
    wash = 1 + 0.06 * grain(h, w, 40, seed) + 0.025 * grain(h, w, 3, seed)
    return shaded(out, wash * (1 - edge * (0.25 + 0.3 * min(depth, 1.0))))


def watercolour(image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
    """Pigment that pools at the edges and settles in the paper's grain."""
    h, w = image.shape[:2]
    out = wobbled(image, unit * 0.0045, seed)
    edge = rim(out[..., 3], max(1.0, unit * 0.004))
    blooms = 0.10 * grain(h, w, 60, seed) + 0.04 * grain(h, w, 19, seed + 2) + 0.012 * grain(h, w, 2, seed)
    out = shaded(out, (1.03 + blooms) * (1 - 0.30 * edge))
    thin = np.clip(0.06 + 0.20 * grain(h, w, 80, seed + 5), 0, 0.32) * (out[..., 3] / 255.0)
    lifted = out.astype(np.float32)
    lifted[..., :3] += (np.array([222, 240, 247], np.float32) * (out[..., 3:4] / 255.0) - lifted[..., :3]) * thin[
        ..., None
    ]
    return np.clip(lifted, 0, 255).astype(np.uint8)


def chalk(image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
    """Soft crayon: a tooth of paper that shows through."""
    h, w = image.shape[:2]
    out = wobbled(image, unit * 0.0022, seed)
    return shaded(out, 1.0 + 0.035 * grain(h, w, 2, seed) + 0.04 * grain(h, w, 26, seed))


def outlines(image: np.ndarray, unit: float) -> np.ndarray:
    """(h, w) float32 0..1: the lines of a layer, from its shape and its tones."""
    a = np.maximum(image[..., 3:4].astype(np.float32), 1)
    flat = np.clip(image[..., :3].astype(np.float32) * 255 / a, 0, 255).astype(np.uint8)
    grey = cv2.GaussianBlur(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY), (0, 0), max(0.8, unit * 0.0012))
    lines = cv2.max(cv2.Canny(grey, 14, 34), cv2.Canny(image[..., 3], 60, 140))
    thick = max(0.55, unit * 0.0009)
    if unit > 560:
        lines = cv2.dilate(lines, np.ones((2, 2), np.uint8))
    return np.clip(cv2.GaussianBlur(lines, (0, 0), thick).astype(np.float32) / 255 * 1.9, 0, 1)


def blueprint(image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
    """White lines on a plain fill that is a little lighter where the picture is."""
    a = image[..., 3:4].astype(np.float32) / 255
    grey = cv2.cvtColor(image[..., :3], cv2.COLOR_BGR2GRAY).astype(np.float32)[..., None]
    fill = 20 * a + grey * 0.20
    line = outlines(image, unit)[..., None] * a * (0.42 + 0.5 * min(depth, 1.0))
    body = fill * (1 - line) + 246 * a * line
    return np.clip(np.concatenate([body.repeat(3, 2), a * 255], 2), 0, 255).astype(np.uint8)


def sketch(image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
    """Pencil lines and hatching on white."""
    h, w = image.shape[:2]
    shaky = wobbled(image, unit * 0.003, seed)
    a = shaky[..., 3:4].astype(np.float32) / 255
    grey = cv2.cvtColor(shaky[..., :3], cv2.COLOR_BGR2GRAY).astype(np.float32)[..., None] / np.maximum(a, 0.004)
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    period = max(4.0, unit * 0.009)
    wave = np.sin((xx + yy * 0.9 + grain(h, w, 30, seed) * period) * (2 * np.pi / period)) * 0.5 + 0.5
    hatch = np.clip(wave * 1.5 - 0.25 - np.clip(grey[..., 0] / 150, 0, 1.4), 0, 1) * (
        0.75 + 0.35 * grain(h, w, 2, seed)
    )
    tone = np.clip(205 + grey * 0.17, 0, 246)
    line = (
        outlines(shaky, unit)[..., None]
        * (0.5 + 0.45 * min(depth, 1.0))
        * (0.85 + 0.25 * grain(h, w, 2, seed)[..., None])
    )
    body = tone * (1 - 0.42 * hatch[..., None]) * (1 - np.clip(line, 0, 1) * 0.82)
    return np.clip(np.concatenate([(body * a).repeat(3, 2), a * 255], 2), 0, 255).astype(np.uint8)


HANDS = {
    "papercut": papercut,
    "ink": ink,
    "watercolour": watercolour,
    "chalk": chalk,
    "blueprint": blueprint,
    "sketch": sketch,
}
