"""The entries of one writer, segment by segment, whether a segment is still being written or sealed."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from countermark.evidence.errors import LogDamagedError
from countermark.evidence.folders import segment_numbers
from countermark.evidence.frame import Frame, read_frame, read_frames
from countermark.evidence.index import IndexedEntry, Place
from countermark.evidence.record import StoredEntry, headline
from countermark.evidence.sealed import read_sealed, read_sealed_row, sealed_path
from countermark.evidence.segment import SUFFIX, segment_name
from countermark.evidence.tombstone import is_pruned


class PlacedEntry(msgspec.Struct, frozen=True):
    """An entry and where it is."""

    place: Place
    stored: StoredEntry

    def indexed(self) -> IndexedEntry:
        """Return what the index learns of it."""
        payload = self.stored.payload
        head = headline(payload)
        return IndexedEntry(self.place, head.listing_id, head.key_hash, zlib.crc32(payload))


def log_path(writer: Path, number: int) -> Path:
    """Return where a segment is before it is sealed."""
    return writer / f"{segment_name(number)}{SUFFIX}"


def segment_entries(writer: Path, number: int) -> Iterator[PlacedEntry]:
    """Yield the complete records of one segment in their order; what is torn or damaged is stepped over.

    A segment that was pruned has none; nor has one that is being pruned any more.

    Raises:
        LogDamagedError: the segment is gone, or sealed and unreadable.
    """
    if is_pruned(writer, number):
        return
    if not sealed_path(writer, number).exists():
        try:
            yield from _unsealed(log_path(writer, number), number)
        except FileNotFoundError:
            pass  # it was sealed between two looks
        else:
            return
    try:
        for ordinal, stored in enumerate(read_sealed(sealed_path(writer, number))):
            yield PlacedEntry(Place(stored.sequence, number, ordinal, -1), stored)
    except LogDamagedError:
        if not is_pruned(writer, number):
            raise


def writer_entries(writer: Path, first_segment: int = 0) -> Iterator[PlacedEntry]:
    """Yield a writer's records from a segment on, in the order in which they were written."""
    for number in segment_numbers(writer):
        if number >= first_segment:
            yield from segment_entries(writer, number)


def entry_at(writer: Path, place: Place) -> StoredEntry | None:
    """Return the record at a place, or None when its segment was taken away (pruned or archived).

    Raises:
        LogDamagedError: the segment is there and the record is not.
    """
    if is_pruned(writer, place.segment):
        return None
    try:
        stored = _entry_at(writer, place)
    except FileNotFoundError:
        return None
    if stored is None or stored.sequence != place.sequence:
        raise LogDamagedError(
            f"{writer}: record {place.sequence} is not where the index says (segment {place.segment}, "
            f"record {place.ordinal}); stop the writer and remove the index to have it built anew"
        )
    return stored


def _entry_at(writer: Path, place: Place) -> StoredEntry | None:
    try:
        with log_path(writer, place.segment).open("rb") as file:
            frame = read_frame(file, place.offset) if place.offset >= 0 else None
            return None if frame is None else StoredEntry(frame.sequence, frame.payload)
    except FileNotFoundError:
        return read_sealed_row(sealed_path(writer, place.segment), place.ordinal)


def _unsealed(path: Path, number: int) -> Iterator[PlacedEntry]:
    ordinal = 0
    with path.open("rb") as file:
        for found in read_frames(file):
            if isinstance(found, Frame):
                place = Place(found.sequence, number, ordinal, found.offset)
                yield PlacedEntry(place, StoredEntry(found.sequence, found.payload))
                ordinal += 1
