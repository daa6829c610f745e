from countermark.engine.goods.lines import LineIndex, are_related
from countermark.engine.goods.plain import plain
from countermark.engine.registry.model import Alias, Brand, Model, ProductLine, Registry

INDEX = LineIndex(
    Registry(
        brands=(Brand(brand_id="hx", name="HX"), Brand(brand_id="velora", name="Velora")),
        aliases=(Alias(brand_id="velora", alias="Velora Sport", kind="sub_brand"),),
        product_lines=(
            ProductLine(line_id="664", brand_id="hx", name="HX 664"),
            ProductLine(line_id="664xl", brand_id="hx", name="HX 664XL"),
            ProductLine(line_id="664-cor", brand_id="hx", name="HX 664 Colorido", aliases=("664 color",)),
            ProductLine(line_id="runner", brand_id="velora", name="Velora Runner Pro", aliases=("飞驰", "RP-100")),
            ProductLine(line_id="sport", brand_id="velora", name="Velora Sport"),
        ),
        models=(
            Model(brand_id="hx", model="664XL Black", line_id="664xl", part_number="F6V-31 AB"),
            Model(brand_id="hx", model="Phantom", line_id="664", exists=False),
        ),
    )
)


def lines(title: str, brand: str = "hx") -> set[str]:
    return {mention.line_id for mention in INDEX.find(brand, plain(title))}


def test_a_line_is_found_however_its_name_is_spaced() -> None:
    for title in ("Cartucho HX 664XL", "cartucho 664 xl preto", "cartucho hx664xl", "HX664 XL", "hx-664-xl"):
        assert lines(title) == {"664xl"}, title


def test_the_most_specific_line_wins() -> None:
    assert lines("Cartucho HX 664") == {"664"}
    assert lines("Cartucho HX 664 colorido") == {"664-cor"}
    assert lines("Cartucho HX 664XL colorido") == {"664xl"}


def test_a_longer_number_is_another_one() -> None:
    assert lines("Cartucho HX 664XXL") == set()
    assert lines("Cartucho HX 6640") == set()
    assert lines("impressora 2664") == set()


def test_two_lines_in_one_title_are_both_found() -> None:
    assert lines("Kit HX 664 preto + HX 664XL preto") == {"664", "664xl"}


def test_a_part_number_names_its_line_and_settles_which_of_two_is_meant() -> None:
    assert lines("Cartucho original F6V31AB") == {"664xl"}
    assert lines("Cartucho HX 664XL 664 f6v31ab") == {"664xl"}


def test_all_words_of_a_name_must_be_there_in_any_order() -> None:
    assert lines("Velora Pro shoes, Runner edition", "velora") == {"runner"}
    assert lines("Velora Runner", "velora") == set()
    assert lines("Velora RP 100", "velora") == {"runner"}


def test_chinese_names_stand_inside_longer_text() -> None:
    assert lines("正品薇洛拉飞驰跑鞋男", "velora") == {"runner"}


def test_the_words_of_a_sub_brand_tell_lines_apart() -> None:
    assert lines("Velora Sport socks", "velora") == {"sport"}


def test_a_model_that_does_not_exist_names_no_line() -> None:
    assert lines("HX Phantom") == set()


def test_other_brands_lines_are_not_looked_for() -> None:
    assert lines("Velora 664XL", "velora") == set()


def test_relation_of_names() -> None:
    found = {mention.line_id: mention for mention in INDEX.find("hx", plain("664 preto + 664xl preto"))}
    assert are_related(found["664"], found["664xl"])
    assert not are_related(found["664"], found["664"])


def test_unmistakable_numbers_have_letters_and_digits_and_five_of_them() -> None:
    assert INDEX.unmistakable.items() >= {"664xl": "hx", "f6v31ab": "hx", "rp100": "velora"}.items()
    assert not {"664", "black", "runner"} & set(INDEX.unmistakable)


def test_a_text_contradicts_a_number_only_by_lines_that_are_all_other_ones() -> None:
    def contradicts(title: str, line_id: str) -> bool:
        return INDEX.contradicts("velora", INDEX.find("velora", plain(title)), {line_id})

    assert contradicts("Velora Sport shoe", "runner")
    assert not contradicts("Velora Sport and Velora Runner Pro", "runner")
    assert not contradicts("Velora shoe", "runner")
    assert not INDEX.contradicts("hx", INDEX.find("hx", "hx 664"), {"664xl"})
    assert not INDEX.contradicts("hx", INDEX.find("hx", "hx 664"), ())
