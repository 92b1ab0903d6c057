"""Makes the two films of the README in a fresh library and tells where the time went; `make bench` runs it.

Figures are ratios to work done in the same run on the same machine: encoding ffmpeg's test picture of equal size and
length with the same encoder settings, so that a slow or busy machine slows both sides.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = ("A lighthouse keeper finds a message in a bottle during a storm", "一位灯塔看守人在暴风雨中发现了漂流瓶")
sys.path.insert(0, str(ROOT))


def baseline(frames: int, folder: Path) -> float:
    """Seconds that encoding so many 1280x720 test pictures takes with the takes' own encoder settings, one thread."""
    source = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=24"]
    encode = [
        "-frames:v",
        str(frames),
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "14",
        "-threads",
        "1",
        "-pix_fmt",
        "yuv420p",
    ]
    began = time.monotonic()
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, *encode, "-y", str(folder / "base.mp4")], check=True
    )
    return time.monotonic() - began


def make(brief: str, folder: Path) -> tuple[dict[str, float], dict[str, object]]:
    """(wall seconds by kind of job, the command's facts) of one film through the command line."""
    environment = os.environ | {"STORYREEL_OUTPUTS": str(folder / "outputs")}
    command = [sys.executable, str(ROOT / "app.py"), "make", brief, "--json", "--out", str(folder / "film.mp4")]
    began = time.monotonic()
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    facts = json.loads(said.stdout) | {"wall": time.monotonic() - began}
    return _by_kind(folder, str(facts["project_id"])), facts


def _by_kind(folder: Path, project_id: str) -> dict[str, float]:
    from studio import jobs
    from studio.settings import Settings
    from studio.store.database import open_database

    open_database(Settings(outputs=folder / "outputs").database_url)
    spent: dict[str, float] = {}
    for job in jobs.find(project_id=project_id, limit=1000):
        spent[job.kind] = spent.get(job.kind, 0.0) + (job.finished_at - job.started_at) / 1000
    return spent


def main() -> None:
    """Prints one table a film."""
    for brief in BRIEFS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            spent, facts = make(brief, folder)
            base = baseline(int(str(facts["frames"])), folder)
        print(
            f"\n{brief}\n{facts['shots']} shots, {facts['frames']} frames, {facts['seconds']} s, {facts['wall']:.1f} s"
        )
        print(f"ffmpeg's test picture of that length: {base:.1f} s = 1\n\n| step | seconds | ratio |\n|---|---|---|")
        for kind, seconds in sorted(spent.items(), key=lambda item: -item[1]):
            print(f"| {kind} | {seconds:.1f} | {seconds / base:.2f} |")
        print(f"| whole command | {facts['wall']:.1f} | {float(str(facts['wall'])) / base:.2f} |", flush=True)


if __name__ == "__main__":
    main()
