"""The ordinary words that a disguised brand name must not be mistaken for.

A typo of a brand name and an ordinary word can be one letter apart (Hanes, hands). A word that is in the vocabulary is
never taken as a disguise. Words are kept as 64-bit hashes: a snapshot with a million words takes 8 MB and is
memory-mapped. One word in 10^13 is in it by accident.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

MAX_WORD: Final = 24
"""Longer words are cut before hashing; no brand name that is matched loosely is longer."""
_OFFSET: Final = 0xCBF29CE484222325
_PRIME: Final = 0x100000001B3
_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF


class Vocabulary:
    """A set of words in lower case, held as sorted hashes."""

    def __init__(self, hashes: Any, frequent: "Vocabulary | None" = None) -> None:
        """Wrap a sorted uint64 array (n,) without repeats; it may be memory-mapped.

        Args:
            hashes: of all words.
            frequent: the words among them that are so common that a brand name which is one of them is an ordinary
                word first (champion); rare words include many brand names themselves.
        """
        self.hashes = hashes
        self._frequent = frequent

    @property
    def frequent(self) -> "Vocabulary":
        """The frequent words; all words when the vocabulary makes no difference."""
        return self if self._frequent is None else self._frequent

    @classmethod
    def of(cls, words: Iterable[str]) -> "Vocabulary":
        """Return the vocabulary of these words; they are lower-cased and cut to `MAX_WORD` characters."""
        return cls(word_hashes([word.lower()[:MAX_WORD] for word in words]))

    def including(self, words: Iterable[str]) -> "Vocabulary":
        """Return the vocabulary with these words added; which words are frequent stays as it is."""
        added = word_hashes([word.lower()[:MAX_WORD] for word in words])
        return Vocabulary(np.union1d(self.hashes, added), self.frequent)

    def __contains__(self, word: str) -> bool:
        """Tell whether the word, which must be in lower case, is in the vocabulary."""
        wanted = np.uint64(word_hash(word))
        at = int(np.searchsorted(self.hashes, wanted))
        return at < len(self.hashes) and bool(self.hashes[at] == wanted)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.hashes)


class CatalogueWords:
    """Counts the words of a marketplace's own titles, to learn which words are ordinary there.

    Names of firms that are in no dictionary (netware) are one letter from names that are protected (nextware). A word
    that several sellers use is taken as ordinary; a disguise that one seller repeats is not. Learn from listings that
    stood the test of time, not from the newest.
    """

    def __init__(self, *, min_sellers: int = 3) -> None:
        """Count words by how many sellers use them.

        Args:
            min_sellers: sellers from which a word is ordinary, 2 or more.
        """
        self._min_sellers = min_sellers
        self._sellers: dict[str, set[int]] = {}

    def add(self, title: str, seller_id: str) -> None:
        """Count the words of one listing's title."""
        seller = word_hash(seller_id)
        for word in _WORD.findall(title.lower()):
            sellers = self._sellers.setdefault(word[:MAX_WORD], set())
            if len(sellers) < self._min_sellers:
                sellers.add(seller)

    def words(self) -> list[str]:
        """Return the words that enough sellers use, sorted."""
        return sorted(word for word, sellers in self._sellers.items() if len(sellers) >= self._min_sellers)


_WORD: Final = re.compile(r"[^\W\d_]{3,}")


def word_hash(word: str) -> int:
    """Return the 64-bit FNV-1a hash of the word's first `MAX_WORD` code points (http://www.isthe.com/chongo/tech/comp/fnv)."""
    value = _OFFSET
    for char in word[:MAX_WORD]:
        value = ((value ^ ord(char)) * _PRIME) & _MASK
    return value


def word_hashes(words: list[str]) -> Any:
    """Return the sorted hashes of many words as uint64, without repeats; the same as `word_hash` on each."""
    if not words:
        return np.zeros(0, dtype=np.uint64)
    table = np.array(words, dtype=f"<U{MAX_WORD}")
    codes = table.view(np.uint32).reshape(len(words), MAX_WORD).astype(np.uint64)
    value = np.full(len(words), _OFFSET, dtype=np.uint64)
    for column in range(MAX_WORD):
        code = codes[:, column]
        mixed = (value ^ code) * np.uint64(_PRIME)
        value = np.where(code > 0, mixed, value)
    return np.unique(value)
