"""Brand names as the text search knows them: every name and alias, and the forms in which it may appear.

A form is a way of writing a name that the canonical stream does not undo by itself: a Chinese name in pinyin, a name
backwards, `rn` for `m`. Each form is one pattern of the automaton.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, product
from typing import Final

from countermark.engine.registry.model import Registry
from countermark.engine.text import canonical, chars
from countermark.engine.text.han_forms import (
    BACKWARDS,
    BOPOMOFO,
    DROPPED,
    INITIALS,
    MIN_INITIALS,
    MIN_PINYIN,
    MIXED,
    PINYIN,
    SHAPE,
    SPLIT,
    TRANSPOSED,
    chinese_forms,
    is_chinese,
)

__all__ = [
    "BACKWARDS",
    "BOPOMOFO",
    "DROPPED",
    "INITIALS",
    "MIN_INITIALS",
    "MIN_PINYIN",
    "MIXED",
    "PINYIN",
    "SHAPE",
    "SPLIT",
    "TRANSPOSED",
]

PLAIN: Final = "plain"
REVERSED: Final = BACKWARDS
UPSIDE_DOWN: Final = "upside_down"
LOOKALIKE: Final = "lookalike_letters"
SWAPPED: Final = "swapped_words"
VOWELLESS: Final = "vowels_removed"
DROPPED_LETTER: Final = "dropped_letter"
SUBSTITUTED_LETTER: Final = "substituted_letter"
FIRST_WORD: Final = "first_word"
"""The first word of a name of several words: other words may stand before the rest of it."""
HAN_FORMS: Final = frozenset({BOPOMOFO, SPLIT, SHAPE, DROPPED, BACKWARDS, MIXED, TRANSPOSED})
"""Forms in characters that run on without spaces."""

MIN_STREAM: Final = 4
"""Shortest stream of a form in Latin letters that is searched: shorter ones are in every text by chance."""
MIN_REVERSED: Final = 3
"""Shortest name searched backwards; below 6 letters only a right-to-left override makes it count."""
MIN_UPSIDE_DOWN: Final = 3
MIN_LOOKALIKE: Final = 5
MIN_VOWELLESS: Final = 5
MIN_CONSONANTS: Final = 4
MIN_FIRST_WORD: Final = 5
MIN_SWAPPED_WORD: Final = 3
MIN_CHANGED_WORD: Final = 6
"""Shortest name of several words of which one may have a fault."""
MAX_SHORT_WORD: Final = 4
_VOWELS: Final = "aeiou"
_DIGRAPHS: Final = (("m", "rn"), ("w", "vv"), ("d", "cl"), ("h", "li"), ("k", "lc"))
_TURNED: Final = str.maketrans("nubqdp", "unqbpd")


@dataclass(frozen=True, slots=True)
class Name:
    """One name or alias of a brand."""

    brand_id: str
    text: str
    """As the registry has it."""
    letters: str
    """What is read of it: letters and digits without separators, unfolded."""
    breaks: tuple[int, ...]
    """Indexes into `letters` before which the name itself has a separator (kestrel|cole: 7)."""
    accents: frozenset[int]
    """Indexes of letters that the name itself writes with an accent."""
    is_han: bool
    """The name has characters of a script without spaces."""
    common_word: bool
    """Needs context to count as a mention."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of the automaton."""

    stream: str
    """What is searched in the canonical stream."""
    name: int
    """Index of the name it stands for."""
    form: str
    """`PLAIN` or another form above."""
    letters: str
    """The letters that an undisguised writing of this form has."""
    breaks: tuple[int, ...] = ()
    """Indexes into `letters` before which this form has a separator of its own."""
    is_han: bool = False
    """The form has characters of a script without spaces, and needs no free edges."""


def names_of(registry: Registry) -> list[Name]:
    """Return every distinct name of the registry's brands, brand names first, in the registry's order."""
    found: dict[tuple[str, str], Name] = {}
    entries = [(brand.brand_id, brand.name, brand.common_word) for brand in registry.brands]
    entries += [(alias.brand_id, alias.alias, alias.common_word) for alias in registry.aliases]
    for brand_id, text, common_word in entries:
        name = name_of(brand_id, text, common_word=common_word)
        known = found.get((brand_id, name.letters))
        if known is not None:
            # Lumierela and Lumière L.A. are one name, which may be written with either's separators and accents.
            name = replace(
                known, breaks=tuple(sorted({*known.breaks, *name.breaks})), accents=known.accents | name.accents
            )
        if name.letters:
            found[(brand_id, name.letters)] = name
    return list(found.values())


def patterns_of(names: list[Name]) -> list[Pattern]:
    """Return the patterns of all names; a stream that several names share is there once for each."""
    plain = {name.letters for name in names}
    patterns = []
    for index, name in enumerate(names):
        stream = canonical.stream_of_letters(name.letters)
        patterns.append(Pattern(stream, index, PLAIN, name.letters, name.breaks, name.is_han))
        for form, letters, breaks in _forms(name):
            stream = canonical.stream_of_letters(letters)
            if letters not in plain and not (stream.isascii() and len(stream) < MIN_STREAM):
                patterns.append(Pattern(stream, index, form, letters, breaks, name.is_han and form in HAN_FORMS))
    return patterns


def name_of(brand_id: str, text: str, *, common_word: bool = False) -> Name:
    """Return a name as the search needs it."""
    read = canonical.read_chars(text)
    breaks = tuple(i for i in range(1, len(read)) if read[i].at > read[i - 1].at + 1)
    return Name(
        brand_id=brand_id,
        text=text,
        letters="".join(char.letter for char in read),
        breaks=breaks,
        accents=frozenset(i for i, char in enumerate(read) if char.flags & chars.DIACRITIC),
        is_han=any(chars.char_tables().kind[ord(char.letter)] == chars.HAN for char in read),
        common_word=common_word,
    )


def _forms(name: Name) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield (form, letters, breaks) of every form but the plain one."""
    if name.is_han:
        if all(is_chinese(char) for char in name.letters):
            yield from chinese_forms(name.letters)
        return
    letters, size = name.letters, len(name.letters)
    if not letters.isascii():
        return
    backwards = tuple(sorted(size - at for at in name.breaks))
    if size >= MIN_REVERSED and letters != letters[::-1]:
        yield REVERSED, letters[::-1], backwards
    if size >= MIN_UPSIDE_DOWN:
        yield UPSIDE_DOWN, letters[::-1].translate(_TURNED), backwards
    if size >= MIN_LOOKALIKE:
        for letter, pair in _DIGRAPHS:
            if letter in letters:
                yield LOOKALIKE, letters.replace(letter, pair), ()
    if name.breaks:
        yield from _forms_of_words(name)
    if size >= MIN_VOWELLESS and letters.isalpha():
        yield from _vowelless_forms(name)


def _forms_of_words(name: Name) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield the forms that only a name of several words has."""
    words, size = words_of(name), len(name.letters)
    if len(words) > 2 or min(name.breaks[0], size - name.breaks[0]) >= MIN_SWAPPED_WORD:
        yield SWAPPED, "".join(words[1:] + words[:1]), tuple(accumulate(map(len, words[1:])))
    yield REVERSED, "".join(word[::-1] for word in words), name.breaks
    if size >= MIN_CHANGED_WORD and name.letters.isalpha():
        yield from _changed_word_forms(words)
    if name.breaks[0] >= MIN_FIRST_WORD:
        yield FIRST_WORD, words[0], ()


def _changed_word_forms(words: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield a name of several words with a letter of a short one left out, or a vowel of it changed (cas logic).

    Faults in longer words are found by the words themselves (edits.py).
    """
    for number, word in enumerate(words):
        if len(word) > MAX_SHORT_WORD or (len(word) == 1 and len(words) > 1):
            continue
        changed = [(DROPPED_LETTER, word[:at] + word[at + 1 :]) for at in range(len(word))]
        changed += [
            (SUBSTITUTED_LETTER, word[:at] + vowel + word[at + 1 :])
            for at, letter in enumerate(word)
            if letter in _VOWELS
            for vowel in _VOWELS
            if vowel != letter
        ]
        for form, other in dict.fromkeys(changed):
            written = (*words[:number], other, *words[number + 1 :])
            yield form, "".join(written), tuple(accumulate(map(len, written[:-1])))


def _vowelless_forms(name: Name) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield the name without its vowels, with and without y: of every word, or of the whole, the first letter stays."""
    seen = set()
    for vowels, keeps_all in product(("aeiou", "aeiouy"), (True, False)):
        words = [
            "".join(
                char for at, char in enumerate(word) if char not in vowels or (at == 0 and (keeps_all or not number))
            )
            for number, word in enumerate(words_of(name))
        ]
        letters = "".join(words)
        if len(letters) >= MIN_CONSONANTS and letters != name.letters and letters not in seen:
            seen.add(letters)
            yield VOWELLESS, letters, tuple(accumulate(len(word) for word in words[:-1]))


def words_of(name: Name) -> tuple[str, ...]:
    """Return the letters of the name, cut where the name has separators."""
    bounds = [0, *name.breaks, len(name.letters)]
    return tuple(name.letters[first:last] for first, last in pairwise(bounds))
