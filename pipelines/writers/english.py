"""English words as far as a narrator needs them: verbs and their tenses, articles, names.

Knows no briefs; english_brief.py takes those apart with it.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.understanding.notes import note
from pipelines.understanding.words import Item, conjugations, listed, present, table
from pipelines.writers.material import choices

BE = {"is": "is", "are": "is", "was": "is", "were": "is", "has": "has", "have": "has", "had": "has"}
NEGATED = {f"{verb}{n}": now for verb, now in BE.items() for n in ("n't", "n’t")}
MODAL = set(listed("can, will, must, could, would, should, may, might, cannot, can't, won't, doesn't, don't, didn't"))
DETERMINERS = set(
    listed("a, an, the, his, her, its, their, my, our, your, this, that, these, those, some, one, every, each, no")
)
PREPOSITIONS = set(
    listed(
        "in, on, at, of, to, from, with, without, by, for, under, over, inside, outside, across, along, through, "
        "behind, beneath, beside, near, into, onto, between, among, around, above, below, during, after, before, "
        "until, since, about, against, towards, toward, past, off, than, like, as, beyond, amid, within, upon, per, "
        "up, down"
    )
)
RELATIVE = {"who", "which", "that", "where", "whose", "whom", "what", "how", "why", "when"}
_PREPOSITION = r"(?:during|in|at|on|under|through|amid|amidst|while|by|after|before|beneath|across|among|near|inside)"
_PLURAL_WORDS = set(listed("they, we, you, i, people, children, men, women, who, both, all, police, us, them"))


# ---- verbs ---------------------------------------------------------------------------------------------------------


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Every known form of every known verb: its base, and whether it is "base", "s", "ing" or "past"."""
    grammar = table("grammar")["verbs"]
    bases = {phrase.split()[0] for words in table("en")["action"].values() for phrase in listed(words)}
    bases |= set(choices("en", "verbs", "more")) | set(listed(grammar["base"]))
    forms: dict[str, tuple[str, str]] = {}
    for base in sorted(bases):
        own = listed(grammar["past"].get(base, ""))
        for form in [*own, *conjugations(base)]:
            kind = "s" if form == present(base) else "ing" if form.endswith("ing") else "past"
            forms.setdefault(form, (base, kind))
    return {**forms, **{base: (base, "base") for base in bases}}


@cache
def _nounish() -> frozenset[str]:
    return frozenset(listed(table("grammar")["verbs"]["nouns"]["words"]))


def form_of(word: str) -> str:
    """ "base", "s", "ing" or "past" for a form of a known verb; empty for another word."""
    return _known(word)[1]


def base_of(word: str) -> str:
    """The base form of a verb, or the word itself."""
    return _known(word)[0] or word.lower()


def _known(word: str) -> tuple[str, str]:
    low = word.lower()
    if low not in _forms() and low.startswith("re") and len(low) > 5 and low[2:] in _forms():  # reopens
        base, kind = _forms()[low[2:]]
        return f"re{base}", kind
    return _forms().get(low, ("", ""))


def is_be(word: str) -> bool:
    """Whether it is a form of "be" or "have", or goes before a verb, as "can" does."""
    return word in BE or word in NEGATED or word in MODAL


def finite(text: str, line: list[Item], i: int, lenient: bool = False) -> bool:
    """Whether item i of the text is a verb with a doer, and not a noun, an infinitive or a participle.

    `lenient` takes "the signal answers" for a sentence too, where nothing else can be its verb.
    """
    word, before = line[i].text.split()[0], line[i - 1] if i else None
    if is_be(word):
        return before is None or before.text not in DETERMINERS
    if before is None or (before.is_break and before.text != ","):
        return False
    kind = form_of(word)
    if kind == "ing" or (line[i].text.split()[-1].endswith("ing") and kind != "base"):
        return False
    named = _is_name(text, before) or before.is_a("pronoun") or before.text in RELATIVE or before.text == "then"
    if word in ("called", "named", "titled", "entitled") and not text[line[i].end :].strip()[:1].islower():
        return False
    if not kind:
        return named and not line[i].senses and bool(re.fullmatch(r"[a-z]{3,}[a-rtv-z]s|[a-z]{3,}ed", word))
    if before.text == "one" and i == 1 and kind == "s" and word not in _nounish():
        return True  # "One holds a dress"
    if before.text in DETERMINERS or before.text in PREPOSITIONS or before.text[0].isdigit():
        return False
    if before.is_a("colour", "count", "age") or before.text.endswith("'s"):
        return False
    if kind == "past" and form_of(before.text) and not named:
        return False  # "repairs broken umbrellas"
    if word in _nounish() and not (named or line[i].is_a("action")) and not (lenient and _could_happen(line, i, kind)):
        return False
    if line[i].senses and not line[i].is_a("action", "setting:weak", "mood", "light"):
        return False
    if line[i].is_a("subject", "place"):
        return False
    together = i > 3 and any(x.text == "and" for x in line[1:i]) and word not in _nounish()
    return kind != "base" or named or _many(before) or together


def _could_happen(line: list[Item], i: int, kind: str) -> bool:
    """Whether a plural may be a verb after all: "the signal answers", "an accountant dreams of the sea"."""
    after = line[i + 1].text if i + 1 < len(line) else ""
    alone = line[0].text in DETERMINERS and not line[i - 1].text.endswith("s")
    goes_on = after in PREPOSITIONS - {"of"} or (after == "of" and line[i].text == "dreams")
    return kind == "s" and alone and (not after or goes_on)


def _many(item: Item) -> bool:
    """Whether a word can be what several do: "beekeepers paint"."""
    plural = any(s.plural for s in item.senses) or item.text in _PLURAL_WORDS or item.text in ("and", "then", "or")
    return plural or (item.text.endswith("s") and not item.text.endswith("ss") and not form_of(item.text))


def _is_name(text: str, item: Item) -> bool:
    return text[item.start : item.start + 1].isupper() and not item.senses


def now(verb: str, plural: bool) -> str:
    """The verb in the present tense, as one or many do it."""
    word, _, rest = verb.partition(" ")
    low = word.lower()
    if low in BE:
        said = {"is": ("is", "are"), "has": ("has", "have")}[BE[low]][plural]
    elif low in NEGATED:
        said = {"is": ("is not", "are not"), "has": ("has not", "have not")}[NEGATED[low]][plural]
    elif low in ("didn't", "doesn't", "don't"):
        said = ("does not", "do not")[plural]
    elif low == "could":
        said = "can"
    elif low in MODAL:
        said = low
    else:
        base = _known(low)[0] or _guess(low)
        said = base if plural else present(base)
    return f"{said} {rest}".strip()


def _guess(word: str) -> str:
    for ending, put in (
        ("ying", "y"),
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ed", ""),
    ):
        if word.endswith(ending):
            return word[: -len(ending)] + put
    if word.endswith("ing"):
        return word[:-3]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


# ---- phrases -------------------------------------------------------------------------------------------------------


def with_article(phrase: str, plural: bool) -> str:
    """The phrase as it is said at first: "a lighthouse keeper", "three old men", "an old man"."""
    first, _, rest = phrase.partition(" ")
    if first.lower() in DETERMINERS or plural or first.isdigit():
        return f"{first.lower()} {rest}".strip()
    if first[:1].isupper() and (note(f"{first} x").figures or first.lower() in _PLURAL_WORDS or form_of(first)):
        phrase = phrase[0].lower() + phrase[1:]
    return f"{article(phrase)} {phrase}"


def article(phrase: str) -> str:
    """ "a" or "an", by how the first word sounds."""
    word = phrase.lower()
    if re.match(r"(?:one|uni|use|u[fst]|eu|once)", word) and not word.startswith("unin"):
        return "a"
    return "an" if word[:1] in "aeiou" or re.match(r"(?:hour|honest|heir|8|11\b|18\b)", word) else "a"


def shorter(clause: str) -> str:
    """The clause without its last "in …" or "on …"; empty where little would be left."""
    cut = re.search(rf"\s+(?:{_PREPOSITION}|into|from|with|for|of|to)\s+(?:(?!\b{_PREPOSITION}\s).)*$", clause)
    left = clause[: cut.start()] if cut else ""
    return left.rstrip(" ,") if len(left.split()) >= 4 else ""


def title_case(text: str) -> str:
    """An English title: "The Keeper and the Bottle"."""
    small = {"a", "an", "the", "and", "of", "in", "at", "on", "for", "to", "with", "by", "from"}
    words = text.split()
    return " ".join(w if i and w.lower() in small else w[:1].upper() + w[1:] for i, w in enumerate(words))


# ---- names ---------------------------------------------------------------------------------------------------------


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(listed(table("grammar")["names"][kind]))


def is_title(word: str) -> bool:
    """Whether the word stands before a name: "Captain", "Old"."""
    return word.rstrip(".").capitalize() in _names("titles")


def sex_of(name: str) -> bool | None:
    """True for a woman's name, False for a man's, None where it is not known."""
    for word in re.findall(r"[^\W\d_]+", name):
        if word in _names("she") or word in ("Mrs", "Ms", "Miss", "Lady", "Queen", "Aunt", "Grandma", "Princess"):
            return True
        if word in _names("he") or word in ("Mr", "Sir", "Lord", "King", "Uncle", "Grandpa", "Prince"):
            return False
    return None
