"""Fields of a YAML document that a person wrote, as one of the simulator's records."""

from typing import Any, TypeVar

import msgspec

from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem

Record = TypeVar("Record", bound=msgspec.Struct)


def read_fields(data: bytes, file: str, kind: type[Record], given: dict[str, Any]) -> Record:
    """Return the record of a YAML document, with the fields that are given by name instead of its own.

    Raises:
        InvalidInputError: it is not such a document.
    """
    found = parse_yaml(data, file)
    if found is not None and not isinstance(found, dict):
        raise InvalidInputError([Problem(file, None, None, "is not a mapping from field to value")])
    try:
        return msgspec.convert({**(found or {}), **given}, kind)
    except msgspec.ValidationError as error:
        raise InvalidInputError([Problem(file, None, None, str(error))]) from error
