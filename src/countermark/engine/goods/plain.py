"""Plain text for reading facts out of titles: one case, one width, no accents, with its words.

Prices and part numbers are read from plain text, in which "PEÇAS" and "pecas" are the same; nothing here is about
disguise (that is engine/text), and no offsets into the original are kept.
"""

import re
import unicodedata
from typing import Final

MAX_PLAIN: Final = 4_000
"""Longer text is cut: what a price or a part number is about stands at the beginning."""
_DROPPED: Final = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_SIGNS: Final = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""For str.translate: what is no letter or digit of ASCII becomes a space. What is missing in such a table is slow."""
Word = tuple[str, int, int]
"""One run of Latin letters and digits, or one run of other letters: text, start and end in the plain text."""


def plain(text: str) -> str:
    """Return the text in lower case, in full-width-free form (NFKD), without accents and invisible characters."""
    text = text[:MAX_PLAIN]
    if text.isascii():
        return text.lower()
    return _DROPPED.sub("", unicodedata.normalize("NFKD", text)).lower()[:MAX_PLAIN]


def words_of(text: str) -> list[Word]:
    """Return the words of a plain text, in order; Latin letters and digits never share a word with other scripts."""
    words, place = [], 0
    for word in words_in(text):
        # Between two words there is nothing that could be a part of one.
        start = text.index(word, place)
        place = start + len(word)
        words.append((word, start, place))
    return words


def words_in(text: str) -> list[str]:
    """Return the words of `words_of` without their places."""
    # What most titles in Latin letters are once their accents are gone; splitting is much faster than matching.
    if text.isascii():
        return text.translate(_SIGNS).split()
    words: list[str] = _WORD.findall(text)
    return words


def word_set(text: str) -> set[str]:
    """Return the different words of a plain text."""
    return set(words_in(text))


def squeezed(text: str) -> str:
    """Return the plain text's letters and digits only: `3YM79-AB` and `3ym79 ab` become `3ym79ab`."""
    return "".join(_WORD.findall(plain(text)))


def lower_in_place(text: str) -> str:
    """Return the text in lower case with every character at its old offset (a few letters stay as they are)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
