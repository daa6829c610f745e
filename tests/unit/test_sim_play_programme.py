"""Reviewers, desk, strikes and links by themselves."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from countermark.sim.play.defence import Act, Action, Seen
from countermark.sim.play.desk import Desk, Verdicts
from countermark.sim.play.ledger import Ledger
from countermark.sim.play.links import Links
from countermark.sim.play.options import PlayOptions
from countermark.sim.play.reviewers import Reviewers
from countermark.sim.play.strikes import Strikes


def _numbers(*values: int) -> Any:
    return np.array(values, np.int64)


def _nobody(listing: Any, by: str) -> Any:
    """Find nothing, whoever looks."""
    del by
    return np.zeros(len(listing), bool)


def _everybody(listing: Any, by: str) -> Any:
    """Take all for counterfeits."""
    return ~_nobody(listing, by)


def _ledger(listings: int = 6, sellers: int = 3) -> Ledger:
    """Return a ledger in which listing n is of seller n % sellers, all on sale since day 0."""
    ledger = Ledger()
    ledger.add_sellers(np.zeros(sellers), earlier_strikes=0, orders=0, refunds=0, linked=False)
    ledger.post(np.arange(listings) % sellers, np.zeros(listings), np.full(listings, 1_000.0))
    return ledger


def _seen(ledger: Ledger, week: int = 0, **given: Any) -> Seen:
    return Seen(week, 7.0 * week, 7.0 * week + 7, ledger, **{"removals_before": 0} | given)


def _remove(ledger: Ledger, listing: int, day: float, by: str = "reviewer") -> None:
    ledger.remove(_numbers(listing), np.array([day]), by, np.array(["x"], object))


def _told(actions: list[Action]) -> list[tuple[Act, int]]:
    return [(each.act, each.listing if each.listing >= 0 else each.seller) for each in actions]


def test_reviewers_look_at_held_listings_first_and_then_at_the_highest_scores() -> None:
    ledger = _ledger()
    ledger.wait(_numbers(0, 1, 2, 3), np.zeros(4), np.array([10.0, 90.0, 20.0, 5.0]))
    ledger.hold(_numbers(3), np.zeros(1))
    reviewers = Reviewers(PlayOptions(), 2, _everybody)
    assert _told(reviewers.end_of_week(_seen(ledger))) == [(Act.REMOVE, 3), (Act.REMOVE, 1)]


def test_a_fraction_of_a_review_a_week_is_one_now_and_then() -> None:
    ledger = _ledger()
    ledger.wait(np.arange(6), np.full(6, 140.0), np.zeros(6))
    reviewers = Reviewers(PlayOptions(), 0.5, _nobody)
    assert [len(reviewers.end_of_week(_seen(ledger, week))) for week in range(20, 24)] == [0, 1, 0, 1]


@pytest.mark.parametrize(("expiry", "act"), [("release", Act.RELEASE), ("remove", Act.REMOVE)])
def test_what_nobody_gets_to_is_decided_by_the_rule(expiry: str, act: Act) -> None:
    ledger = _ledger()
    ledger.wait(_numbers(0, 1), np.zeros(2), np.zeros(2))
    ledger.hold(_numbers(0), np.zeros(1))
    reviewers = Reviewers(PlayOptions(hold_expiry=expiry, hold_weeks=2, review_weeks=4), 0, _nobody)
    weeks = [_told(reviewers.end_of_week(_seen(ledger, week))) for week in range(5)]
    assert weeks[:2] == [[], []]
    assert weeks[2] == [(act, 0)]
    assert (Act.RELEASE, 1) in weeks[4], "a listing that is on sale is never removed unseen"


def test_what_is_gone_leaves_the_queue_without_costing_a_review() -> None:
    ledger = _ledger()
    ledger.wait(_numbers(0, 1), np.zeros(2), np.array([90.0, 10.0]))
    _remove(ledger, 0, 1)
    actions = Reviewers(PlayOptions(), 1, _everybody).end_of_week(_seen(ledger))
    assert (Act.REMOVE, 1) in _told(actions)


def test_reviews_are_dated_within_the_week() -> None:
    ledger = _ledger()
    ledger.wait(np.arange(6), np.array([0, 1, 8, 13.9, 9, 10.0]), np.zeros(6))
    days = [each.day for each in Reviewers(PlayOptions(), 100, _nobody).end_of_week(_seen(ledger, 1))]
    assert all(7 <= day <= 14 for day in days)


def test_the_desk_decides_each_notice_once_it_is_due_and_as_the_people_say() -> None:
    for inspect, act in ((_everybody, Act.REMOVE), (_nobody, Act.ALLOW)):
        seen = _seen(_ledger(), notices=_numbers(2), notices_day=np.array([0.1]))
        (action,) = Desk(inspect, 5).end_of_week(seen)
        assert (action.act, action.listing) == (act, 2)
        assert 0.4 <= action.day <= 4.1
    late = _seen(_ledger(), notices=_numbers(2), notices_day=np.array([6.9]))
    assert Desk(_everybody, 5).end_of_week(late) == []


def test_an_appeal_brings_a_listing_back_or_does_not() -> None:
    ledger = _ledger()
    _remove(ledger, 4, 1)
    for inspect, act in ((_nobody, Act.RELEASE), (_everybody, Act.UPHOLD)):
        seen = _seen(ledger, 3, appeals=_numbers(0), appeals_day=np.array([2.0]))
        assert _told(Desk(inspect, 5).end_of_week(seen)) == [(act, 4)]


def test_a_laboratory_is_believed() -> None:
    seen = _seen(_ledger(), verdicts=_numbers(3), verdicts_day=np.array([2.0]))
    assert _told(Verdicts().end_of_week(seen)) == [(Act.REMOVE, 3)]


def _ladder(ledger: Ledger, days: list[float], **given: Any) -> list[list[tuple[Act, int]]]:
    """Remove the listings of one seller on these days, one a week; return what the ladder says each week."""
    strikes, found = Strikes(PlayOptions(**given)), []
    for listing, day in enumerate(days):
        before = len(ledger.removals)
        _remove(ledger, listing, day)
        actions = strikes.end_of_week(_seen(ledger, int(day // 7), removals_before=before))
        for each in actions:
            if each.act == Act.STRIKE:
                ledger.strike(_numbers(each.seller), np.array([each.day]), ledger.listings["removal"][[each.listing]])
        found.append([(each.act, each.seller) for each in actions])
    return found


def test_the_ladder_warns_suspends_and_closes() -> None:
    found = _ladder(_ledger(sellers=1), [1, 9, 17])
    assert found == [
        [(Act.STRIKE, 0)],
        [(Act.STRIKE, 0), (Act.SUSPEND, 0)],
        [(Act.STRIKE, 0), (Act.CLOSE, 0)],
    ]


def test_removals_within_a_week_are_one_strike() -> None:
    assert [len(week) for week in _ladder(_ledger(sellers=1), [1, 7.5, 8.5])] == [1, 0, 2]


def test_a_large_seller_is_not_closed_for_three_of_a_thousand_listings() -> None:
    assert _ladder(_ledger(listings=1_000, sellers=1), [1, 9, 17])[2] == [(Act.STRIKE, 0), (Act.SUSPEND, 0)]
    assert _ladder(_ledger(listings=1_000, sellers=1), [1, 9, 17], close_share=0.001)[2][1] == (Act.CLOSE, 0)


@pytest.mark.parametrize(("counts", "strikes"), [(True, 1), (False, 0)])
def test_what_the_rules_refuse_counts_if_the_options_say_so(counts: bool, strikes: int) -> None:
    ledger = _ledger()
    _remove(ledger, 0, 1, "screening")
    _remove(ledger, 1, 1, "closure")
    assert len(Strikes(PlayOptions(blocks_strike=counts)).end_of_week(_seen(ledger))) == strikes


def test_an_account_opens_again_when_appeals_leave_too_few_strikes_but_not_because_they_grow_old() -> None:
    ledger = _ledger(sellers=1)
    for listing, day in enumerate((1.0, 9.0, 17.0)):
        _remove(ledger, listing, day)
        ledger.strike(_numbers(0), np.array([day]), _numbers(listing))
    ledger.close(_numbers(0), np.array([17.0]), np.array(["strike 3"], object))
    strikes = Strikes(PlayOptions(strike_days=10))
    after = len(ledger.removals)
    assert strikes.end_of_week(_seen(ledger, 100, removals_before=after)) == []
    ledger.forgive(_numbers(1), 701)
    assert _told(strikes.end_of_week(_seen(ledger, 101, removals_before=after))) == [(Act.REOPEN, 0)]


def _records(banks: list[str]) -> Any:
    return pa.table({"bank_account": banks, "document": [f"D{at}{bank}" for at, bank in enumerate(banks)]})


def test_whoever_has_the_bank_account_of_a_closed_seller_is_linked_once_new_ones_too() -> None:
    ledger = _ledger()
    links = Links(("bank_account", "document"), _records(["A", "B", "A"]))
    assert links.end_of_week(_seen(ledger)) == []
    ledger.close(_numbers(0), np.array([3.0]), np.array(["strike 3"], object))
    (action,) = links.end_of_week(_seen(ledger))
    assert (action.act, action.seller, action.reason) == (Act.LINK, 2, "same bank_account as a closed account")
    ledger.add_sellers(np.array([8.0, 8.0]), earlier_strikes=0, orders=0, refunds=0, linked=False)
    new = _records(["A", "C"])
    assert _told(links.end_of_week(_seen(ledger, 1, new_sellers=new))) == [(Act.LINK, 3)]
    assert links.end_of_week(_seen(ledger, 2)) == []
