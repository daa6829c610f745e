"""What was bought, how it travelled, what came back, and what buyers wrote."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, pick, stream
from countermark.sim.content import MARKETS, places
from countermark.sim.layout import ROLE
from countermark.sim.notices import Notices
from countermark.sim.operators import ROUTES
from countermark.sim.plan import KIND, STYLE, Plan
from countermark.sim.world import World

SPREAD: Final = 1.75
"""Standard deviation of the logarithm of listings' sales. With the sellers' own spread, one tenth of the listings makes
four fifths of the sales, as in the scored Mercado Livre crawl (83%)."""
MAX_ORDERS: Final = 5_000
DEMAND_OF_STYLE: Final = np.array([2.5, 2.2, 2.9, 2.6, 3.3, 3.0, 3.2, 3.5])
"""Sales of each style of counterfeit, times those of other goods: fakes leave sooner, yet the OECD and EUIPO put
them at up to 2.3% of trade."""
REASONS: Final = ("suspected_fake", "defect", "not_as_described", "changed_mind", "late")
"""Of refunds."""
_OTHER: Final = (0.32, 0.26, 0.3, 0.12)
"""Shares of the reasons other than the first. Invented: we know of no public figures."""
_DOUBT_OF_STYLE: Final = np.array([1.0, 0.9, 1.0, 1.3, 0.6, 0.6, 0.2, 0.8])
"""How often buyers get money back as for a fake, times a plain counterfeit: who wanted a copy does not complain."""
_REVIEWED: Final = 0.12
STARS: Final = np.array([0.032, 0.008, 0.022, 0.071, 0.867])
"""One to five stars: the 229 listings of the Mercado Livre HP 664 crawl."""
_FAKE_STARS: Final = np.array([0.10, 0.03, 0.05, 0.12, 0.70])
_COMPLAINED: Final = (0.0002, 0.004)
"""Share of orders of lawful goods and of counterfeits about which a consumer complains to the platform."""
COMPLAINTS: Final = ("fake", "unsafe", "not_received", "other")
HOP_DAYS: Final = np.array([1.5, 24.0, 6.0])
"""Days that each kind of route adds on the way in: to the warehouse by sea, to the buyer by air."""


@dataclass(frozen=True)
class Orders:
    """Orders of a chunk; arrays by order. Days are counted from the world's first."""

    row: Any
    """int64: place of the listing in the chunk."""
    number: Any
    """int64: which of the listing's orders."""
    day: Any
    quantity: Any
    buyer: Any
    """int64"""
    shipped_day: Any
    delivered_day: Any
    """float64, infinity for a parcel that never came."""
    first_scan: Any
    """int64: place of the first scan."""
    hub: Any
    """int64: courier hub."""
    port: Any
    """int64: port of entry, -1 for none."""
    destination: Any
    """int64: place of the buyer."""
    refund: Any
    """int64: place in `REASONS`, -1 for none."""
    refund_day: Any
    stars: Any
    """int64: 1 to 5, 0 for no review."""
    says_fake: Any
    """bool: the review says that it is a fake."""
    complaint: Any
    """int64: place in `COMPLAINTS`, -1 for none."""

    @property
    def count(self) -> int:
        """How many orders."""
        return len(self.row)


def make_orders(world: World, plan: Plan, notices: Notices, chunk: int) -> Orders:
    """Return the orders of a chunk's listings in the world's time."""
    rng = stream(world.config.seed, Stream.EVENTS, chunk)
    config = world.config
    start = np.maximum(plan.created_day, 0)
    length = (np.minimum(notices.end_day, config.days) - start).clip(min=0)
    row = np.repeat(np.arange(plan.count), _sales(rng, world, plan, length))
    count = len(row)
    number = np.arange(count) - np.searchsorted(row, row)
    day = start[row] + rng.random(count) * length[row]
    bad = (plan.kind[row] == KIND["counterfeit"]) & ~(plan.bait[row] & (day < plan.edited_day[row]))
    way = _travel(rng, world, plan, row, day, bad=bad)
    refund = _refunds(rng, world, plan, row, bad)
    arrived = np.isfinite(way["delivered_day"])
    refund = np.where(arrived, refund, REASONS.index("late"))
    stars, says_fake = _reviews(rng, bad, arrived, plan.style[row])
    complained = rng.random(count) < np.where(bad, _COMPLAINED[1], _COMPLAINED[0])
    complaint = np.where(bad & (rng.random(count) < 0.8), 0, pick(rng, (0.1, 0.1, 0.4, 0.4), count))
    return Orders(
        row=row,
        number=number,
        day=day,
        quantity=np.minimum(1 + rng.poisson(0.15, count), np.maximum(plan.quantity[row], 1)),
        buyer=rng.integers(0, 3 * config.listings + 1_000, count),
        refund=refund,
        refund_day=np.where(arrived, way["delivered_day"], day + 40) + rng.exponential(6, count) + 0.2,
        stars=stars,
        says_fake=says_fake,
        complaint=np.where(complained, complaint, -1),
        **way,
    )


def _sales(rng: np.random.Generator, world: World, plan: Plan, length: Any) -> Any:
    """Return how often each listing is bought."""
    mean = world.config.orders_per_listing
    interest = np.exp(SPREAD * rng.standard_normal(plan.count) - SPREAD**2 / 2) * plan.popularity / 1.1
    bad = plan.kind == KIND["counterfeit"]
    interest = np.where(bad, interest * DEMAND_OF_STYLE[plan.style], interest)
    # Private sellers run out, and listings are there for part of the time: about 0.43 of what is wished is sold.
    expected = (mean * interest * length / (0.43 * world.config.days)).clip(max=MAX_ORDERS)
    sold = rng.poisson(expected)
    return np.where(plan.role == ROLE["private"], np.minimum(sold, plan.quantity), sold).clip(max=MAX_ORDERS)


def _travel(  # noqa: PLR0913 - an order, its goods and its day
    rng: np.random.Generator, world: World, plan: Plan, row: Any, day: Any, *, bad: Any
) -> dict[str, Any]:
    """Return the parcels' ways: lawful goods and counterfeits go through the same hubs and ports."""
    count = len(row)
    market = plan.market[row]
    ships_from = plan.place[row]
    route = _routes(world, plan, row)
    kind = (
        np.where(route >= 0, _of(world.operators.route_kind, route), 0)
        if world.operators.count
        else np.zeros(count, np.int64)
    )
    countries = np.array([place.country for place in places()], object)
    abroad = countries[ships_from] != np.array(MARKETS, object)[market]
    port = np.where(bad & (kind == ROUTES.index("sea")), _of(world.operators.route_port, route), -1)
    lawful = _any_port(rng, market)
    # Many lawful goods come in through the same ports, to domestic warehouses or straight to the buyer.
    port = np.where(~bad & (abroad | (rng.random(count) < 0.18)), lawful, port)
    direct = bad & (kind == ROUTES.index("air")) & (rng.random(count) < 0.5)
    first = np.where(direct, _of(world.operators.route_from, route), ships_from)
    shipped = day + 0.1 + rng.exponential(1.2, count)
    transit = 1.0 + rng.gamma(3.0, 0.8, count) + np.where(abroad | direct, HOP_DAYS[2] + rng.exponential(5, count), 0)
    lost = rng.random(count) < 0.004
    return {
        "shipped_day": shipped,
        "delivered_day": np.where(lost, np.inf, shipped + transit),
        "first_scan": first,
        "hub": _hubs(rng, first, market),
        "port": port,
        "destination": _destinations(rng, market),
    }


def _routes(world: World, plan: Plan, row: Any) -> Any:
    """Return the route of each order's goods: the operator's second one once it was stopped twice; -1 for none."""
    if not world.operators.count:
        return np.full(len(row), -1)
    source, second = plan.source[row], (plan.step[row] >= 2).astype(np.int64)
    return np.where(source >= 0, world.operators.route[np.maximum(source, 0), second], -1)


def _of(values: Any, at: Any) -> Any:
    return values[np.maximum(at, 0)] if len(values) else np.full(len(at), -1)


def _any_port(rng: np.random.Generator, market: Any) -> Any:
    return _one_of(rng, market, lambda place: place.port)


def _destinations(rng: np.random.Generator, market: Any) -> Any:
    return _one_of(rng, market, lambda _: True)


def _one_of(rng: np.random.Generator, market: Any, fits: Any) -> Any:
    """Return a place of each row's market that fits, larger ones more often."""
    draw = rng.random(len(market))
    out = np.zeros(len(market), np.int64)
    for number, country in enumerate(MARKETS):
        able = np.array([at for at, place in enumerate(places()) if place.country == country and fits(place)])
        edges = np.cumsum(np.sqrt([places()[at].population for at in able]))
        rows = market == number
        out[rows] = able[np.searchsorted(edges / edges[-1], draw[rows])]
    return out


def _hubs(rng: np.random.Generator, first: Any, market: Any) -> Any:
    """Return the hub of each parcel: the nearest to its first scan, or for one in five any of the country."""
    nearest = _nearest_hub()[first]
    return np.where(rng.random(len(first)) < 0.8, nearest, _one_of(rng, market, lambda place: place.hub))


def _nearest_hub() -> Any:
    at = np.array([(place.latitude, place.longitude) for place in places()])
    hubs = np.array([number for number, place in enumerate(places()) if place.hub])
    apart = ((at[:, None] - at[hubs]) ** 2).sum(axis=2)
    return hubs[apart.argmin(axis=1)]


def _refunds(rng: np.random.Generator, world: World, plan: Plan, row: Any, bad: Any) -> Any:
    config, count = world.config, len(row)
    doubt = np.where(bad, config.fake_refund_rate * _DOUBT_OF_STYLE[plan.style[row]], config.false_refund_rate)
    draw = rng.random(count)
    other = 1 + pick(rng, _OTHER, count)
    return np.where(draw < doubt, 0, np.where(draw < doubt + config.other_refund_rate, other, -1))


def _reviews(rng: np.random.Generator, bad: Any, arrived: Any, style: Any) -> tuple[Any, Any]:
    count = len(bad)
    stars = np.where(bad, 1 + pick(rng, _FAKE_STARS, count), 1 + pick(rng, STARS, count))
    written = arrived & (rng.random(count) < _REVIEWED)
    knows = bad & (style != STYLE["slang"]) & (rng.random(count) < 0.25)
    says = written & (stars <= 2) & (knows | (rng.random(count) < 0.02))
    return np.where(written, stars, 0), says
