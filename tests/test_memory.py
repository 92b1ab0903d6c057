"""Memory plans fit what they say they fit, and a placed pipeline makes the same picture in every mode."""

from itertools import pairwise

import pytest

from pipelines.cameras.diffusion import memory
from pipelines.cameras.diffusion.entries import SHIPPED, entries
from studio.crew import How
from studio.shelf import Device

GB = 2**30
ENTRY = entries(SHIPPED)["wan2.1-t2v-1.3b"].model_copy(update={"activation_gb": 4.0})
SMALL = {"text_encoder": int(10.6 * GB), "transformer": int(2.65 * GB), "vae": int(0.25 * GB)}
LARGE = {**SMALL, "transformer": int(26.5 * GB)}
TWO = {**LARGE, "transformer_2": int(26.5 * GB)}


def _device(free: float, host: float = 60.0, kind: str = "cuda") -> Device:
    return Device(name="a card", kind=kind, free_gb=free, total_gb=free, host_free_gb=host)  # type: ignore[arg-type]


def _plan(weights, device, how=None, precision="", size=(832, 480), frames=81) -> memory.Plan:
    return memory.plan(ENTRY, weights, device, *size, frames, how or How(), precision)


@pytest.mark.parametrize(
    ("weights", "free", "memory_mode", "precision", "tiling"),
    [
        (SMALL, 24, "full", "full", False),
        (SMALL, 7.6, "full", "full", True),  # the decoder's peak is what does not fit
        (SMALL, 5.5, "group", "full", False),
        (LARGE, 24, "full", "fp8", False),
        (LARGE, 16, "group", "full", False),
        (TWO, 48, "model", "full", False),
        (TWO, 80, "full", "full", False),
        (LARGE, 5.5, "sequential", "full", False),
    ],
)
def test_the_fastest_way_that_fits_is_chosen(weights, free, memory_mode, precision, tiling):
    plan = _plan(weights, _device(free))
    assert (plan.memory, plan.precision, plan.tiling, plan.fits) == (memory_mode, precision, tiling, True)
    assert plan.needed_gb <= free


def test_words_are_read_in_blocks_where_the_reader_is_larger_than_the_card():
    assert _plan(SMALL, _device(8)).reading == "group"
    assert _plan(SMALL, _device(16)).reading == "full"


def test_weights_that_cannot_wait_in_memory_come_from_the_disk():
    plan = _plan(LARGE, _device(8, host=10))
    assert (plan.memory, plan.disk, plan.fits) == ("group", True, True)
    assert "disk" in plan.reason and "model" not in plan.needs


def test_a_plan_that_does_not_fit_names_a_smaller_size_that_does():
    plan = _plan(SMALL, _device(3))
    assert not plan.fits and plan.tiling
    size = memory.smaller(ENTRY, SMALL, _device(3), 832, 480, 81, How(), "")
    assert size is not None and f"{size[0]}x{size[1]}" in plan.reason
    assert size[0] * size[1] * size[2] < 832 * 480 * 81 and size[0] % 16 == size[1] % 16 == (size[2] - 1) % 4 == 0
    assert _plan(SMALL, _device(3), size=size[:2], frames=size[2]).fits
    assert memory.smaller(ENTRY, SMALL, _device(0.1), 832, 480, 81, How(), "") is None
    assert "smaller model" in _plan(SMALL, _device(0.1)).reason


@pytest.mark.parametrize("mode", memory.MODES)
def test_a_mode_that_is_asked_for_is_taken(mode):
    assert _plan(SMALL, _device(24), How(memory=mode)).memory == mode


def test_a_precision_that_is_asked_for_is_taken():
    assert _plan(SMALL, _device(24), precision="int4").precision == "int4"
    assert _plan(LARGE, _device(24), precision="full").precision == "full"


@pytest.mark.parametrize("kind", ["mps", "cpu"])
def test_a_device_in_the_machines_own_memory_has_only_what_gains_something_there(kind):
    assert set(_plan(SMALL, _device(30, 30, kind), How(memory="model")).needs) == {"full", "group"}
    assert _plan(SMALL, _device(30, 30, kind), How(memory="sequential")).memory == "full"
    assert _plan(LARGE, _device(20, 20, kind)).disk


def test_memory_grows_with_pixels_and_frames():
    assert _plan(SMALL, _device(80), frames=41).needed_gb < _plan(SMALL, _device(80)).needed_gb
    assert _plan(SMALL, _device(80), size=(416, 240)).needed_gb < _plan(SMALL, _device(80)).needed_gb


def test_stepping_down_ends_and_never_needs_more():
    plan, seen = _plan(SMALL, _device(24)), []
    while plan is not None:
        seen.append((plan.memory, plan.tiling, plan.needed_gb))
        plan = memory.step_down(plan)
    assert [s[:2] for s in seen] == [("full", False), *((m, True) for m in memory.MODES)]
    assert all(a[2] >= b[2] for a, b in pairwise(seen))
