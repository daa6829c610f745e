"""Keys that stand more than once in one JSON object.

Readers of JSON differ in which value they take (RFC 8259, section 4): a shop that shows the first and passes the raw
JSON on would have the gate decide on another listing than the one that it sells. So the gate takes none of them.
"""

import json
from collections import deque
from typing import Any, Final

import msgspec

from countermark.gate.refusal import FieldProblem

_MAX_TOLD: Final = 20
"""Repeated keys of one listing that are named; of more, the number."""
_MAX_NAME: Final = 100
"""Characters of a key that are repeated in a message."""
_MESSAGE: Final = "is there more than once; expected one"


class RepeatingObject(dict[str, Any]):
    """An object in which keys stand more than once; it holds the last value of each."""

    repeated: tuple[str, ...] = ()
    """The keys, in the order in which they came first."""


class _RepeatedError(Exception):
    """A key stands in an object more than once."""


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object with these keys and values: a `RepeatingObject` if a key is there more than once."""
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    found = RepeatingObject(plain)
    keys = [key for key, _ in pairs]
    found.repeated = tuple(key for key in plain if keys.count(key) > 1)
    return found


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _RepeatedError


# Numbers stay text: only keys matter here. Not strict: what is JSON was said before.
_decode: Final = json.JSONDecoder(
    object_pairs_hook=_refuse_repeated, parse_int=str, parse_float=str, strict=False
).decode


def repeats_a_key(data: bytes | msgspec.Raw) -> bool:
    """Return whether any object in the JSON has a key more than once.

    Takes a few microseconds a kilobyte: as long as it takes the standard library to read it.

    Args:
        data: JSON that was read before.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    try:
        _decode(bytes(data).decode())
    except _RepeatedError:
        return True
    return False


def repeated_keys(value: Any) -> list[FieldProblem]:
    """Return a problem for each key that is there more than once, with its path.

    Args:
        value: JSON as Python values, its objects made by `object_of`.
    """
    found: list[str] = []
    waiting = deque([("", value)])
    while waiting:
        path, part = waiting.popleft()
        if isinstance(part, RepeatingObject):
            found += [f"{path}{key[:_MAX_NAME]}" for key in part.repeated]
        if isinstance(part, dict):
            waiting += [(f"{path}{key[:_MAX_NAME]}.", inner) for key, inner in part.items()]
        elif isinstance(part, list):
            waiting += [(path, inner) for inner in part]
    problems = [FieldProblem(key, _MESSAGE) for key in found[:_MAX_TOLD]]
    if len(found) > _MAX_TOLD:
        problems.append(FieldProblem("", f"and {len(found) - _MAX_TOLD:,} more keys that are there more than once"))
    return problems
