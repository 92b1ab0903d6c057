"""The animatic camera's cast, asked only through figures.py: every subject, look, light and loop."""

import numpy as np
import pytest

from pipelines.cameras.animatic import figures

DAY = figures.Tones((240, 250, 255), (205, 170, 150), (90, 70, 60), -0.7, 1.0)
DUSK = figures.Tones((120, 180, 255), (120, 80, 100), (50, 25, 40), 0.8, 0.0)
ABOVE = figures.Tones((240, 250, 255), (205, 170, 150), (90, 70, 60), 0.0, 1.0)
NAMES = sorted(figures.NAMES)
MOVES = [  # name, action
    ("man", "walk"), ("girl", "run"), ("king", "dance"),
    ("cat", "walk"), ("horse", "run"), ("bird", "fly"), ("fish", "swim"),
    ("car", "drive"), ("windmill", "stand"), ("fire", "burn"), ("flag", "stand"),
]  # fmt: skip


def solid(sprite: figures.Sprite, least: int = 100) -> np.ndarray:
    """Rows that hold something."""
    return np.flatnonzero((sprite.image[..., 3] > least).any(1))


@pytest.mark.parametrize("name", NAMES)
def test_a_subject_stands_at_its_height_on_its_anchor(name: str) -> None:
    drawn = figures.sprite(name, height_px=120, tones=DAY, seed=2)
    image, (x, y) = drawn.image, drawn.anchor
    assert image.dtype == np.uint8 and image.shape[2] == 4
    rows = solid(drawn)
    assert 0.85 * 120 <= y - rows[0] <= 1.55 * 120  # a tall hat or a staff rises above the head
    assert 0 <= x < image.shape[1] and rows[0] < y <= image.shape[0]
    assert figures.natural_height(name) > 0 and figures.cycle_seconds(name, "walk") > 0


def test_all_the_promised_subjects_are_there() -> None:
    assert len(figures.NAMES) >= 108 and {"keeper", "lighthouse", "bottle", "whale", "dragon"} <= figures.NAMES
    assert figures.PEOPLE < figures.NAMES and "crowd" in figures.PEOPLE and "cat" not in figures.PEOPLE
    assert {figures.floats(n) for n in NAMES} == {"", "water", "air", "under"}
    assert figures.travels("man", "run") > figures.travels("man", "walk") > figures.travels("man", "stand") == 0


@pytest.mark.parametrize(("name", "action"), MOVES)
def test_a_motion_moves_and_closes_its_loop(name: str, action: str) -> None:
    frames = [figures.sprite(name, action=action, height_px=90, tones=DAY, phase=k / 24) for k in range(24)]

    def apart(a: figures.Sprite, b: figures.Sprite) -> float:
        one, other = (np.zeros((240, 480), int) for _ in range(2))
        for sheet, s in ((one, a), (other, b)):
            x, y, (h, w) = 240 - s.anchor[0], 200 - s.anchor[1], s.image.shape[:2]
            top, left = max(0, -y), max(0, -x)
            sheet[y + top : y + h, x + left : x + w] = s.image[top : 240 - y, left : 480 - x].sum(2)
        return float(np.abs(one - other).mean())

    steps = [apart(frames[k], frames[k - 1]) for k in range(24)]
    assert max(apart(frames[0], f) for f in frames) > 0
    assert steps[0] <= 1.6 * max(steps[1:])  # from the last frame to the first is no bigger a step than the others


def test_the_same_order_gives_the_same_bytes() -> None:
    def drawn() -> bytes:
        figures._sprite.cache_clear()
        figures._portrait.cache_clear()
        return (
            figures.sprite("crowd", action="walk", seed=5, phase=0.4, height_px=100, tones=DAY).image.tobytes()
            + figures.portrait("keeper", mood="sad", seed=5, height_px=120, tones=DAY).image.tobytes()
        )

    assert drawn() == drawn()


@pytest.mark.parametrize(
    ("plain", "words", "is_more"),
    [("blue coat", "red coat", 2), ("红色外套", "蓝色外套", 0), ("black dress", "green dress", 1)],
)
def test_look_words_dress_a_person(plain: str, words: str, is_more: int) -> None:
    def share(look: str) -> float:
        image = figures.sprite("woman", look=look, height_px=200, tones=DAY, seed=3).image
        totals = image[image[..., 3] > 200][:, :3].sum(0).astype(float)
        return totals[is_more] / totals.sum()

    assert share(words) > share(plain) + 0.02


def test_a_grey_beard_shows_in_the_portrait_in_both_languages() -> None:
    bare, english, chinese = (
        figures.portrait("man", look=look, height_px=200, tones=DAY, seed=11).image.astype(int)
        for look in ("bald", "bald, white beard", "光头，白胡子")
    )
    assert np.abs(english - bare).mean() > 1
    assert np.array_equal(english, chinese)


def test_a_character_keeps_its_look_over_actions() -> None:
    def mean(action: str) -> np.ndarray:
        s = figures.sprite("woman", action=action, look="yellow raincoat", height_px=200, tones=DAY, seed=4)
        return np.median(s.image[s.image[..., 3] == 255][:, :3], axis=0)

    assert np.abs(mean("stand") - mean("walk")).max() < 25


@pytest.mark.parametrize("name", ["keeper", "cat", "car", "lighthouse", "umbrella", "treasure"])
def test_a_silhouette_holds_only_ink_and_key(name: str) -> None:
    s = figures.sprite(name, height_px=150, tones=DUSK, seed=1)
    opaque = s.image[s.image[..., 3] == 255][:, :3].astype(float)
    ink, key = np.array(DUSK.ink, float), np.array(DUSK.key, float)
    part = np.clip((opaque - ink) @ (key - ink) / ((key - ink) @ (key - ink)), 0, 1)[:, None]
    assert np.abs(opaque - (ink + part * (key - ink))).max() < 14
    assert (part < 0.05).mean() > 0.25  # mostly ink


@pytest.mark.parametrize("name", ["man", "cat", "house", "train"])
def test_facing_mirrors(name: str) -> None:
    order = {"height_px": 140, "tones": ABOVE, "action": "walk", "phase": 0.2}
    right, left = (figures.sprite(name, facing=f, **order) for f in (1, -1))
    width = min(right.image.shape[1], left.image.shape[1])
    a = right.image[:, right.anchor[0] - 3 :][:, : width - right.anchor[0]].astype(int)
    b = left.image[:, ::-1]
    b = b[:, left.image.shape[1] - left.anchor[0] - 3 :][:, : a.shape[1]].astype(int)
    a = a[:, : b.shape[1]]
    assert min(np.abs(a - np.roll(b, k, 1)).mean() for k in (-1, 0, 1)) < 0.06 * 255


def test_moods_change_a_face_and_eyes_blink() -> None:
    faces = [
        figures.portrait("woman", mood=m, seed=2, height_px=150, tones=DAY).image.astype(int)[-150:, :140]
        for m in ("calm", "happy", "sad", "angry", "surprised")
    ]
    for i, one in enumerate(faces):
        assert all(np.abs(one - other).mean() > 0.3 for other in faces[i + 1 :])
    assert figures.portrait("woman", phase=0.5, height_px=150, tones=DAY).image.tobytes() != (
        figures.portrait("woman", phase=0.25, height_px=150, tones=DAY).image.tobytes()
    )


@pytest.mark.parametrize("level", ["medium close-up", "close-up", "extreme close-up"])
@pytest.mark.parametrize("name", ["keeper", "girl", "cat", "horse", "dragon", "robot", "lighthouse"])
def test_a_portrait_reaches_its_bottom_edge(name: str, level: str) -> None:
    s = figures.portrait(name, level=level, height_px=160, tones=DAY)
    assert s.image[..., 3].max() == 255
    assert s.anchor[1] >= s.image.shape[0] - 6  # cut straight, so that it can stand on the frame's edge


@pytest.mark.parametrize("name", ["postman", "grandmother", "", "zzz", "quantum flux", "黑猫", "old sailor", "Red-Car"])
def test_an_unknown_name_still_draws_something(name: str) -> None:
    drawn = figures.sprite(name, action="levitate", look="???", height_px=80, tones=DAY)
    assert drawn.image[..., 3].max() > 200
    assert figures.portrait(name, mood="zesty", height_px=80, tones=DAY, level="macro").image[..., 3].max() > 200
    assert figures.insert(name, height_px=80, tones=DAY).image.size


@pytest.mark.parametrize("height", [3, 12, 60])
def test_a_subject_far_away_is_still_there(height: int) -> None:
    for name in ("man", "tree", "ship", "flock"):
        assert figures.sprite(name, height_px=height, tones=DAY).image[..., 3].max() > 100


def test_what_a_person_holds_is_drawn_and_what_an_action_brings_is_known() -> None:
    kings = [figures.sprite("king", height_px=160, tones=DAY, holding=h) for h in ("", "letter", "sword")]
    assert len({king.image.tobytes() for king in kings}) == 3
    assert "bicycle" in figures.brings("girl", "ride") and not figures.brings("cat", "ride")
