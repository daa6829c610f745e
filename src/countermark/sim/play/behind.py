"""What is really so of every listing that is posted in a play, and of every account."""

from dataclasses import fields
from typing import Any, Final

import numpy as np

from countermark.sim.chance import uniforms
from countermark.sim.operators import STYLES
from countermark.sim.plan import KIND, STYLE, Plan
from countermark.sim.play.adaptive import WAYS
from countermark.sim.play.columns import Columns
from countermark.sim.play.options import PlayOptions

SHOWING: Final = frozenset({"hidden", "disguised", "slang", "cheap"})
"""Styles that a person who looks at the listing knows for what they are."""
_SHOWS: Final = np.array([style in SHOWING for style in STYLES])
_PLAN: Final = tuple(each.name for each in fields(Plan))
_SALTS: Final = {"reviewer": 1, "notice": 2, "appeal": 3}


class Behind:
    """The truth about listings and accounts, by their numbers in the ledger.

    Args:
        plan: of the world; for the types of its arrays.
        roles: int64 (sellers,): place in `ROLES` of each account that is there from the start.
        operators: int64 (sellers,): who is behind it, -1 for none.
    """

    def __init__(self, plan: Plan, roles: Any, operators: Any) -> None:
        planned = {name: getattr(plan, name).dtype for name in _PLAN}
        numbers = ("intent", "attempt", "price_1", "price_2", *(f"way_{name}" for name in WAYS))
        self.listings = Columns(planned | dict.fromkeys(numbers, np.int64) | {"written": bool, "family_name": object})
        """The plan of each listing; `intent` (which one of the world it carries out), `attempt` (0 for the first),
        `written` (its words were made in the play), `family_name` (of its disguise), `way_...` (-1 for none), and its
        prices before and after an edit."""
        self.sellers = Columns.of(role=roles, operator=operators, turn=np.zeros(len(roles), np.int64))

    def add(self, plan: Plan, **more: Any) -> None:
        """Take in listings, in the order in which the ledger does."""
        self.listings.add(plan.count, **{name: getattr(plan, name) for name in _PLAN}, **more)

    def plan(self, listing: Any) -> Plan:
        """Return the plan of some listings."""
        return Plan(**{name: self.listings[name][listing] for name in _PLAN})

    def is_counterfeit(self, listing: Any, day: Any) -> Any:
        """Tell which listings offer counterfeits on these days, bool (n,): a bait does so only from its edit on."""
        rows = {name: self.listings[name][listing] for name in ("kind", "bait", "edited_day")}
        return (rows["kind"] == KIND["counterfeit"]) & ~(rows["bait"] & (day < rows["edited_day"]))

    def ways(self, listing: Any) -> dict[str, Any]:
        """Return what operators learn from: way -> choice of each listing."""
        return {name: self.listings[f"way_{name}"][listing] for name in WAYS}


class Looks:
    """People who look at goods: `Inspection` with the error rates of the options.

    Args:
        behind: what is really so.
        options: how often they err.
        seed: decides who errs where.
    """

    def __init__(self, behind: Behind, options: PlayOptions, seed: int) -> None:
        self._behind = behind
        self._options = options
        self._seed = seed
        self.day = 0.0
        """When they look; set by the driver."""

    def __call__(self, listing: Any, by: str) -> Any:
        """See Inspection."""
        options, behind = self._options, self._behind
        style = behind.listings["style"][listing]
        catches: Any = getattr(options, f"{by}_catches")
        if by == "reviewer":
            shows = _SHOWS[np.maximum(style, STYLE["plain"])]
            catches = np.where(shows, options.reviewer_catches, options.reviewer_catches_plain)
        wrongs = getattr(options, f"{by}_wrongs")
        draw = uniforms(listing, self._seed * 16 + _SALTS[by])
        return draw < np.where(behind.is_counterfeit(listing, self.day), catches, wrongs)
