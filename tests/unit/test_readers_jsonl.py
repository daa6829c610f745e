"""JSON Lines, whole and hostile: every line is a listing or a reject that says why."""

# ruff: noqa: E501 - tables of inputs and messages are read best with one row a line

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import Listing, Seller, batch_to_listings
from countermark.formats.listings import ChunkRef, ReadChunk, load_mapping, plan_chunks, read_chunk, read_listings
from countermark.formats.listings.texts import MAX_RECORD_BYTES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")
GOOD: dict[str, Any] = {"listing_id": "good", "seller_id": "s", "title": "Ink"}


def line(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes).encode()


def read(folder: Path, *lines: bytes, mapping: Any = OURS) -> ReadChunk:
    path = folder / "shop.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    (chunk,) = read_listings(path, mapping, now=NOW)
    return chunk


def reasons(folder: Path, bad: bytes, mapping: Any = OURS) -> list[str]:
    """Read one bad line between two good ones, which must come through."""
    chunk = read(folder, line(listing_id="before"), bad, line(listing_id="after"), mapping=mapping)
    assert chunk.batch.column("listing_id").to_pylist() == ["before", "after"]
    assert chunk.rows == [1, 3]
    assert chunk.rows_read == 3
    (reject,) = chunk.rejects
    assert reject.row == 2
    assert reject.file == str(folder / "shop.jsonl")
    assert len(reject.raw) <= 2_000
    assert reject.raw.encode()
    return reject.problems


FULL = Listing(
    listing_id="L1",
    seller_id="S1",
    title="Tênis — 运动鞋 👟",
    version=2,
    description="a\nb",
    brand="",
    category=["Shoes", "Men"],
    attributes={"size": "42", "colour": ""},
    price_minor=12_990,
    currency="BRL",
    quantity=0,
    condition="used",
    gtin="0012345",
    images=["https://shop.example/1.jpg"],
    market="BR",
    ship_from_country="CN",
    ship_from_place="Putian",
    created_at=datetime(2026, 2, 28, tzinfo=UTC),
    seller=Seller(age_days=3, strikes=0, orders=10, refunds=1, linked_banned=False),
)


def test_a_listing_as_the_gate_takes_it_comes_back_unchanged(tmp_path: Path) -> None:
    chunk = read(tmp_path, msgspec.json.encode(FULL), line(seller_age_days=9))
    first, second = batch_to_listings(chunk.batch)
    assert first == FULL
    assert second.seller.age_days == 9
    assert chunk.rejects == []


def test_blank_lines_are_no_rows_but_keep_the_line_numbers(tmp_path: Path) -> None:
    chunk = read(tmp_path, b"", line(listing_id="a"), b"  \r", b"nonsense", line(listing_id="b"))
    assert chunk.rows == [2, 5]
    assert [reject.row for reject in chunk.rejects] == [4]
    assert chunk.rows_read == 3


def test_a_byte_order_mark_and_windows_line_ends_are_no_trouble(tmp_path: Path) -> None:
    chunk = read(tmp_path, b"\xef\xbb\xbf" + line(listing_id="a") + b"\r", line(listing_id="b") + b"\r")
    assert chunk.batch.num_rows == 2


def test_a_last_line_without_an_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(line(listing_id="a") + b"\n" + line(listing_id="b"))
    assert [chunk.batch.num_rows for chunk in read_listings(path, OURS, now=NOW)] == [2]


HOSTILE: list[tuple[bytes, str]] = [
    (b"{not json", "is not JSON: Expecting property name enclosed in double quotes at character 2"),
    (b'{"listing_id": "x"', "is not JSON: Expecting ',' delimiter at character 19"),
    (b"[1, 2]", "is a list of 2 entries; expected a JSON object"),
    (b"null", "is null; expected a JSON object"),
    (b'{"title": "caf\xe9"}', "has the byte 0xe9 at position 15, which is not UTF-8"),
    (b'{"title": "\xed\xa0\x80"}', "has the byte 0xed at position 12, which is not UTF-8"),
    (b"[" * 1_000_000, "is nested too deep; expected at most about 1,000 levels"),
    (b'{"a":' * 1_000_000, "is nested too deep; expected at most about 1,000 levels"),
    (line(title="x", deep=1).replace(b"1}", b"[" * 100_000 + b"]" * 100_000 + b"}"), "is nested too deep; expected at most about 1,000 levels"),
    (line(title="ink\x00"), "title: contains a NUL character"),
    (line(title="ink \ud800"), "title: contains a lone surrogate; expected valid Unicode text"),
    (line(attributes={"colour": "\udc00"}), "attributes: 'colour' contains a lone surrogate; expected valid Unicode text"),
    (line(category=["a", "\udc00"]), "category: contains a lone surrogate; expected valid Unicode text"),
    (line(title=""), "title: is empty; expected the offer's title"),
    (line(title=None), "title: is missing; a listing needs it"),
    (line(title="x" * 1_001), "title: has 1,001 characters; at most 1,000 are read"),
    (line(title="x" * 10_000_000), "title: has 10,000,000 characters; at most 1,000 are read"),
    (line(description="x" * 50_001), "description: has 50,001 characters; at most 50,000 are read"),
    (line(brand="x" * 10_001), "brand: has 10,001 characters; at most 10,000 are read"),
    (line(listing_id=""), "listing_id: is empty; expected text"),
    (line(listing_id="x" * 201), "listing_id: has 201 characters; at most 200 are read"),
    (line(listing_id=1.5), "listing_id: is the number 1.5; expected text or a whole number"),
    (line(listing_id=["x"]), "listing_id: is a list of 1 entry; expected text"),
    (line(seller_id=None), "seller_id: is missing; a listing needs it"),
    (line(version=-1), "version: is -1; expected 0 to 2,147,483,647"),
    (line(version=2**31), "version: is 2147483648; expected 0 to 2,147,483,647"),
    (line(price_minor=-500, currency="USD"), "price_minor: is -500; expected 0 to 10,000,000,000,000"),
    (line(price_minor=10**30, currency="USD"), "price_minor: is 1000000000000000000000000000000; expected 0 to 10,000,000,000,000"),
    (line(price_minor=12.5, currency="USD"), "price_minor: is 12.5; expected a whole number"),
    (line(price_minor=True, currency="USD"), "price_minor: is True; expected a whole number"),
    (line(price_minor=5), "currency: is missing; a price needs its currency"),
    (line(currency="BTC"), "currency: 'BTC' is not a currency code of ISO 4217"),
    (line(condition="mint"), "condition: 'mint' is not one of new, used, refurbished, unknown"),
    (line(market="Brazil"), "market: 'Brazil' is not a two-letter country code of ISO 3166, such as BR"),
    (line(created_at="2026-03-02T00:00:01Z"), "created_at: 2026-03-02T00:00:01+00:00 lies in the future"),
    (line(created_at="2026-02-01"), "created_at: 2026-02-01T00:00:00 has no time zone; expected UTC, such as 2026-01-31T12:00:00Z"),
    (line(created_at="yesterday"), "created_at: is 'yesterday'; expected an ISO 8601 moment such as 2026-01-31T12:00:00Z"),
    (line(created_at="0001-01-01T00:00:00+14:00"), "created_at: 0001-01-01T00:00:00+14:00 lies outside the years 1 to 9999 in UTC"),
    (line(created_at=5), "created_at: is 5; expected an ISO 8601 moment such as 2026-01-31T12:00:00Z"),
    (line(images=["i"] * 101), "images: has 101 entries; at most 100 are read"),
    (line(images={"a": 1}), "images: is an object of 1 entry; expected text"),
    (line(attributes={str(n): "x" for n in range(201)}), "attributes: has 201 entries; at most 200 are read"),
    (line(attributes=[["a", "b"]]), "attributes: has the entry a list of 2 entries; expected an object with 'name' and 'value'"),
    (line(attributes="{broken"), "attributes: is not JSON: Expecting property name enclosed in double quotes at character 2"),
    (line(attributes=7), "attributes: is 7; expected an object of names and values"),
    (line(seller={"age_days": -1}), "seller.age_days: is -1; expected zero or more"),
    (line(seller={"age_days": 2**40}), "seller_age_days: is 1099511627776; expected -2,147,483,648 to 2,147,483,647"),
    (line(seller={"orders": 5, "refunds": 6}), "seller.refunds: is 6, more than the 5 orders"),
    (line(seller={"linked_banned": "perhaps"}), "seller_linked_banned: is 'perhaps'; expected true or false"),
    (line(quantity=float("nan")), "quantity: is nan; expected a whole number"),
    (line(quantity=float("inf")), "quantity: is inf; expected a whole number"),
    (line(quantity=1).replace(b": 1}", b": 1e999}"), "quantity: is inf; expected a whole number"),
    (line(quantity=1).replace(b": 1}", b": " + b"9" * 4_000 + b"}"), "quantity: is 99999999999999999999... (4,000 digits); expected 0 to 2,147,483,647"),
    (line(quantity=1).replace(b": 1}", b": " + b"9" * 100_000 + b"}"), "holds an integer of more than 4,300 digits"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "message"), HOSTILE, ids=[message[:60] for _, message in HOSTILE])
def test_a_hostile_line_is_rejected_with_its_reason_and_the_others_go_on(
    tmp_path: Path, bad: bytes, message: str
) -> None:
    start = time.process_time()
    assert reasons(tmp_path, bad) == [message]
    assert time.process_time() - start < 12


def test_a_field_that_is_not_ours_does_no_harm_whatever_it_holds(tmp_path: Path) -> None:
    chunk = read(tmp_path, line(rating=float("nan"), note="\ud800", size=10**400))
    assert chunk.batch.num_rows == 1


def test_all_problems_of_a_line_are_reported(tmp_path: Path) -> None:
    found = reasons(tmp_path, line(title="", price_minor=-1, market="?", created_at="2999-01-01T00:00:00Z"))
    assert found == [
        "price_minor: is -1; expected 0 to 10,000,000,000,000",
        "title: is empty; expected the offer's title",
        "market: '?' is not a two-letter country code of ISO 3166, such as BR",
        "created_at: 2999-01-01T00:00:00+00:00 lies in the future",
    ]


def test_a_reject_carries_the_listing_id_and_the_line_cut_short(tmp_path: Path) -> None:
    chunk = read(tmp_path, line(title="x" * 5_000_000), line(listing_id="", title="\ud800\x00"))
    first, second = chunk.rejects
    assert first.listing_id == "good"
    assert len(first.raw) == 2_000
    assert second.listing_id is None
    assert second.raw.startswith('{"listing_id": ""')
    assert msgspec.json.decode(msgspec.json.encode(first), type=type(first)) == first


def test_a_repeated_listing_and_version_is_rejected_and_the_first_stays(tmp_path: Path) -> None:
    chunk = read(tmp_path, line(title="one"), line(title="two"), line(title="three", version=2), line(title=""), line())
    assert chunk.batch.column("title").to_pylist() == ["one", "three"]
    assert [(reject.row, reject.problems) for reject in chunk.rejects] == [
        (2, ["listing_id: is repeated: row 1 has the same listing_id and version 1"]),
        (4, ["title: is empty; expected the offer's title"]),
        (5, ["listing_id: is repeated: row 1 has the same listing_id and version 1"]),
    ]


def test_a_line_beyond_every_bound_is_skipped_without_being_held(tmp_path: Path) -> None:
    message = f"is longer than {MAX_RECORD_BYTES:,} bytes; expected one record"
    assert reasons(tmp_path, b'"' + b"x" * (MAX_RECORD_BYTES + 5_000_000)) == [message]


def test_lines_in_the_mappings_next_encoding_are_read(tmp_path: Path) -> None:
    mapping = msgspec.structs.replace(OURS, encodings=("utf-8", "cp1252"))
    chunk = read(
        tmp_path, b'{"listing_id": "a", "seller_id": "s", "title": "Cart\xe3o"}', line(title="Cartão"), mapping=mapping
    )
    assert chunk.batch.column("title").to_pylist() == ["Cartão", "Cartão"]
    assert reasons(tmp_path, b'{"title": "\x81"}', mapping) == [
        "has the byte 0x81 at position 12, which is not utf-8 or cp1252; name others in the mapping"
    ]


def test_chunks_are_byte_ranges_on_line_ends_and_cover_the_file_in_order(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(b"\n\n" + b"".join(line(listing_id=str(n)) + b"\n" for n in range(10)))
    refs = plan_chunks(path, OURS, chunk_rows=4)
    assert [(ref.index, ref.first_row, ref.rows) for ref in refs] == [(0, 3, 4), (1, 7, 4), (2, 11, 2)]
    assert refs == plan_chunks(path, OURS, chunk_rows=4)
    chunks = [read_chunk(path, OURS, ref, now=NOW) for ref in reversed(refs)]
    ids = [name for chunk in reversed(chunks) for name in chunk.batch.column("listing_id").to_pylist()]
    assert ids == [str(n) for n in range(10)]


def test_a_chunk_reference_is_plain_data(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(line() + b"\n")
    refs = plan_chunks(path, OURS)
    assert msgspec.json.decode(msgspec.json.encode(refs), type=list[ChunkRef]) == refs


def test_a_file_that_changed_after_it_was_planned_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(line() + b"\n")
    (ref,) = plan_chunks(path, OURS)
    path.write_bytes(line() + b"\n" + line() + b"\n")
    with pytest.raises(InvalidInputError, match=r"has changed since its chunks were planned: \d+ bytes, then \d+"):
        read_chunk(path, OURS, ref, now=NOW)
    path.write_bytes(b"\n" * ref.file_bytes)
    with pytest.raises(InvalidInputError, match="has changed since its chunks were planned: 0 rows in chunk 0, then 1"):
        read_chunk(path, OURS, ref, now=NOW)


def test_a_key_that_no_record_has_is_one_error_for_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(b'{"listing_id": "a", "seller_id": "b", "titel": "c"}\n' * 1_000)
    with pytest.raises(InvalidInputError) as caught:
        plan_chunks(path, OURS)
    assert str(caught.value) == (
        f"{path}: title: needs the key 'title'; the file has 'listing_id', 'seller_id', 'titel'; did you mean 'titel'?"
    )


def test_a_few_records_without_a_key_are_rejected_one_by_one(tmp_path: Path) -> None:
    chunk = read(tmp_path, b'{"listing_id": "a", "seller_id": "b"}')
    assert [reject.problems for reject in chunk.rejects] == [["title: is missing; a listing needs it"]]


def test_chunk_rows_must_be_positive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="chunk_rows is 0; expected at least 1"):
        plan_chunks(tmp_path / "shop.jsonl", OURS, chunk_rows=0)


def test_a_wrong_currency_is_told_beside_a_wrong_price(tmp_path: Path) -> None:
    chunk = read(tmp_path, line(price_minor=-5, currency="XYZ"))
    assert [reject.problems for reject in chunk.rejects] == [
        ["price_minor: is -5; expected 0 to 10,000,000,000,000", "currency: 'XYZ' is not a currency code of ISO 4217"]
    ]
