"""Help for a mistyped word."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process

_LIKE: Final = 70
"""Least similarity (0 to 100, normalised insertions and deletions) at which a word is proposed."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?` for the most similar known word, or an empty string when none is similar."""
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return "" if best is None else f"; did you mean {best[0]!r}?"
