"""The contract of the cameras with a model, over a tiny model of every family: real classes, random weights.

A tiny folder is loaded by the very code that loads a downloaded one. What needs a GPU is in bench/gpu.py.
"""

import gc
import importlib
import io
import json
import pkgutil
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
import torch
from PIL import Image

import tests.tiny
from pipelines.cameras.diffusion import memory
from pipelines.cameras.diffusion.camera import DiffusionCamera, StillsCamera
from pipelines.cameras.diffusion.entries import Entry, Grid, Level
from pipelines.cameras.diffusion.family import Task
from studio import recipe
from studio.crew import ClipMade, ClipOrder, Companion, How, Picture, PictureOrder, StillMade, StillOrder, Wait
from studio.errors import (
    BackendMissing,
    BadInput,
    Cancelled,
    DamagedFile,
    MakerFailed,
    ModelMissing,
    OutOfMemory,
    Paused,
)
from studio.film import Adapter, Dials
from studio.settings import Settings
from studio.shelf import Device
from tests.tiny import Case

torch.set_num_threads(1)  # two workers of the suite on two cores


def small(case: Case) -> Case:
    """The case with a third of the pixels; LTX-2's decoder wants more than one latent a side."""
    sizes = case.entry.sizes if case.entry.family == "ltx2" else [(64, 32), (32, 64)]
    return replace(case, entry=case.entry.model_copy(update={"sizes": sizes}))


CASES = [
    small(case)
    for module in pkgutil.iter_modules(tests.tiny.__path__)
    for case in importlib.import_module(f"tests.tiny.{module.name}").CASES
]
MOVING = [c for c in CASES if c.entry.moving]
# With this scope all tests of a case run one after the other.
every = pytest.mark.parametrize("case", CASES, ids=str, scope="module")
every_clip = pytest.mark.parametrize("case", MOVING, ids=str)


class Teller:
    """A report that remembers, and that asks to stop at a step."""

    def __init__(self, stop_at: int = 0, stop: type[BaseException] = Cancelled) -> None:
        self.told: list[tuple[float, str]] = []
        self.previews: list[bytes] = []
        self.steps = 0
        self.stop_at, self.stop = stop_at, stop

    def __call__(self, fraction: float, note: str, preview: bytes | None = None) -> None:
        self.told.append((fraction, note))
        if preview:
            self.previews.append(preview)
        if note.startswith("step ") or ": step " in note:
            self.steps += 1
            if self.steps == self.stop_at:
                raise self.stop


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Path]:
    """The folder of a case, built once a worker."""
    root, made = tmp_path_factory.mktemp("tiny"), {}

    def folder(case: Case) -> Path:
        if case.entry.id not in made:
            made[case.entry.id] = root / case.entry.id
            case.build(made[case.entry.id])
            gc.collect()
            gc.freeze()  # what building has imported: see conftest.py
        return made[case.entry.id]

    return folder


@pytest.fixture(scope="session")
def warm(built: Callable[[Case], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], object]:
    """A camera of a case that stays loaded over the tests that leave it as it was."""
    settings, cameras = Settings(outputs=tmp_path_factory.mktemp("warm")), {}

    def camera(case: Case) -> object:
        if case.entry.id not in cameras:
            cameras[case.entry.id] = of(case.entry, built(case), settings)
        return cameras[case.entry.id]

    return camera


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(outputs=tmp_path / "outputs")


def of(entry: Entry, folder: Path, settings: Settings):
    """The camera of an entry."""
    return (DiffusionCamera if entry.moving else StillsCamera)(entry, folder, settings)


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """A picture of the person's own."""
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    tones = np.random.default_rng(3).integers(0, 255, (6, 9, 3), np.uint8)
    Image.fromarray(tones).resize((144, 96), Image.Resampling.BICUBIC).save(path)
    return Picture(shows=recipe.file_digest(path), path=path)


def order_for(entry: Entry, photo: Picture, seconds: float = 0.5, **more: object) -> PictureOrder:
    """What a film would ask this model for, with the pictures it can't do without."""
    plain: dict[str, object] = {"prompt": "a red ball rolls, 红色的球", "width": 144, "height": 96, "seed": 5}
    if "reference" in entry.takes:
        plain["references"] = [photo]
    if not entry.moving:
        return StillOrder(**(plain | more))
    if "text" not in entry.takes:
        plain["first_frame"] = photo
    if entry.both_ends:
        plain["last_frame"] = photo
    return ClipOrder(**(plain | {"fps": "24", "frames": round(seconds * 24), "handle": 0} | more))


def rendered(camera, order: PictureOrder, out: Path, report: Teller | None = None):
    """(what was made, the settled order)."""
    settled = camera.settle(order)
    return camera.render(settled, out, report or Teller()), settled


def along(camera, orders: list[PictureOrder], folder: Path, report: Teller | None = None):
    """(what was made of the first, the files of all): the others go along with it where they can."""
    settled = [camera.settle(order) for order in orders]
    outs = [folder / f"{n}{suffix(camera.entry)}" for n, _ in enumerate(orders)]
    company = [Companion(order=order, out=out) for order, out in zip(settled[1:], outs[1:], strict=True)]
    how = How(together="on", companions=company)
    return camera.render(settled[0].model_copy(update={"how": how}), outs[0], report or Teller()), outs


def pixels(path: Path) -> np.ndarray:
    """(frames, height, width, 3) uint8 of a clip or a picture."""
    if path.suffix == ".png":
        return np.asarray(Image.open(path))[None]
    with av.open(path) as clip:
        return np.stack([f.to_ndarray(format="rgb24") for f in clip.decode(video=0)])


def suffix(entry: Entry) -> str:
    return ".mp4" if entry.moving else ".png"


# ---- every model -----------------------------------------------------------------------------------------------------


class Whole(NamedTuple):
    """What the plain order of a case gave: its file, and what was told of it."""

    out: Path
    made: ClipMade | StillMade
    settled: PictureOrder
    teller: Teller


@pytest.fixture(scope="module")
def whole(case: Case, warm: Callable[[Case], object], photo: Picture, tmp_path_factory) -> Whole:
    """A case's order rendered from beginning to end, which others are held against."""
    out, teller = tmp_path_factory.mktemp("whole") / f"whole{suffix(case.entry)}", Teller()
    return Whole(out, *rendered(warm(case), order_for(case.entry, photo), out, teller), teller)


@every
def test_a_rendering_has_exactly_the_size_frames_and_rate_that_were_settled(case, whole):
    out, made, settled, teller = whole
    frames = pixels(out)
    assert frames.shape[1:] == (settled.height, settled.width, 3)
    assert (made.width, made.height) == (settled.width, settled.height)
    assert settled.width * settled.height > 0 and settled.width % case.entry.grid.side == 0
    fractions = [fraction for fraction, _ in teller.told]
    assert fractions == sorted(fractions) and fractions[0] >= 0 and fractions[-1] == 1
    assert teller.steps == settled.dials.steps
    if case.entry.moving:
        assert len(frames) == made.frames == settled.frames
        assert settled.frames / case.entry.fps >= 0.5
        with av.open(out) as clip:
            stream = clip.streams.video[0]
            assert stream.average_rate == case.entry.fps
            assert (stream.codec_context.color_range, stream.codec_context.colorspace) == (1, 1)  # limited, bt709
    if "sound" in case.entry.takes:
        assert made.sound and made.sound.exists()


@every
def test_one_recipe_gives_one_rendering_and_another_seed_another_without_loading_again(
    case, whole, warm, photo, tmp_path
):
    camera, names = warm(case), [tmp_path / f"{n}{suffix(case.entry)}" for n in "ab"]
    loads = camera.loaded.loads
    for name, seed in zip(names, (whole.settled.seed, 6), strict=True):
        rendered(camera, order_for(case.entry, photo, seed=seed), name)
    again, other = (name.read_bytes() for name in names)
    assert whole.out.read_bytes() == again
    assert again != other
    assert camera.loaded.loads == loads == 1


@every
def test_a_rendering_stops_within_a_step_and_the_next_one_is_whole(case, whole, warm, photo, tmp_path):
    camera, out = warm(case), tmp_path / f"stopped{suffix(case.entry)}"
    teller = Teller(stop_at=2)
    with pytest.raises(Cancelled):
        rendered(camera, order_for(case.entry, photo), out, teller)
    assert teller.steps == 2
    assert not out.exists()
    rendered(camera, order_for(case.entry, photo), out)
    assert out.read_bytes() == whole.out.read_bytes()


@every
def test_a_paused_rendering_goes_on_from_its_step_with_the_same_result(case, whole, warm, photo, tmp_path):
    camera, order, resumed = warm(case), order_for(case.entry, photo), tmp_path / f"resumed{suffix(case.entry)}"
    resumes = camera.loaded.family.resumes
    with pytest.raises(Paused, match="goes on from there" if resumes else "begins again, because"):
        rendered(camera, order, resumed, Teller(stop_at=2, stop=Paused))
    teller = Teller()
    made, settled = rendered(camera, order, resumed, teller)
    assert resumed.read_bytes() == whole.out.read_bytes()
    assert teller.steps == settled.dials.steps - (2 if resumes else 0)
    told = "; ".join(note for _, note in teller.told)
    assert (f"goes on from step 2 of {settled.dials.steps}" if resumes else "begins again: ") in told
    assert ("begun again after a pause" in told) == any("begun again" in n for n in made.notes) == (not resumes)
    assert not list(camera.settings.checkpoints.glob("*"))


@every
def test_several_in_one_call_are_each_what_they_are_by_themselves_also_when_paused(
    case, whole, warm, photo, tmp_path, monkeypatch
):
    """The one that goes along is looked at before it is encoded; a family that can't says so, and leaves it alone."""
    from pipelines.cameras.diffusion import camera as module

    tasks: list[Task] = []
    ran: list[list] = []
    run = module.run

    def heard(*given: object) -> list:
        tasks.append(given[-1].task)
        ran.append(run(*given))
        return ran[-1]

    monkeypatch.setattr(module, "run", heard)
    camera, kin = warm(case), warm(case).loaded.family
    orders = [order_for(case.entry, photo), order_for(case.entry, photo, seed=6)]
    if case.entry.family != "kandinsky5":  # whose prompts must be of one length
        orders[1].prompt = "snow, 夕阳"
    rendered(camera, orders[1], tmp_path / f"alone{suffix(case.entry)}")
    if not kin.batches(case.entry, tasks[0]):
        made, _ = along(camera, orders, tmp_path)
        assert made.companions == [None] and made.facts["together"] == 1
        return
    with pytest.raises(Paused):
        along(camera, orders, tmp_path, Teller(stop_at=2, stop=Paused))
    teller = Teller()
    made, outs = along(camera, orders, tmp_path, teller)
    assert made.facts["together"] == 2 and made.companions[0] is not None and all(out.exists() for out in outs)
    assert teller.steps == camera.settle(orders[0]).dials.steps - (2 if kin.resumes else 0)
    (alone,), (first, beside) = ran
    assert np.abs(alone.pictures - beside.pictures).max() < 1e-3  # a quarter of a step of 256
    assert alone.sound is None or np.abs(alone.sound - beside.sound).max() < 1e-3
    assert np.abs(first.pictures - beside.pictures).mean() > 5e-3
    assert np.abs(pixels(whole.out).astype(int) - pixels(outs[0])).mean() < 1.5  # what encoding makes of such a hair


@every
def test_unloading_gives_the_memory_back(case, warm, photo, tmp_path):
    import weakref

    camera = warm(case)
    if not camera.loaded.loads:
        rendered(camera, order_for(case.entry, photo), tmp_path / f"a{suffix(case.entry)}")
    networks = [weakref.ref(d) for d in camera.loaded.denoisers()]
    camera.unload()
    assert networks and all(network() is None for network in networks)


@every
def test_a_missing_a_damaged_and_a_wrong_file_are_each_told_in_a_sentence(case, built, photo, settings, tmp_path):
    folder = shutil.copytree(built(case), tmp_path / "model")
    part = next(n for n in of(case.entry, folder, settings).loaded.family.denoisers if (folder / n).exists())
    weights = next((folder / part).glob("*.safetensors"))
    whole = weights.read_bytes()
    out = tmp_path / f"a{suffix(case.entry)}"
    order = order_for(case.entry, photo)

    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedFile, match="cut short or damaged"):
        rendered(of(case.entry, folder, settings), order, out)
    weights.unlink()
    with pytest.raises((ModelMissing, DamagedFile), match="missing"):
        rendered(of(case.entry, folder, settings), order, out)


# ---- one model of a kind stands for all ------------------------------------------------------------------------------


def tiny(name: str) -> Case:
    return next(c for c in CASES if c.entry.id == name)


@pytest.fixture
def camera(built, settings) -> DiffusionCamera:
    case = tiny("tiny-wan-text")
    return DiffusionCamera(case.entry, built(case), settings)


def test_first_and_last_frames_shape_the_clip(warm, photo, tmp_path):
    case = tiny("tiny-wan-both")
    camera = warm(case)
    words, picture = tmp_path / "words.mp4", tmp_path / "picture.mp4"
    rendered(camera, order_for(case.entry, photo), words)
    rendered(camera, order_for(case.entry, photo, first_frame=photo), picture)
    assert words.read_bytes() != picture.read_bytes()


TO_A_PICTURE = [c for c in MOVING if {"text", "last frame"} <= set(c.entry.takes)]


@pytest.mark.parametrize("case", TO_A_PICTURE, ids=str)
def test_a_last_frame_alone_shapes_the_clip_of_a_model_that_can_do_with_words(case, warm, photo, tmp_path):
    words, picture = tmp_path / "words.mp4", tmp_path / "picture.mp4"
    rendered(warm(case), order_for(case.entry, photo), words)
    _, settled = rendered(warm(case), order_for(case.entry, photo, last_frame=photo), picture)
    assert settled.last_frame == photo and settled.first_frame is None
    assert words.read_bytes() != picture.read_bytes()


def test_every_picture_that_vace_is_given_changes_the_clip(warm, photo, tmp_path):
    case, camera = tiny("tiny-wan-vace"), warm(tiny("tiny-wan-vace"))
    given = {
        "words": {"references": []}, "one": {}, "two": {"references": [photo, photo]}, "first": {"first_frame": photo},
    }  # fmt: skip
    clips = []
    for name, pictures in given.items():
        rendered(camera, order_for(case.entry, photo, **pictures), tmp_path / f"{name}.mp4")
        clips.append((tmp_path / f"{name}.mp4").read_bytes())
        assert len(pixels(tmp_path / f"{name}.mp4")) == 9  # references stand in front of the clip's frames, not in it
    assert len(set(clips)) == len(clips)


def test_vace_sees_given_frames_in_their_places_and_references_whole_on_white(warm, photo, tmp_path):
    """By what the pipeline itself makes of the arguments."""
    case, camera = tiny("tiny-wan-vace"), warm(tiny("tiny-wan-vace"))
    rendered(camera, order_for(case.entry, photo), tmp_path / "a.mp4")
    order = camera.settle(order_for(case.entry, photo))
    size = wide, high = order.width, order.height
    first, last = (Image.new("RGB", size, tone) for tone in ("red", "blue"))
    square = Image.new("RGB", (40, 40), "lime")
    task = replace(camera._task(order, frames=9, fps=16.0), first=first, then=[last], last=last, references=[square])
    call, pipe = camera.loaded.family.arguments(case.entry, task), camera.loaded._pipe
    given = call["video"], call["mask"], call["reference_images"]
    video, mask, ((reference,),) = pipe.preprocess_conditions(*given, 1, high, wide, 9, torch.float32)
    assert video.shape == (1, 3, 9, high, wide) and mask.shape == (1, 1, 9, high, wide)
    assert reference.shape == (3, high, wide)
    assert video[0, :, 0, 5, 5].tolist() == [1, -1, -1]
    assert video[0, :, 1, 5, 5].tolist() == video[0, :, -1, 5, 5].tolist() == [-1, -1, 1]
    assert not video[:, :, 2:-1].any()  # grey
    assert mask[0, 0, :, 0, 0].tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 0]  # white is to be painted
    assert reference[:, high // 2, wide // 2].tolist() == [-1, 1, -1]
    assert reference[:, high // 2, 2].tolist() == [1, 1, 1]
    seen = camera.loaded.family.seen(pipe, torch.zeros(1, 16, 3 + 1, high // 8, wide // 8), task)
    assert seen.shape == (16, 3, high // 8, wide // 8)  # the reference's latent frame is no part of the clip


def test_a_last_frame_of_ltx2_is_the_clips_very_last(warm, photo, tmp_path):
    """By where the pipeline itself places its tokens in time; as a latent index it would be seven pictures early."""
    case, camera = tiny("tiny-ltx2-distilled"), warm(tiny("tiny-ltx2-distilled"))
    order = camera.settle(order_for(case.entry, photo, last_frame=photo))
    camera.render(order, tmp_path / "a.mp4", Teller())
    picture = Image.new("RGB", (96, 64))
    task = replace(camera._task(order, frames=17, fps=16.0), last=picture)
    call, pipe = camera.loaded.family.arguments(case.entry, task), camera.loaded._pipe
    made = pipe.prepare_latents(
        call["conditions"], 1, 16, 64, 96, 17, 16.0, dtype=torch.float32, device="cpu", generator=torch.Generator()
    )
    times = made[3][0, 0] * 16  # (tokens, 2): from and to, in pictures
    assert times[:, 0].unique().tolist() == [16] and times[:, 1].unique().tolist() == [17]


def test_a_model_between_two_pictures_says_how_long_it_can_be(built, settings, photo):
    case = tiny("tiny-wan-ends")
    camera = DiffusionCamera(case.entry, built(case), settings)
    with pytest.raises(BadInput, match=r"at most 1\.1 s, .* needs 2\.1 s: make it shorter"):
        camera.settle(order_for(case.entry, photo, seconds=1.9))


def test_a_frame_of_a_clip_serves_as_a_picture(warm, photo, tmp_path):
    case, camera = tiny("tiny-wan-both"), warm(tiny("tiny-wan-both"))
    clip = tmp_path / "before.mp4"
    rendered(camera, order_for(case.entry, photo), clip)
    outs = []
    for frame in (0, 8):
        outs.append(tmp_path / f"from{frame}.mp4")
        begin = Picture(shows=f"before {frame}", path=clip, frame=frame)
        rendered(camera, order_for(case.entry, photo, first_frame=begin), outs[-1])
    assert outs[0].read_bytes() != outs[1].read_bytes()


def test_a_model_that_animates_pictures_says_so_when_it_has_none(built, settings, photo):
    for name, words in (("tiny-wan-image", "approve a keyframe"), ("tiny-wan-ends", "last frame")):
        case = tiny(name)
        order = order_for(case.entry, photo)
        bare = order.model_copy(update={"last_frame": None} if case.entry.both_ends else {"first_frame": None})
        with pytest.raises(BadInput, match=words):
            DiffusionCamera(case.entry, built(case), settings).settle(bare)


def test_a_clip_that_begins_with_a_picture_has_no_spare_head(built, settings, photo):
    case = tiny("tiny-wan-both")
    camera = DiffusionCamera(case.entry, built(case), settings)
    order = order_for(case.entry, photo, frames=24 + 16, handle=8)
    assert camera.settle(order).handle == 5  # 8 of 24 a second, at 16 a second, rounded down
    settled = camera.settle(order.model_copy(update={"first_frame": photo}))
    assert settled.handle == 0
    assert settled.frames / 16 >= 32 / 24


# How many parts a clip of twice a model's length is made of: unconnected ones share five frames, connected ones one, or
# nine where a model can be told how things move.
LONG = {"tiny-wan-both": 2, "tiny-wan-text": 3, "tiny-wan-vace": 3, "tiny-ltx": 2, "tiny-ltx2-distilled": 2}


@pytest.mark.parametrize("name", LONG)
def test_a_clip_longer_than_the_model_is_made_of_parts_and_resumes_behind_a_finished_one(name, built, settings, photo):
    case = tiny(name)
    camera = DiffusionCamera(case.entry, built(case), settings)
    order = order_for(case.entry, photo, seconds=1.9)
    out, again = settings.outputs / "long.mp4", settings.outputs / "again.mp4"
    out.parent.mkdir(parents=True, exist_ok=True)
    teller = Teller()
    made, settled = rendered(camera, order, out, teller)
    assert teller.told == sorted(teller.told, key=lambda told: told[0])
    assert settled.frames > case.entry.grid.most_frames
    assert len(pixels(out)) == settled.frames == made.frames
    parts, last = LONG[name], "last 9 pictures" if case.entry.overlap > 1 else "last picture"
    assert any(f"{parts} parts" in note for note in made.notes)
    assert any(last in note for note in made.notes) or "first frame" not in case.entry.takes
    steps = settled.dials.steps
    then = "goes on from there" if camera.loaded.family.resumes else "begins again, because .* can't go on"
    with pytest.raises(Paused, match=f"part 2 of {parts}: paused after step 1 of {steps}: {then}"):
        rendered(camera, order, again, Teller(stop_at=steps + 1, stop=Paused))
    teller = Teller()
    rendered(camera, order, again, teller)
    assert teller.steps == (parts - 1) * steps - (1 if camera.loaded.family.resumes else 0)
    assert again.read_bytes() == out.read_bytes()
    assert not list(settings.checkpoints.glob("*"))


def test_a_killed_rendering_goes_on_from_the_state_that_it_left(camera, built, settings, photo, tmp_path):
    """What a kill leaves is the file alone: another camera object finds it."""
    camera.checkpoint_seconds = 0.0
    order, whole, out = order_for(camera.entry, photo), tmp_path / "whole.mp4", tmp_path / "a.mp4"
    rendered(camera, order, whole)
    with pytest.raises(KeyboardInterrupt):
        rendered(camera, order, out, Teller(stop_at=3, stop=KeyboardInterrupt))
    other = DiffusionCamera(camera.entry, camera.folder, settings)
    teller = Teller()
    rendered(other, order, out, teller)
    assert teller.steps == 1
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(("stop", "stays"), [(Cancelled, False), (Paused, True)])
def test_what_a_cancelled_clip_was_made_of_goes_and_a_paused_ones_stays(stop, stays, built, settings, photo, tmp_path):
    case = tiny("tiny-wan-text")
    camera = DiffusionCamera(case.entry, built(case), settings)
    camera.checkpoint_seconds = 0.0
    order, second = order_for(case.entry, photo, seconds=1.9), case.entry.steps + 2  # in the middle of its second part
    with pytest.raises(stop):
        rendered(camera, order, tmp_path / "a.mp4", Teller(second, stop))
    assert ({f.suffix for f in settings.checkpoints.iterdir()} == {".safetensors", ".npz"}) == stays
    assert stays or not list(settings.checkpoints.iterdir())


def test_the_words_of_waiting_shots_are_read_in_one_go_and_never_again(camera, photo, tmp_path):
    reads = []
    reader = camera.loaded.reader
    camera.loaded.reader = lambda task: reads.append(task) or reader(task)
    soon = [Wait(prompt=f"shot {n}") for n in range(3)]
    rendered(camera, order_for(camera.entry, photo, how=How(soon=soon)), tmp_path / "a.mp4")
    for wait in soon:
        rendered(camera, order_for(camera.entry, photo, prompt=wait.prompt), tmp_path / "b.mp4")
    assert len(reads) == 1


def test_waiting_words_are_read_as_they_will_be_settled(camera, photo, tmp_path):
    soon = [Wait(prompt="a hill", dials=Dials(motion=0.9, guidance=1.0))]
    rendered(camera, order_for(camera.entry, photo, how=How(soon=soon)), tmp_path / "a.mp4")
    camera.loaded.reader = lambda _: pytest.fail("these words were read before")
    rendered(camera, order_for(camera.entry, photo, prompt="a hill", dials=soon[0].dials), tmp_path / "b.mp4")


def test_reading_more_words_keeps_the_painter_where_there_is_room_for_both(camera, photo, tmp_path, monkeypatch):
    for n in range(2):
        rendered(camera, order_for(camera.entry, photo, prompt=f"shot {n}"), tmp_path / "a.mp4")
    assert camera.loaded.loads == 1
    full = camera.loaded.device.model_copy(update={"host_free_gb": 0.0, "free_gb": 0.0})
    monkeypatch.setattr(memory, "device_now", lambda *_: full)
    rendered(camera, order_for(camera.entry, photo, prompt="shot 3"), tmp_path / "a.mp4")
    assert camera.loaded.loads == 2


@pytest.mark.parametrize("left", [b"", b"cut short"])
def test_words_that_were_kept_but_cannot_be_read_are_read_again(camera, photo, tmp_path, left):
    order = camera.settle(order_for(camera.entry, photo))
    kept = camera.words.path(order.prompt, order.negative_prompt)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(left)
    rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4")
    assert kept.stat().st_size > len(left)


def test_words_that_another_worker_swept_leave_no_empty_file(camera):
    path = camera.words.path("gone", None)
    path.parent.mkdir(parents=True)
    with pytest.raises(FileNotFoundError):
        camera.words.of("gone", None)
    assert not path.exists()


def test_no_more_is_read_ahead_than_is_kept_and_what_is_asked_for_stays(camera, photo, tmp_path, monkeypatch):
    from pipelines.cameras.diffusion import words

    soon = How(soon=[Wait(prompt=f"shot {n}") for n in range(4)])
    monkeypatch.setattr(words, "KEPT_BYTES", 1)
    monkeypatch.setattr(words, "AHEAD_BYTES", 1)
    rendered(camera, order_for(camera.entry, photo, how=soon), tmp_path / "a.mp4")
    assert len(list(camera.words.folder.glob("*.safetensors"))) == 1  # the shot's own, which was needed


def test_adapters_are_laid_over_the_model_by_their_weights_and_taken_off_again(camera, built, photo, tmp_path):
    order, outs = order_for(camera.entry, photo), [tmp_path / f"{n}.mp4" for n in range(5)]
    rendered(camera, order, outs[0])
    first, second = (lora(camera, tmp_path / f"{name}.safetensors", seed) for name, seed in (("snow", 1), ("ink", 2)))
    for out, asked in zip(outs[1:], ([(first, 1.0)], [(first, 1.0), (second, 0.5)], [(first, 0.0)], []), strict=True):
        dials = Dials(adapters=[Adapter(id=adapter_id, weight=weight) for adapter_id, weight in asked])
        rendered(camera, order.model_copy(update={"dials": dials}), out)
    plain, one, two, idle = (pixels(out) for out in outs[:4])
    assert np.abs(one.astype(int) - plain).mean() > 1 and np.abs(two.astype(int) - one).mean() > 1
    assert np.abs(idle.astype(int) - plain).mean() < 0.5
    assert outs[4].read_bytes() == outs[0].read_bytes()
    with pytest.raises(BadInput, match="no adapter “gone” on the shelf any more: untick it"):
        camera.settle(order.model_copy(update={"dials": Dials(adapters=[Adapter(id="gone")])}))


@pytest.mark.parametrize(
    ("name", "halves"), [("slow", [True, True]), ("x_high_noise", [True, False]), ("low", [False, True])]
)
def test_an_adapter_goes_over_both_networks_or_the_one_it_is_named_for(name, halves, built, settings, photo, tmp_path):
    case = tiny("tiny-wan-two")
    camera = DiffusionCamera(case.entry, built(case), settings)
    order, plain, adapted = order_for(case.entry, photo), tmp_path / "plain.mp4", tmp_path / "adapted.mp4"
    rendered(camera, order, plain)
    laid = Dials(adapters=[Adapter(id=lora(camera, tmp_path / f"{name}.safetensors", 1))])
    rendered(camera, order.model_copy(update={"dials": laid}), adapted)
    assert [any("lora" in n for n, _ in d.named_parameters()) for d in camera.loaded.denoisers()] == halves
    assert plain.read_bytes() != adapted.read_bytes()


def test_a_model_that_takes_no_adapters_says_so(built, settings, photo, tmp_path):
    case = tiny("tiny-svd")
    camera = DiffusionCamera(case.entry, built(case), settings)
    wan = DiffusionCamera(tiny("tiny-wan-text").entry, built(tiny("tiny-wan-text")), settings)
    rendered(wan, order_for(wan.entry, photo), tmp_path / "a.mp4")
    dials = Dials(adapters=[Adapter(id=lora(wan, tmp_path / "snow.safetensors", 1))])
    with pytest.raises(BadInput, match="takes no adapters: take them out"):
        rendered(camera, order_for(case.entry, photo, dials=dials), tmp_path / "b.mp4")


def lora(camera, file: Path, seed: int) -> str:
    """A LoRA of the camera's own network with random weights, put on the shelf; its id there."""
    from diffusers import WanPipeline
    from peft import LoraConfig, get_peft_model_state_dict

    from pipelines.cameras.diffusion.shelf import open_shelf

    torch.manual_seed(seed)
    network = type(camera.loaded.denoisers()[0]).from_pretrained(camera.folder / "transformer")
    network.add_adapter(LoraConfig(r=4, lora_alpha=64, init_lora_weights=False, target_modules=["to_q", "to_v"]))
    WanPipeline.save_lora_weights(file.parent, get_peft_model_state_dict(network), weight_name=file.name)
    return open_shelf(camera.settings).add(file).id


def test_how_a_shot_is_run_changes_neither_recipe_nor_picture(camera, photo, tmp_path):
    plain, grouped = tmp_path / "plain.mp4", tmp_path / "grouped.mp4"
    _, one = rendered(camera, order_for(camera.entry, photo), plain)
    made, other = rendered(camera, order_for(camera.entry, photo, how=How(memory="group")), grouped)
    assert made.facts["memory"] == "group"
    assert recipe.digest(one.model_dump(mode="json")) == recipe.digest(other.model_dump(mode="json"))
    # Not byte for byte: weights read from elsewhere lie otherwise in memory, which moves the last bit of a sum.
    assert np.abs(pixels(plain).astype(int) - pixels(grouped)).mean() < 0.5


class Starved:
    """A network that runs out of memory as often as told: the true exception, raised from within its forward."""

    def __init__(self, network: torch.nn.Module, times: int) -> None:
        self.left, self.tries = times, 0
        self.hook = network.register_forward_pre_hook(self.starve)

    def starve(self, *_: object) -> None:
        self.tries += 1
        if self.left > 0:
            self.left -= 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


def test_out_of_memory_steps_down_a_mode_tries_again_and_tells(camera, photo, tmp_path):
    plain, out = tmp_path / "plain.mp4", tmp_path / "starved.mp4"
    rendered(camera, order_for(camera.entry, photo), plain)
    Starved(camera.loaded.denoisers()[0], times=1)
    made, _ = rendered(camera, order_for(camera.entry, photo), out)
    assert any("memory ran out in mode full" in note for note in made.notes)
    assert pixels(out).shape == pixels(plain).shape


def test_memory_that_runs_out_while_the_model_is_placed_steps_down_too(camera, photo, tmp_path):
    """As .to(device) does where other programs took the room after it was asked for."""
    order = order_for(camera.entry, photo)
    pipe = camera.loaded.ready(camera._task(camera.settle(order)), Dials(precision="full"), [])
    full, left = pipe.to, [1]

    def short(*where: object, **more: object) -> object:
        if left and left.pop():
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return full(*where, **more)

    pipe.to = short
    made, _ = rendered(camera, order, tmp_path / "a.mp4")
    assert any("memory ran out in mode full" in note for note in made.notes)


def test_memory_that_runs_out_while_the_model_is_read_steps_down_too(camera, photo, tmp_path):
    """As quantising does, which puts weights on the card while it reads them."""
    load, left = camera.loaded._load, [1]

    def short(*what: object) -> None:
        if left and left.pop():
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        load(*what)

    camera.loaded._load = short
    made, _ = rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4")
    assert any("memory ran out in mode full" in note for note in made.notes)


@pytest.mark.parametrize(
    "why",
    [
        RuntimeError("[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 28311552 bytes."),
        MemoryError(),
    ],
)
def test_too_little_memory_to_read_a_model_is_not_told_as_a_damaged_file(camera, photo, tmp_path, why):
    def fails(*_: object, **__: object) -> None:
        raise why

    camera.loaded.family = type("Short", (type(camera.loaded.family),), {"load": fails})()
    with pytest.raises(OutOfMemory, match=r"GB of the machine's memory are needed, .* GB are free"):
        rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4")


def test_what_is_free_changes_no_recipe(camera, photo):
    plain = {"name": "a card", "kind": "cuda", "total_gb": 24.0, "host_total_gb": 64.0}
    camera.loaded.weights = {"transformer": 15 * memory.GB, "transformer_2": 15 * memory.GB}  # full: they take turns
    found = set()
    for free, host in ((23, 60), (23, 8), (4, 60), (4, 2)):
        camera.loaded.device = Device(**plain, free_gb=free, host_free_gb=host)
        found.add(recipe.digest(camera.settle(order_for(camera.entry, photo)).model_dump(mode="json")))
    assert len(found) == 1


def test_blocks_on_the_disk_go_with_the_model_and_are_not_read_back(camera, photo, tmp_path):
    small = {"free_gb": 1e-6, "total_gb": 1e-6, "host_free_gb": 1e-6}
    camera.loaded.device = camera.loaded.device.model_copy(update=small)
    rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4")
    (left,) = camera.loaded.scratch.iterdir()
    blocks = list(left.rglob("*.safetensors"))
    assert camera.loaded.plan.disk and blocks
    for block in blocks:
        block.unlink()  # whoever would read them back finds nothing
    camera.unload()
    assert not left.exists()


def test_a_compiler_that_is_missing_is_named_and_the_next_shot_goes_without(camera, photo, tmp_path, monkeypatch):
    from torch._inductor import config

    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "compiled"))
    with config.patch({"cpp.cxx": ("/nowhere/g++",)}), pytest.raises(BackendMissing, match=r"apt install g\+\+"):
        rendered(camera, order_for(camera.entry, photo, how=How(compile=True)), tmp_path / "a.mp4")
    rendered(camera, order_for(camera.entry, photo), tmp_path / "b.mp4")


def test_out_of_memory_in_every_mode_says_what_is_needed_and_free(camera, photo, tmp_path):
    rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4")
    Starved(camera.loaded.denoisers()[0], times=99)
    with pytest.raises(OutOfMemory, match=r"GB are needed, .* GB were free"):
        rendered(camera, order_for(camera.entry, photo, seed=9), tmp_path / "b.mp4")


def test_numbers_that_are_no_picture_are_told_and_not_kept(camera, photo, tmp_path):
    rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4")
    network = camera.loaded.denoisers()[0]
    network.register_forward_hook(lambda _, __, made: (made[0] * float("nan"), *made[1:]))
    with pytest.raises(MakerFailed, match="NaN"):
        rendered(camera, order_for(camera.entry, photo, seed=8), tmp_path / "b.mp4")
    assert not (tmp_path / "b.mp4").exists()


def test_a_folder_of_another_family_is_refused(built, settings, photo, tmp_path):
    entry = tiny("tiny-wan-text").entry
    folder = built(next(c for c in CASES if c.entry.family == "zimage"))
    with pytest.raises(DamagedFile, match="not what a wan model consists of"):
        rendered(DiffusionCamera(entry, folder, settings), order_for(entry, photo), tmp_path / "a.mp4")


@pytest.mark.parametrize("change", [{"grid": Grid(most_frames=9)}, {"takes": ["text", "first frame"]}])
def test_how_a_long_clip_is_divided_and_joined_is_part_of_the_recipe(change, camera, settings, photo):
    order = order_for(camera.entry, photo)
    other = DiffusionCamera(camera.entry.model_copy(update=change), camera.folder, settings)
    assert other.settle(order).model != camera.settle(order).model


def test_another_motion_adapter_is_another_model(built, settings, photo, tmp_path):
    case = tiny("tiny-animatediff")
    folder, models = shutil.copytree(built(case), tmp_path / "mine"), []
    for commit in "ab":
        record = {"repository": "x/y", "revision": "main", "commit": "c", "parts": {"motion_adapter": f"x/z@{commit}"}}
        (folder / "storyreel.json").write_text(json.dumps(record))
        models.append(DiffusionCamera(case.entry, folder, settings).settle(order_for(case.entry, photo)).model)
    assert models[0] != models[1]


def test_words_read_in_another_precision_are_read_again(camera):
    here = camera.words.path("x", None)
    card = DiffusionCamera(camera.entry.model_copy(update={"precision": "fp16"}), camera.folder, camera.settings)
    card.loaded.device = Device(name="card", kind="cuda", free_gb=8, total_gb=8, host_free_gb=8)
    on_card = card.words.path("x", None)
    on_processor = DiffusionCamera(card.entry, card.folder, card.settings).words.path("x", None)
    assert len({here, on_card, on_processor}) == 3


def test_a_tokenizers_own_code_is_never_run_nor_asked_about(built, settings, photo, tmp_path, monkeypatch):
    case = tiny("tiny-kandinsky5-text")
    folder, ran = shutil.copytree(built(case), tmp_path / "evil"), tmp_path / "ran"
    config = folder / "tokenizer/tokenizer_config.json"
    own = {"auto_map": {"AutoTokenizer": ["evil.Evil", None]}, "tokenizer_class": "Evil"}
    config.write_text(json.dumps(json.loads(config.read_text()) | own))
    (folder / "tokenizer/evil.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Evil: pass\n")
    answers = io.StringIO("y\ny\n")
    monkeypatch.setattr("sys.stdin", answers)
    with pytest.raises(BadInput, match="names code of its own"):
        rendered(DiffusionCamera(case.entry, folder, settings), order_for(case.entry, photo), tmp_path / "a.mp4")
    assert not ran.exists() and answers.tell() == 0


def test_dials_are_spelt_out_and_change_the_recipe(camera, photo):
    order = order_for(camera.entry, photo)
    base = camera.settle(order)
    assert base.dials.steps == camera.entry.steps and base.dials.guidance == camera.entry.guidance
    assert base.negative_prompt == "blurred"
    changed = [
        camera.settle(order.model_copy(update={"dials": dials}))
        for dials in (Dials(steps=7), Dials(guidance=1.5), Dials(motion=0.9), Dials(quality="draft"))
    ]
    digests = {recipe.digest(x.model_dump(mode="json")) for x in [base, *changed]}
    assert len(digests) == 5


def test_a_single_file_is_kept_only_as_it_can_be(camera, settings, photo, tmp_path):
    for name, known in (("a.gguf", ["full"]), ("a.safetensors", ["full", "fp8"])):
        (tmp_path / name).write_bytes(b"weights")
        entry = camera.entry.model_copy(update={"path": str(tmp_path / name), "base": camera.entry.id})
        one = DiffusionCamera(entry, camera.folder, settings)
        one.loaded = camera.loaded
        for precision in ("full", "fp8", "int8", "int4"):
            order = order_for(entry, photo, dials=Dials(precision=precision))
            if precision in known:
                assert one.settle(order).dials.precision == precision
                continue
            with pytest.raises(BadInput, match=f"can't be kept as {precision}: choose .*“{known[-1]}”"):
                one.settle(order)


def test_another_scheduler_is_used_and_an_unknown_one_refused(camera, photo, tmp_path):
    order = order_for(camera.entry, photo)
    plain, other = tmp_path / "plain.mp4", tmp_path / "other.mp4"
    rendered(camera, order, plain)
    rendered(camera, order.model_copy(update={"dials": Dials(scheduler="FlowMatchEulerDiscreteScheduler")}), other)
    assert plain.read_bytes() != other.read_bytes()
    assert camera.loaded._pipe.scheduler.config.shift == 3.0  # UniPC's flow_shift, which this one calls otherwise
    with pytest.raises(BadInput, match="Choose one of"):
        rendered(camera, order.model_copy(update={"dials": Dials(scheduler="Magic")}), other)


def test_a_cache_that_works_is_counted_and_one_that_does_nothing_is_told(built, settings, photo, tmp_path):
    case = tiny("tiny-wan-text")
    levels = {
        "draft": Level(steps=8, cache="first block", threshold=10.0),
        "standard": Level(steps=8, cache="first block", threshold=0.0),
    }
    camera = DiffusionCamera(case.entry.model_copy(update={"levels": levels}), built(case), settings)
    made, _ = rendered(camera, order_for(case.entry, photo, dials=Dials(quality="draft")), tmp_path / "a.mp4")
    assert made.facts["work_skipped"] > 0.3
    made, _ = rendered(camera, order_for(case.entry, photo, dials=Dials(quality="standard")), tmp_path / "b.mp4")
    assert made.facts["work_skipped"] == 0
    assert any("left nothing out" in note for note in made.notes)


def test_a_run_with_a_cache_that_was_paused_begins_again_and_says_so(built, settings, photo, tmp_path):
    case = tiny("tiny-wan-text")
    levels = {"draft": Level(steps=6, cache="first block", threshold=10.0)}
    camera = DiffusionCamera(case.entry.model_copy(update={"levels": levels}), built(case), settings)
    order, out = order_for(case.entry, photo, dials=Dials(quality="draft")), tmp_path / "a.mp4"
    with pytest.raises(Paused, match="after step 2 of 6: begins again, because the first block cache"):
        rendered(camera, order, out, Teller(stop_at=2, stop=Paused))
    teller = Teller()
    made, _ = rendered(camera, order, out, teller)
    assert teller.steps == 6 and any("begun again after a pause" in note for _, note in teller.told)
    assert any("begun again after a pause: the first block cache" in note for note in made.notes)
    assert not list(settings.checkpoints.glob("*"))


def test_precision_is_lowered_in_place_and_raised_by_loading_again_which_is_told(camera, built, photo, tmp_path):
    """Whatever was rendered before, the same recipe gives the same bytes."""

    def shot(camera, name: str, *laid: Adapter, **dials: object) -> tuple[bytes, list[str], int]:
        order = order_for(camera.entry, photo, dials=Dials(adapters=list(laid), **dials))
        made, _ = rendered(camera, order, tmp_path / f"{name}.mp4")
        return (tmp_path / f"{name}.mp4").read_bytes(), made.notes, camera.loaded.loads

    full, notes, loads = shot(camera, "full", precision="full")
    snow = lora(camera, tmp_path / "snow.safetensors", 1)
    strong, weak = Adapter(id=snow), Adapter(id=snow, weight=0.5)
    other = DiffusionCamera(camera.entry, camera.folder, camera.settings)
    fresh = [shot(other, "fp8", precision="fp8")[0]]
    other.unload()
    fresh.append(shot(other, "snow", weak, precision="fp8")[0])
    assert (notes, loads) == ([], 1) and len({full, *fresh}) == 3

    assert shot(camera, "a", precision="fp8") == (fresh[0], [], 1)  # the cast that a fresh load gets
    made, notes, loads = shot(camera, "b", precision="full")
    assert (made, loads) == (full, 2) and "as fp8, full is asked for" in notes[0]
    shot(camera, "c", precision="fp8")
    made, notes, loads = shot(camera, "d", strong, precision="fp8")
    assert loads == 3 and "no adapter can be laid over fp8" in notes[0]
    assert shot(camera, "e", weak, precision="fp8") == (fresh[1], [], 3)
    assert shot(camera, "f", precision="fp8") == (fresh[0], [], 3)


def test_previews_are_small_pictures_and_come_at_most_once_a_second(camera, photo, tmp_path, monkeypatch):
    from pipelines.cameras.diffusion import run

    teller = Teller()
    monkeypatch.setattr(run, "PREVIEW_SECONDS", 3600.0)
    rendered(camera, order_for(camera.entry, photo), tmp_path / "a.mp4", teller)
    assert not teller.previews
    monkeypatch.setattr(run, "PREVIEW_SECONDS", 0.0)
    teller = Teller()
    rendered(camera, order_for(camera.entry, photo, seed=2), tmp_path / "b.mp4", teller)
    assert len(teller.previews) == teller.steps
    assert all(p[:2] == b"\xff\xd8" and len(p) < 40_000 for p in teller.previews)


def test_a_size_is_native_or_of_the_asked_shape_on_the_grid():
    entry = Entry(id="x", name="x", family="wan", sizes=[(832, 480), (480, 832)], fps=16, grid=Grid(side=16))
    assert entry.size_for(1280, 720) == (832, 480)
    assert entry.size_for(720, 1280) == (480, 832)
    width, height = entry.size_for(1720, 720)
    assert width % 16 == height % 16 == 0
    assert abs(width / height - 2.39) < 0.1
    assert abs(width * height / (832 * 480) - 1) < 0.1
    fixed = entry.model_copy(update={"grid": Grid(side=16, fixed=True)})
    assert fixed.size_for(720, 720) in fixed.sizes
