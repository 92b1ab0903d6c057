"""A person's wishes in words for a model, and those that need no model: shorter, split, merged, another time of day."""

from __future__ import annotations

import re

from studio import timing
from studio.errors import BadInput
from studio.film import Line
from studio.script import Around, SceneDraft, Wish

_TOLD = {
    "en": {
        "translate": "Translate everything into {language}, naturally, as a native would say it. Change nothing else. "
        "Names in “character” stay as they are.",
        "tighten": "Shorten it to {seconds} seconds: keep what the story needs, cut the rest; no new ideas.",
        "continue": "Leave this scene as it is, and write the one that follows it: what happens next.",
        "split": "Split it into two scenes, each with a place and time of its own and about half of the lines; "
        "together they tell the same, in {seconds} seconds each.",
        "merge": "Merge it with the scene that follows into one of {seconds} seconds that tells both:\n{after}",
    },
    "zh": {
        "translate": "把全部内容翻译成{language}，自然得像母语者所说。别的什么也不改。character 里的名字保持原样。",
        "tighten": "缩短到 {seconds} 秒：留下故事需要的，删去其余，不加新内容。",
        "continue": "这一场保持原样，写紧接着的下一场：接下来发生什么。",
        "split": "拆成两场，各有自己的地点和时间，各用大约一半的台词；合起来讲同样的内容，每场 {seconds} 秒。",
        "merge": "与下面这一场合并成一场，{seconds} 秒，把两场的内容都讲到：\n{after}",
    },
}
_LANGUAGES = {"en": {"en": "English", "zh": "Simplified Chinese"}, "zh": {"en": "英语", "zh": "简体中文"}}
_NARRATION = {"en": "NARRATION", "zh": "旁白"}
_HALF = 0.5
# What a person says who wants it shorter; the share that stays.
_SHORTER = re.compile(r"half as long|shorter|tighten|缩短|一半|短一?些|短一点|精简", re.IGNORECASE)
_TIMES = {
    "en": r"\b(dawn|morning|noon|day|afternoon|sunset|dusk|evening|night|midnight)\b",
    "zh": r"(黎明|清晨|早晨|上午|正午|中午|白天|午后|下午|日落|黄昏|傍晚|夜晚|夜里|晚上|深夜|午夜)",
}
NO_MODEL = (
    "The built-in writer can shorten, split and merge scenes and change their time of day, nothing else: choose a "
    "writer with a language model in the brief for other wishes."
)


def told(wish: Wish, language: str, around: Around, seconds: float) -> str:
    """The wish as a model is told it."""
    if wish.wish == "instruct":
        return wish.words.strip()
    after = page(around.after, language) if around.after else ""
    into = _LANGUAGES[language][wish.language or language]
    said = _TOLD[language][wish.wish].format(language=into, seconds=f"{seconds:g}", after=after)
    return f"{said} {wish.words.strip()}".strip()


def page(draft: SceneDraft, language: str) -> str:
    """A scene as a page of script."""
    rows = [draft.scene.heading, draft.scene.action]
    rows += [f"{line.character or _NARRATION[language]}: {line.text}" for line in draft.lines]
    return "\n".join(rows)


def seconds(wish: Wish, draft: SceneDraft, around: Around) -> float:
    """How long the scene is to be; of a split, each half."""
    now = draft.scene.seconds
    if wish.wish == "tighten":
        return wish.seconds if wish.seconds else now * 0.7
    if wish.wish == "split":
        return round(now / 2, 1)
    return now + around.after.scene.seconds if wish.wish == "merge" and around.after else now


# ---- without a model -----------------------------------------------------------------------------------------------


def by_hand(draft: SceneDraft, around: Around, wish: Wish, language: str) -> list[SceneDraft]:
    """The scene changed as the built-in writer can; raises BadInput for other wishes."""
    length = seconds(wish, draft, around)
    if wish.wish == "tighten":
        return [_shorter(draft, length)]
    if wish.wish == "split":
        return _split(draft, length)
    if wish.wish == "merge" and around.after:
        return [_merged(draft, around.after, length)]
    if wish.wish == "instruct" and _SHORTER.search(wish.words):
        return [_shorter(draft, round(draft.scene.seconds * _HALF, 1))]
    if wish.wish == "instruct" and (time := re.search(_TIMES[language], wish.words, re.IGNORECASE)):
        place = draft.scene.heading.rpartition(" - ")[0] or draft.scene.heading
        heading = f"{place} - {time[0].upper()}"
        return [draft.model_copy(update={"scene": draft.scene.model_copy(update={"heading": heading})})]
    raise BadInput(NO_MODEL, "writer")


def _shorter(draft: SceneDraft, length: float) -> SceneDraft:
    """Without lines from its middle, until what is said fits; its first and its last are what a scene is about."""
    kept = list(draft.lines)
    while len(kept) > 1 and sum(timing.spoken_seconds(x.text) for x in kept) > length:
        kept.pop(len(kept) // 2 if len(kept) > 2 else 1)
    return SceneDraft(scene=draft.scene.model_copy(update={"seconds": length}), lines=_numbered(kept))


def _split(draft: SceneDraft, each: float) -> list[SceneDraft]:
    if len(draft.lines) < 2:
        raise BadInput("This scene has less than two lines: there is nothing to split.")
    middle = (len(draft.lines) + 1) // 2
    sentences = re.findall(r"[^.!?。！？]+[.!?。！？]*\s*", draft.scene.action) or [draft.scene.action]
    half = (len(sentences) + 1) // 2
    actions = "".join(sentences[:half]).strip(), ("".join(sentences[half:]) or draft.scene.action).strip()
    parts = draft.lines[:middle], draft.lines[middle:]
    return [
        SceneDraft(scene=draft.scene.model_copy(update={"action": a, "seconds": each}), lines=_numbered(p))
        for a, p in zip(actions, parts, strict=True)
    ]


def _merged(draft: SceneDraft, after: SceneDraft, length: float) -> SceneDraft:
    space = "" if timing.is_cjk(draft.scene.action[-2:-1] or " ") else " "
    action = f"{draft.scene.action}{space}{after.scene.action}"
    scene = draft.scene.model_copy(update={"action": action, "seconds": length})
    return SceneDraft(scene=scene, lines=_numbered([*draft.lines, *after.lines]))


def _numbered(lines: list[Line]) -> list[Line]:
    return [line.model_copy(update={"position": n}) for n, line in enumerate(lines)]
