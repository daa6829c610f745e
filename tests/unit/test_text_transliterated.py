"""Names written by their sound in Cyrillic or Greek letters, and letters drawn with several signs."""

import pytest

from countermark.engine.text.drawn import drawn_words, read_drawn
from countermark.engine.text.names import name_of
from countermark.engine.text.noisy import NoisyNames
from countermark.engine.text.transliterated import TransliteratedNames, latin_of

_LATIN = [name_of(text.lower(), text) for text in ("Adidas", "Nike", "Velora", "Kestrel Cole")]
NAMES = TransliteratedNames(_LATIN, NoisyNames(_LATIN))


@pytest.mark.parametrize(
    ("text", "name"),
    [("кроссовки адидас 42", 0), ("Найк нике", 1), ("νικε", 1), ("кестрел коле", 3), ("ВЕЛОРА", 2)],
)
def test_names_by_their_sound(text: str, name: int) -> None:
    assert [found[0] for found in NAMES.find(text)] == [name]


@pytest.mark.parametrize("text", ["женские кроссовки новые", "Adidas", "кожа", "", "а б в г"])
def test_other_words_are_no_names(text: str) -> None:
    assert NAMES.find(text) == []


def test_spelling() -> None:
    assert latin_of("щётка-ντ") == "shetkad"


def test_work_on_one_title_is_bounded() -> None:
    assert len(NAMES.find("адидас " * 500)) <= 24


@pytest.mark.parametrize(
    ("word", "letters"),
    [("|\\|!|<3", "nike"), ("c()n(av3", "concave"), ("\\/el()ra", "velora"), ("|3e|_k!n", "belkin")],
)
def test_drawn_words(word: str, letters: str) -> None:
    assert read_drawn(word)[0] == letters
    assert drawn_words(f"new {word} bag") == [(letters, 4, 4 + len(word))]


@pytest.mark.parametrize("text", ["black|white 3+1", "size (L) new", "10 x 20 [pack]", "velora"])
def test_honest_signs_draw_nothing(text: str) -> None:
    assert not [word for word in drawn_words(text) if len(word[0]) >= 5]
