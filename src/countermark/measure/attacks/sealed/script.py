"""Sealed pack, script tricks. Nobody tunes on these families: see the package's comment."""

import string
from typing import Final

import numpy as np

from countermark.measure.attacks.family import AttackFamily, Kind, lookalikes, pick, rewriting, substituted

_CYRILLIC: Final = lookalikes(
    "a=430 c=441 e=435 h=4bb i=456 j=458 k=43a l=4cf m=43c n=43f o=43e p=440 q=51b s=455 t=442 w=51d x=445 y=443 d=501 "
    "A=410 B=412 C=421 E=415 H=41d I=406 J=408 K=41a M=41c O=41e P=420 S=405 T=422 X=425 Y=4ae"
)
_CHEROKEE: Final = lookalikes(
    "A=13aa B=13f4 C=13df D=13a0 E=13ac G=13c0 H=13bb I=13a5 J=13ab K=13e6 L=13de M=13b7 P=13e2 R=13d2 S=13da T=13a2 "
    "V=13d9 W=13d4 Z=13c3"
)
_LISU: Final = lookalikes(
    "A=a4ee B=a4d0 C=a4da D=a4d3 E=a4f0 F=a4dd G=a4d6 H=a4e7 I=a4f2 J=a4d9 K=a4d7 L=a4e1 M=a4df N=a4e0 O=a4f3 P=a4d1 "
    "R=a4e3 S=a4e2 T=a4d4 U=a4f4 V=a4e6 W=a4ea X=a4eb Y=a4ec Z=a4dc"
)
_ARMENIAN: Final = lookalikes("a=561 g=581 h=570 j=575 n=578 o=585 q=566 s=57d u=57d")
_LATIN_EXTENDED: Final = lookalikes(
    "a=251 b=180,253 c=188 d=111,257 e=247 f=192 g=261,260 h=127 i=131,268 j=249 k=199 l=142,26b m=271 n=14b,19e "
    "o=f8,275 p=1a5 q=24b r=24d s=282 t=167,1ad u=289 v=28b y=24f,1b4 z=1b6,225"
)
_SMALL_CAPITALS: Final = lookalikes(
    "a=1d00 b=299 c=1d04 d=1d05 e=1d07 f=a730 g=262 h=29c i=26a j=1d0a k=1d0b l=29f m=1d0d n=274 o=1d0f p=1d18 q=1eb "
    "r=280 s=a731 t=1d1b u=1d1c v=1d20 w=1d21 y=28f z=1d22"
)
_UPSIDE_DOWN: Final = lookalikes(
    "a=250 b=71 c=254 d=70 e=1dd f=25f g=183 h=265 i=1d09 j=27e k=29e l=6c m=26f n=75 o=6f p=64 q=62 r=279 s=73 t=287 "
    "u=6e v=28c w=28d x=78 y=28e z=7a"
)
_REGIONAL_A: Final = 0x1F1E6
# Two regional indicators side by side may show as a flag, so sellers put something between them.
_REGIONAL_SEPARATORS: Final = ("\u200b", " ")


def _cyrillic(name: str, rng: np.random.Generator) -> str | None:
    written = name.upper() if rng.random() < 0.3 else name
    return substituted(written, _CYRILLIC, rng, share=0.7)


def _rare_script(name: str, rng: np.random.Generator) -> str | None:
    table = pick(rng, (_CHEROKEE, _LISU, _ARMENIAN))
    written = name.lower() if table is _ARMENIAN else name.upper()
    return substituted(written, table, rng, share=0.8)


def _latin_extended(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _LATIN_EXTENDED, rng, share=0.6)


def _small_capitals(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _SMALL_CAPITALS, rng)


def _fullwidth(name: str, rng: np.random.Generator) -> str | None:
    del rng
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name)


def _zalgo(name: str, rng: np.random.Generator) -> str | None:
    marks = [chr(code) for code in range(0x300, 0x34F)]
    return "".join(char + "".join(pick(rng, marks) for _ in range(int(rng.integers(3, 9)))) for char in name)


def _regional(name: str, rng: np.random.Generator) -> str | None:
    separator = pick(rng, _REGIONAL_SEPARATORS)
    if not all(char in string.ascii_letters for char in name):
        return None
    return separator.join(chr(_REGIONAL_A + ord(char.lower()) - ord("a")) for char in name)


def _upside_down(name: str, rng: np.random.Generator) -> str | None:
    turned = substituted(name.lower(), _UPSIDE_DOWN, rng)
    return None if turned is None else turned[::-1]


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("cyrillic_lookalikes", Kind.SCRIPT, "Cyrillic letters that look the same", _cyrillic),
    rewriting("rare_script_lookalikes", Kind.SCRIPT, "Cherokee, Lisu or Armenian letters", _rare_script),
    rewriting("latin_extended_lookalikes", Kind.SCRIPT, "hooked, barred and phonetic letters", _latin_extended),
    rewriting("small_capitals", Kind.SCRIPT, "small capitals", _small_capitals),
    rewriting("fullwidth_letters", Kind.SCRIPT, "full-width letters", _fullwidth),
    rewriting("zalgo", Kind.SCRIPT, "three to eight combining marks on every letter", _zalgo),
    rewriting("regional_indicators", Kind.SCRIPT, "the letters that flags are made of", _regional),
    rewriting("upside_down", Kind.SCRIPT, "turned upside down", _upside_down),
)
"""The script families that are kept out of all tuning."""
