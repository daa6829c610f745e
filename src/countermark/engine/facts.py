"""Signal: what the listing says of itself, as columns that rules and weights can use."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listed import int64s, listed
from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult

CATEGORY_SEPARATOR: Final = " > "
_SEPARATOR: Final = pa.scalar(CATEGORY_SEPARATOR)
_NULL: Final = pa.scalar(None, pa.string())
# The functions themselves: their wrappers in pyarrow.compute take longer than a small batch does.
_JOIN: Final = pc.get_function("binary_join")
_LENGTH: Final = pc.get_function("binary_length")
_LIST_LENGTH: Final = pc.get_function("list_value_length")


class ListingFacts:
    """The listing's own fields; measures nothing and gives no evidence."""

    name = "facts"
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
        """See Signal.evaluate.

        Besides the outputs, the result has the column `listed`: the batch's lists, for the signals that follow.
        """
        columns = {
            "condition": batch.column("condition"),
            "market": batch.column("market"),
            "currency": batch.column("currency"),
            "category": _paths(batch.column("category")),
            "price_minor": batch.column("price_minor"),
            "quantity": int64s(batch.column("quantity")),
            "ship_from_country": batch.column("ship_from_country"),
            "title_length": int64s(pc.utf8_length(batch.column("title"))),
            "picture_count": int64s(_LIST_LENGTH.call([batch.column("images")])),
            "listed": listed(batch, known),
        }
        return SignalResult(columns)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES


def _paths(categories: Any) -> Any:
    """Return the category paths joined; null where there is none."""
    paths = _JOIN.call([categories, _SEPARATOR])
    is_empty = _LENGTH.call([paths]).to_numpy(zero_copy_only=False) == 0
    return pc.if_else(pa.array(is_empty), _NULL, paths) if is_empty.any() else paths


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
