"""Every error of the server as a Problem: one sentence, the kind of error, and the status that kind has.

BadInput 422 · NotFound 404 · Conflict 409 · NotAllowed 403 · BackendMissing, ModelMissing, OutOfMemory 503
DiskFull 507 · DamagedFile, NewerDatabase, MakerFailed 500 · any other StudioError 400 · a bug 500
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError

from studio import errors
from studio.store.films import one_sentence
from ui.rest import forms

log = logging.getLogger(__name__)
SOMETHING_WENT_WRONG = (
    "Something went wrong in the studio: try again; if it happens again, the log in outputs/logs says more."
)
_STATUS: dict[type[errors.StudioError], int] = {
    errors.BadInput: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotAllowed: 403,
    errors.BackendMissing: 503,
    errors.ModelMissing: 503,
    errors.OutOfMemory: 503,
    errors.DiskFull: 507,
    errors.DamagedFile: 500,
    errors.NewerDatabase: 500,
    errors.MakerFailed: 500,
    errors.StudioError: 400,
}


def problem(why: errors.StudioError) -> JSONResponse:
    """The sentence of a StudioError, with the status that its kind has."""
    code = next(_STATUS[kind] for kind in type(why).__mro__ if kind in _STATUS)
    return _problem(code, why.sentence, type(why).__name__, getattr(why, "field", None))


def _problem(code: int, sentence: str, name: str, field: str | None = None) -> JSONResponse:
    body = forms.Problem(detail=sentence, error=name, field=field).model_dump(exclude_none=True)
    return JSONResponse(body, code, {"Cache-Control": "no-store"})


def _of_validation(why: RequestValidationError) -> errors.BadInput:
    """The first fault of a request as a sentence; the field by its own name, not by where it stood."""
    first = dict(why.errors()[0])
    if first["type"] in ("json_invalid", "model_attributes_type", "dict_type") and len(first["loc"]) <= 2:
        return errors.BadInput("The request is no JSON: send one object, such as {“text”: “A boat in a storm”}.")
    path = [str(part) for part in first["loc"][1:]] or [str(first["loc"][0])]
    field = ".".join(path)
    if first["type"] == "missing":
        return errors.BadInput(f"The request lacks “{field}”: add it.", field)
    if first["type"] == "extra_forbidden":
        return errors.BadInput(
            f"There is no field “{field}” here: leave it out, or look for its name in the API page.", field
        )
    said = first["msg"].removeprefix("Value error, ")
    return errors.BadInput(
        said if first["type"] == "value_error" else f"The value of “{field}” can't be used: {said}.", field
    )


class Boundary(APIRoute):
    """A route whose bugs are logged once, with their traceback, and shown as one sentence."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await answer(request)
            except (errors.StudioError, HTTPException, RequestValidationError, ValidationError):
                raise
            except Exception:  # the boundary: whatever comes here is a bug
                log.exception("%s %s failed", request.method, request.url.path)
                return _problem(500, SOMETHING_WENT_WRONG, "InternalError")

        return guarded


def explain_errors(app: FastAPI) -> None:
    """Every error of the application as a Problem."""
    app.add_exception_handler(errors.StudioError, lambda _, why: problem(why))  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, lambda _, why: problem(_of_validation(why)))  # type: ignore[arg-type]
    app.add_exception_handler(ValidationError, lambda _, why: problem(one_sentence(why)))  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _of_http)  # type: ignore[arg-type]


def _of_http(_: Request, why: HTTPException) -> JSONResponse:
    return _problem(why.status_code, str(why.detail), "HTTPException")


# The problems a route may answer with, for the API page.
EXPECTED: dict[int | str, dict[str, Any]] = {
    code: {"model": forms.Problem, "description": words}
    for code, words in (
        (401, "No access token, or a wrong one"),
        (403, "Not allowed"),
        (404, "There is no such thing any more"),
        (409, "Changed elsewhere since it was read"),
        (422, "A value that can't be used"),
    )
}
