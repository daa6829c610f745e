"""What the genuine article costs: the registry's price bands, looked up and added up for bundles."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from countermark.engine.goods.lines import LineMention, are_related
from countermark.engine.goods.units import Units
from countermark.engine.registry.model import PriceBand, Registry

MAX_SCALED_UNITS: Final = 24
"""A larger pack is wholesale: the price of one article says nothing about it, unless a band is for that pack size."""
WHOLE_BRAND: Final = ""
_MAX_REMEMBERED: Final = 4_096
"""Answers about whole brands that are remembered: many listings of a brand name no line, and offer one article."""

Key = tuple[str, str, str, str]
"""(brand id, market, currency, condition)."""


class Expected(NamedTuple):
    """What genuine goods like those offered cost, in minor units: one range for each reading of the listing."""

    low: float
    """Lowest genuine price under the cheapest reading."""
    low_at_most: float
    """Lowest genuine price under the dearest reading; equal to `low` when there is one reading."""
    high: float
    """Highest genuine price under the cheapest reading."""
    lines: tuple[str, ...]
    """Line ids compared with; empty when the band of the whole brand is."""
    units: int | None
    """Number of articles, None when it has several readings."""
    is_bundle: bool = False
    """True when the lines are all in it; False when several lines are several readings."""


class Bands:
    """The price bands of a registry by brand, market, currency and condition."""

    def __init__(self, registry: Registry) -> None:
        """Index the registry's bands; where several rows share line and pack size, the widest range is kept."""
        self._of_whole_brand = lru_cache(_MAX_REMEMBERED)(self._of_brand)
        self._by_key: dict[Key, dict[str, dict[int, tuple[int, int]]]] = {}
        for band in registry.price_bands:
            self._add(band)
        self.brands = sorted({key[0] for key in self._by_key})
        self.places = frozenset(key[:3] for key in self._by_key)
        """(brand id, market, currency) for which there is a band of some condition."""

    def _add(self, band: PriceBand) -> None:
        key = (band.brand_id, band.market, band.currency, band.condition)
        sizes = self._by_key.setdefault(key, {}).setdefault(band.line_id, {})
        low, high = sizes.get(band.units, (band.low_minor, band.high_minor))
        sizes[band.units] = (min(low, band.low_minor), max(high, band.high_minor))

    def __contains__(self, key: Key) -> bool:
        """Tell whether there is any band for the brand in the market, currency and condition."""
        return key in self._by_key

    def expected(
        self,
        key: Key,
        lines: Sequence[LineMention],
        units: Units,
        text: str,
        *,
        by_number: Sequence[LineMention] = (),
    ) -> Expected | None:
        """Return what the goods should cost, None when the bands do not say.

        Args:
            key: brand, market, currency and condition.
            lines: the lines that the title or a part number names; none means the whole brand.
            units: how many articles the price is for.
            text: plain title, to tell a bundle of two lines from a name of one that is given twice.
            by_number: the lines that a part number beside the title names: one of them settles which of several
                lines of the title is meant, where they are no bundle.
        """
        by_line = self._by_key.get(key)
        if by_line is None:
            return None
        known = [line for line in lines if line.line_id in by_line]
        if len(known) != len(lines) or not lines:
            # A line without a band of its own, or no line at all: only the whole brand's band is left.
            return None if lines and known else self._of_whole_brand(key, units)
        if len(known) > 1 and _is_bundle(known, units, text):
            ids = tuple(line.line_id for line in known)
            return _of_bundle([by_line[line.line_id] for line in known], units, ids)
        if len(known) > 1:
            numbered = {line.line_id for line in by_number}
            meant = [line for line in known if line.line_id in numbered]
            known = meant if len(meant) == 1 else known
        if len(known) == 1 and units.exact is not None:
            return _of_exact(by_line[known[0].line_id], units.exact, (known[0].line_id,))
        return _of_one([by_line[line.line_id] for line in known], units, tuple(line.line_id for line in known))

    def _of_brand(self, key: Key, units: Units) -> Expected | None:
        """Return what so many articles of any kind of the brand should cost, None without a band of the whole brand."""
        sizes = self._by_key[key].get(WHOLE_BRAND)
        return None if sizes is None else _of_brand(sizes, units)


def _price(sizes: dict[int, tuple[int, int]], count: int) -> tuple[float, float] | None:
    """Return the genuine range for so many articles: of the band for that pack size, else scaled from the smallest."""
    if count in sizes:
        low, high = sizes[count]
        return float(low), float(high)
    if count > MAX_SCALED_UNITS:
        return None
    smallest = min(sizes)
    low, high = sizes[smallest]
    return low * count / smallest, high * count / smallest


def _of_exact(sizes: dict[int, tuple[int, int]], count: int, lines: tuple[str, ...]) -> Expected | None:
    """Return the range where there is one line and one pack size: what most listings are."""
    price = _price(sizes, count)
    return None if price is None else Expected(price[0], price[0], price[1], lines, count)


def _of_brand(sizes: dict[int, tuple[int, int]], units: Units) -> Expected | None:
    """Return the range of a brand's goods of any kind.

    So many of the cheapest article are no bound for a pack: six undershirts in a bag cost less than six times the
    cheapest thing of the brand. What is known of a pack is that it costs no less than that thing.
    """
    if units.exact in sizes or units.high == 1:
        return _of_exact(sizes, units.low, ())
    scaled = _price(sizes, units.high)
    if scaled is None:
        return None
    least = min(_price(sizes, units.low) or scaled, (float(sizes[min(sizes)][0]), float(sizes[min(sizes)][1])))
    return Expected(least[0], scaled[0], least[1], (), None)


def _of_one(
    alternatives: Sequence[dict[int, tuple[int, int]]], units: Units, lines: tuple[str, ...]
) -> Expected | None:
    """Return the range when all articles are of one line, which may be any of the alternatives."""
    few = [_price(sizes, units.low) for sizes in alternatives]
    many = [_price(sizes, units.high) for sizes in alternatives]
    least, most = [price for price in few if price], [price for price in many if price]
    if len(least) < len(alternatives) or len(most) < len(alternatives):
        return None
    return Expected(
        low=min(low for low, _ in least),
        low_at_most=max(low for low, _ in most),
        high=min(high for _, high in least),
        lines=lines,
        units=units.exact,
    )


def _of_bundle(parts: Sequence[dict[int, tuple[int, int]]], units: Units, lines: tuple[str, ...]) -> Expected | None:
    """Return the range for at least one article of each line; the rest may be of any of them."""
    count = len(parts)
    if max(units.high, count) > MAX_SCALED_UNITS:
        return None
    singles = [price for sizes in parts if (price := _price(sizes, 1))]
    lows, highs = [low for low, _ in singles], [high for _, high in singles]
    fewer, more = max(units.low, count) - count, max(units.high, count) - count
    return Expected(
        low=sum(lows) + fewer * min(lows),
        low_at_most=sum(lows) + more * max(lows),
        high=sum(highs) + fewer * min(highs),
        lines=lines,
        units=max(units.low, count) if fewer == more else None,
        is_bundle=True,
    )


def _is_bundle(lines: Sequence[LineMention], units: Units, text: str) -> bool:
    """Tell a bundle of several lines from one article whose title names several.

    `Kit 664 preto e colorido` with a line for each colour is a bundle; `Cartucho 667 667xl preto` is one article with
    two names, and so may be `Kit 667 667xl preto e colorido`: two articles, but not one of each.
    """
    if any(are_related(one, other) for one in lines for other in lines if one is not other):
        return len(lines) == 2 and _joined(lines[0], lines[1], text)
    return units.low >= len(lines)


def _joined(one: LineMention, other: LineMention, text: str) -> bool:
    """Tell whether a joining word stands between a mention of the one and the next of the other."""
    for start in one.starts:
        for end in other.starts:
            first, last = min(start, end), max(start, end)
            if not any(first < place < last for place in one.starts | other.starts):
                between = f" {text[first:last]} "
                if any(word in between for word in ("+", "&", " e ", " y ", " and ", "和", "加")):
                    return True
    return False
