"""The tables of a played world: their columns. The reference page is held to this list by a test."""

from typing import Any, Final

import pyarrow as pa

from countermark.engine.listing import LISTING_SCHEMA
from countermark.sim.tables import PLATFORM as WORLD
from countermark.sim.tables import TRUTH as WORLD_TRUTH
from countermark.sim.tables import Columns

_TIME: Final = pa.timestamp("us", tz="UTC")
_TEXT: Final = pa.string()
_WHOLE: Final = pa.int32()
_MONEY: Final = pa.int64()
_REAL: Final = pa.float64()
_FLAG: Final = pa.bool_()
_NAME: Final = pa.dictionary(pa.int16(), pa.string())

PLATFORM: Final[dict[str, Columns]] = {
    "sellers": WORLD["sellers"],
    "decisions": [
        ("week", _WHOLE), ("listing_id", _TEXT), ("version", _WHOLE), ("decided_at", _TIME), ("by", _NAME),
        ("decision", _NAME), ("score", _REAL), ("reasons", _TEXT),
    ],
    "removals": [
        ("listing_id", _TEXT), ("seller_id", _TEXT), ("removed_at", _TIME), ("by", _NAME), ("reasons", _TEXT),
        ("restored_at", _TIME),
    ],
    "appeals": [("listing_id", _TEXT), ("received_at", _TIME), ("decided_at", _TIME)],
    "notices": WORLD["notices"],
    "strikes": [("seller_id", _TEXT), ("listing_id", _TEXT), ("given_at", _TIME), ("forgiven_at", _TIME)],
    "closures": [("seller_id", _TEXT), ("closed_at", _TIME), ("reason", _TEXT), ("reopened_at", _TIME)],
    "links": [("seller_id", _TEXT), ("linked_at", _TIME), ("reason", _TEXT)],
    "orders": WORLD["orders"],
    "refunds": WORLD["refunds"],
    "test_buys": WORLD["test_buys"],
}  # fmt: skip
"""What the platform may see, beside `listings` and `edits`."""

TRUTH: Final[dict[str, Columns]] = {
    "listings": [
        ("listing_id", _TEXT), ("seller_id", _TEXT), ("world_listing_id", _TEXT), ("attempt", _WHOLE), ("kind", _NAME),
        ("is_counterfeit", _FLAG), ("style", _NAME), ("disguise_family", _TEXT), ("price", _NAME), ("brand_id", _TEXT),
        ("route", _NAME), ("operator", _WHOLE), ("seller_is_deceived", _FLAG), ("is_bait", _FLAG), ("market", _NAME),
        ("posted_at", _TIME), ("state", _NAME), ("ended_at", _TIME),
    ],
    "sellers": WORLD_TRUTH["sellers"],
    "wishes": [
        ("world_listing_id", _TEXT), ("week", _WHOLE), ("units", _WHOLE), ("value_usd", _REAL),
        ("is_counterfeit", _FLAG), ("happened", _FLAG), ("sold_usd", _REAL),
    ],
    "notices": [("notice_id", _TEXT), ("is_founded", _FLAG), ("rights_holder", _NAME)],
    "changes": [
        ("week", _WHOLE), ("operator", _WHOLE), ("what", _NAME), ("before", _TEXT), ("after", _TEXT),
        ("stopped_share", _REAL),
    ],
    "left": [("seller_id", _TEXT), ("left_at", _TIME)],
    "weeks": [
        ("week", _WHOLE), ("posted", _WHOLE), ("counterfeits_posted", _WHOLE), ("counterfeits_stopped", _WHOLE),
        ("honest_stopped", _WHOLE), ("counterfeit_wished_usd", _REAL), ("counterfeit_prevented_usd", _REAL),
        ("counterfeit_sold_usd", _REAL), ("sold_usd", _REAL), ("queue", _WHOLE), ("strikes", _WHOLE),
        ("closures", _WHOLE), ("accounts_opened", _WHOLE), ("changes", _WHOLE),
    ],
}  # fmt: skip
"""What only whoever keeps the score may see."""


def schema_of(table: str) -> Any:
    """Return the Arrow schema of a table, by its folder such as `platform/removals`."""
    side, _, name = table.partition("/")
    if side == "platform" and name in {"listings", "edits"}:
        return LISTING_SCHEMA
    return pa.schema({"platform": PLATFORM, "truth": TRUTH}[side][name])
