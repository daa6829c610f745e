"""The mapping of another shop's export onto our fields: plain data, so that it can be sent, stored and compared."""

from pathlib import Path
from typing import Any, Final

import msgspec

from countermark.engine.errors import InvalidInputError, Problem

FORMATS: Final = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""Suffix of a file name -> format."""

ENCODINGS: Final = (
    "utf-8",
    "utf-8-sig",
    "ascii",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1254",
    "iso-8859-1",
    "iso-8859-15",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
)
"""Encodings that a mapping may name: those in which commas, quotes and line ends are the bytes of ASCII."""


class Step(msgspec.Struct, frozen=True):
    """One conversion, by name, with its parameters."""

    name: str
    parameters: Any = None


class Source(msgspec.Struct, frozen=True):
    """Where a field's value may come from, and the conversions of that place alone."""

    path: str
    convert: tuple[Step, ...] = ()


class FieldMapping(msgspec.Struct, frozen=True):
    """How one of our fields is filled: from the first source that has something, then converted."""

    target: str
    sources: tuple[Source, ...]
    convert: tuple[Step, ...] = ()
    default: Any = None
    """Taken where no source has anything."""
    optional: bool = False
    """True when a file may lack every source of the field."""


class AttributesMapping(msgspec.Struct, frozen=True):
    """How `attributes` is filled; of several values for one name the first is kept."""

    objects: tuple[str, ...] = ()
    """Paths to an object of names and values, to a list of `{name, value}` objects, or to JSON text of either."""
    name_key: str = "name"
    value_key: str = "value"
    collect: dict[str, str] = {}
    """Attribute name -> path of its value."""
    pairs: tuple[str, ...] = ()
    """Paths to texts such as `size:Large`."""
    separator: str = ":"
    optional: bool = False


class ListingMapping(msgspec.Struct, frozen=True):
    """A whole mapping, valid: every target, conversion and parameter is known."""

    name: str
    fields: tuple[FieldMapping, ...]
    attributes: AttributesMapping | None = None
    constants: dict[str, Any] = {}
    """Our field -> the value that every listing gets."""
    format: str = ""
    """jsonl, json, csv or parquet; empty to go by the file's suffix."""
    records: str = ""
    """Path to the list of records in a JSON document; empty when the document is the list."""
    delimiter: str = ""
    """Of CSV; empty for a comma, or a tab when the file's suffix is .tsv."""
    encodings: tuple[str, ...] = ("utf-8",)
    """Tried in order on each record of CSV or JSON."""


def format_of(path: Path, mapping: ListingMapping) -> str:
    """Return the format in which a file is read: the mapping's, or the one that the file's suffix stands for.

    Raises:
        InvalidInputError: neither says.
    """
    found = mapping.format or FORMATS.get(path.suffix.lower(), "")
    if not found:
        suffixes = ", ".join(FORMATS)
        what = f"has the suffix {path.suffix!r}" if path.suffix else "has no suffix"
        message = f"{what}; expected {suffixes}, or `format` in the mapping"
        raise InvalidInputError([Problem(str(path), None, None, message)])
    return found
