"""Files that are there whole or not at all, and folders whose names outlive a loss of power."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from countermark.evidence.errors import write_error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file, durably, so that others see all of it or none."""
    temporary = temporary_beside(path)
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def temporary_beside(path: Path) -> Path:
    """Return a name beside `path` that no other process writes to."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


@contextmanager
def only_one(lock: Path) -> Iterator[bool]:
    """Say whether this process alone holds a lock file; if so it holds it until the block ends, or the process.

    Raises:
        LogWriteError: the file cannot be made.
    """
    try:
        file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise write_error(str(lock), error) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(file)
