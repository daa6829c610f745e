"""Names of one or two different letters (HP, LV, Lee): found as words, in all texts but descriptions.

In the stream, which has no separators, two letters stand everywhere by chance; searching them there would cost more
than all other names together.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from countermark.engine.text import native as compiled
from countermark.engine.text.edits import word_bounds
from countermark.engine.text.names import PLAIN, Pattern
from countermark.engine.text.stream import TextStream

MAX_LETTERS: Final = 4
MAX_STREAM: Final = 2


def is_short(pattern: Pattern) -> bool:
    """Tell whether a pattern is one of these names: too short for the automaton."""
    return (
        pattern.form == PLAIN
        and len(pattern.stream) <= MAX_STREAM
        and len(pattern.letters) <= MAX_LETTERS
        and pattern.letters.isascii()
        and pattern.letters.isalpha()
        and not pattern.breaks
    )


class ShortNames:
    """Finds short names as words."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Index those of the patterns that are short (`is_short`)."""
        self._by_word: dict[int, list[int]] = {}
        for index, pattern in enumerate(patterns):
            if is_short(pattern):
                self._by_word.setdefault(_packed(pattern.letters), []).append(index)
        self._words = np.array(sorted(self._by_word), dtype=np.uint64)
        self._sieve = np.zeros(1 << 16, dtype=np.uint8)
        self._sieve[self._words % self._sieve.size] = 1

    def find(self, stream: TextStream, text_count: int) -> list[tuple[int, int, int, int]]:
        """Return (pattern, text, start, end) of every word of the first `text_count` texts that is a short name."""
        if not self._words.size:
            return []
        limit = int(np.searchsorted(stream.read_at, stream.texts.starts[text_count]))
        letters, read_at = stream.letters[:limit], stream.read_at[:limit]
        if compiled.native is not None:
            starts, ends, value = compiled.native.short_words(letters, read_at, MAX_LETTERS, self._sieve)
            found = np.array([at for at, word in enumerate(value.tolist()) if word in self._by_word], dtype=np.int64)
        else:
            starts, ends, value, found = self._words_of(letters, read_at)
        first, last = read_at[starts[found]], read_at[ends[found] - 1] + 1
        texts = stream.texts.text_of(first)
        rows = zip(value[found].tolist(), texts.tolist(), first.tolist(), last.tolist(), strict=True)
        return [(pattern, text, start, end) for word, text, start, end in rows for pattern in self._by_word[word]]

    def _words_of(self, letters: Any, read_at: Any) -> tuple[Any, Any, Any, Any]:
        """Return starts, ends and packed letters of short words, and the indexes of those that are short names."""
        starts, ends = word_bounds(letters, read_at, apart_from_digits=True)
        fits = ends - starts <= MAX_LETTERS
        starts, ends = starts[fits], ends[fits]
        value = np.zeros(starts.size, dtype=np.uint64)
        for offset in range(MAX_LETTERS):
            at = starts + offset
            inside = at < ends
            value |= np.where(inside, letters[np.minimum(at, letters.size - 1)], 0).astype(np.uint64) << np.uint64(
                8 * offset
            )
        return starts, ends, value, np.flatnonzero(np.isin(value, self._words))


def _packed(word: str) -> int:
    return sum(ord(letter) << (8 * at) for at, letter in enumerate(word))
