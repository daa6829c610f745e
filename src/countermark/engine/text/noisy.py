"""Names in words with several faults: what is read of a word is weighed against all names by a noisy channel.

Whoever disguises a name keeps it readable: of its consonants, most stay in their order, though perhaps as others that
sound alike. So names are proposed by those, with one of them missing on either side, and weighed by `channel.cost_of`.
"""

from itertools import groupby
from typing import Final

from countermark.engine.text.channel import LIKE_LETTER, MASKED, UNKNOWN, cost_of
from countermark.engine.text.letter_bits import surprise
from countermark.engine.text.likeness import MIN_CONSONANTS, VOWELS, deletions, skeleton
from countermark.engine.text.names import Name

MIN_LETTERS: Final = 5
MAX_LETTERS: Final = 30
MIN_KEY: Final = 2
"""Fewest consonants by which names are proposed."""
MAX_PROPOSED: Final = 400
"""Names looked at for one word; a key that proposes more says nothing."""
MAX_REMEMBERED: Final = 50_000
"""Words whose names are kept, about 5 MB; then all are forgotten."""
CHANCE: Final = 21.0
"""Bits that a word has to be more surprising than its faults cost, for it to be read as a name."""
MIN_COST: Final = 3.0
COST_OF_LETTER: Final = 0.6
"""Bits for each letter of a word that its faults may cost: names of other firms are as long, and differ by more."""
COST_OF_VOWELS: Final = 0.95
"""The same for words that keep all consonants."""
MARGIN: Final = 2.0
"""Bits by which the best name has to be better than a name of another brand."""
_SOUNDS: Final = str.maketrans("cqgxzfwjpd", "kkkssvvkbt")
_SILENT: Final = str.maketrans("", "", "aeiouyhw" + UNKNOWN)


class NoisyNames:
    """Names of letters a to z, proposed by their consonants."""

    def __init__(self, names: list[Name]) -> None:
        self._letters: list[str] = [name.letters for name in names]
        self._brands = [name.brand_id for name in names]
        self._remembered: dict[tuple[str, float], int | None] = {}
        """(word, odd bits) -> what `misspelt` returned; titles repeat their words."""
        self._masks: list[int] = [_mask(letters) for letters in self._letters]
        self._by_key: dict[str, list[int]] = {}
        for index, letters in enumerate(self._letters):
            if letters.isascii() and letters.isalpha() and MIN_LETTERS <= len(letters) <= MAX_LETTERS:
                for key in _keys_of(letters):
                    self._by_key.setdefault(key, []).append(index)

    def has_key(self, word: str) -> bool:
        """Tell whether any name may be proposed for a word."""
        return any(key in self._by_key for key in _keys_of(word))

    def misspelt(self, word: str, *, odd_bits: float = 0.0) -> int | None:
        """Return the one name that a word writes with faults that are few for how surprising the word is.

        Args:
            word: letters a to z, `UNKNOWN` where a sign may stand for any.
            odd_bits: how unlikely it is that chance writes the word in the way in which it is written.
        """
        key = (word, odd_bits)
        if key not in self._remembered:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._misspelt(word, odd_bits)
        return self._remembered[key]

    def _misspelt(self, word: str, odd_bits: float) -> int | None:
        limit = surprise(word.replace(UNKNOWN, "")) + odd_bits - CHANCE
        if limit < MIN_COST:
            return None
        found = self.nearest(word, min(limit, COST_OF_VOWELS * len(word) + odd_bits))
        if found is None:
            return None
        index, cost = found
        keeps = skeleton(word) == skeleton(self._letters[index]) and len(skeleton(word)) >= MIN_CONSONANTS
        return index if keeps or cost <= COST_OF_LETTER * len(word) + odd_bits else None

    def nearest(self, word: str, limit: float) -> tuple[int, float] | None:
        """Return the name that a word writes, and at what cost; None where none costs at most `limit`, or several do.

        Args:
            word: letters a to z, `UNKNOWN` where a sign may stand for any.
            limit: largest cost, in bits.
        """
        found = self._weighed(word, limit + MARGIN)
        if not found or found[0][0] > limit:
            return None
        cost, index = found[0]
        rivals = (other for other, at in found[1:] if self._brands[at] != self._brands[index])
        return (index, cost) if next(rivals, cost + MARGIN) >= cost + MARGIN else None

    def _weighed(self, word: str, limit: float) -> list[tuple[float, int]]:
        if not MIN_LETTERS - 1 <= len(word) <= MAX_LETTERS:
            return []
        mask, unknown = _mask(word), word.count(UNKNOWN)
        proposed = {index for key in _keys_of(word) for index in self._by_key.get(key, ())[:MAX_PROPOSED]}
        found = []
        for index in proposed:
            if _least_cost(mask, self._masks[index], unknown) > limit:
                continue
            cost = cost_of(word, self._letters[index], limit)
            if cost <= limit:
                found.append((cost, index))
        return sorted(found)


def _keys_of(word: str) -> set[str]:
    """Return the word's consonants as they sound, whole and less each in turn."""
    consonants = "".join(letter for letter, _ in groupby(word.translate(_SOUNDS).translate(_SILENT)))
    keys = {consonants, *(deletions(consonants) if len(consonants) > MIN_KEY else ())}
    return {key for key in keys if len(key) >= MIN_KEY}


def _least_cost(word: int, name: int, unknown: int) -> float:
    """Return bits that no faults cost less than, by the letters that only the word or only the name has.

    A letter that only one of them has was changed, lost or added, at `LIKE_LETTER` or more; unknown signs may stand for
    letters of the name.

    Args:
        word: `_mask` of the word.
        name: `_mask` of the name.
        unknown: signs in the word that may stand for any letter.
    """
    only_name = (name & ~word).bit_count()
    masked = min(only_name, unknown)
    return max(LIKE_LETTER * (word & ~name).bit_count(), LIKE_LETTER * (only_name - masked) + MASKED * masked)


def _mask(word: str) -> int:
    """Return the set of a word's letters as bits; vowels count as one letter, unknown signs not."""
    mask = 0
    for letter in word.replace(UNKNOWN, ""):
        mask |= 1 if letter in VOWELS else 1 << (ord(letter) & 31)
    return mask
