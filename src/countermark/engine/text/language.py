"""Signal: language and script of the title, cheaply.

The script is that of most letters. Languages with a script of their own follow from it; those in Latin letters are
told apart by their function words, which is right for nine titles in ten and costs a hundredth of a full detector.
Rules should use it to choose words and queues, not to judge.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult
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
_FUNCTION_WORDS: Final = {
    "en": "the and for with of in on by your from men women mens womens men's women's size new black white red set",
    "pt": "de para com do da e em dos das no na um uma preto branco kit frete novo original unidades não você cor",
    "es": "de para con del la el y en los las un una negro blanco envío nuevo unidades color mujer hombre",
    "fr": "de pour avec du la le et en les des un une noir blanc neuf femme homme au aux",
    "de": "für mit und der die das von ein eine schwarz weiß neu damen herren stück zum im",
    "it": "di per con del la il e in dei delle un una nero bianco nuovo donna uomo",
}
_MARKED: Final = {"pt": "ãõç", "es": "ñ¿¡", "fr": "èêœ", "de": "ßüä", "it": "ìò"}
"""Letters that point to one of these languages."""
LATIN_LANGUAGES: Final = tuple(_FUNCTION_WORDS)


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
        # Japanese writes Han and kana side by side, Chinese never kana; Chinese titles hold many Latin words.
        script_at = np.where(counts[:, 3] > 0, 3, script_at)
        script_at = np.where((script_at == 1) & (counts[:, 2] * 3 >= counts[:, 1]) & (counts[:, 2] > 2), 2, script_at)
        scripts = np.array(_SCRIPTS, dtype=object)[script_at]
        latin = _latin_languages(titles)
        languages = [
            _BY_SCRIPT.get(script, "und") if script != "Latin" else language
            for script, language in zip(scripts.tolist(), latin, strict=True)
        ]
        mixed = (counts[:, 1] > 0) & (counts[:, 5] + counts[:, 6] > 0)
        columns = {
            "language": pa.array(languages, type=pa.string()),
            "script": pa.array([script or None for script in scripts.tolist()], type=pa.string()),
            "mixed_script": pa.array(mixed),
        }
        return SignalResult(columns)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES


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
def _function_words() -> tuple[Any, Any]:
    """Return the automaton of all function words and marked letters, and the languages x patterns matrix."""
    weights: dict[str, dict[str, float]] = {}
    for language, words in _FUNCTION_WORDS.items():
        for word in words.split():
            weights.setdefault(f" {word} ", {})[language] = 1.0
    for language, marks in _MARKED.items():
        for mark in marks:
            weights.setdefault(mark, {})[language] = 1.5
    patterns = sorted(weights)
    matrix = np.array([[weights[pattern].get(language, 0.0) for language in LATIN_LANGUAGES] for pattern in patterns])
    # A word that several languages share says less.
    return ahocorasick_rs.AhoCorasick(patterns), matrix / np.maximum(1, (matrix > 0).sum(axis=1, keepdims=True)) ** 0.5


def _latin_languages(titles: Any) -> list[str]:
    """Return the language of each title as if all were in Latin letters; und without any function word."""
    automaton, matrix = _function_words()
    spaced = pc.binary_join_element_wise("", pc.utf8_lower(titles), "", " ")
    lengths = pc.utf8_length(spaced).to_numpy(zero_copy_only=False)
    starts = np.cumsum(np.append(0, lengths + 1))
    hits = automaton.find_matches_as_indexes(joined_bytes(spaced).decode(), overlapping=True)
    if not hits:
        return ["und"] * len(titles)
    found = np.array(hits, dtype=np.int64)
    rows = np.searchsorted(starts, found[:, 1], side="right") - 1
    scores = np.zeros((len(titles), len(LATIN_LANGUAGES)))
    np.add.at(scores, rows, matrix[found[:, 0]])
    best = scores.argmax(axis=1)
    return [LATIN_LANGUAGES[at] if scores[row, at] > 0 else "und" for row, at in enumerate(best.tolist())]


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
