"""What a brief says, point by point, as it can be spoken over a film.

Knows no language: english_brief.py and chinese_brief.py fill these in, shape.py lays them out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

LONGEST_LINE = 6.0  # seconds spoken over one shot
MOST_POINTS = 60  # of a brief; what a longer one goes on to say is not told


@dataclass(frozen=True)
class Point:
    """One thing the brief says, as a sentence that can be spoken.

    `kind` is "event" (something happens), "fact" (something is so), "who" (who it is about), "scene" (where and when),
    "item" (one of a list) or "words" (a slogan). A point too long for one shot goes on in those that `follow` it.
    """

    text: str
    again: str = ""  # the same once its doer has been met: "The keeper finds …"; empty: as `text`
    kind: str = "event"
    doing: str = ""  # what is done, without who does it
    whose: str = ""  # who else does it, as a picture shows them; empty: the protagonist
    follows: bool = False  # means nothing unless it comes right after the point before

    @property
    def met(self) -> str:
        """How it is said of somebody who has been met."""
        return self.again or self.text

    def reworded(self, words: Callable[[str], str]) -> Point:
        """The point with each of its texts as `words` gives it."""
        return replace(
            self,
            text=words(self.text),
            again=words(self.again),
            doing=words(self.doing),
            whose=words(self.whose),
        )


@dataclass(frozen=True)
class Slot:
    """One shot to be: its role, and the words of the brief that are told in it."""

    scene: int
    role: str  # "point", or which kind of sentence stands here
    text: str = ""  # of a point
    point: Point | None = None
    turned: bool = False  # whether the story's turn has been told by now


@dataclass
class Parts:
    """A brief in parts: {a_who} "a lighthouse keeper", {who} "the keeper", and what they do, clause by clause."""

    a_who: str = ""
    who: str = ""
    name: str = ""
    she: bool | None = None  # of a person: whether the brief or the name says so
    plural: bool = False
    clauses: list[str] = field(default_factory=list)  # each with its subject: "the keeper finds a message"
    statement: str = ""  # the first sentence, whole
    title: str = ""  # where the brief says what the film is called
    topic: str = ""  # what a film about a matter is about, as a few words
    points: list[Point] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)  # (name or noun, canonical id) of who else acts
    names: list[str] = field(default_factory=list)  # of people and makes, whatever else the words mean

    def tell(self, point: Point) -> None:
        """Keeps a point, unless the brief has said the same already."""
        if len(self.points) < MOST_POINTS and point.text not in [p.text for p in self.points]:
            self.points.append(point)
