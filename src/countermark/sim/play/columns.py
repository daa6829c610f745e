"""Arrays that grow together: the rows of what a play keeps."""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np


class Columns:
    """Numpy arrays of the same length by name, to which rows are added.

    Args:
        kinds: name -> data type of each column.
    """

    def __init__(self, kinds: Mapping[str, Any]) -> None:
        self._arrays = {name: np.zeros(0, kind) for name, kind in kinds.items()}

    def __len__(self) -> int:
        return len(next(iter(self._arrays.values())))

    def __getitem__(self, name: str) -> Any:
        """Return a column; writing to it changes the rows, until rows are added."""
        return self._arrays[name]

    def add(self, count: int, **values: Any) -> Any:
        """Add rows and return their numbers, int64 (count,).

        Args:
            count: how many rows.
            values: every column, as an array (count,) or one value for all.

        Raises:
            KeyError: a column is missing or unknown.
        """
        if unknown := values.keys() ^ self._arrays.keys():
            raise KeyError(", ".join(sorted(unknown)))
        first = len(self)
        for name, array in self._arrays.items():
            more = np.broadcast_to(np.asarray(values[name]), (count,)).astype(array.dtype)
            self._arrays[name] = np.concatenate([array, more])
        return np.arange(first, first + count)

    def taken(self, rows: Any) -> dict[str, Any]:
        """Return some rows as arrays by name."""
        return {name: array[rows] for name, array in self._arrays.items()}

    def all(self) -> dict[str, Any]:
        """Return all columns by name."""
        return dict(self._arrays)

    @classmethod
    def of(cls, **arrays: Any) -> Self:
        """Return columns that hold these arrays from the start."""
        found = cls({name: np.asarray(array).dtype for name, array in arrays.items()})
        found.add(len(next(iter(arrays.values()))), **arrays)
        return found
