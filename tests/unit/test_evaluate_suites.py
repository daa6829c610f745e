"""The parts of the suites that need no screener."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from countermark.engine.listing import Listing
from countermark.engine.registry.model import Brand, Registry
from countermark.measure.attacks.family import AttackFamily, Kind, Span, rewriting
from countermark.scan.evaluate.attacking import (
    PER_BRAND,
    Attacked,
    FalseHit,
    attack,
    false_hits_of,
    is_found,
    operating_point,
)
from countermark.scan.evaluate.corpus import Corpus, Target
from countermark.scan.evaluate.finders import Hit
from countermark.scan.evaluate.hp_registry import hp_registry, line_of
from countermark.scan.evaluate.own_file import is_positive
from countermark.scan.evaluate.sources.mercadolivre import SuggestedPrice
from countermark.scan.evaluate.suites.hp_prices import class_of

REVERSED = rewriting("reversed", Kind.EDIT, "backwards", lambda name, _: name[::-1])
NEVER = AttackFamily("never", Kind.EDIT, "does not apply", lambda _title, _span, _rng: None)


def targets(brand: str, count: int) -> list[Target]:
    return [Target(f"{brand} shoe {number}", Span(0, len(brand)), brand) for number in range(count)]


class Fixed:
    """A finder that always sees the same."""

    name = "fixed"

    def __init__(self, *hits: Hit) -> None:
        self._hits = list(hits)

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        return [self._hits for _ in texts]


def test_no_brand_is_attacked_more_often_than_the_limit() -> None:
    made = attack(REVERSED, [*targets("velora", 50), *targets("orchard", 2)], {}, seed=1)
    assert sorted(item.brand for item in made) == ["orchard"] * 2 + ["velora"] * PER_BRAND


def test_the_seed_alone_decides_which_titles_are_attacked() -> None:
    places = targets("velora", 50)
    assert attack(REVERSED, places, {}, seed=1) == attack(REVERSED, places, {}, seed=1)
    assert attack(REVERSED, places, {}, seed=1) != attack(REVERSED, places, {}, seed=2)


def test_an_attacked_title_keeps_the_brand_as_it_stood() -> None:
    (item,) = attack(REVERSED, [Target("new Velora bag", Span(4, 10), "velora")], {}, seed=1)
    assert item == Attacked("new aroleV bag", Span(4, 10), "velora", "Velora")


def test_an_attack_that_makes_the_name_of_another_brand_is_left_out_but_not_one_that_keeps_its_own() -> None:
    assert attack(REVERSED, targets("velora", 5), {"arolev": "arolev"}, seed=1) == []
    assert attack(REVERSED, targets("velora", 5), {"arolev": "velora"}, seed=1) != []


def test_a_family_that_does_not_apply_attacks_nothing() -> None:
    assert attack(NEVER, targets("velora", 5), {}, seed=1) == []


@pytest.mark.parametrize(
    ("hit", "found", "sure"),
    [
        (Hit("velora", 4, 10, "aroleV", "reversed", 0.9), True, True),
        (Hit("velora", 4, 10, "aroleV"), True, True),
        (Hit("velora", 9, 14, "V bag", "fuzzy", 0.1), True, False),
        (Hit("orchard", 4, 10, "aroleV", "reversed", 0.9), False, False),
        (Hit("velora", 0, 4, "new ", "fuzzy", 0.9), False, False),
    ],
)
def test_a_disguise_is_found_when_a_mention_of_that_brand_overlaps_it(hit: Hit, found: bool, sure: bool) -> None:
    attacked = Attacked("new aroleV bag", Span(4, 10), "velora", "Velora")
    assert is_found(attacked, [hit]) is found
    assert is_found(attacked, [hit], sure=True) is sure


def test_every_disguise_in_a_genuine_title_is_a_false_hit_and_so_is_a_plain_mention_of_another_word() -> None:
    registry = Registry(brands=(Brand(brand_id="velora", name="Vel-Ora"),))
    corpus = Corpus(titles=["a title"], registry=registry, targets=[], labels={})
    plain, disguise = Hit("velora", 0, 6, "VELORA"), Hit("velora", 0, 6, "vel0ra", "leet", 0.85)
    called_plain = Hit("velora", 0, 6, "velara")
    found = false_hits_of(Fixed(plain, disguise, called_plain), corpus)
    assert [item.hit for item in found] == [disguise, called_plain]
    assert not any(item.is_confirmed for item in found)


def test_a_disguise_of_the_brand_that_the_data_give_is_confirmed() -> None:
    registry = Registry(brands=(Brand(brand_id="velora", name="Velora"),))
    labels = {"a title": frozenset({"velora"})}
    corpus = Corpus(titles=["a title", "another"], registry=registry, targets=[], labels=labels)
    found = false_hits_of(Fixed(Hit("velora", 0, 6, "vel0ra", "leet", 0.85, 12.0)), corpus)
    assert [(item.title, item.is_confirmed) for item in found] == [("a title", True), ("another", False)]


def test_the_operating_point_leaves_one_title_in_so_many() -> None:
    def false(title: str, certainty: float, *, confirmed: bool = False) -> FalseHit:
        return FalseHit(title, Hit("velora", 0, 6, "vel0ra", "leet", 0.85, certainty), confirmed)

    hits = [false("a", 30.0), false("b", 20.0), false("b", 25.0), false("c", 10.0), false("d", 40.0, confirmed=True)]
    assert operating_point(hits, 10, 0.3) == -math.inf
    assert 25.0 < operating_point(hits, 10, 0.1) < 25.1
    assert 30.0 < operating_point(hits, 10, 0.0) < 30.1
    found = [Hit("velora", 4, 10, "aroleV", "reversed", 0.9, 25.0)]
    attacked = Attacked("new aroleV bag", Span(4, 10), "velora", "Velora")
    assert is_found(attacked, found, least=25.0)
    assert not is_found(attacked, found, least=25.1)


@pytest.mark.parametrize(
    ("product", "line"),
    [
        ("Cartucho HP 667 Colorido", "667"),
        ("HP 664XL Preto", "664XL"),
        ("HP 954 XL Ciano", "954XL"),
        ("964 Ciano", "964"),
        ("Garrafa de tinta HP GT53 Preto", "GT53"),
        ("HP Garrafa de Tinta GT52 Ciano", "GT52"),
        ("HP Combo 4 Garrafas de Tinta HP GT Preto, Ciano", ""),
    ],
)
def test_the_line_is_read_from_the_product_of_the_price_list(product: str, line: str) -> None:
    assert line_of(SuggestedPrice("AB1", "", product, 1)) == line


def test_the_registry_has_a_band_from_sixty_to_a_hundred_and_fifty_percent() -> None:
    registry = hp_registry(
        [
            SuggestedPrice("F6V28AB", "HP 664", "HP 664 Colorido", 7490),
            SuggestedPrice("F6V29AB", "HP 664", "HP 664 Preto", 6990),
            SuggestedPrice("CZ105AB", "HP 662", "HP 662XL Preto", None),
        ]
    )
    (band,) = registry.price_bands
    assert (band.line_id, band.market, band.currency) == ("hp-664", "BR", "BRL")
    assert (band.low_minor, band.typical_minor, band.high_minor) == (4194, 7240, 11235)
    assert [(model.part_number, model.line_id) for model in registry.models] == [
        ("F6V28AB", "hp-664"),
        ("F6V29AB", "hp-664"),
        ("CZ105AB", "hp-662xl"),
    ]
    assert registry.product_lines[0].colours == ("colorido", "preto")
    assert [line.part_number_pattern for line in registry.product_lines] == ["@#@##@@", "@@###@@"]


@pytest.mark.parametrize(
    ("title", "attributes", "condition", "expected"),
    [
        ("Lote 6 Cartuchos Vazios", {}, "used", "empty"),
        ("Cartucho 667 Preto Remanufaturado", {}, "new", "refurbished"),
        ("Tinta Comapatível Hp", {}, "new", "compatible"),
        ("Kit Cartucho Hp 667xl Original", {"type": "Compatível"}, "new", "compatible"),
        ("Cartucho Hp 664 Preto", {}, "new", "new"),
    ],
)
def test_a_listing_is_classed_by_what_it_says_of_itself(
    title: str, attributes: dict[str, str], condition: str, expected: str
) -> None:
    listing = Listing(listing_id="1", seller_id="s", title=title, attributes=attributes, condition=condition)
    assert class_of(listing) == expected


def test_labels_are_compared_without_case_and_spaces() -> None:
    assert is_positive("Fake", ("fake ", "counterfeit"))
    assert not is_positive("genuine", ("fake",))


def test_randomness_comes_only_from_the_generator_that_is_passed_in() -> None:
    state = np.random.default_rng(3)
    first = REVERSED.apply("velora", Span(0, 6), state)
    assert first == REVERSED.apply("velora", Span(0, 6), np.random.default_rng(99))
