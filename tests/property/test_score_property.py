"""What must hold of the starter score whatever the listing: facts against it never help, facts for it never hurt."""

from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

import countermark
from countermark.engine.model.additive import AdditiveModel, parse_weights, weights_bytes
from countermark.engine.model.weights import Calibration, Condition, Ramp, Term, Weights

MODEL = AdditiveModel(parse_weights((Path(countermark.__file__).parent / "starter" / "weights.yaml").read_bytes(), "w"))
SHARE = st.none() | st.floats(0, 1, allow_nan=False)
FLAG = st.none() | st.booleans()
COLUMNS: dict[str, tuple[Any, Any]] = {
    "brand": (pa.string(), st.sampled_from([None, "velora"])),
    "slang_weight": (pa.float64(), SHARE),
    "slang_count": (pa.int64(), st.none() | st.integers(0, 5)),
    "disguise_weight": (pa.float64(), SHARE),
    "brand_claim_conflict": (pa.bool_(), FLAG),
    "tell_weight": (pa.float64(), SHARE),
    "price_ratio": (pa.float64(), st.none() | st.floats(0.001, 10, allow_nan=False)),
    "price_below_band": (pa.bool_(), FLAG),
    "gtin_status": (pa.string(), st.sampled_from([None, "absent", "valid", "invalid", "restricted"])),
    "gtin_foreign_prefix": (pa.bool_(), FLAG),
    "part_number": (pa.string(), st.sampled_from([None, "F6V29AB"])),
    "part_number_malformed": (pa.bool_(), FLAG),
    "model_impossible": (pa.bool_(), FLAG),
    "colour_impossible": (pa.bool_(), FLAG),
    "seller_age_days": (pa.int64(), st.none() | st.integers(0, 4000)),
    "seller_strikes": (pa.int64(), st.none() | st.integers(0, 9)),
    "seller_refund_rate": (pa.float64(), SHARE),
    "seller_linked_banned": (pa.bool_(), FLAG),
    "seller_authorised": (pa.bool_(), FLAG),
    "context_explained": (pa.bool_(), FLAG),
    "context": (pa.string(), st.sampled_from([None, "compatible", "second_hand", "refurbished"])),
}
LISTING = st.fixed_dictionaries({name: strategy for name, (_, strategy) in COLUMNS.items()})
MORE_AGAINST = (
    "slang_weight", "slang_count", "disguise_weight", "tell_weight", "seller_strikes", "seller_refund_rate",
)  # fmt: skip
FLAGS_AGAINST = (
    "brand_claim_conflict", "gtin_foreign_prefix", "part_number_malformed", "model_impossible", "colour_impossible",
    "seller_linked_banned", "price_below_band",
)  # fmt: skip
FLAGS_FOR = ("seller_authorised", "context_explained")


def score(*listings: dict[str, Any]) -> list[float]:
    known = {name: pa.array([item[name] for item in listings], type_) for name, (type_, _) in COLUMNS.items()}
    return [float(value) for value in MODEL.evaluate(known).score]


def test_every_column_of_the_starter_weights_is_varied() -> None:
    assert set(MODEL.needs) == set(COLUMNS)


@given(LISTING, st.sampled_from(MORE_AGAINST), st.floats(0, 1, allow_nan=False))
def test_more_of_a_fact_against_never_lowers_the_score(listing: dict[str, Any], name: str, by: float) -> None:
    value = listing[name] or 0
    more = value + (round(by * 5) if COLUMNS[name][0] == pa.int64() else by)
    before, after = score({**listing, name: value}, {**listing, name: more})
    assert after >= before


@given(LISTING, st.sampled_from(FLAGS_AGAINST))
def test_a_flag_against_never_lowers_the_score(listing: dict[str, Any], name: str) -> None:
    before, after = score({**listing, name: False}, {**listing, name: True})
    assert after >= before


@given(LISTING, st.sampled_from(FLAGS_FOR))
def test_a_flag_for_never_raises_the_score(listing: dict[str, Any], name: str) -> None:
    before, after = score({**listing, name: False}, {**listing, name: True})
    assert after <= before


@given(LISTING, st.floats(0.001, 10, allow_nan=False), st.floats(0.001, 10, allow_nan=False))
def test_a_lower_price_never_lowers_the_score(listing: dict[str, Any], one: float, other: float) -> None:
    low, high = sorted((one, other))
    dear, cheap = score({**listing, "price_ratio": high}, {**listing, "price_ratio": low})
    assert cheap >= dear


@given(LISTING, st.integers(0, 4000), st.integers(0, 4000))
def test_an_older_account_never_raises_the_score(listing: dict[str, Any], one: int, other: int) -> None:
    young, old = sorted((one, other))
    before, after = score({**listing, "seller_age_days": young}, {**listing, "seller_age_days": old})
    assert after <= before


@given(LISTING, st.sampled_from([*MORE_AGAINST, *FLAGS_AGAINST, "seller_age_days", "gtin_status"]))
def test_what_is_not_known_never_counts_more_than_what_is_worst(listing: dict[str, Any], name: str) -> None:
    worst = {"seller_age_days": 0, "gtin_status": "invalid"}.get(name, True if name in FLAGS_AGAINST else 1)
    unknown, known = score({**listing, name: None}, {**listing, name: worst})
    assert unknown <= known


@given(st.lists(LISTING, min_size=1, max_size=8))
def test_a_batch_scores_as_its_rows_and_contributions_add_up(listings: list[dict[str, Any]]) -> None:
    assert score(*listings) == [score(listing)[0] for listing in listings]
    known = {name: pa.array([item[name] for item in listings], type_) for name, (type_, _) in COLUMNS.items()}
    for row, probability in enumerate(MODEL.evaluate(known).probability):
        total = sum(part.log_odds for part in MODEL.contributions(known, row))
        assert abs(1 / (1 + 2.718281828459045**-total) - probability) < 1e-4


NUMBER = st.integers(-20_000_000, 20_000_000).map(lambda number: round(number / 1_000_000, 6))
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
CONDITION = st.one_of(
    st.builds(Condition, equals=st.lists(NAME, min_size=1, max_size=3).map(tuple)),
    st.builds(Condition, is_true=st.booleans()),
    st.builds(Condition, known=st.booleans()),
    st.builds(Condition, at_least=NUMBER),
    st.builds(Condition, below=NUMBER),
    st.builds(Condition, ramp=st.builds(Ramp, start=NUMBER, end=NUMBER).filter(lambda ramp: ramp.start != ramp.end)),
)
TERM = st.builds(
    Term, id=NAME, column=NAME, condition=CONDITION, weight=NUMBER, requires=st.lists(NAME, max_size=2).map(tuple),
    unless=st.lists(NAME, max_size=2).map(tuple), note=TEXT,
)  # fmt: skip
WEIGHTS = st.builds(
    Weights,
    intercept=NUMBER,
    terms=st.lists(TERM, max_size=4, unique_by=lambda term: term.id).map(tuple),
    calibration=st.builds(Calibration, slope=NUMBER.filter(lambda slope: slope > 0), offset=NUMBER),
    note=TEXT,
)


@given(WEIGHTS)
def test_any_weights_survive_their_canonical_form(weights: Weights) -> None:
    assert parse_weights(weights_bytes(weights), "weights.yaml") == weights
