"""Conversions: each reads what shops write, and refuses what it cannot be sure of."""

# ruff: noqa: RUF001 - odd digits and separators are what shops write

import contextlib
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from countermark.formats.listings.conversions import CONVERSIONS, build_conversion
from countermark.formats.listings.money import MoneyText, minor_units
from countermark.formats.listings.parameters import BadParameterError
from countermark.formats.listings.values import UnreadableValueError


def convert(name: str, parameters: Any, value: Any) -> Any:
    return build_conversion(name, parameters)(value)


def money(value: Any, currency: str | None = "USD", decimal: str = "auto", *, rounded: bool = False) -> Any:
    return minor_units(MoneyText(value, decimal, rounded), currency)


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("R$ 1.234,56", "BRL", 123_456),
        ("R$1.234.567,89", "BRL", 123_456_789),
        ("R$\u00a064,90", "BRL", 6_490),
        ("$1,234.56", "USD", 123_456),
        ("US $12.99", "USD", 1_299),
        ("List Price: $53.99", "USD", 5_399),
        ("Typical price: $21.99", "USD", 2_199),
        ("1234.56", "USD", 123_456),
        ("1234.5", "USD", 123_450),
        ("1234", "USD", 123_400),
        ("1234,56 €", "EUR", 123_456),
        ("1 234,56 €", "EUR", 123_456),
        ("1\u202f234,56 EUR", "EUR", 123_456),
        ("CHF 1’234.50", "CHF", 123_450),
        ("1'234.50", "CHF", 123_450),
        ("¥1,234", "JPY", 1_234),
        ("￥１，２３４", "JPY", 1_234),
        ("¥ 12.80", "CNY", 1_280),
        ("1280元", "CNY", 128_000),
        ("₹12,34,567.50", "INR", 123_456_750),
        ("Rs.500", "INR", 50_000),
        ("Rs. 1,500.00", "INR", 150_000),
        ("$.50", "USD", 50),
        ("0.123", "KWD", 123),
        ("12.500", "KWD", None),
        ("1.234", "JPY", 1_234),
        ("12.5000", "USD", 1_250),
        ("0,5", "EUR", 50),
        (12, "USD", 1_200),
        (62.44, "BRL", 6_244),
        (0.1, "USD", 10),
        (Decimal("19.90"), "BRL", 1_990),
    ],
)
def test_auto_reads_a_price_right_or_not_at_all(value: Any, currency: str, minor: int | None) -> None:
    if minor is None:
        with pytest.raises(UnreadableValueError, match="can be read in two ways"):
            money(value, currency)
    else:
        assert money(value, currency) == (minor, currency)


@pytest.mark.parametrize("value", ["1.234", "R$ 1.234", "1,234", "12,345", "$999,999"])
def test_auto_refuses_a_price_that_can_be_read_in_two_ways(value: str) -> None:
    currency = "BRL" if "R" in value else "USD"
    with pytest.raises(UnreadableValueError, match="which can be read in two ways; say `decimal: comma` or `dot`"):
        money(value, currency)


@pytest.mark.parametrize(
    ("value", "decimal", "minor"),
    [("1.234", "comma", 123_400), ("1,234", "dot", 123_400), ("1.23", "dot", 123), ("1,23", "comma", 123)],
)
def test_a_decimal_mark_that_is_said_settles_it(value: str, decimal: str, minor: int) -> None:
    assert money(value, "USD", decimal)[0] == minor


@pytest.mark.parametrize(
    ("value", "decimal", "message"),
    [
        ("65.73", "comma", "expected digits in groups of three, or one decimal mark"),
        ("1.23.456", "auto", "expected digits in groups of three"),
        ("1,2345,678", "auto", "expected digits in groups of three"),
        ("1.234,56,78", "auto", "expected one decimal mark with digits after it"),
        ("12,", "comma", "has ',' beside the number"),
        ("$10 - $20", "auto", "expected one price|expected digits"),
        ("US$ 12 mil", "auto", "has 'MIL' beside the number; expected one price"),
        ("ab 12", "auto", "has 'AB' beside the number"),
        ("5²", "auto", "expected digits 0 to 9"),
        ("١٢", "auto", "expected digits 0 to 9"),
        ("free", "auto", "expected a price"),
        ("1e5", "auto", "expected"),
        ("9" * 101, "auto", "has 101 characters; expected a number"),
        ("$" * 10_000_000, "auto", "has 10,000,000 characters; expected a number"),
        ("-5.00", "auto", "is '-5.00'; expected 0 to 10,000,000,000,000 minor units"),
        ("(5.00)", "auto", "expected 0 to"),
        ("$ \u22125.00", "auto", "expected 0 to"),
        ("99999999999999", "auto", "expected 0 to"),
        ("12.345678", "auto", "is '12.345678'; USD has 2 decimals"),
        (float("nan"), "auto", "is nan; expected a number"),
        (float("inf"), "auto", "is inf; expected a number"),
        (True, "auto", "is True; expected a number"),
        (10**400, "auto", "expected a number of at most 100 digits"),
        (1e-200, "auto", "expected a number of at most 100 digits"),
        (["5"], "auto", "is a list of 1 entry; expected a price"),
    ],
)
def test_what_is_no_price_is_refused(value: Any, decimal: str, message: str) -> None:
    with pytest.raises(UnreadableValueError, match=message):
        money(value, "USD", decimal)


def test_rounding_is_only_done_when_the_mapping_says_so() -> None:
    assert money("39.9926", rounded=True) == (3_999, "USD")
    assert money(29.995, rounded=True) == (3_000, "USD")
    with pytest.raises(UnreadableValueError, match="USD has 2 decimals"):
        money("39.9926")
    with pytest.raises(UnreadableValueError, match="JPY has no decimals"):
        money("39.5", "JPY")


def test_a_mark_that_does_not_go_with_the_currency_is_refused() -> None:
    with pytest.raises(UnreadableValueError, match=r"has the mark 'R\$', which does not go with the currency USD"):
        money("R$ 5,00", "USD")
    with pytest.raises(UnreadableValueError, match=r"has the mark '\$', which does not go with the currency BRL"):
        money("$5.00", "BRL")


def test_a_mark_of_one_currency_gives_the_currency_where_the_row_has_none() -> None:
    assert money("R$ 5,00", None) == (500, "BRL")
    assert money("5.00 EUR", None) == (500, "EUR")
    assert money("$5.00", None) == (500, None)


def test_blank_money_is_nothing() -> None:
    assert money(" ", "USD") == (None, "USD")


@pytest.mark.parametrize(
    ("name", "parameters", "value", "expected"),
    [
        ("text", None, "  a b \n", "a b"),
        ("text", None, "   ", None),
        ("text", None, 12, "12"),
        ("text", None, [" a ", None, ""], ["a"]),
        ("first_line", None, "\n Title \nMAIS VENDIDO\n1º", "Title"),
        ("first_line", None, "\n\n", None),
        ("strip_suffix", [" | Frete grátis", " | MercadoLivre"], "A | B | Frete grátis", "A | B"),
        ("strip_suffix", [" | Frete grátis"], "A | B", "A | B"),
        ("strip_suffix", " Store", "Hanes Store ", "Hanes"),
        ("strip_suffix", ["s", " Stores"], "The Stores", "The"),
        ("strip_prefix", ["Brand: "], "Brand: Nike", "Nike"),
        ("strip_prefix", ["Loja oficial"], "Loja oficialTec Print", "Tec Print"),
        ("remove", [" - PROMO", "!!"], "Ink!! - PROMO", "Ink"),
        ("between", {"after": "seller=", "before": "&"}, "https://x/?a=1&seller=A5E&b=2", "A5E"),
        ("between", {"after": "seller=", "before": "&"}, "https://x/?a=1", None),
        ("between", {"after": "seller=", "before": "&"}, "seller=A5E", "A5E"),
        ("between", {"before": ":"}, "size:Large", "size"),
        ("split", " › ", "Men › Clothing › Polos", ["Men", "Clothing", "Polos"]),
        ("split", ">", " > ", None),
        ("split", ">", ["a > b"], ["a > b"]),
        ("map", {"values": {"Novo": "new"}}, " NOVO ", "new"),
        ("map", {"values": {"Novo": "new"}, "otherwise": "keep"}, "Lacrado", "Lacrado"),
        ("map", {"values": {"Novo": "new"}, "otherwise": "missing"}, "Lacrado", None),
        ("map", {"values": {"Novo": "new"}}, "  ", None),
        ("map", {"values": {1: "new", 2: "used"}}, 2, "used"),
        ("integer", None, " 12 ", 12),
        ("integer", None, 12.0, 12),
        ("integer", {"group": ","}, "1,234,567", 1_234_567),
        ("integer", {"group": "."}, "-1.234", -1_234),
        ("integer", None, "", None),
        ("number", {"decimal": "comma"}, "1.234,5", Decimal("1234.5")),
        ("number", None, "-1,234.5", Decimal("-1234.5")),
        ("number", None, 1.5, Decimal("1.5")),
        ("number", None, " ", None),
        ("gtin", None, " 789-1234 567895 ", "7891234567895"),
        ("gtin", None, 7891234567895, "7891234567895"),
        ("gtin", None, "7891234567895.0", "7891234567895"),
        ("gtin", None, "-", None),
    ],
)
def test_conversions(name: str, parameters: Any, value: Any, expected: Any) -> None:
    assert convert(name, parameters, value) == expected


@pytest.mark.parametrize(
    ("name", "parameters", "value", "message"),
    [
        ("text", None, {"a": 1}, "is an object of 1 entry; expected text"),
        ("text", None, True, "is True; expected text"),
        ("map", {"values": {"Novo": "new"}}, "Lacrado", "is 'Lacrado', which the mapping's value table does not have"),
        ("integer", None, "1,234", "is '1,234'; expected a whole number"),
        ("integer", {"group": ","}, "1,23", "expected digits in groups of three"),
        ("integer", None, "9" * 31, "expected a whole number"),
        ("integer", None, 1.5, "is 1.5; expected a whole number"),
        ("integer", None, True, "is True; expected a whole number"),
        ("integer", None, float("nan"), "is nan; expected a whole number"),
        ("integer", None, "²", "expected a whole number"),
        ("number", None, "1,234", "can be read in two ways"),
        ("number", None, [1], "is a list of 1 entry; expected a number"),
        ("gtin", None, "7.89E+12", r"is '7.89E\+12': a spreadsheet has cut its digits; export it as text"),
        ("gtin", None, 7.8e12, "expected text"),
        ("split", ">", 1.5, "is 1.5; expected text"),
        ("date", None, "31/01/2026", "is '31/01/2026'; expected an ISO 8601 moment such as 2026-01-31T12:00:00Z"),
        ("date", {"formats": "%d/%m/%Y"}, "2026-01-31", "is '2026-01-31'; expected a date written as %d/%m/%Y"),
        ("date", {"formats": "%d/%m/%Y"}, "31/02/2026", "expected a date written as"),
        ("date", {"formats": "%d/%m/%Y"}, "9" * 10_000_000, "has 10,000,000 characters; expected a date"),
        ("date", None, 5, "is 5; expected a date as text"),
        ("date", {"unit": "seconds"}, 10**30, "expected a moment in the years 1 to 9999"),
        ("date", {"unit": "seconds"}, 1e300, "expected a moment in the years 1 to 9999"),
        ("date", {"unit": "seconds"}, float("inf"), "is inf; expected a whole number"),
    ],
)
def test_refusals_say_what_was_expected(name: str, parameters: Any, value: Any, message: str) -> None:
    with pytest.raises(UnreadableValueError, match=message):
        convert(name, parameters, value)


@pytest.mark.parametrize(
    ("parameters", "value", "expected"),
    [
        (None, "2026-01-31T09:00:00-03:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        (None, "2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ({"zone": "-03:00"}, "2026-01-31 09:00:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ({"zone": "UTC"}, "2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ({"zone": "+05:30"}, date(2026, 1, 31), datetime(2026, 1, 30, 18, 30, tzinfo=UTC)),
        (
            {"formats": ["%d/%m/%Y", "%m-%d-%Y %H:%M"], "zone": "UTC"},
            "03-10-2025 21:42",
            datetime(2025, 3, 10, 21, 42, tzinfo=UTC),
        ),
        ({"formats": "%d %b %Y %I:%M %p %z"}, "31 Jan 2026 09:00 PM +0000", datetime(2026, 1, 31, 21, tzinfo=UTC)),
        ({"unit": "seconds"}, 0, datetime(1970, 1, 1, tzinfo=UTC)),
        ({"unit": "milliseconds"}, "1769860800000", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ({"unit": "seconds"}, 1769860800.5, datetime(2026, 1, 31, 12, 0, 0, 500_000, tzinfo=UTC)),
        ({"unit": "seconds"}, "", None),
        (None, "  ", None),
    ],
)
def test_dates_become_moments(parameters: Any, value: Any, expected: datetime | None) -> None:
    assert convert("date", parameters, value) == expected


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("text", {"x": 1}, "takes no parameters"),
        (
            "money",
            {"decimals": "dot"},
            r"has the unknown parameter 'decimals'; expected decimal, round; did you mean 'decimal'\?",
        ),
        ("money", {"decimal": "point"}, "has 'point' for `decimal`; expected one of 'auto', 'comma', 'dot'"),
        ("money", {"round": "yes"}, "has 'yes' for `round`; expected true or false"),
        ("money", "dot", "is 'dot'; expected parameters among decimal, round"),
        ("strip_suffix", None, "needs a phrase or a list of phrases"),
        ("strip_suffix", [""], "needs a phrase or a list of phrases"),
        ("remove", ["x"] * 201, "has 201 phrases; at most 200 are read"),
        ("split", None, "needs the separator"),
        ("split", "", "needs the separator"),
        ("between", {}, "needs `after`, `before` or both"),
        ("between", {"after": 1}, "has 1 for `after`; expected text"),
        ("map", {"values": {}}, "needs a value table"),
        ("map", {"Novo": "new"}, "has the unknown parameter 'Novo'"),
        ("map", {"values": {"a": True}}, r"has 'a': True in its value table; expected text \(quote it\)"),
        ("map", {"values": {"A": "x", "a": "y"}}, "twice in its value table"),
        ("map", {"values": {"A": "x"}, "otherwise": "guess"}, "has 'guess' for `otherwise`"),
        ("date", {"formats": "%c"}, "has the date format '%c'; expected only %"),
        ("date", {"formats": "%d %d %Y"}, "expected a year, and each part once"),
        ("date", {"formats": "%d/%m"}, "expected a year, and each part once"),
        ("date", {"formats": "%"}, "expected only %"),
        ("date", {"formats": []}, "needs `formats`"),
        ("date", {"zone": "Nowhere/City"}, "has the time zone 'Nowhere/City', which this machine does not know"),
        ("date", {"zone": "../../etc/passwd"}, "which this machine does not know"),
        ("date", {"zone": -180}, "expected text such as UTC, '-03:00'"),
        ("date", {"unit": "seconds", "formats": "%Y"}, "has both `unit` and `formats`"),
        ("integer", {"group": "x"}, "for `group`"),
    ],
)
def test_bad_parameters_are_refused_when_the_mapping_is_loaded(name: str, parameters: Any, message: str) -> None:
    with pytest.raises(BadParameterError, match=message):
        build_conversion(name, parameters)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("text", None),
        ("first_line", None),
        ("strip_suffix", [" Store"]),
        ("strip_prefix", ["Brand: "]),
        ("remove", ["ab", "ba"]),
        ("between", {"after": "ab", "before": "ba"}),
        ("split", "ab"),
        ("gtin", None),
        ("integer", None),
        ("number", None),
        ("date", None),
        ("map", {"values": {"a": "b"}, "otherwise": "keep"}),
    ],
)
def test_ten_megabytes_cost_a_bounded_time(name: str, parameters: Any) -> None:
    assert name in CONVERSIONS
    start = time.process_time()
    with contextlib.suppress(UnreadableValueError):
        convert(name, parameters, "ab" * 5_000_000)
    assert time.process_time() - start < 12
