"""The understanding reads place, time, weather, mood, figures and props out of English and Chinese."""

import random

import pytest

from pipelines.understanding import Reading, read
from pipelines.understanding.words import concepts, listed, table


def names(reading: Reading) -> list[str]:
    return [f.name for f in reading.figures]


@pytest.mark.parametrize(
    "text, place, time, weather, first",
    [
        ("A lighthouse keeper finds a message in a bottle during a storm", "cliff", None, "storm", "keeper"),
        ("一位灯塔看守人在暴风雨中发现了漂流瓶", "cliff", None, "storm", "keeper"),
        ("Three birds fly over the sea at dawn", "sea", "dawn", None, "bird"),
        ("三只鸟飞过清晨的湖面", "lake", "morning", None, "bird"),
        ("in the city at night", "city", "night", None, None),
        ("深夜的城市，出租车司机遇到一位老人", "city", "night", None, "man"),
        ("Camels cross the desert at sunset in a dust storm", "desert", "sunset", "dust", "horse"),
        ("小女孩跟着一只狐狸走进雾中的森林", "forest", None, "fog", "girl"),
        ("An astronaut plants a flower on Mars", "planet", None, None, "astronaut"),
        ("A night train crosses the desert", "desert", "night", None, "train"),
        ("On the night train a soldier reads a letter", "train", "night", None, "soldier"),
        ("A boy and his dog wait at the railway station in the snow", "railway_station", None, "snow", "boy"),
        ("一位老兵在战争纪念碑前献花", "memorial", None, None, "old_man"),
        ("少年骑着自行车穿过雨巷", "alley", None, "rain", "boy"),
        ("一隻貓在窗台上看雨", "living_room", None, "rain", "cat"),
        ("EXT. LIGHTHOUSE CLIFF - NIGHT", "cliff", "night", None, "lighthouse"),
        ("INT. TRAIN - DAY", "train", "noon", None, None),
        ("外景 海边悬崖 - 夜", "cliff", "night", None, None),
    ],
)
def test_a_sentence_is_read_as_a_person_would_read_it(text, place, time, weather, first):
    reading = read(text)
    assert reading.place == place
    assert reading.named["time"] == (time is not None) and (time is None or reading.time == time)
    assert reading.named["weather"] == (weather is not None) and (weather is None or reading.weather == weather)
    assert names(reading)[:1] == ([first] if first else [])


def test_a_keeper_of_a_lighthouse_is_one_person_and_no_building():
    assert names(read("the lighthouse keeper")) == ["keeper"]
    assert names(read("灯塔看守人")) == ["keeper"]


def test_a_message_in_a_bottle_is_a_bottle_and_a_letter():
    assert read("A man finds a message in a bottle").props == ["bottle", "letter"]
    assert read("一个男人捡到漂流瓶").props == ["bottle", "letter"]


@pytest.mark.parametrize(
    "text, count",
    [
        ("three birds", 3),
        ("三只鸟", 3),
        ("two children", 2),
        ("两个孩子", 2),
        ("a horse", 1),
        ("十二只鸽子", 12),
        ("a pair of swans", 2),
        ("5 robots", 5),
        ("孩子们", 3),
        ("wolves", 3),
        ("a million fish", 1),
    ],
)
def test_numbers_are_counted(text, count):
    assert read(text).figures[0].count == count


@pytest.mark.parametrize(
    "text",
    [
        "An empty street at night, no people, no cars",
        "夜里空荡荡的街道，没有人",
        "a street with no cars or people",
        "街上没有人和车",
    ],
)
def test_what_is_not_there_is_not_seen(text):
    reading = read(text)
    assert reading.place == "street" and not reading.figures


def test_weather_that_is_denied_does_not_fall():
    assert read("Without wind or rain, a sailboat floats on the lake").weather == "clear"
    assert read("湖上没有风，一艘帆船").weather == "clear"
    assert read("The rain never stops").weather == "rain"
    assert read("雨不停地下").weather == "rain"


@pytest.mark.parametrize(
    "text, action",
    [
        ("the girl ran", "run"),
        ("the girl is running", "run"),
        ("两个孩子在奔跑", "run"),
        ("an old man sits", "sit"),
        ("the dancer twirls", "dance"),
        ("舞者起舞", "dance"),
        ("birds", "fly"),
        ("she wrote a letter", "write"),
        ("a chef cooks soup", "cook"),
        ("厨师在煮面", "cook"),
        ("a boy fishes", "fish"),
    ],
)
def test_verbs_are_found_in_every_form(text, action):
    assert read(text).figures[0].action == action


def test_sitting_is_the_pose_of_somebody_who_reads():
    figure = read("a student sits reading a book").figures[0]
    assert (figure.pose, figure.action) == ("sitting", "read")


def test_clothes_and_colours_are_kept_as_written():
    assert read("a girl in a red coat").figures[0].look == "a red coat"
    assert read("穿红裙子的女孩").figures[0].look == "红裙子"


@pytest.mark.parametrize(
    "text, place",
    [
        ("a whale", "sea"),
        ("an astronaut", "space"),
        ("a footballer", "stadium"),
        ("a cat", "living_room"),
        ("鲸鱼", "sea"),
        ("宇航员", "space"),
        ("两个孩子在大雪里堆雪人", "snowfield"),
        ("a chef", "kitchen"),
    ],
)
def test_a_place_that_is_not_named_is_guessed_from_who_is_there(text, place):
    reading = read(text)
    assert reading.place == place and not reading.named["place"]


def test_earlier_texts_win_over_later_ones():
    reading = read("a keeper at night", "a fisherman on the beach at noon in the rain")
    assert (reading.time, reading.place, reading.weather) == ("night", "beach", "rain")
    assert names(reading) == ["keeper", "fisherman"]


def test_every_word_of_the_lexicon_reads_back_to_its_id():
    for language in ("en", "zh"):
        for place, words in table(language)["place"].items():
            assert place in [read(w).place for w in listed(words)][:3], (language, place)
        for subject, words in table(language)["subject"].items():
            first = read(listed(words)[0])
            assert subject in names(first) + first.props, (language, subject)
        for kind in ("time", "weather"):
            for name, words in table(language)[kind].items():
                assert getattr(read(listed(words)[0]), kind) == name, (language, name)


def test_the_lexicon_has_far_more_than_400_words_in_each_language():
    assert concepts("en") > 1500 and concepts("zh") > 1500


def test_unknown_words_never_break_a_reading():
    rng = random.Random(7)
    letters = "abcxyz 雨人没有一在的。，!?<>{}\n\t🦊éß٣שلا'’-—0123456789"
    for _ in range(300):
        reading = read("".join(rng.choice(letters) for _ in range(rng.randrange(60))))
        assert reading.place in table("en")["place"] and reading.weather and reading.time and reading.mood
    assert read("").place == "field"


@pytest.mark.parametrize(
    "text, place, time, season, first",
    [
        ("A caravan walks through the desert under a burning noon sun", "desert", "noon", "", "horse"),
        ("正午的烈日下，驼队走过沙漠", "desert", "noon", "", "horse"),
        ("A dragon flies over the ancient city", "castle", "dusk", "", "dragon"),
        ("A dragon flies over the old town", "city", "afternoon", "", "dragon"),
        ("一条龙飞过古城的上空", "castle", "dusk", "", "dragon"),
        ("A climber on a snowy mountain at dawn", "mountains", "dawn", "winter", "man"),
        ("一位登山者在日出时登上雪山之巅", "mountains", "dawn", "winter", "man"),
        ("A fox in a dark forest", "forest", "night", "", "fox"),
        ("清晨，狐狸在幽暗的森林里", "forest", "morning", "", "fox"),
        ("老师在山村学校里读信", "school", "morning", "", "teacher"),
        ("A zorbler walks along the beach under the moon", "beach", "night", "", "man"),
    ],
)
def test_a_place_a_time_and_a_hero_are_read_from_compound_words(text, place, time, season, first):
    reading = read(text)
    assert (reading.place, reading.time, reading.season, names(reading)[0]) == (place, time, season, first)


def test_a_caravan_is_several_animals():
    assert read("a caravan").figures[0].count == read("驼队").figures[0].count == 4


def test_the_sun_is_no_figure_while_anything_else_is_there():
    assert names(read("a bottle under the moon")) == ["bottle"]


@pytest.mark.parametrize(
    "text", ["元宵节的夜晚，灯笼照亮了古老的寺庙", "Lanterns at the lantern festival in the temple"]
)
def test_a_feast_brings_a_crowd_and_lanterns(text):
    reading = read(text)
    assert "crowd" in names(reading) and "lantern" in reading.props and reading.place == "temple"


@pytest.mark.parametrize(
    "who, done, action",
    [
        ("a boy", "rides his bicycle along a country road", "ride"),
        ("an astronaut", "repairs a satellite", "work"),
        ("老师", "给孩子们读一封信", "read"),
    ],
)
def test_what_is_done_belongs_to_who_was_named_before(who, done, action):
    reading = read(who, done)
    assert reading.figures[0].action == action and names(reading).count("man") == 0


def test_light_is_a_verb_only_before_what_is_lit():
    assert read("a boy", "slanting afternoon light").figures[0].action == "stand"


def test_a_bicycle_that_is_ridden_is_not_there_twice():
    assert names(read("a boy", "rides his bicycle along a road")) == ["boy"]


@pytest.mark.parametrize("text", ["a footballer raises both hands", "足球运动员举起双手"])
def test_raised_hands_hold_nothing(text):
    assert read(text).figures[0].action == "wave"


def test_a_ship_that_sails_brings_no_other_boats() -> None:
    figures = read("an old ship", "sails home across a calm sea at sunset").figures
    assert [(f.name, f.count, f.action) for f in figures] == [("ship", 1, "sail")]
