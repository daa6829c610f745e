"""Our fields as targets of a mapping: what each may hold, taken from the listing's own definition.

Types and limits are read off `Listing` and `LISTING_SCHEMA`, so that they are said in one place only.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
import pyarrow as pa

from countermark.engine.listing import LISTING_SCHEMA, Listing, Seller
from countermark.formats.listings.coercion import COERCERS


@dataclass(frozen=True, slots=True)
class Target:
    """One field of a listing, flattened: `seller_age_days` stands for `seller.age_days`."""

    name: str
    kind: str
    """text, integer, boolean, moment, texts (a list of text) or attributes (text by name)."""
    default: Any
    """What the field is where the source has nothing; `msgspec.NODEFAULT` when it must be given."""
    low: int = 0
    high: int = 0
    """Bounds of an integer, or of the number of characters of a text (of each text, in a list or object)."""

    @property
    def needed(self) -> bool:
        """True when a listing without the field is refused."""
        return self.default is msgspec.NODEFAULT

    def coerce(self, value: Any) -> Any:
        """Return the value as the field's type.

        Args:
            value: what the source or the last conversion gave; not None.

        Raises:
            UnreadableValueError: the value does not fit the field; nothing is guessed.
        """
        return COERCERS[self.kind](self, value)


_LIMITS: Final = {pa.int32(): (-(2**31), 2**31 - 1), pa.int64(): (-(2**63), 2**63 - 1)}


def _targets() -> dict[str, Target]:
    listing: Any = msgspec.inspect.type_info(Listing)
    seller: Any = msgspec.inspect.type_info(Seller)
    found = {field.name: _target(field.name, field) for field in listing.fields if field.name != "seller"}
    for field in seller.fields:
        found[f"seller_{field.name}"] = _target(f"seller_{field.name}", field)
    return {name: found[name] for name in LISTING_SCHEMA.names}


def _target(name: str, field: Any) -> Target:
    default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
    options = field.type.types if isinstance(field.type, msgspec.inspect.UnionType) else (field.type,)
    kind = next(option for option in options if not isinstance(option, msgspec.inspect.NoneType))
    if isinstance(kind, msgspec.inspect.StrType):
        return Target(name, "text", default, kind.min_length or 0, kind.max_length or _UNBOUNDED_TEXT)
    if isinstance(kind, msgspec.inspect.IntType):
        low, high = _LIMITS[LISTING_SCHEMA.field(name).type]
        return Target(
            name, "integer", default, low if kind.ge is None else kind.ge, high if kind.le is None else kind.le
        )
    if isinstance(kind, msgspec.inspect.BoolType):
        return Target(name, "boolean", default)
    if isinstance(kind, msgspec.inspect.DateTimeType):
        return Target(name, "moment", default)
    if isinstance(kind, msgspec.inspect.ListType):
        item: Any = kind.item_type
        return Target(name, "texts", default, 0, item.max_length)
    mapping: Any = kind  # only dict[str, Text] is left
    return Target(name, "attributes", default, 0, mapping.value_type.max_length)


_UNBOUNDED_TEXT: Final = 10_000
"""Longest code (currency, condition, country) looked at: far more than any code that is right."""

TARGETS: Final = _targets()
"""Every field that a mapping can fill, in the order of `LISTING_SCHEMA`."""
