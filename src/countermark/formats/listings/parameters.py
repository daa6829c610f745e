"""Checks of the parameters that a mapping gives to a conversion."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from countermark.engine.registry.suggest import did_you_mean
from countermark.formats.listings.values import shown

_MAX_PHRASES: Final = 200
_MAX_TABLE: Final = 10_000


class BadParameterError(ValueError):
    """A conversion's parameters are wrong; the message says what is expected, without the conversion's name."""


def refuse_unknown(parameters: Any, known: Sequence[str]) -> Mapping[str, Any]:
    """Return the parameters as a mapping, empty when there are none.

    Raises:
        BadParameterError: not a mapping, or with a key that is not among `known`.
    """
    if parameters is None:
        return {}
    if not known:
        raise BadParameterError("takes no parameters")
    if not isinstance(parameters, dict):
        raise BadParameterError(f"is {shown(parameters)}; expected parameters among {', '.join(known)}")
    for key in parameters:
        if key not in known:
            hint = did_you_mean(str(key), known)
            raise BadParameterError(f"has the unknown parameter {shown(key)}; expected {', '.join(known)}{hint}")
    return parameters


def choice(parameters: Mapping[str, Any], name: str, allowed: Sequence[str], default: str) -> str:
    """Return the parameter's value, one of `allowed`.

    Raises:
        BadParameterError: it has another value.
    """
    value = parameters.get(name, default)
    if value not in allowed or not isinstance(value, str):
        words = ", ".join(repr(word) for word in allowed)
        raise BadParameterError(f"has {shown(value)} for `{name}`; expected one of {words}")
    return value


def flag(parameters: Mapping[str, Any], name: str) -> bool:
    """Return a parameter that is true or false, false when it is left out.

    Raises:
        BadParameterError: it has another value.
    """
    value = parameters.get(name, False)
    if not isinstance(value, bool):
        raise BadParameterError(f"has {shown(value)} for `{name}`; expected true or false")
    return value


def phrase_list(parameters: Any, name: str) -> list[str]:
    """Return one phrase or several as a list, longest first, so that the longest that fits is taken.

    Raises:
        BadParameterError: there is none, one is not text or empty, or there are too many.
    """
    phrases = parameters if isinstance(parameters, list) else [parameters]
    if not phrases or not all(isinstance(phrase, str) and phrase for phrase in phrases):
        raise BadParameterError(f"needs a phrase or a list of phrases, such as {name}: [' Store']")
    if len(phrases) > _MAX_PHRASES:
        raise BadParameterError(f"has {len(phrases)} phrases; at most {_MAX_PHRASES} are read")
    return sorted(phrases, key=len, reverse=True)


def value_table(table: Any) -> dict[str, str]:
    """Return a value table with its keys folded, so that case does not matter.

    Raises:
        BadParameterError: it is not a mapping from plain values to text, or too large, or a key is there twice.
    """
    if not isinstance(table, dict) or not table:
        raise BadParameterError("needs a value table, such as map: {values: {Novo: new, Usado: used}}")
    if len(table) > _MAX_TABLE:
        raise BadParameterError(f"has a value table of {len(table)} entries; at most {_MAX_TABLE} are read")
    folded: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(key, bool) or not isinstance(key, str | int) or not isinstance(value, str):
            raise BadParameterError(f"has {key!r}: {value!r} in its value table; expected text (quote it)")
        word = str(key).strip().casefold()
        if folded.setdefault(word, value) != value:
            raise BadParameterError(f"has {key!r} twice in its value table, upper and lower case being the same")
    return folded
