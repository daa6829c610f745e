"""What each listing of a chunk is: kind of goods, brand and model, price, dates. The truth, before anything is written.

Everything is an array over the chunk's listings.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, pick, stream
from countermark.sim.content import MARKETS, RATES, goods_names, table
from countermark.sim.layout import BLOCK_SELLERS, ROLE, ROLES
from countermark.sim.operators import STYLES, style_shares
from countermark.sim.sellers import Sellers
from countermark.sim.world import World

KINDS: Final = (
    "genuine", "authorised", "grey", "second_hand", "refurbished", "compatible", "accessory", "generic", "counterfeit",
)  # fmt: skip
"""What the goods are. Only the last is counterfeit."""
KIND: Final = {name: number for number, name in enumerate(KINDS)}
STYLE: Final = {name: number for number, name in enumerate(STYLES)}
_BY_ROLE: Final = {
    # role -> share of each kind, in the order of KINDS
    "official": (0, 1, 0, 0, 0, 0, 0, 0, 0),
    "authorised": (0, 0.95, 0, 0, 0, 0, 0.05, 0, 0),
    "reseller": (0.80, 0, 0.06, 0.03, 0, 0.04, 0.07, 0, 0),
    "grey_importer": (0.25, 0, 0.75, 0, 0, 0, 0, 0, 0),
    "private": (0.13, 0, 0, 0.82, 0, 0, 0, 0.05, 0),
    "refurbisher": (0, 0, 0, 0.1, 0.8, 0.1, 0, 0, 0),
    "maker": (0, 0, 0, 0, 0, 0, 0.05, 0.95, 0),
    "parts_maker": (0, 0, 0, 0, 0, 0.52, 0.36, 0.12, 0),
    "counterfeiter": (0.06, 0, 0, 0, 0, 0, 0, 0.14, 0.80),
}
_ROLE_KINDS: Final = np.array([_BY_ROLE[role] for role in ROLES])
# Kind or style -> (median, standard deviation of the logarithm) of price to typical price of the new, genuine article.
# Genuine: the Mercado Livre crawl has 0.24 around the suggested price, over sellers and listings together.
_KIND_PRICE: Final = np.array(
    [(1.0, 0.22), (1.06, 0.12), (0.78, 0.16), (0.52, 0.28), (0.7, 0.12), (0.24, 0.4), (0.09, 0.5), (0.2, 0.6), (0, 0)]
)
STYLE_PRICE: Final = np.array(
    [(0.93, 0.14), (0.52, 0.25), (0.7, 0.16), (0.85, 0.12), (0.27, 0.3), (0.3, 0.35), (0.2, 0.3), (0.25, 0.3)]
)
_QUIET_DAYS: Final = 30.0
"""For how long a wholly cautious operator posts nothing after a change of its ways."""
_BAIT: Final = 0.06
"""Share of counterfeits that are first posted as something harmless and edited later."""
_EDITED: Final = 0.05
"""Share of listings that are edited for other reasons: a better text, a lower price."""
_BAIT_PRICE: Final = 0.4
_EDITED_PRICE: Final = 0.93


@dataclass(frozen=True)
class Plan:
    """A chunk's listings; arrays (n,)."""

    listing: Any
    """int64: number in the world."""
    seller: Any
    """int64: position of the seller."""
    role: Any
    market: Any
    language: Any
    place: Any
    opened_day: Any
    popularity: Any
    seller_orders: Any
    seller_refunds: Any
    seller_strikes: Any
    known_link: Any
    ad_style: Any
    kind: Any
    operator: Any
    """int64: operator behind the account, -1 for none."""
    source: Any
    """int64: operator from whom the counterfeit goods come, -1 when the goods are not counterfeit."""
    style: Any
    """int64: place in `STYLES`, -1 when the goods are not counterfeit."""
    step: Any
    """int64: adaptation steps that the operator had taken."""
    model: Any
    """int64: the model that the listing is about, also of compatible goods; of generic goods it means nothing."""
    brand: Any
    goods: Any
    usd: Any
    """float64: price in US dollars."""
    typical_usd: Any
    """float64: what the genuine article typically costs new."""
    quantity: Any
    created_day: Any
    """float64: day on which it is posted, counted from the world's first; below 0 for what was there before."""
    ended_day: Any
    """float64: day on which the seller takes it down, or infinity."""
    bait: Any
    """bool: posted as generic goods and edited into a counterfeit."""
    edited_day: Any
    """float64: day of its second version, or infinity."""

    @property
    def count(self) -> int:
        """How many listings."""
        return len(self.listing)

    def take(self, rows: Any, **changed: Any) -> "Plan":
        """Return the plan of some of the rows, with some arrays replaced."""
        values = {each.name: getattr(self, each.name)[rows] for each in fields(self)}
        return Plan(**(values | changed))

    @property
    def branded(self) -> Any:
        """Tell which listings are about goods of a brand, or for them, bool (n,)."""
        return self.kind != KIND["generic"]


def make_plan(world: World, chunk: int) -> Plan:
    """Return what the listings of one chunk are."""
    rng = stream(world.config.seed, Stream.GOODS, chunk)
    start, stop = world.layout.chunk(chunk)
    listing = np.arange(start, stop)
    seller = world.layout.seller_of(listing)
    own = _gathered(world, seller)
    count = len(listing)
    # Nobody can be deceived where nobody makes counterfeits.
    kind = _kinds(rng, own["role"], world.config.deceived_share if world.operators.count else 0.0)
    created, ended = _days(rng, world, own)
    bad = kind == KIND["counterfeit"]
    source = np.where(bad & (own["operator"] < 0), _suppliers(rng, world, count), own["operator"])
    source = np.where(bad, source, -1)
    step = _steps(world, own["operator"], created)
    brand, goods = _brands(rng, world, own, source, step)
    kind = _possible(kind, goods)
    model = some_models(rng, world, brand)
    style = _styles(rng, world, source, step, goods)
    style = np.where(bad & (own["operator"] < 0), STYLE["plain"], style)  # who is deceived sells as usual
    bait = bad & (own["operator"] >= 0) & (rng.random(count) < _BAIT)
    edited = np.where(bait | (rng.random(count) < _EDITED), created + 1 + rng.exponential(25, count), np.inf)
    edited = np.where(edited < np.minimum(ended, world.config.days), edited, np.inf)
    bait &= np.isfinite(edited)  # a bait that would never be switched is a counterfeit from the beginning
    typical = np.where(kind == KIND["generic"], _generic_usd(goods), world.catalogue.model_usd[model])
    return Plan(
        listing=listing, seller=seller, kind=kind, source=source, style=np.where(bad, style, -1), step=step,
        model=model, brand=brand, goods=goods, usd=_prices(rng, typical, kind, style, own["price_level"]),
        typical_usd=typical, quantity=_quantities(rng, own["role"], kind, step), created_day=created, ended_day=ended,
        bait=bait, edited_day=edited,
        role=own["role"], market=own["market"], language=own["language"], place=own["place"],
        opened_day=own["opened_day"], popularity=own["popularity"], seller_orders=own["orders"],
        seller_refunds=own["refunds"], seller_strikes=own["strikes"], known_link=own["known_link"],
        ad_style=own["ad_style"], operator=own["operator"],
    )  # fmt: skip


def _gathered(world: World, seller: Any) -> dict[str, Any]:
    """Return the arrays of `Sellers` at these positions, which are in order."""
    first, last = int(seller[0]) // BLOCK_SELLERS, int(seller[-1]) // BLOCK_SELLERS
    blocks = [world.sellers(number) for number in range(first, last + 1)]
    at = seller - first * BLOCK_SELLERS
    names = [each.name for each in fields(Sellers) if each.name != "start"]
    return {name: np.concatenate([getattr(block, name) for block in blocks])[at] for name in names}


def _kinds(rng: np.random.Generator, role: Any, deceived_share: float) -> Any:
    edges = np.cumsum(_ROLE_KINDS, axis=1)[role]
    kind = (rng.random(len(role))[:, None] >= edges).sum(axis=1).clip(max=len(KINDS) - 1)
    resells = np.isin(role, (ROLE["reseller"], ROLE["grey_importer"]))
    deceived = resells & np.isin(kind, (KIND["genuine"], KIND["grey"])) & (rng.random(len(role)) < deceived_share)
    return np.where(deceived, KIND["counterfeit"], kind)


def _possible(kind: Any, goods: Any) -> Any:
    """Return the kinds with second-hand and refurbished goods only where such are traded."""
    ranges = [table("ranges")[name] for name in goods_names()]
    used = np.array([bool(each.get("used")) for each in ranges])[goods]
    renewed = np.array([bool(each.get("renewed")) for each in ranges])[goods]
    kind = np.where((kind == KIND["second_hand"]) & ~used, KIND["genuine"], kind)
    return np.where((kind == KIND["refurbished"]) & ~renewed, KIND["genuine"], kind)


def _days(rng: np.random.Generator, world: World, own: dict[str, Any]) -> tuple[Any, Any]:
    """Return the days on which listings are posted and taken down by their sellers."""
    bad = own["operator"] >= 0
    banned = np.where(bad, own["banned_day"], np.inf)
    earliest = np.maximum(own["opened_day"], np.where(bad, -60, -250))
    latest = np.minimum(banned, world.config.days - 1.0)
    created = earliest + (latest - earliest).clip(min=0) * rng.random(len(bad))
    created = np.minimum(_after_quiet(world, own["operator"], created), np.maximum(latest, earliest))
    lasts = rng.exponential(np.where(bad, 90.0, 900.0))
    return created, np.minimum(banned, created + 3 + lasts)


def _after_quiet(world: World, operator: Any, created: Any) -> Any:
    """Return the days, put off where an operator lies low: after each change of its ways, longer if it is cautious."""
    operators = world.operators
    if not operators.count:
        return created
    at = np.maximum(operator, 0)
    steps = operators.step_days[at]
    last = np.where(steps <= created[:, None], steps, -np.inf).max(axis=1)
    return np.where(operator >= 0, np.maximum(created, last + _QUIET_DAYS * operators.caution[at]), created)


def _suppliers(rng: np.random.Generator, world: World, count: int) -> Any:
    """Return an operator from whom a deceived seller buys, larger ones more often; -1 where there are none."""
    return pick(rng, world.operators.weight, count) if world.operators.count else np.full(count, -1)


def _steps(world: World, operator: Any, created: Any) -> Any:
    if not world.operators.count:
        return np.zeros(len(operator), np.int64)
    taken = (world.operators.step_days[np.maximum(operator, 0)] <= created[:, None]).sum(axis=1)
    return np.where(operator >= 0, taken, 0)


def _brands(rng: np.random.Generator, world: World, own: dict[str, Any], source: Any, step: Any) -> tuple[Any, Any]:
    """Return brand and kind of goods of each listing."""
    catalogue, count = world.catalogue, len(source)
    usual = rng.random(count) < 0.75
    goods = np.where(usual | (own["brand"] >= 0), own["goods"], _any_goods(rng, catalogue, count))
    weights = catalogue.demand * catalogue.brand_markets[:, None, :].transpose(2, 1, 0)  # markets, 1, brands
    of_kind = np.arange(len(goods_names()))[:, None] == catalogue.brand_goods
    weights = weights * of_kind  # markets, goods, brands
    nothing = weights.sum(axis=2, keepdims=True) == 0
    weights = np.where(nothing, catalogue.demand * catalogue.brand_markets.T[:, None, :], weights)
    edges = np.cumsum(weights, axis=2)
    edges /= edges[:, :, -1:]
    brands = edges.shape[2]
    pool = own["market"] * edges.shape[1] + goods
    flat = (edges.reshape(-1, brands) + np.arange(edges.shape[0] * edges.shape[1])[:, None]).ravel()
    brand = np.searchsorted(flat, pool + rng.random(count), side="right") - pool * brands
    brand = np.where(own["brand"] >= 0, own["brand"], brand.clip(0, brands - 1))
    if world.operators.count:
        turn = (step + (rng.random(count) < 0.3)) % world.operators.targets.shape[1]
        brand = np.where(source >= 0, world.operators.targets[np.maximum(source, 0), turn], brand)
    return brand, catalogue.brand_goods[brand]


def _any_goods(rng: np.random.Generator, catalogue: Any, count: int) -> Any:
    shares = np.bincount(catalogue.brand_goods, weights=catalogue.demand, minlength=len(goods_names()))
    return pick(rng, shares, count)


def some_models(rng: np.random.Generator, world: World, brand: Any) -> Any:
    """Return a model of each brand, int64 (n,)."""
    first = world.catalogue.first_model
    return first[brand] + (rng.random(len(brand)) * (first[brand + 1] - first[brand])).astype(np.int64)


def _styles(rng: np.random.Generator, world: World, source: Any, step: Any, goods: Any) -> Any:
    skill = world.operators.skill[np.maximum(source, 0)] if world.operators.count else np.zeros(len(source))
    edges = np.cumsum(style_shares(skill, step), axis=1)
    style = (rng.random(len(source))[:, None] * edges[:, -1:] >= edges).sum(axis=1).clip(max=len(STYLES) - 1)
    return possible_styles(style, goods)


def possible_styles(style: Any, goods: Any) -> Any:
    """Return the styles of counterfeits, plain where goods that nobody sells second-hand would be offered as used."""
    used = np.array([bool(table("ranges")[name].get("used")) for name in goods_names()])[goods]
    return np.where((style == STYLE["used"]) & ~used, STYLE["plain"], style)


def _generic_usd(goods: Any) -> Any:
    ranges = np.array([table("ranges")[name]["usd"] for name in goods_names()])
    return np.sqrt(ranges[:, 0] * ranges[:, 1])[goods]


def _prices(rng: np.random.Generator, typical: Any, kind: Any, style: Any, level: Any) -> Any:
    bad = (kind == KIND["counterfeit"])[:, None]
    median, spread = np.where(bad, STYLE_PRICE[style], _KIND_PRICE[kind]).T
    return typical * median * level * np.exp(spread * rng.standard_normal(len(kind)))


def _quantities(rng: np.random.Generator, role: Any, kind: Any, step: Any) -> Any:
    one = (role == ROLE["private"]) | (kind == KIND["second_hand"])
    stock = np.ceil(rng.lognormal(2.6, 1.2, len(role))).clip(max=5_000)
    stock = np.where(kind == KIND["counterfeit"], np.ceil(stock / (1.0 + step)), stock)  # smaller lots once stopped
    return np.where(one, np.where(rng.random(len(role)) < 0.95, 1, 2), stock).astype(np.int64)


def minor_prices(plan: Plan) -> Any:
    """Return prices in minor units of the market's currency, with the endings that sellers like, int64 (n,)."""
    major = plan.usd * np.array(RATES)[plan.market]
    whole = np.maximum(np.floor(major), 1)
    chinese = plan.market == MARKETS.index("CN")
    ending = np.where(chinese, 0, np.where(plan.listing % 3 == 0, 0, np.where(plan.listing % 3 == 1, 99, 90)))
    return np.where(major < 3, np.maximum(major * 100, 50), whole * 100 + ending).astype(np.int64)


def first_prices(plan: Plan) -> Any:
    """Return the prices at which listings are first posted, in minor units: a bait is cheap generic goods."""
    prices = minor_prices(plan)
    return np.where(plan.bait, (prices * _BAIT_PRICE).astype(np.int64).clip(min=50), prices)


def second_prices(plan: Plan) -> Any:
    """Return the prices of second versions, in minor units: a bait has its full price, others are a little cheaper."""
    prices = minor_prices(plan)
    return np.where(plan.bait, prices, (prices * _EDITED_PRICE).astype(np.int64).clip(min=50))


def paid_prices(plan: Plan, row: Any, day: Any) -> Any:
    """Return what was paid for a unit of the listings at these rows on these days, in minor units, int64 (n,)."""
    return np.where(day < plan.edited_day[row], first_prices(plan)[row], second_prices(plan)[row])
