"""Sealed pack, edit tricks. Nobody tunes on these families: see the package's comment."""

import string
from typing import Final

import numpy as np

from countermark.measure.attacks.family import (
    AttackFamily,
    Kind,
    between,
    inner_letters,
    pick,
    rewriting,
    substituted,
)

_LOSSY_LENGTH: Final = 5
"""Shorter names are not recognised by buyers once a letter is wrong, so sellers do not do it."""
_SYMBOLS: Final = {
    "a": ("@",), "c": ("(", "¢"), "e": ("€", "£"), "h": ("#",), "i": ("!",), "l": ("|", "!"), "o": ("()", "*"),
    "s": ("$",), "t": ("+",), "x": ("%", "×"), "y": ("¥",),
}  # fmt: skip
_DIGITS: Final = dict(zip("abegilostz", "4839110572", strict=True))
_WILDCARDS: Final = ("*", "*", "#", "_", "?", "•", "x")
_DIGRAPHS: Final = {
    "m": ("rn", "nn"), "w": ("vv", "uu"), "d": ("cl",), "k": ("|<", "lc"), "h": ("|-|",), "n": ("|\\|",), "b": ("|3",),
    "u": ("|_|",), "v": ("\\/",),
}  # fmt: skip
_KEYBOARD: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _leet_symbols(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _SYMBOLS, rng, share=0.7)


def _leet_spaced(name: str, rng: np.random.Generator) -> str | None:
    digits = {letter: (digit,) for letter, digit in _DIGITS.items()}
    changed = substituted(name, digits, rng, share=0.6)
    return None if changed is None else between(changed, (pick(rng, (" ", ".", "-")),), rng)


def _transposed(name: str, rng: np.random.Generator) -> str | None:
    places = [
        i for i in range(1, len(name) - 1) if name[i].lower() != name[i + 1].lower() and name[i : i + 2].isalpha()
    ]
    if len(name) < _LOSSY_LENGTH or not places:
        return None
    place = pick(rng, places)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _inserted(name: str, rng: np.random.Generator) -> str | None:
    if len(name) < _LOSSY_LENGTH:
        return None
    place = int(rng.integers(1, len(name)))
    return name[:place] + pick(rng, string.ascii_lowercase) + name[place:]


def _wildcard(name: str, rng: np.random.Generator) -> str | None:
    places = inner_letters(name)
    if len(places) < 2:
        return None
    count = 1 if len(name) < 6 else int(rng.integers(1, 3))
    hidden = {pick(rng, places) for _ in range(count)}
    sign = pick(rng, _WILDCARDS)
    return "".join(sign if index in hidden else char for index, char in enumerate(name))


def _digraphs(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _DIGRAPHS, rng, share=0.7)


def _neighbour_key(name: str, rng: np.random.Generator) -> str | None:
    places = inner_letters(name)
    if len(name) < _LOSSY_LENGTH or not places:
        return None
    place = pick(rng, places)
    keys = _keys_beside(name[place].lower())
    return name[:place] + pick(rng, keys) + name[place + 1 :] if keys else None


def _keys_beside(char: str) -> str:
    for row in _KEYBOARD:
        index = row.find(char)
        if index >= 0:
            return row[max(0, index - 1) : index] + row[index + 1 : index + 2]
    return ""


def _word_order(name: str, rng: np.random.Generator) -> str | None:
    del rng
    words = name.split()
    return " ".join((words[-1], *words[:-1])) if len(words) >= 2 else None


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("leet_symbols", Kind.EDIT, "symbols for letters", _leet_symbols),
    rewriting("leet_spaced", Kind.EDIT, "digits for letters, and all letters apart", _leet_spaced),
    rewriting("transposed_letters", Kind.EDIT, "two letters in each other's place", _transposed),
    rewriting("inserted_letter", Kind.EDIT, "one letter too many", _inserted),
    rewriting("wildcard", Kind.EDIT, "one or two inner letters starred out", _wildcard),
    rewriting("digraph_lookalikes", Kind.EDIT, "two characters that look like one letter", _digraphs),
    rewriting("neighbour_key", Kind.EDIT, "one letter's neighbour on the keyboard", _neighbour_key),
    rewriting("word_order_swapped", Kind.EDIT, "the last word of the name first", _word_order),
)
"""The edit families that are kept out of all tuning."""
