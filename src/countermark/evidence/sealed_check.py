"""Whether a sealed segment is what was sealed, and if not, where it is damaged."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from countermark.evidence.damage import Damage
from countermark.evidence.roots import DamagedFileError
from countermark.evidence.sealed import (
    ROOT_KEY,
    ROWS,
    SealedRoot,
    Span,
    read_root,
    root_path,
    sealed_batch,
    sealed_path,
    stored_entries,
    stretch_hashes,
)


def check_sealed(writer: Path, number: int) -> tuple[SealedRoot | None, list[Damage]]:
    """Check a sealed segment against what stands beside it.

    First every byte of the file against the hashes of its stretches: nothing is decoded that may be damaged. Then
    the Merkle root over all payloads against the root beside the file and the one inside it, the counts, and that
    the columns for queries say what the payloads say.

    Returns:
        What stands beside it, None when that cannot be read; and every damaged place, none if all is well.
    """
    try:
        root = read_root(writer, number)
        damage = _changed_stretches(sealed_path(writer, number), root)
        return root, damage or _content_damage(writer, number, root)
    except DamagedFileError as error:
        return None, [error.damage]
    except (pa.ArrowException, OSError) as error:
        return None, [Damage(sealed_path(writer, number), f"cannot be read: {error}")]


def _changed_stretches(path: Path, root: SealedRoot) -> list[Damage]:
    damage = []
    starts = [stretch.start for stretch in root.stretches]
    ends = [*starts[1:], root.file_bytes]
    firsts = [stretch.first_record for stretch in root.stretches]
    following = [after or root.records + 1 for _, after in pairwise([*firsts, 0])]
    hashes = stretch_hashes(path, starts)
    for stretch, end, after, found in zip(root.stretches, ends, following, hashes, strict=True):
        if found != stretch.sha256:
            held = f"records {stretch.first_record} to {after - 1}" if stretch.first_record else "the footer"
            what = f"bytes {stretch.start} to {end - 1} ({held}) are not those that were sealed"
            damage.append(Damage(path, what, stretch.start, stretch.first_record or None))
    return damage


def _content_damage(writer: Path, number: int, root: SealedRoot) -> list[Damage]:
    path, damage = sealed_path(writer, number), []
    span = Span()
    with pq.ParquetFile(path) as file:
        inside = (file.metadata.metadata or {}).get(ROOT_KEY, b"").decode("ascii", "replace")
        for batch in file.iter_batches(batch_size=ROWS):
            entries = stored_entries(batch)
            expected = sealed_batch(entries)
            if (differs := _first_differing_row(batch, expected)) is not None:
                row = span.tree.size + differs + 1
                damage.append(Damage(path, "the columns for queries differ from the payload", record=row))
            span.add(entries, expected)
    merkle = span.tree.root().hex()
    if inside != merkle:
        what = f"the Merkle root is {merkle}, expected {inside or 'one in the metadata'}"
        damage.append(Damage(path, what, record=1))
    found = {
        "segment": number,
        "records": span.tree.size,
        "merkle_root": merkle,
        "first_sequence": span.first_sequence,
        "last_sequence": span.last_sequence,
        "first_decided_at": span.decided[0],
        "last_decided_at": span.decided[1],
    }
    for name, is_so in found.items():
        if getattr(root, name) != is_so:
            what = f"{name} is {getattr(root, name)}, the sealed file's is {is_so}"
            damage.append(Damage(root_path(writer, number), what))
    return damage


def _first_differing_row(batch: Any, expected: Any) -> int | None:
    if batch.equals(expected):
        return None
    rows = range(batch.num_rows)
    return next((row for row in rows if not batch.slice(row, 1).equals(expected.slice(row, 1))), 0)
