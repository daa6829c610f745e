"""A registry folder's files to a registry, and back. The only way in: what comes out is valid."""

from collections.abc import Mapping, Sequence
from typing import Final

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.csv_table import read_csv_table
from countermark.engine.registry.fields import EXTRA
from countermark.engine.registry.keys import key_of
from countermark.engine.registry.model import TABLES, Registry
from countermark.engine.registry.raw import RawTable
from countermark.engine.registry.relations import Known, name_clashes, reference_problems, without_repeats
from countermark.engine.registry.rows import Placed, read_rows
from countermark.engine.registry.suggest import did_you_mean
from countermark.engine.registry.write import canonical, registry_files
from countermark.engine.registry.yaml_table import read_yaml_table

__all__ = ["MAX_PROBLEMS", "canonical", "file_names", "parse_registry", "registry_files"]

MAX_PROBLEMS: Final = 1_000
"""So many problems are listed; of the rest only the number is told."""

_READERS: Final = {"csv": read_csv_table, "yaml": read_yaml_table}


def file_names() -> list[str]:
    """Return the names that the files of a registry folder may have."""
    return [f"{stem}.{kind}" for stem in (*TABLES, *EXTRA) for kind in _READERS]


def parse_registry(files: Mapping[str, bytes]) -> Registry:
    """Return the registry that the files describe, rows sorted by key.

    Args:
        files: file name -> content. Names are `<table>.csv` or `<table>.yaml` for the tables of `model.TABLES`;
            `extra_slang` and `extra_contexts` add rows to those tables. Only `brands` is required.

    Raises:
        InvalidInputError: anything is wrong. The problems are those of all files (at most `MAX_PROBLEMS`, then their
            number), each with file, line, column and what was expected.
    """
    known_files, problems = _known_files(files)
    raw_tables = []
    for name in known_files:
        raw, found = _read(name, files[name])
        raw_tables.append(raw)
        problems += found
    tables, found = _typed(raw_tables)
    problems += found
    problems += reference_problems(tables, Known(_ids(raw_tables, "brands"), _ids(raw_tables, "product_lines")))
    problems += name_clashes(tables)
    if not tables["brands"] and not problems:
        problems.append(Problem(known_files[0], None, None, "has no brands; a registry needs at least one"))
    if problems:
        raise InvalidInputError(_in_order(problems, known_files))
    return Registry(**{table: tuple(placed.row for placed in rows) for table, rows in tables.items()})


def _known_files(files: Mapping[str, bytes]) -> tuple[list[str], list[Problem]]:
    """Return the names to read, in the order of the tables, and what is wrong with the others."""
    names = file_names()
    problems = [
        Problem(name[:100], None, None, f"is not a file of a registry{did_you_mean(name[:100], names)} {_FILES}")
        for name in sorted(files)
        if name not in names
    ]
    problems += [
        Problem(f"{stem}.yaml", None, None, f"describes the same table as {stem}.csv; keep one")
        for stem in (*TABLES, *EXTRA)
        if f"{stem}.csv" in files and f"{stem}.yaml" in files
    ]
    if "brands.csv" not in files and "brands.yaml" not in files:
        problems.append(Problem("brands.csv", None, None, "is missing; a registry needs a table of brands"))
    return [name for name in names if name in files], problems


_FILES: Final = f"(expected: {', '.join((*TABLES, *EXTRA))}, each .csv or .yaml)"


def _read(name: str, data: bytes) -> tuple[RawTable, list[Problem]]:
    stem, _, kind = name.partition(".")
    return _READERS[kind](data, EXTRA.get(stem, stem), name)


def _typed(raw_tables: Sequence[RawTable]) -> tuple[dict[str, list[Placed]], list[Problem]]:
    """Return the valid rows of every table, sorted by key; rows of extra files replace those with the same key."""
    tables: dict[str, list[Placed]] = {table: [] for table in TABLES}
    problems: list[Problem] = []
    for raw in raw_tables:
        rows, found = read_rows(raw)
        problems += found
        rows, found = without_repeats(raw.table, rows)
        problems += found
        tables[raw.table] = _merged(raw.table, tables[raw.table], rows)
    return tables, problems


def _merged(table: str, base: Sequence[Placed], extra: Sequence[Placed]) -> list[Placed]:
    if not base:
        return list(extra)
    by_key = {key_of(table, row.row): row for row in (*base, *extra)}
    return [by_key[key] for key in sorted(by_key)]


def _ids(raw_tables: Sequence[RawTable], table: str) -> set[str] | None:
    """Return the ids of a table, also of rows that have another problem; None when rows could not be read."""
    column = "brand_id" if table == "brands" else "line_id"
    of_table = [raw for raw in raw_tables if raw.table == table]
    if table == "brands" and not of_table:
        return None
    if not all(raw.complete for raw in of_table):
        return None
    return {str(cell).strip() for raw in of_table for cell in raw.columns[column]}


def _in_order(problems: list[Problem], names: Sequence[str]) -> list[Problem]:
    """Return the problems by file and line, cut to what a person can read."""
    order = {name: at for at, name in enumerate(names)}
    problems = sorted(problems, key=lambda problem: (order.get(problem.file, -1), problem.file, problem.row or 0))
    if len(problems) <= MAX_PROBLEMS:
        return problems
    rest = Problem("", None, None, f"and {len(problems) - MAX_PROBLEMS} more problems, which are not listed")
    return [*problems[:MAX_PROBLEMS], rest]
