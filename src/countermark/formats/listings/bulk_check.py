"""Validation of a whole batch at once, in Arrow and numpy.

It says which rows have a problem; what the problem is, `listing_problems` and the row reader say, for those rows only.
A property test holds the three together.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import CONDITIONS, CURRENCIES, LISTING_SCHEMA, MAX_ATTRIBUTES, MAX_IMAGES
from countermark.formats.listings.targets import TARGETS

_CLOCK_SKEW: Final = timedelta(days=1)
_EARLIEST: Final = -62_135_596_800_000_000
"""0001-01-01T00:00:00Z in microseconds since 1970, the first moment that Python can hold."""
_SELLER_COUNTS: Final = ("seller_age_days", "seller_strikes", "seller_orders", "seller_refunds")


def faulty_rows(batch: Any, now: datetime) -> Any:
    """Return a boolean numpy array: True for each row that is not a valid listing.

    Args:
        batch: of LISTING_SCHEMA, with valid UTF-8 throughout; nulls may stand where the schema allows none.
        now: the caller's clock, aware; a listing made more than a day after it is faulty.
    """
    bad = np.zeros(batch.num_rows, dtype=bool)
    if batch.num_rows == 0:
        return bad
    for field in LISTING_SCHEMA:
        column = batch.column(field.name)
        target = TARGETS[field.name]
        if not field.nullable and column.null_count:
            bad |= _true(pc.is_null(column))
        if target.kind == "text":
            bad |= _text_faults(column, target.low, target.high)
        elif target.kind == "integer":
            bad |= _outside(column, target.low, target.high)
    bad |= _true(pc.utf8_is_space(batch.column("title")))
    bad |= _true(pc.equal(pc.binary_length(batch.column("title")), 0))
    bad |= _unlisted(batch.column("currency"), CURRENCIES.__contains__)
    bad |= _unlisted(batch.column("condition"), CONDITIONS.__contains__)
    for name in ("market", "ship_from_country"):
        bad |= _unlisted(batch.column(name), _is_country)
    bad |= _true(pc.and_(pc.is_valid(batch.column("price_minor")), pc.is_null(batch.column("currency"))))
    bad |= _moment_faults(batch.column("created_at"), now)
    bad |= _seller_faults(batch)
    bad |= _list_faults(batch.column("category"), "category", None)
    bad |= _list_faults(batch.column("images"), "images", MAX_IMAGES)
    bad |= _attribute_faults(batch.column("attributes"))
    return bad


def _true(mask: Any) -> Any:
    """Return an Arrow boolean array as numpy, null being False."""
    return mask.fill_null(False).to_numpy(zero_copy_only=False)


def _text_faults(column: Any, low: int, high: int) -> Any:
    """Return which texts are too short, too long in code points, or hold a NUL character."""
    lengths = pc.binary_length(column)
    bad = np.zeros(len(column), dtype=bool)
    if len(column) and (pc.max(lengths).as_py() or 0) > high:  # bytes: no text is longer in code points than in bytes
        bad |= _true(pc.greater(pc.utf8_length(column), high))
    if low:
        bad |= _true(pc.less(lengths, low))
    if _has_nul(column):
        bad |= _true(pc.match_substring(column, "\x00"))
    return bad


def _has_nul(column: Any) -> bool:
    """Return True when a zero byte stands anywhere in the values of a string array."""
    data = column.buffers()[2]
    if data is None or len(column) == 0:
        return False
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)
    start, stop = offsets[column.offset], offsets[column.offset + len(column)]
    return bool(np.frombuffer(data, dtype=np.uint8)[start:stop].min(initial=1) == 0)


def _outside(column: Any, low: int, high: int) -> Any:
    ends = pc.min_max(column).as_py()
    if ends["min"] is None or (ends["min"] >= low and ends["max"] <= high):
        return np.zeros(len(column), dtype=bool)
    return _true(pc.or_(pc.less(column, low), pc.greater(column, high)))


def _unlisted(column: Any, allowed: Callable[[str], bool]) -> Any:
    """Return which codes are not allowed; each code is looked at once, however many rows have it."""
    codes = column.dictionary_encode()
    good = pa.array([allowed(code) for code in codes.dictionary.to_pylist()], pa.bool_())
    if pc.all(good).as_py() is not False:
        return np.zeros(len(column), dtype=bool)
    return _true(pc.invert(good.take(codes.indices)))


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def _moment_faults(column: Any, now: datetime) -> Any:
    moments = column.cast(pa.int64())
    latest = pa.scalar(now + _CLOCK_SKEW, pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return _true(pc.or_(pc.greater(moments, latest), pc.less(moments, _EARLIEST)))


def _seller_faults(batch: Any) -> Any:
    bad = np.zeros(batch.num_rows, dtype=bool)
    for name in _SELLER_COUNTS:
        bad |= _true(pc.less(batch.column(name), 0))
    orders, refunds = batch.column("seller_orders"), batch.column("seller_refunds")
    return bad | _true(pc.and_(pc.greater(refunds, orders), pc.greater_equal(orders, 0)))


def _list_faults(column: Any, name: str, most: int | None) -> Any:
    """Return which rows have too many items, or one that is null, too long or with a NUL character."""
    offsets, parents = _layout(column)
    items = column.values.slice(offsets[0], offsets[-1] - offsets[0])
    bad = np.zeros(len(column), dtype=bool)
    if most is not None:
        bad |= np.diff(offsets) > most
    bad[parents[_text_faults(items, 0, TARGETS[name].high) | _true(pc.is_null(items))]] = True
    return bad


def _attribute_faults(column: Any) -> Any:
    """Return which rows have too many attributes, one that is null, too long or with NUL, or one name twice."""
    offsets, parents = _layout(column)
    keys = column.keys.slice(offsets[0], offsets[-1] - offsets[0])
    items = column.items.slice(offsets[0], offsets[-1] - offsets[0])
    bad = np.diff(offsets) > MAX_ATTRIBUTES
    if len(parents) == 0:
        return bad
    most = TARGETS["attributes"].high
    faults = _text_faults(keys, 0, most) | _text_faults(items, 0, most) | _true(pc.is_null(items))
    if keys.null_count:
        faults |= _true(pc.is_null(keys))
        keys = keys.fill_null("")
    bad[parents[faults]] = True
    names = keys.dictionary_encode().indices.to_numpy()
    places = parents * (int(names.max()) + 1) + names
    distinct, counts = np.unique(places, return_counts=True)
    if len(distinct) < len(places):
        bad[np.unique(distinct[counts > 1] // (int(names.max()) + 1))] = True
    return bad


def _layout(column: Any) -> tuple[Any, Any]:
    """Return the offsets of a list or map column into its items, and the row of each item between them."""
    offsets = column.offsets.to_numpy()
    return offsets, np.repeat(np.arange(len(column), dtype=np.int64), np.diff(offsets))
