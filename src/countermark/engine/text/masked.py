"""Names with letters masked: n*ke, gu**i, ad🔴das."""

import re
from typing import Any, Final

import numpy as np

from countermark.engine.text import chars
from countermark.engine.text.canonical import read_chars
from countermark.engine.text.edges import kind_of
from countermark.engine.text.names import Name
from countermark.engine.text.stream import Texts

MIN_LETTERS: Final = 4
MIN_KNOWN: Final = 3
NATURAL: Final = " \t\n-'’`´.,/&:;+()[]{}\"“”|=<>!%"
"""Signs that stand between letters in honest titles, and so mask nothing."""
_TOKEN: Final = re.compile(r"\S+")


class MaskedNames:
    """Finds words in which signs stand for letters of a name."""

    def __init__(self, names: list[Name]) -> None:
        """Index the names that are one word of Latin letters."""
        self._names: dict[tuple[int, str], list[tuple[int, str]]] = {}
        for index, name in enumerate(names):
            if name.letters.isascii() and name.letters.isalpha() and not name.breaks:
                key = (len(name.letters), name.letters[0])
                self._names.setdefault(key, []).append((index, name.letters))

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (name, start, end) of every word that masks a name; words that fit two brands are left out."""
        found = []
        for token in _TOKEN.finditer(text):
            found += [
                (name, token.start() + start, token.start() + end) for name, start, end in self._in(token.group())
            ]
        return found

    def _in(self, token: str) -> list[tuple[int, int, int]]:
        read = read_chars(token)
        if len(read) < MIN_KNOWN:
            return []
        first, last = read[0].at, read[-1].at
        letters = {char.at: char.letter for char in read}
        pattern = [letters.get(at, "") for at in range(first, last + 1) if kind_of(token[at]) != chars.IGNORED]
        masks = [token[at] for at in range(first, last + 1) if at not in letters]
        size, known = len(pattern), sum(1 for letter in pattern if letter)
        if not masks or any(mask in NATURAL for mask in masks) or size < MIN_LETTERS:
            return []
        if known < max(MIN_KNOWN, (size + 1) // 2):
            return []
        fits = [
            index
            for index, name in self._names.get((size, pattern[0]), ())
            if all(letter in {"", want} for letter, want in zip(pattern, name, strict=True))
        ]
        return [(fits[0], first, last + 1)] if len(fits) == 1 else []


def masked_rows(texts: Texts) -> Any:
    """Return the rows whose titles may mask a name: a sign that masks stands right after a letter, a letter follows."""
    codes = texts.codes[: int(texts.starts[texts.rows])]
    tables = chars.char_tables()
    kind = tables.kind.take(codes, mode="clip")
    is_mask = (kind == chars.OTHER) & ~np.isin(codes, _NATURAL_CODES) & (codes != ord(chars.BREAK))
    at = np.flatnonzero(is_mask[1:] & (kind[:-1] == chars.LETTER)) + 1
    follows = np.minimum(np.searchsorted(letters := np.flatnonzero(kind == chars.LETTER), at), letters.size - 1)
    return np.unique(texts.text_of(at[letters[follows] - at <= 4])) if letters.size else at[:0]


_NATURAL_CODES: Final = np.array([ord(char) for char in NATURAL], dtype=np.uint32)
