"""Turns one cell into a value of its field's type. Nothing is guessed: what does not fit is refused, in words.

A cell of a CSV file is text; a value of a YAML file may already have a type, which must be the field's.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from countermark.engine.registry.fields import MAX_ITEMS, PROSE, Field

SEPARATOR: Final = ";"
"""Stands between the values of a cell that holds several."""

_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0"})
_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,30})?([eE]-?[0-9]{1,3})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; tab and line feed are told apart below
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"  # invisible, bidi
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"  # lone surrogates, no characters, tags
)
_BREAKS: Final = re.compile("[\t\n]")


class CellError(ValueError):
    """A cell cannot be read as its field; the message says what was expected."""


def read_cell(raw: Any, field: Field) -> Any:
    """Return the cell's value, or the field's default for an empty cell.

    Args:
        raw: the text of a CSV cell, or a plain value from YAML.
        field: the column.

    Raises:
        CellError: the value does not fit, or the field is required and the cell is empty.
    """
    if type(raw) is str:
        raw = raw.strip()
    if raw is None or raw in ("", []):
        if field.required:
            raise CellError("is empty; expected a value")
        return field.default
    return _READERS[field.type](raw, field)


def _text(raw: Any, field: Field) -> str:
    if type(raw) is not str:
        raise CellError(f"is {raw!r}, not text; put it in quotes")
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    unseen = _UNSEEN.search(raw) or (None if field.name in PROSE else _BREAKS.search(raw))
    if unseen:
        raise CellError(f"contains U+{ord(unseen[0]):04X}, a control or invisible character; remove it")
    if "\ufffd" in raw:
        raise CellError("contains U+FFFD, the trace of a text that was read in the wrong encoding; write it anew")
    if len(raw) > field.max_length:
        raise CellError(f"has {len(raw)} characters; at most {field.max_length} are allowed")
    return str(raw)


def _bool(raw: Any, _: Field) -> bool:
    if type(raw) is bool:
        return raw
    word = str(raw).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError(f"{_short(raw)} is neither true nor false; expected true, false, yes, no, 1 or 0")


def _int(raw: Any, _: Field) -> int:
    if type(raw) in {int, str} and _WHOLE.fullmatch(str(raw)):
        return int(raw)
    raise CellError(f"{_short(raw)} is not a whole number in digits (money is in minor units: 12.50 is 1250)")


def _float(raw: Any, _: Field) -> float:
    if type(raw) in {int, float, str} and _NUMBER.fullmatch(str(raw)):
        return float(raw)
    raise CellError(f"{_short(raw)} is not a number such as 0.85 (with a point, not a comma)")


def _date(raw: Any, _: Field) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if type(raw) is str and _DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError as error:
            raise CellError(f"{raw!r} is not a day of the calendar") from error
    raise CellError(f"{_short(raw)} is not a date; expected the form 2026-01-31")


def _items(raw: Any) -> list[Any]:
    """Return the values of a cell that holds several: text split at the separator, or a YAML list."""
    if type(raw) is str:
        raw = [item for part in raw.split(SEPARATOR) if (item := part.strip())]
    if type(raw) is not list:
        raw = [raw]
    if len(raw) > MAX_ITEMS:
        raise CellError(f"has {len(raw)} values; at most {MAX_ITEMS} are allowed")
    return list(raw)


def _texts(raw: Any, field: Field) -> tuple[str, ...]:
    texts = [_text(item.strip() if type(item) is str else item, field) for item in _items(raw)]
    for text in texts:
        if not text:
            raise CellError("has an empty value in its list")
        if SEPARATOR in text:
            raise CellError(f"{_short(text)} contains {SEPARATOR!r}, which separates values; leave it out")
    return tuple(texts)


def _ints(raw: Any, field: Field) -> tuple[int, ...]:
    return tuple(_int(item, field) for item in _items(raw))


def _short(raw: Any) -> str:
    """Return the value for a message, cut to what fits on a line."""
    text = str(raw)
    return repr(text if len(text) <= 50 else f"{text[:50]}…")


_READERS: Final[dict[Any, Callable[[Any, Field], Any]]] = {
    str: _text,
    bool: _bool,
    int: _int,
    int | None: _int,
    float: _float,
    date | None: _date,
    tuple[str, ...]: _texts,
    tuple[int, ...]: _ints,
}
"""Annotation of the row class -> reader."""
