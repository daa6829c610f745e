"""JSON Lines: one record a line."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from countermark.formats.listings.chunks import ChunkRef, SourceRow
from countermark.formats.listings.columns_needed import SAMPLE, check_keys
from countermark.formats.listings.files import open_file, refuse_utf16
from countermark.formats.listings.json_values import decode_json
from countermark.formats.listings.mapping import ListingMapping
from countermark.formats.listings.splitting import ChunkPlanner
from countermark.formats.listings.texts import MAX_RECORD_BYTES, Line, decode, read_lines
from countermark.formats.listings.values import UnreadableValueError, shown

_BOM = b"\xef\xbb\xbf"


def plan(path: Path, mapping: ListingMapping, chunk_rows: int) -> list[ChunkRef]:
    """Return byte ranges that begin and end on line boundaries.

    Raises:
        InvalidInputError: the records at the beginning have nothing of what the mapping needs.
    """
    with open_file(path) as file:
        refuse_utf16(path, file)
        planner = ChunkPlanner("jsonl", path, chunk_rows)
        for number, line in enumerate(read_lines(file, 0), start=1):
            if not line.blank:
                planner.add(number, line.start, line.stop)
        chunks = planner.finish()
    if chunks:
        check_keys(path, mapping, (item.record for item in islice(read(path, mapping, chunks[0]), SAMPLE)))
    return chunks


def read(path: Path, mapping: ListingMapping, ref: ChunkRef) -> Iterator[SourceRow]:
    """Yield the records of one chunk."""
    with open_file(path) as file:
        for number, line in enumerate(read_lines(file, ref.start), start=ref.first_row):
            if line.start >= ref.stop:
                return
            if not line.blank:
                yield _row(number, line, mapping.encodings)


def _row(number: int, line: Line, encodings: tuple[str, ...]) -> SourceRow:
    if line.cut:
        message = f"is longer than {MAX_RECORD_BYTES:,} bytes; expected one record"
        return SourceRow(number, None, line.data, (("", message),))
    data = line.data.rstrip(b"\r\n")
    if line.start == 0:
        data = data.removeprefix(_BOM)
    try:
        return SourceRow(number, as_record(decode_record(data, encodings)), data)
    except UnreadableValueError as error:
        return SourceRow(number, None, data, (("", str(error)),))


def decode_record(data: bytes, encodings: tuple[str, ...]) -> Any:
    """Return the JSON value in the first of the encodings that the bytes are valid in.

    Raises:
        UnreadableValueError: they are valid in none, or are not JSON.
    """
    if encodings != ("utf-8",) and not data.isascii():
        data = decode(data, encodings).encode()
    return decode_json(data)


def as_record(value: Any) -> dict[str, Any]:
    """Return a record, which is an object.

    Raises:
        UnreadableValueError: it is something else.
    """
    if not isinstance(value, dict):
        raise UnreadableValueError(f"is {shown(value)}; expected a JSON object")
    return value
