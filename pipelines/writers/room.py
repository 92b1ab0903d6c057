"""The writers' room: how a film is written by any language model, one small question at a time.

    outline -> each scene, given the outline near it and its neighbours -> its shots
What a model could not do is filled in by the built-in writer and marked: a film never fails for a bad answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

from pipelines.writers import answers, pacing, wishes
from pipelines.writers.asking import Question, ask
from pipelines.writers.builtin import BuiltinWriter
from pipelines.writers.chat import Chat
from pipelines.writers.prompts import Prompts
from pipelines.writers.schema import many, one_of, record, whole
from studio import timing
from studio.errors import MakerFailed
from studio.film import Brief, Character
from studio.script import Around, Beat, Desk, Kept, Outline, PlannedShot, SceneDraft, Wish
from studio.vocabulary import Transition

MOST_SCENES = 12  # of one answer; a longer film is outlined in parts
NEAR = 4  # scenes on each side that a question is shown
_BRIEF_CHARACTERS = 4000  # of a brief that the questions after the outline repeat: a twentieth of a small context
_NO = {"en": "none", "zh": "无"}
_OWN_WORDS = ("inside", "kind", "size", "angle", "movement", "characters")  # of no language, or names
_RIGHT_LANGUAGE = 0.5  # of an answer's letters at least


class RoomWriter:
    """Writes with a language model."""

    revision = "1"

    def __init__(self, maker_id: str, open_chat: Callable[[dict[str, Any]], Chat], prompts: Prompts) -> None:
        """`open_chat` gives the model as the person prefers it (Desk.preferred); it loads when it is first asked."""
        self.id, self.prompts, self._open = maker_id, prompts, open_chat
        self.understudy = BuiltinWriter()
        self._chat: Chat | None = None
        self._preferred: dict[str, Any] = {}

    def chat(self, desk: Desk) -> Chat:
        """The model; opened again when the person prefers it otherwise."""
        if self._chat is None or self._preferred != desk.preferred:
            self.unload()
            self._chat, self._preferred = self._open(desk.preferred), desk.preferred
        return self._chat

    def unload(self) -> None:
        """Gives the model's memory back."""
        if self._chat is not None:
            self._chat.unload()

    # ---- the outline ----

    def outline(self, brief: Brief, kept: list[Kept], desk: Desk) -> Outline:
        """Title, logline, style, characters and scenes; of long films first the parts, then the scenes of each."""
        desk.report(0.0, "reading the brief")
        seconds = brief.seconds - sum(k.beat.seconds for k in kept)
        count = max(1, pacing.scene_count(brief.seconds) - len(kept))
        parts = count if count <= MOST_SCENES else -(-count // MOST_SCENES)
        language = brief.spoken_language
        words = {
            "brief": brief.text, "tone": brief.tone or _NO[language], "seconds": round(seconds), "count": parts,
            "kept": _kept(kept, language), "sources": _sources(desk, language),
            "most_characters": answers.MOST_CHARACTERS,
        }  # fmt: skip
        schema = answers.outline_schema(parts, language)
        found = self._ask(Question("outline", language, words, schema, check=_in(language)), desk)
        if found is None:
            return self.understudy.outline(brief, kept, desk)
        made = answers.outline(found, seconds, language)
        if parts < count:
            made = made.model_copy(update={"beats": self._scenes_of_parts(made, count, desk)})
        desk.report(1.0, "outline ready")
        return made

    def _scenes_of_parts(self, outline: Outline, count: int, desk: Desk) -> list[Beat]:
        """The scenes of each part in turn, as long as it; a part whose question failed stays one scene."""
        parts, language = outline.beats, outline.language
        scenes: list[Beat] = []
        for n, part in enumerate(parts):
            desk.report((n + 1) / (len(parts) + 1), f"part {n + 1} of {len(parts)}")
            share = count * (n + 1) // len(parts) - count * n // len(parts)
            told = "\n".join(f"{'>' if i == n else ' '} {b.heading}: {b.summary}" for i, b in enumerate(parts))
            before = scenes[-1].summary if scenes else _NO[language]
            words = _about(outline) | {"parts": told, "count": share, "before": before}
            schema = record(scenes=answers.scenes_schema(share, language))
            found = self._ask(Question("parts", language, words, schema, n, _in(language)), desk)
            scenes += answers.beats(found["scenes"], part.seconds, language) if found else [part]
        return scenes

    # ---- scenes ----

    def write_scene(self, brief: Brief, outline: Outline, position: int, around: Around, desk: Desk) -> SceneDraft:
        """What is seen and said; filled in by the built-in writer where no answer could be used."""
        beat, language = outline.beats[position], outline.language
        desk.report(0.0, f"writing scene {position + 1} of {len(outline.beats)}")
        words = _about(outline) | _neighbours(around, language) | {
            "tone": brief.tone or _NO[language], "brief": brief.text[:_BRIEF_CHARACTERS],
            "outline": _near(outline, position), "heading": beat.heading, "summary": beat.summary,
            "seconds": f"{beat.seconds:g}", "words": answers.speakable(beat.seconds, language),
            "most_lines": answers.most_lines(beat.seconds), "role": _role(position, len(outline.beats), language),
        }  # fmt: skip
        schema = answers.scene_schema(beat.seconds, language, [c.name for c in outline.characters])
        before = _said(around.before)

        def check(answer: Any) -> str:
            if not answers.lines(answer["lines"], beat.seconds, before):
                return "every line repeats the scene before"
            return _in(language)(answer)

        found = self._ask(Question("scene", language, words, schema, position, check), desk)
        desk.report(1.0, f"scene {position + 1} written")
        if found is None:
            made = self.understudy.write_scene(brief, outline, position, around, desk)
            return made.model_copy(update={"scene": made.scene.model_copy(update={"state": "filled in"})})
        return answers.scene(found, beat, position, before)

    def plan_scene(
        self, brief: Brief, outline: Outline, position: int, draft: SceneDraft, desk: Desk
    ) -> list[PlannedShot]:
        """The scene's shots; by the built-in writer where no answer could be used."""
        beat, language, scene = outline.beats[position], outline.language, draft.scene
        desk.report(0.0, f"planning scene {position + 1} of {len(outline.beats)}")
        names = [c.name for c in outline.characters]
        seconds = scene.seconds or beat.seconds
        counts = answers.shot_counts(seconds, len(draft.lines))
        words = _about(outline) | {
            "style": outline.style_prompt or brief.style, "heading": scene.heading, "mood": scene.mood,
            "seconds": f"{seconds:g}", "action": scene.action, "least": counts[0], "most": counts[1],
            "lines": _numbered(draft, language),
        }  # fmt: skip
        schema = answers.shots_schema(counts, language, names, len(draft.lines))
        found = self._ask(Question("shots", language, words, schema, position), desk)
        desk.report(1.0, f"scene {position + 1} planned")
        if found is None:
            return self.understudy.plan_scene(brief, outline, position, draft, desk)
        return answers.shots(found, draft, seconds, position > 0 and _time_jumps(outline, position))

    # ---- wishes ----

    def revise_scene(
        self, brief: Brief, outline: Outline, position: int, draft: SceneDraft, around: Around, wish: Wish, desk: Desk
    ) -> list[SceneDraft]:
        """The scene as the person wishes it; see studio.script.Writer. Raises MakerFailed where no answer is usable."""
        desk.report(0.0, f"scene {position + 1}")
        language = wish.language if wish.wish == "translate" and wish.language else outline.language
        seconds = wishes.seconds(wish, draft, around)
        words = _about(outline) | _neighbours(around, outline.language) | {
            "scene": wishes.page(draft, outline.language), "seconds": f"{draft.scene.seconds:g}",
            "wish": wishes.told(wish, outline.language, around, seconds),
            "words": answers.speakable(seconds, language),
        }  # fmt: skip
        count = 2 if wish.wish == "split" else 1
        names = [c.name for c in outline.characters]
        one = answers.revised_schema(seconds, language, names)
        schema = record(scenes=many(one, count, count))
        question = Question("revise", outline.language, words, schema, position, _in(language))
        found = self._ask(question, desk)
        if found is None:
            raise MakerFailed("The writer gave no answer that can be used: say the wish in other words, or ask again.")
        return [answers.revised(s, draft, seconds, wish, language) for s in found["scenes"]]

    def revise_shot(
        self, brief: Brief, outline: Outline, draft: SceneDraft, shot: PlannedShot, wish: Wish, desk: Desk
    ) -> PlannedShot:
        """The shot as the person wishes it; raises MakerFailed where no answer is usable."""
        desk.report(0.0, "changing the shot")
        language = outline.language
        target = wish.language if wish.wish == "translate" and wish.language else language
        fields = answers.shot_schema(target, [c.name for c in outline.characters])
        fields |= {"transition": one_of([str(x) for x in Transition]), "seconds": whole(1, 60)}
        told = shot.model_dump(mode="json", include=set(fields))
        words = {
            "style": outline.style_prompt or brief.style, "characters": _about(outline)["characters"],
            "heading": draft.scene.heading, "action": draft.scene.action,
            "shot": json.dumps(told, ensure_ascii=False, indent=1),
            "wish": wishes.told(wish, language, Around(), shot.seconds),
        }  # fmt: skip
        found = self._ask(Question("shot", language, words, record(**fields)), desk)
        if found is None:
            raise MakerFailed("The writer gave no answer that can be used: say the wish in other words, or ask again.")
        length = shot.seconds if round(shot.seconds) == found["seconds"] else float(found["seconds"])
        made = PlannedShot.model_validate(found | {"seconds": length})
        return shot.model_copy(update=made.model_dump(include=set(fields)))

    def translate_bible(
        self, brief: Brief, outline: Outline, language: Literal["en", "zh"], desk: Desk
    ) -> Outline:
        """See studio.script.Writer; raises MakerFailed where no answer is usable."""
        desk.report(0.0, "translating the bible")
        words = _about(outline) | {"style": outline.style_prompt or _NO[language]}
        whole_outline = answers.outline_schema(1, language)["properties"]
        people = many(whole_outline["characters"]["items"], len(outline.characters), len(outline.characters))
        schema = record(
            title=whole_outline["title"], logline=whole_outline["logline"], style=whole_outline["style"],
            characters=people,
        )  # fmt: skip
        found = self._ask(Question("bible", language, words, schema, check=_in(language)), desk)
        if found is None:
            raise MakerFailed("The writer could not translate the title and the characters: ask again.")
        told = {
            "title": found["title"].strip("《》“”"), "logline": found["logline"], "style_prompt": found["style"],
            "characters": [
                c.model_copy(update=new) for c, new in zip(outline.characters, found["characters"], strict=True)
            ],
        }  # fmt: skip
        return outline.model_copy(update=told)

    def loglines(self, brief: Brief, count: int, desk: Desk) -> list[str]:
        """So many different one-sentence films of the brief."""
        language = brief.spoken_language
        words = {
            "brief": brief.text, "tone": brief.tone or _NO[language], "count": count,
            "sources": _sources(desk, language),
        }  # fmt: skip
        schema = record(loglines=many(answers.words(240, language, 8), count, count))
        found = self._ask(Question("loglines", language, words, schema, check=_in(language)), desk)
        if found is None:
            raise MakerFailed(f"{self.chat(desk).name} gave no logline that can be used: ask again, or choose another.")
        return list(dict.fromkeys(found["loglines"]))

    def _ask(self, question: Question, desk: Desk) -> Any:
        return ask(self.chat(desk), self.prompts, question, desk)


# ---- what a question is told ---------------------------------------------------------------------------------------


def _about(outline: Outline) -> dict[str, object]:
    return {
        "title": outline.title, "logline": outline.logline,
        "characters": _people(outline.characters) or _NO[outline.language],
    }  # fmt: skip


def _people(characters: list[Character]) -> str:
    return "\n".join(f"- {c.name}: {c.look}" for c in characters)


def _near(outline: Outline, position: int) -> str:
    """The scenes near this one, and the first and the last: a question stays as small in a film of 120."""
    last = len(outline.beats) - 1
    shown = {0, last} | set(range(position - NEAR, position + NEAR + 1)) & set(range(last + 1))
    rows, gap = [], False
    for n, beat in enumerate(outline.beats):
        if n in shown:
            rows.append(f"{'>' if n == position else ' '} {n + 1}. {beat.heading}: {beat.summary}")
        elif not gap:
            rows.append("  …")
        gap = n not in shown
    return "\n".join(rows)


def _neighbours(around: Around, language: str) -> dict[str, object]:
    before, after = around.before, around.after
    ended = f"{before.scene.action} {' '.join(_said(before)[-2:])}" if before else _NO[language]
    comes = f"{after.scene.heading}: {after.scene.action}" if after else _NO[language]
    return {"before": ended.strip(), "after": comes}


def _said(draft: SceneDraft | None) -> list[str]:
    return [line.text for line in draft.lines] if draft else []


def _numbered(draft: SceneDraft, language: str) -> str:
    rows = [
        f"{n}. {line.character + ': ' if line.character else ''}{line.text} ({timing.spoken_seconds(line.text):.1f} s)"
        for n, line in enumerate(draft.lines, start=1)
    ]
    return "\n".join(rows) or _NO[language]


def _kept(kept: list[Kept], language: str) -> str:
    if not kept:
        return ""
    rows = "\n".join(f"- {round(k.at * 100)}%: {k.beat.heading}: {k.beat.summary}" for k in kept)
    if language == "zh":
        return f"下面这些场已经写好，原样保留（百分数是它在片中的位置）；你的各场与它们衔接，不要再写它们：\n{rows}"
    return (
        "These scenes are written already and stay as they are (the figure says where in the film): "
        f"yours lead to them and on from them, and do not repeat them:\n{rows}"
    )


def _sources(desk: Desk, language: str) -> str:
    if not desk.sources:
        return ""
    told = "\n\n".join(f"## {s.title}\n{s.text}" for s in desk.sources)
    if language == "zh":
        return f"此前的剧本，供参考人物与世界，不要照抄：\n{told}"
    return f"Earlier scripts, for their people and world, not to be copied:\n{told}"


def _role(position: int, count: int, language: str) -> str:
    if count > 1 and position == count - 1:
        return " 这是最后一场：让故事收尾。" if language == "zh" else " It is the last scene: it ends the film."
    if position > 0:
        return ""
    return " 这是第一场：交代人物与地点。" if language == "zh" else " It is the first scene: it shows who and where."


def _time_jumps(outline: Outline, position: int) -> bool:
    before, after = (outline.beats[n].heading.rpartition(" - ")[2] for n in (position - 1, position))
    return before != after


def _in(language: str) -> Callable[[Any], str]:
    """Refuses an answer that is not in the language asked for."""

    def check(answer: Any) -> str:
        letters = [c for c in _words(answer) if c.isalpha()]
        chinese = sum(timing.is_cjk(c) for c in letters)
        if letters and language == "zh" and chinese < len(letters) * _RIGHT_LANGUAGE:
            return "它不是用中文写的"
        if letters and language == "en" and chinese > len(letters) * (1 - _RIGHT_LANGUAGE):
            return "it is not written in English"
        return ""

    return check


def _words(answer: Any) -> str:
    if isinstance(answer, dict):
        return " ".join(_words(v) for k, v in answer.items() if k not in _OWN_WORDS)
    if isinstance(answer, list):
        return " ".join(map(_words, answer))
    return answer if isinstance(answer, str) else ""
