"""The ladder: strikes for removals, a pause, and then the account is closed."""

import numpy as np

from countermark.sim.play.defence import Act, Action, Posted, Seen
from countermark.sim.play.options import PlayOptions

_NEVER = frozenset({"closure"})
"""Removals that are only the consequence of others."""


class Strikes:
    """Gives strikes for this week's removals and does what the number in force asks for.

    Modelled on three-strike rules (AliExpress): a warning, seven days without posting, closure; removals within a week
    are one strike. A strike is taken back with the removal it was given for.

    Args:
        options: the ladder.
    """

    name = "strikes"

    def __init__(self, options: PlayOptions) -> None:
        self._options = options
        self._never = _NEVER | (frozenset() if options.blocks_strike else {"screening"})
        self._last: dict[int, float] = {}
        """Seller -> day of its last strike, for the merging of removals."""

    def screen(self, posted: Posted) -> list[Action]:
        """See Defence.screen: suspensions are kept by the ledger."""
        del posted
        return []

    def end_of_week(self, seen: Seen) -> list[Action]:
        """See Defence.end_of_week."""
        strikes = self._strikes(seen)
        counts = seen.ledger.strikes_in_force(seen.end_day, self._options.strike_days)
        posted = np.bincount(seen.ledger.listings["seller"], minlength=len(counts))
        actions = []
        for strike in strikes:
            counts[strike.seller] += 1
            actions += [strike, *self._rung(strike, int(counts[strike.seller]), int(posted[strike.seller]))]
        return actions + self._back(seen)

    def _back(self, seen: Seen) -> list[Action]:
        """Open again what is closed when appeals have left too few strikes; strikes that only grew old still count."""
        strikes = seen.ledger.strikes
        stand = strikes["seller"][~np.isfinite(strikes["forgiven_day"])]
        closed = np.flatnonzero(np.isfinite(seen.ledger.sellers["closed_day"]))
        back = closed[np.bincount(stand, minlength=len(seen.ledger.sellers))[closed] < self._options.strikes_to_close]
        return [Action(Act.REOPEN, seen.last_moment, seller=seller, reason="appeal") for seller in back.tolist()]

    def _strikes(self, seen: Seen) -> list[Action]:
        removals = seen.ledger.removals
        actions = []
        for row in range(seen.removals_before, len(removals)):
            if removals["by"][row] in self._never or np.isfinite(removals["restored_day"][row]):
                continue
            listing, day = int(removals["listing"][row]), float(removals["day"][row])
            seller = int(seen.ledger.listings["seller"][listing])
            if day - self._last.get(seller, -np.inf) >= self._options.merge_days:
                self._last[seller] = day
                actions.append(Action(Act.STRIKE, day, listing, seller, removals["reason"][row]))
        return actions

    def _rung(self, strike: Action, count: int, posted: int) -> list[Action]:
        """Return what so many strikes of a seller with so many listings lead to."""
        options, reason = self._options, f"strike {count}"
        if count >= options.strikes_to_close and count >= options.close_share * posted:
            return [Action(Act.CLOSE, strike.day, seller=strike.seller, reason=reason)]
        if count >= options.strikes_to_suspend:
            until = strike.day + options.suspension_days
            return [Action(Act.SUSPEND, strike.day, seller=strike.seller, reason=reason, until=until)]
        return []
