"""How a span writes a name: its letters compared with the name's, and what stands between them."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from countermark.engine.text import chars
from countermark.engine.text.canonical import ReadChar
from countermark.engine.text.edges import kind_of
from countermark.engine.text.escapes import unescaped

APOSTROPHES: Final = "'’‘`´ʼ"

_DIGIT_FOR: Final = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "bg", "7": "t", "8": "b", "9": "g",
}  # fmt: skip
"""Digit -> letters that it stands for."""
DIGIT_LETTERS: Final = {ord(digit): letter for digit, letter in zip("0134578", "oieastb", strict=True)}
"""Digit -> the letter that it most often stands for, for str.translate."""
_FLAG_KINDS: Final = (
    (chars.HOMOGLYPH, "homoglyph"),
    (chars.STYLED, "styled_letters"),
    (chars.FULL_WIDTH, "full_width"),
    (chars.LEET, "leet"),
    (chars.FLIPPED, "upside_down"),
    (chars.DIACRITIC, "added_accent"),
)


def kinds_of_letters(span: Sequence[ReadChar], expected: str, accents: frozenset[int]) -> set[str] | None:
    """Compare letters read with letters expected, run by run.

    Args:
        span: the letters read.
        expected: the letters of the name, or of a form of it.
        accents: indexes of expected letters that the name itself accents.

    Returns:
        The kinds of disguise, or None when some letter is quite another one.
    """
    letters = "".join(char.letter for char in span)
    runs, wanted = runs_of(letters), runs_of(expected)
    if len(runs) != len(wanted):
        return None
    kinds: set[str] = set()
    at = wanted_at = 0
    for count, want_count in zip(runs, wanted, strict=True):
        kind = _kinds_of_run(letters[at : at + count], expected[wanted_at : wanted_at + want_count])
        if kind is None:
            return None
        kinds |= kind
        for char in span[at : at + count]:
            kinds |= _kinds_of_flags(char.flags, is_accent_own=wanted_at in accents)
        at += count
        wanted_at += want_count
    return kinds


def own_gaps(letters: str, expected: str, breaks: tuple[int, ...]) -> set[int]:
    """Return the indexes of letters read before which the name has a separator of its own."""
    own: set[int] = set()
    at = wanted_at = 0
    for count, want_count in zip(runs_of(letters), runs_of(expected), strict=False):
        if wanted_at in breaks:
            own.add(at)
        if any(wanted_at < each < wanted_at + want_count for each in breaks):
            own.update(range(at + 1, at + count))
        at += count
        wanted_at += want_count
    return own


def gaps_of(text: str, span: Sequence[ReadChar], own: set[int]) -> list[str]:
    """Return what stands before each letter but the first: "" where nothing does, or the name's own separator.

    Args:
        text: the span's text.
        span: its letters; `ReadChar.at` counts from the beginning of `text`.
        own: indexes of letters before which the name has a separator itself (`own_gaps`).
    """
    gaps = []
    for index in range(1, len(span)):
        typed = text[span[index - 1].at + span[index - 1].width : span[index].at]
        between = unescaped(typed) or ("\u200b" if typed else "")  # a tag is not seen
        is_own = index in own and len(between.strip()) <= 1
        gaps.append("" if is_own else between)
    visible = [gap for gap in gaps if gap]
    # One apostrophe is spelling (Levi's); several gaps are not.
    return ["" if gap in APOSTROPHES else gap for gap in gaps] if len(visible) == 1 else gaps


def kinds_of_gaps(gaps: Sequence[str]) -> set[str]:
    """Return the kinds of disguise that put something between the letters."""
    kinds: set[str] = set()
    for gap in gaps:
        if not gap:
            continue
        ignored = [char for char in gap if kind_of(char) == chars.IGNORED]
        if len(ignored) == len(gap):
            is_mark = any(unicodedata.category(char) in {"Mn", "Me"} for char in gap)
            kinds.add("combining_marks" if is_mark else "zero_width")
        elif any(kind_of(char) in {chars.LETTER, chars.DIGIT, chars.HAN} for char in gap):
            kinds.add("filler")
        elif gap.isspace():
            kinds.add("spacing")
        else:
            kinds |= {"punctuation", "zero_width"} if ignored and "\ufe0f" not in ignored else {"punctuation"}
    return kinds


def pieces_of(gaps: Sequence[str], letters: str) -> list[str]:
    """Return the letters cut at the gaps."""
    pieces = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap:
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces


def runs_of(letters: str) -> list[int]:
    """Return how many letters of one class stand in a row, for each row."""
    return [sum(1 for _ in run) for _, run in groupby(letters.translate(chars.LETTER_CLASSES))]


def _kinds_of_run(letters: str, expected: str) -> set[str] | None:
    """Compare letters of one class, which may be repeated or fewer."""
    kinds: set[str] = set()
    if len(letters) != len(expected):
        kinds.add("repeated_letters" if len(letters) > len(expected) else "dropped_letter")
    for at, letter in enumerate(letters):
        wants = expected[at] if len(letters) == len(expected) else expected
        found = [kind for want in wants if (kind := _kinds_of_letter(letter, want)) is not None]
        if not found:
            return None
        kinds |= min(found, key=len)
    return kinds


def _kinds_of_letter(letter: str, want: str) -> set[str] | None:
    if letter == want:
        return set()
    if letter.isdigit():
        return {"leet"} if want in _DIGIT_FOR.get(letter, "") else None
    return {"lookalike_letters"} if {letter, want} == {"i", "l"} else None


def _kinds_of_flags(flags: int, *, is_accent_own: bool) -> set[str]:
    kinds = {kind for flag, kind in _FLAG_KINDS if flags & flag}
    return kinds - {"added_accent"} if is_accent_own else kinds
