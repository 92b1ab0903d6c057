"""Takes a Chinese brief apart: who it is about, and everything it says, as sentences that can be spoken.

Knows Chinese word order as far as briefs need it; what it can't take apart is told in the brief's own words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.understanding.notes import note, settled
from pipelines.writers.chinese import sex_of
from pipelines.writers.chinese_clause import (
    BUT,
    PRONOUN,
    THERE,
    THERE_THEY,
    TIME,
    begins_to_do,
    goes_on,
    is_state,
    joined_up,
    tells,
    without_when,
)
from pipelines.writers.chinese_request import told_in
from pipelines.writers.chinese_who import Doer, doer_of
from pipelines.writers.forms import is_of
from pipelines.writers.points import Parts, Point
from studio.timing import spoken_seconds

_SLOGAN = re.compile(r"(?:广告语|标语|口号|宣传语|slogan)(?:是|为)?[：:]?\s*([\ue000-\uf8ff])")
_QUOTE = re.compile(r"[“「『\"]([^”」』\"]{1,120})[”」』\"]")
_MASK = 0xE000  # private characters stand for what is quoted while a sentence is taken apart

_NOBODYS = ("advert", "lesson", "recipe", "travel")
_POINTS_AT = re.compile(
    r"那里|这里|其中|这|那|[里外上下后]面|旁边|共|总[共计价]|第[一二三四五六七八九十\d]+[个只条位名]|最后一|另一|剩下|有的|一[个只条位名]"
)
_REFERS = re.compile(r"这|那里|其|[里外上下背后]面")


def take_apart(text: str, form: str = "") -> Parts:
    """The parts of a cleaned Chinese brief; `form` is the kind of film (shape.py)."""
    reader = _Reader(form)
    masked = reader.mask(text)
    core, topic = told_in(masked, form)
    reader.parts.topic = reader.unmask(topic)
    for sentence in _sentences(core)[:60]:
        reader.read(sentence)
    return reader.finish()


def _sentences(text: str) -> list[str]:
    text = re.sub(r"[（(]([^（）()]{1,60})[）)]", r"，\1，", text)
    text = re.sub(r"(?:——|--|—)", "，", text).replace(",", "，").replace(":", "：")
    text = re.sub(r"(?<=\d)，(?=\d{3})", ",", text)
    text = re.sub(r"(?<=\d)：(?=\d\d)", ":", text)
    parts = re.split(r"(?<=[。！？!?；;])\s*|\n+|(?<=[^\d])\.\s*", text)
    cleaned = [re.sub(r"^(?:\d{1,2}[.、)]|[-•])\s*", "", p.strip(" ，、：")) for p in parts]
    return [p for p in cleaned if re.search(r"[\w\ue000-\uf8ff]", p)] or ["短片"]


class _Reader:
    def __init__(self, form: str) -> None:
        self.parts = Parts()
        self.form = form
        self.quotes: list[str] = []
        self.lead: Doer | None = None
        self.last: Doer | None = None  # who the clause before was about
        self.met: list[Doer] = []

    def mask(self, text: str) -> str:
        """What is said or claimed is hidden while the sentence is taken apart; a name in quotes stays."""

        def hide(quote: re.Match[str]) -> str:
            before = text[: quote.start()][-4:]
            if re.search(r"[：:说道喊问答叫]$|广告语|标语|口号", before) or quote.group(1)[-1] in "。！？!?，":
                self.quotes.append(quote.group(1))
                after = text[quote.end() : quote.end() + 1]
                ends = quote.group(1)[-1] in "。！？!?" and after and after not in "，。！？；"
                return chr(_MASK + len(self.quotes) - 1) + ("。" if ends else "")
            self.parts.names.append(quote.group(1))
            return quote.group(1)

        return _QUOTE.sub(hide, text)

    def unmask(self, text: str) -> str:
        """The text with what is quoted back in it."""
        return re.sub("[\ue000-\uf8ff]", lambda m: f"“{self.quotes[ord(m.group()) - _MASK]}”", text)

    # ---- a sentence ----------------------------------------------------------------------------------------------

    def read(self, sentence: str) -> None:
        """Takes one sentence apart."""
        if self.form == "advert" and len(sentence.strip("。！ ")) == 1 and sentence[0] >= chr(_MASK):
            sentence = f"广告语：{sentence[0]}"
        slogan = _SLOGAN.search(sentence)
        if slogan:
            said = self.quotes[ord(slogan.group(1)) - _MASK]
            self.parts.tell(Point(said if said[-1] in "。！？" else said + "。", kind="words"))
            sentence = sentence[: slogan.start()].strip("，、：。 ")
        mark = sentence[-1:] if sentence[-1:] in "！？!?" else "。"
        mark = {"!": "！", "?": "？"}.get(mark, mark)
        sentence = sentence.rstrip("。！？!?；;.， ")
        if not sentence:
            return
        if not self.parts.statement:
            self.parts.statement = self.unmask(sentence) if 4 <= len(sentence) <= 60 else ""
        asked = re.search(r"为什么|怎么|怎样|如何|什么是|是什么", sentence)
        head, colon, rest = sentence.partition("：")
        if colon and len(head) <= 14 and not re.match("[\ue000-\uf8ff]", rest):
            self._head(re.sub(r"的(?:做法|方法|步骤|教程|食谱)$", "", head))
            self._listed(rest)
        elif asked and len(sentence) <= 20 and "，" not in sentence:
            self._head(sentence)
        else:
            self._clauses(sentence, mark)

    def _say(self, point: Point) -> None:
        self.parts.tell(point.reworded(lambda text: re.sub(r"([。！？])”。$", r"\1”", self.unmask(text))))

    def _head(self, head: str) -> None:
        """ "成都三日", "为什么会下雪": what the film is about, as a line of its own."""
        self.parts.topic = self.parts.topic or self.unmask(head)
        asks = bool(re.search(r"为什么|怎么|什么", head)) or head.startswith(("怎样", "如何"))
        self._say(Point(head + ("？" if asks else "。"), kind="question" if asks else "who"))
        doer = doer_of(head, self.lead)
        if doer is not None and not asks:
            self._meet(doer)

    def _listed(self, rest: str) -> None:
        """A list's items, one or two a line; a clause with a doer is told as one."""
        items = [c for c in rest.split("，") if c]
        lines: list[str] = []
        for item in items:
            doer = doer_of(item, self.lead)
            if doer is not None and doer.alive and doer.start == 0 and len(item) - doer.end >= 2 and doer.end > 1:
                self._flush(lines)
                self._clauses(item, "。")
                continue
            joined = f"{lines[-1]}，{item}" if lines else item
            things = not any(x.is_a("action", "time") for x in settled(joined))
            if lines and things and spoken_seconds(joined) <= 4.8 and (len(item) <= 6 or len(lines[-1]) <= 6):
                lines[-1] = joined
            else:
                lines.append(item)
        self._flush(lines)

    def _flush(self, lines: list[str]) -> None:
        for line in lines:
            told = line
            if self.lead is not None and self.lead.name and self.form == "biography":
                self._clauses(line, "。")
                continue
            seen = note(line)
            self._say(Point(told + "。", kind="item", whose=told if seen.figures or seen.props else ""))
        lines.clear()

    def _clauses(self, sentence: str, mark: str) -> None:
        for clause in joined_up([c.strip() for c in sentence.split("，") if c.strip()]):
            self._clause(clause, mark)

    def _clause(self, clause: str, mark: str) -> None:
        there = THERE.match(clause)
        if there:
            doer = doer_of(clause[there.end() :], self.lead)
            self._say(Point(clause + "。", kind="scene", whose=clause[there.end() :]))
            if doer is not None:
                self._meet(doer)
            return
        but = BUT.match(clause)
        bare = clause[but.end() :] if but else clause
        pronoun = THERE_THEY.match(bare)
        if pronoun and self.lead is not None:
            before = clause[: len(clause) - len(bare)] + pronoun[1]
            self._of_pronoun(clause, before, pronoun[2], bare[pronoun.end() :], mark)
            return
        doer = doer_of(bare, self.lead)
        if doer is not None and re.match(r".{1,5}是", bare[: max(doer.end - 1, 0)]):
            doer = None  # 门后是妈妈画过的花园
        rest = bare[doer.end :] if doer else ""
        if doer is None or not rest.strip("的”“，") or not (self.lead or tells(rest) or goes_on(rest)):
            self._without_doer(clause, bare, but.group() if but else "", doer, mark)
            return
        self._meet(doer)
        mine = self.lead is not None and doer.who == self.lead.who
        self.last = doer
        done = bare[doer.end :].lstrip("，")
        opener = clause[: len(clause) - len(bare)] + bare[: doer.start]
        follows = bool(_REFERS.match(opener + bare)) and bool(self.parts.points) and not mine
        again = "" if done[:1] in ("和", "与") else f"{opener}{doer.who}{done}{mark}"
        self._say(
            Point(
                clause + mark,
                again if mine and again != clause + mark else "",
                kind="fact" if is_state(done) else "event",
                doing=without_when(done) if mine else "",
                whose="" if mine else clause,
                follows=follows,
            )
        )

    def _without_doer(self, clause: str, bare: str, but: str, named: Doer | None, mark: str) -> None:
        """A clause that leaves out who does it, or a phrase that only names something."""
        if named is not None and not self.parts.points and not self.lead:
            self._named(clause, named, mark)
            return
        time = TIME.match(bare)
        when = bare[: time.end()] if time else ""
        rest = bare[len(when) :]
        pronoun = PRONOUN.match(rest)
        if pronoun and self.lead is not None:
            self._of_pronoun(clause, f"{but}{when}", pronoun.group(), rest[pronoun.end() :], mark)
            return
        own = next((x for x in settled(rest) if x.senses), None)
        opens = own is not None and own.start <= 1 and not begins_to_do(rest) and not own.is_a("action")
        other = opens and own is not None and own.is_a("place", "weather", "subject", "hint")  # it has its own subject
        goes_on_with = self.last if self.lead is not None and not is_of("matter", self.form) else None
        if goes_on_with is not None and tells(rest) and not other and not _POINTS_AT.match(bare) and len(rest) >= 2:
            self._of_the_same(goes_on_with, when.rstrip("，"), but, rest, mark)
            return
        self._as_it_stands(clause, bare, mark)
        self.last = None if other else self.last

    def _named(self, clause: str, named: Doer, mark: str) -> None:
        """A brief that begins with who it is about: 一只猫, 秀兰, 关于外婆."""
        self.parts.topic = self.parts.topic or (self.unmask(clause) if len(clause) <= 14 else "")
        only_named = self.form == "biography" and clause == named.name
        more = clause not in (named.a_who, named.who) or bool(named.name)
        if self.form == "poem" or (more and not only_named):
            self._say(Point(clause + mark, kind="who"))
        self._meet(named)

    def _of_pronoun(self, clause: str, before: str, pronoun: str, told: str, mark: str) -> None:
        """他, 她 is who the clause before was about, 他们 is everybody."""
        assert self.lead is not None
        many = pronoun.endswith("们")
        theirs = (self.last is not None and self.last.who != self.lead.who) or many != self.lead.plural
        if not theirs:
            self._say(Point(clause + mark, f"{before}{self.lead.who}{told}{mark}", doing=without_when(told)))
            return
        if not many and self.last is not None:
            clause = f"{before}{self.last.who}{told}"
        self.last = None if many else self.last
        self._say(Point(clause + mark, whose=clause, follows=many))

    def _of_the_same(self, doer: Doer, when: str, but: str, told: str, mark: str) -> None:
        """What the one of the clause before does next, with them named."""
        link, inner = ("", but) if but == "却" else (but, "")
        said = f"{link}{when + '，' if when else ''}{doer.who}{inner}{told}{mark}"
        kind = "event" if tells(told) and not re.match(r".{0,2}(?:必须|需要|想要|应该|希望|不能)", told) else "fact"
        mine = self.lead is not None and doer.who == self.lead.who
        doing, whose = (without_when(told), "") if mine else ("", doer.who + told)
        self._say(Point(said, kind=kind, doing=doing, whose=whose))

    def _as_it_stands(self, clause: str, bare: str, mark: str) -> None:
        first = not any(p.kind != "words" for p in self.parts.points)
        if first:
            self.parts.topic = self.parts.topic or (self.unmask(clause) if len(clause) <= 14 else "")
        kind = ("fact" if re.match(r".{0,6}是", clause) else "event") if tells(bare) else "item"
        if first and kind == "item":
            kind = "who" if is_of("matter", self.form) else "scene"
        seen = note(clause)
        whose = clause if seen.figures or seen.props else ""
        self._say(Point(clause + mark, kind=kind, whose=whose, follows=bool(_REFERS.match(bare)) and not first))

    # ---- who it is about -----------------------------------------------------------------------------------------

    def _meet(self, doer: Doer) -> None:
        self.last = doer
        self.met.append(doer)
        if doer.name:
            self.parts.names.append(doer.name)
        if self.lead is not None and doer.who != self.lead.who and doer.subject and doer.alive:
            self.parts.others.append((doer.name or doer.who.removeprefix("这"), doer.subject))
        if self.lead is None and doer.alive:
            self._follow(doer)
        elif self.lead is None and not self.parts.who and doer.subject and self.form not in _NOBODYS:
            self.parts.who, self.parts.a_who = doer.who, doer.a_who

    def _follow(self, doer: Doer) -> None:
        """From here on the film is about them."""
        parts, self.lead = self.parts, doer
        parts.name, parts.who, parts.a_who, parts.plural = doer.name, doer.who, doer.a_who, doer.plural

    def finish(self) -> Parts:
        """The parts, all sentences read."""
        parts = self.parts
        mine = [p for p in parts.points if p.doing]
        if self.lead is not None and not self.lead.name and mine and all("：“" in p.text for p in mine):
            self._see_from_the_named(self.lead)
        if self.lead is not None and self.lead.name:
            girl = self.lead.subject in ("girl", "woman", "old_woman", "queen")
            boy = self.lead.subject in ("boy", "old_man", "king")
            parts.she = True if girl else False if boy else sex_of(self.lead.name)
        parts.clauses = [
            p.met.rstrip("。！？") for p in parts.points if p.kind == "event" and p.doing and not p.follows
        ]
        return parts

    def _see_from_the_named(self, old: Doer) -> None:
        """士兵说：“…” 秀兰等着: the film is about her who waits."""
        new = next((d for d in self.met if d.name), None)
        new = new or next((d for d in self.met if d.alive and d.who != old.who), None)
        if new is None:
            return
        self._follow(new)
        self.parts.others = [(old.who, old.subject)] + [o for o in self.parts.others if o[0] != new.name]
        self.parts.points = [_seen_from(new, old, p) for p in self.parts.points]


def _seen_from(new: Doer, old: Doer, point: Point) -> Point:
    if point.doing:
        return replace(point, doing="", again="", whose=f"{old.a_who}{point.doing}")
    if not point.whose.startswith((new.a_who, new.who)):
        return point
    return replace(point, whose="", doing=without_when(point.whose.removeprefix(new.a_who).removeprefix(new.who)))
