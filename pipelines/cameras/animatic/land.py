"""Land and what grows on it: mountains, hills, dunes, water, trees, grass; drawn on a canvas in the shot's light."""

from __future__ import annotations

import numpy as np

from pipelines.cameras.animatic.canvas import Canvas, vertical
from pipelines.cameras.animatic.live import Glints
from pipelines.cameras.animatic.palette import Colour, blend
from pipelines.cameras.animatic.sky import bob, sway
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.trees import rock, tufts


def zigzag(
    a: tuple[float, float], b: tuple[float, float], steps: int, rough: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Points from a to b that stray sideways, both ends kept."""
    t = np.linspace(0, 1, steps + 1)
    x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
    stray = rng.uniform(-rough, rough, steps + 1) * np.minimum(t, 1 - t) * 4
    return list(zip(x + stray, y + stray * 0.35, strict=True))


def mountains(
    c: Canvas, base: float, height: float, step: float, seed: int, local: str, snow: float = 0.3, lows: bool = False
) -> None:
    """A range of faceted peaks: one side lit, one in shade; snow on the top share of the high ones, or (`lows`) all."""
    lit, dark = c.paint(local, 1.0), c.paint(local, 0.12)
    cap_lit, cap_dark = c.paint("#ffffff", 1.0), c.paint("#ffffff", 0.3)
    side = c.stage.light_from
    peaks = [(x, rng, height * rng.uniform(0.45, 1.0) ** 1.1) for x, rng in c.cells(step, seed, height * 2)]
    for x, rng, h in sorted(peaks, key=lambda p: -p[2]):
        w = h * rng.uniform(1.0, 1.35)
        top, left, right = (x, base - h), (x - w, base + 0.01), (x + w, base + 0.01)
        whole = zigzag(left, top, 7, 0.022, rng) + zigzag(top, right, 7, 0.022, rng)[1:]
        c.poly([*whole, (x + w, base + 0.3), (x - w, base + 0.3)], lit)
        away = whole[:8] if side > 0 else whole[7:][::-1]  # from the foot up to the top on the dark side
        spine = zigzag(top, (x - side * w * rng.uniform(-0.25, 0.1), base + 0.02), 7, 0.05, rng)
        c.poly([*away, *spine[1:]], dark)
        for _ in range(3):  # small facets break the lit face
            t = rng.uniform(0.25, 0.7)
            px, py = x + side * w * t * rng.uniform(0.15, 0.75), base - h * (1 - t) * 0.92
            k = h * rng.uniform(0.06, 0.14)
            if py > base - h * (1 - abs(px - x) / w) + k * 0.4:
                c.poly(
                    [(px, py - k * 0.5), (px - side * k * 0.5, py + k), (px + side * k * 0.12, py + k * 0.7)],
                    blend(lit, dark, 0.55),
                )
        if snow and (lows or h > height * 0.55):
            _cap(c, whole, spine, h, base, snow * rng.uniform(0.8, 1.2), cap_lit, cap_dark, away, rng)


def _cap(
    c: Canvas,
    whole: list,
    spine: list,
    h: float,
    base: float,
    share: float,
    lit: Colour,
    dark: Colour,
    away: list,
    rng: np.random.Generator,
) -> None:
    line = base - h * (1 - share)
    high = [p for p in whole if p[1] < line]
    if len(high) < 2:
        return
    a, b = _crossing(whole, high[0], line, -1), _crossing(whole, high[-1], line, 1)
    teeth = np.linspace(b[0], a[0], 8)
    drops = [line + h * (0.075 if i % 2 else -0.045) * rng.uniform(0.5, 1.2) for i in range(8)]
    lower = list(zip(teeth[1:-1], drops[1:-1], strict=True))
    c.poly([a, *high, b, *lower], lit)
    mid = next((p for p in spine if p[1] >= line), spine[-1])
    face = [p for p in away if p[1] < line]
    foot = a if away[0][0] < spine[0][0] else b
    inner = [p for p in lower if (p[0] - spine[0][0]) * (foot[0] - spine[0][0]) > 0]
    inner.sort(key=lambda p: abs(p[0] - foot[0]))
    c.poly([foot, *face, spine[0], *[p for p in spine[1:] if p[1] < line], (mid[0], line), *inner[::-1]], dark)


def _crossing(whole: list, start: tuple, line: float, step: int) -> tuple[float, float]:
    i = whole.index(start) + step
    if not 0 <= i < len(whole):
        return start
    (x0, y0), (x1, y1) = whole[i], start
    t = 0 if y1 == y0 else (line - y0) / (y1 - y0)
    return x0 + (x1 - x0) * t, line


def hills(
    c: Canvas,
    base: float,
    height: float,
    frequency: float,
    seed: int,
    local: str,
    rim: float = 0.012,
    octaves: int = 3,
    lit: float = 0.5,
) -> np.ndarray:
    """Soft hills down to the bottom with a lit rim; returns the (n, 2) line of their tops."""
    xs, noise = c.xs(), c.noise(seed)
    ys = base - height * noise.at(xs, frequency, octaves, 0.42)
    c.ground(ys, xs, c.paint(local, min(1.0, lit + 0.45)))
    under = ys + rim * (0.35 + 1.3 * noise.at(xs + 7, frequency * 2.2)) * np.clip(
        0.6 + c.stage.light_from * np.gradient(ys, xs) * -4, 0.1, 1.6
    )
    c.ground(under, xs, c.paint(local, lit))
    return np.stack([xs, ys], 1)


def dunes(c: Canvas, base: float, height: float, frequency: float, seed: int, local: str) -> None:
    """Sand dunes: smooth crests, each with a sharp edge between light and shade."""
    xs, noise = c.xs(), c.noise(seed)
    n = noise.at(xs, frequency, 2, 0.35)
    ys = base - height * n
    c.ground(ys, xs, c.paint(local, 0.95))
    slope = np.gradient(ys, xs) * c.stage.light_from
    shade = np.clip(-slope * 1.6, 0, 1)
    edge = ys + (height * 0.9) * shade * (0.5 + 0.5 * noise.at(xs + 3, frequency * 3))
    c.poly(np.vstack([np.stack([xs, ys - 0.0004], 1), np.stack([xs, edge + 0.002], 1)[::-1]]), c.paint(local, 0.28))


def plain(
    c: Canvas,
    top: float,
    local: str,
    seed: int,
    lit: float = 0.6,
    rough: float = 0.008,
    patches: str | None = None,
    count: float = 0.14,
) -> None:
    """Flat ground from world y `top` down, with long flat patches of a second tone that widen towards us."""
    xs = c.xs(6)
    ys = top - rough * c.noise(seed).at(xs, 3.0, 2)
    c.ground(ys, xs, c.paint(local, lit))
    tone = c.paint(patches or local, lit - 0.22 if patches is None else lit)
    for row in range(6):
        t = (row + 0.4) / 6
        y = top + 0.012 + (max(0.45, c.y1) - top) * t**1.7
        for x, rng in c.cells(count * (1 + 2.4 * t), seed + 10 + row, 0.5):
            if rng.random() < 0.62:
                w = rng.uniform(0.03, 0.11) * (0.5 + 1.8 * t)
                c.ellipse(x, y + rng.uniform(-0.2, 0.2) * 0.05, w, w * 0.085, tone, 0.55)


def water(
    stage: Stage,
    top: float,
    bottom: float,
    local: str | Colour,
    depth: float = 0.6,
    seed: int = 80,
    glints: int = 110,
    waves: float = 1.0,
    reflect: float = 0.65,
) -> None:
    """A sheet of water that mirrors the sky, with bands that slide and glints that live; stormy with the weather."""
    c, light = stage.canvas(depth), stage.light
    body = light.paint(local, 1.0, 0.55) if isinstance(local, str) else local
    body = blend(body, light.sky[1][1], 0.35 + 0.3 * light.unify)
    c.poly([(c.x0, top), (c.x1, top), (c.x1, max(bottom, top + 0.02)), (c.x0, max(bottom, top + 0.02))], body)
    rows = (np.arange(c.height) - float(c.py(top))) / max(1.0, float(c.py(bottom)) - float(c.py(top)))
    sky = vertical([(0, light.sky[-1][1]), (0.35, light.sky[-2][1]), (1, light.sky[1][1])], rows)
    mirror = np.clip(1 - rows * 0.85, 0.1, 1) * reflect
    a = c.image[..., 3:4].astype(np.float32) / 255
    mixed = c.image[..., :3] * (1 - mirror[:, None, None]) + sky[:, None] * mirror[:, None, None] * a
    noise = np.random.default_rng(8).random(mixed.shape[:2], np.float32)[..., None] * (a > 0)
    c.image[..., :3] = np.minimum(mixed + noise, c.image[..., 3:4]).astype(np.uint8)
    c.shine(0.55)
    stage.put(c)
    rough = {"storm": 2.6, "wind": 1.7, "rain": 1.2}.get(stage.reading.weather, 1.0) * waves
    deep, crest = blend(body, light.sky[0][1], 0.35), blend(light.horizon(), light.gleam, 0.25)
    stage.live(Glints(stage, depth, top, bottom, deep, None, glints, seed, 0.16))
    path = light.gleam if light.sun_seen > 0.2 and top < 0.05 else None
    stage.live(
        Glints(
            stage,
            depth,
            top,
            bottom,
            blend(body, crest, 0.55),
            path,
            int(glints * (1.3 if path is not None else 0.8)),
            seed + 1,
            0.10 * min(rough, 1.6),
        )
    )


def swell(
    stage: Stage, y: float, height: float, local: str, depth: float, seed: int, seconds: float = 5.0, crest: float = 0.6
) -> None:
    """One wave band in front, rocking; white-topped when stormy."""
    storm = {"storm": 2.3, "wind": 1.5}.get(stage.reading.weather, 1.0)
    c = stage.canvas(depth)
    xs, noise = c.xs(), c.noise(seed)
    n = noise.at(xs, 2.4 if storm > 1.6 else 3.2, 2, 0.4)
    peaked = 1 - np.abs(2 * n - 1) if storm > 1.4 else n
    ys = y - height * storm * peaked
    light = stage.light
    body = blend(c.paint(local, 0.45), light.sky[1][1], 0.25)
    top = blend(body, blend(light.horizon(), c.paint("#ffffff", 1.0), 0.5), crest if storm < 1.6 else 0.8)
    c.ground(ys, xs, top)
    c.ground(ys + 0.006 + 0.02 * storm * noise.at(xs + 2, 5.0), xs, blend(body, top, 0.28))
    c.ground(ys + 0.026 + 0.05 * storm * noise.at(xs + 5, 3.0), xs, body)
    c.mist(y, 0.5, 0.35, blend(body, light.sky[0][1], 0.6))
    stage.put(c, bob(0.018 * storm, 0.007 * storm, seconds / min(storm, 1.5), seed * 1.3))


def foreground(stage: Stage, kind: str, local: str, seed: int = 90, y: float = 0.36) -> None:
    """A dark fringe before the camera: grass, reeds, leaves or rocks, leaning in the wind at its own pace."""
    if stage.close:
        return
    if stage.reading.weather == "snow" or stage.reading.season == "winter":
        local = {"grass": "#b4c4ce", "leaves": "#8fa3ae", "reeds": "#a39a80"}.get(kind, local)
    elif stage.reading.season in ("autumn", "fall"):
        local = {"grass": "#8c6a34", "leaves": "#9a5a2c", "reeds": "#8a6d3a"}.get(kind, local)
    depth = 1.45
    c = stage.canvas(depth)
    y = y / stage.framing.near**1.4 / max(stage.squash, 0.6) * (1.0 if stage.squash >= 0.8 else 0.55)
    y = max(y, ((1.0 - stage.horizon) * stage.height / c.s - 0.045) / stage.squash)
    if kind == "grass":
        tufts(c, y + 0.02, 0.12, 0.05, seed, local, 0.02)
        c.ground(np.full(2, y + 0.015), np.array([c.x0 - 1, c.x1 + 1]), c.paint(local, 0.0))
    elif kind == "rocks":
        for x, rng in c.cells(0.3, seed):
            rock(c, x, y + 0.04, rng.uniform(0.18, 0.34), rng.uniform(0.05, 0.13), rng, local)
    elif kind == "reeds":
        for x, rng in c.cells(0.12, seed):
            if c.noise(seed).at(x, 1.1) > 0.62:
                k, lean = rng.uniform(0.14, 0.3), rng.uniform(-0.05, 0.05)
                c.line(x, y + 0.05, [(0, 0), (lean, -k)], 0.005, c.paint(local, 0.1))
                c.ellipse(x + lean, y + 0.05, 0.009, 0.03, c.paint("#5b3d2a", 0.25), up=k)
    elif kind == "leaves":
        for s in (-1, 1):
            for k in range(6):
                _frond(c, s * c.stage.aspect * 0.5 * c.stage.unit / c.s * 1.02, y + 0.05, s, k, local, seed)
    stage.put(c, sway(0.03 if kind in ("grass", "reeds") else 0.0, 3.2, seed), foot=y + 0.06)


def _frond(c: Canvas, x: float, y: float, side: float, k: int, local: str, seed: int) -> None:
    rng = np.random.default_rng([c.stage.land, seed, k, int(side) + 2])
    a, reach, s = np.pi * rng.uniform(0.3, 0.7), rng.uniform(0.16, 0.3), np.linspace(0, 1, 8)
    dx = rng.uniform(-0.1, 0.16) * side
    spine = np.stack([-side * np.cos(a) * reach * s + dx, -np.sin(a) * reach * s + reach * 0.35 * s**2], 1)
    wide = 0.05 * np.sin(np.pi * np.clip(s, 0, 1)) * rng.uniform(0.6, 1.2)
    c.shape(
        x,
        y,
        np.vstack([spine - np.stack([wide, 0 * s], 1), (spine + np.stack([wide, 0 * s], 1))[::-1]]),
        c.paint(local, rng.uniform(0, 0.25)),
    )
