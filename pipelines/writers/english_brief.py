"""Takes an English brief apart: who it is about, and everything it says, as sentences that can be spoken.

Knows English grammar as far as briefs need it; what it can't take apart is told in the brief's own words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.understanding import kind_of
from pipelines.understanding.notes import note, settled
from pipelines.understanding.words import Item
from pipelines.writers.english import DETERMINERS, form_of, now, sex_of
from pipelines.writers.english_breath import grouped
from pipelines.writers.english_clause import (
    PRONOUNS,
    TIME_FIRST,
    antecedent,
    aside,
    main_verb,
    orders,
    question,
    refers,
    small,
    subject_start,
    tells,
    the,
)
from pipelines.writers.english_predicate import as_seen, finite_start, is_state, object_of, present, split_predicate
from pipelines.writers.english_request import about_the_film, told_in
from pipelines.writers.english_who import Doer, doer_of
from pipelines.writers.forms import is_of
from pipelines.writers.material import capital
from pipelines.writers.points import LONGEST_LINE, MOST_POINTS, Parts, Point
from studio.timing import spoken_seconds

_SLOGAN = re.compile(r"(?:\b(?:tagline|slogan|motto|claim|strapline|the tagline is|the slogan is)\s*:?\s*)(.)", re.I)
_QUOTE = re.compile(r"[“\"]([^“”\"]{2,240})[”\"]")
_MASK = 0xE000  # private characters stand for what is quoted while a sentence is taken apart
_SENTENCE = re.compile(
    r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bNo\.)(?<!\bProf\.)(?<=[.!?;])\s+|\n+|"
    r"(?<=[\ue000-\uf8ff])\s+(?=[A-Z])"
)
_TODAY = re.compile(r"(?:^|[.!?]\s)(?:Today|Now|Tomorrow)\b")
_ONCE = re.compile(r"\b(?:was|were|did|had)\b|ed\b")
_ADVERB_LAST = re.compile(
    r"\s(?:never|always|still|slowly|quietly|suddenly|finally|only|just|also|once|often|now|again|\w+ly)$"
)
_YEAR_FIRST = re.compile(r"^(?:in|by) ((?:the year |early |late )?\d{3,4}),?\s+", re.I)
_MEN = r"\b(?:man|father|dad|husband|uncle|brother|brothers|gentleman|guy|\w+man)\b"
_AIM = re.compile(
    r"\b(?:minutes?|hours?|seconds?|must|has|have|wants?|needs?)(?: left)? (?:to )?"
    r"(stop|save|find|catch|reach|open|win|deliver|rescue|solve|repair|defuse|escape|cross|warn|return) "
    r"((?:an?|the|his|her|their) [^,.]+?)(?= before| in | on | at |$)"
)
_NOBODYS = ("he", "she", "it", "they", "we", "i", "you", "who", "this", "that")
_OF_MANY = ("they", "we", "you", "i", "these", "those", "both", "all")


def take_apart(text: str, form: str = "") -> Parts:
    """The parts of a cleaned English brief; `form` is the kind of film (forms.py), which decides the tense."""
    reader = _Reader(form)
    core, reader.parts.title = told_in(text)
    reader.past = reader.past or bool(_TODAY.search(core) and _ONCE.search(core))
    for sentence in _sentences(reader.mask(core)):
        if not about_the_film(sentence):
            reader.read(sentence)
    return reader.finish()


def _sentences(text: str) -> list[str]:
    """The sentences, each with its mark; an abbreviation or a list's number ends none."""
    text = re.sub(r"\s*\(([^()]{1,120})\)", r", \1,", text)
    text = re.sub(r",\s*([.!?,;])", r"\1", text)
    text = re.sub(r"\s+[-–—]{1,2}\s+", ", ", text)
    cleaned = [re.sub(r"^(?:\d{1,2}[.)]|[-–—•])\s+", "", p.strip(" ,:")) for p in _SENTENCE.split(text)]
    return [p for p in cleaned if re.search(r"[\w\ue000-\uf8ff]", p)][:MOST_POINTS] or ["film"]


class _Reader:
    def __init__(self, form: str) -> None:
        self.parts = Parts()
        self.form = form
        self.past = form in ("news", "memorial")  # told as it was; everything else happens now
        self.quotes: list[str] = []  # what the brief quotes, hidden while a sentence is taken apart
        self.lead: Doer | None = None
        self.thing = ""  # what "it" means: "the blue key"
        self.leads: list[Doer] = []

    # ---- what is quoted ------------------------------------------------------------------------------------------

    def mask(self, text: str) -> str:
        """The text with a private character for everything quoted."""

        def hide(quote: re.Match[str]) -> str:
            said = quote.group(1).strip()
            self.quotes.append(said)
            return chr(_MASK + len(self.quotes) - 1)

        return _QUOTE.sub(hide, text)

    def unmask(self, text: str) -> str:
        """The text with what is quoted back in it."""
        return re.sub("[\ue000-\uf8ff]", lambda m: f"“{self.quotes[ord(m.group()) - _MASK]}”", text)

    # ---- a sentence ----------------------------------------------------------------------------------------------

    def read(self, sentence: str) -> None:
        """Takes one sentence apart."""
        if self.form == "advert" and len(sentence.strip(" .!")) == 1 and sentence[0] >= chr(_MASK):
            self.parts.tell(Point(self.quotes[ord(sentence[0]) - _MASK], kind="words"))
            return
        slogan = _SLOGAN.search(sentence)
        if slogan and ord(slogan.group(1)) >= _MASK:
            self.parts.tell(Point(self.quotes[ord(slogan.group(1)) - _MASK], kind="words"))
            sentence = sentence[: slogan.start()].strip(" ,:;-")
        mark = sentence[-1:] if sentence[-1:] in "!?" else "."
        sentence = sentence.rstrip(".!?; ")
        if not re.search(r"[\w\ue000-\uf8ff]", sentence):
            return
        if not self.parts.statement:
            self.parts.statement = self.unmask(sentence) if 3 <= len(sentence.split()) <= 30 else ""
        asks = r"(?:why|how|what|where|when|who|which)\b" if mark == "?" else r"(?:why|how|what)\b"
        if re.match(asks, sentence, re.I) and not re.match(r"(?:how to|what a)\b", sentence, re.I):
            self._question(sentence)
            return
        head, colon, rest = sentence.partition(": ")
        if colon and len(head.split()) <= 10:
            self._listed(head, rest)
            return
        if mark == "?" or orders(sentence):
            self._say(Point(capital(sentence) + mark, kind="question" if mark == "?" else "item"))
            return
        line = settled(sentence)
        verb = main_verb(sentence, line)
        if verb is None:
            self._phrase(sentence, mark)
        else:
            self._clause(sentence, line, verb, mark)

    def _say(self, point: Point) -> None:
        self.parts.tell(point.reworded(self.unmask))

    def _question(self, sentence: str) -> None:
        self.parts.topic = self.parts.topic or sentence[:1].lower() + sentence[1:]
        self._say(Point(question(sentence), kind="question"))

    def _listed(self, head: str, rest: str) -> None:
        """ "How to make pancakes: mix …, then fry …": its head, and its list, an item or two a line."""
        self._phrase(head) if main_verb(head, settled(head)) is None else self.read(head + ".")
        line = settled(rest)
        if main_verb(rest, line) is not None and ", " not in rest:
            self.read(rest)
            return
        for item in grouped(rest):
            if self.form == "biography" and self.lead is not None and tells(item):
                self._predicates(self.lead, f"is {item}" if item.startswith("born") else item, "", met=True)
                continue
            seen = note(item)
            self._say(Point(capital(item) + ".", kind="item", whose=item if seen.figures or seen.props else ""))

    # ---- a phrase without a verb ---------------------------------------------------------------------------------

    def _phrase(self, text: str, mark: str = ".") -> None:
        """ "Ada Lovelace, born in London, who wrote …", "three days in Kyoto"."""
        head, extras = aside(text)
        restrictive = re.match(r"(.+?) (who|which|that) (.+)$", head)
        if restrictive and finite_start(restrictive.group(3)):
            head, extras = restrictive.group(1), [f"{restrictive.group(2)} {restrictive.group(3)}", *extras]
        first = not self.parts.points
        topic = head if head.split()[0] in DETERMINERS or first is False else small(head)
        self.parts.topic = self.parts.topic or (small(head) if len(head.split()) <= 8 else "")
        doer = self._doer(head)
        fragments = [e for e in extras if not tells(e)]
        bare = doer is not None and head.lower() in (doer.a_who.lower(), doer.who.lower())
        bare = bare and len(head.split()) <= 4 and self.form != "poem"
        plain = self.form not in ("advert", "news")
        told = any(tells(e) and (plain or re.match(r"(?:an?|the) ", e)) for e in extras)
        if restrictive and doer is not None and extras:
            self._meet(doer)
            self._extra(doer, extras.pop(0))
            for fragment in fragments:
                self._say(Point(capital(fragment) + ".", kind="item"))
            return
        if not (bare and not fragments and first and doer and doer.alive and (told or not doer.name)):
            said = ", ".join([topic, *fragments])
            kind = "who" if first or (doer and doer.alive) else "item"
            if first and not (doer and doer.alive) and not is_of("matter", self.form):
                kind = "scene"
            if spoken_seconds(said) > 5.0 and fragments:
                self._say(Point(capital(topic) + ".", kind=kind))
                for fragment in fragments:
                    self._say(Point(capital(fragment) + ".", kind="item", follows=True))
            else:
                self._say(Point(capital(said) + mark, kind=kind))
        if doer is not None:
            self._meet(doer)
        for extra in (e for e in extras if tells(e)):
            self._extra(doer or Doer(head, head), extra)

    def _extra(self, doer: Doer, extra: str) -> None:
        """What a comma adds about somebody: "who wrote …", "born in …", "a girl of nine"."""
        relative = re.match(r"(?:who|which|that) (.+)$", extra)
        if relative:
            self._predicates(doer, relative.group(1), "", kind="event")
        elif re.match(r"(?:an?|the|once|now|our|his|her) ", extra):
            self._say(Point(f"{capital(doer.name or doer.who)} {now('is', doer.plural)} {extra}.", kind="who"))
        elif doer.alive and self.form not in ("advert", "news"):
            was = ("was", "were")[doer.plural] if self.past else now("is", doer.plural)
            self._say(Point(f"{capital(doer.name or doer.who)} {was} {extra}.", kind="event", doing=""))
        else:
            self._say(Point(capital(extra) + ".", kind="item"))

    # ---- a clause ------------------------------------------------------------------------------------------------

    def _clause(self, sentence: str, line: list[Item], verb: int, mark: str) -> None:
        year = _YEAR_FIRST.match(sentence)
        if year and spoken_seconds(sentence) > 5.2 and not self.parts.points:
            self._say(Point(f"{'It was' if self.past else 'The year is'} {year.group(1)}.", kind="scene"))
            sentence = capital(sentence[year.end() :])
            line = settled(sentence)
            verb = main_verb(sentence, line) or 0
            if not verb:
                self._phrase(sentence)
                return
        start = subject_start(sentence, line, verb)
        quoted = re.match("[\ue000-\uf8ff]\\s*", sentence[start:])
        start += quoted.end() if quoted else 0
        opener, subject = sentence[:start], sentence[start : line[verb].start].strip()
        if not subject or re.match(r"there\b", subject, re.I):
            self._existing(sentence, line, verb, mark)
            return
        together = " and " in subject and form_of(line[verb].text.split()[0]) == "base"
        head, extras = (subject, []) if together else aside(subject)
        doer = self._doer(head)
        predicate = sentence[line[verb].start :]
        adverb = _ADVERB_LAST.search(" " + head)
        if adverb and len(head.split()) > 1:
            head, predicate = head[: adverb.start() - 1].strip(), head[adverb.start() - 1 :].strip() + " " + predicate
            doer = self._doer(head)
        if doer is None:
            self._as_it_stands(sentence, mark)
            return
        self._meet(doer)
        if is_of("matter", self.form) and not self.parts.topic:
            self.parts.topic = doer.name or (doer.who if doer.who[:1].isupper() else small(doer.a_who).rstrip(","))
        for extra in extras:
            self._extra(doer, extra)
        if opener and TIME_FIRST.match(opener + "x") and spoken_seconds(sentence) > LONGEST_LINE:
            opener = opener.strip(" ,") + ", "  # a breath can be taken there
        self._predicates(doer, predicate, opener, mark=mark, met=bool(extras))

    def _existing(self, sentence: str, line: list[Item], verb: int, mark: str) -> None:
        """ "Once upon a time there was a dragon …": told as it stands; who there is, is who it is about."""
        there = sentence[line[verb].end :].strip()
        head = re.split(r"\s(?:who|which|that|in|on|at|called|named)\s", there)[0]
        doer = self._doer(head) if re.search(r"\bthere$", sentence[: line[verb].start].strip(), re.I) else None
        alive = doer is not None and doer.alive
        shown = f"{there} speaks" if sentence[0] >= chr(_MASK) else there
        kind = "scene" if alive else "fact"
        self._say(Point(capital(sentence) + mark, kind=kind, whose=shown, follows=refers(sentence)))
        if doer is not None and alive:
            self._meet(doer)

    def _as_it_stands(self, sentence: str, mark: str) -> None:
        self._say(Point(capital(sentence) + mark, kind="event", whose=sentence, follows=refers(sentence)))

    def _predicates(
        self, doer: Doer, predicate: str, opener: str, kind: str = "event", mark: str = ".", met: bool = False
    ) -> None:
        """A point for each thing that somebody does."""
        pieces = split_predicate(predicate)
        for n, (joint, piece) in enumerate(pieces):
            stop = mark if n == len(pieces) - 1 else "."
            if joint.startswith("which"):
                about = antecedent(pieces[n - 1][1])
                said = piece if self.past else present(piece, plural=False)
                self._say(Point(f"{capital(about)} {said}{stop}", kind="fact", whose=about, follows=True))
            elif joint.startswith("clause"):
                self._inner(piece, joint.removeprefix("clause").strip(), stop)
            else:
                before = (opener if n == 0 else "") + ("but " if joint == "but" else "")
                self._does(doer, piece, before, stop, kind, met=bool(n) or met)

    def _does(self, doer: Doer, piece: str, before: str, stop: str, kind: str, met: bool) -> None:
        """One thing that somebody does."""
        mine = self.lead is not None and doer.who == self.lead.who
        self.thing = object_of(piece) or ("" if doer.alive else the(doer.who))
        done = present(piece, doer.plural)
        told = piece if self.past else done
        text = capital(f"{before}{doer.who if met else doer.a_who} {told}{stop}")
        again = capital(f"{before}{doer.who} {told}{stop}")
        alone = " and " not in doer.a_who or " and " in doer.who
        self._say(
            Point(
                text,
                again if mine and again != text and alone else "",
                kind="fact" if kind == "event" and is_state(told) else kind,
                doing=as_seen(done) if mine else "",
                whose="" if mine else f"{doer.a_who} {as_seen(done)}",
                follows=doer.who in ("it", "this", "that", "these", "those") and bool(self.parts.points),
            )
        )

    def _inner(self, clause: str, joint: str, stop: str) -> None:
        line = settled(clause)
        verb = main_verb(clause, line)
        joint = joint if joint in ("but", "so") else "and"
        if verb is None:
            self._say(Point(capital(f"{joint} {clause}".strip()) + stop, follows=True))
            return
        before = len(self.parts.points)
        self._clause(clause, line, verb, stop)
        if joint and len(self.parts.points) > before:
            p = self.parts.points[before]
            named = bool(self.parts.name) and p.text.startswith(self.parts.name)
            low = p.text if named else small(p.text)
            self.parts.points[before] = replace(p, text=f"{capital(joint)} {low}", again="")

    # ---- who it is about -----------------------------------------------------------------------------------------

    def _meet(self, doer: Doer) -> None:
        if doer.name:
            self.parts.names.append(doer.name)
        parts = self.parts
        if doer.alive and doer.who.lower() not in _NOBODYS:
            self.leads.append(doer)
            if self.lead is not None and doer.who != self.lead.who and doer.subject:
                parts.others.append((doer.name or doer.who.removeprefix("the "), doer.subject))
            if self.lead is None:
                self._follow(doer)
                parts.plural = doer.plural and (" and " in doer.who or " and " not in doer.a_who)
        elif self.lead is None and not parts.who and not doer.name and doer.subject:
            parts.who, parts.a_who, parts.plural = doer.who, doer.a_who, doer.plural

    def _follow(self, doer: Doer) -> None:
        """From here on the film is about them."""
        parts, self.lead = self.parts, doer
        parts.name, parts.who, parts.a_who, parts.plural = doer.name, doer.who, doer.a_who, doer.plural

    def _doer(self, phrase: str) -> Doer | None:
        phrase = re.sub(r"^[\ue000-\uf8ff]\s*", "", phrase).strip(" ,")
        if not phrase:
            return None
        return self._of_pronoun(phrase.lower()) if phrase.lower() in PRONOUNS else doer_of(phrase, self.form)

    def _of_pronoun(self, pronoun: str) -> Doer:
        known = self._meant(pronoun) if pronoun in ("he", "she") else None
        if (
            pronoun == "it"
            and self.lead
            and not self.lead.name
            and kind_of(self.lead.subject) not in ("person", "group")
        ):
            known = self.lead
        if known is not None:
            return replace(known, a_who=known.who)
        if pronoun == "it" and self.thing:
            return Doer(self.thing, self.thing)
        said = "I" if pronoun == "i" else pronoun
        return Doer(said, said, plural=pronoun in _OF_MANY)

    def _meant(self, pronoun: str) -> Doer | None:
        """Whom "he" or "she" means: who was last spoken of and is known to be one, or else the protagonist."""
        sure = [d for d in self.leads if _sex(d) == (pronoun == "she")]
        if self.lead is not None and _sex(self.lead) in (None, pronoun == "she"):
            unsure = _sex(self.lead) is None and sure and self.leads[-1] is not self.lead
            return sure[-1] if unsure else self.lead
        return sure[-1] if sure else None

    def _outcome(self) -> None:
        """Where the brief says only what somebody has to do, the story ends with its being done."""
        parts, lead = self.parts, self.lead
        alone = len(parts.points) == 1 and parts.points[0].kind == "fact"
        if lead is None or self.form not in ("thriller", "") or not alone:
            return
        aim = _AIM.search(parts.points[0].doing)
        if aim:
            what = re.sub(r"^an? ", "the ", aim.group(2))
            done = f"{now(aim.group(1), lead.plural)} {what}"
            parts.tell(Point(capital(f"{lead.who} {done}."), kind="event", doing=done))

    def finish(self) -> Parts:
        """The parts, all sentences read."""
        parts = self.parts
        self._outcome()
        self._see_from_the_silent()
        if self.lead is not None and self.lead.name:
            young = self.lead.subject in ("boy", "girl")
            parts.she = self.lead.subject == "girl" if young else sex_of(self.lead.name)
        said = [p.met.rstrip(".!?") for p in parts.points if p.kind == "event" and p.doing and not p.follows]
        parts.clauses = [s[:1].lower() + s[1:] if s.lower().startswith("the ") else s for s in said]
        return parts

    def _see_from_the_silent(self) -> None:
        """Where the first only speaks, "…," says the soldier, the film is about her who waits."""
        parts, old = self.parts, self.lead
        others = [d for d in self.leads[1:] if d.subject and d.who != getattr(old, "who", "")]
        new = next((d for d in self.leads if d.name), None) or next(iter(others), None)
        quoted = ["“" in p.text for p in parts.points]
        acts = any(p.doing and "“" not in p.text for p in parts.points)
        if new is None or old is None or old.name or acts or not any(quoted):
            return
        self._follow(new)
        parts.others = [(old.who.removeprefix("the "), old.subject)] + [o for o in parts.others if o[0] != new.name]
        parts.points = [_seen_from(p, old, new) for p in parts.points]


def _sex(doer: Doer) -> bool | None:
    """True for a woman, False for a man, None where nothing says."""
    if doer.subject in ("woman", "girl", "old_woman", "queen"):
        return True
    if doer.subject in ("boy", "old_man", "king") or (doer.subject == "man" and re.search(_MEN, doer.who)):
        return False
    return sex_of(doer.name) if doer.name else None


def _seen_from(point: Point, old: Doer, new: Doer) -> Point:
    if point.doing:
        return replace(point, doing="", whose=f"{old.a_who} {point.doing}")
    if point.whose.startswith(new.a_who):
        return replace(point, whose="", doing=point.whose.removeprefix(new.a_who).strip())
    return point
