"""Writes a registry as CSV files, always the same bytes for the same rows."""

import csv
import io
from datetime import date
from typing import Any

import msgspec

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.cells import SEPARATOR
from countermark.engine.registry.fields import fields_of
from countermark.engine.registry.keys import key_of
from countermark.engine.registry.model import TABLES, Registry


def canonical(registry: Registry) -> Registry:
    """Return the registry with the rows of every table sorted by key, as `parse_registry` returns it."""
    return Registry(
        **{name: tuple(sorted(getattr(registry, name), key=lambda row: key_of(name, row))) for name in TABLES}
    )


def registry_files(registry: Registry) -> dict[str, bytes]:
    """Return the registry as CSV files: UTF-8, line feeds, rows sorted by key, only tables that have rows.

    `parse_registry` of the result is `canonical(registry)`. Cells are written exactly as they are, also those that a
    spreadsheet would take for formulas: do not open the files in one without importing the columns as text.

    Raises:
        InvalidInputError: a value cannot be written so that it is read back the same (a `;` in one of several values of
            a cell, white space at an end, an empty value where the default is another).
    """
    problems: list[Problem] = []
    files = {}
    ordered = canonical(registry)
    for name in TABLES:
        rows = getattr(ordered, name)
        if rows:
            files[f"{name}.csv"] = _table_bytes(name, rows, problems)
    if problems:
        raise InvalidInputError(problems)
    return files


def header_only(table: str) -> bytes:
    """Return the CSV file of a table without rows."""
    return _table_bytes(table, (), [])


def _table_bytes(table: str, rows: Any, problems: list[Problem]) -> bytes:
    fields = fields_of(table)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields)
    for at, row in enumerate(rows, start=1):
        cells = []
        for field, value in zip(fields, msgspec.structs.astuple(row), strict=True):
            if _is_altered(value, field.default):
                message = f"{str(value)[:50]!r} would not be read back the same"
                problems.append(Problem(f"{table}.csv", at + 1, field.name, message))
            cells.append(_cell(value))
        writer.writerow(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return SEPARATOR.join(str(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _is_altered(value: Any, default: Any) -> bool:
    """Tell whether reading the cell back would give another value."""
    if isinstance(value, tuple):
        return any(isinstance(item, str) and (SEPARATOR in item or _is_altered(item, "")) for item in value) or (
            "" in value
        )
    if isinstance(value, str):
        return value != value.strip() or "\r" in value or (value == "" and default not in {"", None})
    return False
