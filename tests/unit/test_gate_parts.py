"""The small parts of the gate: language, fallback, keys, headers, decoding."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countermark.engine.decision import Decision, Screened
from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import Listing
from countermark.gate.asked import RequestIds, read_asked
from countermark.gate.decoding import read_batch, read_listing
from countermark.gate.fallback import Fallback, parse_fallback
from countermark.gate.isolate import screen_isolating
from countermark.gate.keys import parse_keys
from countermark.gate.language import negotiate
from countermark.gate.rate import SharedRates
from countermark.gate.refusal import CODES, RefusalError
from countermark.gate.settings import Limits

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("pt-BR", "pt"),
        ("zh-Hans-CN, en;q=0.5", "zh"),
        ("en;q=0.2, pt;q=0.9", "pt"),
        ("pt;q=0", "en"),
        ("de, fr;q=0.9", "en"),
        ("de, zh;q=0.1", "zh"),
        ("*", "en"),
        ("pt;q=nonsense, zh;q=7", "en"),
        (";;;,,,=q", "en"),
        ("pt;q=inf", "en"),
    ],
)
def test_the_best_language_that_we_have_is_taken(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_the_longest_category_path_decides_the_fallback() -> None:
    text = """
default: hold
categories:
  - {path: Books, decision: allow}
  - {path: Books > Rare, decision: review}
"""
    fallback = parse_fallback(text.encode(), "fallback.yaml")
    assert fallback.decision(["Books", "New"]) is Decision.ALLOW
    assert fallback.decision(["books ", "RARE", "Maps"]) is Decision.REVIEW
    assert fallback.decision(["Bookshelves"]) is Decision.HOLD
    assert fallback.decision([]) is Decision.HOLD
    assert Fallback().decision(["Books"]) is Decision.HOLD


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("default: perhaps", "fallback.yaml: Invalid enum value 'perhaps' - at `$.default`"),
        ("defualt: hold", "fallback.yaml: Object contains unknown field `defualt`"),
        ("categories: [{path: 'A > ', decision: hold}]", "categories[0].path: 'A > ' has an empty part"),
        (
            "categories: [{path: A, decision: hold}, {path: a, decision: allow}]",
            "categories[1].path: 'a' is there twice",
        ),
        ("[", "fallback.yaml:1: is not readable YAML"),
    ],
)
def test_a_fallback_file_that_is_wrong_says_where(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_fallback(text.encode(), "fallback.yaml")
    assert message in str(caught.value)


HASH = hashlib.sha256(b"key").hexdigest()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("keys: []", "keys: is empty; expected at least one key"),
        ("{}", "missing required field `keys`"),
        (f"keys: [{{name: a, sha256: {HASH}}}, {{name: a, sha256: {HASH}}}]", "keys[1].name: 'a' is there twice"),
        (f"keys: [{{name: a, sha256: {HASH}}}, {{name: b, sha256: {HASH}}}]", "keys[1].sha256"),
        ("keys: [{name: a, sha256: secret-itself}]", "$.keys[0].sha256"),
        (f"keys: [{{name: 'a b', sha256: {HASH}}}]", "$.keys[0].name"),
        (f"keys: [{{name: a, sha256: {HASH}, listings_per_s: 0}}]", "$.keys[0].listings_per_s"),
        (f"keys: [{{name: a, sha256: {HASH}, rate: 5}}]", "unknown field `rate`"),
    ],
)
def test_a_keys_file_that_is_wrong_says_where(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_keys(text.encode(), "keys.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "header", [b"", b"Bearer", b"Bearer ", b"Basic key", b"key", b"Bearer other", b"Bearer key key", b"Bearer KEY"]
)
def test_only_the_key_itself_opens(header: bytes) -> None:
    ring = parse_keys(f"keys: [{{name: shop, sha256: {HASH}}}]".encode(), "keys.yaml")
    assert ring.authenticate({b"authorization": b"bearer key"}).name == "shop"
    with pytest.raises(RefusalError) as caught:
        ring.authenticate({b"authorization": header} if header else {})
    assert caught.value.code == "unauthenticated"
    assert caught.value.headers[0][0] == b"www-authenticate"


def test_a_key_brings_no_more_than_its_share_over_all_workers_and_is_told_when_to_come_back(tmp_path: Path) -> None:
    clock = [100.0]
    key = parse_keys(f"keys: [{{name: shop, sha256: {HASH}, listings_per_s: 10}}]".encode(), "k").authenticate(
        {b"authorization": b"Bearer key"}
    )
    workers = [SharedRates(tmp_path, clock=lambda: clock[0]) for _ in range(2)]
    for number in range(11):
        workers[number % 2].charge(key, 1)
    with pytest.raises(RefusalError) as caught:
        workers[0].charge(key, 1)
    assert (caught.value.code, caught.value.headers) == ("too_many_requests", [(b"retry-after", b"1")])
    clock[0] += 0.2
    workers[1].charge(key, 50)
    with pytest.raises(RefusalError) as caught:
        workers[0].charge(key, 1)
    assert caught.value.headers == [(b"retry-after", b"5")]
    clock[0] += 5.0
    workers[0].charge(key, 1)
    for worker in workers:
        worker.close()


def asked(**headers: str) -> dict[bytes, bytes]:
    return {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (asked(countermark_deadline_ms="soon"), "Countermark-Deadline-Ms: expected a whole number"),
        (asked(countermark_deadline_ms="0"), "Countermark-Deadline-Ms"),
        (asked(countermark_deadline_ms="-5"), "Countermark-Deadline-Ms"),
        (asked(countermark_deadline_ms="9" * 400), "Countermark-Deadline-Ms"),
        (asked(idempotency_key=""), "Idempotency-Key: expected 1 to 255 visible ASCII characters"),
        (asked(idempotency_key="k" * 256), "Idempotency-Key"),
        (asked(idempotency_key="a b"), "Idempotency-Key"),
    ],
)
def test_headers_that_make_no_sense_are_refused(headers: dict[bytes, bytes], message: str) -> None:
    with pytest.raises(RefusalError, match=message) as caught:
        read_asked(headers, request_id="r", client="shop", limits=Limits())
    assert caught.value.status == 400


def test_a_deadline_is_bounded_by_the_operators_maximum() -> None:
    for given, seconds in (("100", 0.1), ("999999", 10.0)):
        found = read_asked(asked(countermark_deadline_ms=given), request_id="r", client="c", limits=Limits())
        assert found.deadline_s == seconds
    assert read_asked({}, request_id="r", client="c", limits=Limits(deadline_ms=70)).deadline_s == 0.07


def test_the_same_idempotency_key_of_two_clients_is_not_the_same() -> None:
    hashes = {
        read_asked(asked(idempotency_key="k"), request_id="r", client=client, limits=Limits()).key_hash
        for client in ("shop", "other")
    }
    assert len(hashes) == 2


def test_a_request_keeps_its_id_if_that_is_a_plain_word_and_gets_one_otherwise() -> None:
    ids = RequestIds()
    assert ids.of(asked(x_request_id="trace-1:2")) == "trace-1:2"
    made = {ids.of(asked(x_request_id="a\nb")), ids.of(asked(x_request_id="x" * 101)), ids.of({})}
    assert len(made) == 3


LISTING = '{"listing_id":"L1","seller_id":"S","title":"t"%s}'


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b"", "malformed_json", "truncated"),
        (b"{", "malformed_json", "truncated"),
        (b"\xef\xbb\xbf{}", "malformed_json", "invalid character"),
        (b'{"listing_id":"\xff"}', "malformed_json", "not UTF-8"),
        (b"[" * 100_000, "malformed_json", "nested too deeply"),
        ((LISTING % (',"x":' + "[" * 100_000 + "]" * 100_000)).encode(), "malformed_json", "nested too deeply"),
        ((LISTING % ',"attributes":{"a":1}').encode(), "invalid_listing", "attributes.a: Expected `str`"),
        ((LISTING % ',"price_minor":-5,"currency":"USD"').encode(), "invalid_listing", "price_minor: Expected"),
        ((LISTING % ',"price_minor":1e999,"currency":"USD"').encode(), "invalid_listing", "price_minor"),
        ((LISTING % ',"price_minor":5').encode(), "invalid_listing", "currency: is missing; a price"),
        ((LISTING % ',"price_minor":5,"currency":"DOGE"').encode(), "invalid_listing", "'DOGE' is not a currency"),
        ((LISTING % ',"created_at":"2026-06-01T00:00:00Z"').encode(), "invalid_listing", "lies in the future"),
        ((LISTING % ',"brand":"a\\u0000b"').encode(), "invalid_listing", "brand: contains a NUL character"),
        ((LISTING % ',"description":"%s"' % ("x" * 50_001)).encode(), "invalid_listing", "description"),
        (b'{"listing_id":"L1","seller_id":"S"}', "invalid_listing", "title: is missing; a listing needs it"),
        (b'{"listing_id":"","seller_id":"S","title":"t"}', "invalid_listing", "listing_id: Expected `str` of"),
        (b'{"listing_id":"L1","seller_id":"S","title":"\\ud800 "}', "invalid_listing", "a lone surrogate"),
        (b'{"listing_id":"L1","seller_id":"S","title":"t"} trailing', "malformed_json", "trailing"),
    ],
)  # fmt: skip
def test_bodies_that_are_no_valid_listing_are_refused_with_what_was_expected(
    body: bytes, code: str, message: str
) -> None:
    with pytest.raises(RefusalError) as caught:
        read_listing(body, now=NOW)
    assert caught.value.code == code
    assert message in caught.value.detail


def test_all_that_is_wrong_with_a_listing_is_told_field_by_field() -> None:
    body = (LISTING % ',"market":"Brazil","condition":"mint","seller":{"strikes":-1}').encode()
    with pytest.raises(RefusalError) as caught:
        read_listing(body, now=NOW)
    assert [problem.field for problem in caught.value.problems] == ["condition", "market", "seller.strikes"]


def test_a_bad_listing_does_not_spoil_the_others_of_its_batch() -> None:
    good, lost = LISTING % "", LISTING % ',"market":"x"'
    body = f'{{"listings":[{good},{{"title":5}},{lost},7,{good}]}}'.encode()
    found = read_batch(body, now=NOW)
    assert [isinstance(item, Listing) for item in found] == [True, False, False, False, True]
    assert sum(isinstance(item, RefusalError) for item in found) == 3


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b"{}", "invalid_batch", "missing required field `listings`"),
        (b"[]", "invalid_batch", "Expected `object`, got `array`"),
        (b'{"listings":[]}', "invalid_batch", "listings is empty"),
        (b'{"listings":{"a":1}}', "invalid_batch", "listings: Expected `array`, got `object`"),
        (b'{"listings":[' + b"1," * 1000 + b"1]}", "batch_too_long", "1001 listings; at most 1000"),
        (b'{"listings":[' + b"[" * 100_000, "malformed_json", "nested too deeply"),
        (b'{"listings":[{"a":}]}', "malformed_json", ""),
    ],
)
def test_bodies_that_are_no_batch_are_refused_as_a_whole(body: bytes, code: str, message: str) -> None:
    with pytest.raises(RefusalError) as caught:
        read_batch(body, now=NOW)
    assert caught.value.code == code
    assert message in caught.value.detail


def screened(listing: Listing) -> Screened:
    return Screened(listing.listing_id, 1, "hash", Decision.ALLOW, 1.0, [], [], [], [], [], "snapshot")


def test_an_engine_that_mixes_listings_up_is_not_believed() -> None:
    listings = [Listing(listing_id=f"L{number}", seller_id="S", title="t") for number in range(4)]
    errors: list[BaseException] = []

    def reversing(some: Sequence[Listing]) -> list[Screened]:
        return [screened(listing) for listing in reversed(some)]

    found = screen_isolating(reversing, listings, on_failure=errors.append)
    assert [record and record.listing_id for record in found] == ["L0", "L1", "L2", "L3"]
    assert len(errors) == 3
    assert screen_isolating(lambda _: [], listings, on_failure=errors.append) == [None] * 4


def test_every_refusal_has_a_status_of_its_kind() -> None:
    assert all(400 <= status < 600 and title and not title.endswith(".") for status, title in CODES.values())
