"""Which fields a file has, and which of them no mapping reads: most often a typo, by which a fact is lost silently."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa

from countermark.engine.registry.suggest import did_you_mean
from countermark.formats.listings.chunks import SourceRow
from countermark.formats.listings.columns_needed import wanted_paths
from countermark.formats.listings.mapping import ListingMapping

MAX_NAMES: Final = 1_000
"""Different names that are counted in one chunk; a file made to harm has a new one in every row."""
_MAX_NAME: Final = 100
"""Characters of a name that are kept."""


class UnreadField(NamedTuple):
    """A field of a file that the mapping has no use for."""

    name: str
    rows: int
    """Rows in which it is there and not null; for columns of a table, all of its rows."""
    hint: str
    """`; did you mean X?` where the mapping reads a field of a similar name that the file does not have; else empty."""


class FieldCounter:
    """Counts the fields of a chunk by name.

    Fields of an object are counted as `object.field` where the mapping reads some of them by such a path, one level
    deep.
    """

    def __init__(self, mapping: ListingMapping) -> None:
        paths = wanted_paths(mapping)
        self._opened = {path.split(".", 1)[0] for path in paths if "." in path} - paths
        self._rows: Counter[str] = Counter()

    @property
    def rows(self) -> dict[str, int]:
        """Rows by field."""
        return {name[:_MAX_NAME]: count for name, count in self._rows.items()}

    def watch(self, source: Iterable[SourceRow]) -> Iterator[SourceRow]:
        """Yield the rows of a source, counting their fields."""
        rows, opened = self._rows, self._opened
        for item in source:
            record = item.record
            if record is not None:
                names = [name for name, value in record.items() if value is not None]
                if not opened.isdisjoint(names):
                    names += _inner(record, opened)
                if len(rows) < MAX_NAMES:
                    rows.update(names)
                else:
                    rows.update(name for name in names if name in rows)
            yield item

    def add_columns(self, schema: Any, count: int) -> None:
        """Count the columns of a table, and the fields of its structs.

        Args:
            schema: Arrow schema of the file.
            count: rows of the chunk.
        """
        names = list(schema.names)
        for name in self._opened.intersection(names):
            kind = schema.types[schema.names.index(name)]
            if pa.types.is_struct(kind):
                names += [f"{name}.{kind.field(place).name}" for place in range(kind.num_fields)]
        self._rows.update(dict.fromkeys(names[:MAX_NAMES], count))


def _inner(record: Mapping[str, Any], opened: set[str]) -> list[str]:
    return [
        f"{name}.{inner}"
        for name in opened
        for value in [record.get(name)]
        if isinstance(value, dict)
        for inner, content in value.items()
        if content is not None
    ]


def unread_fields(mapping: ListingMapping, rows: Mapping[str, int]) -> list[UnreadField]:
    """Return the fields that the mapping does not read: those with a hint first, then by rows, then by name.

    Args:
        mapping: how the file was read.
        rows: rows by field, as `FieldCounter` counts them.
    """
    paths = wanted_paths(mapping)
    begun = {".".join(parts[:end]) for path in paths for parts in [path.split(".")] for end in range(1, len(parts))}
    missing = sorted(paths - set(rows))
    found = [
        UnreadField(name, count, did_you_mean(name, missing))
        for name, count in rows.items()
        if name not in paths and name not in begun
    ]
    return sorted(found, key=lambda field: (not field.hint, -field.rows, field.name))
