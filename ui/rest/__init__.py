"""REST /api/v1: the Studio's verbs over HTTP; each route asks the studio and says nothing of its own.

Answers are film.py's models. A change may carry the revision it was read at, in the body or as If-Match: 409 when the
row has changed since. Steps of production answer 202 at once with their jobs. Errors are Problems.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.security import HTTPBearer

from ui.rest import board, films, machine, media, models, pictures, queue, script, writers
from ui.rest.counter import PREFIX, known_user
from ui.rest.problems import EXPECTED

_TOKEN = HTTPBearer(
    auto_error=False, description="The access token that --lan printed; none is asked for on this computer."
)
router = APIRouter(prefix=PREFIX, responses=EXPECTED)
for part in (films, script, writers, board, pictures, queue, media, models, machine):
    router.include_router(part.router, dependencies=[Depends(known_user), Depends(_TOKEN)])
