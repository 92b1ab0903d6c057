"""Claims about time, sizes and words: the pure parts that everything else counts on."""

from fractions import Fraction

import pytest

from studio import recipe, timing
from studio.crew import ClipOrder
from studio.film import Brief
from studio.vocabulary import Aspect, Movement, Size


@pytest.mark.parametrize(
    ("text", "rate"), [("24", Fraction(24)), ("23.976", Fraction(24000, 1001)), ("30000/1001", Fraction(30000, 1001))]
)
def test_frame_rates_are_exact(text: str, rate: Fraction) -> None:
    assert timing.rate(text) == rate and Brief(text="a", fps=text).rate == rate


def test_frames_cover_at_least_what_was_asked() -> None:
    for rate in (Fraction(24), Fraction(24000, 1001), Fraction(30)):
        for seconds in (0.01, 1, 2.5, 3.337):
            frames = timing.frames_to_cover(seconds, rate)
            assert (frames - 1) / rate < seconds <= frames / rate + Fraction(1, 100_000)


def test_a_timecode_counts_at_the_rounded_rate() -> None:
    assert timing.timecode(24 * 3661 + 5, Fraction(24)) == "01:01:01:05"
    assert timing.timecode(24, Fraction(24000, 1001)) == "00:00:01:00"


def test_digits_take_their_time_to_say() -> None:
    assert timing.spoken_seconds("12450") > timing.spoken_seconds("hello") > 0
    assert timing.spoken_seconds("你好世界") == pytest.approx(4 / timing.CHARACTERS_PER_SECOND)


@pytest.mark.parametrize(
    ("aspect", "pixels"),
    [("16:9", (1280, 720)), ("9:16", (720, 1280)), ("1:1", (720, 720)), ("4:3", (960, 720)), ("2.39:1", (1720, 720))],
)
def test_height_is_the_short_side_and_both_sides_are_even(aspect: str, pixels: tuple[int, int]) -> None:
    assert Aspect(aspect).pixels(720) == pixels


def test_a_brief_is_told_in_the_language_it_is_written_in() -> None:
    assert Brief(text="一只猫 called Tom").spoken_language == "zh"
    assert Brief(text="a cat called 汤姆 walks home in the rain").spoken_language == "en"
    assert Brief(text="一只猫", language="en").spoken_language == "en"


def test_words_from_a_model_become_known_words() -> None:
    assert Movement.nearest("Slow push-in") == Movement.PUSH_IN
    assert Size.nearest("extreme close up on the eyes") == Size.EXTREME_CLOSE_UP
    assert Size.nearest(None) == Size.WIDE


def test_length_is_no_part_of_a_shots_intent_and_everything_else_is() -> None:
    order = ClipOrder(subject="a fox", width=1280, height=720, fps="24", frames=100)
    recipes = [recipe.recipe("clip", "animatic", "1", o) for o in (order, order.model_copy(update={"frames": 50}))]
    assert recipe.digest(recipes[0]) != recipe.digest(recipes[1])
    assert recipe.intent(recipes[0]) == recipe.intent(recipes[1])
    other = recipe.recipe("clip", "animatic", "1", order.model_copy(update={"subject": "a cat"}))
    assert recipe.intent(other) != recipe.intent(recipes[0])
