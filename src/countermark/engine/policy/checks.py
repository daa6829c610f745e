"""Run a policy's own examples and cases. Each must behave, or the policy does not compile."""

import math
from collections.abc import Mapping
from typing import Any

from countermark.engine.errors import Problem
from countermark.engine.policy.compiled import CompiledPolicy, CompiledRule
from countermark.engine.policy.explain import Conjunct, undecided
from countermark.engine.policy.fields import shown
from countermark.engine.policy.frame import given_columns, rule_frame, run_conditions
from countermark.engine.policy.functions import Type
from countermark.engine.policy.model import Case, Given
from countermark.engine.policy.source import Path, Source
from countermark.engine.policy.tokens import MAX_NUMBER
from countermark.engine.registry.suggest import did_you_mean


def example_problems(compiled: CompiledPolicy, source: Source) -> list[Problem]:
    """Return the examples that name unknown signals, hold values of a wrong type, or do not behave.

    An example tests the condition alone: dates, jurisdiction and exemptions play no part in it.
    """
    problems = []
    for at, each in enumerate(compiled.rules):
        for kind, rows in (("fire", each.rule.examples.fire), ("pass", each.rule.examples.pass_)):
            place: Path = ("rules", at, "examples", kind)
            found = [_given_problems(given, (*place, row), compiled, source) for row, given in enumerate(rows)]
            problems += [problem for some in found for problem in some]
            if rows and not any(found):
                problems += _behaviour(each, rows, place, source)
    return problems


def case_problems(compiled: CompiledPolicy, source: Source) -> list[Problem]:
    """Return the cases of the whole policy that do not behave; every rule counts as in force."""
    cases = compiled.policy.cases
    problems = []
    for at, case in enumerate(cases):
        problems += _given_problems(case.given, ("cases", at, "given"), compiled, source)
    if problems or not cases:
        return problems
    columns = given_columns([case.given for case in cases], compiled.used)
    result = compiled.with_all_in_force().evaluate(columns)
    for at, case in enumerate(cases):
        reasons = tuple(result.reasons(at))
        if result.decision(at) is case.decision and case.reasons in {None, reasons}:
            continue
        message = f"expected {_outcome(case)}; got {result.decision(at)}, because of {_listed(result.fired(at))}"
        problems.append(source.problem(("cases", at), message, field_name=f"case {case.note!r}"))
    return problems


def _behaviour(each: CompiledRule, rows: tuple[Given, ...], place: Path, source: Source) -> list[Problem]:
    kind = str(place[-1])
    must_fire = kind == "fire"
    frame = rule_frame(given_columns(rows, each.types), each.types)
    holds = run_conditions(frame, {each.rule.id: each.condition})[each.rule.id].to_list()
    problems = []
    for row, given in enumerate(rows):
        if (holds[row] is True) is must_fire:
            continue
        if must_fire:
            message = "must fire: " + "; ".join(map(_said, undecided(each, given)))
        else:
            message = f"must not fire: it does, with {_shown(given)}"
        field = f"rule {each.rule.id}: examples.{kind}[{row + 1}]"
        problems.append(source.problem((*place, row), message, field_name=field))
    return problems


def _given_problems(given: Given, path: Path, compiled: CompiledPolicy, source: Source) -> list[Problem]:
    problems = []
    for name, value in given.items():
        kind = compiled.names.get(name)
        if kind is None:
            message = f"there is no signal {name[:60]!r}{did_you_mean(name, compiled.names)}"
        elif not _fits(value, kind):
            message = f"is {shown(value)}; expected {kind.value}"
        else:
            continue
        problems.append(source.problem((*path, name), message))
    return problems


def _fits(value: Any, kind: Type) -> bool:
    if kind is Type.NUMBER:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and math.isfinite(value) and abs(value) <= MAX_NUMBER
    return isinstance(value, bool if kind is Type.BOOLEAN else str)


def _outcome(case: Case) -> str:
    return str(case.decision) if case.reasons is None else f"{case.decision} with the reasons {_listed(case.reasons)}"


def _listed(items: list[str] | tuple[str, ...]) -> str:
    return ", ".join(items) or "nothing"


def _said(part: Conjunct) -> str:
    return f"{part.text} is {'not known' if part.holds is None else 'false'}"


def _shown(given: Mapping[str, Any]) -> str:
    values = ((name, str(value).lower() if isinstance(value, bool) else repr(value)) for name, value in given.items())
    return ", ".join(f"{name} = {value}" for name, value in values) or "every signal unknown"
