"""Frames: how one record lies in a segment file, and how complete records are found again among damaged bytes.

    marker (4) | payload length (4) | sequence (8) | CRC-32 of length, sequence and payload (4) | payload

Numbers are little-endian. The marker's bytes never occur in UTF-8, so no payload can hold one: a seller who writes
something that looks like a frame into a title cannot make us read it as a record.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

MARKER: Final = b"\xff\xc1\xfe\xf5"
MAX_PAYLOAD: Final = 64 * 1024 * 1024
"""Longest payload in bytes; a length beyond it is damage."""
_HEADER: Final = struct.Struct("<4sIQI")
_CHECKED: Final = struct.Struct("<IQ")
HEADER_BYTES: Final = _HEADER.size
_READ_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Frame:
    """One complete record, whose checksum holds."""

    offset: int
    """Of the frame's first byte in the file."""
    sequence: int
    payload: bytes

    @property
    def end(self) -> int:
        """Offset of the byte after the frame."""
        return self.offset + HEADER_BYTES + len(self.payload)


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that are no complete record: torn by a crash, or damaged."""

    offset: int
    end: int


def make_frame(sequence: int, payload: bytes) -> bytes:
    """Return the bytes of one frame; the payload is at most `MAX_PAYLOAD` long."""
    return _HEADER.pack(MARKER, len(payload), sequence, _checksum(sequence, payload)) + payload


def read_frames(file: BinaryIO, start: int = 0) -> Iterator[Frame | Gap]:
    """Yield every complete record from `start` to the end of the file, and the gaps between them.

    Memory does not grow with the file. A gap ends at the next complete record, or at the end of the file.
    """
    window = _Window(file, start)
    at = start
    while window.holds(at, 1):
        frame = _frame_at(window, at)
        if frame is not None:
            yield frame
            at = frame.end
            continue
        found = _next_frame(window, at + 1)
        end = window.end() if found is None else found.offset
        yield Gap(at, end)
        if found is None:
            return
        yield found
        at = found.end


def read_frame(file: BinaryIO, offset: int) -> Frame | None:
    """Return the frame at an offset, or None when no complete one begins there."""
    return _frame_at(_Window(file, offset), offset)


def is_torn_frame(file: BinaryIO, gap: Gap) -> bool:
    """Return whether a gap at the end of a file looks like the beginning of a frame whose end was not written.

    Bytes that begin otherwise, or are as many as their header says, were written whole and have changed since.
    """
    file.seek(gap.offset)
    head = file.read(min(HEADER_BYTES, gap.end - gap.offset))
    if not head.startswith(MARKER[: len(head)]):
        return False
    return len(head) < HEADER_BYTES or gap.offset + HEADER_BYTES + _HEADER.unpack(head)[1] > gap.end


def _checksum(sequence: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(_CHECKED.pack(len(payload), sequence)))


def _frame_at(window: "_Window", at: int) -> Frame | None:
    if not window.holds(at, HEADER_BYTES):
        return None
    marker, length, sequence, checksum = _HEADER.unpack(window.bytes_at(at, HEADER_BYTES))
    if marker != MARKER or length > MAX_PAYLOAD or not window.holds(at, HEADER_BYTES + length):
        return None
    payload = window.bytes_at(at + HEADER_BYTES, length)
    return Frame(at, sequence, payload) if _checksum(sequence, payload) == checksum else None


def _next_frame(window: "_Window", at: int) -> Frame | None:
    while (found := window.find_marker(at)) is not None:
        frame = _frame_at(window, found)
        if frame is not None:
            return frame
        at = found + 1
    return None


class _Window:
    """The part of a file that is being looked at; slides forward, and only grows while a long record needs it."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._base = start
        self._data = b""
        file.seek(start)

    def holds(self, at: int, length: int) -> bool:
        """Return whether the file has these bytes; reads on as far as it must."""
        while at + length > self._base + len(self._data):
            if not self._read_on(at, length):
                return False
        return True

    def bytes_at(self, at: int, length: int) -> bytes:
        """Return bytes that `holds` said are there."""
        return self._data[at - self._base : at - self._base + length]

    def find_marker(self, at: int) -> int | None:
        """Return the offset of the first marker at or after `at`."""
        while True:
            found = self._data.find(MARKER, at - self._base)
            if found >= 0:
                return self._base + found
            at = max(at, self._base + len(self._data) - len(MARKER) + 1)
            if not self._read_on(at, len(MARKER)):
                return None

    def end(self) -> int:
        """Return the offset of the end of the file, after everything was read."""
        return self._base + len(self._data)

    def _read_on(self, keep: int, length: int) -> bool:
        more = self._file.read(max(_READ_BYTES, length))
        self._data = self._data[max(keep - self._base, 0) :] + more
        self._base = max(keep, self._base)
        return bool(more)
