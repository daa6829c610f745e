"""What must hold between the rules of a policy, apart from their conditions."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from countermark.engine.errors import Problem
from countermark.engine.policy.functions import Type
from countermark.engine.policy.model import Mode, Policy, Rule
from countermark.engine.policy.source import Source
from countermark.engine.policy.types import type_of
from countermark.engine.registry.suggest import did_you_mean


def consistency_problems(policy: Policy, names: Mapping[str, Any], source: Source) -> list[Problem]:
    """Return repeated ids, exemptions from nothing, impossible dates, contradicting words and missing examples."""
    counts = Counter(rule.id for rule in policy.rules)
    words: dict[str, Rule] = {}
    problems = []
    for at, rule in enumerate(policy.rules):
        found = _own_faults(rule)
        if counts[rule.id] > 1:
            found.append(("id", f"{rule.id!r} is the id of {counts[rule.id]} rules"))
        if rule.jurisdiction and ("market" not in names or type_of(names["market"]) is not Type.TEXT):
            found.append(("jurisdiction", "needs the signal market, and there is none"))
        if rule.words:
            first = words.setdefault(rule.reason, rule)
            if first.words != rule.words:
                found.append(("words", f"differ from those of rule {first.id!r} for the same reason {rule.reason!r}"))
        found += _exemption_faults(rule, policy)
        for key, message in found:
            problems.append(source.problem(("rules", at, key), message, field_name=f"rule {rule.id}: {key}"))
    return problems


def _own_faults(rule: Rule) -> list[tuple[str, str]]:
    faults = []
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        faults.append(("effective_to", f"{rule.effective_to} lies before effective_from, {rule.effective_from}"))
    if rule.is_exemption and not rule.exempts:
        faults.append(("exempts", "is missing; an exemption names rule ids or reason codes"))
    if rule.exempts and not rule.is_exemption:
        faults.append(("exempts", f"goes with decision allow only, and this rule's decision is {rule.decision}"))
    if rule.mode is Mode.LIVE:
        for kind, examples in (("fire", rule.examples.fire), ("pass", rule.examples.pass_)):
            if not examples:
                faults.append(("examples", f"a live rule needs at least one example under {kind}"))
    return faults


def _exemption_faults(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    deciding = [other for other in policy.rules if not other.is_exemption]
    known = {other.id for other in deciding} | {other.reason for other in deciding}
    exemptions = {other.id for other in policy.rules if other.is_exemption}
    faults = []
    for target in rule.exempts:
        if target in known:
            continue
        if target in exemptions:
            faults.append(("exempts", f"{target!r} is itself an exemption; exemptions cannot be taken away"))
        else:
            faults.append(("exempts", f"there is no rule or reason {target!r}{did_you_mean(target, known)}"))
    return faults
