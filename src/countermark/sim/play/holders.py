"""Rights holders who send notices about what they see on sale, and sellers who answer removals."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, stream, uniforms
from countermark.sim.notices import ANSWERED, EASE, FALSE, FALSE_KIND, WEEKLY
from countermark.sim.play.behind import Behind
from countermark.sim.play.columns import Columns
from countermark.sim.play.ledger import ON_SALE, Ledger
from countermark.sim.world import World

_APPEALS_DAYS: Final = 4.0
"""Mean days until a seller answers a removal."""
_PLEADS: Final = (0.8, 0.2)
"""Share of closed sellers, others and counterfeiters, who appeal everything that led to it. Invented, as are the shares
of removals that are answered."""


@dataclass
class Notices:
    """Notices of the play: who sent them about what, and what came of them."""

    rows: Columns
    """`listing`, `day`, `brand`, `founded`, `decided_day`, `removed`."""

    def open_before(self, day: float) -> Any:
        """Return the rows of notices that came in before a day and are not decided."""
        return np.flatnonzero((self.rows["day"] < day) & ~np.isfinite(self.rows["decided_day"]))

    def decide(self, listing: int, day: float, *, removed: bool) -> None:
        """Note what the desk decided about the notices about a listing."""
        row = np.flatnonzero((self.rows["listing"] == listing) & ~np.isfinite(self.rows["decided_day"]))
        self.rows["decided_day"][row] = day
        self.rows["removed"][row] = removed


class Holders:
    """Rights holders of different zeal and honesty; each sends at most one notice about a listing.

    Args:
        world: whose brands they own.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.notices = Notices(Columns({
            "listing": np.int64, "day": float, "brand": np.int64, "founded": bool, "decided_day": float,
            "removed": bool,
        }))  # fmt: skip

    def look(self, ledger: Ledger, behind: Behind, week: int) -> None:
        """Let them look through what is on sale in a week and send notices.

        Counterfeits are found at the rate with which they are found in the world; lawful goods get as many wrong
        notices in the time for which they are meant to be on sale.
        """
        rng = stream(self._world.config.seed, Stream.PLAY_HOLDERS, week)
        day = 7 * week + 7 * rng.random(len(ledger.listings))
        draw = rng.random(len(day))
        told = np.zeros(len(day), bool)
        told[self.notices.rows["listing"]] = True
        rows = np.flatnonzero((ledger.listings["state"] == ON_SALE) & ~told)
        rows = rows[ledger.is_on_sale(rows, day[rows])]
        plan = behind.plan(rows)
        holder = self._world.catalogue.holder[plan.brand]
        bad = behind.is_counterfeit(rows, day[rows])
        weeks = np.maximum(np.minimum(plan.ended_day, self._world.config.days) - np.maximum(plan.created_day, 0), 7) / 7
        wrong = FALSE[holder] * FALSE_KIND[plan.kind] / weeks
        chance = np.where(bad, 1 - np.exp(-WEEKLY[holder] * EASE[plan.style]), wrong)
        hit = draw[rows] < chance
        self.notices.rows.add(
            int(hit.sum()), listing=rows[hit], day=day[rows[hit]], brand=plan.brand[hit], founded=bad[hit],
            decided_day=np.inf, removed=False,
        )  # fmt: skip


class Appeals:
    """Sellers who answer removals: honest ones more often.

    Args:
        seed: decides who does.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rows = Columns({"removal": np.int64, "day": float, "decided_day": float})

    def answer(self, ledger: Ledger, behind: Behind, removals: Any) -> Any:
        """Let sellers answer the removals of a week; return the rows of those that nobody will answer."""
        by_hand = removals[ledger.removals["by"][removals] != "closure"]
        listing, day = ledger.removals["listing"][by_hand], ledger.removals["day"][by_hand]
        share = np.where(behind.is_counterfeit(listing, day), ANSWERED[1], ANSWERED[0])
        answers = uniforms(by_hand, self._seed * 16 + 8) < share
        after = -_APPEALS_DAYS * np.log1p(-uniforms(by_hand, self._seed * 16 + 9))
        self.rows.add(int(answers.sum()), removal=by_hand[answers], day=(day + after)[answers], decided_day=np.inf)
        return by_hand[~answers]

    def plead(self, ledger: Ledger, behind: Behind, closed: Any) -> None:
        """Let sellers whose accounts were closed appeal all removals that stand and that they have not appealed.

        Args:
            ledger: after the week.
            behind: the truth.
            closed: int64: rows of `ledger.closures`.
        """
        seller, day = ledger.closures["seller"][closed], ledger.closures["day"][closed]
        share = np.where(behind.sellers["operator"][seller] >= 0, _PLEADS[1], _PLEADS[0])
        pleads = uniforms(seller, self._seed * 16 + 11) < share
        owner = ledger.listings["seller"][ledger.removals["listing"]]
        stands = ~np.isfinite(ledger.removals["restored_day"]) & (ledger.removals["by"] != "closure")
        stands[self.rows["removal"]] = False
        for number, when in zip(seller[pleads].tolist(), day[pleads].tolist(), strict=True):
            rows = np.flatnonzero(stands & (owner == number))
            self.rows.add(len(rows), removal=rows, day=when + 1, decided_day=np.inf)

    def open_before(self, day: float) -> Any:
        """Return the rows of appeals that came in before a day and are not decided."""
        return np.flatnonzero((self.rows["day"] < day) & ~np.isfinite(self.rows["decided_day"]))

    def decide(self, removal: int, day: float) -> None:
        """Note that an appeal is decided."""
        self.rows["decided_day"][self.rows["removal"] == removal] = day
