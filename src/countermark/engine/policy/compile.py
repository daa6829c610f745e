"""Compile a policy: read and check every condition, link exemptions, run the examples and the cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.policy.checks import case_problems, example_problems
from countermark.engine.policy.compiled import CompiledPolicy, CompiledRule
from countermark.engine.policy.consistency import consistency_problems
from countermark.engine.policy.frame import empty_frame, run_conditions
from countermark.engine.policy.functions import Type
from countermark.engine.policy.model import Policy, Rule
from countermark.engine.policy.nodes import Node, names_used
from countermark.engine.policy.source import Path, Source
from countermark.engine.policy.syntax import parse_expression
from countermark.engine.policy.tokens import ExpressionError, show_fault
from countermark.engine.policy.types import expression_faults, type_of
from countermark.engine.policy.vectorised import vectorise


def compile_policy(
    policy: Policy, names: Mapping[str, Any], as_of: date, *, source: Source | None = None
) -> CompiledPolicy:
    """Return the policy, ready to evaluate.

    Args:
        policy: a policy that `parse_policy` has read.
        names: the signals' outputs, by name, with their Arrow types; rules may use these and no others.
        as_of: the snapshot's date; rules that are not in force on it never fire.
        source: where the policy's parts stand in its file, for messages.

    Raises:
        InvalidInputError: a condition that is not of the rule language, an unknown name, a wrong type, a rule that
            contradicts another, an example or a case that does not behave. All problems of the first of these kinds
            that has any are listed: examples are run once everything compiles.
    """
    source = source or Source(policy.name)
    problems = consistency_problems(policy, names, source)
    trees: list[Node | None] = []
    for at, rule in enumerate(policy.rules):
        tree, faults = _checked(rule, names, ("rules", at, "when"), source)
        trees.append(tree)
        problems += faults
    if problems:
        raise InvalidInputError(problems)
    known = {name: kind for name, arrow in names.items() if (kind := type_of(arrow)) is not None}
    used = _used(policy, [tree for tree in trees if tree is not None], known)
    pairs = zip(policy.rules, trees, strict=True)
    rules = [_compiled(rule, tree, policy, known, as_of) for rule, tree in pairs if tree is not None]
    problems = _schema_problems(rules, used, source)
    if problems:
        raise InvalidInputError(problems)
    modes = {rule.id: rule.mode for rule in policy.rules}
    compiled = CompiledPolicy(policy, as_of, known, used, tuple(rules), _ranked(policy.rules), modes)
    problems = example_problems(compiled, source) + case_problems(compiled, source)
    if problems:
        raise InvalidInputError(problems)
    return compiled


def _checked(rule: Rule, names: Mapping[str, Any], path: Path, source: Source) -> tuple[Node | None, list[Problem]]:
    try:
        tree = parse_expression(rule.when)
        faults = expression_faults(tree, names)
    except ExpressionError as error:
        tree, faults = None, [error.fault]
    field = f"rule {rule.id}: when"
    return tree, [source.problem(path, show_fault(rule.when, fault), field_name=field) for fault in faults]


def _used(policy: Policy, trees: Iterable[Node], known: Mapping[str, Type]) -> dict[str, Type]:
    found = dict.fromkeys(name for tree in trees for name in names_used(tree))
    if any(rule.jurisdiction for rule in policy.rules):
        found["market"] = None
    return {name: known[name] for name in found}


def _compiled(rule: Rule, tree: Node, policy: Policy, known: Mapping[str, Type], as_of: date) -> CompiledRule:
    named = set(rule.exempts)
    targets = tuple(other.id for other in policy.rules if not other.is_exemption and named & {other.id, other.reason})
    types = {name: known[name] for name in names_used(tree)}
    condition = applies = vectorise(tree, rule.id)
    if rule.jurisdiction:
        covered = pl.col("market").is_in(list(rule.jurisdiction))
        applies = replace(condition, holds=condition.holds & covered)
    return CompiledRule(rule, tree, types, condition, applies, targets, rule.in_force(as_of))


def _ranked(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    deciding = [rule for rule in rules if not rule.is_exemption]
    deciding.sort(key=lambda rule: (-rule.decision.severity, -rule.severity.rank))
    return (*deciding, *(rule for rule in rules if rule.is_exemption))


def _schema_problems(rules: list[CompiledRule], used: Mapping[str, Type], source: Source) -> list[Problem]:
    """Ask polars itself, as the last word: what it refuses must not first fail in production."""
    problems = []
    frame = empty_frame(used)
    for at, compiled in enumerate(rules):
        try:
            found = run_conditions(frame, {compiled.rule.id: compiled.applies})[compiled.rule.id].dtype
            message = None if found == pl.Boolean else f"gives {found} and not true or false"
        except pl.exceptions.PolarsError as error:
            message = f"cannot be evaluated: {str(error).splitlines()[0]}"
        if message is not None:
            field = f"rule {compiled.rule.id}: when"
            problems.append(source.problem(("rules", at, "when"), message, field_name=field))
    return problems
