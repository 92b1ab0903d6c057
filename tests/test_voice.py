"""What the built-in voice promises, claimed on the sound that it really makes."""

import hashlib
import itertools
import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from pipelines.loudness import loudness
from pipelines.voices.espeak import EspeakVoice
from pipelines.voices.reading import read
from studio import timing
from studio.crew import SpeechOrder
from studio.errors import BadInput, Cancelled, DiskFull

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = [
    ("en", "A lighthouse keeper finds a message in a bottle during a storm."),
    ("en", "In 1984, Dr. Smith walked 3.5 km in 25 minutes; it cost $25.50."),
    ("en", "On 2026-11-23 at 10:30, it was -5°C."),
    ("en", "“Wait!” she said. “Who is there?”"),
    ("en", "The U.S. team of 12,450 people visited storyreel.com in the 1990s."),
    ("en", "They call it 北京, the capital."),
    ("en", "Room 3 has 1/2 the light and 80% of the noise."),
    ("en", "GPT-4 & the 4K camera arrived at 9:05am on May 2nd."),
    ("en", "Yes."),
    ("en", "Nothing moved for 1,000,000 years… then the sea came back."),
    ("zh", "一位灯塔看守人在暴风雨中发现了漂流瓶。"),
    ("zh", "银行的行长长大了，重庆的音乐也很快乐。"),
    ("zh", "他买了3个苹果，price is 25 yuan，2026年11月23日。"),
    ("zh", "温度是-5℃，湿度80%，风速12.5km/h。"),
    ("zh", "今天10:30，iPhone 15 Pro 的价格是￥8999。"),
    ("zh", "我们用 AI 做电影，2个人，3天。"),
    ("zh", "“你是谁？”她问道：“为什么来这里？”"),
    ("zh", "电话是010-62345678，第2集，1990年代。"),
    ("zh", "走。"),
    ("zh", "很久以前，在遥远的山村里，住着一位老人和一只猫。"),
]
PLAIN = [
    ("en", "The harbour lights go out one by one, and the old man climbs the steps to the lamp."),
    ("en", "She found a small green bottle near the broken pier, with a letter inside."),
    ("en", "At dawn the wind drops, and for the first time in years the sea is quiet."),
    ("zh", "夜色渐深，海浪拍打着礁石，他点亮了灯，静静地等待远方的船。"),
    ("zh", "春天来了，城市里的灯一盏一盏亮起来，孩子们在街上奔跑。"),
    ("zh", "老人打开瓶子，里面是一封很久以前的信。"),
]


def go_on(fraction: float, note: str) -> None:
    assert 0 <= fraction <= 1 and note


@pytest.fixture(scope="module")
def voice():
    voice = EspeakVoice()
    yield voice
    voice.close()


def heard(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


@pytest.mark.parametrize(("language", "text"), SENTENCES, ids=range(len(SENTENCES)))
def test_every_sentence_is_spoken_without_silence_or_clipping(voice, tmp_path, language, text):
    spoken = voice.speak(SpeechOrder(text=text, language=language), tmp_path / "line.wav", go_on)
    sound = heard(tmp_path / "line.wav")
    assert spoken.seconds == len(sound) / 48_000
    assert np.abs(sound).max() <= 10 ** (-1.5 / 20)
    level = np.abs(sound[: len(sound) // 480 * 480]).reshape(-1, 480).max(axis=1)  # by hundredths of a second
    loud = np.flatnonzero(level > 0.01)
    assert loud[0] <= 10 and len(level) - loud[-1] <= 16, "no long silence before or after"
    assert np.diff(loud).max(initial=0) < 80, "no hole in the middle"
    assert abs(loudness(sound) + 20) < 1.5


@pytest.mark.parametrize(("language", "text"), SENTENCES, ids=range(len(SENTENCES)))
def test_words_are_timed_in_order_inside_the_sound(voice, tmp_path, language, text):
    spoken = voice.speak(SpeechOrder(text=text, language=language), tmp_path / "line.wav", go_on)
    at, before = 0, 0.0
    for word in spoken.words:
        at = text.index(word.text, at) + len(word.text)  # each word is a piece of the line, in its order
        assert before <= word.start < word.end <= spoken.seconds
        before = word.end - 1e-6
    letters = sum(c.isalnum() for c in text)
    assert sum(c.isalnum() for word in spoken.words for c in word.text) == letters


def test_a_word_is_heard_where_its_time_says(voice, tmp_path):
    """Commas leave silences on the sound's own clock: the words around them must lie at their edges."""
    text = "Stop, look, turn, build, dance, talk."
    spoken = voice.speak(SpeechOrder(text=text, language="en"), tmp_path / "line.wav", go_on)
    sound = heard(tmp_path / "line.wav")
    level = np.abs(sound[: len(sound) // 240 * 240]).reshape(-1, 240).max(axis=1)
    loud = np.flatnonzero(level > 0.05 * level.max())
    begins = [loud[0], *(b for a, b in itertools.pairwise(loud) if b - a > 24)]
    ends = [*(a for a, b in itertools.pairwise(loud) if b - a > 24), loud[-1]]
    assert len(begins) == len(spoken.words)
    for word, begin, end in zip(spoken.words, begins, ends, strict=True):
        assert abs(word.start - begin * 0.005) <= 0.08
        assert abs(word.end - end * 0.005) <= 0.13  # the room rings on a little, and soft stops close it early


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "In 1984", "In nineteen eighty four."),
        ("en", "1,299 dollars", "one thousand two hundred and ninety nine dollars."),
        ("en", "$3.50", "three dollars and fifty cents."),
        ("en", "November 23, 2026", "November twenty third, twenty twenty six."),
        ("en", "2026-11-23", "November twenty third, twenty twenty six."),
        ("en", "at 10:05", "at ten oh five."),
        ("en", "-5°C", "minus five degrees Celsius."),
        ("en", "3-4 km", "three to four kilometres."),
        ("en", "1/2 of 100%", "one half of one hundred percent."),
        ("en", "the 4K camera", "the four K camera."),
        ("zh", "2026年11月23日", "二零二六年十一月二十三日。"),
        ("zh", "2个人", "两个人。"),
        ("zh", "12,345.67元", "一万二千三百四十五点六七元。"),
        ("zh", "10086", "一万零八十六。"),
        ("zh", "是-5℃", "是零下五摄氏度。"),
        ("zh", "50%", "百分之五十。"),
        ("zh", "14:05", "十四点零五分。"),
        ("zh", "1/3", "三分之一。"),
        ("zh", "第12集", "第十二集。"),
        ("zh", "3-5天", "三到五天。"),
    ],
)
def test_numbers_are_read_as_people_say_them(language, text, said):
    joined = "".join(("" if run.language == "cmn" else " ") + run.text for run in read(text, language)).strip()
    assert joined == said


def test_each_script_is_spoken_in_its_own_language():
    runs = read("我们用 Storyreel 做电影，price is 25 yuan。", "zh")
    assert [run.language for run in runs] == ["cmn", "en", "cmn", "en"]
    assert "twenty five yuan" in runs[-1].text


def test_chinese_characters_that_the_engine_can_not_read_are_still_spoken_as_one_syllable(voice, tmp_path):
    spoken = voice.speak(SpeechOrder(text="大熊猫和英雄兄弟都很穷。", language="zh"), tmp_path / "line.wav", go_on)
    assert [w.text for w in spoken.words if w.text in "熊雄兄穷"] == ["熊", "雄", "兄", "穷"]
    assert max((w.end - w.start) / len(w.text) for w in spoken.words) < 0.6, "spelled out in letters it takes 0.8 s"


def test_a_line_takes_about_the_time_that_was_planned_for_it(voice, tmp_path):
    for language, text in PLAIN:
        spoken = voice.speak(SpeechOrder(text=text, language=language), tmp_path / "line.wav", go_on)
        assert 0.7 < spoken.seconds / timing.spoken_seconds(text) < 1.1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_voices_of_a_language_sound_different(voice, tmp_path, language):
    choices = voice.voices(language)
    assert len(choices) >= 4
    text = PLAIN[0][1] if language == "en" else PLAIN[3][1]
    marks = []
    for choice in choices:
        order = SpeechOrder(text=text, language=language, voice=choice.id)
        spoken = voice.speak(order, tmp_path / "line.wav", go_on)
        sound = heard(tmp_path / "line.wav")
        power = np.abs(np.fft.rfft(sound)) ** 2
        hertz = np.fft.rfftfreq(len(sound), 1 / 48_000)
        marks.append((spoken.seconds, float((hertz * power).sum() / power.sum())))
    apart = [abs(a[0] / b[0] - 1) + abs(a[1] / b[1] - 1) for i, a in enumerate(marks) for b in marks[i + 1 :]]
    assert min(apart) > 0.03


@pytest.mark.parametrize("text", ["", "   ", "……！？", "🎬🎥✨", "---"])
def test_a_line_with_nothing_to_say_is_refused_and_leaves_no_file(voice, tmp_path, text):
    with pytest.raises(BadInput, match="nothing to say"):
        voice.speak(SpeechOrder(text=text, language="en"), tmp_path / "line.wav", go_on)
    assert not list(tmp_path.iterdir())


def test_an_unknown_voice_is_answered_with_the_known_ones(voice, tmp_path):
    with pytest.raises(BadInput, match="henry"):
        voice.speak(SpeechOrder(text="Hello.", language="en", voice="nobody"), tmp_path / "line.wav", go_on)


def test_a_cancelled_line_leaves_no_file(voice, tmp_path):
    for limit in (0.05, 0.5, 0.9, 1.0):

        def stop(fraction: float, note: str, limit: float = limit) -> None:
            if fraction >= limit:
                raise Cancelled

        with pytest.raises(Cancelled):
            voice.speak(SpeechOrder(text="Hello there.", language="en"), tmp_path / "line.wav", stop)
        assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_in_one_sentence_and_leaves_no_file(voice, tmp_path):
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk can't be mounted here: it needs the right to mount a tmpfs")
    try:
        with pytest.raises(DiskFull, match="free some room"):
            voice.speak(SpeechOrder(text=PLAIN[0][1], language="en"), tmp_path / "line.wav", go_on)
        assert not list(tmp_path.iterdir())
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_killed_speech_process_is_replaced(voice, tmp_path):
    order = SpeechOrder(text="The tide turns.", language="en")
    voice.speak(order, tmp_path / "before.wav", go_on)
    first = voice._process.pid
    os.kill(first, signal.SIGKILL)
    voice.speak(order, tmp_path / "after.wav", go_on)
    assert voice._process.pid != first
    assert (tmp_path / "before.wav").read_bytes() == (tmp_path / "after.wav").read_bytes()


def test_the_speech_process_ends_when_its_parent_does():
    program = (
        "import os\nfrom pipelines.voices.espeak import EspeakVoice\n"
        "voice = EspeakVoice()\n"
        "voice._spoken([{'text': 'a', 'voice': 'en-us', 'wpm': 150, 'pitch': 50, 'range': 50}])\n"
        "print(voice._process.pid, flush=True)\nos._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    child = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").exists() and Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":
            return  # ended; nobody has collected it yet
        time.sleep(0.05)
    pytest.fail("the speech process outlived its parent by 5 s")


def test_the_same_line_is_the_same_bytes_in_a_fresh_process(voice, tmp_path):
    voice.speak(SpeechOrder(text="Something else first.", language="en", voice="rose"), tmp_path / "other.wav", go_on)
    text = "风停了，the sea is quiet，2026年。"
    voice.speak(SpeechOrder(text=text, language="zh"), tmp_path / "here.wav", go_on)
    program = (
        "import sys\nfrom pathlib import Path\nfrom pipelines.voices.espeak import EspeakVoice\n"
        "from studio.crew import SpeechOrder\n"
        f"EspeakVoice().speak(SpeechOrder(text={text!r}, language='zh'), Path(sys.argv[1]), lambda f, n: None)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "there.wav")], cwd=ROOT, check=True)
    digests = {hashlib.sha256((tmp_path / f"{n}.wav").read_bytes()).hexdigest() for n in ("here", "there")}
    assert len(digests) == 1
