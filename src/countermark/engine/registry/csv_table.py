"""Reads one table from CSV (RFC 4180): comma, double quotes, a header line, UTF-8 with or without byte order mark."""

import csv
import io
from collections import Counter
from typing import Final

from countermark.engine.errors import Problem
from countermark.engine.registry.fields import fields_of
from countermark.engine.registry.raw import RawTable, missing_problems, size_problems, unknown_problems

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MAX_BAD_LINES: Final = 20
"""How many lines in a wrong encoding are named; a file in another encoding has thousands."""
_MAX_COLUMNS: Final = 100
MAX_ROWS: Final = 500_000
"""Most rows of one table that are read."""


def read_csv_table(data: bytes, table: str, file: str) -> tuple[RawTable, list[Problem]]:
    """Return the cells of a CSV file and what is wrong with its form.

    Rows that cannot be read are left out, each with a problem, and the others are returned. Lines whose cells are all
    empty are skipped.

    Args:
        data: the file.
        table: the table it holds, a name of `model.TABLES`.
        file: file name for problems.
    """
    problems = size_problems(data, file) or _encoding_problems(data, file)
    if problems:
        return RawTable.unread(table, file), problems
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    rows: list[int] = []
    records: list[list[str]] = []
    line = 1
    try:
        for record in reader:
            if any(cell and not cell.isspace() for cell in record):
                rows.append(line)
                records.append(record)
            if len(records) > MAX_ROWS + 1:
                problems.append(Problem(file, line, None, f"is row {MAX_ROWS + 1}; at most {MAX_ROWS} rows are read"))
                break
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, line, None, f"is not readable CSV: {_in_words(error)}; the rest is not read"))
    if not records:
        expected = ",".join(field.name for field in fields_of(table))
        problems = problems or [Problem(file, None, None, f"is empty; expected a header line: {expected}")]
        return RawTable.unread(table, file), problems
    raw, more = _to_columns(rows, records, table, file, readable=not problems)
    return raw, problems + more


def _in_words(error: csv.Error) -> str:
    if "unexpected end of data" in str(error):
        return "a quotation mark opens here and is never closed"
    return str(error)


def _encoding_problems(data: bytes, file: str) -> list[Problem]:
    if data.startswith(_UTF16):
        return [Problem(file, None, None, "is UTF-16 text; save it as CSV UTF-8")]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        bad = [number for number, line in enumerate(data.split(b"\n"), start=1) if not _is_utf8(line)]
        problems = [Problem(file, number, None, "is not UTF-8 text; save it as CSV UTF-8") for number in bad]
        if len(bad) > _MAX_BAD_LINES:
            rest = f"has {len(bad) - _MAX_BAD_LINES} more lines that are not UTF-8 text"
            return [*problems[:_MAX_BAD_LINES], Problem(file, None, None, rest)]
        return problems
    return []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _to_columns(
    rows: list[int], records: list[list[str]], table: str, file: str, *, readable: bool
) -> tuple[RawTable, list[Problem]]:
    header = [name.strip() for name in records[0]]
    problems = _header_problems(header, file, rows[0])
    if problems:
        return RawTable.unread(table, file), problems
    missing = missing_problems(header, table, file, rows[0])
    problems = missing + unknown_problems(header, table, file, rows[0])
    if missing:
        return RawTable.unread(table, file), problems
    good: list[int] = []
    kept: list[list[str]] = []
    for row, record in zip(rows[1:], records[1:], strict=True):
        if len(record) == len(header):
            good.append(row)
            kept.append(record)
        else:
            message = (
                f"has {len(record)} fields; the header has {len(header)}. Put a field that holds a comma in quotes"
            )
            problems.append(Problem(file, row, None, message))
    known = {field.name for field in fields_of(table)}
    cells = zip(*kept, strict=True) if kept else [()] * len(header)
    columns = {name: list(column) for name, column in zip(header, cells, strict=True) if name in known}
    complete = readable and len(good) == len(rows) - 1
    return RawTable(table, file, columns, good, complete=complete), problems


def _header_problems(header: list[str], file: str, row: int) -> list[Problem]:
    """Return what makes a header useless whatever the table."""
    if len(header) > _MAX_COLUMNS:
        return [Problem(file, row, None, f"has {len(header)} columns; at most {_MAX_COLUMNS} are read")]
    if len(header) == 1:
        for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if separator in header[0]:
                return [Problem(file, row, None, f"separates its columns with {name}; expected commas")]
    if unnamed := header.count(""):
        what = "1 column has no name" if unnamed == 1 else f"{unnamed} columns have no name"
        return [
            Problem(file, row, None, f"{what}; expected the names of all columns in the first line that is not empty")
        ]
    repeated = [name for name, times in Counter(header).items() if times > 1]
    return [Problem(file, row, name[:50], "is a column more than once; keep one") for name in repeated]
