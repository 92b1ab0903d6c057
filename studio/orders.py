"""What the cameras are asked for, from a film as it stands: orders, intents, the pictures they begin and end with.

Pure functions over a Film and the records of its cameras. A camera is asked only for what its record says it takes, so
that a still or a dial makes nothing stale that would not show it. Paths are under outputs/, as the film keeps them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from studio import recipe, timing
from studio.crew import ClipOrder, Crew, Look, Maker, MakerKind, Picture, StillOrder
from studio.errors import BadInput
from studio.film import Brief, Dials, Film, Reference, Shot, Take
from studio.phrasing import Ask, Phrased, phrase, plain
from studio.prompt_styles import PLAIN, PromptStyles
from studio.vocabulary import Transition

_HANDLES_PER_SECOND = 3  # a handle is a third of a second: half of the longest transition at each end
_FIELDS = {"size", "angle", "movement", "subject", "action", "setting", "light", "mood", "seed"}


@dataclass(frozen=True)
class Cameras:
    """The records of a film's cameras; None: no still camera was chosen, or it is not in this crew any more."""

    camera: Maker | None = None
    still: Maker | None = None
    styles: PromptStyles = field(default_factory=PromptStyles)  # how they are told

    @property
    def takes(self) -> frozenset[str]:
        return self.camera.takes if self.camera else frozenset({"text"})

    @property
    def lane(self) -> str:
        return self.camera.lane if self.camera else "cpu"

    @property
    def still_lane(self) -> str:
        return self.still.lane if self.still else "cpu"


def cameras(crew: Crew, brief: Brief) -> Cameras:
    """The cameras that the brief names; one that is gone is told of when it is hired, not here."""

    def record(kind: MakerKind, maker_id: str) -> Maker | None:
        try:
            return crew.maker(kind, maker_id) if maker_id != "none" else None
        except BadInput:
            return None

    return Cameras(record("camera", brief.crew.camera), record("still", brief.crew.still), crew.prompt_styles)


class Prompts(BaseModel):
    """A shot's words before and after: as one plain line of its fields, and as each camera is told them."""

    plain: str
    camera: Phrased
    still: Phrased | None = None  # None: the film has no still camera


# ---- the orders ----------------------------------------------------------------------------------------------------


def clip_order(film: Film, shot: Shot, at_hand: Cameras) -> ClipOrder:
    """The order for the shot as it stands, before the camera settles it to what it can do."""
    rate = film.project.rate
    first = _begins_with(film, shot, at_hand)
    last = _own(film, shot, "last frame") if "last frame" in at_hand.takes else None
    # Between two given pictures the clip is exactly as long as it is seen, or they would lie in its handles.
    handle = 0 if first and last and _cut_on_both_sides(film, shot) else round(rate / _HANDLES_PER_SECOND)
    return ClipOrder(
        **_picture_fields(film, shot, clip_words(film, shot, at_hand)),
        references=_references(film, shot) if "reference" in at_hand.takes else [],
        dials=_dials(film, shot, at_hand.camera),
        fps=str(rate),
        frames=timing.frames(shot.seconds, rate) + 2 * handle,
        handle=handle,
        first_frame=first,
        last_frame=last,
    )


def still_order(film: Film, shot: Shot, at_hand: Cameras) -> StillOrder:
    """The order for the shot's keyframe, at the film's size; the still camera settles its own."""
    still = at_hand.still
    # Steps, guidance, scheduler and adapters are meant for the camera's model, which is another.
    quality = shot.dials.over(film.project.brief.dials).quality
    return StillOrder(
        **_picture_fields(film, shot, still_words(film, shot, at_hand)),
        references=_references(film, shot) if still and "reference" in still.takes else [],
        dials=Dials(quality=quality) if still and still.heavy else Dials(),
    )


def clip_words(film: Film, shot: Shot, at_hand: Cameras) -> Phrased:
    """The shot's prompt and negative prompt as its camera gets them."""
    camera, dials = at_hand.camera, _dials(film, shot, at_hand.camera)
    asked = _asked(camera, at_hand.styles, dials.guidance)
    begins = _begins_with(film, shot, at_hand) is not None
    return phrase(film, shot, replace(asked, begins=begins, motion=dials.motion))


def still_words(film: Film, shot: Shot, at_hand: Cameras) -> Phrased:
    """The shot's prompt and negative prompt as its still camera gets them."""
    return phrase(film, shot, replace(_asked(at_hand.still, at_hand.styles), moving=False))


def prompts(film: Film, shot: Shot, at_hand: Cameras) -> Prompts:
    """What the film's cameras would be told of the shot as it stands."""
    still = still_words(film, shot, at_hand) if at_hand.still else None
    return Prompts(plain=plain(film, shot), camera=clip_words(film, shot, at_hand), still=still)


def _asked(maker: Maker | None, styles: PromptStyles, guidance: float | None = None) -> Ask:
    if maker is None or not maker.prompt_style:
        return Ask(PLAIN, negative=maker.negative if maker else "")
    return Ask(
        styles.style(maker.prompt_style),
        tokens=maker.prompt_tokens,
        negative=maker.negative,
        guidance=maker.guidance if guidance is None else guidance,
    )


def _dials(film: Film, shot: Shot, camera: Maker | None) -> Dials:
    """Only a camera with a model has dials; any other would be asked anew for the same picture."""
    return shot.dials.over(film.project.brief.dials) if camera and camera.heavy else Dials()


def _begins_with(film: Film, shot: Shot, at_hand: Cameras) -> Picture | None:
    return first_picture(film, shot) if "first frame" in at_hand.takes else None


def _picture_fields(film: Film, shot: Shot, words: Phrased) -> dict[str, Any]:
    brief = film.project.brief
    width, height = brief.pixels
    heading = next((s.heading for s in film.scenes if s.id == shot.scene_id), "")
    return shot.model_dump(include=_FIELDS) | {
        "prompt": words.prompt,
        "negative_prompt": words.negative_prompt,
        "own_words": shot.prompt,
        "heading": heading,
        "look_seed": int(recipe.digest([brief.seed, heading])[:7], 16),
        "characters": [Look(name=c.name, look=c.look) for c in film.characters if c.name in shot.characters],
        "style": film.style.name,
        "width": width,
        "height": height,
    }


def intent(film: Film, shot: Shot, at_hand: Cameras) -> str:
    """What the shot's picture is asked to be, without its length: when a take's differs, the shot is stale."""
    order = clip_order(film, shot, at_hand).model_copy(update={"handle": 0})
    return recipe.intent(recipe.recipe("clip", film.project.brief.crew.camera, "", order))


def still_intent(film: Film, shot: Shot, at_hand: Cameras) -> str:
    """What the shot's keyframe is asked to be, by whatever seed: any that shows it may be approved."""
    order = still_order(film, shot, at_hand).model_copy(update={"seed": 1})
    return recipe.intent(recipe.recipe("still", film.project.brief.crew.still, "", order))


def seed_of(take: Take) -> int:
    """The seed it was made with."""
    return int(take.recipe.get("order", {}).get("seed", 1))


# ---- pictures to begin, end and be guided with ---------------------------------------------------------------------


def first_picture(film: Film, shot: Shot) -> Picture | None:
    """What the clip begins with: the person's own picture, the last one seen of the shot before, the approved still."""
    if own := _own(film, shot, "first frame"):
        return own
    before = continued(film, shot)
    if before and (seen := _last_seen(film, before)):
        return seen
    still = film.takes.get(shot.still_id or "")
    return Picture(shows=recipe.digest([still.recipe_hash, 0]), path=Path(still.path)) if still else None


def continued(film: Film, shot: Shot) -> Shot | None:
    """The shot that this one goes on from, if any: the person's own first picture is stronger."""
    if not shot.continues or _own(film, shot, "first frame"):
        return None
    place = next((n for n, s in enumerate(film.shots) if s.id == shot.id), 0)
    return film.shots[place - 1] if place else None


def _last_seen(film: Film, shot: Shot) -> Picture | None:
    """The last picture of the shot's take that the film shows."""
    take, rate = film.takes.get(shot.take_id or ""), film.project.rate
    if take is None or not take.frames:
        return None
    seen = opening(film, shot, take) + timing.frames(shot.seconds, rate) - 1  # frames of the film into the take
    frame = min(int(seen / rate * (Fraction(take.fps) or rate)), take.frames - 1)
    return Picture(shows=recipe.digest([take.recipe_hash, frame]), path=Path(take.path), frame=frame)


def opening(film: Film, shot: Shot, take: Take) -> int:
    """Frames of the film that are left out at the take's beginning: its handle, or none where a given picture is met.

    A shot that goes on from another leaves out the one picture that both have.
    """
    rate, asked = film.project.rate, take.recipe.get("order", {})
    spare = max(0, frames_at(take.frames, take, rate) - timing.frames(shot.seconds, rate))
    if asked.get("first_frame") and shot.transition == Transition.CUT:
        once = math.ceil(rate / (Fraction(take.fps) or rate)) if continued(film, shot) else 0
        return min(once, spare)
    if asked.get("last_frame") and _transition_out(film, shot) == Transition.CUT:
        return spare
    return min(frames_at(take.handle, take, rate), spare)


def frames_at(count: int, take: Take, rate: Fraction) -> int:
    """How many frames of the film so many frames of the take fill, whatever rate it was made at; rounded down."""
    own = Fraction(take.fps)
    return count if own in (0, rate) else int(count / own * rate)


def _cut_on_both_sides(film: Film, shot: Shot) -> bool:
    return shot.transition == Transition.CUT == _transition_out(film, shot)


def _transition_out(film: Film, shot: Shot) -> Transition:
    place = next((n for n, s in enumerate(film.shots) if s.id == shot.id), len(film.shots))
    return film.shots[place + 1].transition if place + 1 < len(film.shots) else Transition.CUT


def _references(film: Film, shot: Shot) -> list[Picture]:
    """The pictures of the shot's characters, in the order of the bible, then the shot's own."""
    of_characters = [
        x for c in film.characters if c.name in shot.characters for x in film.references if x.character_id == c.id
    ]
    return [_picture(x) for x in of_characters] + [
        _picture(x) for x in film.references if x.shot_id == shot.id and x.role == "reference"
    ]


def _own(film: Film, shot: Shot, role: Literal["first frame", "last frame"]) -> Picture | None:
    """The person's newest picture for that end of the shot."""
    found = [x for x in film.references if x.shot_id == shot.id and x.role == role]
    return _picture(found[-1]) if found else None


def _picture(own: Reference) -> Picture:
    return Picture(shows=own.sha256, path=Path(own.path))
