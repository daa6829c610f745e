"""Signal: the price of one article against what the genuine one costs.

Says nothing where it knows nothing: no band for brand, market, currency and condition; goods that are not the brand's
own (compatible, accessory, empty); goods that no band is about (expired, for parts); several articles, but not how
many. Where a title can be read in several ways, it speaks only if all of them agree. A price above the band speaks
for a listing no more than one in it: of 455 real offers of printer ink that could be compared, 41 asked more or might.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import pyarrow as pa

from countermark.engine.decision import Evidence
from countermark.engine.goods.attributes import PART_NUMBERS, UNITS
from countermark.engine.goods.bands import Bands, Expected, Key
from countermark.engine.goods.lines import LineIndex, LineMention
from countermark.engine.goods.pack import pack_size
from countermark.engine.goods.plain import plain, word_set
from countermark.engine.goods.state import OTHERS_GOODS, condition_of
from countermark.engine.goods.units import read_units
from countermark.engine.goods.unnamed import LEAST_RATIO, UnnamedBrands
from countermark.engine.listed import Listed, listed
from countermark.engine.listing import Listing, minor_digits
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult

_NONE: Final[frozenset[Any]] = frozenset()
TOLERANCE: Final = 0.10
"""How far below the lowest genuine price that was seen a price may be and still count as in the band."""


class _Row(NamedTuple):
    """What the price of one listing is judged by."""

    place: int
    key: Key
    """Its brand, market, currency and condition."""
    price: int
    text: str
    """The title in plain text."""
    words: set[str]
    """Its different words."""
    is_named: bool
    """False where the brand is known by a number only (goods/unnamed.py)."""


class PriceSignal:
    """Price against the genuine band."""

    name = "price"
    needs: Sequence[str] = (
        "title", "description", "attributes", "price_minor", "currency", "condition", "market", "brand", "context",
    )  # fmt: skip
    outputs: Sequence[Output] = (
        Output("price_ratio", pa.float64(), "price / lowest genuine price of the same goods; null when not known"),
        Output(
            "price_below_band", pa.bool_(), "price_ratio is below 0.9 under every reading; false also when not known"
        ),
        Output("price_units", pa.int64(), "articles the price is taken to be for; null when not known"),
    )

    def __init__(self, registry: Registry, as_of: date) -> None:
        """Index lines and bands of the registry; bands have no dates, so `as_of` makes no difference."""
        del as_of
        self._bands = Bands(registry)
        self._lines = LineIndex(registry)
        self._unnamed = UnnamedBrands(self._lines)
        self._markets = {key[1:] for key in self._bands.places}
        self._line_names = {line.line_id: line.name for line in registry.product_lines}
        self._brand_names = {brand.brand_id: brand.name for brand in registry.brands}

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate; `known` needs `brand`, and uses `context`."""
        lists = listed(batch, known)
        size = batch.num_rows
        ratio: list[float | None] = [None] * size
        below = [False] * size
        units: list[int | None] = [None] * size
        evidence: list[tuple[int, Evidence]] = []
        for row, expected in self._expected(lists, self._rows(lists, known)):
            if not row.is_named and row.price < LEAST_RATIO * expected.low:
                continue
            units[row.place] = expected.units
            most, least = row.price / expected.low, row.price / expected.low_at_most
            is_below = most < 1 - TOLERANCE
            if is_below != (least < 1 - TOLERANCE):
                continue
            found = most if is_below else least
            ratio[row.place], below[row.place] = found, is_below
            if is_below:
                evidence.append((row.place, self._evidence("price_below_band", row, expected, found, 1 - found)))
            elif row.price <= expected.high * (1 + TOLERANCE):
                evidence.append((row.place, self._evidence("price_in_band", row, expected, found, 0.5)))
            elif expected.low == expected.low_at_most:
                evidence.append((row.place, self._evidence("price_above_band", row, expected, found, 0.2)))
        columns = {
            "price_ratio": pa.array(ratio, type=pa.float64()),
            "price_below_band": pa.array(below, type=pa.bool_()),
            "price_units": pa.array(units, type=pa.int64()),
        }
        return SignalResult(columns, evidence)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES

    def _expected(self, lists: Listed, rows: list[_Row]) -> Iterator[tuple[_Row, Expected]]:
        if not rows:
            return
        places = [row.place for row in rows]
        sizes, numbers = UNITS.find(lists.attributes, places), PART_NUMBERS.find(lists.attributes, places)
        descriptions = lists.batch.column("description")
        for row in rows:
            brand = row.key[0]
            lines: list[LineMention] = []
            by_number: list[LineMention] = []
            if brand in self._lines:
                lines = lists.lines[row.place, brand] = self._lines.find(brand, row.text)
                if len(lines) != 1:
                    by_number = self._lines_of(brand, numbers.get(row.place, ()))
                lines = lines or by_number
            names = frozenset().union(*(line.starts for line in lines)) if lines else _NONE
            brand_words = self._lines.brand_words.get(brand, _NONE)
            units = read_units(row.text, names=names, brand_words=brand_words, found=row.words)
            stated = sizes.get(row.place, ())
            if units is None or stated:
                units = pack_size(units, stated, descriptions[row.place].as_py() if units is None else "")
            if units is None:
                continue
            expected = self._bands.expected(row.key, lines, units, row.text, by_number=by_number)
            if expected is not None and expected.low > 0:
                yield row, expected

    def _rows(self, lists: Listed, known: Mapping[str, Any]) -> list[_Row]:
        """Return the listings whose brand has a band in their market, currency and condition."""
        banded, bands = self._bands.places, self._bands
        columns = brands, markets, currencies = (lists.found(known, "brand"), lists["market"], lists["currency"])
        named = [place for place, brand in enumerate(brands) if brand is not None]
        owners = {
            place: brands[place] for place in named if (brands[place], markets[place], currencies[place]) in banded
        }
        unnamed = self._unnamed_rows(lists, columns) if self._unnamed else {}
        if not owners and not unnamed:
            return []
        prices, titles, conditions = lists["price_minor"], lists["title"], lists["condition"]
        contexts = lists.found(known, "context")
        rows: list[_Row] = []
        for place, brand in (owners | unnamed).items():
            price, explained = prices[place], contexts[place]
            if not price or explained in OTHERS_GOODS:
                continue
            text = plain(titles[place])
            words = word_set(text)
            condition = condition_of(text, words, conditions[place], explained)
            key = (brand, markets[place], currencies[place], condition or "")
            if key in bands:
                rows.append(_Row(place, key, price, text, words, place in owners))
        return rows

    def _unnamed_rows(self, lists: Listed, columns: tuple[list[Any], list[Any], list[Any]]) -> dict[int, str]:
        """Return the brands of listings that name none, but give its number and say original, by row."""
        brands, markets, currencies = columns
        places = [
            place
            for place, brand in enumerate(brands)
            if brand is None and (markets[place], currencies[place]) in self._markets
        ]
        titles = lists["title"]
        found = self._unnamed.find([titles[place] for place in places])
        rows = {places[at]: brand for at, brand in found.items()}
        return {
            row: brand for row, brand in rows.items() if (brand, markets[row], currencies[row]) in self._bands.places
        }

    def _lines_of(self, brand: str, attributes: Sequence[tuple[str, str]]) -> list[LineMention]:
        """Return the lines that the attributes name."""
        for kind, value in attributes:
            if kind == "part_number":
                found = self._lines.find(brand, plain(value))
                if found:
                    return [LineMention(line.line_id, line.words, frozenset(), line.exact) for line in found]
        return []

    def _evidence(self, code: str, row: _Row, expected: Expected, ratio: float, weight: float) -> Evidence:
        return Evidence(
            code=code,
            field="price_minor",
            text=money(row.price, row.key[2]),
            brand=row.key[0],
            kind=self._compared(row.key[0], expected),
            value=round(ratio, 4),
            weight=round(weight, 4),
        )

    def _compared(self, brand: str, expected: Expected) -> str:
        """Return what the price was compared with, without words: `3 × HX 664`, `HX 664 + HX 664XL`, n = 5."""
        names = [self._line_names[line] for line in expected.lines] or [self._brand_names.get(brand, brand)]
        if expected.is_bundle:
            compared = " + ".join(names)
            is_whole = expected.units in {None, len(names)}
            return compared if is_whole else f"{compared}, n = {expected.units}"
        compared = " / ".join(names)
        return compared if expected.units in {None, 1} else f"{expected.units} × {compared}"


def money(minor: int, currency: str) -> str:
    """Return an amount in minor units as people write it, such as `BRL 1,234.56`."""
    digits = minor_digits(currency)
    if digits == 2:
        return f"{currency} {minor / 100:,.2f}"
    return f"{currency} {minor / 10**digits:,.{digits}f}"


def _listing(
    title: str, price_minor: int, market: str = "BR", currency: str = "BRL", condition: str = "new"
) -> Listing:
    return Listing(
        listing_id="1", seller_id="s", title=title, price_minor=price_minor, market=market, currency=currency,
        condition=condition,
    )  # fmt: skip


_UNKNOWN: Final[Mapping[str, Any]] = {"price_ratio": None, "price_below_band": False, "price_units": None}
_EXAMPLES: Final = (
    Example(
        _listing("Cartucho HX 664 preto 2ml para 2136 2676 3776", 2400),
        {"price_ratio": 0.4, "price_below_band": True, "price_units": 1},
        ("price_below_band",),
    ),
    Example(
        _listing("Cartucho HX664 XL preto", 15000),
        {"price_ratio": 1.0, "price_below_band": False, "price_units": 1},
        ("price_in_band",),
        "the longer name wins: the band of 664XL",
    ),
    Example(
        _listing("Kit c/ 3 cartuchos HX 664 preto", 9000), {"price_ratio": 0.5, "price_units": 3}, ("price_below_band",)
    ),
    Example(
        _listing("Kit cartucho HX 664 preto + HX 664XL colorido", 10500),
        {"price_ratio": 0.5, "price_units": 2},
        ("price_below_band",),
        "a bundle of two lines costs what both cost",
    ),
    Example(
        _listing("Cartucho HX 664 664XL preto", 9000),
        {"price_ratio": None, "price_below_band": False, "price_units": 1},
        note="far below 664XL, fair for 664: nothing is said",
    ),
    Example(_listing("Kit cartuchos HX 664", 3000), _UNKNOWN, note="several, but not how many"),
    Example(_listing("Cartucho HX 664 preto vencido", 2000), _UNKNOWN, note="no band is about expired goods"),
    Example(
        _listing("Velora handbag", 2600, "US", "USD", "used"), {"price_ratio": 1.04}, note="the band of used goods"
    ),
    Example(_listing("Velora handbag", 2600, "US", "EUR"), _UNKNOWN, note="no band in this currency"),
    Example(
        _listing("薇洛拉飞驰 跑鞋", 12000, "CN", "CNY"), {"price_ratio": 0.2, "price_units": 1}, ("price_below_band",)
    ),
)
