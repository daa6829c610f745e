"""Say of one listing, rule by rule, what happened and why."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from countermark.engine.decision import Decision
from countermark.engine.policy.bits import Bits, is_set
from countermark.engine.policy.compiled import CompiledPolicy, CompiledRule
from countermark.engine.policy.model import Mode
from countermark.engine.policy.nodes import conjuncts
from countermark.engine.policy.reference import Value, evaluate, known
from countermark.engine.policy.result import PolicyResult


class Outcome(StrEnum):
    """What became of one rule on one listing."""

    FIRED = "fired"
    EXEMPTED = "exempted"
    """The condition holds, and an exemption takes the rule away."""
    IDLE = "idle"
    """An exemption whose condition holds, with nothing to take away."""
    NOT_FIRED = "not_fired"
    OTHER_MARKET = "other_market"
    """The condition holds, and the listing's market is outside the rule's jurisdiction, or not known."""
    NOT_IN_FORCE = "not_in_force"
    """The snapshot's date lies outside the rule's dates."""


class Conjunct(msgspec.Struct, frozen=True):
    """One part of a condition that must hold for the whole to hold."""

    text: str
    """As written in the rule."""
    holds: bool | None
    """None: not known, because a signal is."""


class RuleExplanation(msgspec.Struct, frozen=True):
    """What one rule said about one listing."""

    rule: str
    """The rule's id."""
    mode: Mode
    decision: Decision
    reason: str
    outcome: Outcome
    exempted_by: tuple[str, ...]
    """Ids of the exemptions that took the rule away."""
    values: dict[str, bool | float | str | None]
    """The signals that the condition uses, with this listing's values; None is not known."""
    conjuncts: tuple[Conjunct, ...]
    """The parts that must all hold: of a top-level AND, or the whole condition alone."""

    @property
    def fired(self) -> bool:
        """Whether the rule fired."""
        return self.outcome is Outcome.FIRED

    @property
    def failed(self) -> tuple[Conjunct, ...]:
        """The parts that are false or not known."""
        return tuple(part for part in self.conjuncts if part.holds is not True)


def explain(compiled: CompiledPolicy, columns: Mapping[str, Any], row: int) -> list[RuleExplanation]:
    """Return what every rule said about one listing, in the file's order.

    Args:
        compiled: the policy.
        columns: name -> Arrow array, as for `CompiledPolicy.evaluate`.
        row: the listing's position in the columns, from 0.

    Raises:
        IndexError: there is no such row.
        ValueError: the columns do not fit the policy.
    """
    needed = {name: columns[name].slice(row, 1) for name in compiled.used if name in columns}
    if any(len(array) != 1 for array in needed.values()) or row < 0:
        raise IndexError(f"there is no row {row} in the columns")
    result = compiled.evaluate(needed)
    values = {name: known(array[0].as_py()) for name, array in needed.items()}
    return [_explained(each, compiled, result, values) for each in compiled.rules]


def parts_of(each: CompiledRule, values: Mapping[str, Value]) -> tuple[Conjunct, ...]:
    """Return the parts of a rule's condition with what they say for one listing."""
    when = each.rule.when
    found = ((when[part.start : part.end], evaluate(part, values)) for part in conjuncts(each.tree))
    return tuple(Conjunct(text, None if holds is None else bool(holds)) for text, holds in found)


def undecided(each: CompiledRule, values: Mapping[str, Any]) -> list[Conjunct]:
    """Return the parts of a rule's condition that are false or not known for named values."""
    row = {name: known(value) for name, value in values.items()}
    return [part for part in parts_of(each, row) if part.holds is not True]


def _explained(
    each: CompiledRule, compiled: CompiledPolicy, result: PolicyResult, values: Mapping[str, Value]
) -> RuleExplanation:
    parts = parts_of(each, values)
    holds = all(part.holds is True for part in parts)
    exempted_by = _exempted_by(each, compiled, values) if _here(result.exempted_bits, each) else ()
    return RuleExplanation(
        rule=each.rule.id,
        mode=each.rule.mode,
        decision=each.rule.decision,
        reason=each.rule.reason,
        outcome=_outcome(each, result, values, holds=holds),
        exempted_by=exempted_by,
        values={name: values[name] for name in each.types},
        conjuncts=parts,
    )


def _outcome(each: CompiledRule, result: PolicyResult, values: Mapping[str, Value], *, holds: bool) -> Outcome:
    if not each.in_force:
        return Outcome.NOT_IN_FORCE
    if _here(result.bits, each):
        return Outcome.FIRED
    if _here(result.exempted_bits, each):
        return Outcome.EXEMPTED
    if not holds:
        return Outcome.NOT_FIRED
    if not each.covers(values.get("market")):
        return Outcome.OTHER_MARKET
    return Outcome.IDLE


def _exempted_by(each: CompiledRule, compiled: CompiledPolicy, values: Mapping[str, Value]) -> tuple[str, ...]:
    market = values.get("market")
    return tuple(
        other.rule.id
        for other in compiled.rules
        if each.rule.id in other.targets
        and (other.rule.mode is Mode.LIVE or each.rule.mode is Mode.SHADOW)
        and other.in_force
        and other.covers(market)
        and evaluate(other.tree, values) is True
    )


def _here(bits: Mapping[str, Bits], each: CompiledRule) -> bool:
    return each.rule.id in bits and is_set(bits[each.rule.id], 0)
