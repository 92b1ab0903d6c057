"""The Brief room: what film is wanted, what it will cost, and the two buttons that begin it."""

from __future__ import annotations

import secrets
from typing import Any

import gradio as gr
from pydantic import ValidationError

from studio.errors import BadInput
from studio.film import Brief, CrewChoice
from studio.vocabulary import Aspect, Fit, Subtitles
from ui import text, views
from ui.desk import Desk, Page, Shown
from ui.parts.part import part
from ui.words import t

HEIGHTS = ("480", "720", "1080")
FIELDS = (
    "brief_text",
    "brief_language",
    "brief_seconds",
    "brief_aspect",
    "brief_height",
    "brief_style",
    "brief_tone",
    "brief_subtitles",
    "brief_narrator",
    "brief_seed",
    "brief_writer",
    "brief_still",
    "brief_camera",
    "brief_voice",
    "brief_composer",
    "brief_fit",
    "brief_smooth",
    "brief_clip_sound",
    "brief_quality",
    "brief_precision",
    "brief_steps",
    "brief_guidance",
    "brief_scheduler",
    "brief_motion",
)
_KINDS = ("writer", "still", "camera", "voice", "composer")
_OPTIONAL = ("still", "voice", "composer")
_NUMBERS = ("steps", "guidance", "motion")
_DIALS = ("quality", "precision", "scheduler", *_NUMBERS)
_QUALITIES, _PRECISIONS = ("draft", "standard", "best"), ("full", "fp8", "int8", "int4")


def build(studio: Any, page: Page) -> None:
    """Lays out the form."""
    usual = Brief(text="a film")
    with gr.Row(elem_id="brief_room", equal_height=False):
        with gr.Column(scale=7, min_width=320, elem_id="brief_words"):
            _field(
                page,
                "text",
                gr.Textbox(
                    label=t("brief_text"),
                    placeholder=t("brief_text_hint"),
                    lines=7,
                    max_lines=24,
                    max_length=200_000,
                    elem_id="brief_text",
                ),
            )
            page.put("brief_examples", part("examples", elem_id="brief_examples"))
            with gr.Row(elem_id="brief_start"):
                page.put("brief_make", gr.Button(t("brief_make"), variant="primary", elem_id="brief_make", scale=2))
                page.put("brief_write", gr.Button(t("brief_write"), elem_id="brief_write", scale=1))
            page.put("brief_note", part("note", elem_id="brief_note"))
        with gr.Column(scale=5, min_width=320, elem_id="brief_choices"):
            with gr.Row():
                _field(
                    page,
                    "language",
                    gr.Dropdown(
                        ["auto", "en", "zh"],
                        value="auto",
                        label=t("brief_language"),
                        min_width=120,
                        elem_id="brief_language",
                    ),
                )
                _field(
                    page,
                    "seconds",
                    gr.Number(usual.seconds, label=t("brief_seconds"), min_width=90, elem_id="brief_seconds"),
                )
            with gr.Row():
                _field(
                    page,
                    "aspect",
                    gr.Dropdown(
                        [str(a) for a in Aspect],
                        value="16:9",
                        label=t("brief_aspect"),
                        min_width=120,
                        elem_id="brief_aspect",
                    ),
                )
                _field(
                    page,
                    "height",
                    gr.Dropdown(
                        list(HEIGHTS),
                        value="720",
                        allow_custom_value=True,
                        label=t("brief_height"),
                        min_width=90,
                        elem_id="brief_height",
                    ),
                )
            with gr.Row():
                _field(
                    page,
                    "style",
                    gr.Dropdown(
                        studio.styles(),
                        value=_first(studio.styles(), usual.style),
                        label=t("brief_style"),
                        min_width=120,
                        elem_id="brief_style",
                    ),
                )
                _field(
                    page,
                    "tone",
                    gr.Textbox(
                        label=t("brief_tone"),
                        placeholder=t("brief_tone_hint"),
                        max_lines=1,
                        min_width=120,
                        elem_id="brief_tone",
                    ),
                )
            with gr.Row():
                _field(
                    page,
                    "narrator",
                    gr.Dropdown(
                        [("", "")], value="", label=t("brief_narrator"), min_width=120, elem_id="brief_narrator"
                    ),
                )
                _field(
                    page,
                    "subtitles",
                    gr.Dropdown(
                        [str(s) for s in Subtitles],
                        value="burn",
                        label=t("brief_subtitles"),
                        min_width=120,
                        elem_id="brief_subtitles",
                    ),
                )
            with gr.Row():
                for kind in ("camera", "still"):
                    _field(page, kind, _crew(studio, kind, getattr(usual.crew, kind)))
            _camera(page)
            with gr.Row():
                for kind in ("voice", "composer"):
                    _field(page, kind, _crew(studio, kind, getattr(usual.crew, kind)))
            with gr.Row(elem_id="brief_seed_row"):
                _field(page, "writer", _crew(studio, "writer", usual.crew.writer))
                with gr.Row():
                    seed = gr.Number(1, precision=0, label=t("brief_seed"), min_width=60, elem_id="brief_seed")
                    _field(page, "seed", seed)
                    page.put("brief_dice", gr.Button(t("brief_dice"), min_width=60, elem_id="brief_dice"))


def _camera(page: Page) -> None:
    """What a camera with a model can be told; shown when one is chosen."""
    with gr.Accordion(t("brief_dials"), open=False, visible=False, elem_id="brief_dials") as section:
        page.put("brief_dials", section)
        with gr.Row():
            for name, values in {"quality": _QUALITIES, "precision": _PRECISIONS}.items():
                _field(page, name, gr.Dropdown(["", *values], value="", label=t(f"camera_{name}"), min_width=120))
        with gr.Row():
            # No gr.Number: it shows 0 where nothing is said.
            for name, label in {"steps": "steps", "guidance": "guidance", "motion": "motion_number"}.items():
                own = gr.Textbox(label=t(f"camera_{label}"), placeholder=t("camera_own"), max_lines=1, min_width=60)
                _field(page, name, own)
        with gr.Row():
            _field(page, "scheduler", gr.Dropdown([""], value="", label=t("camera_scheduler"), min_width=120))
            fits = [str(f) for f in Fit]
            _field(page, "fit", gr.Dropdown(fits, value=fits[0], label=t("camera_fit"), min_width=120))
        _field(page, "smooth", gr.Checkbox(False, label=t("camera_smooth")))
        _field(page, "clip_sound", gr.Checkbox(True, label=t("camera_clip_sound")))


def _field(page: Page, name: str, component: Any) -> None:
    component.interactive = True
    page.put(f"brief_{name}", component)


def _first(values: list[str], wanted: str) -> str:
    return wanted if wanted in values else values[0]


def _crew(studio: Any, kind: str, usual: str) -> gr.Dropdown:
    makers = [(m.name, m.id) for m in studio.crew.of(kind)]
    if kind in _OPTIONAL:
        makers.append(("none", "none"))
    ids = [maker_id for _, maker_id in makers]
    value = usual if usual in ids else (ids[0] if ids else None)
    return gr.Dropdown(makers, value=value, label=t(f"crew_{kind}"), min_width=120, elem_id=f"brief_{kind}")


def listen(page: Page) -> None:
    """Wires the form."""
    page.hear(page["brief_make"].click, make_film, *FIELDS)
    page.hear(page["brief_write"].click, write_only, *FIELDS)
    page.hear(page["brief_examples"].use, use_example, *FIELDS)
    page.hear(page["brief_dice"].click, throw_dice, *FIELDS)
    for name in FIELDS:
        if name not in ("brief_narrator", "brief_seed", "brief_tone", "brief_camera", "brief_still"):
            listener = page[name].change if name in ("brief_seconds", "brief_text") else page[name].input
            page.hear(listener, estimate, *FIELDS, trigger_mode="always_last")
    for name in ("brief_camera", "brief_still"):
        page.hear(page[name].input, hire, *FIELDS)
    for name in ("brief_language", "brief_voice"):
        page.hear(page[name].input, list_voices, "brief_text", "brief_language", "brief_voice", "brief_narrator")


def opened(desk: Desk) -> Shown:
    """The choices in the page's language."""
    words = text.table(desk.language)
    shown: Shown = {
        "brief_language": gr.Dropdown(choices=desk.choices("language", ["auto", "en", "zh"])),
        "brief_subtitles": gr.Dropdown(choices=desk.choices("subtitles", list(Subtitles))),
        "brief_aspect": gr.Dropdown(choices=_aspects(desk)),
        "brief_height": gr.Dropdown(choices=[(desk.say(f"height_{h}"), h) for h in HEIGHTS]),
        "brief_style": gr.Dropdown(choices=desk.choices("style", desk.studio.styles())),
        "brief_examples": [words[f"example_{n}"] for n in range(1, 7)],
        "brief_narrator": voices(desk, "espeak", "en" if desk.language == "en" else "zh", ""),
    }
    for kind in _KINDS:
        makers = [(_known_as(desk, m), m["id"]) for m in views.makers(desk, kind)]  # type: ignore[arg-type]
        none = [(words["crew_none"], "none")] if kind in _OPTIONAL else []
        shown[f"brief_{kind}"] = gr.Dropdown(choices=none + makers if kind == "still" else makers + none)
    own = (words["camera_own"], "")
    for name, values in {"quality": _QUALITIES, "precision": _PRECISIONS}.items():
        shown[f"brief_{name}"] = gr.Dropdown(choices=[own, *desk.choices(name, values)])
    shown["brief_scheduler"] = gr.Dropdown(choices=[own])
    shown["brief_fit"] = gr.Dropdown(choices=desk.choices("fit", list(Fit)))
    return shown | estimate(desk, *_usual())


def _known_as(desk: Desk, maker: dict[str, Any]) -> str:
    return maker["name"] if maker["here"] else desk.say("camera_absent", name=maker["name"])


def hire(desk: Desk, *values: Any) -> Shown:
    """Another camera: its dials, and for a model that is not here how it comes."""
    chosen = dict(zip(FIELDS, values, strict=True))
    card = views.model(desk, chosen["brief_camera"])
    names = [(name.removesuffix("Scheduler"), name) for name in (card.schedulers if card else [])]
    kept = chosen["brief_scheduler"] if card and chosen["brief_scheduler"] in card.schedulers else ""
    shown: Shown = {
        "brief_dials": gr.Accordion(visible=card is not None),
        "brief_scheduler": gr.Dropdown(choices=[(desk.say("camera_own"), ""), *names], value=kept),
        "brief_clip_sound": gr.Checkbox(visible=card is not None and "sound" in card.takes),
    }
    return shown | (_absent(desk, chosen) or estimate(desk, *values))


def _absent(desk: Desk, chosen: dict[str, Any]) -> Shown:
    """What is said of a chosen model that is not on this machine; nothing where all are."""
    for kind in ("camera", "still"):
        card = views.model(desk, chosen[f"brief_{kind}"])
        if card and card.state != "here":
            said = desk.say("camera_absent_hint", name=card.name, size=f"{card.size_gb:.0f}")
            return {"brief_note": {"error": said, "field": kind, "model": card.id}}
    return {}


def _aspects(desk: Desk) -> list[tuple[str, str]]:
    return [(words[0], str(a)) for a, words in zip(Aspect, desk.choices("aspect", map(_plain, Aspect)), strict=True)]


def _plain(aspect: Aspect) -> str:
    return str(aspect).replace(":", "_").replace(".", "_")


def _usual() -> tuple[Any, ...]:
    usual = Brief(text="a film")
    crew = usual.crew
    return (
        "a film",
        "auto",
        usual.seconds,
        str(usual.aspect),
        str(usual.height),
        usual.style,
        "",
        "burn",
        "",
        1,
        crew.writer,
        crew.still,
        crew.camera,
        crew.voice,
        crew.composer,
        str(usual.fit),
        usual.smooth,
        usual.clip_sound,
        *[""] * len(_DIALS),
    )


def voices(desk: Desk, maker_id: str, language: str, chosen: str) -> Any:
    """The narrator's voices in a language, the maker's own choice first."""
    known = {m.id for m in desk.studio.crew.of("voice")}
    found = desk.studio.voices(maker_id, language) if maker_id in known else []
    ids = [v.id for v in found]
    return gr.Dropdown(
        choices=[(desk.say("brief_narrator_any"), ""), *((v.name, v.id) for v in found)],
        value=chosen if chosen in ids else "",
    )


def list_voices(desk: Desk, words: str, language: str, maker_id: str, chosen: str) -> Shown:
    """Another language or maker has other voices."""
    if language == "auto":
        language = Brief(text=words).spoken_language if words.strip() else ("zh" if desk.language == "zh-CN" else "en")
    return {"brief_narrator": voices(desk, maker_id, language, chosen)}


def read(values: tuple[Any, ...]) -> Brief:
    """The form as a Brief; raises BadInput with the one sentence about the first field that can't be used."""
    given = dict(zip((name.removeprefix("brief_") for name in FIELDS), values, strict=True))
    crew = CrewChoice(**{kind: given.pop(kind) for kind in _KINDS})
    given |= {name: _number(given[name], name) for name in ("height", "seconds", "seed")}
    dials: dict[str, Any] = {name: value for name in _DIALS if (value := str(given.pop(name) or "").strip())}
    dials |= {name: _number(dials[name], name) for name in _NUMBERS if name in dials}
    try:
        return Brief.model_validate(given | {"crew": crew, "dials": dials})
    except ValidationError as why:
        first = why.errors()[0]
        field = str(first["loc"][-1])
        said = str(first.get("ctx", {}).get("error", "")) or f"The field “{field}” can't be used: {first['msg']}."
        raise BadInput(said, field) from why


def _number(value: Any, name: str) -> Any:
    try:
        return float(value) if name in ("seconds", "guidance", "motion") else int(float(value))
    except (TypeError, ValueError, OverflowError) as why:
        raise BadInput(f"The field “{name}” needs a number: write one.", name) from why


def make_film(desk: Desk, *values: Any) -> Shown:
    """Begins the whole film and shows its board."""
    return _begin(desk, values, desk.studio.make_film, "storyboard")


def write_only(desk: Desk, *values: Any) -> Shown:
    """Begins with the script alone."""
    return _begin(desk, values, desk.studio.write_script, "script")


def _begin(desk: Desk, values: tuple[Any, ...], start: Any, tab: str) -> Shown:
    if absent := _absent(desk, dict(zip(FIELDS, values, strict=True))):
        return absent
    try:
        project = desk.studio.create_project(read(values))
    except BadInput as why:
        return {"brief_note": {"error": desk.sentence(why), "field": why.field}}
    start(project.id)
    return views.project(desk, project.id) | {"brief_note": {"begun": True}, "tabs": gr.Tabs(selected=tab)}


def use_example(desk: Desk, *values: Any) -> Shown:
    """Puts the example into the form."""
    return {"brief_text": desk.sent["text"]} | estimate(desk, desk.sent["text"], *values[1:])


def throw_dice(desk: Desk, *_values: Any) -> Shown:
    """Another seed: another script and other pictures of the same brief."""
    return {"brief_seed": secrets.randbelow(2**31 - 1) + 1}


def estimate(desk: Desk, words: str, *values: Any) -> Shown:
    """Time and disk for the film as the form stands."""
    try:
        cost = desk.studio.estimate(read((words if words and words.strip() else "a film", *values)))
    except BadInput as why:
        return {"brief_note": {"error": desk.sentence(why), "field": why.field}}
    return {"brief_note": {"estimate": cost.model_dump()}}
