"""One order over all writers of a log: a counter that their processes share.

A wall clock cannot give that order, since it jumps; each writer's own count cannot, since there are several. The
counter need not outlive a loss of power: on opening, the log raises it above everything that it holds.
"""

import fcntl
import os
import struct
from pathlib import Path
from typing import Final

from countermark.evidence.errors import write_error

_NUMBER: Final = struct.Struct("<Q")


class SequenceCounter:
    """Gives out numbers that rise over all processes with the same file. Costs four system calls a call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)

    def take(self, count: int) -> int:
        """Return the first of `count` numbers that nobody else is given.

        Raises:
            LogWriteError: the counter cannot be written.
        """
        return self._advance(0, count) + 1

    def raise_above(self, number: int) -> None:
        """See to it that every number given out from now on is greater than `number`."""
        self._advance(number, 0)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)

    def _advance(self, at_least: int, count: int) -> int:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            data = os.pread(self._file, _NUMBER.size, 0)
            last = _NUMBER.unpack(data)[0] if len(data) == _NUMBER.size else 0
            last = max(last, at_least)
            os.pwrite(self._file, _NUMBER.pack(last + count), 0)
        except OSError as error:
            raise write_error(str(self._path), error) from error
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        return last
