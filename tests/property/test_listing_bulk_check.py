"""Whole columns and single rows judge alike: the bulk check, the row reader, and the listing's own rules."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.listing import (
    LISTING_SCHEMA,
    MAX_ATTRIBUTES,
    MAX_DESCRIPTION,
    MAX_IMAGES,
    MAX_PRICE_MINOR,
    MAX_TITLE,
    Listing,
    Seller,
    listing_problems,
    listings_to_batch,
)
from countermark.formats.listings import load_mapping, plan_chunks, read_chunk
from countermark.formats.listings.assemble import read_rows
from countermark.formats.listings.bulk_check import faulty_rows
from countermark.formats.listings.cells import table_records
from countermark.formats.listings.chunks import SourceRow
from countermark.formats.listings.rows import RowReader

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")
HARSH = settings(max_examples=100, deadline=None)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
"""Any text without lone surrogates, which Arrow cannot hold; NUL and every kind of space among them."""


def around(limit: int) -> st.SearchStrategy[str]:
    """Texts at the limit and just beyond it, of one byte and of three bytes a character."""
    return st.builds(lambda character, extra: character * (limit + extra), st.sampled_from("x界"), st.integers(-1, 1))


def mostly(usual: Any, odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(usual), st.just(usual), st.just(usual), odd)


counts = st.one_of(st.none(), st.integers(-3, 5))
codes = st.sampled_from(["BR", "br", "B", "BRA", "", "ÄÖ", "\uff22\uff32", "B1"]) | words
listings = st.builds(
    Listing,
    listing_id=mostly("L", words | around(200)),
    seller_id=mostly("S", words | around(200)),
    title=mostly("Ink", words | around(MAX_TITLE) | st.sampled_from(["", " ", "\u3000", "\x1f\x85", "\u200b"])),
    version=mostly(1, st.sampled_from([-1, 0, 2**31 - 1])),
    description=mostly("", words | around(MAX_DESCRIPTION)),
    brand=mostly(None, words | around(10_000)),
    category=mostly([], st.lists(words | around(10_000), max_size=3)),
    attributes=mostly(
        {},
        st.dictionaries(words, words | around(10_000), max_size=3)
        | st.integers(MAX_ATTRIBUTES, MAX_ATTRIBUTES + 1).map(lambda size: {str(n): "" for n in range(size)}),
    ),
    price_minor=mostly(None, st.sampled_from([-1, 0, 5, MAX_PRICE_MINOR, MAX_PRICE_MINOR + 1])),
    currency=mostly("BRL", st.none() | st.sampled_from(["USD", "usd", "", "XXX"])),
    quantity=mostly(None, st.sampled_from([-1, 0, 2**31 - 1])),
    condition=mostly("new", st.sampled_from(["used", "unknown", "New", ""])),
    gtin=mostly(None, words | around(50)),
    images=mostly(
        [], st.lists(words, max_size=2) | st.integers(MAX_IMAGES, MAX_IMAGES + 1).map(lambda size: ["i"] * size)
    ),
    market=mostly(None, codes),
    ship_from_country=mostly(None, codes),
    ship_from_place=mostly(None, words | around(10_000)),
    created_at=mostly(
        None,
        st.sampled_from(
            [NOW + timedelta(days=1), NOW + timedelta(days=1, microseconds=1), datetime(1, 1, 1, tzinfo=UTC)]
        ),
    ),
    seller=st.builds(
        Seller,
        age_days=counts,
        strikes=counts,
        orders=counts,
        refunds=counts,
        linked_banned=st.sampled_from([None, True]),
    ),
)


def is_valid(listing: Listing) -> bool:
    """Judge one listing by its types' limits and by `listing_problems`, which together say what a listing is."""
    try:
        msgspec.json.decode(msgspec.json.encode(listing), type=Listing)
    except msgspec.ValidationError:
        return False
    return not listing_problems(listing, now=NOW)


@HARSH
@given(st.lists(listings, min_size=1, max_size=12), st.integers(0, 3))
def test_the_bulk_check_and_the_listings_own_rules_agree_on_every_row(rows: list[Listing], skip: int) -> None:
    batch = listings_to_batch(rows).slice(min(skip, len(rows) - 1))
    expected = [not is_valid(listing) for listing in rows[min(skip, len(rows) - 1) :]]
    assert faulty_rows(batch, NOW).tolist() == expected


@HARSH
@given(st.lists(listings, min_size=1, max_size=12))
def test_whole_columns_and_single_rows_give_the_same_batch_and_the_same_rejects(rows: list[Listing]) -> None:
    named = [
        msgspec.structs.replace(row, listing_id=row.listing_id and f"{n}{row.listing_id}") for n, row in enumerate(rows)
    ]
    table = pa.Table.from_batches([listings_to_batch(named)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.parquet"
        pq.write_table(table, path)
        (ref,) = plan_chunks(path, OURS)
        quick = read_chunk(path, OURS, ref, now=NOW)
        source = [SourceRow(number, record, record) for number, record in enumerate(table_records(table), start=1)]
        slow = read_rows(str(path), source, RowReader(OURS), NOW)
    assert quick.batch.equals(slow.batch)
    assert quick.batch.schema.equals(LISTING_SCHEMA)
    assert quick.rows == slow.rows
    assert quick.rejects == slow.rejects
    assert quick.rows_read == len(rows)
    assert quick.rows == [number for number, row in enumerate(named, start=1) if is_valid(row)]
