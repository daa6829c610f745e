"""What several faults in a word cost, and which name such a word writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.text.channel import IMPOSSIBLE, UNKNOWN, cost_of
from countermark.engine.text.letter_bits import surprise
from countermark.engine.text.names import name_of
from countermark.engine.text.noisy import NoisyNames

WORDS = st.text(alphabet="abcdeiklmnorstuy", min_size=4, max_size=12)
NAMES = NoisyNames(
    [name_of(text.lower(), text) for text in ("Panasonic", "Logitech", "Velora", "Valero", "Nimbusport")]
)


def name_in(word: str, odd_bits: float = 0.0) -> int | None:
    return NAMES.misspelt(word, odd_bits=odd_bits)


@given(WORDS)
def test_a_word_costs_nothing_as_itself(word: str) -> None:
    assert cost_of(word, word) == 0.0


@given(WORDS, WORDS)
def test_costs_are_no_less_for_a_limit(word: str, name: str) -> None:
    cost = cost_of(word, name)
    assert cost >= 0.0
    limited = cost_of(word, name, 8.0)
    assert limited == cost if cost <= 8.0 else limited > 8.0


@given(WORDS, st.integers(0, 11))
def test_a_masked_letter_costs_less_than_another_letter(word: str, at: int) -> None:
    place = at % len(word)
    masked = word[:place] + UNKNOWN + word[place + 1 :]
    other = word[:place] + "x" + word[place + 1 :]
    assert cost_of(masked, word) <= cost_of(other, word)


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ("velura", "velopa"),  # a vowel, another consonant
        ("fellora", "feldora"),  # a doubled letter, another one
        ("veolra", "eloraa"),  # two swapped, the first one lost
    ],
)
def test_what_keeps_a_name_readable_costs_less(cheap: str, dear: str) -> None:
    assert cost_of(cheap, "velora") < cost_of(dear, "velora")


def test_words_of_quite_another_length_are_not_read() -> None:
    assert cost_of("vel", "nimbusportland") == IMPOSSIBLE


def test_nonsense_surprises_more_than_words() -> None:
    assert surprise("xqzvk") > surprise("stone") > 0


@pytest.mark.parametrize(
    ("word", "index"), [("penasanic", 0), ("panosonec", 0), ("lugitach", 1), ("nimbispurt", 4), ("panda", None)]
)
def test_several_faults_in_one_word(word: str, index: int | None) -> None:
    assert name_in(word) == index


def test_what_fits_two_brands_is_left_out() -> None:
    assert NAMES.nearest("valara", 9.0) is None


def test_oddness_allows_more_faults() -> None:
    assert name_in("pan?s?n?c") is None
    assert name_in("pan?s?n?c", odd_bits=5.0) == 0
