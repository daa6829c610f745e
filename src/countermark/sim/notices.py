"""Rights holders' notices, what the platform did, counter-notices: the reactive half of the programme.

It decides when listings leave, so it comes before their orders.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, stream
from countermark.sim.plan import KIND, Plan
from countermark.sim.world import World

# Notices a week and counterfeit, by rights holder (good, careless, malicious, asleep), for a listing that is as easy
# to find as a plain one.
WEEKLY: Final = np.array([0.045, 0.028, 0.015, 0.001])
EASE: Final = np.array([0.7, 0.6, 0.9, 1.0, 0.3, 0.8, 2.0, 1.6])
"""Of finding each style of counterfeit, times a plain one."""
# Probability that a listing of other goods is ever noticed, by rights holder; and how it varies with the kind of goods.
# Together they make about 28 notices in 100 unfounded, as Urban, Karaganis and Schofield found of takedown requests
# (Notice and Takedown in Everyday Practice, 2016: 28.4% of questionable validity).
FALSE: Final = np.array([0.0008, 0.0055, 0.019, 0.0])
FALSE_KIND: Final = np.array([1.0, 0.05, 3.0, 1.2, 1.2, 1.6, 0.8, 0.0, 0.0])
_UPHELD: Final = (0.5, 0.92)
"""Share of unfounded and of founded notices after which the platform removes the listing."""
ANSWERED: Final = (0.28, 0.06)
"""Share of removed listings, lawful and counterfeit, whose sellers send a counter-notice."""
_RESTORED: Final = (0.7, 0.12)
"""Share of counter-notices, of lawful and of counterfeit listings, after which the listing comes back."""


@dataclass(frozen=True)
class Notices:
    """Notices about listings of a chunk; arrays by notice, days counted from the world's first."""

    row: Any
    """int64: place of the listing in the chunk."""
    sent_day: Any
    founded: Any
    """bool: the listing is counterfeit."""
    decided_day: Any
    removed: Any
    """bool"""
    countered_day: Any
    """float64, infinity for none."""
    restored_day: Any
    """float64, infinity for none."""
    end_day: Any
    """float64 (listings of the chunk,): day from which each cannot be bought, or infinity."""


def make_notices(world: World, plan: Plan, chunk: int) -> Notices:
    """Return the notices about a chunk's listings; at most one a listing."""
    rng = stream(world.config.seed, Stream.NOTICES, chunk)
    count, days = plan.count, world.config.days
    holder = world.catalogue.holder[plan.brand]
    bad = plan.kind == KIND["counterfeit"]
    visible_from = np.maximum(np.where(plan.bait, plan.edited_day, plan.created_day), 0)
    visible_to = np.minimum(plan.ended_day, days)
    hazard = WEEKLY[holder] * EASE[plan.style] / 7
    found = visible_from + rng.exponential(1, count) / np.maximum(hazard, 1e-9)
    wrong = rng.random(count) < FALSE[holder] * FALSE_KIND[plan.kind]
    at_random = visible_from + rng.random(count) * (visible_to - visible_from).clip(min=0)
    sent = np.where(bad, found, np.where(wrong, at_random, np.inf))
    row = np.flatnonzero(np.isfinite(sent) & (sent < visible_to) & (visible_from < visible_to))
    founded, sent = bad[row], sent[row]
    decided = sent + 0.2 + rng.lognormal(0, 0.8, len(row))
    removed = rng.random(len(row)) < np.where(founded, _UPHELD[1], _UPHELD[0])
    answered = removed & (rng.random(len(row)) < np.where(founded, ANSWERED[1], ANSWERED[0]))
    countered = np.where(answered, decided + rng.exponential(4, len(row)), np.inf)
    back = answered & (rng.random(len(row)) < np.where(founded, _RESTORED[1], _RESTORED[0]))
    restored = np.where(back, countered + 1 + rng.exponential(9, len(row)), np.inf)
    end = plan.ended_day.copy()
    final = removed & ~np.isfinite(restored)
    end[row[final]] = np.minimum(end[row[final]], decided[final])
    return Notices(row, sent, founded, decided, removed, countered, restored, end)
