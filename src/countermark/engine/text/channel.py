"""How much is changed where a word writes a name with several faults: a noisy channel from the name to the word.

Each fault costs as many bits as it is rare among the ways in which people keep a name readable: a vowel for another
costs little, a consonant for one that looks, sounds or lies alike more, quite another letter most. The cost of a word
is that of the cheapest faults that make it of the name (F. Damerau 1964; E. Brill and R. Moore 2000).
"""

from functools import cache
from itertools import combinations, pairwise
from types import ModuleType
from typing import Any, Final

import numpy as np

from countermark.engine.text import native as compiled
from countermark.engine.text.likeness import VOWELS

UNKNOWN: Final = "?"
"""A sign that may stand for any letter."""
IMPOSSIBLE: Final = 99.0
"""Cost of a word that is not read as the name at all."""
MAX_SHIFT: Final = 3
"""Most letters by which a letter may have moved."""
SWAPPED: Final = 3.5
DOUBLED: Final = 1.5
ADDED_VOWEL: Final = 4.0
ADDED_CONSONANT: Final = 6.0
LOST_DOUBLE: Final = 1.5
LOST_VOWEL: Final = 3.0
LOST_CONSONANT: Final = 6.0
AT_FRONT: Final = 2.5
"""Added to what happens to the first letter, which sellers leave in its place and readers look at."""
MASKED: Final = 2.0
OTHER_VOWEL: Final = 3.0
LIKE_LETTER: Final = 3.0
KEY_BESIDE: Final = 5.0
OTHER_LETTER: Final = 9.0
_ALIKE: Final = ("ckqg", "szxc", "vwuf", "mn", "bdp", "gj", "il", "ft", "rn", "hn", "gq", "td", "vy", "kx", "ij", "lt")
"""Consonants that are taken for each other by eye or ear."""
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _changes() -> dict[tuple[str, str], float]:
    """Return what it costs to write one letter for another, where that is not `OTHER_LETTER`."""
    costs: dict[tuple[str, str], float] = {}
    for row in _KEYS:
        for pair in pairwise(row):
            costs[pair] = KEY_BESIDE
    for upper, lower in pairwise(_KEYS):
        for pair in (*zip(upper, lower, strict=False), *zip(upper[1:], lower, strict=False)):
            costs[pair] = KEY_BESIDE
    for group in _ALIKE:
        for pair in combinations(group, 2):
            costs[pair] = LIKE_LETTER
    for pair in combinations(sorted(VOWELS), 2):
        costs[pair] = OTHER_VOWEL
    both = {(other, letter): cost for (letter, other), cost in costs.items()}
    return costs | both


_CHANGES: Final = _changes()


def cost_of(word: str, name: str, limit: float = IMPOSSIBLE) -> float:
    """Return the cost in bits of the cheapest faults that make a word of a name.

    Args:
        word: letters a to z, `UNKNOWN` where a sign stands.
        name: letters a to z.
        limit: a cost above which the answer may be `IMPOSSIBLE` (it is then found sooner).
    """
    if compiled.native is not None and word.isascii() and name.isascii() and len(name) <= compiled.native.LONGEST_NAME:
        cost: float = _compiled_costs(compiled.native).cost_of(word, name, limit)
        return cost
    size, wanted = len(word), len(name)
    if abs(size - wanted) > 2 * MAX_SHIFT:
        return IMPOSSIBLE
    shift = max(MAX_SHIFT, abs(size - wanted) + 1)
    before: list[float] = []
    last = [0.0] * (wanted + 1)
    for at in range(1, wanted + 1):
        last[at] = last[at - 1] + _lost(name, at - 1)
    for row in range(1, size + 1):
        first, end = max(1, row - shift), min(wanted, row + shift)
        here = [IMPOSSIBLE] * (wanted + 1)
        if row <= shift:
            here[0] = last[0] + _added(word, row - 1)
        letter, extra = word[row - 1], _added(word, row - 1)
        for column in range(first, end + 1):
            want = name[column - 1]
            if letter == want:
                best = last[column - 1]
            else:
                best = last[column - 1] + _changed(letter, want) + (AT_FRONT if row == 1 == column else 0.0)
            best = min(best, last[column] + extra, here[column - 1] + _lost(name, column - 1))
            if row > 1 and column > 1 and letter == name[column - 2] and word[row - 2] == want and letter != want:
                best = min(best, before[column - 2] + SWAPPED + (AT_FRONT if column == 2 else 0.0))
            here[column] = best
        if min(here) > limit:
            return IMPOSSIBLE
        before, last = last, here
    return last[wanted]


def _changed(letter: str, want: str) -> float:
    return MASKED if letter == UNKNOWN else _CHANGES.get((letter, want), OTHER_LETTER)


def _added(word: str, at: int) -> float:
    letter = word[at]
    if letter == UNKNOWN:
        return MASKED
    if at and word[at - 1] == letter:
        return DOUBLED
    cost = ADDED_VOWEL if letter in VOWELS else ADDED_CONSONANT
    return cost if at else cost + AT_FRONT


def _lost(name: str, at: int) -> float:
    letter = name[at]
    if at and name[at - 1] == letter:
        return LOST_DOUBLE
    cost = LOST_VOWEL if letter in VOWELS else LOST_CONSONANT
    return cost if at else cost + AT_FRONT


@cache
def _compiled_costs(native: ModuleType) -> Any:
    """Return the compiled form of `cost_of`, with the costs in tables of the letters of ASCII."""
    letters = [chr(code) for code in range(128)]
    changed = np.array([[_changed(letter, want) for want in letters] for letter in letters])
    # What a letter costs behind another one, and in front.
    pairs = [("b" if letter == "a" else "a") + letter for letter in letters]
    added = np.array([[_added(pair, 1), _added(pair[1], 0)] for pair in pairs])
    lost = np.array([[_lost(pair, 1), _lost(pair[1], 0)] for pair in pairs])
    return native.Channel(
        changed, added, lost, ord(UNKNOWN), DOUBLED, LOST_DOUBLE, SWAPPED, AT_FRONT, IMPOSSIBLE, MAX_SHIFT
    )
