"""Several pictures of one shape in one call: which of those that wait are taken along, and what is told of it.

A network that is fed by its weights' travel from memory, as stills in small sizes and anything offloaded are, makes
several in hardly more time than one; a clip keeps a card's arithmetic busy by itself, so that two take as long as two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.family import Family, Task
from pipelines.cameras.diffusion.resume import saved
from pipelines.cameras.diffusion.words import Embeddings, Words
from studio import recipe
from studio.crew import PictureOrder


@dataclass(frozen=True)
class Member:
    """One picture or clip of a call; its state is kept by its own name, whoever it was made with."""

    task: Task
    name: str

    @property
    def words(self) -> tuple[str, str | None]:
        """What is read for it: the prompt, and the negative one where the model is guided."""
        return self.task.prompt, self.task.negative if self.task.guided else None


def member(task: Task, order: PictureOrder, part: str = "") -> Member:
    """The order as one of a call for such tasks; `part` is added to its name."""
    own = replace(task, prompt=order.prompt, negative=order.negative_prompt, seed=order.seed)
    return Member(own, recipe.digest(order.model_dump(mode="json")) + part)


def wanted(order: PictureOrder, entry: Entry, family: Family, task: Task, device: str) -> bool:
    """Whether such tasks are made together here: by the person's wish, else stills on a card.

    Never with a cache, which looks at all of a call together to say what may be left out: a picture would depend on
    its company.
    """
    wish = order.how.together
    chosen = wish == "on" or (wish == "" and not entry.moving and device != "cpu")
    return chosen and family.batches(entry, task) and not entry.level(order.dials.quality).cache


def company(
    asked: list[Member], most: int, family: Family, words: Words, state_file: Callable[[Member], Path]
) -> list[tuple[Member, Embeddings]]:
    """Those of the asked that one call makes, the first always, with their words: `most` at most.

    Left to their own jobs are those that were begun and left at another step, and those whose words don't go together.
    """

    def words_of(member: Member) -> Embeddings:
        return words.of(*member.words) if family.readers else {}

    def step_of(member: Member) -> int:
        state = saved(state_file(member)) if family.resumes else None
        return state.step if state else 0

    taken = [(asked[0], words_of(asked[0]))]
    for member in asked[1:]:
        unread = family.readers and not words.path(*member.words).exists()
        if len(taken) == most or unread or step_of(member) != step_of(asked[0]):
            continue
        its = words_of(member)
        if family.stacked([taken[0][1], its]) is not None:
            taken.append((member, its))
    return taken


def told(count: int, broken: int) -> list[str]:
    """The notes on a picture that was made together with others; `broken` of them gave none."""
    if count == 1:
        return []
    others = "another" if count == 2 else f"{count - 1} others"
    notes = [f"made in one call with {others} of the same shape"]
    if broken:
        notes.append(f"{broken} of those gave no picture (NaN): that is left to its own job")
    return notes
