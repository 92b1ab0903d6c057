"""Loudness after ITU-R BS.1770-4, at 48 kHz, and a limiter; knows nothing of voices, music or films."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d, uniform_filter1d
from scipy.signal import sosfilt

SAMPLE_RATE = 48_000
# The two stages of the K weighting, from the recommendation's tables for 48 kHz.
K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
_BLOCK, _HOP = SAMPLE_RATE * 4 // 10, SAMPLE_RATE // 10


def loudness(sound: NDArray) -> float:
    """Integrated loudness in LUFS of (samples,) or (samples, channels), gated; -inf of silence."""
    channels = sound[:, None] if sound.ndim == 1 else sound
    power = np.zeros(max(1, (len(channels) - _BLOCK) // _HOP + 1))
    for channel in channels.T:  # one at a time: a long film's music is large
        weighted = np.square(sosfilt(K_WEIGHTING, channel.astype(np.float64)))
        total = np.concatenate([[0.0], np.cumsum(weighted)])
        starts = np.arange(len(power)) * _HOP
        ends = np.minimum(starts + _BLOCK, len(channels))
        power += (total[ends] - total[starts]) / np.maximum(ends - starts, 1)
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return float("-inf")
    loud = loud[loud > loud.mean() / 10]
    return float(10 * np.log10(loud.mean()) - 0.691)


def limited(sound: NDArray, ceiling_db: float, window_seconds: float = 0.004) -> NDArray:
    """The sound with no sample above the ceiling (dBFS), turned down smoothly around its peaks."""
    ceiling = 10 ** (ceiling_db / 20)
    peaks = np.abs(sound) if sound.ndim == 1 else np.abs(sound).max(axis=1)
    if peaks.max(initial=0.0) <= ceiling:
        return sound
    window = round(window_seconds * SAMPLE_RATE) | 1
    gain = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)).astype(sound.dtype)
    gain = uniform_filter1d(minimum_filter1d(gain, window), window)
    return sound * (gain if sound.ndim == 1 else gain[:, None])
