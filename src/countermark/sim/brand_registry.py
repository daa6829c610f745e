"""What the brands of a world have told the platform: its registry."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from countermark.engine.registry.model import (
    Alias,
    AuthorisedSeller,
    GtinPrefix,
    Mark,
    Model,
    PriceBand,
    ProductLine,
    Registry,
)
from countermark.engine.registry.model import Brand as BrandRow
from countermark.sim.catalogue import BAND, GS1_PREFIX, RENEWED_BAND, USED_BAND, Brand, Catalogue
from countermark.sim.chance import Stream, stream
from countermark.sim.config import WorldConfig
from countermark.sim.content import CURRENCIES, MARKETS, RATES, goods_names, table


def make_registry(catalogue: Catalogue, config: WorldConfig, authorised: tuple[tuple[int, str, int], ...]) -> Registry:
    """Return what the brands have told the platform.

    Args:
        catalogue: of the world.
        config: of the world.
        authorised: (brand, seller id, market or -1 for everywhere).
    """
    rng = stream(config.seed, Stream.BRANDS, 1)
    brands = catalogue.brands
    return Registry(
        brands=tuple(
            BrandRow(brand_id=b.brand_id, name=b.name, safety_critical=_range(b).get("safety", False)) for b in brands
        ),
        aliases=tuple(_aliases(brands)),
        marks=tuple(_marks(brands, config, rng)),
        product_lines=tuple(_lines(catalogue)),
        models=tuple(
            Model(
                brand_id=brands[brand].brand_id, model=f"{catalogue.lines[line][1]} {name}",
                line_id=line_id(catalogue, line),
                part_number=part,
            )
            for name, part, line, brand in zip(
                catalogue.model_name, catalogue.model_part, catalogue.model_line, catalogue.model_brand, strict=True
            )
        ),
        price_bands=tuple(_bands(catalogue)),
        authorised_sellers=tuple(
            AuthorisedSeller(
                brand_id=brands[brand].brand_id, seller_id=seller,
                territories=() if market < 0 else (MARKETS[market],), valid_from=config.start - timedelta(days=1_000),
            )
            for brand, seller, market in authorised
        ),
        gtin_prefixes=tuple(
            GtinPrefix(brand_id=brand.brand_id, prefix=str(GS1_PREFIX + 4 * number))
            for number, brand in enumerate(brands)
        ),
    )  # fmt: skip


def line_id(catalogue: Catalogue, line: int) -> str:
    """Return the id of a product line."""
    return f"{catalogue.brands[catalogue.lines[line][0]].brand_id}-line-{line:04}"


def _range(brand: Brand) -> dict[str, Any]:
    found: dict[str, Any] = table("ranges")[goods_names()[brand.goods]]
    return found


def _aliases(brands: tuple[Brand, ...]) -> list[Alias]:
    rows = []
    for brand in brands:
        if brand.name != brand.latin:
            rows.append(Alias(brand_id=brand.brand_id, alias=brand.latin, kind="transliteration"))
        elif brand.han:
            rows.append(Alias(brand_id=brand.brand_id, alias=brand.han, language="zh", kind="transliteration"))
    return rows


def _marks(brands: tuple[Brand, ...], config: WorldConfig, rng: np.random.Generator) -> list[Mark]:
    rows = []
    for number, brand in enumerate(brands):
        for market, sold in zip(MARKETS, brand.markets, strict=True):
            granted = config.start - timedelta(days=int(rng.integers(200, 3_500)))
            if sold:
                rows.append(
                    Mark(
                        brand_id=brand.brand_id, mark=brand.han if market == "CN" and brand.han else brand.name,
                        office=market, number=mark_number(number, market), nice_classes=(_range(brand)["nice"],),
                        territories=(market,), registered_on=granted, expires_on=_ten_years_on(granted),
                    )
                )  # fmt: skip
    return rows


def mark_number(brand: int, market: str) -> str:
    """Return the number of a brand's mark in a market."""
    return f"SIM{market}{100_000 + 7 * brand}"


def _ten_years_on(day: date) -> date:
    return day + timedelta(days=3_652)


def _lines(catalogue: Catalogue) -> list[ProductLine]:
    colours = table("names")["colours"]["en"]
    return [
        ProductLine(
            line_id=line_id(catalogue, at), brand_id=catalogue.brands[brand].brand_id, name=name,
            colours=tuple(colours[colour] for colour in catalogue.line_colours[at]),
            part_number_pattern=catalogue.line_part[at],
        )
        for at, (brand, name) in enumerate(catalogue.lines)
    ]  # fmt: skip


def _bands(catalogue: Catalogue) -> list[PriceBand]:
    rows = []
    for at, (number, _) in enumerate(catalogue.lines):
        brand = catalogue.brands[number]
        kind = _range(brand)
        bands = {"new": BAND}
        bands |= {"used": USED_BAND} if kind.get("used") else {}
        bands |= {"refurbished": RENEWED_BAND} if kind.get("renewed") else {}
        for market, sold in enumerate(brand.markets):
            typical = catalogue.line_usd[at] * RATES[market] * 100
            rows += [
                PriceBand(
                    brand_id=brand.brand_id, line_id=line_id(catalogue, at), market=MARKETS[market],
                    currency=CURRENCIES[market], condition=condition, low_minor=round(low * typical),
                    high_minor=round(high * 1.25 * typical),
                    typical_minor=round(typical) if condition == "new" else None,
                )
                for condition, (low, high) in bands.items()
                if sold
            ]  # fmt: skip
    return rows
