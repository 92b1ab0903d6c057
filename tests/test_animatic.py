"""The animatic camera's claims, on small and short shots."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from pipelines import encode
from pipelines.cameras.animatic import AnimaticCamera, troupe
from pipelines.cameras.animatic.actors import Actor
from pipelines.cameras.animatic.finish import Finish
from pipelines.cameras.animatic.places import PLACES
from pipelines.cameras.animatic.scene import reading_of, staged
from pipelines.cameras.animatic.styles import names
from studio.crew import ClipOrder
from studio.errors import BadInput, MakerFailed
from studio.vocabulary import Movement, Size

PLACES_TO_PAINT = [
    "sea",
    "beach",
    "cliff",
    "mountains",
    "forest",
    "desert",
    "snowfield",
    "field",
    "river",
    "lake",
    "underwater",
    "sky",
    "space",
    "planet",
    "city",
    "street",
    "alley",
    "market",
    "village",
    "temple",
    "castle",
    "ruins",
    "harbour",
    "railway_station",
    "train",
    "airport",
    "road",
    "bridge",
    "school",
    "office",
    "kitchen",
    "living_room",
    "bedroom",
    "library",
    "laboratory",
    "hospital",
    "stage",
    "stadium",
    "factory",
    "garden",
    "cave",
    "park",
    "island",
    "waterfall",
    "cafe",
    "memorial",
    "room",
]


def order(**fields: object) -> ClipOrder:
    given = {
        "width": 320,
        "height": 180,
        "fps": "24",
        "frames": 6,
        "subject": "a man",
        "setting": "a beach",
        "light": "noon",
    }
    return ClipOrder(**{**given, **fields})


def silent(fraction: float, note: str) -> None:
    assert 0 <= fraction <= 1 and note


def render(tmp_path: Path, name: str = "shot.mp4", **fields: object) -> Path:
    out = tmp_path / name
    AnimaticCamera().render(order(**fields), out, silent)
    return out


def poster(**fields: object) -> np.ndarray:
    return AnimaticCamera().poster(order(**fields)).astype(np.int16)


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean difference of two pictures, in steps of 0..255."""
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize(("fps", "frames"), [("24", 7), ("24000/1001", 5), ("30", 31)])
def test_a_take_has_exactly_the_frames_and_the_rate_asked_for(tmp_path: Path, fps: str, frames: int) -> None:
    with av.open(str(render(tmp_path, fps=fps, frames=frames))) as file:
        stream = file.streams.video[0]
        shown = [f.pts for f in file.decode(stream)]
        assert len(shown) == frames and stream.average_rate == Fraction(fps)
        assert (stream.width, stream.height, stream.format.name) == (320, 180, "yuv420p")
        assert all(b > a for a, b in pairwise(shown))


def test_a_take_is_tagged_and_coded_as_bt709_limited(tmp_path: Path) -> None:
    out, red = tmp_path / "red.mp4", np.full((64, 96, 3), (40, 60, 200), np.uint8)
    with encode.film(out, 96, 64, "24", 24) as film:
        film.write(red)
    with av.open(str(out)) as file:
        context = file.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        frame = next(file.decode(video=0))
        back = frame.reformat(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").to_ndarray()
    assert np.abs(back[32, 48].astype(int) - [200, 60, 40]).max() <= 4


def test_the_same_order_gives_the_same_bytes_and_another_seed_gives_others(tmp_path: Path) -> None:
    def digest(name: str, **fields: object) -> str:
        return hashlib.sha256(render(tmp_path, name, setting="a beach in the rain", **fields).read_bytes()).hexdigest()

    assert digest("a.mp4", seed=1) == digest("b.mp4", seed=1) != digest("c.mp4", seed=2)


@pytest.mark.parametrize(
    "change",
    [
        {"setting": "a desert"},
        {"light": "midnight"},
        {"setting": "a beach in heavy snow"},
        {"subject": "a horse"},
        {"style": "noir"},
    ],
    ids=lambda c: next(iter(c.values())),
)
def test_changing_one_word_changes_the_picture(change: dict[str, str]) -> None:
    frame = {"size": Size.FULL}
    assert difference(poster(**frame), poster(**{**frame, **change})) > 1.2


def test_adjacent_shots_of_a_scene_share_their_land() -> None:
    place = {"setting": "mountains", "light": "sunset", "subject": ""}
    same = difference(poster(look_seed=5, seed=1, **place), poster(look_seed=5, seed=2, **place))
    other = difference(poster(look_seed=5, seed=1, **place), poster(look_seed=6, seed=1, **place))
    assert same < other


@pytest.mark.parametrize("place", PLACES_TO_PAINT)
def test_every_place_is_painted(place: str) -> None:
    picture = AnimaticCamera().poster(order(setting=place.replace("_", " "), light="afternoon", width=160, height=90))
    assert place in PLACES and picture.shape == (90, 160, 3) and picture.std() > 12


@pytest.mark.parametrize("name", names())
def test_every_style_is_drawn(name: str) -> None:
    assert poster(style=name, width=160, height=90).std() > 5


def test_an_unknown_style_names_those_there_are() -> None:
    with pytest.raises(BadInput, match="flat"):
        AnimaticCamera().poster(order(style="cubist"))


def test_a_close_up_shows_a_large_face() -> None:
    def skin(picture: np.ndarray) -> float:
        b, g, r = picture[..., 0], picture[..., 1], picture[..., 2]
        return float(((r > g + 12) & (g > b + 5) & (r > 90)).mean())

    lake = {"setting": "a lake", "subject": "a woman"}
    assert skin(poster(size=Size.CLOSE_UP, **lake)) > skin(poster(size=Size.WIDE, **lake)) + 0.1


def test_cancelling_removes_the_file(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(fraction: float, note: str) -> None:
        if fraction > 0.3:
            raise Stopped(note)

    out = tmp_path / "shot.mp4"
    with pytest.raises(Stopped):
        AnimaticCamera().render(order(frames=40), out, stop)
    assert not out.exists()


def test_a_folder_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MakerFailed, match="written"):
        AnimaticCamera().render(order(), tmp_path / "missing" / "shot.mp4", silent)


def test_odd_sides_are_settled_to_even_ones() -> None:
    settled = AnimaticCamera().settle(order(width=321, height=181))
    assert (settled.width, settled.height, settled.frames) == (320, 180, 6)


def flow(movement: Movement) -> tuple[float, float, float]:
    """(right, down, outward) median speed of the picture in pixels a frame, by dense optical flow."""
    shot = order(setting="mountains", light="afternoon", subject="", movement=movement, frames=48)
    finish = Finish(staged(shot))
    a, b = (cv2.cvtColor(finish.frame(i), cv2.COLOR_BGR2GRAY) for i in (22, 26))
    field = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(a, b, None) / 4
    yy, xx = np.mgrid[0:180, 0:320].astype(np.float32)
    away = ((xx - 160) * field[..., 0] + (yy - 99) * field[..., 1]) / (np.hypot(xx - 160, yy - 99) + 1)
    textured = cv2.Laplacian(a, cv2.CV_32F).__abs__() > 12
    return tuple(float(np.median(v[textured])) for v in (field[..., 0], field[..., 1], away))  # type: ignore[return-value]


# The picture runs against the camera.
@pytest.mark.parametrize(
    ("movement", "axis", "sign"),
    [
        (Movement.PAN_LEFT, 0, 1), (Movement.PAN_RIGHT, 0, -1),
        (Movement.TRUCK_LEFT, 0, 1), (Movement.TRUCK_RIGHT, 0, -1),
        (Movement.TILT_UP, 1, 1), (Movement.TILT_DOWN, 1, -1), (Movement.CRANE_UP, 1, 1), (Movement.CRANE_DOWN, 1, -1),
        (Movement.ZOOM_IN, 2, 1), (Movement.ZOOM_OUT, 2, -1), (Movement.PUSH_IN, 2, 1), (Movement.PULL_OUT, 2, -1),
    ],
)  # fmt: skip
def test_the_camera_moves_as_it_is_told(movement: Movement, axis: int, sign: int) -> None:
    assert flow(movement)[axis] * sign > 0.1


def test_a_static_camera_stands_still() -> None:
    assert max(abs(v) for v in flow(Movement.STATIC)) < 0.05


@pytest.mark.parametrize("movement", list(Movement))
def test_no_edge_of_a_layer_ever_shows(movement: Movement) -> None:
    stage = staged(order(setting="snowfield", light="noon", subject="", movement=movement, frames=24, angle="dutch"))
    for u in (0.0, 0.5, 1.0):
        frame = stage.draw(u, u)
        border = np.concatenate([frame[0], frame[-1], frame[:, 0], frame[:, -1]])
        assert border.min() > 0
        sky = stage.items[0]
        covered = np.zeros((180, 320, 3), np.uint8)
        sky.draw(covered, stage, u, u)
        assert covered.min() > 0


def acted(**fields: object) -> tuple[list[Actor], object]:
    """The cut-outs of a shot, back to front, and its stage."""
    stage = staged(order(frames=48, **fields))
    return [item for item in stage.items if isinstance(item, Actor)], stage


@pytest.mark.parametrize("aspect", [(320, 180), (180, 320), (240, 240)], ids=["16:9", "9:16", "1:1"])
@pytest.mark.parametrize("place", ["space", "underwater", "the sky", "a field", "a kitchen"])
def test_heads_stay_in_the_frame_in_every_size_and_angle(place: str, aspect: tuple[int, int]) -> None:
    width, height = aspect
    for size in (Size.EXTREME_WIDE, Size.WIDE, Size.FULL, Size.MEDIUM):
        for angle in ("eye level", "low", "high"):
            stage = staged(order(setting=place, size=size, angle=angle, width=width, height=height))
            for subject in ("a man", "an astronaut", "a boy", "a robot"):
                # No place knows who stands in it: it is painted once, and each is cut to stand there alone.
                stage.order = stage.order.model_copy(update={"subject": subject})
                stage.reading = reading_of(stage.order)
                lead = [a for a in troupe.cast(stage) if a.zoom >= 1][-1]
                top = lead.y - lead.at(1.0).anchor[1] / lead.zoom - lead.bobs
                assert 0 <= top < 0.9 * height, (subject, size, angle, top / height)


@pytest.mark.parametrize("size", [Size.EXTREME_WIDE, Size.WIDE, Size.FULL])
@pytest.mark.parametrize("angle", ["eye level", "low", "high"])
def test_feet_on_a_cliff_are_on_its_top(size: Size, angle: str) -> None:
    (actor, *_), stage = acted(subject="a lighthouse keeper", setting="a cliff", size=size, angle=angle)
    world = stage.scale(1) * stage.squash
    assert 0.05 < (actor.y - stage.height * stage.horizon) / world < 0.24
    assert (actor.x - stage.width / 2) * stage.side > -0.15 * stage.scale(1)


def held(**fields: object) -> str:
    stage = staged(order(size=Size.FULL, **fields))
    people, loose = troupe._called(stage)
    return troupe.in_hand(stage, people[0], loose)


@pytest.mark.parametrize(
    ("action", "setting", "light", "thing"),
    [
        ("holds", "a beach", "noon", ""),
        ("holds", "space", "night", ""),
        ("holds", "a forest", "night", "lantern"),
        ("holds a lantern", "a forest", "noon", "lantern"),
        ("holds a letter", "a forest", "night", "letter"),
        ("stands with a red umbrella", "an alley in the rain", "night", "red umbrella"),
        ("撑着红伞走过", "小巷，下着雨", "night", "红 umbrella"),
    ],
)
def test_a_hand_holds_what_is_named(action: str, setting: str, light: str, thing: str) -> None:
    assert held(subject="a girl", action=action, setting=setting, light=light) == thing


def test_only_subject_and_action_say_what_is_done() -> None:
    words = {"subject": "a boy", "setting": "a workshop by the road", "light": "one small light holds, work light"}
    reading = reading_of(order(action="stands far away", mood="he fights and holds on", **words))
    assert [(f.name, f.action) for f in reading.figures] == [("boy", "stand")]


@pytest.mark.parametrize("subject", ["a cat", "a horse", "a caravan", "a dog"])
def test_a_beast_in_a_medium_shot_is_in_the_picture(subject: str) -> None:
    (actor, *_), stage = acted(subject=subject, action="walks", setting="a desert", size=Size.MEDIUM)
    top = actor.y - actor.at(1.0).anchor[1] / actor.zoom
    assert 0 <= top < 0.75 * stage.height and actor.y < 1.3 * stage.height


@pytest.mark.parametrize("size", [Size.WIDE, Size.FULL])
@pytest.mark.parametrize("subject", ["a dragon", "a plane", "a balloon"])
def test_what_flies_is_in_the_sky(subject: str, size: Size) -> None:
    (actor, *_), stage = acted(subject=subject, action="flies", setting="a village", size=size)
    sprite = actor.at(0.0)
    middle = actor.y + (sprite.image.shape[0] / 2 - sprite.anchor[1]) / actor.zoom
    assert middle < 0.5 * stage.height and actor.shadow is None


@pytest.mark.parametrize("setting", ["a beach", "a forest", "a village"])
def test_furniture_does_not_stand_outdoors(setting: str) -> None:
    assert acted(subject="a door", setting=setting, size=Size.WIDE)[0] == []


def test_a_keeper_on_a_cliff_has_one_lighthouse() -> None:
    fields = {"subject": "a lighthouse keeper", "action": "walks to the lighthouse", "setting": "a cliff"}
    assert len(acted(size=Size.FULL, **fields)[0]) == 1


SEASONED = ["mountains", "road", "park", "forest", "village", "field", "garden", "lake", "river"]


@pytest.mark.parametrize("place", SEASONED)
def test_winter_whitens_and_autumn_warms_the_ground(place: str) -> None:
    def ground(season: str) -> np.ndarray:
        picture = poster(setting=f"{place} in {season}", subject="", light="noon", size=Size.WIDE)
        return picture[125:160].reshape(-1, 3).mean(0)

    summer, autumn, winter = (ground(s) for s in ("summer", "autumn", "winter"))
    assert winter.min() > summer.min() + 25
    assert autumn[2] - autumn[1] > summer[2] - summer[1] + 15


def test_in_ink_nothing_on_the_water_glitters_red() -> None:
    picture = poster(setting="a lake", subject="", style="ink", light="noon", size=Size.WIDE)[108:]
    assert ((picture[..., 2] - picture[..., :2].max(2)) > 70).mean() == 0
