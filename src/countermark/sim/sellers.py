"""What sellers are like: market, place, taste, prices, history. Made a block at a time, each from its own stream."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, pick, stream
from countermark.sim.content import MARKET_LANGUAGE, MARKETS, goods_names, places, table
from countermark.sim.layout import ROLE
from countermark.sim.operators import STEPS

_MARKET_SHARES: Final = np.array([0.34, 0.16, 0.22, 0.28])
_MAKERS_SHARES: Final = np.array([0.13, 0.07, 0.64, 0.16])
"""Of makers of unbranded goods: one Taobao text in three names a brand, of Amazon's apparel nine in ten."""
_OVERSEAS_MAKERS: Final = 0.3
"""Share of makers of unbranded goods who sell to another country and ship from China."""
RETURNS: Final = 0.35
"""Probability that an operator's second or later account was opened after an earlier one was banned."""


@dataclass(frozen=True)
class Sellers:
    """A block of sellers; arrays by place in the block."""

    start: int
    """Position of the first."""
    role: Any
    rank: Any
    market: Any
    language: Any
    place: Any
    """int64: where parcels go out, number of `places()`."""
    goods: Any
    """int64: kind of goods the seller is used to."""
    brand: Any
    """int64: the brand that an official or authorised seller stands for, else -1."""
    operator: Any
    """int64: operator behind the account, -1 for none."""
    turn: Any
    """int64: which of the operator's accounts it is."""
    opened_day: Any
    """float64: day on which the account was opened, counted from the world's first."""
    banned_day: Any
    """float64: day on which the account was closed for good, or infinity."""
    returns: Any
    """bool: the operator came back with this account after a ban."""
    known_link: Any
    """bool: the platform knows that."""
    price_level: Any
    """float64: times what others ask."""
    popularity: Any
    """float64: times the sales of others."""
    orders: Any
    """int64: delivered in the year before the world began (or before the account's first listing)."""
    refunds: Any
    """int64: of those, refunded as suspected fake."""
    strikes: Any
    ad_style: Any
    """int64: 0 as others write, 1 in capitals."""


def make_block(world: Any, number: int) -> Sellers:
    """Return one block of sellers of a `World`."""
    layout, catalogue, operators, config = world.layout, world.catalogue, world.operators, world.config
    start, stop = layout.block(number)
    rng = stream(config.seed, Stream.SELLERS, number)
    count = stop - start
    role, rank = layout.role[start:stop].astype(np.int64), layout.rank[start:stop].astype(np.int64)
    bad = role == ROLE["counterfeiter"]
    account = np.where(bad, rank, 0)
    operator = np.where(bad, _at(layout.account_operator, account), -1)
    turn = np.where(bad, _at(layout.account_turn, account), 0)
    shares = np.where((role == ROLE["maker"])[:, None], _MAKERS_SHARES, _MARKET_SHARES)
    market = _pick_each(rng, shares)
    stands_for = np.isin(role, (ROLE["official"], ROLE["authorised"]))
    brand = np.where(role == ROLE["official"], rank % len(catalogue.brands), pick(rng, catalogue.demand, count))
    market = np.where(stands_for, _market_of_brand(rng, catalogue, brand), market)
    market = np.where(bad, _at(operators.market, operator), market)
    goods = _goods(rng, catalogue, role, count)
    goods = np.where(stands_for, catalogue.brand_goods[brand], goods)
    goods = np.where(bad, catalogue.brand_goods[_at(operators.targets[:, 0], operator)], goods)
    place = _ship_places(rng, market, role)
    at_home = rng.random(count) < 0.7
    place = np.where(bad & at_home, _at(operators.warehouse, operator), place)
    returns = bad & (turn > 0) & (rng.random(count) < RETURNS)
    opened = _opened(rng, role, count, config.days)
    step = np.clip(turn - 1, 0, STEPS - 1)
    opened = np.where(returns, _at(operators.step_days, operator)[np.arange(count), step], opened)
    opened = np.minimum(opened, config.days - 8.0)
    banned = np.where(bad & (rng.random(count) < 0.3), opened + 30 + rng.exponential(120, count), np.inf)
    popularity = rng.lognormal(-0.3, 0.9, count)
    sizes = np.diff(layout.first[start : stop + 1])
    orders = _past_orders(rng, sizes * config.orders_per_listing * popularity, opened)
    refund_rate = np.where(bad, config.fake_refund_rate * 0.8, config.false_refund_rate)
    return Sellers(
        start=start, role=role, rank=rank, market=market, language=np.array(MARKET_LANGUAGE)[market], place=place,
        goods=goods, brand=np.where(stands_for, brand, -1), operator=operator, turn=turn, opened_day=opened,
        banned_day=banned, returns=returns, known_link=returns & (rng.random(count) < 0.12),
        price_level=rng.lognormal(0, 0.07, count), popularity=popularity, orders=orders,
        refunds=rng.binomial(orders, refund_rate), strikes=rng.poisson(np.where(bad, 0.12, 0.01)),
        ad_style=(rng.random(count) < 0.05).astype(np.int64),
    )  # fmt: skip


def _at(values: Any, places_: Any) -> Any:
    """Return the values at the places; where there are no values, zeros (the caller masks them)."""
    if not len(values):
        return np.zeros((len(places_), *values.shape[1:]), values.dtype)
    return values[np.maximum(places_, 0)]


def _pick_each(rng: np.random.Generator, shares: Any) -> Any:
    edges = np.cumsum(shares, axis=1)
    return (rng.random(len(shares))[:, None] * edges[:, -1:] >= edges).sum(axis=1).clip(max=shares.shape[1] - 1)


def _market_of_brand(rng: np.random.Generator, catalogue: Any, brand: Any) -> Any:
    return _pick_each(rng, catalogue.brand_markets[brand] * _MARKET_SHARES)


def _goods(rng: np.random.Generator, catalogue: Any, role: Any, count: int) -> Any:
    """Return the kind of goods each seller is used to; second-hand and renewed goods are not of every kind."""
    ranges = [table("ranges")[name] for name in goods_names()]
    base = np.bincount(catalogue.brand_goods, weights=catalogue.demand, minlength=len(ranges)) + 0.02
    used = base * np.array([bool(each.get("used")) for each in ranges])
    renewed = base * np.array([bool(each.get("renewed")) for each in ranges])
    any_goods = pick(rng, base, count)
    found = np.where(role == ROLE["private"], pick(rng, used, count), any_goods)
    return np.where(role == ROLE["refurbisher"], pick(rng, renewed, count), found)


def _ship_places(rng: np.random.Generator, market: Any, role: Any) -> Any:
    """Return where each seller ships from: a place of the market, or for some makers one in China."""
    country = market.copy()
    abroad = np.isin(role, (ROLE["maker"], ROLE["parts_maker"])) & (rng.random(len(market)) < _OVERSEAS_MAKERS)
    country[abroad] = MARKETS.index("CN")
    out = np.zeros(len(market), np.int64)
    for number, name in enumerate(MARKETS):
        here = np.array([at for at, place in enumerate(places()) if place.country == name])
        weights = np.sqrt([places()[at].population for at in here])
        draw = here[pick(rng, weights, len(market))]
        out = np.where(country == number, draw, out)
    return out


def _opened(rng: np.random.Generator, role: Any, count: int, days: int) -> Any:
    """Return the day on which each account was opened: most are years old, those of counterfeiters are younger."""
    old = -rng.exponential(900, count) - 20
    young = np.where(rng.random(count) < 0.6, rng.uniform(-300, days, count), -rng.exponential(500, count))
    fresh = rng.random(count) < 0.12
    found = np.where(fresh, rng.uniform(-60, days * 0.9, count), old)
    return np.where(role == ROLE["counterfeiter"], young, np.where(role == ROLE["official"], old, found))


def _past_orders(rng: np.random.Generator, expected: Any, opened: Any) -> Any:
    """Return how many orders each had in the year before, where it was there already."""
    years = np.clip(-opened / 365, 0, 1)
    return rng.poisson(np.minimum(expected * years * rng.lognormal(0.2, 0.8, len(expected)), 1e7))
