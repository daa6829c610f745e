"""Names with letters masked: n*ke, gu**i, ad🔴das."""

import re
from typing import Any, Final

import numpy as np

from countermark.engine.text import chars
from countermark.engine.text import native as compiled
from countermark.engine.text.canonical import read_chars
from countermark.engine.text.edges import kind_of
from countermark.engine.text.han_forms import is_chinese
from countermark.engine.text.names import Name
from countermark.engine.text.stream import Texts

MIN_LETTERS: Final = 4
MIN_KNOWN: Final = 3
NATURAL: Final = " \t\n-'’`´.,/&:;+()[]{}\"“”|=<>!%"
"""Signs that stand between letters in honest titles, and so mask nothing."""
MAX_CHINESE: Final = 6
_TOKEN: Final = re.compile(r"\S+")
_CHINESE_MASK: Final = re.compile(
    r"(?<=[\u3400-\u9fff])(?:[*#×○●xX某?_^~@■□▲△★☆◆◇♥♡❤✖❌…]|[\U0001f300-\U0001faff])\ufe0f?(?=[\u3400-\u9fff])"
)
"""A sign between Chinese characters that stands for one."""
_CHINESE_MASK_AT_EDGE: Final = re.compile(
    r"(?:[某○×□■]|(?<![*#])[*](?=[\u3400-\u9fff]{3}))(?=[\u3400-\u9fff]{2})|(?<=[\u3400-\u9fff]{2})[某○×□■]"
)
"""A sign that no list has, before or after two characters of a name, or a star before three."""


class MaskedNames:
    """Finds words in which signs stand for letters of a name."""

    def __init__(self, names: list[Name]) -> None:
        """Index the names that are one word of Latin letters, or three Chinese characters or more."""
        self._names: dict[tuple[int, str], list[tuple[int, str]]] = {}
        self._chinese: dict[str, int] = {}
        for index, name in enumerate(names):
            if name.letters.isascii() and name.letters.isalpha() and not name.breaks:
                key = (len(name.letters), name.letters[0])
                self._names.setdefault(key, []).append((index, name.letters))
            elif MIN_KNOWN <= len(name.letters) <= MAX_CHINESE and all(map(is_chinese, name.letters)):
                for at in range(len(name.letters)):
                    self._chinese.setdefault(f"{name.letters[:at]}*{name.letters[at + 1 :]}", index)

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (name, start, end) of every word that masks a name; words that fit several brands are left out."""
        found = []
        for token in _TOKEN.finditer(text):
            found += [
                (name, token.start() + start, token.start() + end) for name, start, end in self._in(token.group())
            ]
        return found + self._in_chinese(text)

    def _in(self, token: str) -> list[tuple[int, int, int]]:
        read = read_chars(token)
        if len(read) < MIN_KNOWN:
            return []
        first, last = read[0].at, read[-1].at
        while last + 1 < len(token) and token[last + 1] == "*":
            last += 1
        letters = {char.at: char.letter for char in read}
        pattern = [letters.get(at, "") for at in range(first, last + 1) if kind_of(token[at]) != chars.IGNORED]
        masks = [token[at] for at in range(first, last + 1) if at not in letters]
        size, known = len(pattern), sum(1 for letter in pattern if letter)
        if not masks or any(mask in NATURAL for mask in masks) or size < MIN_LETTERS:
            return []
        if known < max(MIN_KNOWN, size // 2):
            return []
        fits = [
            index
            for index, name in self._names.get((size, pattern[0]), ())
            if all(letter in {"", want} for letter, want in zip(pattern, name, strict=True))
        ]
        return [(fits[0], first, last + 1)] if len(fits) == 1 else []

    def _in_chinese(self, text: str) -> list[tuple[int, int, int]]:
        """Find names of three Chinese characters or more with one of them masked (卡*顿)."""
        found = []
        masks = [*_CHINESE_MASK.finditer(text), *_CHINESE_MASK_AT_EDGE.finditer(text)] if self._chinese else []
        for mask in masks:
            at, after = mask.span()
            for first in range(max(0, at - MAX_CHINESE + 1), at + 1):
                for end in range(after, min(len(text), first + MAX_CHINESE + after - at) + 1):
                    index = self._chinese.get(f"{text[first:at]}*{text[after:end]}")
                    if index is not None:
                        found.append((index, first, end))
        return found


def masked_rows(texts: Texts) -> Any:
    """Return the rows whose titles may mask a name: a sign right after a letter, with a letter soon after it.

    An x between Chinese characters masks one, too.
    """
    codes = texts.codes[: int(texts.starts[texts.rows])]
    if compiled.native is not None:
        return compiled.native.masked_rows(
            codes, texts.starts[: texts.rows + 1], chars.char_tables().kind, _IS_NATURAL, MAX_MASK
        )
    kind = chars.char_tables().kind.take(codes, mode="clip")
    is_mask = (kind == chars.OTHER) & ~np.isin(codes, _NATURAL_CODES) & (codes != ord(chars.BREAK))
    is_word = (kind == chars.LETTER) | (kind == chars.HAN)
    is_x = ((codes[1:-1] | 0x20) == ord("x")) | (codes[1:-1] == ord("某"))
    between = np.flatnonzero(is_x & (kind[:-2] == chars.HAN) & (kind[2:] == chars.HAN)) + 1
    at = np.flatnonzero(is_mask[1:] & is_word[:-1]) + 1
    words = np.flatnonzero(is_word)
    if not words.size:
        return at[:0]
    follows = np.minimum(np.searchsorted(words, at), words.size - 1)
    distance = words[follows] - at
    near = at[(distance > 0) & (distance <= MAX_MASK) | (codes[at] == ord("*"))]
    return np.unique(texts.text_of(np.concatenate([near, between])))


MAX_MASK: Final = 6
"""Most signs in a row that mask letters."""
_NATURAL_CODES: Final = np.array([ord(char) for char in NATURAL], dtype=np.uint32)
_IS_NATURAL: Final = np.isin(np.arange(128), [*_NATURAL_CODES, ord(chars.BREAK)]).astype(np.uint8)
