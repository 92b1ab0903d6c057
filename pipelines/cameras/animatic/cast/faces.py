# ruff: noqa: E501  a drawing's rows of points read best on one line
"""Portraits of people: a face with eyes, brows and a mouth that a mood moves, on dressed shoulders; knows no places.

Face units: the head's half height is about 1, its centre (0, 0), slightly turned toward +x; shoulders near y = -1.8.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.cameras.animatic.cast.brush import Paper, darker, lighter, mixed
from pipelines.cameras.animatic.cast.hairdos import hair_behind, hair_front, hat_behind, hat_front
from pipelines.cameras.animatic.cast.looks import Look, look_of
from pipelines.cameras.animatic.cast.poses import wave

LEVELS = {"medium close-up": (-3.7, 1.3), "close-up": (-2.35, 1.25), "extreme close-up": (-1.2, 0.95)}
INK, WHITE = "#2a2130", "#fbf6ee"
TURN = 0.1  # how far the features are moved toward +x


@dataclass(frozen=True)
class Mood:
    """How a feeling moves a face; 0 is calm everywhere."""

    lift: float = 0.0  # brows up
    tilt: float = 0.0  # brows' inner ends up (worry) or down (anger)
    lid: float = 0.16  # how far the upper lid hangs
    smile: float = 0.25  # corners of the mouth
    open: float = 0.0
    wide: float = 1.0  # the mouth's width
    look: tuple[float, float] = (0.15, 0.0)
    blush: float = 0.25
    tear: bool = False
    teeth: bool = False
    nod: float = 0.0


MOODS: dict[str, Mood] = {
    "calm": Mood(),
    "happy": Mood(0.06, 0.05, 0.2, 0.85, 0.36, 1.15, (0.1, 0.0), 0.55, teeth=True, nod=2),
    "sad": Mood(0.02, 0.5, 0.38, -0.6, 0, 0.8, (0.05, -0.5), 0.15, tear=True, nod=-5),
    "angry": Mood(-0.07, -0.55, 0.3, -0.5, 0.16, 0.95, (0.2, 0.0), 0.35, teeth=True, nod=-2),
    "surprised": Mood(0.2, 0.1, -0.12, 0.1, 0.75, 0.6, (0.1, 0.1), 0.3),
    "afraid": Mood(0.12, 0.55, -0.08, -0.35, 0.3, 0.9, (0.3, 0.0), 0.0, teeth=True),
    "thoughtful": Mood(0.05, 0.12, 0.3, 0.0, 0, 0.75, (0.5, 0.45), 0.2, nod=3),
    "determined": Mood(-0.04, -0.3, 0.24, 0.1, 0, 0.95, (0.25, 0.05), 0.2),
    "tired": Mood(-0.02, 0.25, 0.56, -0.15, 0, 0.8, (0.1, -0.3), 0.1, nod=-4),
    "tender": Mood(0.03, 0.22, 0.34, 0.55, 0, 0.9, (0.15, -0.2), 0.6, nod=-2),
    "wonder": Mood(0.14, 0.2, -0.04, 0.4, 0.28, 0.7, (0.2, 0.5), 0.4, nod=4),
}  # fmt: skip
MOOD_WORDS: dict[str, str] = {
    "happy": "happy joy joyful cheerful warm laugh smil delight playful fun festive triumphant proud excited 快乐 高兴 欢 喜 笑 开心 幸福 温暖",
    "sad": "sad sorrow lonely loneliness melanchol grief mourn cry tears blue somber solemn nostalgi 悲 伤 孤独 忧郁 哭 难过 寂寞 哀 怀念",
    "angry": "angry anger rage furious fierce hostile 愤怒 生气 怒",
    "afraid": "afraid fear scared terror anxious worried tense nervous dread horror danger ominous 害怕 恐惧 紧张 担心 焦虑 惊恐",
    "surprised": "surpris shock astonish startl amaz 惊讶 震惊 吃惊",
    "wonder": "wonder awe magic dream hope hopeful curious mysterious 惊奇 好奇 希望 神秘 梦幻 奇妙",
    "thoughtful": "thought pensive reflect quiet contemplat 沉思 思考 安静",
    "determined": "determin brave resolute epic heroic dramatic serious focus 坚定 勇敢 严肃 坚毅 专注",
    "tired": "tired weary sleepy exhausted bored 疲惫 困 累",
    "tender": "tender love gentle romantic intimate kind 温柔 爱 浪漫 柔",
}


def mood_of(text: str) -> Mood:
    """The mood that the words name; calm where none does."""
    said = text.lower()
    if said in MOODS:
        return MOODS[said]
    for mood, words in MOOD_WORDS.items():
        if any(w in said for w in words.split()):
            return MOODS[mood]
    return MOODS["calm"]


@dataclass(frozen=True)
class Shape:
    """A head's form by age and sex."""

    jaw: float = 0.6  # half width at the jaw's corner
    chin: float = -1.08
    cheek: float = 0.78
    eyes: float = 0.06  # height of the eyes
    eye: float = 1.0  # their size
    shoulders: float = 1.0
    neck: float = 0.36


def shape_of(name: str, look: Look) -> Shape:
    if name in ("boy", "girl", "child", "baby"):
        return Shape(0.6, -0.95, 0.86, -0.1, 1.28, 0.74 if name != "baby" else 0.66, 0.28)
    if look.female:
        return Shape(0.5, -1.06, 0.75, 0.02, 1.12, 0.84, 0.27)
    return Shape(0.63, -1.12) if not look.old else Shape(0.64, -1.1, 0.79, 0.05, 0.92)


def face_portrait(paper: Paper, name: str, words: str, mood_words: str, seed: int, phase: float) -> None:
    """Head and shoulders of a person, breathing, blinking once a loop."""
    look, mood = look_of(name, words, seed), mood_of(mood_words)
    form = shape_of(name, look)
    breath = 0.018 * wave(phase)
    with paper.moved(0.06, -1.3, turn=-mood.nod * 0.4 - 1.1 * wave(phase, 0.2)), paper.moved(-0.06, 1.3 + breath * 0.6):
        hat_behind(paper, look)
        hair_behind(paper, look, form.shoulders)
    with paper.moved(0, breath + (0.24 if form.chin > -1 else 0.06)):
        shoulders(paper, look, form)
    with paper.moved(0.06, -1.3, turn=mood.nod * 0.8 + 1.1 * wave(phase, 0.2)), paper.moved(-0.06, 1.3 + breath * 0.6):
        head(paper, look, mood, form, phase)


def shoulders(paper: Paper, look: Look, form: Shape) -> None:
    """Neck and clothes, down past the lowest cut."""
    w, n = form.shoulders * (1.12 if look.garment in ("coat", "suit") else 1.0), form.neck
    if look.cape:
        paper.blob(look.cape, [(-0.5, -1.2), (-1.75 * w, -1.7), (-2.3 * w, -3.2), (-2.4 * w, -5), (2.4 * w, -5), (2.3 * w, -3.2), (1.75 * w, -1.7), (0.5, -1.2)], shade=0.1)
    if look.backpack:
        for f in (-1, 1):
            paper.blob(look.backpack, [(f * 1.0 * w, -1.6), (f * 1.5 * w, -1.5), (f * 1.95 * w, -2.2), (f * 1.9 * w, -4.5), (f * 1.2 * w, -4.5)], shade=0.1)
    paper.blob(look.top, [(-n - 0.1, -1.42), (-1.0 * w, -1.66), (-1.48 * w, -1.98), (-1.68 * w, -2.7), (-1.72 * w, -4.6), (1.72 * w, -4.6), (1.68 * w, -2.7), (1.48 * w, -1.98), (1.0 * w, -1.66), (n + 0.1, -1.42)], shade=0.13)
    paper.line(darker(look.top, 0.22), [(-1.2 * w, -4.4), (-1.22 * w, -3.4), (-1.1 * w, -2.9)], 0.03)
    paper.line(darker(look.top, 0.22), [(1.2 * w, -4.4), (1.22 * w, -3.4), (1.1 * w, -2.9)], 0.03)
    skin = look.skin
    paper.blob(skin, [(-n, -0.5), (-n, -1.2), (-n - 0.16, -1.52), (0.04, -1.86), (n + 0.2, -1.52), (n + 0.04, -1.2), (n + 0.04, -0.5)], shade=0)
    paper.blob(mixed(skin, darker("#a0524a", 0.3), 0.34), [(-n, -0.6), (-n * 1.0, -1.12), (0.1, -1.36), (n + 0.04, -1.08), (n + 0.04, -0.6)], shade=0)
    NECKLINES.get(look.garment, _crew_neck)(paper, look, w, n)
    if look.tie and look.garment != "shirt":
        paper.poly(look.tie, [(-0.1, -1.72), (0.18, -1.72), (0.12, -1.94), (0.26, -3.2), (0.04, -3.5), (-0.18, -3.2), (-0.04, -1.94)], shade=0.1, round=0.04)
    if look.apron:
        paper.poly(look.apron, [(-0.85, -2.5), (0.9, -2.5), (1.1, -4.6), (-1.05, -4.6)], shade=0.06, round=0.1)
        for f in (-1, 1):
            paper.line(look.apron, [(f * 0.75, -2.5), (f * 0.5, -1.62)], 0.16)
    if look.scarf:
        _scarf(paper, look, n)
    if look.backpack:
        for f in (-1, 1):
            paper.limb(look.backpack, [(f * 0.82 * w, -1.62), (f * 0.98 * w, -2.6), (f * 0.95 * w, -4.5)], (0.26, 0.26), shade=0.1)


def _crew_neck(paper: Paper, look: Look, w: float, n: float) -> None:
    if look.tie:
        paper.poly("#f6f2ea", [(-n - 0.12, -1.38), (0.02, -1.95), (-0.5, -2.05), (-n - 0.3, -1.5)], round=0.04)
        paper.poly("#f6f2ea", [(n + 0.16, -1.38), (0.06, -1.95), (0.56, -2.05), (n + 0.34, -1.5)], round=0.04)
        return
    paper.limb(darker(look.top, 0.14), [(-n - 0.18, -1.5), (0.02, -1.86), (n + 0.22, -1.5)], (0.12, 0.15, 0.12), shade=0)


def _lapels(paper: Paper, look: Look, w: float, n: float) -> None:
    """A jacket or coat, open over a shirt."""
    inner = lighter(look.accent, 0.2) if look.garment == "coat" else "#f4efe6"
    paper.poly(inner, [(-n - 0.06, -1.46), (0.02, -1.78), (n + 0.1, -1.46), (0.5, -2.4), (0.08, -3.6), (-0.42, -2.4)])
    paper.poly(darker(inner, 0.16), [(-n - 0.1, -1.42), (0.02, -1.82), (-0.34, -2.06)], round=0.03)
    paper.poly(darker(inner, 0.16), [(n + 0.14, -1.42), (0.04, -1.82), (0.42, -2.06)], round=0.03)
    c = darker(look.top, 0.12)
    for f in (-1, 1):
        edge = [(f * (n + 0.1), -1.34), (f * (n + 0.42), -1.5), (f * 0.98, -2.28), (f * 0.74, -2.4), (f * 0.86, -2.62), (0.1, -3.9), (0.02 + f * 0.16, -2.9)]
        paper.poly(c, edge, round=0.05, shade=0.1)
    paper.line(darker(look.top, 0.34), [(0.1, -3.7), (0.1, -4.6)], 0.03)
    for y in (-3.55, -4.25):
        for x in (-0.42, 0.5) if look.garment == "coat" else (0.3,):
            paper.oval(look.accent if look.garment == "coat" else darker(look.top, 0.4), x, y, 0.085, shade=0.25)


def _robe_neck(paper: Paper, look: Look, w: float, n: float) -> None:
    paper.poly(lighter(look.accent, 0.55), [(-n - 0.1, -1.42), (0.04, -2.5), (n + 0.14, -1.42), (0.04, -1.8)], round=0.03)
    paper.limb(look.accent, [(n + 0.2, -1.36), (0.1, -2.5), (-0.7, -3.9)], (0.17, 0.2), shade=0.16)
    paper.limb(darker(look.accent, 0.1), [(-n - 0.18, -1.36), (-0.05, -2.2), (0.06, -2.46)], (0.17, 0.18), shade=0.16)


def _dress_neck(paper: Paper, look: Look, w: float, n: float) -> None:
    paper.blob(look.skin, [(-n - 0.3, -1.52), (-0.5, -1.95), (0.04, -2.2), (0.56, -1.95), (n + 0.34, -1.52), (0.04, -1.5)], shade=0)
    paper.limb(look.accent, [(-n - 0.22, -1.5), (-0.3, -1.9), (0.04, -2.06), (0.36, -1.9), (n + 0.26, -1.5)], (0.035, 0.045, 0.035), shade=0)
    paper.oval(look.accent, 0.04, -2.12, 0.075, shade=0.2)


def _suit_ring(paper: Paper, look: Look, w: float, n: float) -> None:
    paper.limb("#c8cdd8", [(-1.06, -1.34), (-0.5, -1.62), (0.04, -1.7), (0.56, -1.62), (1.1, -1.34)], (0.3, 0.36, 0.3), shade=0.3)
    paper.limb(look.accent, [(-1.0, -1.56), (0.04, -1.9), (1.04, -1.56)], (0.07, 0.09, 0.07), shade=0)
    paper.poly("#d7dbe4", [(-0.5, -2.7), (0.6, -2.7), (0.6, -3.4), (-0.5, -3.4)], round=0.1, shade=0.15)
    for x, c in ((-0.28, "#e0703a"), (0.05, "#58a6a0"), (0.36, "#f0c75a")):
        paper.oval(c, x, -3.0, 0.1, shade=0)
    paper.box(look.accent, -1.46, -2.5, -0.9, -2.2, round=0.05)


NECKLINES = {"coat": _lapels, "jacket": _lapels, "robe": _robe_neck, "dress": _dress_neck, "suit": _suit_ring}


def _scarf(paper: Paper, look: Look, n: float) -> None:
    c = look.scarf
    paper.limb(darker(c, 0.12), [(-0.36, -1.5), (-0.52, -2.4), (-0.44, -3.3)], (0.4, 0.46, 0.42), shade=0.2)
    for x in (-0.56, -0.44, -0.32):
        paper.line(darker(c, 0.12), [(x, -3.2), (x, -3.56)], 0.06)
    paper.limb(c, [(-n - 0.34, -1.3), (-0.3, -1.58), (0.06, -1.64), (0.44, -1.56), (n + 0.38, -1.26)], (0.4, 0.5, 0.4), shade=0.24)
    paper.line(darker(c, 0.18), [(-0.4, -1.42), (0.1, -1.56), (0.5, -1.4)], 0.03)


def head(paper: Paper, look: Look, mood: Mood, form: Shape, phase: float) -> None:
    """The head itself, hair and hat included."""
    k, j, c = form.cheek, form.jaw, form.chin
    if look.hat != "bubble":
        for f in (-1, 1):
            paper.oval(darker(look.skin, 0.1), f * k * 1.02 - 0.05, form.eyes - 0.1, 0.13, 0.21, shade=0.25)
    drop = 0.12 * mood.open
    outline = [(0, 1.06), (0.46, 0.96), (k * 0.94, 0.58), (k, 0.1), (k * 0.96, -0.3), (j, -0.74 - drop * 0.5), (0.26, c + 0.03 - drop), (0.02, c - 0.02 - drop), (-0.22, c + 0.03 - drop), (-j * 0.98, -0.74 - drop * 0.5), (-k * 0.97, -0.3), (-k, 0.1), (-k * 0.94, 0.58), (-0.46, 0.96)]
    paper.blob(look.skin, outline, shade=0.15)
    _cheeks(paper, look, mood, form)
    _nose(paper, look, form)
    _mouth(paper, look, mood, form, phase)
    if look.beard:
        _beard(paper, look, mood, form)
    _eyes(paper, look, mood, form, phase)
    if look.old:
        _lines(paper, look, form)
    if look.glasses:
        _glasses(paper, form)
    hair_front(paper, look)
    hat_front(paper, look)


def _cheeks(paper: Paper, look: Look, mood: Mood, form: Shape) -> None:
    pink = mixed(look.skin, "#dd4a3c", 0.42)
    for x in (-0.44, 0.52):
        paper.oval(pink, x, form.eyes - 0.4, 0.17, 0.11, shade=0, alpha=0.18 + 0.5 * mood.blush)
    if look.freckles:
        for x, y in ((-0.5, -0.3), (-0.42, -0.38), (-0.34, -0.3), (0.42, -0.3), (0.5, -0.38), (0.58, -0.3)):
            paper.oval(darker(look.skin, 0.3), x, y + form.eyes, 0.022, shade=0)


def _nose(paper: Paper, look: Look, form: Shape) -> None:
    y, x = form.eyes - 0.3, TURN
    shade = mixed(look.skin, "#9c3f38", 0.26)
    size = 0.7 if form.eye > 1.2 else 0.85 if form.neck < 0.3 else 1.0
    paper.blob(shade, [(x + 0.02, y + 0.24 * size), (x + 0.13 * size, y), (x + 0.17 * size, y - 0.1), (x + 0.06, y - 0.17 * size), (x - 0.1 * size, y - 0.12), (x + 0.01, y - 0.05)], shade=0)


def _eyes(paper: Paper, look: Look, mood: Mood, form: Shape, phase: float) -> None:
    closed = 0.5 <= phase < 0.57
    for side in (-1, 1):
        x, y = TURN + side * 0.34 - 0.02 * side, form.eyes
        size = form.eye * (0.94 if side > 0 else 1.0)
        with paper.moved(x, y, size=size):
            _eye(paper, look, mood, side, 1.0 if closed else mood.lid)
        _brow(paper, look, mood, x, y + 0.27 * form.eye, side)
    if mood.tear:
        t = (phase * 1.0) % 1
        paper.blob("#bfe3f5", [(-0.26, form.eyes - 0.2 - 0.4 * t), (-0.2, form.eyes - 0.34 - 0.4 * t), (-0.26, form.eyes - 0.4 - 0.4 * t), (-0.32, form.eyes - 0.34 - 0.4 * t)], shade=0, alpha=0.85)


def _eye(paper: Paper, look: Look, mood: Mood, side: int, lid: float) -> None:
    """One eye, about 0.36 wide, centre (0, 0)."""
    skin_line = mixed(look.skin, INK, 0.75)
    if lid >= 0.9:
        paper.line(skin_line, [(-0.17, 0.0), (0, -0.055), (0.17, 0.0)], 0.045)
        return
    wide = max(0.0, -lid)
    top = 0.125 + 0.3 * wide - 0.15 * max(0.0, lid)
    low = 0.1 + 0.08 * wide - 0.05 * (mood.smile > 0.7)
    white = [(-0.185, -0.01), (-0.09, top * 0.86), (0.02, top), (0.11, top * 0.8), (0.185, 0.0), (0.1, -low * 0.9), (0, -low), (-0.1, -low * 0.85)]
    paper.blob(WHITE, white, shade=0)
    gx, gy = 0.055 * mood.look[0] * 1.6, 0.045 * mood.look[1]
    r = 0.098
    up, down = min(r, top - gy - 0.004), min(r, low + gy - 0.004)
    iris = [(gx - r, gy), (gx - r * 0.7, gy + up * 0.75), (gx, gy + up), (gx + r * 0.7, gy + up * 0.75), (gx + r, gy), (gx + r * 0.7, gy - down * 0.75), (gx, gy - down), (gx - r * 0.7, gy - down * 0.75)]
    paper.blob(look.eyes, iris, shade=0)
    paper.oval(INK, gx, gy, 0.052, min(0.052, up, down), shade=0)
    paper.oval("#ffffff", gx + 0.035, gy + min(0.04, up * 0.5), 0.024, shade=0)
    lash = 0.05 if look.female else 0.038
    paper.line(skin_line, [(-0.195, -0.005), (-0.1, top * 0.9), (0.02, top + 0.008), (0.12, top * 0.82), (0.2, 0.0)], lash)
    if look.female:
        paper.line(skin_line, [(side * 0.19, 0.01), (side * 0.25, 0.05)], 0.028)


def _brow(paper: Paper, look: Look, mood: Mood, x: float, y: float, side: int) -> None:
    colour = mixed(look.hair if look.style != "bald" or look.old else "#4a3328", INK, 0.4 if look.old else 0.3)
    y += mood.lift
    inner, outer = (x - side * 0.17, y + 0.13 * mood.tilt), (x + side * 0.2, y - 0.09 * mood.tilt - 0.02)
    middle = ((inner[0] + outer[0]) / 2 + side * 0.02, (inner[1] + outer[1]) / 2 + 0.05)
    w = 0.055 if look.female else 0.085
    paper.limb(colour, [inner, middle, outer], (w, w, w * 0.45), shade=0)


def _mouth(paper: Paper, look: Look, mood: Mood, form: Shape, phase: float) -> None:
    x, y = TURN * 0.8, form.chin * 0.5 - 0.1
    half = 0.24 * mood.wide * (0.85 if form.eye > 1.2 else 1.0)
    lift = 0.1 * mood.smile
    painted = look.female and form.eye <= 1.2  # children's lips are plain
    lip = mixed(look.skin, "#b3303a", 0.6 if painted else 0.42)
    if mood.open > 0.25 and mood.smile < 0.5 and not mood.teeth:
        paper.oval("#6e2430", x, y - 0.06, half * 0.8, 0.06 + 0.17 * mood.open, shade=0)
        paper.oval("#d8606a", x, y - 0.07 - 0.13 * mood.open, half * 0.45, 0.05, shade=0)
        return
    if mood.open > 0.05:
        deep = 0.05 + 0.24 * mood.open
        sag = -lift * 0.8
        shape = [(x - half, y + lift), (x - half * 0.5, y + 0.03 + sag * 0.2), (x, y + 0.03 + sag * 0.3), (x + half * 0.5, y + 0.03 + sag * 0.2), (x + half, y + lift), (x + half * 0.6, y - deep * 0.7), (x, y - deep), (x - half * 0.6, y - deep * 0.7)]
        paper.blob("#6e2430", shape, shade=0)
        if mood.teeth:
            t = min(0.09, deep * 0.5)
            paper.blob(WHITE, [(x - half * 0.78, y + lift * 0.72), (x - half * 0.4, y + 0.015 + sag * 0.2), (x + half * 0.4, y + 0.015 + sag * 0.2), (x + half * 0.78, y + lift * 0.72), (x + half * 0.5, y - t), (x, y - t * 1.15), (x - half * 0.5, y - t)], shade=0)
        if mood.open > 0.3:
            paper.oval("#d8606a", x, y - deep * 0.78, half * 0.5, deep * 0.2, shade=0)
        return
    if painted:
        paper.blob(lip, [(x - half * 0.85, y + lift * 0.7), (x - half * 0.25, y + 0.045), (x, y + 0.03), (x + half * 0.25, y + 0.045), (x + half * 0.85, y + lift * 0.7), (x + half * 0.35, y - 0.085), (x - half * 0.35, y - 0.085)], shade=0)
    else:
        paper.line(mixed(look.skin, lip, 0.6), [(x - half * 0.4, y - 0.13), (x, y - 0.145), (x + half * 0.4, y - 0.13)], 0.03)
    paper.line(mixed(look.skin, "#5a1c26", 0.72), [(x - half, y + lift), (x - half * 0.4, y - lift * 0.35), (x + half * 0.4, y - lift * 0.35), (x + half, y + lift)], 0.042)


def _beard(paper: Paper, look: Look, mood: Mood, form: Shape) -> None:
    # Hair lets some skin through: a pale beard is no mask.
    c, k, chin = mixed(look.beard, look.skin, 0.34), form.cheek, form.chin
    if look.beard_style != "moustache":
        low = chin - (1.5 if look.beard_style == "long" else 0.22) - 0.1 * mood.open
        y = chin * 0.5 - 0.1
        paper.blob(c, [(-k * 0.99, 0.0), (-k * 0.9, -0.42), (-0.4, -0.42), (-0.26, y + 0.16), (0.08, y + 0.21), (0.42, y + 0.16), (0.52, -0.42), (k * 0.92, -0.42), (k * 0.99, 0.0), (k * 1.02, -0.5), (0.66, -0.95), (0.34, low + 0.08), (0.04, low), (-0.28, low + 0.08), (-0.64, -0.95), (-k * 1.02, -0.5)], shade=0.12)
        deep = 0.035 + 0.22 * mood.open
        paper.blob(mixed(look.skin, "#7c2d36", 0.72), [(-0.17, y + 0.05 * mood.smile), (0.08, y + 0.0), (0.33, y + 0.05 * mood.smile), (0.22, y - deep * 0.9), (0.08, y - deep * 1.15), (-0.06, y - deep * 0.9)], shade=0)
    y = form.eyes - 0.5
    m = lighter(c, 0.1)
    for f in (-1, 1):
        paper.blob(m, [(TURN, y + 0.03), (TURN + f * 0.2, y + 0.05), (TURN + f * 0.44, y - 0.16 + 0.05 * mood.smile), (TURN + f * 0.2, y - 0.13), (TURN, y - 0.1)], shade=0.1)


def _lines(paper: Paper, look: Look, form: Shape) -> None:
    c = mixed(look.skin, "#8a3f38", 0.34)
    for f in (-1, 1):
        x = TURN + f * 0.34
        paper.line(c, [(x - 0.13, form.eyes - 0.17), (x, form.eyes - 0.2), (x + 0.13, form.eyes - 0.17)], 0.022)
        paper.line(c, [(TURN + f * 0.22, form.eyes - 0.38), (TURN + f * 0.36, form.eyes - 0.56)], 0.026)
    for y in (0.5, 0.6):
        paper.line(c, [(-0.26, form.eyes + y), (0.1, form.eyes + y + 0.03), (0.42, form.eyes + y)], 0.02)


def _glasses(paper: Paper, form: Shape) -> None:
    for f in (-1, 1):
        x = TURN + f * 0.34
        paper.oval("#dff0f5", x, form.eyes, 0.27, 0.25, shade=0, alpha=0.28)
        paper.hoop("#3a3340", x, form.eyes, 0.27, 0.25, 0.045)
        paper.line("#3a3340", [(TURN + f * 0.61, form.eyes + 0.04), (f * form.cheek * 0.99, form.eyes + 0.06)], 0.04)
    paper.line("#3a3340", [(TURN - 0.08, form.eyes + 0.05), (TURN, form.eyes + 0.08), (TURN + 0.08, form.eyes + 0.05)], 0.04)
