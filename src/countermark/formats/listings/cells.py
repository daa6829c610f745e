"""Cells of an Arrow table as Python values, none of which can stop the reading of the others."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from countermark.formats.listings.json_values import not_utf8
from countermark.formats.listings.values import BadCell


def table_records(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts; a cell that Python cannot hold is a BadCell."""
    columns = [_column_values(table.column(index)) for index in range(table.num_columns)]
    return [dict(zip(table.column_names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _column_values(column: Any) -> list[Any]:
    column = _plain(column)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        return [_cell(cell) for cell in column]
    return values


def _plain(column: Any) -> Any:
    """Return a column with dictionaries unfolded and moments in microseconds UTC, where that is possible."""
    try:
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, column.type.value_type)
        if pa.types.is_timestamp(column.type):
            zone = None if column.type.tz is None else "UTC"
            column = pc.cast(column, pa.timestamp("us", tz=zone), safe=column.type.unit != "ns")
    except pa.ArrowException:
        return column
    return column


def _cell(cell: Any) -> Any:
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        nested = pa.types.is_nested(cell.type)
        return BadCell("holds text that is not UTF-8" if nested else not_utf8(cell.as_buffer().to_pybytes()))
    except (ValueError, OverflowError, pa.ArrowException) as error:
        if pa.types.is_timestamp(cell.type):
            return BadCell(f"is {cell.value:,} {cell.type.unit} since 1970; expected a moment in the years 1 to 9999")
        return BadCell(f"cannot be read: {str(error)[:200]}")
