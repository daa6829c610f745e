"""A registry for HP, made from the list of its suggested prices."""

import re
from collections.abc import Sequence
from typing import Final

from countermark.engine.registry.model import Alias, Brand, Model, PriceBand, ProductLine, Registry
from countermark.scan.evaluate.sources.mercadolivre import SuggestedPrice

LOW_SHARE: Final = 0.6
"""Low end of the band, as a share of the suggested price. Street prices are well below it: in these data official shops
sell HP 667XL, suggested at 172.90, for 104.00 to 109.00 (60 to 63%)."""
HIGH_SHARE: Final = 1.5
"""High end of the band; sellers of scarce sizes ask half as much again."""
_LINE: Final = re.compile(r"(?:HP )?((?:GT ?)?\d{2,3}) ?(XL)?\b")


def hp_registry(prices: Sequence[SuggestedPrice]) -> Registry:
    """Return the registry that HP's price list describes: one line a number and size, such as 664 and 664XL.

    A line's band spans the prices of its colours; its part numbers are its models.
    """
    rows = {line: [price for price in prices if line_of(price) == line] for line in map(line_of, prices) if line}
    lines = [(line, group, _band(line, group)) for line, group in rows.items()]
    return Registry(
        brands=(Brand(brand_id="hp", name="HP"),),
        aliases=(Alias(brand_id="hp", alias="Hewlett Packard"),),
        product_lines=tuple(
            ProductLine(
                line_id=f"hp-{line.lower()}",
                brand_id="hp",
                name=f"HP {line}",
                aliases=(line.lower(),),
                colours=_colours(group),
                part_number_pattern=_pattern(group),
            )
            for line, group, _ in lines
        ),
        models=tuple(
            Model(brand_id="hp", model=price.part_number, line_id=f"hp-{line.lower()}", part_number=price.part_number)
            for line, group, _ in lines
            for price in group
        ),
        price_bands=tuple(band for _, _, band in lines if band is not None),
    )


def line_of(price: SuggestedPrice) -> str:
    """Return the line of a row of the price list, such as `664` or `664XL`; empty for sets of several bottles."""
    if "combo" in price.product.lower():
        return ""
    found = _LINE.search(price.product.removeprefix("Cartucho ").removeprefix("Garrafa de tinta "))
    return "" if found is None else found.group(1).replace(" ", "") + (found.group(2) or "")


def _band(line: str, group: Sequence[SuggestedPrice]) -> PriceBand | None:
    known = [price.price_minor for price in group if price.price_minor is not None]
    if not known:
        return None
    return PriceBand(
        brand_id="hp",
        line_id=f"hp-{line.lower()}",
        market="BR",
        currency="BRL",
        low_minor=round(min(known) * LOW_SHARE),
        typical_minor=round(sum(known) / len(known)),
        high_minor=round(max(known) * HIGH_SHARE),
    )


def _colours(group: Sequence[SuggestedPrice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(price.product.split()[-1].lower() for price in group))


def _pattern(group: Sequence[SuggestedPrice]) -> str:
    """Return the pattern that all part numbers of the line share, or nothing if they differ."""
    shapes = {re.sub("[A-Z]", "@", re.sub("[0-9]", "#", price.part_number.upper())) for price in group}
    return shapes.pop() if len(shapes) == 1 else ""
