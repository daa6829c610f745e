"""Reading a decision log, alone or while others write to it."""

import heapq
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from countermark.evidence.entries import PlacedEntry, entry_at, writer_entries
from countermark.evidence.folders import check_folder, writer_folders
from countermark.evidence.index import INDEX_FILE, IndexReader, Place
from countermark.evidence.record import AnswerRecord, DecisionRecord, StoredEntry, headline
from countermark.evidence.tombstone import Tombstone, is_pruned, read_tombstone


class LogReader:
    """Finds decisions and answers over all writers of a log.

    Args:
        folder: the log.

    Raises:
        LogDamagedError: the folder is not a decision log of this version.
    """

    def __init__(self, folder: Path) -> None:
        check_folder(folder)
        self._folder = folder
        self._indexes: dict[Path, IndexReader] = {}
        self._lock = threading.Lock()

    def get(self, listing_id: str) -> DecisionRecord | None:
        """Return the newest decision of a listing: the one written last, whoever wrote it; None if it was pruned.

        Raises:
            LogDamagedError: the record cannot be read.
        """
        stored = self._newest(lambda index: index.decision(listing_id), lambda placed: _decides(placed, listing_id))
        if stored is None:
            return None
        entry = stored.entry
        return entry if isinstance(entry, DecisionRecord) else None

    def pruned(self, listing_id: str) -> Tombstone | None:
        """Return what stays of the segment that held a listing's newest decision, when that segment was pruned.

        Only an index knows it: None does not say that there never was a decision.

        Raises:
            LogDamagedError: the tombstone cannot be read.
        """
        best = self._newest_place(lambda index: index.decision(listing_id), lambda _: False)
        if best is None or not is_pruned(best[0], best[1].segment):
            return None
        return read_tombstone(best[0], best[1].segment)

    def answer(self, key_hash: str) -> AnswerRecord | None:
        """Return the answer that was given under a key.

        Raises:
            LogDamagedError: the record cannot be read.
        """
        stored = self._newest(lambda index: index.answer(key_hash), lambda placed: _answers(placed, key_hash))
        if stored is None:
            return None
        entry = stored.entry
        return entry if isinstance(entry, AnswerRecord) else None

    def stored(self) -> Iterator[StoredEntry]:
        """Yield everything in the log in the order of writing, in flat memory."""
        writers = [(placed.stored for placed in writer_entries(writer)) for writer in writer_folders(self._folder)]
        yield from heapq.merge(*writers, key=_sequence)

    def iterate(self) -> Iterator[DecisionRecord]:
        """Yield every decision in the order of writing, in flat memory.

        Raises:
            LogDamagedError: a record cannot be read by this version.
        """
        for stored in self.stored():
            entry = stored.entry
            if isinstance(entry, DecisionRecord):
                yield entry

    def close(self) -> None:
        """Give the files back."""
        with self._lock:
            for index in self._indexes.values():
                index.close()
            self._indexes.clear()

    def _newest(
        self, look_up: Callable[[IndexReader], Place | None], matches: Callable[[PlacedEntry], bool]
    ) -> StoredEntry | None:
        best = self._newest_place(look_up, matches)
        return None if best is None else entry_at(*best)

    def _newest_place(
        self, look_up: Callable[[IndexReader], Place | None], matches: Callable[[PlacedEntry], bool]
    ) -> tuple[Path, Place] | None:
        with self._lock:
            best: tuple[Path, Place] | None = None
            for writer in writer_folders(self._folder):
                place = self._place(writer, look_up, matches)
                if place is not None and (best is None or place.sequence > best[1].sequence):
                    best = (writer, place)
        return best

    def _place(
        self, writer: Path, look_up: Callable[[IndexReader], Place | None], matches: Callable[[PlacedEntry], bool]
    ) -> Place | None:
        try:
            return look_up(self._index(writer))
        except (sqlite3.Error, OSError):
            # No index, or none that we may read: the slow way. Writers build theirs on opening the log.
            return max(
                (placed.place for placed in writer_entries(writer) if matches(placed)), key=_sequence, default=None
            )

    def _index(self, writer: Path) -> IndexReader:
        index = self._indexes.get(writer)
        if index is not None and index.file_id != (writer / INDEX_FILE).stat().st_ino:
            self._indexes.pop(writer).close()
            index = None
        if index is None:
            index = self._indexes[writer] = IndexReader(writer)
        return index


def _sequence(item: StoredEntry | Place) -> int:
    return item.sequence


def _decides(placed: PlacedEntry, listing_id: str) -> bool:
    return headline(placed.stored.payload).listing_id == listing_id


def _answers(placed: PlacedEntry, key_hash: str) -> bool:
    return headline(placed.stored.payload).key_hash == key_hash
