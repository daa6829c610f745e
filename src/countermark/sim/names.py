"""Names that nobody has: of brands, of lines, of shops and of people."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from pypinyin import lazy_pinyin

from countermark.sim.content import LANGUAGES, table


def _one(rng: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]


def brand_names(rng: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    """Yield (name, name in Latin letters, name in Chinese or nothing) of brands, all different, for ever.

    Three in five are made of Latin syllables, one in four is Chinese, the rest Portuguese.
    """
    words = table("names")
    seen: set[str] = set()
    while True:
        draw = rng.random()
        if draw < 0.25:
            parts = words["han"]
            han = _one(rng, parts["first"]) + (_one(rng, parts["middle"]) if rng.random() < 0.4 else "")
            han += _one(rng, parts["last"])
            name, latin = han, "".join(lazy_pinyin(han)).capitalize()
        else:
            name = _latin_name(rng, words["portuguese" if draw < 0.4 else "latin"])
            latin = name
            han = "".join(_one(rng, words["sound"]) for _ in range(3)) if rng.random() < 0.6 else ""
        keys = {name.casefold(), latin.casefold(), han} - {""}
        if not keys & seen:
            seen |= keys
            yield name, latin, han


def _latin_name(rng: np.random.Generator, parts: dict[str, list[str]]) -> str:
    middle = _one(rng, parts["middle"]) if "middle" in parts else ""
    return _one(rng, parts["first"]) + middle + _one(rng, parts["last"])


def shop_words(language: int) -> tuple[list[str], list[str]]:
    """Return first and second words of names of shops in a language."""
    words, code = table("names"), LANGUAGES[language]
    return words["shop_first"][code], words["shop_second"][code]


def person_words(language: int) -> tuple[list[str], list[str]]:
    """Return given names and family names in a language."""
    words, code = table("names"), LANGUAGES[language]
    return words["given"][code], words["family"][code]


def model_names(rng: np.random.Generator, count: int) -> list[str]:
    """Return names of models of a line, all different."""
    stem = _one(rng, ["M", "S", "R", "X", "A", "T", "N", "C", "", "Type "])
    step, first = int(rng.choice([1, 2, 5, 10])), int(rng.integers(1, 60))
    return [f"{stem}{first + step * number}" for number in range(count)]


def part_number(rng: np.random.Generator, pattern: str) -> str:
    """Return a part number that follows a pattern: # a digit, @ a letter, anything else itself."""
    letters = "ABCEFGHJKLMNPRTUVWXY"
    return "".join(
        str(rng.integers(10)) if char == "#" else _one(rng, letters) if char == "@" else char for char in pattern
    )


def check_digits(bodies: Any) -> Any:
    """Return the check digit of each 12-digit body of a GTIN-13, int64 (n,) (GS1 General Specifications, 7.9)."""
    digits = (np.asarray(bodies, np.int64)[:, None] // 10 ** np.arange(11, -1, -1)) % 10
    return -(digits * np.tile([1, 3], 6)).sum(axis=1) % 10
