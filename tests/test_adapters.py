"""Adapters (LoRAs) over tiny models of the real classes: what is laid on, what is left out, and what fails cleanly."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera
from studio.crew import ClipOrder, PictureOrder, StillOrder
from studio.errors import BadInput
from studio.film import Adapter, Dials
from studio.settings import Settings
from tests.tiny import hunyuan15, sdxl, wan

torch.set_num_threads(1)


def _camera(case, tmp_path: Path):
    folder = tmp_path / case.entry.id
    case.build(folder)
    settings = Settings(outputs=tmp_path / "outputs")
    (settings.outputs / "models" / "loras").mkdir(parents=True)
    return (DiffusionCamera if case.entry.moving else StillsCamera)(case.entry, folder, settings)


def _order(camera, *names: str, precision: str = "") -> PictureOrder:
    dials = Dials(precision=precision, adapters=[Adapter(id=name) for name in names])
    plain = {"prompt": "a red ball", "width": 96, "height": 64, "seed": 5, "dials": dials}
    return ClipOrder(**plain, fps="16", frames=5, handle=0) if camera.entry.moving else StillOrder(**plain)


def _rendered(camera, *names: str, precision: str = "") -> tuple[np.ndarray, list[str]]:
    """(the picture, or nothing of a clip; the notes)."""
    out = camera.settings.outputs / ("a.mp4" if camera.entry.moving else "a.png")
    made = camera.render(camera.settle(_order(camera, *names, precision=precision)), out, lambda *_: None)
    return np.zeros(0) if camera.entry.moving else np.asarray(Image.open(out)).astype(float), made.notes


def _tensors(network: torch.nn.Module, prefix: str, seed: int, targets: list[str]) -> dict[str, torch.Tensor]:
    """A LoRA of random weights, as Diffusers names it."""
    from peft import LoraConfig, get_peft_model_state_dict

    network.add_adapter(LoraConfig(r=2, target_modules=targets))
    torch.manual_seed(seed)
    return {f"{prefix}.{k}": torch.randn_like(v) for k, v in get_peft_model_state_dict(network).items()}


def _keep(camera, name: str, tensors: dict[str, torch.Tensor]) -> None:
    from safetensors.torch import save_file

    save_file(tensors, camera.settings.outputs / "models" / "loras" / f"{name}.safetensors")


@pytest.fixture
def stills(tmp_path: Path) -> StillsCamera:
    """SDXL with three LoRAs on the shelf: of its network alone, of its readers too, and one that breaks half-way."""
    from diffusers import StableDiffusionXLPipeline

    camera = _camera(sdxl.CASES[0], tmp_path)
    pipe = StableDiffusionXLPipeline.from_pretrained(str(camera.folder))
    own = _tensors(pipe.unet, "unet", 1, ["to_q", "to_k"])
    words = _tensors(pipe.text_encoder, "text_encoder", 2, ["q_proj"])
    broken = {k: v[..., :-1].contiguous() if "lora_A" in k else v for k, v in own.items()}
    for name, tensors in (("plain", own), ("words", own | words), ("broken", broken)):
        _keep(camera, name, tensors)
    return camera


def test_what_an_adapter_does_to_the_reading_of_words_is_left_out_and_told(stills):
    plain, notes = _rendered(stills, "plain")
    assert not notes
    same, notes = _rendered(stills, "words")
    assert any("words.safetensors also changes how words are read" in note for note in notes)
    assert np.array_equal(plain, same)


def test_an_adapter_that_fails_leaves_nothing_of_itself_in_the_next_shot(stills):
    clean, _ = _rendered(stills)
    with pytest.raises(BadInput, match=r"broken\.safetensors was not made for sdxl"):
        _rendered(stills, "plain", "broken")
    after, _ = _rendered(stills)
    assert np.array_equal(clean, after)


def test_an_adapter_of_another_family_is_refused(stills):
    _keep(stills, "other", {"transformer.blocks.0.attn1.to_q.lora_A.weight": torch.ones(2, 8)})
    with pytest.raises(BadInput, match="choose one of its own family"):
        _rendered(stills, "other")


def test_an_adapter_comes_and_goes_over_8_bit_weights(stills):
    bare, _ = _rendered(stills, precision="fp8")
    laid, _ = _rendered(stills, "plain", precision="fp8")
    gone, _ = _rendered(stills, precision="fp8")
    assert np.abs(laid - bare).mean() > 1
    assert np.array_equal(gone, bare)


def test_a_model_that_takes_no_adapters_says_so_before_it_is_read(tmp_path):
    camera = _camera(hunyuan15.CASES[0], tmp_path)
    _keep(camera, "any", {"transformer.x.lora_A.weight": torch.ones(2, 8)})
    with pytest.raises(BadInput, match="takes no adapters"):
        _rendered(camera, "any")
    assert camera.loaded.loads == 0


@pytest.mark.parametrize(
    ("name", "networks"),
    [("snow-high-noise", {1}), ("snow-lownoise", {2}), ("slow-highlights", {1, 2})],
)
def test_an_adapter_beside_another_reaches_the_network_that_its_name_says_or_else_both(tmp_path, name, networks):
    from diffusers import WanPipeline

    camera = _camera(next(c for c in wan.CASES if c.entry.id == "tiny-wan-two"), tmp_path)
    pipe = WanPipeline.from_pretrained(str(camera.folder))
    tensors = _tensors(pipe.transformer, "transformer", 1, ["to_q"])
    _keep(camera, name, tensors)
    _keep(camera, "all", tensors)
    for ids in ([name], ["all", name], []):
        _rendered(camera, *(next(a.id for a in _shelf(camera) if a.name == i) for i in ids))
        found = [set(getattr(d, "peft_config", {})) for d in camera.loaded.denoisers()]
        assert [f"adapter{len(ids) - 1}" in names for names in found] == [bool(ids) and n in networks for n in (1, 2)]


def _shelf(camera):
    from pipelines.cameras.diffusion.shelf import open_shelf

    return open_shelf(camera.settings).adapters()
