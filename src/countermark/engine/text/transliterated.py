"""Names written by their sound in Cyrillic or Greek letters: адидас, ντιζελ.

Look-alikes from these scripts in a Latin word are another matter (chars.py). Here the whole word is in one script and
is read as its own readers would read it.
"""

import re
import unicodedata
from typing import Any, Final

import numpy as np

from countermark.engine.text.channel import cost_of
from countermark.engine.text.names import Name
from countermark.engine.text.noisy import NoisyNames
from countermark.engine.text.sound import sound_key
from countermark.engine.text.stream import Texts

FIRST: Final = 0x370
LAST: Final = 0x52F
MIN_LETTERS: Final = 4
MAX_WORDS: Final = 24
"""Words of one title that are looked at."""
COST_OF_LETTER: Final = 0.6
"""Bits for each letter of the word that a transcription may lose: it keeps the sound, not the spelling."""
MAX_NAME_WORDS: Final = 3
_WORD: Final = re.compile(r"[\u0370-\u052f\u0300-\u0341]{1,30}")
_SOUNDS: Final = (
    ("ντ", "d"), ("μπ", "b"), ("γκ", "g"), ("ου", "u"), ("τζ", "j"), ("дж", "j"), ("кс", "x"),
)  # fmt: skip
_CYRILLIC: Final = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяіїєґъьё",
        "a b v g d e j z i i k l m n o p r s t u f h c ch sh sh y e iu ia i i e g - - e".split(),
        strict=True,
    )
)
_GREEK: Final = dict(
    zip("αβγδεζηθικλμνξοπρστυφχψως", "a b g d e z i th i k l m n x o p r s t u f h ps o s".split(), strict=True)
)
_LETTERS: Final = _CYRILLIC | _GREEK


class TransliteratedNames:
    """Finds names in the Latin alphabet that a text spells in Cyrillic or Greek letters."""

    def __init__(self, names: list[Name], noisy: NoisyNames) -> None:
        self._letters = [name.letters for name in names]
        self._counts = [len(name.breaks) + 1 for name in names]
        self._names = noisy
        self._by_sound: dict[tuple[int, str], list[int]] = {}
        for index, letters in enumerate(self._letters):
            if len(letters) >= MIN_LETTERS and letters.isascii() and letters.isalpha():
                self._by_sound.setdefault((self._counts[index], sound_key(letters)), []).append(index)

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (name, start, end) of each word that sounds like one name; what fits several brands is left out."""
        found = []
        words = [word.span() for word in _WORD.finditer(text)][:MAX_WORDS]
        for number, (start, _) in enumerate(words):
            for count in range(1, min(MAX_NAME_WORDS, len(words) - number) + 1):
                end = words[number + count - 1][1]
                name = self._name_of(text[start:end], count)
                if name is not None:
                    found.append((name, start, end))
        return found

    def _name_of(self, text: str, count: int) -> int | None:
        words = text.split()
        spelled = latin_of("".join(words))
        if len(words) != count or not (spelled.isascii() and spelled.isalpha()) or len(spelled) < MIN_LETTERS:
            return None
        exact = self._by_sound.get((count, sound_key(spelled)), [])
        if exact:
            return exact[0] if len(exact) == 1 else None
        hit = self._names.nearest(spelled, COST_OF_LETTER * len(spelled))
        if hit is None or self._counts[hit[0]] != count or not self._sounds_so(spelled, hit[0]):
            return None
        return hit[0]

    def _sounds_so(self, spelled: str, index: int) -> bool:
        """Tell whether what is left of the difference, when both are written as they sound, is a vowel at most."""
        return cost_of(sound_key(spelled), sound_key(self._letters[index])) <= MAX_SOUND_COST


MAX_SOUND_COST: Final = 3.0


def latin_of(word: str) -> str:
    """Return how a word in Cyrillic or Greek letters is spelled in Latin ones; other characters stay as they are."""
    plain = "".join(char for char in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(char) != "Mn")
    for letters, sound in _SOUNDS:
        plain = plain.replace(letters, sound)
    return "".join(_LETTERS.get(char, char) for char in plain).replace("-", "")


def transliterated_rows(texts: Texts) -> Any:
    """Return the rows whose titles have a letter of these scripts."""
    codes = texts.codes[: int(texts.starts[texts.rows])]
    return np.unique(texts.text_of(np.flatnonzero((codes >= FIRST) & (codes <= LAST))))
