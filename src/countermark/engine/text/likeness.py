"""How like a name a word is that nobody knows: is it the name, written another way, or another word?

A word reaches this module only where it is no ordinary word, no word of any name and no plural of one. Such words are
few (one title in six has one), and most are names of other firms and places. So the rules were set on 140,000 of
those: names of towns (GeoNames) and of firms (Simple Icons) that are in no dictionary. A rule may call about one in ten
thousand of them a disguise of one of a thousand brands.
"""

import re
from itertools import combinations, pairwise
from typing import Final

from countermark.engine.text.compare import DIGIT_LETTERS

VOWELS: Final = frozenset("aeiouy")
SHORTEST: Final = {
    "transposed_letters": 5,
    "scrambled_letters": 6,
    "rotated": 6,
    "respelled": 5,
    "vowels_removed": 5,
}
"""Fewest letters of the name for a kind to count."""
MIN_CONSONANTS: Final = 4
MIN_SCRAMBLED: Final = SHORTEST["scrambled_letters"]
_ALIKE: Final = frozenset(
    frozenset(pair)
    for group in ("aeiouy", "ckq", "szxc", "vwuf", "mn", "bdp", "gj", "il", "ft", "rn", "hn", "gq", "td", "vy", "kx")
    for pair in combinations(group, 2)
)
"""Letters that are taken for each other by eye or ear."""
_LOOK_LIKE: Final = {
    "rn": "m", "nn": "m", "rri": "m", "vv": "w", "uu": "w", "cl": "d", "ci": "a", "oi": "a", "lo": "b", "li": "h",
    "lh": "h", "lc": "k", "ic": "k", "ri": "n", "ii": "u", "cj": "g", "ij": "y", "io": "p",
}  # fmt: skip
"""Letters side by side -> the letter that they look like."""
_MIXED: Final = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*[0-9][a-z0-9]*[a-z][a-z0-9]*|[0-9]{1,2}[a-z]{4,}[0-9]?")
"""Letters with a digit among them, or one or two in front of four letters or more."""
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: Final = frozenset(
    frozenset(pair)
    for upper, lower in pairwise(_KEYS)
    for row, shift in ((upper, 0), (lower, 0), (upper, 1))
    for pair in zip(row, row[1:] if row is upper and not shift else lower, strict=False)
    if len(set(pair)) == 2
)
"""Letters beside each other on a keyboard."""


def kind_of_edit(word: str, target: str) -> str | None:
    """Return which single edit makes `word` of `target`, or None when none does or they are equal."""
    if word == target:
        return None
    if len(word) + 1 == len(target):
        return "dropped_letter" if word in deletions(target) else None
    if len(word) == len(target) + 1:
        return "inserted_letter" if target in deletions(word) else None
    if len(word) != len(target):
        return None
    differ = [at for at in range(len(word)) if word[at] != target[at]]
    if len(differ) == 1:
        return "substituted_letter"
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        first, second = differ
        if word[first] == target[second] and word[second] == target[first]:
            return "transposed_letters"
    return None


def is_telling(word: str, target: str, kind: str) -> bool:
    """Tell whether an edit of a name that is one word looks meant: names of other firms differ in other ways.

    Sellers keep the name readable: they swap inner letters, drop a letter of a long name, or put a letter that sounds
    or looks alike. Quite another letter is more often another name (ilive, irive; micronet, microjet).
    """
    if kind == "substituted_letter":
        return _is_telling_substitution(word, target)
    size, place = len(target), _place(word, target)
    if kind == "dropped_letter":
        return size >= (5 if place == "inner" else 6)
    if kind == "inserted_letter":
        return size >= (5 if place == "inner" else 6)
    return size >= SHORTEST[kind]


def kind_of_rest(word: str, target: str) -> str | None:
    """Return how a word that is more than one edit from a name's word still writes it, or None."""
    if is_subsequence(word, target) and skeleton(word) == skeleton(target) and len(skeleton(word)) >= MIN_CONSONANTS:
        return "vowels_removed"
    if len(word) != len(target) or len(word) < SHORTEST["rotated"] or sorted(word) != sorted(target):
        return None
    if word in target + target:
        return "rotated"
    if word[0] == target[0] and word[-1] == target[-1] and len(word) >= MIN_SCRAMBLED:
        return "scrambled_letters"
    return None


def skeleton(word: str) -> str:
    """Return the word's first letter and its later consonants."""
    return word[:1] + "".join(letter for letter in word[1:] if letter not in VOWELS)


def letters_of(word: str) -> str:
    """Return the word's letters in the order of the alphabet."""
    return "".join(sorted(word))


def deletions(word: str) -> list[str]:
    """Return the word less each of its letters in turn."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def looks_like(word: str) -> list[str]:
    """Return what a word reads as when pairs of letters in it are taken for the letter that they look like (rn, cl)."""
    pairs = [pair for pair in _LOOK_LIKE if pair in word]
    read = [word.replace(pair, _LOOK_LIKE[pair]) for pair in pairs]
    if len(pairs) > 1:
        whole = word
        for pair in pairs:
            whole = whole.replace(pair, _LOOK_LIKE[pair])
        read.append(whole)
    return read


def without_digits(word: str) -> str:
    """Return a word with digits among its letters read as letters (p4nas0nik), or "" where they are no letters."""
    if not _MIXED.fullmatch(word) or sum(map(str.isdigit, word)) > len(word) // 2:
        return ""
    letters = word.translate(DIGIT_LETTERS)
    return letters if letters.isalpha() else ""


def is_subsequence(word: str, target: str) -> bool:
    """Tell whether the word is the target with letters left out."""
    rest = iter(target)
    return all(letter in rest for letter in word)


def _is_telling_substitution(word: str, target: str) -> bool:
    at = next(at for at in range(len(word)) if word[at] != target[at])
    pair = frozenset((word[at], target[at]))
    is_inner, size = 0 < at < len(target) - 1, len(target)
    if size < 5:
        return False
    if pair in _ALIKE:
        return at > 0 or not pair <= VOWELS
    if not is_inner or size < 6:
        return False
    return pair in _BESIDE or len(pair & VOWELS) == 1


def _place(word: str, target: str) -> str:
    """Return where the words differ in length: first, inner or last letter of the longer one."""
    longer, shorter = (word, target) if len(word) > len(target) else (target, word)
    if longer[1:] == shorter:
        return "first"
    return "last" if longer[:-1] == shorter else "inner"
