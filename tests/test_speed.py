"""Each cache really leaves work out or is refused with its reason, and what is switched off leaves nothing behind."""

import pytest

from pipelines.cameras.diffusion import attention, speed
from pipelines.cameras.diffusion.entries import Entry, Level
from studio.errors import BackendMissing, BadInput, MakerFailed

STEPS = 8


@pytest.fixture(scope="module", params=["wan", "ltx"])
def tiny(request, tmp_path_factory):
    """(pipeline, entry) of a family that makes its two passes apart, and of one that makes them together."""
    import importlib

    import torch
    from diffusers import LTXPipeline, WanPipeline

    torch.set_num_threads(1)
    case = importlib.import_module(f"tests.tiny.{request.param}").CASES[0]
    folder = tmp_path_factory.mktemp(request.param)
    case.build(folder)
    cls = {"wan": WanPipeline, "ltx": LTXPipeline}[request.param]
    pipe = cls.from_pretrained(folder, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    return pipe, case.entry


def _run(pipe, steps: int = STEPS):
    import torch

    call = {
        "prompt": "a red ball", "height": 32, "width": 64, "num_frames": 9, "num_inference_steps": steps,
        "max_sequence_length": 16, "guidance_scale": 5.0, "output_type": "latent",
    }  # fmt: skip
    return pipe(**call, generator=torch.Generator().manual_seed(0))[0]


def _cached(pipe, entry: Entry, level: Level):
    """(latents, the cache's name or the reason, share left out)"""
    from pipelines.cameras.diffusion.family import family

    said = speed.with_cache([pipe.transformer], level, STEPS, entry, pipe)
    try:
        with speed.Counter(family(entry.family).blocks(pipe.transformer)) as counter:
            return _run(pipe), said, counter.skipped()
    finally:
        speed.off([pipe.transformer])


LEVELS = {
    "first block": Level(cache="first block", threshold=0.5),
    "mag": Level(cache="mag", threshold=0.5),
    "taylor": Level(cache="taylor", interval=3),
    "pyramid": Level(cache="pyramid", interval=2),
}


@pytest.mark.parametrize("name", LEVELS)
def test_a_cache_leaves_work_out_or_says_why_not(tiny, name):
    pipe, entry = tiny
    calibrated = entry.model_copy(update={"mag_ratios": [1.0] * 28})
    plain = _run(pipe)
    made, said, skipped = _cached(pipe, calibrated, LEVELS[name])
    if entry.family == "wan" and name == "pyramid":
        assert said == "none: pyramid attention would mix this model's passes up" and skipped == 0
        assert "every step in full" in speed.told(said, skipped) and bool((made == plain).all())
        return
    assert said == name and 0.05 < skipped < 0.95
    assert speed.told(said, skipped) == "" and bool((made != plain).any())
    again = _run(pipe)
    assert bool((again == plain).all()), "switched off, it must compute everything again"


def test_a_cache_that_leaves_nothing_out_is_told(tiny):
    pipe, entry = tiny
    _, said, skipped = _cached(pipe, entry, Level(cache="first block", threshold=0.0))
    assert said == "first block" and skipped == 0
    assert "left nothing out" in speed.told(said, skipped)


def test_a_level_without_a_cache_computes_everything(tiny):
    pipe, entry = tiny
    _, said, skipped = _cached(pipe, entry, Level())
    assert (said, skipped, speed.told(said, skipped)) == ("", 0, "")


def test_magcache_is_refused_until_its_ratios_are_measured(tiny):
    pipe, entry = tiny
    _, said, _ = _cached(pipe, entry, LEVELS["mag"])
    assert "uncalibrated" in said
    ratios = speed.calibrate(pipe.transformer, STEPS, lambda: _run(pipe))
    assert len(ratios) == STEPS and ratios[0] == 1.0 and all(r > 0 for r in ratios)
    _, said, _ = _cached(pipe, entry.model_copy(update={"mag_ratios": ratios}), LEVELS["mag"])
    assert said == "mag"
    with pytest.raises(MakerFailed, match="before its 9 steps"):
        speed.calibrate(pipe.transformer, STEPS + 1, lambda: _run(pipe))
    assert not pipe.transformer.is_cache_enabled


def test_two_networks_that_share_the_steps_get_no_magcache(tiny):
    pipe, entry = tiny
    ready = entry.model_copy(update={"mag_ratios": [1.0]})
    assert "two networks" in speed.with_cache([pipe.transformer] * 2, LEVELS["mag"], STEPS, ready, pipe)


def test_a_network_that_takes_no_cache_is_left_alone(tiny):
    pipe, entry = tiny
    assert "takes none" in speed.with_cache([pipe.vae], LEVELS["first block"], STEPS, entry, pipe)


def test_an_attention_backend_is_set_told_and_set_back(tiny):
    pipe, _ = tiny
    plain = _run(pipe)
    assert speed.attention([pipe.transformer], "_native_math") == "_native_math"
    assert bool(((_run(pipe) - plain).abs() < 1e-3).all())
    assert speed.attention([pipe.transformer], "") == "native"  # what is best without a card
    assert bool((_run(pipe) == plain).all())


def test_an_attention_backend_that_cannot_be_used_is_refused(tiny):
    pipe, _ = tiny
    with pytest.raises(BadInput, match="no attention backend"):
        speed.attention([pipe.transformer], "quick")
    with pytest.raises(BadInput, match="fetches a program"):
        speed.attention([pipe.transformer], "flash_hub")
    if not attention.usable("flash"):
        with pytest.raises(BackendMissing, match="“flash” is not installed here: run `pip install flash-attn"):
            speed.attention([pipe.transformer], "flash")


def test_the_fastest_exact_backend_is_taken_and_none_that_rounds_or_refuses_masks():
    every = list(attention.PACKAGES)
    assert attention.best(every, hopper=True, maskless=True) == "_flash_3"
    assert attention.best(every, hopper=False, maskless=True) == "flash"
    assert attention.best(every, hopper=True, maskless=False) == "native"
    assert attention.best(["sage", "xformers"], hopper=True, maskless=True) == "native"


def test_backends_are_those_that_this_machine_really_has(tmp_path, monkeypatch):
    """A package is laid where Python looks: of the right version, but for cards, as all of them are."""
    before = {b.name: b for b in attention.here(gpu=False).backends}
    if before["sage"].installed:
        pytest.skip("sageattention is installed here")
    assert "pip install sageattention" in before["sage"].why and before["native"].usable
    (tmp_path / "sageattention-2.2.0.dist-info").mkdir()
    (tmp_path / "sageattention-2.2.0.dist-info" / "METADATA").write_text("Name: sageattention\nVersion: 2.2.0\n")
    kernels = "sageattn_varlen", *(f"sageattn_qk_int8_pv_{k}" for k in ("fp8_cuda", "fp8_cuda_sm90", "fp16_cuda"))
    lines = ["def sageattn(*_, **__):", "    raise RuntimeError('needs a card')"]
    lines += [f"{name} = sageattn" for name in (*kernels, "sageattn_qk_int8_pv_fp16_triton")]
    (tmp_path / "sageattention.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    attention.asked.cache_clear()
    found = attention.here(gpu=False)
    sage = next(b for b in found.backends if b.name == "sage")
    assert (sage.installed, sage.usable, sage.rounds) == (True, False, True) and "needs a card" in sage.why
    assert found.with_mask == found.without_mask == "native"
    assert not any("hub" in b.name or "varlen" in b.name for b in found.backends)
    attention.asked.cache_clear()


def test_what_names_no_blocks_is_not_compiled(tiny):
    pipe, _ = tiny
    with pytest.raises(BadInput, match="switch “compile” off"):
        speed.compile_blocks([pipe.vae])


def test_hints_that_are_added_between_blocks_are_never_given_twice(tmp_path):
    """First block and MagCache know the blocks of VACE's network, and would."""
    from diffusers import WanVACEPipeline

    from tests.tiny import wan

    wan.build_vace(tmp_path)
    pipe = WanVACEPipeline.from_pretrained(tmp_path, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    entry = wan.CASES[-1].entry.model_copy(update={"mag_ratios": [1.0] * STEPS})
    for name in ("first block", "mag"):
        assert "would add the hints" in speed.with_cache([pipe.transformer], LEVELS[name], STEPS, entry, pipe)
        assert not pipe.transformer.is_cache_enabled
    plain, (made, said, skipped) = _run(pipe), _cached(pipe, entry, LEVELS["taylor"])
    assert said == "taylor" and 0.05 < skipped < 0.95 and bool((made != plain).any())
