"""The command `models` of the command line: what is on the shelf, fetching, adding, checking and removing it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from studio.costs import Promise
from studio.errors import BadInput, MakerFailed, NotFound
from studio.film import Job, JobState
from studio.machine import devices, kept_told
from studio.settings import Settings
from studio.shelf import AdapterCard, Attention, AttentionBackend, Choice, ModelCard, Request
from studio.studio import Studio
from ui.cli import Door, command, tell

_LOOK_SECONDS = 0.2
_MARKS = {"here": "here   ", "partial": "partly ", "absent": "       "}


def add_to(commands: Any) -> None:
    """Adds the command and its own commands to the parser."""
    models = command(commands, "models", list_models, "list the models for cameras, and get, add or check them")
    inner = models.add_subparsers(dest="verb", metavar="VERB")
    command(inner, "list", list_models, "list the models that are known")
    get = command(inner, "get", get_model, "download a model, or go on with a download")
    get.add_argument("id")
    get.add_argument("--accept-licence", action="store_true", help="say that you have read its licence and accept it")
    get.add_argument("--revision", default="", help="a branch, tag or commit of its repository (main)")
    add = command(inner, "add", add_model, "use a folder in Diffusers format, a .safetensors or .gguf file, or a LoRA")
    add.add_argument("path", type=Path)
    remove = command(inner, "remove", remove_model, "delete a downloaded model; forget what was added, adapters too")
    remove.add_argument("id", help="of a model or an adapter")
    remove.add_argument("--adapter", action="store_true", help="the adapter, where a model has the same id")
    for verb, run, words in (
        ("verify", verify_model, "read every file of a model and compare it with what it should be"),
        ("calibrate", calibrate_model, "measure, by one run, what MagCache has to know of a model"),
        ("show", show_model, "show a model, and what this machine would choose for it"),
    ):
        command(inner, verb, run, words).add_argument("id")
    command(inner, "promise", tell_promise, "tell which models make a 5 s clip in 2 minutes with 16 GB of a 24 GB card")
    how = command(inner, "how", how_models_run, "show how models are run on this machine, or change it")
    modes = ["auto", "full", "model", "group", "sequential"]
    how.add_argument("--memory", choices=modes, help="where weights are kept; auto: by what is free")
    how.add_argument("--attention", metavar="NAME", help="an attention backend; auto: the best exact one installed")
    how.add_argument("--compile", choices=["on", "off"], help="pays from the third shot of one size")
    several = "several of one size in one call; auto: keyframes on a card; on: clips too"
    how.add_argument("--together", choices=["auto", "on", "off"], help=several)
    command(inner, "token", set_token, "keep the hub's token, read from standard input; an empty one forgets it")


def list_models(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints the shelf."""
    studio = door.open_studio(settings)
    cards, adapters = studio.models(), studio.adapters()
    licence = "licence: see its page"
    lines = [f"{_MARKS[c.state]} {c.id:32s} {_size(c):>9s}  {c.kind:6s}  {c.licence or licence}" for c in cards]
    lines += [f"adapter  {a.id:32s} {a.bytes_here / 1e9:6.1f} GB  {a.family or 'family not known'}" for a in adapters]
    facts = {"models": [c.model_dump() for c in cards], "adapters": [a.model_dump() for a in adapters]}
    return tell(asked, facts, "\n".join(lines))


def _size(card: ModelCard) -> str:
    """What lies here, or else about what there is to download."""
    return f"{card.bytes_here / 1e9:.1f} GB" if card.state == "here" else f"~{card.size_gb:.1f} GB"


def show_model(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints one model and what the first device here would choose."""
    studio = door.open_studio(settings)
    card, choice = studio.model(asked.id), studio.choice(asked.id)
    lines = [f"{card.name} ({card.id})", f"  {card.summary}", *(f"  {line}" for line in _facts(card))]
    lines += [f"  on {devices()[0].name}: {_told(choice)}", *_needs(choice)]
    facts = card.model_dump() | {"choice": choice.model_dump()}
    return tell(asked, facts, "\n".join(lines))


def _facts(card: ModelCard) -> list[str]:
    sold = {True: "films may be sold", False: "films may not be sold as it is", None: "read it before selling a film"}
    return [
        f"licence: {card.licence or 'not known'}, {sold[card.films_may_be_sold]} {card.licence_url}".rstrip(),
        f"state: {card.state} {card.where}".rstrip() + (f" ({card.found_in})" if card.found_in else ""),
        *([f"takes: {', '.join(card.takes)}; sizes {', '.join(card.sizes)}" + _clip(card)] if card.sizes else []),
        *(f"{name}: {words}" for name, words in card.qualities.items()),
        *([f"MagCache: {_calibrated(card)}"] if card.calibrates else []),
        *([f"prompts: {card.prompt_style}"] if card.prompt_style else []),
        f"verified: {card.verified or 'not yet; nobody told of having run these very weights here'}",
        *([f"missing: {card.lack}"] if card.lack else []),
    ]


def _calibrated(card: ModelCard) -> str:
    if card.calibrated:
        return f"calibrated {card.calibrated}"
    return "uncalibrated" + (f"; run `python app.py models calibrate {card.id}`" if card.state == "here" else "")


def _clip(card: ModelCard) -> str:
    return f"; at most {card.frames} frames at {card.fps:g} a second in one go" if card.frames else ""


def _told(choice: Choice) -> str:
    if not choice.width:  # a writer's
        return f"{choice.reason} {choice.precision}, about {choice.needed_gb:.1f} GB."
    frames = f", {choice.frames} frames" if choice.frames > 1 else ""
    cost = f", about {choice.seconds:.0f} s ({choice.seconds_from})" if choice.seconds is not None else ""
    return f"{choice.reason} {choice.width}x{choice.height}{frames}, {choice.steps} steps{cost}."


def _needs(choice: Choice) -> list[str]:
    """The device's memory by mode."""
    if not choice.needs:
        return []
    modes = ", ".join(f"{mode} {gb:.1f}" for mode, gb in choice.needs.items())
    return [f"  memory by mode: {modes} GB at {choice.precision} (what a step needs is {choice.needs_from})"]


def get_model(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Asks for the licence, downloads and waits."""
    studio = door.open_studio(settings)
    card = studio.model(asked.id)
    accepted = asked.accept_licence or _accepts(card)
    job = studio.get_model(Request(model_id=asked.id, licence_accepted=accepted, revision=asked.revision))
    done = run_job(studio, job, quiet=asked.json)
    facts = done.result or {}
    return tell(asked, facts, f"{card.name} is here: {facts.get('where', '')}")


def _accepts(card: ModelCard) -> bool:
    """Asks on a terminal; elsewhere nobody is there to accept anything."""
    if not sys.stdin.isatty():
        return False
    print(f"{card.name}: about {card.size_gb:.0f} GB. Licence: {card.licence or 'not known'} {card.licence_url}")
    return input("Have you read this licence, and do you accept it? [y/N] ").strip().lower() in ("y", "yes")


def add_model(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Uses files in place."""
    found = door.open_studio(settings).add_model(asked.path.expanduser().absolute())
    if isinstance(found, AdapterCard):
        words = f"{found.id}: an adapter for {found.family or 'a family that its tensors do not tell'}, used in place."
    else:
        words = f"{found.id}: {found.summary}"
    return tell(asked, found.model_dump(), words)


def remove_model(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Takes a model off the shelf, or an adapter where no model has that id."""
    studio = door.open_studio(settings)
    if asked.adapter or asked.id not in {m.id for m in studio.models()}:
        studio.remove_adapter(asked.id)
        return tell(asked, {"freed_bytes": 0}, f"The adapter {asked.id} is off the shelf; its file stays where it is.")
    freed = studio.remove_model(asked.id)
    return tell(asked, {"freed_bytes": freed}, f"Removed; {freed / 1e9:.1f} GB were freed.")


def verify_model(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Checks a model's files and waits."""
    studio = door.open_studio(settings)
    done = run_job(studio, studio.verify_model(asked.id), quiet=asked.json)
    facts = done.result or {}
    return tell(asked, facts, f"All {facts.get('files', 0)} files are what they should be.")


def calibrate_model(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Renders once and waits."""
    studio = door.open_studio(settings)
    facts = run_job(studio, studio.calibrate_model(asked.id), quiet=asked.json).result or {}
    size = f"{facts.get('width')}x{facts.get('height')}, {facts.get('frames')} frames, {facts.get('steps')} steps"
    return tell(asked, facts, f"Calibrated by a run of {size}. {_levels(studio.model(asked.id))}")


def _levels(card: ModelCard) -> str:
    using = [name for name, words in card.qualities.items() if "mag cache" in words]
    return f"MagCache is now used by: {', '.join(using)}."


def tell_promise(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints which models keep the plan's promise."""
    found: Promise = door.open_studio(settings).promise()
    none = "No model with measured or stated figures does." if found.told else "No model has figures yet."
    return tell(asked, found.model_dump(), "\n".join(map(kept_told, found.kept)) or none)


def how_models_run(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Changes what was named, and prints how models are run and which attention backends there are."""
    studio = door.open_studio(settings)
    found = studio.attention()
    if asked.attention not in (None, "auto", *(b.name for b in found.backends)):
        names = ", ".join(b.name for b in found.backends if b.usable)
        raise BadInput(f"There is no attention backend “{asked.attention}”. Choose one of: auto, {names}.", "attention")
    words = ("memory", "attention", "together")
    named = {k: "" if v == "auto" else v for k in words if (v := getattr(asked, k)) is not None}
    if asked.compile:
        named["compile"] = asked.compile == "on"
    chosen = (studio.preferences().get("camera") or {}) | named
    if named:
        studio.set_preference("camera", chosen)
    return tell(asked, {"chosen": chosen, "attention": found.model_dump()}, "\n".join(_how(chosen, found)))


def _how(chosen: dict[str, Any], found: Attention) -> list[str]:
    taken = found.with_mask if found.with_mask == found.without_mask else f"{found.without_mask}, {found.with_mask}"
    name = chosen.get("attention") or ""
    lost = next((b.why for b in found.backends if b.name == name and not b.usable), "")
    return [
        f"memory:    {chosen.get('memory') or 'chosen from what is free'}",
        f"attention: {name or f'the best exact one installed ({taken})'}" + (f"\n           {lost}" if lost else ""),
        f"compile:   {'on' if chosen.get('compile') else 'off'}",
        f"together:  {chosen.get('together') or 'keyframes on a card'}",
        *(f"           {b.name:12s} {_state(b)}" for b in found.backends),
    ]


def _state(backend: AttentionBackend) -> str:
    if not backend.installed:
        return "not installed"
    return ("here, rounds" if backend.rounds else "here") if backend.usable else backend.why


def set_token(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Keeps the token; it is never shown."""
    studio = door.open_studio(settings)
    if sys.stdin.isatty():
        import getpass

        token = getpass.getpass("Token (it is not shown): ")
    else:
        token = sys.stdin.readline()
    studio.set_hub_token(token)
    kept = studio.has_hub_token()
    return tell(asked, {"kept": kept}, f"Kept in {settings.hub_token}." if kept else "There is no token any more.")


def run_job(studio: Studio, job: Job, quiet: bool) -> Job:
    """Runs the queue until that job has ended; raises its sentence. Ctrl+C stops it, and what has come is kept."""
    studio.start()
    try:
        return _wait(studio, job, quiet)
    except KeyboardInterrupt:
        studio.cancel_job(job.id)
        raise
    finally:
        studio.close()


def _wait(studio: Studio, job: Job, quiet: bool) -> Job:
    from tqdm import tqdm

    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=100, disable=hidden, bar_format="{l_bar}{bar}| {elapsed} {postfix}") as bar:
        while (now := studio.job(job.id)).state in (JobState.PENDING, JobState.PROCESSING):
            bar.n = round(100 * now.progress, 1)
            bar.set_postfix_str(now.note)
            time.sleep(_LOOK_SECONDS)
    if now.state == JobState.FAILED:
        raise MakerFailed(now.error)
    if now.state == JobState.PAUSED:
        raise BadInput("The work was paused: resume it on the page's Queue, or run the command again.")
    if now.state == JobState.CANCELLED:
        raise NotFound("The work was cancelled; what has come is kept. Run the command again to go on.")
    return now
