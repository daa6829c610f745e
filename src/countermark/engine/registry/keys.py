"""What makes two rows of a table the same row; it is also the order in which rows are kept."""

from collections.abc import Callable
from typing import Any, Final

from countermark.engine.registry import model
from countermark.engine.registry.names import fold, fold_case

Key = tuple[str, ...]


def key_of(table: str, row: Any) -> Key:
    """Return the key of a row of a table of `model.TABLES`; no two rows of a valid registry share one."""
    return _KEYS[table][1](row)


def key_fields(table: str) -> tuple[str, ...]:
    """Return the columns that make up the key of a table."""
    return _KEYS[table][0]


def _alias(row: model.Alias) -> Key:
    return row.brand_id, fold(row.alias), row.language


def _model(row: model.Model) -> Key:
    return row.brand_id, fold(row.model), fold(row.part_number)


def _price_band(row: model.PriceBand) -> Key:
    return row.brand_id, row.line_id, row.market, row.currency, row.condition, f"{row.units:09d}"


def _authorised_seller(row: model.AuthorisedSeller) -> Key:
    return row.brand_id, row.seller_id, str(row.valid_from or ""), str(row.valid_to or ""), ";".join(row.territories)


_KEYS: Final[dict[str, tuple[tuple[str, ...], Callable[[Any], Key]]]] = {
    "brands": (("brand_id",), lambda row: (row.brand_id,)),
    "aliases": (("brand_id", "alias", "language"), _alias),
    "marks": (("brand_id", "office", "number"), lambda row: (row.brand_id, row.office, row.number)),
    "product_lines": (("line_id",), lambda row: (row.line_id,)),
    "models": (("brand_id", "model", "part_number"), _model),
    "price_bands": (("brand_id", "line_id", "market", "currency", "condition", "units"), _price_band),
    "authorised_sellers": (("brand_id", "seller_id", "valid_from", "valid_to", "territories"), _authorised_seller),
    "gtin_prefixes": (("brand_id", "prefix"), lambda row: (row.brand_id, row.prefix)),
    "slang": (("language", "term"), lambda row: (row.language, fold_case(row.term))),
    "contexts": (("language", "phrase", "side"), lambda row: (row.language, fold_case(row.phrase), row.side)),
    "tells": (("tell_id",), lambda row: (row.tell_id,)),
}
"""Table -> (columns of the key, function from row to key)."""
