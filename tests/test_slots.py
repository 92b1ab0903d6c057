"""Claims about which card and which network a worker sees, and what a card's silence costs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio import machine
from studio.engines.local import LocalEngine
from studio.settings import ROOT, Settings

VISIBLE = {
    None: {"gpu:0": "0", "gpu:1": "1"},
    "2,3": {"gpu:0": "2", "gpu:1": "3"},
    " 1 ": {"gpu:0": "1"},
    "GPU-8a,MIG-1b,MIG-2c": {"gpu:0": "GPU-8a", "gpu:1": "MIG-1b", "gpu:2": "MIG-2c"},
    "1,-1,0": {"gpu:0": "1"},
    "": {},
}


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with two cards, as its driver lists them."""
    for name in ("0000:01:00.0", "0000:02:00.0"):
        (tmp_path / "gpus" / name).mkdir(parents=True)
    monkeypatch.setattr("studio.settings._NVIDIA", tmp_path / "gpus")


@pytest.mark.parametrize("told", VISIBLE, ids=repr)
def test_each_gpu_worker_sees_its_own_of_the_cards_that_the_studio_may_use(
    cards: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str | None
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if told is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", told)
    engine = LocalEngine(Settings(outputs=tmp_path))
    seen = {slot.name: slot._environment()["CUDA_VISIBLE_DEVICES"] for slot in engine.slots}
    assert {name: card for name, card in seen.items() if name.startswith("gpu")} == VISIBLE[told]
    assert seen["cpu:0"] == "" and seen["text:0"] == VISIBLE[told].get("gpu:0", "")


def test_a_slot_beyond_the_visible_cards_sees_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3")
    (slot,) = LocalEngine(Settings(outputs=tmp_path, slots=("gpu:1",))).slots
    assert slot._environment()["CUDA_VISIBLE_DEVICES"] == ""


@pytest.mark.parametrize("offline", ["", "1", "true"])
def test_who_has_told_the_hub_to_be_left_alone_is_obeyed_and_told(tmp_path: Path, offline: str) -> None:
    away = {"STORYREEL_OUTPUTS": str(tmp_path), "STORYREEL_HUB": "http://127.0.0.1:9", "HF_HUB_OFFLINE": offline}
    command = [sys.executable, "app.py", "models", "get", "sdxl-base", "--accept-licence"]
    said = subprocess.run(command, cwd=ROOT, env=os.environ | away, capture_output=True, text=True, timeout=60)
    assert said.returncode != 0 and ("HF_HUB_OFFLINE is set" in said.stderr) == bool(offline)


def test_a_torch_that_does_not_answer_leaves_the_processor_and_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine._Torch, "said", None)
    monkeypatch.setattr(machine, "_ASK_TORCH", "import time; time.sleep(60)")
    monkeypatch.setattr(machine, "_TORCH_SECONDS", 0.3)
    assert [d.kind for d in machine.devices()] == ["cpu"]
    (line,) = machine._devices()
    assert line.state == "missing" and "has not answered" in line.detail
