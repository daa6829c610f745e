"""Everything that led to the decision on one listing, as plain data for `countermark explain`."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.decision import Screened
from countermark.engine.listing import Listing, batch_to_listings
from countermark.engine.model import Contribution
from countermark.engine.policy import RuleExplanation, explain
from countermark.engine.screen import Screener
from countermark.formats.listings import ListingMapping, Reject, read_listings
from countermark.scan.part import Shown


class Explanation(msgspec.Struct, frozen=True):
    """One listing, its decision, and why."""

    row: int
    """Where it stands in its file."""
    listing: Listing
    screened: Screened
    signals: dict[str, Any]
    """Every signal's outputs and the score, by name."""
    contributions: list[Contribution]
    """What moved the score, in log-odds."""
    rules: list[RuleExplanation]
    """What every rule of the policy said."""

    @property
    def shown(self) -> Shown:
        """The listing as the report page's parts take it."""
        ratio, units = (self.signals[name] for name in ("price_ratio", "price_units"))
        return Shown(0, self.row, self.listing, self.screened, ratio, units)


class Found(NamedTuple):
    """What a search for a listing came to: a batch of one row, or the reject, or neither."""

    rows_read: int
    row: int = 0
    batch: Any = None
    reject: Reject | None = None


def find_listing(path: Path, mapping: ListingMapping, listing_id: str, *, now: datetime) -> Found:
    """Look for the first listing with an id in a file; a reject with that id counts where no listing has it.

    Raises:
        InvalidInputError: the file is not readable as a whole.
    """
    rows_read = 0
    rejected: Reject | None = None
    for chunk in read_listings(path, mapping, now=now):
        rows_read += chunk.rows_read
        at = pc.index(chunk.batch.column("listing_id"), pa.scalar(listing_id)).as_py()
        if at >= 0:
            return Found(rows_read, chunk.rows[at], chunk.batch.slice(at, 1))
        rejected = rejected or _first(chunk.rejects, listing_id)
    return Found(rows_read, reject=rejected)


def explain_listing(screener: Screener, found: Found) -> Explanation:
    """Screen the listing that was found and gather what led to the decision."""
    screening = screener.screen(found.batch)
    return Explanation(
        row=found.row,
        listing=batch_to_listings(found.batch)[0],
        screened=screening.screened(0),
        signals={name: column[0].as_py() for name, column in screening.columns.items()},
        contributions=screener.model.contributions(screening.columns, 0),
        rules=explain(screener.policy, screening.columns, 0),
    )


def _first(rejects: Iterable[Reject], listing_id: str) -> Reject | None:
    return next((reject for reject in rejects if reject.listing_id == listing_id), None)
