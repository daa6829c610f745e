"""The starter policy keeps the promises that the documentation makes for it."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.decision import Decision
from countermark.engine.messages import known_reasons
from countermark.engine.policy import CompiledPolicy, Policy, compile_policy, parse_policy, policy_bytes
from countermark.engine.policy.functions import FUNCTIONS, Type
from countermark.engine.policy.model import Rule
from countermark.engine.screen import signal_names
from countermark.starter import starter_policy

DOCS: Final = Path(__file__).parents[2] / "docs"
POLICY: Final[Policy] = starter_policy()
COMPILED: Final[CompiledPolicy] = compile_policy(POLICY, signal_names(), date(2026, 1, 31))
CODES: Final = {decision: decision.severity for decision in Decision}


def decide(rows: list[dict[str, Any]]) -> list[int]:
    names = signal_names()
    columns = {name: pa.array([row.get(name) for row in rows], type=names[name]) for name in COMPILED.used}
    codes: list[int] = COMPILED.evaluate(columns).decision_codes.tolist()
    return codes


def values_of(name: str, kind: Type) -> st.SearchStrategy[Any]:
    texts = {
        "context": ["compatible", "second_hand", "refurbished", "publication", "empty"],
        "condition": ["new", "used", "refurbished", "unknown"],
        "gtin_status": ["absent", "valid", "invalid", "restricted"],
        "market": ["BR", "DE"],
        "ship_from_country": ["CN", "DE"],
    }
    if kind is Type.TEXT:
        return st.none() | st.sampled_from(texts.get(name, ["velora"]))
    if kind is Type.BOOLEAN:
        return st.none() | st.booleans()
    if pa.types.is_integer(signal_names()[name]):
        return st.none() | st.integers(0, 500)
    return st.none() | st.floats(0, 100 if name == "score" else 1)


listings: Final = st.lists(
    st.fixed_dictionaries({name: values_of(name, kind) for name, kind in COMPILED.used.items()}),
    min_size=1,
    max_size=30,
)


def test_it_has_twenty_to_forty_rules_and_all_of_them_say_why_or_show_it() -> None:
    assert 20 <= len(POLICY.rules) <= 40
    assert all(rule.examples.fire and rule.examples.pass_ for rule in POLICY.rules)


def test_it_survives_writing_and_reading() -> None:
    assert parse_policy(policy_bytes(POLICY), "policy.yaml") == POLICY


@pytest.mark.parametrize("rule", [rule for rule in POLICY.rules if not rule.is_exemption], ids=lambda rule: rule.id)
def test_every_reason_has_words_for_the_seller(rule: Rule) -> None:
    assert rule.reason in known_reasons() or set(rule.words) == {"en", "zh", "pt"}


def test_only_a_few_rules_block() -> None:
    blocking = {rule.id for rule in POLICY.rules if rule.decision is Decision.BLOCK}
    assert blocking == {"disguised-brand-strong-slang", "banned-operator", "confirmed-tell"}


@given(rows=listings)
@settings(max_examples=60, deadline=None)
def test_goods_whose_context_explains_the_brand_are_never_held_or_blocked_unless_the_brand_is_disguised(
    rows: list[dict[str, Any]],
) -> None:
    explained = [row | {"context_explained": True, "brand_disguised": False} for row in rows]
    assert max(decide(explained)) <= CODES[Decision.REVIEW]


@given(rows=listings)
@settings(max_examples=60, deadline=None)
def test_price_alone_never_stops_used_refurbished_or_explained_goods_or_an_authorised_seller(
    rows: list[dict[str, Any]],
) -> None:
    for change in (
        {"condition": "used"},
        {"condition": "refurbished"},
        {"context": "second_hand"},
        {"context": "refurbished"},
        {"context_explained": True},
        {"seller_authorised": True, "seller_linked_banned": None},
    ):
        base = [row | {"brand_disguised": False} | change for row in rows]
        dear = decide([row | {"price_below_band": False, "price_ratio": 1.5} for row in base])
        cheap = decide([row | {"price_below_band": True, "price_ratio": 0.05} for row in base])
        assert cheap == dear


@given(rows=listings, forgotten=st.sets(st.sampled_from(sorted(COMPILED.used)), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_forgetting_what_speaks_against_a_listing_never_makes_its_decision_worse(
    rows: list[dict[str, Any]], forgotten: set[str]
) -> None:
    # Not knowing what speaks for a listing (its context, its brand's consent) may of course cost it an exemption.
    for_it = {
        "context",
        "context_explained",
        "condition",
        "seller_authorised",
        "brand_disguised",
        "seller_linked_banned",
    }
    known = decide(rows)
    less = decide([row | dict.fromkeys(forgotten - for_it) for row in rows])
    assert all(after <= before for before, after in zip(known, less, strict=True))


def test_a_listing_of_which_nothing_is_known_is_allowed() -> None:
    assert decide([{}]) == [CODES[Decision.ALLOW]]


def test_the_reference_page_lists_every_function_and_every_key() -> None:
    page = (DOCS / "reference" / "policy.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)\(", page, re.MULTILINE)) == set(FUNCTIONS)
    keys = set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE))
    assert set(Rule.__struct_encode_fields__) <= keys


@pytest.mark.parametrize("page", ["reference/policy.md", "how-to/write-a-rule.md"])
def test_every_whole_policy_in_the_documentation_compiles(page: str) -> None:
    blocks = re.findall(r"```yaml\n(policy:.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        compile_policy(parse_policy(block.encode(), page), signal_names(), date(2026, 1, 31))
