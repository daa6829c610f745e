"""A decision depends on the listing and the snapshot alone: not on its neighbours, nor on how the batch is cut."""

import gc
import weakref
from datetime import UTC, date, datetime

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countermark.engine.decision import OUTPUT_SCHEMA, Decision
from countermark.engine.listing import Listing, Seller, listings_to_batch
from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.starter import starter_policy, starter_weights
from registry_example import example_registry

SCREENER = Screener(Snapshot.build(example_registry(), starter_policy(), starter_weights(), as_of=date(2026, 6, 1)))
PIECES = [
    "Velora",
    "V3lora",
    "replica",
    "1:1",
    "云雀",
    "高仿",
    "HX 664XL",
    "kit 3",
    "used",
    "for",
    "case",
    "shoes",
    "not",
    "🔥",
]
TITLES = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), min_size=1, max_size=8).map(" ".join)
LISTINGS = st.builds(
    Listing,
    listing_id=st.text("abc123", min_size=1, max_size=4),
    seller_id=st.sampled_from(["s1", "velora-flagship"]),
    title=TITLES,
    description=TITLES,
    brand=st.sampled_from([None, "Velora", "HX", "none"]),
    price_minor=st.none() | st.integers(0, 10**7),
    currency=st.sampled_from(["USD", "BRL"]),
    market=st.sampled_from([None, "US", "BR"]),
    condition=st.sampled_from(["new", "used", "refurbished", "unknown"]),
    gtin=st.none() | st.text("0123456789", min_size=8, max_size=14),
    attributes=st.dictionaries(st.sampled_from(["colour", "mpn"]), st.text(max_size=8), max_size=2),
    created_at=st.none() | st.just(datetime(2026, 5, 1, tzinfo=UTC)),
    seller=st.builds(
        Seller,
        age_days=st.none() | st.integers(0, 4000),
        strikes=st.none() | st.integers(0, 3),
        linked_banned=st.none() | st.booleans(),
    ),
)
UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_an_engine_that_is_no_longer_used_goes_without_the_garbage_collector() -> None:
    # The gate keeps engines out of the collector's sight: one that held itself would stay in memory for ever.
    screener = Screener(SCREENER.snapshot)
    screener.screen_listings([Listing(listing_id="a", seller_id="s1", title="V3lora replica 云雀 HX 664XL kit 3")])
    parts = [screener, screener.policy, screener.model, *screener.signals]
    watched = [weakref.ref(part) for part in parts if type(part).__weakrefoffset__]
    gc.disable()
    try:
        del screener, parts
        assert [reference() for reference in watched] == [None] * len(watched)
        assert len(watched) > 5
    finally:
        gc.enable()


@given(st.lists(LISTINGS, min_size=1, max_size=6))
@UNHURRIED
def test_alone_and_together_give_the_same_bytes(listings: list[Listing]) -> None:
    together = [msgspec.json.encode(record) for record in SCREENER.screen_listings(listings)]
    alone = [msgspec.json.encode(SCREENER.screen_listing(listing)) for listing in listings]
    assert together == alone


@given(st.lists(LISTINGS, max_size=6))
@UNHURRIED
def test_every_listing_gets_one_row_of_the_output_schema(listings: list[Listing]) -> None:
    output = SCREENER.screen(listings_to_batch(listings)).to_arrow()
    output.validate(full=True)
    assert output.schema == OUTPUT_SCHEMA
    assert output.column("listing_id").to_pylist() == [listing.listing_id for listing in listings]
    assert set(output.column("decision").to_pylist()) <= set(Decision)
    assert all(0 <= score <= 100 for score in output.column("score").to_pylist())


@given(LISTINGS)
@UNHURRIED
def test_evidence_points_at_the_text_that_it_quotes(listing: Listing) -> None:
    record = SCREENER.screen_listing(listing)
    texts = {"title": listing.title, "description": listing.description, "brand": listing.brand or ""}
    for item in (*record.evidence, *record.counter_evidence):
        if item.start >= 0 and item.field in texts:
            assert texts[item.field][item.start : item.end] == item.text
