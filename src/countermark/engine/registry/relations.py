"""What must be true between rows: no key twice, no reference to nothing, no name that means two brands."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from countermark.engine.errors import Problem
from countermark.engine.registry.fields import fields_of
from countermark.engine.registry.keys import Key, key_fields, key_of
from countermark.engine.registry.names import fold
from countermark.engine.registry.rows import Placed
from countermark.engine.registry.suggest import did_you_mean

_MAX_SUGGESTIONS: Final = 200
"""For so many ids that resolve to nothing a similar one is looked up; each look-up reads the whole list."""

Tables = Mapping[str, Sequence[Placed]]


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that references may name; None when the table was not read in full, so that absence proves nothing."""

    brands: AbstractSet[str] | None
    lines: AbstractSet[str] | None


def without_repeats(table: str, placed: Sequence[Placed]) -> tuple[list[Placed], list[Problem]]:
    """Return the rows sorted by key, and a problem for every row whose key an earlier row has."""
    by_key: dict[Key, Placed] = {}
    problems = []
    for row in placed:
        key = key_of(table, row.row)
        first = by_key.setdefault(key, row)
        if first is not row:
            fields = key_fields(table)
            place = f"line {first.line}" if first.file == row.file else f"{first.file}:{first.line}"
            problems.append(row.problem(fields[-1], f"repeats {place} (same {', '.join(fields)}); keep one of them"))
    return [by_key[key] for key in sorted(by_key)], problems


def reference_problems(tables: Tables, known: Known) -> list[Problem]:
    """Return a problem for every brand_id and line_id that names nothing, or a line of another brand."""
    problems: list[Problem] = []
    line_brands = {line.row.line_id: line.row.brand_id for line in tables["product_lines"]}
    brands, lines = _Resolver("brands", known.brands), _Resolver("product_lines", known.lines)
    for table, placed in tables.items():
        names = {field.name for field in fields_of(table)}
        if table != "brands" and "brand_id" in names:
            problems += brands.problems("brand_id", placed)
        if table != "product_lines" and "line_id" in names:
            problems += lines.problems("line_id", placed)
            problems += _foreign_lines(placed, line_brands)
    return problems


def name_clashes(tables: Tables) -> list[Problem]:
    """Return a problem for every name or alias that means two brands: a mention could not be told apart."""
    owners: dict[str, Placed] = {}
    problems = []
    for field, table in (("name", "brands"), ("alias", "aliases")):
        for row in sorted(tables[table], key=lambda placed: (placed.file, placed.line)):
            text = getattr(row.row, field)
            owner = owners.setdefault(fold(text), row)
            if owner.row.brand_id != row.row.brand_id:
                message = f"{text!r} also means the brand {owner.row.brand_id!r} ({owner.file}:{owner.line})"
                problems.append(row.problem(field, f"{message}; a name may mean one brand only"))
    return problems


class _Resolver:
    """Looks ids up in a set and words the problem when one is not there."""

    def __init__(self, table: str, ids: AbstractSet[str] | None) -> None:
        self.table = table
        self.ids = ids
        self.suggestions: dict[str, str] = {}

    def problems(self, field: str, placed: Sequence[Placed]) -> list[Problem]:
        """Return a problem for each row whose `field` is neither empty nor a known id."""
        if self.ids is None:
            return []
        found = []
        for row in placed:
            value = getattr(row.row, field)
            if value and value not in self.ids:
                found.append(row.problem(field, f"{value!r} is not in {self.table}{self._suggestion(value)}"))
        return found

    def _suggestion(self, value: str) -> str:
        if value not in self.suggestions and len(self.suggestions) < _MAX_SUGGESTIONS:
            self.suggestions[value] = did_you_mean(value, self.ids or ())
        return self.suggestions.get(value, "")


def _foreign_lines(placed: Sequence[Placed], line_brands: Mapping[str, Any]) -> list[Problem]:
    return [
        row.problem("line_id", f"{line!r} is a line of the brand {line_brands[line]!r}, not of {row.row.brand_id!r}")
        for row in placed
        if (line := row.row.line_id) in line_brands and line_brands[line] != row.row.brand_id
    ]
