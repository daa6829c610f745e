"""Why a listing's price was not held against a band: for whoever describes brands, and wonders that nothing is said."""

from collections.abc import Mapping
from typing import Any

from countermark.engine.goods.plain import plain, word_set
from countermark.engine.goods.state import OTHERS_GOODS, condition_of
from countermark.engine.listing import Listing
from countermark.engine.registry.model import PriceBand, Registry


def why_not_compared(listing: Listing, signals: Mapping[str, Any], registry: Registry) -> str:
    """Return one sentence, the first thing that stood in the way.

    Args:
        listing: whose `price_in_band`, `price_above_band` and `price_below_band` are all missing.
        signals: outputs of the signals by name.
        registry: that it was screened under.
    """
    brand, context = signals["brand"], signals["context"]
    if not listing.price_minor:
        return "the listing has no price"
    if brand is None:
        return "the listing names no brand of the registry"
    name = next((item.name for item in registry.brands if item.brand_id == brand), brand)
    bands = [band for band in registry.price_bands if band.brand_id == brand]
    if not bands:
        return f"the registry has no price band of {name}"
    here = [band for band in bands if (band.market, band.currency) == (listing.market, listing.currency)]
    if not here:
        asked = f"market {listing.market or 'not known'}, currency {listing.currency}"
        return f"the registry has no price band of {name} for {asked}; it has {_places(bands)}"
    if context in OTHERS_GOODS:
        return f"the goods are not {name}'s own ({context})"
    return _goods(listing, signals, name, here)


def _goods(listing: Listing, signals: Mapping[str, Any], name: str, here: list[PriceBand]) -> str:
    """Return what about the goods stood in the way."""
    text = plain(listing.title)
    condition = condition_of(text, word_set(text), listing.condition, signals["context"])
    if condition is None:
        return "no band is about goods in such a state (expired, damaged, for parts, a sample)"
    if condition not in {band.condition for band in here}:
        return f"the registry has no price band of {name} for {condition} goods in this market and currency"
    if signals["price_ratio"] is not None:
        return "the goods can be read in several ways, and the price is above the band under one of them"
    if signals["price_units"] is not None:
        return "the goods can be read in several ways: below the band under one, and not under another"
    return "which goods it is for, or how many, cannot be told, or there is no band for them"


def _places(bands: list[PriceBand]) -> str:
    places = sorted({f"{band.market} {band.currency}" for band in bands})
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return ", ".join(places[:5]) + more
