"""Tuning pack, edit tricks: letters changed, dropped, added or moved."""

from typing import Final

import numpy as np

from countermark.measure.attacks.family import (
    AttackFamily,
    Kind,
    chosen_places,
    inner_letters,
    pick,
    rewriting,
    substituted,
)

LOSSY_LENGTH: Final = 5
"""Shorter names are not recognised by buyers once a letter is lost, so sellers do not do it."""
_VOWELS: Final = "aeiouy"
_LEET: Final = {
    "a": ("4",), "b": ("8",), "e": ("3",), "g": ("9", "6"), "i": ("1",), "l": ("1",), "o": ("0",), "s": ("5",),
    "t": ("7",), "z": ("2",),
}  # fmt: skip
_ASCII_TWINS: Final = {"i": ("l", "1", "|"), "l": ("I", "1", "|"), "o": ("0",), "O": ("0",), "I": ("l", "1", "|")}
_OTHER_VOWELS: Final = {
    "a": ("e", "o"), "e": ("a", "i"), "i": ("y", "e"), "o": ("u", "a"), "u": ("o", "oo"), "y": ("i", "e"),
}  # fmt: skip
_SOUNDS: Final = (
    ("ck", "k"), ("ph", "f"), ("qu", "kw"), ("oo", "u"), ("ee", "i"), ("x", "ks"), ("c", "k"), ("k", "c"), ("z", "s"),
    ("s", "z"), ("f", "ph"), ("i", "ee"), ("y", "i"), ("v", "w"), ("j", "g"),
)  # fmt: skip


def _leet_digits(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _LEET, rng, share=0.7)


def _ascii_lookalikes(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _ASCII_TWINS, rng, share=0.8)


def _repeated(name: str, rng: np.random.Generator) -> str | None:
    letters = [index for index, char in enumerate(name) if char.isalpha()]
    chosen = chosen_places(rng, letters, share=0.25)
    times = int(rng.integers(2, 5))
    return "".join(char * times if index in chosen else char for index, char in enumerate(name))


def _dropped(name: str, rng: np.random.Generator) -> str | None:
    places = inner_letters(name)
    if len(name) < LOSSY_LENGTH or not places:
        return None
    place = pick(rng, places)
    return name[:place] + name[place + 1 :]


def _vowel_swapped(name: str, rng: np.random.Generator) -> str | None:
    places = [i for i in range(1, len(name)) if name[i].lower() in _OTHER_VOWELS]
    if len(name) < LOSSY_LENGTH or not places:
        return None
    place = pick(rng, places)
    return name[:place] + pick(rng, _OTHER_VOWELS[name[place].lower()]) + name[place + 1 :]


def _vowels_removed(name: str, rng: np.random.Generator) -> str | None:
    del rng
    kept = name[0] + "".join(char for char in name[1:] if char.lower() not in _VOWELS)
    # With three consonants left nobody knows what is meant.
    return kept if len(kept) >= 4 else None


def _phonetic(name: str, rng: np.random.Generator) -> str | None:
    lower = name.lower()
    places = [(i, old, new) for old, new in _SOUNDS for i in range(len(lower)) if lower.startswith(old, i)]
    if len(name) < LOSSY_LENGTH or not places:
        return None
    place, old, new = pick(rng, places)
    return lower[:place] + new + lower[place + len(old) :]


def _reversed(name: str, rng: np.random.Generator) -> str | None:
    del rng
    return name[::-1]


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("leet_digits", Kind.EDIT, "digits for letters", _leet_digits),
    rewriting("ascii_lookalikes", Kind.EDIT, "I, l, 1 and | for each other, 0 for O", _ascii_lookalikes),
    rewriting("repeated_letters", Kind.EDIT, "one letter or a few written two to four times", _repeated),
    rewriting("dropped_letter", Kind.EDIT, "one inner letter left out", _dropped),
    rewriting("vowel_swapped", Kind.EDIT, "one vowel for another", _vowel_swapped),
    rewriting("vowels_removed", Kind.EDIT, "no vowels after the first letter", _vowels_removed),
    rewriting("phonetic_respelling", Kind.EDIT, "one sound spelled another way", _phonetic),
    rewriting("reversed_name", Kind.EDIT, "written backwards", _reversed),
)
"""The edit families on which text signals may be tuned."""
