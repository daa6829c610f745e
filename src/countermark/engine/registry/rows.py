"""Turns the cells of a table into rows of its class."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from countermark.engine.errors import Problem
from countermark.engine.registry.cells import CellError, read_cell
from countermark.engine.registry.checks import row_problems
from countermark.engine.registry.fields import Field, fields_of
from countermark.engine.registry.model import TABLES
from countermark.engine.registry.raw import RawTable


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and where it stands, so that a later check can name the place."""

    file: str
    line: int
    row: Any
    """A row class of `model.py`."""

    def problem(self, field: str | None, message: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.file, self.line, field, message)


def read_rows(raw: RawTable) -> tuple[list[Placed], list[Problem]]:
    """Return the rows of a table that are valid by themselves, and a problem for every cell that is not.

    Columns that are missing take their default; the caller has made sure that required ones are there.
    """
    if not raw.rows:
        return [], []
    fields = [field for field in fields_of(raw.table) if field.name in raw.columns]
    problems: list[Problem] = []
    columns: list[list[Any]] = []
    bad: set[int] = set()
    for field in fields:
        values, failed = _read_column(raw.columns[field.name], field)
        columns.append(values)
        bad.update(failed)
        problems += [Problem(raw.file, raw.rows[at], field.name, message) for at, message in failed.items()]
    names = [field.name for field in fields]
    row_class = TABLES[raw.table]
    placed: list[Placed] = []
    for at, cells in enumerate(zip(*columns, strict=True)):
        if at in bad:
            continue
        row = row_class(**dict(zip(names, cells, strict=True)))
        found = _placed_problems(raw, at, row_problems(row))
        problems += found
        if not found:
            placed.append(Placed(raw.file, raw.rows[at], row))
    return placed, problems


def _read_column(cells: list[Any], field: Field) -> tuple[list[Any], dict[int, str]]:
    """Return the values of a column (None where a cell failed), and row index -> message of the failed ones."""
    values: list[Any] = []
    failed: dict[int, str] = {}
    for at, cell in enumerate(cells):
        try:
            values.append(read_cell(cell, field))
        except CellError as error:
            values.append(None)
            failed[at] = str(error)
    return values, failed


def _placed_problems(raw: RawTable, at: int, found: Iterable[tuple[str, str]]) -> list[Problem]:
    return [Problem(raw.file, raw.rows[at], field, message) for field, message in found]
