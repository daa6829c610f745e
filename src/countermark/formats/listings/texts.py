"""Lines and text of files that may be in any encoding and of any length."""

from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from countermark.formats.listings.values import UnreadableValueError

MAX_RECORD_BYTES: Final = 16 * 1024 * 1024
"""Longest record that is looked at; a listing at every limit is a few megabytes."""
CHUNK_BYTES: Final = 64 * 1024 * 1024
"""A chunk ends when it is this long, however few its rows, so that memory stays flat."""
RAW_CHARACTERS: Final = 2_000
"""How much of a rejected record is kept."""
_BLOCK: Final = 1024 * 1024


class Line(msgspec.Struct, frozen=True):
    """One physical line of a file."""

    start: int
    """Byte offset."""
    stop: int
    """Byte offset after the line end."""
    data: bytes
    """The line with its end; cut when it is too long."""
    cut: bool

    @property
    def blank(self) -> bool:
        """True when there is nothing on the line."""
        return not self.cut and not self.data.strip()


def read_lines(file: BinaryIO, start: int, limit: int = MAX_RECORD_BYTES) -> Iterator[Line]:
    """Yield the lines from byte `start` on, holding no more than `limit` bytes of any of them."""
    file.seek(start)
    while data := file.readline(limit):
        stop = start + len(data)
        cut = len(data) == limit and not data.endswith(b"\n")
        if cut:
            stop += _skip_line(file)
        yield Line(start, stop, data, cut)
        start = stop


def _skip_line(file: BinaryIO) -> int:
    skipped = 0
    while data := file.readline(_BLOCK):
        skipped += len(data)
        if data.endswith(b"\n"):
            break
    return skipped


def decode(data: bytes, encodings: tuple[str, ...]) -> str:
    """Return the text in the first encoding that fits.

    Raises:
        UnreadableValueError: none does; the message names the first byte at fault.
    """
    first: UnicodeDecodeError | None = None
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            first = first or error
    if first is None:
        raise UnreadableValueError("has no encoding to be read in")
    byte, place = data[first.start], first.start + 1
    raise UnreadableValueError(
        f"has the byte 0x{byte:02x} at position {place:,}, which is not {' or '.join(encodings)}; "
        "name others in the mapping"
    )


def raw_text(data: bytes | str) -> str:
    """Return the beginning of a record for a reject: always valid Unicode, what is not is written as escapes."""
    if isinstance(data, str):
        data = data[:RAW_CHARACTERS].encode("utf-8", "backslashreplace")
    text = data[: 4 * RAW_CHARACTERS].decode("utf-8", "backslashreplace")
    return text[:RAW_CHARACTERS].rstrip("\r\n")
