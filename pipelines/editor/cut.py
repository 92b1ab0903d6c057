"""Cuts a film: encodes what is new, joins by copy, mixes the sound, writes one MP4. The order of work is here."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from fractions import Fraction
from pathlib import Path

from pipelines.editor import ambience, fonts, loudness, mix, segments, subtitles
from pipelines.editor.joining import join
from pipelines.editor.mux import mux
from pipelines.ffmpeg import Failed, Programs, disk_full
from studio import timing
from studio.crew import CutMade, CutOrder, Report
from studio.errors import BadInput, MakerFailed

log = logging.getLogger(__name__)
Tell = Callable[[float, str], None]  # a report without pictures
MOST_SIDE_BY_SIDE = 4
SILENCE = ["-f", "lavfi", "-i", f"anullsrc=r={loudness.RATE}:cl=stereo"]


class _Progress:
    """Remembers what was told last, to tell it again while a program runs: telling is how a cancel is heard."""

    def __init__(self, report: Report) -> None:
        self._report, self._last = report, (0.0, "")

    def tell(self, fraction: float, note: str) -> None:
        self._last = (max(fraction, self._last[0]), note)
        self._report(*self._last)

    def again(self) -> None:
        self._report(*self._last)


def cut(order: CutOrder, out: Path, folder: Path, report: Report) -> CutMade:
    """Writes the film to `out` and its captions beside it; on failure or cancel only finished segments are left."""
    order = order.model_copy(update={"fps": str(timing.rate(order.fps))})
    if not order.shots or any(shot.frames < 1 for shot in order.shots):
        raise BadInput("There is nothing to cut: render at least one shot first.", "shots")
    out, folder = out.absolute(), folder.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(out.parent, folder)
        with tempfile.TemporaryDirectory(prefix=".cutting-", dir=out.parent) as scratch:
            progress = _Progress(report)
            with Programs(Path(scratch), progress.again) as programs:
                return _cut(order, out, folder, Path(scratch), programs, progress.tell)
    except OSError as why:
        if why.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(out) from why
        raise
    except Failed as why:
        raise MakerFailed(
            "The film could not be put together (the log tells what ffmpeg said): render its shots again and cut."
        ) from why


def _cut(order: CutOrder, out: Path, folder: Path, scratch: Path, programs: Programs, report: Tell) -> CutMade:
    started = time.monotonic()
    fps, frames = Fraction(order.fps), sum(shot.frames for shot in order.shots)
    report(0.0, "looking at the takes")
    bench = segments.Bench(order, segments.check_takes(order.shots), folder, scratch, programs)
    parts = subtitles.split(order.captions, bench.page, float(frames / fps))
    planned = segments.planned(bench, _words(order, parts, bench.page, fps, frames))
    made = _make_all(bench, planned, lambda done, note: report(0.02 + 0.68 * done, note))

    report(0.7, "joining the shots")
    picture = scratch / "picture.mp4"
    join(planned, fps, picture, lambda done: report(0.7 + 0.05 * done, "joining the shots"))
    length = round(frames / fps * mix.RATE)
    sound, measured = _sound(order, length, scratch, programs, lambda done, note: report(0.75 + 0.2 * done, note))

    report(0.95, "writing the film")
    srt = scratch / "film.srt"
    subtitles.write_srt(parts, srt)
    film = scratch / "film.mp4"
    mux(order, picture, sound, srt if order.soft and parts else None, float(frames / fps), film, programs)
    report(0.99, "writing the film")
    srt.replace(out.with_suffix(".srt"))
    film.replace(out)
    log.info("cut %d frames, %d of %d segments made, in %.1f s", frames, made, len(planned), time.monotonic() - started)
    return CutMade(
        frames=frames,
        seconds=float(frames / fps),
        loudness_lufs=measured.lufs,
        true_peak_dbtp=measured.peak_dbtp,
        segments_made=made,
        srt=out.with_suffix(".srt"),
    )


def _sweep(*folders: Path) -> None:
    """Takes away what cuts that were killed left behind, a day old and more."""
    old = time.time() - 86_400
    for left in [path for folder in folders for path in folder.glob(".*cutting-*")]:
        try:
            if left.stat().st_mtime < old:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        except FileNotFoundError:
            continue  # another cut ended just now and took its own away


def _words(
    order: CutOrder, parts: Sequence[subtitles.Part], page: subtitles.Page, fps: Fraction, frames: int
) -> list[subtitles.Drawn]:
    spoken = subtitles.drawn(parts, fps, frames) if order.burn else []
    return [*spoken, *subtitles.title(order.title, fps, order.shots[0].frames, frames, page)]


def _make_all(bench: segments.Bench, planned: Sequence[segments.Segment], report: Tell) -> int:
    """Encodes the segments that are not there yet, several at once; returns how many."""
    missing = list({s.path: s for s in planned if not segments.is_whole(s)}.values())
    if not missing:
        return 0
    _lay_fonts(bench.scratch)
    whole = sum(s.piece.frames for s in missing)
    done, number = 0, 0
    with ThreadPoolExecutor(min(MOST_SIDE_BY_SIDE, os.cpu_count() or 1)) as pool:
        waiting = {pool.submit(segments.make, bench, s): s for s in missing}
        try:
            while waiting:
                under_way = sum(segments.frames_made(bench, s) for s in waiting.values())
                report((done + under_way) / whole, f"finishing part {min(number + 1, len(missing))} of {len(missing)}")
                finished, _ = wait(waiting, timeout=0.25, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    done, number = done + waiting.pop(future).piece.frames, number + 1
        finally:
            # Called off or failed: what still runs is ended before anything is cleaned away.
            if waiting:
                bench.programs.stop()
    return len(missing)


def _lay_fonts(scratch: Path) -> None:
    """Puts the bundled font where ffmpeg, which runs in the scratch folder, finds it under a plain name."""
    folder = scratch / "fonts"
    folder.mkdir()
    try:
        (folder / "font.ttc").symlink_to(fonts.path())
    except OSError:
        shutil.copyfile(fonts.path(), folder / "font.ttc")


def _sound(
    order: CutOrder, length: int, scratch: Path, programs: Programs, report: Tell
) -> tuple[Path, loudness.Measured]:
    out, mixed = scratch / "sound.m4a", scratch / "mix.f32"
    report(0.0, "mixing the sound")
    heard = ambience.stretches(order.shots, Fraction(order.fps))
    stems = mix.Stems(mix.place(order.voices, length), order.music, heard)
    if not mix.mix(stems, length, mixed, programs, lambda done: report(0.5 * done, "mixing the sound")):
        silent = [*SILENCE, "-af", f"atrim=end_sample={length}", *loudness.AAC, "-fflags", "+bitexact"]
        programs.run([*silent, "-f", "mp4", str(out)])
        return out, loudness.Measured(None, None)
    report(0.5, "levelling the sound")
    return out, loudness.finish(mixed, order.loudness_lufs, out, programs)
