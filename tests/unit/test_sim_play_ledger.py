"""What can be bought when, and what comes back."""

from typing import Any

import numpy as np
import pytest

from countermark.sim.play.columns import Columns
from countermark.sim.play.ledger import ENDED, HELD, ON_SALE, REMOVED, Ledger


def _days(*values: float) -> Any:
    return np.array(values, float)


def _numbers(*values: int) -> Any:
    return np.array(values, np.int64)


def _reason(*values: str) -> Any:
    return np.array([*values, None], object)[:-1]


@pytest.fixture
def ledger() -> Ledger:
    """Two sellers; listings 0 and 1 of the first and 2 of the second, on sale from day 1 to day 100."""
    found = Ledger()
    found.add_sellers(_days(0, 0), earlier_strikes=0, orders=0, refunds=0, linked=False)
    found.post(_numbers(0, 0, 1), _days(1, 1, 1), _days(100, 100, 100))
    found.begin_week(0)
    return found


def _on_sale(ledger: Ledger, listing: int, *days: float) -> list[bool]:
    found: list[bool] = ledger.is_on_sale(np.full(len(days), listing), _days(*days)).tolist()
    return found


def test_a_listing_is_on_sale_from_its_posting_until_it_is_taken_down(ledger: Ledger) -> None:
    assert _on_sale(ledger, 0, 0.9, 1, 99.9, 100) == [False, True, True, False]


def test_a_held_listing_sells_nothing_until_it_is_released_and_has_sold_before(ledger: Ledger) -> None:
    ledger.hold(_numbers(0), _days(3))
    assert ledger.listings["state"][0] == HELD
    ledger.release(_numbers(0), _days(5))
    assert _on_sale(ledger, 0, 2, 3, 4.9, 5, 50) == [True, False, False, True, True]
    assert _on_sale(ledger, 1, 4) == [True], "others are not touched"


def test_one_that_is_held_when_it_is_posted_begins_when_it_is_released(ledger: Ledger) -> None:
    ledger.hold(_numbers(0), _days(1))
    ledger.release(_numbers(0), _days(4))
    assert _on_sale(ledger, 0, 1, 3.9, 4) == [False, False, True]


def test_a_removed_listing_comes_back_in_a_later_week_with_a_gap_that_stays(ledger: Ledger) -> None:
    ledger.remove(_numbers(0), _days(3), "reviewer", _reason("x"))
    assert _on_sale(ledger, 0, 2, 3) == [True, False]
    ledger.begin_week(7)
    ledger.release(_numbers(0), _days(9))
    assert _on_sale(ledger, 0, 7, 8.9, 9) == [False, False, True]
    assert ledger.removals["restored_day"].tolist() == [9]
    assert ledger.listings["state"][0] == ON_SALE


def test_what_is_removed_or_ended_cannot_be_removed_again(ledger: Ledger) -> None:
    ledger.remove(_numbers(0), _days(3), "reviewer", _reason("x"))
    ledger.remove(_numbers(0, 1), _days(4, 4), "notice", _reason("y", "y"))
    ledger.end(_numbers(2), _days(5))
    ledger.remove(_numbers(2), _days(6), "notice", _reason("y"))
    assert ledger.removals["listing"].tolist() == [0, 1]
    assert ledger.listings["state"].tolist() == [REMOVED, REMOVED, ENDED]


def test_closing_an_account_removes_all_it_has_and_reopening_brings_back_what_was_not_removed_by_itself(
    ledger: Ledger,
) -> None:
    ledger.remove(_numbers(0), _days(2), "reviewer", _reason("x"))
    ledger.close(_numbers(0), _days(3), _reason("strike 3"))
    assert ledger.listings["state"].tolist() == [REMOVED, REMOVED, ON_SALE]
    assert ledger.may_post(_numbers(0, 1), _days(3.5, 3.5)).tolist() == [False, True]
    ledger.begin_week(7)
    ledger.reopen(_numbers(0), _days(8))
    assert ledger.listings["state"].tolist() == [REMOVED, ON_SALE, ON_SALE]
    assert _on_sale(ledger, 1, 7.9, 8) == [False, True]
    assert ledger.closures["reopened_day"].tolist() == [8]


def test_a_removal_that_is_taken_back_while_the_account_is_closed_counts_when_it_opens(ledger: Ledger) -> None:
    ledger.remove(_numbers(0), _days(2), "reviewer", _reason("x"))
    ledger.close(_numbers(0), _days(3), _reason("strike 3"))
    ledger.release(_numbers(0), _days(4))
    assert ledger.listings["state"][0] == REMOVED, "a closed account sells nothing"
    ledger.reopen(_numbers(0), _days(5))
    assert ledger.listings["state"][0] == ON_SALE


def test_strikes_grow_old_and_are_forgiven(ledger: Ledger) -> None:
    ledger.strike(_numbers(0, 0, 1), _days(1, 20, 20), _numbers(0, 1, 2))
    assert ledger.strikes_in_force(25, 10).tolist() == [1, 1]
    assert ledger.strikes_in_force(25, 100).tolist() == [2, 1]
    ledger.forgive(_numbers(1), 24)
    assert ledger.strikes_in_force(25, 100).tolist() == [1, 1]
    assert ledger.strikes_in_force(23, 100).tolist() == [2, 1], "it was in force until then"


def test_suspended_and_departed_sellers_may_not_post(ledger: Ledger) -> None:
    ledger.suspend(_numbers(0), _days(7))
    ledger.sellers["left_day"][1] = 3
    assert ledger.may_post(_numbers(0, 0, 1, 1), _days(6, 7, 2, 3)).tolist() == [False, True, True, False]


def test_links_are_noted_once(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.link(_numbers(1), _days(3), _reason("same bank_account as a closed account"))
    assert ledger.links["seller"].tolist() == [1]
    assert ledger.sellers["linked"].tolist() == [False, True]


def test_columns_refuse_rows_that_lack_or_invent_a_column() -> None:
    columns = Columns({"a": np.int64, "b": float})
    with pytest.raises(KeyError, match="b"):
        columns.add(1, a=1)
    with pytest.raises(KeyError, match="c"):
        columns.add(1, a=1, b=2, c=3)
    assert columns.add(2, a=_numbers(1, 2), b=0).tolist() == [0, 1]
    assert columns.taken(_numbers(1)) == {"a": 2, "b": 0}
