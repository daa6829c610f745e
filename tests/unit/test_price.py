from datetime import date
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from countermark.engine.decision import Evidence
from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.price import PriceSignal, money
from countermark.engine.registry.model import Brand, Model, PriceBand, ProductLine, Registry


def band(line_id: str, low: int, high: int, **more: Any) -> PriceBand:
    defaults = {"brand_id": "hx", "market": "BR", "currency": "BRL"}
    return PriceBand(line_id=line_id, low_minor=low, high_minor=high, **(defaults | more))


REGISTRY = Registry(
    brands=(Brand(brand_id="hx", name="HX"), Brand(brand_id="orion", name="Orion"), Brand(brand_id="nil", name="Nil")),
    product_lines=(
        ProductLine(line_id="664", brand_id="hx", name="HX 664"),
        ProductLine(line_id="664xl", brand_id="hx", name="HX 664XL"),
        ProductLine(line_id="670", brand_id="hx", name="HX 670"),
        ProductLine(line_id="700k", brand_id="hx", name="HX 700 Preto"),
        ProductLine(line_id="700c", brand_id="hx", name="HX 700 Colorido"),
    ),
    models=(Model(brand_id="hx", model="F6V31AB", line_id="664xl", part_number="F6V31AB"),),
    price_bands=(
        band("664", 6000, 9000),
        band("664", 10000, 14000, units=2),
        band("664", 3000, 5000, condition="refurbished"),
        band("664xl", 15000, 21000),
        band("700k", 6000, 8000),
        band("700c", 8000, 9000),
        band("", 5000, 30000, brand_id="orion"),
        band("", 4000, 9000, brand_id="orion", market="JP", currency="JPY"),
    ),
)
SIGNAL = PriceSignal(REGISTRY, date(2026, 1, 1))


def listing(title: str, price_minor: int | None, **more: Any) -> Listing:
    defaults = {"listing_id": "1", "seller_id": "s", "market": "BR", "currency": "BRL", "condition": "new"}
    return Listing(title=title, price_minor=price_minor, **(defaults | more))


def price(
    title: str, price_minor: int | None, *, brand: str | None = "hx", context: str | None = None, **more: Any
) -> tuple[dict[str, Any], list[Evidence]]:
    known = {"brand": pa.array([brand], pa.string()), "context": pa.array([context], pa.string())}
    result = SIGNAL.evaluate(listings_to_batch([listing(title, price_minor, **more)]), known)
    return {name: column[0].as_py() for name, column in result.columns.items()}, [item for _, item in result.evidence]


def ratio(title: str, price_minor: int | None, **more: Any) -> float | None:
    found = price(title, price_minor, **more)[0]["price_ratio"]
    return None if found is None else float(found)


def test_below_the_band_is_evidence_with_the_price_as_written() -> None:
    columns, evidence = price("Cartucho HX 664 preto", 123_456 // 100)
    assert columns["price_below_band"]
    assert [(item.code, item.field, item.text, item.kind, item.value) for item in evidence] == [
        ("price_below_band", "price_minor", "BRL 12.34", "HX 664", 0.2057)
    ]
    assert evidence[0].weight == pytest.approx(0.7943)


def test_the_tolerance_is_ten_percent() -> None:
    assert price("Cartucho HX 664", 5400)[0]["price_below_band"] is False
    assert price("Cartucho HX 664", 5399)[0]["price_below_band"] is True


def test_in_the_band_and_above_it_is_counter_evidence() -> None:
    assert [item.code for item in price("Cartucho HX 664", 7000)[1]] == ["price_in_band"]
    columns, evidence = price("Cartucho HX 664", 30_000)
    assert columns["price_ratio"] == 5.0
    assert [(item.code, item.kind, item.value, item.weight) for item in evidence] == [
        ("price_above_band", "HX 664", 5.0, 0.2)
    ]


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Cartucho HX 664", {"brand": None}),
        ("Cartucho HX 664", {"brand": "nil"}),
        ("Cartucho HX 664", {"market": "PT"}),
        ("Cartucho HX 664", {"market": None}),
        ("Cartucho HX 664", {"currency": "USD"}),
        ("Cartucho HX 664", {"condition": "used"}),
        ("Cartucho HX 664XL remanufaturado", {}),
        ("Cartucho HX 664 usado", {}),
        ("Cartucho HX 670", {}),
        ("Cartucho HX", {}),
        ("Kit de cartuchos HX 664", {}),
        ("Cartucho HX 664 vencido 2023", {}),
        ("Cartucho HX 664 vazio", {}),
        *(
            ("Cartucho HX 664", {"context": context})
            for context in ("accessory", "empty", "compatible", "publication", "negated", "comparison")
        ),
    ],
)
def test_says_nothing_where_it_knows_nothing(title: str, more: dict[str, Any]) -> None:
    columns, evidence = price(title, 1000, **more)
    assert columns["price_ratio"] is None
    assert columns["price_below_band"] is False
    assert evidence == []


def test_a_missing_or_zero_price_says_nothing() -> None:
    assert ratio("Cartucho HX 664", 0) is None
    assert ratio("Cartucho HX 664", None, currency=None) is None


def test_used_and_refurbished_goods_are_held_against_their_own_band() -> None:
    assert ratio("Cartucho HX 664", 3000, condition="refurbished") == 1.0
    assert ratio("Cartucho HX 664 remanufaturado", 3000) == 1.0
    assert ratio("Cartucho HX 664", 3000, context="refurbished") == 1.0
    assert ratio("Cartucho HX 664 nunca usado", 3000) == 0.5


def test_an_unknown_condition_is_taken_as_new() -> None:
    assert ratio("Cartucho HX 664", 3000, condition="unknown") == 0.5


def test_the_price_is_that_of_the_pack_not_of_the_stock() -> None:
    assert ratio("Kit 3 cartuchos HX 664", 9000) == 0.5
    assert ratio("Cartucho HX 664", 6000, quantity=50) == 1.0


def test_a_band_for_the_pack_size_is_used_before_scaling() -> None:
    assert ratio("2 cartuchos HX 664 preto", 10_000) == 1.0
    assert ratio("4 cartuchos HX 664 preto", 24_000) == 1.0


def test_wholesale_lots_are_not_scaled() -> None:
    assert ratio("Lote 24 cartuchos HX 664", 72_000) == 0.5
    assert ratio("Lote 48 un cartuchos HX 664", 72_000) is None


def test_a_bundle_of_two_lines_costs_the_sum() -> None:
    columns, evidence = price("Kit Cartucho HX 664 Preto + HX 664XL Colorido", 10_500)
    assert columns == {"price_ratio": 0.5, "price_below_band": True, "price_units": 2}
    assert evidence[0].kind == "HX 664 + HX 664XL"
    assert ratio("Kit Cartucho HX 700 Preto e Colorido", 7000) == 0.5


def test_the_rest_of_a_bundle_may_be_of_either_line() -> None:
    # One black and one colour cost 140, and the third 60 or 80: 100 is below both, 185 only near the dearer.
    columns, evidence = price("Kit 3 Cartuchos HX 700 Preto e Colorido", 10_000)
    assert evidence[0].kind == "HX 700 Preto + HX 700 Colorido, n = 3"
    assert columns["price_ratio"] == pytest.approx(0.5)
    assert columns["price_units"] == 3
    assert ratio("Kit 3 Cartuchos HX 700 Preto e Colorido", 19_000) is None


def test_two_names_for_one_article_are_readings_not_a_bundle() -> None:
    assert ratio("Cartucho HX 664 664XL preto", 9000) is None
    assert ratio("Cartucho HX 664 664XL preto", 3000) == 0.5
    assert price("Cartucho HX 664 664XL preto", 3000)[1][0].kind == "HX 664 / HX 664XL"
    assert ratio("Cartucho HX 664 664XL preto", 15_000) == 1.0


def test_a_price_that_is_in_the_band_of_every_reading_is_in_band() -> None:
    registry = msgspec.structs.replace(REGISTRY, price_bands=(band("664", 6000, 16_000), band("664xl", 15_000, 21_000)))
    signal = PriceSignal(registry, date(2026, 1, 1))
    for price_minor, expected in ((15_500, ["price_in_band"]), (13_000, []), (20_000, [])):
        batch = listings_to_batch([listing("Cartucho HX 664 664XL preto", price_minor)])
        found = signal.evaluate(batch, {"brand": pa.array(["hx"])}).evidence
        assert [item.code for _, item in found] == expected, price_minor


def test_a_set_may_be_one_article_and_then_only_what_holds_for_both_is_said() -> None:
    assert price("Orion tumblers, set of 4", 8000, brand="orion") == (
        {"price_ratio": None, "price_below_band": False, "price_units": None}, [],
    )  # fmt: skip
    assert ratio("Orion tumblers, set of 4", 2500, brand="orion") == 0.5
    assert price("Set of 4 HX 664 cartridges", 12_000)[0] == (
        {"price_ratio": 0.5, "price_below_band": True, "price_units": 4}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "price_minor", "expected"),
    [
        ("Orion undershirts, 6-pack", 14_000, None),
        ("Orion undershirts, 6-pack", 2_500, 0.5),
        ("Orion undershirts, 6-pack", 36_000, 1.2),
        ("Orion undershirt", 2_500, 0.5),
        ("Orion undershirts, pack of 30", 2_500, None),
    ],
)
def test_a_pack_is_not_held_to_so_many_of_the_cheapest_thing_of_the_brand(
    title: str, price_minor: int, expected: float | None
) -> None:
    assert ratio(title, price_minor, brand="orion") == expected


@pytest.mark.parametrize(
    ("number", "price_minor", "expected"),
    [("HX 664", 9_000, 1.5), ("F6V31AB", 9_000, 0.6), ("HX 670", 9_000, None), ("HX 664 / HX 664XL", 9_000, None)],
)
def test_a_part_number_beside_the_title_settles_which_of_its_lines_is_meant(
    number: str, price_minor: int, expected: float | None
) -> None:
    title = "Cartucho HX 664 664XL preto"
    assert ratio(title, price_minor, attributes={"part_number": number}) == expected


def test_a_part_number_beside_a_bundle_does_not_make_it_one_article() -> None:
    title = "Kit cartucho HX 664 preto + HX 664XL colorido"
    assert ratio(title, 10_500, attributes={"part_number": "HX 664"}) == 0.5


@pytest.mark.parametrize(
    "title", ["Kit 2 Cartucho Original Para 664xl", "2 cartuchos originais F6V31AB", "Genuine 664XL twin pack"]
)
def test_goods_offered_as_original_by_number_alone_are_compared(title: str) -> None:
    columns, evidence = price(title, 24_000, brand=None)
    assert columns == {"price_ratio": 0.8, "price_below_band": True, "price_units": 2}
    assert [(item.code, item.brand, item.kind) for item in evidence] == [("price_below_band", "hx", "2 × HX 664XL")]


@pytest.mark.parametrize(
    "title",
    [
        "Cartucho 664xl",
        "Cartucho 664 original",
        "Cartucho original compativel 664xl",
        "Refil de tinta original 664xl",
        "Chip original F6V31AB",
        "Cartucho nao original 664xl",
        "Cartucho 664xl original vazio",
        "Cartucho original 1664xl",
        "原装 664xl 适用 墨盒",
    ],
)
def test_a_number_alone_says_nothing_where_the_goods_are_not_sure(title: str) -> None:
    assert price(title, 12_000, brand=None) == (
        {"price_ratio": None, "price_below_band": False, "price_units": None}, [],
    )  # fmt: skip


def test_a_number_alone_says_nothing_of_a_price_at_which_the_goods_may_be_others() -> None:
    assert ratio("Cartucho original 664xl", 8999, brand=None) is None
    assert ratio("Cartucho original 664xl", 9000, brand=None) == 0.6
    assert ratio("Cartucho original 664xl", 9000, brand=None, market="PT") is None


def test_a_number_that_two_brands_have_names_neither() -> None:
    twin = ProductLine(line_id="z", brand_id="orion", name="Orion 664XL")
    registry = msgspec.structs.replace(REGISTRY, product_lines=(*REGISTRY.product_lines, twin))
    batch = listings_to_batch([listing("Cartucho original 664xl", 12_000)])
    result = PriceSignal(registry, date(2026, 1, 1)).evaluate(batch, {"brand": pa.array([None], pa.string())})
    assert result.columns["price_ratio"].to_pylist() == [None]


def test_speaks_only_when_all_pack_sizes_agree() -> None:
    # `preto e colorido` may be one article or two.
    assert ratio("Cartucho HX 664XL preto e colorido", 16_000) is None
    assert ratio("Cartucho HX 664XL preto e colorido", 6000) == pytest.approx(0.4)
    assert ratio("Cartucho HX 664XL preto e colorido", 33_000) == pytest.approx(1.1)


def test_a_part_number_finds_the_line() -> None:
    assert ratio("Cartucho original F6v31ab", 15_000) == 1.0
    assert ratio("Cartucho original", 15_000, attributes={"Número de peça": "F6V31AB"}) == 1.0


def test_attributes_give_the_pack_size() -> None:
    assert ratio("Kit de cartuchos HX 664", 9000, attributes={"Unidades por kit": "3"}) == 0.5
    assert ratio("Kit de cartuchos HX 664", 9000, description="Unidades por kit: 3.") == 0.5


def test_a_band_of_the_whole_brand_serves_where_there_are_no_lines() -> None:
    assert ratio("Orion watch", 2500, brand="orion") == 0.5
    assert price("Orion watch", 2500, brand="orion")[1][0].kind == "Orion"


def test_yen_have_no_minor_unit() -> None:
    columns, evidence = price("Orion 時計", 1200, brand="orion", market="JP", currency="JPY")
    assert columns["price_ratio"] == pytest.approx(0.3)
    assert evidence[0].text == "JPY 1,200"
    assert money(1234, "KWD") == "KWD 1.234"


def test_rows_of_a_sliced_batch_keep_their_places() -> None:
    listings = [listing("Cup", 100), listing("HX 664", 3000), listing("HX 664", 6000), listing("Cup", 100)]
    known = {"brand": pa.array([None, "hx", "hx", None], pa.string())}
    batch = listings_to_batch(listings)
    whole = SIGNAL.evaluate(batch, known)
    part = SIGNAL.evaluate(batch.slice(1, 2), {"brand": known["brand"].slice(1, 2)})
    assert whole.columns["price_ratio"].to_pylist() == [None, 0.5, 1.0, None]
    assert part.columns["price_ratio"].to_pylist() == [0.5, 1.0]
    assert [row for row, _ in whole.evidence] == [1, 2]


def test_a_registry_without_bands_costs_nothing_and_says_nothing() -> None:
    signal = PriceSignal(Registry(), date(2026, 1, 1))
    result = signal.evaluate(listings_to_batch([listing("HX 664", 100)]), {"brand": pa.array(["hx"])})
    assert result.columns["price_ratio"].to_pylist() == [None]


@pytest.mark.parametrize(
    "title",
    ["9 " * 500, "kit " * 250, "2x" * 500, "664" * 333, "+1 preto" * 125, "(" * 1000, "三支装" * 333, "6*6" * 333],
)
def test_a_hostile_title_takes_bounded_time(title: str) -> None:
    batch = listings_to_batch([listing(f"{title} HX 664"[:1000], 100)] * 20)
    result = SIGNAL.evaluate(batch, {"brand": pa.array(["hx"] * 20)})
    assert len(result.columns["price_ratio"]) == 20
