"""What must be true of one row, whatever else the registry holds."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final

from countermark.engine.listing import CONDITIONS, CURRENCIES, MAX_PRICE_MINOR
from countermark.engine.registry import codes, model
from countermark.engine.registry.names import fold, name_problem
from countermark.engine.registry.suggest import did_you_mean

MAX_UNITS: Final = 1_000_000
_PATTERN_PUNCTUATION: Final = frozenset("#@-_/.+ ")
_PATTERN_HELP: Final = "Expected # for a digit, @ for a letter; letters, digits, space, - _ / . + stand for themselves"
MAX_PATTERN: Final = 50

Found = Iterator[tuple[str, str]]
"""(field, message) pairs."""


def row_problems(row: model.Row) -> Found:
    """Yield (field, what is wrong and what was expected) for one row whose cells have their types."""
    return _CHECKS[type(row)](row)


def _brand(row: model.Brand) -> Found:
    yield from _identifier("brand_id", row.brand_id)
    problem = name_problem(row.name)
    if problem and not (row.common_word and any(char.isalnum() for char in row.name)):
        yield "name", problem
    for field, words in (("context_words", row.context_words), ("categories", row.categories)):
        yield from _names(field, words)


def _alias(row: model.Alias) -> Found:
    yield from _names("alias", (row.alias,))
    if row.language:
        yield from _language(row.language)
    yield from _choice("kind", row.kind, codes.ALIAS_KINDS)


def _mark(row: model.Mark) -> Found:
    if not codes.OFFICE.fullmatch(row.office):
        yield "office", f"{row.office!r} is not an office code of WIPO ST.3: two capital letters such as CN, EM, US, WO"
    for number in row.nice_classes:
        if not 1 <= number <= 45:
            yield "nice_classes", f"{number} is not a class of the Nice classification; expected 1 to 45"
    yield from _countries("territories", row.territories)
    yield from _choice("status", row.status, codes.MARK_STATUSES)
    yield from _in_order("registered_on", row.registered_on, "expires_on", row.expires_on)


def _product_line(row: model.ProductLine) -> Found:
    yield from _identifier("line_id", row.line_id)
    yield from _names("aliases", row.aliases)
    pattern = row.part_number_pattern
    strange = sorted({char for char in pattern if not char.isalnum() and char not in _PATTERN_PUNCTUATION})
    if strange:
        holds = f"{pattern!r} holds {' '.join(strange)}; it is not a regular expression"
        yield "part_number_pattern", f"{holds}. {_PATTERN_HELP}"
    if len(pattern) > MAX_PATTERN:
        yield "part_number_pattern", f"has {len(pattern)} characters; at most {MAX_PATTERN} are allowed"


def _model(row: model.Model) -> Found:
    for field, text in (("model", row.model), ("part_number", row.part_number)):
        if text and not any(char.isalnum() for char in text):
            yield field, f"{text!r} has no letter or digit"


def _price_band(row: model.PriceBand) -> Found:
    yield from _countries("market", (row.market,))
    if row.currency not in CURRENCIES:
        yield "currency", f"{row.currency!r} is not a currency code of ISO 4217, such as BRL"
    yield from _choice("condition", row.condition, CONDITIONS)
    amounts = [("low_minor", row.low_minor), ("typical_minor", row.typical_minor), ("high_minor", row.high_minor)]
    given = [(field, amount) for field, amount in amounts if amount is not None]
    for field, amount in given:
        if not 0 <= amount <= MAX_PRICE_MINOR:
            yield field, f"is {amount}; expected 0 to {MAX_PRICE_MINOR} minor units"
    for (lower, low), (upper, high) in pairwise(given):
        if low > high:
            yield upper, f"is {high}, less than {lower} {low}; expected low_minor <= typical_minor <= high_minor"
    if not 1 <= row.units <= MAX_UNITS:
        yield "units", f"is {row.units}; expected 1 to {MAX_UNITS}"


def _authorised_seller(row: model.AuthorisedSeller) -> Found:
    yield from _countries("territories", row.territories)
    yield from _in_order("valid_from", row.valid_from, "valid_to", row.valid_to)


def _gtin_prefix(row: model.GtinPrefix) -> Found:
    if not (row.prefix.isascii() and row.prefix.isdigit() and 6 <= len(row.prefix) <= 12):
        yield "prefix", f"{row.prefix!r} is not a GS1 company prefix; expected 6 to 12 digits"


def _slang_term(row: model.SlangTerm) -> Found:
    yield from _names("term", (row.term,))
    yield from _language(row.language)
    yield from _weight(row.weight)
    yield from _names("unless", row.unless)
    if row.example and fold(row.term) not in fold(row.example):
        yield "example", f"does not contain the term {row.term!r}"


def _context_phrase(row: model.ContextPhrase) -> Found:
    if not any(char.isalnum() for char in row.phrase):
        yield "phrase", f"{row.phrase!r} has no letter or digit"
    yield from _language(row.language)
    yield from _choice("kind", row.kind, codes.CONTEXT_KINDS)
    yield from _choice("side", row.side, codes.SIDES)


def _tell(row: model.Tell) -> Found:
    yield from _identifier("tell_id", row.tell_id)
    yield from _names("phrase", (row.phrase,))
    yield from _weight(row.weight)


def _identifier(field: str, value: str) -> Found:
    if any(char.isspace() or char == ";" for char in value):
        yield field, f"{value!r} holds a space or a semicolon; an identifier has neither"


def _names(field: str, texts: tuple[str, ...]) -> Found:
    for text in texts:
        problem = name_problem(text)
        if problem:
            yield field, problem


def _language(value: str) -> Found:
    if value not in codes.LANGUAGES:
        meant = codes.NOT_LANGUAGES.get(value.lower())
        help_ = f"; did you mean {meant!r}?" if meant else ""
        yield "language", f"{value!r} is not a language code of ISO 639-1, such as en, zh, pt{help_}"


def _countries(field: str, values: tuple[str, ...]) -> Found:
    for value in values:
        if not codes.COUNTRY.fullmatch(value):
            yield field, f"{value!r} is not a country code of ISO 3166: two capital letters such as BR (or EU)"


def _choice(field: str, value: str, allowed: tuple[str, ...]) -> Found:
    if value not in allowed:
        yield field, f"{value!r} is not one of {', '.join(allowed)}{did_you_mean(value, allowed)}"


def _weight(value: float) -> Found:
    if not 0 <= value <= 1:
        yield "weight", f"is {value:g}; expected 0 to 1"


def _in_order(first: str, start: date | None, second: str, end: date | None) -> Found:
    if start is not None and end is not None and end < start:
        yield second, f"{end.isoformat()} is before {first} {start.isoformat()}"


_CHECKS: Final[dict[type[model.Row], Callable[[Any], Found]]] = {
    model.Brand: _brand,
    model.Alias: _alias,
    model.Mark: _mark,
    model.ProductLine: _product_line,
    model.Model: _model,
    model.PriceBand: _price_band,
    model.AuthorisedSeller: _authorised_seller,
    model.GtinPrefix: _gtin_prefix,
    model.SlangTerm: _slang_term,
    model.ContextPhrase: _context_phrase,
    model.Tell: _tell,
}
