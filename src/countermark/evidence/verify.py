"""Whether a decision log is what was written: checksums, Merkle roots, order, nothing twice, nothing missing."""

import heapq
from collections.abc import Iterator
from pathlib import Path

import msgspec

from countermark.evidence.entries import log_path, writer_entries
from countermark.evidence.errors import LogDamagedError
from countermark.evidence.folders import segment_numbers, writer_folders
from countermark.evidence.frame import Gap, read_frames
from countermark.evidence.record import headline
from countermark.evidence.sealed import sealed_path, sealed_problems
from countermark.evidence.segment import SET_ASIDE_SUFFIX


class Verification(msgspec.Struct):
    """What `verify` found."""

    decisions: int = 0
    answers: int = 0
    segments: int = 0
    sealed: int = 0
    """Of the segments, how many are Parquet with a Merkle root."""
    set_aside_bytes: int = 0
    """Bytes of torn writes that were kept beside the segments after crashes."""
    unfinished_bytes: int = 0
    """Bytes at the end of a segment in use that are no complete record: a write under way, or a crash not yet
    recovered from."""
    problems: list[str] = msgspec.field(default_factory=list)
    """What is wrong; nothing, if the log is what was written."""

    @property
    def is_sound(self) -> bool:
        """Whether there are no problems."""
        return not self.problems


def verify_log(folder: Path) -> Verification:
    """Check everything in a log that can be checked from the log alone, in flat memory."""
    found = Verification()
    writers = writer_folders(folder)
    for writer in writers:
        _verify_segments(writer, found)
    last = 0
    try:
        for sequence, kind in heapq.merge(*(_heads(writer) for writer in writers)):
            if sequence == last:
                found.problems.append(f"{folder}: record {sequence} is there twice")
            last = sequence
            found.decisions += kind == "decision"
            found.answers += kind == "answer"
            if kind == "unknown":
                found.problems.append(f"{folder}: record {sequence} is of a kind that this version does not know")
    except LogDamagedError as error:
        found.problems.append(str(error))
    return found


def _verify_segments(writer: Path, found: Verification) -> None:
    numbers = segment_numbers(writer)
    found.segments += len(numbers)
    found.set_aside_bytes += sum(path.stat().st_size for path in writer.glob(f"*{SET_ASIDE_SUFFIX}"))
    if numbers:
        missing = sorted(set(range(numbers[0], numbers[-1])) - set(numbers))
        found.problems += [f"{writer}: segment {number} is missing" for number in missing]
    for number in numbers:
        if sealed_path(writer, number).exists():
            found.sealed += 1
            found.problems += sealed_problems(writer, number)
        else:
            _verify_unsealed(log_path(writer, number), found, is_last=number == numbers[-1])


def _verify_unsealed(path: Path, found: Verification, *, is_last: bool) -> None:
    with path.open("rb") as file:
        gaps = [item for item in read_frames(file) if isinstance(item, Gap)]
        size = file.tell()
    for gap in gaps:
        if is_last and gap.end == size:
            found.unfinished_bytes += gap.end - gap.offset
        else:
            found.problems.append(f"{path}: bytes {gap.offset} to {gap.end} are no complete record")


def _heads(writer: Path) -> Iterator[tuple[int, str]]:
    last = 0
    for placed in writer_entries(writer):
        sequence = placed.stored.sequence
        if sequence <= last:
            raise LogDamagedError(f"{writer}: record {sequence} comes after record {last}")
        last = sequence
        yield sequence, headline(placed.stored.payload).kind
