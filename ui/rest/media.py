"""Takes, cuts and references as files, by id and never by path: with ranges for players, and a name to save them by."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response

from studio.errors import NotFound
from studio.studio import Studio
from ui.rest.problems import Boundary

router = APIRouter(route_class=Boundary, prefix="/media", tags=["media"])
_TYPES = {
    ".mp4": "video/mp4",
    ".wav": "audio/wav",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".srt": "application/x-subrip",
}
_A_YEAR = "private, max-age=31536000, immutable"  # an address with ?v= never shows another file
_NOT_IN_NAMES = re.compile(
    r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+'
)  # what file systems or eyes stumble over
What = Literal["media", "poster", "subtitles"]
Version = Annotated[str, Query(description="The start of the recipe's hash: lets browsers keep the file.")]
Download = Annotated[bool, Query(description="Send it as a file to save, named after its film.")]
Form = Annotated[Literal["srt", "vtt"], Query(alias="format")]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"video/mp4": {}, "audio/wav": {}}},
    206: {"description": "The range asked for."},
}


@router.head("/{media_id}", include_in_schema=False)
@router.get("/{media_id}", response_class=FileResponse, responses=_FILE)
def media(request: Request, media_id: str, v: Version = "", download: Download = False) -> Response:
    """The film of a cut; the clip, still or sound of a take; a reference. Answers ranges."""
    return send(request, media_id, "media", v, download)


@router.head("/{media_id}/poster", include_in_schema=False)
@router.get("/{media_id}/poster", response_class=FileResponse)
def poster(request: Request, media_id: str, v: Version = "", download: Download = False) -> Response:
    """A still of a take, JPEG."""
    return send(request, media_id, "poster", v, download)


@router.head("/{media_id}/subtitles", include_in_schema=False)
@router.get("/{media_id}/subtitles", response_class=FileResponse)
def subtitles(
    request: Request, media_id: str, v: Version = "", download: Download = False, form: Form = "srt"
) -> Response:
    """The subtitles of a cut, as SubRip or, for a page's own player, as WebVTT."""
    if form == "srt":
        return send(request, media_id, "subtitles", v, download)
    text = _file(request.app.state.studio, media_id, "subtitles").read_text(encoding="utf-8-sig")
    times = re.sub(r"(\d\d:\d\d:\d\d),(\d{3})", r"\1.\2", text)
    return PlainTextResponse(
        f"WEBVTT\n\n{times}", media_type="text/vtt", headers={"Cache-Control": "private, no-cache"}
    )


def send(request: Request, media_id: str, what: What, version: str, download: bool) -> Response:
    """The file, or that the browser has it already."""
    studio: Studio = request.app.state.studio
    file = _file(studio, media_id, what)
    name = _name(studio, media_id, file) if download else None
    response = FileResponse(
        file,
        media_type=_TYPES.get(file.suffix.lower(), "application/octet-stream"),
        headers={"Cache-Control": _A_YEAR if version else "private, no-cache"},
        filename=name,
        stat_result=file.stat(),
    )
    if request.headers.get("if-none-match") == response.headers["etag"]:
        kept = {name: response.headers[name] for name in ("etag", "cache-control", "last-modified")}
        return Response(status_code=304, headers=kept)
    return response


def _file(studio: Studio, media_id: str, what: What) -> Path:
    file = studio.media_file(media_id, what)
    if not file.resolve().is_relative_to(
        studio.settings.outputs.resolve()
    ):  # a row from elsewhere points out of our folder
        raise NotFound("There is no such media in this studio: reload the page.")
    return file


def _name(studio: Studio, media_id: str, file: Path) -> str:
    """A name to save it by, safe on every file system: the film's title, and for a take its shot's number."""
    project_id, words = _whose(studio, media_id)
    title = studio.film(project_id).project.title or "Storyreel"
    plain = " ".join(_NOT_IN_NAMES.sub(" ", title + words).split()).strip(". ")
    return plain[:80].strip() + file.suffix


def _whose(studio: Studio, media_id: str) -> tuple[str, str]:
    """(the project's id, what it is of the film) of a cut, a reference or a take."""
    with contextlib.suppress(NotFound):
        return studio.cut(media_id).project_id, ""
    with contextlib.suppress(NotFound):
        return studio.reference(media_id).project_id, " reference"
    take = studio.take(media_id)
    return take.project_id, f" shot {studio.shot(take.shot_id).position + 1}" if take.shot_id else f" {take.kind}"
