"""One writer of a decision log: its folder, its segments, its index."""

import sqlite3
import zlib
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from countermark.evidence.entries import entry_at, log_path, writer_entries
from countermark.evidence.errors import LogDamagedError, LogWriteError, write_error
from countermark.evidence.folders import segment_numbers
from countermark.evidence.frame import MAX_PAYLOAD, make_frame
from countermark.evidence.index import IndexedEntry, IndexState, IndexWriter, Place
from countermark.evidence.record import AnswerRecord, Entry, encode_entry
from countermark.evidence.segment import Durability, SegmentWriter, recover
from countermark.evidence.tombstone import is_pruned, last_pruned_sequence, read_tombstone

_INDEX_BATCH: Final = 5_000


class Prepared(msgspec.Struct, frozen=True):
    """An entry ready to be written."""

    payload: bytes
    listing_id: str | None
    key_hash: str | None


def prepare(entry: Entry) -> Prepared:
    """Return an entry ready to be written; what can be wrong with it shows here, not in the group it is written with.

    Raises:
        UnicodeEncodeError: a text holds a lone surrogate.
        ValueError: it is longer than `frame.MAX_PAYLOAD`.
    """
    payload = encode_entry(entry)
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"a record of {len(payload)} bytes; at most {MAX_PAYLOAD} are written")
    if isinstance(entry, AnswerRecord):
        return Prepared(payload, None, entry.key_hash)
    return Prepared(payload, entry.screened.listing_id, None)


class FolderWriter:
    """Appends to a writer folder whose lock the caller holds. Not for several threads at once.

    Args:
        folder: the writer folder.
        durability: what an append outlives.
        segment_bytes: a segment that has grown to this is closed.
        on_close: called with the folder when a segment was closed and may be sealed.

    Raises:
        LogWriteError: the folder cannot be brought into order.
    """

    def __init__(
        self, folder: Path, *, durability: Durability, segment_bytes: int, on_close: Callable[[Path], object]
    ) -> None:
        self.folder = folder
        self._durability = durability
        self._segment_bytes = segment_bytes
        self._on_close = on_close
        self._segment: SegmentWriter | None = None
        numbers = segment_numbers(folder)
        self._number = numbers[-1] if numbers else 0
        self._frames, self.set_aside_bytes = 0, 0
        self._recover()
        try:
            self._index = IndexWriter(folder)
            self._catch_up()
        except sqlite3.Error as error:
            raise LogWriteError(f"{folder}: the index cannot be written: {error}") from error
        self._index_behind = False

    @property
    def last_sequence(self) -> int:
        """The greatest sequence number in this folder, segments that were pruned included."""
        return max(self._index.state.sequence, last_pruned_sequence(self.folder))

    def append(self, entries: Sequence[Prepared], first_sequence: int) -> None:
        """Write entries as one group, durably, under consecutive sequence numbers.

        Raises:
            LogWriteError: the group must not be answered. What was written before is whole, and later appends may
                succeed.
        """
        self._mend_index()
        segment = self._segment or self._begin_segment()
        frames = [make_frame(first_sequence + at, entry.payload) for at, entry in enumerate(entries)]
        try:
            offsets = segment.append(frames)
        except LogWriteError:
            self._abandon(segment)
            raise
        indexed = [
            IndexedEntry(
                Place(first_sequence + at, self._number, self._frames + at, offset),
                entry.listing_id,
                entry.key_hash,
                zlib.crc32(entry.payload),
            )
            for at, (entry, offset) in enumerate(zip(entries, offsets, strict=True))
        ]
        self._frames += len(entries)
        self._index_add(indexed)
        if segment.size >= self._segment_bytes:
            self._rotate(segment)

    def probe(self) -> None:
        """Find out whether the disk takes bytes again, without writing a record.

        Raises:
            LogWriteError: it does not.
        """
        path = self.folder / ".probe"
        try:
            with path.open("wb") as file:
                file.write(bytes(65_536))
        except OSError as error:
            raise write_error(str(self.folder), error) from error
        finally:
            path.unlink(missing_ok=True)
        self._mend_index()

    def close(self) -> None:
        """Give the files back."""
        if self._segment is not None:
            self._segment.close()
        self._index.close()

    def _recover(self) -> None:
        path = log_path(self.folder, self._number)
        if self._number == 0:
            return
        if path.exists():
            self._frames, self.set_aside_bytes = recover(path)
            self._segment = SegmentWriter(path, durability=self._durability)
        # Otherwise the last segment is sealed: the next append begins a new one.

    def _begin_segment(self) -> SegmentWriter:
        path = log_path(self.folder, self._number + 1)
        try:
            self._segment = SegmentWriter(path, durability=self._durability)
        except OSError as error:
            raise write_error(str(path), error) from error
        self._number += 1
        self._frames = 0
        return self._segment

    def _rotate(self, full: SegmentWriter) -> None:
        try:
            self._begin_segment()
        except LogWriteError:
            return  # no room for a new file: the full one goes on being used
        full.close()
        self._on_close(self.folder)

    def _abandon(self, segment: SegmentWriter) -> None:
        """Leave a segment whose last write failed; the next append begins another, with the same number if it can."""
        segment.close()
        self._segment = None
        if segment.size == 0:
            segment.path.unlink(missing_ok=True)
            self._number -= 1

    def _index_add(self, indexed: list[IndexedEntry]) -> None:
        try:
            self._index.add(indexed)
        except sqlite3.Error as error:
            self._index_behind = True
            raise LogWriteError(
                f"{self.folder}: the index cannot be written ({error}); the records are durable but cannot be found yet"
            ) from error

    def _mend_index(self) -> None:
        if not self._index_behind:
            return
        try:
            self._catch_up()
        except sqlite3.Error as error:
            raise LogWriteError(f"{self.folder}: the index cannot be written: {error}") from error
        self._index_behind = False

    def _catch_up(self) -> None:
        """Bring the index up to the segments, or build it anew when it is not of these segments."""
        if not self._index_fits():
            self._index.clear()
        state = self._index.state
        if (state.segment, state.frames) == (self._number, self._frames):
            return
        entries = (
            placed.indexed()
            for placed in writer_entries(self.folder, state.segment)
            if placed.place.segment > state.segment or placed.place.ordinal >= state.frames
        )
        while batch := list(islice(entries, _INDEX_BATCH)):
            self._index.add(batch)

    def _index_fits(self) -> bool:
        """Whether the record that the index holds as its last is where it says, and is that record."""
        state = self._index.state
        if state.segment == 0:
            return True
        if is_pruned(self.folder, state.segment):
            return self._last_is_pruned(state)
        try:
            last = entry_at(self.folder, Place(state.sequence, state.segment, state.frames - 1, state.offset))
        except LogDamagedError:
            return False
        return last is not None and zlib.crc32(last.payload) == state.checksum

    def _last_is_pruned(self, state: IndexState) -> bool:
        try:
            return read_tombstone(self.folder, state.segment).last_sequence == state.sequence
        except LogDamagedError:
            return False
