"""Claims about what is left on the disk by work in the middle, with real processes that are really killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import toy_film

from studio import scratch
from studio.engines.local import LocalEngine
from studio.settings import ROOT
from studio.studio import Studio

OLD = time.time() - 5 * 86_400
MAKE = """
import sys, time
from pathlib import Path
from studio.scratch import own_folder
(own_folder(Path(sys.argv[1])) / "0.safetensors").write_bytes(bytes(1000))
print("made", flush=True)
time.sleep(60)
"""


def _worker(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", MAKE, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout and child.stdout.readline() == "made\n"
    return child


def _old(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")
    os.utime(file, (OLD, OLD))
    return file


def _start(studio: Studio) -> None:
    engine = LocalEngine(studio.settings.model_copy(update={"slots": ()}))
    engine.start()
    engine.close()


def test_weights_that_a_killed_worker_set_aside_go_and_a_living_ones_stay(studio: Studio) -> None:
    living, dead = _worker(studio.settings.offload), _worker(studio.settings.offload)
    try:
        dead.kill()
        dead.wait()
        assert len(list(studio.settings.offload.iterdir())) == 2
        _start(studio)
        (left,) = studio.settings.offload.iterdir()
        assert f"-{living.pid}@" in left.name
        living.kill()
        living.wait()
        scratch.own_folder(studio.settings.offload)  # the next worker that sets weights aside needs the room
        assert not left.exists()
    finally:
        for child in (living, dead):
            child.kill()
            child.wait()


def test_states_of_shots_given_up_go_at_the_start_and_those_of_waiting_ones_stay(studio: Studio) -> None:
    states = studio.settings.checkpoints
    gone = [_old(states / "a.safetensors"), _old(states / "a-0.npz"), _old(studio.settings.embeddings / "b.half")]
    kept = [_old(studio.settings.embeddings / "b.safetensors"), states / "new.safetensors"]
    kept[1].write_bytes(b"x")
    _start(studio)
    assert not [f for f in gone if f.exists()] and all(f.exists() for f in kept)


def test_a_state_younger_than_a_paused_job_stays_however_old(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.store.tables.time.time_ns", lambda: int((OLD - 60) * 1e9))
    studio.render_shots(toy_film(studio).project.id)
    studio.pause_job(studio.jobs()[0].id)
    monkeypatch.undo()
    mine, before = _old(studio.settings.checkpoints / "mine.safetensors"), _old(studio.settings.checkpoints / "b.npz")
    os.utime(before, (OLD - 120, OLD - 120))
    _start(studio)
    assert mine.exists() and not before.exists()


def test_storage_tells_what_models_set_aside_and_read(studio: Studio) -> None:
    _old(studio.settings.offload / "storyreel-1/0.safetensors")
    _old(studio.settings.embeddings / "a.safetensors")
    told = studio.storage()
    assert told["offload"] == told["embeddings"] == 1


def test_counting_bytes_goes_on_where_files_go_meanwhile(tmp_path: Path) -> None:
    for n in range(300):
        (tmp_path / f"{n}").mkdir()
        (tmp_path / f"{n}/f").write_bytes(b"xx")
    churn = subprocess.Popen(["sh", "-c", f"rm -r {tmp_path}/1*"])
    while churn.poll() is None:
        scratch.bytes_in(tmp_path)
    assert scratch.bytes_in(tmp_path) == 2 * len(list(tmp_path.iterdir())) > 0
