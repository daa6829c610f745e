"""Characters are read as what they look like, and the stream is the same in bulk as one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.text import chars
from countermark.engine.text.canonical import Reading, has_other_reading, read_chars, stream_of
from countermark.engine.text.chars import BREAK
from countermark.engine.text.stream import TextStream


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NIKE", "nike"),
        ("Nіkе", "nike"),
        ("Ｎｉｋｅ", "nike"),
        ("𝐍𝐢𝐤𝐞", "nike"),
        ("ⓝⓘⓚⓔ", "nike"),
        ("🅽🅸🅺🅴", "nike"),
        ("🇳🇮🇰🇪", "nike"),
        ("ɴɪᴋᴇ", "nike"),
        ("n̶i̶k̶e̶", "nike"),
        ("ñíkë", "nike"),
        ("ni\u200bk\u2060e", "nike"),
        ("ǝʞᴉu", "ekiu"),
        ("@didas", "adidas"),
        ("$53", "53"),
        ("愛馬仕", "爱马仕"),
        ("™", ""),
    ],
)
def test_letters_are_read_as_they_look(written: str, read: str) -> None:
    assert "".join(char.letter for char in read_chars(written)) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("n1ke", "nike"),
        ("n i k e", "nike"),
        ("nniikkee", "nike"),
        ("N-I.K_E", "nike"),
        ("0lay", "olay"),
        ("g00d", "6ood"),
    ],
)
def test_disguises_share_a_stream_with_the_name(one: str, other: str) -> None:
    assert stream_of(one) == stream_of(other)


@given(st.lists(st.text(max_size=20).filter(lambda text: BREAK not in text), min_size=1, max_size=5))
def test_bulk_stream_is_the_streams_of_the_texts(titles: list[str]) -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title) for title in titles])
    stream = TextStream.of(batch)
    read = [char.letter for title in titles for char in read_chars(title)]
    assert [letter for letter in stream.letters.astype("<u4").tobytes().decode("utf-32-le") if letter != BREAK] == read


def test_offsets_lead_back_to_the_characters_typed() -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title="a\u200bb", description="ｃ d")])
    stream = TextStream.of(batch)
    texts = stream.texts
    assert [texts.slice(at, at + 1) for at in stream.read_at.tolist() if texts.slice(at, at + 1) != BREAK] == [
        "a",
        "b",
        "ｃ",
        "d",
    ]


def test_a_break_character_in_a_text_does_not_shift_the_fields() -> None:
    listings = [
        Listing(listing_id="1", seller_id="s", title=f"one{BREAK}two", attributes={"k": f"x{BREAK}y"}),
        Listing(listing_id="2", seller_id="s", title="three"),
    ]
    texts = TextStream.of(listings_to_batch(listings)).texts
    assert texts.slice(int(texts.starts[1]), int(texts.starts[2]) - 1) == "three"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("n!i@k+e", "nike"),
        ("几工K乇", "nike"),
        ("NI[new]KE", "nike"),
        ("NI<3KE", "nike"),
        ("耐A克", "耐克"),
    ],
)
def test_the_other_reading(text: str, read: str) -> None:
    assert has_other_reading(text)
    assert "".join(char.letter for char in read_chars(text, Reading.OTHER)) == read


@pytest.mark.parametrize("text", ["plain cotton shirt", "运动鞋 男", "Sale! now", "T-shirt (blue)", ""])
def test_ordinary_titles_have_no_other_reading(text: str) -> None:
    assert not has_other_reading(text)


def test_every_table_entry_is_a_code_point_of_the_tables() -> None:
    letters = chars.char_tables().letter
    plain = letters[letters < chars.SYMBOL]
    assert int(plain.max()) < chars.SIZE
