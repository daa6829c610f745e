import pyarrow as pa
import pytest

from countermark.engine.decision import Decision
from countermark.engine.policy import BacktestBatch, Mode, backtest
from policy_support import columns_of, compiled_of, live, rule

OLD = live("cheap", "price_ratio < 0.5", {"price_ratio": 0.1})
NEW = live("cheap", "price_ratio < 0.2", {"price_ratio": 0.1}, Decision.HOLD)
GONE = rule("gone", "price_ratio < 0.9")
KNOWN = live("known", "seller_authorised", {"seller_authorised": True}, Decision.ALLOW, exempts=("cheap",))


def batch_of(prefix: str, ratios: list[float | None], decisions: list[str] | None = None) -> BacktestBatch:
    ids = pa.array([f"{prefix}{at}" for at in range(len(ratios))])
    rows = [{"price_ratio": ratio, "seller_authorised": ratio == 0.15} for ratio in ratios]
    return BacktestBatch(ids, columns_of(rows), None if decisions is None else pa.array(decisions))


def test_a_backtest_counts_every_listing_once_and_samples_each_change() -> None:
    batches = [batch_of("a", [0.1, 0.3, 0.3, 1.0]), batch_of("b", [0.1, 0.3, None, 0.15])]
    report = backtest(compiled_of(OLD, GONE), compiled_of(NEW, KNOWN), batches, samples=2)
    assert report.listings == 8
    assert report.matrix == ((2, 0, 0, 0), (4, 0, 2, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    assert report.count(Decision.REVIEW, Decision.HOLD) == 2
    assert report.changed == 6
    assert [(change.before, change.after, change.listings, change.samples) for change in report.changes] == [
        (Decision.REVIEW, Decision.HOLD, 2, ("a0", "b0")),
        (Decision.REVIEW, Decision.ALLOW, 4, ("a1", "a2")),
    ]


def test_a_backtest_counts_rule_by_rule() -> None:
    report = backtest(compiled_of(OLD, GONE), compiled_of(NEW, KNOWN), [batch_of("a", [0.1, 0.15, 0.3, 0.8])])
    assert [(each.rule, each.before, each.after, each.exempted, each.mode) for each in report.rules] == [
        ("cheap", 3, 1, 1, Mode.LIVE),
        ("known", None, 1, 0, Mode.LIVE),
        ("gone", 4, None, 0, Mode.SHADOW),
    ]


def test_a_policy_against_itself_changes_nothing() -> None:
    report = backtest(compiled_of(OLD), compiled_of(OLD), [batch_of("a", [0.1, 1.0])])
    assert (report.changed, report.changes) == (0, ())


def test_decisions_on_record_stand_in_for_an_old_policy() -> None:
    report = backtest(None, compiled_of(NEW), [batch_of("a", [0.1, 1.0], ["block", "allow"])])
    assert report.matrix == ((1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 1, 0))
    assert report.rules[0].before is None


def test_a_backtest_without_old_policy_and_decisions_is_refused() -> None:
    with pytest.raises(ValueError, match="has neither"):
        backtest(None, compiled_of(NEW), [batch_of("a", [0.1])])


def test_no_listings_make_an_empty_report() -> None:
    report = backtest(compiled_of(OLD), compiled_of(NEW), [])
    assert (report.listings, report.changed) == (0, 0)
