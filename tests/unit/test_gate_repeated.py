"""A key that stands twice in one object: readers of JSON differ in what they take, so the gate takes nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.listing import Listing
from countermark.gate.decoding import read_batch, read_listing
from countermark.gate.refusal import RefusalError
from countermark.gate.repeated import repeats_a_key
from countermark.gate.unknown import UnknownFields
from gate_support import item

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MORE = "is there more than once; expected one"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def listing(more: str) -> bytes:
    return b'{"listing_id":"L1","seller_id":"S1","title":"a bag"' + more.encode() + b"}"


def problems(body: bytes, unknown: UnknownFields) -> list[tuple[str, str]]:
    with pytest.raises(RefusalError) as caught:
        read_listing(body, now=NOW, unknown=unknown)
    assert caught.value.code == "invalid_listing"
    return [(problem.field, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("accept", [False, True])
@pytest.mark.parametrize(
    ("more", "key"),
    [
        (',"title":"another"', "title"),
        (',"title":"a bag"', "title"),
        (', "titl\\u0065" : "another"', "title"),
        (',"attributes":{"size":"1","colour":"red","size":"2"}', "attributes.size"),
        (',"seller":{"strikes":3,"strikes":0}', "seller.strikes"),
        (',"brand":"half \\ud83d","title":"another"', "title"),
    ],
)
def test_a_listing_that_says_a_key_twice_is_refused_and_the_key_is_named(more: str, key: str, *, accept: bool) -> None:
    assert (key, MORE) in problems(listing(more), UnknownFields(accept=accept))


def test_a_key_twice_is_told_with_whatever_else_is_wrong() -> None:
    told = problems(listing(',"price_minor":"x","market":"US","market":"US","gtn":"1"'), UnknownFields())
    assert [field for field, _ in told] == ["gtn", "market", "price_minor"]


@pytest.mark.parametrize("more", [',"warehouse":1,"warehouse":2', ',"stock":[{"a":1,"a":2}]'])
def test_also_in_fields_that_are_not_known_but_accepted(more: str) -> None:
    ((_, message),) = problems(listing(more), UnknownFields(accept=True))
    assert message == MORE


def test_one_name_in_several_objects_is_no_repetition() -> None:
    body = json.dumps(
        item(attributes={"title": "x", "strikes": "y", "a:b": '"z": "\\'}, seller={"strikes": 1})
    ).encode()
    assert read_listing(body, now=NOW).attributes["title"] == "x"


@pytest.mark.parametrize("neighbour", [b'{"listing_id":"L3"}', b'{"listing_id":"L3","title":"\\ud83d"}', b""])
def test_in_a_batch_it_is_the_listing_that_is_refused_whatever_its_neighbours_are(neighbour: bytes) -> None:
    good = json.dumps(item("L2")).encode()
    items = [listing(',"title":"another"'), good, *filter(None, [neighbour])]
    read = read_batch(b'{"listings":[' + b",".join(items) + b"]}", now=NOW)
    assert isinstance(read[0], RefusalError)
    assert [(problem.field, problem.message) for problem in read[0].problems] == [("title", MORE)]
    assert isinstance(read[1], Listing)
    assert all(isinstance(each, RefusalError) for each in read[2:])
    assert len(read) == len(items)


@pytest.mark.parametrize("first", [b"[]", b'[{"listing_id":"L3"}]'])
def test_a_batch_that_has_listings_twice_is_no_batch(first: bytes) -> None:
    body = b'{"listings":%s,"listings":[%s]}' % (first, json.dumps(item()).encode())
    with pytest.raises(RefusalError) as caught:
        read_batch(body, now=NOW)
    assert (caught.value.code, caught.value.detail) == ("invalid_batch", f"listings: {MORE}")


@given(JSON)
def test_json_without_a_repeated_key_has_none_and_one_that_is_added_is_found(value: Any) -> None:
    for written in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False, indent=1).encode()):
        assert not repeats_a_key(written)
        assert repeats_a_key(b'[{"a":1,"a":' + written + b"}]")
