"""A few signals, and short ways to write policies and batches, for the tests of the policy."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from countermark.engine.decision import Decision
from countermark.engine.policy import CompiledPolicy, Examples, Mode, Policy, Rule, Severity, compile_policy

AS_OF: Final = date(2026, 1, 31)

NAMES: Final[dict[str, Any]] = {
    "brand": pa.string(),
    "brand_in_title": pa.bool_(),
    "brand_disguised": pa.bool_(),
    "condition": pa.string(),
    "context": pa.string(),
    "context_explained": pa.bool_(),
    "market": pa.string(),
    "price_below_band": pa.bool_(),
    "price_minor": pa.int64(),
    "price_ratio": pa.float64(),
    "quantity": pa.int64(),
    "score": pa.float64(),
    "seller_age_days": pa.int64(),
    "seller_authorised": pa.bool_(),
    "slang_weight": pa.float64(),
    "tags": pa.list_(pa.string()),
}
"""Names with the types that they have in the engine, and `tags` with one that rules cannot use."""


def rule(rule_id: str, when: str, decision: Decision = Decision.REVIEW, **more: Any) -> Rule:
    """Return a rule in the shadow, or live with examples when `mode` and `examples` say so."""
    fields: dict[str, Any] = {
        "owner": "tests",
        "reason": rule_id.replace("-", "_"),
        "severity": Severity.MEDIUM,
        "mode": Mode.SHADOW,
    }
    return Rule(id=rule_id, when=when, decision=decision, **(fields | more))


def live(rule_id: str, when: str, fire: Mapping[str, Any], decision: Decision = Decision.REVIEW, **more: Any) -> Rule:
    """Return a live rule that fires on `fire` and not when everything is unknown."""
    examples = Examples(fire=(dict(fire),), pass_=({},))
    return rule(rule_id, when, decision, mode=Mode.LIVE, examples=examples, **more)


def policy_of(*rules: Rule, **more: Any) -> Policy:
    """Return a policy of these rules."""
    return Policy(name="tests", owner="tests", version="1", rules=rules, **more)


def compiled_of(*rules: Rule, as_of: date = AS_OF) -> CompiledPolicy:
    """Return the compiled policy of these rules."""
    return compile_policy(policy_of(*rules), NAMES, as_of)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return every column, null where a row does not name a value."""
    return {name: pa.array([row.get(name) for row in rows], type=arrow) for name, arrow in NAMES.items()}
