"""How sure it is that a disguised writing means the name."""

import pytest

from countermark.engine.text.certainty import MIN_CERTAINTY, MOST, Certainty
from countermark.engine.text.names import name_of
from countermark.engine.text.vocabulary import Vocabulary

FREQUENT = Vocabulary.of(["mac", "check", "mark", "paper", "net", "work", "canon"])
VOCABULARY = Vocabulary(Vocabulary.of(["mac", "check", "mark", "paper", "net", "work", "jamison"]).hashes, FREQUENT)
JUDGE = Certainty(2_000, VOCABULARY)


def bits(name: str, text: str, *kinds: str, in_front: bool = False) -> float:
    return JUDGE.of(name_of("b", name), text, kinds, in_front=in_front)


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("Sennheiser", "Senheisser", ("repeated_letters",)),
        ("Velora", "Vel\u200bora", ("zero_width",)),
        ("Velora", "V3l0ra", ("leet",)),
        ("Panasonic", "pansonic", ("dropped_letter",)),
        ("路易薇登", "路易微登", ("homophone",)),
        ("HP", "ＨＰ", ("full_width",)),
    ],
)
def test_what_hardly_means_anything_else_is_certain(name: str, text: str, kinds: tuple[str, ...]) -> None:
    assert bits(name, text, *kinds) >= MIN_CERTAINTY


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("Arita", "Ariat", ("transposed_letters",)),  # another brand
        ("Checkmarx", "checkmark", ("substituted_letter",)),
        ("上德", "上的", ("sound_alike",)),  # two of the commonest characters
    ],
)
def test_what_chance_writes_is_not(name: str, text: str, kinds: tuple[str, ...]) -> None:
    assert bits(name, text, *kinds) < MIN_CERTAINTY


def test_longer_names_are_more_certain() -> None:
    assert bits("Panasonic", "panosonic", "substituted_letter") > bits("Pana", "pano", "substituted_letter")


def test_words_of_the_dictionary_are_less_certain() -> None:
    assert bits("Jamieson", "jamison", "dropped_letter") < bits("Jamieson", "jamisen", "dropped_letter") + 3
    assert bits("Network", "net work", "spacing") < bits("Netwerk", "net werk", "spacing")


def test_more_names_make_less_certain() -> None:
    few, many = Certainty(10, VOCABULARY), Certainty(100_000, VOCABULARY)
    name = name_of("b", "Velora")
    assert few.of(name, "Velura", ("substituted_letter",), in_front=False) > many.of(
        name, "Velura", ("substituted_letter",), in_front=False
    )


def test_the_front_speaks_for_a_brand_but_not_for_a_misspelt_one() -> None:
    assert bits("Velora", "V.elora", "punctuation", in_front=True) > bits("Velora", "V.elora", "punctuation")
    assert bits("Velora", "Velura", "substituted_letter", in_front=True) == bits(
        "Velora", "Velura", "substituted_letter"
    )


def test_certainty_is_bounded() -> None:
    assert bits("Nimbusport" * 3, "\u200b".join("Nimbusport" * 3), "zero_width") <= MOST
