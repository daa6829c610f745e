"""How sure it is that a disguised writing means the name, in bits: the log of the odds against an ordinary text.

A writing speaks for a name as far as chance is unlikely to write it (`letter_bits.surprise`), less what the faults cost
that make it of the name (`channel.cost_of`), less what it takes to choose among all names of the registry. What no
keyboard writes by accident adds to it; that the pieces are ordinary words takes from it. The numbers below are bits;
how they were set is told in docs/explanation/how-accuracy-is-measured.md.
"""

import math
from typing import Final

from countermark.engine.text.candidate import plain_word
from countermark.engine.text.canonical import Reading, read_chars
from countermark.engine.text.channel import cost_of
from countermark.engine.text.compare import DIGIT_LETTERS
from countermark.engine.text.letter_bits import surprise
from countermark.engine.text.names import Name
from countermark.engine.text.vocabulary import Vocabulary

MIN_CERTAINTY: Final = 8.5
"""Bits below which a disguised writing is not reported, where the snapshot's weights say nothing else."""
OF_FREQUENT: Final = 11.0
"""Bits of an ordinary word: one of about two thousand that make up most titles."""
OF_KNOWN: Final = 19.0
"""Bits of a rare word of the dictionaries or the catalogue."""
OF_UNKNOWN: Final = 2.0
"""Added to a word's letters where no dictionary has it."""
OF_DIGIT: Final = 3.0
"""Bits of a digit that stands for a letter: part numbers are full of digits."""
OF_CHARACTER: Final = 12.5
OF_COMMON_CHARACTER: Final = 6.0
OF_CHANGED_CHARACTER: Final = 3.0
"""Cost of another Chinese character of the same sound or shape."""
OF_SPELLED: Final = 4.0
"""Bits of a Latin letter or another sign in a Chinese name."""
OF_FRONT: Final = 1.5
"""A title begins with the brand more often than with anything else."""
OF_SUPPORT: Final = 8.0
"""The listing names the brand elsewhere, too."""
MIN_PART: Final = 4
"""Fewest letters of either word of two that are joined."""
MOST: Final = 60.0

_COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
)
"""The commonest characters of Chinese texts, which are in any two words by chance."""
_CHANGES_LETTERS: Final = frozenset(
    {"dropped_letter", "inserted_letter", "substituted_letter", "transposed_letters", "respelled", "vowels_removed",
     "repeated_letters", "lookalike_letters", "misspelt"}
)  # fmt: skip
"""Kinds whose cost is what the channel says, at most `MOST_OF` for kinds that are one move of many letters."""
_ODD: Final[dict[str, float]] = {
    "zero_width": 12.0, "combining_marks": 10.0, "styled_letters": 10.0, "upside_down": 10.0, "bidi_override": 12.0,
    "homoglyph": 10.0, "leet": 1.0, "masked": 2.0, "punctuation": 3.0, "spacing": 0.0, "filler": 2.0,
    "mixed_script": 5.0, "split_characters": 0.0, "bopomofo": 12.0, "added_accent": 2.0, "glued": 3.0,
    "full_width": 20.0, "hyphenated": 4.0,
}  # fmt: skip
"""Kind -> how much oftener it is meant than accidental, for kinds that leave the letters."""
_MOVES: Final[dict[str, float]] = {
    "respelled": 4.0, "vowels_removed": 5.0, "scrambled_letters": 8.0, "rotated": 5.0, "reversed": 5.0,
    "swapped_words": 4.0, "initials": 6.0, "transposed_characters": 5.0, "dropped_character": 5.0,
    "lookalike_letters": 3.0, "repeated_letters": 6.0,
}  # fmt: skip
"""Kind -> cost of it as one move, whatever the letters."""
_HAN_CHANGES: Final = frozenset({"homophone", "sound_alike", "similar_character", "mixed_script"})


class Certainty:
    """Judges disguised writings of the names of one registry."""

    def __init__(self, names: int, vocabulary: Vocabulary) -> None:
        """Prepare for a registry of `names` names, among ordinary words of the vocabulary."""
        self._choice = math.log2(max(names, 2))
        self._vocabulary = vocabulary

    def of(self, name: Name, text: str, kinds: tuple[str, ...], *, in_front: bool) -> float:
        """Return the certainty in bits that `text` means the name.

        Args:
            name: the name that was found.
            text: what stands in the listing, as typed.
            kinds: of its disguise.
            in_front: whether it begins its field.
        """
        bits = self._han(name, text, kinds) if name.is_han else self._latin(name, text, kinds)
        bits += sum(_ODD.get(kind, 0.0) for kind in kinds) - self._choice
        if in_front and _CHANGES_LETTERS.isdisjoint(kinds):
            bits += OF_FRONT  # the brands of others stand in front, too, and are names like this one
        return round(min(bits, MOST), 1)

    def _latin(self, name: Name, text: str, kinds: tuple[str, ...]) -> float:
        moves = [cost for kind in kinds if (cost := _MOVES.get(kind)) is not None]
        target = name.letters.translate(DIGIT_LETTERS)
        if not _CHANGES_LETTERS.isdisjoint(kinds):
            letters = _letters_of(text, backwards="reversed" in kinds)
            return self._background(text, letters) - min([cost_of(letters, target), *moves])
        background = surprise(target) + OF_UNKNOWN if "glued" in kinds else self._background(text, target)
        return background - sum(moves)

    def _background(self, text: str, letters: str) -> float:
        """Return how many bits an ordinary text spends on these letters, in the pieces in which they stand."""
        pieces = plain_word(text).split()
        if all(piece.isalpha() and piece.isascii() for piece in pieces):
            return sum(map(self._of_word, pieces))
        if text.isascii() and text.isalnum():
            digits = sum(map(str.isdigit, text))
            return surprise("".join(filter(str.isalpha, pieces[0]))) + OF_DIGIT * digits + OF_UNKNOWN
        return surprise(letters) + OF_UNKNOWN

    def _of_word(self, word: str) -> float:
        if word in self._vocabulary.frequent:
            return min(OF_FREQUENT, surprise(word))
        if word in self._vocabulary:
            return min(OF_KNOWN, surprise(word))
        if self._is_compound(word):
            return min(2 * OF_FREQUENT, surprise(word))
        return surprise(word) + OF_UNKNOWN

    def _is_compound(self, word: str) -> bool:
        """Tell whether a word is two ordinary words joined (checkmark)."""
        frequent = self._vocabulary.frequent
        places = range(MIN_PART, len(word) - MIN_PART + 1)
        return any(word[:at] in frequent and word[at:] in frequent for at in places)

    def _han(self, name: Name, text: str, kinds: tuple[str, ...]) -> float:
        if kinds[0] in {"pinyin", "initials"}:
            bits = self._background(text, _letters_of(text, backwards=False))
            return min(bits, OF_CHARACTER * len(name.letters)) - sum(_MOVES.get(kind, 0.0) for kind in kinds)
        bits = 0.0
        changed = max(len(name.letters) - sum(char in text for char in name.letters), 0)
        for char in text:
            if "\u3400" <= char <= "\u9fff":
                bits += OF_COMMON_CHARACTER if char in _COMMON else OF_CHARACTER
            elif char.isalnum():
                bits += OF_SPELLED
        costs = sum(_MOVES.get(kind, 0.0) for kind in kinds)
        if not _HAN_CHANGES.isdisjoint(kinds):
            costs += OF_CHANGED_CHARACTER * changed
        return bits - costs


def _letters_of(text: str, *, backwards: bool) -> str:
    """Return what is read of a text, digits as the letters that they stand for."""
    letters = "".join(char.letter for char in read_chars(text, Reading.USUAL)).translate(DIGIT_LETTERS)
    return letters[::-1] if backwards else letters
