"""The baselines, and the rules by which names become brands of a registry."""

import pytest

from countermark.engine.registry.model import Alias, Brand, Registry
from countermark.measure.attacks.family import Span
from countermark.scan.evaluate.corpus import half_of, mostly_other, tagged_names
from countermark.scan.evaluate.finders import ExactFinder, Hit, SkeletonFinder, plain_key
from countermark.scan.evaluate.names import brands_from, is_attackable
from countermark.scan.evaluate.sources.taobao import TaggedText

REGISTRY = Registry(
    brands=(
        Brand(brand_id="velora", name="Velora"),
        Brand(brand_id="hx", name="HX"),
        Brand(brand_id="yunque", name="云雀"),
    ),
    aliases=(Alias(brand_id="velora", alias="Velora Sport"),),
)


def test_the_exact_baseline_ignores_case_and_prefers_the_longest_name() -> None:
    assert ExactFinder(REGISTRY).find(["new VELORA Sport shoe"]) == [[Hit("velora", 4, 16, "VELORA Sport")]]


@pytest.mark.parametrize("text", ["hxa", "ahx", "2hx", "v e l o r a", "velоra"])
def test_the_exact_baseline_does_not_find_parts_of_words_or_disguises(text: str) -> None:
    assert ExactFinder(REGISTRY).find([text]) == [[]]


def test_chinese_names_need_no_space_around_them() -> None:
    assert ExactFinder(REGISTRY).find(["正品云雀hx鞋"]) == [[Hit("yunque", 2, 4, "云雀"), Hit("hx", 4, 6, "hx")]]


def test_offsets_stay_right_after_a_capital_that_grows_in_lower_case() -> None:
    assert ExactFinder(REGISTRY).find(["İİ velora"])[0][0].start == 3


@pytest.mark.parametrize("text", ["vеlora", "\uff36\uff45\uff4c\uff4f\uff52\uff41", "vel\u200bora", "ⓥⓔⓛⓞⓡⓐ"])
def test_the_skeleton_baseline_sees_through_lookalikes_and_width_and_says_disguised(text: str) -> None:
    (hit,) = SkeletonFinder(REGISTRY).find([f"new {text} shoe"])[0]
    assert (hit.brand, hit.start, hit.text, hit.disguised) == ("velora", 4, text, True)


def test_the_skeleton_baseline_calls_a_plain_name_plain() -> None:
    assert not SkeletonFinder(REGISTRY).find(["VELORA"])[0][0].disguised


def test_a_weak_disguise_is_not_sure_but_a_plain_mention_is() -> None:
    assert Hit("velora", 0, 6, "velora").sure
    assert not Hit("velora", 0, 7, "vel ora", "spacing", 0.2).sure
    assert Hit("velora", 0, 7, "vel0ra", "leet", 0.85).sure


def test_spellings_with_the_same_letters_are_one_brand_with_aliases() -> None:
    brands, aliases = brands_from(["T-Line", "t line", "TLINE", "Édge", "unknown", "  "])
    assert [(brand.brand_id, brand.name, brand.common_word) for brand in brands] == [
        ("tline", "T-Line", False),
        ("edge", "Édge", True),
    ]
    assert [(alias.brand_id, alias.alias) for alias in aliases] == [("tline", "t line"), ("tline", "TLINE")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("nike", True), ("h&m", False), ("tcl", False), ("云雀", True), ("云", False), ("a家", False), ("4inkjets", True)],
)
def test_only_names_that_survive_a_disguise_are_attacked(name: str, expected: bool) -> None:
    assert is_attackable(name) is expected


def test_keys_have_no_case_accents_or_separators() -> None:
    assert plain_key("Kestrel & Côle-2") == "kestrelcole2"


def test_every_title_is_in_one_half_whatever_its_case_and_spaces() -> None:
    halves = {half_of(f"title {number}") for number in range(50)}
    assert halves == {"tuning", "sealed"}
    assert half_of("New  Shoe") == half_of("new shoe")


def test_short_names_that_only_one_text_names_are_not_brands() -> None:
    texts = [
        TaggedText("云雀鞋", (Span(0, 2),)),
        TaggedText("云雀包", (Span(0, 2),)),
        TaggedText("明佳", (Span(0, 2),)),
    ]
    assert tagged_names(texts) == ["云雀"]


def test_a_name_that_mostly_stands_for_something_else_is_a_common_word() -> None:
    texts = [TaggedText("移动卡", (Span(0, 2),)), TaggedText("移动床", ()), TaggedText("移动门", ())]
    assert mostly_other(["移动", "云雀"], texts, [text.text for text in texts]) == {"移动"}
