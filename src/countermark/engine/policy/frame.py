"""The frame that rules are evaluated over: the Arrow columns that they use, without a copy where the types allow it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.policy.functions import Type
from countermark.engine.policy.types import type_of
from countermark.engine.policy.vectorised import Vectorised

_ARROW: Final[dict[Type, Any]] = {Type.BOOLEAN: pa.bool_(), Type.NUMBER: pa.float64(), Type.TEXT: pa.string()}
_POLARS: Final = {Type.BOOLEAN: pl.Boolean, Type.NUMBER: pl.Float64, Type.TEXT: pl.String}

_ANCHOR: Final = ""
"""No rule id is empty."""
_AS_WRITTEN: Final = pl.QueryOptFlags.none()


def rule_columns(columns: Mapping[str, Any], used: Mapping[str, Type]) -> dict[str, Any]:
    """Return the Arrow columns that rules use.

    Args:
        columns: name -> Arrow array, all of one length.
        used: the names that rules use, with the types under which they were compiled.

    Raises:
        ValueError: a column is missing, has another type, or another length than the first.
    """
    arrays = {name: _column(columns, name, kind) for name, kind in used.items()}
    if len(set(map(len, arrays.values()))) > 1:
        lengths = {name: len(array) for name, array in arrays.items()}
        raise ValueError(f"columns for the policy differ in length: {lengths}")
    return arrays


def rule_frame(columns: Mapping[str, Any], used: Mapping[str, Type]) -> pl.DataFrame:
    """Return a polars frame of the columns that rules use; numbers are Float64, and null where they are not finite.

    Args:
        columns: name -> Arrow array, all of one length.
        used: the names that rules use, with the types under which they were compiled.

    Raises:
        ValueError: a column is missing, has another type, or another length than the first.
    """
    found = rule_columns(columns, used)
    arrays = {name: _finite(found[name]) if kind is Type.NUMBER else found[name] for name, kind in used.items()}
    frame = pl.from_arrow(pa.table(arrays), rechunk=False)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("polars made no frame of an Arrow table")
    return frame


def empty_frame(used: Mapping[str, Type]) -> pl.DataFrame:
    """Return a frame of no rows with the types that `rule_frame` gives."""
    return pl.DataFrame(schema={name: _POLARS[kind] for name, kind in used.items()})


def run_conditions(frame: pl.DataFrame, conditions: Mapping[str, Vectorised]) -> dict[str, pl.Series]:
    """Return what each condition says of each row of a frame that has at least one column.

    The optimiser is off: its work on 30 short conditions costs more than it saves, and polars 2.1's eager `select`,
    which rewrites too, fails where a condition comes to the same value for every row.
    """
    lazy = frame.lazy()
    for condition in conditions.values():
        for step in condition.steps:
            lazy = lazy.with_columns(step)
    anchor = pl.col(frame.columns[0]).alias(_ANCHOR)  # keeps the frame's height when a condition is a single value
    named = (condition.holds.alias(name) for name, condition in conditions.items())
    found = lazy.select(anchor, *named).collect(optimizations=_AS_WRITTEN)
    return {series.name: series for series in found.get_columns()[1:]}


def given_columns(rows: Sequence[Mapping[str, Any]], used: Mapping[str, Type]) -> dict[str, Any]:
    """Return Arrow columns for rows of named values, null where a row does not name a value."""
    return {name: pa.array([row.get(name) for row in rows], type=_ARROW[kind]) for name, kind in used.items()}


def _column(columns: Mapping[str, Any], name: str, kind: Type) -> Any:
    if name not in columns:
        raise ValueError(f"the policy uses the signal {name!r}, and there is no such column")
    array = columns[name]
    if type_of(array.type) is kind:
        return array
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), _ARROW[kind])
    raise ValueError(f"column {name!r} is {array.type}; the policy was compiled for {kind.value}")


def _finite(array: Any) -> Any:
    if pa.types.is_integer(array.type):
        return pc.cast(array, pa.float64(), safe=False)
    array = pc.cast(array, pa.float64())
    finite = pc.is_finite(array)
    if pc.all(finite).as_py() in {True, None}:
        return array
    return pc.if_else(finite, array, None)
