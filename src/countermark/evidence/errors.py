"""Errors of the decision log: each says what could not be done and what still holds."""

import errno
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class LogError(Exception):
    """Base of every error that the decision log raises on purpose."""


class LogWriteError(LogError):
    """A group of records could not be made durable. None of them may be answered; what was written before is whole."""


class LogFullError(LogWriteError):
    """There was no room for a group of records: disk, quota or file-size limit."""


class LogDamagedError(LogError):
    """Something in the log is not what was written; the message names file and position."""


class LogInUseError(LogError):
    """Every place for a writer is taken by a live process."""


def write_error(what: str, error: OSError) -> LogWriteError:
    """Return the error to raise when the system refused to write.

    Args:
        what: what was being written, for the message.
        error: what the system said.
    """
    if error.errno in _FULL:
        return LogFullError(f"{what}: no room left ({error.strerror}); what was written before is whole")
    return LogWriteError(f"{what}: cannot be written ({error.strerror}); what was written before is whole")
