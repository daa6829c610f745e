"""Characters written as their codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.text.escapes import LONGEST, STARTS, escape_at, hides_letters, unescaped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("&#110;ike", "nike"),
        ("&#x6E;ike", "nike"),
        ("%6Eike", "nike"),
        (r"\u006eike", "nike"),
        (r"\x6eike", "nike"),
        ("n<b>i</b>ke", "nike"),
        ("h&amp;m", "h&m"),
        ("a&nothing;b", "a&nothing;b"),
        ("50% off", "50% off"),
        ("&#0;", "&#0;"),
        ("&#xD800;", "&#xD800;"),
        ("&#9999999;", "&#9999999;"),
        ("a<b", "a<b"),
    ],
)
def test_what_a_reader_sees(text: str, shown: str) -> None:
    assert unescaped(text) == shown


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("&#110;ike", True), ("n&shy;ike", True), ("h&m", False), ("a <b> c", False), ("50%40", False), ("", False)],
)
def test_whether_letters_are_hidden(text: str, hidden: bool) -> None:
    assert hides_letters(text) is hidden


@given(st.text(alphabet="&#x;%\\u<>ab0169/", max_size=30))
def test_an_escape_is_short_and_goes_on(text: str) -> None:
    for at in range(len(text)):
        found = escape_at(text, at)
        if found is not None:
            assert text[at] in STARTS
            assert at < found[1] <= at + LONGEST
            assert len(found[0]) <= 1
