"""What is bought, refunded and test-bought in a played week: all of it only while a listing is on sale."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from countermark.sim.orders import REASONS
from countermark.sim.plan import KIND
from countermark.sim.play.behind import Behind
from countermark.sim.play.columns import Columns
from countermark.sim.play.crowd import Crowd
from countermark.sim.play.intents import COUNTERFEIT_VERDICT, Intents
from countermark.sim.play.ledger import Ledger

_FAKE = REASONS.index("suspected_fake")


@dataclass(frozen=True)
class Week:
    """Trade of a week; rows of `Trade`'s columns."""

    orders: Any
    """int64: rows of `Trade.orders`."""
    refunds: Any
    """int64: rows of `Trade.orders` that were refunded in the week."""
    verdicts: Any
    """int64: listings of which a test buy was found counterfeit in the week."""
    verdicts_day: Any


class Trade:
    """Turns what buyers would do into what they did.

    Args:
        intents: what they would do.
    """

    def __init__(self, intents: Intents) -> None:
        self._intents = intents
        self.happened = np.zeros(len(intents.orders), bool)
        """bool (wished orders,): which of them happened."""
        self.orders = Columns({
            "wish": np.int64, "listing": np.int64, "day": float, "quantity": np.int64, "price": np.int64,
            "refund": np.int64, "refund_day": float, "counted": bool,
        })  # fmt: skip
        """Orders that happened; `wish`: row of `Intents.orders`; `counted`: its refund is known."""
        self.bought = Columns({
            "buy": np.int64, "listing": np.int64, "verdict": np.int64, "verdict_day": float, "told": bool,
        })  # fmt: skip
        """Test buys that happened; `buy`: row of `Intents.buys`."""

    def week(self, ledger: Ledger, behind: Behind, crowd: Crowd, start: float, end: float) -> Week:
        """Let a week's buyers buy, and return what happened."""
        wishes = self._intents.orders
        first, last = np.searchsorted(wishes["day"], (start, end))
        rows = np.arange(first, last)
        intent, day = wishes["intent"][rows], wishes["day"][rows]
        listing = crowd.current[intent]
        able = self._on_sale(ledger, listing, day) & (wishes["draw"][rows] < crowd.takes[intent])
        rows, listing, day = rows[able], listing[able], day[able]
        self.happened[rows] = True
        edited = day >= behind.listings["edited_day"][listing]
        prices = np.where(edited, behind.listings["price_2"][listing], behind.listings["price_1"][listing])
        orders = self.orders.add(
            len(rows), wish=rows, listing=listing, day=day, quantity=wishes["quantity"][rows], price=prices,
            refund=wishes["refund"][rows], refund_day=wishes["refund_day"][rows], counted=False,
        )  # fmt: skip
        seller = ledger.listings["seller"][listing]
        ledger.sellers["orders"][:] += np.bincount(seller, minlength=len(ledger.sellers))
        return Week(orders, self._refunds(ledger, end), *self._verdicts(ledger, behind, crowd, start, end))

    def _on_sale(self, ledger: Ledger, listing: Any, day: Any) -> Any:
        posted = listing >= 0
        found = np.zeros(len(listing), bool)
        found[posted] = ledger.is_on_sale(listing[posted], day[posted])
        return found

    def _refunds(self, ledger: Ledger, end: float) -> Any:
        known = (self.orders["refund"] >= 0) & (self.orders["refund_day"] < end) & ~self.orders["counted"]
        rows = np.flatnonzero(known)
        self.orders["counted"][rows] = True
        fakes = rows[self.orders["refund"][rows] == _FAKE]
        seller = ledger.listings["seller"][self.orders["listing"][fakes]]
        ledger.sellers["refunds"][:] += np.bincount(seller, minlength=len(ledger.sellers))
        return rows

    def _verdicts(self, ledger: Ledger, behind: Behind, crowd: Crowd, start: float, end: float) -> tuple[Any, Any]:
        buys = self._intents.buys
        rows = np.flatnonzero((buys["day"] >= start) & (buys["day"] < end))
        listing = crowd.current[buys["intent"][rows]]
        able = self._on_sale(ledger, listing, buys["day"][rows])
        rows, listing = rows[able], listing[able]
        # A bait that is still harmless is what it says, whatever the laboratory would have found later.
        harmless = (behind.listings["kind"][listing] == KIND["counterfeit"]) & ~behind.is_counterfeit(
            listing, buys["day"][rows]
        )
        verdict = np.where(harmless, 0, buys["verdict"][rows])
        self.bought.add(
            len(rows), buy=rows, listing=listing, verdict=verdict, verdict_day=buys["verdict_day"][rows], told=False
        )
        due = np.flatnonzero((self.bought["verdict_day"] < end) & ~self.bought["told"])
        self.bought["told"][due] = True
        fakes = due[self.bought["verdict"][due] == COUNTERFEIT_VERDICT]
        fakes = fakes[np.unique(self.bought["listing"][fakes], return_index=True)[1]]
        return self.bought["listing"][fakes], np.maximum(self.bought["verdict_day"][fakes], start)
