"""The tables of a world: their columns, and what each means. The reference page is held to this list by a test."""

from typing import Any, Final

import pyarrow as pa

from countermark.engine.listing import LISTING_SCHEMA

_TIME: Final = pa.timestamp("us", tz="UTC")
_TEXT: Final = pa.string()
_WHOLE: Final = pa.int32()
_MONEY: Final = pa.int64()
_REAL: Final = pa.float64()
_FLAG: Final = pa.bool_()
_NAME: Final = pa.dictionary(pa.int16(), pa.string())
_WIDE: Final = pa.dictionary(pa.int32(), pa.string())
_BOX: Final = [(side, pa.int16()) for side in ("left", "top", "right", "bottom")]
_LOGO: Final = pa.struct([
    ("brand_id", _TEXT), ("state", _TEXT), ("authentic", _FLAG), *_BOX, ("visible", pa.float32()), ("mirrored", _FLAG),
])  # fmt: skip
_WORDS: Final = pa.struct([
    ("text", _TEXT), ("script", _TEXT), ("role", _TEXT), *_BOX, ("letter_height", pa.float32()),
    ("visible", pa.float32()), ("mirrored", _FLAG),
])  # fmt: skip
Columns = list[tuple[str, Any]]

PLATFORM: Final[dict[str, Columns]] = {
    "sellers": [
        ("seller_id", _TEXT), ("shop_name", _TEXT), ("legal_name", _TEXT), ("contact_name", _TEXT),
        ("is_business", _FLAG), ("market", _TEXT), ("country", _TEXT), ("city", _TEXT), ("street", _TEXT),
        ("return_to_hub", _FLAG), ("phone", _TEXT), ("email", _TEXT), ("bank_account", _TEXT), ("device_id", _TEXT),
        ("network", _TEXT), ("document", _TEXT), ("face", pa.list_(pa.float32(), 16)), ("opened_at", _TIME),
        ("banned_at", _TIME), ("linked_banned", _FLAG),
    ],
    "orders": [
        ("order_id", _TEXT), ("listing_id", _TEXT), ("seller_id", _TEXT), ("buyer_id", _TEXT), ("ordered_at", _TIME),
        ("quantity", _WHOLE), ("unit_price_minor", _MONEY), ("currency", _NAME), ("market", _NAME),
    ],
    "deliveries": [
        ("order_id", _TEXT), ("shipped_at", _TIME), ("delivered_at", _TIME), ("first_scan_place", _NAME),
        ("first_scan_country", _NAME), ("port", _NAME), ("hub", _NAME), ("destination", _NAME), ("weight_g", _WHOLE),
    ],
    "refunds": [
        ("order_id", _TEXT), ("listing_id", _TEXT), ("seller_id", _TEXT), ("requested_at", _TIME), ("reason", _NAME),
        ("amount_minor", _MONEY), ("currency", _NAME),
    ],
    "reviews": [
        ("order_id", _TEXT), ("listing_id", _TEXT), ("written_at", _TIME), ("stars", pa.int8()), ("text", _TEXT),
    ],
    "complaints": [("order_id", _TEXT), ("listing_id", _TEXT), ("received_at", _TIME), ("about", _NAME)],
    "notices": [
        ("notice_id", _TEXT), ("listing_id", _TEXT), ("seller_id", _TEXT), ("brand_id", _TEXT), ("right_number", _TEXT),
        ("received_at", _TIME), ("decided_at", _TIME), ("measure", _NAME),
    ],
    "counter_notices": [
        ("notice_id", _TEXT), ("received_at", _TIME), ("restored_at", _TIME),
    ],
    "test_buys": [
        ("test_buy_id", _TEXT), ("listing_id", _TEXT), ("seller_id", _TEXT), ("brand_id", _TEXT), ("design", _NAME),
        ("inclusion_probability", _REAL), ("bought_at", _TIME), ("verdict_at", _TIME), ("verdict", _NAME),
    ],
    "brand_pictures": [
        ("picture", _TEXT), ("brand_id", _TEXT), ("line_id", _TEXT), ("part_number", _TEXT), ("sha256", _TEXT),
        ("size", _WHOLE),
    ],
    "places": [
        ("name", _TEXT), ("country", _TEXT), ("latitude", _REAL), ("longitude", _REAL), ("port", _FLAG), ("hub", _FLAG),
    ],
    "leads": [
        ("lead_id", _TEXT), ("seller_ids", pa.list_(pa.string())), ("sent_at", _TIME), ("place", _TEXT),
        ("country", _TEXT), ("outcome_at", _TIME), ("arrests", _WHOLE), ("sites_closed", _WHOLE),
        ("seized_minor", _MONEY), ("currency", _TEXT),
    ],
}  # fmt: skip
"""What the platform may see, beside `listings` and `edits` (the engine's listing schema) and the registry."""

TRUTH: Final[dict[str, Columns]] = {
    "listings": [
        ("listing_id", _TEXT), ("kind", _NAME), ("is_counterfeit", _FLAG), ("style", _NAME),
        ("seller_is_deceived", _FLAG), ("operator", _WHOLE), ("source_operator", _WHOLE), ("ring", _WHOLE),
        ("supplier", _WHOLE), ("workshop", _WHOLE), ("route", _WHOLE), ("disguise_family", _TEXT),
        ("adaptation_step", pa.int8()), ("is_bait", _FLAG), ("brand_id", _WIDE),
        ("line_id", _WIDE), ("typical_price_minor", _MONEY), ("ended_at", _TIME), ("units_sold", _WHOLE),
        ("picture_source", _NAME), ("picture_set", pa.int64()), ("picture_change", _NAME),
    ],
    "sellers": [
        ("seller_id", _TEXT), ("role", _NAME), ("operator", _WHOLE), ("account_of_operator", _WHOLE),
        ("returned_after_ban", _FLAG), ("person_key", pa.uint64()), ("street_key", pa.uint64()),
        ("bank_key", pa.uint64()),
    ],
    "notices": [("notice_id", _TEXT), ("is_founded", _FLAG), ("rights_holder", _NAME)],
    "pictures": [
        ("picture", _TEXT), ("listing_id", _TEXT), ("version", pa.int8()), ("source", _NAME),
        ("picture_set", pa.int64()), ("shot", pa.int8()), ("known_picture", _TEXT),
        ("changes", pa.list_(pa.string())), ("goods", _NAME), ("is_of_fake", _FLAG),
        ("format", _NAME), ("width", _WHOLE), ("height", _WHOLE), ("size", _WHOLE), ("sha256", _TEXT),
        ("seed", pa.int64()), ("from_original", pa.list_(_REAL)), ("logos", pa.list_(_LOGO)),
        ("texts", pa.list_(_WORDS)),
    ],
    "operators": [
        ("operator", _WHOLE), ("market", _TEXT), ("ring", _WHOLE), ("supplier", _WHOLE), ("workshop", _WHOLE),
        ("workshop_country", _TEXT), ("workshop_place", _TEXT), ("workshop_latitude", _REAL),
        ("workshop_longitude", _REAL), ("warehouse_place", _TEXT), ("first_route", _WHOLE), ("second_route", _WHOLE),
        ("skill", _REAL), ("caution", _REAL), ("accounts", _WHOLE), ("brand_ids", pa.list_(pa.string())),
        ("adapts_at", pa.list_(_TIME)), ("story", _TEXT),
    ],
    "routes": [("route", _WHOLE), ("kind", _TEXT), ("from_place", _TEXT), ("from_country", _TEXT), ("port", _TEXT)],
    "rights_holders": [("brand_id", _TEXT), ("kind", _TEXT)],
}  # fmt: skip
"""What only whoever keeps the score may see."""

CHUNKED: Final = (
    "platform/listings", "platform/edits", "platform/orders", "platform/deliveries", "platform/refunds",
    "platform/reviews", "platform/complaints", "platform/notices", "platform/counter_notices", "platform/test_buys",
    "truth/listings", "truth/notices",
)  # fmt: skip
"""Tables with one file for each chunk of listings."""
PICTURED: Final = ("platform/brand_pictures", "truth/pictures")
"""Tables that only a world with pictures has."""


def schema_of(table: str) -> Any:
    """Return the Arrow schema of a table, by its folder such as `platform/orders`."""
    side, _, name = table.partition("/")
    if side == "platform" and name in {"listings", "edits"}:
        return LISTING_SCHEMA
    return pa.schema({"platform": PLATFORM, "truth": TRUTH}[side][name])


def made(table: str, columns: dict[str, Any]) -> Any:
    """Return an Arrow table with the columns in the order and of the types of its schema.

    Raises:
        KeyError: a column is missing.
    """
    return fitted(schema_of(table), columns)


def fitted(schema: Any, columns: dict[str, Any]) -> Any:
    """Return an Arrow table of a schema from columns by name.

    Raises:
        KeyError: a column is missing.
    """
    return pa.table([_typed(columns[field.name], field.type) for field in schema], schema=schema)


def _typed(values: Any, kind: Any) -> Any:
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return array if array.type == kind else array.cast(kind)


def named(numbers: Any, names: Any) -> Any:
    """Return a dictionary array: names by number, null where a number is below 0."""
    kind = pa.int16() if len(names) < 2**15 else pa.int32()
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers < 0).cast(kind), pa.array(names, pa.string()))
