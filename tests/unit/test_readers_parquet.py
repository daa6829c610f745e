"""Parquet: other types than ours, rows at fault, damaged files, and files made to fill the memory."""

# ruff: noqa: E501 - tables of inputs and messages are read best with one row a line

import resource
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import LISTING_SCHEMA, Listing, Seller, batch_to_listings, listings_to_batch
from countermark.formats.listings import ReadChunk, load_mapping, plan_chunks, read_chunk, read_listings
from countermark.formats.listings.direct import direct_batch
from countermark.formats.listings.parquet_size import CHUNK_BYTES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")


def write(folder: Path, table: Any, **options: Any) -> Path:
    path = folder / "shop.parquet"
    pq.write_table(table, path, **options)
    return path


def read(folder: Path, columns: dict[str, Any]) -> ReadChunk:
    length = max(len(column) for column in columns.values())
    base = {"listing_id": [f"L{n}" for n in range(length)], "seller_id": ["s"] * length, "title": ["Ink"] * length}
    (chunk,) = read_listings(write(folder, pa.table(base | columns)), OURS, now=NOW)
    assert chunk.rows_read == length
    assert chunk.batch.schema.equals(LISTING_SCHEMA)
    return chunk


def said(chunk: ReadChunk) -> list[tuple[int, list[str]]]:
    return [(reject.row, reject.problems) for reject in chunk.rejects]


def some_listings(count: int = 50) -> list[Listing]:
    return [
        Listing(
            listing_id=f"L{n}",
            seller_id="s",
            title=f"Tênis {n} 运动鞋",
            description="",
            brand=None if n % 3 else "",
            category=["Shoes", "Men"][: n % 3],
            attributes={"size": str(n), "": ""} if n % 2 else {},
            price_minor=n,
            currency="BRL",
            condition="used",
            images=["i"] * (n % 4),
            created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=n),
            seller=Seller(age_days=n, linked_banned=n % 2 == 0),
        )
        for n in range(count)
    ]


def test_our_own_batches_come_back_unchanged_across_row_groups_and_chunks(tmp_path: Path) -> None:
    rows = some_listings()
    path = write(tmp_path, pa.Table.from_batches([listings_to_batch(rows)]), row_group_size=20)
    chunks = list(read_listings(path, OURS, now=NOW, chunk_rows=7))
    assert [(chunk.rows[0], len(chunk.rows)) for chunk in chunks] == [
        (1, 7), (8, 7), (15, 6), (21, 7), (28, 7), (35, 6), (41, 7), (48, 3),
    ]  # fmt: skip
    assert [listing for chunk in chunks for listing in batch_to_listings(chunk.batch)] == rows
    assert not any(chunk.rejects for chunk in chunks)


def test_chunks_may_be_read_in_any_order_and_again(tmp_path: Path) -> None:
    path = write(tmp_path, pa.Table.from_batches([listings_to_batch(some_listings())]), row_group_size=40)
    refs = plan_chunks(path, OURS, chunk_rows=9)
    in_order = [read_chunk(path, OURS, ref, now=NOW).batch for ref in refs]
    for place in [5, 0, 3, 3, 1, 4, 2, 5]:
        assert read_chunk(path, OURS, refs[place], now=NOW).batch.equals(in_order[place])


def test_our_names_and_types_go_as_whole_columns(tmp_path: Path) -> None:
    table = pa.Table.from_batches([listings_to_batch(some_listings())])
    assert direct_batch(table, OURS) is not None
    assert (
        direct_batch(table.drop_columns(["version", "description", "attributes", "seller_age_days"]), OURS) is not None
    )
    assert direct_batch(table.set_column(0, "listing_id", pa.array(range(50))), OURS) is None
    assert read(tmp_path, {"version": pa.array([2], pa.int8())}).batch.column("version").to_pylist() == [2]


OTHER_TYPES: list[tuple[str, Any, Any]] = [
    ("title", pa.array(["Ink"], pa.large_string()), "Ink"),
    ("title", pa.array(["Ink"], pa.string_view()), "Ink"),
    ("title", pa.array(["Ink"]).dictionary_encode(), "Ink"),
    ("title", pa.array([b"Ink"], pa.binary()), "Ink"),
    ("brand", pa.nulls(1), None),
    ("listing_id", pa.array([12345678901234567890], pa.uint64()), "12345678901234567890"),
    ("price_minor", pa.array(["6573"]), 6573),
    ("price_minor", pa.array([6573.0]), 6573),
    ("price_minor", pa.array([Decimal("6573.00")]), 6573),
    ("price_minor", pa.array([6573], pa.uint16()), 6573),
    ("version", pa.array([None], pa.int32()), 1),
    ("condition", pa.array([None], pa.string()), "unknown"),
    ("description", pa.array([None], pa.string()), ""),
    ("category", pa.array([None], pa.list_(pa.string())), []),
    ("category", pa.array([["a", None]]), ["a"]),
    ("category", pa.array([["a"]], pa.large_list(pa.large_string())), ["a"]),
    ("category", pa.array(["a > b"]), ["a", "b"]),
    ("attributes", pa.array([None], pa.map_(pa.string(), pa.string())), []),
    ("attributes", pa.array([[("a", "b")]], pa.map_(pa.large_string(), pa.string())), [("a", "b")]),
    ("attributes", pa.array([[("a", "b"), ("n", None)]], pa.map_(pa.string(), pa.string())), [("a", "b")]),
    ("attributes", pa.array([[("a", "b"), ("a", "c")]], pa.map_(pa.string(), pa.string())), [("a", "c")]),
    ("attributes", pa.array([{"a": "b", "c": None}]), [("a", "b")]),
    ("attributes", pa.array([[{"name": "a", "value": 5}]]), [("a", "5")]),
    ("attributes", pa.array(['{"a": "b"}']), [("a", "b")]),
    ("created_at", pa.array([1], pa.timestamp("s", tz="UTC")), datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
    ("created_at", pa.array([1_999], pa.timestamp("ns", tz="America/Sao_Paulo")), datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
    ("created_at", pa.array(["2026-01-01T00:00:00Z"]), datetime(2026, 1, 1, tzinfo=UTC)),
    ("seller_linked_banned", pa.array([1], pa.int8()), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "column", "expected"), OTHER_TYPES, ids=[f"{name}-{column.type}" for name, column, _ in OTHER_TYPES]
)
def test_other_types_are_read(tmp_path: Path, name: str, column: Any, expected: Any) -> None:
    more = {"currency": ["BRL"]} if name == "price_minor" else {}
    chunk = read(tmp_path, {name: column, **more})
    assert said(chunk) == []
    assert chunk.batch.column(name).to_pylist() == [expected]


def test_facts_about_the_seller_may_be_nested(tmp_path: Path) -> None:
    chunk = read(tmp_path, {"seller": pa.array([{"age_days": 5, "linked_banned": True}, None])})
    assert chunk.batch.column("seller_age_days").to_pylist() == [5, None]
    assert chunk.batch.column("seller_linked_banned").to_pylist() == [True, None]


BAD_CELLS: list[tuple[str, Any, str]] = [
    ("title", pa.array([None], pa.string()), "title: is missing; a listing needs it"),
    ("title", pa.array([" \u3000"]), "title: is empty; expected the offer's title"),
    ("title", pa.array(["x" * 1_001]), "title: has 1,001 characters; at most 1,000 are read"),
    ("title", pa.array(["é" * 1_001]), "title: has 1,001 characters; at most 1,000 are read"),
    ("title", pa.array(["x" * 10_000_000]), "title: has 10,000,000 characters; at most 1,000 are read"),
    ("title", pa.array(["a\x00"]), "title: contains a NUL character"),
    ("title", pa.array([b"caf\xe9"], pa.binary()), "title: has the byte 0xe9 at position 4, which is not UTF-8"),
    ("title", pa.array([{"a": 1}]), "title: is an object of 1 entry; expected text"),
    ("listing_id", pa.array([""]), "listing_id: is empty; expected text"),
    ("listing_id", pa.array([1.5]), "listing_id: is the number 1.5; expected text or a whole number"),
    ("price_minor", pa.array([-1]), "price_minor: is -1; expected 0 to 10,000,000,000,000"),
    ("price_minor", pa.array([2**64 - 1], pa.uint64()), "price_minor: is 18446744073709551615; expected 0 to 10,000,000,000,000"),
    ("price_minor", pa.array([float("nan")]), "price_minor: is nan; expected a whole number"),
    ("price_minor", pa.array(["R$ 5"]), "price_minor: is 'R$ 5'; expected a whole number"),
    ("currency", pa.array(["XXX"]), "currency: 'XXX' is not a currency code of ISO 4217"),
    ("condition", pa.array(["mint"]), "condition: 'mint' is not one of new, used, refurbished, unknown"),
    ("market", pa.array(["ÀÉ"]), "market: 'ÀÉ' is not a two-letter country code of ISO 3166, such as BR"),
    ("category", pa.array([["a\x00"]]), "category: contains a NUL character"),
    ("images", pa.array([["i"] * 101]), "images: has 101 entries; at most 100 are read"),
    ("attributes", pa.array([[(str(n), "") for n in range(201)]], pa.map_(pa.string(), pa.string())), "attributes: has 201 entries; at most 200 are read"),
    ("created_at", pa.array([2**62], pa.timestamp("us", tz="UTC")), "created_at: is 4,611,686,018,427,387,904 us since 1970; expected a moment in the years 1 to 9999"),
    ("created_at", pa.array([-(2**62)], pa.timestamp("ms", tz="UTC")), "created_at: is -4,611,686,018,427,387,904 ms since 1970; expected a moment in the years 1 to 9999"),
    ("created_at", pa.array([NOW + timedelta(days=2)]), "created_at: 2026-03-03T00:00:00+00:00 lies in the future"),
    ("seller_age_days", pa.array([-1], pa.int32()), "seller.age_days: is -1; expected zero or more"),
    ("seller_age_days", pa.array([2**40]), "seller_age_days: is 1099511627776; expected -2,147,483,648 to 2,147,483,647"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "message"), BAD_CELLS, ids=[message[:60] for *_, message in BAD_CELLS])
def test_a_cell_at_fault_is_rejected_with_its_reason(tmp_path: Path, name: str, column: Any, message: str) -> None:
    chunk = read(tmp_path, {name: column} | ({"currency": ["BRL"]} if name == "price_minor" else {}))
    assert said(chunk) == [(1, [message])]
    assert len(chunk.rejects[0].raw) <= 2_000


def test_text_that_claims_to_be_utf8_and_is_not_is_rejected_row_by_row(tmp_path: Path) -> None:
    bad = pa.array([b"ok", b"\xed\xa0\x80", b"caf\xe9"], pa.binary())
    chunk = read(tmp_path, {"title": pa.Array.from_buffers(pa.string(), 3, bad.buffers())})
    assert chunk.rows == [1]
    assert said(chunk) == [
        (2, ["title: has the byte 0xed at position 1, which is not UTF-8"]),
        (3, ["title: has the byte 0xe9 at position 4, which is not UTF-8"]),
    ]


def test_text_in_lists_and_attributes_that_is_not_utf8_is_rejected_row_by_row(tmp_path: Path) -> None:
    bad = pa.array([b"ok", b"caf\xe9"], pa.binary())
    texts = pa.Array.from_buffers(pa.string(), 2, bad.buffers())
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), texts)
    assert said(read(tmp_path, {"images": lists})) == [(2, ["images: holds text that is not UTF-8"])]
    attributes = pa.MapArray.from_arrays(pa.array([0, 1, 2], pa.int32()), texts, texts)
    assert said(read(tmp_path, {"attributes": attributes})) == [(2, ["attributes: holds text that is not UTF-8"])]


def test_rejects_and_mended_rows_keep_the_order_of_the_file(tmp_path: Path) -> None:
    chunk = read(
        tmp_path,
        {
            "title": ["a", "", "c", "d", "e", None],
            "category": [["x"], [], ["y", None], [], [None], []],
        },
    )
    assert chunk.rows == [1, 3, 4, 5]
    assert chunk.batch.column("category").to_pylist() == [["x"], ["y"], [], []]
    assert [row for row, _ in said(chunk)] == [2, 6]


def test_a_repeated_listing_is_rejected_and_the_first_stays(tmp_path: Path) -> None:
    chunk = read(tmp_path, {"listing_id": ["a", "b", "a", "a"], "version": [1, 1, 1, 2], "title": ["1", "2", "3", "4"]})
    assert chunk.rows == [1, 2, 4]
    assert said(chunk) == [(3, ["listing_id: is repeated: row 1 has the same listing_id and version 1"])]
    assert msgspec.json.decode(chunk.rejects[0].raw)["title"] == "3"


def test_moments_without_a_time_zone_are_one_error_for_the_file(tmp_path: Path) -> None:
    table = pa.table({"listing_id": ["a"], "seller_id": ["s"], "title": ["t"], "created_at": [datetime(2026, 1, 1)]})  # noqa: DTZ001 - the missing zone is the point
    path = write(tmp_path, table)
    with pytest.raises(InvalidInputError, match=r"created_at: has no time zone; say which one it is in the mapping"):
        plan_chunks(path, OURS)
    (tmp_path / "m.yaml").write_text(
        "fields:\n  listing_id: listing_id\n  seller_id: seller_id\n  title: title\n"
        "  created_at: {from: created_at, convert: {date: {zone: '-03:00'}}}\n",
        encoding="utf-8",
    )
    (chunk,) = read_listings(path, load_mapping(tmp_path / "m.yaml"), now=NOW)
    assert chunk.batch.column("created_at").to_pylist() == [datetime(2026, 1, 1, 3, tzinfo=UTC)]


def test_a_missing_column_is_one_error_for_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table({"listing_id": ["a"], "seller": ["s"], "titel": ["t"]}))
    with pytest.raises(InvalidInputError) as caught:
        plan_chunks(path, OURS)
    assert [str(problem).removeprefix(f"{path}: ") for problem in caught.value.problems] == [
        "seller_id: needs the column 'seller_id'; the file has 'listing_id', 'seller', 'titel'; did you mean 'seller'?",
        "title: needs the column 'title'; the file has 'listing_id', 'seller', 'titel'; did you mean 'titel'?",
    ]


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9])
def test_a_truncated_file_is_refused(tmp_path: Path, keep: float) -> None:
    path = write(tmp_path, pa.Table.from_batches([listings_to_batch(some_listings())]))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    expected = "is empty" if keep == 0 else "is not a readable Parquet file: "
    with pytest.raises(InvalidInputError, match=expected):
        plan_chunks(path, OURS)


def test_a_damaged_page_is_an_error_that_names_the_row_group(tmp_path: Path) -> None:
    table = pa.Table.from_batches([listings_to_batch(some_listings())])
    path = write(tmp_path, table, compression="zstd", use_dictionary=False)
    ref = plan_chunks(path, OURS)[0]
    data = bytearray(path.read_bytes())
    data[4:400] = b"\xff" * 396
    path.write_bytes(data)
    with pytest.raises(InvalidInputError, match="row group 0 cannot be read: "):
        read_chunk(path, OURS, ref, now=NOW)


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.parquet"
    path.write_bytes(b"listing_id,title\n" * 10)
    with pytest.raises(
        InvalidInputError, match="is not a readable Parquet file: Parquet magic bytes not found in footer"
    ):
        plan_chunks(path, OURS)


def test_one_long_text_that_a_million_rows_share_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A few kilobytes on disk, four gigabytes if every row were given its copy at once."""
    rows, long = 4_096, "x" * 1_000_000
    titles = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([long]))
    table = pa.table({"listing_id": [str(n) for n in range(rows)], "seller_id": ["s"] * rows, "title": titles})
    path = write(tmp_path, table, compression="zstd", store_schema=False, dictionary_pagesize_limit=10_000_000)
    assert path.stat().st_size < 100_000
    refs = plan_chunks(path, OURS)
    assert sum(ref.rows for ref in refs) == rows
    assert max(ref.rows for ref in refs) * len(long) <= CHUNK_BYTES
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chunk = read_chunk(path, OURS, refs[0], now=NOW)
    assert chunk.rejects[0].problems == ["title: has 1,000,000 characters; at most 1,000 are read"]
    assert len(chunk.rejects) == refs[0].rows
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000_000, "kilobytes"
