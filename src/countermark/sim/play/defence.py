"""What a part of the programme is while a world is played: it sees what the platform sees, and says what to do.

Screening, reviewers, the desk for notices, strikes and links are such parts; pictures, networks, test buys and learning
plug in the same way. A part never sees truth. Where people or laboratories look at an article, they ask `Inspection`,
which answers with their errors.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

import numpy as np

from countermark.sim.play.ledger import Ledger


class Act(IntEnum):
    """What can be done about a listing or a seller."""

    ALLOW = 0
    """Nothing is done; it is recorded that this was decided."""
    REVIEW = 1
    """Stays on sale, and a reviewer shall look at it."""
    HOLD = 2
    """Not on sale until a reviewer has looked at it."""
    REMOVE = 3
    RELEASE = 4
    """A held or removed listing comes back on sale; one that waits for a reviewer need not be looked at any more."""
    STRIKE = 5
    """For the last removal of a listing of the seller, which `listing` names."""
    SUSPEND = 6
    """The seller posts nothing until `until`."""
    CLOSE = 7
    REOPEN = 8
    """Given after appeals when too few strikes are left."""
    LINK = 9
    """The seller is taken for a closed one."""
    UPHOLD = 10
    """An appeal is rejected: the listing stays removed."""


@dataclass(frozen=True)
class Action:
    """One thing to do."""

    act: Act
    day: float
    """When, counted from the world's first day; within the week, and not before the listing was posted."""
    listing: int = -1
    """Number of the listing in the ledger."""
    seller: int = -1
    """Number of the seller in the ledger, for what is done about sellers."""
    reason: str = ""
    score: float = float("nan")
    """0 to 100, where there is one; reviewers look at the highest first."""
    until: float = 0.0
    """Day on which a suspension ends."""


@dataclass(frozen=True)
class Posted:
    """Listings of a week that were posted or edited, in the order of their days."""

    week: int
    start_day: float
    end_day: float
    """First day after the week."""
    listing: Any
    """int64 (n,): numbers in the ledger."""
    day: Any
    """float64 (n,): when each was posted or edited; in the first week also before it, for what was there already."""
    batch: Any
    """Arrow record batch of the listing schema (n rows), with what is known of the sellers on that day."""
    version: int
    """1 as first posted, 2 as edited."""


def _none() -> Any:
    return np.zeros(0, np.int64)


def _no_days() -> Any:
    return np.zeros(0)


@dataclass(frozen=True)
class Seen:
    """What the platform has seen at the end of a week. Nobody may write to it."""

    week: int
    start_day: float
    end_day: float
    """First day after the week."""
    ledger: Ledger
    removals_before: int
    """Rows of `ledger.removals` from this on are of this week."""
    notices: Any = field(default_factory=_none)
    """int64: listings about which a notice came in and is not decided."""
    notices_day: Any = field(default_factory=_no_days)
    """float64: when each came in."""
    appeals: Any = field(default_factory=_none)
    """int64: rows of `ledger.removals` that sellers appealed, not decided."""
    appeals_day: Any = field(default_factory=_no_days)
    verdicts: Any = field(default_factory=_none)
    """int64: listings of which a test buy was found counterfeit in the week before."""
    verdicts_day: Any = field(default_factory=_no_days)
    new_sellers: Any = None
    """Arrow table as `platform/sellers`: accounts that were opened this week; None for none."""
    orders: dict[str, Any] = field(default_factory=dict)
    """Arrays of the orders of the week before: `listing`, `day`, `quantity`, `price_minor`."""
    refunds: dict[str, Any] = field(default_factory=dict)
    """Arrays of the refunds of the week before: `listing`, `day`, `reason` (place in `sim.orders.REASONS`)."""

    @property
    def last_moment(self) -> float:
        """The last minute of the week, as a day: what is done when the week ends is dated so."""
        return self.end_day - 1 / 1_440


class Inspection(Protocol):
    """People and laboratories who look at goods, and err at a stated rate."""

    def __call__(self, listing: Any, by: str) -> Any:
        """Return for each listing whether it is taken for a counterfeit, bool (n,).

        Args:
            listing: int64 (n,), numbers in the ledger.
            by: who looks: `reviewer`, `notice` or `appeal`. The same one says the same of a listing every time.
        """


class Defence(Protocol):
    """A part of the programme. The driver asks parts in their order and does what each says before it asks the next."""

    @property
    def name(self) -> str:
        """Under which its decisions are recorded."""

    def screen(self, posted: Posted) -> list[Action]:
        """Say what to do about listings that are posted or edited; no action for one means nothing to say."""

    def end_of_week(self, seen: Seen) -> list[Action]:
        """Say what to do after a week."""
