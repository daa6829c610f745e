"""A policy that is ready to run: every rule checked, vectorised, and linked to the rules that it exempts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np

from countermark.engine.policy.bits import Bits, from_mask, no_bits, pack, unpack
from countermark.engine.policy.frame import rule_columns, rule_frame, run_conditions
from countermark.engine.policy.functions import Type
from countermark.engine.policy.links import Links, decide, make_links
from countermark.engine.policy.model import Mode, Policy, Rule
from countermark.engine.policy.nodes import Node
from countermark.engine.policy.program import Program, make_program
from countermark.engine.policy.result import PolicyResult
from countermark.engine.policy.vectorised import Vectorised

SMALL_ROWS: Final = 1_024
"""Up to so many rows a batch goes through `program.py`, beyond through polars; at 2,000 they take the same time."""


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
    small: Program = field(init=False, repr=False, compare=False)
    """The conditions of the rules in force, for small batches."""
    links: Links = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        active = {each.rule.id: (each.tree, each.rule.jurisdiction) for each in self.rules if each.in_force}
        object.__setattr__(self, "small", make_program(self.used, active))
        targets = {each.rule.id: each.targets for each in self.rules if each.rule.is_exemption}
        object.__setattr__(self, "links", make_links(self.ranked, targets))

    def evaluate(self, columns: Mapping[str, Any]) -> PolicyResult:
        """Return what the policy says about a batch.

        Args:
            columns: name -> Arrow array, all of one length; names that no rule uses are ignored.

        Raises:
            ValueError: a column that the policy uses is missing, or has another type or length.
        """
        used = rule_columns(columns, self.used)
        rows = len(next(iter((used or columns).values()), ()))
        return self.evaluate_small(used, rows) if rows <= SMALL_ROWS else self.evaluate_large(used, rows)

    def evaluate_small(self, columns: Mapping[str, Any], rows: int) -> PolicyResult:
        """Return what the policy says, by `program.py`: the fast way for few rows, and right for any number.

        Args:
            columns: as `frame.rule_columns` gives them.
            rows: length of each.
        """
        holding = dict.fromkeys((each.rule.id for each in self.rules), 0) | self.small.run(columns, rows)
        fired, exempted, decided = decide(self.links, holding, 0)
        return self._result(
            rows,
            {rule_id: from_mask(mask, rows) for rule_id, mask in fired.items()},
            {rule_id: from_mask(mask, rows) for rule_id, mask in exempted.items()},
            [from_mask(mask, rows) for mask in decided],
        )

    def evaluate_large(self, columns: Mapping[str, Any], rows: int) -> PolicyResult:
        """Return what the policy says, by polars; arguments as for `evaluate_small`."""
        holding = dict.fromkeys((each.rule.id for each in self.rules), no_bits(rows))
        active = [each for each in self.rules if each.in_force]
        if active:
            found = run_conditions(rule_frame(columns, self.used), {each.rule.id: each.applies for each in active})
            holding |= {rule_id: pack(series) for rule_id, series in found.items()}
        return self._result(rows, *decide(self.links, holding, no_bits(rows)))

    def with_all_in_force(self) -> "CompiledPolicy":
        """Return the policy as if every rule were in force, for tests of it."""
        return replace(self, rules=tuple(replace(rule, in_force=True) for rule in self.rules))

    def _result(
        self, rows: int, fired: dict[str, Bits], exempted: dict[str, Bits], decided: list[Bits]
    ) -> PolicyResult:
        codes = np.zeros(rows, dtype=np.int8)
        for severity, here in enumerate(decided, 1):
            codes[unpack(here, rows)] = severity
        return PolicyResult(rows, self.ranked, fired, exempted, codes)
