"""A batch's columns as Python values, each converted once and shared by the signals that work row by row.

Converting a column costs 50 nanoseconds a row, picking rows out of it by Arrow 25 microseconds a call. A gate screens
some thirty listings at a time: there the calls, not the rows, are what costs.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

import pyarrow as pa

_BREAK: Final = "\x1f"


class Attributes:
    """The attributes of a batch, flattened: attribute k has `names[k]`, row r has those from offsets[r] on."""

    def __init__(self, column: Any) -> None:
        """Take the `attributes` column of a batch."""
        offsets = column.offsets.to_numpy()
        first, last = int(offsets[0]), int(offsets[-1])
        # A part of a larger batch has the whole batch's attributes as children.
        self._keys, self._items = column.keys.slice(first, last - first), column.items.slice(first, last - first)
        self.offsets = offsets - first if first else offsets
        """int32 (rows + 1,): where the attributes of each row start, and last where the last row's end."""

    @cached_property
    def names(self) -> Any:
        """Arrow dictionary array: the attributes' names, each different one written once."""
        return self._keys.dictionary_encode()

    @cached_property
    def values(self) -> list[str | None]:
        """The attributes' values."""
        values: list[str | None] = self._items.to_pylist()
        return values


class Listed:
    """The columns of one batch of the listing schema, and what signals found in it, as lists."""

    def __init__(self, batch: Any) -> None:
        """Take the batch; nothing is converted before it is asked for."""
        self.batch = batch
        self._columns: dict[str, list[Any]] = {}
        self._found: dict[str, tuple[Any, list[Any]]] = {}
        self.lines: dict[tuple[int, str], Any] = {}
        """(row, brand id) -> the brand's product lines that the title names, where a signal has looked for them."""

    def __getitem__(self, name: str) -> list[Any]:
        """Return a column of the batch as a list with None where it is null; not to be changed."""
        values = self._columns.get(name)
        if values is None:
            values = self._columns[name] = self.batch.column(name).to_pylist()
        return values

    def found(self, known: Mapping[str, Any], name: str) -> list[Any]:
        """Return what an earlier signal found as a list, all None where that signal did not run; not to be changed."""
        array = known.get(name)
        before = self._found.get(name)
        if before is not None and before[0] is array:
            return before[1]
        values: list[Any] = [None] * self.batch.num_rows if array is None else array.to_pylist()
        self._found[name] = (array, values)
        return values

    @cached_property
    def attributes(self) -> Attributes:
        """The attributes, flattened."""
        return Attributes(self.batch.column("attributes"))


def listed(batch: Any, known: Mapping[str, Any]) -> Listed:
    """Return the batch's lists: those that an earlier signal left in `known["listed"]`, else new ones."""
    before = known.get("listed")
    return before if isinstance(before, Listed) and before.batch is batch else Listed(batch)


def find_in_all(automaton: Any, texts: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (text, pattern, start, end) for every match in texts, overlapping ones too, offsets into the text.

    One search of all texts costs far less than a search each. No pattern may contain a unit separator (U+001F).

    Args:
        automaton: an `ahocorasick_rs.AhoCorasick`.
        texts: searched as they are.
    """
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    for pattern, start, end in automaton.find_matches_as_indexes(_BREAK.join(texts), overlapping=True):
        at = bisect_right(starts, start) - 1
        yield at, pattern, start - starts[at], end - starts[at]


def int64s(column: Any) -> Any:
    """Return a column of integers as Arrow int64; without nulls this takes a third of the time of a cast."""
    if column.null_count or not len(column):
        return column.cast(pa.int64())
    return pa.array(column.to_numpy().astype("int64"))
