"""A place in a log that is not what was written."""

from pathlib import Path

import msgspec


class Damage(msgspec.Struct, frozen=True):
    """One damaged place, as closely as it can be told."""

    file: Path
    """The file, or the folder when a file is missing."""
    what: str
    """What is wrong."""
    byte: int | None = None
    """Offset of the first byte of the file that may be wrong; None when that cannot be told."""
    record: int | None = None
    """The first record of the file that may be wrong, from 1; None when none is concerned, or none can be named."""

    def __str__(self) -> str:
        """Return the place and what is wrong, in one line."""
        byte = "" if self.byte is None else f", byte {self.byte}"
        record = "" if self.record is None else f", record {self.record}"
        return f"{self.file}{byte}{record}: {self.what}"


def first_difference(found: bytes, expected: bytes) -> int:
    """Return the offset of the first byte in which two texts differ; the shorter's length if it begins the other."""
    pairs = zip(found, expected, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(found), len(expected)))
