"""Memory plans fit what they say they fit, and a placed pipeline makes the same picture in every mode."""

from itertools import pairwise

import pytest

from pipelines.cameras.diffusion import memory, reading
from pipelines.cameras.diffusion.entries import SHIPPED, entries
from pipelines.cameras.diffusion.family import Task
from pipelines.cameras.diffusion.loaded import Loaded
from studio.crew import How
from studio.shelf import Device

GB = 2**30
NEAR = 1e-5  # weights that were read from a file lie differently in memory, which changes the last bits of a sum
ENTRY = entries(SHIPPED)["wan2.1-t2v-1.3b"].model_copy(update={"activation_gb": 4.0})
SMALL = {"text_encoder": int(10.6 * GB), "transformer": int(2.65 * GB), "vae": int(0.25 * GB)}
LARGE = {**SMALL, "transformer": int(26.5 * GB)}
TWO = {**LARGE, "transformer_2": int(26.5 * GB)}


def _device(free: float, host: float = 60.0, kind: str = "cuda") -> Device:
    return Device(name="a card", kind=kind, free_gb=free, total_gb=free, host_free_gb=host)  # type: ignore[arg-type]


def _plan(weights, device, how=None, precision="", size=(832, 480), frames=81) -> memory.Plan:
    return memory.plan(memory.Demand(ENTRY, weights, device, *size, frames, how or How(), precision))


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


def test_weights_that_cannot_wait_in_memory_come_from_the_disk():
    plan = _plan(LARGE, _device(8, host=10))
    assert (plan.memory, plan.disk, plan.fits) == ("group", True, True)
    assert "disk" in plan.reason and "model" not in plan.needs


def test_a_plan_that_does_not_fit_names_a_smaller_size_that_does():
    plan = _plan(SMALL, _device(3))
    assert not plan.fits and plan.tiling
    size = memory.smaller(memory.Demand(ENTRY, SMALL, _device(3), 832, 480, 81))
    assert size is not None and f"{size[0]}x{size[1]}" in plan.reason
    assert size[0] * size[1] * size[2] < 832 * 480 * 81 and size[0] % 16 == size[1] % 16 == (size[2] - 1) % 4 == 0
    assert _plan(SMALL, _device(3), size=size[:2], frames=size[2]).fits
    assert memory.smaller(memory.Demand(ENTRY, SMALL, _device(0.1), 832, 480, 81)) is None
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


def _painter(mode: str, disk: bool = False) -> memory.Plan:
    return memory.Plan(memory=mode, precision="full", tiling=False, needed_gb=1, fits=True, reason="", disk=disk)


@pytest.mark.parametrize(
    ("placed", "free", "host", "kept"),
    [
        (_painter("full"), 14, 60, "kept"),
        (_painter("full"), 14, 8, "kept"),  # letting it go would free nothing where the reader is read
        (_painter("model"), 14, 8, ""),
        (_painter("full"), 8, 60, "lifted"),
        (_painter("full"), 8, 16, ""),  # 10 GB come off the card, and 11 GB are read beside them
        (_painter("model"), 8, 16, "lifted"),  # its weights wait in memory as it is
        (_painter("group", disk=True), 8, 60, ""),
        (None, 8, 60, "kept"),
        (None, 8, 8, ""),
    ],
)
def test_a_painter_gives_way_to_a_reader_no_further_than_it_must(placed, free, host, kept):
    assert memory.beside(placed, 10, 11, _device(free, host=host)) == kept


def test_a_machine_is_good_for_one_precision_whatever_is_free_on_it():
    halves = {"transformer": 15 * GB, "transformer_2": 15 * GB}  # which take turns where both can wait in memory
    for weights, precision in ((SMALL, "full"), (LARGE, "fp8"), (halves, "full")):
        found = set()
        for free, host in ((23, 60), (9, 60), (23, 4), (3, 2)):
            device = Device(name="", kind="cuda", free_gb=free, total_gb=24, host_free_gb=host, host_total_gb=64)
            found.add(_plan(weights, memory.empty(device)).precision)
        assert found == {precision}


def test_processes_that_share_a_machine_have_a_part_of_its_memory_each():
    alone, third = memory.device_now(), memory.device_now(3)
    assert third.host_total_gb == pytest.approx(alone.host_total_gb / 3)
    assert third.host_free_gb <= third.host_total_gb


def test_a_pinned_tensor_takes_the_next_power_of_two():
    import torch

    network = torch.nn.Linear(1000, 3, bias=False)  # 12,000 bytes
    assert memory.pinned_gb([network, network]) * GB == 16384


def test_memory_that_is_short_is_known_in_all_its_ways():
    import torch

    short = [torch.OutOfMemoryError("x"), MemoryError(), RuntimeError("CUDA error: out of memory")]
    assert all(memory.ran_out(why) for why in [*short, RuntimeError("DefaultCPUAllocator: can't allocate memory")])
    assert not memory.ran_out(RuntimeError("shapes differ")) and not memory.ran_out(ValueError("out of memory"))


def test_a_single_file_is_counted_as_what_becomes_of_it():
    gguf = ENTRY.model_copy(update={"path": "/x/wan-Q8_0.gguf", "base": ENTRY.id})
    plain = gguf.model_copy(update={"path": "/x/wan.safetensors"})
    tight = _device(14, host=10)  # neither whole on the card nor waiting in memory
    for entry, precision in ((gguf, "full"), (plain, "fp8")):
        found = memory.plan(memory.Demand(entry, {"transformer": int(14.5 * GB)}, tight, 832, 480, 81))
        assert found.precision == precision, entry.path
    assert memory.precisions(gguf) == ("full",) and memory.precisions(plain) == ("full", "fp8")


def test_memory_grows_with_pixels_and_frames():
    assert _plan(SMALL, _device(80), frames=41).needed_gb < _plan(SMALL, _device(80)).needed_gb
    assert _plan(SMALL, _device(80), size=(416, 240)).needed_gb < _plan(SMALL, _device(80)).needed_gb


def test_several_in_one_call_need_a_steps_activations_as_often_and_are_decoded_one_at_a_time():
    asked = memory.Demand(ENTRY, SMALL, _device(80), 832, 480, 81)
    one, four = asked.sizes, asked._replace(at_once=4).sizes
    finished = 832 * 480 * 81 * 12 / GB
    assert four.step == pytest.approx(4 * one.step)
    assert four.decode - one.decode == pytest.approx(3 * finished)
    assert (four.denoisers, four.decoders, four.others) == (one.denoisers, one.decoders, one.others)


@pytest.mark.parametrize(("free", "mode"), [(40, "full"), (16, "full"), (11, "full"), (8, "group"), (6, "group")])
def test_as_many_go_together_as_need_no_milder_way_than_one_does(free, mode, tmp_path):
    sdxl = entries(SHIPPED)["sdxl-base"]
    loaded = Loaded(sdxl, tmp_path, {"unet": int(4.8 * GB), "vae": int(0.16 * GB)}, tmp_path)
    loaded.device, task = _device(free), Task("", "", 1024, 1024, 1, 1.0, 30, 5.0, seed=1)
    loaded.plan = one = memory.plan(loaded._demand(task, How(), "full"))
    count = loaded.together(task, How(), 4)
    assert one.memory == mode and 1 <= count <= 4

    def plan(at_once: int) -> tuple[str, bool, bool]:
        found = memory.plan(loaded._demand(task, How(), "full")._replace(at_once=at_once))
        return found.memory, found.tiling, found.fits

    assert plan(count) == plan(1)
    assert count == 4 or plan(count + 1) != plan(1)


def test_fewer_go_together_where_memory_is_short(tmp_path):
    counts = []
    for free in (40, 16, 11):
        loaded = Loaded(entries(SHIPPED)["sdxl-base"], tmp_path, {"unet": int(4.8 * GB)}, tmp_path)
        loaded.device, task = _device(free), Task("", "", 1024, 1024, 1, 1.0, 30, 5.0, seed=1)
        loaded.plan = memory.plan(loaded._demand(task, How(), "full"))
        counts.append(loaded.together(task, How(), 4))
    assert counts == sorted(counts, reverse=True) and counts[0] == 4 > counts[-1]


def test_stepping_down_ends_and_never_needs_more():
    plan, seen = _plan(SMALL, _device(24)), []
    while plan is not None:
        seen.append((plan.memory, plan.tiling, plan.needed_gb))
        plan = memory.step_down(plan)
    assert [s[:2] for s in seen] == [("full", False), *((m, True) for m in memory.MODES)]
    assert all(a[2] >= b[2] for a, b in pairwise(seen))


# ---- on tiny pipelines ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from tests.tiny import wan

    where = tmp_path_factory.mktemp("models") / "wan"
    wan.build_two(where)
    return where


def _pipe(folder):
    import torch
    from diffusers import WanPipeline

    torch.set_num_threads(1)
    pipe = WanPipeline.from_pretrained(folder, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _film(pipe):
    import torch

    return pipe(
        prompt="a red ball", height=32, width=48, num_frames=5, num_inference_steps=3, max_sequence_length=16,
        output_type="np", generator=torch.Generator().manual_seed(0),
    ).frames  # fmt: skip


def _kept(mode: str, **more) -> memory.Plan:
    plain = {"memory": mode, "precision": "full", "tiling": False, "needed_gb": 0, "fits": True, "reason": ""}
    return memory.Plan.model_validate(plain | more)


def test_a_pipeline_makes_the_same_picture_however_it_is_kept(folder, tmp_path):
    from pipelines.cameras.diffusion.family import family

    pipe, kin = _pipe(folder), family("wan")
    plain = _film(pipe)
    for plan in (_kept("full"), _kept("group"), _kept("group", disk=True), _kept("model"), _kept("sequential")):
        memory.apply(pipe, plan, "cpu", kin, tmp_path)
        assert bool(list(tmp_path.rglob("*.safetensors"))) == plan.disk
        assert abs(_film(pipe) - plain).max() < NEAR, plan
        memory.take_off(pipe)
        assert abs(_film(pipe) - plain).max() < NEAR, f"taken off {plan}"
        assert not list(tmp_path.iterdir())


def test_a_run_that_broke_off_in_blocks_can_be_taken_off(folder, tmp_path):
    from pipelines.cameras.diffusion.family import family

    pipe = _pipe(folder)
    plain = _film(pipe)
    memory.apply(pipe, _kept("group", disk=True), "cpu", family("wan"), tmp_path)

    def fails(*_):
        raise MemoryError

    broken = pipe.transformer_2.blocks[1].ffn.register_forward_hook(fails)
    with pytest.raises(MemoryError):
        _film(pipe)
    broken.remove()
    memory.take_off(pipe)
    assert abs(_film(pipe) - plain).max() < NEAR


def test_fp8_halves_what_a_network_keeps_and_tiles_change_little(folder):
    import torch

    from pipelines.cameras.diffusion.family import family

    pipe, kin = _pipe(folder), family("wan")
    plain = _film(pipe)
    memory.apply(pipe, _kept("group", precision="fp8", tiling=True), "cpu", kin)
    assert pipe.vae.use_tiling and pipe.transformer.blocks[0].attn1.to_q.weight.dtype == torch.float8_e4m3fn
    assert 0 < abs(_film(pipe) - plain).mean() < 0.1
    memory.take_off(pipe)
    memory.apply(pipe, _kept("full", precision="fp8"), "cpu", kin)
    assert not pipe.vae.use_tiling
    assert abs(_film(pipe) - plain).mean() < 0.1


def test_the_device_is_asked_what_it_has():
    device = memory.device_now()
    assert 0 < device.free_gb <= device.total_gb and device.host_free_gb > 0
    memory.free()


def test_quantising_names_what_is_missing(folder):
    from pipelines.cameras.diffusion.family import family, load
    from studio.errors import BackendMissing, BadInput

    kin = family("wan")
    assert reading.quantization(ENTRY, "full", kin) == reading.quantization(ENTRY, "fp8", kin) == {}
    with pytest.raises((BadInput, BackendMissing), match=r"NVIDIA|pip install"):
        reading.quantization(ENTRY, "int4", kin)
    try:
        import torchao  # noqa: F401
    except ImportError:
        with pytest.raises(BackendMissing, match=r"pip install torchao==0\.18\.0"):
            reading.quantization(ENTRY, "int8", kin)
        return
    import torch
    from diffusers import WanPipeline

    plain = _film(_pipe(folder))
    more = reading.quantization(ENTRY, "int8", kin)
    pipe = load(WanPipeline, folder, ENTRY, (), torch.float32, **more)
    assert 0 < abs(_film(pipe) - plain).mean() < 0.1


@pytest.mark.parametrize("kind", ["safetensors", "gguf"])
def test_a_network_comes_from_a_single_file(folder, tmp_path, kind):
    import torch

    pipe = _pipe(folder)
    plain = _film(pipe)
    file = tmp_path / f"network.{kind}"
    (_write_gguf if kind == "gguf" else _write_safetensors)(pipe.transformer.state_dict(), file)
    pipe.transformer = reading.single_file(type(pipe.transformer), file, folder, "transformer", torch.float32)
    difference = abs(_film(pipe) - plain).mean()
    assert 0 < difference < 0.05 if kind == "gguf" else difference < NEAR


def _write_safetensors(weights, file):
    from safetensors.torch import save_file

    save_file(weights, file)


def _write_gguf(weights, file):
    """Weights of matrices whose rows are whole blocks as Q8_0, the others as they are."""
    import gguf

    writer = gguf.GGUFWriter(str(file), "wan")
    q8 = gguf.GGMLQuantizationType.Q8_0
    for name, tensor in weights.items():
        array = tensor.float().numpy()
        whole = array.ndim == 2 and array.shape[1] % 32 == 0 and "ffn" in name
        writer.add_tensor(name, gguf.quantize(array, q8) if whole else array, raw_dtype=q8 if whole else None)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
