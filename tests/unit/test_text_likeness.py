"""How like a name an unknown word is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.text.likeness import (
    is_subsequence,
    is_telling,
    kind_of_edit,
    kind_of_rest,
    looks_like,
    skeleton,
    without_digits,
)
from countermark.engine.text.sound import sound_key

WORDS = st.text(alphabet="abcdeiklmnorstuy", min_size=4, max_size=10)


@pytest.mark.parametrize(
    ("word", "target", "kind", "telling"),
    [
        ("veora", "velora", "dropped_letter", True),
        ("elora", "velora", "dropped_letter", True),
        ("velor", "velora", "dropped_letter", True),
        ("orma", "norma", "dropped_letter", False),
        ("velxora", "velora", "inserted_letter", True),
        ("xnorma", "norma", "inserted_letter", False),
        ("veolra", "velora", "transposed_letters", True),
        ("velura", "velora", "substituted_letter", True),
        ("kasio", "casio", "substituted_letter", True),
        ("verora", "velora", "substituted_letter", False),
        ("irive", "ilive", "substituted_letter", False),
        ("belora", "velora", "substituted_letter", False),
        ("vela", "vera", "substituted_letter", False),
    ],
)
def test_edits_that_look_meant(word: str, target: str, kind: str, telling: bool) -> None:
    assert kind_of_edit(word, target) == kind
    assert is_telling(word, target, kind) is telling


@pytest.mark.parametrize(
    ("word", "target", "kind"),
    [
        ("nimbsprt", "nimbusport", "vowels_removed"),
        ("portnimbus", "nimbusport", "rotated"),
        ("nsubmiport", "nimbusport", "scrambled_letters"),
        ("tropsubmin", "nimbusport", None),
        ("iveil", "ilive", None),
        ("nimport", "nimbusport", None),
        ("nmb", "nimbo", None),
    ],
)
def test_what_is_more_than_one_edit(word: str, target: str, kind: str | None) -> None:
    assert kind_of_rest(word, target) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zeiko", "seiko"),
        ("leksmark", "lexmark"),
        ("adidaz", "adidas"),
        ("kwick", "quick"),
        ("phila", "fila"),
        ("cahnon", "canon"),
        ("kanonn", "canon"),
        ("mitchel", "mishell"),
    ],
)
def test_respellings_share_a_sound(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


def test_other_sounds_differ() -> None:
    assert len({sound_key(word) for word in ("velora", "belora", "velona", "telora", "kestrel")}) == 5


@pytest.mark.parametrize(
    ("word", "read"),
    [("clell", "dell"), ("rnimbus", "mimbus"), ("vvest", "west"), ("soriy", "sony"), ("nimbus", None)],
)
def test_pairs_of_letters_that_look_like_one(word: str, read: str | None) -> None:
    assert (read in looks_like(word)) if read else looks_like(word) == []


@pytest.mark.parametrize(
    ("word", "read"),
    [("p4nas0nik", "panasonik"), ("0rchar", "orchar"), ("ab1234", ""), ("1234", ""), ("velora", ""), ("xr2b99", "")],
)
def test_digits_among_letters(word: str, read: str) -> None:
    assert without_digits(word) == read


@given(WORDS, st.data())
def test_letters_left_out_are_a_subsequence(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    assert is_subsequence(word[:at] + word[at + 1 :], word)
    assert is_subsequence(skeleton(word), word)
    assert not is_subsequence(word + "z", word)


@given(WORDS, WORDS)
def test_an_edit_is_one_both_ways(one: str, other: str) -> None:
    mirror = {"dropped_letter": "inserted_letter", "inserted_letter": "dropped_letter"}
    kind = kind_of_edit(one, other)
    assert kind_of_edit(other, one) == (mirror.get(kind, kind) if kind else None)
