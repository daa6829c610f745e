"""Conversions that a mapping may name: small, total functions from a source value to ours. No code, no patterns.

Each is built once for a field from its parameters and then called for every value that is not null. A conversion
returns None where nothing is left, and raises UnreadableValueError where a value cannot be read.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from countermark.formats.listings.dates import date_conversion
from countermark.formats.listings.money import MoneyText
from countermark.formats.listings.numbers import number_conversion, read_integer
from countermark.formats.listings.parameters import (
    BadParameterError,
    choice,
    flag,
    phrase_list,
    refuse_unknown,
    value_table,
)
from countermark.formats.listings.values import UnreadableValueError, shown

Conversion = Callable[[Any], Any]


def build_conversion(name: str, parameters: Any) -> Conversion:
    """Return the conversion of that name.

    Args:
        name: a key of `CONVERSIONS`.
        parameters: what the mapping file has beside the name; None when it has the name alone.

    Raises:
        KeyError: there is no such conversion.
        BadParameterError: the parameters are not what it takes; the message says what is expected.
    """
    return CONVERSIONS[name](parameters)


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UnreadableValueError(f"is {shown(value)}; expected text")


def _on_text(function: Callable[[str], Any]) -> Conversion:
    """Lift a function on text: lists are converted item by item, empty results become None."""

    def convert(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [item for item in (convert(item) for item in value if item is not None) if item is not None]
        result = function(_text_of(value))
        return None if result in {"", None} else result

    return convert


def _text(parameters: Any) -> Conversion:
    refuse_unknown(parameters, ())
    return _on_text(str.strip)


def _first_line(parameters: Any) -> Conversion:
    refuse_unknown(parameters, ())
    return _on_text(lambda text: next((line.strip() for line in text.splitlines() if line.strip()), None))


def _strip_prefix(parameters: Any) -> Conversion:
    phrases = phrase_list(parameters, "strip_prefix")

    def strip(text: str) -> str:
        text = text.lstrip()
        found = next((phrase for phrase in phrases if text.startswith(phrase)), "")
        return text[len(found) :].strip()

    return _on_text(strip)


def _strip_suffix(parameters: Any) -> Conversion:
    phrases = phrase_list(parameters, "strip_suffix")

    def strip(text: str) -> str:
        text = text.rstrip()
        found = next((phrase for phrase in phrases if text.endswith(phrase)), "")
        return text[: len(text) - len(found)].strip()

    return _on_text(strip)


def _remove(parameters: Any) -> Conversion:
    phrases = phrase_list(parameters, "remove")

    def remove(text: str) -> str:
        for phrase in phrases:
            text = text.replace(phrase, "")
        return text.strip()

    return _on_text(remove)


def _between(parameters: Any) -> Conversion:
    known = refuse_unknown(parameters, ("after", "before"))
    after, before = (_boundary(known, name) for name in ("after", "before"))
    if not after and not before:
        raise BadParameterError("needs `after`, `before` or both, such as {after: 'seller=', before: '&'}")

    def between(text: str) -> str | None:
        start = text.find(after)
        if start < 0:
            return None
        rest = text[start + len(after) :]
        end = rest.find(before) if before else len(rest)
        return rest.strip() if end < 0 else rest[:end].strip()

    return _on_text(between)


def _boundary(parameters: Mapping[str, Any], name: str) -> str:
    value = parameters.get(name, "")
    if not isinstance(value, str):
        raise BadParameterError(f"has {shown(value)} for `{name}`; expected text")
    return value


def _split(parameters: Any) -> Conversion:
    if not isinstance(parameters, str) or not parameters:
        raise BadParameterError("needs the separator, such as split: ' > '")

    def split(value: Any) -> list[Any] | None:
        if isinstance(value, list | tuple):  # another format of the same export may have a list already
            return list(value)
        parts = [part.strip() for part in _text_of(value).split(parameters)]
        return [part for part in parts if part] or None

    return split


def _map(parameters: Any) -> Conversion:
    known = refuse_unknown(parameters, ("values", "otherwise"))
    table = value_table(known.get("values"))
    otherwise = choice(known, "otherwise", ("refuse", "keep", "missing"), "refuse")

    def look_up(text: str) -> str | None:
        word = text.strip()
        found = table.get(word.casefold())
        if found is not None:
            return found
        if otherwise == "refuse" and word:
            raise UnreadableValueError(f"is {shown(word)}, which the mapping's value table does not have")
        return word if otherwise == "keep" else None

    return _on_text(look_up)


def _money(parameters: Any) -> Conversion:
    known = refuse_unknown(parameters, ("decimal", "round"))
    decimal = choice(known, "decimal", ("auto", "comma", "dot"), "auto")
    rounded = flag(known, "round")
    return lambda value: MoneyText(value, decimal, rounded)


def _integer(parameters: Any) -> Conversion:
    known = refuse_unknown(parameters, ("group",))
    group = choice(known, "group", ("", ",", ".", " "), "")
    return lambda value: read_integer(value, group)


def _number(parameters: Any) -> Conversion:
    known = refuse_unknown(parameters, ("decimal",))
    return number_conversion(choice(known, "decimal", ("auto", "comma", "dot"), "auto"))


def _gtin(parameters: Any) -> Conversion:
    refuse_unknown(parameters, ())

    def clean(value: Any) -> str | None:
        text = _text_of(value).strip()
        head, mark, tail = text.upper().partition("E+")
        if mark and tail.isdigit() and head.replace(".", "").replace(",", "").isdigit():
            raise UnreadableValueError(f"is {shown(text)}: a spreadsheet has cut its digits; export it as text")
        return text.replace(" ", "").replace("-", "").removesuffix(".0") or None

    return clean


CONVERSIONS: Final[dict[str, Callable[[Any], Conversion]]] = {
    "between": _between,
    "date": date_conversion,
    "first_line": _first_line,
    "gtin": _gtin,
    "integer": _integer,
    "map": _map,
    "money": _money,
    "number": _number,
    "remove": _remove,
    "split": _split,
    "strip_prefix": _strip_prefix,
    "strip_suffix": _strip_suffix,
    "text": _text,
}
"""Name in a mapping file -> what builds the conversion from its parameters."""
