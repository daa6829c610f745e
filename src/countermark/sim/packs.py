"""Packs of attack families: how sellers in the world disguise brand names.

The `tuning` pack is the one in the open, of `countermark.measure`. A `sealed` pack is made from a key that is not in
the repository: the key decides which characters stand for which, what is put between letters and which tricks are put
together, so that nobody who has only the code can tune on it.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

import numpy as np
from confusable_homoglyphs import confusables
from pypinyin import lazy_pinyin

from countermark.measure.attacks.family import AttackFamily, Kind, Span, is_han, pick, rewriting
from countermark.measure.attacks.tuning import FAMILIES

EXAMPLE_KEY: Final = b"an example for tests and tutorials; results with it claim nothing"
"""In the repository, so not sealed."""
MIN_KEY_BYTES: Final = 16
FAMILIES_PER_KIND: Final = 4
_LATIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
Step = Callable[[str, np.random.Generator], str]


class Pack(Protocol):
    """Some attack families under a name; whoever has others passes an object like this."""

    @property
    def name(self) -> str:
        """What the world's truth calls it."""

    @property
    def families(self) -> Sequence[AttackFamily]:
        """At least one for names in Latin letters and one for names in Chinese characters."""


@dataclass(frozen=True)
class FamilyPack:
    """A pack that is a list of families."""

    name: str
    families: tuple[AttackFamily, ...]


def tuning_pack() -> FamilyPack:
    """Return the families in the open, on which text signals are developed."""
    return FamilyPack("tuning", FAMILIES)


def sealed_pack(key: bytes) -> FamilyPack:
    """Return the families that a key stands for; the same key gives the same families.

    Raises:
        ValueError: the key is shorter than `MIN_KEY_BYTES`.
    """
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"the key has {len(key)} bytes; expected {MIN_KEY_BYTES} or more")
    rng = np.random.default_rng(np.frombuffer(hashlib.sha256(key).digest(), np.uint32))
    makers = {Kind.SCRIPT: _lookalikes, Kind.SPACING: _separators, Kind.EDIT: _edits, Kind.CHINESE: _chinese}
    families = [
        rewriting(f"sealed_{kind}_{number}", kind, "made from a key", _optional(make(rng)))
        for kind, make in makers.items()
        for number in range(FAMILIES_PER_KIND)
    ]
    return FamilyPack("sealed", tuple(families))


def key_fingerprint(key: bytes) -> str:
    """Return what may be told of a key: SHA-256, in hexadecimal."""
    return hashlib.sha256(b"countermark sealed pack\n" + key).hexdigest()


def disguised(name: str, family: AttackFamily, rng: np.random.Generator) -> str | None:
    """Return the name in the family's disguise, or None where the family does not suit it."""
    found = family.apply(name, Span(0, len(name)), rng)
    return None if found is None else found[0]


def _optional(step: Step) -> Callable[[str, np.random.Generator], str | None]:
    return lambda name, rng: step(name, rng) or None


def _lookalikes(rng: np.random.Generator) -> Step:
    """Some letters, chosen by the key, each by one of their confusable characters, chosen by the key."""
    able = [letter for letter in _LATIN if _confusable(letter)]
    chosen = rng.choice(able, int(rng.integers(10, len(able))), replace=False).tolist()
    twins = {letter: pick(rng, _confusable(letter)) for letter in sorted(chosen)}
    share = float(rng.uniform(0.3, 1.0))
    return lambda name, draw: "".join(twins[char] if char in twins and draw.random() < share else char for char in name)


@cache
def _confusable(letter: str) -> tuple[str, ...]:
    found = confusables.is_confusable(letter, greedy=True, preferred_aliases=[])
    twins = [twin["c"] for entry in found or [] for twin in entry["homoglyphs"]] if isinstance(found, list) else []
    return tuple(sorted(twin for twin in twins if len(twin) == 1 and not twin.isascii() and twin.isalpha()))


@cache
def _separating() -> tuple[str, ...]:
    """Return characters that may stand between letters: punctuation, symbols and spaces of the basic plane."""
    wanted = {"Po", "Pd", "Pc", "Sm", "Sk", "So", "Zs", "Cf"}
    found = [chr(code) for code in range(0x21, 0x3100) if unicodedata.category(chr(code)) in wanted]
    return tuple(found)


def _separators(rng: np.random.Generator) -> Step:
    signs = rng.choice(_separating(), int(rng.integers(1, 6))).tolist()
    share = float(rng.uniform(0.2, 1.0))

    def step(name: str, draw: np.random.Generator) -> str:
        gaps = [pick(draw, signs) if draw.random() < share else "" for _ in name[1:]]
        return name[0] + "".join(gap + char for gap, char in zip(gaps, name[1:], strict=True))

    return step


def _edits(rng: np.random.Generator) -> Step:
    """One or two tricks after each other: a letter doubled, dropped, moved, or by a neighbour of the key's alphabet."""
    alphabet = rng.permutation(list(_LATIN[:26])).tolist()
    tricks = rng.choice(4, int(rng.integers(1, 3)), replace=False).tolist()

    def step(name: str, draw: np.random.Generator) -> str:
        for trick in tricks if len(name) >= 5 else ():
            at = int(draw.integers(1, len(name) - 2))
            if trick == 0:
                name = name[:at] + name[at] + name[at:]
            elif trick == 1:
                name = name[:at] + name[at + 1 :]
            elif trick == 2:
                name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
            elif name[at] in alphabet:
                name = name[:at] + alphabet[(alphabet.index(name[at]) + 1) % 26] + name[at + 1 :]
        return name

    return step


def _chinese(rng: np.random.Generator) -> Step:
    """Some characters by their sound in Latin letters, with the key's sign beside or instead of it."""
    sign = str(rng.choice(_separating()))
    share, initials = float(rng.uniform(0.3, 0.8)), bool(rng.random() < 0.5)

    def step(name: str, draw: np.random.Generator) -> str:
        def one(char: str) -> str:
            if not is_han(char) or draw.random() > share:
                return char + sign
            sound = lazy_pinyin(char)[0]
            return sound[0].upper() if initials else sound

        return "".join(map(one, name)).rstrip(sign)

    return step
