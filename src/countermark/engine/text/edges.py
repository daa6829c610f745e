"""Where words begin and end, for one text; search.py has the same rules in bulk."""

from typing import Final

from countermark.engine.text import chars

_WORD: Final = frozenset({chars.LETTER, chars.DIGIT, chars.IGNORED})


def kind_of(char: str) -> int:
    """Return the type of a character (chars.py)."""
    return chars.char_tables().kind_at[min(ord(char), chars.SIZE - 1)]


def is_edge(text: str, at: int) -> bool:
    """Tell whether a word starts or ends between the characters at - 1 and at.

    A word ends where letters do, where digits begin, where a capital follows a small letter, where the last capital
    of several is followed by a small letter (XXNike), and where Latin letters meet others.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if kind_of(before) != chars.LETTER or kind_of(after) != chars.LETTER:
        return True
    if after.isupper() and (not before.isupper() or _is_small(text[at + 1 : at + 2])):
        return True
    return bool(chars.is_latin(ord(before)) != chars.is_latin(ord(after)))


def is_end(text: str, end: int) -> bool:
    """Like `is_edge`, and a plural or possessive s may follow a name."""
    return is_edge(text, end) or (text[end] in "sS" and is_edge(text, end + 1))


def word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span widened to the nearest characters on both sides that are no letters or digits."""
    while start > 0 and kind_of(text[start - 1]) in _WORD:
        start -= 1
    while end < len(text) and kind_of(text[end]) in _WORD:
        end += 1
    return start, end


def _is_small(char: str) -> bool:
    return char != "" and kind_of(char) == chars.LETTER and not char.isupper()
