"""Puts finished parts together into the output file, in input order and flat memory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from countermark.engine.decision import OUTPUT_SCHEMA
from countermark.scan.chunk import MAX_WORST, badness
from countermark.scan.part import Part, Shown
from countermark.scan.tally import Tally

_GROUP_ROWS: Final = 65_536


class Assembly:
    """The output and the rejects, written part by part, with the counts for the summary and the report.

    The bytes depend on the rows alone, not on how they were cut into parts or when those finished.

    Args:
        output: path to write the output to; the caller renames it when all is well.
        rejects: path to write the rejects to, likewise.
        metadata: key-value metadata of the output file.
    """

    def __init__(self, *, output: Path, rejects: Path, metadata: Mapping[str, str]) -> None:
        self.tally = Tally()
        self.worst: list[Shown] = []
        """The worst listings so far, worst first."""
        self._waiting = OUTPUT_SCHEMA.empty_table()
        self._schema = OUTPUT_SCHEMA.with_metadata({f"countermark.{key}": value for key, value in metadata.items()})
        self._rejects = rejects.open("wb")
        self._writer = pq.ParquetWriter(str(output), self._schema, compression="zstd", compression_level=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._waiting.num_rows:
                self._write(self._waiting)
        finally:
            self._writer.close()
            self._rejects.close()

    def add(self, part: Part) -> None:
        """Add the next part in input order."""
        self.tally.add(part.table)
        self.tally.add_rejects(part.rejects, rows_read=part.rows_read)
        self.worst = sorted([*self.worst, *part.worst], key=badness)[:MAX_WORST]
        self._rejects.writelines(msgspec.json.encode(reject) + b"\n" for reject in part.rejects)
        self._waiting = pa.concat_tables([self._waiting, part.table.select(OUTPUT_SCHEMA.names)])
        while self._waiting.num_rows >= _GROUP_ROWS:
            self._write(self._waiting.slice(0, _GROUP_ROWS))
            self._waiting = self._waiting.slice(_GROUP_ROWS)

    def _write(self, table: Any) -> None:
        # In one chunk, so that the bytes do not tell where the parts began.
        self._writer.write_table(table.combine_chunks().cast(self._schema), row_group_size=_GROUP_ROWS)
