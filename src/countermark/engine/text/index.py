"""Everything that is searched in texts, in one automaton, and what one pass over a batch finds with it.

Brand names and slang share the search, since the pass over the text costs more than the number of patterns.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from countermark.engine.registry.model import Registry, SlangTerm
from countermark.engine.text import canonical
from countermark.engine.text.names import PLAIN, Name, Pattern, name_of, names_of, patterns_of
from countermark.engine.text.noisy import NoisyNames
from countermark.engine.text.other_reading import other_reading
from countermark.engine.text.search import Hits, TextSearch
from countermark.engine.text.stream import TextStream
from countermark.engine.text.vocabulary import Vocabulary

_SHORTEST_STREAM = 3


@dataclass(frozen=True, slots=True)
class Analysis:
    """One pass over the texts of a batch."""

    stream: TextStream
    name_hits: Hits
    """Hits whose pattern stands for a brand name."""
    slang_hits: Hits
    """Hits whose pattern stands for a slang term."""


class TextIndex:
    """Names and slang of a registry, ready to be searched; built once a snapshot."""

    def __init__(self, registry: Registry, vocabulary: Vocabulary | None = None) -> None:
        """Prepare the search.

        Args:
            registry: brands, aliases and slang.
            vocabulary: ordinary words that are no disguises; without it, more of them are taken for disguises.
        """
        self.vocabulary = vocabulary or Vocabulary.of(())
        self.names: list[Name] = names_of(registry)
        name_patterns = patterns_of(self.names)
        self.terms: list[SlangTerm] = [term for term in registry.slang if is_searchable(term.term)]
        """Slang that the stream keeps recognisable; the rest (1:1, AAA) is searched as typed (slang.py)."""
        slang_names = [name_of("", term.term) for term in self.terms]
        slang_patterns = [
            Pattern(
                canonical.stream_of_letters(name.letters),
                len(self.names) + index,
                PLAIN,
                name.letters,
                name.breaks,
                name.is_han,
            )
            for index, name in enumerate(slang_names)
        ]
        self.all_names = self.names + slang_names
        self.patterns = name_patterns + slang_patterns
        self._search = TextSearch(self.patterns, self.all_names)
        self._slang_from = len(name_patterns)

    @cached_property
    def owner(self) -> Any:
        """int64 (patterns,): index into `all_names` of each pattern."""
        return np.array([pattern.name for pattern in self.patterns], dtype=np.int64)

    @cached_property
    def noisy(self) -> NoisyNames:
        """The names as words with several faults are weighed against them."""
        return NoisyNames(self.names)

    def analyse(self, batch: Any) -> Analysis:
        """Search all texts of an Arrow batch of the listing schema."""
        stream = TextStream.of(batch)
        hits = self._search.find(stream)
        is_slang = hits.pattern >= self._slang_from
        return Analysis(stream, hits.where(~is_slang), hits.where(is_slang))

    def read_otherwise(self, stream: TextStream) -> tuple[TextStream, Hits, Any] | None:
        """Search the titles that have another reading (canonical.Reading.OTHER) by that reading.

        Returns:
            The stream of those titles, the hits of brand names in it, and the index of each title in the batch; None
            where no title has another reading.
        """
        found = other_reading(stream.texts)
        if found is None:
            return None
        other, rows = found
        hits = self._search.find(other)
        return other, hits.where(hits.pattern < self._slang_from), rows


def is_searchable(term: str) -> bool:
    """Tell whether a slang term survives in the stream: letters enough, and no digit or sign that is its meaning."""
    stream = canonical.stream_of(term)
    if not stream.isascii():
        return len(stream) >= 2 and all(char.isalnum() or char.isspace() for char in term)
    return len(stream) >= _SHORTEST_STREAM and all(char.isalpha() or char in " -'" for char in term)
