"""The canonical form of one text, made slowly and obviously, character by character.

Patterns are made with it, single spans are examined with it, and it is the reference for the vectorised stream
(tests/conformance holds the two together).
"""

from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple

from countermark.engine.text import chars
from countermark.engine.text.escapes import escape_at, hides_letters


class Reading(Enum):
    """How doubtful characters are read."""

    USUAL = "usual"
    """Symbols beside letters are letters (@didas); Chinese characters are themselves; nothing is skipped."""
    OTHER = "other"
    """Symbols are separators (n!i@k+e); Chinese characters that look like Latin letters beside such letters are those
    letters (几工K乇); a word in brackets inside a word is skipped (NI[new]KE), and so is one letter or digit between
    Chinese characters (电V信) or one such character between letters. Letters drawn with several signs are those letters
    (|\\|ike), and so are letters written as their codes (&#110;ike)."""


class ReadChar(NamedTuple):
    """One character that is read as a letter."""

    at: int
    """Offset in the original text."""
    letter: str
    """The letter, digit or Han character it is read as."""
    flags: int
    """How it was written (chars.py)."""
    width: int = 1
    """Characters it takes: more than one only for letters drawn with several signs."""


OPENING: Final = "([{<★☆*~-_|【（［｛「《"
_OPENING: Final = frozenset(OPENING)
CLOSING: Final = ")]}>★☆*~-_|】）］｝」》"
_BREAK: Final = ord(chars.BREAK)
DRAWN: Final = {
    "|\\/|": "m", "/\\/\\": "m", "\\/\\/": "w", "|\\|": "n", "|_|": "u", "|-|": "h", "|<": "k", "|{": "k", "|3": "b",
    "|)": "d", "[)": "d", "()": "o", "/\\": "a", "\\/": "v", "|>": "p", "|2": "r", "}{": "x", "><": "x",
}  # fmt: skip
"""Letters drawn with several signs, longest first where one begins another."""
MAX_FILLER: Final = 16
"""Most characters in brackets that are skipped inside a word."""


def read_chars(text: str, reading: Reading = Reading.USUAL) -> list[ReadChar]:
    """Return the characters of a text that are read as letters, in order."""
    tables = chars.char_tables()
    codes = _codes_of(text)
    values = [tables.letter_at[code] for code in codes]
    if reading is Reading.OTHER:
        return _read_other(text, codes, values)
    read = []
    for at, (code, value) in enumerate(zip(codes, values, strict=True)):
        letter = value
        if value >= chars.SYMBOL:
            before = at > 0 and _is_plain_letter(values[at - 1])
            after = at + 1 < len(values) and _is_plain_letter(values[at + 1])
            letter = value - chars.SYMBOL if before or after else 0
        if letter and letter != _BREAK:
            read.append(ReadChar(at, chr(letter), tables.flags_at[code]))
    return read


def _codes_of(text: str) -> list[int]:
    """Return the code points of a text, clipped to the length of the tables."""
    codes = list(map(ord, text))
    if max(codes, default=0) < chars.SIZE:
        return codes
    return [min(code, chars.SIZE - 1) for code in codes]


def stream_of(text: str) -> str:
    """Return the canonical stream of a text: classes of the letters read, a run of one class once."""
    return stream_of_letters("".join(char.letter for char in read_chars(text)))


def stream_of_letters(letters: str) -> str:
    """Return the canonical stream of letters that were read before."""
    return "".join(letter for letter, _ in groupby(letters.translate(chars.LETTER_CLASSES)))


def has_other_reading(text: str) -> bool:
    """Tell whether the other reading of a text may show a name that the usual one does not."""
    letter_at = chars.char_tables().letter_at
    values = [letter_at[code] for code in _codes_of(text)]
    # Names of this loop, which runs over every character of a title.
    symbol, unspaced, hiragana_no = chars.SYMBOL, chars.FIRST_UNSPACED, ord("の")
    for at, (before, here, after) in enumerate(zip(values, values[1:], values[2:], strict=False), start=1):
        if here >= symbol and _is_plain_letter(before) and _is_plain_letter(after):
            return True
        if text[at] in _OPENING and _is_word(before) and _closes_inside_word(text, values, at):
            return True
        # Asked before the call, which most characters of a title do not need.
        might_be_lone = (here < 128) == (before >= unspaced) or here == hiragana_no
        if might_be_lone and _is_lone(text, values, at):
            return True
    if has_drawn_letter(text) or hides_letters(text):
        return True
    if chars.HAN_LOOKALIKES.keys().isdisjoint(text):
        return False
    return any(_looks_latin(text, values, at) for at, char in enumerate(text) if char in chars.HAN_LOOKALIKES)


def _read_other(text: str, codes: list[int], values: list[int]) -> list[ReadChar]:
    tables = chars.char_tables()
    read: list[ReadChar] = []
    skip_to = 0
    for at, (code, value) in enumerate(zip(codes, values, strict=True)):
        if at < skip_to:
            continue
        before = values[at - 1] if at else 0
        escape = escape_at(text, at)
        if escape is not None:
            char, skip_to = escape
            letter = int(tables.letter[min(ord(char), chars.SIZE - 1)]) if char else 0
            if letter not in {0, _BREAK} and letter < chars.SYMBOL:
                read.append(ReadChar(at, chr(letter), chars.LEET, skip_to - at))
            continue
        drawn = _drawn_at(text, at)
        if drawn:
            read.append(ReadChar(at, DRAWN[drawn], chars.LEET, len(drawn)))
            skip_to = at + len(drawn)
            continue
        if text[at] in OPENING and _is_word(before):
            skip_to = _closes_inside_word(text, values, at)
        is_filler = _is_lone(text, values, at) and not _beside_lookalike(text, values, at)
        if value in {0, _BREAK} or value >= chars.SYMBOL or is_filler:
            continue
        if _looks_latin(text, values, at):
            read.append(ReadChar(at, chars.HAN_LOOKALIKES[text[at]], chars.HOMOGLYPH))
        else:
            read.append(ReadChar(at, chr(value), tables.flags_at[code]))
    return read


def has_drawn_letter(text: str) -> bool:
    """Tell whether a letter may be drawn with several signs: beside a letter, or beside another drawn one."""
    if _DRAWING.isdisjoint(text):
        return False
    for at, char in enumerate(text):
        drawn = _drawn_at(text, at) if char in _DRAWING else ""
        if drawn:
            beside = text[max(at - 1, 0) : at] + text[at + len(drawn) : at + len(drawn) + 1]
            if any(sign.isalpha() or sign in _DRAWING for sign in beside):
                return True
    return False


_DRAWING: Final = frozenset("|\\/<>{}[]()_-")


def _drawn_at(text: str, at: int) -> str:
    if text[at] not in _DRAWING:
        return ""
    return next((signs for signs in DRAWN if text.startswith(signs, at)), "")


def _closes_inside_word(text: str, values: list[int], at: int) -> int:
    """Return the offset after the bracket that closes the one at `at`, if a word goes on there; else 0."""
    if text[at + 1 : at + 2] == "3" and text[at] == "<":
        return at + 2 if at + 2 < len(text) and _is_word(values[at + 2]) else 0
    for close in range(at + 1, min(at + 2 + MAX_FILLER, len(text) - 1)):
        if text[close] in CLOSING:
            return close + 1 if close > at + 2 and _is_word(values[close + 1]) else 0
        is_tight = text[at] in "-_|*~<"
        if not (_is_word(values[close]) or (not is_tight and (values[close] or text[close].isspace()))):
            return 0
    return 0


def _looks_latin(text: str, values: list[int], at: int) -> bool:
    """Tell whether a Chinese character stands for a Latin letter: looks like one, and stands beside one or is rare."""
    if text[at] not in chars.HAN_LOOKALIKES:
        return False
    if text[at] in chars.RARE_LOOKALIKES:
        return True
    neighbours = [(i, 2 * i - at) for i in (at - 1, at + 1) if 0 <= i < len(text)]
    return any(
        (_is_plain_letter(values[i]) and not _is_ordinary_han(text, values, beyond)) or text[i] in chars.HAN_LOOKALIKES
        for i, beyond in neighbours
    )


def _is_ordinary_han(text: str, values: list[int], at: int) -> bool:
    """Tell whether a character is a Chinese one that looks like no Latin letter: the letter beside it is a filler."""
    if not 0 <= at < len(text):
        return False
    return chars.FIRST_UNSPACED <= values[at] < chars.SYMBOL and text[at] not in chars.HAN_LOOKALIKES


def _beside_lookalike(text: str, values: list[int], at: int) -> bool:
    return any(_looks_latin(text, values, i) for i in (at - 1, at, at + 1) if 0 <= i < len(text))


def _is_lone(text: str, values: list[int], at: int) -> bool:
    """Tell whether a character is a filler: one letter or の between Chinese characters, or one such between letters.

    Where letters and characters alternate, the one that repeats itself is the filler (路A易A薇A登, c中o中r中e中l).
    """
    if not 0 < at < len(text) - 1:
        return False
    before, here, after = values[at - 1], values[at], values[at + 1]
    if max(before, here, after) >= chars.SYMBOL:
        return False
    if before >= chars.FIRST_UNSPACED and after >= chars.FIRST_UNSPACED:
        is_repeated = text[at] in text[max(at - 2, 0) : at - 1] + text[at + 2 : at + 3]
        return (_BREAK < here < 128 and (is_repeated or text[at - 1] != text[at + 1])) or here == ord("の")
    if not (here >= chars.FIRST_UNSPACED and _is_plain_letter(before) and _is_plain_letter(after)):
        return False
    beyond = [text[i] for i in (at - 2, at + 2) if 0 <= i < len(text) and values[i] >= chars.FIRST_UNSPACED]
    return not beyond or text[at] in beyond


def _is_word(value: int) -> bool:
    return _BREAK < value < chars.SYMBOL


def _is_plain_letter(value: int) -> bool:
    return ord("a") <= value < chars.FIRST_UNSPACED
