"""Tombstones: what stays of a segment that was removed when its time was up.

LOG/writer-00/00000001.pruned.json takes the place of 00000001.parquet and 00000001.root.json. It holds the Merkle root,
so that whoever kept a copy of the segment can prove what was in it.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from countermark.evidence.folders import writer_folders
from countermark.evidence.roots import DamagedFileError, read_checked
from countermark.evidence.segment import segment_name

TOMBSTONE_SUFFIX: Final = ".pruned.json"


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a segment that was removed."""

    segment: int
    records: int
    merkle_root: str
    """Hexadecimal, 64 digits."""
    algorithm: str
    first_sequence: int
    last_sequence: int
    gaps: int
    """Places in the segment file that held no complete record."""
    first_decided_at: datetime | None
    """Aware, UTC; None when the segment held no decision."""
    last_decided_at: datetime | None
    pruned_at: datetime
    """Aware, UTC."""
    pruned_by: str
    """Who had it removed."""
    keep_days: int
    """The limit that was in force: decisions younger than so many days are kept."""
    checksum: str = ""
    """CRC-32 of all of the above, hexadecimal."""

    def __str__(self) -> str:
        """Return in words what was removed, by whom and when."""
        first, last = (
            "none" if time is None else f"{time:%Y-%m-%d %H:%M:%SZ}"
            for time in (self.first_decided_at, self.last_decided_at)
        )
        return (
            f"segment {self.segment} with {self.records:,} records, decided {first} to {last}, was removed "
            f"{self.pruned_at:%Y-%m-%d %H:%M:%SZ} by {self.pruned_by} (kept {self.keep_days} days); "
            f"its Merkle root is {self.merkle_root}"
        )


def tombstone_path(writer: Path, number: int) -> Path:
    """Return where the tombstone of a segment is."""
    return writer / f"{segment_name(number)}{TOMBSTONE_SUFFIX}"


def is_pruned(writer: Path, number: int) -> bool:
    """Return whether a segment was removed, or is being removed."""
    return tombstone_path(writer, number).exists()


def tombstone_numbers(writer: Path) -> list[int]:
    """Return the numbers of a writer's segments that have a tombstone, in order."""
    with os.scandir(writer) as entries:
        stems = [
            entry.name.removesuffix(TOMBSTONE_SUFFIX) for entry in entries if entry.name.endswith(TOMBSTONE_SUFFIX)
        ]
    return sorted(int(stem) for stem in stems if stem.isdigit())


def read_tombstone(writer: Path, number: int) -> Tombstone:
    """Return the tombstone of a segment.

    Raises:
        DamagedFileError: it is missing, or not as it was written.
    """
    return read_checked(tombstone_path(writer, number), Tombstone)


def last_pruned_sequence(writer: Path) -> int:
    """Return the greatest sequence number of a writer's removed segments; 0 when none can be read."""
    return max((stone.last_sequence for stone in _readable(writer)), default=0)


def last_pruned_decision(log: Path) -> datetime | None:
    """Return when the latest decision of a log was taken that was removed; None when that cannot be told."""
    stones = (stone for writer in writer_folders(log) for stone in _readable(writer))
    return max((stone.last_decided_at for stone in stones if stone.last_decided_at is not None), default=None)


def _readable(writer: Path) -> Iterator[Tombstone]:
    for number in tombstone_numbers(writer):
        try:
            yield read_tombstone(writer, number)
        except DamagedFileError:
            continue  # `verify` says so; a log must open all the same
