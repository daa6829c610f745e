"""Test buys with laboratory verdicts, and leads to the police with what came of them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, stream
from countermark.sim.notices import Notices
from countermark.sim.plan import KIND, Plan
from countermark.sim.world import World

DESIGNS: Final = ("random", "targeted")
VERDICTS: Final = ("genuine", "counterfeit", "grey_market", "inconclusive")
_HIT: Final = 0.7
"""Share of targeted test buys that go to counterfeits: Rouse found 62.5% of 1,020 to be fake, by verdict."""
_INCONCLUSIVE: Final = 0.04
ARRESTS_PER_LEAD: Final = 0.74
SITES_PER_LEAD: Final = 1.20
"""Of the 2016 report: 880 arrests and 1,419 sites of 1,184 leads."""
_MONTHS_TO_RAID: Final = 4.0


@dataclass(frozen=True)
class TestBuys:
    """Test buys of a chunk; arrays by test buy."""

    __test__ = False  # its name begins as pytest's test classes do

    row: Any
    design: Any
    """int64: place in `DESIGNS`."""
    inclusion: Any
    """float64: probability with which the random design takes a listing; not known of targeted ones (NaN)."""
    bought_day: Any
    verdict_day: Any
    verdict: Any
    """int64: place in `VERDICTS`."""


def make_test_buys(world: World, plan: Plan, notices: Notices, chunk: int) -> TestBuys:
    """Return the test buys among a chunk's listings of brands' goods."""
    rng = stream(world.config.seed, Stream.TEST_BUYS, chunk)
    config = world.config
    open_from = np.maximum(np.where(plan.bait, plan.edited_day, plan.created_day), 0)
    open_to = np.minimum(notices.end_day, config.days)
    able = plan.branded & (open_from < open_to)
    at_random = able & (rng.random(plan.count) < config.test_buy_rate / 2)
    aimed = _aimed(rng, plan, able & ~at_random, round(plan.count * config.test_buy_rate / 2))
    row = np.concatenate([np.flatnonzero(at_random), aimed])
    design = np.concatenate([np.zeros(int(at_random.sum()), np.int64), np.ones(len(aimed), np.int64)])
    bought = open_from[row] + rng.random(len(row)) * (open_to - open_from)[row]
    return TestBuys(
        row=row,
        design=design,
        inclusion=np.where(design == 0, config.test_buy_rate / 2, np.nan),
        bought_day=bought,
        verdict_day=bought + 6 + rng.gamma(4, 3, len(row)),
        verdict=_verdicts(rng, config.lab_sensitivity, config.lab_false_rate, plan.kind[row]),
    )


def _aimed(rng: np.random.Generator, plan: Plan, able: Any, count: int) -> Any:
    """Return listings that look suspicious to somebody: seven in ten are counterfeits, the others are cheap or grey."""
    fakes = rng.permutation(np.flatnonzero(able & (plan.kind == KIND["counterfeit"])))
    lawful = able & (plan.kind != KIND["counterfeit"]) & (plan.usd < 0.8 * plan.typical_usd)
    hits = min(round(count * _HIT), len(fakes))
    others = rng.permutation(np.flatnonzero(lawful))[: round(hits * (1 - _HIT) / _HIT)]
    return np.sort(np.concatenate([fakes[:hits], others]))


def _verdicts(rng: np.random.Generator, sensitivity: float, false_rate: float, kind: Any) -> Any:
    """Return what the laboratory says: mostly the truth."""
    draw, unsure = rng.random(len(kind)), rng.random(len(kind)) < _INCONCLUSIVE
    bad = draw < np.where(kind == KIND["counterfeit"], sensitivity, false_rate)
    lawful = np.where((kind == KIND["grey"]) & (rng.random(len(kind)) < 0.8), 2, 0)
    return np.where(unsure, 3, np.where(bad, 1, lawful))


@dataclass(frozen=True)
class Leads:
    """Leads to the police; arrays by lead."""

    operator: Any
    day: Any
    place: Any
    """int64: place that the lead names; the operator's workshop in two of three."""
    outcome_day: Any
    """float64, infinity while nothing has come of it by the end of the world."""
    arrests: Any
    sites: Any
    seized_usd: Any


def make_leads(world: World) -> Leads:
    """Return the leads of the whole world."""
    rng = stream(world.config.seed, Stream.LEADS)
    operators = world.operators
    chosen = np.flatnonzero(operators.lead_day < world.config.days)
    count = len(chosen)
    right = rng.random(count) < 2 / 3
    place = np.where(right, operators.workshop_place[operators.workshop[chosen]], operators.warehouse[chosen])
    day = operators.lead_day[chosen]
    outcome = day + 15 + rng.gamma(2, 30 * _MONTHS_TO_RAID / 2, count)
    known = outcome < world.config.days
    sites = rng.poisson(SITES_PER_LEAD, count)
    return Leads(
        operator=chosen,
        day=day,
        place=place.astype(np.int64) if count else np.zeros(0, np.int64),
        outcome_day=np.where(known, outcome, np.inf),
        arrests=np.where(known, rng.poisson(ARRESTS_PER_LEAD, count), 0),
        sites=np.where(known, sites, 0),
        # RMB 3 bn of 1,419 sites is about USD 300,000 a site (the report's figures at its time's rate).
        seized_usd=np.where(known, sites * rng.lognormal(np.log(300_000) - 0.5, 1.0, count), 0.0),
    )
