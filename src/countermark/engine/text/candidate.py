"""A span that may write a name, with everything that judging it needs."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from countermark.engine.text import chars, names
from countermark.engine.text.canonical import MAX_FILLER, ReadChar, Reading, read_chars
from countermark.engine.text.compare import gaps_of, own_gaps
from countermark.engine.text.edges import kind_of, word_around
from countermark.engine.text.vocabulary import Vocabulary

WINDOW: Final = 40
"""Characters on each side of a span by which it is judged."""


@dataclass(frozen=True)
class Candidate:
    """A span of a text that may be a writing of a name."""

    text: str
    """The text around the span: `WINDOW` characters on both sides, fewer where the text ends."""
    start: int
    end: int
    name: names.Name
    pattern: names.Pattern
    reading: Reading = Reading.USUAL

    @cached_property
    def span(self) -> list[ReadChar]:
        """The characters of the span that are read as letters."""
        # What a character is read as depends on its neighbours: on the next ones, or on brackets a little further.
        around = 1 if self.reading is Reading.USUAL else MAX_FILLER + 2
        first = max(0, self.start - around)
        shift = self.start - first
        read = read_chars(self.text[first : self.end + around], self.reading)
        size = self.end - self.start
        return [
            ReadChar(char.at - shift, char.letter, char.flags, char.width)
            for char in read
            if 0 <= char.at - shift < size
        ]

    @cached_property
    def letters(self) -> str:
        """What is read of the span."""
        return "".join(char.letter for char in self.span)

    @cached_property
    def gaps(self) -> list[str]:
        """What stands between the letters (compare.gaps_of)."""
        own = own_gaps(self.letters, self.pattern.letters, self.pattern.breaks)
        return gaps_of(self.text[self.start : self.end], self.span, own)

    @cached_property
    def gaps_as_typed(self) -> list[str]:
        """What stands between the letters, the name's own separators included."""
        return gaps_of(self.text[self.start : self.end], self.span, set())

    @property
    def span_text(self) -> str:
        """The span as typed."""
        return self.text[self.start : self.end]

    @property
    def is_spelled(self) -> bool:
        """The name is spelled out: something stands between all of its letters."""
        return len(self.span) > 2 and all(self.gaps_as_typed)

    @cached_property
    def word(self) -> str:
        """The span widened to whole words."""
        start, end = word_around(self.text, self.start, self.end)
        return self.text[start:end]


def plain_word(word: str) -> str:
    """Return a word as the vocabulary has it: composed and in lower case."""
    return unicodedata.normalize("NFC", word).lower()


def is_ordinary(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text is made of ordinary words."""
    words = "".join(char if kind_of(char) == chars.LETTER else " " for char in plain_word(text)).split()
    return bool(words) and all(word in vocabulary for word in words)
