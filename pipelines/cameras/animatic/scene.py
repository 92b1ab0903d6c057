"""From an order to a stage that is ready to be drawn: reads it, lights it, builds place, weather and cast."""

from __future__ import annotations

from pipelines.cameras.animatic import figures, troupe, weather
from pipelines.cameras.animatic.manners import STRUNG
from pipelines.cameras.animatic.places import PLACES
from pipelines.cameras.animatic.places.streets import lanterns
from pipelines.cameras.animatic.stage import Stage
from pipelines.cameras.animatic.styles import style
from pipelines.understanding import Reading, kind_of, read
from studio.crew import ClipOrder


def reading_of(order: ClipOrder) -> Reading:
    """What the order's words show; the person's own words come first."""
    doing = [x for x in (order.own_words, order.subject, order.action) if x]
    # Not order.prompt: a compiled one names the camera too, and "wide shot" or "pan" would be taken for things.
    whole = read(*doing, *(x for x in (order.setting, order.light, order.mood, order.heading) if x))
    return _acted(whole, read(*doing)) if doing else whole


def _acted(whole: Reading, deed: Reading) -> Reading:
    """The whole reading with the deed's cast: "light holds" in a setting gives nobody anything to hold."""
    known = {f.name for f in deed.figures}
    around = [f for f in whole.figures if f.name not in known and kind_of(f.name) in ("scenery", "group")]
    around = [f.model_copy(update={"action": "stand"}) for f in around]
    acting = [f for f in deed.figures if kind_of(f.name) != "object"]
    if not acting and not around:
        acting = deed.figures or [f.model_copy(update={"action": "stand"}) for f in whole.figures]
    names = [f.name for f in (*acting, *around)]
    props = dict.fromkeys([*(f.name for f in deed.figures), *deed.props, *whole.props])
    return whole.model_copy(
        update={"figures": [*acting, *around], "props": [p for p in props if p not in names and kind_of(p) == "object"]}
    )


def walks(name: str) -> bool:
    """Whether it is a person or a beast that needs ground under its feet."""
    return not figures.floats(name) and kind_of(name) in ("person", "group", "machine", "animal")


def on_firm_ground(reading: Reading) -> Reading:
    """People by the sea stand on its shore, unless a vessel carries them."""
    names = [f.name for f in reading.figures]
    afloat = any(figures.floats(n) == "water" for n in names)
    afloat |= any(f.action in ("swim", "sail", "fly") for f in reading.figures)
    if reading.place != "sea" or afloat or not any(walks(n) for n in names):
        return reading
    rocky = reading.weather == "storm" or "keeper" in names or "lighthouse" in [*names, *reading.props]
    return reading.model_copy(update={"place": "cliff" if rocky else "beach"})


def staged(order: ClipOrder) -> Stage:
    """The stage of a shot, painted; raises BadInput for a style there is not."""
    drawn = style(order.style)
    reading = reading_of(order)
    reading = on_firm_ground(reading)
    if reading.place not in PLACES:
        reading = reading.model_copy(update={"place": "room" if reading.interior else "field"})
    stage = Stage(order, reading, drawn)
    PLACES[reading.place](stage)
    inside = stage.inside and reading.place != "train"
    at = stage.subject_index if stage.subject_index is not None else len(stage.items)
    if "lantern" in reading.props and reading.place in STRUNG:
        lanterns(stage, 0.85, -0.36, 0.06, 8)
    cast = troupe.cast(stage)
    behind = len(stage.items)
    if not inside:
        weather.behind(stage)
    back, stage.items = stage.items[behind:], stage.items[:behind]
    stage.items[at:at] = [*back, *cast]
    if not inside and reading.place not in ("space", "underwater"):
        weather.before(stage)
    return stage
