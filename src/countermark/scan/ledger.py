"""Listing ids that come twice, found in flat memory.

The ids are spilled to a fixed number of files by their hash, so that equal ids meet in the same file; each file is
then looked at alone. The strings themselves are compared, not their hashes.
"""

from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import polars as pl
import pyarrow as pa

_FILES: Final = 64
_SCHEMA: Final = pa.schema([pa.field("row", pa.int64()), pa.field("id", pa.string())])


class RowSet:
    """A set of row numbers, one bit a row."""

    def __init__(self, size: int) -> None:
        self._bits = np.zeros(size // 8 + 1, dtype=np.uint8)
        self.count = 0

    def add(self, rows: Any) -> None:
        """Add an array of row numbers, none of which is there yet."""
        np.bitwise_or.at(self._bits, rows >> 3, np.left_shift(1, rows & 7).astype(np.uint8))
        self.count += len(rows)

    def mask(self, start: int, length: int) -> Any:
        """Return a boolean array that says for each of `length` rows from `start` whether it is in the set."""
        first = start >> 3
        bits = np.unpackbits(self._bits[first : ((start + length) >> 3) + 1], bitorder="little")
        return bits[start - first * 8 :][:length].astype(bool)


class IdLedger:
    """Takes listing ids in input order and says which rows repeat an earlier one.

    Args:
        folder: where to spill to; about 30 bytes a row. The files are removed at the end.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = [folder / f"ids-{number:02}.spill" for number in range(_FILES)]
        self._writers = [pa.ipc.new_stream(str(path), _SCHEMA) for path in self._paths]
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer, path in zip(self._writers, self._paths, strict=True):
            writer.close()
            path.unlink(missing_ok=True)

    def add(self, ids: Any) -> None:
        """Take the next ids, an Arrow string array."""
        series = pl.Series(ids)
        bucket = (series.hash() % _FILES).to_numpy()
        order = np.argsort(bucket, kind="stable")
        table = pa.record_batch([pa.array(order + self.rows), ids.take(pa.array(order))], schema=_SCHEMA)
        bounds = np.searchsorted(bucket[order], np.arange(_FILES + 1))
        for writer, start, end in zip(self._writers, bounds[:-1], bounds[1:], strict=True):
            if end > start:
                writer.write_batch(table.slice(start, end - start))
        self.rows += len(ids)

    def duplicates(self) -> RowSet:
        """Return the rows, counted from 0 over everything taken, whose id was there before."""
        found = RowSet(self.rows)
        for writer, path in zip(self._writers, self._paths, strict=True):
            writer.close()
            with pa.OSFile(str(path)) as file:
                table = pa.ipc.open_stream(file).read_all()
            again = ~pl.Series(table.column("id")).is_first_distinct().to_numpy()
            found.add(table.column("row").to_numpy()[again])
        return found
