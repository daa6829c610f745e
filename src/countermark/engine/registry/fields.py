"""What each column of each table holds, taken from the row classes so that there is one place for it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec

from countermark.engine.registry.model import TABLES

MAX_NAME: Final = 100
"""Longest name, alias, term or phrase in code points."""
MAX_PROSE: Final = 1_000
"""Longest explanation or example in code points."""
MAX_ITEMS: Final = 500
"""Most values in one cell that holds several."""

PROSE: Final = frozenset({"meaning", "example", "counter_example", "note"})
"""Columns that people read: they may hold line breaks and be longer."""
_LONGER: Final = {"seller_id": 200, "mark": 200} | dict.fromkeys(PROSE, MAX_PROSE)

EXTRA: Final = {"extra_slang": "slang", "extra_contexts": "contexts"}
"""Files that add rows to a table -> the table. A row with the key of a row of the table takes its place."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table."""

    name: str
    type: Any
    """The annotation of the row class: str, bool, int, float, date | None, tuple[str, ...], ..."""
    required: bool
    default: Any
    """Taken for an empty cell or a missing column; meaningless when the field is required."""
    max_length: int
    """Of a text, or of each of several texts, in code points."""


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Return the columns of a table of `model.TABLES`, in their order."""
    row_class = TABLES[table]
    hints = get_type_hints(row_class)
    return tuple(
        Field(
            name=field.name,
            type=hints[field.name],
            required=field.required,
            default=None if field.required else field.default,
            max_length=_LONGER.get(field.name, MAX_NAME),
        )
        for field in msgspec.structs.fields(row_class)
    )
