"""What the report page shows, gathered: plain data, so that a page can be made of it anywhere and in any language."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.policy import Policy
from countermark.engine.registry.model import Registry
from countermark.engine.snapshot import Snapshot
from countermark.formats.listings import Reject
from countermark.scan.assemble import Assembly
from countermark.scan.ledger import RowSet
from countermark.scan.manifest import Manifest
from countermark.scan.part import PartFiles, Shown
from countermark.scan.tally import Counts, Tally

MAX_ROWS: Final = 20
"""Rows of a table on the page."""


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table: a reason, brand, seller or language."""

    key: str
    counts: Counts
    """Listings by decision: allow, review, hold, block."""
    total: int
    """All its listings, which for a seller is known apart from `counts`."""


@dataclass(frozen=True, slots=True)
class Groups:
    """A table's rows, and whether they are counted exactly and are all there are."""

    rows: list[Group]
    distinct: int
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything on the page."""

    manifest: Manifest
    registry: Registry
    """For brand names and price bands."""
    policy: Policy
    """For the words of its own reasons."""
    decisions: Mapping[str, int]
    rows_read: int
    rejects: int
    reject_fields: Mapping[str, int]
    reject_examples: list[Reject]
    histogram: list[list[int]]
    """Listings by decision (outer, mildest first) and score (inner, from 0 to 100 in equal steps)."""
    reasons: Groups
    brands: Groups
    sellers: Groups
    languages: Groups
    worst: list[Shown]


def gather(*, assembly: Assembly, sellers: Mapping[str, int], manifest: Manifest, snapshot: Snapshot) -> ReportData:
    """Return the page's data for a finished scan.

    Args:
        assembly: of all parts.
        sellers: all listings of each seller that the page shows, see `seller_totals`.
        manifest: what was scanned.
        snapshot: what it was screened under.
    """
    tally = assembly.tally
    rows = [Group(key, counts, sellers.get(key, sum(counts))) for key, counts in tally.sellers.top(MAX_ROWS)]
    return ReportData(
        manifest=manifest,
        registry=snapshot.registry,
        policy=snapshot.policy,
        decisions=tally.counts(),
        rows_read=tally.rows_read,
        rejects=tally.rejects,
        reject_fields=dict(tally.reject_fields.most_common()),
        reject_examples=tally.reject_examples,
        histogram=tally.histogram.tolist(),
        reasons=_groups(tally.reasons),
        brands=_groups(tally.brands),
        languages=_groups(tally.languages),
        sellers=Groups(rows, len(tally.sellers), tally.sellers.exact),
        worst=assembly.worst,
    )


def seller_totals(tally: Tally, parts: Iterable[PartFiles], repeats: RowSet) -> Mapping[str, int]:
    """Return how many listings each seller has whom the page shows, allowed ones included."""
    wanted = pa.array([key for key, _ in tally.sellers.top(MAX_ROWS)], pa.string())
    totals: Counter[str] = Counter()
    start = 0
    for part in parts:
        sellers = part.sellers()
        first = ~repeats.mask(start, len(sellers))
        start += len(sellers)
        for item in pc.value_counts(sellers.filter(pc.and_(pa.array(first), pc.is_in(sellers, wanted)))).to_pylist():
            totals[item["values"]] += item["counts"]
    return totals


def _groups(counts: Any) -> Groups:
    rows = [Group(key, group, sum(group)) for key, group in counts.top(MAX_ROWS)]
    return Groups(rows, len(counts), counts.exact)
