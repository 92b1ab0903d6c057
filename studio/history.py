"""What takes have cost on this machine: by camera, quality and kind; knows takes, no hardware and no shelf."""

from __future__ import annotations

from statistics import median

from pydantic import BaseModel

from studio.shelf import Pace
from studio.store.database import session
from studio.store.tables import TakeRow
from studio.vocabulary import Kind


class History(BaseModel):
    """What takes of one camera have cost on this machine; megapixel-frames count what the camera made, handles too."""

    seconds: float  # of work a megapixel-frame
    megapixel_frames: float  # a second of clip
    each: float  # seconds of work a take
    takes: int  # how many it rests on


def render_history(maker: str, quality: str = "", kind: Kind = Kind.CLIP) -> History | None:
    """The newest takes of that camera at that quality (empty: standard), or None where there are none."""
    takes = [t for t in _newest(maker, kind) if _quality(t) == (quality or "standard")][:50]
    work = sum(t.made["seconds"] for t in takes)
    frames, seconds = sum(t.width * t.height * t.frames / 1e6 for t in takes), sum(t.seconds for t in takes)
    if not takes or not frames or not (seconds or kind == Kind.STILL):
        return None
    per_second = frames / seconds if seconds else 0.0
    return History(seconds=work / frames, megapixel_frames=per_second, each=work / len(takes), takes=len(takes))


_PACE_RESTS_ON = 10  # the newest takes: what was true in another memory mode or before a calibration is soon forgotten


def paces(maker: str, device: str, kind: Kind = Kind.CLIP) -> dict[str, Pace]:
    """By quality, how fast a camera with a model was on that device: medians over its newest takes.

    A take tells by the seconds and the work of the steps that were run for it; one that went on from a checkpoint ran
    only some and is left out. What is over, such as decoding, counts by pixels and frames alone.
    """
    told: dict[str, list[Pace]] = {}
    for take in _newest(maker, kind):
        several = told.setdefault(_quality(take), [])
        if take.made.get("device") == device and len(several) < _PACE_RESTS_ON and (pace := _pace(take)):
            several.append(pace)
    return {
        quality: Pace(step=median(p.step for p in x), rest=median(p.rest for p in x), takes=len(x))
        for quality, x in told.items() if x
    }  # fmt: skip


def _pace(take: TakeRow) -> Pace | None:
    facts, volume = take.made.get("facts", {}), take.width * take.height * take.frames / 1e6
    work, spent = facts.get("megapixel_steps") or 0.0, facts.get("steps_seconds") or 0.0
    whole = volume * (facts.get("quality_steps") or 0)
    if not work or not spent or not whole or work < 0.9 * whole:
        return None
    return Pace(step=spent / work, rest=max(0.0, take.made["seconds"] - spent) / volume)


def _newest(maker: str, kind: Kind) -> list[TakeRow]:
    """The newest takes of that kind that were really made: one that was found says nothing."""
    with session():
        rows = TakeRow.select().where(TakeRow.kind == kind, TakeRow.maker == maker)
        return [t for t in rows.order_by(TakeRow.created_at.desc()).limit(200) if _tells(t)]


def _tells(take: TakeRow) -> bool:
    found = take.made.get("found") or any(str(n).startswith("found:") for n in take.made.get("notes", []))
    return bool(take.made.get("seconds")) and not found


def _quality(take: TakeRow) -> str:
    """As a settled order spells it out; a camera without dials has none."""
    return take.recipe.get("order", {}).get("dials", {}).get("quality") or "standard"
