"""Whether a decision log is what was written: checksums, Merkle roots, order, nothing twice, nothing missing."""

import heapq
from collections.abc import Iterator
from pathlib import Path

import msgspec

from countermark.evidence.damage import Damage
from countermark.evidence.entries import log_path, segment_entries
from countermark.evidence.errors import LogDamagedError
from countermark.evidence.folders import segment_numbers, writer_folders
from countermark.evidence.index import IndexState, read_index_state
from countermark.evidence.record import headline
from countermark.evidence.roots import DamagedFileError
from countermark.evidence.sealed import sealed_path
from countermark.evidence.sealed_check import check_sealed
from countermark.evidence.segment import SET_ASIDE_SUFFIX
from countermark.evidence.tombstone import is_pruned, read_tombstone, tombstone_numbers, tombstone_path
from countermark.evidence.unsealed_check import check_unsealed


class SegmentFound(msgspec.Struct, frozen=True):
    """One segment, as `verify` found it."""

    writer: str
    number: int
    state: str
    """`open` (the writer's last), `closed` (waits to be sealed), `sealed` or `pruned` (only its tombstone is there)."""
    records: int
    """Complete records."""
    first_sequence: int
    """0 when there are no records."""
    last_sequence: int
    merkle_root: str
    """Hexadecimal; over the complete records so far when the segment is not sealed; empty when it cannot be told."""


class Verification(msgspec.Struct):
    """What `verify` found."""

    decisions: int = 0
    answers: int = 0
    segments: int = 0
    """Those whose records are there."""
    sealed: int = 0
    """Of the segments, how many are Parquet with a Merkle root."""
    pruned: int = 0
    """Segments of which only the tombstone is there."""
    set_aside_bytes: int = 0
    """Bytes of torn writes that were kept beside the segments after crashes."""
    unfinished_bytes: int = 0
    """Bytes at the end of a segment in use that are no complete record: a write under way, or a crash not yet
    recovered from."""
    found: list[SegmentFound] = msgspec.field(default_factory=list)
    notes: list[Damage] = msgspec.field(default_factory=list)
    """What is unfinished and does no harm."""
    problems: list[Damage] = msgspec.field(default_factory=list)
    """What is wrong; nothing, if the log is what was written."""

    @property
    def is_sound(self) -> bool:
        """Whether there are no problems."""
        return not self.problems


def verify_log(folder: Path) -> Verification:
    """Check everything in a log that can be checked from the log alone, in flat memory, also while it is written."""
    found = Verification()
    readable: list[Iterator[tuple[int, str]]] = []
    for writer in writer_folders(folder):
        numbers = _verify_segments(writer, found)
        readable.append(_heads(writer, numbers, found))
    last = 0
    for sequence, kind in heapq.merge(*readable):
        if sequence == last:
            found.problems.append(Damage(folder, f"record number {sequence} is there twice"))
        last = sequence
        found.decisions += kind == "decision"
        found.answers += kind == "answer"
        if kind == "unknown":
            what = f"record number {sequence} is of a kind that this version does not know"
            found.problems.append(Damage(folder, what))
    return found


def _verify_segments(writer: Path, found: Verification) -> list[int]:
    """Check each segment by itself and return the numbers of those whose records can be read."""
    state = read_index_state(writer)  # before the segments, which may grow meanwhile
    numbers = segment_numbers(writer)
    removed = tombstone_numbers(writer)
    found.set_aside_bytes += sum(path.stat().st_size for path in writer.glob(f"*{SET_ASIDE_SUFFIX}"))
    found.problems += _missing(writer, {*numbers, *removed}, state)
    readable = []
    for number in sorted({*numbers, *removed}):
        before = len(found.problems)
        if number in removed or is_pruned(writer, number):
            _verify_pruned(writer, number, found)
        elif sealed_path(writer, number).exists():
            _verify_sealed(writer, number, found)
        else:
            _verify_unsealed(writer, number, found, state, is_last=number == numbers[-1])
        if len(found.problems) == before or not sealed_path(writer, number).exists():
            readable.append(number)
    return readable


def _missing(writer: Path, numbers: set[int], state: IndexState | None) -> list[Damage]:
    last = max(numbers, default=0)
    missing = sorted(set(range(min(numbers, default=0), last)) - numbers)
    if state is not None and state.segment > last:
        missing += range(last + 1, state.segment + 1)
    return [Damage(writer, f"segment {number} is missing") for number in missing]


def _verify_pruned(writer: Path, number: int, found: Verification) -> None:
    try:
        stone = read_tombstone(writer, number)
    except DamagedFileError as error:
        found.problems.append(error.damage)
        return
    if stone.segment != number:
        found.problems.append(Damage(tombstone_path(writer, number), f"is that of segment {stone.segment}"))
    if sealed_path(writer, number).exists():
        found.notes.append(Damage(sealed_path(writer, number), "is being removed, or its removal was cut short"))
    found.pruned += 1
    spans = (stone.records, stone.first_sequence, stone.last_sequence, stone.merkle_root)
    found.found.append(SegmentFound(writer.name, number, "pruned", *spans))


def _verify_sealed(writer: Path, number: int, found: Verification) -> None:
    root, damage = check_sealed(writer, number)
    if damage and is_pruned(writer, number):
        _verify_pruned(writer, number, found)  # it was removed while we read it
        return
    found.segments += 1
    found.sealed += 1
    found.problems += damage
    spans = (0, 0, 0, "") if root is None else (root.records, root.first_sequence, root.last_sequence, root.merkle_root)
    found.found.append(SegmentFound(writer.name, number, "sealed", *spans))


def _verify_unsealed(
    writer: Path, number: int, found: Verification, state: IndexState | None, *, is_last: bool
) -> None:
    try:
        checked = check_unsealed(log_path(writer, number), number, state, is_last=is_last)
    except FileNotFoundError:
        _verify_sealed(writer, number, found)  # it was sealed between two looks
        return
    found.segments += 1
    found.problems += checked.damage
    found.notes += checked.unfinished
    found.unfinished_bytes += checked.unfinished_bytes
    kind = "open" if is_last else "closed"
    spans = (checked.records, checked.first_sequence, checked.last_sequence, checked.merkle_root)
    found.found.append(SegmentFound(writer.name, number, kind, *spans))


def _heads(writer: Path, numbers: list[int], found: Verification) -> Iterator[tuple[int, str]]:
    last = 0
    for number in numbers:
        try:
            for placed in segment_entries(writer, number):
                sequence = placed.stored.sequence
                if sequence <= last:
                    what = f"record number {sequence} comes after {last}"
                    found.problems.append(Damage(writer, f"segment {number}: {what}", record=placed.place.ordinal + 1))
                    return
                last = sequence
                yield sequence, headline(placed.stored.payload).kind
        except LogDamagedError as error:
            found.problems.append(Damage(sealed_path(writer, number), str(error)))
