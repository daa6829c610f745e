"""The log's folders: one for each writer, so that several processes append without waiting for each other.

LOG/format               what this folder is
LOG/sequence             the shared counter
LOG/writer-00/lock                     held by the process that writes here
LOG/writer-00/index.sqlite             what is where, rebuilt when missing
LOG/writer-00/00000001.log             a segment
LOG/writer-00/00000001.parquet         the same, sealed; its root beside it in 00000001.root.json
LOG/writer-00/00000002-4711.torn       bytes that were set aside after a crash
"""

import fcntl
import os
from pathlib import Path
from typing import Final

from countermark.evidence.errors import LogDamagedError, LogInUseError, write_error
from countermark.evidence.files import write_atomically
from countermark.evidence.segment import SUFFIX

FORMAT_FILE: Final = "format"
FORMAT: Final = b"countermark decision log 1\n"
SEALED_SUFFIX: Final = ".parquet"
MAX_WRITERS: Final = 64
_PREFIX: Final = "writer-"


def prepare_folder(folder: Path) -> None:
    """Make a folder a decision log, or check that it is one.

    Raises:
        LogDamagedError: it is a log of another version.
        LogWriteError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        if not (folder / FORMAT_FILE).exists():
            write_atomically(folder / FORMAT_FILE, FORMAT)
    except OSError as error:
        raise write_error(str(folder), error) from error
    check_folder(folder)


def check_folder(folder: Path) -> None:
    """Check that a folder is a decision log.

    Raises:
        LogDamagedError: it is none, or one of another version.
    """
    try:
        found = (folder / FORMAT_FILE).read_bytes()
    except OSError as error:
        raise LogDamagedError(f"{folder} is not a decision log: {FORMAT_FILE}: {error.strerror}") from error
    if found != FORMAT:
        raise LogDamagedError(f"{folder / FORMAT_FILE}: found {found[:60]!r}, expected {FORMAT!r}")


def writer_folders(folder: Path) -> list[Path]:
    """Return the folders of all writers, past and present."""
    with os.scandir(folder) as entries:
        return sorted(folder / entry.name for entry in entries if entry.name.startswith(_PREFIX))


def segment_numbers(writer: Path) -> list[int]:
    """Return the numbers of a writer's segments, sealed or not, in order."""
    with os.scandir(writer) as entries:
        names = {entry.name for entry in entries}
    stems = {name.removesuffix(suffix) for name in names for suffix in (SUFFIX, SEALED_SUFFIX) if name.endswith(suffix)}
    return sorted(int(stem) for stem in stems if stem.isdigit())


class FolderLock:
    """A writer folder of one's own, for as long as the process lives; a dead process's folder is free again."""

    def __init__(self, folder: Path) -> None:
        """Take a folder, making it if need be.

        Raises:
            LogInUseError: a live process holds it.
            LogWriteError: it cannot be made.
        """
        self.folder = folder
        try:
            folder.mkdir(exist_ok=True, mode=0o750)
            self._file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise write_error(str(folder), error) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise LogInUseError(f"{folder} is held by a live process") from error

    def release(self) -> None:
        """Give the folder back."""
        os.close(self._file)


def claim_folder(log: Path) -> FolderLock:
    """Take the first writer folder that is free.

    Raises:
        LogInUseError: all `MAX_WRITERS` are taken.
        LogWriteError: a folder cannot be made.
    """
    for number in range(MAX_WRITERS):
        try:
            return FolderLock(log / f"{_PREFIX}{number:02}")
        except LogInUseError:
            continue
    raise LogInUseError(f"{log}: all {MAX_WRITERS} places for writers are taken by live processes")
