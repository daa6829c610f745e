"""Intervals against published values, against the definition, and at their edges."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.measure.intervals import Interval, clopper_pearson, wilson


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 100_000))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_published_values(successes: int, total: int, low: float, high: float) -> None:
    interval = wilson(successes, total)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_gives_newcombes_published_values(successes: int, total: int, low: float, high: float) -> None:
    interval = clopper_pearson(successes, total)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_no_event_in_ten_thousand_leaves_room_for_four_as_the_closed_form_says() -> None:
    assert clopper_pearson(0, 10_000).high == pytest.approx(1 - 0.025 ** (1 / 10_000), rel=1e-9)


@pytest.mark.parametrize(("successes", "total"), [(1, 7), (3, 50), (25, 50), (49, 50)])
def test_clopper_pearson_cuts_tails_of_two_and_a_half_percent_each(successes: int, total: int) -> None:
    interval = clopper_pearson(successes, total)
    assert float(tail_from(successes, total, interval.low)) == pytest.approx(0.025, rel=1e-6)
    assert 1 - float(tail_from(successes + 1, total, interval.high)) == pytest.approx(0.025, rel=1e-6)


def tail_from(successes: int, total: int, share: float) -> Fraction:
    """P(X >= successes) for a binomial, summed exactly."""
    p = Fraction(share)
    return sum(
        (math.comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(successes, total + 1)), start=Fraction(0)
    )


@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.5, 0.97])
def test_clopper_pearson_covers_at_least_ninety_five_percent(share: float) -> None:
    total = 40
    covered = 0.0
    for k in range(total + 1):
        interval = clopper_pearson(k, total)
        if interval.low <= share <= interval.high:
            covered += math.comb(total, k) * share**k * (1 - share) ** (total - k)
    assert covered >= 0.95


@given(counts())
def test_both_contain_the_share_and_stay_between_zero_and_one(pair: tuple[int, int]) -> None:
    for interval in (wilson(*pair), clopper_pearson(*pair)):
        assert 0 <= interval.low <= interval.share <= interval.high <= 1


@given(counts())
def test_both_are_mirrored_when_successes_and_failures_change_places(pair: tuple[int, int]) -> None:
    successes, total = pair
    for method in (wilson, clopper_pearson):
        one, other = method(successes, total), method(total - successes, total)
        assert one.low == pytest.approx(1 - other.high, abs=1e-9)
        assert one.high == pytest.approx(1 - other.low, abs=1e-9)


@given(counts())
def test_more_confidence_never_makes_an_interval_narrower(pair: tuple[int, int]) -> None:
    for method in (wilson, clopper_pearson):
        usual, sure = method(*pair, confidence=0.95), method(*pair, confidence=0.99)
        assert sure.low <= usual.low + 1e-12
        assert sure.high >= usual.high - 1e-12


def test_a_large_count_is_still_exact() -> None:
    interval = clopper_pearson(500_000, 1_000_000)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * 0.0005, rel=1e-2)


@pytest.mark.parametrize(
    ("successes", "total", "confidence", "message"),
    [
        (0, 0, 0.95, "total is 0"),
        (-1, 5, 0.95, "successes is -1"),
        (6, 5, 0.95, "expected 0 to 5"),
        (1, 5, 1.0, "confidence is 1.0"),
    ],
)
def test_impossible_counts_are_refused_with_what_was_expected(
    successes: int, total: int, confidence: float, message: str
) -> None:
    for method in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match=message):
            method(successes, total, confidence=confidence)


def test_an_interval_is_a_plain_value() -> None:
    assert wilson(0, 4) == Interval(0.0, 0.0, wilson(0, 4).high)
