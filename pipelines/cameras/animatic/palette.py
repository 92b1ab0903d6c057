"""The light of a shot: one hand-made palette a time of day, shifted by weather, mood and season; knows no shapes.

All colours are float32 BGR in 0..255 unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

Colour = np.ndarray  # (3,) float32 BGR


def rgb(text: str) -> Colour:
    """The colour of "#rrggbb"."""
    return np.array([int(text[i : i + 2], 16) for i in (5, 3, 1)], np.float32)


def blend(a: Colour, b: Colour, t: float) -> Colour:
    """`a` at t = 0, `b` at t = 1."""
    return (np.asarray(a, np.float32) + (np.asarray(b, np.float32) - a) * np.float32(t)).astype(np.float32)


def luma(colour: Colour) -> float:
    return float(colour[0] * 0.114 + colour[1] * 0.587 + colour[2] * 0.299)


def saturate(colour: Colour, amount: float) -> Colour:
    """Away from grey by the factor `amount` (below 1: towards it)."""
    grey = luma(colour)
    return np.clip(grey + (colour - grey) * np.float32(amount), 0, 255).astype(np.float32)


@dataclass(frozen=True)
class Light:
    """What every layer of one shot obeys."""

    time: str
    sky: tuple[tuple[float, Colour], ...]  # (0 zenith .. 1 horizon, colour)
    haze: Colour  # what far things fade into
    key: Colour  # multiplies what the light hits, 1.0 neutral
    shade: Colour  # multiplies what it does not hit
    tint: Colour  # the one hue that ties all together
    ink: Colour  # silhouettes
    sun: Colour
    glow: Colour  # added around the sun
    sun_at: tuple[float, float]  # world x, y (y above the horizon is negative)
    sun_size: float  # radius, world units
    moon: bool = False
    stars: float = 0.0
    lamps: float = 0.0  # 0 by day .. 1 at night
    aerial: float = 1.0  # how soon distance fades
    unify: float = 0.16
    contrast: float = 1.0
    clouds: float = 0.35  # cover
    sun_seen: float = 1.0
    spark: Colour | None = None  # glints and motes where a style gives the sun a colour of its own

    @property
    def gleam(self) -> Colour:
        """The colour of what glitters: the sun's own, but never a style's red accent."""
        return self.sun if self.spark is None else self.spark

    def paint(self, local: str | Colour, depth: float = 1.0, lit: float = 1.0) -> Colour:
        """A surface's colour in this light: `depth` 0 far .. 1 near, `lit` 0 in shade .. 1 facing the light."""
        colour = rgb(local) if isinstance(local, str) else local
        colour = colour * (self.shade + (self.key - self.shade) * np.float32(lit))
        tie = self.tint * np.float32(luma(colour) / max(luma(self.tint), 1.0))
        colour = blend(colour, np.clip(tie, 0, 255), self.unify)
        far = min(1.0, max(0.0, 1 - depth))
        fog = min(0.97, self.aerial * 0.92 * far**1.25)
        return np.clip(blend(colour, self.haze, fog), 0, 255).astype(np.float32)

    def lamp(self, local: str = "#ffcf7a") -> Colour:
        """The colour of a lit window or lamp: its own by night, washed out by day."""
        return blend(self.paint("#9fb8c4", 1, 0.5), rgb(local), self.lamps)

    def horizon(self) -> Colour:
        return self.sky[-1][1]


def _light(
    time: str,
    sky: str,
    haze: str,
    key: str,
    shade: str,
    tint: str,
    ink: str,
    sun: str,
    glow: str,
    at: tuple,
    size: float,
    **more,
) -> Light:
    stops = [s.split() for s in sky.split(",")]
    return Light(
        time,
        tuple((float(p), rgb(c)) for p, c in stops),
        rgb(haze),
        rgb(key) / 235,
        rgb(shade) / 235,
        rgb(tint),
        rgb(ink),
        rgb(sun),
        rgb(glow),
        at,
        size,
        **more,
    )


LIGHTS: dict[str, Light] = {
    x.time: x
    for x in (
        _light(
            "dawn",
            "0 #46588f,.42 #8f8bbb,.7 #e3aeb4,.88 #fbcfae,1 #ffe6bd",
            "#f2c9b8",
            "#fbd9c2",
            "#8d86a8",
            "#c9a3b0",
            "#3b3454",
            "#fff3d2",
            "#6b4a36",
            (-0.42, -0.06),
            0.055,
            lamps=0.35,
            unify=0.28,
            stars=0.12,
        ),
        _light(
            "morning",
            "0 #4fa3d6,.4 #8ecbe4,.75 #cdeae6,1 #fdf2d4",
            "#d3eae4",
            "#fbf5e2",
            "#9bb0c0",
            "#a8cfcf",
            "#27424f",
            "#fffbe6",
            "#3a3626",
            (-0.5, -0.34),
            0.05,
            unify=0.12,
        ),
        _light(
            "noon",
            "0 #2a86cb,.45 #62b5e4,.8 #aadcf0,1 #def3f4",
            "#c8e7f0",
            "#ffffff",
            "#96abc6",
            "#9ccfe0",
            "#1f3d52",
            "#fffdf0",
            "#2a2c20",
            (0.34, -0.46),
            0.05,
            unify=0.08,
        ),
        _light(
            "afternoon",
            "0 #3f97c9,.4 #7fc1d8,.72 #c8e0cf,1 #fce7b8",
            "#ecdfbd",
            "#fff0cf",
            "#9d9cb0",
            "#dcc79a",
            "#38404f",
            "#fff6d0",
            "#4a3a1c",
            (0.46, -0.25),
            0.055,
            unify=0.18,
        ),
        _light(
            "sunset",
            "0 #343a73,.3 #7a4a86,.58 #dd6a6d,.8 #f99a5c,.93 #ffc56e,1 #ffdf93",
            "#f4a06c",
            "#ffb184",
            "#7d5478",
            "#d9736a",
            "#33203f",
            "#fff0bd",
            "#7a4420",
            (0.36, -0.075),
            0.085,
            lamps=0.45,
            unify=0.34,
            contrast=0.55,
        ),
        _light(
            "dusk",
            "0 #1b2350,.34 #423f80,.62 #91578f,.84 #df8688,1 #f7bd95",
            "#a9698f",
            "#d3a0a2",
            "#5f5088",
            "#7a5c92",
            "#1e1a3c",
            "#ffe3bb",
            "#5a3030",
            (0.34, 0.03),
            0.07,
            lamps=0.85,
            unify=0.32,
            stars=0.35,
            contrast=0.5,
        ),
        _light(
            "night",
            "0 #0a1433,.4 #142a5a,.75 #24487a,1 #3f6f95",
            "#2c5580",
            "#7d9fd4",
            "#2b3c68",
            "#2d5488",
            "#081028",
            "#f4f6e4",
            "#22303c",
            (0.44, -0.4),
            0.048,
            moon=True,
            stars=1.0,
            lamps=1.0,
            unify=0.38,
            contrast=0.75,
            clouds=0.25,
        ),
        _light(
            "midnight",
            "0 #060a22,.45 #0d173f,.8 #1c2c5f,1 #343f7c",
            "#212f63",
            "#5f74b4",
            "#1c2850",
            "#2b3a78",
            "#050818",
            "#e9ecf6",
            "#1c2034",
            (-0.4, -0.42),
            0.042,
            moon=True,
            stars=1.5,
            lamps=1.0,
            unify=0.42,
            contrast=0.65,
            clouds=0.2,
        ),
    )
}

# weather -> (towards this grey, sky amount, brightness, aerial, cover, sun seen, stars)
_WEATHER = {
    "cloudy": ("#a9b7c2", 0.42, 0.95, 1.15, 0.95, 0.12, 0.15),
    "rain": ("#7f929f", 0.62, 0.82, 1.3, 1.0, 0.0, 0.0),
    "storm": ("#4f5c70", 0.72, 0.68, 1.2, 1.0, 0.0, 0.0),
    "snow": ("#a9b9ca", 0.6, 0.9, 1.35, 0.8, 0.1, 0.2),
    "fog": ("#c6ced2", 0.6, 0.95, 2.3, 0.1, 0.25, 0.1),
    "dust": ("#d2a468", 0.6, 0.92, 1.6, 0.1, 0.5, 0.2),
    "wind": ("#a9b7c2", 0.08, 1.0, 1.0, 0.8, 1.0, 1.0),
    "stars": ("#0a1433", 0.0, 1.0, 1.0, 0.0, 1.0, 1.3),
    "aurora": ("#0a1433", 0.1, 0.95, 1.0, 0.0, 1.0, 1.1),
}
# mood -> (hue to lean to, by how much, saturation, brightness)
_MOOD = {
    "joyful": ("#ffd166", 0.05, 1.12, 1.03),
    "playful": ("#ff9f80", 0.04, 1.14, 1.03),
    "romantic": ("#f08fa8", 0.2, 1.02, 1.0),
    "hopeful": ("#ffd9a0", 0.08, 1.04, 1.03),
    "heroic": ("#f0a050", 0.05, 1.08, 1.0),
    "sad": ("#6d86a6", 0.24, 0.72, 0.93),
    "tense": ("#3d5a66", 0.22, 0.82, 0.9),
    "eerie": ("#4d7a66", 0.32, 0.76, 0.88),
    "mysterious": ("#5a5aa6", 0.25, 0.9, 0.93),
}
NIGHT = ("night", "midnight")


def _shifted(light: Light, grey: Colour, sky: float, bright: float, sat: float = 1.0) -> Light:
    def shift(colour: Colour, amount: float) -> Colour:
        target = grey * np.float32(
            luma(colour) / max(luma(grey), 1.0) * 0.75 + 0.25 * min(1.0, luma(colour) / 160 + 0.15)
        )
        return np.clip(saturate(blend(colour, np.clip(target, 0, 255), amount), sat) * bright, 0, 255).astype(
            np.float32
        )

    mean = (light.key.mean(), light.shade.mean())
    return replace(
        light,
        sky=tuple((p, shift(c, sky)) for p, c in light.sky),
        haze=shift(light.haze, sky),
        key=blend(light.key, np.full(3, mean[0], np.float32) * 0.5 + grey / 235 * 0.5 * mean[0], sky * 0.7)
        * np.float32(bright),
        shade=blend(light.shade, np.full(3, mean[1], np.float32), sky * 0.5) * np.float32(bright),
        tint=shift(light.tint, sky),
    )


def _flatten(light: Light, amount: float) -> Light:
    """Under cloud there is little difference between lit and shaded sides."""
    middle = (light.key * 0.62 + light.shade * 0.38).astype(np.float32)
    return replace(light, key=blend(light.key, middle, amount), shade=blend(light.shade, middle, amount * 0.6))


def lamplit(light: Light, colour: str, amount: float) -> Light:
    """The light where lamps shine: near their colour by night, as it is by day."""
    lamp, k = rgb(colour) / 255, amount * light.lamps
    key, shade = blend(light.key, lamp, k), blend(light.shade, lamp * np.float32(0.5), k * 0.85)
    return replace(light, key=key, shade=shade, unify=light.unify * (1 - 0.75 * k))


def light_for(time: str, weather: str = "clear", mood: str = "calm", season: str = "") -> Light:
    """The palette of a shot; unknown words count as afternoon, clear and calm."""
    light = LIGHTS.get(time, LIGHTS["afternoon"])
    if weather in ("stars", "aurora", "fireflies") and light.stars < 0.3:
        light = LIGHTS["night"]
    if weather in _WEATHER:
        grey, sky, bright, aerial, cover, seen, stars = _WEATHER[weather]
        # By night it is dark already: clouds take less away.
        light = _shifted(light, rgb(grey), sky, bright + (1.22 - bright) * light.lamps if bright < 0.9 else bright)
        light = _flatten(light, 0.0 if seen >= 1 else 0.55 * (1 - seen))
        light = replace(
            light,
            aerial=aerial,
            clouds=cover,
            sun_seen=seen,
            stars=light.stars * stars,
            glow=light.glow * np.float32(max(seen, 0.15)),
        )
        if weather in ("rain", "storm", "fog", "snow"):
            light = replace(light, lamps=max(light.lamps, 0.55 if weather != "snow" else 0.35))
    if mood in _MOOD:
        hue, amount, sat, bright = _MOOD[mood]
        light = _shifted(
            light, rgb(hue), amount, bright + (1 - bright) * 0.6 * min(1.0, light.stars + light.lamps), sat
        )
    if season in ("autumn", "fall"):
        light = replace(light, tint=blend(light.tint, rgb("#d98a4a"), 0.3))
    return light
