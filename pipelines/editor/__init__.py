"""The built-in editor: joins takes into a film with captions and sound. Imports nothing heavy until it cuts."""

from __future__ import annotations

from pathlib import Path

from studio.crew import CutMade, CutOrder, Report


class BuiltinEditor:
    """Cuts with ffmpeg, and MoviePy for transitions."""

    id = "builtin"
    revision = "2"

    def cut(self, order: CutOrder, out: Path, segments: Path, report: Report) -> CutMade:
        """Writes an MP4 to `out` and its captions beside it (.srt); finished segments stay in `segments` by hash.

        Raises DamagedFile (names the shot to render again), DiskFull, MakerFailed, BadInput, and what `report` raises.
        """
        from pipelines.editor.cut import cut

        return cut(order, out, segments, report)
