"""Finished parts of a film: each piece is encoded once, into a file named by the hash of all that went in.

    takes, words -> conformed, drawn over, encoded -> segments/<hash>.mp4 -> joining.py
One encoder setting and one time scale serve a whole project, every segment opens with a key frame and refers to nothing
outside itself, so that joined packets play as one stream. Sound is none of this module's business.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipelines.editor import conform, fonts, media, smooth, subtitles, timeline, transitions
from pipelines.editor.conform import SCALER, TAGS
from pipelines.ffmpeg import Failed, Programs
from studio.crew import CutOrder, CutShot
from studio.errors import DamagedFile
from studio.recipe import digest
from studio.vocabulary import Transition

log = logging.getLogger(__name__)
VERSION = 1  # grows when the same input would give other bytes
# Measured on rainy 720p takes: quality 20 is 26 % smaller than 18 at 0.983 against 0.986 SSIM; veryfast gives half the
# bytes of superfast for 1.6 times its work, faster saves 4 % more for 1.4 times. One thread, since x264's bytes depend
# on their number and pieces are encoded side by side anyway; stitchable keeps every segment's headers equal.
ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-threads", "1", "-pix_fmt", "yuv420p"]
X264 = "stitchable=1:open-gop=0:threads=1:lookahead-threads=1"


@dataclass(frozen=True)
class Segment:
    """A piece with its words and the file that it becomes."""

    piece: timeline.Piece
    words: tuple[subtitles.Drawn, ...]
    path: Path


@dataclass(frozen=True)
class Bench:
    """What every piece of one film is made with."""

    order: CutOrder
    takes: tuple[media.Media, ...]
    folder: Path
    scratch: Path
    programs: Programs

    @property
    def fps(self) -> Fraction:
        return Fraction(self.order.fps)

    @property
    def frame(self) -> conform.Frame:
        return conform.Frame(self.order.width, self.order.height, self.fps, self.order.fit, self.order.smooth)

    @property
    def page(self) -> subtitles.Page:
        return subtitles.Page(width=self.order.width, height=self.order.height)


def tick(fps: Fraction) -> tuple[int, int]:
    """(the film's time scale, ticks a frame): whole numbers for every rate."""
    times = 1 << max(0, (9_999 // fps.numerator).bit_length())
    return fps.numerator * times, fps.denominator * times


def planned(bench: Bench, words: Sequence[subtitles.Drawn]) -> list[Segment]:
    """The film's segments in order."""
    found = []
    for piece in timeline.plan(bench.order.shots, bench.fps):
        seen = tuple(subtitles.over(words, piece.start, piece.frames))
        found.append(Segment(piece, seen, bench.folder / f"{_key(bench, piece, seen)}.mp4"))
    return found


def _key(bench: Bench, piece: timeline.Piece, words: Sequence[subtitles.Drawn]) -> str:
    order = bench.order
    shown = [taken for taken in (piece.outgoing, piece.incoming) if taken]
    conformed = [conform.choices(bench.takes[taken.position], bench.frame) for taken in shown]

    def source(taken: timeline.Range | None) -> list | None:
        return [order.shots[taken.position].take_hash, taken.first, taken.frames] if taken else None

    return digest(
        {
            "v": VERSION,
            "encoder": [*ENCODER, X264, TAGS, SCALER],
            "size": [order.width, order.height],
            "fps": order.fps,
            "frames": piece.frames,
            "takes": [source(piece.outgoing), source(piece.incoming)],
            "transition": str(piece.transition),
            "words": [w.model_dump() for w in words],
            "style": [subtitles.STYLE, fonts.FACE] if words else None,
            # Only where a take is of another size or rate: what needs no conforming has one name whatever is chosen.
            **({"conformed": conformed} if any(conformed) else {}),
        }
    )


def is_whole(segment: Segment) -> bool:
    """Whether the segment's file is there with all its frames."""
    return segment.path.is_file() and media.frame_count(segment.path) == segment.piece.frames


def make(bench: Bench, segment: Segment) -> None:
    """Encodes a segment under a temporary name, checks it, names it; DamagedFile says which take can't serve."""
    part = bench.folder / f".{segment.path.stem}.{bench.scratch.name.strip('.')}.mp4"
    try:
        if segment.piece.transition is Transition.CUT:
            _encode_body(bench, segment, part)
        else:
            _encode_transition(bench, segment, part)
        if media.frame_count(part) != segment.piece.frames:
            raise _spoilt(segment)
        part.replace(segment.path)
    except Failed as why:
        raise _spoilt(segment) from why
    finally:
        part.unlink(missing_ok=True)


def frames_made(bench: Bench, segment: Segment) -> int:
    """How many frames of a segment in the making are encoded by now."""
    try:
        told = (bench.scratch / f"{segment.path.stem}.progress").read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0
    found = re.findall(r"frame=(\d+)\n", told[-2000:])
    return min(int(found[-1]), segment.piece.frames) if found else 0


def _spoilt(segment: Segment) -> DamagedFile:
    return damaged(sorted({r.position + 1 for r in (segment.piece.outgoing, segment.piece.incoming) if r}))


def damaged(positions: Sequence[int]) -> DamagedFile:
    """The error for takes that are missing, cut short or unreadable, by their shots' numbers counted from 1."""
    names = " or ".join(map(str, positions))
    return DamagedFile(f"The take of shot {names} is missing or damaged: render that shot again, then cut the film.")


# ---- pictures ------------------------------------------------------------------------------------------------------


def _lettering(bench: Bench, segment: Segment) -> str:
    """The filters that draw the segment's words, with a comma before; empty where there are none."""
    if not segment.words:
        return ""
    script = bench.scratch / f"{segment.path.stem}.ass"
    script.write_text(subtitles.ass(segment.words, bench.fps, bench.page), encoding="utf-8")
    lead = subtitles.lead_frames(bench.fps)
    # The program runs in the scratch folder, and its name for the fonts needs no escaping.
    return f",setpts=N+{lead},ass=filename={script.name}:fontsdir=fonts,setpts=N"


def _encoder(bench: Bench, segment: Segment, out: Path) -> list[str]:
    scale, _ = tick(bench.fps)
    return [
        *("-progress", f"{segment.path.stem}.progress", "-stats_period", "0.3"),
        *("-frames:v", str(segment.piece.frames), "-r", str(bench.fps), "-fps_mode", "cfr"),
        *(*ENCODER, "-g", str(round(2 * bench.fps)), "-x264-params", X264),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-video_track_timescale", str(scale), "-f", "mp4", str(out)),
    ]


def _encode_body(bench: Bench, segment: Segment, out: Path) -> None:
    taken = segment.piece.outgoing
    assert taken is not None, "a body has one range"
    if conform.is_smoothed(bench.takes[taken.position], bench.frame):
        reel = _reel(bench, taken)
        _encode_pictures(bench, segment, reel.pictures, out)
        next(reel.pictures, None)  # hears whether its program ended well
        return
    steps = conform.filters(bench.takes[taken.position], bench.frame, taken)
    chain = steps + _lettering(bench, segment) + ",format=yuv420p"
    bench.programs.run([*_source(bench, taken, chain), *_encoder(bench, segment, out)])


def _encode_transition(bench: Bench, segment: Segment, out: Path) -> None:
    piece = segment.piece
    outgoing, incoming = _reel(bench, piece.outgoing), _reel(bench, piece.incoming)
    _encode_pictures(bench, segment, transitions.compose(piece.transition, outgoing, incoming, bench.fps), out)
    for reel in (outgoing, incoming):
        next(reel.pictures, None)  # lets its program end, and hears whether it ended well


def _encode_pictures(bench: Bench, segment: Segment, pictures: Iterator[np.ndarray], out: Path) -> None:
    back = f"scale={SCALER}:in_color_matrix=bt709:in_range=pc:out_color_matrix=bt709:out_range=tv,format=yuv420p"
    chain = f"settb={1 / bench.fps},setpts=N,{back},{TAGS}{_lettering(bench, segment)},format=yuv420p"
    size = f"{bench.order.width}x{bench.order.height}"
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(bench.fps), "-i", "pipe:0"]
    filters = ["-filter_threads", "1", "-filter:v", chain]
    bench.programs.feed([*source, *filters, *_encoder(bench, segment, out)], pictures)


def _reel(bench: Bench, taken: timeline.Range | None) -> transitions.Reel:
    return transitions.Reel(_pictures(bench, taken), taken.frames) if taken else transitions.Reel(iter(()), 0)


def _pictures(bench: Bench, taken: timeline.Range) -> Iterator[np.ndarray]:
    """The range's pictures as the film shows them, each (height, width, 3) uint8 RGB; DamagedFile where one lacks."""
    take = bench.takes[taken.position]
    if not conform.is_smoothed(take, bench.frame):
        yield from _decoded(bench, taken, conform.filters(take, bench.frame, taken), taken.frames)
        return
    first, last = (smooth.source(take.fps, bench.fps, k) for k in (taken.first, taken.first + taken.frames - 1))
    chain = conform.filters_at_own_rate(take, bench.frame, first, last + 2 - first)
    # The picture behind the last one is only there where the take goes on.
    own = _decoded(bench, taken, chain, last + 1 - first, spare=1)
    yield from smooth.smoothed(own, take.fps, bench.fps, taken.first, taken.frames)
    for _ in own:
        log.debug("a spare picture of shot %d was not needed", taken.position + 1)


def _decoded(bench: Bench, taken: timeline.Range, chain: str, least: int, spare: int = 0) -> Iterator[np.ndarray]:
    """What the chain gives as pictures, (height, width, 3) uint8 RGB: `least` of them and up to `spare` more."""
    width, height = bench.order.width, bench.order.height
    colours = f"scale={SCALER}+full_chroma_inp:in_color_matrix=bt709:in_range=tv:out_range=pc,format=rgb24"
    raw = ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    arguments = [*_source(bench, taken, f"{chain},{colours}"), "-frames:v", str(least + spare), *raw]
    size, count = width * height * 3, 0
    try:
        for chunk in bench.programs.read(arguments, size):
            if len(chunk) == size:
                count += 1
                yield np.frombuffer(chunk, np.uint8).reshape(height, width, 3)
    except Failed as why:
        raise damaged([taken.position + 1]) from why
    if count < least:
        raise damaged([taken.position + 1])


def _source(bench: Bench, taken: timeline.Range, chain: str) -> list[str]:
    """The arguments that read a range of a take; a frame that can't be decoded ends the program with an error."""
    path = str(bench.order.shots[taken.position].path.absolute())
    # One thread each: pieces are made side by side, and a second thread changes no frame but may change its bytes.
    return ["-xerror", "-threads", "1", "-i", path, "-map", "0:v:0", "-filter_threads", "1", "-filter:v", chain]


def check_takes(shots: Sequence[CutShot]) -> tuple[media.Media, ...]:
    """What each take holds; DamagedFile names the first shot whose take is missing or no picture."""
    found = []
    for number, shot in enumerate(shots, 1):
        try:
            take = media.probe(shot.path)
        except DamagedFile as why:
            raise damaged([number]) from why
        if not take.has_video or not take.width or take.fps <= 0:
            raise damaged([number])
        found.append(take)
    return tuple(found)
