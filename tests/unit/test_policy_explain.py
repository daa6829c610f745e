from datetime import date

import pytest

from countermark.engine.decision import Decision
from countermark.engine.policy import Outcome, explain
from policy_support import columns_of, compiled_of, live, rule

CHEAP = live(
    "cheap",
    "price_ratio < 0.5 AND seller_age_days < 90 AND (brand = 'velora' OR brand_in_title)",
    {"price_ratio": 0.1, "seller_age_days": 1, "brand": "velora"},
)
KNOWN = live("known", "seller_authorised", {"seller_authorised": True}, Decision.ALLOW, exempts=("cheap",))
BRAZIL = rule("brazil", "price_ratio < 0.5", jurisdiction=("BR",))
LATER = rule("later", "price_ratio < 0.5", effective_from=date(2030, 1, 1))
FIRES = {"price_ratio": 0.1, "seller_age_days": 1, "brand": "velora"}


def test_a_rule_that_fired_shows_the_values_that_it_saw() -> None:
    found = explain(compiled_of(CHEAP), columns_of([{}, FIRES]), 1)
    assert found[0].outcome is Outcome.FIRED
    assert found[0].fired
    assert found[0].values == {"price_ratio": 0.1, "seller_age_days": 1, "brand": "velora", "brand_in_title": None}
    assert found[0].failed == ()


def test_a_rule_that_did_not_fire_shows_which_parts_failed_and_which_are_not_known() -> None:
    found = explain(compiled_of(CHEAP), columns_of([{"price_ratio": 0.7, "brand": "velora"}]), 0)
    assert found[0].outcome is Outcome.NOT_FIRED
    assert [(part.text, part.holds) for part in found[0].conjuncts] == [
        ("price_ratio < 0.5", False),
        ("seller_age_days < 90", None),
        ("(brand = 'velora' OR brand_in_title)", True),
    ]
    assert [part.text for part in found[0].failed] == ["price_ratio < 0.5", "seller_age_days < 90"]


def test_an_exempted_rule_says_by_what() -> None:
    cheap, known = explain(compiled_of(CHEAP, KNOWN), columns_of([FIRES | {"seller_authorised": True}]), 0)
    assert (cheap.outcome, cheap.exempted_by) == (Outcome.EXEMPTED, ("known",))
    assert known.outcome is Outcome.FIRED


def test_an_exemption_with_nothing_to_take_away_is_idle() -> None:
    known = explain(compiled_of(CHEAP, KNOWN), columns_of([{"seller_authorised": True}]), 0)[1]
    assert known.outcome is Outcome.IDLE


def test_jurisdiction_and_dates_are_told_apart_from_the_condition() -> None:
    columns = columns_of([{"price_ratio": 0.1, "market": "US"}])
    assert [each.outcome for each in explain(compiled_of(BRAZIL, LATER), columns, 0)] == [
        Outcome.OTHER_MARKET,
        Outcome.NOT_IN_FORCE,
    ]


@pytest.mark.parametrize("row", [-1, 1, 100])
def test_a_row_that_does_not_exist_is_refused(row: int) -> None:
    with pytest.raises(IndexError):
        explain(compiled_of(CHEAP), columns_of([{}]), row)


def test_explaining_says_fired_of_exactly_the_rules_that_fired() -> None:
    rows = [
        {"price_ratio": ratio, "seller_age_days": age, "brand": "velora", "seller_authorised": known, "market": market}
        for ratio in (0.1, 0.9, None)
        for age in (1, 100)
        for known in (True, False, None)
        for market in ("BR", "US", None)
    ]
    compiled = compiled_of(CHEAP, KNOWN, BRAZIL, LATER)
    columns = columns_of(rows)
    result = compiled.evaluate(columns)
    for row in range(len(rows)):
        fired = {each.rule for each in explain(compiled, columns, row) if each.fired}
        assert fired == {*result.fired(row), *result.shadow_fired(row)}
