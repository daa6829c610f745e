from collections.abc import Sequence

import pytest

from countermark.engine.decision import Evidence
from countermark.scan.marked import Mark, marks_of, segments, windows


def _shown(text: str, marks: Sequence[Mark] = ()) -> str:
    return "".join(part.text for part in segments(text, marks))


def test_marks_cut_the_text_and_say_their_side() -> None:
    parts = segments("a Velora bag", [Mark(1, 2, 8, "against", "homoglyph")])
    assert [(part.text, part.side) for part in parts] == [("a ", ""), ("Velora", "against"), (" bag", "")]
    assert [mark.label for mark in parts[1].ends] == ["homoglyph"]


def test_marks_that_overlap_are_both_shown() -> None:
    parts = segments("fits Velora 664", [Mark(1, 5, 11, "against"), Mark(2, 0, 11, "for")])
    assert [(part.text, part.side) for part in parts] == [("fits ", "for"), ("Velora", "both"), (" 664", "")]
    assert [mark.number for mark in parts[1].ends] == [1, 2]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vel\u200bora", "VelZWSPora"),
        ("a\u202egpj.exe", "aRLOgpj.exe"),
        ("x\x1b[2Jy", "xU+001B[2Jy"),
        ("a\x00b", "aNULb"),
        ("a\u2066b\u2069", "aLRIbPDI"),
        ("a\u3164b", "aU+3164b"),
        ("a\U000e0041b", "aU+E0041b"),
        ("a\u200b\u200b\u200bb", "aZWSP×3b"),
        ("a\nb\tc", "a b c"),
        ("e\u0301", "e\u0301"),
        ("a" + "\u0301" * 50, "a\u0301\u0301\u0301U+0301×47"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
        ("Ve\ufe0flora", "VeU+FE0Flora"),
    ],
)
def test_characters_without_a_shape_become_visible(text: str, shown: str) -> None:
    assert _shown(text) == shown


def test_a_placeholder_says_what_it_hides() -> None:
    (part,) = [part for part in segments("a\u200bb", []) if part.hidden]
    assert part.hidden == "U+200B ZERO WIDTH SPACE"


def test_a_mark_around_a_hidden_character_goes_on_through_it() -> None:
    parts = segments("V\u200belora", [Mark(1, 0, 7, "against")])
    assert {part.side for part in parts} == {"against"}
    assert [len(part.ends) for part in parts] == [0, 0, 1]


def test_marks_beyond_the_text_are_harmless() -> None:
    assert _shown("abc", [Mark(1, 2, 90, "against"), Mark(2, 50, 60, "for")]) == "abc"


def test_only_evidence_about_the_field_and_with_a_span_makes_marks() -> None:
    evidence = [
        Evidence(code="slang", field="title", start=0, end=3, weight=0.4),
        Evidence(code="price_below_band", field="price_minor"),
        Evidence(code="context_compatible", field="description", start=4, end=9),
        Evidence(code="brand_disguised", field="title", start=4, end=6, kind="leet", weight=0.6),
        Evidence(code="brand_mentioned", field="title", start=8, end=9),
    ]
    marks = marks_of(evidence, "title")
    assert [(mark.number, mark.side, mark.label) for mark in marks] == [
        (1, "against", ""),
        (4, "against", "leet"),
        (5, "noted", ""),
    ]


def test_a_long_text_is_shown_around_its_marks_and_within_the_budget() -> None:
    text = "x" * 5_000
    marks = [Mark(1, 1_000, 1_010, "against"), Mark(2, 1_050, 1_060, "against"), Mark(3, 4_000, 4_010, "for")]
    shown = windows(text, marks, budget=700)
    assert shown == [(920, 1_140), (3_920, 4_090)]


def test_a_long_text_without_marks_is_shown_from_its_beginning() -> None:
    assert windows("x" * 5_000, [], budget=700) == [(0, 700)]


def test_a_short_text_is_shown_whole() -> None:
    assert windows("abc", [Mark(1, 0, 1, "against")], budget=700) == [(0, 3)]
    assert windows("", [], budget=700) == []


def test_thousands_of_marks_stay_within_the_budget() -> None:
    text = "ab " * 20_000
    marks = [Mark(number, number * 300, number * 300 + 2, "against") for number in range(200)]
    assert sum(end - start for start, end in windows(text, marks, budget=700)) < 1_000
