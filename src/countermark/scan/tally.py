"""Counts that a scan makes while it puts its parts together, in memory that does not grow with the scan."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.decision import Decision
from countermark.formats.listings import Reject

DECISIONS: Final = tuple(decision.value for decision in Decision)
BINS: Final = 20
"""Bars of the score histogram, five points each."""
MAX_EXAMPLES: Final = 20
_FIELD: Final = re.compile(r"[a-z_]+(\..{1,100})?")
_MAX_KEYS: Final = 100_000

Counts = tuple[int, int, int, int]
"""Listings by decision, in the order allow, review, hold, block."""


class GroupCounts:
    """Listings by decision for each value of a column, for up to `limit` values.

    When there are more, the values with the fewest listings are let go: what is left may then be counted too low,
    and `exact` is False.
    """

    def __init__(self, *, limit: int = _MAX_KEYS) -> None:
        self._limit = limit
        self._counts: dict[str, list[int]] = {}
        self.exact = True

    def add(self, keys: Any, decisions: Any) -> None:
        """Count a batch: one key (null for none) and one decision a row."""
        table = pa.table({"key": keys, "decision": decisions})
        grouped = table.group_by(["key", "decision"]).aggregate([([], "count_all")])
        for row in grouped.filter(pc.field("key").is_valid()).to_pylist():
            counts = self._counts.setdefault(row["key"], [0] * len(DECISIONS))
            counts[DECISIONS.index(row["decision"])] += row["count_all"]
        if len(self._counts) > self._limit:
            self._prune()

    def top(self, limit: int) -> list[tuple[str, Counts]]:
        """Return the keys with the most listings not allowed (block before hold before review), then the most."""
        items = [(key, (counts[0], counts[1], counts[2], counts[3])) for key, counts in self._counts.items()]
        return sorted(items, key=_by_trouble)[:limit]

    def __len__(self) -> int:
        return len(self._counts)

    def _prune(self) -> None:
        kept = sorted(self._counts.items(), key=lambda item: (-sum(item[1]), item[0]))
        self._counts = dict(kept[: self._limit // 2])
        self.exact = False


class Tally:
    """All the counts of a scan."""

    def __init__(self) -> None:
        self.rows_read = 0
        self.decisions: Counter[str] = Counter()
        self.reasons = GroupCounts()
        self.brands = GroupCounts()
        self.languages = GroupCounts()
        self.sellers = GroupCounts()
        """Only listings that are not allowed: most sellers of a shop have none."""
        self.reject_fields: Counter[str] = Counter()
        """Problems by the field at fault; empty for the row as a whole."""
        self.reject_examples: list[Reject] = []
        """The first few."""
        self.histogram = np.zeros((len(DECISIONS), BINS), dtype=np.int64)

    def add(self, table: Any) -> None:
        """Count a table of `part.PART_SCHEMA`."""
        decisions = table.column("decision")
        for item in pc.value_counts(decisions).to_pylist():
            self.decisions[item["values"]] += item["counts"]
        self.brands.add(table.column("brand"), decisions)
        self.languages.add(table.column("language"), decisions)
        self._add_histogram(table.column("score"), decisions)
        troubled = table.select(["seller_id", "decision", "reasons"]).filter(
            pc.not_equal(decisions, Decision.ALLOW.value)
        )
        self.sellers.add(troubled.column("seller_id"), troubled.column("decision"))
        self._add_reasons(table.column("reasons"), decisions)

    def add_rejects(self, rejects: Sequence[Reject], *, rows_read: int) -> None:
        """Count what kept rows out, which may be several problems a row, and the rows read in all."""
        self.rows_read += rows_read
        self.reject_fields.update(_field(problem) for reject in rejects for problem in reject.problems)
        self.reject_examples += rejects[: MAX_EXAMPLES - len(self.reject_examples)]

    @property
    def rejects(self) -> int:
        """Rows read that could not be screened or came twice."""
        return self.rows_read - self.rows

    @property
    def rows(self) -> int:
        """Listings screened."""
        return self.decisions.total()

    def counts(self) -> Mapping[str, int]:
        """Return listings by decision, all four of them, mildest first."""
        return {decision: self.decisions[decision] for decision in DECISIONS}

    def _add_reasons(self, reasons: Any, decisions: Any) -> None:
        flat = pc.list_flatten(reasons)
        if len(flat):
            self.reasons.add(flat, decisions.take(pc.list_parent_indices(reasons)))

    def _add_histogram(self, scores: Any, decisions: Any) -> None:
        place = pc.index_in(decisions, value_set=pa.array(DECISIONS)).to_numpy().astype(np.int64)
        bins = np.clip((scores.to_numpy() * BINS / 100).astype(np.int64), 0, BINS - 1)
        self.histogram += np.bincount(place * BINS + bins, minlength=self.histogram.size).reshape(self.histogram.shape)


def _field(problem: str) -> str:
    field, colon, _ = problem.partition(": ")
    return field if colon and _FIELD.fullmatch(field) else ""


def _by_trouble(item: tuple[str, Counts]) -> tuple[int, int, int, int, str]:
    key, (allow, review, hold, block) = item
    return -(review + hold + block), -block, -hold, -allow, key
