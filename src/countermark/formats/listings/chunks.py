"""What readers give out: chunk references, chunks and rejects."""

from dataclasses import dataclass, field
from typing import Any

import msgspec


class ChunkRef(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of a file that can be read by itself, the same on every run; plain data that can be stored."""

    format: str
    index: int
    """Number of the chunk in its file, from 0."""
    first_row: int
    """Number of its first row, from 1: of the line in JSONL, of the record (header not counted) elsewhere."""
    rows: int
    """Rows in it."""
    start: int
    """Byte offset (JSONL, CSV), row in the row group (Parquet), or index in the list (JSON)."""
    stop: int
    """The same, exclusive."""
    file_bytes: int
    """Size of the file when the chunks were planned; a file of another size is refused."""
    row_group: int = -1
    """Row group of a Parquet file."""


class Reject(msgspec.Struct, frozen=True):
    """A row that is no listing, with every reason that was found."""

    file: str
    row: int
    """Number of the row, as in `ChunkRef.first_row`."""
    listing_id: str | None
    """Where it could be read."""
    problems: list[str]
    """`field: message`, or only the message where the whole row is at fault."""
    raw: str
    """The first 2,000 characters of the row as it was; valid Unicode, other bytes as escapes."""


@dataclass(frozen=True, slots=True)
class ReadChunk:
    """Every row of a chunk, once: in the batch or among the rejects, each in the order of the file."""

    batch: Any
    """Arrow record batch of LISTING_SCHEMA; every row of it is a valid listing."""
    rows: list[int]
    """Number of each row of the batch, as in `ChunkRef.first_row`."""
    rejects: list[Reject]
    rows_read: int
    """`batch.num_rows + len(rejects)`."""
    fields: dict[str, int] = field(default_factory=dict)
    """Rows by field of the file, read by the mapping or not; see `fields_found`."""


class SourceRow(msgspec.Struct, frozen=True):
    """One record as a format gives it."""

    row: int
    record: dict[str, Any] | None
    """None when it could not be read at all."""
    raw: bytes | str | dict[str, Any]
    problems: tuple[tuple[str, str], ...] = ()
    """(field, message) pairs; the field is empty when the whole row is at fault."""
