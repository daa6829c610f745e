"""CSV records out of a file of bytes: quoted line breaks kept together, a stray quote kept from eating the file.

Rules, those of RFC 4180 and of what spreadsheets do beyond it: a quote counts only at the beginning of a field; two
quotes inside quotes are one; text after a closing quote belongs to the field; other quotes are plain characters.
A record of several lines is believed only when its quotes close within a bound and it has as many fields as the
header. Otherwise its first line alone is at fault, and reading goes on with the next line.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import Final

import msgspec

from countermark.formats.listings.texts import MAX_RECORD_BYTES, Line

MAX_RECORD_LINES: Final = 1_000
"""Most lines of one record."""
_MAX_JOINED_BYTES: Final = 512 * 1024
"""Most bytes of a record of several lines: more than the longest description, and little to split in vain."""
_QUOTED: Final = re.compile(rb'(?:[^"]++|"")*+')
_QUOTED_TEXT: Final = re.compile(r'(?:[^"]++|"")*+')


class CsvRecord(msgspec.Struct, frozen=True):
    """One record, with its place in the file."""

    start: int
    stop: int
    data: bytes
    problem: str = ""
    """Why it cannot be split into fields; empty when it can."""


class RecordSplitter:
    """Iterates over the records of a file's lines."""

    def __init__(self, lines: Iterator[Line], delimiter: str, fields: int | None) -> None:
        """Take the lines, the delimiter, and how many fields a record has (None: not known, for the header)."""
        self._lines = lines
        self._ahead: deque[Line] = deque()
        self._staying = 0
        """How many lines at the beginning of `_ahead` are known to end inside quotes if they begin inside. Without it
        a file of stray quotes would have every line read again for every line before it."""
        self._staying_bytes = 0
        self._delimiter = delimiter
        self._mark = delimiter.encode() + b'"'
        self._fields = fields

    def __iter__(self) -> Iterator[CsvRecord]:
        while (line := self._next()) is not None:
            if not line.blank:
                yield self._record(line)

    def _next(self) -> Line | None:
        if not self._ahead:
            return next(self._lines, None)
        line = self._ahead.popleft()
        if self._staying:
            self._staying -= 1
            self._staying_bytes -= len(line.data)
        return line

    def _record(self, line: Line) -> CsvRecord:
        if line.cut:
            problem = f"is longer than {MAX_RECORD_BYTES:,} bytes; expected one record"
            return CsvRecord(line.start, line.stop, line.data, problem)
        if not self._open_after(line.data, inside=False):
            return CsvRecord(line.start, line.stop, line.data)
        if self._closes(len(line.data)):
            more = [self._ahead[index] for index in range(self._staying + 1)]
            data = line.data + b"".join(part.data for part in more)
            if self._fields is None or len(split_fields(data.decode("latin-1"), self._delimiter)) == self._fields:
                for _ in more:
                    self._next()
                return CsvRecord(line.start, more[-1].stop, data)
        problem = "has a quote that is not closed; expected one before the line's end"
        return CsvRecord(line.start, line.stop, line.data, problem)

    def _closes(self, size: int) -> bool:
        """Look ahead for the line in which open quotes close: the one after those that stay inside.

        Returns False when there is none within the bounds of a record, of which `size` bytes are used.
        """
        while self._staying + 1 < MAX_RECORD_LINES:
            if self._staying == len(self._ahead):
                line = next(self._lines, None)
                if line is None:
                    return False
                self._ahead.append(line)
            line = self._ahead[self._staying]
            if line.cut or size + self._staying_bytes + len(line.data) > _MAX_JOINED_BYTES:
                return False
            if not self._open_after(line.data, inside=True):
                return True
            self._staying += 1
            self._staying_bytes += len(line.data)
        return False

    def _open_after(self, data: bytes, *, inside: bool) -> bool:
        """Return True when the line ends inside quotes, having begun inside or outside of them."""
        place = 0
        if not inside:
            if data.startswith(b'"'):
                place = 1
            elif (found := data.find(self._mark)) >= 0:
                place = found + 2
            else:
                return False
        while True:
            place = _end_of_quotes(data, place)
            if place >= len(data):
                return True
            found = data.find(self._mark, place + 1)
            if found < 0:
                return False
            place = found + 2


def _end_of_quotes(data: bytes, place: int) -> int:
    found = _QUOTED.match(data, place)
    return len(data) if found is None else found.end()


def split_fields(text: str, delimiter: str) -> list[str]:
    """Return the fields of one record; its line end is not part of the last."""
    text = text.removesuffix("\n").removesuffix("\r")
    if '"' not in text:
        return text.split(delimiter)
    fields = []
    place = 0
    while True:
        field = ""
        if text.startswith('"', place):
            end = _QUOTED_TEXT.match(text, place + 1).end()  # type: ignore[union-attr]  # it matches the empty text too
            field = text[place + 1 : end].replace('""', '"')
            place = min(end + 1, len(text))
        found = text.find(delimiter, place)
        if found < 0:
            fields.append(field + text[place:])
            return fields
        fields.append(field + text[place:found])
        place = found + 1
