"""Names with one letter dropped, added, changed or two swapped: found in bulk by the letters that remain.

Two words are one edit apart when they agree after one letter is taken out of one or both of them (the deletion
neighbourhood of SymSpell, W. Garbe 2012). All single deletions of all names are hashed once; for every word of every
title all single deletions are hashed at once with prefix hashes, and looked up in a bit table. Survivors, few, are
compared letter by letter.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from countermark.engine.text import native as compiled
from countermark.engine.text.channel import UNKNOWN
from countermark.engine.text.chars import BREAK
from countermark.engine.text.compare import DIGIT_LETTERS
from countermark.engine.text.likeness import (
    deletions,
    is_telling,
    kind_of_edit,
    kind_of_rest,
    letters_of,
    looks_like,
    skeleton,
    without_digits,
)
from countermark.engine.text.names import Name, words_of
from countermark.engine.text.noisy import NoisyNames
from countermark.engine.text.sound import sound_key
from countermark.engine.text.stream import TextStream
from countermark.engine.text.vocabulary import Vocabulary

MIN_WORD: Final = 4
MAX_WORD: Final = 20
MIN_SOUND: Final = 5
"""Shortest word of a name that is recognised by its sound."""
MIN_LEET: Final = 6
"""Fewest characters of a word with digits for letters that may have another fault, too."""
MIN_LETTERS_A_DIGIT: Final = 4
MIN_INTERLEAVED: Final = 9
"""Shortest word that is read without its every second letter: a name of five letters."""
LETTERS_OR_UNKNOWN: Final = {ord(digit): DIGIT_LETTERS.get(ord(digit), UNKNOWN) for digit in "0123456789"}
"""Digit -> the letter that it most often stands for, or a sign for any."""
ALL_UNKNOWN: Final = dict.fromkeys(map(ord, "0123456789"), UNKNOWN)
_INNER_DIGITS: Final = re.compile(r"[a-z]+(?:[0-9]{1,2}[a-z]+)+|[0-9][a-z]{5,}")
MIN_RARE: Final = 5
"""Shortest word of the dictionaries that may be a word of a name with a fault."""
MIN_FREQUENT: Final = 5
"""Shortest name that is also an ordinary word and yet is recognised with a fault."""
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

    def __init__(self, names: list[Name], vocabulary: Vocabulary, noisy: NoisyNames) -> None:
        """Index the words of at least `MIN_WORD` letters of all names in the Latin alphabet."""
        self._vocabulary = vocabulary
        self._remembered: dict[int, list[Candidate]] = {}
        """Hash of a word -> its candidates."""
        self._memory = None if compiled.native is None else compiled.native.WordMemory(_MEMORY_BITS)
        """The same words, so that the compiled loop passes over those without candidates."""
        self._near: dict[str, list[tuple[int, int]]] = {}
        self.words: list[tuple[str, ...]] = [_words(name) for name in names]
        self._is_common = [name.common_word for name in names]
        self._single: dict[str, list[int]] = {}
        """Names of one word."""
        for index, words in enumerate(self.words):
            if len(words) == 1 and len(words[0]) >= MIN_WORD:
                self._single.setdefault(words[0], []).append(index)
        self._exact = {word for words in self.words for word in words}
        self._noisy = noisy
        self._keys: dict[str, list[tuple[int, int]]] = {}
        """Keys that a word and its respellings share (`_keys_of`) -> the names' words."""
        for index, words in enumerate(self.words):
            for position, word in enumerate(words):
                if MIN_WORD <= len(word) <= MAX_WORD:
                    for key in {word, *deletions(word)}:
                        self._near.setdefault(key, []).append((index, position))
                    if len(word) >= (MIN_SOUND if len(words) == 1 else MIN_WORD) and word.isalpha():
                        for key in _keys_of(word):
                            self._keys.setdefault(key, []).append((index, position))
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        self._table[_slot(_hashes(list(self._near)))] = True

    def candidates(self, word: str) -> list[Candidate]:
        """Return the names' words of which this word is one telling edit, or which it respells.

        None for words of names themselves, ordinary words and anything with a digit.
        """
        if word in self._exact or word in self._vocabulary.frequent:
            return []
        if word in self._vocabulary:
            # A rare word is itself, but beside the rest of a name of several words (westen digital).
            found = self._like(word) if len(word) >= MIN_RARE else []
            return [item for item in found if len(self.words[item[0]]) > 1]
        if is_interleaved(word):
            return [(index, 0, "filler") for index in self._single.get(word[::2], ())]
        if not word.isalpha():
            return self._with_digits(word)
        found = self._like(word) or [
            (index, 0, "lookalike_letters") for read in looks_like(word) for index in self._single.get(read, ())
        ]
        return found or self._misspelt(word)

    def _with_digits(self, word: str) -> list[Candidate]:
        """Return the names that a word writes with digits for some letters and perhaps a fault besides."""
        read = without_digits(word)
        found = self._like(read) if len(read) >= MIN_LEET - 1 else []
        if len(read) < MIN_LEET:
            found = [item for item in found if sound_key(read) == sound_key(self.words[item[0]][item[1]])]
        if not found and may_hold_letters(word):
            for letters in dict.fromkeys((word.translate(LETTERS_OR_UNKNOWN), word.translate(ALL_UNKNOWN))):
                index = self._noisy.misspelt(letters)
                if index is not None and len(self.words[index]) == 1:
                    return [(index, 0, "leet")]
        return [(index, position, "leet") for index, position, _ in found]

    def _misspelt(self, word: str) -> list[Candidate]:
        """Return the name of one word that a word writes with several faults."""
        index = self._noisy.misspelt(word)
        if index is None and word.endswith("s") and len(word) > MIN_LEET and word[:-1] not in self._exact:
            return [item for item in self._like(word[:-1]) if len(self.words[item[0]]) == 1]
        if index is None or len(self.words[index]) != 1 or self.words[index][0] in self._vocabulary.frequent:
            return []
        target = self.words[index][0]
        return [] if _is_plural(word, target) or _is_plural(target, word) else [(index, 0, "misspelt")]

    def _like(self, word: str) -> list[Candidate]:
        pairs = {pair for key in (word, *deletions(word)) for pair in self._near.get(key, ())}
        pairs.update(pair for key in _keys_of(word) for pair in self._keys.get(key, ()))
        return [
            (index, position, kind)
            for index, position in sorted(pairs)
            if (kind := self._kind(word, index, position)) is not None
        ]

    def has_key(self, word: str) -> bool:
        """Tell whether a word sounds like a word of a name, has its consonants or its letters."""
        if is_interleaved(word):
            return True
        if not word.isalpha():
            return len(without_digits(word)) >= MIN_LEET - 1 or may_hold_letters(word)
        if any(key in self._keys for key in _keys_of(word)) or self._noisy.has_key(word):
            return True
        return any(read in self._single for read in looks_like(word))

    def _kind(self, word: str, index: int, position: int) -> str | None:
        """Return how a word writes a word of a name, or None: more likely it is another word; plurals are neither."""
        words = self.words[index]
        target = words[position]
        if _is_plural(word, target) or _is_plural(target, word):
            return None
        edit, is_part = kind_of_edit(word, target), len(words) > 1
        sounds_so = sound_key(word) == sound_key(target) and len(target) >= MIN_SOUND - is_part
        if not is_part and target in self._vocabulary.frequent:
            # A name that is also an ordinary word is rather that word, misspelt.
            if len(target) < MIN_FREQUENT or self._is_common[index]:
                return None
            if sounds_so and len(word) >= len(target):
                return "respelled"
            return edit if edit == "substituted_letter" and is_telling(word, target, edit) else None
        if edit and (is_part or is_telling(word, target, edit)):
            return edit
        if sounds_so and len(word) >= MIN_WORD:
            return "respelled"
        return kind_of_rest(word, target)

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
            known = self.candidates(word) if is_near or self.has_key(word) else []
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


def _is_plural(word: str, target: str) -> bool:
    return word in {target + "s", target + "es"}


def is_interleaved(word: str) -> bool:
    """Tell whether one sign stands between all letters of a word (nxixkxe)."""
    return len(word) >= MIN_INTERLEAVED and len(word) % 2 == 1 and len(set(word[1::2])) == 1 and word[::2].isalpha()


def may_hold_letters(word: str) -> bool:
    """Tell whether a word is rather letters with a digit or two among them than a part number."""
    digits = sum(map(str.isdigit, word))
    return (
        0 < digits <= len(word) // MIN_LETTERS_A_DIGIT
        and len(word) >= MIN_LEET
        and _INNER_DIGITS.fullmatch(word) is not None
    )


def stands_in_front(text_start: int, start: int, before: str) -> bool:
    """Tell whether a word begins its text, or follows a sign other than a space.

    Args:
        text_start: where its text starts.
        start: where the word starts.
        before: the character before it.
    """
    return start == text_start or not (before.isspace() or before.isalnum())


def needs_front(word: str, kind: str) -> bool:
    """Tell whether a fault counts only in front, where sellers put the brand: a short word with a letter missing."""
    return kind == "dropped_letter" and len(word) <= MIN_WORD


def _keys_of(word: str) -> tuple[str, ...]:
    """Return what a word shares with its respellings: its sound, its consonants, its letters in any order."""
    return ("~" + sound_key(word), "-" + skeleton(word), "=" + letters_of(word))


def _text(letters: Any) -> str:
    """Return letters below 128 as text."""
    return str(letters.astype(np.uint8).tobytes().decode("ascii"))


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
