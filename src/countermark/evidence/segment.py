"""Segment files: where one writer appends its frames, and what is done about a torn end after a crash."""

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from countermark.evidence.errors import write_error
from countermark.evidence.files import sync_folder, write_atomically
from countermark.evidence.frame import Frame, Gap, read_frames

SUFFIX: Final = ".log"
SET_ASIDE_SUFFIX: Final = ".torn"


class Durability(StrEnum):
    """What an append outlives."""

    FSYNC = "fsync"
    """Loss of power: the disk has said that it holds the bytes."""
    PROCESS = "process"
    """The death of the process (kill -9), not of the machine: the operating system holds the bytes."""


def segment_name(number: int) -> str:
    """Return a segment's file name without its suffix; names sort in the order of their numbers."""
    return f"{number:08}"


class SegmentWriter:
    """Appends frames to one segment file. One process and one thread at a time; the writer folder's lock sees to it."""

    def __init__(self, path: Path, *, durability: Durability) -> None:
        """Open or create the segment, at its end.

        A file that is already there must end with a complete frame: call `recover` first.
        """
        self.path = path
        self._durability = durability
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)
        self.size = os.lseek(self._file, 0, os.SEEK_END)
        """Bytes of complete frames."""
        sync_folder(path.parent)

    def append(self, frames: Sequence[bytes]) -> list[int]:
        """Write frames as one group, durably, and return the offset of each.

        Raises:
            LogWriteError: the group could not be made durable. The file is cut back to what it was; do not append to
                it again, since after a failed fsync nobody can say what the disk holds. Open another segment.
        """
        offsets = []
        at = self.size
        for frame in frames:
            offsets.append(at)
            at += len(frame)
        try:
            self._write(b"".join(frames))
            if self._durability is Durability.FSYNC:
                os.fdatasync(self._file)
        except OSError as error:
            self._cut_back()
            raise write_error(str(self.path), error) from error
        self.size = at
        return offsets

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        at = self.size
        view = memoryview(data)
        while view:
            written = os.pwrite(self._file, view, at)
            at += written
            view = view[written:]

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._file, self.size)
        except OSError:
            # The torn bytes stay behind; every reader steps over them, and the next start sets them aside.
            return


def recover(path: Path) -> tuple[int, int]:
    """Cut a torn end off a segment, keeping its bytes in a file beside it; complete records are never touched.

    Returns:
        Complete frames in the segment, and bytes that were set aside.

    Raises:
        LogWriteError: the torn bytes cannot be kept; the segment is unchanged.
    """
    frames = 0
    torn: Gap | None = None
    with path.open("rb") as file:
        for found in read_frames(file):
            torn = found if isinstance(found, Gap) else None
            frames += isinstance(found, Frame)
        if torn is None:
            return frames, 0
        file.seek(torn.offset)
        data = file.read()
    try:
        write_atomically(path.with_name(f"{path.stem}-{torn.offset}{SET_ASIDE_SUFFIX}"), data)
        with path.open("rb+") as file:
            file.truncate(torn.offset)
            os.fsync(file.fileno())
    except OSError as error:
        raise write_error(f"{path}: setting {len(data)} torn bytes aside", error) from error
    return frames, len(data)
