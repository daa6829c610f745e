"""A table as it was read, before its values have types."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from countermark.engine.errors import Problem
from countermark.engine.registry.fields import fields_of
from countermark.engine.registry.suggest import did_you_mean

MAX_TABLE_BYTES: Final = 32_000_000
"""Largest table that is read."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """The cells of one file: texts when it is CSV, plain values when it is YAML."""

    table: str
    """A name of `model.TABLES`."""
    file: str
    columns: dict[str, list[Any]]
    """Known column -> one value for each row."""
    rows: list[int]
    """The line on which each row starts, from 1."""
    complete: bool
    """False when rows were left out because they could not be read."""

    @classmethod
    def unread(cls, table: str, file: str) -> "RawTable":
        """Return the table of a file that could not be read at all."""
        return cls(table, file, {}, [], complete=False)


def size_problems(data: bytes, file: str) -> list[Problem]:
    """Return the problem of a file that is too large."""
    if len(data) <= MAX_TABLE_BYTES:
        return []
    return [Problem(file, None, None, f"is {len(data)} bytes; at most {MAX_TABLE_BYTES} are read")]


def unknown_problems(names: Iterable[str], table: str, file: str, row: int) -> list[Problem]:
    """Return a problem for each name that is not a column of the table."""
    known = [field.name for field in fields_of(table)]
    return [
        Problem(file, row, name, f"is not a column of {table} (known: {', '.join(known)}){did_you_mean(name, known)}")
        for name in (given[:50] for given in names)
        if name not in known
    ]


def missing_problems(names: Iterable[str], table: str, file: str, row: int) -> list[Problem]:
    """Return a problem for each required column that is not among the names."""
    given = set(names)
    return [
        Problem(file, row, field.name, f"is missing; {table} needs it")
        for field in fields_of(table)
        if field.required and field.name not in given
    ]
