"""The prompt styles: how families of models are told, read from assets/prompts/cameras; composes nothing.

A style is common.toml with the style's own file laid over it, and between them the shipped one that it is `like`. A
file of the same name in outputs/prompts/cameras takes the place of the shipped one; another name is another style.
Where such a file can't be used the shipped one is shown in its place, and `broken` says in one sentence what is wrong:
the doctor tells it, and nothing is rendered by it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, reduce
from itertools import product
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from studio.settings import ROOT
from studio.vocabulary import Angle, Movement, Size, Vocabulary

SHIPPED = ROOT / "assets" / "prompts" / "cameras"
COMMON = "common"  # what every style begins with; no style of its own
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
Part = Literal["doing", "looks", "setting", "light", "mood", "style", "shot", "movement", "motion", "quality"]
_SAID = ("setting", "light", "mood", "style", "also", "shot")
_SAID_OF_LOOKS = ("look_with", "look_is", "look_are", "look_has", "look_have")
_SLOTS = {"size": "", "angle": ""}
Words = list[str]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(value: object) -> object:
    return [w.strip() for w in value.split(",") if w.strip()] if isinstance(value, str) else value


class Tongue(_Given):
    """How one language says each part; `{}` stands where the shot's own words go."""

    says: dict[str, str] = Field(default_factory=dict)
    size: dict[Size, str] = Field(default_factory=dict)
    angle: dict[Angle, str] = Field(default_factory=dict)
    movement: dict[Movement, str] = Field(default_factory=dict)
    motion: dict[Literal["slow", "fast"], str] = Field(default_factory=dict)  # for models with no dial for it
    quality: str = ""
    worn: Words = Field(default_factory=list)  # nouns that one has or wears: "with dark hair"
    worn_one: Words = Field(default_factory=list)  # those that take an article: "with a dark coat"
    lights: Words = Field(default_factory=list)  # nouns that a scene is lit by

    _split = field_validator("worn", "worn_one", "lights", mode="before")(_listed)

    @field_validator("size", "angle", "movement", mode="before")
    @classmethod
    def _only_known_words(cls, table: Any, info: Any) -> Any:
        known: type[Vocabulary] = {"size": Size, "angle": Angle, "movement": Movement}[info.field_name]
        if unknown := [w for w in table if w not in set(known)]:
            raise ValueError(f"“{unknown[0]}” is no {info.field_name}: choose one of {', '.join(known)}")
        return table

    @field_validator("says")
    @classmethod
    def _says_with_known_slots(cls, says: dict[str, str]) -> dict[str, str]:
        for name, words in says.items():
            try:
                words.format("", **_SLOTS)
            except (KeyError, IndexError, ValueError) as why:
                raise ValueError(
                    f"“{words}” under {name} can't be filled in: {{}}, {{size}} and {{angle}} can"
                ) from why
        return says


class PromptStyle(_Given):
    """One habit of prompts. Parts that are not in `order` are left out, and the shot's preview says so."""

    id: str = ""
    name: str
    form: Literal["prose", "tags", "list", "none"]  # list: the plain one; none: the model reads no words
    languages: list[Language] = Field(min_length=1)  # that prompts were trained in, the first where neither fits
    order: list[Part]
    from_picture: list[Part] = Field(default_factory=list)  # of a clip that begins with a picture; empty: `order`
    gives_way: list[Part]  # what goes first where the prompt would grow too long
    looks: Literal["woven", "apart"] = "woven"  # into the sentence about the subject, or in sentences of their own
    most_words: dict[Language, int] = Field(default_factory=dict)  # as the authors advise; characters in Chinese
    tokens_a_character: float = 1.0  # of Chinese, at most
    negatives: bool = True  # whether the model reads a negative prompt at all
    negative: str = ""  # what it was trained with, or what its authors use
    against_drawings: Words = Field(default_factory=list)  # of `negative`: not said where the film is drawn
    en: Tongue = Field(default_factory=Tongue)
    zh: Tongue = Field(default_factory=Tongue)
    own: bool = False  # the person's own file
    broken: str = ""  # what is wrong with the person's own file, in whose place this one stands

    _split = field_validator("against_drawings", mode="before")(_listed)

    @model_validator(mode="after")
    def _has_all_its_words(self) -> PromptStyle:
        for language in self.languages if self.form in ("prose", "tags") else []:
            tongue = self.tongue(language)
            lacks = [f"says.{w}" for w in (*_SAID, *_SAID_OF_LOOKS) if w not in tongue.says]
            for name, known in (("size", Size), ("angle", Angle), ("movement", Movement)):
                lacks += [f"{name}.“{w}”" for w in known if w not in getattr(tongue, name)]
            if lacks:
                raise ValueError(f"{language}.{lacks[0]} is missing")
        return self

    def __hash__(self) -> int:
        return hash((self.id, self.name, self.own, self.broken))

    def tongue(self, language: Language) -> Tongue:
        """Its words in a language."""
        return self.en if language == "en" else self.zh


PLAIN = PromptStyle(name="plain list", form="list", languages=list(LANGUAGES), order=[], gives_way=[])


@dataclass(frozen=True)
class PromptStyles:
    """The shipped styles, and the person's own in the folder `own`."""

    own: Path | None = None

    def style(self, style_id: str) -> PromptStyle:
        """The style of that id, the person's own first; the plain list where there is none."""
        why = ""
        for common, file in product(self._files(COMMON), self._files(style_id)):
            found, problem = _laid_over(common, file)
            if found:
                return _named(found, style_id, file.parent == self.own, why)
            why = why or problem
        return _named(PLAIN, style_id, False, why)

    def mine(self) -> dict[str, str]:
        """The person's own files by name, each with what is wrong with it."""
        files = sorted(self.own.glob("*.toml")) if self.own and self.own.is_dir() else []
        return {f.stem: self.style("wan" if f.stem == COMMON else f.stem).broken for f in files}

    def _files(self, name: str) -> list[Path]:
        """The files of that name, the person's own first; a name with anything but letters in it has none."""
        if not name.replace("_", "").replace("-", "").isalnum():
            return []
        folders = [folder for folder in (self.own, SHIPPED) if folder]
        return [file for folder in folders if (file := folder / f"{name}.toml").is_file()]


@cache  # so that a style stays the same object until its file changes
def _named(style: PromptStyle, style_id: str, own: bool, broken: str) -> PromptStyle:
    return style.model_copy(update={"id": style_id, "own": own, "broken": broken})


def _laid_over(common: Path, file: Path) -> tuple[PromptStyle | None, str]:
    """The style, or None and one sentence that says which file is wrong and what to do."""
    return _read(common, common.stat().st_mtime_ns, file, file.stat().st_mtime_ns)


@cache
def _read(common: Path, _since: int, file: Path, _changed: int) -> tuple[PromptStyle | None, str]:
    tables = []
    for one in (common, file):
        try:
            tables.append(_table(one))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
            return None, _sentence(one, str(why))
    like = tables[-1].pop("like", "")
    if like not in ("", *(f.stem for f in SHIPPED.glob("*.toml"))):
        return None, _sentence(file, f"there is no shipped style “{like}” for it to be like")
    if like:
        tables.insert(1, _table(SHIPPED / f"{like}.toml"))
    try:
        return PromptStyle.model_validate(reduce(_merged, tables)), ""
    except ValidationError as why:
        shipped = SHIPPED / f"{COMMON}.toml"
        at_fault = common if common != shipped and _laid_over(shipped, file)[0] else file
        first = why.errors()[0]
        place = ".".join(str(x) for x in first["loc"])
        return None, _sentence(at_fault, f"{place}: {first['msg'].removeprefix('Value error, ')}".removeprefix(": "))


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {k for k in under.keys() & over.keys() if isinstance(under[k], dict) and isinstance(over[k], dict)}
    return under | over | {k: _merged(under[k], over[k]) for k in both}


def _sentence(file: Path, why: str) -> str:
    why = " ".join(why.split()).rstrip(".")
    return f"The prompt file {file} can't be used ({why}): mend it, or delete it to have the shipped words back."


# ---- the film's own style, and words that we own in both languages -------------------------------------------------


class Drawing(BaseModel):
    """What a named style of assets/styles says to a camera with a model."""

    prompt: str = ""
    prompt_zh: str = ""
    negative: str = ""
    negative_zh: str = ""
    drawn: bool = True  # False: it is meant to look filmed


@cache
def drawing(name: str) -> Drawing:
    """The words of a named style; none for a name that is not there."""
    file = ROOT / "assets" / "styles" / f"{Path(name).name}.toml"
    return Drawing.model_validate(tomllib.loads(file.read_text("utf-8")) if file.is_file() else {})


@cache
def known_words() -> dict[str, str]:
    """Words for light and mood that the built-in writer has in both languages, from one to the other; longest first."""
    pairs = [pair for table in ("light", "light_weather", "mood_phrase") for pair in _pairs(table)]
    both = dict(pairs) | {english: chinese for chinese, english in pairs}
    return dict(sorted(both.items(), key=lambda pair: -len(pair[0])))


@cache
def known_moods() -> frozenset[str]:
    """The moods among them."""
    return frozenset(word for pair in _pairs("mood_phrase") for word in pair)


def _pairs(table: str) -> list[tuple[str, str]]:
    en, zh = (_stories(language)[table] for language in LANGUAGES)
    return [(zh[key], en[key]) for key in zh if key in en]


@cache
def _stories(language: Language) -> dict[str, Any]:
    return tomllib.loads((ROOT / "assets" / "stories" / f"{language}.toml").read_text("utf-8"))
