"""The command line, on the same Studio object as the page; knows no maker and no table."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from studio.crew import Report
from studio.errors import BadInput, MakerFailed, NotFound, StudioError
from studio.film import Brief, CrewChoice, Cut, Dials, Film, Job, JobState
from studio.orders import Prompts
from studio.settings import Settings
from studio.store.films import one_sentence
from studio.studio import Studio
from studio.vocabulary import Aspect, Fit, Subtitles

Run = Callable[[dict[str, Any], Report], dict[str, Any]]
_LOOK_SECONDS = 0.2
# Each kind's share of the bar; what a film of the built-in crew spends its time on.
_WEIGHTS = {
    "write_script": 2.0,
    "plan_shots": 1.0,
    "speak_lines": 4.0,
    "score_film": 4.0,
    "render_shot": 12.0,
    "cut_film": 12.0,
}


@dataclass(frozen=True)
class Hands:
    """What a worker does with an order, and between two; `rest` is told its lane."""

    run: Run
    rest: Callable[[str], None]


@dataclass(frozen=True)
class Door:
    """How app.py puts a studio together, for the two kinds of process there are."""

    open_studio: Callable[[Settings], Studio]
    open_stage: Callable[[Settings], Hands]


def main(arguments: list[str], door: Door) -> int:
    """Runs one command; returns the exit status: 0 done, 1 failed, 2 refused, 130 stopped by the person."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "worker":
            return _work(door, asked.slot.partition(":")[0])
        settings = _settings(asked)
        return asked.run(asked, settings, door)
    except BadInput as why:
        return _say(why, 2)
    except StudioError as why:
        return _say(why, 1)
    except KeyboardInterrupt:
        print("\nStopped. What was finished is kept in the library.", file=sys.stderr)
        return 130


def _say(why: StudioError, status: int) -> int:
    print(why.sentence, file=sys.stderr)
    return status


def _settings(asked: argparse.Namespace) -> Settings:
    named = {k: getattr(asked, k) for k in ("host", "port", "lan") if getattr(asked, k, None) is not None}
    try:
        return Settings(**named)
    except ValidationError as why:
        raise one_sentence(why) from why


# ---- what can be said ----------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    from ui import cli_jobs, cli_models, cli_writers  # which need what stands here

    parser = argparse.ArgumentParser(
        prog="app.py", description="Storyreel: from a brief to a finished film, on this machine."
    )
    _open_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _open_options(command(commands, "open", open_page, "open the studio in the browser (what no command does)"))
    _make_options(command(commands, "make", make, "make a film from a brief"))
    command(commands, "doctor", doctor, "tell what this machine can do, and what is missing")
    command(commands, "projects", projects, "list the library").add_argument(
        "--bin", action="store_true", help="what is in the bin"
    )
    shown = command(commands, "show", show, "show a project, shot by shot")
    shown.add_argument("id")
    shown.add_argument("--prompts", action="store_true", help="what its cameras are told of each shot, too")
    render = command(commands, "render", render_shots, "render shots of a project")
    render.add_argument("id")
    render.add_argument("--shots", default="", metavar="3,5", help="their numbers; default: all without a current take")
    render.add_argument("--new-seed", action="store_true", help="another picture of the same shot")
    render.add_argument("--takes", type=int, default=1, metavar="N", help="so many takes with other seeds")
    render.add_argument("--stills", action="store_true", help="paint their keyframes instead")
    cut = command(commands, "cut", cut_film, "cut a project's film")
    cut.add_argument("id")
    cut.add_argument("--out", type=Path, metavar="FILM.mp4", help="copy the film there")
    delete = command(commands, "delete", delete_project, "put a project into the bin")
    delete.add_argument("id")
    delete.add_argument("--forever", action="store_true", help="delete it and its files for good")
    cli_models.add_to(commands)
    cli_jobs.add_to(commands)
    cli_writers.add_to(commands)
    worker = commands.add_parser("worker")
    worker.add_argument("--slot", default="cpu:0")
    return parser


def command(commands: Any, name: str, run: Callable[..., int], words: str) -> argparse.ArgumentParser:
    """One command that answers in words, or as JSON where asked."""
    parser = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.set_defaults(run=run)
    return parser


def _open_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=None, help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=None, help="port to listen on (7860)")
    parser.add_argument(
        "--lan", action="store_true", default=None, help="let other machines in, with the link that is printed"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    parser.set_defaults(run=open_page)


def _make_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("brief", metavar="BRIEF", help="what the film is about; - reads it from standard input")
    parser.add_argument("--out", type=Path, default=Path("film.mp4"), metavar="FILM.mp4")
    parser.add_argument("--seconds", type=float, help="length, 4 to 1800 (24)")
    parser.add_argument("--aspect", choices=[a.value for a in Aspect])
    parser.add_argument("--height", type=int, help="short side in pixels: 480, 720, 1080 (720)")
    parser.add_argument("--fps", help="frames per second (24)")
    parser.add_argument("--language", choices=["auto", "en", "zh"])
    parser.add_argument("--style", help="name of a style (flat)")
    parser.add_argument("--tone", help="such as joyful, tense, sad")
    parser.add_argument("--seed", type=int, help="another number tells it another way (1)")
    parser.add_argument("--writer", help="id of a writer: app.py writers lists them")
    parser.add_argument("--remember", action="append", metavar="ID", help="an earlier project that the writer is shown")
    parser.add_argument("--camera", help="id of a camera")
    parser.add_argument("--still", help="id of a still camera that paints keyframes first, or none")
    parser.add_argument("--quality", choices=["draft", "standard", "best"], help="of a camera with a model (standard)")
    parser.add_argument("--steps", type=int, help="of a camera with a model; default: the quality's")
    parser.add_argument("--guidance", type=float, help="how closely it follows the words; default: the model's")
    parser.add_argument("--motion", type=float, help="0 hardly moves, 0.5 as trained, 1 moves a lot")
    parser.add_argument("--scheduler", help="one of those that the model offers: app.py models show ID --json")
    parser.add_argument(
        "--adapter", action="append", metavar="ID[=WEIGHT]", help="a LoRA on the shelf, and how strongly it works (1)"
    )
    parser.add_argument("--precision", choices=["full", "fp8", "int8", "int4"], help="of the model's weights")
    parser.add_argument("--fit", choices=[f.value for f in Fit], help="how a take of another shape fills the picture")
    parser.add_argument("--smooth", action="store_true", default=None, help="interpolate the frames of slower takes")
    parser.add_argument("--voice", help="id of a voice maker, or none")
    parser.add_argument("--narrator", help="one of its voices")
    parser.add_argument("--music", dest="composer", help="id of a composer, or none")
    parser.add_argument("--subtitles", choices=[s.value for s in Subtitles])


# ---- the commands --------------------------------------------------------------------------------------------------


def open_page(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Serves the page until it is stopped."""
    from ui.server import serve

    studio = door.open_studio(settings)
    studio.start()
    try:
        return serve(studio, browser=not asked.no_browser)
    finally:
        studio.close()


def make(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Makes a film and copies it to --out; the project stays in the library."""
    brief, out = _brief(asked), _writable(asked.out)
    began = time.monotonic()
    studio = door.open_studio(settings)
    project = studio.create_project(brief)
    studio.start()
    try:
        studio.make_film(project.id)
        _follow(studio, project.id, quiet=asked.json)
    finally:
        studio.close()
    film, cut = studio.film(project.id), studio.cuts(project.id)[0]
    _copy_film(studio, cut, out)
    return tell(
        asked,
        _film_facts(film, cut, out) | {"took_seconds": round(time.monotonic() - began, 1)},
        _film_sentence(film, cut, out),
    )


def _brief(asked: argparse.Namespace) -> Brief:
    names = (
        "seconds", "aspect", "height", "fps", "language", "style", "tone", "seed", "subtitles", "narrator",
        "fit", "smooth", "remember",
    )  # fmt: skip
    crew = {k: getattr(asked, k) for k in ("writer", "still", "camera", "voice", "composer") if getattr(asked, k)}
    turned = ("quality", "steps", "guidance", "motion", "precision", "scheduler")
    dials = {k: getattr(asked, k) for k in turned if getattr(asked, k) is not None}
    dials |= {"adapters": [_adapter(told) for told in asked.adapter or []]}
    given = {k: getattr(asked, k) for k in names if getattr(asked, k) is not None}
    text = sys.stdin.read() if asked.brief == "-" else asked.brief
    try:
        return Brief(text=text, crew=CrewChoice(**crew), dials=Dials(**dials), **given)
    except ValidationError as why:
        raise one_sentence(why) from why


def _adapter(told: str) -> dict[str, Any]:
    """The LoRA that “snow” or “snow=0.6” means."""
    adapter_id, _, weight = told.partition("=")
    return {"id": adapter_id, "weight": weight or 1.0}


def _writable(out: Path) -> Path:
    """The path, if a film can be written there; raises BadInput before anything is made."""
    out = out.expanduser()
    if out.is_dir():
        raise BadInput(f"{out} is a folder: give --out the name of a file in it, such as {out / 'film.mp4'}.", "out")
    if out.suffix.lower() != ".mp4":
        raise BadInput(
            f"The film is an MP4: give --out a name that ends in .mp4, such as {out.with_suffix('.mp4')}.", "out"
        )
    folder = out.resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise BadInput(f"Nothing can be written to {out}: choose a folder for --out that exists and is yours.", "out")
    return out


def _copy_film(studio: Studio, cut: Cut, out: Path) -> None:
    half = out.with_name(f".{out.name}.half")
    try:
        shutil.copyfile(studio.media_file(cut.id), half)
        half.replace(out)
        if cut.subtitles:
            shutil.copyfile(studio.media_file(cut.id, "subtitles"), out.with_suffix(".srt"))
    except OSError as why:
        raise MakerFailed(
            f"The film is done, but could not be copied to {out} ({why.strerror}): it is {studio.media_file(cut.id)}."
        ) from why
    finally:
        half.unlink(missing_ok=True)


def _film_facts(film: Film, cut: Cut, out: Path | None) -> dict[str, Any]:
    width, height = film.project.brief.pixels
    return {
        "project_id": film.project.id,
        "title": film.project.title,
        "out": str(out) if out else None,
        "seconds": round(cut.seconds, 3),
        "frames": cut.frames,
        "fps": cut.fps,
        "width": width,
        "height": height,
        "shots": len(film.shots),
        "loudness_lufs": cut.loudness_lufs,
        "made_with": cut.made_with,
    }


def _film_sentence(film: Film, cut: Cut, out: Path | None) -> str:
    where = f"{out}" if out else "the library"
    told = f"“{film.project.title}”: {cut.seconds:.1f} s, {len(film.shots)} shots, in {where}. {cut.made_with}"
    return f"{told}\nOpen it shot by shot: project {film.project.id}."


def doctor(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints what there is and what is missing."""
    checks = door.open_studio(settings).doctor()
    marks = {"ok": "ok     ", "warning": "note   ", "missing": "missing"}
    lines = [
        f"{marks[c.state]}  {c.name}: {c.detail}" + (f"\n         -> {c.remedy}" if c.remedy else "") for c in checks
    ]
    return tell(asked, [c.model_dump() for c in checks], "\n".join(lines))


def projects(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints the library."""
    cards = door.open_studio(settings).projects(binned=asked.bin)
    lines = [
        f"{c.id}  {c.seconds:6.1f} s  {c.done}/{c.shots} shots  {'film' if c.has_film else '    '}  {c.title}"
        for c in cards
    ]
    return tell(asked, [c.model_dump() for c in cards], "\n".join(lines) or "The library is empty: make a film first.")


def show(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints a project's script and board."""
    studio = door.open_studio(settings)
    film, board = studio.film(asked.id), studio.board(asked.id)
    lines = [f"{film.project.title}", f"{film.project.logline}", ""]
    for scene in film.scenes:
        lines.append(scene.heading)
        for shot in film.shots_of(scene.id):
            card = board[shot.position]
            lines.append(
                f"  {shot.position + 1:3d}. {shot.seconds:4.1f} s  {card.state:9s} {card.title}: "
                + f"{shot.subject} {shot.action}".strip()
            )
            lines += [
                f"         {line.character + ': ' if line.character else ''}{line.text}"
                for line in film.lines_over(shot.id)
            ]
            lines += _prompt_lines(studio.shot_prompts(shot.id)) if asked.prompts else []
    facts = film.model_dump(mode="json")
    if asked.prompts:
        facts["prompts"] = {shot.id: studio.shot_prompts(shot.id).model_dump(mode="json") for shot in film.shots}
    return tell(asked, facts, "\n".join(lines))


def _prompt_lines(prompts: Prompts) -> list[str]:
    lines = [f"         Fields: {prompts.plain}"]
    for who, words in (("Camera", prompts.camera), ("Still camera", prompts.still)):
        if words is None:
            continue
        lines.append(f"         {who} ({words.name or 'plain list'}): {words.prompt}")
        lines += [f"           against: {words.negative_prompt}"] if words.negative_prompt else []
        lines += [f"           left out: {', '.join(names)}: {why}" for why, names in words.reasons().items()]
        lines += [f"           note: {note}" for note in words.notes]
    return lines


def render_shots(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Renders the numbered shots and waits for them."""
    studio = door.open_studio(settings)
    shots = studio.film(asked.id).shots
    ids = [_numbered(shots, part).id for part in asked.shots.split(",") if part.strip()] or None
    if asked.stills:
        kind, started = "render_still", studio.render_stills(asked.id, ids, asked.new_seed)
    else:
        kind, started = "render_shot", studio.render_shots(asked.id, ids, asked.new_seed, asked.takes)
    _run_here(studio, asked, asked.id)
    made = [studio.job(j.id) for j in started.jobs if j.kind == kind]
    what = "keyframes painted" if asked.stills else "takes rendered" if asked.takes > 1 else "shots rendered"
    return tell(asked, [j.model_dump(mode="json") for j in made], f"{len(made)} {what}.")


def _numbered(shots: list[Any], part: str) -> Any:
    if not part.strip().isdigit() or not 1 <= int(part) <= len(shots):
        raise BadInput(f"There is no shot “{part.strip()}”: this film has shots 1 to {len(shots)}.", "shots")
    return shots[int(part) - 1]


def cut_film(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Cuts the film, rendering first what is missing."""
    out = _writable(asked.out) if asked.out else None
    studio = door.open_studio(settings)
    studio.cut_film(asked.id)
    _run_here(studio, asked, asked.id)
    film, cut = studio.film(asked.id), studio.cuts(asked.id)[0]
    if out:
        _copy_film(studio, cut, out)
    return tell(asked, _film_facts(film, cut, out), _film_sentence(film, cut, out))


def delete_project(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Bins or deletes a project."""
    studio = door.open_studio(settings)
    if asked.forever:
        freed = studio.delete_project(asked.id)
        return tell(asked, {"freed_bytes": freed}, f"Deleted; {freed / 1e6:.1f} MB were freed.")
    studio.bin_project(asked.id)
    return tell(asked, {"id": asked.id}, "In the bin; restore it from the library, or delete it with --forever.")


def tell(asked: argparse.Namespace, facts: Any, words: str) -> int:
    """Prints the answer; returns the exit status."""
    print(json.dumps(facts, ensure_ascii=False, indent=2) if getattr(asked, "json", False) else words)
    return 0


# ---- following the work --------------------------------------------------------------------------------------------


def _run_here(studio: Studio, asked: argparse.Namespace, project_id: str) -> None:
    studio.start()
    try:
        _follow(studio, project_id, quiet=asked.json)
    finally:
        studio.close()


def _follow(studio: Studio, project_id: str, quiet: bool) -> None:
    """Shows a bar until the project's open jobs have ended; raises the first failure's sentence, cancels on Ctrl+C."""
    from tqdm import tqdm

    known = {j.id for j in studio.jobs(project_id=project_id) if j.state in (JobState.PENDING, JobState.PROCESSING)}
    try:
        hidden = quiet or not sys.stderr.isatty()
        with tqdm(total=100, disable=hidden, bar_format="{l_bar}{bar}| {elapsed} {postfix}") as bar:
            while True:
                now = studio.jobs(project_id=project_id, limit=2000)
                known |= {j.id for j in now if j.state in (JobState.PENDING, JobState.PROCESSING)}
                mine = [j for j in now if j.id in known]
                bar.n = max(bar.n, round(_share(mine), 1))
                bar.set_postfix_str(_doing(mine))
                failed = [j for j in mine if j.state == JobState.FAILED]
                if failed:
                    raise MakerFailed(failed[0].error)
                if all(j.state not in (JobState.PENDING, JobState.PROCESSING) for j in mine):
                    break
                time.sleep(_LOOK_SECONDS)
            bar.n = 100
            bar.set_postfix_str("")
    except (KeyboardInterrupt, MakerFailed):
        studio.cancel_jobs(project_id)
        raise
    if paused := [j for j in mine if j.state == JobState.PAUSED]:
        said = f" ({paused[0].note})" if paused[0].note else ""
        raise BadInput(f"The work is paused{said}: run `app.py jobs resume {paused[0].id}`, then this again.")
    if any(j.state == JobState.CANCELLED for j in mine):
        raise NotFound("The work was cancelled; what was finished is kept. Run the command again to go on.")


def _share(mine: list[Job]) -> float:
    """How much is done, in percent; until the board is planned, six shots are expected."""
    whole = sum(_WEIGHTS.get(j.kind, 1.0) for j in mine)
    done = sum(_WEIGHTS.get(j.kind, 1.0) * (1.0 if j.state == JobState.COMPLETED else j.progress) for j in mine)
    if not any(j.kind == "cut_film" for j in mine) and any(j.kind == "plan_shots" for j in mine):
        whole += 6 * _WEIGHTS["render_shot"] + _WEIGHTS["cut_film"]
    return 100 * done / whole if whole else 100.0


def _doing(mine: list[Job]) -> str:
    words = {
        "write_script": "writing",
        "plan_shots": "planning",
        "speak_lines": "speaking",
        "render_shot": "painting",
        "score_film": "composing",
        "cut_film": "cutting",
    }
    running = [j for j in mine if j.state == JobState.PROCESSING]
    if not running and (paused := [j for j in mine if j.state == JobState.PAUSED]):
        return f"paused: {paused[0].note}"
    return ", ".join(dict.fromkeys(f"{words.get(j.kind, j.kind)}{' ' + j.note if j.note else ''}" for j in running))[
        :60
    ]


# ---- a worker process ----------------------------------------------------------------------------------------------


def _work(door: Door, lane: str) -> int:
    """The child of a slot: its settings arrive as the first line of standard input."""
    from studio.engines.worker import Worker

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends its children itself
    settings = Settings.model_validate_json(sys.stdin.readline())
    hands = door.open_stage(settings)
    Worker(settings, hands.run, lambda: hands.rest(lane)).serve()
    return 0
