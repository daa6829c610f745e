"""Errors of a scan: each says what stands in the way and what to do about it."""

import errno
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ScanError(Exception):
    """A scan cannot start or go on; what is finished so far is kept."""


class ChangedError(ScanError):
    """The inputs, the mapping or the snapshot are not those that the unfinished scan was begun with."""


class WorkerError(ScanError):
    """A worker failed for good; a note holds its traceback where there is one."""


class DiskFullError(ScanError):
    """There is no room left to write."""


def is_disk_full(error: OSError) -> bool:
    """Return whether the system refused to write for lack of room: disk, quota or file-size limit."""
    return error.errno in _FULL
