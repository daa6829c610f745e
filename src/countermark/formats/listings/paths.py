"""Paths into a record: a column name, or keys and list indexes joined by dots."""

from collections.abc import Callable
from typing import Any

from countermark.formats.listings.values import BadCell

Lookup = Callable[[dict[str, Any]], Any]


def compile_path(path: str) -> Lookup:
    """Return a function that looks the path up in a record and gives None where there is nothing.

    The whole path is tried as one key first, so that columns such as `seller.id` or `default_variant/0` need no
    quoting; then each part is a key of an object or an index of a list.
    """
    first, *rest = path.split(".")
    if not rest:
        return lambda record: record.get(path)

    def look_up(record: dict[str, Any]) -> Any:
        if path in record:
            return record[path]
        value = record.get(first)
        for part in rest:
            value = step_into(value, part)
            if value is None:
                return None
        return value

    return look_up


def step_into(value: Any, part: str) -> Any:
    """Return what lies under one part of a path, None if nothing does."""
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list | tuple) and part.isascii() and part.isdigit() and len(part) < 10:
        index = int(part)
        return value[index] if index < len(value) else None
    return value if isinstance(value, BadCell) else None
