"""What each shot of a film is for: it opens, introduces, leads to the turn, comes after it, closes, or is silent.

Knows the gist and where the brief's points stand; not which sentences there are.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.writers.forms import is_of
from pipelines.writers.gist import Gist
from pipelines.writers.points import Point, Slot
from pipelines.writers.turning import at_once, is_about

SHORT_FILM = 8  # shots; it has no time to look about
SILENT_EVERY = 4  # of what stands between the points in a longer film, one in so many is a picture alone
_STAGES = {
    "unmet": ["place", "time", "weather", "season"],
    "before": ["before", "place", "before", "season", "before", "time", "before", "weather"],
    "between": ["between", "place", "between", "time", "between", "weather"],
    "later": ["later", "mood", "prop", "later", "place", "later", "time", "later", "weather"],
}


def with_roles(told: Gist, plan: list[list[Slot]], turn: Point | None, turn_scene: int) -> list[list[Slot]]:
    """The plan with a role for every free slot; `turn_scene` is where the story turns if no point is its turn."""
    flat = [(i, k) for i, scene in enumerate(plan) for k in range(len(scene))]
    roles = _matter_roles(told, plan, flat) if told.is_matter else _story_roles(told, plan, flat, turn, turn_scene)
    turned = False
    out: list[list[Slot]] = [[] for _ in plan]
    for (i, k), role in zip(flat, roles, strict=True):
        slot = plan[i][k]
        turned = turned or role in ("turn", "stock") or (slot.point is not None and slot.point is turn)
        out[i].append(Slot(i, role, slot.text, slot.point, turned))
    return out


def _matter_roles(told: Gist, plan: list[list[Slot]], flat: list[tuple[int, int]]) -> list[str]:
    roles, total = [], len(flat)
    kinds = [plan[i][k].role for i, k in flat]
    late = [n for n in range(total - 1) if kinds[n] == "free" and n >= 0.45 * total and kinds[n + 1] == "point"]
    free = [n for n in range(total - 1) if kinds[n] == "free"]
    turn_at = late[-1] if late else next((n for n in free if n >= 0.5 * total), -1)
    if told.genre == "lesson":  # it makes sense only at the end
        turn_at = max(free, default=-1)
    slow = is_of("ambient", told.genre) or not told.genre
    middle = _Cycle(["middle", "middle", "place", "middle", "time"] if slow else ["middle"])
    for n, (i, k) in enumerate(flat):
        if plan[i][k].role == "point":
            roles.append("point")
        elif n == 0:
            roles.append("open")
        elif n == total - 1:
            roles.append("close")
        elif n == turn_at and total > 5:
            roles.append("turn")
        elif "point" not in roles:
            roles.append("lead")
        elif told.genre == "answered" and "point" not in kinds[n:]:
            roles.append("later")  # nothing is left to explain
        else:
            roles.append(middle.next())
    return _with_silence(roles, bool(told.parts.points))


def _story_roles(
    told: Gist, plan: list[list[Slot]], flat: list[tuple[int, int]], turn: Point | None, turn_scene: int
) -> list[str]:
    points = [plan[i][k].point for i, k in flat]
    total, last = len(flat), max((n for n, p in enumerate(points) if p), default=-1)
    met = next((n for n, p in enumerate(points) if p and is_about(told, p)), total)
    strikes = [n for n, p in enumerate(points) if p and p.kind == "event" and (p is turn or at_once(told, p))]
    turn_at = next((n for n, p in enumerate(points) if turn is not None and p is turn), None)
    stock_at = next((n for n, (i, _) in enumerate(flat) if i >= turn_scene and n > last and n > 1), total)
    stock_at = min(stock_at, max(total - 2, 2)) if total <= SHORT_FILM and last < total - 2 else stock_at
    plain = [r for r in _STAGES["later"] if r != "mood" or not told.genre]  # what is over is no longer tense
    stages = {stage: _Cycle(plain if stage == "later" else cycle) for stage, cycle in _STAGES.items()}
    intro = told.has_lead and (met == total or points[met] is turn or (met > 2 and bool(told.parts.name)))
    roles: list[str] = []
    for n, point in enumerate(points):
        struck = bool(roles) and (roles[-1] == "stock" or n - 1 in strikes)
        done = (turn_at is not None and n > turn_at) or "stock" in roles
        if point:
            roles.append("point")
        elif n == 0:
            roles.append("open" if total > 1 else "intro")
        elif n == total - 1:
            roles.append("close")
        elif n < met and intro and "intro" not in roles:
            roles.append("intro")
        elif turn_at is None and "stock" not in roles and n >= stock_at:
            roles.append("stock")
        elif struck:
            roles.append("prop" if total <= SHORT_FILM and told.props else "after")
        elif turn_at == n + 1 and total > SHORT_FILM and n > met:
            roles.append("hint")
        elif n < met and "intro" not in roles:
            roles.append(stages["unmet"].next())
        else:
            happened = sum(p is not None and p.kind == "event" for p in points[:n])
            waits = (strikes and n > strikes[0]) or happened > 1 or (n > last >= 0 and turn is None)
            roles.append(stages["later" if done else "between" if waits else "before"].next())
    return _with_silence(roles, True)


def _with_silence(roles: list[str], told: bool) -> list[str]:
    """A longer film's pictures alone: never its first or last, never two in a row."""
    if len(roles) <= SHORT_FILM or not told:
        return roles
    quiet, seen = list(roles), 0
    for n, (role, after) in enumerate(pairwise(roles)):
        if role in ("point", "open", "lead", "intro", "close", "turn", "stock", "hint"):
            continue
        seen += 1
        if seen % SILENT_EVERY == 0 and n and after != "close":
            quiet[n] = "silent"
    return quiet


class _Cycle:
    def __init__(self, roles: list[str]) -> None:
        self.roles, self.n = roles, -1

    def next(self) -> str:
        self.n += 1
        return self.roles[self.n % len(self.roles)]
