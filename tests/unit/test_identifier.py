from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from countermark.engine.decision import Evidence
from countermark.engine.goods.part_numbers import IMPOSSIBLE, MALFORMED, MATCHES, PartNumbers
from countermark.engine.identifier import IdentifierSignal
from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.registry.model import Brand, GtinPrefix, Model, ProductLine, Registry, Tell

REGISTRY = Registry(
    brands=(
        Brand(brand_id="hx", name="HX"), Brand(brand_id="velora", name="Velora"), Brand(brand_id="nil", name="Nil"),
    ),
    product_lines=(
        ProductLine(line_id="664", brand_id="hx", name="HX 664", part_number_pattern="@#@##@@"),
        ProductLine(line_id="667", brand_id="hx", name="HX 667", part_number_pattern="#@@##@@"),
        ProductLine(
            line_id="runner", brand_id="velora", name="Velora Runner", colours=("Black", "Midnight Navy", "branco"),
            part_number_pattern="VR-####-@",
        ),
        ProductLine(line_id="walker", brand_id="velora", name="Velora Walker", colours=("Volt", "black")),
        ProductLine(line_id="boot", brand_id="velora", name="Velora Boot"),
    ),
    models=(
        Model(brand_id="hx", model="664 Black", line_id="664", part_number="F6V29AB"),
        Model(brand_id="hx", model="664XXL", exists=False),
        Model(brand_id="velora", model="Runner 9", exists=False),
        Model(brand_id="velora", model="Ghost", part_number="VR-0000-X", exists=False),
    ),
    gtin_prefixes=(GtinPrefix(brand_id="velora", prefix="789123"), GtinPrefix(brand_id="velora", prefix="0036123")),
    tells=(
        Tell(tell_id="box", brand_id="velora", phrase="Gold Box", weight=0.7),
        Tell(tell_id="card", brand_id="velora", phrase="cartão VIP", weight=0.4),
        Tell(tell_id="zh", brand_id="velora", phrase="专柜小票", weight=0.5),
        Tell(tell_id="boot", brand_id="velora", phrase="steel tip", weight=0.9, line_id="boot"),
        Tell(tell_id="other", brand_id="hx", phrase="gold box", weight=0.9),
    ),
)  # fmt: skip
SIGNAL = IdentifierSignal(REGISTRY, date(2026, 1, 1))


def identify(
    title: str, brand: str | None = "velora", context: str | None = None, **more: Any
) -> tuple[dict[str, Any], list[Evidence]]:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title, **more)])
    known = {"brand": pa.array([brand], pa.string()), "context": pa.array([context], pa.string())}
    result = SIGNAL.evaluate(batch, known)
    return {name: column[0].as_py() for name, column in result.columns.items()}, [item for _, item in result.evidence]


def codes(title: str, brand: str | None = "velora", **more: Any) -> list[str]:
    return [item.code for item in identify(title, brand, **more)[1]]


def test_a_number_of_the_brand_speaks_for_the_listing() -> None:
    assert codes("Shoe", gtin="7891234567895") == ["gtin_matches"]
    assert codes("Shoe", gtin="036123456783") == ["gtin_matches"]


def test_a_number_of_another_firm_is_weak_evidence() -> None:
    columns, evidence = identify("Shoe", gtin="4006381333931")
    assert columns["gtin_foreign_prefix"]
    assert evidence == [
        Evidence(code="gtin_foreign_prefix", field="gtin", text="4006381333931", brand="velora", weight=0.2)
    ]


def test_prefixes_say_nothing_where_the_brand_has_none_or_the_number_is_wrong() -> None:
    assert codes("Cartridge", "hx", gtin="4006381333931") == []
    assert codes("Cup", None, gtin="4006381333931") == []
    assert codes("Shoe", gtin="4006381333932") == ["gtin_invalid"]
    assert codes("Shoe", gtin="does not apply") == []


def test_other_makers_goods_have_their_own_numbers() -> None:
    assert codes("Strap for Velora F6V3OAB", context="compatible", gtin="4006381333931") == []
    assert codes("Velora 664XXL", "hx", context="accessory") == []


def test_a_books_number_is_right_on_a_book_and_odd_on_a_shoe() -> None:
    assert codes("Velora: a history", context="publication", gtin="9780306406157") == []
    columns, evidence = identify("Velora shoe", gtin="9780306406157")
    assert columns["gtin_status"] == "restricted"
    assert [(item.code, item.kind) for item in evidence if item.code == "gtin_restricted"] == [
        ("gtin_restricted", "book")
    ]


def test_a_known_part_number_is_counter_evidence_with_its_place() -> None:
    columns, evidence = identify("Cartucho HX 664 f6v-29ab preto", "hx")
    assert columns["part_number"] == "F6V29AB"
    assert evidence == [
        Evidence(
            code="part_number_matches", field="title", start=16, end=24, text="f6v-29ab", brand="hx", kind="F6V29AB",
            weight=0.2,
        )
    ]  # fmt: skip


def test_a_number_of_another_line_than_the_title_is_about_speaks_for_nothing() -> None:
    for title, attributes in (
        ("Cartucho HX 667 preto", {"Modelo": "F6V29AB"}),
        ("Cartucho HX 667 F6V29AB preto", {}),
    ):
        columns, evidence = identify(title, "hx", attributes=attributes)
        assert (columns["part_number"], evidence) == (None, []), title


@pytest.mark.parametrize(
    "title", ["Cartucho HX preto", "Cartucho HX 664 preto", "Cartucho HX 664XL preto", "Cartuchos HX 664 e 667"]
)
def test_a_number_that_may_be_of_the_line_speaks_for_the_listing(title: str) -> None:
    assert codes(title, "hx", attributes={"Modelo": "F6V29AB"}) == ["part_number_matches"]


def test_part_numbers_are_read_from_attributes_in_many_languages() -> None:
    for name in ("Part Number", "MPN", "Modelo", "Número de peça", "NUMERO DE PEÇA", "型号", "model:"):
        assert identify("Cartucho", "hx", attributes={name: "F6V29AB"})[0]["part_number"] == "F6V29AB", name
    assert identify("Cartucho", "hx", attributes={"Peso": "F6V29AB"})[0]["part_number"] is None


def test_another_number_of_the_right_form_says_nothing() -> None:
    assert codes("Cartucho HX 664 F6V31AB", "hx") == []
    assert codes("Cartucho HX 667 3ym79al", "hx") == []


def test_a_look_alike_character_in_the_title_is_malformed() -> None:
    columns, evidence = identify("Cartucho HX 664 F6V3OAB", "hx")
    assert columns["part_number_malformed"]
    assert [(item.code, item.text, item.start) for item in evidence] == [("part_number_malformed", "F6V3OAB", 16)]


@pytest.mark.parametrize(
    "title",
    [
        "HX 664 2376 2774 6476",
        "HX 664 original preto",
        "HX D4260 D5360 C4280",
        "HX 664 F6V0AB",
        "HX 664 XXV31AB",
        "HX 664 5000mAh",
    ],
)
def test_other_tokens_are_not_malformed_part_numbers(title: str) -> None:
    assert identify(title, "hx")[0]["part_number_malformed"] is False


def test_in_a_part_number_field_any_one_wrong_character_counts() -> None:
    assert identify("Cartucho", "hx", attributes={"MPN": "F6V3XAB"})[0]["part_number_malformed"] is True
    assert identify("Cartucho F6V3XAB", "hx")[0]["part_number_malformed"] is False
    assert identify("Cartucho", "hx", attributes={"Modelo": "Deskjet 2774"})[0]["part_number_malformed"] is False


def test_literal_characters_of_a_pattern_must_be_there() -> None:
    numbers = PartNumbers(REGISTRY)
    assert numbers.find("velora", "VR-2024-M", is_number_field=True) == []
    assert [found.kind for found in numbers.find("velora", "VR-2O24-M", is_number_field=False)] == [MALFORMED]
    assert [found.kind for found in numbers.find("hx", "F6V29AB", is_number_field=False)] == [MATCHES]
    assert [found.kind for found in numbers.find("velora", "vr0000x", is_number_field=False)] == [IMPOSSIBLE]
    assert numbers.find("nil", "VR-2O24-M", is_number_field=True) == []


@pytest.mark.parametrize("title", ["HX 664XXL", "cartucho hx664xxl", "cartucho 664-XXL"])
def test_an_invented_model_is_impossible(title: str) -> None:
    columns, evidence = identify(title, "hx")
    assert columns["model_impossible"]
    assert evidence[0].code == "model_impossible"
    assert title[evidence[0].start : evidence[0].end].lower().replace("-", "") == "664xxl"


@pytest.mark.parametrize("title", ["Velora Runner 90", "Velora Runner 2", "Velora Overrunner 9", "1664XXL HX"])
def test_a_model_that_only_looks_like_an_invented_one_is_not(title: str) -> None:
    assert identify(title)[0]["model_impossible"] is False


def test_an_invented_model_in_an_attribute_counts() -> None:
    assert identify("Velora shoe", attributes={"Model": "Runner 9"})[0]["model_impossible"] is True


@pytest.mark.parametrize(
    ("title", "word"),
    [("Velora Runner vermelho", "vermelho"), ("Velora Runner pink", "pink"), ("Velora Runner跑鞋红色", "红色"),
     ("Velora Runner VERDE", "VERDE")],
)  # fmt: skip
def test_a_colour_that_the_line_does_not_have(title: str, word: str) -> None:
    columns, evidence = identify(title)
    assert columns["colour_impossible"]
    assert [(item.code, item.text, title[item.start : item.end]) for item in evidence] == [
        ("colour_impossible", word, word)
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Velora Runner",
        "Velora Runner azul marinho",
        "Velora Runner black/red",
        "Velora Runner Black Friday",
        "Velora Runner red wine offer",
        "Velora Boot vermelha",
        "Velora Walker green",
        "Velora red",
        "Velora Runner colorido",
        "Velora Runner + Velora Boot red",
    ],
)
def test_colours_that_cannot_be_contradicted(title: str) -> None:
    assert identify(title)[0]["colour_impossible"] is False


def test_the_colour_attribute_goes_before_the_title() -> None:
    assert identify("Velora Runner red", attributes={"Color": "Preto"})[0]["colour_impossible"] is False
    columns, evidence = identify("Velora Runner", attributes={"Cor": "Rosa"})
    assert columns["colour_impossible"]
    assert (evidence[0].field, evidence[0].start, evidence[0].text) == ("attributes", -1, "Rosa")


def test_tells_are_found_as_whole_words_in_title_and_description() -> None:
    columns, evidence = identify("Velora in GOLD BOX", description="com Cartão VIP, 附专柜小票")
    assert columns["tell_weight"] == 0.7
    assert [(item.kind, item.field, item.text) for item in evidence] == [
        ("box", "title", "GOLD BOX"), ("card", "description", "Cartão VIP"), ("zh", "description", "专柜小票"),
    ]  # fmt: skip
    assert identify("Velora marigold boxes")[0]["tell_weight"] == 0.0


def test_tells_of_another_brand_or_line_do_not_count() -> None:
    assert identify("HX gold box", "hx")[0]["tell_weight"] == 0.9
    assert identify("gold box", "nil")[0]["tell_weight"] == 0.0
    assert identify("Velora Runner steel tip")[0]["tell_weight"] == 0.0
    assert identify("Velora Boot steel tip")[0]["tell_weight"] == 0.9
    assert identify("Velora steel tip")[0]["tell_weight"] == 0.9


def test_offsets_count_characters_of_the_original_text() -> None:
    title = "İİ 🎁 Velora gold box"
    evidence = identify(title)[1]
    assert title[evidence[0].start : evidence[0].end] == "gold box"


def test_rows_of_a_slice_keep_their_places() -> None:
    titles = ["Cup", "HX 664XXL", "HX 664", "HX 664XXL"]
    batch = listings_to_batch([Listing(listing_id=str(n), seller_id="s", title=t) for n, t in enumerate(titles)])
    known = {"brand": pa.array([None, "hx", "hx", "hx"], pa.string())}
    result = SIGNAL.evaluate(batch.slice(1, 3), {"brand": known["brand"].slice(1, 3)})
    assert result.columns["model_impossible"].to_pylist() == [True, False, True]
    assert [row for row, _ in result.evidence] == [0, 2]


@pytest.mark.parametrize("title", ["F6V3OAB " * 120, "-" * 1000, "A1" * 500, "664xxl" * 160, "gold box " * 110])
def test_a_hostile_title_takes_bounded_time(title: str) -> None:
    columns, _ = identify(title[:1000], "hx")
    assert columns["gtin_status"] == "absent"
