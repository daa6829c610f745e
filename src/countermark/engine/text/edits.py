"""Names with one letter dropped, added, changed or two swapped: found in bulk by the letters that remain.

Two words are one edit apart when they agree after one letter is taken out of one or both of them (the deletion
neighbourhood of SymSpell, W. Garbe 2012). All single deletions of all names are hashed once; for every word of every
title all single deletions are hashed at once with prefix hashes, and looked up in a bit table. Survivors, few, are
compared letter by letter.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Final

import numpy as np

from countermark.engine.text import native as compiled
from countermark.engine.text.chars import BREAK
from countermark.engine.text.names import Name, words_of
from countermark.engine.text.sound import sound_key
from countermark.engine.text.stream import TextStream
from countermark.engine.text.vocabulary import Vocabulary

MIN_WORD: Final = 4
MAX_WORD: Final = 20
MIN_SOUND: Final = 5
"""Shortest word of a name that is recognised by its sound."""
_TABLE_BITS: Final = 22
_BASE: Final = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2^64."""


MAX_REMEMBERED: Final = 200_000
"""Words whose candidates are remembered, before the memory is emptied and filled anew."""
_MEMORY_BITS: Final = 19

Candidate = tuple[int, int, str]
"""(index of the name, index of the word in it, kind of edit)."""


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A word of the batch that is at most one edit from some name's word."""

    start: int
    """Position of its first character in `Texts.codes`."""
    end: int
    first: int
    """Index of its first letter in `TextStream.letters`."""
    word: str
    """Its letters, as read."""
    candidates: list[Candidate]


class EditIndex:
    """Words of names, and all their single deletions."""

    def __init__(self, names: list[Name], vocabulary: Vocabulary) -> None:
        """Index the words of at least `MIN_WORD` letters of all names in the Latin alphabet."""
        self._vocabulary = vocabulary
        self._remembered: dict[int, list[Candidate]] = {}
        """Hash of a word -> its candidates."""
        self._memory = None if compiled.native is None else compiled.native.WordMemory(_MEMORY_BITS)
        """The same words, so that the compiled loop passes over those without candidates."""
        self._near: dict[str, list[tuple[int, int]]] = {}
        self.words: list[tuple[str, ...]] = [_words(name) for name in names]
        self._exact = {word for words in self.words for word in words}
        self._sounds: dict[str, list[tuple[int, int]]] = {}
        for index, words in enumerate(self.words):
            for position, word in enumerate(words):
                if MIN_WORD <= len(word) <= MAX_WORD:
                    for key in {word, *deletions(word)}:
                        self._near.setdefault(key, []).append((index, position))
                    if len(word) >= MIN_SOUND and word.isalpha():
                        self._sounds.setdefault(sound_key(word), []).append((index, position))
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        self._table[_slot(_hashes(list(self._near)))] = True

    def candidates(self, word: str) -> list[Candidate]:
        """Return the names' words of which this word is one telling edit, or which it respells.

        None for words of names themselves, ordinary words and anything with a digit.
        """
        sounding = self._sounds.get(sound_key(word), ()) if len(word) >= MIN_SOUND else ()
        pairs = {pair for key in (word, *deletions(word)) for pair in self._near.get(key, ())}
        if not (pairs or sounding) or not word.isalpha() or word in self._exact or word in self._vocabulary:
            return []
        kinds = {pair: edit_kind(word, self.words[pair[0]][pair[1]]) for pair in pairs}
        kinds |= {pair: kinds.get(pair) or "respelled" for pair in sounding}
        return [
            (index, position, kind)
            for (index, position), kind in sorted(kinds.items())
            if kind and self._is_telling(word, index, position, kind)
        ]

    def _is_telling(self, word: str, index: int, position: int, kind: str) -> bool:
        """Tell whether one edit is more likely a disguise than another word; plurals are neither."""
        words = self.words[index]
        target = words[position]
        if word in {target + "s", target + "es"} or target in {word + "s", word + "es"}:
            return False
        if len(words) > 1:
            return True
        if target in self._vocabulary.frequent:
            return False
        return is_telling(word, target, kind)

    def find(self, stream: TextStream, text_count: int) -> list[WordSpan]:
        """Return the words of the first `text_count` texts of a batch that may be one edit from a name's word."""
        limit = int(np.searchsorted(stream.read_at, stream.texts.starts[text_count]))
        letters, read_at = stream.letters[:limit], stream.read_at[:limit]
        if compiled.native is not None and self._memory is not None:
            return self._compiled_find(compiled.native, self._memory, letters, read_at)
        starts, ends = word_bounds(letters, read_at)
        size = ends - starts
        fits = (size >= MIN_WORD - 1) & (size <= MAX_WORD + 1)
        starts, ends = starts[fits], ends[fits]
        near, value = self._is_near(letters, starts, ends)
        # The same words come again and again: each is compared once, and remembered.
        _, first_at, owner = np.unique(value, return_index=True, return_inverse=True)
        found = [
            self._remembered_candidates(letters[first:last], key, is_near=is_near)
            for first, last, key, is_near in zip(
                starts[first_at].tolist(),
                ends[first_at].tolist(),
                value[first_at].tolist(),
                near[first_at].tolist(),
                strict=True,
            )
        ]
        has_any = np.array([bool(candidates) for candidates in found], dtype=bool)
        spans = []
        for at in np.flatnonzero(has_any[owner]).tolist() if found else ():
            first, last = int(starts[at]), int(ends[at])
            word = _text(letters[first:last])
            start, end = int(read_at[first]), int(read_at[last - 1]) + 1
            spans.append(WordSpan(start, end, first, word, found[int(owner[at])]))
        return spans

    def _compiled_find(self, native: Any, memory: Any, letters: Any, read_at: Any) -> list[WordSpan]:
        """The rest of `find`, with compiled loops."""
        spans = []
        for first, last, key in zip(*memory.words(letters, read_at, MIN_WORD - 1, MAX_WORD + 1, _BASE), strict=True):
            candidates = self._remembered.get(key)
            if candidates is None:
                word = letters[first:last]
                is_near = native.is_near(word, self._table.view(np.uint8), 64 - _TABLE_BITS, _BASE)
                candidates = self._remembered_candidates(word, key, is_near=is_near)
            if candidates:
                start, end = int(read_at[first]), int(read_at[last - 1]) + 1
                spans.append(WordSpan(start, end, first, _text(letters[first:last]), candidates))
        return spans

    def _remembered_candidates(self, letters: Any, key: int, *, is_near: bool) -> list[Candidate]:
        known = self._remembered.get(key)
        if known is None:
            word = _text(letters)
            known = self.candidates(word) if is_near or sound_key(word) in self._sounds else []
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
                if self._memory is not None:
                    self._memory.clear()
            self._remembered[key] = known
            if self._memory is not None:
                self._memory.remember(key, bool(known))
        return known

    def _is_near(self, letters: Any, starts: Any, ends: Any) -> tuple[Any, Any]:
        """Tell which words, whole or less one letter, are in the bit table; and return every word's hash."""
        if not starts.size:
            return np.zeros(0, dtype=bool), np.zeros(0, dtype=np.uint64)
        power, inverse = _powers(letters.size + 1)
        prefix = np.zeros(letters.size + 1, dtype=np.uint64)
        np.cumsum(letters.astype(np.uint64) * power[: letters.size], out=prefix[1:])
        value = (prefix[ends] - prefix[starts]) * inverse[starts]
        near = self._table[_slot(value)]
        size = ends - starts
        owner = np.repeat(np.arange(starts.size), size)
        removed = np.arange(owner.size) - np.repeat(np.cumsum(size) - size, size) + starts[owner]
        head = prefix[removed] - prefix[starts[owner]]
        tail = (prefix[ends[owner]] - prefix[removed + 1]) * inverse[1]
        near[owner[self._table[_slot((head + tail) * inverse[starts[owner]])]]] = True
        return near, value


def _text(letters: Any) -> str:
    """Return letters below 128 as text."""
    return str(letters.astype(np.uint8).tobytes().decode("ascii"))


def deletions(word: str) -> list[str]:
    """Return the word less each of its letters in turn."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def edit_kind(word: str, target: str) -> str | None:
    """Return which single edit makes `word` of `target`, or None when none does or they are equal."""
    if word == target:
        return None
    if len(word) + 1 == len(target):
        return "dropped_letter" if word in deletions(target) else None
    if len(word) == len(target) + 1:
        return "inserted_letter" if target in deletions(word) else None
    if len(word) != len(target):
        return None
    differ = [at for at in range(len(word)) if word[at] != target[at]]
    if len(differ) == 1:
        return "substituted_letter"
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        first, second = differ
        if word[first] == target[second] and word[second] == target[first]:
            return "transposed_letters"
    return None


def is_telling(word: str, target: str, kind: str) -> bool:
    """Tell whether an edit of a name that is one word looks meant: names of other firms differ in other ways.

    Sellers keep the name readable: they swap inner letters, drop an inner letter, or put a letter that sounds or looks
    alike. A different first or last letter, or quite another letter, is more often another name (ilife, ilive).
    """
    at = next((i for i, (a, b) in enumerate(zip(word, target, strict=False)) if a != b), min(len(word), len(target)))
    is_inner = 0 < at < len(target) - 1
    size = len(target)
    if kind == "transposed_letters":
        return size >= 5
    if kind == "dropped_letter":
        return size >= (6 if is_inner else 7)
    if kind == "inserted_letter":
        return size >= (5 if is_inner else 6)
    if kind == "respelled":
        return size >= MIN_SOUND
    return is_inner and size >= 5 and frozenset((word[at], target[at])) in _ALIKE


_ALIKE: Final = frozenset(
    frozenset(pair)
    for group in ("aeiouy", "ckq", "szx", "vwu", "mn", "bdp", "gj", "il", "ft", "rn", "hn", "gq", "td")
    for pair in combinations(group, 2)
)
"""Letters that are taken for each other by eye or ear."""


def _words(name: Name) -> tuple[str, ...]:
    return () if name.is_han or not name.letters.isascii() else words_of(name)


def word_bounds(letters: Any, read_at: Any, *, apart_from_digits: bool = False) -> tuple[Any, Any]:
    """Return starts and ends of the words: letters and digits below 128 that stand side by side.

    Args:
        letters: as in TextStream.
        read_at: as in TextStream.
        apart_from_digits: whether a word ends where digits begin, and the other way round (HP|664).
    """
    if not letters.size:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    is_ascii = (letters < 128) & (letters != ord(BREAK))
    joined = (read_at[1:] == read_at[:-1] + 1) & is_ascii[1:] & is_ascii[:-1]
    if apart_from_digits:
        is_digit = letters <= ord("9")
        joined &= is_digit[1:] == is_digit[:-1]
    starts = np.flatnonzero(np.append(True, ~joined))
    ends = np.append(starts[1:], letters.size)
    ascii_words = is_ascii[starts]
    return starts[ascii_words], ends[ascii_words]


@cache
def _powers(size: int) -> tuple[Any, Any]:
    """Return `_BASE`^0.. and its inverses modulo 2^64, at least `size` of each."""
    size = max(size, 2)
    capacity = 1 << (size - 1).bit_length()
    if capacity != size:
        return _powers(capacity)
    inverse_base = pow(_BASE, -1, 1 << 64)
    power = np.ones(capacity, dtype=np.uint64)
    inverse = np.ones(capacity, dtype=np.uint64)
    power[1:] = _BASE
    inverse[1:] = inverse_base
    return np.cumprod(power), np.cumprod(inverse)


def _hashes(words: list[str]) -> Any:
    """Return the hash of each word: the sum of code x `_BASE`^position modulo 2^64."""
    power, _ = _powers(MAX_WORD)
    table = np.array(words, dtype=f"<U{MAX_WORD}").view(np.uint32).reshape(len(words), MAX_WORD)
    return (table.astype(np.uint64) * power[:MAX_WORD]).sum(axis=1, dtype=np.uint64)


def _slot(value: Any) -> Any:
    return value >> np.uint64(64 - _TABLE_BITS)
