"""Numbers written for people: grouping and decimal marks of different countries, read right or refused."""

from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Final

from countermark.formats.listings.coercion import whole_number
from countermark.formats.listings.values import UnreadableValueError, shown

MAX_NUMBER_TEXT: Final = 100
"""Longest text in characters that is read as a number."""
_EXACT: Final = Context(prec=400)
_GROUPING_ONLY: Final = " '’"
_PLAIN: Final = (
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
    | {0xFFE5: 0xA5, 0xFFE1: 0xA3, 0x2212: ord("-")}
    | dict.fromkeys([0xA0, 0x2007, 0x2009, 0x202F, 0x3000], " ")
)
"""Full width forms, yen and pound signs, minus, and the spaces that group digits (NFKC would also turn 5² into 52)."""


def plain_text(value: str) -> str:
    """Return text with full width forms, odd spaces and the minus sign made plain, ready to be read as a number.

    Raises:
        UnreadableValueError: it is longer than `MAX_NUMBER_TEXT`.
    """
    if len(value) > MAX_NUMBER_TEXT:
        raise UnreadableValueError(f"has {len(value):,} characters; expected a number")
    return value.translate(_PLAIN).strip()


def read_number(body: str, decimal: str, *, fraction_digits: int | None = None) -> Decimal:
    """Return the number that `body` writes.

    Args:
        body: digits with grouping and decimal marks, such as `1.234,56`; no sign.
        decimal: `comma`, `dot`, or `auto` to tell by the number itself.
        fraction_digits: how many decimals such a number has by nature (0 for yen), where that is known.

    Raises:
        UnreadableValueError: it is not a number, is badly grouped, or could be read in two ways.
    """
    if not body.isascii() and any(mark not in _GROUPING_ONLY and not mark.isascii() for mark in body):
        raise UnreadableValueError(f"is {shown(body)}; expected digits 0 to 9")
    mark = _auto_mark(body, fraction_digits) if decimal == "auto" else {"comma": ",", "dot": "."}[decimal]
    whole, found, fraction = body.partition(mark) if mark else (body, "", "")
    if found and not (fraction.isascii() and fraction.isdigit()):
        raise UnreadableValueError(f"is {shown(body)}; expected one decimal mark with digits after it")
    digits = _ungroup(whole, body) if whole or not found else "0"
    try:
        return Decimal(f"{digits}.{fraction or 0}")
    except InvalidOperation as error:
        raise UnreadableValueError(f"is {shown(body)}; expected a number") from error


def _auto_mark(body: str, fraction_digits: int | None) -> str:
    """Return the decimal mark of a number whose origin is not known, or nothing when it has none."""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return max(".,", key=body.rindex)
    mark = "." if dots else ","
    if dots + commas != 1:
        return ""
    whole, _, fraction = body.partition(mark)
    grouped_already = any(other in whole for other in _GROUPING_ONLY)
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0") and not grouped_already:
        if fraction_digits == 0:
            return ""
        raise UnreadableValueError(f"is {shown(body)}, which can be read in two ways; say `decimal: comma` or `dot`")
    return mark


def _ungroup(whole: str, body: str) -> str:
    """Return digits without the marks between their groups: of three, or of two before the last three (12,34,567)."""
    marks = {mark for mark in whole if not mark.isdigit()}
    if not marks and whole.isdigit():
        return whole
    mark = marks.pop() if len(marks) == 1 else ""
    first, *others = whole.split(mark) if mark else [whole]
    by_three = all(len(group) == 3 for group in others)
    indian = mark == "," and all(len(group) == 2 for group in others[:-1]) and len(others[-1]) == 3
    if not others or not 1 <= len(first) <= 3 or not (by_three or indian):
        raise UnreadableValueError(f"is {shown(body)}; expected digits in groups of three, or one decimal mark")
    return first + "".join(others)


def exact(value: float | Decimal) -> Decimal:
    """Return a number that a format gave as a number, exactly as it is written.

    Raises:
        UnreadableValueError: it is true or false, infinite, not a number, or absurdly large.
    """
    if isinstance(value, bool):
        raise UnreadableValueError(f"is {value}; expected a number")
    try:
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
    except (ValueError, InvalidOperation) as error:
        raise UnreadableValueError("is a number of more than 4,300 digits") from error
    if not number.is_finite():
        raise UnreadableValueError(f"is {value}; expected a number")
    if number.adjusted() > MAX_NUMBER_TEXT or (number and number.adjusted() < -MAX_NUMBER_TEXT):
        raise UnreadableValueError(f"is {shown(value)}; expected a number of at most {MAX_NUMBER_TEXT} digits")
    return number


def scaled(number: Decimal, digits: int) -> Decimal:
    """Return number x 10^digits, exactly."""
    return _EXACT.scaleb(number, digits)


def number_conversion(decimal: str) -> Callable[[Any], Decimal | None]:
    """Return the conversion `number`: text in a country's writing, or a number, as a decimal."""

    def convert(value: Any) -> Decimal | None:
        if isinstance(value, int | float | Decimal):
            return exact(value)
        if not isinstance(value, str):
            raise UnreadableValueError(f"is {shown(value)}; expected a number")
        text = plain_text(value)
        if not text:
            return None
        body = text[1:].lstrip() if text[0] in "+-" else text
        number = read_number(body, decimal)
        return -number if text[0] == "-" else number

    return convert


def read_integer(value: Any, group: str) -> int | None:
    """Return a whole number; in text, `group` may part groups of three digits.

    Raises:
        UnreadableValueError: it is not a whole number, or its groups are not of three digits.
    """
    if not isinstance(value, str):
        return whole_number(value)
    text = plain_text(value)
    if not text:
        return None
    if group and group in text:
        sign = "-" if text.startswith("-") else ""
        text = sign + _ungroup(text.removeprefix("-"), text)
    return whole_number(text)
