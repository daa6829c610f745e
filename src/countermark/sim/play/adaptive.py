"""Counterfeit operators who learn: which ways of offering get through, and which do not.

Each operator keeps, for every way (style of offer, family of disguise, price, brand, route), how often it posted so and
how often that was stopped, and prefers what gets through, starting from what its skill suggests; whoever was stopped
becomes more careful, as in the world. What was never tried is taken to get through as often as the rest. Old experience
fades, and members of a ring tell each other. An operator does not know why a listing was stopped, so it blames every
way that the listing had, as a real one would.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.operators import STYLES, TARGETS, style_shares
from countermark.sim.play.options import PlayOptions
from countermark.sim.world import World

FAMILIES: Final = 6
"""Families of disguise that an operator knows; which of the pack they are follows from the operator."""
PRICES: Final = (1.0, 1.15, 1.35)
"""Times the planned price: nearer to what the genuine article costs."""
ELASTICITY: Final = 2.0
"""Of demand: at 1.15 times the price 76% of the buyers are left. Estimates for branded goods lie around 1.5 to 3."""
WAYS: Final = {
    "style": STYLES,
    "family": tuple(f"family {number + 1}" for number in range(FAMILIES)),
    "price": tuple(f"{price:g}" for price in PRICES),
    "brand": tuple(f"brand {number + 1}" for number in range(TARGETS)),
    "route": ("first", "second"),
}
"""Way -> its choices."""
_FIRST: Final = {
    "family": tuple(0.6**number for number in range(FAMILIES)),
    "price": (0.80, 0.15, 0.05),
    "brand": (0.6, 0.2, 0.2),
    "route": (0.9, 0.1),
}
"""What operators do before they know anything; styles follow from their skill."""
_LEAST: Final = 0.01
"""Share of each style that even an unskilled operator tries."""
_BELIEF: Final = 3.0
"""Weight of what an operator believes of a way that it has not tried, in listings."""
_HOPE: Final = (3.0, 0.45)
"""Posted and stopped of what it imagines before it has posted anything: 85% get through."""
_GREED: Final = 6.0
"""Power of the share that gets through: with 6, half the share is chosen 64 times more rarely."""
_FADES: Final = 0.93
"""What is left of experience after a week."""
_TOLD: Final = 0.5
"""Weight of what other members of a ring experience."""
_SHOCK: Final = 3
"""Listings stopped in a week after which an operator may go quiet, if they are more than half of what it has posted."""
_QUIET_DAYS: Final = 30.0
"""For a wholly cautious operator, as in the world."""
_REOPENS_DAYS: Final = (3.0, 14.0)
"""From the closure of an account to the next one: at least, and the mean beyond it."""
MAX_LOTS: Final = 8


@dataclass(frozen=True)
class Change:
    """One change of an operator's ways."""

    day: float
    operator: int
    what: str
    """A way, or `account`, `lots`, `quiet`."""
    before: str
    after: str
    stopped_share: float
    """Of what it did before, by its own count; NaN where nothing was counted."""


class Experience:
    """What the operators of a world have learnt, and what they do because of it.

    Args:
        world: whose operators.
        options: whether they adapt at all.
    """

    def __init__(self, world: World, options: PlayOptions) -> None:
        count = world.operators.count
        self._adapts = options.adapts
        self._ring = world.operators.ring
        self._caution = world.operators.caution
        self._skill = world.operators.skill
        self._posted = {name: np.zeros((count, len(choices))) for name, choices in WAYS.items()}
        self._stopped = {name: np.zeros((count, len(choices))) for name, choices in WAYS.items()}
        self.lots = np.ones(count, np.int64)
        """int64 (operators,): into how many lots an operator splits what it has; one more after a week of losses."""
        self._favourite = {name: self._weights(name).argmax(axis=1) for name in WAYS}
        self.quiet_until = np.full(count, -np.inf)
        """float64 (operators,): day before which it posts nothing."""

    def choose(self, name: str, operator: Any, rng: np.random.Generator) -> Any:
        """Return a choice of one way for each listing, int64 (n,)."""
        edges = np.cumsum(self._weights(name)[operator], axis=1)
        return (rng.random(len(operator))[:, None] * edges[:, -1:] >= edges).sum(axis=1)

    def post(self, operator: Any, ways: dict[str, Any]) -> None:
        """Count listings that were posted."""
        self._count(self._posted, operator, ways)

    def stop(self, operator: Any, ways: dict[str, Any]) -> None:
        """Count listings that were stopped."""
        self._count(self._stopped, operator, ways)

    def end_week(self, day: float, stopped: Any, rng: np.random.Generator) -> list[Change]:
        """Let the operators think over a week and return what they change.

        Args:
            day: first day after it.
            stopped: int64 (operators,): listings stopped in it.
            rng: decides how long they lie low.
        """
        if not self._adapts:
            return []
        quiet_days = rng.exponential(_QUIET_DAYS * np.maximum(self._caution, 0.05))
        changes = self._new_favourites(day)
        for operator in np.flatnonzero(stopped).tolist():
            changes += self._after_losses(day, operator, int(stopped[operator]), float(quiet_days[operator]))
        for experience in (self._posted, self._stopped):
            experience.update({name: counts * _FADES for name, counts in experience.items()})
        return changes

    def _weights(self, name: str) -> Any:
        if name == "style":
            first = style_shares(self._skill, self.lots - 1) + _LEAST
        else:
            first = np.tile(_FIRST[name], (len(self.lots), 1))
        if not self._adapts:
            return first
        posted, stopped = self._posted[name], self._stopped[name]
        usual = (stopped.sum(axis=1) + _HOPE[1]) / (posted.sum(axis=1) + _HOPE[0])
        through = 1 - (stopped + _BELIEF * usual[:, None]) / (posted + _BELIEF)
        return first * np.clip(through, 0.01, 1) ** _GREED

    def _count(self, counts: dict[str, Any], operator: Any, ways: dict[str, Any]) -> None:
        for name, choice in ways.items():
            known = choice >= 0  # only disguised names have a family
            np.add.at(counts[name], (operator[known], choice[known]), 1.0)
            for number in np.unique(self._ring[operator[known]]).tolist():
                if number < 0:
                    continue
                told = np.bincount(choice[known][self._ring[operator[known]] == number], minlength=len(WAYS[name]))
                own = np.zeros_like(counts[name])
                np.add.at(own, (operator[known], choice[known]), _TOLD)
                members = np.flatnonzero(self._ring == number)
                counts[name][members] += _TOLD * told - own[members]

    def _new_favourites(self, day: float) -> list[Change]:
        changes = []
        for name, choices in WAYS.items():
            now = self._weights(name).argmax(axis=1)
            for operator in np.flatnonzero(now != self._favourite[name]).tolist():
                before = int(self._favourite[name][operator])
                share = self._stopped[name][operator, before] / max(self._posted[name][operator, before], 1e-9)
                changes.append(
                    Change(day, operator, name, choices[before], choices[now[operator]], float(min(share, 1.0)))
                )
            self._favourite[name] = now
        return changes

    def _after_losses(self, day: float, operator: int, stopped: int, quiet_days: float) -> list[Change]:
        share = float(self._stopped["style"][operator].sum() / max(self._posted["style"][operator].sum(), 1e-9))
        changes, lots = [], int(self.lots[operator])
        if lots < MAX_LOTS:
            self.lots[operator] = lots + 1
            changes.append(Change(day, operator, "lots", str(lots), str(lots + 1), min(share, 1.0)))
        if stopped >= _SHOCK and share > 0.5 and day >= self.quiet_until[operator]:
            self.quiet_until[operator] = day + quiet_days
            changes.append(Change(day, operator, "quiet", "", f"{quiet_days:.0f} days", min(share, 1.0)))
        return changes


def reopens_after(rng: np.random.Generator, count: int) -> Any:
    """Return how many days pass from the closure of an account to the next one of its operator, float64 (n,)."""
    return _REOPENS_DAYS[0] + rng.exponential(_REOPENS_DAYS[1], count)
