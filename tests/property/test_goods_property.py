"""What must hold of GTINs, pack sizes, prices and part numbers whatever sellers type."""

from datetime import date

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.decision import EVIDENCE_CODES
from countermark.engine.goods import gtin
from countermark.engine.goods.plain import plain
from countermark.engine.goods.unit_counts import MAX_UNITS
from countermark.engine.goods.units import read_units
from countermark.engine.identifier import IdentifierSignal
from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.price import PriceSignal
from registry_example import example_registry

REGISTRY = example_registry()
PRICE, IDENTIFIER = PriceSignal(REGISTRY, date(2026, 1, 1)), IdentifierSignal(REGISTRY, date(2026, 1, 1))
BODY = st.sampled_from([7, 11, 12, 13]).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size))
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        "kit 2 3 12 c/ com cartucho cartuchos 664 664XL preto colorido color + e / ( ) un unidades pack x 2x HX hx664 "
        "ml F6V29AB F6V3OAB VR-2024-M runner red 红色 两支装 3瓶 一对 6*2 pair dozen ou vermelho gold 飞驰".split()
    ),
    max_size=14,
).map(" ".join)
TITLE = st.one_of(PIECES, ANY_TEXT).map(lambda text: text or "x")


def slow_status(text: str) -> str:
    """Return the status as the standard has it, one character after another."""
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) not in {8, 12, 13, 14}:
        return gtin.INVALID
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return gtin.INVALID if total % 10 else gtin.VALID


@given(BODY)
def test_a_number_with_its_check_digit_is_not_invalid_and_with_another_it_is(body: str) -> None:
    digit = gtin.check_digit(body)
    statuses = gtin.check([f"{body}{end}" for end in range(10)]).status
    assert statuses[digit] in {gtin.VALID, gtin.RESTRICTED}
    wrong = [status for end, status in enumerate(statuses) if end != digit]
    # Eight digits may also be a UPC-E number, which has another check digit.
    assert wrong.count(gtin.INVALID) >= (8 if len(body) == 7 else 9)


@given(st.lists(BODY.flatmap(lambda body: st.integers(0, 9).map(lambda end: f"{body}{end}")), max_size=30))
def test_a_column_is_checked_as_its_numbers_one_by_one(numbers: list[str]) -> None:
    found = gtin.check(numbers).status
    for number, status in zip(numbers, found, strict=True):
        expected = slow_status(number)
        if len(number) > 8:
            assert (status == gtin.INVALID) == (expected == gtin.INVALID), number


@given(BODY, st.data())
def test_separators_change_nothing(body: str, data: st.DataObject) -> None:
    number = f"{body}{gtin.check_digit(body)}"
    at = data.draw(st.integers(1, len(number) - 1))
    spaced = f" {number[:at]}{data.draw(st.sampled_from([' ', '-', ' - ', '–']))}{number[at:]} "
    checked = gtin.check([number, spaced])
    assert checked.status[0] == checked.status[1]
    assert checked.codes[0] == checked.codes[1]


@given(TITLE)
def test_a_pack_size_is_a_small_positive_range(title: str) -> None:
    units = read_units(plain(title), brand_words=["hx"])
    if units is not None:
        assert 1 <= units.low <= units.high <= 12 * MAX_UNITS


@given(TITLE, st.integers(2, 12))
def test_one_more_sure_statement_never_makes_a_wrong_certainty(title: str, number: int) -> None:
    units = read_units(plain(f"{title} , {number}-pack"), brand_words=["hx"])
    if units is not None:
        assert units.low >= 1
        assert units.stated


@given(st.lists(TITLE, min_size=1, max_size=4), st.sampled_from(["hx", "velora"]), st.integers(0, 10**9))
@settings(max_examples=200)
def test_signals_take_any_title_and_point_at_what_they_found(titles: list[str], brand: str, price: int) -> None:
    market, currency = ("BR", "BRL") if brand == "hx" else ("US", "USD")
    listings = [
        Listing(
            listing_id=str(at), seller_id="s", title=title, price_minor=price, market=market, currency=currency,
            gtin=title[:50], attributes={"Part Number": title, "Color": title},
        )
        for at, title in enumerate(titles)
    ]  # fmt: skip
    batch = listings_to_batch(listings)
    known = {"brand": pa.array([brand] * len(titles))}
    for signal in (PRICE, IDENTIFIER):
        result = signal.evaluate(batch, known)
        assert {len(column) for column in result.columns.values()} == {len(titles)}
        for row, item in result.evidence:
            assert item.code in EVIDENCE_CODES
            assert 0 <= item.weight <= 1
            if item.start >= 0:
                assert titles[row][item.start : item.end] == item.text


@given(st.lists(TITLE, min_size=2, max_size=5), st.integers(1, 10**6))
def test_a_batch_is_read_as_its_rows(titles: list[str], price: int) -> None:
    listings = [
        Listing(listing_id=str(at), seller_id="s", title=title, price_minor=price, market="BR", currency="BRL")
        for at, title in enumerate(titles)
    ]
    batch = listings_to_batch(listings)
    for signal in (PRICE, IDENTIFIER):
        whole = signal.evaluate(batch, {"brand": pa.array(["hx"] * len(titles))}).columns
        for row in range(len(titles)):
            one = signal.evaluate(batch.slice(row, 1), {"brand": pa.array(["hx"])}).columns
            assert {name: column[row] for name, column in whole.items()} == {
                name: column[0] for name, column in one.items()
            }
