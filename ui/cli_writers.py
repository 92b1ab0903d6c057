"""The commands for writers: who can write, wishes and what comes of them, earlier scripts, what models were asked."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from studio.errors import BadInput
from studio.film import Film, Job
from studio.script import Change, Proposal, Wish
from studio.settings import Settings
from studio.studio import Studio
from ui.cli import Door, command, tell
from ui.cli_models import run_job

_WISHES = ("translate", "tighten", "continue", "split", "merge")


def add_to(commands: Any) -> None:
    """Adds the commands to the parser."""
    writers = command(commands, "writers", list_writers, "list who can write, and choose a server and its model")
    inner = writers.add_subparsers(dest="verb", metavar="VERB")
    use = command(inner, "use", use_server, "have the model of a server write (--writer server)")
    use.add_argument("address", help="such as http://127.0.0.1:11434")
    use.add_argument("model", help="one of the server's models")
    use.add_argument("--anywhere", action="store_true", help="allow an address beyond this network")
    command(inner, "key", set_key, "keep the server's key, read from standard input; an empty one forgets it")
    _revise_options(command(commands, "revise", revise, "have the writer propose a change, to be taken or left"))
    shown = command(commands, "proposals", list_proposals, "list what writers proposed, and take or leave it")
    shown.add_argument("id")
    shown.add_argument("--accept", metavar="PROPOSAL", help="take it")
    shown.add_argument("--refuse", metavar="PROPOSAL", help="leave it")
    shown.add_argument("--changes", default="", metavar="2,3", help="only these of its changes, by their numbers")
    logline = command(commands, "loglines", loglines, "write loglines of a film's brief to choose from")
    logline.add_argument("id")
    logline.add_argument("--count", type=int, default=3)
    command(commands, "calls", calls, "show what a model was asked for a film, and what it answered").add_argument("id")
    command(commands, "find", find, "find earlier scripts by their words").add_argument("words", nargs="+")


def _revise_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id")
    parser.add_argument("words", nargs="?", default="", help="what should be otherwise, such as “make it night”")
    parser.add_argument("--scene", type=int, metavar="N", help="of this scene; default: of the whole script")
    parser.add_argument("--shot", type=int, metavar="N", help="of this shot")
    parser.add_argument("--translate", choices=["en", "zh"], help="into that language")
    parser.add_argument("--tighten", type=float, metavar="SECONDS", help="come down to so many seconds")
    for name, words in (
        ("continue", "write the scene that follows"),
        ("split", "make two scenes of it"),
        ("merge", "make one scene of it and the next"),
    ):
        parser.add_argument(f"--{name}", action="store_true", help=words)
    parser.add_argument("--accept", action="store_true", help="take all that is proposed at once")


def list_writers(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints the writers, and the servers of language models that answer here."""
    studio = door.open_studio(settings)
    preferred = studio.writer_preferences()
    servers = studio.servers()
    lines = []
    for maker in studio.crew.of("writer"):
        lack = maker.missing()
        lines.append(f"{maker.id:24s} {maker.name}: {lack or maker.summary}")
    chosen = preferred.get("server") or {}
    lines.append("")
    lines += [f"{s.name} at {s.address}: {s.error or ', '.join(s.models)}" for s in servers] or [
        "No server of language models answers on this machine."
    ]
    if chosen.get("address"):
        lines.append(f"“server” writes with {chosen.get('model')} at {chosen['address']}.")
    facts = {
        "writers": [{"id": m.id, "name": m.name, "missing": m.missing()} for m in studio.crew.of("writer")],
        "servers": [s.model_dump() for s in servers],
        "preferred": preferred,
    }
    return tell(asked, facts, "\n".join(lines))


def use_server(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Chooses a server and its model, if it answers and has it."""
    studio = door.open_studio(settings)
    wanted = {"address": asked.address, "model": asked.model, "anywhere": asked.anywhere}
    at = asked.address.rstrip("/").removesuffix("/v1")
    card = next((s for s in studio.crew.servers(wanted) if s.address == at), None)
    if card is None or card.error:
        why = card.error if card else f"Nothing answers at {asked.address}: start the server first."
        raise BadInput(why, "address")
    if asked.model not in card.models:
        raise BadInput(f"{at} has no model “{asked.model}”. Choose one of: {', '.join(card.models)}.", "model")
    studio.set_writer_preferences(studio.writer_preferences() | {"server": wanted})
    return tell(asked, wanted, f"“server” now writes with {asked.model} at {at}: make a film with --writer server.")


def set_key(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Keeps the server's key."""
    studio = door.open_studio(settings)
    studio.set_server_key(sys.stdin.readline())
    kept = studio.writer_preferences()["has_key"]
    return tell(asked, {"has_key": kept}, "The key is kept." if kept else "No key is kept any more.")


# ---- wishes --------------------------------------------------------------------------------------------------------


def revise(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Asks, waits, prints what is proposed; takes it with --accept."""
    studio = door.open_studio(settings)
    film = studio.film(asked.id)
    job = studio.revise(asked.id, *_target(film, asked), _wish(asked))
    done = run_job(studio, job, quiet=asked.json)
    proposal = studio.proposal((done.result or {})["proposal_id"])
    if asked.accept:
        proposal = studio.accept_changes(proposal.id)
    end = "Taken." if asked.accept else f"Take it: app.py proposals {asked.id} --accept {proposal.id}"
    return tell(asked, proposal.model_dump(mode="json"), f"{_told(studio, proposal)}\n{end}")


def _target(film: Film, asked: argparse.Namespace) -> tuple[Any, str]:
    for target, number, rows in (("scene", asked.scene, film.scenes), ("shot", asked.shot, film.shots)):
        if number is not None:
            if not 1 <= number <= len(rows):
                raise BadInput(f"There is no {target} {number}: this film has {len(rows)}.", target)
            return target, rows[number - 1].id
    return "script", ""


def _wish(asked: argparse.Namespace) -> Wish:
    named = [name for name in _WISHES if getattr(asked, name)]
    if len(named) > 1:
        raise BadInput(f"One wish at a time: --{named[0]} or --{named[1]}.", "wish")
    return Wish(
        wish=named[0] if named else "instruct",  # type: ignore[arg-type]
        words=asked.words,
        seconds=asked.tighten,
        language=asked.translate,
    )


def _told(studio: Studio, proposal: Proposal) -> str:
    film = studio.film(proposal.project_id)
    numbers = {row.id: n for rows in (film.scenes, film.shots) for n, row in enumerate(rows, start=1)}
    scene_of = {x.id: x.scene_id for x in film.lines}
    rows = []
    for n, change in enumerate(proposal.changes, start=1):
        owner = scene_of.get(change.row_id, change.scene_id) if change.kind == "line" else change.row_id
        where = f"{'scene' if change.kind == 'line' else change.kind} {numbers.get(owner, '')}".strip()
        rows.append(f"{n:3d}. {where}{_marks(change)}{'' if change.state == 'open' else f'  [{change.state}]'}")
    return "\n".join(rows)


def _marks(change: Change) -> str:
    """A change as two lines, what goes and what comes."""
    if change.op == "set":
        return f", {change.field}:\n     - {change.before}\n     + {change.after}"
    told = change.after if change.op == "add" else change.before
    text = told.get("text") or f"{told.get('heading', '')} {told.get('action', '')}".strip()
    return f", {change.kind}:\n     {'+' if change.op == 'add' else '-'} {text}"


def list_proposals(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints what is proposed, or takes or leaves one."""
    studio = door.open_studio(settings)
    if wanted := asked.accept or asked.refuse:
        proposal = studio.proposal(wanted)
        ids = [_numbered(proposal, part) for part in asked.changes.split(",") if part.strip()] or None
        decided = (studio.accept_changes if asked.accept else studio.refuse_changes)(wanted, ids)
        return tell(asked, decided.model_dump(mode="json"), _told(studio, decided))
    found = studio.proposals(asked.id)
    words = "\n\n".join(f"{p.id}  {p.wish} {p.words}\n{_told(studio, p)}" for p in found)
    return tell(asked, [p.model_dump(mode="json") for p in found], words or "Nothing is proposed.")


def _numbered(proposal: Proposal, part: str) -> str:
    if not part.strip().isdigit() or not 1 <= int(part) <= len(proposal.changes):
        raise BadInput(f"There is no change “{part.strip()}”: it has 1 to {len(proposal.changes)}.", "changes")
    return proposal.changes[int(part) - 1].id


def loglines(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Writes loglines and prints them."""
    studio = door.open_studio(settings)
    done: Job = run_job(studio, studio.write_loglines(asked.id, asked.count), quiet=asked.json)
    found = (done.result or {})["loglines"]
    return tell(asked, found, "\n".join(f"{n}. {x}" for n, x in enumerate(found, start=1)))


# ---- what was asked, and earlier scripts ---------------------------------------------------------------------------


def calls(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints each question to a model, how long it took and what came; --json has prompts and answers whole."""
    found = door.open_studio(settings).calls(asked.id)
    rows = [
        f"{c.purpose}{'' if c.position is None else f' {c.position + 1}'}: {c.outcome}, {c.tokens_in} + {c.tokens_out} "
        f"tokens, {c.seconds:.1f} s, {c.model}" + (f"\n    {c.note}" if c.note else "")
        for c in found
    ]
    words = "\n".join(rows) or "No model was asked for this film."
    return tell(asked, [c.model_dump(mode="json") for c in found], words)


def find(asked: argparse.Namespace, settings: Settings, door: Door) -> int:
    """Prints the earlier scripts that have these words."""
    found = door.open_studio(settings).find_scripts(" ".join(asked.words))
    rows = [f"{h.project_id}  {h.title} ({h.found})\n    {h.excerpt}" for h in found]
    return tell(asked, [h.model_dump() for h in found], "\n".join(rows) or "No earlier script has these words.")
