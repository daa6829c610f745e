"""Part numbers and models of a brand: those that exist, those that were invented, and those that nearly fit."""

import re
from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Final, NamedTuple

from countermark.engine.goods.plain import plain, squeezed
from countermark.engine.registry.model import Registry

MATCHES: Final = "matches"
MALFORMED: Final = "malformed"
IMPOSSIBLE: Final = "impossible"

_MIN_LENGTH: Final = 5
"""Shorter numbers and patterns are too easily something else."""
_MAX_REMEMBERED: Final = 32_768
"""Tokens whose judgement is remembered, of all brands together: titles have few different words."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9]+(?:[-./#][A-Za-z0-9]+)*")
_LOOK_ALIKES: Final = {"o": "0", "d": "0", "q": "0", "i": "1", "l": "1", "z": "2", "s": "5", "g": "6", "b": "8"}
_NOTHING: Final = frozenset({None})
_ALIKE: Final = frozenset(_LOOK_ALIKES) | frozenset(_LOOK_ALIKES.values())
_RUN: Final = re.compile(r"[^\W\d_]+|\d+")
_BETWEEN_RUNS: Final = r"[\s\-_./]*"


class Found(NamedTuple):
    """One part number or model in a text."""

    kind: str
    """`matches`, `malformed` or `impossible`."""
    start: int
    end: int
    text: str
    number: str
    """The part number or model as the registry has it; the text itself when it is malformed."""


class _OfBrand:
    """What is known of one brand's numbers."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.invented: dict[str, str] = {}
        self.patterns: set[str] = set()
        self.impossible: re.Pattern[str] | None = None
        self.model_of: dict[str, str] = {}

    def in_field(self, token: str) -> tuple[str, str] | None:
        """Return the kind and the number of a token of a number field, None if it is no part number or model."""
        number = token.lower() if token.isalnum() else "".join(char for char in token.lower() if char.isalnum())
        if number in self.known:
            return MATCHES, self.known[number]
        if number in self.invented:
            return IMPOSSIBLE, self.invented[number]
        return (MALFORMED, token) if self._misses(number) else None

    def in_title(self, token: str) -> tuple[str, str] | None:
        """Return the same for a token of a title, where only a wrong character that looks right makes a bad number."""
        found = self.in_field(token)
        if found is not None and found[0] == MALFORMED:
            misses = self._misses("".join(char for char in token.lower() if char.isalnum()))
            return found if any(miss in _ALIKE for miss in misses) else None
        return found

    def _misses(self, number: str) -> list[str]:
        """Return the characters that do not fit the patterns which the number nearly fits; none where one fits."""
        if len(number) < _MIN_LENGTH or number.isdigit() or number.isalpha():
            return []
        misses = [miss for pattern in self.patterns if (miss := _misses(number, pattern)) is not None]
        return [] if "" in misses else misses


class PartNumbers:
    """The part numbers, patterns and invented models of a registry's brands."""

    def __init__(self, registry: Registry) -> None:
        """Compile them by brand."""
        self._brands: dict[str, _OfBrand] = {}
        self._judge = lru_cache(_MAX_REMEMBERED)(self._judged)
        for line in registry.product_lines:
            if len(pattern := _squeezed_pattern(line.part_number_pattern)) >= _MIN_LENGTH:
                self._of(line.brand_id).patterns.add(pattern)
        models: dict[str, list[str]] = {}
        for model in registry.models:
            of_brand = self._of(model.brand_id)
            number = squeezed(model.part_number)
            if number:
                target = of_brand.known if model.exists else of_brand.invented
                target[number] = model.part_number
            if not model.exists:
                models.setdefault(model.brand_id, []).append(model.model)
        names = {brand.brand_id: brand.name for brand in registry.brands}
        for brand_id, invented in models.items():
            of_brand = self._of(brand_id)
            of_brand.model_of = {squeezed(model): model for model in invented}
            of_brand.impossible = _any_of(invented, names.get(brand_id, ""))
        self.brands = sorted(self._brands)

    def find(self, brand_id: str, text: str, *, is_number_field: bool) -> list[Found]:
        """Return the brand's numbers and invented models in a text, with offsets into it.

        Args:
            brand_id: the brand that the listing is about.
            text: original text of a title, or the value of a part number attribute.
            is_number_field: the text was given as a part number or model; then any one wrong character makes it
                malformed, while in a title only one that looks like the right one does (O for 0).
        """
        brand = self._brands.get(brand_id)
        if brand is None:
            return []
        judge = partial(self._judge, brand_id, is_number_field)
        found = []
        # Most texts have no number at all, and need not be taken apart a second time to say where.
        if not set(map(judge, _TOKEN.findall(text))) <= _NOTHING:
            found = [
                Found(verdict[0], match.start(), match.end(), match[0], verdict[1])
                for match in _TOKEN.finditer(text)
                if (verdict := judge(match[0])) is not None
            ]
        if brand.impossible:
            for match in brand.impossible.finditer(text):
                model = brand.model_of.get(squeezed(match[1]), match[1])
                found.append(Found(IMPOSSIBLE, match.start(1), match.end(1), match[1], model))
        return found

    def _judged(self, brand_id: str, is_number_field: bool, token: str) -> tuple[str, str] | None:
        brand = self._brands[brand_id]
        return brand.in_field(token) if is_number_field else brand.in_title(token)

    def _of(self, brand_id: str) -> _OfBrand:
        return self._brands.setdefault(brand_id, _OfBrand())


def _misses(number: str, pattern: str) -> str | None:
    """Return the one character that does not fit the pattern, "" when all fit, None when it is not near it."""
    if len(number) != len(pattern):
        return None
    wrong = [char for char, form in zip(number, pattern, strict=True) if not _fits(char, form)]
    if len(wrong) > 1:
        return None
    return wrong[0] if wrong else ""


def _fits(char: str, form: str) -> bool:
    if form == "#":
        return char.isdigit()
    return char.isalpha() if form == "@" else char == form


def _squeezed_pattern(pattern: str) -> str:
    return "".join(char for char in pattern.lower() if char.isalnum() or char in "#@")


def _any_of(models: Iterable[str], brand_name: str) -> re.Pattern[str] | None:
    """Return a pattern for any of the models, however letters and digits are separated, with or without the brand."""
    forms = []
    for model in models:
        runs = _RUN.findall(plain(model))
        if len("".join(runs)) > 1:
            forms.append(_BETWEEN_RUNS.join(re.escape(run) for run in runs))
    if not forms:
        return None
    brand = re.escape(plain(brand_name))
    longest_first = "|".join(sorted(set(forms), key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<![^\W_])(?:{brand})?({longest_first})(?![^\W_])", re.IGNORECASE)
