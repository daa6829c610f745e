"""The language of a title: from its script, or from the words of shops; `und` only where there is nothing to go by."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.text.language import LATIN_LANGUAGES, LanguageSignal
from countermark.engine.text.language_words import FUNCTION_WORDS, LETTERS, SHOP_WORDS
from registry_example import example_registry
from sim_support import rows, written

OF_MARKET = {"US": "en", "GB": "en", "CN": "zh", "BR": "pt"}


def languages(*titles: str) -> list[str]:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title) for title in titles])
    columns = LanguageSignal(example_registry(), date(2026, 1, 1)).evaluate(batch, {}).columns
    found: list[str] = columns["language"].to_pylist()
    return found


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Baby sling, head support, blue", "en"),
        ("WIRELESS HEADPHONES: USED, GOOD CONDITION", "en"),
        ("Bolsa transversal, couro", "pt"),
        ("Mouse sem fio Gamer Wireless Preto", "pt"),
        ("Kit Cartuchos Originais Hp 667 Xl Black + Color", "pt"),
        ("Zapatillas de mujer negras", "es"),
        ("Chaussures noires femme", "fr"),
        ("Herren Armbanduhr, schwarz", "de"),
        ("Scarpe da donna in pelle", "it"),
        ("USB cable", "en"),
        ("Cable USB para móvil", "es"),
        ("适用Ferrodax Anvilcore 充电器", "zh"),
        ("golf men's quick dry breathable tee shirt 柔软高尔夫恤衫", "zh"),
        ("盒装日本电影光盘超高速参勤交代归来リ", "zh"),
        ("送料無料 スニーカー", "ja"),
        ("Korvanto KV-2210", "und"),
        ("Velora", "und"),
        ("V-e-l-o-r-a a*n*d", "und"),
        ("", "und"),
        ("12345 !!", "und"),
    ],
)
def test_a_title_is_of_the_language_of_its_words(title: str, language: str) -> None:
    assert languages(title) == [language]


def test_nearly_every_title_of_a_simulated_market_has_its_language(tmp_path: Path) -> None:
    written(tmp_path / "world", seed=5, listings=3_000)
    made = rows(tmp_path / "world", "platform/listings")
    counts = Counter(zip((OF_MARKET[market] for market in made["market"]), languages(*made["title"]), strict=True))
    for expected in ("en", "zh", "pt"):
        total = sum(number for (market, _), number in counts.items() if market == expected)
        assert counts[expected, expected] / total > 0.95
        assert counts[expected, "und"] / total < 0.03


def test_words_and_letters_are_lower_case_and_no_language_says_a_word_twice() -> None:
    for lists in (FUNCTION_WORDS, SHOP_WORDS):
        assert tuple(lists) == LATIN_LANGUAGES
        for language, text in lists.items():
            words = text.split()
            assert [word for word, number in Counter(words).items() if number > 1] == [], language
            assert [word for word in words if word != word.lower() or not word.replace("'", "").isalpha()] == []
    assert all(len(letter) == 1 for letters in LETTERS.values() for letter in letters)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_a_title_has_the_same_language_alone_and_among_others(titles: list[str]) -> None:
    assert languages(*titles) == [languages(title)[0] for title in titles]
