"""What the platform knows while a world is played: listings and sellers, what was done about them, and what waits.

Nothing here is truth. Listings and sellers are numbers in the order in which the platform got to know them.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from countermark.sim.play.columns import Columns

STATES: Final = ("on_sale", "held", "removed", "ended")
"""Of a listing: it is in exactly one."""
ON_SALE, HELD, REMOVED, ENDED = range(4)
NO_DAY: Final = np.inf


def _listings() -> Columns:
    return Columns({
        "seller": np.int64, "posted_day": float, "ended_day": float, "sale_from": float, "sale_to": float,
        "gap_from": float, "gap_to": float, "state": np.int8, "removed_day": float, "removal": np.int64,
        "score": float,
    })  # fmt: skip


def _sellers() -> Columns:
    return Columns({
        "opened_day": float, "earlier_strikes": np.int64, "orders": np.int64, "refunds": np.int64, "linked": bool,
        "closed_day": float, "suspended_to": float, "left_day": float,
    })  # fmt: skip


@dataclass
class Ledger:
    """State and history of everything that the platform knows. Days are counted from the world's first."""

    listings: Columns = field(default_factory=_listings)
    """`sale_from` to `sale_to`: when it can be bought, but for a gap in the present week; `removal`: row of its last
    removal, -1 for none."""
    sellers: Columns = field(default_factory=_sellers)
    queue: Columns = field(default_factory=lambda: Columns({"listing": np.int64, "day": float, "score": float}))
    """Listings that wait for a reviewer, held or on sale."""
    removals: Columns = field(default_factory=lambda: Columns(
        {"listing": np.int64, "day": float, "by": object, "reason": object, "restored_day": float}
    ))  # fmt: skip
    strikes: Columns = field(default_factory=lambda: Columns(
        {"seller": np.int64, "day": float, "removal": np.int64, "forgiven_day": float}
    ))  # fmt: skip
    closures: Columns = field(default_factory=lambda: Columns(
        {"seller": np.int64, "day": float, "reason": object, "reopened_day": float}
    ))  # fmt: skip
    links: Columns = field(default_factory=lambda: Columns({"seller": np.int64, "day": float, "reason": object}))

    def add_sellers(self, opened_day: Any, **earlier: Any) -> Any:
        """Take in new accounts and return their numbers.

        Args:
            opened_day: float64 (n,).
            earlier: `earlier_strikes`, `orders`, `refunds`, `linked`: what is known from before.
        """
        return self.sellers.add(
            len(opened_day), opened_day=opened_day, closed_day=NO_DAY, suspended_to=-NO_DAY, left_day=NO_DAY, **earlier
        )

    def post(self, seller: Any, day: Any, ended_day: Any) -> Any:
        """Take in new listings, on sale from their day on until something else is decided; return their numbers."""
        return self.listings.add(
            len(seller), seller=seller, posted_day=day, ended_day=ended_day, sale_from=day, sale_to=ended_day,
            gap_from=NO_DAY, gap_to=-NO_DAY, state=ON_SALE, removed_day=NO_DAY, removal=-1, score=np.nan,
        )  # fmt: skip

    def begin_week(self, day: float) -> None:
        """Forget the gaps of the last week, and end what sellers have taken down before this day."""
        listings = self.listings
        listings["gap_from"][:], listings["gap_to"][:] = NO_DAY, -NO_DAY
        open_ = (listings["state"] == ON_SALE) | (listings["state"] == HELD)
        listings["state"][open_ & (listings["ended_day"] <= day)] = ENDED

    def is_on_sale(self, listing: Any, day: Any) -> Any:
        """Tell whether these listings can be bought on these days of the present week, bool (n,)."""
        rows = {name: self.listings[name][listing] for name in ("sale_from", "sale_to", "gap_from", "gap_to")}
        in_gap = (rows["gap_from"] <= day) & (day < rows["gap_to"])
        return (rows["sale_from"] <= day) & (day < rows["sale_to"]) & ~in_gap

    def hold(self, listing: Any, day: Any) -> None:
        """Take listings off sale until somebody has looked at them."""
        listing, day = self._those(listing, day, (ON_SALE,))
        self.listings["state"][listing] = HELD
        self._off_sale(listing, day)

    def wait(self, listing: Any, day: Any, score: Any) -> None:
        """Put listings into the reviewers' queue."""
        self.queue.add(len(listing), listing=listing, day=day, score=score)

    def leave_queue(self, rows: Any) -> None:
        """Take rows out of the queue."""
        keep = np.ones(len(self.queue), bool)
        keep[rows] = False
        self.queue = Columns.of(**self.queue.taken(keep))

    def remove(self, listing: Any, day: Any, by: str, reason: Any) -> None:
        """Remove listings that are on sale or held; others stay as they are.

        Args:
            listing: int64 (n,), no number twice.
            day: float64 (n,).
            by: whose decision it is.
            reason: object (n,), texts.
        """
        able = np.isin(self.listings["state"][listing], (ON_SALE, HELD))
        listing, day = listing[able], day[able]
        rows = self.removals.add(
            len(listing), listing=listing, day=day, by=by, reason=reason[able], restored_day=NO_DAY
        )
        self.listings["state"][listing] = REMOVED
        self.listings["removed_day"][listing] = day
        self.listings["removal"][listing] = rows
        self._off_sale(listing, day)

    def release(self, listing: Any, day: Any) -> None:
        """Put held or removed listings on sale again.

        Listings of a closed account stay off sale; their removal is taken back all the same, so that they return with
        the account.
        """
        listing, day = self._those(listing, day, (HELD, REMOVED))
        was_removed = self.listings["state"][listing] == REMOVED
        self.removals["restored_day"][self.listings["removal"][listing[was_removed]]] = day[was_removed]
        able = ~np.isfinite(self.sellers["closed_day"][self.listings["seller"][listing]])
        able &= self.listings["ended_day"][listing] > day
        self._on_sale(listing[able], day[able])

    def _on_sale(self, listing: Any, day: Any) -> None:
        rows = self.listings
        before, until = rows["sale_from"][listing], rows["sale_to"][listing]
        paused = before < until  # it was on sale before; else it begins now
        rows["gap_from"][listing] = np.where(
            paused, np.minimum(rows["gap_from"][listing], until), rows["gap_from"][listing]
        )
        rows["gap_to"][listing] = np.where(paused, day, rows["gap_to"][listing])
        rows["sale_from"][listing] = np.where(paused, before, day)
        rows["sale_to"][listing] = rows["ended_day"][listing]
        rows["state"][listing] = ON_SALE
        rows["removed_day"][listing] = NO_DAY

    def end(self, listing: Any, day: Any) -> None:
        """Let sellers take listings down."""
        listing, day = self._those(listing, day, (ON_SALE, HELD))
        self.listings["state"][listing] = ENDED
        self.listings["ended_day"][listing] = day
        self._off_sale(listing, day)

    def strike(self, seller: Any, day: Any, removal: Any) -> None:
        """Give sellers strikes, each for a removal."""
        self.strikes.add(len(seller), seller=seller, day=day, removal=removal, forgiven_day=NO_DAY)

    def forgive(self, removal: Any, day: float) -> None:
        """Take back the strikes for these removals."""
        hit = np.isin(self.strikes["removal"], removal) & ~np.isfinite(self.strikes["forgiven_day"])
        self.strikes["forgiven_day"][hit] = day

    def strikes_in_force(self, day: float, strike_days: int) -> Any:
        """Return how many strikes of the play each seller has on a day, int64 (sellers,)."""
        given, forgiven = self.strikes["day"], self.strikes["forgiven_day"]
        in_force = (given <= day) & (given > day - strike_days) & (forgiven > day)
        return np.bincount(self.strikes["seller"][in_force], minlength=len(self.sellers))

    def suspend(self, seller: Any, until: Any) -> None:
        """Let sellers post nothing until a day."""
        self.sellers["suspended_to"][seller] = np.maximum(self.sellers["suspended_to"][seller], until)

    def close(self, seller: Any, day: Any, reason: Any) -> None:
        """Close accounts and remove everything that they have on sale or held."""
        able = ~np.isfinite(self.sellers["closed_day"][seller])
        seller, day, reason = seller[able], day[able], reason[able]
        self.sellers["closed_day"][seller] = day
        self.closures.add(len(seller), seller=seller, day=day, reason=reason, reopened_day=NO_DAY)
        listing, at = self._of_sellers(seller)
        self.remove(listing, np.maximum(day[at], self.listings["posted_day"][listing]), "closure", reason[at])

    def reopen(self, seller: Any, day: Any) -> None:
        """Open closed accounts again, with the listings that are off sale for no other reason."""
        able = np.isfinite(self.sellers["closed_day"][seller])
        seller, day = seller[able], day[able]
        self.sellers["closed_day"][seller] = NO_DAY
        for number, moment in zip(seller.tolist(), day.tolist(), strict=True):
            mine = (self.closures["seller"] == number) & ~np.isfinite(self.closures["reopened_day"])
            self.closures["reopened_day"][mine] = moment
        listing, of = self._of_sellers(seller)
        removed = listing[self.listings["state"][listing] == REMOVED]
        last = self.listings["removal"][removed]
        innocent = (self.removals["by"][last] == "closure") | np.isfinite(self.removals["restored_day"][last])
        self.release(removed[innocent], day[of][self.listings["state"][listing] == REMOVED][innocent])

    def link(self, seller: Any, day: Any, reason: Any) -> None:
        """Take sellers for the same operator as one that was closed."""
        able = ~self.sellers["linked"][seller]
        self.sellers["linked"][seller[able]] = True
        self.links.add(int(able.sum()), seller=seller[able], day=day[able], reason=reason[able])

    def may_post(self, seller: Any, day: Any) -> Any:
        """Tell who may post on a day, bool (n,): not closed, not suspended, and still there."""
        rows = self.sellers.taken(seller)
        return (rows["closed_day"] > day) & (rows["suspended_to"] <= day) & (rows["left_day"] > day)

    def _of_sellers(self, seller: Any) -> tuple[Any, Any]:
        """Return all listings of some sellers, and the place of each one's seller among them."""
        order = np.argsort(seller, kind="stable")
        listing = np.flatnonzero(np.isin(self.listings["seller"], seller))
        return listing, order[np.searchsorted(seller[order], self.listings["seller"][listing])]

    def _those(self, listing: Any, day: Any, states: tuple[int, ...]) -> tuple[Any, Any]:
        able = np.isin(self.listings["state"][listing], states)
        return listing[able], day[able]

    def _off_sale(self, listing: Any, day: Any) -> None:
        self.listings["sale_to"][listing] = np.minimum(self.listings["sale_to"][listing], day)
