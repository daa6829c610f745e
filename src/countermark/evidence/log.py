"""The decision log: append-only, durable before anyone is answered, readable while it is written."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from countermark.evidence.errors import LogInUseError
from countermark.evidence.folders import FolderLock, claim_folder, prepare_folder, writer_folders
from countermark.evidence.reader import LogReader
from countermark.evidence.record import AnswerRecord, DecisionRecord, Entry
from countermark.evidence.segment import Durability
from countermark.evidence.sequence import SequenceCounter
from countermark.evidence.tombstone import Tombstone
from countermark.evidence.verify import Verification, verify_log
from countermark.evidence.writer import FolderWriter, Prepared, prepare

SEGMENT_BYTES: Final = 256 * 1024 * 1024


def _leave_unsealed(folder: Path) -> None:
    """Do nothing; whoever opens the log says what seals it."""


class DecisionLog:
    """Appends to a log of which this process is one of perhaps several writers, and reads all of it.

    `append` may be called by several threads; they wait for each other. To share one write among many callers, use
    `group_commit.GroupCommit`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durability: Durability = Durability.FSYNC,
        segment_bytes: int = SEGMENT_BYTES,
        on_close: Callable[[Path], object] = _leave_unsealed,
    ) -> None:
        """Open a log or begin one: take a writer's place, recover from crashes, bring the indexes up to date.

        Args:
            folder: of the log.
            durability: what an append outlives.
            segment_bytes: a segment that has grown to this is closed, so that it can be sealed.
            on_close: called with a writer folder that has closed segments (`sealing.seal_closed` seals them);
                must not take long.

        Raises:
            LogDamagedError: the folder is something else.
            LogInUseError: there is no place for another writer.
            LogWriteError: the folder cannot be written.
        """
        prepare_folder(folder)
        self.folder = folder
        self._lock = threading.Lock()
        self._counter = SequenceCounter(folder / "sequence")
        self._place = claim_folder(folder)
        self._writer = self._open_writer(self._place, durability, segment_bytes, on_close)
        self.set_aside_bytes = self._writer.set_aside_bytes
        """Bytes of torn writes that were cut off and kept on this opening, over all writers that nobody holds."""
        self._tend_others(durability, segment_bytes, on_close)
        self._reader = LogReader(folder)
        on_close(self._place.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, records: Sequence[Entry]) -> None:
        """Write records as one group; when this returns they are durable and can be found.

        Raises:
            LogWriteError: none of them may be answered; `LogFullError` when there is no room. What was written
                before is whole, and a later append may succeed.
            UnicodeEncodeError: a text holds a lone surrogate; nothing was written.
        """
        self.append_prepared([prepare(record) for record in records])

    def append_prepared(self, entries: Sequence[Prepared]) -> None:
        """Do what `append` does, with entries that were prepared before.

        Raises:
            LogWriteError: as for `append`.
        """
        if not entries:
            return
        with self._lock:
            self._writer.append(entries, self._counter.take(len(entries)))

    def probe(self) -> None:
        """Find out whether the disk takes bytes, without writing a record.

        Raises:
            LogWriteError: it does not.
        """
        with self._lock:
            self._writer.probe()

    def get(self, listing_id: str) -> DecisionRecord | None:
        """Return the newest decision of a listing, whichever writer took it.

        Raises:
            LogDamagedError: the record cannot be read.
        """
        return self._reader.get(listing_id)

    def pruned(self, listing_id: str) -> Tombstone | None:
        """Return what stays of the segment that held a listing's newest decision, when it was pruned and that is known.

        Raises:
            LogDamagedError: the tombstone cannot be read.
        """
        return self._reader.pruned(listing_id)

    def answer(self, key_hash: str) -> AnswerRecord | None:
        """Return the answer given under a key, whichever writer gave it.

        Raises:
            LogDamagedError: the record cannot be read.
        """
        return self._reader.answer(key_hash)

    def iterate(self) -> Iterator[DecisionRecord]:
        """Yield every decision in the order of writing, in flat memory."""
        return self._reader.iterate()

    def verify(self) -> Verification:
        """Check checksums, Merkle roots, order and completeness of the whole log."""
        return verify_log(self.folder)

    def close(self) -> None:
        """Give files and place back."""
        with self._lock:
            self._reader.close()
            self._writer.close()
            self._counter.close()
            self._place.release()

    def _open_writer(
        self, place: FolderLock, durability: Durability, segment_bytes: int, on_close: Callable[[Path], object]
    ) -> FolderWriter:
        writer = FolderWriter(place.folder, durability=durability, segment_bytes=segment_bytes, on_close=on_close)
        self._counter.raise_above(writer.last_sequence)
        return writer

    def _tend_others(self, durability: Durability, segment_bytes: int, on_close: Callable[[Path], object]) -> None:
        """Recover writer folders whose process is gone, so that what they hold is found and counted."""
        for folder in writer_folders(self.folder):
            if folder == self._place.folder:
                continue
            try:
                place = FolderLock(folder)
            except LogInUseError:
                continue  # alive, and looks after itself
            try:
                writer = self._open_writer(place, durability, segment_bytes, on_close)
                self.set_aside_bytes += writer.set_aside_bytes
                writer.close()
            finally:
                place.release()
            on_close(folder)
