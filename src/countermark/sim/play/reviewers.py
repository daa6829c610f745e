"""People who look at what the rules hold or want looked at: with errors, and so many a week."""

from typing import Any

import numpy as np

from countermark.sim.play.defence import Act, Action, Inspection, Posted, Seen
from countermark.sim.play.ledger import HELD, ON_SALE
from countermark.sim.play.options import PlayOptions

EXPIRED = "not reviewed in time"


class Reviewers:
    """Work through the queue: held listings first, then by score.

    Args:
        options: their capacity, and what becomes of what they do not get to.
        capacity: listings in a week.
        inspect: what a person says who looks at a listing.
    """

    name = "reviewer"

    def __init__(self, options: PlayOptions, capacity: float, inspect: Inspection) -> None:
        self._options = options
        self._capacity = capacity
        self._inspect = inspect

    def screen(self, posted: Posted) -> list[Action]:
        """See Defence.screen: reviewers look at nothing before it is posted."""
        del posted
        return []

    def end_of_week(self, seen: Seen) -> list[Action]:
        """See Defence.end_of_week."""
        ledger, queue = seen.ledger, seen.ledger.queue
        state = ledger.listings["state"][queue["listing"]]
        gone = ~np.isin(state, (HELD, ON_SALE))
        held = state == HELD
        order = np.lexsort((queue["listing"], -queue["score"], ~held, gone))
        able = order[: int((~gone).sum())]
        # A fraction of a listing a week is one every few weeks.
        chosen = able[: int((seen.week + 1) * self._capacity) - int(seen.week * self._capacity)]
        actions = self._looked_at(seen, queue["listing"][chosen], queue["day"][chosen])
        left = np.concatenate([able[len(chosen) :], np.flatnonzero(gone)])
        return actions + self._expired(seen, left, held, gone)

    def _looked_at(self, seen: Seen, listing: Any, since: Any) -> list[Action]:
        """Return what is decided: on the day after, or spread over the week what waited from before."""
        fakes = self._inspect(listing, "reviewer")
        spread = (np.arange(len(listing)) + 0.5) / max(len(listing), 1)
        days = np.where(since < seen.start_day, seen.start_day + 7 * spread, np.minimum(since + 1, seen.last_moment))
        rows = zip(listing.tolist(), days.tolist(), fakes.tolist(), strict=True)
        return [
            Action(Act.REMOVE if fake else Act.RELEASE, day, number, reason="reviewed") for number, day, fake in rows
        ]

    def _expired(self, seen: Seen, rows: Any, held: Any, gone: Any) -> list[Action]:
        queue, options = seen.ledger.queue, self._options
        expiry = Act.REMOVE if options.hold_expiry == "remove" else Act.RELEASE
        actions = []
        for row in rows.tolist():
            weeks = options.hold_weeks if held[row] else options.review_weeks
            if gone[row] or queue["day"][row] < seen.end_day - 7 * weeks:
                act = expiry if held[row] else Act.RELEASE
                actions.append(Action(act, seen.last_moment, int(queue["listing"][row]), reason=EXPIRED))
        return actions
