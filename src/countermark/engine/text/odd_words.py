"""Words that no honest keyboard writes (nіkе with Cyrillic letters, n*ke, n.i.k.e), read with a forgiving eye.

Such a word is rare enough in honest titles that what looks like a name in it needs to be less exact: a letter may be
missing, a sign or a foreign letter may stand for any letter, the whole may be backwards. So disguises that are put one
upon the other are found, and foreign letters whose reading the tables have wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np

from countermark.engine.text import chars
from countermark.engine.text.canonical import ReadChar, read_chars
from countermark.engine.text.compare import DIGIT_LETTERS
from countermark.engine.text.drawn import drawn_words
from countermark.engine.text.edges import kind_of
from countermark.engine.text.kinds import strongest_first
from countermark.engine.text.likeness import deletions, kind_of_edit, kind_of_rest, letters_of, skeleton
from countermark.engine.text.names import Name
from countermark.engine.text.noisy import NoisyNames
from countermark.engine.text.sound import sound_key
from countermark.engine.text.stream import Texts
from countermark.engine.text.vocabulary import Vocabulary

MIN_LETTERS: Final = 4
MIN_KNOWN: Final = 3
MIN_EDITED: Final = 5
MIN_TWICE_READ: Final = 6
"""Shortest name that is recognised by sound, consonants or the order of its letters in an odd word."""
MAX_LETTERS: Final = 30
ODD_BITS: Final = 5.0
"""How unlikely it is, in bits, that an honest text writes a word so oddly."""
MAX_PIECES: Final = 24
"""Odd words of one title that are looked at."""
NATURAL: Final = " \t\n-'’`´.,/&:;+()[]{}\"“”|=<>!%"
"""Signs that stand between letters in honest titles, and so mask nothing."""
UNKNOWN: Final = "?"
_APART: Final = frozenset({"spacing", "punctuation"})
"""Kinds that put signs between all letters."""
_ODD_FLAGS: Final = chars.HOMOGLYPH | chars.STYLED | chars.FLIPPED | chars.LEET
_PIECE: Final = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7ff\uff08\uff09\uff0c]+")
"""What stands between spaces and Chinese characters."""
_DIVIDERS: Final = (re.compile(r"[^/,;:&()\[\]{}\"“”=<>|]+"), re.compile(r"[^\-./]+"))
"""What stands between signs that divide words."""
MAX_PARTS: Final = 8
_MAY_BE_ODD: Final = re.compile(rf"[^\x00-\x7f]|[^\w{re.escape(NATURAL)}]|_|[|!$]")
_SIGN: Final = r"(?:[^\W_]{1,3}|[@$€£¢¥!|+(<])"
_SPELLED: Final = re.compile(
    rf"(?<![^\W_]){_SIGN}(?P<gap>[\s.*_\-/|~·•・‧∙:,]{{1,2}}){_SIGN}(?:(?P=gap){_SIGN}){{2,}}(?![^\W_])"
)
"""Letters apart from each other by the same sign, four or more; each may be drawn out."""
_BARS: Final = "|!¦"
_OVERRIDES: Final = "\u202b\u202e\u2067"
_LONE: Final = re.compile(r"[@$€£¢¥!|+(<]")

Found = tuple[int, int, int, tuple[str, ...]]
"""(name, start, end, kinds)."""


@dataclass(frozen=True, slots=True)
class _Word:
    """An odd word as it is read."""

    letters: str
    """Its letters, `UNKNOWN` for a sign that may stand for one."""
    soft: frozenset[int]
    """Indexes of letters that may be read wrongly."""
    kind: str
    """What is odd."""
    start: int
    end: int
    words: int = 1
    """Words of the title that it spans."""
    are_letters: bool = True
    """Where letters stand apart: each piece is one letter, perhaps drawn out."""

    def backwards(self) -> "_Word":
        """Return the word read from its end."""
        last = len(self.letters) - 1
        return replace(self, letters=self.letters[::-1], soft=frozenset(last - at for at in self.soft))


class OddWords:
    """Finds names in words that no honest keyboard writes."""

    def __init__(self, names: list[Name], vocabulary: Vocabulary, noisy: NoisyNames) -> None:
        """Index the names in the Latin alphabet by their letters, with one left out, and by their sound."""
        self._vocabulary = vocabulary
        self._names = [name.letters for name in names]
        self._classes = [letters.translate(chars.LETTER_CLASSES) for letters in self._names]
        self._words = [len(name.breaks) + 1 for name in names]
        self._collapsed: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._near: dict[str, list[int]] = {}
        self._by_shape: dict[tuple[int, str], list[int]] = {}
        for index, name in enumerate(names):
            letters = name.letters
            if not (letters.isascii() and letters.isalpha() and MIN_LETTERS <= len(letters) <= MAX_LETTERS):
                continue
            self._exact.setdefault(letters, index)
            if len(letters) >= MIN_EDITED:
                self._collapsed.setdefault(collapsed(letters), index)
            for place in (0, -1):
                self._by_shape.setdefault((len(letters), f"{place}{letters[place]}"), []).append(index)
            if len(letters) >= MIN_EDITED:
                for key in (letters, *deletions(letters)):
                    self._near.setdefault(key, []).append(index)
            if len(letters) >= MIN_TWICE_READ:
                for key in _keys_of(letters):
                    self._near.setdefault(key, []).append(index)
        self._noisy = noisy

    def find(self, text: str) -> list[Found]:
        """Return (name, start, end, kinds) of every odd word that writes a name; what fits several is left out."""
        found = []
        for word in _odd_words(text):
            hit = self._name_of(word)
            if hit is not None:
                found.append((hit[0], word.start, word.end, strongest_first(set(hit[1]))))
        for letters, start, end in drawn_words(text):
            index = self._exact.get(letters)
            if index is None:
                index = self._noisy.misspelt(letters, odd_bits=ODD_BITS)
            if index is not None:
                found.append((index, start, end, ("leet",)))
        return found

    def _name_of(self, word: _Word) -> tuple[int, tuple[str, ...]] | None:
        letters = word.letters
        if letters in self._exact or (letters.isalpha() and letters in self._vocabulary.frequent):
            return None
        for is_backwards in (False, True):
            read = word.backwards() if is_backwards else word
            fits = [index for index in self._fitting(read) if self._suits(index, word)]
            if len(fits) == 1:
                return fits[0], (word.kind, "reversed") if is_backwards else (word.kind,)
            if fits:
                return None
        return self._with_fault(word) or self._misspelt(word)

    def _misspelt(self, word: _Word) -> tuple[int, tuple[str, ...]] | None:
        """Return the one name that the letters write with several faults, signs that may be misread as any letter."""
        sure = sum(letter.isalpha() and at not in word.soft for at, letter in enumerate(word.letters))
        is_whole = word.end - word.start == len(word.letters) or word.kind in _APART
        if word.words > 1 or not word.are_letters or not is_whole or sure < max(MIN_LETTERS, len(word.letters) / 2):
            return None
        decoded = word.letters.translate(DIGIT_LETTERS)
        blanked = "".join(
            UNKNOWN if at in word.soft or not letter.isalpha() else letter for at, letter in enumerate(word.letters)
        )
        for letters in dict.fromkeys((decoded, blanked)):
            if sum(map(str.isalpha, letters)) < MIN_KNOWN or not letters.replace(UNKNOWN, "a").isalpha():
                continue
            for is_backwards in (False, True):
                index = self._noisy.misspelt(letters[::-1] if is_backwards else letters, odd_bits=ODD_BITS)
                if index is not None and self._suits(index, word):
                    return index, (word.kind, "misspelt", "reversed") if is_backwards else (word.kind, "misspelt")
        return None

    def _with_fault(self, word: _Word) -> tuple[int, tuple[str, ...]] | None:
        """Return the one name that the letters are with digits for letters, letters drawn out, or one fault."""
        letters = word.letters.replace(UNKNOWN, "")
        if len(letters) < MIN_LETTERS:
            return None
        decoded = letters.translate(DIGIT_LETTERS)
        for candidate in dict.fromkeys((letters, decoded)):
            kinds = (word.kind,) if candidate == letters else (word.kind, "leet")
            index = self._collapsed.get(collapsed(candidate))
            if index is not None and candidate not in self._exact and self._suits(index, word):
                return index, (*kinds, "repeated_letters")
            near = {index: kind for index, kind in self._nearest(candidate).items() if self._suits(index, word)}
            if len(near) == 1:
                name, kind = near.popitem()
                return name, (*kinds, kind)
        return None

    def _suits(self, index: int, word: _Word) -> bool:
        """Tell whether a span of several words is a name of as many."""
        return word.words == 1 or word.words == self._words[index]

    def _nearest(self, letters: str) -> dict[int, str]:
        """Return the names that the letters are with one fault, and which."""
        found = {}
        for key in (letters, *deletions(letters)):
            for index in self._near.get(key, ()):
                kind = kind_of_edit(letters, self._names[index])
                if kind:
                    found[index] = kind
        for key in () if found else _keys_of(letters):
            for index in self._near.get(key, ()):
                target = self._names[index]
                kind = "respelled" if sound_key(letters) == sound_key(target) else kind_of_rest(letters, target)
                if kind:
                    found[index] = kind
        return found

    def _fitting(self, word: _Word) -> list[int]:
        """Return the names of the same length that differ only where a letter is unknown or may be read wrongly."""
        letters, size = word.letters, len(word.letters)
        if not word.soft and UNKNOWN not in letters and word.letters not in self._exact:
            return []
        anchor = next((place for place in (0, -1) if size and self._is_sure(word, place % size)), None)
        if anchor is None or size < MIN_LETTERS:
            return []
        fits, read = [], letters.translate(chars.LETTER_CLASSES)
        least = max(MIN_KNOWN, size // 2)
        for index in self._by_shape.get((size, f"{anchor}{letters[anchor]}"), ()):
            target = self._classes[index]
            differ = [at for at in range(size) if read[at] != target[at]] if read != target else []
            if size - len(differ) >= least and all(letters[at] == UNKNOWN or at in word.soft for at in differ):
                fits.append(index)
        return fits

    @staticmethod
    def _is_sure(word: _Word, at: int) -> bool:
        return word.letters[at] != UNKNOWN and at not in word.soft


def collapsed(letters: str) -> str:
    """Return the letters, each once where it stands several times in a row."""
    return "".join(letter for letter, _ in groupby(letters))


def _odd_words(text: str) -> Iterator[_Word]:
    """Yield the odd words of a text, the letters that are spelled out first, at most `MAX_PIECES` of each."""
    for found in list(_SPELLED.finditer(text))[:MAX_PIECES]:
        word = _read(text, found.start(), found.end(), is_spelled=True)
        if word is not None:
            letters = found.group().split(found.group("gap"))
            yield replace(word, are_letters=all(len(set(piece)) <= 1 for piece in letters))
    pieces = [found.span() for found in _PIECE.finditer(text)]
    count = 0
    for number, (start, end) in enumerate(pieces):
        if count == MAX_PIECES:
            return
        if end - start > 3 * MAX_LETTERS or not _MAY_BE_ODD.search(text, max(start - 1, 0), end):
            continue
        if _read(text, start, end) is None:
            continue
        count += 1
        for first, last, words in _spans_around(text, pieces, number):
            word = _read(text, first, last)
            if word is not None:
                yield replace(word, words=words)


def _spans_around(text: str, pieces: list[tuple[int, int]], number: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, words) of a piece, its parts, and the piece with the ones beside it."""
    start, end = pieces[number]
    yield start, end, 1
    for divider in _DIVIDERS:
        parts = [(start + part.start(), start + part.end()) for part in divider.finditer(text[start:end])]
        for first, last in parts if 1 < len(parts) <= MAX_PARTS else ():
            yield first, last, 1
    for first, last in ((number - 1, number), (number, number + 1), (number - 1, number + 1)):
        if first >= 0 and last < len(pieces) and pieces[last][1] - pieces[first][0] <= 3 * MAX_LETTERS:
            yield pieces[first][0], pieces[last][1], last - first + 1


def _read(text: str, start: int, end: int, *, is_spelled: bool = False) -> _Word | None:
    """Return the odd word between two offsets, or None where nothing is odd about it."""
    typed = text[start:end]
    by_place = {char.at: char for char in read_chars(typed)}
    # A sign at either end of a word (!velora, velora+) is more often a sign than a letter.
    inner = [at for at, char in by_place.items() if not char.flags & chars.LEET]
    if not MIN_KNOWN <= len(inner) <= 3 * MAX_LETTERS:
        return None
    first, last = (0, len(typed) - 1) if is_spelled else (inner[0], inner[-1])
    masks = {sign for sign in typed[first:last] if kind_of(sign) == chars.OTHER and sign not in NATURAL} | {"*"}
    while last + 1 < len(typed) and typed[last + 1] in masks:
        last += 1
    signs = [_sign_at(typed, at, by_place.get(at), is_spelled=is_spelled) for at in range(first, last + 1)]
    word = "".join(sign.letter for sign in signs)
    kinds = {sign.kind for sign in signs if sign.kind}
    if any(sign in _OVERRIDES for sign in typed[:first]):
        kinds.add("bidi_override")
    if not kinds or len(word) > MAX_LETTERS or sum(map(str.isalpha, word)) < MIN_KNOWN:
        return None
    if kinds == {"homoglyph"} and not any("a" <= char <= "z" for char in typed.lower()):
        return None  # words in another script, as they are
    soft = frozenset(at for at, sign in enumerate(sign for sign in signs if sign.letter) if sign.is_soft)
    return _Word(word, soft, min(kinds, key=_ORDER.index), start + first, start + last + 1)


class _Sign(NamedTuple):
    """What one character of an odd word is read as."""

    letter: str
    """A letter, `UNKNOWN`, or nothing."""
    kind: str
    """What is odd about it, if anything."""
    is_soft: bool = False
    """It may be read wrongly."""


def _sign_at(typed: str, at: int, char: ReadChar | None, *, is_spelled: bool) -> _Sign:
    """Read one character; `char` is its plain reading, if it has one."""
    if char is not None:
        if not char.letter.isascii():
            return _Sign(UNKNOWN, "homoglyph", is_soft=True)
        is_odd = bool(char.flags & _ODD_FLAGS)
        is_soft = bool(char.flags & (_ODD_FLAGS & ~chars.STYLED))  # a styled letter is surely that letter
        return _Sign(char.letter, _kind_of_flags(char.flags) if is_odd else "", is_soft)
    if is_spelled:
        if _LONE.match(typed[at]) and at % 2 == 0:
            return _Sign(_symbol_letter(typed[at]), "leet", is_soft=True)
        return _Sign("", "spacing" if typed[at].isspace() else "punctuation")
    if typed[at] in _BARS and typed[at - 1].isalnum() and typed[at + 1 : at + 2].isalnum():
        return _Sign("i", "leet", is_soft=True)
    if kind_of(typed[at]) == chars.IGNORED:
        return _Sign("", "zero_width")
    return _Sign("", "") if typed[at] in NATURAL else _Sign(UNKNOWN, "masked")


def _symbol_letter(sign: str) -> str:
    value = int(chars.char_tables().letter[ord(sign)])
    return chr(value - chars.SYMBOL) if value >= chars.SYMBOL else "c"


_ORDER: Final = (
    "bidi_override", "zero_width", "homoglyph", "upside_down", "styled_letters", "leet", "masked", "punctuation",
    "spacing",
)  # fmt: skip


def _kind_of_flags(flags: int) -> str:
    if flags & chars.HOMOGLYPH:
        return "homoglyph"
    if flags & chars.FLIPPED:
        return "upside_down"
    return "styled_letters" if flags & chars.STYLED else "leet"


def _keys_of(letters: str) -> tuple[str, ...]:
    return ("~" + sound_key(letters), "-" + skeleton(letters), "=" + letters_of(letters))


def odd_rows(texts: Texts) -> Any:
    """Return the rows whose titles may hold an odd word: a generous test in bulk."""
    codes = texts.codes[: int(texts.starts[texts.rows])]
    traits = _traits().take(codes, mode="clip")
    is_latin, is_odd = (traits & _LATIN) > 0, (traits & _ODD) > 0
    at = np.flatnonzero((is_odd[1:] & is_latin[:-1]) | (is_odd[:-1] & is_latin[1:]))
    strange = np.flatnonzero((traits & _STRANGE) > 0)
    apart = _apart((traits & (_LATIN | _SIGN_OF_LETTER)) > 0, (traits & _BETWEEN) > 0)
    bars = np.flatnonzero(codes[:-1] == ord("|"))
    bars = bars[np.isin(codes[bars + 1], _AFTER_BAR)]
    return np.unique(texts.text_of(np.concatenate([at, strange, apart, bars])))


def _apart(is_sign: Any, is_between: Any) -> Any:
    """Return where four letters may stand apart from each other: each followed by a sign that stands between."""
    if is_sign.size < 8:
        return np.zeros(0, dtype=np.int64)
    found = np.zeros(is_sign.size - 1, dtype=bool)
    followed = is_sign[:-1] & is_between[1:]
    found[:-4] |= followed[:-4] & followed[2:-2] & followed[4:]
    followed &= np.append(is_between[2:], False)
    found[:-6] |= followed[:-6] & followed[3:-3] & followed[6:]
    return np.flatnonzero(found)


_AFTER_BAR: Final = np.array([ord(sign) for sign in "_<>)\\/{=23-|("], dtype=np.uint32)
"""What follows a bar in a letter that is drawn: |_, |<, |3."""
_LATIN: Final = 1
_ODD: Final = 2
_STRANGE: Final = 4
_SIGN_OF_LETTER: Final = 8
_BETWEEN: Final = 16


@cache
def _traits() -> Any:
    """Return uint8 by code point: the traits above."""
    tables = chars.char_tables()
    codes = np.arange(chars.SIZE)
    traits = np.zeros(chars.SIZE, dtype=np.uint8)
    is_word = (tables.kind == chars.LETTER) | (tables.kind == chars.DIGIT)
    is_mask = (tables.kind == chars.OTHER) & ~np.isin(codes, _NATURAL_CODES)
    is_foreign = is_word & (tables.letter >= 128)
    is_odd = is_mask | is_foreign | (tables.kind == chars.IGNORED) | ((tables.flags & _ODD_FLAGS) > 0)
    traits[is_word & (codes < 128)] |= _LATIN
    traits[is_odd] |= _ODD
    traits[is_word & ((tables.flags & (chars.STYLED | chars.FLIPPED)) > 0)] |= _STRANGE
    traits[ord("\\")] |= _STRANGE
    traits[[ord(sign) for sign in "@$€£¢¥!|+(<"]] |= _SIGN_OF_LETTER
    traits[[ord(sign) for sign in " \t\n.*_-/|~·•・‧∙:,"]] |= _BETWEEN
    traits.setflags(write=False)
    return traits


_NATURAL_CODES: Final = np.array([ord(char) for char in NATURAL + chars.BREAK], dtype=np.uint32)
