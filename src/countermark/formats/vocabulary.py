"""The ordinary words of several languages, from the dictionaries that the package pyspellchecker ships (MIT).

People's names are among them, since many firms and products are called by one and differ by a letter from a brand
(Jamison, Jamieson): the 2,000 commonest surnames and all given names of the United States Census of 1990, which are in
the public domain.
"""

import gzip
import json
from functools import cache
from importlib import resources
from typing import Final

from countermark.engine.text.vocabulary import MAX_WORD, Vocabulary, word_hashes
from countermark.starter import starter_file

_NAMES: Final = "personal_names.txt"
LANGUAGES: Final = ("en", "pt", "es", "fr", "de", "it")
FREQUENT: Final[dict[str, int]] = {"en": 2_000, "pt": 2_000, "es": 2_000, "fr": 2_000, "de": 2_000, "it": 2_000}
"""Occurrences in the dictionary's corpus from which a word counts as frequent."""


@cache
def default_vocabulary() -> Vocabulary:
    """Return the words of `LANGUAGES` and people's names: 1.2 million, with those that are frequent marked."""
    words: list[str] = []
    frequent: list[str] = []
    for language in LANGUAGES:
        counts = _counts(language)
        words += [word for word in counts if len(word) <= MAX_WORD]
        frequent += [word for word, count in counts.items() if count >= FREQUENT[language] and len(word) <= MAX_WORD]
    words += starter_file(_NAMES).decode().split()
    return Vocabulary(word_hashes(words), Vocabulary(word_hashes(frequent)))


def _counts(language: str) -> dict[str, int]:
    packed = resources.files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    return counts
