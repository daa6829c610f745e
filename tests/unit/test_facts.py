from datetime import date

from countermark.engine.facts import ListingFacts
from countermark.engine.listing import Listing, listings_to_batch
from registry_example import example_registry


def test_facts_of_a_slice_are_those_of_its_rows() -> None:
    listings = [
        Listing(listing_id=str(number), seller_id="s", title="x" * number, category=["A", "B"][:number])
        for number in range(1, 4)
    ]
    signal = ListingFacts(example_registry(), date(2026, 1, 1))
    columns = signal.evaluate(listings_to_batch(listings).slice(1, 2), {}).columns
    assert columns["title_length"].to_pylist() == [2, 3]
    assert columns["category"].to_pylist() == ["A > B", "A > B"]


def test_a_listing_without_category_has_none() -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title="x")])
    columns = ListingFacts(example_registry(), date(2026, 1, 1)).evaluate(batch, {}).columns
    assert columns["category"].to_pylist() == [None]
    assert columns["quantity"].to_pylist() == [None]


def test_every_output_has_the_type_it_declares() -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title="x", images=["a"])])
    signal = ListingFacts(example_registry(), date(2026, 1, 1))
    columns = signal.evaluate(batch, {}).columns
    assert {output.name: columns[output.name].type for output in signal.outputs} == {
        output.name: output.type for output in signal.outputs
    }
