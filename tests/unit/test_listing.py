"""The listing: schema and struct agree, batches round trip, and every problem has its message."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from countermark.engine.listing import (
    CURRENCIES,
    LISTING_SCHEMA,
    MAX_ATTRIBUTES,
    MAX_IMAGES,
    Listing,
    Seller,
    batch_to_listings,
    listing_hash,
    listing_problems,
    listings_to_batch,
    minor_digits,
    utc,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def listing(**changes: Any) -> Listing:
    plain: dict[str, Any] = {"listing_id": "L1", "seller_id": "S1", "title": "Ink cartridge"}
    return Listing(**(plain | changes))


FULL = listing(
    version=3,
    description="Two of them — neu, 全新",
    brand="Velora",
    category=["Office", "Ink"],
    attributes={"colour": "black", "cor": "preto"},
    price_minor=123_456,
    currency="BRL",
    quantity=7,
    condition="refurbished",
    gtin="7891234567895",
    images=["https://shop.example/1.jpg"],
    market="BR",
    ship_from_country="CN",
    ship_from_place="Shenzhen",
    created_at=datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC),
    seller=Seller(age_days=10, strikes=1, orders=200, refunds=3, linked_banned=True),
)


def test_schema_and_struct_have_the_same_fields_in_the_same_nullability() -> None:
    info: Any = msgspec.inspect.type_info(Listing)
    struct = {field.name: field.type for field in info.fields if field.name != "seller"}
    seller = {f"seller_{field.name}" for field in msgspec.structs.fields(Seller)}
    assert set(LISTING_SCHEMA.names) == set(struct) | seller
    for name, kind in struct.items():
        assert LISTING_SCHEMA.field(name).nullable == isinstance(kind, msgspec.inspect.UnionType), name
    assert all(LISTING_SCHEMA.field(name).nullable for name in seller)


def test_schema_and_struct_have_the_same_types() -> None:
    kinds = {
        "StrType": {pa.string()},
        "IntType": {pa.int32(), pa.int64()},
        "BoolType": {pa.bool_()},
        "DateTimeType": {pa.timestamp("us", tz="UTC")},
        "ListType": {pa.list_(pa.string())},
        "DictType": {pa.map_(pa.string(), pa.string())},
    }
    for struct, prefix in ((Listing, ""), (Seller, "seller_")):
        info: Any = msgspec.inspect.type_info(struct)
        for field in info.fields:
            if field.name == "seller":
                continue
            options = getattr(field.type, "types", (field.type,))
            names = {type(option).__name__ for option in options} - {"NoneType"}
            (name,) = names
            assert LISTING_SCHEMA.field(prefix + field.name).type in kinds[name], field.name


def test_listings_come_back_from_a_batch_as_they_went_in() -> None:
    rows = [FULL, listing(), listing(listing_id="L2", attributes={}, images=[])]
    batch = listings_to_batch(rows)
    assert batch.schema.equals(LISTING_SCHEMA)
    assert batch_to_listings(batch) == rows


def test_an_empty_batch_has_the_schema() -> None:
    batch = listings_to_batch([])
    assert batch.num_rows == 0
    assert batch.schema.equals(LISTING_SCHEMA)
    assert batch_to_listings(batch) == []


def test_listing_hash_changes_with_any_field_and_not_with_the_order_of_attributes() -> None:
    swapped = msgspec.structs.replace(FULL, attributes={"cor": "preto", "colour": "black"})
    assert listing_hash(swapped) == listing_hash(FULL)
    assert listing_hash(msgspec.structs.replace(FULL, quantity=8)) != listing_hash(FULL)
    assert len(listing_hash(FULL)) == 64


def test_a_full_listing_has_no_problems() -> None:
    assert listing_problems(FULL, now=NOW) == []


PROBLEMS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": " \u3000\t"}, "title", "is empty; expected the offer's title"),
    ({"title": "ink\x00"}, "title", "contains a NUL character"),
    ({"listing_id": "a\x00"}, "listing_id", "contains a NUL character"),
    ({"seller_id": "a\x00"}, "seller_id", "contains a NUL character"),
    ({"description": "a\x00"}, "description", "contains a NUL character"),
    ({"brand": "a\x00"}, "brand", "contains a NUL character"),
    ({"gtin": "a\x00"}, "gtin", "contains a NUL character"),
    ({"ship_from_place": "a\x00"}, "ship_from_place", "contains a NUL character"),
    ({"category": ["ok", "a\x00"]}, "category", "contains a NUL character"),
    ({"images": ["a\x00"]}, "images", "contains a NUL character"),
    ({"attributes": {"a\x00": "b"}}, "attributes", "contains a NUL character"),
    ({"attributes": {"colour": "b\x00"}}, "attributes.colour", "contains a NUL character"),
    ({"title": "\ud800"}, "title", "contains a lone surrogate; expected valid Unicode text"),
    (
        {"attributes": {"colour": "\udfff"}},
        "attributes.colour",
        "contains a lone surrogate; expected valid Unicode text",
    ),
    ({"currency": "XXX"}, "currency", "'XXX' is not a currency code of ISO 4217"),
    ({"price_minor": 1}, "currency", "is missing; a price needs its currency"),
    ({"condition": "mint"}, "condition", "'mint' is not one of new, used, refurbished, unknown"),
    ({"market": "br"}, "market", "'br' is not a two-letter country code of ISO 3166, such as BR"),
    (
        {"ship_from_country": "BRA"},
        "ship_from_country",
        "'BRA' is not a two-letter country code of ISO 3166, such as BR",
    ),
    (
        {"attributes": {str(n): "" for n in range(201)}},
        "attributes",
        f"has 201 entries; at most {MAX_ATTRIBUTES} are read",
    ),
    ({"images": ["i"] * 101}, "images", f"has 101 entries; at most {MAX_IMAGES} are read"),
    (
        {"created_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - the missing zone is the problem
        "created_at",
        "has no time zone; expected UTC, such as 2026-01-31T12:00:00Z",
    ),
    (
        {"created_at": NOW + timedelta(days=1, seconds=1)},
        "created_at",
        "2026-03-02T12:00:01+00:00 lies in the future",
    ),
    ({"seller": Seller(age_days=-1)}, "seller.age_days", "is -1; expected zero or more"),
    ({"seller": Seller(strikes=-2)}, "seller.strikes", "is -2; expected zero or more"),
    ({"seller": Seller(orders=-3)}, "seller.orders", "is -3; expected zero or more"),
    ({"seller": Seller(refunds=-4)}, "seller.refunds", "is -4; expected zero or more"),
    ({"seller": Seller(orders=5, refunds=6)}, "seller.refunds", "is 6, more than the 5 orders"),
]


@pytest.mark.parametrize(
    ("changes", "field", "message"), PROBLEMS, ids=[f"{field}: {text}" for _, field, text in PROBLEMS]
)
def test_each_problem_names_its_field_and_what_was_expected(changes: dict[str, Any], field: str, message: str) -> None:
    assert listing_problems(listing(**changes), now=NOW) == [(field, message)]


def test_a_clock_that_is_a_day_off_is_forgiven() -> None:
    assert listing_problems(listing(created_at=NOW + timedelta(days=1)), now=NOW) == []


def test_all_problems_are_reported_not_only_the_first() -> None:
    found = listing_problems(listing(title="", currency="!", condition="?", market="?"), now=NOW)
    assert [field for field, _ in found] == ["title", "currency", "condition", "market"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "x" * 1_001), ("listing_id", ""), ("version", -1), ("price_minor", -1), ("price_minor", 10**13 + 1)],
)
def test_the_struct_refuses_what_its_limits_forbid(field: str, value: Any) -> None:
    plain = {"listing_id": "L", "seller_id": "S", "title": "t", field: value}
    with pytest.raises(msgspec.ValidationError, match=rf"\$\.{field}"):
        msgspec.json.decode(msgspec.json.encode(plain), type=Listing)


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("BRL", 2)])
def test_minor_digits_of_currencies(currency: str, digits: int) -> None:
    assert currency in CURRENCIES
    assert minor_digits(currency) == digits


def test_utc_turns_any_zone_into_utc_and_refuses_none() -> None:
    brasilia = datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=-3)))
    assert utc(brasilia) == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert utc(brasilia).utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="has no time zone"):
        utc(datetime(2026, 1, 1))  # noqa: DTZ001 - the missing zone is the point
