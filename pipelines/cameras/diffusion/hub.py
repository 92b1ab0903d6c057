"""Models from the Hugging Face hub, or a mirror of it: looked up, fetched, checked, and put in use only when whole.

A download lies in .ID.partial beside the models until its last file is checked; one rename puts it in use. What has
come stays when a download is stopped, and the next one goes on from there. Only safetensors and the small text files
that go with them are fetched: no pickles, no code.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from pipelines.cameras.diffusion.entries import Entry
from pipelines.cameras.diffusion.fetch import TRIES, Tick, Wanted, fetch, later
from pipelines.cameras.diffusion.folders import (
    CONFIG,
    INDEX,
    RECORD,
    TOKENIZER,
    needed,
    of_component,
    parse_index,
    refuse_code,
    safe_name,
)
from pipelines.cameras.diffusion.recognise import checked_index
from studio.crew import Report
from studio.errors import BadInput, Conflict, DamagedFile, DiskFull, MakerFailed, ModelMissing, NotAllowed, NotFound
from studio.settings import Settings
from studio.shelf import Request

PROGRESS = "progress.json"  # in .ID.partial: which files are there and checked
_GB = 1e9  # as the hub counts
_MARGIN = 512 << 20  # bytes left free on the disk
_SPEED_SECONDS = 5.0
_REPORT_SECONDS = 0.25
_TIMEOUT_SECONDS = 20.0


class Kept(BaseModel):
    """A file that is there and checked."""

    size: int
    sha256: str
    said: str = ""  # the hash that the hub named: tells whether it is still the file of the repository


class Record(BaseModel):
    """What was downloaded; lies in the model's folder as storyreel.json."""

    repository: str
    revision: str
    commit: str
    licence: str = ""
    fetched_at: int = 0  # epoch seconds
    parts: dict[str, str] = Field(default_factory=dict)  # folder: repository@commit
    files: dict[str, Kept] = Field(default_factory=dict)


def record_of(folder: Path) -> Record | None:
    """What was downloaded into that folder; None for a folder that came another way."""
    file = folder / RECORD
    return Record.model_validate_json(file.read_bytes()) if file.is_file() else None


def partial_of(settings: Settings, model_id: str) -> Path:
    """Where a download lies until it is whole."""
    return settings.model_folder / f".{model_id}.partial"


# ---- the token -----------------------------------------------------------------------------------------------------


def token_of(settings: Settings) -> str:
    """The person's token: of the studio's own file, else HF_TOKEN or what `hf auth login` kept; empty: none."""
    from huggingface_hub import get_token

    file = settings.hub_token
    own = file.read_text().strip() if file.is_file() else ""
    return own or get_token() or ""


# ---- what the hub says ---------------------------------------------------------------------------------------------


@contextmanager
def _told(settings: Settings, repository: str, revision: str) -> Iterator[None]:
    """Turns the hub's refusals into sentences that say what to do."""
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled, RevisionNotFoundError

    page = f"{settings.hub.rstrip('/')}/{repository}"
    try:
        yield
    except OfflineModeIsEnabled as why:
        raise MakerFailed("HF_HUB_OFFLINE is set, so nothing is fetched: unset it and try again.") from why
    except HFValidationError as why:
        raise BadInput(f"“{repository}” is no repository's name: write it as owner/name.") from why
    except RevisionNotFoundError as why:
        raise NotFound(f"{page} has no revision “{revision}”: leave it out, or look the name up there.") from why
    except HfHubHTTPError as why:
        status = why.response.status_code
        if status in (401, 403):
            raise NotAllowed(_gated(settings, page, status)) from why
        if status == 404:
            raise ModelMissing(f"There is nothing at {page} (404): the model was moved or renamed.") from why
        raise MakerFailed(f"{settings.hub} answered {status} for {repository}: try again later.") from why


def _gated(settings: Settings, page: str, status: int) -> str:
    if token_of(settings) and status == 401:
        return f"The hub does not accept the token that is kept here: make another, and run `{_TOKEN}`."
    return (
        f"The hub gives {page} only to those who accepted its terms (or it is not there): open that page with your "
        f"account and accept them, make a token that can read, and run `{_TOKEN}` (it is kept in "
        f"{settings.hub_token}), or set HF_TOKEN."
    )


_TOKEN = "python app.py models token"


class _Listing(BaseModel):
    """A repository at one commit."""

    repository: str
    commit: str
    names: dict[str, Any]  # file name: (size, sha256, blob)


class Hub:
    """The hub, as one download talks to it."""

    def __init__(self, settings: Settings, tick: Tick) -> None:
        self.settings, self.tick = settings, tick
        self.endpoint = settings.hub.rstrip("/")
        self.token: str | bool = token_of(settings) or False

    def listing(self, repository: str, revision: str) -> _Listing:
        """The repository's files; waits where the hub asks to."""
        from huggingface_hub import HfApi

        api = HfApi(endpoint=self.endpoint, token=self.token)
        with _told(self.settings, repository, revision):
            info = self._patiently(
                lambda: api.model_info(
                    repository, revision=revision, files_metadata=True, timeout=_TIMEOUT_SECONDS, token=self.token
                )
            )
        names = {
            s.rfilename: (s.size, s.lfs.sha256 if s.lfs else "", "" if s.lfs else s.blob_id or "")
            for s in info.siblings or []
        }
        return _Listing(repository=repository, commit=info.sha, names=names)

    def _patiently(self, ask: Any) -> Any:
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError

        for left in reversed(range(TRIES)):
            try:
                return ask()
            except HfHubHTTPError as why:
                if why.response.status_code not in (429, 500, 502, 503, 504) or not left:
                    raise
                seconds = later(why.response, 2.0)
            except httpx2.TransportError as why:
                if left <= TRIES - 3:
                    raise MakerFailed(
                        f"{self.endpoint} can't be reached ({why}): check the connection, or set STORYREEL_HUB to a "
                        "mirror of the hub."
                    ) from why
                seconds = 1.0
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                self.tick(0)
                time.sleep(0.2)
        raise AssertionError("unreachable")

    def wanted(self, listing: _Listing, name: str) -> Wanted:
        """One file of a listing, with its address; raises DamagedFile when the hub does not tell its size."""
        from huggingface_hub import hf_hub_url
        from huggingface_hub.utils import build_hf_headers

        size, sha256, blob = listing.names[name]
        if size is None:
            raise MakerFailed(f"{self.endpoint} does not tell the sizes of files, so nothing could be checked.")
        url = hf_hub_url(listing.repository, name, revision=listing.commit, endpoint=self.endpoint)
        headers = build_hf_headers(token=self.token, library_name="storyreel")
        return Wanted(name, size, sha256, blob, url, headers)


# ---- getting -------------------------------------------------------------------------------------------------------


class _Meter:
    """Tells how far a download is, at most four times a second."""

    def __init__(self, report: Report) -> None:
        self.report, self.total, self.done, self.doing = report, 0, 0, "asking the hub"
        self._seen: deque[tuple[float, int]] = deque()
        self._came = 0  # over the wire, in this run
        self._next = 0.0

    def __call__(self, came: int) -> None:
        self.done += came
        self._came += max(came, 0)
        clock = time.monotonic()
        if clock < self._next:
            return
        self._next = clock + _REPORT_SECONDS
        self._seen.append((clock, self._came))
        while self._seen[0][0] < clock - _SPEED_SECONDS:
            self._seen.popleft()
        self.report(min(self.done / self.total, 0.999) if self.total else 0.0, self._note())

    def _note(self) -> str:
        if not self.total:
            return self.doing
        told = f"{self.done / _GB:.1f} of {self.total / _GB:.1f} GB"
        (began, first), (now, last) = self._seen[0], self._seen[-1]
        return f"{told}, {(last - first) / (now - began) / 1e6:.0f} MB/s" if last > first else told


def get(entry: Entry, request: Request, settings: Settings, report: Report) -> dict[str, Any]:
    """Downloads a model, or goes on with what was begun; returns its facts. See Shelf.get for what it raises."""
    from filelock import FileLock, Timeout

    check_asked(entry, request)
    partial, meter = partial_of(settings, entry.id), _Meter(report)
    settings.model_folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.model_folder / f".{entry.id}.lock", timeout=0), _begun_or_not(entry, partial):
            return _get(entry, request.revision or entry.revision, settings, partial, meter)
    except Timeout as why:
        raise Conflict(f"{entry.name} is being fetched already: wait for that download, or cancel it.") from why


@contextmanager
def _begun_or_not(entry: Entry, partial: Path) -> Iterator[None]:
    """Whatever ends a download, a model of which nothing came is not partly here; a disk that fills is told so."""
    try:
        yield
    except OSError as why:
        if why.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFull(
            f"The disk became full while {entry.name} was fetched into {partial.parent}. What has come is kept: free "
            "some room and get it again, and it goes on from there."
        ) from why
    finally:
        if all(f.name == INDEX for f in partial.rglob("*") if f.is_file()):
            shutil.rmtree(partial, ignore_errors=True)


def check_asked(entry: Entry, request: Request) -> None:
    """Raises NotAllowed while the licence is not accepted, BadInput for a model that is nobody's to fetch."""
    if not entry.repository:
        raise BadInput(f"{entry.name} is made of your own files: there is nothing to fetch.", "model_id")
    if not request.licence_accepted:
        licence = entry.licence or "a licence that its page tells"
        raise NotAllowed(
            f"{entry.name} comes under {licence}: read it at {entry.licence_url or entry.repository}, and accept it "
            "first (--accept-licence)."
        )


def _get(entry: Entry, revision: str, settings: Settings, partial: Path, meter: _Meter) -> dict[str, Any]:
    hub = Hub(settings, meter)
    listing = hub.listing(entry.repository, revision)
    target, old = settings.model_folder / entry.id, record_of(settings.model_folder / entry.id)
    if old and old.commit == listing.commit and _all_there(target, old):
        shutil.rmtree(partial, ignore_errors=True)
        return _facts(entry, old, target, fetched=0)
    partial.mkdir(exist_ok=True)
    record = Record(repository=entry.repository, revision=revision, commit=listing.commit, licence=entry.licence)
    with _told(settings, entry.repository, revision):
        if entry.kind == "writer":
            wanted = _wanted_flat(hub, listing, entry)
        else:
            wanted = _wanted(hub, listing, _index(hub, listing, entry, partial), entry, record, revision)
    kept = _kept(partial)
    kept = {n: k for n, k in kept.items() if n in wanted and k.said == _said(wanted[n]) and _fits(partial / n, k)}
    meter.total = sum(w.size for w in wanted.values())
    begun = sum(_begun(partial, w) for n, w in wanted.items() if n not in kept)
    meter.done = sum(k.size for k in kept.values()) + begun
    _check_disk(entry, settings, meter.total - meter.done)
    fetched = meter.total - meter.done
    for name, file in wanted.items():
        if name not in kept:
            with _told(settings, entry.repository, revision):
                kept[name] = _one(file, partial, meter)
            if name.endswith(".json"):  # these come first: code is refused before the gigabytes
                refuse_code(partial / name)
            _keep(partial, kept)
    record.files = kept if entry.kind == "writer" else {**kept, INDEX: _hashed(partial / INDEX)}
    _put_in_use(record, partial, target)
    return _facts(entry, record, target, fetched)


def _wanted_flat(hub: Hub, listing: _Listing, entry: Entry) -> dict[str, Wanted]:
    """What a language model needs of its repository: everything small at its top, and its safetensors."""
    names = of_component({n for n in listing.names if "/" not in n}, True, entry, "model")
    if CONFIG not in names or TOKENIZER not in names:
        raise ModelMissing(
            f"{entry.repository} is no language model in Transformers format (it has no {CONFIG} or {TOKENIZER}): "
            "choose another model."
        )
    return {n: hub.wanted(listing, n) for n in names}


def _index(hub: Hub, listing: _Listing, entry: Entry, partial: Path) -> dict[str, Any]:
    """Fetches model_index.json first: what is no model of the entry's family is refused before its gigabytes."""
    if INDEX not in listing.names:
        raise ModelMissing(f"{entry.repository} is not in Diffusers format (it has no {INDEX}): choose another model.")
    file = partial / INDEX  # some lines, fetched anew each time
    file.unlink(missing_ok=True)
    fetch(hub.wanted(listing, INDEX), file, hub.tick)
    index = parse_index(file.read_bytes(), entry.name)
    if pipeline := entry.options.get("pipeline"):  # put together from several repositories, or named by other classes
        spare = str(entry.options.get("without", "")).split(",")
        parts = {k: ["diffusers", _part_class(k)] for k in _parts(entry)}
        parts |= {k: ["diffusers", cls] for k, cls in _options(entry, "class_").items() if k in index}
        index = {k: v for k, v in index.items() if k not in spare} | parts | {"_class_name": pipeline}
        file.write_text(json.dumps(index, indent=2))
    family = checked_index(index, entry.repository)
    if family != entry.family:
        raise BadInput(f"{entry.repository} holds a {family} model, not {entry.family}: correct the entry {entry.id}.")
    return index


def _part_class(part: str) -> str:
    return "".join(word.capitalize() for word in part.split("_"))  # motion_adapter: MotionAdapter


def _parts(entry: Entry) -> dict[str, str]:
    """Folders of the model that are repositories of their own."""
    return _options(entry, "part_")


def _options(entry: Entry, prefix: str) -> dict[str, str]:
    return {k.removeprefix(prefix): str(v) for k, v in entry.options.items() if k.startswith(prefix)}


def _wanted(
    hub: Hub, listing: _Listing, index: dict[str, Any], entry: Entry, record: Record, revision: str
) -> dict[str, Wanted]:
    parts = _parts(entry)
    own = {k: v for k, v in index.items() if k not in parts}
    names = entry.files or needed(list(listing.names), own, entry)
    found = {n: hub.wanted(listing, n) for n in names if n != INDEX}
    for part, repository in parts.items():
        there = hub.listing(repository, "main")
        record.parts[part] = f"{repository}@{there.commit}"
        for name in of_component(set(there.names), True, entry, part):
            found[f"{part}/{name}"] = replace(hub.wanted(there, name), name=f"{part}/{name}")
    if unsafe := [n for n in found if not safe_name(n)]:
        raise BadInput(f"{entry.repository} names a file outside its folder ({unsafe[0]}): choose another model.")
    return found


def _said(wanted: Wanted) -> str:
    return wanted.sha256 or wanted.blob


def _half(partial: Path, wanted: Wanted) -> Path:
    file = partial / wanted.name
    return file.with_name(f".{file.name}.{_said(wanted)[:12]}.half")


def _begun(partial: Path, wanted: Wanted) -> int:
    half = _half(partial, wanted)
    return half.stat().st_size if half.exists() else 0


def _one(wanted: Wanted, partial: Path, meter: _Meter) -> Kept:
    half = _half(partial, wanted)
    half.parent.mkdir(parents=True, exist_ok=True)
    sha256 = fetch(wanted, half, meter)
    half.replace(partial / wanted.name)
    return Kept(size=wanted.size, sha256=sha256, said=_said(wanted))


def _kept(partial: Path) -> dict[str, Kept]:
    file = partial / PROGRESS
    told = json.loads(file.read_bytes()) if file.is_file() else {}
    return {name: Kept.model_validate(k) for name, k in told.items()}


def _keep(partial: Path, kept: dict[str, Kept]) -> None:
    half = partial / f".{PROGRESS}.half"
    half.write_text(json.dumps({name: k.model_dump() for name, k in kept.items()}))
    half.replace(partial / PROGRESS)


def _fits(file: Path, kept: Kept) -> bool:
    return file.is_file() and file.stat().st_size == kept.size


def _all_there(folder: Path, record: Record) -> bool:
    return all(_fits(folder / name, kept) for name, kept in record.files.items())


def _hashed(file: Path) -> Kept:
    content = file.read_bytes()
    return Kept(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _check_disk(entry: Entry, settings: Settings, needed_bytes: int) -> None:
    free = shutil.disk_usage(settings.model_folder).free
    if needed_bytes + _MARGIN > free:
        raise DiskFull(
            f"{entry.name} needs {(needed_bytes + _MARGIN) / _GB:.1f} GB more in {settings.model_folder}, and "
            f"{free / _GB:.1f} GB are free: free some room, or set STORYREEL_MODELS to another disk."
        )


def _put_in_use(record: Record, partial: Path, target: Path) -> None:
    """The last act: what is no file of the model goes, the record is written, one rename puts the folder in use."""
    for file in [*partial.rglob("*.half"), partial / PROGRESS]:
        file.unlink(missing_ok=True)
    for file in [f for f in partial.rglob("*") if f.is_file()]:
        if file.relative_to(partial).as_posix() not in record.files:
            file.unlink()
    refuse_code(partial)
    record.fetched_at = int(time.time())
    (partial / RECORD).write_text(record.model_dump_json(indent=2))
    before = target.with_name(f".{target.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if target.exists():
        target.replace(before)
    partial.replace(target)
    shutil.rmtree(before, ignore_errors=True)


def _facts(entry: Entry, record: Record, folder: Path, fetched: int) -> dict[str, Any]:
    return {
        "model_id": entry.id,
        "where": str(folder),
        "repository": record.repository,
        "commit": record.commit,
        "files": len(record.files),
        "bytes": sum(k.size for k in record.files.values()),
        "fetched_bytes": fetched,
    }


# ---- verifying -----------------------------------------------------------------------------------------------------


def verify(entry: Entry, settings: Settings, folder: Path, record: Record, report: Report) -> dict[str, Any]:
    """Reads every file that was downloaded; raises DamagedFile for the first that is not what came.

    A damaged model is taken out of use: it becomes a download with that file missing, which `get` completes.
    """
    meter = _Meter(report)
    meter.total = sum(k.size for k in record.files.values())
    for name, kept in record.files.items():
        if not _right(folder / name, kept, meter):
            _set_aside(entry, settings, folder, record, name)
            raise DamagedFile(
                f"{name} of {entry.name} is not the file that was downloaded. It was deleted and the model set aside: "
                f"run `python app.py models get {entry.id}`, which fetches only that file."
            )
    return {"model_id": entry.id, "files": len(record.files), "bytes": meter.total, "commit": record.commit}


def _right(file: Path, kept: Kept, meter: _Meter) -> bool:
    if not _fits(file, kept):
        return False
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(8 << 20):
            found.update(chunk)
            meter(len(chunk))
    return found.hexdigest() == kept.sha256


def _set_aside(entry: Entry, settings: Settings, folder: Path, record: Record, damaged: str) -> None:
    partial = partial_of(settings, entry.id)
    shutil.rmtree(partial, ignore_errors=True)
    (folder / damaged).unlink(missing_ok=True)
    _keep(folder, {n: k for n, k in record.files.items() if n not in (damaged, INDEX)})
    (folder / RECORD).unlink()
    folder.replace(partial)
