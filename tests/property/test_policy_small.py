"""A policy says the same of a few listings as of many: by masks, by polars, and row by row."""

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.decision import Decision
from countermark.engine.policy import Mode, Rule
from countermark.engine.policy.compiled import SMALL_ROWS
from countermark.engine.policy.frame import rule_columns
from policy_support import columns_of, compiled_of, live, rule

CONDITIONS = (
    "price_ratio < 0.5",
    "brand_disguised AND price_ratio < 0.9",
    "seller_authorised IS NOT TRUE",
    "condition = 'new' OR slang_weight >= 0.5",
    "NOT brand_disguised",
    "score >= 50",
)
FIRES = {"price_ratio": 0.1, "brand_disguised": True, "condition": "new", "score": 90, "market": "BR"}


@st.composite
def policies(draw: st.DrawFn) -> list[Rule]:
    """Return rules of every decision, live and in the shadow, some for one market, and exemptions from some of them."""
    deciding = [
        _rule(draw, f"r{at}", draw(st.sampled_from(list(Decision)[1:]))) for at in range(draw(st.integers(0, 6)))
    ]
    names = [each.id for each in deciding] + [each.reason for each in deciding]
    exemptions = [
        _rule(draw, f"e{at}", Decision.ALLOW, exempts=tuple(draw(st.lists(st.sampled_from(names), min_size=1))))
        for at in range(draw(st.integers(0, 3)) if names else 0)
    ]
    return deciding + exemptions


def _rule(draw: st.DrawFn, rule_id: str, decision: Decision, **more: Any) -> Rule:
    more["jurisdiction"] = draw(st.sampled_from([(), ("BR",), ("US", "BR")]))
    more["reason"] = draw(st.sampled_from(["one", "two", rule_id]))
    if draw(st.booleans()):
        return rule(rule_id, draw(st.sampled_from(CONDITIONS)), decision, mode=Mode.SHADOW, **more)
    when = draw(st.sampled_from(CONDITIONS))
    if when in {"seller_authorised IS NOT TRUE", "NOT brand_disguised"}:  # these fire on what is not known, too
        when = "score >= 50"
    return live(rule_id, when, FIRES, decision, **more)


rows_of_values = st.lists(
    st.fixed_dictionaries(
        {
            "price_ratio": st.none() | st.sampled_from([0.1, 0.6, 2.0]),
            "brand_disguised": st.none() | st.booleans(),
            "seller_authorised": st.none() | st.booleans(),
            "condition": st.none() | st.sampled_from(["new", "used"]),
            "slang_weight": st.none() | st.sampled_from([0.2, 0.9]),
            "score": st.none() | st.sampled_from([10, 90]),
            "market": st.none() | st.sampled_from(["BR", "US", "CN"]),
        }
    ),
    min_size=1,
    max_size=20,
)


@given(rules=policies(), rows=rows_of_values)
@settings(max_examples=150, deadline=None)
def test_masks_and_polars_decide_the_same(rules: list[Rule], rows: list[dict[str, Any]]) -> None:
    compiled = compiled_of(*rules)
    columns = rule_columns(columns_of(rows), compiled.used)
    small, large = compiled.evaluate_small(columns, len(rows)), compiled.evaluate_large(columns, len(rows))
    for one, other in ((small.bits, large.bits), (small.exempted_bits, large.exempted_bits)):
        assert {name: bits.tolist() for name, bits in one.items()} == {
            name: bits.tolist() for name, bits in other.items()
        }
    assert small.decision_codes.tolist() == large.decision_codes.tolist()
    each = range(len(rows))
    assert small.told() == [(small.reasons(row), small.fired(row), small.shadow_fired(row)) for row in each]


def test_a_batch_of_any_size_is_decided_the_same() -> None:
    compiled = compiled_of(live("cheap", "price_ratio < 0.5", FIRES), rule("new", "condition = 'new'"))
    rows = [{"price_ratio": at % 7 / 7, "condition": "new" if at % 3 else None} for at in range(SMALL_ROWS + 9)]
    whole = compiled.evaluate(columns_of(rows))
    parts = [compiled.evaluate(columns_of(rows[start : start + 100])) for start in range(0, len(rows), 100)]
    assert [code for part in parts for code in part.decision_codes.tolist()] == whole.decision_codes.tolist()
    assert [told for part in parts for told in part.told()] == whole.told()


def test_slices_and_columns_of_nulls_are_read_where_they_are() -> None:
    compiled = compiled_of(rule("a", "brand_disguised"), rule("b", "brand_in_title"), rule("c", "quantity IS NULL"))
    rows = [{"brand_disguised": at % 3 == 0, "quantity": 1} for at in range(40)]
    columns = {name: array.slice(11, 20) for name, array in columns_of(rows).items()}
    columns["brand_in_title"] = pa.nulls(20)
    found = compiled.evaluate(columns)
    assert found.flags("a").tolist() == [at % 3 == 0 for at in range(11, 31)]
    assert (found.count("b"), found.count("c")) == (0, 0)
