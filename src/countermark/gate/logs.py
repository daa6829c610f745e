"""The service's own log: one JSON object a line on standard error. Never what is in a listing, never a key."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any, Final

LOGGER: Final = logging.getLogger("countermark.gate")


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON.

    Of an exception it names the type and the places, not the message: messages of libraries quote their input, and
    our input is what people wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": record.process,
            "event": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line |= described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def described(error: BaseException) -> dict[str, Any]:
    """Return what may be logged of an exception: its type, and where it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return {
        "error": type(error).__name__,
        "where": [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def log(level: int, event: str, **fields: object) -> None:
    """Write one event with its fields."""
    LOGGER.log(level, event, extra={"fields": fields})


def log_config(level: str = "INFO") -> dict[str, Any]:
    """Return the configuration for `logging.config.dictConfig`, for us and for the server."""
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "json"}
    logger = {"handlers": ["stderr"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "countermark.gate.logs.JsonFormatter"}},
        "handlers": {"stderr": handler},
        "loggers": {"countermark": logger, "_granian": logger, "granian.access": logger},
    }
