"""The studio's log: outputs/logs/studio.log, rotated, one line a job event; tracebacks go here and not to the page."""

import logging
import logging.handlers

from studio.settings import Settings

_KEPT_FILES = 5


def open_log(settings: Settings) -> None:
    """Sends everything from INFO up to the log file, and nothing to the terminal."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        settings.logs / "studio.log",
        maxBytes=settings.log_megabytes * 1_000_000,
        backupCount=_KEPT_FILES,
        encoding="utf-8",
        delay=True,
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(file)
    for chatty in ("httpx", "httpcore", "asyncio", "PIL", "matplotlib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
