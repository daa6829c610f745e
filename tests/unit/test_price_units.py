"""Pack sizes as they are written on real marketplaces: Mercado Livre, Amazon, Taobao."""

import pytest

from countermark.engine.goods.pack import pack_size
from countermark.engine.goods.plain import plain
from countermark.engine.goods.units import ONE, Units, read_units


def units(title: str, *, names: tuple[str, ...] = (), brand: str = "hx") -> tuple[int, int] | None:
    text = plain(title)
    starts = [at for name in names for at in range(len(text)) if text.startswith(name, at)]
    found = read_units(text, names=starts, brand_words=[brand])
    return None if found is None else (found.low, found.high)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Undershirts 3-pack", 3),
        ("POLO shirt 5 Pack Mens", 5),
        ("T-Shirts, Pack of 6, Versatile Basics", 6),
        ("Tank Undershirts (6 Pack)", 6),
        ("Crew Neck Summer Tees 4packs 6-12 Years", 4),
        ("Men's 6-12 6-Pack Cushion Crew Socks", 6),
        ("Crew Socks - 6 Pair Pack - Moisture Wicking", 6),
        ("3 Pcs Men's T-Shirts", 3),
        ("1 dozen pencils", 12),
        ("meia dúzia de cuecas", 6),
        ("Twin pack shirts", 2),
        ("Kit 3 cartuchos HX 664", 3),
        ("Kit c/ 3 cartuchos HX 664", 3),
        ("Kit C/3cartucho De Tinta", 3),
        ("Kit Com 2 Cart. HX Original", 2),
        ("Kit Dois Cartuchos HX", 2),
        ("Cartucho HX - Kit Com 2 Pçs", 2),
        ("Cartucho HX preto - 3un", 3),
        ("Cartucho preto 20ml - 2 Unidades", 2),
        ("2x Cartucho HX preto", 2),
        ("02 Cartucho HX preto", 2),
        ("2 Cartuchos 664 Preto Black", 2),
        ("Lote 13 Cartuchos Vazios Black (9) E Color (4)", 13),
        ("caixa com 12 canetas", 12),
        ("Caja de 6 frascos", 6),
        ("1 par de tênis", 1),
        ("两支装 防晒霜", 2),
        ("10个装 清香型", 10),
        ("洗发水 3瓶", 3),
        ("郁美净儿童霜25g*5袋装", 5),
        ("橄榄油500ml*2食用油", 2),
        ("奶酪12*18g", 12),
        ("红酒六支装", 6),
        ("新西兰羊奶粉1段,6罐", 6),
    ],
)
def test_reads_the_pack_size(title: str, expected: int) -> None:
    assert units(title) == (expected, expected)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kit 3 Cartuchos 667xl 2 Pretos + 1 Color 2376 2776", 3),
        ("Kit 2 Cartuchos 664: 1un Preto + 1un Color", 2),
        ("Kit 3 Cartuchos 667 (2 Preto 1 Color)2376 2774", 3),
        ("Cartucho 667xl Preto E Color. 03 Preto E 02 Colorido", 5),
        ("Kit De Cartuchos 667 HX 2 Pretos E 1 Colorido", 3),
        ("3 Cartuchos 664xl Preto 2 Color Genuíno", 5),
        ("Cartuchos 2376 2774 1 Preto E 1 Tricolor 8,5 ml", 2),
        ("Kit Cartucho 664 Preto e Colorido", 2),
        ("Cartuchos 664xl Preto E Colorido Lacrados", 2),
        ("Cartucho 664 Preto + Cartucho 664 Colorido", 2),
    ],
)
def test_adds_up_parts(title: str, expected: int) -> None:
    assert units(title, names=("664xl", "667xl", "664", "667")) == (expected, expected)


def test_adds_parts_to_a_total_that_names_a_colour_itself() -> None:
    names = ("667",)
    assert units("Kit 2 Cartuchos HX 667 Preto + 1 HX 667 Color", names=names) == (3, 3)
    assert units("02 Cartucho HX 667 Preto + 01 667 Color", names=names) == (3, 3)


@pytest.mark.parametrize(
    "title",
    [
        "Cartucho HX preto 2ml",
        "Cartucho HX 2376 2774 6476",
        "Cartucho HX preto 2ml para 2376 2774 6476 1115",
        "Cartucho H X 6 6 4 Preto",
        "Cartucho 22 Colorido",
        "Velora Runner 4 black",
        "Men's 501 Original Jeans 34W x 32L",
        'Golf Pants 30"/32"/34" Quick Dry',
        "UPF 50+ Sun Shirt 2025",
        "Cargo Shorts with 6 Pockets",
        "Gym Running Shorts 2 in 1",
        "Velora No 5 perfume 100ml",
        "Tênis 10x sem juros",
        "Camera 4x zoom",
        "Folha A4 500fls",
        "婴儿奶嘴6-12个月",
        "三只松鼠 坚果",
        "满58包邮",
        "胃药6g*10袋/盒",
        "2017包邮儿童凉鞋",
        "4K TV 55 inch",
    ],
)
def test_other_numbers_are_no_pack_size(title: str) -> None:
    assert units(title) == (1, 1)


@pytest.mark.parametrize(
    "title",
    [
        "Kit cartuchos HX 664",
        "Cotton Tee, 1 Or 2 Pack",
        "4/5 Pack Polo Shirts",
        "Boxer Briefs, Multipack",
        "6-Piece Snug Fit Pajama Set",
        "leve 3 pague 2 camisas",
        "男童运动三件套",
        "啤酒 整箱",
        "买2送1 面膜",
        "shirts 3-pack, 5 pack",
    ],
)
def test_says_nothing_about_several_that_it_cannot_count(title: str) -> None:
    assert units(title) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Cartucho HX 664 cor preto e colorido", (1, 2)),
        ("Camiseta preta/branca", (1, 2)),
        ("6 pares de brincos", (6, 6)),
        ("2 pairs of candle holders", (2, 4)),
        ("枕套一对", (1, 2)),
        ("耳环一对", (1, 1)),
    ],
)
def test_keeps_every_reading(title: str, expected: tuple[int, int]) -> None:
    assert units(title) == expected


def test_or_between_colours_is_one_article() -> None:
    assert units("Cartucho HX 662 Preto Ou Colorido") == (1, 1)


def test_attributes_settle_what_the_title_leaves_open() -> None:
    assert pack_size(None, [("kit", "3")], "") == Units(3, 3, stated=True)
    assert pack_size(None, [("variant", "Black - 5 Pack")], "") == Units(5, 5, stated=True)
    assert pack_size(Units(1, 2, stated=False), [("kit", "2 unidades")], "") == Units(2, 2, stated=True)


def test_an_attribute_alone_widens_the_readings() -> None:
    assert pack_size(ONE, [("box", "2")], "") == Units(1, 2, stated=False)


def test_a_page_yield_in_the_pack_size_attribute_is_ignored() -> None:
    assert pack_size(ONE, [("box", "480")], "") == ONE
    assert pack_size(None, [("box", "480")], "") is None


def test_the_description_table_is_the_last_resort() -> None:
    table = "Cor da tinta: Preto. | Unidades por kit: 2. | Formato de venda: Kit."
    assert pack_size(None, [], table) == Units(2, 2, stated=True)
    assert pack_size(None, [], "um ótimo kit") is None


def test_a_default_of_one_does_not_contradict_the_title() -> None:
    assert pack_size(Units(3, 3, stated=True), [("box", "1")], "") == Units(3, 3, stated=True)
    assert pack_size(Units(3, 3, stated=True), [("kit", "5")], "") == Units(3, 5, stated=False)


def test_a_set_of_several_is_one_article_or_so_many() -> None:
    assert units("Ceramic brake pads, set of 4") == (1, 4)
    assert units("Jogo de 6 facas") == (1, 6)
    assert units("Set of 4 ink cartridges") == (4, 4)
