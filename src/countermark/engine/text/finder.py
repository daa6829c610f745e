"""Finds the names of brands in the texts of a batch: searches, edits and sounds propose, examination decides."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.engine.text import names as forms
from countermark.engine.text.candidate import WINDOW, Candidate, plain_word
from countermark.engine.text.canonical import Reading
from countermark.engine.text.edits import EditIndex, WordSpan, needs_front, stands_in_front
from countermark.engine.text.examine import Writing, examine, is_too_short, may_be_glued
from countermark.engine.text.homophone import HomophoneFinder
from countermark.engine.text.index import Analysis, TextIndex
from countermark.engine.text.masked import MaskedNames, masked_rows
from countermark.engine.text.odd_words import OddWords, odd_rows
from countermark.engine.text.search import Hits, is_edge, is_end
from countermark.engine.text.short import ShortNames
from countermark.engine.text.stream import IN_FRONT, SHORT_TEXTS, TextStream
from countermark.engine.text.transliterated import TransliteratedNames, transliterated_rows

Found = tuple[int, int, int, int, tuple[str, ...]]
"""(name, text, start, end, kinds), as in `Spans`."""
_STRICT: Final = frozenset(
    {
        forms.VOWELLESS,
        forms.INITIALS,
        forms.REVERSED,
        forms.LOOKALIKE,
        forms.SWAPPED,
        forms.FIRST_WORD,
        forms.DROPPED_LETTER,
        forms.SUBSTITUTED_LETTER,
    }
)
"""Forms that count only as they are, letter by letter."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where names were found, as parallel arrays and lists."""

    name: Any
    """int64: index of the name."""
    text: Any
    """int64: index of the text."""
    start: Any
    """int64: position in `Texts.codes`."""
    end: Any
    kinds: list[tuple[str, ...]]
    """Kinds of disguise of each, strongest first; empty for a plain writing."""


class NameFinder:
    """All ways of finding names, in one call."""

    def __init__(self, index: TextIndex) -> None:
        self._index = index
        self._owner = index.owner
        self._edits = EditIndex(index.names, index.vocabulary, index.noisy)
        self._homophones = HomophoneFinder(index.names)
        self._masks = MaskedNames(index.names)
        self._odd = OddWords(index.names, index.vocabulary, index.noisy)
        self._foreign = TransliteratedNames(index.names, index.noisy)
        self._short_names = ShortNames(index.patterns)
        patterns, names = index.patterns, index.all_names
        self._is_form = np.array([pattern.form != forms.PLAIN for pattern in patterns], dtype=bool)
        self._is_strict = np.array([pattern.form in _STRICT for pattern in patterns], dtype=bool)
        self._may_be_glued = np.array(
            [may_be_glued(names[pattern.name], pattern.form, index.vocabulary) for pattern in patterns], dtype=bool
        )
        self._size = np.array([len(pattern.letters) for pattern in patterns], dtype=np.int64)
        self._breaks = np.array([len(pattern.breaks) for pattern in patterns], dtype=np.int64)
        self._is_common = np.array([names[pattern.name].common_word for pattern in patterns], dtype=bool)

    def find(self, analysis: Analysis) -> Spans:
        """Return where names are written in a batch, plainly or in disguise, in no particular order."""
        stream, hits = analysis.stream, analysis.name_hits
        rows = stream.texts.rows
        in_front = hits.text < IN_FRONT * rows
        hits = hits.where(in_front | ~self._is_common[hits.pattern])
        plain = hits.where(_first_of_brand(hits, self._owner, self._is_form))
        doubtful = hits.where(self._is_doubtful(hits, stream) & ~_within(hits, plain))
        extra = self._examined(doubtful, stream, Reading.USUAL)
        extra += (
            self._short(stream)
            + self._edited(stream)
            + self._sounding(stream)
            + self._read_otherwise(stream)
            + self._masked(stream)
            + self._odd_words(stream)
            + self._transliterated(stream)
        )
        found = [(self._owner[plain.pattern], plain.text, plain.start, plain.end)]
        kinds: list[tuple[str, ...]] = [()] * len(plain)
        if extra:
            columns = [np.array(column, dtype=np.int64) for column in zip(*(item[:4] for item in extra), strict=True)]
            found.append((columns[0], columns[1], columns[2], columns[3]))
            kinds += [item[4] for item in extra]
        name, text, start, end = (np.concatenate([part[at] for part in found]) for at in range(4))
        return Spans(name, text, start, end, kinds)

    def _read_otherwise(self, stream: TextStream) -> list[Found]:
        """Examine the titles by their other reading; what is plain by it is plain by the usual reading too."""
        other = self._index.read_otherwise(stream)
        if other is None:
            return []
        read, hits, rows = other
        doubtful = hits.where(hits.is_free | self._may_be_glued[hits.pattern])
        found = []
        for name, text, start, end, kinds in self._examined(doubtful, read, Reading.OTHER):
            row = int(rows[text])
            shift = int(stream.texts.starts[row]) - int(read.texts.starts[text])
            if kinds:
                found.append((name, row, start + shift, end + shift, kinds))
        return found

    def _is_doubtful(self, hits: Hits, stream: TextStream) -> Any:
        is_whole = hits.end - hits.start <= (self._size + self._breaks)[hits.pattern]
        may_count = hits.is_free | (self._may_be_glued[hits.pattern] & is_whole & _has_edge(hits, stream))
        # Most forms are not disguised a second time: only a writing that is plain in itself can count.
        return may_count & np.where(
            self._is_strict[hits.pattern], hits.is_plain, ~hits.is_plain | self._is_form[hits.pattern]
        )

    def _examined(self, hits: Hits, stream: TextStream, reading: Reading) -> list[Found]:
        found = []
        columns = (hits.pattern, hits.text, hits.start, hits.end, hits.is_free)
        for pattern, text, start, end, is_free in zip(*(column.tolist() for column in columns), strict=True):
            # A character is read as one letter at most.
            if is_too_short(end - start, len(self._index.patterns[pattern].letters)):
                continue
            if not is_free and self._is_other_word(stream.texts.slice(start, end), pattern):
                continue
            candidate = self._candidate(stream, pattern, text, start, end, reading)
            writing = examine(candidate, self._index.vocabulary)
            if writing is not None:
                found.append((candidate.pattern.name, text, start, end, writing.kinds))
        return found

    def _is_other_word(self, typed: str, pattern: int) -> bool:
        """Tell whether what stands inside a word is not the name's own letters: most such hits, so told first."""
        return typed.isascii() and typed.isalnum() and typed.lower() != self._index.patterns[pattern].letters

    def _candidate(  # noqa: PLR0913, PLR0917 - a place in a stream takes four numbers
        self, stream: TextStream, pattern: int, text: int, start: int, end: int, reading: Reading
    ) -> Candidate:
        first, last = int(stream.texts.starts[text]), int(stream.texts.starts[text + 1]) - 1
        left, right = max(first, start - WINDOW), min(last, end + WINDOW)
        entry = self._index.patterns[pattern]
        name = self._index.names[entry.name]
        return Candidate(stream.texts.slice(left, right), start - left, end - left, name, entry, reading)

    def _edited(self, stream: TextStream) -> list[Found]:
        found = []
        for span in self._edits.find(stream, IN_FRONT * stream.texts.rows):
            best = self._edited_name(span, stream)
            if best is not None:
                name, start, end, writing = best
                found.append((name, int(stream.texts.text_of(start)), start, end, writing.kinds))
        return found

    def _short(self, stream: TextStream) -> list[Found]:
        found: dict[tuple[int, int], Found] = {}
        for pattern, text, start, end in self._short_names.find(stream, SHORT_TEXTS * stream.texts.rows):
            entry = self._index.patterns[pattern]
            if entry.name >= len(self._index.names):
                continue
            if self._is_common[pattern] and text >= IN_FRONT * stream.texts.rows:
                continue
            candidate = self._candidate(stream, pattern, text, start, end, Reading.USUAL)
            writing = examine(candidate, self._index.vocabulary)
            if writing is not None:
                found.setdefault((entry.name, text), (entry.name, text, start, end, writing.kinds))
        return list(found.values())

    def _masked(self, stream: TextStream) -> list[Found]:
        found: list[Found] = []
        texts = stream.texts
        for row in masked_rows(texts).tolist():
            first = int(texts.starts[row])
            title = texts.slice(first, int(texts.starts[row + 1]) - 1)
            found += [
                (name, row, first + start, first + end, ("masked",)) for name, start, end in self._masks.find(title)
            ]
        return found

    def _odd_words(self, stream: TextStream) -> list[Found]:
        found: list[Found] = []
        texts = stream.texts
        for row in odd_rows(texts).tolist():
            first = int(texts.starts[row])
            title = texts.slice(first, int(texts.starts[row + 1]) - 1)
            found += [
                (name, row, first + start, first + end, kinds) for name, start, end, kinds in self._odd.find(title)
            ]
        return found

    def _transliterated(self, stream: TextStream) -> list[Found]:
        found: list[Found] = []
        texts = stream.texts
        for row in transliterated_rows(texts).tolist():
            first = int(texts.starts[row])
            title = texts.slice(first, int(texts.starts[row + 1]) - 1)
            found += [
                (name, row, first + start, first + end, ("transliterated",))
                for name, start, end in self._foreign.find(title)
            ]
        return found

    def _sounding(self, stream: TextStream) -> list[Found]:
        spans = self._homophones.find(stream, IN_FRONT * stream.texts.rows)
        return [(span.name, span.text, span.start, span.end, (span.kind,)) for span in spans]

    def _edited_name(self, span: WordSpan, stream: TextStream) -> tuple[int, int, int, Writing] | None:
        typed = stream.texts.slice(span.start, span.end)
        if not typed.isalnum():
            return None
        is_known = plain_word(typed) in self._index.vocabulary
        text_start = int(stream.texts.starts[stream.texts.text_of(span.start)])
        in_front = stands_in_front(text_start, span.start, stream.texts.slice(max(span.start - 1, 0), span.start))
        for index, position, kind in span.candidates:
            others = [*self._edits.words[index][:position], *self._edits.words[index][position + 1 :]]
            if is_known and all(word in self._index.vocabulary.frequent for word in others):
                continue  # "paper matte" is two words, whoever is called Papermate
            if not others and needs_front(span.word, kind) and not in_front:
                continue
            words = self._edits.words[index]
            before, after = "".join(words[:position]), "".join(words[position + 1 :])
            first, last = span.first - len(before), span.first + len(span.word) + len(after)
            if _reads(stream, first, before) and _reads(stream, last - len(after), after):
                start, end = int(stream.read_at[first]), int(stream.read_at[last - 1]) + 1
                return index, start, end, Writing((kind,))
        return None


def _has_edge(hits: Hits, stream: TextStream) -> Any:
    """Tell which hits stand at the beginning or the end of a word."""
    inside = np.flatnonzero(~hits.is_free)
    has = hits.is_free.copy()
    has[inside] = is_edge(stream, hits.start[inside]) | is_end(stream, hits.end[inside])
    return has


def _within(hits: Hits, plain: Hits) -> Any:
    """Tell which hits lie within one of the plain ones: a name inside another name is no mention of its own."""
    if not len(plain):
        return np.zeros(len(hits), dtype=bool)
    order = np.argsort(plain.start, kind="stable")
    starts, ends = plain.start[order], np.maximum.accumulate(plain.end[order])
    at = np.searchsorted(starts, hits.start, side="right") - 1
    return (at >= 0) & (ends[np.maximum(at, 0)] >= hits.end)


def _reads(stream: TextStream, first: int, letters: str) -> bool:
    """Tell whether the letters read from index `first` on are these."""
    if not letters:
        return True
    if first < 0 or first + len(letters) > stream.letters.size:
        return False
    part = stream.letters[first : first + len(letters)]
    return bool(part.astype("<u4").tobytes().decode("utf-32-le") == letters)


def _first_of_brand(hits: Hits, owner: Any, is_form: Any) -> Any:
    """Return the indexes of plain hits, of each text only the first of each name."""
    at = np.flatnonzero(hits.is_plain & ~is_form[hits.pattern])
    if not at.size:
        return at
    key = hits.text[at] * (int(owner.max()) + 1) + owner[hits.pattern[at]]
    _, first = np.unique(key, return_index=True)
    return at[np.sort(first)]
