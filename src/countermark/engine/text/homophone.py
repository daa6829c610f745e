"""Chinese names written with characters or letters that sound alike: 奈克 or 耐ke for 耐克.

The titles are spelled out in pinyin, characters and Latin letters alike, and searched for the names' pinyin. Syllables
without tones are few, so that most hits are chance: a hit counts only where the segmentation of the text into words
says that the odd character belongs to no word of its own.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import rjieba

from countermark.engine.text import native as compiled
from countermark.engine.text.han_forms import is_chinese, merged, pinyin_of
from countermark.engine.text.names import Name
from countermark.engine.text.stream import TextStream

MIN_PINYIN: Final = 4
"""Shortest pinyin of a name that is searched, in letters."""
MIN_CHARACTERS: Final = 3
"""Fewest characters of a name that is recognised by sound anywhere; a shorter one only at the beginning of a text or
after a separator, where sellers put the brand: too many words sound alike."""
MAX_APART: Final = 3
"""Most syllables of a name that are also searched as they are, besides as dialects merge them."""
MAX_GAPS: Final = 4
"""Most signs between the characters and syllables of a name (耐-ke)."""
MIN_WORD: Final = 2
"""Fewest characters of a word that bounds a name."""
LIGHT: Final = " -·._'"
_GAPS: Final = re.compile(r"[\W_]+")
_FIRST: Final = 0x3400
_LAST: Final = 0x9FFF
_OTHER: Final = 1
"""Stands in the spelled-out text for what is neither Chinese nor a Latin letter."""


@dataclass(frozen=True, slots=True)
class SoundSpan:
    """A span of the batch that sounds like a name."""

    name: int
    text: int
    start: int
    """Position in `Texts.codes`."""
    end: int
    kind: str
    """homophone (sound_alike for names of two characters) or mixed_script."""


class HomophoneFinder:
    """Finds what sounds like the Chinese names among the names given."""

    def __init__(self, names: list[Name]) -> None:
        self._names = names
        self._by_pinyin: dict[str, list[int]] = {}
        for index, name in enumerate(names):
            if len(name.letters) >= 2 and all(is_chinese(char) for char in name.letters):
                for pinyin in sounds_of(name.letters):
                    self._by_pinyin.setdefault(pinyin, []).append(index)
        self._pinyin = sorted(self._by_pinyin)
        self._automaton = ahocorasick_rs.AhoCorasick(self._pinyin) if self._pinyin else None
        if self._pinyin:
            _spelling()  # now, so that the first Chinese title does not wait for it

    def find(self, stream: TextStream, text_count: int) -> list[SoundSpan]:
        """Return what sounds like a name in the first `text_count` texts of a batch, without exact writings."""
        limit = int(np.searchsorted(stream.read_at, stream.texts.starts[text_count]))
        letters, read_at = stream.letters[:limit], stream.read_at[:limit]
        if self._automaton is None or not (letters >= _FIRST).any():
            return []
        spans = []
        for pattern, first, last in _hits(self._automaton, letters, read_at):
            start, end = int(read_at[first]), int(read_at[last]) + 1
            text = int(stream.texts.text_of(start))
            for name in self._by_pinyin[self._pinyin[pattern]]:
                kind = self._kind(stream, text, start, end, name)
                if kind:
                    spans.append(SoundSpan(name, text, start, end, kind))
        return spans

    def _kind(self, stream: TextStream, text: int, start: int, end: int, name: int) -> str | None:
        texts = stream.texts
        first, last = int(texts.starts[text]), int(texts.starts[text + 1]) - 1
        left, right = max(first, start - 16), min(last, end + 16)
        return sound_kind(texts.slice(left, right), start - left, end - left, self._names[name].letters)


def _hits(automaton: Any, letters: Any, read_at: Any) -> list[tuple[int, int, int]]:
    """Return (pinyin, first letter, last letter) of what is spelled like a name and holds Chinese characters."""
    table = _spelling()
    if compiled.native is not None:
        text, unit = compiled.native.spell(letters, _FIRST, _LAST, table.sizes, table.starts, table.spelled)
        hits = automaton.find_matches_as_indexes(text.decode("ascii"), overlapping=True)
        return list(compiled.native.sound_hits(hits, unit, letters, read_at, _FIRST, MAX_GAPS)) if hits else []
    codes = np.where((letters >= _FIRST) & (letters <= _LAST), letters - _FIRST + 128, np.minimum(letters, 127))
    sizes = table.sizes[codes]
    unit = np.repeat(np.arange(codes.size), sizes)
    offset = np.arange(unit.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    spelled = table.spelled[table.starts[codes][unit] + offset]
    hits = automaton.find_matches_as_indexes(spelled.tobytes().decode("ascii"), overlapping=True)
    if not hits:
        return []
    found = np.fromiter(chain.from_iterable(hits), dtype=np.int64, count=3 * len(hits)).reshape(-1, 3)
    first, last = unit[found[:, 1]], unit[found[:, 2] - 1]
    ends_unit = np.append(unit[1:] != unit[:-1], True)
    whole = (offset[found[:, 1]] == 0) & ends_unit[found[:, 2] - 1]
    beside = read_at[last] - read_at[first] <= last - first + MAX_GAPS
    # Latin letters alone are the pinyin form of the name, which the automaton of all names finds.
    chinese = np.append(0, np.cumsum(letters >= _FIRST))
    has_chinese = chinese[last + 1] > chinese[first]
    at = np.flatnonzero(whole & beside & has_chinese)
    return list(zip(found[at, 0].tolist(), first[at].tolist(), last[at].tolist(), strict=True))


def sounds_of(name: str) -> list[str]:
    """Return how a Chinese name may be spelled out: as dialects merge its sounds, and with some of them apart."""
    syllables = pinyin_of(name)
    pinyin = "".join(syllables)
    if len(pinyin) < MIN_PINYIN or not (pinyin.isascii() and pinyin.isalpha()):
        return []
    apart = [syllable for syllable in syllables if merged(syllable) != syllable]
    choices = [dict.fromkeys((merged(syllable), syllable)) for syllable in syllables]
    if len(apart) > MAX_APART:
        choices = [dict.fromkeys((merged(syllable),)) for syllable in syllables]
    return sorted({"".join(chosen) for chosen in product(*choices)})


def spelling_of(char: str) -> str:
    """Return how a character is spelled out: a Chinese one by its merged syllable, others as they are."""
    syllable = pinyin_of(char)[0]
    return merged(syllable) if is_chinese(char) else syllable


def sound_kind(text: str, start: int, end: int, name: str) -> str | None:
    """Tell how a span that sounds like a Chinese name writes it; None when it is the name, or most likely chance.

    Args:
        text: the text around the span.
        start: offset of its first character.
        end: offset one past its last.
        name: the name's characters.
    """
    typed = text[start:end]
    span = "".join(char for char in typed if char.isalnum())
    has_letters = any(char.isascii() for char in span)
    same = sum(1 for char in span if char in name)
    if span == name:
        return None
    has_gaps = span != typed
    if has_gaps and not (has_letters and same >= 1 and _are_light(typed) and len(name) >= MIN_CHARACTERS):
        return None
    if len(name) < MIN_CHARACTERS and not _sounds_just_so(span, name):
        return None
    if has_letters:
        stands_free = not (
            (span[0].isascii() and text[start - 1 : start].isascii() and text[start - 1 : start].isalnum())
            or (span[-1].isascii() and text[end : end + 1].isascii() and text[end : end + 1].isalnum())
        )
        return "mixed_script" if stands_free and same >= 1 else None
    if same == 0 and len(name) < MIN_CHARACTERS:
        return None
    if len(name) < MIN_CHARACTERS and not _stands_between_words(text, start, end):
        return None
    if not is_no_word(text, start, end, name):
        return None
    return "homophone" if len(name) >= MIN_CHARACTERS else "sound_alike"


def _stands_between_words(text: str, start: int, end: int) -> bool:
    """Tell whether a span is a text's beginning or follows no Chinese character, or stands between whole words."""
    if start == 0 or not is_chinese(text[start - 1]):
        return True
    at, before, after = 0, 0, 0
    for word in rjieba.cut(text, False):
        if at + len(word) == start:
            before = len(word)
        if at == end:
            after = len(word) if is_chinese(word[0]) else MIN_WORD
        at += len(word)
    return before >= MIN_WORD and (after >= MIN_WORD or end == len(text))


def _are_light(typed: str) -> bool:
    """Tell whether nothing but single light signs stands between the characters of a span."""
    signs = [char for char in typed if not char.isalnum()]
    return all(sign in LIGHT for sign in signs) and all(len(gap) <= 1 for gap in _GAPS.findall(typed))


def _sounds_just_so(span: str, name: str) -> bool:
    return "".join(pinyin_of(span)) == "".join(pinyin_of(name))


def is_no_word(text: str, start: int, end: int, name: str) -> bool:
    """Tell whether no word of two characters or more, as the text is cut into words, holds a changed character.

    Of a name of two characters, neither may belong to a word.
    """
    changed = {at for at in range(start, end) if len(name) < MIN_CHARACTERS or text[at] != name[at - start]}
    at = 0
    for word in rjieba.cut(text, False):
        covered = set(range(at, at + len(word)))
        at += len(word)
        if len(word) > 1 and covered & changed:
            return False
    return True


def is_no_phrase(text: str, start: int, end: int) -> bool:
    """Tell whether a span is no row of words: no word reaches over its ends, and some character in it is no word's."""
    at, lone = 0, 0
    for word in rjieba.cut(text, False):
        first, at = at, at + len(word)
        if at <= start or first >= end:
            continue
        if first < start or at > end:
            return False
        lone += len(word) == 1
    return lone > 0


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How each code (ASCII, then Chinese from `_FIRST` on) is spelled: a slice of one array."""

    starts: Any
    sizes: Any
    spelled: Any


@cache
def _spelling() -> _Spelling:
    """Return the spelling table; built once a process (a fifth of a second)."""
    words = [chr(code) if chr(code).isalnum() else chr(_OTHER) for code in range(128)]
    for code in range(_FIRST, _LAST + 1):
        syllable = spelling_of(chr(code))
        words.append(syllable if syllable.isascii() and syllable.isalpha() else chr(_OTHER))
    sizes = np.array([len(word) for word in words], dtype=np.int64)
    spelled = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    return _Spelling(np.cumsum(sizes) - sizes, sizes, spelled)
