"""What makes dry synthetic speech pleasant: equaliser, evenness, a small room; knows nothing of words or engines."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, resample_poly, sosfilt

from pipelines.loudness import SAMPLE_RATE, limited, loudness

LOUDNESS_LUFS, PEAK_DBFS = -20.0, -1.6
LEAD_SECONDS, TAIL_SECONDS = 0.06, 0.12
_FRAME = 0.005  # seconds; the grain in which silence is found


def trimmed(sound: NDArray, rate: int) -> tuple[NDArray, float]:
    """The sound between its silences, and the seconds cut off its front; an empty array where all is silent."""
    frame = max(1, round(_FRAME * rate))
    count = -(-len(sound) // frame)
    level = np.abs(np.pad(sound, (0, count * frame - len(sound)))).reshape(count, frame).max(axis=1, initial=0.0)
    heard = np.flatnonzero(level > max(0.006 * level.max(initial=0.0), 1e-4))
    if not len(heard):
        return sound[:0], 0.0
    first, last = heard[0] * frame, min(len(sound), (heard[-1] + 1) * frame)
    return faded(sound[first:last], round(0.003 * rate)), first / rate


def faded(sound: NDArray, samples: int) -> NDArray:
    """The sound with both ends faded over that many samples, so that no join clicks."""
    count = min(samples, len(sound) // 2)
    ramp = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count, endpoint=False))
    sound = sound.copy()
    sound[:count] *= ramp
    sound[len(sound) - count :] *= ramp[::-1]
    return sound


def _bell(hertz: float, decibels: float, q: float) -> NDArray:
    """A peaking equaliser (R. Bristow-Johnson's cookbook) as one second-order section."""
    gain, omega = 10 ** (decibels / 40), 2 * np.pi * hertz / SAMPLE_RATE
    alpha = np.sin(omega) / (2 * q)
    b = np.array([1 + alpha * gain, -2 * np.cos(omega), 1 - alpha * gain])
    a = np.array([1 + alpha / gain, -2 * np.cos(omega), 1 - alpha / gain])
    return np.concatenate([b, a]) / a[0]


@cache
def _equaliser(brightness_db: float) -> NDArray:
    rumble = butter(2, 70, "highpass", fs=SAMPLE_RATE, output="sos")
    air = butter(1, 9500, "lowpass", fs=SAMPLE_RATE, output="sos")
    bells = [
        _bell(210, 2.0, 0.8),
        _bell(420, -1.5, 1.0),
        _bell(3700, -4.5 + brightness_db, 0.8),
        _bell(2200, brightness_db, 0.7),
    ]
    return np.vstack([rumble, air, *bells])


def _softened_pulses(sound: NDArray) -> NDArray:
    """Spreads each glottal pulse over a few milliseconds by all-passes: sharp ones make a formant voice buzz."""
    for delay, feedback in ((31, 0.45), (53, 0.4), (89, 0.3)):
        b, a = np.zeros(delay + 1), np.zeros(delay + 1)
        b[0], b[-1], a[0], a[-1] = feedback, 1.0, 1.0, feedback
        sound = lfilter(b, a, sound)
    return sound


def _evened(sound: NDArray, threshold_db: float = -24.0, ratio: float = 2.5) -> NDArray:
    """A compressor: what is louder than the threshold is turned down by the ratio, over about 20 ms."""
    keep = np.exp(-1 / (0.02 * SAMPLE_RATE))
    power = lfilter([1 - keep], [1, -keep], np.square(sound))
    over = np.maximum(0.0, 10 * np.log10(power + 1e-12) - threshold_db)
    return sound * 10 ** (-over * (1 - 1 / ratio) / 20)


@cache
def _room() -> NDArray:
    """The answer of a small furnished room, 0.25 s: a few early reflections and a soft, darkening tail."""
    rng = np.random.default_rng(20_011)
    length = int(0.25 * SAMPLE_RATE)
    seconds = np.arange(length) / SAMPLE_RATE
    tail = rng.standard_normal(length) * np.exp(-seconds * 32) * np.minimum(1, seconds / 0.012)
    tail = sosfilt(butter(1, [250, 3800], "bandpass", fs=SAMPLE_RATE, output="sos"), tail)
    answer = 0.16 * tail / np.sqrt(np.sum(tail**2))
    answer[0] += 1.0
    for delay_ms, gain in ((7.3, 0.09), (11.9, -0.07), (17.1, 0.06), (23.7, 0.04)):
        answer[round(delay_ms * SAMPLE_RATE / 1000)] += gain
    return answer


def finished(sound: NDArray, rate: int, brightness_db: float = 0.0) -> NDArray:
    """Dry speech as it goes into the film: (samples,) float at 48 kHz, of even loudness, with its lead and tail.

    A moment of the dry sound is heard LEAD_SECONDS later in what comes back.
    """
    common = np.gcd(rate, SAMPLE_RATE)
    sound = resample_poly(sound, SAMPLE_RATE // common, rate // common)
    sound = np.pad(sound, (round(LEAD_SECONDS * SAMPLE_RATE), round(TAIL_SECONDS * SAMPLE_RATE)))
    level = np.sqrt(np.mean(np.square(sound))) or 1.0
    sound = sosfilt(_equaliser(brightness_db), sound * (0.1 / level))
    sound = _evened(_softened_pulses(sound))
    sound = fftconvolve(sound, _room())[: len(sound)]
    sound = faded(sound, round(0.03 * SAMPLE_RATE))
    for _ in range(3):  # the limiter lowers the loudness a little: once more closes the gap
        sound = limited(sound * 10 ** ((LOUDNESS_LUFS - loudness(sound)) / 20), PEAK_DBFS)
    return sound
