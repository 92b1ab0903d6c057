"""What every route takes: the studio, the person, the revision a row was read at; and what every change answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response, status

from studio import errors
from studio.film import Row
from studio.studio import Studio
from ui.rest import forms

PREFIX = "/api/v1"
STARTED, GONE, MADE = status.HTTP_202_ACCEPTED, status.HTTP_204_NO_CONTENT, status.HTTP_201_CREATED


def _studio(request: Request) -> Studio:
    return request.app.state.studio


def known_user(request: Request) -> str:
    """Who asks; raises NotAllowed."""
    user = request.app.state.access.current_user(request)
    if user is None:
        raise errors.NotAllowed("This studio asks for its access token: send it as “Authorization: Bearer TOKEN”.")
    return user


def is_at_this_machine(request: Request) -> bool:
    """Whether somebody at this computer asks, and not through a proxy."""
    return request.app.state.access.at_this_machine(request)


def _revision(if_match: Annotated[str | None, Header(description="The revision it was read at.")] = None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    number = if_match.strip().removeprefix("W/").strip('"')
    if not number.isdecimal():
        raise errors.BadInput('If-Match is the revision that was read, a whole number such as "3".', "If-Match")
    return int(number)


Hand = Annotated[Studio, Depends(_studio)]
IfMatch = Annotated[int | None, Depends(_revision)]


def seen_at(change: forms.Change, if_match: int | None) -> int | None:
    """The revision that the person saw; None: they don't ask to be told of a conflict."""
    return if_match if change.revision is None else change.revision


def tagged(response: Response, row: Row) -> Any:
    """The row, with its revision as the answer's ETag."""
    response.headers["ETag"] = f'"{row.revision}"'
    return row
