"""Where the newest decision of a listing is, and the answer of a key: one SQLite file for each writer.

The index is a convenience: everything in it follows from the segments. It may lag behind them after a crash, and is
brought up to date on opening; it may be missing or broken, and is built anew.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

INDEX_FILE: Final = "index.sqlite"
_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE decisions (listing_id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, segment INTEGER NOT NULL,
                        ordinal INTEGER NOT NULL, offset INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE answers (key_hash TEXT PRIMARY KEY, sequence INTEGER NOT NULL, segment INTEGER NOT NULL,
                      ordinal INTEGER NOT NULL, offset INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, segment INTEGER NOT NULL,
                    frames INTEGER NOT NULL, sequence INTEGER NOT NULL, offset INTEGER NOT NULL,
                    checksum INTEGER NOT NULL);
"""


class Place(msgspec.Struct, frozen=True):
    """Where an entry is."""

    sequence: int
    segment: int
    ordinal: int
    """How many frames come before it in its segment; its row once the segment is sealed."""
    offset: int
    """Of its frame in the segment file."""


class IndexedEntry(msgspec.Struct, frozen=True):
    """What the index learns of an entry."""

    place: Place
    listing_id: str | None
    key_hash: str | None
    checksum: int
    """CRC-32 of the payload."""


class IndexState(msgspec.Struct, frozen=True):
    """How far the index has come."""

    segment: int
    frames: int
    """Frames of that segment that are in the index; all those of earlier segments are."""
    sequence: int
    """The greatest sequence number in the index."""
    offset: int
    """Of the last record's frame in its segment file."""
    checksum: int
    """CRC-32 of the payload of the last record in the index: tells whether the index belongs to these segments."""


class IndexWriter:
    """The index of the folder that this process writes to.

    The index never needs to outlive a loss of power by itself, so it does not wait for the disk (synchronous NORMAL
    under WAL: consistent, perhaps behind).
    """

    def __init__(self, writer: Path) -> None:
        """Open the index, or begin an empty one if there is none that can be used."""
        self._path = writer / INDEX_FILE
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._connection = self._begin_anew()

    @property
    def state(self) -> IndexState:
        """How far the index has come; segment 0 when it is empty."""
        row = self._connection.execute("SELECT segment, frames, sequence, offset, checksum FROM state").fetchone()
        return IndexState(*row)

    def add(self, entries: Sequence[IndexedEntry]) -> None:
        """Take entries in the order in which they were written, all or none.

        Raises:
            sqlite3.Error: the index cannot be written, for instance because the disk is full.
        """
        last = entries[-1].place
        with self._connection:
            for table, column in (("decisions", "listing_id"), ("answers", "key_hash")):
                self._connection.executemany(
                    f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - two fixed names
                    _rows(entries, column),
                )
            self._connection.execute(
                "UPDATE state SET segment = ?, frames = ?, sequence = max(sequence, ?), offset = ?, checksum = ?",
                (last.segment, last.ordinal + 1, last.sequence, last.offset, entries[-1].checksum),
            )

    def clear(self) -> None:
        """Begin anew."""
        self._connection.close()
        self._connection = self._begin_anew()

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        is_new = not self._path.exists()
        connection = sqlite3.connect(self._path, check_same_thread=False, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if is_new:
                with connection:
                    connection.executescript(_SCHEMA)
                    connection.execute("INSERT INTO state VALUES (1, ?, 0, 0, 0, 0, 0)", (_VERSION,))
            elif connection.execute("SELECT version FROM state").fetchone() != (_VERSION,):
                raise sqlite3.DatabaseError("the index is of another version")  # noqa: TRY301 - one way to give up
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> sqlite3.Connection:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return self._open()


class IndexReader:
    """Looks things up in the index of any writer, while that writer goes on writing."""

    def __init__(self, writer: Path) -> None:
        """Open the index for reading.

        Raises:
            sqlite3.Error: there is none that can be read.
        """
        path = writer / INDEX_FILE
        self.file_id = path.stat().st_ino
        """Tells this index from one that was built anew in its place."""
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            self._connection.execute("SELECT 1 FROM state").fetchone()
        except BaseException:
            self._connection.close()
            raise

    def decision(self, listing_id: str) -> Place | None:
        """Return where this writer's newest decision of a listing is."""
        return self._place("SELECT sequence, segment, ordinal, offset FROM decisions WHERE listing_id = ?", listing_id)

    def answer(self, key_hash: str) -> Place | None:
        """Return where the answer of a key is."""
        return self._place("SELECT sequence, segment, ordinal, offset FROM answers WHERE key_hash = ?", key_hash)

    def state(self) -> IndexState:
        """Return how far the index has come."""
        row = self._connection.execute("SELECT segment, frames, sequence, offset, checksum FROM state").fetchone()
        return IndexState(*row)

    def hold_still(self) -> None:
        """Go on reading the index as it is at this moment, whatever its writer does, until it is closed."""
        self._connection.execute("BEGIN")
        self.state()  # the moment is that of the first look

    def entries_by_segment(self) -> dict[int, int]:
        """Return how many decisions and answers the index has in each segment."""
        query = (
            "SELECT segment, count(*) FROM (SELECT segment FROM {} UNION ALL SELECT segment FROM {}) GROUP BY segment"
        )
        return dict(self._connection.execute(query.format("decisions", "answers")).fetchall())

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _place(self, query: str, key: str) -> Place | None:
        with closing(self._connection.execute(query, (key,))) as cursor:
            row = cursor.fetchone()
        return None if row is None else Place(*row)


def _rows(entries: Iterable[IndexedEntry], column: str) -> list[tuple[str, int, int, int, int]]:
    rows = []
    for entry in entries:
        key = getattr(entry, column)
        if key is not None:
            place = entry.place
            rows.append((key, place.sequence, place.segment, place.ordinal, place.offset))
    return rows
