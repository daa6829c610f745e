"""Prices written for people: `R$ 1.234,56`, `List Price: $53.99`, `¥1,234`; read right or refused."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from countermark.engine.listing import CURRENCIES, MAX_PRICE_MINOR, minor_digits
from countermark.formats.listings.numbers import exact, plain_text, read_number, scaled
from countermark.formats.listings.values import UnreadableValueError, shown

_DOLLARS: Final = frozenset(
    """ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD
    UYU XCD""".split()
)
"""Currencies whose mark in their own market is the bare sign `$`."""

MARKS: Final[dict[str, frozenset[str]]] = {
    "$": _DOLLARS,
    **{
        mark: frozenset(codes.split())
        for mark, codes in {
            "R$": "BRL", "US$": "USD", "C$": "CAD NIO", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
            "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "MX$": "MXN", "MEX$": "MXN", "AR$": "ARS", "CLP$": "CLP",
            "COL$": "COP", "U$S": "USD", "U$": "USD UYU", "€": "EUR", "£": "GBP EGP", "¥": "CNY JPY", "CN¥": "CNY",
            "JP¥": "JPY", "RMB": "CNY", "元": "CNY TWD HKD", "円": "JPY", "₹": "INR", "RS": "INR LKR MUR NPR PKR",
            "₽": "RUB", "РУБ": "RUB", "₩": "KRW KPW", "₺": "TRY", "TL": "TRY", "ZŁ": "PLN",
            "KR": "DKK ISK NOK SEK", "KČ": "CZK", "FT": "HUF", "LEI": "RON MDL", "RP": "IDR", "RM": "MYR",
            "₫": "VND", "฿": "THB", "₱": "PHP", "₪": "ILS", "₴": "UAH", "₦": "NGN", "FR": "CHF", "S/": "PEN",
        }.items()
    },
}  # fmt: skip
"""Mark, in upper case and without spaces, without a final dot -> the currencies it can stand for."""


@dataclass(frozen=True, slots=True)
class MoneyText:
    """A price as the source wrote it; the row's currency is needed to turn it into minor units."""

    value: Any
    decimal: str = "auto"
    rounded: bool = False


def minor_units(money: MoneyText, currency: str | None) -> tuple[int | None, str | None]:
    """Return the price in minor units and its currency.

    Args:
        money: the price as written.
        currency: the row's ISO 4217 code; None when the row has none: a mark that means one currency then gives it.

    Returns:
        (None, currency) when the text is blank.

    Raises:
        UnreadableValueError: it is not one price, can be read in two ways, has a mark that does not go with the
            currency, is more exact than the currency (unless the mapping says `round: true`), or is out of range.
    """
    if not isinstance(money.value, str):
        if not isinstance(money.value, int | float | Decimal):
            raise UnreadableValueError(f"is {shown(money.value)}; expected a price")
        return _minor(exact(money.value), currency, money), currency
    text = plain_text(money.value)
    if not text:
        return None, currency
    negative, marks, body = _parts(text)
    currency = _agreed_currency(marks, currency)
    digits = None if currency is None else minor_digits(currency)
    number = read_number(body, money.decimal, fraction_digits=digits)
    return _minor(number.copy_negate() if negative else number, currency, money), currency


def _parts(text: str) -> tuple[bool, list[str], str]:
    """Return whether a price is negative, its marks and its digits; a label before it (`List Price:`) is let go."""
    label, colon, rest = text.rpartition(":")
    if colon and not any(character.isdigit() for character in label):
        text = rest.strip()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1].strip()}"
    places = [place for place, character in enumerate(text) if character.isdigit()]
    if not places:
        raise UnreadableValueError(f"is {shown(text)}; expected a price")
    start = places[0]
    if text[:start].endswith((".", ",")) and not text[: start - 1][-1:].isalpha():  # `.50`, but not `Rs.50`
        start -= 1
    head, body, tail = text[:start].strip(), text[start : places[-1] + 1], text[places[-1] + 1 :].strip()
    negative = head.startswith("-") or head.endswith("-")
    marks = [mark for mark in (_mark(head.strip("-+")), _mark(tail)) if mark]
    return negative, marks, body


def _mark(text: str) -> str:
    return text.replace(" ", "").rstrip(".").upper()


def _agreed_currency(marks: list[str], currency: str | None) -> str | None:
    for mark in marks:
        possible = MARKS.get(mark) or (frozenset({mark}) & CURRENCIES)
        if not possible:
            raise UnreadableValueError(
                f"has {shown(mark)} beside the number; expected one price, such as 'R$ 1.234,56'"
            )
        if currency is None and len(possible) == 1:
            (currency,) = possible
        elif currency is not None and currency in CURRENCIES and currency not in possible:
            raise UnreadableValueError(f"has the mark {shown(mark)}, which does not go with the currency {currency}")
    return currency


def _minor(number: Decimal, currency: str | None, money: MoneyText) -> int:
    digits = minor_digits(currency or "")
    minor = scaled(number, digits)
    whole = minor.to_integral_value(ROUND_HALF_EVEN)
    if whole != minor and not money.rounded:
        unit = f"{digits} decimals" if digits else "no decimals"
        raise UnreadableValueError(f"is {shown(money.value)}; {currency or 'most currencies'} has {unit}")
    if not 0 <= whole <= MAX_PRICE_MINOR:
        raise UnreadableValueError(f"is {shown(money.value)}; expected 0 to {MAX_PRICE_MINOR:,} minor units")
    return int(whole)
