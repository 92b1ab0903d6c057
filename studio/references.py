"""The person's own pictures: taken in, checked, kept by their content's hash, let go when nothing refers to them."""

from __future__ import annotations

import hashlib
import io
import time
from pathlib import Path
from typing import Any, Literal

from studio.errors import BadInput, NotFound
from studio.film import Character, Reference, Shot
from studio.settings import Settings
from studio.store import films
from studio.store.database import session
from studio.store.tables import ReferenceRow

Role = Literal["reference", "first frame", "last frame"]
MOST_BYTES = 100 << 20
_MOST_MEGAPIXELS = 64
_LEAST_SIDE = 16
_FORMATS = ("PNG", "JPEG", "WEBP")
_LEFT_ALONE_SECONDS = 3600  # a file without a row may be one whose row is about to be written


def add(
    settings: Settings, project_id: str, picture: bytes, shot_id: str | None, character_id: str | None, role: Role
) -> Reference:
    """Keeps the picture for a shot or a character; a new first or last frame takes the place of the old one.

    Raises BadInput for what is no PNG, JPEG or WebP of at most 64 megapixels, and for a role that characters lack.
    """
    if (shot_id is None) == (character_id is None):
        raise BadInput("A picture belongs to a shot or to a character: name one of them.")
    owner: Shot | Character = films.get(Shot, shot_id) if shot_id else films.get(Character, character_id or "")
    if owner.project_id != project_id:
        raise NotFound("That shot or character belongs to another film: reload the page and choose again.")
    if character_id and role != "reference":
        raise BadInput("A character's picture is a reference: give the first or last frame to a shot.", "role")
    png, width, height = _as_png(picture)
    sha256 = hashlib.sha256(png).hexdigest()
    file = settings.references / f"{sha256}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    half.write_bytes(png)
    half.replace(file)
    new = Reference(
        project_id=project_id, shot_id=shot_id, character_id=character_id, role=role, sha256=sha256,
        path=file.relative_to(settings.outputs).as_posix(), width=width, height=height,
    )  # fmt: skip
    replaced = [] if role == "reference" else films.find(Reference, "id", shot_id=shot_id, role=role)
    made = films.insert(new)
    for old in replaced:
        delete(settings, old.id)
    return made


def read(path: Path) -> bytes:
    """A picture from a file, for add(); raises BadInput."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as why:
        raise BadInput(f"The picture {path.name} can't be read ({why.strerror}): choose another.", "file") from why


def _as_png(picture: bytes) -> tuple[bytes, int, int]:
    """(PNG, width, height): upright, 8-bit RGB, and without what a camera wrote beside the picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(picture) > MOST_BYTES:
        raise BadInput(f"The picture has more than {MOST_BYTES >> 20} MB: save it smaller.")
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as found:
            if found.width * found.height > _MOST_MEGAPIXELS * 1e6:  # told by its header, before it is unpacked
                raise BadInput(
                    f"The picture has {found.width} x {found.height} pixels and at most {_MOST_MEGAPIXELS} megapixels "
                    "are taken: save it smaller."
                )
            if min(found.size) < _LEAST_SIDE:
                raise BadInput(f"The picture is {found.width} x {found.height} pixels: choose a larger one.")
            upright = ImageOps.exif_transpose(found)
            seen = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as why:
        raise BadInput("That is no picture that can be read: choose a PNG, a JPEG or a WebP.", "file") from why
    out = io.BytesIO()
    seen.convert("RGB").save(out, "PNG")
    return out.getvalue(), seen.width, seen.height


def of_project(project_id: str) -> list[Reference]:
    """All pictures of a film, the oldest first."""
    return films.find(Reference, "id", project_id=project_id)


def delete(settings: Settings, reference_id: str) -> None:
    """Lets a picture go, and its file when no other film has it."""
    old = films.get(Reference, reference_id)
    films.delete(Reference, reference_id)
    with session():
        shared = ReferenceRow.select().where(ReferenceRow.path == old.path).exists()
    if old.path and not shared:
        (settings.outputs / old.path).unlink(missing_ok=True)


def sweep(settings: Settings) -> None:
    """Deletes files that went out of use with their shot or character."""
    if not settings.references.is_dir():
        return
    with session():
        named = {row.path for row in ReferenceRow.select(ReferenceRow.path)}
    for file in settings.references.iterdir():
        old = file.stat().st_mtime < time.time() - _LEFT_ALONE_SECONDS
        if old and file.relative_to(settings.outputs).as_posix() not in named:
            file.unlink()


def of_characters(project_id: str) -> dict[str, list[Reference]]:
    """The pictures of each character, by name, to be handed over when the bible is written anew."""
    found: dict[str, list[Reference]] = {}
    for character in films.find(Character, project_id=project_id):
        found[character.name] = films.find(Reference, "id", character_id=character.id)
    return found


def hand_over(project_id: str, pictured: dict[str, list[Reference]]) -> None:
    """Gives the characters that have kept their names the pictures they had."""
    for character in films.find(Character, project_id=project_id):
        change: dict[str, Any] = {"id": "", "revision": 0, "character_id": character.id}
        for picture in pictured.get(character.name, []):
            films.insert(picture.model_copy(update=change))
