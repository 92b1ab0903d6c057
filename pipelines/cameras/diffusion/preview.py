"""Pictures of what is being made, from latents alone: no decoder runs, so that nothing offloaded is disturbed.

A model's latents are nearly a linear map away from small pictures. The map is learnt from finished shots, whose latents
and frames are both at hand, and kept; until then a preview shows the latents' strongest direction in grey.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)
LONGEST_SIDE = 320
QUALITY = 80  # of the JPEG: 10 to 20 kB
SHOTS = 8  # the map is the mean of what so many shots taught; later ones cost nothing
FRAMES = 5  # of a shot that are learnt from, spread over it
RIDGE = 1e-3  # keeps channels that never changed from getting wild weights


class Preview:
    """Previews of one model's latents."""

    def __init__(self, file: Path) -> None:
        """`file` is where the map is kept: (channels + 1, 3) numbers, the last row added as it is."""
        self._file = file
        self._map, self._shots = _read(file)

    @property
    def learnt(self) -> bool:
        """Whether previews have colours."""
        return self._map is not None

    def picture(self, latents: torch.Tensor) -> bytes:
        """A JPEG, LONGEST_SIDE pixels at most, of the middle of (channels, frames, height, width) latents."""
        import cv2

        values = _values(latents[:, latents.shape[1] // 2])  # (height, width, channels) float32
        known = self._map is not None and len(self._map) == values.shape[-1] + 1
        shown = values @ self._map[:-1] + self._map[-1] if known else _grey(values)  # type: ignore[index]
        small = (shown.clip(0, 1) * 255).astype(np.uint8)  # (height, width, 3 or 1)
        scale = LONGEST_SIDE / max(small.shape[:2])
        size = max(1, round(small.shape[1] * scale)), max(1, round(small.shape[0] * scale))
        large = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
        bgr = large[..., ::-1] if large.ndim == 3 else large
        return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()

    def learn(self, latents: torch.Tensor, pictures: np.ndarray) -> None:
        """Learns from a finished shot: latents (channels, frames, height, width), pictures (frames, height, width, 3).

        Pictures are 0 to 1; of those that are no numbers nothing is learnt. Least squares over all places of a few
        frames: 8 to 15 ms on a processor, and nothing after SHOTS shots.
        """
        if self._shots >= SHOTS:
            return
        found = _fitted(latents, pictures)
        if not np.isfinite(found).all():
            return
        if self._map is None or self._map.shape != found.shape:
            self._map, self._shots = found, 0
        self._map = (self._map * self._shots + found) / (self._shots + 1)
        self._shots += 1
        self._keep()

    def _keep(self) -> None:
        assert self._map is not None
        self._file.parent.mkdir(parents=True, exist_ok=True)
        half = self._file.with_suffix(f".{os.getpid()}.half")  # two cards may learn at once
        half.write_text(json.dumps({"shots": self._shots, "map": self._map.round(6).tolist()}), encoding="utf-8")
        half.replace(self._file)


def _read(file: Path) -> tuple[np.ndarray | None, int]:
    if not file.exists():
        return None, 0
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        found = np.asarray(held["map"], np.float32)  # (channels + 1, 3)
        if found.ndim != 2 or found.shape[1] != 3:
            raise ValueError(f"a map of shape {found.shape}")
        return found, int(held["shots"])
    except (ValueError, KeyError, TypeError):
        log.warning("the previews' map %s can't be read and is learnt again", file)
        return None, 0


def _values(frame: Any) -> np.ndarray:
    """One latent frame (channels, height, width) as (height, width, channels) float32; what is no number is 0."""
    return np.nan_to_num(frame.detach().float().cpu().permute(1, 2, 0).numpy())


def _grey(values: np.ndarray) -> np.ndarray:
    """The first principal component, from the darkest to the lightest twentieth; (height, width, 1)."""
    flat = values.reshape(-1, values.shape[-1])
    centred = flat - flat.mean(axis=0)
    strongest = np.linalg.eigh(centred.T @ centred)[1][:, -1]  # (channels,)
    strongest *= np.sign(strongest[np.abs(strongest).argmax()])  # the same sign at every step
    shown = centred @ strongest
    low, high = np.percentile(shown, (5, 95))
    return ((shown - low) / max(high - low, 1e-6)).reshape(*values.shape[:2], 1)


def _fitted(latents: torch.Tensor, pictures: np.ndarray) -> np.ndarray:
    """The (channels + 1, 3) map that takes latents nearest to pictures of their own size."""
    count, last = latents.shape[1], len(pictures) - 1
    rows, colours = [], []
    for n in sorted({round(x) for x in np.linspace(0, count - 1, min(FRAMES, count))}):
        values = _values(latents[:, n])
        shown = pictures[round(n * last / max(1, count - 1))]  # a latent frame ends with this one
        rows.append(values.reshape(-1, values.shape[-1]))
        colours.append(_pooled(shown, values.shape[1], values.shape[0]))
    known = np.concatenate(rows)
    known = np.concatenate([known, np.ones((len(known), 1), np.float32)], axis=1)
    normal = known.T @ known
    normal += RIDGE * np.trace(normal) / len(normal) * np.eye(len(normal), dtype=np.float32)
    return np.linalg.solve(normal, known.T @ np.concatenate(colours)).astype(np.float32)


def _pooled(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """(height * width, 3) mean colours."""
    import cv2

    return cv2.resize(picture.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA).reshape(-1, 3)
