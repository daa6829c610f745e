"""Decisions held against labels: how much of what is counterfeit was stopped, and what was stopped that is not.

Labels come after decisions: nothing here is read while listings are screened.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.errors import InvalidInputError, Problem
from countermark.formats.labels import Labels
from countermark.measure.intervals import Interval, clopper_pearson
from countermark.scan.decided import Decided
from countermark.scan.tally import BINS, DECISIONS, Counts

STOPS: Final = ("hold", "block")
"""Decisions after which a listing is not on sale."""
_FIRST_STOP: Final = min(DECISIONS.index(name) for name in STOPS)


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a total."""

    part: int
    whole: int

    @property
    def interval(self) -> Interval | None:
        """The exact 95% interval, as if each listing had been drawn by itself; None where there is nothing."""
        return clopper_pearson(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Row:
    """Listings that have something in common, counted by truth and decision."""

    key: str
    counterfeit: Counts
    """In the order allow, review, hold, block."""
    genuine: Counts

    @property
    def recall(self) -> Share:
        """The counterfeits that were stopped, of all."""
        return Share(sum(self.counterfeit[_FIRST_STOP:]), sum(self.counterfeit))

    @property
    def wrongful(self) -> Share:
        """Of the listings that are not counterfeit, those that were stopped."""
        return Share(sum(self.genuine[_FIRST_STOP:]), sum(self.genuine))

    @property
    def precision(self) -> Share:
        """Of the listings that were stopped, the counterfeits."""
        stopped = sum(self.counterfeit[_FIRST_STOP:])
        return Share(stopped, stopped + sum(self.genuine[_FIRST_STOP:]))

    @property
    def given(self) -> Share:
        """The counterfeits of all these listings, stopped or not."""
        return Share(sum(self.counterfeit), sum(self.counterfeit) + sum(self.genuine))

    @property
    def missed(self) -> int:
        """Counterfeits that are on sale."""
        return self.recall.whole - self.recall.part


class Held:
    """Decisions held against labels.

    Listings without a label are in no count but `unlabelled`.

    Args:
        labels: what is known.
        decided: what was decided.

    Raises:
        InvalidInputError: a label is of a listing on which nothing was decided, or there are no labels.
    """

    def __init__(self, labels: Labels, decided: Decided) -> None:
        ids = decided.table.column("listing_id").combine_chunks()
        _check(labels, ids, decided)
        known = labels.table.column("listing_id").combine_chunks()
        place = _numbers(pc.fill_null(pc.index_in(ids, value_set=known), -1))
        self.labels = labels
        self.rows = np.flatnonzero(place >= 0)
        """int64 (n,): rows of the decisions that have a label; the other arrays are about these."""
        self.unlabelled = len(place) - len(self.rows)
        self.truth = labels.table.take(pa.array(place[self.rows]))
        """Arrow: their labels."""
        self.decided = decided.table.take(pa.array(self.rows))
        """Arrow: their decisions."""
        self.counterfeit = _numbers(self.truth.column("counterfeit")).astype(bool)
        self.decision = _numbers(pc.index_in(self.decided.column("decision"), value_set=pa.array(DECISIONS)))
        """int64 (n,): place in `DECISIONS`."""
        self.score = _numbers(self.decided.column("score"))
        self.value = _numbers(self.truth.column("value").cast(pa.float64()))
        """float64 (n,): NaN where it is not known."""
        self.stopped = self.decision >= _FIRST_STOP

    @cached_property
    def total(self) -> Row:
        """All listings with a label."""
        return self._row("", np.arange(len(self.rows)))

    @cached_property
    def kinds(self) -> list[Row]:
        """By kind; kinds of counterfeits first, the commonest of each side first."""
        rows = self.by(self.truth.column("kind"))
        return sorted(rows, key=lambda row: (not row.recall.whole, -row.recall.whole, -row.wrongful.whole))

    @cached_property
    def brands(self) -> list[Row]:
        """By the brand of the label; those with the most counterfeits on sale first."""
        return sorted(self.by(self.truth.column("brand")), key=lambda row: (-row.missed, -row.recall.whole, row.key))

    @cached_property
    def reasons(self) -> list[Row]:
        """By the reason that was given; the commonest first. A listing with two reasons is in two rows."""
        reasons = self.decided.column("reasons").combine_chunks()
        rows = self._group(pc.list_flatten(reasons), _numbers(pc.list_parent_indices(reasons)))
        return sorted(rows, key=lambda row: (-row.recall.whole - row.wrongful.whole, row.key))

    def markets(self, ids: Any, markets: Any) -> list[Row]:
        """Return counts by market, the largest first.

        Args:
            ids: Arrow strings, listing ids.
            markets: Arrow strings, the market of each.
        """
        place = pc.index_in(self.decided.column("listing_id"), value_set=ids)
        rows = self.by(markets.take(place))
        return sorted(rows, key=lambda row: (-row.recall.whole - row.wrongful.whole, row.key))

    def by(self, keys: Any) -> list[Row]:
        """Return counts by an Arrow string column, one key a listing; empty and null keys are left out."""
        return self._group(keys, np.arange(len(self.rows)))

    def histogram(self) -> list[list[int]]:
        """Return listings by truth (outer: counterfeit, genuine) and score (inner, 0 to 100 in equal steps)."""
        bins = np.clip((self.score * BINS / 100).astype(np.int64), 0, BINS - 1)
        return [np.bincount(bins[side], minlength=BINS).tolist() for side in (self.counterfeit, ~self.counterfeit)]

    def stopped_value(self) -> tuple[float, float] | None:
        """Return what the counterfeits that were stopped sold for, and all; None when no label has a value."""
        if np.isnan(self.value).all():
            return None
        bad = np.nan_to_num(self.value) * self.counterfeit
        return float(bad[self.stopped].sum()), float(bad.sum())

    @property
    def hidden(self) -> int:
        """How many counterfeits on sale are of kinds that do not show."""
        return int((self.counterfeit & ~self.stopped & ~self._shows).sum())

    @property
    def showing(self) -> Share:
        """Of the counterfeits of kinds that show, those that were stopped."""
        showing = self.counterfeit & self._shows
        return Share(int((showing & self.stopped).sum()), int(showing.sum()))

    @cached_property
    def _shows(self) -> Any:
        """Return whether the kind of each listing is one that text, price, codes or seller can give away, bool (n,)."""
        hiding = [kind for kind, words in self.labels.kinds.items() if not words.shows]
        return ~_numbers(pc.is_in(self.truth.column("kind"), value_set=pa.array(hiding, pa.string()))).astype(bool)

    def missed(self) -> list[int]:
        """Return which listings are counterfeits on sale: those of the most value first, then of the highest score."""
        order = np.lexsort((-self.score, -np.nan_to_num(self.value)))
        return [int(at) for at in order if self.counterfeit[at] and not self.stopped[at]]

    def stops(self, *, counterfeit: bool) -> list[int]:
        """Return which listings were stopped and are counterfeit, or are not: the most severe first."""
        order = np.lexsort((-self.score, -self.decision))
        return [int(at) for at in order if self.stopped[at] and self.counterfeit[at] == counterfeit]

    def _group(self, keys: Any, listings: Any) -> list[Row]:
        keys = keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
        encoded = pc.dictionary_encode(keys.cast(pa.string()))
        codes = _numbers(pc.fill_null(encoded.indices, -1))
        return [
            self._row(key, listings[codes == code]) for code, key in enumerate(encoded.dictionary.to_pylist()) if key
        ]

    def _row(self, key: str, listings: Any) -> Row:
        bad, decision = self.counterfeit[listings], self.decision[listings]
        return Row(key, _counts(decision[bad]), _counts(decision[~bad]))


def _counts(decisions: Any) -> Counts:
    allow, review, hold, block = np.bincount(decisions, minlength=len(DECISIONS)).tolist()
    return allow, review, hold, block


def _numbers(column: Any) -> Any:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return column.to_numpy(zero_copy_only=False)


def _check(labels: Labels, ids: Any, decided: Decided) -> None:
    if not labels.table.num_rows:
        raise InvalidInputError([Problem(labels.source, None, None, "has no labels")])
    strange = labels.table.filter(pc.invert(pc.is_in(labels.table.column("listing_id"), value_set=ids)))
    problems = [
        Problem(labels.source, row["row"], "listing_id", f"{row['listing_id'][:80]!r} is not among {decided.path}")
        for row in strange.slice(0, 20).to_pylist()
    ]
    if strange.num_rows > len(problems):
        problems.append(Problem(labels.source, None, "listing_id", f"{strange.num_rows:,} are unknown in all"))
    if problems:
        raise InvalidInputError(problems)
