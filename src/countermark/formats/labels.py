"""Labels: what is known of listings, from whoever knows it; held against decisions that were made without them.

A labels file is CSV in UTF-8 with a header line (docs/reference/labels.md).
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from countermark.engine.errors import InvalidInputError, Problem

LABELS_SCHEMA: Final[Any] = pa.schema(
    [
        pa.field("listing_id", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("counterfeit", pa.bool_(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("note", pa.string(), nullable=False),
        pa.field("brand", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
    ]
)
"""One row a label. `row` is the line of the file it comes from; `kind` says more closely what the listing is, `note` is
for people; `value` is what the listing sold for, at least 0, in one currency for all; texts are empty where unknown."""

MAX_TEXT: Final = 300
"""Code points of an id, a kind, a note or a brand."""
_MAX_PROBLEMS: Final = 100
"""After as many the rest of the file is not looked at."""
_LABELS: Final = {"counterfeit": True, "genuine": False}
_NEEDED: Final = ("listing_id", "label")
_COLUMNS: Final = (*_NEEDED, "kind", "note", "brand", "value")


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The simulated world that listings and labels come from."""

    seed: int
    version: str
    """Of Countermark, when it was made."""
    sha256: str
    """Over all files of the world."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind of listing is called, and what it is."""

    name: str
    about: str = ""
    """One sentence; for a kind of counterfeit, how it hides."""
    shows: bool = True
    """For a counterfeit: whether text, price, product codes or seller can give it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What is known of listings, and from whom."""

    table: Any
    """Arrow, of `LABELS_SCHEMA`."""
    source: str
    """Name of the file or world."""
    currency: str = ""
    """Of the values, ISO 4217; empty when it is not known."""
    kinds: Mapping[str, KindWords] = field(default_factory=dict)
    """Words for kinds; a kind without is shown as it stands."""
    synthetic: Synthetic | None = None
    """None for labels of real listings."""

    def words(self, kind: str) -> KindWords:
        """Return the words for a kind."""
        return self.kinds.get(kind) or KindWords(kind.replace("_", " "))


def read_labels(path: Path) -> Labels:
    """Return the labels of a file, in its order.

    Raises:
        InvalidInputError: the file cannot be read, or a row has a problem; each names file, line and column.
    """
    name = str(path)
    rows = csv.reader(io.StringIO(_text(path, name), newline=""), strict=True)
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []
    try:
        columns = _header(next(rows, []), name)
        seen: dict[str, int] = {}
        for cells in rows:
            if not cells:
                continue
            values, wrong = _row(cells, columns, rows.line_num, seen)
            found.append(values)
            problems += [Problem(name, rows.line_num, field, message) for field, message in wrong]
            if len(problems) >= _MAX_PROBLEMS:
                break
    except csv.Error as error:
        problems.append(Problem(name, rows.line_num, None, f"is not CSV: {error}"))
    if problems:
        raise InvalidInputError(problems)
    return Labels(table=pa.Table.from_pylist(found, schema=LABELS_SCHEMA), source=name)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InvalidInputError([Problem(name, None, None, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start:,}; save it as UTF-8"
        raise InvalidInputError([Problem(name, None, None, message)]) from error


def _header(cells: list[str], name: str) -> list[str]:
    columns = [cell.strip() for cell in cells]
    problems = [
        Problem(name, 1, column, f"is not a column of a labels file; expected {', '.join(_COLUMNS)}")
        for column in columns
        if column not in _COLUMNS
    ]
    problems += [Problem(name, 1, column, "is missing from the header") for column in _NEEDED if column not in columns]
    problems += [
        Problem(name, 1, column, "stands in the header more than once")
        for column in _COLUMNS
        if columns.count(column) > 1
    ]
    if problems:
        raise InvalidInputError(problems)
    return columns


def _row(
    cells: list[str], columns: list[str], line: int, seen: dict[str, int]
) -> tuple[dict[str, Any], list[tuple[str | None, str]]]:
    """Return a row's values and its problems as (column, message)."""
    if len(cells) != len(columns):
        return {}, [(None, f"has {len(cells)} cells; the header has {len(columns)}")]
    given = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    value = _value(given.get("value", ""))
    values = {
        "listing_id": given["listing_id"],
        "row": line,
        "counterfeit": _LABELS.get(given["label"].casefold(), False),
        "value": value,
        **{column: given.get(column, "") for column in ("kind", "note", "brand")},
    }
    return values, list(_problems(given, value, line, seen))


def _problems(
    given: dict[str, str], value: float | None, line: int, seen: dict[str, int]
) -> Iterator[tuple[str | None, str]]:
    listing_id = given["listing_id"]
    if not listing_id:
        yield "listing_id", "is empty; expected the id of a listing"
    elif (first := seen.setdefault(listing_id, line)) != line:
        yield "listing_id", f"{listing_id[:80]!r} has a label in line {first} already"
    if given["label"].casefold() not in _LABELS:
        yield "label", f"is {given['label'][:40]!r}; expected counterfeit or genuine"
    if value is not None and not (math.isfinite(value) and value >= 0):
        yield "value", f"is {given['value'][:40]!r}; expected a number of at least 0, such as 129.90, or nothing"
    for column, text in given.items():
        if len(text) > MAX_TEXT:
            yield column, f"has {len(text):,} characters; expected {MAX_TEXT} or fewer"


def _value(cell: str) -> float | None:
    """Return the number of a cell, None for an empty one, NaN for what is no number."""
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return math.nan
