"""JSON from outside: fast where it is right, and forgiving only where a single field, not the record, is at fault."""

import json
from typing import Any

import msgspec

from countermark.formats.listings.values import BadCell, UnreadableValueError, shown


def decode_json(data: bytes | msgspec.Raw) -> Any:
    """Return the JSON value.

    JSON that msgspec refuses is read again by the standard library, which lets NaN, Infinity, huge numbers and lone
    surrogates through: then the field that holds one is refused, with its name, and not the whole record.

    Raises:
        UnreadableValueError: it is not JSON, is not UTF-8, or is nested too deep; the message says where.
    """
    try:
        return msgspec.json.decode(data)
    except RecursionError as error:
        raise UnreadableValueError("is nested too deep; expected at most about 1,000 levels") from error
    except UnicodeDecodeError as error:
        raise UnreadableValueError(not_utf8(bytes(data))) from error
    except msgspec.DecodeError:
        return _decode_forgiving(bytes(data))


def _decode_forgiving(data: bytes) -> Any:
    try:
        return json.loads(data.decode())
    except UnicodeDecodeError as error:
        raise UnreadableValueError(not_utf8(data)) from error
    except RecursionError as error:
        raise UnreadableValueError("is nested too deep; expected at most about 1,000 levels") from error
    except json.JSONDecodeError as error:
        raise UnreadableValueError(f"is not JSON: {error.msg} at character {error.pos + 1:,}") from error
    except ValueError as error:
        raise UnreadableValueError("holds an integer of more than 4,300 digits") from error


def not_utf8(data: bytes) -> str:
    """Return a message that names the first byte which is not UTF-8; empty when all are."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return f"has the byte 0x{data[error.start]:02x} at position {error.start + 1:,}, which is not UTF-8"
    return ""


def json_text(record: Any) -> str:
    """Return a record as JSON for a reject; what JSON has no form for is written as text, never an error."""
    try:
        return msgspec.json.encode(record, enc_hook=_written).decode()
    except (ValueError, TypeError, RecursionError):  # a lone surrogate, a huge integer, a key that is no text, nesting
        return ascii({str(key): shown(value) for key, value in record.items()} if isinstance(record, dict) else record)


def _written(value: Any) -> str:
    return value.message if isinstance(value, BadCell) else str(value)
