"""How a word in Latin letters sounds, roughly: respellings that keep the sound share a key."""

from itertools import groupby
from typing import Final

_SAME_SOUND: Final = (
    ("ph", "f"), ("ck", "k"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"), ("y", "i"),
    ("ee", "i"), ("ea", "i"), ("ie", "i"), ("ei", "i"), ("oo", "u"), ("ou", "u"),
)  # fmt: skip
"""Spelling -> one spelling for its sound, in this order."""


def sound_key(word: str) -> str:
    """Return a key that is the same for spellings of one sound: zeiko and seiko, leksmark and lexmark.

    Args:
        word: letters a to z.
    """
    for spelling, sound in _SAME_SOUND:
        if spelling in word:
            word = word.replace(spelling, sound)
    return "".join(letter for letter, _ in groupby(word))
