"""Sealed segments: Parquet for whoever analyses decisions, with a Merkle root that says whether a record was changed.

Each row is one record. `payload` is what was written, byte for byte; the other columns repeat parts of it for
queries. A leaf of the tree is the sequence number (8 bytes, big-endian) followed by the payload.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from countermark.evidence.errors import LogDamagedError
from countermark.evidence.folders import SEALED_SUFFIX
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.record import StoredEntry
from countermark.evidence.segment import segment_name

ROWS: Final = 1_024
"""Rows of a row group: looking up one record reads one group."""
ROOT_SUFFIX: Final = ".root.json"
ROOT_KEY: Final = b"countermark.merkle_root"

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
    gaps: int
    """Places in the segment file that held no complete record; their bytes were set aside."""


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
                yield from _stored(batch)
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


def sealed_problems(writer: Path, number: int) -> list[str]:
    """Return what differs between a sealed segment and its root: nothing, if it is as it was sealed.

    Checked: the root over all payloads against the root beside the file and the one inside it, the counts, and that
    the columns for queries say what the payloads say.
    """
    path = sealed_path(writer, number)
    try:
        root = read_root(writer, number)
        tree, problems = MerkleTree(), []
        with pq.ParquetFile(path) as file:
            inside = (file.metadata.metadata or {}).get(ROOT_KEY, b"").decode("ascii", "replace")
            for batch in file.iter_batches(batch_size=ROWS):
                entries = _stored(batch)
                for stored in entries:
                    tree.add(leaf(stored))
                if not batch.equals(sealed_batch(entries)):
                    problems.append(f"{path}: columns differ from the payloads, at or after row {tree.size}")
    except (LogDamagedError, pa.ArrowException, OSError) as error:
        return [f"{path}: {error}"]
    found = tree.root().hex()
    if tree.size != root.records:
        problems.append(f"{path}: has {tree.size} records, its root file says {root.records}")
    for place, expected in ((root_path(writer, number), root.merkle_root), (path, inside)):
        if found != expected:
            problems.append(f"{place}: the Merkle root is {found}, expected {expected or 'one in the metadata'}")
    return problems


def read_root(writer: Path, number: int) -> SealedRoot:
    """Return what stands beside a sealed segment.

    Raises:
        LogDamagedError: it is missing or cannot be read.
    """
    path = root_path(writer, number)
    try:
        return msgspec.json.decode(path.read_bytes(), type=SealedRoot)
    except (OSError, msgspec.DecodeError) as error:
        raise LogDamagedError(f"{path} cannot be read: {error}") from error


def _stored(batch: Any) -> list[StoredEntry]:
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
