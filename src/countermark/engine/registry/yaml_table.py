"""Reads one table from YAML: a list of mappings, one for each row."""

from typing import Any

import yaml

from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.fields import fields_of
from countermark.engine.registry.raw import RawTable, missing_problems, size_problems, unknown_problems


def read_yaml_table(data: bytes, table: str, file: str) -> tuple[RawTable, list[Problem]]:
    """Return the values of a YAML file and what is wrong with its form.

    Records that are not mappings or lack a required key are left out, each with a problem; the others are returned.

    Args:
        data: the file.
        table: the table it holds, a name of `model.TABLES`.
        file: file name for problems.
    """
    problems = size_problems(data, file)
    if problems:
        return RawTable.unread(table, file), problems
    try:
        document = parse_yaml(data, file)
    except InvalidInputError as error:
        return RawTable.unread(table, file), error.problems
    if document is None:
        document = []
    if not isinstance(document, list):
        message = f"is {_kind(document)}; expected a list of mappings, one for each row"
        return RawTable.unread(table, file), [Problem(file, None, None, message)]
    return _to_columns(document, _lines(data, len(document)), table, file)


def _lines(data: bytes, rows: int) -> list[int]:
    """Return the line on which each item of the top list starts."""
    node = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    return [item.start_mark.line + 1 for item in node.value] if node is not None and rows else []


def _to_columns(document: list[Any], lines: list[int], table: str, file: str) -> tuple[RawTable, list[Problem]]:
    names = [field.name for field in fields_of(table)]
    columns: dict[str, list[Any]] = {name: [] for name in names}
    problems: list[Problem] = []
    rows: list[int] = []
    for line, record in zip(lines, document, strict=True):
        if not isinstance(record, dict):
            problems.append(Problem(file, line, None, f"is {_kind(record)}; expected a mapping of columns to values"))
            continue
        problems += unknown_problems([str(key) for key in record], table, file, line)
        missing = missing_problems([str(key) for key in record], table, file, line)
        if missing:
            problems += missing
            continue
        rows.append(line)
        for name in names:
            columns[name].append(record.get(name))
    return RawTable(table, file, columns, rows, complete=len(rows) == len(document)), problems


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"the value {str(value)[:50]!r}"
