"""The made-up sellers. What a seller is cannot be read from its name, only from how it behaves."""

import random
from dataclasses import dataclass
from typing import Any, Final

from demo.world import MARKETS, Brand, seeded

_FIRST: Final = {
    "US": "maple river cedar union lakeside prairie copper harvest summit liberty",
    "GB": "moor thames willow harbourside dale rowan cobble meadow castle heather",
    "CN": "yunshan heming jinyue lanxi qinghe tianmu songbai xiyang baiyun fuchun",
    "BR": "serra ipe litoral cerrado bemtevi praia sabia jatoba aurora pampa",
}
_SECOND: Final = {
    "US": "goods supply outlet market trading",
    "GB": "shop stores emporium corner traders",
    "CN": "dian jie fang ge shangmao",
    "BR": "loja casa mercado varejo comercio",
}
PER_CLASS: Final = {
    # class -> sellers in each market
    "shop": 34, "new_shop": 6, "person": 60, "maker": 20, "hit_and_run": 14, "old_hand": 5, "careful": 7, "banned": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Seller:
    """A seller and what the shop knows of it."""

    seller_id: str
    market: str
    facts: dict[str, Any]


def sellers(seed: int) -> dict[tuple[str, str], list[Seller]]:
    """Return the sellers by (class, market)."""
    found: dict[tuple[str, str], list[Seller]] = {}
    for market in MARKETS:
        rng = seeded(seed, "sellers", market)
        names = _names(market, sum(PER_CLASS.values()), rng)
        for kind, count in PER_CLASS.items():
            found[kind, market] = [Seller(names.pop(), market, _facts(kind, rng)) for _ in range(count)]
    return found


def official(brand: Brand, market: str) -> Seller:
    """Return the brand's own shop, authorised everywhere."""
    facts = {"age_days": 2_400, "strikes": 0, "orders": 41_000, "refunds": 3, "linked_banned": False}
    return Seller(f"{brand.brand_id}-official", market, facts)


def appointed(brand: Brand, market: str, seed: int) -> Seller:
    """Return the shop that the brand has appointed for one market; several brands share one."""
    rng = seeded(seed, "appointed", brand.goods, market)
    name = f"{_names(market, 1, rng)[0]}-{brand.goods}"
    facts = {"age_days": 900 + 7 * len(brand.goods) * len(name), "strikes": 0, "orders": 8_200, "refunds": 2}
    return Seller(name, market, facts)


def _names(market: str, count: int, rng: random.Random) -> list[str]:
    first, second = _FIRST[market].split(), _SECOND[market].split()
    numbers = rng.sample(range(10, 1_000), count)
    return [f"{rng.choice(first)}-{rng.choice(second)}-{number}" for number in numbers]


def _facts(kind: str, rng: random.Random) -> dict[str, Any]:
    match kind:
        case "shop" | "maker":
            orders = rng.randrange(400, 30_000)
            strikes = int(rng.random() < 0.03)
            facts = _of(rng.randrange(300, 4_000), strikes, orders, rng.randrange(orders // 2_000 + 1))
        case "new_shop":
            facts = _of(rng.randrange(6, 80), 0, rng.randrange(60), 0)
        case "person":
            facts = _of(rng.randrange(20, 4_000), 0, rng.randrange(40), 0)
        case "hit_and_run":
            orders = rng.randrange(4, 260)
            facts = _of(rng.randrange(1, 55), 0, orders, round(orders * rng.uniform(0, 0.05)))
        case "old_hand":
            orders = rng.randrange(500, 6_000)
            facts = _of(rng.randrange(200, 1_600), rng.randrange(4), orders, round(orders * rng.uniform(0.01, 0.06)))
        case "careful":
            orders = rng.randrange(80, 1_500)
            facts = _of(rng.randrange(100, 1_100), 0, orders, round(orders * rng.uniform(0, 0.006)))
        case _:
            facts = _of(rng.randrange(1, 40), 0, rng.randrange(30), 0) | {"linked_banned": True}
    return facts


def _of(age_days: int, strikes: int, orders: int, refunds: int) -> dict[str, Any]:
    return {"age_days": age_days, "strikes": strikes, "orders": orders, "refunds": refunds}
