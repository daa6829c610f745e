"""The brands of a world: names, lines, models, prices; as arrays to draw from."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, pick, stream
from countermark.sim.config import WorldConfig
from countermark.sim.content import MARKETS, goods_names, table
from countermark.sim.names import brand_names, check_digits, model_names, part_number

HOLDERS: Final = ("good", "careless", "malicious", "asleep")
"""Kinds of rights holder: how they send notices."""
_HOLDERS_OF_TWELVE: Final = (0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 3, 3)
"""What twelve brands of about the same size have, so that one large malicious brand does not make a whole world."""
BAND: Final = (1 / 1.3, 1.45)
"""Edges of the band of genuine prices, times the typical price. Of 272 original cartridges of the Mercado Livre crawl
one in ten costs less than 0.73 of the median and one in ten more than 1.35 of it, so honest prices lie outside too."""
USED_BAND: Final = (0.28, 0.8)
RENEWED_BAND: Final = (0.5, 0.9)
GS1_PREFIX: Final = 6_551_000
"""GS1 prefixes of the brands begin with 655, which GS1 has given to no one."""


@dataclass(frozen=True)
class Brand:
    """A fictional brand."""

    brand_id: str
    name: str
    latin: str
    han: str
    goods: int
    """Place in `goods_names()`."""
    markets: tuple[bool, ...]
    holder: int
    """Place in `HOLDERS`."""


@dataclass(frozen=True)
class Catalogue:
    """All brands, and everything about their models as arrays."""

    brands: tuple[Brand, ...]
    lines: tuple[tuple[int, str], ...]
    """(brand, name) of each line."""
    line_usd: Any
    """float64 (lines,): typical price in US dollars."""
    line_part: tuple[str, ...]
    line_colours: tuple[tuple[int, ...], ...]
    """Colours that exist, as places in the list of colours; empty for goods without a colour."""
    model_name: tuple[str, ...]
    model_part: tuple[str, ...]
    model_gtin: tuple[str, ...]
    model_line: Any
    """int64 (models,)."""
    model_brand: Any
    model_usd: Any
    """float64 (models,): typical price in US dollars."""
    first_model: Any
    """int64 (brands + 1,): models of brand b are first_model[b] to first_model[b + 1]."""
    demand: Any
    """float64 (brands,): how much honest sellers list."""
    attraction: Any
    """float64 (brands,): how much counterfeiters like it."""
    brand_goods: Any
    """int64 (brands,)."""
    brand_markets: Any
    """bool (brands, markets)."""
    holder: Any
    """int64 (brands,)."""


def make_catalogue(config: WorldConfig) -> Catalogue:
    """Return the brands of a world."""
    rng = stream(config.seed, Stream.BRANDS)
    rank = rng.permutation(config.brands)
    brands = _brands(config, rng, _holders(rng, rank))
    ranges = table("ranges")
    lines: list[tuple[int, str]] = []
    usd: list[float] = []
    parts: list[str] = []
    colours: list[tuple[int, ...]] = []
    models: list[tuple[str, str, int, float]] = []
    first_model = [0]
    for number, brand in enumerate(brands):
        kind = ranges[goods_names()[brand.goods]]
        names = _line_names(rng, brand)
        for at, typical in zip(range(len(names)), _ladder(rng, kind["usd"], len(names)), strict=True):
            lines.append((number, names[at]))
            usd.append(typical)
            parts.append(_pattern(brand, kind["part"]))
            plain = table("goods")[goods_names()[brand.goods]].get("plain", False)
            colours.append(() if plain else tuple(sorted(rng.choice(9, 4, replace=False).tolist())))
            steps = zip(model_names(rng, 2 + int(rng.integers(3))), (1.0, 1.06, 1.14, 1.25), strict=False)
            models += [(name, part_number(rng, parts[-1]), len(lines) - 1, typical * step) for name, step in steps]
        first_model.append(len(models))
    demand = (rank + 1.0) ** -0.8
    model_line = np.array([model[2] for model in models])
    typical_price = np.array([usd[start_of] for start_of in model_line[np.array(first_model[:-1])]])
    model_brand = np.array([line[0] for line in lines])[model_line]
    return Catalogue(
        brands=brands,
        lines=tuple(lines),
        line_usd=np.array(usd),
        line_part=tuple(parts),
        line_colours=tuple(colours),
        model_name=tuple(model[0] for model in models),
        model_part=tuple(model[1] for model in models),
        model_gtin=_gtins(model_brand),
        model_line=model_line,
        model_brand=model_brand,
        model_usd=np.array([model[3] for model in models]),
        first_model=np.array(first_model),
        demand=demand,
        attraction=demand * np.sqrt(typical_price) * rng.lognormal(0, 0.7, len(brands)),
        brand_goods=np.array([brand.goods for brand in brands]),
        brand_markets=np.array([brand.markets for brand in brands]),
        holder=np.array([brand.holder for brand in brands]),
    )


def _holders(rng: np.random.Generator, rank: Any) -> Any:
    """Return what each brand's rights holder is like, by places in `HOLDERS`."""
    blocks = [rng.permutation(_HOLDERS_OF_TWELVE) for _ in range(-(-len(rank) // len(_HOLDERS_OF_TWELVE)))]
    return np.concatenate(blocks)[rank]


def _brands(config: WorldConfig, rng: np.random.Generator, holders: Any) -> tuple[Brand, ...]:
    shares = [table("ranges")[goods]["share"] for goods in goods_names()]
    goods = pick(rng, shares, config.brands)
    goods[:4] = goods_names().index("lubricant")  # somebody must be there to be copied by the planted ring
    brands = []
    for number, (name, latin, han) in zip(range(config.brands), brand_names(rng), strict=False):
        wide = rng.random(len(MARKETS)) < 0.75
        home = 2 if not name.isascii() and name == han else 3 if not latin.isascii() else int(rng.integers(4))
        wide[home] = True
        if number < 4:
            wide[2] = True  # they are sold in China, into which the ring imports
        slug = "".join(char for char in latin.lower() if char.isascii() and char.isalnum())
        brands.append(
            Brand(
                f"{slug}-{number:04}", name, latin, han, int(goods[number]), tuple(wide.tolist()), int(holders[number])
            )
        )
    return tuple(brands)


def _line_names(rng: np.random.Generator, brand: Brand) -> list[str]:
    words = table("names")["line_han" if brand.name == brand.han else "line_latin"]
    return [str(name) for name in rng.choice(words, 1 + int(rng.integers(3)), replace=False)]


def _ladder(rng: np.random.Generator, usd: list[float], steps: int) -> list[float]:
    """Return the typical prices of a brand's lines, from the cheap one up, within what such goods cost."""
    least = float(np.exp(rng.uniform(np.log(usd[0]), np.log(usd[1] / 1.6))))
    return [float(round(min(least * 1.5**step, usd[1]), 2)) for step in range(steps)]


def _pattern(brand: Brand, form: str) -> str:
    """Return the form of part numbers with the brand's own letters in front."""
    letters = "".join(char for char in brand.latin.upper() if "A" <= char <= "Z")[:2]
    return letters + form[2:] if form.startswith("@@") else form


def _gtins(model_brand: Any) -> tuple[str, ...]:
    bodies = (GS1_PREFIX + 4 * model_brand) * 10**5 + 10_000 + np.arange(len(model_brand)) % 90_000
    return tuple(f"{body}{check}" for body, check in zip(bodies, check_digits(bodies), strict=True))
