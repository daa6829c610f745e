"""Texts made to make the search slow, or to break it, take bounded work and do no harm."""

from datetime import date

import pytest

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.text.index import TextIndex
from countermark.engine.text.mention import MAX_EVIDENCE, BrandMentions
from countermark.engine.text.search import MAX_HITS
from registry_example import example_registry

INDEX = TextIndex(example_registry())
SIGNAL = BrandMentions(example_registry(), date(2026, 1, 1), INDEX)

HOSTILE = {
    "combining marks": "a" + "\u0301" * 49_000,
    "one letter": "v" * 50_000,
    "near matches": "velorx " * 7_000,
    "disguised matches": "v.e.l.o.r.a " * 4_000,
    "brackets": "a(" * 25_000,
    "unclosed fillers": "ve[" * 16_000,
    "zero width": "\u200b" * 50_000,
    "chinese homophones": "薇洛啦" * 16_000,
    "lone symbols": "@!|+" * 12_000,
    "look-alikes": "几工卂" * 16_000,
    "noncharacters": "\uffff\U0010ffff\ufdd0" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_work_is_bounded(text: str) -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=text[:1000], description=text)])
    analysis = INDEX.analyse(batch)
    assert len(analysis.name_hits) <= 4 * MAX_HITS
    result = SIGNAL.evaluate(batch, {"analysis": analysis})
    assert len(result.evidence) <= MAX_EVIDENCE


def test_an_empty_batch_is_screened() -> None:
    batch = listings_to_batch([])
    assert len(SIGNAL.evaluate(batch, {}).columns["brand"]) == 0


def test_neighbours_are_not_touched_by_a_hostile_text() -> None:
    listings = [
        Listing(listing_id="1", seller_id="s", title="Velora shoes"),
        Listing(listing_id="2", seller_id="s", title="\u202e" * 500, description="v" * 50_000),
        Listing(listing_id="3", seller_id="s", title="Velora bag"),
    ]
    brands = SIGNAL.evaluate(listings_to_batch(listings), {}).columns["brand"].to_pylist()
    assert brands == ["velora", None, "velora"]


def test_nothing_is_found_across_two_texts() -> None:
    listings = [
        Listing(listing_id="1", seller_id="s", title="shoes Vel", description="ora 云"),
        Listing(listing_id="2", seller_id="s", title="ora shoes Ve", description="雀"),
        Listing(listing_id="3", seller_id="s", title="olra"),
    ]
    assert SIGNAL.evaluate(listings_to_batch(listings), {}).columns["brand"].to_pylist() == [None, None, None]
