"""What a person sets going on the board: renders of shots and keyframes, many seeds to choose from, picks of takes."""

from __future__ import annotations

from studio import board, jobs
from studio.errors import BadInput, NotFound
from studio.film import Film, Job, JobState, Shot, Take
from studio.orders import Cameras, seed_of
from studio.store import films
from studio.vocabulary import Kind

MOST_TAKES = 16  # in one sweep


def waiting(project_id: str) -> dict[str, list[str]]:
    """The ids of the renders that are queued already, by shot; not those of a sweep, which need not be picked."""
    found: dict[str, list[str]] = {}
    for job in _queued(project_id, "render_shot"):
        if "seed" not in job.args:
            found.setdefault(str(job.shot_id), []).append(job.id)
    return found


def _queued(project_id: str, kind: str) -> list[Job]:
    # One that runs may show the shot as it was before an edit: another behind it costs nothing if it does not.
    open_ = jobs.open_jobs_of(project_id)
    return [j for j in open_ if j.kind == kind and j.shot_id and j.state == JobState.PENDING]


def newest(project_id: str) -> dict[str, Job]:
    """The job that each shot's card tells of: the one that runs, else the first that waits, else the last that ended.

    A keyframe that was painted is no news for the card, one that could not be is.
    """
    stills, clips = (jobs.find(project_id=project_id, kind=k, limit=1000) for k in ("render_still", "render_shot"))
    last = {j.shot_id: j for j in reversed(stills) if j.state not in board.OPEN}
    failed = [j for j in last.values() if j.state == JobState.FAILED]
    told = [*(j for j in stills if j.state in board.OPEN), *failed, *clips]
    found: dict[str, Job] = {}
    for job in sorted(told, key=_comes_first):  # waiting ones stay in the queue's order, keyframes first
        found.setdefault(job.shot_id or "", job)
    found.pop("", None)
    return found


def _comes_first(job: Job) -> tuple[int, int]:
    return (0, 0) if job.state == JobState.PROCESSING else (1, 0) if job.state in board.OPEN else (2, -job.finished_at)


def renders(
    film: Film, cameras: Cameras, shot_ids: list[str] | None = None, new_seed: bool = False, takes: int = 1
) -> list[jobs.Request]:
    """The jobs that render these shots, or every one without a current take; what is queued is not queued twice.

    With `takes` above 1, so many of each shot by different seeds, to choose from: 1 to 16.
    """
    if not 1 <= takes <= MOST_TAKES:
        raise BadInput(f"Takes at a time are 1 to {MOST_TAKES}; {takes} is outside: choose fewer.", "takes")
    shots = _chosen(film, shot_ids) if shot_ids is not None else board.to_render(film, cameras)
    locked = [s for s in shots if s.locked]
    if shot_ids and locked:
        raise BadInput(f"Shot {locked[0].position + 1} is locked: unlock it first, then render it.")
    queued = waiting(film.project.id)
    shots = [s for s in shots if not s.locked and (takes > 1 or s.id not in queued)]
    if new_seed and takes == 1:
        shots = [films.update(Shot, s.id, {"seed": next_seed(s.seed)}) for s in shots]
    seeds = {s.id: _seeds(film, s, takes, not new_seed and not board.current(film, s, cameras)) for s in shots}
    speak = board.request("speak_lines", film.project.id, key="speak")
    found = board.renders(film, shots, cameras, queued, seeds if takes > 1 else {})
    return [speak, *found] if shots else []


def _chosen(film: Film, shot_ids: list[str]) -> list[Shot]:
    known = {s.id: s for s in film.shots}
    if unknown := [i for i in shot_ids if i not in known]:
        raise NotFound(f"There is no shot “{unknown[0]}” in this film any more: reload the page.")
    return [known[i] for i in shot_ids]


def _seeds(film: Film, shot: Shot, takes: int, its_own: bool) -> list[int]:
    """So many seeds that no take of the shot was made with and none is queued with; the shot's own first, if asked."""
    used = {seed_of(t) for t in films.find(Take, "id", shot_id=shot.id, kind=Kind.CLIP)}
    queued = [j.args for j in _queued(film.project.id, "render_shot") if j.shot_id == shot.id]
    used |= {args["seed"] for args in queued if "seed" in args}
    found, seed = [shot.seed] if its_own and shot.seed not in used else [], shot.seed
    while len(found) < takes:
        seed = next_seed(seed)
        if seed not in used and seed not in found:
            found.append(seed)
    return found


def next_seed(seed: int) -> int:
    """Another seed, always the same one behind it."""
    return (seed * 48_271 + 11) % (2**31 - 1)  # Lehmer's generator


def stills(
    film: Film, cameras: Cameras, shot_ids: list[str] | None = None, new_seed: bool = False
) -> list[jobs.Request]:
    """The jobs that paint keyframes of these shots, or of every one that has none or a stale one."""
    if cameras.still is None:
        raise BadInput("This film has no still camera: choose one in the brief, then paint the keyframes.", "still")
    if shot_ids is None:
        shots = [s for s in film.shots if not s.locked and not board.still_is_current(film, s, cameras)]
    else:
        shots = _chosen(film, shot_ids)
    if shot_ids and (locked := [s for s in shots if s.locked]):
        raise BadInput(f"Shot {locked[0].position + 1} is locked: unlock it first, then paint its keyframe.")
    queued = {j.shot_id for j in _queued(film.project.id, "render_still")}
    return [
        board.request(
            "render_still", film.project.id, s.id, lane=cameras.still_lane,
            args={"seed": _next_still_seed(s)} if new_seed else {},
        )
        for s in shots if new_seed or s.id not in queued
    ]  # fmt: skip


def _next_still_seed(shot: Shot) -> int:
    painted = films.find(Take, "created_at", shot_id=shot.id, kind=Kind.STILL)
    used, seed = {seed_of(t) for t in painted}, next_seed(shot.seed)
    while seed in used:
        seed = next_seed(seed)
    return seed


def pick_take(shot_id: str, take_id: str) -> Shot:
    """Makes one of the shot's clips the one that is cut; the shot takes its seed, so that it is current."""
    take = films.get(Take, take_id)
    if take.shot_id != shot_id or take.kind != Kind.CLIP:
        raise NotFound("That take belongs to another shot: reload the page and pick again.")
    return films.update(Shot, shot_id, {"take_id": take_id, "seed": seed_of(take)})


def approve_still(shot_id: str, take_id: str | None) -> Shot:
    """Makes one of the shot's keyframes the one that is animated; None: none is."""
    if take_id is not None:
        take = films.get(Take, take_id)
        if take.shot_id != shot_id or take.kind != Kind.STILL:
            raise NotFound("That keyframe belongs to another shot: reload the page and choose again.")
    return films.update(Shot, shot_id, {"still_id": take_id})
