"""Which columns of a table a mapping uses, and the one error for a file that lacks some."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.suggest import did_you_mean
from countermark.formats.listings.mapping import ListingMapping

SAMPLE: Final = 100
"""How many records at the beginning of a JSON file are looked at for the keys that the mapping needs."""
_ENOUGH: Final = 20
"""With fewer records than this, a missing key is said row by row."""
_LISTED: Final = 12


def wanted_paths(mapping: ListingMapping) -> set[str]:
    """Return every path that the mapping looks up."""
    paths = {source.path for field in mapping.fields for source in field.sources}
    return paths.union(_attribute_paths(mapping))


def wanted_columns(mapping: ListingMapping) -> set[str]:
    """Return every path that the mapping looks up, and the first part of each, which is the column of a nested one."""
    paths = wanted_paths(mapping)
    return paths | {path.split(".", 1)[0] for path in paths}


def _attribute_paths(mapping: ListingMapping) -> list[str]:
    attributes = mapping.attributes
    if attributes is None:
        return []
    return [*attributes.objects, *attributes.collect.values(), *attributes.pairs]


def check_columns(
    path: Path, mapping: ListingMapping, names: Sequence[str], *, has_path: Callable[[str], bool] | None = None
) -> None:
    """Refuse a file that lacks a column which the mapping needs.

    Args:
        path: the file.
        mapping: the mapping.
        names: the file's columns.
        has_path: for tables with nested columns, whether a path leads anywhere.

    Raises:
        InvalidInputError: with one problem for each field that has no source, or whose source is there twice.
    """
    exists = has_path or set(names).__contains__
    problems = []
    for field in mapping.fields:
        paths = [source.path for source in field.sources]
        if not field.optional and not any(exists(item) for item in paths):
            problems.append(_missing(path, field.target, paths, names))
    if mapping.attributes is not None and not mapping.attributes.optional:
        missing = [item for item in _attribute_paths(mapping) if not exists(item)]
        problems += [_missing(path, "attributes", [item], names) for item in missing]
    wanted = wanted_columns(mapping)
    problems += [
        Problem(str(path), None, name, f"is the name of {count} columns; expected one")
        for name, count in Counter(names).items()
        if count > 1 and name in wanted
    ]
    if problems:
        raise InvalidInputError(problems)


def check_keys(path: Path, mapping: ListingMapping, records: Iterable[dict[str, Any] | None]) -> None:
    """Refuse a JSON file in which no record at the beginning has a key that the mapping needs.

    Args:
        path: the file.
        mapping: the mapping.
        records: the first records; None for those that are not readable.

    Raises:
        InvalidInputError: with one problem for each field that has no source in any of the records.
    """
    objects = [record for record in records if record is not None]
    if len(objects) < _ENOUGH:
        return
    names = list(dict.fromkeys(name for record in objects for name in record))
    known = set(names)
    problems = [
        _missing(path, field.target, paths, names, what="key")
        for field in mapping.fields
        for paths in [[source.path for source in field.sources]]
        if not field.optional and not any(item in known or item.split(".", 1)[0] in known for item in paths)
    ]
    if problems:
        raise InvalidInputError(problems)


def _missing(path: Path, target: str, paths: Iterable[str], names: Sequence[str], *, what: str = "column") -> Problem:
    wanted = list(paths)
    found = ", ".join(repr(name[:40]) for name in names[:_LISTED])
    more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    hint = did_you_mean(wanted[0], names) if wanted else ""
    columns = " or ".join(repr(item) for item in wanted)
    return Problem(str(path), None, target, f"needs the {what} {columns}; the file has {found}{more}{hint}")
