"""A real server for tests: the whole application on a free port of this computer, in a thread."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from studio.studio import Studio


class Served(str):
    """The address of a running server, without a slash at its end, and its application."""

    app: FastAPI


@contextmanager
def serving(studio: Studio, token: str | None = None, owner: str = "") -> Iterator[Served]:
    """Serves the studio until the block ends, to this computer or with a token to whoever has it, or the owner's."""
    import uvicorn

    from ui import server
    from ui.login import Access

    app = server.build(studio, Access(token, owner=owner))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive(), "the server ended before it began"
        time.sleep(0.01)
    try:
        address = Served(f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}")
        address.app = app
        yield address
    finally:
        running.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server did not stop"
