"""The desk that decides about notices of rights holders and appeals of sellers."""

from typing import Any

import numpy as np

from countermark.sim.chance import uniforms
from countermark.sim.play.defence import Act, Action, Inspection, Posted, Seen

_DECIDED_AFTER = (0.3, 4.0)
"""Days from a notice to its decision: from, to. Marketplaces publish medians below a day to a few days."""
_APPEALED_FOR = (2.0, 18.0)
"""Days from an appeal to its decision. AliExpress gives 3 business days and then up to 27."""


class Desk:
    """Upholds or rejects notices, and takes removals back or lets them stand; each at a stated rate of errors.

    Args:
        inspect: what a person says who looks at a notice or an appeal.
        seed: decides how long each case takes.
    """

    name = "notice"

    def __init__(self, inspect: Inspection, seed: int) -> None:
        self._inspect = inspect
        self._seed = seed

    def screen(self, posted: Posted) -> list[Action]:
        """See Defence.screen: nobody has told anything yet about what is new."""
        del posted
        return []

    def end_of_week(self, seen: Seen) -> list[Action]:
        """See Defence.end_of_week."""
        return self._notices(seen) + self._appeals(seen)

    def _notices(self, seen: Seen) -> list[Action]:
        day = seen.notices_day + self._takes(seen.notices, _DECIDED_AFTER, 1)
        due = day < seen.end_day
        listing, day = seen.notices[due], np.maximum(day[due], seen.start_day)
        founded = self._inspect(listing, "notice")
        return [
            Action(Act.REMOVE if fake else Act.ALLOW, when, number, reason="notice")
            for number, when, fake in zip(listing.tolist(), day.tolist(), founded.tolist(), strict=True)
        ]

    def _appeals(self, seen: Seen) -> list[Action]:
        listing = seen.ledger.removals["listing"][seen.appeals]
        day = seen.appeals_day + self._takes(seen.appeals, _APPEALED_FOR, 2)
        due = day < seen.end_day
        listing, day = listing[due], np.maximum(day[due], seen.start_day)
        stands = self._inspect(listing, "appeal")
        return [
            Action(Act.UPHOLD if fake else Act.RELEASE, when, number, reason="appeal")
            for number, when, fake in zip(listing.tolist(), day.tolist(), stands.tolist(), strict=True)
        ]

    def _takes(self, numbers: Any, days: tuple[float, float], salt: int) -> Any:
        """Return how many days each case takes: the same however often it is asked."""
        low, high = days
        return low + (high - low) * uniforms(numbers, self._seed * 7 + salt) ** 2


class Verdicts:
    """Removes what a laboratory found to be counterfeit."""

    name = "test_buy"

    def screen(self, posted: Posted) -> list[Action]:
        """See Defence.screen: nobody has bought what is new."""
        del posted
        return []

    def end_of_week(self, seen: Seen) -> list[Action]:
        """See Defence.end_of_week."""
        told = zip(seen.verdicts.tolist(), seen.verdicts_day.tolist(), strict=True)
        return [Action(Act.REMOVE, day, listing, reason="test buy") for listing, day in told]
