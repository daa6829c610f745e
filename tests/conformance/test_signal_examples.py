"""Every signal says of its own examples what it promises, one at a time and all in one batch."""

from datetime import date
from typing import Any

import pytest

from countermark.engine.decision import EVIDENCE_CODES
from countermark.engine.listing import LISTING_SCHEMA, listings_to_batch
from countermark.engine.screen import SIGNAL_CLASSES, Screener, signal_names
from countermark.engine.signal import Signal, SignalResult
from countermark.engine.snapshot import Snapshot
from countermark.starter import starter_policy, starter_weights
from registry_example import example_registry

AS_OF = date(2026, 6, 1)


@pytest.fixture(scope="module")
def screener() -> Screener:
    snapshot = Snapshot.build(example_registry(), starter_policy(), starter_weights(), as_of=AS_OF)
    return Screener(snapshot)


def signal_of(screener: Screener, cls: Any) -> Signal:
    found: Signal = next(signal for signal in screener.signals if isinstance(signal, cls))
    return found


@pytest.mark.parametrize("cls", SIGNAL_CLASSES, ids=lambda cls: cls.name)
def test_examples(screener: Screener, cls: Any) -> None:
    examples = signal_of(screener, cls).examples()
    assert examples
    screening = screener.screen(listings_to_batch([example.listing for example in examples]))
    for row, example in enumerate(examples):
        found = {name: screening.columns[name][row].as_py() for name in example.expect}
        assert found == dict(example.expect), (example.listing, example.note)
        codes = {item.code for item in (*screening.evidence(row), *screening.counter_evidence(row))}
        assert set(example.codes) <= codes, (example.listing, example.note)


@pytest.mark.parametrize("cls", SIGNAL_CLASSES, ids=lambda cls: cls.name)
def test_one_at_a_time_is_as_in_a_batch(screener: Screener, cls: Any) -> None:
    listings = [example.listing for example in signal_of(screener, cls).examples()]
    together = screener.screen_listings(listings)
    assert [screener.screen_listing(listing) for listing in listings] == together


@pytest.mark.parametrize("cls", SIGNAL_CLASSES, ids=lambda cls: cls.name)
def test_declares_what_it_needs_and_gives(screener: Screener, cls: Any) -> None:
    signal = signal_of(screener, cls)
    batch = listings_to_batch([example.listing for example in signal.examples()])
    screening = screener.screen(batch)
    result: SignalResult = signal.evaluate(batch, screener.known(batch))
    for output in signal.outputs:
        column = result.columns[output.name]
        assert len(column) == batch.num_rows
        assert column.type == output.type
        assert output.meaning
        assert screening.columns[output.name].type == output.type
    assert {item.code for _, item in result.evidence} <= set(EVIDENCE_CODES)
    known = {*LISTING_SCHEMA.names, *signal_names(), "mentions"}
    assert set(signal.needs) <= known


def test_names_are_given_by_one_signal_only() -> None:
    names = [output.name for cls in SIGNAL_CLASSES for output in cls.outputs]
    assert len(names) == len(set(names))
