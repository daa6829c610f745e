"""Planning and reading of files of listings, whatever their format."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from countermark.formats.listings import csv_file, json_document, jsonl, parquet_file
from countermark.formats.listings.assemble import read_rows
from countermark.formats.listings.chunks import ChunkRef, ReadChunk, SourceRow
from countermark.formats.listings.fields_found import FieldCounter
from countermark.formats.listings.files import check_file, file_error
from countermark.formats.listings.mapping import ListingMapping, format_of
from countermark.formats.listings.rows import RowReader

CHUNK_ROWS: Final = 16_384
"""Rows of a chunk: large enough for whole columns to pay, small enough for flat memory."""

_PLANS: Final[dict[str, Callable[[Path, ListingMapping, int], list[ChunkRef]]]] = {
    "jsonl": jsonl.plan,
    "json": json_document.plan,
    "csv": csv_file.plan,
    "parquet": parquet_file.plan,
}
_RECORDS: Final[dict[str, Callable[[Path, ListingMapping, ChunkRef], Iterator[SourceRow]]]] = {
    "jsonl": jsonl.read,
    "json": json_document.read,
}


def plan_chunks(path: Path, mapping: ListingMapping, *, chunk_rows: int = CHUNK_ROWS) -> list[ChunkRef]:
    """Return the parts in which a file is read: the same on every run, together every row once, in order.

    Args:
        path: the file.
        mapping: how its records become listings.
        chunk_rows: most rows of a chunk; a chunk also ends at a row group (Parquet) and after 64 MiB (text).

    Raises:
        InvalidInputError: the file as a whole cannot be read (missing, empty, truncated, not what its suffix says, a
            column missing that the mapping needs): one error, not one a row.
        ValueError: chunk_rows is not positive.
    """
    if chunk_rows < 1:
        message = f"chunk_rows is {chunk_rows}; expected at least 1"
        raise ValueError(message)
    return _PLANS[format_of(path, mapping)](path, mapping, chunk_rows)


def read_chunk(path: Path, mapping: ListingMapping, ref: ChunkRef, *, now: datetime) -> ReadChunk:
    """Return every row of a chunk, as a listing in its batch or as a reject with the reasons.

    Args:
        path: the file.
        mapping: the mapping under which the chunk was planned.
        ref: one of `plan_chunks`. Chunks of one Parquet row group are read fastest in their order.
        now: the caller's clock, aware; listings made more than a day after it are refused.

    Raises:
        InvalidInputError: the file cannot be read any more, or has changed since it was planned.
    """
    size = check_file(path)
    if size != ref.file_bytes:
        message = f"has changed since its chunks were planned: {size:,} bytes, then {ref.file_bytes:,}"
        raise file_error(path, message)
    if ref.format == "parquet":
        chunk = parquet_file.read_chunk(path, mapping, ref, now)
    elif ref.format == "csv":
        header = csv_file.read_header(path, mapping)
        reader = RowReader(mapping, columns=header.names)
        chunk = read_rows(str(path), csv_file.read(path, mapping, ref), reader, now)
        chunk = replace(chunk, fields=dict.fromkeys(header.names, ref.rows))
    else:
        fields = FieldCounter(mapping)
        chunk = read_rows(str(path), fields.watch(_RECORDS[ref.format](path, mapping, ref)), RowReader(mapping), now)
        chunk = replace(chunk, fields=fields.rows)
    if chunk.rows_read != ref.rows:
        now_and_then = f"{chunk.rows_read:,} rows in chunk {ref.index}, then {ref.rows:,}"
        message = f"has changed since its chunks were planned: {now_and_then}"
        raise file_error(path, message)
    return chunk


def read_listings(
    path: Path, mapping: ListingMapping, *, now: datetime, chunk_rows: int = CHUNK_ROWS
) -> Iterator[ReadChunk]:
    """Yield a file's chunks in order.

    Raises:
        InvalidInputError: as `plan_chunks` and `read_chunk`.
    """
    for ref in plan_chunks(path, mapping, chunk_rows=chunk_rows):
        yield read_chunk(path, mapping, ref, now=now)
