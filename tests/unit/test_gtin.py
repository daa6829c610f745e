import pytest

from countermark.engine.goods import gtin

FULL_WIDTH = "4006381333931".translate({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})


def status(text: str | None) -> str:
    return gtin.check([text]).status[0]


def code(text: str) -> str | None:
    return gtin.check([text]).codes[0]


@pytest.mark.parametrize(
    "text",
    [
        "4006381333931",
        "036000291452",
        "96385074",
        "10614141543219",
        " 4006381-33393 1 ",
        FULL_WIDTH,
    ],
)
def test_valid_numbers_in_every_length_and_spelling(text: str) -> None:
    assert status(text) == gtin.VALID


def test_codes_are_fourteen_digits() -> None:
    assert code("036000291452") == "00036000291452"
    assert code("96385074") == "00000096385074"
    assert code("4006381333932") is None


@pytest.mark.parametrize(
    "text", ["4006381333932", "036000291453", "12345", "1234567890", "400638133393X", "1" * 40, "1\n2"]
)
def test_wrong_length_or_check_digit_is_invalid(text: str) -> None:
    assert status(text) == gtin.INVALID


@pytest.mark.parametrize("text", [None, "", "  ", "does not apply", "N/A", "não se aplica", "无", "-"])
def test_a_text_without_digits_is_absent_not_invalid(text: str | None) -> None:
    assert status(text) == gtin.ABSENT


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("201234567890", "in_store"),
        ("299999999999", "in_store"),
        ("020123456789", "in_store"),
        ("040123456789", "in_store"),
        ("050123456789", "coupon"),
        ("981234567890", "coupon"),
        ("990123456789", "coupon"),
        ("980123456789", "receipt"),
        ("977123456789", "periodical"),
        ("978030640615", "book"),
        ("979123456789", "book"),
        ("952123456789", "demonstration"),
        ("000000000000", "unused"),
        ("000000012345", "in_store"),
    ],
)
def test_special_ranges_are_restricted(body: str, kind: str) -> None:
    number = body + str(gtin.check_digit(body))
    assert status(number) == gtin.RESTRICTED
    found = code(number)
    assert found is not None
    assert gtin.restricted_kind(found) == kind


def test_ordinary_neighbours_of_special_ranges_are_valid() -> None:
    for body in ("019123456789", "030123456789", "060123456789", "300123456789", "951123456789", "953123456789"):
        assert status(body + str(gtin.check_digit(body))) == gtin.VALID, body


def test_a_short_number_for_use_in_a_firm_is_restricted() -> None:
    number = "2012345" + str(gtin.check_digit("2012345"))
    assert status(number) == gtin.RESTRICTED
    found = code(number)
    assert found is not None
    assert gtin.restricted_kind(found) == "in_store"


def test_upc_e_is_read_as_the_upc_a_it_stands_for() -> None:
    assert gtin.expand_upc_e("04252614") == "042100005264"
    assert status("04252614") == gtin.VALID
    assert code("04252614") == "00042100005264"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("01234505", "012000003455"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234558", "012345000058"),
    ],
)
def test_upc_e_expands_by_its_last_digit(short: str, long: str) -> None:
    assert gtin.expand_upc_e(short)[:11] == long[:11]


def test_numbers_that_are_not_given_are_absent() -> None:
    assert gtin.check(["x", None, "", "4006381333931"]).status == [gtin.ABSENT] * 3 + [gtin.VALID]
    assert gtin.check([None, None]).codes == [None, None]
    assert gtin.check([]).status == []
