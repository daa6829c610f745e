"""A listing's price against the band of the genuine article, as a scale to draw."""

from dataclasses import dataclass
from typing import Final

from countermark.engine.registry.model import Registry
from countermark.scan.part import Shown

_CODES: Final = frozenset({"price_below_band", "price_in_band", "price_above_band"})
_CLOSE: Final = 0.002
"""How far apart, as a share, two low ends may be that are taken for the same."""


@dataclass(frozen=True, slots=True)
class PriceView:
    """Prices of the whole offer, in minor units of `currency`."""

    currency: str
    price: int
    low: float
    """Lowest genuine price of the same goods."""
    high: float | None
    """Highest genuine price; None when it is not one band alone that gives it."""
    ratio: float
    """Price divided by `low`."""
    compared: str
    """What the band is about, such as `3 × HX 664`."""

    def position(self, value: float) -> float:
        """Return where a price stands on a scale that runs from 0 (nothing) to 1."""
        return min(value / (max(self.price, self.high or self.low) * 1.1), 1.0)


def price_view(shown: Shown, registry: Registry) -> PriceView | None:
    """Return the scale, or None when the price was not held against a band."""
    listing, ratio = shown.listing, shown.price_ratio
    evidence = [*shown.screened.evidence, *shown.screened.counter_evidence]
    item = next((item for item in evidence if item.code in _CODES), None)
    if item is None or listing.price_minor is None or listing.currency is None or not ratio:
        return None
    low = listing.price_minor / ratio
    # The one band that gives the low end gives the high end too; of a bundle no single band does.
    units = shown.price_units or 1
    highs = [
        band.high_minor / band.units * units
        for band in registry.price_bands
        if (band.brand_id, band.currency, band.market) == (item.brand, listing.currency, listing.market)
        and abs(band.low_minor / band.units * units - low) <= _CLOSE * low
    ]
    return PriceView(listing.currency, listing.price_minor, low, min(highs, default=None), ratio, item.kind)
