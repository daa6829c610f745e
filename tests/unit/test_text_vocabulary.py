"""The vocabulary holds what it was given, and a catalogue teaches it only what several sellers write."""

from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.text.vocabulary import MAX_WORD, CatalogueWords, Vocabulary, word_hash, word_hashes
from countermark.formats.vocabulary import default_vocabulary


@given(st.lists(st.text(min_size=1, max_size=30).filter(lambda word: "\x00" not in word), max_size=20))
def test_bulk_hashes_are_the_single_ones(words: list[str]) -> None:
    assert word_hashes(words).tolist() == sorted({word_hash(word) for word in words})


def test_a_word_is_found_and_another_is_not() -> None:
    vocabulary = Vocabulary.of(["Hands", "sapato"])
    assert "hands" in vocabulary
    assert "hanes" not in vocabulary
    assert "hanes" in vocabulary.including(["Hanes"])
    assert len(vocabulary) == 2


def test_an_empty_vocabulary_holds_nothing() -> None:
    assert "word" not in Vocabulary.of([])


def test_long_words_are_cut() -> None:
    word = "x" * (MAX_WORD + 5)
    assert word in Vocabulary.of([word])


def test_a_word_of_one_seller_is_not_learnt() -> None:
    catalogue = CatalogueWords(min_sellers=2)
    for seller in ("a", "a", "b"):
        catalogue.add("Netware 5.0 tools", seller)
    catalogue.add("nettware tools", "c")
    assert catalogue.words() == ["netware", "tools"]


def test_shipped_dictionaries_hold_the_words_of_their_languages() -> None:
    vocabulary = default_vocabulary()
    assert all(word in vocabulary for word in ("hands", "sapato", "zapato", "chaussure", "schuh", "scarpa"))
    assert "hanes" not in vocabulary
    assert "champion" in vocabulary.frequent
    assert "adidas" not in vocabulary.frequent
