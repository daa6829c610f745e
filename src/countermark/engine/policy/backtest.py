"""What a new policy would change: decisions before and after, rule by rule, with samples to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from countermark.engine.decision import Decision
from countermark.engine.policy.compiled import CompiledPolicy
from countermark.engine.policy.model import Mode
from countermark.engine.policy.result import DECISIONS, PolicyResult

_SIZE: Final = len(DECISIONS)


class Change(msgspec.Struct, frozen=True):
    """The listings that moved from one decision to another."""

    before: Decision
    after: Decision
    listings: int
    samples: tuple[str, ...]
    """Ids of the first of them, in the order in which they were read."""


class RuleCount(msgspec.Struct, frozen=True):
    """How often one rule fired, under each policy in which it is."""

    rule: str
    before: int | None
    """None: not in the old policy, or no old policy was given."""
    after: int | None
    """None: not in the new policy."""
    mode: Mode
    """In the new policy, or in the old one if it is only there."""
    decision: Decision
    exempted: int
    """How often an exemption of the new policy took the rule away."""


class BacktestReport(msgspec.Struct, frozen=True):
    """What would change."""

    listings: int
    matrix: tuple[tuple[int, ...], ...]
    """Listings by old decision (first index) and new decision (second), in the order allow, review, hold, block."""
    changes: tuple[Change, ...]
    """Every cell of the matrix off its diagonal that has listings; the greatest step first."""
    rules: tuple[RuleCount, ...]
    """In the order of the new policy, then the rules that only the old one has."""

    @property
    def changed(self) -> int:
        """How many listings would get another decision."""
        return sum(change.listings for change in self.changes)

    def count(self, before: Decision, after: Decision) -> int:
        """Return how many listings moved from one decision to another, or stayed."""
        return self.matrix[before.severity][after.severity]


@dataclass(frozen=True, slots=True)
class BacktestBatch:
    """Listings that have been screened: their ids, the signals' columns, and what was decided if that is on record."""

    listing_ids: Any
    """Arrow array of text."""
    columns: Mapping[str, Any]
    """Name -> Arrow array."""
    decisions: Any = None
    """Arrow array of recorded decisions; needed where there is no old policy, ignored otherwise."""


@dataclass(slots=True)
class _Tally:
    samples: int
    matrix: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((_SIZE, _SIZE), dtype=np.int64))
    ids: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    exempted: dict[str, int] = field(default_factory=dict)

    def add(self, old: npt.NDArray[np.int8], new: npt.NDArray[np.int8], listing_ids: Any) -> None:
        cells = old.astype(np.int64) * _SIZE + new
        self.matrix += np.bincount(cells, minlength=_SIZE * _SIZE).reshape(_SIZE, _SIZE)
        for cell in np.unique(cells[old != new]):
            kept = self.ids.setdefault(divmod(int(cell), _SIZE), [])
            rows = np.flatnonzero(cells == cell)[: self.samples - len(kept)]
            kept += [listing_ids[int(row)].as_py() for row in rows]


def backtest(
    before: CompiledPolicy | None, after: CompiledPolicy, batches: Iterable[BacktestBatch], *, samples: int = 5
) -> BacktestReport:
    """Return what the new policy would change on listings that have been screened.

    Args:
        before: the old policy; None to compare with the decisions on record.
        after: the new policy.
        batches: read once, one at a time, so that memory stays flat.
        samples: how many listing ids to keep of each kind of change.

    Raises:
        ValueError: neither an old policy nor decisions, a decision that is none, or columns that do not fit.
    """
    tally = _Tally(samples)
    for batch in batches:
        new = after.evaluate(batch.columns)
        _count(tally.after, new)
        for rule in new.exempted_bits:
            tally.exempted[rule] = tally.exempted.get(rule, 0) + new.exempted_count(rule)
        if before is None:
            old_codes = _recorded(batch)
        else:
            old = before.evaluate(batch.columns)
            _count(tally.before, old)
            old_codes = old.decision_codes
        tally.add(old_codes, new.decision_codes, batch.listing_ids)
    return _report(tally, before, after)


def _recorded(batch: BacktestBatch) -> npt.NDArray[np.int8]:
    if batch.decisions is None:
        raise ValueError("a backtest needs an old policy or the decisions on record, and has neither")
    return np.array([Decision(each).severity for each in batch.decisions.to_pylist()], dtype=np.int8)


def _count(counts: dict[str, int], result: PolicyResult) -> None:
    for rule in result.bits:
        counts[rule] = counts.get(rule, 0) + result.count(rule)


def _report(tally: _Tally, before: CompiledPolicy | None, after: CompiledPolicy) -> BacktestReport:
    changes = [
        Change(DECISIONS[old], DECISIONS[new], int(tally.matrix[old, new]), tuple(ids))
        for (old, new), ids in tally.ids.items()
    ]
    changes.sort(key=lambda change: (-abs(change.after.severity - change.before.severity), -change.after.severity))
    return BacktestReport(
        listings=int(tally.matrix.sum()),
        matrix=tuple(tuple(int(count) for count in row) for row in tally.matrix),
        changes=tuple(changes),
        rules=tuple(_rule_counts(tally, before, after)),
    )


def _rule_counts(tally: _Tally, before: CompiledPolicy | None, after: CompiledPolicy) -> Iterable[RuleCount]:
    old_rules = {} if before is None else {each.rule.id: each.rule for each in before.rules}
    new_rules = {each.rule.id: each.rule for each in after.rules}
    for rule_id, rule in (new_rules | {key: old for key, old in old_rules.items() if key not in new_rules}).items():
        yield RuleCount(
            rule=rule_id,
            before=tally.before.get(rule_id, 0) if rule_id in old_rules else None,
            after=tally.after.get(rule_id, 0) if rule_id in new_rules else None,
            mode=rule.mode,
            decision=rule.decision,
            exempted=tally.exempted.get(rule_id, 0),
        )
