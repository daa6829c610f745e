"""Signal: language and script of the title, cheaply.

The script is that of most letters. Languages with a script of their own follow from it; those in Latin letters are
told apart by their function words, which is right for nine titles in ten and costs a hundredth of a full detector.
Rules should use it to choose words and queues, not to judge.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult
from countermark.engine.text.stream import Texts, lay_out

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
_ANY_MARK: Final = re.compile(f"[{''.join(_MARKED.values())}]")
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
        texts = known["analysis"].stream.texts if "analysis" in known else lay_out(batch)
        counts = _script_counts(texts)
        letters = counts[:, 1:]
        script_at = np.where(letters.sum(axis=1) > 0, letters.argmax(axis=1) + 1, 0)
        # Japanese writes Han and kana side by side, Chinese never kana; Chinese titles hold many Latin words.
        script_at = np.where(counts[:, 3] > 0, 3, script_at)
        script_at = np.where((script_at == 1) & (counts[:, 2] * 3 >= counts[:, 1]) & (counts[:, 2] > 2), 2, script_at)
        scripts = [_SCRIPTS[at] for at in script_at.tolist()]
        languages = [
            _latin_language(title) if script == "Latin" else _BY_SCRIPT.get(script, "und")
            for script, title in zip(scripts, texts.titles(), strict=True)
        ]
        mixed = (counts[:, 1] > 0) & (counts[:, 5] + counts[:, 6] > 0)
        columns = {
            "language": pa.array(languages, type=pa.string()),
            "script": pa.array([script or None for script in scripts], type=pa.string()),
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


def _script_counts(texts: Texts) -> Any:
    """Return int64 (n, scripts): letters of each script in each title."""
    starts = texts.starts[: texts.rows + 1]
    scripts = _script_table().take(texts.codes[: int(starts[-1])], mode="clip")
    rows = np.repeat(np.arange(texts.rows), np.diff(starts))
    size = len(_SCRIPTS)
    return np.bincount(rows * size + scripts, minlength=texts.rows * size).reshape(-1, size)


Weights = tuple[tuple[int, float], ...]
"""(index into `LATIN_LANGUAGES`, weight) of what points to a language."""


@cache
def _function_words() -> tuple[dict[str, Weights], dict[str, Weights]]:
    """Return what each function word and each marked letter says."""
    words: dict[str, list[int]] = {}
    marks: dict[str, list[int]] = {}
    for at, language in enumerate(LATIN_LANGUAGES):
        for word in _FUNCTION_WORDS[language].split():
            words.setdefault(word, []).append(at)
        for mark in _MARKED.get(language, ""):
            marks.setdefault(mark, []).append(at)
    # A word that several languages share says less.
    return (
        {word: tuple((at, len(owners) ** -0.5) for at in owners) for word, owners in words.items()},
        {mark: tuple((at, 1.5 * len(owners) ** -0.5) for at in owners) for mark, owners in marks.items()},
    )


def _latin_language(title: str) -> str:
    """Return the language of a title in Latin letters; und without any function word."""
    words, marks = _function_words()
    title = title.lower()
    said = [words[word] for word in title.split(" ") if word in words]
    if not title.isascii():
        said += [marks[char] for char in _ANY_MARK.findall(title)]
    if not said:
        return "und"
    scores = [0.0] * len(LATIN_LANGUAGES)
    for weights in said:
        for at, weight in weights:
            scores[at] += weight
    return LATIN_LANGUAGES[scores.index(max(scores))]


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
