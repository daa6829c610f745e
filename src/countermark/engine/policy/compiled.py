"""A policy that is ready to run: every rule checked, vectorised, and linked to the rules that it exempts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from countermark.engine.decision import Decision
from countermark.engine.policy.bits import Bits, no_bits, pack, unpack
from countermark.engine.policy.frame import rule_frame, run_conditions
from countermark.engine.policy.functions import Type
from countermark.engine.policy.model import Mode, Policy, Rule
from countermark.engine.policy.nodes import Node
from countermark.engine.policy.result import DECISIONS, PolicyResult
from countermark.engine.policy.vectorised import Vectorised


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule, ready to run."""

    rule: Rule
    tree: Node
    types: Mapping[str, Type]
    """The names that the condition uses, in order of first use, with their types."""
    condition: Vectorised
    """True where the condition holds, null where it is not known. Without jurisdiction."""
    applies: Vectorised
    """The condition, and the market within the jurisdiction."""
    targets: tuple[str, ...]
    """Ids of the rules that an exemption takes away."""
    in_force: bool

    def covers(self, market: object) -> bool:
        """Return whether the jurisdiction covers a market; an unknown market is covered only by everywhere."""
        return not self.rule.jurisdiction or market in self.rule.jurisdiction


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A policy, compiled for a set of signals and a day; made by `compile_policy`."""

    policy: Policy
    as_of: date
    names: Mapping[str, Type]
    """Every name that rules may use, with its type."""
    used: Mapping[str, Type]
    """Every name that some rule uses, with its type; these columns `evaluate` needs."""
    rules: tuple[CompiledRule, ...]
    """In the file's order."""
    ranked: tuple[Rule, ...]
    """Those that decide from most to least severe, then the exemptions."""
    modes: Mapping[str, Mode]
    """Rule id -> mode."""

    def evaluate(self, columns: Mapping[str, Any]) -> PolicyResult:
        """Return what the policy says about a batch.

        Args:
            columns: name -> Arrow array, all of one length; names that no rule uses are ignored.

        Raises:
            ValueError: a column that the policy uses is missing, or has another type or length.
        """
        frame = rule_frame(columns, self.used)
        rows = frame.height if self.used else len(next(iter(columns.values()), ()))
        return self._decide(self._holding(frame, rows), rows)

    def with_all_in_force(self) -> "CompiledPolicy":
        """Return the policy as if every rule were in force, for tests of it."""
        return replace(self, rules=tuple(replace(rule, in_force=True) for rule in self.rules))

    def _holding(self, frame: pl.DataFrame, rows: int) -> dict[str, Bits]:
        """Return for each rule where its condition holds, in its jurisdiction; nowhere when it is not in force."""
        active = [each for each in self.rules if each.in_force]
        holding = {each.rule.id: no_bits(rows) for each in self.rules if not each.in_force}
        if active:
            found = run_conditions(frame, {each.rule.id: each.applies for each in active})
            holding |= {rule_id: pack(series) for rule_id, series in found.items()}
        return holding

    def _decide(self, holding: Mapping[str, Bits], rows: int) -> PolicyResult:
        exempted = self._exempted(holding)
        bits = {
            rule_id: here & ~exempted[rule_id] if rule_id in exempted else here for rule_id, here in holding.items()
        }
        for each in self.rules:
            if each.rule.is_exemption:
                # What a shadow exemption would take away is what the live ones have left.
                before = holding if each.rule.mode is Mode.LIVE else bits
                targets = [before[target] for target in each.targets if self.modes[target] is Mode.LIVE]
                here = holding[each.rule.id]
                bits[each.rule.id] = here & np.bitwise_or.reduce(targets) if targets else no_bits(rows)
        codes = np.zeros(rows, dtype=np.int8)
        for severity in range(1, len(DECISIONS)):
            deciding = [bits[rule.id] for rule in self.ranked if _asks_for(rule, DECISIONS[severity])]
            if deciding:
                codes[unpack(np.bitwise_or.reduce(deciding), rows)] = severity
        return PolicyResult(rows, self.ranked, bits, exempted, codes)

    def _exempted(self, holding: Mapping[str, Bits]) -> dict[str, Bits]:
        """Return where exemptions take each rule away: live ones from all rules, shadow ones from shadow rules."""
        taken: dict[str, Bits] = {}
        for each in self.rules:
            for target in each.targets:
                if each.rule.mode is Mode.LIVE or self.modes[target] is Mode.SHADOW:
                    here = holding[each.rule.id] & holding[target]
                    taken[target] = taken[target] | here if target in taken else here
        return taken


def _asks_for(rule: Rule, decision: Decision) -> bool:
    return rule.mode is Mode.LIVE and rule.decision is decision
