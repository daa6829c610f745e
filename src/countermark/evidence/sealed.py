"""Sealed segments: Parquet for whoever analyses decisions, with a Merkle root that says whether a record was changed.

Each row is one record. `payload` is what was written, byte for byte; the other columns repeat parts of it for
queries. A leaf of the tree is the sequence number (8 bytes, big-endian) followed by the payload.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.evidence.errors import LogDamagedError
from countermark.evidence.folders import SEALED_SUFFIX
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.record import StoredEntry
from countermark.evidence.roots import read_checked
from countermark.evidence.segment import segment_name

ROWS: Final = 1_024
"""Rows of a row group: looking up one record reads one group."""
ROOT_SUFFIX: Final = ".root.json"
ROOT_KEY: Final = b"countermark.merkle_root"
_TAIL_BYTES: Final = 8
"""Length of the footer, and the four letters that end a Parquet file."""

SEALED_SCHEMA: Final[Any] = pa.schema(
    [
        pa.field("sequence", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("listing_id", pa.string()),
        pa.field("version", pa.int32()),
        pa.field("decision", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("reasons", pa.list_(pa.string())),
        pa.field("snapshot", pa.string()),
        pa.field("decided_at", pa.timestamp("us", tz="UTC")),
        pa.field("incomplete", pa.string()),
        pa.field("key_hash", pa.string()),
        pa.field("payload", pa.binary(), nullable=False),
    ]
)


class Stretch(msgspec.Struct, frozen=True):
    """A part of the sealed file, so that damage can be placed without decoding what may be damaged."""

    start: int
    """Its first byte; it ends where the next begins, the last at the end of the file."""
    first_record: int
    """Its first record, from 1; 0 for the footer, which holds none."""
    sha256: str


class SealedRoot(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a sealed segment."""

    segment: int
    records: int
    merkle_root: str
    """Hexadecimal, 64 digits."""
    algorithm: str = "RFC 6962 SHA-256; leaf = sequence as 8 bytes big-endian, then payload"
    first_sequence: int
    """0 when there are no records."""
    last_sequence: int
    first_decided_at: datetime | None
    """Aware, UTC; the earliest, which clocks may have put anywhere; None when there is no decision."""
    last_decided_at: datetime | None
    gaps: int
    """Places in the segment file that held no complete record; their bytes were set aside."""
    file_bytes: int
    """Length of the sealed file."""
    stretches: list[Stretch]
    """The sealed file from its first to its last byte."""
    checksum: str = ""
    """CRC-32 of all of the above, hexadecimal."""


class _Screened(msgspec.Struct):
    listing_id: str
    version: int
    decision: str
    score: float
    reasons: list[str]
    snapshot: str


class _Decision(msgspec.Struct, tag_field="kind", tag="decision"):
    screened: _Screened
    decided_at: datetime
    incomplete: str = ""
    key_hash: str = ""


class _Answer(msgspec.Struct, tag_field="kind", tag="answer"):
    key_hash: str


_decode: Final = msgspec.json.Decoder(_Decision | _Answer).decode


def sealed_path(writer: Path, number: int) -> Path:
    """Return where a sealed segment is."""
    return writer / f"{segment_name(number)}{SEALED_SUFFIX}"


def root_path(writer: Path, number: int) -> Path:
    """Return where the root of a sealed segment is."""
    return writer / f"{segment_name(number)}{ROOT_SUFFIX}"


class Span:
    """Takes the records of a segment in their order and says what their root file says of them."""

    def __init__(self) -> None:
        self.tree = MerkleTree()
        self.first_sequence = 0
        self.last_sequence = 0
        self.decided: tuple[datetime | None, datetime | None] = (None, None)
        """The earliest and the latest time of a decision."""

    def add(self, entries: Sequence[StoredEntry], batch: Any) -> None:
        """Take records, and the same as an Arrow batch of `SEALED_SCHEMA`."""
        for stored in entries:
            self.tree.add(leaf(stored))
            self.first_sequence = self.first_sequence or stored.sequence
            self.last_sequence = stored.sequence
        ends = pc.min_max(batch.column("decided_at")).as_py()
        times = [time for time in (*self.decided, ends["min"], ends["max"]) if time is not None]
        self.decided = (min(times), max(times)) if times else (None, None)


def leaf(stored: StoredEntry) -> bytes:
    """Return the leaf of a record."""
    return stored.sequence.to_bytes(8, "big") + stored.payload


def sealed_batch(entries: list[StoredEntry]) -> Any:
    """Return records as an Arrow batch of `SEALED_SCHEMA`; one that this version cannot read has only its payload."""
    columns = _columns(entries)
    return pa.record_batch([pa.array(columns[field.name], field.type) for field in SEALED_SCHEMA], SEALED_SCHEMA)


def read_sealed(path: Path) -> Iterator[StoredEntry]:
    """Yield the records of a sealed segment in their order, in flat memory.

    Raises:
        LogDamagedError: the file cannot be read as one.
    """
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS, columns=["sequence", "payload"]):
                yield from stored_entries(batch)
    except (pa.ArrowException, OSError) as error:
        raise LogDamagedError(f"{path} cannot be read: {error}") from error


def read_sealed_row(path: Path, ordinal: int) -> StoredEntry | None:
    """Return one record of a sealed segment, or None when it has fewer.

    Raises:
        FileNotFoundError: there is no such segment.
        LogDamagedError: the file cannot be read as one.
    """
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.metadata.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if ordinal < rows:
                    table = file.read_row_group(group, columns=["sequence", "payload"]).slice(ordinal, 1)
                    return StoredEntry(table.column("sequence")[0].as_py(), table.column("payload")[0].as_py())
                ordinal -= rows
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise LogDamagedError(f"{path} cannot be read: {error}") from error
    return None


def read_root(writer: Path, number: int) -> SealedRoot:
    """Return what stands beside a sealed segment.

    Raises:
        DamagedFileError: it is missing or not as it was written.
    """
    return read_checked(root_path(writer, number), SealedRoot)


def file_stretches(path: Path) -> list[Stretch]:
    """Return the stretches of a sealed file that was just written: one for each row group, and the footer."""
    starts, records, record = [], [], 1
    metadata = pq.read_metadata(path)
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        starts.append(min(_chunk_start(group.column(at)) for at in range(group.num_columns)) if number else 0)
        records.append(record)
        record += group.num_rows
    size = path.stat().st_size
    starts.append(size - metadata.serialized_size - _TAIL_BYTES if starts else 0)
    records.append(0)
    hashes = stretch_hashes(path, starts)
    return [Stretch(*stretch) for stretch in zip(starts, records, hashes, strict=True)]


def stretch_hashes(path: Path, starts: Sequence[int]) -> list[str]:
    """Return the SHA-256 of each stretch of a file, hexadecimal, given where they start; the first starts at 0."""
    hashes = []
    with path.open("rb") as file:
        for start, end in zip(starts, [*starts[1:], path.stat().st_size], strict=True):
            hashes.append(hashlib.sha256(file.read(max(end - start, 0))).hexdigest())
    return hashes


def _chunk_start(chunk: Any) -> int:
    return int(chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset)


def stored_entries(batch: Any) -> list[StoredEntry]:
    """Return the records of an Arrow batch that has the columns `sequence` and `payload`."""
    sequences, payloads = (batch.column(name).to_pylist() for name in ("sequence", "payload"))
    return [StoredEntry(sequence, payload) for sequence, payload in zip(sequences, payloads, strict=True)]


def _columns(entries: list[StoredEntry]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in SEALED_SCHEMA.names}
    appends = [(name, columns[name].append) for name in SEALED_SCHEMA.names]
    for stored in entries:
        row = _row(stored)
        for name, append in appends:
            append(row.get(name))
    return columns


def _row(stored: StoredEntry) -> dict[str, Any]:
    row: dict[str, Any] = {"sequence": stored.sequence, "payload": stored.payload}
    try:
        entry = _decode(stored.payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return row | {"kind": "unknown"}
    if isinstance(entry, _Answer):
        return row | {"kind": "answer", "key_hash": entry.key_hash}
    screened = entry.screened
    return row | {
        "kind": "decision",
        "listing_id": screened.listing_id,
        "version": screened.version,
        "decision": screened.decision,
        "score": screened.score,
        "reasons": screened.reasons,
        "snapshot": screened.snapshot,
        "decided_at": entry.decided_at,
        "incomplete": entry.incomplete,
        "key_hash": entry.key_hash,
    }
