"""What is told of a listing that cannot be taken: everything at once, and never at the cost of its neighbours."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from countermark.engine.listing import Listing
from countermark.gate.decoding import read_batch, read_listing
from countermark.gate.refusal import RefusalError
from countermark.gate.unknown import UnknownFields
from gate_support import item

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SURROGATE = "contains a lone surrogate; expected valid Unicode text"
CUT_EMOJI = "bag \ud83d"


def refusal(body: bytes) -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        read_listing(body, now=NOW)
    return caught.value


def told(given: Any) -> list[tuple[str, str]]:
    return [(problem.field, problem.message) for problem in refusal(json.dumps(given).encode()).problems]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = {
        "listing_id": 7, "title": "", "price_minor": 12.5, "currency": "XYZ", "market": "Brazil", "created_at": "soon",
        "attributes": {"colour": "red", "size": 42}, "seller": {"age_days": "old", "strikes": -1}, "gtn": "1",
    }  # fmt: skip

    assert told(wrong) == [
        ("gtn", "is not a field of a listing; did you mean 'gtin'?"),
        ("listing_id", "Expected `str`, got `int`"),
        ("seller_id", "is missing; a listing needs it"),
        ("attributes.size", "Expected `str`, got `int`"),
        ("price_minor", "Expected `int | null`, got `float`"),
        ("created_at", "Invalid RFC3339 encoded datetime"),
        ("seller.age_days", "Expected `int | null`, got `str`"),
        ("title", "is empty; expected the offer's title"),
        ("currency", "'XYZ' is not a currency code of ISO 4217"),
        ("market", "'Brazil' is not a two-letter country code of ISO 3166, such as BR"),
        ("seller.strikes", "is -1; expected zero or more"),
    ]


@pytest.mark.parametrize(
    ("given", "message"), [([], "Expected `object`, got `array`"), (5, "Expected `object`, got `int`")]
)
def test_what_is_no_object_is_told_as_that(given: Any, message: str) -> None:
    assert told(given) == [("", message)]


def test_a_seller_that_is_no_object_is_told_once() -> None:
    assert told(item() | {"seller": 5}) == [("seller", "Expected `object`, got `int`")]


def test_of_very_many_faults_the_rest_is_counted() -> None:
    problems = told(item() | {"attributes": {f"a{number}": 1 for number in range(500)}})

    assert len(problems) == 21
    assert problems[-1] == ("", "and 480 more")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": CUT_EMOJI}, "title"),
        ({"description": "\udc00 x"}, "description"),
        ({"attributes": {"colour": CUT_EMOJI}}, "attributes.colour"),
        ({"attributes": {CUT_EMOJI: "x"}}, "attributes"),
    ],
)
def test_a_lone_surrogate_is_told_with_its_field(more: dict[str, Any], field: str) -> None:
    refused = refusal(json.dumps(item() | more).encode())

    assert (refused.code, refused.status) == ("invalid_listing", 422)
    assert [(problem.field, problem.message) for problem in refused.problems] == [(field, SURROGATE)]
    assert msgspec.json.encode(refused.problems)


def test_a_cut_emoji_in_one_title_refuses_that_listing_and_no_other() -> None:
    listings = [item(), item() | {"title": CUT_EMOJI}, item() | {"titel": "x"}, item(title="Shoe \U0001f45f")]

    found = read_batch(json.dumps({"listings": listings}).encode(), now=NOW)

    assert [isinstance(each, Listing) for each in found] == [True, False, False, True]
    assert found[0] == read_listing(json.dumps(item()).encode(), now=NOW)
    assert isinstance(found[1], RefusalError)
    assert found[1].detail == f"title: {SURROGATE}"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"listings": [{"title": "\\ud83d"}], "x": 1}', "invalid_batch"),
        (b'{"listings": {"title": "\\ud83d"}}', "invalid_batch"),
        (b'{"listings": [{"title": "\\ud83d"}', "malformed_json"),
        (b'{"listings": [{"title": "\\ud83d", "price_minor": NaN}]}', "malformed_json"),
        (b'{"listings": [{"title": "\xff"}]}', "malformed_json"),
        (b'{"listings": [' + b"[" * 200_000, "malformed_json"),
    ],
)
def test_a_body_that_is_no_batch_is_refused_as_a_whole(body: bytes, code: str) -> None:
    with pytest.raises(RefusalError) as caught:
        read_batch(body, now=NOW)
    assert caught.value.code == code


def test_with_unknown_fields_accepted_a_lone_surrogate_in_one_of_them_does_no_harm() -> None:
    told_of: list[str] = []
    accepting = UnknownFields(accept=True, on_listing=told_of.append)

    listing = read_listing(json.dumps(item() | {"note": CUT_EMOJI}).encode(), now=NOW, unknown=accepting)

    assert (listing.listing_id, told_of) == ("L1", ["accepted"])
