"""The Storyboard room: viewer, inspector of the selected shot, filmstrip below."""

from __future__ import annotations

from typing import Any

import gradio as gr

from studio.errors import Conflict
from studio.film import Shot
from studio.vocabulary import Angle, Movement, Size, Transition
from ui import views
from ui.desk import Desk, Page, Shown
from ui.filmstrip.filmstrip import filmstrip
from ui.parts.part import part
from ui.tabs import camera
from ui.words import t

VOCABULARIES = {"size": Size, "angle": Angle, "movement": Movement, "transition": Transition}
WORDS = ("subject", "action", "setting", "light", "mood", "prompt", "negative_prompt")
NUMBERS = ("seconds", "seed")
FIELDS = (*VOCABULARIES, *WORDS, *NUMBERS)
_INPUTS = tuple(f"shot_{name}" for name in FIELDS)
_PLACE = ("project", "shot", "base")


def build(studio: Any, page: Page) -> None:
    """Lays out the room."""
    with gr.Row(elem_id="stage", equal_height=False):
        with gr.Column(scale=7, min_width=320, elem_id="viewer_side"):
            page.put("viewer", part("viewer", views.nothing()["viewer"]))
        with gr.Column(scale=4, min_width=330, elem_id="inspector"):
            page.put("panel", part("panel", views.nothing()["panel"]))
            _inspector(page)
    page.put("filmstrip", filmstrip(views.nothing()["filmstrip"]))


def _inspector(page: Page) -> None:
    def field(name: str, component: Any) -> None:
        component.interactive = True
        page.put(f"shot_{name}", component)

    with gr.Column(elem_id="shot_form"):
        with gr.Row():
            for name in ("size", "angle"):
                field(name, _choice(name))
        with gr.Row():
            for name in ("movement", "transition"):
                field(name, _choice(name))
        for name in WORDS[:3]:
            field(name, gr.Textbox(label=t(f"shot_{name}"), lines=1, max_lines=4, elem_id=f"shot_{name}"))
        with gr.Row():
            for name in ("light", "mood"):
                field(name, gr.Textbox(label=t(f"shot_{name}"), max_lines=1, min_width=100, elem_id=f"shot_{name}"))
        with gr.Row():
            field("seconds", gr.Number(label=t("shot_seconds"), min_width=90, step=0.1, elem_id="shot_seconds"))
            field("seed", gr.Number(label=t("shot_seed"), precision=0, min_width=90, elem_id="shot_seed"))
        with gr.Accordion(t("shot_own_words"), open=False, elem_id="shot_own"):
            field(
                "prompt",
                gr.Textbox(
                    label=t("shot_prompt"),
                    placeholder=t("shot_prompt_hint"),
                    lines=2,
                    max_lines=8,
                    elem_id="shot_prompt",
                ),
            )
            field(
                "negative_prompt",
                gr.Textbox(label=t("shot_negative_prompt"), lines=1, max_lines=4, elem_id="shot_negative_prompt"),
            )
    camera.build(page)


def _choice(name: str) -> gr.Dropdown:
    return gr.Dropdown(
        [str(v) for v in VOCABULARIES[name]],
        label=t(f"shot_{name}"),
        min_width=110,
        filterable=True,
        elem_id=f"shot_{name}",
    )


def opened(desk: Desk, shown: Shown) -> Shown:
    """The vocabularies in the page's language, with the values that are to be shown; those stay what they are."""
    return {
        f"shot_{name}": gr.Dropdown(choices=desk.choices(name, list(values)), value=shown.get(f"shot_{name}"))
        for name, values in VOCABULARIES.items()
    }


def listen(page: Page) -> None:
    """Wires the room."""
    strip, panel = page["filmstrip"], page["panel"]
    page.hear(strip.select, select, *_PLACE)
    page.hear(strip.move, move, *_PLACE)
    page.hear(strip.undo, undo, *_PLACE)
    page.hear(strip.act, act, *_PLACE, *_INPUTS)
    page.hear(panel.act, act, *_PLACE, *_INPUTS)
    page.hear(panel.edit, edit_line, *_PLACE)
    page.hear(panel.pick, pick, *_PLACE)
    page.hear(panel.approve, approve, *_PLACE)
    page.hear(panel.settle, settle, *_PLACE)
    for name in FIELDS:
        component = page[f"shot_{name}"]
        listener = component.input if name in VOCABULARIES else component.blur
        page.hear(listener, _saver(name), *_PLACE, f"shot_{name}")
        if name in WORDS:
            page.hear(component.submit, _saver(name), *_PLACE, f"shot_{name}")
    camera.listen(page)


def _saver(name: str) -> Any:
    def save(desk: Desk, project_id: str, shot_id: str, base: dict[str, Any], value: Any) -> Shown:
        return save_fields(desk, project_id, shot_id, base, {name: value})

    return save


# ---- showing a shot ----------------------------------------------------------------------------------------------


def form(shot: Shot) -> Shown:
    """The shot in the inspector's fields, and what they were when they were filled."""
    fields = shot.model_dump(mode="json", include=set(FIELDS))
    return {f"shot_{name}": fields[name] for name in FIELDS} | {
        "base": fields | {"id": shot.id, "revision": shot.revision}
    }


def select(desk: Desk, project_id: str, _shot_id: str, _base: Any) -> Shown:
    """Another shot in viewer and inspector."""
    shot_id = desk.sent["id"]
    film = desk.studio.film(project_id)
    return {"shot": shot_id} | form(desk.studio.shot(shot_id)) | views.shot_parts(desk, film, shot_id)


def shown(desk: Desk, project_id: str, shot_id: str, base: dict[str, Any] | None, busy: str = "") -> Shown:
    """The room after a change; fields are written only where the film's value is another than they were filled with."""
    whole = views.project(desk, project_id, shot_id)
    if not whole["shot"]:
        return whole | {"base": None}
    fresh = form(desk.studio.shot(whole["shot"]))
    if not base or base.get("id") != whole["shot"]:
        return whole | fresh
    return whole | changed_fields(fresh, base, busy)


def changed_fields(fresh: Shown, base: dict[str, Any], busy: str) -> Shown:
    """Of a form anew only what changed under the page; never the field the person is in."""
    kept = dict(base) | {"revision": fresh["base"]["revision"]}
    found: Shown = {}
    for name in FIELDS:
        if fresh["base"][name] != base.get(name) and f"shot_{name}" != busy:
            found[f"shot_{name}"] = kept[name] = fresh["base"][name]
    return found | {"base": kept}


# ---- editing -------------------------------------------------------------------------------------------------------


def save_fields(
    desk: Desk, project_id: str, shot_id: str, base: dict[str, Any] | None, values: dict[str, Any]
) -> Shown:
    """Saves the fields that differ from what they were filled with; where one was changed elsewhere too, asks which."""
    mine = _differing(base, values)
    if not shot_id or not base or base["id"] != shot_id or not mine:
        return {}
    now = desk.studio.shot(shot_id)
    theirs = now.model_dump(mode="json", include=set(mine))
    clash = next((n for n in mine if theirs[n] != base[n] and theirs[n] != mine[n]), None)
    if clash is None:
        try:
            now = desk.studio.update_shot(shot_id, mine, now.revision)
        except Conflict:
            return save_fields(desk, project_id, shot_id, base, values)
        return _board(desk, project_id, shot_id) | {
            "base": base | {n: now.model_dump(mode="json")[n] for n in mine} | {"revision": now.revision}
        }
    film = desk.studio.film(project_id)
    panel = views.shot_parts(desk, film, shot_id)["panel"] | {
        "conflict": {"field": clash, "mine": mine[clash], "theirs": theirs[clash]}
    }
    return {"panel": panel}


def _differing(base: dict[str, Any] | None, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != (base or {}).get(name)}


def _board(desk: Desk, project_id: str, shot_id: str) -> Shown:
    whole = views.project(desk, project_id, shot_id)
    return {name: whole[name] for name in ("filmstrip", "viewer", "panel", "camera", "header")}


def settle(desk: Desk, project_id: str, shot_id: str, base: dict[str, Any]) -> Shown:
    """The person chose one of two values of a field."""
    name, value = desk.sent["field"], desk.sent["value"]
    shot = desk.studio.update_shot(shot_id, {name: value})
    fresh = form(shot)
    return (
        {f"shot_{name}": value, "base": base | {name: value, "revision": shot.revision}}
        | _board(desk, project_id, shot_id)
        if fresh
        else {}
    )


def edit_line(desk: Desk, project_id: str, shot_id: str, base: Any) -> Shown:
    """Other words over this shot, or a new line."""
    if desk.sent.get("new"):
        shot = desk.studio.shot(shot_id)
        desk.studio.add_line(shot.scene_id, desk.say("script_new_line"), shot_id=shot_id)
    else:
        desk.studio.update_line(desk.sent["id"], {"text": desk.sent["value"]}, desk.sent["revision"])
    return shown(desk, project_id, shot_id, base)


def pick(desk: Desk, project_id: str, shot_id: str, base: Any) -> Shown:
    """Another take is the one that is cut."""
    desk.studio.pick_take(shot_id, desk.sent["take"])
    return shown(desk, project_id, shot_id, base)


def approve(desk: Desk, project_id: str, shot_id: str, base: Any) -> Shown:
    """Another keyframe is the one that the camera begins with, or none."""
    desk.studio.approve_still(shot_id, desk.sent["take"])
    return shown(desk, project_id, shot_id, base)


def move(desk: Desk, project_id: str, shot_id: str, base: Any) -> Shown:
    """Another order of shots."""
    desk.studio.move_shot(desk.sent["id"], desk.sent.get("before"))
    return shown(desk, project_id, shot_id, base)


def undo(desk: Desk, project_id: str, _shot_id: str, base: Any) -> Shown:
    """Brings a deleted shot back and selects it."""
    desk.studio.restore_shot(desk.sent["id"])
    return shown(desk, project_id, desk.sent["id"], base)


def act(desk: Desk, project_id: str, shot_id: str, base: dict[str, Any], *values: Any) -> Shown:
    """A button or key of the room; what is typed in the inspector is saved first."""
    saved = save_fields(desk, project_id, shot_id, base, dict(zip(FIELDS, values, strict=True)))
    if "conflict" in saved.get("panel", {}):
        return saved
    base = saved.get("base", base)
    verb, shots = desk.sent["verb"], desk.sent.get("shots") or [shot_id]
    chosen = _VERBS[verb](desk, project_id, shots) or shot_id
    return shown(desk, project_id, chosen, base)


def _render(desk: Desk, project_id: str, shots: list[str]) -> None:
    desk.studio.render_shots(project_id, shots)


def _render_anew(desk: Desk, project_id: str, shots: list[str]) -> None:
    desk.studio.render_shots(project_id, shots, new_seed=True)


def _sweep(desk: Desk, project_id: str, shots: list[str]) -> None:
    desk.studio.render_shots(project_id, shots, new_seed=True, takes=int(desk.sent["takes"]))


def _still(desk: Desk, project_id: str, shots: list[str]) -> None:
    desk.studio.render_stills(project_id, shots)


def _still_anew(desk: Desk, project_id: str, shots: list[str]) -> None:
    desk.studio.render_stills(project_id, shots, new_seed=True)


def _stills_missing(desk: Desk, project_id: str, _shots: list[str]) -> None:
    if not desk.studio.render_stills(project_id).jobs:
        gr.Info(desk.say("board_no_stills_missing"), title=desk.say("page_done"))


def _render_missing(desk: Desk, project_id: str, _shots: list[str]) -> None:
    if not desk.studio.render_shots(project_id).jobs:
        gr.Info(desk.say("board_nothing_missing"), title=desk.say("page_done"))


def _cut(desk: Desk, project_id: str, _shots: list[str]) -> None:
    desk.studio.cut_film(project_id)


def _insert(desk: Desk, project_id: str, shots: list[str]) -> str:
    return desk.studio.add_shot(project_id, shots[-1] if shots[-1] else None).id


def _duplicate(desk: Desk, project_id: str, shots: list[str]) -> str:
    return desk.studio.add_shot(project_id, shots[-1], copy=True).id


def _delete(desk: Desk, project_id: str, shots: list[str]) -> str | None:
    order = [card.id for card in desk.studio.board(project_id)]
    at = max((order.index(s) for s in shots if s in order), default=0)
    for shot_id in shots:
        desk.studio.delete_shot(shot_id)
    left = [s for s in order[at + 1 :] + order[:at][::-1] if s not in shots]
    return left[0] if left else None


def _lock(desk: Desk, _project_id: str, shots: list[str]) -> None:
    locked = not desk.studio.shot(shots[0]).locked
    for shot_id in shots:
        desk.studio.update_shot(shot_id, {"locked": locked})


_VERBS = {
    "render": _render,
    "render_anew": _render_anew,
    "render_missing": _render_missing,
    "sweep": _sweep,
    "still": _still,
    "still_anew": _still_anew,
    "stills_missing": _stills_missing,
    "cut": _cut,
    "insert": _insert,
    "duplicate": _duplicate,
    "delete": _delete,
    "lock": _lock,
}
