"""The pictures that a clip begins, ends or is guided with: read from a file or a frame of a clip, and fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.crew import Picture
from studio.errors import DamagedFile

if TYPE_CHECKING:
    from PIL.Image import Image


def opened(picture: Picture) -> Image:
    """The picture as RGB at its own size; DamagedFile names what can't be read."""
    import av
    from PIL import Image, UnidentifiedImageError

    try:
        if picture.frame is None:
            with Image.open(picture.path) as file:
                return file.convert("RGB")
        with av.open(picture.path) as clip:
            last = None
            for n, frame in enumerate(clip.decode(video=0)):
                last = frame
                if n == picture.frame:
                    break
        if last is None:
            raise ValueError("no frame")
        return last.to_image()
    except (OSError, ValueError, UnidentifiedImageError) as why:
        raise DamagedFile(
            f"The picture {picture.path.name} can't be read: take it out of the shot, or add it again."
        ) from why


def fitted(picture: Picture, width: int, height: int) -> Image:
    """The picture at exactly that size: scaled to cover it, its overhang cut off evenly."""
    from PIL import Image, ImageOps

    return ImageOps.fit(opened(picture), (width, height), Image.Resampling.LANCZOS)
