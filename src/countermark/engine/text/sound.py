"""How a word in Latin letters sounds, roughly: respellings that keep the sound share a key."""

import re
from itertools import groupby
from typing import Final

_SAME_SOUND: Final = (
    ("tch", "ch"), ("sch", "sh"), ("ch", "sh"), ("ph", "f"), ("gh", "g"), ("ck", "k"), ("th", "t"), ("x", "ks"),
    ("cks", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"), ("kuu", "kv"), ("kua", "kva"), ("kue", "kve"),
    ("kui", "kvi"), ("kuo", "kvo"), ("y", "i"), ("ew", "u"), ("ev", "iv"), ("ee", "i"), ("ea", "i"), ("ie", "i"),
    ("ei", "i"), ("ai", "i"), ("oo", "u"), ("ou", "u"),
)  # fmt: skip
"""Spelling -> one spelling for its sound, in this order."""
_SILENT: Final = re.compile(r"(?<=[^s])h(?![aeiouy])|(?<=[^aeiouys])h")
"""An h that nobody hears: after a consonant, or before one or the end."""
_ENDING: Final = re.compile(r"(?:er|or|ur|ar)$")


def sound_key(word: str) -> str:
    """Return a key that is the same for spellings of one sound: zeiko and seiko, leksmark and lexmark.

    Args:
        word: letters a to z.
    """
    for spelling, sound in _SAME_SOUND:
        if spelling in word:
            word = word.replace(spelling, sound)
    if "h" in word:
        word = _SILENT.sub("", word)
    word = "".join(letter for letter, _ in groupby(word))
    return _ENDING.sub("er", word)
