"""Parquet: whole columns at once where the table has our names and types, row by row where it has not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from countermark.engine.errors import InvalidInputError, Problem
from countermark.formats.listings.assemble import make_reject, read_rows, repeat, repeated_rows
from countermark.formats.listings.bulk_check import faulty_rows
from countermark.formats.listings.cells import table_records
from countermark.formats.listings.chunks import ChunkRef, ReadChunk, SourceRow
from countermark.formats.listings.columns_needed import check_columns, wanted_columns
from countermark.formats.listings.direct import direct_batch
from countermark.formats.listings.fields_found import FieldCounter
from countermark.formats.listings.files import check_file, file_error
from countermark.formats.listings.mapping import ListingMapping
from countermark.formats.listings.parquet_cursor import FAULTS, first_line, open_parquet, read_range
from countermark.formats.listings.parquet_size import rows_that_fit
from countermark.formats.listings.rows import RowReader
from countermark.formats.listings.splitting import MAX_CHUNKS


def plan(path: Path, mapping: ListingMapping, chunk_rows: int) -> list[ChunkRef]:
    """Return ranges of rows, none of which crosses a row group.

    Raises:
        InvalidInputError: the file is not readable, lacks a column that the mapping needs, has moments without a time
            zone where the mapping names none, or claims more rows than any real file has.
    """
    with open_parquet(path) as file:
        schema, metadata = file.schema_arrow, file.metadata
    check_columns(path, mapping, schema.names, has_path=lambda item: _type_at(schema, item) is not None)
    _check_moments(path, mapping, schema)
    columns = set(schema.names) & wanted_columns(mapping)
    chunks: list[ChunkRef] = []
    first_row = 1
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group).num_rows
        try:
            step = rows_that_fit(path, group, columns, chunk_rows) if rows > 0 else 1
        except FAULTS as error:
            raise file_error(path, f"row group {group} cannot be read: {first_line(error)}") from error
        if rows < 0 or len(chunks) + rows // step > MAX_CHUNKS:
            raise file_error(path, f"row group {group} claims {rows:,} rows; the file is damaged or made to harm")
        chunks += _group_chunks(check_file(path), group, rows, step, (len(chunks), first_row))
        first_row += rows
    return chunks


def _group_chunks(size: int, group: int, rows: int, step: int, before: tuple[int, int]) -> list[ChunkRef]:
    """Return the chunks of one row group, given how many chunks come before and what its first row's number is."""
    chunks, first_row = before
    return [
        ChunkRef("parquet", chunks + index, first_row + start, stop - start, start, stop, size, group)
        for index, start in enumerate(range(0, rows, step))
        for stop in [min(start + step, rows)]
    ]


def _type_at(schema: Any, path: str) -> Any:
    """Return the Arrow type that a path leads to; None when it leads nowhere."""
    if path in schema.names:
        return schema.types[schema.names.index(path)]
    first, *rest = path.split(".")
    if first not in schema.names or not rest:
        return None
    kind = schema.types[schema.names.index(first)]
    for part in rest:
        if pa.types.is_struct(kind):
            place = kind.get_field_index(part)
            kind = kind.field(place).type if place >= 0 else None
        elif (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and part.isdigit():
            kind = kind.value_type
        else:
            return None
        if kind is None:
            return None
    return kind


def _check_moments(path: Path, mapping: ListingMapping, schema: Any) -> None:
    """Say once for the file, not once a row, that its moments have no time zone."""
    problems = []
    for field in mapping.fields:
        steps = [*field.convert, *(step for source in field.sources for step in source.convert)]
        zoned = any(step.name == "date" and "zone" in (step.parameters or {}) for step in steps)
        kinds = [_type_at(schema, source.path) for source in field.sources]
        if field.target == "created_at" and not zoned and any(_is_unzoned(kind) for kind in kinds):
            message = "has no time zone; say which one it is in the mapping, such as convert: {date: {zone: UTC}}"
            problems.append(Problem(str(path), None, field.sources[0].path, message))
    if problems:
        raise InvalidInputError(problems)


def _is_unzoned(kind: Any) -> bool:
    return kind is not None and bool(pa.types.is_timestamp(kind)) and kind.tz is None


def read_chunk(path: Path, mapping: ListingMapping, ref: ChunkRef, now: datetime) -> ReadChunk:
    """Return the listings and rejects of one chunk."""
    with open_parquet(path) as file:
        schema = file.schema_arrow
    wanted = wanted_columns(mapping)
    table = read_range(path, ref, [name for name in schema.names if name in wanted])
    batch = direct_batch(table, mapping)
    if batch is None:
        rows = np.arange(ref.first_row, ref.first_row + table.num_rows)
        chunk = read_rows(str(path), _source_rows(table, rows), RowReader(mapping), now)
    else:
        chunk = _checked(_Piece(str(path), table, ref.first_row), batch, mapping, now)
    fields = FieldCounter(mapping)
    fields.add_columns(schema, table.num_rows)
    return replace(chunk, fields=fields.rows)


def _source_rows(table: Any, rows: Any) -> Iterator[SourceRow]:
    """Yield the rows of a table as records, a few at a time, so that a large table is not held twice."""
    step = 1_024
    for start in range(0, table.num_rows, step):
        records = table_records(table.slice(start, step))
        for number, record in zip(rows[start : start + step].tolist(), records, strict=True):
            yield SourceRow(number, record, record)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The rows of one chunk as the file has them."""

    file: str
    table: Any
    first_row: int


def _checked(piece: _Piece, batch: Any, mapping: ListingMapping, now: datetime) -> ReadChunk:
    """Send the rows that the bulk check finds at fault through the row reader, which mends them or says why not."""
    faulty = faulty_rows(batch, now)
    rows = np.arange(piece.first_row, piece.first_row + batch.num_rows)
    rejects = []
    if faulty.any():
        slow_table = piece.table.take(pa.array(np.flatnonzero(faulty)))
        slow = read_rows(piece.file, _source_rows(slow_table, rows[faulty]), RowReader(mapping), now)
        rejects = slow.rejects
        batch = batch.filter(pa.array(~faulty))
        rows = np.concatenate([rows[~faulty], np.array(slow.rows, dtype=rows.dtype)])
        if slow.rows:
            order = np.argsort(rows, kind="stable")
            batch = pa.concat_batches([batch, slow.batch]).take(pa.array(order))
            rows = rows[order]
    kept = np.ones(len(rows), dtype=bool)
    for index, first in repeated_rows(batch, kept):
        kept[index] = False
        record = table_records(piece.table.slice(int(rows[index]) - piece.first_row, 1))[0]
        problem = repeat(batch.column("version")[index].as_py(), int(rows[first]))
        rejects.append(
            make_reject(piece.file, int(rows[index]), batch.column("listing_id")[index].as_py(), [problem], record)
        )
    if not kept.all():
        batch, rows = batch.filter(pa.array(kept)), rows[kept]
    rejects.sort(key=lambda reject: reject.row)
    return ReadChunk(batch, rows.tolist(), rejects, len(rows) + len(rejects))
