"""Words that no honest keyboard writes, and the honest ones beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.text.names import Name, name_of
from countermark.engine.text.noisy import NoisyNames
from countermark.engine.text.odd_words import MAX_PIECES, OddWords, odd_rows
from countermark.engine.text.stream import lay_out
from countermark.engine.text.vocabulary import Vocabulary

NAMES: list[Name] = [name_of(text, text) for text in ("Velora", "NimbusPort", "Kestrel Cole", "Tavico", "Tavimo")]
WORDS = OddWords(NAMES, Vocabulary.of(["carter", "leather"]), NoisyNames(NAMES))


def found(title: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(NAMES[name].text, title[start:end], kinds) for name, start, end, kinds in WORDS.find(title)]


@pytest.mark.parametrize(
    ("title", "name", "kinds"),
    [
        ("new Vel*ra bag", "Velora", ("masked",)),
        ("Vөlora", "Velora", ("homoglyph",)),
        ("Vеlрrа", "Velora", ("homoglyph",)),
        ("aroӏev", "Velora", ("homoglyph", "reversed")),
        ("\u202earolev\u202c", "Velora", ("bidi_override", "reversed")),
        ("n\u200bimbuspot", "NimbusPort", ("zero_width", "dropped_letter")),
        ("n-i-m-b-0-s-p-o-r-t", "NimbusPort", ("punctuation", "substituted_letter")),
        ("vv ee ll oo rr aa", "Velora", ("spacing", "repeated_letters")),
        ("K🔴strel Cole", "Kestrel Cole", ("masked",)),
        ("new-V#lora", "Velora", ("masked",)),
    ],
)
def test_names_in_odd_words(title: str, name: str, kinds: tuple[str, ...]) -> None:
    assert [(each[0], each[2]) for each in found(title)][:1] == [(name, kinds)]


@pytest.mark.parametrize(
    "title",
    [
        "Velora",
        "Velora+",
        "!Velora shoes",
        "velour bag",
        "le\u00adather",
        "S M L XL",
        "10×15 cm",
        "Tavi*o",
        "V*l***",
        "скидка велюр",
        "R&D a.b.c.d",
        "",
    ],
)
def test_words_that_name_nothing_or_more_than_one_or_are_plain(title: str) -> None:
    assert found(title) == []


def test_work_on_one_title_is_bounded() -> None:
    assert len(found("V*lora " * 500)) <= 8 * MAX_PIECES


PIECES = ["V", "el", "o", "ra", " ", "-", ".", "*", "#", "ө", "е", "\u200b", "🔥", "|", "1", "云", "\u202e", "arolev"]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=4))
def test_no_row_that_holds_one_is_passed_over(titles: list[str]) -> None:
    batch = listings_to_batch([Listing(listing_id=str(i), seller_id="s", title=text) for i, text in enumerate(titles)])
    rows = set(odd_rows(lay_out(batch)).tolist())
    assert {row for row, title in enumerate(titles) if found(title)} <= rows
