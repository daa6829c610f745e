"""One search for everything that is looked for in texts: all patterns at once over the canonical stream.

`TextSearch` holds the patterns; `find` returns, for a batch, every hit with the span of original characters, whether
the span stands free as a word, and whether it is written plainly. What follows (examine.py) runs on few hits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import ahocorasick_rs
import numpy as np

from countermark.engine.text import chars
from countermark.engine.text import native as compiled
from countermark.engine.text.names import Name, Pattern
from countermark.engine.text.short import is_short
from countermark.engine.text.stream import TextStream

MAX_LETTERS: Final = 40
"""Names with more letters are compared up to here only."""
MAX_HITS: Final = 64
"""Hits kept for one text; a text with more is written to make matching slow."""
MIN_INSIDE: Final = 4
"""Fewest letters of a name that may be seen inside a longer word."""
_INNOCENT: Final = chars.UPPER


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits of a batch, as arrays of equal length, in the order of their text and position."""

    pattern: Any
    """int64: index of the pattern."""
    text: Any
    """int64: index of the text (stream.Texts)."""
    start: Any
    """int64: first original character, as a position in `Texts.codes`."""
    end: Any
    """int64: one past the last."""
    is_free: Any
    """bool: stands free as a word; always true for names in scripts without spaces."""
    is_plain: Any
    """bool: stands free, and is written just as the name."""

    def where(self, mask: Any) -> "Hits":
        """Return the hits for which the mask (or index array) holds."""
        return Hits(*(getattr(self, field)[mask] for field in self.__slots__))

    def __len__(self) -> int:
        """Return the number of hits."""
        return len(self.pattern)


class TextSearch:
    """The patterns, found all at once, and what is needed to judge hits in bulk."""

    def __init__(self, patterns: Sequence[Pattern], names: Sequence[Name]) -> None:
        """Prepare the search: 10,000 names take a fifth of a second.

        Args:
            patterns: what to search; several may share a stream. Short ones (short.py) are left out.
            names: what `Pattern.name` refers to.
        """
        self.patterns = list(patterns)
        streams = sorted({pattern.stream for pattern in self.patterns if not is_short(pattern)})
        at = {stream: index for index, stream in enumerate(streams)}
        self._streams = streams
        owners: list[list[int]] = [[] for _ in streams]
        for index, pattern in enumerate(self.patterns):
            if not is_short(pattern):
                owners[at[pattern.stream]].append(index)
        self._first = np.cumsum([0] + [len(owner) for owner in owners])
        self._owners = np.array(list(chain.from_iterable(owners)), dtype=np.int64)
        self._size = np.array([min(len(pattern.letters), MAX_LETTERS) for pattern in self.patterns], dtype=np.int64)
        letters = np.array([pattern.letters for pattern in self.patterns], dtype=f"<U{MAX_LETTERS}")  # cuts longer ones
        self._letters = np.ascontiguousarray(letters).view(np.uint32).reshape(len(self.patterns), MAX_LETTERS)
        ends = [_ends_of(pattern.letters) for pattern in self.patterns]
        self._head, self._tail = np.array(ends, dtype=np.int64).reshape(-1, 2).T.copy()
        self._breaks = np.array([len(pattern.breaks) for pattern in self.patterns], dtype=np.int64)
        self._has_accent = np.array([bool(names[pattern.name].accents) for pattern in self.patterns], dtype=bool)
        self._is_number = np.array([pattern.letters.isdigit() for pattern in self.patterns], dtype=bool)
        self._is_han = np.array([pattern.is_han for pattern in self.patterns], dtype=bool)
        self._compiled = self._compile()

    @cached_property
    def _automaton(self) -> Any:
        """Finds the streams of all patterns where there is no compiled matcher."""
        return ahocorasick_rs.BytesAhoCorasick([stream.encode() for stream in self._streams])

    def _compile(self) -> tuple[Any, Any] | None:
        """Return the compiled forms of the automaton and of `_judge`; None where they were not built."""
        native = compiled.native
        if native is None or not self._streams:
            return None
        codes = np.frombuffer("".join(self._streams).encode("utf-32-le"), dtype=np.uint32)
        matcher = native.Matcher(codes, np.cumsum([0, *map(len, self._streams)], dtype=np.int64))
        tables = chars.char_tables()
        judge = native.HitJudge(
            native.Characters(tables.kind, tables.flags), self._first, self._owners, self._size, self._head,
            self._tail, self._breaks, self._letters, self._has_accent.view(np.uint8), self._is_number.view(np.uint8),
            self._is_han.view(np.uint8), MAX_HITS, MIN_INSIDE,
        )  # fmt: skip
        return matcher, judge

    def find(self, stream: TextStream) -> Hits:
        """Return every hit in a batch; at most `MAX_HITS` a text."""
        if not self._streams or not stream.classes.size:
            return _no_hits()
        if self._compiled is not None and compiled.native is not None:
            matcher, judge = self._compiled
            return Hits(
                *judge.judge(
                    matcher.find(stream.classes),
                    stream.kept,
                    stream.read_at,
                    stream.letters,
                    stream.letters_before,
                    stream.texts.codes,
                    stream.texts.starts,
                )
            )
        found = self._automaton.find_matches_as_indexes(stream.utf8, overlapping=True)
        if not found:
            return _no_hits()
        triples = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
        triples[:, 1:] = stream.character_at[triples[:, 1:]]
        counts = self._first[triples[:, 0] + 1] - self._first[triples[:, 0]]
        triples = np.repeat(triples, counts, axis=0)
        offsets = np.arange(len(triples)) - np.repeat(np.cumsum(counts) - counts, counts)
        pattern = self._owners[self._first[triples[:, 0]] + offsets]
        return self._judge(stream, pattern, triples[:, 1], triples[:, 2])

    def _judge(self, stream: TextStream, pattern: Any, first: Any, last: Any) -> Hits:
        """Find the original span of each hit, and whether it is free and plain.

        A run of one class is one character of the stream. Within the first and last run the span takes as many letters
        as the name has there ("pass shoes" holds shoes), or the whole run where only that stands free.
        """
        kept, read_at = stream.kept, stream.read_at
        run_ends = np.append(kept[1:], stream.letters.size)
        tight, wide = np.maximum(kept[first], run_ends[first] - self._head[pattern]), kept[first]
        starts_free, head = _choose(tight, wide, lambda at: is_edge(stream, read_at[at]))
        # Most hits lie inside other words: what is short and does not even begin a word is dropped at once.
        alive = starts_free | self._is_han[pattern] | (self._size[pattern] >= MIN_INSIDE)
        pattern, last, head, starts_free = pattern[alive], last[alive], head[alive], starts_free[alive]
        tight, wide = np.minimum(run_ends[last - 1], kept[last - 1] + self._tail[pattern]), run_ends[last - 1]
        ends_free, tail = _choose(tight, wide, lambda at: is_end(stream, read_at[at - 1] + 1))
        has_letters = stream.letters_before[tail] > stream.letters_before[head]
        is_free = self._is_han[pattern] | (starts_free & ends_free & (has_letters | self._is_number[pattern]))
        alive = is_free | (self._size[pattern] >= MIN_INSIDE)
        pattern, head, tail, is_free = pattern[alive], head[alive], tail[alive], is_free[alive]
        is_plain = is_free & self._is_plain(stream, pattern, head, tail)
        start, end = read_at[head], read_at[tail - 1] + 1
        text = stream.texts.text_of(start)
        keep = _first_of_each(text, MAX_HITS)
        return Hits(pattern, text, start, end, is_free, is_plain).where(keep)

    def _is_plain(self, stream: TextStream, pattern: Any, head: Any, tail: Any) -> Any:
        """Tell which spans are the name's own letters, side by side, written as the name is."""
        size = self._size[pattern]
        length = stream.read_at[tail - 1] + 1 - stream.read_at[head]
        # A name of several words may be written with its own separators or joined; other gaps are for examine.
        fits = (tail - head == size) & ((length == size) | (length == size + self._breaks[pattern]))
        at = np.flatnonzero(fits)
        if not at.size:
            return fits
        sizes = size[at]
        owner = np.repeat(np.arange(at.size), sizes)
        offset = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        letter_at = head[at][owner] + offset
        same = stream.letters[letter_at] == self._letters[pattern[at][owner], offset]
        flags = chars.char_tables().flags[stream.texts.clipped_at(stream.read_at[letter_at])]
        allowed = np.where(self._has_accent[pattern[at]], _INNOCENT | chars.DIACRITIC, _INNOCENT)[owner]
        same &= (flags & ~allowed) == 0
        fits[at] = np.bincount(owner, weights=~same, minlength=at.size) == 0
        return fits


def _ends_of(letters: str) -> tuple[int, int]:
    """Return how many letters of one class stand at the beginning and at the end of a name."""
    classes = letters.translate(chars.LETTER_CLASSES)
    size = len(classes)
    return size - len(classes.lstrip(classes[0])), size - len(classes.rstrip(classes[-1]))


def is_edge(stream: TextStream, at: Any) -> Any:
    """Tell whether a word starts or ends before each position; the bulk form of edges.is_edge."""
    tables = chars.char_tables()
    texts = stream.texts
    last = texts.codes.size - 1
    before = texts.clipped_at(np.maximum(at - 1, 0))
    here = texts.clipped_at(np.minimum(at, last))
    after = texts.clipped_at(np.minimum(at + 1, last))
    both = (tables.kind[before] == chars.LETTER) & (tables.kind[here] == chars.LETTER)
    upper_before = (tables.flags[before] & chars.UPPER) > 0
    upper_here = (tables.flags[here] & chars.UPPER) > 0
    lower_after = (tables.kind[after] == chars.LETTER) & ((tables.flags[after] & chars.UPPER) == 0)
    camel = upper_here & (~upper_before | lower_after)
    script = chars.is_latin(before) != chars.is_latin(here)
    return (at == 0) | ~both | camel | script


def is_end(stream: TextStream, at: Any) -> Any:
    """Like `is_edge`, and a plural or possessive s may follow."""
    edge = is_edge(stream, at)
    here = stream.texts.clipped_at(np.minimum(at, stream.texts.codes.size - 1))
    plural = np.flatnonzero(~edge & ((here == ord("s")) | (here == ord("S"))))
    edge[plural] = is_edge(stream, at[plural] + 1)
    return edge


def _choose(tight: Any, wide: Any, is_free: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return which ends stand free, tight or else wide, and the end to take."""
    free = is_free(tight)
    chosen = tight.copy()
    other = np.flatnonzero(~free & (tight != wide))
    chosen[other] = wide[other]
    free[other] = is_free(wide[other])
    return free, chosen


def _first_of_each(group: Any, count: int) -> Any:
    """Return the indexes that sort by group, keeping at most `count` of each group, in their order."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    rank = np.arange(ordered.size) - np.repeat(starts, np.diff(np.append(starts, ordered.size)))
    return order[rank < count]


def _no_hits() -> Hits:
    empty = np.zeros(0, dtype=np.int64)
    return Hits(empty, empty, empty, empty, empty.astype(bool), empty.astype(bool))
