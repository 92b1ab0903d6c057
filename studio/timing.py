"""Seconds, frames, speech rates and timecode; pure functions that know nothing of films."""

from fractions import Fraction

# Planning rates of speech, units a second: published narration averages are 2 to 2.5 English words and 4.5 to 5
# Chinese characters; the slower end leaves room for pauses.
WORDS_PER_SECOND = 2.3
CHARACTERS_PER_SECOND = 4.5
SECONDS_PER_DIGIT = 0.35  # “12,450” is one word to read and five to say

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
}


def rate(text: str | int | float | Fraction) -> Fraction:
    """The exact frame rate of "24", "23.976", "24000/1001" or 25; raises ValueError for anything else."""
    if isinstance(text, str) and text.strip() in _NTSC:
        return _NTSC[text.strip()]
    if isinstance(text, float):
        return _NTSC.get(f"{text:g}") or Fraction(text).limit_denominator(1001)
    value = Fraction(text.strip() if isinstance(text, str) else text)
    if value <= 0:
        raise ValueError("a frame rate is more than 0")
    return value


def frames(seconds: float, fps: Fraction) -> int:
    """The nearest whole number of frames, at least 1."""
    return max(1, round(Fraction(seconds).limit_denominator(100_000) * fps))


def frames_to_cover(seconds: float, fps: Fraction) -> int:
    """The fewest whole frames that last at least `seconds`."""
    exact = Fraction(seconds).limit_denominator(100_000) * fps
    return max(1, -(-exact.numerator // exact.denominator))


def seconds(frame_count: int, fps: Fraction) -> float:
    """How long that many frames last."""
    return float(frame_count / fps)


def is_cjk(character: str) -> bool:
    """Whether the character is a Chinese ideograph (the ranges of Unicode's Han script in the first two planes)."""
    code = ord(character)
    return (
        0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3134F
    )


def spoken_seconds(text: str) -> float:
    """About how long the text takes to say, Chinese and English mixed freely."""
    ideographs = sum(is_cjk(c) for c in text)
    words = len("".join(" " if is_cjk(c) or c.isdigit() else c for c in text).split())
    digits = sum(c.isdigit() for c in text)
    return ideographs / CHARACTERS_PER_SECOND + words / WORDS_PER_SECOND + digits * SECONDS_PER_DIGIT


def timecode(frame: int, fps: Fraction) -> str:
    """HH:MM:SS:FF, non-drop, counted at the rounded rate as editing programs do."""
    base = round(fps)
    second, rest = divmod(frame, base)
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}:{rest:02d}"
