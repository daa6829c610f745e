"""Sealing: a segment that is full becomes Parquet, whole or not at all, with no record lost or repeated.

A segment is closed, and may be sealed, when its writer has begun the next one. The segment file is removed last, after
the Parquet file was read back and is durable; until then readers take whichever is there. Run as a program
(`python -m countermark.evidence.sealing FOLDER`) it seals all closed segments of one writer folder, so that a service
does not spend its own threads on it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from countermark.evidence.errors import LogDamagedError, LogError, write_error
from countermark.evidence.files import only_one, sync_folder, temporary_beside, write_atomically
from countermark.evidence.folders import SEALED_SUFFIX, segment_numbers
from countermark.evidence.frame import Frame, Gap, read_frames
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.record import StoredEntry
from countermark.evidence.roots import encode_checked
from countermark.evidence.sealed import (
    ROOT_KEY,
    ROWS,
    SEALED_SCHEMA,
    SealedRoot,
    Span,
    file_stretches,
    leaf,
    read_sealed,
    root_path,
    sealed_batch,
    sealed_path,
)
from countermark.evidence.segment import SET_ASIDE_SUFFIX, SUFFIX, segment_name


def closed_segments(writer: Path) -> list[int]:
    """Return the numbers of segments that wait to be sealed."""
    return [number for number in segment_numbers(writer)[:-1] if _log_path(writer, number).exists()]


def seal_closed(writer: Path) -> int:
    """Seal every closed segment of a writer folder and return how many were; 0 when another process is at it.

    Raises:
        LogWriteError: there is no room; the segment file stays and is sealed another time.
        LogDamagedError: what was written reads back otherwise; the segment file stays.
    """
    with only_one(writer / "seal.lock") as alone:
        if not alone:
            return 0
        _remove_unfinished(writer)
        numbers = closed_segments(writer)
        for number in numbers:
            seal_segment(writer, number)
        return len(numbers)


def seal_segment(writer: Path, number: int) -> None:
    """Seal one closed segment; see `seal_closed`, which takes care that nobody else does so at the same time."""
    source, target = _log_path(writer, number), sealed_path(writer, number)
    try:
        if not target.exists():
            temporary = temporary_beside(target)
            try:
                root = _convert(source, temporary, number)
                _check(temporary, root)
                write_atomically(root_path(writer, number), encode_checked(root))
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
            sync_folder(writer)
        source.unlink()
        sync_folder(writer)
    except OSError as error:
        raise write_error(f"sealing {source}", error) from error


def main(arguments: list[str]) -> int:
    """Seal the closed segments of the writer folder named; return the exit code."""
    os.nice(10)
    try:
        seal_closed(Path(arguments[0]))
    except LogError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _convert(source: Path, target: Path, number: int) -> SealedRoot:
    span = Span()
    gaps: list[Gap] = []
    with target.open("wb") as file:
        with source.open("rb") as log, pq.ParquetWriter(file, SEALED_SCHEMA, compression="zstd") as parquet:
            for entries in _batches(log, gaps):
                batch = sealed_batch(entries)
                span.add(entries, batch)
                parquet.write_batch(batch, row_group_size=ROWS)
            parquet.add_key_value_metadata({ROOT_KEY: span.tree.root().hex().encode()})
        file.flush()
        os.fsync(file.fileno())
    for gap in gaps:
        _set_aside(source, gap)
    return SealedRoot(
        segment=number,
        records=span.tree.size,
        merkle_root=span.tree.root().hex(),
        first_sequence=span.first_sequence,
        last_sequence=span.last_sequence,
        first_decided_at=span.decided[0],
        last_decided_at=span.decided[1],
        gaps=len(gaps),
        file_bytes=target.stat().st_size,
        stretches=file_stretches(target),
    )


def _batches(log: Any, gaps: list[Gap]) -> Iterator[list[StoredEntry]]:
    batch: list[StoredEntry] = []
    for found in read_frames(log):
        if isinstance(found, Frame):
            batch.append(StoredEntry(found.sequence, found.payload))
        else:
            gaps.append(found)
        if len(batch) == ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _check(path: Path, root: SealedRoot) -> None:
    """Read back what was written before the only other copy goes."""
    tree = MerkleTree()
    for stored in read_sealed(path):
        tree.add(leaf(stored))
    if tree.root().hex() != root.merkle_root:
        raise LogDamagedError(f"{path}: reads back with another Merkle root than it was written with")


def _remove_unfinished(writer: Path) -> None:
    """Remove what a sealer left behind that was killed; only one seals a folder at a time."""
    for path in writer.glob(f".*{SEALED_SUFFIX}.*.tmp"):
        path.unlink(missing_ok=True)


def _set_aside(source: Path, gap: Gap) -> None:
    path = source.with_name(f"{source.stem}-{gap.offset}{SET_ASIDE_SUFFIX}")
    with source.open("rb") as file:
        file.seek(gap.offset)
        write_atomically(path, file.read(gap.end - gap.offset))


def _log_path(writer: Path, number: int) -> Path:
    return writer / f"{segment_name(number)}{SUFFIX}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
