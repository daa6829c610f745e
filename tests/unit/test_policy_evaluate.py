import time
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from countermark.engine.decision import Decision
from countermark.engine.errors import InvalidInputError
from countermark.engine.policy import Case, Examples, Mode, Severity, compile_policy
from countermark.engine.policy.bits import count, is_set, no_bits, pack, unpack
from policy_support import AS_OF, NAMES, columns_of, compiled_of, live, policy_of, rule

CHEAP = live("cheap", "price_ratio < 0.5", {"price_ratio": 0.1})
VERY_CHEAP = live("very-cheap", "price_ratio < 0.2", {"price_ratio": 0.1}, Decision.HOLD, reason="cheap")
SLANG = live("slang", "slang_weight > 0.8", {"slang_weight": 0.9}, Decision.HOLD, severity=Severity.HIGH)
DISGUISED = live("disguised", "brand_disguised", {"brand_disguised": True}, Decision.BLOCK)
KNOWN_SELLER = live(
    "known-seller", "seller_authorised", {"seller_authorised": True}, Decision.ALLOW, exempts=("cheap",)
)


def test_the_most_severe_live_rule_that_fired_decides() -> None:
    result = compiled_of(CHEAP, SLANG, DISGUISED).evaluate(
        columns_of(
            [
                {"price_ratio": 1},
                {"price_ratio": 0.3},
                {"price_ratio": 0.3, "slang_weight": 0.9},
                {"price_ratio": 0.3, "slang_weight": 0.9, "brand_disguised": True},
                {},
            ]
        )
    )
    assert result.decision_codes.tolist() == [0, 1, 2, 3, 0]
    assert result.decision_codes.dtype == np.int8
    assert result.decision(3) is Decision.BLOCK
    assert result.flags("cheap").tolist() == [False, True, True, True, False]


def test_unknown_signals_never_make_a_rule_fire() -> None:
    rules = (
        rule("a", "price_ratio < 0.5"),
        rule("b", "NOT price_ratio >= 0.5"),
        rule("c", "NOT brand_disguised"),
        rule("d", "condition <> 'new'"),
        rule("e", "condition NOT IN ('new')"),
        rule("f", "NOT brand LIKE 'v%'"),
        rule("g", "quantity NOT BETWEEN 1 AND 2"),
    )
    result = compiled_of(*rules).evaluate(columns_of([{}]))
    assert result.shadow_fired(0) == []


def test_a_rule_may_ask_for_what_is_unknown() -> None:
    result = compiled_of(rule("a", "brand IS NULL"), rule("b", "seller_authorised IS NOT TRUE")).evaluate(
        columns_of([{}, {"brand": "velora", "seller_authorised": True}])
    )
    assert [result.shadow_fired(row) for row in (0, 1)] == [["a", "b"], []]


def test_shadow_rules_are_recorded_and_decide_nothing() -> None:
    result = compiled_of(rule("shadow", "price_ratio < 0.5", Decision.BLOCK), SLANG).evaluate(
        columns_of([{"price_ratio": 0.1}, {"price_ratio": 0.1, "slang_weight": 0.9}])
    )
    assert result.decision_codes.tolist() == [0, 2]
    assert [result.shadow_fired(row) for row in (0, 1)] == [["shadow"], ["shadow"]]
    assert [result.fired(row) for row in (0, 1)] == [[], ["slang"]]
    assert [result.reasons(row) for row in (0, 1)] == [[], ["slang"]]


def test_reasons_come_most_severe_first_without_repeats() -> None:
    result = compiled_of(CHEAP, VERY_CHEAP, SLANG).evaluate(columns_of([{"price_ratio": 0.1, "slang_weight": 0.9}]))
    assert result.fired(0) == ["slang", "very-cheap", "cheap"]
    assert result.reasons(0) == ["slang", "cheap"]


def test_the_arrays_of_a_batch_say_the_same_as_row_by_row() -> None:
    generator = np.random.default_rng(7)
    rows = [
        {
            "price_ratio": float(generator.random()),
            "slang_weight": float(generator.random()),
            "brand_disguised": bool(generator.random() < 0.1),
            "seller_authorised": bool(generator.random() < 0.3),
        }
        for _ in range(1_003)
    ]
    result = compiled_of(
        CHEAP, VERY_CHEAP, SLANG, DISGUISED, KNOWN_SELLER, rule("shadow", "price_ratio > 0.9")
    ).evaluate(columns_of(rows))
    each = range(len(rows))
    assert result.reasons_array().to_pylist() == [result.reasons(row) for row in each]
    assert result.fired_array().to_pylist() == [result.fired(row) for row in each]
    assert result.shadow_array().to_pylist() == [result.shadow_fired(row) for row in each]
    assert result.reasons_array().type == pa.list_(pa.string())
    result.reasons_array().validate(full=True)
    assert result.count("cheap") == int(result.flags("cheap").sum()) > 0


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 64, 65])
def test_batches_of_any_size_are_evaluated(size: int) -> None:
    result = compiled_of(CHEAP, KNOWN_SELLER).evaluate(columns_of([{"price_ratio": 0.1}] * size))
    assert result.decision_codes.tolist() == [1] * size
    assert result.reasons_array().to_pylist() == [["cheap"]] * size
    assert result.fired_array().to_pylist() == [["cheap"]] * size


def test_a_policy_without_rules_allows_everything() -> None:
    result = compiled_of().evaluate(columns_of([{}, {}]))
    assert result.decision_codes.tolist() == [0, 0]
    assert result.reasons_array().to_pylist() == [[], []]


def test_a_condition_that_always_holds_is_evaluated_for_every_row() -> None:
    result = compiled_of(
        rule("a", "TRUE OR brand_in_title"), rule("b", "0 <= ABS(CASE WHEN brand_in_title THEN 0 ELSE 0 END)")
    ).evaluate(columns_of([{}, {}, {}]))
    assert result.shadow_array().to_pylist() == [["a", "b"]] * 3


def test_numbers_that_are_not_finite_count_as_unknown() -> None:
    columns = columns_of([{}, {}, {}, {}]) | {"price_ratio": pa.array([np.nan, np.inf, -np.inf, 2.0])}
    result = compiled_of(rule("a", "price_ratio > 1 OR price_ratio < 0")).evaluate(columns)
    assert result.flags("a").tolist() == [False, False, False, True]


def test_integers_do_not_overflow() -> None:
    result = compiled_of(rule("a", "price_minor * quantity > 1000000000000000")).evaluate(
        columns_of([{"price_minor": 10**13, "quantity": 2**31 - 1}])
    )
    assert result.shadow_fired(0) == ["a"]


def test_sliced_columns_are_evaluated_where_they_are() -> None:
    columns = {
        name: array.slice(3, 2) for name, array in columns_of([{"price_ratio": n / 10} for n in range(9)]).items()
    }
    result = compiled_of(rule("a", "price_ratio > 0.35")).evaluate(columns)
    assert result.flags("a").tolist() == [False, True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"price_ratio": None}, "no such column"),
        ({"price_ratio": pa.array(["x"])}, "is string; the policy was compiled for a number"),
        ({"price_ratio": pa.array([1.0, 2.0])}, "differ in length"),
    ],
)
def test_columns_that_do_not_fit_are_refused(change: dict[str, Any], said: str) -> None:
    columns = {name: array for name, array in (columns_of([{}]) | change).items() if array is not None}
    with pytest.raises(ValueError, match=said):
        compiled_of(CHEAP, SLANG).evaluate(columns)


def test_a_column_of_nulls_without_a_type_is_unknown() -> None:
    columns = columns_of([{}]) | {"price_ratio": pa.nulls(1)}
    assert compiled_of(CHEAP).evaluate(columns).decision_codes.tolist() == [0]


def test_a_jurisdiction_limits_a_rule_to_its_markets() -> None:
    in_brazil = live("in-brazil", "price_ratio < 0.5", {"price_ratio": 0.1}, jurisdiction=("BR", "PT"))
    result = compiled_of(in_brazil).evaluate(
        columns_of([{"price_ratio": 0.1, "market": market} for market in ("BR", "PT", "US", None)])
    )
    assert result.flags("in-brazil").tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("as_of", "fires"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 2, 28), 1), (date(2026, 3, 1), 0)],
)
def test_a_rule_is_in_force_from_its_first_to_its_last_day(as_of: date, fires: int) -> None:
    dated = live(
        "dated",
        "price_ratio < 0.5",
        {"price_ratio": 0.1},
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 2, 28),
    )
    result = compiled_of(dated, as_of=as_of).evaluate(columns_of([{"price_ratio": 0.1}]))
    assert result.decision_codes.tolist() == [fires]


def test_a_policy_in_which_no_rule_is_in_force_allows() -> None:
    later = rule("later", "price_ratio < 0.5", effective_from=date(2030, 1, 1))
    assert compiled_of(later).evaluate(columns_of([{"price_ratio": 0.1}])).shadow_fired(0) == []


def test_an_exemption_takes_rules_away_by_id_and_by_reason() -> None:
    by_reason = compiled_of(CHEAP, VERY_CHEAP, KNOWN_SELLER)
    result = by_reason.evaluate(columns_of([{"price_ratio": 0.1, "seller_authorised": True}, {"price_ratio": 0.1}]))
    assert result.decision_codes.tolist() == [0, 2]
    assert result.fired(0) == ["known-seller"]
    assert result.reasons(0) == []
    assert result.exempted_count("very-cheap") == 1
    by_id = live("by-id", "seller_authorised", {"seller_authorised": True}, Decision.ALLOW, exempts=("very-cheap",))
    result = compiled_of(CHEAP, VERY_CHEAP, by_id).evaluate(
        columns_of([{"price_ratio": 0.1, "seller_authorised": True}])
    )
    assert result.fired(0) == ["cheap", "by-id"]
    assert result.exempted_count("cheap") == 0


def test_an_exemption_leaves_other_rules_alone() -> None:
    result = compiled_of(CHEAP, SLANG, KNOWN_SELLER).evaluate(
        columns_of([{"price_ratio": 0.1, "slang_weight": 0.9, "seller_authorised": True}])
    )
    assert result.decision(0) is Decision.HOLD
    assert result.fired(0) == ["slang", "known-seller"]


def test_an_exemption_with_nothing_to_take_away_does_not_fire() -> None:
    result = compiled_of(CHEAP, KNOWN_SELLER).evaluate(columns_of([{"price_ratio": 2, "seller_authorised": True}]))
    assert result.fired(0) == []


def test_a_shadow_exemption_takes_only_shadow_rules_away_and_is_recorded() -> None:
    exemption = rule("shadow-exemption", "seller_authorised", Decision.ALLOW, exempts=("cheap", "shadow"))
    result = compiled_of(CHEAP, rule("shadow", "price_ratio < 0.5"), exemption).evaluate(
        columns_of([{"price_ratio": 0.1, "seller_authorised": True}])
    )
    assert result.decision(0) is Decision.REVIEW
    assert result.fired(0) == ["cheap"]
    assert result.shadow_fired(0) == ["shadow-exemption"]


def test_a_live_exemption_takes_shadow_rules_away_too() -> None:
    exemption = live("known", "seller_authorised", {"seller_authorised": True}, Decision.ALLOW, exempts=("shadow",))
    result = compiled_of(rule("shadow", "price_ratio < 0.5"), exemption).evaluate(
        columns_of([{"price_ratio": 0.1, "seller_authorised": True}])
    )
    assert result.shadow_fired(0) == []


def test_examples_test_the_condition_alone_whatever_dates_and_jurisdiction_say() -> None:
    later = live(
        "later", "price_ratio < 0.5", {"price_ratio": 0.1}, effective_from=date(2030, 1, 1), jurisdiction=("BR",)
    )
    assert not compiled_of(later).rules[0].in_force


def test_a_live_rule_without_examples_does_not_compile() -> None:
    with pytest.raises(
        InvalidInputError, match="rule bare: examples: a live rule needs at least one example under fire"
    ):
        compiled_of(rule("bare", "price_ratio < 0.5", mode=Mode.LIVE))


def test_shadow_rules_examples_must_behave_too() -> None:
    wrong = rule("wrong", "price_ratio < 0.5", examples=Examples(fire=({"price_ratio": 2},)))
    with pytest.raises(
        InvalidInputError, match=r"rule wrong: examples.fire\[1\]: must fire: price_ratio < 0.5 is false"
    ):
        compiled_of(wrong)


def test_cases_test_all_rules_together_as_if_all_were_in_force() -> None:
    later = live("later", "price_ratio < 0.5", {"price_ratio": 0.1}, effective_from=date(2030, 1, 1))
    case = Case(note="cheap", given={"price_ratio": 0.1}, decision=Decision.REVIEW, reasons=("later",))
    compiled = compile_policy(policy_of(later, cases=(case,)), NAMES, AS_OF)
    assert compiled.evaluate(columns_of([{"price_ratio": 0.1}])).decision(0) is Decision.ALLOW


def test_a_case_that_does_not_come_out_is_named() -> None:
    case = Case(note="cheap is fine", given={"price_ratio": 0.1}, decision=Decision.ALLOW)
    with pytest.raises(InvalidInputError, match="case 'cheap is fine': expected allow; got review, because of cheap"):
        compile_policy(policy_of(CHEAP, cases=(case,)), NAMES, AS_OF)


def test_compiling_does_not_depend_on_the_order_of_the_names() -> None:
    backwards = dict(reversed(NAMES.items()))
    columns = columns_of([{"price_ratio": 0.1}])
    one = compile_policy(policy_of(CHEAP, SLANG), NAMES, AS_OF).evaluate(columns)
    other = compile_policy(policy_of(CHEAP, SLANG), backwards, AS_OF).evaluate(columns)
    assert one.fired_array().equals(other.fired_array())


def test_bits_are_packed_and_counted_in_their_order_and_nulls_are_false() -> None:
    import polars as pl  # noqa: PLC0415 - used by this test alone

    flags = [True, False, False, True, True, False, False, False, True, True, False]
    with_nulls = [flag or (None if at % 2 else False) for at, flag in enumerate(flags)]
    shifted = pl.Series([False, *with_nulls, True]).slice(1, len(flags))
    inverted = ~pl.Series([not flag for flag in flags])
    for series in (pl.Series(flags), pl.Series(with_nulls), shifted, inverted):
        bits = pack(series)
        assert unpack(bits, len(flags)).tolist() == flags
        assert [is_set(bits, row) for row in range(len(flags))] == flags
        assert count(bits) == sum(flags)
    assert count(no_bits(11)) == 0


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("(" * 23 + "quantity" + " + 1)" * 23 + "> 1", id="sums in parentheses"),
        pytest.param("+".join(["quantity"] * 70) + " > 1", id="a long sum"),
        pytest.param("/".join(["quantity"] * 70) + " > 1", id="a long quotient"),
        pytest.param("1 / (" * 23 + "quantity" + ")" * 23 + " > 1", id="quotients in parentheses"),
        pytest.param("CASE WHEN " * 23 + "brand_in_title" + " THEN TRUE END" * 23, id="choices in choices"),
        pytest.param(
            "CASE WHEN " * 12 + "quantity > 0" + " THEN 1 END BETWEEN 0 AND 1" * 12,
            id="ranges over choices over ranges",
        ),
        pytest.param("NOT " * 23 + "brand_in_title", id="nots"),
        pytest.param(" AND ".join(["brand_in_title"] * 100), id="ands"),
        pytest.param(" OR ".join(["score > 1"] * 150), id="ors"),
        pytest.param("COALESCE(" * 23 + "quantity" + ", 1)" * 23 + " > 1", id="functions of functions"),
        pytest.param("brand LIKE '" + "%_" * 10 + "' OR brand LIKE '" + "_" * 20 + "'", id="wildcards"),
        pytest.param("brand IN ('" + "','".join(str(n) for n in range(350)) + "')", id="a long list"),
    ],
)
def test_the_largest_conditions_compile_and_run_in_no_time(expression: str) -> None:
    rows = [{"brand": "v" * 1_000, "quantity": 3, "score": 0.5, "brand_in_title": True}] * 1_000
    start = time.process_time()
    compiled = compiled_of(rule("large", expression))
    compiled.evaluate(columns_of(rows))
    assert time.process_time() - start < 20
