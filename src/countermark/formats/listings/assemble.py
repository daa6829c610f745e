"""From mapped rows to a chunk: builds the batch, checks it, and turns what is not valid into rejects."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from countermark.engine.listing import LISTING_SCHEMA, Listing, Seller, listing_problems
from countermark.formats.listings.bulk_check import faulty_rows
from countermark.formats.listings.chunks import ReadChunk, Reject, SourceRow
from countermark.formats.listings.json_values import json_text
from countermark.formats.listings.rows import RowReader, RowValues
from countermark.formats.listings.texts import raw_text

_SELLER: dict[str, str] = {f"seller_{name}": name for name in Seller.__struct_fields__}


def read_rows(file: str, source: Iterable[SourceRow], reader: RowReader, now: datetime) -> ReadChunk:
    """Return the rows of a source as a chunk.

    Args:
        file: name for the rejects.
        source: the records in the order of the file.
        reader: the mapping to apply.
        now: the caller's clock; later listings are refused.
    """
    rejects: list[Reject] = []
    good: list[tuple[SourceRow, dict[str, Any]]] = []
    for item in source:
        if item.record is None or item.problems:
            name = None if item.record is None else reader.read(item.record).values.get("listing_id")
            rejects.append(make_reject(file, item.row, name, list(item.problems), item.raw))
            continue
        mapped = reader.read(item.record)
        if mapped.problems:
            problems = every_problem(mapped, now)
            rejects.append(make_reject(file, item.row, mapped.values.get("listing_id"), problems, item.raw))
        else:
            good.append((item, mapped.values))
    batch = values_to_batch([values for _, values in good])
    kept = np.ones(batch.num_rows, dtype=bool)
    for index in np.flatnonzero(faulty_rows(batch, now)).tolist():
        item, values = good[index]
        problems = listing_problems(_listing(values), now=now)
        if problems:
            kept[index] = False
            rejects.append(make_reject(file, item.row, values["listing_id"], problems, item.raw))
    for index, first in repeated_rows(batch, kept):
        item, values = good[index]
        kept[index] = False
        rejects.append(
            make_reject(file, item.row, values["listing_id"], [repeat(values["version"], good[first][0].row)], item.raw)
        )
    batch = batch if kept.all() else batch.filter(pa.array(kept))
    rows = [item.row for (item, _), keep in zip(good, kept.tolist(), strict=True) if keep]
    rejects.sort(key=lambda reject: reject.row)
    return ReadChunk(batch, rows, rejects, len(rows) + len(rejects))


def every_problem(mapped: RowValues, now: datetime) -> list[tuple[str, str]]:
    """Return the problems of reading and, where the fields that could be read have some, those of the listing too."""
    fields = {field for field, _ in mapped.problems}
    stand_in = {"listing_id": "x", "seller_id": "x", "title": "x"}
    sound = {name: value for name, value in mapped.values.items() if name not in fields}
    listing = _listing({**stand_in, **sound})
    more = [item for item in listing_problems(listing, now=now) if item[0].removeprefix("seller.") not in fields]
    return mapped.problems + more


def values_to_batch(rows: list[dict[str, Any]]) -> Any:
    """Return rows of values, each of its target's type, as a batch of LISTING_SCHEMA."""
    arrays = [pa.array([row[field.name] for row in rows], type=field.type) for field in LISTING_SCHEMA]
    return pa.record_batch(arrays, schema=LISTING_SCHEMA)


def repeated_rows(batch: Any, kept: Any) -> list[tuple[int, int]]:
    """Return (row, first row) for every kept row whose listing_id and version an earlier kept row has."""
    ids = batch.column("listing_id")
    if len(ids.unique()) == len(ids):
        return []
    seen: dict[tuple[str, int], int] = {}
    found = []
    pairs = zip(ids.to_pylist(), batch.column("version").to_pylist(), strict=True)
    for index, pair in enumerate(pairs):
        if kept[index]:
            first = seen.setdefault(pair, index)
            if first != index:
                found.append((index, first))
    return found


def repeat(version: int, row: int) -> tuple[str, str]:
    """Return the problem of a listing that row `row` has already."""
    return "listing_id", f"is repeated: row {row} has the same listing_id and version {version}"


def make_reject(
    file: str, row: int, listing_id: Any, problems: list[tuple[str, str]], raw: bytes | str | dict[str, Any]
) -> Reject:
    """Return the reject of one row."""
    messages = [f"{field}: {message}" if field else message for field, message in problems]
    name = listing_id if isinstance(listing_id, str) else None
    return Reject(file, row, name, messages, raw_text(json_text(raw) if isinstance(raw, dict) else raw))


def _listing(values: dict[str, Any]) -> Listing:
    plain = {name: value for name, value in values.items() if name not in _SELLER}
    seller = Seller(**{_SELLER[name]: value for name, value in values.items() if name in _SELLER})
    return Listing(**plain, seller=seller)
