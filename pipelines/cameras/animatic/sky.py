"""Skies: the gradient, sun or moon with its glow, stars, and clouds that drift; knows nothing of the ground."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic.canvas import Canvas, dithered, vertical
from pipelines.cameras.animatic.live import Aurora, Twinkles
from pipelines.cameras.animatic.palette import blend, luma, rgb
from pipelines.cameras.animatic.stage import Motion, Stage

ZENITH = 0.64  # world height at which the sky's gradient begins


def drift(speed: float, period: float) -> Motion:
    """Along x at `speed` world units a second, for ever round a canvas of that period."""
    return lambda t: (-((speed * t) % period) if speed > 0 else (-speed * t) % period - period, 0.0, 0.0)


def bob(x: float, y: float, seconds: float, phase: float = 0.0) -> Motion:
    """To and fro, as water does."""
    w = 2 * np.pi / seconds
    return lambda t: (x * float(np.sin(w * t + phase)), y * float(np.sin(w * t * 1.31 + phase * 1.7)), 0.0)


def sway(amount: float, seconds: float, phase: float = 0.0) -> Motion:
    """Leaning to and fro about the foot, as grass in wind."""
    w = 2 * np.pi / seconds
    return lambda t: (0.0, 0.0, amount * float(np.sin(w * t + phase) + 0.4 * np.sin(w * 2.3 * t + phase * 2)))


def sky(stage: Stage, clouds: bool = True) -> None:
    """The whole sky, with its stars and clouds."""
    c, light = stage.canvas(0), stage.light
    rows = (np.arange(c.height) - c.oy) / c.s
    top = max(ZENITH, -float(rows[0]) * 0.8)
    base = np.repeat(vertical(light.sky, 1 + rows / top)[:, None], c.width, 1)
    _glow(c, base)
    c.image[..., :3], c.image[..., 3] = dithered(base), 255
    _disc(c)
    stage.put(c)
    if light.stars > 0.1:
        stage.live(Twinkles(stage, int(150 * light.stars)))
    if stage.reading.weather == "aurora":
        stage.live(Aurora(stage))
    if clouds:
        cover(stage)


def _glow(c: Canvas, base: np.ndarray) -> None:
    """Adds the light about the sun, wide and then narrow."""
    light, (sx, sy) = c.light, c.stage.sun_px(c)
    xx, yy = (np.arange(c.width) - sx)[None, :] / c.s, (np.arange(c.height) - sy)[:, None] / c.s
    d = np.hypot(xx, yy).astype(np.float32)
    wide, near = np.exp(-((d / 0.42) ** 1.15)), np.exp(-((d / 0.13) ** 1.3))
    strength = (0.5 if light.moon else 0.85) * min(1.0, light.sun_seen + 0.1)
    target = light.sun * 0.55 + light.horizon() * 0.45
    base += (target - base) * np.clip(wide * 0.55 * strength + near * 0.5 * strength, 0, 1)[..., None]


def _disc(c: Canvas) -> None:
    light = c.light
    if light.sun_seen < 0.1 or (c.stage.sun_at[1] > light.sun_size):
        return
    x, y = c.stage.sun_at
    at = (x, 0.0)
    if not light.moon:
        c.ellipse(*at, light.sun_size * 1.45, light.sun_size * 1.45, light.sun, 0.22 * light.sun_seen, up=-y)
    c.ellipse(*at, light.sun_size, light.sun_size, light.sun, min(1.0, 0.25 + light.sun_seen), up=-y)
    if light.moon:
        dark = blend(light.sun, light.sky[2][1], 0.16)
        for dx, dy, r in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.3), (0.3, -0.45, 0.14), (-0.35, 0.42, 0.12)):
            c.ellipse(
                x + dx * light.sun_size,
                0.0,
                r * light.sun_size,
                r * light.sun_size,
                dark,
                up=-(y + dy * light.sun_size),
            )


def cover(stage: Stage) -> None:
    """Clouds as the weather has them."""
    weather, amount = stage.reading.weather, stage.light.clouds
    wind = 3.0 if weather in ("wind", "storm") else 1.0
    if weather in ("storm", "rain", "cloudy", "snow"):
        heavy = {"storm": 1.0, "rain": 0.75, "cloudy": 0.42, "snow": 0.4}[weather]
        bank(stage, 0.05, heavy * 0.8, 0.008 * wind, 0.55)
        bank(stage, 0.10, heavy, 0.016 * wind, 1.0)
        return
    if amount < 0.05:
        return
    for depth, height, size, speed, seed in ((0.03, -0.16, 0.5, 0.006, 21), (0.07, -0.34, 1.0, 0.013, 22)):
        period = 2.2
        c = stage.canvas(depth, period)
        for x, rng in c.cells(0.42 if size < 1 else 0.62, seed):
            if rng.random() < min(0.9, amount * 1.5):
                puff(c, x, height + rng.uniform(-0.09, 0.07), size * rng.uniform(0.6, 1.15), rng)
        c.shine(0.6)
        stage.put(c, drift(speed * wind, period))


def puff(c: Canvas, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """One flat-bottomed cloud with a lit crown and a shaded foot."""
    light = c.light
    if light.moon:
        crown, foot = blend(light.sky[2][1], light.sun, 0.2), blend(light.sky[2][1], light.sky[1][1], 0.3)
    else:
        bright = blend(light.horizon(), rgb("#ffffff") * np.float32(min(1.0, luma(light.horizon()) / 190)), 0.55)
        crown, foot = blend(bright, light.sun, 0.25), blend(light.sky[2][1], bright, 0.3)
    width = 0.17 * size
    bumps = [(t, 0.5 + 0.5 * np.sin(np.pi * (t * 0.5 + 0.5)) * rng.uniform(0.7, 1.2)) for t in np.linspace(-1, 1, 6)]
    arc = np.linspace(np.pi, 2 * np.pi, 24)
    for colour, drop, grow in ((foot, 0.0, 1.0), (crown, 0.0, 0.86)):
        shift = -0.012 * size if grow < 1 else 0.0
        for t, k in bumps:
            r = 0.058 * size * k * grow
            mid = t * width * (1.0 if grow == 1 else 0.9) + c.stage.light_from * (0 if grow == 1 else 0.008 * size)
            pts = np.stack(
                [mid + np.cos(arc) * r * 1.25, drop + np.sin(arc) * r * 1.15 + (shift if grow < 1 else 0)], 1
            )
            c.shape(x, 0, pts + np.array([0.0, y]), colour)
    bar = 0.012 * size
    c.shape(
        x,
        0,
        [
            (-width * 1.35, y - bar * 0.1),
            (-width * 1.2, y - bar),
            (width * 1.2, y - bar),
            (width * 1.35, y - bar * 0.1),
            (width * 1.2, y + bar * 0.3),
            (-width * 1.2, y + bar * 0.3),
        ],
        foot,
    )


def bank(stage: Stage, depth: float, heavy: float, speed: float, dark: float) -> None:
    """A ceiling of cloud hanging from the top of the frame."""
    period = 2.6
    c, light = stage.canvas(depth, period), stage.light
    low = blend(light.sky[1][1], light.sky[0][1], 0.3 * dark) * np.float32(1 - 0.22 * heavy * dark * (1 - light.lamps))
    rim = blend(low, light.sky[2][1], 0.42)
    line = -0.50 + 0.17 * heavy + (0.05 if dark < 1 else -0.05)
    cells = list(c.cells(0.2, 31 + int(dark * 10)))
    for colour, drop in ((rim, 0.022), (low, 0.0)):
        for x, rng in cells:
            r = rng.uniform(0.1, 0.19)
            c.ellipse(x, 0, r * 1.35, r * 0.72, colour, up=-(line + drop + rng.uniform(-0.08, 0.05)))
        top = c.y0 - 0.1
        c.poly([(c.x0, top), (c.x1, top), (c.x1, line - 0.03), (c.x0, line - 0.03)], colour)
    stage.put(c, drift(speed, period))
