"""What follows from a film as it stands: orders, staleness, lengths, captions, cues, cards and the jobs still to do.

Pure functions over a Film; nothing is read or written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel

from studio import recipe, timing
from studio.crew import Caption, ClipOrder, Cue, Look
from studio.film import Film, Job, JobState, Line, Scene, Shot, Take
from studio.jobs import OPEN, Request

# Silence around speech in a shot, seconds: a breath before, between two lines, and after.
LEAD, GAP, TAIL = 0.35, 0.3, 0.45
_HANDLES_PER_SECOND = 3  # a handle is a third of a second: half of the longest transition at each end
LANES = {"write_script": "text", "plan_shots": "text", "speak_lines": "sound", "score_film": "sound"}  # the others: cpu


# ---- what the camera is asked for ----------------------------------------------------------------------------------


def clip_order(film: Film, shot: Shot) -> ClipOrder:
    """The order for the shot as it stands, before the camera settles it to what it can do."""
    rate, brief = film.project.rate, film.project.brief
    width, height = brief.pixels
    handle = round(rate / _HANDLES_PER_SECOND)
    heading = next((s.heading for s in film.scenes if s.id == shot.scene_id), "")
    looks = [Look(name=c.name, look=c.look) for c in film.characters if c.name in shot.characters]
    fields = shot.model_dump(
        include={
            "size",
            "angle",
            "movement",
            "subject",
            "action",
            "setting",
            "light",
            "mood",
            "seed",
            "negative_prompt",
        }
    )
    return ClipOrder(
        **fields,
        prompt=shot.prompt or compiled_prompt(film, shot),
        own_words=shot.prompt,
        heading=heading,
        look_seed=int(recipe.digest([brief.seed, heading])[:7], 16),
        characters=looks,
        style=film.style.name,
        width=width,
        height=height,
        fps=str(rate),
        frames=timing.frames(shot.seconds, rate) + 2 * handle,
        handle=handle,
    )


def compiled_prompt(film: Film, shot: Shot) -> str:
    """The shot's fields as one line of words, characters' looks and the film's style included."""
    looks = "; ".join(f"{c.name}: {c.look}" for c in film.characters if c.name in shot.characters and c.look)
    camera = f"{shot.size} shot, {shot.angle} angle, {shot.movement}"
    parts = [camera, shot.subject, shot.action, shot.setting, shot.light, shot.mood, looks, film.style.prompt]
    return ", ".join(p for p in parts if p)


def intent(film: Film, shot: Shot) -> str:
    """What the shot's picture is asked to be, without its length: when a take's differs, the shot is stale."""
    order = clip_order(film, shot).model_copy(update={"handle": 0})
    return recipe.intent(recipe.recipe("clip", film.project.brief.crew.camera, "", order))


def usable(film: Film, shot: Shot) -> bool:
    """Whether the picked take is long enough to be cut, stale or not."""
    take, rate = film.takes.get(shot.take_id or ""), film.project.rate
    return take is not None and frames_at(take.frames, take, rate) >= timing.frames(shot.seconds, rate)


def frames_at(count: int, take: Take, rate: Fraction) -> int:
    """How many frames of the film so many frames of the take fill, whatever rate it was made at; rounded down."""
    own = Fraction(take.fps)
    return count if own in (0, rate) else int(count / own * rate)


def current(film: Film, shot: Shot) -> bool:
    """Whether the picked take shows what the shot now asks for, and is long enough."""
    return usable(film, shot) and (shot.locked or film.takes[shot.take_id or ""].intent == intent(film, shot))


# ---- speech, captions, music ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SpokenLine:
    """A line on the film's clock."""

    line: Line
    caption: Caption
    take: Take | None


def line_seconds(film: Film, line: Line) -> float:
    """How long the line lasts: as spoken, or about as long as it would take to say."""
    take = film.takes.get(line.take_id or "")
    return take.seconds if take else timing.spoken_seconds(line.text)


def spoken_length(film: Film, shot: Shot) -> float:
    """The shortest the shot may be, seconds: its lines with a breath around each."""
    lines = film.lines_over(shot.id)
    if not lines:
        return 0.0
    return LEAD + sum(line_seconds(film, x) for x in lines) + GAP * (len(lines) - 1) + TAIL


def starts(film: Film) -> dict[str, float]:
    """When each shot begins, seconds from the start of the film, exact to the frame."""
    rate, at, found = film.project.rate, 0, {}
    for shot in film.shots:
        found[shot.id] = timing.seconds(at, rate)
        at += timing.frames(shot.seconds, rate)
    return found


def film_seconds(film: Film) -> float:
    """The sum of the shots, exact to the frame."""
    rate = film.project.rate
    return timing.seconds(sum(timing.frames(s.seconds, rate) for s in film.shots), rate) if film.shots else 0.0


def spoken(film: Film) -> list[SpokenLine]:
    """Every line that is said over a shot, in the order of the film, with its times."""
    begin, found = starts(film), []
    for shot in film.shots:
        at = begin[shot.id] + LEAD
        for line in film.lines_over(shot.id):
            take, length = film.takes.get(line.take_id or ""), line_seconds(film, line)
            words = [
                w.model_copy(update={"start": at + w.start, "end": at + w.end}) for w in (take.words if take else [])
            ]
            found.append(
                SpokenLine(
                    line, Caption(start=at, end=at + length, text=line.text, words=words, speaker=line.character), take
                )
            )
            at += length + GAP
    return found


def scene_runs(film: Film) -> list[tuple[Scene, float]]:
    """The scenes that have shots, with the seconds that their shots last, in the order of the film."""
    rate = film.project.rate
    runs = []
    for scene in film.scenes:
        frames = sum(timing.frames(s.seconds, rate) for s in film.shots_of(scene.id))
        if frames:
            runs.append((scene, timing.seconds(frames, rate)))
    return runs


def cues(film: Film) -> list[Cue]:
    """One cue of music a scene."""
    return [Cue(seconds=seconds, mood=scene.mood) for scene, seconds in scene_runs(film)]


def chapters(film: Film) -> list[tuple[float, str]]:
    """(start, heading) of each scene."""
    at, found = 0.0, []
    for scene, seconds in scene_runs(film):
        found.append((at, scene.heading))
        at += seconds
    return found


# ---- the filmstrip -------------------------------------------------------------------------------------------------


def media_address(media_id: str, recipe_hash: str, what: str = "") -> str:
    """The address of a take's or cut's file on this server; its hash makes it safe to cache."""
    return f"/api/v1/media/{media_id}{'/' + what if what else ''}?v={recipe_hash[:12]}"


class ShotCard(BaseModel):
    """A shot on the filmstrip; `poster` is a media address or empty."""

    id: str
    scene_id: str
    position: int
    state: Literal["empty", "stale", "queued", "rendering", "done", "failed"]
    progress: float = 0.0
    note: str = ""
    error: str = ""
    locked: bool = False
    seconds: float
    title: str
    subject: str
    poster: str = ""
    take_id: str | None = None
    job_id: str | None = None
    revision: int = 0


def card(film: Film, shot: Shot, job: Job | None) -> ShotCard:
    """The shot on the filmstrip; `job` is its newest render, if any."""
    take = film.takes.get(shot.take_id or "")
    state: Literal["empty", "stale", "queued", "rendering", "done", "failed"]
    if job and job.state == JobState.PROCESSING:
        state = "rendering"
    elif job and job.state in OPEN:
        state = "queued"
    elif current(film, shot):
        state = "done"
    elif job and job.state == JobState.FAILED:
        state = "failed"
    else:
        state = "stale" if take else "empty"
    busy = state in ("rendering", "queued", "failed")
    return ShotCard(
        id=shot.id,
        scene_id=shot.scene_id,
        position=shot.position,
        state=state,
        progress=job.progress if job and busy else 0.0,
        note=job.note if job and busy else "",
        error=job.error if job and state == "failed" else "",
        locked=shot.locked,
        seconds=shot.seconds,
        title=f"{shot.size} · {shot.movement}",
        subject=shot.subject,
        poster=media_address(take.id, take.recipe_hash, "poster") if take else "",
        take_id=shot.take_id,
        job_id=job.id if job and busy else None,
        revision=shot.revision,
    )


# ---- the jobs still to do ------------------------------------------------------------------------------------------


def request(kind: str, project_id: str, shot_id: str | None = None, **more: Any) -> Request:
    """A request for a step of production, in its lane."""
    args = more.pop("args", {}) | ({"shot_id": shot_id} if shot_id else {})
    return Request(kind=kind, lane=LANES.get(kind, "cpu"), project_id=project_id, shot_id=shot_id, args=args, **more)


def to_render(film: Film) -> list[Shot]:
    """The shots without a current take, and those whose unspoken lines may yet make them longer than it."""
    silent = film.project.brief.crew.voice == "none"

    def settled(shot: Shot) -> bool:
        if shot.locked and usable(film, shot):
            return True
        return current(film, shot) and (silent or all(x.take_id for x in film.lines_over(shot.id)))

    return [shot for shot in film.shots if not settled(shot)]


def shooting(film: Film, rendering: dict[str, str] | None = None) -> list[Request]:
    """All that is left to do: speech first, for it decides lengths; then pictures, music and the cut.

    `rendering` has the shots whose render is queued already, with their job ids: those are waited for.
    """
    pid, rendering = film.project.id, rendering or {}
    found = [request("speak_lines", pid, key="speak"), request("score_film", pid, key="score", needs=["speak"])]
    renders = [
        request("render_shot", pid, s.id, key=s.id, needs=["speak"]) for s in to_render(film) if s.id not in rendering
    ]
    needs = ["score", *(r.key for r in renders), *rendering.values()]
    return [*found, *renders, request("cut_film", pid, key="cut", needs=needs)]
