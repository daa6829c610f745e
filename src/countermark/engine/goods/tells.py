"""Tells: phrases by which fakes of a brand give themselves away."""

from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from countermark.engine.goods.plain import lower_in_place
from countermark.engine.registry.model import Registry, Tell

_NO_SPACES: Final = "\u2e80"
"""From here on scripts write without spaces between words, and a word has no boundary to look for."""


@dataclass(frozen=True, slots=True)
class FoundTell:
    """One tell in a text, with offsets into it."""

    tell: Tell
    start: int
    end: int


class Tells:
    """The tells of a registry, found all at once."""

    def __init__(self, registry: Registry) -> None:
        """Compile the phrases."""
        self._by_phrase: dict[str, list[Tell]] = {}
        for tell in registry.tells:
            if phrase := lower_in_place(tell.phrase.strip()):
                self._by_phrase.setdefault(phrase, []).append(tell)
        self._phrases = sorted(self._by_phrase)
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases) if self._phrases else None
        self.brands = sorted({tell.brand_id for tell in registry.tells})

    def find(self, brand_id: str, text: str) -> list[FoundTell]:
        """Return the brand's tells in an original text, as whole words and whatever their case."""
        if self._automaton is None:
            return []
        lowered = lower_in_place(text)
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if not _stands_free(lowered, start, end):
                continue
            tells = self._by_phrase[self._phrases[index]]
            found += [FoundTell(tell, start, end) for tell in tells if tell.brand_id == brand_id]
        return found


def _stands_free(text: str, start: int, end: int) -> bool:
    return not (_is_joined(text[start - 1 : start], text[start]) or _is_joined(text[end - 1], text[end : end + 1]))


def _is_joined(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and left < _NO_SPACES and right < _NO_SPACES
