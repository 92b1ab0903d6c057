"""What follows from a film as it stands: staleness, lengths, captions, cues, cards and the jobs still to do.

Pure functions over a Film and the records of its cameras; nothing is read or written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from studio import timing
from studio.crew import Caption, Cue
from studio.film import Film, Job, JobState, Line, Scene, Shot, Take
from studio.jobs import OPEN, Request, came_to_nothing
from studio.orders import Cameras, continued, first_picture, frames_at, intent, still_intent

# Silence around speech in a shot, seconds: a breath before, between two lines, and after.
LEAD, GAP, TAIL = 0.35, 0.3, 0.45
_LANES = {  # the others: cpu, or as a camera's record says
    "write_script": "text", "plan_shots": "text", "revise": "text", "write_loglines": "text",
    "speak_lines": "sound", "score_film": "sound",
    "get_model": "net", "verify_model": "net",
}  # fmt: skip


# ---- takes -----------------------------------------------------------------------------------------------------------


def usable(film: Film, shot: Shot) -> bool:
    """Whether the picked take is long enough to be cut, stale or not."""
    take, rate = film.takes.get(shot.take_id or ""), film.project.rate
    return take is not None and frames_at(take.frames, take, rate) >= timing.frames(shot.seconds, rate)


def current(film: Film, shot: Shot, cameras: Cameras) -> bool:
    """Whether the picked take shows what the shot now asks for, and is long enough."""
    if not usable(film, shot):
        return False
    return shot.locked or film.takes[shot.take_id or ""].intent == intent(film, shot, cameras)


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
    state: Literal["empty", "stale", "queued", "paused", "rendering", "done", "failed"]
    progress: float = 0.0
    note: str = ""
    error: str = ""
    locked: bool = False
    seconds: float
    title: str
    subject: str
    poster: str = ""
    take_id: str | None = None
    still_id: str | None = None
    job_id: str | None = None
    preview: int = 0  # counts the pictures that the running job has shown; they lie at /api/v1/jobs/{job_id}/preview
    revision: int = 0


def card(film: Film, shot: Shot, job: Job | None, cameras: Cameras) -> ShotCard:
    """The shot on the filmstrip; `job` is its newest render, if any. A still stands in for a take not yet made."""
    take = film.takes.get(shot.take_id or "")
    shown = take or film.takes.get(shot.still_id or "")
    state: Literal["empty", "stale", "queued", "paused", "rendering", "done", "failed"]
    if job and job.state == JobState.PROCESSING:
        state = "rendering"
    elif job and job.state in OPEN:
        state = "paused" if job.state == JobState.PAUSED else "queued"
    elif current(film, shot, cameras):
        state = "done"
    elif job and came_to_nothing(job):
        state = "failed"
    else:
        state = "stale" if take else "empty"
    busy = state in ("rendering", "queued", "paused", "failed")
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
        poster=media_address(shown.id, shown.recipe_hash, "poster") if shown else "",
        take_id=shot.take_id,
        still_id=shot.still_id,
        job_id=job.id if job and busy else None,
        preview=job.preview if job and busy else 0,
        revision=shot.revision,
    )


# ---- the jobs still to do ------------------------------------------------------------------------------------------


def request(kind: str, project_id: str | None, shot_id: str | None = None, **more: Any) -> Request:
    """A request for a step of production; in its own lane, where no other is named."""
    args = more.pop("args", {}) | ({"shot_id": shot_id} if shot_id else {})
    lane = more.pop("lane", "") or _LANES.get(kind, "cpu")
    return Request(kind=kind, lane=lane, project_id=project_id, shot_id=shot_id, args=args, **more)


def to_render(film: Film, cameras: Cameras) -> list[Shot]:
    """The shots without a current take, those whose unspoken lines may yet make them longer than it, and those that
    go on from one of them."""
    silent = film.project.brief.crew.voice == "none"
    found: dict[str, Shot] = {}

    def settled(shot: Shot) -> bool:
        if shot.locked and usable(film, shot):
            return True
        before = continued(film, shot) if "first frame" in cameras.takes else None
        if before and before.id in found:
            return False
        return current(film, shot, cameras) and (silent or all(x.take_id for x in film.lines_over(shot.id)))

    for shot in film.shots:
        if not settled(shot):
            found[shot.id] = shot
    return list(found.values())


def wants_still(film: Film, shot: Shot, cameras: Cameras) -> bool:
    """Whether a keyframe is to be painted before the shot is rendered: it has none, or one that shows something else.

    A shot that begins with another picture needs none, nor does one whose camera can't begin with a picture.
    """
    if cameras.still is None or "first frame" not in cameras.takes or shot.locked or continued(film, shot):
        return False
    if first_picture(film, shot.model_copy(update={"still_id": None})):  # the person's own
        return False
    return not still_is_current(film, shot, cameras)


def still_is_current(film: Film, shot: Shot, cameras: Cameras) -> bool:
    """Whether the approved keyframe shows what the shot now asks for."""
    still = film.takes.get(shot.still_id or "")
    return still is not None and still.intent == still_intent(film, shot, cameras)


def renders(
    film: Film, shots: list[Shot], cameras: Cameras, waiting: dict[str, list[str]], seeds: dict[str, list[int]]
) -> list[Request]:
    """The jobs that render these shots: keyframes first where they are wanted, a shot behind the one it goes on from.

    `waiting` has the ids of renders that are queued already, by shot; `seeds` those of a sweep, by shot.
    """
    pid, keys = film.project.id, dict(waiting)
    stills: list[Request] = []
    clips: list[Request] = []
    for shot in sorted(shots, key=lambda s: s.position):
        needs = ["speak"]
        if wants_still(film, shot, cameras):
            key = f"still of {shot.id}"
            stills.append(request("render_still", pid, shot.id, lane=cameras.still_lane, key=key))
            needs.append(key)
        before = continued(film, shot) if "first frame" in cameras.takes else None
        needs += keys.get(before.id, []) if before else []
        mine = [
            request("render_shot", pid, shot.id, lane=cameras.lane, key=f"{shot.id} {n}", needs=needs, args=x)
            for n, x in enumerate([{"seed": seed} for seed in seeds.get(shot.id, [])] or [{}])
        ]
        clips += mine
        keys[shot.id] = [r.key for r in mine]
    return [*stills, *clips]  # all of one before the other: each change of model loads one anew


def writing(film: Film) -> list[Request]:
    """Script, where there is none yet, and board; the whole shooting follows."""
    plan = request("plan_shots", film.project.id, args={"film": True})
    if film.scenes:
        return [plan]
    return [request("write_script", film.project.id, key="write"), plan.model_copy(update={"needs": ["write"]})]


def shooting(film: Film, cameras: Cameras, waiting: dict[str, list[str]] | None = None) -> list[Request]:
    """All that is left to do: speech first, for it decides lengths; then pictures, music and the cut.

    `waiting` has the shots whose render is queued already, with their jobs' ids: those are waited for.
    """
    pid, waiting = film.project.id, waiting or {}
    found = [request("speak_lines", pid, key="speak"), request("score_film", pid, key="score", needs=["speak"])]
    pictures = renders(film, [s for s in to_render(film, cameras) if s.id not in waiting], cameras, waiting, {})
    needs = ["score", *(r.key for r in pictures), *(job_id for ids in waiting.values() for job_id in ids)]
    return [*found, *pictures, request("cut_film", pid, key="cut", needs=needs)]
