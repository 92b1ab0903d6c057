"""Weather and air in front of the place, in several depths; knows no places."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.cameras.animatic.palette import blend, rgb
from pipelines.cameras.animatic.particles import Bits, Lightning, Sheet
from pipelines.cameras.animatic.sky import drift
from pipelines.cameras.animatic.stage import Stage


def behind(stage: Stage) -> None:
    """What the weather puts between the place and the subject."""
    weather = stage.reading.weather
    if weather in ("rain", "storm"):
        _rain(stage, 0.5, 300, 0.075, 1.5, 1)
    elif weather == "snow":
        stage.live(Sheet(stage, "flake", 340, 0.0028, 0.07, 0.2, _flake(stage), 1))
    elif weather in ("fog", "dust"):
        fog(stage, 0.7, -0.02, 0.62 if weather == "fog" else 0.5, 1)


def before(stage: Stage) -> None:
    """What the weather puts before the subject."""
    weather, light = stage.reading.weather, stage.light
    if weather in ("rain", "storm"):
        _rain(stage, 0.8, 170, 0.13, 2.1, 2)
        _rain(stage, 1.0, 45, 0.24, 2.9, 3)
        if weather == "storm":
            stage.live(Lightning(stage))
    elif weather == "snow":
        stage.live(Sheet(stage, "flake", 170, 0.0055, 0.12, 0.25, _flake(stage), 2))
        stage.live(Sheet(stage, "flake", 40, 0.011, 0.2, 0.3, _flake(stage), 3))
    elif weather == "fog":
        fog(stage, 1.3, 0.16, 0.5, 2)
    elif weather == "dust":
        fog(stage, 1.3, 0.12, 0.42, 2)
        stage.live(Bits(stage, "dot", 70, 0.005, (0.5, 0.03), [light.paint("#e8c48c"), light.paint("#b98a50")], 3))
    elif weather == "wind":
        leaves = (
            ("#d98e3f", "#b9692e", "#8e9a45")
            if stage.reading.season in ("autumn", "")
            else ("#8fae58", "#6f9a4a", "#b5c46a")
        )
        stage.live(Bits(stage, "leaf", 54, 0.026, (0.42, 0.05), [light.paint(x, 1, 0.8) for x in leaves], 4))
    elif weather == "petals":
        stage.live(
            Bits(
                stage,
                "leaf",
                60,
                0.016,
                (0.07, 0.05),
                [light.paint(x, 1, 0.95) for x in ("#f9c6d3", "#f3a6bc", "#fde3e9")],
                5,
            )
        )
        stage.live(
            Bits(
                stage,
                "leaf",
                26,
                0.03,
                (0.11, 0.08),
                [light.paint(x, 1, 0.95) for x in ("#f9c6d3", "#f3a6bc")],
                6,
                depth=1.4,
            )
        )
    elif weather == "fireflies":
        stage.live(
            Bits(stage, "dot", 26, 0.011, (0.01, -0.008), [rgb("#e9f27a"), rgb("#ffd873")], 7, top=-0.3, glow=True)
        )
        stage.live(Bits(stage, "dot", 9, 0.02, (0.016, -0.01), [rgb("#e9f27a")], 8, depth=1.4, top=-0.25, glow=True))


def _flake(stage: Stage) -> np.ndarray:
    return np.clip(rgb("#ffffff") * (0.55 + 0.45 * stage.light.key.mean()), 0, 255)


def _rain(stage: Stage, bright: float, count: int, length: float, speed: float, seed: int) -> None:
    slant = -0.32 if stage.reading.weather == "storm" else -0.12
    colour = blend(stage.light.horizon(), rgb("#dfeaf2"), 0.5) * (0.34 * bright)
    area = stage.width / stage.height / 1.78
    stage.live(Sheet(stage, "streak", count * area, length, speed, slant, colour, seed))


def fog(stage: Stage, depth: float, y: float, amount: float, seed: int) -> None:
    """A bank of fog about world height `y`, drifting."""
    period = 2.4
    c = stage.canvas(depth, period)
    xs, noise = np.arange(0, c.width, 8), c.noise(300 + seed)
    world = (xs - c.ox) / c.s
    rows = (np.arange(0, c.height, 8) - float(c.py(y))) / c.s
    lift = (
        0.14 * noise.at(world, 1.6, 3)[None, :]
        - 0.07
        + 0.05 * np.sin(rows[:, None] * 14 + 6 * noise.at(world + 3, 2.0)[None, :])
    )
    t = (rows[:, None] - lift + 0.1) / 0.2
    k = np.clip(t, 0, 1) * np.clip(1.15 - np.clip(t - 1, 0, None) * 0.18, 0.55, 1)
    k = (k * (0.8 + 0.2 * noise.at(world + 9, 2.6, 2)[None, :]) * amount).astype(np.float32)
    a = cv2.resize(k, (c.width, c.height), interpolation=cv2.INTER_CUBIC)
    a = np.clip(a, 0, 1)[..., None]
    colour = blend(stage.light.haze, stage.light.horizon(), 0.3)
    noise8 = np.random.default_rng(6).random(a.shape[:2], np.float32)[..., None]
    c.image[..., 3:] = np.clip(a * 255 + noise8, 0, 255).astype(np.uint8)
    c.image[..., :3] = np.minimum(np.clip(a * colour + noise8, 0, 255).astype(np.uint8), c.image[..., 3:])
    stage.put(c, drift(0.03 * (1.6 if stage.reading.weather == "dust" else 1.0) * (0.6 + 0.5 * seed), period))
