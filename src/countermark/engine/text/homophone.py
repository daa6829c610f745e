"""Chinese names written with characters or letters that sound alike: 奈克 or 耐ke for 耐克.

The titles are spelled out in pinyin, characters and Latin letters alike, and searched for the names' pinyin. Syllables
without tones are few, so that most hits are chance: a hit counts only where the segmentation of the text into words
says that the odd character belongs to no word of its own.
"""

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import rjieba

from countermark.engine.text import native as compiled
from countermark.engine.text.han_forms import is_chinese, pinyin_of
from countermark.engine.text.names import Name
from countermark.engine.text.stream import TextStream

MIN_PINYIN: Final = 4
"""Shortest pinyin of a name that is searched, in letters."""
MIN_CHARACTERS: Final = 3
"""Fewest characters of a name that is recognised by sound anywhere; a shorter one only at the beginning of a text or
after a separator, where sellers put the brand: too many words sound alike."""
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
                pinyin = "".join(pinyin_of(name.letters))
                if len(pinyin) >= MIN_PINYIN and pinyin.isascii() and pinyin.isalpha():
                    self._by_pinyin.setdefault(pinyin, []).append(index)
        self._pinyin = sorted(self._by_pinyin)
        self._automaton = ahocorasick_rs.AhoCorasick(self._pinyin) if self._pinyin else None

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
        return list(compiled.native.sound_hits(hits, unit, letters, read_at, _FIRST)) if hits else []
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
    beside = read_at[last] - read_at[first] == last - first
    # Latin letters alone are the pinyin form of the name, which the automaton of all names finds.
    chinese = np.append(0, np.cumsum(letters >= _FIRST))
    has_chinese = chinese[last + 1] > chinese[first]
    at = np.flatnonzero(whole & beside & has_chinese)
    return list(zip(found[at, 0].tolist(), first[at].tolist(), last[at].tolist(), strict=True))


def sound_kind(text: str, start: int, end: int, name: str) -> str | None:
    """Tell how a span that sounds like a Chinese name writes it; None when it is the name, or most likely chance.

    Args:
        text: the text around the span.
        start: offset of its first character.
        end: offset one past its last.
        name: the name's characters.
    """
    span = text[start:end]
    has_letters = any(char.isascii() for char in span)
    same = sum(1 for char in span if char in name)
    if span == name:
        return None
    if has_letters:
        stands_free = not (
            (span[0].isascii() and text[start - 1 : start].isascii() and text[start - 1 : start].isalnum())
            or (span[-1].isascii() and text[end : end + 1].isascii() and text[end : end + 1].isalnum())
        )
        return "mixed_script" if stands_free and same >= 1 else None
    if same == 0:
        return None
    if len(name) < MIN_CHARACTERS and start > 0 and is_chinese(text[start - 1]):
        return None
    if not is_no_word(text, start, end, name):
        return None
    return "homophone" if len(name) >= MIN_CHARACTERS else "sound_alike"


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
        syllable = pinyin_of(chr(code))[0]
        words.append(syllable if syllable.isascii() and syllable.isalpha() else chr(_OTHER))
    sizes = np.array([len(word) for word in words], dtype=np.int64)
    spelled = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    return _Spelling(np.cumsum(sizes) - sizes, sizes, spelled)
