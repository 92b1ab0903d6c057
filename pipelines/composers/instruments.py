"""The players, synthesised note by note at 48 kHz; knows nothing of harmony, mixing or films.

Bowed and blown sounds read band-limited wave tables with several slightly detuned voices; struck and plucked ones are
decaying partials or a vibrating string (Karplus and Strong, 1983). No recorded sound is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

SAMPLE_RATE = 48_000
_TABLE_BITS = 13
Sound = NDArray[np.float32]  # (samples, 2)
_SINE = np.sin(2 * np.pi * np.arange(2**_TABLE_BITS) / 2**_TABLE_BITS).astype(np.float32)


def hertz(pitch: float) -> float:
    """The frequency of a MIDI pitch."""
    return 440.0 * 2 ** ((pitch - 69) / 12)


# ---- sustained sounds


@dataclass(frozen=True)
class Tone:
    """A sustained timbre: how its harmonics fall, where it dulls (Hz), its voices (cents), attack and release."""

    fall: float
    dull: float
    voices: tuple[float, ...]
    attack: float
    release: float
    vibrato: float = 0.0  # cents
    formants: tuple[tuple[float, float, float], ...] = ()  # (Hz, width Hz, gain)
    tremble: float = 0.0  # depth of a tremolo
    breath: float = 0.0
    odd: float = 1.0  # gain of the even harmonics
    level: float = 1.0


_AH = ((640, 180, 1.6), (1080, 220, 0.9), (2600, 500, 0.18))
TONES = {
    "pad": Tone(1.5, 1600, (-6, 0, 7), 0.55, 0.9, level=0.75),
    "strings": Tone(0.95, 3000, (-9, -3, 4, 10), 0.3, 0.55, vibrato=5, level=0.8),
    "tremolo": Tone(1.05, 3000, (-14, -4, 5, 15), 0.8, 1.0, vibrato=9, tremble=0.45, level=0.55),
    "choir": Tone(1.05, 2600, (-8, -2, 5, 11), 0.5, 0.8, vibrato=10, formants=_AH, level=0.8),
    "bowed": Tone(0.9, 3400, (-2, 3), 0.11, 0.25, vibrato=16, formants=((900, 350, 0.9), (1700, 400, 0.4)), level=1.1),
    "brass": Tone(0.75, 2600, (-4, 0, 5), 0.06, 0.2, vibrato=4, formants=((1200, 500, 0.5),), level=0.7),
    "flute": Tone(2.0, 4000, (0, 2), 0.06, 0.14, vibrato=11, breath=0.035, odd=0.7, level=1.3),
    "bass": Tone(1.35, 600, (0, 1.5), 0.02, 0.18, level=1.1),
    "drone": Tone(1.3, 300, (-5, 0, 6), 1.2, 1.5, level=1.0),
}


@lru_cache(maxsize=512)
def _table(name: str, pitch: float) -> NDArray[np.float32]:
    """One period of the timbre at this pitch, (8192,), of root mean square 0.35."""
    tone, base = TONES[name], hertz(pitch)
    count = int(min(60, 11_000 // base))
    k = np.arange(1, count + 1)
    heights = k**-tone.fall / (1 + (k * base / tone.dull) ** 2) ** 0.75
    for centre, width, gain in tone.formants:
        heights *= 1 + 2.5 * gain * np.exp(-(((k * base - centre) / width) ** 2))
    heights[1::2] *= tone.odd
    spectrum = np.zeros(2 ** (_TABLE_BITS - 1) + 1, dtype=complex)
    turns = np.random.default_rng(5).uniform(0, 2 * np.pi, 64)[:count]  # fixed phases: a rounder wave than a saw's
    spectrum[1 : count + 1] = heights * np.exp(1j * turns)
    wave = np.fft.irfft(spectrum)
    return (0.35 * wave / np.sqrt(np.mean(wave**2))).astype(np.float32)


def _envelope(count: int, attack: float, release: float) -> NDArray[np.float32]:
    """A rise and a fall with round corners, (count,)."""
    envelope = np.ones(count, np.float32)
    rise = min(int(attack * SAMPLE_RATE), count // 2)
    fall = min(int(release * SAMPLE_RATE), count - rise)
    envelope[:rise] = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, rise, endpoint=False))
    envelope[count - fall :] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fall))).astype(np.float32)
    return envelope


def _sustained(name: str, pitch: float, seconds: float, velocity: float) -> Sound:
    tone = TONES[name]
    count = int((seconds + tone.release) * SAMPLE_RATE)
    time = np.arange(count, dtype=np.float32) / np.float32(SAMPLE_RATE)
    steps = np.arange(count, dtype=np.uint32)
    sound = np.zeros((count, 2), np.float32)
    table = _table(name, pitch)
    for place, cents in enumerate(tone.voices):
        step = np.uint32(round(hertz(pitch + cents / 100) / SAMPLE_RATE * 2**32))
        phase = steps * step + np.uint32((place * 0x3C6EF35F) & 0xFFFFFFFF)  # wraps as the period does
        if tone.vibrato:
            phase += _vibrato(tone, pitch, time, place)
        side = 0.5 + 0.38 * (place / max(1, len(tone.voices) - 1) - 0.5) * 2 if len(tone.voices) > 1 else 0.5
        heard = table[phase >> np.uint32(32 - _TABLE_BITS)]
        sound[:, 0] += heard * np.float32(np.sqrt(1 - side))
        sound[:, 1] += heard * np.float32(np.sqrt(side))
    envelope = _envelope(count, tone.attack, tone.release) * np.float32(
        tone.level * velocity / np.sqrt(len(tone.voices))
    )
    if tone.tremble:
        envelope *= 1 - np.float32(tone.tremble) * (0.5 + 0.5 * np.sin(2 * np.pi * 6.3 * time))
    if tone.breath:
        air = sosfilt(_band(hertz(pitch) * 0.9, min(9000, hertz(pitch) * 4)), _noise(count, 3)) * tone.breath
        sound += air.astype(np.float32)[:, None]
    return sound * envelope[:, None]


def _vibrato(tone: Tone, pitch: float, time: NDArray, place: int) -> NDArray[np.uint32]:
    """What a vibrato that comes in late adds to the phase."""
    speed = 4.9 + 0.37 * place
    depth = hertz(pitch) * tone.vibrato * np.log(2) / 1200 / (2 * np.pi * speed)  # periods
    late = np.minimum(1, time / np.float32(0.6))
    return (np.sin(2 * np.pi * speed * time + place) * late * (depth * 2**32)).astype(np.int64).astype(np.uint32)


# ---- struck and plucked sounds


def _noise(count: int, seed: int) -> NDArray:
    return np.random.default_rng(seed).standard_normal(count)


@lru_cache(maxsize=64)
def _band(low: float, high: float) -> NDArray:
    return butter(2, [low, high], "bandpass", fs=SAMPLE_RATE, output="sos")


def _partials(ratios: NDArray, heights: NDArray, decays: NDArray, base: float, seconds: float) -> NDArray:
    """Sines that die away: ratios to the base (Hz), heights, decays (seconds to 1/e); each as long as it is heard."""
    sound = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    turns = np.random.default_rng(11).integers(0, 2**32, len(ratios), dtype=np.uint32)
    for ratio, height, decay, turn in zip(ratios, heights, decays, turns, strict=True):
        count = min(len(sound), int(6.5 * decay * SAMPLE_RATE))
        if ratio * base > 12_000 or height < 1e-4 or not count:
            continue
        steps = np.arange(count, dtype=np.uint32)
        phase = steps * np.uint32(round(ratio * base / SAMPLE_RATE * 2**32)) + turn
        dying = np.exp(steps.astype(np.float32) * np.float32(-1 / (decay * SAMPLE_RATE)))
        sound[:count] += np.float32(height) * dying * _SINE[phase >> np.uint32(32 - _TABLE_BITS)]
    return sound


def _piano(pitch: float, velocity: float) -> NDArray:
    """A piano with felt before its hammers: few, soft, slightly stretched partials, and a thump."""
    base, k = hertz(pitch), np.arange(1, 13)
    ratios = k * np.sqrt(1 + 0.0004 * k**2)
    heights = k ** -(1.75 - 0.6 * velocity) * np.exp(-k * base / (2400 + 2600 * velocity))
    decays = 2.4 * (220 / base) ** 0.45 / (1 + 0.35 * (k - 1))
    sound = _partials(ratios, heights, decays, base, 5.0)
    sound += _partials(ratios[:4] * 1.0007, heights[:4] * 0.6, decays[:4] * 1.3, base, 5.0)
    thump = sosfilt(_band(90, 420), _noise(2400, 21)) * np.exp(-np.arange(2400) / 380)
    sound[:2400] += 0.25 * thump
    return sound * 0.32


def _bells(pitch: float, velocity: float) -> NDArray:
    """Small bells, between a celesta and a music box."""
    ratios = np.array([1, 2.003, 3.01, 4.17, 5.43])
    heights = np.array([1, 0.32, 0.16 * velocity, 0.12 * velocity, 0.06 * velocity])
    decays = np.array([1.3, 0.75, 0.4, 0.22, 0.12]) * (880 / hertz(pitch)) ** 0.3
    return _partials(ratios, heights, decays, hertz(pitch), 4.0) * 0.5


def _string(pitch: float, velocity: float, bright: float, sustain: float, seconds: float, bend: float = 0.0) -> NDArray:
    """A plucked string: a burst of noise that runs round a loop which dulls it a little each time.

    `bright` 0 to 1, `sustain` seconds to 1/1000, `bend` semitones by which the pitch falls into place.
    """
    base = hertz(pitch)
    period = int(SAMPLE_RATE / base - 0.5)
    burst = np.random.default_rng(int(pitch)).uniform(-1, 1, period)
    cut = 0.25 + 0.6 * bright * (0.5 + 0.5 * velocity)
    burst = lfilter([cut], [1, cut - 1], np.tile(burst, 3))[period : 2 * period]
    burst -= np.roll(burst, int(period * 0.19))  # plucked near one end: every fifth partial is missing
    burst -= burst.mean()
    keep, rounds = 0.001 ** (1 / (sustain * base)), int(seconds * base) + 4
    mix = 0.5 - 0.32 * bright
    made = np.empty((rounds, period))
    for turn in range(rounds):
        made[turn] = burst
        burst = keep * ((1 - mix) * burst + mix * np.roll(burst, 1))
    loop = made.ravel()
    # The loop is a whole number of samples long: reading it a little slower tunes it.
    speed = base * (period + mix) / SAMPLE_RATE
    count = int(min(seconds * SAMPLE_RATE, (len(loop) - 2) / (speed * 1.06)))
    rate = speed * 2 ** (bend / 12 * np.exp(-np.arange(count) / (0.035 * SAMPLE_RATE)))
    sound = np.interp(np.cumsum(rate), np.arange(len(loop)), loop)
    return sound / (np.sqrt(np.mean(sound[:9600] ** 2)) + 1e-9) * 0.25


def _pluck(pitch: float, velocity: float) -> NDArray:
    return sosfilt(_band(90, 6500), _string(pitch, velocity, 0.45, 2.4, 2.5))


def _guzheng(pitch: float, velocity: float) -> NDArray:
    dry = _string(pitch, velocity, 0.75, 5.0, 4.5, bend=0.35)
    return 1.7 * sosfilt(_band(110, 7000), dry) + 0.6 * sosfilt(_band(300, 900), dry)


def _pizzicato(pitch: float, velocity: float) -> NDArray:
    return sosfilt(_band(70, 3800), _string(pitch, velocity, 0.25, 0.55, 0.7)) * 1.3


def _staccato(pitch: float, velocity: float) -> NDArray:
    """Strings played short: three voices together, with a quick bite instead of their slow attack."""
    steps = np.arange(int(0.75 * SAMPLE_RATE), dtype=np.uint32)
    voices = [steps * np.uint32(round(hertz(pitch + c) / SAMPLE_RATE * 2**32)) for c in (-0.06, 0.0, 0.07)]
    heard = sum(_table("strings", pitch)[v >> np.uint32(32 - _TABLE_BITS)] for v in voices)
    time = steps / SAMPLE_RATE
    bite = np.minimum(1, time / 0.018) * np.exp(-np.maximum(0, time - 0.09) / 0.11)
    return heard * bite * (0.35 + 0.45 * velocity)


# ---- percussion: pitch is ignored


def _kick(_: float, velocity: float) -> NDArray:
    time = np.arange(int(0.4 * SAMPLE_RATE)) / SAMPLE_RATE
    sweep = np.cumsum(46 + 70 * np.exp(-time / 0.03)) / SAMPLE_RATE
    return np.sin(2 * np.pi * sweep) * np.exp(-time / 0.11) * np.minimum(1, time / 0.002) * 0.75


def _taiko(_: float, velocity: float) -> NDArray:
    time = np.arange(int(1.2 * SAMPLE_RATE)) / SAMPLE_RATE
    sweep = np.cumsum(62 + 34 * np.exp(-time / 0.05)) / SAMPLE_RATE
    skin = sosfilt(_band(120, 900), _noise(len(time), 31)) * np.exp(-time / 0.05) * 0.5 * velocity
    body = np.sin(2 * np.pi * sweep) * np.exp(-time / 0.26) + 0.35 * np.sin(2 * np.pi * 1.59 * sweep) * np.exp(
        -time / 0.12
    )
    return (body * np.minimum(1, time / 0.003) + skin) * 0.7


def _hiss(
    low: float, high: float, decay: float, rise: float, seed: int, level: float
) -> Callable[[float, float], NDArray]:
    def played(_: float, velocity: float) -> NDArray:
        time = np.arange(int((decay * 7 + rise) * SAMPLE_RATE)) / SAMPLE_RATE
        shape = np.minimum(1, time / rise) * np.exp(-np.maximum(0, time - rise) / decay)
        return sosfilt(_band(low, high), _noise(len(time), seed)) * shape * level

    return played


def _knock(base: float, decay: float, level: float) -> Callable[[float, float], NDArray]:
    def played(_: float, velocity: float) -> NDArray:
        ratios, heights = np.array([1, 1.51, 2.6]), np.array([1, 0.4, 0.2])
        return _partials(ratios, heights, np.array([decay, decay / 2, decay / 3]), base, 0.25) * level

    return played


def _swell(_: float, velocity: float) -> NDArray:
    """A soft breath of cymbal that leads over a seam, 1.6 s up and half a second down."""
    time = np.arange(int(2.1 * SAMPLE_RATE)) / SAMPLE_RATE
    shape = np.where(time < 1.6, (time / 1.6) ** 3, np.exp(-np.maximum(0, time - 1.6) / 0.14))
    return sosfilt(_band(1500, 6500), _noise(len(time), 41)) * shape * 0.3


STRUCK: dict[str, tuple[Callable[[float, float], NDArray], float]] = {  # and the seconds in which a damped note dies
    "piano": (_piano, 0.35), "bells": (_bells, 1.5), "pluck": (_pluck, 0.25), "guzheng": (_guzheng, 1.2),
    "pizzicato": (_pizzicato, 0.3), "staccato": (_staccato, 0.3), "kick": (_kick, 1), "taiko": (_taiko, 2),
    "shaker": (_hiss(3800, 8500, 0.035, 0.012, 51, 0.22), 1), "brush": (_hiss(900, 5200, 0.07, 0.004, 52, 0.28), 1),
    "tick": (_knock(1900, 0.018, 0.3), 1), "wood": (_knock(820, 0.035, 0.45), 1), "swell": (_swell, 3),
}  # fmt: skip


@lru_cache(maxsize=96)
def _struck(name: str, pitch: float, layer: int) -> NDArray[np.float32]:
    """The whole sound of a struck note at one of four strengths, ending at nothing."""
    sound = STRUCK[name][0](pitch, layer / 4)
    fade = min(len(sound) // 4, 4800)
    sound[len(sound) - fade :] *= np.linspace(1, 0, fade)
    count = min(48, len(sound))
    sound[:count] *= np.linspace(0, 1, count)
    return sound.astype(np.float32)


def play(name: str, pitch: float, seconds: float, velocity: float) -> Sound:
    """The note's sound, (samples, 2), its release included."""
    if name in TONES:
        return _sustained(name, pitch, seconds, velocity)
    sound = _struck(name, pitch, min(4, max(1, round(velocity * 4)))) * np.float32(velocity)
    release = STRUCK[name][1]
    end = int((seconds + release) * SAMPLE_RATE)
    if end < len(sound):
        sound = sound[:end].copy()
        fall = min(end, int(release * SAMPLE_RATE))
        sound[end - fall :] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fall))).astype(np.float32)
    return np.stack([sound, sound], axis=1) * np.float32(0.7071)
