"""Reading the data sets, on small files made here in their formats, with fictional brands."""

from pathlib import Path

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.measure.attacks.family import Span
from countermark.scan.evaluate.sources.amazon import clean_brand, commonest_brands, read_offers
from countermark.scan.evaluate.sources.matching import Product, read_products
from countermark.scan.evaluate.sources.mercadolivre import SuggestedPrice, read_prices
from countermark.scan.evaluate.sources.taobao import TaggedText, read_texts


def test_tagged_texts_give_the_spans_of_brands_and_spaces_for_commas(tmp_path: Path) -> None:
    file = tmp_path / "train.txt"
    lines = ["新 O", "云 B-HPPX", "雀 I-HPPX", ", O", "n B-HPPX", "x I-HPPX", "鞋 B-HCCX", "", "好 O", "茶 B-HCCX"]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    assert read_texts(file) == [
        TaggedText("新云雀 nx鞋", (Span(1, 3), Span(4, 6))),
        TaggedText("好茶", ()),
    ]


def test_two_brands_side_by_side_are_two(tmp_path: Path) -> None:
    file = tmp_path / "train.txt"
    file.write_text("a B-HPPX\nb B-HPPX\nc I-HPPX\n", "utf-8")
    assert read_texts(file)[0].brands == (Span(0, 1), Span(1, 3))


@pytest.mark.parametrize("line", ["ab O", "a", "aO"])
def test_a_line_that_is_no_character_and_tag_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "dev.txt"
    file.write_text(f"a O\n{line}\n", "utf-8")
    with pytest.raises(InvalidInputError, match=r"dev\.txt:2: is not one character"):
        read_texts(file)


def test_products_come_without_repeats_with_brand_and_the_title_of_the_page(tmp_path: Path) -> None:
    file = tmp_path / "train.txt"
    left = "COL title VAL velora mouse 5 COL manufacturer VAL velora COL price VAL 9.0 "
    right = 'COL title VAL  "Orchard  Watch 7"@en "Shop | Orchard"@en'
    bare = "COL name VAL hx cable COL description VAL long COL price VAL  "
    file.write_text(f"{left}\t{right}\t0\n{left}\t{bare}\t1\n", "utf-8")
    assert read_products(file) == [
        Product("velora mouse 5", "", "velora"),
        Product("Orchard Watch 7", "Shop | Orchard", ""),
        Product("hx cable", "", ""),
    ]


@pytest.mark.parametrize(
    ("line", "brand"), [("Hanes Store", "Hanes"), ("Brand: Nimbus", "Nimbus"), ("Store", "Store"), ("", "")]
)
def test_a_brand_line_loses_what_the_shop_adds(line: str, brand: str) -> None:
    assert clean_brand(line) == brand


def test_the_commonest_brands_come_first_and_equals_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    file = tmp_path / "amazon.csv"
    file.write_text("title,brand_name\na,Beta Store\nb,Alpha Store\nc,Beta Store\nd,Gamma Store\ne,\n", "utf-8")
    assert commonest_brands(read_offers(file), 2) == ["Beta", "Alpha"]


def test_the_price_list_is_read_in_centavos_and_a_price_may_be_missing(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    header = "PN;Familia;Produto;Media de Paginas Impressas;Preco Sugerido"
    file.write_text(f"{header}\nAB1;HX 6;HX 6 Preto;100;74.90\nAB2;HX 6;HX 6XL Preto;300;\n", "utf-8")
    assert read_prices(file) == [
        SuggestedPrice("AB1", "HX 6", "HX 6 Preto", 7490),
        SuggestedPrice("AB2", "HX 6", "HX 6XL Preto", None),
    ]


def test_a_price_that_is_no_number_is_refused_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("PN;Familia;Produto;Preco Sugerido\nAB1;HX 6;HX 6 Preto;cheap\n", "utf-8")
    with pytest.raises(InvalidInputError, match=r"prices\.csv:2: Preco Sugerido: 'cheap' is not a price"):
        read_prices(file)


def test_a_price_list_without_a_column_says_which(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("PN;Familia;Produto\n", "utf-8")
    with pytest.raises(InvalidInputError, match="Preco Sugerido: column not found"):
        read_prices(file)
