"""The finder again, slow and obvious: one text, one name and one character at a time.

It defines what the fast finder (finder.py) must find; tests/conformance runs both on the same texts.
"""

from dataclasses import dataclass

import numpy as np

from countermark.engine.text import canonical, chars
from countermark.engine.text import names as forms
from countermark.engine.text.candidate import WINDOW, Candidate, plain_word
from countermark.engine.text.canonical import Reading
from countermark.engine.text.compare import runs_of
from countermark.engine.text.edges import is_edge, is_end
from countermark.engine.text.edits import EditIndex, WordSpan, needs_front, stands_in_front
from countermark.engine.text.examine import examine, may_be_glued
from countermark.engine.text.han_forms import is_chinese
from countermark.engine.text.homophone import MAX_GAPS, sound_kind, sounds_of, spelling_of
from countermark.engine.text.index import TextIndex
from countermark.engine.text.masked import MaskedNames
from countermark.engine.text.odd_words import OddWords, odd_rows
from countermark.engine.text.short import is_short
from countermark.engine.text.stream import Texts
from countermark.engine.text.transliterated import TransliteratedNames


@dataclass(frozen=True, slots=True, order=True)
class NameSpan:
    """A name written in a text."""

    start: int
    end: int
    name: int
    """Index into `TextIndex.names`."""
    kinds: tuple[str, ...]


def find_names(text: str, index: TextIndex, *, with_edits: bool) -> list[NameSpan]:
    """Return the names that a text writes, plainly or in disguise, in order.

    Args:
        text: one field of a listing.
        index: names and vocabulary.
        with_edits: also look for single edits, as the finder does in titles and brand fields.
    """
    found = _written(text, index, Reading.USUAL)
    if with_edits:
        read = canonical.read_chars(text)
        found += _short(text, read, index)
        found += _edited(text, read, index) + _sounding(text, read, index)
        if canonical.has_other_reading(text):
            found += [span for span in _written(text, index, Reading.OTHER, keep_within=True) if span.kinds]
        # Which titles are looked at for odd words is one rule, in bulk; there is no slower one to hold it to.
        if odd_rows(_one_text(text)).size:
            odd = OddWords(index.names, index.vocabulary, index.noisy)
            found += [NameSpan(start, end, name, kinds) for name, start, end, kinds in odd.find(text)]
        found += [
            NameSpan(start, end, name, ("transliterated",))
            for name, start, end in TransliteratedNames(index.names, index.noisy).find(text)
        ]
        found += [NameSpan(start, end, name, ("masked",)) for name, start, end in MaskedNames(index.names).find(text)]
    return sorted(set(found))


def _one_text(text: str) -> Texts:
    codes = np.frombuffer((text + chars.BREAK).encode("utf-32-le"), dtype="<u4")
    return Texts(rows=1, codes=codes, starts=np.array([0, codes.size]))


def _written(text: str, index: TextIndex, reading: Reading, *, keep_within: bool = False) -> list[NameSpan]:
    """Return the names whose stream is in the text's stream, and which examine confirms."""
    plain: dict[int, NameSpan] = {}
    doubtful: list[NameSpan] = []
    read = canonical.read_chars(text, reading)
    for pattern in index.patterns:
        if pattern.name >= len(index.names) or is_short(pattern):
            continue
        name = index.names[pattern.name]
        for start, end in _spans(text, read, pattern):
            free = pattern.is_han or (is_edge(text, start) and is_end(text, end))
            glued = may_be_glued(name, pattern.form, index.vocabulary)
            if not free and not (glued and (keep_within or end - start <= len(pattern.letters) + len(pattern.breaks))):
                continue
            writing = examine(_candidate(text, start, end, name, pattern, reading), index.vocabulary)
            if writing is None:
                continue
            span = NameSpan(start, end, pattern.name, writing.kinds)
            if writing.kinds:
                doubtful.append(span)
            else:
                plain[pattern.name] = min(plain.get(pattern.name, span), span)
    found = list(plain.values())
    return found + [
        span for span in doubtful if keep_within or not any(p.start <= span.start and span.end <= p.end for p in found)
    ]


def _candidate(  # noqa: PLR0913, PLR0917 - the parts of a candidate
    text: str, start: int, end: int, name: forms.Name, pattern: forms.Pattern, reading: Reading = Reading.USUAL
) -> Candidate:
    left = max(0, start - WINDOW)
    return Candidate(text[left : end + WINDOW], start - left, end - left, name, pattern, reading)


def _spans(text: str, read: list[canonical.ReadChar], pattern: forms.Pattern) -> list[tuple[int, int]]:
    """Return the spans of original characters whose stream is the pattern's."""
    letters = "".join(char.letter for char in read)
    classes = letters.translate(chars.LETTER_CLASSES)
    runs = [at for at in range(len(classes)) if at == 0 or classes[at] != classes[at - 1]]
    stream = "".join(classes[at] for at in runs)
    ends = [*runs[1:], len(letters)]
    head, tail = runs_of(pattern.letters)[0], runs_of(pattern.letters)[-1]
    size = len(pattern.stream)
    spans = []
    for first in range(len(stream) - size + 1):
        if stream[first : first + size] != pattern.stream:
            continue
        last = first + size - 1
        tight_start = read[max(runs[first], ends[first] - head)].at
        tight_end = read[min(ends[last], runs[last] + tail) - 1].at + 1
        start = tight_start if is_edge(text, tight_start) else read[runs[first]].at
        end = tight_end if is_end(text, tight_end) else read[ends[last] - 1].at + 1
        spans.append((start, end))
    return spans


def _short(text: str, read: list[canonical.ReadChar], index: TextIndex) -> list[NameSpan]:
    found: dict[int, NameSpan] = {}
    for word in _words(read, apart_from_digits=True):
        for pattern in index.patterns:
            if is_short(pattern) and pattern.letters == word.word and pattern.name < len(index.names):
                name = index.names[pattern.name]
                writing = examine(_candidate(text, word.start, word.end, name, pattern), index.vocabulary)
                if writing is not None:
                    found.setdefault(pattern.name, NameSpan(word.start, word.end, pattern.name, writing.kinds))
    return list(found.values())


def _sounding(text: str, read: list[canonical.ReadChar], index: TextIndex) -> list[NameSpan]:
    found = []
    for number, name in enumerate(index.names):
        if len(name.letters) < 2 or not all(is_chinese(char) for char in name.letters):
            continue
        sounds = sounds_of(name.letters)
        longest = max(map(len, sounds), default=0)
        for first in range(len(read)):
            spelling = ""
            for last in range(first, len(read)):
                if read[last].at - read[first].at > last - first + MAX_GAPS or len(spelling) >= longest:
                    break
                spelling += spelling_of(read[last].letter)
                chars = [char.letter for char in read[first : last + 1]]
                if spelling in sounds and any(map(is_chinese, chars)):
                    start, end = read[first].at, read[last].at + 1
                    kind = sound_kind(text, start, end, name.letters)
                    if kind:
                        found.append(NameSpan(start, end, number, (kind,)))
    return found


def _edited(text: str, read: list[canonical.ReadChar], index: TextIndex) -> list[NameSpan]:
    letters = "".join(char.letter for char in read)
    edits = EditIndex(index.names, index.vocabulary, index.noisy)
    found = []
    for word in _words(read):
        typed = text[word.start : word.end]
        if not typed.isalnum():
            continue
        is_known = plain_word(typed) in index.vocabulary
        in_front = stands_in_front(0, word.start, text[max(word.start - 1, 0) : word.start])
        for name, position, kind in edits.candidates(word.word):
            words = edits.words[name]
            others = [*words[:position], *words[position + 1 :]]
            if is_known and all(other in index.vocabulary.frequent for other in others):
                continue
            if not others and needs_front(word.word, kind) and not in_front:
                continue
            before, after = "".join(words[:position]), "".join(words[position + 1 :])
            first, last = word.first - len(before), word.first + len(word.word) + len(after)
            if first >= 0 and letters[first:last] == before + word.word + after:
                found.append(NameSpan(read[first].at, read[last - 1].at + 1, name, (kind,)))
                break
    return found


def _words(read: list[canonical.ReadChar], *, apart_from_digits: bool = False) -> list[WordSpan]:
    """Return the words of letters and digits below 128 that stand side by side."""
    words: list[WordSpan] = []
    first = 0
    for at in range(1, len(read) + 1):
        goes_on = (
            at < len(read)
            and read[at].at == read[at - 1].at + 1
            and read[at].letter.isascii()
            and read[at - 1].letter.isascii()
            and not (apart_from_digits and read[at].letter.isdigit() != read[at - 1].letter.isdigit())
        )
        if not goes_on:
            if read[first].letter.isascii():
                word = "".join(char.letter for char in read[first:at])
                words.append(WordSpan(read[first].at, read[at - 1].at + 1, first, word, []))
            first = at
    return words if read else []
