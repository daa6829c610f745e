"""Signal: what the listing says of itself, as columns that rules and weights can use."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult

CATEGORY_SEPARATOR: Final = " > "
_NOTHING: Final = pa.scalar("")
_NULL: Final = pa.scalar(None, pa.string())


class ListingFacts:
    """The listing's own fields; measures nothing and gives no evidence."""

    name = "facts"
    cost_us = 0.1
    needs: Sequence[str] = (
        "condition", "market", "currency", "category", "price_minor", "quantity", "ship_from_country", "title",
        "images",
    )  # fmt: skip
    outputs: Sequence[Output] = (
        Output("condition", pa.string(), "condition as listed: new, used, refurbished or unknown"),
        Output("market", pa.string(), "ISO 3166 code of the market in which it is offered"),
        Output("currency", pa.string(), "ISO 4217 code of the price"),
        Output("category", pa.string(), "category path joined by ` > `; null when there is none"),
        Output("price_minor", pa.int64(), "price in minor units of the currency"),
        Output("quantity", pa.int64(), "units on offer (the stock, not the pack size)"),
        Output("ship_from_country", pa.string(), "ISO 3166 code of the country it is sent from"),
        Output("title_length", pa.int64(), "length of the title in Unicode code points"),
        Output("picture_count", pa.int64(), "number of pictures"),
    )

    def __init__(self, registry: Registry, as_of: date) -> None:
        """Take what every signal takes; the listing's own facts need neither."""
        del registry, as_of

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate."""
        del known
        path = pc.binary_join(batch.column("category"), CATEGORY_SEPARATOR)
        columns = {
            "condition": batch.column("condition"),
            "market": batch.column("market"),
            "currency": batch.column("currency"),
            "category": pc.if_else(pc.equal(path, _NOTHING), _NULL, path),
            "price_minor": batch.column("price_minor"),
            "quantity": batch.column("quantity").cast(pa.int64()),
            "ship_from_country": batch.column("ship_from_country"),
            "title_length": pc.utf8_length(batch.column("title")).cast(pa.int64()),
            "picture_count": pc.list_value_length(batch.column("images")).cast(pa.int64()),
        }
        return SignalResult(columns)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES


_EXAMPLES: Final = (
    Example(
        Listing(
            listing_id="1", seller_id="s", title="Velora 运动鞋", category=["Shoes", "Running"], price_minor=9990,
            currency="BRL", quantity=3, condition="new", images=["a", "b"], market="BR", ship_from_country="CN",
        ),
        {
            "condition": "new", "market": "BR", "currency": "BRL", "category": "Shoes > Running", "price_minor": 9990,
            "quantity": 3, "ship_from_country": "CN", "title_length": 10, "picture_count": 2,
        },
    ),
    Example(
        Listing(listing_id="2", seller_id="s", title="Cup"),
        {"condition": "unknown", "market": None, "category": None, "price_minor": None, "picture_count": 0},
        note="what is not given is null",
    ),
)  # fmt: skip
