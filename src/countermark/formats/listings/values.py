"""The error for a value that cannot be read, and how values are shown in messages."""

from dataclasses import dataclass
from typing import Any, Final

_SHOWN: Final = 60
"""Longest piece of a value that a message repeats."""


class UnreadableValueError(ValueError):
    """A value cannot be read as what its field asks for; the message says why, without the field's name."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """Stands for a table's cell that no Python value can be made of: text that is not UTF-8, a year beyond 9999."""

    message: str


def shown(value: Any) -> str:
    """Return the value as a short literal for messages, cut at `_SHOWN` characters, free of control characters."""
    if isinstance(value, str):
        text = repr(value[:_SHOWN])
        return text if len(value) <= _SHOWN else f"{text}... ({len(value):,} characters)"
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = _number_text(value)
        return text if len(text) <= _SHOWN else f"{text[:20]}... ({len(text):,} digits)"
    if isinstance(value, list | tuple | dict):
        kind = "an object" if isinstance(value, dict) else "a list"
        return f"{kind} of 1 entry" if len(value) == 1 else f"{kind} of {len(value):,} entries"
    return "null" if value is None else repr(value)[:_SHOWN]


def _number_text(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write out integers of more than 4,300 digits
        return f"{hex(int(value))[:_SHOWN]}"


def is_encodable(text: str) -> bool:
    """Return False when the text has a lone surrogate, which no file or table can hold."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_empty(value: Any) -> bool:
    """Return True for what a source writes where it has nothing: null, empty text, an empty list or object."""
    return value is None or (isinstance(value, _SIZED) and len(value) == 0)


_SIZED: Final = (str, list, tuple, dict)
