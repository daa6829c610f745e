"""Signal: language and script of the title, cheaply.

The script is that of most letters. Languages with a script of their own follow from it; those in Latin letters are
told apart by their function words, which is right for nine titles in ten and costs a hundredth of a full detector.
Rules should use it to choose words and queues, not to judge.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult
from countermark.engine.text.language_words import FUNCTION_WORDS, LETTERS, SHOP_WEIGHT, SHOP_WORDS
from countermark.engine.text.stream import joined_bytes

_SCRIPTS: Final = ("", "Latin", "Han", "Kana", "Hangul", "Cyrillic", "Greek", "Arabic", "Hebrew", "Thai", "Devanagari")
_BLOCKS: Final = (
    (1, 0x41, 0x5A), (1, 0x61, 0x7A), (1, 0xC0, 0x24F), (1, 0x1E00, 0x1EFF), (2, 0x3400, 0x9FFF), (2, 0x20000, 0x3134F),
    (3, 0x3041, 0x30FF), (4, 0xAC00, 0xD7A3), (4, 0x1100, 0x11FF), (5, 0x400, 0x52F), (6, 0x370, 0x3FF),
    (7, 0x600, 0x6FF), (8, 0x590, 0x5FF), (9, 0xE00, 0xE7F), (10, 0x900, 0x97F),
)  # fmt: skip
_SIZE: Final = 0x32000
_BY_SCRIPT: Final = {
    "Han": "zh", "Kana": "ja", "Hangul": "ko", "Cyrillic": "ru", "Greek": "el", "Arabic": "ar", "Hebrew": "he",
    "Thai": "th", "Devanagari": "hi",
}  # fmt: skip
LATIN_LANGUAGES: Final = tuple(FUNCTION_WORDS)
_LANGUAGES: Final = (*LATIN_LANGUAGES, "und", *_BY_SCRIPT.values())
_LANGUAGE_NAMES: Final = pa.array(_LANGUAGES)
_SCRIPT_NAMES: Final = pa.array([script or None for script in _SCRIPTS])
_UND: Final = _LANGUAGES.index("und")
_ZH: Final = _LANGUAGES.index("zh")
_LANGUAGE_OF_SCRIPT: Final = np.array([_LANGUAGES.index(_BY_SCRIPT.get(script, "und")) for script in _SCRIPTS])
_PUNCTUATION: Final = bytes.maketrans(b'!"#$%&(),/:;<=>?@[]{|}\t', b" " * 23)
"""ASCII marks that end a word. Those that also stand inside of names and disguises (- . * ' and others) do not."""
_FEW_KANA: Final = 6
"""Chinese titles hold a kana here and there; a Japanese one has at least one for so many Han characters."""
_LATIN_PER_HAN: Final = 5
"""A title with no more Latin letters for each Han character is a Chinese one that names goods in English as well."""
_MANY: Final = 256
_SURE_HAN: Final = 2
"""So many Han characters make a title Chinese whose Latin letters are of no language: names, models, numbers."""


class LanguageSignal:
    """Language and script of the title."""

    name = "language"
    cost_us = 1.0
    needs: Sequence[str] = ("title",)
    outputs: Sequence[Output] = (
        Output("language", pa.string(), "ISO 639-1 code of the title's language, or und"),
        Output("script", pa.string(), "script of most letters of the title: Latin, Han, Kana, Hangul, Cyrillic, ..."),
        Output("mixed_script", pa.bool_(), "letters of Latin and of Cyrillic or Greek in one title"),
    )

    def __init__(self, registry: Registry, as_of: date) -> None:
        """Nothing of the registry is used; every signal is built the same way."""
        del registry, as_of

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate."""
        del known
        titles = batch.column("title")
        counts = _script_counts(titles)
        letters = counts[:, 1:]
        script_at = np.where(letters.sum(axis=1) > 0, letters.argmax(axis=1) + 1, 0)
        # Japanese writes Han and kana side by side, Chinese hardly ever kana; Chinese titles hold many Latin words.
        is_japanese = (counts[:, 3] > 0) & (counts[:, 3] * _FEW_KANA >= counts[:, 2])
        script_at = np.where(is_japanese, 3, script_at)
        script_at = np.where((script_at == 1) & (counts[:, 2] * 3 >= counts[:, 1]) & (counts[:, 2] > 2), 2, script_at)
        latin = _latin_languages(titles)
        han = counts[:, 2]
        latin[(han >= _SURE_HAN) & ((latin == _UND) | (han * _LATIN_PER_HAN >= counts[:, 1]))] = _ZH
        languages = np.where(script_at == 1, latin, _LANGUAGE_OF_SCRIPT[script_at])
        mixed = (counts[:, 1] > 0) & (counts[:, 5] + counts[:, 6] > 0)
        columns = {
            "language": _named(_LANGUAGE_NAMES, languages),
            "script": _named(_SCRIPT_NAMES, script_at),
            "mixed_script": pa.array(mixed),
        }
        return SignalResult(columns)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES


def _named(names: Any, places: Any) -> Any:
    """Return an Arrow array of the names at places; of few, one by one, which then takes less than a call of Arrow."""
    if places.size >= _MANY:
        return names.take(pa.array(places))
    known = names.to_pylist()
    return pa.array([known[place] for place in places.tolist()], pa.string())


@cache
def _script_table() -> Any:
    table = np.zeros(_SIZE, dtype=np.uint8)
    for script, first, last in _BLOCKS:
        table[first : last + 1] = script
    return table


def _script_counts(titles: Any) -> Any:
    """Return int64 (n, scripts): letters of each script in each title."""
    lengths = pc.utf8_length(titles).to_numpy(zero_copy_only=False) + 1
    codes = np.frombuffer(joined_bytes(titles).decode().encode("utf-32-le"), dtype="<u4")
    scripts = _script_table().take(codes, mode="clip")
    rows = np.repeat(np.arange(lengths.size), lengths)
    size = len(_SCRIPTS)
    return np.bincount(rows * size + scripts, minlength=lengths.size * size).reshape(-1, size)


@cache
def _patterns() -> tuple[Any, Any]:
    """Return the automaton of all words and letters, and the patterns x languages matrix of what each says."""
    weights: dict[str, dict[str, float]] = {}
    for language in LATIN_LANGUAGES:
        for word in SHOP_WORDS[language].split():
            weights.setdefault(f" {word} ", {})[language] = SHOP_WEIGHT.get(language, 1.0)
        for word in FUNCTION_WORDS[language].split():
            weights.setdefault(f" {word} ", {})[language] = 1.0
        for letter, weight in LETTERS.get(language, {}).items():
            weights.setdefault(letter, {})[language] = weight
    for says in weights.values():
        if "en" in says:  # then it says no more of another language than of English, whose words are everywhere
            says.update(dict.fromkeys(says, says["en"]))
    patterns = sorted(weights)
    matrix = np.array([[weights[pattern].get(language, 0.0) for language in LATIN_LANGUAGES] for pattern in patterns])
    # A word that several languages share says less.
    return ahocorasick_rs.AhoCorasick(patterns), matrix / np.maximum(1, (matrix > 0).sum(axis=1, keepdims=True)) ** 0.5


def _latin_languages(titles: Any) -> Any:
    """Return the language of each title, as a place in `_LANGUAGES`, as if all were in Latin letters."""
    automaton, matrix = _patterns()
    spaced = pc.binary_join_element_wise("", pc.utf8_lower(titles), "", " ")
    lengths = pc.utf8_length(spaced).to_numpy(zero_copy_only=False)
    starts = np.cumsum(np.append(0, lengths + 1))
    text = joined_bytes(spaced).translate(_PUNCTUATION).decode()
    hits = automaton.find_matches_as_indexes(text, overlapping=True)
    if not hits:
        return np.full(len(titles), _UND)
    found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
    rows = np.searchsorted(starts, found[:, 1], side="right") - 1
    size = len(LATIN_LANGUAGES)
    cells = rows[:, None] * size + np.arange(size)
    scores = np.bincount(cells.ravel(), matrix[found[:, 0]].ravel(), len(titles) * size).reshape(-1, size)
    return np.where(scores.max(axis=1) > 0, scores.argmax(axis=1), _UND)


def _example(title: str, **expect: Any) -> Example:
    return Example(Listing(listing_id="1", seller_id="s", title=title), expect)


_EXAMPLES: Final = (
    _example("Running shoes for men with air cushion", language="en", script="Latin", mixed_script=False),
    _example("Cartucho de tinta para impressora com frete grátis", language="pt"),
    _example("新款运动鞋 men size 42", language="zh", script="Han"),
    _example("кроссовки мужские", language="ru", script="Cyrillic"),
    _example("スニーカー 新品", language="ja"),
    _example("Nіke shoes", script="Latin", mixed_script=True),
    _example("12345", language="und", script=None),
)
