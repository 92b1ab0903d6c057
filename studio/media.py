"""Facts about media files, read with PyAV; writes nothing but posters."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

from pydantic import BaseModel

from studio.errors import DamagedFile

POSTER_WIDTH = 768  # pixels: still sharp behind the play button of a viewer, and some 50 kB


class ClipFacts(BaseModel):
    """What a clip really holds; `fps` is a rational such as "24" or "24000/1001"."""

    width: int
    height: int
    fps: str
    frames: int

    @property
    def seconds(self) -> float:
        return float(self.frames / Fraction(self.fps))


def clip_facts(path: Path) -> ClipFacts:
    """Reads every packet of the picture; raises DamagedFile when the file ends early or is no video."""
    import av

    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            packets = sum(1 for packet in container.demux(stream) if packet.size)
            promised = stream.frames or packets
            if packets != promised or not packets:
                raise DamagedFile(
                    f"The file {path.name} ends after {packets} of {promised} frames: render that shot again."
                )
            rate = Fraction(stream.average_rate or stream.base_rate or 0)
            return ClipFacts(width=stream.width, height=stream.height, fps=str(rate), frames=packets)
    except (av.error.FFmpegError, IndexError, OSError) as why:
        raise DamagedFile(f"The file {path.name} can't be read: render that shot again.") from why


def still_size(path: Path) -> tuple[int, int]:
    """(width, height) of a picture, read to its last row; raises DamagedFile."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            picture.load()
            return picture.size
    except (UnidentifiedImageError, OSError, SyntaxError) as why:
        raise DamagedFile(f"The picture {path.name} can't be read: paint that shot's keyframe again.") from why


def write_poster(clip: Path, frame: int, out: Path) -> None:
    """Writes frame number `frame` of a clip (the last where it is shorter), or a still, as a JPEG POSTER_WIDTH wide."""
    import av

    try:
        with av.open(str(clip)) as container:
            stream = container.streams.video[0]
            rate, tick = Fraction(stream.average_rate or 24), stream.time_base or Fraction(1, 24)
            if frame:  # a picture has no other to seek for
                container.seek(int(frame / rate / tick), stream=stream)
            picture = None
            for picture in container.decode(stream):
                if picture.pts is not None and picture.pts * tick >= frame / rate:
                    break
    except (av.error.FFmpegError, IndexError, OSError) as why:
        raise DamagedFile(f"The file {clip.name} can't be read: render that shot again.") from why
    if picture is None:
        raise DamagedFile(f"The file {clip.name} holds no picture: render that shot again.")
    image = picture.to_image(width=POSTER_WIDTH, height=round(POSTER_WIDTH * picture.height / picture.width / 2) * 2)
    half = out.with_suffix(".half.jpg")
    image.save(half, quality=85)
    half.replace(out)


def wav_seconds(path: Path) -> float:
    """The length of a WAV file; raises DamagedFile."""
    try:
        with wave.open(str(path)) as sound:
            return sound.getnframes() / sound.getframerate()
    except (wave.Error, EOFError, OSError) as why:
        raise DamagedFile(f"The sound {path.name} can't be read: speak that line again.") from why
