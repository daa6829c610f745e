"""A JSON document that holds a list of records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from countermark.formats.listings.chunks import ChunkRef, SourceRow
from countermark.formats.listings.columns_needed import SAMPLE, check_keys
from countermark.formats.listings.files import check_file, file_error, open_file, refuse_utf16
from countermark.formats.listings.json_values import decode_json, json_text
from countermark.formats.listings.jsonl import as_record, decode_record
from countermark.formats.listings.mapping import ListingMapping
from countermark.formats.listings.paths import step_into
from countermark.formats.listings.texts import MAX_RECORD_BYTES, decode
from countermark.formats.listings.values import UnreadableValueError, shown

MAX_DOCUMENT_BYTES: Final = 512 * 1024 * 1024
"""Largest document that is read: the whole of it has to be in memory."""
_BOM: Final = b"\xef\xbb\xbf"


def plan(path: Path, mapping: ListingMapping, chunk_rows: int) -> list[ChunkRef]:
    """Return ranges of indexes into the list.

    Raises:
        InvalidInputError: the document is not JSON, is too large, or has no list under the mapping's `records`.
    """
    size = check_file(path)
    records = _records(path, mapping)
    count = len(records)
    check_keys(path, mapping, (_row(0, item, mapping.encodings).record for item in records[:SAMPLE]))
    return [
        ChunkRef("json", index, start + 1, stop - start, start, stop, file_bytes=size)
        for index, start in enumerate(range(0, count, chunk_rows))
        for stop in [min(start + chunk_rows, count)]
    ]


def read(path: Path, mapping: ListingMapping, ref: ChunkRef) -> Iterator[SourceRow]:
    """Yield the records of one chunk."""
    for number, item in enumerate(_records(path, mapping)[ref.start : ref.stop], start=ref.first_row):
        yield _row(number, item, mapping.encodings)


def _row(number: int, item: Any, encodings: tuple[str, ...]) -> SourceRow:
    raw = bytes(item) if isinstance(item, msgspec.Raw) else json_text(item).encode()
    if len(raw) > MAX_RECORD_BYTES:
        return SourceRow(number, None, raw, (("", f"is longer than {MAX_RECORD_BYTES:,} bytes; expected one record"),))
    try:
        if isinstance(item, msgspec.Raw):
            item = decode_record(raw, encodings)
        return SourceRow(number, as_record(item), raw)
    except UnreadableValueError as error:
        return SourceRow(number, None, raw, (("", str(error)),))


def _records(path: Path, mapping: ListingMapping) -> list[Any]:
    """Return the records, each still as bytes where the document is sound JSON."""
    size = check_file(path)
    if size > MAX_DOCUMENT_BYTES:
        message = f"is {size:,} bytes; a JSON document of at most {MAX_DOCUMENT_BYTES:,} is read (use JSON Lines)"
        raise file_error(path, message)
    with open_file(path) as file:
        refuse_utf16(path, file)
        file.seek(0)
        data = file.read().removeprefix(_BOM)
    parts = mapping.records.split(".") if mapping.records else []
    try:
        return _raw_records(data, parts)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _plain_records(path, data, mapping, parts)


def _raw_records(data: bytes, parts: list[str]) -> list[Any]:
    """Walk to the list, decoding nothing on the way.

    Raises:
        msgspec.DecodeError: the document is not sound JSON, or not of the shape the path says.
    """
    raw: Any = data
    for part in parts:
        raw = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get(part, b"null")
    return msgspec.json.decode(raw, type=list[msgspec.Raw])


def _plain_records(path: Path, data: bytes, mapping: ListingMapping, parts: list[str]) -> list[Any]:
    try:
        document = decode_json(decode(data, mapping.encodings).encode())
    except UnreadableValueError as error:
        raise file_error(path, str(error)) from error
    value = document
    for part in parts:
        value = step_into(value, part)
    if isinstance(value, list):
        return value
    where = f"under {mapping.records!r}" if parts else "at its top; name the list under `records` in the mapping"
    keys = f" (its keys: {', '.join(repr(key) for key in list(document)[:10])})" if isinstance(document, dict) else ""
    raise file_error(path, f"has {shown(value)} where a list of records was expected, {where}{keys}")
