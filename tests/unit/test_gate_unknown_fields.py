"""A typo in an optional field is refused and told with the nearest known field; the operator may have it ignored."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.listing import Listing, Seller, listing_hash
from countermark.gate.decoding import read_batch, read_listing
from countermark.gate.refusal import RefusalError
from countermark.gate.unknown import StrictListing, UnknownFields
from gate_support import item

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def refusal(given: dict[str, Any], unknown: UnknownFields | None = None) -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        read_listing(json.dumps(given).encode(), now=NOW, unknown=unknown or UnknownFields())
    return caught.value


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"titel": "x"}, "titel: is not a field of a listing; did you mean 'title'?"),
        ({"price_minro": 5}, "price_minro: is not a field of a listing; did you mean 'price_minor'?"),
        ({"Brand": "x"}, "Brand: is not a field of a listing; did you mean 'brand'?"),
        ({"seller": {"strike": 2}}, "seller.strike: is not a field of a listing; did you mean 'seller.strikes'?"),
        ({"seller_age_days": 2}, "seller_age_days: is not a field of a listing; did you mean 'seller.age_days'?"),
        ({"warehouse": 7}, "warehouse: is not a field of a listing"),
    ],
)
def test_an_unknown_field_is_named_with_the_nearest_known_one(more: dict[str, Any], problem: str) -> None:
    refused = refusal(item() | more)
    assert (refused.code, refused.status, refused.detail) == ("invalid_listing", 422, problem)
    assert [each.field for each in refused.problems] == [problem.partition(":")[0]]


def test_all_unknown_fields_and_all_else_that_is_wrong_are_told_together() -> None:
    wrong = item() | {"market": "Brazil", "gtn": "4006381333931", "seller": {"age": 5, "strikes": -1}}
    assert [each.field for each in refusal(wrong).problems] == ["gtn", "seller.age", "market", "seller.strikes"]
    missing = {"listing_id": "L1", "seller_id": "S1", "titel": "x"}
    assert refusal(missing).detail == (
        "titel: is not a field of a listing; did you mean 'title'?; title: is missing; a listing needs it"
    )


def test_of_very_many_unknown_fields_the_rest_is_counted_and_long_names_are_cut() -> None:
    refused = refusal(item() | {f"x{number}": 1 for number in range(500)} | {"y" * 100_000: 1})
    assert len(refused.problems) == 21
    assert refused.problems[-1].message == "and 481 more fields that are not known"
    assert len(refusal(item() | {"y" * 100_000: 1}).detail) < 200


def test_unknown_fields_are_accepted_and_counted_when_the_operator_says_so() -> None:
    told: list[str] = []
    accepting = UnknownFields(accept=True, on_listing=told.append)
    body = json.dumps(item(brand="Velora") | {"warehouse": [{"deep": 1}], "seller": {"x": 1, "strikes": 2}}).encode()
    listing = read_listing(body, now=NOW, unknown=accepting)
    assert (listing.brand, listing.seller) == ("Velora", Seller(strikes=2))
    assert read_listing(json.dumps(item()).encode(), now=NOW, unknown=accepting).listing_id == "L1"
    assert told == ["accepted"]
    assert refusal(item() | {"warehouse": 1, "market": "x"}, accepting).detail.startswith("market: ")
    assert told == ["accepted"]
    refusal(item() | {"warehouse": 1}, UnknownFields(on_listing=told.append))
    assert told == ["accepted", "refused"]


def test_in_a_batch_each_listing_is_told_by_itself() -> None:
    body = json.dumps({"listings": [item(), item() | {"titel": "x"}, item()]}).encode()
    found = read_batch(body, now=NOW)
    assert [isinstance(each, Listing) for each in found] == [True, False, True]
    assert isinstance(found[1], RefusalError)
    assert "did you mean 'title'?" in found[1].detail
    accepted = read_batch(body, now=NOW, unknown=UnknownFields(accept=True))
    assert [isinstance(each, Listing) for each in accepted] == [True, True, True]


def test_a_batch_with_something_beside_its_listings_is_refused_unless_that_is_accepted() -> None:
    body = json.dumps({"listings": [item()], "dry_run": True}).encode()
    with pytest.raises(RefusalError, match="unknown field `dry_run`"):
        read_batch(body, now=NOW)
    assert len(read_batch(body, now=NOW, unknown=UnknownFields(accept=True))) == 1


def test_a_strict_listing_is_the_same_bytes_as_a_listing() -> None:
    assert StrictListing.__struct_fields__ == Listing.__struct_fields__
    for one in (item(), item(seller={"age_days": 5}, attributes={"a": "b"}, price_minor=5, currency="USD")):
        body = json.dumps(one).encode()
        strict, plain = read_listing(body, now=NOW), msgspec.json.decode(body, type=Listing)
        assert msgspec.json.encode(strict) == msgspec.json.encode(plain)
        assert listing_hash(strict) == listing_hash(plain)


pieces = st.sampled_from(
    ["{", "}", '"titel":1', '"title":"t"', '"title":5', '"listing_id":"a"', '"seller_id":"s"', ",", '"seller":{"x":1}',
     '"seller":{"strikes":1}', "[", "]", '"x":{"a":[1]}', "\ud800", '"\\ud800":1', " ", "nul"]
)  # fmt: skip


@given(st.lists(pieces, max_size=12), st.booleans())
def test_whatever_is_sent_is_a_listing_or_a_refusal(parts: list[str], accept: bool) -> None:
    body = ("{" + "".join(parts)).encode("utf-8", "surrogatepass")
    for data in (body, body + b"}"):
        try:
            assert isinstance(read_listing(data, now=NOW, unknown=UnknownFields(accept=accept)), Listing)
        except RefusalError as refused:
            assert refused.code in {"invalid_listing", "malformed_json"}  # noqa: PT017 - either way is right
