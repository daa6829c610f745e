"""Ranges of rows out of a Parquet file's row groups.

A row group can only be decoded from its beginning. Chunks of one row group that are asked for in order therefore share
one pass: the last place is remembered, once a process. Out of order everything still works, only slower.
"""

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from countermark.formats.listings.chunks import ChunkRef
from countermark.formats.listings.files import check_file, file_error

_PLACES: dict[tuple[Any, ...], "_Cursor"] = {}
"""At most one cursor, by what it reads; taken out while it is used, so that threads never share it."""
FAULTS: Final = (pa.ArrowException, OSError, ValueError, NotImplementedError)
"""What pyarrow raises for a file that is damaged or made to harm."""


def open_parquet(path: Path) -> Any:
    """Open a Parquet file.

    Raises:
        InvalidInputError: it is missing, a folder, empty, truncated or no Parquet.
    """
    check_file(path)
    try:
        return pq.ParquetFile(path)
    except FAULTS as error:
        raise file_error(path, f"is not a readable Parquet file: {first_line(error)}") from error


def read_range(path: Path, ref: ChunkRef, columns: list[str]) -> Any:
    """Return some columns of the rows of a chunk as an Arrow table.

    Raises:
        InvalidInputError: the row group is damaged, or is no longer as it was planned.
    """
    status = path.stat()
    key = (str(path), status.st_size, status.st_mtime_ns, ref.row_group, tuple(columns))
    cursor = _PLACES.pop(key, None)
    _PLACES.clear()
    if cursor is None or cursor.place > ref.start:
        cursor = _Cursor(path, ref, columns)
    try:
        table = cursor.take(ref.start, ref.stop)
    except FAULTS as error:
        raise file_error(path, f"row group {ref.row_group} cannot be read: {first_line(error)}") from error
    if not cursor.done:
        _PLACES[key] = cursor
    return table


def first_line(error: Exception) -> str:
    """Return the first line of an error of pyarrow; what follows is about its own source."""
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


class _Cursor:
    """A place in a row group, and the batches that follow."""

    def __init__(self, path: Path, ref: ChunkRef, columns: list[str]) -> None:
        file = open_parquet(path)
        if ref.row_group >= file.num_row_groups:
            raise file_error(path, f"has no row group {ref.row_group}; it has changed since its chunks were planned")
        self.place = 0
        self.done = False
        self._empty = file.schema_arrow
        self._batches = file.iter_batches(
            max(1, ref.rows), row_groups=[ref.row_group], columns=columns, use_threads=False
        )
        self._waiting: Any = None

    def take(self, start: int, stop: int) -> Any:
        """Return the rows from start to stop, start not being before the place reached."""
        pieces = []
        while self.place < stop and (piece := self._next(stop - self.place)) is not None:
            skipped = min(piece.num_rows, max(0, start - self.place))
            self.place += piece.num_rows
            if skipped < piece.num_rows:
                pieces.append(piece.slice(skipped))
        return pa.Table.from_batches(pieces) if pieces else self._empty.empty_table()

    def _next(self, most: int) -> Any:
        piece = self._waiting if self._waiting is not None else next(self._batches, None)
        self._waiting = None
        if piece is None:
            self.done = True
        elif piece.num_rows > most:
            self._waiting = piece.slice(most)
            piece = piece.slice(0, most)
        return piece
