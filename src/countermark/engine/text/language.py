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
from countermark.engine.text import chars
from countermark.engine.text import native as compiled
from countermark.engine.text.chars import BREAK
from countermark.engine.text.language_words import FUNCTION_WORDS, LETTERS, SHOP_WEIGHT, SHOP_WORDS
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
LATIN_LANGUAGES: Final = tuple(FUNCTION_WORDS)
_LANGUAGES: Final = (*LATIN_LANGUAGES, "und", *_BY_SCRIPT.values())
_LANGUAGE_NAMES: Final = pa.array(_LANGUAGES)
_SCRIPT_NAMES: Final = pa.array([script or None for script in _SCRIPTS])
_LATIN: Final = _SCRIPTS.index("Latin")
_UND: Final = _LANGUAGES.index("und")
_ZH: Final = _LANGUAGES.index("zh")
_LANGUAGE_OF_SCRIPT: Final = np.array([_LANGUAGES.index(_BY_SCRIPT.get(script, "und")) for script in _SCRIPTS])
_PUNCTUATION_MARKS: Final = b' !"#$%&(),/:;<=>?@[]{|}\t'
_PUNCTUATION: Final = bytes.maketrans(_PUNCTUATION_MARKS, b" " * len(_PUNCTUATION_MARKS))
"""ASCII marks that end a word. Those that also stand inside of names and disguises (- . * ' and others) do not."""
_BASE: Final = 0x9E3779B97F4A7C15
"""Of the words' hashes; odd."""
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
    needs: Sequence[str] = ("title",)
    outputs: Sequence[Output] = (
        Output("language", pa.string(), "ISO 639-1 code of the title's language, or und"),
        Output("script", pa.string(), "script of most letters of the title: Latin, Han, Kana, Hangul, Cyrillic, ..."),
        Output("mixed_script", pa.bool_(), "letters of Latin and of Cyrillic or Greek in one title"),
    )

    def __init__(self, registry: Registry, as_of: date) -> None:
        """Nothing of the registry is used; every signal is built the same way."""
        del registry, as_of
        _compiled_words()  # now, so that the first listing does not wait for it

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate."""
        texts = known["analysis"].stream.texts if "analysis" in known else lay_out(batch)
        counts = _script_counts(texts)
        letters = counts[:, 1:]
        script_at = np.where(letters.sum(axis=1) > 0, letters.argmax(axis=1) + 1, 0)
        # Japanese writes Han and kana side by side, Chinese hardly ever kana; Chinese titles hold many Latin words.
        is_japanese = (counts[:, 3] > 0) & (counts[:, 3] * _FEW_KANA >= counts[:, 2])
        script_at = np.where(is_japanese, 3, script_at)
        script_at = np.where((script_at == 1) & (counts[:, 2] * 3 >= counts[:, 1]) & (counts[:, 2] > 2), 2, script_at)
        latin = _latin_languages(texts, script_at == _LATIN)
        han = counts[:, 2]
        latin[(han >= _SURE_HAN) & ((latin == _UND) | (han * _LATIN_PER_HAN >= counts[:, 1]))] = _ZH
        languages = np.where(script_at == _LATIN, latin, _LANGUAGE_OF_SCRIPT[script_at])
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


def _script_counts(texts: Texts) -> Any:
    """Return int64 (n, scripts): letters of each script in each title."""
    starts = texts.starts[: texts.rows + 1]
    scripts = _script_table().take(texts.codes[: int(starts[-1])], mode="clip")
    rows = np.repeat(np.arange(texts.rows), np.diff(starts))
    size = len(_SCRIPTS)
    return np.bincount(rows * size + scripts, minlength=texts.rows * size).reshape(-1, size)


def _plain(texts: Texts) -> list[str]:
    """Return the titles in lower case with spaces for punctuation; all at once, since a call a title costs more."""
    titles = texts.text[: int(texts.starts[texts.rows])].lower()
    return titles.encode().translate(_PUNCTUATION).decode().split(BREAK)[: texts.rows]


Weights = tuple[tuple[int, float], ...]
"""(place in `LATIN_LANGUAGES`, weight) of the languages that a word or letter points to."""


@cache
def _weights() -> tuple[dict[str, Weights], dict[str, Weights]]:
    """Return what each word and each letter says."""
    words: dict[str, dict[str, float]] = {}
    letters: dict[str, dict[str, float]] = {}
    for language in LATIN_LANGUAGES:
        for word in SHOP_WORDS[language].split():
            words.setdefault(word, {})[language] = SHOP_WEIGHT.get(language, 1.0)
        for word in FUNCTION_WORDS[language].split():
            words.setdefault(word, {})[language] = 1.0
        for letter, weight in LETTERS.get(language, {}).items():
            letters.setdefault(letter, {})[language] = weight
    return _shared(words), _shared(letters)


def _shared(weights: dict[str, dict[str, float]]) -> dict[str, Weights]:
    """Return the weights so that what several languages share says less of each."""
    for says in weights.values():
        if "en" in says:  # then it says no more of another language than of English, whose words are everywhere
            says.update(dict.fromkeys(says, says["en"]))
    return {
        key: tuple((LATIN_LANGUAGES.index(language), weight / len(says) ** 0.5) for language, weight in says.items())
        for key, says in weights.items()
    }


_ANY_LETTER: Final = re.compile(f"[{''.join(letter for letters in LETTERS.values() for letter in letters)}]")


def _latin_languages(texts: Texts, wanted: Any) -> Any:
    """Return the language of each wanted title in Latin letters, as a place in `_LANGUAGES`; und for the others."""
    if compiled.native is not None:
        starts = texts.starts[: texts.rows + 1]
        found = _compiled_words().languages(texts.codes[: int(starts[-1])], starts, wanted.view(np.uint8))
        return np.where(found < 0, _UND, found)
    titles = _plain(texts)
    latin = np.full(len(titles), _UND)
    for row in np.flatnonzero(wanted).tolist():
        latin[row] = _latin_language(titles[row])
    return latin


@cache
def _compiled_words() -> Any:
    """Return the words and letters for the compiled loop."""
    if compiled.native is None:
        return None
    words, letters = _weights()
    lower = [ord(low) if len(low := chr(code).lower()) == 1 else code for code in range(chars.SIZE)]
    is_space = [code in _PUNCTUATION_MARKS for code in range(128)]
    return compiled.native.LanguageWords(
        words,
        letters,
        np.array(lower, dtype=np.uint32),
        np.array(is_space, dtype=np.uint8),
        len(LATIN_LANGUAGES),
        _BASE,
    )


def _latin_language(title: str) -> int:
    """Return the language of a `_plain` title in Latin letters, as a place in `_LANGUAGES`; und where nothing tells."""
    words, letters = _weights()
    said = [words[word] for word in title.split(" ") if word in words]
    if not title.isascii():
        said += [letters[letter] for letter in _ANY_LETTER.findall(title)]
    if not said:
        return _UND
    scores = [0.0] * len(LATIN_LANGUAGES)
    for weights in said:
        for at, weight in weights:
            scores[at] += weight
    return scores.index(max(scores))


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
