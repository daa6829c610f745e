"""Grouping of records into chunks that are the same on every run."""

from pathlib import Path
from typing import Final

from countermark.formats.listings.chunks import ChunkRef
from countermark.formats.listings.files import check_file, file_error
from countermark.formats.listings.texts import CHUNK_BYTES

MAX_CHUNKS: Final = 1_000_000
"""Most chunks of one file: beyond it the file is a mistake or a trap, and the plan alone would fill the memory."""


class ChunkPlanner:
    """Collects the records of a text file and closes a chunk when it has enough rows or bytes."""

    def __init__(self, format_name: str, path: Path, chunk_rows: int) -> None:
        self._format = format_name
        self._path = path
        self._chunk_rows = chunk_rows
        self._size = check_file(path)
        self._chunks: list[ChunkRef] = []
        self._rows = 0
        self._first_row = self._start = self._stop = 0

    def add(self, row: int, start: int, stop: int) -> None:
        """Take one record: its number and its byte range."""
        if self._rows and (self._rows >= self._chunk_rows or stop - self._start > CHUNK_BYTES):
            self._close()
        if self._rows == 0:
            self._first_row, self._start = row, start
        self._rows += 1
        self._stop = stop

    def finish(self) -> list[ChunkRef]:
        """Return the chunks; none when there was no record."""
        if self._rows:
            self._close()
        return self._chunks

    def _close(self) -> None:
        index = len(self._chunks)
        if index >= MAX_CHUNKS:
            raise file_error(self._path, f"has more than {MAX_CHUNKS:,} chunks; expected fewer, or larger chunks")
        reference = ChunkRef(
            self._format, index, self._first_row, self._rows, self._start, self._stop, file_bytes=self._size
        )
        self._chunks.append(reference)
        self._rows = 0
