"""The ten moods of the composer: tempo, mode, harmony, instruments; knows nothing of samples or films."""

from dataclasses import dataclass

MODES = {
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "octatonic": (0, 2, 3, 5, 6, 8, 9),  # its first seven: dark, no home to rest in
}
# Bars of rhythm for melodies, (beat, beats) each; a mood draws from one of these lists.
RHYTHMS: dict[str, list[tuple[tuple[float, float], ...]]] = {
    "slow": [((0, 3),), ((0, 2), (2, 2)), ((1, 2.5),), ((0, 1.5), (1.5, 2.5))],
    "singing": [
        ((0, 1.5), (1.5, 0.5), (2, 2)),
        ((0, 1), (1, 1), (2, 2)),
        ((0.5, 0.5), (1, 1), (2, 1.5)),
        ((0, 2), (2, 1), (3, 1)),
    ],
    "lively": [
        ((0, 0.5), (0.5, 0.5), (1, 1), (2, 0.5), (2.5, 0.5), (3, 1)),
        ((0, 1), (1, 0.5), (1.5, 0.5), (2, 1.5)),
        ((0.5, 0.5), (1, 0.5), (1.5, 1), (2.5, 0.5), (3, 1)),
    ],
    "skipping": [
        ((0, 0.4), (0.5, 0.4), (1.5, 0.4), (2, 0.4), (3, 0.4)),
        ((0, 0.4), (1, 0.4), (1.5, 0.4), (2.5, 0.4), (3, 0.4)),
        ((0, 0.4), (0.5, 0.4), (1, 0.4), (2, 0.8)),
    ],
    "fanfare": [
        ((0, 1.5), (1.5, 0.5), (2, 2)),
        ((0, 1), (1, 0.75), (1.75, 0.25), (2, 2)),
        ((0, 0.5), (0.5, 0.5), (1, 1), (2, 2)),
    ],
    "waltz": [((0, 2), (2, 1)), ((0, 1), (1, 1), (2, 1)), ((0, 3),), ((0, 1.5), (1.5, 0.5), (2, 1))],
    "drops": [((0, 1),), ((1.5, 1), (3, 1)), ((2, 1.5),), ((0.5, 1), (2.5, 1))],
}
# One bar of percussion: each player's (beat, velocity).
DRUMS: dict[str, dict[str, tuple[tuple[float, float], ...]]] = {
    "none": {},
    "dance": {
        "kick": ((0, 0.8), (2, 0.7)),
        "brush": ((1, 0.5), (3, 0.55)),
        "shaker": ((0, 0.3), (0.5, 0.5), (1, 0.3), (1.5, 0.5), (2, 0.3), (2.5, 0.5), (3, 0.3), (3.5, 0.5)),
    },
    "heart": {
        "taiko": ((0, 0.75), (0.5, 0.4), (2, 0.65), (2.5, 0.35)),
        "tick": ((0, 0.3), (0.5, 0.2), (1, 0.25), (1.5, 0.2), (2, 0.3), (2.5, 0.2), (3, 0.25), (3.5, 0.2)),
    },
    "march": {
        "taiko": ((0, 0.95), (1.5, 0.5), (2, 0.85), (3.5, 0.55), (3.75, 0.45)),
        "brush": ((1, 0.5), (3, 0.55)),
    },
    "toys": {
        "kick": ((0, 0.4), (2, 0.35)),
        "wood": ((1, 0.5), (2.5, 0.35), (3, 0.5)),
        "shaker": ((0.5, 0.25), (1.5, 0.25), (2.5, 0.25), (3.5, 0.25)),
    },
    "gentle": {
        "kick": ((0, 0.5), (2.5, 0.35)),
        "shaker": ((0, 0.16), (0.5, 0.3), (1, 0.16), (1.5, 0.3), (2, 0.16), (2.5, 0.3), (3, 0.16), (3.5, 0.3)),
    },
    "far": {"taiko": ((0, 0.4),), "tick": ((2.5, 0.2),)},
}


@dataclass(frozen=True)
class Mood:
    """How a mood sounds; degrees are counted from 0, pitches in semitones of MIDI."""

    bpm: float
    mode: str
    progressions: tuple[tuple[int, ...], ...]
    cadence: tuple[int, int]  # the two degrees before the last chord
    pad: str
    comp: str  # the instrument of the accompaniment
    figure: str  # how it moves: one of score.py's figures
    lead: str
    rhythm: str  # one of RHYTHMS
    drums: str = "none"  # one of DRUMS
    lead_pitch: int = 72  # the middle of the melody
    pad_pitch: int = 58
    comp_pitch: int = 62
    bass: str = "bass"
    bass_figure: str = "long"
    beats: int = 4  # in a bar
    swing: float = 0.0  # of half a beat
    sevenths: bool = False
    pad_gain: float = 1.0
    comp_gain: float = 1.0
    lead_gain: float = 1.0
    wet: float = 0.3  # how much room
    rests: float = 0.2  # share of the bars in which the melody is silent


MOODS = {
    "calm": Mood(
        bpm=64,
        mode="ionian",
        progressions=((0, 3, 5, 3), (0, 5, 3, 4), (0, 2, 3, 3)),
        cadence=(3, 4),
        pad="pad",
        comp="piano",
        figure="arpeggio",
        lead="piano",
        rhythm="slow",
        lead_pitch=72,
        sevenths=True,
        wet=0.34,
        rests=0.3,
        lead_gain=2.3,
    ),
    "joyful": Mood(
        bpm=124,
        mode="ionian",
        progressions=((0, 4, 5, 3), (0, 3, 0, 4), (0, 5, 3, 4)),
        cadence=(3, 4),
        pad="strings",
        comp="pluck",
        figure="strum",
        lead="flute",
        rhythm="lively",
        drums="dance",
        lead_pitch=76,
        comp_pitch=66,
        bass_figure="walk",
        pad_gain=0.75,
        wet=0.2,
        rests=0.12,
    ),
    "tense": Mood(
        bpm=104,
        mode="phrygian",
        progressions=((0, 0, 1, 0), (0, 1, 0, 6), (0, 5, 1, 0)),
        cadence=(1, 6),
        pad="strings",
        comp="staccato",
        figure="ostinato",
        lead="bowed",
        rhythm="drops",
        drums="heart",
        lead_pitch=67,
        pad_pitch=50,
        comp_pitch=50,
        bass_figure="pulse",
        pad_gain=0.9,
        wet=0.22,
        rests=0.5,
    ),
    "sad": Mood(
        bpm=56,
        mode="aeolian",
        progressions=((0, 5, 2, 6), (0, 3, 5, 4), (0, 6, 5, 4)),
        cadence=(3, 4),
        pad="strings",
        comp="piano",
        figure="broken",
        lead="bowed",
        rhythm="singing",
        lead_pitch=69,
        pad_pitch=55,
        comp_pitch=58,
        pad_gain=0.8,
        wet=0.36,
    ),
    "mysterious": Mood(
        bpm=78,
        mode="dorian",
        progressions=((0, 3, 0, 1), (0, 6, 0, 3), (0, 1, 3, 0)),
        cadence=(1, 6),
        pad="choir",
        comp="guzheng",
        figure="drift",
        lead="bells",
        rhythm="drops",
        drums="far",
        lead_pitch=76,
        pad_pitch=53,
        comp_pitch=60,
        sevenths=True,
        pad_gain=0.7,
        wet=0.45,
        rests=0.35,
        lead_gain=1.7,
    ),
    "heroic": Mood(
        bpm=112,
        mode="mixolydian",
        progressions=((0, 6, 3, 0), (0, 3, 6, 4), (0, 4, 6, 3)),
        cadence=(3, 6),
        pad="strings",
        comp="staccato",
        figure="gallop",
        lead="brass",
        rhythm="fanfare",
        drums="march",
        lead_pitch=65,
        pad_pitch=60,
        comp_pitch=58,
        bass_figure="pulse",
        lead_gain=1.6,
        rests=0.1,
        comp_gain=0.6,
    ),
    "romantic": Mood(
        bpm=84,
        mode="ionian",
        progressions=((0, 5, 1, 4), (0, 2, 3, 4), (3, 4, 2, 5)),
        cadence=(1, 4),
        pad="strings",
        comp="piano",
        figure="broken",
        lead="bowed",
        rhythm="waltz",
        lead_pitch=74,
        beats=3,
        sevenths=True,
        pad_gain=0.75,
        wet=0.34,
        rests=0.15,
    ),
    "playful": Mood(
        bpm=138,
        mode="ionian",
        progressions=((0, 0, 4, 0), (0, 3, 4, 0), (0, 5, 1, 4)),
        cadence=(3, 4),
        pad="none",
        comp="pizzicato",
        figure="oompah",
        lead="bells",
        rhythm="skipping",
        drums="toys",
        lead_pitch=76,
        comp_pitch=67,
        bass="pizzicato",
        bass_figure="oompah",
        swing=0.3,
        wet=0.16,
        rests=0.1,
    ),
    "eerie": Mood(
        bpm=48,
        mode="octatonic",
        progressions=((0, 4, 0, 1), (0, 1, 4, 5), (0, 5, 0, 4)),
        cadence=(1, 4),
        pad="tremolo",
        comp="bells",
        figure="drift",
        lead="choir",
        rhythm="drops",
        lead_pitch=81,
        pad_pitch=66,
        comp_pitch=79,
        bass="drone",
        comp_gain=1.3,
        lead_gain=1.1,
        wet=0.55,
        rests=0.4,
        pad_gain=1.5,
    ),
    "hopeful": Mood(
        bpm=92,
        mode="lydian",
        progressions=((0, 1, 5, 4), (0, 4, 1, 0), (5, 1, 0, 4)),
        cadence=(1, 4),
        pad="choir",
        comp="piano",
        figure="pulse",
        lead="strings",
        rhythm="singing",
        drums="gentle",
        comp_pitch=65,
        pad_gain=0.8,
        wet=0.32,
        lead_gain=1.4,
    ),
}

# Words that people and writers use for a mood, in both languages; a word may be a part of what was written.
_WORDS = {
    "calm": (
        "peace quiet serene gentle tranquil still relax soft soothing slow meditat calm "
        "平静 宁静 安静 安宁 舒缓 温和 祥和 静谧 悠闲 淡然"
    ),
    "joyful": (
        "joy happy cheer bright celebrat festiv fun upbeat delight glad sunny "
        "欢乐 欢快 快乐 喜悦 高兴 开心 热闹 喜庆 愉快 欢庆"
    ),
    "tense": (
        "tens suspens danger urgent thrill anxious nervous chase storm conflict fear action angry anger "
        "紧张 惊险 危险 紧迫 悬念 恐慌 追逐 焦虑 激烈 愤怒"
    ),
    "sad": (
        "sad melanchol grief sorrow lonely mourn tragic somber sombre wistful nostalg loss bitter "
        "悲伤 忧伤 哀伤 难过 孤独 寂寞 怀念 凄凉 惆怅 沉重 肃穆 悼"
    ),
    "mysterious": (
        "myster enigma curious secret wonder magic dream strange ancient intrigu "
        "神秘 好奇 奇妙 梦幻 秘密 奇幻 悬疑 诡异之谜 魔法 未知"
    ),
    "heroic": (
        "hero epic brave triumph grand majestic victor courage adventur proud power determined "
        "英雄 史诗 壮丽 勇敢 胜利 雄伟 激昂 豪迈 冒险 壮阔 坚定"
    ),
    "romantic": ("romant love tender passion intimate warm affection sweet 浪漫 爱情 柔情 温柔 甜蜜 深情 温馨 温暖 恋"),
    "playful": (
        "play whims quirky funny comic mischie silly cute humor humour lighthearted light-hearted "
        "俏皮 调皮 顽皮 活泼 幽默 滑稽 可爱 搞笑 诙谐 轻松 童趣"
    ),
    "eerie": (
        "eerie horror creepy haunt ghost spooky dark sinister ominous scary uncanny "
        "恐怖 阴森 诡异 惊悚 阴暗 可怕 鬼 不祥 黑暗"
    ),
    "hopeful": (
        "hope inspir uplift dawn optimis relief renew grateful promis resolute "
        "希望 充满希望 振奋 鼓舞 光明 憧憬 乐观 期待 新生 感动 励志"
    ),
}


def nearest(text: str, otherwise: str = "calm") -> str:
    """The mood that the text names first in either language; `otherwise` where it names none."""
    said = text.lower()
    found = [
        (said.find(w), -len(w), mood) for mood, words in _WORDS.items() for w in [*words.split(), mood] if w in said
    ]
    return min(found)[2] if found else otherwise
