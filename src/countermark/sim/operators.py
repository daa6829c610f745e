"""Counterfeit operators and rings: who is behind the accounts, where they make and store, and how they change.

Small tables, made whole by every process that makes a part of the world.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.catalogue import Catalogue
from countermark.sim.chance import Stream, pick, stream
from countermark.sim.config import WorldConfig
from countermark.sim.content import MARKETS, goods_names, places

STYLES: Final = ("plain", "used", "outlet", "posing", "hidden", "disguised", "slang", "cheap")
"""How a counterfeit is offered: as a new article of the brand at a fair price; as second-hand; as outlet or parallel
goods; as an official shop; without the brand's name, which only the picture shows; with the name in disguise; in the
words of the trade; plainly but far too cheap."""
_CLUMSY: Final = np.array([0.12, 0.03, 0.05, 0.05, 0.20, 0.20, 0.15, 0.20])
_CAREFUL: Final = np.array([0.62, 0.14, 0.12, 0.05, 0.05, 0.02, 0.0, 0.0])
ACCOUNTS_MEAN: Final = 2.5
LISTINGS_PER_OPERATOR: Final = 35
TARGETS: Final = 3
"""Brands that an operator copies."""
STEPS: Final = 6
"""Adaptation steps that are foreseen for each operator."""
ROUTES: Final = ("domestic", "sea", "air")
_OVERSEAS: Final = ("VN", "TR", "IN", "TH", "MY", "PK", "BD", "ID", "KR")


@dataclass(frozen=True)
class Operators:
    """All operators, as arrays by number; places are numbers of `places()`."""

    market: Any
    """int64 (operators,): place in `MARKETS`."""
    skill: Any
    """float64, 0 (clumsy) to 1 (careful)."""
    caution: Any
    """float64, 0 (uses one phone for everything) to 1 (a new identity for every account)."""
    weight: Any
    """float64: relative size."""
    ring: Any
    """int64: number of the ring, -1 for none."""
    supplier: Any
    workshop: Any
    """int64: number of the workshop; operators of a ring share one or two."""
    warehouse: Any
    """int64: place from which parcels go out."""
    route: Any
    """int64 (operators, 2): number of the route used first, and of the one used after being stopped twice."""
    targets: Any
    """int64 (operators, TARGETS): brands."""
    accounts: Any
    """int64: how many seller accounts."""
    step_days: Any
    """float64 (operators, STEPS): day of the world on which the operator changes its ways, in order."""
    lead_day: Any
    """float64: day on which a lead goes to the police, or infinity."""
    workshop_place: Any
    """int64 (workshops,)."""
    workshop_at: Any
    """float64 (workshops, 2): latitude and longitude, a few kilometres from the place."""
    route_kind: Any
    """int64 (routes,): place in `ROUTES`."""
    route_port: Any
    """int64 (routes,): place of entry, -1 for none."""
    route_from: Any
    """int64 (routes,): place where it begins."""

    @property
    def count(self) -> int:
        """How many operators."""
        return len(self.market)


def counterfeiters_listings(config: WorldConfig) -> int:
    """Return how many listings the accounts of counterfeiters have; four in five of them are counterfeits."""
    return round(config.listings * config.counterfeit_share / 0.8)


def make_operators(config: WorldConfig, catalogue: Catalogue) -> Operators:
    """Return the operators of a world; there are none when its counterfeit share is 0."""
    rng = stream(config.seed, Stream.OPERATORS)
    listings = counterfeiters_listings(config)
    count = max(3, round(listings / LISTINGS_PER_OPERATOR)) if listings else 0
    story = count > 0 and config.lubricant_story
    market = pick(rng, (0.24, 0.10, 0.44, 0.22), count)
    ring = _rings(rng, count, config.ring_share, story=story)
    market = _follow(ring, market)
    members = max(2, min(count // 3, 6)) if story else 0
    market[:members] = MARKETS.index("CN")
    overseas = rng.random(count) < 0.25
    overseas[:members] = True
    overseas = _follow(ring, overseas)
    workshop, workshop_place = _workshops(rng, market, overseas, ring)
    route, routes = _routes(rng, market, overseas, workshop_place[workshop], members)
    return Operators(
        market=market,
        skill=rng.beta(2.2, 1.4, count),
        caution=rng.beta(1.6, 1.6, count),
        weight=rng.lognormal(0, 1.1, count),
        ring=ring,
        supplier=np.where(ring >= 0, ring, len(ring) + np.arange(count) // 2),
        workshop=workshop,
        warehouse=_places_of(rng, [MARKETS[at] for at in market]),
        route=route,
        targets=_targets(rng, catalogue, market, members),
        accounts=np.minimum(rng.geometric(1 / ACCOUNTS_MEAN, count), 12),
        step_days=np.cumsum(rng.exponential(55, (count, STEPS)) + 10, axis=1),
        lead_day=np.where(rng.random(count) < config.lead_rate, rng.uniform(20, max(21, config.days), count), np.inf),
        workshop_place=workshop_place,
        workshop_at=_near(rng, workshop_place),
        route_kind=routes[0],
        route_port=routes[1],
        route_from=routes[2],
    )


def style_shares(skill: Any, step: Any) -> Any:
    """Return how likely each style is, float64 (n, styles): whoever was stopped becomes more careful."""
    careful = np.clip(np.asarray(skill) + 0.08 * np.asarray(step), 0, 1)[:, None]
    return (1 - careful) * _CLUMSY + careful * _CAREFUL


def _rings(rng: np.random.Generator, count: int, share: float, *, story: bool) -> Any:
    """Return each operator's ring: three or so operators a ring; the planted one is number 0."""
    rings = max(1, round(count * share / 3.5))
    ring = np.where(rng.random(count) < share, 1 + rng.integers(0, rings, count), -1)
    if story:
        ring[: max(2, min(count // 3, 6))] = 0
    return ring


def _follow(ring: Any, values: Any) -> Any:
    """Return the values with every member of a ring taking that of the ring's first member."""
    out = np.array(values)
    for number in np.unique(ring[ring >= 0]):
        members = np.flatnonzero(ring == number)
        out[members] = out[members[0]]
    return out


def _places_of(rng: np.random.Generator, countries: list[str]) -> Any:
    """Return a place in each country, larger ones more often."""
    by_country: dict[str, tuple[Any, Any]] = {}
    for country in sorted(set(countries)):
        numbers = np.array([at for at, place in enumerate(places()) if place.country == country])
        weights = np.sqrt([places()[at].population for at in numbers])
        by_country[country] = (numbers, np.cumsum(weights) / weights.sum())
    draws = rng.random(len(countries))
    return np.array(
        [
            by_country[country][0][np.searchsorted(by_country[country][1], u)]
            for country, u in zip(countries, draws, strict=True)
        ],
        np.int64,
    )


def _workshops(rng: np.random.Generator, market: Any, overseas: Any, ring: Any) -> tuple[Any, Any]:
    """Return each operator's workshop, and where the workshops are: one a ring, one for every lone operator."""
    keys = np.where(ring >= 0, ring, 1_000_000 + np.arange(len(ring)))
    unique, first, workshop = np.unique(keys, return_index=True, return_inverse=True)
    foreign = rng.choice(_OVERSEAS, len(unique)).tolist()
    countries = [
        foreign[at] if overseas[operator] else ("CN" if market[operator] < 2 else MARKETS[market[operator]])
        for at, operator in enumerate(first)
    ]
    return workshop, _places_of(rng, countries)


def _routes(
    rng: np.random.Generator, market: Any, overseas: Any, origin: Any, story_members: int
) -> tuple[Any, tuple[Any, Any, Any]]:
    """Return each operator's two routes, and of every route kind, port of entry and beginning."""
    ports = {
        country: [at for at, place in enumerate(places()) if place.country == country and place.port]
        for country in MARKETS
    }
    found: dict[tuple[int, int, int], int] = {}
    route = np.zeros((len(market), 2), np.int64)
    for operator, country in enumerate(MARKETS[at] for at in market):
        abroad = overseas[operator] or places()[origin[operator]].country != country
        for way in range(2):
            by_sea = operator < story_members or rng.random() < 0.6
            kind = (1 if by_sea else 2) if abroad else 0
            port = int(rng.choice(ports[country])) if kind == 1 else -1
            route[operator, way] = found.setdefault((kind, port, int(origin[operator])), len(found))
    keys = np.array(list(found), np.int64).reshape(-1, 3)
    return route, (keys[:, 0], keys[:, 1], keys[:, 2])


def _targets(rng: np.random.Generator, catalogue: Catalogue, market: Any, story_members: int) -> Any:
    """Return the brands that each operator copies: of one kind of goods, sold in its market."""
    targets = np.zeros((len(market), TARGETS), np.int64)
    lubricant = goods_names().index("lubricant")
    for operator, country in enumerate(market):
        able = catalogue.attraction * catalogue.brand_markets[:, country]
        if operator < story_members:
            able = able * (catalogue.brand_goods == lubricant)
        first = int(pick(rng, able, 1)[0])
        kin = able * (catalogue.brand_goods == catalogue.brand_goods[first])
        targets[operator] = [first, *pick(rng, kin, TARGETS - 1)]
    return targets


def _near(rng: np.random.Generator, place: Any) -> Any:
    at = np.array([(places()[number].latitude, places()[number].longitude) for number in place]).reshape(-1, 2)
    return at + rng.normal(0, 0.06, at.shape)
