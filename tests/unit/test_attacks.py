"""What is true of every attack family, and how the packs were drawn."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.measure.attacks import sealed, tuning
from countermark.measure.attacks.draw import NAMES, drawn
from countermark.measure.attacks.family import AttackFamily, Kind, Span, between, replaced, suits

FAMILIES = (*tuning.FAMILIES, *sealed.FAMILIES)
PLACES = (
    ("new velorasport shoes for men", "velorasport"),
    ("shoes by Kestrel Makewood, blue", "Kestrel Makewood"),
    ("正品薇洛拉国际运动鞋男", "薇洛拉国际"),
    ("2024款联想耐明佳电脑 包邮", "联想耐明佳"),
)


def place_of(title: str, brand: str) -> Span:
    start = title.index(brand)
    return Span(start, start + len(brand))


def test_both_packs_are_the_ones_that_the_seed_drew() -> None:
    for kind in Kind:
        in_tuning, in_sealed = drawn(kind)
        assert {family.name for family in tuning.FAMILIES if family.kind is kind} == in_tuning
        assert {family.name for family in sealed.FAMILIES if family.kind is kind} == in_sealed


def test_both_packs_have_as_many_families_of_every_kind() -> None:
    for kind in Kind:
        in_tuning, in_sealed = drawn(kind)
        assert len(in_tuning) == len(in_sealed) >= 7


def test_the_reference_names_the_tuning_pack_and_not_the_sealed_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "evaluate.md").read_text("utf-8")
    assert [family.name for family in tuning.FAMILIES if f"`{family.name}`" not in page] == []
    assert [family.name for family in sealed.FAMILIES if f"`{family.name}`" in page] == []


def test_every_family_has_a_name_of_its_own() -> None:
    names = [family.name for family in FAMILIES]
    assert len(set(names)) == len(names) == sum(map(len, NAMES.values()))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_applies_to_some_brand_of_its_kind(family: AttackFamily) -> None:
    results = [
        family.apply(title, place_of(title, brand), np.random.default_rng(seed))
        for title, brand in PLACES
        for seed in range(20)
    ]
    assert any(result is not None for result in results)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize(("title", "brand"), PLACES)
def test_a_family_changes_the_brand_and_keeps_the_words_around_it(family: AttackFamily, title: str, brand: str) -> None:
    span = place_of(title, brand)
    for seed in range(10):
        result = family.apply(title, span, np.random.default_rng(seed))
        if result is None:
            continue
        new, place = result
        assert 0 <= place.start < place.end <= len(new)
        assert new.casefold() != title.casefold()
        before, after = "".join(title[: span.start].split()), "".join(title[span.end :].split())
        assert "".join(new[: place.start].split()).casefold().startswith(before.casefold())
        assert "".join(new[place.end :].split()).casefold().endswith(after.casefold())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_same_seed_gives_the_same_disguise(family: AttackFamily) -> None:
    for title, brand in PLACES:
        one, other = (family.apply(title, place_of(title, brand), np.random.default_rng(5)) for _ in range(2))
        assert one == other


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@given(title=st.text(max_size=40), start=st.integers(0, 40), length=st.integers(1, 12), seed=st.integers(0, 9))
def test_no_text_makes_a_family_fail(family: AttackFamily, title: str, start: int, length: int, seed: int) -> None:
    span = Span(min(start, len(title)), min(start + length, len(title)))
    if span.start == span.end:
        return
    result = family.apply(title, span, np.random.default_rng(seed))
    if result is not None:
        new, place = result
        assert 0 <= place.start < place.end <= len(new)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_chinese_families_leave_latin_names_alone_and_the_others_leave_chinese_names_alone(
    family: AttackFamily,
) -> None:
    title, brand = PLACES[2] if family.kind is not Kind.CHINESE else PLACES[0]
    for seed in range(5):
        assert family.apply(title, place_of(title, brand), np.random.default_rng(seed)) is None


def disguised(name: str, brand: str, *, title: str = "{}", seeds: int = 60) -> set[str]:
    """All that a tuning family makes of the brand over some seeds."""
    family = next(family for family in tuning.FAMILIES if family.name == name)
    text = title.format(brand)
    results = (family.apply(text, place_of(text, brand), np.random.default_rng(seed)) for seed in range(seeds))
    return {new[place.start : place.end] for new, place in filter(None, results)}


@pytest.mark.parametrize(
    ("name", "brand", "one"),
    [
        ("spaced_letters", "velora", "v e l o r a"),
        ("dotted_letters", "velora", "v.e.l.o.r.a"),
        ("split_in_two", "velora", "vel ora"),
        ("bidi_override", "velora", "\u202earolev\u202c"),
        ("reversed_name", "velora", "arolev"),
        ("leet_digits", "velora", "v3l0ra"),
        ("dropped_letter", "velora", "veora"),
        ("vowels_removed", "nimbusport", "nmbsprt"),
        ("circled_letters", "velora", "ⓥⓔⓛⓞⓡⓐ"),
        ("squared_letters", "velora", "🆅🅴🅻🅾🆁🅰"),
        ("superscript_letters", "velora", "ᵛᵉˡᵒʳᵃ"),
        ("pinyin_joined", "云雀", "yunque"),
        ("pinyin_spaced", "云雀", "Yun Que"),
        ("mixed_han_pinyin", "云雀", "yun雀"),
        ("traditional_characters", "云马", "雲馬"),
        ("bopomofo", "云雀", "ㄩㄣㄑㄩㄝ"),
        ("inserted_between_characters", "云雀", "云🔥雀"),
    ],
)
def test_a_tuning_family_makes_what_its_name_says(name: str, brand: str, one: str) -> None:
    assert one in disguised(name, brand)


def test_homophones_sound_the_same_and_keep_half_of_a_name() -> None:
    for made in disguised("homophones", "薇洛拉国"):
        assert sum(new != old for new, old in zip(made, "薇洛拉国", strict=True)) in {1, 2}


def test_greek_letters_look_like_the_ones_they_replace() -> None:
    for made in disguised("greek_lookalikes", "tikano"):
        assert any(unicodedata.name(char).startswith("GREEK") for char in made)


def test_names_of_four_letters_do_not_lose_one() -> None:
    assert disguised("dropped_letter", "nimb") == set()


def test_gluing_joins_the_brand_with_its_neighbours_but_reports_only_the_brand() -> None:
    family = next(family for family in tuning.FAMILIES if family.name == "glued_neighbours")
    title = "black velora shoes"
    made = {family.apply(title, place_of(title, "velora"), np.random.default_rng(seed)) for seed in range(40)}
    assert ("blackvelora shoes", Span(5, 11)) in made
    assert ("black VeloraShoes", Span(6, 12)) in made


def test_a_space_is_put_between_pinyin_and_a_latin_word_that_stood_beside_a_chinese_name() -> None:
    assert replaced("new云雀bag", Span(3, 5), "yunque") == ("new yunque bag", Span(4, 10))


def test_nothing_is_put_beside_a_space_of_the_name_itself() -> None:
    assert between("ab cd", ("-",), np.random.default_rng(1)) == "a-b c-d"


def test_names_that_mix_latin_and_chinese_suit_no_family() -> None:
    assert not suits(Kind.SCRIPT, "velora薇")
    assert not suits(Kind.CHINESE, "velora薇")
