"""Everything that is wrong with a listing whose types do not hold: msgspec stops at the first fault, people go on.

Only a listing that was refused is read in this way; it costs some fifty times what a good one does.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NoReturn

import msgspec

from countermark.engine.listing import Listing, Seller, Text, listing_problems
from countermark.gate.refusal import FieldProblem
from countermark.gate.repeated import object_of

_PLACE: Final = re.compile(r"(?s)(.*) - at `(?:key in )?\$\.?(.*)`")
_MAX_TOLD: Final = 20
"""Faults of one listing that are told; of more, the number."""
_MAX_NAME: Final = 100
"""Characters of an attribute's name that are repeated."""
_SELLER: Final = "seller"
_ATTRIBUTES: Final = "attributes"
_STAND_IN: Final[dict[str, Any]] = {"listing_id": "x", "seller_id": "x", "title": "x"}


def field_problem(message: str) -> FieldProblem:
    """Return the problem that a message of msgspec tells."""
    found = _PLACE.fullmatch(message)
    return FieldProblem(found[2], found[1]) if found else FieldProblem("", message)


def listing_faults(value: Any, *, now: datetime) -> list[FieldProblem]:
    """Return what is wrong with the fields of a listing: their types, then what types cannot say of the others.

    Args:
        value: JSON as Python values; fields that a listing does not have are passed over.
        now: the caller's clock, aware.
    """
    if not isinstance(value, dict):
        try:
            msgspec.convert(value, Listing)
        except msgspec.ValidationError as error:
            return [field_problem(str(error))]
    sound: dict[str, Any] = {}
    faults = list(_faults_of(Listing, value, "", sound))
    given = value.get(_SELLER)
    if isinstance(given, dict):
        seller: dict[str, Any] = {}
        faults = [fault for fault in faults if fault.field.partition(".")[0] != _SELLER]
        faults += _faults_of(Seller, given, f"{_SELLER}.", seller)
        sound[_SELLER] = Seller(**seller)
    at_fault = {fault.field for fault in faults}
    rest = listing_problems(Listing(**{**_STAND_IN, **sound}), now=now)
    faults += [FieldProblem(field, message) for field, message in rest if field not in at_fault]
    if len(faults) > _MAX_TOLD:
        return [*faults[:_MAX_TOLD], FieldProblem("", f"and {len(faults) - _MAX_TOLD:,} more")]
    return faults


def _faults_of(kind: Any, value: dict[str, Any], prefix: str, sound: dict[str, Any]) -> Iterator[FieldProblem]:
    """Yield what is wrong with each field of a struct; those that are right go into `sound`."""
    for field in msgspec.structs.fields(kind):
        if field.name not in value:
            if field.required:
                yield FieldProblem(prefix + field.name, "is missing; a listing needs it")
            continue
        given = value[field.name]
        try:
            sound[field.name] = msgspec.convert(given, field.type)
        except msgspec.ValidationError as error:
            if field.name == _ATTRIBUTES and isinstance(given, dict):
                yield from _attribute_faults(given)
                continue
            found = field_problem(str(error))
            yield FieldProblem(f"{prefix}{field.name}{f'.{found.field}' if found.field else ''}", found.message)


def _attribute_faults(given: dict[str, Any]) -> Iterator[FieldProblem]:
    for name, value in given.items():
        try:
            msgspec.convert(value, Text)
        except msgspec.ValidationError as error:
            yield FieldProblem(f"{_ATTRIBUTES}.{name[:_MAX_NAME]}", str(error))


def decode_tolerantly(data: bytes | msgspec.Raw) -> Any:
    """Return JSON as Python values, lone surrogates (half of an emoji that was cut) let through.

    They are in no valid text, but in what programs send that cut titles in the middle of a character: one such
    title must not make a whole batch unreadable. Objects with a key more than once are `RepeatingObject`.

    Raises:
        ValueError: it is not JSON even so.
        RecursionError: it is nested too deeply.
    """
    return json.loads(bytes(data).decode(), parse_constant=_refuse, object_pairs_hook=object_of)


def _refuse(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)
