"""Contact sheets of what the animatic camera paints: python -m pipelines.cameras.animatic.gallery FOLDER."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pipelines.cameras.animatic.camera import AnimaticCamera
from pipelines.cameras.animatic.finish import Finish
from pipelines.cameras.animatic.palette import LIGHTS
from pipelines.cameras.animatic.places import PLACES
from pipelines.cameras.animatic.scene import staged
from pipelines.cameras.animatic.styles import names
from studio.crew import ClipOrder
from studio.vocabulary import Angle, Movement, Size

WIDTH, HEIGHT, FRAMES = 384, 216, 48
WEATHERS = ("clear", "cloudy", "rain", "storm", "snow", "fog", "wind", "dust", "petals", "fireflies", "stars", "aurora")


def order(**fields: object) -> ClipOrder:
    """A small order with these fields."""
    return ClipOrder(**{"width": WIDTH, "height": HEIGHT, "fps": "24", "frames": FRAMES, "look_seed": 3, **fields})


def labelled(image: np.ndarray, text: str) -> np.ndarray:
    """The picture with its name in the corner."""
    out = image.copy()
    for colour, thick in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(out, text, (6, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, thick, cv2.LINE_AA)
    return out


def sheet(out: Path, pictures: Sequence[np.ndarray], columns: int) -> None:
    """Writes the pictures as one PNG, row by row."""
    blank = [np.zeros_like(pictures[0])] * (-len(pictures) % columns)
    rows = [*pictures, *blank]
    cv2.imwrite(str(out), np.vstack([np.hstack(rows[i : i + columns]) for i in range(0, len(rows), columns)]))


def places(folder: Path, camera: AnimaticCamera) -> None:
    """Every place at every time of day, eight places a sheet."""
    all_places = sorted(PLACES)
    for first in range(0, len(all_places), 8):
        pictures = [
            labelled(camera.poster(order(setting=place.replace("_", " "), light=time)), f"{place} {time}")
            for place in all_places[first : first + 8]
            for time in LIGHTS
        ]
        sheet(folder / f"places-{first // 8 + 1}.png", pictures, len(LIGHTS))


def words(folder: Path, camera: AnimaticCamera) -> None:
    """Weathers, styles, sizes and angles."""
    person = {"subject": "a woman", "action": "walks"}
    skies = [
        labelled(camera.poster(order(**person, setting=f"{place}, {weather}", light=time)), f"{weather} {place}")
        for weather in WEATHERS
        for place, time in (("village", "afternoon"), ("mountains", "night"))
    ]
    sheet(folder / "weathers.png", skies, 4)
    styled = [
        labelled(camera.poster(order(**person, setting=place, light=time, style=name)), name)
        for name in names()
        for place, time in (("mountains", "sunset"), ("street", "night"), ("kitchen", "morning"), ("sea", "dawn"))
    ]
    sheet(folder / "styles.png", styled, 4)
    sizes = [labelled(camera.poster(order(**person, setting="village", light="afternoon", size=s)), s) for s in Size]
    angles = [labelled(camera.poster(order(**person, setting="city", light="dusk", angle=a)), a) for a in Angle]
    sheet(folder / "framings.png", [*sizes, *angles], 4)


def movements(folder: Path) -> None:
    """Each movement at five moments."""
    pictures = []
    for movement in Movement:
        shot = order(subject="a man", action="walks", setting="mountains", light="sunset", movement=movement)
        finish = Finish(staged(shot))
        pictures += [labelled(finish.frame(round(k * (FRAMES - 1) / 4)), movement) for k in range(5)]
    sheet(folder / "movements.png", pictures, 5)


def main(folder: Path) -> None:
    """Writes all contact sheets into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    camera = AnimaticCamera()
    words(folder, camera)
    movements(folder)
    places(folder, camera)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "outputs/gallery"))
