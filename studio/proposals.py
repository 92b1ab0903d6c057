"""What a writer proposes, change by change: how it differs from the film, and how a person takes or leaves it.

A proposal changes nothing by itself. A change is taken only where the film still says what the proposal saw.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from studio import editing
from studio.errors import BadInput, Conflict
from studio.film import Character, Film, Line, Project, Row, Scene, Shot, Style
from studio.script import Change, Proposal, SceneDraft
from studio.store import films
from studio.store.tables import new_id, now

_ROWS: dict[str, type[Row]] = {
    "project": Project, "style": Style, "character": Character, "scene": Scene, "line": Line, "shot": Shot,
}  # fmt: skip
SCENE_FIELDS = ("heading", "action", "mood", "seconds")
SHOT_FIELDS = (
    "size", "angle", "movement", "subject", "action", "setting", "light", "mood", "characters", "seconds", "transition",
)  # fmt: skip
_LIKE = 0.5  # how alike two lines are at least to be one line that was changed


# ---- how it differs ------------------------------------------------------------------------------------------------


def of_row(kind: Any, row: Row, new: dict[str, Any], fields: Iterable[str]) -> list[Change]:
    """The fields of a row that would be others."""
    old = row.model_dump(mode="json")
    return [
        Change(id=new_id(), kind=kind, row_id=row.id, field=name, before=old[name], after=new[name])
        for name in fields
        if name in new and new[name] != old[name]
    ]


def of_scene(film: Film, scene: Scene, draft: SceneDraft) -> list[Change]:
    """What the draft has otherwise than the scene and its lines."""
    told = draft.scene.model_dump(mode="json")
    return of_row("scene", scene, told, SCENE_FIELDS) + _of_lines(scene, film.lines_of(scene.id), draft.lines)


def _of_lines(scene: Scene, old: Sequence[Line], new: Sequence[Line]) -> list[Change]:
    found: list[Change] = []
    match = difflib.SequenceMatcher(None, [x.text for x in old], [x.text for x in new], autojunk=False)
    for op, a, b, c, d in match.get_opcodes():
        if op == "equal":
            pairs = list(zip(old[a:b], new[c:d], strict=True))
        else:
            pairs = _alike(old[a:b], new[c:d])
        for before, after in pairs:
            found += of_row("line", before, after.model_dump(mode="json"), ("kind", "character", "text"))
        paired = {id(x) for pair in pairs for x in pair}
        found += [_removed("line", x, scene.id) for x in old[a:b] if id(x) not in paired]
        found += [_added_line(scene.id, x, c + n) for n, x in enumerate(new[c:d]) if id(x) not in paired]
    return found


def _alike(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Lines that were changed rather than taken out and added: one for one, or by their likeness."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    pairs, left = [], list(new)
    for line in old:
        best = max(left, key=lambda x: difflib.SequenceMatcher(None, line.text, x.text).ratio(), default=None)
        if best and difflib.SequenceMatcher(None, line.text, best.text).ratio() >= _LIKE:
            pairs.append((line, best))
            left = left[left.index(best) + 1 :]
    return pairs


def _removed(kind: Any, row: Row, scene_id: str = "") -> Change:
    before = row.model_dump(mode="json")
    return Change(id=new_id(), op="remove", kind=kind, row_id=row.id, before=before, scene_id=scene_id)


def _added_line(scene_id: str, line: Line, position: int) -> Change:
    after = line.model_dump(mode="json", include={"kind", "character", "text"})
    return Change(id=new_id(), op="add", kind="line", after=after, scene_id=scene_id, position=position)


def of_new_scene(draft: SceneDraft, position: int) -> list[Change]:
    """A scene that is added, and its lines."""
    after = draft.scene.model_dump(mode="json", include={*SCENE_FIELDS, "summary"})
    scene = Change(id=new_id(), op="add", kind="scene", after=after, position=position)
    return [scene, *(_added_line(scene.id, line, n) for n, line in enumerate(draft.lines))]


def of_gone_scene(scene: Scene) -> Change:
    """A scene that is taken out; its shots and lines go to the one before it."""
    return _removed("scene", scene)


# ---- taking and leaving --------------------------------------------------------------------------------------------


def accept(proposal_id: str, change_ids: list[str] | None = None) -> Proposal:
    """Takes these changes, or all that are open; raises Conflict at the first whose place changed since.

    What was taken before it stays taken.
    """
    proposal = films.get(Proposal, proposal_id)
    made: dict[str, str] = {}  # the rows of added scenes, by their change
    for change in _chosen(proposal, change_ids):
        _apply(proposal, change, made)
        proposal = _decide(proposal, {change.id}, "accepted")
    return proposal


def refuse(proposal_id: str, change_ids: list[str] | None = None) -> Proposal:
    """Leaves these changes, or all that are open."""
    proposal = films.get(Proposal, proposal_id)
    return _decide(proposal, {c.id for c in _chosen(proposal, change_ids)}, "refused")


def _chosen(proposal: Proposal, change_ids: list[str] | None) -> list[Change]:
    known = {c.id: c for c in proposal.changes}
    if unknown := [i for i in change_ids or [] if i not in known]:
        raise BadInput(f"That proposal has no change “{unknown[0]}”: reload the page.", "changes")
    wanted = set(change_ids) if change_ids is not None else set(known)
    for change in proposal.open:  # a line of an added scene needs its scene
        if change.id in wanted and change.scene_id in known:
            wanted.add(change.scene_id)
    return [c for c in proposal.open if c.id in wanted]


def _decide(proposal: Proposal, ids: set[str], state: str) -> Proposal:
    def decided(now: Proposal) -> dict[str, Any]:  # as it stands: others of its changes may be decided just now
        changes = [c.model_copy(update={"state": state}) if c.id in ids else c for c in now.changes]
        return {"changes": [c.model_dump(mode="json") for c in changes]}

    return films.change(Proposal, proposal.id, decided)


def _apply(proposal: Proposal, change: Change, made: dict[str, str]) -> None:
    if change.op == "set":
        _set(proposal, change)
    elif change.kind == "scene":
        _add_scene(proposal, change, made) if change.op == "add" else _remove_scene(change)
    elif change.op == "add":
        scene_id = made.get(change.scene_id, change.scene_id)
        editing.add_line(scene_id, **change.after, position=change.position)
    else:
        films.delete(Line, change.row_id)


def _set(proposal: Proposal, change: Change) -> None:
    kind = _ROWS[change.kind]
    row = films.get(kind, change.row_id)
    if change.field == "language":  # of the brief: a translated film is spoken in the other language
        spoken = {"language": change.after}
        films.change(Project, proposal.project_id, lambda p: {"brief": p.brief.model_dump(mode="json") | spoken})
        return
    if row.deleted_at or row.model_dump(mode="json")[change.field] != change.before:
        raise Conflict(
            f"The {change.kind}'s {change.field} was changed since this was proposed: ask again, or leave this change."
        )
    told = {change.field: change.after}
    if kind is Line:
        editing.update_line(row.id, told, None)
    elif kind is Character:
        editing.update_character(row.id, told, None)
    else:
        films.update(kind, row.id, told, by="person")  # who takes it has read it: it is theirs now


def _add_scene(proposal: Proposal, change: Change, made: dict[str, str]) -> None:
    scenes = films.find(Scene, project_id=proposal.project_id)
    new = films.insert(Scene(project_id=proposal.project_id, position=change.position, **change.after))
    made[change.id] = new.id
    _number([*scenes[: change.position], new, *scenes[change.position :]])


def _remove_scene(change: Change) -> None:
    scene = films.get(Scene, change.row_id)
    scenes = [s for s in films.find(Scene, project_id=scene.project_id) if s.id != scene.id]
    heir = next((s for s in reversed(scenes) if s.position < scene.position), scenes[0] if scenes else None)
    if heir is None:
        raise BadInput("A film keeps at least one scene: leave this change.")
    for shot in films.find(Shot, scene_id=scene.id):
        films.update(Shot, shot.id, {"scene_id": heir.id})
    for line in films.find(Line, scene_id=scene.id):
        films.delete(Line, line.id)
    films.update(Scene, scene.id, {"deleted_at": now()})
    _number(scenes)


def _number(scenes: list[Scene]) -> None:
    for n, scene in enumerate(scenes):
        if scene.position != n:
            films.update(Scene, scene.id, {"position": n})
