"""Values of any source as the types of our fields; nothing is guessed, and every refusal says what was expected."""

import math
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

import msgspec

from countermark.engine.listing import utc
from countermark.formats.listings.values import UnreadableValueError, is_encodable, shown

_IDENTIFIERS: Final = frozenset({"listing_id", "seller_id", "gtin"})
"""Texts in which a number with a fraction, such as 123.0, can only be a spreadsheet's mistake."""
_LISTS: Final = (list, tuple)
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"false", "0", "no"})


class Bounds(Protocol):
    """What of a target its values are held against."""

    @property
    def name(self) -> str:
        """The field's name."""

    @property
    def low(self) -> int:
        """Least integer, or number of characters."""

    @property
    def high(self) -> int:
        """Greatest integer, or number of characters."""


def _text(target: Bounds, value: Any) -> str:
    if type(value) is str and target.low <= len(value) <= target.high and is_encodable(value):
        return value  # nearly always
    text = value if isinstance(value, str) else _written(target, value)
    if len(text) > target.high:
        raise UnreadableValueError(f"has {len(text):,} characters; at most {target.high:,} are read")
    if len(text) < target.low:
        raise UnreadableValueError("is empty; expected text")
    if not is_encodable(text):
        raise UnreadableValueError("contains a lone surrogate; expected valid Unicode text")
    return text


def _written(target: Bounds, value: Any) -> str:
    """Return a value that is no text as a person would write it."""
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return _digits(value)
    if isinstance(value, float) and target.name not in _IDENTIFIERS:
        return repr(value)
    if isinstance(value, float):
        raise UnreadableValueError(f"is the number {value!r}; expected text or a whole number")
    raise UnreadableValueError(f"is {shown(value)}; expected text")


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        byte = value[error.start]
        raise UnreadableValueError(
            f"has the byte 0x{byte:02x} at position {error.start + 1:,}, which is not UTF-8"
        ) from error


def _digits(value: int | Decimal) -> str:
    try:
        return str(value)
    except ValueError as error:
        raise UnreadableValueError("is a number of more than 4,300 digits; expected text") from error


def whole_number(value: Any) -> int:
    """Return an integer, a number without a fraction, or text of up to 30 digits, as an integer.

    Raises:
        UnreadableValueError: anything else, True and False among them.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value) and value == math.floor(value):
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 30 and value == int(value):
        return int(value)
    if isinstance(value, str):
        text = value[:40].strip()
        digits = text[1:] if text[:1] in {"-", "+"} else text
        if len(value) <= 30 and digits.isascii() and digits.isdigit():
            return int(text)
    raise UnreadableValueError(f"is {shown(value)}; expected a whole number")


def _integer(target: Bounds, value: Any) -> int:
    number = whole_number(value)
    if not target.low <= number <= target.high:
        raise UnreadableValueError(f"is {shown(number)}; expected {target.low:,} to {target.high:,}")
    return number


def _boolean(_: Bounds, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value)[:10].strip().lower() if isinstance(value, str | int) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise UnreadableValueError(f"is {shown(value)}; expected true or false")


def parse_moment(text: str) -> datetime:
    """Return an ISO 8601 date or moment; without a time zone if the text has none.

    Raises:
        UnreadableValueError: the text is something else.
    """
    try:
        return datetime.fromisoformat(text[:64].strip())
    except ValueError as error:
        raise UnreadableValueError(
            f"is {shown(text)}; expected an ISO 8601 moment such as 2026-01-31T12:00:00Z"
        ) from error


def _moment(_: Bounds, value: Any) -> datetime:
    if isinstance(value, str):
        value = parse_moment(value)
    if not isinstance(value, datetime):
        raise UnreadableValueError(f"is {shown(value)}; expected an ISO 8601 moment such as 2026-01-31T12:00:00Z")
    if value.tzinfo is None:
        raise UnreadableValueError(f"{value.isoformat()} has no time zone; expected UTC, such as 2026-01-31T12:00:00Z")
    try:
        return utc(value)
    except OverflowError as error:
        raise UnreadableValueError(f"{value.isoformat()} lies outside the years 1 to 9999 in UTC") from error


def _texts(target: Bounds, value: Any) -> list[str]:
    if not isinstance(value, _LISTS):
        raise UnreadableValueError(f"is {shown(value)}; expected a list of texts")
    return [_text(target, item) for item in value if item is not None]


def _attributes(target: Bounds, value: Any) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else value
    if isinstance(pairs, str) or not all(isinstance(pair, _LISTS) and len(pair) == 2 for pair in pairs):
        raise UnreadableValueError(f"is {shown(value)}; expected an object of names and values")
    attributes = {}
    for name, item in pairs:
        if item is None:
            continue
        if not isinstance(name, str):
            raise UnreadableValueError(f"has the name {shown(name)}; expected text")
        try:
            attributes[_text(target, name)] = _text(target, attribute_text(item))
        except UnreadableValueError as error:
            raise UnreadableValueError(f"{shown(name)} {error}") from error
    return attributes


def attribute_text(value: Any) -> Any:
    """Return a list of plain values joined by a comma, anything nested as JSON, and any other value as it is."""
    if isinstance(value, _LISTS) and all(isinstance(item, str | int | float) for item in value):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict | list | tuple):
        try:
            return msgspec.json.encode(value).decode()
        except (ValueError, TypeError, RecursionError) as error:
            raise UnreadableValueError("is nested too deep or holds what JSON cannot") from error
    return value


COERCERS: Final[dict[str, Callable[[Bounds, Any], Any]]] = {
    "text": _text,
    "integer": _integer,
    "boolean": _boolean,
    "moment": _moment,
    "texts": _texts,
    "attributes": _attributes,
}
"""Kind of a target -> what makes a value of it, or raises UnreadableValueError."""
