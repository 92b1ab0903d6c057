"""The closed lists of words that a film is described in; what is not in a list is taken for the nearest that is."""

from __future__ import annotations

import difflib
from enum import StrEnum
from fractions import Fraction


class Vocabulary(StrEnum):
    """A closed list of words; anything else is normalised to the nearest, never refused."""

    @classmethod
    def nearest(cls, text: object) -> Vocabulary:
        """The member that `text` names or most resembles; the first member where nothing is near."""
        word = str(text or "").strip().lower().replace("_", " ").replace("-", " ")
        plain = {str(m).replace("-", " "): m for m in cls}
        if word in plain:
            return plain[word]
        inside = [m for name, m in plain.items() if name in word]
        if inside:
            return max(inside, key=len)
        close = difflib.get_close_matches(word, plain, n=1, cutoff=0.6)
        return plain[close[0]] if close else next(iter(cls))


class Size(Vocabulary):
    WIDE = "wide"
    EXTREME_WIDE = "extreme wide"
    FULL = "full"
    MEDIUM = "medium"
    MEDIUM_CLOSE_UP = "medium close-up"
    CLOSE_UP = "close-up"
    EXTREME_CLOSE_UP = "extreme close-up"
    INSERT = "insert"


class Angle(Vocabulary):
    EYE_LEVEL = "eye level"
    LOW = "low"
    HIGH = "high"
    OVERHEAD = "overhead"
    DUTCH = "dutch"


class Movement(Vocabulary):
    STATIC = "static"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    PUSH_IN = "push in"
    PULL_OUT = "pull out"
    TRUCK_LEFT = "truck left"
    TRUCK_RIGHT = "truck right"
    CRANE_UP = "crane up"
    CRANE_DOWN = "crane down"
    ORBIT = "orbit"
    HANDHELD = "handheld"
    ZOOM_IN = "zoom in"
    ZOOM_OUT = "zoom out"


class Transition(Vocabulary):
    CUT = "cut"
    DISSOLVE = "dissolve"
    FADE_BLACK = "fade through black"
    FADE_WHITE = "fade through white"
    WIPE = "wipe"


class Aspect(StrEnum):
    """Picture shapes, width to height."""

    WIDESCREEN = "16:9"
    VERTICAL = "9:16"
    SQUARE = "1:1"
    CLASSIC = "4:3"
    SCOPE = "2.39:1"

    @property
    def ratio(self) -> Fraction:
        width, height = self.value.split(":")
        return Fraction(width) / Fraction(height)

    def pixels(self, short_side: int) -> tuple[int, int]:
        """(width, height) with that short side, both even."""
        ratio = self.ratio
        if ratio >= 1:
            return round(short_side * ratio / 2) * 2, short_side
        return short_side, round(short_side / ratio / 2) * 2


class Subtitles(StrEnum):
    BURN = "burn"
    SOFT = "soft"
    BOTH = "both"
    NONE = "none"


class Fit(StrEnum):
    """How a take of another shape fills the film's picture."""

    CROP = "crop"
    LETTERBOX = "letterbox"
    STRETCH = "stretch"


class Kind(StrEnum):
    """What a take holds."""

    STILL = "still"
    CLIP = "clip"
    VOICE = "voice"
    MUSIC = "music"
    AMBIENCE = "ambience"
