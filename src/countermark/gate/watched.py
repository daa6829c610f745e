"""A settings file that may change while the gate runs; a broken one is refused and the last good one stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from countermark.engine.errors import InvalidInputError, Problem

Parsed = TypeVar("Parsed")


class WatchedFile(Generic[Parsed]):
    """Holds what a file says.

    Args:
        path: the file; None for a setting that is not given, which then is `otherwise` for ever.
        parse: makes a value of its bytes and name; raises InvalidInputError.
        otherwise: the value without a file.

    Raises:
        InvalidInputError: the file cannot be read, or parse says so.
    """

    def __init__(self, path: Path | None, parse: Callable[[bytes, str], Parsed], otherwise: Parsed) -> None:
        self._path = path
        self._parse = parse
        self.current = otherwise
        """What the file said when it was last good."""
        self._state = (0, 0, 0)
        self.look()

    def look(self) -> bool:
        """Read the file again if it changed and return whether there is something new.

        Raises:
            InvalidInputError: it cannot be read any more; the last good value stays. Said once for each change.
        """
        if self._path is None:
            return False
        try:
            status = self._path.stat()
            state = (status.st_mtime_ns, status.st_ino, status.st_size)
            if state == self._state:
                return False
            self._state = state
            data = self._path.read_bytes()
        except OSError as error:
            if self._state == (-1, -1, -1):
                return False
            self._state = (-1, -1, -1)
            raise InvalidInputError(
                [Problem(str(self._path), None, None, f"cannot be read: {error.strerror}")]
            ) from error
        self.current = self._parse(data, str(self._path))
        return True
