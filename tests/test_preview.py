"""Previews come from latents alone, quickly, and get their colours from finished shots."""

import io

import numpy as np
import pytest
from PIL import Image

from pipelines.cameras.diffusion.preview import LONGEST_SIDE, Preview


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    """(latents, pictures) of a run of the tiny Wan."""
    import torch
    from diffusers import WanPipeline

    from tests.tiny import wan

    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("wan")
    wan.build_text(folder)
    pipe = WanPipeline.from_pretrained(folder, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    seen = []

    def after(_, __, ___, named):
        seen.append(named["latents"])
        return {}

    made = pipe(
        prompt="a red ball", height=64, width=96, num_frames=9, num_inference_steps=3, max_sequence_length=16,
        output_type="np", generator=torch.Generator().manual_seed(0), callback_on_step_end=after,
    ).frames  # fmt: skip
    return seen[-1][0], made[0]


def _opened(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB")) / 255


def _near(shown: np.ndarray, pictures: np.ndarray) -> float:
    """Mean distance of a preview from the middle frame, in colours of the latents' size."""
    wanted = Image.fromarray((pictures[len(pictures) // 2] * 255).astype(np.uint8)).resize(
        (12, 8), Image.Resampling.BOX
    )
    small = Image.fromarray((shown * 255).astype(np.uint8)).resize((12, 8), Image.Resampling.BOX)
    return float(np.abs(np.asarray(small, np.float32) - np.asarray(wanted, np.float32)).mean() / 255)


def test_colours_are_learnt_from_a_finished_shot_and_kept(shot, tmp_path):
    latents, pictures = shot
    file = tmp_path / "previews" / "model.map.json"
    preview = Preview(file)
    grey = _opened(preview.picture(latents))
    assert not preview.learnt and np.ptp(grey, axis=2).max() < 0.02 and np.ptp(grey) > 0.5
    preview.learn(latents, pictures)
    shown = _opened(preview.picture(latents))
    assert shown.shape == (round(LONGEST_SIDE * 64 / 96), LONGEST_SIDE, 3)
    assert _near(shown, pictures) < _near(grey, pictures) / 3
    again = Preview(file)
    assert again.learnt and np.abs(_opened(again.picture(latents)) - shown).max() < 0.05


def test_a_linear_decoder_is_found_exactly(tmp_path):
    import torch

    latents = torch.randn(16, 3, 30, 52, generator=torch.Generator().manual_seed(0))
    weights = torch.randn(16, 3, generator=torch.Generator().manual_seed(1)) * 0.03
    pictures = (latents.permute(1, 2, 3, 0) @ weights + 0.5).repeat_interleave(8, 1).repeat_interleave(8, 2)
    preview = Preview(tmp_path / "map.json")
    preview.learn(latents, pictures.clamp(0, 1).numpy())
    shown = _opened(preview.picture(latents))
    wanted = pictures[1, ::8, ::8].clamp(0, 1).numpy()
    small = np.asarray(Image.fromarray((shown * 255).astype(np.uint8)).resize((52, 30), Image.Resampling.BOX)) / 255
    assert np.abs(small.mean((0, 1)) - wanted.mean((0, 1))).max() < 0.02
    assert np.corrcoef(small.ravel(), wanted.ravel())[0, 1] > 0.9


def test_numbers_that_are_none_and_a_broken_map_harm_nothing(shot, tmp_path):
    latents, pictures = shot
    file = tmp_path / "map.json"
    file.write_text('{"shots": 1, "map": [1, 2]}')
    preview = Preview(file)
    assert not preview.learnt
    preview.learn(latents, np.full_like(pictures, np.nan))
    assert not preview.learnt
    assert _opened(preview.picture(latents * float("nan"))).shape[1] == LONGEST_SIDE
