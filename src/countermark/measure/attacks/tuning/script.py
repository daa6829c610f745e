"""Tuning pack, script tricks: letters replaced by others that look like them, or decorated."""

import string
import unicodedata
from typing import Final

import numpy as np

from countermark.measure.attacks.family import (
    AttackFamily,
    Kind,
    chosen_places,
    lookalikes,
    pick,
    rewriting,
    substituted,
)

_GREEK: Final = lookalikes(
    "a=3b1 b=3b2 e=3b5 i=3b9 k=3ba n=3b7 o=3bf p=3c1 t=3c4 u=3c5 v=3bd w=3c9 x=3c7 y=3b3 "
    "A=391 B=392 E=395 H=397 I=399 K=39a M=39c N=39d O=39f P=3a1 T=3a4 X=3a7 Y=3a5 Z=396"
)
# The sets of "faux Chinese" lettering that font generators offer.
_HAN: Final = {
    letter: (char,)
    for letter, char in zip("abcdefhijklmnoprstuvwxyz", "卂乃匚刀乇下卄工丁长乚爪几口尸尺丂丅凵リ山乂丫乙", strict=True)
}
# First capital of the mathematical alphabets without holes: bold, bold italic, bold script, bold fraktur, sans,
# sans bold, sans italic, sans bold italic, monospace (Unicode chart 1D400).
_MATHEMATICAL: Final = (0x1D400, 0x1D468, 0x1D4D0, 0x1D56C, 0x1D5A0, 0x1D5D4, 0x1D608, 0x1D63C, 0x1D670)
_SQUARED: Final = (0x1F130, 0x1F150, 0x1F170)
_SUPERSCRIPT: Final = lookalikes(
    "a=1d43 b=1d47 c=1d9c d=1d48 e=1d49 f=1da0 g=1d4d h=2b0 i=2071 j=2b2 k=1d4f l=2e1 m=1d50 n=207f o=1d52 p=1d56 "
    "r=2b3 s=2e2 t=1d57 u=1d58 v=1d5b w=2b7 x=2e3 y=2b8 z=1dbb"
)
_ACCENTS: Final = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c\u0327\u0328"
# Accents and the overlays of "strikethrough" and "underline" generators.
_MARKS: Final = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c\u0323\u0324\u0331\u0332\u0335\u0336"


def _accented_forms() -> dict[str, tuple[str, ...]]:
    forms = {}
    for letter in string.ascii_letters:
        composed = (unicodedata.normalize("NFC", letter + accent) for accent in _ACCENTS)
        forms[letter] = tuple(char for char in composed if len(char) == 1)
    return {letter: options for letter, options in forms.items() if options}


_ACCENTED: Final = _accented_forms()


def _greek(name: str, rng: np.random.Generator) -> str | None:
    # Greek capitals look more like ours than the small letters do, so sellers often shout.
    written = name.upper() if rng.random() < 0.5 else name
    return substituted(written, _GREEK, rng, share=0.7)


def _han(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _HAN, rng, share=pick(rng, (0.5, 1.0)))


def _mathematical(name: str, rng: np.random.Generator) -> str | None:
    first = pick(rng, _MATHEMATICAL)
    return "".join(_shifted(char, capital=first, small=first + 26) for char in name)


def _circled(name: str, rng: np.random.Generator) -> str | None:
    written = name.upper() if rng.random() < 0.3 else name
    return "".join(_shifted(char, capital=0x24B6, small=0x24D0) for char in written)


def _squared(name: str, rng: np.random.Generator) -> str | None:
    first = pick(rng, _SQUARED)
    return "".join(_shifted(char, capital=first, small=first) for char in name)


def _superscript(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _SUPERSCRIPT, rng)


def _accented(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _ACCENTED, rng, share=0.6)


def _combining(name: str, rng: np.random.Generator) -> str | None:
    letters = [index for index, char in enumerate(name) if char.isalpha()]
    chosen = chosen_places(rng, letters, share=0.7)
    return "".join(char + (pick(rng, _MARKS) if index in chosen else "") for index, char in enumerate(name))


def _shifted(char: str, *, capital: int, small: int) -> str:
    if char in string.ascii_uppercase:
        return chr(capital + ord(char) - ord("A"))
    if char in string.ascii_lowercase:
        return chr(small + ord(char) - ord("a"))
    return char


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("greek_lookalikes", Kind.SCRIPT, "Greek letters that look the same", _greek),
    rewriting("han_lookalikes", Kind.SCRIPT, "Chinese characters that look like Latin letters", _han),
    rewriting("mathematical_letters", Kind.SCRIPT, "bold, script, sans or other mathematical letters", _mathematical),
    rewriting("circled_letters", Kind.SCRIPT, "letters in circles", _circled),
    rewriting("squared_letters", Kind.SCRIPT, "letters in squares, or white on black", _squared),
    rewriting("superscript_letters", Kind.SCRIPT, "raised small letters", _superscript),
    rewriting("accented_letters", Kind.SCRIPT, "letters with accents, as one character each", _accented),
    rewriting("combining_marks", Kind.SCRIPT, "one combining mark or overlay on most letters", _combining),
)
"""The script families on which text signals may be tuned."""
