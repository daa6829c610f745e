"""How many rows of a row group fit into memory, told before they are decoded.

A Parquet file of a few kilobytes can hold a text of megabytes once, in a dictionary, and refer to it from a million
rows. Decoded, each row has its own copy. The dictionaries are therefore looked at first, as dictionaries.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CHUNK_BYTES: Final = 256 * 1024 * 1024
"""Most bytes that a chunk may take when it is decoded."""


def rows_that_fit(path: Path, group: int, columns: set[str], chunk_rows: int) -> int:
    """Return how many rows of a row group to decode at once, from 1 to `chunk_rows`.

    Args:
        path: the file.
        group: number of the row group.
        columns: names of the top-level columns that will be read.
        chunk_rows: most rows that are wanted.

    Raises:
        pyarrow.ArrowException: the row group is damaged.
        OSError: the file cannot be read, or is damaged.
    """
    with pq.ParquetFile(path) as file:
        leaves = {index: file.schema.column(index) for index in range(len(file.schema))}
        leaves = {index: leaf for index, leaf in leaves.items() if leaf.path.split(".")[0] in columns}
        # The first row is read before the columns' metadata are looked at: damaged metadata make the reading fail
        # with an error that can be caught, but the looking at them abort the process (pyarrow 26).
        longest = _longest_text(path, group, [leaf for leaf in leaves.values() if leaf.physical_type == "BYTE_ARRAY"])
        _read_first_row(file, group, sorted(columns))
        part = file.metadata.row_group(group)
        chunks = [part.column(index) for index in leaves]
        width = sum(max(chunk.total_uncompressed_size, 8 * chunk.num_values) for chunk in chunks)
    return int(max(1, min(chunk_rows, CHUNK_BYTES // max(width // max(part.num_rows, 1), longest, 1))))


def _longest_text(path: Path, group: int, leaves: list[Any]) -> int:
    """Return the length in bytes of the longest text in the dictionaries of a row group's columns."""
    columns = list(dict.fromkeys(leaf.path.split(".")[0] for leaf in leaves))
    with pq.ParquetFile(path, read_dictionary=[leaf.path for leaf in leaves]) as file:
        first = _read_first_row(file, group, columns)
    if first is None:
        return 0
    lengths = [
        pc.max(pc.binary_length(dictionary)).as_py() or 0
        for column in first.columns
        for dictionary in _dictionaries(column)
    ]
    return int(max(lengths, default=0))


def _read_first_row(file: Any, group: int, columns: list[str]) -> Any:
    return next(file.iter_batches(1, row_groups=[group], columns=columns, use_threads=False), None)


def _dictionaries(array: Any) -> Iterator[Any]:
    kind = array.type
    if pa.types.is_dictionary(kind):
        if pa.types.is_string(kind.value_type) or pa.types.is_binary(kind.value_type):
            yield array.dictionary
    elif pa.types.is_map(kind):
        yield from _dictionaries(array.keys)
        yield from _dictionaries(array.items)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield from _dictionaries(array.values)
    elif pa.types.is_struct(kind):
        for index in range(kind.num_fields):
            yield from _dictionaries(array.field(index))
