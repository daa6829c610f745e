"""The output as CSV, for people with a spreadsheet."""

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from countermark.scan.files import atomic_file

_FORMULA: Final = "^[=+\\-@\t\r]"
"""Beginnings of a cell that a spreadsheet may run as a formula (OWASP, CSV injection)."""
_SCHEMA: Final = pa.schema(
    [
        pa.field("listing_id", pa.string()),
        pa.field("decision", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("reasons", pa.string()),
        pa.field("evidence", pa.string()),
        pa.field("counter_evidence", pa.string()),
        pa.field("snapshot", pa.string()),
    ]
)


def write_csv(output: Path, path: Path) -> None:
    """Write a Parquet file of `OUTPUT_SCHEMA` as CSV in UTF-8, in flat memory.

    Reasons are joined by a space; of evidence and counter-evidence the words are given, joined by "; ". A cell that a
    spreadsheet might run as a formula gets a leading apostrophe.
    """
    with pq.ParquetFile(output) as source, atomic_file(path) as temporary, pa_csv.CSVWriter(temporary, _SCHEMA) as sink:
        for batch in source.iter_batches(batch_size=16_384):
            sink.write_batch(pa.record_batch([_cells(batch, field) for field in _SCHEMA], schema=_SCHEMA))


def _cells(batch: Any, field: Any) -> Any:
    column = batch.column(field.name)
    if field.name == "score":
        return column
    if field.name == "reasons":
        column = pc.binary_join(column, " ")
    elif field.name.endswith("evidence"):
        column = _words(column)
    return escape_cells(column)


def _words(column: Any) -> Any:
    flat = pc.struct_field(column.flatten(), "words")
    lists = pa.ListArray.from_arrays(_offsets(column), flat)
    return pc.binary_join(lists, "; ")


def _offsets(column: Any) -> Any:
    lengths = pc.cast(pc.list_value_length(column), pa.int32())
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths)])


def escape_cells(column: Any) -> Any:
    """Return an Arrow string array in which no cell is taken for a formula."""
    return pc.if_else(pc.match_substring_regex(column, _FORMULA), pc.binary_join_element_wise("'", column, ""), column)
