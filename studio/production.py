"""The steps from a brief to a film, as plain functions: each reads the store, asks a maker, keeps the result.

Every step is a job and can be run again on its own. A step takes (stage, project_id, args, report) and returns what its
job's row keeps; follow-up jobs stand under "then" and are submitted in the transaction that completes the step.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from studio import VERSION, board, media, orders, recipe, timing
from studio.crew import CutOrder, CutShot, Report, ScoreOrder, Sound, SpeechOrder
from studio.errors import BadInput, StudioError
from studio.film import Cut, Film, Line, Shot, Take
from studio.rendering import calibrate_model, get_model, is_whole, render_shot, render_still, verify_model
from studio.revising import revise, write_loglines
from studio.stage import Stage, make, part
from studio.store import films
from studio.vocabulary import Kind, Subtitles
from studio.writing import plan_shots, write_script

# ---- speaking ------------------------------------------------------------------------------------------------------


def speak_lines(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Speaks every line without a voice take; then no shot is shorter than what is said over it."""
    film = films.film(project_id)
    maker = film.project.brief.crew.voice
    spoken = 0
    if maker != "none":
        for n, line in enumerate(film.lines):
            report(n / max(1, len(film.lines)), f"line {n + 1} of {len(film.lines)}")
            spoken += _speak(stage, film, line, report)
    film = films.film(project_id)
    for shot in film.shots:
        rate, length = film.project.rate, board.spoken_length(film, shot)
        needed = timing.frames_to_cover(length, rate) if length else 0
        if timing.frames(shot.seconds, rate) < needed:
            # To the millisecond, which the nearest frame takes back: 3.708 reads better than 3.7083333333333335.
            films.update(Shot, shot.id, {"seconds": round(timing.seconds(needed, rate), 3)})
    report(1.0, "")
    return {"spoken": spoken}


def _speak(stage: Stage, film: Film, line: Line, report: Report) -> bool:
    """Whether the line had to be spoken."""
    brief = film.project.brief
    voice = stage.crew.hire("voice", brief.crew.voice)
    cast = next((c.voice for c in film.characters if c.name == line.character and c.voice), "")
    order = SpeechOrder(text=line.text, language=brief.spoken_language, voice=line.voice or cast or brief.narrator)
    whole = recipe.recipe(Kind.VOICE, brief.crew.voice, voice.revision, order)
    found = film.takes.get(line.take_id or "")
    name = recipe.digest(whole)
    if found and found.recipe_hash == name and stage.file(found.path).exists():
        return False
    out = stage.place(name, ".wav")
    known = films.find(Take, "created_at", recipe_hash=name)
    if known and out.exists():
        words = known[0].words
    else:
        words = make(out, lambda half: voice.speak(order, half, lambda _, note: report(0.0, note))).words
    take = Take(
        project_id=film.project.id, kind=Kind.VOICE, line_id=line.id, recipe_hash=name, recipe=whole,
        path=stage.relative(out),
        maker=brief.crew.voice, seconds=media.wav_seconds(out), words=words,
    )  # fmt: skip
    films.update(Line, line.id, {"take_id": films.insert(take).id})
    return True


# ---- scoring and cutting -------------------------------------------------------------------------------------------


def score_film(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Composes the music for the film's present lengths, or finds it."""
    take = _score(stage, films.film(project_id), report)
    return {"take_id": take.id if take else None}


def _score(stage: Stage, film: Film, report: Report) -> Take | None:
    brief = film.project.brief
    if brief.crew.composer == "none" or not film.shots:
        return None
    composer = stage.crew.hire("composer", brief.crew.composer)
    order = ScoreOrder(cues=board.cues(film), tone=brief.tone, seed=brief.seed)
    whole = recipe.recipe(Kind.MUSIC, composer.id, composer.revision, order)
    name = recipe.digest(whole)
    out = stage.place(name, ".wav")
    known = films.find(Take, "created_at", recipe_hash=name, project_id=film.project.id)
    if not out.exists():
        make(out, lambda half: composer.compose(order, half, report))
    if known:
        return known[0]
    take = Take(
        project_id=film.project.id, kind=Kind.MUSIC, recipe_hash=name, recipe=whole, path=stage.relative(out),
        maker=composer.id, seconds=media.wav_seconds(out),
    )  # fmt: skip
    return films.insert(take)


def cut_film(stage: Stage, project_id: str, args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Assembles the picked takes, voices and music into one film and keeps it as a new cut."""
    film = films.film(project_id)
    _complain_of_gaps(film)
    editor = stage.crew.hire("editor", film.project.brief.crew.editor)
    music = _score(stage, film, part(report, 0.0, 0.05))
    order = cut_order(stage, film, music)
    unplaced: Any = {"shots": {"__all__": {"path", "sound"}}, "voices": {"__all__": {"path"}}}
    unplaced |= {"music": True, "recipe": True}
    sounds = [x.recipe_hash for x in (*film.takes.values(), music) if x and x.kind in (Kind.VOICE, Kind.MUSIC)]
    sounds += [s.take_hash for s in order.shots if s.sound]
    name = recipe.digest(
        {"cut": order.model_dump(mode="json", exclude=unplaced), "sounds": sounds, "editor": editor.revision}
    )
    out = stage.settings.films / f"{slug(film.project.title)}-{name[:8]}.mp4"
    known = next((c for c in films.find(Cut, "created_at", True, project_id=project_id) if c.recipe_hash == name), None)
    if known and is_whole(out):  # made before: it becomes the newest again, and costs nothing
        again = films.insert(known.model_copy(update={"id": "", "created_at": 0}))
        return {"cut_id": again.id, "segments_made": 0}
    stage.settings.segments.mkdir(parents=True, exist_ok=True)
    made = make(out, lambda half: editor.cut(order, half, stage.settings.segments, part(report, 0.05, 0.95)))
    srt = made.srt
    if srt is not None and srt.exists():
        srt = srt.replace(out.with_suffix(".srt"))
    facts = media.clip_facts(out)
    cut = films.insert(Cut(
        project_id=project_id, path=stage.relative(out), recipe_hash=name, frames=facts.frames, fps=facts.fps,
        seconds=facts.seconds, loudness_lufs=made.loudness_lufs, size_bytes=out.stat().st_size,
        shots=[{"shot_id": s.shot_id, "take": s.take_hash, "first": s.first, "frames": s.frames} for s in order.shots],
        subtitles=stage.relative(srt) if srt else "", made_with=order.comment,
    ))  # fmt: skip
    films.note_event("cut", f"{facts.seconds:.1f} s, {made.segments_made} segments encoded", project_id)
    report(1.0, "")
    return {"cut_id": cut.id, "segments_made": made.segments_made}


def _complain_of_gaps(film: Film) -> None:
    missing = [str(n) for n, shot in enumerate(film.shots, start=1) if not board.usable(film, shot)]
    if not film.shots:
        raise BadInput("There is no board yet: plan the shots first, then cut the film.")
    if missing:
        raise BadInput(
            f"These shots have no take that is long enough: {', '.join(missing)}. Render them, then cut again."
        )


def cut_order(stage: Stage, film: Film, music: Take | None) -> CutOrder:
    """The film as the editor needs it: exact frames, sounds and captions on the film's clock."""
    brief, rate = film.project.brief, film.project.rate
    width, height = brief.pixels
    sounds = _sounds(film)
    shots = [_cut_shot(stage, film, shot, sounds) for shot in film.shots]
    spoken = board.spoken(film)
    burn = brief.subtitles in (Subtitles.BURN, Subtitles.BOTH)
    return CutOrder(
        title=film.project.title, language=brief.spoken_language, width=width, height=height, fps=str(rate),
        fit=brief.fit, smooth=brief.smooth,
        shots=shots,
        captions=[s.caption for s in spoken], burn=burn, soft=brief.subtitles in (Subtitles.SOFT, Subtitles.BOTH),
        voices=[Sound(path=stage.file(s.take.path), start=s.caption.start) for s in spoken if s.take],
        music=stage.file(music.path) if music else None, chapters=board.chapters(film), comment=made_with(stage, film),
        recipe={"storyreel": VERSION, "brief": brief.model_dump(mode="json"), "takes": [s.take_hash for s in shots]},
    )  # fmt: skip


def _cut_shot(stage: Stage, film: Film, shot: Shot, sounds: dict[str, Take]) -> CutShot:
    take, rate = film.takes[shot.take_id or ""], film.project.rate
    sound = sounds.get(take.recipe_hash)
    return CutShot(
        shot_id=shot.id, path=stage.file(take.path), take_hash=take.recipe_hash, transition=shot.transition,
        first=orders.opening(film, shot, take), frames=timing.frames(shot.seconds, rate),
        take_frames=orders.frames_at(take.frames, take, rate), sound=stage.file(sound.path) if sound else None,
    )  # fmt: skip


def _sounds(film: Film) -> dict[str, Take]:
    """What was made with the pictures, by their recipes; none where the person wants the film without."""
    if not film.project.brief.clip_sound:
        return {}
    return {t.recipe_hash: t for t in films.find(Take, "created_at", project_id=film.project.id, kind=Kind.AMBIENCE)}


def made_with(stage: Stage, film: Film) -> str:
    """The line that stands in the film's metadata and on its page."""
    crew = film.project.brief.crew
    names = [
        stage.crew.maker(kind, maker_id).name  # type: ignore[arg-type]
        for kind, maker_id in crew.model_dump().items()
        if maker_id != "none"
    ]
    return f"Made with Storyreel {VERSION} ({', '.join(names)}). AI-generated."


def slug(title: str) -> str:
    """A file name of the title's own letters, Chinese included, at most 60 characters."""
    return re.sub(r"[^\w]+", "-", title, flags=re.UNICODE).strip("-_")[:60] or "film"


# ---- what a worker runs --------------------------------------------------------------------------------------------


STEPS: dict[str, Callable[[Stage, Any, dict[str, Any], Report], dict[str, Any]]] = {
    step.__name__: step  # type: ignore[attr-defined]
    for step in (
        write_script, plan_shots, revise, write_loglines,
        speak_lines, render_still, render_shot, score_film, cut_film, get_model, verify_model, calibrate_model,
    )
}  # fmt: skip


def perform(stage: Stage, order: dict[str, Any], report: Report) -> dict[str, Any]:
    """Runs the step that a job's order names."""
    step = STEPS.get(order["kind"])
    if step is None:
        raise StudioError(
            f"This Storyreel knows no job called “{order['kind']}”: it was queued by another version; cancel it."
        )
    return step(stage, order["project_id"], order["args"] | {"job_id": order.get("id", "")}, report)
