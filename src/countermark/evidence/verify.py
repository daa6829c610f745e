"""Whether a decision log is what was written: checksums, Merkle roots, order, nothing twice, nothing missing."""

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from countermark.evidence.damage import Damage
from countermark.evidence.entries import log_path, segment_entries
from countermark.evidence.errors import LogDamagedError
from countermark.evidence.folders import segment_numbers, writer_folders
from countermark.evidence.index import IndexState
from countermark.evidence.index_check import IndexCheck
from countermark.evidence.record import headline
from countermark.evidence.roots import DamagedFileError
from countermark.evidence.sealed import sealed_path
from countermark.evidence.sealed_check import check_sealed
from countermark.evidence.tombstone import is_pruned, read_tombstone, tombstone_numbers, tombstone_path
from countermark.evidence.torn_check import check_set_aside, set_aside_files
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
    with ExitStack() as opened:
        for writer in writer_folders(folder):
            index = opened.enter_context(IndexCheck(writer))  # before the segments, which may grow meanwhile
            segments = _verify_segments(writer, found, index.state)
            _verify_set_aside(writer, found)
            readable.append(_heads(writer, segments, found, index))
        _verify_order(folder, readable, found)
    return found


def _verify_order(folder: Path, readable: list[Iterator[tuple[int, str]]], found: Verification) -> None:
    """Read all records of all writers by their numbers, and count them."""
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


def _verify_set_aside(writer: Path, found: Verification) -> None:
    for path in set_aside_files(writer):
        try:
            found.set_aside_bytes += path.stat().st_size
            if damage := check_set_aside(path):
                found.problems.append(damage)
        except FileNotFoundError:
            continue  # it was pruned meanwhile


def _verify_segments(writer: Path, found: Verification, state: IndexState | None) -> dict[int, bool]:
    """Check each segment by itself; return the numbers of those whose records can be read, and which are sound."""
    numbers = segment_numbers(writer)
    removed = tombstone_numbers(writer)
    found.problems += _missing(writer, {*numbers, *removed}, state)
    readable: dict[int, bool] = {}
    for number in sorted({*numbers, *removed}):
        before = len(found.problems)
        if number in removed or is_pruned(writer, number):
            _verify_pruned(writer, number, found)
        elif sealed_path(writer, number).exists():
            _verify_sealed(writer, number, found)
        else:
            _verify_unsealed(writer, number, found, state, is_last=number == numbers[-1])
        is_sound = len(found.problems) == before
        if is_sound or not sealed_path(writer, number).exists():
            readable[number] = is_sound
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


def _heads(
    writer: Path, segments: dict[int, bool], found: Verification, index: IndexCheck
) -> Iterator[tuple[int, str]]:
    """Yield number and kind of each record of a writer, and hold its index against those of sound segments."""
    last = 0
    for number, is_sound in segments.items():
        try:
            for placed in segment_entries(writer, number):
                sequence = placed.stored.sequence
                if sequence <= last:
                    what = f"record number {sequence} comes after {last}"
                    found.problems.append(Damage(writer, f"segment {number}: {what}", record=placed.place.ordinal + 1))
                    return
                last = sequence
                head = headline(placed.stored.payload)
                if is_sound:
                    index.see(placed.place, head)
                yield sequence, head.kind
        except LogDamagedError as error:
            found.problems.append(Damage(sealed_path(writer, number), str(error)))
            return
    index.finish([number for number, is_sound in segments.items() if is_sound])
    found.problems += index.damage
    if index.note:
        found.notes.append(index.note)
