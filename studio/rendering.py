"""The steps that make pictures, and those that fetch and check what makes them; each runs in its maker's lane."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any, TypeVar

from studio import VERSION, companions, jobs, media, orders, recipe
from studio.board import usable
from studio.companions import Waiting
from studio.crew import ClipMade, ClipOrder, How, Maker, MakerKind, Picture, PictureOrder, Report, StillMade, Wait
from studio.errors import BadInput, DamagedFile, StudioError
from studio.film import Dials, Film, Job, JobState, Shot, Take
from studio.orders import Cameras
from studio.shelf import Request, Shelf
from studio.stage import Stage, make
from studio.store import films
from studio.vocabulary import Kind

log = logging.getLogger(__name__)
Order = TypeVar("Order", bound=PictureOrder)
_SOON = 64  # shots whose words are told ahead: some kilobytes of text, some MB of embeddings
_NEXT = 32  # jobs that are looked through for companions: settling one takes about a millisecond
_PREFERRED = ("memory", "attention", "compile", "together")
_FOUND = {"device": "cpu", "seconds": 0.0, "notes": ["found: this recipe was rendered before"], "facts": {}}


# ---- shots ---------------------------------------------------------------------------------------------------------


def render_shot(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Renders one shot, or finds that its recipe was rendered before; the take becomes the picked one.

    With args["seed"] it is one of several to choose from: it is picked only where the shot has no take that can be cut.
    """
    film, shot = films.film(project_id), films.get(Shot, args["shot_id"])
    cameras = orders.cameras(stage.crew, film.project.brief)
    _refuse_broken(cameras, cameras.camera, shot)
    camera = stage.crew.hire("camera", film.project.brief.crew.camera)
    asked = shot.model_copy(update={"seed": args.get("seed", shot.seed)})
    order = camera.settle(_placed(stage, orders.clip_order(film, asked, cameras), _how(stage, cameras, shot)))
    whole = recipe.recipe(Kind.CLIP, camera.id, camera.revision, order)
    name, began = recipe.digest(whole), time.monotonic()
    out, intent = stage.place(name, ".mp4"), orders.intent(film, asked, cameras)
    told = _told(out) if is_whole(out) else None
    if told is None:
        company = _company(stage, cameras, "camera", camera, order, out)
        with companions.laid_beside(order, company) as ordered:
            made = make(out, lambda half: _clip_and_sound(camera, ordered, half, out, report))
            told = _made(made, companions.publish(company, made.companions, time.monotonic() - began))
    facts = media.clip_facts(out)
    take = _keep(stage, shot, name, intent, lambda: Take(
        project_id=project_id, kind=Kind.CLIP, shot_id=shot.id, recipe_hash=name, recipe=whole, intent=intent,
        path=stage.relative(out), poster=_poster(stage, out, facts.frames // 2), maker=camera.id,
        handle=order.handle, seconds=facts.seconds, made=told, **facts.model_dump(),
    ))  # fmt: skip
    companions.claimed(out)
    _keep_sound(stage, take, out.with_suffix(".wav"))
    if "seed" not in args:
        films.update(Shot, shot.id, {"take_id": take.id})
    elif not usable(films.film(project_id), films.get(Shot, shot.id)):
        films.update(Shot, shot.id, {"take_id": take.id, "seed": args["seed"]})
    report(1.0, "")
    return {"take_id": take.id}


def _clip_and_sound(camera: Any, order: ClipOrder, half: Path, out: Path, report: Report) -> ClipMade:
    """Renders; the sound has its place before the clip has, so that a clip which exists has its sound."""
    made = camera.render(order, half, report)
    if made.sound:
        made.sound.replace(out.with_suffix(".wav"))
    return made


def _keep_sound(stage: Stage, clip: Take, wav: Path) -> None:
    """The sound that was made with the picture, as a take of its own beside the clip."""
    known = films.find(Take, "id", shot_id=clip.shot_id, kind=Kind.AMBIENCE, recipe_hash=clip.recipe_hash)
    if known or not wav.exists():
        return
    films.insert(Take(
        project_id=clip.project_id, kind=Kind.AMBIENCE, shot_id=clip.shot_id, recipe_hash=clip.recipe_hash,
        recipe=clip.recipe, path=stage.relative(wav), maker=clip.maker, handle=clip.handle,
        seconds=media.wav_seconds(wav),
    ))  # fmt: skip


# ---- stills --------------------------------------------------------------------------------------------------------


def render_still(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Paints one shot's keyframe, or finds it; it becomes the approved one. args["seed"] paints another of the same."""
    film, shot = films.film(project_id), films.get(Shot, args["shot_id"])
    cameras = orders.cameras(stage.crew, film.project.brief)
    if film.project.brief.crew.still == "none":
        raise BadInput("This film has no still camera: choose one in the brief, then paint the keyframes.", "still")
    _refuse_broken(cameras, cameras.still, shot)
    camera = stage.crew.hire("still", film.project.brief.crew.still)
    asked = shot.model_copy(update={"seed": args.get("seed", shot.seed)})
    order = camera.settle(_placed(stage, orders.still_order(film, asked, cameras), _how(stage, cameras, shot, "still")))
    whole = recipe.recipe(Kind.STILL, camera.id, camera.revision, order)
    name, began = recipe.digest(whole), time.monotonic()
    out, intent = stage.place(name, ".png"), orders.still_intent(film, asked, cameras)
    told = _told(out) if _whole_still(out) else None
    if told is None:
        company = _company(stage, cameras, "still", camera, order, out)
        with companions.laid_beside(order, company) as ordered:
            made = make(out, lambda half: camera.render(ordered, half, report))
            told = _made(made, companions.publish(company, made.companions, time.monotonic() - began))
    width, height = media.still_size(out)
    take = _keep(stage, shot, name, intent, lambda: Take(
        project_id=project_id, kind=Kind.STILL, shot_id=shot.id, recipe_hash=name, recipe=whole, intent=intent,
        path=stage.relative(out), poster=_poster(stage, out, 0), maker=camera.id, width=width, height=height,
        frames=1, made=told,
    ))  # fmt: skip
    companions.claimed(out)
    films.update(Shot, shot.id, {"still_id": take.id})
    report(1.0, "")
    return {"take_id": take.id}


# ---- what both share -----------------------------------------------------------------------------------------------


def _placed(stage: Stage, order: Order, how: How) -> Order:
    """The order with its pictures where this machine has them, and how this machine is to do it."""

    def here(picture: Picture) -> Picture:
        return picture.model_copy(update={"path": stage.file(picture.path.as_posix())})

    change: dict[str, Any] = {"how": how, "references": [here(p) for p in order.references]}
    for name in ("first_frame", "last_frame"):
        if picture := getattr(order, name, None):
            change[name] = here(picture)
    return order.model_copy(update=change)


def _refuse_broken(cameras: Cameras, maker: Maker | None, shot: Shot) -> None:
    """Raises BadInput where the person's own prompt file can't be used: nobody wants takes of words they replaced."""
    style = cameras.styles.style(maker.prompt_style) if maker and maker.prompt_style else None
    if style and style.broken and not shot.prompt:
        raise BadInput(style.broken, "prompt")


def _how(stage: Stage, cameras: Cameras, shot: Shot, kind: str = "camera") -> How:
    """What the person prefers for cameras with a model, and the words of the shots that wait behind this one."""
    maker = cameras.still if kind == "still" else cameras.camera
    if maker is None or not maker.heavy:
        return How()
    soon = _waits(maker, cameras, shot, kind)
    return preferred(films.preferences().get("camera")).model_copy(update={"soon": soon})


def preferred(kept: Any) -> How:
    """How cameras with a model are to be run, from the preference “camera”; raises BadInput for what is none."""
    known = {k: v for k, v in kept.items() if k in _PREFERRED} if isinstance(kept, dict) else kept or {}
    return films.checked(How, known)


def _waits(maker: Maker, cameras: Cameras, shot: Shot, kind: str) -> list[Wait]:
    step, field = ("render_still", "still") if kind == "still" else ("render_shot", "camera")
    said = orders.still_words if kind == "still" else orders.clip_words
    queued = jobs.find(JobState.PENDING, kind=step, limit=_SOON)
    known: dict[str, Film] = {}
    found = []
    for job in queued:
        film = _film(job, known)
        waiting = next((s for s in film.shots if s.id == job.shot_id != shot.id), None)
        if waiting and getattr(film.project.brief.crew, field) == maker.id:
            words = said(film, waiting, cameras)
            dials = waiting.dials.over(film.project.brief.dials) if kind == "camera" else Dials()
            found.append(Wait(prompt=words.prompt, negative_prompt=words.negative_prompt, dials=dials))
    return found


def _company(
    stage: Stage, cameras: Cameras, kind: MakerKind, camera: Any, order: PictureOrder, out: Path
) -> list[Waiting]:
    """What waits and has the order's shape, the next first: a camera may fill it in the same call.

    Clips only where the person wants it so. Nothing where the lane has other slots, which would take it up meanwhile.
    """
    maker, wish = cameras.still if kind == "still" else cameras.camera, order.how.together
    if maker is None or not maker.heavy or wish == "off" or (kind == "camera" and wish != "on"):
        return []
    if sum(slot.partition(":")[0] == maker.lane for slot in stage.settings.slots) > 1:
        return []
    known: dict[str, Film] = {}
    found: dict[Path, Waiting] = {}
    for job in jobs.ready(maker.lane, "render_still" if kind == "still" else "render_shot", _NEXT):
        waits = _settled(stage, kind, camera, job, _film(job, known))
        if waits is None or waits.shape != order.shape:
            continue
        what = Kind.STILL if kind == "still" else Kind.CLIP
        place = stage.place(recipe.digest(recipe.recipe(what, camera.id, camera.revision, waits)), out.suffix)
        if place != out and not place.exists():
            found[place] = Waiting.at(waits, place)
        if len(found) == companions.MOST - 1:
            break
    return list(found.values())


def _film(job: Job, known: dict[str, Film]) -> Film:
    """The job's film, read once: a film of forty shots takes some 20 ms."""
    project_id = job.project_id or ""
    if project_id not in known:
        known[project_id] = films.film(project_id)
    return known[project_id]


def _settled(stage: Stage, kind: MakerKind, camera: Any, job: Job, film: Film) -> PictureOrder | None:
    """What a waiting job will ask that camera for, as things are; None: another camera, or something it can't do."""
    shot = next((s for s in film.shots if s.id == job.shot_id), None)
    if shot is None or getattr(film.project.brief.crew, kind) != camera.id:
        return None
    asked = shot.model_copy(update={"seed": job.args.get("seed", shot.seed)})
    cameras = orders.cameras(stage.crew, film.project.brief)
    ask: Any = orders.still_order if kind == "still" else orders.clip_order
    try:
        return camera.settle(_placed(stage, ask(film, asked, cameras), How()))
    except StudioError:
        return None  # its own job will say what is wrong


def _keep(stage: Stage, shot: Shot, name: str, intent: str, new: Any) -> Take:
    """The shot's take of that recipe, or a new one; the same pixels may be asked for in other words."""
    known = [t for t in films.find(Take, "created_at", shot_id=shot.id, recipe_hash=name) if t.kind != Kind.AMBIENCE]
    take = known[0] if known else films.insert(new())
    return take if take.intent == intent else films.update(Take, take.id, {"intent": intent})


def _made(made: ClipMade | StillMade, seconds: float) -> dict[str, Any]:
    """How a take was made just now."""
    told = {"device": made.device, "seconds": round(seconds, 3), "notes": made.notes}
    return told | {"facts": made.facts, "found": False, "storyreel": VERSION}


def _told(out: Path) -> dict[str, Any]:
    """How a file that was found there was made, as far as it is told."""
    made = companions.told_of(out)
    return (made or _FOUND) | {"found": made is None, "storyreel": VERSION}


def _poster(stage: Stage, out: Path, frame: int) -> str:
    poster = out.with_suffix(".jpg")
    if not poster.exists():
        media.write_poster(out, frame, poster)
    return stage.relative(poster)


def is_whole(clip: Path) -> bool:
    """Whether a rendered file is there and readable to its end; a damaged one is set aside to be made again."""
    return _readable(clip, media.clip_facts)


def _whole_still(still: Path) -> bool:
    return _readable(still, media.still_size)


def _readable(path: Path, read: Any) -> bool:
    if not path.exists():
        return False
    try:
        read(path)
    except DamagedFile:
        log.warning("%s was damaged and is made again", path.name)
        path.unlink()
        return False
    return True


# ---- models --------------------------------------------------------------------------------------------------------


def get_model(stage: Stage, project_id: None, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Downloads a model as the request in `args` asks; goes on where an earlier attempt stopped."""
    return shelf(stage.crew.shelf).get(films.checked(Request, args), report)


def verify_model(stage: Stage, project_id: None, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Reads every file of a model that is here."""
    return shelf(stage.crew.shelf).verify(args["model_id"], report)


def calibrate_model(stage: Stage, project_id: None, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Measures, by one run of a model that is here, what its cache has to know; in the model's own lane."""
    card = shelf(stage.crew.shelf).model(args["model_id"])
    how = preferred(films.preferences().get("camera")).model_copy(update={"compile": False})
    return stage.crew.hire(card.kind, card.id).calibrate(how, report)


def shelf(found: Shelf | None) -> Shelf:
    """The crew's shelf; raises BadInput where this studio was opened without one."""
    if found is None:
        raise BadInput("This studio was opened without a shelf for models: start it with python app.py.")
    return found
