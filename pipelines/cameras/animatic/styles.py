"""The styles of drawing: each changes palette, edges and texture; read from assets/styles, knows no places."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from pipelines.cameras.animatic import redraw
from pipelines.cameras.animatic.palette import Light, rgb
from studio.errors import BadInput

FOLDER = Path(__file__).parents[3] / "assets" / "styles"


@dataclass(frozen=True)
class Style:
    """One style, as the [painting] table of its file says."""

    name: str
    hand: str = ""  # how layers are redrawn: one of redraw.HANDS, or not
    grain: float = 1.0
    vignette: float = 0.14
    saturation: float = 1.0
    contrast: float = 1.0
    lift: float = 0.0  # added to all tones, 0..255
    tones: tuple[tuple[float, np.ndarray], ...] = ()  # brightness 0..1 -> colour, in place of all hues
    hue: float = 0.0  # share of the own hue that survives the tones
    red: bool = False  # strong reds survive the tones
    paper: float = 0.0  # how much the paper shows
    grid: bool = False
    sky: str = ""  # what the sky is painted with, from top to horizon: "#… #… #…"
    haze: str = ""
    sun: str = ""
    key: float = 1.0  # how bright lit sides are
    shade: float = 1.0  # how bright dark sides are
    unify: float | None = None
    _tables: dict = field(default_factory=dict, compare=False, repr=False)

    # -- the palette
    def light(self, light: Light) -> Light:
        """The shot's light in this style."""
        changed = replace(light, key=light.key * np.float32(self.key), shade=light.shade * np.float32(self.shade))
        if self.sky:
            dark = 1 - 0.2 * light.lamps
            own = [rgb(c) * np.float32(dark) for c in self.sky.split()]
            places = np.linspace(0, 1, len(own))
            changed = replace(changed, sky=tuple((float(p), c) for p, c in zip(places, own, strict=True)))
        if self.haze:
            changed = replace(changed, haze=rgb(self.haze) * np.float32(1 - 0.2 * light.lamps))
        if self.sun and not light.moon:
            changed = replace(changed, sun=rgb(self.sun), spark=changed.horizon())
        return changed if self.unify is None else replace(changed, unify=self.unify)

    # -- layers
    def layer(self, image: np.ndarray, depth: float, seed: int, unit: float) -> np.ndarray:
        """A painted layer, premultiplied BGRA, redrawn; `unit` is the frame's height in pixels."""
        if not self.hand:
            return image
        return redraw.HANDS[self.hand](image, depth, seed & 0xFFFF, unit)

    # -- frames
    def sheet(self, h: int, w: int) -> np.ndarray | None:
        """(h, w, 1) float32 about 1 that multiplies the whole frame, or None: paper and grid."""
        if not self.paper and not self.grid:
            return None
        tooth = redraw.grain(h, w, 2, 11) * 0.6 + redraw.grain(h, w, 5, 12) * 0.5 + redraw.grain(h, w, 70, 13) * 0.6
        out = 1 + np.minimum(tooth, 0.4) * self.paper * 0.1 - 0.02 * self.paper
        if self.grid:
            step = max(8, h // 18)
            lines = np.zeros((h, w), np.float32)
            lines[:: step // 2] = lines[:, :: step // 2] = 0.35
            lines[::step] = lines[:, ::step] = 1.0
            out = out * (0.86 + 0.14 * lines)
        return out[..., None]

    def frame(self, frame: np.ndarray) -> np.ndarray:
        """A drawn frame, BGR uint8, in the style's tones."""
        if not self.tones and self.saturation == 1 and self.contrast == 1 and not self.lift:
            return frame
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        three = cv2.merge((grey, grey, grey))
        if not self.tones:
            level = 128 * (1 - self.contrast) + self.lift
            return cv2.addWeighted(
                frame, self.saturation * self.contrast, three, (1 - self.saturation) * self.contrast, level
            )
        mapped = cv2.LUT(three, self._table())
        if self.hue:
            mapped = cv2.addWeighted(mapped, 1 - self.hue, frame, self.hue, 0)
        if self.red:
            blue, green, red = cv2.split(frame)
            strong = cv2.multiply(cv2.subtract(cv2.subtract(red, cv2.max(blue, green)), (62.0,)), (5.0,))
            keep = cv2.merge((strong, strong, strong))
            mapped = cv2.add(
                cv2.multiply(mapped, cv2.bitwise_not(keep), scale=1 / 255), cv2.multiply(frame, keep, scale=1 / 255)
            )
        return mapped

    def _table(self) -> np.ndarray:
        """(1, 256, 3) uint8."""
        if "tones" not in self._tables:
            x = np.clip((np.linspace(0, 1, 256) - 0.5) * self.contrast + 0.5 + self.lift / 255, 0, 1)
            at = [p for p, _ in self.tones]
            table = np.stack([np.interp(x, at, [float(c[i]) for _, c in self.tones]) for i in range(3)], 1)
            self._tables["tones"] = np.clip(table, 0, 255).astype(np.uint8)[None]
        return self._tables["tones"]


@cache
def names() -> tuple[str, ...]:
    """The styles there are, flat first."""
    found = sorted(f.stem for f in FOLDER.glob("*.toml"))
    return tuple(sorted(found, key=lambda n: n != "flat"))


@cache
def style(name: str) -> Style:
    """The style of that name; BadInput names those there are."""
    key = (name or "flat").strip().lower()
    if key not in names():
        raise BadInput(f"There is no style called “{name}”. Choose one of: {', '.join(names())}.", "style")
    given = tomllib.loads((FOLDER / f"{key}.toml").read_text("utf-8")).get("painting", {})
    tones = tuple((float(p), rgb(c)) for p, c in given.pop("tones", []))
    return replace(Style(key), tones=tones, **given)
